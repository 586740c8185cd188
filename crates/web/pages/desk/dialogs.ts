/**
 * The desk's acts, each a dialog: nothing is signed but by the last button of one, under the very text.
 */

import { digestOf } from "../../core/hash.js";
import { Problem } from "../../shared/ui/api.js";
import { type Child, h, show, words as quoted } from "../../shared/ui/dom.js";
import type { PartyState, ReceiptAnswer } from "../../shared/api/answers.js";
import { type Language, clockTime, fill, unixOf } from "../../shared/ui/words.js";
import type { Words } from "./list.js";
import type { Act, Code, DeskApi, Drafted } from "./model.js";
import { linesOf, numberRead } from "./reading.js";

/** The person whom the roster names, as the document has it. */
export interface Named {
  readonly party: string;
  readonly unit: string;
  readonly representative: string | undefined;
}

const SIGN: { readonly [act in Act]: keyof Words } = {
  opening: "signOpening",
  enrolment: "signEnrolment",
  withdrawal: "signWithdrawal",
  completion: "signCompletion",
  revocation: "signRevocation",
};

export class Dialogs {
  private readonly dialog = h("dialog", { class: "dialog desk-dialog", "aria-labelledby": "dialog-title" });

  /** @param changed called after whatever was done, with a sentence that tells it */
  constructor(
    private readonly desk: DeskApi,
    private readonly w: Words,
    private readonly lang: Language,
    private readonly changed: (said: string) => void,
  ) {
    document.body.append(this.dialog);
  }

  /** True if a dialog is open: the page behind it is not drawn anew then. */
  get isOpen(): boolean {
    return this.dialog.open;
  }

  /** Releases a position: to whom, in what capacity, seen and recognised. */
  release({ party, unit, representative }: Named): void {
    const name = h("input", {
      id: "holder",
      type: "text",
      maxlength: 200,
      autocomplete: "off",
      value: representative ?? "",
    });
    const letter = h("input", { id: "letter", type: "file" });
    const seen = h("input", { id: "seen", type: "checkbox" });
    const choice = (value: string, label: string, checked: boolean): HTMLInputElement =>
      h("input", { type: "radio", name: "capacity", id: value, value, checked, "aria-label": label });
    const representing = choice("representative", this.w.representative, true);
    const delegate = choice("delegate", this.w.delegate, false);
    const letterField = h(
      "div",
      { class: "field", hidden: true },
      h("label", { for: "letter" }, this.w.letter),
      h("p", { class: "hint" }, this.w.letterHint),
      letter,
    );
    const change = (): void => {
      const isDelegate = delegate.checked;
      letterField.hidden = !isDelegate;
      name.readOnly = !isDelegate && representative !== undefined;
      name.value = isDelegate ? "" : (representative ?? "");
    };
    for (const input of [representing, delegate]) input.addEventListener("change", change);
    name.readOnly = representative !== undefined;
    const error = h("p", { class: "error", role: "alert" });
    const form = h(
      "form",
      { novalidate: true },
      h(
        "fieldset",
        { class: "field" },
        h("legend", {}, this.w.who),
        h("label", { class: "choice" }, representing, this.w.representative),
        h("label", { class: "choice" }, delegate, this.w.delegate),
      ),
      h("div", { class: "field" }, h("label", { for: "holder" }, this.w.holder), name),
      letterField,
      h("div", { class: "field" }, h("label", { class: "choice", for: "seen" }, seen, this.w.seen)),
      error,
      this.buttons(this.submit(this.w.doRelease)),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const holder = name.value.normalize("NFC").trim();
      const file = letter.files?.[0];
      if (holder === "") return this.fault(error, name, this.w.nameDue);
      if (delegate.checked && !file) return this.fault(error, letter, this.w.letterDue);
      if (!seen.checked) return this.fault(error, seen, this.w.seenDue);
      void this.run(form, error, async () => {
        const authority = delegate.checked && file ? await this.keepLetter(file) : undefined;
        const capacity = delegate.checked ? "delegate" : "representative";
        const made = await this.desk.release({
          party,
          holder,
          capacity,
          ...(authority ? { authority } : {}),
          code: true,
        });
        this.changed("");
        this.code(holder, made);
      });
    });
    this.open(this.w.releaseTitle, h("p", { class: "lead" }, quoted(unit)), form);
  }

  /** A fresh code for a position that is released. */
  async newCode(party: string, holder: string): Promise<void> {
    try {
      this.code(holder, await this.desk.code(party));
      this.changed("");
    } catch (error) {
      this.problem(error);
    }
  }

  /** Compares, shows what would be signed, and signs it. */
  compare(party: string, holder: string): void {
    const field = h("input", {
      id: "number",
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      spellcheck: "false",
      class: "number-field",
    });
    const error = h("p", { class: "error", role: "alert" });
    const form = h(
      "form",
      { novalidate: true },
      h("p", {}, this.w.compareText),
      h("div", { class: "field" }, h("label", { for: "number" }, this.w.compareLabel), field),
      error,
      this.buttons(this.submit(this.w.compareGo)),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const number = numberRead(field.value);
      if (number === undefined) return this.fault(error, field, this.w.compareForm);
      void this.run(form, error, async () => {
        const drafted = await this.desk.draft({ act: "enrolment", party, number });
        this.sign("enrolment", drafted, h("p", { class: "notice good" }, this.w.fits));
      });
    });
    this.open(fill(this.w.compareTitle, { holder }), form);
    field.focus();
  }

  /** Drafts an act of the registrar and shows it. A withdrawal or revocation asks for a reason first. */
  act(act: Act, title: string, text: Child, party?: string): void {
    const asksReason = act === "withdrawal" || act === "revocation";
    const reason = h("input", { id: "reason", type: "text", maxlength: 200, autocomplete: "off" });
    const error = h("p", { class: "error", role: "alert" });
    const form = h(
      "form",
      { novalidate: true },
      text,
      asksReason && h("div", { class: "field" }, h("label", { for: "reason" }, this.w.reason), reason),
      error,
      this.buttons(this.submit(this.w.goOn)),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const why = reason.value.normalize("NFC").trim();
      const body = { act, ...(party === undefined ? {} : { party }), ...(why === "" ? {} : { reason: why }) };
      void this.run(form, error, async () => this.sign(act, await this.desk.draft(body)));
    });
    this.open(title, form);
  }

  /** The person was asked: they decline, or it was a mistake. */
  decline(party: PartyState, holder: string, reason: string | undefined): void {
    const error = h("p", { class: "error", role: "alert" });
    const form = h("form", { novalidate: true });
    const confirm = h("button", { type: "button", class: "button danger" }, this.w.declineYes);
    const drop = h("button", { type: "button", class: "button" }, this.w.declineNo);
    let isSure = false;
    confirm.addEventListener("click", () => {
      if (!isSure) {
        isSure = true;
        return show(error, fill(this.w.declineSure, { holder }));
      }
      void this.run(form, error, async () => this.done(await this.desk.confirmDecline(party.party)));
    });
    drop.addEventListener("click", () => {
      void this.run(form, error, async () => {
        await this.desk.dropDecline(party.party);
        this.dialog.close();
        this.changed("");
      });
    });
    show(
      form,
      h("p", {}, this.w.declineAsk),
      h("p", {}, `${this.w.declineReason}: `, reason === undefined ? this.w.noReason : quoted(reason)),
      error,
      this.buttons(drop, confirm),
    );
    this.open(fill(this.w.declineTitle, { holder }), form);
  }

  /** Shows the failure of an act that had no dialog. */
  problem(error: unknown): void {
    const [cause, cure] = this.told(error);
    this.open(cause, h("p", { class: "lead" }, cure), this.buttons());
  }

  private sign(act: Act, { digest, text, long_number, facts }: Drafted, before?: Child): void {
    const error = h("p", { class: "error", role: "alert" });
    const lines = linesOf(text).map(([name, value]) =>
      h("div", {}, h("dt", {}, this.lineWord(name)), h("dd", {}, quoted(value))),
    );
    const form = h(
      "form",
      { novalidate: true },
      before,
      facts.unit !== undefined && h("p", { class: "lead" }, quoted(facts.holder ?? ""), " – ", quoted(facts.unit)),
      act === "enrolment" && h("p", { class: "figure" }, long_number),
      h("h3", {}, this.w.toSign),
      h("dl", { class: "pairs to-sign" }, lines),
      h("details", {}, h("summary", {}, text.split("\n", 1)[0] ?? ""), h("pre", { tabindex: "0" }, text)),
      error,
      this.buttons(this.submit(this.w[SIGN[act]])),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.run(form, error, async () => this.done(await this.desk.sign(digest)));
    });
    this.open(this.w[SIGN[act]], form);
  }

  private done({ index, number, time, note }: ReceiptAnswer): void {
    this.dialog.close();
    // The record's own time, where the answer brings the record.
    const claimed = /^time (.*)$/m.exec(note ?? "")?.[1] ?? time;
    this.changed(fill(this.w.receipt, { index, number, time: clockTime(unixOf(claimed)) }));
  }

  private code(holder: string, { code }: Code): void {
    const digits = `${code.slice(0, 3)} ${code.slice(3)}`;
    this.open(
      fill(this.w.codeTitle, { holder }),
      h("p", { class: "short-code" }, digits),
      h("p", {}, this.w.codeText),
      this.buttons(),
    );
  }

  private async keepLetter(file: File): Promise<string> {
    const digest = await digestOf(new Uint8Array(await file.arrayBuffer()));
    await this.desk.letter(digest, file);
    return digest;
  }

  private lineWord(name: string): string {
    return (this.w as { readonly [name: string]: string })[`line_${name}`] ?? name;
  }

  /** Runs what a form asks for: once at a time, and nothing that was typed is lost where it fails. */
  private async run(form: HTMLFormElement, error: HTMLElement, act: () => Promise<void>): Promise<void> {
    const buttons = [...form.querySelectorAll("button")];
    for (const button of buttons) button.disabled = true;
    show(error);
    try {
      await act();
    } catch (failure) {
      show(error, this.told(failure).join(" "));
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  private told(error: unknown): readonly [string, string] {
    if (!(error instanceof Problem)) return [String(error), ""];
    const { cause, cure } = error.words(this.lang);
    return [cause, cure];
  }

  private fault(error: HTMLElement, field: HTMLElement, text: string): void {
    field.setAttribute("aria-invalid", "true");
    show(error, text);
    field.focus();
  }

  private submit(label: string): HTMLElement {
    return h("button", { type: "submit", class: "button" }, label);
  }

  private buttons(...more: HTMLElement[]): HTMLElement {
    const label = more.length > 0 ? this.w.cancel : this.w.close;
    const close = h("button", { type: "button", class: "button quiet", onclick: () => this.dialog.close() }, label);
    return h("div", { class: "buttons" }, more, close);
  }

  private open(title: string, ...children: readonly Child[]): void {
    show(this.dialog, h("h2", { id: "dialog-title" }, title), ...children);
    if (!this.dialog.open) this.dialog.showModal();
  }
}
