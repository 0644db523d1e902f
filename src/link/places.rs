//! Where pages and files are, as a file asks for them.

use super::known::{Known, OtherPage};
use super::pictures::PublishedPicture;
use super::read_sources::ReadSource;
use super::site::{Embedded, EntityId, FileId};
use super::target::old_address;
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Noting, Reading};
use crate::base::slug::slugify;
use crate::base::table::Table;
use crate::base::text::fold::{nfc, nfd};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The places of everything; entities by their addresses alone.
#[derive(Clone, Copy)]
pub(crate) struct KnownPlaces<'a>(pub &'a Reading<'a, Known>);

impl<'a> KnownPlaces<'a> {
    /// An article or a plain page by its slug. An article comes first.
    pub(crate) fn other(self, slug: &str) -> Option<&'a OtherPage> {
        let slug = slug.to_owned();
        self.0.articles().get(&slug).or_else(|| self.0.plain().get(&slug))
    }

    pub(crate) fn page(self, path: &SourcePath) -> Option<&'a Address> {
        in_any_form(path, self.0.pages())
    }

    pub(crate) fn file(self, path: &SourcePath) -> Option<&'a Address> {
        in_any_form(path, self.0.files())
    }

    /// Whether a file is published as it is at an address.
    pub(crate) fn is_file(self, address: &Address) -> bool {
        self.0.by_address().get(address).is_some()
    }

    pub(crate) fn is_unpublished(self, path: &SourcePath) -> bool {
        in_any_form(path, self.0.unpublished()).is_some()
    }

    /// What a page embeds by its name.
    pub(crate) fn embedded(self, page: &SourcePath, name: &str) -> Option<&'a Embedded> {
        self.0.embedded().get(&(page.clone(), name.into()))
    }

    /// The picture that is published at an address.
    pub(crate) fn picture(self, address: &Address) -> Option<&'a Arc<PublishedPicture>> {
        self.0.pictures().get(address)
    }

    /// The sources that are read at an address, by what addresses are compared by.
    pub(crate) fn read_at(self, key: &str) -> Option<&'a Table<FileId, Arc<ReadSource>>> {
        self.0.read_at().get(&key.to_owned())
    }

    /// The id of a section by what a link calls it: its id, or the words of its heading.
    pub(crate) fn section(self, page: &Address, called: &str) -> String {
        // `[[page#Heading#Below it]]`
        let last = called.rsplit('#').next().unwrap_or(called);
        let there = |id: &str| {
            self.0
                .anchors()
                .get(page)
                .is_some_and(|anchors| anchors.ids.binary_search_by(|own| (**own).cmp(id)).is_ok())
        };
        let words = slugify(last);
        if !there(called) && there(&words) { words } else { called.to_owned() }
    }

    /// Why there is no page at an address, if it is withheld.
    pub(crate) fn withheld(self, address: &Address) -> Option<&'a str> {
        self.0.withheld().get(address).map(|withheld| &*withheld.why)
    }

    /// The address of an article by its slug.
    pub(crate) fn article(self, slug: &str) -> Option<&'a Address> {
        Some(&self.0.articles().get(&slug.to_owned())?.address)
    }

    /// Why there is no article of a slug, if it is withheld.
    pub(crate) fn withheld_article(self, slug: &str) -> Option<&'a str> {
        self.0.withheld_called().get(&(true, slug.to_owned())).map(|withheld| &*withheld.why)
    }

    /// Why there is no article and no plain page of a slug, if one is withheld.
    pub(crate) fn withheld_called(self, slug: &str) -> Option<&'a str> {
        let page = || Some(&*self.0.withheld_called().get(&(false, slug.to_owned()))?.why);
        self.withheld_article(slug).or_else(page)
    }

    /// The entity whose page has an address.
    pub(crate) fn entity(self, address: &Address) -> Option<&'a EntityId> {
        self.0.entities_at().get(address)?.keys().next()
    }

    /// Whether an address is that of an article or a plain page.
    pub(crate) fn is_page(self, address: &Address) -> bool {
        self.0.others().get(address).is_some()
    }

    pub(crate) fn withheld_file(self, path: &SourcePath) -> Option<&'a str> {
        in_any_form(path, self.0.withheld_files()).map(|withheld| &*withheld.why)
    }

    /// Where the page is now that had an address once.
    pub(crate) fn moved(self, address: &Address) -> Option<&'a Address> {
        let old = old_address(address);
        let moved = self.0.moved().get(&old).or_else(|| self.0.moved_withheld().get(&old))?;
        moved.values().next()
    }

    /// The slugs of all articles and plain pages, to find one that is like a word.
    pub(crate) fn slugs(self) -> BTreeSet<&'a str> {
        self.0.articles().all().keys().chain(self.0.plain().all().keys()).map(String::as_str).collect()
    }

    /// The names of all Markdown files in a folder, to find one that is like another.
    pub(crate) fn stems_in(self, folder: &str) -> BTreeSet<&'a str> {
        self.0.pages().all().keys().filter(|path| path.parent() == folder).map(SourcePath::stem).collect()
    }
}

/// What there is of a file by its path as it is written, then in the other forms of Unicode that its name may have on the
/// disk.
fn in_any_form<'a, T>(path: &SourcePath, table: Noting<'_, 'a, SourcePath, T>) -> Option<&'a T> {
    table.get(path).or_else(|| forms(path).iter().find_map(|path| table.get(path)))
}

/// A path with its folders and its name composed or decomposed, where that is another one.
fn forms(path: &SourcePath) -> Vec<SourcePath> {
    let mut forms = Vec::new();
    if !path.as_str().is_ascii() {
        let (folder, name) = (path.parent(), path.file_name());
        for folder in [folder.to_owned(), nfc(folder).into_owned(), nfd(folder)] {
            let slash = if folder.is_empty() { "" } else { "/" };
            for name in [&*nfc(name), &nfd(name)] {
                let form = SourcePath::new(format!("{folder}{slash}{name}"));
                if form != *path && !forms.contains(&form) {
                    forms.push(form);
                }
            }
        }
    }
    forms
}
