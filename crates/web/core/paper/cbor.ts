/**
 * As much of deterministic CBOR (RFC 8949 §4.2) as proof codes hold: integers, byte and text strings, arrays, null.
 *
 * It is read item by item by whoever knows what is due next, so that nothing is nested deeper, and nothing allocated
 * larger, than the reader asks for. There is one spelling of each value; any other is `codes-malformed`, and so is a
 * tag, a map, a float, a length that is left open.
 */

import { type Bytes, fromUtf8 } from "../bytes.js";
import { Refusal, need } from "../error.js";

const [UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY] = [0, 1, 2, 3, 4];
const NULL = 0xf6;

export class Cbor {
  private at = 0;

  constructor(private readonly source: Bytes) {}

  /** Length of an array that comes next, at most so many items. */
  array(most: number): number {
    const length = this.head(ARRAY);
    need(length <= BigInt(most), "codes-malformed", `an array of ${length} items`);
    return Number(length);
  }

  /** An array that comes next, its items read one by one. */
  list<T>(most: number, read: () => T): T[] {
    const items: T[] = [];
    for (let left = this.array(most); left > 0; left -= 1) items.push(read());
    return items;
  }

  /** A byte string, of this very length where one is due. */
  bytes(due?: number): Bytes {
    const bytes = this.take(this.head(BYTES));
    need(due === undefined || bytes.length === due, "codes-malformed", `${bytes.length} bytes, ${due} due`);
    return bytes;
  }

  text(): string {
    const text = fromUtf8(this.take(this.head(TEXT)));
    need(text !== undefined, "codes-malformed", "a text that is not UTF-8");
    return text;
  }

  /** An integer from 0 to 2^64 − 1. */
  natural(): bigint {
    return this.head(UNSIGNED);
  }

  /** An integer that is at most so large. */
  small(most: number): number {
    const number = this.natural();
    need(number <= BigInt(most), "codes-malformed", `${number}, at most ${most}`);
    return Number(number);
  }

  /** An integer of either sign. */
  integer(): bigint {
    return this.peek() >> 5 === NEGATIVE ? -1n - this.head(NEGATIVE) : this.head(UNSIGNED);
  }

  /** Nothing where a null stands. */
  maybe<T>(read: () => T): T | undefined {
    if (this.peek() !== NULL) return read();
    this.at += 1;
    return undefined;
  }

  /** Refuses what follows. */
  finish(): void {
    need(this.at === this.source.length, "codes-malformed", "something follows the CBOR");
  }

  private peek(): number {
    const byte = this.source[this.at];
    need(byte !== undefined, "codes-malformed", "the CBOR breaks off");
    return byte;
  }

  /** The argument of a head of this major type, in the shortest form. */
  private head(due: number | undefined): bigint {
    const first = this.peek();
    need(first >> 5 === due, "codes-malformed", `CBOR of major type ${first >> 5}, ${due} due`);
    this.at += 1;
    const short = first & 0x1f;
    if (short < 24) return BigInt(short);
    // 24 to 27: the argument follows in 1, 2, 4 or 8 bytes; beyond, it is reserved or left open.
    if (short > 27) throw new Refusal("codes-malformed", "", "a CBOR length that is left open, or reserved");
    const width = 1 << (short - 24);
    const argument = this.take(BigInt(width)).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    const least = width === 1 ? 24n : 1n << BigInt(4 * width);
    need(argument >= least, "codes-malformed", "CBOR that is not in its shortest form");
    return argument;
  }

  /** So many bytes, which must be there: nothing is allocated for a length that only claims to be. */
  private take(length: bigint): Bytes {
    need(length <= BigInt(this.source.length - this.at), "codes-malformed", "the CBOR breaks off");
    const bytes = this.source.slice(this.at, this.at + Number(length));
    this.at += bytes.length;
    return bytes;
  }
}
