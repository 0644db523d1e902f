//! Rows that go down from a point: a bloc's heading, makers and what they made, who can use it, and arrows.
//!
//! Never goes beyond its two sides.

use super::{WALL, draw_arrow, draw_wall, said};
use crate::draw::data::{Map, MapColumn, MapGroup, MapNode, Wall};
use crate::draw::sheet::{Label, Pen, Sheet, Tone, line_height, rectangle};
use crate::draw::symbols::{access, diamond, disc, square, triangle};
use crate::draw::text;
use crate::model::kind::{COMPANY, MODEL, POLICY};
use std::collections::BTreeMap;

/// From the left edge of a row to its text, behind the shape of its kind.
const TEXT: f64 = 18.0;

/// How far what is made or issued stands in from who did so.
const INDENT: f64 = 18.0;

/// How far a node is from the next at least: a finger must find one link and not two.
const ROW: f64 = 26.0;

/// How long the arrow of a row is.
const STUB: f64 = 26.0;

/// Where a node stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub left: f64,
    /// Where its label ends.
    pub right: f64,
    pub y: f64,
}

pub(super) struct Stack<'a> {
    map: &'a Map,
    sheet: &'a mut Sheet,
    /// The arrows that are rows here, by who acts.
    arrows: &'a BTreeMap<usize, Vec<usize>>,
    left: f64,
    right: f64,
    /// Where the next row begins.
    pub top: f64,
    size: f64,
    tone: Tone,
    /// Where nodes that were written stand.
    pub spots: BTreeMap<usize, Spot>,
}

impl<'a> Stack<'a> {
    pub(super) fn new(
        map: &'a Map,
        sheet: &'a mut Sheet,
        arrows: &'a BTreeMap<usize, Vec<usize>>,
        (left, right): (f64, f64),
        top: f64,
        size: f64,
    ) -> Stack<'a> {
        Stack { map, sheet, arrows, left, right, top, size, tone: Tone::Ink, spots: BTreeMap::new() }
    }

    /// The name of a bloc under a broad rule of its hue, which what follows has too.
    pub(super) fn heading(&mut self, column: &MapColumn) {
        self.tone = Tone::of(column.hue);
        self.sheet.path(self.tone, Pen::Fill, rectangle(self.left, self.top, self.right, self.top + 4.0));
        let size = self.size + 2.0;
        let fitted = text::fit(&column.name, size, self.right - self.left, 3);
        let label = Label::fitted(self.left, self.top + 9.0, size, &column.name, fitted);
        self.top = label.bottom() + 6.0;
        self.sheet.label(Tone::Ink, label.heading().linked(&column.href));
    }

    /// The hue of what follows.
    pub(super) fn toned(mut self, column: &MapColumn) -> Self {
        self.tone = Tone::of(column.hue);
        self
    }

    pub(super) fn group(&mut self, group: &MapGroup) {
        for (n, node) in group.nodes.iter().enumerate() {
            let is_head = n == 0 && group.has_head;
            self.node(*node, if group.has_head && !is_head { INDENT } else { 0.0 }, is_head);
        }
        self.top += 6.0;
    }

    fn node(&mut self, n: usize, indent: f64, is_head: bool) {
        let map = self.map;
        let Some(node) = map.nodes.get(n) else { return };
        let left = self.left + indent;
        let fitted = text::fit(&node.label, self.size, self.right - left - TEXT, 4);
        let tall = fitted.lines.len() as f64 * line_height(self.size);
        let height = (tall + 5.0).max(ROW);
        let top = self.top + (height - tall) / 2.0;
        let y = top + line_height(self.size) / 2.0;
        let width = fitted.lines.iter().map(|line| text::width(line, self.size)).fold(0.0, f64::max);
        self.spots.insert(n, Spot { left, right: left + TEXT + width, y });
        self.sheet.titled_path(self.tone, Pen::Fill, shape(node, left + 6.0, y), title(node));
        let label = Label::fitted(left + TEXT, top, self.size, &node.label, fitted).linked(&node.href);
        self.sheet.label(Tone::Ink, if is_head { label.heading() } else { label });
        self.top += height;
        node.access.iter().for_each(|sign| self.access(node, sign, left + TEXT));
        for arrow in self.arrows.get(&n).into_iter().flatten() {
            self.arrow(*arrow, left + TEXT);
        }
    }

    fn access(&mut self, node: &MapNode, sign: &crate::draw::data::AccessSign, left: f64) {
        let room = self.right - left - TEXT;
        let label =
            Label::fitted(left + TEXT, self.top, self.size, &sign.words, text::fit(&sign.words, self.size, room, 3));
        let y = self.top + line_height(self.size) / 2.0;
        for (n, (pen, d)) in access(sign.status, left + 6.0, y, 5.2).into_iter().enumerate() {
            match n {
                0 => self.sheet.titled_path(self.tone, pen, d, format!("{}: {}", node.label, sign.words)),
                _ => self.sheet.path(self.tone, pen, d),
            }
        }
        self.top = label.bottom() + 5.0;
        self.sheet.label(Tone::Ink2, label);
    }

    fn arrow(&mut self, n: usize, left: f64) {
        let arrow = &self.map.arrows[n];
        let words = arrow.on_its_own.clone();
        let from = left + STUB + 6.0;
        let fitted = text::fit(&words, self.size, self.right - from, 4);
        let label = Label::fitted(from, self.top, self.size, &words, fitted);
        let y = self.top + line_height(self.size) / 2.0;
        draw_arrow(self.sheet, Tone::Ink2, arrow.standing, (left, left + STUB, y), said(self.map, n));
        self.top = label.bottom() + 5.0;
        self.sheet.label(Tone::Ink, label);
    }

    /// A level wall with its name and whom it keeps out.
    pub(super) fn wall(&mut self, wall: &Wall) {
        self.top += 6.0;
        draw_wall(self.sheet, self.tone, (self.left, self.top, self.right, self.top + WALL));
        self.top += WALL + 6.0;
        self.wall_words(wall);
    }

    /// The name of a wall and whom it keeps out.
    pub(super) fn wall_words(&mut self, wall: &Wall) {
        let room = self.right - self.left;
        let name = Label::fitted(self.left, self.top, self.size, &wall.name, text::fit(&wall.name, self.size, room, 6));
        let below = name.bottom() + 3.0;
        self.sheet.label(Tone::Ink, name.heading());
        let words = Label::fitted(self.left, below, self.size, &wall.words, text::fit(&wall.words, self.size, room, 8));
        self.top = words.bottom() + 8.0;
        self.sheet.label(Tone::Ink2, words);
    }
}

fn shape(node: &MapNode, x: f64, y: f64) -> String {
    match node.kind.as_str() {
        MODEL => disc(x, y, 4.6),
        COMPANY => square(x, y, 4.6),
        POLICY => triangle(x, y, 4.4),
        _ => diamond(x, y, 4.2),
    }
}

fn title(node: &MapNode) -> String {
    format!("{} ({})", node.label, node.called)
}
