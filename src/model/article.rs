//! An article as it is meant: its front matter checked and typed, its tags not yet looked up.

use super::config::Config;
use super::fact;
use super::fields::of_article;
use super::files::{bundle, slug_of_file, stem};
use super::kind::{ARTICLES, SOURCE_KEY};
use super::permalink;
use super::reader::Fields;
use super::statement::{self, Stated, Statement};
use super::time::Published;
use super::translation::Version;
use super::when::Days;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::{Address, SourcePath};
use crate::base::slug::Slug;
use crate::load::CONTENT;
use crate::parse::Document;
use crate::parse::explain::quoted;
use crate::parse::yaml::{Value, Word, YamlNode};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    pub document: Arc<Document>,
    /// The document whose front matter has its statements: its own, or one of the same article in another language.
    pub(crate) stating: Arc<Document>,
    /// The file that has its fields: in another language than the text, where that is a translation.
    pub(crate) fields: Arc<Document>,
    pub slug: Slug,
    /// The address of its page.
    pub(crate) address: Address,
    /// Whether it asks for that address itself, whatever its slug is.
    pub(crate) has_own_address: bool,
    pub title: Arc<str>,
    pub(crate) date: Published,
    pub(crate) summary: Option<String>,
    pub(crate) form: Option<&'static str>,
    /// Names, or slugs of entities.
    pub(crate) authors: Vec<Word>,
    /// The days up to one of which it was true. Without it nothing is said of that, and not the day of publication.
    pub(crate) as_of: Option<Days>,
    pub(crate) draft: bool,
    /// Whether it leads the home page.
    pub(crate) lead: bool,
    pub(crate) retracted: bool,
    pub(crate) expires: Option<Published>,
    pub(crate) lang: Option<String>,
    /// What its text is to readers of the language in which the site is made.
    pub(crate) version: Version,
    /// Slugs of the same article in other languages, by language.
    pub(crate) translations: BTreeMap<String, Word>,
    /// The points to be read in ten seconds.
    pub(crate) key: Vec<String>,
    pub(crate) image: Option<Word>,
    /// The tags of each kind that has some, by the kind's key; sources are among them.
    pub(crate) tags: Vec<(String, Vec<Word>)>,
    pub(crate) statements: Vec<Statement>,
    /// The day of the newest update or correction, or of publication.
    pub(crate) updated: Date,
    /// Whether names in its prose stay plain text.
    pub(crate) link_never: bool,
    pub(crate) redirects: Vec<Word>,
    pub(crate) extra: serde_json::Value,
}

/// Checks an article. What cannot be used is told and replaced, so that one mistake gives one message.
pub(crate) fn read(document: &Arc<Document>, config: &Config) -> (Article, Vec<Diagnostic>) {
    let mut fields = Fields::new(&document.path, &document.front_matter, of_article(config));
    let zone = &config.time_zone;
    let stem = stem(&document.path, config);
    let slug = slug(&mut fields, without_date(stem));
    let own_address = permalink::of_file(&mut fields);
    let title = fields.needed("title", "No title.", "Add:  title: What happened, in one line");
    note_curly_quotes(&mut fields);
    let date = fields.published("date", zone);
    if date.is_none() && fields.word("date").is_none_or(|word| word.text.is_empty()) {
        let help = match stem.get(..10).filter(|day| super::time::date(day).is_ok()) {
            Some(day) => format!("Add the day we publish, not the day it happened:  date: {day}"),
            None => "Add the day we publish, not the day it happened:  date: 2026-11-22".to_owned(),
        };
        fields.missing("date", "No date.", &help);
    }
    let is_dated = date.is_some();
    let date =
        date.unwrap_or(Published { day: Date::constant(1970, 1, 1), at: jiff::Timestamp::UNIX_EPOCH, timed: false });
    if let Some(Ok(in_name)) = stem.get(..10).map(super::time::date)
        && is_dated
        && in_name != date.day
    {
        let message = format!("The name of the file says {in_name}, and this {}.", date.day);
        fields.warn("date", Code::BadDate, message, "Rename the file, or correct the date.");
    }
    let mut tags = Vec::new();
    for kind in config.kinds.iter() {
        let words = fields.tags(&kind.key);
        if !words.is_empty() {
            tags.push((kind.key.clone(), words));
        }
    }
    let listed = tags.iter().find(|(key, _)| key == SOURCE_KEY).map_or(Vec::new(), |(_, words)| words.clone());
    let statements = statement::statements(&mut fields, &listed, config);
    let key = fields.texts("key");
    let draft = fields.flag("draft");
    if config.require_checked && !draft {
        statement::require_checked(&mut fields, &statements, date.day);
    }
    // A draft may well be unfinished.
    if !draft
        && document.body.nodes.is_empty()
        && statements.is_empty()
        && key.is_empty()
        && !document.front_matter.broken
    {
        fields.warn(
            "title",
            Code::Unintended,
            "This article has no text.",
            "Write one below the front matter, or add  draft: true",
        );
    }
    let article = Article {
        link_never: fields.choice_word("link").is_some(),
        document: document.clone(),
        stating: document.clone(),
        fields: document.clone(),
        version: Version::default(),
        title: title.unwrap_or_else(|| slug.to_string()).into(),
        address: own_address.clone().unwrap_or_else(|| address(config, &document.path, &slug, date.day)),
        has_own_address: own_address.is_some(),
        slug,
        updated: updated(&statements, date.day),
        date,
        summary: fields.text("summary"),
        form: fields.choice_word("form"),
        authors: fields.names("authors"),
        as_of: fact::edtf(&mut fields, "as_of").filter(|days| *days != Days::default()),
        draft,
        lead: fields.flag("lead"),
        retracted: fields.flag("retracted"),
        expires: fields.published("expires", zone),
        lang: fields.language("lang"),
        translations: fields.by_language("translations", Fields::word).into_iter().collect(),
        key,
        image: fields.address("image"),
        tags,
        statements,
        redirects: fields.redirects(),
        extra: extra(&fields, &config.fields),
    };
    (article, fields.diagnostics)
}

/// A title that is a quotation as a whole may be meant so; its marks may also be those that YAML wants, from another
/// keyboard.
fn note_curly_quotes(fields: &mut Fields<'_>) {
    let Some(word) = fields.word("title") else { return };
    let inner = |[open, close]: [char; 2]| word.text.trim().strip_prefix(open)?.strip_suffix(close);
    if let Some(inner) = CURLY_PAIRS.into_iter().find_map(inner)
        && !inner.contains(CURLY_PAIRS.as_flattened())
    {
        let message = "The whole title stands in curly quotes, which readers see.";
        let note = Diagnostic::note(Code::OddCharacters, fields.path, word.span, message);
        fields.diagnostics.push(note.help(format!("If they are not meant, write:  title: {}", quoted(inner))));
    }
}

const CURLY_PAIRS: [[char; 2]; 4] = [['“', '”'], ['„', '“'], ['‘', '’'], ['«', '»']];

/// The address of the article of a file with a slug, by the pattern of the site.
pub(crate) fn address(config: &Config, path: &SourcePath, slug: &Slug, day: Date) -> Address {
    let Some(pattern) = &config.permalinks.articles else { return usual_address(slug.as_str()) };
    let below = path.below(CONTENT).and_then(|below| below.strip_prefix(ARTICLES)).unwrap_or("");
    let folder =
        bundle(path, config).and_then(|folder| folder.strip_prefix(CONTENT)?.strip_prefix('/')?.strip_prefix(ARTICLES));
    let (parent, _) = folder.unwrap_or(below).rsplit_once('/').unwrap_or_default();
    pattern.address(slug.as_str(), Some(day), &permalink::folder(parent))
}

/// The address that the article with a slug has on a site without patterns of addresses.
pub(crate) fn usual_address(slug: &str) -> Address {
    Address::new(format!("/{ARTICLES}/{slug}/"))
}

/// `2026-11-22-closed-door` is `closed-door`.
pub(crate) fn without_date(stem: &str) -> &str {
    let dated = stem.len() > 11 && stem.is_char_boundary(10) && super::time::date(&stem[..10]).is_ok();
    let is_parted = dated && matches!(stem.as_bytes()[10], b'-' | b'_' | b' ' | b'.');
    let rest = if is_parted { stem[11..].trim_start_matches(['-', '_', ' ', '.']) } else { stem };
    if rest.is_empty() { stem } else { rest }
}

fn slug(fields: &mut Fields<'_>, stem: &str) -> Slug {
    if let Some(word) = fields.word("slug") {
        match Slug::new(&word.text) {
            Some(slug) => return slug,
            None => {
                let message = format!("\"{}\" is no slug: small letters, digits and single hyphens.", word.text);
                let help = Slug::from_text(&word.text)
                    .map_or("Leave it out.".to_owned(), |slug| format!("Write:  slug: {slug}"));
                fields.error(Code::BadValue, word.span, message, help);
            }
        }
    }
    slug_of_file(fields, stem)
}

/// The newest date of the updates and corrections, if it is later than the article.
fn updated(statements: &[Statement], published: Date) -> Date {
    let dates = statements.iter().filter_map(|statement| match &statement.stated {
        Stated::Update(update) => Some(update.date),
        Stated::Correction(correction) => Some(correction.date),
        _ => None,
    });
    dates.max().map_or(published, |newest| newest.max(published))
}

/// `extra` and the fields that the site allows, as templates get them.
pub(crate) fn extra(fields: &Fields<'_>, allowed: &[String]) -> serde_json::Value {
    let mut extra = match fields.node("extra").map(json) {
        Some(serde_json::Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    for key in allowed {
        if let Some(node) = fields.node(key) {
            extra.insert(key.clone(), json(node));
        }
    }
    serde_json::Value::Object(extra)
}

/// A value with the types that templates reckon with; here alone a plain `3` is a number and `true` a truth value.
fn json(node: &YamlNode) -> serde_json::Value {
    use serde_json::Value as Json;
    match &node.value {
        Value::Null | Value::Broken => Json::Null,
        Value::Text { text, quoted: true } => {
            Json::String(text.replace(|c: char| c.is_control() && !matches!(c, '\n' | '\t'), ""))
        }
        Value::Text { text, quoted: false } => match text.as_str() {
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            _ => match text.parse::<i64>() {
                Ok(number) if number.to_string() == *text => Json::from(number),
                _ => Json::String(text.clone()),
            },
        },
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Map(fields) => Json::Object(fields.iter().map(|(key, value)| (key.text.clone(), json(value))).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_a_file_name_is_no_part_of_the_slug() {
        for (stem, rest) in [
            ("2026-11-22-closed-door", "closed-door"),
            ("2026-11-22 closed door", "closed door"),
            ("2026-11-22_closed_door", "closed_door"),
            ("2026-11-22 - closed", "closed"),
            ("2026-11-22.closed", "closed"),
            ("2026-11-22", "2026-11-22"),
            ("2026-11-22-", "2026-11-22-"),
            ("2026-11-22closed", "2026-11-22closed"),
            ("2026-13-22-closed", "2026-13-22-closed"),
            ("closed-door", "closed-door"),
        ] {
            assert_eq!(without_date(stem), rest, "{stem}");
        }
    }
}
