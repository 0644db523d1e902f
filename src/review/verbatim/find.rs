//! Whether a quotation stands in a source word for word, and if not, what stands there instead.
//!
//! Typography may differ: kinds of quotation marks and dashes, spaces, the case of the first letter, a comma or full stop
//! before the closing mark. `…` and what stands in square brackets are the writer's, and the parts around them must follow
//! each other. Whatever else differs makes another quotation.

use super::words::{ComparedWord, PlainText, is_unspaced, words};
use crate::base::text::capitalised;
use std::ops::{Range, RangeInclusive};

/// The full text of a source, read from `private/`, which is never published; ready to be looked into.
#[derive(Debug)]
pub(crate) struct Original {
    text: String,
    /// Its characters without what typography changes, and where each line begins in them.
    plain: String,
    plain_lines: Vec<usize>,
    /// Where each line begins in the text.
    lines: Vec<usize>,
    pub(super) words: Vec<ComparedWord>,
}

/// What becomes of a quotation that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FoundQuote {
    /// It is there, word for word. Paragraphs (¶) are lines of the file, counted from 1.
    Verbatim { paragraph: usize },
    /// It is not, and this is the passage most like it, if any is really near.
    Altered { nearest: Option<Near> },
    /// Its parts are there, and do not follow each other.
    OutOfOrder,
}

/// A passage that is like a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Near {
    /// In the spelling of the source.
    pub passage: String,
    pub paragraph: usize,
    /// How many letters of the quotation are in words that the passage has too.
    pub shared: usize,
}

impl Original {
    pub(crate) fn new(text: &str) -> Original {
        let mut plain = PlainText::default();
        let (mut plain_lines, mut lines, mut at) = (Vec::new(), Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            plain_lines.push(plain.text.len());
            lines.push(at);
            plain.add(line);
            at += line.len();
        }
        Original { text: text.to_owned(), plain: plain.text, plain_lines, lines, words: words(text) }
    }

    /// The paragraph that a byte of the text is in.
    pub(super) fn paragraph(&self, at: usize) -> usize {
        self.lines.partition_point(|begin| *begin <= at)
    }

    /// How many paragraphs it has, empty ones too.
    pub(super) fn paragraphs(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no text in some paragraphs.
    pub(super) fn is_empty(&self, paragraphs: &RangeInclusive<usize>) -> bool {
        let mut lines = self.text.lines().skip(paragraphs.start() - 1).take(paragraphs.clone().count());
        lines.all(|line| line.trim().is_empty())
    }

    /// Whether a quotation stands word for word within some paragraphs.
    pub(super) fn has_within(&self, quotation: &str, paragraphs: &RangeInclusive<usize>) -> bool {
        let Some(mut from) = self.plain_lines.get(paragraphs.start() - 1).copied() else { return false };
        let limit = self.plain_lines.get(*paragraphs.end()).copied().unwrap_or(self.plain.len());
        parts(&PlainText::of(quotation)).iter().all(|part| match self.find_part(part, from) {
            Some((_, end)) if end <= limit => {
                from = end;
                true
            }
            _ => false,
        })
    }

    /// The place of some words, with what hyphens and full stops join to them: "47" of "47.5" is shown as that.
    fn whole(&self, first: usize, last: usize) -> Range<usize> {
        let joined = |word: &ComparedWord| word.halves == 0;
        let before = self.words[..=first].iter().rev().take_while(|word| joined(word)).count();
        let after = self.words[last + 1..].iter().take_while(|word| joined(word)).count();
        self.words[first.saturating_sub(before)].range.start..self.words[last + after].range.end
    }

    /// The first place after `from` where a part of a quotation stands as whole words.
    fn find_part(&self, part: &str, from: usize) -> Option<(usize, usize)> {
        let places = cases(part).into_iter().filter_map(|part| {
            let whole = |at: &usize| is_whole(&self.plain, *at, at + part.len());
            let mut found = self.plain[from..].match_indices(&part).map(|(at, _)| from + at);
            found.find(whole).map(|at| (at, at + part.len()))
        });
        places.min()
    }
}

/// Looks for a quotation, given without its marks. One without letters is nobody's and stands everywhere.
pub(crate) fn find(original: &Original, quotation: &str) -> FoundQuote {
    let (mut from, mut first) = (0, None);
    for part in parts(&PlainText::of(quotation)) {
        let Some((start, end)) = original.find_part(&part, from) else {
            if from > 0 && original.find_part(&part, 0).is_some() {
                return FoundQuote::OutOfOrder;
            }
            return FoundQuote::Altered { nearest: nearest(original, &part) };
        };
        first = first.or(Some(start));
        from = end;
    }
    let paragraph = original.plain_lines.partition_point(|begin| *begin <= first.unwrap_or(0));
    FoundQuote::Verbatim { paragraph: paragraph.max(1) }
}

/// The parts of a quotation between words that are left out (`…`) or put in (`[the firm]`).
///
/// A single letter in brackets is that of the word it belongs to: `[a]ccess` is "Access" with another first letter.
fn parts(plain: &str) -> Vec<String> {
    let plain = plain.replace(". . .", "...");
    let mut parts = vec![String::new()];
    // Looked for once: a bracket that is never closed is a letter like any other.
    let last_bracket = plain.rfind(']').unwrap_or(0);
    let mut rest = plain.as_str();
    while let Some(c) = rest.chars().next() {
        let may_close = plain.len() - rest.len() < last_bracket;
        let inserted = rest.strip_prefix('[').filter(|_| may_close).and_then(|after| after.split_once(']'));
        if let Some((inside, after)) = inserted {
            let letter = inside.chars().count() == 1 && after.starts_with(char::is_alphabetic);
            parts.push(if letter { inside.to_owned() } else { String::new() });
            rest = after;
        } else if rest.starts_with("...") {
            parts.push(String::new());
            rest = rest.trim_start_matches('.');
        } else {
            parts.last_mut().expect("it begins with one").push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    // A mark at an edge may be that of a quotation within this one, which is closed where this one is.
    let edge = |c: char| matches!(c, ' ' | '\'');
    let trim = |part: String| part.trim_matches(edge).trim_end_matches(|c| edge(c) || ",.、。".contains(c)).to_owned();
    parts.into_iter().map(trim).filter(|part| part.contains(char::is_alphanumeric)).collect()
}

/// A part as it is written, and with its first letter large and small.
fn cases(part: &str) -> Vec<String> {
    let mut letters = part.chars();
    let small = letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect());
    let mut cases = vec![part.to_owned(), small, capitalised(part)];
    cases.sort();
    cases.dedup();
    cases
}

/// Whether a passage begins and ends with whole words and whole numbers: "47" is not in "47.5".
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let joined = |a: Option<char>, b: Option<char>| {
        a.zip(b).is_some_and(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric() && !is_unspaced(a) && !is_unspaced(b))
    };
    let passage = &text[start..end];
    let (before, after) = (&text[..start], &text[end..]);
    let decimal = passage.ends_with(|c: char| c.is_ascii_digit())
        && after.strip_prefix(['.', ',']).is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
    !decimal
        && !joined(before.chars().next_back(), passage.chars().next())
        && !joined(passage.chars().next_back(), after.chars().next())
}

/// The passage that has the most words of a part, in their order; none unless it has well over half of its letters.
fn nearest(original: &Original, part: &str) -> Option<Near> {
    /// Beyond this a comparison would take longer than anybody waits for a hint.
    const MOST: usize = 50_000_000;
    let wanted = words(part);
    if wanted.len().saturating_mul(original.words.len()) > MOST {
        return None;
    }
    let (cell, end) = align(&wanted, &original.words)?;
    let letters: usize = wanted.iter().map(|word| word.form.len()).sum();
    let range = original.whole(cell.start, end);
    let passage = original.text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let near = Near { passage, paragraph: original.paragraph(range.start), shared: cell.shared };
    (cell.shared * 5 >= letters * 3).then_some(near)
}

/// The best way to lay the words that are wanted beside a passage, up to one word of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Alignment {
    score: isize,
    /// The word that the passage begins with.
    start: usize,
    shared: usize,
}

impl Alignment {
    fn then(self, score: isize) -> Alignment {
        Alignment { score: self.score + score, ..self }
    }
}

/// Lays all that is wanted beside the passage that fits it best; gives also the last word of that passage.
fn align(wanted: &[ComparedWord], text: &[ComparedWord]) -> Option<(Alignment, usize)> {
    let free = |start| Alignment { score: 0, start, shared: 0 };
    // The column of the word before: how well the first n wanted words fit a passage that ends there.
    let mut column: Vec<Alignment> = (0..=wanted.len()).map(|n| free(0).then(-(n as isize))).collect();
    let mut best: Option<(Alignment, usize)> = None;
    for (at, word) in text.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut column[0], free(at + 1));
        for (n, wanted) in wanted.iter().enumerate() {
            let left = column[n + 1];
            let beside = match wanted.form == word.form {
                true => Alignment { shared: diagonal.shared + word.form.len(), ..diagonal.then(2) },
                false => diagonal.then(-1),
            };
            let skipped = column[n].then(-1);
            let put_in = left.then(-1);
            column[n + 1] = [beside, put_in, skipped].into_iter().max_by_key(|c| (c.score, c.shared)).unwrap_or(left);
            diagonal = left;
        }
        let end = column[wanted.len()];
        // One word more, where it costs nothing, is the one that stands in the place of the last one wanted.
        let instead = |best: Alignment, last: usize| (end.score, end.start, at) == (best.score, best.start, last + 1);
        let better = best.is_none_or(|(best, last)| end.score > best.score || instead(best, last));
        if end.start <= at && better {
            best = Some((end, at));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The harbour at night\n\n“Boats don’t wait for the tide — they leave,” the pilot said. \
        He called it a ‘quiet exodus.’\nAbout 47.5 boats left the U.S. coast… and the rest—old, slow—stayed.\n\
        灯台は、夜も静かだ。船は もう いない。";

    fn paragraph(quotation: &str) -> Option<usize> {
        match find(&Original::new(TEXT), quotation) {
            FoundQuote::Verbatim { paragraph } => Some(paragraph),
            FoundQuote::Altered { .. } | FoundQuote::OutOfOrder => None,
        }
    }

    fn near(quotation: &str) -> Option<String> {
        match find(&Original::new(TEXT), quotation) {
            FoundQuote::Altered { nearest } => nearest.map(|near| near.passage),
            found => panic!("{quotation} is there: {found:?}"),
        }
    }

    #[test]
    fn typography_may_differ() {
        for (quotation, at) in [
            ("Boats don't wait for the tide - they leave", 3),
            ("boats don’t wait for the tide—they leave.", 3),
            ("the tide\u{a0}— they leave,", 3),
            ("The pilot said. He called it a \"quiet exodus\".", 3),
            ("left the U.S. coast...", 4),
            ("left the U.S. coast", 4),
            ("U.S.", 4),
            ("old, slow", 4),
            ("47.5 boats", 4),
            ("灯台は、夜も静かだ。", 5),
            ("夜も静かだ。船はもういない", 5),
        ] {
            assert_eq!(paragraph(quotation), Some(at), "{quotation}");
        }
    }

    #[test]
    fn words_may_be_left_out_and_put_in_where_that_is_marked() {
        for quotation in [
            "Boats don't wait … they leave",
            "[b]oats don't [ever] wait for the tide",
            "… the tide [...] 47.5 boats",
            "Boats . . . left the U.S. coast … stayed …",
            "灯台は……いない",
        ] {
            assert!(paragraph(quotation).is_some(), "{quotation}");
        }
        for quotation in ["they leave … Boats don't wait", "Boats … for the sea", "[They] leave the tide"] {
            assert_eq!(paragraph(quotation), None, "{quotation}");
        }
    }

    #[test]
    fn whatever_else_differs_is_told_with_what_stands_there() {
        assert_eq!(near("Boats never wait for the tide").as_deref(), Some("Boats don’t wait for the tide"));
        assert_eq!(near("About 47 boats left the US coast").as_deref(), Some("About 47.5 boats left the U.S. coast"));
        assert_eq!(near("About 47").as_deref(), Some("About 47.5"));
        assert_eq!(near("boat"), None);
        assert_eq!(near("the rest, old and slow, stayed").as_deref(), Some("the rest—old, slow—stayed"));
        assert_eq!(near("Nothing of this was ever said by the pilot"), None);
        assert_eq!(near("Boats don't wait for the sea").as_deref(), Some("Boats don’t wait for the tide"));
        assert_eq!(find(&Original::new(TEXT), "they leave … Boats don't wait"), FoundQuote::OutOfOrder);
        assert_eq!(near("灯台は、朝も静かだ").as_deref(), Some("灯台は、夜も静かだ"));
    }

    #[test]
    fn the_first_letter_alone_may_change_its_case() {
        assert_eq!(paragraph("the harbour at night"), Some(1));
        assert_eq!(paragraph("The Harbour at night"), None);
        assert_eq!(paragraph(""), Some(1));
        assert_eq!(find(&Original::new(""), "x"), FoundQuote::Altered { nearest: None });
    }
}
