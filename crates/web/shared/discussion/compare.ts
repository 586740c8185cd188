/**
 * Two documents side by side: both as the lines that a reader sees, compared line by line, and within a line that was
 * changed word by word. A Vietnamese word boundary is a space or a sign; a syllable with its tone is never cut.
 */

import { diffArrays } from "diff";
import type { Doc } from "../draft/document.js";
import { type Line, linesOf } from "./lines.js";

/** A run of words that both have, or that only the later (`added`) or the earlier (`removed`) has. */
export interface Piece {
  readonly text: string;
  readonly kind: "same" | "added" | "removed";
}

/** A line that is not the same in both. */
export interface Changed {
  readonly label: string;
  readonly place: string;
  readonly kind: "added" | "removed" | "changed";
  readonly pieces: readonly Piece[];
}

/** Differences between two documents, in the order of the later one. */
export function compare(before: Doc, after: Doc): Changed[] {
  const found: Changed[] = [];
  let removed: Line[] = [];
  const flush = (added: readonly Line[]): void => {
    // Lines of one place are one changed line; the rest is paired in its order.
    const left = [...removed];
    removed = [];
    for (const line of added) {
      const own = left.findIndex(({ place }) => place === line.place);
      const [partner] = own >= 0 ? left.splice(own, 1) : [];
      found.push(partner ? changed(partner, line) : whole(line, "added"));
    }
    found.push(...left.map((line) => whole(line, "removed")));
  };
  for (const run of diffArrays(linesOf(before), linesOf(after), {
    comparator: (a, b) => a.text === b.text && kindOf(a) === kindOf(b),
  })) {
    if (run.removed) removed.push(...run.value);
    else flush(run.added ? run.value : []);
  }
  flush([]);
  return found;
}

/** Two texts, word by word. */
export function pieces(before: string, after: string): Piece[] {
  return diffArrays(wordsOf(before), wordsOf(after)).map(({ value, added, removed }) => ({
    text: value.join(""),
    kind: added ? "added" : removed ? "removed" : "same",
  }));
}

/** Words, runs of spaces, and every other sign by itself. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+|\s+|[^\p{L}\p{M}\p{N}\s]/gu) ?? [];
}

function changed(before: Line, after: Line): Changed {
  return { label: after.label, place: after.place, kind: "changed", pieces: pieces(before.text, after.text) };
}

function whole({ label, place, text }: Line, kind: "added" | "removed"): Changed {
  return { label, place, kind, pieces: [{ text, kind }] };
}

/** Kind of a line, whatever its number: an article that moved is not a phase of the same words. */
function kindOf({ label }: Line): string {
  return label.replace(/\d+/g, "");
}
