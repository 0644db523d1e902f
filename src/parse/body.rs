//! A body as one tree: its blocks, what stands in their lines, and the HTML that a writer put among them.
//!
//! Everything that is said of a text is read from here: its HTML ([`super::to_html`]), its sentences, summaries and words
//! ([`super::passage`]), its links, sections and ids. What depends on other files is a number in [`Body::links`], which
//! `link` resolves, so that a body is parsed once however often its neighbours change. Nothing here knows the site.

use crate::diagnostic::Span;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// A body, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// The tree in the order of reading: an element opens, what is in it follows, it closes. So a walk is a loop, however
    /// deep a writer nests things.
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
    pub headings: Vec<Heading>,
    pub anchors: Arc<Anchors>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Open(Element),
    /// The end of the element that was opened last and is not closed yet.
    Close,
    Text(Text),
    /// Code within a line.
    Code(Text),
    /// A line break that the writer asked for.
    Break,
    /// A thematic break between blocks.
    Rule,
    Image(Box<Image>),
    /// A mark in the text that leads to a note: the note's number, the mark's id, and the link to the note.
    Reference {
        number: usize,
        id: Box<str>,
        link: usize,
    },
    /// The box of a task, and whether it is done.
    Task(bool),
    /// HTML that shows nothing, as the writer wrote it: a comment, a doctype.
    Markup(Box<str>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    Paragraph,
    /// The number of the heading in [`Body::headings`].
    Heading(usize),
    Quote,
    Alert(Alert),
    /// The language, or nothing.
    CodeBlock(Box<str>),
    /// The first number of an ordered list.
    List(Option<u64>),
    Item,
    Definitions,
    Term,
    Definition,
    Table,
    TableHead,
    Row,
    Cell(Align),
    Emphasis,
    Strong,
    Strikethrough,
    /// The number of the link in [`Body::links`].
    Link(usize),
    /// All notes, at the end.
    Notes,
    /// Its number, and the link back to the first mark that leads to it.
    Note {
        number: usize,
        back: Option<usize>,
    },
    /// An element that the writer wrote as HTML.
    Html(Box<Tag>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

/// A block quotation that quotes nobody: `> [!WARNING]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

impl Alert {
    /// What it is called on the page.
    pub fn title(self) -> &'static str {
        match self {
            Alert::Note => "Note",
            Alert::Tip => "Tip",
            Alert::Important => "Important",
            Alert::Warning => "Warning",
            Alert::Caution => "Caution",
        }
    }
}

/// Text that a reader sees, with every character reference and escape undone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    pub text: String,
    /// Where it begins in the file.
    start: usize,
    /// Where it goes on elsewhere in the file: a byte of `text`, and that byte in the file. Up to the next of them both run
    /// on together. Seldom any.
    jumps: Vec<(usize, usize)>,
    /// How a writer wrote it as HTML, where that is not how it would be written anew.
    pub written: Option<Box<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Where its file is, as a number in [`Body::links`].
    pub link: usize,
    pub alt: String,
    pub title: String,
}

/// The opening tag of an element in HTML, and how the element ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// In small letters.
    pub name: Box<str>,
    /// The whole tag as it was written.
    pub written: Box<str>,
    /// The whole tag in the file.
    pub span: Span,
    pub attributes: Vec<Attribute>,
    /// The addresses in it: bytes of `written`, and the link that stands there, in their order.
    pub addresses: Vec<(Range<usize>, usize)>,
    /// Where it leads, if the element is a link.
    pub link: Option<usize>,
    pub end: End,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// In small letters.
    pub name: Box<str>,
    /// With character references undone.
    pub value: Box<str>,
    /// The value in the file.
    pub span: Span,
}

impl Tag {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| &*attribute.name == name).map(|attribute| &*attribute.value)
    }

    /// What readers see in place of a frame that is blocked, as a link to what it would show: its title, or its address.
    pub fn frame_title(&self) -> &str {
        let title = self.attribute("title").filter(|title| !title.trim().is_empty());
        title.or(self.attribute("src")).unwrap_or("")
    }
}

/// How an element in HTML ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// By the tag that was written.
    Written(Box<str>),
    /// Without a tag: `<br>`, or `<li>` where the next item begins.
    None,
    /// By a tag that the writer forgot and we add, so that the page around the text stays whole.
    Added,
    /// At once, since an anchor that is never closed marks a point: `<a name="x">`.
    AtOnce,
}

/// Where a link may lead within a body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Anchors {
    /// Every id.
    pub ids: BTreeSet<String>,
    /// The ids of the headings, in their order: what a writer is offered instead of a wrong one.
    pub headings: Vec<String>,
}

/// A link as the writer wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub target: Target,
    pub title: String,
    /// The whole link in the file; of an attribute in HTML, its value.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `[[fugu]]` or `[[Sakana|the firm]]`: a slug, a name or an alias. `named` when the link has no text of its own.
    Mention { name: String, named: bool },
    /// A path or an address within the site: `other.md`, `/models/`, `#why`, `photo.png`.
    Path(String),
    /// An address with a scheme or a host: `https://example.org/`, `mailto:a@example.org`.
    Away(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    pub id: String,
    pub classes: Vec<String>,
    /// With `[[names]]` as they are written.
    pub text: String,
    /// Whether there are any, so that readers see another text.
    pub has_names: bool,
}

/// What a link leads to, once the whole site is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// An address with its anchor, from the site's root; `name` is what `[[slug]]` shows; `class` marks the kind.
    To { address: String, name: String, class: Option<String> },
    /// No link: the text stays.
    Text { name: String },
    /// The address as it is written.
    Away,
}

/// What depends on other files, looked up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filling {
    /// One for each link of the body.
    pub links: Vec<Resolved>,
    /// The names found in its prose, in their order.
    pub names: Vec<FoundName>,
    /// The frames that readers would see empty, as nodes of the body in their order: a link stands in their place.
    pub blocked_frames: Vec<usize>,
}

/// A name in the prose that becomes a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundName {
    /// The node of the body that it stands in, a [`Node::Text`].
    pub node: usize,
    /// Its place in the text of that node.
    pub range: Range<usize>,
    pub address: String,
    pub class: String,
}

impl Text {
    /// Text that was read from one place in the file.
    pub(super) fn new(text: String, start: usize) -> Text {
        Text { text, start, jumps: Vec::new(), written: None }
    }

    /// Adds text that was read from a place in the file.
    pub(super) fn push(&mut self, text: &str, start: usize) {
        let at = self.text.len();
        if text.is_empty() {
            return;
        } else if at == 0 {
            self.start = start;
        } else if self.in_file(at) != start {
            self.jumps.push((at, start));
        }
        self.text.push_str(text);
    }

    /// The parts that run on byte by byte both in `text` and in the file: the bytes of `text`, and where they begin in
    /// the file.
    pub fn pieces(&self) -> impl Iterator<Item = (Range<usize>, usize)> {
        let ends = self.jumps.iter().map(|(at, _)| *at).chain([self.text.len()]);
        let starts = std::iter::once((0, self.start)).chain(self.jumps.iter().copied());
        starts.zip(ends).map(|((at, file), end)| (at..end, file))
    }

    /// The byte of the file that a byte of the text was read from.
    pub fn in_file(&self, at: usize) -> usize {
        let jump = self.jumps.partition_point(|(begin, _)| *begin <= at).checked_sub(1);
        let (begin, file) = jump.map_or((0, self.start), |jump| self.jumps[jump]);
        file + (at - begin)
    }

    /// A part of it, which begins and ends between characters.
    pub(super) fn part(&self, part: Range<usize>) -> Text {
        let within = self.jumps.iter().filter(|(begin, _)| part.start < *begin && *begin < part.end);
        let jumps = within.map(|(begin, file)| (begin - part.start, *file)).collect();
        Text { start: self.in_file(part.start), jumps, ..Text::new(self.text[part].to_owned(), 0) }
    }
}

impl Body {
    /// Whether a reader would see nothing.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All runs of text that a reader sees, in the order of reading.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.text.as_str()),
            _ => None,
        })
    }
}
