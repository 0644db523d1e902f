//! What every reader of an old site makes of it, and the writer writes: articles, pages, tags, authors, files, settings.
//!
//! Addresses are those of the old site, from its root and decoded: `/2019/05/title/`. Plain values; nothing is done here.

use super::dates::When;
use super::datum::Fields;
use super::left::Left;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a link of a body begins with that leads to a file of the old site, by its path there: `fissure-import:posts/a.md#why`.
pub(super) const TO_FILE: &str = "fissure-import:";

/// A whole site as it was.
#[derive(Debug, Default)]
pub(super) struct Imported {
    pub settings: Settings,
    pub items: Vec<Item>,
    /// What is known of tags beyond their names, by taxonomy and key.
    pub terms: BTreeMap<(String, String), Term>,
    /// What is known of authors, by the word that items name them with.
    pub authors: BTreeMap<String, Author>,
    pub files: Vec<CopiedFile>,
    pub left: Left,
}

#[derive(Debug, Default)]
pub(super) struct Settings {
    pub title: Option<String>,
    pub tagline: Option<String>,
    pub base_url: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub author: Option<String>,
    /// Titles and addresses.
    pub menu: Vec<(String, String)>,
    pub page_size: Option<usize>,
    /// How the old site addressed the page of a term, by taxonomy, with `:slug` where its key stands: `/tag/:slug/`.
    pub term_addresses: BTreeMap<String, String>,
    /// The same of authors.
    pub author_address: Option<String>,
    /// How a term's name becomes `:slug`.
    pub slugs: TermSlugs,
}

/// How another generator makes the address of a term from its name.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum TermSlugs {
    /// Small letters and hyphens, as Jekyll's usual plugins, WordPress and Ghost do.
    #[default]
    Usual,
    /// As Hugo does, which keeps dots, underscores and letters of all scripts.
    Hugo,
}

/// What an item becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Article,
    Page,
}

/// An article or page.
#[derive(Debug)]
pub(super) struct Item {
    /// Where it was: the path of its file, or what the export calls it.
    pub source: String,
    pub sort: Sort,
    pub title: String,
    /// An article without one is a draft of no day, and gets one in the report.
    pub date: Option<When>,
    /// What its slug is made of; of a page its whole path.
    pub name: String,
    pub summary: Option<String>,
    pub authors: Vec<String>,
    pub tags: Vec<Tag>,
    pub image: Option<String>,
    pub lang: Option<String>,
    pub draft: bool,
    pub expires: Option<When>,
    /// The address it had, and then every other one that led to it.
    pub addresses: Vec<String>,
    /// The folder of its address, from which relative links of its body are followed.
    pub base: String,
    /// Markdown; its links are those of the old site.
    pub body: String,
    pub extra: Fields,
    /// Other names by which links may call its file, besides its path.
    pub known_as: Vec<String>,
    /// Items of one name here are the same text in several languages.
    pub translated: Option<String>,
}

impl Item {
    pub(super) fn new(source: impl Into<String>, sort: Sort) -> Item {
        Item {
            source: source.into(),
            sort,
            title: String::new(),
            date: None,
            name: String::new(),
            summary: None,
            authors: Vec::new(),
            tags: Vec::new(),
            image: None,
            lang: None,
            draft: false,
            expires: None,
            addresses: Vec::new(),
            base: "/".to_owned(),
            body: String::new(),
            extra: Vec::new(),
            known_as: Vec::new(),
            translated: None,
        }
    }

    /// Sets its address in the old site, which relative links begin from.
    pub(super) fn stood_at(&mut self, address: String) {
        self.base = address.rfind('/').map_or("/", |at| &address[..=at]).to_owned();
        self.addresses.insert(0, address);
    }
}

/// A tag or category of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// `tags`, `categories`, `series`.
    pub taxonomy: String,
    pub name: String,
}

/// The page of a tag.
#[derive(Debug, Default)]
pub(super) struct Term {
    pub name: Option<String>,
    /// The last part of its address, where that is not made of the name.
    pub slug: Option<String>,
    pub body: String,
    pub addresses: Vec<String>,
    /// Whether it had a file of its own, and so a page though nothing has the tag.
    pub has_file: bool,
}

#[derive(Debug, Default)]
pub(super) struct Author {
    pub name: String,
    pub slug: Option<String>,
    pub body: String,
    pub addresses: Vec<String>,
    pub extra: Fields,
    /// Whether it had a page of its own, though it wrote nothing.
    pub has_page: bool,
}

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CopiedFile {
    pub from: PathBuf,
    /// Its address, in the old site and the new one.
    pub address: String,
}
