/** The tab of links to a draft. */

import { listAt, textAt } from "../draft/document.js";
import { h, show, words } from "../ui/dom.js";
import { calendarDay, fill, unixOf } from "../ui/words.js";
import { smallButton } from "./parts.js";
import type { Discussion, Share, Table } from "./table.js";
import type { Words } from "./words.js";

/** The panel around the tab. */
export interface Sharing {
  readonly w: Words;
  readonly table: Table;
  /** Runs an act and shows the discussion anew; a refusal is shown. */
  readonly act: (work: () => Promise<unknown>) => Promise<void>;
}

/** Draws the tab anew; while somebody fills its form in, only the list below it. */
export function drawSharing(
  place: HTMLElement,
  { document }: Discussion,
  shares: readonly Share[],
  around: Sharing,
): void {
  const { w, table, act } = around;
  if (place.contains(globalThis.document.activeElement)) {
    // Somebody is filling the form in: only the list below it is drawn anew.
    const list = place.querySelector(".shares");
    if (list) return show(list, shareRows(shares, around));
  }
  const label = h("input", { id: "share-label", maxlength: 200, required: true, list: "share-units" });
  const may = h(
    "select",
    { id: "share-may" },
    h("option", { value: "comment" }, w.mayComment),
    h("option", { value: "read" }, w.mayRead),
  );
  const parties = document ? listAt(document, "/roster") : [];
  const party = h(
    "select",
    { id: "share-party" },
    h("option", { value: "" }, w.noParty),
    parties.map((one) => h("option", { value: textAt(one, "/id") }, textAt(one, "/unit"))),
  );
  party.addEventListener("change", () => {
    if (label.value === "") label.value = party.selectedOptions[0]?.textContent ?? "";
  });
  const made = h("div", { role: "status" });
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    const asked = { label: label.value, may: may.value, ...(party.value === "" ? {} : { party: party.value }) };
    await act(async () => {
      const { link } = await table.share(asked);
      const text = h("input", {
        id: "share-link",
        readonly: true,
        value: link,
        "aria-label": fill(w.shareMade, { label: asked.label }),
      });
      const copied = h("span", { class: "small", role: "status" });
      const copy = (): void => {
        text.select();
        void navigator.clipboard?.writeText(link).then(() => show(copied, w.copied));
      };
      show(
        made,
        h(
          "div",
          { class: "notice good" },
          h("p", {}, fill(w.shareMade, { label: asked.label })),
          h("div", { class: "field" }, text),
          h("div", { class: "buttons" }, smallButton(w.copy, copy), copied),
        ),
      );
      label.value = "";
      party.value = "";
    });
  };
  const field = (text: string, input: HTMLElement): HTMLElement =>
    h("div", { class: "field" }, h("label", { for: input.id }, text), input);
  show(
    place,
    h("p", {}, w.shareHint),
    h(
      "form",
      { onsubmit: (event: Event) => void make(event) },
      field(w.shareParty, party),
      field(w.shareLabel, label),
      field(w.shareMay, may),
      h("button", { class: "button" }, w.makeShare),
    ),
    made,
    h("ul", { class: "shares" }, shareRows(shares, around)),
  );
}

function shareRows(shares: readonly Share[], { w, table, act }: Sharing): HTMLElement[] {
  if (shares.length === 0) return [h("li", { class: "muted" }, w.noShares)];
  return shares.map(({ number, label, may, state, expires }) =>
    h(
      "li",
      {},
      h("strong", {}, words(label)),
      h(
        "span",
        { class: "small" },
        ` ${may === "read" ? w.mayRead : w.mayComment} · ${state === "open" ? fill(w.until, { day: calendarDay(unixOf(expires)) }) : w[state]}`,
      ),
      state === "open" &&
        smallButton(w.revoke, () => void act(() => table.unshare(number)), {
          "aria-label": `${w.revoke}: ${label}`,
        }),
    ),
  );
}
