/** Which codes are at hand, and which are missing. */

import type { Held } from "../../core/paper/collector.js";
import { type Child, h } from "../../shared/ui/dom.js";
import { type Language, fill, speak } from "../../shared/ui/words.js";
import { WORDS } from "./words.js";

export function heldList(held: Held, lang: Language): HTMLElement {
  const w = speak(WORDS, lang);
  const { count } = held;
  const item = (name: string, isHeld: boolean, isSpared = false): HTMLElement => {
    const state = isHeld ? "have" : isSpared ? "spared" : "lack";
    return h(
      "li",
      { class: `held-code ${state}`, "data-state": state },
      h("span", { class: "held-sign", "aria-hidden": "true" }),
      h("span", {}, name),
      h("span", { class: "held-state" }, w[state]),
    );
  };
  const slices: Child =
    count === undefined
      ? h(
          "li",
          { class: "held-code" },
          h("span", { class: "held-sign", "aria-hidden": "true" }),
          h("span", {}, w.textUnknown),
        )
      : [
          Array.from({ length: count }, (_, place) =>
            item(fill(w.sliceName, { k: place + 1, n: count }), held.slices.includes(place), held.text),
          ),
          item(w.parityName, held.parity, held.text),
        ];
  const needed = count === undefined ? 0 : count - held.slices.length - Number(held.parity);
  const sums = held.complete ? [w.haveAll] : [!held.seal && w.needSeal, needed > 0 && fill(w.needMore, { n: needed })];
  return h(
    "section",
    { class: "held", "aria-labelledby": "held-title" },
    h("h2", { id: "held-title" }, w.heldTitle),
    h("ul", {}, item(w.sealName, held.seal), slices),
    h("p", { role: "status" }, sums.filter((sum) => sum !== false).join(" ")),
  );
}
