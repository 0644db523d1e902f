//! Dates of other generators, in all the forms that they take, as the form that Fissure reads.
//!
//! Never asks a clock: what cannot be read is no date.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// When something was published: a day, or a day with its time and the offset from UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct When {
    pub day: Date,
    pub time: Option<(Time, Offset)>,
}

impl When {
    pub(super) fn of_day(day: Date) -> When {
        When { day, time: None }
    }

    /// The day in a time zone.
    pub(super) fn day_in(&self, zone: &TimeZone) -> Date {
        let Some((time, offset)) = self.time else { return self.day };
        let instant = offset.to_timestamp(self.day.to_datetime(time));
        instant.map_or(self.day, |instant| instant.to_zoned(zone.clone()).date())
    }

    /// As front matter has it.
    pub(super) fn written(&self) -> String {
        match self.time {
            None => self.day.to_string(),
            Some((time, offset)) => {
                let zoned = self.day.to_datetime(time).to_zoned(TimeZone::fixed(offset));
                zoned.map_or(self.day.to_string(), |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
            }
        }
    }

    pub(super) fn datetime(&self) -> DateTime {
        self.day.to_datetime(self.time.map_or(Time::midnight(), |(time, _)| time))
    }
}

/// Reads a date with or without a time; a time without an offset is one of `zone`.
///
/// `2026-01-02`, `2026-1-2`, `2026/01/02`, `2026-01-02 10:00`, `2026-01-02 10:00:00 +0100`, `2026-01-02T10:00:00.000Z`,
/// `Fri, 02 Jan 2026 10:00:00 +0000`, `January 2, 2026`, `2 January 2026`, `20260102`.
pub(super) fn read(text: &str, zone: &TimeZone) -> Option<When> {
    let text = text.trim();
    let (day, rest) = numeric_day(text).or_else(|| worded_day(text))?;
    let rest = rest.trim_start_matches(['T', 't', ' ', ',']);
    if rest.is_empty() {
        return Some(When::of_day(day));
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(rest.len());
    let (clock, after) = rest.split_at(end);
    let Some(mut time) = time_of(clock) else { return Some(When::of_day(day)) };
    let mut after = after.trim();
    for (word, hours) in [("am", 0), ("pm", 12)] {
        if let Some(rest) = after.get(..2).filter(|start| start.eq_ignore_ascii_case(word)).map(|_| &after[2..]) {
            let hour = time.hour() % 12 + hours;
            time = Time::new(hour, time.minute(), time.second(), 0).ok()?;
            after = rest.trim();
        }
    }
    let offset = offset_of(after).or_else(|| {
        let local = day.to_datetime(time).to_zoned(zone.clone()).ok()?;
        Some(local.offset())
    })?;
    Some(When { day, time: Some((time, offset)) })
}

/// The date that a file name begins with, and the rest of the name: `2026-01-02-title`.
pub(super) fn of_name(stem: &str) -> Option<(Date, &str)> {
    let (day, rest) = numeric_day(stem)?;
    let is_parted = rest.is_empty() || rest.starts_with(['-', '_', ' ', '.']);
    is_parted.then(|| (day, rest.trim_start_matches(['-', '_', ' ', '.'])))
}

/// `2026-01-02`, with `-`, `/` or `.` between, or nothing.
fn numeric_day(text: &str) -> Option<(Date, &str)> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let first = digits(text);
    if first == 8 {
        let day = Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?);
        return day.ok().map(|day| (day, &text[8..]));
    }
    if first != 4 {
        return None;
    }
    let (year, rest) = text.split_at(4);
    let between = rest.chars().next().filter(|c| "-/.".contains(*c))?;
    let rest = &rest[1..];
    let n = digits(rest);
    let (month, rest) = rest.split_at(n);
    let rest = rest.strip_prefix(between)?;
    let n = digits(rest);
    let (day, rest) = rest.split_at(n);
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    let day = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some((day, rest))
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `Fri, 02 Jan 2026`, `January 2, 2026`, `2nd January 2026`.
fn worded_day(text: &str) -> Option<(Date, &str)> {
    let (mut day, mut month, mut year) = (None, None, None);
    let mut at = 0;
    for word in text.split_inclusive([' ', ',', '-']).take(6) {
        at += word.len();
        let word = word.trim_end_matches([' ', ',', '-']).trim_end_matches('.');
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        let number: String = word.chars().take_while(char::is_ascii_digit).collect();
        match () {
            () if is_number && number.len() == 4 => year = number.parse::<i16>().ok(),
            () if is_number && number.len() <= 2 => day = number.parse::<i8>().ok(),
            () => {
                let small = word.to_lowercase();
                let found = MONTHS.iter().position(|name| small.starts_with(name));
                month = month.or(found.and_then(|n| i8::try_from(n + 1).ok()));
            }
        }
        if let (Some(day), Some(month), Some(year)) = (day, month, year) {
            return Some((Date::new(year, month, day).ok()?, &text[at..]));
        }
    }
    None
}

fn time_of(clock: &str) -> Option<Time> {
    let whole = clock.split('.').next()?;
    let mut parts = whole.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next().map_or(Some(0), |second| second.parse().ok())?;
    Time::new(hour, minute, i8::min(second, 59), 0).ok()
}

/// `+0100`, `+01:00`, `+01`, `Z`, `UTC`, `GMT`.
fn offset_of(text: &str) -> Option<Offset> {
    let text = text.trim();
    if text.starts_with(['Z', 'z']) || ["UTC", "GMT"].contains(&text) {
        return Some(Offset::UTC);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').take_while(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse::<i32>().ok()?, digits[2..].parse::<i32>().ok()?),
        _ => return None,
    };
    let seconds = sign * (hours * 3600 + minutes * 60);
    (hours <= 14 && minutes < 60).then(|| Offset::from_seconds(seconds).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_usual_forms_are_read() {
        let read = |text| read(text, &TimeZone::UTC).map(|when| when.written());
        for (text, written) in [
            ("2026-01-02", "2026-01-02"),
            ("2026-1-2", "2026-01-02"),
            ("2026/01/02", "2026-01-02"),
            ("20260102", "2026-01-02"),
            ("2026-01-02 10:00", "2026-01-02T10:00:00+00:00"),
            ("2026-01-02 10:00:00 +0100", "2026-01-02T10:00:00+01:00"),
            ("2026-01-02T10:00:00.000Z", "2026-01-02T10:00:00+00:00"),
            ("2026-01-02T10:00:00-05:00", "2026-01-02T10:00:00-05:00"),
            ("Fri, 02 Jan 2026 10:00:00 +0000", "2026-01-02T10:00:00+00:00"),
            ("January 2, 2026", "2026-01-02"),
            ("Jan. 2, 2026 3:04 pm", "2026-01-02T15:04:00+00:00"),
            ("2nd January 2026", "2026-01-02"),
        ] {
            assert_eq!(read(text).as_deref(), Some(written), "{text}");
        }
        for text in ["", "soon", "2026", "2026-13-01", "2026-02-30", "0000-00-00 00:00:00", "12/01/2026", "Jan"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_without_an_offset_is_one_of_the_site() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        assert_eq!(read("2026-07-02 00:30", &paris).unwrap().written(), "2026-07-02T00:30:00+02:00");
        let late = read("2026-07-01 23:30:00 -0400", &paris).unwrap();
        assert_eq!(late.day_in(&paris).to_string(), "2026-07-02");
    }

    #[test]
    fn a_file_name_may_begin_with_a_day() {
        assert_eq!(
            of_name("2026-01-02-title").map(|(day, rest)| (day.to_string(), rest)),
            Some(("2026-01-02".into(), "title"))
        );
        assert_eq!(of_name("2026-1-2-x").map(|(_, rest)| rest), Some("x"));
        assert_eq!(of_name("2026-01-02").map(|(_, rest)| rest), Some(""));
        assert_eq!(of_name("2026-01-02x"), None);
    }
}
