//! What an entity is called: its names, which of them are weak, and the form in which names are compared.

use crate::base::path::Address;
use crate::base::slug::Slug;
pub(crate) use crate::base::text::fold::folded;
use crate::model::Entity;
use crate::model::fact::Part;
use crate::parse::yaml::Word;
use std::sync::Arc;

/// What an entity is called, and little more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Called {
    pub name: String,
    /// Aliases, and names in other languages.
    pub aliases: Vec<String>,
    /// Names that are listed as weak.
    pub weak: Vec<String>,
    /// Known misspellings.
    pub sic: Vec<String>,
    /// The slug that it had first, by which statements go.
    pub first_slug: Slug,
    pub has_file: bool,
    /// Whether its names in prose stay plain text.
    pub link_never: bool,
    /// The words by which its facts name other entities.
    pub refers_to: Vec<String>,
    /// Where a source is to be read, by which writers may mean it.
    pub urls: Vec<String>,
    pub shown: LinkLabel,
    /// Where its page is.
    pub page: Address,
}

/// What links to an entity show, which all of them share: its address as they have it, its name, and the key of its kind;
/// of a source also its name in few letters, and the same in full: "A", "Source A".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkLabel {
    pub address: Arc<str>,
    pub name: Arc<str>,
    /// The language of the name, where it is not the site's.
    pub lang: Option<Arc<str>>,
    pub class: Arc<str>,
    pub short: Option<Arc<str>>,
    pub label: Arc<str>,
}

impl Called {
    pub(crate) fn new(entity: &Entity) -> Called {
        let texts = |words: &[Word]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
        let references =
            entity.facts.iter().flat_map(|fact| fact.values.iter().flatten()).filter_map(|part| match part {
                Part::Reference(reference) => Some(reference.word.text.clone()),
                Part::Text(_) => None,
            });
        let of_urls = entity.facts.iter().filter(|fact| fact.key == "url");
        let urls = of_urls.flat_map(|fact| fact.values.iter().flatten()).filter_map(|part| match part {
            Part::Text(url) => Some(url.clone()),
            Part::Reference(_) => None,
        });
        Called {
            name: entity.name.clone(),
            aliases: texts(&entity.aliases)
                .into_iter()
                .chain(entity.names.iter().map(|(_, name)| name.clone()))
                .collect(),
            weak: texts(&entity.weak),
            sic: texts(&entity.sic),
            first_slug: entity.first_slug.clone(),
            has_file: entity.document.is_some(),
            link_never: entity.link_never,
            refers_to: references.collect(),
            urls: urls.collect(),
            page: entity.address.clone(),
            shown: LinkLabel {
                address: entity.address.encoded().into(),
                name: entity.name.as_str().into(),
                lang: entity.lang.as_deref().map(Arc::from),
                class: entity.kind.key.as_str().into(),
                short: entity.short.clone(),
                label: entity.label(),
            },
        }
    }

    /// Whether this is one of its names, weak ones too, without regard to case.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        let mut names = std::iter::once(&self.name).chain(&self.aliases).chain(&self.weak);
        names.any(|own| folded(own) == folded(name))
    }
}

/// Names that stand for too much to stand alone: "US", "X", "360".
///
/// Three letters of Latin script are an abbreviation; three of a script that writes words with them are a name.
pub(crate) fn is_weak(name: &str) -> bool {
    let short = name.is_ascii() && name.chars().count() <= 3;
    short || name.chars().all(|c| c.is_numeric())
}
