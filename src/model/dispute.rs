//! A dispute as an editor puts it: the question, who answers what, and how it could be settled.
//!
//! Its file is a plain page with these fields. Disputes that nobody wrote down are found by `facts`.

use super::at::{self, At};
use super::choice::DisputeState;
use super::fact::{Phrase, reference_or_unknown};
use super::fields::field::Of;
use super::kind::SOURCE_KEY;
use super::reader::Fields;
use crate::base::diagnostic::Code;
use crate::parse::yaml::Word;
use jiff::civil::Date;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedDispute {
    /// The entities that it is about.
    pub about: Vec<Word>,
    /// The cells of the matrix that nobody can be sure of while it is open.
    pub cells: Vec<DisputedCells>,
    pub positions: Vec<StatedPosition>,
    /// What the editor makes of it.
    pub reading: Option<String>,
    /// The language of that, where it is another than that of the page; below the same of other texts.
    pub reading_lang: Option<Arc<str>>,
    pub would_settle: Option<String>,
    pub would_settle_lang: Option<Arc<str>>,
    /// The day on which it began, where the editor gives it.
    pub opened: Option<Date>,
    pub settled: bool,
    /// The day on which it was settled.
    pub settled_on: Option<Date>,
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
    pub lang: Option<Arc<str>>,
    /// The sources, as references.
    pub sources: Phrase,
    /// Where in them it stands.
    pub at: Vec<At>,
}

/// Reads the fields of a dispute.
pub(crate) fn read(fields: &mut Fields<'_>) -> StatedDispute {
    let state = fields.choice("state");
    let (opened, settled_on) = (fields.day("opened"), fields.day("settled"));
    days(fields, state, opened, settled_on);
    StatedDispute {
        about: fields.tags("about"),
        reading: fields.text("reading"),
        reading_lang: None,
        would_settle: fields.text("would_settle"),
        would_settle_lang: None,
        opened,
        settled: state.map_or(settled_on.is_some(), |state| state == DisputeState::Settled),
        settled_on,
        settled_by: fields.word("settled_by"),
        cells: fields.each("cells", cells),
        positions: fields.each("positions", position).into_iter().flatten().collect(),
    }
}

/// Reports days that contradict each other or the state.
fn days(fields: &mut Fields<'_>, state: Option<DisputeState>, opened: Option<Date>, settled: Option<Date>) {
    let Some(settled) = settled else { return };
    if state == Some(DisputeState::Open) {
        let message = format!("This dispute is open, and was settled on {settled}.");
        fields.error(Code::BadValue, fields.place("settled"), message, "Take one of the two away.");
    }
    if let Some(opened) = opened.filter(|opened| *opened > settled) {
        let message = format!("This dispute was settled on {settled}, before it began on {opened}.");
        fields.error(Code::BadDate, fields.place("settled"), message, "Correct one of the two days.");
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
    Some(StatedPosition { answer: answer?, lang: None, sources, at })
}
