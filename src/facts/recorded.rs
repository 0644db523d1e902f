//! What was recorded of the cells, under the names of today.
//!
//! A day that is over and recorded stays as it was: what its cells were takes the place of what would be said of them now. Reads
//! the record alone, and knows no statement.

use super::cell::{Cell, Marks};
use super::entity::LedgerEntities;
use crate::link::{EntityId, Places, Redirect, entity_address};
use crate::model::Config;
use crate::model::access::{Layer, Status};
use crate::model::kind::{BLOC, MODEL, POLICY, SOURCE_KEY};
use crate::model::when::{days_after, edtf};
use crate::record::{self, CellState, Record, RecordedCell};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one cell was from day to day, as it was known on each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordedHistory {
    /// The last day that is recorded and over.
    pub until: Date,
    pub today: Date,
    /// From each day on, the cell; none of them is later than `until`.
    pub states: Vec<(Date, Arc<Cell>)>,
}

impl RecordedHistory {
    /// The cell on a day; none before anything was known.
    pub(crate) fn on(&self, day: Date) -> Option<&Arc<Cell>> {
        let after = self.states.partition_point(|(from, _)| *from <= day);
        self.states.get(after.checked_sub(1)?).map(|(_, cell)| cell)
    }
}

/// All recorded cells, by model and bloc.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RecordedCells {
    /// The last day that is recorded and over; none where there is no record.
    pub until: Option<Date>,
    today: Date,
    pub histories: BTreeMap<(EntityId, EntityId), Arc<RecordedHistory>>,
}

impl RecordedCells {
    /// What is recorded of the days before today. Cells of what is not there any more are left out.
    pub(super) fn new(
        record: &Record,
        cards: &LedgerEntities,
        redirects: &[Redirect],
        config: &Config,
        today: Date,
    ) -> RecordedCells {
        let yesterday = days_after(today, -1);
        let Some(until) = record.last().zip(yesterday).map(|(last, yesterday)| last.min(yesterday)) else {
            return RecordedCells::default();
        };
        let names = Names::new(cards, redirects, config);
        // An entity that was renamed is recorded by both slugs: what went by the old one is there by the new one since that day.
        let mut cells: BTreeMap<(EntityId, EntityId), Vec<&CellState>> = BTreeMap::new();
        for ((model, bloc), states) in &record.cells {
            if let (Some(model), Some(bloc)) = (names.find(MODEL, model), names.find(BLOC, bloc)) {
                cells.entry((model, bloc)).or_default().extend(states);
            }
        }
        let history = |(cell, mut states): ((EntityId, EntityId), Vec<&CellState>)| {
            states.sort_by_key(|(day, was)| (*day, was.is_some()));
            let over = states.into_iter().filter(|(day, _)| *day <= until);
            let states =
                over.map(|(day, was)| (*day, Arc::new(was.as_ref().map_or_else(Cell::unknown, |was| names.cell(was)))));
            (cell, Arc::new(RecordedHistory { until, today, states: states.collect() }))
        };
        RecordedCells { until: Some(until), today, histories: cells.into_iter().map(history).collect() }
    }

    /// What is recorded of one cell. A cell of which nothing is recorded was unknown as long as there is a record.
    pub(super) fn of(&self, cell: &(EntityId, EntityId)) -> Option<Arc<RecordedHistory>> {
        let blank = |until| Arc::new(RecordedHistory { until, today: self.today, states: Vec::new() });
        self.histories.get(cell).cloned().or_else(|| self.until.map(blank))
    }
}

/// Who bears a slug now, or bore it once.
struct Names<'a> {
    of_kind: BTreeMap<(&'a str, String), EntityId>,
}

impl<'a> Names<'a> {
    fn new(cards: &'a LedgerEntities, redirects: &[Redirect], config: &'a Config) -> Names<'a> {
        let by_address: BTreeMap<_, _> =
            cards.keys().map(|id| (entity_address(&config.kinds[id.kind], &id.slug), id)).collect();
        let mut of_kind = BTreeMap::new();
        for redirect in redirects {
            if let Some(id) = by_address.get(&redirect.to)
                && let Some(slug) = redirect.old.as_str().trim_end_matches('/').rsplit('/').next()
            {
                of_kind.insert((cards[*id].key.as_str(), slug.to_owned()), (*id).clone());
            }
        }
        of_kind.extend(cards.iter().map(|(id, card)| ((card.key.as_str(), id.slug.to_string()), id.clone())));
        Names { of_kind }
    }

    fn find(&self, key: &'a str, slug: &str) -> Option<EntityId> {
        self.of_kind.get(&(key, slug.to_owned())).cloned()
    }

    fn cell(&self, was: &RecordedCell) -> Cell {
        let mut places = Places::default();
        let mut sources = Vec::new();
        for source in &was.sources {
            let (slug, at) = record::source(source);
            if let Some(id) = self.find(SOURCE_KEY, slug) {
                if !at.is_empty() {
                    places.add(&id, at);
                }
                sources.push(id);
            }
        }
        sources.sort();
        Cell {
            status: Status::from_word(&was.status).unwrap_or(Status::Unknown),
            layer: was.layer.as_deref().and_then(Layer::from_word),
            marks: Marks::of_words(&was.marks),
            since: was.since.as_deref().and_then(edtf),
            by: was.by.iter().filter_map(|slug| self.find(POLICY, slug)).collect(),
            sources,
            places,
            ..Cell::unknown()
        }
    }
}
