//! The links of one body that lead to what is renamed, as edits of its file.
//!
//! What a link is and where it stands is known from `parse`; here it is found again in the text to be changed there.

use super::moved::Moved;
use super::splice::Edit;
use crate::base::path::Address;
use crate::parse::body::{Link, Target};
use crate::parse::definitions::definitions;
use crate::parse::html::unescape;
use crate::parse::place;
use crate::parse::{Document, front_matter};

/// The edits of a document's body. `text` is the whole file.
pub(crate) fn edits(document: &Document, text: &str, page: &Address, moved: &Moved<'_>) -> Vec<Edit> {
    let links = document.body.links.iter().filter_map(|link| match &link.target {
        Target::Mention { name, named } => mention(link, name, *named, text, moved),
        // By its name, which stays.
        Target::Embed(_) => None,
        // A whole address may be one of the site.
        Target::Path(path) | Target::Away(path) => {
            let new = moved.destination(path, &document.path, page)?;
            let slice = text.get(link.span.clone())?;
            if slice != path && unescape(slice) == *path {
                // An attribute in which `&` is written as `&amp;`.
                return Some(Edit::new(link.span.clone(), new.replace('&', "&amp;")));
            }
            let at = link.span.start + destination_in(slice, path)?;
            Some(Edit::new(at..at + path.len(), new))
        }
    });
    let mut edits: Vec<Edit> = links.collect();
    let (_, begin, _) = front_matter::read(&document.path, text);
    for definition in definitions(&text[begin..], begin) {
        let new = moved.destination(&definition.destination, &document.path, page);
        let slice = &text[definition.span.clone()];
        let at = slice.find("]:").and_then(|label| Some(label + slice[label..].find(&definition.destination)?));
        if let (Some(new), Some(at)) = (new, at) {
            let at = definition.span.start + at;
            edits.push(Edit::new(at..at + definition.destination.len(), new));
        }
    }
    edits
}

/// `[[old]]`, `[[models/old#why|text]]`.
fn mention(link: &Link, written: &str, named: bool, text: &str, moved: &Moved<'_>) -> Option<Edit> {
    let names = &moved.present.names;
    let name = match written.split_once('#') {
        Some((name, _)) if names.find(written, None).is_err() => name.trim(),
        _ => written,
    };
    let cited = place::cited(name).filter(|_| names.lookup(name, None).is_err());
    let cited = cited.filter(|(name, _)| names.lookup(name, None).is_ok());
    let name = cited.map_or(name, |(name, _)| name);
    let word = moved.in_mention(name)?;
    let slice = text.get(link.span.clone())?;
    let start = link.span.start + slice.find(written)?;
    let part = start + word.part.start..start + word.part.end;
    // What was shown stays so, though the word is another.
    if word.was_shown && named {
        let (old, rest) = (&name[word.part], &written[name.len()..]);
        let bar = if other_bar(text, link) { "\\|" } else { "|" };
        return Some(Edit::new(part.start..part.end + rest.len(), format!("{}{rest}{bar}{old}", moved.new)));
    }
    Some(Edit::new(part, moved.new.as_str()))
}

/// Whether the line of a link has a bar beside it, as a row of a table has: there the bar of a link is escaped.
fn other_bar(text: &str, link: &Link) -> bool {
    let begin = text[..link.span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[link.span.end..].find('\n').map_or(text.len(), |newline| link.span.end + newline);
    text[begin..link.span.start].contains('|') || text[link.span.end..end].contains('|')
}

/// Where in a link its destination stands: `[text](here "title")`, or all of an attribute of raw HTML.
///
/// None for `[text][label]`, whose destination stands in the definition.
fn destination_in(slice: &str, destination: &str) -> Option<usize> {
    if slice == destination {
        return Some(0);
    }
    let follows_bracket = |at: &usize| {
        let before = slice[..*at].trim_end();
        before.strip_suffix('<').unwrap_or(before).trim_end().ends_with("](")
    };
    slice.match_indices(destination).map(|(at, _)| at).filter(follows_bracket).last()
}
