//! Tables of facts as CSV, JSON and JSON-LD.
//!
//! Only the formats: which tables there are, and what stands in them, is planned in `plan::data`.

use serde_json::{Map, Value as Json, json};
use std::sync::{Arc, OnceLock};

/// A table with the same rows in every format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordTable {
    pub(crate) name: &'static str,
    /// What one row is, as a name for JSON-LD: `AccessStatement`.
    pub(crate) row: &'static str,
    pub(crate) columns: &'static [Column],
    pub(crate) rows: Vec<Arc<DataRow>>,
    /// Under what licence the data may be used, as the settings have it.
    pub(crate) licence: Option<String>,
    /// What the names of columns are relative to, in JSON-LD.
    pub(crate) vocabulary: String,
    /// The whole address of the table's page, or of the table alone where the site does not know its own.
    pub(crate) url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    pub name: &'static str,
    pub about: &'static str,
}

/// One value for each column, and its text in each format once somebody has asked for it: a table of which one row
/// changed is put together of the texts of all others.
#[derive(Debug, Default)]
pub(crate) struct DataRow {
    pub values: Vec<DataValue>,
    /// By the place of the format in [`DataFormat::ALL`]. A row stands in one table, whose columns do not change.
    texts: [OnceLock<String>; 3],
}

impl DataRow {
    pub(crate) fn new(values: Vec<DataValue>) -> DataRow {
        DataRow { values, texts: Default::default() }
    }
}

impl PartialEq for DataRow {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl Eq for DataRow {}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DataValue {
    None,
    Text(String),
    Flag(bool),
    /// Something with a page.
    Ref(Ref),
    Refs(Vec<Ref>),
    /// Sources, by their slugs, each with places in it.
    Places(Vec<(Arc<str>, Vec<Ref>)>),
}

/// Something with a page: its slug, and where the page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ref {
    pub slug: Arc<str>,
    pub url: Arc<str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataFormat {
    Csv,
    Json,
    JsonLd,
}

impl DataFormat {
    pub(crate) const ALL: [DataFormat; 3] = [DataFormat::Csv, DataFormat::Json, DataFormat::JsonLd];

    pub(crate) fn extension(self) -> &'static str {
        match self {
            DataFormat::Csv => "csv",
            DataFormat::Json => "json",
            DataFormat::JsonLd => "jsonld",
        }
    }
}

/// A table as the text of a file.
pub(crate) fn text(table: &RecordTable, format: DataFormat) -> String {
    match format {
        DataFormat::Csv => {
            let names = table.columns.iter().map(|column| column.name.to_owned());
            let lines = table.rows.iter().map(|row| row_text(table, row, format));
            [record(names)].iter().map(String::as_str).chain(lines).collect()
        }
        DataFormat::Json => list(table, format, 0) + "\n",
        DataFormat::JsonLd => {
            // The rows are the last part, so that they can be put in the place of an empty list.
            let frame = pretty(&frame(table));
            let before = frame.strip_suffix("[]\n}\n").expect("the frame ends with an empty list");
            format!("{before}{}\n}}\n", list(table, format, 1))
        }
    }
}

/// The rows as a list of JSON, which stands so many levels deep.
fn list(table: &RecordTable, format: DataFormat, depth: usize) -> String {
    if table.rows.is_empty() {
        return "[]".to_owned();
    }
    let indent = "  ".repeat(depth);
    let mut text = "[".to_owned();
    for (n, row) in table.rows.iter().enumerate() {
        text.push_str(if n == 0 { "\n" } else { ",\n" });
        text.push_str(row_text(table, row, format));
    }
    text.push_str(&format!("\n{indent}]"));
    text
}

/// The text of one row, as it stands in its table.
fn row_text<'a>(table: &RecordTable, row: &'a DataRow, format: DataFormat) -> &'a str {
    let place = DataFormat::ALL.iter().position(|other| *other == format).expect("all formats are listed");
    row.texts[place].get_or_init(|| match format {
        DataFormat::Csv => record(row.values.iter().map(plain)),
        DataFormat::Json => indented(&Json::Object(object(table, row)), 1),
        DataFormat::JsonLd => indented(&Json::Object(node(table, row)), 2),
    })
}

/// JSON with two spaces of indentation, so many levels deep, so that a change shows as a change of lines.
fn indented(json: &Json, depth: usize) -> String {
    let text = serde_json::to_string_pretty(json).expect("a value of texts and lists is always JSON");
    let indent = "  ".repeat(depth);
    // No text of JSON has a line break within.
    format!("{indent}{}", text.replace('\n', &format!("\n{indent}")))
}

/// The same from the first column on, with a line break at the end.
pub(crate) fn pretty(json: &Json) -> String {
    indented(json, 0) + "\n"
}

/// A line of RFC 4180; lists are joined by spaces, which no slug has.
///
/// Spreadsheets run a cell that begins like a formula (see OWASP, CSV injection). One that does gets an apostrophe before
/// it, and so does one that begins with an apostrophe: to have the value back, take the first apostrophe of a cell away.
fn record(values: impl Iterator<Item = String>) -> String {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let inert = |value: String| {
        if value.starts_with(FORMULA) || value.starts_with(TEXT_SIGN) { format!("'{value}") } else { value }
    };
    writer.write_record(values.map(inert).collect::<Vec<_>>()).expect("memory takes all");
    let bytes = writer.into_inner().expect("memory takes all");
    String::from_utf8(bytes).expect("texts stay texts")
}

/// With what a formula begins in one spreadsheet or another, and the sign that says that a cell is none.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
const TEXT_SIGN: char = '\'';

fn plain(value: &DataValue) -> String {
    match value {
        DataValue::None => String::new(),
        DataValue::Text(text) => text.clone(),
        DataValue::Flag(flag) => flag.to_string(),
        DataValue::Ref(one) => one.slug.to_string(),
        DataValue::Refs(refs) => refs.iter().map(|one| &*one.slug).collect::<Vec<_>>().join(" "),
        DataValue::Places(sources) => sources.iter().map(in_source).collect::<Vec<_>>().join("; "),
    }
}

/// "a ¶3, ¶6"
fn in_source((source, places): &(Arc<str>, Vec<Ref>)) -> String {
    let places: Vec<&str> = places.iter().map(|place| &*place.slug).collect();
    format!("{source} {}", places.join(", "))
}

/// A value as JSON.
pub(crate) fn json(value: &DataValue) -> Json {
    match value {
        DataValue::None => Json::Null,
        DataValue::Text(text) => json!(text),
        DataValue::Flag(flag) => json!(flag),
        DataValue::Ref(one) => json!(one.slug),
        DataValue::Refs(refs) => refs.iter().map(|one| json!(one.slug)).collect(),
        DataValue::Places(sources) => sources.iter().map(|source| json!(in_source(source))).collect(),
    }
}

fn object(table: &RecordTable, row: &DataRow) -> Map<String, Json> {
    table.columns.iter().zip(&row.values).map(|(column, of)| (column.name.to_owned(), json(of))).collect()
}

/// What stands around the rows in JSON-LD 1.1, where whatever has a page is named by its address.
fn frame(table: &RecordTable) -> Json {
    let mut context = Map::new();
    context.insert("@version".to_owned(), json!(1.1));
    context.insert("@vocab".to_owned(), json!(table.vocabulary));
    for name in ["license", "Dataset", "hasPart"] {
        context.insert(name.to_owned(), json!(format!("https://schema.org/{name}")));
    }
    for (n, column) in table.columns.iter().enumerate() {
        let is_ref = |row: &Arc<DataRow>| {
            matches!(row.values.get(n), Some(DataValue::Ref(_) | DataValue::Refs(_) | DataValue::Places(_)))
        };
        if table.rows.iter().any(is_ref) {
            let iri = format!("{}{}", table.vocabulary, column.name);
            context.insert(column.name.to_owned(), json!({ "@id": iri, "@type": "@id" }));
        }
    }
    let mut data = Map::new();
    data.insert("@context".to_owned(), Json::Object(context));
    data.insert("@id".to_owned(), json!(table.url));
    data.insert("@type".to_owned(), json!("Dataset"));
    data.extend(table.licence.as_ref().map(|licence| ("license".to_owned(), json!(licence))));
    data.insert("hasPart".to_owned(), Json::Array(Vec::new()));
    Json::Object(data)
}

fn node(table: &RecordTable, row: &DataRow) -> Map<String, Json> {
    let mut node = Map::from_iter([("@type".to_owned(), json!(table.row))]);
    for (column, value) in table.columns.iter().zip(&row.values) {
        let value = match value {
            DataValue::None => continue,
            DataValue::Text(text) => json!(text),
            DataValue::Flag(flag) => json!(flag),
            DataValue::Ref(one) => json!(one.url),
            DataValue::Refs(refs) => refs.iter().map(|one| json!(one.url)).collect(),
            DataValue::Places(sources) => sources.iter().flat_map(|(_, refs)| refs).map(|one| json!(one.url)).collect(),
        };
        // The page of a thing is its name in JSON-LD.
        let key = if column.name == "url" { "@id" } else { column.name };
        node.insert(key.to_owned(), value);
    }
    // What has no page is named by its id.
    if let (None, Some(Json::String(id))) = (node.get("@id"), node.get("id")) {
        node.insert("@id".to_owned(), json!(format!("{}{id}", table.vocabulary)));
    }
    node
}
