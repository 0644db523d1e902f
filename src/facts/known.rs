//! What was known of each entity and of each dispute, through time, and on which days it changed.
//!
//! What bears on each is gathered by `knowledge`. Has nothing of the file of an entity, which has no days, and decides nothing about
//! pages.

use super::cell::{Cell, History};
use crate::base::path::Address;
use crate::link::EntityId;
use crate::link::testimony::{LinkedStatement, Says, StatementInArticle};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
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
    pub dispute: Option<KnownDispute>,
    /// The policy whose cells these are: of others they say nothing of it.
    pub(super) policy: Option<EntityId>,
    pub(super) cells: Vec<((EntityId, EntityId), Arc<History>)>,
    /// Relations, claims, events and corrections, in the order of their articles.
    pub(super) statements: Vec<StatementInArticle>,
    pub(super) disputes: Vec<KnownDispute>,
    /// All statements of the events of which these speak by their ids.
    pub(super) events: BTreeMap<Arc<str>, Vec<StatementInArticle>>,
    /// On which it changed, oldest first.
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
    pub question: String,
    pub(super) opened: Date,
    pub(super) closed: Option<Date>,
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
    pub(crate) fn is_open_on(&self, day: Date) -> bool {
        self.opened <= day && self.closed.is_none_or(|closed| day < closed)
    }

    fn days(&self) -> impl Iterator<Item = Date> {
        [Some(self.opened), self.closed].into_iter().flatten()
    }
}

impl KnownOf {
    /// The cells of which something was known on a day.
    pub(crate) fn cells_on(&self, day: Date) -> impl Iterator<Item = CellThen<'_>> {
        self.cells.iter().filter_map(move |((model, bloc), history)| {
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

    /// All that was ever known, in the order of its articles.
    pub(crate) fn all_statements(&self) -> impl Iterator<Item = &StatementInArticle> {
        self.statements.iter()
    }

    /// What was known on a day, in the order of its articles.
    pub(crate) fn statements_on(&self, day: Date) -> impl Iterator<Item = &StatementInArticle> {
        self.statements.iter().filter(move |(article, statement)| statement.is_known_on(article, day))
    }

    pub(crate) fn disputes_on(&self, day: Date) -> impl Iterator<Item = &KnownDispute> {
        self.disputes.iter().filter(move |dispute| dispute.is_open_on(day))
    }

    /// What an event was called on a day.
    pub(crate) fn event_on(&self, id: &str, day: Date) -> Option<&str> {
        let mut known = self.events.get(id)?.iter().filter(|(article, stated)| stated.is_known_on(article, day));
        known.find_map(|(_, statement)| match &statement.says {
            Says::Event(event) => Some(event.what.as_str()),
            _ => None,
        })
    }

    /// Claims and events are many, and each has the day since which it is known: a day on which nothing but these came is none of
    /// an entity. A dispute is about few.
    pub(super) fn days(&self, up_to: Date, matrix: &[Date]) -> Vec<KnownDay> {
        let counts = |statement: &LinkedStatement| {
            self.dispute.is_some() || matches!(statement.says, Says::Relation(_) | Says::Correction(_))
        };
        let stated = self.statements.iter().filter(|(_, statement)| counts(statement));
        let stated =
            stated.flat_map(|(article, statement)| [Some(statement.known), statement.withdrawn(article)]).flatten();
        let cells = self.cells.iter().flat_map(|(_, history)| history.days_on_which(|cell| self.is_about(cell)));
        let disputes = self.disputes.iter().chain(&self.dispute).flat_map(KnownDispute::days);
        // Before it began there was no dispute.
        let first = self.dispute.as_ref().map_or(Date::MIN, |dispute| dispute.opened);
        let days = stated.chain(cells).chain(disputes).filter(|day| (first..=up_to).contains(day));
        days.collect::<BTreeSet<Date>>().into_iter().map(|day| self.known_day(day, matrix)).collect()
    }

    fn known_day(&self, day: Date, matrix: &[Date]) -> KnownDay {
        let after = matrix.partition_point(|other| *other <= day);
        let matrix = after.checked_sub(1).map(|n| matrix[n]).filter(|_| !self.cells.is_empty());
        KnownDay { day, matrix }
    }

    /// The days on which it changed, and others that had a page once. `matrix` are those of the matrix.
    pub(crate) fn days_with(&self, others: impl Iterator<Item = Date>, matrix: &[Date]) -> Vec<KnownDay> {
        let mut days: BTreeMap<Date, KnownDay> = self.days.iter().map(|known| (known.day, *known)).collect();
        for day in others {
            days.entry(day).or_insert_with(|| self.known_day(day, matrix));
        }
        days.into_values().collect()
    }
}
