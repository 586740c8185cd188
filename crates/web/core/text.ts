/**
 * The text rule: what may stand in a pact and in a record (`docs/spec/1-pact.md`, `docs/spec/3-records.md`).
 *
 * Characters are those of Unicode **15.0**, by a table of our own. The engine's NFC follows another version, and that
 * does no harm: code points that 15.0 does not know are refused *before* a text is normalized, and a text of known ones
 * has the same NFC in every later version (UAX #15, §3).
 */

import { Refusal, need } from "./error.js";
import { TURNS } from "./unicode15.js";

/** Line feeds in a text: `multi` only for the members `text`, `preamble` and `declaration` of a pact. */
export type Lines = "single" | "multi";

/** The most code points of a record's value. */
export const VALUE_CODE_POINTS = 200;

/**
 * Judges a text: not empty (`text-empty`), no forbidden character (`text-forbidden-character`), NFC (`text-not-nfc`).
 * The detail names the first fault, `U+200B at 4`, counting code points from 0. Nothing is ever repaired here.
 */
export function checkText(text: string, lines: Lines = "single"): void {
  need(text !== "", "text-empty");
  let at = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (!isAllowed(point, lines)) throw new Refusal("text-forbidden-character", "", `${codePoint(point)} at ${at}`);
    at += 1;
  }
  need(text.normalize("NFC") === text, "text-not-nfc");
}

/** Judges a record's value: the text rule, no line feed, no space at either end, at most 200 code points. */
export function checkValue(text: string): void {
  checkText(text);
  need(!text.startsWith(" ") && !text.endsWith(" "), "value-form", "a space at an end");
  need([...text].length <= VALUE_CODE_POINTS, "value-form", `more than ${VALUE_CODE_POINTS} code points`);
}

const LINE_FEED = 0x0a;

function isAllowed(point: number, lines: Lines): boolean {
  if (point === LINE_FEED) return lines === "multi";
  return !isRefused(point);
}

/** Categories Cc, Cf, Cs, Co, Cn, Zl, Zp, Zs but U+0020, and Default_Ignorable_Code_Point, of Unicode 15.0. */
export function isRefused(point: number): boolean {
  let [low, high] = [0, boundaries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((boundaries[middle] ?? 0) <= point) low = middle + 1;
    else high = middle;
  }
  // An odd number of boundaries lies at or before the point: the last of them opened a refused range.
  return low % 2 === 1;
}

const boundaries = unpack(TURNS);

function unpack(turns: string): Uint32Array {
  let boundary = 0;
  return Uint32Array.from(turns.trim().split(" "), (distance) => (boundary += parseInt(distance, 36)));
}

/** `U+200B`: how Unicode writes a code point. */
function codePoint(point: number): string {
  return `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}
