import assert from "node:assert/strict";
import { test } from "node:test";

import { type Json, Refusal, canonicalJson, digestOf, parseJson, utf8 } from "../core/index.js";
import { codeOf, read, table, testOthers } from "./helpers.js";

const LIMITS = { depth: 16, bytes: 1 << 20 };
const parse = (text: string, depth = 16) => parseJson(utf8(text), { ...LIMITS, depth });

function refusal(text: string): [string, string] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.place];
    throw error;
  }
  return ["taken", ""];
}

/** JSON as the engine reads it, for numbers that no pact may hold. */
function plain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) {
    return new Map(Object.entries(value).map(([name, member]) => [name, plain(member)]));
  }
  return value as Json;
}

void test("integers have one form and range", () => {
  for (const good of ["0", "7", "-1", "10", "9007199254740991", "-9007199254740991"]) {
    assert.equal(canonicalJson(parse(good)), good);
  }
  const wrong = ["-0", "0.0", "1.0", "-0.0", "1e2", "1E2", "0e0", "1e400", "-1e400", "1e-400", "9007199254740992"];
  wrong.push("-9007199254740992", "18446744073709551616", "123456789012345678901234567890");
  for (const number of wrong) assert.deepEqual(refusal(`[true,${number}]`), ["json-number", "/1"], number);
  for (const no of ["01", "-01", "+1", ".5", "1.", "0x1", "NaN", "Infinity", "-", "١"]) {
    assert.equal(refusal(no)[0], "json-syntax", no);
  }
});

void test("members stand once however they are escaped", () => {
  const cases: [string, string][] = [
    [`{"a":1,"a":1}`, "/a"],
    [`{"a":1,"\\u0061":2}`, "/a"],
    [`[{"x":{"y":1,"y":null}}]`, "/0/x/y"],
    [`{"😀":1,"\\ud83d\\ude00":1}`, "/😀"],
    [`{"":1,"":2}`, "/"],
    [`{"a/b~":1,"a/b~":1}`, "/a~1b~0"],
    [`{"__proto__":1,"__proto__":1}`, "/__proto__"],
  ];
  for (const [json, place] of cases) assert.deepEqual(refusal(json), ["json-duplicate-member", place], json);
  // Names that differ only by normalization are two members.
  parse('{"é":1,"e\u0301":2}');
  assert.equal(canonicalJson(parse('{"__proto__":{"x":1},"constructor":2}')), '{"__proto__":{"x":1},"constructor":2}');
});

void test("depth counts containers from one", () => {
  const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  parse("1", 0);
  parse("[1]", 1);
  parse(nested(16));
  parse(nested(126), 1000);
  assert.equal(
    codeOf(() => parse("[]", 0)),
    "json-depth",
  );
  assert.deepEqual(refusal(nested(17)), ["json-depth", "/0".repeat(16)]);
  for (const levels of [127, 128, 100_000]) {
    assert.equal(
      codeOf(() => parse(nested(levels), 1000)),
      "json-depth",
    );
    assert.equal(
      codeOf(() => parse("[".repeat(levels))),
      "json-depth",
    );
  }
});

void test("what is not JSON is refused with its place", () => {
  const cases: [string, string][] = [
    ["", ""],
    ["{} {}", ""],
    ['{"a":[1,2,]}', "/a/2"],
    ['{"a":tru}', "/a"],
    ["{'a':1}", ""],
    ["\ufeff{}", ""],
    ['{"a":"\\ud800"}', "/a"],
    ['{"a":"\\udc00"}', "/a"],
    ['{"a":"\\ud800\\u0041"}', "/a"],
    ['{"\\ud800":1}', ""],
    ['"\u0001"', ""],
    ["[1] // no comments", ""],
  ];
  for (const [json, place] of cases) assert.deepEqual(refusal(json), ["json-syntax", place], json);
  assert.equal(
    codeOf(() => parseJson(Uint8Array.of(0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d), LIMITS)),
    "json-syntax",
  );
  assert.equal(
    codeOf(() => parseJson(new Uint8Array(5).fill(0xff), { depth: 16, bytes: 4 })),
    "too-large",
  );
  assert.deepEqual(refusal(`{"a":{"${"n".repeat(5000)}":1.5}}`), ["json-number", "/a"]);
});

testOthers("JSONTestSuite", "json", async (vectors) => {
  const expected = new Map(table(vectors.text("json/EXPECT.tsv")).map(([file, ...row]) => [file, row]));
  assert.equal(expected.size, 340);
  const answers: { [answer: string]: number } = {};
  const names = vectors.files("json/test_parsing");
  assert.equal(names.length, 318);
  for (const name of names) {
    const bytes = vectors.bytes(`json/test_parsing/${name}`);
    const [due, digest] = expected.get(`test_parsing/${name}`) ?? [];
    const judged = await judge(bytes, due ?? "", digest ?? "", name);
    answers[judged] = (answers[judged] ?? 0) + 1;
  }
  // As the Rust core answers.
  const all = { accepted: 76, refused: 218, "refused: no integer": 20, "refused: our policy": 4 };
  assert.deepEqual(Object.entries(answers).sort(), Object.entries(all).sort());
});

/** Compares our answer with the one that is due, and tells which it was. */
async function judge(bytes: Uint8Array, due: string, digest: string, name: string): Promise<string> {
  let value: Json;
  try {
    value = parseJson(bytes, LIMITS);
  } catch (error) {
    assert(error instanceof Refusal, name);
    if (due === "reject") return "refused";
    if (due === "policy") return "refused: our policy";
    // Plain RFC 8785 takes any number: then the canonicalizer must.
    assert.equal(error.code, "json-number", name);
    assert.equal(await digestOf(canonicalJson(plain(JSON.parse(new TextDecoder().decode(bytes))))), digest, name);
    return "refused: no integer";
  }
  assert.equal(due, "accept", `${name} must be refused`);
  assert.equal(await digestOf(canonicalJson(value)), digest, name);
  return "accepted";
}

testOthers("chosen refusals have the right code", "json", (vectors) => {
  for (const [name, code] of [
    ["y_object_duplicated_key", "json-duplicate-member"],
    ["y_number_minus_zero", "json-number"],
    ["y_number_int_with_exp", "json-number"],
    ["i_number_huge_exp", "json-number"],
    ["i_number_too_big_pos_int", "json-number"],
    ["i_structure_500_nested_arrays", "json-depth"],
    ["n_structure_100000_opening_arrays", "json-depth"],
    ["i_structure_UTF-8_BOM_empty_object", "json-syntax"],
    ["i_string_invalid_surrogate", "json-syntax"],
    ["n_number_-01", "json-syntax"],
  ]) {
    assert.equal(
      codeOf(() => parseJson(vectors.bytes(`json/test_parsing/${name}.json`), LIMITS)),
      code,
      name,
    );
  }
});

testOthers("JCS: the samples of cyberphone", "jcs/cyberphone", (vectors) => {
  const names = vectors.files("jcs/cyberphone/input");
  assert.equal(names.length, 6);
  for (const name of names) {
    const value = plain(JSON.parse(vectors.text(`jcs/cyberphone/input/${name}`)));
    assert.equal(canonicalJson(value), vectors.text(`jcs/cyberphone/output/${name}`), name);
  }
});

testOthers("JCS: RFC 8785 appendix B", "jcs/rfc8785_appendix_b.tsv", (vectors) => {
  numbers(vectors.text("jcs/rfc8785_appendix_b.tsv"), "\t", 26);
});

void test("JCS: the first ten thousand numbers of ES6", () => {
  numbers(read("fixtures/vectors/jcs/es6_first_10000.txt"), ",", 10_000);
});

/** Lines of the bits of a double in hexadecimal, and how ECMAScript writes it. */
function numbers(text: string, separator: string, count: number): void {
  const lines = text.trimEnd().split("\n");
  assert.equal(lines.length, count);
  for (const line of lines) {
    const [bits = "", due] = line.split(separator);
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(`0x${bits}`));
    const number = view.getFloat64(0);
    if (due === "REJECT")
      assert.equal(
        codeOf(() => canonicalJson(number)),
        "json-number",
        bits,
      );
    else assert.equal(canonicalJson(number), due, bits);
  }
}
