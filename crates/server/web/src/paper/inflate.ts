/**
 * Raw DEFLATE (RFC 1951) with two things that the engines' own streams do not have: an end that is told, because only
 * zeros may stand behind it on paper, and a limit on what comes out, so that a bomb costs nothing.
 */

import type { Bytes } from "../bytes";

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
  16385, 24577,
];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
/** The order in which a dynamic block gives the lengths of its own code (§3.2.7). */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_BITS = 15;

class Broken extends Error {}

/** What the stream holds and where it ends, in bytes; nothing where it is none, or holds more than `most`. */
export function inflate(stream: Uint8Array, most: number): { data: Bytes; end: number } | undefined {
  const inflater = new Inflater(stream, most);
  try {
    inflater.run();
  } catch (error) {
    if (error instanceof Broken) return undefined;
    throw error;
  }
  return { data: Uint8Array.from(inflater.out), end: inflater.end };
}

/** A canonical Huffman code: how many symbols each length has, and the symbols in their order. */
interface Code {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

class Inflater {
  readonly out: number[] = [];
  private at = 0;
  private held = 0;
  private count = 0;

  constructor(
    private readonly stream: Uint8Array,
    private readonly most: number,
  ) {}

  /** Bytes of the stream that were begun. */
  get end(): number {
    return this.at;
  }

  run(): void {
    let final = false;
    while (!final) {
      final = this.bits(1) === 1;
      const kind = this.bits(2);
      if (kind === 0) this.stored();
      else if (kind === 1) this.coded(FIXED.literals, FIXED.distances);
      else if (kind === 2) this.dynamic();
      else throw new Broken();
    }
  }

  private bits(need: number): number {
    while (this.count < need) {
      const byte = this.stream[this.at];
      if (byte === undefined) throw new Broken();
      this.at += 1;
      this.held |= byte << this.count;
      this.count += 8;
    }
    const value = this.held & ((1 << need) - 1);
    this.held >>>= need;
    this.count -= need;
    return value;
  }

  private put(byte: number): void {
    if (this.out.length >= this.most) throw new Broken();
    this.out.push(byte);
  }

  private stored(): void {
    this.held = 0;
    this.count = 0;
    const [low = 0, high = 0, notLow = 0, notHigh = 0] = this.stream.slice(this.at, this.at + 4);
    const length = low | (high << 8);
    if (this.at + 4 + length > this.stream.length || (length ^ 0xffff) !== (notLow | (notHigh << 8))) throw new Broken();
    this.at += 4;
    for (const byte of this.stream.slice(this.at, this.at + length)) this.put(byte);
    this.at += length;
  }

  private symbol({ counts, symbols }: Code): number {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= MAX_BITS; length += 1) {
      code |= this.bits(1);
      const count = counts[length] ?? 0;
      if (code - count < first) return symbols[index + code - first] ?? broken();
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return broken();
  }

  private coded(literals: Code, distances: Code): void {
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol === 256) return;
      if (symbol < 256) {
        this.put(symbol);
        continue;
      }
      const length = (LENGTHS[symbol - 257] ?? broken()) + this.bits(LENGTH_BITS[symbol - 257] ?? 0);
      const far = this.symbol(distances);
      const distance = (DISTANCES[far] ?? broken()) + this.bits(DISTANCE_BITS[far] ?? 0);
      if (distance > this.out.length) throw new Broken();
      for (let i = 0; i < length; i += 1) this.put(this.out[this.out.length - distance] ?? 0);
    }
  }

  private dynamic(): void {
    const literals = this.bits(5) + 257;
    const distances = this.bits(5) + 1;
    const lengths = new Array<number>(19).fill(0);
    const given = this.bits(4) + 4;
    for (const place of ORDER.slice(0, given)) lengths[place] = this.bits(3);
    const code = codeOf(lengths);
    const all: number[] = [];
    while (all.length < literals + distances) {
      const symbol = this.symbol(code);
      if (symbol < 16) all.push(symbol);
      else if (symbol === 16) {
        const before = all[all.length - 1] ?? broken();
        all.push(...new Array<number>(3 + this.bits(2)).fill(before));
      } else all.push(...new Array<number>(symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7)).fill(0));
    }
    if (all.length > literals + distances || all[256] === 0) throw new Broken();
    this.coded(codeOf(all.slice(0, literals)), codeOf(all.slice(literals)));
  }
}

function broken(): never {
  throw new Broken();
}

function codeOf(lengths: readonly number[]): Code {
  const counts = new Array<number>(MAX_BITS + 1).fill(0);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  let left = 1;
  for (let length = 1; length <= MAX_BITS; length += 1) {
    left = left * 2 - (counts[length] ?? 0);
    if (left < 0) throw new Broken(); // more codes than there is room for
  }
  const symbols = lengths
    .map((length, symbol) => ({ length, symbol }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.length - b.length || a.symbol - b.symbol)
    .map(({ symbol }) => symbol);
  return { counts, symbols };
}

const FIXED = {
  literals: codeOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  distances: codeOf(new Array<number>(30).fill(5)),
};
