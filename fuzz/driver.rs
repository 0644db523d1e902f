//! Replays the kept inputs of a target, then makes new ones, one from each seed, until there were enough.
//!
//! An input is a text, of which a kept file has all: what fails can be kept as it was printed. What is wrong with an input is
//! for the target to say; the driver adds that it panics or never ends, and makes what fails smaller.

use crate::support::tests_folder;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long an input may take before it counts as one that never ends.
const PATIENCE: Duration = Duration::from_secs(240);
/// How long to make one input smaller.
const SHRINKING: Duration = Duration::from_secs(60);
/// How many faults of different kinds end a run.
const ENOUGH: usize = 20;

/// What is fuzzed.
pub struct Target<'a> {
    pub name: &'static str,
    /// How many inputs `cargo test` makes.
    pub inputs: u64,
    /// Makes the input of a seed.
    pub make: &'a dyn Fn(u64) -> Vec<u8>,
    /// Gives what is wrong with an input, in words.
    pub check: &'a mut dyn FnMut(&[u8]) -> Result<(), String>,
}

/// Runs a target: `FUZZ_SEED=n` makes one input, `FUZZ_FILE=path` takes one, `FUZZ_SECONDS=n` makes new ones for so long,
/// beginning with `FUZZ_FROM=n`.
pub fn run(mut target: Target<'_>) {
    let asked = |name: &str| std::env::var(name).ok().map(|n| n.parse::<u64>().expect("a number"));
    let watchdog = Watchdog::start(target.name);
    if let Ok(path) = std::env::var("FUZZ_FILE") {
        return one(&mut target, &watchdog, &path, &fs::read(&path).unwrap());
    }
    if let Some(seed) = asked("FUZZ_SEED") {
        let input = (target.make)(seed);
        return one(&mut target, &watchdog, &format!("seed {seed}"), &input);
    }
    let mut wrong = Vec::new();
    for (path, input) in kept(target.name) {
        let found = watchdog.check(&mut target, &path.display().to_string(), &input);
        wrong.extend(found.err().map(|what| format!("{}: {what}", path.display())));
    }
    let began = Instant::now();
    let seconds = asked("FUZZ_SECONDS").map(Duration::from_secs);
    let first = asked("FUZZ_FROM").unwrap_or(0);
    let inputs = target.inputs;
    let is_enough = |n: u64| seconds.map_or(n >= inputs, |seconds| began.elapsed() >= seconds);
    let mut faults: BTreeMap<String, u64> = BTreeMap::new();
    let mut slowest = (Duration::ZERO, 0);
    let mut made = 0;
    while !is_enough(made) && faults.len() < ENOUGH {
        let seed = first + made;
        made += 1;
        let input = (target.make)(seed);
        let start = Instant::now();
        let found = watchdog.check(&mut target, &format!("seed {seed}"), &input);
        slowest = slowest.max((start.elapsed(), seed));
        let Err(what) = found else { continue };
        let count = faults.entry(kind(&what)).or_default();
        *count += 1;
        if *count == 1 {
            let (small, what) = shrink(&mut target, &watchdog, input, what);
            wrong.push(report(target.name, seed, &small, &what));
        }
    }
    println!(
        "{}: {made} inputs in {:.0?}, the slowest is seed {} with {:.1?}",
        target.name,
        began.elapsed(),
        slowest.1,
        slowest.0
    );
    assert!(wrong.is_empty(), "{}: {faults:#?}\n{}", target.name, wrong.join("\n\n"));
}

fn one(target: &mut Target<'_>, watchdog: &Watchdog, name: &str, input: &[u8]) {
    let found = watchdog.check(target, name, input);
    assert!(found.is_ok(), "{name}: {}\n{}", found.unwrap_err(), String::from_utf8_lossy(input));
}

/// The inputs in `fuzz/corpus/`, sorted.
fn kept(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = tests_folder().join("../fuzz/corpus").join(name);
    let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries.collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// What makes two faults one: the first line without numbers.
fn kind(what: &str) -> String {
    what.lines().next().unwrap_or_default().chars().filter(|c| !c.is_ascii_digit()).collect()
}

fn report(name: &str, seed: u64, input: &[u8], what: &str) -> String {
    let path = scratch(&format!("{name}-{seed}"));
    fs::write(&path, input).unwrap();
    let again = format!("FUZZ_FILE={} cargo test --test fuzz {}", path.display(), name.replace('-', "_"));
    println!("FUZZ_SEED={seed}, or made smaller: {again}\n{what}\n");
    format!("{again}\n{what}")
}

fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

/// Leaves out lines, and then parts of lines, as long as the fault stays.
fn shrink(target: &mut Target<'_>, watchdog: &Watchdog, input: Vec<u8>, what: String) -> (Vec<u8>, String) {
    let deadline = Instant::now() + SHRINKING;
    let (mut input, mut what) = (input, what);
    for ends in [b"\n".as_slice(), b" ,.\n"] {
        let parts = |input: &[u8]| -> Vec<Vec<u8>> {
            input.split_inclusive(|byte| ends.contains(byte)).map(<[u8]>::to_vec).collect()
        };
        let mut size = parts(&input).len().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            while at < parts(&input).len() && Instant::now() < deadline {
                let mut fewer = parts(&input);
                fewer.drain(at..(at + size).min(fewer.len()));
                let fewer = fewer.concat();
                match watchdog.check(target, "a smaller one", &fewer) {
                    Err(still) if kind(&still) == kind(&what) => (input, what) = (fewer, still),
                    _ => at += size,
                }
            }
            size /= 2;
        }
    }
    (input, what)
}

/// Ends the program when an input never ends. An input that ends the program by itself is found in its file.
struct Watchdog {
    name: &'static str,
    running: Arc<Mutex<Option<(Instant, String)>>>,
    is_over: Arc<AtomicBool>,
}

impl Watchdog {
    fn start(name: &'static str) -> Watchdog {
        let watchdog = Watchdog { name, running: Arc::default(), is_over: Arc::default() };
        let (running, is_over) = (watchdog.running.clone(), watchdog.is_over.clone());
        std::thread::spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(200));
                if let Some((start, what)) = &*running.lock().unwrap()
                    && start.elapsed() > PATIENCE
                {
                    let path = scratch(&format!("{name}-running"));
                    eprintln!("{name}, {what}: does not end; it is in {}", path.display());
                    std::process::exit(101);
                }
            }
        });
        watchdog
    }

    fn check(&self, target: &mut Target<'_>, what: &str, input: &[u8]) -> Result<(), String> {
        fs::write(scratch(&format!("{}-running", self.name)), input).unwrap();
        *self.running.lock().unwrap() = Some((Instant::now(), what.to_owned()));
        let found = catch_unwind(AssertUnwindSafe(|| (target.check)(input)));
        *self.running.lock().unwrap() = None;
        found.unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or(panic.downcast_ref::<&str>().map(|&words| words.to_owned()));
            Err(format!("it panics: {}", words.unwrap_or_default()))
        })
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}
