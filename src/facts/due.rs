//! What is to come: policies that are to be in force, access that is to begin or to end, and events that are announced.
//!
//! A part of the ledger, in the order in which the last possible days come. Nothing is expected that a source does not say,
//! and what a later statement has taken the place of is left out.

use super::history::History;
use super::ledger::Ledger;
use super::times::Event;
use super::{LedgerEntity, aims};
use crate::link::EntityId;
use crate::link::testimony::StatementInArticle;
use crate::link::testimony::{ArticleRef, LinkedAccess, LinkedStatement, LinkedWhen, Says, Testimony};
use crate::model::access::{Layer, Status};
use crate::model::when::{Days, next_day};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Something that is to come, once however many say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    pub sort: DueSort,
    /// What it is: the same as long as it is stated, and nothing else is called so.
    pub id: String,
    /// On which of these days it comes; one end at least.
    pub days: Days,
    pub what: DueWhat,
    /// The statements that say it, the oldest first; none for what the file of an entity says.
    pub statements: Vec<StatementInArticle>,
    /// Whom it is about or reaches.
    pub entities: Vec<EntityId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DueSort {
    InForce,
    Begins,
    Ends,
    Event,
}

impl DueSort {
    pub(crate) fn word(self) -> &'static str {
        match self {
            DueSort::InForce => "in-force",
            DueSort::Begins => "begins",
            DueSort::Ends => "ends",
            DueSort::Event => "event",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DueWhat {
    Policy(EntityId),
    Access(Arc<LinkedStatement>),
    Event(String),
}

impl Due {
    /// The last day on which it can come, or the first where no source gives a last one.
    pub(crate) fn last(&self) -> Date {
        last(&self.days).unwrap_or(Date::MAX)
    }
}

fn last(days: &Days) -> Option<Date> {
    days.latest.or(days.earliest)
}

/// What is to come, by the ledger. What comes on its day is still due then.
pub(super) fn due(ledger: &Ledger) -> Vec<Arc<Due>> {
    let mut all: Vec<Due> = ledger.cards.iter().filter_map(|(id, card)| in_force(ledger, id, card)).collect();
    all.extend(access(ledger));
    all.extend(events(ledger));
    all.sort_by(|a, b| (a.last(), a.days.earliest, a.sort, &a.id).cmp(&(b.last(), b.days.earliest, b.sort, &b.id)));
    all.into_iter().map(Arc::new).collect()
}

/// The first day on which something that is due today is not any more.
pub(crate) fn next_change(due: &[Arc<Due>]) -> Option<Date> {
    due.iter().map(|due| due.last()).filter(|last| *last < Date::MAX).map(next_day).min()
}

fn is_to_come(days: &Days, today: Date) -> bool {
    last(days).is_some_and(|last| last >= today)
}

fn in_force(ledger: &Ledger, id: &EntityId, card: &LedgerEntity) -> Option<Due> {
    let days = card.in_force.filter(|days| is_to_come(days, ledger.today))?;
    Some(Due {
        sort: DueSort::InForce,
        id: id.slug.to_string(),
        days,
        what: DueWhat::Policy(id.clone()),
        statements: Vec::new(),
        entities: vec![id.clone()],
    })
}

/// Whether a statement speaks of days that were to come when it was made.
fn is_announced(days: &Days, article: &ArticleRef, statement: &LinkedStatement) -> bool {
    days.earliest.is_some_and(|earliest| earliest > article.known_by().max(statement.known))
}

/// What makes two statements on access one: the same change for the same on the same days.
type SameAccess<'a> = (DueSort, [BTreeSet<&'a EntityId>; 3], Status, Layer, [Option<Date>; 2]);

fn access(ledger: &Ledger) -> Vec<Due> {
    let mut found: BTreeMap<SameAccess<'_>, Due> = BTreeMap::new();
    let mut testimonies: Vec<&Arc<Testimony>> = ledger.testimonies.iter().collect();
    testimonies.sort_by_key(|testimony| (testimony.article.date, &testimony.article.path));
    for testimony in testimonies {
        let article = &testimony.article;
        for statement in &testimony.statements {
            let Says::Access(access) = &statement.says else { continue };
            let resolved = |when: &LinkedWhen| ledger.times.resolve(when);
            let begins = access.since.as_ref().map(resolved).filter(|days| is_announced(days, article, statement));
            let ends = access.until.as_ref().map(resolved);
            for (sort, days) in [(DueSort::Begins, begins), (DueSort::Ends, ends)] {
                let Some(days) = days.filter(|days| is_to_come(days, ledger.today)) else { continue };
                if !holds(ledger, (article, statement), access, sort, &days) {
                    continue;
                }
                let named = [&access.models, &access.whom, &access.by].map(|ids| ids.iter().collect());
                let key = (sort, named, access.status, access.layer, [days.earliest, days.latest]);
                let of = found.entry(key).or_insert_with(|| Due {
                    sort,
                    id: format!("{}#{}", article.address, statement.anchor),
                    days,
                    what: DueWhat::Access(statement.clone()),
                    statements: Vec::new(),
                    entities: reached(ledger, access),
                });
                of.days.doubt = of.days.doubt.and(days.doubt);
                of.statements.push((article.clone(), statement.clone()));
            }
        }
    }
    found.into_values().collect()
}

/// Whether a statement is what its cells rest on when its time comes; one that fills no cell holds by itself.
fn holds(
    ledger: &Ledger,
    (article, statement): (&ArticleRef, &LinkedStatement),
    access: &LinkedAccess,
    sort: DueSort,
    days: &Days,
) -> bool {
    let day = match sort {
        DueSort::Ends => days.latest.or(days.earliest),
        _ => days.earliest.max(Some(ledger.today)),
    };
    let cells = ledger.cells.iter().filter(|((model, _), _)| access.models.contains(model));
    let aimed: Vec<&Arc<History>> =
        cells.map(|(_, history)| history).filter(|history| history.has_statement(article, statement)).collect();
    let rests = |history: &&Arc<History>| {
        let cell = day.and_then(|day| history.on(day));
        cell.is_some_and(|cell| cell.statements().any(|event| event.is_of(article, statement)))
    };
    aimed.is_empty() || aimed.iter().any(rests)
}

/// The models, the audience and the blocs in it, and the policies.
fn reached(ledger: &Ledger, access: &LinkedAccess) -> Vec<EntityId> {
    let blocs = aims(access, &ledger.cards).into_keys();
    let named = [&access.models, &access.whom, &access.by].into_iter().flatten().cloned();
    named.chain(blocs).collect::<BTreeSet<_>>().into_iter().collect()
}

fn events(ledger: &Ledger) -> Vec<Due> {
    let mut found: BTreeMap<(&str, Option<Date>, Option<Date>), Due> = BTreeMap::new();
    for event in ledger.times.events.iter().filter(|event| is_event_to_come(event, ledger.today)) {
        let key = (event.what.as_str(), event.days.earliest, event.days.latest);
        let of = found.entry(key).or_insert_with(|| Due {
            sort: DueSort::Event,
            id: event.id.clone(),
            days: event.days,
            what: DueWhat::Event(event.what.clone()),
            statements: Vec::new(),
            entities: Vec::new(),
        });
        of.days.doubt = of.days.doubt.and(event.days.doubt);
        of.statements.extend(event.statements.iter().cloned());
        of.statements.sort_by(|(a, _), (b, _)| (a.date, &a.path).cmp(&(b.date, &b.path)));
        of.entities.extend(event.tags.iter().cloned());
        of.entities.sort();
        of.entities.dedup();
    }
    found.into_values().collect()
}

/// Whether an event was announced and no statement says that it has happened.
fn is_event_to_come(event: &Event, today: Date) -> bool {
    let announced = |(article, statement): &StatementInArticle| is_announced(&event.known, article, statement);
    is_to_come(&event.known, today) && event.statements.iter().any(announced)
}
