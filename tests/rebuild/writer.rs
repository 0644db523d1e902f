//! A writer who makes random edits: of any field, list, body, file, template, static file, setting and input.

use crate::fields::{Fields, Random, pick};
use crate::site::Theme;
use crate::text::{Parts, lists, parts};
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
        if self.past.len() % 8 == 0 {
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

    fn set_field(&mut self) -> Option<String> {
        let (path, mut parts) = self.file()?;
        let mut keys = self.fields.keys(&path, "properties");
        if keys.is_empty() || self.random.u8(0..40) == 0 {
            keys = vec!["unknown".to_owned()];
        }
        let key = pick(&mut self.random, &keys).clone();
        let value = self.fields.value(&path, &key, None, &mut self.random);
        parts.set(&key, Some(&value));
        self.write(&path, &parts.text());
        Some(format!("{path}: {key} is {value}"))
    }

    fn drop_field(&mut self) -> Option<String> {
        let (path, mut parts) = self.file()?;
        let needed = self.fields.keys(&path, "required");
        let rarely = self.random.u8(0..20) == 0;
        parts.fields.retain(|(key, _)| !key.is_empty());
        let keys: Vec<String> = parts.fields.iter().map(|(key, _)| key.clone()).collect();
        let keys: Vec<&String> = keys.iter().filter(|key| rarely || !needed.contains(key)).collect();
        let key = (!keys.is_empty()).then(|| *pick(&mut self.random, &keys))?;
        parts.set(key, None);
        self.write(&path, &parts.text());
        Some(format!("{path}: {key} goes"))
    }

    /// Gives one of the keys within a value, such as in a statement, another value.
    fn change_within(&mut self) -> Option<String> {
        let (path, mut parts) = self.file()?;
        let with_maps: Vec<usize> = (0..parts.fields.len()).filter(|at| parts.fields[*at].1.contains('{')).collect();
        let at = (!with_maps.is_empty()).then(|| *pick(&mut self.random, &with_maps))?;
        let (field, value) = &mut parts.fields[at];
        let is_map = |list: &&crate::text::List| value[..list.range.start].ends_with('{') && !list.items.is_empty();
        let maps = lists(value);
        let maps: Vec<_> = maps.iter().filter(is_map).collect();
        let map = (!maps.is_empty()).then(|| *pick(&mut self.random, &maps))?;
        let mut items = map.items.clone();
        let at = self.random.usize(0..items.len());
        let key = items[at].split_once(':')?.0.to_owned();
        items[at] = format!("{key}: {}", self.fields.value(&path, field, Some(&key), &mut self.random));
        let said = format!("{path}: {field} with {}", items[at]);
        value.replace_range(map.range.clone(), &items.join(", "));
        self.write(&path, &parts.text());
        Some(said)
    }

    /// Turns a list or map round, or gives it an item more or less.
    fn reorder_list(&mut self) -> Option<String> {
        let (path, mut parts) = self.file()?;
        let with_lists: Vec<usize> = (0..parts.fields.len()).filter(|at| !lists(&parts.fields[*at].1).is_empty()).collect();
        let at = (!with_lists.is_empty()).then(|| *pick(&mut self.random, &with_lists))?;
        let (field, value) = &mut parts.fields[at];
        let all = lists(value);
        let list = pick(&mut self.random, &all);
        let mut items = list.items.clone();
        let n = items.len();
        let at = self.random.usize(0..n.max(1));
        let what = match self.random.u8(0..12) {
            0..4 if n > 1 => {
                items.reverse();
                "turned round"
            }
            4..6 if n > 1 => {
                items.rotate_left(1);
                "moved on by one"
            }
            6 if n > 1 => {
                items.swap(at, (at + 1) % n);
                "with two that changed places"
            }
            7 if n > 0 => {
                items.insert(at, items[at].clone());
                "with one twice"
            }
            8 if n > 0 => {
                items.clear();
                "without anything"
            }
            9 | 10 if n > 0 => {
                items.remove(at);
                "with one less"
            }
            _ if list.between == ", " && !value[..list.range.start].ends_with('{') => {
                items.insert(at, pick(&mut self.random, &self.fields.names).clone());
                "with one more"
            }
            _ => return None,
        };
        let said = format!("{path}: {field}, {:?} {what}", &value[list.range.clone()]);
        value.replace_range(list.range.clone(), &items.join(list.between));
        self.write(&path, &parts.text());
        Some(said)
    }

    fn reorder_fields(&mut self) -> Option<String> {
        let (path, mut parts) = self.file()?;
        let n = parts.fields.len();
        match self.random.bool() {
            true => parts.fields.reverse(),
            false => parts.fields.rotate_left(n.min(1)),
        }
        self.write(&path, &parts.text());
        Some(format!("{path}: its fields in another order"))
    }

    fn edit_body(&mut self) -> Option<String> {
        let (path, mut parts) = self.file()?;
        let body = parts.body.clone()?;
        let mut paragraphs: Vec<&str> = body.split("\n\n").collect();
        let at = self.random.usize(0..paragraphs.len());
        let more = self.word("body");
        let what = match self.random.u8(0..10) {
            0 => {
                paragraphs.reverse();
                "turned round".to_owned()
            }
            1 => {
                paragraphs.remove(at);
                "with a paragraph less".to_owned()
            }
            2 => {
                paragraphs.clear();
                "empty".to_owned()
            }
            3 | 4 => {
                paragraphs.insert(0, &more);
                format!("begins with {more:?}")
            }
            _ => {
                paragraphs.insert(at + 1, &more);
                format!("with {more:?}")
            }
        };
        parts.body = Some(paragraphs.join("\n\n"));
        self.write(&path, &parts.text());
        Some(format!("{path}: its body {what}"))
    }

    /// The path of a file that may be there or not.
    fn some_path(&mut self) -> String {
        let folders: Vec<String> = self.fields.folders().into_iter().map(str::to_owned).collect();
        format!("{}{}.md", pick(&mut self.random, &folders), self.word("stems"))
    }

    fn add_file(&mut self) -> Option<String> {
        let path = self.some_path();
        let mut new = Parts { fields: Vec::new(), body: Some(format!("{}\n", self.word("body"))) };
        let mut keys = self.fields.keys(&path, "required");
        let others = self.fields.keys(&path, "properties");
        for _ in 0..self.random.usize(0..3) {
            keys.push(pick(&mut self.random, &others).clone());
        }
        for key in keys {
            let value = self.fields.value(&path, &key, None, &mut self.random);
            new.set(&key, Some(&value));
        }
        self.write(&path, &new.text());
        Some(format!("{path} is written"))
    }

    fn delete_file(&mut self) -> Option<String> {
        let path = self.path(|path| !path.ends_with("site.yaml") && !path.starts_with("templates/"))?;
        self.tree.remove(&path);
        Some(format!("{path} goes"))
    }

    /// To another name, another folder, another kind, or another case.
    fn move_file(&mut self) -> Option<String> {
        let path = self.path(|path| path.starts_with("content/") && path.ends_with(".md"))?;
        let (folder, name) = path.rsplit_once('/')?;
        let to = match self.random.u8(0..6) {
            0 => format!("{folder}/{}", name.to_uppercase().replace(".MD", ".md")),
            1 => format!("{folder}/{}", name.to_lowercase()),
            2 => format!("{folder}/{}/index.md", name.trim_end_matches(".md")),
            3 => format!("{folder}/deep/{name}"),
            4 => format!("{folder}/{}.md", self.word("stems")),
            _ => {
                let other = self.some_path();
                format!("{}/{name}", other.rsplit_once('/')?.0)
            }
        };
        let file = self.tree.remove(&path)?;
        self.tree.insert(to.clone(), file);
        Some(format!("{path} becomes {to}"))
    }

    fn swap_files(&mut self) -> Option<String> {
        let one = self.path(|path| path.starts_with("content/") && path.ends_with(".md"))?;
        let folder = one.rsplit_once('/')?.0.to_owned();
        let other = self.path(|path| path.starts_with(&folder) && path.ends_with(".md"))?;
        let (first, second) = (self.tree.get(&one)?.clone(), self.tree.get(&other)?.clone());
        self.tree.extend([(one.clone(), second), (other.clone(), first)]);
        Some(format!("{one} and {other} change places"))
    }

    /// Two files exchange a field that both have.
    fn swap_fields(&mut self) -> Option<String> {
        let (one, mut first) = self.file()?;
        let (other, mut second) = self.file()?;
        let (key, value) = first.fields.get(self.random.usize(0..first.fields.len().max(1)))?.clone();
        let theirs = second.fields.iter_mut().find(|(known, _)| *known == key).filter(|_| one != other)?;
        let theirs = std::mem::replace(&mut theirs.1, value);
        first.fields.iter_mut().find(|(known, _)| *known == key)?.1 = theirs;
        self.write(&one, &first.text());
        self.write(&other, &second.text());
        Some(format!("{one} and {other} exchange {key}"))
    }

    /// An entity or article gets another slug, and all that names it with it.
    fn rename_everywhere(&mut self) -> Option<String> {
        let path = self.path(|path| path.starts_with("content/") && path.ends_with(".md"))?;
        let (folder, name) = path.rsplit_once('/')?;
        let old = name.trim_end_matches(".md").to_owned();
        let new = format!("{old}-{}", self.random.u8(0..3));
        let file = self.tree.remove(&path)?;
        self.tree.insert(format!("{folder}/{new}.md"), file);
        let texts: Vec<(String, String)> = self
            .tree
            .iter()
            .filter(|(path, _)| path.starts_with("content/"))
            .filter_map(|(path, _)| Some((path.clone(), tree::text(&self.tree, path)?.replace(&old, &new))))
            .collect();
        texts.iter().for_each(|(path, text)| self.write(path, text));
        Some(format!("{path} is called {new} everywhere"))
    }

    /// What a slip or another program does to a file.
    fn damage(&mut self) -> Option<String> {
        let path = self.path(|path| path.starts_with("content/"))?;
        let text = tree::text(&self.tree, &path)?.to_owned();
        let bytes = match self.random.u8(0..5) {
            0 => Vec::new(),
            1 => text.replacen("---\n", "---\nbroken: [\n", 1).into_bytes(),
            2 => text.replacen("\n---\n", "\n", 1).into_bytes(),
            3 => [text.as_bytes(), b"\xff"].concat(),
            _ => text.replacen(": ", ":", 1).into_bytes(),
        };
        self.tree.insert(path.clone(), bytes.into());
        Some(format!("{path} is damaged"))
    }

    /// Another spelling that means the same.
    fn spell(&mut self) -> Option<String> {
        let path = self.path(|path| path.starts_with("content/") || path.starts_with("templates/"))?;
        let text = tree::text(&self.tree, &path)?.to_owned();
        let text = match self.random.u8(0..4) {
            0 => text.replace('\n', "\r\n"),
            1 => text.replace("\r\n", "\n"),
            2 => format!("\u{feff}{text}"),
            _ => format!("{}\n", text.trim_end()),
        };
        self.write(&path, &text);
        Some(format!("{path} is spelt otherwise"))
    }

    /// A file, or all of them, as they were.
    fn restore(&mut self) -> Option<String> {
        let at = if self.random.bool() { 0 } else { self.random.usize(0..self.past.len()) };
        let then = self.past[at].clone();
        if self.random.u8(0..4) == 0 {
            self.tree = then;
            return Some(format!("all as after edit {at}"));
        }
        let changed: Vec<String> = tree::changed(&self.tree, &then).into_iter().cloned().collect();
        let path = (!changed.is_empty()).then(|| pick(&mut self.random, &changed).clone())?;
        match then.get(&path) {
            Some(file) => drop(self.tree.insert(path.clone(), file.clone())),
            None => drop(self.tree.remove(&path)),
        }
        Some(format!("{path} as after edit {at}"))
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
