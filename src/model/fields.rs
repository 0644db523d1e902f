//! The fields of front matter: one table for each sort of file and for each entry in one.
//!
//! A field is defined here and nowhere else. The reader takes the known keys and words from the tables, `schema` makes its JSON
//! Schemas of them, `rename` finds names and addresses by them, and a test holds the reference tables of the documents against
//! them. What a value means is for the reader of its file to say.

mod articles;
mod entities;
pub(super) mod field;
mod pages;
mod pictures;
mod settings;
pub mod translations;

use super::config::Config;
use super::kind::{BLOC, COMPANY, Kind, MODEL, POLICY, SOURCE_KEY};
pub use articles::{ARTICLE, BLOCKS};
pub use entities::{ENTITY, FACTS};
pub use field::{Field, Of, Takes, Whose};
pub use pages::{DISPUTE, EDITION, PAGE};
pub use pictures::PICTURE;
pub use settings::SETTINGS;

impl Takes<'_> {
    /// The fields of a set that stands in the field.
    pub fn inner(self) -> &'static [Field<'static>] {
        match self {
            Takes::Map(fields) | Takes::Maps(fields) | Takes::FlagOrMap(fields) => fields,
            Takes::When => articles::DISTANCE,
            Takes::Blocs => entities::EXPANDS,
            _ => &[],
        }
    }
}

/// The fields of an article: ours, a tag for each kind of the site, and those that it allows.
pub(crate) fn of_article(config: &Config) -> Vec<Field<'_>> {
    let tags = config.kinds.iter().map(|kind| tags(&kind.key));
    let own = config.fields.iter().map(|key| field_of(key, Takes::Anything, "A field of this site, for templates."));
    ARTICLE.iter().copied().chain(tags).chain(own).collect()
}

/// The field by which articles are tagged with entities of a kind.
pub fn tags(kind: &str) -> Field<'_> {
    let words = match kind {
        SOURCE_KEY => "The sources that the article rests on. Each needs a file.",
        BLOC => "The {kinds.bloc} that the article is about.",
        MODEL => "The {kinds.model} that the article is about.",
        COMPANY => "The {kinds.company} that the article is about.",
        POLICY => "The {kinds.policy} that the article is about.",
        _ => "The entities of this kind that the article is about.",
    };
    field_of(kind, Takes::Entities(Of::Kind(kind)), words)
}

fn field_of<'k>(key: &'k str, takes: Takes<'k>, words: &'static str) -> Field<'k> {
    Field { key, takes, needed: false, whose: Whose::ALL, words, default: "", example: "" }
}

/// The fields of an entity of a kind.
pub(crate) fn of_entity(kind: &Kind) -> Vec<Field<'_>> {
    let of_its_kind = |field: &Field<'static>| match field.takes {
        Takes::Entity(Of::Same) => Field { takes: Takes::Entity(Of::Kind(&kind.key)), ..*field },
        _ => *field,
    };
    ENTITY.into_iter().flatten().filter(|field| field.whose.has(&kind.key)).map(of_its_kind).collect()
}

/// The facts that entities of a kind may state, in the order of the table.
pub(crate) fn facts_of(kind: &str) -> impl Iterator<Item = &'static Field<'static>> {
    FACTS.iter().filter(move |field| field.whose.has(kind))
}
