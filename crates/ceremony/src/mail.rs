//! Electronic mail, where an operator names a mail server.
//!
//! ```text
//! transport    the way to the mail server
//! contacts     where parties are reached, and what is queued for them
//! composition  a letter, made when it is sent       words  its texts
//! delivery     the queue, emptied until the service stops
//! ```

pub mod contacts;
pub mod delivery;
pub mod transport;

mod composition;
mod words;
