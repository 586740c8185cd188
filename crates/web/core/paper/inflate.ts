/**
 * DEFLATE (RFC 1951) by `pako`, with a limit on what comes out and the place where the stream ends: what follows it is
 * a matter of the format around. `DecompressionStream` of browsers tells neither.
 */

/*! pako - MIT License and Zlib (c) 2014-2017 Vitaly Puzrin and Andrei Tuputcyn */
import { Inflate } from "pako";

import { type Bytes, concat } from "../bytes.js";

/** The decompressed bytes, and how many bytes the stream took. */
export interface Inflated {
  readonly bytes: Bytes;
  readonly end: number;
}

/** Decompresses a stream of at most `most` bytes; nothing where the bytes do not begin with one. */
export function inflate(stream: Uint8Array, most: number): Inflated | undefined {
  const engine = new LimitedInflate(most);
  // Byte by byte, because the engine tells that the stream has ended, and not where.
  for (let end = 1; end <= stream.length; end += 1) {
    if (!engine.take(stream.subarray(end - 1, end))) return undefined;
    if (engine.ended) return { bytes: engine.output(), end };
  }
  return undefined;
}

/** Decompresses a zlib stream (RFC 1950), as PDF files have it. Its checksum is not looked at. */
export function inflateZlib(stream: Uint8Array, most: number): Bytes | undefined {
  const [method = 0, flags = 0] = stream;
  // DEFLATE, no preset dictionary, and the header's own check.
  if ((method & 0x0f) !== 8 || (flags & 0x20) !== 0 || ((method << 8) | flags) % 31 !== 0) return undefined;
  const engine = new LimitedInflate(most);
  return engine.take(stream.subarray(2)) && engine.ended ? engine.output() : undefined;
}

const TOO_LONG = new Error("more than is allowed");
/** The engine allocates its output in pieces of at most so many bytes. */
const PIECE = 1 << 16;

/** Raw DEFLATE that stops as soon as it has given more bytes than it is allowed to. */
class LimitedInflate extends Inflate {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  constructor(private readonly most: number) {
    super({ raw: true, chunkSize: Math.min(PIECE, most + 1) });
  }

  /** Takes more of the stream; false where it is broken, or too long. */
  take(input: Uint8Array): boolean {
    try {
      return this.push(input, false) || (this.ended && this.err === 0);
    } catch (error) {
      if (error === TOO_LONG) return false;
      throw error;
    }
  }

  /** All that came out. */
  output(): Bytes {
    return concat(...this.parts);
  }

  override onData(part: Uint8Array): void {
    this.length += part.length;
    if (this.length > this.most) throw TOO_LONG;
    this.parts.push(part);
  }

  override onEnd(): void {
    // The pieces are joined only when they are asked for.
  }
}
