/** The work of a signer's page: verified evidence → statement → note → receipt, against the records of the fixtures. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type Item,
  type PartyId,
  type Policy,
  type Progress,
  Record,
  SigningKey,
  VerifyingKey,
  checkReceipt,
  digestOf,
  draftDecline,
  draftEnrolment,
  draftSignature,
  isPartyId,
  parseName,
  parseTime,
  signStatement,
  statementDigest,
  statementText,
  utf8,
  verifiedProgress,
  verify,
} from "../core/index.js";
import { answer, bytes, codeOf, files, json, keyOf, policy, refuses } from "./helpers.js";

const FORMATS = "fixtures/vectors/formats";

interface File {
  records: Extract<Item, { note: string }>[];
  checkpoint: string;
  marks?: { [digest: string]: string };
}

/** The state before the record of this index, from evidence cut off there. */
async function before(index: number, evidence: File, trusted: Policy): Promise<Progress> {
  const records = evidence.records.filter((record) => record.index < index);
  const named = ([digest]: [string, string]) => records.some(({ note }) => note.includes(`\nmark ${digest}\n`));
  const marks = Object.fromEntries(Object.entries(evidence.marks ?? {}).filter(named));
  const { report, progress } = await verifiedProgress(utf8(JSON.stringify({ ...evidence, records, marks })), trusted);
  assert(progress, answer(report));
  assert.equal(answer(report).split(" ")[0], "incomplete");
  return progress;
}

function party(id: string): PartyId {
  assert(isPartyId(id));
  return id;
}

/** The keys of `keys-example/` by their public halves. */
async function examples(): Promise<Map<string, string>> {
  const seeds = new Map<string, string>();
  for (let i = 1; i <= 16; i += 1) {
    const seed = await digestOf(`giaouoc keys-example party-${String(i).padStart(2, "0")}`);
    seeds.set((await keyOf("x", seed)).key.hex, seed);
  }
  return seeds;
}

/** Drafts each enrolment and signature of a file anew, and signs it where the key is known. Gives how many of each. */
async function replay(evidence: File, trusted: Policy, seeds: Map<string, string>): Promise<[number, number, number]> {
  const found: [number, number, number] = [0, 0, 0];
  const keys = new Map<PartyId, VerifyingKey>();
  for (const { index, note } of evidence.records) {
    const record = await Record.parse(note);
    const { act, time } = record.statement;
    if (act.kind !== "enrolment" && act.kind !== "signature") continue;
    const progress = await before(index, evidence, trusted);
    if (act.kind === "enrolment") keys.set(act.party, act.key);
    const key = keys.get(act.party);
    assert(key);
    const drafted =
      act.kind === "enrolment"
        ? draftEnrolment(
            progress,
            act.party,
            key,
            { name: act.holder, capacity: act.capacity, authority: act.authority },
            act.method,
            time,
          )
        : await draftSignature(progress, act.party, key, { mark: act.mark, channel: act.channel, time });
    assert.equal(statementText(drafted), record.note.text);
    assert.equal(await statementDigest(drafted), record.digest);
    if (act.kind === "signature") assert(progress.turn.some(({ id }) => id === act.party));
    found[act.kind === "enrolment" ? 0 : 1] += 1;
    const seed = seeds.get(key.hex);
    if (seed === undefined) continue;
    // An enrolment bears the possession line only; the registrar's side puts its own before it.
    const made = (await signStatement(drafted, await keyOf(key.name, seed))).toString();
    assert.equal(made, `${record.note.text}\n${note.split("\n").slice(-2).join("\n")}`);
    found[2] += 1;
  }
  return found;
}

void test("enrolments and signatures of the vectors come out text for text", async () => {
  const found = await replay(
    json(`${FORMATS}/6-evidence.giaouoc.json`),
    await policy(`${FORMATS}/policy.txt`),
    new Map(),
  );
  assert.deepEqual(found, [4, 4, 0]);
});

void test("enrolments and signatures of two chains come out byte for byte", async () => {
  const [seeds, trusted] = [await examples(), await policy("fixtures/policy.txt")];
  const found: [number, number, number][] = [];
  for (const chain of ["s1-cong-doan-phuong-cau-dien", "s3-khoi-thi-dua-2"]) {
    found.push(await replay(json(`fixtures/${chain}/6-evidence.giaouoc.json`), trusted, seeds));
  }
  assert.deepEqual(found, [
    [5, 5, 10],
    [7, 7, 14],
  ]);
});

void test("nothing is drafted out of turn, for a stranger, or under another's key", async () => {
  const trusted = await policy(`${FORMATS}/policy.txt`);
  const evidence: File = json(`${FORMATS}/6-evidence.giaouoc.json`);
  const progress = await before(8, evidence, trusted);
  const { key } = await SigningKey.generate(parseName("x"));
  const signing = { mark: undefined, channel: "phone", time: parseTime("2023-02-17T02:00:00Z") } as const;
  const draft = (id: string) => draftSignature(progress, party(id), key, signing);
  await assert.rejects(draft("nobody"), refuses("party-unknown"));
  await assert.rejects(draft("tap-the"), refuses("party-named-only"));
  await assert.rejects(draft("co-quan-tu-doan"), refuses("enrolment-unknown"));
  await assert.rejects(draft("vp-quoc-hoi"), refuses("enrolment-outdated"));
  assert.deepEqual(
    progress.turn.map(({ id }) => id as string),
    ["vp-quoc-hoi"],
  );
  // The head is enrolled, but a signature of stage 1 is cut out: it may not sign, and may decline.
  const early = { ...evidence, records: evidence.records.filter(({ index }) => index !== 8) };
  const stage3 = await before(12, early, trusted);
  const head = stage3.party(party("co-quan-tu-doan"))?.current?.enrolment.key;
  assert(head);
  await assert.rejects(draftSignature(stage3, party("co-quan-tu-doan"), head, signing), refuses("stage-not-open"));
  draftDecline(stage3, party("co-quan-tu-doan"), head, undefined, signing.time);
  assert.equal(await stage3.after(3), undefined);
});

void test("nothing is drafted on what was erased", async () => {
  const trusted = await policy("fixtures/policy.txt");
  const { progress } = await verifiedProgress(bytes("fixtures/accept/erased-signature.giaouoc.json"), trusted);
  assert(progress?.isErased);
  const [first] = progress.pact.roster.signers;
  const { key } = await SigningKey.generate(parseName("x"));
  const time = parseTime("2023-02-17T02:00:00Z");
  const holder = { name: "x", capacity: "delegate", authority: undefined } as const;
  const id = party(first?.id ?? "");
  assert.equal(
    codeOf(() => draftEnrolment(progress, id, key, holder, "in-person", time)),
    "record-erased",
  );
  assert.equal(
    codeOf(() => draftDecline(progress, id, key, undefined, time)),
    "record-erased",
  );
  const signing = { mark: undefined, channel: "kiosk", time } as const;
  await assert.rejects(draftSignature(progress, id, key, signing), refuses("record-erased"));
});

void test("a key that was taken back drafts nothing", async () => {
  const trusted = await policy("fixtures/policy.txt");
  const { report, progress } = await verifiedProgress(
    bytes("fixtures/accept/revoked-and-waiting.giaouoc.json"),
    trusted,
  );
  const revoked = report.signers.find(({ state }) => state === "revoked");
  assert(progress && revoked);
  const key = progress.party(revoked.party)?.enrolments[0]?.enrolment.key;
  assert(key);
  const time = parseTime("2023-02-17T02:00:00Z");
  assert.equal(
    codeOf(() => draftDecline(progress, revoked.party, key, undefined, time)),
    "key-revoked",
  );
});

void test("evidence that does not hold gives no state to sign on", async () => {
  const trusted = await policy(`${FORMATS}/policy.txt`);
  let found = 0;
  for (const file of files(`${FORMATS}/reject`)) {
    assert.equal((await verifiedProgress(bytes(`${FORMATS}/reject/${file}`), trusted)).progress, undefined);
    found += 1;
  }
  assert.equal(found, 47);
  assert.equal((await verify(new Uint8Array(4 * 1024 * 1024 + 1), trusted)).deciding?.error?.code, "too-large");
});

void test("declines are taken, and values that break their rule are not signed", async () => {
  const [seeds, trusted] = [await examples(), await policy("fixtures/policy.txt")];
  const evidence: File = json("fixtures/s3-khoi-thi-dua-2/6-evidence.giaouoc.json");
  const enrolment = await Record.parse(evidence.records[1]?.note ?? "");
  const { act } = enrolment.statement;
  assert(act.kind === "enrolment");
  const progress = await before((evidence.records[1]?.index ?? 0) + 1, evidence, trusted);
  const key = await keyOf(act.key.name, seeds.get(act.key.hex) ?? "");
  const time = parseTime("2023-02-17T02:00:00Z");
  const decline = async (reason: string | undefined) =>
    signStatement(draftDecline(progress, act.party, key.key, reason, time), key);
  for (const reason of ["Chưa thống nhất chỉ tiêu", undefined]) {
    const authentic = await progress.authenticate(await Record.parse((await decline(reason)).toString()), trusted);
    assert.deepEqual(await progress.admit(authentic, trusted), { known: false, unchecked: [] });
  }
  for (const [reason, code] of [
    ["a\nb", "record-lines"],
    ["a\u200b", "text-forbidden-character"],
    [" a", "value-form"],
    ["", "text-empty"],
    ["e\u0302", "text-not-nfc"],
    ["x".repeat(201), "value-form"],
  ] as const) {
    await assert.rejects(decline(reason), refuses(code));
  }
});

void test("a receipt is believed only for one's own text, key and a pinned ledger", async () => {
  const trusted = await policy(`${FORMATS}/policy.txt`);
  const evidence: File = json(`${FORMATS}/6-evidence.giaouoc.json`);
  const keys = new Map<PartyId, VerifyingKey>();
  let found = 0;
  for (const item of evidence.records) {
    const record = await Record.parse(item.note);
    const { act } = record.statement;
    if (act.kind === "enrolment") keys.set(act.party, act.key);
    if (act.kind !== "enrolment" && act.kind !== "signature") continue;
    const key = keys.get(act.party);
    assert(key);
    const receipt = { ...item, checkpoint: evidence.checkpoint };
    const checked = await checkReceipt(receipt, record.note.text, key, trusted);
    assert.equal(checked.size, 26n);
    const due = (change: object, code: string, text = record.note.text, by = key) =>
      assert.rejects(checkReceipt({ ...receipt, ...change }, text, by, trusted), refuses(code));
    await due({}, "record-twice", record.note.text.replace("time 2023", "time 2024"));
    await due({}, "signature-lines", record.note.text, (await SigningKey.generate(parseName(key.name))).key);
    await due({ index: item.index + 1 }, "proof-wrong");
    await due({ nonce: evidence.records[0]?.nonce }, "proof-wrong");
    await due({ proof: [] }, "proof-wrong");
    await due({ checkpoint: evidence.checkpoint.replace("\n26\n", "\n27\n") }, "signature-wrong");
    await due({ checkpoint: "" }, "checkpoint-malformed");
    await due({ checkpoint: evidence.checkpoint.replace("vZDR", "AAAA") }, "checkpoint-untrusted");
    found += 1;
  }
  assert.equal(found, 8);
});
