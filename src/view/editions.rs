//! What templates see of editions: what changed in a week or month, as a page, in a list, and as a mail.
//!
//! Part of the contract with theme authors, like `changes`, whose sentences these are. A mail shows what the page shows.

use super::changes::ReportedChange;
use super::html::{Html, HtmlParts};
use super::prepared::Prepared;
use super::shared::{ArticleSummary, EntityLink, FeedLink, PageContext, TextLink};
use crate::parse::plain::PlainBlock;
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// `edition.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionPage {
    pub(crate) page: PageContext,
    /// `week` or `month`
    pub(crate) sort: &'static str,
    /// `Week 47 of 2026`; the title of the page may be another.
    pub(crate) name: String,
    /// `16 November to 22 November 2026`
    pub(crate) days: String,
    /// The day of the newest change that it has, in words, while the week or month goes on.
    pub(crate) so_far: Option<String>,
    /// Whether the week or month is not over.
    pub(crate) runs: bool,
    /// The entity whose edition it is; none of that of the site.
    pub(crate) of: Option<Prepared<EntityLink>>,
    /// The introduction.
    pub(crate) intro: Html,
    /// The same in parts, where it has link cards.
    pub(crate) intro_parts: HtmlParts,
    /// The language of that, where it is not the site's.
    pub(crate) intro_lang: Option<String>,
    /// How much there is of what: `12 changes in access and 5 new or updated articles`; empty where there is nothing.
    pub(crate) size: String,
    /// How long it takes to read.
    pub(crate) minutes: usize,
    pub(crate) groups: Vec<EditionGroup>,
    /// How much there is of what is not shown: `40 events and 12 claims`; empty where there is nothing.
    pub(crate) rest: String,
    /// Where all of each day is, that too.
    pub(crate) all: Vec<TextLink>,
    /// The editions before and after it.
    pub(crate) older: Option<TextLink>,
    pub(crate) newer: Option<TextLink>,
    /// The list of editions.
    pub(crate) list: String,
}

/// The changes of one sort in an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EditionGroup {
    /// `access`, `disputes`, `corrections` or `articles`; of the edition of an entity also `events`, `relations` or `claims`
    pub name: &'static str,
    /// How many there are in all.
    pub count: usize,
    /// New articles, the oldest first.
    pub articles: Vec<Arc<ArticleSummary>>,
    /// All else, the oldest day first.
    pub days: Vec<EditionDay>,
    /// How many a mail leaves out because it would be too large; 0 on pages.
    pub left_out: usize,
}

/// The changes of one sort on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EditionDay {
    pub day: Date,
    /// `22 November 2026`
    pub words: String,
    pub changes: Vec<Arc<ReportedChange>>,
}

/// An edition in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EditionLink {
    pub title: Arc<str>,
    pub url: Arc<str>,
    /// `week` or `month`
    pub sort: &'static str,
    /// `Week 47 of 2026`
    pub name: String,
    /// `16 November to 22 November 2026`
    pub days: String,
    /// As on its page.
    pub size: String,
    /// Whether the week or month is not over.
    pub runs: bool,
}

/// `editions.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionsPage {
    pub(crate) page: PageContext,
    /// The entity whose editions these are; none of those of the site.
    pub(crate) of: Option<Prepared<EntityLink>>,
    /// Newest first.
    pub(crate) editions: Vec<Arc<EditionLink>>,
    /// The entities that have editions of their own, on the list of the site alone.
    pub(crate) others: Vec<TextLink>,
    pub(crate) feed: Option<Arc<FeedLink>>,
}

/// `mail.html`, `mail.txt` and `mail.md`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EditionMail {
    /// What its page shows. A group of it may be shorter.
    pub edition: EditionPage,
    pub subject: String,
    /// The introduction, in blocks that need no style sheet.
    pub intro: Vec<PlainBlock>,
    /// Whether the rest of the introduction is on the page alone, because the mail would be too large.
    pub intro_is_cut: bool,
    /// The page, as a whole address.
    pub url: String,
    /// What stands before an address that begins with `/`: scheme and host.
    pub origin: String,
    /// Where a reader goes who wants no more mails, if the sender gave an address or its placeholder.
    pub unsubscribe: Option<String>,
}
