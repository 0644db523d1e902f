//! The lists of editions, of the site and of each entity that has its own, and the entries of their feed.

use super::{Edition, EditionId, ListedEdition, list_address};
use crate::base::memo::{Last, Memo};
use crate::base::table::Table;
use crate::link::EntityId;
use crate::model::edition::PeriodSort;
use crate::model::editions::Editions as EditionSettings;
use crate::plan::changes::entry;
use crate::plan::feed::instant;
use crate::plan::frame::Frame;
use crate::plan::page::{Context, PagePlan};
use crate::plan::parts::{Linking, Shared};
use crate::plan::planned::{Asked, Origin};
use crate::view::{ArticleSummary, EditionLink, EditionsPage, FeedEntry, Html, TextLink};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The template of a list.
pub(super) const TEMPLATE: &str = "editions.html";

/// All editions as lists know them.
type Listed = Table<EditionId, Arc<ListedEdition>>;

/// What the entries of the feed are remembered by.
pub(super) type EntriesCache = Memo<EditionId, Arc<Edition>, Arc<Frame>, Arc<FeedEntry>>;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(super) struct ListsCache {
    pages: Last<(Listed, Arc<Shared>), Arc<Vec<Asked>>>,
}

impl ListsCache {
    /// The lists; none where the site has none.
    pub(super) fn pages(&mut self, lists: Option<(&Listed, &Arc<Shared>)>) -> Vec<Asked> {
        let Some((listed, shared)) = lists else { return Vec::new() };
        let question = (listed.clone(), shared.clone());
        let pages = self.pages.answer(&question).unwrap_or_else(|| {
            let pages = Arc::new(pages(listed, shared));
            self.pages.learn(question, pages)
        });
        pages.to_vec()
    }
}

fn pages(listed: &Listed, shared: &Shared) -> Vec<Asked> {
    // That of the site is there before its first edition is.
    let mut of_each: BTreeMap<Option<EntityId>, Vec<Arc<EditionLink>>> = BTreeMap::from([(None, Vec::new())]);
    for (id, edition) in listed.iter().rev() {
        of_each.entry(id.of.clone()).or_default().push(edition.link.clone());
    }
    let list = |of: &EntityId| {
        let url = shared.url(&list_address(shared, Some(of)));
        shared.link(of).map(|link| TextLink { text: link.name.clone(), url: Some(url.into()), lang: None })
    };
    let others: Vec<TextLink> = of_each.keys().flatten().filter_map(list).collect();
    of_each.into_iter().map(|(of, editions)| page(shared, of, editions, &others)).collect()
}

fn page(shared: &Shared, of: Option<EntityId>, editions: Vec<Arc<EditionLink>>, others: &[TextLink]) -> Asked {
    let (strings, address) = (shared.strings(), list_address(shared, of.as_ref()));
    let of = of.and_then(|id| shared.link(&id));
    let title = match &of {
        Some(of) => strings.fill("edition.list_of", &[("name", &of.name)]),
        None => strings.get("edition.title").to_owned(),
    };
    let mut page = shared.page("editions", &title, strings.get("edition.description"), &address);
    let feed = shared.feed_link(strings.get("edition.title"), &super::address());
    page.feed = feed.clone();
    let (others, feed) = if of.is_some() { (Vec::new(), None) } else { (others.to_vec(), feed) };
    let context = Context::Editions(EditionsPage { page, of, editions, others, feed });
    Asked { address, origin: Origin::made("the list of editions"), page: Arc::new(PagePlan::page(TEMPLATE, context)) }
}

/// The newest editions of the site that are over, so that a reader gets each once and whole: of weeks, or of months where there
/// are none of weeks.
pub(super) fn entries(
    pages: &Table<EditionId, Arc<Edition>>,
    settings: &EditionSettings,
    frame: &Arc<Frame>,
    memory: &mut EntriesCache,
) -> Vec<Arc<FeedEntry>> {
    let sort = if settings.weeks { PeriodSort::Week } else { PeriodSort::Month };
    let of_site = pages.iter().take_while(|(id, _)| id.of.is_none()).filter(|(id, _)| id.period.sort == sort);
    let whole: Vec<_> = of_site.filter(|(_, edition)| !edition.shown.runs).collect();
    let newest = whole.into_iter().rev().take(frame.config.feed_items);
    let newest: Table<EditionId, Arc<Edition>> = newest.map(|(id, edition)| (id.clone(), edition.clone())).collect();
    let entries = memory.answer(&newest, frame, |id, edition, frame| Some(Arc::new(feed_entry(frame, id, edition))));
    entries.values().rev().cloned().collect()
}

fn feed_entry(frame: &Frame, id: &EditionId, edition: &Edition) -> FeedEntry {
    let at = |day: Date| -> Arc<str> {
        instant(&frame.config, frame.config.midnight(day).unwrap_or(Timestamp::UNIX_EPOCH)).into()
    };
    let over = id.period.over();
    let url: Arc<str> = frame.whole(&edition.address).into();
    FeedEntry {
        id: url.clone(),
        title: edition.shown.page.title.clone(),
        url,
        published: at(over),
        updated: at(edition.updated.map_or(over, |updated| updated.max(over))),
        summary: edition.shown.page.description.clone(),
        authors: vec![frame.author.as_ref().unwrap_or(&frame.config.title).as_str().into()],
        categories: Vec::new(),
        image: None,
        html: Some(Html::ready(html(frame, edition))),
        lang: None,
    }
}

/// All of an edition, as a feed has it.
fn html(frame: &Frame, edition: &Edition) -> String {
    let intro = |linked: &crate::link::LinkedPage| {
        Html::new(&linked.page.document, &linked.filling, &frame.prefixes_in_feeds).written()
    };
    let mut html = edition.intro.as_deref().map_or_else(String::new, intro);
    for group in &edition.shown.groups {
        entry::heading(&mut html, &frame.strings().word("changed_group", group.name));
        group.articles.iter().for_each(|article| paragraph(frame, article, &mut html));
        if !group.days.is_empty() {
            entry::list(frame, group.days.iter().flat_map(|day| &day.changes), &mut html);
        }
    }
    html
}

fn paragraph(frame: &Frame, article: &ArticleSummary, html: &mut String) {
    html.push_str("<p>");
    entry::link(html, &frame.whole_url(&article.url), &article.title);
    html.push_str("<br>");
    entry::add(html, &article.summary);
    html.push_str("</p>\n");
}
