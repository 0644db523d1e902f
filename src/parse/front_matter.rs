//! The fields at the head of a file, each with its place: what the file says, not yet what it means.
//!
//! Reads on after a mistake: a field that is no YAML is told and marked broken, and the others are kept. Never decides
//! which fields there may be; that is `model`'s.

use super::yaml::{self, Value, Word, YamlNode};
use super::{explain, within};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::lines::Lines;
use crate::base::path::SourcePath;
use std::collections::HashMap;

/// The fields of one file or of one map in it, in the order of the file, each key once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FrontMatter {
    pub fields: Vec<(Word, YamlNode)>,
    /// Set when there is no telling which fields the file has, so that none may be called missing.
    pub(crate) broken: bool,
}

impl FrontMatter {
    pub(crate) fn get(&self, key: &str) -> Option<&YamlNode> {
        self.fields.iter().find(|(word, _)| word.text == key).map(|(_, node)| node)
    }
}

/// The two parts of a Markdown file: where its front matter is, and where its body begins.
struct FrontMatterParts {
    front_matter: Span,
    body: usize,
}

/// The name in a text of a field: Obsidian writes links there as `"[[fugu]]"` or `"[[fugu|Fugu]]"`.
pub(crate) fn name_in(text: &str) -> &str {
    let inner = text.trim().strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    let inner = inner.filter(|inner| !inner.contains(['[', ']']));
    inner.map_or(text, |inner| inner.split('|').next().unwrap_or(inner).trim())
}

/// Splits a Markdown file at its fences and reads the fields.
///
/// Gives the fields, the place where the body begins, and what is wrong. Blank lines before the first fence are
/// accepted; only a line that is exactly `---` closes it.
pub fn read(path: &SourcePath, text: &str) -> (FrontMatter, usize, Vec<Diagnostic>) {
    match split(path, text) {
        Ok(parts) => {
            let (fields, diagnostics) = read_fields(path, text, parts.front_matter);
            (fields, parts.body, diagnostics)
        }
        Err(diagnostic) => (FrontMatter { fields: Vec::new(), broken: true }, text.len(), vec![*diagnostic]),
    }
}

fn split(path: &SourcePath, text: &str) -> Result<FrontMatterParts, Box<Diagnostic>> {
    let open = text.len() - text.trim_start_matches(['\n', ' ', '\t']).len();
    let open = text[..open].rfind('\n').map_or(0, |newline| newline + 1);
    let first_line = text[open..].split('\n').next().unwrap_or("");
    if first_line.trim_end() != "---" {
        let place = open..open + first_line.len();
        return Err(Box::new(without(path, text, first_line, place)));
    }
    let start = (open + first_line.len() + 1).min(text.len());
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end_matches('\n') == "---" {
            return Ok(FrontMatterParts { front_matter: start..at, body: at + line.len() });
        }
        at += line.len();
    }
    let message = "The front matter opened here is never closed.";
    let help = match text[start..].lines().position(|line| line.trim() == "---" || line.starts_with("----")) {
        Some(line) => {
            let line = text[..start].matches('\n').count() + 1 + line;
            format!("Line {line} looks like its end, but must be exactly  ---")
        }
        None => "Add a line  ---  after the last field.".to_owned(),
    };
    Err(Box::new(Diagnostic::error(Code::NoFrontMatter, path, open..open + first_line.len(), message).help(help)))
}

/// A file that does not begin with front matter, with the beginning that it lacks.
fn without(path: &SourcePath, text: &str, first_line: &str, place: Span) -> Diagnostic {
    let message = match text.trim().is_empty() {
        true => "This file is empty. It must start with a line \"---\", then the fields, then \"---\" again.",
        false => "The file must start with a line \"---\", then the fields, then \"---\" again.",
    };
    // The least that a file of its folder must say.
    let least = match path.as_str().split('/').nth(1) {
        Some("articles") => "title: What happened, in one line\n    date: 2026-01-31",
        Some("pages" | "disputes" | "sources") => "title: The title",
        _ => "name: The name",
    };
    let help = match first_line.contains(':') {
        true => "Put  ---  on a line of its own above this one.".to_owned(),
        false => format!("Write above the text, with your own words:\n    ---\n    {least}\n    ---"),
    };
    Diagnostic::error(Code::NoFrontMatter, path, place, message).help(help)
}

/// Reads a map of fields out of a part of a file; `site.yaml` is one part from end to end.
pub fn read_fields(path: &SourcePath, text: &str, part: Span) -> (FrontMatter, Vec<Diagnostic>) {
    let yaml = &text[part.clone()];
    let mut diagnostics = Vec::new();
    let (fields, broken) = match yaml::read(yaml, part.start).map(|node| node.value) {
        Ok(Value::Map(fields)) => (fields, false),
        Ok(Value::Null) => (Vec::new(), false),
        // The whole cannot be read: each field is tried by itself, so that one mistake does not hide the rest.
        unreadable => {
            let whole = unreadable.err();
            let (fields, found) = explain::field_by_field(path, text, part, whole);
            diagnostics.extend(found);
            (fields, true)
        }
    };
    if let Some(exceeded) = within::front_matter(path, &fields) {
        diagnostics.push(exceeded);
        return (FrontMatter { fields: Vec::new(), broken: true }, diagnostics);
    }
    let fields = once_each(path, &Lines::new(text), fields, &mut diagnostics);
    (FrontMatter { fields, broken }, diagnostics)
}

/// Keeps the first of several fields of one name, tells the others, and does so in every map within.
fn once_each(
    path: &SourcePath,
    lines: &Lines<'_>,
    fields: Vec<(Word, YamlNode)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Word, YamlNode)> {
    let mut kept: Vec<(Word, YamlNode)> = Vec::with_capacity(fields.len());
    let mut places: HashMap<String, usize> = HashMap::with_capacity(fields.len());
    for (key, mut node) in fields {
        if let Some((first, value)) = places.get(&key.text).map(|n| &kept[*n]) {
            let line = lines.place(first.span.start).0;
            let message = format!("\"{}\" is already set on line {line}.", key.text);
            let help = match joined(value, &node) {
                Some(list) if is_list(value) || is_list(&node) => format!("Join them:  {}: [{list}]", key.text),
                Some(list) if list.contains(',') => {
                    format!("Keep one of the two, or join them where a list may stand:  {}: [{list}]", key.text)
                }
                Some(_) => "They say the same: delete one.".to_owned(),
                None => "Keep one of the two.".to_owned(),
            };
            diagnostics.push(Diagnostic::error(Code::DuplicateField, path, key.span, message).help(help));
            continue;
        }
        once_within(path, lines, &mut node, diagnostics);
        places.insert(key.text.clone(), kept.len());
        kept.push((key, node));
    }
    kept
}

fn once_within(path: &SourcePath, lines: &Lines<'_>, node: &mut YamlNode, diagnostics: &mut Vec<Diagnostic>) {
    match &mut node.value {
        Value::Map(fields) => *fields = once_each(path, lines, std::mem::take(fields), diagnostics),
        Value::List(items) => items.iter_mut().for_each(|item| once_within(path, lines, item, diagnostics)),
        _ => {}
    }
}

fn is_list(node: &YamlNode) -> bool {
    matches!(node.value, Value::List(_))
}

/// The words of two short lists or scalars as one list, each once; none when one of them is something larger.
fn joined(first: &YamlNode, second: &YamlNode) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for node in [first, second] {
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for item in items {
            let Value::Text { text, quoted: false } = &item.value else { return None };
            if text.contains(|c: char| c.is_whitespace() || c == ',') {
                return None;
            }
            if !words.contains(&text.as_str()) {
                words.push(text);
            }
        }
    }
    Some(words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> (String, usize, Vec<&'static str>) {
        let (fields, body, diagnostics) = read(&SourcePath::new("x.md"), text);
        let keys: Vec<_> = fields.fields.iter().map(|(key, _)| key.text.clone()).collect();
        (keys.join(" "), body, diagnostics.iter().map(|d| d.code.name()).collect())
    }

    #[test]
    fn only_three_dashes_alone_close_the_front_matter() {
        assert_eq!(keys("---\ntitle: a\n---\nbody"), ("title".into(), 17, vec![]));
        assert_eq!(keys("\n\n---\ntitle: a --- b\nx: |\n  ---\n---\n").0, "title x");
        assert_eq!(keys("---\n---\nbody").2, Vec::<&str>::new());
        assert_eq!(keys("---\ntitle: a\n--- \n").2, ["E29"]);
        assert_eq!(keys("title: a\n---\n").2, ["E29"]);
        assert_eq!(keys("").2, ["E29"]);
        assert_eq!(keys("---").2, ["E29"]);
    }

    #[test]
    fn a_broken_field_does_not_hide_the_others() {
        let (fields, _, codes) = keys("---\ntitle: a: b\nbloc: [us\ndate: 2026-11-22\ndate: 2026-11-23\n---\n");
        assert_eq!(fields, "title bloc date");
        assert_eq!(codes, ["E01", "E05", "E08"]);
    }
}
