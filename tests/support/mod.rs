//! What the tests share: the small theme, a way to build a folder, and expectations kept in files.
//!
//! `UPDATE_EXPECT=1 cargo test` writes the expectations anew; the diff is then reviewed.

#![allow(dead_code, reason = "each test uses a part of this")]

pub mod built;
pub mod diff;
pub mod dom;
pub mod pictures;
pub mod program;
pub mod running;
pub mod site;
pub mod tree;
#[cfg(target_os = "linux")]
pub mod watched;
pub mod world;

#[allow(unused_imports, reason = "each test uses a part of this")]
pub use built::{Remembered, all_files, build_sources, bytes, compare, extras_of, inputs};

use fissure::app::messages;
use fissure::base::diagnostic::Diagnostic;
use fissure::load::{self, Look, Sources};
use fissure::{Inputs, Memory, Outcome};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The present of all tests.
pub const NOW: &str = "2026-11-22T12:00:00Z";

pub fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The small theme that most cases use, so that a change of the real one rewrites one case and not all.
pub fn small_theme() -> Vec<(String, Vec<u8>)> {
    let folder = tests_folder().join("theme");
    files_below(&folder).into_iter().map(|(path, bytes)| (path.replace('\\', "/"), bytes)).collect()
}

/// Builds the site in a folder with the small theme.
pub fn build(root: &Path, inputs: &Inputs) -> (Sources, Outcome) {
    let theme = small_theme();
    let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    build_with(root, &theme, inputs)
}

pub fn build_with(root: &Path, theme: &[(&str, &[u8])], inputs: &Inputs) -> (Sources, Outcome) {
    let (sources, noticed) = load::load(root, theme, &Look::Everywhere, &mut load::LoadCache::default());
    let outcome = build_sources(&sources, &noticed, inputs, &mut Memory::default());
    (sources, outcome)
}

/// All diagnostics as a terminal without colours shows them, none left out.
pub fn reported(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    anstream::adapter::strip_str(&messages::human(sources, diagnostics, true)).to_string()
}

/// Files by their paths.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A file that is not the same in two trees.
pub fn differing(one: &Files, other: &Files) -> Option<String> {
    one.keys().chain(other.keys()).find(|path| one.get(*path) != other.get(*path)).cloned()
}

/// Every file below a folder, by its path in it.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    files
}

pub fn updating() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some()
}

/// Compares a text with a file; gives what differs.
pub fn expect_text(path: &Path, actual: &str) -> Result<(), String> {
    if updating() {
        fs::write(path, actual).unwrap();
        return Ok(());
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    match expected == actual {
        true => Ok(()),
        false => Err(format!("{}: missing (-) and too much (+)\n{}", path.display(), diff::lines(&expected, actual))),
    }
}

/// Compares a whole tree with a folder; gives what differs, file by file.
pub fn expect_tree(folder: &Path, actual: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    if updating() {
        let _ = fs::remove_dir_all(folder);
        for (path, bytes) in actual {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        return Ok(());
    }
    let expected = files_below(folder);
    let mut wrong = Vec::new();
    for path in expected.keys().chain(actual.keys()).collect::<std::collections::BTreeSet<_>>() {
        let text =
            |bytes: Option<&Vec<u8>>| bytes.map_or("(no file)".into(), |b| String::from_utf8_lossy(b).into_owned());
        if expected.get(path) != actual.get(path) {
            let (old, new) = (text(expected.get(path)), text(actual.get(path)));
            wrong.push(format!(
                "{}/{path}: missing (-) and too much (+)\n{}",
                folder.display(),
                diff::lines(&old, &new)
            ));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// The folders directly in a folder, sorted.
pub fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Writes files of a site, given as path and text, into a folder.
pub fn write_files(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
