//! Changes files of a site all or nothing, also under a kill and on a full disk: the only writer of sources.
//!
//! All that will be written lies in a folder of its own in the site's, `.fissure-journal`, before the first file changes; a
//! list of the steps, put there whole and last, decides that they are done. From then on they are carried
//! out: by this command, or after a kill by the next one. Without a list nothing has changed, and the folder is thrown away.
//!
//! A file is exchanged for the new one, and what comes out is looked at: if it is not what was read, it was saved
//! meanwhile, and all goes back. Never decides what changes.

use crate::base::content::{Digest, digest};
use crate::base::path::SourcePath;
use crate::base::trouble::in_words;
use crate::system::{self, FolderLock};
use serde::{Deserialize, Serialize};
use std::fs::{self, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The folder, in that of the site. No build reads it.
pub(crate) const FOLDER: &str = ".fissure-journal";
const LIST: &str = "steps.json";
/// The list while it is written.
const UNFINISHED_LIST: &str = "steps.json.new";
/// How long to wait for another command that changes the site.
const PATIENCE: Duration = Duration::from_secs(10);

/// One change of one file, by its path in the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A file that holds `old` is to hold `new`.
    Replace { path: SourcePath, old: Vec<u8>, new: Vec<u8> },
    /// A file that is not there yet.
    Create { path: SourcePath, new: Vec<u8> },
    /// A file that is not there yet, with what a file elsewhere holds.
    Copy { path: SourcePath, from: PathBuf },
    /// Another path for a file or folder. All of these come last.
    Move { from: SourcePath, to: SourcePath },
}

/// Why nothing has changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Undone {
    #[error("{0} was saved meanwhile; every file is as it was")]
    Saved(SourcePath),
    #[error("{0}")]
    Trouble(String),
}

impl From<String> for Undone {
    fn from(trouble: String) -> Self {
        Undone::Trouble(trouble)
    }
}

/// Puts the text of a file that is made anew in the place of the old one.
pub(crate) fn put(root: &Path, path: &str, text: String) -> Step {
    let path = SourcePath::new(path);
    match fs::read(root.join(path.as_str())) {
        Ok(old) => Step::Replace { path, old, new: text.into_bytes() },
        Err(_) => Step::Create { path, new: text.into_bytes() },
    }
}

/// A step as it is listed: texts are files of the journal, by their numbers.
#[derive(Debug, Serialize, Deserialize)]
enum ListedStep {
    Replace { path: String, text: usize, old: Digest, new: Digest },
    Create { path: String, text: usize, new: Digest },
    Move { from: String, to: String },
}

/// Carries out all steps, or none. The folder of a new site is made.
pub(crate) fn carry_out(root: &Path, steps: &[Step]) -> Result<(), Undone> {
    let is_new = root.try_exists().is_ok_and(|is_there| !is_there);
    make_folder(root)?;
    let done = finish_interrupted(root).map_err(Undone::from).and_then(|_| {
        let journal = Journal::begin(root)?;
        let listed = journal.prepare(steps).inspect_err(|_| journal.abandon())?;
        match journal.run(&listed) {
            Ok(()) => journal.end().map_err(Undone::Trouble),
            Err((undone, n)) => Err(journal.undo(&listed[..n], undone)),
        }
    });
    if done.is_err() && is_new {
        let _ = fs::remove_dir(root);
    }
    done
}

/// Finishes what a killed command left, or throws away what had not begun. Answers the files that were saved since, which
/// stay as they are.
pub(crate) fn finish_interrupted(root: &Path) -> Result<Vec<SourcePath>, String> {
    let folder = root.join(FOLDER);
    if !fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir()) {
        return Ok(Vec::new());
    }
    let Some(journal) = Journal::open(root, folder)? else { return Ok(Vec::new()) };
    let list = match fs::read(journal.folder.join(LIST)) {
        Ok(list) => list,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            journal.abandon();
            return Ok(Vec::new());
        }
        Err(error) => return Err(failed(&journal.folder)(error)),
    };
    let listed: Vec<ListedStep> = serde_json::from_slice(&list).map_err(|error| {
        format!(
            "{} cannot be read ({error}). Delete that folder, and look at what has changed",
            journal.folder.display()
        )
    })?;
    let saved = journal.finish(&listed)?;
    journal.end()?;
    Ok(saved)
}

fn failed(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("cannot write {}: {}", path.display(), in_words(&error))
}

/// Makes a folder and those around it, unless it is there.
fn make_folder(path: &Path) -> Result<(), String> {
    match path.try_exists() {
        Ok(true) => Ok(()),
        Ok(false) => fs::create_dir_all(path).map_err(failed(path)),
        Err(error) => Err(failed(path)(error)),
    }
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// What a file holds, as far as a step asks.
fn holds(path: &Path, wanted: &Digest) -> bool {
    fs::read(path).is_ok_and(|bytes| digest(&bytes) == *wanted)
}

/// The journal of a site, while no other command has it.
struct Journal {
    root: PathBuf,
    folder: PathBuf,
    _lock: FolderLock,
}

impl Journal {
    fn begin(root: &Path) -> Result<Journal, String> {
        let folder = root.join(FOLDER);
        let started = Instant::now();
        loop {
            match fs::create_dir(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists && started.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(20));
                    finish_interrupted(root)?;
                    continue;
                }
                Err(error) => return Err(failed(&folder)(error)),
            }
            // Another one may have found the empty folder and thrown it away before it was locked.
            let opened = Journal::open(root, folder.clone()).inspect_err(|_| drop(fs::remove_dir(&folder)))?;
            if let Some(journal) = opened {
                return Ok(journal);
            }
        }
    }

    /// Waits for the lock; nothing if the journal is gone by then.
    fn open(root: &Path, folder: PathBuf) -> Result<Option<Journal>, String> {
        let started = Instant::now();
        let mut lock = match FolderLock::open_to_remove(&folder) {
            Ok(lock) => lock,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&folder)(error)),
        };
        loop {
            match lock.try_take() {
                Ok(()) => break,
                // Some network file systems have no locks.
                Err(TryLockError::Error(_)) => break,
                Err(TryLockError::WouldBlock) if started.elapsed() >= PATIENCE => {
                    return Err(format!("another command is changing the files of {}", root.display()));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
            }
        }
        // Whoever had it before may have thrown it away, and another one have made a new one.
        Ok(lock.is_on(&folder).then(|| Journal { root: root.to_owned(), folder, _lock: lock }))
    }

    /// The place of a file of the site. Behind a link the file itself is changed, and the link stays.
    fn place(&self, path: &str) -> PathBuf {
        let place = self.root.join(path);
        place.canonicalize().unwrap_or(place)
    }

    fn text(&self, n: usize) -> PathBuf {
        self.folder.join(n.to_string())
    }

    /// Writes all that is needed, and last the list that decides.
    fn prepare(&self, steps: &[Step]) -> Result<Vec<ListedStep>, Undone> {
        let put = |n: usize, bytes: &[u8]| fs::write(self.text(n), bytes).map_err(failed(&self.text(n)));
        let mut listed = Vec::new();
        for (n, step) in steps.iter().enumerate() {
            listed.push(match step {
                Step::Replace { path, old, new } => {
                    let place = self.place(path.as_str());
                    if fs::read(&place).map_err(failed(&place))? != *old {
                        return Err(Undone::Saved(path.clone()));
                    }
                    put(n, new)?;
                    let permissions = fs::metadata(&place).map_err(failed(&place))?.permissions();
                    fs::set_permissions(self.text(n), permissions).map_err(failed(&place))?;
                    ListedStep::Replace { path: path.to_string(), text: n, old: digest(old), new: digest(new) }
                }
                Step::Create { path, new } => {
                    self.refuse_what_is_there(path.as_str())?;
                    put(n, new)?;
                    ListedStep::Create { path: path.to_string(), text: n, new: digest(new) }
                }
                Step::Copy { path, from } => {
                    self.refuse_what_is_there(path.as_str())?;
                    let new = fs::read(from)
                        .map_err(|error| format!("cannot read {}: {}", from.display(), in_words(&error)))?;
                    put(n, &new)?;
                    ListedStep::Create { path: path.to_string(), text: n, new: digest(&new) }
                }
                Step::Move { from, to } => {
                    self.refuse_what_is_there(to.as_str())?;
                    ListedStep::Move { from: from.to_string(), to: to.to_string() }
                }
            });
        }
        let (unfinished, list) = (self.folder.join(UNFINISHED_LIST), self.folder.join(LIST));
        let json = serde_json::to_vec(&listed).expect("texts and numbers can be written as JSON");
        fs::write(&unfinished, json).and_then(|()| fs::rename(&unfinished, &list)).map_err(failed(&list))?;
        Ok(listed)
    }

    fn refuse_what_is_there(&self, path: &str) -> Result<(), String> {
        match is_there(&self.root.join(path)) {
            true => Err(format!("{path} is there already and was left as it is.")),
            false => Ok(()),
        }
    }

    /// Does the steps one by one; on a failure says how many are done.
    fn run(&self, steps: &[ListedStep]) -> Result<(), (Undone, usize)> {
        steps.iter().enumerate().try_for_each(|(n, step)| self.step(step).map_err(|undone| (undone, n)))
    }

    fn step(&self, step: &ListedStep) -> Result<(), Undone> {
        match step {
            ListedStep::Replace { path, text, old, .. } => {
                let (text, place) = (self.text(*text), self.place(path));
                swap(&text, &place).map_err(failed(&place))?;
                if holds(&text, old) {
                    return Ok(());
                }
                swap(&text, &place).map_err(failed(&place))?;
                Err(Undone::Saved(SourcePath::new(path)))
            }
            ListedStep::Create { path, text, .. } => Ok(self.put_new(&self.text(*text), path)?),
            ListedStep::Move { from, to } => Ok(self.put_new(&self.root.join(from), to)?),
        }
    }

    /// Moves a file to a path at which nothing is.
    fn put_new(&self, from: &Path, to: &str) -> Result<(), String> {
        let place = self.root.join(to);
        make_folder(place.parent().unwrap_or(&self.root))?;
        match move_new(from, &place) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(format!("{to} is there already and was left as it is."))
            }
            other => other.map_err(failed(&place)),
        }
    }

    /// Takes back what is done. If that fails the journal stays, and the next command goes on from there.
    fn undo(&self, done: &[ListedStep], why: Undone) -> Undone {
        let back = done.iter().rev().try_for_each(|step| match step {
            ListedStep::Replace { path, text, .. } => swap(&self.text(*text), &self.place(path)),
            ListedStep::Create { path, text, .. } => move_new(&self.root.join(path), &self.text(*text)),
            ListedStep::Move { from, to } => move_new(&self.root.join(to), &self.root.join(from)),
        });
        match (back.map_err(|error| in_words(&error)).and_then(|()| self.end()), why) {
            (Ok(()), Undone::Trouble(why)) => Undone::Trouble(format!("{why}; every file is as it was")),
            (Ok(()), saved) => saved,
            (Err(error), why) => {
                let why = match why {
                    Undone::Saved(path) => format!("{path} was saved meanwhile"),
                    Undone::Trouble(why) => why,
                };
                Undone::Trouble(format!(
                    "{why}; some files are changed ({error}), and the next command goes on from there"
                ))
            }
        }
    }

    /// Goes on from wherever a kill has stopped, and answers which files were saved since.
    fn finish(&self, steps: &[ListedStep]) -> Result<Vec<SourcePath>, String> {
        let mut saved = Vec::new();
        let is_moved = |step: &ListedStep| match step {
            ListedStep::Move { from, to } => !is_there(&self.root.join(from)) && is_there(&self.root.join(to)),
            _ => false,
        };
        // What is moved was replaced before, and is somewhere else now.
        let has_moved = steps.iter().any(is_moved);
        for step in steps {
            match step {
                ListedStep::Replace { .. } if has_moved => {}
                ListedStep::Replace { path, text, old, new } => {
                    let (text, place) = (self.text(*text), self.place(path));
                    if holds(&place, old) && holds(&text, new) {
                        swap(&text, &place).map_err(failed(&place))?;
                    } else if !holds(&place, new) {
                        saved.push(SourcePath::new(path));
                    }
                }
                ListedStep::Create { path, text, new } => {
                    let place = self.root.join(path);
                    match is_there(&place) {
                        false if is_there(&self.text(*text)) => self.put_new(&self.text(*text), path)?,
                        true if !holds(&place, new) => saved.push(SourcePath::new(path)),
                        _ => {}
                    }
                }
                ListedStep::Move { .. } if is_moved(step) => {}
                ListedStep::Move { from, to } => match is_there(&self.root.join(from)) {
                    true => self.put_new(&self.root.join(from), to)?,
                    false => saved.push(SourcePath::new(from)),
                },
            }
        }
        Ok(saved)
    }

    /// The steps are done, or taken back: without a list the rest is worth nothing.
    fn end(&self) -> Result<(), String> {
        let list = self.folder.join(LIST);
        let removed = fs::remove_file(&list).or_else(|_| fs::remove_file(&list));
        removed.map_err(|error| format!("cannot remove {}: {}", list.display(), in_words(&error)))?;
        self.abandon();
        Ok(())
    }

    /// Throws the folder away. What cannot be removed now, the next command throws away.
    fn abandon(&self) {
        let _ = fs::remove_dir_all(&self.folder).or_else(|_| fs::remove_dir_all(&self.folder));
    }
}

/// Exchanges two files. Where the file system cannot, or they are on two, the first one is copied over the second.
fn swap(new: &Path, place: &Path) -> io::Result<()> {
    match system::exchange(new, place) {
        Err(error) if system::is_unsupported(&error) || error.kind() == ErrorKind::CrossesDevices => {
            let old = fs::read(place)?;
            let waiting = temporary_name(place);
            let put = || {
                fs::copy(new, &waiting)?;
                fs::rename(&waiting, place)?;
                fs::write(new, &old)
            };
            put().inspect_err(|_| drop(fs::remove_file(&waiting)))
        }
        other => other,
    }
}

/// Moves a file or folder to where nothing is.
fn move_new(from: &Path, to: &Path) -> io::Result<()> {
    match system::move_to_free(from, to) {
        Err(error) if system::is_unsupported(&error) && !is_there(to) => fs::rename(from, to),
        Err(error) if error.kind() == ErrorKind::CrossesDevices && !is_there(to) => {
            let waiting = temporary_name(to);
            let put =
                || fs::copy(from, &waiting).and_then(|_| fs::rename(&waiting, to)).and_then(|()| fs::remove_file(from));
            put().inspect_err(|_| drop(fs::remove_file(&waiting)))
        }
        other => other,
    }
}

/// A hidden name in the folder of another file, which no build reads.
fn temporary_name(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{name}.fissure"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::with_slashes;
    use std::collections::BTreeMap;

    fn files(root: &Path) -> BTreeMap<String, String> {
        let below = |entry: walkdir::DirEntry| {
            let path = with_slashes(entry.path().strip_prefix(root).unwrap()).unwrap().into_owned();
            (path, fs::read_to_string(entry.path()).unwrap())
        };
        let entries = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
        // Where the system locks files alone, that one cannot be read meanwhile.
        let is_lock = |entry: &walkdir::DirEntry| entry.path().extension().is_some_and(|end| end == "lock");
        entries.filter(|entry| entry.file_type().is_file() && !is_lock(entry)).map(below).collect()
    }

    fn site() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("content")).unwrap();
        for name in ["a", "b", "c"] {
            fs::write(folder.path().join(format!("content/{name}.md")), format!("old {name}")).unwrap();
        }
        folder
    }

    fn steps() -> Vec<Step> {
        let path = |name: &str| SourcePath::new(format!("content/{name}.md"));
        let replace = |name: &str| Step::Replace {
            path: path(name),
            old: format!("old {name}").into_bytes(),
            new: format!("new {name}").into_bytes(),
        };
        let create = Step::Create { path: path("deep/d"), new: b"new d".to_vec() };
        vec![replace("a"), replace("b"), create, Step::Move { from: path("a"), to: path("moved/a") }]
    }

    #[test]
    fn all_steps_are_done_and_nothing_is_left() {
        let site = site();
        carry_out(site.path(), &steps()).unwrap();
        let all: Vec<_> = files(site.path()).into_iter().map(|(path, text)| format!("{path}={text}")).collect();
        assert_eq!(
            all,
            ["content/b.md=new b", "content/c.md=old c", "content/deep/d.md=new d", "content/moved/a.md=new a"]
        );
        assert!(!site.path().join(FOLDER).exists());
    }

    #[test]
    fn whatever_is_in_the_way_takes_all_back() {
        type Change = fn(&Path);
        let saved: Change = |root| fs::write(root.join("content/b.md"), "old b, saved since").unwrap();
        let taken: Change = |root| {
            fs::create_dir_all(root.join("content/deep")).unwrap();
            fs::write(root.join("content/deep/d.md"), "mine").unwrap();
        };
        let moved: Change = |root| fs::write(root.join("content/moved"), "a file in the place of a folder").unwrap();
        for (change, is_saved) in [(saved, true), (taken, false), (moved, false)] {
            let site = site();
            change(site.path());
            let before = files(site.path());
            let undone = carry_out(site.path(), &steps()).unwrap_err();
            assert_eq!(
                matches!(&undone, Undone::Saved(path) if path.as_str() == "content/b.md"),
                is_saved,
                "{undone:?}"
            );
            assert_eq!(files(site.path()), before);
        }
    }

    #[test]
    fn a_file_that_is_saved_between_look_and_exchange_takes_all_back() {
        let site = site();
        let journal = Journal::begin(site.path()).unwrap();
        let listed = journal.prepare(&steps()).unwrap();
        fs::write(site.path().join("content/b.md"), "saved since").unwrap();
        let (undone, n) = journal.run(&listed).unwrap_err();
        assert!(matches!(journal.undo(&listed[..n], undone), Undone::Saved(path) if path.as_str() == "content/b.md"));
        let texts: Vec<_> = files(site.path()).into_values().collect();
        assert_eq!(texts, ["old a", "saved since", "old c"]);
    }

    #[test]
    fn the_next_command_goes_on_from_each_step() {
        let done = site();
        carry_out(done.path(), &steps()).unwrap();
        for n in 0..=4 {
            let site = site();
            let journal = Journal::begin(site.path()).unwrap();
            let listed = journal.prepare(&steps()).unwrap();
            journal.run(&listed[..n]).unwrap();
            drop(journal);
            assert_eq!(finish_interrupted(site.path()).unwrap(), []);
            assert_eq!(files(site.path()), files(done.path()), "after {n} steps");
        }
        // Killed before the list was there.
        let site = site();
        let before = files(site.path());
        let journal = Journal::begin(site.path()).unwrap();
        fs::write(journal.text(0), "half").unwrap();
        drop(journal);
        finish_interrupted(site.path()).unwrap();
        assert_eq!(files(site.path()), before);
    }

    #[test]
    fn what_was_saved_after_a_kill_stays_and_is_named() {
        let site = site();
        let journal = Journal::begin(site.path()).unwrap();
        journal.prepare(&steps()).unwrap();
        drop(journal);
        fs::write(site.path().join("content/b.md"), "saved since").unwrap();
        assert_eq!(finish_interrupted(site.path()).unwrap(), [SourcePath::new("content/b.md")]);
        assert_eq!(files(site.path())["content/b.md"], "saved since");
        assert_eq!(files(site.path())["content/moved/a.md"], "new a");
    }
}
