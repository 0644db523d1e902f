//! The only place of the tests that calls the build, and the comparison of one that remembers with one that does not.

use super::{Files, NOW};
use fissure::base::content::Content;
use fissure::base::diagnostic::{Diagnostic, Tolerance, has_errors};
use fissure::base::path::OutputPath;
use fissure::base::table::Table;
use fissure::extras::{self, Extras};
use fissure::load::Sources;
use fissure::{Advice, Inputs, Memory, Outcome};
use std::fs;

pub fn inputs() -> Inputs {
    Inputs {
        now: NOW.parse().unwrap(),
        drafts: false,
        base_url: None,
        tolerance: Tolerance::Usual,
        advice: Some(Advice::default()),
    }
}

/// What is remembered between the builds of a site.
#[derive(Default)]
pub struct Remembered {
    pub build: Memory,
    pub extras: extras::ExtrasCache,
}

pub fn build_sources(sources: &Sources, noticed: &[Diagnostic], inputs: &Inputs, memory: &mut Memory) -> Outcome {
    fissure::build(sources, noticed.to_vec(), inputs, memory, &mut |_| {})
}

/// What is made after a build.
pub fn extras_of(outcome: &Outcome, memory: &mut extras::ExtrasCache) -> Extras {
    extras::extras(outcome, memory, &mut |_| {})
}

/// Whether a file is one that is made after the build: a card, or a part of the index for search.
pub fn is_late(path: &str) -> bool {
    path.ends_with("card.png") || path.starts_with("search/") && path != "search/index.html"
}

/// All files of a build with their bytes, and those that are made after it.
pub fn all_files(outcome: &Outcome) -> Files {
    let mut files = bytes(&outcome.rendered.files);
    files.extend(bytes(&extras_of(outcome, &mut extras::ExtrasCache::default()).files));
    files
}

/// Files with their bytes.
pub fn bytes(files: &Table<OutputPath, Content>) -> Files {
    files.iter().map(|(path, content)| (path.to_string(), read(content))).collect()
}

fn read(content: &Content) -> Vec<u8> {
    match content {
        Content::Memory(bytes) => bytes.to_vec(),
        Content::Disk { path, .. } => fs::read(path).unwrap(),
        Content::Stored(_) => unreachable!("the tests keep pages in memory"),
    }
}

/// What came of a comparison.
pub struct Compared {
    /// The build without memory.
    pub clean: Outcome,
    /// The pages that the build with memory rendered again.
    pub again: Vec<OutputPath>,
}

/// Builds with memory and without; gives in words where they differ. With `finish`, what is made after a build without errors
/// is compared too.
pub fn compare(
    sources: &Sources,
    noticed: &[Diagnostic],
    inputs: &Inputs,
    memory: &mut Remembered,
    finish: bool,
) -> Result<Compared, String> {
    let clean = build_sources(sources, noticed, inputs, &mut Memory::default());
    let warm = build_sources(sources, noticed, inputs, &mut memory.build);
    if warm.diagnostics != clean.diagnostics {
        let lines = |outcome: &Outcome| format!("{:#?}", outcome.diagnostics);
        let difference = super::diff::lines(&lines(&clean), &lines(&warm));
        return Err(format!("the diagnostics differ from those of a clean build (-):\n{difference}"));
    }
    if warm.next_change != clean.next_change {
        return Err(format!("the next change is {:?} instead of {:?}", warm.next_change, clean.next_change));
    }
    equal(&warm.rendered.files, &clean.rendered.files)?;
    if finish && !has_errors(&clean.diagnostics) {
        let made = extras_of(&warm, &mut memory.extras);
        equal(&made.files, &extras_of(&clean, &mut extras::ExtrasCache::default()).files)?;
    }
    Ok(Compared { clean, again: warm.rendered.again })
}

fn equal(warm: &Table<OutputPath, Content>, clean: &Table<OutputPath, Content>) -> Result<(), String> {
    let Some(path) = fissure::base::table::changed(warm, clean).next() else { return Ok(()) };
    let text = |files: &Table<OutputPath, Content>| {
        let file = files.get(&path);
        file.map_or("(no file)".to_owned(), |content| String::from_utf8_lossy(&read(content)).into_owned())
    };
    let difference = super::diff::lines(&text(clean), &text(warm));
    Err(format!("{path} differs from a clean build (-):\n{difference}"))
}
