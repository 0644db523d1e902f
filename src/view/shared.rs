//! What several sorts of pages show: the site, the head of a page, links, articles in lists.

use super::cite::Cite;
use super::ld::{Ld, as_text};
use super::prepared::Prepared;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// `site`: the same on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SiteContext {
    pub title: String,
    pub tagline: String,
    /// The language of the site, for `lang`: `en`.
    pub language: String,
    /// Scheme, host and path without a `/` at the end; empty when the site does not know its address.
    pub base_url: String,
    /// Scheme and host alone, before an address that begins with `root`; empty when the site does not know its address.
    pub origin: String,
    /// The address of the home page and the beginning of all others: `/`, or `/sub/`.
    pub root: String,
    /// The same of files that all languages of the site share.
    pub files: String,
    /// The addresses of the files in `static/assets/`, by their path there: `style.css`.
    pub assets: BTreeMap<String, String>,
    pub publisher: Option<PublisherContext>,
    /// The default author.
    pub author: Option<String>,
    /// The name of the licence: `CC BY 4.0`.
    pub licence: Option<String>,
    /// Where its text is, if that is known.
    pub licence_url: Option<String>,
    pub menu: Vec<MenuContext>,
    /// Whether the settings want quotation marks curled. Templates write straight ones.
    pub has_typography: bool,
    /// Whether the settings want a page of search.
    pub has_search: bool,
    /// Whether the settings want the page of data and its files.
    pub has_data: bool,
    /// The codes of the languages of the site, its own first; empty where it has one.
    pub languages: Vec<String>,
    /// Whether the settings want editions.
    pub has_editions: bool,
    /// Every kind that has a page, in the order of the settings.
    pub kinds: Vec<Prepared<KindContext>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PublisherContext {
    pub name: String,
    pub url: Option<String>,
    pub logo: Option<String>,
}

/// An entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MenuContext {
    pub title: String,
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct KindContext {
    /// `model`
    pub key: String,
    /// `Model`
    pub title: String,
    /// `Models`
    pub plural: String,
    /// The address of its index.
    pub url: String,
}

/// `page`: the head of every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PageContext {
    /// Which sort of page it is: `home`, `article`, `entity`, `index`, `archive`, `page`, `404`.
    #[serde(rename = "type")]
    pub type_: &'static str,
    pub title: Arc<str>,
    /// One or two sentences, for search engines and feeds; may be empty.
    pub description: Arc<str>,
    /// The address from the host's root on.
    pub url: Arc<str>,
    /// The whole address; empty when the site does not know its own.
    pub canonical: Arc<str>,
    /// The language of the content, where it is not the site's.
    pub lang: Option<String>,
    /// Whether it is a draft, which a build with drafts alone shows.
    pub draft: bool,
    /// The day from which readers get it, where a build with drafts shows it before.
    pub from: Option<Date>,
    /// The same page in each language in which it has a text, its own among them; empty where the site has one language.
    pub languages: Vec<PageInLanguage>,
    /// What the text is, where it is not in the language of the page and as new as the original.
    pub version: Option<VersionContext>,
    /// The feed that belongs to this page; none when the site does not know its address.
    pub feed: Option<Arc<FeedLink>>,
    /// The picture by which the page is known elsewhere.
    pub image: Option<Arc<ImageContext>>,
    /// How it is cited; null for lists, and when the site does not know its address.
    pub cite: Option<Arc<Cite>>,
    /// What the page says, as the text of JSON-LD; null when the site does not know its address.
    #[serde(serialize_with = "as_text")]
    pub ld: Ld,
}

/// An entry of `page.languages`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PageInLanguage {
    /// The code of the language: `ja`.
    pub lang: Arc<str>,
    /// What the language calls itself.
    pub name: Arc<str>,
    /// The address from the host's root on.
    pub url: Arc<str>,
    /// The whole address; empty when the site does not know its own.
    pub whole: Arc<str>,
    /// Whether it is the one for readers of none of these languages.
    pub is_default: bool,
}

/// `page.version`: what the text of a page is to readers of its language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct VersionContext {
    /// `not-yet`: the original stands in. `older`: the original has changed since it was translated.
    pub state: &'static str,
    /// The language of the original.
    pub original: Arc<str>,
    /// The page of the original.
    pub url: Arc<str>,
}

/// `page.cite`: how the page is cited.
#[derive(Serialize)]
pub(crate) struct CiteContext<'a> {
    /// Whole names; the publisher where the page has no author of its own.
    pub authors: &'a [Arc<str>],
    /// As the page at `url` prints it.
    pub title: &'a str,
    /// The whole address of the page, or of the one that keeps what this one has today.
    pub url: &'a str,
    /// The name of the entry, of plain letters and of this address alone: `articles:an-order-that-asks`.
    pub key: &'a str,
    /// The day of publication, of an article.
    pub published: Option<Date>,
    /// The day of the last change, where it is known and another one.
    pub version: Option<Date>,
    /// An entry for BibTeX and biblatex.
    pub bibtex: String,
    /// Addresses that carry a file of RIS and one of CSL-JSON, for `href` along with `download`.
    pub ris: String,
    pub csl: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ImageContext {
    /// The whole address.
    pub url: Arc<str>,
    /// In pixels, where they are known.
    pub width: Option<usize>,
    pub height: Option<usize>,
    pub alt: Arc<str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FeedLink {
    pub title: String,
    /// The Atom feed.
    pub url: String,
    /// The same as a JSON Feed.
    pub json: String,
    /// Its id on the page of feeds: `models-fugu`.
    pub anchor: String,
}

/// A link to an entity, with what a chip or a mark needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EntityLink {
    pub name: Arc<str>,
    /// The name within a sentence: `the US`.
    pub in_sentences: Arc<str>,
    /// The language of the name, for `lang`, where it is not the site's: `zh-Latn`.
    pub lang: Option<Arc<str>>,
    pub slug: Arc<str>,
    /// Its name in ids, which no rename changes.
    #[serde(skip)]
    pub lasting: Arc<str>,
    pub url: Arc<str>,
    /// The key of its kind: `model`.
    pub kind: String,
    /// Its type, as its file has it: `audience`.
    #[serde(rename = "type")]
    pub type_: Option<String>,
    /// The slug of its bloc, or its own if it is one.
    pub bloc: Option<String>,
    /// The hue of that bloc, 1 to 6.
    pub hue: Option<usize>,
    /// Whether it is known from tags alone, because it has no file or its file is a draft.
    pub stub: bool,
    /// Of a source: its name in few letters, `A`.
    pub short: Option<Arc<str>>,
    /// Its name for those who hear it: of a source `Source A`, else the name.
    pub label: Arc<str>,
    /// The whole address, or the same where the site does not know its own. No template sees it or what follows.
    #[serde(skip)]
    pub whole: Arc<str>,
    /// The same for programs, as JSON-LD.
    #[serde(skip)]
    pub ld: Ld,
}

impl EntityLink {
    /// What a reference to it prints.
    pub(crate) fn short_name(&self) -> &Arc<str> {
        self.short.as_ref().unwrap_or(&self.name)
    }
}

/// A source that says something, with the places where it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Citation {
    /// The title of the source.
    pub name: Arc<str>,
    pub slug: Arc<str>,
    pub url: Arc<str>,
    /// Its name in few letters, which is what to print: `A`
    pub short: Arc<str>,
    /// The same in full, for those who hear it: `Source A`
    pub label: Arc<str>,
    /// In their order; empty where no place is known.
    pub places: Vec<PlaceLink>,
}

impl Citation {
    /// "A ¶3, ¶6"
    pub(crate) fn text(&self) -> String {
        let places: Vec<&str> = self.places.iter().map(|place| place.text.as_str()).collect();
        if places.is_empty() { self.short.to_string() } else { format!("{}\u{a0}{}", self.short, places.join(", ")) }
    }
}

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PlaceLink {
    /// `¶4`
    pub text: String,
    /// `paragraph 4`
    pub name: String,
    /// The page of the source, with the anchor of the place.
    pub url: String,
}

/// A text that may be a link: a name in a fact, an author, another page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TextLink {
    pub text: Arc<str>,
    pub url: Option<Arc<str>>,
    /// The language of the text, where it is another than that of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Arc<str>>,
}

/// Something that is said of an entity or in an article, as pieces of text, some of them links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FactContext {
    /// The field in the file: `legal_basis`.
    pub key: String,
    /// The same for readers: `Legal basis`.
    pub label: String,
    /// Each value is a list of pieces.
    pub values: Vec<Vec<TextLink>>,
}

/// An article in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ArticleSummary {
    pub title: Arc<str>,
    pub url: Arc<str>,
    /// `2026-11-22`
    pub date: Date,
    /// The writer's, or the first sentence or two.
    pub summary: Arc<str>,
    pub form: Option<&'static str>,
    pub retracted: bool,
    /// Whether the editor wants it to lead the home page.
    #[serde(skip)]
    pub lead: bool,
    pub lang: Option<Arc<str>>,
    /// The entities that it is tagged with, without sources.
    pub entities: Vec<Prepared<EntityLink>>,
    /// Its picture in a size for lists, where it is one of the site. The address begins at the host's root.
    pub image: Option<Arc<ImageContext>>,
}

/// Where a page of a list stands that runs over several. The first page has what is newest; the others are full and keep
/// what they have, whatever is added to the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Pagination {
    /// Of a lasting page, counted from the oldest, which is 1; none for the first page.
    pub number: Option<usize>,
    /// How many articles there are in all; of an entity, both lists of articles and the backlinks together; on the first page alone.
    pub total: Option<usize>,
    pub newer: Option<String>,
    pub older: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct HeadingContext {
    /// 1 to 6
    pub level: u8,
    pub id: Arc<str>,
    pub text: Arc<str>,
}

/// A sentence that speaks of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct BacklinkContext<'a> {
    /// The title and address of the page that it stands on.
    pub from: &'a TextLink,
    /// The day of that article; none for other pages.
    pub date: Option<Date>,
    /// The language of the sentence, where it is another than that of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<&'a str>,
    /// The sentence up to the name.
    pub before: &'a str,
    /// The name, as it is written there.
    pub name: &'a str,
    pub after: &'a str,
}
