//! What a rename reads of the site as it is: who is called what, which addresses there are, and to whom they belong.
//!
//! Read from a finished build and the files of the content. Knows nothing of what is renamed.

use crate::base::path::{Address, SourcePath};
use crate::link::names::Names;
use crate::link::{Files, Site, page_keys};
use crate::load::STATIC;
use crate::model::config::BaseUrl;
use crate::model::{Config, Item};
use std::collections::{BTreeMap, BTreeSet};

/// The site before anything is renamed.
pub(crate) struct Present<'a> {
    pub names: Names<'a>,
    pub base_url: Option<&'a BaseUrl>,
    /// Published articles and plain pages, by what `[[...]]` calls them.
    published: BTreeMap<&'a str, &'a Address>,
    /// The same of those that are not published.
    held_back: BTreeMap<&'a str, &'a Address>,
    /// The addresses that the files of the content have, or will have.
    addresses: BTreeSet<Address>,
    config: &'a Config,
    files: &'a Files,
}

impl<'a> Present<'a> {
    pub(crate) fn new(site: &'a Site, names: Names<'a>, items: &[Item]) -> Present<'a> {
        let pages = site.pages.values().map(|linked| (linked.page.path.as_str(), &linked.address));
        // Of an article and a page with one slug, the article is meant.
        let articles = site.articles.values().map(|linked| (linked.article.slug.as_str(), &linked.address));
        Present {
            names,
            base_url: site.config.base_url.as_ref(),
            published: pages.chain(articles).collect(),
            held_back: site
                .withheld
                .values()
                .filter_map(|of| Some((of.called.as_ref()?.1.as_str(), &of.address)))
                .collect(),
            addresses: items.iter().map(|item| item.address().clone()).collect(),
            config: &site.config,
            files: &site.files,
        }
    }

    /// The article or plain page that a name in `[[...]]` leads to, where it is not that of an entity.
    pub(crate) fn page_called(&self, name: &str) -> Option<Address> {
        let keys = page_keys(name);
        let published = keys.iter().find_map(|key| self.published.get(key.as_str()).copied());
        published
            .cloned()
            .or_else(|| keys.iter().find_map(|key| self.held_back.get(key.as_str()).map(|at| (*at).clone())))
    }

    /// What an address begins with if it names a language, else nothing, and the same page within that language.
    pub(crate) fn in_language<'t>(&self, address: &'t str) -> (&'t str, &'t str) {
        self.config.named_language(address).unwrap_or(("", address))
    }

    /// Whether something below a page stays where it is when the page alone moves: another page, or a static file.
    pub(crate) fn stays(&self, address: &Address, page: &Address) -> bool {
        let below = |at: usize| Address::new(&address.as_str()[..at]);
        let slashes = address.as_str().match_indices('/').map(|(at, _)| at + 1);
        let mut folders = slashes.filter(|at| *at > page.folder().len()).map(below);
        folders.any(|folder| self.addresses.contains(&folder))
            || (address != page && self.addresses.contains(address))
            || self.files.by_address.get(address).is_some_and(|path: &SourcePath| path.below(STATIC).is_some())
    }
}
