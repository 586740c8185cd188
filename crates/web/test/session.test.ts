/** One person's signing against a service in memory: the whole way, broken networks, reloads, and answers that lie. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  MemoryVault,
  Note,
  Problem,
  Refusal,
  Session,
  SigningKey,
  type Vault,
  digestOf,
  longNumber,
  parseName,
} from "../shared/device.js";
import { refuses } from "./helpers.js";
import { World, cut, partyId } from "./world.js";

const NOW = new Date("2026-11-22T03:00:00Z");

function open(world: World, vault: Vault = new MemoryVault()): Promise<Session> {
  return Session.open({
    id: world.pact,
    policy: world.policy,
    transport: world,
    vault,
    channel: "phone",
    clock: () => NOW,
  });
}

function person(party: string, method: "in-person" | "invite" = "invite") {
  return {
    party: partyId(party),
    holder: `Nguyễn Văn Mẫu ${party}`,
    capacity: "representative",
    authority: undefined,
    method,
  } as const;
}

async function at(session: Session): Promise<string> {
  return (await session.stage()).at;
}

/** By an invitation, up to the receipt. */
async function signs(world: World, party: string): Promise<Session> {
  const session = await open(world);
  session.begin(person(party));
  await session.enrol("invitation");
  await session.sign(undefined);
  return session;
}

void test("by an invitation, in order, to a verified receipt", async () => {
  const world = await World.open("invite");
  const vault = new MemoryVault();
  const second = await open(world, vault);
  second.begin(person("two"));
  assert.equal(await at(second), "reading");
  await second.enrol("invitation");
  const stage = await second.stage();
  assert(stage.at === "turn");
  assert.deepEqual(
    stage.waiting.map(({ id }) => id as string),
    ["one"],
  );
  await assert.rejects(second.sign(undefined), refuses("stage-not-open"));

  const first = await signs(world, "one");
  assert.equal(await at(first), "done");
  await second.refresh();
  assert.equal(await at(second), "ready");
  await second.sign(undefined);
  const done = await second.stage();
  assert(done.at === "done" && done.acknowledged.sameText);
  assert.equal(done.acknowledged.index, 4);
  // Nothing is left on the device.
  assert.deepEqual(await vault.parties(), []);
  assert.deepEqual(second.count, { signed: 1, due: 2 });
});

void test("in person: the desk compares what this device made", async () => {
  const world = await World.open("in-person");
  const session = await open(world);
  session.begin(person("one", "in-person"));
  await session.enrol("release");
  const stage = await session.stage();
  assert(stage.at === "desk");
  const waiting = world.waiting.get("one") ?? "";
  const digest = await digestOf(Note.parse(waiting).text);
  assert.equal(stage.number, longNumber(digest));
  assert.equal(stage.scan, `GIAOUOC:${digest.toUpperCase()}`);
  await session.refresh();
  assert.equal(await at(session), "desk");
  await world.attest(waiting);
  await session.refresh();
  assert.equal(await at(session), "ready");
  await session.sign(undefined);
  assert.equal(await at(session), "done");
});

void test("the network is cut between signing and receipt: the same bytes go again, and nothing is signed twice", async () => {
  for (const when of ["before", "after"] as const) {
    const world = await World.open("invite");
    const vault = new MemoryVault();
    const session = await open(world, vault);
    session.begin(person("one"));
    await session.enrol("invitation");
    world[when] = (call) => (call === "record" ? cut() : undefined);
    await assert.rejects(session.sign(undefined), (error) => error instanceof Problem && error.passes);
    assert.equal(await at(session), "sent");
    const kept = (await vault.load("one"))?.signature?.note;
    await assert.rejects(session.sign(undefined), refuses("already-signed"));

    // The page is loaded anew.
    world[when] = () => undefined;
    const again = await open(world, vault);
    assert.deepEqual(await again.begun(), ["one"]);
    assert(await again.resume("one"));
    assert.equal(await at(again), "sent");
    await again.deliver();
    assert.equal(await at(again), "done");
    assert.equal(world.log.filter(({ note }) => note.startsWith("giaouoc/signature/v1")).length, 1);
    assert.equal(world.log[2]?.note, kept);
    assert.deepEqual(await vault.parties(), []);
  }
});

void test("a reload at the desk goes on with the same key", async () => {
  const world = await World.open("in-person");
  const vault = new MemoryVault();
  const session = await open(world, vault);
  session.begin(person("one", "in-person"));
  await session.enrol("release");
  const number = await session.stage();
  const again = await open(world, vault);
  assert(await again.resume("one"));
  assert.deepEqual(await again.stage(), number);
  assert.equal(again.person?.holder, "Nguyễn Văn Mẫu one");
  await again.enrol("release");
  assert.deepEqual(await again.stage(), number);
  assert.equal(await again.resume("two"), false);
});

void test("an enrolment that has grown too old is made anew, once, for the same key", async () => {
  const world = await World.open("in-person");
  const session = await open(world);
  session.begin(person("one", "in-person"));
  let refusals = 0;
  world.before = (call) => {
    if (call !== "pending" || refusals > 0) return;
    refusals += 1;
    throw new Problem(409, "clock-differs", ["", ""], ["", ""]);
  };
  await session.enrol("release");
  assert.equal(await at(session), "desk");
  world.before = (call) => {
    if (call === "pending") throw new Problem(409, "clock-differs", ["", ""], ["", ""]);
  };
  await assert.rejects(session.enrol("release"), (error) => error instanceof Problem && error.code === "clock-differs");
});

void test("a decline waits for the desk, and can be given back", async () => {
  const world = await World.open("in-person");
  const session = await open(world);
  session.begin(person("one", "in-person"));
  await session.enrol("release");
  await world.attest(world.waiting.get("one") ?? "");
  await session.refresh();
  await session.decline("Chưa thống nhất");
  assert.equal(await at(session), "declining");
  await session.takeBack();
  assert.equal(await at(session), "ready");
  await session.decline(undefined);
  await world.append(world.declines.get("one") ?? "");
  await session.refresh();
  assert.equal(await at(session), "declined");
});

void test("a key that somebody else enrolled later is noticed", async () => {
  const world = await World.open("in-person");
  const session = await open(world);
  session.begin(person("one", "in-person"));
  await session.enrol("release");
  const mine = world.waiting.get("one") ?? "";
  await world.attest(mine);
  const key = await SigningKey.generate(parseName(`${world.pact}/one`));
  const theirs = Note.parse(mine).text.replace(/^key .*$/m, `key ${key.key.vkey}`);
  await world.attest((await Note.sign(theirs, [key])).toString());
  await session.refresh();
  const stage = await session.stage();
  assert(stage.at === "over" && stage.code === "enrolment-outdated");
  await assert.rejects(session.sign(undefined), refuses("enrolment-outdated"));
});

void test("an enrolment by a registrar that nobody pinned is not believed", async () => {
  const world = await World.open("in-person");
  const session = await open(world);
  session.begin(person("one", "in-person"));
  await session.enrol("release");
  const stranger = await SigningKey.generate(parseName(world.registrar.key.name));
  await world.attest(world.waiting.get("one") ?? "", stranger);
  await assert.rejects(session.refresh(), refuses("registrar-unknown"));
});

void test("the evidence of another pact, or another text, is refused", async () => {
  const [world, other] = [await World.open("invite"), await World.open("invite", "baaaaaaaaaaaaaaaaaaaaaaaaa")];
  const swapped = Object.assign(Object.create(world) as World, { evidence: () => other.evidence() });
  await assert.rejects(open(swapped), refuses("other-pact"));
  const session = await open(world);
  Object.assign(world, { evidence: () => other.evidence() });
  await assert.rejects(session.refresh(), refuses("other-pact"));
});

void test("a receipt that proves nothing is no receipt", async () => {
  const lies: readonly [string, (world: World, index: number) => Promise<object>][] = [
    ["another record's", async (world) => world.receipt(0)],
    ["no proof", async (world, index) => ({ ...(await world.receipt(index)), proof: [] })],
    ["another nonce", async (world, index) => ({ ...(await world.receipt(index)), nonce: btoa("x".repeat(32)) })],
    ["no note", async (world, index) => ({ ...(await world.receipt(index)), note: undefined })],
    ["another place", async (world, index) => ({ ...(await world.receipt(index)), index: 1 })],
    ["another number", async (world, index) => ({ ...(await world.receipt(index)), number: "0000 0000 0000" })],
    ["another ledger's checkpoint", async (world, index) => ({ ...(await world.receipt(index)), checkpoint: "x" })],
  ];
  for (const [name, lie] of lies) {
    const world = await World.open("invite");
    const vault = new MemoryVault();
    const session = await open(world, vault);
    session.begin(person("one"));
    await session.enrol("invitation");
    const honest = world.record.bind(world);
    Object.assign(world, { record: async (note: string) => lie(world, (await honest(note)).index) });
    await assert.rejects(session.sign(undefined), (error) => error instanceof Refusal, name);
    // What was signed is still there, to be sent again.
    assert.equal(await at(session), "sent");
    assert((await vault.load("one"))?.signature, name);
  }
});

void test("whoever the roster does not name does not begin", async () => {
  const session = await open(await World.open("in-person"));
  assert.throws(() => session.begin({ ...person("one"), holder: "Người khác" }), refuses("holder-differs"));
  assert.throws(() => session.begin(person("nobody")), refuses("party-unknown"));
  session.begin({ ...person("one"), holder: "Người khác", capacity: "delegate" });
});
