//! Changes to a text at places of it; whatever lies between them stays as it was typed.
//!
//! Knows nothing of what is changed, and nothing of the disk.

use crate::base::diagnostic::Span;

/// Another text in the place of a part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edit {
    start: usize,
    end: usize,
    text: String,
}

impl Edit {
    pub(crate) fn new(span: Span, text: impl Into<String>) -> Edit {
        Edit { start: span.start, end: span.end, text: text.into() }
    }

    /// The part that it replaces.
    pub(crate) fn span(&self) -> Span {
        self.start..self.end
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Puts something in, and takes nothing out.
    pub(crate) fn insert(at: usize, text: impl Into<String>) -> Edit {
        Edit::new(at..at, text)
    }
}

/// Brings edits into order; a place that was found twice is changed once.
pub(crate) fn settled(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort();
    edits.dedup();
    edits
}

/// Those of settled edits that lie within no other.
pub(crate) fn apart(edits: &[Edit]) -> impl Iterator<Item = &Edit> {
    let mut done = 0;
    edits.iter().filter(move |edit| {
        let is_apart = edit.start >= done;
        done = if is_apart { edit.end } else { done };
        is_apart
    })
}

/// The text with its edits, which must be settled. One that lies within another is passed over.
pub(crate) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut new = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for edit in apart(edits) {
        new.push_str(&text[done..edit.start]);
        new.push_str(&edit.text);
        done = edit.end;
    }
    new.push_str(&text[done..]);
    new
}

/// The same for the text as it is on the disk: with its byte order mark and its ends of lines.
///
/// The places of the edits are those in the text that was read, where an end of line is `\n` and nothing else.
pub(crate) fn apply_as_typed(typed: &str, edits: &[Edit]) -> String {
    let ends = if typed.contains("\r\n") { "\r\n" } else { "\n" };
    let typed_edit = |edit: &Edit| Edit {
        start: place_as_typed(typed, edit.start),
        end: place_as_typed(typed, edit.end),
        text: edit.text.replace('\n', ends),
    };
    apply(typed, &edits.iter().map(typed_edit).collect::<Vec<_>>())
}

/// Where a place of the text that was read lies in the text that was typed.
fn place_as_typed(typed: &str, at: usize) -> usize {
    let mark = typed.len() - typed.strip_prefix('\u{feff}').unwrap_or(typed).len();
    let mut read = 0;
    let mut chars = typed[mark..].char_indices().peekable();
    while let Some((place, c)) = chars.next() {
        if read >= at {
            return mark + place;
        }
        read += match c {
            '\r' if chars.peek().is_some_and(|(_, next)| *next == '\n') => 0,
            '\0' => '\u{fffd}'.len_utf8(),
            c => c.len_utf8(),
        };
    }
    typed.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_the_edits_stays() {
        let edits = settled(vec![Edit::new(7..11, "x"), Edit::insert(0, "> "), Edit::new(7..11, "x")]);
        assert_eq!(apply("bloc: [fugu]\n", &edits), "> bloc: [x]\n");
        assert_eq!(apply("bloc: [fugu]\n", &settled(vec![Edit::new(7..11, "x")])), "bloc: [x]\n");
    }

    #[test]
    fn marks_and_ends_of_lines_are_kept() {
        let edits = [Edit::new(2..3, "new\nline"), Edit::new(4..5, "z")];
        assert_eq!(apply("a\nb\nc", &edits), "a\nnew\nline\nz");
        assert_eq!(apply_as_typed("\u{feff}a\r\nb\r\nc", &edits), "\u{feff}a\r\nnew\r\nline\r\nz");
    }
}
