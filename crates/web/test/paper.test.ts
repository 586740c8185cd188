import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync, deflateSync } from "node:zlib";

import { Collector, Policy, type Report, fromHex, verify, verifySheet } from "../core/index.js";
import { concat, hex } from "../core/bytes.js";
import { Cbor } from "../core/paper/cbor.js";
import { readCompact } from "../core/paper/compact.js";
import { readDigits } from "../core/paper/digits.js";
import { inflate, inflateZlib } from "../core/paper/inflate.js";
import { readCodes } from "../core/paper/read.js";
import { Slices } from "../core/paper/slices.js";
import { scan } from "../core/paper/codes.js";
import { cbor, codeOf, slicesOf, textCodes } from "./codes.js";
import { answer, bytes, codeOf as refusalCode, policy, read } from "./helpers.js";

const FORMATS = "fixtures/vectors/formats";
const codes = (): string[] => read(`${FORMATS}/7-codes.txt`).trim().split("\n");
const trusted = (): Promise<Policy> => policy(`${FORMATS}/policy.txt`);
const steps = ({ steps: all }: Report): string => all.map(({ status }) => status[0]).join("");

void test("paper: the vector is valid, in any order, doubled, and tells what its evidence tells", async () => {
  const all = codes();
  assert.equal(all.length, 5);
  const report = await verifySheet(all, await trusted());
  assert.equal(answer(report), "valid");
  assert.equal(steps(report), "p".repeat(10));
  assert.deepEqual([report.signed, report.due], [4, 4]);
  const file = await verify(bytes(`${FORMATS}/6-evidence.giaouoc.json`), await trusted());
  assert.equal(report.pact?.digest, file.pact?.digest);
  assert.deepEqual(report.checkpoint?.root, file.checkpoint?.root);
  // The same signers, but for the ledger's places.
  const placeless = file.signers.map((one) => ({
    ...one,
    signature: one.signature && { ...one.signature, index: undefined },
  }));
  assert.deepEqual(report.signers, placeless);
  assert(report.warnings.some(({ code }) => code === "later-revocation"));
  assert.equal(answer(await verifySheet([...all].reverse(), await trusted())), "valid");
  assert.equal(answer(await verifySheet([...all, ...all, "HTTPS://X/V/A"], await trusted())), "valid");
});

void test("paper: any one slice may be lost, two may not", async () => {
  const all = codes();
  for (let lost = 1; lost < all.length; lost += 1) {
    const rest = all.filter((_, i) => i !== lost);
    assert.equal(answer(await verifySheet(rest, await trusted())), "valid", `${lost}`);
    const fewer = rest.filter((_, i) => i !== 1);
    assert.equal(answer(await verifySheet(fewer, await trusted())), "incomplete text-missing", `${lost}`);
  }
});

void test("paper: what is missing decides the verdict", async () => {
  const all = codes();
  const seal = all.slice(0, 1);
  const alone = await verifySheet(seal, await trusted());
  assert.equal(answer(alone), "incomplete text-missing");
  assert.equal(steps(alone), "pnppnnnnnn");
  assert.deepEqual([alone.signed, alone.due, alone.signers.length, alone.pact], [4, 4, 0, undefined]);
  assert.equal(answer(await verifySheet(all.slice(1), await trusted())), "untrusted 3 seal-missing");
  assert.equal(answer(await verifySheet(all.slice(1))), "untrusted 3 seal-missing");
  assert.equal(answer(await verifySheet(all)), "untrusted 3 policy-missing");
  assert.equal(answer(await verifySheet([])), "invalid 1 codes-malformed");
  assert.equal(answer(await verifySheet(["https://x.example/v#2.123"])), "invalid 1 codes-version");
  assert.equal(answer(await verifySheet([codeOf(cbor([2, 1]))])), "invalid 1 codes-version");
});

void test("paper: whom the policy does not name is not trusted", async () => {
  const text = read(`${FORMATS}/policy.txt`);
  const without = (word: string): Promise<Policy> =>
    Policy.parse(
      text
        .split("\n")
        .filter((line) => !line.startsWith(word))
        .join("\n"),
    );
  const registrarless = await verifySheet(codes(), await without("registrar"));
  assert.equal(answer(registrarless), "untrusted 5 registrar-untrusted");
  // Steps 3 and 4 hang on the completion's note; enrolments and signatures do not.
  assert.equal(steps(registrarless), "ppnnuppnpn");
  assert.equal(
    answer(await verifySheet(codes().slice(0, 1), await without("registrar"))),
    "untrusted 5 registrar-untrusted",
  );
  const ledgerless = await verifySheet(codes(), await without("log"));
  assert.equal(answer(ledgerless), "untrusted 3 checkpoint-untrusted");
  assert.equal(steps(ledgerless), "ppuppppppp");
  const online = await Policy.parse(text.replace(/^(registrar \S+)$/gm, "$1 invite"));
  const invited = await verifySheet(codes(), online);
  assert.equal(answer(invited), invited.identity === "invite" ? "valid" : "untrusted 5 registrar-untrusted");
  const witnessed = await Policy.parse(`${text.replace("quorum none", "")}witness w ${cosigner()}\nquorum w\n`);
  assert.equal(answer(await verifySheet(codes(), witnessed)), "untrusted 3 quorum-missing");
});

/** A witness server's key; nobody has cosigned by it here. */
function cosigner(): string {
  return (/^witness \S+ (\S+)/m.exec(read("fixtures/policy-witness.txt")) ?? [])[1] ?? "";
}

void test("paper: codes of two pacts, and two codes for one place, are mixed", async () => {
  const [seal = "", first = "", ...rest] = codes();
  const other = new Uint8Array(8).fill(7);
  const foreign = textCodes(cbor([new Uint8Array(9), 0, []]), other, 3);
  assert.equal(answer(await verifySheet([seal, ...foreign], await trusted())), "invalid 1 codes-mixed");
  assert.equal(answer(await verifySheet([first, ...foreign], await trusted())), "invalid 1 codes-mixed");
  const { payload } = sealOf(seal);
  const changed = Uint8Array.from(payload);
  changed[changed.length - 5] = (changed[changed.length - 5] ?? 0) ^ 1;
  assert.equal(answer(await verifySheet([seal, codeOf(changed), ...rest], await trusted())), "invalid 1 codes-mixed");
});

void test("paper: another text under the same seal differs", async () => {
  const [seal = "", ...slices] = codes();
  const joined = new Slices();
  for (const text of slices) {
    const scanned = scan(text);
    if (scanned.is === "code" && scanned.code.kind === "slice") joined.add(scanned.code);
  }
  const compact = joined.join() ?? new Uint8Array();
  const { pact, opened, signers } = readCompact(compact);
  const prefix = fromHex(sealOf(seal).pact.slice(0, 16)) ?? new Uint8Array();
  const unix = (time: string): number => Date.parse(time) / 1000;
  const hexed = (text: string | undefined): Uint8Array | null => (text === undefined ? null : (fromHex(text) ?? null));
  const number = {
    representative: 0,
    delegate: 1,
    "in-person": 0,
    invite: 1,
    pinned: 2,
    phone: 0,
    kiosk: 1,
    cli: 2,
    api: 3,
  };
  const written = (document: Uint8Array, change: (signer: (typeof signers)[number], i: number) => object): string[] =>
    textCodes(
      cbor([
        document,
        unix(opened),
        signers
          .map((signer, i) => ({ ...signer, ...change(signer, i) }))
          .map((s) => [
            s.place,
            s.publicKey,
            s.keyName ?? null,
            s.holder ?? null,
            number[s.capacity],
            hexed(s.authority),
            number[s.method],
            unix(s.enrolled),
            hexed(s.mark),
            number[s.channel],
            unix(s.time),
            s.signature,
          ]),
      ]),
      prefix,
      3,
    );
  const verdict = async (texts: string[]): Promise<string> =>
    answer(await verifySheet([seal, ...texts], await trusted()));
  assert.equal(await verdict(written(pact, () => ({}))), "valid");
  const amended = new TextEncoder().encode(new TextDecoder().decode(pact).replace('"title":"', '"title":"X'));
  assert.equal(await verdict(written(amended, () => ({}))), "invalid 2 codes-differ");
  assert.equal(await verdict(written(concat(pact, Uint8Array.of(10)), () => ({}))), "invalid 2 codes-malformed");
  assert.equal(
    await verdict(
      written(pact, (s) => (s.capacity === "representative" && s.holder === undefined ? { holder: "Kẻ Khác" } : {})),
    ),
    "invalid 6 holder-differs",
  );
  assert.equal(
    await verdict(written(pact, (_, i) => (i === 1 ? { capacity: "delegate", holder: "Kẻ Khác" } : {}))),
    "invalid 7 signature-wrong",
  );
  assert.equal(
    await verdict(written(pact, (s, i) => (i === 1 ? { time: s.enrolled } : {}))),
    "invalid 7 signature-wrong",
  );
  assert.equal(await verdict(written(pact, (_, i) => (i === 0 ? { place: 1 } : {}))), "invalid 6 codes-malformed");
  assert.equal(
    await verdict(written(pact, (_, i) => (i === 0 ? { publicKey: signers[1]?.publicKey } : {}))),
    "invalid 6 key-shared",
  );
  assert.equal(await verdict(written(pact, (_, i) => (i === 0 ? { holder: " x" } : {}))), "invalid 6 value-form");
});

void test("paper: whatever is changed, nothing throws and nothing else becomes valid", async () => {
  const all = codes();
  const due = (await verifySheet(all, await trusted())).pact?.digest;
  const mayBe = await trusted();
  let seed = 20261127;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const seen = new Map<string, number>();
  for (let round = 0; round < 400; round += 1) {
    const some = [...all];
    const at = random(some.length);
    const text = some[at] ?? "";
    const place = 29 + random(text.length - 29);
    const ways = [
      () => text.slice(0, place) + String(random(10)) + text.slice(place + 1),
      () => text.slice(0, place),
      () => text.slice(0, place) + text.slice(place + 17),
      () => `${text}${random(10)}`,
      () => text.slice(0, place) + "a" + text.slice(place + 1),
      () => codeOf(flipped(text, random)),
    ];
    some[at] = ways[random(ways.length)]?.() ?? "";
    if (round % 3 === 0) some.splice(1 + random(4), 1);
    const report = await verifySheet(some, mayBe);
    if (report.verdict === "valid") assert.equal(report.pact?.digest, due);
    seen.set(report.verdict, (seen.get(report.verdict) ?? 0) + 1);
  }
  assert((seen.get("invalid") ?? 0) > 200);
});

function flipped(text: string, random: (below: number) => number): Uint8Array {
  const payload = readDigits(text.slice(text.indexOf("#1.") + 3));
  const at = random(payload.length);
  return payload.map((byte, i) => (i === at ? byte ^ (1 << random(8)) : byte));
}

void test("paper: bombs are not blown up", async () => {
  const prefix = new Uint8Array(8);
  const bomb = deflateRawSync(new Uint8Array(5_000_000), { level: 9 });
  assert.equal(
    answer(await verifySheet(slicesOf(bomb.slice(0, 2500), prefix, 3), await trusted())),
    "invalid 1 codes-malformed",
  );
  assert.equal(inflate(bomb, 320 * 1024), undefined);
  assert.equal(inflate(bomb, 5_000_000)?.bytes.length, 5_000_000);
  // Lengths that claim more than is there: 2^64 − 1 bytes, items; a text without an end.
  for (const claim of [
    "5bffffffffffffffff",
    "9bffffffffffffffff",
    "7bffffffffffffffff",
    "5f",
    "9f",
    "58ff00",
    "8e0158201234",
  ]) {
    const source = fromHex(claim) ?? new Uint8Array();
    for (const reading of [
      (c: Cbor) => c.bytes(),
      (c: Cbor) => c.array(13),
      (c: Cbor) => c.text(),
      (c: Cbor) => c.bytes(32),
    ]) {
      assert.equal(
        refusalCode(() => reading(new Cbor(source))),
        "codes-malformed",
        claim,
      );
    }
    assert.equal(answer(await verifySheet([codeOf(source)], await trusted())), "invalid 1 codes-malformed");
  }
  assert.equal(
    answer(
      await verifySheet(
        Array.from({ length: 513 }, () => "x"),
        await trusted(),
      ),
    ),
    "invalid 1 codes-malformed",
  );
});

void test("paper: CBOR has one spelling", () => {
  const taken = (source: string, reading: (c: Cbor) => unknown): string =>
    refusalCode(() => {
      const c = new Cbor(fromHex(source) ?? new Uint8Array());
      reading(c);
      c.finish();
    });
  for (const right of [
    "00",
    "17",
    "1818",
    "18ff",
    "190100",
    "19ffff",
    "1a00010000",
    "1b0000000100000000",
    "1bffffffffffffffff",
  ]) {
    assert.equal(
      taken(right, (c) => c.natural()),
      "taken",
      right,
    );
  }
  for (const wrong of [
    "1800",
    "1817",
    "190000",
    "1900ff",
    "1a0000ffff",
    "1b00000000ffffffff",
    "1c",
    "1f",
    "18",
    "0000",
    "20",
    "c000",
    "f97e00",
    "a0",
  ]) {
    assert.equal(
      taken(wrong, (c) => c.natural()),
      "codes-malformed",
      wrong,
    );
  }
  assert.equal(new Cbor(Uint8Array.of(0x3a, 0, 1, 0, 0)).integer(), -65537n);
  assert.equal(
    taken("62c328", (c) => c.text()),
    "codes-malformed",
  );
  assert.equal(
    taken("f6", (c) => c.maybe(() => c.text())),
    "taken",
  );
  assert.equal(
    taken("f7", (c) => c.maybe(() => c.text())),
    "codes-malformed",
  );
});

void test("paper: digits are those of their bytes", () => {
  assert.deepEqual(readDigits("255"), Uint8Array.of(255));
  assert.deepEqual(readDigits("72057594037927935"), new Uint8Array(7).fill(255));
  for (const wrong of ["", "256", "72057594037927936", "12", "1234", "00x", "-01", " 12", "1".repeat(7090)]) {
    assert.equal(
      refusalCode(() => readDigits(wrong)),
      "codes-malformed",
      wrong,
    );
  }
  for (let length = 1; length < 30; length += 1) {
    const some = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) & 0xff);
    assert.deepEqual(readDigits(codeOf(some).split("#1.")[1] ?? ""), some);
  }
});

void test("paper: DEFLATE in all its forms, and where it ends", () => {
  const text = bytes(`${FORMATS}/2-canonical.json`);
  const shapes = [{ level: 9 }, { level: 0 }, { level: 1 }, { strategy: 4 }, { strategy: 2 }];
  for (const shape of shapes) {
    const stream = deflateRawSync(text, shape);
    const padded = concat(stream, new Uint8Array(5));
    assert.deepEqual(inflate(padded, text.length), { bytes: text, end: stream.length });
    assert.equal(inflate(stream, text.length - 1), undefined);
    assert.equal(inflate(stream.subarray(0, stream.length - 1), text.length), undefined);
  }
  assert.deepEqual(inflate(deflateRawSync(new Uint8Array()), 0)?.bytes, new Uint8Array());
  assert.equal(inflate(Uint8Array.of(0x07), 100), undefined);
  assert.deepEqual(inflateZlib(deflateSync(text), text.length), text);
  assert.equal(inflateZlib(text, text.length), undefined);
  // A zero byte more than the slices' padding is fine, any other is not.
  const joined = (stream: Uint8Array): string => refusalCode(() => readCodes(slicesOf(stream, new Uint8Array(8), 2)));
  const empty = deflateRawSync(cbor([new Uint8Array(), 0, []]));
  assert.equal(joined(concat(empty, new Uint8Array(40))), "taken");
  assert.equal(joined(concat(empty, Uint8Array.of(0, 0, 1))), "codes-malformed");
});

void test("paper: a collector tells what it holds", async () => {
  const [seal = "", ...slices] = codes();
  const collector = new Collector();
  assert(collector.isEmpty);
  assert.equal(collector.add(slices[1] ?? ""), "slice");
  assert.equal(collector.add(` ${slices[1]}\n`), "again");
  assert.equal(collector.add("WIFI:S:x;;"), "foreign");
  assert.equal(collector.add("HTTPS://KIEM-TRA.EXAMPLE/V/AAAAAAAAAAAAAAAAAAAAAAAAAA"), "link");
  assert.equal(collector.add("https://kiem-tra.example/v#2.12"), "another-version");
  assert.equal(collector.add("https://kiem-tra.example/v#1.999"), "damaged");
  assert.deepEqual(collector.held, {
    seal: false,
    count: 3,
    slices: [1],
    parity: false,
    missing: [0, 2],
    text: false,
    complete: false,
  });
  assert.equal(answer(await collector.report(await trusted())), "untrusted 3 seal-missing");
  const other = textCodes(cbor([new Uint8Array(9), 0, []]), new Uint8Array(8).fill(7), 3);
  assert.equal(collector.add(other[0] ?? ""), "another-pact");
  assert.equal(collector.add(seal), "seal");
  assert.equal(collector.add(seal), "again");
  assert.equal(collector.add(other[0] ?? ""), "another-pact");
  const prefix = fromHex(sealOf(seal).pact.slice(0, 16)) ?? new Uint8Array();
  assert.equal(collector.add(textCodes(cbor([new Uint8Array(9), 0, []]), prefix, 3)[1] ?? ""), "differs");
  assert.equal(answer(await collector.report(await trusted())), "incomplete text-missing");
  assert.equal(collector.add(slices[3] ?? ""), "slice");
  assert.equal(collector.add(slices[0] ?? ""), "slice");
  assert.deepEqual(collector.held, {
    seal: true,
    count: 3,
    slices: [0, 1],
    parity: true,
    missing: [2],
    text: true,
    complete: true,
  });
  assert.equal(answer(await collector.report(await trusted())), "valid");
  collector.clear();
  assert(collector.isEmpty && collector.held.count === undefined);
  assert.equal(collector.add(other[0] ?? ""), "slice");
  assert.equal(collector.add(seal), "another-pact");
});

function sealOf(text: string): { readonly pact: string; readonly payload: Uint8Array } {
  const scanned = scan(text);
  assert(scanned.is === "code" && scanned.code.kind === "seal");
  assert.equal(hex(scanned.code.payload).slice(0, 6), "8e0101");
  return scanned.code;
}
