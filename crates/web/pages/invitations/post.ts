/** Parties that have not signed, and mail to them where a mail server is named: addresses, invitations, reminders. */

import { type Api, Problem, pactPath } from "../../shared/ui/api.js";
import type { Config } from "../../shared/ui/config.js";
import { h, show, words } from "../../shared/ui/dom.js";
import { calendarDay, clockTime, fill, unixOf } from "../../shared/ui/words.js";
import { type DeskAnswer, type Row, rowsOf } from "./rows.js";
import { type Words, wordsOf } from "./words.js";

interface Letter {
  readonly kind: "invitation" | "reminder" | "turn" | "completion";
  readonly state: "waiting" | "sent" | "dropped" | "failed";
  readonly time: string;
  readonly error?: string;
}

interface Contact {
  readonly party: string;
  readonly address: string;
  readonly language: "vi" | "en";
  readonly letter?: Letter;
}

interface Contacts {
  readonly enabled: boolean;
  readonly items: readonly Contact[];
}

const EVERY = 15_000;

export class Post {
  private readonly w: Words;
  private readonly status = h("p", { role: "status" });
  private readonly waiting = h("div", {});
  private readonly rows = h("ol", { class: "post-rows" });
  private readonly tools = h("div", { class: "buttons" });
  private shown = "";

  constructor(
    section: HTMLElement,
    private readonly config: Config,
    private readonly api: Api,
    private readonly id: string,
  ) {
    const w = (this.w = wordsOf(config.lang));
    section.setAttribute("aria-labelledby", "post-title");
    show(
      section,
      h("h2", { class: "ruled", id: "post-title" }, w.postTitle),
      this.waiting,
      this.tools,
      this.status,
      this.rows,
    );
    document.addEventListener("visibilitychange", () => void this.load());
    setInterval(() => void this.load(), EVERY);
    void this.load();
  }

  private async load(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    try {
      const [desk, contacts] = await Promise.all([
        this.api.json<DeskAnswer>(pactPath(this.id, "desk")),
        this.contacts(),
      ]);
      const rows = rowsOf(desk);
      const text = JSON.stringify([rows, contacts]);
      // Whoever is writing an address keeps what they have written.
      if (text === this.shown || this.rows.contains(document.activeElement)) return;
      this.shown = text;
      this.draw(desk, rows, contacts);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  /** A draft has none yet. */
  private async contacts(): Promise<Contacts> {
    return this.api.json<Contacts>(pactPath(this.id, "contacts"));
  }

  private draw(desk: DeskAnswer, rows: readonly Row[], { enabled, items }: Contacts): void {
    const { w } = this;
    const due = rows.filter(({ open, ledger }) => open && ledger !== "signed");
    const list = due.map(({ unit, person }) => (person === undefined ? unit : `${unit} (${person})`));
    const copied = h("span", { class: "small", role: "status" });
    const copy = (): void =>
      void navigator.clipboard
        ?.writeText(`${desk.document.title}\n${list.map((one) => `- ${one}`).join("\n")}`)
        .then(() => show(copied, w.listCopied));
    show(
      this.waiting,
      h("p", { class: "lead" }, due.length === 0 ? w.allSigned : fill(w.notSigned, { n: due.length, m: rows.length })),
      due.length > 0 && [
        h(
          "ul",
          {},
          list.map((one) => h("li", {}, words(one))),
        ),
        h(
          "div",
          { class: "buttons" },
          h("button", { type: "button", class: "button quiet", onclick: copy }, w.copyList),
          copied,
        ),
      ],
      !enabled && h("p", { class: "muted" }, w.mailOff),
    );
    show(this.tools);
    show(this.rows);
    if (!enabled) return;
    const reached = (row: Row): boolean => items.some(({ party }) => party === row.party);
    const ready = due.filter(reached);
    show(
      this.tools,
      this.button(fill(w.mailInvite, { n: ready.length }), () => this.queue("invitation"), ready.length === 0),
      this.button(fill(w.mailRemind, { n: ready.length }), () => this.queue("reminder"), ready.length === 0),
    );
    show(
      this.rows,
      rows.map((row) =>
        this.row(
          row,
          items.find(({ party }) => party === row.party),
        ),
      ),
    );
  }

  private row(row: Row, contact: Contact | undefined): HTMLElement {
    const { w } = this;
    const address = h("input", {
      type: "email",
      id: `mail-${row.party}`,
      value: contact?.address ?? "",
      autocomplete: "off",
      maxlength: 254,
    });
    const language = h(
      "select",
      { id: `mail-lang-${row.party}` },
      (["vi", "en"] as const).map((lang) =>
        h("option", { value: lang, selected: lang === (contact?.language ?? "vi") }, w[`mail_${lang}`]),
      ),
    );
    const save = (): void => void this.act(() => this.keep(row, address.value.trim(), language.value));
    address.addEventListener("change", save);
    if (contact) language.addEventListener("change", save);
    return h(
      "li",
      { class: "post-row" },
      h("div", { class: "field" }, h("label", { for: address.id }, words(row.unit)), address),
      h(
        "div",
        { class: "field" },
        h("label", { for: language.id, class: "visually-hidden" }, `${w.mailLanguage}: ${row.unit}`),
        language,
      ),
      h("p", { class: "small" }, contact?.letter ? this.told(contact.letter) : ""),
    );
  }

  private told({ kind, state, time, error }: Letter): string {
    const { w } = this;
    const at = unixOf(time);
    const text = fill(w[`letter_${state}`], {
      kind: w[`letter_kind_${kind}`],
      time: `${clockTime(at)} ${calendarDay(at)}`,
    });
    return error === undefined ? text : `${text} [${error}]`;
  }

  private async keep(row: Row, address: string, language: string): Promise<void> {
    const path = pactPath(this.id, `contacts/${encodeURIComponent(row.party)}`);
    if (address === "") await this.api.json(path, { method: "DELETE" });
    else await this.api.json(path, { method: "PUT", body: { address, language } });
    show(this.status, fill(this.w.contactKept, { unit: row.unit }));
  }

  private async queue(kind: "invitation" | "reminder"): Promise<void> {
    const { queued, skipped } = await this.api.json<{
      readonly queued: readonly string[];
      readonly skipped: readonly unknown[];
    }>(pactPath(this.id, "letters"), { body: { kind } });
    show(
      this.status,
      fill(this.w.lettersQueued, { n: queued.length }),
      skipped.length > 0 && ` ${fill(this.w.lettersSkipped, { n: skipped.length })}`,
    );
  }

  private button(label: string, press: () => Promise<void>, disabled: boolean): HTMLElement {
    return h("button", { type: "button", class: "button", disabled, onclick: () => void this.act(press) }, label);
  }

  private async act(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.shown = "";
      await this.load();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { cause, cure } = error.words(this.config.lang);
      show(this.status, `${cause} ${cure}`);
    }
  }
}
