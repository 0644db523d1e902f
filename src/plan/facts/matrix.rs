//! The matrix in short: rows by maker and family, the models of each status, changes in lines.
//!
//! Puts together what is equal and drops nothing: models share a line only where the same is said of each of them.

use crate::model::access::Status;
use crate::model::collation::Collation;
use crate::view::{
    CellContext, ChangeContext, ChangeLine, EntityLink, FamilyMember, MatrixGroup, MatrixLine, MatrixRow, Prepared,
    StatusGroup, StatusLine, TurnLine,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows by their makers, from A to Z; makers of whose models nothing is known come last, then models without a maker.
pub(super) fn groups(rows: &[Arc<MatrixRow>], collation: &Collation) -> Vec<MatrixGroup> {
    let mut by_maker: BTreeMap<_, Vec<&Arc<MatrixRow>>> = BTreeMap::new();
    for row in rows {
        let maker = row.maker.as_ref().map(|maker| (collation.key(&maker.name), &*maker.slug));
        by_maker.entry(maker).or_default().push(row);
    }
    let group = |(_, rows): (_, Vec<&Arc<MatrixRow>>)| {
        let maker = rows.first().and_then(|row| row.maker.clone());
        let anchor = maker.as_ref().map_or("by-unknown".to_owned(), |maker| format!("by-{}", maker.slug));
        MatrixGroup { maker, anchor, lines: lines(&rows) }
    };
    let mut groups: Vec<MatrixGroup> = by_maker.into_iter().map(group).collect();
    let is_unknown = |line: &MatrixLine| line.cells.iter().all(|cell| cell.status == Status::Unknown.word());
    groups.sort_by_key(|group| (group.maker.is_none(), group.lines.iter().all(is_unknown)));
    groups
}

/// One line for each model, and one for the models of a family of which the same is said everywhere.
fn lines(rows: &[&Arc<MatrixRow>]) -> Vec<MatrixLine> {
    let mut lines: Vec<Vec<&Arc<MatrixRow>>> = Vec::new();
    for row in rows {
        match lines.iter_mut().find(|line| is_the_same(line[0], row)) {
            Some(line) => line.push(row),
            None => lines.push(vec![row]),
        }
    }
    let line = |rows: Vec<&Arc<MatrixRow>>| {
        let before = std::iter::once("").chain(rows.iter().map(|row| &*row.model.name));
        let member = |(row, before): (&&Arc<MatrixRow>, &str)| {
            let (stem, rest) = row.model.name.split_at(shared_words(before, &row.model.name));
            FamilyMember { entity: row.model.clone(), stem: stem.to_owned(), rest: rest.to_owned() }
        };
        let models = rows.iter().zip(before).map(member).collect();
        MatrixLine { models, cells: rows[0].cells.clone(), instead: rows[0].instead.clone() }
    };
    lines.into_iter().map(line).collect()
}

/// Whether two models are of one family and the same is said of both in every bloc.
fn is_the_same(row: &MatrixRow, other: &MatrixRow) -> bool {
    let cells = || row.cells.iter().zip(&other.cells).all(|(cell, other)| is_same_cell(cell, other));
    row.family.is_some() && row.family == other.family && row.cells.len() == other.cells.len() && cells()
}

/// Whether the same is said of two models in one bloc.
pub(super) fn is_same_cell(cell: &CellContext, other: &CellContext) -> bool {
    CellContext { model: other.model.clone(), url: other.url.clone(), ..cell.clone() } == *other
}

/// How many bytes of whole words a name begins with that the one before it begins with too; never all of it.
fn shared_words(before: &str, name: &str) -> usize {
    let same = before.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    name.bytes().take(same).rposition(|byte| byte == b' ').map_or(0, |at| at + 1)
}

/// The models that have each status somewhere, in the order of the statuses; those of the same blocs in one line.
pub(super) fn statuses(rows: &[Arc<MatrixRow>], columns: usize) -> Vec<StatusGroup> {
    let all = Status::WORDS.iter().map(|status| status_group(status, rows, columns));
    all.filter(|group| group.models > 0).collect()
}

pub(super) fn status_group(status: &'static str, rows: &[Arc<MatrixRow>], columns: usize) -> StatusGroup {
    let mut lines: Vec<StatusLine> = Vec::new();
    let mut models = 0;
    for row in rows {
        let there: Vec<_> = row.cells.iter().filter(|cell| cell.status == status).collect();
        if there.is_empty() {
            continue;
        }
        models += 1;
        let blocs: Vec<_> = there.iter().map(|cell| cell.bloc.clone()).collect();
        match lines.iter_mut().find(|line| line.blocs == blocs) {
            Some(line) => line.models.push(row.model.clone()),
            None => {
                let everywhere = there.len() == columns;
                lines.push(StatusLine { models: vec![row.model.clone()], blocs, everywhere });
            }
        }
    }
    StatusGroup { status, models, lines }
}

/// Changes in lines: those of a model by one article, then models that changed alike. They come in their order.
pub(super) fn change_lines<'c>(
    changes: impl Iterator<Item = &'c Arc<ChangeContext>>,
    columns: &[Prepared<EntityLink>],
) -> Vec<ChangeLine> {
    let place = |bloc: &Prepared<EntityLink>| columns.iter().position(|column| column.slug == bloc.slug);
    let mut of_models: Vec<ChangeLine> = Vec::new();
    for change in changes {
        let is_of = |line: &ChangeLine| line.models[0] == change.model && is_of_one_report(line, &report(change));
        let at = of_models.iter().position(is_of).unwrap_or(of_models.len());
        if at == of_models.len() {
            of_models.push(report(change));
        }
        let turns = &mut of_models[at].turns;
        match turns.iter_mut().find(|turn| (turn.from, turn.to) == (change.from, change.to)) {
            Some(turn) => turn.blocs.push(change.bloc.clone()),
            None => turns.push(TurnLine { from: change.from, to: change.to, blocs: vec![change.bloc.clone()] }),
        }
    }
    for turn in of_models.iter_mut().flat_map(|line| &mut line.turns) {
        turn.blocs.sort_by_key(place);
    }
    let mut lines: Vec<ChangeLine> = Vec::new();
    for line in of_models {
        match lines.iter_mut().find(|known| known.turns == line.turns && is_of_one_report(known, &line)) {
            Some(known) => known.models.extend(line.models),
            None => lines.push(line),
        }
    }
    lines
}

/// What a change says but for what turned into what.
fn report(change: &ChangeContext) -> ChangeLine {
    ChangeLine {
        models: vec![change.model.clone()],
        turns: Vec::new(),
        day: change.day.clone(),
        exact: change.exact,
        since: change.since.clone(),
        by: change.by.clone(),
        article: change.article.clone(),
    }
}

/// Whether two lines differ in nothing but models and turns.
fn is_of_one_report(line: &ChangeLine, other: &ChangeLine) -> bool {
    let report = |line: &ChangeLine| ChangeLine { models: Vec::new(), turns: Vec::new(), ..line.clone() };
    report(line) == report(other)
}
