//! Files of other users and folders without permission: a build that may not go on leaves the old site whole and nothing of its
//! own, and the next one that may is not stopped.
//!
//! As root the program is run as another user, which is what permissions are for; by another user it is run as it is, and what
//! only root can make is left out of the site, not out of the test.

#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};
use support::*;

/// A user without rights on most systems; no user of that number need exist.
const OTHER: u32 = 65_534;

fn is_root() -> bool {
    // SAFETY: it reads a number of this process.
    unsafe { libc::geteuid() == 0 }
}

/// Gives a folder with all that is in it to a user, where that can be done.
fn give(folder: &Path, user: u32) {
    if is_root() {
        for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
            chown(entry.path(), Some(user), Some(user)).unwrap();
        }
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// A site that another user has built once, and then edited.
fn built_and_edited() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    set_mode(folder.path(), 0o755);
    let article = |title: &str| format!("---\ntitle: {title}\ndate: 2026-11-20\n---\nText.\n");
    let settings = "title: x\nsearch: false\ncards: false\ndata: false\n";
    write_files(
        folder.path(),
        &[
            ("content/site.yaml", settings),
            ("content/articles/one.md", &article("One")),
            ("content/articles/two.md", &article("Two")),
        ],
    );
    give(folder.path(), OTHER);
    let built = build(folder.path());
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    fs::write(folder.path().join("content/articles/one.md"), article("Edited")).unwrap();
    folder
}

fn build(root: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
    command.args(["--root", root.to_str().unwrap(), "build", "--now", NOW]);
    if is_root() {
        command.gid(OTHER).uid(OTHER);
    }
    command.output().unwrap()
}

fn output(root: &Path) -> Files {
    files_below(&root.join("public"))
}

/// What stands in the folder of a site besides the site.
fn assert_nothing_left(root: &Path) {
    let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = entries.filter(|name| name != "content" && name != "public").collect();
    assert!(left.is_empty(), "left {left:?}");
}

/// A build that was once run with `sudo` leaves folders that its usual user may not change.
#[test]
fn a_folder_of_another_user_in_the_output_stops_a_build_with_nothing_changed() {
    let site = built_and_edited();
    let (root, old) = (site.path(), output(site.path()));
    give(&root.join("public/articles/one"), 0);
    let stopped = build(root);
    let said = String::from_utf8_lossy(&stopped.stderr);
    if is_root() {
        assert_eq!(stopped.status.code(), Some(2), "{said}");
        assert!(said.contains("public") && said.contains("ermi"), "{said}");
        assert!(output(root) == old, "a part of the site changed:\n{said}");
    }
    assert_nothing_left(root);
    give(&root.join("public"), OTHER);
    assert!(build(root).status.success());
    assert!(fs::read_to_string(root.join("public/articles/one/index.html")).unwrap().contains("Edited"));
    assert_nothing_left(root);
}

#[test]
fn an_output_without_permission_leaves_nothing_that_stops_a_later_build() {
    for mode in [0o555, 0o500, 0o000] {
        let site = built_and_edited();
        let (root, public) = (site.path(), site.path().join("public"));
        let old = output(root);
        set_mode(&public, mode);
        let stopped = build(root);
        let said = String::from_utf8_lossy(&stopped.stderr).into_owned();
        assert!(matches!(stopped.status.code(), Some(0 | 2)), "{mode:o}: {said}");
        assert_nothing_left(root);
        set_mode(&public, 0o755);
        if stopped.status.code() == Some(2) {
            assert!(output(root) == old, "{mode:o}: a part of the site changed:\n{said}");
        }
        assert!(build(root).status.success(), "{mode:o}");
        assert!(fs::read_to_string(public.join("articles/one/index.html")).unwrap().contains("Edited"), "{mode:o}");
        assert_nothing_left(root);
    }
}
