//! Facts that the report takes from the records: signers, declines, erased records.

use crate::pact::Party;
use crate::progress::{PartyState, Progress};
use crate::record::{Act, Statement};
use crate::report::{OtherFacts, SignatureFacts, SignerFacts};

/// Indices of erased records, in ledger order.
pub(super) fn erased(progress: &Progress) -> Vec<u64> {
    let mut indices: Vec<u64> = progress.erased().collect();
    indices.sort_unstable();
    indices
}

/// The facts of a decline, a revocation or a withdrawal (step 8); none for other records.
pub(super) fn other(index: u64, statement: &Statement) -> Option<OtherFacts> {
    let reason = match &statement.act {
        Act::Decline(decline) => decline.reason.clone(),
        Act::Revocation(revocation) => revocation.reason.clone(),
        Act::Withdrawal(withdrawal) => withdrawal.reason.clone(),
        _ => return None,
    };
    let party = statement.party().map(ToString::to_string);
    Some(OtherFacts { index, kind: statement.kind().as_str(), party, reason, time: statement.time.to_string() })
}

/// The facts of all signers, in roster order. With `paper`, indices in the ledger are not known.
pub(super) fn signers(progress: &Progress, paper: bool) -> Vec<SignerFacts> {
    let erased = progress.is_erased();
    let facts = |party: &Party| signer(party, progress.party(&party.id), erased);
    let mut signers: Vec<SignerFacts> = progress.pact().roster.signers().map(facts).collect();
    if paper {
        signers.iter_mut().filter_map(|s| s.signature.as_mut()).for_each(|signature| signature.index = None);
    }
    signers
}

fn signer(party: &Party, state: Option<&PartyState>, erased: bool) -> SignerFacts {
    let signed = state.and_then(|s| s.signed.as_ref()).filter(|signed| signed.is_verified());
    // Who has signed did so under a certain enrolment; who has not is known by the newest.
    let enrolled = state.and_then(|s| match signed {
        Some(signed) => s.enrolments.iter().find(|e| e.digest == signed.signature.enrolment),
        None => s.enrolments.last(),
    });
    let word = match state {
        _ if signed.is_some() => "signed",
        Some(s) if s.declined.is_some() => "declined",
        // A signature may be among what was erased: that it is not there says nothing.
        _ if erased => "unknown",
        Some(s) if s.newest_is_revoked() => "revoked",
        _ if enrolled.is_some() => "enrolled",
        _ => "waiting",
    };
    SignerFacts {
        party: party.id.to_string(),
        unit: party.unit.clone(),
        role: party.role.as_str(),
        stage: party.stage,
        representative: party.representative.as_ref().map(|r| r.name.clone()),
        holder: enrolled.map(|e| e.enrolment.holder.clone()),
        capacity: enrolled.map(|e| e.enrolment.capacity.as_str()),
        method: enrolled.map(|e| e.enrolment.method.as_str()),
        state: word,
        signature: signed.map(|signed| SignatureFacts {
            index: Some(signed.index),
            digest: signed.digest.to_string(),
            number: signed.digest.0.short(),
            intent: signed.signature.intent.as_str(),
            channel: signed.signature.channel.as_str(),
            time: signed.time.to_string(),
            mark: signed.signature.mark.map(|mark| mark.to_string()),
        }),
    }
}
