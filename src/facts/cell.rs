//! One cell of the matrix: what people of one bloc can do with one model on one day, by the rules of PRODUCT and
//! docs/content/pages/reference/facts.md.
//!
//! Sees the access events of that model and bloc alone, so nothing said of another can change it.

pub use super::access::AccessEvent;
use super::parties::{CellDispute, Parties, parties};
use super::recorded::RecordedHistory;
use crate::link::testimony::ArticleRef;
use crate::link::{EntityId, Places};
use crate::model::access::{Layer, Status};
use crate::model::choice::Scope;
use crate::model::when::{Days, days_after};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How widely a statement aims: narrower ones win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Width {
    Bloc,
    Audience,
    Everyone,
}

/// An access event as it bears on one bloc.
type Aimed = (Arc<AccessEvent>, Width);

/// All that a cell depends on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CellInputs {
    /// In the order of their articles.
    pub events: Vec<Aimed>,
    /// Those of articles that were withdrawn on a known day: they count for what was known before.
    pub withdrawn: Vec<Aimed>,
    /// The editor's disputes that name the cell: those that are open, and those that were, for what was known before.
    pub disputes: Vec<CellDispute>,
    pub stale_after: Option<i32>,
    /// Sources that repeat another, with what they repeat.
    pub origins: Arc<BTreeMap<EntityId, String>>,
    /// What was recorded of days that are over.
    pub recorded: Option<Arc<RecordedHistory>>,
}

impl CellInputs {
    /// Those who take part in disputes about it that are open.
    fn disputed(&self) -> Parties {
        parties(self.disputes.iter().filter(|dispute| dispute.settled.is_none()))
    }

    /// Those who took part in disputes about it that were open on a day.
    fn disputed_on(&self, day: Date) -> Parties {
        let all = self.events.iter().chain(&self.withdrawn);
        let first = all.map(|(event, _)| event.statement.known).min();
        parties(self.disputes.iter().filter(|dispute| dispute.was_open(day, first)))
    }
}

/// What can be said of one model, bloc and day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub status: Status,
    /// The layer that is shown; none when nothing is known.
    pub layer: Option<Layer>,
    pub marks: Marks,
    /// The statements that it rests on, of the layer that is shown.
    pub held: Vec<Arc<AccessEvent>>,
    /// Those of the rule, when the effect is shown.
    pub beside: Vec<Arc<AccessEvent>>,
    /// What the rule alone comes to, when the effect is shown.
    pub rule: Option<Status>,
    /// Each status that is given for it, with the sources that give it.
    pub given: Vec<(Status, Vec<EntityId>)>,
    pub since: Option<Days>,
    pub by: Vec<EntityId>,
    pub sources: Vec<EntityId>,
    /// Where in these sources it stands.
    pub(crate) places: Places,
    /// How many sources of different origin.
    pub witnesses: usize,
    /// How many of them say so outright, where others are read so by inference.
    pub outright: usize,
    /// Up to when the newest of its articles was true, where one says so.
    pub(crate) as_of: Option<Days>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// It may not have begun yet.
    pub possible: bool,
    pub inferred: bool,
    pub scope_not_stated: bool,
    pub stale: bool,
    /// The rule says something else than the effect.
    pub rule_differs: bool,
}

impl Marks {
    /// The marks of these words; others are passed over.
    pub(crate) fn of_words(words: &[String]) -> Marks {
        let is = |mark: &str| words.iter().any(|word| word == mark);
        Marks {
            possible: is("possible"),
            inferred: is("inferred"),
            scope_not_stated: is("scope-not-stated"),
            stale: is("stale"),
            rule_differs: is("rule-differs"),
        }
    }

    /// In the words of the data files.
    pub fn words(&self) -> Vec<&'static str> {
        let marks = [
            (self.possible, "possible"),
            (self.inferred, "inferred"),
            (self.scope_not_stated, "scope-not-stated"),
            (self.stale, "stale"),
            (self.rule_differs, "rule-differs"),
        ];
        marks.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect()
    }
}

impl Cell {
    /// The cell of which nothing is known.
    pub(crate) fn unknown() -> Cell {
        Cell {
            status: Status::Unknown,
            layer: None,
            marks: Marks::default(),
            held: Vec::new(),
            beside: Vec::new(),
            rule: None,
            given: Vec::new(),
            since: None,
            by: Vec::new(),
            sources: Vec::new(),
            places: Places::default(),
            witnesses: 0,
            outright: 0,
            as_of: None,
        }
    }

    /// Whether two cells say the same to readers, whatever each was made of. That something has become old is not counted.
    pub(crate) fn says_same(&self, other: &Cell) -> bool {
        let marks = |cell: &Cell| Marks { stale: false, ..cell.marks };
        let says =
            |cell: &Cell| (cell.status, cell.layer, marks(cell), cell.since.filter(|days| *days != Days::default()));
        says(self) == says(other)
            && (&self.by, &self.sources, &self.places) == (&other.by, &other.sources, &other.places)
    }

    /// Whether it was taken from the record, and not worked out.
    pub(super) fn is_recorded(&self) -> bool {
        self.held.is_empty() && self.layer.is_some()
    }

    /// Whether it is the same as another, but for whether it has become old.
    pub(super) fn is_but_for_age(&self, other: &Cell) -> bool {
        if self.is_recorded() || other.is_recorded() {
            return self.says_same(other);
        }
        let lasting = Marks { stale: other.marks.stale, ..self.marks };
        self == other || (lasting == other.marks && Cell { marks: lasting, ..self.clone() } == *other)
    }

    /// The statements that its status rests on; where that is disputed, those of both layers.
    pub(crate) fn counted(&self) -> impl Iterator<Item = &Arc<AccessEvent>> {
        let others = if self.status == Status::Disputed { self.beside.as_slice() } else { &[] };
        self.held.iter().chain(others)
    }

    /// Every statement behind it.
    pub(crate) fn statements(&self) -> impl Iterator<Item = &Arc<AccessEvent>> {
        self.held.iter().chain(&self.beside)
    }
}

/// Whether anything that is said of a cell can have begun; also when nothing is said of it.
fn has_begun<'a>(mut said: impl Iterator<Item = &'a Aimed>, day: Date) -> bool {
    let begun = |(event, _): &Aimed| event.since.earliest.is_none_or(|earliest| earliest <= day);
    said.next().is_none_or(|first| begun(first) || said.any(begun))
}

/// What the statements come to on a day.
pub(crate) fn resolve(inputs: &CellInputs, day: Date) -> Cell {
    let now: Vec<&Aimed> = inputs.events.iter().filter(|(event, _)| event.holds_on(day)).collect();
    let disputed = inputs.disputed().filter(|_| has_begun(inputs.events.iter(), day));
    resolve_all(inputs, &now, disputed, day)
}

/// What was known on a day of another one.
pub(super) fn resolve_as_known(inputs: &CellInputs, day: Date, known: Date) -> Cell {
    let all = inputs.events.iter().chain(&inputs.withdrawn);
    let then = all.filter(|(event, _)| event.is_known_on(known)).map(|(event, width)| (event.then(known), *width));
    let then: Vec<Aimed> = then.collect();
    let holding: Vec<&Aimed> = then.iter().filter(|(event, _)| event.holds_on(day)).collect();
    let disputed = inputs.disputed_on(known).filter(|_| has_begun(then.iter(), day));
    resolve_all(inputs, &holding, disputed, day)
}

/// What was known on a day, when statements count from the day to which they are dated.
pub(super) fn resolve_known(inputs: &CellInputs, day: Date) -> Cell {
    let known = |(event, _): &&Aimed| event.holds_on(day) && event.dated() <= day;
    let disputed = inputs.disputed().filter(|_| has_begun(inputs.events.iter(), day));
    resolve_all(inputs, &inputs.events.iter().filter(known).collect::<Vec<_>>(), disputed, day)
}

/// What some statements come to on a day, while some sources take part in disputes of the editor's about the cell.
fn resolve_all(inputs: &CellInputs, now: &[&Aimed], disputed: Parties, day: Date) -> Cell {
    let effect = standing(now, Layer::Effect);
    let rule = standing(now, Layer::Rule);
    let (held, layer, beside) = match (effect.is_empty(), rule.is_empty()) {
        (true, true) => {
            let Some((sources, places)) = disputed else { return Cell::unknown() };
            let sources = sources.into_iter().collect();
            return Cell { status: Status::Disputed, sources, places, ..Cell::unknown() };
        }
        (true, false) => (rule, Layer::Rule, Vec::new()),
        (false, _) => (effect, Layer::Effect, rule),
    };
    let rule = (!beside.is_empty()).then(|| joint(&beside));
    let mut status = joint(&held);
    let rule_differs = rule.is_some_and(|rule| rule != status);
    if disputed.is_some() {
        status = Status::Disputed;
    }
    // As in `Cell::counted`.
    let counted: Vec<&Arc<AccessEvent>> = match status {
        Status::Disputed => held.iter().chain(&beside).copied().collect(),
        _ => held.clone(),
    };
    let newest = counted.iter().map(|event| event.article.known_by()).max();
    let stale = newest.zip(inputs.stale_after).and_then(|(day, after)| days_after(day, i64::from(after)));
    let sources: BTreeSet<&EntityId> = counted.iter().flat_map(|event| &event.statement.sources).collect();
    let outright = counted.iter().filter(|event| event.access().scope != Scope::Inferred);
    let outright: BTreeSet<&EntityId> = outright.flat_map(|event| &event.statement.sources).collect();
    // A dispute is between all who take part in it, whether or not they say something of this very cell.
    let (parties, disputed_at) = disputed.unwrap_or_default();
    let parties = parties.iter().chain(sources.iter().copied()).collect::<BTreeSet<_>>();
    let mut places = Places::of_all(counted.iter().map(|event| &event.statement.places));
    places.join(&disputed_at);
    let all = |scope: Scope| held.iter().all(|event| event.access().scope == scope);
    let any_stated = held.iter().any(|event| event.access().scope == Scope::Stated);
    Cell {
        status,
        layer: Some(layer),
        marks: Marks {
            possible: held.iter().any(|event| event.since.latest.is_some_and(|latest| latest > day)),
            inferred: all(Scope::Inferred),
            scope_not_stated: !any_stated && !all(Scope::Inferred),
            stale: stale.is_some_and(|stale| stale < day),
            rule_differs,
        },
        rule,
        given: given(&counted),
        since: began(&held),
        by: counted.iter().flat_map(|event| &event.access().by).collect::<BTreeSet<_>>().into_iter().cloned().collect(),
        witnesses: witnesses(&sources, &inputs.origins),
        outright: witnesses(&outright, &inputs.origins),
        sources: parties.into_iter().cloned().collect(),
        places,
        as_of: newest_as_of(counted.iter().map(|event| &event.article)),
        held: held.into_iter().cloned().collect(),
        beside: beside.into_iter().cloned().collect(),
    }
}

/// The events of a layer that count: none is definitely older than another, and none aims wider than another.
fn standing<'a>(now: &[&'a Aimed], layer: Layer) -> Vec<&'a Arc<AccessEvent>> {
    let of_layer = || now.iter().filter(|(event, _)| event.access().layer == layer);
    let newest = of_layer().filter_map(|(event, _)| event.since.earliest).max();
    let is_old = |event: &AccessEvent| newest.zip(event.since.latest).is_some_and(|(newest, latest)| newest > latest);
    let narrowest = of_layer().filter(|(event, _)| !is_old(event)).map(|(_, width)| *width).min();
    of_layer().filter(|(event, width)| !is_old(event) && Some(*width) == narrowest).map(|(event, _)| event).collect()
}

/// The status on which all agree, or `disputed`.
fn joint(events: &[&Arc<AccessEvent>]) -> Status {
    let mut statuses = events.iter().map(|event| event.access().status);
    let first = statuses.next().unwrap_or(Status::Unknown);
    if statuses.all(|status| status == first) { first } else { Status::Disputed }
}

fn given(events: &[&Arc<AccessEvent>]) -> Vec<(Status, Vec<EntityId>)> {
    let mut given: BTreeMap<Status, BTreeSet<EntityId>> = BTreeMap::new();
    for event in events {
        given.entry(event.access().status).or_default().extend(event.statement.sources.iter().cloned());
    }
    given.into_iter().map(|(status, sources)| (status, sources.into_iter().collect())).collect()
}

/// When it began: of several accounts the most exact, of equally exact ones the earliest, and of these one without doubt. Of
/// accounts with an open end that which begins last is the most exact.
fn began(events: &[&Arc<AccessEvent>]) -> Option<Days> {
    let exactness = |days: &Days| {
        let open = days.width().is_none().then_some(Reverse(days.earliest));
        (days.width().unwrap_or(i64::MAX), open, days.earliest, days.latest, days.doubt)
    };
    events.iter().map(|event| event.began).min_by_key(exactness)
}

/// Up to when the newest of some articles was true, of those that say so: the one that is surely true the longest.
pub(crate) fn newest_as_of<'a>(articles: impl Iterator<Item = &'a Arc<ArticleRef>>) -> Option<Days> {
    newest(articles.filter_map(|article| article.as_of))
}

/// Of several days the one that surely lies latest.
pub(crate) fn newest(days: impl Iterator<Item = Days>) -> Option<Days> {
    days.max_by_key(|days| (days.earliest, days.latest, days.doubt))
}

fn witnesses(sources: &BTreeSet<&EntityId>, origins: &BTreeMap<EntityId, String>) -> usize {
    let origin = |id: &&EntityId| origins.get(id).cloned().unwrap_or_else(|| id.slug.to_string());
    sources.iter().map(origin).collect::<BTreeSet<_>>().len()
}
