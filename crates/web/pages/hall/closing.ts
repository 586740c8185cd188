/** The closing screen of a ceremony: the title, everybody who signed, and the way to verify it. */

import { h, words } from "../../shared/ui/dom.js";
import { qrCode } from "../../shared/ui/qr.js";
import { type Language, calendarDay, clockTime, fill, unixOf } from "../../shared/ui/words.js";
import { type Document, type StateAnswer, type View, shortCode } from "./model.js";
import { statusOf } from "./tiles.js";
import { type Words, roleOf } from "./words.js";

/** The closing view. `publicUrl` is what the QR's address begins with. */
export function closing(
  state: StateAnswer,
  view: View,
  document: Document | undefined,
  publicUrl: string,
  lang: Language,
  w: Words,
): HTMLElement {
  const address = `${publicUrl}/v/${state.id}`;
  const last = view.latest?.time ? unixOf(view.latest.time) : undefined;
  const code = qrCode(shortCode(publicUrl, state.id), fill(w.scanLabel, { address }), "quartile");
  const signers = [...view.tiles, ...view.witnesses.filter((tile) => tile.state === "signed")];
  return h(
    "section",
    { class: "closing", "aria-labelledby": "closing-title" },
    h(
      "div",
      { class: "closing-words" },
      h("p", { class: "closing-done" }, w.completed),
      h("h2", { id: "closing-title" }, fill(w.allSigned, { due: state.due })),
      h("p", { class: "closing-line" }, w.completedLine),
      h(
        "ol",
        { class: "closing-roll" },
        signers.map((tile) => {
          const role = roleOf(tile.role, document?.group?.kind, lang);
          const status = statusOf(tile, w);
          return h(
            "li",
            {},
            h("span", { class: "closing-unit" }, words(tile.unit)),
            h("span", { class: "closing-role" }, role ? `${role} · ${status}` : status),
          );
        }),
      ),
    ),
    h(
      "figure",
      { class: "closing-code" },
      code,
      h("figcaption", {}, h("strong", {}, w.scan), h("span", { class: "closing-address" }, breakable(address))),
    ),
    h(
      "p",
      { class: "closing-number" },
      h("span", {}, w.number),
      h("strong", {}, state.number),
      last !== undefined && h("span", {}, fill(w.lastSignature, { time: clockTime(last), day: calendarDay(last) })),
    ),
  );
}

/** An address that may break after each slash. */
function breakable(address: string): readonly Node[] {
  return address.split(/(?<=\/)(?=[^/])/).flatMap((part, i) => (i > 0 ? [h("wbr"), new Text(part)] : [new Text(part)]));
}
