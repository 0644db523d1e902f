//! The address that Jekyll gives a file: by its own permalink, that of its collection, or that of the site.
//!
//! As Jekyll 4 does it. Never looks at the disk.

use super::super::addresses::{filled, jekyll_slug, joined, of_date};
use super::super::dates::When;
use super::config::{Config, Place};

/// What an address is made of.
#[derive(Debug)]
pub(super) struct Address<'a> {
    pub path: &'a str,
    /// The name of the file without its date and ending.
    pub stem: &'a str,
    pub slug: Option<&'a str>,
    pub categories: &'a [String],
    pub date: Option<&'a When>,
    pub place: &'a Place,
}

impl Address<'_> {
    /// The address; none where a pattern has a word that is not known.
    pub(super) fn made(&self, own: Option<&str>, config: &Config) -> Option<String> {
        let pattern = match (own, self.place) {
            (Some(own), _) => named(own).to_owned(),
            (None, Place::Page) if self.stem == "index" => "/:path/".to_owned(),
            (None, Place::Page) => format!("/:path/:basename{}", suffix(config.style())),
            (None, Place::Post | Place::Draft) => named(config.permalink(self.place).unwrap_or("date")).to_owned(),
            (None, Place::Collection(_)) => match config.permalink(self.place) {
                Some(pattern) => named(pattern).to_owned(),
                None => format!("/:collection/:path{}", suffix(config.style())),
            },
        };
        let made = filled(&pattern, |token| self.value(token))?;
        let made = joined(&made);
        let is_folder = pattern.ends_with('/') || made.ends_with("/index.html");
        let made = made.strip_suffix("/index.html").unwrap_or(&made).trim_end_matches('/');
        Some(match is_folder || made.is_empty() {
            true => format!("{made}/"),
            false => made.to_owned(),
        })
    }

    fn value(&self, token: &str) -> Option<String> {
        let title = self.slug.unwrap_or(self.stem);
        Some(match token {
            "title" => jekyll_slug(title, true, true),
            "slug" => jekyll_slug(title, false, false),
            "name" | "basename" if *self.place == Place::Page => self.stem.to_owned(),
            "name" => jekyll_slug(self.stem, false, false),
            "categories" => self.categories.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>().join("/"),
            "slugified_categories" => {
                self.categories.iter().map(|name| jekyll_slug(name, false, false)).collect::<Vec<_>>().join("/")
            }
            "output_ext" => ".html".to_owned(),
            "collection" => self.place.name().to_owned(),
            "path" => self.folder(),
            token => of_date(token, self.date?)?,
        })
    }

    /// The path of a page's folder; of a document of a collection the whole path in it, without its ending.
    fn folder(&self) -> String {
        match self.place {
            Place::Page => self.path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned()),
            place => {
                let below = self.path.split_once(&format!("_{}/", place.name())).map_or(self.path, |(_, below)| below);
                below.rsplit_once('.').map_or(below, |(stem, _)| stem).to_owned()
            }
        }
    }
}

/// The patterns that have names.
fn named(style: &str) -> &str {
    match style {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        pattern => pattern,
    }
}

/// What the site's permalink makes of pages and collections.
fn suffix(style: Option<&str>) -> &'static str {
    match style {
        None | Some("date" | "ordinal" | "none" | "weekdate") => ":output_ext",
        Some("pretty") => "/",
        Some(pattern) if pattern.ends_with('/') => "/",
        Some(pattern) if pattern.ends_with(":output_ext") => ":output_ext",
        Some(_) => "",
    }
}
