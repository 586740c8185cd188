/** The desk: in the console of the service, or served by the desk's own program. */

import { Api } from "../ui/api";
import { readConfig } from "../ui/config";
import { focusOn, h, root, show } from "../ui/dom";
import { programToken } from "../ui/program";
import { speak } from "../ui/words";
import { DeskPage } from "./page";
import { DeskList } from "./list";
import { WORDS } from "./words";

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
