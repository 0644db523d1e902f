//! The timeline: one row for each item, its label above its bar, so that no label can meet another.
//!
//! Time runs from left to right. A certain day is solid, a possible span is outlined, and what has no known end runs to
//! a point at the edge of the frame; what has no day at all is only named. Never shrinks: what is too long becomes
//! several drawings.

use super::arrows::{self, Bar, Wires};
use super::axis::{self, Scale};
use super::data::{Axis, Drawing, ItemKind, PlaceInGroup, Timeline, TimelineItem};
use super::parts::{self, DrawnPart, item};
use super::sheet::{self, Label, MARGIN, Pen, Sheet, Tone, WIDTH, line, line_height, polygon, rectangle};
use super::symbols::{diamond, disc, square, triangle};
use super::text::{self, Fitted};

const LEFT: f64 = 12.0;
const SIZE: f64 = 13.0;
const NOTE: f64 = 12.5;
const HEAD: f64 = 13.5;

/// Where labels begin, behind the shape of their kind.
const TEXT: f64 = 24.0;

/// Half the height of a bar.
const HALF: f64 = 4.0;

/// From how many rows on the axis is shown above them too.
const TALL: usize = 16;

/// Draws a timeline, in several parts when it is long; nothing when it has no items.
pub(crate) fn timeline(id: &str, title: &str, description: &str, timeline: &Timeline) -> Vec<Drawing> {
    sheet::drawings("timeline", id, title, description, sheets(timeline))
}

pub(super) fn sheets(timeline: &Timeline) -> Vec<(String, Sheet)> {
    parts::parts(timeline).into_iter().map(|part| (part.name.clone(), sheet(timeline, &part))).collect()
}

/// A row at its place.
struct TimelineRow {
    place: PlaceInGroup,
    label: Fitted,
    /// What it answers, where no arrow says so.
    notes: Vec<(String, Fitted)>,
    top: f64,
    bar: f64,
    /// The upper edge of the heading above it, when it begins a lane.
    heading: Option<f64>,
}

fn sheet(timeline: &Timeline, part: &DrawnPart) -> Sheet {
    let mut sheet = Sheet::default();
    let wires = arrows::plan(&part.items, &timeline.arrows);
    let scale = scale(timeline, part, WIDTH - LEFT - wires.gutter());
    let ticks = axis::ticks(&timeline.axis, &scale);
    let mut top = MARGIN;
    if part.items.len() >= TALL {
        top += axis::write(&mut sheet, &timeline.axis, &scale, &ticks, top) + 4.0;
    }
    let (rows, bottom) = rows(timeline, part, &wires, scale.right, top);
    let beside: Vec<(f64, f64)> = rows.iter().map(|row| (row.bar - HALF - 1.5, row.bar + HALF + 1.5)).collect();
    axis::grid(&mut sheet, &scale, &ticks, &beside);
    let bars: Vec<Bar> = rows.iter().map(|row| draw_row(&mut sheet, timeline, &scale, row)).collect();
    arrows::draw(&mut sheet, &wires, &bars, scale.right);
    let height = axis::write(&mut sheet, &timeline.axis, &scale, &ticks, bottom + 4.0);
    sheet.height = bottom + 4.0 + height + MARGIN;
    sheet
}

/// Parts with dates have a frame each; days from something are counted alike in all parts.
fn scale(timeline: &Timeline, part: &DrawnPart, right: f64) -> Scale {
    let all = timeline.lanes.iter().flat_map(|lane| &lane.items);
    let own = part.items.iter().map(|place| item(timeline, *place));
    let (first, last) = part.frame.unwrap_or((i32::MIN, i32::MAX));
    let shown = |day: &i32| (first..=last).contains(day);
    match timeline.axis {
        Axis::Dates(_) => Scale::over(own.flat_map(days).filter(shown), LEFT, right),
        Axis::Relative { .. } => Scale::over(all.flat_map(days).chain([0]), LEFT, right),
    }
}

fn days(item: &TimelineItem) -> impl Iterator<Item = i32> {
    let (first_end, last_end) = item.until.unwrap_or_default();
    [item.earliest, item.latest, first_end, last_end].into_iter().flatten()
}

/// Puts the rows below each other; gives them and where they end.
fn rows(timeline: &Timeline, part: &DrawnPart, wires: &Wires, right: f64, mut top: f64) -> (Vec<TimelineRow>, f64) {
    let mut rows: Vec<TimelineRow> = Vec::new();
    for (index, place) in part.items.iter().enumerate() {
        let begins = rows.last().is_none_or(|last| last.place.0 != place.0);
        let heading = begins.then_some(top + 4.0);
        if begins {
            top += 4.0 + line_height(HEAD) + 4.0;
        }
        let label = text::fit(&item(timeline, *place).label, SIZE, right - TEXT, 3);
        let notes = wires.notes.get(&index).into_iter().flatten().filter_map(|from| {
            let from = &timeline.lanes.get(from.0)?.items.get(from.1)?.label;
            Some((from.clone(), text::fit(from, NOTE, right - TEXT - 12.0, 1)))
        });
        let notes: Vec<(String, Fitted)> = notes.collect();
        let text = label.lines.len() as f64 * line_height(SIZE) + notes.len() as f64 * line_height(NOTE);
        let dated = days(item(timeline, *place)).next().is_some();
        let bar = top + text + if dated { 1.5 + HALF } else { -HALF };
        rows.push(TimelineRow { place: *place, label, notes, top, bar, heading });
        // A bar is nearer to its own label than to the next one.
        top = (bar + HALF + 7.0).max(top + 24.0);
    }
    (rows, top)
}

fn draw_row(sheet: &mut Sheet, timeline: &Timeline, scale: &Scale, row: &TimelineRow) -> Bar {
    let lane = &timeline.lanes[row.place.0];
    let (item, tone) = (item(timeline, row.place), Tone::of(lane.hue));
    if let Some(top) = row.heading {
        sheet.path(tone, Pen::Fill, rectangle(LEFT, top + 2.5, LEFT + 9.0, top + 11.5));
        let name = text::fit(&lane.name, HEAD, WIDTH - TEXT - MARGIN, 1);
        sheet.label(Tone::Ink, Label::fitted(TEXT, top, HEAD, &lane.name, name).heading());
    }
    sheet.path(tone, Pen::Fill, shape(item.kind, LEFT + 4.5, row.top + 7.0, 3.4));
    let label =
        Label::fitted(TEXT, row.top, SIZE, &item.label, row.label.clone()).linked(&item.href).in_language(&item.lang);
    let mut top = label.bottom();
    sheet.label(Tone::Ink, label);
    for (full, fitted) in &row.notes {
        let elbow = [(TEXT + 2.0, top + 1.0), (TEXT + 2.0, top + 7.0), (TEXT + 9.0, top + 7.0)];
        let head = [(TEXT + 6.5, top + 4.5), (TEXT + 9.0, top + 7.0), (TEXT + 6.5, top + 9.5)];
        sheet.path(Tone::Ink2, Pen::Line(1.0), line(&elbow) + &line(&head));
        sheet.label(Tone::Ink2, Label::fitted(TEXT + 12.0, top, NOTE, full, fitted.clone()));
        top += line_height(NOTE);
    }
    let right = draw_bar(sheet, scale, item, tone, row.bar);
    Bar { right, y: row.bar }
}

fn shape(kind: ItemKind, x: f64, y: f64, radius: f64) -> String {
    match kind {
        ItemKind::Government => triangle(x, y, radius),
        ItemKind::Company => disc(x, y, radius),
        ItemKind::Other => diamond(x, y, radius),
        ItemKind::Source => square(x, y, radius),
    }
}

/// Draws when an item happened, and gives where that ends on the right.
fn draw_bar(sheet: &mut Sheet, scale: &Scale, item: &TimelineItem, tone: Tone, y: f64) -> f64 {
    let (first, last) = in_turn(item.earliest, item.latest);
    let (first_end, last_end) = item.until.map_or((first, last), |(a, b)| in_turn(a, b));
    if [first, last, first_end, last_end].iter().all(Option::is_none) {
        return scale.left;
    }
    let left = scale.edge(first, scale.left);
    let right = scale.edge(last_end, scale.right);
    let certain = first.filter(|_| first == last);
    if let (Some(day), None) = (certain, item.until) {
        sheet.path(tone, Pen::Fill, shape(item.kind, scale.x(day), y, HALF + 0.5));
        return scale.x(day) + HALF + 1.5;
    }
    let (d, end) = outline(left, right, y);
    sheet.path(tone, Pen::Line(1.3), d);
    if let (Some(last), Some(first_end), true) = (last, first_end, item.until.is_some())
        && last <= first_end
    {
        sheet.path(tone, Pen::Fill, rectangle(scale.x(last), y - HALF, scale.x(first_end), y + HALF));
    }
    if let Some(day) = certain {
        sheet.path(tone, Pen::Fill, shape(item.kind, scale.x(day), y, HALF + 0.5));
    }
    end
}

/// Two days in their order, when there are two.
fn in_turn(a: Option<i32>, b: Option<i32>) -> (Option<i32>, Option<i32>) {
    if a.zip(b).is_some_and(|(a, b)| a > b) { (b, a) } else { (a, b) }
}

/// The outline between two ends, with a point where an end is open; and where it ends on the right.
fn outline((left, open_left): (f64, bool), (right, open_right): (f64, bool), y: f64) -> (String, f64) {
    // Even a short span must be seen to be one.
    let (mut left, mut right) = (left.min(right), left.max(right));
    let short = (10.0 - (right - left)).max(0.0) / 2.0;
    (left, right) = (left - short, right + short);
    let (top, bottom) = (y - HALF, y + HALF);
    let tip = |x: f64, back: f64, open: bool| if open { x + back } else { x };
    let (inner_left, inner_right) = (tip(left, 4.0, open_left), tip(right, -4.0, open_right));
    let d = polygon(&[
        (left, y),
        (inner_left, top),
        (inner_right, top),
        (right, y),
        (inner_right, bottom),
        (inner_left, bottom),
    ]);
    (d, right)
}
