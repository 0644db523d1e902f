//! Where everything on the site is, besides the names of entities: pages, files, and what is withheld.
//!
//! Nearly every edit changes something here, a title or a page more, and hardly any file asks about it. So a file keeps
//! the questions that it asked, with their answers: while all of these hold, what its links came to holds too.

use super::publish::Parts;
use crate::load::{CONTENT, Sources};
use crate::memo::Last;
use crate::model::Item;
use crate::parse::Document;
use crate::path::{Address, SourcePath};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Debug, PartialEq, Eq)]
pub struct Places {
    /// Articles and plain pages by slug: what `[[...]]` may also name.
    others: BTreeMap<String, Other>,
    /// The page of each Markdown file.
    pages: BTreeMap<SourcePath, Address>,
    /// The address of each file that is published as it is.
    files: BTreeMap<SourcePath, Address>,
    /// Files of the content that are there and not published.
    unpublished: BTreeSet<SourcePath>,
    /// Pages that are not published, and why, by address and by file.
    withheld: BTreeMap<Address, String>,
    withheld_files: BTreeMap<SourcePath, String>,
}

/// A page that is no entity's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    pub address: Address,
    pub title: String,
}

/// A question, with the answer that it got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    Other(String, Option<Other>),
    Page(SourcePath, Option<Address>),
    File(SourcePath, Option<Address>),
    Unpublished(SourcePath, bool),
    Withheld(Address, Option<String>),
    WithheldFile(SourcePath, Option<String>),
    /// Something like a word or a path was looked for among all.
    Similar,
}

/// What the places depend on.
#[derive(Debug, PartialEq)]
pub(super) struct Question {
    heads: Heads,
    files: BTreeMap<Address, SourcePath>,
    /// Files of the content that are no Markdown.
    others: Vec<SourcePath>,
    withheld: BTreeMap<Address, String>,
    withheld_files: BTreeMap<SourcePath, String>,
}

/// Items, of which only the path, the address and the title count.
#[derive(Debug)]
pub(super) struct Heads(Vec<Item>);

impl PartialEq for Heads {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| is_same_head(a, b))
    }
}

fn is_same_head(a: &Item, b: &Item) -> bool {
    let path = |document: &Option<Arc<Document>>| document.as_ref().map(|document| document.path.clone());
    match (a, b) {
        (Item::Article(a), Item::Article(b)) => {
            let same = || a.address == b.address && a.title == b.title && a.document.path == b.document.path;
            Arc::ptr_eq(a, b) || same()
        }
        (Item::Page(a), Item::Page(b)) => {
            let same = || a.address == b.address && a.title == b.title && a.document.path == b.document.path;
            Arc::ptr_eq(a, b) || same()
        }
        (Item::Entity(a), Item::Entity(b)) => {
            Arc::ptr_eq(a, b) || (a.address == b.address && path(&a.document) == path(&b.document))
        }
        _ => false,
    }
}

/// What this remembers between builds.
pub(super) type Memory = Last<Question, Arc<Places>>;

/// The places of a site, and whether they are those of the build before.
pub(super) fn places(
    sources: &Sources,
    parts: &Parts,
    files: &BTreeMap<Address, SourcePath>,
    memory: &mut Memory,
) -> (Arc<Places>, bool) {
    let articles = parts.articles.iter().cloned().map(Item::Article);
    let pages = parts.pages.iter().cloned().map(Item::Page);
    let entities = parts.entities.values().cloned().map(Item::Entity);
    let content = sources.in_folder(CONTENT).map(|(path, _)| path);
    let question = Question {
        heads: Heads(articles.chain(pages).chain(entities).collect()),
        files: files.clone(),
        others: content.filter(|path| path.extension() != "md").cloned().collect(),
        withheld: parts.withheld.clone(),
        withheld_files: parts.withheld_files.clone(),
    };
    if let Some(places) = memory.answer(&question) {
        return (places, true);
    }
    let places = Arc::new(Places::new(sources, parts, files));
    (memory.learn(question, places), false)
}

impl Places {
    fn new(sources: &Sources, parts: &Parts, files: &BTreeMap<Address, SourcePath>) -> Self {
        let mut others = BTreeMap::new();
        for article in &parts.articles {
            let other = Other { address: article.address.clone(), title: article.title.clone() };
            others.insert(article.slug.to_string(), other);
        }
        for page in &parts.pages {
            let other = || Other { address: page.address.clone(), title: page.title.clone() };
            others.entry(page.path.clone()).or_insert_with(other);
        }
        let files: BTreeMap<SourcePath, Address> = files.iter().map(|(a, path)| (path.clone(), a.clone())).collect();
        let content = sources.in_folder(CONTENT).map(|(path, _)| path);
        let unpublished =
            content.filter(|path| path.extension() != "md" && !files.contains_key(path)).cloned().collect();
        Places {
            others,
            pages: parts.documents().map(|(path, address)| (path.clone(), address.clone())).collect(),
            files,
            unpublished,
            withheld: parts.withheld.clone(),
            withheld_files: parts.withheld_files.clone(),
        }
    }

    /// Whether a question would get the same answer.
    pub fn still(&self, asked: &Asked) -> bool {
        match asked {
            Asked::Other(slug, answer) => self.others.get(slug) == answer.as_ref(),
            Asked::Page(path, answer) => self.pages.get(path) == answer.as_ref(),
            Asked::File(path, answer) => self.files.get(path) == answer.as_ref(),
            Asked::Unpublished(path, answer) => self.unpublished.contains(path) == *answer,
            Asked::Withheld(address, answer) => self.withheld.get(address) == answer.as_ref(),
            Asked::WithheldFile(path, answer) => self.withheld_files.get(path) == answer.as_ref(),
            Asked::Similar => false,
        }
    }

    pub fn asking(&self) -> Asking<'_> {
        Asking { places: self, asked: Vec::new() }
    }
}

/// The places, with all that one file asks about them.
pub struct Asking<'a> {
    places: &'a Places,
    pub asked: Vec<Asked>,
}

impl<'a> Asking<'a> {
    pub fn other(&mut self, slug: &str) -> Option<&'a Other> {
        let answer = self.places.others.get(slug);
        self.asked.push(Asked::Other(slug.to_owned(), answer.cloned()));
        answer
    }

    pub fn page(&mut self, path: &SourcePath) -> Option<&'a Address> {
        let answer = self.places.pages.get(path);
        self.asked.push(Asked::Page(path.clone(), answer.cloned()));
        answer
    }

    pub fn file(&mut self, path: &SourcePath) -> Option<&'a Address> {
        let answer = self.places.files.get(path);
        self.asked.push(Asked::File(path.clone(), answer.cloned()));
        answer
    }

    pub fn is_unpublished(&mut self, path: &SourcePath) -> bool {
        let answer = self.places.unpublished.contains(path);
        self.asked.push(Asked::Unpublished(path.clone(), answer));
        answer
    }

    /// Why there is no page at an address, if it is withheld.
    pub fn withheld(&mut self, address: &Address) -> Option<&'a String> {
        let answer = self.places.withheld.get(address);
        self.asked.push(Asked::Withheld(address.clone(), answer.cloned()));
        answer
    }

    pub fn withheld_file(&mut self, path: &SourcePath) -> Option<&'a String> {
        let answer = self.places.withheld_files.get(path);
        self.asked.push(Asked::WithheldFile(path.clone(), answer.cloned()));
        answer
    }

    /// The slugs of all articles and plain pages, to find one that is like a word.
    pub fn slugs(&mut self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.asked.push(Asked::Similar);
        self.places.others.keys().map(String::as_str)
    }

    /// The names of all Markdown files in a folder, to find one that is like another.
    pub fn stems_in(&mut self, folder: &str) -> BTreeSet<&'a str> {
        self.asked.push(Asked::Similar);
        self.places.pages.keys().filter(|path| path.parent() == folder).map(SourcePath::stem).collect()
    }
}
