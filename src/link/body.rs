//! The links of one body, and the sentences in which it speaks of entities.
//!
//! A sentence is cut out of the passage in which the entity is named, so that it stands in the article as readers see it.

use super::blocked::blocked;
use super::link_cards;
use super::lookup::InFile;
use super::pictures;
use super::site::{EntityId, Mention, Sentence};
use crate::base::diagnostic::Span;
use crate::base::lines::floor;
use crate::base::path::Address;
use crate::base::text::sentence::{opening as first_sentences, sentences};
use crate::parse::Document;
use crate::parse::body::{Body, Filling, FoundName, Resolved, Target};
use crate::parse::passage::{Passage, PassageKind, passages, read};
use crate::parse::place::Place;
use crate::parse::quotation::quotations;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

/// Who a body belongs to, which decides what names in its prose stand for.
pub(crate) struct BodyContext<'a> {
    /// Where it is shown.
    pub page: &'a Address,
    /// The entity whose profile it is: its own names stay plain text.
    pub own: Option<&'a EntityId>,
    /// The entities that weak names may stand for here.
    pub tagged: &'a [EntityId],
    /// Whether names in the prose stay plain text.
    pub link_never: bool,
}

pub(crate) struct LinkedBody {
    pub filling: Arc<Filling>,
    pub mentions: Vec<Mention>,
    /// Where each entity is named first.
    pub named: BTreeMap<EntityId, Span>,
}

/// An entity that a passage names, where in its text, and at which of its places if it is a source.
type NamedRange = (Range<usize>, EntityId, Arc<[Place]>);

/// Looks up the links of a body, and finds the names in its prose.
pub(crate) fn link(document: &Document, context: &BodyContext<'_>, look: &mut InFile<'_>) -> LinkedBody {
    let body = &document.body;
    let mut links = Vec::with_capacity(body.links.len());
    let mut entities = Vec::with_capacity(body.links.len());
    let headings = body.headings.iter().rev().map(|heading| (&*heading.id, &*heading.text)).collect();
    let mut shared = Vec::new();
    for (number, link) in body.links.iter().enumerate() {
        let (to, entity) = look.link(link, context.page);
        shared.extend(look.is_shared(&to).then_some(number));
        links.push(with_name(to, &link.target, &headings));
        entities.push(entity);
    }
    let blocked_frames = blocked(body, look);
    let pictures = pictures::shown(body, &links, look);
    let cards = link_cards::cards(body, &links, context.tagged, look);
    let (links, shared) = (links.into(), shared.into());
    let mut filling = Filling { links, names: Box::default(), shared, blocked_frames, pictures, cards };
    let passages = passages(body, &filling);
    let of_links = |passage: &Passage| -> Vec<NamedRange> {
        let named = |(number, range): &(usize, Range<usize>)| {
            let places = match filling.links.get(*number) {
                Some(Resolved::Cited { places, .. }) => places.iter().map(|cited| cited.place).collect(),
                _ => Arc::default(),
            };
            Some((range.clone(), entities.get(*number).cloned().flatten()?, places))
        };
        passage.links.iter().filter_map(named).collect()
    };
    let mut named: Vec<Vec<NamedRange>> = passages.iter().map(of_links).collect();
    if !context.link_never {
        filling.names = names(&passages, context, &mut named, look).into();
    }
    let mut first = BTreeMap::new();
    for (passage, named) in passages.iter().zip(&named) {
        for (number, _) in &passage.links {
            if let (Some(Some(id)), Some(link)) = (entities.get(*number), body.links.get(*number)) {
                first.entry(id.clone()).or_insert_with(|| link.span.clone());
            }
        }
        for (range, id, _) in named {
            first.entry(id.clone()).or_insert_with(|| passage.span(range));
        }
    }
    let mentions = passages.iter().zip(named).flat_map(|(passage, named)| mentions(passage, named)).collect();
    LinkedBody { filling: Arc::new(filling), mentions, named: first }
}

/// `[[#part]]` shows the words of the heading that it leads to. `headings` are the words of each by its id.
fn with_name(to: Resolved, target: &Target, headings: &HashMap<&str, &str>) -> Resolved {
    match (to, target) {
        (Resolved::To { address, name, class, lang }, Target::Mention { name: written, .. }) if name.is_empty() => {
            let id = address.rsplit_once('#').map_or("", |(_, id)| id);
            let name = (*headings.get(id).unwrap_or(&written.trim_start_matches('#'))).into();
            Resolved::To { address, name, class, lang }
        }
        (to, _) => to,
    }
}

/// The names in the prose that become links: the first of each entity in a section that does not link it already. Each
/// is added to those that its passage names.
fn names(
    passages: &[Passage],
    context: &BodyContext<'_>,
    named: &mut [Vec<NamedRange>],
    look: &mut InFile<'_>,
) -> Vec<FoundName> {
    let mut linked: BTreeSet<(usize, EntityId)> = passages
        .iter()
        .zip(named.iter())
        .flat_map(|(passage, named)| named.iter().map(|(_, id, _)| (passage.section, id.clone())))
        .collect();
    let mut found = Vec::new();
    for (passage, named) in passages.iter().zip(named) {
        let mut quoted = None;
        for name in look.names_in(&passage.text) {
            let Some(run) = passage.in_body(&name.range) else { continue };
            let quoted = quoted.get_or_insert_with(|| quotations(&passage.text));
            let before = quoted[..quoted.partition_point(|part| part.start < name.range.start)].last();
            if before.is_some_and(|part| name.range.end <= part.end) {
                continue;
            }
            let Some(id) = look.bearer(&name, context.tagged, passage.span(&name.range)) else { continue };
            if context.own == Some(&id) || !linked.insert((passage.section, id.clone())) {
                continue;
            }
            let shown = look.shown(&id);
            // Another name may be of another language.
            let lang = shown.lang.clone().filter(|_| passage.text[name.range.clone()] == *shown.name);
            found.push(FoundName { run, address: shown.address.clone(), class: shown.class.clone(), lang });
            named.push((name.range.clone(), id, Arc::default()));
        }
    }
    found
}

/// The sentence of each mention in a passage.
fn mentions(passage: &Passage, mut named: Vec<NamedRange>) -> Vec<Mention> {
    if named.is_empty() {
        return Vec::new();
    }
    named.sort_by_key(|(range, ..)| range.start);
    let sentences = sentences(&passage.text);
    let mut last: (Range<usize>, Arc<str>) = (0..0, Arc::default());
    // Of a sentence that is too long, the part that each entity is named in first.
    let mut parts: BTreeMap<EntityId, (Arc<str>, Range<usize>)> = BTreeMap::new();
    let mention = |(name, of, places): NamedRange| {
        let whole = sentence_around(&passage.text, &sentences, &name);
        if last.0 != whole {
            let text = if whole.len() > LONG { "" } else { passage.text.get(whole.clone()).unwrap_or("") };
            last = (whole.clone(), text.into());
            parts.clear();
        }
        let (text, name) = match whole.len() > LONG {
            false => (last.1.clone(), name.start - whole.start..name.end - whole.start),
            true => parts.entry(of.clone()).or_insert_with(|| part_around(&passage.text, &whole, &name)).clone(),
        };
        Mention { of, sentence: Sentence::new(text, name, places) }
    };
    named.into_iter().map(mention).collect()
}

/// The bytes from which on a sentence is too long to be shown whole, at each entity that it names.
const LONG: usize = 2000;

/// As much of a sentence as may be shown, around a name, and where the name is in it.
fn part_around(text: &str, whole: &Range<usize>, name: &Range<usize>) -> (Arc<str>, Range<usize>) {
    const AROUND: usize = LONG / 4;
    let name = name.start..floor(text, name.end.min(name.start + AROUND));
    let start = floor(text, name.start.saturating_sub(AROUND)).max(whole.start);
    let end = floor(text, name.end + AROUND).min(whole.end).max(name.end);
    // From the first whole word to the last.
    let is_blank = char::is_whitespace;
    let start = if start == whole.start {
        start
    } else {
        text[start..name.start].find(is_blank).map_or(name.start, |at| start + at)
    };
    let end =
        if end == whole.end { end } else { text[name.end..end].rfind(is_blank).map_or(name.end, |at| name.end + at) };
    let before = if start == whole.start { "" } else { "…" };
    let after = if end == whole.end { "" } else { "\u{a0}…" };
    let at = before.len() + name.start - start;
    (format!("{before}{}{after}", &text[start..end]).into(), at..at + name.len())
}

/// The sentence in which something stands, cut in three: before it, itself, after it. Where it reaches over the end of a
/// sentence, all that it reaches into.
fn sentence_around(text: &str, sentences: &[Range<usize>], range: &Range<usize>) -> Range<usize> {
    let first = sentences[..sentences.partition_point(|sentence| sentence.start <= range.start)].last();
    let last = sentences.get(sentences.partition_point(|sentence| sentence.end < range.end));
    let start = first.map_or(0, |sentence| sentence.start).min(range.start);
    let end = last.map_or(text.len(), |sentence| sentence.end).max(range.end);
    start..end
}

/// The texts of a body, passage by passage, with the names of what it links to and what its pictures show.
pub(crate) fn texts(body: &Body, filling: &Filling) -> Vec<String> {
    let text = |passage: Passage| match passage.alt.is_empty() {
        true => passage.text,
        false => format!("{} {}", passage.text, passage.alt),
    };
    passages(body, filling).into_iter().map(text).collect()
}

/// The first sentence or two of a body, with the names of what it links to.
pub(crate) fn opening(document: &Document, filling: &Filling) -> String {
    let mut opening = String::new();
    read(&document.body, filling, &mut |passage| {
        if passage.kind != PassageKind::Paragraph || passage.text.is_empty() {
            return ControlFlow::Continue(());
        }
        opening = first_sentences(&passage.text).to_owned();
        ControlFlow::Break(())
    });
    opening
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_sentence_that_is_too_long_the_part_around_the_name_is_kept() {
        let text = format!("{}Fugu 東京{}", "before ".repeat(300), " after".repeat(300));
        let name = text.find("Fugu").unwrap();
        let part = |whole: Range<usize>| {
            let (part, at) = part_around(&text, &whole, &(name..name + 4));
            assert_eq!(&part[at], "Fugu");
            part
        };
        let both = part(0..text.len());
        assert!(both.starts_with("… before") && both.ends_with("after\u{a0}…") && both.len() < LONG, "{both}");
        assert!(part(name..text.len()).starts_with("Fugu 東京 after"));
        assert!(part(0..name + 4).ends_with("before Fugu"));
    }
}
