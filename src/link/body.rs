//! The links of one body, and the sentences in which it speaks of entities.

use super::lookup::InFile;
use super::sentence::sentences;
use super::site::{EntityId, LinkedPart, LinkedStatement, Mention};
use crate::parse::Document;
use crate::parse::body::{Body, Link, Resolved, Target};
use crate::path::Address;
use std::ops::Range;
use std::sync::Arc;

pub struct LinkedBody {
    pub resolved: Vec<Resolved>,
    pub mentions: Vec<Mention>,
}

/// Looks up the links of a body that is shown at `page`.
pub fn link(document: &Document, page: &Address, look: &mut InFile<'_>) -> LinkedBody {
    let body = &document.body;
    let mut resolved = Vec::with_capacity(body.links.len());
    let mut named: Vec<(usize, EntityId)> = Vec::new();
    for (n, link) in body.links.iter().enumerate() {
        let (to, entity) = look.link(link, page);
        resolved.push(to);
        named.extend(entity.map(|id| (n, id)));
    }
    let mentions = mentions(body, &resolved, &named);
    LinkedBody { resolved, mentions }
}

/// The sentence of each mention, with names in the place of slugs.
fn mentions(body: &Body, resolved: &[Resolved], named: &[(usize, EntityId)]) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut block: Option<(usize, Shown)> = None;
    for (n, id) in named {
        let Some((at, _)) = &body.links[*n].place else { continue };
        if block.as_ref().is_none_or(|(shown, _)| shown != at) {
            block = Some((*at, shown(body, *at, resolved)));
        }
        let Some((_, shown)) = &block else { continue };
        let Some(range) = shown.links.iter().find(|(link, _)| link == n).map(|(_, range)| range.clone()) else {
            continue;
        };
        let sentence = shown.sentences.iter().find(|s| s.start <= range.start && range.start < s.end.max(s.start + 1));
        let sentence = sentence.cloned().unwrap_or(0..shown.text.len());
        let end = range.end.clamp(range.start, sentence.end.max(range.start));
        let cut = [
            shown.text[sentence.start..range.start].to_owned(),
            shown.text[range.start..end].to_owned(),
            shown.text[end..sentence.end.max(end)].to_owned(),
        ];
        mentions.push(Mention { of: id.clone(), sentence: Arc::new(cut) });
    }
    mentions
}

/// A block as a reader sees it: the text, where its links lie in it, and its sentences.
struct Shown {
    text: String,
    links: Vec<(usize, Range<usize>)>,
    sentences: Vec<Range<usize>>,
}

fn shown(body: &Body, block: usize, resolved: &[Resolved]) -> Shown {
    let (text, links) = plain(body, block, resolved);
    let sentences = sentences(&text);
    Shown { text, links, sentences }
}

/// The text of a block as a reader sees it.
pub fn plain_text(body: &Body, block: usize, resolved: &[Resolved]) -> String {
    plain(body, block, resolved).0
}

/// The text of a block with every `[[slug]]` as the name that it shows, and the place of each link in it.
fn plain(body: &Body, block: usize, resolved: &[Resolved]) -> (String, Vec<(usize, Range<usize>)>) {
    let written = &body.blocks[block].text;
    let mut text = String::with_capacity(written.len());
    let mut links = Vec::new();
    let mut done = 0;
    let in_block = |link: &Link| link.place.as_ref().filter(|(at, _)| *at == block).map(|(_, range)| range.clone());
    for (n, range) in body.links.iter().enumerate().filter_map(|(n, link)| Some((n, in_block(link)?))) {
        text.push_str(&written[done..range.start]);
        let start = text.len();
        match (&body.links[n].target, &resolved[n]) {
            (Target::Mention { named: true, .. }, Resolved::To { name, .. } | Resolved::Text { name }) => {
                text.push_str(name)
            }
            _ => text.push_str(&written[range.clone()]),
        }
        links.push((n, start..text.len()));
        done = range.end;
    }
    text.push_str(&written[done..]);
    (text, links)
}

/// An entity named in a statement: the statement is the sentence.
pub fn mentions_in_statement(statement: &LinkedStatement) -> Vec<Mention> {
    let mut parts: Vec<LinkedPart> = Vec::new();
    for (n, (key, phrase)) in statement.values.iter().enumerate() {
        let lead = format!("{}{}: ", if n > 0 { "; " } else { "" }, key);
        parts.push(LinkedPart { text: lead, to: None });
        parts.extend(phrase.iter().cloned());
    }
    let text = |parts: &[LinkedPart]| parts.iter().map(|part| part.text.as_str()).collect::<String>();
    let mention = |(n, part): (usize, &LinkedPart)| {
        let sentence = [text(&parts[..n]), part.text.clone(), text(&parts[n + 1..])];
        Some(Mention { of: part.to.clone()?, sentence: Arc::new(sentence) })
    };
    parts.iter().enumerate().filter_map(mention).collect()
}
