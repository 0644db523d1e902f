//! What an article states, its names looked up: the types that `testimony` makes and the ledger reads.

use super::ids::{EntityId, LinkedPart};
use crate::diagnostic::Span;
use crate::model::access::{Layer, Status};
use crate::model::relation::Relation;
use crate::model::statement::{self as stated, Scope};
use crate::model::when::Days;
use crate::parse::yaml::Word;
use crate::path::{Address, SourcePath};
use jiff::civil::Date;
use std::sync::Arc;

/// All that one article states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Testimony {
    pub article: Arc<ArticleRef>,
    /// What the article is tagged with.
    pub tagged: Vec<EntityId>,
    pub statements: Vec<Arc<LinkedStatement>>,
}

/// The article that a statement stands in: enough to name it, to date it and to lead there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleRef {
    pub path: SourcePath,
    pub address: Address,
    pub title: String,
    pub date: Date,
    /// The day up to which it was true.
    pub as_of: Date,
    pub retracted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedStatement {
    pub says: Says,
    /// The statement as a sentence, without a full stop and without its sources.
    pub sentence: Vec<LinkedPart>,
    pub sources: Vec<EntityId>,
    pub note: Option<String>,
    /// Where it stands on the page of its article.
    pub anchor: String,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    Access(LinkedAccess),
    Event(LinkedEvent),
    Relation(LinkedRelation),
    Claim(LinkedClaim),
    Update(stated::Update),
    Correction(LinkedCorrection),
}

impl Says {
    /// The fact block that it stands in.
    pub fn block(&self) -> &'static str {
        match self {
            Says::Access(_) => "access",
            Says::Event(_) => "events",
            Says::Relation(_) => "relations",
            Says::Claim(_) => "claims",
            Says::Update(_) => "updates",
            Says::Correction(_) => "corrections",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedAccess {
    pub models: Vec<EntityId>,
    pub whom: Vec<EntityId>,
    pub status: Status,
    pub layer: Layer,
    pub since: Option<LinkedWhen>,
    pub until: Option<LinkedWhen>,
    pub by: Vec<EntityId>,
    pub scope: Scope,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedEvent {
    pub id: Option<String>,
    pub what: String,
    pub when: Option<LinkedWhen>,
    pub tags: Vec<EntityId>,
    pub disputed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedRelation {
    pub from: Vec<EntityId>,
    pub relation: &'static Relation,
    pub to: Vec<EntityId>,
    pub status: &'static str,
    pub by: Option<LinkedPart>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedClaim {
    pub id: Option<String>,
    pub about: Vec<EntityId>,
    pub says: String,
    pub by: Option<LinkedPart>,
    pub quote: Option<Word>,
    pub status: &'static str,
    pub against: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedCorrection {
    pub date: Date,
    pub sort: &'static str,
    pub severity: &'static str,
    pub was: Option<String>,
    pub now: Option<String>,
    /// Ids of claims or events, or slugs of entities.
    pub affects: Vec<Word>,
    /// Those of them that are entities.
    pub entities: Vec<EntityId>,
}

/// A time whose source or event is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedWhen {
    pub time: LinkedTime,
    pub words: Vec<LinkedPart>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkedTime {
    Days(Days),
    Distance { from: From, least: Option<i64>, most: Option<i64>, same_month: bool },
}

/// What a distance is counted from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum From {
    Source(EntityId),
    Event(String),
}
