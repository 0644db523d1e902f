//! What machines read: Atom feeds, the sitemap and robots.txt. Templates write them; here is what goes in.

use super::parts::Parts;
use super::{Context, Origin, PagePlan, Planned};
use crate::context::{FeedContext, FeedEntry, RobotsContext, SitemapContext, SitemapEntry};
use crate::link::LinkedArticle;
use crate::model::config::BaseUrl;
use crate::path::Address;
use jiff::Timestamp;
use rayon::prelude::*;
use std::sync::Arc;

/// Plans the feeds of the site and of each entity, and the sitemap, for a site that knows its address.
pub fn add(parts: &Parts<'_>, base_url: &BaseUrl, planned: &mut Planned) {
    let config = parts.config;
    let full: Vec<Arc<FeedEntry>> = parts.site.articles[..config.feed_items.min(parts.site.articles.len())]
        .iter()
        .enumerate()
        .map(|(n, linked)| Arc::new(entry(parts, n, linked, config.feed_full_text.then_some(base_url))))
        .collect();
    let site = feed(parts, &config.title, &config.tagline, &Address::new("/"), full);
    planned.add(&Address::new("/feed.xml"), Origin::made("the feed"), PagePlan::page("feed.xml", Context::Feed(site)));

    let summaries: Vec<Arc<FeedEntry>> =
        parts.site.articles.par_iter().enumerate().map(|(n, linked)| Arc::new(entry(parts, n, linked, None))).collect();
    for linked in parts.site.entities.values() {
        let about = parts.articles_about(linked);
        let entries = about.into_iter().take(config.feed_items).map(|n| summaries[n].clone()).collect();
        let title = format!("{} – {}", linked.entity.name, config.title);
        let context = feed(parts, &title, "", &linked.address, entries);
        let origin = Origin::made(&format!("the feed of \"{}\"", linked.entity.name));
        planned.add(&linked.address.join("feed.xml"), origin, PagePlan::page("feed.xml", Context::Feed(context)));
    }
    let sitemap = Context::Sitemap(sitemap(parts));
    planned.add(&Address::new("/sitemap.xml"), Origin::made("the sitemap"), PagePlan::page("sitemap.xml", sitemap));
}

/// Plans robots.txt, which every site has.
pub fn add_robots(parts: &Parts<'_>, planned: &mut Planned) {
    let sitemap = parts.config.base_url.is_some().then(|| parts.whole(&Address::new("/sitemap.xml")));
    let context = Context::Robots(RobotsContext { sitemap });
    planned.add(&Address::new("/robots.txt"), Origin::made("robots.txt"), PagePlan::page("robots.txt", context));
}

fn feed(parts: &Parts<'_>, title: &str, subtitle: &str, page: &Address, entries: Vec<Arc<FeedEntry>>) -> FeedContext {
    // Entries carry instants of one zone's offset each, so the newest is found among the texts of UTC.
    let newest = entries.iter().filter_map(|entry| entry.updated.parse::<Timestamp>().ok()).max();
    FeedContext {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        url: parts.whole(&page.join("feed.xml")),
        page: parts.whole(page),
        updated: instant(parts, newest.unwrap_or(Timestamp::UNIX_EPOCH)),
        entries,
    }
}

fn entry(parts: &Parts<'_>, n: usize, linked: &LinkedArticle, full_text: Option<&BaseUrl>) -> FeedEntry {
    let article = &linked.article;
    let summary = &parts.summaries[n];
    let updated = match article.updated > article.date.day {
        true => article.updated.to_zoned(parts.config.time_zone.clone()).map_or(article.date.at, |day| day.timestamp()),
        false => article.date.at,
    };
    let mut authors: Vec<String> = linked.authors.iter().map(|author| author.text.clone()).collect();
    if authors.is_empty() {
        authors.push(parts.config.author.clone().unwrap_or_else(|| parts.config.title.clone()));
    }
    FeedEntry {
        title: article.title.clone(),
        url: parts.whole(&linked.address),
        published: instant(parts, article.date.at),
        updated: instant(parts, updated),
        summary: summary.summary.clone(),
        authors,
        categories: summary.entities.iter().map(|entity| entity.name.clone()).collect(),
        html: full_text.map(|base| article.document.body.html(&linked.links, base.as_str())),
        lang: article.lang.clone(),
    }
}

/// An instant as RFC 3339, with the offset of the site's time zone.
pub fn instant(parts: &Parts<'_>, at: Timestamp) -> String {
    at.to_zoned(parts.config.time_zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Every page that a reader may be sent to, once: of long lists the first page only.
fn sitemap(parts: &Parts<'_>) -> SitemapContext {
    let entry = |address: &Address, updated: Option<String>| SitemapEntry { url: parts.whole(address), updated };
    let newest = parts.last_change(0..parts.site.articles.len());
    let mut entries = vec![entry(&Address::new("/"), newest.clone()), entry(&super::parts::archive_address(), newest)];
    entries.extend(parts.site.articles.iter().map(|a| entry(&a.address, Some(a.article.updated.to_string()))));
    for (n, kind) in parts.config.kinds.iter().enumerate() {
        let of_kind: Vec<_> = parts.site.entities.iter().filter(|(id, _)| id.kind == n).collect();
        if !of_kind.is_empty() {
            entries.push(entry(&Address::new(format!("/{}/", kind.folder)), None));
        }
        for (_, linked) in of_kind {
            entries.push(entry(&linked.address, parts.last_change(parts.articles_about(linked).into_iter())));
        }
    }
    entries.extend(parts.site.pages.iter().map(|page| entry(&page.address, None)));
    SitemapContext { entries }
}
