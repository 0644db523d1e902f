//! `kill -9` at any instant of a build leaves the old site or the new one, whole, and the next build heals the rest.

#![cfg(unix)]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::*;

const KILLS: u32 = 50;
const ARTICLES: usize = 150;

fn command(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
    command.args(["--root", root.to_str().unwrap(), "build", "--now", NOW]).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Two sites that share half of their pages: the others differ, or are there in one only.
fn write_site(root: &Path, version: usize) {
    let _ = std::fs::remove_dir_all(root.join("content"));
    write_files(root, &[("content/site.yaml", "title: x\nbase_url: https://example.org/\n")]);
    for n in 0..ARTICLES {
        let text = match n % 4 {
            0 | 1 => "The same".to_owned(),
            2 => format!("Version {version}"),
            _ if n % 8 / 4 == version => continue,
            _ => "Here only".to_owned(),
        };
        let article = format!("---\ntitle: Number {n}\ndate: 2026-11-20\nmodel: m{}\n---\n{text}\n", n % 7);
        write_files(root, &[(&format!("content/articles/n{n}.md"), &article)]);
    }
}

#[test]
fn a_kill_at_any_instant_leaves_a_whole_site() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let public = root.join("public");
    let mut whole = Vec::new();
    let mut longest = Duration::ZERO;
    for version in [0, 1] {
        write_site(root, version);
        let started = Instant::now();
        assert!(command(root).status().unwrap().success());
        longest = longest.max(started.elapsed());
        whole.push(files_below(&public));
    }
    assert!(whole[0] != whole[1]);

    let (mut seen, mut interrupted, mut kills) = ([0; 2], 0, 0);
    // The two sites take turns; each build is killed a little later than the one before, the last when it is over. On a
    // busy machine builds grow longer meanwhile, so it goes on until both sites have been found.
    while kills < KILLS || (seen.contains(&0) && kills < 4 * KILLS) {
        write_site(root, (kills % 2) as usize);
        let mut child = command(root).spawn().unwrap();
        std::thread::sleep(longest * (KILLS / 4 + kills) / KILLS);
        interrupted += u32::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        let found = files_below(&public);
        let which = whole.iter().position(|site| *site == found);
        assert!(which.is_some(), "kill {kills} left a site that is neither the old nor the new one");
        seen[which.unwrap()] += 1;
        kills += 1;
    }
    println!("{interrupted} of {kills} builds were interrupted; found {seen:?}");
    assert!(interrupted >= KILLS / 4, "too few builds were still running when they were killed: {interrupted}");
    assert!(!seen.contains(&0), "no build got as far as the exchange: {seen:?}");

    write_site(root, 0);
    assert!(command(root).status().unwrap().success(), "the build after the kills failed");
    assert!(files_below(&public) == whole[0]);
    let beside: Vec<_> = folders_in(root).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(beside, ["content", "public"], "something was left beside the site");
}
