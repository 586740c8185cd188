/** The panel beside the form: the printed page, and the draft's discussion. */

import { Panel } from "../../shared/discussion/panel.js";
import { mark, reveal } from "../../shared/discussion/passages.js";
import { type Comment, Table } from "../../shared/discussion/table.js";
import { wordsOf } from "../../shared/discussion/words.js";
import { type Api, Problem } from "../../shared/ui/api.js";
import { h, show } from "../../shared/ui/dom.js";
import { pactSheet } from "../../shared/ui/pact-view.js";
import { tabs } from "../../shared/ui/tabs.js";
import { fill, type Language } from "../../shared/ui/words.js";
import { type Doc, steps } from "../../shared/draft/document.js";
import { printed } from "../../shared/draft/printed.js";
import type { Words } from "./words.js";

export interface Beside {
  readonly element: HTMLElement;
  /** Draws the printed page anew. */
  readonly print: () => Promise<void>;
  /** Fetches the discussion anew. */
  readonly refresh: () => Promise<void>;
}

/** The editor's functions that the panel uses. */
interface Lent {
  readonly doc: () => Doc;
  /** Saves what is not saved: what is said is said about what others see. */
  readonly settle: () => Promise<boolean>;
  /** Goes to a field, on pages that have fields. */
  readonly go?: (place: string) => void;
  /** Takes an earlier document back, where the draft may be changed. */
  readonly restore?: (doc: Doc) => void;
}

/** Interval between looks for new comments, in milliseconds. */
const LOOK = 15_000;

export function beside(api: Api, id: string, lang: Language, own: Words, lent: Lent): Beside {
  const w = wordsOf(lang);
  const table = new Table(api, id);
  const [sheet, note] = [h("div", { class: "editor-sheet" }), h("p", { class: "small", role: "status" })];
  let comments: readonly Comment[] = [];
  let [drawing, shown] = [0, ""];

  const print = async (): Promise<void> => {
    const turn = (drawing += 1);
    const pact = await printed(lent.doc());
    if (turn !== drawing) return;
    show(note, pact ? "" : own.previewOld);
    if (!pact) return;
    const page = pactSheet(pact);
    mark(page, comments, w, (place, quote) => void say(place, quote));
    show(sheet, page);
  };
  const say = async (place: string, quote: string): Promise<void> => {
    if (!(await lent.settle())) return;
    await panel.say(place, quote);
    sides.choose("comments");
  };
  /** After an act of one's own: what changed may be nothing that the discussion tells. */
  const anew = (): Promise<void> => {
    shown = "";
    return refresh();
  };
  const refresh = async (): Promise<void> => {
    try {
      const found = await table.look();
      const text = JSON.stringify(found);
      if (text === shown) return;
      shown = text;
      comments = found.comments;
      panel.update(found);
      sides.rename(
        "comments",
        fill(w.commentsOpen, {
          n: comments.filter((one) => one.answers === undefined && one.resolved === undefined).length,
        }),
      );
      await print();
    } catch (error) {
      // The form tells what keeps it from the service.
      if (!(error instanceof Problem)) throw error;
    }
  };
  /** The field of a passage, or the first one within it; the passage itself where there are no fields. */
  const go = (place: string): void => {
    const known = steps(place);
    if (!lent.go) {
      sides.choose("preview");
      return reveal(sheet, place);
    }
    for (const inner of ["", "/unit", "/name", "/text"]) lent.go(`/${known.join("/")}${inner}`);
  };
  const panel = new Panel({
    lang,
    w,
    table,
    go,
    refresh: anew,
    doc: lent.doc,
    settle: lent.settle,
    ...(lent.restore && { restore: lent.restore }),
  });
  const sides = tabs(w.what, [
    { id: "preview", label: own.preview, panel: h("div", {}, note, sheet) },
    { id: "comments", label: w.comments, panel: panel.comments },
    { id: "versions", label: w.versions, panel: panel.versions },
    { id: "agreement", label: w.agreement, panel: panel.agreement },
    { id: "sharing", label: w.sharing, panel: panel.sharing },
  ]);
  void refresh();
  setInterval(() => {
    if (document.visibilityState === "visible") void refresh();
  }, LOOK);
  return { element: h("aside", { class: "editor-preview", "aria-label": own.preview }, sides.element), print, refresh };
}
