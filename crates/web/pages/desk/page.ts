/** The desk of one pact: who is next, what waits, what can be done now. */

import { type Api, Problem } from "../../shared/ui/api.js";
import type { Config } from "../../shared/ui/config.js";
import { type Child, h, saveFile, show, words as quoted } from "../../shared/ui/dom.js";
import { follow } from "../../shared/ui/live.js";
import type { PactState, PartyState } from "../../shared/api/answers.js";
import { clockTime, fill, nowUnix, unixOf } from "../../shared/ui/words.js";
import { pactSheet } from "../../shared/ui/pact-view.js";
import { parsePact } from "../../core/pact.js";
import { utf8 } from "../../core/bytes.js";
import { Dialogs, type Named } from "./dialogs.js";
import { type Words, chip, countWord, stateWord } from "./list.js";
import { type Desk, DeskApi } from "./model.js";
import { kioskPanel } from "./kiosks.js";
import { actButton, backLinks } from "./parts.js";
import { stagesOf, standing } from "./reading.js";

/** From here on a clock is called wrong, in seconds. */
const CLOCK = 60;
/** The page asks again by itself, so that a kiosk that falls silent is noticed. */
const LOOK = 10_000;
/** Without events, more often. */
const POLL = 1_500;

export class DeskPage {
  private readonly calls: DeskApi;
  private readonly dialogs: Dialogs;
  private readonly said = h("p", { class: "desk-said notice good", role: "status", hidden: true });
  private readonly alarm = h("div", { class: "notice bad", role: "alert", hidden: true });
  private readonly body = h("div", { class: "desk" });
  private desk: Desk | undefined;
  private drawn = "";
  private isStale = false;
  private isFollowed = false;

  constructor(
    private readonly config: Config,
    private readonly api: Api,
    private readonly id: string,
    private readonly place: HTMLElement,
    private readonly w: Words,
  ) {
    this.calls = new DeskApi(api, id);
    this.dialogs = new Dialogs(this.calls, w, config.lang, (said) => void this.changed(said));
  }

  async start(): Promise<void> {
    show(this.place, this.alarm, this.said, this.body);
    show(this.body, h("h1", {}, this.w.loading));
    await this.look();
    setInterval(() => void this.look(), this.config.program ? POLL : LOOK);
  }

  /** Events, once there is something to follow; the program's page asks again instead. */
  private follow(): void {
    if (this.isFollowed || this.config.program || !this.desk?.state) return;
    this.isFollowed = true;
    follow<PactState>(this.config, this.api, this.id, {
      state: () => void this.look(),
      office: () => void this.look(),
      stale: (stale) => this.stale(stale),
    });
  }

  private async changed(said: string): Promise<void> {
    this.said.hidden = said === "";
    show(this.said, said);
    await this.look();
  }

  /** Fetches everything anew; what is being typed in a dialog stays. */
  private async look(): Promise<void> {
    try {
      this.desk = await this.calls.desk();
    } catch (error) {
      return this.trouble(error);
    }
    this.follow();
    this.clock();
    const { now: _, clock: __, ...rest } = this.desk;
    const text = JSON.stringify(rest);
    // Drawn anew only where something has changed: a button under a finger stays where it is.
    if (text === this.drawn || this.isTyping()) return;
    this.drawn = text;
    await this.draw(this.desk);
  }

  private isTyping(): boolean {
    const active = document.activeElement;
    return active instanceof HTMLInputElement && this.body.contains(active) && active.value !== "";
  }

  private trouble(error: unknown): void {
    const told = error instanceof Problem ? error.words(this.config.lang) : { cause: String(error), cure: "" };
    this.alarm.hidden = false;
    show(this.alarm, h("h2", {}, told.cause), h("p", {}, told.cure));
    if (!this.desk) show(this.body, h("h1", {}, this.w.desk));
  }

  private stale(stale: boolean): void {
    this.isStale = stale;
    if (stale) this.trouble(new Problem(0, "offline", [this.w.stale, this.w.stale], ["", ""]));
    else this.clock();
  }

  /** The clock's difference, and whatever else is alarming. */
  private clock(): void {
    const there = this.desk?.now;
    const skew = this.desk?.clock?.skew ?? (there ? unixOf(there) - nowUnix() : 0);
    const isWrong = Math.abs(skew) > CLOCK;
    this.alarm.hidden = !isWrong && !this.isStale;
    if (isWrong) show(this.alarm, h("p", {}, fill(this.w.clockBad, { seconds: Math.abs(skew) })));
  }

  private async draw(desk: Desk): Promise<void> {
    const kept = document.activeElement?.id;
    if (desk.state === null) await this.drawOpening(desk);
    else this.drawSigning(desk, desk.state);
    if (kept) document.getElementById(kept)?.focus();
  }

  private async drawOpening(desk: Desk): Promise<void> {
    const pact = await parsePact(utf8(JSON.stringify(desk.document)));
    const open = (): void => this.dialogs.act("opening", this.w.opening, h("p", {}, this.w.openingText));
    show(
      this.body,
      backLinks(this.config, this.id, this.w),
      h("h1", {}, quoted(pact.title)),
      h("p", { class: "group" }, quoted(pact.group.name)),
      h(
        "section",
        { class: "panel" },
        h("h2", {}, this.w.opening),
        h("p", {}, this.w.openingText),
        this.canSign(pact.identity)
          ? h("div", { class: "buttons" }, actButton("open", this.w.openingGo, open))
          : h("p", {}, this.w.needsProgram),
      ),
      pactSheet(pact),
    );
  }

  private drawSigning(desk: Desk, state: PactState): void {
    show(
      this.body,
      backLinks(this.config, this.id, this.w),
      this.head(desk, state),
      !this.canSign(state.identity) && h("p", { class: "notice wait" }, this.w.needsProgram),
      state.state === "completed"
        ? this.finished(state)
        : state.state === "all-signed" && this.canSign(state.identity) && this.completion(state),
      h("div", { class: "desk-columns" }, this.parties(desk, state), this.beside(desk, state)),
    );
  }

  private head({ verified }: Desk, state: PactState): HTMLElement {
    const fact = (name: string, value: Child): HTMLElement =>
      h("div", {}, h("dt", {}, name), h("dd", { class: "figure" }, value));
    return h(
      "header",
      { class: "desk-head" },
      h("h1", {}, quoted(state.title)),
      h(
        "p",
        {},
        h("span", { class: `chip ${chip(state.state)}` }, stateWord(this.w, state.state)),
        " ",
        state.identity === "in-person" ? this.w.inPerson : this.w.invite,
      ),
      h(
        "dl",
        { class: "key-facts" },
        fact(this.w.number, state.number),
        fact(this.w.ledger, this.config.origin),
        h(
          "div",
          { class: "desk-count" },
          h("dt", {}, countWord(this.w, state)),
          h("dd", {}, h("progress", { max: state.due, value: state.signed, "aria-label": countWord(this.w, state) })),
        ),
      ),
      h(
        "p",
        { class: "small" },
        verified
          ? `${fill(this.w.verified, { size: verified.size })}: ${verified.line[this.config.lang]}`
          : this.w.verifiedBy,
      ),
    );
  }

  /** Those who sign, by stages; what can be done stands beside each. */
  private parties(desk: Desk, state: PactState): HTMLElement {
    const stages = stagesOf(state.parties);
    const section = ([stage, parties]: (typeof stages)[number]): HTMLElement => {
      const isDone = parties.every((party) => party.state === "signed");
      const isOpen = !isDone && parties.some(({ turn }) => turn);
      const word = isDone ? this.w.stageDone : isOpen ? this.w.stageOpen : this.w.stageLater;
      const list = h(
        "ul",
        { class: "plain desk-parties" },
        parties.map((party) => this.party(desk, state, party)),
      );
      if (stages.length === 1) return h("div", {}, list);
      return h(
        "details",
        {
          class: "desk-stage",
          open: isOpen || parties.some(({ released, pending, declining }) => released || pending || declining),
        },
        h("summary", {}, h("h3", {}, fill(this.w.stage, { stage }), h("span", { class: "small" }, word))),
        list,
      );
    };
    return h(
      "section",
      { class: "desk-main", "aria-labelledby": "parties" },
      h("h2", { id: "parties", class: "ruled" }, this.w.parties),
      stages.map(section),
    );
  }

  private party(desk: Desk, state: PactState, party: PartyState): HTMLElement {
    const release = desk.releases?.find((one) => one.party === party.party);
    const named = this.named(desk, party);
    const holder = release?.holder ?? party.holder ?? named.representative ?? party.unit;
    const word = standing(party);
    return h(
      "li",
      { class: `desk-party ${word}${party.turn && word !== "isSigned" ? " is-turn" : ""}` },
      h(
        "div",
        {},
        h("strong", { class: "unit" }, quoted(party.unit)),
        h("span", { class: "small" }, quoted(holder)),
        h(
          "span",
          { class: `chip ${word === "isSigned" ? "valid" : word === "isDeclined" ? "invalid" : "open"}` },
          this.w[word],
        ),
        party.signature &&
          h(
            "span",
            { class: "small figure" },
            `${clockTime(unixOf(party.signature.time))} · ${party.signature.number}`,
          ),
      ),
      this.canSign(state.identity) &&
        (state.state === "signing" || state.state === "all-signed") &&
        this.actions(desk, party, named, holder),
    );
  }

  private actions(desk: Desk, party: PartyState, named: Named, holder: string): HTMLElement | false {
    const id = party.party;
    const release = (): void => this.dialogs.release(named);
    const button = (name: string, label: string, run: () => void, kind = ""): HTMLElement =>
      actButton(`${name}-${id}`, label, run, kind, `${label}: ${party.unit}`);
    const again = button("release", this.w.releaseAgain, release, "quiet");
    const takeBack = button("back", this.w.takeBack, () => void this.run(() => this.calls.takeBack(id)), "quiet");
    switch (standing(party)) {
      case "isWaiting":
        return h("div", { class: "buttons" }, button("release", this.w.release, release));
      case "isReleased":
        return h(
          "div",
          { class: "buttons" },
          button("code", this.w.newCode, () => void this.dialogs.newCode(id, holder), "quiet"),
          takeBack,
        );
      case "isPending": {
        const fits = desk.pending?.find((one) => one.party === id)?.fits !== false;
        if (!fits)
          return h("div", { class: "buttons" }, h("p", { class: "error" }, this.w.pendingBad), again, takeBack);
        return h(
          "div",
          { class: "buttons" },
          button("compare", this.w.compare, () => this.dialogs.compare(id, holder)),
          again,
          takeBack,
        );
      }
      case "isDeclining": {
        const waiting = desk.declines?.find((one) => one.party === id);
        return h(
          "div",
          { class: "buttons" },
          button("decline", fill(this.w.declineTitle, { holder }), () =>
            this.dialogs.decline(party, holder, waiting?.reason ?? undefined),
          ),
        );
      }
      case "isEnrolled": {
        const revoke = (): void => this.dialogs.act("revocation", this.w.revoke, h("p", {}, quoted(party.unit)), id);
        return h("div", { class: "buttons" }, again, button("revoke", this.w.revoke, revoke, "quiet"));
      }
      default:
        return false;
    }
  }

  private beside(desk: Desk, state: PactState): HTMLElement {
    const links = h(
      "ul",
      { class: "plain" },
      h("li", {}, h("a", { class: "touch", href: this.link(`/p/${this.id}/live`) }, this.w.hall)),
      h("li", {}, h("a", { class: "touch", href: this.link(`/v/${this.id}`) }, this.w.verify)),
      h(
        "li",
        {},
        actButton("evidence", this.w.evidence, () => void this.run(() => this.save()), "quiet"),
      ),
    );
    const withdraw = (): void => this.dialogs.act("withdrawal", this.w.withdraw, h("p", {}, this.w.withdrawText));
    const canEnd = this.canSign(state.identity) && state.state !== "completed" && state.state !== "withdrawn";
    return h(
      "aside",
      { class: "desk-beside" },
      kioskPanel(desk.kiosks ?? [], {
        w: this.w,
        pair: (code, name, done) => void this.run(() => this.calls.pair(code, name).then(done)),
        unpair: (number) => void this.run(() => this.calls.unpair(number)),
      }),
      h(
        "section",
        { class: "panel" },
        h("h2", {}, this.w.more),
        links,
        canEnd && actButton("withdraw", this.w.withdraw, withdraw, "danger"),
      ),
    );
  }

  private completion(state: PactState): HTMLElement {
    const text = h("p", { class: "lead" }, fill(this.w.completeReady, { due: state.due }));
    const run = (): void =>
      this.dialogs.act("completion", this.w.completeTitle, h("p", {}, fill(this.w.completeReady, { due: state.due })));
    return h(
      "section",
      { class: "notice good" },
      h("h2", {}, this.w.completeTitle),
      text,
      actButton("complete", this.w.complete, run),
    );
  }

  private finished(state: PactState): HTMLElement {
    return h(
      "section",
      { class: "notice good" },
      h("h2", {}, this.w.doneTitle),
      h("p", {}, countWord(this.w, state)),
      h(
        "div",
        { class: "buttons" },
        h("a", { class: "button", href: this.link(`/v/${this.id}`) }, this.w.verify),
        actButton("save", this.w.evidence, () => void this.run(() => this.save()), "quiet"),
      ),
    );
  }

  private async save(): Promise<void> {
    const bytes = await this.calls.evidence();
    saveFile(new Blob([Uint8Array.from(bytes)], { type: "application/json" }), `${this.id}.giaouoc.json`);
  }

  private async run(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      this.drawn = "";
      await this.look();
    } catch (error) {
      this.dialogs.problem(error);
    }
  }

  /**
   * For `invite` the service's registrar signs, in the console; for `in-person` only the program on the desk's machine.
   */
  private canSign(identity: PactState["identity"]): boolean {
    return this.config.program === "desk" || identity === "invite";
  }

  private named({ document }: Desk, { party, unit }: PartyState): Named {
    const roster = (document as { roster?: { id: string; representative?: { name: string } }[] }).roster ?? [];
    return { party, unit, representative: roster.find(({ id }) => id === party)?.representative?.name };
  }

  /** Pages for others are the service's, also where this page is a program's. */
  private link(path: string): string {
    return `${this.config.publicUrl}${path}${this.config.lang === "en" ? "?lang=en" : ""}`;
  }
}
