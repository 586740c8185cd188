/** Decimal digits of a proof code and the bytes that they are (`docs/spec/7-codes.md`, digits). */

import type { Bytes } from "../bytes.js";
import { need } from "../error.js";

/** Digits that one code can hold at all: version 40-L. */
export const MAX_DIGITS = 7089;
/** Bytes of a whole chunk, and its digits. */
const CHUNK = 7;
/** Digits of a chunk of so many bytes. */
const WIDTHS = [0, 3, 5, 8, 10, 13, 15, 17];

/** Reads digits; `codes-malformed` for anything else, a wrong number of them, or a chunk too large for its bytes. */
export function readDigits(text: string): Bytes {
  need(text.length <= MAX_DIGITS, "codes-malformed", `${text.length} digits`);
  need(/^[0-9]+$/.test(text), "codes-malformed", "something else than digits");
  const width = WIDTHS[CHUNK] ?? 0;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += width) {
    const chunk = text.slice(at, at + width);
    const length = WIDTHS.indexOf(chunk.length);
    need(length > 0, "codes-malformed", `${chunk.length} digits at the end`);
    // 17 digits are beyond 2^53.
    let number = BigInt(chunk);
    need(number < 1n << BigInt(8 * length), "codes-malformed", "a chunk is larger than its bytes can be");
    for (let i = 0; i < length; i += 1) {
      bytes.push(Number(number & 0xffn));
      number >>= 8n;
    }
  }
  return Uint8Array.from(bytes);
}
