/** The desk: in the console of the service, or served by the desk's own program. */

import { Api } from "../../shared/ui/api.js";
import { readConfig } from "../../shared/ui/config.js";
import { focusOn, h, root, show } from "../../shared/ui/dom.js";
import { programToken } from "../../shared/ui/program.js";
import { speak } from "../../shared/ui/words.js";
import { DeskPage } from "./page.js";
import { DeskList } from "./list.js";
import { WORDS } from "./words.js";

const config = readConfig();
const w = speak(WORDS, config.lang);
const token = config.program ? programToken() : undefined;
const place = root();

/** In the program the pact stands behind `?id=`, so that a reload stays with it. */
const id = config.id ?? new URLSearchParams(location.search).get("id") ?? undefined;
const api = new Api(config.api, token);

if (config.program && token === undefined) {
  const heading = h("h1", {}, w.noToken);
  show(place, heading, h("p", { class: "lead" }, w.noTokenText));
  focusOn(heading);
} else if (id === undefined) void new DeskList(config, api, place, w).start();
else void new DeskPage(config, api, id, place, w).start();
