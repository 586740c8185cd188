/** Proof codes as they are scanned (`docs/spec/7-codes.md`): texts in any order come in, a sheet comes out. */

import { type Bytes, concat } from "../bytes";
import { Refusal, need } from "../error";
import { inflate } from "./inflate";
import { type Seal, type SignedText, type Slice, readPayload, readText } from "./payload";

/** What was read from a sheet, as far as it was there. */
export interface Sheet {
  readonly seal: Seal | undefined;
  readonly text: SignedText | undefined;
}

/** What one scanned text was. `known`: it was there already. */
export type Scanned = "new" | "known" | "foreign" | Refusal;

/** Digits of one code: version 40-L holds 7,089. */
const MAX_DIGITS = 7089;
const MAX_INFLATED = 320 * 1024;
/** Digits of a last chunk of so many bytes. */
const WIDTHS = [0, 3, 5, 8, 10, 13, 15, 17];

/** Bytes of decimal digits; else `codes-malformed`. */
export function fromDigits(digits: string): Bytes {
  need(digits.length <= MAX_DIGITS && /^[0-9]+$/.test(digits), "codes-malformed", "not the digits that are due");
  const chunks = (digits.match(/.{1,17}/g) ?? []).map((chunk) => {
    const length = WIDTHS.indexOf(chunk.length);
    let number = BigInt(chunk);
    need(length > 0 && number < 1n << BigInt(8 * length), "codes-malformed", "a chunk of digits is wrong");
    return Uint8Array.from({ length }, () => {
      const byte = Number(number & 255n);
      number >>= 8n;
      return byte;
    });
  });
  return concat(...chunks);
}

/** The payload of a scanned text: whatever stands up to `#1.` is ignored. Nothing where it is no proof code. */
export function payloadOf(text: string): Seal | Slice | undefined {
  const [, version, digits] = /^[^#]*#([^.]*)\.(.*)$/s.exec(text.trim()) ?? [];
  if (version === undefined || digits === undefined) return undefined;
  if (version !== "1") {
    need(!/^[0-9]{1,4}$/.test(version) || !/^[0-9]+$/.test(digits), "codes-version", `version ${version}`);
    return undefined;
  }
  return readPayload(fromDigits(digits));
}

/** Takes codes one by one; what does not fit to the others is told and not taken. */
export class Collector {
  seal: Seal | undefined;
  private readonly slices = new Map<number, Slice>();

  /** Looks at one scanned text. */
  add(text: string): Scanned {
    try {
      const payload = payloadOf(text);
      if (!payload) return "foreign";
      return payload.type === "seal" ? this.addSeal(payload) : this.addSlice(payload);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  /** Data slices of this sheet, once one is known. */
  get count(): number | undefined {
    return this.first?.count;
  }

  /** Whether nothing more is needed. */
  get isWhole(): boolean {
    return this.seal !== undefined && this.count !== undefined && this.slices.size >= this.count;
  }

  /** Whether something was read. */
  get isEmpty(): boolean {
    return !this.seal && this.slices.size === 0;
  }

  /** Places of data slices and parity, and whether each is there; the parity slice last. */
  get places(): readonly boolean[] {
    const { count } = this;
    return count === undefined ? [] : Array.from({ length: count + 1 }, (_, place) => this.slices.has(place));
  }

  /** What is there so far; refuses with `codes-malformed` what does not join. */
  sheet(): Sheet {
    const joined = this.join();
    return { seal: this.seal, text: joined && readText(joined) };
  }

  private get first(): Slice | undefined {
    return this.slices.values().next().value;
  }

  private addSeal(seal: Seal): Scanned {
    const slice = this.first;
    need(!slice || seal.pact.startsWith(slice.pact), "codes-mixed", "the seal is of another pact");
    need(!this.seal || same(this.seal, seal), "codes-mixed", "two seals");
    if (this.seal) return "known";
    this.seal = seal;
    return "new";
  }

  private addSlice(slice: Slice): Scanned {
    need(!this.seal || this.seal.pact.startsWith(slice.pact), "codes-mixed", "slices of another pact than the seal");
    const other = this.first;
    need(!other || other.pact === slice.pact, "codes-mixed", "slices of two pacts");
    const fits = !other || (other.count === slice.count && other.bytes.length === slice.bytes.length);
    need(fits, "codes-mixed", "slices of two sheets");
    const known = this.slices.get(slice.place);
    need(!known || same(known, slice), "codes-mixed", "two slices for one place");
    if (known) return "known";
    this.slices.set(slice.place, slice);
    return "new";
  }

  private join(): Bytes | undefined {
    const { first } = this;
    if (!first || this.slices.size < first.count) return undefined;
    const { count } = first;
    const length = first.bytes.length;
    const xor = new Uint8Array(length);
    for (const { bytes } of this.slices.values()) bytes.forEach((byte, i) => (xor[i] = (xor[i] ?? 0) ^ byte));
    // All slices and parity cancel out; with one missing, what is left is that one.
    const whole = this.slices.size === count + 1;
    need(!whole || xor.every((byte) => byte === 0), "codes-malformed", "the parity slice does not fit the others");
    const stream = concat(...Array.from({ length: count }, (_, place) => this.slices.get(place)?.bytes ?? xor));
    const inflated = inflate(stream, MAX_INFLATED);
    need(inflated !== undefined, "codes-malformed", "the slices are no DEFLATE stream of at most 320 KiB");
    const rest = stream.slice(inflated.end);
    need(rest.every((byte) => byte === 0), "codes-malformed", "something stands after the end of the stream");
    return inflated.data;
  }
}

/** Whether two payloads are the same in every member. */
function same(a: unknown, b: unknown): boolean {
  const plain = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? Array.from(value) : value;
  return JSON.stringify(a, plain) === JSON.stringify(b, plain);
}

/** Reads a sheet from texts at once: the first refusal is thrown; foreign codes are passed over. */
export function readSheet(texts: readonly string[]): Sheet {
  const collector = new Collector();
  for (const text of texts) {
    const scanned = collector.add(text);
    if (scanned instanceof Refusal) throw scanned;
  }
  need(!collector.isEmpty, "codes-malformed", "no proof code");
  return collector.sheet();
}
