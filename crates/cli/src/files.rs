//! Reading and writing files. Secrets are written with mode 0600 and never over an existing file.

use crate::failure::Failure;
use giaouoc_core::policy::Policy;
use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use zeroize::Zeroizing;

/// The largest file that any command reads whole: an evidence file and a little more.
const MAX_FILE: u64 = 32 * 1024 * 1024;

/// Reads a file; one larger than 32 MiB is refused before it is read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |e: io::Error| Failure::file(path, &e);
    let file = fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_FILE {
        let name = path.display();
        return Err(Failure::told(
            format!("Tệp {name} lớn hơn {MAX_FILE} byte."),
            format!("The file {name} is larger than {MAX_FILE} bytes."),
        ));
    }
    Ok(bytes)
}

/// Reads a text file.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(Failure::io(path.display()))
}

/// Reads a policy.
pub(crate) fn read_policy(path: &Path) -> Result<Policy, Failure> {
    let text = read_text(path)?;
    if text.contains('\r') {
        let name = path.display();
        return Err(Failure::told(
            format!("Tệp {name} có dấu xuống dòng kiểu Windows (CRLF). Lưu lại với dấu xuống dòng LF."),
            format!("The file {name} has Windows line ends (CRLF). Save it with plain line feeds (LF)."),
        ));
    }
    Policy::parse(&text).map_err(|e| e.at(path.display().to_string()).into())
}

/// Reads a token: the first line of a file that is not empty. In a pasted link the token stands behind the `#`.
pub(crate) fn read_token(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = Zeroizing::new(read_text(path)?);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    Ok(Zeroizing::new(line.rsplit('#').next().unwrap_or_default().to_owned()))
}

/// Writes a secret to a file of mode 0600 that must not exist.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(|e| Failure::file(path, &e))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| Failure::file(path, &e))
}

/// Writes to a file, or to standard output where none is named.
pub(crate) fn write(path: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match path {
        Some(path) => fs::write(path, bytes).map_err(|e| Failure::file(path, &e)),
        None => print(bytes),
    }
}

/// Writes the result of a child process for the program that started it: output, or the error. Returns the exit code.
pub(crate) fn write_child_result(done: Result<Vec<u8>, String>) -> u8 {
    match done {
        Ok(bytes) => u8::from(print(&bytes).is_err()),
        Err(error) => {
            eprintln!("{error}");
            1
        }
    }
}

/// Writes to standard output; a closed pipe is no failure.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Io(error.to_string())),
        _ => Ok(()),
    }
}
