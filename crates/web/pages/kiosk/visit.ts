/** One visitor at the kiosk: from a right code to a receipt, or to the end of patience. */

import { digestOf } from "../../core/hash.js";
import { Note } from "../../core/note.js";
import type { Annex } from "../../core/pact.js";
import type { Policy } from "../../core/policy.js";
import { Refusal } from "../../core/error.js";
import { OutboxTransport } from "../../shared/session/transport.js";
import { Session, type Stage, personOf } from "../../shared/session/session.js";
import { MemoryVault } from "../../shared/session/vault.js";
import type { DeviceUse } from "../../shared/signing/parts.js";
import { Screens } from "../../shared/signing/screens.js";
import { TROUBLES, WORDS as SIGNING } from "../../shared/signing/words.js";
import { type Api, Problem, pactPath } from "../../shared/ui/api.js";
import type { Config } from "../../shared/ui/config.js";
import { ask, h } from "../../shared/ui/dom.js";
import type { HolderAnswer, PactState } from "../../shared/api/answers.js";
import { fill, speak } from "../../shared/ui/words.js";
import { Idle, PRESENT, WAITING } from "./idle.js";
import { WORDS } from "./words.js";

const LOOK = 1_500;
/** The receipt stays for so long before the next visitor's screen. */
const FAREWELL = 45_000;
const HOUSE: DeviceUse = { isOwn: false };

export class Visit {
  private readonly w;
  private readonly k;
  private readonly screens: Screens;
  private readonly idle: Idle;
  private readonly warning: HTMLDialogElement;
  private readonly left = h("p", { class: "lead", role: "status" });
  private session: Session | undefined;
  private remote: PactState | undefined;
  private isBusy = false;
  private slot: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly config: Config,
    place: HTMLElement,
    private readonly api: Api,
    private readonly policy: Policy,
    private readonly id: string,
  ) {
    this.w = speak(SIGNING, config.lang);
    this.k = speak(WORDS, config.lang);
    this.screens = new Screens(config, place, this.w, HOUSE);
    const stay = h("button", { type: "button", class: "button" }, this.k.stay);
    this.warning = h(
      "dialog",
      { class: "dialog", "aria-labelledby": "idle-title" },
      h("h2", { id: "idle-title" }, this.k.idleTitle),
      this.left,
      stay,
    );
    document.body.append(this.warning);
    this.idle = new Idle(
      (left) => this.warn(left),
      () => this.warning.close(),
      () => void this.end(),
    );
  }

  /** Begins with whoever the position was released to, and the token that the right code gave. */
  async begin(holder: HolderAnswer, claim: string): Promise<void> {
    this.screens.loading();
    const digest = (note: string): Promise<string> => digestOf(Note.parse(note).text);
    const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const transport = new OutboxTransport(this.api, this.id, { claim }, digest, pause);
    const { policy, id } = this;
    const clock = (): Date => new Date();
    await this.guard(async () => {
      this.session = await Session.open({ id, policy, transport, vault: new MemoryVault(), channel: "kiosk", clock });
      this.session.begin(personOf(holder));
      await this.show();
    });
    this.watch();
  }

  /** Leaves nothing: the key is wiped, and the page, with all that it held, is loaded anew. */
  async end(): Promise<void> {
    this.idle.stop();
    clearInterval(this.slot);
    await this.session?.forget();
    location.replace(location.pathname + location.search);
  }

  private warn(left: number): void {
    this.left.textContent = fill(this.k.idleText, { seconds: left });
    if (!this.warning.open) this.warning.showModal();
  }

  /** Looks again and again: whoever waits for the desk or for their turn is told at once. */
  private watch(): void {
    setInterval(() => void this.look(), LOOK);
  }

  private async look(): Promise<void> {
    const { session } = this;
    if (!session || this.isBusy) return;
    const before = await session.stage();
    try {
      this.remote = await this.api.json<PactState>(pactPath(this.id, "state"));
    } catch {
      return this.screens.stale(true);
    }
    this.screens.stale(false);
    const mine = this.remote.parties.find(({ party }) => party === session.person?.party);
    if (before.at === "done") return this.screens.count(this.remote);
    if (before.at === "sent" || before.at === "over") return;
    const moved =
      (before.at === "desk" && (mine?.state !== "waiting" || !mine.released)) ||
      before.at === "turn" ||
      (before.at === "declining" && (mine?.state === "declined" || !mine?.declining));
    if (!moved && (this.remote.state === "signing" || this.remote.state === "all-signed")) return;
    await this.guard(async () => {
      await session.refresh();
      if (before.at === "declining" && mine && !mine.declining && mine.state !== "declined") {
        await session.takeBack();
        this.screens.say(this.w.returned);
      }
      await this.show(before);
    });
  }

  /** The screen that is due; the one that is there stays where nothing has changed. */
  private async show(before?: Stage): Promise<void> {
    const { session } = this;
    if (!session) return;
    const stage = await session.stage();
    if (before?.at === stage.at && stage.at !== "turn") return;
    this.idle.set(stage.at === "desk" || stage.at === "turn" || stage.at === "declining" ? WAITING : PRESENT);
    switch (stage.at) {
      case "over":
        return this.trouble(stage.code);
      case "done":
        setTimeout(() => void this.end(), FAREWELL);
        return this.screens.done(session, stage.acknowledged, this.remote, () => void this.end());
      case "sent":
        this.screens.sent(() => undefined);
        return void this.deliver();
      case "desk":
        return this.screens.desk(stage.number, stage.scan);
      case "declining":
        return this.screens.message(this.w.declining, this.w.decliningText, "wait");
      case "declined":
        return this.screens.message(this.w.declined, this.w.declinedText, "plain", () => void this.end());
      default:
        return this.screens.read(session, stage, this.action(session, stage), {
          annex: (annex) => void this.guard(() => this.annex(annex)),
          decline: stage.at === "reading" ? undefined : () => void this.decline(session),
          markByPhone: (take) => this.openSlot(take),
          leave: () => void this.end(),
        });
    }
  }

  private action(
    session: Session,
    stage: Stage,
  ): { readonly label: string; readonly run: (mark: string | undefined) => void } {
    if (stage.at === "reading") return { label: this.w.askDesk, run: () => void this.askDesk(session) };
    const label = session.party?.role === "witness" ? this.w.witness : this.w.sign;
    return { label, run: (mark) => void this.sign(session, mark) };
  }

  private async askDesk(session: Session): Promise<void> {
    await this.guard(async () => {
      this.screens.busy(this.w.deskWaiting);
      await session.enrol("release");
      await this.show();
    });
  }

  private async sign(session: Session, mark: string | undefined): Promise<void> {
    await this.guard(async () => {
      this.screens.busy(this.w.signing);
      await session.sign(mark).catch((error: unknown) => {
        // It is signed and kept: the next screen sends it.
        if (!(error instanceof Problem && error.passes)) throw error;
      });
      await this.show();
    });
  }

  /** The program keeps what was signed and sends it, even after this visit: here it is only asked for the receipt. */
  private async deliver(): Promise<void> {
    const { session } = this;
    if (!session) return;
    for (;;) {
      try {
        await session.deliver();
        break;
      } catch (error) {
        if (!(error instanceof Problem && error.passes)) return this.fail(error);
        this.screens.notSent();
        await new Promise((resolve) => setTimeout(resolve, 2_000));
      }
    }
    await this.show();
  }

  private async decline(session: Session): Promise<void> {
    const answer = await ask(this.w.declineTitle, h("p", {}, this.w.declineText), [
      { value: "yes", label: this.w.declineYes, kind: "danger" },
      { value: "", label: this.w.cancel, kind: "quiet" },
    ]);
    if (answer !== "yes") return;
    await this.guard(async () => {
      await session.decline(undefined);
      await this.show();
    });
  }

  /** A way to draw on one's own phone: gives the link, and hands over the mark when it is there. */
  private async openSlot(take: (mark: string) => void): Promise<string> {
    const { slot, link } = await this.api.json<{ slot: string; link: string }>("/marks", { method: "POST", body: {} });
    clearInterval(this.slot);
    this.slot = setInterval(() => {
      this.api.json<{ mark: string | null }>(`/marks/${slot}`).then(
        ({ mark }) => {
          if (mark === null) return;
          clearInterval(this.slot);
          take(mark);
        },
        () => undefined,
      );
    }, LOOK);
    return link;
  }

  /** Texts are shown here; of any other file the digest stands in the list, and the desk has it on paper. */
  private async annex({ title, file, sha256 }: Annex): Promise<void> {
    const bytes = Uint8Array.from(await this.api.bytes(pactPath(this.id, `annexes/${file}`)));
    if ((await digestOf(bytes)) !== sha256) return this.screens.say(this.w.annexWrong);
    const isText = /\.(md|txt|csv)$/.test(file);
    const body = isText
      ? h("pre", { tabindex: "0", class: "annex-text" }, new TextDecoder().decode(bytes))
      : h("p", {}, `SHA-256 ${sha256}`);
    await ask(title, body, [{ value: "", label: this.w.back }]);
  }

  private async guard(act: () => Promise<void>): Promise<void> {
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
    if (error instanceof Problem && !(error.code in TROUBLES)) {
      const { cause, cure } = error.words(this.config.lang);
      return this.screens.problem([cause, cure], () => void this.again());
    }
    this.trouble(error instanceof Problem || error instanceof Refusal ? error.code : "untrusted");
  }

  private trouble(code: string): void {
    this.screens.problem(this.screens.words(code), () => void this.again());
  }

  private async again(): Promise<void> {
    await this.guard(async () => {
      await this.session?.refresh();
      await this.show();
    });
  }
}
