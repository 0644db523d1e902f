//! How two entities can be related: one table of the words, their inverses, and the kinds that they join.
//!
//! Only the table. What has free text as its object is a claim, not a relation.

use super::kind;

/// One sort of relation.
#[derive(Debug, PartialEq, Eq)]
pub struct RelationSort {
    /// As writers write it: `developer-of`.
    pub name: &'static str,
    /// Read from the other end: `developed-by`.
    pub(crate) inverse: Option<&'static str>,
    /// Between the two names: "makes".
    pub(crate) verb: &'static str,
    /// The same from the other end: "is made by".
    pub(crate) back: &'static str,
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
    [verb, back]: [&'static str; 2],
    from: &'static [Is],
    to: &'static [Is],
    only: Only,
) -> RelationSort {
    RelationSort { name, inverse, verb, back, from, to, only }
}

const ORGANISATION: &[Is] = &[Company, Declared];

/// All of them.
pub const RELATIONS: &[RelationSort] = &[
    relation("developer-of", Some("developed-by"), ["makes", "is made by"], ORGANISATION, &[Model], OneFrom),
    relation("founder-of", Some("founded-by"), ["founded", "was founded by"], &[Declared], ORGANISATION, Many),
    relation("works-at", None, ["works at", "employs"], &[Declared], ORGANISATION, Many),
    relation("formerly-at", None, ["was formerly at", "formerly had"], &[Declared], ORGANISATION, Many),
    relation("based-in", None, ["is based in", "is the base of"], ORGANISATION, &[Bloc], OneTo),
    relation("issues", Some("issued-by"), ["issued", "was issued by"], ORGANISATION, &[Policy], OneFrom),
    relation("bans", None, ["bans", "is banned by"], &[Policy], &[Model, Company], Many),
    relation("restricts", None, ["restricts", "is restricted by"], &[Policy], &[Model, Company], Many),
    relation("opens", None, ["opens", "is opened by"], &[Policy], &[Model, Company], Many),
    relation("amends", None, ["amends", "is amended by"], &[Policy], &[Policy], Many),
    relation("lifts", None, ["lifts", "is lifted by"], &[Policy], &[Policy], Many),
    relation("legal-basis", None, ["rests in law on", "is the legal basis of"], &[Policy], &[Policy], OneTo),
    relation(
        "complies-with",
        None,
        ["complies with", "is complied with by"],
        &[Company, Declared, Bloc],
        &[Policy],
        Many,
    ),
    relation("objects-to", None, ["objects to", "is objected to by"], &[Company, Declared, Bloc], &[Policy], Many),
    relation(
        "negotiates-with",
        None,
        ["negotiates with", "is in talks with"],
        ORGANISATION,
        &[Company, Declared, Policy],
        Many,
    ),
    relation(
        "responds-to",
        Some("answered-by"),
        ["responds to", "is answered by"],
        &[Model, Company, Policy, Declared],
        &[Policy],
        Many,
    ),
    relation("competes-with", None, ["competes with", "competes with"], &[Anything], &[Anything], Many),
    relation(
        "positioned-against",
        None,
        ["is positioned against", "has as its rival"],
        &[Model, Company],
        &[Model, Company],
        Many,
    ),
    relation("supports", None, ["supports", "is supported by"], &[Anything], &[Anything], Many),
    relation("criticises", None, ["criticises", "is criticised by"], &[Anything], &[Anything], Many),
    relation("published-in", None, ["published in", "published"], &[Declared], &[Declared], Many),
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

    pub(crate) fn word(self) -> &'static str {
        match self {
            Model => "a model",
            Policy => "a policy",
            Bloc => "a bloc",
            Company => "a company",
            Declared => "a person or an institution",
            Anything => "anything",
        }
    }
}
