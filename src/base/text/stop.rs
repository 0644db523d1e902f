//! A place where a sentence may end: the run of full stops and other marks, what still belongs to it, the space after it.
//!
//! It reads what stands there, and never decides whether a sentence ends.

use super::marks::{self, from};

/// What a run of marks is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StopKind {
    /// One full stop, which may be that of an abbreviation.
    Dot,
    /// Several, or "…".
    Ellipsis,
    /// "!" or "?" in any number.
    Loud,
    /// A mark of a script that has it for this alone, such as "。" and "।".
    Sure,
}

#[derive(Debug)]
pub(crate) struct Stop {
    pub kind: StopKind,
    /// Where its marks begin.
    pub at: usize,
    /// Where they end.
    pub marks_end: usize,
    /// Where the sentence would end: after closing quotation marks, brackets, notes and emoji.
    pub end: usize,
    /// Where the next one would begin.
    pub next: usize,
    /// Whether there is space between the two.
    pub is_spaced: bool,
}

impl Stop {
    /// Reads what stands at a mark.
    pub(crate) fn read(text: &str, at: usize) -> Stop {
        let (kind, marks_end) = run(text, at);
        let mut end = closing(text, marks_end);
        if kind == StopKind::Dot && end == marks_end {
            end += note_number(text, at, end);
        }
        let rest = from(text, end);
        let begin = rest.trim_start_matches(is_space);
        let space = &rest[..rest.len() - begin.len()];
        Stop { kind, at, marks_end, end, next: end + space.len(), is_spaced: space.chars().any(char::is_whitespace) }
    }
}

/// Whether a sentence may end with a character.
pub(crate) fn is_terminal(c: char) -> bool {
    matches!(c, '.' | '…') || is_loud(c) || is_sure(c)
}

fn is_loud(c: char) -> bool {
    matches!(c, '!' | '?' | '‼' | '‽' | '⁇' | '⁈' | '⁉')
}

fn is_sure(c: char) -> bool {
    matches!(c, '。' | '｡' | '．' | '！' | '？' | '\u{61f}' | '\u{6d4}' | '\u{37e}' | '।' | '॥' | '։')
        || matches!(c, '።' | '፧' | '፨' | '။' | '។' | '៕')
}

/// The kind of a run of marks, and its end. ". . ." is one.
fn run(text: &str, at: usize) -> (StopKind, usize) {
    let (mut dots, mut loud, mut sure) = (0, false, false);
    let mut end = at;
    loop {
        let rest = from(text, end);
        let spaced = rest.trim_start_matches([' ', '\u{a0}']);
        // The dot of ".5" and ".NET" begins a word.
        let is_next_dot =
            |rest: &str| rest.strip_prefix('.').is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        match rest.chars().next() {
            Some(c) if is_terminal(c) => {
                end += c.len_utf8();
                dots += usize::from(c == '.') + if c == '…' { 3 } else { 0 };
                loud |= is_loud(c);
                sure |= is_sure(c);
            }
            Some(' ' | '\u{a0}') if dots > 0 && is_next_dot(spaced) => end += rest.len() - spaced.len(),
            _ => break,
        }
    }
    let kind = match dots {
        _ if sure => StopKind::Sure,
        _ if loud => StopKind::Loud,
        0 | 1 => StopKind::Dot,
        _ => StopKind::Ellipsis,
    };
    (kind, end)
}

/// Where all that belongs to a sentence after its full stop ends.
fn closing(text: &str, mut at: usize) -> usize {
    loop {
        let rest = from(text, at);
        let Some(c) = rest.chars().next() else { return at };
        let length = if marks::is_closer(c) || is_note_sign(c) || is_emoji(c) || is_invisible(c) {
            c.len_utf8()
        } else if c == '[' {
            note(rest, |_| true)
        } else if c.is_whitespace() {
            after_space(rest)
        } else {
            0
        };
        if length == 0 {
            return at;
        }
        at += length;
    }
}

/// The length of space and what belongs to the sentence before it: » with the space of French, "[1]", and emoji.
fn after_space(rest: &str) -> usize {
    let begin = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let space = rest.len() - begin.len();
    let length = match begin.chars().next() {
        Some('»') => '»'.len_utf8(),
        Some('[') => note(begin, |c| c.is_ascii_digit()),
        Some(c) if is_emoji(c) => begin.find(|c| !is_emoji(c)).unwrap_or(begin.len()),
        _ => 0,
    };
    let is_apart = from(begin, length).chars().next().is_none_or(|c| !c.is_alphanumeric());
    if length > 0 && is_apart { space + length } else { 0 }
}

/// The length of a note such as "[1]" and "[note 2]".
fn note(rest: &str, holds: impl Fn(char) -> bool) -> usize {
    const LONGEST: usize = 20;
    let end = rest.char_indices().take(LONGEST).find(|(_, c)| *c == ']');
    let inner = end.and_then(|(end, _)| rest.get(1..end));
    inner.filter(|inner| !inner.is_empty() && inner.chars().all(holds)).map_or(0, |inner| inner.len() + 2)
}

/// The length of the number of a note that lost its form, as in "closed.1 The".
fn note_number(text: &str, at: usize, end: usize) -> usize {
    let rest = from(text, end);
    let begin = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - begin.len();
    let word = text.get(..at).unwrap_or("").rsplit(|c: char| !c.is_lowercase()).next().unwrap_or("");
    let is_note = (1..=2).contains(&digits) && word.chars().count() > 3 && begin.starts_with(' ');
    if is_note { digits } else { 0 }
}

fn is_note_sign(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '\u{2070}'..='\u{2079}' | '†' | '‡' | '*')
}

/// Emoji, and what joins and varies them.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{200d}' | '\u{20e3}')
}

/// Soft hyphens, joiners and marks of direction, which nobody sees.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}
