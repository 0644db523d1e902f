//! A dispute as an editor puts it: the question, who answers what, and how it could be settled.
//!
//! Its file is a plain page with these fields. Disputes that nobody wrote down are found by `facts`.

use super::at::{self, At};
use super::choice::DisputeState;
use super::fact::{Phrase, reference_or_unknown};
use super::fields::field::Of;
use super::kind::SOURCE_KEY;
use super::reader::Fields;
use crate::parse::yaml::Word;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedDispute {
    /// The entities that it is about.
    pub about: Vec<Word>,
    /// The cells of the matrix that nobody can be sure of while it is open.
    pub cells: Vec<DisputedCells>,
    pub positions: Vec<StatedPosition>,
    /// What the editor makes of it.
    pub reading: Option<String>,
    pub would_settle: Option<String>,
    pub settled: bool,
    /// What settled it: text, or the slug of a source.
    pub settled_by: Option<Word>,
}

/// Every one of these models in every one of these blocs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputedCells {
    pub models: Vec<Word>,
    pub blocs: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedPosition {
    pub answer: String,
    /// The sources, as references.
    pub sources: Phrase,
    /// Where in them it stands.
    pub at: Vec<At>,
}

/// Reads the fields of a dispute.
pub(crate) fn read(fields: &mut Fields<'_>) -> StatedDispute {
    let state = fields.choice("state");
    StatedDispute {
        about: fields.tags("about"),
        reading: fields.text("reading"),
        would_settle: fields.text("would_settle"),
        settled: state == Some(DisputeState::Settled),
        settled_by: fields.word("settled_by"),
        cells: fields.each("cells", cells),
        positions: fields.each("positions", position).into_iter().flatten().collect(),
    }
}

fn cells(of: &mut Fields<'_>) -> DisputedCells {
    let cells = DisputedCells { models: of.tags("model"), blocs: of.tags("bloc") };
    for (key, words) in [("model", &cells.models), ("bloc", &cells.blocs)] {
        if words.is_empty() {
            let message = format!("This cell has no {key}.");
            of.missing(key, &message, "Write:  cells: [{model: mythos, bloc: us}]");
        }
    }
    cells
}

fn position(of: &mut Fields<'_>) -> Option<StatedPosition> {
    let answer = of.needed("answer", "This position has no answer.", "Add:  answer: What this source says");
    let words = of.tags("source");
    let at = at::read(of, &words);
    let sources = words.into_iter().map(|word| reference_or_unknown(word, Of::Kind(SOURCE_KEY))).collect();
    Some(StatedPosition { answer: answer?, sources, at })
}
