//! A site and its edits as one text, which is how they are made, kept and printed.
//!
//! `base: facts` begins with the files of `tests/sites/facts`, `base: none` with none. `theme: program` takes the theme of the
//! program, `theme: small` the one in `tests/theme`. A line `=== path` comes before the text of a file, `=== gone path` takes
//! one away, and `=== then` ends a build: what comes after is an edit. Never builds.

use crate::support::tree::{self, Tree};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an edit does: files that are written, or taken away.
type Change = BTreeMap<String, Option<Arc<[u8]>>>;

#[derive(Debug, Clone, Default)]
pub struct Input {
    pub base: String,
    pub theme: String,
    pub changes: Vec<Change>,
}

impl Input {
    pub fn read(text: &[u8]) -> Input {
        let mut input = Input { changes: vec![Change::new()], ..Input::default() };
        let mut open: Option<(String, Vec<u8>)> = None;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let words = std::str::from_utf8(line).unwrap_or_default();
            if let Some(path) = words.strip_prefix("=== ").map(str::trim_end) {
                input.close(open.take());
                match (path, path.strip_prefix("gone ")) {
                    ("then", _) => input.changes.push(Change::new()),
                    (_, Some(gone)) if is_path(gone) => drop(input.last().insert(gone.to_owned(), None)),
                    _ if is_path(path) => open = Some((path.to_owned(), Vec::new())),
                    _ => {}
                }
            } else if let Some((_, text)) = &mut open {
                text.extend(line);
            } else if let Some(base) = words.strip_prefix("base: ") {
                input.base = base.trim_end().to_owned();
            } else if let Some(theme) = words.strip_prefix("theme: ") {
                input.theme = theme.trim_end().to_owned();
            }
        }
        input.close(open);
        input
    }

    fn close(&mut self, open: Option<(String, Vec<u8>)>) {
        if let Some((path, text)) = open {
            self.last().insert(path, Some(text.into()));
        }
    }

    /// What the last edit does.
    pub fn last(&mut self) -> &mut Change {
        self.changes.last_mut().expect("there is the first build at least")
    }

    pub fn write(&self) -> Vec<u8> {
        let mut text = format!("base: {}\ntheme: {}\n", self.base, self.theme).into_bytes();
        for (n, change) in self.changes.iter().enumerate() {
            text.extend(if n > 0 { "=== then\n" } else { "" }.bytes());
            for (path, file) in change {
                let gone = if file.is_none() { "gone " } else { "" };
                text.extend(format!("=== {gone}{path}\n").bytes());
                text.extend(file.iter().flat_map(|file| file.iter()));
                // The next line must be one.
                text.extend(file.iter().filter(|file| !file.ends_with(b"\n")).flat_map(|_| b"\n"));
            }
        }
        text
    }

    /// The files after each edit.
    pub fn trees(&self) -> Vec<Tree> {
        let mut tree = if self.base == "none" { Tree::new() } else { tree::of_site(&self.base) };
        let after = |change: &Change| {
            for (path, file) in change {
                match file {
                    Some(file) => put(&mut tree, path, file),
                    None => drop(tree.remove(path)),
                }
            }
            tree.clone()
        };
        self.changes.iter().map(after).collect()
    }
}

/// Puts a file into a tree; what cannot be at the same time gives way: a file where a folder comes, and the other way round.
fn put(tree: &mut Tree, path: &str, file: &Arc<[u8]>) {
    let is_above = |folder: &str, below: &str| below.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    tree.retain(|other, _| !is_above(other, path) && !is_above(path, other));
    tree.insert(path.to_owned(), file.clone());
}

/// Whether a path stays in the folder of its site, on any file system.
fn is_path(path: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.len() < 100 && part != "." && part != ".." && !part.ends_with('~');
    path.len() < 1000 && !path.contains(['\0', '\\', '\r']) && path.split('/').all(is_part)
}
