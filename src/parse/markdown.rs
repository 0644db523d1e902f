//! Markdown, read into a [`Body`]: the library's events become one tree, and the HTML in them becomes part of it.
//!
//! Never looks at another file and never fails: every text is Markdown. What a writer cannot have meant is returned as
//! [`Mistake`]s; their words are for `parse` to choose.

mod beyond;
mod images;
mod texts;

use super::body::{Alert, Align, Anchors, Body, Element, End, Heading, Link, Node, NoteReference, Run, Target, Text};
use super::mistakes::{Mistake, MistakeKind};
use super::notes::Notes;
use super::obsidian::{self, Beyond};
use super::{attributes, elements, ids, mask, notes, passage, unintended};
use crate::base::diagnostic::Span;
use beyond::medium;
use images::PendingImage;
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What a body may use beyond CommonMark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extensions {
    /// All that the documentation lists.
    All,
    /// Nothing: what the examples of CommonMark are compared with.
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
                    | Options::ENABLE_GFM
                    | Options::ENABLE_DEFINITION_LIST
                    | Options::ENABLE_WIKILINKS
            }
        }
    }
}

/// Parses the body of a file, which begins at the byte `base` of it.
pub fn parse(file: &Arc<str>, base: usize, extensions: Extensions) -> (Body, Vec<Mistake>) {
    let text = &file[base..];
    let options = extensions.options();
    let (shown, has_hidden) = match extensions {
        Extensions::All => mask::hide(text, options),
        Extensions::None => (text.into(), false),
    };
    let (shown, beyond) = match extensions {
        Extensions::All => obsidian::read(shown, options),
        Extensions::None => (shown, Beyond::default()),
    };
    let mut builder = Builder { beyond, ..Builder::new(text, base, extensions) };
    for (kind, span) in std::mem::take(&mut builder.beyond.mistakes) {
        builder.mistake(kind, &text[span.clone()], base + span.start..base + span.end);
    }
    let parser = Parser::new_ext(&shown, options);
    let mut unused: BTreeMap<String, Span> =
        parser.reference_definitions().iter().map(|(label, link)| (notes::label(label), link.span.clone())).collect();
    for (event, span) in parser.into_offset_iter() {
        if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = &event
            && !unused.is_empty()
        {
            unused.remove(&notes::label(id));
        }
        builder.event(if has_hidden { mask::show_event(event) } else { event }, span);
    }
    for (label, span) in unused {
        builder.mistake(MistakeKind::Unused, &format!("[{label}]"), base + span.start..base + span.end);
    }
    builder.finish(file)
}

/// Makes the tree out of events.
pub(super) struct Builder<'a> {
    source: &'a str,
    base: usize,
    /// Whether we add to what CommonMark says.
    pub(super) extended: bool,
    beyond: Beyond,
    pub(super) nodes: Vec<Node>,
    pub(super) frames: Vec<OpenFrame>,
    /// How many elements are open in which URLs stay plain text.
    plain: usize,
    text: Text,
    /// Where the run begins that is being read; nothing has come yet between runs.
    begun: usize,
    pub(super) links: Vec<Link>,
    /// Ids that the writer gave or that notes have.
    pub(super) ids: BTreeSet<Arc<str>>,
    headings: Vec<ids::WantedId>,
    notes: Notes,
    /// What was being read when a note began, outermost first, with the note's label.
    outside: Vec<(String, Vec<Node>, Vec<OpenFrame>)>,
    /// How many HTML elements of each name are open in each element of Markdown.
    pub(super) open_tags: HashMap<TagKey, usize>,
    /// The HTML block that is being read, each piece with its place.
    html: Option<Text>,
    image: Option<PendingImage>,
    columns: Vec<Align>,
    cell: usize,
    pub(super) mistakes: Vec<Mistake>,
}

/// How many notes are open, the element of Markdown in which an HTML element is open, and the latter's name.
type TagKey = (usize, usize, Box<str>);

/// An element that is open.
pub(super) struct OpenFrame {
    /// Its node.
    pub(super) node: usize,
    /// The name of an HTML element; none for one of Markdown.
    pub(super) tag: Option<Box<str>>,
    /// The element of Markdown that it stands in: how many frames there were when that had been opened.
    container: usize,
    /// Whether URLs in it stay plain text.
    is_plain: bool,
    pub(super) span: Span,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str, base: usize, extensions: Extensions) -> Builder<'a> {
        Builder {
            source,
            base,
            extended: extensions == Extensions::All,
            beyond: Beyond::default(),
            nodes: Vec::new(),
            frames: Vec::new(),
            plain: 0,
            text: Text::default(),
            begun: 0,
            links: Vec::new(),
            ids: BTreeSet::new(),
            headings: Vec::new(),
            notes: Notes::default(),
            outside: Vec::new(),
            open_tags: HashMap::new(),
            html: None,
            image: None,
            columns: Vec::new(),
            cell: 0,
            mistakes: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        if self.image.is_some() {
            return self.describe(event);
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.prose(&text, span.start),
            Event::SoftBreak => self.add_text("\n", span.start),
            Event::Code(code) => {
                let ticks = span.len().saturating_sub(code.len()) / 2;
                let run = self.run(&code, self.base + span.start + ticks);
                self.push(Node::Code(run));
            }
            Event::HardBreak => self.push(Node::Break),
            Event::Rule => self.push(Node::Rule),
            Event::Html(html) => match &mut self.html {
                Some(block) => block.push(&html, self.base + span.start),
                None => self.inline_html(&html, span.start),
            },
            Event::InlineHtml(html) => self.inline_html(&html, span.start),
            Event::FootnoteReference(label) => self.refer(&label, span),
            Event::TaskListMarker(done) => self.push(Node::Task(done)),
            // Only with extensions that are off.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.add_text(&text, span.start),
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        let element = match tag {
            Tag::HtmlBlock => {
                self.html = Some(Text::default());
                return;
            }
            Tag::Image { link_type: LinkType::WikiLink { .. }, ref dest_url, .. } if medium(dest_url).is_none() => {
                let written = self.source.get(span.clone()).unwrap_or("").to_owned();
                self.mistake(MistakeKind::NoteEmbedded, &written, self.base + span.start..self.base + span.end);
                let Tag::Image { link_type, dest_url, title, .. } = tag else { return };
                self.link(link_type, &dest_url, &title, &span)
            }
            Tag::Image { link_type, dest_url, title, .. } => return self.image(link_type, &dest_url, &title, span),
            Tag::FootnoteDefinition(label) => return self.open_note(&label),
            Tag::Link { link_type, dest_url, title, .. } => self.link(link_type, &dest_url, &title, &span),
            Tag::Heading { .. } if self.beyond.titles.contains_key(&span.start) => self.callout_title(span.start),
            Tag::Heading { level, .. } => {
                self.headings.push(ids::WantedId::new(level as u8));
                Element::Heading(self.headings.len() - 1)
            }
            Tag::Table(columns) => {
                self.columns = columns.into_iter().map(align).collect();
                Element::Table(self.columns.len())
            }
            Tag::TableHead => {
                self.cell = 0;
                Element::TableHead
            }
            Tag::TableRow => {
                self.cell = 0;
                self.row(&span);
                Element::Row
            }
            Tag::TableCell => {
                self.cell += 1;
                Element::Cell(self.columns.get(self.cell - 1).copied().unwrap_or(Align::None))
            }
            Tag::BlockQuote(None) => match self.beyond.callouts.get(&span.start) {
                Some(callout) => callout.alert.map_or(Element::Quote, |alert| Element::Callout(alert, callout.fold)),
                None => Element::Quote,
            },
            Tag::BlockQuote(Some(kind)) => Element::Alert(alert(kind)),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Element::CodeBlock(self.run(info.split(' ').next().unwrap_or(""), 0))
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => Element::CodeBlock(Run::default()),
            // Of nine digits at most.
            Tag::List(first) => Element::List(first.map(|first| first as u32)),
            Tag::Item => Element::Item,
            Tag::DefinitionList => Element::Definitions,
            Tag::DefinitionListTitle => Element::Term,
            Tag::DefinitionListDefinition => Element::Definition,
            Tag::Emphasis => Element::Emphasis,
            Tag::Strong => Element::Strong,
            Tag::Strikethrough => Element::Strikethrough,
            // The others come only with extensions that are off.
            Tag::Paragraph | Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => Element::Paragraph,
        };
        self.open(element, span);
    }

    /// Compares the cells of a row with the columns of its table.
    fn row(&mut self, span: &Span) {
        let line = self.source.get(span.clone()).and_then(|row| row.lines().next()).unwrap_or("");
        let (cells, columns) = (unintended::cells(line), self.columns.len());
        let place = self.base + span.start..self.base + span.start + line.len();
        match cells.cmp(&columns) {
            Ordering::Greater => self.mistake(MistakeKind::RowTooLong { cells, columns }, line, place),
            Ordering::Less => self.mistake(MistakeKind::RowTooShort { cells, columns }, line, place),
            Ordering::Equal => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::HtmlBlock => {
                if let Some(block) = self.html.take() {
                    self.html_block(&block);
                }
            }
            TagEnd::FootnoteDefinition => self.close_note(),
            _ => {
                self.end_text();
                self.close_tags();
                match tag {
                    TagEnd::Heading(_) => {
                        self.end_heading();
                        self.end_callout_title();
                    }
                    TagEnd::Link | TagEnd::Image => self.end_link(),
                    _ => {}
                }
                // A paragraph of comments alone is none.
                if self.beyond.has_fillers && tag == TagEnd::Paragraph && self.drop_blank() {
                    return;
                }
                self.close();
            }
        }
    }

    /// Adds a node that is neither text nor the opening of an element.
    pub(super) fn push(&mut self, node: Node) {
        self.end_text();
        self.nodes.push(node);
    }

    fn open(&mut self, element: Element, span: Span) {
        let is_plain = matches!(element, Element::Link(_) | Element::CodeBlock(_));
        self.open_frame(element, None, is_plain, span);
    }

    pub(super) fn open_frame(&mut self, element: Element, tag: Option<Box<str>>, is_plain: bool, span: Span) {
        self.push(Node::Open(element));
        self.plain += usize::from(is_plain);
        let container = self.container();
        self.frames.push(OpenFrame { node: self.nodes.len() - 1, tag, container, is_plain, span });
    }

    /// The element of Markdown that is open innermost.
    fn container(&self) -> usize {
        match self.frames.last() {
            Some(frame) if frame.tag.is_some() => frame.container,
            _ => self.frames.len(),
        }
    }

    /// What open HTML elements of a name are counted by, here.
    pub(super) fn tag_key(&self, name: &str) -> TagKey {
        (self.outside.len(), self.container(), name.into())
    }

    /// Closes the element that was opened last.
    pub(super) fn close(&mut self) -> Option<OpenFrame> {
        self.end_text();
        let frame = self.frames.pop()?;
        self.plain -= usize::from(frame.is_plain);
        self.nodes.push(Node::Close);
        Some(frame)
    }

    fn add_link(&mut self, target: Target, title: &str, span: Span) -> usize {
        let span = self.base + span.start..self.base + span.end;
        self.add_placed_link(target, title, span)
    }

    pub(super) fn add_placed_link(&mut self, target: Target, title: &str, span: Span) -> usize {
        self.links.push(Link { target, title: title.to_owned(), span });
        self.links.len() - 1
    }

    fn link(&mut self, link_type: LinkType, url: &str, title: &str, span: &Span) -> Element {
        let target = match link_type {
            LinkType::WikiLink { has_pothole } => {
                // In a table the bar of [[x\|y]] must be escaped, and the backslash is left in the target.
                Target::Mention { name: url.trim_end_matches('\\').trim().to_owned(), named: !has_pothole }
            }
            LinkType::Email => Target::Away(format!("mailto:{url}")),
            _ => target(url),
        };
        Element::Link(self.add_link(target, title, span.clone()))
    }

    /// A link to an entity with an empty text shows the entity's name: `[[acme|]]`.
    fn end_link(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let Node::Open(Element::Link(link)) = self.nodes[frame.node] else { return };
        let is_blank = |node: &Node| matches!(node, Node::Text(run) if self.text.get(*run).trim().is_empty());
        if let Target::Mention { named, .. } = &mut self.links[link].target
            && self.nodes[frame.node + 1..].iter().all(is_blank)
        {
            *named = true;
            self.nodes.truncate(frame.node + 1);
        }
    }

    fn end_heading(&mut self) {
        let Some(start) = self.frames.last().map(|frame| frame.node) else { return };
        let Node::Open(Element::Heading(number)) = self.nodes[start] else { return };
        let wanted = &mut self.headings[number];
        if self.extended
            && let Some(Node::Text(last)) = self.nodes[start + 1..].last_mut()
        {
            let (begin, text) = (last.range().start, self.text.get(*last));
            let is_escaped = |at: usize| {
                let file = self.text.in_file(begin + at) - self.base;
                file.checked_sub(1).is_some_and(|before| self.source.as_bytes().get(before) == Some(&b'\\'))
            };
            if let Some(found) = attributes::at_end(text).filter(|found| !is_escaped(found.begins)) {
                *last = Run::new(begin..begin + text[..found.begins].trim_end().len());
                wanted.id = found.id;
                wanted.classes = found.classes;
            }
        }
        let nodes = &self.nodes[start + 1..];
        wanted.text = passage::line(nodes, &self.text, &self.links);
        let is_name = |link: usize| matches!(self.links[link].target, Target::Mention { named: true, .. });
        wanted.has_names = nodes.iter().any(|node| matches!(node, Node::Open(Element::Link(link)) if is_name(*link)));
    }

    fn refer(&mut self, label: &str, span: Span) {
        let (number, times) = self.notes.refer(label);
        let id = if times > 1 { format!("fnref-{number}-{times}") } else { format!("fnref-{number}") };
        self.ids.insert(id.as_str().into());
        // By its whole address, since a feed shows the text elsewhere.
        let link = self.add_link(Target::Path(format!("#fn-{number}")), "", span);
        self.push(Node::Reference(Box::new(NoteReference { number, id: id.into(), link })));
    }

    fn open_note(&mut self, label: &str) {
        self.end_text();
        let nodes = std::mem::take(&mut self.nodes);
        let frames = std::mem::take(&mut self.frames);
        self.outside.push((label.to_owned(), nodes, frames));
    }

    fn close_note(&mut self) {
        self.end_text();
        self.close_tags();
        if let Some((label, nodes, frames)) = self.outside.pop() {
            let text = std::mem::replace(&mut self.nodes, nodes);
            self.frames = frames;
            self.notes.define(&label, text);
        }
    }

    fn finish(mut self, file: &Arc<str>) -> (Body, Vec<Mistake>) {
        self.end_text();
        self.close_tags();
        let notes = std::mem::take(&mut self.notes);
        let notes =
            notes.into_nodes(&mut |number| self.add_link(Target::Path(format!("#fnref-{number}")), "", 0..0) as u32);
        for node in &notes {
            if let Node::Open(Element::Note { number, .. }) = node {
                self.ids.insert(format!("fn-{number}").into());
            }
        }
        self.nodes.extend(notes);
        let headings: Vec<Heading> = ids::give(self.headings, &mut self.ids);
        let of_headings = headings.iter().map(|heading| heading.id.clone()).collect();
        let anchors = Arc::new(Anchors { ids: self.ids.into_iter().collect(), headings: of_headings });
        // It is kept for as long as the site is.
        self.text.settle(file, self.nodes.iter_mut().filter_map(Node::run_mut));
        self.nodes.shrink_to_fit();
        self.links.shrink_to_fit();
        let body = Body { text: self.text, nodes: self.nodes, links: self.links, headings, anchors };
        (body, self.mistakes)
    }

    /// Notes a mistake, where we have a word to say.
    pub(super) fn mistake(&mut self, kind: MistakeKind, written: &str, span: Span) {
        if self.extended {
            self.mistakes.push(Mistake { kind, written: written.to_owned(), span });
        }
    }

    pub(super) fn base(&self) -> usize {
        self.base
    }
}

/// Where a link with such a destination leads.
pub(super) fn target(url: &str) -> Target {
    match is_external(url) {
        true => Target::Away(url.to_owned()),
        false => Target::Path(url.to_owned()),
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

/// Whether a link leaves the site: it has a scheme or a host.
pub(crate) fn is_external(url: &str) -> bool {
    let scheme = url.split(['/', '?', '#']).next().unwrap_or("").split_once(':');
    let is_scheme = |s: &str| {
        s.starts_with(|c: char| c.is_ascii_alphabetic())
            && s.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    url.starts_with("//") || scheme.is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// Whether an address is one that browsers ask over HTTP.
pub(crate) fn is_of_web(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| url.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)))
}

impl Builder<'_> {
    /// Whether an HTML element keeps URLs in it from becoming links.
    pub(super) fn keeps_plain(name: &str) -> bool {
        use elements::Role;
        matches!(elements::role(name), Role::Code | Role::CodeBlock | Role::Link | Role::Hidden)
    }

    /// How the element of the frame ended, written where its opening stands.
    pub(super) fn set_end(&mut self, node: usize, end: End) {
        if let Some(Node::Open(Element::Html(tag))) = self.nodes.get_mut(node) {
            tag.end = end;
        }
    }
}
