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
use std::ops::Bound;
use std::sync::Arc;

/// How many neighbours a page shows.
const SHOWN: usize = 6;
/// Of each tag so many articles before one, and so many after it, can be related: what is far off in time would be passed
/// over, common tags would make the search long, and a new article would be felt by every old one.
const NEAR: usize = 25;
/// What a tag weighs that only one article has.
const WEIGHT: usize = 1 << 20;

/// The tags of an article, without sources.
type Tags = Arc<Vec<EntityId>>;
/// The articles that have each tag.
type Tagged = Table<EntityId, Table<ArticleId, ()>>;
/// What each tag weighs.
type Weights = Table<EntityId, usize>;
/// The articles most like one, with the number of tags they share.
pub type Related = Arc<Vec<(ArticleId, usize)>>;
/// The entities that are tagged together with one, with the number of articles they share.
pub type TaggedWith = Arc<Vec<(EntityId, usize)>>;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    tags: Memo<ArticleId, Arc<LinkedArticle>, Arc<Config>, Tags>,
    last: Table<ArticleId, Tags>,
    tagged: Turned<ArticleId, Tags, EntityId, ()>,
    weights: Memo<EntityId, Table<ArticleId, ()>, (), usize>,
    pub related: Memo<ArticleId, Tags, (), Related>,
    pub appears_with: Memo<EntityId, Table<ArticleId, ()>, (), TaggedWith>,
    /// By which articles each is shown.
    pub shown_by: Turned<ArticleId, Related, ArticleId, ()>,
}

/// Finds the neighbours of all articles and entities.
pub fn neighbours(site: &Site, memory: &mut Memory) -> (Table<ArticleId, Related>, Table<EntityId, TaggedWith>) {
    let Memory { tags, last, tagged, weights, related, appears_with, shown_by } = memory;
    let all = tags.answer(&site.articles, &site.config, [], |_, linked, config| {
        let is_tag = |id: &&EntityId| config.kinds[id.kind].key != SOURCE_KEY;
        Some(Arc::new(linked.tagged.iter().filter(is_tag).cloned().collect()))
    });
    tagged.follow(&all, |_, tags| tags.iter().map(|id| (id.clone(), ())).collect());
    let groups = tagged.groups();
    let weight = weights.answer(groups, &(), [], |_, articles, ()| Some(weight(articles.len())));

    let weighed: BTreeSet<ArticleId> = weights.changed.iter().flat_map(|tag| tagged.of(tag)).cloned().collect();
    // An article that won or lost a tag is felt by those near it that have the tag; another weight by all that have it.
    let of = |tags: &Table<ArticleId, Tags>, id| tags.get(id).cloned().unwrap_or_default();
    let mut again: Vec<ArticleId> = weighed.iter().cloned().collect();
    for id in &tags.changed {
        let (was, is) = (of(last, id), of(&all, id));
        let moved = was.iter().filter(|tag| !is.contains(tag)).chain(is.iter().filter(|tag| !was.contains(tag)));
        let of_same_weight = moved.filter(|tag| !weights.changed.contains(*tag)).filter_map(|tag| groups.get(tag));
        again.extend(of_same_weight.flat_map(|articles| near(id, articles)).cloned());
    }
    *last = all.clone();
    let found = related.answer(&all, &(), again, |id, tags, ()| Some(Arc::new(most_alike(id, tags, groups, &weight))));
    shown_by.follow(&found, |_, related| related.iter().map(|(other, _)| (other.clone(), ())).collect());

    let with = tags.changed.iter().chain(&weighed).filter_map(|id| all.get(id)).flat_map(|tags| tags.iter());
    let with: BTreeSet<&EntityId> = with.chain(&tagged.changed).collect();
    let appears = appears_with.answer(groups, &(), with.into_iter().cloned(), |id, articles, ()| {
        Some(Arc::new(most_often(id, articles, &all, &weight)))
    });
    (found, appears)
}

/// What a tag weighs that so many articles have: half as much for twice as many, in steps, so that it seldom changes.
fn weight(articles: usize) -> usize {
    WEIGHT >> articles.max(1).ilog2()
}

/// The articles of a tag that stand next to one in time.
fn near<'a>(id: &ArticleId, articles: &'a Table<ArticleId, ()>) -> impl Iterator<Item = &'a ArticleId> + use<'a> {
    let earlier = articles.range::<_, ArticleId>((Bound::Excluded(id), Bound::Unbounded)).take(NEAR);
    let later = articles.range::<_, ArticleId>((Bound::Unbounded, Bound::Excluded(id))).rev().take(NEAR);
    earlier.chain(later).map(|(id, ())| id)
}

/// The articles that share most with one: a tag that few articles have weighs more than one that many have.
fn most_alike(id: &ArticleId, tags: &Tags, tagged: &Tagged, weights: &Weights) -> Vec<(ArticleId, usize)> {
    let mut likeness: HashMap<&ArticleId, (usize, usize)> = HashMap::new();
    for tag in tags.iter() {
        for other in near(id, &tagged[tag]) {
            let (weight, shared) = likeness.entry(other).or_default();
            *weight += weights[tag];
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
    weights: &Weights,
) -> Vec<(EntityId, usize)> {
    let mut shared: HashMap<&EntityId, usize> = HashMap::new();
    let others = articles.keys().filter_map(|article| tags.get(article)).flat_map(|tags| tags.iter());
    for other in others.filter(|other| *other != id) {
        *shared.entry(other).or_default() += 1;
    }
    most(shared.into_iter().map(|(other, shared)| (shared * shared * weights[other], other, shared)))
}

/// The heaviest few, in order; of equals the first in the order of what they are.
fn most<'a, T: Ord + Clone + 'a>(weighed: impl Iterator<Item = (usize, &'a T, usize)>) -> Vec<(T, usize)> {
    let mut weighed: Vec<_> = weighed.collect();
    weighed.sort_by(|(a, x, _), (b, y, _)| b.cmp(a).then_with(|| x.cmp(y)));
    weighed.into_iter().take(SHOWN).map(|(_, other, shared)| (other.clone(), shared)).collect()
}
