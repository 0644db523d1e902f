//! A site whose parts know each other: what `link` makes, and what all later steps look at.

pub use super::ids::*;
use super::pictures::PublishedPicture;
use super::statements::Testimony;
use crate::base::diagnostic::{Diagnostic, Span};
use crate::base::path::{Address, SourcePath};
use crate::base::table::Table;
use crate::model::config::MenuItem;
use crate::model::kind::BLOC;
use crate::model::time::Published;
use crate::model::{Article, Config, Entity, Page};
use crate::parse::Document;
use crate::parse::body::Filling;
use crate::parse::figure::ShownPicture;
use crate::parse::place::Place;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// What the build is told from outside, beside the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Circumstances {
    /// The present.
    pub now: Timestamp,
    /// Whether drafts are published.
    pub drafts: bool,
    /// What is published though it has expired.
    pub expired: ExpiredShown,
    /// Whether advice is given.
    pub advice: bool,
}

/// What is published though it has expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExpiredShown {
    Nothing,
    Drafts,
    All,
}

/// Files that are published as they are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Files {
    pub by_address: Table<Address, SourcePath>,
    pub by_path: Table<SourcePath, Address>,
    /// Files of the content that nothing publishes.
    pub unpublished: Table<SourcePath, ()>,
    /// What texts embed by its name: of the page, and the name as it is written.
    pub embedded: Table<(SourcePath, Box<str>), Embedded>,
}

/// What there is under the name of an embedded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Embedded {
    To(Address),
    /// Several files of that name, or one whose address other files have.
    Several(Arc<[SourcePath]>),
    /// Nothing; perhaps with a name that is like it.
    Missing(Option<Box<str>>),
}

/// An article in all its languages, itself among them, in the order of their codes.
pub(crate) type Languages = Arc<Vec<(String, Address)>>;

/// A site whose parts know each other. Its tables share with those of the build before whatever has not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub config: Arc<Config>,
    /// The author of the settings, looked up.
    pub(crate) author: Option<LinkedPart>,
    /// Newest first.
    pub articles: Table<ArticleId, Arc<LinkedArticle>>,
    pub entities: Table<EntityId, Arc<LinkedEntity>>,
    pub(crate) pages: Table<SourcePath, Arc<LinkedPage>>,
    /// In which languages there is a text of each page that a file has, where the site has several.
    pub(crate) languages: Table<Address, crate::versions::Languages>,
    /// Translations that readers do not get yet, by the files of their originals.
    pub(crate) drafts: Table<SourcePath, crate::versions::Drafts>,
    /// The languages of every article that has several, by its address.
    pub(crate) translated: Table<Address, Languages>,
    /// Files beside articles and static files.
    pub(crate) files: Arc<Files>,
    /// The pictures among these, and the files that show each.
    pub(crate) pictures: Table<Address, Arc<PublishedPicture>>,
    pub(crate) shown: Table<Address, Table<FileId, ()>>,
    /// Old addresses, with the page that each leads to and the place where that is written.
    pub(crate) redirects: Vec<Redirect>,
    /// Pages that readers do not get, by their files.
    pub(crate) withheld: Table<SourcePath, Arc<Withheld>>,
    /// Pages that readers do not get yet, and a build with drafts shows.
    pub(crate) early: Table<Address, Early>,
    /// All files that were looked up.
    pub linked: Table<FileId, Arc<LinkedFile>>,
    /// The menu of the settings, its addresses looked up.
    pub(crate) menu: Vec<MenuItem>,
    /// The entities of the settings that have editions of their own, looked up.
    pub(crate) digests: Vec<EntityId>,
    /// When something is published or expires next.
    pub(crate) next_change: Option<Timestamp>,
}

/// Why readers do not get a page yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Early {
    pub is_draft: bool,
    /// The day of an article that lies in the future.
    pub from: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedArticle {
    pub article: Arc<Article>,
    pub(crate) address: Address,
    pub filling: Arc<Filling>,
    /// The entities that its tags name, by kind, in the order of the tags.
    pub(crate) tagged: Arc<[EntityId]>,
    /// The entities that its text and facts name beyond those.
    pub(crate) named: Box<[EntityId]>,
    /// Those that it names, or the one of the settings.
    pub(crate) authors: Vec<LinkedPart>,
    pub(crate) testimony: Arc<Testimony>,
    /// The same article in other languages as it states them, where there is a page of it.
    pub(crate) translations: Vec<(String, Address)>,
    /// The file beside the article that is its picture, or an address.
    pub(crate) image: Option<String>,
    /// The same as it is shown above the text, if it is a picture of the site.
    pub(crate) picture: Option<Arc<ShownPicture>>,
}

/// An entity with what the rest of the site says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedEntity {
    pub(crate) own: Arc<LinkedProfile>,
    /// The entities whose facts name this one: the fact's key, and who.
    pub(crate) named_by: Vec<(&'static str, EntityId)>,
    /// The articles that are tagged with it.
    pub(crate) articles: Table<ArticleId, ()>,
    /// The articles whose by-line names it.
    pub(crate) written: Table<ArticleId, ()>,
    /// Where it is spoken of, and how.
    pub(crate) backlinks: Table<FileId, Sentences>,
}

/// The sentences of one file that speak of one entity, each once.
pub(crate) type Sentences = Arc<[Sentence]>;

/// A sentence that names an entity. Where it names several, they share its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    text: Arc<str>,
    /// The bytes of the name.
    name: Range<u32>,
    /// Of a source, the places that the sentence refers to.
    pub(crate) places: Arc<[Place]>,
    /// Whether it is a statement of a fact block.
    pub(crate) is_stated: bool,
}

impl Sentence {
    pub(crate) fn new(text: Arc<str>, name: Range<usize>, places: Arc<[Place]>) -> Sentence {
        Sentence { text, name: name.start as u32..name.end as u32, places, is_stated: false }
    }

    /// A statement, whose places it has itself.
    pub(crate) fn stated(text: Arc<str>, name: Range<usize>) -> Sentence {
        Sentence { is_stated: true, ..Sentence::new(text, name, Arc::default()) }
    }

    /// The same with all places to which it refers, here and again.
    pub(super) fn with_places(&self, places: BTreeSet<Place>) -> Sentence {
        let is_same = places.len() == self.places.len();
        let places = if is_same { self.places.clone() } else { places.into_iter().collect() };
        Sentence { places, ..self.clone() }
    }

    /// Whether two are one sentence. Mentions in one sentence share its text, which is seldom compared.
    pub(super) fn has_text_of(&self, other: &Sentence) -> bool {
        Arc::ptr_eq(&self.text, &other.text) || self.text == other.text
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Before the name, the name, after it.
    pub(crate) fn parts(&self) -> [&str; 3] {
        let Range { start, end } = Range { start: self.name.start as usize, end: self.name.end as usize };
        [0..start, start..end, end..self.text.len()].map(|part| self.text.get(part).unwrap_or(""))
    }
}

/// What an entity's own file says, looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedProfile {
    pub entity: Arc<Entity>,
    pub address: Address,
    pub filling: Arc<Filling>,
    pub facts: Vec<LinkedFact>,
    pub sources: Vec<EntityId>,
    /// Where in them its facts stand.
    pub(crate) places: Places,
    pub superseded_by: Option<EntityId>,
}

impl LinkedProfile {
    /// The profile of an entity of which no file was looked up.
    pub(crate) fn bare(entity: &Arc<Entity>) -> LinkedProfile {
        LinkedProfile {
            entity: entity.clone(),
            address: entity.address.clone(),
            filling: Arc::default(),
            facts: Vec::new(),
            sources: Vec::new(),
            places: Places::default(),
            superseded_by: None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedPage {
    pub page: Arc<Page>,
    pub address: Address,
    pub filling: Arc<Filling>,
    pub dispute: Option<Arc<LinkedDispute>>,
}

/// An editor's dispute, its names looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedDispute {
    pub path: SourcePath,
    pub address: Address,
    /// Addresses that its page had before, in the form in which these are compared.
    pub old: Vec<Address>,
    pub question: String,
    /// The language of that, where it is another than that of the page; below the same of other texts.
    pub lang: Option<Arc<str>>,
    pub about: Vec<EntityId>,
    /// Models and blocs.
    pub cells: Vec<(EntityId, EntityId)>,
    pub positions: Vec<LinkedPosition>,
    pub reading: Option<String>,
    pub reading_lang: Option<Arc<str>>,
    pub would_settle: Option<String>,
    pub would_settle_lang: Option<Arc<str>>,
    pub opened: Option<Date>,
    pub settled: bool,
    pub settled_on: Option<Date>,
    pub settled_by: Option<LinkedPart>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedPosition {
    pub answer: String,
    pub lang: Option<Arc<str>>,
    pub sources: Vec<EntityId>,
    pub(crate) places: Places,
}

/// A fact whose references have been looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedFact {
    pub key: &'static str,
    pub values: Vec<Vec<LinkedPart>>,
}

/// What one file comes to once its words and links are looked up.
#[derive(Debug, PartialEq, Eq)]
pub struct LinkedFile {
    pub value: LinkedItem,
    pub mentions: Box<[Mention]>,
    /// The pictures of the site that it shows, by their addresses.
    pub(crate) pictures: Box<[Address]>,
    pub checks: Box<[Check]>,
    pub diagnostics: Vec<Diagnostic>,
}

impl LinkedFile {
    pub(crate) fn article(&self) -> Option<&Arc<LinkedArticle>> {
        match &self.value {
            LinkedItem::Article(article) => Some(article),
            _ => None,
        }
    }

    pub(crate) fn page(&self) -> Option<&Arc<LinkedPage>> {
        match &self.value {
            LinkedItem::Page(page) => Some(page),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkedItem {
    Article(Arc<LinkedArticle>),
    Profile(Arc<LinkedProfile>),
    Page(Arc<LinkedPage>),
}

impl LinkedItem {
    /// The file that it was read from.
    pub(crate) fn path(&self) -> &SourcePath {
        let document = match self {
            LinkedItem::Article(linked) => &linked.article.document,
            LinkedItem::Profile(own) => own.entity.document.as_ref().expect("a file that was looked up is there"),
            LinkedItem::Page(linked) => &linked.page.document,
        };
        &document.path
    }
}

/// A sentence in which an entity is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub of: EntityId,
    pub sentence: Sentence,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Redirect {
    pub old: Address,
    pub to: Address,
    pub path: SourcePath,
    pub span: Span,
}

/// A page that readers do not get now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Withheld {
    pub id: FileId,
    pub path: SourcePath,
    /// Whether it is an article, and the slug by which links name it; none of an entity.
    pub called: Option<(bool, String)>,
    /// Where it would be.
    pub address: Address,
    pub title: String,
    pub reason: WithheldReason,
    /// The reason in words, after "not published: ".
    pub why: String,
    /// Its old addresses.
    pub redirects: Arc<Vec<Redirect>>,
    /// The date of an article; when it expired, for one that has.
    pub when: Option<Published>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WithheldReason {
    Draft,
    Future,
    Expired,
}

impl Withheld {
    pub(crate) fn is_entity(&self) -> bool {
        matches!(self.id, FileId::Entity(_))
    }
}

/// A link to an address, looked up once all pages are planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub address: Address,
    pub anchor: Option<String>,
    pub path: SourcePath,
    pub span: Span,
    /// Whether it was written with scheme and host.
    pub is_whole: bool,
}

impl Site {
    /// The document behind an address, for its anchors.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (&Address, &Arc<Document>)> {
        let articles = self.articles.values().map(|linked| (&linked.address, &linked.article.document));
        let entities = self.entities.values().filter_map(|e| Some((&e.own.address, e.own.entity.document.as_ref()?)));
        let pages = self.pages.values().map(|linked| (&linked.address, &linked.page.document));
        articles.chain(entities).chain(pages)
    }
}

impl LinkedArticle {
    /// The authors that have a page, each once.
    pub(crate) fn writers(&self) -> BTreeSet<&EntityId> {
        self.authors.iter().filter_map(|author| author.to.as_ref()).collect()
    }
}

impl LinkedEntity {
    /// A name that no rename changes: `model/fugu`.
    pub(crate) fn lasting_name(&self, config: &Config, id: &EntityId) -> String {
        format!("{}/{}", config.kinds[id.kind].key, self.own.entity.first_slug)
    }

    /// The articles that it is tagged in or wrote, each once.
    pub(crate) fn own_articles(&self) -> Table<ArticleId, ()> {
        match self.written.is_empty() {
            true => self.articles.clone(),
            false => self.articles.union(&self.written),
        }
    }
}

/// The bloc of an entity, which is itself if it is one.
pub(crate) fn bloc_of(config: &Config, id: &EntityId, linked: &LinkedEntity) -> Option<EntityId> {
    if config.kinds[id.kind].key == BLOC {
        return Some(id.clone());
    }
    let stated = linked.own.facts.iter().find(|fact| fact.key == BLOC)?;
    stated.values.iter().flatten().find_map(|part| part.to.clone())
}
