//! The days of sources and events, worked out together from what all articles say of them.
//!
//! There are two answers to each question. The days on which something *happened* follow from what sources say, and may be
//! open: these are the days that readers see. The days by which it is *known* end when the article that states it was
//! published or ends to be true, since only what has happened is reported: by these alone it is decided which statement is
//! newer than another, and they are never printed.

use super::calendar::{self, EPOCH, SameMonth};
use super::entity::{LedgerEntities, LedgerEntity};
use super::network::{Constraint, Network, ORIGIN};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::SourcePath;
use crate::link::EntityId;
use crate::link::testimony::{
    ArticleRef, CountedFrom, LinkedEvent, LinkedStatement, LinkedTime, LinkedWhen, Says, Testimony,
};
use crate::model::strings::Strings;
use crate::model::suggest::nearest;
use crate::model::when::{Days, Doubt, days_after, days_between};
use crate::model::when_in_words::in_words;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An event, with every statement about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// As writers have it; made from the article where they give none.
    pub(crate) id: String,
    pub(crate) what: String,
    /// The language of that, where it is another than that of the page.
    pub(crate) lang: Option<Arc<str>>,
    /// What all statements together leave of its days.
    pub days: Days,
    /// The same, ended by the articles that state it.
    pub(super) known: Days,
    /// Its point in the network.
    pub point: usize,
    pub(crate) tags: Vec<EntityId>,
    pub(crate) statements: Vec<(Arc<ArticleRef>, Arc<LinkedStatement>)>,
}

/// All days, and where they stand to each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times {
    /// When things happened.
    pub network: Network,
    /// The same with the ends of what is known.
    known: Network,
    /// In the order of their articles.
    pub(crate) events: Vec<Event>,
    /// The points of sources.
    pub sources: BTreeMap<EntityId, usize>,
    events_by_id: BTreeMap<String, usize>,
    /// Statements that cannot all be true, with their places.
    pub conflicts: Vec<Vec<Reason>>,
    /// Events that lie in the month of a source, before it.
    pub(crate) same_month: Vec<(usize, EntityId)>,
}

/// Why a constraint holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub(crate) path: SourcePath,
    pub(crate) span: Span,
    pub(crate) words: String,
}

/// Works out all days.
pub(crate) fn times(strings: &Strings, testimonies: &[Arc<Testimony>], cards: &LedgerEntities) -> Times {
    let cited = testimonies.iter().flat_map(|testimony| {
        let cited =
            testimony.statements.iter().flat_map(|statement| statement.sources.iter().map(move |id| (id, statement)));
        cited.map(|(id, statement)| (id, &*testimony.article, &**statement))
    });
    let statements: Vec<_> = testimonies.iter().flat_map(|testimony| event_statements(testimony)).collect();
    gathered(strings, cards.iter(), cited, &statements)
}

/// The same of some sources, of where they are cited, and of statements of events.
pub(super) fn gathered<'a>(
    strings: &Strings,
    sources: impl Iterator<Item = (&'a EntityId, &'a Arc<LedgerEntity>)>,
    cited: impl Iterator<Item = (&'a EntityId, &'a ArticleRef, &'a LinkedStatement)>,
    statements: &[StatedEvent<'a>],
) -> Times {
    let mut draft = Draft::default();
    draft.sources(strings, sources);
    draft.cited(cited);
    for (article, statement, event) in statements {
        draft.event(article, statement, event);
    }
    for (article, statement, event) in statements {
        let point = draft.point_of(article, statement, event);
        if let Some(when) = event.when.as_ref().filter(|_| !event.disputed) {
            draft.constrain(article, statement, point, when);
        }
    }
    draft.finish()
}

/// A statement of an event, with the article that it stands in.
pub(super) type StatedEvent<'a> = (&'a Arc<ArticleRef>, &'a Arc<LinkedStatement>, &'a LinkedEvent);

pub(super) fn event_statements(testimony: &Testimony) -> impl Iterator<Item = StatedEvent<'_>> {
    testimony.statements.iter().filter_map(|statement| event_statement(&testimony.article, statement))
}

pub(super) fn event_statement<'a>(
    article: &'a Arc<ArticleRef>,
    statement: &'a Arc<LinkedStatement>,
) -> Option<StatedEvent<'a>> {
    match &statement.says {
        Says::Event(event) => Some((article, statement, event)),
        _ => None,
    }
}

/// The id of an event, which is made from its place where the writer gives none.
pub(super) fn id_of(article: &ArticleRef, statement: &LinkedStatement, event: &LinkedEvent) -> String {
    event.id.clone().unwrap_or_else(|| format!("{}#{}", article.address, statement.anchor))
}

/// The network while it is gathered.
#[derive(Default)]
struct Draft {
    times: Times,
    /// What sources say.
    constraints: Vec<Constraint>,
    /// What follows from when it is published.
    ends: Vec<Constraint>,
    months: Vec<SameMonth>,
    reasons: Vec<Reason>,
}

impl Draft {
    fn new_point(&self) -> usize {
        1 + self.times.sources.len() + self.times.events.len()
    }

    fn because(&mut self, path: &SourcePath, span: &Span, words: String) -> usize {
        self.reasons.push(Reason { path: path.clone(), span: span.clone(), words });
        self.reasons.len() - 1
    }

    fn sources<'a>(&mut self, strings: &Strings, cards: impl Iterator<Item = (&'a EntityId, &'a Arc<LedgerEntity>)>) {
        for (id, card) in cards {
            let Some((path, span)) = card.place.as_ref().filter(|_| card.is_source) else { continue };
            let point = self.new_point();
            self.times.sources.insert(id.clone(), point);
            if let Some(days) = &card.published {
                let because =
                    self.because(path, span, format!("{} was published {}", card.name, in_words(strings, days)));
                self.days(point, days, because);
            }
            if let Some(latest) = card.accessed.and_then(|days| days.latest) {
                let because = self.because(path, span, format!("{} was read on {latest}", card.name));
                self.days(point, &Days { latest: Some(latest), ..Days::default() }, because);
            }
        }
    }

    /// A source is no younger than the first article that cites it.
    fn cited<'a>(&mut self, all: impl Iterator<Item = (&'a EntityId, &'a ArticleRef, &'a LinkedStatement)>) {
        let mut first: BTreeMap<&EntityId, (Date, &SourcePath, &Span)> = BTreeMap::new();
        for (source, article, statement) in all {
            let cited = (article.date, &article.path, &statement.span);
            let known = first.entry(source).or_insert(cited);
            if (cited.0, cited.1, cited.2.start) < (known.0, known.1, known.2.start) {
                *known = cited;
            }
        }
        for (source, (day, path, span)) in first {
            if let Some(point) = self.times.sources.get(source).copied() {
                let because = self.because(path, span, format!("{} is cited on {day}", source.slug));
                self.ends_by(point, day, because);
            }
        }
    }

    fn ends_by(&mut self, point: usize, day: Date, because: usize) {
        let most = Some(days_between(EPOCH, day));
        self.ends.push(Constraint { from: ORIGIN, to: point, least: None, most, because });
    }

    fn days(&mut self, point: usize, days: &Days, because: usize) {
        let count = |day: Option<Date>| day.map(|day| days_between(EPOCH, day));
        let (least, most) = (count(days.earliest), count(days.latest));
        self.constraints.push(Constraint { from: ORIGIN, to: point, least, most, because });
    }

    fn event(&mut self, article: &Arc<ArticleRef>, statement: &Arc<LinkedStatement>, event: &LinkedEvent) {
        let id = id_of(article, statement, event);
        let at = match self.times.events_by_id.get(&id) {
            Some(at) => *at,
            None => {
                let point = self.new_point();
                self.times.events_by_id.insert(id.clone(), self.times.events.len());
                self.times.events.push(Event {
                    id,
                    what: event.what.clone(),
                    lang: statement.lang.clone(),
                    days: Days::default(),
                    known: Days::default(),
                    point,
                    tags: Vec::new(),
                    statements: Vec::new(),
                });
                self.times.events.len() - 1
            }
        };
        let known = &mut self.times.events[at];
        known.tags.extend(event.tags.iter().cloned());
        known.tags.sort();
        known.tags.dedup();
        known.statements.push((article.clone(), statement.clone()));
    }

    fn point_of(&self, article: &ArticleRef, statement: &LinkedStatement, event: &LinkedEvent) -> usize {
        self.times.events[self.times.events_by_id[&id_of(article, statement, event)]].point
    }

    fn constrain(&mut self, article: &ArticleRef, statement: &LinkedStatement, point: usize, when: &LinkedWhen) {
        let words: String = statement.sentence.iter().map(|part| part.text.as_str()).collect();
        let because = self.because(&article.path, &statement.span, words);
        match &when.time {
            LinkedTime::Days(days) => {
                self.days(point, days, because);
                if is_past(days, article) {
                    self.ends_by(point, article.known_by(), because);
                }
            }
            LinkedTime::Distance { from, least, most, same_month } => {
                let anchor = match from {
                    CountedFrom::Source(source) => {
                        let anchor = self.times.sources.get(source).copied();
                        if let Some(later) = anchor.filter(|_| *same_month) {
                            self.times.same_month.push((point, source.clone()));
                            self.months.push(SameMonth { earlier: point, later, because });
                        }
                        anchor
                    }
                    CountedFrom::Event(id) => self.times.events_by_id.get(id).map(|at| self.times.events[*at].point),
                };
                if let Some(anchor) = anchor {
                    self.constraints.push(Constraint { from: anchor, to: point, least: *least, most: *most, because });
                }
                let day = article.known_by();
                let words = match article.as_of.is_some_and(|as_of| as_of.latest == Some(day)) {
                    true => format!("the article is true up to {day}"),
                    false => format!("the article was published on {day}"),
                };
                let because = self.because(&article.path, &when.span, words);
                self.ends_by(point, day, because);
            }
        }
    }

    fn finish(mut self) -> Times {
        let points = self.new_point();
        let all: Vec<Constraint> = self.constraints.iter().chain(&self.ends).cloned().collect();
        let known = calendar::solve(points, &all, &self.months);
        // What contradicts something when it is known contradicts it anyway, or is reported before it happened.
        let conflicts = known.conflicts.clone();
        let is_kept = |because: usize| !conflicts.iter().any(|conflict| conflict.contains(&because));
        self.constraints.retain(|constraint| is_kept(constraint.because));
        self.months.retain(|month| is_kept(month.because));
        let network = calendar::solve(points, &self.constraints, &self.months);
        let reasons = |conflict: &Vec<usize>| conflict.iter().map(|n| self.reasons[*n].clone()).collect();
        self.times.conflicts = conflicts.iter().map(reasons).collect();
        for event in &mut self.times.events {
            let doubt = doubt(&event.statements);
            event.days = Days { doubt, ..days(network.bounds(event.point)) };
            event.known = Days { doubt, ..days(known.bounds(event.point)) };
        }
        self.times.network = network;
        self.times.known = known;
        self.times
    }
}

fn days((earliest, latest): (Option<i64>, Option<i64>)) -> Days {
    let day = |days: Option<i64>| days_after(EPOCH, days?);
    Days { earliest: day(earliest), latest: day(latest), doubt: Doubt::default() }
}

/// What all those doubt that give days of an event: who gives them without a doubt takes it away.
fn doubt(statements: &[(Arc<ArticleRef>, Arc<LinkedStatement>)]) -> Doubt {
    let given = statements.iter().filter_map(|(_, statement)| match &statement.says {
        Says::Event(LinkedEvent {
            when: Some(LinkedWhen { time: LinkedTime::Days(days), .. }),
            disputed: false,
            ..
        }) => Some(*days),
        _ => None,
    });
    let known = given.filter(|days| days.earliest.is_some() || days.latest.is_some());
    known.map(|days| days.doubt).reduce(Doubt::and).unwrap_or_default()
}

/// Whether a time with an open end speaks of what has happened, and not of what is to come.
fn is_past(days: &Days, article: &ArticleRef) -> bool {
    days.latest.is_none() && days.earliest.is_none_or(|earliest| earliest <= article.known_by())
}

/// The days at a distance from others.
fn at_distance(from: Days, least: Option<i64>, most: Option<i64>, same_month: bool) -> Days {
    let far = |day: Option<Date>, by: Option<i64>| days_after(day?, by?);
    let mut days = Days { earliest: far(from.earliest, least), latest: far(from.latest, most), ..from };
    if same_month {
        let (first, last) = (from.earliest.map(Date::first_of_month), from.latest.map(Date::last_of_month));
        days.earliest = days.earliest.max(first);
        days.latest = days.latest.into_iter().chain(last).min();
    }
    days
}

impl Times {
    /// The days that all statements together leave of a time.
    ///
    /// A time that is no event's hangs on one other point, so that its days are those of that point, moved.
    pub(crate) fn resolve(&self, when: &LinkedWhen) -> Days {
        self.moved(when, &self.network, |event| event.days)
    }

    /// The same, ended by when it is known.
    pub(crate) fn resolve_known(&self, when: &LinkedWhen, article: &ArticleRef) -> Days {
        let days = self.moved(when, &self.known, |event| event.known);
        let is_past = match when.time {
            LinkedTime::Days(days) => is_past(&days, article),
            // What is counted from something that has happened has happened too.
            LinkedTime::Distance { .. } => days.earliest.is_none_or(|earliest| earliest <= article.known_by()),
        };
        if is_past { days.no_later_than(article.known_by()) } else { days }
    }

    fn moved(&self, when: &LinkedWhen, network: &Network, of_event: impl Fn(&Event) -> Days) -> Days {
        match &when.time {
            LinkedTime::Days(days) => *days,
            LinkedTime::Distance { from, least, most, same_month } => {
                let anchor = match from {
                    CountedFrom::Source(source) => self.sources.get(source).map(|point| days(network.bounds(*point))),
                    CountedFrom::Event(id) => self.event(id).map(of_event),
                };
                at_distance(anchor.unwrap_or_default(), *least, *most, *same_month)
            }
        }
    }

    pub fn event(&self, id: &str) -> Option<&Event> {
        self.events_by_id.get(id).map(|at| &self.events[*at])
    }

    /// The days on which a source can have been published.
    pub fn published(&self, source: &EntityId) -> Option<Days> {
        self.sources.get(source).map(|point| days(self.network.bounds(*point)))
    }

    /// Tells times that are counted from an event that nobody states.
    pub(crate) fn tell_unknown_events(&self, testimonies: &[Arc<Testimony>]) -> Vec<Diagnostic> {
        let whens = testimonies.iter().flat_map(|testimony| {
            testimony.statements.iter().flat_map(move |statement| {
                let whens = match &statement.says {
                    Says::Event(event) => [event.when.as_ref(), None],
                    Says::Access(access) => [access.since.as_ref(), access.until.as_ref()],
                    _ => [None, None],
                };
                whens.into_iter().flatten().map(move |when| (&testimony.article.path, when))
            })
        });
        let unknown = |(path, when): (&SourcePath, &LinkedWhen)| match &when.time {
            LinkedTime::Distance { from: CountedFrom::Event(id), .. } if !self.events_by_id.contains_key(id) => {
                let known = self.events_by_id.keys().map(String::as_str).filter(|id| !id.contains('#'));
                let help = match nearest(id, known) {
                    Some(near) => format!("Did you mean \"{near}\"?"),
                    None => format!("Give the event that is meant  id: {id}"),
                };
                let message = format!("No event has the id \"{id}\", so this time counts from nothing.");
                // It may stand in an article that is held back, so this is no reason to publish nothing.
                Some(Diagnostic::warning(Code::UnknownTag, path, when.span.clone(), message).help(help))
            }
            _ => None,
        };
        whens.filter_map(unknown).collect()
    }
}
