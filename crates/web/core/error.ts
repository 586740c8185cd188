/** One error type with stable codes, the same as the Rust core's (`docs/spec/errors.md` has their words). */

/** The codes of what the formats refuse. */
export type Code =
  | "json-syntax"
  | "json-duplicate-member"
  | "json-number"
  | "json-depth"
  | "too-large"
  | "text-forbidden-character"
  | "text-not-nfc"
  | "text-empty"
  | "value-form"
  | "digest-form"
  | "time-form"
  | "date-form"
  | "mark-form"
  | "json-null"
  | "member-unknown"
  | "member-missing"
  | "member-type"
  | "member-value"
  | "dates-reversed"
  | "annex-duplicate"
  | "roster-size"
  | "roster-nobody-signs"
  | "roster-duplicate"
  | "roster-named-only"
  | "key-malformed"
  | "key-weak"
  | "key-shared"
  | "note-malformed"
  | "signature-lines"
  | "signature-wrong"
  | "policy-malformed"
  | "policy-missing"
  | "record-kind"
  | "record-lines"
  | "other-ledger"
  | "other-pact"
  | "opening-missing"
  | "registrar-untrusted"
  | "registrar-unknown"
  | "pact-already-open"
  | "pact-withdrawn"
  | "pact-completed"
  | "pact-declined"
  | "party-unknown"
  | "party-named-only"
  | "key-name"
  | "key-not-pinned"
  | "key-never-enrolled"
  | "key-revoked"
  | "method-not-allowed"
  | "holder-differs"
  | "enrolled-too-often"
  | "enrolment-unknown"
  | "enrolment-outdated"
  | "already-signed"
  | "already-declined"
  | "position-taken"
  | "position-wrong"
  | "intent-wrong"
  | "stage-not-open"
  | "after-wrong"
  | "not-all-signed"
  | "signatures-wrong"
  | "count-wrong"
  | "signing-closed"
  | "record-twice"
  | "record-erased"
  | "nonce-malformed"
  | "checkpoint-malformed"
  | "checkpoint-untrusted"
  | "quorum-missing"
  | "proof-wrong"
  | "record-order"
  | "opening-erased"
  | "mark-wrong"
  | "mark-unnamed"
  | "annex-wrong"
  | "codes-malformed"
  | "codes-version"
  | "codes-mixed"
  | "codes-differ"
  | "seal-missing";

/** A refusal: its code, its place, and a detail for debugging. */
export class Refusal extends Error {
  /** A JSON pointer (RFC 6901), `record 41`, a line's name; empty where there is no place. */
  place: string;
  /** For whoever debugs, in English; never a secret. */
  readonly detail: string;

  /** @param code stable between versions */
  constructor(
    readonly code: Code,
    place = "",
    detail = "",
  ) {
    super(code);
    this.name = "Refusal";
    [this.place, this.detail] = [short(place), short(detail)];
  }

  /** Says where, unless a place nearer to the cause is already known. */
  at(place: string): this {
    if (this.place === "") this.place = short(place);
    return this;
  }

  override toString(): string {
    return `${this.code}${this.place && ` at ${this.place}`}${this.detail && `: ${this.detail}`}`;
  }
}

/** The beginning of a text: names that somebody else chose stand in places, which are told to people. */
function short(text: string): string {
  const points = [...text];
  return points.length > LONGEST ? `${points.slice(0, LONGEST).join("")}…` : text;
}

const LONGEST = 500;

/** Refuses where a condition does not hold. */
export function need(condition: boolean, code: Code, detail = ""): asserts condition {
  if (!condition) throw new Refusal(code, "", detail);
}

/**
 * Runs `read` and gives its refusals this place, or another code. Whatever is no refusal is a fault of ours: it
 * passes.
 */
export function placed<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Refusal ? error.at(place) : error;
  }
}

/** As {@link placed}, for what has to wait. */
export async function placedLater<T>(place: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof Refusal ? error.at(place) : error;
  }
}

/** The refusal that a call ends with; anything else that it throws passes. */
export async function refusalOf<T>(read: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
