/** One pact in the console's list. */

import { h, words } from "../../shared/ui/dom.js";
import { fill } from "../../shared/ui/words.js";
import { type PactLine, chipOf, stateOf } from "./pacts.js";
import type { Words } from "./words.js";

/** The console around a row. */
export interface RowContext {
  readonly w: Words;
  /** Query of links within the service, so that the language stays. */
  readonly query: string;
  /** True if the account may write. */
  readonly writes: boolean;
  readonly copy: (line: PactLine) => void;
  readonly amend: (line: PactLine) => void;
  readonly archive: (line: PactLine) => void;
}

/** A line of the list, with the ways to the pact's pages and the acts that the account may do. */
export function pactRow(line: PactLine, { w, query, writes, ...actions }: RowContext): HTMLElement {
  const opened = line.state !== "adopted" && line.state !== "erased";
  const identity = line.identity === "in-person" ? w.inPerson : w.invite;
  const title = `pact-${line.id}`;
  const go = (href: string, text: string, id: string): HTMLElement =>
    h(
      "a",
      {
        class: id === "desk" ? "button" : "button quiet",
        href: href + query,
        id: `${id}-${line.id}`,
        "aria-labelledby": `${id}-${line.id} ${title}`,
      },
      text,
    );
  const act = (id: string, text: string, run: (line: PactLine) => void): HTMLElement =>
    h(
      "button",
      {
        type: "button",
        class: "button quiet",
        id: `${id}-${line.id}`,
        "aria-labelledby": `${id}-${line.id} ${title}`,
        onclick: () => run(line),
      },
      text,
    );
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
      opened && go(`/api/v1/pacts/${line.id}/paper/copy.pdf`, w.goPaper, "paper"),
      line.state === "adopted" && writes && go(`/api/v1/pacts/${line.id}/draft/paper`, w.goDraftPaper, "paper"),
      line.state === "adopted" && writes && go(`/console/d/${line.id}`, w.goDraft, "draft"),
      opened && writes && act("copy", w.goCopy, actions.copy),
      opened && writes && act("amend", w.goAmend, actions.amend),
      opened && writes && act("archive", line.archived ? w.unarchive : w.putAway, actions.archive),
    ),
  );
}
