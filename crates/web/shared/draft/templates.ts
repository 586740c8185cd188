/**
 * What a new draft may begin with: the shapes that pacts of these kinds usually have, without anybody's words. Whatever
 * is empty has to be written, and the service says so.
 */

import type { Pair } from "../ui/words.js";
import { blank } from "./copy.js";
import type { Doc, Value } from "./document.js";

type Role = "head" | "deputy" | "member" | "witness";
/** Of a party: its role and stage, and for a witness whether it signs. */
type Place = readonly [role: Role, stage: number, signs?: boolean];

export interface Template {
  readonly id: string;
  readonly name: Pair;
  make(year: number): Doc;
}

const numbered = (words: readonly string[]): Value[] => words.map((heading) => ({ heading, text: "" }));
const roster = (places: readonly Place[]): Value[] =>
  places.map(([role, stage, signs = true], i) => ({ id: `ben-${i + 1}`, unit: "", role, stage, signs }));
const members = (count: number, stage = 1): readonly Place[] =>
  Array.from({ length: count }, () => ["member", stage] as const);

export const TEMPLATES: readonly Template[] = [
  { id: "blank", name: ["Từ đầu: hai bên, một điều", "From nothing: two parties, one article"], make: blank },
  {
    id: "bloc-last",
    name: [
      "Khối thi đua: thành viên ký trước, Khối phó, Khối trưởng ký sau cùng",
      "Bloc: members sign first, then deputy, then head",
    ],
    make: (n) => ({
      ...blank(n),
      articles: numbered(["Thứ nhất", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm"]),
      roster: roster([["head", 3], ["deputy", 2], ...members(7), ["witness", 1, false]]),
    }),
  },
  {
    id: "bloc-sequence",
    name: ["Khối thi đua: lần lượt từng đơn vị ký", "Bloc: one unit after another"],
    make: (n) => ({
      ...blank(n),
      articles: numbered(["Điều 1", "Điều 2", "Điều 3", "Điều 4", "Điều 5"]),
      roster: roster([
        ["head", 7],
        ["deputy", 6],
        ...[1, 2, 3, 4, 5].map((stage) => ["member", stage] as const),
        ["witness", 1, false],
      ]),
    }),
  },
  {
    id: "cluster",
    name: ["Cụm thi đua: có tài liệu kèm theo, Cụm trưởng ký sau cùng", "Cluster: with annexes, the head signs last"],
    make: (n) => ({
      ...blank(n),
      group: { kind: "cum", name: "" },
      declaration: "Tôi đã đọc bản giao ước thi đua này cùng các tài liệu kèm theo và đồng ý ký.",
      articles: numbered(["Điều 1", "Điều 2", "Điều 3", "Điều 4"]),
      roster: roster([["head", 2], ...members(8)]),
    }),
  },
  {
    id: "body-phases",
    name: [
      "Công đoàn cơ sở: hai đợt thi đua trong năm, người đứng đầu ký sau cùng",
      "Grassroots union: two phases, the head signs last",
    ],
    make: (n) => ({
      ...blank(n),
      group: { kind: "co-quan", name: "" },
      identity: "invite",
      articles: numbered(["Một là", "Hai là", "Ba là"]),
      phases: [
        { name: "Đợt 1", from: `${n}-01-01`, to: `${n}-06-30` },
        { name: "Đợt 2", from: `${n}-07-01`, to: `${n}-12-31` },
      ],
      roster: roster([["head", 2], ...members(4), ["witness", 1, false]]),
    }),
  },
  {
    id: "body-witnesses",
    name: ["Cơ quan: các đơn vị ký, rồi người chứng kiến ký", "One body: the units sign, then a witness"],
    make: (n) => ({
      ...blank(n),
      group: { kind: "co-quan", name: "" },
      identity: "invite",
      articles: Array.from({ length: 4 }, () => ({ text: "" })),
      roster: roster([...members(6), ["witness", 2, true], ["witness", 2, false]]),
    }),
  },
];
