//! Addresses that stand alone on their lines, and the cards that some of them become.
//!
//! Says where they are in the tree, and what a card shows. Which become one is for `link` to say, and nothing here asks a host.

use super::body::{Body, Element, Node, Target};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;

/// An address as a block of its own, with what the site knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkCard {
    /// The address as it is written.
    pub url: Arc<str>,
    /// Its host, without `www.`
    pub host: Arc<str>,
    /// The title of a source that has the address; else its path in words, or the address.
    pub title: Arc<str>,
    /// The language of the title, where it is another than that of the text.
    pub lang: Option<Arc<str>>,
    /// Who published the source.
    pub publisher: Option<Arc<str>>,
    /// When it was published, in words.
    pub published: Option<Arc<str>>,
    /// Publisher, time and host in one line; empty where the title is the address.
    pub about: Arc<str>,
}

/// A paragraph of addresses alone, one on each line, of which one or more are shown as cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLines {
    /// The paragraph, from its opening up to its end.
    pub nodes: Range<usize>,
    /// The links in it, as numbers in [`Body::links`].
    pub lines: Box<[(usize, Option<Arc<LinkCard>>)]>,
}

impl LinkCard {
    /// The card as plain text.
    pub(crate) fn text(&self) -> String {
        let after = if self.about.is_empty() { String::new() } else { format!(" ({})", self.about) };
        format!("{}{after}", self.title)
    }

    /// The card as HTML where no template draws it, as in feeds.
    pub(super) fn write(&self, out: &mut String) {
        out.push_str("<p class=\"link-card\"><a href=\"");
        let _ = escape_href(&mut *out, &self.url);
        if let Some(lang) = &self.lang {
            out.push_str("\" lang=\"");
            let _ = escape_html(&mut *out, lang);
        }
        out.push_str("\">");
        let _ = escape_html_body_text(&mut *out, &self.title);
        out.push_str("</a>");
        if !self.about.is_empty() {
            out.push_str("<br />\n<small>");
            let _ = escape_html_body_text(&mut *out, &self.about);
            out.push_str("</small>");
        }
        out.push_str("</p>\n");
    }
}

/// A part of a text as HTML: a card, or what stands between cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextPart {
    /// For `| safe`; empty in the place of a card.
    pub html: String,
    pub card: Option<Arc<LinkCard>>,
}

/// The paragraphs at the top level that are addresses alone, one on each line: their nodes, and their links.
pub(crate) fn address_lines(body: &Body) -> Vec<(Range<usize>, Vec<usize>)> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    for (place, node) in body.nodes.iter().enumerate() {
        match node {
            Node::Open(element) => {
                if depth == 0 && *element == Element::Paragraph {
                    found.extend(lines_at(body, place));
                }
                depth += 1;
            }
            Node::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// The same of one paragraph, by its opening.
fn lines_at(body: &Body, paragraph: usize) -> Option<(Range<usize>, Vec<usize>)> {
    let mut links = Vec::new();
    let mut at = paragraph + 1;
    loop {
        links.push(bare_link(body, body.nodes.get(at..)?)?);
        at += 3;
        let ends = body.nodes[at..].iter().take_while(|node| is_end_of_line(body, node)).count();
        at += ends;
        match body.nodes.get(at)? {
            Node::Close => return Some((paragraph..at + 1, links)),
            _ if ends == 0 => return None,
            _ => {}
        }
    }
}

/// The link that some nodes begin with, if it is an address that is its own text and stands in no brackets.
fn bare_link(body: &Body, nodes: &[Node]) -> Option<usize> {
    let [Node::Open(Element::Link(number)), Node::Text(run), Node::Close, ..] = nodes else { return None };
    let link = body.links.get(*number)?;
    let Target::Away(url) = &link.target else { return None };
    let is_bare = body.text.in_source(&link.span).is_some_and(|written| !written.starts_with('['));
    (url == body.text.get(*run) && link.title.is_empty() && is_bare).then_some(*number)
}

fn is_end_of_line(body: &Body, node: &Node) -> bool {
    match node {
        Node::Break => true,
        Node::Text(run) => {
            let text = body.text.get(*run);
            text.contains('\n') && text.trim().is_empty()
        }
        _ => false,
    }
}
