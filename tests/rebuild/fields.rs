//! Values for the fields of every sort of file, made up from the schemas of the program and the words in `values.txt`.

use crate::tree::{self, Tree};
use fissure::commands::schema::schemas;
use fissure::link::Site;
use serde_json::Value as Json;
use std::collections::BTreeMap;

pub type Random = fastrand::Rng;

pub fn pick<'a, T>(random: &mut Random, from: &'a [T]) -> &'a T {
    &from[random.usize(0..from.len())]
}

/// What may be written where.
pub struct Fields {
    words: BTreeMap<String, Vec<String>>,
    /// The schemas, by the beginning of the paths that they are for.
    schemas: Vec<(String, Json)>,
    /// Slugs, names and aliases.
    pub names: Vec<String>,
}

impl Fields {
    pub fn new(site: &Site, tree: &Tree) -> Fields {
        let mut words = BTreeMap::new();
        for (keys, values) in include_str!("values.txt").lines().skip(1).filter_map(|line| line.split_once(": ")) {
            let values: Vec<String> = values.split(" | ").map(|value| value.replace("\\n", "\n")).collect();
            words.extend(keys.split(' ').map(|key| (key.to_owned(), values.clone())));
        }
        let mut fields = Fields { words, schemas: Vec::new(), names: Vec::new() };
        fields.learn(site, tree);
        fields
    }

    /// Takes in which kinds and names there are now.
    pub fn learn(&mut self, site: &Site, tree: &Tree) {
        let start = |files: &str| files.trim_end_matches("**/*.md").to_owned();
        self.schemas = schemas(site).into_iter().map(|schema| (start(&schema.files[0]), schema.schema)).collect();
        let stem = |path: &String| path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md").to_owned();
        self.names = tree.keys().filter(|path| path.ends_with(".md")).map(stem).collect();
        for text in tree.keys().filter_map(|path| tree::text(tree, path)) {
            let lines = text.lines().filter_map(|line| line.strip_prefix("name: ").or(line.strip_prefix("aliases: [")));
            self.names.extend(lines.map(|name| name.trim_end_matches(']').to_owned()));
        }
        self.names.extend(["new-one", "nobody"].map(str::to_owned));
    }

    /// The words of a line of `values.txt`.
    pub fn words(&self, key: &str) -> &[String] {
        &self.words[key]
    }

    pub fn word(&self, key: &str, random: &mut Random) -> String {
        let name = pick(random, &self.names).clone();
        pick(random, self.words(key)).replace("{name}", &name)
    }

    /// The schema of a file, if it has one.
    pub fn schema(&self, path: &str) -> Option<&Json> {
        self.schemas.iter().find(|(start, _)| path.starts_with(start)).map(|(_, schema)| schema)
    }

    /// The folders of the content that files go into.
    pub fn folders(&self) -> Vec<&str> {
        self.schemas.iter().map(|(start, _)| start.as_str()).filter(|start| start.ends_with('/')).collect()
    }

    /// The keys that a file must or may have.
    pub fn keys(&self, path: &str, which: &str) -> Vec<String> {
        match self.schema(path).map(|schema| &schema[which]) {
            Some(Json::Object(keys)) => keys.keys().cloned().collect(),
            Some(Json::Array(keys)) => keys.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        }
    }

    /// A value for a field of a file, or for one within it.
    pub fn value(&self, path: &str, field: &str, within: Option<&str>, random: &mut Random) -> String {
        let Some(schema) = self.schema(path) else { return self.word("anything", random) };
        let shape = &schema["properties"][field];
        match within {
            None => self.of_shape(field, shape, &schema["$defs"], random),
            Some(key) => self.of_shape(key, found(shape, key).unwrap_or(&Json::Null), &schema["$defs"], random),
        }
    }

    fn of_shape(&self, key: &str, shape: &Json, defs: &Json, random: &mut Random) -> String {
        if self.words.contains_key(key) && random.u8(0..4) > 0 {
            return self.word(key, random);
        }
        if random.u8(0..50) == 0 {
            return self.word("anything", random);
        }
        if let Some(reference) = shape["$ref"].as_str() {
            let slugs = reference.rsplit('/').next().and_then(|kind| defs[kind]["enum"].as_array());
            return match slugs {
                Some(slugs) => scalar(pick(random, slugs)),
                None => pick(random, &self.names).clone(),
            };
        }
        if let Some(choices) = shape["enum"].as_array() {
            return scalar(pick(random, choices));
        }
        if let Some(shapes) = shape["anyOf"].as_array() {
            // The first is the slug, or the one value where a list may stand.
            let shape = if random.u8(0..4) > 0 { &shapes[0] } else { pick(random, shapes) };
            return self.of_shape("", shape, defs, random);
        }
        if let Some(properties) = shape["properties"].as_object() {
            let required = shape["required"].as_array().map_or(&[][..], Vec::as_slice);
            let is_needed = |key: &String| required.iter().any(|needed| needed == key.as_str());
            let mut fields = Vec::new();
            for (key, shape) in properties {
                if random.u8(0..20) < if is_needed(key) { 19 } else { 7 } {
                    fields.push(format!("{key}: {}", self.of_shape(key, shape, defs, random)));
                }
            }
            return format!("{{{}}}", fields.join(", "));
        }
        if shape["items"].is_object() {
            let items = (0..random.usize(0..4)).map(|_| self.of_shape("", &shape["items"], defs, random));
            return format!("[{}]", items.collect::<Vec<_>>().join(", "));
        }
        match shape["minimum"].is_number() {
            true => self.word("page_size", random),
            false => pick(random, &self.names).clone(),
        }
    }
}

/// The shape of a key, wherever it stands within another.
fn found<'a>(shape: &'a Json, key: &str) -> Option<&'a Json> {
    match shape {
        Json::Object(map) => map
            .get("properties")
            .and_then(|properties| properties.get(key))
            .or_else(|| map.values().find_map(|value| found(value, key))),
        Json::Array(list) => list.iter().find_map(|value| found(value, key)),
        _ => None,
    }
}

fn scalar(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
