//! Where in its sources something stands, as front matter has it: `at: ¶4`, `at: [¶3, ¶6]`, `at: {a: ¶3, b: [¶3, ¶6]}`.
//!
//! Reads the places. Which sources the words name is for `link` to say.

use super::reader::Fields;
use super::strings::Strings;
use crate::base::diagnostic::{Code, Span};
use crate::parse::place::{self, Place, PlaceParts, SPELLINGS, parts_of};
use crate::parse::yaml::{Value, Word, YamlNode};

/// Places in one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The source; none where there is only one that can be meant.
    pub source: Option<Word>,
    pub places: Vec<Place>,
    pub span: Span,
}

/// Reads the field `at` of what rests on `sources`.
pub(crate) fn read(of: &mut Fields<'_>, sources: &[Word]) -> Vec<At> {
    let Some(node) = of.node("at") else { return Vec::new() };
    let ats = match &node.value {
        Value::Map(entries) => {
            let at = |(source, node): &(Word, YamlNode)| At {
                source: Some(source.clone()),
                places: places(of, node, &format!("{}: ", source.text)),
                span: source.span.clone(),
            };
            entries.iter().map(at).collect()
        }
        _ => vec![At { source: None, places: places(of, node, "at: "), span: node.span.clone() }],
    };
    let ats: Vec<At> = ats.into_iter().filter(|at| !at.places.is_empty()).collect();
    if ats.iter().any(|at| at.source.is_none()) && sources.len() != 1 {
        report_unclear(of, &ats, sources);
        return Vec::new();
    }
    ats
}

/// The places of one value or of a list.
fn places(of: &mut Fields<'_>, node: &YamlNode, before: &str) -> Vec<Place> {
    match &node.value {
        Value::Text { text, .. } => match place::places(text) {
            Ok(places) => places,
            Err(bad) => {
                let message = format!("\"{}\" is not a place in a source.", bad.text);
                let help = match bad.meant {
                    Some(meant) => format!("Did you mean  {before}{}", as_value(&meant)),
                    None => format!("Write one of: {SPELLINGS}."),
                };
                of.error(Code::BadPlace, node.span.clone(), message, help);
                Vec::new()
            }
        },
        Value::List(items) => items.iter().flat_map(|item| places(of, item, "")).collect(),
        Value::Map(_) => {
            let message = "This is not a place in a source.";
            of.error(Code::BadPlace, node.span.clone(), message, format!("Write one of: {SPELLINGS}."));
            Vec::new()
        }
        Value::Null | Value::Broken => Vec::new(),
    }
}

/// Places as a value of YAML that may stand between braces too.
fn as_value(places: &str) -> String {
    if places.contains(',') { format!("[{places}]") } else { places.to_owned() }
}

/// Reports places that could be in any of several sources, or in none.
fn report_unclear(of: &mut Fields<'_>, ats: &[At], sources: &[Word]) {
    let Some(at) = ats.iter().find(|at| at.source.is_none()) else { return };
    let written: Vec<String> = at.places.iter().map(Place::to_string).collect();
    let value = as_value(&written.join(", "));
    let (message, help) = match sources {
        [first, second, ..] => {
            let message = "This rests on several sources, so say in which of them each place is.";
            let help =
                format!("Write:  at: {{{}: {value}}}  or  at: {{{}: {value}}}  or both", first.text, second.text);
            (message, help)
        }
        _ => ("This names a place and no source.", "Add:  source: the-source".to_owned()),
    };
    of.error(Code::BadPlace, at.span.clone(), message, help);
}

/// A place as those hear it to whom it is read: "paragraphs 4 to 6", "at 12 minutes 30 seconds".
pub(crate) fn place_in_words(strings: &Strings, place: &Place) -> String {
    match place.parts() {
        PlaceParts::Numbers { unit, from, to: None } => strings.fill(&format!("place.{unit}"), &[("number", &from)]),
        PlaceParts::Numbers { unit, from, to: Some(to) } => {
            strings.fill(&format!("place.{unit}s"), &[("from", &from), ("to", &to)])
        }
        PlaceParts::Time { from, to: None } => strings.fill("place.time", &[("time", &spoken(strings, from))]),
        PlaceParts::Time { from, to: Some(to) } => {
            strings.fill("place.times", &[("from", &spoken(strings, from)), ("to", &spoken(strings, to))])
        }
    }
}

/// "12 minutes 30 seconds"
fn spoken(strings: &Strings, seconds: u32) -> String {
    let (hours, minutes, seconds) = parts_of(seconds);
    let of = [("place.hours", hours), ("place.minutes", minutes), ("place.seconds", seconds)];
    let parts = of.into_iter().filter(|(_, number)| *number > 0);
    let parts: Vec<String> = parts.map(|(key, number)| strings.count(key, number as usize, &[])).collect();
    if parts.is_empty() { strings.count("place.seconds", 0, &[]) } else { parts.join(strings.get("place.between")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_a_name_for_those_who_hear_it() {
        for (written, name) in [
            ("¶4", "paragraph 4"),
            ("¶4-6", "paragraphs 4 to 6"),
            ("p. 12", "page 12"),
            ("pp. 12-14", "pages 12 to 14"),
            ("§2.1", "section 2.1"),
            ("§2.1-2.3", "sections 2.1 to 2.3"),
            ("12:30", "at 12 minutes 30 seconds"),
            ("1:02:30", "at 1 hour 2 minutes 30 seconds"),
            ("0:00-0:01", "from 0 seconds to 1 second"),
        ] {
            let place = place::places(written).unwrap()[0];
            assert_eq!(place_in_words(&Strings::default(), &place), name, "{written}");
        }
    }
}
