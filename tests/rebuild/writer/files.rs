//! Edits of whole files: made, moved, exchanged, damaged and restored. Never looks at a field but by its name.

use super::Writer;
use crate::fields::pick;
use crate::text::Parts;
use crate::tree;

impl Writer {
    /// The path of a file that may be there or not.
    pub(super) fn some_path(&mut self) -> String {
        let folders: Vec<String> = self.fields.folders().into_iter().map(str::to_owned).collect();
        format!("{}{}.md", pick(&mut self.random, &folders), self.word("stems"))
    }

    pub(super) fn add_file(&mut self) -> Option<String> {
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

    pub(super) fn delete_file(&mut self) -> Option<String> {
        let path = self.path(|path| !path.ends_with("site.yaml") && !path.starts_with("templates/"))?;
        self.tree.remove(&path);
        Some(format!("{path} goes"))
    }

    /// To another name, another folder, another kind, or another case.
    pub(super) fn move_file(&mut self) -> Option<String> {
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

    pub(super) fn swap_files(&mut self) -> Option<String> {
        let one = self.path(|path| path.starts_with("content/") && path.ends_with(".md"))?;
        let folder = one.rsplit_once('/')?.0.to_owned();
        let other = self.path(|path| path.starts_with(&folder) && path.ends_with(".md"))?;
        let (first, second) = (self.tree.get(&one)?.clone(), self.tree.get(&other)?.clone());
        self.tree.extend([(one.clone(), second), (other.clone(), first)]);
        Some(format!("{one} and {other} change places"))
    }

    /// An entity or article gets another slug, and all that names it with it.
    pub(super) fn rename_everywhere(&mut self) -> Option<String> {
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
    pub(super) fn damage(&mut self) -> Option<String> {
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
    pub(super) fn spell(&mut self) -> Option<String> {
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
    pub(super) fn restore(&mut self) -> Option<String> {
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
}
