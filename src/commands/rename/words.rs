//! Every word of a file's fields that may name an entity or an article, or be an address.
//!
//! Finds them by the tables of fields, so a field is known here as soon as it is one. Resolves nothing.

use crate::model::fields::{Field, Of, SETTINGS, Takes, of_article, of_entity};
use crate::model::kind::{BLOC, SOURCE_KEY};
use crate::model::{Config, Item};
use crate::parse::Document;
use crate::parse::front_matter::{FrontMatter, name_in};
use crate::parse::yaml::{Value, Word, YamlNode};

/// What a word of a field may name.
#[derive(Debug)]
pub(crate) enum Named {
    /// An entity of the kind with this key; of any kind where there is none.
    Entity(Option<String>),
    /// An article, by its slug.
    Article,
    /// A page or a file, by its address or its path.
    Address,
}

/// A word, and what it may name.
pub(crate) type Candidate = (Word, Named);

/// The words of an article, an entity or a page.
pub(crate) fn of_item(item: &Item, config: &Config) -> Vec<Candidate> {
    match item {
        Item::Article(_) => of_document(item.document(), &of_article(config)),
        Item::Entity(entity) => of_document(item.document(), &of_entity(&entity.kind)),
        Item::Page(page) => of_document(item.document(), page.fields()),
    }
}

/// The words of a file that has the fields of a table.
pub(crate) fn of_document(document: &Document, table: &[Field<'_>]) -> Vec<Candidate> {
    of_fields(&document.front_matter.fields, table)
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
            fields.iter().map(|(source, _)| (source.clone(), Named::Entity(Some(SOURCE_KEY.to_owned())))).collect()
        }
        Value::Map(fields) if matches!(takes, Takes::ArticleByLanguage) => {
            fields.iter().flat_map(|(_, node)| of_value(node, takes)).collect()
        }
        Value::Map(fields) => of_fields(fields, takes.inner()),
        Value::List(items) => items.iter().flat_map(|item| of_value(item, takes)).collect(),
        Value::Text { text, .. } => {
            let text = name_in(text);
            let word = Word { text: text.to_owned(), span: node.span.clone() };
            named(text, takes).map(|named| (word, named)).into_iter().collect()
        }
        Value::Null | Value::Broken => Vec::new(),
    }
}

/// What a text in a field may name; nothing where it names nothing.
fn named(text: &str, takes: Takes<'_>) -> Option<Named> {
    let of = match takes {
        Takes::Entity(of) | Takes::Entities(of) => of,
        Takes::EntitiesOrUnknown(of) if text != "unknown" => of,
        Takes::Name(_) | Takes::Names => Of::Any,
        Takes::Blocs if text != "all" => Of::Kind(BLOC),
        Takes::ArticleByLanguage => return Some(Named::Article),
        Takes::Address | Takes::Addresses => return Some(Named::Address),
        _ => return None,
    };
    Some(Named::Entity(if let Of::Kind(kind) = of { Some(kind.to_owned()) } else { None }))
}
