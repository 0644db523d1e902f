//! The days of sources and events as they were known: a distance counts from what was known of the other day at that time.
//!
//! A *story* is what hangs together by distances: events, and the sources that they are counted from. Only the stories from
//! which access statements count are worked out, once for each day on which anything about them changed, and most changed on no
//! day after the statement was known: those cost nothing. All is worked out by `times`; there is no second way.

use super::entity::{LedgerEntities, LedgerEntity};
use super::times::{Times, event_statement, event_statements, gathered, id_of};
use crate::base::memo::Memo;
use crate::link::EntityId;
use crate::link::testimony::{
    ArticleRef, CountedFrom, LinkedStatement, LinkedTime, LinkedWhen, Says, StatementInArticle, Testimony,
};
use crate::model::strings::Strings;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All that a story is made of, that of withdrawn articles too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Story {
    sources: BTreeMap<EntityId, Arc<LedgerEntity>>,
    /// The statements that can have been the first to cite a source.
    cited: Vec<(EntityId, StatementInArticle)>,
    events: Vec<StatementInArticle>,
}

/// The days of a story, by what was known from each day on; the first has no beginning.
pub(super) type StoryTimes = Vec<(Option<Date>, Times)>;

/// By one of its sources or events.
pub(super) type StoriesCache = Memo<CountedFrom, Arc<Story>, Arc<Strings>, Arc<StoryTimes>>;

/// The stories whose days were not always known as they are now, by each of their sources and events.
#[derive(Debug, Default)]
pub(super) struct Stories {
    times: BTreeMap<CountedFrom, Arc<StoryTimes>>,
}

impl Stories {
    /// What was known from which day on of what a time is counted from, after its statement was: empty where nothing changed.
    pub(super) fn of<'a>(&'a self, when: Option<&LinkedWhen>) -> &'a [(Option<Date>, Times)] {
        let times = when.and_then(counted_from).and_then(|from| self.times.get(from));
        times.map_or(&[], |times| times.as_slice())
    }
}

/// The answer of a story on a day.
pub(super) fn on(times: &[(Option<Date>, Times)], day: Date) -> Option<&Times> {
    let after = times.partition_point(|(from, _)| from.is_none_or(|from| from <= day));
    times.get(after.checked_sub(1)?).map(|(_, times)| times)
}

fn counted_from(when: &LinkedWhen) -> Option<&CountedFrom> {
    match &when.time {
        LinkedTime::Distance { from, .. } => Some(from),
        LinkedTime::Days(_) => None,
    }
}

/// The times of an access statement that are distances.
fn distances(statement: &LinkedStatement) -> impl Iterator<Item = &CountedFrom> {
    let whens = match &statement.says {
        Says::Access(access) => [access.since.as_ref(), access.until.as_ref()],
        _ => [None, None],
    };
    whens.into_iter().flatten().filter_map(counted_from)
}

/// Works out the stories that access statements count from and that changed after these were known.
pub(super) fn stories(
    [stating, withdrawn]: [&[Arc<Testimony>]; 2],
    cards: &LedgerEntities,
    strings: &Arc<Strings>,
    memory: &mut StoriesCache,
) -> Stories {
    let all = || stating.iter().chain(withdrawn);
    // From when on each is of interest: since the first statement that counts from it was known.
    let mut wanted: BTreeMap<&CountedFrom, Date> = BTreeMap::new();
    for statement in all().flat_map(|testimony| &testimony.statements) {
        for from in distances(statement) {
            let since = wanted.entry(from).or_insert(statement.known);
            *since = statement.known.min(*since);
        }
    }
    let mut joined = Joined::default();
    if !wanted.is_empty() {
        all().for_each(|testimony| joined.add(testimony));
    }
    let mut since: BTreeMap<CountedFrom, Date> = BTreeMap::new();
    for (from, day) in wanted {
        let first = since.entry(joined.first(from)).or_insert(day);
        *first = day.min(*first);
    }
    let mut stories: BTreeMap<CountedFrom, Story> = since.keys().map(|of| (of.clone(), Story::default())).collect();
    let mut members: Vec<(CountedFrom, CountedFrom)> = Vec::new();
    for point in joined.before.keys().chain(since.keys()).collect::<BTreeSet<_>>() {
        let of = joined.first(point);
        if let Some(story) = stories.get_mut(&of) {
            if let CountedFrom::Source(id) = point {
                story.sources.extend(cards.get(id).map(|card| (id.clone(), card.clone())));
            }
            members.push((point.clone(), of));
        }
    }
    if !stories.is_empty() {
        all().for_each(|testimony| gather(testimony, &joined, &mut stories));
    }
    stories.retain(|of, story| {
        story.keep_first_cited();
        story.days().iter().any(|day| *day > since[of])
    });
    let questions = stories.into_iter().map(|(of, story)| (of, Arc::new(story))).collect();
    let times = memory.answer(&questions, strings, |_, story, strings| Some(Arc::new(story.times(strings))));
    let times = members.into_iter().filter_map(|(point, of)| Some((point, times.get(&of)?.clone()))).collect();
    Stories { times }
}

/// Adds what an article states to the stories.
fn gather(testimony: &Arc<Testimony>, joined: &Joined, stories: &mut BTreeMap<CountedFrom, Story>) {
    let stated = |statement: &Arc<LinkedStatement>| (testimony.article.clone(), statement.clone());
    for (article, statement, event) in event_statements(testimony) {
        let of = joined.first(&CountedFrom::Event(id_of(article, statement, event)));
        if let Some(story) = stories.get_mut(&of) {
            story.events.push(stated(statement));
        }
    }
    for statement in &testimony.statements {
        for source in &statement.sources {
            let of = joined.first(&CountedFrom::Source(source.clone()));
            if let Some(story) = stories.get_mut(&of) {
                story.cited.push((source.clone(), stated(statement)));
            }
        }
    }
}

impl Story {
    /// Leaves out citations before which there was always an older one.
    fn keep_first_cited(&mut self) {
        let key = |(_, (article, statement)): &(EntityId, StatementInArticle)| {
            (statement.known, article.date, article.path.clone(), statement.span.start)
        };
        self.cited.sort_by_key(key);
        let mut oldest: BTreeMap<EntityId, Date> = BTreeMap::new();
        self.cited.retain(|(source, (article, statement))| {
            let is_news = oldest.get(source).is_none_or(|oldest| article.date < *oldest);
            if is_news && statement.withdrawn(article).is_none() {
                oldest.insert(source.clone(), article.date);
            }
            is_news
        });
    }

    fn statements(&self) -> impl Iterator<Item = &StatementInArticle> {
        self.cited.iter().map(|(_, stated)| stated).chain(&self.events)
    }

    /// The days on which anything about it changed.
    fn days(&self) -> BTreeSet<Date> {
        let days = self.statements().flat_map(|(article, statement)| {
            [Some(statement.known), statement.withdrawn(article)].into_iter().flatten()
        });
        days.collect()
    }

    fn times(&self, strings: &Strings) -> StoryTimes {
        let days = self.days().into_iter().map(Some);
        std::iter::once(None).chain(days).map(|day| (day, self.times_on(strings, day))).collect()
    }

    fn times_on(&self, strings: &Strings, day: Option<Date>) -> Times {
        let is_known = |article: &ArticleRef, statement: &LinkedStatement| {
            day.is_some_and(|day| statement.is_known_on(article, day))
        };
        let cited = self.cited.iter().filter(|(_, (article, statement))| is_known(article, statement));
        let cited = cited.map(|(source, (article, statement))| (source, &**article, &**statement));
        let events = self.events.iter().filter(|(article, statement)| is_known(article, statement));
        let events: Vec<_> = events.filter_map(|(article, statement)| event_statement(article, statement)).collect();
        gathered(strings, self.sources.iter(), cited, &events)
    }
}

/// Which sources and events hang together.
#[derive(Default)]
struct Joined {
    /// For each that is tied to another, one that it is tied to and that comes before it; the first of all is its own.
    before: BTreeMap<CountedFrom, CountedFrom>,
}

impl Joined {
    fn add(&mut self, testimony: &Testimony) {
        for (article, statement, event) in event_statements(testimony) {
            let Some(from) = event.when.as_ref().and_then(counted_from) else { continue };
            let event = CountedFrom::Event(id_of(article, statement, event));
            let ends = [self.first(&event), self.first(from)];
            let first = ends.iter().min().unwrap_or(from).clone();
            for tied in ends.into_iter().chain([event, from.clone()]) {
                self.before.insert(tied, first.clone());
            }
        }
    }

    fn first(&self, of: &CountedFrom) -> CountedFrom {
        let mut at = of;
        while let Some(before) = self.before.get(at).filter(|before| *before != at) {
            at = before;
        }
        at.clone()
    }
}
