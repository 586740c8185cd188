//! Child processes of the same binary, with an empty environment and limits of time and memory.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest input and longest output of a child, in bytes.
const MAX_PIPE: u64 = 64 * 1024 * 1024;
/// Longest error message of a child, in bytes.
const MAX_MESSAGE: u64 = 64 * 1024;

/// Limits of one child.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Wall-clock time from start to end.
    pub(crate) time: Duration,
    /// Address space, in bytes.
    pub(crate) memory: u64,
}

/// The way in which a child ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// It succeeded, with this output.
    Ok(Vec<u8>),
    /// It failed by itself, with this message.
    Failed(String),
    /// It was killed because its time was over.
    TimedOut,
    /// It ran out of memory, or was killed by somebody else.
    OutOfMemory,
}

/// Runs a hidden subcommand of this binary on an input. Blocks until the child has ended.
///
/// # Errors
/// The system's error where no child can be started or waited for.
pub(crate) fn run(command: &str, input: Vec<u8>, limits: Limits) -> std::io::Result<Ended> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(command)
        .env_clear()
        // Each thread reserves address space; a machine with many processors must not need more of it.
        .env("RAYON_NUM_THREADS", "2")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    // Each pipe has its thread, so that none of them can block the clock below.
    let writing = std::thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&input)));
    let reading = std::thread::spawn(move || read_all(stdout, MAX_PIPE));
    let listening = std::thread::spawn(move || read_all(stderr, MAX_MESSAGE));
    let succeeded = wait(&mut child, limits.time)?;
    let _ = writing.join();
    let (output, message) = (reading.join().unwrap_or_default(), listening.join().unwrap_or_default());
    let message = String::from_utf8_lossy(&message).trim().to_owned();
    Ok(match succeeded {
        None => Ended::TimedOut,
        Some(true) => Ended::Ok(output),
        Some(false) if message.is_empty() || message.contains("memory allocation") => Ended::OutOfMemory,
        Some(false) => Ended::Failed(message),
    })
}

fn read_all(pipe: Option<impl std::io::Read>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let _ = pipe.take(most).read_to_end(&mut bytes);
    }
    bytes
}

/// True if the child succeeded; nothing if it was killed because its time was over.
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

/// The child's first step: sets its own limits before anything is read, then reads its input.
///
/// # Errors
/// The system's error.
pub(crate) fn input(limits: Limits) -> std::io::Result<Vec<u8>> {
    // On a system without such a limit, time still ends the child.
    #[cfg(unix)]
    rlimit::setrlimit(rlimit::Resource::AS, limits.memory, limits.memory)?;
    let mut input = Vec::new();
    std::io::stdin().take(MAX_PIPE).read_to_end(&mut input)?;
    Ok(input)
}
