//! The feeds of the site, of entities and of changes in access, each as Atom and as JSON Feed, and the list of them all.

use super::changes::{self, Changes};
use super::editions::{self, Editions};
use super::facts::{Facts, Whole};
use super::frame::{Frame, feed_anchor};
use super::page::{Context, PagePlan};
use super::pages::{addresses, own_image};
use super::parts::{Linking, Parts, Shared, Updated, articles_about};
use super::planned::{Asked, Origin, Owner, Planned};
use crate::base::memo::Last;
use crate::base::path::Address;
use crate::base::reads::{Recorded, view};
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedEntity};
use crate::model::Config;
use crate::view::{
    ArticleSummary, ChangeContext, ChangeDay, Citation, EntityLink, FeedContext, FeedEntry, FeedGroup, FeedsContext,
    FeedsPage, Html, ListedFeed, Prepared,
};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct FeedCache {
    entries: Recorded<ArticleId, Arc<LinkedArticle>, Arc<Frame>, EntryView, Arc<FeedEntry>>,
    whole: Last<NewestEntries, Arc<Both>>,
    feeds: Recorded<EntityId, Arc<LinkedEntity>, Arc<Frame>, FeedView, Arc<Both>>,
    access: Last<FactsAndShared, Arc<Vec<Asked>>>,
    changes: Last<(Vec<Arc<ChangeDay>>, Arc<Frame>), Both>,
    editions: Last<(Vec<Arc<FeedEntry>>, Arc<Frame>), Both>,
    list: Last<(Arc<Whole>, Arc<Shared>, FeedsOfChanges), Both>,
}

view! {
    /// What the entry of an article shows beyond the article.
    struct EntryView {
        summaries: ArticleId => Arc<ArticleSummary>,
        updated: ArticleId => Updated,
    }
}

view! {
    /// The entries of which the feed of an entity is made.
    struct FeedView {
        entries: ArticleId => Arc<FeedEntry>,
    }
}

/// The newest articles, with their entries.
type NewestEntries = (Vec<(Arc<LinkedArticle>, Arc<FeedEntry>)>, Arc<Frame>);
/// Whether there are feeds of changes and of editions.
type FeedsOfChanges = (bool, bool);
type FactsAndShared = (Arc<Whole>, Arc<Shared>);
/// A feed as Atom and as JSON Feed.
type Both = [Arc<PagePlan>; 2];

/// Plans all feeds; a site that does not know its address has none.
pub(crate) fn add(
    parts: &Parts<'_>,
    facts: &Facts,
    changes: &Changes,
    editions: &Editions,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut FeedCache,
) {
    let (site, frame) = (parts.site, &parts.frame);
    let view = EntryView { summaries: parts.summaries.clone(), updated: parts.updated.clone() };
    let newest = || site.articles.iter().take(frame.config.feed_items).map(|(id, linked)| (id.clone(), linked.clone()));
    let listed = if frame.config.feed_entities { site.articles.clone() } else { newest().collect() };
    let entries = memory.entries.answer(&listed, frame, view, |id, linked, frame, reading| {
        let (summary, updated) = (reading.summaries().get(id)?, reading.updated().get(id)?);
        Some(Arc::new(entry(linked, summary, updated.day, frame)))
    });
    let view = FeedView { entries: entries.clone() };
    let feeds = memory.feeds.answer(&site.entities, frame, view, |_, linked, frame, reading| {
        frame.config.base_url.as_ref().filter(|_| frame.config.feed_entities)?;
        let about = articles_about(linked).take(frame.config.feed_items);
        let title = format!("{} – {}", linked.own.entity.name, frame.config.title);
        let entries = about.filter_map(|id| reading.entries().get(id).cloned()).collect();
        let context = feed(frame, &title, "", &linked.own.address, "feed", entries);
        Some(Arc::new(both(context)))
    });
    for id in memory.feeds.touched() {
        let asked = |pages: &Arc<Both>| {
            let own = &site.entities[id].own;
            asked(&own.address, "feed", &Origin::of("the feed of", &own.entity), pages)
        };
        planned.ask(Owner::EntityFeed(id.clone()), feeds.get(id).map(asked).into_iter().flatten().collect());
    }
    if frame.config.base_url.is_none() {
        let owners = [Owner::Feed, Owner::AccessFeeds, Owner::ChangesFeed, Owner::EditionsFeed, Owner::Feeds];
        owners.into_iter().for_each(|owner| planned.ask(owner, Vec::new()));
        return;
    }

    let question = (newest().map(|(id, linked)| (linked, entries[&id].clone())).collect(), frame.clone());
    let pages = memory.whole.answer(&question).unwrap_or_else(|| {
        let pages = Arc::new(whole_feed(&question.0, frame));
        memory.whole.learn(question, pages)
    });
    planned.ask(Owner::Feed, asked(&Address::new("/"), "feed", &Origin::made("the feed"), &pages));
    let question = (facts.whole.clone(), parts.shared.clone());
    let access = memory.access.answer(&question).unwrap_or_else(|| {
        let feeds = Arc::new(access_feeds(&question.0, &parts.shared));
        memory.access.learn(question, feeds)
    });
    planned.ask(Owner::AccessFeeds, access.to_vec());
    planned.ask(Owner::ChangesFeed, changes_feed(changes, frame, memory));
    planned.ask(Owner::EditionsFeed, editions_feed(editions, frame, memory));
    let question = (facts.whole.clone(), parts.shared.clone(), (!changes.pages.is_empty(), editions.entries.is_some()));
    let [list, page] = memory.list.answer(&question).unwrap_or_else(|| {
        let pages = lists(&question.0, &parts.shared, question.2);
        memory.list.learn(question, pages)
    });
    let origin = Origin::made("the list of feeds");
    let mut lists = vec![Asked { address: Address::new("/feeds.opml"), origin: origin.clone(), page: list }];
    lists.extend(has_template("feeds.html").then(|| Asked { address: Address::new(FEEDS), origin, page }));
    planned.ask(Owner::Feeds, lists);
}

/// The page for readers who want to follow something.
const FEEDS: &str = "/feeds/";

/// All feeds, for programs and for readers.
fn lists(facts: &Whole, shared: &Shared, has: FeedsOfChanges) -> Both {
    let groups = Arc::new(list(facts, shared, has));
    let page = FeedsPage {
        page: shared.page(
            "feeds",
            shared.strings().get("feeds.title"),
            shared.strings().get("feeds.description"),
            &Address::new(FEEDS),
        ),
        groups: groups.clone(),
        list: shared.whole(&Address::new("/feeds.opml")),
    };
    let list = PagePlan::page("feeds.opml", Context::Feeds(FeedsContext { groups }));
    [Arc::new(list), Arc::new(PagePlan::page("feeds.html", Context::FeedsPage(page)))]
}

/// A feed as Atom and as JSON Feed.
fn both(context: FeedContext) -> Both {
    ["feed.xml", "feed.json"].map(|template| Arc::new(PagePlan::page(template, Context::Feed(context.clone()))))
}

/// The two of them as they are asked for, beside a page.
fn asked(page: &Address, name: &str, origin: &Origin, pages: &Both) -> Vec<Asked> {
    let asked = |(extension, page_plan): (&str, &Arc<PagePlan>)| Asked {
        address: page.join(&format!("{name}.{extension}")),
        origin: origin.clone(),
        page: page_plan.clone(),
    };
    ["xml", "json"].into_iter().zip(pages).map(asked).collect()
}

/// All feeds: those of the site, then those of the entities of each kind.
fn list(facts: &Whole, shared: &Shared, (has_changes, has_editions): FeedsOfChanges) -> Vec<FeedGroup> {
    let listed = |title: &str, page: &Address, name: &str| ListedFeed {
        title: title.to_owned(),
        url: shared.whole(&page.join(name)),
        page: shared.whole(page),
        anchor: feed_anchor(page, name.trim_end_matches(".xml")),
    };
    let (home, title) = (Address::new("/"), &shared.config.title);
    let mut feeds = vec![listed(title, &home, "feed.xml")];
    feeds.extend(facts.home.feed.as_ref().map(|_| listed(&access_title(shared, title), &home, "access.xml")));
    if has_changes {
        let title = shared.strings().get("changed.title").to_owned();
        let page = shared.whole(&changes::entry::page());
        feeds.push(ListedFeed { page, ..listed(&title, &home, "changes.xml") });
    }
    if has_editions {
        feeds.push(listed(shared.strings().get("edition.title"), &editions::address(), "feed.xml"));
    }
    let mut groups = vec![FeedGroup { title: title.clone(), feeds }];
    let with_access: BTreeSet<&EntityId> = facts.feeds.iter().map(|(id, _)| id).collect();
    for (n, kind) in shared.kinds.iter().enumerate().filter(|_| shared.config.feed_entities) {
        let of_kind = shared.links.iter().filter(|(id, _)| id.kind.place() == n);
        let feeds = of_kind.flat_map(|(id, link)| {
            let page = shared.address(id);
            let access = || listed(&access_title(shared, &link.name), &page, "access.xml");
            [Some(listed(&link.name, &page, "feed.xml")), with_access.contains(id).then(access)]
        });
        let feeds: Vec<ListedFeed> = feeds.flatten().collect();
        groups.extend((!feeds.is_empty()).then(|| FeedGroup { title: kind.plural.clone(), feeds }));
    }
    groups
}

fn access_title(shared: &Shared, name: &str) -> String {
    shared.strings().fill("feeds.access_of", &[("name", name)])
}

fn whole_feed(newest: &[(Arc<LinkedArticle>, Arc<FeedEntry>)], frame: &Frame) -> Both {
    let config = &frame.config;
    let full = newest.iter().map(|(linked, entry)| match config.feed_full_text {
        true => {
            let html = Html::new(&linked.article.document, &linked.filling, &frame.prefixes_in_feeds);
            Arc::new(FeedEntry { html: Some(html), ..(**entry).clone() })
        }
        false => entry.clone(),
    });
    both(feed(frame, &config.title, &config.tagline, &Address::new("/"), "feed", full.collect()))
}

/// The feeds of changes in access: of the site, and of each model and bloc of which something is said.
fn access_feeds(facts: &Whole, shared: &Shared) -> Vec<Asked> {
    let mut feeds = Vec::new();
    let mut add = |address: &Address, title: &str, changes: &[Arc<ChangeContext>]| {
        let entries =
            changes.iter().take(shared.config.feed_items).map(|change| Arc::new(change_entry(shared, change)));
        let pages = both(feed(shared, title, "", address, "access", entries.collect()));
        feeds.extend(asked(address, "access", &Origin::made("a feed of changes in access"), &pages));
    };
    let home = Address::new("/");
    if facts.home.feed.is_some() || shared.record.addresses.contains_key(&home.join("access.xml")) {
        let title = shared.strings().fill("feeds.access_of_site", &[("site", &shared.config.title)]);
        add(&home, &title, &facts.changes);
    }
    // A feed that had something once stays, since others may follow it.
    let has_feed: BTreeSet<&EntityId> = facts.feeds.iter().map(|(id, _)| id).collect();
    let is_recorded = |id: &&EntityId| {
        !has_feed.contains(id) && shared.record.addresses.contains_key(&shared.address(id).join("access.xml"))
    };
    let without = shared.links.iter().map(|(id, _)| id).filter(is_recorded);
    let feeds_of = facts.feeds.iter().map(|(id, changes)| (id, &changes[..])).chain(without.map(|id| (id, &[][..])));
    for (id, changes) in feeds_of {
        let name = shared.link(id).map_or(Arc::default(), |link| link.name.clone());
        let title = format!("{} – {}", access_title(shared, &name), shared.config.title);
        add(&shared.address(id), &title, changes);
    }
    feeds
}

/// "Fugu in Japan: open (was unknown)", with since when, by what and on whose word.
fn change_entry(shared: &Shared, change: &ChangeContext) -> FeedEntry {
    let strings = shared.strings();
    let names =
        |links: &[Prepared<EntityLink>]| strings.listed(&links.iter().map(|link| &*link.name).collect::<Vec<_>>());
    let mut summary = match change.exact {
        true => strings.fill("feeds.since", &[("day", &change.day)]),
        false => strings.fill("feeds.known_on", &[("day", &change.day)]),
    };
    if let Some(since) = change.since.as_ref().filter(|_| !change.exact) {
        summary.push_str(&format!("{}{since}", strings.get("list.after_sentence")));
    }
    if !change.by.is_empty() {
        summary.push_str(&strings.fill("feeds.by", &[("policies", &names(&change.by))]));
    }
    let sources: Vec<String> = change.sources.iter().map(Citation::text).collect();
    summary.push_str(&strings.fill("feeds.according_to", &[("sources", &strings.in_a_row(&sources))]));
    let day: Option<Date> = change.day.parse().ok();
    let at = day.and_then(|day| shared.config.midnight(day));
    let at: Arc<str> = instant(&shared.config, at.unwrap_or(Timestamp::UNIX_EPOCH)).into();
    let base = shared.config.base_url.as_ref().map_or(String::new(), |base| base.as_str().to_owned());
    let page = change.model.url.strip_prefix(shared.config.prefix()).unwrap_or(&change.model.url);
    let url: Arc<str> = format!("{base}{page}#{}", change.anchor).into();
    FeedEntry {
        id: url.clone(),
        title: strings
            .fill(
                "feeds.change",
                &[
                    ("model", &change.model.name),
                    ("bloc", &change.bloc.in_sentences),
                    ("status", &strings.word("access", change.to)),
                    ("before", &strings.word("access", change.from)),
                ],
            )
            .into(),
        url,
        published: at.clone(),
        updated: at,
        summary: summary.into(),
        authors: vec![shared.author.as_ref().unwrap_or(&shared.config.title).as_str().into()],
        categories: vec![change.model.name.clone(), change.bloc.name.clone()],
        html: None,
        lang: None,
        image: None,
    }
}

/// The feed of all changes, with an entry for each day; none where the theme has no page of them.
fn changes_feed(changes: &Changes, frame: &Arc<Frame>, memory: &mut FeedCache) -> Vec<Asked> {
    if changes.pages.is_empty() {
        return Vec::new();
    }
    let newest = changes.days.values().rev().take(frame.config.feed_items).cloned();
    let question = (newest.collect::<Vec<_>>(), frame.clone());
    let pages = memory.changes.answer(&question).unwrap_or_else(|| {
        let entries = changes.days.iter().rev().take(question.0.len());
        let entries = entries.map(|(day, of_day)| Arc::new(changes::entry::entry(frame, *day, of_day)));
        let title = format!("{} – {}", frame.strings().get("changed.title"), frame.config.title);
        let feed = feed(frame, &title, "", &Address::new("/"), "changes", entries.collect());
        let pages = both(FeedContext { page: frame.whole(&changes::entry::page()), ..feed });
        memory.changes.learn(question, pages)
    });
    asked(&Address::new("/"), "changes", &Origin::made("the feed of changes"), &pages)
}

/// The feed of editions that are whole; none where the site has no editions.
fn editions_feed(editions: &Editions, frame: &Arc<Frame>, memory: &mut FeedCache) -> Vec<Asked> {
    let Some(entries) = &editions.entries else { return Vec::new() };
    let question = (entries.clone(), frame.clone());
    let pages = memory.editions.answer(&question).unwrap_or_else(|| {
        let title = format!("{} – {}", frame.strings().get("edition.title"), frame.config.title);
        let pages = both(feed(frame, &title, "", &editions::address(), "feed", question.0.clone()));
        memory.editions.learn(question, pages)
    });
    asked(&editions::address(), "feed", &Origin::made("the feed of editions"), &pages)
}

/// A feed of this name, beside a page.
fn feed(
    frame: &Frame,
    title: &str,
    subtitle: &str,
    page: &Address,
    name: &str,
    entries: Vec<Arc<FeedEntry>>,
) -> FeedContext {
    // Entries carry instants of one zone's offset each, so the newest is found among the texts of UTC.
    let newest = entries.iter().filter_map(|entry| entry.updated.parse::<Timestamp>().ok()).max();
    FeedContext {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        url: frame.whole(&page.join(&format!("{name}.xml"))),
        json: frame.whole(&page.join(&format!("{name}.json"))),
        page: frame.whole(page),
        updated: instant(&frame.config, newest.unwrap_or(Timestamp::UNIX_EPOCH)),
        entries,
    }
}

fn entry(linked: &LinkedArticle, summary: &ArticleSummary, updated: Date, frame: &Frame) -> FeedEntry {
    let config = &frame.config;
    let mut authors: Vec<Arc<str>> = linked.authors.iter().map(|author| author.text.as_str().into()).collect();
    if authors.is_empty() {
        authors.push(config.title.as_str().into());
    }
    let [published, updated] = instants(linked, updated, config);
    // Readers' programs know an entry by its id, which stays when the article moves.
    let pages = addresses(linked);
    let id = frame.record.first_address(&pages).unwrap_or(&linked.address);
    FeedEntry {
        id: frame.whole(id).into(),
        title: summary.title.clone(),
        url: frame.whole(&linked.address).into(),
        published,
        updated,
        summary: summary.summary.clone(),
        authors,
        categories: summary.entities.iter().map(|entity| entity.name.clone()).collect(),
        html: None,
        lang: summary.lang.clone(),
        image: own_image(frame, linked, &summary.title).map(|image| image.url.clone()),
    }
}

/// The instants of publication and of the last change of an article. Of a later change only the day is known.
pub(crate) fn instants(linked: &LinkedArticle, updated: Date, config: &Config) -> [Arc<str>; 2] {
    let date = linked.article.date;
    let published: Arc<str> = instant(config, date.at).into();
    let later = (updated > date.day).then(|| config.midnight(updated)).flatten();
    let updated = later.map_or(published.clone(), |at| instant(config, at).into());
    [published, updated]
}

/// An instant as RFC 3339, with the offset of the site's time zone.
pub(crate) fn instant(config: &Config, at: Timestamp) -> String {
    at.to_zoned(config.time_zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
