//! A week or month as readers read it.

use super::edition::{Period, PeriodSort};
use super::strings::Strings;
use super::when::Days;
use super::when_in_words::in_words;
use jiff::civil::Date;

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

/// "16 November to 22 November 2026"
pub(crate) fn days_in_words(strings: &Strings, period: Period) -> String {
    let (first, last) = (period.first(), period.last());
    let day = |day: Date| in_words(strings, &Days::of(day));
    let from = if first.year() == last.year() {
        let month = strings.word("month", &first.month().to_string());
        strings.fill("date.day_of_month", &[("day", &first.day().to_string()), ("month", &month)])
    } else {
        day(first)
    };
    strings.fill("date.range", &[("from", &from), ("to", &day(last))])
}
