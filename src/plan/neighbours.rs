//! Who appears with whom, and which articles are related: worked out from tags alone, weighted by rarity.
//!
//! Whole numbers only, so that every machine comes to the same order. Sources are no tags here: what two articles rest
//! on does not make them alike.

use crate::link::{ArticleId, EntityId, LinkedArticle, Site};
use crate::memo::Memo;
use crate::model::Config;
use crate::model::kind::SOURCE_KEY;
use crate::table::{Table, Turned};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// How many neighbours a page shows.
const SHOWN: usize = 6;
/// Of each tag only its newest articles can be related: older ones would be passed over, and common tags would make
/// the search long.
const NEWEST: usize = 50;
/// What a tag weighs that only one article has.
const WEIGHT: usize = 1_000_000;

/// The tags of an article, without sources.
type Tags = Arc<Vec<EntityId>>;
/// The articles that have each tag.
type Tagged = Table<EntityId, Table<ArticleId, ()>>;
/// The articles most like one, with the number of tags they share.
pub type Related = Arc<Vec<(ArticleId, usize)>>;
/// The entities that are tagged together with one, with the number of articles they share.
pub type TaggedWith = Arc<Vec<(EntityId, usize)>>;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    tags: Memo<ArticleId, Arc<LinkedArticle>, Arc<Config>, Tags>,
    tagged: Turned<ArticleId, Tags, EntityId, ()>,
    pub related: Memo<ArticleId, Tags, (), Related>,
    pub appears_with: Memo<EntityId, Table<ArticleId, ()>, (), TaggedWith>,
    /// By which articles each is shown.
    pub shown_by: Turned<ArticleId, Related, ArticleId, ()>,
}

/// Finds the neighbours of all articles and entities. What a tag weighs depends on how many articles have it, so whoever
/// has a tag that another article won or lost is looked at again.
pub fn neighbours(site: &Site, memory: &mut Memory) -> (Table<ArticleId, Related>, Table<EntityId, TaggedWith>) {
    let Memory { tags, tagged, related, appears_with, shown_by } = memory;
    let all = tags.answer(&site.articles, &site.config, [], |_, linked, config| {
        let is_tag = |id: &&EntityId| config.kinds[id.kind].key != SOURCE_KEY;
        Some(Arc::new(linked.tagged.iter().filter(is_tag).cloned().collect()))
    });
    tagged.follow(&all, |_, tags| tags.iter().map(|id| (id.clone(), ())).collect());
    let groups = tagged.groups();

    let again: BTreeSet<&ArticleId> = tagged.changed.iter().flat_map(|id| tagged.of(id)).collect();
    let with = again.iter().copied().chain(&tags.changed).filter_map(|id| all.get(id));
    let with: BTreeSet<&EntityId> = with.flat_map(|tags| tags.iter()).collect();
    let found = related
        .answer(&all, &(), again.into_iter().cloned(), |id, tags, ()| Some(Arc::new(most_alike(id, tags, groups))));
    shown_by.follow(&found, |_, related| related.iter().map(|(other, _)| (other.clone(), ())).collect());
    let appears = appears_with.answer(groups, &(), with.into_iter().cloned(), |id, articles, ()| {
        Some(Arc::new(most_often(id, articles, &all, groups)))
    });
    (found, appears)
}

/// The articles that share most with one: a tag that few articles have weighs more than one that many have.
fn most_alike(id: &ArticleId, tags: &Tags, tagged: &Tagged) -> Vec<(ArticleId, usize)> {
    let mut likeness: HashMap<&ArticleId, (usize, usize)> = HashMap::new();
    for tag in tags.iter() {
        let articles = &tagged[tag];
        for other in articles.keys().take(NEWEST).filter(|other| *other != id) {
            let (weight, shared) = likeness.entry(other).or_default();
            *weight += WEIGHT / articles.len();
            *shared += 1;
        }
    }
    most(likeness.into_iter().map(|(other, (weight, shared))| (weight, other, shared)))
}

/// The entities that share most articles with one, as measured by how many they have at all.
fn most_often(
    id: &EntityId,
    articles: &Table<ArticleId, ()>,
    tags: &Table<ArticleId, Tags>,
    tagged: &Tagged,
) -> Vec<(EntityId, usize)> {
    let mut shared: HashMap<&EntityId, usize> = HashMap::new();
    let others = articles.keys().filter_map(|article| tags.get(article)).flat_map(|tags| tags.iter());
    for other in others.filter(|other| *other != id) {
        *shared.entry(other).or_default() += 1;
    }
    most(shared.into_iter().map(|(other, shared)| (shared * shared * WEIGHT / tagged[other].len(), other, shared)))
}

/// The heaviest few, in order; of equals the first in the order of what they are.
fn most<'a, T: Ord + Clone + 'a>(weighed: impl Iterator<Item = (usize, &'a T, usize)>) -> Vec<(T, usize)> {
    let mut weighed: Vec<_> = weighed.collect();
    weighed.sort_by(|(a, x, _), (b, y, _)| b.cmp(a).then_with(|| x.cmp(y)));
    weighed.into_iter().take(SHOWN).map(|(_, other, shared)| (other.clone(), shared)).collect()
}
