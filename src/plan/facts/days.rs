//! The days that have a page of the matrix each, and how these lead to each other.

use super::words::Words;
use crate::base::path::Address;
use crate::view::DayLink;
use jiff::civil::Date;
use std::sync::Arc;

/// Days, oldest first, and the links to their pages.
pub(super) struct Days {
    pub days: Vec<Date>,
    pub links: Vec<Arc<DayLink>>,
    pub newest_first: Arc<Vec<Arc<DayLink>>>,
}

impl Days {
    /// `changes` says how much changed on a day.
    pub(super) fn new(
        words: &Words<'_>,
        days: Vec<Date>,
        address: fn(Date) -> Address,
        changes: impl Fn(Date) -> usize,
    ) -> Days {
        let link = |day: &Date| {
            let url = words.shared.url(&address(*day));
            Arc::new(DayLink { day: day.to_string(), url, changes: changes(*day) })
        };
        let links: Vec<Arc<DayLink>> = days.iter().map(link).collect();
        Days { newest_first: Arc::new(links.iter().rev().cloned().collect()), days, links }
    }

    pub(super) fn before(&self, n: usize) -> Option<Arc<DayLink>> {
        n.checked_sub(1).map(|n| self.links[n].clone())
    }

    pub(super) fn after(&self, n: usize) -> Option<Arc<DayLink>> {
        self.links.get(n + 1).cloned()
    }

    /// The newest that is no later than a day.
    pub(super) fn up_to(&self, day: Date) -> Option<Arc<DayLink>> {
        let after = self.days.partition_point(|other| *other <= day);
        self.before(after)
    }
}
