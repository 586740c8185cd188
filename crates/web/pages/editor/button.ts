/** The editor's buttons. */

import { h } from "../../shared/ui/dom.js";

export function button(
  label: string,
  press: () => void,
  kind = "quiet",
  more: { readonly [name: string]: string } = {},
): HTMLButtonElement {
  return h("button", { type: "button", class: `button ${kind}`, onclick: press, ...more }, label);
}
