//! Which addresses of the new site are taken, so that no two pages, redirects or files of an import want one.
//!
//! It knows the pages that every site has. What a build says of addresses is for the build; this keeps within it.

use crate::base::path::{Address, OutputPath};
use std::collections::{BTreeMap, BTreeSet};

/// What every site has at its root, or may have.
const OWN_FILES: [&str; 19] = [
    "index.html",
    "404.html",
    "feed.xml",
    "feed.json",
    "access.xml",
    "access.json",
    "changes.xml",
    "changes.json",
    "sitemap.xml",
    "news-sitemap.xml",
    "due.ics",
    "opensearch.xml",
    "_headers",
    "_redirects",
    "llms-full.txt",
    "card.png",
    "index.json",
    "index.xml",
    ".fissure-manifest",
];
/// First parts of addresses that are those of pages that Fissure makes.
const OWN_FOLDERS: [&str; 16] = [
    "articles",
    "disputes",
    "matrix",
    "timeline",
    "map",
    "changes",
    "compare",
    "due",
    "instead-of",
    "editions",
    "search",
    "corrections",
    "data",
    "embed",
    "cells",
    "cards",
];

/// The files of the new output, each with what it is.
#[derive(Debug, Default)]
pub(super) struct Claims {
    taken: BTreeMap<String, String>,
    folders: BTreeSet<String>,
    own_folders: BTreeSet<String>,
}

impl Claims {
    /// Those of a site with kinds in these folders.
    pub(super) fn new<'a>(folders: impl Iterator<Item = &'a str>) -> Claims {
        let mut claims = Claims::default();
        for file in
            OWN_FILES.iter().filter(|name| !["_redirects", "index.json", "index.xml", "card.png"].contains(name))
        {
            claims.note(file, "a file that Fissure makes");
        }
        for folder in OWN_FOLDERS.into_iter().chain(folders) {
            claims.note(&format!("{folder}/index.html"), "a page that Fissure makes");
            claims.own_folders.insert(folder.to_owned());
        }
        claims
    }

    fn note(&mut self, path: &str, what: &str) {
        self.folders.extend(path.match_indices('/').map(|(at, _)| path[..at].to_owned()));
        self.taken.insert(path.to_owned(), what.to_owned());
    }

    /// Whether pages that Fissure makes begin with this part.
    pub(super) fn is_own_folder(&self, part: &str) -> bool {
        self.own_folders.contains(part)
    }

    /// Whether something has the file of an address.
    pub(super) fn has(&self, address: &Address) -> bool {
        address.output_path().is_ok_and(|path| self.taken.contains_key(path.as_str()))
    }

    /// Takes the file of an address, or says why it cannot be had.
    pub(super) fn take(&mut self, address: &Address, what: &str) -> Result<OutputPath, String> {
        let path = address.output_path().map_err(|reason| reason.to_string())?;
        if let Some(by) = self.taken.get(path.as_str()) {
            return Err(format!("it is the address of {by}"));
        }
        if self.folders.contains(path.as_str()) {
            return Err("other addresses stand below it as if it were a folder".to_owned());
        }
        let above = path.as_str().match_indices('/').map(|(at, _)| &path.as_str()[..at]);
        if let Some(file) = above.filter_map(|folder| self.taken.get_key_value(folder)).map(|(file, _)| file).next() {
            return Err(format!("a part of it is the file {file}"));
        }
        self.note(path.as_str(), what);
        Ok(path)
    }
}

/// The address at which a redirect stands: what may be a page ends with a slash.
pub(super) fn of_redirect(old: &str) -> Result<Address, String> {
    if !old.starts_with('/') {
        return Err("it does not begin with a slash".to_owned());
    }
    if old == "/" {
        return Err("it is the home page, which Fissure makes".to_owned());
    }
    if old.contains('?') {
        return Err("a redirect has no query".to_owned());
    }
    let is_file = old.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let address = if old.ends_with('/') || is_file { old.to_owned() } else { format!("{old}/") };
    let address = Address::new(address);
    address.output_path().map_err(|reason| reason.to_string())?;
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_is_had_once() {
        let mut claims = Claims::new(["topics"].into_iter());
        let mut take = |old: &str| of_redirect(old).and_then(|address| claims.take(&address, "x").map(drop));
        for fine in ["/a/", "/a.html", "/2019/05/b", "/c/d.pdf", "/topics/x/"] {
            assert_eq!(take(fine), Ok(()), "{fine}");
        }
        let bad = [
            "/a",
            "/a/index.html",
            "/",
            "x",
            "/x?p=1",
            "/../x",
            "/x\\y",
            "/feed.xml",
            "/topics",
            "/2019/05",
            "/c/d.pdf/e/",
        ];
        let fails: Vec<bool> = bad.iter().map(|old| take(old).is_err()).collect();
        // A year may well have a page of its own.
        assert_eq!(fails, bad.map(|old| old != "/2019/05"));
    }
}
