//! Days and instants of our own, read from text; what is wrong with one is said as the text to write.
//!
//! Never asks a clock: the present is an input of the build.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

/// When we publish something: a day, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Published {
    /// The day in the site's time zone.
    pub day: Date,
    /// The instant; for a day its beginning in the site's time zone.
    pub at: Timestamp,
    /// Whether the writer gave a time of day.
    pub timed: bool,
}

impl Published {
    /// As writers write it: the day, or the time with the offset of the site's zone.
    pub(crate) fn text(&self, zone: &TimeZone) -> String {
        match self.timed {
            false => self.day.to_string(),
            true if *zone == TimeZone::UTC => self.at.to_string(),
            true => self.at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        }
    }
}

/// What is wrong with a date, and what to write instead.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadTime {
    pub message: String,
    pub help: Option<String>,
}

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads `2026-11-22` or `2026-11-22T08:00:00+09:00`, with a space in the place of the `T` and before the offset too.
pub(crate) fn published(text: &str, zone: &TimeZone) -> Result<Published, BadTime> {
    if let Some(clock) = clock(text) {
        let at = instant(text, &clock, zone)?;
        return Ok(Published { day: at.to_zoned(zone.clone()).date(), at, timed: true });
    }
    let day = date(text)?;
    let at = day
        .to_zoned(zone.clone())
        .map(|midnight| midnight.timestamp())
        .map_err(|_| BadTime { message: format!("{text} is too far away."), help: None })?;
    Ok(Published { day, at, timed: false })
}

/// A text around a time of day.
struct Clock<'a> {
    before: &'a str,
    /// `08:00:00`, as it is written.
    written: &'a str,
    after: &'a str,
}

/// Finds `8:00` or `08:00:00.5` in a text.
fn clock(text: &str) -> Option<Clock<'_>> {
    let colon = text.find(':')?;
    let digits = |c: char| c.is_ascii_digit();
    let start = text[..colon].trim_end_matches(digits).len();
    let after = &text[colon..];
    let end = colon + after.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(after.len());
    let written = text[start..end].trim_end_matches([':', '.']);
    let is_clock = start < colon && written[colon - start..].len() > 2;
    is_clock.then_some(Clock { before: &text[..start], written, after: &text[start + written.len()..] })
}

/// The instant that a day and a time of day with an offset are. What is not quite in this form is reported with the form that it
/// should have, in which nothing of it is lost.
fn instant(text: &str, clock: &Clock<'_>, zone: &TimeZone) -> Result<Timestamp, BadTime> {
    let bad = |message: &str, help: String| BadTime { message: format!("\"{text}\" {message}"), help: Some(help) };
    let unreadable = || {
        let help = "Write day, time and offset:  2026-11-22T08:00:00+09:00";
        bad("is not a time that can be read.", help.to_owned())
    };
    let before = clock.before.trim_end_matches([' ', ',']);
    let written_day = before.strip_suffix(['T', 't']).unwrap_or(before);
    let day = match date(written_day) {
        Ok(day) => day,
        Err(error) if error.help.is_none() => return Err(error),
        Err(_) => match meant(written_day).as_slice() {
            [day] => *day,
            _ => return Err(unreadable()),
        },
    };
    let after = clock.after.trim().to_ascii_lowercase();
    let (time, after) = time_of_day(clock.written, &after).ok_or_else(unreadable)?;
    let local = day.to_datetime(time);
    let after = after.split([' ', '[', '(']).next().unwrap_or("");
    let offset = match offset(after) {
        Some(Ok(offset)) => offset,
        Some(Err(())) => {
            let help = format!("Offsets run from -12:00 to +14:00:  {}+09:00", local.strftime("%Y-%m-%dT%H:%M:%S"));
            return Err(bad("has an offset that is none.", help));
        }
        None => {
            let own = local.to_zoned(zone.clone()).map_err(|_| unreadable())?;
            let help = format!("In the site's time zone, write:  {}", own.strftime(RFC_3339));
            return Err(bad("does not say its offset from UTC.", help));
        }
    };
    let at = offset.to_timestamp(local).map_err(|_| unreadable())?;
    let is_plain = date(written_day).is_ok() && clock.written.find(':') == Some(2);
    match is_plain && clock.after.trim().len() == after.len() {
        true => Ok(at),
        false => Err(bad(
            "is not how times are written here.",
            format!("Write:  {}", at.to_zoned(TimeZone::fixed(offset)).strftime(RFC_3339)),
        )),
    }
}

const RFC_3339: &str = "%Y-%m-%dT%H:%M:%S%:z";

/// The time that a clock shows, with the rest of the text after it; half of the day may be said by `am` and `pm`.
fn time_of_day<'a>(written: &str, after: &'a str) -> Option<(Time, &'a str)> {
    let half = |mark: &str| after.strip_prefix(mark).map(str::trim_start);
    let (half, rest) = match (half("am"), half("pm")) {
        (Some(rest), _) => (Some(0), rest),
        (_, Some(rest)) => (Some(12), rest),
        _ => (None, after),
    };
    let (hour, rest_of_time) = written.split_once(':')?;
    let hour: i8 = hour.parse().ok()?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Some((format!("{hour:02}:{rest_of_time}").parse().ok()?, rest))
}

/// `+09:00`, `-0400`, `+09`, `Z`, in small letters; none where nothing is said of it, and a mistake where it is no offset.
fn offset(text: &str) -> Option<Result<Offset, ()>> {
    if matches!(text, "z" | "utc" | "gmt") {
        return Some(Ok(Offset::UTC));
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Err(()));
    }
    let (hours, minutes) = digits.split_at(2);
    let [hours, minutes] = [hours, minutes].map(|digits| digits.parse::<i32>().unwrap_or(0));
    if minutes > 59 {
        return Some(Err(()));
    }
    let minutes = hours * 60 + minutes;
    let is_offset = (-12 * 60..=14 * 60).contains(&(sign * minutes));
    Some(Offset::from_seconds(sign * minutes * 60).ok().filter(|_| is_offset).ok_or(()))
}

/// Reads `2026-11-22`, strictly, and knows how other people write it.
pub(crate) fn date(text: &str) -> Result<Date, BadTime> {
    let bad = |message: String, help: Option<String>| Err(BadTime { message, help });
    if let Some([year, month, day]) = numbers(text, '-')
        && year > 31
    {
        let exact = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
        let small = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
        return match Date::new(year, small(month), small(day)) {
            Ok(date) if exact => Ok(date),
            Ok(date) => bad(format!("\"{text}\" is not quite a date."), Some(format!("Write {date}."))),
            Err(_) => bad(does_not_exist(text, year, small(month)), None),
        };
    }
    if let Some(day) = clock(text).and_then(|clock| date(clock.before.trim_end_matches([' ', 'T', 't'])).ok()) {
        return bad(format!("\"{text}\" has a time of day, and here a day is wanted."), Some(format!("Write {day}.")));
    }
    let other = format!("\"{text}\" is not how dates are written here.");
    match meant(text).as_slice() {
        [] => bad(format!("\"{text}\" is not a date."), Some(form_of_dates(text))),
        [date] => bad(other, Some(format!("Write the date as {date}."))),
        days => {
            let days: Vec<String> = days.iter().map(|day| day.strftime("%F (%-d %B)").to_string()).collect();
            bad(other, Some(format!("Write the one that you mean:  {}", days.join("  or  "))))
        }
    }
}

/// How dates are written, with what can be read of one.
fn form_of_dates(text: &str) -> String {
    let mut parts = text.split('-').map(|part| part.trim().parse::<i16>().ok());
    let (year, month) = (parts.next().flatten().filter(|year| *year > 999), parts.next().flatten());
    match (year, month) {
        (Some(year), Some(month @ 1..=12)) => format!("Write the day too, as in  {year}-{month:02}-01"),
        (Some(year), None) => format!("Write month and day too, as in  {year}-01-31"),
        _ => "Write year, month and day, as in  2026-01-31".to_owned(),
    }
}

/// The days that another way of writing dates may mean.
fn meant(text: &str) -> Vec<Date> {
    let numbers = ['-', '/', '.'].into_iter().find_map(|separator| Some((separator, numbers(text, separator)?)));
    let days = match numbers {
        // With full stops the day comes first, wherever people write so; with other signs either may.
        Some(('.', [day, month, year])) if year > 31 => vec![(year, month, day)],
        Some((_, [one, other, year])) if year > 31 => vec![(year, one, other), (year, other, one)],
        Some((_, [year, month, day])) if year > 31 => vec![(year, month, day)],
        Some(_) => Vec::new(),
        None => return in_words(text).into_iter().collect(),
    };
    let small = |number: i16| i8::try_from(number).ok();
    let day = |(year, month, day): (i16, i16, i16)| Date::new(year, small(month)?, small(day)?).ok();
    let mut days: Vec<Date> = days.into_iter().filter_map(day).collect();
    days.dedup();
    days
}

fn numbers(text: &str, separator: char) -> Option<[i16; 3]> {
    let mut parts = text.split(separator).map(|part| part.trim().parse().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

fn does_not_exist(text: &str, year: i16, month: i8) -> String {
    match Date::new(year, month, 1) {
        Ok(first) => {
            let month = MONTHS[month as usize - 1];
            format!("{text} does not exist ({month} {year} has {} days).", first.days_in_month())
        }
        Err(_) => format!("{text} does not exist: there is no month {month}."),
    }
}

/// `28 June 2026`, `June 28, 2026`, `28 Jun 2026`.
fn in_words(text: &str) -> Option<Date> {
    let (mut day, mut month, mut year) = (None, None, None);
    for word in text.split([' ', ',', '.']).filter(|word| !word.is_empty()) {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if let Ok(number) = digits.parse::<i16>() {
            match number {
                1..=31 => day = i8::try_from(number).ok(),
                _ => year = Some(number),
            }
        } else {
            let is_month = |name: &&str| word.len() >= 3 && name.to_lowercase().starts_with(&word.to_lowercase());
            month = Some(MONTHS.iter().position(is_month)? as i8 + 1);
        }
    }
    Date::new(year?, month?, day?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_people_write_are_put_right() {
        let said = |text| {
            let bad = date(text).unwrap_err();
            format!("{} {}", bad.message, bad.help.unwrap_or_default())
        };
        assert_eq!(said("2026-02-30"), "2026-02-30 does not exist (February 2026 has 28 days). ");
        assert!(said("2026-13-01").contains("no month 13"));
        assert!(said("28 June 2026").contains("Write the date as 2026-06-28."));
        assert!(said("June 28th, 2026").contains("2026-06-28"));
        assert!(said("2026/6/1").contains("2026-06-01"));
        assert!(said("2026-6-1").contains("Write 2026-06-01."));
        for (written, proposed) in [
            ("26.11.2026", "Write the date as 2026-11-26."),
            ("11/26/2026", "Write the date as 2026-11-26."),
            ("26/11/2026", "Write the date as 2026-11-26."),
            ("26-11-2026", "Write the date as 2026-11-26."),
            ("05.06.2026", "Write the date as 2026-06-05."),
            ("05/06/2026", "2026-05-06 (6 May)  or  2026-06-05 (5 June)"),
            ("06/06/2026", "Write the date as 2026-06-06."),
            ("2026-11", "Write the day too, as in  2026-11-01"),
            ("2026", "Write month and day too, as in  2026-01-31"),
            ("26.11.26", "Write year, month and day, as in  2026-01-31"),
        ] {
            assert!(said(written).contains(proposed), "{written}: {}", said(written));
        }
        assert!(said("soon").contains("is not a date"));
        assert!(date("2026-11-22").is_ok());
    }

    #[test]
    fn an_instant_may_be_written_with_spaces() {
        let at = |text| published(text, &TimeZone::UTC).map(|published| published.at.to_string());
        for (written, instant) in [
            ("2026-11-22T08:00:00+09:00", "2026-11-21T23:00:00Z"),
            ("2026-11-22 08:00:00 +0900", "2026-11-21T23:00:00Z"),
            ("2026-11-22 08:00:00+09:00", "2026-11-21T23:00:00Z"),
            ("2014-12-03 10:00:50 -0400", "2014-12-03T14:00:50Z"),
            ("2026-11-22T08:00Z", "2026-11-22T08:00:00Z"),
            ("2026-11-22t08:00z", "2026-11-22T08:00:00Z"),
            ("2026-11-22 08:00 UTC", "2026-11-22T08:00:00Z"),
            ("2026-11-22  08:00:00.25 +09", "2026-11-21T23:00:00.25Z"),
        ] {
            assert_eq!(at(written).as_deref(), Ok(instant), "{written}");
        }
    }

    #[test]
    fn an_instant_in_another_form_keeps_its_hour() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        let said = |text| {
            let bad = published(text, &tokyo).unwrap_err();
            format!("{} {}", bad.message, bad.help.unwrap_or_default())
        };
        for (written, proposed) in [
            ("2026-11-22 08:00:00", "2026-11-22T08:00:00+09:00"),
            ("2026-11-22T08:00", "2026-11-22T08:00:00+09:00"),
            ("2026-11-22 8:00 +0100", "2026-11-22T08:00:00+01:00"),
            ("2026/11/22 08:00 +0100", "2026-11-22T08:00:00+01:00"),
            ("22 Nov 2026 08:00:00 +0100", "2026-11-22T08:00:00+01:00"),
            ("2026-11-22T08:00+09:00[Asia/Tokyo]", "2026-11-22T08:00:00+09:00"),
            ("2026-11-22 08:00 +0900 (JST)", "2026-11-22T08:00:00+09:00"),
            ("2026-11-22 3:05 pm -0400", "2026-11-22T15:05:00-04:00"),
            ("2026-11-22 08:00 Europe/Berlin", "2026-11-22T08:00:00+09:00"),
        ] {
            assert!(said(written).contains(proposed), "{written}: {}", said(written));
        }
        for none in ["2026-11-22T08:00:00+25:00", "2026-11-22T08:00:00-13:00", "2026-11-22T08:00:00+9:0"] {
            assert!(said(none).contains("Offsets run from"), "{none}: {}", said(none));
        }
        assert!(said("2026-02-30 08:00 +0900").contains("does not exist"));
        assert!(said("2026-11-22 25:00 +0900").contains("is not a time that can be read"));
        assert!(said("soon at 8:00").contains("is not a time that can be read"));
        let day = date("2026-11-22 08:00:00 +0900").unwrap_err();
        assert_eq!(day.help.as_deref(), Some("Write 2026-11-22."));
    }

    #[test]
    fn an_instant_falls_on_the_day_of_the_site() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        assert_eq!(published("2026-11-22T22:00:00Z", &tokyo).unwrap().day.to_string(), "2026-11-23");
        assert_eq!(published("2026-11-22", &tokyo).unwrap().at.to_string(), "2026-11-21T15:00:00Z");
    }
}
