//! The program run on sites of its own: one written down in a file, or a copy of this repository's.

use super::{NOW, files_below, tests_folder, write_files};
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
