//! What changed on each day, for readers: `/changes/` and its months, the newest days for the home page, and all days for feeds
//! and data.
//!
//! Each day is put into words once and by itself, so that a day of which nothing changes is not worked out again, and neither is
//! the page of its month. Which day a change belongs to is decided in `facts::changes`.

mod cells;
mod day;
pub(crate) mod entry;
mod sentence;

use super::frame::Frame;
use super::page::{Context, LedgerPage, PagePlan};
use super::pages::addresses;
use super::parts::{Links, Parts};
use crate::base::memo::{Last, Memo};
use crate::base::path::Address;
use crate::base::reads::{Recorded, view};
use crate::base::table::Table;
use crate::facts::Ledger;
use crate::facts::changes::{self, DayOfLedger, DaysOfLedger};
use crate::facts::times::Event;
use crate::link::testimony::{ArticleRef, LinkedStatement};
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedEntity};
use crate::model::strings::Strings;
use crate::model::when::Days;
use crate::model::when_in_words::in_words;
use crate::view::data::Ref;
use crate::view::{
    ChangeDay, ChangeGroup, ChangesPage, EntityLink, MonthLink, Prepared, ReportedChange, TextLink, WeekContext,
};
use jiff::ToSpan;
use jiff::civil::Date;
pub(crate) use sentence::plain;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where the changes of the newest days are.
const CHANGES: &str = "/changes/";
/// The template of these pages.
const TEMPLATE: &str = "changes.html";
/// How many days the page of the newest days has at least, where there are so many, and how many of a month at most.
const FEW_DAYS: usize = 7;
/// How many changes the home page shows, and of how many days up to the newest.
const OF_WEEK: usize = 2;
const WEEK: i64 = 7;

/// What changed, day by day.
pub(crate) struct Changes {
    /// All days, by their dates.
    pub days: Table<Date, Arc<ChangeDay>>,
    pub week: Arc<WeekContext>,
    /// The pages; none where the theme has no template for them.
    pub pages: Arc<Vec<LedgerPage>>,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct ChangesCache {
    ledger: Last<Arc<Ledger>, Arc<DaysOfLedger>>,
    articles: Memo<ArticleId, Arc<LinkedArticle>, (), Arc<NewArticle>>,
    sources: Memo<EntityId, Arc<LinkedEntity>, Arc<Frame>, ArticleId>,
    questions: Last<Known, Table<Date, Arc<DayQuestion>>>,
    events: Last<Arc<Ledger>, Table<Arc<str>, EventName>>,
    days: Recorded<Date, Arc<DayQuestion>, Arc<Frame>, ChangesView, Arc<ChangeDay>>,
    months: Memo<Date, MonthQuestion, Arc<Frame>, LedgerPage>,
    pages: Last<AskedPages, (Arc<Vec<LedgerPage>>, Arc<WeekContext>)>,
}

/// What the pages depend on, and whether the theme has a template for them.
type AskedPages = (Table<Date, Arc<ChangeDay>>, Arc<Frame>, bool);

/// What is known of the days: of the ledger, of articles, and in which article each source that they name was named first.
type Known = (Arc<DaysOfLedger>, Table<ArticleId, Arc<NewArticle>>, Table<EntityId, ArticleId>, Date);

/// An article on the day of its publication.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NewArticle {
    title: Arc<str>,
    lang: Option<Arc<str>>,
    address: Address,
    /// The first address that it says it had.
    first: Address,
    date: Date,
    withdrawn: Option<Date>,
}

/// All that changed on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct DayQuestion {
    ledger: DayOfLedger,
    articles: Vec<Arc<NewArticle>>,
    sources: BTreeSet<EntityId>,
}

/// The days of a month, newest first, and the months next to it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MonthQuestion {
    days: Vec<Arc<ChangeDay>>,
    newer: Option<TextLink>,
    older: Option<TextLink>,
}

/// What an event is called, and the language of that where it is another than that of the page.
type EventName = (Arc<str>, Option<Arc<str>>);

view! {
    /// What the changes of a day show beyond them.
    struct ChangesView {
        links: EntityId => Prepared<EntityLink>,
        /// What the events are called that a statement of another article is counted from.
        events: Arc<str> => EventName,
    }
}

/// Puts all days into words.
pub(crate) fn changes(
    parts: &Parts<'_>,
    ledger: &Arc<Ledger>,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut ChangesCache,
) -> Changes {
    let questions = questions(parts, ledger, memory);
    let events = memory.events.answer(ledger).unwrap_or_else(|| {
        let name = |event: &Event| (event.what.as_str().into(), event.lang.clone());
        let named = ledger.times.events.iter().map(|event| (event.id.as_str().into(), name(event)));
        memory.events.learn(ledger.clone(), named.collect())
    });
    let links: Links = parts.shared.links.clone();
    let days = memory.days.answer(&questions, &parts.frame, ChangesView { links, events }, day::day);
    let has_pages = has_template(TEMPLATE);
    let asked = (days.clone(), parts.frame.clone(), has_pages);
    let (pages, week) = memory.pages.answer(&asked).unwrap_or_else(|| {
        let pages = if has_pages { pages(&parts.frame, &days, &mut memory.months) } else { Vec::new() };
        let url = has_pages.then(|| parts.frame.url(&Address::new(CHANGES)));
        memory.pages.learn(asked, (Arc::new(pages), Arc::new(week(&days, url))))
    });
    Changes { days, week, pages }
}

/// What changed on each day: by the ledger, and which articles and sources there are.
fn questions(parts: &Parts<'_>, ledger: &Arc<Ledger>, memory: &mut ChangesCache) -> Table<Date, Arc<DayQuestion>> {
    let of_ledger = memory
        .ledger
        .answer(ledger)
        .unwrap_or_else(|| memory.ledger.learn(ledger.clone(), Arc::new(changes::days(ledger))));
    let articles = memory.articles.answer(&parts.site.articles, &(), |_, linked, ()| {
        Some(Arc::new(NewArticle {
            title: linked.article.title.clone(),
            lang: linked.article.lang.as_deref().map(Arc::from),
            address: linked.address.clone(),
            first: addresses(linked).into_iter().nth(1).unwrap_or_else(|| linked.address.clone()),
            date: linked.article.date.day,
            withdrawn: linked.testimony.article.withdrawn,
        }))
    });
    let sources = memory.sources.answer(&parts.site.entities, &parts.frame, |id, linked, frame| {
        let oldest = || linked.articles.iter().next_back().map(|(article, ())| article.clone());
        frame.is_source(id).then(oldest)?
    });
    let known = (of_ledger, articles, sources, ledger.today);
    memory.questions.answer(&known).unwrap_or_else(|| {
        let questions = gathered(&known);
        memory.questions.learn(known, questions)
    })
}

fn gathered((of_ledger, articles, sources, today): &Known) -> Table<Date, Arc<DayQuestion>> {
    let question = |of_day: &DayOfLedger| DayQuestion {
        ledger: of_day.clone(),
        sources: of_day.sources.clone(),
        articles: Vec::new(),
    };
    let mut days: BTreeMap<Date, DayQuestion> =
        of_ledger.iter().map(|(day, of_day)| (*day, question(of_day))).collect();
    for article in articles.values().filter(|article| article.date <= *today) {
        days.entry(article.date).or_default().articles.push(article.clone());
    }
    let stated: BTreeSet<&EntityId> = of_ledger.values().flat_map(|of_day| &of_day.sources).collect();
    for (source, article) in sources.iter().filter(|(source, _)| !stated.contains(source)) {
        if let Some(article) = articles.get(article).filter(|article| article.date <= *today) {
            days.entry(article.date).or_default().sources.insert(source.clone());
        }
    }
    days.into_iter().map(|(day, question)| (day, Arc::new(question))).collect()
}

/// A change of which only the kind, the day and the identity are known. The identity is to stay when anything is renamed.
fn blank(kind: &'static str, day: Date, identity: &str) -> ReportedChange {
    let digest = blake3::hash(format!("{day}\n{kind}\n{identity}").as_bytes()).to_hex();
    ReportedChange {
        kind,
        anchor: format!("c-{}", &digest[..8]),
        sentence: Vec::new(),
        status: None,
        was: None,
        marks: Vec::new(),
        sources: Vec::new(),
        articles: Vec::new(),
        withdrawn: None,
        about: Vec::new(),
        statements: Vec::new(),
    }
}

/// The articles that state something, each with the first of the statements.
fn articles<'s>(
    frame: &Frame,
    stated: impl Iterator<Item = (&'s Arc<ArticleRef>, &'s Arc<LinkedStatement>)>,
) -> Vec<TextLink> {
    let mut seen: BTreeSet<&Address> = BTreeSet::new();
    let link = |(article, statement): (&'s Arc<ArticleRef>, &'s Arc<LinkedStatement>)| {
        let url = || format!("{}#{}", frame.url(&article.address), statement.anchor);
        seen.insert(&article.address).then(|| TextLink {
            text: article.title.clone(),
            url: Some(url().into()),
            lang: article.lang.clone(),
        })
    };
    stated.filter_map(link).collect()
}

/// Statements by their ids, with their whole addresses.
fn statements<'s>(
    frame: &Frame,
    stated: impl Iterator<Item = (&'s Arc<ArticleRef>, &'s Arc<LinkedStatement>)>,
) -> Vec<Ref> {
    let id = |(article, statement): (&Arc<ArticleRef>, &Arc<LinkedStatement>)| {
        let slug = &article.slug;
        let url = format!("{}#{}", frame.url_anywhere(&article.address), statement.anchor);
        Ref { slug: format!("{slug}#{}", statement.anchor).into(), url: url.into() }
    };
    stated.map(id).collect()
}

/// The page of the month of a day.
fn month_address(day: Date) -> Address {
    Address::new(format!("{CHANGES}{}/", day.strftime("%Y-%m")))
}

fn month_in_words(strings: &Strings, day: Date) -> String {
    let month = Days { earliest: Some(day.first_of_month()), latest: Some(day.last_of_month()), ..Days::default() };
    in_words(strings, &month)
}

/// A day as readers read it.
pub(super) fn day_in_words(strings: &Strings, day: Date) -> String {
    in_words(strings, &Days::of(day))
}

/// The page of the newest days, and one for each month.
fn pages(
    frame: &Arc<Frame>,
    days: &Table<Date, Arc<ChangeDay>>,
    memory: &mut Memo<Date, MonthQuestion, Arc<Frame>, LedgerPage>,
) -> Vec<LedgerPage> {
    let strings = frame.strings();
    let mut of_months: BTreeMap<Date, Vec<Arc<ChangeDay>>> = BTreeMap::new();
    for (day, of_day) in days.iter().rev() {
        of_months.entry(day.first_of_month()).or_default().push(of_day.clone());
    }
    let link = |(month, days): (&Date, &Vec<Arc<ChangeDay>>)| {
        let (text, url) = (month_in_words(strings, *month), frame.url(&month_address(*month)));
        Arc::new(MonthLink { text, url, days: days.len() })
    };
    let links: Vec<Arc<MonthLink>> = of_months.iter().map(link).collect();
    let newest = newest(days, of_months.last_key_value().map_or(0, |(_, days)| days.len()));
    // How many days another month has is no reason to render this one again.
    let next_to = |n: Option<usize>| {
        let link = links.get(n?)?;
        Some(TextLink { text: link.text.as_str().into(), url: Some(link.url.as_str().into()), lang: None })
    };
    let question = |(n, (month, days)): (usize, (Date, Vec<Arc<ChangeDay>>))| {
        (month, MonthQuestion { days, newer: next_to(n.checked_add(1)), older: next_to(n.checked_sub(1)) })
    };
    let questions: Table<Date, MonthQuestion> = of_months.into_iter().enumerate().map(question).collect();
    let months = memory.answer(&questions, frame, |month, question, frame| Some(month_page(frame, *month, question)));
    std::iter::once(newest_page(frame, newest, links)).chain(months.values().cloned()).collect()
}

/// The days of the newest month, and so many before that there are some.
fn newest(days: &Table<Date, Arc<ChangeDay>>, of_month: usize) -> Vec<Arc<ChangeDay>> {
    days.values().rev().take(of_month.max(FEW_DAYS)).cloned().collect()
}

fn newest_page(frame: &Frame, days: Vec<Arc<ChangeDay>>, mut months: Vec<Arc<MonthLink>>) -> LedgerPage {
    let (address, strings) = (Address::new(CHANGES), frame.strings());
    months.reverse();
    let page = frame.page("changes", strings.get("changed.title"), strings.get("changed.description"), &address);
    let listed = Some(days.first().map(|day| day.day.clone()));
    let feed = frame.changes_feed();
    let context = ChangesPage { page, month: None, days, newer: None, older: None, months, feed };
    let page = Arc::new(PagePlan::page(TEMPLATE, Context::Changes(context)));
    LedgerPage { address, what: "the page of changes".to_owned(), page, listed }
}

fn month_page(frame: &Frame, month: Date, question: &MonthQuestion) -> LedgerPage {
    let (address, strings) = (month_address(month), frame.strings());
    let words = month_in_words(strings, month);
    let said = |key: &str| strings.fill(key, &[("month", &words)]);
    let page = frame.page("changes", &said("changed.title_of_month"), &said("changed.description_of_month"), &address);
    let MonthQuestion { days, newer, older } = question.clone();
    let what = format!("the changes of {words}");
    let feed = frame.changes_feed();
    let context = ChangesPage { page, month: Some(words), days, newer, older, months: Vec::new(), feed };
    let page = Arc::new(PagePlan::page(TEMPLATE, Context::Changes(context)));
    // Readers who search look for the newest, and months lead on to each other.
    LedgerPage { address, what, page, listed: None }
}

/// The groups that the home page shows, in this order: it has articles of its own.
const ON_HOME: [&str; 6] = ["access", "disputes", "corrections", "events", "relations", "claims"];

/// The first changes of the seven days that end with the newest.
fn week(days: &Table<Date, Arc<ChangeDay>>, url: Option<String>) -> WeekContext {
    let Some((newest, _)) = days.iter().next_back() else { return WeekContext::default() };
    let first = newest.checked_sub(WEEK.days()).unwrap_or(*newest);
    let mut week = WeekContext { url, ..WeekContext::default() };
    let mut left = OF_WEEK;
    for (_, of_day) in days.iter().rev().take_while(|(day, _)| **day > first) {
        let mut groups = Vec::new();
        for group in of_day.groups.iter().filter(|group| ON_HOME.contains(&group.name)) {
            let shown = group.changes.len().min(left);
            left -= shown;
            week.more += group.changes.len() - shown;
            let changes = group.changes[..shown].to_vec();
            groups.extend((shown > 0).then_some(ChangeGroup { name: group.name, changes }));
        }
        if !groups.is_empty() {
            week.days.push(ChangeDay { groups, ..ChangeDay::clone(of_day) });
        }
    }
    week
}
