//! One-time codes: six digits that the desk gives to one person, for a released position or beside an invitation.

use super::opened;
use crate::app::App;
use crate::auth::Secret;
use crate::limits::CODE_LIFE;
use crate::passwords;
use crate::problem::{Problem, Refusal};
use giaouoc_core::Digest;
use giaouoc_core::desk::may_enrol;
use giaouoc_core::error::{Code as CoreCode, Error as CoreError};
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::time::Time;
use giaouoc_store::office::ceremony::{CODE_TRIES, Code, Opens};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new code, shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct CodeAnswer {
    /// Six digits.
    pub(crate) code: String,
    /// When it ends.
    pub(crate) expires: String,
}

/// A code that somebody types.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimBody {
    /// For which party.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    pub(crate) party: String,
    /// Six digits; spaces do not count.
    pub(crate) code: String,
}

/// What a right code gives.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClaimAnswer {
    /// For which party.
    pub(crate) party: String,
    /// To whom the position is released.
    pub(crate) holder: String,
    /// The token with which one device may enrol, as long as the position is released and no other code is made.
    pub(crate) claim: String,
}

/// Six digits, each number as likely as any other: what is beyond the last whole million is drawn again.
pub(crate) fn draw() -> Result<String, Problem> {
    const WHOLE: u32 = u32::MAX - u32::MAX % 1_000_000;
    loop {
        let drawn = getrandom::u32().map_err(|error| {
            tracing::error!(%error, "no random bytes");
            Refusal::Internal
        })?;
        if drawn < WHOLE {
            return Ok(format!("{:06}", drawn % 1_000_000));
        }
    }
}

/// A code as people type it.
pub(crate) fn read(typed: &str) -> Result<String, Problem> {
    let digits: String = typed.split_whitespace().collect();
    if digits.len() == 6 && digits.bytes().all(|c| c.is_ascii_digit()) {
        return Ok(digits);
    }
    Err(CoreError::new(CoreCode::ValueForm).at("/code").because("six digits are due").into())
}

/// Makes a code for what is released or invited; an earlier one, and its claim, is void.
pub(crate) fn make(app: &App, id: &PactId, party: &PartyId, opens: Opens) -> Result<CodeAnswer, Problem> {
    let code = draw()?;
    let expires = Time::from_unix(app.now().unix() + CODE_LIFE)?;
    app.office().put_code(id, party, opens, &passwords::hash(&code)?, expires)?;
    app.hub().office_moved(id);
    Ok(CodeAnswer { code, expires: expires.to_string() })
}

/// A fresh code for a released position.
pub(crate) fn for_release(app: &App, id: &PactId, party: &PartyId) -> Result<CodeAnswer, Problem> {
    opened(app, id)?;
    super::releases::find(app, id, party)?;
    make(app, id, party, Opens::Release)
}

/// A fresh code for an invitation that demands one.
pub(crate) fn for_invitation(app: &App, id: &PactId, party: &PartyId) -> Result<CodeAnswer, Problem> {
    opened(app, id)?;
    let invitation = app.office().invitation(id, party)?.filter(|invitation| invitation.needs_code);
    invitation.ok_or(Refusal::NotFound)?;
    make(app, id, party, Opens::Invitation)
}

/// A right code for a released position gives a claim on it.
pub(crate) fn claim(app: &App, id: &PactId, body: &ClaimBody) -> Result<ClaimAnswer, Problem> {
    let party = PartyId::parse(&body.party).map_err(|e| e.at("/party"))?;
    let progress = opened(app, id)?;
    may_enrol(&progress, &party)?;
    let release = super::releases::find(app, id, &party)?;
    let secret = Secret::new(Secret::CLAIM)?;
    spend(app, (id, &party, Opens::Release), &body.code, &secret.hash())?;
    app.hub().office_moved(id);
    Ok(ClaimAnswer { party: party.to_string(), holder: release.holder.name, claim: secret.reveal() })
}

/// What a code is for.
type Opened<'a> = (&'a PactId, &'a PartyId, Opens);

/// Tries a code, and uses it on something if it is right.
pub(crate) fn spend(app: &App, (id, party, opens): Opened<'_>, typed: &str, on: &Digest) -> Result<(), Problem> {
    let typed = read(typed)?;
    // Counted before it is compared: whoever tries many at a time learns no more than whoever tries one by one.
    let code = app.office().try_code(id, party, opens, app.now())?;
    if !passwords::fits(&typed, &code.hash) {
        app.hub().office_moved(id);
        let left = CODE_TRIES.saturating_sub(code.tries);
        return Err(Problem::from(Refusal::CodeWrong).because(format!("{left} tries left")));
    }
    Ok(app.office().use_code(id, party, opens, &code.hash, on)?)
}

/// How a code stands: `none`, `open`, `claimed`, `expired`, `void`.
pub(crate) fn word(code: Option<&Code>, now: Time) -> &'static str {
    match code {
        None => "none",
        Some(Code { used_on: Some(_), .. }) => "claimed",
        Some(code) if now >= code.expires => "expired",
        Some(code) if code.tries >= CODE_TRIES => "void",
        Some(_) => "open",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_six_digits_and_differ() {
        let drawn: std::collections::BTreeSet<String> = (0..1000).map(|_| draw().unwrap()).collect();
        assert!(drawn.len() > 980 && drawn.iter().all(|code| read(code).unwrap() == *code));
        let first = |digit| drawn.iter().filter(|code| code.starts_with(digit)).count();
        assert!(('0'..='9').all(|digit| (50..160).contains(&first(digit))), "{drawn:?}");
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(read(" 482 913 ").unwrap(), "482913");
        for wrong in ["", "48291", "4829130", "48291a", "48291３", "-82913"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
