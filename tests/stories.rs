//! Seventeen stories of writers, each in a file of `tests/stories/` and played with the program on a copy of the site
//! that lies beside them. Each ends with the page that the writer wanted.
//!
//! A line that begins with `#`, `$` or `>` stands at the margin; what belongs to it, such as output, is indented.
//!
//! | line | what happens |
//! |---|---|
//! | `# …` | nothing: it is for who reads |
//! | `$ fissure …` | the program runs; both outputs are below, and the exit code if it is not 0 |
//! | `$ cat PATH` | the file is below |
//! | `> write PATH` | the file is saved with the text below, as editors do: beside its place, then renamed over it |
//! | `> replace PATH \| OLD \| NEW` | the file is saved with other words |
//! | `> move A B` `> delete PATH` `> mkdir PATH` | the file or folder is |
//! | `> checkout N` | N articles are written at once, and have other texts than the last time |
//! | `> disk full` `> disk free` | from now on no file can be written by the program, or can again |
//! | `> watch` | `fissure build --watch` begins, and goes on until the story ends |
//! | `> wait TEXT` | waits for a line of it with the time and that text; what it said until then is below |
//! | `> page ADDRESS has TEXT`, `has not TEXT`, `is missing` | looks at the built site; with a watch, until it is so |
//! | `> found TEXT` | waits until those who search find that text |
//!
//! `UPDATE_EXPECT=1 cargo test --test stories` writes the outputs anew.

#![cfg(target_os = "linux")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use support::running::{PATIENCE, Running};
use support::*;

macro_rules! stories {
    ($($name:ident)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
        $(#[test] fn $name() { play(stringify!($name)); })*
    };
}

stories! {
    new_article typo_in_a_tag unclosed_quote renamed_model renamed_article moved_folder broken_template
    scheduled_article translated_names dispute correction checkout_of_500_files full_disk later_article moved_day
    lost_address changed_pattern
}

#[test]
fn every_story_is_played() {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let told: BTreeSet<String> = files.filter_map(|name| name.strip_suffix(".txt").map(str::to_owned)).collect();
    assert_eq!(told, NAMES.iter().map(|name| (*name).to_owned()).collect());
}

fn folder() -> PathBuf {
    tests_folder().join("stories")
}

/// A line at the margin, and the lines below it.
struct Step {
    line: String,
    below: String,
}

fn steps(story: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in story.lines() {
        match line.strip_prefix("    ") {
            Some(text) => steps.last_mut().expect("a story begins at the margin").below += &format!("{text}\n"),
            // Empty lines between steps are for who reads, those within a text belong to it.
            None if line.is_empty() => {
                if let Some(step) = steps.last_mut().filter(|step| !step.line.starts_with('#')) {
                    step.below += "\n";
                }
            }
            None => steps.push(Step { line: line.to_owned(), below: String::new() }),
        }
    }
    for step in &mut steps {
        step.below.truncate(step.below.trim_end_matches('\n').len());
    }
    steps
}

/// The story as a file: what was said is indented, and a new paragraph begins where somebody explains.
fn written(steps: &[Step]) -> String {
    let mut text = String::new();
    let mut before = "#";
    for step in steps {
        if step.line.starts_with('#') && !before.starts_with('#') {
            text.push('\n');
        }
        text += &format!("{}\n", step.line);
        for line in step.below.lines() {
            text += format!("    {line}").trim_end();
            text.push('\n');
        }
        before = &step.line;
    }
    text
}

fn play(name: &str) {
    let path = folder().join(format!("{name}.txt"));
    let mut steps = steps(&fs::read_to_string(&path).unwrap());
    let last = steps.last().map_or("", |step| &step.line);
    assert!(last.starts_with("> page ") && last.contains(" has "), "{name} does not end with the page that was wanted");
    let mut stage = Stage::new();
    for step in &mut steps {
        if let Some(said) = stage.act(&step.line, &step.below) {
            said.trim_end().clone_into(&mut step.below);
        }
    }
    expect_text(&path, &written(&steps)).unwrap_or_else(|differs| panic!("{differs}"));
}

/// Where a story is played: a site of its own, the disk, and perhaps a running watch.
struct Stage {
    site: tempfile::TempDir,
    watch: Option<Running>,
    is_full: bool,
    checkouts: usize,
}

impl Stage {
    fn new() -> Stage {
        let site = tempfile::tempdir().unwrap();
        let stage = Stage { site, watch: None, is_full: false, checkouts: 0 };
        for (path, bytes) in files_below(&folder().join("site")) {
            stage.save(&path, &String::from_utf8(bytes).unwrap());
        }
        stage
    }

    fn path(&self, path: &str) -> PathBuf {
        self.site.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Does what a line says; gives what is to stand below it, if that is for the program to say.
    fn act(&mut self, line: &str, below: &str) -> Option<String> {
        let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
        if sign == "$" {
            return Some(self.run(rest));
        }
        if sign != ">" {
            assert!(sign == "#", "{line:?} is no line of a story");
            return None;
        }
        let (verb, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        match verb {
            "watch" => self.watch(),
            "wait" => return Some(self.wait(rest)),
            "page" => self.look(rest),
            "found" => self.find(rest),
            "disk" => self.fill(rest == "full"),
            _ => {
                // What was said until now was about something else.
                self.watch.iter().for_each(Running::forget);
                self.edit(verb, rest, below);
            }
        }
        None
    }

    fn edit(&mut self, verb: &str, rest: &str, below: &str) {
        match verb {
            "write" => self.save(rest, &format!("{below}\n")),
            "replace" => {
                let [path, old, new] = rest.split(" | ").collect::<Vec<_>>()[..] else {
                    panic!("{rest}: no three parts")
                };
                let text = self.read(path);
                assert!(text.contains(old), "{path} has no {old:?}");
                self.save(path, &text.replace(old, &new.replace("\\n", "\n")));
            }
            "move" => {
                let (from, to) = rest.split_once(' ').unwrap();
                fs::create_dir_all(self.path(to).parent().unwrap()).unwrap();
                fs::rename(self.path(from), self.path(to)).unwrap();
            }
            "delete" if self.path(rest).is_dir() => fs::remove_dir_all(self.path(rest)).unwrap(),
            "delete" => fs::remove_file(self.path(rest)).unwrap(),
            "mkdir" => fs::create_dir_all(self.path(rest)).unwrap(),
            "checkout" => self.checkout(rest.parse().unwrap()),
            _ => panic!("nobody knows how to {verb}"),
        }
    }

    /// Not through the watched folders, so that one save is one event.
    fn save(&self, path: &str, text: &str) {
        let (beside, place) = (self.path("unsaved"), self.path(path));
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&beside, text).unwrap();
        fs::rename(beside, place).unwrap();
    }

    fn checkout(&mut self, files: usize) {
        self.checkouts += 1;
        for n in 1..=files {
            let text = format!(
                "---\ntitle: Number {n}\ndate: 2026-11-{:02}\nmodel: fugu\n---\n\nAs checked out: {}.\n",
                n % 20 + 1,
                self.checkouts
            );
            self.save(&format!("content/articles/branch/number-{n}.md"), &text);
        }
    }

    fn command(&self, arguments: &[String]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
        command.args(arguments).current_dir(self.site.path()).env_clear();
        if !arguments.iter().any(|argument| argument == "--now") {
            command.args(["--now", NOW]);
        }
        let is_full = self.is_full;
        // SAFETY: both are plain system calls, which may be made between fork and exec.
        unsafe {
            command.pre_exec(move || {
                // A write beyond the limit is then an error, as on a full disk, and not the end of the program.
                libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
                match libc::setrlimit(libc::RLIMIT_FSIZE, &size_of_files(is_full)) {
                    0 => Ok(()),
                    _ => Err(std::io::Error::last_os_error()),
                }
            });
        }
        command
    }

    fn run(&self, line: &str) -> String {
        if let Some(path) = line.strip_prefix("cat ") {
            return self.read(path);
        }
        let arguments = words(line.strip_prefix("fissure ").unwrap_or_else(|| panic!("{line:?} is no command")));
        let output = self.command(&arguments).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let said = normal(&(text(&output.stdout) + &text(&output.stderr)), self.site.path());
        match output.status.code().unwrap() {
            0 => said,
            code => format!("{}\n(exit code {code})\n", said.trim_end()),
        }
    }

    fn watch(&mut self) {
        let command = self.command(&["build".to_owned(), "--watch".to_owned()]);
        self.watch = Some(Running::start_command(tempfile::tempdir().unwrap(), command));
    }

    fn wait(&self, text: &str) -> String {
        let lines = self
            .watch
            .as_ref()
            .expect("nothing is watched")
            .expect_line(text, |line| is_end(line) && line.contains(text));
        let said = normal(&lines.join("\n"), self.site.path());
        let mut lines: Vec<&str> = said.lines().collect();
        // One save is one line, but a machine that is busy may make two of it.
        lines.dedup_by(|a, b| !a.is_empty() && a == b);
        lines.join("\n")
    }

    /// For one that runs, too: the limit is one on the size of files, which whoever began it may change.
    fn fill(&mut self, is_full: bool) {
        self.is_full = is_full;
        if let Some(watch) = &self.watch {
            let process = watch.id().cast_signed();
            // SAFETY: the limit is only read, and nothing is asked to be written back.
            let done =
                unsafe { libc::prlimit(process, libc::RLIMIT_FSIZE, &size_of_files(is_full), std::ptr::null_mut()) };
            assert_eq!(done, 0, "{}", std::io::Error::last_os_error());
        }
    }

    fn find(&self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        let has = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains(text);
        while !files_below(&self.path("public/search")).values().any(has) {
            assert!(Instant::now() < deadline, "{text:?} is not in the index");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn look(&self, rest: &str) {
        let (address, wanted) = rest.split_once(' ').unwrap();
        let file = match address.rsplit('/').next() {
            Some("") => format!("public{address}index.html"),
            _ => format!("public{address}"),
        };
        let is_so = || {
            let page = fs::read_to_string(self.path(&file));
            match (wanted.strip_prefix("has not "), wanted.strip_prefix("has "), page) {
                (Some(text), _, Ok(page)) => !page.contains(text),
                (None, Some(text), Ok(page)) => page.contains(text),
                (None, None, page) => {
                    assert_eq!(wanted, "is missing");
                    page.is_err()
                }
                (_, _, Err(_)) => false,
            }
        };
        let patience = if self.watch.is_some() { PATIENCE } else { Duration::ZERO };
        let deadline = Instant::now() + patience;
        while !is_so() {
            assert!(Instant::now() < deadline, "it is not so that {address} {wanted}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Whether a line is the one that begins with the time and ends what is said of a build.
fn is_end(line: &str) -> bool {
    let time = line.split(' ').next().unwrap_or("");
    time.len() == 8 && time.split(':').count() == 3 && time.chars().all(|c| c == ':' || c.is_ascii_digit())
}

/// No room for a single byte, or as much as there is.
fn size_of_files(is_full: bool) -> libc::rlimit {
    libc::rlimit { rlim_cur: if is_full { 0 } else { libc::RLIM_INFINITY }, rlim_max: libc::RLIM_INFINITY }
}

/// The words of a command, where double quotation marks hold several together.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(n, part)| match n % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

/// What is said, without what differs from run to run, and without how many files the theme makes of a page.
fn normal(said: &str, site: &Path) -> String {
    let said = said.replace(&*site.canonicalize().unwrap().to_string_lossy(), "SITE");
    let said = said.replace(&*site.to_string_lossy(), "SITE");
    said.lines().map(|line| format!("{}\n", normal_line(line))).collect()
}

fn normal_line(line: &str) -> String {
    const COUNTED: &[&str] = &["ms", "page", "pages", "files", "new", "changed", "as", "removed"];
    let is_number = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let (time, line) = if is_end(line) { ("12:00:00", &line[8..]) } else { ("", line) };
    let words: Vec<&str> = line.split(' ').collect();
    let normal = words.iter().enumerate().map(|(n, word)| {
        let next = words.get(n + 1).map_or("", |next| next.trim_end_matches([',', ':']));
        match *word {
            "page" if n > 0 && is_number(words[n - 1]) => "pages",
            number if is_number(number) && COUNTED.contains(&next) => "N",
            // Which file of the new site is written first is left to chance.
            path if path.starts_with("SITE/.public.fissure-stage/") => "SITE/.public.fissure-stage/...:",
            other => other,
        }
    });
    format!("{time}{}", normal.collect::<Vec<_>>().join(" "))
}
