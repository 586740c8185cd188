//! Acts of a signer: enrol, sign, decline.

use crate::args::{DeclineArgs, EnrolArgs, SignArgs};
use crate::clock::now;
use crate::failure::Failure;
use crate::files;
use crate::holder::{holder, released_holder, roster_party};
use crate::key::pem::read_key;
use crate::prompt::confirm;
use crate::verified_pact::VerifiedPact;
use giaouoc_core::desk;
use giaouoc_core::leaf::Kind;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::PartyId;
use giaouoc_core::progress::{Progress, Signing};
use giaouoc_core::record::{Act, Channel, Method, Record, Statement};
use giaouoc_core::{Code, CoreError, Digest, Language};
use giaouoc_tlog::note::{Note, SigningKey};
use serde_json::{Value, json};
use std::path::Path;

/// `sign`.
pub(crate) fn sign(args: &SignArgs, language: Language) -> Result<(), Failure> {
    let verified = VerifiedPact::open(&args.access)?;
    let party = PartyId::parse(&args.party)?;
    let key = party_key(&verified.progress, &party, &args.key.key, args.key.name.as_deref())?;
    let mark = args.mark.as_deref().map(files::read_text).transpose()?;
    let mark = mark.map(|svg| Mark::parse(svg.trim_end())).transpose()?;
    let signing = Signing { mark: mark.as_ref().map(Mark::digest), channel: Channel::Cli, time: now() };
    let record = verified.progress.draft_signature(&party, signing)?.sign(&[&key])?;
    verified.rehearse(&record)?;
    same_number(&verified.progress, args.number.as_deref())?;
    show(&verified.progress, language);
    eprintln!("\n{}", verified.progress.pact().declaration);
    confirm(args.yes, language.pick("Đồng ý ký?", "Sign?"), language)?;
    verified.deliver(&record, mark.as_ref(), args.access.out.as_deref(), language)
}

/// `decline`.
pub(crate) fn decline(args: &DeclineArgs, language: Language) -> Result<(), Failure> {
    let verified = VerifiedPact::open(&args.access)?;
    let party = PartyId::parse(&args.party)?;
    let key = party_key(&verified.progress, &party, &args.key.key, args.key.name.as_deref())?;
    let record = verified.progress.draft_decline(&party, args.reason.clone(), now())?.sign(&[&key])?;
    verified.rehearse(&record)?;
    show(&verified.progress, language);
    confirm(args.yes, language.pick("Xác nhận TỪ CHỐI KÝ?", "Confirm that you DECLINE?"), language)?;
    verified.deliver(&record, None, args.access.out.as_deref(), language)
}

/// `enrol`: text and possession line, as the signer's device makes them.
pub(crate) fn enrol(args: &EnrolArgs, language: Language) -> Result<(), Failure> {
    let verified = VerifiedPact::open(&args.access)?;
    verified.progress.whole(Kind::Enrolment)?;
    same_number(&verified.progress, args.number.as_deref())?;
    let id = PartyId::parse(&args.party)?;
    let party = roster_party(&verified.progress, &id)?;
    let key = party_key(&verified.progress, &id, &args.key.key, args.key.name.as_deref())?;
    let invitation = args.invitation_file.as_deref().map(files::read_token).transpose()?;
    let released = match (&verified.client, &invitation) {
        (Some(client), Some(token)) => client.post(&verified.path("invitation"), &json!({}), Some(token))?,
        (Some(client), None) => client.get_json(&verified.path(&format!("releases/{id}")))?,
        (None, _) => Value::Null,
    };
    let holder = if released.is_null() { holder(&args.holder, party)? } else { released_holder(&released)? };
    let method = desk::method_of(party, if invitation.is_some() { Method::Invite } else { Method::InPerson });
    let statement = verified.progress.draft_enrolment(&id, key.verifying_key(), holder, method, now());
    let note = possession(&statement, &key)?;
    let Some(client) = &verified.client else {
        say_number(&statement, language);
        return files::write(args.access.out.as_deref(), note.to_string().as_bytes());
    };
    let body = json!({ "note": note.to_string() });
    match &invitation {
        Some(token) => {
            let answer = client.post(&verified.path("enrolments"), &body, Some(token))?;
            let logged = answer.get("note").and_then(Value::as_str).unwrap_or_default();
            let record = Record::parse(logged.as_bytes())?;
            // The registrar's line is the service's; the text must be ours.
            if *record.statement() != statement {
                return Err(CoreError::new(Code::ProofWrong).because("the receipt is for another enrolment").into());
            }
            verified.progress.authenticate(record.clone(), &verified.policy)?;
            verified.receipt(&answer, &record, language)
        }
        None => {
            client.post(&verified.path("pending"), &body, None)?;
            say_number(&statement, language);
            Ok(())
        }
    }
}

/// An enrolment's text with the line that proves possession of its key.
pub(crate) fn possession(statement: &Statement, key: &SigningKey) -> Result<Note, Failure> {
    let text = statement.text();
    let line = key.sign(&text);
    Ok(Note::new(text, vec![line]).map_err(|e| CoreError::new(Code::NoteMalformed).because(e.to_string()))?)
}

/// Reads the key of a party, under the given name, the roster's pinned name, or `<pact id>/<party id>`.
fn party_key(progress: &Progress, id: &PartyId, file: &Path, name: Option<&str>) -> Result<SigningKey, Failure> {
    let pinned = roster_party(progress, id)?.key.as_ref().map(|key| key.name().to_string());
    let name = name.map(str::to_owned).or(pinned).unwrap_or_else(|| progress.pact().key_name(id));
    read_key(file, &name)
}

fn say_number(statement: &Statement, language: Language) {
    if let Act::Enrolment(enrolment) = &statement.act {
        let words = language.pick("Số để bàn thư ký đối chiếu", "The number for the desk to compare");
        eprintln!("{}\n{words}: {}", enrolment.key, Digest::of(statement.text().as_bytes()).long());
    }
}

/// The number that the signer has from elsewhere (the paper, the screen) must be that of this text.
fn same_number(progress: &Progress, given: Option<&str>) -> Result<(), Failure> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let due = progress.pact().digest().0.short();
    match given {
        Some(given) if digits(given) != digits(&due) => Err(Failure::told(
            format!("Số đối chiếu của văn bản này là {due}, không phải {given}. Không ký."),
            format!("The number of this text is {due}, not {given}. Nothing was signed."),
        )),
        _ => Ok(()),
    }
}

/// Prints what is about to be signed: the whole text, the identity mode, and the number to compare.
fn show(progress: &Progress, language: Language) {
    let pact = progress.pact();
    let (number, identity) = language.pick(("Số đối chiếu", "Cách xác nhận người ký"), ("Number", "Identity mode"));
    eprintln!("{} – {}\n{identity}: {}", pact.title, pact.group.name, pact.identity.as_str());
    for line in pact.grounds.iter().chain(&pact.preamble) {
        eprintln!("{line}");
    }
    for article in &pact.articles {
        eprintln!("{} {}", article.heading.as_deref().unwrap_or("–"), article.text);
        for target in &article.targets {
            eprintln!("    {}: {} {}", target.name, target.value, target.unit.as_deref().unwrap_or_default());
        }
    }
    for annex in &pact.annexes {
        eprintln!("+ {} ({}, SHA-256 {})", annex.title, annex.file, annex.sha256);
    }
    eprintln!("{number}: {}", pact.digest().0.short());
}
