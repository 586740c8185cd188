/** The roster (`docs/spec/1-pact.md`): who signs, in which stage, and which place each signer holds. */

import { type VerifyingKey, parseVkey } from "./key.js";
import { Refusal, placedLater } from "./error.js";
import type { At } from "./reader.js";

/** Parties and witnesses of one pact: at most 64. */
export const MAX_PARTIES = 64;

/** Names a party in records. Only {@link partyId} and the roster make one. */
export type PartyId = string & { readonly party: unique symbol };

/** Khối trưởng, Khối phó, đơn vị thành viên, người chứng kiến. */
export type Role = "head" | "deputy" | "member" | "witness";

/** One entry of the roster. */
export interface Party {
  readonly id: PartyId;
  readonly unit: string;
  readonly role: Role;
  /** From 1; gaps allowed; means nothing for who does not sign. */
  readonly stage: number;
  /** Only a witness may not. */
  readonly signs: boolean;
  readonly representative: Representative | undefined;
  /** Pinned before opening. */
  readonly key: VerifyingKey | undefined;
}

/** The person whom a party names to sign for it. */
export interface Representative {
  readonly name: string;
  readonly titles: readonly string[];
}

/** A place among those that sign: `k/n`, k from 1. */
export interface Position {
  readonly k: number;
  readonly n: number;
}

/** The form of a party's id, `[a-z0-9][a-z0-9-]{0,31}`. */
export function isPartyId(text: string): text is PartyId {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(text);
}

/** All parties and witnesses, in protocol order. */
export class Roster {
  constructor(readonly parties: readonly Party[]) {}

  party(id: PartyId): Party | undefined {
    return this.parties.find((party) => party.id === id);
  }

  /** Those that sign, in roster order. */
  get signers(): readonly Party[] {
    return this.parties.filter((party) => party.signs);
  }

  /** The place of one that signs. */
  position(id: PartyId): Position | undefined {
    const k = this.signers.findIndex((party) => party.id === id) + 1;
    return k > 0 ? { k, n: this.signers.length } : undefined;
  }

  /** Those that sign in a smaller stage than this one, in roster order. */
  signersBefore(stage: number): readonly Party[] {
    return this.signers.filter((party) => party.stage < stage);
  }
}

/** Reads the member `roster`. */
export async function readRoster(at: At): Promise<Roster> {
  const parties: Party[] = [];
  for (const item of at.items()) parties.push(await readParty(item));
  if (parties.length < 1 || parties.length > MAX_PARTIES) {
    throw new Refusal("roster-size", at.place, `${parties.length} entries`);
  }
  if (!parties.some((party) => party.signs && party.role !== "witness"))
    throw new Refusal("roster-nobody-signs", at.place);
  const [ids, keys] = [new Set<string>(), new Set<string>()];
  parties.forEach(({ id, key }, i) => {
    if (ids.has(id)) throw new Refusal("roster-duplicate", `${at.place}/${i}/id`);
    // The public key counts, not its name: one key, one party.
    if (key && keys.has(key.hex)) throw new Refusal("key-shared", `${at.place}/${i}/key`);
    ids.add(id);
    if (key) keys.add(key.hex);
  });
  return new Roster(parties);
}

async function readParty(at: At): Promise<Party> {
  const fields = at.fields();
  const party: Party = {
    id: readId(fields.with("id")),
    unit: fields.text("unit"),
    role: fields.with("role").word(["head", "deputy", "member", "witness"]),
    stage: readStage(fields.with("stage")),
    signs: fields.with("signs").boolean(),
    representative: fields.maybe("representative", readRepresentative),
    key: await fields.maybe("key", readKey),
  };
  fields.finish();
  if (!party.signs && party.role !== "witness") throw new Refusal("roster-named-only", `${at.place}/signs`);
  if (!party.signs && party.key) throw new Refusal("roster-named-only", `${at.place}/key`);
  return party;
}

function readId(at: At): PartyId {
  const text = at.string();
  return isPartyId(text) ? text : at.wrong("member-value", "a party id is [a-z0-9][a-z0-9-]{0,31}");
}

function readStage(at: At): number {
  const stage = at.natural();
  return stage > 0 ? stage : at.wrong("member-value", "stages start at 1");
}

function readRepresentative(at: At): Representative {
  const fields = at.fields();
  const representative = {
    name: fields.with("name").recordValue(),
    titles: fields.list("titles", (title) => title.text()),
  };
  fields.finish();
  return representative;
}

function readKey(at: At): Promise<VerifyingKey> {
  const text = at.recordValue();
  return placedLater(at.place, () => parseVkey(text));
}
