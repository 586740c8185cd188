/**
 * Signing on one's own phone. The invitation's token stands behind `#`: it is taken out of the address at once, and goes to
 * the service only in the calls that need it.
 */

import { readConfig } from "../ui/config";
import { root } from "../ui/dom";
import { PhonePage } from "./page";

void new PhonePage(readConfig(), root()).start();
