/**
 * A ledger, a registrar and a service in memory: the world around one signer's page, honest unless it is told
 * otherwise.
 */

import { type Bytes, base64, utf8 } from "../core/bytes.js";
import { Note } from "../core/note.js";
import { emptyRoot } from "../core/merkle.js";
import {
  type PartyId,
  Policy,
  Problem,
  Record,
  type SigningKey,
  type Transport,
  entryOf,
  leafHash,
  nodeHash,
  parsePact,
  parseTime,
  shortNumber,
  statementText,
} from "../shared/device.js";
import type { HolderAnswer, PactState, ReceiptAnswer } from "../shared/api/answers.js";
import { keyOf } from "./helpers.js";

export const ORIGIN = "giaouoc.example/so/2026";
const OPENED = parseTime("2026-11-22T02:00:00Z");

interface Logged {
  readonly nonce: string;
  readonly note: string;
}

export class World implements Transport {
  readonly log: Logged[] = [];
  /** Digests that wait at the desk, by party. */
  readonly waiting = new Map<string, string>();
  readonly declines = new Map<string, string>();
  /** Calls that reached the service, in order. */
  readonly calls: string[] = [];
  /** Throws before, or after, a call is served. */
  before: (call: string) => void = () => undefined;
  after: (call: string) => void = () => undefined;

  private constructor(
    readonly document: Bytes,
    readonly pact: string,
    readonly ledger: SigningKey,
    readonly registrar: SigningKey,
    readonly policy: Policy,
  ) {}

  /** Two that sign, `one` before `two`. */
  static async open(identity: "in-person" | "invite", id = "aaaaaaaaaaaaaaaaaaaaaaaaaa"): Promise<World> {
    const seed = (byte: string): string => byte.repeat(32);
    const ledger = await keyOf(ORIGIN, seed("01"));
    const registrar = await keyOf(`${ORIGIN}/registrar`, seed("02"));
    const policy = `log ${ledger.key.vkey}\nquorum none\nregistrar ${registrar.key.vkey}${identity === "invite" ? " invite" : ""}\n`;
    const document = utf8(JSON.stringify(documentOf(identity, id)));
    const pact = await parsePact(document);
    const world = new World(document, id, ledger, registrar, await Policy.parse(policy));
    const text = statementText({ ledger: ledger.key.name, pact: pact.digest, act: { kind: "opening" }, time: OPENED });
    await world.append((await Note.sign(text, [registrar])).toString());
    return world;
  }

  /** Logs any note, whatever it is worth. */
  async append(note: string): Promise<number> {
    const nonce = base64(new Uint8Array(32).fill(this.log.length + 1));
    this.log.push({ nonce, note });
    return this.log.length - 1;
  }

  /** The registrar's line before the possession line, and into the ledger. */
  async attest(note: string, registrar = this.registrar): Promise<number> {
    const { text } = Note.parse(note);
    const line = (await Note.sign(text, [registrar])).toString().slice(text.length + 1);
    return this.append(`${text}\n${line}${note.slice(text.length + 1)}`);
  }

  async evidence(): Promise<Uint8Array> {
    this.before("evidence");
    const records = await Promise.all(
      this.log.map(async ({ nonce, note }, index) => ({ index, nonce, note, proof: await this.proof(index) })),
    );
    const pact = JSON.parse(new TextDecoder().decode(this.document)) as object;
    return utf8(JSON.stringify({ format: "giaouoc/evidence/v1", pact, records, checkpoint: await this.checkpoint() }));
  }

  state(): Promise<PactState> {
    throw new Error("no session asks for it");
  }

  release(): Promise<HolderAnswer> {
    throw new Error("no session asks for it");
  }

  async enrol(note: string): Promise<ReceiptAnswer> {
    this.call("enrol");
    return this.answered("enrol", await this.attest(note));
  }

  async pending(note: string): Promise<void> {
    this.call("pending");
    const record = await parsePending(note);
    this.waiting.set(record, note);
    this.after("pending");
  }

  async record(note: string): Promise<ReceiptAnswer> {
    this.call("record");
    const text = Note.parse(note).text;
    const known = this.log.findIndex((logged) => Note.parse(logged.note).text === text);
    return this.answered("record", known >= 0 ? known : await this.append(note), known >= 0);
  }

  async decline(note: string): Promise<void> {
    this.call("decline");
    this.declines.set((await Record.parse(note)).party ?? "", note);
    this.after("decline");
  }

  /** The receipt for what stands at an index. */
  async receipt(index: number, known = false): Promise<ReceiptAnswer> {
    const logged = this.log[index];
    if (!logged) throw new Error("nothing stands there");
    const { digest, kind } = await Record.parse(logged.note);
    return {
      index,
      digest,
      number: shortNumber(digest),
      kind,
      known,
      same_text: true,
      size: this.log.length,
      checkpoint: await this.checkpoint(),
      proof: await this.proof(index),
      nonce: logged.nonce,
      note: logged.note,
      time: OPENED,
    };
  }

  private call(call: string): void {
    this.calls.push(call);
    this.before(call);
  }

  private async answered(call: string, index: number, known = false): Promise<ReceiptAnswer> {
    const receipt = await this.receipt(index, known);
    this.after(call);
    return receipt;
  }

  private async checkpoint(): Promise<string> {
    const text = `${ORIGIN}\n${this.log.length}\n${base64(await rootOf(await this.leaves()))}\n`;
    return (await Note.sign(text, [this.ledger])).toString();
  }

  private leaves(): Promise<Bytes[]> {
    return Promise.all(this.log.map(({ nonce, note }) => leafOf(nonce, note)));
  }

  private async proof(index: number): Promise<string[]> {
    return (await pathOf(index, await this.leaves())).map(base64);
  }
}

/** The network is gone. */
export function cut(): never {
  throw new Problem(0, "offline", ["", ""], ["", ""]);
}

/** A party's id, as the type that the core wants. */
export const partyId = (id: string): PartyId => id as PartyId;

async function parsePending(note: string): Promise<string> {
  const [, party] = /^party (.*)$/m.exec(note) ?? [];
  return party ?? "";
}

async function leafOf(nonce: string, note: string): Promise<Bytes> {
  const { kind } = await Record.parse(note);
  return leafHash(
    await entryOf(
      kind,
      Uint8Array.from(atob(nonce), (c) => c.charCodeAt(0)),
      note,
    ),
  );
}

/** RFC 6962 §2.1: the largest power of two below n. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

async function rootOf(leaves: readonly Bytes[]): Promise<Bytes> {
  const [only] = leaves;
  if (!only) return emptyRoot();
  if (leaves.length === 1) return only;
  const k = split(leaves.length);
  return nodeHash(await rootOf(leaves.slice(0, k)), await rootOf(leaves.slice(k)));
}

async function pathOf(index: number, leaves: readonly Bytes[]): Promise<Bytes[]> {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return index < k
    ? [...(await pathOf(index, left)), await rootOf(right)]
    : [...(await pathOf(index - k, right)), await rootOf(left)];
}

function documentOf(identity: string, id: string): object {
  const party = (name: string, stage: number, role: string): object => ({
    id: name,
    unit: `Đơn vị mẫu ${name}`,
    role,
    stage,
    signs: true,
    representative: { name: `Nguyễn Văn Mẫu ${name}`, titles: [] },
  });
  return {
    format: "giaouoc/pact/v1",
    id,
    language: "vi",
    title: "Giao ước mẫu",
    period: { from: "2026-01-01", to: "2026-12-31" },
    group: { kind: "khoi", name: "Khối mẫu" },
    header: { organisation: ["Khối mẫu"] },
    grounds: [],
    articles: [{ text: "Thi đua." }],
    phases: [],
    annexes: [],
    declaration: "Tôi đã đọc và đồng ý.",
    roster: [party("one", 1, "head"), party("two", 2, "member")],
    identity,
    created: "2026-11-01T00:00:00Z",
  };
}
