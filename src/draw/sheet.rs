//! A laid out drawing: marks and labels at their places, and how they are written as SVG.
//!
//! Everything is coloured by `currentColor`; a tone is a class that sets the colour. Never moves what it is given.

use super::text::{Fitted, push_escaped};
use std::fmt::Write;
use std::sync::Arc;

/// The width of a drawing in units, which are pixels on a phone.
pub(super) const WIDTH: f64 = 360.0;

/// The width of a drawing in a column of text on a wide screen.
pub(super) const WIDE: f64 = 640.0;

/// How far text and marks stay away from the edges.
pub(super) const MARGIN: f64 = 4.0;

/// A laid out drawing.
#[derive(Debug)]
pub(super) struct Sheet {
    pub width: f64,
    pub height: f64,
    /// From back to front.
    pub marks: Vec<Mark>,
}

#[derive(Debug)]
pub(super) struct Mark {
    pub tone: Tone,
    pub form: Form,
}

/// What a mark is coloured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Ink,
    Ink2,
    Hairline,
    /// The colour of what is drawn upon: hides what lies behind.
    Paper,
    Hue(usize),
}

impl Tone {
    /// The tone of a bloc; ink for what belongs to none.
    pub(crate) fn of(hue: Option<usize>) -> Tone {
        hue.map_or(Tone::Ink, |hue| Tone::Hue(hue.clamp(1, 6)))
    }

    fn class(self) -> &'static str {
        match self {
            Tone::Ink => "ink",
            Tone::Ink2 => "ink-2",
            Tone::Hairline => "hairline",
            Tone::Paper => "paper",
            Tone::Hue(hue) => ["hue-1", "hue-2", "hue-3", "hue-4", "hue-5", "hue-6"][hue.clamp(1, 6) - 1],
        }
    }
}

#[derive(Debug)]
pub(super) enum Form {
    Path {
        d: String,
        pen: Pen,
        /// Shown to those who point at it.
        title: Option<String>,
    },
    Label(Label),
}

/// How a path is drawn; a number is the width of the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pen {
    Fill,
    Line(f64),
    Dash(f64),
    Dots(f64),
}

/// A text of one or more lines.
#[derive(Debug)]
pub(super) struct Label {
    pub x: f64,
    /// The upper edge of the first line.
    pub top: f64,
    pub size: f64,
    pub anchor: TextAnchor,
    pub lines: Vec<String>,
    /// The whole text.
    pub full: String,
    /// Whether `lines` has less than `full`.
    pub cut: bool,
    pub href: Option<String>,
    /// The language of the text, where it is another than that of the page.
    pub lang: Option<Arc<str>>,
    pub head: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextAnchor {
    Start,
    Middle,
    End,
}

/// The space that a label takes, for those who look whether two meet.
#[cfg(test)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

#[cfg(test)]
impl Area {
    pub(crate) fn meets(&self, other: &Area) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// The height of a line of text at a font size.
pub(super) fn line_height(size: f64) -> f64 {
    size * 1.16
}

impl Label {
    /// A label of one line that starts at a point.
    pub(crate) fn line(x: f64, top: f64, size: f64, text: &str) -> Label {
        Label::fitted(x, top, size, text, Fitted { lines: vec![text.to_owned()], cut: false })
    }

    pub(crate) fn fitted(x: f64, top: f64, size: f64, full: &str, fitted: Fitted) -> Label {
        let Fitted { lines, cut } = fitted;
        let full = full.to_owned();
        Label { x, top, size, anchor: TextAnchor::Start, lines, full, cut, href: None, lang: None, head: false }
    }

    pub(crate) fn anchored(self, anchor: TextAnchor) -> Label {
        Label { anchor, ..self }
    }

    pub(crate) fn linked(self, href: &Option<String>) -> Label {
        Label { href: href.clone(), ..self }
    }

    pub(crate) fn in_language(self, lang: &Option<Arc<str>>) -> Label {
        Label { lang: lang.clone(), ..self }
    }

    pub(crate) fn heading(self) -> Label {
        Label { head: true, ..self }
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.top + self.lines.len() as f64 * line_height(self.size)
    }

    /// Whether a line was broken at a space, and not within a word or between characters that have none.
    fn has_space_after(&self, line: usize) -> bool {
        let Some(next) = self.lines.get(line + 1) else { return false };
        self.full.contains(&format!("{} {}", self.lines[line], next.trim_end_matches('…')))
    }

    #[cfg(test)]
    pub(crate) fn area(&self) -> Area {
        let width = self.lines.iter().map(|line| super::text::width(line, self.size)).fold(0.0, f64::max);
        let left = match self.anchor {
            TextAnchor::Start => self.x,
            TextAnchor::Middle => self.x - width / 2.0,
            TextAnchor::End => self.x - width,
        };
        Area { left, top: self.top, right: left + width, bottom: self.bottom() }
    }
}

impl Default for Sheet {
    fn default() -> Self {
        Sheet { width: WIDTH, height: 0.0, marks: Vec::new() }
    }
}

impl Sheet {
    pub(crate) fn path(&mut self, tone: Tone, pen: Pen, d: String) {
        self.marks.push(Mark { tone, form: Form::Path { d, pen, title: None } });
    }

    pub(crate) fn titled_path(&mut self, tone: Tone, pen: Pen, d: String, title: String) {
        self.marks.push(Mark { tone, form: Form::Path { d, pen, title: Some(title) } });
    }

    pub(crate) fn label(&mut self, tone: Tone, label: Label) {
        self.marks.push(Mark { tone, form: Form::Label(label) });
    }

    #[cfg(test)]
    pub(crate) fn labels(&self) -> impl Iterator<Item = &Label> {
        self.marks.iter().filter_map(|mark| match &mark.form {
            Form::Label(label) => Some(label),
            Form::Path { .. } => None,
        })
    }

    /// Writes the sheet as an `<svg>` element whose ids begin with `id`.
    pub(crate) fn svg(&self, kind: &str, id: &str, title: &str, description: &str) -> String {
        let mut out = String::new();
        // The children of an image are hidden from readers who hear the page, so what has links is a group.
        let linked = self.marks.iter().any(|mark| matches!(&mark.form, Form::Label(label) if label.href.is_some()));
        let role = if linked { "group" } else { "img" };
        let height = number(self.height.ceil());
        let _ =
            write!(out, r#"<svg class="drawing {kind}" viewBox="0 0 {} {height}" role="{role}""#, number(self.width));
        out.push_str(r#" direction="ltr" aria-labelledby=""#);
        push_escaped(&mut out, &format!("{id}-title {id}-desc"));
        out.push_str("\">");
        for (element, text) in [("title", title), ("desc", description)] {
            let _ = write!(out, "<{element} id=\"");
            push_escaped(&mut out, &format!("{id}-{element}"));
            out.push_str("\">");
            push_escaped(&mut out, text);
            let _ = write!(out, "</{element}>");
        }
        for run in self.marks.chunk_by(|a, b| a.tone == b.tone) {
            let _ = write!(out, r#"<g class="{}">"#, run[0].tone.class());
            run.iter().for_each(|mark| write_form(&mut out, &mark.form));
            out.push_str("</g>");
        }
        out.push_str("</svg>\n");
        out
    }
}

fn write_form(out: &mut String, form: &Form) {
    match form {
        Form::Label(label) => write_label(out, label),
        Form::Path { d, pen, title: None } => {
            let _ = write!(out, r#"<path{} d="{d}"/>"#, pen.attributes());
        }
        Form::Path { d, pen, title: Some(title) } => {
            let _ = write!(out, r#"<path{} d="{d}"><title>"#, pen.attributes());
            push_escaped(out, title);
            out.push_str("</title></path>");
        }
    }
}

impl Pen {
    pub(crate) fn attributes(self) -> String {
        let line = |width: f64| format!(r#" fill="none" stroke="currentColor" stroke-width="{}""#, number(width));
        match self {
            Pen::Fill => r#" fill="currentColor""#.to_owned(),
            Pen::Line(width) => line(width),
            Pen::Dash(width) => line(width) + r#" stroke-dasharray="4 2.5""#,
            Pen::Dots(width) => line(width) + r#" stroke-dasharray="0 4" stroke-linecap="round""#,
        }
    }
}

fn write_label(out: &mut String, label: &Label) {
    if let Some(href) = &label.href {
        out.push_str("<a href=\"");
        push_escaped(out, href);
        out.push_str("\">");
    }
    let head = if label.head { r#" class="head""# } else { "" };
    let anchor = match label.anchor {
        TextAnchor::Start => "",
        TextAnchor::Middle => r#" text-anchor="middle""#,
        TextAnchor::End => r#" text-anchor="end""#,
    };
    let lang = label.lang.as_ref().map_or_else(String::new, |lang| format!(" lang=\"{lang}\""));
    let _ = write!(out, r#"<text{head}{anchor}{lang} fill="currentColor" font-size="{}""#, number(label.size));
    // The baseline of the first line, a little above the lower edge of its box.
    let baseline = label.top + label.size * 0.92;
    if let [line] = &label.lines[..] {
        let _ = write!(out, r#" x="{}" y="{}">"#, number(label.x), number(baseline));
        push_escaped(out, line);
    } else {
        out.push('>');
        for (index, line) in label.lines.iter().enumerate() {
            let y = baseline + index as f64 * line_height(label.size);
            let _ = write!(out, r#"<tspan x="{}" y="{}">"#, number(label.x), number(y));
            // The spaces of broken lines stay where the text is read or copied, at the side where they move nothing.
            let at_end = label.anchor == TextAnchor::End;
            out.push_str(if at_end && index > 0 && label.has_space_after(index - 1) { " " } else { "" });
            push_escaped(out, line);
            out.push_str(if !at_end && label.has_space_after(index) { " </tspan>" } else { "</tspan>" });
        }
    }
    if label.cut {
        out.push_str("<title>");
        push_escaped(out, &label.full);
        out.push_str("</title>");
    }
    out.push_str("</text>");
    if label.href.is_some() {
        out.push_str("</a>");
    }
}

/// A number as short text, to a tenth of a unit.
pub(super) fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.abs() / 10, tenths.abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth}"),
    }
}

/// The path of a rectangle.
pub(super) fn rectangle(left: f64, top: f64, right: f64, bottom: f64) -> String {
    format!("M{} {}H{}V{}H{}Z", number(left), number(top), number(right), number(bottom), number(left))
}

/// The path of a circle.
pub(super) fn circle(x: f64, y: f64, radius: f64) -> String {
    let (r, across) = (number(radius), number(radius * 2.0));
    format!("M{} {}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0Z", number(x - radius), number(y))
}

/// The path of a line through points.
pub(super) fn line(points: &[(f64, f64)]) -> String {
    let mut d = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if index == 0 { "M" } else { "L" }, number(*x), number(*y));
    }
    d
}

/// The path of a closed outline through points.
pub(super) fn polygon(points: &[(f64, f64)]) -> String {
    line(points) + "Z"
}

/// Makes a drawing of one sheet or of several parts; ids and titles tell the parts apart.
pub(super) fn drawings(
    kind: &str,
    id: &str,
    title: &str,
    description: &str,
    sheets: Vec<(String, Sheet)>,
) -> Vec<super::data::Drawing> {
    let many = sheets.len() > 1;
    let draw = |(index, (part, sheet)): (usize, (String, Sheet))| {
        let id = if many { format!("{id}-{}", index + 1) } else { id.to_owned() };
        let part = if many { part } else { String::new() };
        let title = if part.is_empty() { title.to_owned() } else { format!("{title} ({part})") };
        super::data::Drawing { svg: sheet.svg(kind, &id, &title, description), part }
    };
    sheets.into_iter().enumerate().map(draw).collect()
}
