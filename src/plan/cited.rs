//! How each page is cited: who stands for it, of which day it is, and at which address it stays as it is.
//!
//! A page that says nothing of its own, such as a list, is not cited; nor is any page of a site that does not know its address.

use super::described::common::publisher_name;
use super::frame::Frame;
use crate::base::path::Address;
use crate::base::text::quotes::curled;
use crate::model::when::Days;
use crate::model::when_in_words::in_words;
use crate::view::{Cite, PageContext};
use jiff::civil::Date;
use std::fmt::Write;
use std::sync::Arc;

/// What a page is cited as.
#[derive(Debug, Default)]
pub(crate) struct Cited<'a> {
    /// Empty for what the publisher stands for.
    pub authors: Vec<Arc<str>>,
    pub published: Option<Date>,
    /// The day of the last change.
    pub version: Option<Date>,
    /// The page that has what this one has today and keeps it, if there is one.
    pub pinned: Option<Pinned<'a>>,
    pub is_data: bool,
}

/// A page that no later article changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pinned<'a> {
    pub title: &'a str,
    pub address: &'a Address,
}

/// How a page at an address is cited: as the page that stays where there is one, so that a reader who follows the reference
/// finds the title that it names and the words that were read.
pub(crate) fn cite(frame: &Frame, page: &PageContext, address: &Address, cited: Cited<'_>) -> Option<Arc<Cite>> {
    frame.config.base_url.as_ref()?;
    let publisher: Arc<str> = publisher_name(&frame.config).as_str().into();
    let Pinned { title, address } = cited.pinned.unwrap_or(Pinned { title: &page.title, address });
    Some(Arc::new(Cite {
        authors: if cited.authors.is_empty() { vec![publisher.clone()] } else { cited.authors },
        // Letter by letter as the page prints it.
        title: if frame.config.typography { curled(title).into() } else { title.into() },
        site: frame.config.title.as_str().into(),
        publisher,
        url: frame.whole(address).into(),
        key: key(address),
        published: cited.published,
        version: cited.version,
        lang: page.lang.as_ref().unwrap_or(&frame.config.language).as_str().into(),
        is_data: cited.is_data,
    }))
}

/// How the page of an entity or a dispute is cited: as the page of what was known on a day, where there is one. `title` is the text of
/// such titles, and whom it names.
pub(crate) fn cite_as_known(
    frame: &Frame,
    page: &PageContext,
    address: &Address,
    (title, name): (&str, &str),
    (version, day): (Option<Date>, Option<Date>),
) -> Option<Arc<Cite>> {
    let titled = day.map(|day| {
        let words = in_words(frame.strings(), &Days::of(day));
        let title = frame.strings().fill(title, &[("name", name), ("day", &words)]);
        (title, address.join(&format!("known-{day}/")))
    });
    let pinned = titled.as_ref().map(|(title, address)| Pinned { title, address });
    cite(frame, page, address, Cited { version, pinned, ..Cited::default() })
}

/// The name of an entry of a page: its address in letters that every program takes. Two addresses have two names.
fn key(address: &Address) -> String {
    let mut key = String::new();
    for byte in address.as_str().trim_matches('/').bytes() {
        match byte {
            b'/' => key.push(':'),
            b'-' | b'.' => key.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => key.push(char::from(byte)),
            _ => drop(write!(key, "+{byte:02X}")),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_plain_and_of_one_address() {
        assert_eq!(key(&Address::new("/matrix/known-2026-11-20/")), "matrix:known-2026-11-20");
        assert_eq!(key(&Address::new("/articles/東/")), "articles:+E6+9D+B1");
        assert_ne!(key(&Address::new("/a:b/")), key(&Address::new("/a/b/")));
    }
}
