/**
 * The kiosk's page, served by the kiosk's own program. The token of the start address is taken out of the address at
 * once; a reload finds it in the tab's own storage, which holds nothing else, ever.
 */

import { startPage } from "../../shared/ui/start.js";
import { KioskPage } from "./page.js";

// Fingers select, drag and hold by accident.
for (const event of ["contextmenu", "dragstart", "selectstart"]) {
  addEventListener(event, (happened) => happened.preventDefault());
}

const { config, app, token } = startPage();
void new KioskPage(config, app, token).start();
