/**
 * What verification found (`docs/spec/6-evidence.md`): verdict, the ten steps, who signed. Words are the pages'
 * matter.
 */

import { type Code, Refusal } from "./error.js";
import type { Digest } from "./hash.js";
import type { KeyName } from "./key.js";
import type { Identity, Pact } from "./pact.js";
import type { Unchecked } from "./progress-state.js";
import type { Capacity, Channel, Intent, Method } from "./record.js";
import type { PartyId, Role } from "./roster.js";
import type { Time } from "./time.js";

export type Verdict = "valid" | "incomplete" | "invalid" | "untrusted";
/** Why evidence that holds is incomplete; the first that is true, in this order. */
export type Reason = "erased" | "withdrawn" | "declined" | "k-of-n" | "no-completion" | "text-missing";

/** The ten steps by their numbers. */
export const STEP = {
  parse: 1,
  digest: 2,
  checkpoint: 3,
  inclusion: 4,
  opening: 5,
  enrolments: 6,
  signatures: 7,
  others: 8,
  attachments: 9,
  completion: 10,
} as const;
export type Step = (typeof STEP)[keyof typeof STEP];

export type Status = "passed" | "failed" | "untrusted" | "not-checked";

/** One step of a report. */
export interface StepReport {
  readonly step: Step;
  readonly status: Status;
  /** Number of things that the step looked at. */
  readonly count: number;
  readonly error: Refusal | undefined;
  /** Checks that an erased text prevented, each with the record's index. */
  readonly unchecked: readonly (readonly [Unchecked, number])[];
}

/** Facts of the checkpoint. Numbers may be beyond 2^53 and are decimal texts. */
export interface CheckpointFacts {
  readonly origin: KeyName;
  readonly size: string;
  /** Base64. */
  readonly root: string;
  /** Witness servers of the policy that cosigned it, with the Unix times that they claim. */
  readonly cosigned: readonly (readonly [string, string])[];
}

/** One that signs, as the evidence tells it. */
export interface SignerFacts {
  readonly party: PartyId;
  readonly unit: string;
  readonly role: Role;
  readonly stage: number;
  /** The person whom the roster names. */
  readonly representative: string | undefined;
  /** `revoked`: its newest key was taken back. `unknown`: it may have signed, but records were erased. */
  readonly state: "signed" | "declined" | "revoked" | "enrolled" | "waiting" | "unknown";
  readonly holder: string | undefined;
  readonly capacity: Capacity | undefined;
  readonly method: Method | undefined;
  readonly signature: SignatureFacts | undefined;
}

export interface SignatureFacts {
  /** Its place in the ledger; a printed copy does not tell it. */
  readonly index: number | undefined;
  readonly digest: Digest;
  /** The short number of the digest. */
  readonly number: string;
  readonly intent: Intent;
  readonly channel: Channel;
  readonly time: Time;
  readonly mark: Digest | undefined;
}

/** A decline, a revocation or the withdrawal. */
export interface OtherFacts {
  readonly index: number;
  readonly kind: "decline" | "revocation" | "withdrawal";
  /** Whose, where it is about one party. */
  readonly party: PartyId | undefined;
  readonly reason: string | undefined;
  readonly time: Time;
}

/** Something odd that decides nothing. */
export interface Warning {
  readonly code: "sample-keys" | "time-backwards" | "time-after-close" | "later-revocation";
  readonly place: string;
}

export interface Report {
  readonly verdict: Verdict;
  readonly reason: Reason | undefined;
  readonly steps: readonly StepReport[];
  /** The step that decided an `invalid` or `untrusted` verdict. */
  readonly deciding: StepReport | undefined;
  /** Once it is parsed. */
  readonly pact: Pact | undefined;
  readonly identity: Identity | undefined;
  readonly checkpoint: CheckpointFacts | undefined;
  /** Signatures that hold, of those that are due. */
  readonly signed: number;
  readonly due: number;
  /** Everybody who signs, in roster order; empty where the records could not be read. */
  readonly signers: readonly SignerFacts[];
  /** Declines, revocations, withdrawal, in ledger order. */
  readonly others: readonly OtherFacts[];
  /** Indices of erased records. */
  readonly erased: readonly number[];
  readonly warnings: readonly Warning[];
}

/** True if an error means that no trusted key stands behind the evidence, rather than that something is wrong. */
export function isUntrusted(error: Refusal): boolean {
  const codes: readonly Code[] = [
    "checkpoint-untrusted",
    "quorum-missing",
    "registrar-untrusted",
    "policy-missing",
    "opening-erased",
    "seal-missing",
  ];
  return codes.includes(error.code);
}
