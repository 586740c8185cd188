/**
 * Handwritten marks (`docs/spec/3-records.md`, marks): one small SVG of strokes. Shown only through an image element.
 */

import { utf8 } from "./bytes.js";
import { need } from "./error.js";
import { type Digest, digestOf } from "./hash.js";

/** The most bytes of a mark. */
export const MARK_BYTES = 16 * 1024;

const SVG = '<svg xmlns="http://www\\.w3\\.org/2000/svg" viewBox="0 0 [1-9][0-9]{0,4} [1-9][0-9]{0,4}">';
const PATH = '<path d="[MLQCZ0-9 .-]{1,16000}" fill="none" stroke="#000" stroke-width="[0-9]{1,3}(?:\\.[0-9]{1,2})?"/>';
// Without the flag m, `$` is the very end: no line feed slips in behind.
const MARK = new RegExp(`^${SVG}(?:${PATH})*</svg>$`);

/** Takes a mark that matches the expression, whole, and gives its digest; else `too-large` or `mark-form`. */
export async function markDigest(svg: string): Promise<Digest> {
  need(utf8(svg).length <= MARK_BYTES, "too-large", `at most ${MARK_BYTES} bytes`);
  need(MARK.test(svg), "mark-form");
  return digestOf(svg);
}
