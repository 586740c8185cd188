//! The server through its router, without a socket, on a scratch folder: the life of pacts, who may call what, and
//! every class of bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "api/test_server.rs"]
mod test_server;

#[path = "api/acts.rs"]
mod acts;
#[path = "api/assets.rs"]
mod assets;
#[path = "api/bad_input.rs"]
mod bad_input;
#[path = "api/codes.rs"]
mod codes;
#[path = "api/declines.rs"]
mod declines;
#[path = "api/discussion.rs"]
mod discussion;
#[path = "api/events.rs"]
mod events;
#[path = "api/guards.rs"]
mod guards;
#[path = "api/import.rs"]
mod import;
#[path = "api/in_person.rs"]
mod in_person;
#[path = "api/kiosks.rs"]
mod kiosks;
#[path = "api/life.rs"]
mod life;
#[path = "api/logs.rs"]
mod logs;
#[path = "api/many.rs"]
mod many;
#[path = "api/openapi.rs"]
mod openapi;
#[path = "api/paper.rs"]
mod paper;
#[path = "api/schema.rs"]
mod schema;
#[path = "api/sessions.rs"]
mod sessions;
#[path = "api/socket.rs"]
mod socket;
#[path = "api/start.rs"]
mod start;
#[path = "api/templates_and_archive.rs"]
mod templates_and_archive;
#[path = "api/who.rs"]
mod who;
