//! What follows from what: while the settings lack a kind, or cannot be read, each word that names one of its entities is
//! unknown, and while a folder cannot be read, so is all that is in it. Those messages are one mistake, so each is given the file
//! that they follow from.
//!
//! Looks at messages, at paths, and at the names in files that no kind has; adds and drops no message.

use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::path::SourcePath;
use crate::load::{CONTENT, Sources};
use crate::model::{Config, config, files, is_folder_of_content};
use std::collections::BTreeMap;

/// Gives the messages that follow from the settings, or from a folder without a kind, the file of their cause.
pub(crate) fn trace(diagnostics: &mut [Diagnostic], sources: &Sources, config: &Config) {
    // Of a site that was not read whole, whatever else is wrong may follow from that.
    let unread = diagnostics.iter().find(|d| d.code == Code::Unreadable).map(|d| d.path.clone());
    if let Some(cause) = unread {
        let others = diagnostics.iter_mut().filter(|d| d.code != Code::Unreadable);
        others.for_each(|other| other.follows = Some(cause.clone()));
        return;
    }
    let lost = lost_files(diagnostics, config);
    if lost.is_empty() {
        return;
    }
    let settings = config::place(sources);
    let is_of_settings = |d: &Diagnostic| d.path == settings && d.severity == Severity::Error;
    let settings = diagnostics.iter().any(is_of_settings).then_some(settings);
    let mut words: Vec<(String, SourcePath)> = Vec::new();
    for (folder, paths) in &lost {
        let cause = settings.as_ref().unwrap_or(&paths[0]);
        let names = paths.iter().flat_map(|path| names(path, sources, config)).chain([format!("/{folder}/")]);
        words.extend(names.map(|name| (name, cause.clone())));
    }
    for diagnostic in diagnostics {
        let of_lost = lost.values().find(|paths| paths.contains(&diagnostic.path));
        let cause = match of_lost {
            Some(paths) => settings.as_ref().or(paths.first()),
            None => cause(diagnostic, sources, &words),
        };
        diagnostic.follows = cause.filter(|cause| **cause != diagnostic.path).cloned();
    }
}

/// The files in folders that belong to no kind, by their folder, as they were reported.
fn lost_files(diagnostics: &[Diagnostic], config: &Config) -> BTreeMap<String, Vec<SourcePath>> {
    let mut lost: BTreeMap<String, Vec<SourcePath>> = BTreeMap::new();
    for path in diagnostics.iter().filter(|d| d.code == Code::BadFile && d.path.extension() == "md").map(|d| &d.path) {
        if let Some((folder, _)) = path.below(CONTENT).and_then(|below| below.split_once('/'))
            && !is_folder_of_content(folder, config)
        {
            lost.entry(folder.to_owned()).or_default().push(path.clone());
        }
    }
    lost.values_mut().for_each(|paths| paths.sort());
    lost
}

/// What a file that was not understood would be called by: its slug, and its name if it says so.
fn names(path: &SourcePath, sources: &Sources, config: &Config) -> Vec<String> {
    let name = sources.text(path).and_then(|text| text.lines().find_map(|line| line.strip_prefix("name:")));
    let name = name.map(|name| name.trim().trim_matches(['"', '\'']).to_owned());
    let names = [Some(files::stem(path, config).to_owned()), name];
    names.into_iter().flatten().filter(|name| !name.is_empty()).collect()
}

/// The cause of a message about a word that one of the lost files would explain.
fn cause<'a>(diagnostic: &Diagnostic, sources: &Sources, words: &'a [(String, SourcePath)]) -> Option<&'a SourcePath> {
    use Code::*;
    if !matches!(diagnostic.code, UnknownField | UnknownTag | DeadLink | WrongList | AmbiguousName | NoSpeaker) {
        return None;
    }
    let text = sources.text(&diagnostic.path)?;
    let span = diagnostic.span.clone()?;
    // An unknown field follows from a kind if it lists what is of that kind.
    let marked = match diagnostic.code {
        UnknownField => rest_of_entry(text, span.start),
        _ => text.get(span)?,
    };
    words.iter().find(|(word, _)| has_word(marked, word)).map(|(_, cause)| cause)
}

/// The text of a field from its key on, up to the next field.
fn rest_of_entry(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or("");
    let next = rest.match_indices('\n').find(|(at, _)| !rest[at + 1..].starts_with([' ', '-', '\n']));
    next.map_or(rest, |(at, _)| &rest[..at])
}

/// Whether a text has a word that is not a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '-';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        word.starts_with('/') || (!before.ends_with(is_of_word) && !after.starts_with(is_of_word))
    })
}
