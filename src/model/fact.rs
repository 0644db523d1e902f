//! What the file of an entity states of it: `developer: anthropic`, `roles: […]`.
//!
//! A value is a phrase, text with references in it, so that whatever a fact says can be shown, linked and quoted in
//! one way. What articles state is in `statement`.

use super::fields::facts_of;
use super::fields::field::{Field, Of, Takes};
use super::kind::{BLOC, SOURCE_KEY};
use super::reader::Fields;
use super::strings::{Piece, Strings, pieces};
use super::when::{self, Days};
use super::when_in_words::in_words;
use crate::base::diagnostic::Code;
use crate::parse::yaml::{Value, Word};

/// A text with references in it: "co-founder, Sakana AI".
pub(crate) type Phrase = Vec<Part>;

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

/// Reads the facts of an entity, in the order of their table.
pub(crate) fn entity_facts(fields: &mut Fields<'_>, kind: &str, strings: &Strings) -> Vec<Fact> {
    let fact =
        |field: &Field<'static>| Fact { key: field.key, values: phrases(fields, field.key, field.takes, strings) };
    let facts = facts_of(kind).map(fact);
    facts.filter(|fact| !fact.values.is_empty()).collect()
}

fn phrases(fields: &mut Fields<'_>, key: &str, takes: Takes<'_>, strings: &Strings) -> Vec<Phrase> {
    let text = |text: String| vec![Part::Text(text)];
    match takes {
        Takes::OneOf(_) => fields.choice_word(key).map(|word| text(word.to_owned())).into_iter().collect(),
        Takes::EntitiesOrUnknown(of) => {
            fields.tags(key).into_iter().map(|word| vec![reference_or_unknown(word, of)]).collect()
        }
        Takes::Time => edtf(fields, key).map(|days| text(in_words(strings, &days))).into_iter().collect(),
        Takes::Blocs => expands(fields, strings).map(|(_, phrase)| phrase).into_iter().collect(),
        Takes::Maps(_) => fields.each(key, role).into_iter().filter(|phrase| !phrase.is_empty()).collect(),
        _ => fields.texts(key).into_iter().map(text).collect(),
    }
}

pub(crate) fn reference_or_unknown(word: Word, of: Of<'_>) -> Part {
    match (word.text.as_str(), of) {
        ("unknown", _) => Part::Text(word.text),
        (_, Of::Kind(kind)) => Part::Reference(Reference { word, wanted: Wanted::Kind(kind.to_owned()) }),
        _ => Part::Reference(Reference { word, wanted: Wanted::Any }),
    }
}

/// An entry of `roles`, `{at: sakana-ai, role: co-founder, source: a}`, as "co-founder, Sakana AI (A)".
fn role(of: &mut Fields<'_>) -> Phrase {
    let mut phrase = Vec::new();
    phrase.extend(of.text("role").map(Part::Text));
    if let Some(word) = of.tag("at") {
        phrase.extend((!phrase.is_empty()).then(|| Part::Text(", ".to_owned())));
        phrase.push(Part::Reference(Reference { word, wanted: Wanted::Any }));
    }
    for word in of.tags("source") {
        phrase.push(Part::Text(" (".to_owned()));
        phrase.push(reference_or_unknown(word, Of::Kind(SOURCE_KEY)));
        phrase.push(Part::Text(")".to_owned()));
    }
    phrase
}

/// A time in EDTF, as the days that it can mean; `unknown` is any day.
pub(crate) fn edtf(fields: &mut Fields<'_>, key: &str) -> Option<Days> {
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
pub(crate) fn expands(fields: &mut Fields<'_>, strings: &Strings) -> Option<(Audience, Phrase)> {
    let node = fields.node("expands")?;
    match &node.value {
        Value::Null | Value::Broken => None,
        Value::Text { text: word, .. } if word == "all" => {
            Some((Audience::Everyone, vec![Part::Text(strings.get("audience.all").to_owned())]))
        }
        Value::Map(_) => {
            let but = blocs(fields.inside("expands", |of| of.tags("not"))?);
            let part = |piece| match piece {
                Piece::Text(text) => vec![Part::Text(text.to_owned())],
                Piece::Hole(_) => but.clone(),
            };
            Some((Audience::AllBut, pieces(strings.get("audience.all_but")).into_iter().flat_map(part).collect()))
        }
        Value::Text { .. } | Value::List(_) => Some((Audience::These, blocs(fields.tags("expands")))),
    }
}

fn blocs(words: Vec<Word>) -> Phrase {
    let parts = words.into_iter().map(|word| reference_or_unknown(word, Of::Kind(BLOC)));
    let comma = |(n, part)| (n > 0).then(|| Part::Text(", ".to_owned())).into_iter().chain([part]);
    parts.enumerate().flat_map(comma).collect()
}
