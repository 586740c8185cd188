/**
 * Signing on one's own phone. The invitation's token stands behind `#`: it is taken out of the address at once, and
 * goes to the service only in the calls that need it.
 */

import { readConfig } from "../../shared/ui/config.js";
import { root } from "../../shared/ui/dom.js";
import { PhonePage } from "./page.js";

void new PhonePage(readConfig(), root()).start();
