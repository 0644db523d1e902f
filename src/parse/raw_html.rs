//! The HTML among Markdown becomes part of the tree: elements that hold what stands between their tags.
//!
//! An element of HTML never reaches beyond the element of Markdown that it begins in. What is never closed there is closed
//! by us, and a tag that closes nothing is left out, so that the page around the text stays whole. Each is a [`Mistake`]
//! (`markdown::Mistake`), but for tags that HTML allows to leave out.

use super::body::{Element, End, Node, Tag, Text};
use super::elements::{self, Holds};
use super::html::{self, HtmlAttribute, Token};
use super::markdown::{Builder, OpenFrame, target};
use super::mistakes::MistakeKind;
use pulldown_cmark_escape::escape_html_body_text;
use std::ops::Range;

impl Builder<'_> {
    /// One tag or comment within a line.
    pub(super) fn inline_html(&mut self, html: &str, start: usize) {
        let mut text = Text::default();
        text.push(html, self.base() + start);
        self.html_block(&text);
    }

    /// A block of HTML, of whose bytes the places in the file are known.
    pub(super) fn html_block(&mut self, block: &Text) {
        self.end_text();
        for (token, range) in html::tokens(block.as_str()) {
            let written = &block.as_str()[range.clone()];
            let span = block.in_file(range.start)..block.in_file(range.end.saturating_sub(1)) + 1;
            match token {
                Token::Start { name, .. } | Token::End { name } if elements::is_of_document(&name) => {
                    if self.extended {
                        self.mistake(MistakeKind::OfDocument, written, span);
                    } else {
                        self.markup(written);
                    }
                }
                Token::Start { name, .. } if elements::is_endless(&name) && self.extended => {
                    self.mistake(MistakeKind::Endless, written, span);
                }
                Token::Start { name, attributes, closes_itself } => {
                    self.start_tag(name, &attributes, closes_itself, block, range);
                }
                Token::End { name } => self.end_tag(&name, written, span),
                Token::Text(text) => self.html_text(text, written, block, range.start),
                Token::Comment if written.starts_with("<!--") && !written.ends_with("->") && self.extended => {
                    // Nothing of the page after it would be seen.
                    self.mistake(MistakeKind::NeverClosed, "<!--", span);
                    self.markup(&format!("{written}-->"));
                }
                Token::Comment | Token::Doctype if written.ends_with('>') || !self.extended => self.markup(written),
                Token::Comment | Token::Doctype | Token::Unfinished => {
                    if self.extended {
                        self.mistake(MistakeKind::Unfinished, written.lines().next().unwrap_or(""), span);
                        self.html_text(written.to_owned(), written, block, range.start);
                    } else {
                        self.markup(written);
                    }
                }
            }
        }
    }

    fn markup(&mut self, written: &str) {
        let run = self.run(written, 0);
        self.push(Node::Markup(run));
    }

    fn html_text(&mut self, text: String, written: &str, block: &Text, start: usize) {
        let mut escaped = String::with_capacity(text.len());
        // Writing to a String cannot fail.
        let _ = escape_html_body_text(&mut escaped, &text);
        // A tag that is never finished is no tag: it is shown, and so written anew.
        let stands = escaped == written || written.starts_with('<');
        let raw_in = self.frames.last().and_then(|frame| frame.tag.as_deref()).is_some_and(keeps_text_raw);
        let kept = (!stands || raw_in).then_some(written);
        let run = match text == written {
            true => self.placed_run(block, start..start + written.len(), kept),
            false => {
                let mut read = Text::default();
                for (piece, at) in aligned(&text, written) {
                    read.push(&text[piece], block.in_file(start + at));
                }
                self.placed_run(&read, 0..text.len(), kept)
            }
        };
        self.push(Node::Text(run));
    }

    fn start_tag(
        &mut self,
        name: String,
        attributes: &[HtmlAttribute],
        closes_itself: bool,
        block: &Text,
        range: Range<usize>,
    ) {
        let span = block.in_file(range.start)..block.in_file(range.end.saturating_sub(1)) + 1;
        let mut tag = Tag {
            name: name.into(),
            written: block.as_str()[range.clone()].into(),
            span: span.clone(),
            attributes: Vec::with_capacity(attributes.len()),
            addresses: Vec::new(),
            link: None,
            end: End::None,
        };
        for attribute in attributes {
            let place = &attribute.range;
            tag.attributes.push(super::body::Attribute {
                name: attribute.name.as_str().into(),
                value: attribute.value.as_str().into(),
                span: block.in_file(place.start)..block.in_file(place.end.saturating_sub(1).max(place.start)) + 1,
            });
            match elements::holds(&tag.name, &attribute.name) {
                Some(Holds::Id) => drop(self.ids.insert(attribute.value.as_str().into())),
                Some(Holds::Address) => {
                    self.address(&mut tag, attribute.value.trim(), attribute.range.clone(), block, range.start);
                    if attribute.name == "href" && matches!(&*tag.name, "a" | "area") {
                        tag.link = tag.addresses.last().map(|(_, link)| *link);
                    }
                }
                Some(Holds::AddressSet) => {
                    let set = &block.as_str()[attribute.range.clone()];
                    for part in html::addresses_in_set(set) {
                        let place = attribute.range.start + part.start..attribute.range.start + part.end;
                        self.address(&mut tag, &set[part], place, block, range.start);
                    }
                }
                None => {}
            }
        }
        tag.addresses.sort_by_key(|(place, _)| place.start);
        let ends_here = elements::is_void(&tag.name) || closes_itself && self.is_in_drawing(&tag.name);
        let name = tag.name.clone();
        let is_plain = Self::keeps_plain(&name) && (&*name != "a" || tag.link.is_some());
        self.open_frame(Element::Html(Box::new(tag)), Some(name.clone()), is_plain, span);
        if ends_here {
            self.close();
        } else {
            let key = self.tag_key(&name);
            *self.open_tags.entry(key).or_default() += 1;
        }
    }

    /// An address in a tag that begins at `start` of the block.
    fn address(&mut self, tag: &mut Tag, value: &str, place: Range<usize>, block: &Text, start: usize) {
        if value.is_empty() {
            return;
        }
        let span = block.in_file(place.start)..block.in_file(place.end.saturating_sub(1)) + 1;
        let link = self.add_placed_link(target(value), "", span);
        tag.addresses.push((place.start - start..place.end - start, link));
    }

    /// Whether `<path/>` ends here, as it does in drawings and formulas but nowhere else.
    fn is_in_drawing(&self, name: &str) -> bool {
        let is_drawing = |name: &str| matches!(name, "svg" | "math");
        let tags = self.frames.iter().rev().take(64).map_while(|frame| frame.tag.as_deref());
        is_drawing(name) || tags.into_iter().any(is_drawing)
    }

    fn end_tag(&mut self, name: &str, written: &str, span: Range<usize>) {
        let key = self.tag_key(name);
        if self.open_tags.get(&key).is_none_or(|count| *count == 0) {
            if !self.extended {
                self.markup(written);
            } else if !elements::is_void(name) {
                self.mistake(MistakeKind::NeverOpened, written, span);
            }
            return;
        }
        while let Some(open) = self.frames.last().and_then(|frame| frame.tag.clone()) {
            if &*open == name {
                self.close_tag(|_| End::Written(written.into()));
                break;
            }
            self.close_forgotten();
        }
    }

    /// Closes the HTML elements that are open in the element of Markdown that ends.
    pub(super) fn close_tags(&mut self) {
        while self.frames.last().is_some_and(|frame| frame.tag.is_some()) {
            self.close_forgotten();
        }
    }

    /// Closes an HTML element whose end tag is missing.
    fn close_forgotten(&mut self) {
        let extended = self.extended;
        let Some(frame) = self.close_tag(|tag| match &*tag.name {
            _ if !extended => End::None,
            "a" if tag.link.is_none() => End::AtOnce,
            name if elements::may_stay_open(name) => End::None,
            _ => End::Added,
        }) else {
            return;
        };
        if let Some(Node::Open(Element::Html(tag))) = self.nodes.get(frame.node)
            && tag.end == End::Added
        {
            let written = tag.written.to_string();
            self.mistake(MistakeKind::NeverClosed, &written, frame.span);
        }
    }

    /// Closes the innermost HTML element.
    fn close_tag(&mut self, end: impl Fn(&Tag) -> End) -> Option<OpenFrame> {
        let frame = self.close()?;
        if let Some(name) = &frame.tag {
            // The container is the same before and after, since only elements of HTML close here.
            let key = self.tag_key(name);
            if let Some(count) = self.open_tags.get_mut(&key) {
                *count = count.saturating_sub(1);
            }
        }
        let end = match self.nodes.get(frame.node) {
            Some(Node::Open(Element::Html(tag))) => end(tag),
            _ => return Some(frame),
        };
        self.set_end(frame.node, end);
        Some(frame)
    }
}

/// Elements whose text holds no character references and no tags.
fn keeps_text_raw(name: &str) -> bool {
    matches!(name, "script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext")
}

/// The parts of a text that stand in a row where it is written too, each with where it begins there. What is not written so is a
/// reference (`&amp;`), or stands around something that the library drops (`</>`).
fn aligned(read: &str, written: &str) -> Vec<(Range<usize>, usize)> {
    /// How many letters one reference stands for at most.
    const LETTERS: usize = 2;
    let mut parts: Vec<(Range<usize>, usize)> = Vec::new();
    let (mut at, mut there) = (0, 0);
    while at < read.len() {
        let rest = &written[there..];
        if rest.starts_with("</>") {
            there += "</>".len();
            continue;
        }
        let equal: usize =
            read[at..].chars().zip(rest.chars()).map_while(|(a, b)| (a == b).then_some(a.len_utf8())).sum();
        // That both have the same sign does not make it the same one: a reference may stand for it.
        let equal = if rest[..equal].ends_with('&') { equal - 1 } else { equal };
        let plain = rest.find("</>").map_or(equal, |dropped| dropped.min(equal));
        if plain > 0 {
            parts.push((at..at + plain, there));
            (at, there) = (at + plain, there + plain);
            continue;
        }
        // A reference: it ends where what is read goes on as it is written.
        let end = rest.find(';').map_or(rest.len(), |end| end + 1);
        let after = rest[end..].trim_start_matches("</>");
        let next: String = after.chars().take_while(|letter| *letter != '&').take(LETTERS).collect();
        let letters = read[at..].char_indices().map(|(n, letter)| n + letter.len_utf8()).take(LETTERS);
        // Before another one it is most likely to stand for one letter.
        let is_end = |n: &usize| match next.is_empty() {
            true => after.starts_with('&'),
            false => read[at + n..].starts_with(&next),
        };
        let stands_for = letters.clone().find(is_end);
        let Some(n) = stands_for.or_else(|| letters.last()).filter(|_| rest.starts_with('&')) else { break };
        parts.push((at..at + n, there));
        (at, there) = (at + n, there + end);
    }
    if at < read.len() {
        parts.push((at..read.len(), there.min(written.len())));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_lies_where_it_is_written() {
        let parts = |read: &str, written: &str| {
            let parts = aligned(read, written).into_iter();
            parts.map(|(part, at)| format!("{}@{at}", &read[part])).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(parts("a b", "a b"), "a b@0");
        assert_eq!(parts("a&b", "a&amp;b"), "a@0 &@1 b@6");
        assert_eq!(parts("(東) [^A]", "(</>東) [^A]"), "(@0 東) [^A]@4");
        assert_eq!(parts("a & b", "a & b"), "a & b@0");
        assert_eq!(parts("x", "</></>x"), "x@6");
        assert_eq!(parts("<<", "&lt;&lt;"), "<@0 <@4");
        assert_eq!(parts("≂̸ x", "&nesim; x"), "≂̸@0  x@7");
        assert_eq!(parts("ab", "cd"), "ab@0");
    }
}
