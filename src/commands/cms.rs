//! The configuration of a content management system (CMS), so that its forms have the fields and the entities of the site.
//!
//! Which fields there are, what they take and what they mean comes from the tables that the reader uses. A field of which a
//! form would lose something is not in the form, and stays in the file as it is. Writes nothing, and asks no server.

mod choices;
mod decap;
mod front_matter_cms;
mod pages;

use crate::link::Site;
use crate::load::{CONTENT, SourceFile, Sources};
use crate::model::Config;
use crate::model::fields::{DISPUTE, Field, PAGE, Takes, of_article, of_entity};
use crate::model::kind::{ARTICLES, DISPUTES, PAGES, SOURCE_KEY};
use crate::parse::front_matter;
use crate::parse::yaml::{Value, YamlNode};
use choices::Choices;
use std::collections::BTreeSet;

/// A CMS that keeps its content in Markdown files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cms {
    Sveltia,
    Decap,
    Pages,
    FrontMatter,
}

/// The files that a CMS needs in the folder of a site: the configuration first. Each with its path and its text.
pub fn files(cms: Cms, site: &Site, sources: &Sources) -> Vec<(&'static str, String)> {
    let structured = Structured::new(sources);
    match cms {
        Cms::Sveltia | Cms::Decap => {
            vec![("admin/config.yml", decap::config(cms, site, &structured)), ("admin/index.html", decap::page(cms))]
        }
        Cms::Pages => vec![(".pages.yml", pages::config(site, &structured))],
        Cms::FrontMatter => vec![("frontmatter.json", front_matter_cms::config(site, &structured))],
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
    // A CMS names files by their titles, and the introduction of an edition is named by its week, so it has no form.
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

/// The fields of which files have more than one text, each with its folder and the set that it stands in: `articles/events/when`.
struct Structured(BTreeSet<String>);

impl Structured {
    fn new(sources: &Sources) -> Structured {
        let mut found = BTreeSet::new();
        for (path, text) in sources.in_folder(CONTENT).filter(|(path, _)| path.extension() == "md") {
            let SourceFile::Text(text) = text else { continue };
            let folder = path.below(CONTENT).and_then(|below| below.split('/').next()).unwrap_or("");
            let (front_matter, ..) = front_matter::read(path, text);
            for (key, node) in &front_matter.fields {
                note(node, &format!("{folder}/{}", key.text), &mut found);
            }
        }
        Structured(found)
    }

    /// The fields that may be in a form.
    fn in_forms<'f, 'k>(&self, fields: &'f [Field<'k>], place: &str) -> impl Iterator<Item = &'f Field<'k>> {
        fields.iter().filter(move |field| self.fits_a_form(field, place))
    }

    /// Whether a form can hold all that a field of the files has. A time may be a text or a set of fields, and a form that has a
    /// text for it would lose a set: so it has one only where no file has a set.
    fn fits_a_form(&self, field: &Field<'_>, place: &str) -> bool {
        match field.takes {
            Takes::Blocs | Takes::FlagOrMap(_) | Takes::ByLanguage | Takes::ArticleByLanguage | Takes::Anything => {
                false
            }
            Takes::Places | Takes::When => !self.0.contains(&format!("{place}/{}", field.key)),
            _ => true,
        }
    }
}

fn note(node: &YamlNode, place: &str, found: &mut BTreeSet<String>) {
    match &node.value {
        Value::Map(fields) => {
            found.insert(place.to_owned());
            fields.iter().for_each(|(key, node)| note(node, &format!("{place}/{}", key.text), found));
        }
        Value::List(items) => {
            found.insert(place.to_owned());
            items.iter().for_each(|item| note(item, place, found));
        }
        Value::Text { .. } | Value::Null | Value::Broken => {}
    }
}
