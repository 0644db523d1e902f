//! A plain page as its file describes it, and the page of a dispute, which is one with more fields.

use super::article::extra;
use super::dispute::{self, StatedDispute};
use super::fields::{DISPUTE, PAGE};
use super::files::slug_of_file;
use super::reader::Fields;
use super::translation::Version;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::Address;
use crate::base::slug::Slug;
use crate::parse::Document;
use crate::parse::yaml::Word;
use std::sync::Arc;

/// A plain page: about, methodology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub document: Arc<Document>,
    pub address: Address,
    /// The same without slashes at the ends: `about`, `help/citing`.
    pub path: String,
    pub title: String,
    pub summary: Option<String>,
    pub lang: Option<String>,
    /// What its text is to readers of the language in which the site is made.
    pub version: Version,
    pub draft: bool,
    pub redirects: Vec<Word>,
    pub extra: serde_json::Value,
    /// What the page says of a dispute, when that is what it is about.
    pub dispute: Option<StatedDispute>,
}

/// Checks a plain page. `below` is its path in its folder, without ending and language.
pub(crate) fn read(document: &Arc<Document>, below: &str) -> (Page, Vec<Diagnostic>) {
    let mut fields = Fields::new(&document.path, &document.front_matter, PAGE);
    let title = fields.needed("title", "No title.", "Add:  title: About");
    let page = page(&mut fields, document, below, title);
    (page, fields.diagnostics)
}

/// Checks the page of a dispute, whose title is its question.
pub(crate) fn read_dispute(document: &Arc<Document>, below: &str) -> (Page, Vec<Diagnostic>) {
    let mut fields = Fields::new(&document.path, &document.front_matter, DISPUTE);
    let question = fields.needed(
        "question",
        "No question, which is the title here.",
        "Add:  question: What do the sources disagree about?",
    );
    let dispute = dispute::read(&mut fields);
    let page = page(&mut fields, document, below, question);
    (Page { dispute: Some(dispute), ..page }, fields.diagnostics)
}

fn page(fields: &mut Fields<'_>, document: &Arc<Document>, below: &str, title: Option<String>) -> Page {
    let mut parts: Vec<Slug> = Vec::new();
    let file = below.strip_suffix("/index").unwrap_or(below);
    for part in file.split('/') {
        parts.push(slug_of_file(fields, part));
    }
    let path = parts.iter().map(Slug::as_str).collect::<Vec<_>>().join("/");
    Page {
        document: document.clone(),
        title: title.unwrap_or_else(|| path.clone()),
        address: Address::new(format!("/{path}/")),
        path,
        summary: fields.text("summary"),
        lang: fields.language("lang"),
        version: Version::default(),
        draft: fields.flag("draft"),
        redirects: fields.redirects(),
        extra: extra(fields, &[]),
        dispute: None,
    }
}
