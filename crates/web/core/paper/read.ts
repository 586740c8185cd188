/** All codes of one sheet together. */

import { equal } from "../bytes.js";
import { Refusal, need } from "../error.js";
import { type Seal, PREFIX_BYTES, scan } from "./codes.js";
import { type SignedText, readCompact } from "./compact.js";
import { Slices } from "./slices.js";

/** Texts that one reading takes: all codes of the largest sheet, each several times. */
export const MAX_TEXTS = 512;

/** The parts of a sheet that could be read. */
export interface Sheet {
  readonly seal: Seal | undefined;
  readonly text: SignedText | undefined;
}

/**
 * Reads a sheet from what was scanned, in any order. Texts that are no proof codes are passed over; where none is one,
 * that is `codes-malformed`, or `codes-version` where one is of another version.
 */
export function readCodes(texts: readonly string[]): Sheet {
  need(texts.length <= MAX_TEXTS, "codes-malformed", `more than ${MAX_TEXTS} texts`);
  const slices = new Slices();
  let [seal, found, otherVersion]: [Seal | undefined, boolean, boolean] = [undefined, false, false];
  for (const scanned of texts.map(scan)) {
    if (scanned.is === "version") otherVersion = true;
    if (scanned.is === "damaged") throw scanned.refusal;
    if (scanned.is !== "code") continue;
    found = true;
    const { code } = scanned;
    if (code.kind === "slice") slices.add(code);
    else {
      need(!seal || sameSeal(seal, code), "codes-mixed", "two seals");
      seal = code;
    }
  }
  if (!found) throw new Refusal(otherVersion ? "codes-version" : "codes-malformed", "", "no proof code");
  need(!seal || belongs(slices, seal), "codes-mixed", "the slices are of another pact than the seal");
  const compact = slices.join();
  return { seal, text: compact && readCompact(compact) };
}

/** True if slices are of the pact that a seal names. */
export function belongs(slices: { readonly prefix: string | undefined }, seal: Seal): boolean {
  return slices.prefix === undefined || seal.pact.slice(0, 2 * PREFIX_BYTES) === slices.prefix;
}

/** True if two seals say the same: each has one spelling. */
export function sameSeal(a: Seal, b: Seal): boolean {
  return equal(a.payload, b.payload);
}
