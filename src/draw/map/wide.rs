//! The blocs next to each other, for a wide screen.
//!
//! Never when there are more of them than have room; then the drawing for a phone is shown there too.

use super::stack::{Spot, Stack};
use super::{MOST, WALL, arrows_of, draw_arrow, draw_wall, said};
use crate::draw::data::{Map, MapColumn, TieStanding, Wall};
use crate::draw::sheet::{Label, MARGIN, Pen, Sheet, TextAnchor, Tone, line, line_height};
use crate::draw::text;
use std::collections::BTreeMap;

/// Its width in units.
pub(in crate::draw) const WIDTH: f64 = 960.0;

const SIZE: f64 = 13.5;

/// How many blocs have room next to each other.
const COLUMNS: usize = 5;

/// How far a wall stands from its bloc.
const STOP: f64 = 30.0;

/// The sides of the columns.
struct Grid<'a> {
    map: &'a Map,
    columns: Vec<(f64, f64)>,
}

pub(in crate::draw) fn sheet(map: &Map) -> Option<Sheet> {
    let all = map.columns.iter().chain([&map.band]).flat_map(|column| &column.groups);
    let nodes: usize = all.map(|group| group.nodes.len()).sum();
    if map.columns.is_empty() || map.columns.len() > COLUMNS || nodes == 0 || nodes > MOST {
        return None;
    }
    let grid = Grid::of(map);
    let mut sheet = Sheet { width: WIDTH, ..Sheet::default() };
    let across: Vec<usize> = (0..map.arrows.len()).filter(|n| grid.crosses(*n).is_some()).collect();
    let rows = arrows_of(map, |n| !across.contains(&n));
    let (spots, mut bottom) = grid.columns(&mut sheet, &rows);
    bottom = bottom.max(grid.wall_words(&mut sheet));
    if !across.is_empty() {
        bottom = grid.across(&mut sheet, &across, bottom + 8.0);
    }
    grid.walls(&mut sheet, &spots, bottom);
    bottom = grid.band(&mut sheet, &rows, bottom + 16.0);
    sheet.height = bottom + MARGIN;
    Some(sheet)
}

impl<'a> Grid<'a> {
    fn of(map: &'a Map) -> Grid<'a> {
        let count = map.columns.len();
        let (walled, free) = match count {
            0..=3 => (164.0, 116.0),
            4 => (132.0, 84.0),
            _ => (116.0, 68.0),
        };
        let has_wall = |gap: usize| map.walls.iter().any(|wall| is_at(wall, gap));
        let gaps: Vec<f64> =
            (0..count.saturating_sub(1)).map(|gap| if has_wall(gap) { walled } else { free }).collect();
        let width = (WIDTH - 2.0 * MARGIN - gaps.iter().sum::<f64>()) / count.max(1) as f64;
        let mut left = MARGIN;
        let column = |n: usize| {
            let sides = (left, left + width);
            left += width + gaps.get(n).copied().unwrap_or_default();
            sides
        };
        Grid { map, columns: (0..count).map(column).collect() }
    }

    /// The columns of an arrow that leads from one to another.
    fn crosses(&self, arrow: usize) -> Option<(usize, usize)> {
        let arrow = &self.map.arrows[arrow];
        let (from, to) = (self.column_of(arrow.from)?, self.column_of(*arrow.to.first()?)?);
        (from != to).then_some((from, to))
    }

    fn column_of(&self, node: usize) -> Option<usize> {
        let has = |column: &MapColumn| column.groups.iter().any(|group| group.nodes.contains(&node));
        self.map.columns.iter().position(has)
    }

    /// Writes the columns; gives where nodes stand and where the longest column ends.
    fn columns(&self, sheet: &mut Sheet, rows: &BTreeMap<usize, Vec<usize>>) -> (BTreeMap<usize, Spot>, f64) {
        let (mut spots, mut bottom) = (BTreeMap::new(), MARGIN);
        for (column, sides) in self.map.columns.iter().zip(&self.columns) {
            let mut stack = Stack::new(self.map, sheet, rows, *sides, MARGIN, SIZE);
            stack.heading(column);
            column.groups.iter().for_each(|group| stack.group(group));
            bottom = stack.top.max(bottom);
            spots.append(&mut stack.spots);
        }
        (spots, bottom)
    }

    /// The wall in a gap, left or right of its middle.
    fn wall_in(&self, gap: usize, left: bool) -> Option<f64> {
        let home = if left { gap } else { gap + 1 };
        let stands = self.map.walls.iter().any(|wall| wall.home == home && is_at(wall, gap));
        let at = if left { self.columns[gap].1 + STOP } else { self.columns[gap + 1].0 - STOP - WALL };
        stands.then_some(at)
    }

    /// What a gap has left for texts.
    fn room(&self, gap: usize) -> (f64, f64) {
        let left = self.wall_in(gap, true).map_or(self.columns[gap].1 + 8.0, |wall| wall + WALL + 9.0);
        let right = self.wall_in(gap, false).map_or(self.columns[gap + 1].0 - 8.0, |wall| wall - 9.0);
        (left, right)
    }

    /// The names of walls next to them; gives where they end.
    fn wall_words(&self, sheet: &mut Sheet) -> f64 {
        let none = BTreeMap::new();
        let mut bottom = MARGIN;
        for gap in 0..self.columns.len().saturating_sub(1) {
            let mut stack = Stack::new(self.map, sheet, &none, self.room(gap), MARGIN, SIZE);
            for wall in self.map.walls.iter().filter(|wall| is_at(wall, gap)) {
                stack.wall_words(wall);
            }
            bottom = stack.top.max(bottom);
        }
        bottom
    }

    /// The walls down to a height, and what stops at them.
    fn walls(&self, sheet: &mut Sheet, spots: &BTreeMap<usize, Spot>, bottom: f64) {
        for gap in 0..self.columns.len().saturating_sub(1) {
            for left in [true, false] {
                let Some(x) = self.wall_in(gap, left) else { continue };
                let home = if left { gap } else { gap + 1 };
                let tone = Tone::of(self.map.columns[home].hue);
                // Behind the arrows, which cross it.
                let mut behind = Sheet::default();
                draw_wall(&mut behind, tone, (x, MARGIN, x + WALL, bottom));
                sheet.marks.splice(0..0, behind.marks);
                let walls = self.map.walls.iter().filter(|wall| wall.home == home && is_at(wall, gap));
                let stopped = walls.flat_map(|wall| wall.stopped.iter().map(move |stopped| (wall, stopped)));
                for (wall, (node, standing)) in stopped {
                    let Some(spot) = spots.get(node) else { continue };
                    let (from, to) = if left { (spot.right + 8.0, x - 3.0) } else { (spot.left - 6.0, x + WALL + 3.0) };
                    let pen = if *standing == TieStanding::Fact { Pen::Line(1.5) } else { Pen::Dash(1.5) };
                    let way = line(&[(from, spot.y), (to, spot.y)]);
                    sheet.titled_path(tone, pen, way, format!("{} {}", wall.name, wall.words));
                    sheet.path(tone, Pen::Line(2.4), line(&[(to, spot.y - 6.0), (to, spot.y + 6.0)]));
                }
            }
        }
    }

    /// A row for each arrow from one column to another: who acts, an arrow, whom it concerns.
    fn across(&self, sheet: &mut Sheet, across: &[usize], top: f64) -> f64 {
        let (left, right) = self.columns[0];
        let heading = text::fit(&self.map.across, SIZE, right - left, 3);
        let label = Label::fitted(left, top, SIZE, &self.map.across, heading).heading();
        let mut top = label.bottom() + 8.0;
        sheet.label(Tone::Ink, label);
        for n in across {
            top = self.row(sheet, *n, top);
        }
        top
    }

    fn row(&self, sheet: &mut Sheet, n: usize, top: f64) -> f64 {
        let arrow = &self.map.arrows[n];
        let Some((from, to)) = self.crosses(n) else { return top };
        let (gap, rightwards) = if to > from { (from, true) } else { (from - 1, false) };
        let room = self.room(gap);
        let verb = text::fit(&arrow.words, SIZE, room.1 - room.0, 3);
        let fitted = |text: &str, (left, right): (f64, f64)| text::fit(text, SIZE, right - left, 4);
        let name = self.map.nodes.get(arrow.from).map_or("", |node| node.label.as_str()).to_owned();
        let whom = arrow.targets.clone();
        let ends = [(from, name, rightwards), (to, whom, !rightwards)];
        let ends = ends.map(|(column, text, at_right)| (fitted(&text, self.columns[column]), column, text, at_right));
        let tall = |fitted: &text::Fitted| fitted.lines.len() as f64 * line_height(SIZE);
        let half = ends.iter().map(|(fitted, ..)| tall(fitted) / 2.0).fold(0.0, f64::max);
        let y = top + (tall(&verb) + 4.0).max(half);
        // Each text stands at the side of its column from which the arrow leaves or which it reaches.
        for (fitted, column, text, at_right) in ends {
            let (left, right) = self.columns[column];
            let label_top = y - tall(&fitted) / 2.0;
            let label = match at_right {
                true => Label::fitted(right, label_top, SIZE, &text, fitted).anchored(TextAnchor::End),
                false => Label::fitted(left, label_top, SIZE, &text, fitted),
            };
            sheet.label(Tone::Ink, label);
        }
        let middle = f64::midpoint(room.0, room.1);
        let label = Label::fitted(middle, y - 4.0 - tall(&verb), SIZE, &arrow.words, verb);
        sheet.label(Tone::Ink2, label.anchored(TextAnchor::Middle));
        let (start, end) = match rightwards {
            true => (self.columns[from].1 + 5.0, self.columns[to].0 - 5.0),
            false => (self.columns[from].0 - 5.0, self.columns[to].1 + 5.0),
        };
        let tone = Tone::of(self.map.columns[from].hue);
        draw_arrow(sheet, tone, arrow.standing, (start, end, y), said(self.map, n));
        y + half.max(6.0) + 10.0
    }

    /// What belongs to no bloc, below all columns.
    fn band(&self, sheet: &mut Sheet, rows: &BTreeMap<usize, Vec<usize>>, top: f64) -> f64 {
        let band = &self.map.band;
        if band.groups.is_empty() {
            return top;
        }
        let mut head = Stack::new(self.map, sheet, rows, (MARGIN, WIDTH - MARGIN), top, SIZE);
        head.heading(band);
        let top = head.top;
        const GAP: f64 = 36.0;
        let width = (WIDTH - 2.0 * MARGIN - 2.0 * GAP) / 3.0;
        let mut tops = [top; 3];
        for group in &band.groups {
            let shortest = (0..tops.len()).fold(0, |best, n| if tops[n] < tops[best] { n } else { best });
            let left = MARGIN + shortest as f64 * (width + GAP);
            let sides = (left, left + width);
            let mut stack = Stack::new(self.map, sheet, rows, sides, tops[shortest], SIZE).toned(band);
            stack.group(group);
            tops[shortest] = stack.top;
        }
        tops.into_iter().fold(top, f64::max)
    }
}

/// Whether a wall stands between a column and the next.
fn is_at(wall: &Wall, gap: usize) -> bool {
    (wall.after && wall.home == gap) || (wall.before && wall.home == gap + 1)
}
