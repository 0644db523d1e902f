//! Whatever stands in a file, a build ends with diagnostics and without a panic.
//!
//! Sound sites are damaged at random, each case from a seed that is printed when it fails; `SEED=n` replays one.

mod support;

use fissure::load::{self, Look, SourceFile, Sources};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use support::*;

const CASES: u64 = 1500;

/// Pieces that mean something to YAML, to Markdown, to HTML or to us.
const PIECES: &[&str] = &[
    "---\n",
    "- ",
    ": ",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "|",
    ">",
    "#",
    "*",
    "_",
    "`",
    "```\n",
    "[[",
    "]]",
    "](",
    "<a href=",
    "<",
    ">",
    "&",
    "!",
    "\t",
    "\n",
    "\n\n",
    "\u{0}",
    "\u{feff}",
    "\u{200b}",
    "é",
    "東京",
    "\\",
    "/../",
    "%",
    "%zz",
    "2026-02-30",
    "360",
    "4.10",
    "[^1]",
    "[^1]:",
    "| a | b |\n|---|---|\n",
    "> [!NOTE]\n",
    "title: ",
    "date: ",
    "bloc: [us",
    "redirects: [/a]\n",
    "&x ",
    "*x ",
    "<<: ",
    "!!int ",
    "? ",
    "%YAML 9\n",
    "...\n",
    "\u{2028}",
    "\u{85}",
    "#{x}",
    "=",
    "-",
    "~~",
    "://",
    "http://a.b/(c)",
];

fn damage(text: &str, random: &mut fastrand::Rng) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(0..=text.len());
        let end = (at + random.usize(0..12)).min(text.len());
        match random.u8(0..4) {
            0 => drop(text.drain(at..end)),
            1 => {
                let copy: Vec<char> = text[at..end].to_vec();
                let to = random.usize(0..=text.len());
                text.splice(to..to, copy);
            }
            _ => drop(text.splice(at..at, PIECES[random.usize(0..PIECES.len())].chars())),
        }
    }
    text.into_iter().collect()
}

fn sites() -> Vec<Sources> {
    let theme = small_theme();
    let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let load = |name: &str| {
        load::load(&tests_folder().join("sites").join(name), &theme, &Look::Everywhere, &mut Default::default()).0
    };
    ["crosslinks", "markdown", "names", "files", "kinds"].map(load).to_vec()
}

#[test]
fn no_text_makes_a_build_panic() {
    let sites = sites();
    let seeds: Vec<u64> = match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (0..CASES).collect(),
    };
    for seed in seeds {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut sources = sites[random.usize(0..sites.len())].clone();
        let texts: Vec<_> =
            sources.files.iter().filter(|(_, f)| matches!(f, SourceFile::Text(_))).map(|(p, _)| p.clone()).collect();
        for _ in 0..random.usize(1..4) {
            let path = &texts[random.usize(0..texts.len())];
            let damaged = damage(sources.text(path).unwrap(), &mut random);
            // What loading would do to it.
            let damaged = damaged.replace('\u{0}', "\u{fffd}");
            sources.files.insert(path.clone(), SourceFile::Text(Arc::from(damaged)));
        }
        let built = catch_unwind(AssertUnwindSafe(|| {
            let outcome = build_sources(&sources, &[], &inputs(), &mut fissure::Memory::default());
            reported(&sources, &outcome.diagnostics)
        }));
        assert!(built.is_ok(), "SEED={seed} cargo test --test robust");
    }
}
