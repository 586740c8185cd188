/**
 * The state of one opened pact, as the records so far have left it: questions only. The rules on acts (`rules.ts`) ask
 * it; `Progress` moves it on.
 */

import { last } from "./bytes.js";
import { Refusal, need } from "./error.js";
import type { Digest } from "./hash.js";
import type { KeyName, VerifyingKey } from "./key.js";
import type { Kind } from "./leaf.js";
import type { Pact } from "./pact.js";
import { type Enrolment, type Signature, chain } from "./record.js";
import type { Party, PartyId } from "./roster.js";
import type { Time } from "./time.js";

/** A party may be enrolled again, but not without end. */
export const MAX_ENROLMENTS = 8;

/** A check that hangs on an erased text. */
export type Unchecked = "key" | "after" | "signatures";

export interface Enrolled {
  readonly index: number;
  readonly digest: Digest;
  readonly enrolment: Enrolment;
  readonly time: Time;
}

export interface Signed {
  readonly index: number;
  readonly digest: Digest;
  readonly signature: Signature;
  readonly time: Time;
  /** Absent where its enrolment was erased. */
  readonly key: VerifyingKey | undefined;
}

/** The state of one party. */
export class PartyState {
  /** Oldest first. */
  readonly enrolments: Enrolled[] = [];
  signed: Signed | undefined;
  /** Index of its decline. */
  declined: number | undefined;
  readonly revoked: VerifyingKey[] = [];

  /** The newest enrolment, if its key is not revoked: the one under which it may sign. */
  get current(): Enrolled | undefined {
    const newest = last(this.enrolments);
    return newest && !this.isRevoked(newest.enrolment.key) ? newest : undefined;
  }

  /** True if the newest enrolment's key was revoked. */
  get newestIsRevoked(): boolean {
    const newest = last(this.enrolments);
    return newest !== undefined && this.isRevoked(newest.enrolment.key);
  }

  /** The public key decides, whatever its name. */
  isRevoked(key: VerifyingKey): boolean {
    return this.revoked.some((revoked) => revoked.hex === key.hex);
  }
}

/** The end of a pact: completion or withdrawal. */
export interface End {
  readonly how: "completed" | "withdrawn";
  readonly index: number;
}

/** The state of one opened pact. */
export class ProgressState {
  /** Set once the pact is completed or withdrawn. */
  end: End | undefined;
  protected readonly parties = new Map<PartyId, PartyState>();
  /** Index of each record by its digest. */
  protected readonly logged = new Map<Digest, number>();
  /** Index of each erased record by its digest. */
  protected readonly erased = new Map<Digest, number>();
  /** Parties whose signature is at hand, so that no erasure explains that it is missing. */
  protected readonly notErased = new Set<PartyId>();

  protected constructor(
    readonly pact: Pact,
    readonly ledger: KeyName,
    /** Name of the registrar that opened; its spares bear the same. */
    readonly registrar: KeyName,
    readonly opening: Digest,
    readonly opened: Time,
  ) {
    for (const party of pact.roster.signers) this.parties.set(party.id, new PartyState());
  }

  /** The state of a party that signs; nothing for anybody else. */
  party(id: PartyId): PartyState | undefined {
    return this.parties.get(id);
  }

  /** The same; else `party-named-only` or `party-unknown`. */
  signer(id: PartyId): PartyState {
    const state = this.parties.get(id);
    if (state) return state;
    throw new Refusal(this.pact.roster.party(id) ? "party-named-only" : "party-unknown", "", id);
  }

  /** The entry of the roster; else `party-unknown`. */
  rosterParty(id: PartyId): Party {
    const party = this.pact.roster.party(id);
    need(party !== undefined, "party-unknown", id);
    return party;
  }

  /** A signature whose key is unknown, because its enrolment was erased, is none that counts. */
  get signedCount(): number {
    return [...this.parties.values()].filter((state) => state.signed?.key).length;
  }

  get isDeclined(): boolean {
    return [...this.parties.values()].some((state) => state.declined !== undefined);
  }

  get isErased(): boolean {
    return this.erased.size > 0;
  }

  /** Indices of erased records, in ledger order. */
  get erasedIndices(): readonly number[] {
    return [...this.erased.values()].sort((a, b) => a - b);
  }

  /** Those whose signature would be taken now, in roster order. */
  get turn(): readonly Party[] {
    if (this.end) return [];
    return this.pact.roster.signers.filter(({ id, stage }) => {
      const state = this.parties.get(id);
      return (
        !state?.signed &&
        state?.declined === undefined &&
        this.missing(this.pact.roster.signersBefore(stage)).length === 0
      );
    });
  }

  /** Index of the erased record with this digest. */
  erasedAt(digest: Digest): number | undefined {
    return this.erased.get(digest);
  }

  /**
   * True if erasure can explain the missing signatures: enough records were erased, and no such signature is at hand.
   */
  explainedByErasure(missing: readonly Party[]): boolean {
    return missing.length <= this.erased.size && missing.every(({ id }) => !this.notErased.has(id));
  }

  /** `closes` stops enrolments, signatures and declines, and nothing else. */
  isClosed(kind: Kind, now: Time): boolean {
    const stopped = kind === "enrolment" || kind === "signature" || kind === "decline";
    return stopped && this.pact.closes !== undefined && now >= this.pact.closes;
  }

  /** The line `after` of a signature in this stage; nothing while a smaller stage is unfinished. */
  async after(stage: number): Promise<Digest | undefined> {
    const before = this.pact.roster.signersBefore(stage);
    return before.length === 0 ? this.opening : this.chained(before);
  }

  /** The line `signatures` of a completion; nothing while somebody has not signed. */
  signatures(): Promise<Digest | undefined> {
    return this.chained(this.pact.roster.signers);
  }

  /** Those of them that have not signed. */
  missing(parties: readonly Party[]): readonly Party[] {
    return parties.filter(({ id }) => !this.parties.get(id)?.signed);
  }

  private async chained(parties: readonly Party[]): Promise<Digest | undefined> {
    const digests = parties.map(({ id }) => this.parties.get(id)?.signed?.digest);
    return digests.every((digest) => digest !== undefined) ? chain(digests) : undefined;
  }
}
