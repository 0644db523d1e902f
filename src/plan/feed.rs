//! What machines read: Atom feeds, the sitemap and robots.txt. Templates write them; here is what goes in.

use super::facts::{Facts, Whole};
use super::pages::one;
use super::parts::{Frame, Parts, Shared, Updated, articles_about};
use super::planned::{Asked, Origin, Owner, Planned};
use super::{Context, PagePlan};
use crate::context::{
    ArticleSummary, ChangeContext, EntityLink, FeedContext, FeedEntry, RobotsContext, SitemapContext, SitemapEntry,
};
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedEntity};
use crate::memo::{Last, Memo};
use crate::model::Config;
use crate::model::config::BaseUrl;
use crate::path::Address;
use crate::table::Table;
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    entries: Memo<ArticleId, Arc<LinkedArticle>, Arc<Frame>, Arc<FeedEntry>>,
    whole: Last<Newest, Arc<PagePlan>>,
    feeds: Memo<EntityId, Arc<LinkedEntity>, Arc<Frame>, Arc<PagePlan>>,
    access: Last<FactsAndShared, Arc<Vec<Asked>>>,
    last: Memo<EntityId, Arc<LinkedEntity>, (), Option<Date>>,
    sitemap: Last<Listed, Arc<PagePlan>>,
}

/// The newest articles, with their entries.
type Newest = (Vec<(Arc<LinkedArticle>, Arc<FeedEntry>)>, Arc<Frame>);
type FactsAndShared = (Arc<Whole>, Arc<Shared>);

/// All that the sitemap lists: articles and entities with the day of their last change, and other pages.
#[derive(Debug, PartialEq)]
struct Listed {
    articles: Table<ArticleId, Updated>,
    entities: Table<EntityId, Option<Date>>,
    others: Vec<(Address, Option<String>)>,
    newest: Option<Date>,
    frame: Arc<Frame>,
}

/// Plans the feeds of the site and of each entity, and the sitemap; a site that does not know its address has none.
pub fn add(parts: &Parts<'_>, facts: &Facts, planned: &mut Planned, memory: &mut Memory) {
    add_robots(parts, planned);
    let (site, frame, changes) = (parts.site, &parts.frame, parts.memory);
    let stale = changes.summaries.changed.iter().chain(&changes.updated.changed).cloned();
    let entries = memory.entries.answer(&site.articles, frame, stale, |id, linked, frame| {
        Some(Arc::new(entry(linked, &parts.summaries[id], parts.updated[id].day, frame)))
    });
    let stale = parts.entities_of(&memory.entries.changed);
    let feeds = memory.feeds.answer(&site.entities, frame, stale, |_, linked, frame| {
        frame.config.base_url.as_ref()?;
        let about = articles_about(linked).take(frame.config.feed_items);
        let title = format!("{} – {}", linked.own.entity.name, frame.config.title);
        let context = feed(frame, &title, "", &linked.own.address, about.map(|id| entries[id].clone()).collect());
        Some(Arc::new(PagePlan::page("feed.xml", Context::Feed(context))))
    });
    for id in memory.feeds.touched() {
        let asked = |page: &Arc<PagePlan>| {
            let own = &site.entities[id].own;
            let origin = Origin::of("the feed of", &own.entity);
            Asked { address: own.address.join("feed.xml"), origin, page: page.clone() }
        };
        planned.ask(Owner::EntityFeed(id.clone()), feeds.get(id).map(asked).into_iter().collect());
    }
    let stale = parts.entities_of(&changes.updated.changed);
    let last = memory.last.answer(&site.entities, &(), stale, |_, linked, ()| Some(parts.last_change(linked, true)));
    let Some(base_url) = &frame.config.base_url else {
        [Owner::Feed, Owner::AccessFeeds, Owner::Sitemap].into_iter().for_each(|owner| planned.ask(owner, Vec::new()));
        return;
    };

    let newest = site.articles.iter().take(frame.config.feed_items);
    let question = (newest.map(|(id, linked)| (linked.clone(), entries[id].clone())).collect(), frame.clone());
    let page = memory.whole.answer(&question).unwrap_or_else(|| {
        let page = Arc::new(whole_feed(&question.0, frame, base_url));
        memory.whole.learn(question, page)
    });
    let asked =
        |address: &str, what: &str, page| Asked { address: Address::new(address), origin: Origin::made(what), page };
    planned.ask(Owner::Feed, vec![asked("/feed.xml", "the feed", page)]);
    let question = (facts.whole.clone(), parts.shared.clone());
    let access = memory.access.answer(&question).unwrap_or_else(|| {
        let feeds = Arc::new(access_feeds(&question.0, &parts.shared));
        memory.access.learn(question, feeds)
    });
    planned.ask(Owner::AccessFeeds, access.to_vec());
    let question = Listed {
        articles: parts.updated.clone(),
        entities: last,
        others: others(parts, facts),
        newest: parts.newest_change(),
        frame: frame.clone(),
    };
    let page = memory.sitemap.answer(&question).unwrap_or_else(|| {
        let page = Arc::new(PagePlan::page("sitemap.xml", Context::Sitemap(sitemap(&question))));
        memory.sitemap.learn(question, page)
    });
    planned.ask(Owner::Sitemap, vec![asked("/sitemap.xml", "the sitemap", page)]);
}

fn whole_feed(newest: &[(Arc<LinkedArticle>, Arc<FeedEntry>)], frame: &Frame, base_url: &BaseUrl) -> PagePlan {
    let config = &frame.config;
    let full = newest.iter().map(|(linked, entry)| match config.feed_full_text {
        true => {
            let html = linked.article.document.body.html(&linked.filling, base_url.as_str());
            Arc::new(FeedEntry { html: Some(html), ..(**entry).clone() })
        }
        false => entry.clone(),
    });
    let context = feed(frame, &config.title, &config.tagline, &Address::new("/"), full.collect());
    PagePlan::page("feed.xml", Context::Feed(context))
}

/// The feeds of changes in access: of the site, and of each model and bloc of which something is said.
fn access_feeds(facts: &Whole, shared: &Shared) -> Vec<Asked> {
    let mut feeds = Vec::new();
    let mut add = |address: &Address, title: &str, changes: &[Arc<ChangeContext>]| {
        let entries =
            changes.iter().take(shared.config.feed_items).map(|change| Arc::new(change_entry(shared, change)));
        let mut context = feed(shared, title, "", address, entries.collect());
        let own = address.join("access.xml");
        context.url = shared.whole(&own);
        let page = PagePlan::page("feed.xml", Context::Feed(context));
        feeds.extend(one(own, Origin::made("a feed of changes in access"), page));
    };
    if facts.home.feed.is_some() {
        add(&Address::new("/"), &format!("Changes in access – {}", shared.config.title), &facts.changes);
    }
    for (id, changes) in &facts.feeds {
        let name = shared.link(id).map_or(String::new(), |link| link.name.clone());
        add(&shared.address(id), &format!("{name}: changes in access – {}", shared.config.title), changes);
    }
    feeds
}

/// `fugu in japan: unknown -> open`, with since when, by what and on whose word.
fn change_entry(shared: &Shared, change: &ChangeContext) -> FeedEntry {
    let names = |links: &[Arc<EntityLink>]| links.iter().map(|link| link.name.as_str()).collect::<Vec<_>>().join(", ");
    let mut summary = match change.exact {
        true => format!("Since {}", change.day),
        false => format!("As known on {}", change.day),
    };
    if let Some(since) = change.since.as_ref().filter(|_| !change.exact) {
        summary.push_str(&format!("; began {since}"));
    }
    if !change.by.is_empty() {
        summary.push_str(&format!("; by {}", names(&change.by)));
    }
    summary.push_str(&format!("; according to {}.", names(&change.sources)));
    let day: Option<Date> = change.day.parse().ok();
    let at = day.and_then(|day| day.to_zoned(shared.config.time_zone.clone()).ok()).map(|day| day.timestamp());
    let at = instant(&shared.config, at.unwrap_or(Timestamp::UNIX_EPOCH));
    let base = shared.config.base_url.as_ref().map_or(String::new(), |base| base.as_str().to_owned());
    let page = change.model.url.strip_prefix(shared.config.prefix()).unwrap_or(&change.model.url);
    FeedEntry {
        title: format!("{} in {}: {} -> {}", change.model.slug, change.bloc.slug, change.from, change.to),
        url: format!("{base}{page}#{}", change.anchor),
        published: at.clone(),
        updated: at,
        summary,
        authors: vec![shared.config.author.clone().unwrap_or_else(|| shared.config.title.clone())],
        categories: vec![change.model.name.clone(), change.bloc.name.clone()],
        html: None,
        lang: None,
    }
}

/// Plans robots.txt, which every site has.
fn add_robots(parts: &Parts<'_>, planned: &mut Planned) {
    let sitemap = parts.shared.config.base_url.is_some().then(|| parts.shared.whole(&Address::new("/sitemap.xml")));
    let context = Context::Robots(RobotsContext { sitemap });
    let page = PagePlan::page("robots.txt", context);
    planned.ask(Owner::Robots, one(Address::new("/robots.txt"), Origin::made("robots.txt"), page));
}

fn feed(frame: &Frame, title: &str, subtitle: &str, page: &Address, entries: Vec<Arc<FeedEntry>>) -> FeedContext {
    // Entries carry instants of one zone's offset each, so the newest is found among the texts of UTC.
    let newest = entries.iter().filter_map(|entry| entry.updated.parse::<Timestamp>().ok()).max();
    FeedContext {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        url: frame.whole(&page.join("feed.xml")),
        page: frame.whole(page),
        updated: instant(&frame.config, newest.unwrap_or(Timestamp::UNIX_EPOCH)),
        entries,
    }
}

fn entry(linked: &LinkedArticle, summary: &ArticleSummary, updated: Date, frame: &Frame) -> FeedEntry {
    let (article, config) = (&linked.article, &frame.config);
    let updated = match updated > article.date.day {
        true => updated.to_zoned(config.time_zone.clone()).map_or(article.date.at, |day| day.timestamp()),
        false => article.date.at,
    };
    let mut authors: Vec<String> = linked.authors.iter().map(|author| author.text.clone()).collect();
    if authors.is_empty() {
        authors.push(config.author.clone().unwrap_or_else(|| config.title.clone()));
    }
    FeedEntry {
        title: article.title.clone(),
        url: frame.whole(&linked.address),
        published: instant(config, article.date.at),
        updated: instant(config, updated),
        summary: summary.summary.clone(),
        authors,
        categories: summary.entities.iter().map(|entity| entity.name.clone()).collect(),
        html: None,
        lang: article.lang.clone(),
    }
}

/// An instant as RFC 3339, with the offset of the site's time zone.
pub fn instant(config: &Config, at: Timestamp) -> String {
    at.to_zoned(config.time_zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The pages that a reader may be sent to, besides articles, entities and their lists.
fn others(parts: &Parts<'_>, facts: &Facts) -> Vec<(Address, Option<String>)> {
    let plain = parts.site.pages.values().filter(|page| page.dispute.is_none());
    let plain = plain.map(|page| (page.address.clone(), None));
    let pages = facts.whole.pages.iter().chain(facts.data.iter());
    plain.chain(pages.filter_map(|page| Some((page.address.clone(), page.listed.clone()?)))).collect()
}

/// Every page that a reader may be sent to, once; of long lists the first page only.
fn sitemap(listed: &Listed) -> SitemapContext {
    let frame = &listed.frame;
    let entry = |address: &Address, updated: Option<String>| SitemapEntry { url: frame.whole(address), updated };
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let newest = day(listed.newest);
    let mut entries = vec![entry(&Address::new("/"), newest.clone()), entry(&super::parts::archive_address(), newest)];
    let article = |(id, updated): (&ArticleId, &Updated)| {
        entry(&crate::model::article::address(&id.slug), day(Some(updated.day)))
    };
    entries.extend(listed.articles.iter().map(article));
    let mut kind = None;
    for (id, updated) in &listed.entities {
        if kind.replace(id.kind) != Some(id.kind) {
            entries.push(entry(&Address::new(format!("/{}/", frame.config.kinds[id.kind].folder)), None));
        }
        entries.push(entry(&frame.address(id), day(*updated)));
    }
    entries.extend(listed.others.iter().map(|(address, updated)| entry(address, updated.clone())));
    SitemapContext { entries }
}
