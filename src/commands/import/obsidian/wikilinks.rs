//! Links between the notes of a vault as links of Markdown: `[[Note]]`, `[[Note#Heading|text]]`, `![[picture.png]]`.
//!
//! Text in, text out. Callouts, marks and comments of Obsidian stay as they are.

use super::super::addresses::follow;
use super::super::imported::TO_FILE;
use super::super::left::{Left, Why, line_of};
use super::super::scan::{encoded, outside_code, with_links};
use crate::base::path::decoded;
use crate::base::slug::slugify;
use std::collections::BTreeMap;

const PICTURES: [&str; 8] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp"];

/// The names of all that a vault has.
#[derive(Debug, Default)]
pub(super) struct Vault {
    /// Paths of notes, by every small name that links may call them.
    notes: BTreeMap<String, String>,
    /// Addresses of attachments, by path and by name.
    files: BTreeMap<String, String>,
}

impl Vault {
    pub(super) fn note(&mut self, path: &str, aliases: &[String]) {
        let stem = path.strip_suffix(".md").unwrap_or(path).to_lowercase();
        // A whole path is no other note's; of notes with one name the one nearest to the root is meant.
        self.notes.insert(stem.clone(), path.to_owned());
        let name = stem.rsplit('/').next().unwrap_or(&stem).to_owned();
        let depth = |path: &str| path.matches('/').count();
        if self.notes.get(&name).is_none_or(|other| depth(other) > depth(path)) {
            self.notes.insert(name, path.to_owned());
        }
        for alias in aliases {
            self.notes.entry(alias.to_lowercase()).or_insert_with(|| path.to_owned());
        }
    }

    pub(super) fn file(&mut self, address: &str) {
        let path = address.trim_start_matches('/').to_lowercase();
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        self.files.insert(path, address.to_owned());
        self.files.entry(name).or_insert_with(|| address.to_owned());
    }

    fn find_note(&self, name: &str) -> Option<&String> {
        let name = name.trim().trim_start_matches('/').to_lowercase();
        self.notes.get(name.strip_suffix(".md").unwrap_or(&name))
    }

    fn find_file(&self, name: &str) -> Option<&String> {
        self.files.get(&name.trim().trim_start_matches('/').to_lowercase())
    }

    /// A note's text with its links as Markdown.
    pub(super) fn linked(&self, body: &str, source: &str, first_line: usize, left: &mut Left) -> String {
        let folder = source.rfind('/').map_or("", |at| &source[..=at]).to_lowercase();
        let wiki = outside_code(body, |part, begin| {
            let mut out = String::with_capacity(part.len());
            let mut rest = part;
            while let Some(at) = rest.find("[[") {
                let inner = &rest[at + 2..];
                let Some(end) = inner.find("]]").filter(|end| !inner[..*end].contains('\n')) else {
                    out.push_str(&rest[..at + 2]);
                    rest = inner;
                    continue;
                };
                let is_embed = rest[..at].ends_with('!');
                out.push_str(&rest[..at - usize::from(is_embed)]);
                let line = first_line + line_of(body, begin + (part.len() - rest.len()) + at) - 1;
                out.push_str(&self.link(&inner[..end], is_embed, &folder, &format!("{source}:{line}"), left));
                rest = &inner[end + 2..];
            }
            out.push_str(rest);
            out
        });
        // Links of Markdown may name an attachment by its name alone.
        with_links(&wiki, |written| {
            let path = decoded(written);
            if path.contains(':') || path.starts_with(['#', '/']) || path.ends_with(".md") {
                return None;
            }
            let near = format!("{folder}{}", path.to_lowercase());
            let found = self
                .files
                .get(&near)
                .or_else(|| self.find_file(&path))
                .or_else(|| self.find_file(path.rsplit('/').next()?));
            found.map(|address| encoded(address))
        })
    }

    fn link(&self, inner: &str, is_embed: bool, folder: &str, place: &str, left: &mut Left) -> String {
        let inner = inner.replace("\\|", "|");
        let (target, text) =
            inner.split_once('|').map_or((inner.as_str(), None), |(target, text)| (target, Some(text.trim())));
        let (name, section) = target.split_once('#').unwrap_or((target, ""));
        let text_or =
            |otherwise: &str| text.filter(|text| !text.is_empty()).unwrap_or(otherwise).replace(['[', ']'], "");
        let followed = name.trim().starts_with('.').then(|| follow(&format!("/{folder}"), name.trim())).flatten();
        let name = followed.as_deref().unwrap_or(name);
        let shown = name.trim().rsplit('/').next().unwrap_or(name).to_owned();
        if let Some(address) = self.find_file(name) {
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
            if is_embed && PICTURES.contains(&ending.as_str()) {
                // What stands behind the bar is a size, or a description.
                let alt = text.filter(|text| !text.chars().all(|c| c.is_ascii_digit() || c == 'x')).unwrap_or_default();
                return format!("![{}]({})", alt.replace(['[', ']'], ""), encoded(address));
            }
            return format!("[{}]({})", text_or(&shown), encoded(address));
        }
        // `#A#B` is the heading B below A, and `#^x` a block.
        let heading = section.rsplit('#').next().unwrap_or_default();
        let fragment = match heading {
            "" => String::new(),
            block if block.starts_with('^') => {
                left.note(Why::Link, "a link to a block: it leads to the note", place);
                String::new()
            }
            heading => format!("#{}", slugify(heading)),
        };
        let with_section = match heading.is_empty() || heading.starts_with('^') {
            true => shown.clone(),
            false if shown.is_empty() => heading.to_owned(),
            false => format!("{shown} > {heading}"),
        };
        if name.trim().is_empty() {
            return format!("[{}]({})", text_or(&with_section), if fragment.is_empty() { "#" } else { &fragment });
        }
        match self.find_note(name) {
            Some(path) => {
                if is_embed {
                    left.note(Why::Shortcode, "![[…]]: a note shown within another is a link now", place);
                }
                format!("[{}]({TO_FILE}{}{fragment})", text_or(&with_section), encoded(path).replace('#', "%23"))
            }
            None => {
                left.note(Why::Link, name.trim(), place);
                text_or(&with_section)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_vault_become_markdown() {
        let mut vault = Vault::default();
        vault.note("Ideas/Big Idea.md", &["BI".to_owned()]);
        vault.note("Deep/er/Big Idea.md", &[]);
        vault.file("/attachments/a b.png");
        let mut left = Left::default();
        for (text, linked) in [
            ("[[Big Idea]]", "[Big Idea](fissure-import:Ideas/Big%20Idea.md)"),
            ("[[bi#Why so?|text]]", "[text](fissure-import:Ideas/Big%20Idea.md#why-so)"),
            ("[[deep/er/big idea#^x1]]", "[big idea](fissure-import:Deep/er/Big%20Idea.md)"),
            ("[[#Why]] [[None|gone]] `[[Big Idea]]`", "[Why](#why) gone `[[Big Idea]]`"),
            ("![[a b.png|300]] ![[a b.png|A cat]]", "![](/attachments/a%20b.png) ![A cat](/attachments/a%20b.png)"),
            ("![](a%20b.png) [x](Big%20Idea.md)", "![](/attachments/a%20b.png) [x](Big%20Idea.md)"),
            ("| [[Big Idea\\|x]] |", "| [x](fissure-import:Ideas/Big%20Idea.md) |"),
            ("![[Big Idea]] ==m== %%c%%", "[Big Idea](fissure-import:Ideas/Big%20Idea.md) ==m== %%c%%"),
        ] {
            assert_eq!(vault.linked(text, "Note.md", 1, &mut left), linked);
        }
        assert_eq!((left.count(Why::Link), left.count(Why::Shortcode)), (2, 1));
    }
}
