//! Who is related to whom: the same relation stated by several articles and entity files is one, with all its sources, as
//! long as they state it in the same way. What one source states as a fact and another is only read to say are two.

use super::entity::LedgerEntities;
use crate::link::testimony::{ArticleRef, LinkedStatement, Says, Testimony};
use crate::link::{EntityId, LinkedPart, Places};
use crate::model::choice::RelationStatus;
use crate::model::relation::{RelationSort, Relations};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    pub from: EntityId,
    pub relation: Arc<RelationSort>,
    /// None when it is said to be unknown.
    pub to: Option<EntityId>,
    /// How all its statements have it.
    pub status: RelationStatus,
    /// Who says so, where it is somebody's claim.
    pub by: Vec<LinkedPart>,
    pub sources: Vec<EntityId>,
    /// Where in them it stands.
    pub places: Places,
    /// Whether the file of an entity states it.
    pub of_file: bool,
    /// Empty when only the file of an entity states it.
    pub statements: Vec<(Arc<ArticleRef>, Arc<LinkedStatement>)>,
}

type Key = (EntityId, Arc<str>, Option<EntityId>, RelationStatus);

/// What the statements of one relation have given so far.
#[derive(Default)]
struct GatheredRelation {
    relation: Option<Arc<RelationSort>>,
    by: Vec<LinkedPart>,
    sources: BTreeSet<EntityId>,
    places: Places,
    of_file: bool,
    statements: Vec<(Arc<ArticleRef>, Arc<LinkedStatement>)>,
}

/// Puts together what articles and the files of entities state.
pub(crate) fn relations(testimonies: &[Arc<Testimony>], cards: &LedgerEntities, all: &Relations) -> Vec<Arc<Relation>> {
    let mut known: BTreeMap<Key, GatheredRelation> = BTreeMap::new();
    for (id, card) in cards {
        for (field, other) in &card.ties {
            let (from, name, to) = match *field {
                "developer" => (other, "developer-of", id),
                "issuer" => (other, "issues", id),
                _ => (id, "legal-basis", other),
            };
            let Some(relation) = all.named(name) else { continue };
            let key = (from.clone(), relation.name.clone(), Some(to.clone()), RelationStatus::Fact);
            let stated = known.entry(key).or_default();
            stated.relation = Some(relation.clone());
            stated.of_file = true;
            stated.sources.extend(card.sources.iter().cloned());
            stated.places.join(&card.places);
        }
    }
    let mut first = BTreeSet::new();
    for testimony in testimonies {
        for statement in &testimony.statements {
            let Says::Relation(relation) = &statement.says else { continue };
            let ends: Vec<Option<&EntityId>> =
                if relation.to.is_empty() { vec![None] } else { relation.to.iter().map(Some).collect() };
            for from in &relation.from {
                for to in &ends {
                    let (from, to) = in_order(&relation.relation, (from, *to), &mut first);
                    let key = (from.clone(), relation.relation.name.clone(), to.cloned(), relation.status);
                    let stated = known.entry(key).or_default();
                    stated.relation = Some(relation.relation.clone());
                    stated
                        .by
                        .extend(relation.by.iter().filter(|by| !stated.by.contains(by)).cloned().collect::<Vec<_>>());
                    stated.sources.extend(statement.sources.iter().cloned());
                    stated.places.join(&statement.places);
                    stated.statements.push((testimony.article.clone(), statement.clone()));
                }
            }
        }
    }
    let files: Vec<Key> = known.iter().filter(|(_, stated)| stated.of_file).map(|(key, _)| key.clone()).collect();
    for key in files {
        leave_to_statements(&key, &mut known);
    }
    known.into_iter().filter_map(|(key, stated)| joined(key, stated).map(Arc::new)).collect()
}

/// A file names its sources for all that it states. What an article says of one of them and of this very relation goes
/// before that, so the file's word is on the others alone, as long as any are left.
fn leave_to_statements(key: &Key, known: &mut BTreeMap<Key, GatheredRelation>) {
    let (from, name, to, status) = key;
    let others = known.iter().filter(|((f, n, t, s), _)| (f, n, t) == (from, name, to) && s != status);
    let elsewhere: BTreeSet<EntityId> = others.flat_map(|(_, stated)| stated.sources.iter().cloned()).collect();
    let Some(stated) = known.get_mut(key) else { return };
    let says_so = |id: &&EntityId| stated.statements.iter().any(|(_, statement)| statement.sources.contains(id));
    let left: BTreeSet<EntityId> =
        stated.sources.iter().filter(|id| !elsewhere.contains(id) || says_so(id)).cloned().collect();
    if !left.is_empty() {
        stated.sources = left;
    }
}

/// The ends of a relation in the order of the ledger: for a symmetric one that in which it was stated first, so that both ways
/// to state it are one.
fn in_order<'e>(
    relation: &RelationSort,
    (from, to): (&'e EntityId, Option<&'e EntityId>),
    first: &mut BTreeSet<(Arc<str>, &'e EntityId, &'e EntityId)>,
) -> (&'e EntityId, Option<&'e EntityId>) {
    let Some(to) = to.filter(|_| relation.symmetric) else { return (from, to) };
    if first.contains(&(relation.name.clone(), to, from)) {
        return (to, Some(from));
    }
    first.insert((relation.name.clone(), from, to));
    (from, Some(to))
}

fn joined((from, _, to, status): Key, stated: GatheredRelation) -> Option<Relation> {
    Some(Relation {
        from,
        relation: stated.relation?,
        to,
        status,
        by: stated.by,
        sources: stated.sources.into_iter().collect(),
        of_file: stated.of_file,
        places: stated.places,
        statements: stated.statements,
    })
}
