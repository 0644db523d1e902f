//! Who is meant: the identities of entities, articles and files, and a text that may lead to an entity.

use crate::base::path::SourcePath;
use crate::base::slug::Slug;
use crate::model::kind::KindId;
use crate::parse::place::Place;
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An entity's identity: its kind in the settings, and its slug.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId {
    pub kind: KindId,
    pub slug: Slug,
}

/// An article's identity, which is also its place: newest first, then by slug.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId {
    pub(crate) at: Reverse<Timestamp>,
    pub(crate) slug: Slug,
}

/// A file of the content that is published: articles first, then entities, then plain pages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileId {
    Article(ArticleId),
    Entity(EntityId),
    Page(SourcePath),
}

impl FileId {
    pub fn article(&self) -> Option<&ArticleId> {
        match self {
            FileId::Article(id) => Some(id),
            _ => None,
        }
    }
}

/// Where in each source something stands. A source of which no place is known is not among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Places(BTreeMap<EntityId, BTreeSet<Place>>);

impl Places {
    pub(crate) fn add(&mut self, source: &EntityId, places: impl IntoIterator<Item = Place>) {
        self.0.entry(source.clone()).or_default().extend(places);
    }

    /// Those of several statements together.
    pub(crate) fn of_all<'a>(all: impl IntoIterator<Item = &'a Places>) -> Places {
        let mut joined = Places::default();
        all.into_iter().for_each(|places| joined.join(places));
        joined
    }

    pub(crate) fn join(&mut self, more: &Places) {
        for (source, places) in &more.0 {
            self.add(source, places.iter().copied());
        }
    }

    /// All of them, each with its source.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&EntityId, &Place)> {
        self.0.iter().flat_map(|(source, places)| places.iter().map(move |place| (source, place)))
    }

    /// The places in one source, in their order.
    pub(crate) fn in_source(&self, source: &EntityId) -> impl Iterator<Item = &Place> {
        self.0.get(source).into_iter().flatten()
    }
}

/// A text, and the entity that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedPart {
    pub text: String,
    pub to: Option<EntityId>,
    /// The event of another article, by its id, whose name is to stand here: only the ledger knows it.
    pub event: Option<Arc<str>>,
    /// The language of the text, where it is another than that of the page.
    pub lang: Option<Arc<str>>,
}

impl LinkedPart {
    /// A text that leads nowhere.
    pub(crate) fn text(text: String) -> LinkedPart {
        LinkedPart { text, to: None, event: None, lang: None }
    }

    /// The same, called otherwise.
    pub(crate) fn called(&self, text: String, lang: &Option<Arc<str>>) -> LinkedPart {
        LinkedPart { text, lang: lang.clone(), ..self.clone() }
    }

    /// The name of an entity.
    pub(crate) fn name(text: String, to: Option<EntityId>) -> LinkedPart {
        LinkedPart { text, to, event: None, lang: None }
    }
}
