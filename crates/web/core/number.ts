/** Numbers for people (số đối chiếu, `docs/spec/8-numbers.md`): a digest for eye and voice. Tools compare digests. */

import type { Digest } from "./hash.js";

/** Twelve digits in groups of four: the first 8 bytes, big-endian, modulo 10^12. Against accident only. */
export function shortNumber(digest: Digest): string {
  return grouped(digest.slice(0, 16), 12);
}

/** Twenty-four digits: the first 16 bytes modulo 10^24, for whoever compares keys or texts between two devices. */
export function longNumber(digest: Digest): string {
  return grouped(digest.slice(0, 32), 24);
}

function grouped(hex: string, digits: number): string {
  const padded = (BigInt(`0x${hex}`) % 10n ** BigInt(digits)).toString().padStart(digits, "0");
  return (padded.match(/.{4}/g) ?? []).join(" ");
}
