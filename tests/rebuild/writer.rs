//! A writer who makes random edits: of any field, list, body, file, template, static file, setting and input. Each edit is
//! of files in memory; nothing here is built or written.

mod fields;
mod files;

use crate::fields::{Fields, Random, pick};
use crate::site::Theme;
use crate::text::{Parts, parts};
use crate::tree::{self, Tree};
use fissure::{Inputs, Outcome};
use std::sync::Arc;

pub struct Writer {
    pub random: Random,
    pub tree: Tree,
    pub inputs: Inputs,
    theme: Theme,
    fields: Fields,
    /// What the site was after earlier edits; the first one is what it began with.
    past: Vec<Tree>,
    /// What the site was when it was last without errors.
    good: Tree,
    is_good: bool,
}

/// One sort of edit; gives what it did in words, or nothing where it cannot be made.
type Edit = fn(&mut Writer) -> Option<String>;

/// The sorts with how often each comes.
const EDITS: [(usize, Edit); 18] = [
    (16, Writer::set_field),
    (5, Writer::drop_field),
    (12, Writer::change_within),
    (16, Writer::reorder_list),
    (3, Writer::reorder_fields),
    (10, Writer::edit_body),
    (4, Writer::add_file),
    (4, Writer::delete_file),
    (5, Writer::move_file),
    (3, Writer::swap_files),
    (3, Writer::swap_fields),
    (4, Writer::rename_everywhere),
    (2, Writer::damage),
    (2, Writer::spell),
    (6, Writer::restore),
    (4, Writer::edit_template),
    (4, Writer::edit_static),
    (3, Writer::change_inputs),
];

impl Writer {
    pub fn new(seed: u64, tree: Tree, theme: Theme, inputs: Inputs, outcome: &Outcome) -> Writer {
        let fields = Fields::new(&outcome.site, &tree);
        let (past, good) = (vec![tree.clone()], tree.clone());
        Writer { random: Random::with_seed(seed), tree, inputs, theme, fields, past, good, is_good: true }
    }

    /// Takes in what came of an edit.
    pub fn learn(&mut self, outcome: &Outcome, is_good: bool) {
        self.is_good = is_good;
        if is_good {
            self.good = self.tree.clone();
        }
        self.past.push(self.tree.clone());
        if self.past.len().is_multiple_of(8) {
            self.fields.learn(&outcome.site, &self.tree);
        }
    }

    /// Makes an edit, or a few at once; gives what was done in words.
    pub fn edit(&mut self) -> String {
        if !self.is_good && self.random.u8(0..5) > 1 {
            self.tree = self.good.clone();
            return "all as it was when it was good".to_owned();
        }
        let count = [1, 1, 1, 1, 1, 2, 2, 3][self.random.usize(0..8)];
        let mut said = Vec::new();
        while said.len() < count {
            let total: usize = EDITS.iter().map(|(often, _)| often).sum();
            let mut n = self.random.usize(0..total);
            let reached = EDITS.iter().find(|(often, _)| {
                let is_it = n < *often;
                n = n.saturating_sub(*often);
                is_it
            });
            said.extend(reached.and_then(|(_, edit)| edit(self)));
        }
        said.join("; ")
    }

    fn word(&mut self, key: &str) -> String {
        self.fields.word(key, &mut self.random)
    }

    /// A random file that is so.
    fn path(&mut self, is: impl Fn(&str) -> bool) -> Option<String> {
        let paths: Vec<&String> = self.tree.keys().filter(|path| is(path)).collect();
        if paths.is_empty() { None } else { Some((*pick(&mut self.random, &paths)).clone()) }
    }

    /// A random file with fields, and its parts. The settings come as often as ten others.
    fn file(&mut self) -> Option<(String, Parts)> {
        let settings = self.random.u8(0..8) == 0;
        let path = self.path(|path| match settings {
            true => path == "content/site.yaml",
            false => path.starts_with("content/") && path.ends_with(".md"),
        })?;
        let parts = parts(&path, tree::text(&self.tree, &path)?)?;
        Some((path, parts))
    }

    fn write(&mut self, path: &str, text: &str) {
        self.tree.insert(path.to_owned(), Arc::from(text.as_bytes()));
    }

    fn edit_template(&mut self) -> Option<String> {
        let path = format!("templates/{}", self.word("templates"));
        let of_theme = self.theme.iter().find(|(known, _)| *known == path);
        let of_theme = of_theme.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
        let text = tree::text(&self.tree, &path).or(of_theme).unwrap_or_default().to_owned();
        let snippet = self.word("snippets");
        match self.random.u8(0..6) {
            0 => drop(self.tree.remove(&path)?),
            1 => self.write(&path, &snippet),
            2 if !text.is_empty() => {
                let lines: Vec<&str> = text.split_inclusive('\n').collect();
                let line = (*pick(&mut self.random, &lines)).to_owned();
                self.write(&path, &text.replacen(&line, "", 1));
                return Some(format!("{path} without {line:?}"));
            }
            3 => self.write(&path, &text.replacen("<li>", "<li class=x>", 1)),
            _ => self.write(&path, &text.replacen("{% endblock", &format!("{snippet}{{% endblock"), 1)),
        }
        Some(format!("{path} with {snippet:?}, or gone"))
    }

    fn edit_static(&mut self) -> Option<String> {
        let path = self.word("files");
        match self.random.u8(0..4) {
            0 => drop(self.tree.remove(&path)?),
            _ => {
                let text = self.word("texts");
                self.write(&path, &text);
            }
        }
        Some(format!("{path} is another, or gone"))
    }

    fn change_inputs(&mut self) -> Option<String> {
        match self.random.u8(0..8) {
            0 => self.inputs.drafts = !self.inputs.drafts,
            1 => {
                let url = self.word("base_url");
                self.inputs.base_url = fissure::model::config::BaseUrl::new(&url).ok();
            }
            _ => self.inputs.now = self.word("instants").parse().ok()?,
        }
        let Inputs { now, drafts, base_url, .. } = &self.inputs;
        Some(format!("now {now}, drafts {drafts}, base URL {}", base_url.as_ref().map_or("none", |url| url.as_str())))
    }
}
