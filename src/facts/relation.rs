//! Who is related to whom: the same relation stated by several articles and entity files is one, with all its sources, as
//! long as they state it in the same way. What one source states as a fact and another is only read to say are two.

use super::entity::LedgerEntities;
use crate::link::testimony::{ArticleRef, LinkedStatement, Says, Testimony};
use crate::link::{EntityId, LinkedPart, Places};
use crate::model::choice::RelationStatus;
use crate::model::relation as table;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    pub from: EntityId,
    pub relation: &'static table::RelationSort,
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

type Key = (EntityId, &'static str, Option<EntityId>, RelationStatus);

/// What the statements of one relation have given so far.
#[derive(Default)]
struct GatheredRelation {
    by: Vec<LinkedPart>,
    sources: BTreeSet<EntityId>,
    places: Places,
    of_file: bool,
    statements: Vec<(Arc<ArticleRef>, Arc<LinkedStatement>)>,
}

/// Puts together what articles and the files of entities state.
pub(crate) fn relations(testimonies: &[Arc<Testimony>], cards: &LedgerEntities) -> Vec<Arc<Relation>> {
    let mut known: BTreeMap<Key, GatheredRelation> = BTreeMap::new();
    for (id, card) in cards {
        for (field, other) in &card.ties {
            let key = match *field {
                "developer" => (other.clone(), "developer-of", Some(id.clone()), RelationStatus::Fact),
                "issuer" => (other.clone(), "issues", Some(id.clone()), RelationStatus::Fact),
                _ => (id.clone(), "legal-basis", Some(other.clone()), RelationStatus::Fact),
            };
            let stated = known.entry(key).or_default();
            stated.of_file = true;
            stated.sources.extend(card.sources.iter().cloned());
            stated.places.join(&card.places);
        }
    }
    for testimony in testimonies {
        for statement in &testimony.statements {
            let Says::Relation(relation) = &statement.says else { continue };
            let ends: Vec<Option<&EntityId>> =
                if relation.to.is_empty() { vec![None] } else { relation.to.iter().map(Some).collect() };
            for from in &relation.from {
                for to in &ends {
                    let key = (from.clone(), relation.relation.name, to.cloned(), relation.status);
                    let stated = known.entry(key).or_default();
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

fn joined((from, name, to, status): Key, stated: GatheredRelation) -> Option<Relation> {
    Some(Relation {
        from,
        relation: table::RelationSort::named(name)?,
        to,
        status,
        by: stated.by,
        sources: stated.sources.into_iter().collect(),
        of_file: stated.of_file,
        places: stated.places,
        statements: stated.statements,
    })
}
