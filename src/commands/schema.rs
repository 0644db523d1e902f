//! JSON Schemas of all front matter of a site and of what is said of its pictures, with its own slugs, so that an editor completes and checks fields.
//!
//! Which fields there are, what they take and what they mean comes from the tables that the reader uses. The schemas refuse
//! nothing that Fissure accepts; whether a name is known is for `link` to say, so any text will do besides the slugs.

mod shape;

use crate::link::Site;
use crate::load::{CONTENT, STATIC};
use crate::model::fields::{DISPUTE, EDITION, Field, PAGE, PICTURE, SETTINGS, of_article, of_entity};
use crate::model::kind::{ARTICLES, DISPUTES, EDITIONS, KindId, PAGES};
use crate::model::translation::Sort;
use crate::picture;
use serde_json::{Map, Value as Json, json};
use shape::shape;

/// The folder of a site that has the schemas, unless another is asked for.
pub(crate) const FOLDER: &str = ".fissure/schema";

/// A schema, and the files that it is for.
#[derive(Debug)]
pub struct Schema {
    /// The name of its file.
    pub(crate) name: String,
    /// Globs, from the folder of the site on.
    pub files: Vec<String>,
    pub schema: Json,
}

impl Schema {
    /// The bytes of its file.
    pub(crate) fn text(&self) -> String {
        crate::view::data::pretty(&self.schema)
    }
}

/// One schema for each sort of file.
pub fn schemas(site: &Site) -> Vec<Schema> {
    let of_folder = |folder: &str, fields: &[Field<'_>], sort: Sort<'_>| {
        let mut schema = schema(folder, vec![format!("content/{folder}/**/*.md")], fields, site);
        if !site.config.languages.is_empty() {
            with_translations(&mut schema.schema, &sort.fields(), site);
        }
        schema
    };
    let mut schemas = vec![
        schema("site", vec!["content/site.yaml".to_owned()], SETTINGS, site),
        of_folder(ARTICLES, &of_article(&site.config), Sort::Article),
        of_folder(PAGES, PAGE, Sort::Page),
        of_folder(DISPUTES, DISPUTE, Sort::Dispute),
        of_folder(EDITIONS, EDITION, Sort::Edition),
    ];
    schemas.extend(site.config.kinds.iter().map(|kind| of_folder(&kind.folder, &of_entity(kind), Sort::Entity(kind))));
    // No kind can have a folder with a dot in its name.
    schemas.push(schema("picture.yaml", notes_of_pictures(), PICTURE, site));
    schemas
}

/// Lets the schema of originals be that of their translations too: `tokyo.ja.md` may be either, by what else lies next to it, and
/// few editors know a glob for all but some files. A file with a field that translations do not have is an original.
fn with_translations(schema: &mut Json, fields: &[Field<'_>], site: &Site) {
    for field in fields {
        if schema["properties"][field.key].is_null() {
            schema["properties"][field.key] = shape(field, &site.config.strings);
        }
    }
    let keys: Vec<&str> = fields.iter().map(|field| field.key).collect();
    let needed: Vec<&str> = fields.iter().filter(|field| field.needed).map(|field| field.key).collect();
    let translation = json!({ "propertyNames": { "enum": keys }, "required": needed });
    if let Some(original) = schema.as_object_mut().and_then(|schema| schema.remove("required")) {
        schema["anyOf"] = json!([{ "required": original }, translation]);
    }
}

/// The files that say more of a picture, as globs: `photo.jpg.yaml`.
fn notes_of_pictures() -> Vec<String> {
    let of_ending = |ending: &str| [CONTENT, STATIC].map(|folder| format!("{folder}/**/*.{ending}.yaml"));
    picture::endings().flat_map(of_ending).collect()
}

/// What editors are told in `.vscode/settings.json`: which schema is for which files. `folder` is where they are.
pub(crate) fn settings(schemas: &[Schema], folder: &str) -> Json {
    let pair = |schema: &Schema| (format!("./{folder}/{}.schema.json", schema.name), globs(&schema.files));
    json!({ "yaml.schemas": schemas.iter().map(pair).collect::<Map<String, Json>>() })
}

/// One glob as a text, several as a list.
fn globs(files: &[String]) -> Json {
    match files {
        [one] => Json::from(one.as_str()),
        several => Json::from(several),
    }
}

fn schema(name: &str, files: Vec<String>, fields: &[Field<'_>], site: &Site) -> Schema {
    let needed = fields.iter().filter(|field| field.needed).map(|field| field.key);
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("{}: {name}", site.config.title),
        "type": "object",
        "properties": fields.iter().map(|field| (field.key.to_owned(), shape(field, &site.config.strings))).collect::<Map<String, Json>>(),
        "required": needed.collect::<Vec<_>>(),
        "additionalProperties": false,
        "$defs": slugs(site),
    });
    Schema { name: name.to_owned(), files, schema }
}

/// The slugs of each kind, and of all entities.
fn slugs(site: &Site) -> Json {
    let of_kind = |kind: Option<KindId>| -> Vec<&str> {
        let ids = site.entities.keys().filter(|id| kind.is_none_or(|kind| id.kind == kind));
        let mut slugs: Vec<&str> = ids.map(|id| id.slug.as_str()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        slugs
    };
    let kinds = site.config.kinds.iter();
    let mut all: Map<String, Json> =
        kinds.map(|kind| (kind.key.clone(), shape::slug(&of_kind(Some(kind.id)), &kind.title))).collect();
    all.insert("entity".to_owned(), shape::slug(&of_kind(None), "Entity"));
    let words = &site.config.vocabulary;
    let relations = words.relations.names().map(Json::from).chain([Json::Null]);
    all.insert(shape::RELATIONS.to_owned(), json!({ "enum": relations.collect::<Vec<_>>() }));
    all.insert(shape::PHRASES.to_owned(), json!({ "enum": words.phrases.words().collect::<Vec<_>>() }));
    Json::Object(all)
}
