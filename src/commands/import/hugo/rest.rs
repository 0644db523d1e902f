//! What a Hugo site has besides pages: files next to them, static files, authors, lists and feeds.
//!
//! Part of the reader, after it has read the pages.

use super::address::sanitised;
use super::{ALL_ARTICLES, OF_AUTHORS, Reader, is_page_name};
use crate::commands::import::addresses::{hugo_slug, joined};
use crate::commands::import::datum::{from_json, from_toml, from_yaml};
use crate::commands::import::front;
use crate::commands::import::imported::{Author, CopiedFile, Item, Sort};
use crate::commands::import::left::Why;
use crate::commands::import::tags::kind_of;
use std::collections::BTreeSet;

/// Folders that make pages and are none.
const MACHINERY: [(&str, &str); 6] = [
    ("layouts", "templates"),
    ("assets", "files that templates work on"),
    ("data", "data for templates"),
    ("i18n", "words of templates"),
    ("archetypes", "archetypes"),
    ("themes", "themes"),
];

impl Reader<'_> {
    /// Files that lie next to pages.
    pub(super) fn resource(&mut self, path: &str) {
        let file = path.rsplit('/').next().unwrap_or_default();
        if is_page_name(file) || file.starts_with('.') {
            return;
        }
        let folder = self
            .bundle(path)
            .unwrap_or_else(|| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned()));
        let address = match self.addresses.get(&folder) {
            Some(address) => address.trim_end_matches(".html").to_owned(),
            None => {
                let below = folder.strip_prefix(self.content.as_str()).unwrap_or("");
                below.split('/').map(|part| sanitised(part, &self.config)).collect::<Vec<_>>().join("/")
            }
        };
        let below = &path[folder.len()..];
        if let Some(from) = self.tree.on_disk(path) {
            self.imported.files.push(CopiedFile { from: from.clone(), address: joined(&format!("{address}/{below}")) });
        }
    }

    /// Pages for the lists of sections that have no `_index.md`.
    pub(super) fn sections(&mut self, paths: &[&str]) {
        let first = |path: &&str| {
            path.strip_prefix(self.content.as_str())?
                .trim_start_matches('/')
                .split_once('/')
                .map(|(first, _)| first.to_owned())
        };
        let sections: BTreeSet<String> = paths.iter().filter_map(first).collect();
        let taxonomies = self.config.taxonomies();
        let used: Vec<(String, String)> =
            taxonomies.iter().filter_map(|taxonomy| self.list_of_terms(taxonomy)).collect();
        for (name, kind) in used {
            let mut item = Item::new(format!("{}/{name}/_index.md", self.content), Sort::Page);
            item.title = front::title_of(&name);
            item.stood_at(format!("/{name}/"));
            item.name = name;
            item.body = format!("[/{kind}/](/{kind}/)");
            self.imported.items.push(item);
        }
        for section in sections {
            let folder = format!("{}/{section}", self.content);
            let is_language = self.config.languages().iter().any(|(code, _)| *code == section);
            if self.addresses.contains_key(&folder)
                || self.bundles.contains(&folder)
                || taxonomies.contains(&section)
                || is_language
            {
                continue;
            }
            let mut item = Item::new(format!("{folder}/"), Sort::Page);
            item.title = front::title_of(&section);
            item.name = sanitised(&section, &self.config);
            item.stood_at(format!("/{}/", item.name));
            item.body = ALL_ARTICLES.to_owned();
            self.imported.items.push(item);
        }
    }

    /// The address of the list of all terms, and the folder of the kind whose list takes its place elsewhere.
    fn list_of_terms(&self, taxonomy: &str) -> Option<(String, String)> {
        let is_of_authors = OF_AUTHORS.contains(&taxonomy);
        let items = &self.imported.items;
        let is_used = items.iter().any(|item| match is_of_authors {
            true => !item.authors.is_empty(),
            false => item.sort == Sort::Article && item.tags.iter().any(|tag| tag.taxonomy == taxonomy),
        });
        let [_, kind, ..] = kind_of(taxonomy);
        let kind = if is_of_authors { "people".to_owned() } else { kind };
        let name = sanitised(taxonomy, &self.config);
        (is_used && name != kind).then_some((name, kind))
    }

    pub(super) fn statics(&mut self) {
        for folder in self.config.static_dirs() {
            for path in self.tree.below(&folder) {
                if let Some(from) = self.tree.on_disk(path) {
                    let address = joined(&path[folder.len()..]);
                    self.imported.files.push(CopiedFile { from: from.clone(), address });
                }
            }
        }
        for (folder, what) in MACHINERY {
            let count = self.tree.below(folder).count();
            if count > 0 {
                self.note(Why::File, what, &format!("{folder}/ ({count} files)"));
            }
        }
    }

    /// Authors of `data/authors/`, and those that a taxonomy has pages for.
    pub(super) fn authors(&mut self) {
        let paths: Vec<&str> = self.tree.below("data/authors").collect();
        for path in paths {
            let Some(text) = self.tree.text(path, &mut self.imported.left) else { continue };
            let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
            let read = match ending {
                "toml" => from_toml(&text),
                "json" => from_json(&text),
                _ => from_yaml(&text),
            };
            let Ok(mut data) = read else {
                self.note(Why::Unreadable, "it cannot be read as data", path);
                continue;
            };
            let key = stem.rsplit('/').next().unwrap_or(stem).to_owned();
            let name = data.take_text(&["display_name", "name", "title"]).unwrap_or_else(|| key.clone());
            let body = data.take_text(&["bio"]).unwrap_or_default();
            let extra = data.map().to_vec();
            for word in [key.clone(), name.clone()] {
                let author = Author {
                    name: name.clone(),
                    slug: Some(key.clone()),
                    body: body.clone(),
                    addresses: Vec::new(),
                    extra: extra.clone(),
                    has_page: false,
                };
                self.imported.authors.entry(word).or_insert(author);
            }
        }
        if !self.config.taxonomies().iter().any(|name| OF_AUTHORS.contains(&name.as_str())) {
            return;
        }
        let used: BTreeSet<String> = self.imported.items.iter().flat_map(|item| item.authors.clone()).collect();
        for word in used {
            let slug = hugo_slug(&word);
            let name = word.clone();
            self.imported.authors.entry(word).or_insert(Author { name, slug: Some(slug), ..Author::default() });
        }
        self.imported.settings.author_address = Some("/authors/:slug/".to_owned());
    }

    pub(super) fn feeds(&mut self) {
        let sections: BTreeSet<String> = self
            .imported
            .items
            .iter()
            .filter(|item| item.sort == Sort::Article)
            .filter_map(|item| {
                let below = item.source.strip_prefix(&format!("{}/", self.content))?;
                Some(format!("/{}/index.xml", below.split('/').next()?))
            })
            .collect();
        for feed in std::iter::once("/index.xml".to_owned()).chain(sections) {
            self.note(Why::Feed, "the feed of a list", &feed);
        }
    }
}
