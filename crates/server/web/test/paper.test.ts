import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { type Report, verify } from "../src/index";
import { readCbor } from "../src/paper/cbor";
import { Collector, fromDigits } from "../src/paper/codes";
import { inflate } from "../src/paper/inflate";
import { verifyCodes } from "../src/paper/sheet";
import { Refusal } from "../src/error";
import { bytes, policy, read } from "./helpers";

const FORMATS = "fixtures/vectors/formats";
const codes = read(`${FORMATS}/7-codes.txt`).trim().split("\n");

async function judge(texts: readonly string[]): Promise<Report> {
  return verifyCodes(texts, await policy(`${FORMATS}/policy.txt`));
}

function isMalformed(error: unknown): boolean {
  return error instanceof Refusal && error.code === "codes-malformed";
}

function code(report: Report): string | undefined {
  return report.deciding?.error?.code;
}

void test("paper: the vectors' codes are valid and tell what the evidence tells", async () => {
  const paper = await judge(codes);
  const file = await verify(bytes(`${FORMATS}/6-evidence.giaouoc.json`), await policy(`${FORMATS}/policy.txt`));
  assert.equal(paper.verdict, "valid", code(paper));
  assert.deepEqual(paper.checkpoint, file.checkpoint);
  const unplaced = file.signers.map((one) => ({ ...one, signature: one.signature && { ...one.signature, index: undefined } }));
  assert.deepEqual(paper.signers, unplaced);
  assert.deepEqual(paper.warnings.map((warning) => warning.code), [...file.warnings.map((w) => w.code), "later-revocation"]);
});

void test("paper: any one slice may be lost, the seal may not", async () => {
  for (let lost = 1; lost < codes.length; lost += 1) {
    assert.equal((await judge(codes.filter((_, i) => i !== lost))).verdict, "valid", `without ${lost}`);
  }
  const slices = await judge(codes.slice(1));
  assert.deepEqual([slices.verdict, code(slices)], ["untrusted", "seal-missing"]);
  for (const some of [codes.slice(0, 1), codes.slice(0, 3)]) {
    const report = await judge(some);
    assert.deepEqual([report.verdict, report.reason, report.signed, report.due], ["incomplete", "text-missing", 4, 4]);
  }
  assert.equal((await verifyCodes(codes)).verdict, "untrusted");
});

void test("paper: foreign codes are told apart, and other versions named", () => {
  const collector = new Collector();
  for (const text of ["https://example.com", "WIFI:S:x;;", "", "HTTPS://KIEM-TRA.EXAMPLE/V/ABC", "a#b.c"]) {
    assert.equal(collector.add(text), "foreign", text);
  }
  const answerOf = (text: string): unknown => {
    const scanned = collector.add(text);
    return scanned instanceof Refusal ? scanned.code : scanned;
  };
  assert.equal(answerOf("https://a/v#2.123"), "codes-version");
  assert.equal(answerOf("https://a/v#1.00066178"), "codes-version");
  assert.equal(answerOf("https://a/v#1.9"), "codes-malformed");
  assert.equal(answerOf(codes[1] ?? ""), "new");
  assert.equal(answerOf(codes[1] ?? ""), "known");
  assert.deepEqual(collector.places, [true, false, false, false]);
});

void test("paper: altered digits never give another text", async () => {
  let state = 1;
  const random = (below: number): number => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  for (let round = 0; round < 60; round += 1) {
    const which = random(codes.length);
    const text = codes[which] ?? "";
    const start = text.indexOf("#1.") + 3;
    const at = start + random(text.length - start);
    const changed = `${text.slice(0, at)}${random(10)}${text.slice(at + 1)}`;
    const cut = round % 3 === 0 ? changed.slice(0, at) : changed;
    const report = await judge(codes.map((one, i) => (i === which ? cut : one)));
    if (cut === text) assert.equal(report.verdict, "valid");
    else assert(report.verdict === "invalid" || report.verdict === "untrusted", `${report.verdict} at ${which}/${at}`);
  }
});

void test("paper: inflating agrees with zlib, tells the end, and stops at the limit", () => {
  const texts = ["", "a", "giao ước ".repeat(500), read(`${FORMATS}/1-pact.json`)];
  for (const text of texts) {
    for (const level of [0, 1, 9]) {
      const data = new TextEncoder().encode(text);
      const stream = Uint8Array.from([...deflateRawSync(data, { level }), 0, 0, 7]);
      const found = inflate(stream, 1 << 20);
      assert.deepEqual(found?.data, Uint8Array.from(data));
      assert.equal(found?.end, stream.length - 3);
      assert.equal(inflate(stream.slice(0, stream.length - 4), 1 << 20), undefined, "cut");
    }
  }
  const bomb = Uint8Array.from(deflateRawSync(new Uint8Array(50 << 20)));
  assert.equal(inflate(bomb, 320 * 1024), undefined);
});

void test("paper: CBOR that is not deterministic, or claims too much, is refused", () => {
  const refused = ["1800", "190001", "9f00ff", "5bffffffffffffffff", "9affffffff", "c000", "f5", "0000", "61ff", "", "8181818181f6"];
  for (const hex of refused) {
    const input = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    assert.throws(() => readCbor(input), isMalformed);
  }
  assert.deepEqual(readCbor(Uint8Array.of(0x83, 0x18, 0x18, 0x20, 0xf6)), [24n, -1n, null]);
  assert.throws(() => fromDigits("12"), isMalformed);
  assert.throws(() => fromDigits("99999999999999999"), isMalformed);
});
