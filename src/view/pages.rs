//! The pages that writers write, and the lists of these: one struct for each template, and what it is made of.

use super::backlink::Backlink;
use super::changes::WeekContext;
use super::facts::{AccountContext, ArticleFacts, HomeFacts};
use super::html::{Html, HtmlParts};
use super::matrix::MergedStatement;
use super::prepared::Prepared;
use super::shared::{
    ArticleSummary, Citation, EntityLink, FactContext, HeadingContext, KindContext, PageContext, Pagination, TextLink,
};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// `home.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HomeContext {
    pub(crate) page: PageContext,
    pub(crate) ledger: Arc<HomeFacts>,
    /// The changes of the newest days.
    pub(crate) week: Arc<WeekContext>,
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
    pub entity: Prepared<EntityLink>,
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
    pub entity: Prepared<EntityLink>,
    /// How many articles are tagged with both.
    pub shared: usize,
}

/// Entities of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EntityGroup {
    pub kind: Prepared<KindContext>,
    pub entities: Vec<Prepared<EntityLink>>,
}

/// `article.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticlePage {
    pub(crate) page: PageContext,
    pub(crate) article: ArticleContext,
    pub(crate) facts: Arc<ArticleFacts>,
    /// The ids of statements that stood here once and were changed or taken out: links to them still lead to this page.
    pub(crate) former: Vec<String>,
    /// One for each entity that it is tagged with, names or was written by, sources left out.
    pub(crate) cards: Vec<Prepared<HoverCard>>,
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
    pub as_of: Option<String>,
    pub expires: Option<Date>,
    pub summary: Arc<str>,
    /// The summary, where the writer wrote one.
    pub standfirst: Option<Arc<str>>,
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
    /// The same as a figure with its caption and credit, where it is a picture of the site.
    pub figure: Option<Html>,
    /// Whether it has a figure, which may be wider than text.
    pub has_figures: bool,
    /// Whether it has a table of four columns or more, which may be wider than text.
    pub has_wide_tables: bool,
    /// The text, ready to be printed with `| safe`.
    pub html: Html,
    /// The same in parts, where it has link cards.
    pub parts: HtmlParts,
    pub headings: Vec<HeadingContext>,
    /// The names of the entities that it is tagged with, sources left out.
    pub tags: Vec<Arc<str>>,
    /// All entities that it is tagged with or names, by kind, sources left out.
    pub groups: Vec<EntityGroup>,
    pub sources: Vec<Prepared<EntityLink>>,
    /// Whatever the writer put into `extra` and into the fields that the site allows.
    pub extra: serde_json::Value,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TranslationLink {
    pub lang: String,
    pub url: String,
}

/// `entity.html`, or the template of the entity's kind
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntityPage {
    pub(crate) page: PageContext,
    pub(crate) entity: Arc<EntityContext>,
    pub(crate) account: Arc<AccountContext>,
    /// The ids of changes in access that stood here once: links to them, as in feeds, still lead to this page.
    pub(crate) former: Vec<String>,
    /// The articles that are tagged with it, newest first: those of this page of the list.
    pub(crate) articles: Vec<Arc<ArticleSummary>>,
    /// The articles whose by-line names it, newest first: those of this page of the list.
    pub(crate) written: Vec<Arc<ArticleSummary>>,
    /// Of a source, on the first page: what rests on it, place by place; last what rests on no place that is known.
    pub(crate) places: Vec<SourcePlace>,
    /// Where it is spoken of: those of this page of the list. Of a source without what is among its places.
    pub(crate) backlinks: Vec<Backlink>,
    /// The entities that are tagged together with it most, measured by how many articles they have at all.
    pub(crate) appears_with: Vec<AppearsWith>,
    /// Where its own editions are listed, on the first page.
    pub(crate) editions: Option<Arc<str>>,
    pub(crate) pagination: Pagination,
}

/// A place in a source, with what rests on it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct SourcePlace {
    /// For `id`: `p4`; none for what rests on the source as a whole.
    pub anchor: Option<String>,
    /// `¶4`
    pub text: Option<String>,
    /// `Paragraph 4`
    pub title: Option<String>,
    /// Each once.
    pub statements: Vec<Arc<MergedStatement>>,
    /// The sentences that refer to it.
    pub sentences: Vec<Backlink>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EntityContext {
    pub name: Arc<str>,
    pub slug: String,
    pub url: Arc<str>,
    pub kind: Prepared<KindContext>,
    #[serde(rename = "type")]
    pub type_: Option<String>,
    pub bloc: Option<String>,
    pub hue: Option<usize>,
    /// The language of the name, where it is not the site's.
    pub lang: Option<Arc<str>>,
    /// Of a source: what references to it print, `A`.
    pub short: Option<Arc<str>>,
    pub stub: bool,
    pub aliases: Vec<String>,
    /// Its names in other languages.
    pub names: Vec<NativeName>,
    /// What it is elsewhere: `Wikidata Q42`, with its address.
    pub same_as: Vec<TextLink>,
    pub note: Option<String>,
    /// What its file says of it.
    pub facts: Vec<FactContext>,
    /// Of a source: where it can be read.
    pub original: Option<OriginalContext>,
    /// The entities whose files name it: the models of a company, the policies of an issuer.
    pub named_by: Vec<NamedBy>,
    pub sources: Vec<Citation>,
    pub superseded_by: Option<Prepared<EntityLink>>,
    /// The language of the text, where it is not that of the page.
    pub text_lang: Option<Arc<str>>,
    /// The editor's profile, ready to be printed with `| safe`; empty for a stub.
    pub html: Html,
    /// The same in parts, where it has link cards.
    pub parts: HtmlParts,
    pub headings: Vec<HeadingContext>,
    pub extra: serde_json::Value,
}

/// Where a source can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct OriginalContext {
    /// Its own addresses; what is not an address of the web has no link.
    pub addresses: Vec<TextLink>,
    /// The address of a copy elsewhere.
    pub archived: Option<String>,
    /// When its own address was last seen to work, in words.
    pub checked: Option<String>,
    /// Since when it no longer works, in words: "since May 2026".
    pub gone: Option<String>,
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
    pub kind: Prepared<KindContext>,
    pub entities: Vec<Prepared<EntityLink>>,
}

/// `index.html`: all entities of one kind
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexPage {
    pub(crate) page: PageContext,
    pub(crate) kind: Prepared<KindContext>,
    pub(crate) entries: Vec<Arc<IndexEntry>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct IndexEntry {
    pub entity: Prepared<EntityLink>,
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
    /// The same in parts, where it has link cards.
    pub(crate) parts: HtmlParts,
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
    pub entities: Vec<Prepared<EntityLink>>,
}

/// `redirect.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RedirectPage {
    /// The address to go to, from the host's root on.
    pub(crate) to: String,
    /// The whole address where it is known, else the same.
    pub(crate) canonical: String,
}
