//! The words of access: the statuses that a source can give, and the two layers in which it gives them.
//!
//! Only the words; what they add up to is worked out in `facts`.

use serde::Serialize;

/// What people can do with a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Open,
    VettedOnly,
    Restricted,
    Banned,
    Withdrawn,
    Unknown,
    /// Sources give different statuses. Computed, never written.
    Disputed,
}

impl Status {
    /// Those that a writer may write, in the order in which they are shown.
    pub const WRITTEN: [&'static str; 6] = ["open", "vetted-only", "restricted", "banned", "withdrawn", "unknown"];

    /// The status behind a word of [`Status::WRITTEN`].
    pub fn from_word(word: &str) -> Option<Status> {
        let all = [
            Status::Open,
            Status::VettedOnly,
            Status::Restricted,
            Status::Banned,
            Status::Withdrawn,
            Status::Unknown,
            Status::Disputed,
        ];
        all.into_iter().find(|status| status.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::VettedOnly => "vetted-only",
            Status::Restricted => "restricted",
            Status::Banned => "banned",
            Status::Withdrawn => "withdrawn",
            Status::Unknown => "unknown",
            Status::Disputed => "disputed",
        }
    }
}

/// What a statement is about: what a policy says, or what users can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    Rule,
    Effect,
}

impl Layer {
    pub fn word(self) -> &'static str {
        match self {
            Layer::Rule => "rule",
            Layer::Effect => "effect",
        }
    }
}
