//! The sitemap, in parts where one file cannot hold all pages, and that of the news of the last two days.

use super::editions::{EditionId, ListedEdition};
use super::facts::{Facts, Whole};
use super::frame::Frame;
use super::page::{Context, LedgerPage, PagePlan};
use super::parts::{Late, Parts, Updated, last_change};
use super::planned::{Asked, Origin, Owner, Planned};
use crate::base::memo::{Last, Memo};
use crate::base::path::Address;
use crate::base::reads::{Recorded, view};
use crate::base::table::Table;
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedEntity};
use crate::model::article::usual_address;
use crate::model::language;
use crate::view::{NewsEntry, NewsSitemapContext, SitemapContext, SitemapEntry, SitemapIndexContext};
use jiff::ToSpan;
use jiff::civil::Date;
use std::sync::Arc;

/// How many pages a file may list, by the rules of sitemaps.org; and of news, by those of Google.
const MOST: usize = 50_000;
const MOST_NEWS: usize = 1_000;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct SitemapCache {
    addresses: Memo<ArticleId, Arc<LinkedArticle>, (), Address>,
    last: Recorded<EntityId, Arc<LinkedEntity>, (), LastView, Option<Date>>,
    of_ledger: Last<LedgerPages, Arc<Vec<ListedPage>>>,
    sitemap: Last<ListedPages, Arc<Vec<Asked>>>,
    news: Last<Fresh, Arc<PagePlan>>,
}

/// All that the sitemap lists: articles and entities with the day of their last change, and other pages.
#[derive(Debug, PartialEq)]
struct ListedPages {
    articles: Table<ArticleId, Updated>,
    /// Where articles are that are not where their slugs say.
    addresses: Table<ArticleId, Address>,
    entities: Table<EntityId, Option<Date>>,
    plain: Vec<Address>,
    of_ledger: Arc<Vec<ListedPage>>,
    editions: Table<EditionId, Arc<ListedEdition>>,
    newest: Option<Date>,
    frame: Arc<Frame>,
}

/// The pages of what changed: of days and months, and of editions.
pub(crate) struct PagesOfChanges {
    pub days: Arc<Vec<LedgerPage>>,
    pub editions: Table<EditionId, Arc<ListedEdition>>,
}

/// Where the pages of the ledger are, those of its data, and those of changes.
type LedgerPages = (Arc<Whole>, Arc<Vec<LedgerPage>>, Arc<Vec<LedgerPage>>);

/// A page of the ledger and the day of its last change, if it has one.
type ListedPage = (Address, Option<String>);

/// The articles that are news.
type Fresh = (Vec<Arc<LinkedArticle>>, Arc<Frame>);

view! {
    /// What the day of the last change of an entity depends on beyond it.
    struct LastView {
        late: EntityId => Table<ArticleId, Late>,
        updated: ArticleId => Updated,
    }
}

/// Which sitemaps there are, for robots.txt, and when they will be different.
pub(crate) struct Sitemaps {
    pub addresses: Vec<Address>,
    /// The first day on which something that is news today is none any more.
    pub next_change: Option<Date>,
}

/// Plans the sitemaps; a site that does not know its address has none. `today` is the day of the site.
pub(crate) fn add(
    parts: &Parts<'_>,
    facts: &Facts,
    changes: PagesOfChanges,
    today: Date,
    planned: &mut Planned,
    memory: &mut SitemapCache,
) -> Sitemaps {
    let (site, frame) = (parts.site, &parts.frame);
    let view = LastView { late: parts.late_of.clone(), updated: parts.updated.clone() };
    let last = memory.last.answer(&site.entities, &(), view, |id, linked, (), reading| {
        Some(last_change(linked, true, reading.late().get(id), reading.updated()))
    });
    if frame.config.base_url.is_none() {
        [Owner::Sitemap, Owner::NewsSitemap].into_iter().for_each(|owner| planned.ask(owner, Vec::new()));
        return Sitemaps { addresses: Vec::new(), next_change: None };
    }
    let plain = site.pages.values().filter(|linked| linked.page.is_plain()).map(|linked| linked.address.clone());
    let question = (facts.whole.clone(), facts.data.clone(), changes.days);
    let of_ledger = memory.of_ledger.answer(&question).unwrap_or_else(|| {
        let pages = of_ledger(&question);
        memory.of_ledger.learn(question, Arc::new(pages))
    });
    let addresses = memory.addresses.answer(&site.articles, &(), |id, linked, ()| {
        Some(&linked.address).filter(|address| **address != usual_address(id.slug.as_str())).cloned()
    });
    let question = ListedPages {
        articles: parts.updated.clone(),
        addresses,
        entities: last,
        plain: plain.collect(),
        of_ledger,
        editions: changes.editions,
        newest: parts.newest_change(),
        frame: frame.clone(),
    };
    let pages = memory.sitemap.answer(&question).unwrap_or_else(|| {
        let pages = Arc::new(files(frame, &entries(&question), MOST));
        memory.sitemap.learn(question, pages)
    });
    planned.ask(Owner::Sitemap, pages.to_vec());
    let mut addresses = vec![Address::new("/sitemap.xml")];

    let fresh: Vec<Arc<LinkedArticle>> = fresh(&site.articles, today).take(MOST_NEWS).cloned().collect();
    let oldest = fresh.iter().map(|linked| linked.article.date.day).min();
    let mut news = Vec::new();
    // A list of nothing is against the schema of sitemaps, so there is none then.
    if !fresh.is_empty() {
        let question = (fresh, frame.clone());
        let page = memory.news.answer(&question).unwrap_or_else(|| {
            let page = Arc::new(PagePlan::page("news-sitemap.xml", Context::NewsSitemap(news_of(&question))));
            memory.news.learn(question, page)
        });
        addresses.push(Address::new("/news-sitemap.xml"));
        news.push(Asked { address: Address::new("/news-sitemap.xml"), origin: Origin::made("the news sitemap"), page });
    }
    planned.ask(Owner::NewsSitemap, news);
    Sitemaps { addresses, next_change: oldest.and_then(|day| day.checked_add(2.days()).ok()) }
}

/// What was published today or yesterday, newest first, and still stands.
fn fresh(articles: &Table<ArticleId, Arc<LinkedArticle>>, today: Date) -> impl Iterator<Item = &Arc<LinkedArticle>> {
    let yesterday = today.yesterday().unwrap_or(today);
    let newest = articles.values().take_while(move |linked| linked.article.date.day >= yesterday);
    newest.filter(|linked| !linked.article.retracted)
}

fn news_of((fresh, frame): &Fresh) -> NewsSitemapContext {
    let entry = |linked: &Arc<LinkedArticle>| NewsEntry {
        title: linked.article.title.to_string(),
        url: frame.whole(&linked.address),
        published: super::feed::instant(&frame.config, linked.article.date.at),
        lang: language::of_news(linked.article.lang.as_ref().unwrap_or(&frame.config.language)),
    };
    NewsSitemapContext { entries: fresh.iter().map(entry).collect() }
}

/// The pages of the ledger that a reader may be sent to. There are thousands, which hardly an edit touches.
fn of_ledger((whole, data, changes): &LedgerPages) -> Vec<ListedPage> {
    let pages = whole.pages.iter().chain(&**data).chain(&**changes);
    pages.filter_map(|page| Some((page.address.clone(), page.listed.clone()?))).collect()
}

/// Every page that a reader may be sent to, once; of long lists the first page only. Articles come first and the oldest of
/// them before all others, so that a new one leaves full parts of a sitemap alone.
fn entries(listed: &ListedPages) -> Vec<SitemapEntry> {
    let frame = &listed.frame;
    let entry = |address: &Address, updated: Option<String>| SitemapEntry {
        url: frame.whole(address),
        updated,
        languages: frame.in_languages(address),
    };
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let newest = day(listed.newest);
    let article = |(id, updated): (&ArticleId, &Updated)| {
        let address = listed.addresses.get(id).cloned().unwrap_or_else(|| usual_address(id.slug.as_str()));
        entry(&address, day(Some(updated.day)))
    };
    let mut entries: Vec<SitemapEntry> = listed.articles.iter().rev().map(article).collect();
    entries.extend([entry(&Address::new("/"), newest.clone()), entry(&super::parts::archive_address(), newest)]);
    let mut kind = None;
    for (id, updated) in &listed.entities {
        if kind.replace(id.kind) != Some(id.kind) {
            entries.push(entry(&Address::new(format!("/{}/", frame.config.kinds[id.kind].folder)), None));
        }
        entries.push(entry(&frame.address(id), day(*updated)));
    }
    entries.extend(listed.plain.iter().map(|address| entry(address, None)));
    entries.extend(listed.of_ledger.iter().map(|(address, updated)| entry(address, updated.clone())));
    entries.extend(listed.editions.values().map(|edition| entry(&edition.address, day(edition.changed))));
    // Where the original stands in, that is the one to be found.
    entries
        .retain(|entry| entry.languages.is_empty() || entry.languages.iter().any(|other| *other.whole == *entry.url));
    entries
}

/// One file, or when that would hold more than it may, an index at the same address and the parts beside it.
fn files(frame: &Frame, entries: &[SitemapEntry], most: usize) -> Vec<Asked> {
    let asked = |address: Address, template: &str, context: Context| Asked {
        address,
        origin: Origin::made("the sitemap"),
        page: Arc::new(PagePlan::page(template, context)),
    };
    let sitemap = |address: Address, entries: &[SitemapEntry]| {
        asked(address, "sitemap.xml", Context::Sitemap(SitemapContext { entries: entries.to_vec() }))
    };
    let whole = Address::new("/sitemap.xml");
    if entries.len() <= most {
        return vec![sitemap(whole, entries)];
    }
    let address = |n: usize| Address::new(format!("/sitemap-{}.xml", n + 1));
    let part = |(n, entries): (usize, &[SitemapEntry])| SitemapEntry {
        url: frame.whole(&address(n)),
        updated: entries.iter().filter_map(|entry| entry.updated.clone()).max(),
        languages: Vec::new(),
    };
    let sitemaps = entries.chunks(most).enumerate().map(part).collect();
    let index = asked(whole, "sitemap-index.xml", Context::SitemapIndex(SitemapIndexContext { sitemaps }));
    let parts = entries.chunks(most).enumerate().map(|(n, entries)| sitemap(address(n), entries));
    std::iter::once(index).chain(parts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::config;

    fn frame() -> Frame {
        let path = crate::model::config_path();
        let (config, _) = config::read(&path, Some("title: x\nbase_url: https://x.example/sub/"));
        Frame::new(Arc::new(config), None, Vec::new(), None, Default::default(), Default::default())
    }

    fn entries(number: usize) -> Vec<SitemapEntry> {
        let entry = |n: usize| SitemapEntry {
            url: format!("https://x.example/sub/{n}/"),
            updated: n.is_multiple_of(3).then(|| format!("2026-11-{:02}", n % 28 + 1)),
            languages: Vec::new(),
        };
        (0..number).map(entry).collect()
    }

    /// The addresses of the files, each with what it lists.
    fn listed(number: usize, most: usize) -> Vec<(String, Vec<SitemapEntry>)> {
        let of = |asked: Asked| match &*asked.page {
            PagePlan::Page { context, .. } => match &**context {
                Context::Sitemap(sitemap) => (asked.address.to_string(), sitemap.entries.clone()),
                Context::SitemapIndex(index) => (asked.address.to_string(), index.sitemaps.clone()),
                _ => unreachable!("only sitemaps are made here"),
            },
            _ => unreachable!("sitemaps are made by templates"),
        };
        files(&frame(), &entries(number), most).into_iter().map(of).collect()
    }

    #[test]
    fn one_file_holds_as_many_pages_as_it_may() {
        assert_eq!(listed(4, 4), [("/sitemap.xml".to_owned(), entries(4))]);
        let parts = listed(5, 4);
        let names: Vec<&str> = parts.iter().map(|(address, _)| address.as_str()).collect();
        assert_eq!(names, ["/sitemap.xml", "/sitemap-1.xml", "/sitemap-2.xml"]);
        let part = |url: &str, updated: Option<&str>| SitemapEntry {
            url: url.to_owned(),
            updated: updated.map(str::to_owned),
            languages: Vec::new(),
        };
        let (first, second) = ("https://x.example/sub/sitemap-1.xml", "https://x.example/sub/sitemap-2.xml");
        assert_eq!(parts[0].1, [part(first, Some("2026-11-04")), part(second, None)]);
        assert_eq!([&parts[1].1[..], &parts[2].1[..]].concat(), entries(5));
    }

    #[test]
    fn the_limit_is_that_of_the_protocol() {
        assert_eq!(listed(50_000, MOST).len(), 1);
        let parts = listed(50_001, MOST);
        assert_eq!(parts.iter().map(|(_, entries)| entries.len()).collect::<Vec<_>>(), [2, 50_000, 1]);
    }
}
