import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type Bytes,
  Policy,
  Record,
  base64,
  digestOf,
  entryOf,
  fromBase64,
  isIncluded,
  leafHash,
  longNumber,
  nodeHash,
  parseDigest,
  parseNonce,
  parsePact,
  parseVkey,
  shortNumber,
  signStatement,
  statementText,
  subtle,
  utf8,
  verify,
} from "../core/index.js";
import { Note } from "../core/note.js";
import { SCRIPT_ONLY, answer, bytes, files, json, keyOf, policy, read, rows } from "./helpers.js";

const FORMATS = "fixtures/vectors/formats";

void test("this run has the crypto that it says", () => {
  assert.equal(subtle() === undefined, SCRIPT_ONLY);
});

void test("formats: canonical bytes, digest, numbers", async () => {
  const pact = await parsePact(bytes(`${FORMATS}/1-pact.json`));
  assert.deepEqual(pact.canonical, bytes(`${FORMATS}/2-canonical.json`));
  assert.equal<string>(pact.digest, read(`${FORMATS}/2-digest.hex`).trim());
  const numbers = json(`${FORMATS}/8-numbers.json`) as { digest: string; short: string; long: string }[];
  assert.equal(numbers.length, 3);
  for (const { digest, short, long } of numbers) {
    assert.deepEqual([shortNumber(parseDigest(digest)), longNumber(parseDigest(digest))], [short, long]);
  }
});

void test("formats: ten records byte for byte, read, written and signed again", async () => {
  const records = json(`${FORMATS}/3-records.json`) as { [member: string]: string }[];
  const entries = json(`${FORMATS}/4-entries.json`) as string[];
  const seed = json(`${FORMATS}/keys.json`).registrar.seed_hex as string;
  assert.equal(records.length, 10);
  let signed = 0;
  for (const { index = "", kind, nonce = "", note = "", record_digest, entry, leaf_hash } of records) {
    const record = await Record.parse(note);
    assert.equal(record.note.toString(), note);
    assert.equal(statementText(record.statement), record.note.text);
    assert.deepEqual([record.kind, record.digest], [kind, record_digest]);
    const made = await entryOf(record.kind, parseNonce(nonce), note);
    assert.deepEqual([base64(made), entries[Number(index)]], [entry, entry]);
    assert.equal(base64(await leafHash(made)), leaf_hash);
    // The registrar's lines, signed anew by its public seed: the same bytes come out.
    const [line] = record.note.lines;
    if (line?.name !== `${record.statement.ledger}/registrar`) continue;
    const registrar = await keyOf(line.name, seed);
    assert.equal(
      (await signStatement(record.statement, registrar)).toString().split("\n\n")[1],
      `${lastPart(note).split("\n")[0]}\n`,
    );
    signed += 1;
  }
  assert.equal(signed, 6);
});

function lastPart(note: string): string {
  return note.slice(note.lastIndexOf("\n\n") + 2);
}

void test("formats: vkeys, and every inclusion proof in the tree of the entries", async () => {
  const vkeys = Object.values(json(`${FORMATS}/keys.json`) as { vkey?: string }[]).map(({ vkey }) => vkey ?? "");
  for (const vkey of vkeys) assert.equal((await parseVkey(vkey)).vkey, vkey);
  assert.equal(vkeys.length, 4);
  const entries = (json(`${FORMATS}/4-entries.json`) as string[]).map((entry) => fromBase64(entry) ?? new Uint8Array());
  const leaves = await Promise.all(entries.map(leafHash));
  const root = await rootOf(leaves);
  assert.equal(base64(root), read(`${FORMATS}/5-checkpoint.txt`).split("\n")[2]);
  for (const [i, leaf] of leaves.entries()) {
    const proof = await proofOf(leaves, i);
    const size = BigInt(leaves.length);
    assert(await isIncluded(i, size, leaf, proof, root));
    assert(
      !(await isIncluded(i + 1, size, leaf, proof, root)) && !(await isIncluded(i, size, leaf, proof.slice(1), root)),
    );
    assert(
      !(await isIncluded(i, size, leaf, [...proof, root], root)) &&
        !(await isIncluded(i, 1n << 63n, leaf, proof, root)),
    );
  }
  assert.equal(leaves.length, 26);
});

/** RFC 6962 §2.1, as it is written there. */
async function rootOf(leaves: readonly Bytes[]): Promise<Bytes> {
  if (leaves.length === 1) return leaves[0] ?? new Uint8Array();
  const k = half(leaves.length);
  return nodeHash(await rootOf(leaves.slice(0, k)), await rootOf(leaves.slice(k)));
}

async function proofOf(leaves: readonly Bytes[], index: number): Promise<Bytes[]> {
  if (leaves.length === 1) return [];
  const k = half(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  if (index < k) return [...(await proofOf(left, index)), await rootOf(right)];
  return [...(await proofOf(right, index - k)), await rootOf(left)];
}

function half(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1));
}

void test("formats: 58 verdicts with step and code", async () => {
  const trusted = await policy(`${FORMATS}/policy.txt`);
  const expected = json(`${FORMATS}/expected.json`) as {
    [file: string]: { verdict: string; reason?: string; step?: number };
  };
  const snapshot =
    read("crates/core/tests/vectors/snapshots/vectors__vectors__formats__rejects.snap").split("---\n").pop() ?? "";
  const codes = JSON.parse(snapshot) as { [name: string]: string };
  const wrong: string[] = [];
  for (const [file, { verdict, reason, step }] of Object.entries(expected)) {
    const report = await verify(bytes(`${FORMATS}/${file}`), trusted);
    // The Rust core's code for it, so that the cause is that of the file's name.
    const code = codes[file.replace(/^reject\/|\.giaouoc\.json$/g, "")];
    const due = [verdict, reason, code].filter((word) => word !== undefined).join(" ");
    if (answer(report) !== due || (step !== undefined && report.deciding?.step !== step)) {
      wrong.push(`${file}: ${answer(report)}, due ${due}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual([Object.keys(expected).length, Object.keys(codes).length], [58, 47]);
});

void test("formats: what an erasure and a missing policy leave", async () => {
  const trusted = await policy(`${FORMATS}/policy.txt`);
  const report = await verify(bytes(`${FORMATS}/accept/two-records-erased.giaouoc.json`), trusted);
  assert.deepEqual(
    report.steps.flatMap((step) => step.unchecked),
    [
      ["after", 12],
      ["after", 17],
      ["signatures", 20],
    ],
  );
  assert.deepEqual([report.signed, report.due, report.erased], [3, 4, [6, 8]]);
  assert.equal(report.signers.find(({ party }) => party === "vp-quoc-hoi")?.state, "unknown");
  const declined = await verify(bytes(`${FORMATS}/accept/declined.giaouoc.json`), trusted);
  assert.deepEqual(
    declined.others.map(({ kind, party }) => `${kind} ${party}`),
    ["decline chung-kien"],
  );
  const alone = await verify(bytes(`${FORMATS}/6-evidence.giaouoc.json`));
  assert.equal(answer(alone), "untrusted 3 policy-missing");
  assert.deepEqual([alone.steps[3]?.status, alone.steps[6]?.status], ["passed", "not-checked"]);
});

const POLICIES = new Map<string, Promise<Policy>>();

function fixturePolicy(name: string): Promise<Policy> {
  const known = POLICIES.get(name) ?? policy(`fixtures/${name}.txt`);
  POLICIES.set(name, known);
  return known;
}

void test("fixtures: 398 rejects with verdict, step and code", async () => {
  const [wrong, table]: [string[], string[][]] = [[], rows("fixtures/reject/expected.tsv")];
  for (const [name, verdict, step, code, by = ""] of table) {
    const report = await verify(bytes(`fixtures/reject/${name}.giaouoc.json`), await fixturePolicy(by));
    if (answer(report) !== `${verdict} ${step} ${code}`)
      wrong.push(`${name}: ${answer(report)}, due ${verdict} ${step} ${code}`);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual([table.length, files("fixtures/reject").length], [398, 399]);
});

void test("fixtures: 39 accepts with verdict and reason", async () => {
  const [wrong, table]: [string[], string[][]] = [[], rows("fixtures/accept/expected.tsv")];
  for (const [name, verdict, reason, by = ""] of table) {
    const report = await verify(bytes(`fixtures/accept/${name}.giaouoc.json`), await fixturePolicy(by));
    const due = reason === "-" ? verdict : `${verdict} ${reason}`;
    if (answer(report) !== due) wrong.push(`${name}: ${answer(report)}, due ${due}`);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual([table.length, files("fixtures/accept").length], [39, 40]);
});

void test("fixtures: nothing is valid without a policy", async () => {
  let found = 0;
  for (const folder of ["reject", "accept"]) {
    for (const [name] of rows(`fixtures/${folder}/expected.tsv`)) {
      const { verdict } = await verify(bytes(`fixtures/${folder}/${name}.giaouoc.json`));
      assert(verdict === "untrusted" || verdict === "invalid", name);
      found += 1;
    }
  }
  assert.equal(found, 437);
});

void test("fixtures: erasures are named, odd times and samples warned of", async () => {
  const report = async (name: string) =>
    verify(bytes(`fixtures/accept/${name}.giaouoc.json`), await fixturePolicy("policy"));
  const unchecked = async (name: string) => (await report(name)).steps.flatMap((step) => step.unchecked);
  assert.deepEqual(await unchecked("erased-enrolment-of-a-pinned-key"), []);
  assert.deepEqual(await unchecked("erased-signature"), [
    ["after", 9],
    ["after", 10],
    ["signatures", 11],
  ]);
  assert.deepEqual(await unchecked("erased-completion"), []);
  const warned = async (name: string) => [...new Set((await report(name)).warnings.map(({ code }) => code))];
  assert.deepEqual(await warned("times-that-run-backwards"), ["sample-keys", "time-backwards"]);
  assert.deepEqual(await warned("signed-after-it-closed"), ["sample-keys", "time-after-close"]);
  assert.deepEqual(await warned("one-party"), ["sample-keys"]);
});

void test("fixtures: the five chains, with annexes, with and without the witness server", async () => {
  const chains = files("fixtures").filter(
    (name) => /^s[0-9]/.test(name) && files(`fixtures/${name}`).includes("6-evidence.giaouoc.json"),
  );
  assert.equal(chains.length, 5);
  for (const chain of chains) {
    const folder = `fixtures/${chain}`;
    const evidence = bytes(`${folder}/6-evidence.giaouoc.json`);
    const annexes = new Map<string, Awaited<ReturnType<typeof digestOf>>>();
    for (const file of files(folder).includes("annexes") ? files(`${folder}/annexes`) : []) {
      annexes.set(file, await digestOf(bytes(`${folder}/annexes/${file}`)));
    }
    const report = await verify(evidence, await fixturePolicy("policy"), annexes);
    assert.equal(answer(report), "valid", chain);
    assert.equal(answer(await verify(evidence, await fixturePolicy("policy-witness"))), "valid", chain);
    assert.deepEqual([report.signed, report.signers.length], [report.due, report.due]);
    assert(report.steps.every(({ status }) => status === "passed"));
    const pact = await parsePact(bytes(`${folder}/1-pact.json`));
    assert.deepEqual(pact.canonical, bytes(`${folder}/2-canonical.json`));
    assert.deepEqual([pact.digest, report.pact?.digest], [pact.digest, pact.digest]);
    assert.equal<string>(pact.digest, read(`${folder}/2-digest.hex`).trim());
    for (const { note, record_digest } of json(`${folder}/3-records.json`) as {
      note: string;
      record_digest: string;
    }[]) {
      assert.equal<string>((await Record.parse(note)).digest, record_digest);
    }
    for (const file of annexes.keys()) {
      const changed = new Map(annexes).set(file, await digestOf("another"));
      assert.equal(answer(await verify(evidence, await fixturePolicy("policy"), changed)), "invalid 9 annex-wrong");
    }
    assert.equal(
      answer(await verify(evidence, await fixturePolicy("policy"), new Map([["x", await digestOf("")]]))),
      "invalid 9 annex-wrong",
    );
  }
});

void test("formats: no changed letter of a record passes", async () => {
  const trusted = await policy(`${FORMATS}/policy.txt`);
  const evidence = json(`${FORMATS}/6-evidence.giaouoc.json`);
  let found = 0;
  for (const [i, { note }] of (evidence.records as { note: string }[]).entries()) {
    for (const at of [20, Math.floor(note.length / 2), note.length - 30]) {
      const changed = structuredClone(evidence);
      changed.records[i].note = note.slice(0, at) + (note[at] === "A" ? "B" : "A") + note.slice(at + 1);
      const { verdict } = await verify(utf8(JSON.stringify(changed)), trusted);
      assert.equal(verdict, "invalid", `${i} ${at}`);
      found += 1;
    }
  }
  assert.equal(found, 30);
  assert.equal(Note.parse(evidence.checkpoint).toString(), evidence.checkpoint);
});
