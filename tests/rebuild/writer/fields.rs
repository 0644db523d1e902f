//! Edits within a file: of its fields, the lists in them, and its body. Never makes or moves a file.

use super::Writer;
use crate::fields::pick;
use crate::text::{List, lists};

impl Writer {
    pub(super) fn set_field(&mut self) -> Option<String> {
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

    pub(super) fn drop_field(&mut self) -> Option<String> {
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
    pub(super) fn change_within(&mut self) -> Option<String> {
        let (path, mut parts) = self.file()?;
        let with_maps: Vec<usize> = (0..parts.fields.len()).filter(|at| parts.fields[*at].1.contains('{')).collect();
        let at = (!with_maps.is_empty()).then(|| *pick(&mut self.random, &with_maps))?;
        let (field, value) = &mut parts.fields[at];
        let is_map = |list: &&List| value[..list.range.start].ends_with('{') && !list.items.is_empty();
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
    pub(super) fn reorder_list(&mut self) -> Option<String> {
        let (path, mut parts) = self.file()?;
        let with_lists: Vec<usize> =
            (0..parts.fields.len()).filter(|at| !lists(&parts.fields[*at].1).is_empty()).collect();
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

    pub(super) fn reorder_fields(&mut self) -> Option<String> {
        let (path, mut parts) = self.file()?;
        let n = parts.fields.len();
        match self.random.bool() {
            true => parts.fields.reverse(),
            false => parts.fields.rotate_left(n.min(1)),
        }
        self.write(&path, &parts.text());
        Some(format!("{path}: its fields in another order"))
    }

    pub(super) fn edit_body(&mut self) -> Option<String> {
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

    /// Two files exchange a field that both have.
    pub(super) fn swap_fields(&mut self) -> Option<String> {
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
}
