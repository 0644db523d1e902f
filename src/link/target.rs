//! Where a path in a link leads: from the file it is written in to an address of the site.
//!
//! Only paths are worked out here; whether there is a page is known when everything is planned.

use crate::path::Address;
use crate::text::fold::nfc;

/// A link's destination taken apart: `../models/fugu.md?x#why`; path and anchor in Unicode's composed form, as addresses
/// are.
#[derive(Debug, PartialEq, Eq)]
pub struct Destination {
    /// Without query and anchor, percent-decoded.
    pub path: String,
    /// With its `?`, or empty.
    pub query: String,
    /// Without its `#`.
    pub anchor: Option<String>,
}

pub fn split(destination: &str) -> Destination {
    let (rest, anchor) = match destination.split_once('#') {
        Some((rest, anchor)) => (rest, Some(composed(anchor))),
        None => (destination, None),
    };
    let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    Destination { path: composed(path), query: query.to_owned(), anchor: anchor.filter(|anchor| !anchor.is_empty()) }
}

fn composed(text: &str) -> String {
    nfc(&decoded(text)).into_owned()
}

/// Follows a relative path from a folder; none when it climbs out of the top.
pub fn relative(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// An address relative to that of a page, as a browser would take it.
pub fn relative_address(page: &Address, path: &str) -> Option<Address> {
    let folder = page.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    let joined = if path.starts_with('/') { relative("", path)? } else { relative(folder, path)? };
    let page_like = path.is_empty() || path.ends_with('/') || path.ends_with("..") || path == ".";
    let end = if page_like && !joined.is_empty() { "/" } else { "" };
    Some(Address::new(format!("/{joined}{end}")))
}

/// Percent-encoding undone; what is no encoding of UTF-8 stays as it is.
pub fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_followed_but_never_out_of_the_top() {
        assert_eq!(relative("content/articles", "../models/fugu.md").unwrap(), "content/models/fugu.md");
        assert_eq!(relative("content", "../../etc/passwd"), None);
        let page = Address::new("/articles/x/");
        let to = |path| relative_address(&page, path).map(|address| address.to_string());
        assert_eq!(to("../y/"), Some("/articles/y/".into()));
        assert_eq!(to("photo.png"), Some("/articles/x/photo.png".into()));
        assert_eq!(to("/models/"), Some("/models/".into()));
        assert_eq!(to("../../"), Some("/".into()));
        assert_eq!(to("../../../../x"), None);
    }

    #[test]
    fn destinations_come_apart() {
        let parts = split("a%20b.md?v=1#w%C3%A4rum");
        assert_eq!(
            (parts.path.as_str(), parts.query.as_str(), parts.anchor.as_deref()),
            ("a b.md", "?v=1", Some("wärum"))
        );
        assert_eq!(split("/articles/%E1%84%92%E1%85%A1%E1%86%AB/").path, "/articles/한/");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%e9"), "%zz%e9");
    }
}
