//! What a field may hold, as a schema. Where Fissure takes a list, one value will do, and every scalar is a text to it.
//!
//! Fields of facts have their shape from the table of facts; for the others it is said here, once.

use super::described::described_in_block;
use crate::model::access::Status;
use crate::model::fact::{self, Takes};
use crate::model::kind::{Kind, SOURCE_KEY};
use crate::model::relation::RELATIONS;
use crate::model::statement::{self, BLOCKS};
use crate::model::{article, config, dispute, policy, security, when};
use serde_json::{Map, Value as Json, json};

/// Whose field it is.
pub enum Of<'a> {
    Site,
    Article,
    Page,
    Dispute,
    Entity(&'a Kind),
}

/// The shape of a field; an empty one, which takes anything, for a field that this does not know.
pub fn shape(of: &Of<'_>, key: &str) -> Json {
    match of {
        Of::Site => site(key),
        Of::Article if BLOCKS.contains(&key) => block(key),
        Of::Dispute if dispute::FIELDS.contains(&key) => of_dispute(key),
        Of::Entity(kind) => match fact::takes(key).filter(|_| fact::keys_for(&kind.key).contains(&key)) {
            Some(takes) => of_fact(takes),
            None => of_entity(kind, key),
        },
        _ => common(key),
    }
}

fn site(key: &str) -> Json {
    match key {
        "title" | "tagline" | "base_url" | "language" | "time_zone" | "author" | "licence" => text(),
        "publisher" => map(config::PUBLISHER, &["name"], |_| text()),
        "menu" => list(map(config::MENU, config::MENU, |_| text())),
        "kinds" => list(map(config::KINDS, &["key"], |key| if key == "link" { one_of(&["never"]) } else { text() })),
        "matrix" => map(config::MATRIX, &[], |_| tags("bloc")),
        "fields" => list(text()),
        "page_size" | "stale_after" => number(1),
        "search" | "data" | "hover_cards" => flag(),
        "cards" => any_of(
            flag(),
            map(config::CARDS, &[], |key| match key {
                "articles" => number(0),
                "entities" => flag(),
                _ => list(text()),
            }),
        ),
        "feed" => map(config::FEED, &[], |key| if key == "items" { number(1) } else { flag() }),
        "allow" => map(policy::ALLOW, &[], |key| if key == "inline_styles" { flag() } else { list(text()) }),
        "security" => map(security::SECURITY, &["contact", "expires"], |key| match key {
            "contact" => list(text()),
            "expires" => day(),
            _ => text(),
        }),
        _ => json!({}),
    }
}

/// Fields that articles, entities and pages share.
fn common(key: &str) -> Json {
    match key {
        "title" | "name" | "summary" | "lang" | "image" | "slug" | "note" | "type" | "text" => text(),
        "date" | "as_of" | "expires" => day(),
        "form" => one_of(&article::FORMS),
        "authors" => list(any_of(json!({ "$ref": "#/$defs/entity" }), text())),
        "redirects" | "key" | "aliases" | "weak" | "sic" => list(text()),
        "draft" | "retracted" => flag(),
        "translations" | "names" => json!({ "type": ["object", "null"], "additionalProperties": text() }),
        "link" => one_of(&["never"]),
        // Whatever templates want.
        "extra" => json!({}),
        _ => json!({}),
    }
}

fn of_entity(kind: &Kind, key: &str) -> Json {
    match key {
        "source" => tags(SOURCE_KEY),
        "superseded_by" => tag(&kind.key),
        "hue" => json!({ "enum": [1, 2, 3, 4, 5, 6, null] }),
        _ => common(key),
    }
}

fn of_fact(takes: Takes) -> Json {
    match takes {
        Takes::Text => list(text()),
        Takes::Choice(words) => one_of(words),
        Takes::Entities("") => tags("entity"),
        Takes::Entities(kind) => tags(kind),
        Takes::Time => text(),
        Takes::Expands => any_of(map(fact::EXPANDS, fact::EXPANDS, |_| tags("bloc")), tags("bloc")),
        Takes::Roles => list(map(fact::ROLE, &[], |key| match key {
            "at" => tag("entity"),
            "role" => text(),
            _ => tags(SOURCE_KEY),
        })),
    }
}

fn of_dispute(key: &str) -> Json {
    match key {
        "question" | "reading" | "would_settle" => text(),
        "about" => tags("entity"),
        "cells" => list(map(dispute::CELL, dispute::CELL, tags)),
        "positions" => list(map(dispute::POSITION, &["answer"], |key| match key {
            "answer" => text(),
            _ => tags(SOURCE_KEY),
        })),
        "state" => one_of(dispute::STATES),
        "settled_by" => tag(SOURCE_KEY),
        _ => json!({}),
    }
}

/// A fact block of an article.
fn block(name: &str) -> Json {
    let entry = |key: &str| {
        let mut shape = of_entry(name, key);
        if let (Json::Object(shape), Some(words)) = (&mut shape, described_in_block(name, key)) {
            shape.insert("description".to_owned(), Json::from(words));
        }
        shape
    };
    let required: &[&str] = match name {
        "access" => &["for", "status"],
        "events" => &["what"],
        "relations" => &["from", "rel", "to"],
        "claims" => &[],
        "updates" => &["date", "what"],
        _ => &["date"],
    };
    list(map(statement::fields_of(name), required, entry))
}

fn of_entry(block: &str, key: &str) -> Json {
    match (block, key) {
        ("access", "model") => tags("model"),
        ("access", "for") => tags("bloc"),
        ("access", "by") => tags("policy"),
        ("access", "status") => one_of(&Status::WRITTEN),
        ("access", "layer") => one_of(&statement::LAYERS),
        ("access", "scope") => one_of(&statement::SCOPES),
        ("events", "status") => one_of(&statement::EVENT_STATUSES),
        ("relations", "status") => one_of(&statement::RELATION_STATUSES),
        ("claims", "status") => one_of(&statement::CLAIM_STATUSES),
        ("corrections", "type") => one_of(&statement::SORTS),
        ("corrections", "severity") => one_of(&statement::SEVERITIES),
        (_, "rel") => one_of(&RELATIONS.iter().map(|relation| relation.name).collect::<Vec<_>>()),
        (_, "since" | "until" | "when") => time(),
        (_, "tags" | "from" | "to" | "about" | "affects") => tags("entity"),
        (_, "by") => tag("entity"),
        (_, "source") => tags(SOURCE_KEY),
        (_, "against") => list(text()),
        (_, "date") => day(),
        (_, "id" | "what" | "says" | "quote" | "was" | "now" | "note") => text(),
        _ => json!({}),
    }
}

/// A time: EDTF, or a distance in the words of a source.
fn time() -> Json {
    let part = |key: &str| match key {
        "says" => any_of(json!({ "enum": when::phrases().collect::<Vec<_>>() }), text()),
        "in" => tag(SOURCE_KEY),
        _ => text(),
    };
    any_of(text(), map(when::DISTANCE, &[], part))
}

/// The slugs of a kind. Names and aliases will do as well, see [`tag`].
pub fn slug(slugs: &[&str], title: &str) -> Json {
    match slugs {
        // An enum needs a member.
        [] => json!({ "title": title, "type": "string" }),
        slugs => json!({ "title": title, "enum": slugs }),
    }
}

/// One entity of a kind, by its slug, or by a name or an alias.
fn tag(kind: &str) -> Json {
    any_of(json!({ "$ref": format!("#/$defs/{kind}") }), text())
}

/// One or several of them.
pub fn tags(kind: &str) -> Json {
    list(tag(kind))
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

fn day() -> Json {
    json!({ "type": ["string", "null"], "pattern": "^\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}" })
}

fn flag() -> Json {
    json!({ "enum": [true, false, null, "true", "false"] })
}

fn number(least: usize) -> Json {
    any_of(json!({ "type": ["integer", "null"], "minimum": least }), json!({ "type": "string", "pattern": "^[0-9]+$" }))
}

fn one_of(words: &[&str]) -> Json {
    json!({ "enum": words.iter().map(|word| Json::from(*word)).chain([Json::Null]).collect::<Vec<_>>() })
}

/// A map with some fields and no other.
fn map(keys: &[&str], required: &[&str], shape: impl Fn(&str) -> Json) -> Json {
    let properties: Map<String, Json> = keys.iter().map(|key| ((*key).to_owned(), shape(key))).collect();
    json!({ "type": ["object", "null"], "properties": properties, "required": required, "additionalProperties": false })
}
