//! When a site will next be another one by itself: an article comes out or expires, a statement begins, ends or becomes old.
//!
//! Builds the site as it will be at each moment that may change it, and compares the files. Writes nothing, and reads no clock.

use crate::base::diagnostic::{Diagnostic, has_errors};
use crate::coming;
use crate::load::Sources;
use crate::{Inputs, Memory, Outcome, build};
use jiff::Timestamp;

/// The first moment at which another site would be published.
#[derive(Debug)]
pub(crate) struct NextChange {
    pub at: Timestamp,
    /// How many files of the output are new, have other bytes, and are gone.
    pub files: [usize; 3],
    /// The site as it is then, which may have mistakes.
    pub outcome: Outcome,
}

/// The site as it is now, and its next change; none if it has errors, or nothing in it changes by itself.
pub(crate) fn next(sources: &Sources, noticed: &[Diagnostic], inputs: &Inputs) -> (Outcome, Option<NextChange>) {
    let mut memory = Memory::default();
    let mut at_moment =
        |now: Timestamp| build(sources, noticed.to_vec(), &Inputs { now, ..inputs.clone() }, &mut memory, &mut |_| {});
    let present = at_moment(inputs.now);
    let mut moment = present.next_change.filter(|_| !has_errors(&present.diagnostics));
    while let Some(at) = moment {
        let outcome = at_moment(at);
        let files = coming::differences(&present.rendered.files, &outcome.rendered.files);
        if files != [0; 3] || has_errors(&outcome.diagnostics) {
            return (present, Some(NextChange { at, files, outcome }));
        }
        // The days of a statement may differ without a word of a page.
        moment = outcome.next_change;
    }
    (present, None)
}
