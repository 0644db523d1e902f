//! One file of the record as text: what had changed on its day since the file before.
//!
//! It is sorted, with a line for each thing, so that version control shows what a publication changed. Only the text; what it
//! amounts to is for `record`.

use super::CellName;
use crate::base::diagnostic::Span;
use crate::base::path::Address;
use jiff::civil::Date;
use serde::de::{Deserializer, Error};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a file says: what is new or other since the one before. `None` is what went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordFile {
    pub day: Date,
    /// The version of the data that were published: the day of their last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(default)]
    pub addresses: BTreeSet<Address>,
    #[serde(default)]
    pub anchors: BTreeMap<Address, BTreeSet<String>>,
    /// From each day on, as it was known on that day itself. What was withdrawn is none too.
    #[serde(default)]
    pub statements: BTreeMap<Date, BTreeMap<Address, BTreeMap<String, Option<RecordedStatement>>>>,
    /// The same of cells.
    #[serde(default, with = "by_cell")]
    pub cells: BTreeMap<Date, BTreeMap<CellName, Option<RecordedCell>>>,
    /// The same of disputes. One that began on no known day stands under the day of the file.
    #[serde(default)]
    pub disputes: BTreeMap<Date, BTreeMap<Address, Option<RecordedDispute>>>,
    #[serde(default)]
    pub sources: BTreeMap<Address, Option<RecordedSource>>,
    #[serde(default)]
    pub names: BTreeMap<Address, String>,
}

/// What was known of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedCell {
    pub status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// In EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// The slugs of policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// The slugs of sources, each with the places in it: `a ¶4, ¶6`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

/// What an article stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedStatement {
    /// The field of the article that it stands in: `access`.
    pub block: String,
    /// The sentence that readers saw.
    pub says: String,
    /// Since when it is known.
    pub known: Date,
    /// The entities that it is about, by their kinds and first slugs: `model/fugu`. Of a correction, all whose pages have it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// What its entry says beyond what its anchor is made of, by the names of the fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedDispute {
    pub question: String,
    pub open: bool,
    /// Whether it is not known when it began, so that pages of days do not have it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undated: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// `fugu in japan`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<String>,
    /// `/articles/x/#s-3f9a2c`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedSource {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl RecordFile {
    /// A file in which nothing has changed.
    pub(crate) fn empty(day: Date) -> RecordFile {
        RecordFile {
            day,
            version: None,
            addresses: BTreeSet::new(),
            anchors: BTreeMap::new(),
            statements: BTreeMap::new(),
            cells: BTreeMap::new(),
            disputes: BTreeMap::new(),
            sources: BTreeMap::new(),
            names: BTreeMap::new(),
        }
    }

    /// Adds what an earlier file of the same day has: what was published for some hours was published.
    pub(crate) fn keep(&mut self, earlier: &RecordFile) {
        self.addresses.extend(earlier.addresses.iter().cloned());
        for (page, name) in &earlier.names {
            self.names.entry(page.clone()).or_insert_with(|| name.clone());
        }
        for (page, ids) in &earlier.anchors {
            self.anchors.entry(page.clone()).or_default().extend(ids.iter().cloned());
        }
        let now: BTreeSet<(&Address, &String)> = self.stated().collect();
        let gone: Vec<_> = earlier.stated().filter(|name| !now.contains(name)).collect();
        for (page, anchor) in gone {
            self.anchors.entry(page.clone()).or_default().insert(anchor.clone());
        }
    }

    /// The statements that were there on any of its days, by page and anchor.
    fn stated(&self) -> impl Iterator<Item = (&Address, &String)> {
        let pages = self.statements.values().flatten();
        let all = pages.flat_map(|(page, of_page)| of_page.iter().map(move |(anchor, stated)| (page, anchor, stated)));
        all.filter(|(.., stated)| stated.is_some()).map(|(page, anchor, _)| (page, anchor))
    }

    /// Reads the text of a file. Fails with the place and the reason.
    pub(crate) fn read(text: &str) -> Result<RecordFile, (Option<Span>, String)> {
        serde_json::from_str(text).map_err(|error| {
            let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
            let begin = line.as_ptr() as usize - text.as_ptr() as usize;
            let span = (!line.is_empty()).then(|| begin..begin + line.len());
            let why = error.to_string();
            let why = why.split(" at line ").next().unwrap_or_default();
            (span, why.to_owned())
        })
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> String {
        let json = serde_json::to_value(self).expect("texts, days and flags have a form in JSON");
        let Json::Object(parts) = json else { unreachable!("a record is a map") };
        let parts: Vec<String> =
            parts.iter().filter(|(_, part)| !is_empty(part)).map(|(key, part)| part_lines(key, part)).collect();
        format!("{{\n{}\n}}\n", parts.join(",\n"))
    }
}

fn is_empty(part: &Json) -> bool {
    part.as_object().is_some_and(Map::is_empty) || part.as_array().is_some_and(Vec::is_empty)
}

/// A part of the file, with a line for each thing under its day; statements stand under their pages too.
fn part_lines(key: &str, part: &Json) -> String {
    let deepest = match key {
        "statements" => 3,
        "cells" | "disputes" => 2,
        _ => 1,
    };
    lines(key, part, 1, deepest)
}

/// A key and its value, indented. Down to a depth a list has a line for each item, and a map one for each key.
fn lines(key: &str, value: &Json, depth: usize, deepest: usize) -> String {
    let (indent, key) = ("  ".repeat(depth), json!(key));
    let (open, items, close): (_, Vec<String>, _) = match value {
        Json::Array(items) if depth <= deepest => {
            ('[', items.iter().map(|item| format!("{indent}  {item}")).collect(), ']')
        }
        Json::Object(map) if depth <= deepest => {
            ('{', map.iter().map(|(key, value)| lines(key, value, depth + 1, deepest)).collect(), '}')
        }
        value => return format!("{indent}{key}: {value}"),
    };
    format!("{indent}{key}: {open}\n{}\n{indent}{close}", items.join(",\n"))
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'d> Deserialize<'d> for Address {
    fn deserialize<D: Deserializer<'d>>(from: D) -> Result<Address, D::Error> {
        let text = String::deserialize(from)?;
        match text.starts_with('/') {
            true => Ok(Address::new(text)),
            false => Err(D::Error::custom(format!("\"{text}\" does not begin with a slash"))),
        }
    }
}

/// A cell by its name: `fugu in japan`.
pub(crate) fn cell_name(text: &str) -> Option<CellName> {
    let (model, bloc) = text.split_once(IN)?;
    Some((model.to_owned(), bloc.to_owned()))
}

/// The name of a cell.
pub(crate) fn name_of_cell((model, bloc): &CellName) -> String {
    format!("{model}{IN}{bloc}")
}

const IN: &str = " in ";

/// Cells are named by both slugs: `fugu in japan`.
mod by_cell {
    use super::*;

    type Cells = BTreeMap<Date, BTreeMap<CellName, Option<RecordedCell>>>;

    pub(super) fn serialize<S: Serializer>(all: &Cells, to: S) -> Result<S::Ok, S::Error> {
        let named = |(name, cell): (&CellName, &Option<RecordedCell>)| (name_of_cell(name), cell.clone());
        to.collect_map(all.iter().map(|(day, cells)| (day, cells.iter().map(named).collect::<BTreeMap<_, _>>())))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Cells, D::Error> {
        let all = BTreeMap::<Date, BTreeMap<String, Option<RecordedCell>>>::deserialize(from)?;
        let cells = |cells: BTreeMap<String, Option<RecordedCell>>| {
            let cell = |(text, cell): (String, _)| -> Result<_, D::Error> {
                Ok((cell_name(&text).ok_or_else(|| D::Error::custom(format!("\"{text}\" is not a cell")))?, cell))
            };
            cells.into_iter().map(cell).collect::<Result<BTreeMap<_, _>, D::Error>>()
        };
        all.into_iter().map(|(day, of_day)| Ok((day, cells(of_day)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_line_for_each_thing_and_is_read_again() {
        let text = r#"{
  "day": "2026-11-22",
  "version": "2026-11-21",
  "addresses": [
    "/",
    "/articles/x/"
  ],
  "anchors": {
    "/articles/x/": ["background"]
  },
  "statements": {
    "2026-11-22": {
      "/articles/x/": {
        "s-123abc": null,
        "s-3f9a2c": {"block":"access","says":"Fugu is open in Japan","known":"2026-11-22","fields":{"since":"2026-11"}}
      }
    }
  },
  "cells": {
    "2026-11-22": {
      "fugu in japan": {"status":"open","layer":"effect","sources":["a ¶4"]}
    }
  },
  "disputes": {
    "2026-11-22": {
      "/disputes/x/": {"question":"Who?","open":true,"cells":["fugu in japan"]}
    }
  },
  "names": {
    "/models/fugu/": "Fugu"
  }
}
"#;
        let file = RecordFile::read(text).unwrap();
        assert_eq!(file.text(), text);
        assert_eq!(RecordFile::read(&file.text()), Ok(file));
    }

    #[test]
    fn what_is_not_a_record_says_where_and_why() {
        for (text, line, why) in [
            ("", "", "EOF while parsing a value"),
            ("{\"day\": \"2026-11-22\",\n\"pages\": []}", "\"pages\": []}", "unknown field `pages`, expected one of"),
            ("{\"addresses\": [\"x\"]}", "{\"addresses\": [\"x\"]}", "\"x\" does not begin with a slash"),
            ("{\"day\": \"soon\"}", "{\"day\": \"soon\"}", "failed to parse"),
        ] {
            let (span, reason) = RecordFile::read(text).unwrap_err();
            assert_eq!(&text[span.unwrap_or(0..0)], line);
            assert!(reason.starts_with(why), "{reason}");
        }
    }
}
