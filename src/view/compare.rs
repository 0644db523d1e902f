//! What the pages see that set two entities next to each other, and the list of these pages.
//!
//! Part of the contract with theme authors, like `context`.

use super::facts::CellContext;
use super::prepared::Prepared;
use super::shared::{EntityLink, PageContext, TextLink};
use serde::Serialize;
use std::sync::Arc;

/// `compare.html`: two models, two blocs or two policies
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparePage {
    pub(crate) page: PageContext,
    /// The day up to which the newest article behind it was true.
    pub(crate) as_of: Option<String>,
    /// `model`, `bloc` or `policy`
    pub(crate) kind: &'static str,
    /// What is compared, in the order of the values of each row.
    pub(crate) sides: Vec<Prepared<EntityLink>>,
    /// What the comparison comes to, in sentences.
    pub(crate) lead: String,
    pub(crate) rows: Vec<CompareRow>,
    /// The other pages that compare one of the two.
    pub(crate) others: Vec<Arc<Comparison>>,
    /// The list of all of them; none where the theme has no template for it.
    pub(crate) index: Option<String>,
}

/// What is set side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CompareRow {
    pub label: String,
    /// The page of what the label names.
    pub url: Option<Arc<str>>,
    /// One for each side.
    pub values: Vec<CompareValue>,
    /// Whether both are the same.
    pub same: bool,
}

/// What there is of one side; nothing in it where no source says anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub(crate) struct CompareValue {
    /// Who can use a model in a bloc.
    pub cell: Option<Arc<CellContext>>,
    /// Each line in pieces, some of them links.
    pub lines: Vec<Vec<TextLink>>,
}

/// `comparisons.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparisonsPage {
    pub(crate) page: PageContext,
    pub(crate) groups: Vec<ComparisonGroup>,
}

/// The comparisons of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ComparisonGroup {
    /// `model`, `bloc` or `policy`
    pub kind: &'static str,
    pub comparisons: Vec<Arc<Comparison>>,
}

/// A page that compares two entities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Comparison {
    pub url: Arc<str>,
    pub sides: Vec<Prepared<EntityLink>>,
    /// What the two have in common: "one family".
    pub why: String,
}

/// What an entity is compared with, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CompareLink {
    pub entity: Prepared<EntityLink>,
    pub url: Arc<str>,
}
