/** The question which of two values stays, where two people changed the same place. */

import type { Conflict, Value } from "../../shared/draft/document.js";
import { ask, h } from "../../shared/ui/dom.js";
import type { Words } from "./words.js";

/** Asks place by place which value stays. Gives the conflicts whose own value was chosen. */
export async function choose(conflicts: readonly Conflict[], w: Words): Promise<readonly Conflict[]> {
  const told = (value: Value | undefined): string =>
    value === undefined ? w.nothing : typeof value === "string" ? value : JSON.stringify(value, null, 1);
  const mine = new Set<string>();
  const rows = conflicts.map(({ place, mine: own, theirs }, i) => {
    const radio = (who: string, value: Value | undefined, checked: boolean, take: () => void): HTMLElement =>
      h(
        "label",
        { class: "choice" },
        h("input", { type: "radio", name: `conflict-${i}`, checked, onchange: take }),
        h("span", {}, h("strong", {}, who), h("bdi", { class: "preserve", lang: "vi" }, told(value))),
      );
    return h(
      "fieldset",
      {},
      h("legend", {}, h("code", {}, place)),
      radio(w.theirs, theirs, true, () => mine.delete(place)),
      radio(w.mine, own, false, () => mine.add(place)),
    );
  });
  await ask(w.conflictTitle, [h("p", {}, w.conflictText), rows], [{ value: "keep", label: w.keep }]);
  return conflicts.filter(({ place }) => mine.has(place));
}
