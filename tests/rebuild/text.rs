//! Front matter and settings as text that can be edited: which fields there are, and the lists in them.
//!
//! Knows just enough of YAML for what stands in the sites of the tests, and makes mistakes where a writer would.

use std::ops::Range;

/// A file as fields and a body; settings have no body.
pub struct Parts {
    /// Each key with all that follows its colon, down to the next key. What comes before the first key has none.
    pub fields: Vec<(String, String)>,
    pub body: Option<String>,
}

/// The parts of a file, if it has front matter or is one of settings.
pub fn parts(path: &str, text: &str) -> Option<Parts> {
    let (head, body) = match path.ends_with(".yaml") {
        true => (text, None),
        false => {
            let rest = text.strip_prefix("---\n")?;
            let end = if rest.starts_with("---\n") { 0 } else { rest.find("\n---\n")? + 1 };
            (&rest[..end], Some(rest[end + 4..].to_owned()))
        }
    };
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split_inclusive('\n') {
        match (line.split_once(':'), fields.last_mut()) {
            (Some((key, value)), _) if !key.starts_with([' ', '#', '-']) => {
                fields.push((key.to_owned(), value.to_owned()));
            }
            (_, Some((_, value))) => value.push_str(line),
            (_, None) => fields.push((String::new(), line.to_owned())),
        }
    }
    Some(Parts { fields, body })
}

impl Parts {
    pub fn text(&self) -> String {
        let field = |(key, value): &(String, String)| match key.is_empty() {
            true => value.clone(),
            false => format!("{key}:{value}"),
        };
        let head: String = self.fields.iter().map(field).collect();
        match &self.body {
            Some(body) => format!("---\n{head}---\n{body}"),
            None => head,
        }
    }

    /// Gives a field a value, or takes it away.
    pub fn set(&mut self, key: &str, value: Option<&str>) {
        let at = self.fields.iter().position(|(known, _)| known == key);
        let value = value.map(|value| match value.starts_with('\n') {
            true => format!("{value}\n"),
            false => format!(" {value}\n"),
        });
        match (at, value) {
            (Some(at), Some(value)) => self.fields[at].1 = value,
            (Some(at), None) => drop(self.fields.remove(at)),
            (None, Some(value)) => self.fields.push((key.to_owned(), value)),
            (None, None) => {}
        }
    }
}

/// A list or map within a value, and what stands between its items.
pub struct List {
    pub range: Range<usize>,
    pub items: Vec<String>,
    pub between: &'static str,
}

/// All lists and maps in a value: `[a, b]`, `{a: b, c: d}`, and lines that begin with a hyphen.
pub fn lists(value: &str) -> Vec<List> {
    let mut lists = Vec::new();
    let mut open = Vec::new();
    for (at, c) in value.char_indices() {
        match c {
            '[' | '{' => open.push(at + 1),
            ']' | '}' => lists.extend(open.pop().map(|from| inline(value, from..at))),
            _ => {}
        }
    }
    if let Some(entries) = value.strip_prefix('\n').filter(|entries| entries.starts_with("  - ")) {
        let items = entries.split_inclusive('\n').map(str::to_owned).collect();
        lists.push(List { range: 1..value.len(), items, between: "" });
    }
    lists
}

fn inline(value: &str, range: Range<usize>) -> List {
    let (mut depth, mut from, mut items) = (0, range.start, Vec::new());
    for (at, c) in value[range.clone()].char_indices().map(|(at, c)| (at + range.start, c)) {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(value[from..at].trim().to_owned());
                from = at + 1;
            }
            _ => {}
        }
    }
    items.extend(Some(value[from..range.end].trim().to_owned()).filter(|last| !last.is_empty()));
    List { range, items, between: ", " }
}
