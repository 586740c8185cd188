/** The console: the list of pacts, and the ways from it. */

import { Problem } from "../../shared/ui/api.js";
import { startPage } from "../../shared/ui/start.js";
import { ask, h, saveFile, show, words } from "../../shared/ui/dom.js";
import { fold } from "../../shared/ui/fold.js";
import { fill, nowUnix } from "../../shared/ui/words.js";
import { amendmentOf, copyFor } from "../../shared/draft/copy.js";
import type { Doc } from "../../shared/draft/document.js";
import { TEMPLATES } from "../../shared/draft/templates.js";
import { type DraftLine, type PactLine, matching, says, sorted, tableOf } from "./pacts.js";
import { fromFile } from "./importing.js";
import { pactRow } from "./row.js";
import { wordsOf } from "./words.js";

const { config, api, w, app, query } = startPage(wordsOf);
const writes = config.session?.role !== "desk";
const item = (line: PactLine): HTMLElement =>
  pactRow(line, {
    w,
    query,
    writes,
    copy: (one) => void copy(one),
    amend: (one) => void amend(one),
    archive: (one) => void put(one),
  });
const search = h("input", { type: "search", id: "search", autocomplete: "off" });
const year = h("select", { id: "year" });
const group = h("select", { id: "group" });
const list = h("div", { class: "pacts", "aria-busy": true }, h("p", { class: "muted" }, w.loading));

show(app, h("div", { class: "console-head" }, h("h1", {}, w.title), buttons()), filters(), list);
void load();

/** Asked for again when somebody comes back to the page: a ceremony moves on meanwhile. */
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void load();
});

let shown = "";
let lines: readonly PactLine[] = [];
let drafts: readonly DraftLine[] = [];

async function load(): Promise<void> {
  try {
    [lines, drafts] = await Promise.all([api.json<readonly PactLine[]>("/desk/pacts"), writes ? allDrafts() : []]);
    const text = JSON.stringify([lines, drafts]);
    if (text !== shown) {
      options(year, w.everyYear, [...new Set(lines.map((line) => String(line.year)))].sort().reverse());
      options(
        group,
        w.everyGroup,
        [...new Set(lines.map((line) => line.group))].sort((a, b) => a.localeCompare(b, "vi")),
      );
      draw();
    }
    shown = text;
  } catch (error) {
    shown = "";
    show(list, trouble(error));
  }
  list.removeAttribute("aria-busy");
}

/** Drafts that are not adopted: the service lists them first. */
async function allDrafts(): Promise<readonly DraftLine[]> {
  const found: DraftLine[] = [];
  for (let after = ""; ;) {
    const { items, next } = await api.json<{ readonly items: readonly DraftLine[]; readonly next?: string }>(
      `/pacts?limit=100${after && `&after=${encodeURIComponent(after)}`}`,
    );
    const here = items.filter(({ state }) => state === "draft");
    found.push(...here);
    if (next === undefined || !next.startsWith("d-")) return found;
    after = next;
  }
}

function options(select: HTMLSelectElement, all: string, values: readonly string[]): void {
  const now = select.value;
  show(
    select,
    h("option", { value: "" }, all),
    values.map((value) => h("option", { value, selected: value === now }, value)),
  );
}

function filters(): HTMLElement {
  for (const input of [search, year, group]) input.addEventListener("input", draw);
  const field = (label: string, input: HTMLElement): HTMLElement =>
    h("div", { class: "field" }, h("label", { for: input.id }, label), input);
  return h(
    "form",
    { class: "filters", role: "search", onsubmit: (event: Event) => event.preventDefault() },
    field(w.search, search),
    field(w.year, year),
    field(w.group, group),
  );
}

/** Those that are looked for. */
function found(): readonly PactLine[] {
  const asked = fold(search.value).trim();
  return lines.filter((line) => matching(line, asked, year.value, group.value));
}

function table(): void {
  saveFile(new Blob([tableOf(found(), w)], { type: "text/csv" }), `giao-uoc${year.value && `-${year.value}`}.csv`);
}

function draw(): void {
  const asked = fold(search.value).trim();
  const some = found();
  const open =
    year.value || group.value ? [] : drafts.filter(({ title, id }) => says(fold(`${title ?? ""} ${id}`), asked));
  if (lines.length === 0 && drafts.length === 0) show(list, empty());
  else if (some.length === 0 && open.length === 0) show(list, h("p", { class: "lead", role: "status" }, w.noneFound));
  else show(list, draftSection(open), sections(some));
}

function draftSection(some: readonly DraftLine[]): readonly HTMLElement[] {
  const item = ({ id, title }: DraftLine): HTMLElement =>
    h(
      "li",
      { class: "pact-line" },
      h("h3", { id: `draft-${id}` }, words(title || "…")),
      h("p", { class: "chip muted" }, w.draft),
      h(
        "div",
        { class: "buttons" },
        h(
          "a",
          {
            class: "button",
            id: `edit-${id}`,
            href: `/console/d/${id}${query}`,
            "aria-labelledby": `edit-${id} draft-${id}`,
          },
          w.goEdit,
        ),
      ),
    );
  return some.length === 0
    ? []
    : [h("h2", { class: "ruled" }, w.drafts), h("ul", { class: "pact-list" }, some.map(item))];
}

/** Keeps a new draft and goes there. Whoever signed for a party last year is to be confirmed. */
async function begin(document: Doc, persons: readonly string[]): Promise<void> {
  try {
    const { id } = await api.json<{ readonly id: string }>("/pacts", { body: document });
    if (persons.length > 0) localStorage.setItem(`giaouoc:confirm:${id}`, JSON.stringify(persons));
    location.assign(`/console/d/${id}${query}`);
  } catch (error) {
    show(list, trouble(error));
  }
}

/** A new draft out of one of the usual shapes. */
async function fresh(): Promise<void> {
  const now = new Date(nowUnix() * 1000).getFullYear();
  const input = h("input", { id: "fresh-year", type: "number", min: 1950, max: 2999, step: 1, value: String(now) });
  const i = config.lang === "en" ? 1 : 0;
  const own = await ownTemplates();
  const shapes = [
    ...TEMPLATES.map(({ name, make }) => ({ name: name[i], make })),
    ...own.map(({ name, document }) => ({ name, make: (to: number) => copyFor(document, to) })),
  ];
  const radios = shapes.map(({ name }, at) => {
    const template = own[at - TEMPLATES.length];
    const drop =
      template &&
      h(
        "button",
        {
          type: "button",
          class: "button quiet small-button",
          "aria-label": `${w.templateDrop}: ${name}`,
          onclick: () => void dropTemplate(template.number, row),
        },
        w.templateDrop,
      );
    const row: HTMLElement = h(
      "div",
      { class: "template-row" },
      h(
        "label",
        { class: "choice template" },
        h("input", { type: "radio", name: "template", value: String(at), checked: at === 0 }),
        h("span", {}, words(name)),
      ),
      drop,
    );
    return row;
  });
  const body = [
    h("div", { class: "field" }, h("label", { for: "fresh-year" }, w.copyYear), input),
    h("fieldset", {}, h("legend", {}, w.freshShape), radios),
  ];
  const answer = await ask(w.fresh, body, [
    { value: "yes", label: w.copyYes },
    { value: "", label: w.cancel, kind: "quiet" },
  ]);
  const chosen = radios.findIndex((radio) => radio.querySelector("input")?.checked);
  const year = Math.trunc(Number(input.value));
  if (answer === "yes" && year >= 1950 && year <= 2999)
    await begin((shapes[chosen] ?? shapes[0])?.make(year) ?? {}, []);
}

interface OwnTemplate {
  readonly number: number;
  readonly name: string;
  readonly document: Doc;
}

/** The organiser's own; none where they cannot be fetched now. */
async function ownTemplates(): Promise<readonly OwnTemplate[]> {
  try {
    return await api.json<readonly OwnTemplate[]>("/templates");
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

async function dropTemplate(number: number, row: HTMLElement): Promise<void> {
  await api.json(`/templates/${number}`, { method: "DELETE" });
  row.remove();
}

/** A file of last year's, or one that was exported here. It gets a new id: two drafts never share one. */
function importer(): readonly HTMLElement[] {
  const accept = ".docx,.md,.markdown,.txt,.json,application/json,text/plain,text/markdown";
  const input = h("input", {
    type: "file",
    id: "import",
    class: "visually-hidden",
    accept,
    tabindex: -1,
    "aria-hidden": "true",
  });
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    input.value = "";
    if (file) void fromFile(api, file, w, config.lang).then((document) => document && begin(document, []));
  });
  return [h("button", { type: "button", class: "button quiet", onclick: () => input.click() }, w.importFile), input];
}

async function copy(line: PactLine): Promise<void> {
  const input = h("input", {
    id: "copy-year",
    type: "number",
    min: 1950,
    max: 2999,
    step: 1,
    value: String(line.year + 1),
  });
  const body = [
    h("p", {}, w.copyText),
    h("div", { class: "field" }, h("label", { for: "copy-year" }, w.copyYear), input),
  ];
  const answer = await ask(w.copyTitle, body, [
    { value: "yes", label: w.copyYes },
    { value: "", label: w.cancel, kind: "quiet" },
  ]);
  const to = Math.trunc(Number(input.value));
  if (answer !== "yes" || !(to >= 1950 && to <= 2999)) return;
  try {
    const old = await api.json<Doc>(`/pacts/${line.id}/document`);
    const roster = Array.isArray(old["roster"]) ? (old["roster"] as readonly Doc[]) : [];
    const persons = roster.filter((party) => party["representative"] !== undefined).map((party) => String(party["id"]));
    await begin(copyFor(old, to), persons);
  } catch (error) {
    show(list, trouble(error));
  }
}

/** A new pact that supersedes this one: the service opens it only once the old one has ended. */
async function amend(line: PactLine): Promise<void> {
  const answer = await ask(w.amendTitle, h("p", {}, w.amendText), [
    { value: "yes", label: w.copyYes },
    { value: "", label: w.cancel, kind: "quiet" },
  ]);
  if (answer !== "yes") return;
  try {
    const { digest } = await api.json<{ readonly digest: string }>(`/pacts/${line.id}/state`);
    await begin(amendmentOf(await api.json<Doc>(`/pacts/${line.id}/document`), digest), []);
  } catch (error) {
    show(list, trouble(error));
  }
}

function sections(lines: readonly PactLine[]): readonly HTMLElement[] {
  const { running, finished, archived } = sorted(lines);
  const section = (title: string, some: readonly PactLine[]): readonly HTMLElement[] =>
    some.length === 0 ? [] : [h("h2", { class: "ruled" }, title), h("ul", { class: "pact-list" }, some.map(item))];
  const away =
    archived.length > 0 &&
    h(
      "details",
      { class: "archive", open: wasOpen() },
      h("summary", {}, fill(w.archive, { n: archived.length })),
      h("ul", { class: "pact-list" }, archived.map(item)),
    );
  return [...section(w.running, running), ...section(w.finished, finished), ...(away ? [away] : [])];
}

function wasOpen(): boolean {
  return list.querySelector<HTMLDetailsElement>(".archive")?.open ?? false;
}

/** Puts a pact away, or brings it back. */
async function put(line: PactLine): Promise<void> {
  try {
    await api.json(`/pacts/${line.id}/archived`, { method: line.archived ? "DELETE" : "PUT" });
    await load();
  } catch (error) {
    show(list, trouble(error));
  }
}

/** The evidence of all pacts of the chosen year, or of this one. */
async function evidence(): Promise<void> {
  const chosen = year.value || String(new Date(nowUnix() * 1000).getFullYear());
  try {
    saveFile(new Blob([await api.bytes(`/years/${chosen}/evidence`, { patience: 120_000 })]), `giao-uoc-${chosen}.zip`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { cause, cure } =
      error.status === 404
        ? { cause: fill(w.evidenceNone, { year: chosen }), cure: w.evidenceChoose }
        : error.words(config.lang);
    await ask(cause, h("p", {}, cure), [{ value: "", label: w.close, kind: "quiet" }]);
  }
}

/** Buttons of the console's head. The server writes above them who is logged in. */
function buttons(): HTMLElement {
  return h(
    "div",
    { class: "buttons" },
    writes && h("button", { type: "button", class: "button", onclick: () => void fresh() }, w.fresh),
    writes && importer(),
    h("button", { type: "button", class: "button quiet", onclick: table }, w.table),
    writes && h("button", { type: "button", class: "button quiet", onclick: () => void evidence() }, w.evidence),
    config.session?.role === "admin" &&
      h("a", { class: "button quiet", href: `/console/accounts${query}` }, w.accounts),
  );
}

function empty(): HTMLElement {
  const steps = [w.guideWrite, w.guideDiscuss, w.guideAdopt, w.guideSign, w.guideFinish];
  return h(
    "section",
    { class: "panel guide" },
    h("h2", {}, w.emptyTitle),
    h("p", {}, w.emptyWhy),
    h(
      "ol",
      {},
      steps.map((step) => h("li", {}, step)),
    ),
    writes && h("p", {}, w.emptyHow),
    writes &&
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "button", class: "button", onclick: () => void fresh() }, w.fresh),
      ),
  );
}

function trouble(error: unknown): HTMLElement {
  if (!(error instanceof Problem)) throw error;
  const { cause, cure } = error.words(config.lang);
  const again = h("button", { class: "button", type: "button", onclick: () => void load() }, w.again);
  return h("section", { class: "notice bad", role: "alert" }, h("h2", {}, cause), h("p", {}, cure), again);
}
