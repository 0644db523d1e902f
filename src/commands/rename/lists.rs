//! Other entries in a list of front matter, in the way in which the list is written: `[a, b]`, lines with dashes, or a
//! single value.
//!
//! A field that is missing becomes a new line, and one that would be empty goes.

use super::splice::Edit;
use crate::parse::explain::quoted;
use crate::parse::front_matter::FrontMatter;
use crate::parse::yaml::{Value, YamlNode};

/// What is to be in a list, and what is not to be there any more: an old address that is the page's own again.
pub(crate) struct ListEntry {
    pub text: Option<String>,
    pub instead_of: Option<String>,
}

/// The edits by which a field has all of the entries, and nothing that they take the place of.
///
/// `after` is the field that a missing one is written below. `is_same` compares an item as it is written with an entry.
pub(crate) fn change(
    text: &str,
    fields: &FrontMatter,
    key: &str,
    after: &str,
    entries: &[ListEntry],
    is_same: &dyn Fn(&str, &str) -> bool,
) -> Vec<Edit> {
    let node = fields.get(key);
    let items: Vec<&YamlNode> = match node.map(|node| &node.value) {
        Some(Value::List(items)) => items.iter().collect(),
        Some(Value::Text { .. }) => node.into_iter().collect(),
        _ => Vec::new(),
    };
    let is = |item: &YamlNode, wanted: &str| matches!(&item.value, Value::Text { text, .. } if is_same(text, wanted));
    let is_listed = |wanted: &&String| items.iter().any(|item| is(item, wanted));
    let new = entries.iter().filter_map(|entry| entry.text.as_ref()).filter(|text| !is_listed(text));
    let mut new: Vec<String> = new.map(|text| scalar(text)).collect();
    let goes = |item: &&&YamlNode| {
        let mut instead_of = entries.iter().filter_map(|entry| entry.instead_of.as_ref());
        instead_of.any(|old| is(item, old))
    };
    let going: Vec<&YamlNode> = items.iter().filter(goes).copied().collect();
    // What goes gives its place to what comes.
    let replaced = new.len().min(going.len());
    let rest = new.split_off(replaced);
    let mut edits: Vec<Edit> = going.iter().zip(new).map(|(item, new)| Edit::new(item.span.clone(), new)).collect();
    if !rest.is_empty() {
        edits.extend(appended(text, fields, key, after, &items, &rest));
    }
    edits.extend(removed(text, fields, key, &items, &going[replaced..]));
    edits
}

/// The edits by which items of a list go, and the field with the last of them.
fn removed(text: &str, fields: &FrontMatter, key: &str, items: &[&YamlNode], going: &[&YamlNode]) -> Vec<Edit> {
    let Some(first) = items.first().filter(|_| !going.is_empty()) else { return Vec::new() };
    let stays = |item: &&&YamlNode| going.iter().all(|going| going.span != item.span);
    let staying: Vec<&YamlNode> = items.iter().filter(stays).copied().collect();
    if staying.is_empty() {
        return without(text, fields, key).into_iter().collect();
    }
    let line = |item: &YamlNode| text[..item.span.start].rfind('\n').map_or(0, |newline| newline + 1);
    if text[line(first)..first.span.start].trim() == "-" {
        let whole = |item: &&YamlNode| Edit::new(line(item)..(line_end(text, item.span.end) + 1).min(text.len()), "");
        return going.iter().map(whole).collect();
    }
    let written: Vec<&str> = staying.iter().map(|item| &text[item.span.clone()]).collect();
    let last = items.last().map_or(first.span.end, |last| last.span.end);
    vec![Edit::new(first.span.start..last, written.join(", "))]
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
pub(crate) fn scalar(text: &str) -> String {
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
            ("name: X\naliases: [new, a, old]\n", "name: X\naliases: [a, old]\n"),
        ] {
            let (fields, _) = read_fields(&SourcePath::new("x"), before, 0..before.len());
            let entry = ListEntry { text: Some("old".to_owned()), instead_of: Some("new".to_owned()) };
            let edits = settled(change(before, &fields, "aliases", "name", &[entry], &|one, other| one == other));
            assert_eq!(apply(before, &edits), after);
        }
    }

    #[test]
    fn what_a_list_loses_leaves_no_trace() {
        for (before, after) in [
            ("name: X\nold: [a, new, b] # two\n", "name: X\nold: [a, b] # two\n"),
            ("name: X\nold: [new, a]\n", "name: X\nold: [a]\n"),
            ("name: X\nold: [new]\ntype: y\n", "name: X\ntype: y\n"),
            ("name: X\nold: new\ntype: y\n", "name: X\ntype: y\n"),
            ("name: X\nold:\n  - new\n  - a # one\ntype: y\n", "name: X\nold:\n  - a # one\ntype: y\n"),
            ("name: X\nold:\n  - a\n  - new\ntype: y\n", "name: X\nold:\n  - a\ntype: y\n"),
            ("name: X\nold:\n  - new\ntype: y\n", "name: X\ntype: y\n"),
            ("name: X\nold: [a]\n", "name: X\nold: [a]\n"),
            ("name: X\n", "name: X\n"),
        ] {
            let (fields, _) = read_fields(&SourcePath::new("x"), before, 0..before.len());
            let entry = ListEntry { text: None, instead_of: Some("new".to_owned()) };
            let edits = settled(change(before, &fields, "old", "name", &[entry], &|one, other| one == other));
            assert_eq!(apply(before, &edits), after);
        }
    }
}
