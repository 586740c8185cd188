/** The console: the list of pacts, and the ways from it. */

import { Api, Problem } from "../ui/api";
import { readConfig } from "../ui/config";
import { h, root, show, words } from "../ui/dom";
import { fill } from "../ui/words";
import { type PactLine, chipOf, sorted, stateOf } from "./pacts";
import { wordsOf } from "./words";

const config = readConfig();
const api = new Api(config.api);
const w = wordsOf(config.lang);
const query = config.lang === "en" ? "?lang=en" : "";
const list = h("div", { class: "pacts", "aria-busy": true }, h("p", { class: "muted" }, w.loading));

show(root(), h("div", { class: "console-head" }, h("h1", {}, w.title), ofAdministrator()), list);
void load();

/** Asked for again when somebody comes back to the page: a ceremony moves on meanwhile. */
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void load();
});

let shown = "";

async function load(): Promise<void> {
  try {
    const lines = await api.json<readonly PactLine[]>("/desk/pacts");
    const text = JSON.stringify(lines);
    if (text !== shown) show(list, lines.length === 0 ? empty() : sections(lines));
    shown = text;
  } catch (error) {
    shown = "";
    show(list, trouble(error));
  }
  list.removeAttribute("aria-busy");
}

function sections(lines: readonly PactLine[]): readonly HTMLElement[] {
  const { running, finished } = sorted(lines);
  const section = (title: string, some: readonly PactLine[]): readonly HTMLElement[] =>
    some.length === 0 ? [] : [h("h2", { class: "ruled" }, title), h("ul", { class: "pact-list" }, some.map(item))];
  return [...section(w.running, running), ...section(w.finished, finished)];
}

function item(line: PactLine): HTMLElement {
  const opened = line.state !== "adopted" && line.state !== "erased";
  const identity = line.identity === "in-person" ? w.inPerson : w.invite;
  const title = `pact-${line.id}`;
  const go = (href: string, text: string, id: string): HTMLElement =>
    h("a", { class: id === "desk" ? "button" : "button quiet", href: href + query, id: `${id}-${line.id}`, "aria-labelledby": `${id}-${line.id} ${title}` }, text);
  return h(
    "li",
    { class: "pact-line" },
    h(
      "div",
      {},
      h("h3", { id: title }, words(line.title)),
      h("p", {}, words(line.group), ` · ${line.year} · ${identity}`),
      line.number && h("p", { class: "small figure" }, fill(w.number, { number: line.number })),
    ),
    h("p", { class: `chip ${chipOf(line.state)}` }, stateOf(line, w)),
    h(
      "div",
      { class: "buttons" },
      line.state !== "erased" && go(`/console/p/${line.id}`, w.goDesk, "desk"),
      opened && go(`/p/${line.id}/live`, w.goHall, "hall"),
      opened && go(`/v/${line.id}`, w.goVerify, "verify"),
    ),
  );
}

/** Who is logged in stands above, from the server. */
function ofAdministrator(): HTMLElement | undefined {
  const { session } = config;
  if (session?.role !== "admin") return undefined;
  return h("div", { class: "buttons" }, h("a", { class: "button quiet", href: `/console/accounts${query}` }, w.accounts));
}

function empty(): HTMLElement {
  return h("section", { class: "panel" }, h("h2", {}, w.emptyTitle), h("p", {}, w.emptyWhy), h("p", {}, w.emptyHow));
}

function trouble(error: unknown): HTMLElement {
  if (!(error instanceof Problem)) throw error;
  const { cause, cure } = error.words(config.lang);
  const again = h("button", { class: "button", type: "button", onclick: () => void load() }, w.again);
  return h("section", { class: "notice bad", role: "alert" }, h("h2", {}, cause), h("p", {}, cure), again);
}
