//! Gathers what was known of each entity and of each dispute: cells, statements, corrections and disputes that bear on it, those
//! of withdrawn articles too.

use super::known::{KnownDispute, KnownOf, Subject};
use super::ledger::{Dispute, Ledger};
use super::recorded::{DisputeThen, Since, StatementName};
use super::stated::{KnownStatement, Stated};
use super::through_time::{Compare, is_unrecorded, through_time};
use crate::base::path::Address;
use crate::link::EntityId;
use crate::link::testimony::StatementInArticle;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was known of all entities and disputes of which anything was.
pub(super) fn known(ledger: &Ledger) -> BTreeMap<Subject, KnownOf> {
    let mut gathered = Gathered { ledger, known: BTreeMap::new() };
    gathered.cells();
    gathered.statements();
    gathered.disputes();
    gathered.forgotten();
    let matrix = ledger.days_of_knowledge();
    let mut known = gathered.known;
    for (subject, of) in &mut known {
        let page = match subject {
            Subject::Entity(id) => &ledger.cards[id].address,
            Subject::Dispute(address) => address,
        };
        of.days = of.days(ledger.past.known_days.get(page), &ledger.past, &matrix);
    }
    known
}

/// What pages of what was known have of the statements of an entity, in the order of the page.
pub(crate) const BLOCKS: [&str; 4] = ["relations", "events", "claims", "corrections"];

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

    /// The statements of entities, which stand on their pages next to the cells.
    fn statements(&mut self) {
        let ledger = self.ledger;
        for statement in ledger.stated.iter().flat_map(|of_article| of_article.iter()) {
            let is_shown = |(_, stated): &(Date, Stated)| BLOCKS.contains(&stated.block());
            for id in statement.about.iter().filter(|_| statement.states.iter().any(is_shown)) {
                self.add(id, |of| of.statements.push(statement.of_entity(id)));
            }
        }
    }

    /// Entities of which nothing is known any more, and once was.
    fn forgotten(&mut self) {
        let days = &self.ledger.past.known_days;
        if !days.is_empty() {
            let once = self.ledger.cards.iter().filter(|(_, card)| days.contains_key(&card.address));
            let once: Vec<&EntityId> = once.map(|(id, _)| id).collect();
            once.into_iter().for_each(|id| self.add(id, |_| ()));
        }
    }

    fn disputes(&mut self) {
        let ledger = self.ledger;
        let disputes = disputes(ledger);
        let stated = ledger.stated.iter().flat_map(|of_article| of_article.iter());
        let all: BTreeSet<&StatementName> =
            disputes.iter().flat_map(|of| of.then()).flat_map(|then| &then.statements).collect();
        let name = |statement: &Arc<KnownStatement>| (statement.page.clone(), statement.anchor.clone());
        let stated: BTreeMap<StatementName, &Arc<KnownStatement>> =
            stated.map(|statement| (name(statement), statement)).filter(|(name, _)| all.contains(name)).collect();
        for dispute in disputes {
            let about: BTreeSet<&EntityId> = dispute.then().flat_map(|then| &then.about).collect();
            for id in about {
                self.add(id, |of| of.disputes.push(dispute.of_entity(id)));
            }
            let cells: BTreeSet<_> = dispute.then().flat_map(|then| &then.cells).collect();
            let names: BTreeSet<_> = dispute.then().flat_map(|then| &then.statements).collect();
            let cell = |cell: &(EntityId, EntityId)| Some((cell.clone(), ledger.cells.get(cell)?.clone()));
            let of = KnownOf {
                cells: cells.into_iter().filter_map(cell).collect(),
                statements: names.into_iter().filter_map(|name| stated.get(name).copied().cloned()).collect(),
                dispute: Some(dispute.clone()),
                ..KnownOf::default()
            };
            self.known.insert(Subject::Dispute(dispute.address.clone()), of);
        }
    }
}

/// All disputes through time, those that are recorded and there no more among them.
fn disputes(ledger: &Ledger) -> Vec<Arc<KnownDispute>> {
    let past = &ledger.past;
    let now = ledger.disputes.iter().map(|dispute| (&dispute.address, states(dispute)));
    let mut all: BTreeMap<&Address, Since<DisputeThen>> =
        past.disputes.keys().map(|address| (address, Vec::new())).collect();
    all.extend(now);
    let known = |(address, now): (&Address, Since<DisputeThen>)| {
        let (states, is_unrecorded) = match past.until {
            Some(until) => {
                let was = past.disputes.get(address).map_or(&[][..], |was| was);
                let is_same = |one: &Option<Arc<DisputeThen>>, other: &Option<Arc<DisputeThen>>| one == other;
                let compare = Compare { looks_same: &is_same, goes_on: &is_same };
                let states = through_time(&now, was, (until, past.today), &None, &compare);
                let is_unrecorded = is_unrecorded(&states, &now, past.today);
                (states, is_unrecorded)
            }
            None => (now, false),
        };
        let known = KnownDispute { address: address.clone(), states, is_unrecorded };
        known.last().is_some().then(|| Arc::new(known))
    };
    all.into_iter().filter_map(known).collect()
}

/// What a dispute was from day to day; nothing of one that began, or was settled, on an unknown day: nothing can be said of what was
/// known before.
fn states(dispute: &Dispute) -> Since<DisputeThen> {
    let Some(opened) = dispute.opened.filter(|_| dispute.open || dispute.closed.is_some()) else { return Vec::new() };
    let then = |open: bool| Some(Arc::new(dispute_then(dispute, open)));
    let closed = dispute.closed.map(|closed| (closed, then(false)));
    let opened = closed.as_ref().is_none_or(|(closed, _)| opened < *closed).then(|| (opened, then(true)));
    opened.into_iter().chain(closed).collect()
}

/// A dispute as it is now, open or settled.
pub(crate) fn dispute_then(dispute: &Dispute, open: bool) -> DisputeThen {
    let of_cells = dispute.cells.iter().flat_map(|(model, bloc)| [model, bloc]);
    let name = |(article, statement): &StatementInArticle| (article.address.clone(), statement.anchor.clone());
    DisputeThen {
        question: dispute.question.clone(),
        open,
        about: dispute.about.iter().chain(of_cells).cloned().collect(),
        cells: dispute.cells.iter().cloned().collect(),
        statements: dispute.statements.iter().map(name).collect(),
    }
}
