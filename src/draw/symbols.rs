//! The symbols of access and of kinds: shapes that need no colour.
//!
//! Never a letter or a flag; the word always stands beside them.

use super::sheet::{Pen, circle, line, number, polygon, rectangle};
use crate::model::access::Status;

/// The symbol of a status around a point.
pub(super) fn access(status: Status, x: f64, y: f64, radius: f64) -> Vec<(Pen, String)> {
    let pen = Pen::Line(radius * 0.3);
    let ring = circle(x, y, radius * 0.85);
    let (near, far) = (radius * 0.75, radius * 1.05);
    match status {
        Status::Open => vec![(Pen::Fill, circle(x, y, radius))],
        Status::VettedOnly => {
            let (top, bottom, r) = (number(y - radius * 0.85), number(y + radius * 0.85), number(radius * 0.85));
            let half = format!("M{} {top}A{r} {r} 0 0 0 {} {bottom}Z", number(x), number(x));
            vec![(pen, ring), (Pen::Fill, half)]
        }
        Status::Restricted => {
            vec![(pen, ring), (Pen::Line(radius * 0.4), line(&[(x - radius * 0.5, y), (x + radius * 0.5, y)]))]
        }
        Status::Banned => {
            let cross = line(&[(x - near, y - near), (x + near, y + near)])
                + &line(&[(x - near, y + near), (x + near, y - near)]);
            vec![(Pen::Line(radius * 0.45), cross)]
        }
        Status::Withdrawn => vec![(pen, ring), (pen, line(&[(x - far, y + far), (x + far, y - far)]))],
        Status::Unknown => vec![(Pen::Dots(radius * 0.36), ring)],
        Status::Disputed => {
            let rule = |y: f64| line(&[(x - radius, y), (x + radius, y)]);
            vec![(pen, rule(y - radius * 0.4) + &rule(y + radius * 0.4))]
        }
    }
}

pub(super) fn disc(x: f64, y: f64, radius: f64) -> String {
    circle(x, y, radius)
}

pub(super) fn square(x: f64, y: f64, radius: f64) -> String {
    let half = radius * 0.9;
    rectangle(x - half, y - half, x + half, y + half)
}

pub(super) fn triangle(x: f64, y: f64, radius: f64) -> String {
    polygon(&[(x, y - radius * 1.15), (x + radius * 1.15, y + radius * 0.85), (x - radius * 1.15, y + radius * 0.85)])
}

pub(super) fn diamond(x: f64, y: f64, radius: f64) -> String {
    let far = radius * 1.2;
    polygon(&[(x, y - far), (x + far, y), (x, y + far), (x - far, y)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::theme;
    use std::fmt::Write;

    #[test]
    fn the_sprite_of_the_theme_is_the_one_that_drawings_use() {
        let mut sprite =
            r#"<svg class="symbols" width="0" height="0" aria-hidden="true" focusable="false">"#.to_owned();
        let all = ["open", "vetted-only", "restricted", "banned", "withdrawn", "unknown", "disputed"];
        for status in all.map(|word| Status::from_word(word).expect(word)) {
            let _ = write!(sprite, r#"<symbol id="access-{}" viewBox="0 0 16 16">"#, status.word());
            for (pen, d) in access(status, 8.0, 8.0, 6.0) {
                let _ = write!(sprite, r#"<path{} d="{d}"/>"#, pen.attributes());
            }
            sprite.push_str("</symbol>");
        }
        sprite.push_str("</svg>\n");
        let ours = theme::FILES.iter().find(|(path, _)| *path == "templates/partials/symbols.html");
        assert_eq!(ours.map(|(_, bytes)| *bytes), Some(sprite.as_bytes()));
    }
}
