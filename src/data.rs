//! Tables of facts as CSV, JSON and JSON-LD.
//!
//! Only the formats: which tables there are, and what stands in them, is planned in `plan::data`.

use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// A table with the same rows in every format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    /// What one row is, as a name for JSON-LD: `AccessStatement`.
    pub row: &'static str,
    pub columns: &'static [Column],
    pub rows: Vec<Arc<Row>>,
    /// Under what licence the data may be used, as the settings have it.
    pub licence: Option<String>,
    /// What the names of columns are relative to, in JSON-LD.
    pub vocabulary: String,
    /// The whole address of the table's page, or of the table alone where the site does not know its own.
    pub url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub about: &'static str,
}

/// One value for each column.
pub type Row = Vec<Value>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    None,
    Text(String),
    Flag(bool),
    /// Something with a page.
    Ref(Ref),
    Refs(Vec<Ref>),
}

/// Something with a page: its slug, and where the page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ref {
    pub slug: String,
    pub url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Json,
    JsonLd,
}

impl Format {
    pub const ALL: [Format; 3] = [Format::Csv, Format::Json, Format::JsonLd];

    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::JsonLd => "jsonld",
        }
    }
}

/// A table as the text of a file.
pub fn text(table: &Table, format: Format) -> String {
    match format {
        Format::Csv => csv(table),
        Format::Json => pretty(&Json::Array(table.rows.iter().map(|row| Json::Object(object(table, row))).collect())),
        Format::JsonLd => pretty(&linked(table)),
    }
}

/// Two spaces of indentation and a line break at the end, so that a change shows as a change of lines.
pub fn pretty(json: &Json) -> String {
    let text = serde_json::to_string_pretty(json).expect("a value of texts and lists is always JSON");
    format!("{text}\n")
}

/// RFC 4180, with a line of names; lists are joined by spaces, which no slug has.
fn csv(table: &Table) -> String {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let names = table.columns.iter().map(|column| column.name);
    let mut rows = table.rows.iter().map(|row| row.iter().map(plain).collect::<Vec<_>>());
    let written = writer.write_record(names).and_then(|()| rows.try_for_each(|row| writer.write_record(row)));
    written.expect("rows have as many values as there are columns, and memory takes all");
    let bytes = writer.into_inner().expect("memory takes all");
    String::from_utf8(bytes).expect("texts stay texts")
}

fn plain(value: &Value) -> String {
    match value {
        Value::None => String::new(),
        Value::Text(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::Ref(one) => one.slug.clone(),
        Value::Refs(refs) => refs.iter().map(|one| one.slug.as_str()).collect::<Vec<_>>().join(" "),
    }
}

fn object(table: &Table, row: &Row) -> Map<String, Json> {
    let value = |value: &Value| match value {
        Value::None => Json::Null,
        Value::Text(text) => json!(text),
        Value::Flag(flag) => json!(flag),
        Value::Ref(one) => json!(one.slug),
        Value::Refs(refs) => refs.iter().map(|one| json!(one.slug)).collect(),
    };
    table.columns.iter().zip(row).map(|(column, of)| (column.name.to_owned(), value(of))).collect()
}

/// JSON-LD 1.1: the same rows, where whatever has a page is named by its address.
fn linked(table: &Table) -> Json {
    let mut context = Map::new();
    context.insert("@version".to_owned(), json!(1.1));
    context.insert("@vocab".to_owned(), json!(table.vocabulary));
    for name in ["license", "Dataset", "hasPart"] {
        context.insert(name.to_owned(), json!(format!("https://schema.org/{name}")));
    }
    for (n, column) in table.columns.iter().enumerate() {
        let is_ref = |row: &Arc<Row>| matches!(row.get(n), Some(Value::Ref(_) | Value::Refs(_)));
        if table.rows.iter().any(is_ref) {
            let iri = format!("{}{}", table.vocabulary, column.name);
            context.insert(column.name.to_owned(), json!({ "@id": iri, "@type": "@id" }));
        }
    }
    let rows: Vec<Json> = table.rows.iter().map(|row| Json::Object(node(table, row))).collect();
    let mut data = Map::new();
    data.insert("@context".to_owned(), Json::Object(context));
    data.insert("@id".to_owned(), json!(table.url));
    data.insert("@type".to_owned(), json!("Dataset"));
    data.extend(table.licence.as_ref().map(|licence| ("license".to_owned(), json!(licence))));
    data.insert("hasPart".to_owned(), Json::Array(rows));
    Json::Object(data)
}

fn node(table: &Table, row: &Row) -> Map<String, Json> {
    let mut node = Map::from_iter([("@type".to_owned(), json!(table.row))]);
    for (column, value) in table.columns.iter().zip(row) {
        let value = match value {
            Value::None => continue,
            Value::Text(text) => json!(text),
            Value::Flag(flag) => json!(flag),
            Value::Ref(one) => json!(one.url),
            Value::Refs(refs) => refs.iter().map(|one| json!(one.url)).collect(),
        };
        // The page of a thing is its name in JSON-LD.
        let key = if column.name == "url" { "@id" } else { column.name };
        node.insert(key.to_owned(), value);
    }
    node
}
