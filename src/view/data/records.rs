//! The rows of a table as CSV, JSON and JSON-LD.

use super::{Column, DataFormat, DataHead, DataRow, DataValue, Holds, RecordTable, Ref};
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// A table as the text of a file.
pub(crate) fn text(table: &RecordTable, format: DataFormat) -> String {
    match format {
        DataFormat::Csv => {
            let names = table.sort.columns.iter().map(|column| column.name.to_owned());
            let lines = table.rows.iter().map(|row| row_text(table, row, format));
            [record(names)].iter().map(String::as_str).chain(lines).collect()
        }
        // The rows are the last part, so that they can be put in the place of an empty list.
        DataFormat::Json => around(table, &Json::Object(head(table)), format),
        DataFormat::JsonLd => around(table, &frame(table), format),
    }
}

fn around(table: &RecordTable, frame: &Json, format: DataFormat) -> String {
    let frame = pretty(frame);
    let before = frame.strip_suffix("[]\n}\n").expect("the frame ends with an empty list");
    let rows: usize = table.rows.iter().map(|row| row_text(table, row, format).len() + 2).sum();
    let mut text = String::with_capacity(before.len() + rows + 8);
    text.push_str(before);
    text.push('[');
    for (n, row) in table.rows.iter().enumerate() {
        text.push_str(if n == 0 { "\n" } else { ",\n" });
        text.push_str(row_text(table, row, format));
    }
    text.push_str(if table.rows.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    text
}

/// The text of one row, as it stands in its table.
fn row_text<'a>(table: &RecordTable, row: &'a DataRow, format: DataFormat) -> &'a str {
    let place = DataFormat::ALL.iter().position(|other| *other == format).expect("all formats are listed");
    row.texts[place].get_or_init(|| match format {
        DataFormat::Csv => {
            record(row.values.iter().zip(table.sort.columns).map(|(value, column)| plain(value, column)))
        }
        DataFormat::Json => indented(&Json::Object(object(table, row)), 2),
        DataFormat::JsonLd => indented(&Json::Object(node(table, row)), 2),
    })
}

/// How many bytes a table has as CSV.
pub(super) fn csv_bytes(table: &RecordTable) -> usize {
    let names = record(table.sort.columns.iter().map(|column| column.name.to_owned())).len();
    names + table.rows.iter().map(|row| row_text(table, row, DataFormat::Csv).len()).sum::<usize>()
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

/// A line of RFC 4180; lists are joined by what their column has between them.
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

fn plain(value: &DataValue, column: &Column) -> String {
    match value {
        DataValue::None => String::new(),
        DataValue::Text(text) => text.clone(),
        DataValue::Texts(texts) => texts.join(column.between),
        DataValue::Flag(flag) => flag.to_string(),
        DataValue::Number(number) => number.to_string(),
        DataValue::Ref(one) => one.slug.to_string(),
        DataValue::Refs(refs) => refs.iter().map(|one| &*one.slug).collect::<Vec<_>>().join(column.between),
        DataValue::Places(sources) => sources.iter().map(in_source).collect::<Vec<_>>().join(column.between),
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
        DataValue::Texts(texts) => json!(texts),
        DataValue::Flag(flag) => json!(flag),
        DataValue::Number(number) => json!(number),
        DataValue::Ref(one) => json!(one.slug),
        DataValue::Refs(refs) => refs.iter().map(|one| json!(one.slug)).collect(),
        DataValue::Places(sources) => sources.iter().map(|source| json!(in_source(source))).collect(),
    }
}

fn object(table: &RecordTable, row: &DataRow) -> Map<String, Json> {
    table.sort.columns.iter().zip(&row.values).map(|(column, of)| (column.name.to_owned(), json(of))).collect()
}

/// What a file of JSON says of itself, before its rows.
pub(crate) fn head_of(head: &DataHead, name: &str) -> Map<String, Json> {
    let licence =
        head.licence.as_ref().map(|licence| json!({ "id": licence.id, "name": licence.name, "url": licence.url }));
    let mut map = Map::new();
    map.insert("table".to_owned(), json!(name));
    map.insert("source".to_owned(), json!({ "name": head.title, "url": head.folder }));
    map.insert("licence".to_owned(), json!(licence));
    map.insert("version".to_owned(), json!(head.version));
    map.insert("as_of".to_owned(), json!(head.as_of));
    map
}

fn head(table: &RecordTable) -> Map<String, Json> {
    let mut map = head_of(&table.head, table.sort.name);
    map.extend(table.more.as_ref().map(|(name, more)| ((*name).to_owned(), Json::clone(more))));
    map.insert("rows".to_owned(), Json::Array(Vec::new()));
    map
}

pub(super) const EDTF: &str = "http://id.loc.gov/datatypes/edtf";
const DATE: &str = "http://www.w3.org/2001/XMLSchema#date";

/// The name of a column for other data.
pub(super) fn property(table: &RecordTable, column: &Column) -> String {
    match column.means {
        Some(property) => property.to_owned(),
        None => format!("{}{}.{}", table.head.vocabulary(), table.sort.name, column.name),
    }
}

/// What stands around the rows in JSON-LD 1.1, where whatever has a page is named by its address.
fn frame(table: &RecordTable) -> Json {
    let mut context = Map::new();
    context.insert("@version".to_owned(), json!(1.1));
    for name in ["license", "Dataset", "hasPart", "version"] {
        context.insert(name.to_owned(), json!(format!("https://schema.org/{name}")));
    }
    context.insert("dateModified".to_owned(), json!({ "@id": "https://schema.org/dateModified", "@type": DATE }));
    context.insert(table.sort.row.to_owned(), json!(format!("{}{}", table.head.vocabulary(), table.sort.row)));
    for column in table.sort.columns {
        let type_ = match column.holds {
            Holds::Day => Some(DATE),
            Holds::Edtf => Some(EDTF),
            Holds::Things | Holds::Address | Holds::Elsewhere => Some("@id"),
            Holds::Text | Holds::OneOf(_) | Holds::Flag | Holds::Number => None,
        };
        let property = property(table, column);
        let meaning = type_.map_or_else(|| json!(property), |type_| json!({ "@id": property, "@type": type_ }));
        context.insert(column.name.to_owned(), meaning);
    }
    let mut data = Map::new();
    data.insert("@context".to_owned(), Json::Object(context));
    data.insert("@id".to_owned(), json!(address(table)));
    data.insert("@type".to_owned(), json!("Dataset"));
    let licence = table.head.licence.as_ref();
    let licence = licence.map(|licence| licence.url.as_ref().map_or(json!(licence.name), |url| json!({ "@id": url })));
    data.extend(licence.map(|licence| ("license".to_owned(), licence)));
    data.extend(table.head.version.as_ref().map(|version| ("version".to_owned(), json!(version))));
    data.extend(table.head.version.as_ref().map(|version| ("dateModified".to_owned(), json!(version))));
    data.insert("hasPart".to_owned(), Json::Array(Vec::new()));
    Json::Object(data)
}

/// The file of a table in JSON-LD, in which rows without a page are.
fn address(table: &RecordTable) -> String {
    format!("{}{}.jsonld", table.head.folder, table.sort.name)
}

fn node(table: &RecordTable, row: &DataRow) -> Map<String, Json> {
    let mut node = Map::from_iter([("@type".to_owned(), json!(table.sort.row))]);
    for (column, value) in table.sort.columns.iter().zip(&row.values) {
        // The page of a thing is its name in JSON-LD.
        let key = if column.name == "url" { "@id" } else { column.name };
        node.extend(in_node(value, column).map(|value| (key.to_owned(), value)));
    }
    // What has no page is named by its id.
    if let (None, Some(Json::String(id))) = (node.get("@id"), node.get(table.sort.key)) {
        node.insert("@id".to_owned(), json!(format!("{}#{id}", address(table))));
    }
    node
}

/// A value as JSON-LD; nothing where there is none. A name among things that have pages is no address.
fn in_node(value: &DataValue, column: &Column) -> Option<Json> {
    Some(match value {
        DataValue::None => return None,
        DataValue::Text(text) if column.holds == Holds::Things => json!({ "@value": text }),
        DataValue::Ref(one) => json!(one.url),
        DataValue::Refs(refs) => refs.iter().map(|one| json!(one.url)).collect(),
        DataValue::Places(sources) => sources.iter().flat_map(|(_, refs)| refs).map(|one| json!(one.url)).collect(),
        value => json(value),
    })
}
