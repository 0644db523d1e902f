//! What a Markdown parser would take for marks, and is none: hidden from it, and shown again in what it says.
//!
//! The parser knows no bare URLs, so it takes `https://a.example/__init__.py` for strong text. And it takes every `[[…]]`
//! for a link to an entity, also where CommonMark has a link already: `[[1]](https://a.example/)`, and `[[1]]` where
//! `[1]:` is defined. Each such character is replaced by a control character of the same length, so that every place in the
//! text stays the same. A text that has such characters of its own is left as it is.

use super::bare_url::{self, STAND_INS};
use super::notes::label;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A text as the parser may see it, and whether anything is hidden in it.
pub(crate) fn hide(text: &str, options: Options) -> (Cow<'_, str>, bool) {
    let has_urls = text.contains("://");
    let has_brackets = text.contains("[[");
    if !(has_urls || has_brackets) || text.bytes().any(|byte| STAND_INS.iter().any(|(_, stand_in)| *stand_in == byte)) {
        return (Cow::Borrowed(text), false);
    }
    let mut places = Vec::new();
    if has_urls {
        marks_in_urls(text, &mut places);
    }
    if has_brackets {
        brackets(text, options, &mut places);
    }
    if places.is_empty() {
        return (Cow::Borrowed(text), false);
    }
    let mut bytes = text.as_bytes().to_vec();
    for place in places {
        let stand_in = STAND_INS.iter().find(|(mark, _)| *mark == bytes[place]);
        bytes[place] = stand_in.map_or(bytes[place], |(_, stand_in)| *stand_in);
    }
    let hidden = String::from_utf8(bytes).expect("ASCII in the place of ASCII leaves UTF-8 valid");
    (Cow::Owned(hidden), true)
}

/// A text of the parser with everything shown again.
pub(crate) fn show(text: CowStr<'_>) -> CowStr<'_> {
    let is_hidden = |byte: u8| (1..=STAND_INS.len() as u8).contains(&byte);
    if !text.bytes().any(is_hidden) {
        return text;
    }
    let shown = |c: char| STAND_INS.iter().find(|(_, stand_in)| char::from(*stand_in) == c);
    let text: String = text.chars().map(|c| shown(c).map_or(c, |(mark, _)| char::from(*mark))).collect();
    CowStr::from(text)
}

/// An event of the parser with everything shown again.
pub(crate) fn show_event(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(show(text)),
        Event::Code(text) => Event::Code(show(text)),
        Event::Html(text) => Event::Html(show(text)),
        Event::InlineHtml(text) => Event::InlineHtml(show(text)),
        Event::FootnoteReference(text) => Event::FootnoteReference(show(text)),
        Event::Start(Tag::FootnoteDefinition(text)) => Event::Start(Tag::FootnoteDefinition(show(text))),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: show(dest_url), title: show(title), id: show(id) })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: show(dest_url), title: show(title), id: show(id) })
        }
        event => event,
    }
}

/// The marks of emphasis within bare URLs.
fn marks_in_urls(text: &str, places: &mut Vec<usize>) {
    for url in bare_url::urls(text) {
        // What is marked as a link already is read by other rules, which allow no control characters.
        let before = text[..url.start].trim_end_matches([' ', '\n']);
        if ["<", "](", "]:", "=\"", "='", "="].iter().any(|mark| before.ends_with(mark)) {
            continue;
        }
        let bytes = text.as_bytes();
        let is_mark = |at: &usize| matches!(bytes[*at], b'_' | b'*' | b'~') && bytes[*at - 1] != b'\\';
        places.extend(url.filter(is_mark));
    }
}

/// The brackets that make a link of CommonMark look like one to an entity.
fn brackets(text: &str, options: Options, places: &mut Vec<usize>) {
    let mut labels: Option<BTreeSet<String>> = None;
    let mut from = 0;
    while let Some(start) = text[from..].find("[[").map(|at| from + at) {
        from = start + 2;
        let inner = &text[start + 2..];
        let Some(length) = inner.find(['[', ']', '\n']).filter(|at| inner[*at..].starts_with("]]")) else { continue };
        let end = start + 2 + length;
        let after = &text[end + 2..];
        if leads_somewhere(after, options) {
            places.extend([start + 1, end]);
        } else if labels.get_or_insert_with(|| defined(text, options)).contains(&label(&inner[..length])) {
            places.extend([start, end + 1]);
        }
        from = end + 2;
    }
}

/// The labels that a text defines: `[label]: https://a.example/`.
fn defined(text: &str, options: Options) -> BTreeSet<String> {
    if !text.contains("]:") {
        return BTreeSet::new();
    }
    let parser = Parser::new_ext(text, options);
    parser.reference_definitions().iter().map(|(name, _)| label(name)).collect()
}

/// Whether what follows a text in brackets says where the brackets lead: `(https://a.example/ "title")`.
fn leads_somewhere(after: &str, options: Options) -> bool {
    if !after.starts_with('(') {
        return false;
    }
    // The end of a destination is near; a title may take a few lines.
    let lines = after.split_inclusive('\n').take_while(|line| !line.trim().is_empty()).take(4);
    let link = format!("[x]{}", lines.collect::<String>());
    let mut events = Parser::new_ext(&link, options);
    let is_inline = |event: &Event<'_>| matches!(event, Event::Start(Tag::Link { link_type: LinkType::Inline, .. }));
    events.nth(1).is_some_and(|event| is_inline(&event))
}
