//! What templates see of the matrix in short: models grouped by who makes them, families in one line, changes and gaps in
//! lines, and the page of a cell.
//!
//! Part of the contract with theme authors, like `facts`. Says nothing that the cells behind it do not say.

use super::facts::{CellContext, ChangeContext, OfferContext, StatementContext};
use super::prepared::Prepared;
use super::shared::{EntityLink, PageContext, TextLink};
use serde::Serialize;
use std::sync::Arc;

/// The models of one maker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MatrixGroup {
    /// None for models of which no source names one maker.
    pub maker: Option<Prepared<EntityLink>>,
    /// Its id on the page of the matrix: `by-anthropic`.
    pub anchor: String,
    pub lines: Vec<MatrixLine>,
}

/// A model, or the models of a family of which the same is said in every bloc.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MatrixLine {
    pub models: Vec<FamilyMember>,
    /// One for each column: those of the first model.
    pub cells: Vec<Arc<CellContext>>,
    /// The page of what is offered in its place, for a model that is shut somewhere.
    pub instead: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FamilyMember {
    pub entity: Prepared<EntityLink>,
    /// What its name has in common with the one before it in its line, with the space: `GPT-5.6 `. Empty for the first.
    pub stem: String,
    /// The rest of its name.
    pub rest: String,
}

/// Statements that are one: claims of one id, an event of one id, or the same words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MergedStatement {
    /// As in each of them.
    pub block: &'static str,
    /// Whether all have the same sentence.
    pub alike: bool,
    /// One at least.
    pub statements: Vec<Arc<StatementContext>>,
}

/// Models and what changed for them, all by the same article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ChangeLine {
    pub models: Vec<Prepared<EntityLink>>,
    pub turns: Vec<TurnLine>,
    /// The day of the change, or the day on which it was known.
    pub day: String,
    /// Whether `day` is the day of the change itself.
    pub exact: bool,
    pub since: Option<String>,
    pub by: Vec<Prepared<EntityLink>>,
    pub article: Option<TextLink>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TurnLine {
    pub from: &'static str,
    pub to: &'static str,
    pub blocs: Vec<Prepared<EntityLink>>,
}

/// Models and the blocs in which they have a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct StatusLine {
    pub models: Vec<Prepared<EntityLink>>,
    pub blocs: Vec<Prepared<EntityLink>>,
    /// Whether these are all columns of the matrix.
    pub everywhere: bool,
}

/// The models that have a status somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct StatusGroup {
    pub status: &'static str,
    /// How many models have it in one bloc at least.
    pub models: usize,
    pub lines: Vec<StatusLine>,
}

/// `cell.html`, and `embed.html` for the same in a frame of another site
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellPage {
    pub(crate) page: PageContext,
    pub(crate) cell: Arc<CellContext>,
    pub(crate) maker: Option<Prepared<EntityLink>>,
    /// The same model in the other columns.
    pub(crate) elsewhere: Vec<Arc<CellContext>>,
    /// The other models of its family of which the same is said here.
    pub(crate) same: Vec<Arc<CellContext>>,
    /// Its changes, newest first.
    pub(crate) changes: Vec<Arc<ChangeContext>>,
    /// What can be had here in its place, where it is shut.
    pub(crate) offers: Vec<OfferContext>,
    pub(crate) instead: Option<String>,
    /// The page for a frame, whole where the site knows its address, and the drawing; none where the theme has no such template.
    pub(crate) embed: Option<String>,
    pub(crate) svg: Option<String>,
}
