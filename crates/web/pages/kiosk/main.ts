/**
 * The kiosk's page, served by the kiosk's own program. The token of the start address is taken out of the address at
 * once; a reload finds it in the tab's own storage, which holds nothing else, ever.
 */

import { programToken } from "../../shared/ui/program.js";
import { readConfig } from "../../shared/ui/config.js";
import { root } from "../../shared/ui/dom.js";
import { KioskPage } from "./page.js";

// Fingers select, drag and hold by accident.
for (const event of ["contextmenu", "dragstart", "selectstart"]) {
  addEventListener(event, (happened) => happened.preventDefault());
}

void new KioskPage(readConfig(), root(), programToken()).start();
