/**
 * Deterministic CBOR (RFC 8949 §4.2), as proof codes need it: unsigned and negative integers, byte and text strings,
 * arrays, null; lengths in their shortest form, no tags, nothing after the item.
 */

import { type Bytes, fromUtf8 } from "../bytes";
import { need } from "../error";

export type Item = bigint | Bytes | string | null | readonly Item[];

/** Items of one array: more than any payload has. */
const MAX_ITEMS = 128;
/** Arrays within arrays: compact evidence has three. */
const MAX_DEPTH = 4;

/** Reads one item that fills the bytes; else `codes-malformed`. */
export function readCbor(bytes: Bytes): Item {
  const reader = new Reader(bytes);
  const item = reader.item(0);
  need(reader.atEnd, "codes-malformed", "something stands after the CBOR");
  return item;
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Bytes) {}

  get atEnd(): boolean {
    return this.at === this.bytes.length;
  }

  item(depth: number): Item {
    const [first = 0] = this.take(1);
    const [major, info] = [first >> 5, first & 31];
    if (major === 7) {
      need(info === 22, "codes-malformed", "CBOR that no payload has");
      return null;
    }
    const value = this.argument(info);
    if (major === 0) return value;
    if (major === 1) return -1n - value;
    need(major === 2 || major === 3 || major === 4, "codes-malformed", "CBOR that no payload has");
    if (major === 4) {
      need(value <= MAX_ITEMS && depth < MAX_DEPTH, "codes-malformed", `an array of ${value} items`);
      return Array.from({ length: Number(value) }, () => this.item(depth + 1));
    }
    // Compared before it is a number: a claim of 2^63 bytes takes none.
    need(value <= BigInt(this.bytes.length - this.at), "codes-malformed", "CBOR that ends too early");
    const content = this.take(Number(value));
    if (major === 2) return content;
    const text = fromUtf8(content);
    need(text !== undefined, "codes-malformed", "a text that is not UTF-8");
    return text;
  }

  private argument(info: number): bigint {
    if (info < 24) return BigInt(info);
    need(info <= 27, "codes-malformed", "CBOR of unknown length");
    const value = this.take(1 << (info - 24)).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    const least = [24n, 1n << 8n, 1n << 16n, 1n << 32n][info - 24] ?? 0n;
    need(value >= least, "codes-malformed", "CBOR that is not deterministic");
    return value;
  }

  private take(count: number): Bytes {
    const taken = this.bytes.slice(this.at, this.at + count);
    need(taken.length === count, "codes-malformed", "CBOR that ends too early");
    this.at += count;
    return taken;
  }
}
