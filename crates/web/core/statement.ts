/**
 * Statements as the state demands them (`docs/spec/3-records.md`): what a signer's page fills in from evidence that it
 * has verified by itself. It signs nothing else: no text of these functions comes from a server.
 */

import { need } from "./error.js";
import { type Digest, digestOf } from "./hash.js";
import type { SigningKey, VerifyingKey } from "./key.js";
import { Note } from "./note.js";
import { type Progress } from "./progress.js";
import {
  type Act,
  type Capacity,
  type Channel,
  type Method,
  type Statement,
  parseStatement,
  statementText,
} from "./record.js";
import type { PartyId } from "./roster.js";
import { intentOf } from "./rules.js";
import type { Time } from "./time.js";

/** The future holder of a key, as the registrar releases the position. */
export interface Holder {
  readonly name: string;
  readonly capacity: Capacity;
  /** SHA-256 of the letter of authority. */
  readonly authority: Digest | undefined;
}

/** The signer's own part of a signature. */
export interface Signing {
  /** SHA-256 of the handwritten mark, if one was drawn. */
  readonly mark: Digest | undefined;
  readonly channel: Channel;
  /** By its own clock. */
  readonly time: Time;
}

/** The enrolment of a party that signs by this key. */
export function draftEnrolment(
  progress: Progress,
  party: PartyId,
  key: VerifyingKey,
  holder: Holder,
  method: Method,
  time: Time,
): Statement {
  need(!progress.isErased, "record-erased");
  const { name, capacity, authority } = holder;
  return statement(progress, { kind: "enrolment", party, key, holder: name, capacity, authority, method }, time);
}

/**
 * The signature of a party, as the ledger would take it now. Refuses where the party is unknown or merely named, is not
 * enrolled by this very key, or its stage is not open.
 */
export async function draftSignature(
  progress: Progress,
  party: PartyId,
  key: VerifyingKey,
  signing: Signing,
): Promise<Statement> {
  const entry = progress.rosterParty(party);
  const enrolment = enrolmentBy(progress, party, key);
  const position = progress.pact.roster.position(party);
  need(position !== undefined, "party-named-only", party);
  const after = await progress.after(entry.stage);
  need(after !== undefined, "stage-not-open");
  return statement(
    progress,
    {
      kind: "signature",
      party,
      position,
      intent: intentOf(entry),
      enrolment,
      after,
      mark: signing.mark,
      channel: signing.channel,
    },
    signing.time,
  );
}

/** The decline of a party, enrolled by this very key. */
export function draftDecline(
  progress: Progress,
  party: PartyId,
  key: VerifyingKey,
  reason: string | undefined,
  time: Time,
): Statement {
  const enrolment = enrolmentBy(progress, party, key);
  return statement(progress, { kind: "decline", party, enrolment, reason }, time);
}

/**
 * Signs a statement, and checks that its text reads back as a record's: an enrolment then bears the possession line
 * only, and the registrar's side puts its own before it.
 */
export async function signStatement(drafted: Statement, key: SigningKey): Promise<Note> {
  const text = statementText(drafted);
  need(statementText(await parseStatement(text)) === text, "record-lines", "the text does not read back");
  return Note.sign(text, [key]);
}

/** The digest of a statement's text: that of the record that it will be. People compare its long number (page 8). */
export function statementDigest(drafted: Statement): Promise<Digest> {
  return digestOf(statementText(drafted));
}

/**
 * The newest enrolment of a party, which must be of this key: whoever enrolled another one in between is noticed here.
 * Nothing is built on a state with erased records: what it rests on may be missing, or may never have been there.
 */
function enrolmentBy(progress: Progress, party: PartyId, key: VerifyingKey): Digest {
  need(!progress.isErased, "record-erased");
  const state = progress.signer(party);
  need(!state.newestIsRevoked, "key-revoked");
  const enrolled = state.current;
  need(enrolled !== undefined, "enrolment-unknown");
  need(enrolled.enrolment.key.vkey === key.vkey, "enrolment-outdated", "another key is enrolled");
  return enrolled.digest;
}

function statement({ ledger, pact }: Progress, act: Act, time: Time): Statement {
  return { ledger, pact: pact.digest, act, time };
}
