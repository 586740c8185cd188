/** A document as the lines that a reader sees, each with its name and its place. */

import { type Doc, type Value, listAt, textAt, valueAt } from "../draft/document.js";

/** A line of a document: where it stands, as what, and its words. */
export interface Line {
  readonly place: string;
  readonly label: string;
  readonly text: string;
}

const ROLES: { readonly [word: string]: string } = {
  head: "Trưởng",
  deputy: "Phó",
  member: "Thành viên",
  witness: "Chứng kiến",
};
const KINDS: { readonly [word: string]: string } = {
  khoi: "Khối thi đua",
  cum: "Cụm thi đua",
  "co-quan": "Cơ quan",
  khac: "Khác",
};
const PARTS: { readonly [word: string]: string } = { sang: "sáng", chieu: "chiều", toi: "tối" };
const MODES: { readonly [word: string]: string } = {
  "in-person": "trực tiếp tại bàn thư ký",
  invite: "qua liên kết mời ký",
};

/** Every member of a document that is to be read, in the order of the printed page. */
export function linesOf(doc: Doc): Line[] {
  const lines: Line[] = [];
  const line = (place: string, label: string, text: string): void => {
    for (const one of text.split("\n")) if (one.trim() !== "") lines.push({ place, label, text: one });
  };
  const text = (place: string, label: string): void => line(place, label, textAt(doc, place));
  const each = (place: string, label: string, tell: (item: Value, at: string, label: string) => void): void =>
    listAt(doc, place).forEach((item, i) => tell(item, `${place}/${i}`, `${label} ${i + 1}`));

  line("/header/organisation", "Cơ quan", listAt(doc, "/header/organisation").join(" / "));
  text("/header/number", "Số văn bản");
  line(
    "/event",
    "Hội nghị",
    joined([
      textAt(doc, "/event/name"),
      textAt(doc, "/event/place"),
      joined([word(PARTS, textAt(doc, "/event/part")), day(textAt(doc, "/event/date"))]),
    ]),
  );
  text("/title", "Tên");
  line("/period", "Thời hạn", joined([day(textAt(doc, "/period/from")), day(textAt(doc, "/period/to"))], " – "));
  line(
    "/group",
    "Đơn vị tổ chức",
    joined([word(KINDS, textAt(doc, "/group/kind")), textAt(doc, "/group/name"), textAt(doc, "/group/parent")]),
  );
  each("/grounds", "Căn cứ", (ground, at, label) => line(at, label, String(ground)));
  text("/preamble", "Lời mở đầu");
  each("/articles", "Điều", (_, at, label) => {
    text(`${at}/heading`, `${label}, tiêu đề`);
    text(`${at}/text`, label);
    each(`${at}/targets`, `${label}, chỉ tiêu`, (target, place, name) =>
      line(place, name, fields(target, ["name", "value", "unit"])),
    );
  });
  each("/phases", "Đợt", (one, at, label) => {
    line(
      at,
      label,
      `${fields(one, ["name"])} (${joined([day(textAt(doc, `${at}/from`)), day(textAt(doc, `${at}/to`))], " – ")})`,
    );
    text(`${at}/theme`, `${label}, chủ đề`);
    each(`${at}/commemorations`, `${label}, ngày kỷ niệm`, (item, place, name) =>
      line(place, name, joined([fields(item, ["name"]), day(textAt(doc, `${place}/date`))])),
    );
  });
  each("/roster", "Bên", (_, at, label) => {
    const signs =
      valueAt(doc, `${at}/signs`) === false ? "chỉ nêu tên" : `lượt ${String(valueAt(doc, `${at}/stage`) ?? "")}`;
    const titles = listAt(doc, `${at}/representative/titles`).map(String);
    line(
      at,
      label,
      joined([
        textAt(doc, `${at}/unit`),
        word(ROLES, textAt(doc, `${at}/role`)),
        signs,
        textAt(doc, `${at}/representative/name`),
        ...titles,
      ]),
    );
  });
  each("/annexes", "Tài liệu", (_, at, label) =>
    line(
      at,
      label,
      joined([
        textAt(doc, `${at}/title`),
        textAt(doc, `${at}/file`),
        `SHA-256 ${textAt(doc, `${at}/sha256`).slice(0, 12)}…`,
      ]),
    ),
  );
  text("/declaration", "Lời cam kết");
  line("/identity", "Xác nhận người ký", word(MODES, textAt(doc, "/identity")));
  return lines;
}

function fields(item: Value, names: readonly string[]): string {
  const text = (name: string): string => textAt(item, `/${name}`);
  return names
    .map(text)
    .filter((one) => one !== "")
    .join(" · ");
}

function joined(parts: readonly string[], by = " · "): string {
  return parts.filter((part) => part !== "").join(by);
}

function word(table: { readonly [name: string]: string }, name: string): string {
  return table[name] ?? name;
}

function day(date: string): string {
  return date.split("-").reverse().join("/");
}

/** The line at a place, as a reader sees it. */
export function lineAt(doc: Doc, place: string): Line | undefined {
  if (place === "") return undefined;
  return linesOf(doc).find(
    (line) => line.place === place || line.place.startsWith(`${place}/`) || place.startsWith(`${line.place}/`),
  );
}
