/** Reads the secretary's input, typed or scanned, without a page. */

import type { PartyState } from "../../shared/api/answers.js";

/** The number from the signer's screen: 24 digits, or the digest that its code holds; nothing where it is neither. */
export function numberRead(text: string): string | undefined {
  const bare = text
    .trim()
    .toUpperCase()
    .replace(/^GIAOUOC:/, "")
    .replace(/[\s.-]/g, "");
  if (/^[0-9]{24}$/.test(bare)) return (bare.match(/.{4}/g) ?? []).join(" ");
  return /^[0-9A-F]{64}$/.test(bare) ? bare.toLowerCase() : undefined;
}

/** Six digits of a short code or a pairing code, however they are grouped. */
export function codeRead(text: string): string | undefined {
  const bare = text.replace(/\D/g, "");
  return bare.length === 6 ? bare : undefined;
}

/** The word for where a party stands, as a name in the table of words. */
export function standing(
  party: PartyState,
): "isSigned" | "isDeclined" | "isDeclining" | "isPending" | "isEnrolled" | "isReleased" | "isWaiting" {
  if (party.state === "signed") return "isSigned";
  if (party.state === "declined") return "isDeclined";
  if (party.declining) return "isDeclining";
  if (party.pending) return "isPending";
  if (party.released) return "isReleased";
  return party.state === "enrolled" ? "isEnrolled" : "isWaiting";
}

/** The lines of a record's text after its first, as names and values. */
export function linesOf(text: string): readonly (readonly [string, string])[] {
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const space = line.indexOf(" ");
      return [line.slice(0, space), line.slice(space + 1)] as const;
    });
}

/** Stages of those that sign, smallest first, each with its parties in roster order. */
export function stagesOf(parties: readonly PartyState[]): readonly (readonly [number, readonly PartyState[]])[] {
  const signers = parties.filter(({ state }) => state !== "named");
  const stages = [...new Set(signers.map(({ stage }) => stage))].sort((a, b) => a - b);
  return stages.map((stage) => [stage, signers.filter((party) => party.stage === stage)] as const);
}
