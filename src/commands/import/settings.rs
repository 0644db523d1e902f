//! `content/site.yaml` of the new site, and what follows from the old site's settings: its time zone and hosts.
//!
//! Texts in, texts out. A setting that a build would refuse is reported and left out.

use super::addresses::host_of;
use super::datum::{Datum, Fields, to_yaml};
use super::entities::NewKind;
use super::html::plain;
use super::imported::Settings;
use super::left::{Left, Why};
use super::links::Links;
use crate::load::ASSETS;
use crate::model::config::BaseUrl;
use crate::model::language;
use jiff::tz::TimeZone;

/// Files that say how a host answers, and are for a person to look at.
const OF_HOSTS: [&str; 5] = ["/_headers", "/_redirects", "/.htaccess", "/netlify.toml", "/vercel.json"];
/// Files that systems leave behind.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];
/// What Fissure gives other names, or reads, in `static/assets/`.
const OF_THEMES: [&str; 9] = ["css", "js", "mjs", "woff2", "woff", "ttf", "otf", "ttc", "eot"];

pub(super) fn zone(settings: &Settings) -> TimeZone {
    let named = settings.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    named.unwrap_or(TimeZone::UTC)
}

/// What links of the old site may begin with.
pub(super) fn links(settings: &Settings) -> Links {
    let base = settings.base_url.as_deref().unwrap_or_default();
    let hosts: Vec<String> = host_of(base).into_iter().collect();
    let prefix = base.split_once("//").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let prefix = prefix.trim_matches('/');
    let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
    Links::new(hosts, prefix)
}

/// Why a file is not copied, if it is not.
pub(super) fn refused_file(address: &str) -> Option<&'static str> {
    let name = address.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let assets = format!("/{}/", ASSETS.trim_start_matches("static/"));
    match () {
        () if OF_HOSTS.contains(&address) => Some("it is for the host: see whether the new one needs it"),
        () if LITTER.contains(&name) => Some("a system left it behind"),
        () if address.starts_with(&assets) && OF_THEMES.contains(&ending.as_str()) => {
            Some("it belongs to the old theme, and Fissure has its own in /assets/")
        }
        () => None,
    }
}

/// The text of `content/site.yaml`. `pattern` is that of articles; `moved` knows the new address of an
/// old one.
pub(super) fn written(
    settings: &Settings,
    kinds: &[NewKind],
    pattern: Option<&str>,
    moved: impl Fn(&str) -> Option<String>,
    left: &mut Left,
) -> String {
    let mut fields: Fields = Vec::new();
    let mut add = |key: &str, value: Datum| fields.push((key.to_owned(), value));
    let place = "content/site.yaml";
    let plainly = |text: &Option<String>| text.as_deref().map(plain).filter(|text| !text.is_empty());
    add("title", Datum::text(plainly(&settings.title).unwrap_or_else(|| "Imported site".to_owned())));
    if let Some(tagline) = plainly(&settings.tagline) {
        add("tagline", Datum::text(tagline.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    if let Some(url) = &settings.base_url {
        match BaseUrl::new(url) {
            Ok(url) => add("base_url", Datum::text(format!("{}/", url.as_str()))),
            Err(why) => left.note(Why::Setting, format!("base_url {url}: {why}"), place),
        }
    }
    if let Some(code) = &settings.language {
        let code = code.replace('_', "-");
        let known = if language::is_code(&code) { Some(code.clone()) } else { language::meant(&code) };
        match known {
            Some(code) => add("language", Datum::text(code)),
            None => left.note(Why::Setting, format!("language {code}: it is not a code of BCP 47"), place),
        }
    }
    if let Some(name) = &settings.time_zone {
        match TimeZone::get(name) {
            Ok(_) => add("time_zone", Datum::text(name.as_str())),
            Err(_) => left.note(Why::Setting, format!("time zone {name}: it is not an IANA name"), place),
        }
    }
    if let Some(author) = &settings.author {
        add("author", Datum::text(author.as_str()));
    }
    if let Some(size) = settings.page_size.filter(|size| *size > 0) {
        add("page_size", Datum::plain(size.to_string()));
    }
    let mut menu = Vec::new();
    for (title, url) in &settings.menu {
        let is_external = url.starts_with("https://") || url.starts_with("http://") || url.starts_with("mailto:");
        let new = if url == "/" { Some(url.clone()) } else { moved(url) };
        match new.or_else(|| is_external.then(|| url.clone())).filter(|_| !title.trim().is_empty()) {
            Some(url) => {
                let entry = [("title", title.as_str()), ("url", url.as_str())];
                menu.push(Datum::Map(entry.map(|(key, text)| (key.to_owned(), Datum::text(text))).to_vec()));
            }
            None => left.note(Why::Setting, format!("menu entry {title}: {url} was not imported"), place),
        }
    }
    if !menu.is_empty() {
        add("menu", Datum::List(menu));
    }
    if let Some(pattern) = pattern {
        add("permalinks", Datum::Map(vec![("articles".to_owned(), Datum::text(pattern))]));
    }
    let declared: Vec<Datum> = kinds.iter().filter_map(declaration).collect();
    if !declared.is_empty() {
        add("kinds", Datum::List(declared));
    }
    to_yaml(&fields)
}

fn declaration(kind: &NewKind) -> Option<Datum> {
    let [key, folder, title, plural] = kind.declared.as_ref()?;
    let mut fields: Fields = [("key", key), ("folder", folder), ("title", title), ("plural", plural)]
        .map(|(name, text)| (name.to_owned(), Datum::text(text.as_str())))
        .to_vec();
    if kind.link_never {
        fields.push(("link".to_owned(), Datum::text("never")));
    }
    Some(Datum::Map(fields))
}
