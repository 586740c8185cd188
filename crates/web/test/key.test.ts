import assert from "node:assert/strict";
import { test } from "node:test";

import { Point, hashes, verify as nobleVerify } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";

import {
  type Bytes,
  Policy,
  Refusal,
  SigningKey,
  base64,
  fromHex,
  hex,
  parseName,
  parseVkey,
  utf8,
} from "../core/index.js";
import { concat } from "../core/bytes.js";
import { checkPublicKey, verifies } from "../core/ed25519.js";
import { COSIGNATURE, verifyingKey } from "../core/key.js";
import { parseCheckpoint } from "../core/checkpoint.js";
import { SCRIPT_ONLY, codeOf, keyOf, read, refuses, rows, testOthers } from "./helpers.js";

const unhex = (text: string): Bytes => fromHex(text) ?? new Uint8Array();
const FORMATS = "fixtures/vectors/formats";

testOthers("Wycheproof: 151 cases, strictly", "ed25519/wycheproof", async (vectors) => {
  const { testGroups } = JSON.parse(vectors.text("ed25519/wycheproof/ed25519_test.json")) as {
    testGroups: { publicKey: { pk: string }; tests: { tcId: number; msg: string; sig: string; result: string }[] }[];
  };
  const found = { valid: 0, invalid: 0 };
  for (const { publicKey, tests } of testGroups) {
    checkPublicKey(unhex(publicKey.pk));
    for (const { tcId, msg, sig, result } of tests) {
      const holds = await verifies(unhex(publicKey.pk), unhex(msg), unhex(sig));
      assert.equal(holds ? "valid" : "invalid", result, `${tcId}`);
      found[holds ? "valid" : "invalid"] += 1;
    }
  }
  assert.deepEqual(found, { valid: 88, invalid: 63 });
});

testOthers("RFC 8032: pure Ed25519 verifies and signs, ctx and ph do not", "ed25519/rfc8032.json", async (vectors) => {
  const cases = JSON.parse(vectors.text("ed25519/rfc8032.json")) as { [member: string]: string }[];
  let pure = 0;
  for (const { variant, secret = "", public: key = "", message = "", signature = "" } of cases) {
    assert.equal(await verifies(unhex(key), unhex(message), unhex(signature)), variant === "Ed25519");
    if (variant !== "Ed25519") continue;
    const signer = await keyOf("x", secret);
    assert.equal(hex(await signer.sign(unhex(message))), signature);
    pure += 1;
  }
  assert.equal(pure, 5);
});

void test("weak and non-canonical keys are refused", async () => {
  const table = rows("fixtures/vectors/ed25519/key_enrolment.tsv");
  for (const [key = "", isPoint, canonical, smallOrder, , verdict, why] of table) {
    const code = codeOf(() => checkPublicKey(unhex(key)));
    // "policy" marks points with a component of small order; page 2, choices: they are taken.
    assert.equal(code === "taken", verdict !== "reject", `${key} ${why}`);
    if (isPoint === "no") assert.equal(code, "key-malformed", key);
    else if (canonical === "no" || smallOrder === "yes") assert.equal(code, "key-weak", key);
  }
  assert.equal(table.length, 83);
});

void test("the equation has no cofactor", async () => {
  hashes.sha512 = sha512;
  const number = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const { n: L } = Point.CURVE();
  const [secret, nonce, message] = [1234567n, 7654321n, utf8("giaouoc")];
  const A = Uint8Array.from(Point.BASE.multiply(secret).toBytes());
  const torsion = Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
  for (const [point, strict] of [
    [Point.ZERO, true],
    [torsion, false],
  ] as const) {
    const R = Uint8Array.from(Point.BASE.multiply(nonce).add(point).toBytes());
    let s = (nonce + (number(sha512(concat(R, A, message))) % L) * secret) % L;
    const S = Uint8Array.from({ length: 32 }, () => {
      const byte = Number(s & 255n);
      s >>= 8n;
      return byte;
    });
    const signature = concat(R, S);
    assert.equal(await verifies(A, message, signature), strict);
    // Why the library's own verify is not used: it takes both.
    assert(nobleVerify(signature, message, A, { zip215: false }));
  }
});

void test("vkeys have one spelling", async () => {
  const good = "kiem-toan.example/held+0ac80748+AajneWZs8XjJmQDILa7mMkDJHr94+mgUDV9unRA+KDxZ";
  assert.equal((await parseVkey(good)).vkey, good);
  const bad = [
    "",
    "a",
    "a+b",
    good.replace("0ac8", "0AC8"),
    good.replace("0ac8", "0ac9"),
    `${good}=`,
    `${good}\n`,
    ` ${good}`,
  ];
  bad.push(
    good.replace("held", "he ld"),
    good.replace("+Aaj", "+Baj"),
    good.replace("/held", "+held"),
    good.slice(0, -1),
  );
  bad.push(good.replace("held", "he\u2028ld"), good.replace("kiem", "\u0085"), good.replace("kiem", "k".repeat(256)));
  for (const vkey of bad) await assert.rejects(parseVkey(vkey), refuses("key-malformed"));
  await assert.rejects(parseVkey(good, COSIGNATURE), refuses("key-malformed"));
  const weak = concat(Uint8Array.of(1), unhex(`01${"00".repeat(31)}`));
  await assert.rejects(parseVkey(`a+00000000+${base64(weak)}`), refuses("key-weak"));
});

void test("a new key signs, survives storage, and is forgotten", async () => {
  const key = await SigningKey.generate(parseName("4nywhvqvjouc4lk42zhwzxktju/chung-kien"));
  const message = utf8("một câu\n");
  assert(await key.key.verifies(message, await key.sign(message)));
  assert(!(await key.key.verifies(utf8("câu khác\n"), await key.sign(message))));
  assert.equal(key.isReadable, SCRIPT_ONLY);
  const kept = structuredClone(key.keep());
  if (!SCRIPT_ONLY) {
    const { secret } = kept as { secret: CryptoKey };
    assert.equal(secret.extractable, false);
    await assert.rejects(crypto.subtle.exportKey("pkcs8", secret), (error: Error) => /^InvalidAccess/.test(error.name));
  }
  const restored = await SigningKey.restore(kept);
  assert(await key.key.verifies(message, await restored.sign(message)));
  const strangers = (await SigningKey.generate(parseName("x"))).keep();
  const mixed = await SigningKey.restore({ ...kept, secret: strangers.secret });
  await assert.rejects(mixed.sign(message), refuses("signature-wrong"));
  key.forget();
  await assert.rejects(key.sign(message), refuses("key-malformed"));
});

const WITNESSES = ["w1", "w2", "w3"];

/** Lines of a policy for three witness servers, and a checkpoint that the first two cosigned. */
async function witnessed(): Promise<{ lines: string; checkpoint: string }> {
  const plain = read(`${FORMATS}/5-checkpoint.txt`);
  const text = plain.slice(0, plain.indexOf("\n\n") + 1);
  let [lines, checkpoint] = ["", plain];
  for (const [i, name] of WITNESSES.entries()) {
    const signer = await keyOf(`${name}.example`, `${"0".repeat(63)}${i + 1}`);
    const key = await verifyingKey(signer.key.name, COSIGNATURE, signer.key.publicKey);
    lines += `witness ${name} ${key.vkey}\n`;
    if (name === "w3") continue;
    const time = new Uint8Array(8);
    new DataView(time.buffer).setBigUint64(0, 1_700_000_000n);
    const signature = await signer.sign(utf8(`cosignature/v1\ntime 1700000000\n${text}`));
    checkpoint += `\u2014 ${key.name} ${base64(concat(key.id, time, signature))}\n`;
  }
  return { lines, checkpoint };
}

async function check(policy: string, checkpoint: string): Promise<string> {
  const { note, tree } = await parseCheckpoint(checkpoint);
  try {
    const { cosigned } = await (await Policy.parse(policy)).check(note, tree);
    return cosigned.map(({ witness, time }) => `${witness} ${time}`).join();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

void test("quorums over a checkpoint that two of three cosigned", async () => {
  const { lines, checkpoint } = await witnessed();
  const base = read(`${FORMATS}/policy.txt`);
  const both = "w1 1700000000,w2 1700000000";
  for (const [groups, due] of [
    ["group g any w3 w2", both],
    ["group g 2 w1 w2 w3", both],
    ["group g all w1 w2 w3", "quorum-missing"],
    ["group h any w1 w3\ngroup g all h w2", both],
    ["group h all w1 w3\ngroup g all h w2", "quorum-missing"],
  ]) {
    assert.equal(await check(base.replace("quorum none", `${lines}${groups}\nquorum g`), checkpoint), due);
  }
  const pinned = base.replace("quorum none", `${lines}quorum w1`);
  assert.equal(await check(pinned, checkpoint.replace("1\n\u2014", "2\n\u2014")), both);
  const letters = checkpoint.trimEnd().split("");
  const at = letters.length - 20;
  letters[at] = letters[at] === "A" ? "B" : "A";
  assert.equal(await check(pinned, `${letters.join("")}\n`), "signature-wrong");
});

void test("malformed policies are refused", async () => {
  const { lines } = await witnessed();
  const base = read(`${FORMATS}/policy.txt`);
  const registrar = base.split("\n").find((line) => line.startsWith("registrar")) ?? "";
  await Policy.parse(base.replace("quorum none", `# chú thích\n\t ${lines}quorum w1`).trimEnd());
  for (const bad of [
    "",
    "quorum none\nquorum none",
    "quorum nobody",
    "quorum g\ngroup g any w1",
    "group g 0 w1\nquorum g",
    "group g 2 w1\nquorum g",
    "group g any w1\ngroup h any w1\nquorum g",
    "group none any w1\nquorum none",
    "group w1 any w2\nquorum none",
    "quorum none\nfriend x",
    `quorum none\n${lines.split("\n")[0]?.replace("w1 ", "w9 ")}`,
    "quorum none\r",
    "quorum none none",
    "quorum none\nlog",
    "quorum none\nconstructor x",
    `quorum none\n${registrar}`,
    "quorum none\nregistrar",
    "quorum none\nregistrar a b c",
    "group g 01 w1\nquorum g",
    "quorum none # word",
  ]) {
    await assert.rejects(Policy.parse(base.replace("quorum none", lines + bad)), refuses("policy-malformed"));
  }
  await assert.rejects(Policy.parse(base.replace(/^(log [^+]*)\+/, "$1x+")), refuses("policy-malformed"));
});
