//! Pictures that strangers bring, read apart: finding codes takes as long as a picture can make it take, and what finds
//! them may fail in ways of its own.

use crate::apart::{self, Ended, Limits};
use giaouoc_core::error::{Code, Error};
use giaouoc_paper::intake;
use std::time::Duration;

/// The hidden subcommand of our binary that reads one file from standard input.
pub const CHILD: &str = "read-codes";
/// A photo of 48 megapixels takes some seconds.
const LIMITS: Limits = Limits { time: Duration::from_secs(20), memory: 1024 * 1024 * 1024 };

/// As [`intake::look`], by a child of this binary: 20 seconds and 1 GiB at most.
///
/// # Errors
/// [`Code::PictureUnreadable`], also where a limit was broken.
pub fn look(file: &[u8]) -> Result<Vec<String>, Error> {
    let wrong = |detail: String| Error::new(Code::PictureUnreadable).because(detail);
    let seconds = LIMITS.time.as_secs();
    match apart::run(CHILD, file.to_vec(), LIMITS) {
        Ok(Ended::Well(texts)) => serde_json::from_slice(&texts).map_err(|error| wrong(error.to_string())),
        Ok(Ended::Badly(said)) => Err(wrong(said)),
        Ok(Ended::Late) => Err(wrong(format!("looking for codes took more than {seconds} seconds"))),
        Ok(Ended::Starved) => Err(wrong("looking for codes took too much memory".to_owned())),
        Err(error) => Err(wrong(format!("no child could be run: {error}"))),
    }
}

/// The child's part: one file from standard input, the codes' texts as JSON to standard output.
///
/// # Errors
/// What the parent shall tell.
pub fn child() -> Result<Vec<u8>, String> {
    let file = apart::input(LIMITS).map_err(|error| error.to_string())?;
    let texts = intake::look(&file).map_err(|error| error.detail)?;
    serde_json::to_vec(&texts).map_err(|error| error.to_string())
}
