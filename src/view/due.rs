//! What templates see of what is to come.
//!
//! Part of the contract with theme authors, like `facts`.

use super::shared::{Citation, PageContext, TextLink};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// `due.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DuePage {
    pub(crate) page: PageContext,
    pub(crate) as_of: Option<String>,
    /// By the month of the last day on which it can come, oldest first.
    pub(crate) months: Vec<DueMonth>,
    /// The same as a calendar; none without a `base_url`.
    pub(crate) calendar: Option<String>,
}

/// What is to come in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DueMonth {
    /// `2027-06`
    pub month: String,
    /// `June 2027`
    pub title: String,
    pub due: Vec<Arc<DueContext>>,
}

/// Something that is to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DueContext {
    /// `in-force`, `begins`, `ends` or `event`
    pub sort: &'static str,
    /// With its names and days, without a full stop.
    pub sentence: Vec<TextLink>,
    /// On which days it can come; one end at least.
    pub earliest: Option<Date>,
    pub latest: Option<Date>,
    pub sources: Vec<Citation>,
    /// Each article that states it, at its statement; for what the file of an entity says, the page of that.
    pub stated: Vec<TextLink>,
    pub note: Option<String>,
    /// The language of that, where it is another than that of the page.
    pub note_lang: Option<Arc<str>>,
}
