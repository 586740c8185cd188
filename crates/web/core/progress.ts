/**
 * Whose turn it is: the state of one opened pact, and which record it takes next (`docs/spec/3-records.md`, accepting
 * a record). It is fed in ledger order: {@link Progress.open}, then for each further record {@link
 * Progress.authenticate}, {@link Progress.admit}, {@link Progress.take}.
 *
 * Where records were erased, what hangs on the missing text can be neither confirmed nor refused; admission names it.
 */

import { last } from "./bytes.js";
import { need } from "./error.js";
import { type Digest, digestOf } from "./hash.js";
import { type KeyName, type VerifyingKey, sameKey } from "./key.js";
import type { Kind } from "./leaf.js";
import type { Pact } from "./pact.js";
import { ProgressState, type Unchecked } from "./progress-state.js";
import { type Policy, countsFor } from "./policy.js";
import { type Enrolment, Record, parseStatement, statementText } from "./record.js";
import type { PartyId } from "./roster.js";
import { admitAct } from "./rules.js";
import type { Time } from "./time.js";

/** The answer to an authentic record: to be taken, or a pointer to the record that is there. */
export type Admission =
  | { readonly known: false; readonly unchecked: readonly Unchecked[] }
  | { readonly known: true; readonly index: number; readonly sameText: boolean };

/**
 * A record whose lines are by exactly the keys that are due, and verify. Only {@link Progress.authenticate} makes one.
 */
export class Authentic {
  constructor(
    readonly record: Record,
    /** Absent where the enrolment that names the key was erased. */
    readonly keys: readonly VerifyingKey[] | undefined,
  ) {}
}

/** The state of one opened pact, moved on record by record. */
export class Progress extends ProgressState {
  /** Starts from the opening record; `registrar-untrusted` where no registrar that counts for this pact signed it. */
  static async open(pact: Pact, ledger: KeyName, record: Record, index: number, policy: Policy): Promise<Progress> {
    need(record.kind === "opening", "opening-missing");
    const { statement } = record;
    need(statement.ledger === ledger, "other-ledger", `found ${statement.ledger}`);
    need(statement.pact === pact.digest, "other-pact", `found ${statement.pact}`);
    const line = record.note.lines[0];
    const known = line && policy.registrar(line.name, line.id);
    // A failing line by a known key is a defect, also where that key would not count here.
    if (known) await record.verify([known.key]);
    need(known !== undefined && countsFor(known, pact.identity), "registrar-untrusted", `a line by ${line?.name}`);
    const progress = new Progress(pact, ledger, known.key.name, record.digest, statement.time);
    progress.logged.set(record.digest, index);
    return progress;
  }

  /**
   * Starts from an opening of which a printed copy tells the time only. Who signs names the opening and the enrolments
   * by their digests, and the completion, which a registrar did sign, names all signatures: so it vouches for these
   * texts (`docs/spec/7-codes.md`, step 5).
   */
  static async openVouched(pact: Pact, ledger: KeyName, registrar: KeyName, opened: Time): Promise<Progress> {
    const text = statementText({ ledger, pact: pact.digest, act: { kind: "opening" }, time: opened });
    const progress = new Progress(pact, ledger, registrar, await digestOf(text), opened);
    progress.logged.set(progress.opening, 0);
    return progress;
  }

  /** Takes an enrolment whose lines are not at hand, if its form and the rules allow it; gives its record digest. */
  async takeVouched(index: number, enrolment: Enrolment, time: Time, policy: Policy): Promise<Digest> {
    const statement = { ledger: this.ledger, pact: this.pact.digest, act: enrolment, time };
    const text = statementText(statement);
    // Values obey their rules only if the text reads back as what it was made from.
    need(statementText(await parseStatement(text)) === text, "record-lines");
    await admitAct(this, enrolment, policy);
    const digest = await digestOf(text);
    this.logged.set(digest, index);
    this.parties.get(enrolment.party)?.enrolments.push({ index, digest, enrolment, time });
    return digest;
  }

  /** Finds the keys that must have signed this record, and verifies its lines strictly under them. */
  async authenticate(record: Record, policy: Policy): Promise<Authentic> {
    const { ledger, pact } = record.statement;
    need(ledger === this.ledger, "other-ledger", `found ${ledger}`);
    need(pact === this.pact.digest, "other-pact", `found ${pact}`);
    const keys = this.keysDue(record, policy);
    if (keys) await record.verify(keys);
    return new Authentic(record, keys);
  }

  /** Asks the rules, by the state as it is now. */
  async admit(authentic: Authentic, policy: Policy): Promise<Admission> {
    const { record, keys } = authentic;
    // The state may have moved since authentication: the keys must still be the ones that are due.
    need(sameKeys(this.keysDue(record, policy), keys), "signature-lines");
    const index = this.logged.get(record.digest);
    if (index !== undefined) return { known: true, index, sameText: true };
    const held = this.heldPosition(authentic);
    if (held !== undefined) return { known: true, index: held, sameText: false };
    this.checkNotEnded(record.kind);
    const unchecked = await admitAct(this, record.statement.act, policy);
    return { known: false, unchecked: keys ? unchecked : ["key", ...unchecked] };
  }

  /** Moves on by a record that was admitted and now stands at this index. */
  take(index: number, { record, keys }: Authentic): void {
    const { digest, statement } = record;
    const { act, time } = statement;
    const state = record.party && this.parties.get(record.party);
    this.logged.set(digest, index);
    if (act.kind === "enrolment") state?.enrolments.push({ index, digest, enrolment: act, time });
    if (act.kind === "signature" && state) state.signed = { index, digest, signature: act, time, key: last(keys) };
    if (act.kind === "decline" && state) state.declined = index;
    if (act.kind === "revocation") state?.revoked.push(act.key);
    if (act.kind === "withdrawal") this.end = { how: "withdrawn", index };
    if (act.kind === "completion") this.end = { how: "completed", index };
  }

  /** Notes that a record of this digest stood here and was erased. */
  erase(index: number, digest: Digest): void {
    this.erased.set(digest, index);
  }

  /**
   * Notes a party whose signature is at hand, wherever it stands: no erasure explains that it is missing before that.
   */
  atHand(party: PartyId): void {
    this.notErased.add(party);
  }

  /** The keys whose lines a record must bear, in order; nothing where an erased enrolment named the key. */
  private keysDue(record: Record, policy: Policy): readonly VerifyingKey[] | undefined {
    const { act } = record.statement;
    switch (act.kind) {
      case "enrolment":
        return [this.registrarDue(record, policy), act.key];
      case "signature":
      case "decline": {
        const key = this.enrolledKey(act.party, act.enrolment);
        return key && [key];
      }
      default:
        return [this.registrarDue(record, policy)];
    }
  }

  /** The pinned registrar whose line stands first: one that counts for this pact, of the opener's name. */
  private registrarDue(record: Record, policy: Policy): VerifyingKey {
    const line = record.note.lines[0];
    const registrar = line && policy.registrar(line.name, line.id);
    const counts = registrar && countsFor(registrar, this.pact.identity) && registrar.key.name === this.registrar;
    need(counts === true, "registrar-unknown", `a line by ${line?.name}`);
    return registrar.key;
  }

  private enrolledKey(party: PartyId, digest: Digest): VerifyingKey | undefined {
    const enrolled = this.signer(party).enrolments.find((one) => one.digest === digest);
    if (enrolled) return enrolled.enrolment.key;
    // The enrolment was erased; a pinned key is known all the same.
    need(this.erased.has(digest), "enrolment-unknown", `party ${party}`);
    return this.rosterParty(party).key;
  }

  /** Another signature text by the key that holds the position. */
  private heldPosition({ record, keys }: Authentic): number | undefined {
    const { act } = record.statement;
    if (act.kind !== "signature") return undefined;
    const signed = this.parties.get(act.party)?.signed;
    const key = last(keys);
    return signed?.key && key && sameKey(signed.key, key) ? signed.index : undefined;
  }

  private checkNotEnded(kind: Kind): void {
    need(this.end?.how !== "withdrawn", "pact-withdrawn");
    // After a completion keys may still be revoked, and nothing else.
    need(this.end?.how !== "completed" || kind === "revocation", "pact-completed");
  }
}

function sameKeys(a: readonly VerifyingKey[] | undefined, b: readonly VerifyingKey[] | undefined): boolean {
  if (!a || !b) return a === b;
  return a.length === b.length && a.every((key, i) => key.vkey === b[i]?.vkey);
}
