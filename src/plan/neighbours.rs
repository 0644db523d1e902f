//! Who appears with whom, and which articles are related: worked out from tags alone, weighted by rarity.
//!
//! Whole numbers only, so that every machine comes to the same order. Sources are no tags here: what two articles rest
//! on does not make them alike.

use crate::base::memo::Memo;
use crate::base::reads::{Reading, Recorded, view};
use crate::base::table::{Table, Turned, changed};
use crate::link::{ArticleId, EntityId, LinkedArticle, Site};
use crate::model::Config;
use crate::model::kind::SOURCE_KEY;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::Arc;

/// How many neighbours a page shows.
const SHOWN: usize = 6;
/// What a tag weighs that only one article has.
const WEIGHT: usize = 1 << 20;

/// Counted in no order, by a fast hash: [`most`] sorts what comes of it.
type Counts<K, V> = HashMap<K, V, FixedState>;
/// The tags of an article, without sources.
type Tags = Arc<[EntityId]>;
/// The articles most like one, with the number of tags they share.
pub(crate) type Related = Arc<Vec<(ArticleId, usize)>>;
/// The entities that are tagged together with one, with the number of articles they share.
pub(crate) type TaggedWith = Arc<Vec<(EntityId, usize)>>;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct NeighboursCache {
    tags: Memo<ArticleId, Arc<LinkedArticle>, Arc<Config>, Tags>,
    seen: Table<ArticleId, Tags>,
    having: Table<(EntityId, ArticleId), ()>,
    tagged: Turned<ArticleId, Tags, EntityId, ()>,
    weights: Memo<EntityId, Table<ArticleId, ()>, (), usize>,
    related: Recorded<ArticleId, Tags, (), RelatedView, Related>,
    appears_with: Recorded<EntityId, Table<ArticleId, ()>, (), WithView, TaggedWith>,
}

view! {
    /// What articles are like one.
    struct RelatedView {
        /// The articles of each tag. So many before one, and so many after it, can be related: what is far off in time would be
        /// passed over, common tags would make the search long, and a new article would change every old one.
        having within 25: (EntityId, ArticleId) => (),
        weights: EntityId => usize,
    }
}

view! {
    /// Who appears with an entity.
    struct WithView {
        tags: ArticleId => Tags,
        weights: EntityId => usize,
    }
}

/// Finds the neighbours of all articles and entities.
pub(crate) fn neighbours(
    site: &Site,
    memory: &mut NeighboursCache,
) -> (Table<ArticleId, Related>, Table<EntityId, TaggedWith>) {
    let all = memory.tags.answer(&site.articles, &site.config, |_, linked, config| {
        let is_tag = |id: &&EntityId| config.kinds[id.kind].key != SOURCE_KEY;
        Some(linked.tagged.iter().filter(is_tag).cloned().collect())
    });
    let groups = memory.tagged.follow(&all, |_, tags| tags.iter().map(|id| (id.clone(), ())).collect()).clone();
    let weights = memory.weights.answer(&groups, &(), |_, articles, ()| Some(weight(articles.len())));
    let view = RelatedView { having: memory.having(&all), weights: weights.clone() };
    let related = memory.related.answer(&all, &(), view, most_alike);
    let appears_with = memory.appears_with.answer(&groups, &(), WithView { tags: all, weights }, most_often);
    (related, appears_with)
}

impl NeighboursCache {
    /// The articles of each tag, in one table.
    fn having(&mut self, all: &Table<ArticleId, Tags>) -> Table<(EntityId, ArticleId), ()> {
        let seen = std::mem::replace(&mut self.seen, all.clone());
        for id in changed(&seen, all) {
            for tag in seen.get(&id).iter().flat_map(|tags| tags.iter()) {
                self.having.remove(&(tag.clone(), id.clone()));
            }
            for tag in all.get(&id).iter().flat_map(|tags| tags.iter()) {
                self.having.insert((tag.clone(), id.clone()), ());
            }
        }
        self.having.clone()
    }
}

/// What a tag weighs that so many articles have: half as much for twice as many, in steps, so that it seldom changes.
fn weight(articles: usize) -> usize {
    WEIGHT >> articles.max(1).ilog2()
}

/// The articles that share most with one: a tag that few articles have weighs more than one that many have.
fn most_alike(id: &ArticleId, tags: &Tags, (): &(), reading: &Reading<'_, RelatedView>) -> Option<Related> {
    let mut likeness: Counts<&ArticleId, (usize, usize)> = Counts::default();
    for tag in tags.iter() {
        let own = reading.weights().get(tag).copied().unwrap_or(0);
        let near = reading.having().near(&(tag.clone(), id.clone()));
        for (_, other) in near.filter(|(of, _)| of == tag) {
            let (weight, shared) = likeness.entry(other).or_default();
            *weight += own;
            *shared += 1;
        }
    }
    Some(Arc::new(most(likeness.into_iter().map(|(other, (weight, shared))| (weight, other, shared)))))
}

/// The entities that share most articles with one, as measured by how many they have at all.
fn most_often(
    id: &EntityId,
    articles: &Table<ArticleId, ()>,
    (): &(),
    reading: &Reading<'_, WithView>,
) -> Option<TaggedWith> {
    let mut shared: Counts<&EntityId, usize> = Counts::default();
    let others = articles.keys().filter_map(|article| reading.tags().get(article)).flat_map(|tags| tags.iter());
    for other in others.filter(|other| *other != id) {
        *shared.entry(other).or_default() += 1;
    }
    let weight = |other: &EntityId| reading.weights().get(other).copied().unwrap_or(0);
    Some(Arc::new(most(shared.into_iter().map(|(other, shared)| (shared * shared * weight(other), other, shared)))))
}

/// The heaviest few, in order; of equals the first in the order of what they are.
fn most<'a, T: Ord + Clone + 'a>(weighed: impl Iterator<Item = (usize, &'a T, usize)>) -> Vec<(T, usize)> {
    let mut weighed: Vec<_> = weighed.collect();
    weighed.sort_by(|(a, x, _), (b, y, _)| b.cmp(a).then_with(|| x.cmp(y)));
    weighed.into_iter().take(SHOWN).map(|(_, other, shared)| (other.clone(), shared)).collect()
}
