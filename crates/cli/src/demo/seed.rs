//! The sample pacts of `serve --demo`.

use super::desk_and_kiosk;
use super::script;
use super::service_address::ServiceAddress;
use crate::client::Client;
use crate::failure::Failure;
use crate::files;
use giaouoc_core::Language;
use giaouoc_server::Ready;
use std::fs;
use std::path::Path;
use zeroize::Zeroizing;

/// Runs the sample ceremonies against the service that has just come up, and starts desk and kiosk where asked.
pub(crate) fn seed_in_background(ready: &Ready, data: &Path, language: Language, with_desk_and_kiosk: bool) {
    let service = ServiceAddress::of(ready);
    let token = ready.first_token.clone().map(Zeroizing::new);
    let data = data.to_owned();
    std::thread::spawn(move || {
        let result = demo_token(&data.join(desk_and_kiosk::TOKEN_FILE), token)
            .and_then(|token| Client::with_token(&service.url, Some(token), service.fingerprint.as_deref()))
            .and_then(|client| seed(&client, &service.public_url, language))
            .and_then(|()| if with_desk_and_kiosk { desk_and_kiosk::open(&service, &data, language) } else { Ok(()) });
        if let Err(failure) = result {
            tracing::error!("demo: {}", failure.message(language));
        }
    });
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
