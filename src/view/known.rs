//! What templates see of what was known on a day: of the matrix, and of an entity or a dispute. Light pages, of which there are many.
//!
//! Part of the contract with theme authors, like `facts`.

use super::facts::DayLink;
use super::prepared::Prepared;
use super::shared::{Citation, EntityLink, PageContext, TextLink};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// `known.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownPage {
    pub(crate) page: PageContext,
    /// The day that it shows, as it was known on that day.
    pub(crate) day: String,
    pub(crate) columns: Vec<Prepared<EntityLink>>,
    /// The models of which anything was known.
    pub(crate) rows: Vec<Prepared<KnownRow>>,
    /// The page of the day by all that is known now.
    pub(crate) by_now: Option<Arc<DayLink>>,
    pub(crate) previous: Option<Arc<DayLink>>,
    pub(crate) next: Option<Arc<DayLink>>,
}

/// A model, with a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct KnownRow {
    pub model: Prepared<EntityLink>,
    pub cells: Vec<KnownCell>,
}

/// `as-known.html`: an entity or a dispute as it was known on a day
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AsKnownPage {
    pub(crate) page: PageContext,
    /// The day that it shows.
    pub(crate) day: String,
    /// The name of the entity, or the question of the dispute, and the page of it by all that is known now.
    pub(crate) name: Arc<str>,
    pub(crate) url: String,
    /// The kind of the entity, or that it is a dispute, and the list of all of these.
    pub(crate) sort: String,
    pub(crate) index: String,
    /// Of a dispute `open` or `settled`.
    pub(crate) state: Option<&'static str>,
    /// Cells of which anything was known: those that changed last.
    pub(crate) cells: Vec<Prepared<KnownPlace>>,
    /// How many more there are.
    pub(crate) more_cells: usize,
    /// The matrix as known then.
    pub(crate) matrix: Option<Arc<DayLink>>,
    pub(crate) blocks: Vec<KnownBlock>,
    /// The disputes about an entity that were open.
    pub(crate) disputes: Vec<TextLink>,
    pub(crate) previous: Option<Arc<DayLink>>,
    pub(crate) next: Option<Arc<DayLink>>,
}

/// A cell with its model and bloc.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct KnownPlace {
    pub model: Prepared<EntityLink>,
    pub bloc: Prepared<EntityLink>,
    pub cell: KnownCell,
}

/// The statements of one sort that were known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct KnownBlock {
    /// `relations`, `events`, `claims`, `corrections` or, of a dispute, `access`
    pub block: &'static str,
    /// Those that came last, newest first.
    pub statements: Vec<Prepared<KnownStatement>>,
    /// How many more there are.
    pub more: usize,
}

/// A statement in few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct KnownStatement {
    /// Pieces of text, some of them links; without a full stop.
    pub sentence: Vec<TextLink>,
    /// The status of a relation or a claim.
    pub status: Option<&'static str>,
    pub sources: Vec<Citation>,
    /// The title of its article, and where it stands there.
    pub article: Arc<str>,
    pub url: String,
    /// Since when it was known.
    pub known: Date,
}

/// What was known of a cell, in few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct KnownCell {
    pub status: &'static str,
    /// The status in the language of the site.
    pub word: String,
    /// The page of the cell, which shows what is known now.
    pub url: Option<String>,
    /// Since when, and on whose word: "since May 2026; A ¶3; B"
    pub known: String,
}
