//! The program as people and scripts meet it: exit codes, output, what it refuses, and what a failed build leaves.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::SystemTime;
use support::*;

fn fissure(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fissure"))
        .args(["--root", root.to_str().unwrap()])
        .args(arguments)
        .args(if arguments.contains(&"--now") { &[][..] } else { &["--now", NOW] })
        .output()
        .unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const ARTICLE: &str = "---\ntitle: One\ndate: 2026-11-20\nmodel: fugu\ncompany: sakana-ai\n---\nSee [[fugu]].\n";

/// A small, sound site.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("content/site.yaml", "title: The site\nbase_url: https://example.org/\n"),
        ("content/articles/one.md", ARTICLE),
        ("content/articles/two.md", "---\ntitle: Two\ndate: 2026-11-21\nmodel: fugu\n---\nSee [one](one.md).\n"),
        ("content/models/fugu.md", "---\nname: Fugu\ndeveloper: sakana-ai\n---\n"),
        ("content/companies/sakana-ai.md", "---\nname: Sakana AI\n---\n"),
    ];
    write_files(folder.path(), &files);
    folder
}

/// Every file and folder with its bytes and time: what "untouched" means.
fn state(folder: &Path) -> BTreeMap<String, (Option<Vec<u8>>, SystemTime)> {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let state = |entry: walkdir::DirEntry| {
        let bytes = entry.file_type().is_file().then(|| fs::read(entry.path()).unwrap());
        (entry.path().display().to_string(), (bytes, entry.metadata().unwrap().modified().unwrap()))
    };
    entries.map(state).collect()
}

#[test]
fn a_sound_site_is_built_and_an_equal_build_touches_nothing() {
    let site = site();
    let first = fissure(site.path(), &["build"]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let before = state(&site.path().join("public"));
    let second = fissure(site.path(), &["build"]);
    assert_eq!(second.status.code(), Some(0));
    assert!(stderr(&second).contains("none changed"), "{}", stderr(&second));
    assert!(before == state(&site.path().join("public")), "an equal build touched something");
}

#[test]
fn a_changed_article_leaves_other_files_their_times() {
    let site = site();
    fissure(site.path(), &["build"]);
    let public = site.path().join("public");
    let time = |path: &str| fs::metadata(public.join(path)).unwrap().modified().unwrap();
    let before = time("companies/sakana-ai/index.html");
    write_files(
        site.path(),
        &[("content/articles/two.md", "---\ntitle: Two\ndate: 2026-11-21\nmodel: fugu\n---\nNew.\n")],
    );
    let built = fissure(site.path(), &["build"]);
    assert!(stderr(&built).contains("changed"), "{}", stderr(&built));
    assert!(fs::read_to_string(public.join("articles/two/index.html")).unwrap().contains("New."));
    assert_eq!(before, time("companies/sakana-ai/index.html"));
}

#[test]
fn ten_mistakes_in_five_files_are_ten_messages_and_nothing_is_written() {
    let site = site();
    assert_eq!(fissure(site.path(), &["build"]).status.code(), Some(0));
    let before = state(&site.path().join("public"));
    let files = [
        ("content/articles/a.md", "---\ntitle: A: b\ndate: 2026-02-30\nmodel: [fugo]\n---\n[[nowhere at all]]\n"),
        ("content/articles/b.md", "---\ntitle: B\nblocs: us\n---\n[x](/models/none/)\n"),
        ("content/articles/c.md", "title: C\n"),
        ("content/models/d.md", "---\nname: D\nname: E\n---\n"),
        ("content/modls/e.md", "---\nname: E\n---\n"),
    ];
    write_files(site.path(), &files);
    let failed = fissure(site.path(), &["build"]);
    let said = stderr(&failed);
    assert_eq!(failed.status.code(), Some(1), "{said}");
    let codes: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("error[")?.get(..3)).collect();
    assert_eq!(codes, ["E01", "E10", "E12", "E19", "E09", "E07", "E19", "E29", "E08", "E42"], "{said}");
    assert!(said.contains("10 errors; nothing was written"), "{said}");
    assert!(before == state(&site.path().join("public")), "a failed build touched the output");
    assert_eq!(fissure(site.path(), &["check"]).status.code(), Some(1));
}

#[test]
fn check_says_what_the_next_moment_changes_and_all_up_to_a_time() {
    let site = site();
    let later = |name: &str, date: &str| format!("---\ntitle: {name}\ndate: {date}\nmodel: fugu\n---\nText.\n");
    write_files(
        site.path(),
        &[
            ("content/articles/a.md", &later("A", "2026-12-01")),
            ("content/articles/b.md", &later("B", "2026-12-01")),
            ("content/articles/c.md", &later("C", "2026-12-02T09:30:00Z\nexpires: 2027-01-01")),
        ],
    );
    let lines = |arguments: &[&str]| {
        let text = stderr(&fissure(site.path(), arguments));
        text.lines().filter(|line| line.contains("(UTC): ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let first = "1 December 2026, 00:00 (UTC): published: content/articles/a.md, content/articles/b.md; files: ";
    let next = lines(&["check"]);
    assert!(next.len() == 1 && next[0].starts_with(first), "{next:?}");
    let all = lines(&["check", "--at", "2027-01-02"]);
    assert_eq!(all.len(), 3, "{all:?}");
    assert!(all[1].starts_with("2 December 2026, 09:30 (UTC): published: content/articles/c.md; files: "), "{all:?}");
    assert!(all[2].starts_with("1 January 2027, 00:00 (UTC): expired: content/articles/c.md; files: "), "{all:?}");
    assert_eq!(lines(&["check", "--at", "2026-11-25"]), ["25 November 2026, 00:00 (UTC): the site is what it is now"]);
}

#[test]
fn every_mistake_is_a_line_of_json_on_request() {
    let site = site();
    write_files(
        site.path(),
        &[("content/articles/two.md", "---\ntitle: Zwei\ndate: morgen\nmodel: [ärger, fugo]\n---\nText.\n")],
    );
    let output = fissure(site.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<serde_json::Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let short =
        |v: &serde_json::Value| format!("{} {} {} {}:{}", v["severity"], v["code"], v["path"], v["line"], v["column"]);
    let short: Vec<String> = lines.iter().map(short).collect();
    assert_eq!(
        short,
        [
            "\"error\" \"E10\" \"content/articles/two.md\" 3:7",
            "\"warning\" \"E12\" \"content/articles/two.md\" 4:9",
            "\"error\" \"E12\" \"content/articles/two.md\" 4:16",
        ]
    );
    assert!(lines.iter().all(|line| line["message"].is_string() && line["help"].is_string()));
    assert!(output.stderr.is_empty());
}

#[test]
fn strict_takes_warnings_for_errors() {
    let site = site();
    write_files(
        site.path(),
        &[("content/articles/new.md", "---\ntitle: N\ndate: 2026-11-20\nmodel: brand-new\n---\n")],
    );
    assert_eq!(fissure(site.path(), &["build"]).status.code(), Some(0));
    assert_eq!(fissure(site.path(), &["build", "--strict"]).status.code(), Some(1));
}

#[test]
fn the_present_is_an_input() {
    let site = site();
    let built = fissure(site.path(), &["build", "--now", "2026-11-20T12:00:00Z"]);
    assert!(stderr(&built).contains("held back until 2026-11-21"), "{}", stderr(&built));
    assert!(!site.path().join("public/articles/two").exists());
    // The link to the held-back article is told, and the day after everything is there.
    fissure(site.path(), &["build", "--now", "2026-11-21T00:00:00Z"]);
    assert!(site.path().join("public/articles/two/index.html").exists());
}

#[test]
fn a_sub_path_stands_before_every_address() {
    let site = site();
    let built = fissure(site.path(), &["build", "--base-url", "https://example.org/a/b"]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    for (path, bytes) in files_below(&site.path().join("public")) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let links = text.split("href=\"").skip(1).chain(text.split("src=\"").skip(1));
        for link in links.filter_map(|rest| rest.split('"').next()).filter(|_| path.ends_with(".html")) {
            // A citation to download is in the page itself.
            let is_here = link.starts_with('#') || link.starts_with("data:");
            let fine = is_here || link.starts_with("/a/b/") || link.starts_with("https://");
            assert!(fine, "{path} links to {link}");
        }
    }
}

#[test]
fn wrong_usage_and_unsafe_outputs_are_refused() {
    let site = site();
    let mine = site.path().join("mine");
    write_files(&mine, &[("thesis.txt", "years of work")]);
    let before = state(site.path());
    let content = site.path().join("content/out");
    for output in [&mine, site.path(), &content, Path::new("/"), site.path().parent().unwrap()] {
        let refused = fissure(site.path(), &["build", "--output", output.to_str().unwrap()]);
        assert_eq!(refused.status.code(), Some(2), "{} was taken: {}", output.display(), stderr(&refused));
        assert!(before == state(site.path()), "{} was touched", output.display());
    }
    for arguments in
        [&["build", "--base-url", "example.org"][..], &["build", "--now", "today"], &["bulid"], &["build", "--x"]]
    {
        assert_eq!(fissure(site.path(), arguments).status.code(), Some(2), "{arguments:?}");
    }
    let nothing = tempfile::tempdir().unwrap();
    let told = fissure(nothing.path(), &["build"]);
    assert_eq!(told.status.code(), Some(2));
    assert!(stderr(&told).contains("there is no folder content/"), "{}", stderr(&told));
}

#[test]
#[cfg(unix)]
fn no_link_leads_out_of_the_site() {
    let site = site();
    let secret = tempfile::tempdir().unwrap();
    write_files(secret.path(), &[("secret.txt", "secret"), ("secret.md", "---\nname: Secret\n---\n")]);
    fs::create_dir_all(site.path().join("static")).unwrap();
    let links = [("static/out", ""), ("static/out.txt", "secret.txt"), ("content/models/out.md", "secret.md")];
    for (link, target) in links {
        std::os::unix::fs::symlink(secret.path().join(target), site.path().join(link)).unwrap();
    }
    std::os::unix::fs::symlink("../content/articles", site.path().join("static/inside")).unwrap();
    std::os::unix::fs::symlink("loop", site.path().join("static/loop")).unwrap();
    let built = fissure(site.path(), &["build"]);
    let said = stderr(&built);
    assert_eq!(built.status.code(), Some(1), "{said}");
    assert_eq!(said.matches("E46").count(), 3, "{said}");
    assert!(!site.path().join("public").exists());
}

/// The full texts of sources are somebody else's: they are read, and get out by no way.
#[test]
#[cfg(unix)]
fn what_is_private_is_never_published() {
    let site = site();
    let secret = "Nobody but the editors has read this line.";
    write_files(site.path(), &[("private/a.txt", secret), ("private/below/b.md", secret), ("private/c.csv", secret)]);
    let built = fissure(site.path(), &["build"]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    let found = |(path, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        (text.contains(secret) || path.contains("private")).then_some(path)
    };
    let files = files_below(&site.path().join("public")).into_iter();
    assert_eq!(files.filter_map(found).collect::<Vec<_>>(), Vec::<String>::new());

    fs::create_dir_all(site.path().join("static")).unwrap();
    std::os::unix::fs::symlink("../private/a.txt", site.path().join("static/a.txt")).unwrap();
    std::os::unix::fs::symlink("../private/below", site.path().join("static/below")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", site.path().join("private/out.txt")).unwrap();
    let said = stderr(&fissure(site.path(), &["build"]));
    assert_eq!(said.matches("E46").count(), 3, "{said}");

    fs::remove_file(site.path().join("private/out.txt")).unwrap();
    for whole in ["private", "."] {
        fs::remove_dir_all(site.path().join("static"))
            .or_else(|_| fs::remove_file(site.path().join("static")))
            .unwrap();
        std::os::unix::fs::symlink(whole, site.path().join("static")).unwrap();
        let said = stderr(&fissure(site.path(), &["check"]));
        assert_eq!(said.matches("E46").count(), 1, "{said}");
    }
}

#[test]
fn the_longest_run_of_shared_words_can_be_set() {
    let site = site();
    let (text, copy) =
        ("Six words that are not ours.", "---\ntitle: x\ndate: 2026-11-22\n---\nSix words that are not ours.\n");
    let source = "---\ntitle: A\ntext: a.txt\n---\n";
    let files = [("private/a.txt", text), ("content/sources/a.md", source), ("content/articles/x.md", copy)];
    write_files(site.path(), &files);
    let copied = |arguments: &[&str]| stderr(&fissure(site.path(), arguments)).matches("E25").count();
    assert_eq!(copied(&["check"]), 0);
    assert_eq!(copied(&["check", "--max-run", "5"]), 1);
    assert_eq!(copied(&["check", "--max-run", "6"]), 0);
    assert_eq!(copied(&["build"]), 0);
    for bad in ["2", "-1", "many"] {
        assert_eq!(fissure(site.path(), &["check", "--max-run", bad]).status.code(), Some(2), "{bad}");
    }
}

#[test]
fn a_file_that_is_no_text_is_told_with_the_rest() {
    let site = site();
    fs::write(site.path().join("content/models/latin.md"), b"---\nname: Caf\xe9\n---\n").unwrap();
    let built = fissure(site.path(), &["check"]);
    assert_eq!(built.status.code(), Some(1));
    assert!(stderr(&built).contains("is not UTF-8 text: line 2"), "{}", stderr(&built));
}

#[test]
fn help_names_every_option() {
    let help = fissure(Path::new("."), &["build", "--help"]);
    let text = String::from_utf8(help.stdout).unwrap();
    for option in
        ["--output", "--base-url", "--drafts", "--now", "--strict", "--in-place", "--watch", "--format", "--root"]
    {
        assert!(text.contains(option), "{option} is missing from the help:\n{text}");
    }
}
