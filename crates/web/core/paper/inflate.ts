/**
 * DEFLATE (RFC 1951) that never gives more than it is allowed to, and says where the stream ends: what follows it is a
 * matter of the format around. No engine's `DecompressionStream` and no small library tells both.
 */

import type { Bytes } from "../bytes.js";

/** The decompressed bytes, and how many bytes the stream took. */
export interface Inflated {
  readonly bytes: Bytes;
  readonly end: number;
}

/** Nothing where the bytes are no stream from their beginning, or one of more than `most` bytes. */
export function inflate(stream: Uint8Array, most: number): Inflated | undefined {
  try {
    return new Inflater(stream, most).run();
  } catch (error) {
    if (error === BROKEN) return undefined;
    throw error;
  }
}

/** The same around a zlib stream (RFC 1950), as PDF files have it. Its checksum is not looked at. */
export function inflateZlib(stream: Uint8Array, most: number): Bytes | undefined {
  const [method = 0, flags = 0] = stream;
  // DEFLATE, no preset dictionary, and the header's own check.
  if ((method & 0x0f) !== 8 || (flags & 0x20) !== 0 || ((method << 8) | flags) % 31 !== 0) return undefined;
  return inflate(stream.subarray(2), most)?.bytes;
}

const BROKEN = new Error("no DEFLATE stream");
const MAX_BITS = 15;
const FIRST_OUTPUT = 1 << 12;

// RFC 1951 §3.2.5: bases and extra bits of lengths (codes 257…285) and distances.
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** §3.2.7: in which order the lengths of the code for lengths stand. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A Huffman code: how many of each length, and the symbols in the order of their codes. */
interface Code {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

/** §3.2.2. Refuses lengths that no code has; one that leaves codes unused is taken only with a single symbol. */
function codeOf(lengths: readonly number[]): Code {
  const counts = new Array<number>(MAX_BITS + 1).fill(0);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  let left = 1;
  for (let bits = 1; bits <= MAX_BITS; bits += 1) {
    left = 2 * left - (counts[bits] ?? 0);
    if (left < 0) throw BROKEN;
  }
  const used = lengths.length - (counts[0] ?? 0);
  if (left > 0 && !(used === 0 || (used === 1 && counts[1] === 1))) throw BROKEN;
  const symbols = lengths.map((_, symbol) => symbol).filter((symbol) => lengths[symbol] !== 0);
  symbols.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  counts[0] = 0;
  return { counts, symbols };
}

const FIXED = codeOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)));
const FIXED_DISTANCES = codeOf(new Array<number>(32).fill(5));

class Inflater {
  private at = 0;
  private held = 0;
  private bitsHeld = 0;
  private out = new Uint8Array(FIRST_OUTPUT);
  private length = 0;

  constructor(
    private readonly source: Uint8Array,
    private readonly most: number,
  ) {}

  run(): Inflated {
    for (let isLast = false; !isLast;) {
      isLast = this.bits(1) === 1;
      const kind = this.bits(2);
      if (kind === 0) this.stored();
      else if (kind === 1) this.block(FIXED, FIXED_DISTANCES);
      else if (kind === 2) this.dynamic();
      else throw BROKEN;
    }
    // Less than a byte is ever held, so the next byte is the first that was not begun.
    return { bytes: this.out.slice(0, this.length), end: this.at };
  }

  private bits(count: number): number {
    while (this.bitsHeld < count) {
      const byte = this.source[this.at];
      if (byte === undefined) throw BROKEN;
      this.at += 1;
      this.held |= byte << this.bitsHeld;
      this.bitsHeld += 8;
    }
    const bits = this.held & ((1 << count) - 1);
    this.held >>>= count;
    this.bitsHeld -= count;
    return bits;
  }

  private symbol({ counts, symbols }: Code): number {
    let [code, first, index] = [0, 0, 0];
    for (let bits = 1; bits <= MAX_BITS; bits += 1) {
      code |= this.bits(1);
      const count = counts[bits] ?? 0;
      if (code - first < count) return symbols[index + code - first] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw BROKEN;
  }

  private stored(): void {
    this.held = 0;
    this.bitsHeld = 0;
    const [low, high] = [this.bits(16), this.bits(16)];
    const block = this.source.subarray(this.at, this.at + low);
    if (low !== (~high & 0xffff) || block.length !== low) throw BROKEN;
    this.room(low);
    this.out.set(block, this.length);
    this.length += low;
    this.at += low;
  }

  private dynamic(): void {
    const [literals, distances, meta] = [this.bits(5) + 257, this.bits(5) + 1, this.bits(4) + 4];
    if (literals > 286 || distances > 30) throw BROKEN;
    const lengthOfLengths = new Array<number>(19).fill(0);
    for (const symbol of ORDER.slice(0, meta)) lengthOfLengths[symbol] = this.bits(3);
    const code = codeOf(lengthOfLengths);
    const lengths: number[] = [];
    while (lengths.length < literals + distances) {
      const symbol = this.symbol(code);
      if (symbol < 16) {
        lengths.push(symbol);
        continue;
      }
      const repeated = symbol === 16 ? lengths[lengths.length - 1] : 0;
      if (repeated === undefined) throw BROKEN;
      const times = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
      for (let i = 0; i < times; i += 1) lengths.push(repeated);
    }
    // A run may not reach beyond the end, and a block must be able to end.
    if (lengths.length > literals + distances || lengths[256] === 0) throw BROKEN;
    this.block(codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals)));
  }

  private block(literals: Code, distances: Code): void {
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol === 256) return;
      if (symbol < 256) {
        this.room(1);
        this.out[this.length] = symbol;
        this.length += 1;
        continue;
      }
      const length = base(LENGTHS, symbol - 257) + this.bits(LENGTH_BITS[symbol - 257] ?? 0);
      const far = this.symbol(distances);
      const distance = base(DISTANCES, far) + this.bits(DISTANCE_BITS[far] ?? 0);
      if (distance > this.length) throw BROKEN;
      this.room(length);
      // Byte by byte: a copy may reach into what it writes.
      for (let i = 0; i < length; i += 1) this.out[this.length + i] = this.out[this.length + i - distance] ?? 0;
      this.length += length;
    }
  }

  /** Grows the output, never beyond what is allowed. */
  private room(more: number): void {
    const due = this.length + more;
    if (due > this.most) throw BROKEN;
    if (due <= this.out.length) return;
    const larger = new Uint8Array(Math.min(this.most, Math.max(due, 2 * this.out.length)));
    larger.set(this.out.subarray(0, this.length));
    this.out = larger;
  }
}

function base(table: readonly number[], place: number): number {
  const value = table[place];
  if (value === undefined) throw BROKEN;
  return value;
}
