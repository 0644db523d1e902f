//! One mistake each, with the whole message that a writer gets: the wording of an error is a feature.
//!
//! `tests/diagnostics/<name>.md` is put into a small, sound site as an article, or holds several files, each after a
//! line `=== path`; `=== -path` takes one away, `=== path -> to` makes a link, and `=== real-theme` takes the real theme. `<name>.stderr` is what must be
//! reported. The sound site is `tests/diagnostics/site/`.

mod support;

use fissure::app::messages;
use fissure::review::against::{PublishedData, silent_changes};
use fissure::review::answers::{self, Answers};
use fissure::review::lost::lost_addresses;
use fissure::review::outside;
use std::collections::BTreeSet;
use std::fs;
use support::*;

fn cases() -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(tests_folder().join("diagnostics")).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    cases.sort();
    cases
}

/// Lays a case over the sound site and builds it.
fn tell(case: &str, name: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files_below(&tests_folder().join("diagnostics/site")) {
        write_files(folder.path(), &[(&path, std::str::from_utf8(&bytes).unwrap())]);
    }
    if case.starts_with("=== ") {
        for part in case.split("=== ").skip(1) {
            let (path, text) = part.split_once('\n').unwrap();
            match (path.trim().strip_prefix('-'), path.trim().split_once(" -> ")) {
                (Some(path), _) => fs::remove_file(folder.path().join(path)).unwrap(),
                (None, Some((path, to))) => std::os::unix::fs::symlink(to, folder.path().join(path)).unwrap(),
                (None, None) => write_files(folder.path(), &[(path.trim(), text)]),
            }
        }
    } else {
        write_files(folder.path(), &[(&format!("content/articles/{name}.md"), case)]);
    }
    let (sources, outcome) = match case.starts_with("=== real-theme\n") {
        true => build_with(folder.path(), fissure::load::theme::FILES, &inputs()),
        false => build(folder.path(), &inputs()),
    };
    let mut diagnostics = outcome.diagnostics.clone();
    // The data of an older build, for what `check --against` tells.
    let old = |name: &str| fs::read_to_string(folder.path().join("old").join(name)).ok();
    if let (Some(matrix), Some(access)) = (old("matrix.json"), old("access.json")) {
        let published = PublishedData::read(&matrix, &access, None).unwrap();
        diagnostics.extend(silent_changes(&published, &outcome.site, &outcome.ledger));
    }
    // What other sites answered, for what `check --links` reports.
    if let Ok(text) = fs::read_to_string(folder.path().join("links.json")) {
        let outside = outside::addresses(outcome.sites(), &sources);
        diagnostics.extend(answers::mistakes(&outside, &Answers::read(&text).unwrap()));
    }
    let tables: Vec<(&str, String)> = old("articles.json").map(|table| ("articles.json", table)).into_iter().collect();
    diagnostics.extend(lost_addresses(&tables, &outcome.plan, &outcome.site).unwrap());
    anstream::adapter::strip_str(&messages::human(&sources, &diagnostics, false)).to_string()
}

#[test]
fn every_mistake_is_told_as_expected() {
    let mut wrong = Vec::new();
    for path in cases() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        // The files of a case may begin with what editors would take away, so they spell it out.
        let case = fs::read_to_string(&path).unwrap().replace("\\u{200b}", "\u{200b}").replace("\\t", "\t");
        wrong.extend(expect_text(&path.with_extension("stderr"), &tell(&case, name)).err());
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn the_site_around_the_mistakes_is_sound() {
    assert_eq!(tell("---\ntitle: Sound\ndate: 2026-11-22\nbloc: us\n---\nAll is well.\n", "sound"), "");
}

#[test]
fn every_code_has_a_case() {
    let stderr: String =
        cases().iter().map(|case| fs::read_to_string(case.with_extension("stderr")).unwrap()).collect();
    let missing: BTreeSet<&str> = fissure::base::diagnostic::Code::ALL
        .iter()
        .map(|code| code.name())
        .filter(|code| !stderr.contains(&format!("[{code}]")))
        .collect();
    assert_eq!(missing, BTreeSet::new());
}
