//! Names that are looked for in texts, all at once; and the words of a text in little room, by which it is known which
//! texts may have a new name in them.
//!
//! The only module that names the library for it. What a name stands for is its caller's.

use crate::base::table::{Table, changed};
use crate::base::text::whole::{is_whole, words};
use aho_corasick::AhoCorasick;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A table of names that are looked for in texts.
#[derive(Clone)]
pub(crate) struct Lexicon<V> {
    names: Table<String, V>,
    finder: Arc<Finder<V>>,
}

struct Finder<V> {
    /// Nothing when there is no name.
    automaton: Option<AhoCorasick>,
    /// What each name stands for, in the order of the automaton's patterns.
    values: Vec<V>,
}

impl<V> Default for Lexicon<V> {
    fn default() -> Self {
        let finder = Finder { automaton: None, values: Vec::new() };
        Lexicon { names: Table::default(), finder: Arc::new(finder) }
    }
}

impl<V> fmt::Debug for Lexicon<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} names", self.names.len())
    }
}

impl<V: Clone> Lexicon<V> {
    /// Takes names as texts have them: to the letter, folded, and not empty.
    pub(crate) fn new(names: Table<String, V>) -> Lexicon<V> {
        let automaton = || AhoCorasick::new(names.keys()).expect("names are far fewer than the automaton can hold");
        let automaton = (!names.is_empty()).then(automaton);
        let finder = Finder { automaton, values: names.values().cloned().collect() };
        Lexicon { names, finder: Arc::new(finder) }
    }
}

impl<V> Lexicon<V> {
    /// The names that are whole words of a folded text, the longest at each place, none within another.
    pub(crate) fn find(&self, text: &str) -> Vec<(Range<usize>, &V)> {
        let Some(automaton) = &self.finder.automaton else { return Vec::new() };
        let mut all: Vec<(Range<usize>, usize)> = automaton
            .find_overlapping_iter(text)
            .map(|found| (found.range(), found.pattern().as_usize()))
            .filter(|(range, _)| is_whole(text, range))
            .collect();
        all.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut found: Vec<(Range<usize>, &V)> = Vec::new();
        for (range, pattern) in all {
            if found.last().is_none_or(|(last, _)| last.end <= range.start) {
                found.push((range, &self.finder.values[pattern]));
            }
        }
        found
    }
}

impl<V: PartialEq> Lexicon<V> {
    /// The words of each name that came or went, or that stands for something else now.
    pub(crate) fn differences<'a>(&'a self, old: &'a Self) -> impl Iterator<Item = Vec<u32>> + 'a {
        changed(&old.names, &self.names).map(|name| {
            let mut of_name = Vec::new();
            words(&name, |word| of_name.push(word));
            of_name
        })
    }
}

/// The words of texts: two bits for each, in a set that has room for them all. It may have a word that was in no text, and
/// never lacks one that was.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordSet(Vec<u64>);

/// How many numbers a set has while words are added: as many as the two halves of a word's number can choose from.
const OPEN: usize = (u16::MAX as usize + 1) / 64;

impl WordSet {
    /// Adds the words of a folded text.
    pub(crate) fn add(&mut self, text: &str) {
        self.0.resize(OPEN, 0);
        words(text, |word| {
            for at in places(word) {
                self.0[at / 64] |= 1 << (at % 64);
            }
        });
    }

    /// The same words in less room: a quarter of the bits is used at most.
    pub(crate) fn closed(mut self) -> Box<[u64]> {
        let used: u32 = self.0.iter().map(|bits| bits.count_ones()).sum();
        while self.0.len() > 1 && self.0.len() * 32 >= used as usize * 4 {
            let half = self.0.len() / 2;
            let (low, high) = self.0.split_at_mut(half);
            low.iter_mut().zip(high).for_each(|(bits, more)| *bits |= *more);
            self.0.truncate(half);
        }
        self.0.into()
    }
}

/// Whether all words of a name may be in a closed set. One without a text has no words.
pub(crate) fn may_have(set: &[u64], name: &[u32]) -> bool {
    let has = |at: usize| set[at / 64 % set.len()] & (1 << (at % 64)) != 0;
    !set.is_empty() && name.iter().all(|word| places(*word).into_iter().all(has))
}

fn places(word: u32) -> [usize; 2] {
    [word as usize & 0xffff, word as usize >> 16]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_whole_name_at_each_place_is_found() {
        let names = ["Fugu", "Fugu Labs", "Labs", "U", "東京"];
        let names: Table<String, &str> = names.into_iter().map(|name| (name.to_owned(), name)).collect();
        let lexicon = Lexicon::new(names);
        let found = |text| lexicon.find(text).into_iter().map(|(_, name)| *name).collect::<Vec<_>>();
        assert_eq!(found("Fugu Labs and Fugu, not Fugus. U.K. 東京都"), ["Fugu Labs", "Fugu", "東京"]);
        assert!(Lexicon::<()>::default().find("Fugu").is_empty());
    }

    #[test]
    fn a_set_has_every_word_of_its_texts_and_few_others() {
        let mut set = WordSet::default();
        let texts: Vec<String> = (0..300).map(|n| format!("word{n} of text")).collect();
        texts.iter().for_each(|text| set.add(text));
        let set = set.closed();
        assert!(set.len() * 8 <= 1024, "{} bytes", set.len() * 8);
        let has = |name: &str| {
            let mut of_name = Vec::new();
            words(name, |word| of_name.push(word));
            may_have(&set, &of_name)
        };
        assert!(texts.iter().all(|text| has(text)));
        let wrong = (0..1000).filter(|n| has(&format!("other{n}"))).count();
        assert!(wrong < 100, "{wrong} of 1000");
        assert!(!may_have(&WordSet::default().closed(), &[]));
    }
}
