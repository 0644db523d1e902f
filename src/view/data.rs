//! Tables of facts: what their columns are, said once, and the files that are made of that.
//!
//! Only the formats: which tables there are, and what stands in them, is planned in `plan::data`. `records` writes the rows
//! as CSV, JSON and JSON-LD, `package` describes all tables for tools that load them.

mod package;
mod records;

use crate::model::licence::Licence;
use crate::model::strings::Strings;
pub(crate) use package::{described as package, readme};
pub(crate) use records::{head_of, json, pretty, text};
use std::sync::{Arc, OnceLock};

/// A table with the same rows in every format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordTable {
    pub(crate) sort: &'static TableSort,
    pub(crate) rows: Arc<[Arc<DataRow>]>,
    /// What all tables say of themselves.
    pub(crate) head: Arc<DataHead>,
    /// What the file has in JSON besides the rows, under its name.
    pub(crate) more: Option<(&'static str, Arc<serde_json::Value>)>,
}

/// What a table is, whatever stands in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TableSort {
    pub name: &'static str,
    /// What one row is, as a name for JSON-LD: `AccessStatement`.
    pub row: &'static str,
    /// What is in it, as the key of a text.
    pub about: &'static str,
    pub columns: &'static [Column],
    /// The column by which a row is known.
    pub key: &'static str,
}

/// What all tables of a site say of themselves.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DataHead {
    /// The site, and a line on it.
    pub title: String,
    pub tagline: String,
    pub language: String,
    pub publisher: String,
    /// For the words of descriptions.
    pub strings: Arc<Strings>,
    /// Under what licence the data may be used.
    pub licence: Option<Licence>,
    /// Up to when the newest article with statements was true, in EDTF.
    pub as_of: Option<String>,
    /// The day of the last change of an article.
    pub version: Option<String>,
    /// The whole address of the folder of the files, with a `/` at its end; from the root of the host where the site does not
    /// know its own.
    pub folder: String,
    /// Whether that is a whole address.
    pub is_whole: bool,
    /// The sources, by title and address.
    pub sources: Vec<(String, String)>,
}

impl DataHead {
    /// What the names of columns and rows are relative to.
    pub(crate) fn vocabulary(&self) -> String {
        if self.is_whole { format!("{}#", self.folder) } else { "urn:fissure:".to_owned() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    pub name: &'static str,
    /// What is in it, as the key of a text.
    pub about: &'static str,
    pub holds: Holds,
    /// Whether every row has it.
    pub needed: bool,
    /// What stands between the items of a list in CSV; empty where there is one value.
    pub between: &'static str,
    /// The table whose key it is, and that key.
    pub refers: Option<(&'static str, &'static str)>,
    /// The property that it is elsewhere, where there is one.
    pub means: Option<&'static str>,
}

/// What values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    /// One of the words that Fissure knows.
    OneOf(&'static [&'static str]),
    Day,
    /// A time in EDTF.
    Edtf,
    Flag,
    Number,
    /// Things with pages, by slugs or ids; of who says something also names.
    Things,
    /// The address of something of the site.
    Address,
    /// An address elsewhere, as a writer gave it.
    Elsewhere,
}

/// A column of texts, each of which may be empty.
pub(crate) const fn column(name: &'static str, about: &'static str) -> Column {
    Column { name, about, holds: Holds::Text, needed: false, between: "", refers: None, means: None }
}

impl Column {
    pub(crate) const fn of(self, holds: Holds) -> Column {
        Column { holds, ..self }
    }

    pub(crate) const fn needed(self) -> Column {
        Column { needed: true, ..self }
    }

    /// A list of slugs, ids or addresses, which have no spaces.
    pub(crate) const fn several(self) -> Column {
        Column { between: " ", ..self }
    }

    /// A list of texts.
    pub(crate) const fn texts(self) -> Column {
        Column { between: "; ", ..self }
    }

    pub(crate) const fn key_of(self, table: &'static str, key: &'static str) -> Column {
        Column { refers: Some((table, key)), ..self }
    }

    pub(crate) const fn meaning(self, property: &'static str) -> Column {
        Column { means: Some(property), ..self }
    }
}

/// One value for each column, and its text in each format once it is asked for: a table of which one row changed is put
/// together of the texts of all others.
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
    Texts(Vec<String>),
    Flag(bool),
    Number(usize),
    /// Something with a page.
    Ref(Ref),
    Refs(Vec<Ref>),
    /// Sources, by their slugs, each with places in it.
    Places(Vec<(Arc<str>, Vec<Ref>)>),
}

/// Something with a page: its slug or id, and where the page is.
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

/// All tables with what describes them: one download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataPackage {
    pub(crate) tables: Vec<Arc<RecordTable>>,
    pub(crate) head: Arc<DataHead>,
}

impl DataPackage {
    /// The same without a row: what describes columns and keys alone does not change with what stands in them.
    pub(crate) fn without_rows(&self) -> DataPackage {
        let emptied = |table: &Arc<RecordTable>| {
            Arc::new(RecordTable { rows: Arc::default(), more: None, ..RecordTable::clone(table) })
        };
        DataPackage { tables: self.tables.iter().map(emptied).collect(), head: self.head.clone() }
    }
}

/// The files that describe a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageFile {
    /// `datapackage.json`, a Data Package.
    Package,
    /// `csv-metadata.json`, CSV on the Web.
    Csvw,
}

impl PackageFile {
    pub(crate) const ALL: [PackageFile; 2] = [PackageFile::Package, PackageFile::Csvw];

    pub(crate) fn name(self) -> &'static str {
        match self {
            PackageFile::Package => "datapackage.json",
            PackageFile::Csvw => "csv-metadata.json",
        }
    }
}
