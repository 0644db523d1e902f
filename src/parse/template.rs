//! A template taken apart as the engine takes it: tags, printed expressions and comments, each with its place.
//!
//! What stands in comments and in `{% raw %}` is no piece. Knows no tag by its name but that one, and never fails: what is
//! broken is for the engine to report.

use crate::base::diagnostic::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceSort {
    /// `{% … %}`
    Tag,
    /// `{{ … }}`
    Print,
    /// `{# … #}`
    Comment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub sort: PieceSort,
    /// With its brackets.
    pub span: Span,
    /// What stands in it, without the blanks around it.
    pub inner: &'a str,
    /// Where that begins.
    pub at: usize,
    /// Whether the blanks before it, or after it, are dropped: `{%-`, `-%}`.
    pub trims: (bool, bool),
}

/// The pieces of a template in their order, up to one that has no end.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let (mut at, mut is_raw) = (0, false);
    while let Some(start) = text[at..].find('{').map(|found| at + found) {
        let sort = match text.as_bytes().get(start + 1) {
            Some(b'%') => PieceSort::Tag,
            Some(b'{') if !is_raw => PieceSort::Print,
            Some(b'#') if !is_raw => PieceSort::Comment,
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(piece) = piece(text, start, sort) else { break };
        match piece.inner {
            "raw" if sort == PieceSort::Tag => is_raw = true,
            "endraw" if sort == PieceSort::Tag => is_raw = false,
            _ if is_raw => {
                // What looks like a tag there may have no end of its own.
                at = start + 2;
                continue;
            }
            _ => {}
        }
        at = piece.span.end;
        pieces.push(piece);
    }
    pieces
}

fn piece(text: &str, start: usize, sort: PieceSort) -> Option<Piece<'_>> {
    let close = match sort {
        PieceSort::Tag => b"%}",
        PieceSort::Print => b"}}",
        PieceSort::Comment => b"#}",
    };
    let bytes = text.as_bytes();
    let mut at = start + 2;
    while bytes.get(at..at + 2)? != close {
        at += match bytes[at] {
            quote @ (b'"' | b'\'' | b'`') if sort != PieceSort::Comment => string(&bytes[at..], quote)?,
            _ => 1,
        };
    }
    let trims = (bytes[start + 2] == b'-', bytes[at - 1] == b'-' && at > start + 2);
    let from = start + 2 + usize::from(trims.0);
    let to = (at - usize::from(trims.1)).max(from);
    let inner = text.get(from..to)?;
    let blank = inner.len() - inner.trim_start().len();
    Some(Piece { sort, span: start..at + 2, inner: inner.trim(), at: from + blank, trims })
}

/// The bytes of a text in quotes.
fn string(bytes: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        match *bytes.get(at)? {
            b'\\' => at += 2,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// A word or sign of a piece, with its place within it and how many brackets are open there. A closing bracket counts as
/// outside, and so does an opening one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sign<'a> {
    pub text: &'a str,
    pub at: usize,
    pub depth: usize,
}

/// The words and signs of a piece. Texts in quotes are none.
pub(crate) fn signs(inner: &str) -> Vec<Sign<'_>> {
    let bytes = inner.as_bytes();
    let (mut signs, mut at, mut depth) = (Vec::new(), 0, 0usize);
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b'"' | b'\'' | b'`' => {
                at += string(&bytes[at..], byte).unwrap_or(bytes.len() - at);
                continue;
            }
            _ if is_word(byte) => bytes[at..].iter().take_while(|byte| is_word(**byte)).count(),
            _ => inner[at..].chars().next().map_or(1, char::len_utf8),
        };
        if matches!(byte, b')' | b']' | b'}') {
            depth = depth.saturating_sub(1);
        }
        if !byte.is_ascii_whitespace() {
            signs.push(Sign { text: &inner[at..at + length], at, depth });
        }
        if matches!(byte, b'(' | b'[' | b'{') {
            depth += 1;
        }
        at += length;
    }
    signs
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_taken_apart_as_the_engine_does_it() {
        let inner = |text| pieces(text).iter().map(|piece| piece.inner).collect::<Vec<_>>().join(" / ");
        assert_eq!(inner("a {% if x -%} {{- y | f(a=\"}}\") }} {%- endif %}"), "if x / y | f(a=\"}}\") / endif");
        assert_eq!(
            inner("{# {% a' %} #}{% raw %}{% no %} {{ no {% endraw %}{{ '\\'%}' }}"),
            "{% a' %} / raw / endraw / '\\'%}'"
        );
        assert_eq!(inner("{ {{ a }} {% b"), "a");
        assert_eq!(inner("{{}}{%-%}"), " / ");
        let text = "x{%- set a = 1 -%}";
        let piece = &pieces(text)[0];
        assert_eq!((piece.trims, &text[piece.at..piece.at + 3]), ((true, true), "set"));
    }

    #[test]
    fn signs_know_how_deep_they_stand() {
        let signs: Vec<(&str, usize)> =
            signs("for a in [x(b), 'in']").into_iter().map(|sign| (sign.text, sign.depth)).collect();
        let expected =
            [("for", 0), ("a", 0), ("in", 0), ("[", 0), ("x", 1), ("(", 1), ("b", 2), (")", 1), (",", 1), ("]", 0)];
        assert_eq!(signs, expected);
    }
}
