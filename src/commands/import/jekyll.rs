//! A Jekyll site as it is on the disk: posts, drafts, collections, pages and files, each with the address that Jekyll gave it.
//!
//! Reads by way of `tree` alone. Plugins and layouts are not run.

mod address;
mod config;

use super::dates::{self, When};
use super::datum::{Datum, from_yaml};
use super::front::{self, Split};
use super::html;
use super::imported::{Author, CopiedFile, Imported, Item, Sort, Tag};
use super::left::{Left, Why, line_of};
use super::liquid::{self, Known, TO_POST};
use super::scan;
use super::tree::Tree;
use config::{Config, Place};
use jiff::tz::TimeZone;

/// Endings of files that Jekyll makes pages of.
const MARKDOWN: [&str; 5] = ["md", "markdown", "mkd", "mkdn", "mkdown"];
const HTML: [&str; 2] = ["html", "htm"];
/// Collections whose documents are authors.
const OF_AUTHORS: [&str; 4] = ["authors", "people", "writers", "contributors"];

pub(super) fn read(tree: &Tree) -> Result<Imported, String> {
    let mut imported = Imported::default();
    let Some(config) = Config::read(tree, &mut imported.left)? else {
        return Err("there is no _config.yml in it; name the folder of a Jekyll site".to_owned());
    };
    imported.settings = config.settings(tree, &mut imported.left);
    let mut reader = Reader { tree, zone: super::settings::zone(&imported.settings), config, imported };
    let paths: Vec<&str> = tree.paths().collect();
    for path in paths {
        if let Some(place) = reader.config.place(path) {
            reader.file(path, place);
        }
    }
    reader.authors();
    Ok(reader.imported)
}

struct Reader<'a> {
    tree: &'a Tree,
    config: Config,
    zone: TimeZone,
    imported: Imported,
}

impl Reader<'_> {
    fn file(&mut self, path: &str, place: Place) {
        let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
        let ending = ending.to_lowercase();
        let is_text = MARKDOWN.contains(&ending.as_str()) || HTML.contains(&ending.as_str());
        let may_have_front_matter =
            is_text || ["xml", "css", "scss", "sass", "js", "json", "txt", "xsl"].contains(&ending.as_str());
        let text = may_have_front_matter.then(|| self.tree.text(path, &mut self.imported.left));
        if let Some(None) = text {
            return;
        }
        let text = text.flatten().unwrap_or_default();
        let Some(Split { front, body, first_line }) = front::split(&text) else {
            return match place {
                Place::Page => self.copy(path),
                Place::Post | Place::Draft => self.note(Why::Unreadable, "it has no front matter", path),
                Place::Collection(_) if is_text => self.note(Why::Unreadable, "it has no front matter", path),
                Place::Collection(name) => self.copy_of_collection(path, &name),
            };
        };
        let front = match front {
            Ok(front) => front,
            Err(why) => return self.note(Why::Unreadable, format!("its front matter cannot be read: {why}"), path),
        };
        if !is_text {
            let what = if path.contains("feed") || path.contains("rss") || path.contains("atom") {
                Why::Feed
            } else {
                Why::File
            };
            return self.note(what, "it is a template of Liquid that makes no page", path);
        }
        self.document(path, stem, &ending, place, front, body, first_line);
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one file")]
    fn document(
        &mut self,
        path: &str,
        stem: &str,
        ending: &str,
        place: Place,
        mut front: Datum,
        body: &str,
        first_line: usize,
    ) {
        let fallback = self.config.defaults(path, &place);
        let name = stem.rsplit('/').next().unwrap_or(stem);
        let dated = if place == Place::Page { None } else { dates::of_name(name) };
        let base = dated.map_or(name, |(_, rest)| rest);
        let mut item = Item::new(path, Sort::Page);
        item.title = front::title_of(base);
        item.draft = place == Place::Draft;
        let slug = front.take_text(&["slug"]);
        let permalink = front.take_text(&["permalink"]).or_else(|| fallback.text_at("permalink").map(str::to_owned));
        let categories = self.categories(&mut front, &fallback, path, &place);
        let tags = words(front.take(&["tags", "tag"]).or_else(|| fallback.get("tags").cloned()));
        let old = front.take(&["redirect_from", "alias", "aliases"]).map(|old| old.texts()).unwrap_or_default();
        if let Some(to) = front.take(&["redirect_to"]) {
            let to = to.texts().join(", ");
            return self.note(Why::Address, format!("it leads to {to} alone: make a redirect on your host"), path);
        }
        front::fill(&mut item, &mut front, &fallback, &self.zone, &mut self.imported.left);
        item.date = item.date.or_else(|| dated.map(|(day, _)| When::of_day(day)));
        let is_article = match place {
            Place::Post | Place::Draft => true,
            Place::Collection(_) => item.date.is_some(),
            Place::Page => false,
        };
        item.sort = if is_article { Sort::Article } else { Sort::Page };
        let address = address::Address {
            path,
            stem: base,
            slug: slug.as_deref(),
            categories: &categories,
            date: item.date.as_ref(),
            place: &place,
        };
        match address.made(permalink.as_deref(), &self.config) {
            _ if !self.config.has_page(&place) => {}
            Some(address) => match address.as_str() {
                "/" => return self.note(Why::Page, "the home page: Fissure makes its own", path),
                "/404.html" | "/404/" => {
                    return self.note(Why::Page, "the page for errors: Fissure makes its own", path);
                }
                _ => item.stood_at(address),
            },
            None => self.note(Why::Address, "its permalink has a word that is not known", path),
        }
        item.addresses.extend(old.iter().map(|old| super::addresses::joined(old)));
        item.name = match item.sort {
            Sort::Article => slug.unwrap_or_else(|| base.to_owned()),
            Sort::Page => page_name(&item, stem),
        };
        item.known_as.push(format!("{TO_POST}{}", stem.replace("_posts/", "").trim_start_matches('/')));
        item.known_as.push(format!("{TO_POST}{name}"));
        for (taxonomy, names) in [("categories", categories), ("tags", tags)] {
            item.tags.extend(names.into_iter().map(|name| Tag { taxonomy: taxonomy.to_owned(), name }));
        }
        item.body = self.body(&item, ending, body, first_line);
        self.keep(item, &place, name);
    }

    /// Keeps an item as what it is: an article, a page, an author, or the page of a tag.
    fn keep(&mut self, mut item: Item, place: &Place, name: &str) {
        if let Place::Collection(collection) = place
            && OF_AUTHORS.contains(&collection.as_str())
        {
            let extra = std::mem::take(&mut item.extra);
            let named = |key: &str| extra.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.as_text());
            let full = named("fullname").or(named("name")).map_or_else(|| item.title.clone(), str::to_owned);
            let known = [named("short_name").map(str::to_owned), Some(name.to_owned()), Some(full.clone())];
            for word in known.into_iter().flatten() {
                let author = Author {
                    name: full.clone(),
                    slug: Some(name.to_owned()),
                    body: item.body.clone(),
                    addresses: item.addresses.clone(),
                    extra: extra.clone(),
                    has_page: self.config.has_page(place),
                };
                self.imported.authors.entry(word).or_insert(author);
            }
            return;
        }
        if matches!(place, Place::Collection(_)) && !self.config.has_page(place) {
            return self.note(Why::Page, format!("a collection without pages: {}", place.name()), &item.source);
        }
        // Pages of tags are made by hand where no plugin makes them.
        let tag = item.extra.iter().find(|(key, _)| ["tag", "category"].contains(&key.as_str()));
        if let (Sort::Page, true, Some((key, value))) = (item.sort, item.body.trim().is_empty(), tag)
            && let Some(name) = value.as_text()
        {
            let taxonomy = if key == "tag" { "tags" } else { "categories" };
            let term = self.imported.terms.entry((taxonomy.to_owned(), super::tags::folded(name))).or_default();
            return term.addresses.append(&mut item.addresses);
        }
        self.imported.items.push(item);
    }

    fn body(&mut self, item: &Item, ending: &str, body: &str, first_line: usize) -> String {
        let site_title = self.imported.settings.title.clone().unwrap_or_default();
        let is_html = HTML.contains(&ending);
        let known = Known { page_title: &item.title, site_title: &site_title, escapes: !is_html };
        let left = &mut self.imported.left;
        let body = liquid::converted(body, &known, &item.source, first_line, left);
        if is_html {
            return html::to_markdown(&body, &item.source, left);
        }
        for line in body.match_indices("{:").map(|(at, _)| line_of(&body, at)) {
            left.note(Why::Shortcode, "{: … } of kramdown", format!("{}:{}", item.source, first_line + line - 1));
        }
        scan::without_mentions(&body)
    }

    /// Categories, by front matter and by the folders around `_posts`.
    fn categories(&self, front: &mut Datum, fallback: &Datum, path: &str, place: &Place) -> Vec<String> {
        let own = front.take(&["categories", "category"]).or_else(|| fallback.get("categories").cloned());
        let around = match place {
            Place::Post => path.split("_posts/").next().unwrap_or_default(),
            _ => "",
        };
        let mut all: Vec<String> = around.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        all.extend(words(own).into_iter().filter(|word| !around.split('/').any(|part| part == word)));
        all
    }

    fn copy(&mut self, path: &str) {
        if let Some(from) = self.tree.on_disk(path) {
            self.imported.files.push(CopiedFile { from: from.clone(), address: super::addresses::joined(path) });
        }
    }

    fn copy_of_collection(&mut self, path: &str, name: &str) {
        let below = path.split_once(&format!("_{name}/")).map_or(path, |(_, below)| below);
        if let Some(from) =
            self.tree.on_disk(path).filter(|_| self.config.has_page(&Place::Collection(name.to_owned())))
        {
            let address = super::addresses::joined(&format!("{name}/{below}"));
            self.imported.files.push(CopiedFile { from: from.clone(), address });
        }
    }

    /// Authors of `_data/authors.yml`.
    fn authors(&mut self) {
        for file in ["_data/authors.yml", "_data/authors.yaml", "_data/members.yml"] {
            let Some(text) = self.tree.text(file, &mut self.imported.left) else { continue };
            let data = match from_yaml(&text) {
                Ok(data) => data,
                Err(why) => {
                    self.note(Why::Unreadable, why, file);
                    continue;
                }
            };
            for (key, author) in data.map() {
                let name = author.text_at("name").or(author.text_at("display_name")).unwrap_or(key);
                let extra =
                    author.map().iter().filter(|(key, _)| !["name", "bio", "display_name"].contains(&key.as_str()));
                let made = Author {
                    name: name.to_owned(),
                    slug: Some(key.clone()),
                    body: author.text_at("bio").unwrap_or_default().to_owned(),
                    addresses: Vec::new(),
                    extra: extra.cloned().collect(),
                    has_page: false,
                };
                self.imported.authors.entry(key.clone()).or_insert(made);
            }
        }
    }

    fn note(&mut self, why: Why, what: impl Into<String>, path: &str) {
        self.imported.left.note(why, what, path);
    }
}

/// The path that a page gets: its address, without what only says that it is a page.
fn page_name(item: &Item, stem: &str) -> String {
    let address = item.addresses.first().map_or(stem, |address| address.trim_matches('/'));
    let bare = address.strip_suffix(".html").or_else(|| address.strip_suffix(".htm")).unwrap_or(address);
    bare.trim_start_matches('_').to_owned()
}

/// Tags as a list, or as words of one text.
fn words(datum: Option<Datum>) -> Vec<String> {
    match datum {
        Some(Datum::List(items)) => items.iter().flat_map(Datum::texts).collect(),
        Some(other) => match other.as_text() {
            Some(text) if text.contains(',') => {
                text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
            }
            Some(text) => text.split_whitespace().map(str::to_owned).collect(),
            None => Vec::new(),
        },
        None => Vec::new(),
    }
}

impl Left {
    /// Notes what a folder has that makes pages and is none.
    fn note_machinery(&mut self, tree: &Tree) {
        for (folder, what) in
            [("_layouts", "layouts"), ("_includes", "includes"), ("_sass", "style sheets"), ("_plugins", "plugins")]
        {
            let count = tree.below(folder).count();
            if count > 0 {
                self.note(Why::File, format!("{what} of the old theme"), format!("{folder}/ ({count} files)"));
            }
        }
    }
}
