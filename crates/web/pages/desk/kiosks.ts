/** The desk's kiosks: those that are paired, and the form that pairs one. */

import { h, words as quoted } from "../../shared/ui/dom.js";
import { clockTime, fill, unixOf } from "../../shared/ui/words.js";
import type { Words } from "./list.js";
import type { Kiosk } from "./model.js";
import { actButton } from "./parts.js";
import { codeRead } from "./reading.js";

/** The page around the panel. */
export interface KioskContext {
  readonly w: Words;
  /** Pairs a kiosk by its code and calls `done` afterwards. */
  readonly pair: (code: string, name: string, done: () => void) => void;
  readonly unpair: (number: number) => void;
}

export function kioskPanel(kiosks: readonly Kiosk[], { w, pair, unpair }: KioskContext): HTMLElement {
  const item = ({ number, name, seen, connected }: Kiosk): HTMLElement =>
    h(
      "li",
      { class: "kiosk-line" },
      h(
        "span",
        {},
        h("strong", {}, quoted(name)),
        " ",
        h(
          "span",
          { class: `chip ${connected ? "valid" : "invalid"}` },
          connected ? w.connected : fill(w.silent, { time: clockTime(unixOf(seen)) }),
        ),
      ),
      actButton(`unpair-${number}`, w.unpair, () => unpair(number), "quiet", `${w.unpair}: ${name}`),
    );
  const code = h("input", { id: "pair-code", type: "text", inputmode: "numeric", autocomplete: "off", maxlength: 7 });
  const name = h("input", {
    id: "pair-name",
    type: "text",
    maxlength: 100,
    autocomplete: "off",
    value: fill(w.pairNameDefault, { n: kiosks.length + 1 }),
  });
  const form = h(
    "form",
    { novalidate: true },
    h("div", { class: "field" }, h("label", { for: "pair-code" }, w.pairCode), code),
    h("div", { class: "field" }, h("label", { for: "pair-name" }, w.pairName), name),
    h("button", { type: "submit", class: "button" }, w.pair),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const digits = codeRead(code.value);
    if (digits === undefined || name.value.trim() === "") return code.setAttribute("aria-invalid", "true");
    const called = name.value.normalize("NFC").trim();
    pair(digits, called, () => {
      code.value = "";
    });
  });
  return h(
    "section",
    { class: "panel", "aria-labelledby": "kiosks" },
    h("h2", { id: "kiosks" }, w.kiosks),
    kiosks.length === 0 ? h("p", {}, w.noKiosks) : h("ul", { class: "plain" }, kiosks.map(item)),
    form,
  );
}
