//! A style sheet as a row of tokens, as far as CSS Syntax must be known to find what refers to something.
//!
//! The tokens are all of the text, in its order. Numbers, names and functions are one sort of word. Nothing is judged here.

use crate::base::diagnostic::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Space,
    Comment,
    /// A string, with its quotes.
    Text,
    /// `url(…)` without quotes; with quotes it is a word, a bracket and a text.
    Url,
    /// A name, a number, or both: `--ink`, `2rem`. In `1.5rem` a mark stands between two of them.
    Word,
    /// `@import`.
    At,
    Open,
    Close,
    /// Any other character.
    Mark,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub sort: Sort,
    pub span: Span,
    /// What the text lacks at its end for this token to be whole: the rest of a comment, a quote, a bracket.
    pub lacks: &'static str,
}

/// All tokens of a style sheet.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (sort, end, lacks) = token(text, at);
        tokens.push(Token { sort, span: at..end, lacks });
        at = end;
    }
    tokens
}

fn token(text: &str, at: usize) -> (Sort, usize, &'static str) {
    let rest = &text.as_bytes()[at..];
    let first = rest[0];
    if rest.starts_with(b"/*") {
        return match text[at + 2..].find("*/") {
            Some(end) => (Sort::Comment, at + 2 + end + 2, ""),
            None => (Sort::Comment, text.len(), "*/"),
        };
    }
    if is_space(first) {
        let length = rest.iter().take_while(|byte| is_space(**byte)).count();
        return (Sort::Space, at + length, "");
    }
    match first {
        b'"' | b'\'' => string(text, at),
        b'(' | b'[' | b'{' => (Sort::Open, at + 1, ""),
        b')' | b']' | b'}' => (Sort::Close, at + 1, ""),
        b'@' if word_end(text, at + 1) > at + 1 => (Sort::At, word_end(text, at + 1), ""),
        _ => match word_end(text, at) {
            end if end == at => (Sort::Mark, at + 1, ""),
            end if text[at..end].eq_ignore_ascii_case("url") => {
                bare_url(text, end).map_or((Sort::Word, end, ""), |(end, lacks)| (Sort::Url, end, lacks))
            }
            end => (Sort::Word, end, ""),
        },
    }
}

/// What CSS takes for a space; others, such as U+00A0, are letters to it.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0c)
}

/// Where a word ends that begins at some place; that place itself when none does.
fn word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\\' => match escape_end(text, end) {
                Some(after) => end = after,
                None => break,
            },
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || !byte.is_ascii() => end += 1,
            _ => break,
        }
    }
    end
}

/// Where an escape ends: `\;` is one character, and the space after `\e9` is part of it. A line cannot be escaped.
fn escape_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at + 1..];
    let hex = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
    match hex {
        0 => rest.chars().next().filter(|c| !matches!(c, '\n' | '\r' | '\u{c}')).map(|c| at + 1 + c.len_utf8()),
        _ => Some(at + 1 + hex + usize::from(rest.as_bytes().get(hex).is_some_and(|byte| is_space(*byte)))),
    }
}

/// A string ends at its quote; one that is not closed ends with its line, which browsers take for a mistake of that line.
fn string(text: &str, at: usize) -> (Sort, usize, &'static str) {
    let bytes = text.as_bytes();
    let quote = if bytes[at] == b'"' { "\"" } else { "'" };
    let mut end = at + 1;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\\' if end + 1 == text.len() => {
                return (Sort::Text, text.len(), if quote == "\"" { "\\\"" } else { "\\'" });
            }
            b'\\' => end += 1 + text[end + 1..].chars().next().map_or(0, char::len_utf8),
            b'\n' => return (Sort::Text, end, ""),
            byte if *byte == bytes[at] => return (Sort::Text, end + 1, ""),
            _ => end += 1,
        }
    }
    (Sort::Text, text.len(), quote)
}

/// Where `url(…)` without quotes ends, whose bracket is at some place, and what it lacks; none when it has quotes.
fn bare_url(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let inner = text[at..].strip_prefix('(')?;
    if inner.trim_start().starts_with(['"', '\'']) {
        return None;
    }
    let bytes = inner.as_bytes();
    let mut end = 0;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b')' => return Some((at + 1 + end + 1, "")),
            b'\\' if end + 1 == inner.len() => return Some((text.len(), "\\)")),
            b'\\' => end += 1 + inner[end + 1..].chars().next().map_or(0, char::len_utf8),
            _ => end += 1,
        }
    }
    Some((text.len(), ")"))
}

impl Token {
    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.span.clone()]
    }

    /// Whether it is for those who read the source alone.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self.sort, Sort::Space | Sort::Comment)
    }

    /// Whether it is a bracket or mark of this form.
    pub(super) fn is(&self, text: &str, mark: &str) -> bool {
        matches!(self.sort, Sort::Open | Sort::Close | Sort::Mark) && self.text(text) == mark
    }

    /// Whether it is this word, in capitals or not.
    pub(super) fn is_word(&self, text: &str, word: &str) -> bool {
        matches!(self.sort, Sort::Word | Sort::At) && self.text(text).eq_ignore_ascii_case(word)
    }
}

/// The first place from `from` on that has more than a space or comment.
pub(super) fn skip_blank(tokens: &[Token], from: usize) -> usize {
    from + tokens[from.min(tokens.len())..].iter().take_while(|token| token.is_blank()).count()
}

/// The place of the bracket that closes the one at `open`; none when it is not closed.
///
/// Within brackets only the fitting one closes: in `(a}` the last one is an ordinary character.
pub(super) fn closing(text: &str, tokens: &[Token], open: usize) -> Option<usize> {
    let mut waits = vec![closer(text, tokens.get(open)?)];
    for (n, token) in tokens.iter().enumerate().skip(open + 1) {
        match token.sort {
            Sort::Open => waits.push(closer(text, token)),
            Sort::Close if waits.last() == Some(&token.text(text)) => drop(waits.pop()),
            _ => {}
        }
        if waits.is_empty() {
            return Some(n);
        }
    }
    None
}

/// What closes an opening bracket.
pub(super) fn closer(text: &str, open: &Token) -> &'static str {
    match open.text(text) {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}

/// The string or `url(…)` at some place: what it names, and the place after it.
pub(super) fn target(text: &str, tokens: &[Token], at: usize) -> Option<(Span, usize)> {
    let token = tokens.get(at)?;
    let span = &token.span;
    match token.sort {
        Sort::Url if token.lacks.is_empty() => {
            let inner = &text[span.start + "url(".len()..span.end - 1];
            let start = span.end - 1 - inner.trim_start().len();
            Some((start..start + inner.trim().len(), at + 1))
        }
        Sort::Text => quoted(text, token).map(|inner| (inner, at + 1)),
        Sort::Word if token.is_word(text, "url") && tokens.get(at + 1)?.is(text, "(") => {
            let string = skip_blank(tokens, at + 2);
            let inner = tokens.get(string).filter(|token| token.sort == Sort::Text)?;
            let close = skip_blank(tokens, string + 1);
            tokens.get(close)?.is(text, ")").then_some((quoted(text, inner)?, close + 1))
        }
        _ => None,
    }
}

/// What is between the quotes of a closed string.
fn quoted(text: &str, token: &Token) -> Option<Span> {
    let all = token.text(text);
    let is_closed = token.lacks.is_empty() && all.len() > 1 && all.as_bytes()[0] == all.as_bytes()[all.len() - 1];
    is_closed.then(|| token.span.start + 1..token.span.end - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_strings_and_escapes_are_recognised() {
        for (text, expected) in [
            ("a:hover", "Word Mark Word"),
            ("--x:1.5rem", "Word Mark Word Mark Word"),
            ("@import'a'", "At Text"),
            (r"a\;b \{", "Word Space Word"),
            (r"\e9 b", "Word"),
            ("'a\nb", "Text Space Word"),
            ("'a\\\nb'", "Text"),
            ("url( a;b )", "Url"),
            ("url( 'a' )", "Word Open Space Text Space Close"),
            ("my-url(a)", "Word Open Word Close"),
            ("a/* ' */b", "Word Comment Word"),
            ("é{", "Word Open"),
        ] {
            let sorts: Vec<String> = tokens(text).iter().map(|token| format!("{:?}", token.sort)).collect();
            assert_eq!(sorts.join(" "), expected, "{text}");
        }
    }
}
