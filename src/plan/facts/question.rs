//! What the pages of the ledger are made of, in one value: when it differs, they are worked out anew.

use super::as_known::AS_KNOWN;
use super::due::DUE;
use super::known::KNOWN;
use crate::base::path::{Address, SourcePath};
use crate::base::table::Table;
use crate::facts::Ledger;
use crate::link::{ArticleId, LinkedPage};
use crate::plan::frame::Frame;
use crate::plan::parts::{Shared, headings};
use crate::view::{ArticleSummary, HeadingContext, Html};
use std::sync::Arc;

/// All that the pages of the ledger depend on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FactsQuestion {
    pub ledger: Arc<Ledger>,
    pub shared: Arc<Shared>,
    pub retracted: Table<ArticleId, Arc<ArticleSummary>>,
    /// Which of [`TEMPLATES`] the theme has.
    pub templates: Vec<bool>,
    /// What editors wrote on disputes.
    pub editors: Table<SourcePath, Arc<EditorsText>>,
}

impl FactsQuestion {
    pub(crate) fn has(&self, template: &str) -> bool {
        TEMPLATES.iter().zip(&self.templates).any(|(name, has)| *name == template && *has)
    }
}

/// The templates of the pages that are made of the ledger alone.
pub(super) const TEMPLATES: [&str; 15] = [
    "matrix.html",
    KNOWN,
    AS_KNOWN,
    "cell.html",
    "embed.html",
    "timeline.html",
    DUE,
    "map.html",
    "instead.html",
    "compare.html",
    "comparisons.html",
    "disputes.html",
    "dispute.html",
    "corrections.html",
    DATA,
];
/// Made only where the settings want data, too.
pub(super) const DATA: &str = "data.html";

/// The text that an editor wrote on a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EditorsText {
    pub address: Address,
    pub description: String,
    pub html: Html,
    pub headings: Vec<HeadingContext>,
}

impl EditorsText {
    pub(crate) fn of(linked: &LinkedPage, frame: &Frame) -> Option<EditorsText> {
        linked.dispute.as_ref()?;
        let document = &linked.page.document;
        Some(EditorsText {
            address: linked.address.clone(),
            description: linked.page.summary.clone().unwrap_or_default(),
            html: Html::new(document, &linked.filling, &frame.prefixes),
            headings: headings(&document.body, &linked.filling),
        })
    }
}
