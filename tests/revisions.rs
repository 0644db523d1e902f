//! What a change would do to the published site, against a revision of git, another folder and the record; and advice on changed
//! files alone. Needs git, so it is run by `scripts/test`.

mod support;

use std::path::Path;
use std::process::Command;
use support::program::{ok, run};
use support::*;

/// The site of the stories in a folder of a repository, with one commit.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files_below(&tests_folder().join("stories/site")) {
        write_files(&folder.path().join("news"), &[(&path, std::str::from_utf8(&bytes).unwrap())]);
    }
    write_files(folder.path(), &[("elsewhere.md", "No file of the site.")]);
    git(folder.path(), &["init", "--quiet"]);
    commit(folder.path());
    folder
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=Writer", "-c", "user.email=writer@example.org"];
    let run = Command::new("git").arg("-C").arg(folder).args(identity).args(arguments).status();
    assert!(run.is_ok_and(|status| status.success()), "git {arguments:?}");
}

fn commit(folder: &Path) {
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "Work"]);
}

fn replace(folder: &Path, path: &str, old: &str, new: &str) {
    let path = folder.join(path);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{}", path.display());
    std::fs::write(path, text.replace(old, new)).unwrap();
}

const MYTHOS: &str = "content/articles/2026/2026-11-20-mythos-stays-home.md";

#[test]
fn a_change_is_printed_against_a_revision_a_folder_and_a_record() {
    let folder = repository();
    let site = folder.path().join("news");
    let copy = folder.path().join("copy");
    for (path, bytes) in files_below(&site) {
        write_files(&copy, &[(&path, std::str::from_utf8(&bytes).unwrap())]);
    }
    ok(&site, &["record"]);
    for old in [&[][..], &["HEAD"], &["../copy"], &["records/2026-11-22.json"], &["2026-11-22"]] {
        assert_eq!(ok(&site, &[&["diff"], old].concat()), "", "{old:?}");
    }
    replace(&site, MYTHOS, "status: banned", "status: restricted");
    let expected = "Cells\n  mythos/japan: banned -> restricted, wire\n\nStatements\n";
    for old in [&[][..], &["HEAD"], &["../copy"], &["records/2026-11-22.json"]] {
        let (code, said) = run(&site, &[&["diff"], old].concat());
        assert!(said.starts_with(expected), "{old:?} says:\n{said}");
        assert_eq!(code, 0, "{old:?}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&ok(&site, &["diff", "HEAD", "--format", "json"])).expect("it is JSON");
    assert_eq!(json["cells"][0]["was"]["status"], "banned");
    assert_eq!(json["cells"][0]["is"]["status"], "restricted");
    assert_eq!(json["statements"].as_array().map(Vec::len), Some(2), "{json}");
    let markdown = ok(&site, &["diff", "HEAD", "--format", "markdown"]);
    assert!(markdown.starts_with("**Cells**\n\n- mythos/japan: banned -\\> restricted, wire\n"), "{markdown}");
}

#[test]
fn what_there_is_nothing_to_compare_with_is_said() {
    let folder = repository();
    let site = folder.path().join("news");
    for (arguments, words) in [
        (&["diff"][..], "nothing is recorded yet"),
        (&["diff", "no-such"], "\"no-such\" is no folder, no record, and no revision of git"),
        (&["diff", "2026-01-01"], "there is no record of 2026-01-01 in records/"),
        (&["diff", ".."], "there is no folder content/ in .."),
        (&["check", "--changed", "no-such"], "\"no-such\" is no folder, no record, and no revision of git"),
    ] {
        let (code, said) = run(&site, arguments);
        assert!(code == 2 && said.contains(words), "{arguments:?} says:\n{said}");
    }
}

#[test]
fn advice_is_given_on_changed_files_alone() {
    let folder = repository();
    let site = folder.path().join("news");
    // Each article names a company that is not among its tags, which is advice.
    for (path, other) in [(MYTHOS, "sakana-ai"), ("content/articles/2026/2026-11-19-fugu-opens.md", "anthropic")] {
        replace(&site, path, "[[japan]]", &format!("[[japan]] and [[{other}]]"));
    }
    commit(folder.path());
    let advice = |arguments: &[&str]| {
        let (_, said) = run(&site, arguments);
        said.lines().filter(|line| line.contains("--> content/")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(advice(&["check"]).len(), 2);
    assert_eq!(advice(&["check", "--changed"]), [""; 0]);
    let path = site.join(MYTHOS);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text + "\nMore.\n").unwrap();
    let changed = advice(&["check", "--changed"]);
    assert!(changed.len() == 1 && changed[0].contains("mythos-stays-home"), "{changed:?}");
    assert_eq!(advice(&["check", "--changed", "HEAD~1"]).len(), 2);
}
