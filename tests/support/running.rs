//! A site in a folder of its own with a `fissure` that goes on until the test ends.

use super::world::World;
use super::{NOW, write_files};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up; never a claim about speed.
pub const PATIENCE: Duration = Duration::from_secs(120);

pub struct Running {
    child: Child,
    lines: Receiver<String>,
    folder: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn article(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-20\nmodel: fugu\n---\nText.\n")
}

/// A site of three files.
pub fn small_site() -> tempfile::TempDir {
    small_site_in(&std::env::temp_dir())
}

pub fn small_site_in(folder: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir_in(folder).unwrap();
    let files = [
        ("content/site.yaml", "title: The site\nbase_url: https://example.org/\n"),
        ("content/articles/one.md", &article("One")),
        ("content/models/fugu.md", "---\nname: Fugu\n---\n"),
    ];
    write_files(folder.path(), &files);
    folder
}

impl Running {
    /// Starts `fissure` with these arguments in that folder.
    pub fn start(folder: tempfile::TempDir, arguments: &[&str]) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
        command.args(["--root", folder.path().to_str().unwrap()]).args(arguments).args(["--now", NOW]);
        Running::start_command(folder, command)
    }

    /// Starts `fissure` in a world that the test changes, which has the time of this machine.
    pub fn start_in(world: &World, folder: tempfile::TempDir, arguments: &[&str]) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
        command.args(["--root", folder.path().to_str().unwrap()]).args(arguments);
        world.hold(&mut command);
        Running::start_command(folder, command)
    }

    pub fn start_command(folder: tempfile::TempDir, mut command: Command) -> Running {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let (send, lines) = channel();
        let stderr = child.stderr.take().unwrap();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        Running { child, lines, folder }
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the site.
    pub fn edit(&self, path: &str, text: &str) {
        write_files(self.root(), &[(path, text)]);
    }

    /// A file of the output.
    pub fn page(&self, path: &str) -> String {
        fs::read_to_string(self.root().join("public").join(path)).unwrap_or_default()
    }

    /// Waits for a line that holds `part`; gives the lines up to it.
    pub fn expect(&self, part: &str) -> Vec<String> {
        self.expect_line(part, |line| line.contains(part))
    }

    /// Waits for a line that is what somebody wants, called `what`; gives the lines up to it.
    pub fn expect_line(&self, what: &str, is_it: impl Fn(&str) -> bool) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    seen.push(line);
                    if is_it(seen.last().unwrap()) {
                        return seen;
                    }
                }
                Err(_) => panic!("no line with {what:?} came; there were: {seen:#?}"),
            }
        }
    }

    /// Waits until something is so, called `what`.
    pub fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        while !is_so() {
            assert!(Instant::now() < deadline, "not so: {what}; the program printed {seen:#?}");
            seen.extend(self.line(Duration::from_millis(20)));
        }
    }

    /// Waits until a file of the output has a text; forgets what was printed until then.
    pub fn shows(&self, path: &str, text: &str) {
        self.until(&format!("{path} has {text:?}"), || self.page(path).contains(text));
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Passes over what was said until now.
    pub fn forget(&self) {
        while self.lines.try_recv().is_ok() {}
    }

    /// Ends the program as a power cut would, and starts another one on the same folder.
    pub fn start_again(&mut self, arguments: &[&str]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
        command.args(["--root", self.root().to_str().unwrap()]).args(arguments);
        self.start_again_with(command);
    }

    /// The same with a whole command.
    pub fn start_again_with(&mut self, command: Command) {
        let nowhere = tempfile::tempdir().unwrap();
        let _ = self.child.kill();
        let _ = self.child.wait();
        let mut other = Running::start_command(nowhere, command);
        std::mem::swap(&mut self.child, &mut other.child);
        std::mem::swap(&mut self.lines, &mut other.lines);
    }

    /// The next line, if one comes in time.
    pub fn line(&self, within: Duration) -> Option<String> {
        self.lines.recv_timeout(within).ok()
    }

    /// Waits until nothing more is said, and gives how many rebuilds there were.
    pub fn rebuilds(&self) -> usize {
        let mut rebuilds = 0;
        while let Ok(line) = self.lines.recv_timeout(Duration::from_millis(1500)) {
            rebuilds += usize::from(line.contains(" ok "));
        }
        rebuilds
    }
}
