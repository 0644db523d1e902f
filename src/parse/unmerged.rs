//! What other programs leave in a file: conflicts of a merge, a second front matter, invisible characters.
//!
//! Looks at lines and characters of the whole file. A conflict is reported alone, since all else follows from it.

use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::SourcePath;

/// The first conflict that git or another program left, outside blocks of code.
pub(super) fn conflict(path: &SourcePath, text: &str) -> Option<Diagnostic> {
    if !text.contains("<<<<<<<") {
        return None;
    }
    let mut opened: Option<Span> = None;
    let mut is_parted = false;
    for (at, line) in lines_of_prose(text) {
        match line.trim_end() {
            line if is_marker(line, "<<<<<<<") => (opened, is_parted) = (Some(at..at + line.len()), false),
            "=======" => is_parted = opened.is_some(),
            line if is_parted && is_marker(line, ">>>>>>>") => {
                let message = "Two versions of this file were joined, and this is left: a merge conflict.";
                let help = "Keep one of the versions between here and  >>>>>>>  and delete these three lines.";
                return Some(Diagnostic::error(Code::Unmerged, path, opened, message).help(help));
            }
            _ => {}
        }
    }
    None
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The lines of a text that stand in no fenced block of code, each with its first byte.
fn lines_of_prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let (mut at, mut fence) = (0, None);
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let marks = ["```", "~~~"].into_iter().find(|marks| line.trim_start().starts_with(marks));
        match (fence, marks) {
            (None, Some(marks)) => fence = Some(marks),
            (Some(open), Some(marks)) if open == marks => fence = None,
            (None, None) => return Some((start, line)),
            _ => {}
        }
        None
    })
}

/// A second front matter: fields, and nothing else, between two lines of three dashes, after an empty line or none.
pub(super) fn second_front_matter(path: &SourcePath, text: &str, body: usize) -> Option<Diagnostic> {
    let mut opened: Option<usize> = None;
    let (mut has_field, mut is_after_empty) = (false, true);
    for (at, line) in lines_of_prose(&text[body..]) {
        let line = line.trim_end();
        match opened {
            Some(start) if line == "---" && has_field => {
                let place = body + start..body + start + line.len();
                let message = "This is a second front matter, and readers would see it as text.";
                let help = "Move its fields up into the first one, and delete it.";
                return Some(Diagnostic::error(Code::Unmerged, path, place, message).help(help));
            }
            Some(_) if is_field(line) => has_field = true,
            Some(_) if line.starts_with([' ', '-', '#']) && line != "---" => {}
            _ => (opened, has_field) = ((line == "---" && is_after_empty).then_some(at), false),
        }
        is_after_empty = line.is_empty();
    }
    None
}

/// Whether a line looks like a field: a key in small letters, and a colon.
fn is_field(line: &str) -> bool {
    let key =
        line.split_once(':').filter(|(_, value)| value.is_empty() || value.starts_with(' ')).map_or("", |(key, _)| key);
    !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '-')
}

/// Characters that no page may have: each kind once.
pub(super) fn control_characters(path: &SourcePath, text: &str) -> Vec<Diagnostic> {
    let mut seen: Vec<char> = Vec::new();
    let is_control = |c: &char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    if !text.bytes().any(|byte| byte < 0x20 && !b"\n\t\r".contains(&byte) || byte == 0x7f || byte == 0xc2) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_control(c)) {
        if !seen.contains(&c) {
            seen.push(c);
            let message = format!("An invisible control character stands here: U+{:04X}.", u32::from(c));
            let help = "Delete it. It may have come with a text from elsewhere.";
            found.push(Diagnostic::error(Code::Unmerged, path, at..at + c.len_utf8(), message).help(help));
        }
    }
    found
}
