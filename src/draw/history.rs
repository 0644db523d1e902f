//! The history bar: the access to one model through time, one row for each set of blocs with the same history.
//!
//! Each status has a pattern of its own, and its words stand below the bar behind a piece of that pattern. What is only
//! possible is dashed. Drawn for a phone and for a wide screen; the style sheet shows one of them. Never words in a bar:
//! hues are made for marks, not for text upon them.

use super::axis::{self, Scale};
use super::data::{Axis, Drawing, DrawnHistory, HistoryRow, Spell};
use super::sheet::{self, Label, MARGIN, Pen, Sheet, Tone, WIDE, WIDTH, line, rectangle};
use super::text;
use crate::model::access::Status;

const LEFT: f64 = 12.0;
const TEXT: f64 = 24.0;
const HEAD: f64 = 13.5;
const SIZE: f64 = 13.0;
const BAR: f64 = 12.0;

/// From a piece of a pattern to its words.
const ENTRY: f64 = TEXT + 30.0;

/// Draws the access to a model through time, narrow and wide; nothing when no bloc has a spell.
pub(crate) fn history(id: &str, title: &str, description: &str, history: &DrawnHistory) -> Vec<Drawing> {
    let draw = |(kind, id, width): (&str, String, f64)| {
        let sheets = sheet(history, width).map(|sheet| (String::new(), sheet));
        sheet::drawings(kind, &id, title, description, sheets.into_iter().collect())
    };
    let both = [("history narrow", id.to_owned(), WIDTH), ("history wide", format!("{id}-wide"), WIDE)];
    let svg: String = both.into_iter().flat_map(draw).map(|drawing| drawing.svg).collect();
    if svg.is_empty() { Vec::new() } else { vec![Drawing { svg, part: String::new() }] }
}

pub(super) fn sheet(history: &DrawnHistory, width: f64) -> Option<Sheet> {
    let rows: Vec<&HistoryRow> = history.rows.iter().filter(|row| !row.spells.is_empty()).collect();
    let days = rows.iter().flat_map(|row| &row.spells).flat_map(|spell| [spell.from, spell.sure, spell.to]).flatten();
    let scale = Scale::over(days, LEFT, width - LEFT);
    let axis = Axis::Dates(history.months.clone());
    let ticks = axis::ticks(&axis, &scale);
    let (mut sheet, mut bars, mut top) = (Sheet { width, ..Sheet::default() }, Vec::new(), MARGIN);
    for row in &rows {
        let bar;
        (bar, top) = draw_row(&mut sheet, &scale, row, top);
        bars.push((bar - 3.0, bar + BAR + 3.0));
    }
    // Behind the bars.
    let mut behind = Sheet::default();
    axis::grid(&mut behind, &scale, &ticks, &bars);
    sheet.marks.splice(0..0, behind.marks);
    sheet.height = top + axis::write(&mut sheet, &axis, &scale, &ticks, top) + MARGIN;
    (!rows.is_empty()).then_some(sheet)
}

/// Draws a row; gives where its bar begins and where the next row does.
fn draw_row(sheet: &mut Sheet, scale: &Scale, row: &HistoryRow, top: f64) -> (f64, f64) {
    let tone = Tone::of(row.hue);
    sheet.path(tone, Pen::Fill, rectangle(LEFT, top + 3.0, LEFT + 9.0, top + 12.0));
    let name = text::fit(&row.name, HEAD, sheet.width - TEXT - MARGIN, 3);
    let label = Label::fitted(TEXT, top, HEAD, &row.name, name).heading().linked(&row.href);
    let bar = label.bottom() + 4.0;
    sheet.label(Tone::Ink, label);
    let mut spells: Vec<&Spell> = row.spells.iter().collect();
    spells.sort_by_key(|spell| (spell.from, spell.to.is_none(), spell.to));
    let mut below = bar + BAR + 5.0;
    for spell in spells {
        let (left, right) = span(scale, spell);
        // A spell of which no day is sure is dashed to its end.
        let sure = spell.sure.map_or(right, |day| scale.x(day)).clamp(left, right);
        if sure - left > 1.0 {
            draw_spell(sheet, tone, spell.status, true, (left, sure), bar);
        }
        if right - sure > 1.0 {
            draw_spell(sheet, tone, spell.status, false, (sure, right), bar);
        }
        draw_open_ends(sheet, tone, spell, scale, bar + BAR / 2.0);
        draw_spell(sheet, tone, spell.status, spell.sure.is_none(), (TEXT, TEXT + 24.0), below + 1.5);
        let words = text::fit(&spell.words, SIZE, sheet.width - ENTRY - MARGIN, 2);
        let label = Label::fitted(ENTRY, below, SIZE, &spell.words, words);
        below = label.bottom() + 3.0;
        sheet.label(Tone::Ink, label);
    }
    (bar, below + 8.0)
}

/// Points beyond the frame, where a spell began before it or goes on after it.
fn draw_open_ends(sheet: &mut Sheet, tone: Tone, spell: &Spell, scale: &Scale, middle: f64) {
    let tip = |x: f64, far: f64| line(&[(x, middle - 5.0), (x + far, middle), (x, middle + 5.0)]);
    let mut d = String::new();
    if spell.from.is_none() {
        d += &tip(scale.left - 2.5, -4.0);
    }
    if spell.to.is_none() {
        d += &tip(scale.right + 2.0, 4.0);
    }
    if !d.is_empty() {
        sheet.path(tone, Pen::Line(1.4), d);
    }
}

/// The two ends of a spell in the frame.
fn span(scale: &Scale, spell: &Spell) -> (f64, f64) {
    let (left, right) = (scale.edge(spell.from, scale.left).0, scale.edge(spell.to, scale.right).0);
    // Even a single day must be seen.
    (left.min(right), right.max(left).max(left.min(right) + 4.0).min(scale.right + 4.0))
}

/// Draws the pattern of a status; what is only possible is dashed and not filled.
fn draw_spell(sheet: &mut Sheet, tone: Tone, status: Status, possible: bool, (left, right): (f64, f64), top: f64) {
    let (middle, bottom) = (top + BAR / 2.0, top + BAR);
    let pen = |width: f64| if possible { Pen::Dash(width) } else { Pen::Line(width) };
    // Lines lie within the bar, so that the ends of two bars can be told apart.
    let (inner_left, inner_right) = (left + 0.8, (right - 0.8).max(left + 1.2));
    let frame = rectangle(inner_left, top + 0.7, inner_right, bottom - 0.7);
    let level = |y: f64| line(&[(left, y), (right - 0.8, y)]);
    let slants = |d: f64, step: f64| slants(inner_left, inner_right, middle, d, step);
    match status {
        Status::Open if possible => sheet.path(tone, pen(1.4), frame),
        Status::Open => sheet.path(tone, Pen::Fill, rectangle(left, top, right - 0.8, bottom)),
        Status::VettedOnly => {
            if !possible {
                sheet.path(tone, Pen::Fill, rectangle(left, middle, right - 0.8, bottom));
            }
            sheet.path(tone, pen(1.2), rectangle(inner_left, middle + 0.6, inner_right, bottom - 0.6));
        }
        Status::Restricted => {
            sheet.path(tone, pen(1.4), frame);
            sheet.path(tone, pen(3.0), level(middle));
        }
        Status::Banned => {
            sheet.path(tone, pen(1.4), frame);
            sheet.path(tone, Pen::Line(1.2), slants(5.3, 10.6) + &slants(-5.3, 10.6));
        }
        Status::Withdrawn => {
            sheet.path(tone, pen(1.4), frame);
            sheet.path(tone, Pen::Line(1.4), slants(5.3, 32.0));
        }
        Status::Unknown => sheet.path(tone, Pen::Dots(2.0), level(middle)),
        Status::Disputed => sheet.path(tone, pen(2.0), level(top + 3.0) + &level(bottom - 3.0)),
    }
}

/// Slanting lines from one end to the other, at least one.
fn slants(left: f64, right: f64, middle: f64, half: f64, step: f64) -> String {
    let wide = half.abs().min((right - left) / 2.0);
    let count = (((right - left) / step) as usize).max(1);
    let step = (right - left) / count as f64;
    let at = |index: usize| left + step * (index as f64 + 0.5);
    (0..count).map(|index| line(&[(at(index) - wide, middle + half), (at(index) + wide, middle - half)])).collect()
}
