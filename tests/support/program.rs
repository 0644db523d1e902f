//! The program run on sites of its own: one written down in a file, or a copy of this repository's.

use super::{NOW, build_with, bytes, files_below, inputs, reported, tests_folder, write_files};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs the program in a folder at the present of the tests; gives the exit code, and both outputs as one text.
pub fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_fissure"))
        .args(arguments)
        .args(["--now", NOW])
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
}

pub fn ok(folder: &Path, arguments: &[&str]) -> String {
    let (code, said) = run(folder, arguments);
    assert_eq!(code, 0, "{arguments:?} says:\n{said}");
    said
}

/// A site from a file of several, each after a line `=== path`.
pub fn site(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let all = fs::read_to_string(tests_folder().join("tools").join(name)).unwrap();
    for part in all.split("=== ").skip(1) {
        let (path, text) = part.split_once('\n').unwrap();
        write_files(folder.path(), &[(path, &text.replace("\\r\n", "\r\n"))]);
    }
    folder
}

/// The site of this repository, in a folder of its own.
pub fn own_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files_below(&tests_folder().join("../content")) {
        let path = folder.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// All files of a content folder as one text, in the form in which [`site`] reads them.
pub fn as_one_text(folder: &Path) -> String {
    let files = files_below(&folder.join("content"));
    let one = |(path, bytes): (&String, &Vec<u8>)| {
        format!("=== content/{path}\n{}", String::from_utf8_lossy(bytes).replace("\r\n", "\\r\n"))
    };
    files.iter().map(one).collect()
}

/// Pages of the site, with one word for another in paths and texts. The index for search knows the name that was left behind,
/// and is made later.
pub fn pages(root: &Path, from: &str, to: &str) -> BTreeMap<String, String> {
    let (sources, outcome) = build_with(root, fissure::load::theme::FILES, &inputs());
    let messages = reported(&sources, &outcome.diagnostics);
    assert!(!fissure::base::diagnostic::has_errors(&outcome.diagnostics), "{messages}");
    let encoded = |text: &str, sign: &str| {
        let byte = |byte: u8| if byte.is_ascii() { char::from(byte).to_string() } else { format!("{sign}{byte:02X}") };
        text.bytes().map(byte).collect::<String>()
    };
    // In addresses and in the names of citations, and in both where these are to be downloaded.
    let other = |text: &str| {
        let plain = text.replace(from, to);
        ["%", "+", "%25", "%2B"].iter().fold(plain, |text, sign| text.replace(&encoded(from, sign), &encoded(to, sign)))
    };
    // What leads on from an old address gives way to the page that it was.
    let (moved, stayed): (Vec<_>, Vec<_>) =
        bytes(&outcome.rendered.files).into_iter().partition(|(path, _)| path.contains(from));
    let files = stayed.into_iter().chain(moved);
    files.map(|(path, bytes)| (other(&path), other(&String::from_utf8_lossy(&bytes)))).collect()
}
