//! Where sources are read: what those who link to such an address may know of it.
//!
//! Looks at one item. Which source is meant of several is for `link_cards` to say.

use super::site::FileId;
use crate::base::web_address::WebAddress;
use crate::model::Item;
use crate::model::entity::Entity;
use crate::model::fact::Part;
use crate::model::kind::SOURCE_KEY;
use std::sync::Arc;

/// What a source says of itself to those who link to where it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadSource {
    pub title: Arc<str>,
    /// The language of the title, where it is not the site's.
    pub lang: Option<Arc<str>>,
    pub publishers: Vec<String>,
    /// In words.
    pub published: Option<Arc<str>>,
}

/// The addresses where an item is read, if it is a source.
pub(crate) fn read_at(_: &FileId, item: &Item) -> Vec<(String, Arc<ReadSource>)> {
    let Item::Entity(entity) = item else { return Vec::new() };
    if entity.kind.key != SOURCE_KEY {
        return Vec::new();
    }
    let known = |text: &&str| *text != "unknown";
    let is_dated = entity.published.is_some_and(|days| days.earliest.is_some() || days.latest.is_some());
    let source = Arc::new(ReadSource {
        title: entity.name.as_str().into(),
        lang: language_of_name(entity),
        publishers: texts(entity, "publisher").filter(known).map(str::to_owned).collect(),
        published: texts(entity, "published").next().filter(|_| is_dated).map(Arc::from),
    });
    let mut keys: Vec<String> = texts(entity, "url").filter_map(WebAddress::read).map(|address| address.key).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter().map(|key| (key, source.clone())).collect()
}

/// The language of an entity's name, where it is another than that in which the site is made: a source that is not translated
/// keeps its title.
fn language_of_name(entity: &Entity) -> Option<Arc<str>> {
    let is_translated = entity.names.iter().any(|(_, name)| *name == entity.name);
    let of_text = || entity.version.lang().filter(|_| !is_translated).cloned();
    entity.lang.as_deref().map(Arc::from).or_else(of_text)
}

/// The texts of a fact.
fn texts<'a>(entity: &'a Entity, key: &'a str) -> impl Iterator<Item = &'a str> {
    let parts = entity.facts.iter().filter(move |fact| fact.key == key).flat_map(|fact| fact.values.iter().flatten());
    parts.filter_map(|part| match part {
        Part::Text(text) => Some(text.as_str()),
        Part::Reference(_) => None,
    })
}
