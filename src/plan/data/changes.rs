//! The rows of the table of changes: the sentences of the pages, each with its day and its place.

use crate::base::memo::Memo;
use crate::base::table::Table;
use crate::plan::changes::plain;
use crate::plan::frame::Frame;
use crate::view::data::{DataRow, DataValue, Ref};
use crate::view::{ChangeDay, ReportedChange};
use jiff::civil::Date;
use std::sync::Arc;

/// The rows of each day.
pub(crate) type ChangeRows = Table<Date, Arc<Vec<Arc<DataRow>>>>;
/// What they are remembered by.
pub(crate) type ChangeRowsCache = Memo<Date, Arc<ChangeDay>, Arc<Frame>, Arc<Vec<Arc<DataRow>>>>;

pub(crate) fn rows(days: &Table<Date, Arc<ChangeDay>>, frame: &Arc<Frame>, memory: &mut ChangeRowsCache) -> ChangeRows {
    memory.answer(days, frame, |_, day, frame| {
        let changes = day.groups.iter().flat_map(|group| &group.changes);
        Some(Arc::new(changes.map(|change| Arc::new(DataRow::new(row(frame, day, change)))).collect()))
    })
}

fn row(frame: &Frame, day: &ChangeDay, change: &ReportedChange) -> Vec<DataValue> {
    let page = day.url.split('#').next().unwrap_or_default();
    let word = |word: Option<&'static str>| word.map_or(DataValue::None, |word| DataValue::Text(word.to_owned()));
    let is_cell = change.kind == "cell";
    let about = change
        .about
        .iter()
        .map(|link| Ref { slug: format!("{}/{}", link.kind, link.slug).into(), url: link.whole.clone() });
    let month = day.day.rsplit_once('-').map_or("", |(month, _)| month);
    let source =
        |source: &crate::view::Citation| Ref { slug: source.slug.clone(), url: frame.whole_url(&source.url).into() };
    vec![
        DataValue::Text(format!("{month}/{}", change.anchor)),
        DataValue::Text(frame.whole_url(&format!("{page}#{}", change.anchor))),
        DataValue::Text(day.day.clone()),
        DataValue::Text(change.kind.to_owned()),
        DataValue::Refs(about.collect()),
        DataValue::Text(plain(frame.strings(), &change.sentence)),
        word(change.was),
        word(change.status.filter(|_| is_cell)),
        DataValue::Refs(change.sources.iter().map(source).collect()),
        DataValue::Refs(change.statements.clone()),
    ]
}
