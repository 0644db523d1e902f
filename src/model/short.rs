//! What a reference to a source prints: a letter, a publisher, or a few words, and never a whole title.
//!
//! Only the text; where it is printed is for pages to say.

use super::fact::{Fact, Part};
use super::reader::Fields;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::slug::Slug;
use std::sync::Arc;

/// Beyond this a reference takes the place of the sentence it stands in.
const MOST: usize = 24;

/// A slug up to this is what a text calls the source by.
const LETTERS: usize = 3;

/// What the file of a source says, or what follows from it; a warning where that is too long.
pub(super) fn read(fields: &mut Fields<'_>, slug: &Slug, name: &str, facts: &[Fact]) -> Arc<str> {
    let written = fields.text("short");
    let (short, place) = match &written {
        Some(short) => (short.trim().into(), "short"),
        None => (of(slug, name, facts), "title"),
    };
    let is_cut = written.is_none() && short.ends_with('…');
    if is_cut || length(&short) > MOST {
        let message = match &written {
            Some(_) => format!("A reference to this source would print {} characters.", length(&short)),
            None => format!("A reference to this source would print \"{short}\", a part of its title."),
        };
        let warning = Diagnostic::warning(Code::LongShort, fields.path, fields.place(place), message);
        let help = format!("Give it a name of at most {MOST} characters:  short: Reuters");
        fields.diagnostics.push(warning.help(help));
    }
    short
}

/// What references to a source print that has no `short`: its slug in capitals if that is but a few letters, else the first
/// of its publisher and its name that is short enough, else the beginning of its name.
pub(super) fn of(slug: &Slug, name: &str, facts: &[Fact]) -> Arc<str> {
    if length(slug.as_str()) <= LETTERS {
        return slug.as_str().to_uppercase().into();
    }
    let publisher = facts.iter().filter(|fact| fact.key == "publisher").flat_map(|fact| fact.values.iter().flatten());
    let publisher = publisher.filter_map(|part| match part {
        Part::Text(text) if text != "unknown" => Some(text.as_str()),
        _ => None,
    });
    match publisher.chain([name]).find(|text| length(text) <= MOST) {
        Some(short) => short.into(),
        None => cut(name),
    }
}

/// The first words of a text, up to what may be printed.
fn cut(text: &str) -> Arc<str> {
    let end = text.char_indices().nth(MOST - 1).map_or(text.len(), |(at, _)| at);
    let part = &text[..end];
    let words = part.rfind(char::is_whitespace).map_or(part, |space| &part[..space]);
    format!("{}…", words.trim_end_matches(|c: char| !c.is_alphanumeric())).into()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_prints_the_shortest_name_that_says_enough() {
        let publisher = |name: &str| vec![Fact { key: "publisher", values: vec![vec![Part::Text(name.to_owned())]] }];
        let title = "US Export Controls Fueling AI Fragmentation";
        for (slug, name, publisher, expected) in [
            ("a", title, publisher("Reuters"), "A"),
            ("ft2", title, Vec::new(), "FT2"),
            ("export-controls", title, publisher("Reuters"), "Reuters"),
            ("export-controls", "The order", publisher("unknown"), "The order"),
            ("export-controls", "The order", publisher("The Bureau of Industry and Security"), "The order"),
            ("export-controls", title, Vec::new(), "US Export Controls…"),
            ("export-controls", "Donaudampfschifffahrtsgesellschaft", Vec::new(), "Donaudampfschifffahrtsg…"),
        ] {
            assert_eq!(&*of(&Slug::new(slug).unwrap(), name, &publisher), expected, "{slug}, {name}");
        }
    }
}
