//! What a field is: its key, what it takes, and whose files have it.

use crate::model::kind::STANDARD;
use crate::model::strings::Strings;

/// One field of a file, or of an entry in one.
#[derive(Debug, Clone, Copy)]
pub struct Field<'k> {
    pub key: &'k str,
    pub takes: Takes<'k>,
    pub needed: bool,
    /// Whose files have it, among entities.
    pub whose: Whose,
    /// What it is for, in a sentence or two, with holes for what a site calls its kinds.
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
    /// An address of the site or of another, or the path of a file.
    Address,
    Addresses,
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
    /// The name of a relation.
    Relation,
    Entity(Of<'k>),
    Entities(Of<'k>),
    /// The same, or `unknown`, which stays a word.
    EntitiesOrUnknown(Of<'k>),
    /// An entity or a name without a page. Any kind will do; editors are offered these.
    Name(Of<'k>),
    Names,
    /// `all`, a list of blocs, or all but some.
    Blocs,
    /// Places in a source, or those in each of several, by the source.
    Places,
    /// A set of fields.
    Map(&'static [Field<'static>]),
    /// A list of such sets.
    Maps(&'static [Field<'static>]),
    /// `false` for nothing, or a set of fields.
    FlagOrMap(&'static [Field<'static>]),
    /// A text for each kind of page.
    ByKind,
    /// A text for each language.
    ByLanguage,
    /// The slug of an article for each language.
    ArticleByLanguage,
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

    pub(crate) fn has(self, kind: &str) -> bool {
        if STANDARD.contains(&kind) { self.standard.contains(&kind) } else { self.declared }
    }
}

/// What a field takes that can turn links by names off.
pub(crate) const NEVER: &[&str] = &["never"];

pub(crate) const fn field(key: &'static str, takes: Takes<'static>, words: &'static str) -> Field<'static> {
    Field { key, takes, needed: false, whose: Whose::ALL, words, default: "", example: "" }
}

impl Field<'_> {
    /// What it is for, on a site that renames no kind.
    pub fn usual_words(&self) -> String {
        Strings::default().with_kinds(self.words)
    }
}

impl Field<'static> {
    pub(crate) const fn needed(self) -> Self {
        Field { needed: true, ..self }
    }

    pub(crate) const fn or(self, default: &'static str) -> Self {
        Field { default, ..self }
    }

    pub(crate) const fn like(self, example: &'static str) -> Self {
        Field { example, ..self }
    }

    /// For these kinds, and those that a site declares.
    pub(crate) const fn of(self, standard: &'static [&'static str]) -> Self {
        Field { whose: Whose { standard, declared: true }, ..self }
    }

    /// For these kinds alone.
    pub(crate) const fn only_of(self, standard: &'static [&'static str]) -> Self {
        Field { whose: Whose { standard, declared: false }, ..self }
    }
}
