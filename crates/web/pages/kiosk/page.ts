/**
 * Which screen the kiosk shows. Between visitors it holds nothing but the token of its program: a visit is one object
 * that owns whatever it made, and after it the page loads itself anew, which is the surest way to forget.
 */

import { Policy } from "../../core/policy.js";
import type { HolderAnswer, PactState, PartyState } from "../../shared/api/answers.js";
import { Api, Problem, pactPath } from "../../shared/ui/api.js";
import type { Config } from "../../shared/ui/config.js";
import { type Child, focusOn, h, show, words as quoted } from "../../shared/ui/dom.js";
import { follow } from "../../shared/ui/live.js";
import { type Language, fill, speak } from "../../shared/ui/words.js";
import { Keypad } from "./keypad.js";
import { Visit } from "./visit.js";
import { WORDS } from "./words.js";

/** The pairing state of this kiosk, as its program tells it. */
interface Pairing {
  readonly paired: boolean;
  readonly pact: string | null;
  readonly name?: string;
  readonly code?: string;
}

/** The title is the document's; the state has it too. */
interface Invited {
  readonly party: PartyState;
  readonly holder: HolderAnswer;
}

const LOOK = 2_000;

export class KioskPage {
  private readonly api: Api;
  private readonly lang: Language;
  private readonly w;
  private state: PactState | undefined;
  private invited: readonly Invited[] = [];
  private shown = "";
  private drawn = "";
  private keypad: Keypad | undefined;
  private stop: (() => void) | undefined;

  constructor(
    private readonly config: Config,
    private readonly place: HTMLElement,
    private readonly token: string | undefined,
  ) {
    this.api = new Api(config.api, token);
    this.lang = config.lang;
    this.w = speak(WORDS, config.lang);
  }

  async start(): Promise<void> {
    if (this.token === undefined) return this.message(this.w.noToken, this.w.noTokenText);
    const id = await this.paired();
    this.shown = "";
    this.stop = follow<PactState>(this.config, this.api, id, {
      state: (state) => void this.moved(state),
      office: () => void (this.state && this.moved(this.state)),
      stale: (stale) => this.stale(stale),
    });
    this.keepPaired(id);
  }

  /** Shows the code until the desk has paired this kiosk. */
  private async paired(): Promise<string> {
    for (;;) {
      try {
        const { paired, pact, code } = await this.api.json<Pairing>("/kiosk");
        if (paired && pact !== null) return pact;
        this.pairing(code ?? "");
      } catch {
        this.message(this.w.kiosk, this.w.offline);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  }

  /** Says that it lives, and begins anew where the desk has paired it with another pact, or with none. */
  private keepPaired(id: string): void {
    setInterval(() => {
      this.api.json<Pairing>("/kiosk").then(
        ({ paired, pact }) => {
          if ((!paired || pact !== id) && this.stop) location.reload();
        },
        () => undefined,
      );
    }, 5_000);
  }

  private async moved(state: PactState): Promise<void> {
    this.state = state;
    const open = state.parties.filter(
      (party) => party.released && party.state !== "signed" && party.state !== "declined",
    );
    const of = async (party: PartyState): Promise<Invited[]> => {
      try {
        return [{ party, holder: await this.api.json<HolderAnswer>(pactPath(state.id, `releases/${party.party}`)) }];
      } catch {
        return [];
      }
    };
    this.invited = (await Promise.all(open.map(of))).flat();
    if (this.shown === "" || this.shown === "welcome") this.welcome();
  }

  private pairing(code: string): void {
    const digits = `${code.slice(0, 3)} ${code.slice(3)}`;
    this.titled(
      "pairing",
      this.w.pairTitle,
      h("p", { class: "pair-code", role: "status" }, digits),
      h("p", { class: "lead" }, this.w.pairText),
    );
  }

  /** Lists the parties that may begin, those whose turn it is first. Drawn anew only if something has changed. */
  private welcome(): void {
    const { state } = this;
    const text = JSON.stringify([state, this.invited]);
    if (!state || (this.shown === "welcome" && text === this.drawn)) return;
    this.drawn = text;
    const order = [...this.invited].sort(
      (a, b) => Number(b.party.turn) - Number(a.party.turn) || a.party.stage - b.party.stage,
    );
    const over = state.state === "completed" ? this.w.completed : this.w.ended;
    const units = state.parties.filter(({ turn }) => turn).map(({ unit }) => unit);
    this.put(
      "welcome",
      h(
        "header",
        { class: "kiosk-head" },
        h("img", { src: "/assets/giaouoc.svg", alt: "", width: 72, height: 72 }),
        h("p", { class: "eyebrow" }, this.w.welcome),
        h("h1", {}, quoted(state.title)),
        h(
          "p",
          { class: "kiosk-facts" },
          h("span", { class: "figure" }, state.number),
          " · ",
          fill(this.w.count, { signed: state.signed, due: state.due }),
        ),
      ),
      state.state !== "signing" && state.state !== "all-signed"
        ? h("p", { class: "lead" }, over)
        : order.length === 0
          ? [
              h("p", { class: "lead" }, this.w.nobody),
              units.length > 0 && h("p", {}, fill(this.w.waiting, { units: units.join(", ") })),
            ]
          : [
              h("h2", {}, this.w.touch),
              h(
                "ul",
                { class: "invited plain" },
                order.map((one, i) => this.invitedItem(one, i === 0)),
              ),
            ],
      h("p", { class: "kiosk-foot" }, this.otherLanguage()),
    );
  }

  private invitedItem(invited: Invited, isNext: boolean): HTMLElement {
    const { holder, unit } = invited.holder;
    return h(
      "li",
      { class: isNext ? "is-next" : "" },
      isNext && h("p", { class: "next-word" }, this.w.next),
      h(
        "button",
        { type: "button", class: "invited-button", onclick: () => this.handOver(invited) },
        h("strong", {}, quoted(holder)),
        h("span", {}, quoted(unit)),
      ),
    );
  }

  /** Names the person, and hides the text until they begin. */
  private handOver(invited: Invited): void {
    const { holder, unit } = invited.holder;
    const heading = h(
      "h1",
      { class: "hand-over" },
      h("span", { class: "eyebrow" }, this.w.handOver),
      h("span", { class: "who-name" }, quoted(holder)),
      h("span", { class: "who-unit" }, quoted(unit)),
    );
    this.put(
      "hand-over",
      heading,
      h(
        "div",
        { class: "buttons" },
        this.button(this.w.start, () => this.code(invited)),
        this.button(this.w.cancel, () => this.back(), "quiet"),
      ),
    );
    focusOn(heading);
  }

  private code(invited: Invited, error = ""): void {
    this.keypad?.destroy();
    const said = h("p", { class: "error", role: "alert" }, error);
    const keypad = new Keypad(this.w, (code) => void this.claim(invited, code));
    this.keypad = keypad;
    this.titled(
      "code",
      this.w.codeTitle,
      h("p", { class: "lead" }, quoted(invited.holder.holder), ". ", this.w.codeText),
      said,
      keypad.element,
      this.button(this.w.cancel, () => this.back(), "quiet"),
    );
  }

  private async claim(invited: Invited, code: string): Promise<void> {
    const { state } = this;
    if (!state) return;
    const body = { party: invited.party.party, code };
    let claim: string | undefined;
    try {
      claim = (await this.api.json<{ claim: string }>(pactPath(state.id, "claims"), { body })).claim;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { cause, cure } = error.words(this.lang);
      const left = /^\d+/.exec(error.technical)?.[0];
      return this.code(invited, [cause, left === undefined ? cure : fill(this.w.tries, { left })].join(" "));
    }
    this.keypad?.destroy();
    await this.visit(invited, claim);
  }

  private async visit({ holder }: Invited, claim: string): Promise<void> {
    this.stop?.();
    this.stop = undefined;
    this.shown = "visit";
    const policy = await Policy.parse(this.config.policy ?? "");
    const visit = new Visit(this.config, this.place, this.api, policy, this.state?.id ?? "");
    await visit.begin(holder, claim);
  }

  private back(): void {
    this.keypad?.destroy();
    this.keypad = undefined;
    this.shown = "";
    this.welcome();
  }

  private stale(stale: boolean): void {
    document.body.classList.toggle("is-stale", stale);
    const notice = this.place.querySelector(".kiosk-stale");
    if (stale && !notice)
      this.place.prepend(h("p", { class: "kiosk-stale notice wait", role: "status" }, this.w.offline));
    if (!stale) notice?.remove();
  }

  private otherLanguage(): HTMLElement {
    const other = this.lang === "vi" ? "en" : "vi";
    return h("a", { class: "language", href: `/?lang=${other}`, lang: other }, this.w.other);
  }

  private message(title: string, text: string): void {
    this.titled("message", title, h("p", { class: "lead" }, text));
  }

  private titled(name: string, title: string, ...children: readonly Child[]): void {
    const isNew = this.shown !== name;
    const heading = h("h1", {}, title);
    this.put(name, heading, ...children);
    if (isNew) focusOn(heading);
  }

  private put(name: string, ...children: readonly Child[]): void {
    this.shown = name;
    show(this.place, h("div", { class: `kiosk kiosk-${name}` }, ...children));
  }

  private button(label: string, press: () => void, kind = ""): HTMLElement {
    return h("button", { type: "button", class: `button ${kind}`, onclick: press }, label);
  }
}
