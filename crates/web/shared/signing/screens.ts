/**
 * The screens of whoever signs, on a phone and at a kiosk. Each is built anew; nothing of it is kept but what is on the
 * screen.
 */

import type { Party } from "../../core/roster.js";
import type { Acknowledged, Person, Session, Stage } from "../session/session.js";
import type { Config } from "../ui/config.js";
import { type Child, focusOn, h, saveFile, show, words as quoted } from "../ui/dom.js";
import { type MarkPad, markImage, markPad } from "../ui/mark-pad.js";
import { shortNumber } from "../../core/number.js";
import { annexList, pactSheet } from "../ui/pact-view.js";
import { qrCode } from "../ui/qr.js";
import type { PactState } from "../api/answers.js";
import { calendarDay, clockTime, fill, unixOf } from "../ui/words.js";
import { proofFile } from "./receipt.js";
import { TROUBLES } from "./words.js";
import {
  type DeviceUse,
  type Reading,
  type Words,
  amends,
  bigNumber,
  codeField,
  copyText,
  details,
  numberLine,
  receiptOnPaper,
  takeAlong,
  typedCode,
} from "./parts.js";

const SIZES = ["1", "1.15", "1.35", "1.6"];

export class Screens {
  private readonly body = h("div", { class: "phone" });
  private readonly live = h("p", { class: "phone-live", role: "status", "aria-live": "polite" });
  private readonly alarm = h("div", { class: "notice bad", role: "alert", hidden: true });
  private pad: MarkPad | undefined;
  /** A mark that was drawn on another device. */
  private brought: string | undefined;
  /** Which reading is on the screen: where only the bar has changed, place and drawn mark stay. */
  private reading: "asking" | "signing" | undefined;
  private size = 0;
  private again: () => void = () => undefined;

  constructor(
    private readonly config: Config,
    place: HTMLElement,
    private readonly w: Words,
    private readonly house: DeviceUse = { isOwn: true },
  ) {
    show(place, this.alarm, this.live, this.body);
  }

  loading(): void {
    this.put(h("p", { class: "lead" }, h("span", { class: "busy" }), " ", this.w.loading));
  }

  /** Says something beside the screen. */
  say(text: string): void {
    show(this.live, text);
  }

  stale(stale: boolean): void {
    this.live.classList.toggle("is-stale", stale);
    this.say(stale ? this.w.stale : "");
  }

  clock(minutes: number): void {
    this.alarm.hidden = false;
    show(this.alarm, h("p", {}, fill(this.w.clock, { minutes })));
  }

  inApp(app: string, link: string, goOn: () => void): void {
    const done = h("p", { role: "status" });
    const copy = (): void => void copyText(link).then(() => show(done, this.w.copied));
    this.titled(
      this.w.inApp,
      h("p", {}, fill(this.w.inAppText, { app })),
      h("div", { class: "stack" }, this.button(this.w.copy, copy), done, this.button(this.w.goOn, goOn, "quiet")),
    );
  }

  /** A heading, a sentence, and perhaps a way back. */
  message(title: string, text: string, kind: "plain" | "wait" = "plain", back?: () => void): void {
    this.titled(
      title,
      h("p", { class: "lead" }, kind === "wait" && [h("span", { class: "busy" }), " "], text),
      back && this.button(this.w.back, back, "quiet"),
    );
  }

  problem([title, cure]: readonly [string, string], retry: () => void, detail = ""): void {
    this.titled(
      title,
      h("p", { class: "lead" }, cure),
      h(
        "div",
        { class: "buttons" },
        this.button(this.w.retry, retry, "quiet"),
        this.house.isOwn &&
          this.config.id &&
          h("a", { class: "button quiet", href: `/v/${this.config.id}${this.query()}` }, this.w.see),
      ),
      detail && h("p", { class: "small" }, h("code", {}, detail)),
    );
  }

  words(code: string): readonly [string, string] {
    const pair = TROUBLES[code] ?? TROUBLES["untrusted"];
    const i = this.config.lang === "en" ? 1 : 0;
    return [pair?.[0][i] ?? code, pair?.[1][i] ?? ""];
  }

  choose(parties: readonly Party[], take: (party: string) => void): void {
    const choice = ({ id, unit, representative }: Party): HTMLElement =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "choice-button", onclick: () => take(id) },
          h("strong", {}, quoted(unit)),
          representative && h("span", { class: "small" }, quoted(representative.name)),
        ),
      );
    this.titled(this.w.choose, h("p", {}, this.w.chooseHint), h("ul", { class: "choices plain" }, parties.map(choice)));
  }

  who({ holder, capacity }: Person, unit: string, does: { readonly yes: () => void; readonly no: () => void }): void {
    const heading = h(
      "h1",
      { class: "who" },
      h("span", { class: "who-ask" }, this.w.who),
      " ",
      h("span", { class: "who-name" }, quoted(holder), ","),
      " ",
      h(
        "span",
        { class: "who-unit" },
        this.w.ofUnit,
        " ",
        quoted(unit),
        capacity === "delegate" && ` (${this.w.delegate})`,
        "?",
      ),
    );
    this.put(
      heading,
      h("div", { class: "stack" }, this.button(this.w.yes, does.yes), this.button(this.w.notMe, does.no, "quiet")),
    );
    focusOn(heading);
  }

  code(send: (code: string) => void, back: () => void): void {
    const form = h(
      "form",
      { class: "stack", novalidate: true },
      codeField(this.w),
      h("button", { type: "submit", class: "button" }, this.w.codeSend),
      this.button(this.w.back, back, "quiet"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(typedCode());
    });
    this.titled(this.w.codeTitle, form);
    document.getElementById("code")?.focus();
  }

  /** The pact, document first, and the bar that says what happens next. */
  read(
    session: Session,
    stage: Stage,
    action: { readonly label: string; readonly run: (mark: string | undefined, code: string) => void },
    { annex, decline, needsCode = false, markByPhone, leave }: Reading,
  ): void {
    const { pact } = session;
    const isAsking = stage.at === "reading" && pact.identity === "in-person";
    const heading = h("h1", {}, this.w.pactTitle);
    const press = (): void => action.run(this.brought ?? this.pad?.svg(), typedCode());
    const bar = this.bar(stage, action.label, press);
    const reading = isAsking ? "asking" : "signing";
    if (this.reading === reading) return this.body.querySelector(".bar")?.replaceWith(bar);
    this.put(
      heading,
      numberLine(pact, this.w),
      (session.isKeyReadable || !isSecureContext) && h("p", { class: "notice wait small" }, this.w.readable),
      this.sizes(),
      h("div", { class: "phone-sheet", "data-size": this.size }, pactSheet(pact)),
      pact.supersedes !== undefined && amends(pact, this.config, this.w),
      pact.annexes.length > 0 && [h("h2", { class: "ruled" }, this.w.annexes), annexList(pact, annex, this.w)],
      h("h2", { class: "ruled" }, this.w.declaration),
      h(
        "blockquote",
        { class: "declaration", lang: "vi" },
        pact.declaration.split("\n").map((line) => h("p", {}, line)),
      ),
      !isAsking && this.markField(markByPhone),
      needsCode && codeField(this.w),
      details(this.w.law, this.w.lawText),
      details(this.w.dataTitle, this.w.dataText),
      h(
        "div",
        { class: "buttons apart" },
        decline && this.button(this.w.decline, decline, "danger"),
        leave && this.button(this.w.leave, leave, "quiet"),
      ),
      bar,
    );
    this.reading = reading;
    focusOn(heading);
  }

  busy(text: string): void {
    const button = this.body.querySelector<HTMLButtonElement>(".bar .button");
    if (!button) return;
    button.disabled = true;
    show(button, h("span", { class: "busy" }), " ", text);
  }

  desk(number: string, scan: string): void {
    this.titled(
      this.w.deskTitle,
      bigNumber(number),
      h("p", {}, this.w.deskText),
      qrCode(scan, this.w.qrLabel),
      h("p", { class: "lead" }, h("span", { class: "busy" }), " ", this.w.deskWaiting),
    );
  }

  sent(again: () => void): void {
    this.again = again;
    this.titled(
      this.w.sent,
      h("p", { class: "lead" }, h("span", { class: "busy" }), " ", this.w.sentText),
      h("div", { class: "notice wait", id: "not-sent", role: "alert", hidden: true }, h("p", {}, this.w.offline)),
      this.button(this.w.again, () => this.again(), "quiet"),
    );
  }

  notSent(): void {
    const notice = document.getElementById("not-sent");
    if (notice) notice.hidden = false;
  }

  /** Sets the action of the button "again". */
  onAgain(run: () => void): void {
    this.again = run;
  }

  done(
    session: Session,
    { index, number, time, sameText, receipt }: Acknowledged,
    remote: PactState | undefined,
    finish?: () => void,
  ): void {
    const unix = unixOf(time);
    const heading = h("h1", {}, fill(this.w.done, { time: clockTime(unix), day: calendarDay(unix) }));
    const save = (): void =>
      this.file(new Blob([proofFile(receipt)], { type: "text/plain" }), `${session.pact.id}-${index}.tlog-proof`);
    this.put(
      h(
        "section",
        { class: "notice good receipt" },
        heading,
        session.party?.role === "witness" && h("p", {}, this.w.doneWitness),
        !sameText && h("p", {}, this.w.otherText),
        h("p", {}, this.w.checked),
      ),
      h(
        "dl",
        { class: "pairs" },
        h("div", {}, h("dt", {}, this.w.record), h("dd", { class: "figure" }, index)),
        h("div", {}, h("dt", {}, this.w.recordNumber), h("dd", { class: "figure" }, number)),
        h("div", {}, h("dt", {}, this.w.number), h("dd", { class: "figure" }, shortNumber(session.pact.digest))),
      ),
      h("p", { class: "lead", id: "others", role: "status", "data-party": session.party?.id }),
      this.house.isOwn
        ? h(
            "div",
            { class: "stack" },
            this.button(this.w.save, save),
            receiptOnPaper(session.pact.id, index, this.w),
            h("a", { class: "button quiet", href: `/v/${session.pact.id}${this.query()}` }, this.w.see),
          )
        : takeAlong(session.pact, this.config, this.w),
      finish && h("div", { class: "bar" }, this.button(this.w.finish, finish, "wide-button")),
    );
    this.count(remote);
    focusOn(heading);
  }

  /** On the last screen: how many have signed, once the service counts this one too. */
  count(remote: PactState | undefined): void {
    const place = document.getElementById("others");
    const isCounted = remote?.parties.some(
      ({ party, state }) => party === place?.dataset["party"] && state === "signed",
    );
    if (!place || !remote || !isCounted) return;
    const { signed, due } = remote;
    show(place, fill(signed === due ? this.w.allSigned : this.w.waitingOthers, { signed, due }));
  }

  /** Hands a file to the browser. */
  file(content: Blob, name: string): void {
    saveFile(content, name);
  }

  private bar(stage: Stage, label: string, press: () => void): HTMLElement {
    const waits = stage.at === "turn" ? this.turnLine(stage.waiting) : stage.at === "ready" ? this.w.turnNow : "";
    return h(
      "div",
      { class: "bar" },
      waits && h("p", { class: "bar-line", role: "status" }, waits),
      h(
        "button",
        { type: "button", class: "button wide-button", disabled: stage.at === "turn", onclick: press },
        label,
      ),
    );
  }

  private turnLine(waiting: readonly Party[]): string {
    const [first, ...more] = waiting.map(({ unit }) => unit);
    const units =
      more.length > 1 ? fill(this.w.turnMore, { first: first ?? "", count: more.length }) : [first, ...more].join(", ");
    return fill(this.w.turn, { units });
  }

  private sizes(): HTMLElement {
    const change = (by: number) => (): void => {
      this.size = Math.min(SIZES.length - 1, Math.max(0, this.size + by));
      this.body.querySelector(".phone-sheet")?.setAttribute("data-size", String(this.size));
    };
    const button = (text: string, label: string, by: number): HTMLElement =>
      h(
        "button",
        { type: "button", class: "button quiet size-button", "aria-label": `${text} ${label}`, onclick: change(by) },
        text,
      );
    return h("div", { class: "buttons sizes" }, button("A−", this.w.smaller, -1), button("A+", this.w.larger, 1));
  }

  private markField(byPhone: Reading["markByPhone"]): HTMLElement {
    const place = h("div", { class: "stack" });
    const details = h("details", { class: "panel mark-panel" }, h("summary", {}, this.w.markTitle), place);
    const own = (): void => {
      this.brought = undefined;
      this.pad?.destroy();
      this.pad = markPad(this.config.lang);
      show(place, this.pad.element, byPhone && this.button(this.w.markByPhone, () => void other(byPhone), "quiet"));
    };
    const other = async (slot: NonNullable<Reading["markByPhone"]>): Promise<void> => {
      const link = await slot((mark) => {
        if (!place.isConnected) return;
        this.brought = mark;
        const remove = this.button(this.w.markRemove, own, "quiet");
        show(place, h("p", {}, this.w.markYours), markImage(mark, this.w.markYours), remove);
      });
      show(
        place,
        h("p", {}, this.w.markByPhoneText),
        qrCode(link, this.w.markByPhone),
        this.button(this.w.back, own, "quiet"),
      );
    };
    details.addEventListener("toggle", () => {
      if (details.open && !this.pad && this.brought === undefined) own();
    });
    return details;
  }

  private titled(title: string, ...children: readonly Child[]): void {
    const heading = h("h1", {}, title);
    this.put(heading, ...children);
    focusOn(heading);
  }

  private put(...children: readonly Child[]): void {
    this.pad?.destroy();
    this.pad = undefined;
    this.brought = undefined;
    this.reading = undefined;
    show(this.body, ...children);
  }

  private button(label: string, press: () => void, kind = ""): HTMLElement {
    return h("button", { type: "button", class: `button ${kind}`, onclick: press }, label);
  }

  private query(): string {
    return this.config.lang === "en" ? "?lang=en" : "";
  }
}
