//! Times as sources give them: a day, a month, "two weeks ago", "within six days of the ban".
//!
//! A time is one instant that is not known exactly, so it has an earliest and a latest day, or it lies at a distance from
//! another. Distances are only read here; `facts` works out what they come to. Days and months are written in EDTF
//! (ISO 8601-2:2019, Annex A), which is left to a library.

use super::phrases::{EVENT_FIELDS, PhraseFrom, Phrases, TimePhrase};
use super::reader::Fields;
use super::suggest::nearest;
use super::time::MONTHS;
use crate::base::diagnostic::{Code, Span};
use crate::parse::yaml::{Value, Word, YamlNode};
use edtf_core::{Bound, Edtf};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use std::sync::Arc;

/// The days on one of which something happened, both ends included; an end that is not there is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Days {
    pub earliest: Option<Date>,
    pub latest: Option<Date>,
    pub(crate) doubt: Doubt,
}

/// What is said against a time: the marks of EDTF. Readers are told; what days something comes to does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Doubt {
    /// `?` and `%`
    pub uncertain: bool,
    /// `~` and `%`
    pub approximate: bool,
}

impl Doubt {
    fn mark(self) -> &'static str {
        match (self.approximate, self.uncertain) {
            (true, true) => "%",
            (true, false) => "~",
            (false, true) => "?",
            (false, false) => "",
        }
    }

    /// What both doubt.
    pub(crate) fn and(self, other: Doubt) -> Doubt {
        Doubt { uncertain: self.uncertain && other.uncertain, approximate: self.approximate && other.approximate }
    }
}

impl Days {
    pub(crate) fn of(day: Date) -> Days {
        Days { earliest: Some(day), latest: Some(day), doubt: Doubt::default() }
    }

    /// The day, when there is no doubt about it.
    pub(crate) fn day(&self) -> Option<Date> {
        self.earliest.filter(|_| self.earliest == self.latest)
    }

    /// Whether this lies later than the other, wherever in their days the two lie.
    pub(crate) fn definitely_after(&self, other: &Days) -> bool {
        matches!((self.earliest, other.latest), (Some(own), Some(other)) if own > other)
    }

    /// The same, no later than a day: nobody reports what has not happened.
    pub(crate) fn no_later_than(self, day: Date) -> Days {
        Days { latest: Some(self.latest.map_or(day, |latest| latest.min(day))), ..self }
    }

    /// How many days lie between the ends; none when one is open.
    pub(crate) fn width(&self) -> Option<i64> {
        Some(days_between(self.earliest?, self.latest?))
    }

    /// In EDTF. Of several days it was one, so they are a set `[..]`; with `/` it would have lasted through all of them.
    pub fn edtf(&self) -> String {
        let mark = self.doubt.mark();
        match (self.earliest, self.latest) {
            (None, None) => "unknown".to_owned(),
            (Some(from), Some(to)) if from == to => format!("{from}{mark}"),
            (Some(from), Some(to)) if from == from.first_of_month() && to == from.last_of_month() => {
                format!("{:04}-{:02}{mark}", from.year(), from.month())
            }
            (Some(from), Some(to)) if from == from.first_of_year() && to == from.last_of_year() => {
                format!("{:04}{mark}", from.year())
            }
            (from, to) => {
                let end = |day: Option<Date>| day.map_or(String::new(), |day| format!("{day}{mark}"));
                format!("[{}..{}]", end(from), end(to))
            }
        }
    }
}

/// Whole days from one day to another; negative when the second comes first.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// The day so many days later, or none beyond the calendar.
pub(crate) fn days_after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(SignedDuration::from_hours(days.checked_mul(24)?)).ok()
}

/// The day after, at the end of the calendar the same.
pub(crate) fn next_day(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(day)
}

/// A time as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    pub time: Time,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Time {
    /// EDTF, with the days that it can mean.
    Days { text: String, days: Days },
    /// At a distance from something else.
    Distance(Distance),
}

/// "Two weeks ago, in A": a number of days from the day on which A was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Distance {
    pub from: Anchor,
    /// Days after the anchor, negative before it; none where there is no end.
    pub least: Option<i64>,
    pub most: Option<i64>,
    /// Whether it lies in the same month as its anchor.
    pub same_month: bool,
    pub words: DistanceWords,
    /// The source that says so.
    pub says: Option<Word>,
}

/// How a distance is put in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DistanceWords {
    /// Those of a source.
    Phrase(Arc<str>),
    /// A side of the event, and how many days from it at most.
    Within(Side, Option<i64>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    After,
    Before,
    Near,
}

impl Distance {
    /// How it lies to its event: a text of the interface, and the days in it. The words of a source are put so too, since
    /// "began with" by itself would say less than what we take from it.
    pub(crate) fn text(&self) -> (&'static str, Option<usize>) {
        let days = |days: i64| Some(usize::try_from(days).unwrap_or(usize::MAX));
        match &self.words {
            DistanceWords::Phrase(_) => match (self.least, self.most) {
                (Some(least), _) if least >= 0 => ("date.after", None),
                (_, Some(most)) if most <= 0 => ("date.before", None),
                _ => ("date.about_the_time", None),
            },
            DistanceWords::Within(_, Some(0)) => ("date.the_day_of", None),
            DistanceWords::Within(Side::Near, within) => ("date.within_of", days(within.unwrap_or(1))),
            DistanceWords::Within(Side::After, None) => ("date.after", None),
            DistanceWords::Within(Side::Before, None) => ("date.before", None),
            DistanceWords::Within(Side::After, Some(within)) => ("date.within_after", days(*within)),
            DistanceWords::Within(Side::Before, Some(within)) => ("date.within_before", days(*within)),
        }
    }
}

/// What a distance is counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The day on which a source was published.
    Source(Word),
    /// An event, by its id.
    Event(Word),
}

/// The days that a text in EDTF can mean; none when it is no EDTF. `unknown` is any day.
pub(crate) fn edtf(text: &str) -> Option<Days> {
    if text == "unknown" {
        return Some(Days::default());
    }
    let time = text.parse::<Edtf>().ok()?;
    let bounds = time.bounds();
    let day = |bound: Bound| match bound {
        Bound::Date(day) => {
            Date::new(i16::try_from(day.year).ok()?, i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?).ok()
        }
        Bound::NegativeInfinity | Bound::PositiveInfinity | Bound::Unknown => None,
    };
    let doubt = Doubt { uncertain: time.is_uncertain(), approximate: time.is_approximate() };
    Some(Days { earliest: day(bounds.earliest), latest: day(bounds.latest), doubt })
}

/// Reads a time: EDTF, or a map with a phrase or a distance.
pub(crate) fn read(fields: &mut Fields<'_>, key: &str, phrases: &Phrases) -> Option<When> {
    let node = fields.node(key)?;
    let time = match &node.value {
        Value::Null | Value::Broken => None,
        Value::Text { text, .. } => match edtf(text.trim()) {
            Some(days) => Some(Time::Days { text: text.trim().to_owned(), days }),
            None => {
                tell_unreadable(fields, key, node, text, phrases);
                None
            }
        },
        Value::Map(_) => fields.inside(key, |of| distance(of, phrases)).flatten().map(Time::Distance),
        Value::List(_) => {
            let message = format!("\"{key}\" takes one time, not a list.");
            fields.error(Code::BadDate, node.span.clone(), message, format!("Write:  {key}: 2026-05/.."));
            None
        }
    };
    Some(When { time: time?, span: node.span.clone() })
}

fn tell_unreadable(fields: &mut Fields<'_>, key: &str, node: &YamlNode, text: &str, phrases: &Phrases) {
    if let Some(phrase) = phrases.named(text) {
        let message = format!("\"{text}\" needs to know whose words these are.");
        let example = format!("Write:  {key}: {}", phrase.example());
        return fields.error(Code::BadDate, node.span.clone(), message, example);
    }
    if let Some(month) = month(text.trim()) {
        let message = format!("\"{text}\" is not a time that can be read.");
        return fields.error(Code::BadDate, node.span.clone(), message, format!("Write:  {key}: {month}"));
    }
    match super::time::date(text.trim()) {
        Err(bad) if bad.help.as_ref().is_some_and(|help| !help.contains("year, month")) => {
            fields.bad_time(node.span.clone(), bad);
        }
        Err(bad) if bad.message.contains("does not exist") => fields.bad_time(node.span.clone(), bad),
        _ => {
            let message = format!("\"{text}\" is not a time that can be read.");
            let help = format!("Write a day, a month, a year, a span or unknown:  {key}: 2026-05/..");
            fields.error(Code::BadDate, node.span.clone(), message, help);
        }
    }
}

/// The month that "May 2026" and "2026-5" mean, in EDTF.
fn month(text: &str) -> Option<String> {
    let (number, year) = match text.split_once(' ') {
        Some((name, year)) => (MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))? + 1, year),
        None => text.split_once('-').and_then(|(year, month)| Some((month.parse().ok()?, year)))?,
    };
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    (is_year && (1..=12).contains(&number)).then(|| format!("{year}-{number:02}"))
}

/// `{says: two weeks ago, in: a}`, `{after: ban, within: P6D}`, `{says: just days after, after: ban, in: a}`.
fn distance(of: &mut Fields<'_>, phrases: &Phrases) -> Option<Distance> {
    let says = of.tag("in");
    let mut events: Vec<(&str, Word)> =
        EVENT_FIELDS.into_iter().filter_map(|relation| Some((relation, of.tag(relation)?))).collect();
    if let [_, (other, word), ..] = events.as_slice() {
        let message = format!("This time counts from two events; \"{other}\" is one too many.");
        of.error(Code::BadDate, word.span.clone(), message, "Give the event twice, each time with one of them.");
    }
    let event = if events.is_empty() { None } else { Some(events.swap_remove(0)) };
    let within = within(of);
    if let Some(words) = of.word("says") {
        return phrase_distance(of, &words, says, event, phrases);
    }
    let Some((relation, event)) = event else {
        let message = "This time has neither words of a source nor an event to count from.";
        let help = "Write:  {says: two weeks ago, in: a}  or  {after: the-event, within: P6D}";
        of.error(Code::BadDate, of.span.clone(), message, help);
        return None;
    };
    let (side, least, most) = match relation {
        "after" => (Side::After, Some(0), within),
        "before" => (Side::Before, within.map(|days| -days), Some(0)),
        _ => (Side::Near, Some(-within.unwrap_or(1)), Some(within.unwrap_or(1))),
    };
    let words = DistanceWords::Within(side, within);
    Some(Distance { from: Anchor::Event(event), least, most, same_month: false, words, says })
}

fn phrase_distance(
    of: &mut Fields<'_>,
    words: &Word,
    says: Option<Word>,
    event: Option<(&str, Word)>,
    phrases: &Phrases,
) -> Option<Distance> {
    let Some(phrase) = phrases.named(&words.text) else {
        let known = phrases.words();
        let message = format!("What \"{}\" means in days is not laid down.", words.text);
        let help = match nearest(&words.text, known.clone()) {
            Some(near) => format!("Did you mean \"{near}\"?"),
            None => format!(
                "Use one of: {}. Or give the days:  {{after: the-event, within: P6D}}",
                known.collect::<Vec<_>>().join(", ")
            ),
        };
        of.error(Code::BadDate, words.span.clone(), message, help);
        return None;
    };
    let from = match (&phrase.from, event, &says) {
        (PhraseFrom::Source, None, Some(source)) => Anchor::Source(source.clone()),
        (PhraseFrom::Event(relation), Some((given, event)), _) if given == *relation => Anchor::Event(event),
        _ => {
            let what = match phrase.from {
                PhraseFrom::Source => "counts from the day of the source that  in:  names".to_owned(),
                PhraseFrom::Event(relation) => format!("counts from the event that  {relation}:  names"),
            };
            let message = format!("\"{}\" {what}.", phrase.words);
            of.error(Code::BadDate, words.span.clone(), message, format!("Write:  {}", phrase.example()));
            return None;
        }
    };
    let TimePhrase { least, most, same_month, ref words, .. } = *phrase;
    Some(Distance { from, least, most, same_month, words: DistanceWords::Phrase(words.clone()), says })
}

/// `P6D`, `P2W`: a number of whole days.
fn within(of: &mut Fields<'_>) -> Option<i64> {
    let word = of.word("within")?;
    let days = word.text.parse::<jiff::Span>().ok().and_then(|span| {
        let (weeks, days) = (span.get_weeks(), span.get_days());
        let whole = span.fieldwise() == jiff::Span::new().try_weeks(weeks).ok()?.try_days(days).ok()?.fieldwise();
        let days = i64::from(weeks) * 7 + i64::from(days);
        (whole && days >= 0).then_some(days)
    });
    if days.is_none() {
        let message = format!("\"{}\" is not a number of days.", word.text);
        of.error(Code::BadDate, word.span, message, "Write days or weeks:  within: P6D  or  within: P2W");
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> String {
        edtf(text).map_or("none".to_owned(), |days| days.edtf())
    }

    #[test]
    fn edtf_means_days() {
        assert_eq!(days("2026-06-28"), "2026-06-28");
        assert_eq!(days("2026-06"), "2026-06");
        assert_eq!(days("2026"), "2026");
        assert_eq!(days("2026-05/.."), "[2026-05-01..]");
        assert_eq!(days("../2026-05"), "[..2026-05-31]");
        assert_eq!(days("2026-05-03/2026-05-07"), "[2026-05-03..2026-05-07]");
        assert_eq!(days("[2026-05-03..2026-05-07]"), "[2026-05-03..2026-05-07]", "what is written can be read again");
        assert_eq!(days("[2026-05-03..]"), "[2026-05-03..]");
        assert_eq!(days("[..2026-05-31]"), "[..2026-05-31]");
        assert_eq!(days("2026-05-XX"), "2026-05");
        assert_eq!(days("2026-05~"), "2026-05~");
        assert_eq!(days("2026-05-03%"), "2026-05-03%");
        assert_eq!(days("2026-05-03?/2026-05-07?"), "[2026-05-03?..2026-05-07?]");
        assert_eq!(days("unknown"), "unknown");
        for bad in ["", "May 2026", "2026-5", "26", "2026-02-30", "soon"] {
            assert_eq!(days(bad), "none", "{bad}");
        }
    }

    #[test]
    fn order_has_three_answers() {
        let (june, july, later) = (edtf("2026-06").unwrap(), edtf("2026-07").unwrap(), edtf("2026-06-20/..").unwrap());
        assert!(july.definitely_after(&june) && !june.definitely_after(&july));
        assert!(!later.definitely_after(&june) && !june.definitely_after(&later), "neither is certain");
    }
}
