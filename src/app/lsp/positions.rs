//! Places in a text, and files of the site, in the words of the protocol: lines from 0, columns in units of UTF-16, and URIs.
//!
//! Never fails: a place outside the text is the nearest one in it, and a file outside the site is none.

use crate::base::diagnostic::Span;
use crate::base::path::SourcePath;
use serde_json::{Value, json};
use std::path::Path;
use url::Url;

/// The byte at a position, which an editor may give for a text that has changed since.
pub(super) fn offset(text: &str, position: &Value) -> usize {
    let number = |key: &str| position[key].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let (line, column) = (number("line"), number("character"));
    let mut begin = 0;
    for _ in 0..line {
        match text[begin..].find('\n') {
            Some(end) => begin += end + 1,
            None => return text.len(),
        }
    }
    let mut units = 0;
    let line = text[begin..].split('\n').next().unwrap_or_default();
    let past = line.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > column
    });
    begin + past.map_or(line.len(), |(at, _)| at)
}

pub(super) fn position(text: &str, at: usize) -> Value {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let before = &text[..at];
    let begin = before.rfind('\n').map_or(0, |end| end + 1);
    json!({"line": before.matches('\n').count(), "character": before[begin..].encode_utf16().count()})
}

pub(super) fn range(text: &str, span: Span) -> Value {
    json!({"start": position(text, span.start), "end": position(text, span.end)})
}

/// The file of the site that a URI names, if it is one.
pub(super) fn path_of(root: &Path, uri: &str) -> Option<SourcePath> {
    let path = Url::parse(uri).ok()?.to_file_path().ok()?;
    // An editor may have come by a link.
    let path = path.canonicalize().unwrap_or(path);
    let parts: Option<Vec<&str>> = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    Some(SourcePath::new(parts?.join("/")))
}

/// The URI of a file of the site; `root` is its whole path.
pub(super) fn uri_of(root: &Path, path: &SourcePath) -> String {
    Url::from_file_path(root.join(path.as_str())).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_units_of_utf16() {
        let text = "a\n東𝒳b\n";
        for (line, character, at) in [(0, 0, 0), (0, 9, 1), (1, 1, 5), (1, 3, 9), (1, 4, 10), (2, 0, 11), (7, 0, 11)] {
            assert_eq!(offset(text, &json!({"line": line, "character": character})), at, "{line}:{character}");
        }
        assert_eq!(position(text, 9), json!({"line": 1, "character": 3}));
        assert_eq!(position(text, 3), json!({"line": 1, "character": 0}), "within a letter");
    }
}
