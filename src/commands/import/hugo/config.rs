//! The configuration of a Hugo site, in one file or in `config/_default/`, as far as an import asks.
//!
//! TOML, YAML and JSON. Themes and environments other than the default one are not read.

use super::super::datum::{Datum, from_json, from_toml, from_yaml};
use super::super::imported::{Settings, TermSlugs};
use super::super::left::{Left, Why};
use super::super::tree::Tree;

/// Settings that are used, or say nothing of what is published.
const KNOWN: [&str; 34] = [
    "title",
    "baseurl",
    "languagecode",
    "locale",
    "defaultcontentlanguage",
    "defaultcontentlanguageinsubdir",
    "languages",
    "timezone",
    "author",
    "paginate",
    "pagination",
    "menu",
    "menus",
    "permalinks",
    "taxonomies",
    "uglyurls",
    "params",
    "contentdir",
    "staticdir",
    "theme",
    "themesdir",
    "markup",
    "module",
    "buildfuture",
    "builddrafts",
    "buildexpired",
    "enablerobotstxt",
    "enableemoji",
    "enablegitinfo",
    "outputs",
    "outputformats",
    "disablepathtolower",
    "metadataformat",
    "frontmatter",
];

#[derive(Debug)]
pub(super) struct Config {
    whole: Datum,
}

impl Config {
    pub(super) fn read(tree: &Tree, left: &mut Left) -> Result<Option<Config>, String> {
        let mut whole: Vec<(String, Datum)> = Vec::new();
        let is_config = |path: &&str| {
            let Some((stem, ending)) = path.rsplit_once('.') else { return false };
            let is_root = ["hugo", "config"].contains(&stem);
            ["toml", "yaml", "yml", "json"].contains(&ending) && (is_root || stem.starts_with("config/_default/"))
        };
        for path in tree.paths().filter(is_config) {
            let Some(text) = tree.text(path, left) else { continue };
            let read = match path.rsplit_once('.').map(|(_, ending)| ending) {
                Some("toml") => from_toml(&text),
                Some("json") => from_json(&text),
                _ => from_yaml(&text),
            };
            let read = read.map_err(|why| format!("{path} cannot be read: {why}"))?;
            let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
            match stem {
                "hugo" | "config" => whole.extend(read.map().iter().cloned()),
                key => whole.push((key.to_owned(), read)),
            }
        }
        if whole.is_empty() {
            return Ok(None);
        }
        for (key, _) in whole.iter().filter(|(key, _)| !KNOWN.contains(&key.to_lowercase().as_str())) {
            left.note(Why::Setting, key.as_str(), "the configuration of Hugo");
        }
        Ok(Some(Config { whole: Datum::Map(whole) }))
    }

    pub(super) fn at(&self, path: &str) -> Option<&Datum> {
        self.whole.at(path)
    }

    fn text(&self, path: &str) -> Option<String> {
        self.whole.text_at(path).map(str::to_owned)
    }

    pub(super) fn is(&self, path: &str) -> bool {
        self.whole.at(path).is_some_and(Datum::is_true)
    }

    pub(super) fn content_dir(&self) -> String {
        self.text("contentDir").unwrap_or_else(|| "content".to_owned()).trim_matches('/').to_owned()
    }

    pub(super) fn static_dirs(&self) -> Vec<String> {
        let named = self.whole.get("staticDir").map(Datum::texts).unwrap_or_default();
        if named.is_empty() { vec!["static".to_owned()] } else { named }
    }

    /// The codes of the languages, and whether each has its code in addresses.
    pub(super) fn languages(&self) -> Vec<(String, bool)> {
        let main = self.main_language();
        let in_folder = |code: &str| code != main || self.is("defaultContentLanguageInSubdir");
        let codes = self.whole.get("languages").map_or(&[][..], Datum::map).iter().map(|(code, _)| code.to_lowercase());
        codes.map(|code| (code.clone(), in_folder(&code))).collect()
    }

    pub(super) fn main_language(&self) -> String {
        self.text("defaultContentLanguage").unwrap_or_else(|| "en".to_owned()).to_lowercase()
    }

    /// The fields of front matter that are taxonomies.
    pub(super) fn taxonomies(&self) -> Vec<String> {
        match self.whole.get("taxonomies") {
            Some(Datum::Map(all)) => all.iter().filter_map(|(_, plural)| plural.as_text()).map(str::to_owned).collect(),
            _ => ["tags", "categories"].map(str::to_owned).to_vec(),
        }
    }

    /// The permalink of the pages in a section.
    pub(super) fn permalink(&self, section: &str) -> Option<&str> {
        let permalinks = self.whole.get("permalinks")?;
        permalinks.get("page").and_then(|pages| pages.text_at(section)).or_else(|| permalinks.text_at(section))
    }

    pub(super) fn settings(&self) -> Settings {
        let main = self.main_language();
        let of_main = |key: &str| self.text(&format!("languages.{main}.{key}"));
        let language = of_main("languageCode").or_else(|| self.text("languageCode")).or_else(|| self.text("locale"));
        let mut settings = Settings {
            title: of_main("title").or_else(|| self.text("title")),
            tagline: ["params.description", "params.subtitle", "params.tagline"]
                .iter()
                .find_map(|path| self.text(path)),
            base_url: self.text("baseURL").filter(|url| url.contains("//")),
            language: language.or_else(|| self.text("defaultContentLanguage")),
            time_zone: self.text("timeZone"),
            author: ["params.author.name", "params.author", "author.name", "author"]
                .iter()
                .find_map(|path| self.text(path)),
            page_size: self
                .text("pagination.pagerSize")
                .or_else(|| self.text("paginate"))
                .and_then(|size| size.parse().ok()),
            slugs: TermSlugs::Hugo,
            ..Settings::default()
        };
        for taxonomy in self.taxonomies() {
            settings.term_addresses.insert(taxonomy.clone(), format!("/{}/:slug/", taxonomy.to_lowercase()));
        }
        let menu = ["menu.main", "menus.main", "menu", "menus"]
            .iter()
            .find_map(|path| self.at(path).filter(|menu| !menu.list().is_empty()));
        let mut entries: Vec<&Datum> = menu.map_or(&[][..], Datum::list).iter().collect();
        entries.sort_by_key(|entry| {
            entry.text_at("weight").and_then(|weight| weight.parse::<i64>().ok()).unwrap_or(i64::MAX)
        });
        for entry in entries {
            let title = entry.text_at("name").or(entry.text_at("title")).or(entry.text_at("identifier"));
            let url = entry.text_at("url").or(entry.text_at("pageRef"));
            settings.menu.extend(title.zip(url).map(|(title, url)| (title.to_owned(), url.to_owned())));
        }
        settings
    }
}
