// A draft while it is written: places, merging two people's changes, and last year's pact for another year.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type PactLine, tableOf } from "../pages/console/pacts.js";
import { wordsOf } from "../pages/console/words.js";
import { fileName, typeOf } from "../pages/editor/annexes.js";
import { blank, copyFor, dateOf, dayOf, freeId, later, momentOf, timeOf } from "../shared/draft/copy.js";
import { declared } from "../pages/editor/declared.js";
import { TEMPLATES } from "../shared/draft/templates.js";
import { parsePact } from "../core/index.js";
import { type Doc, type Value, merge, moved, put, steps, valueAt } from "../shared/draft/document.js";
import { fold } from "../shared/ui/fold.js";

test("places are JSON pointers", () => {
  assert.deepEqual(steps("/a~1b/0/c~0d"), ["a/b", "0", "c~d"]);
  const doc: Doc = { list: [{ name: "x" }, { name: "y" }], a: "1" };
  assert.equal(valueAt(doc, "/list/1/name"), "y");
  assert.equal(valueAt(doc, "/list/7/name"), undefined);
  assert.deepEqual(put(doc, "/list/1/name", "z"), { list: [{ name: "x" }, { name: "z" }], a: "1" });
  assert.deepEqual(put(doc, "/list/0", undefined), { list: [{ name: "y" }], a: "1" });
  assert.deepEqual(put(doc, "/new/deep", "v"), { ...doc, new: { deep: "v" } });
  assert.deepEqual(put(doc, "/a", undefined), { list: [{ name: "x" }, { name: "y" }] });
  assert.deepEqual(doc, { list: [{ name: "x" }, { name: "y" }], a: "1" }, "nothing is changed in place");
});

test("items move to where they are put", () => {
  assert.deepEqual(moved(["a", "b", "c"], 0, 2), ["b", "c", "a"]);
  assert.deepEqual(moved(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
  assert.deepEqual(moved(["a", "b"], 0, 9), ["b", "a"]);
  assert.deepEqual(moved(["a", "b"], 5, 0), ["a", "b"]);
});

test("changes in different places are both kept; one place changed twice is asked about", () => {
  const base: Doc = { title: "A", group: { name: "G", kind: "khoi" }, articles: [{ text: "1" }, { text: "2" }] };
  const mine: Doc = { ...base, title: "B", articles: [{ text: "1" }, { text: "2 mine" }] };
  const theirs: Doc = { ...base, group: { name: "H", kind: "khoi" }, articles: [{ text: "1 theirs" }, { text: "2" }] };
  const both = merge(base, mine, theirs);
  assert.deepEqual(both.conflicts, []);
  assert.equal(both.taken, 2);
  assert.deepEqual(both.doc, {
    title: "B",
    group: { name: "H", kind: "khoi" },
    articles: [{ text: "1 theirs" }, { text: "2 mine" }],
  });

  const clash = merge(base, { ...base, title: "B" }, { ...base, title: "C" });
  assert.deepEqual(clash.conflicts, [{ place: "/title", mine: "B", theirs: "C" }]);
  assert.equal(clash.doc["title"], "C");

  // Whose list is longer cannot be told item by item.
  const longer = merge(
    base,
    { ...base, articles: [{ text: "1" }] },
    { ...base, articles: [{ text: "1" }, { text: "2" }, { text: "3" }] },
  );
  assert.deepEqual(
    longer.conflicts.map(({ place }) => place),
    ["/articles"],
  );
  const removed = merge({ a: "1", b: "2" }, { a: "1" }, { a: "3", b: "2" });
  assert.deepEqual([removed.doc, removed.conflicts], [{ a: "3" }, []]);
});

test("merging is the same whoever is faster, where nobody meets", () => {
  const base: Doc = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`m${i}`, "0"]));
  for (let round = 0; round < 200; round += 1) {
    const change = (mark: string, from: number): Doc => {
      const names = Object.keys(base).filter((_, i) => i % 2 === from && Math.random() < 0.4);
      return names.reduce((doc, name) => put(doc, `/${name}`, Math.random() < 0.2 ? undefined : mark), base);
    };
    const [a, b] = [change("a", 0), change("b", 1)];
    const [ab, ba] = [merge(base, a, b), merge(base, b, a)];
    assert.deepEqual([ab.conflicts, ba.conflicts], [[], []]);
    assert.deepEqual(ab.doc, ba.doc);
  }
});

test("days as people type them", () => {
  for (const [typed, due] of [
    ["17/03/2021", "2021-03-17"],
    ["7-3-2021", "2021-03-07"],
    [" 29.2.2024 ", "2024-02-29"],
  ] as const) {
    assert.equal(dateOf(typed), due);
  }
  for (const typed of ["", "29/2/2023", "31/4/2023", "2023-01-01", "1/13/2023", "0/1/2023", "1/1/23"])
    assert.equal(dateOf(typed), undefined, typed);
  assert.equal(dayOf("2021-03-17"), "17/03/2021");
  assert.equal(later("2024-02-29", 1), "2025-02-28");
  assert.equal(later("2024-02-29", 4), "2028-02-29");
});

test("last year's pact for another year", () => {
  const old: Doc = {
    ...blank(2023),
    id: "x",
    created: "2023-01-01T00:00:00Z",
    supersedes: "00",
    event: { name: "Hội nghị ký kết năm 2023", date: "2023-02-17", place: "Hà Nội" },
    annexes: [{ file: "a.pdf" }],
    phases: [
      {
        name: "Đợt 1 năm 2023",
        from: "2023-01-01",
        to: "2023-05-31",
        commemorations: [{ name: "93 năm", date: "2023-02-03" }],
      },
    ],
    roster: [{ id: "a", unit: "Đơn vị 2023", key: "vkey", representative: { name: "Nguyễn Văn Mẫu 01", titles: [] } }],
  };
  const copy = copyFor(old, 2024);
  for (const gone of ["id", "created", "supersedes", "closes"]) assert(!(gone in copy), gone);
  assert.equal(copy["title"], "Giao ước thi đua năm 2024");
  assert.deepEqual(copy["period"], { from: "2024-01-01", to: "2024-12-31" });
  assert.deepEqual(copy["event"], { name: "Hội nghị ký kết năm 2024", place: "Hà Nội" });
  assert.deepEqual(copy["annexes"], []);
  assert.equal(valueAt(copy, "/phases/0/commemorations/0/date"), "2024-02-03");
  assert.equal(valueAt(copy, "/phases/0/name"), "Đợt 1 năm 2024");
  assert.equal(valueAt(copy, "/roster/0/key"), undefined);
  assert.equal(valueAt(copy, "/roster/0/unit"), "Đơn vị 2023", "a unit's name is its own");
  assert.equal(freeId(blank(2024)), "ben-3");
});

test("annexes: what a file is, and what it is called", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  assert.equal(typeOf("Quy chế.pdf", bytes("%PDF-1.7")), "application/pdf");
  assert.equal(
    typeOf("quy-che.docx", Uint8Array.of(0x50, 0x4b, 3, 4)),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  );
  assert.equal(typeOf("a.md", bytes("# Kế hoạch")), "text/markdown");
  for (const [name, content] of [
    ["a.pdf", bytes("MZ")],
    ["a.exe", bytes("MZ")],
    ["a.txt", bytes("%PDF-1.7")],
    ["a.zip", Uint8Array.of(0x50, 0x4b, 3, 4)],
    ["a.txt", Uint8Array.of(0xff, 0xfe)],
    ["a.txt", Uint8Array.of(65, 0)],
    ["a", bytes("x")],
    ["a.html", bytes("<script>")],
    ["a.txt", new Uint8Array()],
  ] as const)
    assert.equal(typeOf(name, content), undefined, name);
  assert.equal(fileName("Quy chế hoạt động (2026).PDF", []), "quy-che-hoat-dong-2026.pdf");
  assert.equal(fileName("../../etc/đoàn.pdf", []), "etc-doan.pdf");
  assert.equal(fileName("a.pdf", ["a.pdf", "a-2.pdf"]), "a-3.pdf");
  for (const name of ["", "…", ".pdf", "漢字.docx", "x".repeat(300)])
    assert(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/.test(fileName(name, [])), name);
});

test("a table that a spreadsheet reads, and takes nothing in it for a formula", () => {
  const line: PactLine = {
    id: "a",
    title: '=HYPERLINK("x")',
    group: "-1",
    year: 2026,
    identity: "invite",
    state: "signing",
    signed: 1,
    due: 2,
  };
  const [, row] = tableOf([line], wordsOf("vi")).split("\r\n");
  assert.equal(row, `"'=HYPERLINK(""x"")","'-1","2026","Đang ký 1/2","1","2","","a"`);
});

test("each template is a pact, once what is empty in it is written", async () => {
  const written = (value: Value): Value => {
    if (value === "") return "…";
    if (Array.isArray(value)) return value.map(written);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, written(inner)]));
  };
  const filled = {
    format: "giaouoc/pact/v1",
    id: "4nywhvqvjouc4lk42zhwzxktju",
    language: "vi",
    created: "2026-01-01T00:00:00Z",
  };
  for (const { id, make } of TEMPLATES) {
    const pact = await parsePact(
      new TextEncoder().encode(JSON.stringify({ ...filled, ...(written(make(2028)) as Doc) })),
    );
    assert.equal(pact.period.to, "2028-12-31", id);
    assert(pact.roster.signers.length >= 2, id);
  }
  assert.equal(TEMPLATES.length, 6);
});

test("searching does not mind tones", () => {
  assert.equal(fold("Ủy ban"), fold("uy ban"));
  assert.equal(fold("hoá"), fold("hóa"));
  assert.equal(fold("ĐOÀN Ðoàn"), "doan doan");
});

test("a moment is written by the clocks of Việt Nam", () => {
  assert.equal(timeOf("17:30 17/3/2026"), "2026-03-17T10:30:00Z");
  assert.equal(timeOf("7h05 17/03/2026"), "2026-03-17T00:05:00Z");
  assert.equal(timeOf("17/3/2026"), "2026-03-17T16:59:59Z");
  assert.equal(momentOf("2026-03-17T10:30:00Z"), "17:30 17/03/2026");
  for (const typed of ["", "25:00 17/3/2026", "17:30", "31/2/2026", "mai"])
    assert.equal(timeOf(typed), undefined, typed);
});

test("numbers that a text states are held against its lists", () => {
  const party = (role: string, signs = true): Doc => ({ role, signs, unit: "x" });
  const nine: Doc = {
    roster: [party("head"), ...Array.from({ length: 8 }, () => party("member")), party("witness", false)],
    annexes: [{}, {}, {}, {}],
    preamble: "",
  };
  const told = (text: string): readonly string[] => declared({ ...nine, preamble: text }).map(({ words }) => words);
  for (const right of [
    "đại diện của chín cơ quan",
    "10 đơn vị",
    "Bốn tài liệu đã thông qua được kèm theo",
    "mỗi năm một đơn vị",
    "năm 2021 cơ quan",
    "hai căn nhà",
  ])
    assert.deepEqual(told(right), [], right);
  assert.deepEqual(told("Cụm gồm 7 cơ quan; Mười hai đơn vị; ba tài liệu kèm theo"), [
    "7 cơ quan",
    "Mười hai đơn vị",
    "ba tài liệu",
  ]);
  assert.deepEqual(
    declared({ ...nine, grounds: ["ý kiến của tám cơ quan"] }).map(({ place, due }) => [place, due]),
    [["/grounds/0", 9]],
  );
});
