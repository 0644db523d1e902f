//! What the phrases of sources mean in days, "two weeks ago": an editorial rule, printed in
//! docs/content/pages/reference/facts.md. A site adds phrases of its own in its settings (`vocabulary`).
//!
//! Only the table. When something happened that is said so is worked out in `facts`.

use std::sync::Arc;

/// A phrase, and the days that it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimePhrase {
    pub words: Arc<str>,
    pub from: PhraseFrom,
    /// Days after what it is counted from, negative before it; none where there is no end.
    pub least: Option<i64>,
    pub most: Option<i64>,
    /// Whether it lies in the same month as what it is counted from.
    pub same_month: bool,
}

/// What a phrase is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PhraseFrom {
    /// The day on which the source was published.
    Source,
    /// The event that a field of this name gives: `after`, `before` or `near`.
    Event(&'static str),
}

/// The fields of a time that name an event.
pub(crate) const EVENT_FIELDS: [&str; 3] = ["after", "before", "near"];

/// All phrases of a site, the standard ones first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrases(Vec<TimePhrase>);

type Row = (&'static str, PhraseFrom, Option<i64>, Option<i64>);

const STANDARD: [Row; 10] = [
    ("two weeks ago", PhraseFrom::Source, Some(-16), Some(-12)),
    ("last week", PhraseFrom::Source, Some(-13), Some(-1)),
    ("on Friday", PhraseFrom::Source, Some(-6), Some(0)),
    ("earlier this month", PhraseFrom::Source, Some(-30), Some(-1)),
    ("just days after", PhraseFrom::Event("after"), Some(1), Some(6)),
    ("weeks after", PhraseFrom::Event("after"), Some(7), None),
    ("immediately", PhraseFrom::Event("after"), Some(0), None),
    ("began with", PhraseFrom::Event("before"), None, Some(0)),
    ("simultaneously", PhraseFrom::Event("near"), Some(-1), Some(1)),
    ("almost simultaneously", PhraseFrom::Event("near"), Some(-2), Some(2)),
];

impl Default for Phrases {
    /// Those that are there without being declared.
    fn default() -> Phrases {
        let phrase = |(words, from, least, most): Row| TimePhrase {
            words: words.into(),
            from,
            least,
            most,
            same_month: words == "earlier this month",
        };
        Phrases(STANDARD.into_iter().map(phrase).collect())
    }
}

impl Phrases {
    /// The phrase that a source has, in letters of any size.
    pub(crate) fn named(&self, words: &str) -> Option<&TimePhrase> {
        let wanted = words.trim().to_lowercase();
        self.0.iter().find(|phrase| phrase.words.to_lowercase() == wanted)
    }

    pub(crate) fn words(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.iter().map(|phrase| &*phrase.words)
    }

    /// Adds a phrase, in the place of the one of its words if there is one.
    pub(crate) fn put(&mut self, phrase: TimePhrase) {
        let wanted = phrase.words.to_lowercase();
        match self.0.iter_mut().find(|known| known.words.to_lowercase() == wanted) {
            Some(known) => *known = phrase,
            None => self.0.push(phrase),
        }
    }
}

impl TimePhrase {
    /// How a writer writes it.
    pub(crate) fn example(&self) -> String {
        match self.from {
            PhraseFrom::Source => format!("{{says: {}, in: a}}", self.words),
            PhraseFrom::Event(field) => format!("{{says: {}, {field}: the-event, in: a}}", self.words),
        }
    }
}

/// `-13..-1`, `7..`, `..0`, `-3`: days after what a phrase is counted from; none where this is no such range.
pub(crate) fn range(text: &str) -> Option<(Option<i64>, Option<i64>)> {
    /// About a century: what is further away is no phrase of a source.
    const FAR: i64 = 36_525;
    let day = |text: &str| match text.trim() {
        "" => Some(None),
        number => number.parse().ok().filter(|days| (-FAR..=FAR).contains(days)).map(Some),
    };
    let (least, most) = match text.split_once("..") {
        Some((least, most)) => (day(least)?, day(most)?),
        None => (day(text)?, day(text)?),
    };
    let is_range = (least.is_some() || most.is_some()) && least.zip(most).is_none_or(|(least, most)| least <= most);
    is_range.then_some((least, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_a_range() {
        assert_eq!(range("-13..-1"), Some((Some(-13), Some(-1))));
        assert_eq!(range(" 7 .. "), Some((Some(7), None)));
        assert_eq!(range("..0"), Some((None, Some(0))));
        assert_eq!(range("-3"), Some((Some(-3), Some(-3))));
        for bad in ["", "..", "3..1", "a..b", "1...2", "99999999999999999999", "1..40000"] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }
}
