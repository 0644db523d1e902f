//! A plain page as its file describes it, and the page of a dispute, which is one with more fields.

use super::article::extra;
use super::config::Config;
use super::dispute::{self, StatedDispute};
use super::fields::{DISPUTE, PAGE};
use super::files::slug_of_file;
use super::permalink;
use super::reader::Fields;
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
    /// Whether it asks for that address itself, whatever its path is.
    pub has_own_address: bool,
    /// The same without slashes at the ends: `about`, `help/citing`.
    pub path: String,
    pub title: String,
    pub summary: Option<String>,
    pub lang: Option<String>,
    pub draft: bool,
    pub redirects: Vec<Word>,
    pub extra: serde_json::Value,
    /// What the page says of a dispute, when that is what it is about.
    pub dispute: Option<StatedDispute>,
}

/// Checks a plain page.
pub(crate) fn read(document: &Arc<Document>, below: &str, config: &Config) -> (Page, Vec<Diagnostic>) {
    let mut fields = Fields::new(&document.path, &document.front_matter, PAGE);
    let title = fields.needed("title", "No title.", "Add:  title: About");
    let own_address = permalink::of_file(&mut fields);
    let mut page = page(&mut fields, document, below, title);
    page.has_own_address = own_address.is_some();
    page.address = own_address.unwrap_or_else(|| address(config, &page.path));
    (page, fields.diagnostics)
}

/// The address of the plain page at a path, by the pattern of the site.
pub(crate) fn address(config: &Config, path: &str) -> Address {
    let (folder, slug) = path.rsplit_once('/').unwrap_or(("", path));
    let usual = || Address::new(format!("/{path}/"));
    config.permalinks.pages.as_ref().map_or_else(usual, |pattern| pattern.address(slug, None, folder))
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
    let file = below.strip_suffix(".md").unwrap_or(below);
    let file = file.strip_suffix("/index").unwrap_or(file);
    for part in file.split('/') {
        parts.push(slug_of_file(fields, part));
    }
    let path = parts.iter().map(Slug::as_str).collect::<Vec<_>>().join("/");
    Page {
        document: document.clone(),
        title: title.unwrap_or_else(|| path.clone()),
        address: Address::new(format!("/{path}/")),
        has_own_address: false,
        path,
        summary: fields.text("summary"),
        lang: fields.language("lang"),
        draft: fields.flag("draft"),
        redirects: fields.redirects(),
        extra: extra(fields, &[]),
        dispute: None,
    }
}
