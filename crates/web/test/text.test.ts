import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import { checkText, checkValue, parseDate, parseTime } from "../core/index.js";
import { isRefused } from "../core/text.js";
import { codeOf, json, read, testOthers } from "./helpers.js";

void test("the table is the Rust core's", () => {
  const source = read("crates/core/src/text/unicode15.rs").split("static SPACES")[0] ?? "";
  const ranges = [...source.matchAll(/\(0x([0-9A-F]+), 0x([0-9A-F]+)\)/g)].map(([, a, b]) =>
    [a, b].map((h) => parseInt(h ?? "", 16)),
  );
  assert.equal(ranges.length, 717);
  const refused = new Uint8Array(0x110000);
  for (const [first = 0, last = 0] of ranges) refused.fill(1, first, last + 1);
  for (let point = 0; point < refused.length; point += 1)
    assert(isRefused(point) === (refused[point] === 1), `${point}`);
});

void test("known characters", () => {
  for (const good of ["a", " ", "~", "ạ", "Đ", "€", "–", "“", "′", "\u0301", "中", "😀", "\ufffd", "\u{1fae8}"])
    checkText(good);
  const bad = [
    "\0",
    "\t",
    "\r",
    "\n",
    "\u007f",
    "\u00a0",
    "\u00ad",
    "\u034f",
    "\u115f",
    "\u200b",
    "\u2028",
    "\u202e",
    "\u2060",
  ];
  bad.push("\u3000", "\u3164", "\ufe0f", "\ufeff", "\uffff", "\u{e0001}", "\u{10ffff}", "\ud800", "\udc00a");
  // Letters of Unicode 15.1, 16.0 and later.
  bad.push("\u2ffc", "\u1c89", "\ua7cb", "\u{10d40}");
  for (const text of bad)
    assert.equal(
      codeOf(() => checkText(text)),
      "text-forbidden-character",
      text,
    );
  checkText("a\nb", "multi");
  assert.equal(
    codeOf(() => checkText("", "multi")),
    "text-empty",
  );
  assert.equal(
    codeOf(() => checkText("Hue\u0302\u0301")),
    "text-not-nfc",
  );
  assert.equal(
    codeOf(() => checkText("\u212b")),
    "text-not-nfc",
  );
});

void test("values are trimmed and short", () => {
  checkValue("ạ".repeat(200));
  checkValue("-");
  for (const wrong of [" a", "a ", " ", "ạ".repeat(201)])
    assert.equal(
      codeOf(() => checkValue(wrong)),
      "value-form",
    );
});

void test("every letter of Vietnamese", () => {
  const letters = json("fixtures/vectors/unicode/vi_alphabet.json") as { nfc: string; nfd: string; half: string }[];
  assert.equal(letters.length, 146);
  for (const { nfc, nfd, half } of letters) {
    checkValue(nfc);
    for (const other of [nfd, half]) {
      assert.equal(
        codeOf(() => checkText(other)),
        other === nfc ? "taken" : "text-not-nfc",
        nfc,
      );
    }
  }
});

testOthers("the normalization test of Unicode 15.0", "unicode/NormalizationTest-15.0.0.txt.gz", (vectors) => {
  const text = new TextDecoder().decode(gunzipSync(vectors.bytes("unicode/NormalizationTest-15.0.0.txt.gz")));
  const lines = text
    .split("\n")
    .map((line) => line.split("#")[0]?.trim() ?? "")
    .filter((line) => line.endsWith(";"));
  assert.equal(lines.length, 19_074);
  const listed = new Set<string>();
  for (const line of lines) {
    const columns = line
      .slice(0, -1)
      .split(";")
      .map((field) => String.fromCodePoint(...field.split(" ").map((h) => parseInt(h, 16))));
    const [source = "", nfc = "", nfd = ""] = columns;
    listed.add(source);
    for (const form of [source, nfc, nfd]) assert.equal(form.normalize("NFC"), nfc);
    for (const form of [source, nfd]) {
      const code = codeOf(() => checkText(form));
      if (code !== "text-forbidden-character") assert.equal(code === "taken", form === nfc, line);
    }
  }
  // What part 1 does not list stands for itself; the count is the Rust core's.
  let allowed = 0;
  for (let point = 0; point < 0x110000; point += 1) {
    if (isRefused(point)) continue;
    const character = String.fromCodePoint(point);
    if (codeOf(() => checkText(character)) === "taken") allowed += 1;
    else assert(listed.has(character), `${point}`);
  }
  assert.equal(allowed, 147_613);
});

testOthers("naughty strings", "strings/blns/blns.json", (vectors) => {
  const strings = JSON.parse(vectors.text("strings/blns/blns.json")) as string[];
  assert.equal(strings.length, 515);
  assert.equal(strings.filter((text) => codeOf(() => checkText(text)) === "taken").length, 487);
});

void test("times and dates have one spelling", () => {
  for (const good of ["1970-01-01T00:00:00Z", "2000-02-29T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]) {
    assert.equal<string>(parseTime(good), good);
  }
  for (const wrong of [
    "",
    "2026-11-22",
    "2026-11-22T02:45:00",
    "2026-11-22t02:45:00z",
    "2026-11-22T02:45:00.0Z",
    "2026-11-22T02:45:00+00:00",
    "2016-12-31T23:59:60Z",
    "2026-11-22T24:00:00Z",
    "2026-11-22T02:60:00Z",
    "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "2026-11-22T02:45:00Z\n",
    "２026-11-22T02:45:00Z",
  ])
    assert.equal(
      codeOf(() => parseTime(wrong)),
      "time-form",
      wrong,
    );
  parseDate("2024-02-29");
  for (const wrong of ["2023-02-29", "2021-3-17", "2021-04-31", "17/03/2021", "2021-03-17 "]) {
    assert.equal(
      codeOf(() => parseDate(wrong)),
      "date-form",
      wrong,
    );
  }
});
