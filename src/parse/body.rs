//! A body as HTML with gaps: everything is rendered but what depends on other files.
//!
//! Links to entities, pages and files are gaps ("slots") that `link` resolves and [`Body::html`] fills, so that a body
//! is parsed once however often its neighbours change. Also kept here: headings, anchors, and the plain text of each
//! block, from which backlinks and summaries quote.

use crate::diagnostic::Span;
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// A rendered body with its gaps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    html: String,
    /// In the order of their places in `html`.
    slots: Vec<(usize, Slot)>,
    pub links: Vec<Link>,
    pub headings: Vec<Heading>,
    pub anchors: Arc<Anchors>,
    pub blocks: Vec<Block>,
    /// The runs of plain text in which names may be found, in the order of the text.
    pub prose: Vec<Prose>,
}

/// Where a link may lead within a body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Anchors {
    /// Every id.
    pub ids: BTreeSet<String>,
    /// The ids of the headings, in their order: what a writer is offered instead of a wrong one.
    pub headings: Vec<String>,
}

/// A gap in the HTML, filled from what its link resolves to. The number is the link's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// `<a href="…">`, or nothing.
    Open(usize),
    /// `</a>`, or nothing.
    Close(usize),
    /// The name of what `[[slug]]` stands for.
    Name(usize),
    /// An address within an attribute.
    Url(usize),
    /// A run of plain text, in which names may become links. The number is that of the run.
    Prose(usize),
}

/// A link into the site, as the writer wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub target: Target,
    pub title: String,
    /// The whole link in the file.
    pub span: Span,
    /// The block it stands in, and where in its text; none for raw HTML and images.
    pub place: Option<(usize, Range<usize>)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `[[fugu]]` or `[[Sakana|the firm]]`: a slug, a name or an alias. `named` when the link has no text of its own.
    Mention { name: String, named: bool },
    /// A path or an address within the site: `other.md`, `/models/`, `#why`, `photo.png`.
    Path(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// The plain text of a paragraph, item, cell or heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    pub text: String,
    pub kind: BlockKind,
    /// The section it belongs to: how many headings stand before it.
    pub section: usize,
    /// Whether it stands in a block quotation; an alert is none.
    pub quoted: bool,
    /// Where its pieces begin: a byte of `text`, and that byte in the file. Up to the next piece both run on together.
    pub pieces: Vec<(usize, usize)>,
}

/// A run of plain text: no code, no link, no heading, no quotation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    pub text: String,
    /// The block it belongs to, and its place in the block's text.
    pub block: usize,
    pub at: usize,
    /// Where it begins in the file.
    pub start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BlockKind {
    /// A paragraph at the top level: what a summary may be taken from.
    #[default]
    Paragraph,
    Heading,
    Other,
}

/// What a link leads to, once the whole site is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// An address with its anchor, from the site's root; `name` is what `[[slug]]` shows; `class` marks the kind.
    To { address: String, name: String, class: Option<String> },
    /// No link: the text stays.
    Text { name: String },
}

/// What the gaps of a body are filled with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filling {
    /// One for each link of the body.
    pub links: Vec<Resolved>,
    /// The names found in its prose, in their order.
    pub names: Vec<FoundName>,
}

/// A name in a run of prose that becomes a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundName {
    pub prose: usize,
    /// Its place in the run.
    pub range: Range<usize>,
    pub address: String,
    pub class: String,
}

impl Block {
    /// The bytes of the file that a part of the text was read from.
    ///
    /// Exact but for what Markdown takes out within a line (`\\*`, `&amp;`): what follows it there lies a little further on.
    pub fn span(&self, part: &Range<usize>) -> Span {
        let last = part.end.saturating_sub(1).max(part.start);
        self.in_file(part.start)..self.in_file(last) + (part.end.max(part.start) - last)
    }

    fn in_file(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(begin, _)| *begin <= at).checked_sub(1);
        piece.map_or(at, |piece| self.pieces[piece].1 + (at - self.pieces[piece].0))
    }

    /// Adds text that was read from a place in the file.
    pub(super) fn push(&mut self, text: &str, start: usize) {
        let at = self.text.len();
        if !text.is_empty() && (self.pieces.is_empty() || self.in_file(at) != start) {
            self.pieces.push((at, start));
        }
        self.text.push_str(text);
    }
}

impl Body {
    /// The HTML with every gap filled.
    ///
    /// `prefix` stands before each address and has no `/` at its end (empty at a
    /// host's root, `/sub` under a sub-path, `https://host/sub` for feeds).
    pub fn html(&self, filling: &Filling, prefix: &str) -> String {
        let mut html = String::with_capacity(self.html.len() + self.slots.len() * 32);
        let mut done = 0;
        for (at, slot) in &self.slots {
            html.push_str(&self.html[done..*at]);
            done = *at;
            match slot {
                Slot::Prose(n) => self.fill_prose(*n, filling, prefix, &mut html),
                slot => self.fill(*slot, &filling.links, prefix, &mut html),
            }
        }
        html.push_str(&self.html[done..]);
        html
    }

    fn fill(&self, slot: Slot, resolved: &[Resolved], prefix: &str, html: &mut String) {
        // Writing to a String cannot fail, so the results of the escape functions say nothing.
        let (Slot::Open(n) | Slot::Close(n) | Slot::Name(n) | Slot::Url(n) | Slot::Prose(n)) = slot;
        match (slot, &resolved[n]) {
            (Slot::Open(_), Resolved::To { address, class, .. }) => {
                html.push_str("<a href=\"");
                let _ = escape_href(&mut *html, &format!("{prefix}{address}"));
                html.push('"');
                for (name, value) in [("class", class.as_deref().unwrap_or("")), ("title", &self.links[n].title)] {
                    if !value.is_empty() {
                        html.push_str(&format!(" {name}=\""));
                        let _ = escape_html(&mut *html, value);
                        html.push('"');
                    }
                }
                html.push('>');
            }
            (Slot::Close(_), Resolved::To { .. }) => html.push_str("</a>"),
            (Slot::Open(_) | Slot::Close(_), Resolved::Text { .. }) => {}
            (Slot::Name(_), Resolved::To { name, .. } | Resolved::Text { name }) => {
                let _ = escape_html_body_text(&mut *html, name);
            }
            (Slot::Url(_), Resolved::To { address, .. }) => {
                let _ = escape_href(&mut *html, &format!("{prefix}{address}"));
            }
            (Slot::Url(_), Resolved::Text { .. }) => html.push('#'),
            (Slot::Prose(_), _) => {}
        }
    }

    fn fill_prose(&self, n: usize, filling: &Filling, prefix: &str, html: &mut String) {
        let text = &self.prose[n].text;
        let first = filling.names.partition_point(|name| name.prose < n);
        let mut done = 0;
        for name in filling.names[first..].iter().take_while(|name| name.prose == n) {
            let _ = escape_html_body_text(&mut *html, &text[done..name.range.start]);
            html.push_str("<a href=\"");
            let _ = escape_href(&mut *html, &format!("{prefix}{}", name.address));
            html.push_str("\" class=\"");
            let _ = escape_html(&mut *html, &name.class);
            html.push_str("\">");
            let _ = escape_html_body_text(&mut *html, &text[name.range.clone()]);
            html.push_str("</a>");
            done = name.range.end;
        }
        let _ = escape_html_body_text(&mut *html, &text[done..]);
    }

    /// Takes in rendered HTML in which gaps are marked: the number of a slot stands between two NUL characters.
    pub(super) fn cut(&mut self, marked: &str, slots: &[Slot]) {
        let mut parts = marked.split('\0');
        // Between marks comes HTML, then the number of a slot, then HTML again.
        while let Some(part) = parts.next() {
            self.html.push_str(part);
            if let Some(slot) = parts.next().and_then(|number| number.parse::<usize>().ok()) {
                self.slots.push((self.html.len(), slots[slot]));
            }
        }
    }

    /// Whether a reader would see anything.
    pub fn is_empty(&self) -> bool {
        self.html.trim().is_empty()
    }
}
