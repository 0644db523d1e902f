//! What a card is drawn on: texts that fit, squares, rules and symbols, written as SVG as they come.

use crate::draw::fonts::{Face, Fonts};
use crate::draw::sheet::number;
use crate::draw::symbols;
use crate::draw::text::{fit_measured, push_escaped};
use crate::model::access::Status;
use std::fmt::Write;

/// The size that all who show cards take.
pub(crate) const WIDTH: usize = 1200;
pub(crate) const HEIGHT: usize = 630;

/// The light colours of the theme, as `static/assets/theme-tokens.css` has them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ink {
    First,
    Second,
    Rule,
    Hairline,
    Hue(usize),
}

const PAPER: &str = "#fbfaf7";
const HUES: [&str; 6] = ["#5e82d0", "#8c2a0a", "#75307f", "#c07f1e", "#33614f", "#8e8e8b"];

impl Ink {
    fn colour(self) -> &'static str {
        match self {
            Ink::First => "#1a1c1e",
            Ink::Second => "#4a4f55",
            Ink::Rule => "#8c8f94",
            Ink::Hairline => "#dad7cf",
            Ink::Hue(hue) => HUES[hue.clamp(1, HUES.len()) - 1],
        }
    }
}

/// A line of text that was measured.
#[derive(Debug)]
pub(crate) struct MeasuredText {
    line: String,
    face: Face,
    size: f64,
    pub width: f64,
    /// Whether something of it is missing, so that it ends in "…".
    pub is_cut: bool,
}

pub(crate) struct Paper<'a> {
    fonts: &'a Fonts,
    out: String,
}

/// How much closer letters of titles stand, as a part of their size: the face is made for smaller ones.
pub(crate) const TIGHT: f64 = 0.014;

/// More of a text has no room anywhere.
const LONGEST: usize = 400;

impl<'a> Paper<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Paper<'a> {
        let mut out = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">"#);
        let _ = writeln!(out, "\n<path fill=\"{PAPER}\" d=\"M0 0H{WIDTH}V{HEIGHT}H0Z\"/>");
        Paper { fonts, out }
    }

    pub(crate) fn svg(mut self) -> String {
        self.out.push_str("</svg>\n");
        self.out
    }

    /// A text in one line; nothing when there is none, or none that our fonts can show.
    pub(crate) fn fitted(&self, face: Face, text: &str, size: f64, room: f64) -> Option<MeasuredText> {
        self.broken(face, text, size, room, 1)?.pop()
    }

    /// A title in at most so many lines, which are about equally long.
    pub(crate) fn lines(&self, text: &str, size: f64, room: f64, most: usize) -> Option<Vec<MeasuredText>> {
        let lines = self.broken(Face::Titles, text, size, room, most)?;
        if lines.iter().any(|line| line.is_cut) {
            return Some(lines);
        }
        let mut even = lines;
        for part in (10..20).rev() {
            let narrower = self.broken(Face::Titles, text, size, room * f64::from(part) / 20.0, even.len())?;
            // A word that has no room is broken, and then the lines are not narrower for the better.
            let has_room = |line: &MeasuredText| line.width <= room * f64::from(part) / 20.0;
            if narrower.iter().any(|line| line.is_cut || !has_room(line)) || breaks_a_word(text, &narrower) {
                break;
            }
            even = narrower;
        }
        Some(even)
    }

    fn broken(&self, face: Face, text: &str, size: f64, room: f64, most: usize) -> Option<Vec<MeasuredText>> {
        let text: String = text.chars().take(LONGEST).collect();
        let text = self.fonts.settable(face, &text)?;
        let tight = if face == Face::Titles { TIGHT } else { 0.0 };
        let of = |c: char| (self.fonts.advance(face, c) - tight) * size;
        let fitted = fit_measured(&text, &of, room, most);
        let last = fitted.lines.len() - 1;
        let line = |(n, line): (usize, String)| {
            let width = line.chars().map(of).sum();
            MeasuredText { line, face, size, width, is_cut: fitted.cut && n == last }
        };
        Some(fitted.lines.into_iter().enumerate().map(line).collect())
    }

    pub(crate) fn text(&mut self, ink: Ink, left: f64, baseline: f64, text: &MeasuredText) {
        let (family, spacing) = match text.face {
            Face::Titles => ("serif", format!(r#" letter-spacing="-{TIGHT}em""#)),
            Face::Labels => ("sans-serif", String::new()),
        };
        let (colour, size) = (ink.colour(), number(text.size));
        let _ = write!(self.out, r#"<text fill="{colour}" font-family="{family}" font-size="{size}"{spacing}"#);
        let _ = write!(self.out, r#" x="{}" y="{}">"#, number(left), number(baseline));
        push_escaped(&mut self.out, &text.line);
        self.out.push_str("</text>\n");
    }

    /// A path whose attributes say how `currentColor` is used.
    pub(crate) fn path(&mut self, ink: Ink, attributes: &str, d: &str) {
        let _ = writeln!(self.out, r#"<path color="{}"{attributes} d="{d}"/>"#, ink.colour());
    }

    /// A square on whole pixels, so that its edges are sharp.
    pub(crate) fn square(&mut self, ink: Ink, left: f64, top: f64, side: f64) {
        let (left, top) = (number(left.round()), number(top.round()));
        let side = number(side);
        self.path(ink, r#" fill="currentColor""#, &format!("M{left} {top}h{side}v{side}h-{side}Z"));
    }

    /// A line of two pixels.
    pub(crate) fn rule(&mut self, ink: Ink, left: f64, right: f64, y: f64) {
        let (left, right, y) = (number(left.round()), number(right.round()), number(y.round()));
        self.path(ink, r#" fill="currentColor""#, &format!("M{left} {y}H{right}v2H{left}Z"));
    }

    /// The symbol of a status around a point.
    pub(crate) fn access(&mut self, status: Status, x: f64, y: f64) {
        // As large as in a page, and then twice that, so that dots and lines keep their measure.
        let (colour, x, y) = (Ink::First.colour(), number(x), number(y));
        let _ = write!(self.out, r#"<g color="{colour}" transform="translate({x} {y}) scale(2)">"#);
        for (pen, d) in symbols::access(status, 0.0, 0.0, 6.0) {
            let _ = write!(self.out, r#"<path{} d="{d}"/>"#, pen.attributes());
        }
        self.out.push_str("</g>\n");
    }
}

/// Whether a line ends within a word.
fn breaks_a_word(text: &str, lines: &[MeasuredText]) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    lines.iter().flat_map(|line| line.line.split_whitespace()).any(|word| !words.contains(&word))
}
