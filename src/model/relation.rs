//! How two entities can be related: one table of the names, their inverses, and the kinds that they join.
//!
//! Only the table of a site: the standard relations, and those that its settings declare (`vocabulary`). How a relation is read
//! in a sentence is a text of the interface (group `verb`). What has free text as its object is a claim, not a relation.

use super::choice::choice;
use super::kind::{self, BLOC, COMPANY, Kinds, MODEL, POLICY};
use crate::base::text::with_article;
use std::sync::Arc;

/// One sort of relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RelationSort {
    /// As writers write it: `developer-of`.
    pub name: Arc<str>,
    /// Read from the other end: `developed-by`.
    pub inverse: Option<String>,
    pub from: Vec<Is>,
    pub to: Vec<Is>,
    /// Of which end there can be only one, so that two are a contradiction.
    pub only: Only,
    /// Whether both ends are the same: who says it of one says it of the other.
    pub symmetric: bool,
}

/// What an entity has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Is {
    /// Of a kind, by its key.
    Kind(String),
    /// Of a kind that the site declares: a person, an institution.
    Declared,
    Anything,
}

choice! {
    pub(crate) Only {
        Many = "many",
        /// One thing is developed by one maker.
        OneFrom = "one-from",
        /// One thing is based in one place.
        OneTo = "one-to",
    }
}

/// All relations of a site, the standard ones first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relations(Vec<Arc<RelationSort>>);

use Only::{Many, OneFrom, OneTo};

/// Stands for the kinds that a site declares, in the table below.
const DECLARED: &str = "declared";
/// Stands for any kind, in the table below and in the settings.
pub(crate) const ANY: &str = "any";
const ORGANISATION: &[&str] = &[COMPANY, DECLARED];
const ACTOR: &[&str] = &[COMPANY, DECLARED, BLOC];

type Row = (&'static str, Option<&'static str>, &'static [&'static str], &'static [&'static str], Only);

/// The standard ones. Those that mean something to the program do so by these names.
const STANDARD: [Row; 21] = [
    ("developer-of", Some("developed-by"), ORGANISATION, &[MODEL], OneFrom),
    ("founder-of", Some("founded-by"), &[DECLARED], ORGANISATION, Many),
    ("works-at", None, &[DECLARED], ORGANISATION, Many),
    ("formerly-at", None, &[DECLARED], ORGANISATION, Many),
    ("based-in", None, ORGANISATION, &[BLOC], OneTo),
    ("issues", Some("issued-by"), ORGANISATION, &[POLICY], OneFrom),
    ("bans", None, &[POLICY], &[MODEL, COMPANY], Many),
    ("restricts", None, &[POLICY], &[MODEL, COMPANY], Many),
    ("opens", None, &[POLICY], &[MODEL, COMPANY], Many),
    ("amends", None, &[POLICY], &[POLICY], Many),
    ("lifts", None, &[POLICY], &[POLICY], Many),
    ("legal-basis", None, &[POLICY], &[POLICY], OneTo),
    ("complies-with", None, ACTOR, &[POLICY], Many),
    ("objects-to", None, ACTOR, &[POLICY], Many),
    ("negotiates-with", None, ORGANISATION, &[COMPANY, DECLARED, POLICY], Many),
    ("responds-to", Some("answered-by"), &[MODEL, COMPANY, POLICY, DECLARED], &[POLICY], Many),
    ("competes-with", None, &[ANY], &[ANY], Many),
    ("positioned-against", None, &[MODEL, COMPANY], &[MODEL, COMPANY], Many),
    ("supports", None, &[ANY], &[ANY], Many),
    ("criticises", None, &[ANY], &[ANY], Many),
    ("published-in", None, &[DECLARED], &[DECLARED], Many),
];

impl Relations {
    /// Those that are there without being declared.
    pub fn standard() -> Relations {
        let ends = |ends: &[&str]| ends.iter().map(|end| Is::named(end)).collect();
        let relation = |(name, inverse, from, to, only): Row| RelationSort {
            name: name.into(),
            inverse: inverse.map(str::to_owned),
            from: ends(from),
            to: ends(to),
            only,
            symmetric: name == "competes-with",
        };
        Relations(STANDARD.into_iter().map(|row| Arc::new(relation(row))).collect())
    }

    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.iter().map(|relation| &*relation.name)
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Arc<RelationSort>> {
        self.0.iter().find(|relation| &*relation.name == name)
    }

    /// The relation that is read so from its other end.
    pub(crate) fn with_inverse(&self, inverse: &str) -> Option<&Arc<RelationSort>> {
        self.0.iter().find(|relation| relation.inverse.as_deref() == Some(inverse))
    }

    /// Adds a relation, in the place of the one of its name if there is one.
    pub(crate) fn put(&mut self, relation: RelationSort) {
        match self.0.iter_mut().find(|known| known.name == relation.name) {
            Some(known) => *known = Arc::new(relation),
            None => self.0.push(Arc::new(relation)),
        }
    }
}

impl Is {
    /// What a word for an end stands for: `any`, or the key of a kind.
    pub(crate) fn named(word: &str) -> Is {
        match word {
            ANY => Is::Anything,
            DECLARED => Is::Declared,
            key => Is::Kind(key.to_owned()),
        }
    }

    /// Whether an entity of a kind, by its key, is this.
    pub(crate) fn fits(&self, key: &str) -> bool {
        match self {
            Is::Kind(own) => own == key,
            Is::Declared => !kind::STANDARD.contains(&key),
            Is::Anything => true,
        }
    }

    /// What a site calls such things: "a chip"; each of the kinds that it declares itself.
    pub(crate) fn words(&self, kinds: &Kinds) -> Vec<String> {
        if *self == Is::Anything {
            return vec!["anything".to_owned()];
        }
        kinds.iter().filter(|kind| self.fits(&kind.key)).map(|kind| with_article(&kind.one())).collect()
    }
}
