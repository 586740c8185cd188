/**
 * The pact as a printed page: built from the very value whose canonical bytes are hashed and signed, as text nodes
 * only. The text is Vietnamese, and so are the words around it, whatever the page's language.
 */

import type { Annex, Article, Pact, Phase } from "../../core/pact.js";
import type { Party } from "../../core/roster.js";
import type { CalendarDate } from "../../core/time.js";
import { h } from "./dom.js";

const ROLES = { head: "Trưởng", deputy: "Phó", member: "Thành viên", witness: "Chứng kiến" } as const;
const PARTS = { sang: "sáng", chieu: "chiều", toi: "tối" } as const;

/** The whole document, annexes apart. What somebody may say something about bears its JSON pointer in `data-place`. */
export function pactSheet(pact: Pact): HTMLElement {
  return h(
    "article",
    { class: "sheet", lang: "vi" },
    head(pact),
    h("h2", { class: "sheet-title", ...at("/title") }, bdi(pact.title)),
    h("p", { class: "sheet-group" }, bdi(pact.group.name), pact.group.parent && [h("br"), bdi(pact.group.parent)]),
    pact.grounds.map((ground, i) =>
      h(
        "p",
        { class: `ground${/[;.]$/.test(ground) ? "" : " open-end"}`, dir: "auto", ...at(`/grounds/${i}`) },
        ground,
      ),
    ),
    pact.preamble !== undefined && h("div", at("/preamble"), prose(pact.preamble)),
    pact.articles.map(article),
    pact.phases.length > 0 && [h("h3", { class: "part" }, "Các đợt thi đua"), pact.phases.map(phase)],
    h("h3", { class: "part" }, "Danh sách các bên"),
    h("ol", { class: "roster" }, pact.roster.parties.map(rosterLine)),
    h("h3", { class: "part" }, "Lời cam kết"),
    h(
      "blockquote",
      at("/declaration"),
      pact.declaration.split("\n").map((line) => h("p", { dir: "auto" }, line)),
    ),
  );
}

/** The adopted documents, each with a button that opens it. */
export function annexList(
  pact: Pact,
  open: (annex: Annex) => void,
  words: { readonly open: string; readonly bytes: string },
): HTMLElement {
  const item = (annex: Annex): HTMLElement =>
    h(
      "li",
      {},
      h(
        "div",
        {},
        h("bdi", { class: "annex-title", lang: "vi" }, annex.title),
        h("span", { class: "small" }, bdi(annex.file), ` · ${annex.size.toLocaleString("vi")} ${words.bytes}`),
        h("span", { class: "small" }, "SHA-256 ", h("code", { class: "hash" }, annex.sha256)),
      ),
      h(
        "button",
        {
          type: "button",
          class: "button quiet",
          "aria-label": `${words.open}: ${annex.title}`,
          onclick: () => open(annex),
        },
        words.open,
      ),
    );
  return h("ul", { class: "annexes" }, pact.annexes.map(item));
}

/** `Khối trưởng`, `Cụm phó` …: the role in the group's own kind. */
export function roleWord(pact: Pact, { role }: Party): string {
  const prefix = { khoi: "Khối", cum: "Cụm", "co-quan": "", khac: "" }[pact.group.kind];
  if (role === "head") return prefix ? `${prefix} trưởng` : "Đơn vị trưởng";
  if (role === "deputy") return prefix ? `${prefix} phó` : "Đơn vị phó";
  return role === "member" ? "Đơn vị thành viên" : "Chứng kiến";
}

/** `17/03/2021`. */
export function day(date: CalendarDate): string {
  return date.split("-").reverse().join("/");
}

function head({ header, event }: Pact): HTMLElement {
  return h(
    "header",
    { class: "sheet-head" },
    h(
      "p",
      { class: "organisation" },
      header.organisation.map(bdi),
      header.number !== undefined && h("bdi", { class: "sheet-number" }, header.number),
    ),
    h(
      "p",
      { class: "event" },
      event.name !== undefined && bdi(event.name),
      event.place !== undefined && bdi(event.place),
      event.date !== undefined && h("span", {}, `${event.part ? `${PARTS[event.part]}, ` : ""}${longDay(event.date)}`),
    ),
  );
}

/** `ngày 05 tháng 01 năm 2021`: days below 10 and months below 3 with a zero (Nghị định 30/2020/NĐ-CP). */
function longDay(date: CalendarDate): string {
  const [year, month = "", dayOfMonth] = date.split("-");
  return `ngày ${dayOfMonth} tháng ${Number(month) < 3 ? month : Number(month)} năm ${year}`;
}

function article({ heading, text, targets }: Article, i: number): HTMLElement {
  return h(
    "div",
    { class: "article", ...at(`/articles/${i}`) },
    heading !== undefined && h("h3", { dir: "auto" }, heading),
    prose(text),
    targets.length > 0 &&
      h(
        "table",
        { class: "targets" },
        h("caption", {}, "Chỉ tiêu"),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["Chỉ tiêu", "Giá trị", "Đơn vị tính"].map((name) => h("th", { scope: "col" }, name)),
          ),
        ),
        h(
          "tbody",
          {},
          targets.map(({ name, value, unit }) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, bdi(name)),
              h("td", {}, bdi(value)),
              h("td", {}, unit !== undefined && bdi(unit)),
            ),
          ),
        ),
      ),
  );
}

function prose(text: string): HTMLElement[] {
  return text
    .split("\n")
    .map((line) => h("p", { class: `prose${line.startsWith("-") ? " item" : ""}`, dir: "auto" }, line));
}

function phase({ name, from, to, theme, commemorations }: Phase, i: number): HTMLElement {
  return h(
    "div",
    { class: "phase", ...at(`/phases/${i}`) },
    h("h4", {}, bdi(name), h("span", { class: "span" }, ` (từ ${day(from)} đến ${day(to)})`)),
    theme !== undefined && h("p", {}, h("strong", {}, "Chủ đề:"), " ", bdi(theme)),
    commemorations.length > 0 && [
      h("p", {}, h("strong", {}, "Chào mừng:")),
      h(
        "ul",
        {},
        commemorations.map((one) => h("li", {}, bdi(one.name), one.date !== undefined && ` (${day(one.date)})`)),
      ),
    ],
  );
}

function rosterLine(party: Party, i: number): HTMLElement {
  const { unit, role, signs, stage, representative } = party;
  return h(
    "li",
    at(`/roster/${i}`),
    h("strong", {}, bdi(unit)),
    ` – ${ROLES[role]}${signs ? `, ký, lượt ${stage}` : ", được nêu tên"}`,
    representative && [h("br"), bdi(representative.name), representative.titles.map((title) => [", ", bdi(title)])],
  );
}

function at(place: string): { readonly [name: string]: string } {
  return { "data-place": place };
}

function bdi(text: string): HTMLElement {
  return h("bdi", {}, text);
}
