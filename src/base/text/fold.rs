//! Spellings that readers take for the same: composed and decomposed letters, curly and straight apostrophes, spaces and
//! hyphens of every kind, and characters that nobody sees.
//!
//! Names are compared in these forms. Nothing that is folded here is ever shown: a text keeps what its writer typed, and
//! [`Folded`] leads from a place in the folded text back to the original.

use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A text in Unicode's composed form (NFC): file names of some systems come decomposed.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// A text in Unicode's decomposed form (NFD).
pub(crate) fn nfd(text: &str) -> String {
    text.nfd().collect()
}

/// The character that stands for all that readers take for it; none for one that they do not see.
///
/// The joiners U+200C and U+200D stay: Persian and the scripts of India are spelt with them.
pub(crate) fn plain(c: char) -> Option<char> {
    match c {
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        _ if is_apostrophe(c) => Some('\''),
        '\u{2010}' | '\u{2011}' => Some('-'),
        _ if c.is_whitespace() => Some(' '),
        c => Some(c),
    }
}

/// Whether a character is typed as an apostrophe: ', ’, ‘, the letters ʼ and ʻ, an accent that stands alone, or the wide form.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '\u{2bc}' | '\u{2bb}' | '\u{b4}' | '\u{ff07}')
}

/// Whether a character belongs to the letter before it.
pub(crate) fn is_mark(c: char) -> bool {
    !c.is_ascii() && is_combining_mark(c)
}

/// The form in which names are compared: NFKC, small letters, and all that [`plain`] takes for the same.
pub(crate) fn folded(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii() && (byte == b' ' || !byte.is_ascii_whitespace());
    if name.bytes().all(is_plain) && !name.contains("  ") && name.trim().len() == name.len() {
        return name.to_ascii_lowercase();
    }
    let small = name.chars().filter_map(plain).nfkc().collect::<String>().to_lowercase();
    small.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text in which names are looked for to the letter, with the way back to the original.
#[derive(Debug)]
pub(crate) struct Folded<'a> {
    text: Cow<'a, str>,
    /// In the order of the text; none when the text is as it was written.
    pieces: Vec<FoldedPiece>,
}

/// A run of the folded text: where it begins, and what it stands for.
#[derive(Debug)]
struct FoldedPiece {
    at: usize,
    original: Range<usize>,
    /// Whether each byte stands for a byte, so that places within it can be told.
    is_same: bool,
}

impl<'a> Folded<'a> {
    pub(crate) fn new(text: &'a str) -> Folded<'a> {
        if is_folded(text) {
            return Folded { text: Cow::Borrowed(text), pieces: Vec::new() };
        }
        let mut folded = String::with_capacity(text.len());
        let mut pieces: Vec<FoldedPiece> = Vec::new();
        for range in clusters(text) {
            let (at, cluster) = (folded.len(), &text[range.clone()]);
            let mut only = cluster.chars();
            match (only.next().and_then(plain), only.next()) {
                (None, None) => continue,
                (Some(' '), None) if folded.ends_with(' ') => continue,
                (Some(c), None) => folded.push(c),
                (_, Some(_)) => folded.extend(cluster.chars().filter_map(plain).nfc()),
            }
            let is_same = folded[at..] == *cluster;
            match pieces.last_mut() {
                Some(last) if last.is_same && is_same && last.original.end == range.start => {
                    last.original.end = range.end;
                }
                _ => pieces.push(FoldedPiece { at, original: range, is_same }),
            }
        }
        Folded { text: Cow::Owned(folded), pieces }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The place in the original of a place in the folded text.
    pub(crate) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let piece = |before: usize| before.checked_sub(1).and_then(|n| self.pieces.get(n));
        let start = match piece(self.pieces.partition_point(|piece| piece.at <= range.start)) {
            Some(piece) if piece.is_same => piece.original.start + (range.start - piece.at),
            Some(piece) => piece.original.start,
            None => range.start,
        };
        let end = match piece(self.pieces.partition_point(|piece| piece.at < range.end)) {
            Some(piece) if piece.is_same => piece.original.start + (range.end - piece.at),
            Some(piece) => piece.original.end,
            None => range.end,
        };
        start..end.max(start)
    }
}

/// Whether folding would change nothing.
fn is_folded(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii() && (byte == b' ' || !byte.is_ascii_whitespace());
    if text.contains("  ") {
        return false;
    }
    text.bytes().all(is_plain)
        || (text.chars().all(|c| plain(c) == Some(c)) && is_nfc_quick(text.chars()) == IsNormalized::Yes)
}

/// The parts of a text that can be composed one by one: a letter with its marks, or the parts of a Korean syllable.
fn clusters(text: &str) -> impl Iterator<Item = Range<usize>> {
    let begins = |c: char| {
        c.is_ascii() || (canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes)
    };
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = chars.next()?;
        while chars.next_if(|(_, c)| !begins(*c)).is_some() {}
        Some(start..chars.peek().map_or(text.len(), |(at, _)| *at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_take_for_the_same_is_the_same() {
        for (one, other) in [
            ("Lea O'Hara Ltd", "LEA  O’Hara\u{a0}Ltd"),
            ("Lea O'Hara Ltd", "Lea Oʼhara\nLtd"),
            ("Zusammenarbeit", "Zusammen\u{ad}arbeit"),
            ("Coca-Cola", "Coca\u{2011}Cola"),
            ("Québec", "Que\u{301}bec"),
            ("한국어", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}\u{110b}\u{1165}"),
            ("ガイド", "カ\u{3099}イト\u{3099}"),
            ("ｶﾞｲﾄﾞ", "ガイド"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        // Persian and Sinhala are spelt with joiners.
        assert_ne!(folded("نمی\u{200c}خواهم"), folded("نمیخواهم"));
    }

    #[test]
    fn a_place_leads_back_to_the_original() {
        for (text, name, original) in [
            ("by Lea O’Hara Ltd.", "Lea O'Hara Ltd", "Lea O’Hara Ltd"),
            ("« Zu\u{ad}sam\u{ad}men\u{ad} »", "Zusammen", "Zu\u{ad}sam\u{ad}men"),
            ("in Que\u{301}bec, that", "Québec", "Que\u{301}bec"),
            ("two  \n spaces  here", "two spaces", "two  \n spaces"),
            (
                "…\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8} 1",
                "한국",
                "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}",
            ),
            ("no\u{202f}break\u{2011}here", "no break-here", "no\u{202f}break\u{2011}here"),
            ("plain text", "text", "text"),
        ] {
            let folded = Folded::new(text);
            let at = folded.as_str().find(name).unwrap_or_else(|| panic!("{:?}", folded.as_str()));
            assert_eq!(&text[folded.original(&(at..at + name.len()))], original);
        }
    }

    #[test]
    fn what_is_folded_already_is_not_copied() {
        for text in ["Fugu is here.", "東京と한국", "Économie d'État"] {
            assert!(matches!(Folded::new(text).text, Cow::Borrowed(_)), "{text}");
        }
    }
}
