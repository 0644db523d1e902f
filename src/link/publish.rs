//! What is published now, and at which address: drafts, held-back and expired pages are left out, stubs are added.

use super::called::Called;
use super::names::{Names, Unknown};
use super::site::{Circumstances, EntityId, Reason, Redirect, Withheld};
use crate::diagnostic::{Code, Diagnostic};
use crate::load::{CONTENT, STATIC, Sources};
use crate::memo::{Kept, Last, Memo};
use crate::model::fact::{Part, Reference, Wanted};
use crate::model::kind::Kind;
use crate::model::{Article, Config, Entity, Item, Page, bundle, config_path};
use crate::parse::Document;
use crate::parse::yaml::Word;
use crate::path::{Address, SourcePath};
use crate::slug::Slug;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What is published, still apart.
pub struct Parts {
    /// Newest first, then by slug.
    pub articles: Vec<Arc<Article>>,
    pub entities: BTreeMap<EntityId, Arc<Entity>>,
    pub pages: Vec<Arc<Page>>,
    /// Pages that a reader does not get, and why.
    pub withheld: BTreeMap<Address, String>,
    /// The same by file.
    pub withheld_files: BTreeMap<SourcePath, String>,
    /// The same as a list, drafts of entities among them.
    pub withheld_list: Vec<Withheld>,
    pub next_change: Option<Timestamp>,
}

/// Keeps what is to be seen now, and one of those that would share an address.
pub fn publish(
    config: &Config,
    items: Vec<Item>,
    circumstances: &Circumstances,
    diagnostics: &mut Vec<Diagnostic>,
) -> Parts {
    let mut parts = Parts {
        articles: Vec::new(),
        entities: BTreeMap::new(),
        pages: Vec::new(),
        withheld: BTreeMap::new(),
        withheld_files: BTreeMap::new(),
        withheld_list: Vec::new(),
        next_change: None,
    };
    let mut taken: HashMap<Address, SourcePath> = HashMap::new();
    for item in items {
        let (address, path) = match &item {
            Item::Article(article) => (&article.address, Some(&article.document.path)),
            Item::Page(page) => (&page.address, Some(&page.document.path)),
            Item::Entity(e) => (&e.address, e.document.as_ref().map(|d| &d.path)),
        };
        let (address, Some(path)) = (address.clone(), path.cloned()) else { continue };
        if let Some(first) = taken.get(&address) {
            diagnostics.push(same_address(&address, first, &path, &item));
            continue;
        }
        taken.insert(address.clone(), path.clone());
        let reason = withheld(&item, circumstances, &config.time_zone, &mut parts.next_change, diagnostics);
        if let Some((why, reason)) = reason {
            parts.withheld_list.push(Withheld::new(&item, &path, &address, why));
            // A draft of an entity keeps its name: what is tagged with it gets a page made from tags alone.
            if let Item::Entity(entity) = &item {
                let stub = Entity::stub(&entity.kind, entity.slug.clone(), entity.name.clone());
                parts.add_entity(config, Arc::new(stub));
            } else {
                parts.withheld.insert(address, reason.clone());
                parts.withheld_files.insert(path, reason);
            }
            continue;
        }
        match item {
            Item::Article(article) => parts.articles.push(article),
            Item::Page(page) => parts.pages.push(page),
            Item::Entity(entity) => parts.add_entity(config, entity),
        }
    }
    parts.articles.sort_by(|a, b| b.date.at.cmp(&a.date.at).then_with(|| a.slug.cmp(&b.slug)));
    parts
}

/// Whoever bears names: all kinds and entities.
type Bearers = (Vec<Arc<Kind>>, BTreeMap<EntityId, Arc<Entity>>);

/// What names are remembered by: the entities, and, where one changed, whether it is called anything else.
#[derive(Debug, Default)]
pub struct NamesMemory {
    whole: Last<Bearers, Arc<Names>>,
    kept: Kept<Names>,
}

impl Parts {
    fn add_entity(&mut self, config: &Config, entity: Arc<Entity>) {
        let kind = config.kinds.iter().position(|kind| kind.key == entity.kind.key).unwrap_or(0);
        self.entities.insert(EntityId { kind, slug: entity.slug.clone() }, entity);
    }

    /// The file of every published page, with its address.
    pub fn documents(&self) -> impl Iterator<Item = (&SourcePath, &Address)> {
        let articles = self.articles.iter().map(|a| (&a.document.path, &a.address));
        let pages = self.pages.iter().map(|p| (&p.document.path, &p.address));
        let entities = self.entities.values().filter_map(|e| Some((e.document.as_ref()?, e)));
        let entities = entities.map(|(document, e)| (&document.path, &e.address));
        articles.chain(pages).chain(entities)
    }

    /// What all entities are called.
    pub fn names(&self, kinds: &[Arc<Kind>], memory: &mut NamesMemory) -> Arc<Names> {
        let question = (kinds.to_vec(), self.entities.clone());
        if let Some(names) = memory.whole.answer(&question) {
            return names;
        }
        let called = self.entities.iter().map(|(id, entity)| (id.clone(), Called::new(entity)));
        let names = memory.kept.keep(Names::new(kinds, called.collect()));
        memory.whole.learn(question, names)
    }
}

fn same_address(address: &Address, first: &SourcePath, second: &SourcePath, item: &Item) -> Diagnostic {
    let message = format!("{} and {} would both become {address}.", first.as_str(), second.as_str());
    let help = match item {
        Item::Article(article) => format!("Rename one, or add  slug: {}-2", article.slug),
        _ => "Rename one, or join the two.".to_owned(),
    };
    Diagnostic::error(Code::SameAddress, second, 0..0, message).help(help)
}

/// Why an item is not to be seen now; also keeps when that changes.
fn withheld(
    item: &Item,
    circumstances: &Circumstances,
    zone: &TimeZone,
    next_change: &mut Option<Timestamp>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Reason, String)> {
    if item.is_draft() && !circumstances.drafts {
        return Some((Reason::Draft, "it is a draft".to_owned()));
    }
    let Item::Article(article) = item else { return None };
    let now = circumstances.now;
    let mut changes_at = |at: Timestamp| *next_change = Some(next_change.map_or(at, |next| next.min(at)));
    if article.date.at > now {
        changes_at(article.date.at);
        let until = article.date.text(zone);
        let span = article.document.front_matter.get("date").map(|node| node.span.clone());
        let message = format!("This article is held back until {until}: its date lies in the future.");
        diagnostics.push(Diagnostic::note(Code::Withheld, &article.document.path, span, message));
        return Some((Reason::Future, format!("it is held back until {until}")));
    }
    let expires = article.expires?;
    if expires.at <= now {
        return Some((Reason::Expired, format!("it expired on {}", expires.day)));
    }
    changes_at(expires.at);
    None
}

/// A word that names nothing yet: the kind that it is a tag of, its slug, and how it is written.
type New = (usize, Slug, Word);
/// The tags of each file that have no entity of their own, by what the file and all names are.
pub type Tags = Memo<SourcePath, (Item, Arc<Names>, Arc<Config>), Arc<Vec<New>>>;

/// Makes an entity of every tag that has no file. `names` are those of the entities that have one.
pub fn add_stubs(
    config: &Arc<Config>,
    parts: &mut Parts,
    names: &Arc<Names>,
    memory: &mut Tags,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let articles = parts.articles.iter().map(|article| (&article.document, Item::Article(article.clone())));
    let with_file = parts.entities.values().filter_map(|entity| Some((entity.document.as_ref()?, entity)));
    let entities = with_file.map(|(document, entity)| (document, Item::Entity(entity.clone())));
    let question =
        |(document, item): (&Arc<Document>, Item)| (document.path.clone(), (item, names.clone(), config.clone()));
    let questions: Vec<_> = articles.chain(entities).map(question).collect();
    let paths: Vec<SourcePath> = questions.iter().map(|(path, _)| path.clone()).collect();
    let new = memory.answer(questions, |_, (item, names, config)| Arc::new(new_tags(item, names, config)));
    for (path, new) in paths.iter().zip(&new) {
        for (kind, slug, word) in new.iter() {
            let kind_of = &config.kinds[*kind];
            diagnostics.push(stub_warning(kind_of, slug, word, path));
            let id = EntityId { kind: *kind, slug: slug.clone() };
            let stub = || Arc::new(Entity::stub(kind_of, slug.clone(), word.text.clone()));
            parts.entities.entry(id).or_insert_with(stub);
        }
    }
}

/// The tags of an article, and the entities that a file of one refers to, that are not there.
fn new_tags(item: &Item, names: &Names, config: &Config) -> Vec<New> {
    let place = |key: &str| config.kinds.iter().position(|kind| kind.key == key);
    let words: Vec<(usize, &Word)> = match item {
        Item::Article(article) => {
            let tags = article.tags.iter().filter_map(|(key, words)| Some((place(key)?, words)));
            tags.flat_map(|(kind, words)| words.iter().map(move |word| (kind, word))).collect()
        }
        Item::Entity(entity) => {
            let parts = entity.facts.iter().flat_map(|fact| fact.values.iter().flatten());
            let reference = |part| match part {
                &Part::Reference(Reference { wanted: Wanted::Kind(ref key), ref word }) => Some((place(key)?, word)),
                _ => None,
            };
            parts.filter_map(reference).collect()
        }
        Item::Page(_) => Vec::new(),
    };
    let stub = |(kind, word): (usize, &Word)| {
        if !config.kinds[kind].stubs || names.lookup(&word.text, Some(kind)).is_ok() {
            return None;
        }
        match names.find(&word.text, Some(kind)) {
            Err(Unknown::New { slug: Some(slug) }) => Some((kind, slug, word.clone())),
            _ => None,
        }
    };
    words.into_iter().filter_map(stub).collect()
}

/// Static files, and the files that lie beside a page that has a folder of its own.
///
/// A file of the content that nothing publishes is told, since it would be missed by a reader first.
pub fn files(sources: &Sources, parts: &Parts) -> (BTreeMap<Address, SourcePath>, Vec<Diagnostic>) {
    let mut files = BTreeMap::new();
    let mut unused = Vec::new();
    for (path, _) in sources.in_folder(STATIC) {
        files.insert(Address::new(format!("/{}", path.below(STATIC).unwrap_or(""))), path.clone());
    }
    let settings = config_path();
    let others: Vec<&SourcePath> = sources
        .in_folder(CONTENT)
        .map(|(file, _)| file)
        .filter(|file| file.extension() != "md" && **file != settings)
        .collect();
    if others.is_empty() {
        return (files, unused);
    }
    let homes: HashMap<&SourcePath, &Address> = parts.documents().collect();
    for file in others {
        match nearest_index(sources, file) {
            Some((index, below)) => {
                // A page that is withheld keeps its files to itself.
                files.extend(homes.get(&index).map(|address| (address.join(below), file.clone())));
            }
            None => {
                let message = "This file is not published: only files beside an index.md are.";
                let help = "Give its article a folder of its own with index.md, or move the file to static/.";
                unused.push(Diagnostic::warning(Code::BadFile, file, None, message).help(help));
            }
        }
    }
    (files, unused)
}

/// The `index.md` in whose folder a file stands, at whatever depth, and the file's path from there.
fn nearest_index<'a>(sources: &Sources, file: &'a SourcePath) -> Option<(SourcePath, &'a str)> {
    let folders = file.as_str().match_indices('/').map(|(at, _)| file.as_str().split_at(at)).rev();
    let mut indexes = folders.map(|(folder, below)| (SourcePath::new(format!("{folder}/index.md")), &below[1..]));
    indexes.find(|(index, _)| bundle(index).is_some() && sources.files.contains_key(index))
}

pub fn redirects(parts: &Parts) -> Vec<Redirect> {
    let mut redirects = Vec::new();
    let mut add = |words: &[Word], path: &SourcePath, to: &Address| {
        for word in words {
            let (to, path, span) = (to.clone(), path.clone(), word.span.clone());
            redirects.push(Redirect { old: Address::new(&word.text), to, path, span });
        }
    };
    for article in &parts.articles {
        add(&article.redirects, &article.document.path, &article.address);
    }
    for entity in parts.entities.values() {
        if let Some(document) = &entity.document {
            add(&entity.redirects, &document.path, &entity.address);
        }
    }
    for page in &parts.pages {
        add(&page.redirects, &page.document.path, &page.address);
    }
    redirects
}

/// The warning for a tag that makes a page of its own.
fn stub_warning(kind: &Kind, slug: &Slug, word: &Word, path: &SourcePath) -> Diagnostic {
    let title = kind.title.to_lowercase();
    let message = format!("No {title} is called \"{}\", so its page is made from tags alone.", word.text);
    let help = format!("Say who it is in  content/{}/{slug}.md", kind.folder);
    Diagnostic::warning(Code::UnknownTag, path, word.span.clone(), message).help(help)
}
