//! The days on which disputes began and were over: those on which readers could first see that.
//!
//! A dispute found by Fissure begins when two answers that differ are both known. What an editor writes comes first. A day that does
//! not follow from what was published is not made up: such a dispute has none.

use super::cell::Cell;
use super::correction::about;
use super::dispute::{are_told_together, differ, voice};
use super::history::History;
use super::ledger::{Dispute, Ledger, Position};
use super::relation::Relation;
use crate::link::testimony::{LinkedClaim, LinkedStatement, StatementInArticle};
use crate::link::{EntityId, LinkedDispute};
use crate::model::access::Status;
use crate::model::choice::RelationStatus;
use crate::model::relation::Only;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// From when to when a dispute was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct OpenDays {
    pub opened: Option<Date>,
    pub closed: Option<Date>,
}

/// The earlier of two days, as far as they are known.
pub(super) fn earlier(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    one.into_iter().chain(other).min()
}

/// The last days on which a cell was seen to be in dispute. `quarrel` is the cell of these days by all that is known now, and
/// `over` the day on which it was over by that. One that was over before it was reported begins and ends on one day.
pub(super) fn of_cell(history: &History, quarrel: &Cell, over: Option<Date>, today: Date) -> OpenDays {
    let known = history.as_known.partition_point(|(from, _)| *from <= today);
    let known = &history.as_known[..known];
    let Some(last) = known.iter().rposition(|(_, cell)| differ(cell)) else {
        let opened = second_of_statuses(quarrel);
        return OpenDays { opened, closed: opened.max(over) };
    };
    let first = known[..last].iter().rposition(|(_, cell)| !differ(cell)).map_or(0, |before| before + 1);
    let (opened, after) = (known[first].0, known.get(last + 1).map(|(from, _)| *from));
    OpenDays { opened: Some(opened), closed: after.or(over).max(Some(opened)) }
}

/// The day on which two of the statuses that are given for a cell were known.
fn second_of_statuses(cell: &Cell) -> Option<Date> {
    let mut first: BTreeMap<Status, Date> = BTreeMap::new();
    for event in &cell.held {
        let day = event.statement.known;
        first.entry(event.access().status).and_modify(|known| *known = day.min(*known)).or_insert(day);
    }
    second(first.into_values().collect())
}

fn second(mut days: Vec<Date>) -> Option<Date> {
    days.sort();
    days.get(1).copied()
}

/// The first day on which one of these relations was called disputed, or two were known of which only one can hold. The files of
/// entities have no day: what stands in one counts as known before everything else.
pub(super) fn of_relations(contested: &[&Arc<Relation>]) -> Option<Date> {
    let known = |relation: &Relation| relation.statements.iter().map(|(_, statement)| statement.known).min();
    let called = contested.iter().filter(|relation| relation.status == RelationStatus::Disputed);
    let called = called.filter_map(|relation| known(relation)).min();
    let mut first: BTreeMap<(&EntityId, &Option<EntityId>), Date> = BTreeMap::new();
    let only_one = contested.iter().any(|r| r.relation.only != Only::Many) && !are_told_together(contested);
    for relation in contested.iter().filter(|relation| only_one && relation.to.is_some()) {
        let day = if relation.of_file { Some(Date::MIN) } else { known(relation) };
        if let Some(day) = day {
            let ends = (&relation.from, &relation.to);
            first.entry(ends).and_modify(|known| *known = day.min(*known)).or_insert(day);
        }
    }
    earlier(called, second(first.into_values().collect())).filter(|day| *day > Date::MIN)
}

/// The first day on which two of these answers were known, by different voices or against each other.
pub(super) fn of_claims(
    group: &[&(StatementInArticle, &LinkedClaim)],
    positions: &[Position],
    against: bool,
) -> Option<Date> {
    let mut first: HashMap<&str, Date> = HashMap::new();
    for ((_, statement), claim) in group {
        let day = statement.known;
        first.entry(&claim.says).and_modify(|known| *known = day.min(*known)).or_insert(day);
    }
    let mut known: Vec<(Date, &Position)> =
        positions.iter().filter_map(|position| Some((*first.get(position.answer.as_str())?, position))).collect();
    known.sort_by_key(|(day, _)| *day);
    let ((_, one), others) = known.split_first()?;
    others.iter().find(|(_, other)| against || voice(other) != voice(one)).map(|(day, _)| *day)
}

/// The day on which a dispute of the editor's began: that which its file gives, or the first on which a cell of it was in dispute.
pub(super) fn of_editor(editors: &LinkedDispute, ledger: &Ledger) -> Option<Date> {
    let disputed = |(_, cell): &&(Date, Arc<Cell>)| cell.status == Status::Disputed;
    let of_cell = |cell: &(EntityId, EntityId)| {
        let known = ledger.cells.get(cell)?.as_known.iter().find(disputed)?;
        Some(known.0).filter(|day| *day <= ledger.today)
    };
    editors.opened.or_else(|| editors.cells.iter().filter_map(of_cell).min())
}

/// Gives disputes of the editor's the days that follow from what their sources say of what they are about: one that has no
/// first day begins when two of its answers had said something, and one that is settled without a day ends with what the
/// source says that settled it.
pub(super) fn of_sources(disputes: &mut [Dispute], ledger: &Ledger) {
    if disputes.iter().all(|dispute| dispute.editors.is_none()) {
        return;
    }
    let mut said: HashMap<&EntityId, Vec<&Arc<LinkedStatement>>> = HashMap::new();
    for statement in ledger.testimonies.iter().flat_map(|testimony| &testimony.statements) {
        statement.sources.iter().for_each(|source| said.entry(source).or_default().push(statement));
    }
    for dispute in disputes {
        let Some(editors) = dispute.editors.as_ref().filter(|editors| editors.opened.is_none() || editors.settled)
        else {
            continue;
        };
        let is_about = |statement: &&&Arc<LinkedStatement>| {
            let named = statement.sentence.iter().filter_map(|part| part.to.clone());
            named.chain(about(statement)).any(|id| dispute.about.contains(&id))
        };
        let days = |source: &EntityId| {
            let all = said.get(source).into_iter().flatten();
            all.filter(is_about).map(|statement| statement.known).collect::<Vec<Date>>()
        };
        let first = |position: &Position| position.sources.iter().flat_map(days).min();
        let opened = dispute.opened.or_else(|| second(dispute.positions.iter().filter_map(first).collect()));
        let source = editors.settled_by.as_ref().and_then(|by| by.to.as_ref());
        let by_source = || source.and_then(|source| days(source).into_iter().filter(|day| Some(*day) >= opened).min());
        let closed = editors.settled_on.or_else(|| by_source().filter(|_| opened.is_some()));
        let closed = closed.filter(|_| editors.settled);
        (dispute.opened, dispute.closed) = (opened, closed);
    }
}
