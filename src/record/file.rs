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
    #[serde(default, with = "addresses")]
    pub addresses: BTreeSet<Address>,
    #[serde(default, with = "by_address")]
    pub anchors: BTreeMap<Address, BTreeSet<String>>,
    #[serde(default, with = "by_address")]
    pub statements: BTreeMap<Address, BTreeMap<String, Option<RecordedStatement>>>,
    #[serde(default, with = "by_cell")]
    pub cells: BTreeMap<Date, BTreeMap<CellName, Option<RecordedCell>>>,
    #[serde(default, with = "by_address")]
    pub disputes: BTreeMap<Address, Option<RecordedDispute>>,
    #[serde(default, with = "by_address")]
    pub sources: BTreeMap<Address, Option<RecordedSource>>,
    #[serde(default, with = "by_address")]
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
    /// Since when it was withdrawn with its article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Date>,
    /// The entities that it is about: `model/fugu`.
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
        for (page, ids) in &earlier.anchors {
            self.anchors.entry(page.clone()).or_default().extend(ids.iter().cloned());
        }
        for (page, statements) in &earlier.statements {
            let now = self.statements.get(page);
            let stated = statements.iter().filter(|(_, statement)| statement.is_some()).map(|(anchor, _)| anchor);
            let gone = stated.filter(|anchor| !now.is_some_and(|now| matches!(now.get(*anchor), Some(Some(_)))));
            let gone: Vec<String> = gone.cloned().collect();
            if !gone.is_empty() {
                self.anchors.entry(page.clone()).or_default().extend(gone);
            }
        }
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

/// A part of the file, with a line for each thing: statements stand under their pages, and cells under their days.
fn part_lines(key: &str, part: &Json) -> String {
    lines(key, part, 1, if matches!(key, "statements" | "cells") { 2 } else { 1 })
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

/// A text that is an address of the site.
fn address<E: Error>(text: &str) -> Result<Address, E> {
    match text.starts_with('/') {
        true => Ok(Address::new(text)),
        false => Err(E::custom(format!("\"{text}\" does not begin with a slash"))),
    }
}

mod addresses {
    use super::*;

    pub(super) fn serialize<S: Serializer>(all: &BTreeSet<Address>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(all.iter().map(Address::as_str))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<BTreeSet<Address>, D::Error> {
        Vec::<String>::deserialize(from)?.iter().map(|text| address(text)).collect()
    }
}

mod by_address {
    use super::*;

    pub(super) fn serialize<S: Serializer, V: Serialize>(all: &BTreeMap<Address, V>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(all.iter().map(|(address, value)| (address.as_str(), value)))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>, V: Deserialize<'d>>(
        from: D,
    ) -> Result<BTreeMap<Address, V>, D::Error> {
        let all = BTreeMap::<String, V>::deserialize(from)?;
        all.into_iter().map(|(text, value)| Ok((address(&text)?, value))).collect()
    }
}

/// Cells are named by both slugs: `fugu in japan`.
mod by_cell {
    use super::*;

    type Cells = BTreeMap<Date, BTreeMap<CellName, Option<RecordedCell>>>;
    const IN: &str = " in ";

    pub(super) fn serialize<S: Serializer>(all: &Cells, to: S) -> Result<S::Ok, S::Error> {
        let named =
            |((model, bloc), cell): (&CellName, &Option<RecordedCell>)| (format!("{model}{IN}{bloc}"), cell.clone());
        to.collect_map(all.iter().map(|(day, cells)| (day, cells.iter().map(named).collect::<BTreeMap<_, _>>())))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Cells, D::Error> {
        let all = BTreeMap::<Date, BTreeMap<String, Option<RecordedCell>>>::deserialize(from)?;
        let name = |text: &str| {
            let (model, bloc) = text.split_once(IN)?;
            Some((model.to_owned(), bloc.to_owned()))
        };
        let cells = |cells: BTreeMap<String, Option<RecordedCell>>| {
            let cell = |(text, cell): (String, _)| -> Result<_, D::Error> {
                Ok((name(&text).ok_or_else(|| D::Error::custom(format!("\"{text}\" is not a cell")))?, cell))
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
  "addresses": [
    "/",
    "/articles/x/"
  ],
  "anchors": {
    "/articles/x/": ["background"]
  },
  "statements": {
    "/articles/x/": {
      "s-123abc": null,
      "s-3f9a2c": {"block":"access","says":"Fugu is open in Japan","known":"2026-11-22","fields":{"since":"2026-11"}}
    }
  },
  "cells": {
    "2026-11-22": {
      "fugu in japan": {"status":"open","layer":"effect","sources":["a ¶4"]}
    }
  },
  "disputes": {
    "/disputes/x/": {"question":"Who?","open":true}
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
