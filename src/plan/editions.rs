//! Editions: what changed in each week and month, of the site and of the entities that have their own, with an editor's
//! introduction; a page for each, and lists of them.
//!
//! The changes are those of `changes`, day by day, in their words: here they are only sorted into periods. An edition is worked
//! out again when one of its days, an article that it shows or its introduction differs. Which day it is, is known of the
//! periods that go on, and of no other.

mod lists;
mod page;

use super::changes::Changes;
use super::frame::Frame;
use super::page::{Context, PagePlan};
use super::parts::{Links, Parts};
use super::planned::{Asked, Origin, Owner, Planned};
use crate::base::memo::{Kept, Memo};
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Reading, Recorded, view};
use crate::base::slug::Slug;
use crate::base::table::{Joined, Rekeyed, Table, Turned};
use crate::link::{ArticleId, EntityId, LinkedPage};
use crate::model::edition::{Period, PeriodSort};
use crate::model::editions::Editions as EditionSettings;
use crate::model::kind::{EDITIONS, KindId};
use crate::model::page::address_of_edition;
use crate::view::{
    ArticleSummary, ChangeDay, ChangeGroup, EditionLink, EditionPage, EntityLink, FeedEntry, Prepared, ReportedChange,
};
use jiff::civil::Date;
use lists::ListsCache;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The template of an edition.
const TEMPLATE: &str = "edition.html";

/// Which edition: of whom, none for the site, and of when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EditionId {
    pub of: Option<EntityId>,
    pub period: Period,
}

/// All editions.
#[derive(Default)]
pub(crate) struct Editions {
    pub listed: Table<EditionId, Arc<ListedEdition>>,
    /// The entities that have a list of their own.
    pub entities: Table<EntityId, ()>,
    /// The newest editions of the site that are whole, for its feed; none where there are no editions.
    pub entries: Option<Vec<Arc<FeedEntry>>>,
    /// The first day on which a page is another one because a week or month is over or begins.
    pub next_change: Option<Date>,
}

/// What lists know of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListedEdition {
    pub address: Address,
    pub link: Arc<EditionLink>,
    /// The day of the newest change in it.
    pub changed: Option<Date>,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct EditionsCache {
    wanted: Kept<Wanted>,
    articles: Rekeyed<ArticleId, Arc<ArticleSummary>, Arc<str>, Arc<ArticleSummary>>,
    shares: Recorded<Date, Arc<ChangeDay>, Arc<Wanted>, SharesView, Shares>,
    days: Turned<Date, Shares, EditionId, Arc<ChangeDay>>,
    with_days: Memo<EditionId, Table<Date, Arc<ChangeDay>>, (), ()>,
    intros: Rekeyed<SourcePath, Arc<LinkedPage>, EditionId, Arc<LinkedPage>>,
    with_intro: Memo<EditionId, Arc<LinkedPage>, Date, ()>,
    existing: Joined<EditionId, ()>,
    pages: Recorded<EditionId, (), EditionSettingsOfPages, EditionView, Arc<Edition>>,
    listed: Memo<EditionId, Arc<Edition>, (), Arc<ListedEdition>>,
    lists: ListsCache,
    of_entities: Turned<EditionId, Arc<ListedEdition>, EntityId, ()>,
    with_list: Memo<EntityId, Table<EditionId, ()>, (), ()>,
    entries: lists::EntriesCache,
}

/// An edition as it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edition {
    address: Address,
    shown: Arc<EditionPage>,
    page: Arc<PagePlan>,
    changed: Option<Date>,
    /// When one of its articles was withdrawn last.
    updated: Option<Date>,
    intro: Option<Arc<LinkedPage>>,
}

/// What every edition depends on: what pages share, and whether there are pages of all that changed.
type EditionSettingsOfPages = (Arc<Frame>, bool);

/// The editions in which a day has a part, each with that part.
type Shares = Arc<Vec<(EditionId, Arc<ChangeDay>)>>;

/// Which editions the settings want, with the entities that they name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    settings: EditionSettings,
    /// The kinds of the settings by their keys.
    kinds: Vec<(String, KindId)>,
    entities: BTreeSet<EntityId>,
}

view! {
    /// What decides in which editions a change is, beyond it.
    struct SharesView {
        /// Articles by their addresses in links.
        articles: Arc<str> => Arc<ArticleSummary>,
    }
}

view! {
    /// What an edition shows.
    struct EditionView {
        days: EditionId => Table<Date, Arc<ChangeDay>>,
        articles: Arc<str> => Arc<ArticleSummary>,
        intros: EditionId => Arc<LinkedPage>,
        links: EntityId => Prepared<EntityLink>,
        /// All editions.
        existing: EditionId => (),
        /// The week and the month of today.
        running: Period => (),
    }
}

/// Where the editions of the site are listed.
pub(crate) fn address() -> Address {
    Address::new(format!("/{EDITIONS}/"))
}

impl EditionId {
    pub(crate) fn address(&self, frame: &Frame) -> Address {
        match &self.of {
            None => address_of_edition(self.period),
            Some(_) => list_address(frame, self.of.as_ref()).join(&format!("{}/", self.period)),
        }
    }
}

/// Where the editions of an entity are listed, or those of the site.
pub(crate) fn list_address(frame: &Frame, of: Option<&EntityId>) -> Address {
    of.map_or_else(address, |id| frame.address(id).join(&format!("{EDITIONS}/")))
}

/// Plans all editions; none where the settings or the theme have none. `today` is the day of the site.
pub(crate) fn add(
    parts: &Parts<'_>,
    changes: &Changes,
    today: Date,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut EditionsCache,
) -> Editions {
    let frame = &parts.frame;
    let settings = frame.config.editions.as_ref().filter(|_| has_template(TEMPLATE));
    let view = match settings {
        Some(settings) => memory.view(parts, changes, settings, today),
        None => EditionView::default(),
    };
    let existing = view.existing.clone();
    let intros = view.intros.clone();
    let common = (frame.clone(), !changes.pages.is_empty());
    let pages = memory.pages.answer(&existing, &common, view, page::edition);
    for id in memory.pages.touched() {
        planned.ask(Owner::Edition(id.clone()), pages.get(id).map(|edition| asked(edition)).into_iter().collect());
    }
    let listed = memory.listed.answer(&pages, &(), |_, edition, ()| Some(Arc::new(listed(edition))));
    let lists = settings.filter(|_| has_template(lists::TEMPLATE)).map(|_| (&listed, &parts.shared));
    let of_entities = memory.of_entities.follow(&listed, |id, _| id.of.iter().map(|of| (of.clone(), ())).collect());
    let with_list = memory.with_list.answer(of_entities, &(), |_, _, ()| Some(()));
    let entities = if lists.is_some() { with_list } else { Table::default() };
    planned.ask(Owner::Editions, memory.lists.pages(lists));
    let known = |period: Period| existing.contains_key(&EditionId { of: None, period }) || is_of_any(&existing, period);
    let ends = running(today).into_iter().filter(|period| known(*period)).map(Period::over);
    let begins = intros.keys().map(|id| id.period.first()).filter(|first| *first > today);
    Editions {
        entries: settings.map(|settings| lists::entries(&pages, settings, frame, &mut memory.entries)),
        next_change: ends.chain(begins).min(),
        listed,
        entities,
    }
}

/// The week and the month of a day.
fn running(today: Date) -> [Period; 2] {
    [PeriodSort::Week, PeriodSort::Month].map(|sort| Period::of(sort, today))
}

fn is_of_any(existing: &Table<EditionId, ()>, period: Period) -> bool {
    existing.keys().any(|id| id.period == period)
}

fn asked(edition: &Edition) -> Asked {
    let origin = match &edition.intro {
        Some(intro) => Origin::file(&intro.page.document.path),
        None => Origin::made(&format!("the edition \"{}\"", edition.shown.page.title)),
    };
    Asked { address: edition.address.clone(), origin, page: edition.page.clone() }
}

fn listed(edition: &Edition) -> ListedEdition {
    let EditionPage { page, sort, name, days, size, runs, .. } = &*edition.shown;
    let link = EditionLink {
        title: page.title.clone(),
        url: page.url.clone(),
        sort,
        name: name.clone(),
        days: days.clone(),
        size: size.clone(),
        runs: *runs,
    };
    ListedEdition { address: edition.address.clone(), link: Arc::new(link), changed: edition.changed }
}

fn page_plan(shown: &Arc<EditionPage>) -> Arc<PagePlan> {
    Arc::new(PagePlan::page(TEMPLATE, Context::Edition(shown.clone())))
}

impl EditionsCache {
    fn view(&mut self, parts: &Parts<'_>, changes: &Changes, settings: &EditionSettings, today: Date) -> EditionView {
        let config = &parts.frame.config;
        let wanted = self.wanted.keep(Wanted {
            settings: settings.clone(),
            kinds: config.kinds.iter().map(|kind| (kind.key.clone(), kind.id)).collect(),
            entities: parts.site.digests.iter().cloned().collect(),
        });
        let articles =
            self.articles.follow(&parts.summaries, |_, summary| Some((summary.url.clone(), summary.clone())));
        let view = SharesView { articles: articles.clone() };
        let shares = self.shares.answer(&changes.days, &wanted, view, shares);
        let days = self.days.follow(&shares, |_, shares| shares.to_vec()).clone();
        let intros = self.intros.follow(&parts.site.pages, |_, linked| {
            let period = linked.page.edition.as_ref()?.period;
            Some((EditionId { of: None, period }, linked.clone()))
        });
        let with_days = self.with_days.answer(&days, &(), |_, _, ()| Some(()));
        // What is written for a week to come is shown from its first day on.
        let with_intro =
            self.with_intro.answer(&intros, &today, |id, _, today| (id.period.first() <= *today).then_some(()));
        let existing = self.existing.follow(&with_days, &with_intro);
        let running = running(today).into_iter().map(|period| (period, ())).collect();
        EditionView { days, articles, intros, links: Links::clone(&parts.shared.links), existing, running }
    }
}

/// The editions in which the changes of a day are.
fn shares(
    day: &Date,
    changes: &Arc<ChangeDay>,
    wanted: &Arc<Wanted>,
    reading: &Reading<'_, SharesView>,
) -> Option<Shares> {
    let periods = wanted.settings.sorts().map(|sort| Period::of(sort, *day));
    let periods: Vec<Period> = periods.filter(|period| wanted.settings.has(*period)).collect();
    let mut parts = vec![(None, changes.clone())];
    if wanted.has_digests() {
        let about = |change: &ReportedChange| wanted.about(change, reading);
        let all: BTreeSet<EntityId> =
            changes.groups.iter().flat_map(|group| &group.changes).flat_map(|change| about(change)).collect();
        parts.extend(all.into_iter().map(|id| {
            let of_it = part(changes, &|change| about(change).contains(&id));
            (Some(id), of_it)
        }));
    }
    let shares = parts.into_iter().flat_map(|(of, part)| {
        let id = move |period: &Period| EditionId { of: of.clone(), period: *period };
        periods.iter().map(move |period| (id(period), part.clone()))
    });
    Some(Arc::new(shares.collect()))
}

/// Some of the changes of a day.
fn part(changes: &ChangeDay, is_in: &dyn Fn(&ReportedChange) -> bool) -> Arc<ChangeDay> {
    let group = |group: &ChangeGroup| {
        let changes: Vec<_> = group.changes.iter().filter(|change| is_in(change)).cloned().collect();
        (!changes.is_empty()).then(|| ChangeGroup { name: group.name, changes })
    };
    Arc::new(ChangeDay { groups: changes.groups.iter().filter_map(group).collect(), ..changes.clone() })
}

impl Wanted {
    fn has_digests(&self) -> bool {
        !self.settings.kinds.is_empty() || !self.entities.is_empty()
    }

    /// The entities with editions of their own that a change is about; one of an article is about what that is tagged with.
    fn about(&self, change: &ReportedChange, reading: &Reading<'_, SharesView>) -> BTreeSet<EntityId> {
        let tagged = self.article_of(change).and_then(|url| reading.articles().get(url));
        let links = change.about.iter().chain(tagged.into_iter().flat_map(|summary| &summary.entities));
        links.filter_map(|link| self.id(link)).collect()
    }

    /// The address of the article that a change is about as a whole.
    fn article_of<'c>(&self, change: &'c ReportedChange) -> Option<&'c Arc<str>> {
        is_of_article(change).then(|| change.sentence.iter().find_map(|piece| piece.url.as_ref()))?
    }

    fn id(&self, link: &EntityLink) -> Option<EntityId> {
        let (_, kind) = self.kinds.iter().find(|(key, _)| *key == link.kind)?;
        let id = EntityId { kind: *kind, slug: Slug::new(&link.slug)? };
        (self.settings.kinds.contains(kind) || self.entities.contains(&id)).then_some(id)
    }
}

/// Whether a change is an article that came out, was updated or was withdrawn; its sentence begins with the link to it.
fn is_of_article(change: &ReportedChange) -> bool {
    matches!(change.kind, "article" | "update" | "withdrawal")
}
