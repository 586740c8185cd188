//! The way to the mail server, and the head of every letter.

use crate::refusal::{Refusal, Refused};
use giaouoc_store::workspace::mail::Contact;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::{Message, SmtpTransport, Transport};
use std::time::Duration;

/// Longest wait for the mail server's answer.
const ANSWER_TIME: Duration = Duration::from_secs(20);

/// The way to the mail server.
pub struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
}

/// The setting of the mail server that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSetting {
    /// The address that letters come from.
    From,
    /// The address of the mail server. It may hold a password, so no error quotes it.
    Server,
}

/// The reason for which the mail server did not take a letter.
pub(crate) struct NotTaken {
    /// `no connection` or `SMTP 550`. The mail server's own words may hold the address.
    pub(crate) told: String,
    /// True if another try is of no use.
    pub(crate) permanent: bool,
}

impl Mailer {
    /// Reads the settings; connects to nobody yet. `server` is an address such as `smtps://user:password@host`, `from`
    /// a mailbox such as `Organiser <pacts@office.example>`.
    ///
    /// # Errors
    /// The setting that is wrong.
    pub fn open(server: &str, from: &str) -> Result<Self, MailSetting> {
        let from = from.parse().map_err(|_| MailSetting::From)?;
        let transport = SmtpTransport::from_url(server).map_err(|_| MailSetting::Server)?;
        Ok(Self { transport: transport.timeout(Some(ANSWER_TIME)).build(), from })
    }

    /// Begins a message to one address.
    pub(crate) fn message(&self, contact: &Contact, subject: &str) -> Result<MessageBuilder, Refused> {
        let to = contact.address.parse().map_err(|_| Refusal::AddressForm)?;
        let builder = Message::builder().from(self.from.clone()).to(Mailbox::new(None, to)).subject(subject);
        // RFC 3834 §5: no automatic answers.
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        Ok(builder.message_id(None).raw_header(HeaderValue::new(automatic, "auto-generated".to_owned())))
    }

    /// Hands a message to the mail server.
    pub(crate) fn send(&self, message: &Message) -> Result<(), NotTaken> {
        let failed = |error: lettre::transport::smtp::Error| NotTaken {
            told: error.status().map_or_else(|| "no connection".to_owned(), |code| format!("SMTP {code}")),
            permanent: error.is_permanent(),
        };
        self.transport.send(message).map(drop).map_err(failed)
    }
}

/// True if this is the address of a mailbox: at most 254 characters (RFC 5321 §4.5.3.1.3).
pub(crate) fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok() && text.len() <= 254 && !text.chars().any(char::is_control)
}
