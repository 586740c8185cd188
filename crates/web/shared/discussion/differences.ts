/** Differences between two documents, shown on a page. */

import { h } from "../ui/dom.js";
import type { Changed } from "./compare.js";

/** The words that it needs. */
export interface DifferenceWords {
  readonly noDifference: string;
  readonly added: string;
  readonly removed: string;
  readonly changed: string;
}

/** Differences as a list that can be read without colour. */
export function differences(changes: readonly Changed[], w: DifferenceWords): HTMLElement {
  if (changes.length === 0) return h("p", {}, w.noDifference);
  const piece = {
    same: (text: string) => text,
    added: (text: string) => h("ins", {}, text),
    removed: (text: string) => h("del", {}, text),
  };
  return h(
    "ul",
    { class: "differences", lang: "vi" },
    changes.map(({ label, kind, pieces }) =>
      h(
        "li",
        {},
        h("p", { class: "small" }, `${label} · ${w[kind]}`),
        h(
          "p",
          {},
          pieces.map(({ text, kind: how }) => piece[how](text)),
        ),
      ),
    ),
  );
}
