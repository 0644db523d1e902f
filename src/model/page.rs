//! A plain page as its file describes it, and two that are one with other fields: the page of a dispute, and the introduction
//! of an edition.

use super::article::extra;
use super::config::Config;
use super::dispute::{self, StatedDispute};
use super::edition::{BadPeriod, Period};
use super::edition_in_words::period_in_words;
use super::fields::{DISPUTE, EDITION, Field, PAGE};
use super::files::slug_of_file;
use super::kind::EDITIONS;
use super::permalink;
use super::reader::Fields;
use super::translation::Version;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::Address;
use crate::base::slug::Slug;
use crate::parse::Document;
use crate::parse::yaml::Word;
use std::sync::Arc;

/// A plain page: about, methodology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub document: Arc<Document>,
    /// The file that has its fields: in another language than the text, where that is a translation.
    pub(crate) fields: Arc<Document>,
    pub address: Address,
    /// Whether it asks for that address itself, whatever its path is.
    pub has_own_address: bool,
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
    /// Which edition it introduces, when that is what it is.
    pub(crate) edition: Option<Introduced>,
}

/// What a file introduces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Introduced {
    pub period: Period,
    /// Whether the file gives the edition a title.
    pub has_title: bool,
}

impl Page {
    /// Whether it is a page by itself: no dispute, which the ledger makes, and no edition.
    pub(crate) fn is_plain(&self) -> bool {
        self.dispute.is_none() && self.edition.is_none()
    }

    /// The fields that its file may have.
    pub(crate) fn fields(&self) -> &'static [Field<'static>] {
        match (&self.dispute, &self.edition) {
            (Some(_), _) => DISPUTE,
            (None, Some(_)) => EDITION,
            (None, None) => PAGE,
        }
    }
}

/// Checks a plain page. `below` is its path in its folder, without ending and language.
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

/// Checks the introduction of an edition, whose name says of which.
pub(crate) fn read_edition(document: &Arc<Document>, below: &str, config: &Config) -> (Page, Vec<Diagnostic>) {
    let mut fields = Fields::new(&document.path, &document.front_matter, EDITION);
    let title = fields.text("title");
    let has_title = title.is_some();
    let page = page(&mut fields, document, below, title);
    let edition = match period_of(below) {
        Ok(period) => {
            if let Some((message, help)) = turned_off(period, config) {
                fields.error(Code::BadEdition, 0..0, message, help);
            }
            Some(Introduced { period, has_title })
        }
        Err(BadPeriod { why, meant }) => {
            let name = below.strip_suffix(".md").unwrap_or(below);
            let message = format!("No edition is called \"{name}\": {why}.");
            let help = match meant {
                Some(meant) => format!("Did you mean content/{EDITIONS}/{meant}.md?"),
                None => format!("Name the file by its week or month:  content/{EDITIONS}/2026-w47.md"),
            };
            fields.error(Code::BadEdition, 0..0, message, help);
            None
        }
    };
    let address = match &edition {
        Some(Introduced { period, .. }) => address_of_edition(*period),
        None => Address::new(format!("/{EDITIONS}{}", page.address.as_str())),
    };
    let path = address.as_str().trim_matches('/').to_owned();
    let title = match &edition {
        Some(Introduced { period, has_title: false }) => period_in_words(&config.strings, *period),
        _ => page.title,
    };
    (Page { address, path, title, edition, ..page }, fields.diagnostics)
}

/// The period that a file in the folder of introductions is called by.
fn period_of(below: &str) -> Result<Period, BadPeriod> {
    let name = below.strip_suffix(".md").unwrap_or(below);
    let name = name.strip_suffix("/index").unwrap_or(name);
    match name.rsplit_once('/') {
        None => Period::read(name),
        Some((_, last)) => {
            let why = format!("introductions lie in content/{EDITIONS}/ itself");
            Err(BadPeriod { why, meant: Period::read(last).ok() })
        }
    }
}

/// Where the edition of a period is.
pub(crate) fn address_of_edition(period: Period) -> Address {
    Address::new(format!("/{EDITIONS}/{period}/"))
}

/// Why the settings want no edition of a period, and what to write if it is wanted.
fn turned_off(period: Period, config: &Config) -> Option<(String, String)> {
    let word = period.sort.word();
    let Some(editions) = &config.editions else {
        let message = "The settings turn editions off, so no page shows this introduction.".to_owned();
        return Some((message, "Delete it, or delete  editions: false  from site.yaml.".to_owned()));
    };
    if editions.has(period) {
        return None;
    }
    match editions.from {
        Some(from) if period.over() <= from => {
            let message =
                format!("By the settings the first edition begins on {from}, so no page shows this introduction.");
            Some((message, format!("Write in site.yaml:  editions: {{from: {period}}}")))
        }
        _ => {
            let message = format!("The settings have no edition for each {word}, so no page shows this introduction.");
            Some((message, format!("Write in site.yaml:  editions: {{{word}s: true}}")))
        }
    }
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
        fields: document.clone(),
        title: title.unwrap_or_else(|| path.clone()),
        address: Address::new(format!("/{path}/")),
        has_own_address: false,
        path,
        summary: fields.text("summary"),
        lang: fields.language("lang"),
        version: Version::default(),
        draft: fields.flag("draft"),
        redirects: fields.redirects(),
        extra: extra(fields, &[]),
        dispute: None,
        edition: None,
    }
}
