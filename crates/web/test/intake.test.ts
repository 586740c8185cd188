import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";

import { concat, utf8 } from "../core/bytes.js";
import { MAX_FILE, takeIn } from "../core/paper/intake.js";
import { pictureSize } from "../core/paper/picture.js";
import { refusalWords } from "../shared/refusal-words.js";
import { REFUSALS } from "../shared/refusals.js";
import { bytes, read } from "./helpers.js";

const FORMATS = "fixtures/vectors/formats";
const evidence = (): Uint8Array => bytes(`${FORMATS}/6-evidence.giaouoc.json`);

/** A PDF as far as its streams go: dictionaries and data. */
function pdf(...streams: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const objects = streams.map(([dictionary, data], i) =>
    concat(
      utf8(`${i + 1} 0 obj\n<< ${dictionary} /Length ${data.length} >>\nstream\n`),
      data,
      utf8("\nendstream\nendobj\n"),
    ),
  );
  return concat(utf8("%PDF-1.7\n%\u00e2\u00e3\n"), ...objects, utf8("%%EOF\n"));
}

void test("intake: the evidence that a PDF carries, plain or deflated, before any other file", async () => {
  const other = utf8('{"format":"giaouoc/evidence/v1"}');
  const attached = "/Type /EmbeddedFile /Filter /FlateDecode";
  const found = await takeIn(
    pdf(
      ["/Length1 3", utf8("stream")],
      [attached, deflateSync(utf8("no"))],
      [attached, deflateSync(other)],
      [attached, deflateSync(evidence())],
    ),
  );
  assert(found.is === "evidence" && found.attached);
  assert.deepEqual(Uint8Array.from(found.bytes), evidence());
  const plain = await takeIn(pdf(["/Type /EmbeddedFile", evidence()]));
  assert(plain.is === "evidence" && plain.bytes.length >= evidence().length);
  // What only claims to be evidence is judged all the same, where there is nothing better.
  const claimed = await takeIn(pdf([attached, deflateSync(other)]));
  assert(claimed.is === "evidence");
  const bomb = await takeIn(
    pdf([attached, deflateSync(concat(utf8("giaouoc/evidence/v1"), new Uint8Array(6_000_000)))]),
  );
  assert(bomb.is === "pictures" && bomb.ofPdf && bomb.pictures.length === 0);
  const scanned = await takeIn(pdf(["/Subtype /Image /Filter /DCTDecode", Uint8Array.of(0xff, 0xd8, 0xff)]));
  assert(scanned.is === "pictures" && scanned.pictures.length === 1);
});

void test("intake: files by their first bytes", async () => {
  const is = async (content: Uint8Array | string): Promise<string> =>
    (await takeIn(typeof content === "string" ? utf8(content) : content)).is;
  assert.equal(await is(evidence()), "evidence");
  assert.equal(await is(read(`${FORMATS}/7-codes.txt`)), "codes");
  assert.equal(await is(`a note\r\n${read(`${FORMATS}/7-codes.txt`).split("\n")[0]}`), "codes");
  assert.equal(await is("nothing of ours"), "unknown");
  assert.equal(await is(new Uint8Array()), "unknown");
  assert.equal(await is(Uint8Array.of(0xff, 0xfe)), "unknown");
  assert.equal(await is(new Uint8Array(MAX_FILE + 1)), "too-large");
  assert.equal(await is(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)), "pictures");
});

void test("intake: a picture's size from its head", () => {
  const png = new Uint8Array(33);
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  png.set([0, 0, 0x10, 0, 0, 0, 0x08, 1], 16);
  assert.deepEqual(pictureSize(png), { width: 4096, height: 2049 });
  const jpeg = Uint8Array.from([
    0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 11, 8, 0x0b, 0xb8, 0x0f, 0xa0, 3, 0,
    0,
  ]);
  assert.deepEqual(pictureSize(jpeg), { width: 4000, height: 3000 });
  for (let length = 0; length < jpeg.length; length += 1) pictureSize(jpeg.slice(0, length));
  for (let length = 0; length < png.length; length += 1) pictureSize(png.slice(0, length));
  assert.equal(pictureSize(utf8("GIF89a")), undefined);
});

void test("intake: every refusal has words in both languages", () => {
  for (const code of [
    "codes-malformed",
    "codes-version",
    "codes-mixed",
    "codes-differ",
    "seal-missing",
    "proof-wrong",
  ] as const) {
    for (const lang of ["vi", "en"] as const) {
      const { cause, cure } = refusalWords(code, lang);
      assert(cause !== code && cure !== "", code);
    }
  }
  assert(Object.values(REFUSALS).every((words) => words.length === 4 && words.every((word) => word !== "")));
});
