//! What templates see: one struct for each sort of page, every field documented here and in docs/templates.md.
//!
//! This is the contract with theme authors. A context holds all that its page shows and nothing else, so that two
//! equal contexts make equal pages. Addresses are ready to use in links: they begin with the site's path. Nothing is
//! looked up or worked out here, but texts become HTML when they are asked for. What many pages show is shared by them.

pub(crate) mod assets;
mod backlink;
pub(crate) mod data;
mod facts;
mod html;
mod ld;
mod machines;

pub(crate) use backlink::Backlink;
pub(crate) use facts::*;
pub(crate) use html::Html;
use jiff::civil::Date;
pub(crate) use ld::ld;
pub(crate) use ld::{Ld, LdField};
pub(crate) use machines::*;
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
    /// The addresses of the files in `static/assets/`, by their path there: `style.css`.
    pub assets: BTreeMap<String, String>,
    pub publisher: Option<PublisherContext>,
    /// The default author.
    pub author: Option<String>,
    pub licence: Option<String>,
    pub menu: Vec<MenuContext>,
    /// Whether the settings want a page of search.
    pub has_search: bool,
    /// Whether the settings want the page of data and its files.
    pub has_data: bool,
    /// Every kind that has a page, in the order of the settings.
    pub kinds: Vec<Arc<KindContext>>,
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
    /// The feed that belongs to this page; none when the site does not know its address.
    pub feed: Option<Arc<FeedLink>>,
    /// The picture by which the page is known elsewhere.
    pub image: Option<Arc<ImageContext>>,
    /// What the page says, as JSON-LD; null when the site does not know its address.
    pub ld: Ld,
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
}

/// A link to an entity, with what a chip or a mark needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EntityLink {
    pub name: Arc<str>,
    pub slug: Arc<str>,
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
    /// The whole address, or the same where the site does not know its own. No template sees it or what follows.
    #[serde(skip)]
    pub whole: Arc<str>,
    /// The same for programs, as JSON-LD.
    #[serde(skip)]
    pub ld: Ld,
}

/// A text that may be a link: a name in a fact, an author, another page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TextLink {
    pub text: Arc<str>,
    pub url: Option<Arc<str>>,
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
    pub lang: Option<Arc<str>>,
    /// The entities that it is tagged with, without sources.
    pub entities: Vec<Arc<EntityLink>>,
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

/// `home.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HomeContext {
    pub(crate) page: PageContext,
    pub(crate) ledger: Arc<HomeFacts>,
    /// The newest, as many as a list page holds.
    pub(crate) articles: Vec<Arc<ArticleSummary>>,
    /// Whether there are more in the archive.
    pub(crate) more: bool,
    /// The address of the archive.
    pub(crate) archive: String,
    /// The entities of each kind that are tagged most lately, sources left out.
    pub(crate) groups: Vec<EntityGroup>,
}

/// An article that is about much the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct RelatedArticle {
    pub title: Arc<str>,
    pub url: Arc<str>,
    pub date: Date,
    pub lang: Option<Arc<str>>,
    /// How many tags the two share.
    pub shared: usize,
}

/// What a link to an entity shows of it before it is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct HoverCard {
    pub entity: Arc<EntityLink>,
    /// `Model`
    pub kind: String,
    /// The first sentence or two of its profile; may be empty.
    pub opening: Arc<str>,
    /// Who can use it today, if it is a model of which anything is known.
    pub cells: Vec<CardCell>,
}

/// A cell of the matrix in two words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CardCell {
    /// The name of the bloc.
    pub bloc: Arc<str>,
    pub status: &'static str,
}

/// An entity that is often tagged together with another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct AppearsWith {
    pub entity: Arc<EntityLink>,
    /// How many articles are tagged with both.
    pub shared: usize,
}

/// Entities of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EntityGroup {
    pub kind: Arc<KindContext>,
    pub entities: Vec<Arc<EntityLink>>,
}

/// `article.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticlePage {
    pub(crate) page: PageContext,
    pub(crate) article: ArticleContext,
    pub(crate) facts: Arc<ArticleFacts>,
    /// One for each entity that it is tagged with, names or was written by, sources left out.
    pub(crate) cards: Vec<Arc<HoverCard>>,
    /// The articles that share most tags with this one, rare tags first in weight.
    pub(crate) related: Vec<RelatedArticle>,
    /// The article published before this one, and the one after.
    pub(crate) earlier: Option<TextLink>,
    pub(crate) later: Option<TextLink>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ArticleContext {
    pub title: Arc<str>,
    /// `2026-11-22`
    pub date: Date,
    /// The instant of publication, RFC 3339; at the day's beginning when only a day is known.
    pub datetime: Arc<str>,
    /// The day of the last update or correction, where it is later than `date`.
    pub updated: Option<Date>,
    /// The instant of the last change, RFC 3339: `datetime`, or the beginning of the day of `updated`.
    pub modified: Arc<str>,
    pub as_of: Option<Date>,
    pub expires: Option<Date>,
    pub summary: Arc<str>,
    /// `brief`, `analysis`, `opinion`, `explainer` or `correction`
    pub form: Option<&'static str>,
    pub authors: Vec<TextLink>,
    /// What can be read in ten seconds.
    pub key: Vec<String>,
    pub retracted: bool,
    /// The same article in other languages, whichever of them says so.
    pub translations: Vec<TranslationLink>,
    /// All of these and the article itself, for `hreflang` in the head; empty when it has one language.
    pub alternates: Vec<TranslationLink>,
    pub image: Option<String>,
    /// The text, ready to be printed with `| safe`.
    pub html: Html,
    pub headings: Vec<HeadingContext>,
    /// The names of the entities that it is tagged with, sources left out.
    pub tags: Vec<Arc<str>>,
    /// All entities that it is tagged with or names, by kind, sources left out.
    pub groups: Vec<EntityGroup>,
    pub sources: Vec<Arc<EntityLink>>,
    /// Whatever the writer put into `extra` and into the fields that the site allows.
    pub extra: serde_json::Value,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TranslationLink {
    pub lang: String,
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct HeadingContext {
    /// 1 to 6
    pub level: u8,
    pub id: Arc<str>,
    pub text: Arc<str>,
}

/// `entity.html`, or the template of the entity's kind
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntityPage {
    pub(crate) page: PageContext,
    pub(crate) entity: Arc<EntityContext>,
    pub(crate) account: Arc<AccountContext>,
    /// The articles that are tagged with it, newest first: those of this page of the list.
    pub(crate) articles: Vec<Arc<ArticleSummary>>,
    /// The articles whose by-line names it, newest first: those of this page of the list.
    pub(crate) written: Vec<Arc<ArticleSummary>>,
    /// Where it is spoken of: those of this page of the list.
    pub(crate) backlinks: Vec<Backlink>,
    /// The entities that are tagged together with it most, measured by how many articles they have at all.
    pub(crate) appears_with: Vec<AppearsWith>,
    pub(crate) pagination: Pagination,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EntityContext {
    pub name: Arc<str>,
    pub slug: String,
    pub url: Arc<str>,
    pub kind: Arc<KindContext>,
    #[serde(rename = "type")]
    pub type_: Option<String>,
    pub bloc: Option<String>,
    pub hue: Option<usize>,
    pub stub: bool,
    pub aliases: Vec<String>,
    /// Its names in other languages.
    pub names: Vec<NativeName>,
    pub note: Option<String>,
    /// What its file says of it.
    pub facts: Vec<FactContext>,
    /// The entities whose files name it: the models of a company, the policies of an issuer.
    pub named_by: Vec<NamedBy>,
    pub sources: Vec<Arc<EntityLink>>,
    pub superseded_by: Option<Arc<EntityLink>>,
    /// The editor's profile, ready to be printed with `| safe`; empty for a stub.
    pub html: Html,
    pub headings: Vec<HeadingContext>,
    pub extra: serde_json::Value,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct NativeName {
    pub lang: String,
    pub name: String,
}

/// The entities of one kind that name this one in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct NamedBy {
    /// The field of theirs: `developer`.
    pub key: String,
    pub kind: Arc<KindContext>,
    pub entities: Vec<Arc<EntityLink>>,
}

/// A sentence that speaks of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct BacklinkContext<'a> {
    /// The title and address of the page that it stands on.
    pub from: &'a TextLink,
    /// The day of that article; none for other pages.
    pub date: Option<Date>,
    /// The sentence up to the name.
    pub before: &'a str,
    /// The name, as it is written there.
    pub name: &'a str,
    pub after: &'a str,
}

/// `index.html`: all entities of one kind
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexPage {
    pub(crate) page: PageContext,
    pub(crate) kind: Arc<KindContext>,
    pub(crate) entries: Vec<Arc<IndexEntry>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct IndexEntry {
    pub entity: Arc<EntityLink>,
    /// How many articles are tagged with it or written by it.
    pub articles: usize,
    /// The day of the newest change among them.
    pub last: Option<Date>,
    /// The first sentence of its profile.
    pub summary: Arc<str>,
}

/// `archive.html`: all articles, newest first
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArchivePage {
    pub(crate) page: PageContext,
    pub(crate) articles: Vec<Arc<ArticleSummary>>,
    pub(crate) pagination: Pagination,
}

/// `page.html`: a plain page, and `404.html`, which has neither text nor headings
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlainPage {
    pub(crate) page: PageContext,
    /// The text, ready to be printed with `| safe`.
    pub(crate) html: Html,
    pub(crate) headings: Vec<HeadingContext>,
    pub(crate) extra: serde_json::Value,
}

/// `search.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchPage {
    pub(crate) page: PageContext,
    /// The letters that names begin with.
    pub(crate) letters: Arc<Vec<LetterLink>>,
    /// The names on this page: all of them, those of one letter, or none where each letter has a page.
    pub(crate) groups: Vec<LetterGroup>,
    /// Where one searches, which is this page or another.
    pub(crate) start: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LetterLink {
    pub label: String,
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LetterGroup {
    pub label: String,
    /// For `id`.
    pub id: String,
    pub entities: Vec<Arc<EntityLink>>,
}

/// `redirect.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RedirectPage {
    /// The address to go to, from the host's root on.
    pub(crate) to: String,
    /// The whole address where it is known, else the same.
    pub(crate) canonical: String,
}
