//! The keys of `keys-example/`: public, so worthless. Each seed is SHA-256 of `giaouoc keys-example <stem>`.

use crate::workspace::{Files, Outcome};
use giaouoc_core::Digest;
use giaouoc_core::key::write_pem;
use giaouoc_core::policy::Policy;
use giaouoc_tlog::{CosigningKey, KeyName, SigningKey};

/// The ledger of all fixtures.
pub const ORIGIN: &str = "mau.giaouoc.example/so/2026";
/// The registrar at the desk, and its spare.
pub const REGISTRAR: &str = "mau.giaouoc.example/so/2026/registrar";
/// The registrar that a server holds.
pub const ONLINE: &str = "mau.giaouoc.example/so/2026/online";
/// The witness server.
pub const WITNESS: &str = "mau.giaouoc.example/witness";
/// Party keys `party-01` to `party-16`.
pub const PARTIES: usize = 16;

/// The secret bytes of a key file.
pub fn seed(stem: &str) -> [u8; 32] {
    *Digest::of(format!("giaouoc keys-example {stem}")).as_bytes()
}

/// The key of a file under a name.
pub fn key(stem: &str, name: &str) -> Outcome<SigningKey> {
    Ok(SigningKey::new(KeyName::parse(name)?, &seed(stem)))
}

/// `ledger.pem`.
pub fn ledger() -> Outcome<SigningKey> {
    key("ledger", ORIGIN)
}

/// `registrar.pem`.
pub fn registrar() -> Outcome<SigningKey> {
    key("registrar", REGISTRAR)
}

/// `spare.pem`: the registrar's name, another key.
pub fn spare() -> Outcome<SigningKey> {
    key("spare", REGISTRAR)
}

/// `online.pem`.
pub fn online() -> Outcome<SigningKey> {
    key("online", ONLINE)
}

/// `witness.pem`.
pub fn witness() -> Outcome<CosigningKey> {
    Ok(CosigningKey::new(KeyName::parse(WITNESS)?, &seed("witness")))
}

/// `party-<number>.pem`, under a name such as `<pact id>/<party id>`.
pub fn party(number: usize, name: &str) -> Outcome<SigningKey> {
    key(&format!("party-{number:02}"), name)
}

/// `fixtures/policy.txt`.
pub fn policy_text() -> Outcome<String> {
    let head = "# Trust for the fixtures and the demonstration only: the private keys lie in keys-example/.\n";
    let (ledger, registrar) = (ledger()?.verifying_key(), registrar()?.verifying_key());
    let (spare, online) = (spare()?.verifying_key(), online()?.verifying_key());
    Ok(format!(
        "{head}log {ledger}\nregistrar {registrar}\nregistrar {spare}\nregistrar {online} invite\nquorum none\n"
    ))
}

/// `fixtures/policy-witness.txt`: the same, and the witness server must have cosigned.
pub fn policy_witness_text() -> Outcome<String> {
    let witness = format!("witness mau {}\nquorum mau\n", witness()?.verifying_key());
    Ok(policy_text()?.replace("quorum none\n", &witness))
}

/// `fixtures/policy-invite-spare.txt`: the server's registrar bears the name of the one at the desk.
pub fn policy_invite_spare_text() -> Outcome<String> {
    let twin = invite_spare()?.verifying_key();
    Ok(policy_text()?.replace(&online()?.verifying_key().to_string(), &twin.to_string()))
}

/// `online.pem` under the desk's name.
pub fn invite_spare() -> Outcome<SigningKey> {
    key("online", REGISTRAR)
}

/// The policy of `fixtures/policy.txt`.
pub fn policy() -> Outcome<Policy> {
    Ok(Policy::parse(&policy_text()?)?)
}

/// `keys-example/*.pem` and `vkeys.txt`, and the policies that pin them.
pub fn files() -> Outcome<Files> {
    let mut files = Files::new();
    let named = ["ledger", "registrar", "spare", "online", "witness"].map(str::to_owned);
    for stem in named.into_iter().chain((1..=PARTIES).map(|i| format!("party-{i:02}"))) {
        // The file holds no name; any will do.
        let pem = write_pem(&key(&stem, "none")?)?;
        files.insert(format!("keys-example/{stem}.pem"), pem.as_bytes().to_vec());
    }
    files.insert("keys-example/vkeys.txt".into(), vkeys()?.into_bytes());
    files.insert("fixtures/policy.txt".into(), policy_text()?.into_bytes());
    files.insert("fixtures/policy-witness.txt".into(), policy_witness_text()?.into_bytes());
    files.insert("fixtures/policy-invite-spare.txt".into(), policy_invite_spare_text()?.into_bytes());
    Ok(files)
}

fn vkeys() -> Outcome<String> {
    Ok(format!(
        "ledger {}\nregistrar {}\nspare {}\nonline {}\nwitness {}\n",
        ledger()?.verifying_key(),
        registrar()?.verifying_key(),
        spare()?.verifying_key(),
        online()?.verifying_key(),
        witness()?.verifying_key(),
    ))
}
