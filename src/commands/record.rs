//! Records what a site publishes today: the next file of `records/`.
//!
//! Builds the site as it is and says what is new since the record before. Recorded twice on one day, the day keeps one file, which
//! has all that was published on it. Never writes: that is the `journal`'s.

use crate::base::diagnostic::{Diagnostic, has_errors};
use crate::base::path::SourcePath;
use crate::load::Sources;
use crate::record::{Record, RecordFile, path_of};
use crate::review::published::{self, Built};
use crate::{Inputs, Memory, Outcome, build};
use jiff::civil::Date;

/// What there is to record.
#[derive(Debug)]
pub struct NewRecord {
    pub path: SourcePath,
    pub text: String,
    /// What is new, for people: `12 addresses`.
    pub counts: Vec<String>,
}

/// Why nothing is recorded.
#[derive(Debug)]
pub enum Unrecorded {
    /// The site has errors, so nothing of it is published.
    Errors(Box<Outcome>),
    /// Nothing is new since the record of a day.
    Nothing(Date),
    /// What cannot be done, in words.
    Wrong(String),
}

/// The record of the day of `inputs`.
pub fn record(sources: &Sources, noticed: Vec<Diagnostic>, inputs: &Inputs) -> Result<NewRecord, Unrecorded> {
    let outcome = build(sources, noticed, inputs, &mut Memory::default(), &mut |_| {});
    if has_errors(&outcome.diagnostics) {
        return Err(Unrecorded::Errors(Box::new(outcome)));
    }
    let today = outcome.site.config.day(inputs.now);
    let all = Record::up_to(sources, Date::MAX);
    if let Some(last) = all.last().filter(|last| *last > today) {
        let message = format!("{} is of a later day than today, {today}; the clock may be wrong", path_of(last));
        return Err(Unrecorded::Wrong(message));
    }
    let yesterday = today.yesterday().unwrap_or(today);
    let before = Record::up_to(sources, yesterday);
    let path = path_of(today);
    let earlier = sources.text(&path).and_then(|text| RecordFile::read(text).ok());
    let built = Built { site: &outcome.site, ledger: &outcome.ledger, plan: &outcome.plan };
    let mut file = published::since(&before, built, today);
    if let Some(earlier) = &earlier {
        file.keep(earlier);
    }
    let is_new = earlier.as_ref().map_or_else(|| file != RecordFile::empty(today), |earlier| *earlier != file);
    match (is_new, all.last()) {
        (false, Some(last)) => Err(Unrecorded::Nothing(last)),
        _ => Ok(NewRecord { path, counts: counts(&file), text: file.text() }),
    }
}

fn counts(file: &RecordFile) -> Vec<String> {
    let cells: usize = file.cells.values().map(|cells| cells.len()).sum();
    let statements: usize =
        file.statements.values().flat_map(|of_day| of_day.values()).map(|of_page| of_page.len()).sum();
    let disputes: usize = file.disputes.values().map(|disputes| disputes.len()).sum();
    let counted = [
        (file.addresses.len(), "address", "addresses"),
        (statements, "statement", "statements"),
        (cells, "change of a cell", "changes of cells"),
        (disputes, "dispute", "disputes"),
        (file.sources.len(), "source", "sources"),
    ];
    let counted = counted.into_iter().filter(|(n, ..)| *n > 0);
    counted.map(|(n, one, many)| format!("{n} {}", if n == 1 { one } else { many })).collect()
}

/// All that a build publishes, as a record of its own.
pub(crate) fn published(outcome: &Outcome, inputs: &Inputs) -> Record {
    let built = Built { site: &outcome.site, ledger: &outcome.ledger, plan: &outcome.plan };
    Record::of(published::since(&Record::default(), built, outcome.site.config.day(inputs.now)))
}
