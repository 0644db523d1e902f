//! Whether the places that a site refers to are there, and have what is quoted from them.
//!
//! Paragraphs alone are looked up: what a page or a section of a source is, its full text does not say.

use super::find::{FoundQuote, Original, find};
use super::words::{count, words};
use super::{CheckedArticle, LEAST_WORDS, QuotedClaim};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::SourcePath;
use crate::base::slug::Slug;
use crate::base::text::sentence::sentences;
use crate::link::testimony::LinkedStatement;
use crate::link::{LinkedItem, Places, Site};
use crate::parse::Document;
use crate::parse::body::{Filling, Resolved};
use crate::parse::passage::Passage;
use crate::parse::place::Place;
use crate::parse::quotation::quotations;
use crate::parse::yaml::{Value, YamlNode};
use std::collections::BTreeMap;
use std::ops::Range;

/// The full texts that there are.
type Originals = BTreeMap<Slug, Original>;

/// A place, and the slug of the source that it is in.
pub(super) type PlaceIn<'a> = (&'a str, Place);

/// The places to which files of a site refer and that their sources do not have.
pub(super) fn missing(site: &Site, originals: &Originals) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for file in site.linked.values() {
        let (document, filling) = match &file.value {
            LinkedItem::Article(linked) => (&linked.article.document, &linked.filling),
            LinkedItem::Profile(own) => match &own.entity.document {
                Some(document) => (document, &own.filling),
                None => continue,
            },
            LinkedItem::Page(linked) => (&linked.page.document, &linked.filling),
        };
        let mut report = |span: Span, cited: Vec<PlaceIn<'_>>| {
            let missing = cited.into_iter().filter_map(|cited| no_such_place(cited, originals));
            diagnostics.extend(missing.map(|message| not_there(&document.path, span.clone(), message)));
        };
        for (link, resolved) in document.body.links.iter().zip(&filling.links) {
            if let Resolved::Cited { source, places, .. } = resolved {
                report(link.span.clone(), places.iter().map(|cited| (&**source, cited.place)).collect());
            }
        }
        for (span, places) in stated(&file.value, document) {
            report(span, places.all().map(|(source, place)| (source.slug.as_str(), *place)).collect());
        }
    }
    diagnostics
}

/// The places in the fields of a file, with where they are written.
fn stated<'a>(item: &'a LinkedItem, document: &Document) -> Vec<(Span, &'a Places)> {
    match item {
        LinkedItem::Article(linked) => {
            let statements = linked.testimony.statements.iter();
            statements.map(|statement| (place_of_at(document, statement), &statement.places)).collect()
        }
        LinkedItem::Profile(own) => {
            let at = document.front_matter.get("at");
            at.map(|at| (at.span.clone(), &own.places)).into_iter().collect()
        }
        LinkedItem::Page(linked) => {
            let positions = document.front_matter.get("positions").map_or(&[][..], items);
            let dispute = linked.dispute.iter().flat_map(|dispute| &dispute.positions);
            let place = |node: &YamlNode| field(node, "at").unwrap_or(node).span.clone();
            positions.iter().map(place).zip(dispute.map(|position| &position.places)).collect()
        }
    }
}

/// Where the places of a statement are written.
fn place_of_at(document: &Document, statement: &LinkedStatement) -> Span {
    let block = document.front_matter.get(statement.says.block());
    let entry = block.map_or(&[][..], items).iter().find(|node| node.span == statement.span);
    entry.and_then(|entry| field(entry, "at")).map_or(statement.span.clone(), |at| at.span.clone())
}

fn items(node: &YamlNode) -> &[YamlNode] {
    if let Value::List(items) = &node.value { items } else { std::slice::from_ref(node) }
}

fn field<'n>(node: &'n YamlNode, key: &str) -> Option<&'n YamlNode> {
    let Value::Map(fields) = &node.value else { return None };
    fields.iter().find(|(word, _)| word.text == key).map(|(_, node)| node)
}

/// What to say of a paragraph that its source does not have.
fn no_such_place((source, place): PlaceIn<'_>, originals: &Originals) -> Option<String> {
    let original = originals.get(&Slug::new(source)?)?;
    let (count, wanted) = (original.paragraphs(), place.paragraphs()?);
    if *wanted.end() > count {
        return Some(format!("{source} has {count} paragraphs, so there is no {place}."));
    }
    original.is_empty(&wanted).then(|| format!("There is nothing in {place} of {source}: the line is empty."))
}

fn not_there(path: &SourcePath, span: Span, message: String) -> Diagnostic {
    let help = "Paragraphs are lines of its file in private/, counted from 1, empty ones too.";
    Diagnostic::error(Code::WrongPlace, path, span, message).help(help)
}

/// The quotations of a claim or a text that stand elsewhere than where it says.
pub(super) struct QuotedPlaces<'a> {
    pub article: &'a CheckedArticle<'a>,
    pub originals: &'a Originals,
}

impl QuotedPlaces<'_> {
    pub(super) fn claim(&self, claim: &QuotedClaim<'_>) -> Option<Diagnostic> {
        let (source, paragraph) = self.elsewhere(claim.quote, &claim.places)?;
        let right = Place::paragraph(paragraph);
        let message = format!("This quotation stands in {source} {right}, not in {}.", listed(&claim.places));
        let help = match claim.sources.len() {
            0 | 1 => format!("Write  at: {right}"),
            _ => format!("Write  at: {{{source}: {right}}}"),
        };
        let error = Diagnostic::error(Code::WrongPlace, &self.article.document.path, claim.span.clone(), message);
        Some(error.help(help))
    }

    /// The quotations of a passage, each held against the places that its own sentence refers to.
    pub(super) fn passage(&self, passage: &Passage) -> Vec<Diagnostic> {
        let text = &passage.text;
        let cited = cited(passage, self.article.filling);
        if cited.is_empty() {
            return Vec::new();
        }
        let sentences = sentences(text);
        let told = |quotation: Range<usize>| {
            let sentence = around(&sentences, &quotation)?;
            let quote = text[quotation.clone()].trim_start_matches(super::MARKS);
            if count(&words(quote)) < LEAST_WORDS {
                return None;
            }
            let here = cited.iter().filter(|(range, _)| sentence.start <= range.start && range.end <= sentence.end);
            let here: Vec<PlaceIn<'_>> = here.flat_map(|(_, places)| places.iter().copied()).collect();
            let (source, paragraph) = self.elsewhere(quote, &here)?;
            let right = Place::paragraph(paragraph);
            let message = format!("This quotation stands in {source} {right}; its sentence names {}.", listed(&here));
            let span = passage.span(&quotation);
            let warning = Diagnostic::warning(Code::WrongPlace, &self.article.document.path, span, message);
            Some(warning.help(format!("Write  [[{source} {right}]]")))
        };
        quotations(text).into_iter().filter_map(told).collect()
    }

    /// Where a quotation stands that is in none of these places; nothing where it is, or where that cannot be known.
    fn elsewhere<'s>(&'s self, quote: &str, places: &[PlaceIn<'s>]) -> Option<(&'s str, usize)> {
        let mut sources: BTreeMap<&str, Vec<std::ops::RangeInclusive<usize>>> = BTreeMap::new();
        for (source, place) in places {
            sources.entry(source).or_default().push(place.paragraphs()?);
        }
        for (source, paragraphs) in &sources {
            let original = self.originals.get(&Slug::new(source)?)?;
            // Words left out may stand between two of the places.
            let first = paragraphs.iter().map(|range| *range.start()).min()?;
            let last = paragraphs.iter().map(|range| *range.end()).max()?;
            let has = |range: &std::ops::RangeInclusive<usize>| original.has_within(quote, range);
            if paragraphs.iter().any(has) || (quote.contains('…') && has(&(first..=last))) {
                return None;
            }
        }
        let others = self.article.sources.iter().map(|slug| slug.as_str());
        let all = if sources.is_empty() { Vec::new() } else { sources.keys().copied().chain(others).collect() };
        all.into_iter().find_map(|source| match find(self.originals.get(&Slug::new(source)?)?, quote) {
            FoundQuote::Verbatim { paragraph } => Some((source, paragraph)),
            FoundQuote::Altered { .. } | FoundQuote::OutOfOrder => None,
        })
    }
}

/// The places that a passage refers to, and where in its text.
fn cited<'a>(passage: &Passage, filling: &'a Filling) -> Vec<(Range<usize>, Vec<PlaceIn<'a>>)> {
    let of_link = |(number, range): &(usize, Range<usize>)| match filling.links.get(*number)? {
        Resolved::Cited { source, places, .. } => {
            Some((range.clone(), places.iter().map(|cited| (&**source, cited.place)).collect()))
        }
        _ => None,
    };
    passage.links.iter().filter_map(of_link).collect()
}

/// The sentences into which a part of a text reaches.
fn around(sentences: &[Range<usize>], part: &Range<usize>) -> Option<Range<usize>> {
    let first = sentences.iter().rev().find(|sentence| sentence.start <= part.start)?;
    let last = sentences.iter().find(|sentence| part.end <= sentence.end)?;
    Some(first.start..last.end)
}

/// "a ¶3, a ¶6 or b ¶3"
fn listed(places: &[PlaceIn<'_>]) -> String {
    let all: Vec<String> = places.iter().map(|(source, place)| format!("{source} {place}")).collect();
    match all.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        all => all.join(""),
    }
}
