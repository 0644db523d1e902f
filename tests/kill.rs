//! `kill -9` at any instant of a build leaves the old site or the new one, whole, and the next build heals the rest. So it
//! does after a kill of `build --watch`, which replaces one file after the other.

#![cfg(unix)]

mod support;

use fastrand::Rng as Random;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::running::PATIENCE;
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
    write_files(root, &[("content/site.yaml", "title: x\nbase_url: https://example.org/\ncards: false\n")]);
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

    let (mut seen, mut interrupted, mut kills, mut last) = ([0; 2], 0, 0, 1);
    // The two sites take turns; each build is killed a little later than the one before, the last when it is over. On a
    // busy machine builds grow longer or shorter meanwhile. One that changed the site and was over before its kill shows how
    // long they take at most; and it goes on until both sites have been found and enough builds were still running.
    let is_enough = |seen: &[u32; 2], interrupted| !seen.contains(&0) && interrupted >= KILLS / 4;
    while kills < KILLS || (!is_enough(&seen, interrupted) && kills < 4 * KILLS) {
        write_site(root, (kills % 2) as usize);
        let mut child = command(root).spawn().unwrap();
        let wait = longest * (KILLS / 4 + kills % KILLS) / KILLS;
        std::thread::sleep(wait);
        let is_over = child.try_wait().unwrap().is_some();
        interrupted += u32::from(!is_over);
        let _ = child.kill();
        child.wait().unwrap();
        let found = files_below(&public);
        let which = whole.iter().position(|site| *site == found);
        assert!(which.is_some(), "kill {kills} left a site that is neither the old nor the new one");
        let which = which.unwrap();
        seen[which] += 1;
        if is_over && which != last {
            longest = longest.min(wait);
        }
        // On a machine that has become busy they take longer than any that was timed.
        if kills % KILLS == 0 && seen.contains(&0) {
            longest = longest * 3 / 2;
        }
        last = which;
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

/// How many bytes the list of the output's files has, 0 while there is none.
fn list_length(root: &Path) -> u64 {
    fs::metadata(root.join("public/.fissure-manifest")).map_or(0, |meta| meta.len())
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "it never came to this: {what}");
        std::thread::yield_now();
    }
}

/// Changes every page and now and then which pages there are.
fn edit(root: &Path, n: usize, random: &mut Random) {
    let settings = format!("title: Edit {n}\nbase_url: https://example.org/\ncards: false\n");
    write_files(root, &[("content/site.yaml", &settings)]);
    let article = format!("content/articles/more-{}.md", random.u8(0..3));
    match random.u8(0..4) {
        0 => drop(fs::remove_file(root.join(article))),
        1 => write_files(root, &[(&article, "---\ntitle: More\ndate: 2026-11-20\nmodel: m1\n---\nText.\n")]),
        _ => {}
    }
}

#[test]
fn a_killed_watch_is_healed_by_the_next_build() {
    const ROUNDS: usize = 12;
    let folder = tempfile::tempdir().unwrap();
    let (root, fresh) = (folder.path().join("site"), folder.path().join("fresh"));
    write_site(&root, 0);
    let mut random = Random::with_seed(7);
    let mut caught = 0;
    for round in 0..ROUNDS {
        let mut child = command(&root).arg("--watch").spawn().unwrap();
        // The list is there when the first build is, and from then on it is written by one who remembers.
        let written = || fs::read_to_string(root.join("public/index.html")).unwrap_or_default();
        edit(&root, 2 * round, &mut random);
        wait_until("a page of the watch", || written().contains(&format!("Edit {}<", 2 * round)));
        wait_until("a list that is whole again", || !list(&root).contains(".fissure-"));
        let length = list_length(&root);
        edit(&root, 2 * round + 1, &mut random);
        match round % 4 {
            0 => std::thread::sleep(Duration::from_millis(random.u64(0..400))),
            _ => {
                wait_until("a write that has begun", || list_length(&root) > length + 1000);
                std::thread::sleep(Duration::from_micros(random.u64(0..6000)));
            }
        }
        let _ = child.kill();
        child.wait().unwrap();
        caught += usize::from(list(&root).contains("/.fissure-"));

        let more: &[&str] = if round % 2 == 0 { &[] } else { &["--in-place"] };
        assert!(command(&root).args(more).status().unwrap().success(), "the build after kill {round} failed");
        let _ = fs::remove_dir_all(&fresh);
        assert!(command(&root).arg("--output").arg(&fresh).status().unwrap().success());
        let (healed, fresh) = (files_below(&root.join("public")), files_below(&fresh));
        let differing = fresh.keys().chain(healed.keys()).find(|path| healed.get(*path) != fresh.get(*path));
        assert_eq!(differing, None, "after kill {round} this file is not as in a fresh build");
        let beside: Vec<_> = folders_in(&root).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
        assert_eq!(beside, ["content", "public"], "something was left beside the site");
    }
    println!("{caught} of {ROUNDS} kills came in the middle of a write");
    assert!(caught >= ROUNDS / 4, "only {caught} kills came in the middle of a write");
}

fn list(root: &Path) -> String {
    fs::read_to_string(root.join("public/.fissure-manifest")).unwrap_or_default()
}

/// Ctrl+C while pages are staged, written, or neither: at once, with a whole site and nothing of ours next to it.
#[test]
fn an_interruption_leaves_a_whole_site_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let mut whole = Vec::new();
    let started = Instant::now();
    for version in [0, 1] {
        write_site(root, version);
        assert!(command(root).status().unwrap().success());
        whole.push(files_below(&root.join("public")));
    }
    let longest = started.elapsed() / 2;
    let mut interrupted = 0;
    for n in 0..KILLS {
        write_site(root, (n % 2) as usize);
        let mut child = command(root).spawn().unwrap();
        std::thread::sleep(longest * n / KILLS);
        let signal = [libc::SIGINT, libc::SIGTERM][(n / 2 % 2) as usize];
        // SAFETY: a call with two numbers; the child has not been waited for, so its number is its own.
        unsafe { libc::kill(child.id() as i32, signal) };
        let status = child.wait().unwrap();
        // Before the program has begun to look after it, a signal ends it as any other.
        let is_known = matches!(status.code(), Some(0 | 130)) || status.signal() == Some(signal);
        assert!(is_known, "{n}: {status}");
        interrupted += u32::from(status.code() == Some(130));
        assert!(whole.contains(&files_below(&root.join("public"))), "{n}: neither the old site nor the new one");
        let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = entries.filter(|name| name != "content" && name != "public").collect();
        assert!(left.is_empty(), "{n}: {status} left {left:?}");
    }
    assert!(interrupted >= KILLS / 4, "{interrupted} of {KILLS} were interrupted");
}
