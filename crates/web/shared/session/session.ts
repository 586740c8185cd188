/**
 * One person signs one position of one pact, on a phone or at a kiosk.
 *
 * ```
 * evidence → verified → enrolment → (the desk) → verified again: enrolled → one's turn → signature → receipt, verified
 * ```
 *
 * Every text is built here from the document that is shown and from notes that were verified here; what the service
 * says decides only when to look again. What was signed is kept and sent as it is until there is a receipt: a second
 * signature is never made for the lack of an answer. The key is forgotten with the receipt.
 */

import { Refusal, need } from "../../core/error.js";
import { type Digest, digestOf, parseDigest } from "../../core/hash.js";
import { SigningKey, parseName } from "../../core/key.js";
import { markDigest } from "../../core/mark.js";
import { Note } from "../../core/note.js";
import { longNumber, shortNumber } from "../../core/number.js";
import { type Pact, keyNameOf } from "../../core/pact.js";
import type { Policy } from "../../core/policy.js";
import type { Progress } from "../../core/progress.js";
import type { Signed } from "../../core/progress-state.js";
import { type Receipt, checkReceipt } from "../../core/receipt.js";
import { type Capacity, type Channel, type Method, Record, parseStatement, statementText } from "../../core/record.js";
import type { Party, PartyId } from "../../core/roster.js";
import { draftDecline, draftEnrolment, draftSignature, signStatement } from "../../core/statement.js";
import { timeOf } from "../../core/time.js";
import { Problem } from "../ui/api.js";
import type { HolderAnswer, ReceiptAnswer } from "../api/answers.js";
import { verifiedProgress } from "../../core/verify.js";
import type { Transport } from "./transport.js";
import type { Kept, SignedNote, Vault } from "./vault.js";

/** The person that signs, as invited or released. */
export interface Person {
  readonly party: PartyId;
  readonly holder: string;
  readonly capacity: Capacity;
  readonly authority: Digest | undefined;
  readonly method: Method;
}

/** Reads what an invitation or a release says of a person. */
export function personOf(answer: HolderAnswer): Person {
  const { party, holder, capacity, authority, method } = answer;
  return {
    party: party as PartyId,
    holder,
    capacity,
    authority: authority === undefined ? undefined : parseDigest(authority),
    method,
  };
}

/** A receipt that was verified here, with what a person keeps. */
export interface Acknowledged {
  readonly index: number;
  /** Short number of the record. */
  readonly number: string;
  /** By the record: Unix seconds are the pages' matter. */
  readonly time: string;
  /** False where the ledger holds another text by the same key for this position. */
  readonly sameText: boolean;
  /** The proof, for a file. */
  readonly receipt: Receipt;
}

/** The state of one person's signing. */
export type Stage =
  /** No key yet. */
  | { readonly at: "reading" }
  /** The enrolment waits for the registrar: these 24 digits are what the desk compares; the QR code holds `scan`. */
  | { readonly at: "desk"; readonly number: string; readonly scan: string }
  /** Enrolled; parties of smaller stages have not signed yet. */
  | { readonly at: "turn"; readonly waiting: readonly Party[] }
  /** All that is missing is the person's will. */
  | { readonly at: "ready" }
  /** Signed; the ledger has not acknowledged it. */
  | { readonly at: "sent" }
  | { readonly at: "done"; readonly acknowledged: Acknowledged }
  /** A decline waits for the desk. */
  | { readonly at: "declining" }
  | { readonly at: "declined" }
  /**
   * Nothing more can be done here: `already-signed`, `pact-withdrawn`, `pact-completed`, `pact-declined`,
   * `enrolment-outdated` …
   */
  | { readonly at: "over"; readonly code: string };

/** The parts that a session is made of. */
export interface Parts {
  readonly id: string;
  readonly policy: Policy;
  readonly transport: Transport;
  readonly vault: Vault;
  readonly channel: Channel;
  /** The device's clock. */
  readonly clock: () => Date;
}

/** The service takes an enrolment for ten minutes by its own clock, and exactly as it was released. */
const OUTDATED = ["clock-differs", "enrolment-differs"];

/** A signing. Its calls are not to run at the same time. */
export class Session {
  private progress: Progress;
  private kept: Kept | undefined;
  private key: SigningKey | undefined;
  private acknowledged: Acknowledged | undefined;
  private who: Person | undefined;

  private constructor(
    private readonly parts: Parts,
    progress: Progress,
  ) {
    this.progress = progress;
  }

  /** Fetches and verifies the evidence. Refuses with its defect, or `other-pact` where it is another pact's. */
  static async open(parts: Parts): Promise<Session> {
    return new Session(parts, await verified(parts));
  }

  /** The pact, as it is shown and signed. */
  get pact(): Pact {
    return this.progress.pact;
  }

  /** The person, once known. */
  get person(): Person | undefined {
    return this.who;
  }

  /** The entry of the roster of whoever signs here. */
  get party(): Party | undefined {
    return this.who && this.pact.roster.party(this.who.party);
  }

  /** Number of signatures and how many are due, by verified evidence. */
  get count(): { readonly signed: number; readonly due: number } {
    return { signed: this.progress.signedCount, due: this.pact.roster.signers.length };
  }

  /** True if the key lies where scripts can read it, for want of WebCrypto. */
  get isKeyReadable(): boolean {
    return this.key?.isReadable ?? false;
  }

  /** Parties of which this device keeps a key: somebody began to sign here. */
  begun(): Promise<readonly string[]> {
    return this.parts.vault.parties();
  }

  /** Takes up what this device keeps for a party; the person is then the one of the enrolment that was made here. */
  async resume(party: string): Promise<boolean> {
    const kept = await this.parts.vault.load(party);
    if (!kept) return false;
    const { act, pact } = await parseStatement(kept.enrolment);
    if (act.kind !== "enrolment" || pact !== this.pact.digest) return false;
    const { holder, capacity, authority, method } = act;
    this.who = { party: act.party, holder, capacity, authority, method };
    this.kept = kept;
    this.key = await SigningKey.restore(kept.key);
    return true;
  }

  /** Says who signs. The roster must know the party, and its representative's name must be this one's. */
  begin(person: Person): void {
    const entry = this.progress.rosterParty(person.party);
    need(entry.signs, "party-named-only", person.party);
    // A pinned key is the party's own and lies elsewhere: it signs with the command line.
    need(entry.key === undefined, "key-not-pinned", person.party);
    const named = entry.representative?.name;
    need(person.capacity === "delegate" || named === undefined || named === person.holder, "holder-differs");
    this.who = person;
  }

  /** The state of this signing, by the evidence that was verified last. */
  async stage(): Promise<Stage> {
    if (this.acknowledged) return { at: "done", acknowledged: this.acknowledged };
    const person = this.who;
    if (!person) return this.ended() ?? { at: "reading" };
    const state = this.progress.signer(person.party);
    if (state.signed) return this.signedAlready(state.signed);
    if (this.kept?.signature) return { at: "sent" };
    if (state.declined !== undefined) return { at: "declined" };
    const over = this.ended();
    if (over) return over;
    if (!this.key || !this.kept) return { at: "reading" };
    const newest = state.current;
    if (state.newestIsRevoked) return { at: "over", code: "key-revoked" };
    if (newest?.enrolment.key.hex !== this.key.key.hex) {
      // Enrolled once before, or not yet: only an own enrolment that stands in the evidence was overtaken.
      const overtaken = state.enrolments.some(({ enrolment }) => enrolment.key.hex === this.key?.key.hex);
      if (overtaken) return { at: "over", code: "enrolment-outdated" };
      // What no service has taken is sent again by the same button as the first time.
      return this.kept.asked ? this.atDesk(this.kept.enrolment) : { at: "reading" };
    }
    if (this.kept.decline) return { at: "declining" };
    const entry = this.progress.rosterParty(person.party);
    const waiting = this.progress.missing(this.pact.roster.signersBefore(entry.stage));
    return waiting.length > 0 ? { at: "turn", waiting } : { at: "ready" };
  }

  /** Looks again: fetches the evidence and verifies it. Refuses where the text is not the one that is shown. */
  async refresh(): Promise<void> {
    const shown = this.pact.digest;
    const progress = await verified(this.parts);
    need(progress.pact.digest === shown, "other-pact", "the text has changed");
    this.progress = progress;
  }

  /**
   * Makes a key, and the enrolment that names it. By an invitation it is logged at once; for a released position it
   * waits for the desk. Doing it again sends the same text; one that the service calls too old, or not what was
   * released, is made anew for the same key.
   */
  async enrol(by: "invitation" | "release"): Promise<void> {
    try {
      await this.sendEnrolment(by, await this.enrolmentNote(false));
    } catch (error) {
      if (!(error instanceof Problem) || !OUTDATED.includes(error.code)) throw error;
      await this.sendEnrolment(by, await this.enrolmentNote(true));
    }
  }

  private async sendEnrolment(by: "invitation" | "release", note: string): Promise<void> {
    if (by === "release") {
      await this.parts.transport.pending(note);
      return this.keep({ ...this.mine().kept, asked: true });
    }
    const answer = await this.parts.transport.enrol(note);
    await this.check(answer, textOf(note));
    await this.refresh();
  }

  /** Signs, keeps what was signed, and sends it. The mark is an SVG of the form that the format allows. */
  async sign(mark: string | undefined): Promise<void> {
    need(this.kept?.signature === undefined, "already-signed", "it was signed here before");
    await this.refresh();
    const { who, key, kept } = this.mine();
    const signing = {
      mark: mark === undefined ? undefined : await markDigest(mark),
      channel: this.parts.channel,
      time: timeOf(this.parts.clock()),
    };
    const statement = await draftSignature(this.progress, who.party, key.key, signing);
    const note = (await signStatement(statement, key)).toString();
    const signature: SignedNote = mark === undefined ? { note } : { note, mark };
    await this.keep({ ...kept, signature });
    await this.deliver();
  }

  /** Sends what was signed, as it is, and verifies the receipt. To be called again where it fails. */
  async deliver(): Promise<void> {
    const { kept } = this.mine();
    const signature = kept.signature;
    if (!signature) return;
    const answer = await this.parts.transport.record(signature.note, signature.mark);
    await this.acknowledge(answer, signature);
  }

  /** Signs a decline and puts it before the desk, which asks before it becomes a record. */
  async decline(reason: string | undefined): Promise<void> {
    await this.refresh();
    const { who, key, kept } = this.mine();
    const statement = draftDecline(this.progress, who.party, key.key, reason, timeOf(this.parts.clock()));
    const decline = kept.decline ?? (await signStatement(statement, key)).toString();
    await this.keep({ ...kept, decline });
    await this.parts.transport.decline(decline);
  }

  /** The desk has taken the release back: whatever waited before it is gone there. */
  async askAnew(): Promise<void> {
    const { asked: _, ...kept } = this.mine().kept;
    await this.keep(kept);
  }

  /** The desk has given the decline back: it was a mistake. */
  async takeBack(): Promise<void> {
    const { decline: _, ...kept } = this.mine().kept;
    await this.keep(kept);
  }

  /** Ends: the key is wiped as far as a script can, and nothing of it is kept. */
  async forget(): Promise<void> {
    this.key?.forget();
    this.key = undefined;
    if (this.who) await this.parts.vault.forget(this.who.party);
    this.kept = undefined;
  }

  private async enrolmentNote(fresh: boolean): Promise<string> {
    const person = this.who;
    need(person !== undefined, "party-unknown");
    const key = this.key ?? (await SigningKey.generate(parseName(keyNameOf(this.pact, person.party))));
    this.key = key;
    const holder = { name: person.holder, capacity: person.capacity, authority: person.authority };
    const time = timeOf(this.parts.clock());
    const drafted = (): string =>
      statementText(draftEnrolment(this.progress, person.party, key.key, holder, person.method, time));
    const text = (fresh ? undefined : this.kept?.enrolment) ?? drafted();
    await this.keep({ party: person.party, key: key.keep(), enrolment: text });
    return (await Note.sign(text, [key])).toString();
  }

  private async atDesk(enrolment: string): Promise<Stage> {
    const digest = await digestOf(enrolment);
    return { at: "desk", number: longNumber(digest), scan: `GIAOUOC:${digest.toUpperCase()}` };
  }

  /** Verified evidence shows a signature in this place. */
  private async signedAlready(signed: Signed): Promise<Stage> {
    const mine = this.key !== undefined && signed.key?.hex === this.key.key.hex;
    // Ours: the receipt is due, and comes by sending the same bytes again.
    return mine && this.kept?.signature ? { at: "sent" } : { at: "over", code: "already-signed" };
  }

  private ended(): Stage | undefined {
    if (this.progress.isErased) return { at: "over", code: "record-erased" };
    const how = this.progress.end?.how;
    if (how) return { at: "over", code: how === "completed" ? "pact-completed" : "pact-withdrawn" };
    if (this.progress.isDeclined) return { at: "over", code: "pact-declined" };
    if (this.progress.isClosed("signature", timeOf(this.parts.clock()))) return { at: "over", code: "signing-closed" };
    return undefined;
  }

  private async acknowledge(answer: ReceiptAnswer, signature: SignedNote): Promise<void> {
    const sent = textOf(signature.note);
    const logged = answer.note === undefined ? sent : textOf(answer.note);
    const sameText = logged === sent;
    if (!sameText) await this.isOurs(logged);
    const receipt = await this.check(answer, logged);
    const { statement, digest } = await Record.parse(receipt.note);
    const { index, number } = answer;
    need(number === shortNumber(digest), "proof-wrong", "the number is another record's");
    this.acknowledged = { index, number, time: statement.time, sameText, receipt };
    await this.forget();
  }

  /** Another text by the same key for this very position counts: it was signed here, in another window perhaps. */
  private async isOurs(text: string): Promise<void> {
    const { act, pact } = await parseStatement(text);
    const fits = act.kind === "signature" && act.party === this.who?.party && pact === this.pact.digest;
    need(fits, "record-twice", "the receipt is for another text");
  }

  private async check(answer: ReceiptAnswer, text: string): Promise<Receipt> {
    const { index, nonce, note, proof, checkpoint } = answer;
    need(nonce !== undefined && note !== undefined, "proof-wrong", "the receipt lacks nonce or note");
    const receipt = { index, nonce, note, proof, checkpoint };
    const trusted = await checkReceipt(receipt, text, this.mine().key.key, this.parts.policy);
    need(trusted.origin === this.progress.ledger, "other-ledger", `found ${trusted.origin}`);
    return receipt;
  }

  private mine(): { readonly who: Person; readonly key: SigningKey; readonly kept: Kept } {
    const { who, key, kept } = this;
    if (!who || !key || !kept) throw new Refusal("enrolment-unknown", "", "no key was made here");
    return { who, key, kept };
  }

  private async keep(kept: Kept): Promise<void> {
    await this.parts.vault.save(kept);
    this.kept = kept;
  }
}

async function verified({ id, policy, transport }: Parts): Promise<Progress> {
  const { report, progress } = await verifiedProgress(await transport.evidence(), policy);
  if (!progress) throw report.deciding?.error ?? new Refusal("opening-missing");
  need(progress.pact.id === id, "other-pact", `found ${progress.pact.id}`);
  return progress;
}

function textOf(note: string): string {
  return Note.parse(note).text;
}
