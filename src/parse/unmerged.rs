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

/// A second front matter, at the beginning of the body.
pub(super) fn second_front_matter(path: &SourcePath, text: &str, body: usize) -> Option<Diagnostic> {
    let rest = text[body..].trim_start();
    let start = text.len() - rest.len();
    let inner = rest.strip_prefix("---\n")?;
    let end = inner.find("\n---\n").or_else(|| inner.ends_with("\n---").then(|| inner.len() - 4))?;
    let is_field = |line: &str| {
        let key = line.split_once(':').map(|(key, _)| key);
        line.trim().is_empty()
            || line.starts_with([' ', '-', '#'])
            || key.is_some_and(|key| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)))
    };
    let has_field = inner[..end].lines().any(|line| line.contains(':'));
    (has_field && inner[..end].lines().all(is_field)).then(|| {
        let message = "This is a second front matter, and readers would see it as text.";
        Diagnostic::error(Code::Unmerged, path, start..start + 3, message)
            .help("Move its fields up into the first one, and delete it.")
    })
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
