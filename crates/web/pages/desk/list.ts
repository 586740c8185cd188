/** Which pact the desk is for: those that wait for their opening, and those that were opened. */

import type { Api } from "../../shared/ui/api.js";
import { Problem } from "../../shared/ui/api.js";
import type { Config } from "../../shared/ui/config.js";
import { h, show, words as quoted } from "../../shared/ui/dom.js";
import { fill } from "../../shared/ui/words.js";
import type { Line } from "./model.js";
import type { WORDS } from "./words.js";

export type Words = { readonly [K in keyof typeof WORDS]: string };

export class DeskList {
  constructor(
    private readonly config: Config,
    private readonly api: Api,
    private readonly place: HTMLElement,
    private readonly w: Words,
  ) {}

  async start(): Promise<void> {
    try {
      this.show(await this.api.json<readonly Line[]>("/desk/pacts"));
    } catch (error) {
      const told = error instanceof Problem ? error.words(this.config.lang) : { cause: String(error), cure: "" };
      const again = h(
        "button",
        { type: "button", class: "button quiet", onclick: () => void this.start() },
        this.w.retry,
      );
      show(this.place, h("h1", {}, told.cause), h("p", { class: "lead" }, told.cure), again);
    }
  }

  private show(lines: readonly Line[]): void {
    const item = (line: Line): HTMLElement =>
      h(
        "li",
        { class: "card" },
        h("h2", {}, h("a", { href: `/?id=${line.id}&lang=${this.config.lang}` }, quoted(line.title))),
        h("p", { class: "card-group" }, quoted(line.group), ` · ${line.year}`),
        h(
          "p",
          { class: "card-state" },
          h(
            "span",
            { class: `chip ${chip(line.state)}` },
            stateWord(this.w, line.state),
            ` ${line.signed}/${line.due}`,
          ),
        ),
        h(
          "p",
          { class: "card-identity" },
          line.identity === "in-person" ? this.w.inPerson : this.w.invite,
          " · ",
          h("span", { class: "figure" }, line.number),
        ),
      );
    show(
      this.place,
      h("h1", {}, `${this.w.desk}: ${this.w.pacts}`),
      lines.length === 0 ? h("p", { class: "lead" }, this.w.noPacts) : h("ul", { class: "cards" }, lines.map(item)),
    );
  }
}

/** The state in words. */
export function stateWord(w: Words, state: Line["state"]): string {
  const words: { readonly [K in Line["state"]]: string } = {
    adopted: w.adopted,
    signing: w.signing,
    "all-signed": w.allSigned,
    completed: w.completed,
    declined: w.declined,
    withdrawn: w.withdrawn,
    erased: w.erased,
  };
  return words[state];
}

/** The state as a class of the style sheet. */
export function chip(state: Line["state"]): string {
  if (state === "completed") return "valid";
  if (state === "declined") return "invalid";
  return state === "withdrawn" || state === "erased" ? "muted" : "open";
}

/** `3/7`. */
export function countWord(w: Words, { signed, due }: { readonly signed: number; readonly due: number }): string {
  return fill(w.count, { signed, due });
}
