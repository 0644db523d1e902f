//! Changes of cells as sentences: those that differ in models and blocs alone are one, as far as each model has the same blocs.

use super::sentence::{Pieces, count, fill};
use super::{articles, blank, statements};
use crate::facts::cell::{AccessEvent, Cell};
use crate::facts::changes::{Cause, CellChange, DisputeChange};
use crate::link::testimony::{ArticleRef, LinkedStatement};
use crate::link::{EntityId, Places};
use crate::model::access::{Layer, Status};
use crate::model::strings::Strings;
use crate::model::when_in_words::since_in_words;
use crate::plan::parts::{Linking, Shown};
use crate::view::ReportedChange;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What changes have in common that are one sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    cause: Cause,
    to: Status,
    from: Status,
    since: String,
    marks: Vec<&'static str>,
    by: Vec<EntityId>,
    sources: Vec<EntityId>,
    dispute: Option<DisputeChange>,
    /// The statements behind it, by their places.
    statements: Vec<(String, String)>,
}

/// The changes of the cells of a day, which come in the order of the matrix.
pub(super) fn changes(shown: &Shown<'_>, day: Date, cells: &[CellChange]) -> Vec<ReportedChange> {
    let mut groups: Vec<Vec<&CellChange>> = Vec::new();
    let mut places: BTreeMap<Alike, usize> = BTreeMap::new();
    for cell in cells {
        let place = *places.entry(alike(shown.strings(), day, cell)).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(cell);
    }
    let mut alikes: Vec<(Alike, usize)> = places.into_iter().collect();
    alikes.sort_by_key(|(_, place)| *place);
    let mut changes = Vec::new();
    for ((alike, _), cells) in alikes.into_iter().zip(groups) {
        for rectangle in rectangles(&cells) {
            changes.push(one(shown, day, &alike, &rectangle));
        }
    }
    changes
}

/// What a change rests on: the new cell, or the old one where nothing holds any more.
fn basis(change: &CellChange) -> &Cell {
    if change.to.status == Status::Unknown { &change.from } else { &change.to }
}

/// The statements that made the change known on its day; of one that no article had to report, those behind it.
fn behind(change: &CellChange, day: Date) -> Vec<(&Arc<ArticleRef>, &Arc<LinkedStatement>)> {
    let is_behind = |event: &&Arc<AccessEvent>| match change.cause {
        Cause::Reported => event.statement.known == day,
        Cause::Withdrawn => event.article.withdrawn == Some(day),
        Cause::Editor | Cause::DayCame => true,
    };
    let cell = if change.cause == Cause::Withdrawn { &change.from } else { basis(change) };
    cell.statements().filter(is_behind).map(|event| (&event.article, &event.statement)).collect()
}

fn alike(strings: &Strings, day: Date, change: &CellChange) -> Alike {
    let (holds, basis) = (change.to.status != Status::Unknown, basis(change));
    let marks = [
        (basis.layer == Some(Layer::Rule), "rule"),
        (basis.marks.inferred, "inferred"),
        (basis.marks.scope_not_stated, "scope-not-stated"),
        (basis.marks.rule_differs, "rule-differs"),
        (basis.marks.possible, "possible"),
    ];
    let since = change.to.since.filter(|since| since.earliest.or(since.latest).is_some());
    let place = |(article, statement): (&Arc<ArticleRef>, &Arc<LinkedStatement>)| {
        (article.path.to_string(), statement.anchor.clone())
    };
    Alike {
        cause: change.cause,
        to: change.to.status,
        from: change.from.status,
        since: since.map_or(String::new(), |since| since_in_words(strings, &since)),
        marks: marks.into_iter().filter(|(is, _)| *is && holds).map(|(_, mark)| mark).collect(),
        by: basis.by.clone(),
        sources: basis.sources.clone(),
        dispute: change.dispute.clone(),
        statements: behind(change, day).into_iter().map(place).collect(),
    }
}

/// Some changes: those of models that have them in the same blocs, together.
fn rectangles<'c>(cells: &[&'c CellChange]) -> Vec<Vec<&'c CellChange>> {
    let of_models = cells.chunk_by(|one, other| one.model == other.model);
    let mut places: BTreeMap<Vec<&EntityId>, usize> = BTreeMap::new();
    let mut rectangles: Vec<Vec<&CellChange>> = Vec::new();
    for of_model in of_models {
        let place = *places.entry(of_model.iter().map(|cell| &cell.bloc).collect()).or_insert(rectangles.len());
        if place == rectangles.len() {
            rectangles.push(Vec::new());
        }
        rectangles[place].extend(of_model);
    }
    rectangles
}

fn one(shown: &Shown<'_>, day: Date, alike: &Alike, cells: &[&CellChange]) -> ReportedChange {
    let models: Vec<EntityId> =
        cells.chunk_by(|one, other| one.model == other.model).map(|of_model| of_model[0].model.clone()).collect();
    let blocs: Vec<EntityId> = cells[..cells.len() / models.len()].iter().map(|cell| cell.bloc.clone()).collect();
    let places = Places::of_all(cells.iter().map(|cell| &basis(cell).places));
    let behind = behind(cells[0], day);
    let names = |ids: &[EntityId]| {
        let names: BTreeSet<String> = shown.links(ids).iter().map(|link| link.lasting.to_string()).collect();
        names.into_iter().collect::<Vec<_>>().join(" ")
    };
    let identity = format!("{} in {}", names(&models), names(&blocs));
    ReportedChange {
        sentence: sentence(shown, alike, &models, &blocs).0,
        status: Some(alike.to.word()),
        was: Some(alike.from.word()),
        marks: alike.marks.iter().filter(|mark| **mark != "possible").copied().collect(),
        sources: shown.citations(&alike.sources, &places),
        articles: articles(shown, behind.iter().copied()),
        statements: statements(shown, behind.into_iter()),
        about: shown.links(&[&models[..], &blocs[..]].concat()),
        ..blank("cell", day, &identity)
    }
}

/// "In Japan, Fugu is now listed as open, since May 2026. It was listed as unknown before."
fn sentence(shown: &Shown<'_>, alike: &Alike, models: &[EntityId], blocs: &[EntityId]) -> Pieces {
    let strings = shown.strings();
    let status = |status: Status| Pieces::text(&strings.word("access", status.word()));
    let (names, places) = (Pieces::names(shown, models), Pieces::names(shown, blocs));
    let holes = [("models", &names), ("blocs", &places), ("status", &status(alike.to))];
    let mut sentence = count(strings, pattern(alike), models.len(), &holes);
    if !alike.since.is_empty() && alike.to != Status::Disputed {
        let since = Pieces::text(&alike.since);
        sentence = fill(strings, "changed.since", &[("sentence", &sentence), ("since", &since)]);
    }
    if !alike.by.is_empty() && !matches!(alike.to, Status::Unknown | Status::Disputed) {
        let policies = Pieces::names(shown, &alike.by);
        sentence = fill(strings, "changed.under", &[("sentence", &sentence), ("policies", &policies)]);
    }
    let was = count(strings, "changed.was", models.len(), &[("status", &status(alike.from))]);
    sentence = fill(strings, "changed.and_was", &[("sentence", &sentence), ("was", &was)]);
    if let Some(dispute) = &alike.dispute {
        let question = Pieces::link(&dispute.question, shown.url(&dispute.address));
        sentence = fill(strings, "changed.with_question", &[("sentence", &sentence), ("question", &question)]);
    }
    sentence
}

/// The pattern of the sentence of a change.
fn pattern(alike: &Alike) -> &'static str {
    let possible = alike.marks.contains(&"possible");
    match (alike.to, alike.cause) {
        (Status::Disputed, _) => "changed.disputed",
        (Status::Unknown, Cause::Withdrawn) => "changed.unknown_withdrawn",
        (Status::Unknown, Cause::DayCame) => "changed.unknown_from_this_day",
        (Status::Unknown, _) => "changed.unknown",
        (_, Cause::DayCame) if possible => "changed.perhaps_from_this_day",
        (_, Cause::DayCame) => "changed.from_this_day",
        _ if possible => "changed.perhaps_now",
        _ => "changed.now",
    }
}
