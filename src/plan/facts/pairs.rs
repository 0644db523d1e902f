//! Which two models, blocs or policies are worth a page that compares them.
//!
//! An entity is compared with few others, those with which it has most in common, so that a large site has no more of these
//! pages than a small multiple of its entities. Never says what the comparison comes to.

use super::words::Words;
use crate::link::EntityId;
use crate::model::kind::{BLOC, MODEL, POLICY};
use std::collections::BTreeMap;

/// With how many others an entity is compared at most.
const MOST: usize = 6;

/// Of so many tags of one kind an article's first ones are looked at.
const TAGS: usize = 12;

/// Two entities of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair<'a> {
    pub sides: [&'a EntityId; 2],
    /// The key of their kind.
    pub kind: &'static str,
    /// What the two have in common: a text of the group `compare_why`.
    pub why: &'static str,
}

/// How much two have in common: what ties them, then in how many articles they are tagged together.
#[derive(Debug, Clone, Copy, Default)]
struct InCommon {
    rank: usize,
    why: &'static str,
    articles: usize,
}

type Candidates<'a> = BTreeMap<(&'a EntityId, &'a EntityId), InCommon>;

/// All pairs: blocs, then models, then policies.
pub(super) fn pairs<'a>(words: &Words<'a>) -> Vec<Pair<'a>> {
    let of = [(BLOC, blocs(words)), (MODEL, models(words)), (POLICY, policies(words))];
    of.into_iter().flat_map(|(kind, candidates)| chosen(&words.ledger.columns, kind, candidates)).collect()
}

fn blocs<'a>(words: &Words<'a>) -> Candidates<'a> {
    let columns: Vec<&EntityId> = words.ledger.columns.iter().collect();
    let mut candidates = Candidates::new();
    // Those next to each other in the matrix first, where there are many.
    for apart in 1..columns.len() {
        for pair in columns.windows(apart + 1) {
            add(&mut candidates, pair[0], pair[apart], columns.len() - apart, "columns");
        }
    }
    candidates
}

fn models<'a>(words: &Words<'a>) -> Candidates<'a> {
    let ledger = words.ledger;
    let is_model = |id: &EntityId| words.rows.contains_key(id);
    let mut candidates = tagged(words, &is_model);
    let mut makers: BTreeMap<&EntityId, Vec<&EntityId>> = BTreeMap::new();
    let mut families: BTreeMap<&str, Vec<&EntityId>> = BTreeMap::new();
    for id in &ledger.models {
        if let Some(maker) = words.maker(id) {
            let others = makers.entry(maker).or_default();
            others.iter().for_each(|other| add(&mut candidates, other, id, 1, "maker"));
            others.push(id);
        }
        if let Some(family) = ledger.cards.get(id).and_then(|card| card.family.as_deref()) {
            let others = families.entry(family).or_default();
            others.iter().for_each(|other| add(&mut candidates, other, id, 2, "family"));
            others.push(id);
        }
    }
    for relation in words.rivalries.iter().map(|n| &ledger.relations[*n]) {
        let Some(to) = relation.to.as_ref().filter(|_| is_model(&relation.from)) else { continue };
        if is_model(to) {
            add(&mut candidates, &relation.from, to, 4, "rivals");
            continue;
        }
        for model in ledger.models.iter().filter(|model| words.maker(model) == Some(to)) {
            add(&mut candidates, &relation.from, model, 3, "rival_makers");
        }
    }
    candidates
}

fn policies<'a>(words: &Words<'a>) -> Candidates<'a> {
    let ledger = words.ledger;
    let is_policy = |id: &EntityId| ledger.cards.get(id).is_some_and(|card| card.key == POLICY);
    let mut candidates = tagged(words, &is_policy);
    let mut issued: BTreeMap<&EntityId, Vec<&EntityId>> = BTreeMap::new();
    for relation in &ledger.relations {
        let Some(to) = relation.to.as_ref().filter(|to| is_policy(to)) else { continue };
        match &*relation.relation.name {
            "issues" => issued.entry(&relation.from).or_default().push(to),
            _ if is_policy(&relation.from) => add(&mut candidates, &relation.from, to, 2, "acts_on"),
            _ => {}
        }
    }
    for policies in issued.values() {
        for (n, policy) in policies.iter().enumerate() {
            policies[..n].iter().for_each(|other| add(&mut candidates, other, policy, 1, "issuer"));
        }
    }
    candidates
}

/// Those of a kind that articles tag together.
fn tagged<'a>(words: &Words<'a>, is_of_kind: &dyn Fn(&EntityId) -> bool) -> Candidates<'a> {
    let mut candidates = Candidates::new();
    for testimony in &words.ledger.testimonies {
        let tags: Vec<&EntityId> = testimony.tagged.iter().filter(|id| is_of_kind(id)).take(TAGS).collect();
        for (n, id) in tags.iter().enumerate() {
            for other in &tags[..n] {
                add(&mut candidates, other, id, 0, "articles");
                candidates.entry(in_order(other, id)).or_default().articles += 1;
            }
        }
    }
    candidates
}

fn in_order<'a>(one: &'a EntityId, other: &'a EntityId) -> (&'a EntityId, &'a EntityId) {
    if one <= other { (one, other) } else { (other, one) }
}

fn add<'a>(candidates: &mut Candidates<'a>, one: &'a EntityId, other: &'a EntityId, rank: usize, why: &'static str) {
    if one == other {
        return;
    }
    let known = candidates.entry(in_order(one, other)).or_default();
    if known.why.is_empty() || rank > known.rank {
        (known.rank, known.why) = (rank, why);
    }
}

/// Those with most in common, as long as both have room for another.
fn chosen<'a>(columns: &[EntityId], kind: &'static str, candidates: Candidates<'a>) -> Vec<Pair<'a>> {
    let mut sorted: Vec<_> = candidates.into_iter().collect();
    sorted.sort_by(|(a, one), (b, other)| {
        (other.rank, other.articles).cmp(&(one.rank, one.articles)).then_with(|| a.cmp(b))
    });
    let mut used: BTreeMap<&EntityId, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for ((one, other), common) in sorted {
        let is_full = |id: &EntityId| used.get(id).is_some_and(|used| *used >= MOST);
        if is_full(one) || is_full(other) {
            continue;
        }
        [one, other].into_iter().for_each(|id| *used.entry(id).or_default() += 1);
        let sides = if place(columns, one) <= place(columns, other) { [one, other] } else { [other, one] };
        pairs.push(Pair { sides, kind, why: common.why });
    }
    pairs.sort_by_key(|pair| pair.sides.map(|id| (place(columns, id), id)));
    pairs
}

/// Blocs in the order of the matrix.
fn place(columns: &[EntityId], id: &EntityId) -> Option<usize> {
    columns.iter().position(|column| column == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::slug::Slug;
    use crate::model::kind::Kinds;
    use std::collections::BTreeSet;

    fn ids(count: usize) -> Vec<EntityId> {
        let kind = Kinds::standard().with_key(MODEL).unwrap().id;
        (0..count).map(|n| EntityId { kind, slug: Slug::new(&format!("m-{n:03}")).unwrap() }).collect()
    }

    fn of_all(ids: &[EntityId], rank: impl Fn(usize, usize) -> usize) -> Candidates<'_> {
        let mut candidates = Candidates::new();
        for (n, one) in ids.iter().enumerate() {
            for (m, other) in ids.iter().enumerate().skip(n + 1) {
                add(&mut candidates, one, other, rank(n, m), "articles");
            }
        }
        candidates
    }

    #[test]
    fn a_large_site_has_few_pages_for_each_entity() {
        let ids = ids(100);
        let pairs = chosen(&[], MODEL, of_all(&ids, |_, _| 0));
        assert!(pairs.len() <= ids.len() * MOST / 2, "{} of 4950", pairs.len());
        for id in &ids {
            assert!(pairs.iter().filter(|pair| pair.sides.contains(&id)).count() <= MOST);
        }
        let once: BTreeSet<_> = pairs.iter().map(|pair| pair.sides).collect();
        assert_eq!(once.len(), pairs.len());
    }

    #[test]
    fn those_with_most_in_common_are_compared() {
        let ids = ids(40);
        // Far more are tagged together, but the last two are rivals.
        let pairs = chosen(&[], MODEL, of_all(&ids, |n, m| if (n, m) == (38, 39) { 3 } else { 0 }));
        assert!(pairs.iter().any(|pair| pair.sides == [&ids[38], &ids[39]]));
    }

    #[test]
    fn blocs_stand_in_the_order_of_the_matrix() {
        let ids = ids(3);
        let columns = [ids[2].clone(), ids[0].clone(), ids[1].clone()];
        let pairs = chosen(&columns, BLOC, of_all(&ids, |_, _| 1));
        let sides: Vec<_> = pairs.iter().map(|pair| pair.sides).collect();
        assert_eq!(sides, [[&ids[2], &ids[0]], [&ids[2], &ids[1]], [&ids[0], &ids[1]]]);
    }
}
