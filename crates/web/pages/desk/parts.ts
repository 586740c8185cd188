/** Small parts of the desk's page. */

import type { Config } from "../../shared/ui/config.js";
import { h } from "../../shared/ui/dom.js";
import type { Words } from "./list.js";

/** A button whose whole label, for those who hear it, may say more than the visible one. */
export function actButton(id: string, label: string, press: () => void, kind = "", full = label): HTMLElement {
  return h(
    "button",
    { type: "button", id, class: `button ${kind}`, "aria-label": full === label ? undefined : full, onclick: press },
    label,
  );
}

/** The way back to the list, and to the page in the other language. */
export function backLinks(config: Config, id: string, w: Words): HTMLElement {
  const path = config.program ? "/" : "/console";
  const other = config.lang === "en" ? "vi" : "en";
  return h(
    "p",
    { class: "desk-back" },
    h("a", { class: "touch", href: `${path}?lang=${config.lang}` }, `‹ ${w.back}`),
    config.program &&
      h(
        "a",
        { class: "touch", href: `/?id=${id}&lang=${other}`, lang: other, hreflang: other },
        other === "en" ? "English" : "Tiếng Việt",
      ),
  );
}
