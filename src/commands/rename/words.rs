//! Every word of a file's fields that may stand for an entity, with the kind that it has to be of.
//!
//! Finds them by the tables of fields, so a field is known here as soon as it is one. Resolves nothing.

use crate::model::fields::{DISPUTE, Field, Of, PAGE, SETTINGS, Takes, of_article, of_entity};
use crate::model::kind::{BLOC, SOURCE_KEY};
use crate::model::{Config, Item};
use crate::parse::front_matter::FrontMatter;
use crate::parse::yaml::{Value, Word, YamlNode};

/// A word, and the key of the kind that it names; none where any entity will do.
pub(crate) type Candidate = (Word, Option<String>);

/// The words of an article, an entity or a page.
pub(crate) fn of_item(item: &Item, config: &Config) -> Vec<Candidate> {
    let fields = &item.document().front_matter.fields;
    match item {
        Item::Article(_) => of_fields(fields, &of_article(config)),
        Item::Entity(entity) => of_fields(fields, &of_entity(&entity.kind)),
        Item::Page(page) => of_fields(fields, if page.dispute.is_some() { DISPUTE } else { PAGE }),
    }
}

/// The words of the settings.
pub(crate) fn of_settings(settings: &FrontMatter) -> Vec<Candidate> {
    of_fields(&settings.fields, SETTINGS)
}

fn of_fields(fields: &[(Word, YamlNode)], table: &[Field<'_>]) -> Vec<Candidate> {
    let takes = |key: &str| table.iter().find(|field| field.key == key).map(|field| field.takes);
    fields.iter().filter_map(|(key, node)| Some(of_value(node, takes(&key.text)?))).flatten().collect()
}

fn of_value(node: &YamlNode, takes: Takes<'_>) -> Vec<Candidate> {
    match &node.value {
        // Places stand under the sources that they are in.
        Value::Map(fields) if matches!(takes, Takes::Places) => {
            fields.iter().map(|(source, _)| (source.clone(), Some(SOURCE_KEY.to_owned()))).collect()
        }
        Value::Map(fields) => of_fields(fields, takes.inner()),
        Value::List(items) => items.iter().flat_map(|item| of_value(item, takes)).collect(),
        Value::Text { text, .. } => {
            let word = Word { text: text.clone(), span: node.span.clone() };
            wanted(text, takes).map(|of| (word, of)).into_iter().collect()
        }
        Value::Null | Value::Broken => Vec::new(),
    }
}

/// The kind of the entity that a text names in a field; nothing where it names no entity.
fn wanted(text: &str, takes: Takes<'_>) -> Option<Option<String>> {
    let of = match takes {
        Takes::Entity(of) | Takes::Entities(of) => of,
        Takes::EntitiesOrUnknown(of) if text != "unknown" => of,
        Takes::Name(_) | Takes::Names => Of::Any,
        Takes::Blocs if text != "all" => Of::Kind(BLOC),
        _ => return None,
    };
    Some(if let Of::Kind(kind) = of { Some(kind.to_owned()) } else { None })
}
