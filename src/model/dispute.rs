//! A dispute as an editor puts it: the question, who answers what, and how it could be settled.
//!
//! Its file is a plain page with these fields. Disputes that nobody wrote down are found by `facts`.

use super::fact::{Phrase, reference_or_unknown};
use super::fields::Fields;
use super::kind::SOURCE_KEY;
use crate::parse::yaml::Word;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The entities that it is about.
    pub about: Vec<Word>,
    /// The cells of the matrix that nobody can be sure of while it is open.
    pub cells: Vec<Cells>,
    pub positions: Vec<Position>,
    /// What the editor makes of it.
    pub reading: Option<String>,
    pub would_settle: Option<String>,
    pub settled: bool,
    /// What settled it: text, or the slug of a source.
    pub settled_by: Option<Word>,
}

/// Every one of these models in every one of these blocs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    pub models: Vec<Word>,
    pub blocs: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    pub answer: String,
    /// The sources, as references.
    pub sources: Phrase,
}

/// The fields of a dispute beyond those of a plain page; `question` stands for its title.
pub const FIELDS: [&str; 8] =
    ["question", "about", "cells", "positions", "reading", "would_settle", "state", "settled_by"];

pub const CELL: &[&str] = &["model", "bloc"];
pub const POSITION: &[&str] = &["answer", "source"];
pub const STATES: &[&str] = &["open", "settled"];

/// Reads the fields of a dispute.
pub fn read(fields: &mut Fields<'_>) -> Dispute {
    let state = fields.choice("state", STATES);
    let mut dispute = Dispute {
        about: fields.tags("about"),
        cells: Vec::new(),
        positions: Vec::new(),
        reading: fields.text("reading"),
        would_settle: fields.text("would_settle"),
        settled: state == Some("settled"),
        settled_by: fields.word("settled_by"),
    };
    for (map, span) in fields.maps("cells") {
        let mut of = Fields::of_map(fields.path, map, span.start);
        of.only(CELL);
        let cells = Cells { models: of.tags("model"), blocs: of.tags("bloc") };
        for (key, words) in [("model", &cells.models), ("bloc", &cells.blocs)] {
            if words.is_empty() {
                let message = format!("This cell has no {key}.");
                of.missing(key, &message, "Write:  cells: [{model: mythos, bloc: us}]");
            }
        }
        fields.diagnostics.append(&mut of.diagnostics);
        dispute.cells.push(cells);
    }
    for (map, span) in fields.maps("positions") {
        let mut of = Fields::of_map(fields.path, map, span.start);
        of.only(POSITION);
        let answer = of.needed("answer", "This position has no answer.", "Add:  answer: What this source says");
        let sources = of.tags("source").into_iter().map(|word| reference_or_unknown(word, SOURCE_KEY)).collect();
        fields.diagnostics.append(&mut of.diagnostics);
        dispute.positions.extend(answer.map(|answer| Position { answer, sources }));
    }
    dispute
}
