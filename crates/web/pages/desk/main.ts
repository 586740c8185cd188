/** The desk: in the console of the service, or served by the desk's own program. */

import { focusOn, h, show } from "../../shared/ui/dom.js";
import { startPage } from "../../shared/ui/start.js";
import { speak } from "../../shared/ui/words.js";
import { DeskPage } from "./page.js";
import { DeskList } from "./list.js";
import { WORDS } from "./words.js";

const { config, api, w, app, token } = startPage((lang) => speak(WORDS, lang));

/** In the program the pact stands behind `?id=`, so that a reload stays with it. */
const id = config.id ?? new URLSearchParams(location.search).get("id") ?? undefined;

if (config.program && token === undefined) {
  const heading = h("h1", {}, w.noToken);
  show(app, heading, h("p", { class: "lead" }, w.noTokenText));
  focusOn(heading);
} else if (id === undefined) void new DeskList(config, api, app, w).start();
else void new DeskPage(config, api, id, app, w).start();
