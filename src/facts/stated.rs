//! Each statement through time: from which day on readers knew it, and as what.
//!
//! What is recorded of days that are over comes first, see `through_time`. Makes nothing of a statement and shows nothing.

use super::correction::Correction;
use super::recorded::{Past, PastStatement, PastStates, StatementForm, StatementName, about, subjects, words};
use super::through_time::{Compare, is_unrecorded, on, through_time};
use crate::base::memo::{Last, Memo};
use crate::base::path::Address;
use crate::base::table::Table;
use crate::link::testimony::{ArticleRef, LinkedStatement, Says, StatementInArticle, Testimony};
use crate::link::{ArticleId, EntityId, LinkedPart};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// A statement from day to day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownStatement {
    /// The page of its article.
    pub page: Address,
    pub anchor: String,
    /// The title of its article, where that is there.
    pub title: Option<Arc<str>>,
    /// From each day on, oldest first.
    pub states: Vec<(Date, Stated)>,
    /// The entities whose pages have it on any day.
    pub about: BTreeSet<EntityId>,
    /// Whether on other days it is about others: only where its anchor is given by hand.
    is_moved: bool,
    /// Whether its last state began today by no day of its own.
    pub is_unrecorded: bool,
}

/// What is stated on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stated {
    /// Nothing: it was not there, or had been withdrawn.
    Nothing,
    /// As its article has it now.
    Now(Now),
    /// As it was recorded.
    Recorded(Arc<PastStatement>),
}

/// A statement of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Now {
    pub of: StatementInArticle,
    /// Its sentence, where that is another one on some days: events are called otherwise as more is known of them.
    sentence: Option<Arc<Vec<LinkedPart>>>,
    /// The correction that it is, with all that rested on the mistake.
    correction: Option<Arc<Correction>>,
}

impl Now {
    pub(crate) fn sentence(&self) -> &[LinkedPart] {
        self.sentence.as_ref().map_or(&self.of.1.sentence, |sentence| sentence)
    }

    /// In the form in which it is recorded.
    pub(crate) fn form(&self) -> StatementForm {
        let about = match &self.correction {
            Some(correction) => correction.entities.iter().cloned().collect(),
            None => about(&self.of.1.says),
        };
        StatementForm::of(&self.of.1, self.sentence(), about)
    }
}

impl Stated {
    /// In the form in which it is recorded; none where nothing is stated.
    pub(crate) fn form(&self) -> Option<StatementForm> {
        match self {
            Stated::Nothing => None,
            Stated::Now(now) => Some(now.form()),
            Stated::Recorded(past) => Some(past.form.clone()),
        }
    }

    pub(crate) fn block(&self) -> &str {
        match self {
            Stated::Nothing => "",
            Stated::Now(now) => now.of.1.says.block(),
            Stated::Recorded(past) => &past.form.block,
        }
    }

    /// Its sentence.
    pub(super) fn words(&self) -> String {
        match self {
            Stated::Nothing => String::new(),
            Stated::Now(now) => words(now.sentence()),
            Stated::Recorded(past) => past.form.says.clone(),
        }
    }

    /// Since when it is known, by what is stated itself.
    pub(crate) fn known(&self) -> Date {
        match self {
            Stated::Nothing => Date::MIN,
            Stated::Now(now) => now.of.1.known,
            Stated::Recorded(past) => past.form.known,
        }
    }

    fn subjects(&self) -> BTreeSet<EntityId> {
        match self {
            Stated::Nothing => BTreeSet::new(),
            Stated::Now(now) => match &now.correction {
                Some(correction) => correction.entities.iter().cloned().collect(),
                None => subjects(&now.of.1.says),
            },
            Stated::Recorded(past) => past.form.subjects(),
        }
    }
}

impl KnownStatement {
    /// What is stated on a day.
    pub(crate) fn on(&self, day: Date) -> &Stated {
        on(&self.states, day).map_or(&Stated::Nothing, |(_, stated)| stated)
    }

    /// The days on which it became another one. That an entity is called otherwise is no change.
    pub(crate) fn days(&self) -> Vec<Date> {
        if let [(day, _)] = self.states[..] {
            return vec![day];
        }
        let mut last: Option<StatementForm> = None;
        let mut days = Vec::new();
        for (day, stated) in &self.states {
            let form = stated.form();
            let is_same = match (&last, &form) {
                (Some(last), Some(form)) => last.means_same(form),
                (last, form) => last.is_none() && form.is_none(),
            };
            if !is_same {
                days.push(*day);
            }
            last = form;
        }
        days
    }

    /// The same statement as the page of one entity has it.
    pub(super) fn of_entity(self: &Arc<Self>, id: &EntityId) -> Arc<KnownStatement> {
        if !self.is_moved {
            return self.clone();
        }
        let its = |(day, stated): &(Date, Stated)| {
            (*day, if stated.subjects().contains(id) { stated.clone() } else { Stated::Nothing })
        };
        Arc::new(KnownStatement { states: self.states.iter().map(its).collect(), ..(**self).clone() })
    }

    fn new(
        (page, anchor): StatementName,
        title: Option<&Arc<str>>,
        now: Vec<(Date, Stated)>,
        past: Option<&PastStates>,
        all: &Past,
    ) -> KnownStatement {
        let (states, is_unrecorded) = match all.until {
            Some(until) => by_record(&now, past, (until, all.today)),
            None => (now, false),
        };
        let of_states: Vec<BTreeSet<EntityId>> = states
            .iter()
            .filter(|(_, stated)| *stated != Stated::Nothing)
            .map(|(_, stated)| stated.subjects())
            .collect();
        let is_moved = of_states.windows(2).any(|pair| pair[0] != pair[1]);
        let about = of_states.into_iter().flatten().collect();
        KnownStatement { page, anchor, title: title.cloned(), states, about, is_moved, is_unrecorded }
    }
}

/// The states of a statement where there is a record, and whether the last began today by no day of its own.
fn by_record(now: &[(Date, Stated)], past: Option<&PastStates>, days: (Date, Date)) -> (Vec<(Date, Stated)>, bool) {
    type State = (Stated, Option<Arc<StatementForm>>);
    let with_form = |(day, stated): &(Date, Stated)| (*day, (stated.clone(), stated.form().map(Arc::new)));
    let recorded = past.map_or(Vec::new(), |past| {
        let states = past.states.iter();
        states.map(|(day, was)| (*day, was.clone().map_or(Stated::Nothing, Stated::Recorded))).collect()
    });
    let now: Vec<(Date, State)> = now.iter().map(with_form).collect();
    let recorded: Vec<(Date, State)> = recorded.iter().map(with_form).collect();
    let is_same = |(_, one): &State, (_, other): &State| one == other;
    let compare = Compare { looks_same: &is_same, goes_on: &is_same };
    let states = through_time(&now, &recorded, days, &(Stated::Nothing, None), &compare);
    let is_unrecorded = is_unrecorded(&states, &now, days.1);
    (states.into_iter().map(|(day, (stated, _))| (day, stated)).collect(), is_unrecorded)
}

/// The statements of one article through time.
pub(crate) type OfArticle = Arc<Vec<Arc<KnownStatement>>>;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(super) struct StatedCache {
    of_articles: Memo<ArticleId, Arc<Testimony>, Arc<Past>, OfArticle>,
    gone: Last<WithoutArticle, OfArticle>,
}

/// What was recorded, and the pages of all articles that there are.
type WithoutArticle = (Arc<Past>, Vec<Address>);

/// All statements that were ever known, in the order of their articles; those of no article any more come last.
pub(super) fn stated(
    testimonies: &Table<ArticleId, Arc<Testimony>>,
    corrections: &[Arc<Correction>],
    past: &Arc<Past>,
    memory: &mut StatedCache,
) -> Vec<OfArticle> {
    let of_articles = memory.of_articles.answer(testimonies, past, |_, testimony, past| {
        let page = &testimony.article.address;
        let plain = testimony.statements.iter().filter(|statement| !depends_on_others(statement));
        let plain = plain.map(|statement| known(&testimony.article, statement, None, &Events::default(), past));
        let there: HashSet<&str> = testimony.statements.iter().map(|statement| statement.anchor.as_str()).collect();
        Some(Arc::new(plain.chain(gone(page, Some(&testimony.article.title), &there, past)).map(Arc::new).collect()))
    });
    let mut all: Vec<_> = of_articles.values().cloned().collect();
    all.push(Arc::new(depending(testimonies, corrections, past)));
    if !past.statements.is_empty() {
        let there = testimonies.values().map(|testimony| testimony.article.address.clone()).collect();
        let question = (past.clone(), there);
        all.push(memory.gone.answer(&question).unwrap_or_else(|| {
            let there: HashSet<&Address> = question.1.iter().collect();
            let lost = past.statements.keys().filter(|page| !there.contains(page));
            let lost = lost.flat_map(|page| gone(page, None, &HashSet::new(), past)).map(Arc::new).collect();
            memory.gone.learn(question, Arc::new(lost))
        }));
    }
    all
}

/// Whether what a statement says to readers depends on what other articles state.
fn depends_on_others(statement: &LinkedStatement) -> bool {
    matches!(statement.says, Says::Correction(_)) || statement.sentence.iter().any(|part| part.event.is_some())
}

fn depending(
    testimonies: &Table<ArticleId, Arc<Testimony>>,
    corrections: &[Arc<Correction>],
    past: &Past,
) -> Vec<Arc<KnownStatement>> {
    let by_place = |correction: &Arc<Correction>| {
        ((correction.article.address.clone(), correction.statement.anchor.clone()), correction.clone())
    };
    let corrections: HashMap<StatementName, Arc<Correction>> = corrections.iter().map(by_place).collect();
    let all = testimonies.values().flat_map(|testimony| {
        let depending = testimony.statements.iter().filter(|statement| depends_on_others(statement));
        depending.map(|statement| (&testimony.article, statement))
    });
    let all: Vec<_> = all.collect();
    let events = if all.is_empty() { Events::default() } else { Events::of(testimonies) };
    let known = |(article, statement): &(&Arc<ArticleRef>, &Arc<LinkedStatement>)| {
        let correction = corrections.get(&(article.address.clone(), statement.anchor.clone())).cloned();
        Arc::new(known(article, statement, correction, &events, past))
    };
    all.iter().map(known).collect()
}

/// One statement of today through time.
fn known(
    article: &Arc<ArticleRef>,
    statement: &Arc<LinkedStatement>,
    correction: Option<Arc<Correction>>,
    events: &Events<'_>,
    past: &Past,
) -> KnownStatement {
    let name = (article.address.clone(), statement.anchor.clone());
    let was = past.statements.get(&name.0).and_then(|of_page| of_page.get(&name.1));
    KnownStatement::new(name, Some(&article.title), states(article, statement, correction, events), was, past)
}

/// What was recorded of a page and is stated on it no more.
fn gone(page: &Address, title: Option<&Arc<str>>, there: &HashSet<&str>, past: &Past) -> Vec<KnownStatement> {
    let of_page = past.statements.get(page).into_iter().flat_map(|of_page| of_page.iter());
    let gone = of_page.filter(|(anchor, _)| !there.contains(anchor.as_str()));
    gone.map(|(anchor, was)| KnownStatement::new((page.clone(), anchor.clone()), title, Vec::new(), Some(was), past))
        .collect()
}

/// From which day on a statement of today was known as what.
fn states(
    article: &Arc<ArticleRef>,
    statement: &Arc<LinkedStatement>,
    correction: Option<Arc<Correction>>,
    events: &Events<'_>,
) -> Vec<(Date, Stated)> {
    let (begin, end) = (statement.known, statement.withdrawn(article));
    // What an article stated that was withdrawn on no known day was known on none.
    let is_note = matches!(statement.says, Says::Update(_) | Says::Correction(_));
    let was_never_known = article.retracted && article.withdrawn.is_none() && !is_note;
    if was_never_known || end.is_some_and(|end| end <= begin) {
        return Vec::new();
    }
    let days = events.days(statement).into_iter().filter(|day| *day > begin && end.is_none_or(|end| *day < end));
    let days: BTreeSet<Date> = days.chain([begin]).collect();
    let stated = |day| Now {
        of: (article.clone(), statement.clone()),
        sentence: events.sentence(statement, day),
        correction: correction.clone(),
    };
    let states = days.into_iter().map(|day| (day, Stated::Now(stated(day))));
    states.chain(end.map(|end| (end, Stated::Nothing))).collect()
}

/// All statements of events that have an id.
#[derive(Default)]
struct Events<'a> {
    by_id: HashMap<&'a str, Vec<(&'a ArticleRef, &'a LinkedStatement)>>,
}

impl<'a> Events<'a> {
    fn of(testimonies: &'a Table<ArticleId, Arc<Testimony>>) -> Events<'a> {
        let mut by_id: HashMap<&str, Vec<(&ArticleRef, &LinkedStatement)>> = HashMap::new();
        for testimony in testimonies.values() {
            for statement in &testimony.statements {
                if let Says::Event(event) = &statement.says
                    && let Some(id) = &event.id
                {
                    by_id.entry(id).or_default().push((&testimony.article, statement));
                }
            }
        }
        Events { by_id }
    }

    /// The days on which what is known of the events of a sentence may change.
    fn days(&self, statement: &LinkedStatement) -> Vec<Date> {
        let ids = statement.sentence.iter().filter_map(|part| part.event.as_deref());
        let all = ids.filter_map(|id| self.by_id.get(id)).flatten();
        all.flat_map(|(article, event)| [Some(event.known), event.withdrawn(article)]).flatten().collect()
    }

    /// A sentence with what its events were called on a day; none where it has no event.
    fn sentence(&self, statement: &LinkedStatement, day: Date) -> Option<Arc<Vec<LinkedPart>>> {
        let named = |part: &LinkedPart| {
            let what = part.event.as_ref().and_then(|id| self.what(id, day));
            what.map_or_else(|| part.clone(), |(what, lang)| part.called(format!("“{what}”"), lang))
        };
        let has_event = statement.sentence.iter().any(|part| part.event.is_some());
        has_event.then(|| Arc::new(statement.sentence.iter().map(named).collect()))
    }

    /// What an event was called on a day, and in which language.
    fn what(&self, id: &str, day: Date) -> Option<(&'a str, &'a Option<Arc<str>>)> {
        let mut known = self.by_id.get(id)?.iter().filter(|(article, stated)| stated.is_known_on(article, day));
        known.find_map(|(_, statement)| match &statement.says {
            Says::Event(event) => Some((event.what.as_str(), &statement.lang)),
            _ => None,
        })
    }
}
