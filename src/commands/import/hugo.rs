//! A Hugo site as it is on the disk: pages, bundles, sections, terms and files, each with the address that Hugo gave it.
//!
//! Reads by way of `tree` alone. Templates are not run, and themes are not read.

mod address;
mod config;
mod rest;

use super::addresses::{follow, joined};
use super::dates::{self, When};
use super::datum::Datum;
use super::front::{self, Split};
use super::html;
use super::imported::{Author, Imported, Item, Sort, Tag};
use super::left::Why;
use super::tree::Tree;
use super::{scan, shortcodes, tags};
use address::{Address, sanitised};
use config::Config;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Formats of pages that Hugo reads with other programs.
const OTHER_FORMATS: [&str; 7] = ["adoc", "asciidoc", "ad", "org", "rst", "pandoc", "pdc"];
/// Taxonomies whose terms are people.
const OF_AUTHORS: [&str; 2] = ["authors", "author"];
pub(super) fn read(tree: &Tree) -> Result<Imported, String> {
    let mut imported = Imported::default();
    let Some(config) = Config::read(tree, &mut imported.left)? else {
        return Err(
            "there is no hugo.toml, config.toml or config/_default/ in it; name the folder of a Hugo site".to_owned()
        );
    };
    imported.settings = config.settings();
    let content = config.content_dir();
    let zone = super::settings::zone(&imported.settings);
    let bundles = bundles(tree, &content);
    let mut reader =
        Reader { tree, config, content: content.clone(), zone, bundles, addresses: BTreeMap::new(), imported };
    let paths: Vec<&str> = tree.below(&content).collect();
    for path in &paths {
        reader.page(path);
    }
    for path in &paths {
        reader.resource(path);
    }
    reader.sections(&paths);
    reader.statics();
    reader.authors();
    reader.feeds();
    Ok(reader.imported)
}

/// The folders whose `index.md` is a page with files of its own.
fn bundles(tree: &Tree, content: &str) -> BTreeSet<String> {
    let is_index = |name: &str| begins_with(name, "index") && is_page_name(name);
    let folder =
        |path: &str| path.rsplit_once('/').filter(|(_, name)| is_index(name)).map(|(folder, _)| folder.to_owned());
    tree.below(content).filter_map(folder).collect()
}

/// Whether the first part of a file's name is this: `index.md`, `index.fr.md`.
fn begins_with(file: &str, name: &str) -> bool {
    file.split('.').next() == Some(name)
}

fn is_page_name(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    ["md", "markdown", "html", "htm"].contains(&ending.as_str()) || OTHER_FORMATS.contains(&ending.as_str())
}

struct Reader<'a> {
    tree: &'a Tree,
    config: Config,
    content: String,
    zone: TimeZone,
    bundles: BTreeSet<String>,
    /// The address of each bundle and section, by its folder.
    addresses: BTreeMap<String, String>,
    imported: Imported,
}

/// What the path of a page says.
struct Named<'a> {
    folders: Vec<&'a str>,
    name: &'a str,
    lang: Option<String>,
    prefix: String,
    /// `_index.md`: the page of a section.
    is_section: bool,
}

impl<'a> Reader<'a> {
    /// The bundle that a file belongs to.
    fn bundle(&self, path: &str) -> Option<String> {
        path.match_indices('/')
            .map(|(at, _)| &path[..at])
            .find(|folder| self.bundles.contains(*folder))
            .map(str::to_owned)
    }

    fn named<'p>(&self, path: &'p str) -> Named<'p> {
        let below = path.strip_prefix(self.content.as_str()).unwrap_or(path).trim_start_matches('/');
        let mut folders: Vec<&str> = below.split('/').collect();
        let file = folders.pop().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let languages = self.config.languages();
        let by_suffix = stem.rsplit_once('.').filter(|(_, code)| languages.iter().any(|(known, _)| known == code));
        let (mut name, mut lang) = by_suffix.map_or((stem, None), |(stem, code)| (stem, Some(code.to_owned())));
        let of_folder = languages.iter().find(|(code, _)| {
            let folder = self.config.at(&format!("languages.{code}.contentDir")).and_then(Datum::as_text);
            folder.is_some_and(|folder| path.starts_with(&format!("{}/", folder.trim_matches('/'))))
        });
        if let Some((code, _)) = of_folder {
            lang = lang.or_else(|| Some(code.clone()));
            if folders.first().is_some_and(|first| first.eq_ignore_ascii_case(code)) {
                folders.remove(0);
            }
        }
        let main = self.config.main_language();
        let code = lang.clone().unwrap_or_else(|| main.clone());
        let in_folder = languages.iter().any(|(known, in_folder)| *known == code && *in_folder);
        let is_section = name == "_index";
        if name == "index" || is_section {
            name = folders.pop().unwrap_or("");
        }
        let prefix = if in_folder { format!("/{code}") } else { String::new() };
        Named { folders, name, lang: lang.filter(|code| *code != main), prefix, is_section }
    }

    fn page(&mut self, path: &str) {
        let file = path.rsplit('/').next().unwrap_or_default();
        if !is_page_name(file) || file.starts_with('.') {
            return;
        }
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        if OTHER_FORMATS.contains(&ending.as_str()) {
            return self.note(Why::Unreadable, format!("it is {ending}, not Markdown"), path);
        }
        if self.bundle(path).is_some_and(|folder| path != format!("{folder}/{file}") || !begins_with(file, "index")) {
            return self.note(Why::File, "a page within the bundle of another page, which templates alone show", path);
        }
        let Some(text) = self.tree.text(path, &mut self.imported.left) else { return };
        let (front, body, first_line) = match front::split(&text) {
            Some(Split { front: Ok(front), body, first_line }) => (front, body, first_line),
            Some(Split { front: Err(why), .. }) => {
                return self.note(Why::Unreadable, format!("its front matter cannot be read: {why}"), path);
            }
            None => (Datum::Map(Vec::new()), text.as_str(), 1),
        };
        let never = |key: &str| front.text_at(&format!("build.{key}")).or(front.text_at(&format!("_build.{key}")));
        if front.get("headless").is_some_and(Datum::is_true)
            || never("render").is_some_and(|render| render != "always" && render != "true")
        {
            return self.note(Why::Page, "headless: it has no page of its own", path);
        }
        self.document(path, &ending, front, body, first_line);
    }

    fn document(&mut self, path: &str, ending: &str, mut front: Datum, body: &str, first_line: usize) {
        let named = self.named(path);
        let mut item = Item::new(path, Sort::Page);
        item.title = front::title_of(dates::of_name(named.name).map_or(named.name, |(_, rest)| rest));
        let url = front.take_text(&["url"]);
        let slug = front.take_text(&["slug"]);
        let aliases = front.take(&["aliases"]).map(|old| old.texts()).unwrap_or_default();
        let is_plain = front.text_at("type") == Some("page");
        front.take(&["weight", "menu", "menus", "toc"]);
        let later = front.take_text(&["publishDate", "pubdate"]).and_then(|text| dates::read(&text, &self.zone));
        let mut tags = Vec::new();
        for taxonomy in self.config.taxonomies().iter().filter(|name| !OF_AUTHORS.contains(&name.as_str())) {
            let names = front.take(&[taxonomy]).map(|names| names.texts()).unwrap_or_default();
            tags.extend(names.into_iter().map(|name| Tag { taxonomy: taxonomy.clone(), name }));
        }
        item.tags = tags;
        front::fill(&mut item, &mut front, &Datum::Null, &self.zone, &mut self.imported.left);
        if let Some(later) = later
            && item.date.as_ref().is_none_or(|date| date.datetime() < later.datetime())
        {
            item.date = Some(later);
        }
        item.date = item.date.or_else(|| dates::of_name(named.name).map(|(day, _)| When::of_day(day)));
        item.lang = item.lang.or_else(|| named.lang.clone());
        let sections = self.sections_of(&named.folders);
        let made = Address {
            folders: &named.folders,
            sections: &sections,
            name: named.name,
            title: &item.title,
            slug: slug.as_deref(),
            date: item.date.as_ref(),
            prefix: &named.prefix,
        };
        let made = match named.is_section {
            true => Some(self.section_address(&named)),
            false => made.made(url.as_deref(), &self.config),
        };
        match made {
            Some(address) => item.stood_at(address),
            None => self.note(Why::Address, "its permalink has a word that is not known, or needs a date", path),
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some(address) = item.addresses.first().filter(|_| named.is_section || self.bundles.contains(folder)) {
            self.addresses.entry(folder.to_owned()).or_insert_with(|| address.clone());
        }
        // One without a slash at its begin stands next to the page.
        let own = item.addresses.first().map_or("/", |address| address.trim_end_matches('/'));
        let around = own.rfind('/').map_or("/", |at| &own[..=at]).to_owned();
        for old in aliases {
            let old = crate::base::path::decoded(&old);
            let old = if old.ends_with(".html") { old } else { format!("{}/", old.trim_end_matches('/')) };
            item.addresses.extend(follow(&around, &old));
        }
        let is_article = item.date.is_some() && !named.folders.is_empty() && !named.is_section && !is_plain;
        item.sort = if is_article { Sort::Article } else { Sort::Page };
        let bare =
            item.addresses.first().map_or(named.name, |address| address.trim_matches('/').trim_end_matches(".html"));
        item.name = match item.sort {
            Sort::Article => {
                slug.unwrap_or_else(|| dates::of_name(named.name).map_or(named.name, |(_, rest)| rest).to_owned())
            }
            Sort::Page => bare.to_owned(),
        };
        self.name_for_links(&mut item, path, &named);
        let left = &mut self.imported.left;
        item.body = shortcodes::converted(body, path, first_line, left);
        item.body = match ending {
            "html" | "htm" => html::to_markdown(&item.body, path, left),
            _ => scan::without_mentions(&item.body),
        };
        self.keep(item, &named);
    }

    /// The names by which `ref` may call a page: with and without the folder and the ending.
    fn name_for_links(&self, item: &mut Item, path: &str, named: &Named<'_>) {
        let below = path.strip_prefix(&format!("{}/", self.content)).unwrap_or(path);
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let file = below.rsplit('/').next().unwrap_or(below);
        let mut names = vec![below, stem, named.name];
        if !["index", "_index"].iter().any(|name| file.starts_with(name)) {
            names.push(file);
        }
        item.known_as = names.into_iter().filter(|name| !name.is_empty()).map(str::to_owned).collect();
        item.translated =
            (!self.config.languages().is_empty()).then(|| format!("{}/{}", named.folders.join("/"), named.name));
    }

    /// The folders that are sections: the first, and each with an `_index.md`.
    fn sections_of<'f>(&self, folders: &[&'f str]) -> Vec<&'f str> {
        let has_index = |n: usize| {
            let folder = folders[..=n].join("/");
            self.tree.below(&format!("{}/{folder}", self.content)).any(|path| {
                path.rsplit_once('/')
                    .is_some_and(|(around, name)| around.ends_with(&folder) && name.starts_with("_index."))
            })
        };
        (0..folders.len()).filter(|n| *n == 0 || has_index(*n)).map(|n| folders[n]).collect()
    }

    fn section_address(&self, named: &Named<'_>) -> String {
        let parts = named.folders.iter().chain([&named.name]).map(|part| sanitised(part, &self.config));
        joined(&format!("{}/{}/", named.prefix, parts.collect::<Vec<_>>().join("/")))
    }

    /// Keeps an item as what it is: an article, a page, or the page of a term.
    fn keep(&mut self, mut item: Item, named: &Named<'_>) {
        let taxonomy = named.folders.first().copied().unwrap_or(named.name).to_owned();
        let is_term = self.config.taxonomies().contains(&taxonomy);
        if named.name.is_empty() && named.folders.is_empty() {
            return self.note(Why::Page, "the home page: Fissure makes its own", &item.source);
        }
        match (is_term, named.folders.is_empty()) {
            (true, true) => {
                return self.note(
                    Why::Page,
                    "the list of all terms: the list of the kind takes its place",
                    &item.source,
                );
            }
            (true, false) if OF_AUTHORS.contains(&taxonomy.as_str()) => {
                let named_in =
                    |key: &str| item.extra.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.as_text());
                let full = named_in("display_name").or(named_in("name")).unwrap_or(&item.title).to_owned();
                for word in [named.name.to_owned(), item.title.clone(), full.clone()] {
                    let author = Author {
                        name: full.clone(),
                        slug: Some(named.name.to_owned()),
                        body: item.body.clone(),
                        addresses: item.addresses.clone(),
                        extra: item.extra.clone(),
                        has_page: true,
                    };
                    self.imported.authors.entry(word).or_insert(author);
                }
                return;
            }
            (true, false) => {
                for word in [named.name, &item.title] {
                    let term = self.imported.terms.entry((taxonomy.clone(), tags::folded(word))).or_default();
                    term.name.get_or_insert_with(|| item.title.clone());
                    term.slug.get_or_insert_with(|| named.name.to_owned());
                    term.body.clone_from(&item.body);
                    term.addresses.clone_from(&item.addresses);
                    term.has_file = true;
                }
                return;
            }
            _ => {}
        }
        if item.body.trim().is_empty() && named.is_section {
            item.body = ALL_ARTICLES.to_owned();
        }
        self.imported.items.push(item);
    }

    fn note(&mut self, why: Why, what: impl Into<String>, path: &str) {
        self.imported.left.note(why, what, path);
    }
}

/// The text of a list that Fissure does not make.
const ALL_ARTICLES: &str = "All articles: [/articles/](/articles/)";
