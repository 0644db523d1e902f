//! Days and instants of our own, read from text; what is wrong with one is said as the text to write.
//!
//! Never asks a clock: the present is an input of the build.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// When we publish something: a day, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Published {
    /// The day in the site's time zone.
    pub day: Date,
    /// The instant; for a day its beginning in the site's time zone.
    pub at: Timestamp,
    /// Whether the writer gave a time of day.
    pub timed: bool,
}

impl Published {
    /// As writers write it: the day, or the time with the offset of the site's zone.
    pub fn text(&self, zone: &TimeZone) -> String {
        match self.timed {
            false => self.day.to_string(),
            true if *zone == TimeZone::UTC => self.at.to_string(),
            true => self.at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        }
    }
}

/// What is wrong with a date, and what to write instead.
#[derive(Debug, PartialEq, Eq)]
pub struct BadTime {
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

/// Reads `2026-11-22` or `2026-11-22T08:00:00+09:00`.
pub fn published(text: &str, zone: &TimeZone) -> Result<Published, BadTime> {
    if text.contains(['T', 't']) && text.len() > 10 {
        let at: Timestamp = text.parse().map_err(|_| BadTime {
            message: format!("\"{text}\" is no time that can be read."),
            help: Some("Write day, time and offset:  2026-11-22T08:00:00+09:00".to_owned()),
        })?;
        return Ok(Published { day: at.to_zoned(zone.clone()).date(), at, timed: true });
    }
    let day = date(text)?;
    let at = day
        .to_zoned(zone.clone())
        .map(|midnight| midnight.timestamp())
        .map_err(|_| BadTime { message: format!("{text} is too far away."), help: None })?;
    Ok(Published { day, at, timed: false })
}

/// Reads `2026-11-22`, strictly, and knows how other people write it.
pub fn date(text: &str) -> Result<Date, BadTime> {
    let bad = |message: String, help: Option<String>| Err(BadTime { message, help });
    if let Some((year, month, day)) = numbers(text, '-') {
        let exact = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
        return match Date::new(year, month, day) {
            Ok(date) if exact => Ok(date),
            Ok(date) => bad(format!("\"{text}\" is not quite a date."), Some(format!("Write {date}."))),
            Err(_) => bad(does_not_exist(text, year, month), None),
        };
    }
    let meant =
        numbers(text, '/').filter(|(year, ..)| *year > 31).or_else(|| numbers(text, '.').filter(|(y, ..)| *y > 31));
    let meant = meant.and_then(|(year, month, day)| Date::new(year, month, day).ok()).or_else(|| in_words(text));
    match meant {
        Some(date) => {
            bad(format!("\"{text}\" is not how dates are written here."), Some(format!("Write the date as {date}.")))
        }
        None => bad(format!("\"{text}\" is not a date."), Some("Write year, month and day:  2026-11-22".to_owned())),
    }
}

fn numbers(text: &str, separator: char) -> Option<(i16, i8, i8)> {
    let mut parts = text.split(separator);
    let numbers = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
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
        let told = |text| {
            let bad = date(text).unwrap_err();
            format!("{} {}", bad.message, bad.help.unwrap_or_default())
        };
        assert_eq!(told("2026-02-30"), "2026-02-30 does not exist (February 2026 has 28 days). ");
        assert!(told("2026-13-01").contains("no month 13"));
        assert!(told("28 June 2026").contains("Write the date as 2026-06-28."));
        assert!(told("June 28th, 2026").contains("2026-06-28"));
        assert!(told("2026/6/1").contains("2026-06-01"));
        assert!(told("2026-6-1").contains("Write 2026-06-01."));
        assert!(told("soon").contains("is not a date"));
        assert!(date("2026-11-22").is_ok());
    }

    #[test]
    fn an_instant_falls_on_the_day_of_the_site() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        assert_eq!(published("2026-11-22T22:00:00Z", &tokyo).unwrap().day.to_string(), "2026-11-23");
        assert_eq!(published("2026-11-22", &tokyo).unwrap().at.to_string(), "2026-11-21T15:00:00Z");
    }
}
