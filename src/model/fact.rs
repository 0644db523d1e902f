//! What the file of an entity states of it: `developer: anthropic`, `roles: […]`.
//!
//! A value is a phrase, text with references in it, so that whatever a fact says can be shown, linked and quoted in
//! one way. What articles state is in `statement`.

use super::fields::Fields;
use super::when::{self, Days};
use crate::diagnostic::Code;
use crate::parse::yaml::{Value, Word};

/// A text with references in it: "co-founder, Sakana AI".
pub type Phrase = Vec<Part>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Reference(Reference),
}

/// An entity named in front matter, not yet looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub word: Word,
    pub wanted: Wanted,
}

/// Which kind an entity has to be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    Kind(String),
    Any,
}

/// One field of an entity that says something of it: `developer: anthropic`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub key: &'static str,
    pub values: Vec<Phrase>,
}

/// What a field takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    Text,
    Choice(&'static [&'static str]),
    /// Slugs, names or aliases of one kind; or of any, for the empty key. `unknown` stays a word.
    Entities(&'static str),
    /// A day, a month or a year, in EDTF.
    Time,
    Expands,
    Roles,
}

use Takes::{Choice, Entities, Expands, Roles, Text, Time};

/// The facts that a file of an entity may state, and the kinds they are for. Kinds that a site declares may use all.
const ENTITY_FACTS: &[(&str, &[&str], Takes)] = &[
    ("developer", &["model"], Entities("")),
    ("bloc", &["model", "company", "policy"], Entities("bloc")),
    ("family", &["model"], Text),
    ("weights", &["model"], Choice(&["open", "closed", "unknown"])),
    ("issuer", &["policy"], Entities("")),
    ("instrument", &["policy"], Text),
    ("in_force", &["policy"], Time),
    ("legal_basis", &["policy"], Entities("policy")),
    ("expands", &["bloc"], Expands),
    ("countries", &["bloc"], Text),
    ("roles", &[], Roles),
    ("publisher", &["sources"], Text),
    ("author", &["sources"], Text),
    ("published", &["sources"], Time),
    ("accessed", &["sources"], Time),
    ("origin", &["sources"], Text),
    ("url", &["sources"], Text),
];

/// What a fact takes.
pub fn takes(key: &str) -> Option<Takes> {
    ENTITY_FACTS.iter().find(|(known, ..)| *known == key).map(|(.., takes)| *takes)
}

/// The fields of an entry of `roles`, and of what `expands` may be.
pub const ROLE: &[&str] = &["at", "role", "source"];
pub const EXPANDS: &[&str] = &["not"];

const STANDARD: [&str; 5] = ["bloc", "model", "company", "policy", "sources"];

/// The keys of the facts that a kind may state.
pub fn keys_for(kind: &str) -> Vec<&'static str> {
    let fits = |kinds: &[&str]| kinds.contains(&kind) || (!STANDARD.contains(&kind) && kinds != ["sources"]);
    ENTITY_FACTS.iter().filter(|(_, kinds, _)| fits(kinds)).map(|(key, ..)| *key).collect()
}

/// Reads the facts of an entity, in the order of the table above.
pub fn entity_facts(fields: &mut Fields<'_>, kind: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    for key in keys_for(kind) {
        let takes = takes(key).unwrap_or(Text);
        let values = phrases(fields, key, takes);
        if !values.is_empty() {
            facts.push(Fact { key, values });
        }
    }
    facts
}

fn phrases(fields: &mut Fields<'_>, key: &'static str, takes: Takes) -> Vec<Phrase> {
    match takes {
        Text => fields.texts(key).into_iter().map(|text| vec![Part::Text(text)]).collect(),
        Choice(choices) => {
            fields.choice(key, choices).map(|text| vec![Part::Text(text.to_owned())]).into_iter().collect()
        }
        Entities(kind) => fields.tags(key).into_iter().map(|word| vec![reference_or_unknown(word, kind)]).collect(),
        Time => edtf(fields, key).map(|days| vec![Part::Text(when::in_words(&days))]).into_iter().collect(),
        Expands => expands(fields).map(|(_, phrase)| phrase).into_iter().collect(),
        Roles => roles(fields),
    }
}

pub fn reference_or_unknown(word: Word, kind: &str) -> Part {
    match word.text.as_str() {
        "unknown" => Part::Text(word.text),
        _ if kind.is_empty() => Part::Reference(Reference { word, wanted: Wanted::Any }),
        _ => Part::Reference(Reference { word, wanted: Wanted::Kind(kind.to_owned()) }),
    }
}

/// `roles: [{at: sakana-ai, role: co-founder, source: a}]` as phrases: "co-founder, Sakana AI (A)".
fn roles(fields: &mut Fields<'_>) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for (map, span) in fields.maps("roles") {
        let mut of = Fields::of_map(fields.path, map, span.start);
        of.only(ROLE);
        let mut phrase = Vec::new();
        phrase.extend(of.text("role").map(Part::Text));
        if let Some(word) = of.tag("at") {
            phrase.extend((!phrase.is_empty()).then(|| Part::Text(", ".to_owned())));
            phrase.push(Part::Reference(Reference { word, wanted: Wanted::Any }));
        }
        for word in of.tags("source") {
            phrase.push(Part::Text(" (".to_owned()));
            phrase.push(reference_or_unknown(word, super::kind::SOURCE_KEY));
            phrase.push(Part::Text(")".to_owned()));
        }
        fields.diagnostics.append(&mut of.diagnostics);
        phrases.extend((!phrase.is_empty()).then_some(phrase));
    }
    phrases
}

/// A time in EDTF, as the days that it can mean; `unknown` is any day.
pub fn edtf(fields: &mut Fields<'_>, key: &str) -> Option<Days> {
    let word = fields.word(key)?;
    let days = when::edtf(word.text.trim());
    if days.is_none() {
        let message = format!("\"{}\" is not a time that can be read.", word.text);
        let help = format!("Write a day, a month, a year, a span or unknown:  {key}: 2026-05/..");
        fields.error(Code::BadDate, word.span, message, help);
    }
    days
}

/// Which blocs an audience stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    Everyone,
    /// All but those that its fact names.
    AllBut,
    /// Those that its fact names.
    These,
}

/// `expands: all`, `expands: {not: [us]}`, `expands: [japan, korea]`, and how that reads.
pub fn expands(fields: &mut Fields<'_>) -> Option<(Audience, Phrase)> {
    let node = fields.node("expands")?;
    let text = |text: &str| Part::Text(text.to_owned());
    match &node.value {
        Value::Null | Value::Broken => None,
        Value::Text { text: word, .. } if word == "all" => Some((Audience::Everyone, vec![text("all blocs")])),
        Value::Map(map) => {
            let mut of = Fields::of_map(fields.path, map, node.span.start);
            of.only(EXPANDS);
            let mut phrase = vec![text("all blocs but ")];
            phrase.extend(blocs(of.tags("not")));
            fields.diagnostics.append(&mut of.diagnostics);
            Some((Audience::AllBut, phrase))
        }
        Value::Text { .. } | Value::List(_) => Some((Audience::These, blocs(fields.tags("expands")))),
    }
}

fn blocs(words: Vec<Word>) -> Phrase {
    let parts = words.into_iter().map(|word| reference_or_unknown(word, "bloc"));
    let comma = |(n, part)| (n > 0).then(|| Part::Text(", ".to_owned())).into_iter().chain([part]);
    parts.enumerate().flat_map(comma).collect()
}
