//! What templates see of the files that machines read: feeds, sitemaps and the texts at known addresses.
//!
//! Part of the contract with theme authors, like `context`. All addresses are whole, since these files are read elsewhere.

use super::html::Html;
use super::shared::{PageContext, PageInLanguage};
use serde::Serialize;
use std::sync::Arc;

/// `feed.xml` and `feed.json`: a feed of the site, of one entity, or of changes in access
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedContext {
    pub(crate) title: String,
    pub(crate) subtitle: String,
    /// The whole address of the Atom feed, which is its id too.
    pub(crate) url: String,
    /// The whole address of the JSON Feed with the same entries.
    pub(crate) json: String,
    /// The whole address of the page that it belongs to.
    pub(crate) page: String,
    /// The newest change in it, RFC 3339.
    pub(crate) updated: String,
    pub(crate) entries: Vec<Arc<FeedEntry>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FeedEntry {
    pub title: Arc<str>,
    /// By what readers' programs know it: the first address that was recorded of it.
    pub id: Arc<str>,
    /// The whole address of the article.
    pub url: Arc<str>,
    /// RFC 3339
    pub published: Arc<str>,
    pub updated: Arc<str>,
    pub summary: Arc<str>,
    pub authors: Vec<Arc<str>>,
    /// The names of the entities that it is tagged with.
    pub categories: Vec<Arc<str>>,
    /// The text with whole addresses, where the feed carries it.
    pub html: Option<Html>,
    pub lang: Option<Arc<str>>,
    /// The whole address of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Arc<str>>,
}

/// `feeds.opml`: all feeds, for feed readers
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedsContext {
    pub(crate) groups: Arc<Vec<FeedGroup>>,
}

/// `feeds.html`: the same for readers
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedsPage {
    pub(crate) page: PageContext,
    pub(crate) groups: Arc<Vec<FeedGroup>>,
    /// The list of all feeds, for programs that read feeds.
    pub(crate) list: String,
}

/// The feeds of the site, or those of the entities of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FeedGroup {
    pub title: String,
    pub feeds: Vec<ListedFeed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ListedFeed {
    pub title: String,
    /// The Atom feed.
    pub url: String,
    /// The page that it belongs to.
    pub page: String,
    /// Its id on the page of feeds: `models-fugu`.
    pub anchor: String,
}

/// `sitemap.xml`: the pages, or of many the part that is in one file
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SitemapContext {
    pub(crate) entries: Vec<SitemapEntry>,
}

/// A page, or a part of a sitemap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SitemapEntry {
    /// The whole address.
    pub url: String,
    /// The day of the last change that is known.
    pub updated: Option<String>,
    /// The same page in each language, where the site has several.
    pub languages: Vec<PageInLanguage>,
}

/// `sitemap-index.xml`: the parts of a sitemap, when one file cannot hold all pages
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SitemapIndexContext {
    pub(crate) sitemaps: Vec<SitemapEntry>,
}

/// `news-sitemap.xml`: the articles of today and yesterday
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewsSitemapContext {
    /// Newest first.
    pub(crate) entries: Vec<NewsEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct NewsEntry {
    pub title: String,
    /// The whole address.
    pub url: String,
    /// RFC 3339
    pub published: String,
    /// The language of the article, as news sitemaps have it: `en`, `zh-cn`.
    pub lang: String,
}

/// `robots.txt`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RobotsContext {
    /// The whole addresses of the sitemaps; none when the site does not know its address.
    pub(crate) sitemaps: Vec<String>,
}

/// `llms.txt`: what the site is and where its facts are, for language models
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LlmsContext {
    /// The tables of facts.
    pub(crate) tables: Vec<DataFile>,
    /// Other data: the graph.
    pub(crate) files: Vec<DataFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DataFile {
    /// `access`
    pub name: &'static str,
    /// What is in it.
    pub about: String,
    /// The file as JSON; tables are beside it as `.csv` and `.jsonld`.
    pub url: String,
}

/// `_headers`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeadersContext {
    /// The addresses of the style sheets, scripts and fonts in `static/assets/`, which change with what is in them.
    pub(crate) assets: Vec<String>,
    /// The content security policy, with the hosts that the settings allow.
    pub(crate) policy: String,
}

/// `security.txt`, for a site whose settings have `security`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SecurityContext {
    /// Where to report, each an address: `mailto:`, `https:` or `tel:`.
    pub(crate) contacts: Vec<String>,
    /// Until when this holds, RFC 3339.
    pub(crate) expires: String,
    /// How reports are dealt with.
    pub(crate) policy: Option<String>,
    /// The whole address of the file; empty when the site does not know its own.
    pub(crate) canonical: String,
}
