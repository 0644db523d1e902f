//! A site under a running `build --watch`, with and without `--poll`, and what hands do to its folders.
//!
//! Has no test of its own: `tests/watch_folders.rs` and `tests/watch_faults.rs` do.

use super::running::{Running, article, small_site};
use super::{files_below, tests_folder, write_files};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

/// The watcher of the system, and the program's own look at the files.
pub const WAYS: [&[&str]; 2] = [&["build", "--watch"], &["build", "--watch", "--poll"]];

/// Long enough for the program to be at rest, mostly; if not, a change comes while it is busy, which must do no harm.
pub const REST: Duration = Duration::from_millis(300);

/// A site with files in all folders that are watched.
pub fn site() -> tempfile::TempDir {
    let folder = small_site();
    write_files(
        folder.path(),
        &[
            (
                "content/site.yaml",
                "title: The site\nbase_url: https://example.org/\nsearch: false\ndata: false\ncards: false\n",
            ),
            ("templates/404.html", "0"),
            ("static/note.txt", "0"),
            ("static/deep/deeper/note.txt", "0"),
        ],
    );
    folder
}

pub fn font() -> Vec<u8> {
    fs::read(tests_folder().join("../src/draw/fonts/ibm-plex-sans-condensed-500.ttf")).unwrap()
}

/// Runs a test in each way, both at once.
pub fn in_each_way(test: impl Fn(&Running) + Sync) {
    of_each_way(|way| {
        let watched = Running::start(site(), way);
        watched.expect(" ok ");
        test(&watched);
    });
}

pub fn of_each_way(test: impl Fn(&[&str]) + Sync) {
    std::thread::scope(|scope| {
        for way in WAYS {
            scope.spawn(|| test(way));
        }
    });
}

/// The folders that are moved, each with a file in it and the output that shows its text.
pub const FOLDERS: [(&str, &str, &str); 5] = [
    ("content", "content/articles/one.md", "articles/one/index.html"),
    ("content/articles", "content/articles/one.md", "articles/one/index.html"),
    ("templates", "templates/404.html", "404.html"),
    ("static", "static/note.txt", "note.txt"),
    ("static/deep", "static/deep/deeper/note.txt", "deep/deeper/note.txt"),
];

/// Saves a text in a file and waits until the output shows it.
pub fn save(watched: &Running, file: &str, page: &str, text: &str) {
    let whole = if file.ends_with(".md") { article(text) } else { text.to_owned() };
    watched.edit(file, &whole);
    watched.shows(page, text);
}

pub fn exchange(one: &Path, other: &Path) {
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).unwrap();
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (path, bytes) in files_below(from) {
        let place = to.join(&path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
    }
}

/// A link takes the place of another or of nothing, at once.
pub fn link(to: &Path, at: &Path) {
    let new = at.with_extension("new-link");
    symlink(to, &new).unwrap();
    fs::rename(new, at).unwrap();
}
