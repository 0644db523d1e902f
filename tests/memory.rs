//! A watch that runs for days: what is remembered between builds does not grow with their number.

#![cfg(target_os = "linux")]

mod support;

use fissure::load::{self, Look};
use fissure::write::{self, Mode, Output};
use fissure::{Inputs, Memory};
use std::fs;
use std::path::{Path, PathBuf};
use support::running::{article, small_site_in};
use support::*;

/// The memory of this process that is in use, in kilobytes.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// An edit that no other one equals, so that whatever is kept of each would add up; says where it was.
fn edit(root: &Path, n: usize) -> Look {
    let text =
        format!("{}\nEdit {n} of [[fugu]].\n\n## Part {n}\n\n{}", article(&format!("Title {n}")), "word ".repeat(200));
    let mut touched = vec!["content/articles/one.md".to_owned()];
    write_files(root, &[(&touched[0], &text)]);
    match n % 8 {
        0 => {
            touched.push(format!("content/articles/n{n}.md"));
            write_files(root, &[(&touched[1], &text)]);
        }
        4 => {
            touched.push(format!("content/articles/n{}.md", n - 4));
            fs::remove_file(root.join(&touched[1])).unwrap();
        }
        6 => write_files(root, &[(&touched[0], "---\ntitle: [broken\n---\n")]),
        7 => {
            touched.push("static/style.css".to_owned());
            write_files(root, &[(&touched[1], &format!("/* {n} */"))]);
        }
        _ => {}
    }
    match n % 100 {
        0 => Look::Everywhere,
        _ => Look::Into(touched.into_iter().map(PathBuf::from).collect()),
    }
}

#[test]
fn memory_does_not_grow_with_the_number_of_rebuilds() {
    const REBUILDS: usize = 10_000;
    const WARM: usize = 2000;
    // In memory where that can be had: what is asked here has nothing to do with a disk, which would take its time.
    let memory = PathBuf::from("/dev/shm");
    let site = small_site_in(&if memory.is_dir() { memory } else { std::env::temp_dir() });
    // Without an address there are no feeds, which take their time and are remembered as other pages are.
    write_files(site.path(), &[("content/site.yaml", "title: The site\n")]);
    let theme = small_theme();
    let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let output = Output::check(&site.path().join("public"), site.path(), &[]).unwrap();
    let (mut loaded, mut built, mut written) =
        (load::LoadCache::default(), Memory::default(), write::WriteCache::default());
    // As a watch asks for it.
    let inputs = Inputs { advice: None, ..inputs() };
    let mut warm = 0;
    for n in 0..REBUILDS {
        let look = edit(site.path(), n);
        let (sources, noticed) = load::load(site.path(), &theme, &look, &mut loaded);
        let outcome = build_sources(&sources, &noticed, &inputs, &mut built);
        if !fissure::base::diagnostic::has_errors(&outcome.diagnostics) {
            write::write(&output, &outcome.rendered.files, Mode::InPlace, &mut written).unwrap();
        }
        if n + 1 == WARM {
            warm = resident();
        }
    }
    let end = resident();
    println!("{warm} kB after {WARM} rebuilds, {end} kB after {REBUILDS}");
    assert!(end * 10 <= warm * 11, "memory grew from {warm} kB after {WARM} rebuilds to {end} kB after {REBUILDS}");
}
