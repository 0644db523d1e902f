//! The arrows of a timeline: from what was done to what answered it.
//!
//! They run in a gutter right of all bars, one trunk for each source with a branch to each answer, and leave and reach
//! bars at the height of the bars, so that they never cross a label. What finds no room there becomes a note.

use super::data::{PlaceInGroup, TieStanding, TimelineArrow};
use super::sheet::{Pen, Sheet, Tone, circle, line, polygon};
use std::collections::{BTreeMap, BTreeSet};

/// How many trunks can run beside each other.
const MOST: usize = 6;

/// How far apart they run.
const STEP: f64 = 6.0;

/// The arrows of one drawing.
#[derive(Debug)]
pub(super) struct Wires {
    columns: usize,
    trunks: Vec<Trunk>,
    /// The rows that answer something which no line leads from.
    pub notes: BTreeMap<usize, Vec<PlaceInGroup>>,
}

#[derive(Debug)]
struct Trunk {
    from: usize,
    standing: TieStanding,
    to: BTreeSet<usize>,
    column: usize,
}

/// The bar of a row, which arrows leave and reach.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bar {
    pub right: f64,
    pub y: f64,
}

impl Wires {
    /// The width of the gutter.
    pub(crate) fn gutter(&self) -> f64 {
        if self.columns == 0 { 0.0 } else { 6.0 + STEP * self.columns as f64 }
    }
}

/// Decides where the arrows between these rows run.
pub(super) fn plan(rows: &[PlaceInGroup], arrows: &[TimelineArrow]) -> Wires {
    let row: BTreeMap<PlaceInGroup, usize> = rows.iter().enumerate().map(|(index, place)| (*place, index)).collect();
    let mut notes: BTreeMap<usize, Vec<PlaceInGroup>> = BTreeMap::new();
    let mut answers: BTreeMap<(usize, TieStanding), BTreeSet<usize>> = BTreeMap::new();
    for TimelineArrow { from, to, standing } in arrows.iter().filter(|arrow| arrow.from != arrow.to) {
        match (row.get(from), row.get(to)) {
            (Some(from), Some(to)) => _ = answers.entry((*from, *standing)).or_default().insert(*to),
            (None, Some(to)) => notes.entry(*to).or_default().push(*from),
            (_, None) => {}
        }
    }
    let mut wires = Wires { columns: 0, trunks: Vec::new(), notes };
    let mut ends: Vec<usize> = Vec::new();
    let span = |from: usize, to: &BTreeSet<usize>| {
        (from.min(to.first().copied().unwrap_or(from)), from.max(to.last().copied().unwrap_or(from)))
    };
    let mut answers: Vec<((usize, TieStanding), BTreeSet<usize>)> = answers.into_iter().collect();
    answers.sort_by_key(|((from, _), to)| span(*from, to));
    for ((from, standing), to) in answers {
        let (first, last) = span(from, &to);
        match ends.iter().position(|end| *end < first) {
            Some(column) => {
                ends[column] = last;
                wires.trunks.push(Trunk { from, standing, to, column });
            }
            None if ends.len() < MOST => {
                wires.trunks.push(Trunk { from, standing, to, column: ends.len() });
                ends.push(last);
            }
            None => to.into_iter().for_each(|to| wires.notes.entry(to).or_default().push(rows[from])),
        }
    }
    wires.columns = ends.len();
    wires
}

/// Draws the arrows right of a frame.
pub(super) fn draw(sheet: &mut Sheet, wires: &Wires, bars: &[Bar], frame: f64) {
    for trunk in &wires.trunks {
        let x = frame + 6.0 + STEP * trunk.column as f64;
        let from = bars[trunk.from];
        // What leaves a bar and what reaches it keep apart, since a bar can do both.
        let leave = from.y - 1.5;
        let mut d = line(&[(from.right, leave), (x, leave)]);
        let mut ends = (leave, leave);
        let mut heads = circle(x, leave, 1.8);
        for to in trunk.to.iter().map(|to| bars[*to]) {
            let reach = to.y + 1.5;
            ends = (ends.0.min(reach), ends.1.max(reach));
            d += &line(&[(x, reach), (to.right + 5.0, reach)]);
            let (tip, back) = (to.right + 1.0, to.right + 7.0);
            heads += &polygon(&[(tip, reach), (back, reach - 3.0), (back, reach + 3.0)]);
        }
        d += &line(&[(x, ends.0), (x, ends.1)]);
        match trunk.standing {
            TieStanding::Fact => sheet.path(Tone::Ink2, Pen::Line(1.2), d),
            TieStanding::Claim => sheet.path(Tone::Ink2, Pen::Dash(1.2), d),
            // One broad line with a bright one in it.
            TieStanding::Disputed => {
                sheet.path(Tone::Ink2, Pen::Line(3.4), d.clone());
                sheet.path(Tone::Paper, Pen::Line(1.4), d);
            }
        }
        sheet.path(Tone::Ink2, Pen::Fill, heads);
    }
}

#[cfg(test)]
impl Wires {
    /// What a row answers, by arrow or by note.
    pub(crate) fn answered_by(&self, row: usize, rows: &[PlaceInGroup]) -> BTreeSet<PlaceInGroup> {
        let drawn = self.trunks.iter().filter(|trunk| trunk.to.contains(&row)).map(|trunk| rows[trunk.from]);
        drawn.chain(self.notes.get(&row).into_iter().flatten().copied()).collect()
    }
}
