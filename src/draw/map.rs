//! The map: a ring of blocs, what belongs to each, and who is tied to whom.
//!
//! Labels stand level beside the ring, one below the other, so that none can meet another and none has to be read
//! aslant. Never places a bloc where it lies on the globe.

use super::data::{Drawing, Map, PlaceInGroup, RingNode, TieStanding};
use super::ring::{HALF, Ring, Side, Spot, curve, double_curve};
use super::sheet::{self, Label, MARGIN, Pen, Sheet, TextAnchor, Tone, WIDTH, line_height};
use super::symbols::{access, diamond, disc, square, triangle};
use super::text::{self, Fitted};
use super::wiring::{self, Share};
use crate::model::kind::{COMPANY, MODEL, POLICY};
use std::collections::BTreeMap;

const SIZE: f64 = 12.5;
const HEAD: f64 = 13.0;

/// From the ring to the labels.
const GAP: f64 = 9.0;

/// What is left for labels beside the ring.
const ROOM: f64 = WIDTH / 2.0 - HALF - GAP - MARGIN;

/// How far a row is from the next at least: a finger must find one link and not two.
const ROW: f64 = 24.0;

/// Draws a map, in several parts when it is large; nothing when it has no nodes.
pub(crate) fn map(id: &str, title: &str, description: &str, map: &Map) -> Vec<Drawing> {
    sheet::drawings("map", id, title, description, sheets(map))
}

pub(super) fn sheets(map: &Map) -> Vec<(String, Sheet)> {
    wiring::shares(map).into_iter().map(|share| (share.name.clone(), sheet(map, &share))).collect()
}

/// A heading or a node beside the ring.
struct MapRow {
    /// The sector, and the node in it when it is not the heading.
    sector: usize,
    node: Option<usize>,
    label: Fitted,
    height: f64,
    /// The middle of the row.
    y: f64,
}

fn sheet(map: &Map, share: &Share) -> Sheet {
    let mut sides = [(Side::Left, rows(map, &share.left)), (Side::Right, rows(map, &share.right))];
    let tallest = sides.iter().map(|(_, rows)| rows.iter().map(|row| row.height).sum()).fold(0.0, f64::max);
    let ring = Ring { top: MARGIN + 4.0, bottom: MARGIN + 4.0 + tallest.max(60.0) + 28.0 };
    let mut sheet = Sheet { height: ring.bottom + 4.0 + MARGIN, ..Sheet::default() };
    for side in [Side::Left, Side::Right] {
        sheet.path(Tone::Hairline, Pen::Line(1.0), ring.arc(side, ring.top, ring.bottom));
    }
    let mut spots: BTreeMap<PlaceInGroup, Spot> = BTreeMap::new();
    for (side, rows) in &mut sides {
        spread(rows, ring.top + 14.0, ring.bottom - 14.0);
        let nodes = rows.iter().filter_map(|row| Some(((row.sector, row.node?), row.y)));
        spots.extend(
            nodes.map(|(place, y)| (place, Spot { side: *side, x: side.at((ring.reach(y) - 9.0).max(5.0)), y })),
        );
    }
    share.ties.iter().for_each(|tie| draw_tie(&mut sheet, map, *tie, &spots));
    for (side, rows) in &sides {
        rows.chunk_by(|a, b| a.sector == b.sector).for_each(|rows| draw_sector(&mut sheet, map, &ring, *side, rows));
    }
    sheet
}

/// The rows of one side: before the nodes of each sector its name.
fn rows(map: &Map, places: &[PlaceInGroup]) -> Vec<MapRow> {
    let mut rows: Vec<MapRow> = Vec::new();
    let row = |sector: usize, node: Option<usize>, size: f64, text: &str, above: f64| {
        let label = text::fit(text, size, ROOM, 3);
        let height = (label.lines.len() as f64 * line_height(size) + 4.0).max(ROW) + above;
        MapRow { sector, node, label, height, y: 0.0 }
    };
    for (sector, node) in places {
        if rows.last().is_none_or(|last| last.sector != *sector) {
            rows.push(row(*sector, None, HEAD, &map.sectors[*sector].name, 4.0));
        }
        rows.push(row(*sector, Some(*node), SIZE, &map.sectors[*sector].nodes[*node].label, 0.0));
    }
    rows
}

/// Spreads rows between two heights, as far apart as looks well.
fn spread(rows: &mut [MapRow], top: f64, bottom: f64) {
    let used: f64 = rows.iter().map(|row| row.height).sum();
    let gap = ((bottom - top - used) / rows.len().max(1) as f64).clamp(0.0, 14.0);
    let mut y = top + (bottom - top - used - gap * rows.len() as f64) / 2.0;
    for row in rows {
        row.y = y + (row.height + gap) / 2.0;
        y += row.height + gap;
    }
}

fn draw_tie(sheet: &mut Sheet, map: &Map, tie: usize, spots: &BTreeMap<PlaceInGroup, Spot>) {
    let Some((from, to)) = wiring::ends(map, tie) else { return };
    let (Some(start), Some(end)) = (spots.get(&from), spots.get(&to)) else { return };
    let tie = &map.ties[tie];
    let (d, pen) = match tie.standing {
        TieStanding::Fact => (curve(*start, *end), Pen::Line(1.3)),
        TieStanding::Claim => (curve(*start, *end), Pen::Dash(1.3)),
        TieStanding::Disputed => (double_curve(*start, *end), Pen::Line(0.9)),
    };
    let label = |place: PlaceInGroup| map.sectors[place.0].nodes[place.1].label.as_str();
    let said = [label(from), &tie.label, label(to)].join(" ");
    sheet.titled_path(Tone::of(map.sectors[from.0].hue), pen, d, said);
}

/// Draws rows of one sector, with its arc of the ring.
fn draw_sector(sheet: &mut Sheet, map: &Map, ring: &Ring, side: Side, rows: &[MapRow]) {
    let ([first, ..], [.., last]) = (rows, rows) else { return };
    let sector = &map.sectors[first.sector];
    let tone = Tone::of(sector.hue);
    sheet.path(tone, Pen::Line(4.0), ring.arc(side, first.y - 7.0, last.y + 7.0));
    for row in rows {
        let node = row.node.map(|node| &sector.nodes[node]);
        if let Some(node) = node {
            let x = side.at((ring.reach(row.y) - 9.0).max(5.0));
            draw_node(sheet, tone, node, x, row.y);
        }
        let (size, text) = node.map_or((HEAD, &sector.name), |node| (SIZE, &node.label));
        let half = row.label.lines.len() as f64 * line_height(size) / 2.0;
        let x = side.at(ring.farthest(row.y - half, row.y + half) + GAP);
        let label = Label::fitted(x, row.y - half, size, text, row.label.clone());
        let label = label.anchored(if side == Side::Left { TextAnchor::End } else { TextAnchor::Start });
        let label = match node {
            Some(node) => label.linked(&node.href),
            None => label.heading(),
        };
        sheet.label(Tone::Ink, label);
    }
}

fn draw_node(sheet: &mut Sheet, tone: Tone, node: &RingNode, x: f64, y: f64) {
    // Ties end behind what they lead to.
    sheet.path(Tone::Paper, Pen::Fill, disc(x, y, 5.5));
    if let Some(status) = node.status {
        access(status, x, y, 4.6).into_iter().for_each(|(pen, d)| sheet.path(tone, pen, d));
        return;
    }
    let d = match node.kind.as_str() {
        MODEL => disc(x, y, 4.2),
        COMPANY => square(x, y, 4.2),
        POLICY => triangle(x, y, 4.0),
        _ => diamond(x, y, 4.0),
    };
    sheet.path(tone, Pen::Fill, d);
}
