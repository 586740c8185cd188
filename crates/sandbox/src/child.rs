//! Work that is run apart: by a child of the same binary, with an empty environment, its memory limited, ended when its
//! time is over. For what strangers bring and libraries chew on: templates, and pictures.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Bytes that a child is given or gives back.
const MAX_PIPE: u64 = 64 * 1024 * 1024;
/// Bytes that it may say of what went wrong.
const MAX_SAID: u64 = 64 * 1024;

/// What a child may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) time: Duration,
    /// Address space, in bytes.
    pub(crate) memory: u64,
}

/// How a child ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// With this output.
    Well(Vec<u8>),
    /// By its own word.
    Badly(String),
    /// Its time was over.
    Late,
    /// For want of memory, or by another violent end.
    Starved,
}

/// Runs one of our hidden subcommands on this input. Blocks.
///
/// # Errors
/// Where no child can be started or waited for.
pub(crate) fn run(command: &str, input: Vec<u8>, limits: Limits) -> std::io::Result<Ended> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(command)
        .env_clear()
        // Address space is what each thread reserves; a large machine must not need more of it.
        .env("RAYON_NUM_THREADS", "2")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    // Each pipe has its thread, so that none of them can block the clock below.
    let writing = std::thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&input)));
    let reading = std::thread::spawn(move || read_all(stdout, MAX_PIPE));
    let saying = std::thread::spawn(move || read_all(stderr, MAX_SAID));
    let ended = wait(&mut child, limits.time)?;
    let _ = writing.join();
    let (output, said) = (reading.join().unwrap_or_default(), saying.join().unwrap_or_default());
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    Ok(match ended {
        None => Ended::Late,
        Some(true) => Ended::Well(output),
        Some(false) if said.is_empty() || said.contains("memory allocation") => Ended::Starved,
        Some(false) => Ended::Badly(said),
    })
}

fn read_all(pipe: Option<impl std::io::Read>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let _ = pipe.take(most).read_to_end(&mut bytes);
    }
    bytes
}

/// Whether it succeeded; nothing where its time was over.
fn wait(child: &mut Child, time: Duration) -> std::io::Result<Option<bool>> {
    let end = Instant::now() + time;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if Instant::now() >= end {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The child's part: its limits are set before anything is read; then its input.
///
/// # Errors
/// What the system says.
pub(crate) fn input(limits: Limits) -> std::io::Result<Vec<u8>> {
    // Where the system knows no such limit, time still ends it.
    #[cfg(unix)]
    rlimit::setrlimit(rlimit::Resource::AS, limits.memory, limits.memory)?;
    let mut input = Vec::new();
    std::io::stdin().take(MAX_PIPE).read_to_end(&mut input)?;
    Ok(input)
}
