//! JSON Schemas of all front matter of a site, with its own slugs, so that an editor completes and checks fields.
//!
//! Which fields there are comes from the tables that the reader uses, what they mean from the README. The schemas refuse
//! nothing that Fissure accepts; whether a name is known is for `link` to say, so any text will do beside the slugs.

mod described;
mod shape;

use crate::link::Site;
use crate::model::kind::{ARTICLES, DISPUTES, Kind, OWN_FIELDS, PAGES, SOURCE_KEY};
use crate::model::{config, entity};
use described::described;
use serde_json::{Map, Value as Json, json};
use shape::{Of, shape};

/// The folder of a site that has the schemas, unless another is asked for.
pub const FOLDER: &str = ".fissure/schema";

/// A schema, and the files that it is for.
#[derive(Debug)]
pub struct Schema {
    /// The name of its file.
    pub name: String,
    /// A glob, from the folder of the site on.
    pub files: String,
    pub schema: Json,
}

impl Schema {
    /// The bytes of its file.
    pub fn text(&self) -> String {
        crate::data::pretty(&self.schema)
    }
}

/// One schema for each sort of file.
pub fn schemas(site: &Site) -> Vec<Schema> {
    let article = of("Articles", OWN_FIELDS, &["title", "date"], &Of::Article);
    let mut schemas = vec![
        schema("site", "content/site.yaml", of("site.yaml", config::FIELDS, &["title"], &Of::Site), site),
        schema(ARTICLES, "content/articles/**/*.md", with_tags(article, site), site),
        schema(PAGES, "content/pages/**/*.md", of("Plain pages", &entity::PAGE_FIELDS, &["title"], &Of::Page), site),
        schema(
            DISPUTES,
            "content/disputes/**/*.md",
            of("Disputes", &entity::dispute_fields(), &["question"], &Of::Dispute),
            site,
        ),
    ];
    for kind in &site.config.kinds {
        let fields = of("Entities", &entity::known_fields(kind), &[kind.name_field], &Of::Entity(kind));
        schemas.push(schema(&kind.folder, &format!("content/{}/**/*.md", kind.folder), fields, site));
    }
    schemas
}

/// What editors are told in `.vscode/settings.json`: which schema is for which files. `folder` is where they are.
pub fn settings(schemas: &[Schema], folder: &str) -> Json {
    let pair = |schema: &Schema| (format!("./{folder}/{}.schema.json", schema.name), Json::from(schema.files.clone()));
    json!({ "yaml.schemas": schemas.iter().map(pair).collect::<Map<String, Json>>() })
}

/// The fields of a file.
struct Fields {
    properties: Map<String, Json>,
    required: Vec<String>,
}

fn of(section: &str, fields: &[&str], required: &[&str], of: &Of<'_>) -> Fields {
    let property = |key: &&str| {
        let mut shape = shape(of, key);
        if let (Json::Object(shape), Some(words)) = (&mut shape, described(section, key)) {
            shape.insert("description".to_owned(), Json::from(words));
        }
        ((*key).to_owned(), shape)
    };
    Fields {
        properties: fields.iter().map(property).collect(),
        required: required.iter().map(|key| (*key).to_owned()).collect(),
    }
}

/// The fields of an article that the site decides: tags of its kinds, and those that it allows.
fn with_tags(mut fields: Fields, site: &Site) -> Fields {
    for kind in &site.config.kinds {
        let words = match kind.key == SOURCE_KEY {
            true => described("Articles", SOURCE_KEY).unwrap_or_default(),
            false => format!("tags: {} by slug, name or alias", kind.plural),
        };
        let mut tags = shape::tags(&kind.key);
        tags["description"] = Json::from(words);
        fields.properties.insert(kind.key.clone(), tags);
    }
    for key in &site.config.fields {
        fields.properties.insert(key.clone(), json!({ "description": "a field of this site, for templates" }));
    }
    fields
}

fn schema(name: &str, files: &str, fields: Fields, site: &Site) -> Schema {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("{}: {name}", site.config.title),
        "type": "object",
        "properties": fields.properties,
        "required": fields.required,
        "additionalProperties": false,
        "$defs": slugs(site),
    });
    Schema { name: name.to_owned(), files: files.to_owned(), schema }
}

/// The slugs of each kind, and of all entities.
fn slugs(site: &Site) -> Json {
    let of_kind = |n: Option<usize>| -> Vec<&str> {
        let ids = site.entities.keys().filter(|id| n.is_none_or(|n| id.kind == n));
        let mut slugs: Vec<&str> = ids.map(|id| id.slug.as_str()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        slugs
    };
    let kind =
        |(n, kind): (usize, &std::sync::Arc<Kind>)| (kind.key.clone(), shape::slug(&of_kind(Some(n)), &kind.title));
    let mut all: Map<String, Json> = site.config.kinds.iter().enumerate().map(kind).collect();
    all.insert("entity".to_owned(), shape::slug(&of_kind(None), "Entity"));
    Json::Object(all)
}
