//! The fields of front matter: one table for each sort of file and for each entry in one.
//!
//! A field is defined here and nowhere else. The reader takes the known keys and words from the tables, `schema` makes its JSON
//! Schemas of them, `rename` finds the names of entities by them, and a test holds the reference tables of the documents against
//! them. What a value means is for the reader of its file to say.

mod articles;
mod entities;
mod pages;
mod settings;

use super::config::Config;
use super::kind::{BLOC, COMPANY, Kind, MODEL, POLICY, SOURCE_KEY, STANDARD};
pub use articles::{ARTICLE, BLOCKS};
pub use entities::{ENTITY, FACTS};
pub use pages::{DISPUTE, PAGE};
pub use settings::SETTINGS;

/// One field of a file, or of an entry in one.
#[derive(Debug, Clone, Copy)]
pub struct Field<'k> {
    pub key: &'k str,
    pub takes: Takes<'k>,
    pub needed: bool,
    /// Whose files have it, among entities.
    pub whose: Whose,
    /// What it is for, in a sentence or two.
    pub words: &'static str,
    /// What holds without it; empty where nothing does.
    pub default: &'static str,
    pub example: &'static str,
}

/// What a field takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes<'k> {
    Text,
    Texts,
    /// A code of BCP 47.
    Language,
    Flag,
    /// A whole number of at least this.
    Number(usize),
    /// A whole number up to this, from 1 on.
    UpTo(usize),
    /// A day, or a day and a time.
    Day,
    /// A time in EDTF.
    Time,
    /// A time in EDTF, or at a distance from another.
    When,
    OneOf(&'static [&'static str]),
    /// The words of a source for a distance in time.
    Phrase,
    Entity(Of<'k>),
    Entities(Of<'k>),
    /// The same, or `unknown`, which stays a word.
    EntitiesOrUnknown(Of<'k>),
    /// An entity or a name without a page. Any kind will do; editors are offered these.
    Name(Of<'k>),
    Names,
    /// `all`, a list of blocs, or all but some.
    Blocs,
    /// A set of fields.
    Map(&'static [Field<'static>]),
    /// A list of such sets.
    Maps(&'static [Field<'static>]),
    /// `false` for nothing, or a set of fields.
    FlagOrMap(&'static [Field<'static>]),
    /// A text for each language.
    ByLanguage,
    Anything,
}

/// Of which kind an entity has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of<'k> {
    Any,
    Kind(&'k str),
    /// The kind of the file.
    Same,
}

/// Which kinds have a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whose {
    pub standard: &'static [&'static str],
    /// Whether kinds that a site declares have it.
    pub declared: bool,
}

impl Whose {
    pub const ALL: Whose = Whose { standard: STANDARD, declared: true };

    fn has(self, kind: &str) -> bool {
        if STANDARD.contains(&kind) { self.standard.contains(&kind) } else { self.declared }
    }
}

/// What a field takes that can turn links by names off.
const NEVER: &[&str] = &["never"];

const fn field(key: &'static str, takes: Takes<'static>, words: &'static str) -> Field<'static> {
    Field { key, takes, needed: false, whose: Whose::ALL, words, default: "", example: "" }
}

impl Field<'static> {
    const fn needed(self) -> Self {
        Field { needed: true, ..self }
    }

    const fn or(self, default: &'static str) -> Self {
        Field { default, ..self }
    }

    const fn like(self, example: &'static str) -> Self {
        Field { example, ..self }
    }

    /// For these kinds, and those that a site declares.
    const fn of(self, standard: &'static [&'static str]) -> Self {
        Field { whose: Whose { standard, declared: true }, ..self }
    }

    /// For these kinds alone.
    const fn only_of(self, standard: &'static [&'static str]) -> Self {
        Field { whose: Whose { standard, declared: false }, ..self }
    }
}

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
        BLOC => "The blocs that the article is about.",
        MODEL => "The models that the article is about.",
        COMPANY => "The companies that the article is about.",
        POLICY => "The policies that the article is about.",
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
