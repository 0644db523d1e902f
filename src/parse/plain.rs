//! A body as plain blocks: paragraphs, headings, items and the like, whose lines are pieces of text, some of them links.
//!
//! For mails, which can have no style sheet and no picture that must be there, and for their twins of plain text. What a reader
//! does not read in a passage is left out here too; of a picture its description stays, with a link. Addresses are whole.

use super::body::{Body, Element, Filling, Fold, FoundName, Node, Resolved, Run, Tag, Target};
use super::elements::{Role, role};
use super::link_card::CardLines;
use serde::Serialize;
use std::ops::Range;

/// A block of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PlainBlock {
    /// `paragraph`, `heading`, `item`, `code` or `rule`
    pub kind: &'static str,
    /// Of a heading 1 to 6; else in how many lists it stands.
    pub level: usize,
    /// What stands before an item of a list with numbers: `3.`; of a note `[3]`.
    pub marker: String,
    /// Whether it stands in a block quotation.
    pub quoted: bool,
    pub pieces: Vec<PlainPiece>,
}

/// A part of a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PlainPiece {
    pub text: String,
    /// The whole address that it leads to.
    pub url: Option<String>,
    /// Whether it leads to what it names, as names of entities do, so that it needs no address where links are printed in full.
    pub named: bool,
    pub strong: bool,
    pub emphasis: bool,
    pub code: bool,
}

/// The blocks of a body. `base` stands before each address of the site: `https://host/sub`.
pub(crate) fn plain_blocks(body: &Body, filling: &Filling, base: &str) -> Vec<PlainBlock> {
    let mut writer = BlockWriter {
        body,
        filling,
        base,
        names: &filling.names,
        blocks: Vec::new(),
        block: paragraph(0, false),
        open: Vec::new(),
        lists: Vec::new(),
        urls: Vec::new(),
        named: false,
        strong: 0,
        emphasis: 0,
        quotes: 0,
        hidden: 0,
        code: false,
    };
    let mut after_cards = 0;
    for (place, node) in body.nodes.iter().enumerate() {
        if let (Node::Open(_), Some(lines)) = (node, filling.cards_at(place)) {
            writer.card_lines(lines);
            after_cards = lines.nodes.end;
        }
        if place >= after_cards {
            writer.node(place, node);
        }
    }
    writer.flush();
    writer.blocks
}

fn paragraph(level: usize, quoted: bool) -> PlainBlock {
    PlainBlock { kind: "paragraph", level, marker: String::new(), quoted, pieces: Vec::new() }
}

/// What an element began, to be ended with it.
#[derive(Debug, Clone, Copy, Default)]
struct Begun {
    block: bool,
    strong: bool,
    emphasis: bool,
    quote: bool,
    list: bool,
    link: bool,
    hides: bool,
    code: bool,
}

struct BlockWriter<'a> {
    body: &'a Body,
    filling: &'a Filling,
    base: &'a str,
    /// The names that are still to come.
    names: &'a [FoundName],
    blocks: Vec<PlainBlock>,
    /// The block that is being written.
    block: PlainBlock,
    open: Vec<Begun>,
    /// The numbers of the next items of the lists that are open.
    lists: Vec<Option<u32>>,
    /// Where the links lead that are open.
    urls: Vec<Option<String>>,
    /// Whether what comes is a name with a link.
    named: bool,
    strong: usize,
    emphasis: usize,
    quotes: usize,
    hidden: usize,
    code: bool,
}

impl<'a> BlockWriter<'a> {
    fn node(&mut self, place: usize, node: &'a Node) {
        match node {
            Node::Open(Element::Html(tag)) if self.filling.blocked_frames.binary_search(&place).is_ok() => {
                let link = tag.addresses.first().and_then(|(_, link)| self.address(*link));
                self.urls.push(link);
                self.push(tag.frame_title());
                self.urls.pop();
                self.begin(Begun { hides: true, ..Begun::default() });
            }
            Node::Open(element) => self.enter(element),
            Node::Close => self.leave(),
            Node::Text(run) => self.text(*run),
            Node::Code(run) => {
                let was = std::mem::replace(&mut self.code, true);
                self.push(self.body.text.get(*run));
                self.code = was;
            }
            Node::Break => self.push(" "),
            Node::Rule => self.rule(),
            Node::Image(image) => {
                self.urls.push(self.address(image.link));
                self.push(&image.alt);
                self.urls.pop();
            }
            Node::Reference(reference) => self.push(&format!("[{}]", reference.number)),
            Node::Task(done) => self.push(if *done { "[x] " } else { "[ ] " }),
            Node::Markup(_) => {}
        }
    }

    /// Addresses that stand alone on their lines: each is a block, a card or not.
    fn card_lines(&mut self, lines: &CardLines) {
        for (number, card) in &lines.lines {
            self.begin(Begun { block: true, ..Begun::default() });
            self.urls.push(self.address(*number));
            match (card, self.body.links.get(*number).map(|link| &link.target)) {
                (Some(card), _) => self.push(&card.title),
                (None, Some(Target::Away(url))) => self.push(url),
                _ => {}
            }
            self.urls.pop();
            if let Some(card) = card.as_ref().filter(|card| !card.about.is_empty()) {
                self.push(&format!(" ({})", card.about));
            }
            self.leave();
        }
    }

    fn enter(&mut self, element: &'a Element) {
        let block = Begun { block: true, ..Begun::default() };
        match element {
            Element::Paragraph | Element::Definitions | Element::Definition | Element::Notes | Element::Table(_) => {
                self.begin(block);
            }
            Element::TableHead | Element::Row => self.begin(block),
            Element::Heading(number) => {
                self.begin(block);
                let level = self.body.headings.get(*number).map_or(2, |heading| heading.level);
                self.block.kind = "heading";
                self.block.level = level.into();
            }
            Element::Quote | Element::Callout(..) => self.begin(Begun { quote: true, ..block }),
            Element::Alert(alert) => {
                self.begin(Begun { quote: true, ..block });
                self.begin(Begun { strong: true, ..block });
                self.push(alert.title());
                self.leave();
            }
            Element::CalloutTitle(Fold::None | Fold::Open | Fold::Closed) | Element::Term => {
                self.begin(Begun { strong: true, ..block });
            }
            Element::CodeBlock(_) => {
                self.begin(Begun { code: true, ..block });
                self.block.kind = "code";
            }
            Element::List(first) => {
                self.begin(Begun { list: true, ..block });
                self.lists.push(*first);
            }
            Element::Item => self.item(),
            Element::Note { number, .. } => {
                self.begin(block);
                (self.block.kind, self.block.marker) = ("item", format!("[{number}]"));
            }
            Element::Cell(_) => {
                if !self.block.pieces.is_empty() {
                    self.push(" | ");
                }
                self.begin(Begun::default());
            }
            Element::Emphasis | Element::Mark => self.begin(Begun { emphasis: true, ..Begun::default() }),
            Element::Strong => self.begin(Begun { strong: true, ..Begun::default() }),
            Element::Strikethrough => self.begin(Begun { hides: true, ..Begun::default() }),
            Element::Link(number) => self.link(*number),
            Element::Html(tag) => self.tag(tag),
        }
    }

    fn item(&mut self) {
        self.begin(Begun { block: true, ..Begun::default() });
        self.block.kind = "item";
        if let Some(Some(number)) = self.lists.last_mut() {
            self.block.marker = format!("{number}.");
            *number = number.saturating_add(1);
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let begun = Begun::default();
        let block = Begun { block: true, ..begun };
        match (role(&tag.name), &*tag.name) {
            (Role::Hidden | Role::Struck, _) => self.begin(Begun { hides: true, ..begun }),
            (Role::Quote, _) => self.begin(Begun { quote: true, ..block }),
            (Role::CodeBlock, _) => {
                self.begin(Begun { code: true, ..block });
                self.block.kind = "code";
            }
            (Role::Block, "li") => self.item(),
            (Role::Block, "ul" | "ol") => {
                self.begin(Begun { list: true, ..block });
                self.lists.push((&*tag.name == "ol").then_some(1));
            }
            (Role::Block, "hr") => {
                self.rule();
                self.begin(begun);
            }
            (Role::Head, _) => self.begin(Begun { strong: true, ..block }),
            (Role::Block | Role::Paragraph | Role::Division, _) => self.begin(block),
            (Role::Link, _) => {
                self.begin(Begun { link: true, ..begun });
                let url = tag.link.and_then(|link| self.address(link));
                self.urls.push(url);
            }
            (_, "strong" | "b") => self.begin(Begun { strong: true, ..begun }),
            (_, "em" | "i" | "cite") => self.begin(Begun { emphasis: true, ..begun }),
            (_, "br") => {
                self.push(" ");
                self.begin(begun);
            }
            _ => self.begin(begun),
        }
    }

    fn link(&mut self, number: usize) {
        self.begin(Begun { link: true, ..Begun::default() });
        let url = self.address(number);
        self.urls.push(url);
        let is_named =
            self.body.links.get(number).is_some_and(|link| matches!(link.target, Target::Mention { named: true, .. }));
        if let Some(Resolved::To { name, .. } | Resolved::Cited { name, .. } | Resolved::Text { name }) =
            self.filling.links.get(number).filter(|_| is_named)
        {
            self.push_name(name);
        }
    }

    fn push_name(&mut self, name: &str) {
        self.named = true;
        self.push(name);
        self.named = false;
    }

    /// The whole address that a link leads to; nothing where it leads nowhere, or to what is no page.
    fn address(&self, number: usize) -> Option<String> {
        match (self.filling.links.get(number)?, &self.body.links.get(number)?.target) {
            (Resolved::To { address, .. }, _) => Some(self.whole(address)),
            (Resolved::Cited { places, .. }, _) => Some(self.whole(&places.first()?.address)),
            (Resolved::Away, Target::Away(url)) => {
                let is_open = ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
                is_open.then(|| without_spaces(url))
            }
            _ => None,
        }
    }

    fn whole(&self, address: &str) -> String {
        without_spaces(&format!("{}{address}", self.base))
    }

    fn begin(&mut self, begun: Begun) {
        if begun.block {
            self.flush();
        }
        self.strong += usize::from(begun.strong);
        self.emphasis += usize::from(begun.emphasis);
        self.quotes += usize::from(begun.quote);
        self.hidden += usize::from(begun.hides);
        self.code |= begun.code;
        self.open.push(begun);
    }

    fn leave(&mut self) {
        let Some(begun) = self.open.pop() else { return };
        if begun.block {
            self.flush();
            self.block = self.next();
        }
        self.strong -= usize::from(begun.strong);
        self.emphasis -= usize::from(begun.emphasis);
        self.quotes -= usize::from(begun.quote);
        self.hidden -= usize::from(begun.hides);
        self.code &= !begun.code;
        if begun.list {
            self.lists.pop();
        }
        if begun.link {
            self.urls.pop();
        }
        if begun.block {
            self.block = self.next();
        }
    }

    fn next(&self) -> PlainBlock {
        paragraph(self.lists.len(), self.quotes > 0)
    }

    /// Ends a block that has something; one that has nothing yet stays what it is, as an item before its first paragraph.
    fn flush(&mut self) {
        let is_empty = self.block.pieces.iter().all(|piece| piece.text.trim().is_empty());
        if is_empty {
            self.block.pieces.clear();
            (self.block.quoted, self.block.level) = match self.block.kind {
                "heading" => (self.quotes > 0, self.block.level),
                _ => (self.quotes > 0, self.lists.len()),
            };
            return;
        }
        let next = self.next();
        let mut block = std::mem::replace(&mut self.block, next);
        block.quoted = self.quotes > 0;
        if block.kind != "heading" {
            block.level = self.lists.len();
        }
        trim(&mut block.pieces);
        self.blocks.push(block);
    }

    fn rule(&mut self) {
        self.flush();
        self.blocks.push(PlainBlock { kind: "rule", ..self.next() });
    }

    /// Text, with the names in it as links.
    fn text(&mut self, run: Run) {
        let (range, names) = (run.range(), self.names);
        let is_here = |name: &&FoundName| range.start <= name.run.range().start && name.run.range().end <= range.end;
        let here = names.iter().take_while(is_here).count();
        let mut done = range.start;
        for name in &names[..here] {
            let Range { start, end } = name.run.range();
            self.push(self.body.text.get(Run::new(done..start)));
            self.urls.push(Some(self.whole(&name.address)));
            self.push_name(self.body.text.get(name.run));
            self.urls.pop();
            done = end;
        }
        self.push(self.body.text.get(Run::new(done..range.end)));
        self.names = &names[here..];
    }

    /// Adds text to the block; pieces that are alike are one.
    fn push(&mut self, text: &str) {
        if self.hidden > 0 || text.is_empty() {
            return;
        }
        let is_code_block = self.block.kind == "code";
        let text = if is_code_block { text.to_owned() } else { text.replace(['\n', '\u{ad}'], " ") };
        let piece = PlainPiece {
            text,
            url: self.urls.iter().rev().find_map(Clone::clone),
            named: self.named,
            strong: self.strong > 0,
            emphasis: self.emphasis > 0,
            code: self.code && !is_code_block,
        };
        match self.block.pieces.last_mut() {
            Some(last)
                if PlainPiece { text: String::new(), ..last.clone() }
                    == PlainPiece { text: String::new(), ..piece.clone() } =>
            {
                last.text.push_str(&piece.text);
            }
            _ => self.block.pieces.push(piece),
        }
    }
}

/// An address may not be cut where a mail program sees a space.
fn without_spaces(url: &str) -> String {
    url.chars().filter(|c| !c.is_control()).collect::<String>().replace(' ', "%20")
}

/// Leaves out space at both ends.
fn trim(pieces: &mut [PlainPiece]) {
    if let Some(first) = pieces.first_mut() {
        first.text = first.text.trim_start_matches(' ').to_owned();
    }
    if let Some(last) = pieces.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::SourcePath;
    use std::sync::Arc;

    /// The blocks in few letters.
    fn blocks(text: &str) -> Vec<String> {
        let text: Arc<str> = format!("---\ntitle: x\n---\n{text}").into();
        let (document, _) = crate::parse::document(&SourcePath::new("content/pages/x.md"), &text);
        let links = document.body.links.iter().map(|_| Resolved::Away).collect();
        let filling = Filling { links, ..Filling::default() };
        let piece = |piece: &PlainPiece| {
            let marks = [(piece.strong, "*"), (piece.emphasis, "_"), (piece.code, "`")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
            let url = piece.url.as_ref().map_or(String::new(), |url| format!("<{url}>"));
            format!("{marks}{}{marks}{url}", piece.text)
        };
        let block = |block: &PlainBlock| {
            let pieces: String = block.pieces.iter().map(piece).collect();
            let quoted = if block.quoted { "> " } else { "" };
            format!("{quoted}{} {}{}: {pieces}", block.kind, block.level, block.marker)
        };
        plain_blocks(&document.body, &filling, "https://x.example").iter().map(block).collect()
    }

    #[test]
    fn blocks_of_every_sort() {
        let text = "One *two* **three** `four`\nfive.\n\n## Head\n\n- a\n- b\n\n  more of b\n  1. c\n\n> said\n\n```\nx\n  y\n```\n\n***\n\nEnd.";
        assert_eq!(
            blocks(text),
            [
                "paragraph 0: One _two_ *three* `four` five.",
                "heading 2: Head",
                "item 1: a",
                "item 1: b",
                "paragraph 1: more of b",
                "item 21.: c",
                "> paragraph 0: said",
                "code 0: x\n  y",
                "rule 0: ",
                "paragraph 0: End.",
            ]
        );
    }

    #[test]
    fn links_notes_tables_and_html() {
        assert_eq!(
            blocks(
                "See [this *one*](<https://a.example/x y>), ![a chart](https://a.example/c.png).[^1]\n\n[^1]: A note."
            ),
            [
                "paragraph 0: See this <https://a.example/x%20y>_one_<https://a.example/x%20y>, a chart<https://a.example/c.png>.[1]",
                "item 0[1]: A note."
            ]
        );
        assert_eq!(blocks("| a | b |\n|---|---|\n| c | d |"), ["paragraph 0: a | b", "paragraph 0: c | d"]);
        assert_eq!(
            blocks(
                "<div>One <b>two</b></div>\n<script>no()</script>\n\nA <a href=\"https://a.example/\">b</a> ~~gone~~<br>c"
            ),
            ["paragraph 0: One *two*", "paragraph 0: A b<https://a.example/>  c"]
        );
        assert_eq!(blocks("[x](javascript:alert(1))"), ["paragraph 0: x"]);
    }
}
