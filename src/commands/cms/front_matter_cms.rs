//! The configuration of Front Matter, the CMS in Visual Studio Code.
//!
//! It marks each new file but those of its default type with a field that Fissure does not know. So articles are that type, and
//! the files of other folders are edited and not made. It marks the entries of a list in the same way: fact blocks are written in
//! the text of the file, where the JSON Schemas help.

use super::{Choices, Collection, Structured, collections, label};
use crate::link::Site;
use crate::model::fields::{Field, Of, Takes};
use crate::view::data::pretty;
use serde_json::{Map, Value as Json, json};

pub(super) fn config(site: &Site, structured: &Structured) -> String {
    let choices = Choices::new(site);
    let collections = collections(&site.config);
    let types: Vec<Json> = collections.iter().map(|one| content_type(one, structured, &choices)).collect();
    let folders: Vec<Json> = collections.iter().map(folder).collect();
    let config = json!({
        "$schema": "https://frontmatter.codes/frontmatter.schema.json",
        "frontMatter.content.publicFolder": "static",
        "frontMatter.content.supportedFileTypes": ["md"],
        "frontMatter.content.draftField": { "name": "draft", "type": "boolean" },
        "frontMatter.taxonomy.dateFormat": "yyyy-MM-dd",
        "frontMatter.preview.host": "http://localhost:4321",
        "frontMatter.content.pageFolders": folders,
        "frontMatter.taxonomy.contentTypes": types,
    });
    pretty(&config)
}

fn name_of<'c>(of: &Collection<'c>) -> &'c str {
    if of.is_dated() { "default" } else { of.folder }
}

fn folder(of: &Collection<'_>) -> Json {
    let mut folder = json!({
        "title": of.label,
        "path": format!("[[workspace]]/content/{}", of.folder),
        "contentTypes": [name_of(of)],
    });
    match of.is_dated() {
        true => folder["filePrefix"] = json!("yyyy-MM-dd"),
        false => folder["disableCreation"] = json!(true),
    }
    folder
}

fn content_type(of: &Collection<'_>, structured: &Structured, choices: &Choices) -> Json {
    let form = |field: &Field<'_>| {
        if !structured.fits_a_form(field, of.folder) || matches!(field.takes, Takes::Map(_) | Takes::Maps(_)) {
            return None;
        }
        let mut form = Map::new();
        form.insert("name".to_owned(), json!(field.key));
        form.insert("title".to_owned(), json!(label(field.key)));
        form.insert("description".to_owned(), json!(choices.words(field)));
        if field.needed {
            form.insert("required".to_owned(), json!(true));
        }
        if let Json::Object(kind) = kind(field, choices) {
            form.extend(kind);
        }
        Some(Json::Object(form))
    };
    let fields: Vec<Json> = of.fields.iter().filter_map(form).collect();
    json!({ "name": name_of(of), "pageBundle": false, "fileType": "md", "clearEmpty": true, "fields": fields })
}

fn kind(field: &Field<'_>, choices: &Choices) -> Json {
    match field.takes {
        Takes::Texts | Takes::Addresses | Takes::Names => json!({ "type": "list" }),
        Takes::Address if field.key == "image" => json!({ "type": "image" }),
        Takes::Flag => json!({ "type": "boolean" }),
        Takes::Number(least) => json!({ "type": "number", "numberOptions": { "min": least } }),
        Takes::UpTo(most) => json!({ "type": "number", "numberOptions": { "min": 1, "max": most } }),
        Takes::Day if field.key == "date" => {
            json!({ "type": "datetime", "dateFormat": "yyyy-MM-dd", "default": "{{now}}", "isPublishDate": true })
        }
        Takes::Day => json!({ "type": "datetime", "dateFormat": "yyyy-MM-dd" }),
        Takes::OneOf(words) => json!({ "type": "choice", "choices": words }),
        Takes::Relation => json!({ "type": "choice", "choices": choices.relations() }),
        Takes::Entity(of) => choice(of, false, None, choices),
        Takes::Entities(of) => choice(of, true, None, choices),
        Takes::EntitiesOrUnknown(of) => choice(of, true, Some("unknown"), choices),
        _ => json!({ "type": "string", "single": true }),
    }
}

fn choice(of: Of<'_>, several: bool, word: Option<&str>, choices: &Choices) -> Json {
    let mut offered: Vec<Json> = word.into_iter().map(|word| json!({ "id": word, "title": word })).collect();
    offered.extend(choices.of(of).into_iter().map(|choice| json!({ "id": choice.value, "title": choice.label })));
    json!({ "type": "choice", "multiple": several, "choices": offered })
}
