//! Enums that front matter writes as words: the word of each member stands once, next to it. Here are those of articles and
//! disputes; statuses of access are in `access`.
//!
//! Only the words. Which field takes which of them is in `fields`.

/// An enum whose members have words.
pub(crate) trait Choice: Sized {
    fn from_word(word: &str) -> Option<Self>;
}

/// Makes an enum of members and their words, in the order in which messages list them.
macro_rules! choice {
    ($(#[$about:meta])* $visibility:vis $name:ident { $($(#[$doc:meta])* $member:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility enum $name { $($(#[$doc])* $member,)+ }

        impl $name {
            $visibility const WORDS: &'static [&'static str] = &[$($word),+];

            #[allow(dead_code, reason = "not every choice is written again")]
            $visibility fn word(self) -> &'static str {
                match self { $($name::$member => $word),+ }
            }

            $visibility fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$member),)+ _ => None }
            }
        }

        impl $crate::model::choice::Choice for $name {
            fn from_word(word: &str) -> Option<$name> {
                $name::from_word(word)
            }
        }
    };
}
pub(crate) use choice;

/// What an article may be.
pub(crate) const FORMS: &[&str] = &["brief", "analysis", "opinion", "explainer", "correction"];

choice! {
    /// How well a source says for whom its statement holds.
    pub(crate) Scope {
        Stated = "stated",
        Unstated = "unstated",
        Inferred = "inferred",
    }
}

choice! {
    /// How a relation is known.
    pub(crate) RelationStatus {
        Fact = "fact",
        Claim = "claim",
        Interpretation = "interpretation",
        Disputed = "disputed",
    }
}

choice! {
    /// How a claim stands.
    pub(crate) ClaimStatus {
        Reported = "reported",
        Confirmed = "confirmed",
        MakerClaim = "maker-claim",
        Interpretation = "interpretation",
        Opinion = "opinion",
        Prediction = "prediction",
        Disputed = "disputed",
        Withdrawn = "withdrawn",
    }
}

choice! {
    pub(crate) CorrectionSort {
        Correction = "correction",
        Clarification = "clarification",
        Retraction = "retraction",
    }
}

choice! {
    /// How serious a mistake was.
    pub(crate) CorrectionSeverity {
        Minor = "minor",
        Major = "major",
    }
}

/// What the time of an event may be called.
pub(crate) const EVENT_STATUSES: &[&str] = &["disputed"];

choice! {
    /// Whether a dispute goes on.
    pub(crate) DisputeState {
        Open = "open",
        Settled = "settled",
    }
}
