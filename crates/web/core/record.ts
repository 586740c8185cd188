/**
 * Records: the seven acts about a pact, each a signed note (`docs/spec/3-records.md`). Parsing checks form only;
 * whether a record may be taken is `progress.ts`'s to say.
 */

import { type Bytes, concat, fromDecimal, hex, utf8 } from "./bytes.js";
import { Refusal, need } from "./error.js";
import { type Digest, digestBytes, digestOf, parseDigest, sha256 } from "./hash.js";
import { type KeyName, type VerifyingKey, parseName, parseVkey } from "./key.js";
import { KINDS, type Kind } from "./leaf.js";
import { Lines, written } from "./lines.js";
import { Note, isBy } from "./note.js";
import { type PartyId, type Position, isPartyId } from "./roster.js";
import { type Time, parseTime } from "./time.js";

/** A record's note: at most 4 KiB. */
export const MAX_RECORD = 4096;

export const METHODS = ["in-person", "invite", "pinned"] as const;
export const CAPACITIES = ["representative", "delegate"] as const;
export const INTENTS = ["sign", "witness"] as const;
export const CHANNELS = ["phone", "kiosk", "cli", "api"] as const;

/** The registrar's way of identifying the holder of a key. */
export type Method = (typeof METHODS)[number];
/** In what capacity the holder signs. */
export type Capacity = (typeof CAPACITIES)[number];
/** The meaning of a signature. */
export type Intent = (typeof INTENTS)[number];
/** The place where a signature was made. */
export type Channel = (typeof CHANNELS)[number];

/** By the registrar, then by the enrolled key: who holds which key. */
export interface Enrolment {
  readonly kind: "enrolment";
  readonly party: PartyId;
  readonly key: VerifyingKey;
  /** As known in person. */
  readonly holder: string;
  readonly capacity: Capacity;
  /** SHA-256 of the letter of authority. */
  readonly authority: Digest | undefined;
  readonly method: Method;
}

/** By the party's key. */
export interface Signature {
  readonly kind: "signature";
  readonly party: PartyId;
  readonly position: Position;
  readonly intent: Intent;
  /** Record digest of the enrolment under which it signs. */
  readonly enrolment: Digest;
  /** Digest of the opening, or over all signatures of smaller stages. */
  readonly after: Digest;
  /** SHA-256 of the handwritten mark. */
  readonly mark: Digest | undefined;
  readonly channel: Channel;
}

/** By the party's key. */
export interface Decline {
  readonly kind: "decline";
  readonly party: PartyId;
  readonly enrolment: Digest;
  readonly reason: string | undefined;
}

/** By the registrar: this key signs no more. */
export interface Revocation {
  readonly kind: "revocation";
  readonly party: PartyId;
  readonly key: VerifyingKey;
  readonly reason: string | undefined;
}

/** By the registrar: all have signed. */
export interface Completion {
  readonly kind: "completion";
  /** {@link chain} of all signatures, in roster order. */
  readonly signatures: Digest;
  readonly count: Position;
}

export type Act =
  | { readonly kind: "opening" }
  | Enrolment
  | Signature
  | Decline
  | Revocation
  | { readonly kind: "withdrawal"; readonly reason: string | undefined }
  | Completion;

/** The content of a record. */
export interface Statement {
  readonly ledger: KeyName;
  readonly pact: Digest;
  readonly act: Act;
  /** Claimed by whoever signs; checked for form only. */
  readonly time: Time;
}

/** Parses a record's text; the place of a refusal is the line's name. */
export async function parseStatement(text: string): Promise<Statement> {
  const kind = kindOf(text);
  const lines = new Lines(text);
  const ledger = lines.value("ledger", parseName);
  const pact = lines.value("pact", readDigest);
  const act = await readAct(kind, lines);
  const time = lines.value("time", readTime);
  lines.finish();
  return { ledger, pact, act, time };
}

/** The exact text that is signed. */
export function statementText({ ledger, pact, act, time }: Statement): string {
  return written(act.kind, [["ledger", ledger], ["pact", pact], ...linesOf(act), ["time", time]]);
}

/** The kind that the first line of a record's text names; else `record-kind`. */
export function kindOf(text: string): Kind {
  const first = text.split("\n", 1)[0];
  const kind = KINDS.find((word) => first === `giaouoc/${word}/v1`);
  need(kind !== undefined, "record-kind");
  return kind;
}

/** SHA-256 over the joined 32-byte record digests: what `after` and `signatures` hold. */
export async function chain(digests: readonly Digest[]): Promise<Digest> {
  return parseDigest(hex(await sha256(concat(...digests.map(digestBytes)))));
}

/** A signed note of a known kind and right form. Its signatures have not been verified yet. */
export class Record {
  private constructor(
    readonly note: Note,
    readonly statement: Statement,
    /** SHA-256 of its text. */
    readonly digest: Digest,
  ) {}

  /** Parses a note: size, form, and the number of signature lines of its kind. */
  static async parse(note: Bytes | string): Promise<Record> {
    return Record.of(parseRecordNote(note));
  }

  /** The same from a note that is parsed already. */
  static async of(note: Note): Promise<Record> {
    const statement = await parseStatement(note.text);
    const due = statement.act.kind === "enrolment" ? 2 : 1;
    need(note.lines.length === due, "signature-lines", `${note.lines.length} lines, ${due} due`);
    return new Record(note, statement, await digestOf(note.text));
  }

  get kind(): Kind {
    return this.statement.act.kind;
  }

  /** The line `party`, where the kind has one. */
  get party(): PartyId | undefined {
    const { act } = this.statement;
    return "party" in act ? act.party : undefined;
  }

  /** Checks that the lines are exactly by these keys, in this order, and that each verifies strictly. */
  async verify(keys: readonly VerifyingKey[]): Promise<void> {
    need(this.note.lines.length === keys.length, "signature-lines");
    for (const [i, key] of keys.entries()) {
      const line = this.note.lines[i];
      need(line !== undefined && isBy(line, key), "signature-lines", `a line by ${key.name} is due`);
      need(await key.verifies(utf8(this.note.text), line.bytes), "signature-wrong", `line by ${key.name}`);
    }
  }
}

/** Parses a record's note: size and form of signed-note. */
export function parseRecordNote(note: Bytes | string): Note {
  const size = typeof note === "string" ? utf8(note).length : note.length;
  need(size <= MAX_RECORD, "too-large", `a record of ${size} bytes`);
  return Note.parse(note);
}

/** The lines between `pact` and `time`. */
function linesOf(act: Act): [string, { toString(): string } | undefined][] {
  switch (act.kind) {
    case "opening":
      return [];
    case "enrolment":
      return [
        ["party", act.party],
        ["key", act.key],
        ["holder", act.holder],
        ["capacity", act.capacity],
        ["authority", act.authority],
        ["method", act.method],
      ];
    case "signature":
      return [
        ["party", act.party],
        ["position", positionText(act.position)],
        ["intent", act.intent],
        ["enrolment", act.enrolment],
        ["after", act.after],
        ["mark", act.mark],
        ["channel", act.channel],
      ];
    case "decline":
      return [
        ["party", act.party],
        ["enrolment", act.enrolment],
        ["reason", act.reason],
      ];
    case "revocation":
      return [
        ["party", act.party],
        ["key", act.key],
        ["reason", act.reason],
      ];
    case "withdrawal":
      return [["reason", act.reason]];
    case "completion":
      return [
        ["signatures", act.signatures],
        ["count", positionText(act.count)],
      ];
  }
}

/** Members are evaluated in their order, which is that of the lines. */
async function readAct(kind: Kind, lines: Lines): Promise<Act> {
  switch (kind) {
    case "opening":
      return { kind };
    case "enrolment":
      return {
        kind,
        party: lines.value("party", readParty),
        key: await lines.later("key", parseVkey),
        holder: lines.value("holder", same),
        capacity: lines.value("capacity", wordOf(CAPACITIES)),
        authority: lines.maybe("authority", readDigest),
        method: lines.value("method", wordOf(METHODS)),
      };
    case "signature":
      return {
        kind,
        party: lines.value("party", readParty),
        position: lines.value("position", readPosition),
        intent: lines.value("intent", wordOf(INTENTS)),
        enrolment: lines.value("enrolment", readDigest),
        after: lines.value("after", readDigest),
        mark: lines.maybe("mark", readDigest),
        channel: lines.value("channel", wordOf(CHANNELS)),
      };
    case "decline":
      return {
        kind,
        party: lines.value("party", readParty),
        enrolment: lines.value("enrolment", readDigest),
        reason: lines.maybe("reason", same),
      };
    case "revocation":
      return {
        kind,
        party: lines.value("party", readParty),
        key: await lines.later("key", parseVkey),
        reason: lines.maybe("reason", same),
      };
    case "withdrawal":
      return { kind, reason: lines.maybe("reason", same) };
    case "completion":
      return { kind, signatures: lines.value("signatures", readDigest), count: lines.value("count", readPosition) };
  }
}

const same = (value: string): string => value;

function readDigest(value: string): Digest {
  need(/^[0-9a-f]{64}$/.test(value), "value-form", "64 lowercase hex digits are due");
  return parseDigest(value);
}

function readTime(value: string): Time {
  try {
    return parseTime(value);
  } catch (error) {
    throw error instanceof Refusal ? new Refusal("value-form", "", error.detail) : error;
  }
}

function readParty(value: string): PartyId {
  need(isPartyId(value), "value-form", "a party id is [a-z0-9][a-z0-9-]{0,31}");
  return value;
}

function wordOf<T extends string>(words: readonly T[]): (value: string) => T {
  return (value) => {
    const word = words.find((one) => one === value);
    need(word !== undefined, "value-form", "an unknown word");
    return word;
  };
}

/** `k/n`, both decimal without leading zeros, 1 ≤ k ≤ n. */
function readPosition(value: string): Position {
  const [k, n] = value.split("/").map((part) => fromDecimal(part) ?? 0n);
  const right = k !== undefined && n !== undefined && k >= 1n && k <= n && value.split("/").length === 2;
  need(right, "value-form", "k/n is due, 1 ≤ k ≤ n");
  // Beyond 2^53 a number is rounded: no roster is that long, so it stays wrong.
  return { k: Number(k), n: Number(n) };
}

function positionText({ k, n }: Position): string {
  return `${k}/${n}`;
}
