//! The map of the split: a column for each bloc with who makes what there, walls where a policy keeps a model from
//! another bloc, and arrows from who acts to whom it concerns.
//!
//! Drawn twice: for a phone with the blocs one below the other, where arrows are rows under who acts; and for a wide
//! screen with the blocs next to each other, where an arrow from one bloc to another has a row of its own, so that no
//! two texts meet. Never places a bloc where it lies on the globe, and draws no arrow that it is not given.

mod stack;
pub(super) mod wide;

use super::data::{Drawing, Map, MapColumn, TieStanding};
use super::sheet::{self, MARGIN, Pen, Sheet, Tone, WIDTH, line, polygon, rectangle};
use stack::Stack;
use std::collections::BTreeMap;

/// From how many nodes on each bloc is a drawing of its own.
const MOST: usize = 60;

/// The font size on a phone: 12 px where the screen is as narrow as 320.
const SIZE: f64 = 15.0;

/// How thick a wall is.
const WALL: f64 = 9.0;

/// Draws a map, in several parts when it is large; nothing when it has no nodes.
pub(crate) fn map(id: &str, title: &str, description: &str, map: &Map) -> Vec<Drawing> {
    let narrow = sheet::drawings("map narrow", id, title, description, narrow_sheets(map));
    let wide = wide::sheet(map).map(|sheet| (String::new(), sheet));
    let wide = sheet::drawings("map wide", &format!("{id}-wide"), title, description, wide.into_iter().collect());
    match (narrow, wide) {
        // The style sheet shows one of the two.
        (narrow, wide) if narrow.len() == 1 && wide.len() == 1 => {
            let svg = narrow.into_iter().chain(wide).map(|drawing| drawing.svg).collect();
            vec![Drawing { svg, part: String::new() }]
        }
        (narrow, _) => narrow
            .into_iter()
            .map(|drawing| Drawing { svg: drawing.svg.replacen("map narrow", "map", 1), ..drawing })
            .collect(),
    }
}

/// The blocs one below the other.
pub(super) fn narrow_sheets(map: &Map) -> Vec<(String, Sheet)> {
    let all: Vec<&MapColumn> = map.columns.iter().chain([&map.band]).collect();
    let count = |column: &MapColumn| column.groups.iter().map(|group| group.nodes.len()).sum::<usize>();
    match all.iter().map(|column| count(column)).sum() {
        0 => Vec::new(),
        1..=MOST => vec![(String::new(), narrow_sheet(map, &all))],
        _ => all.iter().filter(|column| count(column) > 0).flat_map(|column| parts(map, column)).collect(),
    }
}

/// One bloc, in as few drawings as have room for it.
fn parts(map: &Map, column: &MapColumn) -> Vec<(String, Sheet)> {
    let mut parts: Vec<MapColumn> = Vec::new();
    let mut used = 0;
    for group in &column.groups {
        for nodes in group.nodes.chunks(MOST) {
            if parts.is_empty() || used + nodes.len() > MOST {
                parts.push(MapColumn { groups: Vec::new(), ..column.clone() });
                used = 0;
            }
            used += nodes.len();
            let has_head = group.has_head && nodes.first() == group.nodes.first();
            let last = parts.last_mut();
            last.into_iter().for_each(|part| {
                part.groups.push(super::data::MapGroup { nodes: nodes.to_vec(), has_head });
            });
        }
    }
    let many = parts.len() > 1;
    let name = |n: usize| if many { format!("{} ({})", column.name, n + 1) } else { column.name.clone() };
    parts.iter().enumerate().map(|(n, part)| (name(n), narrow_sheet(map, &[part]))).collect()
}

fn narrow_sheet(map: &Map, columns: &[&MapColumn]) -> Sheet {
    let mut sheet = Sheet::default();
    let arrows = arrows_of(map, |_| true);
    let mut stack = Stack::new(map, &mut sheet, &arrows, (MARGIN, WIDTH - MARGIN), MARGIN, SIZE);
    for (n, column) in columns.iter().filter(|column| !column.groups.is_empty()).enumerate() {
        stack.top += if n > 0 { 12.0 } else { 0.0 };
        let home = map.columns.iter().position(|other| other.name == column.name && other.hue == column.hue);
        let walls = || map.walls.iter().filter(|wall| Some(wall.home) == home && columns.len() > 1);
        walls().filter(|wall| wall.before && !wall.after).for_each(|wall| stack.wall(wall));
        stack.heading(column);
        column.groups.iter().for_each(|group| stack.group(group));
        walls().filter(|wall| wall.after).for_each(|wall| stack.wall(wall));
    }
    let bottom = stack.top;
    sheet.height = bottom + MARGIN;
    sheet
}

/// The arrows that are rows under who acts, by who that is.
fn arrows_of(map: &Map, is_row: impl Fn(usize) -> bool) -> BTreeMap<usize, Vec<usize>> {
    let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, arrow) in map.arrows.iter().enumerate().filter(|(n, _)| is_row(*n)) {
        of.entry(arrow.from).or_default().push(n);
    }
    of
}

/// The whole of an arrow as a sentence, for those who point at it.
fn said(map: &Map, arrow: usize) -> String {
    let arrow = &map.arrows[arrow];
    arrow.sentence.clone()
}

/// A level line with a head at its second end.
fn draw_arrow(sheet: &mut Sheet, tone: Tone, standing: TieStanding, (from, to, y): (f64, f64, f64), title: String) {
    let back = if to > from { -1.0 } else { 1.0 };
    let level = |y: f64| line(&[(from, y), (to + back * 6.0, y)]);
    let (d, pen) = match standing {
        TieStanding::Fact => (level(y), Pen::Line(1.5)),
        TieStanding::Claim => (level(y), Pen::Dash(1.5)),
        TieStanding::Disputed => (level(y - 1.6) + &level(y + 1.6), Pen::Line(1.1)),
    };
    sheet.titled_path(tone, pen, d, title);
    let far = to + back * 8.0;
    sheet.path(tone, Pen::Fill, polygon(&[(to, y), (far, y - 4.5), (far, y + 4.5)]));
}

/// Courses of bricks, level or upright.
fn draw_wall(sheet: &mut Sheet, tone: Tone, (left, top, right, bottom): (f64, f64, f64, f64)) {
    sheet.path(tone, Pen::Fill, rectangle(left, top, right, bottom));
    let mut joints = String::new();
    let upright = bottom - top > right - left;
    let (length, start) = if upright { (bottom - top, top) } else { (right - left, left) };
    let (near, far) = if upright { (left, right) } else { (top, bottom) };
    let middle = f64::midpoint(near, far);
    let course = |from: f64, to: f64, at: f64| {
        if upright { line(&[(from, at), (to, at)]) } else { line(&[(at, from), (at, to)]) }
    };
    joints +=
        &if upright { line(&[(middle, top), (middle, bottom)]) } else { line(&[(left, middle), (right, middle)]) };
    for n in 1..(length / 7.0) as usize {
        let at = start + n as f64 * 7.0;
        joints += &if n % 2 == 0 { course(near, middle, at) } else { course(middle, far, at) };
    }
    sheet.path(Tone::Paper, Pen::Line(0.9), joints);
}
