/** The editor of a draft: the form, the printed page beside it, and what is still to be mended. */

import { Problem, pactPath } from "../../shared/ui/api.js";
import { startPage } from "../../shared/ui/start.js";
import { ask, h, saveFile, show } from "../../shared/ui/dom.js";
import { pactSheet } from "../../shared/ui/pact-view.js";
import { showRefused } from "../../shared/ui/refused.js";
import { clockTime, fill, unixOf } from "../../shared/ui/words.js";
import { type Doc, same, textAt } from "../../shared/draft/document.js";
import { Unfit, bind, upload } from "./annexes.js";
import { button } from "./button.js";
import { confirm, toConfirm } from "./confirming.js";
import { choose } from "./conflicts.js";
import { declared } from "./declared.js";
import { type Desk, idOf } from "./fields.js";
import { form } from "./form.js";
import { type Check, type Draft, type Finding, Keeper } from "./keeper.js";
import { printed } from "../../shared/draft/printed.js";
import { beside, type Beside } from "./beside.js";
import { wordsOf } from "./words.js";

const { config, api, w, app, id, query } = startPage(wordsOf);
/** Bytes of a document's canonical form (docs/spec/1-pact.md). */
const MAX_SIZE = 256 * 1024;
/** Longest typing at one place that is one step of the undo, in milliseconds. */
const STEP = 1_500;

const state = h("p", { class: "save-state", role: "status" });
const note = h("div", { class: "notice wait", role: "status", hidden: true });
const findings = h("div", { class: "findings" });
const page = h("div", { class: "editor-form-place" });

void open();

async function open(): Promise<void> {
  try {
    const draft = await api.json<Draft>(pactPath(id, "draft"));
    if (draft.state === "adopted") await frozen(draft);
    else new Editor(draft).start();
  } catch (error) {
    // Opened meanwhile: the desk has it.
    if (error instanceof Problem && error.code === "already-opened")
      return location.replace(`/console/p/${id}${query}`);
    showRefused(error, config.lang, back());
  }
}

function back(): HTMLElement {
  return h("p", {}, h("a", { class: "touch", href: `/console${query}` }, `‹ ${w.back}`));
}

/** An adopted draft: nothing changes here until the adoption is taken back. */
async function frozen(draft: Draft): Promise<void> {
  const side = beside(api, id, config.lang, w, { doc: () => draft.document, settle: () => Promise.resolve(true) });
  const thaw = (): void => void api.json(pactPath(id, "adopt"), { method: "DELETE" }).then(() => location.reload());
  show(
    app,
    back(),
    h("h1", {}, w.adopted),
    h("p", { class: "lead" }, w.adoptedText),
    h("p", {}, `${w.number}: `, h("strong", { class: "figure" }, draft.check.number)),
    h(
      "div",
      { class: "buttons" },
      h("a", { class: "button", href: `/console/p/${id}${query}` }, w.toDesk),
      button(w.unadopt, thaw),
    ),
    side.element,
  );
  await side.print();
}

class Editor {
  private readonly keeper: Keeper;
  private readonly past: Doc[] = [];
  private readonly future: Doc[] = [];
  private lastChange = 0;
  private check: Check;
  private readonly undoButton = button(w.undo, () => this.step(this.past, this.future));
  private readonly redoButton = button(w.redo, () => this.step(this.future, this.past));
  private readonly adoptButton = button(w.adopt, () => void this.adopt(), "");
  private readonly beside: Beside;
  private readonly desk: Desk = {
    w,
    doc: () => this.keeper.doc,
    change: (doc, structural = false) => this.change(doc, structural),
  };

  constructor(draft: Draft) {
    this.check = draft.check;
    this.keeper = new Keeper(api, draft, {
      saving: () => show(state, w.saving),
      saved: (saved) => this.saved(saved),
      failed: (problem) => this.failed(problem),
      merged: (doc, taken) => this.merged(doc, taken),
      choose: (conflicts) => choose(conflicts, w),
    });
    show(state, fill(w.saved, { time: clockTime(unixOf(draft.saved)) }));
    this.beside = beside(api, id, config.lang, w, {
      doc: () => this.keeper.doc,
      settle: () => this.keeper.settle(),
      go: (place) => at(place)?.focus(),
      restore: (doc) => this.change(doc, true),
    });
  }

  start(): void {
    const bar = h(
      "div",
      { class: "editor-bar" },
      state,
      h(
        "div",
        { class: "buttons" },
        this.undoButton,
        this.redoButton,
        this.exports(),
        button(w.removeDraft, () => void this.remove()),
        this.adoptButton,
      ),
    );
    show(
      app,
      back(),
      h("h1", { id: "editor-title" }),
      note,
      bar,
      h("div", { class: "editor" }, h("div", {}, findings, page), this.beside.element),
    );
    if (this.keeper.restore()) this.tell(w.restored);
    this.draw();
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("online", () => void this.keeper.settle());
  }

  private key(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "s") {
      event.preventDefault();
      void this.keeper.settle();
    }
    if (key === "z" || key === "y") {
      event.preventDefault();
      if (key === "y" || event.shiftKey) this.step(this.future, this.past);
      else this.step(this.past, this.future);
    }
  }

  private change(doc: Doc, structural: boolean): void {
    if (same(doc, this.keeper.doc)) return;
    const now = Date.now();
    if (structural || this.past.length === 0 || now - this.lastChange > STEP) this.past.push(this.keeper.doc);
    this.lastChange = structural ? 0 : now;
    this.future.length = 0;
    this.keeper.take(doc);
    if (structural) this.draw();
    else void this.print();
  }

  private step(from: Doc[], to: Doc[]): void {
    const doc = from.pop();
    if (!doc) return;
    to.push(this.keeper.doc);
    this.lastChange = 0;
    this.keeper.take(doc);
    this.draw();
  }

  /** Draws the form anew; the field in which somebody writes keeps the focus. */
  private draw(): void {
    const focused = document.activeElement?.id;
    show(
      page,
      form(
        this.desk,
        { open: (party) => toConfirm(id).includes(party), confirm: (party) => this.confirmed(party) },
        (files) => void this.addFiles(files),
      ),
    );
    if (focused) document.getElementById(focused)?.focus();
    this.tellFindings();
    void this.print();
  }

  private async print(): Promise<void> {
    const doc = this.keeper.doc;
    show(document.getElementById("editor-title") ?? page, textAt(doc, "/title") || "…");
    this.undoButton.disabled = this.past.length === 0;
    this.redoButton.disabled = this.future.length === 0;
    await this.beside.print();
  }

  private saved(draft: Draft): void {
    this.check = draft.check;
    // Told once it is no longer far from what a document may have.
    const size = new TextEncoder().encode(JSON.stringify(draft.document)).length;
    show(
      state,
      fill(w.saved, { time: clockTime(unixOf(draft.saved)) }),
      size > MAX_SIZE / 2 && ` · ${fill(w.size, { n: Math.ceil(size / 1024) })}`,
    );
    this.tellFindings();
    void this.beside.refresh();
  }

  private failed(problem: Problem): void {
    const { cause, cure } = problem.words(config.lang);
    show(state, problem.passes ? w.unsaved : `${cause} ${cure}`);
  }

  private merged(doc: Doc, taken: number): void {
    this.past.push(this.keeper.doc);
    this.keeper.take(doc);
    this.tell(fill(w.merged, { n: taken }));
    this.draw();
  }

  private tell(text: string): void {
    note.hidden = false;
    show(note, h("p", {}, text));
  }

  /** Each at its field, and all of them in a list above. */
  private tellFindings(): void {
    const { problems, warnings } = this.check;
    for (const error of page.querySelectorAll(".field > .error")) show(error);
    for (const input of page.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    for (const problem of problems) this.tellAt(problem);
    const lang = config.lang;
    const go = (place: string): HTMLElement | false =>
      at(place) !== null && button(w.goTo, () => at(place)?.focus(), "quiet small-button");
    const persons = toConfirm(id);
    const counts = declared(this.keeper.doc);
    show(
      findings,
      counts.length > 0 &&
        h(
          "ul",
          { class: "notice wait plain" },
          counts.map(({ words, due, place }) => h("li", {}, fill(w.declared, { words, n: due }), " ", go(place))),
        ),
      persons.length > 0 && h("p", { class: "notice wait" }, w.toConfirm),
      problems.length > 0
        ? h(
            "details",
            { class: "notice wait" },
            h("summary", {}, fill(w.problems, { n: problems.length })),
            h(
              "ul",
              {},
              problems.map(({ cause, cure, place = "" }) =>
                h("li", {}, `${cause[lang]} ${cure[lang]} `, place && h("code", {}, place), " ", go(place)),
              ),
            ),
          )
        : h("p", { class: "notice good" }, w.noProblem),
      warnings.length > 0 &&
        h(
          "details",
          { class: "notice wait" },
          h("summary", {}, fill(w.warnings, { n: warnings.length })),
          h(
            "ul",
            {},
            warnings.map((one) => h("li", {}, h("bdi", { lang: "vi" }, one.word), `: ${one[lang]} `, go(one.place))),
          ),
        ),
    );
    this.adoptButton.disabled = !this.check.ok || persons.length > 0;
  }

  private tellAt({ place = "", cause, cure }: Finding): void {
    const input = at(place);
    const error = document.getElementById(`${idOf(place)}-error`);
    if (!input || !error) return;
    input.setAttribute("aria-invalid", "true");
    show(error, `${cause[config.lang]} ${cure[config.lang]}`);
  }

  private async addFiles(files: readonly File[]): Promise<void> {
    const failed = await bind(
      this.desk,
      files,
      () => this.keeper.settle(),
      (file, bytes) => upload(api, id, file, bytes),
    );
    const told = failed.map((error) =>
      error instanceof Unfit ? `${error.file}: ${w[error.why]}` : Object.values(error.words(config.lang)).join(" "),
    );
    const place = document.getElementById("annex-error");
    if (place) show(place, told.join(" "));
  }

  private confirmed(party: string): void {
    confirm(id, party);
    this.draw();
  }

  /** The last look: the whole text, its number, and what will be fixed. */
  private async adopt(): Promise<void> {
    if (!(await this.keeper.settle())) return;
    const pact = await printed(this.keeper.doc);
    const body = [
      h("p", {}, w.adoptText),
      h("p", {}, `${w.number}: `, h("strong", { class: "figure" }, this.check.number)),
      h("div", { class: "last-look", tabindex: 0, role: "region", "aria-label": w.preview }, pact && pactSheet(pact)),
    ];
    const answer = await ask(w.adoptTitle, body, [
      { value: "yes", label: w.adoptYes },
      { value: "", label: w.cancel, kind: "quiet" },
    ]);
    if (answer !== "yes") return;
    try {
      await api.json(pactPath(id, "adopt"), { method: "POST", ifMatch: this.keeper.seen });
      location.reload();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.failed(error);
    }
  }

  /** The document as a file, which the console takes in again. */
  private exports(): HTMLElement {
    const item = (form: "docx" | "md" | "json"): HTMLElement =>
      button(w[`export_${form}`], () => void this.export(form));
    const menu = h(
      "details",
      { class: "menu" },
      h("summary", { class: "button quiet" }, w.exports),
      h(
        "div",
        { class: "menu-items" },
        item("docx"),
        item("md"),
        item("json"),
        button(w.template, () => void this.keepTemplate()),
      ),
    );
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
    });
    return menu;
  }

  /** A shape for drafts to come; what is of this pact alone stays behind. */
  private async keepTemplate(): Promise<void> {
    const input = h("input", { id: "template-name", maxlength: 200, value: textAt(this.keeper.doc, "/group/name") });
    const answer = await ask(
      w.templateTitle,
      [
        h("p", {}, w.templateText),
        h("div", { class: "field" }, h("label", { for: "template-name" }, w.templateName), input),
      ],
      [
        { value: "yes", label: w.template },
        { value: "", label: w.cancel, kind: "quiet" },
      ],
    );
    if (answer !== "yes") return;
    try {
      await api.json("/templates", { body: { name: input.value, document: this.keeper.doc } });
      this.tell(fill(w.templateKept, { name: input.value }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.failed(error);
    }
  }

  private async export(form: string): Promise<void> {
    if (!(await this.keeper.settle())) return;
    try {
      const bytes = await api.bytes(pactPath(id, `export/${form}`));
      saveFile(new Blob([bytes]), `${id}.${form}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.failed(error);
    }
  }

  private async remove(): Promise<void> {
    if (!(await this.keeper.settle())) return;
    const answer = await ask(w.removeTitle, h("p", {}, w.removeText), [
      { value: "yes", label: w.removeDraft, kind: "danger" },
      { value: "", label: w.cancel, kind: "quiet" },
    ]);
    if (answer !== "yes") return;
    await api.json(pactPath(id, "draft"), { method: "DELETE", ifMatch: this.keeper.seen });
    location.assign(`/console${query}`);
  }
}

function at(place: string): HTMLElement | null {
  return document.getElementById(idOf(place));
}
