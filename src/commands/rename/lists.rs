//! One more entry in a list of front matter, in the way in which the list is written.
//!
//! Only adds: to `[a, b]`, to lines with dashes, to a single value, or as a new line where the field is missing.

use super::splice::Edit;
use crate::parse::explain::quoted;
use crate::parse::front_matter::FrontMatter;
use crate::parse::yaml::{Value, YamlNode};

/// What is to be in a list, and what goes in its favour: an old address that is the page's own again.
pub(crate) struct ListEntry {
    pub text: String,
    pub instead_of: Option<String>,
}

/// The edits by which a field has all of the entries. `after` is the field that a missing one is written below.
pub(crate) fn add(text: &str, fields: &FrontMatter, key: &str, after: &str, entries: &[ListEntry]) -> Vec<Edit> {
    let node = fields.get(key);
    let items: Vec<&YamlNode> = match node.map(|node| &node.value) {
        Some(Value::List(items)) => items.iter().collect(),
        Some(Value::Text { .. }) => node.into_iter().collect(),
        _ => Vec::new(),
    };
    let has = |wanted: &str| items.iter().copied().find(|item| is(item, wanted));
    let mut edits = Vec::new();
    let mut added: Vec<String> = Vec::new();
    for entry in entries.iter().filter(|entry| has(&entry.text).is_none()) {
        match entry.instead_of.as_deref().and_then(has) {
            Some(item) => edits.push(Edit::new(item.span.clone(), scalar(&entry.text))),
            None => added.push(scalar(&entry.text)),
        }
    }
    if !added.is_empty() {
        edits.extend(appended(text, fields, key, after, &items, &added));
    }
    edits
}

/// The edit by which a field that is missing has a value, below the field `after`.
pub(crate) fn add_value(text: &str, fields: &FrontMatter, key: &str, after: &str, value: &str) -> Option<Edit> {
    below(text, fields, after, format!("\n{key}: {}", scalar(value)))
}

/// The edit by which the line of a value goes.
pub(crate) fn without(text: &str, fields: &FrontMatter, key: &str) -> Option<Edit> {
    let (word, node) = fields.fields.iter().find(|(word, _)| word.text == key)?;
    let start = text[..word.span.start].rfind('\n').map_or(0, |newline| newline + 1);
    Some(Edit::new(start..(line_end(text, node.span.end) + 1).min(text.len()), ""))
}

fn below(text: &str, fields: &FrontMatter, after: &str, line: String) -> Option<Edit> {
    let (_, above) = fields.fields.iter().find(|(word, _)| word.text == after)?;
    Some(Edit::insert(line_end(text, above.span.end.max(above.span.start)), line))
}

fn is(item: &YamlNode, wanted: &str) -> bool {
    matches!(&item.value, Value::Text { text, .. } if text == wanted)
}

fn appended(
    text: &str,
    fields: &FrontMatter,
    key: &str,
    after: &str,
    items: &[&YamlNode],
    added: &[String],
) -> Option<Edit> {
    let joined = added.join(", ");
    let Some((word, node)) = fields.fields.iter().find(|(word, _)| word.text == key) else {
        return below(text, fields, after, format!("\n{key}: [{joined}]"));
    };
    match (&node.value, items.last()) {
        (Value::List(_), Some(last)) => {
            let line = text[..last.span.start].rfind('\n').map_or(0, |newline| newline + 1);
            let before = &text[line..last.span.start];
            match before.trim() == "-" {
                true => {
                    let lines: String = added.iter().map(|entry| format!("\n{before}{entry}")).collect();
                    Some(Edit::insert(line_end(text, last.span.end), lines))
                }
                false => Some(Edit::insert(last.span.end, format!(", {joined}"))),
            }
        }
        (Value::List(_), None) => Some(Edit::insert(node.span.start + 1, joined)),
        (Value::Text { .. }, _) => {
            let old = scalar_in_list(&text[node.span.clone()]);
            Some(Edit::new(node.span.clone(), format!("[{old}, {joined}]")))
        }
        _ => Some(Edit::insert(word.span.end + 1, format!(" [{joined}]"))),
    }
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}

/// Slugs and addresses need no quotation marks, but for the one word that means nothing.
fn scalar(text: &str) -> String {
    if text == "null" { quoted(text) } else { text.to_owned() }
}

/// A value that stood alone and is to stand in brackets, where more characters have a meaning.
fn scalar_in_list(written: &str) -> String {
    let plain = written.starts_with(['"', '\'']) || !written.contains([',', '[', ']', '{', '}']);
    if plain { written.to_owned() } else { quoted(written) }
}

#[cfg(test)]
mod tests {
    use super::super::splice::{apply, settled};
    use super::*;
    use crate::base::path::SourcePath;
    use crate::parse::front_matter::read_fields;

    #[test]
    fn a_list_grows_in_its_own_way() {
        for (before, after) in [
            ("name: X # so\ntype: y\n", "name: X # so\naliases: [old]\ntype: y\n"),
            ("name: X\naliases: [a, \"b\" ] # two\n", "name: X\naliases: [a, \"b\", old ] # two\n"),
            ("name: X\naliases: []\n", "name: X\naliases: [old]\n"),
            (
                "name: X\naliases:\n  - a # one\n  - 'b'\ntype: y\n",
                "name: X\naliases:\n  - a # one\n  - 'b'\n  - old\ntype: y\n",
            ),
            ("name: X\naliases: A, b and c\n", "name: X\naliases: [\"A, b and c\", old]\n"),
            ("name: X\naliases: # none\ntype: y\n", "name: X\naliases: [old] # none\ntype: y\n"),
            ("name: X\naliases: [old]\n", "name: X\naliases: [old]\n"),
            ("name: X\naliases: [new]\n", "name: X\naliases: [old]\n"),
        ] {
            let (fields, _) = read_fields(&SourcePath::new("x"), before, 0..before.len());
            let entry = ListEntry { text: "old".to_owned(), instead_of: Some("new".to_owned()) };
            let edits = settled(add(before, &fields, "aliases", "name", &[entry]));
            assert_eq!(apply(before, &edits), after);
        }
    }
}
