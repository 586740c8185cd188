/** Invitations on a pact's page in the console: who has one, making, revoking, short codes, cards. */

import { type Api, Problem, pactPath } from "../../shared/ui/api.js";
import type { Config } from "../../shared/ui/config.js";
import { type Child, ask, h, show, words } from "../../shared/ui/dom.js";
import { calendarDay, clockTime, fill, unixOf } from "../../shared/ui/words.js";
import { type Link, showCards } from "./cards.js";
import { askHolder, authorityOf } from "./holder.js";
import { type DeskAnswer, type InvitationAnswer, LIVES, type Row, expiryOf, missing, rowsOf, spaced } from "./rows.js";
import { type Words, wordsOf } from "./words.js";

const EVERY = 15_000;

interface NewInvitation {
  readonly link: string;
  readonly invitation: InvitationAnswer;
}

/** The part of the page. Links that it has made are in memory and nowhere else. */
export class Panel {
  private readonly w: Words;
  private readonly links = new Map<string, Link>();
  private readonly status = h("p", { class: "invitations-status", role: "status" });
  private readonly trouble = h("div", {});
  private readonly life: HTMLSelectElement;
  private readonly code = h("input", {
    type: "checkbox",
    id: "invitations-code",
    "aria-describedby": "invitations-code-hint",
  });
  private readonly options = h("div", { class: "invitations-options" });
  private readonly codeField = h("div", { class: "field" });
  private readonly tools = h("div", { class: "buttons" });
  private readonly once = h("p", { class: "notice wait", hidden: true });
  private readonly list = h("ol", { class: "invitation-rows" });
  private readonly lead = h("p", { class: "muted" });
  private desk: DeskAnswer | undefined;
  private shown = "";
  private busy = false;

  constructor(
    section: HTMLElement,
    private readonly config: Config,
    private readonly api: Api,
    private readonly id: string,
  ) {
    const w = (this.w = wordsOf(config.lang));
    this.life = h(
      "select",
      { id: "invitations-life" },
      LIVES.map((hours) => h("option", { value: hours, selected: hours === 168 }, lifeOf(hours, w))),
    );
    this.list.setAttribute("aria-label", w.caption);
    show(
      this.codeField,
      h("label", { class: "choice", for: "invitations-code" }, this.code, w.askCode),
      h("p", { class: "hint", id: "invitations-code-hint" }, w.askCodeHint),
    );
    this.options.append(
      h("div", { class: "field" }, h("label", { for: "invitations-life" }, w.life), this.life),
      this.codeField,
    );
    section.setAttribute("aria-labelledby", "invitations-title");
    const head = h("h2", { class: "ruled", id: "invitations-title" }, w.title);
    show(section, head, this.lead, this.options, this.tools, this.status, this.trouble, this.once, this.list);
    addEventListener("beforeunload", (event) => {
      if (this.links.size > 0) event.preventDefault();
    });
    addEventListener("pagehide", () => this.forget());
    document.addEventListener("visibilitychange", () => void this.load());
    setInterval(() => void this.load(), EVERY);
    void this.load();
  }

  private async load(): Promise<void> {
    if (document.visibilityState !== "visible" || this.busy) return;
    try {
      this.take(await this.api.json<DeskAnswer>(pactPath(this.id, "desk")));
      show(this.trouble);
    } catch (error) {
      // What is shown grows old; the next turn tries again.
      if (!this.desk) this.complain(error);
    }
  }

  private take(desk: DeskAnswer): void {
    this.desk = desk;
    for (const [party, link] of this.links) {
      const now = desk.invitations.find((invitation) => invitation.party === party);
      if (now?.state !== "open" || now.expires !== link.expires || now.holder !== link.person) this.links.delete(party);
    }
    this.draw();
  }

  private draw(): void {
    const { desk, w } = this;
    if (!desk) return;
    const rows = rowsOf(desk);
    const key = JSON.stringify([rows, [...this.links.values()], this.busy, desk.state?.state]);
    if (key === this.shown) return;
    this.shown = key;
    const invites = this.mayInvite && desk.state !== null && rows.some(({ open }) => open);
    this.options.hidden = !invites;
    // At the desk the code comes with the release.
    this.codeField.hidden = desk.document.identity === "in-person";
    this.lead.textContent = this.leadOf(desk, rows);
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["focus"] : undefined;
    show(this.tools, invites && this.makeAllButton(rows), this.linkTools());
    this.once.hidden = this.links.size === 0;
    this.once.textContent = fill(w.once, { count: this.links.size });
    show(this.list, desk.state !== null && rows.map((row) => this.row(row)));
    if (focused)
      document.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  /** Making and revoking is the organiser's; the desk gives out codes. */
  private get mayInvite(): boolean {
    return this.config.session?.role !== "desk";
  }

  private leadOf(desk: DeskAnswer, rows: readonly Row[]): string {
    const { w } = this;
    if (desk.state === null) return w.notOpened;
    if (!rows.some(({ open }) => open)) return w.ended;
    if (!this.mayInvite) return w.deskOnly;
    return desk.document.identity === "in-person" ? `${w.leadInPerson} ${w.lead}` : w.lead;
  }

  private makeAllButton(rows: readonly Row[]): HTMLElement {
    const due = missing(rows);
    const text = due.length > 0 ? fill(this.w.makeAll, { count: due.length }) : this.w.allMade;
    return this.button("all", text, () => this.makeAll(due), { disabled: due.length === 0 });
  }

  private linkTools(): Child {
    if (this.links.size === 0) return false;
    return [
      this.button("print", fill(this.w.print, { count: this.links.size }), () => this.print()),
      this.button("forget", this.w.forget, () => this.askForget(), { kind: "quiet" }),
    ];
  }

  private row(row: Row): HTMLElement {
    const { w } = this;
    const link = this.links.get(row.party);
    const person = row.person ?? w.noName;
    return h(
      "li",
      { class: "invitation-row", "data-party": row.party },
      h(
        "div",
        { class: "invitation-who" },
        h("strong", {}, words(row.unit)),
        h(
          "span",
          { class: row.person ? "" : "muted" },
          row.person ? words(person) : person,
          row.delegate && ` (${w.delegate})`,
        ),
      ),
      h("p", { class: `chip ${chipOf(row)}` }, this.stateOf(row)),
      h("div", { class: "buttons" }, this.actions(row)),
      link && this.linkLine(link),
    );
  }

  private stateOf(row: Row): string {
    const { w } = this;
    if (row.ledger === "signed") return w.signed;
    if (row.ledger === "declined") return w.declined;
    const at = unixOf(row.expires ?? "");
    const text = row.state === "open" ? fill(w.open, { time: clockTime(at), day: calendarDay(at) }) : w[row.state];
    return row.code && row.state === "open" ? `${text}, ${w.withCode}` : text;
  }

  private actions(row: Row): Child {
    if (!row.open) return false;
    const { w } = this;
    const open = row.state === "open";
    const made = open || row.state === "spent";
    const about = `${row.person ?? ""}, ${row.unit}`;
    return [
      this.mayInvite &&
        this.button(`make-${row.party}`, made ? w.reissue : w.make, () => this.make(row), { kind: "quiet", about }),
      this.mayInvite &&
        open &&
        this.button(`revoke-${row.party}`, w.revoke, () => this.revoke(row), { kind: "danger", about }),
      open && row.code && this.button(`code-${row.party}`, w.code, () => this.giveCode(row), { kind: "quiet", about }),
    ];
  }

  private linkLine(link: Link): HTMLElement {
    const { w } = this;
    const field = h("input", {
      type: "text",
      readonly: true,
      value: link.link,
      "aria-label": fill(w.linkOf, { person: link.person, unit: link.unit }),
      autocomplete: "off",
      spellcheck: "false",
      "data-focus": `link-${link.party}`,
    });
    field.addEventListener("focus", () => field.select());
    const copy = this.button(`copy-${link.party}`, w.copy, () => this.copy(field, link), {
      about: `${link.person}, ${link.unit}`,
    });
    return h("div", { class: "invitation-link" }, field, copy);
  }

  private button(
    focus: string,
    text: string,
    run: () => void | Promise<void>,
    {
      kind = "",
      disabled = false,
      about = "",
    }: { readonly kind?: string; readonly disabled?: boolean; readonly about?: string } = {},
  ): HTMLButtonElement {
    const attributes = {
      type: "button",
      class: `button ${kind}`,
      disabled: disabled || this.busy,
      "data-focus": focus,
    };
    return h(
      "button",
      { ...attributes, "aria-label": about ? `${text}: ${about}` : undefined, onclick: () => void this.act(run) },
      text,
    );
  }

  /** Runs what a button does; a refusal is shown with its cure. */
  private async act(run: () => void | Promise<void>): Promise<void> {
    show(this.trouble);
    try {
      await run();
    } catch (error) {
      this.complain(error);
    }
  }

  private async makeAll(due: readonly Row[]): Promise<void> {
    this.busy = true;
    let done = 0;
    try {
      for (const row of due) {
        this.say(fill(this.w.working, { done, count: due.length }));
        await this.send(row, {});
        done += 1;
        this.draw();
      }
    } finally {
      this.busy = false;
      this.say(fill(this.w.made, { count: done }));
      await this.load();
      this.draw();
    }
  }

  private async make(row: Row): Promise<void> {
    const holder = await askHolder(row, this.w);
    if (!holder) return;
    const authority = holder.letter && (await authorityOf(this.api, this.id, holder.letter));
    await this.send(row, { holder: holder.name, capacity: holder.delegate ? "delegate" : undefined, authority });
    this.say(fill(this.w.made, { count: 1 }));
    await this.load();
    document.querySelector<HTMLElement>(`[data-focus="copy-${CSS.escape(row.party)}"]`)?.focus();
  }

  private async send(row: Row, holder: { readonly [member: string]: string | undefined }): Promise<void> {
    const expires = expiryOf(this.desk?.now ?? new Date().toISOString(), Number(this.life.value));
    const body = { party: row.party, ...holder, expires, code: this.code.checked && !this.codeField.hidden };
    const { link, invitation } = await this.api.json<NewInvitation>(pactPath(this.id, "invitations"), { body });
    const { holder: person, code } = invitation;
    this.links.set(row.party, { link, party: row.party, unit: row.unit, person, expires: invitation.expires, code });
    if (!this.desk) return;
    // Known at once, so that a poll that was on its way does not take the link for another.
    const others = this.desk.invitations.filter(({ party }) => party !== row.party);
    this.desk = { ...this.desk, invitations: [...others, invitation] };
  }

  private async revoke(row: Row): Promise<void> {
    const { w } = this;
    const title = fill(w.revokeTitle, { person: row.person ?? row.unit });
    const answer = await ask(title, h("p", {}, w.revokeBody), [
      { value: "revoke", label: w.revoke, kind: "danger" },
      { value: "", label: w.cancel, kind: "quiet" },
    ]);
    if (answer !== "revoke") return;
    await this.api.json(pactPath(this.id, `invitations/${encodeURIComponent(row.party)}`), { method: "DELETE" });
    this.links.delete(row.party);
    this.say(fill(w.revoked, { person: row.person ?? row.unit }));
    await this.load();
    document.querySelector<HTMLElement>(`[data-focus="make-${CSS.escape(row.party)}"]`)?.focus();
  }

  private async giveCode(row: Row): Promise<void> {
    const { w } = this;
    const path = pactPath(this.id, `invitations/${encodeURIComponent(row.party)}/code`);
    const { code, expires } = await this.api.json<{ code: string; expires: string }>(path, {
      method: "POST",
      body: {},
    });
    const body = [
      h("p", { class: "big-number short-code" }, spaced(code)),
      h("p", {}, fill(w.codeBody, { time: clockTime(unixOf(expires)) })),
    ];
    await ask(fill(w.codeTitle, { person: row.person ?? row.unit }), body, [{ value: "", label: w.close }]);
  }

  private async copy(field: HTMLInputElement, link: Link): Promise<void> {
    field.select();
    try {
      await navigator.clipboard.writeText(link.link);
      this.say(fill(this.w.copied, { person: link.person }));
    } catch {
      // Without TLS there is no clipboard for scripts: what is selected can be copied by hand.
      this.say(this.w.copyFailed);
    }
  }

  private async print(): Promise<void> {
    if (!this.desk?.state) return;
    const order = this.desk.document.roster.map(({ id }) => this.links.get(id)).filter((link) => link !== undefined);
    await showCards(
      order,
      { document: this.desk.document, number: this.desk.state.number, demo: this.config.demo },
      this.w,
    );
    document.querySelector<HTMLElement>('[data-focus="print"]')?.focus();
  }

  private async askForget(): Promise<void> {
    const { w } = this;
    const answer = await ask(w.forgetTitle, h("p", {}, w.forgetBody), [
      { value: "forget", label: w.forget, kind: "danger" },
      { value: "", label: w.cancel, kind: "quiet" },
    ]);
    if (answer !== "forget") return;
    this.forget();
    this.say(w.forgotten);
    document.querySelector<HTMLElement>('[data-focus="all"]')?.focus();
  }

  private forget(): void {
    this.links.clear();
    this.draw();
  }

  private say(text: string): void {
    this.status.textContent = text;
  }

  private complain(error: unknown): void {
    if (!(error instanceof Problem)) throw error;
    const { cause, cure } = error.words(this.config.lang);
    show(this.trouble, h("div", { class: "notice bad", role: "alert" }, h("h3", {}, cause), h("p", {}, cure)));
  }
}

function chipOf(row: Row): string {
  if (row.ledger === "signed") return "valid";
  if (row.ledger === "declined") return "declined";
  if (row.state === "open") return "open";
  return row.state === "none" ? "now" : "muted";
}

function lifeOf(hours: number, w: Words): string {
  if (hours < 24) return fill(w.hours, { n: hours });
  return hours === 24 ? w.day : fill(w.days, { n: hours / 24 });
}
