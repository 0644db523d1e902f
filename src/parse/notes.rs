//! Footnotes: which number each has, where its marks stand, and its text, kept until the end of the body.
//!
//! As GitHub does it: labels are compared without regard to case, numbers follow the order of the first marks, and of two
//! notes with one label the first counts. A note that no mark leads to is kept, after the others.

use super::body::{Element, Node};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(crate) struct Notes {
    /// By their labels: the number, and how often it is referred to.
    numbers: BTreeMap<String, (usize, usize)>,
    defined: BTreeSet<String>,
    definitions: Vec<(String, Vec<Node>)>,
}

/// A label in the form in which labels are compared: CommonMark, "matches", by full case folding.
pub(crate) fn label(written: &str) -> String {
    let words = written.split_whitespace().collect::<Vec<_>>().join(" ");
    words.to_lowercase().to_uppercase().to_lowercase()
}

impl Notes {
    /// The number of the note that a mark leads to, and how many marks have led to it up to this one.
    pub(crate) fn refer(&mut self, written: &str) -> (usize, usize) {
        let next = self.numbers.len() + 1;
        let (number, times) = self.numbers.entry(label(written)).or_insert((next, 0));
        *times += 1;
        (*number, *times)
    }

    pub(crate) fn define(&mut self, written: &str, text: Vec<Node>) {
        let label = label(written);
        if self.defined.insert(label.clone()) {
            self.definitions.push((label, text));
        }
    }

    /// All notes in the order of their numbers. `back` makes the link from a note to its first mark.
    pub(crate) fn into_nodes(self, back: &mut dyn FnMut(usize) -> u32) -> Vec<Node> {
        if self.definitions.is_empty() {
            return Vec::new();
        }
        let mut next = self.numbers.len();
        let mut notes: Vec<(usize, bool, Vec<Node>)> = Vec::new();
        for (label, text) in self.definitions {
            match self.numbers.get(&label) {
                Some((number, _)) => notes.push((*number, true, text)),
                None => {
                    next += 1;
                    notes.push((next, false, text));
                }
            }
        }
        notes.sort_by_key(|(number, ..)| *number);
        let mut nodes = vec![Node::Open(Element::Notes)];
        for (number, has_mark, text) in notes {
            let back = has_mark.then(|| back(number));
            nodes.push(Node::Open(Element::Note { number: number as u32, back }));
            nodes.extend(text);
            nodes.push(Node::Close);
        }
        nodes.push(Node::Close);
        nodes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_the_same_in_any_case() {
        assert_eq!(label("JP"), label("jp"));
        assert_eq!(label("Straße"), label("STRASSE"));
        assert_eq!(label(" a\n b "), label("A B"));
        assert_ne!(label("a"), label("á"));
    }
}
