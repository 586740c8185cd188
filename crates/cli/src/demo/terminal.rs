//! `giaouoc demo`: the seven of S3 sign, in the terminal.

use super::sample_keys;
use super::script::{S3, SampleCeremony, policy};
use super::service_address::ServiceAddress;
use crate::args::DemoArgs;
use crate::client::Client;
use crate::failure::Failure;
use crate::files;
use crate::verify::{Paint, human};
use giaouoc_core::policy::Policy;
use giaouoc_core::report::{AnnexesAtHand, Report, Verdict};
use giaouoc_core::verify::verify;
use giaouoc_core::{Language, sample};
use giaouoc_server::{Config, Ready};
use std::fs;
use std::path::Path;
use std::sync::mpsc;
use zeroize::Zeroizing;

/// Starts a service on a free port with a ledger of its own, runs the ceremony, verifies, tampers, refuses.
pub(crate) fn terminal(args: &DemoArgs, language: Language) -> Result<(), Failure> {
    fs::create_dir_all(&args.out).map_err(Failure::io(args.out.display()))?;
    let data = args.out.join("ledger");
    if data.exists() {
        // A demo begins with an empty ledger; only what an earlier demo made is removed.
        fs::remove_dir_all(&data).map_err(Failure::io(data.display()))?;
    }
    sample_keys::prepare(&data)?;
    let mut config = Config::new(([127, 0, 0, 1], 0).into(), &data);
    config.demo = true;
    config.origin = Some(sample_keys::ORIGIN.to_owned());
    config.registrars.push(sample_keys::registrar()?);
    config.refuse_keys = sample::public_keys().collect();

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::io("runtime"))?;
    let (up, came_up) = mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let ready = move |ready: &Ready| {
        // The receiver is gone only if the demo has failed already.
        let _ = up.send((ServiceAddress::of(ready).url, ready.first_token.clone().map(Zeroizing::new)));
    };
    let service = runtime.spawn(giaouoc_server::serve(config, ready, async {
        let _ = stopped.await;
    }));
    let result = match came_up.recv() {
        Ok((url, token)) => play(&Client::with_token(&url, token, None)?, &args.out, language),
        Err(_) => Ok(()),
    };
    drop(stop);
    runtime.block_on(service).map_err(Failure::io("serve"))?.map_err(Failure::from)?;
    result
}

fn play(client: &Client, out: &Path, language: Language) -> Result<(), Failure> {
    let policy = policy(client)?;
    let pact = SampleCeremony::open(client, &policy, S3.document()?, &[])?;
    let say = |vi: &str, en: &str| println!("{}", language.pick(vi, en));
    println!("{} – {}", pact.pact.title, pact.pact.group.name);
    println!("{}  {}", pact.pact.digest(), pact.pact.digest().0.short());
    say("Văn bản đã chốt. Lễ ký kết bắt đầu.", "The text is fixed. The ceremony begins.");
    let n = pact.pact.roster.signer_count();
    let mut order: Vec<_> = pact.pact.roster.signers().enumerate().collect();
    order.sort_by_key(|(k, party)| (party.stage, *k));
    for (i, (k, party)) in order.into_iter().enumerate() {
        let record = pact.sign(k + 1, party)?;
        let (signed, at) = language.pick(("đã ký, mục ghi", "…"), ("signed, record", "…"));
        println!("  {}/{n}  {}: {signed} {}", i + 1, party.unit, record.map_or_else(|| at.into(), |r| r.to_string()));
    }
    pact.complete()?;
    say(
        "Bàn thư ký đã kiểm tra toàn bộ và ký hoàn tất.",
        "The desk has verified everything and signed the completion.",
    );

    let evidence = client.get(&format!("/api/v1/pacts/{}/evidence", pact.pact.id))?;
    let path = out.join("s3.giaouoc.json");
    files::write(Some(&path), &evidence)?;
    files::write(Some(&out.join("policy.txt")), policy.to_string().as_bytes())?;
    println!("\n$ giaouoc verify --policy {} {}", out.join("policy.txt").display(), path.display());
    expect(&evidence, &policy, Verdict::Valid, language, false)?;
    tamper(&evidence, &policy, out, language)
}

/// One letter of the text, then one bit of a signature.
fn tamper(evidence: &[u8], policy: &Policy, out: &Path, language: Language) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(evidence);
    let edited = text.replacen("\"2\"", "\"3\"", 1);
    let forged = text.replacen("channel kiosk", "channel phone", 1);
    let cases = [
        (
            "edited.giaouoc.json",
            edited,
            language.pick("Sửa một chỉ tiêu từ 2 thành 3:", "A target changed from 2 to 3:"),
        ),
        (
            "forged.giaouoc.json",
            forged,
            language.pick("Sửa nơi ký trong một mục ghi:", "Where one of them signed is changed in its record:"),
        ),
    ];
    for (name, changed, words) in cases {
        if changed.as_bytes() == evidence {
            return Err(Failure::Io(format!("{name}: nothing was changed")));
        }
        files::write(Some(&out.join(name)), changed.as_bytes())?;
        println!("\n{words}");
        expect(changed.as_bytes(), policy, Verdict::Invalid, language, true)?;
    }
    Ok(())
}

/// Prints the report; a demo that does not show what it promises fails.
fn expect(file: &[u8], policy: &Policy, due: Verdict, language: Language, quiet: bool) -> Result<(), Failure> {
    let report: Report = verify(file, Some(policy), &AnnexesAtHand::new());
    print!("{}", human(&report, language, Paint::detect(), quiet));
    if report.verdict == due { Ok(()) } else { Err(Failure::Unverified(Box::new(report))) }
}
