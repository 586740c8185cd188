//! Acts of signers and registrars. Each follows the same path:
//!
//! evidence → verified under the policy → the statement that this state demands → signed → delivered → receipt verified
//!
//! The statement is built here, from notes that were verified here; no bytes are signed that a server handed over.

use crate::args::{Attest, Decline, Enrol, Evidence, HolderArgs, Place, Post, Release, Sign};
use crate::client::{Client, Receipt, check_receipt};
use crate::failure::{Failure, plain};
use crate::files;
use giaouoc_core::desk;
use giaouoc_core::leaf::Kind;
use giaouoc_core::mark::Mark;
use giaouoc_core::pact::{Party, PartyId};
use giaouoc_core::policy::Policy;
use giaouoc_core::progress::{Admission, Holder, Progress, Signing};
use giaouoc_core::record::{Act, Capacity, Channel, Method, Record, Statement};
use giaouoc_core::report::Report;
use giaouoc_core::time::Time;
use giaouoc_core::verify::verified_progress;
use giaouoc_core::words::value_of;
use giaouoc_core::{Code, Digest, Error, Language};
use giaouoc_tlog::note::{Note, SigningKey};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the state came from, and where acts go.
pub(crate) struct Site {
    /// The service, unless the work is on files alone.
    pub(crate) client: Option<Client>,
    /// Whom to trust.
    pub(crate) policy: Policy,
    /// The verified state.
    pub(crate) progress: Progress,
    /// What its verification found.
    pub(crate) report: Report,
    /// The evidence that it was verified from.
    pub(crate) evidence: Vec<u8>,
}

impl Site {
    /// Fetches or reads the evidence, and verifies it.
    pub(crate) fn open(place: &Place) -> Result<Self, Failure> {
        let policy = files::read_policy(&place.policy)?;
        match (&place.server, &place.evidence) {
            (Some(server), _) => {
                let pact = place.pact.as_deref().ok_or_else(|| Failure::usage("--pact"))?;
                Self::on_server(
                    Client::pinned(server, place.token_file.as_deref(), place.server_fingerprint.as_deref())?,
                    pact,
                    policy,
                )
            }
            (None, Some(file)) => {
                let evidence = files::read(file)?;
                let (report, progress) = verified_progress(&evidence, &policy)?;
                Ok(Self { client: None, policy, progress, report, evidence })
            }
            (None, None) => Err(Failure::usage("--server / --evidence")),
        }
    }

    /// Fetches the evidence of a pact, and verifies it.
    pub(crate) fn on_server(client: Client, pact: &str, policy: Policy) -> Result<Self, Failure> {
        let evidence = client.get(&format!("/api/v1/pacts/{pact}/evidence"))?;
        let (report, progress) = verified_progress(&evidence, &policy)?;
        if progress.pact().id.as_str() != pact {
            return Err(Error::new(Code::OtherPact).into());
        }
        Ok(Self { client: Some(client), policy, progress, report, evidence })
    }

    /// `/api/v1/pacts/<id>/<rest>`.
    fn path(&self, rest: &str) -> String {
        format!("/api/v1/pacts/{}/{rest}", self.progress.pact().id)
    }

    /// Asks the rules before anybody else is bothered.
    pub(crate) fn rehearse(&self, record: &Record) -> Result<(), Failure> {
        // That something was erased is a claim without proof: nothing is signed that would rest on it.
        self.progress.whole(record.kind())?;
        let authentic = self.progress.authenticate(record.clone(), &self.policy)?;
        match self.progress.admit(&authentic, &self.policy)? {
            Admission::New { unchecked } if !unchecked.is_empty() => Err(Error::new(Code::RecordErased).into()),
            Admission::New { .. } | Admission::Known { .. } => Ok(()),
        }
    }

    /// Entries under the checkpoint that was verified.
    pub(crate) fn size(&self) -> u64 {
        self.report.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size)
    }

    /// Sends a record; what comes is not verified yet: see [`check`](Self::check).
    pub(crate) fn post_record(&self, record: &Record, mark: Option<&Mark>) -> Result<Value, Failure> {
        let client = self.client.as_ref().ok_or_else(|| Failure::usage("--server"))?;
        let mut body = json!({ "note": record.note().to_string() });
        if let (Some(mark), Some(body)) = (mark, body.as_object_mut()) {
            body.insert("mark".into(), mark.as_str().into());
        }
        client.post(&self.path("records"), &body, None)
    }

    /// Verifies the receipt for a record.
    pub(crate) fn check(&self, answer: &Value, record: &Record) -> Result<Receipt, Failure> {
        check_receipt(answer, record, &self.progress, &self.policy)
    }

    /// Delivers a record to the service and verifies its receipt, or writes it to `out`.
    pub(crate) fn deliver(
        &self,
        record: &Record,
        mark: Option<&Mark>,
        out: Option<&Path>,
        language: Language,
    ) -> Result<(), Failure> {
        if self.client.is_none() {
            files::write(out, record.note().to_string().as_bytes())?;
            if let Some(out) = out {
                eprintln!("{} {}", language.pick("Mục ghi đã ký nằm trong", "The signed note is in"), out.display());
            }
            return Ok(());
        }
        let answer = self.post_record(record, mark).inspect_err(|failure| keep(record, failure, language))?;
        self.receipt(&answer, record, language)
    }

    /// Verifies the receipt and says what is in the ledger now.
    pub(crate) fn receipt(&self, answer: &Value, record: &Record, language: Language) -> Result<(), Failure> {
        let receipt = self.check(answer, record).inspect_err(|failure| keep(record, failure, language))?;
        let logged = match (receipt.known, receipt.same_text) {
            (false, _) => language.pick("Đã ghi nhận", "Logged"),
            (true, true) => language.pick("Đã ghi nhận từ trước", "Logged before"),
            (true, false) => {
                language.pick("Vị trí này đã có chữ ký khác của cùng khóa", "The same key signed this position before")
            }
        };
        let (record, number) = language.pick(("mục ghi", "số đối chiếu"), ("record", "number"));
        println!("{logged}: {record} {}, {number} {}", receipt.index, receipt.number);
        Ok(())
    }
}

/// What is signed but not acknowledged is not lost. What was refused is no use to keep.
fn keep(record: &Record, failure: &Failure, language: Language) {
    if matches!(failure, Failure::Problem(problem) if problem.status < 500) {
        return;
    }
    let path = format!("{:.16}.note", record.digest().to_string());
    let note = record.note().to_string();
    let saved = std::fs::write(&path, &note).is_ok();
    let words = language.pick("Chưa được ghi nhận. Gửi lại bằng", "Not logged yet. Send it again by");
    if saved {
        eprintln!("{words}: giaouoc post {path} --server … --pact … --policy …");
    } else {
        eprintln!("{words}: giaouoc post\n{note}");
    }
}

/// `sign`.
pub(crate) fn sign(args: &Sign, language: Language) -> Result<(), Failure> {
    let site = Site::open(&args.place)?;
    let party = PartyId::parse(&args.party)?;
    let key = party_key(&site.progress, &party, &args.key.key, args.key.name.as_deref())?;
    let mark = args.mark.as_deref().map(files::read_text).transpose()?;
    let mark = mark.map(|svg| Mark::parse(svg.trim_end())).transpose()?;
    let signing = Signing { mark: mark.as_ref().map(Mark::digest), channel: Channel::Cli, time: now() };
    let record = site.progress.draft_signature(&party, signing)?.sign(&[&key])?;
    site.rehearse(&record)?;
    same_number(&site.progress, args.number.as_deref())?;
    show(&site.progress, language);
    eprintln!("\n{}", site.progress.pact().declaration);
    confirm(args.yes, language.pick("Đồng ý ký?", "Sign?"), language)?;
    site.deliver(&record, mark.as_ref(), args.place.out.as_deref(), language)
}

/// `decline`.
pub(crate) fn decline(args: &Decline, language: Language) -> Result<(), Failure> {
    let site = Site::open(&args.place)?;
    let party = PartyId::parse(&args.party)?;
    let key = party_key(&site.progress, &party, &args.key.key, args.key.name.as_deref())?;
    let record = site.progress.draft_decline(&party, args.reason.clone(), now())?.sign(&[&key])?;
    site.rehearse(&record)?;
    show(&site.progress, language);
    confirm(args.yes, language.pick("Xác nhận TỪ CHỐI KÝ?", "Confirm that you DECLINE?"), language)?;
    site.deliver(&record, None, args.place.out.as_deref(), language)
}

/// `enrol`: text and possession line, as the signer's device makes them.
pub(crate) fn enrol(args: &Enrol, language: Language) -> Result<(), Failure> {
    let site = Site::open(&args.place)?;
    site.progress.whole(Kind::Enrolment)?;
    same_number(&site.progress, args.number.as_deref())?;
    let id = PartyId::parse(&args.party)?;
    let party = roster_party(&site.progress, &id)?;
    let key = party_key(&site.progress, &id, &args.key.key, args.key.name.as_deref())?;
    let invitation = args.invitation_file.as_deref().map(files::read_token).transpose()?;
    let released = match (&site.client, &invitation) {
        (Some(client), Some(token)) => client.post(&site.path("invitation"), &json!({}), Some(token))?,
        (Some(client), None) => client.get_json(&site.path(&format!("releases/{id}")))?,
        (None, _) => Value::Null,
    };
    let holder = if released.is_null() { holder(&args.holder, party)? } else { released_holder(&released)? };
    let method = desk::method_of(party, if invitation.is_some() { Method::Invite } else { Method::InPerson });
    let statement = site.progress.draft_enrolment(&id, key.verifying_key(), holder, method, now());
    let note = possession(&statement, &key)?;
    let Some(client) = &site.client else {
        say_number(&statement, language);
        return files::write(args.place.out.as_deref(), note.to_string().as_bytes());
    };
    let body = json!({ "note": note.to_string() });
    match &invitation {
        Some(token) => {
            let answer = client.post(&site.path("enrolments"), &body, Some(token))?;
            let logged = answer.get("note").and_then(Value::as_str).unwrap_or_default();
            let record = Record::parse(logged.as_bytes())?;
            // The registrar's line is the service's; the text must be ours.
            if *record.statement() != statement {
                return Err(Error::new(Code::ProofWrong).because("the receipt is for another enrolment").into());
            }
            site.progress.authenticate(record.clone(), &site.policy)?;
            site.receipt(&answer, &record, language)
        }
        None => {
            client.post(&site.path("pending"), &body, None)?;
            say_number(&statement, language);
            Ok(())
        }
    }
}

/// `attest`: the registrar compares, adds its line, posts.
pub(crate) fn attest(args: &Attest, language: Language) -> Result<(), Failure> {
    let site = Site::open(&args.place)?;
    let text = match (&site.client, &args.note, &args.party) {
        (Some(client), _, Some(party)) => pending_note(client, &site, party)?,
        (_, Some(file), _) => files::read_text(file)?,
        _ => return Err(Failure::usage("--party / --note")),
    };
    let pending = Note::parse(text.as_bytes()).map_err(|e| Error::new(Code::NoteMalformed).because(e.to_string()))?;
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
    let registrar = files::read_key(&args.key, &args.name)?;
    let record = desk::attest(&pending, &registrar)?;
    site.rehearse(&record)?;
    site.deliver(&record, None, args.place.out.as_deref(), language)
}

/// Text and possession line.
pub(crate) fn possession(statement: &Statement, key: &SigningKey) -> Result<Note, Failure> {
    let text = statement.text();
    let line = key.sign(&text);
    Ok(Note::new(text, vec![line]).map_err(|e| Error::new(Code::NoteMalformed).because(e.to_string()))?)
}

fn pending_note(client: &Client, site: &Site, party: &str) -> Result<String, Failure> {
    let pending = client.get_json(&site.path("pending"))?;
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

/// `release` and `invite` differ in what the service does with the same facts.
pub(crate) fn release(args: &Release, language: Language) -> Result<(), Failure> {
    let (client, body) = release_body(args, Method::InPerson)?;
    client.post(&format!("/api/v1/pacts/{}/releases", args.pact), &body, None)?;
    println!("{}", language.pick("Đã mở vị trí ký cho người này.", "The position is released to this person."));
    Ok(())
}

/// `invite`: prints the link, which is shown once.
pub(crate) fn invite(args: &Release, language: Language) -> Result<(), Failure> {
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

fn release_body(args: &Release, method: Method) -> Result<(Client, Value), Failure> {
    let client = Client::new(&args.server, Some(&args.token_file))?;
    let pact = client.get(&format!("/api/v1/pacts/{}/document", args.pact))?;
    let pact = giaouoc_core::pact::Pact::parse(&pact)?;
    let id = PartyId::parse(&args.party)?;
    let party = pact.roster.party(&id).ok_or_else(|| Error::new(Code::PartyUnknown))?;
    let method = desk::method_of(party, method);
    Ok((client, holder_json(&id, &holder(&args.holder, party)?, method)))
}

/// The body of a release.
pub(crate) fn holder_json(party: &PartyId, holder: &Holder, method: Method) -> Value {
    let mut body = json!({
        "party": party.as_str(), "holder": holder.name, "capacity": holder.capacity.as_str(), "method": method.as_str(),
    });
    if let (Some(authority), Some(body)) = (holder.authority, body.as_object_mut()) {
        body.insert("authority".into(), authority.to_string().into());
    }
    body
}

/// `post`.
pub(crate) fn post(args: &Post, language: Language) -> Result<(), Failure> {
    let site = Site::open(&args.place)?;
    let record = Record::parse(&files::read(&args.note)?)?;
    if record.kind() == Kind::Opening {
        return Err(Failure::usage("giaouoc pact open"));
    }
    let mark = args.mark.as_deref().map(files::read_text).transpose()?;
    let mark = mark.map(|svg| Mark::parse(svg.trim_end())).transpose()?;
    site.deliver(&record, mark.as_ref(), args.place.out.as_deref(), language)
}

/// `evidence`.
pub(crate) fn evidence(args: &Evidence, language: Language) -> Result<(), Failure> {
    let client = Client::new(&args.server, None)?;
    let bytes = client.get(&format!("/api/v1/pacts/{}/evidence", args.pact))?;
    let path = args.out.clone().unwrap_or_else(|| format!("{}.giaouoc.json", args.pact).into());
    files::write(Some(&path), &bytes)?;
    println!("{} {}", language.pick("Đã ghi bằng chứng kiểm tra vào", "The evidence is in"), path.display());
    Ok(())
}

/// The key of a party: under the pinned name, the name given, or the name of its place.
fn party_key(progress: &Progress, id: &PartyId, file: &Path, name: Option<&str>) -> Result<SigningKey, Failure> {
    let pinned = roster_party(progress, id)?.key.as_ref().map(|key| key.name().to_string());
    let name = name.map(str::to_owned).or(pinned).unwrap_or_else(|| progress.pact().key_name(id));
    files::read_key(file, &name)
}

fn roster_party<'a>(progress: &'a Progress, id: &PartyId) -> Result<&'a Party, Failure> {
    progress.pact().roster.party(id).ok_or_else(|| Error::new(Code::PartyUnknown).because(id.as_str()).into())
}

/// Who signs: by the arguments, otherwise the roster's representative.
fn holder(args: &HolderArgs, party: &Party) -> Result<Holder, Failure> {
    let named = party.representative.as_ref().map(|r| r.name.clone());
    let name = args.holder.clone().or(named).ok_or_else(no_holder)?;
    let authority = args.authority.as_deref().map(files::read).transpose()?.map(Digest::of);
    let capacity = if args.delegate { Capacity::Delegate } else { Capacity::Representative };
    Ok(Holder { name, capacity, authority })
}

fn no_holder() -> Failure {
    Failure::told(
        "Danh sách không nêu người đại diện của bên này. Thêm --holder \"HỌ TÊN\".",
        "The roster names no representative of this party. Add --holder \"NAME\".",
    )
}

/// Who signs: as the registrar's side released it.
fn released_holder(released: &Value) -> Result<Holder, Failure> {
    let text = |member: &str| released.get(member).and_then(Value::as_str);
    let wrong = || Failure::Io("the service's answer names no holder".into());
    let capacity = text("capacity").and_then(|word| value_of(&Capacity::WORDS, word)).ok_or_else(wrong)?;
    let authority = text("authority").map(Digest::parse).transpose()?;
    Ok(Holder { name: text("holder").ok_or_else(wrong)?.to_owned(), capacity, authority })
}

/// What is about to be signed: the whole text, how persons are identified, and the number to compare.
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

fn say_number(statement: &Statement, language: Language) {
    if let Act::Enrolment(enrolment) = &statement.act {
        let words = language.pick("Số để bàn thư ký đối chiếu", "The number for the desk to compare");
        eprintln!("{}\n{words}: {}", enrolment.key, Digest::of(statement.text().as_bytes()).long());
    }
}

pub(crate) fn confirm(yes: bool, question: &str, language: Language) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    let answer = ask(&format!("{question} {} ", language.pick("[c/k]", "[y/n]")))?;
    let agreed = ["c", "có", "y", "yes"].contains(&answer.trim().to_lowercase().as_str());
    if agreed { Ok(()) } else { Err(Failure::NotConfirmed) }
}

fn ask(question: &str) -> Result<String, Failure> {
    eprint!("{question}");
    std::io::stderr().flush().map_err(Failure::io("stderr"))?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(Failure::io("stdin"))?;
    Ok(line)
}

/// The machine's clock: what a signer claims.
pub(crate) fn now() -> Time {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Time::from_unix(seconds).unwrap_or(Time::UNIX_EPOCH)
}
