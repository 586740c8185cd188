/**
 * The phone's page: which screen is due, and what each of its buttons does. The screens themselves are in `screens.ts`,
 * what is signed is the session's.
 */

import { Refusal } from "../../core/error.js";
import { digestOf } from "../../core/hash.js";
import type { Annex } from "../../core/pact.js";
import { Policy } from "../../core/policy.js";
import { HttpTransport, type Credentials } from "../../shared/session/transport.js";
import { type Person, Session, type Stage, personOf } from "../../shared/session/session.js";
import { DeviceVault } from "../../shared/session/vault.js";
import { Api, Problem, pactPath } from "../../shared/ui/api.js";
import type { Config } from "../../shared/ui/config.js";
import { ask, h } from "../../shared/ui/dom.js";
import { follow } from "../../shared/ui/live.js";
import type { HolderAnswer, InvitationAnswer, PactState } from "../../shared/api/answers.js";
import { nowUnix, speak, unixOf } from "../../shared/ui/words.js";
import { deliver } from "./delivery.js";
import { appOf, isAble } from "./place.js";
import { Trouble, aboutCode, laterIfPassing } from "./troubles.js";
import { codeProblem } from "../../shared/signing/parts.js";
import { Screens } from "../../shared/signing/screens.js";
import { TROUBLES, WORDS } from "../../shared/signing/words.js";

/** From here on the device's clock is called wrong, in seconds; the service refuses beyond ten minutes. */
const CLOCK = 300;

export class PhonePage {
  private readonly api: Api;
  private readonly id: string;
  private readonly credentials: Credentials = {};
  private readonly w;
  private readonly screens: Screens;
  private session: Session | undefined;
  private invitation: InvitationAnswer | undefined;
  private remote: PactState | undefined;
  private isFollowed = false;
  private isBusy = false;
  /** A person who was released, or invited, and has said "yes, that is me". */
  private agreed = false;
  /** Wants to be confirmed, and waits for the desk to release the position. */
  private isAsking = false;
  /** The party that was chosen without a link. */
  private chosen: string | undefined;

  constructor(
    private readonly config: Config,
    place: HTMLElement,
  ) {
    this.api = new Api(config.api);
    this.id = config.id ?? "";
    this.w = speak(WORDS, config.lang);
    this.screens = new Screens(config, place, this.w);
  }

  /** Looks where it runs first, then opens the pact. */
  async start(): Promise<void> {
    const app = appOf(navigator.userAgent);
    if (!isAble()) return this.screens.message(this.w.oldBrowser, this.w.oldBrowserText);
    if (app) return this.screens.inApp(app, location.href, () => void this.guard(() => this.open()));
    await this.guard(() => this.open());
  }

  private async open(): Promise<void> {
    this.takeToken();
    this.screens.loading();
    const policy = await Policy.parse(this.config.policy ?? "");
    const transport = new HttpTransport(this.api, this.id, this.credentials);
    const vault = await DeviceVault.open(this.id);
    const clock = (): Date => new Date();
    this.session = await Session.open({ id: this.id, policy, transport, vault, channel: "phone", clock });
    await this.checkClock();
    await this.findPerson(this.session);
    this.watch();
    await this.show();
  }

  /** The token goes from the address into the page's own memory, and into the tab's, so that a reload finds it. */
  private takeToken(): void {
    const place = `giaouoc:${this.id}`;
    const token = location.hash.slice(1);
    if (token.startsWith("gi_")) {
      this.credentials.invitation = token;
      sessionStorage.setItem(place, token);
      history.replaceState(null, "", location.pathname + location.search);
    } else {
      this.credentials.invitation = sessionStorage.getItem(place) ?? undefined;
    }
  }

  private async checkClock(): Promise<void> {
    const { now } = await this.api.json<{ now?: string }>("/health");
    if (now === undefined) return;
    const skew = Math.abs(nowUnix() - unixOf(now));
    if (skew > CLOCK) this.screens.clock(Math.round(skew / 60));
  }

  /** By the link, else by what this device keeps of a signing that was begun here. */
  private async findPerson(session: Session): Promise<void> {
    if (this.credentials.invitation) {
      this.invitation = await this.api.json<InvitationAnswer>(`/pacts/${this.id}/invitation`, {
        method: "POST",
        token: this.credentials.invitation,
      });
      const { party, state } = this.invitation;
      if (await session.resume(party)) this.agreed = true;
      else if (state !== "open") throw new Trouble(`invitation-${state}`);
      else session.begin(personOf(this.invitation));
      return;
    }
    for (const party of await session.begun()) {
      if (await session.resume(party)) {
        this.agreed = true;
        return;
      }
    }
    if (session.pact.identity === "invite") throw new Trouble("invitation-missing");
  }

  private watch(): void {
    if (this.isFollowed) return;
    this.isFollowed = true;
    follow<PactState>(this.config, this.api, this.id, {
      state: (state) => {
        this.remote = state;
        void this.moved();
      },
      office: () => void this.moved(),
      stale: (stale) => this.screens.stale(stale),
    });
    addEventListener("online", () => void this.moved());
  }

  /** The service says that something has moved: look again where that may matter to this person. */
  private async moved(): Promise<void> {
    const session = this.session;
    if (!session || this.isBusy) return;
    const stage = await session.stage();
    const mine = this.remote?.parties.find(({ party }) => party === (session.person?.party ?? this.chosen));
    if (!session.person) {
      if (this.chosen && mine?.released) await this.guard(() => this.released(this.chosen ?? ""));
      return;
    }
    if (stage.at === "done" || stage.at === "sent") return this.screens.count(this.remote);
    if (this.isAsking && mine?.released) return this.guard(() => this.askDesk());
    if (!this.isNews(stage, mine)) return;
    await this.guard(async () => {
      await session.refresh();
      if (stage.at === "desk" && mine?.released === false) await session.askAnew();
      if (stage.at === "declining" && mine && !mine.declining && mine.state !== "declined") {
        await session.takeBack();
        this.screens.say(this.w.returned);
      }
      await this.show();
    });
  }

  private isNews(stage: Stage, mine: PactState["parties"][number] | undefined): boolean {
    const over = this.remote !== undefined && this.remote.state !== "signing" && this.remote.state !== "all-signed";
    switch (stage.at) {
      case "desk":
        return over || mine?.state !== "waiting" || !mine.released;
      case "turn":
        return true;
      case "declining":
        return over || mine?.state === "declined" || mine?.declining === false;
      case "over":
        return false;
      default:
        return over || mine?.state === "signed" || mine?.state === "declined";
    }
  }

  /** The screen that is due. */
  private async show(): Promise<void> {
    const { session } = this;
    if (!session) return;
    const person = session.person;
    const stage = await session.stage();
    if (stage.at === "over") return this.trouble(stage.code);
    if (!person) return this.choose(session);
    if (!this.agreed && stage.at === "reading") return this.who(session, person);
    switch (stage.at) {
      case "done":
        await this.forgetLink();
        return this.screens.done(session, stage.acknowledged, this.remote);
      case "sent":
        this.screens.sent(() => void this.deliver());
        // Once this act has ended: one runs at a time.
        return void setTimeout(() => void this.deliver());
      case "declining":
        return this.screens.message(this.w.declining, this.w.decliningText, "wait");
      case "declined":
        return this.screens.message(this.w.declined, this.w.declinedText);
      case "desk":
        return this.screens.desk(stage.number, stage.scan);
      default:
        return this.screens.read(session, stage, this.action(session, stage), {
          annex: (annex) => void this.guard(() => this.openAnnex(annex)),
          decline: stage.at === "reading" ? undefined : () => void this.decline(),
          needsCode: stage.at === "reading" && this.isByLink() && this.invitation?.code === true,
        });
    }
  }

  private choose(session: Session): void {
    const open = session.pact.roster.signers.filter(({ id, key }) => {
      const state = this.remote?.parties.find(({ party }) => party === id)?.state;
      return key === undefined && state !== "signed" && state !== "declined";
    });
    this.screens.choose(open, (party) => {
      this.chosen = party;
      void this.guard(() => this.released(party));
    });
  }

  /** A position that was chosen without a link: who it is released to, or that the desk has to be seen first. */
  private async released(party: string): Promise<void> {
    if (!this.isReleased(party)) {
      return this.screens.message(this.w.goDesk, this.w.goDeskText, "wait", () => {
        this.chosen = undefined;
        void this.show();
      });
    }
    const answer = await this.api.json<HolderAnswer>(pactPath(this.id, `releases/${party}`));
    this.session?.begin(personOf(answer));
    await this.show();
  }

  private isReleased(party: string | undefined): boolean {
    return this.remote?.parties.some((one) => one.party === party && one.released) ?? false;
  }

  private who(session: Session, person: Person): void {
    const unit = session.pact.roster.party(person.party)?.unit ?? "";
    this.screens.who(person, unit, {
      yes: () => {
        this.agreed = true;
        void this.guard(() => this.show());
      },
      no: () => this.screens.message(this.w.notMeTitle, this.w.notMeText, "plain", () => void this.show()),
    });
  }

  /** Label and action of the bar's only button. */
  private action(
    session: Session,
    stage: Stage,
  ): { readonly label: string; readonly run: (mark: string | undefined, code: string) => void } {
    const sign = session.party?.role === "witness" ? this.w.witness : this.w.sign;
    if (stage.at === "reading" && !this.isByLink()) {
      return { label: this.w.askDesk, run: () => void this.guard(() => this.askDesk()) };
    }
    return { label: sign, run: (mark, code) => void this.sign(session, mark, code) };
  }

  /** True if the link alone enrols: an `invite` pact. */
  private isByLink(): boolean {
    return this.invitation !== undefined && this.session?.pact.identity === "invite";
  }

  private async sign(session: Session, mark: string | undefined, code: string): Promise<void> {
    await this.guard(async () => {
      this.screens.busy(this.w.signing);
      if ((await session.stage()).at === "reading") {
        this.credentials.code = this.invitation?.code ? code : undefined;
        const refused = await session.enrol("invitation").catch(aboutCode);
        if (refused) {
          await this.show();
          return codeProblem(this.words(refused));
        }
      }
      const stage = await session.stage();
      // Enrolled out of turn: the key is there, the signature has to wait.
      if (stage.at === "ready") await session.sign(mark).catch(laterIfPassing);
      await this.show();
    });
  }

  /** Puts the enrolment before the desk; before that the position must be released, and the code given. */
  private async askDesk(): Promise<void> {
    const party = this.session?.person?.party;
    this.isAsking = !this.isReleased(party);
    if (this.isAsking) {
      return this.screens.message(this.w.goDesk, this.w.goDeskText, "wait", () => {
        this.isAsking = false;
        void this.show();
      });
    }
    if (!this.credentials.invitation && !this.credentials.claim) {
      const release = await this.api.json<HolderAnswer>(pactPath(this.id, `releases/${party}`));
      if (release.needs_code) return this.askCode();
    }
    await this.session?.enrol("release");
    await this.show();
  }

  private askCode(): void {
    this.screens.code(
      (code) => void this.guard(() => this.claim(code)),
      () => void this.show(),
    );
  }

  private async claim(code: string): Promise<void> {
    const party = this.session?.person?.party;
    try {
      const answer = await this.api.json<{ claim: string }>(pactPath(this.id, "claims"), { body: { party, code } });
      this.credentials.claim = answer.claim;
    } catch (error) {
      return codeProblem(this.words(aboutCode(error)));
    }
    await this.askDesk();
  }

  private async decline(): Promise<void> {
    const reason = h("input", { type: "text", id: "reason", maxlength: 200, autocomplete: "off" });
    const body = [
      h("p", {}, this.w.declineText),
      h("div", { class: "field" }, h("label", { for: "reason" }, this.w.reason), reason),
    ];
    const answer = await ask(this.w.declineTitle, body, [
      { value: "yes", label: this.w.declineYes, kind: "danger" },
      { value: "", label: this.w.cancel, kind: "quiet" },
    ]);
    if (answer !== "yes") return;
    await this.guard(async () => {
      const text = reason.value.normalize("NFC").trim();
      await this.session?.decline(text === "" ? undefined : text);
      await this.show();
    });
  }

  /** Sends what was signed until there is a receipt. */
  private async deliver(): Promise<void> {
    const { session } = this;
    if (!session || this.isBusy) return;
    this.isBusy = true;
    try {
      await deliver(session, this.screens);
    } catch (error) {
      this.fail(error);
      return;
    } finally {
      this.isBusy = false;
    }
    await this.show();
  }

  private async openAnnex(annex: Annex): Promise<void> {
    const bytes = await this.api.bytes(pactPath(this.id, `annexes/${annex.file}`));
    const right = (await digestOf(Uint8Array.from(bytes))) === annex.sha256;
    if (!right) return this.screens.say(this.w.annexWrong);
    this.screens.file(new Blob([Uint8Array.from(bytes)], { type: "application/octet-stream" }), annex.file);
  }

  private async forgetLink(): Promise<void> {
    sessionStorage.removeItem(`giaouoc:${this.id}`);
  }

  /** Runs one act at a time; what goes wrong becomes a calm page. */
  private async guard(act: () => void | Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await act();
    } catch (error) {
      this.fail(error);
    } finally {
      this.isBusy = false;
    }
  }

  private fail(error: unknown): void {
    if (error instanceof Trouble) return this.trouble(error.code);
    if (error instanceof Refusal) return this.trouble(error.code, error.toString());
    if (error instanceof Problem && error.code in TROUBLES) return this.trouble(error.code);
    if (error instanceof Problem) return this.screens.problem(this.words(error), () => void this.restart());
    this.screens.problem(this.screens.words("untrusted"), () => void this.restart(), String(error));
  }

  private trouble(code: string, detail = ""): void {
    this.screens.problem(this.screens.words(code), () => void this.restart(), detail);
  }

  private async restart(): Promise<void> {
    await this.guard(() => (this.session ? this.session.refresh().then(() => this.show()) : this.open()));
  }

  private words(problem: Problem): readonly [string, string] {
    const { cause, cure } = problem.words(this.config.lang);
    return [cause, cure];
  }
}
