//! Every input has a bound: very much of one thing ends soon, within memory, and with an error that names the bound where it is
//! more than that. That work grows with the size of an input, and not with its square, is for `work` to say.
//!
//! `BOUNDS=10 cargo test --test bounds -- --nocapture` tries inputs ten times as large, and prints what each took.

#![cfg(unix)]

#[path = "bounds/inputs.rs"]
mod inputs;
mod support;

use inputs::{BODIES, FIELDS, Input, SHEETS, TEMPLATES};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::{fs, io};
use support::*;

/// Far more than any of them takes, so that a busy machine fails no test; what is not bounded takes hours.
const CPU_SECONDS: u64 = 60;
/// The memory that a build may take.
const MEGABYTES: i64 = 500;

/// A site in a folder of its own: the input, and what every site has.
fn folder_with(input: &Input, size: usize) -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let settings = "title: x\nbase_url: https://x.example/\nsearch: false\ncards: false\ndata: false\n";
    let article = "---\ntitle: T\ndate: 2026-11-20\n---\nx\n";
    write_files(folder.path(), &[("content/site.yaml", settings), ("content/articles/a.md", article)]);
    for (path, text) in (input.files)(size) {
        write_files(folder.path(), &[(&path, &text)]);
    }
    folder
}

/// What a build came to.
struct Ended {
    status: ExitStatus,
    said: String,
    seconds: f64,
    megabytes: i64,
}

fn build_within_limits(root: &Path) -> Ended {
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
    command.args(["--root", root.to_str().unwrap(), "build", "--now", NOW]);
    command.stdout(Stdio::null()).stderr(log.reopen().unwrap());
    let limit = |what, most| {
        let limit = libc::rlimit { rlim_cur: most, rlim_max: most };
        // SAFETY: a call that takes a number and a struct, and may be made between fork and exec.
        if unsafe { libc::setrlimit(what, &limit) } == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    };
    // SAFETY: nothing but that call is made there.
    unsafe { command.pre_exec(move || limit(libc::RLIMIT_CPU, CPU_SECONDS).and(limit(libc::RLIMIT_AS, 8 << 30))) };
    #[expect(clippy::zombie_processes, reason = "wait4 waits for it, and says what it used too")]
    let child = command.spawn().unwrap();
    let (mut status, mut used) = (0, std::mem::MaybeUninit::<libc::rusage>::zeroed());
    // SAFETY: the process is a child that nothing else waits for, and both places are there.
    let waited = unsafe { libc::wait4(child.id() as i32, &mut status, 0, used.as_mut_ptr()) };
    assert_eq!(waited, child.id() as i32);
    // SAFETY: zeros are a value of it, and the call has filled it in.
    let used = unsafe { used.assume_init() };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    Ended {
        status: ExitStatus::from_raw(status),
        said: String::from_utf8_lossy(&fs::read(log.path()).unwrap()).into_owned(),
        seconds: seconds(used.ru_utime) + seconds(used.ru_stime),
        megabytes: used.ru_maxrss / 1024,
    }
}

/// Tries each input at its size and at twice that.
fn end(inputs: &[Input]) {
    let largest: usize = std::env::var("BOUNDS").ok().and_then(|times| times.parse().ok()).unwrap_or(2);
    for input in inputs {
        for times in [1, largest] {
            // A line of a gigabyte says no more than one of a hundred megabytes, of which nothing is read either.
            let size = (input.size * times).min(200_000_000);
            let folder = folder_with(input, size);
            let Ended { status, said, seconds, megabytes } = build_within_limits(folder.path());
            let first: String = said.lines().next().unwrap_or("").chars().take(100).collect();
            println!("{}, {size}: {seconds:.2} s, {megabytes} MB, {status}: {first}", input.name);
            assert!(matches!(status.code(), Some(0 | 1)), "{}, {size}: {status}\n{first}", input.name);
            assert!(megabytes <= MEGABYTES, "{}, {size}: {megabytes} MB", input.name);
        }
    }
}

#[test]
fn very_much_in_front_matter_ends() {
    end(FIELDS);
}

#[test]
fn very_much_in_a_body_ends() {
    end(BODIES);
}

#[test]
fn very_much_in_templates_ends() {
    end(TEMPLATES);
}

#[test]
fn very_much_in_style_sheets_ends() {
    end(SHEETS);
}

/// The bounds, each with an input that has one thing for each of its size, and how many things it has at a size of nothing.
const BOUNDS: &[(&str, usize, usize)] = &[
    ("keys in extra", 1000, 0),
    ("unknown fields", 1000, 2),
    ("statements", 2000, 0),
    ("old addresses", 2000, 0),
    ("tags of an article", 200, 0),
    ("letters of an alias", 200, 0),
    ("letters of a name", 200, 0),
    ("weak names", 200, 0),
    ("tags without files over articles", 2000, 0),
    ("bytes of a value", 20_000, 0),
    ("lists in lists", 32, 2),
    ("links", 10_000, 0),
    ("headings that are linked", 2000, 0),
    ("notes", 2000, 0),
    ("elements of HTML that are not closed", 100, 0),
    ("words between double brackets", 2000, 0),
    ("bytes of a line", 262_144, 0),
    ("templates that extend another", 500, 60),
    ("tags in tags", 64, 0),
    ("templates that include two others", 16, 0),
    ("imports of one style sheet", 500, 0),
    ("properties of a style sheet", 1000, 0),
];

#[test]
fn what_exceeds_a_bound_is_an_error_that_names_it() {
    let all = || FIELDS.iter().chain(BODIES).chain(TEMPLATES).chain(SHEETS);
    for (name, most, more) in BOUNDS {
        let input = all().find(|input| input.name == *name).unwrap_or_else(|| panic!("{name} is no input"));
        let said = |size: usize| build_within_limits(folder_with(input, size).path()).said;
        let expected = format!("; the most is {most}.");
        let (within, beyond) = (said((most - more) / 4), said(most * 2 + 100));
        assert!(beyond.contains("error[E60]") && beyond.contains(&expected), "{name}:\n{beyond}");
        assert!(!within.contains("E60"), "{name}:\n{within}");
    }
}
