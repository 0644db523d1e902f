//! A cell through time: what it was from day to day, by all that is known now and as it was known on each day itself.
//!
//! Of what statements come to on one day `cell` decides; what is recorded of days that are over comes first.

use super::access::AccessEvent;
use super::cell::{Cell, CellInputs, resolve, resolve_as_known, resolve_known};
use super::recorded::RecordedHistory;
use super::through_time::{Compare, is_unrecorded, through_time};
use crate::link::testimony::{ArticleRef, LinkedStatement};
use crate::link::{EntityId, Places};
use crate::model::access::Status;
use crate::model::when::{Days, days_after, next_day};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A cell through time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// From each day on, the cell, by all that is known; the first has no beginning.
    pub segments: Vec<(Option<Date>, Arc<Cell>)>,
    /// From each day on, the cell as it was known on that day itself. Before the first of them nothing was.
    pub(crate) as_known: Vec<(Date, Arc<Cell>)>,
    /// Whether the last of these began today by no day of its own.
    pub(super) is_unrecorded: bool,
    inputs: Arc<CellInputs>,
    /// The changes of its status, oldest first.
    pub(crate) changes: Vec<Turn>,
}

/// A change of status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    pub day: Date,
    /// That of the statement that made it, for a cell in which no two changes have one.
    pub anchor: String,
    /// Whether the day is that of the change, and not when it was known.
    pub exact: bool,
    pub from: Status,
    pub to: Status,
    /// When the new status began, which may be known less exactly than the day to which the change is dated.
    pub since: Option<Days>,
    /// The policies and sources of the new status; where nothing holds any more, of what ended.
    pub by: Vec<EntityId>,
    pub sources: Vec<EntityId>,
    /// Where in these sources it stands.
    pub places: Places,
    /// The article by which it is known.
    pub article: Option<Arc<ArticleRef>>,
}

impl History {
    /// Works a cell out for each stretch of days in which nothing about it changes, once.
    pub(crate) fn new(inputs: &Arc<CellInputs>) -> History {
        let stale = |event: &AccessEvent| {
            next_day(days_after(event.article.known_by(), i64::from(inputs.stale_after?))?).into()
        };
        let turns = |event: &AccessEvent| {
            [event.since.earliest, event.since.latest, event.ended(), stale(event)].into_iter().flatten()
        };
        let days: BTreeSet<Date> = inputs.events.iter().flat_map(|(event, _)| turns(event)).collect();
        let mut segments: Vec<(Option<Date>, Arc<Cell>)> = Vec::with_capacity(days.len() + 1);
        let before = days.first().map_or(Date::MIN, |first| days_after(*first, -1).unwrap_or(Date::MIN));
        segments.push((None, Arc::new(resolve(inputs, before))));
        for day in &days {
            let cell = resolve(inputs, *day);
            if segments.last().is_none_or(|(_, last)| **last != cell) {
                segments.push((Some(*day), Arc::new(cell)));
            }
        }
        let as_known = as_known(inputs, &days_of_knowledge(inputs, turns));
        let (as_known, is_unrecorded) = match &inputs.recorded {
            Some(recorded) => {
                let known = with_recorded(&as_known, recorded);
                let is_unrecorded = is_unrecorded(&known, &as_known, recorded.today);
                (known, is_unrecorded)
            }
            None => (as_known, false),
        };
        let mut history = History { segments, as_known, is_unrecorded, inputs: inputs.clone(), changes: Vec::new() };
        history.changes = history.turns(inputs);
        history
    }

    /// The cell on a day, as it was known on another.
    pub(crate) fn as_known(&self, day: Date, known: Date) -> Cell {
        resolve_as_known(&self.inputs, day, known)
    }

    /// The cell on a day, as it was known on that day; none before anything was.
    pub(crate) fn known_on(&self, day: Date) -> Option<&Arc<Cell>> {
        let after = self.as_known.partition_point(|(from, _)| *from <= day);
        self.as_known.get(after.checked_sub(1)?).map(|(_, cell)| cell)
    }

    /// The days on which what was known of the cell changed, as far as it is about something, oldest first. That it has become
    /// old is no change.
    pub(crate) fn days_on_which(&self, is_about: impl Fn(&Cell) -> bool) -> impl Iterator<Item = Date> {
        let mut last: Option<&Cell> = None;
        self.as_known.iter().filter_map(move |(day, cell)| {
            let cell = Some(&**cell).filter(|cell| is_about(cell));
            let is_other = match (last, cell) {
                (Some(last), Some(cell)) => !last.is_but_for_age(cell),
                (last, cell) => last.is_some() || cell.is_some(),
            };
            last = cell;
            is_other.then_some(*day)
        })
    }

    /// The policies that any of its statements names, those of withdrawn articles too.
    pub(crate) fn policies(&self) -> BTreeSet<&EntityId> {
        let all = self.inputs.events.iter().chain(&self.inputs.withdrawn);
        all.flat_map(|(event, _)| &event.access().by).collect()
    }

    /// The cell on a day.
    pub(crate) fn on(&self, day: Date) -> Option<&Arc<Cell>> {
        let after = self.segments.partition_point(|(from, _)| from.is_none_or(|from| from <= day));
        self.segments.get(after.checked_sub(1)?).map(|(_, cell)| cell)
    }

    /// The stretches of days that statements give, up to a day: for drawings.
    ///
    /// Each statement has a first possible day of its own. That one can have begun earlier than another is no phase in which
    /// it alone held, so a stretch that is only possible is left out, unless what follows surely came later. Stretches of one
    /// status are one.
    pub fn phases(&self, up_to: Date) -> Vec<(Option<Date>, Arc<Cell>)> {
        let begun: Vec<_> = self.segments.iter().filter(|(from, _)| from.is_none_or(|from| from <= up_to)).collect();
        let mut phases: Vec<(Option<Date>, Arc<Cell>)> = Vec::new();
        for (n, (from, cell)) in begun.iter().enumerate() {
            let invented = cell.marks.possible
                && begun.get(n + 1).is_some_and(|(from, next)| {
                    next.status != cell.status && from.is_some_and(|from| is_open_order(cell, next, from))
                });
            let is_same = |(_, last): &(Option<Date>, Arc<Cell>)| {
                (last.status, last.marks.possible) == (cell.status, cell.marks.possible)
            };
            if !invented && !phases.last().is_some_and(is_same) {
                phases.push((*from, cell.clone()));
            }
        }
        phases
    }

    /// Whether a statement says something of the cell.
    pub(crate) fn has_statement(&self, article: &ArticleRef, statement: &LinkedStatement) -> bool {
        self.inputs.events.iter().any(|(event, _)| event.is_of(article, statement))
    }

    fn turns(&self, inputs: &CellInputs) -> Vec<Turn> {
        let dated =
            |event: &AccessEvent| [Some(event.dated()), event.ended()].into_iter().flatten().collect::<Vec<_>>();
        let days: BTreeSet<Date> = inputs.events.iter().flat_map(|(event, _)| dated(event)).collect();
        let exact = inputs.events.iter().all(|(event, _)| event.began.day().is_some());
        let mut turns = Vec::new();
        let mut last = Status::Unknown;
        let mut taken = BTreeMap::new();
        for day in days {
            // Where all days are known, what was known is what was.
            let cell = match self.on(day).filter(|_| exact) {
                Some(cell) => cell.clone(),
                None => Arc::new(resolve_known(inputs, day)),
            };
            if cell.status == last {
                continue;
            }
            let because = inputs.events.iter().map(|(event, _)| event).filter(|event| dated(event).contains(&day));
            let mut turn = turn(day, last, &cell, &because.collect::<Vec<_>>());
            let count = taken.entry(turn.anchor.clone()).or_insert(0_usize);
            *count += 1;
            if *count > 1 {
                turn.anchor = format!("{}-{count}", turn.anchor);
            }
            turns.push(turn);
            last = cell.status;
        }
        turns
    }
}

/// The days on which what is known of a cell may be another than before; `turns` are those of one of its events.
fn days_of_knowledge<D: Iterator<Item = Date>>(
    inputs: &CellInputs,
    turns: impl Fn(&AccessEvent) -> D,
) -> BTreeSet<Date> {
    let disputes = inputs.disputes.iter().flat_map(|dispute| [dispute.opened, dispute.settled]);
    let mut days: BTreeSet<Date> = disputes.flatten().collect();
    for (event, _) in inputs.events.iter().chain(&inputs.withdrawn) {
        days.extend(turns(event));
        days.extend([Some(event.statement.known), event.article.withdrawn].into_iter().flatten());
        for (from, then) in &event.earlier {
            days.extend(turns(then).chain([*from]));
        }
    }
    days
}

/// What was known of the cell on each of some days, of that day.
fn as_known(inputs: &CellInputs, days: &BTreeSet<Date>) -> Vec<(Date, Arc<Cell>)> {
    let mut known: Vec<(Date, Arc<Cell>)> = Vec::new();
    for day in days {
        let cell = resolve_as_known(inputs, *day, *day);
        let last = known.last().map(|(_, last)| &**last);
        if last.map_or(cell != Cell::unknown(), |last| *last != cell) {
            known.push((*day, Arc::new(cell)));
        }
    }
    known
}

/// The same, but that recorded days stay as they were.
fn with_recorded(now: &[(Date, Arc<Cell>)], recorded: &RecordedHistory) -> Vec<(Date, Arc<Cell>)> {
    let looks_same = |was: &Arc<Cell>, is: &Arc<Cell>| was.says_same(is);
    let goes_on =
        |last: &Arc<Cell>, next: &Arc<Cell>| if last.is_recorded() { last.says_same(next) } else { last == next };
    let compare = Compare { looks_same: &looks_same, goes_on: &goes_on };
    through_time(now, &recorded.states, (recorded.until, recorded.today), &Arc::new(Cell::unknown()), &compare)
}

/// Whether the statements of a cell still hold when another takes its place, and none of the other is surely newer.
fn is_open_order(cell: &Cell, next: &Cell, day: Date) -> bool {
    cell.statements().all(|event| {
        let of_layer = next.statements().filter(|other| other.access().layer == event.access().layer);
        event.holds_on(day) && of_layer.into_iter().all(|other| !other.since.definitely_after(&event.since))
    })
}

/// A change to a cell, because of statements that begin or end on that day.
fn turn(day: Date, from: Status, cell: &Cell, because: &[&Arc<AccessEvent>]) -> Turn {
    let ended = |ids: &dyn Fn(&AccessEvent) -> Vec<EntityId>| -> Vec<EntityId> {
        because.iter().flat_map(|event| ids(event)).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let nothing_holds = cell.held.is_empty();
    let places = || Places::of_all(because.iter().map(|event| &event.statement.places));
    // An entry keeps its anchor when its days are corrected, so a change keeps its address and its place in feeds.
    let anchor = because.first().map_or(String::new(), |event| match event.dated() == day {
        true => event.statement.anchor.clone(),
        false => format!("{}-end", event.statement.anchor),
    });
    Turn {
        day,
        anchor,
        exact: because.iter().any(|event| event.began.day() == Some(day) || event.ended() == Some(day)),
        from,
        to: cell.status,
        since: cell.since,
        by: if nothing_holds { ended(&|event| event.access().by.clone()) } else { cell.by.clone() },
        sources: if nothing_holds { ended(&|event| event.statement.sources.clone()) } else { cell.sources.clone() },
        places: if nothing_holds { places() } else { cell.places.clone() },
        article: because.first().map(|event| event.article.clone()),
    }
}
