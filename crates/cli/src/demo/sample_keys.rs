//! The keys of `keys-example`, which everybody has.

use crate::failure::Failure;
use crate::key::pem::write_key;
use giaouoc_core::key;
use giaouoc_core::policy::Registrar;
use giaouoc_tlog::note::SigningKey;
use std::fs;
use std::path::Path;

/// The demo's ledger.
pub(crate) const ORIGIN: &str = "mau.giaouoc.example/so/2026";

/// Its registrar for `in-person` pacts.
pub(crate) const REGISTRAR: &str = "mau.giaouoc.example/so/2026/registrar";

/// A file of keys-example.
macro_rules! sample {
    ($stem:literal) => {
        include_str!(concat!("../../../../keys-example/", $stem, ".pem"))
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
            write_key(&path, &key::read_pem(key::parse_name(&stem)?, pem)?)?;
        }
    }
    Ok(())
}
