//! One-time codes: six digits that the desk gives to one person, for a released position or beside an invitation.

use crate::passwords;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::token::{draw_code, read_code};
use giaouoc_core::Digest;
use giaouoc_core::pact::{PactId, PartyId};
use giaouoc_core::time::Time;
use giaouoc_store::workspace::ceremony::{CODE_TRIES, Code, Opens};
use serde::Serialize;
use utoipa::ToSchema;

/// Seconds for which a one-time code is valid.
const LIFE: i64 = 600;

/// A new code, shown once.
#[derive(Serialize, ToSchema)]
pub struct CodeAnswer {
    /// Six digits.
    pub(crate) code: String,
    /// Its end.
    pub(crate) expires: String,
}

/// Makes a code for what is released or invited; an earlier one, and its claim, is void.
pub(crate) fn make(service: &Service, id: &PactId, party: &PartyId, opens: Opens) -> Result<CodeAnswer, Refused> {
    let code = draw_code()?;
    let expires = Time::from_unix(service.now().unix() + LIFE)?;
    service.workspace().put_code(id, party, opens, &passwords::hash(&code)?, expires)?;
    service.changes().workspace_changed(id);
    Ok(CodeAnswer { code, expires: expires.to_string() })
}

/// The use of a code.
type Use<'a> = (&'a PactId, &'a PartyId, Opens);

/// Tries a code, and uses it on something if it is right.
pub(crate) fn spend(service: &Service, (id, party, opens): Use<'_>, typed: &str, on: &Digest) -> Result<(), Refused> {
    let typed = read_code(typed)?;
    // Counted before it is compared: whoever tries many at a time learns no more than whoever tries one by one.
    let code = service.workspace().try_code(id, party, opens, service.now())?;
    if !passwords::fits(&typed, &code.hash) {
        service.changes().workspace_changed(id);
        let left = CODE_TRIES.saturating_sub(code.tries);
        return Err(Refused::from(Refusal::CodeWrong).because(format!("{left} tries left")));
    }
    Ok(service.workspace().use_code(id, party, opens, &code.hash, on)?)
}

/// The state of a code: `none`, `open`, `claimed`, `expired`, `void`.
pub(crate) fn word(code: Option<&Code>, now: Time) -> &'static str {
    match code {
        None => "none",
        Some(Code { used_on: Some(_), .. }) => "claimed",
        Some(code) if now >= code.expires => "expired",
        Some(code) if code.tries >= CODE_TRIES => "void",
        Some(_) => "open",
    }
}
