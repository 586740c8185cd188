/** The console: the pacts of a ceremony, each with its ways. */

import { Api, Problem } from "../ui/api";
import { readConfig } from "../ui/config";
import { h, root, show, words as quoted } from "../ui/dom";
import { speak } from "../ui/words";
import { chip, countWord, stateWord } from "../desk/list";
import type { Line } from "../desk/model";
import { WORDS as DESK } from "../desk/words";

const WORDS = {
  title: ["Các bản giao ước", "Pacts"],
  none: ["Chưa có bản giao ước nào.", "There is no pact yet."],
  noneText: [
    "Soạn và thông qua một bản bằng giaouoc pact new và giao diện lập trình; bản chờ mở và bản đang ký hiện ở đây.",
    "Draft and adopt one with giaouoc pact new and the programming interface; what waits for its opening or is being signed appears here.",
  ],
  open: ["Bàn thư ký, mời ký", "Desk and invitations"],
  hall: ["Màn hình hội trường", "Hall"],
  verify: ["Trang kiểm tra", "Verify page"],
  accounts: ["Tài khoản", "Accounts"],
  retry: ["Thử lại", "Try again"],
} as const;

const config = readConfig();
const w = speak(WORDS, config.lang);
const d = speak(DESK, config.lang);
const query = config.lang === "en" ? "?lang=en" : "";
const place = root();

function card(line: Line): HTMLElement {
  const link = (path: string, label: string): HTMLElement => h("a", { class: "touch", href: path + query }, label);
  return h(
    "li",
    { class: "console-card" },
    h("h2", {}, h("a", { href: `/console/p/${line.id}${query}` }, quoted(line.title))),
    h("p", { class: "card-group" }, quoted(line.group), ` · ${line.year} · `, line.identity === "in-person" ? d.inPerson : d.invite),
    h("p", {}, h("span", { class: `chip ${chip(line.state)}` }, stateWord(d, line.state)), " ", countWord(d, line)),
    h(
      "p",
      { class: "console-links" },
      link(`/console/p/${line.id}`, w.open),
      line.state !== "adopted" && [link(`/p/${line.id}/live`, w.hall), link(`/v/${line.id}`, w.verify)],
    ),
  );
}

async function start(): Promise<void> {
  try {
    const lines = await new Api(config.api).json<readonly Line[]>("/desk/pacts");
    show(
      place,
      h("h1", {}, w.title),
      config.session?.role === "admin" && h("p", {}, h("a", { class: "touch", href: `/console/accounts${query}` }, w.accounts)),
      lines.length === 0 ? [h("p", { class: "lead" }, w.none), h("p", {}, w.noneText)] : h("ul", { class: "plain console-list" }, lines.map(card)),
    );
  } catch (error) {
    const told = error instanceof Problem ? error.words(config.lang) : { cause: String(error), cure: "" };
    const again = h("button", { type: "button", class: "button quiet", onclick: () => void start() }, w.retry);
    show(place, h("h1", {}, told.cause), h("p", { class: "lead" }, told.cure), again);
  }
}

void start();
