/**
 * Cards to print: A6, four on a page of A4, one a person. The links live in memory alone, and only as long as the page.
 */

import { focusOn, h, words } from "../../shared/ui/dom.js";
import { qrCode } from "../../shared/ui/qr.js";
import { calendarDay, clockTime, fill, unixOf } from "../../shared/ui/words.js";
import { type Document, addressOf, sheetsOf } from "./rows.js";
import type { Words } from "./words.js";

/** A link that was just made, and for whom. */
export interface Link {
  readonly link: string;
  readonly party: string;
  readonly unit: string;
  readonly person: string;
  readonly expires: string;
  readonly code: boolean;
}

/** The part that all cards of a pact share. */
export interface Deck {
  readonly document: Document;
  readonly number: string;
  readonly demo: boolean;
}

/** Shows the cards in the place of the page, until somebody goes back. */
export function showCards(links: readonly Link[], deck: Deck, w: Words): Promise<void> {
  return new Promise((resolve) => {
    const title = h("h1", {}, w.cardsTitle);
    const view = h(
      "main",
      { class: "card-view" },
      h(
        "div",
        { class: "card-tools" },
        title,
        h("p", {}, w.cardsHow),
        h(
          "div",
          { class: "buttons" },
          h("button", { class: "button", type: "button", onclick: () => print() }, w.printNow),
          h("button", { class: "button quiet", type: "button", onclick: () => close() }, w.back),
        ),
      ),
      sheetsOf(links).map((sheet) =>
        h(
          "div",
          { class: "card-sheet" },
          sheet.map((link) => card(link, deck, w)),
        ),
      ),
    );
    const close = (): void => {
      removeEventListener("pagehide", close);
      document.body.classList.remove("cards-open");
      view.remove();
      resolve();
    };
    addEventListener("pagehide", close);
    document.body.append(view);
    document.body.classList.add("cards-open");
    focusOn(title);
  });
}

function card(link: Link, { document: pact, number, demo }: Deck, w: Words): HTMLElement {
  const atDesk = pact.identity === "in-person";
  const code = qrCode(link.link, fill(w.cardQr, { person: link.person }));
  const until = unixOf(link.expires);
  return h(
    "article",
    { class: "invite-card", "data-party": link.party },
    h("p", { class: "card-top" }, words(pact.group.name), demo && h("strong", {}, w.cardSample)),
    h("h2", { "data-long": pact.title.length > 64 }, words(pact.title)),
    h("p", { class: "card-kind" }, w.cardHead),
    h(
      "div",
      { class: "card-person" },
      h("p", { class: "card-dear" }, w.cardDear),
      h("p", { class: "card-name" }, words(link.person)),
      h("p", { class: "card-unit" }, words(link.unit)),
    ),
    h(
      "div",
      { class: "card-middle" },
      h("div", { class: "card-code" }, code),
      h(
        "div",
        { class: "card-how" },
        h(
          "ol",
          {},
          (atDesk ? [w.step1, w.step2InPerson, w.step3InPerson] : [w.step1, w.step2, w.step3]).map((step) =>
            h("li", {}, step),
          ),
        ),
        link.code && h("p", {}, w.cardCode),
      ),
    ),
    h(
      "div",
      { class: "card-foot" },
      h(
        "p",
        { class: "card-once" },
        h("strong", {}, atDesk ? w.cardOwn : w.cardOnce),
        h("span", {}, fill(w.cardExpires, { time: clockTime(until), day: calendarDay(until) })),
      ),
      h("p", { class: "card-number" }, h("span", {}, w.cardNumber), h("strong", {}, number)),
      h("p", { class: "card-address" }, addressOf(link.link)),
    ),
  );
}
