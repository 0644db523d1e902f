//! Where everything on the site is, besides the names of entities: pages, files, and what is withheld.
//!
//! Nearly every edit changes something here, a title or a page more, and hardly any file asks about it. So a file keeps
//! the questions that it asked: it is looked up again when one of these would get another answer.

use super::files::Files;
use super::publish::Parts;
use super::site::{FileId, LinkedFile, Redirect, Withheld};
use super::target::old_address;
use crate::model::Item;
use crate::path::{Address, SourcePath};
use crate::table::{Rekeyed, Table, Turned, changed};
use crate::text::fold::{nfc, nfd};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Articles and plain pages by slug: what `[[...]]` may also name. An article comes first.
    articles: Table<String, Other>,
    plain: Table<String, Other>,
    /// The page of each Markdown file.
    pages: Table<SourcePath, Address>,
    files: Arc<Files>,
    /// Pages that are not published, and why, by address and by file.
    withheld: Table<Address, Arc<Withheld>>,
    withheld_files: Table<SourcePath, Arc<Withheld>>,
    /// The pages that old addresses lead to, published ones and others.
    moved: [Table<Address, Table<FileId, Address>>; 2],
}

/// A page that is no entity's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    pub address: Address,
    pub title: String,
}

/// What a file may ask about places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    Other(String),
    Page(SourcePath),
    File(SourcePath),
    Unpublished(SourcePath),
    Withheld(Address),
    Moved(Address),
    WithheldFile(SourcePath),
    /// Who is called so, in the form in which names are compared.
    Name(String),
    /// Whose name is like a word, among all.
    Guess,
    /// Which page or file is like a word, among all.
    Similar,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(super) struct Memory {
    articles: Rekeyed<FileId, Item, String, Other>,
    plain: Rekeyed<FileId, Item, String, Other>,
    withheld: Rekeyed<SourcePath, Arc<Withheld>, Address, Arc<Withheld>>,
    withheld_files: Rekeyed<SourcePath, Arc<Withheld>, SourcePath, Arc<Withheld>>,
    moved: [Turned<FileId, Arc<Vec<Redirect>>, Address, Address>; 2],
    redirects_of_withheld: Rekeyed<SourcePath, Arc<Withheld>, FileId, Arc<Vec<Redirect>>>,
    last: Places,
    /// Who asked what.
    asked: Turned<FileId, Arc<LinkedFile>, Question, ()>,
}

impl Memory {
    /// The files that asked something the last time.
    pub fn who_asked(&self, questions: &[Question]) -> BTreeSet<FileId> {
        questions.iter().flat_map(|question| self.asked.of(question)).cloned().collect()
    }

    /// The places of a site, with the questions that have another answer now.
    pub fn places(
        &mut self,
        parts: &Parts,
        pages: &Table<SourcePath, Address>,
        files: &Arc<Files>,
        redirects: &Table<FileId, Arc<Vec<Redirect>>>,
    ) -> (Places, Vec<Question>) {
        let of_withheld = self.redirects_of_withheld.follow(&parts.withheld, |_, withheld| {
            (!withheld.redirects.is_empty()).then(|| (withheld.id.clone(), withheld.redirects.clone()))
        });
        let [seen, withheld] = &mut self.moved;
        let moved = [seen.follow(redirects, moved).clone(), withheld.follow(&of_withheld, moved).clone()];
        let places = Places {
            articles: self.articles.follow(&parts.seen, |_, item| match item {
                Item::Article(article) => {
                    let other = Other { address: article.address.clone(), title: article.title.to_string() };
                    Some((article.slug.to_string(), other))
                }
                _ => None,
            }),
            plain: self.plain.follow(&parts.seen, |_, item| match item {
                Item::Page(page) => {
                    Some((page.path.clone(), Other { address: page.address.clone(), title: page.title.clone() }))
                }
                _ => None,
            }),
            pages: pages.clone(),
            files: files.clone(),
            moved,
            // Drafts of entities have pages, made from tags alone.
            withheld: self.withheld.follow(&parts.withheld, |_, withheld| {
                (!withheld.is_entity()).then(|| (withheld.address.clone(), withheld.clone()))
            }),
            withheld_files: self.withheld_files.follow(&parts.withheld, |path, withheld| {
                (!withheld.is_entity()).then(|| (path.clone(), withheld.clone()))
            }),
        };
        let questions = places.questions_since(&self.last);
        self.last = places.clone();
        (places, questions)
    }

    /// Takes in what all files asked.
    pub fn learn(&mut self, linked: &Table<FileId, Arc<LinkedFile>>) {
        self.asked.follow(linked, |_, file| file.asked.iter().map(|question| (question.clone(), ())).collect());
    }
}

/// The old addresses of a file, as they are looked up.
fn moved(_: &FileId, redirects: &Arc<Vec<Redirect>>) -> Vec<(Address, Address)> {
    redirects.iter().map(|redirect| (old_address(&redirect.old), redirect.to.clone())).collect()
}

impl Places {
    /// The questions whose answers are others than they were.
    fn questions_since(&self, old: &Places) -> Vec<Question> {
        let mut questions: Vec<Question> = Vec::new();
        questions.extend(changed(&old.articles, &self.articles).map(Question::Other));
        questions.extend(changed(&old.plain, &self.plain).map(Question::Other));
        questions.extend(changed(&old.pages, &self.pages).map(Question::Page));
        if !Arc::ptr_eq(&old.files, &self.files) {
            questions.extend(changed(&old.files.by_path, &self.files.by_path).map(Question::File));
            questions.extend(changed(&old.files.unpublished, &self.files.unpublished).map(Question::Unpublished));
        }
        questions.extend(changed(&old.withheld, &self.withheld).map(Question::Withheld));
        for (old, new) in old.moved.iter().zip(&self.moved) {
            questions.extend(changed(old, new).map(Question::Moved));
        }
        questions.extend(changed(&old.withheld_files, &self.withheld_files).map(Question::WithheldFile));
        if !questions.is_empty() {
            questions.push(Question::Similar);
        }
        questions
    }

    pub fn asking(&self) -> Asking<'_> {
        Asking { places: self, asked: Vec::new() }
    }
}

/// The places, with all that one file asks about them.
pub struct Asking<'a> {
    places: &'a Places,
    pub asked: Vec<Question>,
}

impl<'a> Asking<'a> {
    pub fn other(&mut self, slug: &str) -> Option<&'a Other> {
        self.asked.push(Question::Other(slug.to_owned()));
        self.places.articles.get(slug).or_else(|| self.places.plain.get(slug))
    }

    pub fn page(&mut self, path: &SourcePath) -> Option<&'a Address> {
        let places = self.places;
        self.in_any_form(path, Question::Page, |path| places.pages.get(path))
    }

    pub fn file(&mut self, path: &SourcePath) -> Option<&'a Address> {
        let places = self.places;
        self.in_any_form(path, Question::File, |path| places.files.by_path.get(path))
    }

    pub fn is_unpublished(&mut self, path: &SourcePath) -> bool {
        let places = self.places;
        self.in_any_form(path, Question::Unpublished, |path| places.files.unpublished.get(path)).is_some()
    }

    /// Asks about a file by its path as it is written, then in the other forms of Unicode that its name may have on the
    /// disk.
    fn in_any_form<T>(
        &mut self,
        path: &SourcePath,
        question: fn(SourcePath) -> Question,
        find: impl Fn(&SourcePath) -> Option<T>,
    ) -> Option<T> {
        forms(path).into_iter().find_map(|path| {
            self.asked.push(question(path.clone()));
            find(&path)
        })
    }

    /// Why there is no page at an address, if it is withheld.
    pub fn withheld(&mut self, address: &Address) -> Option<&'a String> {
        self.asked.push(Question::Withheld(address.clone()));
        self.places.withheld.get(address).map(|withheld| &withheld.why)
    }

    /// Where the page is now that had an address once.
    pub fn moved(&mut self, address: &Address) -> Option<&'a Address> {
        let old = old_address(address);
        let to = self.places.moved.iter().find_map(|moved| moved.get(&old)?.values().next());
        self.asked.push(Question::Moved(old));
        to
    }

    pub fn withheld_file(&mut self, path: &SourcePath) -> Option<&'a String> {
        let places = self.places;
        self.in_any_form(path, Question::WithheldFile, |path| places.withheld_files.get(path))
            .map(|withheld| &withheld.why)
    }

    /// The slugs of all articles and plain pages, to find one that is like a word.
    pub fn slugs(&mut self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.asked.push(Question::Similar);
        let all: BTreeSet<&str> =
            self.places.articles.keys().chain(self.places.plain.keys()).map(String::as_str).collect();
        all.into_iter()
    }

    /// The names of all Markdown files in a folder, to find one that is like another.
    pub fn stems_in(&mut self, folder: &str) -> BTreeSet<&'a str> {
        self.asked.push(Question::Similar);
        self.places.pages.keys().filter(|path| path.parent() == folder).map(SourcePath::stem).collect()
    }
}

/// A path as it is written, and with its folders and its name composed or decomposed.
fn forms(path: &SourcePath) -> Vec<SourcePath> {
    let mut forms = vec![path.clone()];
    if !path.as_str().is_ascii() {
        let (folder, name) = (path.parent(), path.file_name());
        for folder in [folder.to_owned(), nfc(folder).into_owned(), nfd(folder)] {
            let slash = if folder.is_empty() { "" } else { "/" };
            for name in [&*nfc(name), &nfd(name)] {
                let form = SourcePath::new(format!("{folder}{slash}{name}"));
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
        }
    }
    forms
}
