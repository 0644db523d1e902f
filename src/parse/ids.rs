//! Ids of headings: what the writer asked for, or the words of the heading, and none twice.
//!
//! An id never meets one that the page around the text has: [`is_of_page`] says which those are, and templates keep to it.

use super::body::Heading;
use super::place;
use crate::base::slug::slugify;
use crate::base::text::fold::nfc;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A heading that has no id yet.
#[derive(Debug, Default)]
pub(crate) struct WantedId {
    pub level: u8,
    pub id: Option<String>,
    pub classes: Vec<String>,
    pub text: String,
    pub has_names: bool,
}

impl WantedId {
    pub(crate) fn new(level: u8) -> WantedId {
        WantedId { level, ..WantedId::default() }
    }
}

/// Gives every heading an id. `taken` are those of other elements; the new ones are added.
///
/// What a writer asked for comes first, so that a link to it stays right wherever a heading of the same words stands.
pub(crate) fn give(headings: Vec<WantedId>, taken: &mut BTreeSet<Arc<str>>) -> Vec<Heading> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut asked: Vec<Option<Arc<str>>> = Vec::with_capacity(headings.len());
    for heading in &headings {
        asked.push(heading.id.as_ref().map(|id| unique(&nfc(id), taken, &mut counts)));
    }
    let id = |(heading, asked): (WantedId, Option<Arc<str>>)| {
        let id = asked.unwrap_or_else(|| unique(&slugify(&heading.text), taken, &mut counts));
        let WantedId { level, classes, text, has_names, .. } = heading;
        Heading { level, id, classes: classes.into(), text: text.into(), has_names }
    };
    headings.into_iter().zip(asked).map(id).collect()
}

/// An id that no other element has: `why`, `why-2`, `why-3`.
fn unique(wanted: &str, taken: &mut BTreeSet<Arc<str>>, counts: &mut HashMap<String, usize>) -> Arc<str> {
    let wanted = match wanted {
        "" => "section".to_owned(),
        wanted if is_of_page(wanted) => format!("section-{wanted}"),
        wanted => wanted.to_owned(),
    };
    let mut id = wanted.clone();
    while taken.contains(id.as_str()) || is_of_page(&id) {
        let count = counts.entry(wanted.clone()).or_insert(1);
        *count += 1;
        id = format!("{wanted}-{count}");
    }
    let id: Arc<str> = id.into();
    taken.insert(id.clone());
    id
}

/// Whether an id may be one of the page around a text: of a template (`the_articles`), of an event, of a statement
/// (`s-3f9a2c`) or of a change that it made (`s-3f9a2c-japan`), of a symbol (`access-open`), or of a place in a source (`p4`).
fn is_of_page(id: &str) -> bool {
    const STATUSES: [&str; 7] = ["open", "vetted-only", "restricted", "banned", "withdrawn", "unknown", "disputed"];
    let of_page = ["the_", "part_", "data_", "event-", "s-"].iter().any(|begin| id.starts_with(begin));
    let is_symbol = id.strip_prefix("access-").is_some_and(|status| STATUSES.contains(&status));
    of_page || place::is_anchor(id) || is_symbol
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page of search has no text of a writer.
    #[test]
    fn ids_of_templates_are_known_as_such() {
        for (path, bytes) in crate::load::theme::FILES.iter().filter(|(path, _)| *path != "templates/search.html") {
            let text = String::from_utf8_lossy(bytes);
            let ids = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
            for id in ids.filter(|id| path.starts_with("templates/") && !id.starts_with("{{")) {
                assert!(is_of_page(id), "{path}: {id}");
            }
        }
    }

    #[test]
    fn no_id_is_given_twice_and_what_was_asked_for_comes_first() {
        let heading = |text: &str, id: Option<&str>| WantedId {
            level: 2,
            id: id.map(str::to_owned),
            text: text.to_owned(),
            ..WantedId::default()
        };
        let mut taken = BTreeSet::from(["fn-1".into(), "raw".into()]);
        let headings = ["Why", "Why", "Fn 1", "Raw", "S 3f9a2c", "Access open", "…"].map(|text| heading(text, None));
        let headings = headings.into_iter().chain([heading("Other", Some("why")), heading("x", Some("the_text"))]);
        let ids: Vec<Arc<str>> = give(headings.collect(), &mut taken).into_iter().map(|heading| heading.id).collect();
        assert_eq!(
            ids.iter().map(|id| &**id).collect::<Vec<_>>(),
            [
                "why-2",
                "why-3",
                "fn-1-2",
                "raw-2",
                "section-s-3f9a2c",
                "section-access-open",
                "section",
                "why",
                "section-the_text"
            ]
        );
    }
}
