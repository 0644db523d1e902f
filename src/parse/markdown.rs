//! Markdown, read into a [`Body`]: the library renders, and what depends on other files is left open.
//!
//! Never looks at another file and never fails: every text is Markdown.

use super::body::{Anchors, Block, BlockKind, Body, Heading, Link, Prose, Slot, Target};
use super::raw_html;
use crate::diagnostic::Span;
use crate::slug::slugify;
use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a body may use beside CommonMark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extensions {
    /// All that the README lists.
    All,
    /// Nothing: what the examples of CommonMark are held against.
    None,
}

impl Extensions {
    pub(super) fn options(self) -> Options {
        match self {
            Extensions::None => Options::empty(),
            Extensions::All => {
                Options::ENABLE_TABLES
                    | Options::ENABLE_FOOTNOTES
                    | Options::ENABLE_STRIKETHROUGH
                    | Options::ENABLE_TASKLISTS
                    | Options::ENABLE_HEADING_ATTRIBUTES
                    | Options::ENABLE_GFM
                    | Options::ENABLE_DEFINITION_LIST
                    | Options::ENABLE_WIKILINKS
            }
        }
    }
}

/// Parses a body. `base` is where it begins in its file, so that places count from the file's start.
pub fn parse(text: &str, base: usize, extensions: Extensions) -> Body {
    let events = TextMergeWithOffset::new(Parser::new_ext(text, extensions.options()).into_offset_iter());
    let mut reader = Reader { base, bare_urls: extensions == Extensions::All, ..Reader::default() };
    reader.events(events);
    reader.finish()
}

/// Turns events into HTML with marks where the gaps are, and keeps what else the body has to tell.
///
/// A mark is a number between two NUL characters, which no text can hold: `load` replaces them.
#[derive(Default)]
struct Reader<'a> {
    base: usize,
    /// Whether a URL in the text is a link without being marked as one.
    bare_urls: bool,
    body: Body,
    out: Vec<Event<'a>>,
    marks: Vec<Slot>,
    anchors: Anchors,
    /// The links that are open, innermost last; none for one that leads out of the site.
    open: Vec<Option<usize>>,
    /// How deep in quotations, lists and tables: text there is no summary.
    depth: usize,
    in_code: bool,
    in_heading: bool,
    /// The block quotations that are open; an alert is none.
    quotes: Vec<bool>,
    /// How deep in inline HTML that makes a link or code.
    in_raw: usize,
    section: usize,
    /// The run of prose that is being read; empty between runs.
    prose: Prose,
    block: Block,
    ids: HashMap<String, usize>,
    table: Table,
    footnotes: Footnotes<'a>,
}

/// Where in a table we are.
#[derive(Default)]
struct Table {
    columns: Vec<Alignment>,
    cell: usize,
    in_head: bool,
}

#[derive(Default)]
struct Footnotes<'a> {
    /// The numbers of the labels, in the order in which they are first referred to, and how often.
    numbers: BTreeMap<String, (usize, usize)>,
    definitions: Vec<(String, Vec<Event<'a>>)>,
    /// Where to go on when the definition that is being read ends.
    outside: Option<Vec<Event<'a>>>,
}

impl<'a> Reader<'a> {
    /// Reads events one by one, and headings and images whole.
    fn events(&mut self, events: impl IntoIterator<Item = (Event<'a>, Span)>) {
        let mut events = events.into_iter();
        while let Some((event, span)) = events.next() {
            match event {
                Event::Start(Tag::Image { link_type, dest_url, title, .. }) => {
                    let alt = description(&mut events);
                    self.image(link_type, &dest_url, &title, &alt, span);
                }
                Event::Start(tag @ Tag::Heading { .. }) => {
                    let inner =
                        events.by_ref().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_))));
                    let inner = inner.collect();
                    self.heading(tag, inner);
                }
                event => self.event(event, span),
            }
        }
    }

    fn event(&mut self, event: Event<'a>, span: Span) {
        if !matches!(event, Event::Text(_) | Event::SoftBreak) {
            self.end_prose();
        }
        match event {
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => self.link(link_type, &dest_url, &title, span),
            Event::End(TagEnd::Link) => self.link_end(),
            Event::Start(tag @ (Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)) => self.table(tag),
            Event::End(tag @ (TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell)) => {
                self.table_end(tag);
            }
            Event::Start(Tag::FootnoteDefinition(label)) => self.definition(label.to_string()),
            Event::End(TagEnd::FootnoteDefinition) => self.definition_end(),
            Event::FootnoteReference(label) => self.reference(&label, span),
            Event::TaskListMarker(done) => {
                let state = if done { " checked aria-label=\"done\"" } else { " aria-label=\"to do\"" };
                self.html(&format!("<input type=\"checkbox\" disabled{state}> "));
            }
            Event::Text(text) => self.text(text, span.start),
            Event::SoftBreak if self.is_prose() => {
                self.add_prose("\n", span.start);
                self.block.push(" ", self.base + span.start);
            }
            Event::Code(code) => {
                let ticks = span.len().saturating_sub(code.len()) / 2;
                self.block.push(&code, self.base + span.start + ticks);
                self.out.push(Event::Code(code));
            }
            Event::SoftBreak | Event::HardBreak => {
                self.block.push(" ", self.base + span.start);
                self.out.push(event);
            }
            Event::Html(html) => self.raw_html(&html, span, Event::Html),
            Event::InlineHtml(html) => self.raw_html(&html, span, Event::InlineHtml),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            event => self.out.push(event),
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        match &tag {
            Tag::BlockQuote(kind) => {
                self.end_block(BlockKind::Other);
                self.quotes.push(kind.is_none());
                self.depth += 1;
            }
            Tag::List(_) | Tag::DefinitionList => self.depth += 1,
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => self.in_code = true,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            // An item may hold text of its own before a list within it begins.
            _ => self.end_block(BlockKind::Other),
        }
        self.out.push(Event::Start(tag));
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            TagEnd::Paragraph if self.depth == 0 && self.footnotes.outside.is_none() => {
                self.end_block(BlockKind::Paragraph);
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::DefinitionList => {
                self.end_block(BlockKind::Other);
                self.depth -= 1;
                if matches!(tag, TagEnd::BlockQuote(_)) {
                    self.quotes.pop();
                }
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.block = Block::default();
            }
            _ => self.end_block(BlockKind::Other),
        }
        self.out.push(Event::End(tag));
    }

    /// Tables are written here, since the library aligns cells by inline style, which a strict site forbids.
    fn table(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Table(columns) => {
                self.end_block(BlockKind::Other);
                self.depth += 1;
                self.table = Table { columns, ..Table::default() };
                // A wide table scrolls in a box of its own, which the keyboard must reach.
                self.html("<div class=\"table\" tabindex=\"0\">\n<table>\n");
            }
            Tag::TableHead => {
                self.table.in_head = true;
                self.html("<thead><tr>");
            }
            Tag::TableRow => self.html("<tr>"),
            _ => {
                let cell = if self.table.in_head { "th scope=\"col\"" } else { "td" };
                let class = match self.table.columns.get(self.table.cell) {
                    Some(Alignment::Left) => " class=\"left\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    Some(Alignment::Right) => " class=\"right\"",
                    _ => "",
                };
                self.html(&format!("<{cell}{class}>"));
            }
        }
    }

    fn table_end(&mut self, tag: TagEnd) {
        self.end_block(BlockKind::Other);
        match tag {
            TagEnd::Table => {
                self.html("</tbody>\n</table>\n</div>\n");
                self.depth -= 1;
            }
            TagEnd::TableHead => {
                self.table = Table { columns: std::mem::take(&mut self.table.columns), ..Table::default() };
                self.html("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => {
                self.table.cell = 0;
                self.html("</tr>\n");
            }
            _ => {
                self.table.cell += 1;
                self.html(if self.table.in_head { "</th>" } else { "</td>" });
            }
        }
    }

    fn end_block(&mut self, kind: BlockKind) {
        if !self.block.text.is_empty() {
            let block = std::mem::take(&mut self.block);
            let quoted = self.quotes.contains(&true);
            self.body.blocks.push(Block { kind, section: self.section, quoted, ..block });
        }
    }

    fn html(&mut self, html: &str) {
        self.out.push(Event::InlineHtml(CowStr::from(html.to_owned())));
    }

    fn mark(&mut self, slot: Slot) {
        self.html(&format!("\0{}\0", self.marks.len()));
        self.marks.push(slot);
    }

    fn add_link(&mut self, target: Target, title: &str, span: Span, in_text: bool) -> usize {
        let place = in_text.then_some((self.body.blocks.len(), self.block.text.len()..self.block.text.len()));
        let span = self.base + span.start..self.base + span.end;
        self.body.links.push(Link { target, title: title.to_owned(), span, place });
        self.body.links.len() - 1
    }

    fn text(&mut self, text: CowStr<'a>, start: usize) {
        let named = self
            .open
            .last()
            .copied()
            .flatten()
            .filter(|n| matches!(self.body.links[*n].target, Target::Mention { named: true, .. }));
        match named {
            Some(link) => self.mark(Slot::Name(link)),
            None if self.open.is_empty() && !self.in_code => return self.unlinked(&text, start),
            None => self.out.push(Event::Text(text.clone())),
        }
        self.block.push(&text, self.base + start);
    }

    /// Text outside of links: prose, with the bare URLs in it as links.
    fn unlinked(&mut self, text: &str, start: usize) {
        let mut done = 0;
        let finder = LinkFinder::new();
        let urls = if self.bare_urls && text.contains("://") { Some(finder.links(text)) } else { None };
        let is_web = |url: &linkify::Link<'_>| *url.kind() == LinkKind::Url && url.as_str().starts_with("http");
        for url in urls.into_iter().flatten().filter(is_web) {
            self.plain(&text[done..url.start()], start + done);
            self.end_prose();
            let mut html = "<a href=\"".to_owned();
            let _ = escape_href(&mut html, url.as_str());
            html.push_str("\">");
            let _ = escape_html_body_text(&mut html, url.as_str());
            html.push_str("</a>");
            self.html(&html);
            self.block.push(url.as_str(), self.base + start + url.start());
            done = url.end();
        }
        self.plain(&text[done..], start + done);
    }

    /// Text that is nothing but text.
    fn plain(&mut self, text: &str, start: usize) {
        match self.is_prose() {
            true => self.add_prose(text, start),
            false => self.out.push(Event::Text(CowStr::from(text.to_owned()))),
        }
        self.block.push(text, self.base + start);
    }

    /// Whether names may be found in the text that comes next.
    fn is_prose(&self) -> bool {
        let in_quote = self.quotes.contains(&true);
        !in_quote
            && !self.in_code
            && !self.in_heading
            && !self.table.in_head
            && self.open.is_empty()
            && self.in_raw == 0
    }

    fn add_prose(&mut self, text: &str, start: usize) {
        if self.prose.text.is_empty() {
            let (block, at) = (self.body.blocks.len(), self.block.text.len());
            self.prose = Prose { text: String::new(), block, at, start: self.base + start };
        }
        self.prose.text.push_str(text);
    }

    fn end_prose(&mut self) {
        if !self.prose.text.is_empty() {
            let prose = std::mem::take(&mut self.prose);
            self.body.prose.push(prose);
            self.mark(Slot::Prose(self.body.prose.len() - 1));
        }
    }

    fn link(&mut self, link_type: LinkType, url: &CowStr<'a>, title: &CowStr<'a>, span: Span) {
        let target = match link_type {
            LinkType::WikiLink { has_pothole } => {
                // In a table the bar of [[x\|y]] must be escaped, and the back slash is left in the target.
                let name = url.trim_end_matches('\\').trim().to_owned();
                Some(Target::Mention { name, named: !has_pothole })
            }
            LinkType::Email => None,
            _ if is_external(url) => None,
            _ => Some(Target::Path(url.to_string())),
        };
        let link = target.map(|target| self.add_link(target, title, span, true));
        match link {
            Some(link) => self.mark(Slot::Open(link)),
            None => self.out.push(Event::Start(Tag::Link {
                link_type,
                dest_url: url.clone(),
                title: title.clone(),
                id: CowStr::Borrowed(""),
            })),
        }
        self.open.push(link);
    }

    fn link_end(&mut self) {
        match self.open.pop().flatten() {
            Some(link) => {
                if let Some((_, range)) = &mut self.body.links[link].place {
                    range.end = self.block.text.len();
                }
                self.mark(Slot::Close(link));
            }
            None => self.out.push(Event::End(TagEnd::Link)),
        }
    }

    fn image(&mut self, link_type: LinkType, url: &str, title: &str, alt: &str, span: Span) {
        self.end_prose();
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let alt = if wiki && alt == url { "" } else { alt };
        self.html("<img src=\"");
        if is_external(url) {
            let mut escaped = String::new();
            let _ = escape_href(&mut escaped, url);
            self.html(&escaped);
        } else {
            let link = self.add_link(Target::Path(url.to_owned()), "", span, false);
            self.mark(Slot::Url(link));
        }
        let mut html = "\" alt=\"".to_owned();
        let _ = escape_html(&mut html, alt);
        if !title.is_empty() {
            html.push_str("\" title=\"");
            let _ = escape_html(&mut html, title);
        }
        html.push_str("\" loading=\"lazy\">");
        self.html(&html);
    }

    fn heading(&mut self, tag: Tag<'a>, inner: Vec<(Event<'a>, Span)>) {
        let Tag::Heading { level, id, classes, attrs } = tag else { return };
        self.end_prose();
        self.end_block(BlockKind::Other);
        let mut text = String::new();
        for (event, _) in &inner {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(part),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        let id = match id {
            Some(id) => self.unique(&id),
            None => self.unique(&slugify(&text)),
        };
        self.anchors.headings.push(id.clone());
        self.body.headings.push(Heading { level: level as u8, id: id.clone(), text: text.trim().to_owned() });
        let id = Some(CowStr::from(id));
        self.out.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
        self.section += 1;
        self.in_heading = true;
        self.events(inner);
        self.in_heading = false;
        self.end_block(BlockKind::Heading);
        self.out.push(Event::End(TagEnd::Heading(level)));
    }

    /// An id that no other element of the body has: `why`, `why-2`, `why-3`.
    fn unique(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "section" } else { wanted };
        let mut id = wanted.to_owned();
        while self.anchors.ids.contains(&id) {
            let count = self.ids.entry(wanted.to_owned()).or_insert(1);
            *count += 1;
            id = format!("{wanted}-{count}");
        }
        self.anchors.ids.insert(id.clone());
        id
    }

    fn raw_html(&mut self, html: &str, span: Span, event: fn(CowStr<'a>) -> Event<'a>) {
        match raw_html::opens_or_closes(html, &["a", "code", "kbd", "samp", "q", "cite", "button"]) {
            Some(true) => self.in_raw += 1,
            Some(false) => self.in_raw = self.in_raw.saturating_sub(1),
            None => {}
        }
        let mut done = 0;
        for attribute in raw_html::attributes(html) {
            let value = &html[attribute.value.clone()];
            match attribute.name {
                raw_html::Name::Id => drop(self.anchors.ids.insert(value.to_owned())),
                raw_html::Name::Url if value.is_empty() || is_external(value) => {}
                raw_html::Name::Url => {
                    self.out.push(event(CowStr::from(html[done..attribute.value.start].to_owned())));
                    let place = span.start + attribute.value.start..span.start + attribute.value.end;
                    let link = self.add_link(Target::Path(raw_html::unescape(value)), "", place, false);
                    self.mark(Slot::Url(link));
                    done = attribute.value.end;
                }
            }
        }
        self.out.push(event(CowStr::from(html[done..].to_owned())));
    }

    fn reference(&mut self, label: &str, span: Span) {
        let next = self.footnotes.numbers.len() + 1;
        let (number, times) = self.footnotes.numbers.entry(label.to_owned()).or_insert((next, 0));
        *times += 1;
        let (number, again) = (*number, if *times > 1 { format!("-{times}") } else { String::new() });
        self.anchors.ids.insert(format!("fnref-{number}{again}"));
        self.html("<sup class=\"footnote-reference\"><a href=\"");
        self.own_anchor(&format!("#fn-{number}"), span);
        self.html(&format!("\" id=\"fnref-{number}{again}\">{number}</a></sup>"));
    }

    /// A link within the page, by its whole address: a feed shows the text elsewhere.
    fn own_anchor(&mut self, anchor: &str, span: Span) {
        let link = self.add_link(Target::Path(anchor.to_owned()), "", span, false);
        self.mark(Slot::Url(link));
    }

    fn definition(&mut self, label: String) {
        self.end_block(BlockKind::Other);
        self.footnotes.definitions.push((label, Vec::new()));
        self.footnotes.outside = Some(std::mem::take(&mut self.out));
    }

    fn definition_end(&mut self) {
        self.end_block(BlockKind::Other);
        let outside = self.footnotes.outside.take().unwrap_or_default();
        let inside = std::mem::replace(&mut self.out, outside);
        if let Some((_, events)) = self.footnotes.definitions.last_mut() {
            *events = inside;
        }
    }

    /// The footnotes at the end, each with the way back; those that nothing refers to are kept, last.
    fn footnotes(&mut self) {
        let mut definitions = std::mem::take(&mut self.footnotes.definitions);
        if definitions.is_empty() {
            return;
        }
        let numbers = std::mem::take(&mut self.footnotes.numbers);
        definitions.sort_by_key(|(label, _)| numbers.get(label).map_or(usize::MAX, |(number, _)| *number));
        self.html("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (place, (label, events)) in definitions.into_iter().enumerate() {
            let number = numbers.get(&label).map_or(place + 1, |(number, _)| *number);
            self.anchors.ids.insert(format!("fn-{number}"));
            self.html(&format!("<li id=\"fn-{number}\">\n"));
            self.out.extend(events);
            if numbers.contains_key(&label) {
                self.html("<a href=\"");
                self.own_anchor(&format!("#fnref-{number}"), 0..0);
                self.html("\" class=\"footnote-back\" aria-label=\"back\">↩</a>");
            }
            self.html("</li>\n");
        }
        self.html("</ol>\n</div>\n");
    }

    fn finish(mut self) -> Body {
        self.end_prose();
        self.end_block(BlockKind::Other);
        self.footnotes();
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, self.out.into_iter());
        self.body.cut(&html, &self.marks);
        self.body.anchors = Arc::new(self.anchors);
        self.body
    }
}

/// The description of an image, up to its end: plain text, whatever it is made of, even of another image.
fn description<'a>(events: &mut impl Iterator<Item = (Event<'a>, Span)>) -> String {
    let mut alt = String::new();
    let mut within = 1;
    for (event, _) in events {
        match event {
            Event::Start(Tag::Image { .. }) => within += 1,
            Event::End(TagEnd::Image) => within -= 1,
            Event::Text(text) | Event::Code(text) => alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
        if within == 0 {
            break;
        }
    }
    alt
}

/// Whether a link leaves the site: it has a scheme or a host.
pub fn is_external(url: &str) -> bool {
    let scheme = url.split(['/', '?', '#']).next().unwrap_or("").split_once(':');
    let is_scheme = |s: &str| {
        s.starts_with(|c: char| c.is_ascii_alphabetic())
            && s.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    url.starts_with("//") || scheme.is_some_and(|(scheme, _)| is_scheme(scheme))
}
