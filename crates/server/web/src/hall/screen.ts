/** What the hall sees: title, number, who has signed, whose turn it is, and at the end where to verify. */

import { sampleWord } from "./words";
import type { Config } from "../ui/config";
import { type Child, h, show, words as quoted } from "../ui/dom";
import { qrCode } from "../ui/qr";
import type { PactState, PartyState } from "../ui/state";
import { calendarDay, clockTime, fill, speak, unixOf } from "../ui/words";
import { WORDS } from "./words";

const HANOI = 7 * 3600;

export class HallScreen {
  private readonly w;
  private readonly title = h("h1", { class: "hall-title" });
  private readonly facts = h("div", { class: "hall-facts" });
  private readonly count = h("div", { class: "hall-count" });
  private readonly tiles = h("ul", { class: "hall-tiles" });
  private readonly turn = h("p", { class: "hall-turn", role: "status" });
  private readonly named = h("p", { class: "hall-named" });
  private readonly end = h("section", { class: "hall-end", hidden: true });
  private readonly clock = h("p", { class: "hall-clock" });
  private readonly items = new Map<string, HTMLElement>();
  private last = 0;

  constructor(
    private readonly config: Config,
    place: HTMLElement,
  ) {
    this.w = speak(WORDS, config.lang);
    show(
      place,
      h(
        "div",
        { class: "hall" },
        h("header", { class: "hall-head" }, h("div", {}, config.demo && h("p", { class: "hall-sample" }, sampleWord), this.title, this.facts), this.count),
        this.end,
        this.turn,
        this.tiles,
        h("footer", { class: "hall-foot" }, this.named, this.clock),
      ),
    );
  }

  /** A state that the service has told: tiles light up only by what stands in the ledger. */
  state(state: PactState, now: number): void {
    show(this.title, quoted(state.title));
    show(this.facts, this.w.number, " ", h("strong", { class: "hall-number" }, state.number));
    this.showCount(state);
    this.showTiles(state);
    this.showTurn(state);
    this.showEnd(state);
    const named = state.parties.filter((party) => party.state === "named");
    show(this.named, named.length > 0 && [this.w.witnesses, " ", named.map(({ unit }, i) => [i > 0 && " · ", quoted(unit)])]);
    this.heard(now);
  }

  /** The service is there, and nothing has changed. */
  heard(now: number): void {
    this.last = now;
    this.showClock(false);
  }

  stale(stale: boolean): void {
    this.showClock(stale);
  }

  private showClock(stale: boolean): void {
    const time = new Date((this.last + HANOI) * 1000).toISOString().slice(11, 19);
    this.clock.classList.toggle("is-stale", stale);
    show(this.clock, fill(stale ? this.w.stale : this.w.updated, { time }));
  }

  private showCount({ signed, due, state }: PactState): void {
    const label = fill(this.w.count, { signed, due });
    show(
      this.count,
      h("p", { class: "hall-fraction", "aria-label": label }, h("span", {}, signed), h("span", { class: "hall-of" }, `/${due}`)),
      h("p", { class: "hall-word" }, state === "completed" ? this.w.completed : this.w.signed),
      h("progress", { max: due, value: signed, "aria-label": label }),
    );
  }

  /** Each tile stays the same element, so that it lights up by a transition. */
  private showTiles(state: PactState): void {
    const signers = state.parties.filter((party) => party.state !== "named");
    this.tiles.dataset["count"] = size(signers.length);
    for (const party of signers) {
      const known = this.items.get(party.party);
      const tile = known ?? h("li", {});
      if (!known) {
        this.items.set(party.party, tile);
        this.tiles.append(tile);
      }
      this.paint(tile, party);
    }
  }

  private paint(tile: HTMLElement, party: PartyState): void {
    const lit = party.state === "signed";
    const word = lit ? this.w.hasSigned : party.state === "declined" ? this.w.declined : party.turn ? this.w.isTurn : this.w.waits;
    tile.className = `tile ${lit ? "is-lit" : party.state === "declined" ? "is-declined" : party.turn ? "is-turn" : ""} ${party.role}`;
    const role = party.role === "head" ? this.w.head : party.role === "deputy" ? this.w.deputy : party.role === "witness" ? this.w.witness : "";
    show(
      tile,
      role && h("span", { class: "tile-role" }, role),
      h("strong", { class: `tile-unit${party.unit.length > 44 ? " is-long" : ""}` }, quoted(party.unit)),
      lit && party.holder !== undefined && h("span", { class: "tile-holder" }, quoted(party.holder)),
      h("span", { class: "tile-word" }, lit && party.signature ? `${word} ${clockTime(unixOf(party.signature.time))}` : word),
    );
  }

  private showTurn({ state, parties }: PactState): void {
    const turn = parties.filter((party) => party.turn);
    const said: Child =
      state === "signing" && turn.length > 0
        ? [this.w.turn, " ", turn.length > 3 ? fill(this.w.turnMany, { count: turn.length }) : turn.map(({ unit }, i) => [i > 0 && " · ", h("strong", {}, quoted(unit))])]
        : state === "all-signed"
          ? this.w.allSigned
          : "";
    show(this.turn, said);
    this.turn.hidden = said === "";
  }

  private showEnd(state: PactState): void {
    const isOver = state.state === "completed" || state.state === "withdrawn" || state.state === "declined";
    this.end.hidden = !isOver;
    document.body.classList.toggle("is-complete", state.state === "completed");
    if (!isOver) return;
    if (state.state !== "completed") return show(this.end, h("h2", {}, state.state === "withdrawn" ? this.w.withdrawn : this.w.hasDeclined));
    const address = `${this.config.publicUrl}/v/${state.id}`;
    const last = Math.max(...state.parties.map(({ signature }) => (signature ? unixOf(signature.time) : 0)));
    show(
      this.end,
      h("div", {}, h("h2", {}, fill(this.w.done, { due: state.due })), h("p", {}, fill(this.w.doneText, { time: clockTime(last), day: calendarDay(last) })), h("p", { class: "hall-address" }, address)),
      // The short code of the printed copy, in capitals: cameras read it from further away.
      qrCode(address.toUpperCase(), this.w.verify, "quartile"),
    );
  }
}

/** How many tiles there are, in steps of the grid. */
function size(count: number): string {
  if (count <= 4) return "few";
  if (count <= 9) return "some";
  if (count <= 20) return "many";
  return count <= 36 ? "crowd" : "all";
}
