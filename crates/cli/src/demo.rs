//! The demo: sample pacts whose ceremonies are really run, with keys that everybody has.
//!
//! `serve --demo` begins with six pacts. Each is brought to its state by the same calls that a real ceremony makes, so
//! that running it again finds everything done and does no harm.
//!
//! | pact | state |
//! | --- | --- |
//! | S3, Khối thi đua II | complete, 7 of 7 |
//! | S4, Cụm thi đua số 3 | in the middle of its first stage |
//! | S0, cơ quan Trung ương Đoàn | a party declined |
//! | S1, phường Cầu Diễn | withdrawn, superseded by the next |
//! | S1 amended | just opened, `invite` |
//! | S2, Khối thi đua I | just opened, `in-person`: its registrar's key lies in keys-example |

mod rooms;
mod script;
mod terminal;

pub(crate) use terminal::terminal;

use crate::client::Client;
use crate::failure::Failure;
use crate::files;
use giaouoc_core::policy::Registrar;
use giaouoc_core::{Language, key};
use giaouoc_server::Ready;
use giaouoc_tlog::note::SigningKey;
use std::fs;
use std::path::Path;
use zeroize::Zeroizing;

/// The demo's ledger.
pub(crate) const ORIGIN: &str = "mau.giaouoc.example/so/2026";
/// Its registrar for `in-person` pacts.
pub(crate) const REGISTRAR: &str = "mau.giaouoc.example/so/2026/registrar";

/// A file of keys-example.
macro_rules! sample {
    ($stem:literal) => {
        include_str!(concat!("../../../keys-example/", $stem, ".pem"))
    };
}

/// Keys of the parties, by their place among those that sign.
const PARTIES: [&str; 16] = [
    sample!("party-01"),
    sample!("party-02"),
    sample!("party-03"),
    sample!("party-04"),
    sample!("party-05"),
    sample!("party-06"),
    sample!("party-07"),
    sample!("party-08"),
    sample!("party-09"),
    sample!("party-10"),
    sample!("party-11"),
    sample!("party-12"),
    sample!("party-13"),
    sample!("party-14"),
    sample!("party-15"),
    sample!("party-16"),
];

/// The registrar of keys-example, as a policy pins it.
pub(crate) fn registrar() -> Result<Registrar, Failure> {
    Ok(Registrar { key: registrar_key()?.verifying_key(), invite: false })
}

pub(crate) fn registrar_key() -> Result<SigningKey, Failure> {
    Ok(key::read_pem(key::parse_name(REGISTRAR)?, sample!("registrar"))?)
}

/// The key of the k-th that signs, under the name that its place demands.
pub(crate) fn party_key(k: usize, name: &str) -> Result<SigningKey, Failure> {
    let pem = PARTIES.get(k - 1).ok_or_else(|| Failure::usage("keys-example has 16 party keys"))?;
    Ok(key::read_pem(key::parse_name(name)?, pem)?)
}

/// Puts the sample ledger's keys into a folder that has none yet.
pub(crate) fn prepare(data: &Path) -> Result<(), Failure> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        folder.mode(0o700);
    }
    folder.create(data).map_err(|e| Failure::file(data, &e))?;
    for (name, stem, pem) in [
        ("ledger.key", ORIGIN.to_owned(), sample!("ledger")),
        ("online.key", format!("{ORIGIN}/online"), sample!("online")),
    ] {
        let path = data.join(name);
        if !path.exists() {
            files::write_key(&path, &key::read_pem(key::parse_name(&stem)?, pem)?)?;
        }
    }
    Ok(())
}

/// Runs the sample ceremonies against the service that has just come up, and opens the rooms around it where asked.
pub(crate) fn seed_in_background(ready: &Ready, data: &Path, language: Language, with_rooms: bool) {
    let place = Place::of(ready);
    let token = ready.first_token.clone().map(Zeroizing::new);
    let data = data.to_owned();
    std::thread::spawn(move || {
        let result = demo_token(&data.join(TOKEN), token)
            .and_then(|token| Client::with_token(&place.url, Some(token), place.fingerprint.as_deref()))
            .and_then(|client| seed(&client, &place.public_url, language))
            .and_then(|()| if with_rooms { rooms::open(&place, &data, language) } else { Ok(()) });
        if let Err(failure) = result {
            tracing::error!("demo: {}", failure.message(language));
        }
    });
}

/// The demo's administrator, for the desk and for the ceremonies that run by themselves.
const TOKEN: &str = "demo-token";

/// Where the service answers.
struct Place {
    /// On this machine, whatever its public address is.
    url: String,
    /// Of its own certificate.
    fingerprint: Option<String>,
    /// What links begin with.
    public_url: String,
}

impl Place {
    fn of(ready: &Ready) -> Self {
        let address = ready.address;
        let host = if address.ip().is_unspecified() { "127.0.0.1".to_owned() } else { address.ip().to_string() };
        let scheme = if ready.fingerprint.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{host}:{}", address.port());
        Self { url, fingerprint: ready.fingerprint.clone(), public_url: ready.url.clone() }
    }
}

/// The token of the first start, kept for the next: a demo has no secrets.
fn demo_token(path: &Path, first: Option<Zeroizing<String>>) -> Result<Zeroizing<String>, Failure> {
    match first {
        Some(token) => {
            // A token made anew takes the place of one that is no longer valid.
            let _ = fs::remove_file(path);
            files::write_secret(path, token.as_bytes())?;
            Ok(token)
        }
        None => files::read_token(path),
    }
}

fn seed(client: &Client, public_url: &str, language: Language) -> Result<(), Failure> {
    let opened = script::run_all(client)?;
    let say = |vi: &str, en: &str| println!("{}", language.pick(vi, en));
    say("\nĐÃ CÓ SẴN SÁU BẢN GIAO ƯỚC MẪU. Thử ngay:", "\nSIX SAMPLE PACTS ARE READY. Try:");
    println!("  {public_url}/");
    for (words, id) in opened {
        println!("  {public_url}/v/{id}   {}", words.pick(language));
    }
    say(
        "  giaouoc verify --policy fixtures/policy.txt <tệp bằng chứng>",
        "  giaouoc verify --policy fixtures/policy.txt <evidence file>",
    );
    Ok(())
}
