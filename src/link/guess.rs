//! Which entities a word that names none may have been meant for: an index of names by what a typo leaves intact.
//!
//! Gives candidates, never too few; whether one was meant is for `model::suggest` to say. It is made when the first word is
//! guessed at, and says the same as a look at every entity would, which would take as many looks as there are words.

use super::called::{Called, folded};
use super::site::EntityId;
use crate::base::slug::Slug;
use crate::base::table::Table;
use foldhash::fast::FixedState;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hash};
use std::sync::{Arc, OnceLock};

/// Candidates among some entities. Two are equal when their entities are called the same.
#[derive(Debug)]
pub(crate) struct Guesses {
    called: Table<EntityId, Arc<Called>>,
    index: OnceLock<GuessIndex>,
}

impl PartialEq for Guesses {
    fn eq(&self, other: &Guesses) -> bool {
        self.called == other.called
    }
}

/// Under the hash of a feature, the entities that have it, by their numbers. Two features that meet cost a look more.
#[derive(Debug, Default)]
struct GuessIndex {
    ids: Vec<EntityId>,
    by: HashMap<u64, Vec<Posting>, FixedState>,
}

/// An entity, and the letters of the name that has the feature, one bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    entity: u32,
    letters: u32,
}

/// What is indexed of a name.
#[derive(Hash)]
enum Feature<'a> {
    /// A piece of its letters, which one is which, and its digits. A typo leaves one piece intact, and all digits.
    Piece { digits: &'a str, letters: usize, number: usize, piece: &'a [char] },
    /// All its letters and digits.
    Joined(&'a [char]),
    /// The same without one of them.
    Shortened(&'a [char]),
    /// A word of it.
    Part(&'a str),
    /// An address where a source is read, without its scheme.
    Url(&'a str),
}

/// A typo changes two places at most, and letters that are swapped may lie in two pieces each: so one of five is intact.
const PIECES: usize = 5;
/// Each of the two puts one letter in the place of another.
const MOST_LETTERS: u32 = 4;
/// How many letters a typo adds or takes away, and so moves what is intact.
const SHIFT: usize = 2;

impl Guesses {
    pub(crate) fn new(called: Table<EntityId, Arc<Called>>) -> Guesses {
        Guesses { called, index: OnceLock::new() }
    }

    /// The entities with one of some features, of which a name differs from a word in few letters.
    fn with(&self, features: &[u64], word: u32) -> BTreeSet<EntityId> {
        let index = self.index.get_or_init(|| GuessIndex::new(&self.called));
        let found = features.iter().filter_map(|feature| index.by.get(feature)).flatten();
        let near = found.filter(|posting| (posting.letters ^ word).count_ones() <= MOST_LETTERS);
        let found: BTreeSet<u32> = near.map(|posting| posting.entity).collect();
        found.into_iter().map(|n| index.ids[n as usize].clone()).collect()
    }

    /// All of which a name or slug may be the word with a typo in it, see [`crate::model::suggest::typo`].
    pub(super) fn typos(&self, word: &str) -> BTreeSet<EntityId> {
        let (digits, letters) = taken_apart(word);
        let mut wanted = Vec::new();
        for of_name in letters.len().saturating_sub(SHIFT)..=letters.len() + SHIFT {
            for (number, (start, end)) in pieces(of_name).enumerate() {
                for at in start.saturating_sub(SHIFT)..=start + SHIFT {
                    if let Some(piece) = letters.get(at..at + end - start) {
                        wanted.push(hash(&Feature::Piece { digits: &digits, letters: of_name, number, piece }));
                    }
                }
            }
        }
        self.with(&wanted, bits(&letters))
    }

    /// All of which the slug may be the word with one letter or digit more or less.
    pub(super) fn near_misses(&self, word: &str) -> BTreeSet<EntityId> {
        let joined = joined(word);
        let mut wanted = vec![hash(&Feature::Shortened(&joined))];
        wanted.extend(shortened(&joined).map(|shorter| hash(&Feature::Joined(&shorter))));
        self.with(&wanted, 0)
    }

    /// All that have a word in their slug or names, in the form in which names are compared.
    pub(super) fn with_part(&self, word: &str) -> BTreeSet<EntityId> {
        self.with(&[hash(&Feature::Part(word))], 0)
    }

    /// All that are read at an address.
    pub(super) fn read_at(&self, url: &str) -> BTreeSet<EntityId> {
        self.with(&[hash(&Feature::Url(bare_url(url)))], 0)
    }
}

impl GuessIndex {
    fn new(called: &Table<EntityId, Arc<Called>>) -> GuessIndex {
        let mut index = GuessIndex::default();
        for (id, called) in called {
            let entity = index.ids.len() as u32;
            let mut features: Vec<(u64, Posting)> = Vec::new();
            let mut put =
                |feature: &Feature<'_>, letters: u32| features.push((hash(feature), Posting { entity, letters }));
            called.urls.iter().for_each(|url| put(&Feature::Url(bare_url(url)), 0));
            // Only what has a file of its own is proposed.
            if called.has_file {
                let names = || std::iter::once(&called.name).chain(&called.aliases).map(String::as_str);
                let slugs: Vec<Slug> = names().filter_map(Slug::from_text).collect();
                for slug in slugs.iter().map(Slug::as_str).chain([id.slug.as_str()]) {
                    let (digits, letters) = taken_apart(slug);
                    for (number, (start, end)) in pieces(letters.len()).enumerate() {
                        let (count, piece) = (letters.len(), &letters[start..end]);
                        put(&Feature::Piece { digits: &digits, letters: count, number, piece }, bits(&letters));
                    }
                }
                let joined = joined(id.slug.as_str());
                put(&Feature::Joined(&joined), 0);
                shortened(&joined).for_each(|shorter| put(&Feature::Shortened(&shorter), 0));
                for name in names().chain([id.slug.as_str()]) {
                    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
                    parts.for_each(|part| put(&Feature::Part(&folded(part)), 0));
                }
            }
            features.sort_unstable();
            features.dedup();
            features.into_iter().for_each(|(feature, of)| index.by.entry(feature).or_default().push(of));
            index.ids.push(id.clone());
        }
        index
    }
}

fn hash(feature: &Feature<'_>) -> u64 {
    FixedState::default().hash_one(feature)
}

/// The digits and the letters of a word.
fn taken_apart(word: &str) -> (String, Vec<char>) {
    let mut parts = (String::new(), Vec::new());
    for c in joined(word) {
        if c.is_numeric() { parts.0.push(c) } else { parts.1.push(c) }
    }
    parts
}

/// Which letters there are, some of which share a bit.
fn bits(letters: &[char]) -> u32 {
    letters.iter().fold(0, |bits, letter| bits | 1 << (u32::from(*letter) % 32))
}

fn joined(word: &str) -> Vec<char> {
    word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Where the pieces of so many letters begin and end; one empty piece where there is no letter.
fn pieces(letters: usize) -> impl Iterator<Item = (usize, usize)> {
    let count = letters.clamp(1, PIECES);
    (0..count).map(move |n| (n * letters / count, (n + 1) * letters / count))
}

/// A word without each of its letters in turn.
fn shortened(joined: &[char]) -> impl Iterator<Item = Vec<char>> {
    (0..joined.len()).map(|at| [&joined[..at], &joined[at + 1..]].concat())
}

fn bare_url(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.trim_start_matches("www.").trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entity;
    use crate::model::kind::Kinds;
    use crate::model::suggest::{near_miss, typo};

    /// Slugs with typos in them, of all sorts that the judges accept and of others.
    fn damaged(slug: &str, random: &mut fastrand::Rng) -> String {
        let mut letters: Vec<char> = slug.chars().collect();
        for _ in 0..random.usize(0..3) {
            let at = random.usize(0..letters.len());
            match random.u8(0..5) {
                0 if letters.len() > 1 => drop(letters.remove(at)),
                1 => letters.insert(at, letters[random.usize(0..letters.len())]),
                2 => letters.swap(at, at.saturating_sub(1)),
                3 => letters[at] = random.lowercase(),
                _ => letters.insert(at, '-'),
            }
        }
        letters.into_iter().collect()
    }

    #[test]
    fn no_slip_is_missed() {
        let seed = fastrand::u64(..);
        let mut random = fastrand::Rng::with_seed(seed);
        let kind = Kinds::standard().with_key("model").unwrap().clone();
        for _ in 0..20_000 {
            let word: String = (0..random.usize(1..14))
                .map(|_| ['a', 'b', 'c', 'd', 'e', '-', '5', '6', '策'][random.usize(0..9)])
                .collect();
            let Some(slug) = Slug::from_text(&word) else { continue };
            let written = damaged(slug.as_str(), &mut random);
            let entity = Entity::stub(&kind, slug.clone(), slug.to_string());
            let called = Called { has_file: true, ..Called::new(&entity) };
            let id = EntityId { kind: kind.id, slug: slug.clone() };
            let guesses = Guesses::new([(id.clone(), Arc::new(called))].into_iter().collect());
            if typo(&written, slug.as_str()).is_some() {
                assert!(guesses.typos(&written).contains(&id), "{written} {slug} (seed {seed})");
            }
            if near_miss(&written, slug.as_str()) {
                assert!(guesses.near_misses(&written).contains(&id), "{written} {slug} (seed {seed})");
            }
        }
    }
}
