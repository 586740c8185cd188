/**
 * The documents that a pact has adopted: seen, kept, and held against their digests in the pact's own text. A file that
 * somebody has in hand is checked here and goes nowhere.
 */

import type { Bytes } from "../../core/bytes.js";
import { digestOf } from "../../core/hash.js";
import { type Annex, parsePact } from "../../core/pact.js";
import { Problem, pactPath } from "../../shared/ui/api.js";
import { startPage } from "../../shared/ui/start.js";
import { showRefused } from "../../shared/ui/refused.js";
import { ask, h, saveFile, show, words } from "../../shared/ui/dom.js";
import { fill, speak } from "../../shared/ui/words.js";

const WORDS = {
  title: ["Tài liệu kèm theo", "Annexes"],
  lead: [
    "Bản giao ước gắn với từng tệp bằng mã SHA-256: đổi một chữ trong tệp là mã khác.",
    "The pact binds each file by its SHA-256: one letter changed gives another.",
  ],
  none: ["Bản giao ước này không có tài liệu kèm theo.", "This pact has no annexes."],
  open: ["Xem", "See"],
  keep: ["Tải về", "Download"],
  bytes: ["byte", "bytes"],
  checkTitle: ["Kiểm tra tệp đang có", "Check files that you have"],
  checkHint: [
    "Chọn tệp trên máy này: trang tính mã và so với bản giao ước, không gửi tệp đi đâu.",
    "Choose files of this machine: the page computes their digests and compares them. They are sent nowhere.",
  ],
  choose: ["Chọn tệp", "Choose files"],
  matches: ["{file}: đúng là “{title}”.", "{file}: this is “{title}”."],
  differs: ["{file}: KHÔNG phải tài liệu nào của bản giao ước này.", "{file}: this is NO annex of this pact."],
  wrong: [
    "Tệp máy chủ đưa ra không đúng mã SHA-256 trong bản giao ước. Đừng dùng tệp này.",
    "What the server gave has not the SHA-256 that the pact states. Do not use it.",
  ],
  away: ["Máy chủ không giữ tệp này.", "The server does not keep this file."],
  fits: ["Đúng mã SHA-256 trong bản giao ước.", "It has the SHA-256 that the pact states."],
  cut: ["Chỉ hiện phần đầu; tải về để xem cả tệp.", "The beginning only; download it to see all."],
  close: ["Đóng", "Close"],
  back: ["Về trang kiểm tra", "Back to the verify page"],
} as const;

const { config, api, w, app, id, query } = startPage((lang) => speak(WORDS, lang));
/** Characters of a text that are shown. */
const SHOWN = 100_000;
/** Media types that a browser shows by itself, in a tab of its own that can do nothing to this page. */
const BY_BROWSER = ["application/pdf", "image/png", "image/jpeg"];

const status = h("div", { role: "status" });

void begin();

async function begin(): Promise<void> {
  try {
    const pact = await parsePact(await api.bytes(pactPath(id, "document")));
    const input = h("input", { type: "file", id: "check", multiple: true });
    const results = h("div", { role: "status" });
    input.addEventListener("change", () => void check(pact.annexes, [...(input.files ?? [])], results));
    show(
      app,
      h("p", { class: "eyebrow" }, words(pact.title)),
      h("h1", {}, w.title),
      h("p", { class: "lead" }, pact.annexes.length > 0 ? w.lead : w.none),
      h("ul", { class: "annexes" }, pact.annexes.map(item)),
      status,
      pact.annexes.length > 0 &&
        h(
          "section",
          { class: "panel" },
          h("h2", {}, w.checkTitle),
          h(
            "div",
            { class: "field" },
            h("label", { for: "check" }, w.choose),
            h("p", { class: "hint" }, w.checkHint),
            input,
          ),
          results,
        ),
      h("p", {}, h("a", { class: "button quiet", href: `/v/${id}${query}` }, w.back)),
    );
  } catch (error) {
    showRefused(error, config.lang);
  }
}

function item(annex: Annex): HTMLElement {
  const button = (label: string, run: (bytes: Bytes) => void | Promise<void>): HTMLElement =>
    h(
      "button",
      {
        type: "button",
        class: "button quiet",
        "aria-label": `${label}: ${annex.title}`,
        onclick: () => void fetched(annex).then((bytes) => bytes && run(bytes)),
      },
      label,
    );
  const shows = annex.mediaType.startsWith("text/") || BY_BROWSER.includes(annex.mediaType);
  return h(
    "li",
    {},
    h(
      "div",
      {},
      h("bdi", { class: "annex-title", lang: "vi" }, annex.title),
      h(
        "span",
        { class: "small" },
        words(annex.file),
        ` · ${annex.mediaType} · ${annex.size.toLocaleString("vi")} ${w.bytes}`,
      ),
      h("span", { class: "small" }, "SHA-256 ", h("code", { class: "hash" }, annex.sha256)),
    ),
    h(
      "div",
      { class: "buttons" },
      shows && button(w.open, (bytes) => see(annex, bytes)),
      button(w.keep, (bytes) => saveFile(new Blob([bytes]), annex.file)),
    ),
  );
}

/** The file, if it is the very one. */
async function fetched(annex: Annex): Promise<Bytes | undefined> {
  show(status);
  try {
    const bytes = await api.bytes(pactPath(id, `annexes/${encodeURIComponent(annex.file)}`));
    if ((await digestOf(bytes)) === annex.sha256 && bytes.length === annex.size) return bytes;
    show(status, h("p", { class: "notice bad" }, w.wrong));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    show(status, h("p", { class: "notice wait" }, error.status === 404 ? w.away : error.words(config.lang).cause));
  }
  return undefined;
}

async function see(annex: Annex, bytes: Bytes): Promise<void> {
  if (BY_BROWSER.includes(annex.mediaType)) {
    const url = URL.createObjectURL(new Blob([bytes], { type: annex.mediaType }));
    window.open(url, "_blank", "noopener");
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    return;
  }
  const text = new TextDecoder().decode(bytes);
  const body = [
    h("p", { class: "notice good" }, w.fits),
    text.length > SHOWN && h("p", { class: "notice wait" }, w.cut),
    h("pre", { class: "annex-text", tabindex: 0, lang: "vi", "aria-label": annex.title }, text.slice(0, SHOWN)),
  ];
  await ask(annex.title, body, [{ value: "", label: w.close, kind: "quiet" }]);
}

async function check(annexes: readonly Annex[], files: readonly File[], results: HTMLElement): Promise<void> {
  const told = await Promise.all(
    files.map(async (file) => {
      const digest = await digestOf(new Uint8Array(await file.arrayBuffer()));
      const found = annexes.find((annex) => annex.sha256 === digest);
      const text = found
        ? fill(w.matches, { file: file.name, title: found.title })
        : fill(w.differs, { file: file.name });
      return h("li", { class: `notice ${found ? "good" : "bad"}` }, text);
    }),
  );
  show(results, h("ul", { class: "plain" }, told));
}
