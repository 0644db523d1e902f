//! What machines read: Atom feeds, the sitemap and robots.txt. Templates write them; here is what goes in.

use super::facts::Facts;
use super::parts::{Parts, Shared, articles_about};
use super::{Context, Origin, PagePlan, Planned};
use crate::context::{
    ArticleSummary, ChangeContext, EntityLink, FeedContext, FeedEntry, RobotsContext, SitemapContext, SitemapEntry,
};
use crate::link::{EntityId, LinkedArticle, LinkedEntity, LinkedProfile};
use crate::memo::{Last, Memo};
use crate::model::Config;
use crate::model::config::BaseUrl;
use crate::path::Address;
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    entries: Memo<Address, Inputs, Arc<FeedEntry>>,
    feeds: Memo<EntityId, FeedInputs, Arc<PagePlan>>,
    sitemap: Last<(Listed, Arc<Shared>), Arc<PagePlan>>,
}

/// What an entry depends on.
type Inputs = (Arc<LinkedArticle>, Arc<ArticleSummary>, Date, Arc<Shared>);

/// What the feed of an entity depends on.
type FeedInputs = (Arc<LinkedProfile>, Vec<Arc<FeedEntry>>, Arc<Shared>);

/// Plans the feeds of the site and of each entity, and the sitemap, for a site that knows its address.
pub fn add(parts: &Parts<'_>, facts: &Facts, base_url: &BaseUrl, planned: &mut Planned, memory: &mut Memory) {
    let (site, config) = (parts.site, &parts.shared.config);
    let question = |(n, article): (usize, &Arc<LinkedArticle>)| {
        (article.address.clone(), (article.clone(), parts.summaries[n].clone(), parts.updated[n], parts.shared.clone()))
    };
    let questions = site.articles.iter().enumerate().map(question).collect();
    let entries = memory.entries.answer(questions, |_, (article, summary, updated, shared)| {
        Arc::new(entry(article, summary, *updated, shared))
    });

    let newest = site.articles.iter().zip(&entries).take(config.feed_items);
    let full = newest.map(|(linked, entry)| match config.feed_full_text {
        true => {
            let html = linked.article.document.body.html(&linked.filling, base_url.as_str());
            Arc::new(FeedEntry { html: Some(html), ..(**entry).clone() })
        }
        false => entry.clone(),
    });
    let context = feed(&parts.shared, &config.title, &config.tagline, &Address::new("/"), full.collect());
    planned.add(
        &Address::new("/feed.xml"),
        Origin::made("the feed"),
        PagePlan::page("feed.xml", Context::Feed(context)),
    );

    let question = |(id, linked): (&EntityId, &Arc<LinkedEntity>)| {
        let about = articles_about(site, linked).take(config.feed_items);
        (id.clone(), (linked.own.clone(), about.map(|n| entries[n].clone()).collect(), parts.shared.clone()))
    };
    let feeds = memory.feeds.answer(site.entities.iter().map(question).collect(), |_, (own, entries, shared)| {
        let title = format!("{} – {}", own.entity.name, shared.config.title);
        let context = feed(shared, &title, "", &own.address, entries.clone());
        Arc::new(PagePlan::page("feed.xml", Context::Feed(context)))
    });
    for (linked, feed) in site.entities.values().zip(feeds) {
        planned.add(&linked.own.address.join("feed.xml"), Origin::of("the feed of", &linked.own.entity), feed);
    }
    add_access(parts, facts, planned);
    let question = (listed(parts, facts), parts.shared.clone());
    let sitemap = memory.sitemap.answer(&question).unwrap_or_else(|| {
        let sitemap = Context::Sitemap(sitemap(&question.0, &question.1));
        let page = Arc::new(PagePlan::page("sitemap.xml", sitemap));
        memory.sitemap.learn(question, page)
    });
    planned.add(&Address::new("/sitemap.xml"), Origin::made("the sitemap"), sitemap);
}

/// Plans the feeds of changes in access: of the site, and of each model and bloc of which something is said.
fn add_access(parts: &Parts<'_>, facts: &Facts, planned: &mut Planned) {
    let shared = &parts.shared;
    let mut add = |address: &Address, title: &str, changes: &[Arc<ChangeContext>]| {
        let entries =
            changes.iter().take(shared.config.feed_items).map(|change| Arc::new(change_entry(shared, change)));
        let mut context = feed(shared, title, "", address, entries.collect());
        let own = address.join("access.xml");
        context.url = shared.whole(&own);
        planned.add(
            &own,
            Origin::made("a feed of changes in access"),
            PagePlan::page("feed.xml", Context::Feed(context)),
        );
    };
    if facts.home.feed.is_some() {
        add(&Address::new("/"), &format!("Changes in access – {}", shared.config.title), &facts.changes);
    }
    for (id, _) in facts.entities.iter().filter(|(_, account)| account.feed.is_some()) {
        let name = shared.link(id).map_or(String::new(), |link| link.name.clone());
        let changes = facts.changes_of.get(id).map_or(&[][..], |changes| changes);
        let title = format!("{name}: changes in access – {}", shared.config.title);
        add(&shared.address(id), &title, changes);
    }
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
pub fn add_robots(parts: &Parts<'_>, planned: &mut Planned) {
    let sitemap = parts.shared.config.base_url.is_some().then(|| parts.shared.whole(&Address::new("/sitemap.xml")));
    let context = Context::Robots(RobotsContext { sitemap });
    planned.add(&Address::new("/robots.txt"), Origin::made("robots.txt"), PagePlan::page("robots.txt", context));
}

fn feed(shared: &Shared, title: &str, subtitle: &str, page: &Address, entries: Vec<Arc<FeedEntry>>) -> FeedContext {
    // Entries carry instants of one zone's offset each, so the newest is found among the texts of UTC.
    let newest = entries.iter().filter_map(|entry| entry.updated.parse::<Timestamp>().ok()).max();
    FeedContext {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        url: shared.whole(&page.join("feed.xml")),
        page: shared.whole(page),
        updated: instant(&shared.config, newest.unwrap_or(Timestamp::UNIX_EPOCH)),
        entries,
    }
}

fn entry(linked: &LinkedArticle, summary: &ArticleSummary, updated: Date, shared: &Shared) -> FeedEntry {
    let (article, config) = (&linked.article, &shared.config);
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
        url: shared.whole(&linked.address),
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

/// Pages with the day of their last change, where it is known.
type Listed = Vec<(Address, Option<String>)>;

/// Every page that a reader may be sent to, once: of long lists the first page only.
fn listed(parts: &Parts<'_>, facts: &Facts) -> Listed {
    let newest = parts.last_change(0..parts.site.articles.len());
    let mut listed = vec![(Address::new("/"), newest.clone()), (super::parts::archive_address(), newest)];
    let articles = parts.site.articles.iter().zip(&parts.updated);
    listed.extend(articles.map(|(a, updated)| (a.address.clone(), Some(updated.to_string()))));
    for (n, kind) in parts.shared.config.kinds.iter().enumerate() {
        let of_kind: Vec<_> = parts.site.entities.iter().filter(|(id, _)| id.kind == n).collect();
        if !of_kind.is_empty() {
            listed.push((Address::new(format!("/{}/", kind.folder)), None));
        }
        for (_, linked) in of_kind {
            listed.push((linked.own.address.clone(), parts.last_change(articles_about(parts.site, linked))));
        }
    }
    let plain = parts.site.pages.iter().filter(|page| page.dispute.is_none());
    listed.extend(plain.map(|page| (page.address.clone(), None)));
    listed.extend(facts.pages.iter().filter_map(|page| Some((page.address.clone(), page.listed.clone()?))));
    listed
}

fn sitemap(listed: &Listed, shared: &Shared) -> SitemapContext {
    let entry = |(address, updated): &(Address, Option<String>)| SitemapEntry {
        url: shared.whole(address),
        updated: updated.clone(),
    };
    SitemapContext { entries: listed.iter().map(entry).collect() }
}
