//! Where words begin and end, in scripts that put spaces between them and in scripts that do not.
//!
//! The rule by which a name is a whole word of a text stands here once, with the words that a text must have for the
//! name to be in it. Knows no names.

use super::fold::is_mark;
use std::ops::Range;

/// Whether a name stands in a text as whole words.
///
/// What a hyphen joins to it makes another word ("non-US", "GPT-5.6-mini"), and so does a full stop before a letter or
/// digit ("Fable 5.1", "sakana.ai"). Scripts that write without spaces have no such edges, but katakana, which spell
/// foreign words, are not cut out of a longer run of them, and Korean joins its particles to the end of a name.
pub(crate) fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let name = &text[range.clone()];
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let mut back = before.chars().rev();
    let mut on = after.chars();
    let first = name.chars().next().map_or(Script::None, Script::of);
    let last = name.chars().next_back().map_or(Script::None, Script::of);
    let joins_before = match back.next() {
        Some('-' | '.' | '@' | '#' | '_') if first == Script::Spaced => {
            let joined = back.next().is_some_and(|c| Script::of(c) == Script::Spaced);
            joined || before.ends_with(['@', '#', '_'])
        }
        Some(c) => Script::of(c) == first && first.has_edges(),
        None => false,
    };
    let joins_after = match on.next() {
        Some('-' | '.' | '_') if last == Script::Spaced => on.next().is_some_and(|c| Script::of(c) == Script::Spaced),
        Some(c) if is_mark(c) => true,
        Some(c) => Script::of(c) == last && last.has_edges() && last != Script::Korean,
        None => false,
    };
    !joins_before && !joins_after
}

/// The words of a text, each as a number: runs of letters and digits, and each character of the scripts that do not put
/// spaces between words.
///
/// A text in which a name is whole has every word of the name: [`is_whole`] allows no letter next to a run.
pub(crate) fn words(text: &str, mut each: impl FnMut(u32)) {
    let step = |hash: u64, c: char| (hash.rotate_left(5) ^ u64::from(c)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let number = |hash: u64| (hash >> 32) as u32;
    let mut run = 0;
    for c in text.chars() {
        let script = Script::of(c);
        if script == Script::Spaced {
            run = step(run, c);
            continue;
        }
        if run != 0 {
            each(number(run));
            run = 0;
        }
        if script != Script::None {
            each(number(step(0, c)));
        }
    }
    if run != 0 {
        each(number(run));
    }
}

/// How a script marks where words end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    /// By spaces: Latin, Greek, Cyrillic, digits and most others.
    Spaced,
    Katakana,
    Korean,
    /// Not at all: Han, hiragana, Thai and their like.
    Unspaced,
    None,
}

impl Script {
    fn of(c: char) -> Script {
        match c {
            _ if c.is_ascii() => {
                if c.is_ascii_alphanumeric() {
                    Script::Spaced
                } else {
                    Script::None
                }
            }
            '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}' => Script::Katakana,
            '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => Script::Korean,
            '\u{3040}'..='\u{309f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
                Script::Unspaced
            }
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Script::Unspaced,
            _ if c.is_alphanumeric() => Script::Spaced,
            _ => Script::None,
        }
    }

    fn has_edges(self) -> bool {
        matches!(self, Script::Spaced | Script::Katakana | Script::Korean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn set(text: &str) -> BTreeSet<u32> {
        let mut set = BTreeSet::new();
        words(text, |word| {
            set.insert(word);
        });
        set
    }

    #[test]
    fn a_text_in_which_a_name_is_whole_has_every_word_of_the_name() {
        const PARTS: [&str; 20] = [
            "a", "B", "7", " ", " ", "-", ".", "'", "@", "_", "é", "e\u{301}", "カ", "ー", "한", "국", "東", "ค", "ा",
            "🦊",
        ];
        let mut random = fastrand::Rng::with_seed(7);
        let mut seen = [0, 0];
        for _ in 0..200_000 {
            let mut make =
                |most: usize| (0..random.usize(1..=most)).map(|_| PARTS[random.usize(0..20)]).collect::<String>();
            let (name, text) = (make(3), make(12));
            let places = text.match_indices(&name).map(|(at, _)| at..at + name.len());
            let is_in = places.into_iter().any(|range| is_whole(&text, &range));
            let may_be = set(&name).is_subset(&set(&text));
            assert!(may_be || !is_in, "{name:?} in {text:?}");
            seen[usize::from(is_in)] += 1;
        }
        assert!(seen.iter().all(|n| *n > 1000), "{seen:?}");
        assert!(!set("Fugu").is_subset(&set("Fugus and fugu")));
    }
}
