/** The rules on each act, by the state as it is (`docs/spec/3-records.md`): what `Progress.admit` asks. */

import { last } from "./bytes.js";
import { Refusal, need } from "./error.js";
import type { Digest } from "./hash.js";
import { type VerifyingKey, sameKey } from "./key.js";
import { keyNameOf } from "./pact.js";
import type { Policy } from "./policy.js";
import { MAX_ENROLMENTS, type PartyState, type ProgressState, type Unchecked } from "./progress-state.js";
import type { Act, Completion, Enrolment, Intent, Revocation, Signature } from "./record.js";
import type { Party } from "./roster.js";

/** Refuses an act that the rules do not take now; gives the checks that an erasure leaves open. */
export async function admitAct(progress: ProgressState, act: Act, policy: Policy): Promise<readonly Unchecked[]> {
  switch (act.kind) {
    case "opening":
      throw new Refusal("pact-already-open");
    case "enrolment":
      return admitEnrolment(progress, act, policy);
    case "signature":
      return admitSignature(progress, act);
    case "decline": {
      const state = progress.signer(act.party);
      notSigned(state);
      notDeclined(state);
      underNewest(progress, progress.rosterParty(act.party), act.enrolment);
      return [];
    }
    case "revocation":
      return admitRevocation(progress, act);
    case "withdrawal":
      return [];
    case "completion":
      return admitCompletion(progress, act);
  }
}

/** The intent that a role has. */
export function intentOf(party: Party): Intent {
  return party.role === "witness" ? "witness" : "sign";
}

function admitEnrolment(progress: ProgressState, enrolment: Enrolment, policy: Policy): readonly Unchecked[] {
  const party = progress.rosterParty(enrolment.party);
  const state = progress.signer(party.id);
  notSigned(state);
  notDeclined(state);
  need(state.enrolments.length < MAX_ENROLMENTS, "enrolled-too-often");
  need(progress.pact.identity !== "in-person" || enrolment.method !== "invite", "method-not-allowed");
  keyOfParty(progress, party, enrolment);
  keyIsNobodyElses(progress, party, enrolment.key, policy);
  const named = party.representative?.name;
  const differs = enrolment.capacity === "representative" && named !== undefined && named !== enrolment.holder;
  need(!differs, "holder-differs", `the roster names ${named}`);
  return [];
}

/** A pinned party uses its pinned key by the method `pinned`; any other a key that bears its place's name. */
function keyOfParty(progress: ProgressState, party: Party, { key, method }: Enrolment): void {
  if (party.key) {
    need(sameKey(key, party.key), "key-not-pinned");
    need(method === "pinned", "method-not-allowed");
    return;
  }
  need(method !== "pinned", "method-not-allowed");
  const due = keyNameOf(progress.pact, party.id);
  need(key.name === due, "key-name", `the name ${due} is due`);
}

function keyIsNobodyElses(progress: ProgressState, party: Party, key: VerifyingKey, policy: Policy): void {
  const taken = [...policy.keys];
  for (const other of progress.pact.roster.parties) {
    if (other.id === party.id) continue;
    if (other.key) taken.push(other.key);
    taken.push(...(progress.party(other.id)?.enrolments.map((one) => one.enrolment.key) ?? []));
  }
  need(!taken.some((other) => other.hex === key.hex), "key-shared");
}

async function admitSignature(progress: ProgressState, signature: Signature): Promise<readonly Unchecked[]> {
  const party = progress.rosterParty(signature.party);
  const state = progress.signer(party.id);
  need(!state.signed, "position-taken");
  notDeclined(state);
  underNewest(progress, party, signature.enrolment);
  const position = progress.pact.roster.position(party.id);
  const { k, n } = signature.position;
  need(position?.k === k && position.n === n, "position-wrong", `found ${k}/${n}`);
  need(signature.intent === intentOf(party), "intent-wrong", `${intentOf(party)} is due`);
  const after = await progress.after(party.stage);
  if (after !== undefined) {
    need(after === signature.after, "after-wrong", `${after} is due`);
    return [];
  }
  // Erased records can explain the gap only if there are enough of them.
  const missing = progress.missing(progress.pact.roster.signersBefore(party.stage));
  need(progress.explainedByErasure(missing), "stage-not-open", `stage ${party.stage}`);
  return ["after"];
}

function admitRevocation(progress: ProgressState, { party, key }: Revocation): readonly Unchecked[] {
  if (progress.signer(party).enrolments.some((one) => sameKey(one.enrolment.key, key))) return [];
  // An erased enrolment may have named it: there is no way to tell, and nothing to gain from a false one.
  need(progress.isErased, "key-never-enrolled");
  return ["key"];
}

async function admitCompletion(
  progress: ProgressState,
  { count, signatures }: Completion,
): Promise<readonly Unchecked[]> {
  need(!progress.isDeclined, "pact-declined");
  const { signers } = progress.pact.roster;
  const n = signers.length;
  need(count.k === n && count.n === n, "count-wrong", `${n}/${n} is due, found ${count.k}/${count.n}`);
  const due = await progress.signatures();
  if (due !== undefined) {
    need(due === signatures, "signatures-wrong", `${due} is due`);
    return [];
  }
  need(progress.explainedByErasure(progress.missing(signers)), "not-all-signed", `${progress.signedCount}/${n}`);
  return ["signatures"];
}

/** Signing and declining need the newest enrolment, and a key that was not revoked. */
function underNewest(progress: ProgressState, party: Party, enrolment: Digest): void {
  const state = progress.signer(party.id);
  const named = state.enrolments.find((one) => one.digest === enrolment);
  // Where the enrolment was erased, a pinned key is known all the same, and so is where the record stood.
  const key = named?.enrolment.key ?? party.key;
  need(!key || !state.isRevoked(key), "key-revoked");
  const index = named?.index ?? progress.erasedAt(enrolment);
  const newest = last(state.enrolments);
  need(!newest || (index !== undefined && newest.index <= index), "enrolment-outdated");
}

function notSigned(state: PartyState): void {
  need(!state.signed, "already-signed");
}

function notDeclined(state: PartyState): void {
  need(state.declined === undefined, "already-declined");
}
