// What changed between two documents, line by line and word by word.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, pieces } from "../shared/discussion/compare.js";
import { linesOf } from "../shared/discussion/lines.js";
import { blank } from "../shared/draft/copy.js";
import { type Doc, put } from "../shared/draft/document.js";

const told = (before: string, after: string): string =>
  pieces(before, after)
    .map(({ text, kind }) => ({ same: text, added: `{+${text}+}`, removed: `{-${text}-}` })[kind])
    .join("");

test("syllables are compared whole, with their tones", () => {
  assert.equal(
    told("Xây 2 căn nhà tình nghĩa", "Xây 3 căn nhà tình thương"),
    "Xây {-2-}{+3+} căn nhà tình {-nghĩa-}{+thương+}",
  );
  assert.equal(told("hòa bình", "hoà bình"), "{-hòa-}{+hoà+} bình");
  assert.equal(told("a, b", "a; b"), "a{-,-}{+;+} b");
  assert.equal(told("", "mới"), "{+mới+}");
  assert.equal(told("như cũ", "như cũ"), "như cũ");
});

const doc = (): Doc => ({
  ...blank(2026),
  grounds: ["Căn cứ Luật Thi đua, khen thưởng;", "Căn cứ Quyết định số 01;"],
  articles: [
    {
      heading: "Thứ nhất",
      text: "Lao động giỏi.\nLao động sáng tạo.",
      targets: [{ name: "Đề tài", value: "5", unit: "đề tài" }],
    },
    { heading: "Thứ hai", text: "Đoàn kết." },
  ],
});

test("one changed word is one changed line", () => {
  const changes = compare(doc(), put(doc(), "/articles/0/targets/0/value", "6"));
  assert.equal(changes.length, 1);
  assert.deepEqual(
    [changes[0]?.kind, changes[0]?.label, changes[0]?.place],
    ["changed", "Điều 1, chỉ tiêu 1", "/articles/0/targets/0"],
  );
  assert.deepEqual(
    changes[0]?.pieces.filter(({ kind }) => kind !== "same").map(({ text }) => text),
    ["5", "6"],
  );
});

test("what is put in front changes nothing behind it", () => {
  const changes = compare(
    doc(),
    put(doc(), "/grounds", ["Căn cứ Hiến pháp;", "Căn cứ Luật Thi đua, khen thưởng;", "Căn cứ Quyết định số 01;"]),
  );
  assert.deepEqual(
    changes.map(({ kind, label, pieces: found }) => [kind, label, found[0]?.text]),
    [["added", "Căn cứ 1", "Căn cứ Hiến pháp;"]],
  );
});

test("what is left out is told, and nothing is told of equals", () => {
  assert.deepEqual(
    compare(doc(), put(doc(), "/articles/1", undefined)).map(({ kind, label }) => [kind, label]),
    [
      ["removed", "Điều 2, tiêu đề"],
      ["removed", "Điều 2"],
    ],
  );
  assert.deepEqual(compare(doc(), doc()), []);
});

test("every text of a document is in a line", () => {
  const lines = linesOf(doc())
    .map(({ text }) => text)
    .join("\n");
  for (const text of [
    "Căn cứ Quyết định số 01;",
    "Lao động sáng tạo.",
    "Đề tài · 5 · đề tài",
    "Giao ước thi đua năm 2026",
    "01/01/2026 – 31/12/2026",
    "trực tiếp tại bàn thư ký",
  ])
    assert.equal(lines.includes(text), true, text);
});
