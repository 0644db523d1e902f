//! The cells of the matrix as data: those of today, and one row for each day on which one changed.

use super::Values;
use super::rows::{day, edtf, one, places, refs, statement_ref, text};
use crate::facts::cell::{AccessEvent, Cell};
use crate::link::EntityId;
use crate::model::access::{Layer, Status};
use crate::plan::facts::words::Words;
use crate::view::data::{self, DataValue, Ref};
use crate::view::{Citation, EntityLink, Prepared};
use jiff::civil::Date;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// The models and columns of the matrix, each pair once.
fn all<'w>(words: &Words<'w>) -> impl Iterator<Item = (&'w EntityId, &'w EntityId)> {
    let ledger = words.ledger;
    ledger.models.iter().flat_map(|model| ledger.columns.iter().map(move |bloc| (model, bloc)))
}

/// One row for each day up to today on which something about a cell changed; none for a cell of which nothing is said.
pub(super) fn rows(words: &Words<'_>) -> Vec<Values> {
    let mut rows = Vec::new();
    for (model, bloc) in all(words) {
        let Some(history) = words.ledger.cells.get(&(model.clone(), bloc.clone())) else { continue };
        let begun = history.segments.iter().filter(|(from, _)| from.is_none_or(|from| from <= words.ledger.today));
        for (from, cell) in begun {
            // What was before anything is said of it is no change.
            if from.is_some() || cell.status != Status::Unknown || !cell.held.is_empty() {
                rows.push(row(words, [model, bloc], *from, cell));
            }
        }
    }
    rows
}

fn row(words: &Words<'_>, [model, bloc]: [&EntityId; 2], from: Option<Date>, cell: &Arc<Cell>) -> Values {
    let shared = words.shared;
    let since = cell.since.unwrap_or_default();
    let stated = |event: &Arc<AccessEvent>| statement_ref(shared, &event.article, &event.statement);
    let mut statements: Vec<Ref> = Vec::new();
    for statement in cell.statements().map(stated) {
        statements.extend((!statements.contains(&statement)).then_some(statement));
    }
    let first = from.map_or_else(|| "first".to_owned(), |from| from.to_string());
    vec![
        DataValue::Text(format!("{}/{}/{first}", model.slug, bloc.slug)),
        day(from),
        DataValue::Ref(one(shared, model)),
        DataValue::Ref(one(shared, bloc)),
        DataValue::Text(cell.status.word().to_owned()),
        text(cell.layer.map(|layer: Layer| layer.word().to_owned())),
        text(cell.rule.filter(|_| cell.marks.rule_differs).map(|rule| rule.word().to_owned())),
        DataValue::Flag(cell.marks.possible),
        DataValue::Flag(cell.status == Status::Disputed),
        DataValue::Flag(cell.marks.inferred),
        DataValue::Flag(cell.marks.scope_not_stated),
        DataValue::Flag(cell.marks.stale),
        edtf(Some(since)),
        day(since.earliest),
        day(since.latest),
        refs(shared, &cell.by),
        refs(shared, &cell.sources),
        places(shared, &cell.sources, &cell.places),
        DataValue::Refs(statements),
    ]
}

/// Today's cells, each model in each column.
pub(super) fn today(words: &Words<'_>) -> Json {
    let slugs =
        |links: &[Prepared<EntityLink>]| -> Vec<String> { links.iter().map(|link| link.slug.to_string()).collect() };
    let of_sources =
        |sources: &[Citation]| -> Vec<String> { sources.iter().map(|source| source.slug.to_string()).collect() };
    let cell = |(model, bloc): (&EntityId, &EntityId)| {
        let cell = words.cells.get(&(model.clone(), bloc.clone()))?;
        let given =
            cell.given.iter().map(|given| json!({ "status": given.status, "sources": of_sources(&given.sources) }));
        let of_today = words.ledger.cell(model, bloc, words.ledger.today);
        Some(json!({
            "model": cell.model.slug,
            "bloc": cell.bloc.slug,
            "status": cell.status,
            "layer": cell.layer,
            "since": data::json(&edtf(of_today.since)),
            "by": slugs(&cell.by),
            "sources": of_sources(&cell.sources),
            "places": data::json(&places(words.shared, &of_today.sources, &of_today.places)),
            "given": given.collect::<Vec<_>>(),
            "marks": cell.marks,
        }))
    };
    all(words).filter_map(cell).collect()
}
