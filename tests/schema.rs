//! The schemas of front matter: nothing that Fissure takes misfits, no field is left out, and none is without words.

mod support;

use fissure::model::kind::OWN_FIELDS;
use fissure::model::statement::{BLOCKS, fields_of};
use fissure::model::{config, entity};
use fissure::parse::front_matter::{self, read_fields};
use fissure::parse::yaml::{Node, Value};
use fissure::path::SourcePath;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use support::program::{ok, own_site, site};
use support::*;

/// Whether a value fits a schema, by the few keywords that the schemas use; gives what does not fit.
fn misfit(value: &Json, schema: &Json, whole: &Json, at: &str) -> Option<String> {
    const KNOWN: [&str; 15] = [
        "$schema",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "enum",
        "anyOf",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "pattern",
        "minimum",
        "default",
    ];
    let keywords = schema.as_object()?;
    let unknown = keywords.keys().find(|key| !KNOWN.contains(&key.as_str()));
    assert_eq!(unknown, None, "this test does not know all keywords");
    if let Some(name) = schema["$ref"].as_str() {
        let target = &whole["$defs"][name.strip_prefix("#/$defs/").unwrap()];
        assert!(target.is_object(), "{name} leads nowhere");
        return misfit(value, target, whole, at);
    }
    let is = |name: &str| match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    let types: Vec<&str> = match &schema["type"] {
        Json::String(name) => vec![name],
        Json::Array(names) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|name| is(name)) {
        return Some(format!("{at}: {value} is none of {types:?}"));
    }
    if schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
        return Some(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let misfits: Option<Vec<String>> = choices.iter().map(|choice| misfit(value, choice, whole, at)).collect();
        if let Some(misfits) = misfits {
            return Some(misfits.join("; "));
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        return values.iter().find_map(|value| misfit(value, items, whole, &format!("{at}[]")));
    }
    let fields = value.as_object()?;
    let missing = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
    if let Some(key) = missing.into_iter().find(|key| !fields.contains_key(*key)) {
        return Some(format!("{at}: no {key}"));
    }
    fields.iter().find_map(|(key, value)| match (&schema["properties"][key], &schema["additionalProperties"]) {
        (Json::Null, Json::Bool(false)) => Some(format!("{at}: no field {key}")),
        (Json::Null, other) => misfit(value, other, whole, &format!("{at}.{key}")),
        (known, _) => misfit(value, known, whole, &format!("{at}.{key}")),
    })
}

/// A tree of YAML as an editor's library reads it: plain scalars have types.
fn typed(node: &Node) -> Json {
    match &node.value {
        Value::Null | Value::Broken => Json::Null,
        Value::Text { text, quoted: true } => Json::from(text.as_str()),
        Value::Text { text, quoted: false } => match serde_json::from_str(text) {
            Ok(scalar @ (Json::Bool(_) | Json::Number(_))) => scalar,
            _ => Json::from(text.as_str()),
        },
        Value::List(items) => items.iter().map(typed).collect(),
        Value::Map(fields) => {
            Json::Object(fields.iter().map(|(key, value)| (key.text.clone(), typed(value))).collect())
        }
    }
}

fn schemas_of(folder: &Path) -> BTreeMap<String, Json> {
    let written = files_below(&folder.join(".fissure/schema")).into_iter();
    written.map(|(name, bytes)| (name.replace(".schema.json", ""), serde_json::from_slice(&bytes).unwrap())).collect()
}

#[test]
fn every_front_matter_of_this_site_fits_its_schema() {
    let folder = own_site();
    ok(folder.path(), &["schema"]);
    let schemas = schemas_of(folder.path());
    let mut wrong = Vec::new();
    for (path, bytes) in files_below(&folder.path().join("content")) {
        let text = String::from_utf8(bytes).unwrap();
        let source = SourcePath::new(format!("content/{path}"));
        let (fields, _) = match path.as_str() {
            "site.yaml" => read_fields(&source, &text, 0..text.len()),
            _ => {
                let (fields, _, told) = front_matter::read(&source, &text);
                (fields, told)
            }
        };
        let name = path.split('/').next().unwrap().trim_end_matches(".yaml");
        let fields = Node { value: Value::Map(fields.fields), span: 0..0, lost: None };
        wrong.extend(misfit(&typed(&fields), &schemas[name], &schemas[name], &path));
    }
    assert_eq!(wrong, Vec::<String>::new());
    // And what is wrong does not fit.
    let article = &schemas["articles"];
    for (bad, what) in [
        (serde_json::json!({"title": "x"}), "no date"),
        (serde_json::json!({"title": "x", "date": "2026-11-22", "blocs": "us"}), "no field blocs"),
        (serde_json::json!({"title": "x", "date": "2026-11-22", "form": "poem"}), "poem"),
        (serde_json::json!({"title": "x", "date": "2026-11-22", "access": {"for": "us", "status": "shut"}}), "shut"),
    ] {
        let told = misfit(&bad, article, article, "article").unwrap_or_else(|| panic!("{bad} fits"));
        assert!(told.contains(what), "{told}");
    }
    assert_eq!(article["$defs"]["model"]["enum"][0], "fable-5");
}

#[test]
fn the_schemas_have_every_field_with_its_words_and_its_shape() {
    let folder = own_site();
    let settings = fs::read_to_string(folder.path().join("content/site.yaml")).unwrap();
    write_files(folder.path(), &[("content/site.yaml", &(settings + "\nfields: [region]\n"))]);
    ok(folder.path(), &["schema"]);
    let schemas = schemas_of(folder.path());
    let (config, _) = config::read(&SourcePath::new("content/site.yaml"), Some("title: T\nfields: [region]\n"));
    let kinds = ["bloc", "model", "company", "policy", "sources", "region", "person", "institution"];
    let mut expected: Vec<(String, Vec<&str>)> = vec![
        ("site".to_owned(), config::FIELDS.to_vec()),
        ("articles".to_owned(), OWN_FIELDS.iter().chain(&kinds).copied().collect()),
        ("pages".to_owned(), entity::PAGE_FIELDS.to_vec()),
        ("disputes".to_owned(), entity::dispute_fields()),
    ];
    expected.extend(config.kinds.iter().map(|kind| (kind.folder.clone(), entity::known_fields(kind))));
    let mut wrong = Vec::new();
    let mut look = |name: &str, properties: &Json, fields: &[&str]| {
        let known: BTreeSet<&str> = properties.as_object().unwrap().keys().map(|key| &**key).collect();
        assert_eq!(known, fields.iter().copied().collect(), "{name}");
        for (key, shape) in properties.as_object().unwrap() {
            let words = shape["description"].as_str().is_some_and(|words| !words.is_empty());
            let shaped = shape.as_object().unwrap().len() > 1 || ["extra", "region"].contains(&key.as_str());
            wrong.extend((!words || !shaped).then(|| format!("{name}.{key}: {shape}")));
        }
    };
    for (name, fields) in &expected {
        look(name, &schemas[name]["properties"], fields);
    }
    for block in BLOCKS {
        let entry = &schemas["articles"]["properties"][block]["anyOf"][0];
        look(block, &entry["properties"], fields_of(block));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn editors_are_told_which_schema_is_for_which_file() {
    let folder = site("rename.txt");
    let said = ok(folder.path(), &["schema", "--output", "schemas"]);
    assert!(
        folder.path().join("schemas/models.schema.json").exists() && said.contains("9 schemas in schemas"),
        "{said}"
    );
    ok(folder.path(), &["schema", "--vscode"]);
    let settings: Json =
        serde_json::from_slice(&fs::read(folder.path().join(".vscode/settings.json")).unwrap()).unwrap();
    for (schema, files) in settings["yaml.schemas"].as_object().unwrap() {
        assert!(folder.path().join(schema).exists() && files.as_str().unwrap().starts_with("content/"), "{schema}");
    }
    write_files(folder.path(), &[(".vscode/settings.json", "{}")]);
    let said = ok(folder.path(), &["schema", "--vscode"]);
    assert!(said.contains("left as it is") && said.contains("\"yaml.schemas\""), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join(".vscode/settings.json")).unwrap(), "{}");
}
