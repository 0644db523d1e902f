//! Who read what: from readers to their notes, and from notes to their readers.

use crate::base::lexicon::may_have;
use std::collections::{BTreeMap, BTreeSet};

/// One look at a table: which table, what was asked, about which key.
///
/// Short, since there are many: among a million looks a difference meets a wrong one once in four thousand times.
pub(super) type Note = u32;

/// Who noted what, from both sides.
#[derive(Debug)]
pub(crate) struct Readers<K> {
    /// A number for each reader, since there are many notes.
    numbers: BTreeMap<K, u32>,
    /// Numbers whose readers are gone.
    free: Vec<u32>,
    keys: Vec<K>,
    notes: Vec<Box<[Note]>>,
    /// The words of the texts that each searched.
    words: Vec<Box<[u64]>>,
    readers: BTreeSet<(Note, u32)>,
    /// What was noted in the first build, not yet sorted in: a build that ends never asks for it.
    open: Noted<K>,
}

/// What the readers of one build noted, in few pieces of memory.
#[derive(Debug)]
pub(super) struct Noted<K> {
    /// Each reader, where its notes end, and the words of the texts that it searched.
    readers: Vec<(K, usize, Box<[u64]>)>,
    notes: Vec<Note>,
}

impl<K> Default for Noted<K> {
    fn default() -> Self {
        Noted { readers: Vec::new(), notes: Vec::new() }
    }
}

impl<K> Noted<K> {
    pub(crate) fn add(&mut self, key: K, mut notes: Vec<Note>, words: Box<[u64]>) {
        notes.sort_unstable();
        notes.dedup();
        self.notes.extend(notes);
        self.readers.push((key, self.notes.len(), words));
    }
}

impl<K> Default for Readers<K> {
    fn default() -> Self {
        Readers {
            numbers: BTreeMap::new(),
            free: Vec::new(),
            keys: Vec::new(),
            notes: Vec::new(),
            words: Vec::new(),
            readers: BTreeSet::new(),
            open: Noted::default(),
        }
    }
}

impl<K: Ord + Clone> Readers<K> {
    /// Those that noted one of some looks, or searched a text that may have one of some names.
    pub(crate) fn of(&self, notes: &BTreeSet<Note>, names: &[Vec<u32>]) -> BTreeSet<K> {
        let of_note = |note: &Note| self.readers.range((*note, 0)..=(*note, u32::MAX));
        let readers = notes.iter().flat_map(of_note).map(|(_, reader)| *reader as usize);
        let has_name = |words: &[u64]| names.iter().any(|name| may_have(words, name));
        let searchers = self.words.iter().enumerate().filter(|(_, words)| has_name(words)).map(|(reader, _)| reader);
        readers.chain(searchers).map(|reader| self.keys[reader].clone()).collect()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.open.readers.is_empty()
    }

    /// Sorts in what was noted in the first build.
    pub(crate) fn settle(&mut self) {
        let open = std::mem::take(&mut self.open);
        self.take_in(open);
    }

    /// Takes in what readers noted this time, in place of what they noted before.
    pub(crate) fn learn(&mut self, noted: Noted<K>) {
        match self.is_empty() {
            true => self.open = noted,
            false => self.take_in(noted),
        }
    }

    fn take_in(&mut self, noted: Noted<K>) {
        let mut new = Vec::new();
        let mut begin = 0;
        for (key, end, words) in noted.readers {
            let notes = &noted.notes[begin..end];
            begin = end;
            let number = self.number(key);
            self.words[number as usize] = words;
            let old = std::mem::replace(&mut self.notes[number as usize], notes.into());
            for note in old.iter().filter(|note| notes.binary_search(note).is_err()) {
                self.readers.remove(&(*note, number));
            }
            new.extend(notes.iter().filter(|note| old.binary_search(note).is_err()).map(|note| (*note, number)));
        }
        match self.readers.is_empty() {
            // Made of a list at once, which takes a fraction of the time.
            true => self.readers = new.into_iter().collect(),
            false => self.readers.extend(new),
        }
    }

    pub(crate) fn forget(&mut self, key: &K) {
        let Some(number) = self.numbers.remove(key) else { return };
        for note in std::mem::take(&mut self.notes[number as usize]) {
            self.readers.remove(&(note, number));
        }
        self.words[number as usize] = Box::default();
        self.free.push(number);
    }

    fn number(&mut self, key: K) -> u32 {
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = self.free.pop().unwrap_or(self.keys.len() as u32);
        self.numbers.insert(key.clone(), number);
        match self.keys.get_mut(number as usize) {
            Some(free) => *free = key,
            None => {
                self.keys.push(key);
                self.notes.push(Box::default());
                self.words.push(Box::default());
            }
        }
        number
    }
}
