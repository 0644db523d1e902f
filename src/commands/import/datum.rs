//! Front matter and settings of other generators as one sort of tree, and that tree as YAML that our own parser reads alike.
//!
//! Scalars stay text: `4.10` and `360` are written as they were read. Never touches the disk.

use crate::base::path::SourcePath;
use crate::parse::explain::quoted;
use crate::parse::front_matter;
use crate::parse::yaml::{self, Value, YamlNode};

/// A value of front matter, of settings or of a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Datum {
    Null,
    /// `plain` where it was no quoted text: a number, a date, `true`.
    Text {
        text: String,
        plain: bool,
    },
    List(Vec<Datum>),
    /// In the order of the file.
    Map(Fields),
}

pub(super) type Fields = Vec<(String, Datum)>;

impl Datum {
    pub(super) fn text(text: impl Into<String>) -> Datum {
        Datum::Text { text: text.into(), plain: false }
    }

    pub(super) fn plain(text: impl Into<String>) -> Datum {
        Datum::Text { text: text.into(), plain: true }
    }

    /// A text without space around it, if this is one and not empty.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Datum::Text { text, .. } => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The texts of a list, or of one text.
    pub(super) fn texts(&self) -> Vec<String> {
        match self {
            Datum::List(items) => items.iter().filter_map(Datum::as_text).map(str::to_owned).collect(),
            other => other.as_text().map(str::to_owned).into_iter().collect(),
        }
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self.as_text(), Some(text) if ["true", "yes", "on", "1"].contains(&text.to_lowercase().as_str()))
    }

    pub(super) fn is_false(&self) -> bool {
        matches!(self.as_text(), Some(text) if ["false", "no", "off", "0"].contains(&text.to_lowercase().as_str()))
    }

    pub(super) fn map(&self) -> &[(String, Datum)] {
        match self {
            Datum::Map(fields) => fields,
            _ => &[],
        }
    }

    pub(super) fn list(&self) -> &[Datum] {
        match self {
            Datum::List(items) => items,
            _ => &[],
        }
    }

    /// A field of a map, whatever the case of its key.
    pub(super) fn get(&self, key: &str) -> Option<&Datum> {
        self.map().iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }

    /// A field of a map within maps: `params.author`.
    pub(super) fn at(&self, path: &str) -> Option<&Datum> {
        path.split('.').try_fold(self, |datum, key| datum.get(key))
    }

    pub(super) fn text_at(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_text()
    }

    /// Takes the first of these fields out of the map.
    pub(super) fn take(&mut self, keys: &[&str]) -> Option<Datum> {
        let Datum::Map(fields) = self else { return None };
        let mut taken = None;
        for key in keys {
            if let Some(at) = fields.iter().position(|(name, _)| name.eq_ignore_ascii_case(key)) {
                let (_, value) = fields.remove(at);
                taken = taken.or(Some(value).filter(|value| *value != Datum::Null));
            }
        }
        taken
    }

    pub(super) fn take_text(&mut self, keys: &[&str]) -> Option<String> {
        self.take(keys)?.as_text().map(str::to_owned)
    }
}

/// Reads YAML; says in words why it cannot be read.
pub(super) fn from_yaml(text: &str) -> Result<Datum, String> {
    let node = yaml::read(text, 0).map_err(|unreadable| match unreadable.exceeded {
        Some((what, most)) => format!("{what}; the most is {most}"),
        None => unreadable.message.lines().next().unwrap_or_default().to_owned(),
    })?;
    Ok(of_node(&node))
}

fn of_node(node: &YamlNode) -> Datum {
    match &node.value {
        Value::Null | Value::Broken => Datum::Null,
        Value::Text { text, quoted } => Datum::Text { text: text.clone(), plain: !quoted },
        Value::List(items) => Datum::List(items.iter().map(of_node).collect()),
        Value::Map(fields) => {
            // Of a key that stands there twice the last value is meant.
            let mut map: Fields = Vec::with_capacity(fields.len());
            for (key, value) in fields {
                match map.iter_mut().find(|(other, _)| *other == key.text) {
                    Some((_, old)) => *old = of_node(value),
                    None => map.push((key.text.clone(), of_node(value))),
                }
            }
            Datum::Map(map)
        }
    }
}

pub(super) fn from_toml(text: &str) -> Result<Datum, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    Ok(of_toml(toml::Value::Table(table)))
}

fn of_toml(value: toml::Value) -> Datum {
    match value {
        toml::Value::String(text) => Datum::text(text),
        toml::Value::Integer(number) => Datum::plain(number.to_string()),
        toml::Value::Float(number) => Datum::plain(number.to_string()),
        toml::Value::Boolean(is) => Datum::plain(is.to_string()),
        toml::Value::Datetime(time) => Datum::plain(time.to_string()),
        toml::Value::Array(items) => Datum::List(items.into_iter().map(of_toml).collect()),
        toml::Value::Table(table) => Datum::Map(table.into_iter().map(|(key, value)| (key, of_toml(value))).collect()),
    }
}

pub(super) fn from_json(text: &str) -> Result<Datum, String> {
    serde_json::from_str(text).map(of_json).map_err(|error| error.to_string())
}

pub(super) fn of_json(value: serde_json::Value) -> Datum {
    use serde_json::Value as Json;
    match value {
        Json::Null => Datum::Null,
        Json::Bool(is) => Datum::plain(is.to_string()),
        Json::Number(number) => Datum::plain(number.to_string()),
        Json::String(text) => Datum::text(text),
        Json::Array(items) => Datum::List(items.into_iter().map(of_json).collect()),
        Json::Object(map) => Datum::Map(map.into_iter().map(|(key, value)| (key, of_json(value))).collect()),
    }
}

/// The fields of a map as YAML, each on its lines.
pub(super) fn to_yaml(fields: &[(String, Datum)]) -> String {
    let mut out = String::new();
    fields.iter().for_each(|(key, value)| field(&mut out, 0, key, value));
    out
}

fn field(out: &mut String, indent: usize, key: &str, value: &Datum) {
    let start = format!("{}{}:", "  ".repeat(indent), scalar(key, false));
    match value {
        Datum::List(items) if items.iter().any(|item| matches!(item, Datum::Map(_) | Datum::List(_))) => {
            out.push_str(&format!("{start}\n"));
            items.iter().for_each(|item| list_item(out, indent + 1, item));
        }
        Datum::Map(fields) if !fields.is_empty() => {
            out.push_str(&format!("{start}\n"));
            fields.iter().for_each(|(key, value)| field(out, indent + 1, key, value));
        }
        other => out.push_str(&format!("{start} {}\n", inline(other))),
    }
}

fn list_item(out: &mut String, indent: usize, item: &Datum) {
    let before = "  ".repeat(indent);
    match item {
        Datum::Map(fields) if !fields.is_empty() => {
            let mut inner = String::new();
            fields.iter().for_each(|(key, value)| field(&mut inner, indent + 1, key, value));
            out.push_str(&format!("{before}- {}", inner.trim_start()));
        }
        // A list in a list is rare enough to be written as a map of its places.
        Datum::List(items) if items.iter().any(|item| matches!(item, Datum::Map(_) | Datum::List(_))) => {
            let numbered: Fields = items.iter().enumerate().map(|(n, item)| (n.to_string(), item.clone())).collect();
            list_item(out, indent, &Datum::Map(numbered));
        }
        other => out.push_str(&format!("{before}- {}\n", inline(other))),
    }
}

fn inline(value: &Datum) -> String {
    match value {
        Datum::Null => "null".to_owned(),
        Datum::Text { text, plain } => scalar(text, *plain),
        Datum::List(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| match item {
                    Datum::Text { text, .. } if text.contains([',', '[', ']', '{', '}']) => always_quoted(text),
                    other => inline(other),
                })
                .collect();
            format!("[{}]", items.join(", "))
        }
        Datum::Map(_) => "{}".to_owned(),
    }
}

/// A text in one line: as it is where our parser reads the same, in quotation marks otherwise.
fn scalar(text: &str, plain: bool) -> String {
    // What looks like another type stays a text.
    let typed = !plain && (text.parse::<f64>().is_ok() || ["true", "false", "null", "~", ""].contains(&text));
    let simple = !typed
        && text.starts_with(|c: char| c.is_alphanumeric() || c == '/')
        && !text.contains([':', '#', '"', '\'', '\\', '\n', '\r', '\t', '[', ']', '{', '}', ',', '|', '&', '*'])
        && !text.contains(|c: char| c.is_control())
        && text.trim() == text;
    if simple || (!typed && reads_alike(text)) {
        return text.to_owned();
    }
    always_quoted(text)
}

fn reads_alike(text: &str) -> bool {
    if text.contains(|c: char| c.is_control()) || text.starts_with('"') || text.starts_with('\'') {
        return false;
    }
    let line = format!("x: {text}");
    let (read, found) = front_matter::read_fields(&SourcePath::new(""), &line, 0..line.len());
    let same = |node: &YamlNode| {
        node.lost.is_none() && matches!(&node.value, Value::Text { text: read, quoted: false } if read == text)
    };
    found.is_empty() && read.fields.len() == 1 && read.get("x").is_some_and(same)
}

fn always_quoted(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if text.contains('\n') {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
        return format!("\"{escaped}\"");
    }
    quoted(&text.replace('\t', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let hard = [
            "4.10",
            "360",
            "true",
            "null",
            "~",
            "",
            " a ",
            "a: b",
            "a #b",
            "#b",
            "\"x\"",
            "it's",
            "- x",
            "[x]",
            "{x}",
            "a\nb",
            "a\\nb",
            "C:\\new",
            "@x",
            "%x",
            "`x`",
            "!x",
            "&x",
            "*x",
            "?",
            "| x",
            "> x",
            "東京: 答え",
            "a, b",
            "x: 'y' \"z\"",
            "2026-01-01",
            "- ",
            "---",
            "...",
            "a\tb",
            "'",
            "\"",
            "x:",
            ":x",
            "\u{feff}x",
        ];
        let texts: Fields = hard.iter().enumerate().map(|(n, text)| (format!("k{n}"), Datum::text(*text))).collect();
        let list = ("list".to_owned(), Datum::List(hard.iter().map(|text| Datum::text(*text)).collect()));
        let deep =
            Datum::Map(vec![("a b: c".to_owned(), Datum::List(vec![Datum::Map(texts.clone()), Datum::plain("4.10")]))]);
        let all: Fields = texts.into_iter().chain([list, ("deep".to_owned(), deep)]).collect();
        let written = to_yaml(&all);
        let read = from_yaml(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
        assert_eq!(text_alone(&read), text_alone(&Datum::Map(all)), "{written}");
    }

    /// Without the difference of plain and quoted texts; a tab becomes a space, and an invisible mark goes.
    fn text_alone(datum: &Datum) -> Datum {
        match datum {
            Datum::Text { text, .. } => Datum::text(text.replace('\t', " ")),
            Datum::List(items) => Datum::List(items.iter().map(text_alone).collect()),
            Datum::Map(fields) => {
                Datum::Map(fields.iter().map(|(key, value)| (key.clone(), text_alone(value))).collect())
            }
            Datum::Null => Datum::Null,
        }
    }

    #[test]
    fn toml_and_json_become_the_same_tree() {
        let toml = from_toml("title = \"A: b\"\ndate = 2026-01-02T10:00:00+01:00\n[params]\nn = 4\n").unwrap();
        assert_eq!(toml.text_at("title"), Some("A: b"));
        assert_eq!(toml.text_at("date"), Some("2026-01-02T10:00:00+01:00"));
        assert_eq!(to_yaml(toml.map()), "title: \"A: b\"\ndate: 2026-01-02T10:00:00+01:00\nparams:\n  n: 4\n");
        assert_eq!(from_json("{\"a\": [1, null]}").unwrap(), from_yaml("a: [1, null]").unwrap());
        assert!(from_toml("a = ").is_err() && from_json("{").is_err() && from_yaml("a: [").is_err());
    }
}
