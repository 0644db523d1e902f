//! The schemas of front matter: nothing that Fissure takes misfits, and every field has its words and its shape.

mod support;

use fissure::base::path::SourcePath;
use fissure::parse::front_matter::{self, read_fields};
use fissure::parse::yaml::{Value, YamlNode};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use support::program::{ok, own_site, site};
use support::*;

/// Whether a value fits a schema, by the few keywords that the schemas use; gives what does not fit.
fn misfit(value: &Json, schema: &Json, whole: &Json, at: &str) -> Option<String> {
    const KNOWN: [&str; 16] = [
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
        "propertyNames",
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
    if let Some(names) = schema.get("propertyNames") {
        let misfit = |key: &String| misfit(&Json::from(key.as_str()), names, whole, &format!("{at}.{key}"));
        if let Some(misfit) = fields.keys().find_map(misfit) {
            return Some(misfit);
        }
    }
    fields.iter().find_map(|(key, value)| match (&schema["properties"][key], &schema["additionalProperties"]) {
        (Json::Null, Json::Bool(false)) => Some(format!("{at}: no field {key}")),
        (Json::Null, other) => misfit(value, other, whole, &format!("{at}.{key}")),
        (known, _) => misfit(value, known, whole, &format!("{at}.{key}")),
    })
}

/// A tree of YAML as an editor's library reads it: plain scalars have types.
fn typed(node: &YamlNode) -> Json {
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

/// What does not fit of the front matter of a site.
fn misfits(folder: &Path, schemas: &BTreeMap<String, Json>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, bytes) in files_below(&folder.join("content")) {
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
        let fields = YamlNode { value: Value::Map(fields.fields), span: 0..0, lost: None };
        wrong.extend(misfit(&typed(&fields), &schemas[name], &schemas[name], &path));
    }
    wrong
}

#[test]
fn every_front_matter_of_this_site_fits_its_schema() {
    let folder = own_site();
    ok(folder.path(), &["schema"]);
    let schemas = schemas_of(folder.path());
    assert_eq!(misfits(folder.path(), &schemas), Vec::<String>::new());
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
fn what_is_in_other_languages_fits_the_schema_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files_below(&tests_folder().join("web/languages/content")) {
        write_files(folder.path(), &[(&format!("content/{path}"), std::str::from_utf8(&bytes).unwrap())]);
    }
    write_files(folder.path(), &[("content/models/empty.ja.md", "---\n---\n")]);
    ok(folder.path(), &["schema"]);
    let schemas = schemas_of(folder.path());
    assert_eq!(misfits(folder.path(), &schemas), Vec::<String>::new());
    for (folder, bad, what) in [
        ("articles", serde_json::json!({"title": "x", "model": "fugu"}), "no date"),
        ("articles", serde_json::json!({"title": "x", "blocs": "us"}), "blocs"),
        ("articles", serde_json::json!({"summary": "x"}), "no title"),
        ("disputes", serde_json::json!({"question": "x", "answer": ["y"]}), "answer"),
        ("models", serde_json::json!({"developer": "sakana-ai"}), "no name"),
    ] {
        let misfit = misfit(&bad, &schemas[folder], &schemas[folder], folder).unwrap_or_else(|| panic!("{bad} fits"));
        assert!(misfit.contains(what), "{misfit}");
    }
}

/// The fields in a schema and in the sets in it, as `site.feed.items`, that have no words or no shape.
fn bare(schema: &Json, at: &str) -> Vec<String> {
    let in_sets = schema["anyOf"].as_array().into_iter().flatten().chain(schema.get("items"));
    let mut found: Vec<String> = in_sets.flat_map(|schema| bare(schema, at)).collect();
    for (key, shape) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}.{key}");
        let has_words = shape["description"].as_str().is_some_and(|words| words.ends_with('.'));
        let has_shape = shape.as_object().is_some_and(|shape| shape.len() > 1) || ["extra", "region"].contains(&&**key);
        found.extend((!has_words || !has_shape).then(|| at.clone()));
        found.extend(bare(shape, &at));
    }
    found
}

#[test]
fn every_field_in_a_schema_has_words_and_a_shape() {
    let folder = own_site();
    let settings = fs::read_to_string(folder.path().join("content/site.yaml")).unwrap();
    write_files(folder.path(), &[("content/site.yaml", &(settings + "\nfields: [region]\n"))]);
    ok(folder.path(), &["schema"]);
    let schemas = schemas_of(folder.path());
    let properties = schemas["articles"]["properties"].as_object().unwrap();
    assert!(["region", "person", "sources"].iter().all(|key| properties.contains_key(*key)), "{properties:?}");
    let bare: Vec<String> = schemas.iter().flat_map(|(name, schema)| bare(schema, name)).collect();
    assert_eq!(bare, Vec::<String>::new());
}

#[test]
fn what_is_said_of_a_picture_has_a_schema() {
    let folder = site("rename.txt");
    ok(folder.path(), &["schema", "--vscode"]);
    let schema = &schemas_of(folder.path())["picture.yaml"];
    let misfit = |note: Json| misfit(&note, schema, schema, "note");
    assert_eq!(
        misfit(
            serde_json::json!({"alt": "A queue", "credit": "Ann Lee", "licence": "CC-BY-4.0", "source": "https://example.org/"})
        ),
        None
    );
    assert_eq!(misfit(serde_json::json!({})), None);
    assert!(misfit(serde_json::json!({"credits": "Ann Lee"})).is_some_and(|why| why.contains("no field credits")));
    let settings = fs::read_to_string(folder.path().join(".vscode/settings.json")).unwrap();
    for glob in ["content/**/*.jpg.yaml", "content/**/*.avif.yaml", "static/**/*.png.yaml"] {
        assert!(settings.contains(glob), "{settings}");
    }
}

#[test]
fn editors_are_told_which_schema_is_for_which_file() {
    let folder = site("rename.txt");
    let said = ok(folder.path(), &["schema", "--output", "schemas"]);
    assert!(
        folder.path().join("schemas/models.schema.json").exists() && said.contains("11 schemas in schemas"),
        "{said}"
    );
    ok(folder.path(), &["schema", "--vscode"]);
    let settings: Json =
        serde_json::from_slice(&fs::read(folder.path().join(".vscode/settings.json")).unwrap()).unwrap();
    for (schema, files) in settings["yaml.schemas"].as_object().unwrap() {
        let files: Vec<&str> = files
            .as_array()
            .map_or(vec![files], |files| files.iter().collect())
            .into_iter()
            .filter_map(Json::as_str)
            .collect();
        let is_of_site =
            |glob: &&str| glob.starts_with("content/") || (schema.contains("picture") && glob.starts_with("static/"));
        assert!(folder.path().join(schema).exists() && !files.is_empty() && files.iter().all(is_of_site), "{schema}");
    }
    write_files(folder.path(), &[(".vscode/settings.json", "{}")]);
    let said = ok(folder.path(), &["schema", "--vscode"]);
    assert!(said.contains("left as it is") && said.contains("\"yaml.schemas\""), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join(".vscode/settings.json")).unwrap(), "{}");
}

/// What a CMS is given, for a small site, is in `tests/tools/cms`. Sveltia CMS itself reads it in `tests/web/cms.test.js`.
#[test]
fn the_forms_of_a_cms_have_the_fields_and_entities_of_the_site() {
    let folder = site("rename.txt");
    let expected = tests_folder().join("tools/cms");
    let mut differs = Vec::new();
    for (name, path) in [
        ("sveltia", "admin/config.yml"),
        ("decap", "admin/config.yml"),
        ("pages-cms", ".pages.yml"),
        ("front-matter", "frontmatter.json"),
    ] {
        let _ = fs::remove_file(folder.path().join(path));
        let said = ok(folder.path(), &["schema", "--cms", name]);
        assert!(said.contains(&format!("{path} is new")), "{said}");
        let text = fs::read_to_string(folder.path().join(path)).unwrap();
        differs.extend(expect_text(&expected.join(format!("{name}.txt")), &text).err());
        // What is there stays, and what it should be is printed.
        write_files(folder.path(), &[(path, "mine")]);
        let said = ok(folder.path(), &["schema", "--cms", name]);
        assert!(said.contains("left as it is") && said.contains(&text), "{said}");
        assert_eq!(fs::read_to_string(folder.path().join(path)).unwrap(), "mine");
    }
    assert!(folder.path().join("admin/index.html").exists() && !folder.path().join(".fissure").exists());
    assert!(differs.is_empty(), "{}", differs.join("\n"));
}

#[test]
fn a_form_has_a_text_for_a_time_only_where_no_file_has_a_set() {
    let has = |time: &str| {
        let article =
            format!("---\ntitle: T\ndate: 2026-11-20\nevents: [{{what: It begins, when: {time}}}]\n---\nText.\n");
        let folder = tempfile::tempdir().unwrap();
        write_files(folder.path(), &[("content/site.yaml", "title: T\n"), ("content/articles/a.md", &article)]);
        ["sveltia", "pages-cms"].map(|name| {
            ok(folder.path(), &["schema", "--cms", name]);
            let path = if name == "sveltia" { "admin/config.yml" } else { ".pages.yml" };
            fs::read_to_string(folder.path().join(path)).unwrap().contains("name: when")
        })
    };
    assert_eq!(has("2026-11-19"), [true, true]);
    assert_eq!(has("{says: yesterday, in: a}"), [false, false]);
}
