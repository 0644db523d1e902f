//! The links of one body, and the sentences in which it speaks of entities.

use super::lookup::InFile;
use super::sentence::sentences;
use super::site::{EntityId, Mention};
use crate::parse::Document;
use crate::parse::body::{BlockKind, Body, Filling, FoundName, Link, Resolved, Target};
use crate::parse::quotation::quotations;
use crate::path::Address;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// Who a body belongs to, which decides what names in its prose stand for.
pub struct Context<'a> {
    /// Where it is shown.
    pub page: &'a Address,
    /// The entity whose profile it is: its own names stay plain text.
    pub own: Option<&'a EntityId>,
    /// The entities that weak names may stand for here.
    pub tagged: &'a [EntityId],
    /// Whether names in the prose stay plain text.
    pub link_never: bool,
}

pub struct LinkedBody {
    pub filling: Filling,
    pub mentions: Vec<Mention>,
}

/// Where an entity is named: a block, and the place in its text as it is written.
type Place = (usize, Range<usize>);

/// Looks up the links of a body, and finds the names in its prose.
pub fn link(document: &Document, context: &Context<'_>, look: &mut InFile<'_>) -> LinkedBody {
    let body = &document.body;
    let mut links = Vec::with_capacity(body.links.len());
    let mut named: Vec<(Place, EntityId)> = Vec::new();
    for link in &body.links {
        let (to, entity) = look.link(link, context.page);
        links.push(to);
        named.extend(link.place.clone().zip(entity));
    }
    let names = if context.link_never { Vec::new() } else { names(body, context, &mut named, look) };
    named.sort_by(|((a, at), _), ((b, bt), _)| (a, at.start).cmp(&(b, bt.start)));
    let filling = Filling { links, names };
    let mentions = mentions(body, &filling, named);
    LinkedBody { filling, mentions }
}

/// The names in the prose that become links: the first of each entity in a section that does not link it already.
fn names(
    body: &Body,
    context: &Context<'_>,
    named: &mut Vec<(Place, EntityId)>,
    look: &mut InFile<'_>,
) -> Vec<FoundName> {
    let section = |block: usize| body.blocks.get(block).map_or(0, |block| block.section);
    let mut linked: BTreeSet<(usize, EntityId)> =
        named.iter().map(|((block, _), id)| (section(*block), id.clone())).collect();
    let mut quoted: HashMap<usize, Vec<Range<usize>>> = HashMap::new();
    let mut found = Vec::new();
    for (n, prose) in body.prose.iter().enumerate() {
        for name in look.names_in(&prose.text) {
            let place = prose.at + name.range.start..prose.at + name.range.end;
            let quotations = quoted
                .entry(prose.block)
                .or_insert_with(|| body.blocks.get(prose.block).map_or(Vec::new(), |block| quotations(&block.text)));
            if quotations.iter().any(|quotation| quotation.start < place.start && place.end <= quotation.end) {
                continue;
            }
            let start = prose.start + name.range.start;
            let Some(id) = look.bearer(&name, context.tagged, start..start + name.range.len()) else { continue };
            if context.own == Some(&id) || !linked.insert((section(prose.block), id.clone())) {
                continue;
            }
            let (address, class) = look.page_of(&id);
            found.push(FoundName { prose: n, range: name.range.clone(), address, class });
            named.push(((prose.block, place), id));
        }
    }
    found
}

/// The sentence of each mention, with names in the place of slugs.
fn mentions(body: &Body, filling: &Filling, named: Vec<(Place, EntityId)>) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut block: Option<(usize, Shown)> = None;
    for ((at, written), of) in named {
        if block.as_ref().is_none_or(|(shown, _)| *shown != at) {
            block = Some((at, Shown::new(body, at, filling)));
        }
        let Some((_, shown)) = &block else { continue };
        mentions.push(Mention { of, sentence: Arc::new(shown.sentence_around(&written)) });
    }
    mentions
}

/// The place of a link in the text of a block, as written and as shown.
type Shift = (Range<usize>, Range<usize>);

/// A block as a reader sees it: the text, and where its links lie in the text as written and as shown.
struct Shown {
    text: String,
    links: Vec<Shift>,
    sentences: Vec<Range<usize>>,
}

impl Shown {
    fn new(body: &Body, block: usize, filling: &Filling) -> Shown {
        let (text, links) = plain(body, block, filling);
        let sentences = sentences(&text);
        Shown { text, links, sentences }
    }

    /// The place of a written byte in the text that is shown.
    fn place(&self, written: usize) -> usize {
        let before = self.links.iter().rev().find(|(link, _)| link.end <= written);
        before.map_or(written, |(link, shown)| shown.end + (written - link.end)).min(self.text.len())
    }

    /// The sentence in which something stands, cut in three: before it, itself, after it.
    fn sentence_around(&self, written: &Range<usize>) -> [String; 3] {
        let range = self.place(written.start)..self.place(written.end);
        let sentence = self.sentences.iter().find(|s| s.start <= range.start && range.start < s.end.max(s.start + 1));
        let sentence = sentence.cloned().unwrap_or(0..self.text.len());
        let end = range.end.clamp(range.start, sentence.end.max(range.start));
        [
            self.text[sentence.start..range.start].to_owned(),
            self.text[range.start..end].to_owned(),
            self.text[end..sentence.end.max(end)].to_owned(),
        ]
    }
}

/// The text of a block as a reader sees it.
pub fn plain_text(body: &Body, block: usize, filling: &Filling) -> String {
    plain(body, block, filling).0
}

/// The first sentence or two of a body, with the names of what it links to.
pub fn opening(document: &Document, filling: &Filling) -> String {
    let first = document.body.blocks.iter().position(|block| block.kind == BlockKind::Paragraph);
    let text = first.map(|block| plain_text(&document.body, block, filling));
    text.map_or(String::new(), |text| super::sentence::opening(text.trim()).to_owned())
}

/// The text of a block with every `[[slug]]` as the name that it shows, and the places of its links, as written and as
/// shown.
fn plain(body: &Body, block: usize, filling: &Filling) -> (String, Vec<Shift>) {
    let written = &body.blocks[block].text;
    let mut text = String::with_capacity(written.len());
    let mut links = Vec::new();
    let mut done = 0;
    let in_block = |link: &Link| link.place.as_ref().filter(|(at, _)| *at == block).map(|(_, range)| range.clone());
    for (n, range) in body.links.iter().enumerate().filter_map(|(n, link)| Some((n, in_block(link)?))) {
        text.push_str(&written[done..range.start]);
        let start = text.len();
        match (&body.links[n].target, &filling.links[n]) {
            (Target::Mention { named: true, .. }, Resolved::To { name, .. } | Resolved::Text { name }) => {
                text.push_str(name)
            }
            _ => text.push_str(&written[range.clone()]),
        }
        links.push((range.clone(), start..text.len()));
        done = range.end;
    }
    text.push_str(&written[done..]);
    (text, links)
}
