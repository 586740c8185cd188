/**
 * Signing on one's own phone. The invitation's token stands behind `#`: it is taken out of the address at once, and
 * goes to the service only in the calls that need it.
 */

import { startPage } from "../../shared/ui/start.js";
import { PhonePage } from "./page.js";

const { config, app } = startPage();
void new PhonePage(config, app).start();
