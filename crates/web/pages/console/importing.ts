/** A file as a draft: what was understood of it is shown, and a person confirms it before anything is kept. */

import { lineAt } from "../../shared/discussion/lines.js";
import { type Doc, put, textAt, valueAt } from "../../shared/draft/document.js";
import { type Api, Problem } from "../../shared/ui/api.js";
import { ask, h, words } from "../../shared/ui/dom.js";
import { fill, type Language } from "../../shared/ui/words.js";
import type { Words } from "./words.js";

interface Mend {
  readonly place: string;
  readonly at: number;
  readonly found: string;
  readonly put: string;
  readonly why: "removed" | "space" | "line-break" | "composed" | "look-alike";
}

interface Guess {
  readonly place: string;
  readonly from: string;
}

interface Found {
  readonly form: "docx" | "markdown" | "json";
  readonly document: Doc;
  readonly mended: Doc;
  readonly mends: readonly Mend[];
  readonly guesses: readonly Guess[];
  readonly legacy?: {
    readonly encoding: "tcvn3" | "vni";
    readonly samples: readonly { readonly before: string; readonly after: string }[];
  };
  readonly left_out: readonly { readonly what: string; readonly text?: string }[];
}

/** Bytes of a file that the service takes. */
const MAX_FILE = 10 * 1024 * 1024;

/** The document to begin with; none where the person let it be. Refusals are told here. */
export async function fromFile(api: Api, file: File, w: Words, lang: Language): Promise<Doc | undefined> {
  try {
    let found = await read(api, file, "");
    for (;;) {
      const answer = await review(found, w);
      if (answer === undefined) return undefined;
      if (answer !== "unicode") return answer;
      found = await read(api, file, "?encoding=unicode");
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { cause, cure } = error.words(lang);
    await ask(
      cause,
      [h("p", {}, cure), error.technical !== "" && h("p", { class: "small" }, h("code", {}, error.technical))],
      [{ value: "", label: w.close, kind: "quiet" }],
    );
    return undefined;
  }
}

async function read(api: Api, file: File, query: string): Promise<Found> {
  // One that is too large need not travel to be refused.
  const bytes = file.size > MAX_FILE ? new Blob([new Uint8Array(MAX_FILE + 1)]) : file;
  return api.json<Found>(`/import${query}`, { method: "POST", bytes });
}

/**
 * Shows what was understood. Gives the document, `unicode` where its letters are to be read as they are, or nothing.
 */
async function review(found: Found, w: Words): Promise<Doc | "unicode" | undefined> {
  const { form, mends, guesses, legacy, left_out } = found;
  // Our own page says of each thing what it is: there is nothing to confirm.
  if (mends.length === 0 && guesses.length === 0 && left_out.length === 0 && !legacy) return withoutIds(found.document);
  const asFound = h("input", { type: "radio", name: "letters", value: "unicode" });
  const consent = h("input", { type: "checkbox", id: "mend", checked: true });
  const boxes = guesses.map(({ place }) =>
    isFact(place) ? h("input", { type: "checkbox", checked: true }) : undefined,
  );
  const told = (place: string): string => lineAt(found.mended, place)?.label ?? place;
  const guess = ({ place, from }: Guess, i: number): HTMLElement => {
    const text = [h("strong", {}, told(place)), ": ", words(from)];
    const box = boxes[i];
    return h("li", {}, box ? h("label", { class: "choice" }, box, h("span", {}, text)) : text);
  };
  const mend = (one: Mend): HTMLElement =>
    h(
      "li",
      {},
      h("strong", {}, told(one.place)),
      `: ${words(one.found).textContent ?? ""} → “${one.put}” (${w[`mend_${one.why}`]})`,
    );
  const body = [
    h("p", {}, fill(w.importTold, { form: w[`form_${form}`] })),
    legacy &&
      h(
        "fieldset",
        { class: "notice wait" },
        h("legend", {}, fill(w.importLegacy, { encoding: legacy.encoding.toUpperCase() })),
        h(
          "ul",
          {},
          legacy.samples.map(({ before, after }) =>
            h("li", {}, h("span", { class: "small" }, words(before)), h("br"), words(after)),
          ),
        ),
        h(
          "label",
          { class: "choice" },
          h("input", { type: "radio", name: "letters", value: "converted", checked: true }),
          h("span", {}, w.importConverted),
        ),
        h("label", { class: "choice" }, asFound, h("span", {}, w.importAsFound)),
      ),
    mends.length > 0 &&
      h(
        "div",
        { class: "notice wait" },
        h("label", { class: "choice" }, consent, h("span", {}, fill(w.importMend, { n: mends.length }))),
        h("details", {}, h("summary", {}, w.importMendList), h("ul", {}, mends.map(mend))),
      ),
    guesses.length > 0 && [
      h("h3", {}, fill(w.importGuesses, { n: guesses.length })),
      h("p", { class: "hint" }, w.importGuessesHint),
      h("ul", { class: "guesses" }, guesses.map(guess)),
    ],
    left_out.length > 0 && [
      h("h3", {}, w.importLeftOut),
      h(
        "ul",
        {},
        left_out.map(({ what, text }) => h("li", {}, leftOut(what, w), text !== undefined && [": ", words(text)])),
      ),
    ],
  ];
  const answer = await ask(
    w.importTitle,
    h("div", { class: "last-look", tabindex: 0, role: "region", "aria-label": w.importTitle }, body),
    [
      { value: "yes", label: w.copyYes },
      { value: "", label: w.cancel, kind: "quiet" },
    ],
  );
  if (answer !== "yes") return undefined;
  if (asFound.checked) return "unicode";
  const wrong = guesses.filter((_, i) => boxes[i]?.checked === false);
  return withoutIds(wrong.reduce(without, consent.checked ? found.mended : found.document));
}

/** Of one line: it can be wrong by itself. */
function isFact(place: string): boolean {
  return /^\/(title|period|declaration|group\/\w+|header\/\w+|event\/\w+)$/.test(place);
}

/** The document without what was guessed wrongly; the words stay, in the preamble. */
function without(doc: Doc, { place, from }: Guess): Doc {
  if (valueAt(doc, place) === undefined) return doc;
  const lines = [textAt(doc, "/preamble"), from].filter((line) => line !== "");
  const rest = put(doc, place, place === "/header/organisation" ? [] : undefined);
  return put(rest, "/preamble", lines.join("\n"));
}

/** Two drafts never share an id. */
function withoutIds(doc: Doc): Doc {
  const { id: _, created: __, ...document } = doc;
  return document;
}

function leftOut(what: string, w: Words): string {
  const name = `left_${what}`;
  return name in w ? w[name as keyof Words] : what;
}
