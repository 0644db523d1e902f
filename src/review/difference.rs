//! What differs between two states of a site, each as a record: cells, statements, disputes, sources and pages.
//!
//! Compares, and puts nothing into words: that is `in_words`. Knows neither where a state comes from nor which is newer.

mod in_words;

use crate::base::path::Address;
use crate::record::{CellName, Record, RecordedCell, RecordedDispute, RecordedSource, RecordedStatement};
pub(crate) use in_words::{human, json, markdown};
use std::collections::{BTreeMap, BTreeSet};

/// What is other, as it was and as it is; nothing on one side for what came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change<K, V> {
    pub of: K,
    pub was: Option<V>,
    pub is: Option<V>,
}

/// The page of an article and the anchor on it.
pub(crate) type StatementName = (Address, String);

/// All that differs. Each list is in the order of what it is of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    pub cells: Vec<Change<CellName, RecordedCell>>,
    pub statements: Vec<Change<StatementName, RecordedStatement>>,
    /// Entries of `updates` and `corrections`.
    pub corrections: Vec<Change<StatementName, RecordedStatement>>,
    pub disputes: Vec<Change<Address, RecordedDispute>>,
    pub sources: Vec<Change<Address, RecordedSource>>,
    /// Pages with their titles.
    pub pages: Vec<Change<Address, String>>,
    /// Of the pages that went, those whose address leads on.
    pub leading_on: BTreeSet<Address>,
}

impl Difference {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Difference { leading_on: self.leading_on.clone(), ..Difference::default() }
    }
}

/// What is other in the second state than in the first.
pub(crate) fn difference(old: &Record, new: &Record) -> Difference {
    let pages = changes(&old.names, &new.names);
    let leading_on = pages.iter().filter(|page| page.is.is_none() && new.addresses.contains_key(&page.of));
    let (corrections, statements) =
        statements(old, new).into_iter().partition(|change| change.was.iter().chain(&change.is).any(is_correction));
    Difference {
        cells: changes(&cells(old), &cells(new)),
        statements,
        corrections,
        disputes: changes(&old.last_disputes(), &new.last_disputes()),
        sources: changes(&old.sources, &new.sources),
        leading_on: leading_on.map(|page| page.of.clone()).collect(),
        pages,
    }
}

fn is_correction(statement: &RecordedStatement) -> bool {
    matches!(statement.block.as_str(), "updates" | "corrections")
}

/// The cells of which something is known at the end of a record.
fn cells(record: &Record) -> BTreeMap<CellName, RecordedCell> {
    record.cells.keys().filter_map(|name| Some((name.clone(), record.cell(name)?.clone()))).collect()
}

fn changes<K: Ord + Clone, V: PartialEq + Clone>(old: &BTreeMap<K, V>, new: &BTreeMap<K, V>) -> Vec<Change<K, V>> {
    let all: BTreeSet<&K> = old.keys().chain(new.keys()).collect();
    let change = |of: &K| {
        let (was, is) = (old.get(of), new.get(of));
        (was != is).then(|| Change { of: of.clone(), was: was.cloned(), is: is.cloned() })
    };
    all.into_iter().filter_map(change).collect()
}

/// The statements that differ. One that moved with its article is no news.
fn statements(old: &Record, new: &Record) -> Vec<Change<StatementName, RecordedStatement>> {
    let all = |record: &Record| -> BTreeMap<StatementName, RecordedStatement> {
        let of_page = record.statements.keys().flat_map(|page| {
            record.stated(page).map(move |(anchor, _, statement)| ((page.clone(), anchor.clone()), statement.clone()))
        });
        of_page.collect()
    };
    let changed = changes(&all(old), &all(new));
    let key = |change: &Change<StatementName, RecordedStatement>, side: &Option<RecordedStatement>| {
        Some((change.of.1.clone(), side.as_ref()?.says.clone()))
    };
    let gone: BTreeSet<_> =
        changed.iter().filter(|change| change.is.is_none()).filter_map(|c| key(c, &c.was)).collect();
    let come: BTreeSet<_> =
        changed.iter().filter(|change| change.was.is_none()).filter_map(|c| key(c, &c.is)).collect();
    let has_moved = |change: &Change<StatementName, RecordedStatement>| match (&change.was, &change.is) {
        (Some(_), None) => key(change, &change.was).is_some_and(|key| come.contains(&key)),
        (None, Some(_)) => key(change, &change.is).is_some_and(|key| gone.contains(&key)),
        _ => false,
    };
    changed.into_iter().filter(|change| !has_moved(change)).collect()
}
