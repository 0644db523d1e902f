//! What a process takes of the machine, and what lies in a folder. Knows no program and no site.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What a finished process took.
#[derive(Clone, Copy)]
pub struct Cost {
    pub wall: f64,
    /// On all cores together.
    pub cpu: f64,
    /// Bytes of memory at the highest.
    pub peak: f64,
}

/// Runs a command to its end; gives what it took and what it said on standard error.
pub fn run(command: &mut Command) -> io::Result<(Cost, String)> {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut said = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_string(&mut said)?;
    }
    let mut status = 0;
    // SAFETY: a `rusage` is numbers alone, so zeros make one; `wait4` gets our own child and two places of our own.
    // Nothing else waits for the child.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        if libc::wait4(child.id() as libc::pid_t, &mut status, 0, &mut usage) < 0 {
            return Err(io::Error::last_os_error());
        }
        usage
    };
    let wall = started.elapsed().as_secs_f64();
    if status != 0 {
        return Err(io::Error::other(format!("{command:?} failed:\n{said}")));
    }
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    // Linux counts memory in units of 1024 bytes here. What we ourselves held at the start is the least that it can
    // say, and is little, since the site was written file by file.
    let peak = usage.ru_maxrss as f64 * 1024.0;
    Ok((Cost { wall, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime), peak }, said))
}

/// The times of Fissure's steps, from a line that has some: `load 12 ms, parse 30 ms`.
pub fn steps_in(line: &str) -> Option<String> {
    let words: Vec<&str> =
        line.split(|c: char| c.is_whitespace() || ",;:()".contains(c)).filter(|word| !word.is_empty()).collect();
    let steps = ["load", "parse", "model", "link", "facts", "search", "plan", "render", "cards", "write"];
    let times: Vec<String> = words
        .windows(2)
        .filter(|pair| steps.contains(&pair[0]) && pair[1].starts_with(|c: char| c.is_ascii_digit()))
        .map(|pair| format!("{} {}", pair[0], pair[1].trim_end_matches("ms")))
        .collect();
    (times.len() > 1).then(|| times.join(", "))
}

/// The files in a folder.
#[derive(Default)]
pub struct Size {
    pub files: usize,
    pub bytes: u64,
}

pub fn size(folder: &Path) -> io::Result<Size> {
    let mut size = Size::default();
    for entry in walkdir::WalkDir::new(folder) {
        let meta = entry?.metadata()?;
        if meta.is_file() {
            size.files += 1;
            size.bytes += meta.len();
        }
    }
    Ok(size)
}

/// A folder that goes again, on a file system in memory where there is one.
pub fn scratch() -> io::Result<tempfile::TempDir> {
    let memory = PathBuf::from("/dev/shm");
    let place = if memory.is_dir() { memory } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("fissure-bench-").tempdir_in(place)
}

pub fn remove(folder: &Path) -> io::Result<()> {
    if folder.exists() { fs::remove_dir_all(folder) } else { Ok(()) }
}

pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

/// The load of the machine over the last minute.
pub fn load() -> String {
    let mut text = String::new();
    let read = File::open("/proc/loadavg").and_then(|mut file| file.read_to_string(&mut text));
    let first = text.split_whitespace().next().filter(|_| read.is_ok());
    first.unwrap_or("unknown").to_owned()
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
