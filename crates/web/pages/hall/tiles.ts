/** The roster as tiles. Each keeps its element, so that it can light up where it stands. */

import { h, svg, words } from "../../shared/ui/dom.js";
import { type Language, clockTime, unixOf } from "../../shared/ui/words.js";
import type { Tile } from "./model.js";
import { type Words, roleOf } from "./words.js";

/** Language and words by which elements tell a tile. */
export interface Speaker {
  readonly lang: Language;
  readonly w: Words;
  readonly kind: string | undefined;
  /** True if the order of signing matters. */
  readonly staged: boolean;
}

/** One tile and its element. */
export class TileElement {
  readonly element: HTMLLIElement;
  private readonly sign = h("span", { class: "tile-sign" });
  private readonly role = h("span", { class: "tile-role" });
  private readonly inline = h("span", { class: "tile-role-inline", "aria-hidden": "true" });
  private readonly person = h("span", { class: "tile-person" });
  private readonly status = h("span", { class: "tile-status" });
  private shown = "";

  constructor(tile: Tile) {
    const unit = h("span", { class: "tile-unit" }, words(tile.unit), this.inline);
    this.element = h("li", { class: "tile" }, this.role, unit, this.person, this.sign, this.status);
  }

  /** Shows where the party stands; `lit` where its signature has just come in. */
  show(tile: Tile, speaker: Speaker, lit: boolean): void {
    const role = roleOf(tile.role, speaker.kind, speaker.lang);
    const status = statusOf(tile, speaker.w);
    const key = JSON.stringify([tile, role, status, speaker.staged]);
    if (key === this.shown) return;
    this.shown = key;
    const stage =
      speaker.staged && tile.state !== "named" ? speaker.w.stage.replace("{stage}", String(tile.stage)) : "";
    this.role.textContent = [role, stage].filter(Boolean).join(" · ");
    this.inline.textContent = role && ` · ${role}`;
    this.person.replaceChildren(...(tile.person ? [words(tile.person)] : []));
    this.status.textContent = status;
    this.sign.replaceChildren(signOf(tile.state));
    this.element.dataset["state"] = tile.state;
    this.element.dataset["party"] = tile.party;
    if (lit) this.light();
  }

  private light(): void {
    this.element.classList.add("lit");
    this.element.addEventListener("animationend", () => this.element.classList.remove("lit"), { once: true });
  }
}

/** In words, how a party stands; with the time where it has signed. */
export function statusOf(tile: Tile, w: Words): string {
  const at = tile.time ? ` ${clockTime(unixOf(tile.time))}` : "";
  const of: { readonly [K in Tile["state"]]: string } = {
    named: w.named,
    waiting: w.waiting,
    turn: w.nowOne,
    called: w.calledOne,
    signed: (tile.role === "witness" ? w.witnessed : w.signed) + at,
    declined: w.declinedOne,
  };
  return of[tile.state];
}

const SIGNS: { readonly [K in Tile["state"]]: string } = {
  named: "",
  waiting: "",
  turn: "M12 12h.01",
  called: "M7 12h9M12.5 8l4 4-4 4",
  signed: "M6.8 12.6l3.6 3.6 7-8",
  declined: "M8 12h8",
};

/** State by shape too, never by colour alone. */
function signOf(state: Tile["state"]): SVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("circle", { cx: 12, cy: 12, r: 10 }),
    svg("path", { d: SIGNS[state] }),
  );
}
