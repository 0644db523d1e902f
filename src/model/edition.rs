//! The periods of editions: a week of ISO 8601, or a month, read from the name of a file or an address.
//!
//! A week begins on Monday and belongs to the year that has its Thursday. Knows no article, and not which day it is.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use std::fmt;

/// The years that a period may be in.
const YEARS: std::ops::RangeInclusive<i16> = 1000..=9998;

/// A week or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Period {
    pub sort: PeriodSort,
    first: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum PeriodSort {
    Week,
    Month,
}

/// Why a text is no period: in words, with what was probably meant.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadPeriod {
    pub why: String,
    pub meant: Option<Period>,
}

impl Period {
    /// The week or month of a day.
    pub(crate) fn of(sort: PeriodSort, day: Date) -> Period {
        let monday = || day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day);
        let first = match sort {
            PeriodSort::Week => monday(),
            PeriodSort::Month => day.first_of_month(),
        };
        Period { sort, first }
    }

    /// Reads `2026-w47` or `2026-11`.
    pub(crate) fn read(text: &str) -> Result<Period, BadPeriod> {
        let text = text.trim().to_ascii_lowercase();
        let bad = |why: &str, meant: Option<Period>| Err(BadPeriod { why: why.to_owned(), meant });
        if let Ok(day) = text.parse::<Date>()
            && text.len() == 10
        {
            return bad("it is a day", Some(Period::of(PeriodSort::Week, day)));
        }
        let Some((year, rest)) = text.split_once('-') else {
            return bad("it has no year and week", None);
        };
        let (Some(year), [sort, number]) = (digits(year, 4), halves(rest)) else {
            return bad("it has no year of four digits before a hyphen", None);
        };
        if !YEARS.contains(&year) {
            return bad(&format!("editions are of the years {} to {}", YEARS.start(), YEARS.end()), None);
        }
        let is_number = number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
        let Some(number_of) = is_number.then(|| number.parse::<i8>().ok()).flatten() else {
            return bad("it has no number of a week or month after the year", None);
        };
        let period = match sort {
            "w" => week(year, number_of),
            _ => month(year, number_of),
        };
        match period {
            Some(period) if number.len() == 2 => Ok(period),
            Some(period) => bad("the number has two digits", Some(period)),
            None if sort == "w" => bad(&format!("{year} has the weeks 01 to {}", weeks_of(year)), None),
            None => bad("the months are 01 to 12", week(year, number_of)),
        }
    }

    pub(crate) fn first(self) -> Date {
        self.first
    }

    pub(crate) fn last(self) -> Date {
        self.over().yesterday().unwrap_or(self.first)
    }

    /// The first day on which it is over.
    pub(crate) fn over(self) -> Date {
        let length = match self.sort {
            PeriodSort::Week => 7.days(),
            PeriodSort::Month => 1.months(),
        };
        self.first.checked_add(length).unwrap_or(self.first)
    }

    /// The number of the week or month, with its year.
    pub(crate) fn number(self) -> (i8, i16) {
        match self.sort {
            PeriodSort::Week => {
                let week = self.first.iso_week_date();
                (week.week(), week.year())
            }
            PeriodSort::Month => (self.first.month(), self.first.year()),
        }
    }
}

/// As it stands in names of files and in addresses.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, year) = self.number();
        let letter = if self.sort == PeriodSort::Week { "w" } else { "" };
        write!(f, "{year}-{letter}{number:02}")
    }
}

impl PeriodSort {
    /// As settings and templates have it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            PeriodSort::Week => "week",
            PeriodSort::Month => "month",
        }
    }
}

fn digits(text: &str, count: usize) -> Option<i16> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// What stands before the number, and the number.
fn halves(rest: &str) -> [&str; 2] {
    match rest.strip_prefix('w') {
        Some(number) => ["w", number],
        None => ["", rest],
    }
}

fn week(year: i16, number: i8) -> Option<Period> {
    let first = ISOWeekDate::new(year, number, Weekday::Monday).ok()?.date();
    Some(Period { sort: PeriodSort::Week, first })
}

fn month(year: i16, number: i8) -> Option<Period> {
    Some(Period { sort: PeriodSort::Month, first: Date::new(year, number, 1).ok()? })
}

fn weeks_of(year: i16) -> i8 {
    if week(year, 53).is_some() { 53 } else { 52 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Period {
        Period::read(text).unwrap()
    }

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        for (text, first, last) in [
            ("2026-w47", "2026-11-16", "2026-11-22"),
            ("2026-w01", "2025-12-29", "2026-01-04"),
            ("2026-w53", "2026-12-28", "2027-01-03"),
            ("2026-W53", "2026-12-28", "2027-01-03"),
            ("2026-02", "2026-02-01", "2026-02-28"),
        ] {
            let period = read(text);
            assert_eq!((period.first().to_string(), period.last().to_string()), (first.to_owned(), last.to_owned()));
            assert_eq!(period.to_string(), text.to_ascii_lowercase());
            assert_eq!(Period::of(period.sort, period.last()), period);
            assert!(Period::of(period.sort, period.over()) > period);
        }
    }

    #[test]
    fn what_is_no_period_says_why_and_what_was_meant() {
        let bad = |text: &str| {
            let BadPeriod { why, meant } = Period::read(text).unwrap_err();
            (why, meant.map(|meant| meant.to_string()).unwrap_or_default())
        };
        let of = |why: &str, meant: &str| (why.to_owned(), meant.to_owned());
        assert_eq!(bad("2025-w53"), of("2025 has the weeks 01 to 52", ""));
        assert_eq!(bad("2027-w00"), of("2027 has the weeks 01 to 52", ""));
        assert_eq!(bad("2026-w54"), of("2026 has the weeks 01 to 53", ""));
        assert_eq!(bad("2026-w5"), of("the number has two digits", "2026-w05"));
        assert_eq!(bad("2026-47"), of("the months are 01 to 12", "2026-w47"));
        assert_eq!(bad("2026-11-22"), of("it is a day", "2026-w47"));
        for text in ["", "-", "w47", "26-w47", "2026-w", "2026-w-5", "2026-wé7", "0001-w01", "9999-12", "2026-w4700"] {
            assert!(Period::read(text).is_err(), "{text}");
        }
    }
}
