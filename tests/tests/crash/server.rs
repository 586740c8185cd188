//! The server as a process that can be killed.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Until a server must listen, however loaded the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that serves, and its data folder.
pub(super) struct Program {
    pub(super) binary: PathBuf,
    pub(super) data: PathBuf,
    /// True if `strace` records what it writes.
    pub(super) recorded: bool,
}

/// A running server.
pub(super) struct Server {
    child: Child,
    lines: Receiver<String>,
}

impl Program {
    pub(super) fn start(&self) -> Server {
        let log = OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        let mut child = self
            .command()
            .args(["serve", "--data"])
            .arg(&self.data)
            .args(["--listen", "127.0.0.1:0"])
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let (send, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        Server { child, lines }
    }

    fn command(&self) -> Command {
        if !self.recorded {
            return Command::new(&self.binary);
        }
        let mut command = Command::new("strace");
        // -D: the server is our child, so that a kill hits it and not strace. -xx: all bytes as hex. -y: files by name.
        command.args(["-D", "-f", "-y", "-xx", "-s", "1000000", "-e"]);
        command.arg("trace=pwrite64,pwritev,write,writev,sendto,sendmsg,ftruncate,fallocate,fsync,fdatasync");
        command.arg("-o").arg(self.data.with_extension("trace")).arg(&self.binary);
        command
    }

    /// The recording of a server that is dead now.
    pub(super) fn recording(&self) -> String {
        let (path, began) = (self.data.with_extension("trace"), Instant::now());
        // strace ends each thread with such a line, that of the process among the last.
        while !tail(&path).contains("+++ killed by SIGKILL +++") {
            assert!(began.elapsed() < PATIENCE, "strace does not end: {}", tail(&path));
            thread::sleep(Duration::from_millis(20));
        }
        fs::read_to_string(&path).unwrap()
    }

    /// Everything that its servers said on standard error.
    pub(super) fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn log(&self) -> PathBuf {
        self.data.with_extension("log")
    }

    pub(super) fn data(&self) -> &Path {
        &self.data
    }
}

impl Server {
    /// The address that it prints when it listens; nothing where it ends instead.
    pub(super) fn address(&self) -> Option<String> {
        self.find(|line| line.find("http://").map(|at| line[at..].to_owned()))
    }

    /// The token that a first start prints.
    pub(super) fn token(&self) -> Option<String> {
        self.find(|line| line.find("gu_").map(|at| line[at..].to_owned()))
    }

    fn find(&self, wanted: impl Fn(&str) -> Option<String>) -> Option<String> {
        loop {
            if let Some(found) = wanted(&self.lines.recv_timeout(PATIENCE).ok()?) {
                return Some(found);
            }
        }
    }

    /// SIGKILL, and the end of the process.
    pub(super) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A test that fails leaves no server behind.
impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// The end of a file of text.
fn tail(path: &Path) -> String {
    let mut file = File::open(path).unwrap();
    let length = file.metadata().unwrap().len();
    file.seek(SeekFrom::Start(length.saturating_sub(500))).unwrap();
    let mut tail = String::new();
    file.read_to_string(&mut tail).unwrap();
    tail
}
