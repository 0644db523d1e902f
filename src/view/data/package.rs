//! What the tables are, for tools that load them: a Data Package, CSV on the Web, and a text for those who unpack them.
//!
//! All three are made of the same columns and keys, and none looks at a value.

use super::records::{EDTF, csv_bytes, pretty, property};
use super::{Column, DataHead, DataPackage, Holds, PackageFile, RecordTable};
use serde_json::{Map, Value as Json, json};

/// A file that describes a package.
pub(crate) fn described(package: &DataPackage, file: PackageFile) -> String {
    pretty(&match file {
        PackageFile::Package => data_package(package),
        PackageFile::Csvw => csvw(package),
    })
}

/// <https://datapackage.org/standard/data-package/>
fn data_package(package: &DataPackage) -> Json {
    let head = &*package.head;
    let source = |(title, path): &(String, String)| json!({ "title": title, "path": path });
    let mut map = Map::new();
    map.insert("$schema".to_owned(), json!("https://datapackage.org/profiles/2.0/datapackage.json"));
    map.insert("name".to_owned(), json!("data"));
    map.extend(
        head.is_whole.then(|| ("id".to_owned(), json!(format!("{}{}", head.folder, PackageFile::Package.name())))),
    );
    map.insert("title".to_owned(), json!(head.title));
    map.extend((!head.tagline.is_empty()).then(|| ("description".to_owned(), json!(head.tagline))));
    map.extend(head.is_whole.then(|| ("homepage".to_owned(), json!(head.folder))));
    map.extend(head.version.as_ref().map(|version| ("version".to_owned(), json!(version))));
    map.extend(head.licence.as_ref().map(|licence| {
        let mut fields = Map::from_iter([("title".to_owned(), json!(licence.title))]);
        fields.extend(licence.id.map(|id| ("name".to_owned(), json!(id))));
        fields.extend(licence.url.as_ref().map(|url| ("path".to_owned(), json!(url))));
        // One without a name and an address is only a line.
        let needed = licence.id.is_some() || licence.url.is_some();
        if needed { ("licenses".to_owned(), json!([fields])) } else { ("rights".to_owned(), json!(licence.name)) }
    }));
    map.insert("contributors".to_owned(), json!([{ "title": head.publisher, "roles": ["publisher"] }]));
    if !head.sources.is_empty() {
        map.insert("sources".to_owned(), head.sources.iter().map(source).collect());
    }
    map.insert("resources".to_owned(), package.tables.iter().map(|table| resource(table)).collect());
    Json::Object(map)
}

fn resource(table: &RecordTable) -> Json {
    let sort = table.sort;
    let field = |column: &Column| {
        let mut field = Map::from_iter([("name".to_owned(), json!(column.name))]);
        let (type_, more) = field_type(column, table.head.is_whole);
        field.insert("type".to_owned(), json!(type_));
        field.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
        field.insert("description".to_owned(), json!(table.head.strings.get(column.about)));
        field.insert("rdfType".to_owned(), json!(property(table, column)));
        let mut constraints = Map::new();
        if column.needed {
            constraints.insert("required".to_owned(), json!(true));
        }
        if let Holds::OneOf(words) = column.holds {
            constraints.insert("enum".to_owned(), json!(words));
        }
        if !constraints.is_empty() {
            field.insert("constraints".to_owned(), Json::Object(constraints));
        }
        Json::Object(field)
    };
    let foreign = references(table, |_| true).map(|(column, other, key)| {
        // A table that names itself does so by an empty name.
        let other = if other == sort.name { "" } else { other };
        json!({ "fields": [column], "reference": { "resource": other, "fields": [key] } })
    });
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://datapackage.org/profiles/2.0/tableschema.json"));
    schema.insert("fields".to_owned(), sort.columns.iter().map(field).collect());
    schema.insert("missingValues".to_owned(), json!([""]));
    schema.insert("primaryKey".to_owned(), json!([sort.key]));
    let foreign: Vec<Json> = foreign.collect();
    schema.extend((!foreign.is_empty()).then(|| ("foreignKeys".to_owned(), Json::Array(foreign))));
    json!({
        "name": sort.name,
        "path": format!("{}.csv", sort.name),
        "type": "table",
        "title": sort.name,
        "description": table.head.strings.get(sort.about),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": csv_bytes(table),
        "schema": schema,
    })
}

/// The type of a field, with what belongs to it.
fn field_type(column: &Column, is_whole: bool) -> (&'static str, Vec<(&'static str, Json)>) {
    if !column.between.is_empty() {
        return ("list", vec![("delimiter", json!(column.between)), ("itemType", json!("string"))]);
    }
    match column.holds {
        Holds::Day => ("date", Vec::new()),
        Holds::Flag => ("boolean", vec![("trueValues", json!(["true"])), ("falseValues", json!(["false"]))]),
        Holds::Number => ("integer", Vec::new()),
        Holds::Address if is_whole => ("string", vec![("format", json!("uri"))]),
        Holds::Edtf => ("string", vec![("comment", json!("Extended Date/Time Format (EDTF)"))]),
        Holds::Text | Holds::OneOf(_) | Holds::Things | Holds::Address | Holds::Elsewhere => ("string", Vec::new()),
    }
}

/// The columns that have the key of another table, of those that are wanted: the column, that table and its key.
fn references(
    table: &RecordTable,
    is_wanted: fn(&Column) -> bool,
) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let columns = table.sort.columns.iter().filter(move |column| is_wanted(column));
    columns.filter_map(|column| column.refers.map(|(other, key)| (column.name, other, key)))
}

/// <https://www.w3.org/TR/tabular-metadata/>
fn csvw(package: &DataPackage) -> Json {
    let head = &*package.head;
    let mut map = Map::new();
    map.insert("@context".to_owned(), json!(["http://www.w3.org/ns/csvw", { "@language": head.language }]));
    map.insert("dc:title".to_owned(), json!(head.title));
    map.insert("dc:publisher".to_owned(), json!(head.publisher));
    map.extend(head.licence.as_ref().map(|licence| match &licence.url {
        Some(url) => ("dc:license".to_owned(), json!({ "@id": url })),
        None => ("dc:rights".to_owned(), json!(licence.name)),
    }));
    let modified = |day: &String| ("dc:modified".to_owned(), json!({ "@value": day, "@type": "xsd:date" }));
    map.extend(head.version.as_ref().map(modified));
    map.insert("tables".to_owned(), package.tables.iter().map(|table| csvw_table(table)).collect());
    Json::Object(map)
}

fn csvw_table(table: &RecordTable) -> Json {
    let sort = table.sort;
    let column = |column: &Column| {
        let mut map = Map::new();
        map.insert("name".to_owned(), json!(column.name));
        map.insert("titles".to_owned(), json!(column.name));
        map.insert("dc:description".to_owned(), json!(table.head.strings.get(column.about)));
        map.insert("propertyUrl".to_owned(), json!(property(table, column)));
        map.insert("datatype".to_owned(), datatype(column));
        if !column.between.is_empty() {
            map.insert("separator".to_owned(), json!(column.between));
        }
        map.insert("required".to_owned(), json!(column.needed));
        Json::Object(map)
    };
    // Strict readers take no foreign key that may be empty.
    let foreign = references(table, |column| column.needed).map(|(column, other, key)| {
        json!({ "columnReference": column, "reference": { "resource": format!("{other}.csv"), "columnReference": key } })
    });
    let mut schema = Map::new();
    schema.insert("columns".to_owned(), sort.columns.iter().map(column).collect());
    schema.insert("primaryKey".to_owned(), json!(sort.key));
    let foreign: Vec<Json> = foreign.collect();
    schema.extend((!foreign.is_empty()).then(|| ("foreignKeys".to_owned(), Json::Array(foreign))));
    // What a row is about: its page, or its place in the file.
    let about = match sort.columns.iter().any(|column| column.name == "url") {
        true => "{+url}".to_owned(),
        false => format!("{}.jsonld#{{+{}}}", sort.name, sort.key),
    };
    schema.insert("aboutUrl".to_owned(), json!(about));
    json!({
        "url": format!("{}.csv", sort.name),
        "dc:title": sort.name,
        "dc:description": table.head.strings.get(sort.about),
        "dialect": { "encoding": "utf-8", "header": true, "lineTerminators": ["\r\n"] },
        "tableSchema": schema,
    })
}

fn datatype(column: &Column) -> Json {
    match column.holds {
        Holds::Day => json!("date"),
        Holds::Flag => json!({ "base": "boolean", "format": "true|false" }),
        Holds::Number => json!("integer"),
        Holds::Edtf => json!({ "@id": EDTF, "base": "string" }),
        Holds::Address | Holds::Elsewhere => json!("anyURI"),
        Holds::Text | Holds::OneOf(_) | Holds::Things => json!("string"),
    }
}

/// What to know of the files of a package, for those who unpack it.
pub(crate) fn readme(package: &DataPackage) -> String {
    let DataHead { title, tagline, publisher, strings, licence, as_of, version, folder, .. } = &*package.head;
    let mut text = format!("{title}: data\n\n");
    let mut line = |line: String| text.push_str(&format!("{line}\n"));
    if !tagline.is_empty() {
        line(tagline.clone());
    }
    line(format!("From: {folder}"));
    line(format!("Published by: {publisher}"));
    if let Some(licence) = licence {
        let url = licence.url.as_ref().filter(|url| **url != licence.name);
        line(format!("Licence: {}{}", licence.title, url.map_or(String::new(), |url| format!(", {url}"))));
    }
    if let Some(version) = version {
        line(format!("Version: {version}, the day of the last change"));
    }
    if let Some(as_of) = as_of {
        line(format!("As of: {as_of}"));
    }
    line(String::new());
    for table in &package.tables {
        let about = strings.get(table.sort.about);
        line(format!("{}.csv, {} rows: {about}", table.sort.name, table.rows.len()));
    }
    line(String::new());
    text.push_str(HOW_TO_READ);
    text
}

const HOW_TO_READ: &str = "datapackage.json describes the columns and keys of all tables for tools that read Data Packages, \
and csv-metadata.json for those that read CSV on the Web.

An empty cell is not known. Items of a list are separated by a space, texts by a semicolon and a space. A cell that a \
spreadsheet would take for a formula has an apostrophe before it, and so has one that begins with an apostrophe: take the \
first one away to have the value.

Times in EDTF (Extended Date/Time Format) may be days, months, years, or one of several days: [2026-05-02..2026-05-09].
";
