//! Who is meant: the identities of entities, articles and files, and a text that may lead to an entity.

use crate::base::path::SourcePath;
use crate::base::slug::Slug;
use crate::model::kind::KindId;
use jiff::Timestamp;
use std::cmp::Reverse;

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

/// A text, and the entity that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedPart {
    pub text: String,
    pub to: Option<EntityId>,
}
