//! A cell of the matrix as a drawing that stands alone, for other sites: what it is about, its sign and word, and how well
//! it is known.
//!
//! The only drawing with colours of its own, since no style sheet of ours reaches it; they are those of
//! `static/assets/theme-tokens.css`, and follow the scheme of the reader.

use super::sheet::number;
use super::symbols;
use super::text::{fit, push_escaped};
use crate::model::access::Status;
use std::fmt::Write;

/// What the drawing of a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DrawnCell {
    /// "Mythos in Japan"
    pub title: String,
    pub status: Status,
    /// The status for readers.
    pub word: String,
    /// How well it is known, in words; empty when nothing is.
    pub known: String,
    pub site: String,
}

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 104.0;
const LEFT: f64 = 16.0;
const STYLE: &str = "svg{color:#1a1c1e;background:#fbfaf7}.second{color:#4a4f55}\
    @media(prefers-color-scheme:dark){svg{color:#eceae4;background:#14171a}.second{color:#b7bbc0}}";

/// Draws a cell, as a whole SVG file.
pub(crate) fn cell(cell: &DrawnCell) -> String {
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-labelledby="title" font-family="'IBM Plex Sans Condensed','Arial Narrow',sans-serif"><title id="title">"#,
        number(WIDTH),
        number(HEIGHT)
    );
    push_escaped(&mut out, &format!("{}: {}", cell.title, cell.word));
    let _ = write!(out, "</title><style>{STYLE}</style>");
    write_text(&mut out, &cell.title, (LEFT, 27.0), 15.0, "");
    for (pen, d) in symbols::access(cell.status, LEFT + 11.0, 55.0, 10.0) {
        let _ = write!(out, r#"<path{} d="{d}"/>"#, pen.attributes());
    }
    write_text(&mut out, &cell.word, (LEFT + 32.0, 63.0), 22.0, "");
    let second = if cell.known.is_empty() { cell.site.clone() } else { format!("{} · {}", cell.known, cell.site) };
    write_text(&mut out, &second, (LEFT, 90.0), 13.0, r#" class="second""#);
    out.push_str("</svg>\n");
    out
}

fn write_text(out: &mut String, text: &str, (x, baseline): (f64, f64), size: f64, more: &str) {
    let fitted = fit(text, size, WIDTH - x - LEFT, 1);
    let _ = write!(
        out,
        r#"<text{more} x="{}" y="{}" font-size="{}" font-weight="500" fill="currentColor">"#,
        number(x),
        number(baseline),
        number(size)
    );
    push_escaped(out, fitted.lines.first().map_or("", String::as_str));
    out.push_str("</text>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(title: &str) -> String {
        let known = "2 sources, inferred".to_owned();
        let site = "The Brief".to_owned();
        cell(&DrawnCell {
            title: title.to_owned(),
            status: Status::VettedOnly,
            word: "vetted only".into(),
            known,
            site,
        })
    }

    #[test]
    fn a_cell_says_in_words_what_its_sign_says() {
        let svg = drawn("GPT-5.6 Sol in the US");
        for words in [
            "<title id=\"title\">GPT-5.6 Sol in the US: vetted only</title>",
            ">vetted only<",
            ">2 sources, inferred · The Brief<",
        ] {
            assert!(svg.contains(words), "{words} in {svg}");
        }
    }

    #[test]
    fn a_name_is_text_and_never_markup() {
        let svg = drawn("<script>&\" in Japan");
        assert!(svg.contains("&lt;script&gt;&amp;&quot; in Japan") && !svg.contains("<script"), "{svg}");
    }
}
