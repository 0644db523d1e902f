//! Which entities a word that names none may have been meant for: an index of names by what a typo leaves intact.
//!
//! Finds all that `model::suggest` would find with a look at every entity, which would take as many looks as there are words.
//! It is made when the first word is guessed at.

use super::called::{Called, folded};
use super::site::EntityId;
use crate::base::slug::Slug;
use crate::base::table::Table;
use crate::model::suggest::typo;
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, BTreeSet};
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

#[derive(Debug, Default)]
struct GuessIndex {
    ids: Vec<EntityId>,
    /// Slugs, and names as slugs, each with the number of its entity.
    spellings: Vec<(u32, Slug)>,
    /// What is indexed of a spelling.
    of_spelling: Postings,
    /// What is indexed of an entity.
    of_entity: Postings,
}

/// By the hash of a feature, the numbers of what has it, in order. Two features that meet cost a look more.
#[derive(Debug, Default)]
struct Postings(Vec<(u64, u32)>);

impl Postings {
    fn new(mut postings: Vec<(u64, u32)>) -> Postings {
        postings.sort_unstable();
        postings.dedup();
        Postings(postings)
    }

    fn with(&self, feature: u64) -> impl Iterator<Item = u32> {
        let from = self.0.partition_point(|(other, _)| *other < feature);
        self.0[from..].iter().take_while(move |(other, _)| *other == feature).map(|(_, number)| *number)
    }
}

/// What is indexed.
#[derive(Hash)]
enum Feature<'a> {
    /// All digits of a spelling, and what a typo may leave of its first letters.
    Left { digits: &'a str, letters: &'a [char] },
    /// All letters and digits of a slug.
    Joined(&'a [char]),
    /// The same without one of them.
    Shortened(&'a [char]),
    /// A word of a slug or name.
    Part(&'a str),
    /// An address where a source is read, without its scheme.
    Url(&'a str),
}

/// How many letters, from the first on, are compared with some left out. More would find no less, and take more room.
const FIRST: usize = 9;
/// In how many places a typo may be in a word of so many letters, see [`typo`]. Each leaves out one letter of either word.
fn most_typos(letters: usize) -> usize {
    if letters < 8 { 1 } else { 2 }
}
/// Names as short as these are like too many words; a slug is what is written in any case.
const SHORT_NAME: usize = 4;

impl Guesses {
    pub(crate) fn new(called: Table<EntityId, Arc<Called>>) -> Guesses {
        Guesses { called, index: OnceLock::new() }
    }

    fn index(&self) -> &GuessIndex {
        self.index.get_or_init(|| GuessIndex::new(&self.called))
    }

    /// The entities with one of some features.
    fn with(&self, features: &[u64]) -> BTreeSet<EntityId> {
        let index = self.index();
        let found = features.iter().flat_map(|feature| index.of_entity.with(*feature));
        found.map(|entity| index.ids[entity as usize].clone()).collect()
    }

    /// All of which a name or slug may be the word with a typo in it, and in how many letters it differs.
    pub(super) fn typos(&self, word: &str) -> BTreeMap<EntityId, usize> {
        let index = self.index();
        let mut found = BTreeMap::new();
        for spelling in self.alike(word) {
            let (entity, slug) = &index.spellings[spelling as usize];
            if let Some(edits) = typo(word, slug.as_str()) {
                let least = found.entry(index.ids[*entity as usize].clone()).or_insert(edits);
                *least = edits.min(*least);
            }
        }
        found
    }

    /// All spellings that begin with the letters of a word, but for what a typo changes.
    fn alike(&self, word: &str) -> BTreeSet<u32> {
        let index = self.index();
        left_of(word).into_iter().flat_map(|feature| index.of_spelling.with(feature)).collect()
    }

    /// All of which the slug may be the word with one letter or digit more or less.
    pub(super) fn near_misses(&self, word: &str) -> BTreeSet<EntityId> {
        let joined = joined(word);
        let mut wanted = vec![hash(&Feature::Shortened(&joined))];
        wanted.extend(shortened(&joined).map(|shorter| hash(&Feature::Joined(&shorter))));
        self.with(&wanted)
    }

    /// All that have a word in their slug or names, in the form in which names are compared.
    pub(super) fn with_part(&self, word: &str) -> BTreeSet<EntityId> {
        self.with(&[hash(&Feature::Part(word))])
    }

    /// All that are read at an address.
    pub(super) fn read_at(&self, url: &str) -> BTreeSet<EntityId> {
        self.with(&[hash(&Feature::Url(bare_url(url)))])
    }
}

impl GuessIndex {
    fn new(called: &Table<EntityId, Arc<Called>>) -> GuessIndex {
        let mut index = GuessIndex::default();
        let (mut of_spelling, mut of_entity) = (Vec::new(), Vec::new());
        for (id, called) in called {
            let entity = index.ids.len() as u32;
            index.ids.push(id.clone());
            let mut put = |feature: &Feature<'_>| of_entity.push((hash(feature), entity));
            called.urls.iter().for_each(|url| put(&Feature::Url(bare_url(url))));
            // Only what has a file of its own is proposed.
            if !called.has_file {
                continue;
            }
            let joined = joined(id.slug.as_str());
            put(&Feature::Joined(&joined));
            shortened(&joined).for_each(|shorter| put(&Feature::Shortened(&shorter)));
            let names = || std::iter::once(&called.name).chain(&called.aliases).map(String::as_str);
            for name in names().chain([id.slug.as_str()]) {
                let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
                parts.for_each(|part| put(&Feature::Part(&folded(part))));
            }
            let of_names = names().filter_map(Slug::from_text);
            let long = of_names.filter(|slug| slug.as_str().chars().count() > SHORT_NAME);
            for slug in long.chain([id.slug.clone()]).collect::<BTreeSet<Slug>>() {
                let spelling = index.spellings.len() as u32;
                of_spelling.extend(left_of(slug.as_str()).into_iter().map(|feature| (feature, spelling)));
                index.spellings.push((entity, slug));
            }
        }
        index.of_spelling = Postings::new(of_spelling);
        index.of_entity = Postings::new(of_entity);
        index
    }
}

fn hash(feature: &Feature<'_>) -> u64 {
    FixedState::default().hash_one(feature)
}

/// What a typo may leave of a word: some of its first letters.
fn left_of(word: &str) -> BTreeSet<u64> {
    let (digits, letters): (Vec<char>, Vec<char>) = joined(word).into_iter().partition(|c| c.is_numeric());
    let digits: String = digits.into_iter().collect();
    let mut left = BTreeSet::from([letters[..letters.len().min(FIRST)].to_vec()]);
    let mut all = left.clone();
    for _ in 0..most_typos(letters.len()) {
        left = left.iter().flat_map(|letters| shortened(letters)).collect();
        all.extend(left.iter().cloned());
    }
    all.iter().map(|letters| hash(&Feature::Left { digits: &digits, letters })).collect()
}

fn joined(word: &str) -> Vec<char> {
    word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
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
    use crate::model::suggest::near_miss;

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
    fn no_typo_is_missed() {
        let seed = fastrand::u64(..);
        let mut random = fastrand::Rng::with_seed(seed);
        let kind = Kinds::standard().with_key("model").unwrap().clone();
        for _ in 0..20_000 {
            let word: String = (0..random.usize(1..14))
                .map(|_| ['a', 'b', 'c', 'd', 'e', '-', '5', '6', '策'][random.usize(0..9)])
                .collect();
            let Some(slug) = Slug::from_text(&word) else { continue };
            let written = damaged(slug.as_str(), &mut random);
            let entity = Entity::stub(&kind, slug.clone(), slug.to_string(), None);
            let called = Called { has_file: true, ..Called::new(&entity) };
            let id = EntityId { kind: kind.id, slug: slug.clone() };
            let guesses = Guesses::new([(id.clone(), Arc::new(called))].into_iter().collect());
            let found = guesses.typos(&written).remove(&id);
            assert_eq!(found, typo(&written, slug.as_str()), "{written} {slug} (seed {seed})");
            if near_miss(&written, slug.as_str()) {
                assert!(guesses.near_misses(&written).contains(&id), "{written} {slug} (seed {seed})");
            }
        }
    }
}
