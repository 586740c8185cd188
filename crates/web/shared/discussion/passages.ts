/** Passages of the printed page about which something may be said: a button at each, with how much was said there. */

import { h } from "../ui/dom.js";
import type { Comment } from "./table.js";
import type { Words } from "./words.js";
import { fill } from "../ui/words.js";

/** Puts the buttons on. `say` gets the place and the words that were chosen there; none chosen: the whole passage. */
export function mark(
  sheet: HTMLElement,
  comments: readonly Comment[],
  w: Words,
  say: ((place: string, quote: string) => void) | undefined,
): void {
  for (const passage of sheet.querySelectorAll<HTMLElement>("[data-place]")) {
    const place = passage.dataset["place"] ?? "";
    const open = comments.filter(
      (one) => one.answers === undefined && one.resolved === undefined && covers(place, one.place),
    ).length;
    passage.classList.toggle("has-comments", open > 0);
    if (!say) continue;
    const label = open > 0 ? fill(w.sayMore, { n: open }) : w.sayHere;
    const button = h(
      "button",
      { type: "button", class: "say-here", "aria-label": `${label}: ${textOf(passage).slice(0, 60)}`, title: label },
      open > 0 ? `✎ ${open}` : "✎",
    );
    // Pressing the button must not lose what is chosen.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => say(place, chosenIn(passage)));
    passage.append(button);
  }
}

/** Shows a passage. */
export function reveal(sheet: HTMLElement, place: string): void {
  const passages = [...sheet.querySelectorAll<HTMLElement>("[data-place]")];
  const found = passages.find((passage) => covers(passage.dataset["place"] ?? "", place));
  if (!found) return;
  found.scrollIntoView({ block: "center" });
  found.classList.add("is-revealed");
  setTimeout(() => found.classList.remove("is-revealed"), 2_000);
}

function covers(passage: string, place: string): boolean {
  return place === passage || place.startsWith(`${passage}/`);
}

function textOf(passage: HTMLElement): string {
  return [...passage.childNodes]
    .filter((node) => !(node instanceof HTMLButtonElement))
    .map((node) => node.textContent ?? "")
    .join(" ")
    .trim();
}

function chosenIn(passage: HTMLElement): string {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return "";
  return passage.contains(selection.getRangeAt(0).commonAncestorContainer)
    ? selection
        .toString()
        .replace(/✎( \d+)?/g, "")
        .trim()
        .slice(0, 1000)
    : "";
}
