//! Days and distances of time in the words of the interface.
//!
//! Never reads a time; that is for `when`. A month or year that is meant as a whole is said as one, and doubt is always said.

use super::strings::Strings;
use super::when::{Days, Doubt};
use jiff::civil::Date;

/// Days as readers read them: "22 November 2026", "May 2026", "about 3 May 2026 (uncertain)".
pub(crate) fn in_words(strings: &Strings, days: &Days) -> String {
    let plain = plain_words(strings, days);
    match days.doubt {
        Doubt { approximate: true, uncertain } if is_one_unit(days) => {
            let about = strings.fill("date.about", &[("days", &plain)]);
            with_doubt(strings, &about, Doubt { approximate: false, uncertain })
        }
        doubt => with_doubt(strings, &plain, doubt),
    }
}

/// A text with the doubt about its days: "May 2026 (uncertain)".
pub(crate) fn with_doubt(strings: &Strings, text: &str, doubt: Doubt) -> String {
    let key = match (doubt.approximate, doubt.uncertain) {
        (true, true) => "date.approximate_and_uncertain",
        (true, false) => "date.approximate",
        (false, true) => "date.uncertain",
        (false, false) => return text.to_owned(),
    };
    strings.fill(key, &[("text", text)])
}

/// The same for what began then and goes on: "since May 2026", "not before 2 May 2026".
pub(crate) fn since_in_words(strings: &Strings, days: &Days) -> String {
    let words = in_words(strings, days);
    match (days.earliest, days.latest) {
        (Some(_), Some(_)) if is_one_unit(days) => strings.fill("date.since", &[("days", &words)]),
        (Some(_), Some(_)) => strings.fill("date.since_range", &[("days", &words)]),
        _ => words,
    }
}

/// The same for the day up to which something is true: the day itself in ISO 8601, else "May 2026 or later".
pub(crate) fn up_to(strings: &Strings, days: &Days) -> String {
    let day = days.day().filter(|_| days.doubt == Doubt::default());
    day.map_or_else(|| until_in_words(strings, days), |day| day.to_string())
}

/// The same for the end of what goes on until then: "May 2026 or later".
pub(crate) fn until_in_words(strings: &Strings, days: &Days) -> String {
    match (days.earliest, days.latest) {
        (Some(from), None) => {
            let later = strings.fill("date.or_later", &[("from", &beginning(strings, from))]);
            with_doubt(strings, &later, days.doubt)
        }
        _ => in_words(strings, days),
    }
}

/// The same for what is to come: "on 3 June 2027", "on some day of June 2027", "by 30 June 2027 at the latest".
pub(crate) fn coming_in_words(strings: &Strings, days: &Days) -> String {
    let plain = plain_words(strings, days);
    let words = match (days.earliest, days.latest) {
        (Some(from), Some(to)) if from == to => strings.fill("due.on", &[("day", &plain)]),
        (Some(_), Some(_)) if is_one_unit(days) => strings.fill("due.some_day_of", &[("days", &plain)]),
        (Some(_), Some(_)) => strings.fill("due.some_day_from", &[("days", &plain)]),
        (None, Some(to)) => strings.fill("due.at_the_latest", &[("day", &day(strings, to))]),
        (Some(_), None) | (None, None) => plain,
    };
    with_doubt(strings, &words, days.doubt)
}

/// Whether these are one day, one month or one year.
fn is_one_unit(days: &Days) -> bool {
    let Some((from, to)) = days.earliest.zip(days.latest) else { return false };
    from == to || is_month(from, to) || is_year(from, to)
}

fn is_month(from: Date, to: Date) -> bool {
    from == from.first_of_month() && to == from.last_of_month()
}

fn is_year(from: Date, to: Date) -> bool {
    from == from.first_of_year() && to == from.last_of_year()
}

fn plain_words(strings: &Strings, days: &Days) -> String {
    match (days.earliest, days.latest) {
        (None, None) => strings.get("date.unknown").to_owned(),
        (Some(from), Some(to)) if from == to => day(strings, from),
        (Some(from), Some(to)) if is_month(from, to) => month(strings, from),
        (Some(from), Some(to)) if is_year(from, to) => strings.fill("date.year", &[("year", &from.year().to_string())]),
        (Some(from), Some(to)) => range_in_words(strings, from, to),
        (Some(from), None) => strings.fill("date.not_before", &[("from", &beginning(strings, from))]),
        (None, Some(to)) => strings.fill("date.by", &[("to", &day(strings, to))]),
    }
}

/// "2 to 9 May 2026", "28 May to 9 June 2026", "28 December 2026 to 3 January 2027"
pub(crate) fn range_in_words(strings: &Strings, from: Date, to: Date) -> String {
    let (first, last, year) = (from.day().to_string(), to.day().to_string(), to.year().to_string());
    let months = [from, to].map(|day| name_of_month(strings, day));
    if from.first_of_month() == to.first_of_month() {
        let holes = [("from", &*first), ("to", &last), ("month", &months[1]), ("year", &year)];
        return strings.fill("date.range_in_month", &holes);
    }
    if from.year() == to.year() {
        let [from_month, to_month] = &months;
        let holes =
            [("from", &*first), ("from_month", from_month), ("to", &last), ("to_month", to_month), ("year", &year)];
        return strings.fill("date.range_in_year", &holes);
    }
    strings.fill("date.range", &[("from", &day(strings, from)), ("to", &day(strings, to))])
}

/// A first day that stands for its month where it is the first of it.
fn beginning(strings: &Strings, from: Date) -> String {
    if from == from.first_of_month() { month(strings, from) } else { day(strings, from) }
}

fn day(strings: &Strings, day: Date) -> String {
    let holes =
        [("day", &*day.day().to_string()), ("month", &name_of_month(strings, day)), ("year", &day.year().to_string())];
    strings.fill("date.day", &holes)
}

/// "June 2027"
pub(crate) fn month(strings: &Strings, day: Date) -> String {
    strings.fill("date.month", &[("month", &name_of_month(strings, day)), ("year", &day.year().to_string())])
}

fn name_of_month(strings: &Strings, day: Date) -> String {
    strings.word("month", &day.month().to_string())
}

#[cfg(test)]
mod tests {
    use super::super::when::edtf;
    use super::*;

    #[test]
    fn days_are_said_in_words() {
        let strings = Strings::default();
        let said = |text| in_words(&strings, &edtf(text).unwrap());
        assert_eq!(said("2026-11-22"), "22 November 2026");
        assert_eq!(said("2026-05"), "May 2026");
        assert_eq!(said("2026"), "2026");
        assert_eq!(said("2026-05/.."), "not before May 2026");
        assert_eq!(said("2026-05-03?"), "3 May 2026 (uncertain)");
        assert_eq!(said("2026-05-03~"), "about 3 May 2026");
        assert_eq!(said("2026-05-03%"), "about 3 May 2026 (uncertain)");
        assert_eq!(said("2026-05-?03"), "3 May 2026 (uncertain)");
        assert_eq!(said("2026~"), "about 2026");
        assert_eq!(said("2026-05~/.."), "not before May 2026 (approximate)");
        assert_eq!(said("2026-05-02%/2026-06-01"), "2 May to 1 June 2026 (approximate and uncertain)");
        assert_eq!(said("2026-05-02/2026-05-09"), "2 to 9 May 2026");
        assert_eq!(said("2026-05-02/2027-01-09"), "2 May 2026 to 9 January 2027");
        assert_eq!(said("2026-05-02/.."), "not before 2 May 2026");
        assert_eq!(said("../2026-05-09"), "by 9 May 2026");
        assert_eq!(said("unknown"), "day not known");
    }

    #[test]
    fn what_goes_on_and_what_is_true_up_to_a_day_have_words_of_their_own() {
        let strings = Strings::default();
        let since = |text| since_in_words(&strings, &edtf(text).unwrap());
        assert_eq!(since("2026-05-02"), "since 2 May 2026");
        assert_eq!(since("2026-05-02/2026-05-09"), "since 2 to 9 May 2026");
        assert_eq!(since("2026-05/.."), "not before May 2026");
        assert_eq!(since("../2026-05-09"), "by 9 May 2026");
        let true_to = |text| up_to(&strings, &edtf(text).unwrap());
        assert_eq!(true_to("2026-11-20"), "2026-11-20");
        assert_eq!(true_to("2026-05"), "May 2026");
        assert_eq!(true_to("2026-05/.."), "May 2026 or later");
        assert_eq!(true_to("2026-05-02~/.."), "2 May 2026 or later (approximate)");
    }
}
