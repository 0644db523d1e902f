//! The ledger as data for drawings: which days, which histories. How it is drawn is for `draw`.

use super::words::Words;
use crate::draw::{self, Drawing, Spell};
use crate::facts::history::History;
use crate::link::EntityId;
use crate::model::access::Status;
use crate::model::strings::Strings;
use crate::model::when::{Days, days_between};
use crate::model::when_in_words;
use crate::plan::parts::Linking;
use crate::view::{DrawingContext, EntityLink, Prepared};
use jiff::civil::Date;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

fn days_since_epoch(day: Date) -> i32 {
    i32::try_from(days_between(EPOCH, day)).unwrap_or(i32::MAX)
}

pub(super) fn contexts(drawings: Vec<Drawing>) -> Vec<DrawingContext> {
    drawings.into_iter().map(|drawing| DrawingContext { part: drawing.part, svg: drawing.svg }).collect()
}

/// The access to a model through time, one row for all blocs to which the same happened; none when nothing is known of it.
pub(crate) fn history(words: &Words<'_>, model: &EntityId) -> Option<DrawingContext> {
    let ledger = words.ledger;
    let mut rows: Vec<(Vec<Prepared<EntityLink>>, Vec<Spell>)> = Vec::new();
    for bloc in &ledger.columns {
        let Some(history) = ledger.cells.get(&(model.clone(), bloc.clone())) else { continue };
        let Some(link) = words.shared.link(bloc) else { continue };
        let spells = spells(words.strings(), history, ledger.today);
        match rows.iter_mut().find(|(_, known)| *known == spells) {
            _ if spells.is_empty() => {}
            Some((blocs, _)) => blocs.push(link),
            None => rows.push((vec![link], spells)),
        }
    }
    let row = |(blocs, spells): (Vec<Prepared<EntityLink>>, Vec<Spell>)| {
        let names: Vec<&str> = blocs.iter().map(|link| &*link.name).collect();
        let alone = blocs.first().filter(|_| blocs.len() == 1);
        draw::HistoryRow {
            name: words.strings().and(&names),
            href: alone.map(|link| link.url.to_string()),
            hue: alone.and_then(|link| link.hue),
            spells,
        }
    };
    let rows: Vec<draw::HistoryRow> = rows.into_iter().map(row).collect();
    let name = words.shared.link(model)?.name.clone();
    let strings = words.strings();
    let now = rows.iter().filter_map(|row| {
        Some(strings.fill("history.row", &[("blocs", &row.name), ("spell", &row.spells.last()?.words)]))
    });
    let now = now.collect::<Vec<_>>().join(strings.get("list.after_sentence"));
    let title = strings.fill("history.title", &[("model", &name), ("now", &now)]);
    let drawings = draw::history(
        "history",
        &title,
        strings.get("history.description"),
        &draw::DrawnHistory { rows, months: draw::MonthNames::of(strings) },
    );
    contexts(drawings).pop()
}

/// What is known of a cell through time: nothing before its first statement, and no status that was only possible until
/// another one took its place on the same days.
fn spells(strings: &Strings, history: &History, today: Date) -> Vec<Spell> {
    let begun: Vec<_> = history.segments.iter().filter(|(from, _)| from.is_none_or(|from| from <= today)).collect();
    let mut spells: Vec<Spell> = Vec::new();
    // The first day of what has been only possible since.
    let mut open: Option<Option<Date>> = None;
    for (n, (from, cell)) in begun.iter().enumerate() {
        if cell.status == Status::Unknown {
            open = None;
            continue;
        }
        let next = begun.get(n + 1);
        let since = cell.since.and_then(|days| days.earliest);
        let first = *open.get_or_insert(*from);
        if cell.marks.possible && next.is_some_and(|(_, next)| next.status != Status::Unknown) {
            continue;
        }
        open = None;
        // What was possible earlier belongs to this only as far back as this can have begun.
        let first = first.max(since.filter(|since| from.is_none_or(|from| *since <= from)).or(first));
        let sure = from.filter(|_| !cell.marks.possible).map(days_since_epoch);
        let (start, ends) = (first.map(days_since_epoch), next.and_then(|(day, _)| *day));
        let may_go_on = next.is_some_and(|(_, next)| next.marks.possible && next.status != Status::Unknown);
        let last_day = ends.and_then(|day| day.yesterday().ok()).map(|day| LastDay { day, may_go_on });
        match spells.last_mut().filter(|last| last.status == cell.status && last.to == from.map(days_since_epoch)) {
            Some(last) => last.to = ends.map(days_since_epoch),
            None => spells.push(Spell {
                from: start,
                sure,
                to: ends.map(days_since_epoch),
                status: cell.status,
                words: in_words(strings, cell.status, first, from.filter(|_| sure.is_some()), last_day),
            }),
        }
    }
    spells
}

/// The last day of which it is sure that something held.
struct LastDay {
    day: Date,
    may_go_on: bool,
}

/// "banned since 14 May 2026", "banned, not before 2 May 2026", "open from 2 May 2026 until 6 June 2026".
fn in_words(
    strings: &Strings,
    status: Status,
    first: Option<Date>,
    sure: Option<Date>,
    last: Option<LastDay>,
) -> String {
    let day = |day: Date| when_in_words::in_words(strings, &Days::of(day));
    let word = strings.word("access", status.word());
    // An end that nothing bounds is said as in sentences: the first of a month stands for the month.
    let open = |from: Date| when_in_words::in_words(strings, &Days { earliest: Some(from), ..Days::default() });
    let first_day = match (first, sure) {
        (Some(first), Some(sure)) if first == sure => day(first),
        _ => first.map(open).unwrap_or_default(),
    };
    let key = match (first, sure) {
        (Some(first), Some(sure)) if first == sure && last.is_none() => "history.since",
        (Some(first), Some(sure)) if first == sure => "history.from",
        (Some(_), _) => "history.not_before",
        (None, _) => "history.beginning_unknown",
    };
    let spell = strings.fill(key, &[("status", &word), ("day", &first_day)]);
    let Some(last) = last else { return spell };
    let key = if last.may_go_on { "history.until_at_least" } else { "history.until" };
    strings.fill(key, &[("spell", &spell), ("day", &day(last.day))])
}
