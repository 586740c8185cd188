/** Numbers that a text states of its own lists: `chín cơ quan`, `gồm 7 đơn vị`, `bốn tài liệu kèm theo`. */

import { type Doc, listAt, textAt, valueAt } from "../../shared/draft/document.js";

/** A statement that does not match its list. */
export interface Declared {
  readonly place: string;
  readonly words: string;
  /** The number that is due. */
  readonly due: number;
}

const NUMBERS = [
  "không",
  "một",
  "hai",
  "ba",
  "bốn",
  "năm",
  "sáu",
  "bảy",
  "tám",
  "chín",
  "mười",
  "mười một",
  "mười hai",
  "mười ba",
  "mười bốn",
  "mười lăm",
  "mười sáu",
  "mười bảy",
  "mười tám",
  "mười chín",
  "hai mươi",
];
const NUMBER = [...NUMBERS].reverse().join("|");
/** Nouns that a number counts. Words behind it may go on: `cơ quan trong Cụm`. */
const PARTIES = "cơ quan|đơn vị thành viên|đơn vị|bên ký|công đoàn các bộ|công đoàn cơ sở";
const STATEMENT = new RegExp(
  `(?<![\\p{L}\\p{N}])(\\d{1,2}|${NUMBER})\\s+(?:(${PARTIES})|tài liệu(?=[^.;\\n]{0,20}kèm theo)|tài liệu đã thông qua)(?!\\p{L})`,
  "giu",
);

/** Numbers in the text that differ from the list they speak of. Units may be counted with or without mere witnesses. */
export function declared(doc: Doc): Declared[] {
  const roster = listAt(doc, "/roster");
  const signing = roster.filter((party) => valueAt(party, "/signs") === true).length;
  const members = roster.filter((party) => textAt(party, "/role") !== "witness").length;
  const annexes = listAt(doc, "/annexes").length;
  const found: Declared[] = [];
  for (const place of places(doc)) {
    for (const [words, number = "", unit] of textAt(doc, place).matchAll(STATEMENT)) {
      const stated = /\d/.test(number) ? Number(number) : NUMBERS.indexOf(number.toLowerCase());
      const fits = unit === undefined ? stated === annexes : [roster.length, signing, members].includes(stated);
      // `một đơn vị` is an article, not a number.
      if (!fits && stated > 1) found.push({ place, words, due: unit === undefined ? annexes : members });
    }
  }
  return found;
}

function places(doc: Doc): readonly string[] {
  const each = (list: string, member = ""): string[] => listAt(doc, list).map((_, i) => `${list}/${i}${member}`);
  return ["/preamble", ...each("/grounds"), ...each("/articles", "/text"), "/declaration"];
}
