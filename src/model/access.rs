//! The words of access: the statuses that a source can give, and the two layers in which it gives them.
//!
//! Only the words; what they add up to is worked out in `facts`.

use super::choice::choice;

choice! {
    /// What people can do with a model, in the order in which it is shown.
    pub Status {
        Open = "open",
        VettedOnly = "vetted-only",
        Restricted = "restricted",
        Banned = "banned",
        Withdrawn = "withdrawn",
        Unknown = "unknown",
        /// Sources give different statuses. Computed, never written.
        Disputed = "disputed",
    }
}

impl Status {
    /// Those that a writer may write: all but the last.
    pub(crate) const WRITTEN: &'static [&'static str] = Status::WORDS.split_at(Status::Disputed as usize).0;
}

choice! {
    /// What a statement is about: what users can do, or what a policy says.
    pub Layer {
        Effect = "effect",
        Rule = "rule",
    }
}
