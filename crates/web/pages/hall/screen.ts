/** The hall's screen: built once, then changed where something changes. */

import { drum } from "./drum.js";
import { type Need, ROLL, TILES, planTiles } from "./fit.js";
import { type Document, type StateAnswer, type Tile, type View, clockSeconds, newlySigned, viewOf } from "./model.js";
import { type Speaker, TileElement } from "./tiles.js";
import { type Words, wordsOf } from "./words.js";
import { closing } from "./closing.js";
import { h, show, words } from "../../shared/ui/dom.js";
import { type Language, clockTime, fill, unixOf } from "../../shared/ui/words.js";

/** From this size on, everything stands on one screen; below, the page scrolls. */
const STAGE = "(min-width: 60rem) and (min-height: 32rem)";

/** The screen of one pact. */
export class Screen {
  private readonly w: Words;
  private readonly head = h("header", { class: "hall-head" });
  private readonly tiles = h("ol", { class: "tiles" });
  private readonly witnesses = h("ul", { class: "witness-tiles" });
  private readonly witnessed = h("section", { class: "witnesses", "aria-labelledby": "witnesses" });
  private readonly progress = h("div", { class: "progress", role: "progressbar", "aria-valuemin": 0 });
  private readonly count = h("p", { class: "count" });
  private readonly next = h("div", { class: "next", role: "status" });
  private readonly number = h("p", { class: "hall-number" });
  private readonly clock = h("span", { class: "clock" });
  private readonly voice = h("p", { class: "visually-hidden", "aria-live": "polite" });
  private readonly body = h("div", { class: "hall-body" });
  private readonly elements = new Map<string, TileElement>();
  private readonly widths = new Map<string, number>();
  private readonly brush = document.createElement("canvas").getContext("2d");
  private before: View | undefined;
  private state: StateAnswer | undefined;
  private document: Document | undefined;
  private closed = "";
  private heard = "";
  private isStale = false;

  constructor(
    root: HTMLElement,
    private readonly lang: Language,
    private readonly publicUrl: string,
  ) {
    this.w = wordsOf(lang);
    this.tiles.setAttribute("aria-label", this.w.roster);
    this.witnessed.append(h("h2", { id: "witnesses" }, this.w.witnesses), this.witnesses);
    show(root, drum(), h("div", { class: "hall" }, this.head, this.body, this.foot()), this.voice);
    show(
      this.body,
      this.tiles,
      this.witnessed,
      this.progress,
      h("div", { class: "band" }, this.count, this.next, this.number),
    );
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(this.body);
    observer.observe(this.tiles);
  }

  /** Shows a state, as the service told it at this time. */
  update(state: StateAnswer, now: string): void {
    this.state = state;
    this.hear(now);
    this.draw();
  }

  /** The document has come: group, event and persons can be shown too. */
  know(known: Document): void {
    this.document = known;
    this.draw();
  }

  /** A sign of life from the service. */
  hear(now: string): void {
    if (now) this.heard = now;
    this.tellClock();
  }

  /** Shows that nothing can be heard at present, or that this is over. */
  stale(stale: boolean): void {
    this.isStale = stale;
    this.tellClock();
  }

  private foot(): HTMLElement {
    const other = document.querySelector<HTMLAnchorElement>(".top .language");
    const link =
      other &&
      h("a", { href: other.getAttribute("href") ?? "", lang: other.lang, hreflang: other.lang }, other.textContent);
    return h(
      "footer",
      { class: "hall-foot" },
      this.clock,
      h("span", { class: "hint" }, h("span", { class: "key" }, this.w.screen), link),
    );
  }

  private tellClock(): void {
    const time = clockSeconds(this.heard);
    const text = time && fill(this.isStale ? this.w.stale : this.w.updated, { time });
    if (this.clock.textContent !== text) this.clock.textContent = text;
    this.clock.classList.toggle("is-stale", this.isStale);
    if (this.isStale !== (this.clock.getAttribute("role") === "status")) {
      if (this.isStale) this.clock.setAttribute("role", "status");
      else this.clock.removeAttribute("role");
    }
  }

  private draw(): void {
    const { state } = this;
    if (!state) return;
    const view = viewOf(state, this.document);
    this.drawHead(state);
    document.body.dataset["state"] = state.state;
    if (state.state === "completed") this.drawClosing(state, view);
    else this.drawCeremony(state, view);
    this.before = view;
  }

  private drawHead(state: StateAnswer): void {
    const { group, event } = this.document ?? {};
    show(
      this.head,
      h(
        "p",
        { class: "hall-parent" },
        group?.parent ? words(group.parent) : event?.name ? words(event.name) : this.w.ceremony,
      ),
      h("h1", {}, words(state.title)),
      group?.name && h("p", { class: "hall-group" }, words(group.name)),
    );
  }

  /** Made anew only where it says something new. It comes in softly where the ceremony was on the screen before. */
  private drawClosing(state: StateAnswer, view: View): void {
    const key = JSON.stringify([state, this.document?.group]);
    if (key === this.closed) return;
    this.closed = key;
    const end = closing(state, view, this.document, this.publicUrl, this.lang, this.w);
    if (this.before && this.before.state !== "completed") end.classList.add("arriving");
    this.drawProgress(state, view);
    show(this.body, end, this.progress);
    this.fit();
    if (this.before && this.before.state !== "completed") this.voice.textContent = this.w.completed;
  }

  private drawCeremony(state: StateAnswer, view: View): void {
    const speaker: Speaker = {
      lang: this.lang,
      w: this.w,
      kind: this.document?.group?.kind,
      staged: view.stages.length > 1,
    };
    const lit = newlySigned(this.before, view);
    document.body.dataset["size"] = view.tiles.length > 24 ? "dense" : "open";
    this.drawTiles(this.tiles, view.tiles, speaker, lit);
    this.drawTiles(this.witnesses, view.witnesses, speaker, lit);
    this.witnessed.hidden = view.witnesses.length === 0;
    this.drawProgress(state, view);
    show(
      this.count,
      h("strong", {}, String(state.signed), h("span", {}, `/${state.due}`)),
      h("span", {}, this.w.counted),
    );
    this.drawNext(state, view);
    show(this.number, h("span", {}, this.w.number), h("strong", {}, state.number));
    for (const tile of lit) this.say(tile);
    this.fit();
  }

  /** Only where it says something else: what is put in again is read out again. */
  private drawNext(state: StateAnswer, view: View): void {
    const next = h("div", {}, nextOf(state, view, this.w));
    if (this.next.firstElementChild?.isEqualNode(next)) return;
    show(this.next, next);
  }

  private drawTiles(list: HTMLElement, tiles: readonly Tile[], speaker: Speaker, lit: readonly Tile[]): void {
    for (const tile of tiles) {
      let element = this.elements.get(tile.party);
      if (!element) {
        element = new TileElement(tile);
        this.elements.set(tile.party, element);
        list.append(element.element);
      }
      element.show(tile, speaker, lit.includes(tile));
    }
  }

  /** One mark for each signature that is due, in signing order; stages stand apart. */
  private drawProgress(state: StateAnswer, view: View): void {
    this.progress.setAttribute("aria-label", fill(this.w.progress, { signed: state.signed, due: state.due }));
    this.progress.setAttribute("aria-valuenow", String(state.signed));
    this.progress.setAttribute("aria-valuemax", String(state.due));
    const groups = view.stages.map(({ stage, parties }) => {
      const group = h(
        "div",
        { class: "progress-stage" },
        view.stages.length > 1 &&
          h("span", { class: "progress-name" }, view.stages.length > 8 ? stage : fill(this.w.stage, { stage })),
        h(
          "div",
          { class: "progress-marks" },
          parties.map((tile) => h("i", { "data-state": tile.state })),
        ),
      );
      group.style.setProperty("flex-grow", String(parties.length));
      return group;
    });
    show(this.progress, groups);
  }

  private say(tile: Tile): void {
    const time = tile.time ? clockTime(unixOf(tile.time)) : "";
    this.voice.textContent = fill(this.w.hasSigned, { unit: tile.unit, time });
  }

  /** Finds the largest type with which everything stands on the screen. */
  fit(): void {
    const roll = this.body.querySelector<HTMLElement>(".closing-roll");
    if (roll) this.fitInto(roll, ".closing-unit", ROLL);
    else this.fitInto(this.tiles, ".tile-unit", TILES);
  }

  private fitInto(list: HTMLElement, name: string, needs: readonly Need[]): void {
    list.classList.add("measuring");
    const { width, height } = list.getBoundingClientRect();
    list.classList.remove("measuring");
    if (!matchMedia(STAGE).matches || width === 0) {
      delete list.dataset["density"];
      return;
    }
    const unit = Math.min(innerWidth / 100, innerHeight / 56.25);
    const names = [...list.querySelectorAll(name)].map(({ textContent }) => textContent ?? "");
    const gap = Math.round(unit * (names.length > 24 ? 0.36 : 0.8));
    const area = { width: Math.floor(width), height: Math.floor(height), gap, unit };
    const plan = planTiles(names, area, (text) => this.measure(text), needs);
    list.dataset["density"] = plan.density;
    list.style.setProperty("--tile-font", `${plan.font.toFixed(2)}px`);
    list.style.setProperty("--tile-width", `${Math.floor(plan.width)}px`);
    list.style.setProperty("--tile-height", `${Math.floor(plan.height)}px`);
    list.style.setProperty("--tile-gap", `${gap}px`);
  }

  /** The fonts have come: what was measured without them does not count. */
  remeasure(): void {
    this.widths.clear();
    this.fit();
  }

  private measure(text: string): number {
    const known = this.widths.get(text);
    if (known !== undefined) return known;
    if (!this.brush) return text.length * 0.6;
    this.brush.font = '600 100px "Be Vietnam Pro", system-ui, "Noto Sans", sans-serif';
    // A hundredth more than measured: rounding must never break a line that was counted as whole.
    const width = this.brush.measureText(text).width / 99;
    this.widths.set(text, width);
    return width;
  }
}

/** The parties whose turn it is, or the state of the pact if it is nobody's turn. */
function nextOf(state: StateAnswer, view: View, w: Words): readonly HTMLElement[] {
  const { due } = state;
  const ends: { readonly [state: string]: readonly [string, string] } = {
    "all-signed": [fill(w.allSigned, { due }), w.allSignedThen],
    withdrawn: [w.withdrawn, w.withdrawnThen],
    ...(view.next.length === 0 ? { declined: [w.declined, w.declinedThen] as const } : {}),
  };
  const end = ends[state.state];
  if (end) return [h("p", { class: "next-who" }, end[0]), h("p", { class: "next-label" }, end[1])];
  return [
    h("p", { class: "next-label" }, view.called ? w.called : w.turn),
    h(
      "p",
      { class: "next-who", "data-long": view.next.length <= 2 && view.next.some(({ unit }) => unit.length > 44) },
      whoOf(view, w),
    ),
    ...(state.state === "declined" ? [h("p", { class: "latest" }, `${w.declined}. ${w.declinedThen}.`)] : []),
    ...(state.state === "signing" && view.latest ? [latestOf(view.latest, w)] : []),
  ];
}

function whoOf(view: View, w: Words): readonly HTMLElement[] {
  if (view.next.length <= 2) return view.next.map(({ unit }) => h("span", { class: "line" }, words(unit)));
  const stage = view.next[0]?.stage ?? 1;
  const text = view.stages.length > 1 ? w.manyInStage : w.many;
  return [h("span", { class: "line" }, fill(text, { count: view.next.length, stage }))];
}

function latestOf(tile: Tile, w: Words): HTMLElement {
  const time = tile.time ? clockTime(unixOf(tile.time)) : "";
  return h("p", { class: "latest" }, `${w.latest}: `, words(tile.unit), `, ${time}`);
}
