//! What was recorded, under the names of today.
//!
//! A day that is over and recorded stays as it was: what cells, statements and disputes were on it takes the place of what would be
//! said of them now. Reads the record, and knows nothing of what is stated now.

mod form;
mod names;

use super::cell::{Cell, Marks};
use super::entity::LedgerEntities;
use crate::base::path::Address;
use crate::link::{EntityId, Redirect};
use crate::model::access::{Layer, Status};
use crate::model::kind::{ARTICLES, BLOC, DISPUTES, MODEL, POLICY};
use crate::model::when::{days_after, edtf};
use crate::record::{CellState, DisputeState, Record, RecordedCell, RecordedDispute, StatementState, cell_name};
pub(crate) use form::{PastStatement, StatementForm, about, subjects, with_places, words};
use jiff::civil::Date;
use names::Names;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The name of a statement: the page of its article and its anchor on it.
pub(crate) type StatementName = (Address, String);

/// From each day on, what something was; none where it was not there.
pub(crate) type Since<T> = Vec<(Date, Option<Arc<T>>)>;

/// All that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Past {
    /// The last day that is recorded and over; none where there is no record.
    pub until: Option<Date>,
    pub today: Date,
    /// The days that had a matrix of their own, by all that was known and as it was known then.
    pub matrix_days: [Vec<Date>; 2],
    /// The days of which a page was recorded as it was known, by the address of the page.
    pub known_days: BTreeMap<Address, BTreeSet<Date>>,
    pub cells: BTreeMap<(EntityId, EntityId), Arc<RecordedHistory>>,
    /// By the page of the article, which is that of today where it moved, and by anchor.
    pub statements: BTreeMap<Address, Arc<BTreeMap<String, PastStates>>>,
    pub disputes: BTreeMap<Address, Since<DisputeThen>>,
}

/// A statement through the record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PastStates {
    pub states: Since<PastStatement>,
    /// The day of the file that has the last of them.
    pub recorded: Date,
}

/// A dispute as it was on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DisputeThen {
    pub question: String,
    pub open: bool,
    /// The entities that it is about, those of its cells among them.
    pub about: BTreeSet<EntityId>,
    /// Models and blocs.
    pub cells: BTreeSet<(EntityId, EntityId)>,
    pub statements: BTreeSet<StatementName>,
}

/// What one cell was from day to day, as it was known on each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordedHistory {
    /// The last day that is recorded and over.
    pub until: Date,
    pub today: Date,
    /// From each day on, the cell; none of them is later than `until`.
    pub states: Vec<(Date, Arc<Cell>)>,
}

/// Where the matrix of a day lies, by all that is known now and as it was known.
const MATRIX_DAYS: [&str; 2] = ["/matrix/", "/matrix/known-"];

impl Past {
    /// What is recorded of the days before today. Cells of what is not there any more are left out.
    pub(super) fn new(record: &Record, cards: &LedgerEntities, redirects: &[Redirect], today: Date) -> Past {
        let yesterday = days_after(today, -1);
        let Some(until) = record.last().zip(yesterday).map(|(last, yesterday)| last.min(yesterday)) else {
            return Past { today, ..Past::default() };
        };
        let names = Names::new(cards, redirects);
        Past {
            until: Some(until),
            today,
            matrix_days: MATRIX_DAYS.map(|begin| record.days_of_pages(begin).collect()),
            known_days: known_days(record, &names),
            cells: cells(record, &names, until, today),
            statements: statements(record, &names),
            disputes: disputes(record, &names),
        }
    }

    /// What is recorded of one cell. A cell of which nothing is recorded was unknown as long as there is a record.
    pub(super) fn of_cell(&self, cell: &(EntityId, EntityId)) -> Option<Arc<RecordedHistory>> {
        let blank = |until| Arc::new(RecordedHistory { until, today: self.today, states: Vec::new() });
        self.cells.get(cell).cloned().or_else(|| self.until.map(blank))
    }

    /// The statements of a page as they were at the end of the record, each with the day of the file that says so.
    pub(crate) fn stated<'a>(
        &'a self,
        page: &Address,
    ) -> impl Iterator<Item = (&'a String, Date, &'a Arc<PastStatement>)> {
        let of_page = self.statements.get(page).into_iter().flat_map(|of_page| of_page.iter());
        of_page.filter_map(|(anchor, of)| Some((anchor, of.recorded, of.states.last()?.1.as_ref()?)))
    }
}

fn known_days(record: &Record, names: &Names<'_>) -> BTreeMap<Address, BTreeSet<Date>> {
    let mut days: BTreeMap<Address, BTreeSet<Date>> = BTreeMap::new();
    for address in record.addresses.keys() {
        if let Some((page, day)) = address.as_str().split_once("known-")
            && let Some(day) = day.strip_suffix('/').and_then(|day| day.parse().ok())
        {
            let page = page_of_folder(record, page);
            let is_dispute = page.as_str()[1..].split('/').next() == Some(DISPUTES);
            let now = if is_dispute { names.page_in(DISPUTES, &page) } else { names.page(&page) };
            days.entry(now).or_default().insert(day);
        }
    }
    days
}

/// The recorded page that a folder belongs to: the one at its address, or one that ends with .html.
fn page_of_folder(record: &Record, folder: &str) -> Address {
    let page = Address::new(folder);
    let html =
        folder.strip_suffix('/').filter(|name| !name.is_empty()).map(|name| Address::new(format!("{name}.html")));
    let html = html.filter(|html| record.addresses.contains_key(html) && !record.addresses.contains_key(&page));
    html.unwrap_or(page)
}

fn cells(
    record: &Record,
    names: &Names<'_>,
    until: Date,
    today: Date,
) -> BTreeMap<(EntityId, EntityId), Arc<RecordedHistory>> {
    // An entity that was renamed is recorded by both slugs: what went by the old one is there by the new one since that day.
    let mut cells: BTreeMap<(EntityId, EntityId), Vec<&CellState>> = BTreeMap::new();
    for ((model, bloc), states) in &record.cells {
        if let (Some(model), Some(bloc)) = (names.find(MODEL, model), names.find(BLOC, bloc)) {
            cells.entry((model, bloc)).or_default().extend(states);
        }
    }
    let history = |(name, mut states): ((EntityId, EntityId), Vec<&CellState>)| {
        states.sort_by_key(|(day, was)| (*day, was.is_some()));
        let over = states.into_iter().filter(|(day, _)| *day <= until);
        let states =
            over.map(|(day, was)| (*day, Arc::new(was.as_ref().map_or_else(Cell::unknown, |was| cell(was, names)))));
        (name, Arc::new(RecordedHistory { until, today, states: states.collect() }))
    };
    cells.into_iter().map(history).collect()
}

fn cell(was: &RecordedCell, names: &Names<'_>) -> Cell {
    let (mut sources, places) = names.sources(&was.sources);
    sources.sort();
    Cell {
        status: Status::from_word(&was.status).unwrap_or(Status::Unknown),
        layer: was.layer.as_deref().and_then(Layer::from_word),
        marks: Marks::of_words(&was.marks),
        since: was.since.as_deref().and_then(edtf),
        by: was.by.iter().filter_map(|slug| names.find(POLICY, slug)).collect(),
        sources,
        places,
        ..Cell::unknown()
    }
}

fn statements(record: &Record, names: &Names<'_>) -> BTreeMap<Address, Arc<BTreeMap<String, PastStates>>> {
    let mut pages: BTreeMap<Address, BTreeMap<String, Vec<&StatementState>>> = BTreeMap::new();
    for (page, of_page) in &record.statements {
        let now = pages.entry(names.page_in(ARTICLES, page)).or_default();
        of_page.iter().for_each(|(anchor, states)| now.entry(anchor.clone()).or_default().extend(states));
    }
    let past = |(anchor, mut states): (String, Vec<&StatementState>)| {
        // A page that moved may be recorded by both its addresses: what went from the old one is there by the new one.
        states.sort_by_key(|state| (state.since, state.statement.is_some()));
        let recorded = states.last().map_or(Date::MIN, |state| state.recorded);
        let was = |was: &Arc<_>| Arc::new(PastStatement::new(was, names));
        let states = states.into_iter().map(|state| (state.since, state.statement.as_ref().map(was)));
        (anchor, PastStates { states: states.collect(), recorded })
    };
    pages.into_iter().map(|(page, of_page)| (page, Arc::new(of_page.into_iter().map(past).collect()))).collect()
}

fn disputes(record: &Record, names: &Names<'_>) -> BTreeMap<Address, Since<DisputeThen>> {
    let mut disputes: BTreeMap<Address, Vec<&DisputeState>> = BTreeMap::new();
    for (address, states) in &record.disputes {
        disputes.entry(names.page_in(DISPUTES, address)).or_default().extend(states);
    }
    let past = |(address, mut states): (Address, Vec<&DisputeState>)| {
        states.sort_by_key(|(day, was)| (*day, was.is_some()));
        let dated = |was: &Arc<RecordedDispute>| (!was.undated).then(|| Arc::new(dispute(was, names)));
        (address, states.into_iter().map(|(day, was)| (*day, was.as_ref().and_then(dated))).collect())
    };
    disputes.into_iter().map(past).collect()
}

fn dispute(was: &RecordedDispute, names: &Names<'_>) -> DisputeThen {
    let cells = was.cells.iter().filter_map(|name| {
        let (model, bloc) = cell_name(name)?;
        Some((names.find(MODEL, &model)?, names.find(BLOC, &bloc)?))
    });
    let statements = was.statements.iter().filter_map(|name| {
        let (page, anchor) = name.split_once('#').filter(|(page, _)| page.starts_with('/'))?;
        Some((names.page_in(ARTICLES, &Address::new(page)), anchor.to_owned()))
    });
    DisputeThen {
        question: was.question.clone(),
        open: was.open,
        about: was.about.iter().filter_map(|name| names.named(name)).collect(),
        cells: cells.collect(),
        statements: statements.collect(),
    }
}
