//! A site whose parts know each other: what `link` makes, and what all later steps look at.

use crate::diagnostic::Span;
use crate::model::entity::Page;
use crate::model::{Article, Config, Entity};
use crate::parse::Document;
use crate::parse::body::Resolved;
use crate::path::{Address, SourcePath};
use crate::slug::Slug;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An entity's identity: the place of its kind in the settings, and its slug.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId {
    pub kind: usize,
    pub slug: Slug,
}

/// What the build is told from outside, beside the files.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstances {
    /// The present.
    pub now: Timestamp,
    /// Whether drafts are published.
    pub drafts: bool,
}

/// A site whose parts know each other.
#[derive(Debug, Clone)]
pub struct Site {
    pub config: Arc<Config>,
    /// Newest first.
    pub articles: Vec<LinkedArticle>,
    pub entities: BTreeMap<EntityId, LinkedEntity>,
    pub pages: Vec<LinkedPage>,
    /// Files beside articles and static files: their address, and where they come from.
    pub files: BTreeMap<Address, SourcePath>,
    /// Old addresses, with the page that each leads to and the place where that is written.
    pub redirects: Vec<Redirect>,
    /// Links whose address is to be looked up among the planned pages.
    pub checks: Vec<Check>,
    /// When something is published or expires next.
    pub next_change: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct LinkedArticle {
    pub article: Arc<Article>,
    pub address: Address,
    pub links: Vec<Resolved>,
    /// The entities that its tags name, by kind, in the order of the tags.
    pub tagged: Vec<EntityId>,
    /// The entities that its text and facts name beyond those.
    pub named: Vec<EntityId>,
    pub authors: Vec<LinkedPart>,
    pub statements: Vec<LinkedStatement>,
    /// The same article in other languages, where there is a page of it.
    pub translations: Vec<(String, Address)>,
    /// The file beside the article that is its picture, or an address.
    pub image: Option<String>,
}

#[derive(Debug, Clone)]
pub struct LinkedEntity {
    pub entity: Arc<Entity>,
    pub address: Address,
    pub links: Vec<Resolved>,
    pub facts: Vec<LinkedFact>,
    pub sources: Vec<EntityId>,
    pub superseded_by: Option<EntityId>,
    /// The entities whose facts name this one: the fact's key, and who.
    pub named_by: Vec<(&'static str, EntityId)>,
    /// The articles that are tagged with it: their places in [`Site::articles`], newest first.
    pub articles: Vec<usize>,
    /// Where it is spoken of, newest articles first, then other pages.
    pub backlinks: Vec<Backlink>,
}

#[derive(Debug, Clone)]
pub struct LinkedPage {
    pub page: Arc<Page>,
    pub address: Address,
    pub links: Vec<Resolved>,
}

/// A fact whose references have been looked up.
#[derive(Debug, Clone)]
pub struct LinkedFact {
    pub key: &'static str,
    pub values: Vec<Vec<LinkedPart>>,
}

#[derive(Debug, Clone)]
pub struct LinkedStatement {
    pub block: &'static str,
    pub values: Vec<(&'static str, Vec<LinkedPart>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LinkedPart {
    pub text: String,
    pub to: Option<EntityId>,
}

/// A sentence that speaks of an entity, and the page it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Backlink {
    pub from: From,
    /// The sentence, cut in three: before the mention, the mention, after it.
    pub sentence: Arc<[String; 3]>,
}

/// A page that speaks of entities.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum From {
    /// Its place in [`Site::articles`].
    Article(usize),
    Entity(EntityId),
    /// Its place in [`Site::pages`].
    Page(usize),
}

#[derive(Debug, Clone)]
pub struct Redirect {
    pub old: Address,
    pub to: Address,
    pub path: SourcePath,
    pub span: Span,
}

/// A link to an address, looked up once all pages are planned.
#[derive(Debug, Clone)]
pub struct Check {
    pub address: Address,
    pub anchor: Option<String>,
    pub path: SourcePath,
    pub span: Span,
}

impl Site {
    /// The document behind an address, for its anchors.
    pub fn documents(&self) -> impl Iterator<Item = (&Address, &Arc<Document>)> {
        let articles = self.articles.iter().map(|linked| (&linked.address, &linked.article.document));
        let entities = self.entities.values().filter_map(|e| Some((&e.address, e.entity.document.as_ref()?)));
        let pages = self.pages.iter().map(|linked| (&linked.address, &linked.page.document));
        articles.chain(entities).chain(pages)
    }
}
