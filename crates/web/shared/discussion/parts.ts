/** Small parts of the discussion's tabs. */

import { h } from "../ui/dom.js";
import { calendarDay, clockTime, unixOf } from "../ui/words.js";

export function smallButton(
  label: string,
  press: () => void,
  more: { readonly [name: string]: string } = {},
): HTMLElement {
  return h("button", { type: "button", class: "button quiet small-button", onclick: press, ...more }, label);
}

/** Time and day of a moment that records write. */
export function when(time: string): string {
  const unix = unixOf(time);
  return `${clockTime(unix)} ${calendarDay(unix)}`;
}
