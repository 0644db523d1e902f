//! A week or month as readers read it.

use super::edition::{Period, PeriodSort};
use super::strings::Strings;
use super::when_in_words::range_in_words;

/// "Week 47 of 2026", "November 2026"
pub(crate) fn period_in_words(strings: &Strings, period: Period) -> String {
    let (number, year) = period.number();
    let (number, year) = (number.to_string(), year.to_string());
    match period.sort {
        PeriodSort::Week => strings.fill("edition.week", &[("number", &number), ("year", &year)]),
        PeriodSort::Month => {
            let month = strings.word("month", &number);
            strings.fill("date.month", &[("month", &month), ("year", &year)])
        }
    }
}

/// "16 to 22 November 2026"
pub(crate) fn days_in_words(strings: &Strings, period: Period) -> String {
    range_in_words(strings, period.first(), period.last())
}
