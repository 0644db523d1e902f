//! The only place of the tests that calls the build, and the comparison of one that remembers with one that does not.

use super::{Files, NOW};
use fissure::diagnostic::Diagnostic;
use fissure::load::{Content, Sources};
use fissure::path::OutputPath;
use fissure::render::Rendered;
use fissure::{Advice, Inputs, Memory, Outcome};
use std::fs;

pub fn inputs() -> Inputs {
    Inputs {
        now: NOW.parse().unwrap(),
        drafts: false,
        base_url: None,
        strict: false,
        hurry: false,
        advice: Some(Advice::default()),
    }
}

/// The inputs of a build that makes what is seen at once, and leaves what is slow for later.
pub fn at_once(inputs: &Inputs) -> Inputs {
    Inputs { hurry: true, ..inputs.clone() }
}

/// Whether a build left nothing for later.
pub fn is_whole(outcome: &Outcome) -> bool {
    outcome.is_whole
}

pub fn build_sources(sources: &Sources, noticed: &[Diagnostic], inputs: &Inputs, memory: &mut Memory) -> Outcome {
    fissure::build(sources, noticed.to_vec(), inputs, memory, &mut |_| {})
}

/// Whether a file is one that may come later than the pages: a card, or a part of the index for search.
pub fn is_late(path: &str) -> bool {
    path.ends_with("card.png") || path.starts_with("search/") && path != "search/index.html"
}

/// What came of a comparison.
pub struct Compared {
    /// The build without memory.
    pub clean: Outcome,
    /// The pages that the build with memory rendered again.
    pub again: Vec<OutputPath>,
}

/// Builds with memory and without; gives in words where they differ. Unless `finish`, what is late is left for another time.
pub fn compare(
    sources: &Sources,
    noticed: &[Diagnostic],
    inputs: &Inputs,
    memory: &mut Memory,
    finish: bool,
) -> Result<Compared, String> {
    let clean = build_sources(sources, noticed, inputs, &mut Memory::default());
    let seen = build_sources(sources, noticed, &at_once(inputs), memory);
    let again = seen.rendered.again.clone();
    equal(&seen, &clean, is_whole(&seen))?;
    if finish {
        let all = build_sources(sources, noticed, inputs, memory);
        if let Some(late) = all.rendered.again.first() {
            return Err(format!("{late} was left for later"));
        }
        equal(&all, &clean, true)?;
    }
    Ok(Compared { clean, again })
}

fn equal(warm: &Outcome, clean: &Outcome, with_late: bool) -> Result<(), String> {
    if warm.diagnostics != clean.diagnostics {
        let lines = |outcome: &Outcome| format!("{:#?}", outcome.diagnostics);
        let difference = super::diff::lines(&lines(clean), &lines(warm));
        return Err(format!("the diagnostics differ from those of a clean build (-):\n{difference}"));
    }
    if warm.next_change != clean.next_change {
        return Err(format!("the next change is {:?} instead of {:?}", warm.next_change, clean.next_change));
    }
    let (warm, clean) = (&warm.rendered, &clean.rendered);
    let paths = warm.files.keys().chain(clean.files.keys()).filter(|path| with_late || !is_late(path.as_str()));
    match paths.into_iter().find(|path| warm.files.get(*path) != clean.files.get(*path)) {
        None => Ok(()),
        Some(path) => {
            let text = |rendered: &Rendered| {
                rendered
                    .files
                    .get(path)
                    .map_or("(no file)".to_owned(), |content| String::from_utf8_lossy(&read(content)).into_owned())
            };
            let difference = super::diff::lines(&text(clean), &text(warm));
            Err(format!("{path} differs from a clean build (-):\n{difference}"))
        }
    }
}

fn read(content: &Content) -> Vec<u8> {
    match content {
        Content::Memory(bytes) => bytes.to_vec(),
        Content::Disk { path, .. } => fs::read(path).unwrap(),
    }
}

/// The files of a build with their bytes.
pub fn bytes(rendered: &Rendered) -> Files {
    rendered.files.iter().map(|(path, content)| (path.to_string(), read(content))).collect()
}
