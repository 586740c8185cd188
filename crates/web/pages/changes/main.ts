/**
 * The differences between a pact and the one that it supersedes: both texts from the ledger, compared here word by
 * word.
 */

import { compare } from "../../shared/discussion/compare.js";
import { differences } from "../../shared/discussion/differences.js";
import type { Doc } from "../../shared/draft/document.js";
import { type Pact, parsePact } from "../../core/pact.js";
import { shortNumber } from "../../core/number.js";
import { pactPath } from "../../shared/ui/api.js";
import { startPage } from "../../shared/ui/start.js";
import { showRefused } from "../../shared/ui/refused.js";
import { h, show, words } from "../../shared/ui/dom.js";
import { fill, speak } from "../../shared/ui/words.js";

const WORDS = {
  title: ["Văn bản này sửa gì so với bản trước", "What this text changes of the one before"],
  lead: [
    "{after} thay cho {before}. Dưới đây là mọi chỗ khác nhau; toàn văn mới là văn bản có giá trị.",
    "{after} takes the place of {before}. All differences are below; the new text, as a whole, is what counts.",
  ],
  numbers: ["Số đối chiếu: bản trước {before}, bản này {after}", "Reference numbers: before {before}, now {after}"],
  none: ["Bản giao ước này không thay cho bản nào.", "This pact supersedes none."],
  away: [
    "Văn bản trước không có trên máy chủ này, nên không so được.",
    "The text before is not on this server and cannot be compared.",
  ],
  wrong: [
    "Văn bản mà máy chủ đưa ra không phải bản được nêu trong bản giao ước. Đừng tin trang này.",
    "What the server gave is not the text that this pact names. Do not trust this page.",
  ],
  whole: ["Xem toàn văn và kiểm tra", "The whole text, and how to verify"],
  noDifference: ["Không có chỗ nào khác nhau trong văn bản.", "Nothing of the text is different."],
  added: ["thêm", "added"],
  removed: ["bỏ", "removed"],
  changed: ["sửa", "changed"],
} as const;

const { config, api, w, app, id, query } = startPage((lang) => speak(WORDS, lang));

void begin();

async function begin(): Promise<void> {
  try {
    const now = await fetched(id);
    if (now.pact.supersedes === undefined) return tell(w.none);
    const { supersedes } = await api.json<{ readonly supersedes?: string }>(pactPath(id, "state"));
    if (supersedes === undefined) return tell(w.away);
    const before = await fetched(supersedes);
    // The new pact names the old one by its digest: the server's word is not needed for which it is.
    if (before.pact.digest !== now.pact.supersedes) return tell(w.wrong);
    show(
      app,
      h("h1", {}, w.title),
      h("p", { class: "lead" }, fill(w.lead, { before: before.pact.title, after: now.pact.title })),
      h("p", {}, fill(w.numbers, { before: number(before.pact), after: number(now.pact) })),
      h("section", { class: "panel" }, differences(compare(before.doc, now.doc), w)),
      links(),
    );
  } catch (error) {
    showRefused(error, config.lang);
  }
}

async function fetched(pact: string): Promise<{ readonly pact: Pact; readonly doc: Doc }> {
  const bytes = await api.bytes(pactPath(pact, "document"));
  return { pact: await parsePact(bytes), doc: JSON.parse(new TextDecoder().decode(bytes)) as Doc };
}

function number({ digest }: Pact): string {
  return shortNumber(digest);
}

function tell(text: string): void {
  show(app, h("h1", {}, w.title), h("p", { class: "lead" }, words(text, config.lang)), links());
}

function links(): HTMLElement {
  return h("p", {}, h("a", { class: "button", href: `/v/${id}${query}` }, w.whole));
}
