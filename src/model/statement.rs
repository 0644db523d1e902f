//! Facts with their sources, as entities and articles state them: checked for their shape, not yet added up.
//!
//! A value is a phrase, text with references in it, so that whatever a fact says can be shown, linked and quoted in
//! one way. What the facts amount to is not decided here.

use super::fields::Fields;
use crate::diagnostic::Span;
use crate::parse::yaml::{Node, Value, Word};

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

/// One entry of a fact block of an article, in the order of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `access`, `events`, `relations`, `claims`, `updates` or `corrections`.
    pub block: &'static str,
    pub values: Vec<(&'static str, Phrase)>,
    pub span: Span,
}

/// What a field takes.
#[derive(Debug, Clone, Copy)]
enum Takes {
    Text,
    Choice(&'static [&'static str]),
    /// Slugs, names or aliases of one kind; or of any, for the empty key. `unknown` stays a word.
    Entities(&'static str),
    /// A time, which may be a small map; kept as it is written.
    Time,
    Roles,
}

use Takes::{Choice, Entities, Roles, Text, Time};

const SOURCE: Takes = Entities(super::kind::SOURCE_KEY);

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
    ("expands", &["bloc"], Time),
    ("countries", &["bloc"], Text),
    ("roles", &[], Roles),
    ("publisher", &["sources"], Text),
    ("author", &["sources"], Text),
    ("published", &["sources"], Time),
    ("accessed", &["sources"], Time),
    ("origin", &["sources"], Text),
    ("url", &["sources"], Text),
];

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
        let takes = ENTITY_FACTS.iter().find(|(k, ..)| *k == key).map_or(Text, |(.., takes)| *takes);
        let values = match takes {
            Roles => roles(fields),
            _ => phrases(fields, key, takes),
        };
        if !values.is_empty() {
            facts.push(Fact { key, values });
        }
    }
    facts
}

/// The fact blocks of an article and the fields of their entries.
const BLOCKS: &[(&str, &[(&str, Takes)])] = &[
    (
        "access",
        &[
            ("model", Entities("model")),
            ("for", Entities("bloc")),
            ("status", Text),
            ("layer", Text),
            ("since", Time),
            ("until", Time),
            ("by", Entities("policy")),
            ("source", SOURCE),
            ("scope", Text),
            ("note", Text),
        ],
    ),
    ("events", &[("id", Text), ("what", Text), ("when", Time), ("tags", Entities("")), ("source", SOURCE)]),
    ("relations", &[("from", Entities("")), ("rel", Text), ("to", Entities("")), ("source", SOURCE), ("status", Text)]),
    (
        "claims",
        &[
            ("id", Text),
            ("about", Entities("")),
            ("says", Text),
            ("by", Entities("")),
            ("quote", Text),
            ("source", SOURCE),
            ("status", Text),
            ("against", Text),
        ],
    ),
    ("updates", &[("date", Time), ("what", Text)]),
    (
        "corrections",
        &[("date", Time), ("type", Text), ("severity", Text), ("was", Text), ("now", Text), ("affects", Text)],
    ),
];

/// The names of the fact blocks, which are fields of an article.
pub fn block_names() -> impl Iterator<Item = &'static str> {
    BLOCKS.iter().map(|(name, _)| *name)
}

/// Reads the fact blocks of an article: keys are checked, references are taken out, the rest stays as written.
pub fn statements(fields: &mut Fields<'_>) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (block, keys) in BLOCKS {
        for (map, span) in fields.maps(block) {
            let mut of = Fields::of_map(fields.path, map, span.start);
            of.only(&keys.iter().map(|(key, _)| *key).collect::<Vec<_>>());
            let mut values = Vec::new();
            for (key, takes) in *keys {
                let phrases = phrases(&mut of, key, *takes);
                if !phrases.is_empty() {
                    values.push((*key, phrases.join(&Part::Text(", ".to_owned()))));
                }
            }
            fields.diagnostics.append(&mut of.diagnostics);
            statements.push(Statement { block, values, span });
        }
    }
    statements
}

fn phrases(fields: &mut Fields<'_>, key: &'static str, takes: Takes) -> Vec<Phrase> {
    match takes {
        Text => fields.texts(key).into_iter().map(|text| vec![Part::Text(text)]).collect(),
        Choice(choices) => {
            fields.choice(key, choices).map(|text| vec![Part::Text(text.to_owned())]).into_iter().collect()
        }
        Entities(kind) => fields.tags(key).into_iter().map(|word| vec![reference_or_unknown(word, kind)]).collect(),
        Time => fields.node(key).map(time).filter(|phrase| !phrase.is_empty()).into_iter().collect(),
        Roles => roles(fields),
    }
}

fn reference_or_unknown(word: Word, kind: &str) -> Part {
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
        of.only(&["at", "role", "source"]);
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

/// A time as it is written, which may be a small map: `{says: two weeks ago, in: a}` names a source.
fn time(node: &Node) -> Phrase {
    let Value::Map(fields) = &node.value else { return as_written(node).map(Part::Text).into_iter().collect() };
    let mut phrase = Vec::new();
    for (key, value) in fields {
        let lead = if phrase.is_empty() { "" } else { ", " };
        match &value.value {
            Value::Text { text, .. } if key.text == "in" => {
                phrase.push(Part::Text(format!("{lead}in ")));
                let word = Word { text: text.clone(), span: value.span.clone() };
                phrase.push(reference_or_unknown(word, super::kind::SOURCE_KEY));
            }
            _ => phrase.extend(as_written(value).map(|text| Part::Text(format!("{lead}{} {text}", key.text)))),
        }
    }
    phrase
}

/// A value in one line, as its author wrote it.
fn as_written(node: &Node) -> Option<String> {
    match &node.value {
        Value::Null | Value::Broken => None,
        Value::Text { text, .. } => Some(text.clone()),
        Value::List(items) => Some(items.iter().filter_map(as_written).collect::<Vec<_>>().join(", ")),
        Value::Map(fields) => {
            let field = |(key, value): &(Word, Node)| Some(format!("{} {}", key.text, as_written(value)?));
            Some(fields.iter().filter_map(field).collect::<Vec<_>>().join(", "))
        }
    }
}
