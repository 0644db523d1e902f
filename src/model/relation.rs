//! How two entities can be related: one table of the names, their inverses, and the kinds that they join.
//!
//! Only the table: how a relation is read in a sentence is a text of the interface (group `verb`). What has free text as its
//! object is a claim, not a relation.

use super::kind::{self, Kinds};
use crate::base::text::with_article;

/// One sort of relation.
#[derive(Debug, PartialEq, Eq)]
pub struct RelationSort {
    /// As writers write it: `developer-of`.
    pub name: &'static str,
    /// Read from the other end: `developed-by`.
    pub(crate) inverse: Option<&'static str>,
    pub(crate) from: &'static [Is],
    pub(crate) to: &'static [Is],
    /// Of which end there can be only one, so that two are a contradiction.
    pub(crate) only: Only,
}

/// What an entity has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    Model,
    Policy,
    Bloc,
    Company,
    /// Of a kind that the site declares: a person, an institution.
    Declared,
    Anything,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Only {
    Many,
    /// One thing is developed by one maker.
    OneFrom,
    /// One thing is based in one place.
    OneTo,
}

use Is::{Anything, Bloc, Company, Declared, Model, Policy};
use Only::{Many, OneFrom, OneTo};

const fn relation(
    name: &'static str,
    inverse: Option<&'static str>,
    from: &'static [Is],
    to: &'static [Is],
    only: Only,
) -> RelationSort {
    RelationSort { name, inverse, from, to, only }
}

const ORGANISATION: &[Is] = &[Company, Declared];

/// All of them.
pub const RELATIONS: &[RelationSort] = &[
    relation("developer-of", Some("developed-by"), ORGANISATION, &[Model], OneFrom),
    relation("founder-of", Some("founded-by"), &[Declared], ORGANISATION, Many),
    relation("works-at", None, &[Declared], ORGANISATION, Many),
    relation("formerly-at", None, &[Declared], ORGANISATION, Many),
    relation("based-in", None, ORGANISATION, &[Bloc], OneTo),
    relation("issues", Some("issued-by"), ORGANISATION, &[Policy], OneFrom),
    relation("bans", None, &[Policy], &[Model, Company], Many),
    relation("restricts", None, &[Policy], &[Model, Company], Many),
    relation("opens", None, &[Policy], &[Model, Company], Many),
    relation("amends", None, &[Policy], &[Policy], Many),
    relation("lifts", None, &[Policy], &[Policy], Many),
    relation("legal-basis", None, &[Policy], &[Policy], OneTo),
    relation("complies-with", None, &[Company, Declared, Bloc], &[Policy], Many),
    relation("objects-to", None, &[Company, Declared, Bloc], &[Policy], Many),
    relation("negotiates-with", None, ORGANISATION, &[Company, Declared, Policy], Many),
    relation("responds-to", Some("answered-by"), &[Model, Company, Policy, Declared], &[Policy], Many),
    relation("competes-with", None, &[Anything], &[Anything], Many),
    relation("positioned-against", None, &[Model, Company], &[Model, Company], Many),
    relation("supports", None, &[Anything], &[Anything], Many),
    relation("criticises", None, &[Anything], &[Anything], Many),
    relation("published-in", None, &[Declared], &[Declared], Many),
];

/// Their names.
pub(crate) const NAMES: [&str; RELATIONS.len()] = {
    let mut names = [""; RELATIONS.len()];
    let mut n = 0;
    while n < names.len() {
        names[n] = RELATIONS[n].name;
        n += 1;
    }
    names
};

impl RelationSort {
    pub(crate) fn named(name: &str) -> Option<&'static RelationSort> {
        RELATIONS.iter().find(|relation| relation.name == name)
    }
}

impl Is {
    /// Whether an entity of a kind, by its key, is this.
    pub(crate) fn fits(self, key: &str) -> bool {
        match self {
            Model => key == kind::MODEL,
            Policy => key == kind::POLICY,
            Bloc => key == kind::BLOC,
            Company => key == kind::COMPANY,
            Declared => !kind::STANDARD.contains(&key),
            Anything => true,
        }
    }

    /// What a site calls such things: "a chip"; each of the kinds that it declares itself.
    pub(crate) fn words(self, kinds: &Kinds) -> Vec<String> {
        if self == Anything {
            return vec!["anything".to_owned()];
        }
        kinds.iter().filter(|kind| self.fits(&kind.key)).map(|kind| with_article(&kind.one())).collect()
    }
}
