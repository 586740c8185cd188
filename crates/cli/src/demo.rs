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

mod desk_and_kiosk;
pub(crate) mod sample_keys;
mod script;
pub(crate) mod seed;
mod service_address;
pub(crate) mod terminal;
