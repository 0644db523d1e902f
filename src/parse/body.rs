//! A body as one tree: its blocks, what stands in their lines, and the HTML that a writer put among them.
//!
//! Everything that is said of a text is read from here: its HTML ([`super::to_html`]), its sentences, summaries and words
//! ([`super::passage`]), its links, sections and ids. What depends on other files is a number in [`Body::links`], which
//! `link` resolves, so that a body is parsed once however often its neighbours change. Nothing here knows the site.

use super::figure::ShownPicture;
use super::link_card::CardLines;
use super::place::Place;
use crate::base::diagnostic::Span;
use std::ops::Range;
use std::sync::Arc;

/// A body, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    pub text: Text,
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
    Text(Run),
    /// Code within a line.
    Code(Run),
    /// A line break that the writer asked for.
    Break,
    /// A thematic break between blocks.
    Rule,
    Image(Box<Image>),
    Reference(Box<NoteReference>),
    /// The box of a task, and whether it is done.
    Task(bool),
    /// HTML that shows nothing, as the writer wrote it: a comment, a doctype.
    Markup(Run),
}

// A site has millions of them.
const _: () = assert!(size_of::<Node>() == 16);

/// A mark in the text that leads to a note: the note's number, the mark's id, and the link to the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteReference {
    pub number: usize,
    pub id: Box<str>,
    pub link: usize,
}

/// A table of more columns is wider than text, where there is room.
pub(crate) const IN_TEXT: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    Paragraph,
    /// The number of the heading in [`Body::headings`].
    Heading(usize),
    Quote,
    Alert(Alert),
    /// An alert whose title the writer gave: `> [!warning]- Title`.
    Callout(Alert, Fold),
    CalloutTitle(Fold),
    /// The language, or nothing.
    CodeBlock(Run),
    /// The first number of an ordered list.
    List(Option<u32>),
    Item,
    Definitions,
    Term,
    Definition,
    /// With so many columns.
    Table(usize),
    TableHead,
    Row,
    Cell(Align),
    Emphasis,
    Strong,
    Strikethrough,
    /// `==…==`.
    Mark,
    /// The number of the link in [`Body::links`].
    Link(usize),
    /// All notes, at the end.
    Notes,
    /// Its number, and the link back to the first mark that leads to it.
    Note {
        number: u32,
        back: Option<u32>,
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

/// Whether readers can open and close a callout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    None,
    Open,
    Closed,
}

impl Alert {
    /// What it is called on the page.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Alert::Note => "Note",
            Alert::Tip => "Tip",
            Alert::Important => "Important",
            Alert::Warning => "Warning",
            Alert::Caution => "Caution",
        }
    }
}

/// The text of a body, with every character reference and escape undone, and its places in the file. One text for all nodes,
/// since there are many of them; most of it is the file's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// The whole file.
    source: Option<Arc<str>>,
    /// What does not stand in the file as it is read. While a body is being read, all of it.
    text: String,
    /// Where parts begin that run on byte by byte in the file too: a byte of `text`, and that byte in the file.
    places: Vec<(u32, u32)>,
    /// How a writer wrote a run as HTML, where that is not how it would be written anew; sorted by the runs.
    written: Vec<(Run, Box<str>)>,
}

/// A run of the text: from which byte to which. With [`IN_SOURCE`] they are bytes of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Run {
    start: u32,
    end: u32,
}

/// Marks a byte of the file, in the place of one of a text. A text of our own is never as large as this (2 GiB).
const IN_SOURCE: usize = 1 << 31;

impl Run {
    pub(crate) fn new(range: Range<usize>) -> Run {
        Run { start: range.start as u32, end: range.end as u32 }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Where its file is, as a number in [`Body::links`].
    pub link: usize,
    pub alt: String,
    pub title: String,
    /// Its width in pixels, and perhaps its height.
    pub size: Option<(u16, Option<u16>)>,
    pub medium: Medium,
    /// Whether the writer said that it only decorates: `![""](line.png)`.
    pub is_decoration: bool,
}

/// What a file that stands in a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    Picture,
    Sound,
    Film,
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
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| &*attribute.name == name).map(|attribute| &*attribute.value)
    }

    /// What readers see in place of a frame that is blocked, as a link to what it would show: its title, or its address.
    pub(crate) fn frame_title(&self) -> &str {
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
    /// Every id, sorted.
    pub ids: Box<[Arc<str>]>,
    /// The ids of the headings, in their order: what a writer is offered instead of a wrong one.
    pub headings: Box<[Arc<str>]>,
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
    /// `![[picture.png]]`: a file of the content by its name, with what a link has behind it: `paper.pdf#page=3`.
    Embed(String),
    /// An address with a scheme or a host: `https://example.org/`, `mailto:a@example.org`.
    Away(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    pub id: Arc<str>,
    pub classes: Box<[String]>,
    /// With `[[names]]` as they are written.
    pub text: Arc<str>,
    /// Whether there are any, so that readers see another text.
    pub has_names: bool,
}

/// What a link leads to, once the whole site is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// An address with its anchor, from the site's root; `name` is what `[[slug]]` shows; `class` marks the kind, and
    /// `lang` is the language of the name where it is not the site's.
    To { address: Arc<str>, name: Arc<str>, class: Option<Arc<str>>, lang: Option<Arc<str>> },
    /// Places in a source, by its slug: a link to each. `name` is what `[[a ¶3, ¶6]]` shows.
    Cited { source: Arc<str>, name: Arc<str>, places: Arc<[CitedPlace]> },
    /// No link: the text stays.
    Text { name: Arc<str> },
    /// The address as it is written.
    Away,
}

/// A place in a source that a text refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedPlace {
    pub place: Place,
    /// The address with its anchor, from the site's root.
    pub address: Arc<str>,
    /// What is shown: "A ¶3", and after it "¶6".
    pub text: Arc<str>,
    /// The same in full, for those who hear it: "Source A ¶3, paragraph 3".
    pub label: Arc<str>,
}

/// What depends on other files, looked up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filling {
    /// One for each link of the body.
    pub links: Box<[Resolved]>,
    /// The names found in its prose, in their order.
    pub names: Box<[FoundName]>,
    /// Those of the links that lead to files which all languages of the site share, in their order.
    pub shared: Box<[usize]>,
    /// The frames that readers would see empty, as nodes of the body in their order: a link stands in their place.
    pub blocked_frames: Vec<usize>,
    /// The pictures, as nodes of the body in their order.
    pub pictures: Box<[ShownPicture]>,
    /// The paragraphs of addresses that become cards, in their order.
    pub cards: Box<[CardLines]>,
}

impl Filling {
    /// What is shown of the picture that a node is.
    pub(crate) fn picture(&self, node: usize) -> Option<&ShownPicture> {
        let at = self.pictures.binary_search_by_key(&node, |shown| shown.node).ok()?;
        Some(&self.pictures[at])
    }

    /// The addresses of the paragraph that opens at a node, where some of them are shown as cards.
    pub(crate) fn cards_at(&self, node: usize) -> Option<&CardLines> {
        let at = self.cards.binary_search_by_key(&node, |lines| lines.nodes.start).ok()?;
        Some(&self.cards[at])
    }
}

/// What stands before addresses: without a `/` at its end, empty at a host's root, `/sub` under a sub-path, `https://host/sub` for
/// feeds.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    pub pages: &'a str,
    /// Before those of files that all languages of the site share.
    pub files: &'a str,
}

impl<'a> From<&'a str> for Before<'a> {
    fn from(all: &'a str) -> Before<'a> {
        Before { pages: all, files: all }
    }
}

/// A name in the prose that becomes a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundName {
    /// Where it stands, within one [`Node::Text`].
    pub run: Run,
    pub address: Arc<str>,
    pub class: Arc<str>,
    /// The language of the name, where it is not the site's.
    pub lang: Option<Arc<str>>,
}

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn get(&self, run: Run) -> &str {
        let Range { start, end } = run.range();
        let text = match (&self.source, start.checked_sub(IN_SOURCE)) {
            (Some(source), Some(start)) => source.get(start..end - IN_SOURCE),
            _ => self.text.get(start..end),
        };
        text.unwrap_or("")
    }

    /// What a writer wrote at a place in the file.
    pub(super) fn in_source(&self, span: &Span) -> Option<&str> {
        self.source.as_deref()?.get(span.clone())
    }

    /// How a run was written as HTML, where that has to be kept.
    pub(crate) fn written(&self, run: Run) -> Option<&str> {
        let at = self.written.binary_search_by_key(&run, |(of, _)| *of).ok()?;
        Some(&self.written[at].1)
    }

    /// Adds text that was read from a place in the file.
    pub(super) fn push(&mut self, text: &str, file: usize) {
        let at = self.text.len();
        if !text.is_empty() && (self.places.is_empty() || self.in_file(at) != file) {
            self.places.push((at as u32, file as u32));
        }
        self.text.push_str(text);
    }

    /// Adds a part of another text.
    pub(super) fn push_part(&mut self, other: &Text, part: Range<usize>) {
        for (piece, file) in other.pieces(part) {
            self.push(other.text.get(piece).unwrap_or(""), file);
        }
    }

    pub(super) fn keep_written(&mut self, run: Run, written: &str) {
        self.written.push((run, written.into()));
    }

    /// The parts of a part that run on byte by byte both here and in the file: the bytes, and where they begin in the file.
    pub(crate) fn pieces(&self, part: Range<usize>) -> impl Iterator<Item = (Range<usize>, usize)> {
        let begins = |(at, _): &(u32, u32)| *at as usize;
        let later = self.places.partition_point(|place| begins(place) <= part.start);
        let within = self.places[later..].iter().map(begins).take_while(move |at| *at < part.end);
        let ends = within.clone().chain([part.end]);
        [part.start].into_iter().chain(within).zip(ends).map(|(start, end)| (start..end, self.in_file(start)))
    }

    /// The byte of the file that a byte of the text was read from.
    pub(crate) fn in_file(&self, at: usize) -> usize {
        at.checked_sub(IN_SOURCE).unwrap_or_else(|| {
            let place = self.places.partition_point(|(begin, _)| *begin as usize <= at).checked_sub(1);
            let (begin, file) = place.map_or((0, 0), |place| self.places[place]);
            file as usize + (at - begin as usize)
        })
    }

    /// Leaves in the file what stands there as it is read, so that it is held once, and gives back memory that is not needed.
    /// Takes all the runs, which are others then.
    pub(super) fn settle<'a>(&mut self, source: &Arc<str>, runs: impl Iterator<Item = &'a mut Run>) {
        let read = std::mem::replace(self, Text { source: Some(source.clone()), ..Text::default() });
        for run in runs {
            let was = std::mem::replace(run, self.settled(&read, *run));
            if let Some(written) = read.written(was) {
                self.written.push((*run, written.into()));
            }
        }
        self.written.sort_unstable_by_key(|(run, _)| *run);
        self.text.shrink_to_fit();
        self.places.shrink_to_fit();
    }

    fn settled(&mut self, read: &Text, run: Run) -> Run {
        let file = read.in_file(run.range().start);
        let in_file = file..file + run.range().len();
        let is_in_file = self.source.as_deref().and_then(|source| source.get(in_file.clone())) == Some(read.get(run));
        if is_in_file && in_file.end < IN_SOURCE && read.pieces(run.range()).nth(1).is_none() {
            return Run::new(in_file.start + IN_SOURCE..in_file.end + IN_SOURCE);
        }
        let start = self.text.len();
        self.push_part(read, run.range());
        Run::new(start..self.text.len())
    }
}

impl Node {
    /// The run of the text that it holds.
    pub(super) fn run_mut(&mut self) -> Option<&mut Run> {
        match self {
            Node::Text(run) | Node::Code(run) | Node::Markup(run) | Node::Open(Element::CodeBlock(run)) => Some(run),
            _ => None,
        }
    }
}

impl Body {
    /// All runs of text that a reader sees, in the order of reading.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Text(run) => Some(self.text.get(*run)),
            _ => None,
        })
    }
}
