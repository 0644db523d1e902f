//! What a field may hold, as a schema. Where Fissure takes a list, one value will do, and every scalar is a text to it.
//!
//! All that a field takes is in its table; here each sort of value gets its form, once.

use crate::model::fields::{Field, Of, Takes};
use crate::model::kind::{BLOC, SOURCE_KEY};
use crate::model::strings::Strings;
use serde_json::{Map, Value as Json, json};

/// The definitions of the words of a site, under names that no kind can have.
pub(super) const PHRASES: &str = "_phrases";
pub(super) const RELATIONS: &str = "_relations";

/// The shape of a field, with its words.
pub(crate) fn shape(field: &Field<'_>, strings: &Strings) -> Json {
    let mut shape = of_value(field.takes, strings);
    if let Json::Object(shape) = &mut shape {
        shape.insert("description".to_owned(), Json::from(strings.with_kinds(field.words)));
    }
    shape
}

fn of_value(takes: Takes<'_>, strings: &Strings) -> Json {
    match takes {
        Takes::Text | Takes::Address | Takes::Language | Takes::Time => text(),
        Takes::Texts | Takes::Addresses => list(text()),
        Takes::Flag => json!({ "enum": [true, false, null, "true", "false"] }),
        Takes::Number(least) => number(least),
        Takes::UpTo(most) => json!({ "enum": (1..=most).map(Json::from).chain([Json::Null]).collect::<Vec<_>>() }),
        Takes::Day => json!({ "type": ["string", "null"], "pattern": "^\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}" }),
        Takes::When => any_of(text(), map(takes.inner(), strings)),
        Takes::OneOf(words) => {
            json!({ "enum": words.iter().map(|word| Json::from(*word)).chain([Json::Null]).collect::<Vec<_>>() })
        }
        Takes::Phrase => any_of(json!({ "$ref": format!("#/$defs/{PHRASES}") }), text()),
        Takes::Relation => json!({ "$ref": format!("#/$defs/{RELATIONS}") }),
        Takes::Entity(of) | Takes::Name(of) => tag(of),
        Takes::Entities(of) | Takes::EntitiesOrUnknown(of) => list(tag(of)),
        Takes::Names => list(tag(Of::Any)),
        Takes::Places => {
            let by_source = json!({ "type": "object", "propertyNames": tag(Of::Kind(SOURCE_KEY)), "additionalProperties": list(text()) });
            any_of(list(text()), by_source)
        }
        Takes::Blocs => any_of(map(takes.inner(), strings), list(tag(Of::Kind(BLOC)))),
        Takes::Map(fields) => map(fields, strings),
        Takes::Maps(fields) => list(map(fields, strings)),
        Takes::FlagOrMap(fields) => any_of(of_value(Takes::Flag, strings), map(fields, strings)),
        Takes::ByLanguage | Takes::ArticleByLanguage | Takes::ByKind => {
            json!({ "type": ["object", "null"], "additionalProperties": text() })
        }
        Takes::Anything => json!({}),
    }
}

/// The slugs of a kind. Names and aliases will do as well, see [`tag`].
pub(crate) fn slug(slugs: &[&str], title: &str) -> Json {
    match slugs {
        // An enum needs a member.
        [] => json!({ "title": title, "type": "string" }),
        slugs => json!({ "title": title, "enum": slugs }),
    }
}

/// One entity of a kind, by its slug, or by a name or an alias.
fn tag(of: Of<'_>) -> Json {
    let kind = if let Of::Kind(kind) = of { kind } else { "entity" };
    any_of(json!({ "$ref": format!("#/$defs/{kind}") }), text())
}

fn any_of(first: Json, second: Json) -> Json {
    json!({ "anyOf": [first, second] })
}

fn list(item: Json) -> Json {
    any_of(item.clone(), json!({ "type": "array", "items": item }))
}

/// Any scalar: `360` is a text too. A field without a value is one that is not there.
fn text() -> Json {
    json!({ "type": ["string", "number", "boolean", "null"] })
}

fn number(least: usize) -> Json {
    any_of(json!({ "type": ["integer", "null"], "minimum": least }), json!({ "type": "string", "pattern": "^[0-9]+$" }))
}

/// A set with some fields and no other.
fn map(fields: &[Field<'_>], strings: &Strings) -> Json {
    let properties: Map<String, Json> =
        fields.iter().map(|field| (field.key.to_owned(), shape(field, strings))).collect();
    let needed: Vec<&str> = fields.iter().filter(|field| field.needed).map(|field| field.key).collect();
    json!({ "type": ["object", "null"], "properties": properties, "required": needed, "additionalProperties": false })
}
