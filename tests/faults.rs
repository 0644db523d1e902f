//! Every call to the system fails in turn, or is the last one before a kill: a build leaves the old site or the new one, a command
//! that changes the site's files leaves them as they were or as they are to be, and nothing of ours is left beside them.
//!
//! Each fifth call in a usual run; all of them with `FAULTS=all`, which takes minutes. The calls are those to the C library, of which `tests/faults/layer.c`, compiled here and loaded before it, lets one fail.

#![cfg(target_os = "linux")]

mod support;

use libc::{EACCES, EDQUOT, EIO, EMFILE, ENAMETOOLONG, ENOSPC, EPERM};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use support::*;

/// What a call fails with, in turn.
const ERRORS: [i32; 7] = [EIO, ENOSPC, EACCES, EPERM, EDQUOT, ENAMETOOLONG, EMFILE];
/// Stands for a kill before the call.
const KILL: i32 = -9;
/// The words of these errors.
const CAUSES: [&str; 9] = [
    "nput/output error",
    "disk is full",
    "ermission denied",
    "ot permitted",
    "used up",
    "too long",
    "oo many open files",
    "share of the disk",
    "uota",
];

type Tree = BTreeMap<String, Vec<u8>>;

/// The layer, compiled once.
fn layer() -> &'static Path {
    static LAYER: OnceLock<PathBuf> = OnceLock::new();
    support::world::layer("layer", &LAYER)
}

/// A site in a folder of its own, of which `begin` makes the state before the command.
struct Trial<'a> {
    args: &'a [&'a str],
    begin: &'a dyn Fn(&Path),
}

/// What became of a command.
struct Ended {
    folder: tempfile::TempDir,
    output: Output,
    /// The call that failed, in words.
    call: String,
}

impl Trial<'_> {
    /// Runs the command, of which the call with that number fails. After a command that made fewer calls there is nothing to see.
    fn run(&self, at: usize, error: i32) -> Option<Ended> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        (self.begin)(&root);
        let log = folder.path().join("log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
        command.args(["--root", root.to_str().unwrap()]).args(self.args);
        command.env("LD_PRELOAD", layer()).env("FAULT_ROOT", &root).env("FAULT_LOG", &log);
        // One thread does all, so that the number says which call it is.
        command.env("FAULT_AT", at.to_string()).env("FAULT_ERRNO", error.to_string()).env("RAYON_NUM_THREADS", "1");
        let output = command.output().unwrap();
        let log = fs::read_to_string(log).unwrap_or_default();
        let call = log.lines().find(|line| !line.starts_with("calls "))?;
        Some(Ended { folder, output, call: format!("call {at} ({call}) with {error}") })
    }

    /// The calls, each with the next error, or with a kill: each fifth, or all with `FAULTS=all`. Answers how many it makes.
    fn each(&self, errors: &[i32], mut check: impl FnMut(&Ended)) -> usize {
        let step = if std::env::var("FAULTS").is_ok_and(|wanted| wanted == "all") { 1 } else { 5 };
        let (mut at, mut n) = (1, 0);
        while let Some(ended) = self.run(at, errors[n % errors.len()]) {
            check(&ended);
            (at, n) = (at + step, n + 1);
        }
        at - 1
    }
}

impl Ended {
    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn said(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    fn tree(&self) -> Tree {
        files_below(&self.root())
    }

    fn site(&self) -> Tree {
        files_below(&self.root().join("public"))
    }

    /// A command that fails says which file and why, and never panics.
    fn assert_says_why(&self) {
        let said = self.said();
        let code = self.output.status.code();
        assert!(matches!(code, Some(0 | 2)), "{}: ended with {:?}\n{said}", self.call, self.output.status);
        if code == Some(2) {
            let has_file = ["content", "public", "static", "templates", "fonts", "private", "records", "/site"]
                .iter()
                .any(|folder| said.contains(folder));
            let has_cause = CAUSES.iter().any(|cause| said.contains(cause));
            assert!(has_file && has_cause, "{}: names no file or no cause\n{said}", self.call);
        }
    }

    /// Runs another command without faults.
    fn then(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
        command.args(["--root", self.root().to_str().unwrap()]).args(args).output().unwrap()
    }

    /// A build that fails leaves the old site, another the new one, and the next build heals.
    fn assert_old_or_new(&self, old: &Tree, new: &Tree) {
        self.assert_says_why();
        let (expected, which) = if self.output.status.success() { (new, "new") } else { (old, "old") };
        assert!(self.site() == *expected, "{}: not the {which} site\n{}", self.call, self.said());
        self.assert_nothing_left();
        build_at(&self.root());
        assert!(self.site() == *new, "{}: not healed", self.call);
    }

    fn assert_nothing_left(&self) {
        let entries = fs::read_dir(self.root()).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = entries.filter(|name| name != "content" && name != "public" && name != "static").collect();
        assert!(left.is_empty(), "{}: left {left:?}\n{}", self.call, self.said());
        let hidden: Vec<_> =
            self.tree().into_keys().filter(|path| path.contains("/.") && !path.contains("manifest")).collect();
        assert!(hidden.is_empty(), "{}: left {hidden:?}", self.call);
    }
}

const BUILD: [&str; 3] = ["build", "--now", NOW];
const IN_PLACE: [&str; 4] = ["build", "--in-place", "--now", NOW];

/// A site with a page that stays, one that changes, one that goes and one that comes, and a file of somebody else in the output.
fn write_site(root: &Path, is_new: bool) {
    let _ = fs::remove_dir_all(root.join("content/articles"));
    let article = |name: &str, text: &str| {
        let text = format!("---\ntitle: {name}\ndate: 2026-11-20\nmodel: fugu\n---\n{text}\n");
        write_files(root, &[(&format!("content/articles/{name}.md"), &text)]);
    };
    write_files(root, &[("content/site.yaml", "title: x\nsearch: false\ncards: false\ndata: false\n")]);
    write_files(
        root,
        &[("content/models/fugu.md", "---\nname: Fugu\n---\nA model.\n"), ("static/note.txt", "A note.")],
    );
    article("stays", "The same");
    article("changes", if is_new { "Now" } else { "Before" });
    article(if is_new { "comes" } else { "goes" }, "Once");
}

/// The folder of a site that was built once and then edited.
fn built_and_edited() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_site(folder.path(), false);
    build_at(folder.path());
    write_files(folder.path(), &[("public/CNAME", "example.org")]);
    write_site(folder.path(), true);
    folder
}

fn build_at(root: &Path) {
    let built =
        Command::new(env!("CARGO_BIN_EXE_fissure")).args(["--root", root.to_str().unwrap()]).args(BUILD).output();
    let built = built.unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (path, bytes) in files_below(from) {
        let place = to.join(&path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
    }
}

/// The site as it is before and after a build of what [`built_and_edited`] makes.
fn old_and_new(edited: &Path) -> [Tree; 2] {
    let folder = tempfile::tempdir().unwrap();
    copy(edited, folder.path());
    let old = files_below(&folder.path().join("public"));
    build_at(folder.path());
    [old, files_below(&folder.path().join("public"))]
}

#[test]
fn a_build_leaves_the_old_site_or_the_new_one() {
    let edited = built_and_edited();
    let [old, new] = old_and_new(edited.path());
    let begin = |root: &Path| copy(edited.path(), root);
    let trial = Trial { args: &BUILD, begin: &begin };
    let calls = trial.each(&ERRORS, |ended| {
        ended.assert_old_or_new(&old, &new);
    });
    assert!(calls > 200, "{calls} calls");
}

/// Three are open from the beginning.
#[test]
fn a_build_that_may_open_few_files_leaves_the_old_site_or_the_new_one() {
    let edited = built_and_edited();
    let [old, new] = old_and_new(edited.path());
    for most in 4..=20 {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        copy(edited.path(), &root);
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -n $1; shift; exec \"$@\"", "sh", &most.to_string(), env!("CARGO_BIN_EXE_fissure")]);
        let output = shell.args(["--root", root.to_str().unwrap()]).args(BUILD).output().unwrap();
        let ended = Ended { folder, output, call: format!("{most} open files") };
        ended.assert_old_or_new(&old, &new);
        assert!(ended.output.status.success() || most < 10, "{most} open files: {}", ended.said());
    }
}

#[test]
fn a_first_build_leaves_nothing_or_the_site() {
    let edited = tempfile::tempdir().unwrap();
    write_site(edited.path(), true);
    let [_, new] = old_and_new(edited.path());
    for args in [&BUILD[..], &IN_PLACE] {
        let begin = |root: &Path| copy(edited.path(), root);
        Trial { args, begin: &begin }.each(&ERRORS, |ended| {
            ended.assert_says_why();
            match ended.output.status.success() {
                true => assert!(ended.site() == new, "{}: not whole\n{}", ended.call, ended.said()),
                false => assert!(!ended.root().join("public").exists(), "{}: left a part", ended.call),
            }
            ended.assert_nothing_left();
            build_at(&ended.root());
            assert!(ended.site() == new, "{}: not healed", ended.call);
        });
    }
}

#[test]
fn a_build_in_place_is_healed_by_the_next() {
    let edited = built_and_edited();
    let [_, new] = old_and_new(edited.path());
    let begin = |root: &Path| copy(edited.path(), root);
    Trial { args: &IN_PLACE, begin: &begin }.each(&ERRORS, |ended| {
        ended.assert_says_why();
        assert!(!ended.output.status.success() || ended.site() == new, "{}: not whole\n{}", ended.call, ended.said());
        build_at(&ended.root());
        assert!(ended.site() == new, "{}: not healed", ended.call);
        ended.assert_nothing_left();
    });
}

#[test]
fn a_build_killed_at_any_call_leaves_the_old_site_or_the_new_one() {
    let edited = built_and_edited();
    let [old, new] = old_and_new(edited.path());
    let begin = |root: &Path| copy(edited.path(), root);
    Trial { args: &BUILD, begin: &begin }.each(&[KILL], |ended| {
        assert_eq!(ended.output.status.signal(), Some(9));
        assert!([&old, &new].contains(&&ended.site()), "{}: a mixture", ended.call);
        build_at(&ended.root());
        assert!(ended.site() == new, "{}: not healed", ended.call);
        ended.assert_nothing_left();
    });
}

const RENAME: [&str; 6] = ["rename", "model", "fugu", "fugu-two", "--now", NOW];

/// A site in which a model is named in many files.
fn write_names(root: &Path) {
    write_files(
        root,
        &[("content/site.yaml", "title: x\n"), ("content/models/fugu.md", "---\nname: Fugu\n---\nA model.\n")],
    );
    for n in 0..8 {
        let text = format!("---\ntitle: Number {n}\ndate: 2026-11-20\nmodel: fugu\n---\nIt names [[fugu]].\n");
        write_files(root, &[(&format!("content/articles/n{n}.md"), &text)]);
    }
}

/// The files before and after the rename.
fn before_and_after() -> [Tree; 2] {
    let folder = tempfile::tempdir().unwrap();
    write_names(folder.path());
    let before = files_below(folder.path());
    let mut rename = Command::new(env!("CARGO_BIN_EXE_fissure"));
    let renamed = rename.args(["--root", folder.path().to_str().unwrap()]).args(RENAME).output().unwrap();
    assert!(renamed.status.success(), "{}", String::from_utf8_lossy(&renamed.stderr));
    [before, files_below(folder.path())]
}

#[test]
fn a_rename_is_done_or_not_begun() {
    let [before, after] = before_and_after();
    let trial = Trial { args: &RENAME, begin: &write_names };
    trial.each(&ERRORS, |ended| {
        ended.assert_says_why();
        let tree = ended.tree();
        let is_good = ended.output.status.success();
        assert!(tree == *if is_good { &after } else { &before }, "{}: neither\n{}", ended.call, ended.said());
        ended.assert_nothing_left();
    });
}

#[test]
fn a_rename_killed_at_any_call_is_finished_or_undone_by_the_next_command() {
    let [before, after] = before_and_after();
    let trial = Trial { args: &RENAME, begin: &write_names };
    let (mut kills, mut finished) = (0, 0);
    let calls = trial.each(&[KILL], |ended| {
        kills += 1;
        let next = ended.then(&["check", "--now", NOW]);
        assert!(next.status.success(), "{}: {}", ended.call, String::from_utf8_lossy(&next.stderr));
        let tree = ended.tree();
        assert!([&before, &after].contains(&&tree), "{}: half of it", ended.call);
        finished += usize::from(tree == after);
        ended.assert_nothing_left();
        // What was not begun can be done now.
        if tree == before {
            assert!(ended.then(&RENAME).status.success());
            assert!(ended.tree() == after);
        }
    });
    assert!(finished * 20 > kills && finished < kills, "{kills} kills, {finished} finished");
    assert!(calls > 300, "{calls} calls");
}
