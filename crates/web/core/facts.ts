/** Facts that a report tells of the records beside the verdict: signers, declines, revocations. */

import { last } from "./bytes.js";
import { shortNumber } from "./number.js";
import type { Progress } from "./progress.js";
import type { PartyState } from "./progress-state.js";
import type { Statement } from "./record.js";
import type { OtherFacts, SignerFacts } from "./report.js";
import type { Party } from "./roster.js";

/** The facts of a record of step 8; nothing for any other record. */
export function otherFacts(index: number, { act, time }: Statement): OtherFacts | undefined {
  if (act.kind !== "decline" && act.kind !== "revocation" && act.kind !== "withdrawal") return undefined;
  return { index, kind: act.kind, party: "party" in act ? act.party : undefined, reason: act.reason, time };
}

/** Everybody who signs, in roster order. On paper the places in the ledger are not known. */
export function signersOf(progress: Progress, onPaper = false): readonly SignerFacts[] {
  const { roster } = progress.pact;
  return roster.signers.map((party) => {
    const facts = signerFacts(party, progress.party(party.id), progress.isErased);
    return onPaper && facts.signature ? { ...facts, signature: { ...facts.signature, index: undefined } } : facts;
  });
}

function signerFacts(party: Party, state: PartyState | undefined, erased: boolean): SignerFacts {
  const signed = state?.signed?.key && state.signed;
  // Who has signed did so under a certain enrolment; who has not is known by the newest.
  const enrolled = signed
    ? state.enrolments.find((one) => one.digest === signed.signature.enrolment)
    : last(state?.enrolments);
  return {
    party: party.id,
    unit: party.unit,
    role: party.role,
    stage: party.stage,
    representative: party.representative?.name,
    state: signed ? "signed" : unsigned(state, erased),
    holder: enrolled?.enrolment.holder,
    capacity: enrolled?.enrolment.capacity,
    method: enrolled?.enrolment.method,
    signature: signed && {
      index: signed.index,
      digest: signed.digest,
      number: shortNumber(signed.digest),
      intent: signed.signature.intent,
      channel: signed.signature.channel,
      time: signed.time,
      mark: signed.signature.mark,
    },
  };
}

function unsigned(state: PartyState | undefined, erased: boolean): SignerFacts["state"] {
  if (state?.declined !== undefined) return "declined";
  // A signature may be among what was erased: that it is not there says nothing.
  if (erased) return "unknown";
  if (state?.newestIsRevoked) return "revoked";
  return last(state?.enrolments) ? "enrolled" : "waiting";
}
