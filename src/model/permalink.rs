//! Addresses as a site wants them: patterns for articles and plain pages, the beginning of those of a kind, and the address that
//! a single file asks for.
//!
//! The only place that reads them. Which address an item has follows from its pattern, its slug, its day and its folder; whether
//! two have the same one is for `link` to say.

use super::kind::Kinds;
use super::reader::Fields;
use super::suggest::nearest;
use crate::base::diagnostic::Code;
use crate::base::path::{Address, decoded};
use crate::base::slug::Slug;
use crate::base::text::fold::nfc;
use crate::parse::yaml::Word;
use jiff::civil::Date;
use std::sync::Arc;

/// A pattern of addresses: `/{year}/{month}/{slug}/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Permalink(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hole {
    Slug,
    Year,
    Month,
    Day,
    /// Where the file lies below the folder of its sort.
    Folder,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Hole(Hole),
}

/// The patterns of a site; none where addresses are as they are without one. Those of kinds are in the kinds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Permalinks {
    pub articles: Option<Arc<Permalink>>,
    pub pages: Option<Arc<Permalink>>,
}

const HOLES: [(&str, Hole); 5] =
    [("slug", Hole::Slug), ("year", Hole::Year), ("month", Hole::Month), ("day", Hole::Day), ("folder", Hole::Folder)];

/// The field of the settings, and that of a file.
const PATTERNS: &str = "permalinks";
const OWN: &str = "permalink";

impl Permalink {
    /// A pattern for articles, if a text can be one.
    pub(crate) fn of_articles(text: &str) -> Option<Permalink> {
        parts(text, For::Articles).ok().map(Permalink)
    }

    /// The address of something by its slug. A folder that is empty leaves no empty part behind.
    pub(crate) fn address(&self, slug: &str, date: Option<Date>, folder: &str) -> Address {
        let mut text = String::new();
        for part in &self.0 {
            match (part, date) {
                (Part::Text(own), _) => text.push_str(own),
                (Part::Hole(Hole::Slug), _) => text.push_str(slug),
                (Part::Hole(Hole::Folder), _) => text.push_str(folder),
                (Part::Hole(Hole::Year), Some(date)) => text.push_str(&format!("{:04}", date.year())),
                (Part::Hole(Hole::Month), Some(date)) => text.push_str(&format!("{:02}", date.month())),
                (Part::Hole(Hole::Day), Some(date)) => text.push_str(&format!("{:02}", date.day())),
                // A pattern with a day is only for what has one.
                (Part::Hole(_), None) => {}
            }
        }
        Address::new(text.replace("//", "/"))
    }
}

/// What a pattern is for.
#[derive(Clone, Copy, PartialEq)]
enum For {
    Articles,
    Pages,
    Kind,
}

/// Reads the patterns of the settings; those of kinds go into the kinds.
pub(crate) fn read(fields: &mut Fields<'_>, kinds: &mut Kinds) -> Permalinks {
    let mut permalinks = Permalinks::default();
    for (key, pattern) in fields.by_word(PATTERNS) {
        match key.text.as_str() {
            "articles" => permalinks.articles = parsed(fields, &pattern, For::Articles).map(Arc::new),
            "pages" => permalinks.pages = parsed(fields, &pattern, For::Pages).map(Arc::new),
            "disputes" => {
                let message =
                    "Disputes keep their addresses: those that are found have no file that could say another.";
                fields.error(Code::BadValue, key.span, message, "Leave it out.");
            }
            of => match kinds.iter().find(|kind| kind.key == of || kind.folder == of).map(|kind| kind.key.clone()) {
                Some(kind) => {
                    let pattern = parsed(fields, &pattern, For::Kind);
                    if let (Some(ends), Some(kind)) = (pattern.and_then(ends), kinds.with_key_mut(&kind)) {
                        (kind.base, kind.end) = ends;
                    }
                }
                None => unknown(fields, &key, kinds),
            },
        }
    }
    permalinks
}

fn unknown(fields: &mut Fields<'_>, key: &Word, kinds: &Kinds) {
    let keys = || ["articles", "pages"].into_iter().chain(kinds.iter().map(|kind| kind.key.as_str()));
    let help = match nearest(&key.text, keys()) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => format!("Write one of: {}.", keys().collect::<Vec<_>>().join(", ")),
    };
    let message = format!("\"{}\" is not a kind of page that has a pattern of addresses.", key.text);
    fields.error(Code::UnknownField, key.span.clone(), message, help);
}

/// What stands before the slug in the addresses of a kind, and behind it.
fn ends(pattern: Permalink) -> Option<(String, &'static str)> {
    match pattern.0.as_slice() {
        [Part::Text(base), Part::Hole(Hole::Slug), Part::Text(end)] => {
            Some((base.clone(), ENDS.into_iter().find(|known| known == end)?))
        }
        _ => None,
    }
}

/// How the addresses of pages end.
const ENDS: [&str; 2] = ["/", ".html"];

/// A pattern; reports one that cannot be used.
fn parsed(fields: &mut Fields<'_>, word: &Word, sort: For) -> Option<Permalink> {
    let example = match sort {
        For::Articles => "/{year}/{month}/{slug}/",
        For::Pages => "/{folder}/{slug}.html",
        For::Kind => "/tags/{slug}/",
    };
    match parts(&word.text, sort) {
        Ok(parts) => Some(Permalink(parts)),
        Err(message) => {
            fields.error(Code::BadValue, word.span.clone(), message, format!("Write a pattern like  {example}"));
            None
        }
    }
}

fn parts(text: &str, sort: For) -> Result<Vec<Part>, String> {
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (hole, after) = after.split_once('}').ok_or("A brace of this pattern is never closed.")?;
        let known = HOLES.iter().find(|(name, _)| *name == hole).map(|(_, hole)| *hole);
        let hole = known.ok_or_else(|| {
            let names = HOLES.map(|(name, _)| format!("{{{name}}}")).join(", ");
            format!("There is no hole {{{hole}}}. There are {names}.")
        })?;
        match (hole, sort) {
            (Hole::Year | Hole::Month | Hole::Day, For::Pages | For::Kind) => {
                return Err("Only articles have a day.".to_owned());
            }
            (Hole::Folder, For::Kind) => return Err("Only articles and pages have a {folder}.".to_owned()),
            _ => {}
        }
        parts.extend((!before.is_empty()).then(|| Part::Text(before.to_owned())));
        parts.push(Part::Hole(hole));
        rest = after;
    }
    parts.extend((!rest.is_empty()).then(|| Part::Text(rest.to_owned())));
    if !parts.contains(&Part::Hole(Hole::Slug)) {
        return Err("Without {slug} all would have one address.".to_owned());
    }
    let is_of_kind = |end: &str| text.strip_suffix(end).is_some_and(|base| !base.contains('{'));
    if sort == For::Kind && !["/{slug}/", "/{slug}.html"].into_iter().any(is_of_kind) {
        return Err("The addresses of a kind end with /{slug}/ or /{slug}.html, and have no other hole.".to_owned());
    }
    // With a letter in each hole a pattern has the form of an address, or has not.
    let letter = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Hole(_) => "x".to_owned(),
    };
    unusable(&parts.iter().map(letter).collect::<String>()).map_or(Ok(parts), Err)
}

/// Why a text is not the address of a page on a host of files.
pub(crate) fn unusable(text: &str) -> Option<String> {
    let message = if !text.starts_with('/') {
        "An address begins with a slash."
    } else if text.contains(['?', '#']) {
        "An address of a page has no ? and no #."
    } else if text.contains(['{', '}', '\\', ' ', '"', '<', '>', '|', '*', ':']) || text.chars().any(char::is_control) {
        "This has a character that not every host and disk can have in an address."
    } else if !ENDS.iter().any(|end| text.ends_with(end)) {
        "A host of files answers with pages only where an address ends with / or .html."
    } else if text.len() > 1 && text.trim_matches('/').split('/').any(|part| ["", ".", "..", ".html"].contains(&part)) {
        "A part of this address is empty or only dots."
    } else {
        return Address::new(text).output_path().err().map(|bad| format!("This cannot be an address: {bad}."));
    };
    Some(message.to_owned())
}

/// The address that a file asks for itself.
pub(crate) fn of_file(fields: &mut Fields<'_>) -> Option<Address> {
    let word = fields.word(OWN).filter(|word| !word.text.is_empty())?;
    let address = nfc(&decoded(&word.text)).into_owned();
    if let Some(message) = unusable(&address) {
        fields.error(
            Code::BadValue,
            word.span,
            message,
            "Write the whole address:  permalink: /2024/05/closed-door.html",
        );
        return None;
    }
    Some(Address::new(address))
}

/// Where a file lies below the folder of its sort, as a part of addresses.
pub(crate) fn folder(below: &str) -> String {
    let parts = below.split('/').filter_map(Slug::from_text);
    parts.map(|slug| slug.to_string()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(pattern: &str, folder: &str) -> String {
        match parts(pattern, For::Articles) {
            Ok(parts) => Permalink(parts).address("door", Some(Date::constant(2026, 3, 9)), folder).to_string(),
            Err(message) => message,
        }
    }

    #[test]
    fn a_pattern_makes_addresses() {
        assert_eq!(address("/{year}/{month}/{day}/{slug}/", ""), "/2026/03/09/door/");
        assert_eq!(address("/{folder}/{slug}.html", "a/b"), "/a/b/door.html");
        assert_eq!(address("/{folder}/{slug}.html", ""), "/door.html");
        assert_eq!(address("/p-{slug}-{slug}/", ""), "/p-door-door/");
    }

    #[test]
    fn a_pattern_that_makes_no_addresses_is_refused() {
        for bad in [
            "",
            "{slug}/",
            "/{slug}",
            "/{slug}.htm",
            "/{year}/",
            "/{slug",
            "/{slg}/",
            "/../{slug}/",
            "/a//{slug}/",
            "/{slug}/?x",
            "/{slug}/#x",
            "/a b/{slug}/",
            "/./{slug}/",
            "/{slug}}/",
            "/a\\{slug}/",
            "/a:{slug}/",
        ] {
            assert!(parts(bad, For::Articles).is_err(), "{bad}");
        }
        for bad in ["/{year}/{slug}/", "/{slug}-x/", "/m-{slug}.html", "/{slug}/{slug}/", "/{folder}/{slug}/"] {
            assert!(parts(bad, For::Kind).is_err(), "{bad}");
        }
        for (good, base, end) in
            [("/{slug}.html", "/", ".html"), ("/{slug}/", "/", "/"), ("/a/b/{slug}.html", "/a/b/", ".html")]
        {
            assert_eq!(parts(good, For::Kind).map(|parts| ends(Permalink(parts))), Ok(Some((base.to_owned(), end))));
        }
        assert!(parts("/{year}/{slug}/", For::Pages).is_err());
    }
}
