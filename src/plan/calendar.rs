//! A calendar as a file of iCalendar (RFC 5545): events of whole days.
//!
//! Knows nothing of the ledger. The same events make the same bytes, and no text ends its line.

use crate::model::when::next_day;
use jiff::civil::Date;

/// What the calendar of a page is called, which lies in its folder.
pub(crate) const CALENDAR: &str = "due.ics";

/// How many octets a line may have, without its end.
const LONGEST_LINE: usize = 75;

/// An event that takes place on one of some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CalendarEvent {
    /// The same in each edition of the file, and of this event alone.
    pub uid: String,
    /// The day of the last change to it.
    pub changed: Date,
    pub first: Date,
    pub last: Date,
    pub summary: String,
    pub description: String,
    pub url: Option<String>,
    pub category: String,
}

/// The file of a calendar.
pub(super) fn calendar(name: &str, events: &[CalendarEvent]) -> String {
    let mut out = String::new();
    for property in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fissure//Due dates//EN", "CALSCALE:GREGORIAN"] {
        line(&mut out, property);
    }
    line(&mut out, &format!("NAME:{}", escaped(name)));
    line(&mut out, &format!("X-WR-CALNAME:{}", escaped(name)));
    for event in events {
        self::event(&mut out, event);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn event(out: &mut String, event: &CalendarEvent) {
    let day = |day: Date| day.strftime("%Y%m%d").to_string();
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}", escaped(&event.uid)));
    line(out, &format!("DTSTAMP:{}T000000Z", day(event.changed)));
    line(out, &format!("DTSTART;VALUE=DATE:{}", day(event.first)));
    line(out, &format!("DTEND;VALUE=DATE:{}", day(next_day(event.last.max(event.first)))));
    line(out, &format!("SUMMARY:{}", escaped(&event.summary)));
    if !event.description.is_empty() {
        line(out, &format!("DESCRIPTION:{}", escaped(&event.description)));
    }
    if let Some(url) = &event.url {
        line(out, &format!("URL:{url}"));
    }
    line(out, &format!("CATEGORIES:{}", escaped(&event.category)));
    // No one is busy because a policy comes into force.
    line(out, "TRANSP:TRANSPARENT");
    line(out, "END:VEVENT");
}

/// A value of the type TEXT. A control character would be none, so it is a space.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Writes a line, folded where it is long: no character is taken apart.
fn line(out: &mut String, text: &str) {
    let mut room = LONGEST_LINE;
    for c in text.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LONGEST_LINE - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_event_takes_whole_days_and_ends_before_the_next() {
        let event = CalendarEvent {
            uid: "begins:/a/#s-1@x.org".to_owned(),
            changed: date(2026, 11, 22),
            first: date(2027, 6, 1),
            last: date(2027, 6, 30),
            summary: "A, B; C\\D\nE".to_owned(),
            description: String::new(),
            url: Some("https://x.org/a/#s-1".to_owned()),
            category: "Begins".to_owned(),
        };
        let text = calendar("Due", &[event]);
        let event = "BEGIN:VEVENT\r\nUID:begins:/a/#s-1@x.org\r\nDTSTAMP:20261122T000000Z\r\nDTSTART;VALUE=DATE:20270601\r\n\
                     DTEND;VALUE=DATE:20270701\r\nSUMMARY:A\\, B\\; C\\\\D\\nE\r\nURL:https://x.org/a/#s-1\r\n\
                     CATEGORIES:Begins\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert!(text.ends_with(event), "{text}");
    }

    #[test]
    fn a_line_is_folded_between_characters() {
        let mut out = String::new();
        line(&mut out, &format!("SUMMARY:{}", "東".repeat(60)));
        assert!(out.split("\r\n").all(|line| line.len() <= LONGEST_LINE), "{out}");
        assert_eq!(out.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "東".repeat(60)));
    }
}
