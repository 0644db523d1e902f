//! A watch that runs for days: what is remembered between builds does not grow with their number.

#![cfg(target_os = "linux")]

mod support;

use fissure::Memory;
use fissure::load::{self, Look};
use fissure::write::{self, Mode, Output};
use std::fs;
use support::running::{article, small_site};
use support::*;

/// The memory of this process that is in use, in kilobytes.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// An edit that no other one equals, so that whatever is kept of each would add up.
fn edit(root: &std::path::Path, n: usize) {
    let text =
        format!("{}\nEdit {n} of [[fugu]].\n\n## Part {n}\n\n{}", article(&format!("Title {n}")), "word ".repeat(400));
    write_files(root, &[("content/articles/one.md", &text)]);
    match n % 8 {
        0 => write_files(root, &[(&format!("content/articles/n{n}.md"), &text)]),
        4 => fs::remove_file(root.join(format!("content/articles/n{}.md", n - 4))).unwrap(),
        6 => write_files(root, &[("content/articles/one.md", "---\ntitle: [broken\n---\n")]),
        7 => write_files(root, &[("static/style.css", &format!("/* {n} */"))]),
        _ => {}
    }
}

#[test]
fn memory_does_not_grow_with_the_number_of_rebuilds() {
    const REBUILDS: usize = 2000;
    const WARM: usize = 500;
    let site = small_site();
    let theme = small_theme();
    let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let output = Output::check(&site.path().join("public"), site.path(), &[]).unwrap();
    let (mut loaded, mut built, mut written) = (load::Memory::default(), Memory::default(), write::Memory::default());
    let mut warm = 0;
    for n in 0..REBUILDS {
        edit(site.path(), n);
        let (sources, noticed) = load::load(site.path(), &theme, &Look::Everywhere, &mut loaded);
        let outcome = fissure::build(&sources, noticed, &inputs(), &mut built, &mut |_| {});
        if !fissure::diagnostic::has_errors(&outcome.diagnostics) {
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
