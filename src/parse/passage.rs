//! A body as a reader reads it: passages of plain text, one for each paragraph, item, cell, heading and the like.
//!
//! Sentences, summaries, words of search and names are taken from passages, and nothing else makes text out of a body.
//! Each rule of what a reader reads stands here once: what is struck out is not said; superscripts and subscripts stay
//! apart from the number before them; a line break is a space; a mark of a note, a script, the reading of ruby and the
//! description of a picture are no words of the sentence around them. A passage knows where its links lie and which part of
//! the tree each part came from, since all of it is noted as the text is read. Nothing here looks a link up.

mod pieces;

use super::body::{Body, Element, Filling, Link, Node, Resolved, Run, Tag, Target, Text};
use super::elements::{Role, has_paragraphs, role};
use super::figure::ShownPicture;
use super::link_card::CardLines;
use super::script::{subscript, superscript};
use crate::base::diagnostic::Span;
use pieces::{Pieces, WordsPlace};
use std::ops::{ControlFlow, Range};

/// The text of one block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passage {
    /// Without line breaks, space at its ends, and soft hyphens. Empty where a block has links or pictures alone.
    pub text: String,
    pub kind: PassageKind,
    /// The section it belongs to: how many headings stand before it; notes are a section of their own.
    pub section: usize,
    /// Whether it stands in a block quotation; an alert is none.
    pub quoted: bool,
    /// The links in it, as numbers in [`Body::links`], with their places in the text.
    pub links: Vec<(usize, Range<usize>)>,
    /// What its pictures show, in words.
    pub alt: String,
    pieces: Pieces,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PassageKind {
    /// A paragraph at the top level: what a summary may be taken from.
    Paragraph,
    /// The number of the heading in [`Body::headings`].
    Heading(usize),
    #[default]
    Other,
}

impl Passage {
    /// The bytes of the file that a part of the text was read from.
    pub(crate) fn span(&self, part: &Range<usize>) -> Span {
        self.pieces.span(part)
    }

    /// The run of the body's text that a part of the text was read from; nothing where no name may be found, or where the part
    /// is not all of one node.
    pub(crate) fn in_body(&self, part: &Range<usize>) -> Option<Run> {
        self.pieces.in_body(part)
    }
}

/// All passages of a body. What its links lead to says what some of them show, and what is blocked what stands there.
pub fn passages(body: &Body, filling: &Filling) -> Vec<Passage> {
    let mut passages = Vec::new();
    read(body, filling, &mut |passage| {
        passages.push(passage);
        ControlFlow::Continue(())
    });
    passages
}

/// Reads a body passage by passage, until `each` has enough.
pub(crate) fn read(body: &Body, filling: &Filling, each: &mut dyn FnMut(Passage) -> ControlFlow<()>) {
    let name = |number: usize| match (&body.links.get(number)?.target, filling.links.get(number)?) {
        (
            Target::Mention { named: true, .. },
            Resolved::To { name, .. } | Resolved::Cited { name, .. } | Resolved::Text { name },
        ) => Some(&**name),
        _ => None,
    };
    let span = |number: usize| body.links.get(number).map_or(0..0, |link| link.span.clone());
    let blocked_frames = &filling.blocked_frames;
    let pictures = &filling.pictures;
    let mut reader =
        PassageReader { name: &name, span: &span, blocked_frames, pictures, ..PassageReader::new(&body.text, each) };
    let mut after_cards = 0;
    for (place, node) in body.nodes.iter().enumerate() {
        let mut found = ControlFlow::Continue(());
        if let (Node::Open(_), Some(lines)) = (node, filling.cards_at(place)) {
            found = reader.card_lines(lines, body);
            after_cards = lines.nodes.end;
        }
        if place >= after_cards {
            found = reader.node(place, node);
        }
        if found.is_break() {
            return;
        }
    }
    let _ = reader.flush();
}

/// The text of a part of a body as one line, with `[[names]]` as they are written.
pub(super) fn line(nodes: &[Node], text: &Text, links: &[Link]) -> String {
    let name = |number: usize| match &links.get(number)?.target {
        Target::Mention { name, named: true } => Some(name.as_str()),
        _ => None,
    };
    let mut line = String::new();
    let mut each = |passage: Passage| {
        if !line.is_empty() && !passage.text.is_empty() {
            line.push(' ');
        }
        line.push_str(&passage.text);
        ControlFlow::Continue(())
    };
    let mut reader = PassageReader { name: &name, ..PassageReader::new(text, &mut each) };
    for (place, node) in nodes.iter().enumerate() {
        let _ = reader.node(place, node);
    }
    let _ = reader.flush();
    line
}

struct PassageReader<'a> {
    body: &'a Text,
    each: &'a mut dyn FnMut(Passage) -> ControlFlow<()>,
    /// What a link shows that has no text of its own.
    name: &'a dyn Fn(usize) -> Option<&'a str>,
    /// Where a link stands in the file.
    span: &'a dyn Fn(usize) -> Span,
    /// The nodes in whose place something else is shown.
    blocked_frames: &'a [usize],
    pictures: &'a [ShownPicture],
    passage: Passage,
    /// What is open, outermost first.
    open: Vec<OpenBlock>,
    /// The links that are open, each with its place in the passage and whether a passage has it already.
    links: Vec<(usize, usize, bool)>,
    section: usize,
    /// The superscripts and subscripts that are open, outermost first.
    raised: Vec<Role>,
    /// How many elements are open in which text is not said, quoted, not at the top level, or without names.
    hidden: usize,
    quotes: usize,
    depth: usize,
    nameless: usize,
    /// Whether something between this place and the text before was left out.
    has_gap: bool,
}

/// What an element changed, to be undone at its end.
#[derive(Clone, Copy)]
struct OpenBlock {
    role: Role,
    kind: PassageKind,
    deepens: bool,
    link: bool,
    hides: bool,
}

impl<'a> PassageReader<'a> {
    fn new(body: &'a Text, each: &'a mut dyn FnMut(Passage) -> ControlFlow<()>) -> PassageReader<'a> {
        PassageReader {
            body,
            each,
            name: &|_| None,
            span: &|_| 0..0,
            blocked_frames: &[],
            pictures: &[],
            passage: Passage::default(),
            open: Vec::new(),
            links: Vec::new(),
            section: 0,
            raised: Vec::new(),
            hidden: 0,
            quotes: 0,
            depth: 0,
            nameless: 0,
            has_gap: false,
        }
    }

    fn node(&mut self, place: usize, node: &Node) -> ControlFlow<()> {
        match node {
            Node::Open(Element::Html(tag)) if self.blocked_frames.binary_search(&place).is_ok() => {
                return self.enter_frame(tag);
            }
            Node::Open(element) => return self.enter(element),
            Node::Close => return self.leave(),
            Node::Text(run) => self.text(*run, Some(place)),
            Node::Code(run) => self.text(*run, None),
            Node::Break => self.space(),
            Node::Rule => return self.flush(),
            Node::Image(image) => match self.pictures.binary_search_by_key(&place, |shown| shown.node) {
                Ok(at) => self.describe_shown(&self.pictures[at]),
                Err(_) => self.describe(&image.alt),
            },
            Node::Reference(_) => self.has_gap = true,
            Node::Task(_) | Node::Markup(_) => {}
        }
        ControlFlow::Continue(())
    }

    fn enter(&mut self, element: &Element) -> ControlFlow<()> {
        let role = match element {
            Element::Emphasis | Element::Strong | Element::Mark => Role::Line,
            Element::Strikethrough => Role::Struck,
            Element::Link(_) => Role::Link,
            Element::Paragraph => Role::Paragraph,
            Element::Quote => Role::Quote,
            Element::Heading(_) | Element::TableHead | Element::CalloutTitle(_) => Role::Head,
            Element::CodeBlock(_) => Role::CodeBlock,
            Element::Html(tag) => return self.enter_html(tag),
            _ => Role::Block,
        };
        if matches!(element, Element::Heading(_) | Element::Notes) {
            self.flush()?;
            self.section += 1;
        }
        let kind = match element {
            Element::Heading(number) => PassageKind::Heading(*number),
            _ => PassageKind::Other,
        };
        self.begin(OpenBlock { kind, ..OpenBlock::new(role) })?;
        if let Element::Alert(alert) = element {
            self.mark(alert.title());
            return self.flush();
        }
        if let Element::Link(number) = element {
            self.open_link(*number);
            if let Some(name) = (self.name)(*number) {
                let place = WordsPlace::instead_of(&(self.span)(*number));
                self.words(name, place);
            }
        }
        ControlFlow::Continue(())
    }

    fn enter_html(&mut self, tag: &Tag) -> ControlFlow<()> {
        match &*tag.name {
            "br" => self.space(),
            "iframe" => self.describe(tag.attribute("title").unwrap_or("")),
            "img" => self.describe(tag.attribute("alt").unwrap_or("")),
            _ => {}
        }
        let hides = tag.attribute("hidden").is_some();
        let role = match role(&tag.name) {
            Role::Link if tag.link.is_none() && &*tag.name == "a" => Role::Line,
            role => role,
        };
        let link = tag.link.filter(|_| &*tag.name == "a");
        self.begin(OpenBlock { hides, link: link.is_some(), ..OpenBlock::new(role) })?;
        if let Some(link) = link {
            self.open_link(link);
        }
        ControlFlow::Continue(())
    }

    /// A link that stands in place of a frame; what is within the frame is not shown.
    fn enter_frame(&mut self, tag: &Tag) -> ControlFlow<()> {
        let is_block = has_paragraphs(self.open.last().map(|open| open.role));
        if is_block {
            // No text that anything could be summarised by.
            self.begin(OpenBlock::new(Role::Block))?;
        }
        self.words(tag.frame_title(), WordsPlace::instead_of(&tag.span));
        if is_block {
            self.leave()?;
        }
        let begun = self.begin(OpenBlock::new(Role::Hidden));
        self.has_gap = false;
        begun
    }

    /// Addresses that stand alone on their lines, cards with their titles: none is a text that anything could be summarised by.
    fn card_lines(&mut self, lines: &CardLines, body: &Body) -> ControlFlow<()> {
        for (number, card) in &lines.lines {
            let Some(link) = body.links.get(*number) else { continue };
            self.begin(OpenBlock::new(Role::Block))?;
            self.open_link(*number);
            let place = WordsPlace::instead_of(&link.span);
            match (card, &link.target) {
                (Some(card), _) => self.words(&card.text(), place),
                (None, Target::Away(url)) => self.words(url, place),
                _ => {}
            }
            self.close_link();
            self.leave()?;
        }
        ControlFlow::Continue(())
    }

    fn begin(&mut self, open: OpenBlock) -> ControlFlow<()> {
        if open.is_block() {
            self.flush()?;
        }
        let says_nothing = open.says_nothing();
        self.has_gap |= says_nothing;
        self.hidden += usize::from(says_nothing);
        self.quotes += usize::from(open.role == Role::Quote);
        self.depth += usize::from(open.deepens);
        self.nameless += usize::from(open.is_nameless());
        if open.role == Role::Quotation {
            self.mark("“");
        }
        if open.is_raised() {
            self.raised.push(open.role);
        }
        self.open.push(open);
        ControlFlow::Continue(())
    }

    fn leave(&mut self) -> ControlFlow<()> {
        let Some(open) = self.open.last().copied() else { return ControlFlow::Continue(()) };
        if open.is_block() {
            self.flush()?;
        }
        if open.link {
            self.close_link();
        }
        if open.role == Role::Quotation {
            self.mark("”");
        }
        self.open.pop();
        if open.is_raised() {
            self.raised.pop();
        }
        self.hidden -= usize::from(open.says_nothing());
        self.quotes -= usize::from(open.role == Role::Quote);
        self.depth -= usize::from(open.deepens);
        self.nameless -= usize::from(open.is_nameless());
        ControlFlow::Continue(())
    }

    fn open_link(&mut self, number: usize) {
        if self.hidden == 0 {
            self.links.push((number, self.passage.text.len(), false));
        } else {
            self.links.push((number, usize::MAX, true));
        }
    }

    fn close_link(&mut self) {
        let Some((number, start, is_noted)) = self.links.pop() else { return };
        self.note_link(number, start, is_noted);
    }

    fn note_link(&mut self, number: usize, start: usize, is_noted: bool) {
        let Some(text) = self.passage.text.get(start..) else { return };
        let start = start + (text.len() - text.trim_start().len());
        let end = self.passage.text.trim_end().len().max(start);
        if start < end || !is_noted {
            self.passage.links.push((number, start..end));
        }
    }

    fn describe(&mut self, alt: &str) {
        if self.hidden == 0 && !alt.trim().is_empty() {
            if !self.passage.alt.is_empty() {
                self.passage.alt.push(' ');
            }
            self.passage.alt.push_str(alt.trim());
        }
    }

    fn describe_shown(&mut self, shown: &ShownPicture) {
        self.describe(&shown.alt);
        self.describe(&shown.caption);
        if let Some(credit) = &shown.credit {
            self.describe(&credit.line());
        }
    }

    /// Text of a node; names may be found in it where `node` is given and no element forbids it.
    fn text(&mut self, run: Run, node: Option<usize>) {
        if self.hidden > 0 {
            return;
        }
        if let Some(role) = self.raised.last() {
            let before = self.passage.text.chars().next_back();
            let text = self.body.get(run);
            let raised = if *role == Role::Superscript { superscript(text, before) } else { subscript(text) };
            let start = self.body.in_file(run.range().start);
            let end = self.body.in_file(run.range().end.saturating_sub(1)) + 1;
            return self.words(&raised, WordsPlace::instead_of(&(start..end.max(start))));
        }
        let node = node.filter(|_| self.nameless == 0 && self.quotes == 0);
        let body = self.body;
        for (piece, file) in body.pieces(run.range()) {
            let place = WordsPlace { in_file: file, in_body: piece.start, node, instead: None };
            self.words(body.get(Run::new(piece.clone())), place);
        }
    }

    /// Adds words that stand at a place, with spaces as they are read.
    fn words(&mut self, words: &str, place: WordsPlace) {
        if self.hidden > 0 {
            return;
        }
        let mut rest = 0;
        while rest < words.len() {
            let run = rest + as_written(&words[rest..]);
            if rest < run {
                self.run(&words[rest..run], place.later(rest));
            }
            let Some(gap) = words[run..].chars().next() else { break };
            if gap != SOFT_HYPHEN && self.wants_space() {
                self.run(" ", place.later(run));
            }
            rest = run + gap.len_utf8();
        }
    }

    fn run(&mut self, run: &str, place: WordsPlace) {
        if std::mem::take(&mut self.has_gap) && run.starts_with(['.', ',', ';', ':', '!', '?', ')', '…']) {
            // "is ~~banned~~, they say" has no space before its comma.
            self.drop_space();
        }
        self.passage.pieces.push(self.passage.text.len(), place);
        self.passage.text.push_str(run);
    }

    /// A mark that is shown and not written.
    fn mark(&mut self, mark: &str) {
        if self.hidden == 0 {
            let at = self.passage.pieces.end(self.passage.text.len());
            self.run(mark, WordsPlace::instead_of(&(at..at)));
        }
    }

    /// A space that is not written as one.
    fn space(&mut self) {
        if self.hidden == 0 && self.wants_space() {
            self.mark(" ");
        }
    }

    fn wants_space(&self) -> bool {
        !self.passage.text.is_empty() && !self.passage.text.ends_with(' ')
    }

    fn drop_space(&mut self) {
        let length = self.passage.text.trim_end_matches(' ').len();
        self.passage.text.truncate(length);
        self.passage.pieces.truncate(length);
        for (_, start, _) in &mut self.links {
            *start = if *start == usize::MAX { *start } else { (*start).min(length) };
        }
        for (_, range) in &mut self.passage.links {
            *range = range.start.min(length)..range.end.min(length);
        }
    }

    /// Ends the passage that is being read.
    fn flush(&mut self) -> ControlFlow<()> {
        for open in 0..self.links.len() {
            let (number, start, is_noted) = self.links[open];
            let begun = self.passage.text.get(start..).is_some_and(|text| !text.trim().is_empty());
            if begun {
                self.note_link(number, start, is_noted);
            }
            self.links[open] = (number, if start == usize::MAX { start } else { 0 }, is_noted || begun);
        }
        self.drop_space();
        self.has_gap = false;
        let passage = std::mem::take(&mut self.passage);
        if passage.text.is_empty() && passage.links.is_empty() && passage.alt.is_empty() {
            return ControlFlow::Continue(());
        }
        let kind = self.kind();
        (self.each)(Passage { kind, section: self.section, quoted: self.quotes > 0, ..passage })
    }

    /// What the text that ends here is: the innermost block says so.
    fn kind(&self) -> PassageKind {
        let block = self.open.iter().rev().find(|open| open.is_block());
        match block {
            Some(OpenBlock { kind: kind @ PassageKind::Heading(_), .. }) => *kind,
            Some(open) if matches!(open.role, Role::Paragraph | Role::Division) && self.depth == 0 => {
                PassageKind::Paragraph
            }
            // Text of an HTML block that stands in no element of its own.
            None => PassageKind::Paragraph,
            _ => PassageKind::Other,
        }
    }
}

impl OpenBlock {
    fn new(role: Role) -> OpenBlock {
        let deepens = matches!(role, Role::Block | Role::Quote | Role::Head | Role::CodeBlock);
        OpenBlock { role, kind: PassageKind::Other, deepens, link: role == Role::Link, hides: false }
    }

    fn is_block(&self) -> bool {
        use Role::{Block, CodeBlock, Division, Head, Paragraph, Quote};
        matches!(self.role, Block | CodeBlock | Division | Head | Paragraph | Quote)
    }

    fn says_nothing(&self) -> bool {
        self.hides || matches!(self.role, Role::Struck | Role::Hidden | Role::CodeBlock)
    }

    fn is_raised(&self) -> bool {
        matches!(self.role, Role::Superscript | Role::Subscript)
    }

    fn is_nameless(&self) -> bool {
        use Role::{Code, Head, Link, Quotation, Title};
        matches!(self.role, Code | Head | Link | Quotation | Title)
    }
}

const SOFT_HYPHEN: char = '\u{ad}';

/// How many bytes of a text are read as they are written: up to what is read as one space, or not at all. A space alone
/// between two words is one of them.
fn as_written(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_gap = |at: usize| match bytes[at] {
        0xc2 => text[at..].starts_with(SOFT_HYPHEN),
        byte => byte.is_ascii_whitespace(),
    };
    let is_alone = |at: usize| bytes[at] == b' ' && at > 0 && at + 1 < bytes.len() && !is_gap(at + 1);
    (0..bytes.len()).find(|at| is_gap(*at) && !is_alone(*at)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests;
