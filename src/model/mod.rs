//! What the files mean: settings, articles, entities and plain pages, checked and typed, each by itself.
//!
//! Never looks at two files at once: whether a tag leads anywhere is for `link` to say.

pub mod access;
pub(crate) mod article;
pub(crate) mod at;
mod base_url;
pub(crate) mod choice;
pub(crate) mod collation;
pub mod config;
pub(crate) mod dispute;
pub(crate) mod edition;
pub(crate) mod edition_in_words;
pub(crate) mod editions;
pub(crate) mod entity;
pub(crate) mod fact;
pub mod fields;
pub(crate) mod files;
pub mod kind;
pub(crate) mod language;
pub(crate) mod languages;
pub mod licence;
pub(crate) mod link_cards;
pub(crate) mod page;
pub(crate) mod permalink;
pub(crate) mod phrases;
pub(crate) mod picture;
pub(crate) mod policy;
pub(crate) mod reader;
pub mod relation;
pub mod same_as;
pub(crate) mod security;
mod short;
pub(crate) mod statement;
pub(crate) mod strings;
pub(crate) mod suggest;
pub(crate) mod time;
pub(crate) mod translation;
pub(crate) mod vocabulary;
pub(crate) mod when;
pub(crate) mod when_in_words;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::{Gathered, Memo};
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Reading, Recorded, view};
use crate::base::table::Table;
use crate::load::CONTENT;
use crate::parse::yaml::Word;
use crate::parse::{Document, Parsed};
pub(crate) use article::Article;
pub(crate) use config::Config;
pub(crate) use entity::Entity;
pub(crate) use files::{bundle, config_path};
use kind::{ARTICLES, DISPUTES, EDITIONS, PAGES};
pub(crate) use page::Page;
use std::sync::Arc;
use translation::{Sort, Translation};

/// One file of the content as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    Article(Arc<Article>),
    Entity(Arc<Entity>),
    Page(Arc<Page>),
}

impl Item {
    /// Whether its page had other addresses.
    pub(crate) fn has_redirects(&self) -> bool {
        !self.redirects().is_empty()
    }

    /// Its old addresses, as they are written.
    pub(crate) fn redirects(&self) -> &[Word] {
        match self {
            Item::Article(article) => &article.redirects,
            Item::Entity(entity) => &entity.redirects,
            Item::Page(page) => &page.redirects,
        }
    }

    /// Where its page is, or would be.
    pub(crate) fn address(&self) -> &Address {
        match self {
            Item::Article(article) => &article.address,
            Item::Entity(entity) => &entity.address,
            Item::Page(page) => &page.address,
        }
    }

    /// Whether its file asks for that address, whatever its slug is.
    pub(crate) fn has_own_address(&self) -> bool {
        match self {
            Item::Article(article) => article.has_own_address,
            Item::Entity(entity) => entity.has_own_address,
            Item::Page(page) => page.has_own_address,
        }
    }

    /// The same where its slug would place it, if its file asks for another address.
    pub(crate) fn without_own_address(&self, config: &Config) -> Option<Item> {
        if !self.has_own_address() {
            return None;
        }
        Some(match self {
            Item::Article(article) => {
                let address = article::address(config, &article.fields.path, &article.slug, article.date.day);
                Item::Article(Arc::new(Article { address, has_own_address: false, ..Article::clone(article) }))
            }
            Item::Entity(entity) => {
                let address = entity::address(&entity.kind, &entity.slug);
                Item::Entity(Arc::new(Entity { address, has_own_address: false, ..Entity::clone(entity) }))
            }
            Item::Page(page) => {
                let address = page::address(config, &page.path);
                Item::Page(Arc::new(Page { address, has_own_address: false, ..Page::clone(page) }))
            }
        })
    }

    pub(crate) fn document(&self) -> &Arc<Document> {
        match self {
            Item::Article(article) => &article.document,
            Item::Entity(entity) => entity.document.as_ref().expect("an item is made of a file"),
            Item::Page(page) => &page.document,
        }
    }

    /// The file that has its fields.
    pub(crate) fn fields(&self) -> &Arc<Document> {
        match self {
            Item::Article(article) => &article.fields,
            Item::Entity(entity) => entity.fields.as_ref().expect("an item is made of a file"),
            Item::Page(page) => &page.fields,
        }
    }

    /// The file that it was read from.
    pub(crate) fn path(&self) -> &SourcePath {
        &self.document().path
    }

    /// Its title, or the name of an entity.
    pub(crate) fn title(&self) -> &str {
        match self {
            Item::Article(article) => &article.title,
            Item::Entity(entity) => &entity.name,
            Item::Page(page) => &page.title,
        }
    }

    /// A draft is published only with `--drafts`.
    pub(crate) fn is_draft(&self) -> bool {
        match self {
            Item::Article(article) => article.draft,
            Item::Entity(entity) => entity.draft,
            Item::Page(page) => page.draft,
        }
    }
}

/// What a document is: something of its own, or its words in another language.
#[derive(Debug, Clone, PartialEq)]
enum Meaning {
    Item(Item),
    Translation(Arc<Translation>),
}

/// What a document means, if anything, and what is wrong with it.
type Meant = (Option<Meaning>, Arc<Vec<Diagnostic>>);

/// What `model` remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct ModelCache {
    meant: Recorded<SourcePath, Parsed, Arc<Config>, PathsView, Meant>,
    reported: Gathered<SourcePath, Meant, Diagnostic>,
    items: Memo<SourcePath, Meant, (), Item>,
    translations: Memo<SourcePath, Meant, (), Arc<Translation>>,
}

view! {
    /// Which files there are: one of a name without a language makes those of the same name with one translations.
    struct PathsView {
        documents: SourcePath => Parsed,
    }
}

/// What all documents mean.
pub(crate) struct Items {
    pub items: Table<SourcePath, Item>,
    /// The words of items in other languages, each in a file of its own.
    pub translations: Table<SourcePath, Arc<Translation>>,
}

/// Says what all documents mean, each by itself.
pub(crate) fn items(
    documents: &Table<SourcePath, Parsed>,
    config: &Arc<Config>,
    memory: &mut ModelCache,
) -> (Items, Vec<Diagnostic>) {
    let view = PathsView { documents: documents.clone() };
    let meant = memory.meant.answer(documents, config, view, |_, (document, _), config, reading| {
        let (meaning, found) = meaning(document, config, reading);
        Some((meaning, Arc::new(found)))
    });
    let reported = memory.reported.of(&meant, |(_, found)| found);
    let items = memory.items.answer(&meant, &(), |_, (meaning, _), ()| match meaning {
        Some(Meaning::Item(item)) => Some(item.clone()),
        _ => None,
    });
    let translations = memory.translations.answer(&meant, &(), |_, (meaning, _), ()| match meaning {
        Some(Meaning::Translation(translation)) => Some(translation.clone()),
        _ => None,
    });
    (Items { items, translations }, reported)
}

fn meaning(
    document: &Arc<Document>,
    config: &Config,
    reading: &Reading<'_, PathsView>,
) -> (Option<Meaning>, Vec<Diagnostic>) {
    // Few names have a dot in them, so that for most files no other is looked for.
    let has_dot = document.path.stem().contains('.');
    let is_there = |path: &SourcePath| reading.documents().get(path).is_some();
    if has_dot
        && let Some(of) = translation::original(&document.path, config, &is_there)
        && let Some(sort) = sort(&document.path, config)
    {
        let (translation, found) = translation::read(document, of, sort, config);
        return (Some(Meaning::Translation(Arc::new(translation))), found);
    }
    let (item, mut found) = item(document, config);
    let another = || translation::perhaps_another(&document.path, sort(&document.path, config)?, config, &is_there);
    if has_dot
        && found.iter().any(|found| found.code == Code::MissingField)
        && let Some(another) = another()
    {
        for missing in found.iter_mut().filter(|found| found.code == Code::MissingField) {
            let help = missing.help.take().unwrap_or_default();
            missing.help = Some(format!("{another} Otherwise: {help}"));
        }
    }
    if has_dot {
        found.extend(translation::of_no_language(&document.path, &is_there));
    }
    (item.map(Meaning::Item), found)
}

/// What the files of a folder are.
pub(crate) fn sort<'c>(path: &SourcePath, config: &'c Config) -> Option<Sort<'c>> {
    let (folder, _) = path.below(CONTENT)?.split_once('/')?;
    match folder {
        ARTICLES => Some(Sort::Article),
        PAGES => Some(Sort::Page),
        DISPUTES => Some(Sort::Dispute),
        EDITIONS => Some(Sort::Edition),
        _ => config.kinds.with_folder(folder).map(|kind| Sort::Entity(kind)),
    }
}

/// Says what a document is, by the folder it stands in, and checks it as that.
///
/// Gives nothing for a file that stands in no known folder, which is reported.
pub(crate) fn item(document: &Arc<Document>, config: &Config) -> (Option<Item>, Vec<Diagnostic>) {
    let (whole, _) = files::version(&document.path, config);
    let below = whole.strip_prefix(CONTENT).and_then(|below| below.strip_prefix('/')).unwrap_or("");
    let (folder, rest) = below.split_once('/').unwrap_or(("", below));
    match sort(&document.path, config) {
        Some(Sort::Article) => {
            let (article, diagnostics) = article::read(document, config);
            (Some(Item::Article(Arc::new(article))), diagnostics)
        }
        Some(Sort::Page) => {
            let (page, diagnostics) = page::read(document, rest, config);
            (Some(Item::Page(Arc::new(page))), diagnostics)
        }
        Some(Sort::Dispute) => {
            let (page, diagnostics) = page::read_dispute(document, below);
            (Some(Item::Page(Arc::new(page))), diagnostics)
        }
        Some(Sort::Edition) => {
            let (page, diagnostics) = page::read_edition(document, rest, config);
            (Some(Item::Page(Arc::new(page))), diagnostics)
        }
        Some(Sort::Entity(_)) if let Some(kind) = config.kinds.with_folder(folder) => {
            let (entity, diagnostics) = entity::read(document, kind, config);
            (Some(Item::Entity(Arc::new(entity))), diagnostics)
        }
        _ => (None, vec![no_such_folder(&document.path, folder, config)]),
    }
}

/// What other generators call the folder of articles.
const OF_ARTICLES: [&str; 7] = ["blog", "news", "notes", "post", "posts", "_posts", "stories"];

/// The folders that content may have.
fn folders(config: &Config) -> impl Iterator<Item = &str> {
    [ARTICLES, DISPUTES, EDITIONS, PAGES].into_iter().chain(config.kinds.iter().map(|kind| &*kind.folder))
}

pub(crate) fn is_folder_of_content(folder: &str, config: &Config) -> bool {
    folders(config).any(|known| known == folder)
}

/// The key that a kind would probably have, by the name of its folder.
fn singular(folder: &str) -> String {
    match folder.strip_suffix("ies") {
        _ if folder == "people" => "person".to_owned(),
        Some(stem) => format!("{stem}y"),
        None => folder.strip_suffix('s').unwrap_or(folder).to_owned(),
    }
}

fn title(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn no_such_folder(path: &SourcePath, folder: &str, config: &Config) -> Diagnostic {
    let folders: Vec<&str> = folders(config).collect();
    let message = match folder {
        "" => "A Markdown file directly in content/ has no place on the site.".to_owned(),
        _ => format!("content/{folder}/ is the folder of no kind, so its files would be lost."),
    };
    let help = match suggest::nearest(folder, folders.iter().copied()) {
        _ if folder.is_empty() => format!("Move it to one of: {}.", folders.join(", ")),
        Some(near) => format!("Did you mean content/{near}/? Rename the folder, or correct the kind in site.yaml."),
        None if OF_ARTICLES.contains(&folder) => format!("Articles are in content/{ARTICLES}/: move them there."),
        None if !folder.contains(char::is_alphabetic) => format!("Move them to one of: {}.", folders.join(", ")),
        None => {
            let key = singular(folder);
            let kind = format!("{{key: {key}, folder: {folder}, title: {}, plural: {}}}", title(&key), title(folder));
            format!("Declare a kind in site.yaml:  kinds: [{kind}]  Or move them to one of: {}.", folders.join(", "))
        }
    };
    Diagnostic::error(Code::BadFile, path, 0..0, message).help(help)
}
