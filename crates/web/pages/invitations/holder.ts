/** For whom a link is: the roster's representative, or a delegate with a letter. */

import { type Api, Problem, pactPath } from "../../shared/ui/api.js";
import { ask, h } from "../../shared/ui/dom.js";
import { fill } from "../../shared/ui/words.js";
import { digestOf } from "../../core/hash.js";
import type { Row } from "./rows.js";
import type { Words } from "./words.js";

/** As the service takes letters: 10 MiB. */
const MOST = 10 * 1024 * 1024;

export interface Holder {
  readonly name: string;
  readonly delegate: boolean;
  readonly letter: File | undefined;
}

/** Asks until there is a name or nobody wants to. */
export async function askHolder(row: Row, w: Words): Promise<Holder | undefined> {
  const made = row.state === "open" || row.state === "spent";
  const name = h("input", {
    id: "holder-name",
    type: "text",
    value: row.person ?? "",
    maxlength: 200,
    autocomplete: "off",
    "aria-describedby": "holder-hint",
  });
  const error = h("p", { class: "error", id: "holder-error", role: "alert" });
  const letter = h("input", { id: "holder-letter", type: "file" });
  name.addEventListener("keydown", (event) => {
    if (event.key === "Enter") name.closest("dialog")?.close("make");
  });
  for (;;) {
    const answer = await ask(
      fill(w.makeTitle, { unit: row.unit }),
      [
        made && h("p", { class: "notice wait" }, w.reissueWarns),
        h(
          "div",
          { class: "field" },
          h("label", { for: "holder-name" }, w.holder),
          name,
          h("p", { class: "hint", id: "holder-hint" }, row.named ? w.holderHint : w.holderHintNew),
          error,
        ),
        h("div", { class: "field" }, h("label", { for: "holder-letter" }, w.letter), letter),
      ],
      [
        { value: "make", label: made ? w.reissue : w.make },
        { value: "", label: w.cancel, kind: "quiet" },
      ],
    );
    if (answer !== "make") return undefined;
    const text = name.value.normalize("NFC").trim().replace(/\s+/gu, " ");
    const file = letter.files?.[0];
    if (text && (file?.size ?? 0) <= MOST)
      return { name: text, delegate: row.named !== undefined && text !== row.named, letter: file };
    error.textContent = text ? w.tooLarge : w.nameMissing;
    name.setAttribute("aria-invalid", String(!text));
  }
}

/** Keeps a letter of authority with the pact, under its digest. */
export async function authorityOf(api: Api, id: string, letter: File): Promise<string> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await letter.arrayBuffer());
  } catch {
    throw new Problem(
      0,
      "file",
      ["Không đọc được tệp.", "The file cannot be read."],
      ["Chọn lại tệp.", "Choose the file again."],
    );
  }
  const digest = await digestOf(bytes);
  await api.json(pactPath(id, `authorities/${digest}`), { method: "PUT", bytes });
  return digest;
}
