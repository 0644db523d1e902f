//! What templates see of the changes of each day: sentences with their sources, in groups.
//!
//! Part of the contract with theme authors, like `facts`. A change stands under one day, that on which readers could first see it.

use super::data::Ref;
use super::prepared::Prepared;
use super::shared::{Citation, EntityLink, FeedLink, PageContext, TextLink};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// Something that changed, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ReportedChange {
    /// `cell`, `access`, `event`, `relation`, `claim`, `dispute-opened`, `dispute-settled`, `correction`, `withdrawal`,
    /// `article` or `update`, `source`
    pub kind: &'static str,
    /// Its id on the page of its day: `c-3f9a2c`.
    pub anchor: String,
    /// Pieces of text, some of them links; may have no full stop at its end.
    pub sentence: Vec<TextLink>,
    /// Of a cell, the status that it has now, and that before; of a claim or a relation, how far it is to be trusted.
    pub status: Option<&'static str>,
    pub was: Option<&'static str>,
    /// `rule`, `inferred`, `scope-not-stated`, `rule-differs`
    pub marks: Vec<&'static str>,
    pub sources: Vec<Citation>,
    /// The articles that report it, with the anchor of what they state.
    pub articles: Vec<TextLink>,
    /// The day on which all of these were withdrawn.
    pub withdrawn: Option<Date>,
    /// The same for the data: what it is about, and the ids of the statements.
    #[serde(skip)]
    pub about: Vec<Prepared<EntityLink>>,
    #[serde(skip)]
    pub statements: Vec<Ref>,
}

/// Changes of one sort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ChangeGroup {
    /// `access`, `disputes`, `corrections`, `articles`, `events`, `relations`, `claims`, `again` or `sources`
    pub name: &'static str,
    pub changes: Vec<Arc<ReportedChange>>,
}

/// All that readers could see first on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ChangeDay {
    /// `2026-11-22`, which is its id on the page too.
    pub day: String,
    /// Its place on the page of its month.
    pub url: Arc<str>,
    /// How much it has of what, in words: "2 changes in access, 1 dispute".
    pub summary: String,
    pub groups: Vec<ChangeGroup>,
    /// The last day on which something of this was marked as withdrawn, or the day itself.
    #[serde(skip)]
    pub updated: Date,
}

/// A month that has a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MonthLink {
    /// `November 2026`
    pub text: String,
    pub url: String,
    /// On how many days something changed.
    pub days: usize,
}

/// `changes.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangesPage {
    pub(crate) page: PageContext,
    /// The month that it shows, in words; none for the page of the newest days.
    pub(crate) month: Option<String>,
    /// Newest first.
    pub(crate) days: Vec<Arc<ChangeDay>>,
    pub(crate) newer: Option<TextLink>,
    pub(crate) older: Option<TextLink>,
    /// All months, newest first, on the page of the newest days alone.
    pub(crate) months: Vec<Arc<MonthLink>>,
    pub(crate) feed: Option<Arc<FeedLink>>,
}

/// `week`: the changes of the newest days on the home page
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct WeekContext {
    /// The first few changes of each day.
    pub days: Vec<ChangeDay>,
    /// How many changes of these days are left out.
    pub more: usize,
    /// The page of all changes, where the theme has one.
    pub url: Option<String>,
}
