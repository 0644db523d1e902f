//! Runs of words that a text has from a source without quoting it.
//!
//! The words of all sources are numbered, and each place where so many of them follow each other that they would be a
//! copy is kept under their hash. A text is then read once, whatever the number of sources.

use super::find::Original;
use super::words::{ComparedWord, count, words};
use crate::base::slug::Slug;
use crate::parse::quotation::is_quoted;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

/// How many words in a row a text may share with a source, unless somebody says otherwise.
pub(crate) const MAX_RUN: usize = 8;

/// Words in a row that are those of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Copied<'a> {
    /// Their place in the text.
    pub range: Range<usize>,
    pub words: usize,
    pub source: &'a Slug,
    /// Where they are in the source: a line of its file, counted from 1.
    pub paragraph: usize,
}

/// The runs of words of all sources, ready to be looked up.
#[derive(Debug)]
pub(crate) struct Runs<'a> {
    max_run: usize,
    numbers: HashMap<&'a str, u32>,
    sources: Vec<Source<'a>>,
    /// Where runs of one word more than is allowed begin: a source, and a word of it.
    places: HashMap<u64, Vec<(usize, usize)>>,
}

#[derive(Debug)]
struct Source<'a> {
    slug: &'a Slug,
    original: &'a Original,
    words: Vec<u32>,
}

/// A run that a source says over and over is kept this often; any of them will do.
const OFTEN: usize = 16;

impl<'a> Runs<'a> {
    /// `max_run` words in a row may be shared, and one more is a copy.
    pub(crate) fn new(originals: &'a BTreeMap<Slug, Original>, max_run: usize) -> Runs<'a> {
        let mut runs = Runs { max_run, numbers: HashMap::new(), sources: Vec::new(), places: HashMap::new() };
        for (slug, original) in originals {
            let mut number = |word: &'a ComparedWord| {
                let next = runs.numbers.len() as u32;
                *runs.numbers.entry(word.form.as_str()).or_insert(next)
            };
            let words: Vec<u32> = original.words.iter().map(&mut number).collect();
            for (at, run) in words.windows(max_run + 1).enumerate() {
                let places = runs.places.entry(hash(run)).or_default();
                if places.len() < OFTEN {
                    places.push((runs.sources.len(), at));
                }
            }
            runs.sources.push(Source { slug, original, words });
        }
        runs
    }

    /// The longest run of a source that a row of numbered words begins with: its length, and where it is.
    fn longest(&self, row: &[Option<u32>]) -> Option<(usize, &Source<'a>, usize)> {
        let run: Option<Vec<u32>> = row.get(..=self.max_run)?.iter().copied().collect();
        let mut best: Option<(usize, &Source<'a>, usize)> = None;
        for (source, at) in self.places.get(&hash(&run?))? {
            let source = &self.sources[*source];
            let shared = row.iter().zip(&source.words[*at..]).take_while(|(a, b)| **a == Some(**b)).count();
            // Two runs may have one hash, so what is shared is counted from the first word on.
            if shared > best.map_or(self.max_run, |(longest, ..)| longest) {
                best = Some((shared, source, *at));
            }
        }
        best
    }
}

/// The runs of more than the allowed number of words that a text has from a source, outside of its quotations.
///
/// Each is as long as it can be, and none overlaps another. Two characters of Han or kana count as a word.
pub(crate) fn copied<'a>(runs: &Runs<'a>, text: &str, quotations: &[Range<usize>]) -> Vec<Copied<'a>> {
    let mut copied = Vec::new();
    if runs.places.is_empty() {
        return copied;
    }
    let words = words(text);
    // What is quoted has no number, so that no run goes on through it.
    let number = |word: &ComparedWord| {
        if is_quoted(&word.range, quotations) { None } else { runs.numbers.get(word.form.as_str()).copied() }
    };
    let row: Vec<Option<u32>> = words.iter().map(number).collect();
    let mut at = 0;
    while at < row.len() {
        let run = runs.longest(&row[at..]).filter(|(len, ..)| count(&words[at..at + len]) > runs.max_run);
        let Some((len, source, begin)) = run else {
            at += 1;
            continue;
        };
        copied.push(Copied {
            range: words[at].range.start..words[at + len - 1].range.end,
            words: count(&words[at..at + len]),
            source: source.slug,
            paragraph: source.original.paragraph(source.original.words[begin].range.start),
        });
        at += len;
    }
    copied
}

fn hash(run: &[u32]) -> u64 {
    let mut hasher = DefaultHasher::new();
    run.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::quotation::quotations;

    fn told(text: &str, max_run: usize) -> Vec<String> {
        let a = "Head\nThe old lighthouse keeper’s boat—painted green last spring—never once left the inner harbour.\n";
        let b = "Nobody who rowed past it that night saw a light burn in the tower, and the boat never once left.\n\
            灯台は夜も静かだが、船はもう一隻も港に残っていない。\n";
        let slug = |text: &str| Slug::new(text).unwrap();
        let originals = BTreeMap::from([(slug("a"), Original::new(a)), (slug("b"), Original::new(b))]);
        let runs = Runs::new(&originals, max_run);
        let show = |c: Copied<'_>| format!("{} {} ¶{}: {}", c.words, c.source, c.paragraph, &text[c.range]);
        copied(&runs, text, &quotations(text)).into_iter().map(show).collect()
    }

    #[test]
    fn a_run_is_told_whole_and_once() {
        let text = "We hear that the old lighthouse keeper's boat, painted green last spring, never once sank.";
        assert_eq!(told(text, 8), ["11 a ¶2: the old lighthouse keeper's boat, painted green last spring, never once"]);
        assert_eq!(told(text, 11), Vec::<String>::new());
        assert_eq!(told("boat, painted green last spring, never once left", 8), Vec::<String>::new());
        assert_eq!(told("boat, painted green last spring, never once left the inner", 8).len(), 1);
        assert_eq!(told("never once left", 3), Vec::<String>::new());
    }

    #[test]
    fn the_longest_run_wins_and_the_next_begins_after_it() {
        let text = "The boat never once left the inner harbour. That night saw a light burn in the tower.";
        assert_eq!(
            told(text, 4),
            ["5 b ¶1: The boat never once left", "9 b ¶1: That night saw a light burn in the tower",]
        );
    }

    #[test]
    fn what_is_quoted_is_no_copy() {
        let text =
            "It is so: \"The old lighthouse keeper's boat, painted green last spring, never once left the inner\".";
        assert_eq!(told(text, 8), Vec::<String>::new());
        let split = "The old lighthouse keeper's \"boat\", painted green last spring, never once left the inner";
        assert_eq!(told(split, 8).len(), 1);
        assert_eq!(told(split, 10), Vec::<String>::new());
    }

    #[test]
    fn parts_of_a_word_are_not_counted() {
        assert_eq!(
            told("lighthouse-keeper's-boat-painted-green last spring never once left the inner", 8),
            Vec::<String>::new()
        );
    }

    #[test]
    fn two_characters_without_spaces_count_as_a_word() {
        assert_eq!(told("それでも船はもう一隻も港に残っていないのだ", 8), ["8 b ¶2: "; 0]);
        assert_eq!(told("しかし灯台は夜も静かだが、船はもう一隻もない", 8), Vec::<String>::new());
        assert_eq!(
            told("夜も静かだが、船はもう一隻も港に残っていると聞いた", 8),
            ["10 b ¶2: 夜も静かだが、船はもう一隻も港に残ってい"]
        );
    }

    #[test]
    fn nothing_is_shared_with_nothing() {
        assert!(copied(&Runs::new(&BTreeMap::new(), 8), "one two three", &[]).is_empty());
        assert_eq!(told("", 8), Vec::<String>::new());
    }
}
