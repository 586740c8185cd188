//! HTTP beneath the handlers.
//!
//! ```text
//! serve, idle_timeout, tls           connections
//! response_headers, problem, status  every answer: headers, log line, problems in the caller's language
//! extract                            parsing at the door
//! answers                            media types, entity tags, files to keep
//! rate_limit, quota, client_network  fairness among client addresses
//! ```

pub(crate) mod answers;
pub(crate) mod extract;
pub(crate) mod problem;
pub(crate) mod quota;
pub(crate) mod rate_limit;
pub(crate) mod response_headers;
pub(crate) mod serve;
pub(crate) mod status;
pub(crate) mod tls;

mod client_network;
mod idle_timeout;
