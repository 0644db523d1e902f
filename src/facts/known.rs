//! What was known of each entity and of each dispute, through time, and on which days it changed.
//!
//! What bears on each is gathered by `knowledge`. Has nothing of the file of an entity, which has no days, and decides nothing about
//! pages.

use super::cell::Cell;
use super::history::History;
use super::recorded::{DisputeThen, Past, Since};
use super::stated::{KnownStatement, Stated};
use super::through_time::on;
use crate::base::path::Address;
use crate::link::EntityId;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What has pages of what was known of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    Entity(EntityId),
    Dispute(Address),
}

/// All that was ever known of one subject.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct KnownOf {
    /// The dispute itself, where it is one.
    pub dispute: Option<Arc<KnownDispute>>,
    /// The policy whose cells these are: of others they say nothing of it.
    pub(super) policy: Option<EntityId>,
    pub(super) cells: Vec<((EntityId, EntityId), Arc<History>)>,
    /// Relations, claims, events and corrections; of a dispute, all that take part in it.
    pub(super) statements: Vec<Arc<KnownStatement>>,
    /// Each with the days on which it is about this.
    pub(super) disputes: Vec<Arc<KnownDispute>>,
    /// Those that have pages, oldest first.
    pub days: Vec<KnownDay>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KnownDay {
    pub day: Date,
    /// The last day up to then on which the matrix changed, where this has cells of it.
    pub matrix: Option<Date>,
}

/// A dispute through time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownDispute {
    pub address: Address,
    pub states: Since<DisputeThen>,
    /// Whether its last state began today by no day of its own.
    pub is_unrecorded: bool,
}

/// A cell as it was known, and when that changed last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CellThen<'a> {
    pub model: &'a EntityId,
    pub bloc: &'a EntityId,
    pub cell: &'a Arc<Cell>,
    pub changed: Date,
}

impl KnownDispute {
    /// What it was on a day; none before it began, and where it is there no more.
    pub(crate) fn on(&self, day: Date) -> Option<&Arc<DisputeThen>> {
        on(&self.states, day)?.1.as_ref()
    }

    /// What it was last.
    pub(crate) fn last(&self) -> Option<&Arc<DisputeThen>> {
        self.states.iter().rev().find_map(|(_, then)| then.as_ref())
    }

    /// All that it ever was.
    pub(super) fn then(&self) -> impl Iterator<Item = &DisputeThen> {
        self.states.iter().filter_map(|(_, then)| then.as_deref())
    }

    /// The same dispute as the page of one entity has it.
    pub(super) fn of_entity(self: &Arc<Self>, id: &EntityId) -> Arc<KnownDispute> {
        if self.then().all(|then| then.about.contains(id)) {
            return self.clone();
        }
        let is_its = |then: &Option<Arc<DisputeThen>>| then.clone().filter(|then| then.about.contains(id));
        let states = self.states.iter().map(|(day, then)| (*day, is_its(then))).collect();
        Arc::new(KnownDispute { states, ..(**self).clone() })
    }

    /// The days on which it began, or was over.
    fn days(&self) -> impl Iterator<Item = Date> {
        let is_open = |then: &Option<Arc<DisputeThen>>| then.as_ref().map(|then| then.open);
        let mut last = None;
        self.states.iter().filter_map(move |(day, then)| {
            let is_other = is_open(then) != last;
            last = is_open(then);
            is_other.then_some(*day)
        })
    }
}

impl KnownOf {
    /// The cells of which something was known on a day.
    pub(crate) fn cells_on(&self, day: Date) -> impl Iterator<Item = CellThen<'_>> {
        let then = self.dispute.as_ref().map(|dispute| dispute.on(day));
        let all = self
            .cells
            .iter()
            .filter(move |(cell, _)| then.is_none_or(|then| then.is_some_and(|then| then.cells.contains(cell))));
        all.filter_map(move |((model, bloc), history)| {
            let cell = history.known_on(day).filter(|cell| self.is_about(cell))?;
            let changed = history.days_on_which(|cell| self.is_about(cell)).take_while(|other| *other <= day).last()?;
            Some(CellThen { model, bloc, cell, changed })
        })
    }

    /// Whether a cell says anything of it.
    fn is_about(&self, cell: &Cell) -> bool {
        let is_its = self.policy.as_ref().is_none_or(|policy| cell.by.contains(policy));
        is_its && *cell != Cell::unknown()
    }

    /// What was known on a day, the newest first. One order for all days, since a page may show the first of them alone.
    pub(crate) fn statements_on(&self, day: Date) -> Vec<(&KnownStatement, &Stated)> {
        let then = self.dispute.as_ref().map(|dispute| dispute.on(day));
        let takes_part = |statement: &KnownStatement| {
            let name = (statement.page.clone(), statement.anchor.clone());
            then.is_none_or(|then| then.is_some_and(|then| then.statements.contains(&name)))
        };
        let all = self.statements.iter().map(|statement| (&**statement, statement.on(day)));
        let there = all.filter(|(statement, stated)| **stated != Stated::Nothing && takes_part(statement));
        let mut there: Vec<_> = there.collect();
        there.sort_by_cached_key(|(statement, stated)| {
            (Reverse(stated.known()), stated.words(), statement.anchor.clone())
        });
        there
    }

    pub(crate) fn disputes_on(&self, day: Date) -> impl Iterator<Item = (&Address, &DisputeThen)> {
        let all = self.disputes.iter().filter_map(move |dispute| Some((&dispute.address, &**dispute.on(day)?)));
        all.filter(|(_, then)| then.open)
    }

    /// Claims and events are many, and each has the day since which it is known: a day on which nothing but these came is none of
    /// an entity. A dispute is about few.
    fn days_of_change(&self) -> BTreeSet<Date> {
        let counts = |statement: &KnownStatement| {
            let counts = |(_, stated): &(Date, Stated)| matches!(stated.block(), "relations" | "corrections");
            self.dispute.is_some() || statement.states.iter().any(counts)
        };
        let stated =
            self.statements.iter().filter(|statement| counts(statement)).flat_map(|statement| statement.days());
        let cells = self.cells.iter().flat_map(|(_, history)| history.days_on_which(|cell| self.is_about(cell)));
        let disputes = self.disputes.iter().chain(&self.dispute).flat_map(|dispute| dispute.days());
        stated.chain(cells).chain(disputes).collect()
    }

    /// The days that have pages: those on which it changed, and those that had one when they were recorded. A day that is over has
    /// one if it had one then. `matrix` are the days of the matrix.
    pub(super) fn days(&self, recorded: Option<&BTreeSet<Date>>, past: &Past, matrix: &[Date]) -> Vec<KnownDay> {
        let mut days = self.days_of_change();
        if let Some(recorded) = recorded {
            days.retain(|day| past.until.is_none_or(|until| *day > until));
            days.extend(recorded);
        }
        // A dispute that came and went on one day was known on none.
        days.retain(|day| self.dispute.as_ref().is_none_or(|dispute| dispute.on(*day).is_some()));
        days.into_iter().filter(|day| *day <= past.today).map(|day| self.known_day(day, matrix)).collect()
    }

    fn known_day(&self, day: Date, matrix: &[Date]) -> KnownDay {
        let after = matrix.partition_point(|other| *other <= day);
        let matrix = after.checked_sub(1).map(|n| matrix[n]).filter(|_| !self.cells.is_empty());
        KnownDay { day, matrix }
    }
}
