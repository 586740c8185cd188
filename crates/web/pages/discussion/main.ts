/**
 * A draft by link: its text, and what is said about it. The link's token stands behind `#`, where no server sees it.
 */

import { printed } from "../../shared/draft/printed.js";
import { type Doc } from "../../shared/draft/document.js";
import { Problem } from "../../shared/ui/api.js";
import { startPage } from "../../shared/ui/start.js";
import { h, show, words } from "../../shared/ui/dom.js";
import { pactSheet } from "../../shared/ui/pact-view.js";
import { showRefused } from "../../shared/ui/refused.js";
import { tabs } from "../../shared/ui/tabs.js";
import { calendarDay, clockTime, fill, unixOf } from "../../shared/ui/words.js";
import { Panel } from "../../shared/discussion/panel.js";
import { mark, reveal } from "../../shared/discussion/passages.js";
import { type Discussion, Table } from "../../shared/discussion/table.js";
import { wordsOf } from "../../shared/discussion/words.js";

const { config, api, w, app, id, query } = startPage(wordsOf);
const token = /^#(gd_[\w-]{1,96})$/.exec(location.hash)?.[1];
/** Interval between looks for new comments and changes, in milliseconds. */
const LOOK = 15_000;

const table = new Table(api, id, token);
const head = h("div");
const note = h("div", { class: "notice wait", role: "status", hidden: true });
const sheet = h("div", { class: "discussion-sheet" });
let doc: Doc = {};
let shown = "";
let digest: string | undefined;

const panel = new Panel({
  lang: config.lang,
  w,
  table,
  go: (passage) => reveal(sheet, passage),
  refresh: anew,
  doc: () => doc,
});
const beside = tabs(w.what, [
  { id: "comments", label: w.comments, panel: panel.comments },
  { id: "agreement", label: w.agreement, panel: panel.agreement },
  { id: "versions", label: w.versions, panel: panel.versions },
]);

if (token === undefined) show(app, h("h1", {}, w.what), h("p", { class: "lead" }, w.noToken));
else void begin();

async function begin(): Promise<void> {
  try {
    const found = await table.look();
    show(
      app,
      head,
      note,
      h("div", { class: "table" }, sheet, h("aside", { class: "table-side", "aria-label": w.what }, beside.element)),
    );
    await draw(found);
  } catch (error) {
    trouble(error);
    return;
  }
  setInterval(() => {
    if (document.visibilityState === "visible") void refresh();
  }, LOOK);
}

/** After an act of one's own: what changed may be nothing that the discussion tells. */
function anew(): Promise<void> {
  shown = "";
  return refresh();
}

async function refresh(): Promise<void> {
  try {
    await draw(await table.look());
  } catch (error) {
    // A moment without network is no reason to take the text away.
    if (!(error instanceof Problem) || !error.passes) trouble(error);
  }
}

async function draw(found: Discussion): Promise<void> {
  const text = JSON.stringify(found);
  if (text === shown) return;
  shown = text;
  const { me, state, saved, number, document: its, comments } = found;
  if (digest !== undefined && found.digest !== digest) tell(w.refreshed);
  digest = found.digest;
  doc = its ?? {};
  const title = typeof doc["title"] === "string" ? doc["title"] : w.what;
  document.title = title;
  show(
    head,
    h("p", { class: "eyebrow" }, fill(w.greeting, { label: me.label })),
    h("h1", {}, words(title)),
    h("p", { class: "lead" }, `${state === "adopted" ? w.state_adopted : w.state_draft}. ${w.notYours}`),
    h(
      "p",
      { class: "table-jump" },
      h(
        "button",
        { type: "button", class: "button quiet", onclick: () => beside.element.scrollIntoView() },
        `${w.what} ↓`,
      ),
    ),
    saved !== undefined &&
      h(
        "p",
        { class: "small" },
        `${clockTime(unixOf(saved))} ${calendarDay(unixOf(saved))}${number === undefined ? "" : ` · ${number}`}`,
      ),
  );
  panel.update(found);
  beside.rename(
    "comments",
    fill(w.commentsOpen, {
      n: comments.filter((one) => one.answers === undefined && one.resolved === undefined).length,
    }),
  );
  const pact = await printed(doc);
  if (!pact) return show(sheet, h("p", { class: "notice wait" }, w.cannotShow));
  const page = pactSheet(pact);
  mark(page, comments, w, me.may === "read" ? undefined : (place, quote) => void panel.say(place, quote));
  show(sheet, page);
}

function tell(text: string): void {
  note.hidden = false;
  show(note, h("p", {}, text));
}

function trouble(error: unknown): void {
  if (error instanceof Problem && error.code === "already-opened") {
    show(
      app,
      h("h1", {}, w.what),
      h("p", { class: "lead" }, w.opened),
      h("p", {}, h("a", { class: "button", href: `/v/${id}${query}` }, w.toVerify)),
    );
    return;
  }
  showRefused(error, config.lang);
}
