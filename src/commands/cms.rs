//! The configuration of a content management system (CMS), so that its forms have the fields and the entities of the site.
//!
//! Which fields there are, what they take and what they mean comes from the tables that the reader uses. A field of which a
//! form would lose something is not in the form, and stays in the file as it is. Writes nothing, and asks no server.

mod choices;
mod decap;
mod front_matter;
mod pages;

use crate::link::Site;
use crate::model::Config;
use crate::model::fields::{DISPUTE, Field, PAGE, Takes, of_article, of_entity};
use crate::model::kind::{ARTICLES, DISPUTES, PAGES, SOURCE_KEY};
use choices::Choices;

/// A CMS that keeps its content in Markdown files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cms {
    Sveltia,
    Decap,
    Pages,
    FrontMatter,
}

/// The files that a CMS needs in the folder of a site: the configuration first. Each with its path and its text.
pub fn files(cms: Cms, site: &Site) -> Vec<(&'static str, String)> {
    match cms {
        Cms::Sveltia | Cms::Decap => {
            vec![("admin/config.yml", decap::config(cms, site)), ("admin/index.html", decap::page(cms))]
        }
        Cms::Pages => vec![(".pages.yml", pages::config(site))],
        Cms::FrontMatter => vec![("frontmatter.json", front_matter::config(site))],
    }
}

/// The files of one folder of the content, and what a form for one of them asks.
struct Collection<'s> {
    /// Its folder, which is also its name.
    folder: &'s str,
    /// What the files are called, and one of them.
    label: &'s str,
    one: &'s str,
    fields: Vec<Field<'s>>,
}

impl Collection<'_> {
    /// The field that a file is called by.
    fn title(&self) -> &str {
        self.fields.iter().find(|field| field.needed).map_or("title", |field| field.key)
    }

    fn is_dated(&self) -> bool {
        self.folder == ARTICLES
    }
}

/// All folders in which people write.
fn collections(config: &Config) -> Vec<Collection<'_>> {
    let mut all = vec![Collection { folder: ARTICLES, label: "Articles", one: "Article", fields: of_article(config) }];
    let kinds = config.kinds.iter();
    let (sources, others): (Vec<_>, Vec<_>) = kinds.partition(|kind| kind.key == SOURCE_KEY);
    all.extend(others.into_iter().chain(sources).map(|kind| Collection {
        folder: &kind.folder,
        label: &kind.plural,
        one: &kind.title,
        fields: of_entity(kind),
    }));
    all.push(Collection { folder: DISPUTES, label: "Disputes", one: "Dispute", fields: DISPUTE.to_vec() });
    all.push(Collection { folder: PAGES, label: "Pages", one: "Page", fields: PAGE.to_vec() });
    all
}

/// What a form calls a field: `would_settle` is "Would settle".
fn label(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Whether a form can hold all that a field may have. A field that may have a text or a set of fields is a text in a form only
/// where nothing is lost if it is the other.
fn fits_a_form(takes: Takes<'_>) -> bool {
    !matches!(
        takes,
        Takes::Blocs
            | Takes::Places
            | Takes::When
            | Takes::FlagOrMap(_)
            | Takes::ByLanguage
            | Takes::ArticleByLanguage
            | Takes::Anything
    )
}

/// Whether a new article is a draft, where a field says so.
fn default_of_flag(collection: &Collection<'_>, key: &str, config: &Config) -> bool {
    collection.is_dated() && key == "draft" && config.new_drafts
}
