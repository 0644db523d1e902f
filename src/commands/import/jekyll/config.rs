//! `_config.yml` of Jekyll, as far as an import asks: settings, collections, defaults, and which files are of the site.

use super::super::addresses::joined;
use super::super::datum::{Datum, Fields, from_toml, from_yaml};
use super::super::imported::Settings;
use super::super::left::{Left, Why};
use super::super::tree::Tree;

/// Files at the root that are for building the old site.
const OF_BUILDS: [&str; 16] = [
    "Gemfile",
    "Gemfile.lock",
    "Rakefile",
    "Makefile",
    "Dockerfile",
    "docker-compose.yml",
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "gulpfile.js",
    "Gruntfile.js",
    "Guardfile",
    "README.md",
    "CONTRIBUTING.md",
    "CODE_OF_CONDUCT.md",
    "SECURITY.md",
];
/// Settings that are used, or say nothing of what is published.
const KNOWN: [&str; 36] = [
    "title",
    "name",
    "tagline",
    "description",
    "url",
    "baseurl",
    "lang",
    "locale",
    "timezone",
    "author",
    "paginate",
    "permalink",
    "collections",
    "collections_dir",
    "defaults",
    "exclude",
    "include",
    "plugins",
    "gems",
    "markdown",
    "kramdown",
    "highlighter",
    "excerpt_separator",
    "sass",
    "theme",
    "remote_theme",
    "source",
    "destination",
    "future",
    "encoding",
    "safe",
    "incremental",
    "jekyll-archives",
    "email",
    "strict_front_matter",
    "keep_files",
];

/// What a file is to Jekyll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Post,
    Draft,
    Collection(String),
    /// A page, or a file that is copied.
    Page,
}

impl Place {
    pub(super) fn name(&self) -> &str {
        match self {
            Place::Post => "posts",
            Place::Draft => "drafts",
            Place::Collection(name) => name,
            Place::Page => "pages",
        }
    }
}

#[derive(Debug)]
pub(super) struct Config {
    whole: Datum,
    /// The folder of all collections, with a slash, or empty.
    collections_dir: String,
}

impl Config {
    pub(super) fn read(tree: &Tree, left: &mut Left) -> Result<Option<Config>, String> {
        let path = ["_config.yml", "_config.yaml", "_config.toml"].into_iter().find(|path| tree.has(path));
        let Some((path, text)) = path.and_then(|path| Some((path, tree.text(path, left)?))) else { return Ok(None) };
        let read = if path.ends_with(".toml") { from_toml(&text) } else { from_yaml(&text) };
        let whole = read.map_err(|why| format!("{path} cannot be read: {why}"))?;
        for (key, value) in whole.map().iter().filter(|(key, _)| !KNOWN.contains(&key.as_str())) {
            if *value != Datum::Null {
                left.note(Why::Setting, key.as_str(), path);
            }
        }
        left.note_machinery(tree);
        let folder = whole.text_at("collections_dir").unwrap_or_default().trim_matches('/').to_owned();
        let collections_dir = if folder.is_empty() { folder } else { folder + "/" };
        Ok(Some(Config { whole, collections_dir }))
    }

    pub(super) fn settings(&self, tree: &Tree, left: &mut Left) -> Settings {
        let text = |path: &str| self.whole.text_at(path).map(str::to_owned);
        let base = text("baseurl").unwrap_or_default();
        let cname = || tree.text("CNAME", left).map(|host| format!("https://{}", host.trim()));
        let url = text("url").or_else(cname).filter(|url| !url.is_empty());
        let mut settings = Settings {
            title: text("title").or_else(|| text("name")),
            tagline: text("tagline").or_else(|| text("description")),
            base_url: url.map(|url| format!("{}/{}", url.trim_end_matches('/'), base.trim_matches('/'))),
            language: text("lang").or_else(|| text("locale")),
            time_zone: text("timezone"),
            author: text("author").or_else(|| text("author.name")),
            page_size: text("paginate").and_then(|size| size.parse().ok()),
            ..Settings::default()
        };
        for (taxonomy, key) in [("tags", "tag"), ("categories", "category")] {
            if let Some(archives) = self.whole.get("jekyll-archives") {
                let pattern = archives.text_at(&format!("permalinks.{key}")).map(str::to_owned);
                let pattern = pattern.unwrap_or_else(|| format!("/{key}/:name/"));
                settings.term_addresses.insert(taxonomy.to_owned(), joined(&pattern.replace(":name", ":slug")));
            }
        }
        let navigation =
            ["_data/navigation.yml", "_data/nav.yml", "_data/menu.yml"].into_iter().find(|path| tree.has(path));
        let navigation = navigation.and_then(|path| tree.text(path, left)).and_then(|text| from_yaml(&text).ok());
        if let Some(data) = navigation {
            let entries = data.get("main").or_else(|| data.get("items")).unwrap_or(&data);
            for entry in entries.list() {
                let title = entry.text_at("title").or(entry.text_at("name"));
                let url = entry.text_at("url").or(entry.text_at("link")).or(entry.text_at("href"));
                settings.menu.extend(title.zip(url).map(|(title, url)| (title.to_owned(), url.to_owned())));
            }
        }
        settings
    }

    /// What a file is, if it is of the site at all.
    pub(super) fn place(&self, path: &str) -> Option<Place> {
        let below = path.strip_prefix(self.collections_dir.as_str());
        if let Some(below) = below {
            let (first, _) = below.split_once('/').unwrap_or((below, ""));
            match first.strip_prefix('_') {
                Some("posts") => return Some(Place::Post),
                Some("drafts") => return Some(Place::Draft),
                Some(name) if self.has_collection(name) => return Some(Place::Collection(name.to_owned())),
                _ => {}
            }
        }
        if self.is_excluded(path) {
            return None;
        }
        let parts: Vec<&str> = path.split('/').collect();
        let (name, folders) = parts.split_last()?;
        if folders.contains(&"_posts") {
            return Some(Place::Post);
        }
        if folders.contains(&"_drafts") {
            return Some(Place::Draft);
        }
        let is_included = |part: &str| self.listed("include").any(|listed| listed.trim_matches('/') == part);
        let hidden = parts.iter().any(|part| part.starts_with(['_', '.', '#', '~']) && !is_included(part));
        let is_ours = name.starts_with(['_', '.']) && is_included(name);
        (!hidden || is_ours).then_some(Place::Page)
    }

    fn listed(&self, key: &str) -> impl Iterator<Item = &str> {
        let listed = self.whole.get(key).map_or(&[][..], Datum::list);
        listed.iter().filter_map(Datum::as_text)
    }

    fn is_excluded(&self, path: &str) -> bool {
        let matches = |listed: &str| {
            let listed =
                listed.trim_start_matches('/').trim_end_matches("/*").trim_end_matches("/**").trim_end_matches('/');
            match listed.split_once('*') {
                Some((start, end)) => path.starts_with(start) && path.ends_with(end),
                None => path == listed || path.strip_prefix(listed).is_some_and(|rest| rest.starts_with('/')),
            }
        };
        let is_tool = OF_BUILDS.contains(&path) || path.ends_with(".gemspec") || path.starts_with("_config.");
        is_tool || path.starts_with("vendor/") || path.starts_with("_site/") || self.listed("exclude").any(matches)
    }

    fn has_collection(&self, name: &str) -> bool {
        match self.whole.get("collections") {
            Some(Datum::Map(all)) => all.iter().any(|(key, _)| key == name),
            Some(Datum::List(all)) => all.iter().any(|key| key.as_text() == Some(name)),
            _ => false,
        }
    }

    /// Whether what is there has pages of its own.
    pub(super) fn has_page(&self, place: &Place) -> bool {
        match place {
            Place::Draft => false,
            Place::Collection(name) => self.whole.at(&format!("collections.{name}.output")).is_some_and(Datum::is_true),
            Place::Post | Place::Page => true,
        }
    }

    /// The permalink of a collection, posts among them.
    pub(super) fn permalink(&self, place: &Place) -> Option<&str> {
        let own = self.whole.text_at(&format!("collections.{}.permalink", place.name()));
        own.or_else(|| self.style().filter(|_| matches!(place, Place::Post | Place::Draft)))
    }

    /// The permalink of the whole site: a pattern or the name of one.
    pub(super) fn style(&self) -> Option<&str> {
        self.whole.text_at("permalink")
    }

    /// What `defaults` says of a file; what stands later and deeper wins.
    pub(super) fn defaults(&self, path: &str, place: &Place) -> Datum {
        let mut fields: Fields = Vec::new();
        let mut rules: Vec<&Datum> = self.whole.get("defaults").map_or(&[][..], Datum::list).iter().collect();
        rules.sort_by_key(|rule| rule.text_at("scope.path").map_or(0, str::len));
        for rule in rules {
            let scope = rule.text_at("scope.path").unwrap_or_default().trim_matches('/');
            let scope = scope.trim_end_matches("/*").trim_end_matches("/**");
            let is_in = scope.is_empty() || path == scope || path.starts_with(&format!("{scope}/"));
            let below = path.strip_prefix(self.collections_dir.as_str()).unwrap_or(path);
            let is_in = is_in || below.starts_with(&format!("{scope}/"));
            let is_type = rule.text_at("scope.type").is_none_or(|of| of == place.name());
            if is_in && is_type {
                for (key, value) in rule.get("values").map_or(&[][..], Datum::map) {
                    fields.retain(|(other, _)| other != key);
                    fields.push((key.clone(), value.clone()));
                }
            }
        }
        // What belongs to the theme, and titles of whole sections, say nothing of one file.
        fields.retain(|(key, _)| key != "title" && key != "layout");
        Datum::Map(fields)
    }
}
