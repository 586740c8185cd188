/** The form: every member of the document that people write. */

import { type Child, h } from "../../shared/ui/dom.js";
import { fill } from "../../shared/ui/words.js";
import { freeId } from "../../shared/draft/copy.js";
import { type Doc, type Value, listAt, put, textAt, valueAt } from "../../shared/draft/document.js";
import { annexes } from "./annexes.js";
import { type Desk, check, choice, count, date, items, line, lines, moment, prose } from "./fields.js";

/** Representatives of a copied draft, and which of them were confirmed. */
export interface Persons {
  readonly open: (party: string) => boolean;
  readonly confirm: (party: string) => void;
}

export function form(desk: Desk, persons: Persons, addFiles: (files: readonly File[]) => void): HTMLElement {
  return h(
    "form",
    { class: "editor-form", novalidate: true, autocomplete: "off" },
    general(desk),
    event(desk),
    text(desk),
    phases(desk),
    annexes(desk, addFiles),
    roster(desk, persons),
    signing(desk),
  );
}

function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  return h("section", { class: "panel", "aria-labelledby": id }, h("h2", { id }, title), children);
}

function general(desk: Desk): HTMLElement {
  const { w } = desk;
  const kinds = (["khoi", "cum", "co-quan", "khac"] as const).map((kind) => [kind, w[kind]] as const);
  return section(
    "general",
    w.general,
    line(desk, "/title", w.docTitle),
    h("div", { class: "side" }, date(desk, "/period/from", w.from), date(desk, "/period/to", w.to)),
    choice(desk, "/group/kind", w.kind, kinds),
    line(desk, "/group/name", w.group),
    line(desk, "/group/parent", w.parent, { optional: true }),
    lines(desk, "/header/organisation", w.organisation),
    line(desk, "/header/number", w.documentNumber, { optional: true }),
  );
}

function event(desk: Desk): HTMLElement {
  const { w } = desk;
  const parts = [
    ["", w.unknown],
    ["sang", w.sang],
    ["chieu", w.chieu],
    ["toi", w.toi],
  ] as const;
  return section(
    "event",
    w.event,
    line(desk, "/event/name", w.eventName, { optional: true }),
    line(desk, "/event/place", w.place, { optional: true }),
    h(
      "div",
      { class: "side" },
      date(desk, "/event/date", w.date, { optional: true }),
      choice(desk, "/event/part", w.part, parts),
    ),
  );
}

function text(desk: Desk): HTMLElement {
  const { w } = desk;
  const article = (): Value => ({ heading: `Điều ${listAt(desk.doc(), "/articles").length + 1}`, text: "" });
  const targets = (place: string): HTMLElement =>
    h(
      "details",
      { open: listAt(desk.doc(), `${place}/targets`).length > 0 },
      h("summary", {}, w.targets),
      items(
        desk,
        `${place}/targets`,
        (n) => fill(w.target, { n }),
        () => ({ name: "", value: "" }),
        (at) => [
          line(desk, `${at}/name`, w.targetName),
          h(
            "div",
            { class: "side" },
            line(desk, `${at}/value`, w.value),
            line(desk, `${at}/unit`, w.unitOf, { optional: true }),
          ),
        ],
      ),
    );
  return section(
    "articles",
    w.articles,
    h("h3", {}, w.grounds),
    items(
      desk,
      "/grounds",
      (n) => fill(w.ground, { n }),
      () => "",
      (at, i) => line(desk, at, fill(w.ground, { n: i + 1 })),
    ),
    prose(desk, "/preamble", w.preamble, { optional: true }),
    items(
      desk,
      "/articles",
      (n) => fill(w.article, { n }),
      article,
      (at) => [
        line(desk, `${at}/heading`, w.heading, { optional: true }),
        prose(desk, `${at}/text`, w.text),
        targets(at),
      ],
    ),
    prose(desk, "/declaration", w.declaration),
  );
}

function phases(desk: Desk): HTMLElement {
  const { w } = desk;
  const commemorations = (place: string): HTMLElement =>
    h(
      "details",
      { open: listAt(desk.doc(), `${place}/commemorations`).length > 0 },
      h("summary", {}, w.commemorations),
      items(
        desk,
        `${place}/commemorations`,
        (n) => fill(w.commemoration, { n }),
        () => ({ name: "" }),
        (at) => [line(desk, `${at}/name`, w.commemorationName), date(desk, `${at}/date`, w.date, { optional: true })],
      ),
    );
  const fresh = (): Value => ({
    name: "",
    from: textAt(desk.doc(), "/period/from"),
    to: textAt(desk.doc(), "/period/to"),
  });
  return section(
    "phases",
    w.phases,
    items(
      desk,
      "/phases",
      (n) => fill(w.phase, { n }),
      fresh,
      (at) => [
        line(desk, `${at}/name`, w.phaseName),
        h("div", { class: "side" }, date(desk, `${at}/from`, w.from), date(desk, `${at}/to`, w.to)),
        line(desk, `${at}/theme`, w.theme, { optional: true }),
        commemorations(at),
      ],
    ),
  );
}

function roster(desk: Desk, persons: Persons): HTMLElement {
  const { w } = desk;
  const roles = (["head", "deputy", "member", "witness"] as const).map((role) => [role, w[role]] as const);
  const fresh = (): Value => ({ id: freeId(desk.doc()), unit: "", role: "member", stage: 1, signs: true });
  const person = (at: string): Child => {
    const id = textAt(desk.doc(), `${at}/id`);
    const isOpen = persons.open(id) && valueAt(desk.doc(), `${at}/representative`) !== undefined;
    return [
      line(desk, `${at}/representative/name`, w.person, { optional: true, most: NAME }),
      isOpen &&
        h(
          "button",
          {
            type: "button",
            class: "button quiet confirm-person",
            "aria-label": `${w.confirm}: ${textAt(desk.doc(), `${at}/representative/name`)}`,
            onclick: () => persons.confirm(id),
          },
          w.confirm,
        ),
      lines(desk, `${at}/representative/titles`, w.titles),
      h(
        "details",
        { open: textAt(desk.doc(), `${at}/key`) !== "" },
        h("summary", {}, w.pinned),
        line(desk, `${at}/key`, w.key, { optional: true, hint: w.keyHint }),
      ),
    ];
  };
  return section(
    "roster",
    w.roster,
    h("p", { class: "roster-count", role: "status" }, counted(desk)),
    stages(desk),
    h("p", { class: "hint" }, w.stageHint),
    items(
      desk,
      "/roster",
      (n) => fill(w.party, { n }),
      fresh,
      (at) => [
        line(desk, `${at}/unit`, w.unit),
        h(
          "div",
          { class: "side" },
          choice(desk, `${at}/role`, w.role, roles, true),
          count(desk, `${at}/stage`, w.stage),
        ),
        textAt(desk.doc(), `${at}/role`) === "witness" && check(desk, `${at}/signs`, w.signs),
        person(at),
      ],
    ),
  );
}

/** Signers by stage, one row a stage: a unit moves to another row by a drag, or by the arrows beside it. */
function stages(desk: Desk): HTMLElement {
  const { w } = desk;
  const rows = stagesOf(desk.doc());
  const last = rows[rows.length - 1]?.[0] ?? 0;
  const move = (i: number, to: number, focus: string): void => {
    desk.change(put(desk.doc(), `/roster/${i}/stage`, to), true);
    document.getElementById(focus)?.focus();
  };
  const chip = ({ i, unit }: Signing, n: number): HTMLElement => {
    const arrow = (way: "earlier" | "later", to: number): HTMLElement =>
      h(
        "button",
        {
          type: "button",
          id: `stage-${i}-${way}`,
          class: "stage-arrow",
          "aria-label": `${w[way]}: ${unit}`,
          title: w[way],
          disabled: to < 1,
          onclick: () => move(i, to, `stage-${i}-${way}`),
        },
        way === "earlier" ? "◂" : "▸",
      );
    const made = h(
      "li",
      { class: "stage-chip", draggable: "true" },
      arrow("earlier", n - 1),
      h("span", { lang: "vi" }, unit),
      arrow("later", n + 1),
    );
    made.addEventListener("dragstart", (event) => event.dataTransfer?.setData("text/x-giaouoc-party", String(i)));
    return made;
  };
  const row = (n: number, parties: readonly Signing[]): HTMLElement => {
    const made = h(
      "li",
      { class: "stage-row" },
      h("strong", {}, fill(w.stageName, { n })),
      parties.length > 0
        ? h(
            "ul",
            { class: "plain stage-chips" },
            parties.map((one) => chip(one, n)),
          )
        : h("span", { class: "hint" }, w.stageNew),
    );
    const ours = (event: DragEvent): boolean => event.dataTransfer?.types.includes("text/x-giaouoc-party") ?? false;
    made.addEventListener("dragover", (event) => {
      if (!ours(event)) return;
      event.preventDefault();
      made.classList.add("is-target");
    });
    made.addEventListener("dragleave", () => made.classList.remove("is-target"));
    made.addEventListener("drop", (event) => {
      if (!ours(event)) return;
      event.preventDefault();
      const i = Number(event.dataTransfer?.getData("text/x-giaouoc-party"));
      move(i, n, `stage-${i}-later`);
    });
    return made;
  };
  return h(
    "ol",
    { class: "stages plain", "aria-label": w.stages },
    rows.map(([n, parties]) => row(n, parties)),
    row(last + 1, []),
  );
}

/** One who signs: its index in the roster, and its unit. */
interface Signing {
  readonly i: number;
  readonly unit: string;
}

/** Signers by stage. */
export function stagesOf(doc: Doc): readonly (readonly [number, readonly Signing[]])[] {
  const stages = new Map<number, Signing[]>();
  listAt(doc, "/roster").forEach((party, i) => {
    if (valueAt(party, "/signs") !== true) return;
    const stage = Number(valueAt(party, "/stage") ?? 1);
    stages.set(stage, [...(stages.get(stage) ?? []), { i, unit: textAt(party, "/unit") || "…" }]);
  });
  return [...stages].sort(([a], [b]) => a - b);
}

/** Code points of a name that records repeat (docs/spec/3-records.md). */
const NAME = 200;

function counted({ w, doc }: Desk): string {
  const stages = stagesOf(doc());
  const k = stages.reduce((sum, [, units]) => sum + units.length, 0);
  return fill(w.rosterCount, { n: listAt(doc(), "/roster").length, k, s: stages.length });
}

function signing(desk: Desk): HTMLElement {
  const { w } = desk;
  return section(
    "signing",
    w.signing,
    choice(desk, "/identity", w.identity, [
      ["in-person", w.inPerson],
      ["invite", w.invite],
    ]),
    moment(desk, "/closes", w.closes, { optional: true, hint: w.closesHint }),
  );
}
