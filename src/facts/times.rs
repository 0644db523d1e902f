//! The days of sources and events, worked out together from what all articles say of them.

use super::entity::LedgerEntities;
use super::network::{Constraint, Network, ORIGIN};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::SourcePath;
use crate::link::EntityId;
use crate::link::testimony::{
    ArticleRef, CountedFrom, LinkedEvent, LinkedStatement, LinkedTime, LinkedWhen, Says, Testimony,
};
use crate::model::suggest::nearest;
use crate::model::when::{Days, Doubt, days_after, days_between};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The day from which the network counts.
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// An event, with every statement about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// As writers have it; made from the article where they give none.
    pub(crate) id: String,
    pub(crate) what: String,
    /// What all statements together leave of its days.
    pub(crate) days: Days,
    /// Its point in the network.
    pub point: usize,
    pub(crate) tags: Vec<EntityId>,
    pub(crate) statements: Vec<(Arc<ArticleRef>, Arc<LinkedStatement>)>,
}

/// All days, and where they stand to each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times {
    pub network: Network,
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
pub(crate) fn times(testimonies: &[Arc<Testimony>], cards: &LedgerEntities) -> Times {
    let mut draft = Draft::default();
    draft.sources(cards);
    draft.cited(testimonies);
    let statements: Vec<_> = testimonies.iter().flat_map(|testimony| event_statements(testimony)).collect();
    for (article, statement, event) in &statements {
        draft.event(article, statement, event);
    }
    for (article, statement, event) in &statements {
        let point = draft.point_of(article, statement, event);
        if let Some(when) = event.when.as_ref().filter(|_| !event.disputed) {
            draft.constrain(article, statement, point, when);
        }
    }
    draft.finish()
}

fn event_statements(
    testimony: &Testimony,
) -> impl Iterator<Item = (&Arc<ArticleRef>, &Arc<LinkedStatement>, &LinkedEvent)> {
    testimony.statements.iter().filter_map(|statement| match &statement.says {
        Says::Event(event) => Some((&testimony.article, statement, event)),
        _ => None,
    })
}

/// The id of an event, which is made from its place where the writer gives none.
fn id_of(article: &ArticleRef, statement: &LinkedStatement, event: &LinkedEvent) -> String {
    event.id.clone().unwrap_or_else(|| format!("{}#{}", article.address, statement.anchor))
}

/// The network while it is gathered.
#[derive(Default)]
struct Draft {
    times: Times,
    constraints: Vec<Constraint>,
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

    fn sources(&mut self, cards: &LedgerEntities) {
        for (id, card) in cards {
            let Some((path, span)) = card.place.as_ref().filter(|_| card.is_source) else { continue };
            let point = self.new_point();
            self.times.sources.insert(id.clone(), point);
            if let Some(days) = &card.published {
                let because = self.because(path, span, format!("{} was published {}", card.name, days.edtf()));
                self.days(point, days, because);
            }
            if let Some(latest) = card.accessed.and_then(|days| days.latest) {
                let because = self.because(path, span, format!("{} was read on {latest}", card.name));
                self.days(point, &Days { latest: Some(latest), ..Days::default() }, because);
            }
        }
    }

    /// A source is no younger than the first article that cites it.
    fn cited(&mut self, testimonies: &[Arc<Testimony>]) {
        let mut first: BTreeMap<&EntityId, (Date, &SourcePath, &Span)> = BTreeMap::new();
        for testimony in testimonies {
            for statement in &testimony.statements {
                for source in &statement.sources {
                    let cited = (testimony.article.date, &testimony.article.path, &statement.span);
                    let known = first.entry(source).or_insert(cited);
                    if (cited.0, cited.1, cited.2.start) < (known.0, known.1, known.2.start) {
                        *known = cited;
                    }
                }
            }
        }
        for (source, (day, path, span)) in first {
            if let Some(point) = self.times.sources.get(source).copied() {
                let because = self.because(path, span, format!("{} is cited on {day}", source.slug));
                self.days(point, &Days { latest: Some(day), ..Days::default() }, because);
            }
        }
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
                    days: Days::default(),
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
            LinkedTime::Days(days) => self.days(point, &capped(*days, article.as_of), because),
            LinkedTime::Distance { from, least, most, same_month } => {
                let anchor = match from {
                    CountedFrom::Source(source) => {
                        if *same_month {
                            self.times.same_month.push((point, source.clone()));
                        }
                        self.times.sources.get(source).copied()
                    }
                    CountedFrom::Event(id) => self.times.events_by_id.get(id).map(|at| self.times.events[*at].point),
                };
                if let Some(anchor) = anchor {
                    self.constraints.push(Constraint { from: anchor, to: point, least: *least, most: *most, because });
                }
                let words = format!("the article is true up to {}", article.as_of);
                let because = self.because(&article.path, &when.span, words);
                self.days(point, &Days { latest: Some(article.as_of), ..Days::default() }, because);
            }
        }
    }

    fn finish(mut self) -> Times {
        let network = Network::solve(self.new_point(), &self.constraints);
        let reasons = |conflict: &Vec<usize>| conflict.iter().map(|n| self.reasons[*n].clone()).collect();
        self.times.conflicts = network.conflicts.iter().map(reasons).collect();
        for event in &mut self.times.events {
            event.days = Days { doubt: doubt(&event.statements), ..days(network.bounds(event.point)) };
        }
        self.times.network = network;
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

/// An open end is closed by the day up to which its article was true, unless it begins after that.
fn capped(days: Days, as_of: Date) -> Days {
    match days.latest {
        None if days.earliest.is_none_or(|earliest| earliest <= as_of) => days.no_later_than(as_of),
        _ => days,
    }
}

impl Times {
    /// The days of a time in an article that was true up to `as_of`.
    pub(crate) fn resolve(&self, when: &LinkedWhen, as_of: Date) -> Days {
        match &when.time {
            LinkedTime::Days(days) => capped(*days, as_of),
            LinkedTime::Distance { from, least, most, .. } => {
                let anchor = match from {
                    CountedFrom::Source(source) => {
                        self.sources.get(source).map(|point| days(self.network.bounds(*point)))
                    }
                    CountedFrom::Event(id) => self.event(id).map(|event| event.days),
                };
                let anchor = anchor.unwrap_or_default();
                let far = |day: Option<Date>, by: Option<i64>| days_after(day?, by?);
                let (earliest, latest) = (far(anchor.earliest, *least), far(anchor.latest, *most));
                let days = Days { earliest, latest, ..anchor };
                // What is counted from something that has happened has happened too.
                if days.earliest.is_none_or(|earliest| earliest <= as_of) { days.no_later_than(as_of) } else { days }
            }
        }
    }

    pub fn event(&self, id: &str) -> Option<&Event> {
        self.events_by_id.get(id).map(|at| &self.events[*at])
    }

    /// The days on which a source can have been published.
    pub(crate) fn published(&self, source: &EntityId) -> Option<Days> {
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
