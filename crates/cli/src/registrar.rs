//! Acts of the registrar on an opened pact: release, invite, attest, complete, withdraw, revoke.

use crate::args::{AttestArgs, ReasonArgs, RegistrarArgs, ReleaseArgs};
use crate::client::Client;
use crate::clock::now;
use crate::failure::{Failure, plain};
use crate::files;
use crate::holder::{holder, holder_json};
use crate::key::pem::read_key;
use crate::prompt::{ask, confirm};
use crate::verified_pact::VerifiedPact;
use giaouoc_core::desk;
use giaouoc_core::pact::{Pact, PartyId};
use giaouoc_core::record::{Method, Record, Statement};
use giaouoc_core::{Code, CoreError, Digest, Language};
use giaouoc_tlog::note::Note;
use serde_json::{Value, json};
use std::io::IsTerminal as _;

/// `attest`: the registrar compares, adds its line, posts.
pub(crate) fn attest(args: &AttestArgs, language: Language) -> Result<(), Failure> {
    let verified = VerifiedPact::open(&args.access)?;
    let text = match (&verified.client, &args.note, &args.party) {
        (Some(client), _, Some(party)) => pending_note(client, &verified, party)?,
        (_, Some(file), _) => files::read_text(file)?,
        _ => return Err(Failure::usage("--party / --note")),
    };
    let pending =
        Note::parse(text.as_bytes()).map_err(|e| CoreError::new(Code::NoteMalformed).because(e.to_string()))?;
    let statement = Statement::parse(pending.text())?;
    print!("{}", statement.text());
    let due = Digest::of(statement.text());
    let given = match &args.number {
        Some(number) => number.clone(),
        None => ask(language.pick("Số trên màn hình của người ký: ", "The number on the signer's screen: "))?,
    };
    if !desk::is_long_number(&given, &due) {
        return Err(Failure::told(
            "Số không khớp: đây không phải nội dung trên máy của người ký. Không ký; kiểm tra lại với người ký.",
            "The numbers differ: this is not what the signer's device made. Nothing was signed; ask the signer.",
        ));
    }
    let registrar = read_key(&args.key, &args.name)?;
    let record = desk::attest(&pending, &registrar)?;
    verified.rehearse(&record)?;
    verified.deliver(&record, None, args.access.out.as_deref(), language)
}

fn pending_note(client: &Client, verified: &VerifiedPact, party: &str) -> Result<String, Failure> {
    let pending = client.get_json(&verified.path("pending"))?;
    let items = pending.as_array().map(Vec::as_slice).unwrap_or_default();
    let of_party = items.iter().find(|item| item.get("party").and_then(Value::as_str) == Some(party));
    let note = of_party.and_then(|item| item.get("note")).and_then(Value::as_str);
    note.map(str::to_owned).ok_or_else(|| {
        Failure::told(
            format!("Chưa có đăng ký nào của {party} chờ xác nhận. Người ký cần chạy `giaouoc enrol` trước."),
            format!("Nothing is pending for {party}. The signer runs `giaouoc enrol` first."),
        )
    })
}

/// `release`: the service lets this person's device enrol a key in person.
pub(crate) fn release(args: &ReleaseArgs, language: Language) -> Result<(), Failure> {
    let (client, body) = release_body(args, Method::InPerson)?;
    client.post(&format!("/api/v1/pacts/{}/releases", args.pact), &body, None)?;
    println!("{}", language.pick("Đã mở vị trí ký cho người này.", "The position is released to this person."));
    Ok(())
}

/// `invite`: prints the link, which is shown once.
pub(crate) fn invite(args: &ReleaseArgs, language: Language) -> Result<(), Failure> {
    let (client, mut body) = release_body(args, Method::Invite)?;
    if let Some(body) = body.as_object_mut() {
        body.remove("method");
    }
    let answer = client.post(&format!("/api/v1/pacts/{}/invitations", args.pact), &body, None)?;
    let member = |name: &str| plain(answer.pointer(name).and_then(Value::as_str).unwrap_or_default());
    let (link, token, until) = language.pick(
        ("Liên kết mời ký (chỉ hiện một lần)", "Mã mời ký", "Hết hạn"),
        ("Invitation link (shown once)", "Token", "Expires"),
    );
    println!("{link}: {}\n{token}: {}\n{until}: {}", member("/link"), member("/token"), member("/invitation/expires"));
    Ok(())
}

fn release_body(args: &ReleaseArgs, method: Method) -> Result<(Client, Value), Failure> {
    let client = Client::new(&args.server, Some(&args.token_file))?;
    let pact = client.get(&format!("/api/v1/pacts/{}/document", args.pact))?;
    let pact = Pact::parse(&pact)?;
    let id = PartyId::parse(&args.party)?;
    let party = pact.roster.party(&id).ok_or_else(|| CoreError::new(Code::PartyUnknown))?;
    let method = desk::method_of(party, method);
    Ok((client, holder_json(&id, &holder(&args.holder, party)?, method)))
}

/// `pact complete`: only after the whole evidence has been verified here.
pub(crate) fn complete(args: &RegistrarArgs, language: Language) -> Result<(), Failure> {
    registrar_act(args, "complete", &json!({}), language, |verified| Ok(verified.progress.draft_completion(now())?))
}

/// `pact withdraw`.
pub(crate) fn withdraw(args: &ReasonArgs, language: Language) -> Result<(), Failure> {
    let body = json!({ "reason": args.reason });
    registrar_act(&args.registrar, "withdraw", &without_null(body), language, |verified| {
        Ok(verified.progress.draft_withdrawal(args.reason.clone(), now()))
    })
}

/// `pact revoke`: the newest key of a party.
pub(crate) fn revoke(args: &ReasonArgs, party: &str, language: Language) -> Result<(), Failure> {
    let id = PartyId::parse(party)?;
    let newest = |verified: &VerifiedPact| {
        let enrolled = verified.progress.party(&id).and_then(|state| state.enrolments.last());
        enrolled.map(|e| e.enrolment.key.clone()).ok_or_else(|| CoreError::new(Code::KeyNeverEnrolled))
    };
    let key = match args.registrar.key {
        Some(_) => None,
        None => Some(newest(&VerifiedPact::open(&args.registrar.access)?)?),
    };
    let body = json!({ "party": party, "key": key.map(|key| key.to_string()), "reason": args.reason });
    registrar_act(&args.registrar, "revoke", &without_null(body), language, |verified| {
        Ok(verified.progress.draft_revocation(&id, newest(verified)?, args.reason.clone(), now()))
    })
}

/// An act of the registrar: signed here by its key, or by the service's own registrar where no key is given.
fn registrar_act(
    args: &RegistrarArgs,
    call: &str,
    body: &Value,
    language: Language,
    draft: impl FnOnce(&VerifiedPact) -> Result<Statement, Failure>,
) -> Result<(), Failure> {
    let verified = VerifiedPact::open(&args.access)?;
    match (&args.key, &args.name, &verified.client) {
        (Some(file), Some(name), _) => {
            let record = draft(&verified)?.sign(&[&read_key(file, name)?])?;
            verified.rehearse(&record)?;
            confirm_irreversible(&verified, call, language)?;
            verified.deliver(&record, None, args.access.out.as_deref(), language)
        }
        (_, _, Some(client)) => {
            let due = draft(&verified)?;
            confirm_irreversible(&verified, call, language)?;
            let answer = client.post(&format!("/api/v1/pacts/{}/{call}", verified.progress.pact().id), body, None)?;
            let note = answer.get("note").and_then(Value::as_str).unwrap_or_default();
            let record = Record::parse(note.as_bytes())?;
            // All but the time is ours to say.
            if (&record.statement().act, record.statement().pact) != (&due.act, due.pact) {
                return Err(CoreError::new(Code::ProofWrong).because("the receipt is for another act").into());
            }
            verified.receipt(&answer, &record, language)
        }
        _ => Err(Failure::usage("--key")),
    }
}

/// Asks again before an act that cannot be undone, if standard input is a terminal.
fn confirm_irreversible(verified: &VerifiedPact, call: &str, language: Language) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(());
    }
    let pact = verified.progress.pact();
    eprintln!("{} – {} ({})", pact.title, pact.group.name, pact.digest().0.short());
    let act = match call {
        "complete" => language.pick("HOÀN TẤT", "COMPLETE"),
        "withdraw" => language.pick("RÚT", "WITHDRAW"),
        _ => language.pick("THU HỒI KHÓA", "REVOKE A KEY"),
    };
    let question = language.pick("Không thể làm lại. Chắc chắn?", "This cannot be undone. Sure?");
    confirm(false, &format!("{act}. {question}"), language)
}

fn without_null(mut body: Value) -> Value {
    if let Some(members) = body.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    body
}
