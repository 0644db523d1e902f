//! A place in a source: a paragraph, a page, a section or a moment of a recording, and the spellings of each.
//!
//! Read once, where a writer wrote it; how it sorts, what it is called and which anchor leads to it follows from the value.
//! Knows no source: whether there is such a paragraph is for `review` to say.

use std::fmt::{self, Display};
use std::ops::RangeInclusive;

/// One place, or a run of places from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    unit: Unit,
    from: Point,
    to: Point,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Paragraph,
    Page,
    Section,
    Time,
}

/// The numbers of a section, or one number; what is not there is 0. A time is its seconds.
type Point = [u32; 4];

/// The unit and the numbers of a place.
pub(crate) enum PlaceParts {
    /// `unit` is a word: `paragraph`.
    Numbers { unit: &'static str, from: String, to: Option<String> },
    /// In seconds.
    Time { from: u32, to: Option<u32> },
}

/// A text that is not a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPlace {
    /// What cannot be read.
    pub text: String,
    /// The whole text as it was probably meant.
    pub meant: Option<String>,
}

/// How the places of a source are written, for messages.
pub const SPELLINGS: &str = "¶4 (or: para 4), ¶4-6, p. 12, pp. 12-14, §2.1 (or: sec 2.1), 12:30";

/// Reads places with commas between them: `¶3, ¶6`.
pub fn places(text: &str) -> Result<Vec<Place>, BadPlace> {
    let items: Vec<&str> = text.split(',').map(str::trim).collect();
    let read: Vec<Option<Place>> = items.iter().map(|item| strict(item)).collect();
    if let Some(bad) = read.iter().position(Option::is_none) {
        return Err(BadPlace { text: items[bad].to_owned(), meant: meant(&items) });
    }
    Ok(read.into_iter().flatten().collect())
}

/// A name and the places after it, as `[[a ¶3, ¶6]]` has them; nothing where no place follows a name.
///
/// The name is as short as can be. Where nothing can be read, it ends where a place was probably meant.
pub fn cited(text: &str) -> Option<(&str, Result<Vec<Place>, BadPlace>)> {
    let is_begin = |at: &usize| {
        let before = text[..*at].chars().next_back();
        text[*at..].starts_with(['¶', '§']) || before.is_some_and(char::is_whitespace)
    };
    let begins: Vec<usize> = text.char_indices().map(|(at, _)| at).filter(is_begin).collect();
    let parts = || begins.iter().map(|at| (text[..*at].trim(), text[*at..].trim()));
    let parts = || parts().filter(|(name, rest)| !name.is_empty() && !rest.is_empty());
    let read = || parts().map(|(name, rest)| (name, places(rest)));
    read().find(|(_, read)| read.is_ok()).or_else(|| {
        let is_sign = |(name, read): &(&str, Result<Vec<Place>, BadPlace>)| {
            let has_sign = text[name.len()..].trim_start().starts_with(['¶', '§']);
            has_sign || matches!(read, Err(BadPlace { meant: Some(_), .. }))
        };
        read().find(is_sign)
    })
}

/// Whether an id may be the anchor of a place.
pub(super) fn is_anchor(id: &str) -> bool {
    let numbers = ["page-", "p", "s", "t"].iter().find_map(|begin| id.strip_prefix(begin));
    numbers.is_some_and(|numbers| {
        let numbers = numbers.replacen("-to-", "-", 1);
        let mut parts = numbers.split('-');
        parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// One place in one of the accepted spellings.
fn strict(item: &str) -> Option<Place> {
    let (unit, rest) = [
        ("¶", Unit::Paragraph),
        ("para ", Unit::Paragraph),
        ("pp.", Unit::Page),
        ("p.", Unit::Page),
        ("§", Unit::Section),
        ("sec ", Unit::Section),
    ]
    .iter()
    .find_map(|(begin, unit)| Some((*unit, item.strip_prefix(begin)?)))
    .unwrap_or((Unit::Time, item));
    of_unit(unit, rest.trim_start())
}

/// The numbers of a unit, or two with a hyphen or dash between them.
fn of_unit(unit: Unit, numbers: &str) -> Option<Place> {
    let mut ends = numbers.splitn(2, ['-', '–']).map(|end| point(unit, end.trim()));
    let from = ends.next()??;
    let to = ends.next().unwrap_or(Some(from))?;
    (from <= to).then_some(Place { unit, from, to })
}

fn point(unit: Unit, text: &str) -> Option<Point> {
    let number = |part: &str| {
        let is_number = !part.is_empty() && part.len() <= 6 && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<u32>().ok()).flatten()
    };
    let one = |number: u32| (number > 0).then_some([number, 0, 0, 0]);
    match unit {
        Unit::Paragraph | Unit::Page => one(number(text)?),
        Unit::Section => {
            let mut point = Point::default();
            for (n, part) in text.split('.').enumerate() {
                *point.get_mut(n)? = number(part).filter(|number| *number > 0)?;
            }
            Some(point)
        }
        Unit::Time => {
            let parts: Vec<&str> = text.split(':').collect();
            let sixty = |part: &str| number(part).filter(|number| part.len() == 2 && *number < 60);
            let seconds = match parts[..] {
                [minutes, seconds] => number(minutes)? * 60 + sixty(seconds)?,
                [hours, minutes, seconds] => {
                    number(hours)?.checked_mul(3600)?.checked_add(sixty(minutes)? * 60 + sixty(seconds)?)?
                }
                _ => return None,
            };
            Some([seconds, 0, 0, 0])
        }
    }
}

/// What was probably meant, if all of it can be guessed.
fn meant(items: &[&str]) -> Option<String> {
    let mut last = None;
    let mut places = Vec::new();
    for item in items {
        let place = strict(item).or_else(|| lenient(item, last))?;
        last = Some(place.unit);
        places.push(place.to_string());
    }
    Some(places.join(", "))
}

/// A place in any spelling that can be understood. A bare number counts what was counted before it.
fn lenient(item: &str, before: Option<Unit>) -> Option<Place> {
    let at = item.find(|c: char| c.is_ascii_digit())?;
    let (word, numbers) = item.split_at(at);
    let word = word.trim().trim_end_matches(['.', ':']).to_lowercase();
    let unit = match word.as_str() {
        "" => before?,
        "¶" | "¶¶" | "para" | "paras" | "par" | "paragraph" | "paragraphs" | "absatz" | "abs" => Unit::Paragraph,
        "p" | "pp" | "pg" | "page" | "pages" | "seite" => Unit::Page,
        "§" | "§§" | "sec" | "sect" | "section" | "sections" => Unit::Section,
        "at" | "t" | "time" | "minute" | "min" => Unit::Time,
        _ => return None,
    };
    let numbers = numbers.replace(" to ", "-");
    of_unit(unit, &numbers).or_else(|| {
        let (from, to) = numbers.split_once(['-', '–'])?;
        of_unit(unit, &format!("{}-{}", to.trim(), from.trim()))
    })
}

impl Place {
    /// The paragraphs that it names.
    pub(crate) fn paragraphs(&self) -> Option<RangeInclusive<usize>> {
        (self.unit == Unit::Paragraph).then(|| self.from[0] as usize..=self.to[0] as usize)
    }

    /// A paragraph by its number.
    pub(crate) fn paragraph(number: usize) -> Place {
        let point = [u32::try_from(number).unwrap_or(u32::MAX), 0, 0, 0];
        Place { unit: Unit::Paragraph, from: point, to: point }
    }

    /// The id that it has on the page of its source: `p4`, `page-12`, `s2-1`, `t12-30`; a run `p4-to-6`.
    pub(crate) fn anchor(&self) -> String {
        let begin = match self.unit {
            Unit::Paragraph => "p",
            Unit::Page => "page-",
            Unit::Section => "s",
            Unit::Time => "t",
        };
        let numbers = self.joined("-to-").replace(['.', ':'], "-");
        format!("{begin}{numbers}")
    }

    /// As readers see it in few letters, which no line break parts: "¶4–6", "p. 12".
    pub(crate) fn short(&self) -> String {
        format!("{}{}", self.sign().replace(' ', "\u{a0}"), self.joined("–"))
    }

    /// What it is called in full is a text of the interface, for those who hear it; here is what that is made of.
    pub(crate) fn parts(&self) -> PlaceParts {
        let unit = match self.unit {
            Unit::Paragraph => "paragraph",
            Unit::Page => "page",
            Unit::Section => "section",
            Unit::Time => return PlaceParts::Time { from: self.from[0], to: self.is_run().then_some(self.to[0]) },
        };
        PlaceParts::Numbers { unit, from: self.point(self.from), to: self.is_run().then(|| self.point(self.to)) }
    }

    fn is_run(&self) -> bool {
        self.from != self.to
    }

    fn sign(&self) -> &'static str {
        match self.unit {
            Unit::Paragraph => "¶",
            Unit::Page if self.is_run() => "pp. ",
            Unit::Page => "p. ",
            Unit::Section => "§",
            Unit::Time => "",
        }
    }

    fn joined(&self, between: &str) -> String {
        let from = self.point(self.from);
        if self.is_run() { format!("{from}{between}{}", self.point(self.to)) } else { from }
    }

    fn point(&self, point: Point) -> String {
        if self.unit == Unit::Time {
            let (hours, minutes, seconds) = parts_of(point[0]);
            return match hours {
                0 => format!("{minutes}:{seconds:02}"),
                hours => format!("{hours}:{minutes:02}:{seconds:02}"),
            };
        }
        let numbers = point.iter().take_while(|number| **number > 0);
        numbers.map(u32::to_string).collect::<Vec<_>>().join(".")
    }
}

/// As a writer writes it: `¶4-6`.
impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.sign(), self.joined("-"))
    }
}

pub(crate) fn parts_of(seconds: u32) -> (u32, u32, u32) {
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Place {
        places(text).unwrap()[0]
    }

    #[test]
    fn each_spelling_is_one_place_with_its_short_name_and_anchor() {
        for (written, canonical, short, anchor) in [
            ("¶4", "¶4", "¶4", "p4"),
            ("¶ 4", "¶4", "¶4", "p4"),
            ("para 4", "¶4", "¶4", "p4"),
            ("¶4-6", "¶4-6", "¶4–6", "p4-to-6"),
            ("¶4–6", "¶4-6", "¶4–6", "p4-to-6"),
            ("¶4-4", "¶4", "¶4", "p4"),
            ("p. 12", "p. 12", "p.\u{a0}12", "page-12"),
            ("pp.12-14", "pp. 12-14", "pp.\u{a0}12–14", "page-12-to-14"),
            ("§2.1", "§2.1", "§2.1", "s2-1"),
            ("sec 2.1-2.3", "§2.1-2.3", "§2.1–2.3", "s2-1-to-2-3"),
            ("12:30", "12:30", "12:30", "t12-30"),
            ("1:02:30", "1:02:30", "1:02:30", "t1-02-30"),
            ("62:30", "1:02:30", "1:02:30", "t1-02-30"),
            ("0:00-0:01", "0:00-0:01", "0:00–0:01", "t0-00-to-0-01"),
        ] {
            let place = one(written);
            assert_eq!(place.to_string(), canonical, "{written}");
            assert_eq!(one(canonical), place, "{written}");
            assert_eq!(place.short(), short, "{written}");
            assert_eq!(place.anchor(), anchor, "{written}");
            assert!(is_anchor(anchor), "{anchor}");
        }
    }

    #[test]
    fn what_is_not_a_place_is_told_with_what_was_meant() {
        for (written, bad, meant) in [
            ("par. 4", "par. 4", Some("¶4")),
            ("Paragraph 4", "Paragraph 4", Some("¶4")),
            ("¶¶4-6", "¶¶4-6", Some("¶4-6")),
            ("¶6-4", "¶6-4", Some("¶4-6")),
            ("¶3, 6", "6", Some("¶3, ¶6")),
            ("p 12", "p 12", Some("p. 12")),
            ("page 12", "page 12", Some("p. 12")),
            ("section 2.1", "section 2.1", Some("§2.1")),
            ("pages 12 to 14", "pages 12 to 14", Some("pp. 12-14")),
            ("4", "4", None),
            ("¶0", "¶0", None),
            ("¶", "¶", None),
            ("¶4a", "¶4a", None),
            ("§1.2.3.4.5", "§1.2.3.4.5", None),
            ("12:75", "12:75", None),
            ("chapter 4", "chapter 4", None),
            ("¶4,", "", None),
            ("¶9999999", "¶9999999", None),
        ] {
            let expected = BadPlace { text: bad.to_owned(), meant: meant.map(str::to_owned) };
            assert_eq!(places(written), Err(expected), "{written}");
        }
    }

    #[test]
    fn places_sort_as_they_stand_in_a_source() {
        let mut sorted: Vec<Place> = places("§10, ¶12, ¶4-6, ¶4, §2.1, §2, p. 3, 12:30, ¶2").unwrap();
        sorted.sort();
        let texts: Vec<String> = sorted.iter().map(Place::to_string).collect();
        assert_eq!(texts, ["¶2", "¶4", "¶4-6", "¶12", "p. 3", "§2", "§2.1", "§10", "12:30"]);
    }

    #[test]
    fn a_name_ends_where_its_places_begin() {
        let read = |text| cited(text).map(|(name, places)| (name, places.map_err(|bad| bad.meant)));
        assert_eq!(read("a ¶4"), Some(("a", places("¶4").map_err(|bad| bad.meant))));
        assert_eq!(read("a¶4"), Some(("a", places("¶4").map_err(|bad| bad.meant))));
        assert_eq!(read("the order p. 12, §3"), Some(("the order", places("p. 12, §3").map_err(|bad| bad.meant))));
        assert_eq!(read("sources/a 12:30"), Some(("sources/a", places("12:30").map_err(|bad| bad.meant))));
        assert_eq!(read("a par. 4"), Some(("a", Err(Some("¶4".to_owned())))));
        assert_eq!(read("a ¶x"), Some(("a", Err(None))));
        assert_eq!(read("gpt-5-6 sol"), None);
        assert_eq!(read("Section 230"), None);
        assert_eq!(read("¶4"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn ids_like_anchors_are_known_as_such() {
        for id in ["p4", "page-2", "s1", "t0-05", "s2-1-to-2-3"] {
            assert!(is_anchor(id), "{id}");
        }
        for id in ["p", "page", "page-two", "policy", "sol-5", "p4-", "the_p4", "t12-to-x"] {
            assert!(!is_anchor(id), "{id}");
        }
    }
}
