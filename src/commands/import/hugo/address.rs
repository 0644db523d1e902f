//! The address that Hugo gives a page: by its own `url`, the permalink of its section, or its path.
//!
//! Never looks at the disk.

use super::super::addresses::{filled, hugo_slug, joined, of_date};
use super::super::dates::When;
use super::config::Config;

/// What an address is made of.
#[derive(Debug)]
pub(super) struct Address<'a> {
    /// The folders of the file below the content, without that of a bundle.
    pub folders: &'a [&'a str],
    /// Those of them that are sections: the first, and what has an `_index.md`.
    pub sections: &'a [&'a str],
    /// The name of the file without ending and language, or of the bundle's folder.
    pub name: &'a str,
    pub title: &'a str,
    pub slug: Option<&'a str>,
    pub date: Option<&'a When>,
    /// What stands before all addresses of the language: `/fr`, or nothing.
    pub prefix: &'a str,
}

impl Address<'_> {
    /// The address; none where a pattern has a word that is not known.
    pub(super) fn made(&self, url: Option<&str>, config: &Config) -> Option<String> {
        if let Some(url) = url {
            let pattern = if url.contains(':') { filled(url, |token| self.value(token))? } else { url.to_owned() };
            let prefix = if url.starts_with('/') { "" } else { self.prefix };
            return Some(joined(&format!("{prefix}/{pattern}")));
        }
        let section = self.folders.first().copied().unwrap_or_default();
        let path = match config.permalink(section) {
            Some(pattern) => filled(pattern, |token| self.value(token))?,
            None => {
                let last = self.slug.map_or_else(|| sanitised(self.name, config), hugo_slug);
                let folders = self.folders.iter().map(|part| sanitised(part, config) + "/").collect::<String>();
                format!("{folders}{last}/")
            }
        };
        let path = joined(&format!("{}/{path}", self.prefix));
        let is_file = !path.ends_with('/') && path.rsplit('/').next().is_some_and(|name| name.contains('.'));
        Some(match (config.is("uglyURLs"), is_file) {
            (true, false) => format!("{}.html", path.trim_end_matches('/')),
            (false, false) => format!("{}/", path.trim_end_matches('/')),
            (_, true) => path,
        })
    }

    fn value(&self, token: &str) -> Option<String> {
        let slug = self.slug.map(hugo_slug);
        if let Some(slice) = token.strip_prefix("sections[").and_then(|rest| rest.strip_suffix(']')) {
            return Some(slug_path(self.sections(slice)?));
        }
        Some(match token {
            "section" => slug_path(self.folders.get(..1).unwrap_or_default()),
            "sections" => slug_path(self.sections),
            "title" => hugo_slug(self.title),
            "slug" => slug.unwrap_or_else(|| hugo_slug(self.title)),
            "slugorfilename" | "slugorcontentbasename" => slug.unwrap_or_else(|| hugo_slug(self.name)),
            "filename" | "contentbasename" => hugo_slug(self.name),
            token => of_date(token, self.date?)?,
        })
    }

    /// `1:`, `:2`, `last`, `0`.
    fn sections(&self, slice: &str) -> Option<&[&str]> {
        let all = self.sections;
        let place = |text: &str, otherwise: usize| match text {
            "" => Some(otherwise),
            "last" => all.len().checked_sub(1),
            number => number.parse::<usize>().ok().map(|n| n.min(all.len())),
        };
        match slice.split_once(':') {
            Some((from, to)) => all.get(place(from, 0)?..place(to, all.len())?),
            None => {
                let at = place(slice, 0)?;
                all.get(at..at + 1)
            }
        }
    }
}

fn slug_path(parts: &[&str]) -> String {
    parts.iter().map(|part| hugo_slug(part)).collect::<Vec<_>>().join("/")
}

/// A part of a path as Hugo publishes it.
pub(super) fn sanitised(part: &str, config: &Config) -> String {
    match config.is("disablePathToLower") {
        true => part.trim().replace(' ', "-"),
        false => hugo_slug(part),
    }
}
