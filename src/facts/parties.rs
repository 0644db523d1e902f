//! Who takes part in the disputes of the editor's about a cell, and on which days these were open.
//!
//! Knows nothing of what is stated of the cell; that is for `cell`.

use crate::link::{EntityId, Places};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A dispute of the editor's as it bears on a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellDispute {
    pub parties: BTreeSet<EntityId>,
    /// Where in these sources their answers stand.
    pub places: Places,
    /// The day on which it began, where the editor gives it. One without is as old as the first that is said of the cell.
    pub opened: Option<Date>,
    pub settled: Option<Date>,
}

impl CellDispute {
    /// Whether it was open on a day, for a cell of which something was known since another.
    pub(super) fn was_open(&self, day: Date, first: Option<Date>) -> bool {
        self.opened.or(first).is_some_and(|opened| opened <= day) && self.settled.is_none_or(|settled| day < settled)
    }
}

/// Those who take part in the disputes of the editor's about a cell, and where their answers stand.
pub(super) type Parties = Option<(BTreeSet<EntityId>, Places)>;

/// All who take part in some disputes; none where there are none.
pub(super) fn parties<'d>(disputes: impl Iterator<Item = &'d CellDispute>) -> Parties {
    let mut all: Parties = None;
    for dispute in disputes {
        let (sources, places) = all.get_or_insert_default();
        sources.extend(dispute.parties.iter().cloned());
        places.join(&dispute.places);
    }
    all
}
