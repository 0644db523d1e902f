//! What an article states, its names looked up: the types that `testimony` makes and the ledger reads.

use super::ids::{EntityId, LinkedPart, Places};
use crate::base::diagnostic::Span;
use crate::base::path::{Address, SourcePath};
use crate::base::slug::Slug;
use crate::model::statement::{self as stated, Stage, Stated};
use crate::model::when::Days;
use crate::parse::yaml::Word;
use jiff::civil::Date;
use std::sync::Arc;

/// All that one article states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Testimony {
    pub article: Arc<ArticleRef>,
    /// What the article is tagged with.
    pub tagged: Arc<[EntityId]>,
    pub statements: Vec<Arc<LinkedStatement>>,
}

/// The article that a statement stands in: enough to name it, to date it and to lead there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArticleRef {
    pub path: SourcePath,
    pub slug: Slug,
    pub address: Address,
    pub title: Arc<str>,
    /// The language of the title, where it is another than that of the site.
    pub lang: Option<Arc<str>>,
    pub date: Date,
    /// The days up to one of which it was true, where it says so.
    pub as_of: Option<Days>,
    pub retracted: bool,
    /// The day on which it was withdrawn, where it says so.
    pub withdrawn: Option<Date>,
}

impl ArticleRef {
    /// The last day of which it can have been true: nothing that it reports happened later.
    pub(crate) fn known_by(&self) -> Date {
        self.as_of.and_then(|as_of| as_of.latest).unwrap_or(self.date)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedStatement {
    pub(crate) says: Says,
    /// The statement as a sentence, without a full stop and without its sources.
    pub(crate) sentence: Vec<LinkedPart>,
    pub sources: Vec<EntityId>,
    /// Where in its sources it stands.
    pub(crate) places: Places,
    pub(crate) note: Option<String>,
    /// The language of its words, where it is another than that of the page; and that of the note.
    pub(crate) lang: Option<Arc<str>>,
    pub(crate) note_lang: Option<Arc<str>>,
    pub(crate) check: Option<LinkedCheck>,
    /// Where it stands on the page of its article.
    pub(crate) anchor: String,
    /// The day since which it is known: it was published then, or joined its article.
    pub(crate) known: Date,
    pub(crate) span: Span,
}

/// Who checked a statement against its sources, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkedCheck {
    pub by: Vec<LinkedPart>,
    pub day: Date,
}

/// A statement and the article that it stands in.
pub(crate) type StatementInArticle = (Arc<ArticleRef>, Arc<LinkedStatement>);

impl LinkedStatement {
    /// Whether readers of its article could know it on a day: it was there, and not yet withdrawn.
    pub(crate) fn is_known_on(&self, article: &ArticleRef, day: Date) -> bool {
        self.known <= day && self.withdrawn(article).is_none_or(|withdrawn| day < withdrawn)
    }

    /// The day on which it was withdrawn with its article. A correction stays.
    pub(crate) fn withdrawn(&self, article: &ArticleRef) -> Option<Date> {
        article.withdrawn.filter(|_| !matches!(self.says, Stated::Correction(_)))
    }
}

/// With its names looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Linked;

impl Stage for Linked {
    type Entity = EntityId;
    type Speaker = LinkedPart;
    type When = LinkedWhen;
    type Affected = Affected;
}

pub(crate) type Says = Stated<Linked>;
pub(crate) type LinkedAccess = stated::Access<Linked>;
pub(crate) type LinkedEvent = stated::StatedEvent<Linked>;
pub(crate) type LinkedRelation = stated::StatedRelation<Linked>;
pub(crate) type LinkedClaim = stated::Claim<Linked>;
pub(crate) type LinkedCorrection = stated::StatedCorrection<Linked>;

/// What rested on a mistake: the id of a claim or an event, or an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Affected {
    pub word: Word,
    pub entity: Option<EntityId>,
}

impl LinkedCorrection {
    /// The entities among what rested on the mistake.
    pub(crate) fn entities(&self) -> impl Iterator<Item = &EntityId> {
        self.affects.iter().filter_map(|affected| affected.entity.as_ref())
    }
}

/// A time whose source or event is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkedWhen {
    pub time: LinkedTime,
    pub words: Vec<LinkedPart>,
    /// Whether the words say that it was before or after something, and not when.
    pub is_relation: bool,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LinkedTime {
    Days(Days),
    Distance { from: CountedFrom, least: Option<i64>, most: Option<i64>, same_month: bool },
}

/// What a distance is counted from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CountedFrom {
    Source(EntityId),
    Event(String),
}
