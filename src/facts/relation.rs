//! Who is related to whom: the same relation stated by several articles and entity files is one, with all its sources.

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
    /// The weakest doubt that any of its statements has, unless one of
    /// them disputes it.
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

type Key = (EntityId, &'static str, Option<EntityId>);

/// What the statements of one relation have given so far.
#[derive(Default)]
struct GatheredRelation {
    statuses: BTreeSet<RelationStatus>,
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
                "developer" => (other.clone(), "developer-of", Some(id.clone())),
                "issuer" => (other.clone(), "issues", Some(id.clone())),
                _ => (id.clone(), "legal-basis", Some(other.clone())),
            };
            let stated = known.entry(key).or_default();
            stated.statuses.insert(RelationStatus::Fact);
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
                    let stated = known.entry((from.clone(), relation.relation.name, to.cloned())).or_default();
                    stated.statuses.insert(relation.status);
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
    known.into_iter().filter_map(|(key, stated)| joined(key, stated).map(Arc::new)).collect()
}

fn joined((from, name, to): Key, stated: GatheredRelation) -> Option<Relation> {
    use RelationStatus::{Claim, Disputed, Fact, Interpretation};
    let order = [Disputed, Fact, Interpretation, Claim];
    let status = order.into_iter().find(|status| stated.statuses.contains(status))?;
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
