//! Who appears with whom, and which articles are related: worked out from tags alone, weighted by rarity.
//!
//! Whole numbers only, so that every machine comes to the same order. Sources are no tags here: what two articles rest
//! on does not make them alike.

use crate::link::{EntityId, Site};
use crate::memo::Memo;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How many neighbours a page shows.
const SHOWN: usize = 6;
/// Of each tag only its newest articles can be related: older ones would be passed over, and common tags would make
/// the search long.
const NEWEST: usize = 50;
/// What a tag weighs that only one article has.
const WEIGHT: usize = 1_000_000;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// For each article the places of those most alike, with the number of tags they share.
    pub related: Vec<Vec<(usize, usize)>>,
    /// For each entity those that are tagged together with it, with the number of articles they share.
    pub appears_with: BTreeMap<EntityId, Vec<(EntityId, usize)>>,
}

/// The tags of each article, without sources: all that neighbours depend on.
type Tags = Arc<Vec<Vec<EntityId>>>;

/// What this remembers between builds.
pub type Memory = Memo<(), Tags, Arc<Neighbours>>;

pub fn neighbours(site: &Site, is_source: impl Fn(&EntityId) -> bool, memory: &mut Memory) -> Arc<Neighbours> {
    let of_article = |tagged: &Vec<EntityId>| tagged.iter().filter(|id| !is_source(id)).cloned().collect();
    let tags: Vec<Vec<EntityId>> = site.articles.iter().map(|linked| of_article(&linked.tagged)).collect();
    let mut answers = memory.answer(vec![((), Arc::new(tags))], |(), tags| Arc::new(find(tags)));
    answers.pop().expect("one question has one answer")
}

fn find(tags: &[Vec<EntityId>]) -> Neighbours {
    let mut articles_of: BTreeMap<&EntityId, Vec<usize>> = BTreeMap::new();
    for (n, tags) in tags.iter().enumerate() {
        for id in tags {
            articles_of.entry(id).or_default().push(n);
        }
    }
    let related = (0..tags.len()).into_par_iter().map(|n| related(n, tags, &articles_of)).collect();
    let appears_with =
        articles_of.par_iter().map(|(id, articles)| ((*id).clone(), appears_with(id, articles, tags, &articles_of)));
    Neighbours { related, appears_with: appears_with.collect() }
}

/// The articles that share most with one: a tag that few articles have weighs more than one that many have.
fn related(n: usize, tags: &[Vec<EntityId>], articles_of: &BTreeMap<&EntityId, Vec<usize>>) -> Vec<(usize, usize)> {
    let mut likeness: HashMap<usize, (usize, usize)> = HashMap::new();
    for id in &tags[n] {
        let articles = &articles_of[id];
        for other in articles.iter().take(NEWEST).filter(|other| **other != n) {
            let (weight, shared) = likeness.entry(*other).or_default();
            *weight += WEIGHT / articles.len();
            *shared += 1;
        }
    }
    most(likeness.into_iter().map(|(other, (weight, shared))| (weight, other, shared)))
}

/// The entities that share most articles with one, as measured by how many they have at all.
fn appears_with(
    id: &EntityId,
    articles: &[usize],
    tags: &[Vec<EntityId>],
    articles_of: &BTreeMap<&EntityId, Vec<usize>>,
) -> Vec<(EntityId, usize)> {
    let mut shared: HashMap<&EntityId, usize> = HashMap::new();
    for other in articles.iter().flat_map(|n| &tags[*n]).filter(|other| *other != id) {
        *shared.entry(other).or_default() += 1;
    }
    let weighed =
        shared.into_iter().map(|(other, shared)| (shared * shared * WEIGHT / articles_of[other].len(), other, shared));
    most(weighed).into_iter().map(|(other, shared)| (other.clone(), shared)).collect()
}

/// The heaviest few, in order; of equals the first in the order of what they are.
fn most<T: Ord>(weighed: impl Iterator<Item = (usize, T, usize)>) -> Vec<(T, usize)> {
    let mut weighed: Vec<_> = weighed.collect();
    weighed.sort_by(|(a, x, _), (b, y, _)| b.cmp(a).then_with(|| x.cmp(y)));
    weighed.into_iter().take(SHOWN).map(|(_, other, shared)| (other, shared)).collect()
}
