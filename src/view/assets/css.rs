//! What a style sheet refers to, `@import` and `url(…)`, and what is there for its writers, found without reading the rest of the language.
//!
//! Strings are passed over, as CSS Syntax says. What is not closed is left as it is.

use crate::base::diagnostic::Span;

/// What has another form in a published style sheet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FoundReference<'a> {
    /// What is for those who read the source: a comment, and spaces that part no words. A comment that begins with `/*!`
    /// stays, since it is for those who get the file.
    Omitted(Span),
    Reference(CssReference<'a>),
}

/// A place in a style sheet that names another file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CssReference<'a> {
    /// All that stands for it: from `url(` to `)`, or from `@import` to `;`.
    pub all: Span,
    pub target: &'a str,
    pub target_at: Span,
    /// Where a whole style sheet is taken in: under which conditions.
    pub import: Option<Import<'a>>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Import<'a> {
    layer: Option<&'a str>,
    media: &'a str,
}

impl Import<'_> {
    /// What is imported, under its conditions.
    pub(crate) fn around(&self, text: &str) -> String {
        let mut text = text.to_owned();
        if let Some(layer) = self.layer {
            text = format!("@layer {layer} {{\n{text}\n}}");
        }
        match self.media {
            "" => text,
            media => format!("@media {media} {{\n{text}\n}}"),
        }
    }
}

/// All references and comments, in the order of the text.
pub(crate) fn find(text: &str) -> Vec<FoundReference<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            let Some(end) = text[at + 2..].find("*/") else { break };
            let end = at + 2 + end + 2;
            found.extend((!text[at..].starts_with("/*!")).then_some(FoundReference::Omitted(at..end)));
            at = end;
        } else if is_space(rest[0]) {
            let end = at + rest.iter().take_while(|byte| is_space(**byte)).count();
            let is_between = |byte: Option<&u8>, marks: &[u8]| byte.is_some_and(|byte| marks.contains(byte));
            let parts_nothing =
                is_between(text.as_bytes()[..at].last(), b"{};,:") || is_between(rest.get(end - at), b"{}");
            let left_out = if parts_nothing { at..end } else { at + 1..end };
            found.extend((!left_out.is_empty()).then_some(FoundReference::Omitted(left_out)));
            at = end;
        } else if rest[0] == b'"' || rest[0] == b'\'' {
            at = string_end(text, at);
        } else if starts_with(rest, b"url(") {
            let Some((target_at, end)) = url(text, at) else { break };
            let target = &text[target_at.clone()];
            found.push(FoundReference::Reference(CssReference { all: at..end, target, target_at, import: None }));
            at = end;
        } else if starts_with(rest, b"@import") {
            let Some(import) = import(text, at) else { break };
            at = import.all.end;
            found.push(FoundReference::Reference(import));
        } else {
            at += 1;
        }
    }
    found
}

/// What CSS takes for a space; others, such as U+00A0, are letters to it.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0c)
}

fn starts_with(bytes: &[u8], word: &[u8]) -> bool {
    bytes.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Where a string ends that begins at a quote.
fn string_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at + 1;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 2,
            byte if *byte == bytes[at] => return end + 1,
            _ => end += 1,
        }
    }
    text.len()
}

/// What stands between the quotes of a closed string at some place, and where that ends.
fn string(text: &str, at: usize) -> Option<(Span, usize)> {
    let quote = *text.as_bytes().get(at)?;
    let end = string_end(text, at);
    let is_closed = end > at + 1 && text.as_bytes()[end - 1] == quote && matches!(quote, b'"' | b'\'');
    is_closed.then(|| (at + 1..end - 1, end))
}

/// The target of `url(…)` that begins at some place, and where that ends.
fn url(text: &str, at: usize) -> Option<(Span, usize)> {
    let start = skip_space(text, at + "url(".len());
    if let Some((target, end)) = string(text, start) {
        let close = skip_space(text, end);
        return text[close..].starts_with(')').then_some((target, close + 1));
    }
    let close = start + text[start..].find(')')?;
    Some((start..start + text[start..close].trim_end().len(), close + 1))
}

fn import(text: &str, at: usize) -> Option<CssReference<'_>> {
    let start = skip_space(text, at + "@import".len());
    let (target_at, end) = match starts_with(&text.as_bytes()[start..], b"url(") {
        true => url(text, start)?,
        false => string(text, start)?,
    };
    let close = end + text[end..].find(';')?;
    let conditions = text[end..close].trim();
    let layered = conditions.strip_prefix("layer(").and_then(|rest| rest.split_once(')'));
    let (layer, media) = layered.map_or((None, conditions), |(layer, media)| (Some(layer.trim()), media.trim()));
    let (target, import) = (&text[target_at.clone()], Some(Import { layer, media }));
    Some(CssReference { all: at..close + 1, target, target_at, import })
}

fn skip_space(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    at.min(text.len()) + (rest.len() - rest.trim_start().len())
}
