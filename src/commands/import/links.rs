//! Where the links of an old site lead in the new one: by old addresses, and by the files that they were made of.
//!
//! Never judges a link that leads nowhere: it stays, and a build reports it.

use super::addresses::{clamped, follow, old_path};
use super::imported::TO_FILE;
use super::scan::encoded;
use crate::base::path::decoded;
use crate::base::slug::slugify;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the old site's pages.
#[derive(Debug, Default)]
pub(super) struct Links {
    by_address: BTreeMap<String, String>,
    by_file: BTreeMap<String, String>,
    /// The addresses of files that are copied.
    copied: BTreeSet<String>,
    /// The hosts of the old site, and the path that it stood below.
    hosts: Vec<String>,
    prefix: String,
}

impl Links {
    pub(super) fn new(hosts: Vec<String>, prefix: String) -> Links {
        Links { hosts, prefix, ..Links::default() }
    }

    /// Notes that what stood at an old address is at a new one; the first of several stays.
    pub(super) fn address(&mut self, old: &str, new: &str) {
        self.by_address.entry(bare(old).to_owned()).or_insert_with(|| new.to_owned());
    }

    pub(super) fn file(&mut self, name: &str, new: &str) {
        self.by_file.entry(name.to_lowercase()).or_insert_with(|| new.to_owned());
    }

    pub(super) fn copied(&mut self, address: &str) {
        self.copied.insert(address.to_owned());
    }

    /// Whether a file is copied to an address.
    pub(super) fn has_file(&self, address: &str) -> bool {
        self.copied.contains(&decoded(address))
    }

    /// The new address of an old one.
    pub(super) fn moved(&self, old: &str) -> Option<&String> {
        self.by_address.get(bare(old))
    }

    /// The destination that a link has in the new site; none where it stays as it is. A file that is not there is given to
    /// `missing`.
    pub(super) fn destination(
        &self,
        written: &str,
        base: &str,
        source: &str,
        mut missing: impl FnMut(&str),
    ) -> Option<String> {
        if let Some(file) = written.strip_prefix(TO_FILE) {
            let (file, section) = split(file);
            let section = as_section(section);
            if file.is_empty() {
                return Some(section);
            }
            let by_address = || self.moved(&format!("/{}", decoded(file).trim_start_matches('/')));
            return Some(match self.named(file, source).or_else(by_address) {
                Some(new) => format!("{}{section}", encoded(new)),
                None => {
                    missing(file);
                    format!("{}{section}", encoded(&clamped(file)))
                }
            });
        }
        if written.starts_with('#') {
            let section = as_section(written);
            return (section != written).then_some(section);
        }
        let is_elsewhere = written.contains(':') && !written.starts_with('/') && !written.contains("//");
        if written.is_empty() || written.starts_with(['?', '{', '<']) || is_elsewhere || written.contains("{{") {
            return None;
        }
        let (path, rest) = split(written);
        let rest = &as_section(rest);
        if path.ends_with(".md")
            && let Some(new) = self.named(path, source)
        {
            return Some(format!("{}{rest}", encoded(new)));
        }
        let is_rooted = path.starts_with('/') || path.contains("//");
        let old = match is_rooted {
            true => old_path(path, &self.hosts, &self.prefix)?,
            // Browsers stop at the root.
            false => clamped(&format!("{base}{}", decoded(path))),
        };
        let old = if old.contains("/.") { clamped(&old) } else { old };
        match self.moved(&old) {
            // A query says nothing to a page that is a file.
            Some(new) => Some(format!("{}{}", encoded(new), rest.find('#').map_or("", |at| &rest[at..]))),
            None if path.starts_with('/') && old == path => None,
            None => Some(format!("{}{rest}", encoded(&old))),
        }
    }

    /// The page of a file that is named in the ways of Hugo, Jekyll and Obsidian: from the root, from the file's own folder, with
    /// or without its ending.
    fn named(&self, name: &str, source: &str) -> Option<&String> {
        let name = decoded(name).to_lowercase();
        let folder = source.rfind('/').map_or("/", |at| &source[..=at]).to_lowercase();
        let near = follow(&folder, &name).map(|path| path.trim_start_matches('/').to_owned());
        let far = name.trim_start_matches('/').trim_end_matches('/').to_owned();
        let ways = |path: String| {
            let bare = path.trim_end_matches('/').to_owned();
            [path, format!("{bare}.md"), format!("{bare}/index.md"), format!("{bare}/_index.md")]
        };
        near.into_iter().chain([far]).flat_map(ways).find_map(|way| self.by_file.get(&way))
    }
}

/// What follows a path, with the id that Fissure gives a heading: other generators keep its accents.
fn as_section(rest: &str) -> String {
    match rest.split_once('#') {
        Some((query, id)) if !decoded(id).is_ascii() => format!("{query}#{}", slugify(&decoded(id))),
        _ => rest.to_owned(),
    }
}

/// Path, and what follows it.
fn split(destination: &str) -> (&str, &str) {
    destination.split_at(destination.find(['#', '?']).unwrap_or(destination.len()))
}

/// An address as addresses are compared: without a final slash or `index.html`.
fn bare(address: &str) -> &str {
    let page = address.strip_suffix("/index.html").unwrap_or(address).trim_end_matches('/');
    if page.is_empty() { "/" } else { page }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_where_pages_are_now() {
        let mut links = Links::new(vec!["old.example".to_owned()], "/blog".to_owned());
        links.address("/2019/05/a/", "/articles/a/");
        links.file("content/posts/a.md", "/articles/a/");
        links.file("posts/a.md", "/articles/a/");
        let to = |written| links.destination(written, "/2019/06/b/", "content/posts/b.md", |_| {});
        for (written, new) in [
            ("/2019/05/a/#x", Some("/articles/a/#x")),
            ("../../05/a", Some("/articles/a/")),
            ("https://old.example/blog/2019/05/a/index.html?utm=1#y", Some("/articles/a/#y")),
            ("a.md", Some("/articles/a/")),
            ("fissure-import:a.md#z", Some("/articles/a/#z")),
            ("fissure-import:/posts/a", Some("/articles/a/")),
            ("fissure-import:2019/05/a", Some("/articles/a/")),
            ("fissure-import:#why", Some("#why")),
            ("fissure-import:none.md", Some("/none.md")),
            ("pic (1).png", Some("/2019/06/b/pic%20%281%29.png")),
            ("/img/x.png", None),
            ("/blog/img/x.png", Some("/img/x.png")),
            ("https://other.example/2019/05/a/", None),
            ("mailto:a@b.c", None),
            ("#x", None),
            ("/2019/05/a/#m%C3%A9thode-d%C3%A9t%C3%A9", Some("/articles/a/#methode-dete")),
            ("#l-été", Some("#l-ete")),
            ("{{ x }}/y", None),
            ("../../../../../x", Some("/x")),
            ("/../../x", Some("/x")),
            ("/.well-known/x", None),
        ] {
            assert_eq!(to(written).as_deref(), new, "{written}");
        }
    }
}
