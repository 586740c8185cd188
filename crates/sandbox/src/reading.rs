//! Reading the QR codes in untrusted pictures. Finding codes takes as long as a picture can make it take, and the
//! decoder may fail in ways of its own.

use crate::child::{self, Ended, Limits};
use giaouoc_core::error::{Code, CoreError};
use giaouoc_paper::intake;
use std::time::Duration;

/// The hidden subcommand of our binary that reads one file from standard input.
pub const CHILD: &str = "read-codes";
/// A photo of 48 megapixels takes some seconds.
const LIMITS: Limits = Limits { time: Duration::from_secs(20), memory: 1024 * 1024 * 1024 };

/// The texts of the QR codes in a picture, as [`intake::read_codes`] finds them, within 20 seconds and 1 GiB: a child
/// of this binary reads the picture.
///
/// # Errors
/// [`Code::PictureUnreadable`], also where a limit was reached.
pub fn read_codes(file: &[u8]) -> Result<Vec<String>, CoreError> {
    let unreadable = |detail: String| CoreError::new(Code::PictureUnreadable).because(detail);
    let seconds = LIMITS.time.as_secs();
    match child::run(CHILD, file.to_vec(), LIMITS) {
        Ok(Ended::Ok(texts)) => serde_json::from_slice(&texts).map_err(|error| unreadable(error.to_string())),
        Ok(Ended::Failed(message)) => Err(unreadable(message)),
        Ok(Ended::TimedOut) => Err(unreadable(format!("looking for codes took more than {seconds} seconds"))),
        Ok(Ended::OutOfMemory) => Err(unreadable("looking for codes took too much memory".to_owned())),
        Err(error) => Err(unreadable(format!("no child could be run: {error}"))),
    }
}

/// The child's part: one file from standard input, the texts of its codes as JSON for standard output.
///
/// # Errors
/// The message that the child must write to standard error.
pub fn run_child() -> Result<Vec<u8>, String> {
    let file = child::input(LIMITS).map_err(|error| error.to_string())?;
    let texts = intake::read_codes(&file).map_err(|error| error.detail)?;
    serde_json::to_vec(&texts).map_err(|error| error.to_string())
}
