//! Where a day lies across a drawing, and the ticks that say so.
//!
//! Never knows which day is today.

use super::data::{Axis, MonthNames};
use super::sheet::{Label, MARGIN, Pen, Sheet, TextAnchor, Tone, line, line_height};
use super::text;
use crate::model::strings::filled;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// The font size of ticks.
const SIZE: f64 = 12.5;

/// The days that a drawing shows, and the frame that it shows them in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    pub left: f64,
    pub right: f64,
    /// Whether there is any day to show; without one there are no ticks.
    known: bool,
}

impl Scale {
    /// A frame in which all these days have room.
    pub(crate) fn over(days: impl Iterator<Item = i32>, left: f64, right: f64) -> Scale {
        let days: Vec<f64> = days.map(f64::from).collect();
        let first = days.iter().copied().fold(f64::INFINITY, f64::min);
        let last = days.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let known = !days.is_empty();
        let (first, last) = if known { (first, last) } else { (0.0, 1.0) };
        // Open ends reach the frame, so what has an end must end before it.
        let pad = ((last - first) * 0.06).max(2.0);
        Scale { from: first - pad, to: last + pad, left, right, known }
    }

    /// Where a day lies; one beyond the frame lies on its edge.
    pub(crate) fn x(&self, day: i32) -> f64 {
        let share = (f64::from(day) - self.from) / (self.to - self.from);
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    /// Where something begins or ends, and whether that lies outside the frame; no day lies outside.
    pub(crate) fn edge(&self, day: Option<i32>, open: f64) -> (f64, bool) {
        match day {
            Some(day) => (self.x(day), f64::from(day) < self.from || f64::from(day) > self.to),
            None => (open, true),
        }
    }

    fn units_per_day(&self) -> f64 {
        (self.right - self.left) / (self.to - self.from)
    }

    fn holds(&self, day: i32) -> bool {
        (self.from..=self.to).contains(&f64::from(day))
    }
}

/// A day with a mark on the axis.
#[derive(Debug, PartialEq)]
pub(super) struct Tick {
    pub day: i32,
    text: String,
    /// What changes less often, on a line of its own: the month or the year.
    below: Option<String>,
    /// Whether everything is counted from here.
    pub origin: bool,
}

/// Draws the ticks' texts, and what the numbers count; returns the height that this takes.
pub(super) fn write(sheet: &mut Sheet, axis: &Axis, scale: &Scale, ticks: &[Tick], top: f64) -> f64 {
    let second = top + line_height(SIZE);
    write_line(sheet, scale, top, ticks.iter().map(|tick| (tick.day, tick.text.as_str())));
    let below = ticks.iter().filter_map(|tick| Some((tick.day, tick.below.as_deref()?)));
    write_line(sheet, scale, second, below);
    if let Axis::Relative { to } = axis {
        let room = sheet.width - scale.left - MARGIN;
        let label = Label::fitted(scale.left, second, SIZE, to, text::fit(to, SIZE, room, 2));
        let height = label.bottom() - top;
        sheet.label(Tone::Ink2, label);
        return height;
    }
    if ticks.is_empty() { 0.0 } else { 2.0 * line_height(SIZE) }
}

/// One line of texts, without those that would touch the one before.
fn write_line<'a>(sheet: &mut Sheet, scale: &Scale, top: f64, texts: impl Iterator<Item = (i32, &'a str)>) {
    let mut free = MARGIN;
    for (day, text) in texts {
        let half = text::width(text, SIZE) / 2.0;
        let x = scale.x(day).clamp(MARGIN + half, sheet.width - MARGIN - half);
        if x - half >= free {
            sheet.label(Tone::Ink2, Label::line(x, top, SIZE, text).anchored(TextAnchor::Middle));
            free = x + half + 4.0;
        }
    }
}

/// Hairlines at the ticks beside the bars, never through a label, and stronger ones where the count begins.
pub(super) fn grid(sheet: &mut Sheet, scale: &Scale, ticks: &[Tick], beside: &[(f64, f64)]) {
    for (origin, tone) in [(false, Tone::Hairline), (true, Tone::Ink2)] {
        let mut d = String::new();
        for x in ticks.iter().filter(|tick| tick.origin == origin).map(|tick| scale.x(tick.day)) {
            beside.iter().for_each(|(top, bottom)| d += &line(&[(x, *top), (x, *bottom)]));
        }
        if !d.is_empty() {
            sheet.path(tone, Pen::Line(1.0), d);
        }
    }
}

/// The ticks of a frame, as close together as their texts allow.
pub(super) fn ticks(axis: &Axis, scale: &Scale) -> Vec<Tick> {
    match axis {
        _ if !scale.known => Vec::new(),
        Axis::Relative { .. } => relative_ticks(scale),
        Axis::Dates(names) => date_ticks(scale, names),
    }
}

fn relative_ticks(scale: &Scale) -> Vec<Tick> {
    let widest = text::width(&format!("+{:.0}", scale.to.abs().max(scale.from.abs())), SIZE) + 8.0;
    let steps = [1, 2].into_iter().chain((0..26).map(|power| 7 << power));
    let step = steps.into_iter().find(|step| f64::from(*step) * scale.units_per_day() >= widest).unwrap_or(i32::MAX);
    let tick = |day: i32| Tick { day, text: signed(day), below: None, origin: day == 0 };
    multiples(scale, step, 0).map(tick).collect()
}

fn signed(day: i32) -> String {
    match day {
        0 => "0".to_owned(),
        1.. => format!("+{day}"),
        _ => format!("−{}", day.unsigned_abs()),
    }
}

/// The days in the frame that are so many steps from a day.
fn multiples(scale: &Scale, step: i32, phase: i32) -> impl Iterator<Item = i32> {
    let (step, phase) = (f64::from(step), f64::from(phase));
    let first = ((scale.from - phase) / step).ceil() as i64;
    let last = ((scale.to - phase) / step).floor() as i64;
    (first..=last).map(move |count| (count as f64 * step + phase) as i32)
}

fn date_ticks(scale: &Scale, names: &MonthNames) -> Vec<Tick> {
    let day = scale.units_per_day();
    // Mondays, when it is weeks: 1970-01-01 was a Thursday.
    if let Some(step) = [1, 2, 7].into_iter().find(|step| f64::from(*step) * day >= 24.0) {
        return days(scale, names, step);
    }
    if let Some(step) = [1, 2, 3, 6].into_iter().find(|step| f64::from(*step) * day * 28.0 >= 30.0) {
        return months(scale, names, step);
    }
    let powers = (0..5).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i16.pow(power)));
    years(scale, powers.take(12).find(|step| f64::from(*step) * day * 365.0 >= 36.0).unwrap_or(5000))
}

fn days(scale: &Scale, names: &MonthNames, step: i32) -> Vec<Tick> {
    let mut month = None;
    let mut tick = |day: i32| {
        let date = date(day)?;
        let year_said = month.is_some_and(|(year, _)| year == date.year());
        let said = month == Some((date.year(), date.month()));
        month = Some((date.year(), date.month()));
        let name = month_name(names, date).to_owned();
        let year = date.year().to_string();
        let with_year = |hole: &str| {
            [("month", &name), ("year", &year)].into_iter().find(|(of, _)| *of == hole).map(|(_, text)| text.clone())
        };
        let below = if year_said { name.clone() } else { filled(&names.with_year, with_year) };
        Some(Tick { day, text: date.day().to_string(), below: (!said).then_some(below), origin: false })
    };
    multiples(scale, step, 4).filter_map(&mut tick).collect()
}

fn months(scale: &Scale, names: &MonthNames, step: i8) -> Vec<Tick> {
    let mut ticks: Vec<Tick> = Vec::new();
    let mut next = date(scale.from as i32).map(|date| date.first_of_month());
    while let Some(first) = next.filter(|first| f64::from(day_of(*first)) <= scale.to) {
        if (first.month() - 1) % step == 0 && scale.holds(day_of(first)) {
            let below = (ticks.is_empty() || first.month() == 1).then(|| first.year().to_string());
            ticks.push(Tick { day: day_of(first), text: month_name(names, first).to_owned(), below, origin: false });
        }
        next = first.checked_add(1.month()).ok();
    }
    ticks
}

fn years(scale: &Scale, step: i16) -> Vec<Tick> {
    let year = |day: f64| date(day as i32).map(|date| date.year() / step);
    let (Some(first), Some(last)) = (year(scale.from), year(scale.to)) else { return Vec::new() };
    let tick = |count: i16| {
        let start = Date::new(count.checked_mul(step)?, 1, 1).ok()?;
        let day = day_of(start);
        scale.holds(day).then(|| Tick { day, text: start.year().to_string(), below: None, origin: false })
    };
    (first..=last).filter_map(tick).collect()
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The date of a day number; none beyond what a calendar holds.
pub(super) fn date(day: i32) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(day).ok()?).ok()
}

/// The day number of a date.
pub(super) fn day_of(date: Date) -> i32 {
    // Ten thousand years are less than four million days.
    (date - EPOCH).get_days()
}

/// The short name of the month of a date.
pub(super) fn month_name(names: &MonthNames, date: Date) -> &str {
    names.names.get(usize::from(date.month().unsigned_abs()) - 1).map_or("", String::as_str)
}
