//! Gathers what was known of each entity and of each dispute: cells, statements, corrections and disputes that bear on it, those
//! of withdrawn articles too.

use super::known::{KnownDispute, KnownOf, Subject};
use super::ledger::{Dispute, Ledger};
use crate::link::EntityId;
use crate::link::testimony::{LinkedStatement, Says, StatementInArticle, Testimony};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was known of all entities and disputes of which anything was.
pub(super) fn known(ledger: &Ledger) -> BTreeMap<Subject, KnownOf> {
    let mut gathered = Gathered { ledger, known: BTreeMap::new() };
    gathered.cells();
    let mut events: BTreeMap<&str, Vec<StatementInArticle>> = BTreeMap::new();
    for testimony in ledger.testimonies.iter().chain(&ledger.withdrawn) {
        gathered.statements(testimony);
        for statement in &testimony.statements {
            if let Says::Event(event) = &statement.says
                && let Some(id) = &event.id
            {
                events.entry(id).or_default().push((testimony.article.clone(), statement.clone()));
            }
        }
    }
    for correction in &ledger.corrections {
        for id in &correction.entities {
            gathered.add(id, |of| of.statements.push((correction.article.clone(), correction.statement.clone())));
        }
    }
    gathered.disputes();
    let matrix = ledger.days_of_knowledge();
    let mut known = gathered.known;
    for of in known.values_mut() {
        let parts = of.statements.iter().flat_map(|(_, statement)| &statement.sentence);
        let named: BTreeSet<&Arc<str>> = parts.filter_map(|part| part.event.as_ref()).collect();
        let named = named.into_iter().filter_map(|id| Some((id.clone(), events.get(&**id)?.clone())));
        of.events = named.collect();
        of.days = of.days(ledger.today, &matrix);
    }
    known
}

struct Gathered<'a> {
    ledger: &'a Ledger,
    known: BTreeMap<Subject, KnownOf>,
}

impl Gathered<'_> {
    /// Adds to what was known of an entity that is no source: of a source nothing is known but what it says.
    fn add(&mut self, id: &EntityId, add: impl FnOnce(&mut KnownOf)) {
        if self.ledger.cards.get(id).is_some_and(|card| !card.is_source) {
            add(self.known.entry(Subject::Entity(id.clone())).or_default());
        }
    }

    fn cells(&mut self) {
        let shown = self.ledger.cells.iter().filter(|((_, bloc), _)| self.ledger.columns.contains(bloc));
        for (cell, history) in shown {
            let add = |of: &mut KnownOf| of.cells.push((cell.clone(), history.clone()));
            self.add(&cell.0, add);
            self.add(&cell.1, add);
            for policy in history.policies() {
                self.add(policy, |of| {
                    of.policy = Some(policy.clone());
                    add(of);
                });
            }
        }
    }

    fn statements(&mut self, testimony: &Testimony) {
        let was_known = |statement: &LinkedStatement| statement.is_known_on(&testimony.article, statement.known);
        for statement in testimony.statements.iter().filter(|statement| was_known(statement)) {
            let about: BTreeSet<&EntityId> = match &statement.says {
                Says::Relation(relation) => {
                    let by = relation.by.iter().filter_map(|by| by.to.as_ref());
                    relation.from.iter().chain(&relation.to).chain(by).collect()
                }
                Says::Claim(claim) => {
                    claim.about.iter().chain(claim.by.iter().filter_map(|by| by.to.as_ref())).collect()
                }
                Says::Event(event) => event.tags.iter().collect(),
                _ => continue,
            };
            for id in about {
                self.add(id, |of| of.statements.push((testimony.article.clone(), statement.clone())));
            }
        }
    }

    fn disputes(&mut self) {
        for dispute in &self.ledger.disputes {
            let Some(known) = known_dispute(dispute) else { continue };
            let in_cells = dispute.cells.iter().flat_map(|(model, bloc)| [model, bloc]);
            let about: BTreeSet<&EntityId> = dispute.about.iter().chain(in_cells).collect();
            for id in about {
                self.add(id, |of| of.disputes.push(known.clone()));
            }
            let cell = |cell: &(EntityId, EntityId)| Some((cell.clone(), self.ledger.cells.get(cell)?.clone()));
            let of = KnownOf {
                cells: dispute.cells.iter().filter_map(cell).collect(),
                statements: dispute.statements.clone(),
                dispute: Some(known),
                ..KnownOf::default()
            };
            self.known.insert(Subject::Dispute(dispute.address.clone()), of);
        }
    }
}

/// A dispute through time; none of one that began, or was settled, on an unknown day: nothing can be said of what was known before.
fn known_dispute(dispute: &Dispute) -> Option<KnownDispute> {
    let opened = dispute.opened.filter(|_| dispute.open || dispute.closed.is_some())?;
    let (address, question) = (dispute.address.clone(), dispute.question.clone());
    Some(KnownDispute { address, question, opened, closed: dispute.closed })
}
