//! HTML of a writer as tags, text and comments, each with its place.
//!
//! The only module that names the HTML library. It reads as browsers do: what stands in a script, a style or a comment is
//! no markup. It neither corrects nor cleans.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Readable, Reader, Span, StringReader, Tokenizer};
use std::ops::Range;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Start {
        name: String,
        attributes: Vec<HtmlAttribute>,
        closes_itself: bool,
    },
    End {
        name: String,
    },
    /// With character references undone.
    Text(String),
    Comment,
    Doctype,
    /// A tag that the text ends in.
    Unfinished,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HtmlAttribute {
    /// In small letters.
    pub name: String,
    /// With character references undone; empty where there is none.
    pub value: String,
    /// The bytes of the value as it was written, without its quotation marks.
    pub range: Range<usize>,
}

/// The tokens of a piece of HTML, which together are all of it, each with its bytes.
pub(crate) fn tokens(html: &str) -> Vec<(Token, Range<usize>)> {
    let mut reader = TagReader::default();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| -> Option<Placed> {
        reader.event(event, span.start..span.end)
    });
    let mut emitter = emitter;
    emitter.naively_switch_states(true);
    let mut tokens: Vec<Placed> = Vec::new();
    let mut done = 0;
    // Reading a text cannot fail; what `flatten` leaves out are the pauses.
    for (token, range) in Tokenizer::new_with_emitter(WithPauses::new(html), emitter).flatten() {
        if range.start > done {
            tokens.push((Token::Unfinished, done..range.start));
        }
        done = range.end;
        tokens.push((token, range));
    }
    if done < html.len() {
        tokens.push((Token::Unfinished, done..html.len()));
    }
    tokens
}

type Placed = (Token, Range<usize>);

/// A text that is read with pauses.
///
/// The library (0.9.0) calls itself for each attribute in double quotation marks, so a tag with very many would overflow the
/// stack. It takes a pause for a read that failed, comes back, and goes on at the same place. There is one state in which it
/// may: within such a value, which each round of its calls goes through, and which alone waits for these bytes.
struct WithPauses<'a> {
    text: StringReader<'a>,
    values: usize,
}

#[derive(Debug, thiserror::Error)]
#[error("a pause")]
struct Pause;

impl<'a> WithPauses<'a> {
    const WAITS_FOR: &'static [u8] = b"\"&\0\r";
    const EACH: usize = 128;

    fn new(html: &'a str) -> WithPauses<'a> {
        WithPauses { text: html.to_reader(), values: 0 }
    }
}

impl Reader for WithPauses<'_> {
    type Error = Pause;

    fn read_byte(&mut self) -> Result<Option<u8>, Pause> {
        self.text.read_byte().map_err(|never| match never {})
    }

    fn try_read_string(&mut self, wanted: &[u8], case_sensitive: bool) -> Result<bool, Pause> {
        self.text.try_read_string(wanted, case_sensitive).map_err(|never| match never {})
    }

    fn read_until<'b>(&'b mut self, needle: &[u8], one: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, Pause> {
        if needle == Self::WAITS_FOR {
            self.values += 1;
            if self.values.is_multiple_of(Self::EACH) {
                return Err(Pause);
            }
        }
        self.text.read_until(needle, one).map_err(|never| match never {})
    }
}

/// Puts a tag together from what the library says of it.
#[derive(Default)]
struct TagReader {
    start: usize,
    name: String,
    attributes: Vec<HtmlAttribute>,
}

impl TagReader {
    fn event(&mut self, event: CallbackEvent<'_>, range: Range<usize>) -> Option<Placed> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let token = match event {
            CallbackEvent::OpenStartTag { name } => {
                *self = TagReader { start: range.start, name: text(name), attributes: Vec::new() };
                return None;
            }
            CallbackEvent::AttributeName { name } => {
                self.attributes.push(HtmlAttribute {
                    name: text(name),
                    value: String::new(),
                    range: range.end..range.end,
                });
                return None;
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some(attribute) = self.attributes.last_mut() {
                    attribute.value = text(value);
                    attribute.range = range;
                }
                return None;
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let TagReader { start, name, attributes } = std::mem::take(self);
                return Some((Token::Start { name, attributes, closes_itself: self_closing }, start..range.end));
            }
            CallbackEvent::EndTag { name } => Token::End { name: text(name) },
            CallbackEvent::String { value } => Token::Text(text(value)),
            CallbackEvent::Comment { .. } => Token::Comment,
            CallbackEvent::Doctype { .. } => Token::Doctype,
            CallbackEvent::Error(_) => return None,
        };
        Some((token, range))
    }
}

/// A text of HTML with its character references undone: `&amp;`, `&eacute;`, `&#39;`.
pub(crate) fn unescape(text: &str) -> String {
    let shown = |(token, range): (Token, Range<usize>)| match token {
        Token::Text(text) => text,
        _ => text[range].to_owned(),
    };
    tokens(text).into_iter().map(shown).collect()
}

/// The addresses of a `srcset`, as bytes of the attribute's value: the HTML Standard, "parse a srcset attribute".
pub(crate) fn addresses_in_set(set: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < set.len() {
        let is_gap = |c: char| c.is_ascii_whitespace() || c == ',';
        at += set[at..].len() - set[at..].trim_start_matches(is_gap).len();
        let length = set[at..].find(|c: char| c.is_ascii_whitespace()).unwrap_or(set.len() - at);
        let address = set[at..at + length].trim_end_matches(',');
        if !address.is_empty() {
            found.push(at..at + address.len());
        }
        let ends_here = address.len() < length;
        at += length;
        if !ends_here {
            // What follows up to the comma says what the address is for; a comma within brackets does not end it.
            let mut depth = 0usize;
            let end = set[at..].find(|c: char| {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                c == ',' && depth == 0
            });
            at = end.map_or(set.len(), |end| at + end + 1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<String> {
        let shown = |(token, range): &(Token, Range<usize>)| match token {
            Token::Start { name, attributes, .. } => {
                let values: Vec<&str> = attributes.iter().map(|a| &html[a.range.clone()]).collect();
                format!("<{name} {}", values.join("|"))
            }
            Token::End { name } => format!("/{name}"),
            Token::Text(text) => text.clone(),
            _ => format!("{:?}", &html[range.clone()]),
        };
        tokens(html).iter().map(shown).collect()
    }

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        assert_eq!(names("<a\n href=\"/x?a&amp;b\" class=y>caf&eacute;</a >"), ["<a /x?a&amp;b|y", "café", "/a"]);
        assert_eq!(names("<!-- <a href=/no> -->x"), ["\"<!-- <a href=/no> -->\"", "x"]);
        assert_eq!(names("<script>`<img src=x>`</script>"), ["<script ", "`<img src=x>`", "/script"]);
        assert_eq!(names("<IMG SRC = /x>"), ["<img /x"]);
        assert_eq!(names("x<div class=\"y"), ["x", "\"<div class=\\\"y\""]);
    }

    #[test]
    fn a_tag_may_have_any_number_of_attributes() {
        let html = format!("<p {}>x</p>", "a=\"1&amp;2\" ".repeat(200_000));
        let tokens = tokens(&html);
        let Token::Start { attributes, .. } = &tokens[0].0 else { panic!("{:?}", tokens[0]) };
        assert_eq!(attributes.len(), 200_000);
        assert!(
            attributes.iter().all(|attribute| attribute.value == "1&2" && &html[attribute.range.clone()] == "1&amp;2")
        );
        assert_eq!(tokens.len(), 3);
    }

    #[test]
    fn character_references_are_undone() {
        assert_eq!(unescape("caf&eacute;.html?a=1&amp;b=2&#39;&#x4e00;"), "café.html?a=1&b=2'一");
        assert_eq!(unescape("?a&b=&unknown;&é&<x>"), "?a&b=&unknown;&é&<x>");
    }

    #[test]
    fn every_byte_is_part_of_one_token() {
        for html in
            ["<", "<a", "<a href", "<a href=", "< <<<", "<é é=é>", "<a =é>", "<a\u{a0}é", "</", "<a/é", "<!", "<!--"]
        {
            let tokens = tokens(html);
            let joined: String = tokens.iter().map(|(_, range)| &html[range.clone()]).collect();
            assert_eq!(joined, html, "{tokens:?}");
        }
    }

    #[test]
    fn a_set_of_addresses_comes_apart() {
        let parts = |set: &'static str| addresses_in_set(set).into_iter().map(|r| &set[r]).collect::<Vec<_>>();
        assert_eq!(parts("p.png 1x, /q.png 2x"), ["p.png", "/q.png"]);
        assert_eq!(parts(" a.png, b.png 100w (x, y),c.png"), ["a.png", "b.png", "c.png"]);
        assert_eq!(parts(",, "), Vec::<&str>::new());
        assert_eq!(parts("/i,w_1/é.png 1x"), ["/i,w_1/é.png"]);
    }
}
