//! All files together: tags and links find their entities, and every entity learns who speaks of it.
//!
//! Fourth step of the pipeline, the first that sees the whole site. It decides what is published, who is who, and
//! where each link leads; it never decides how a page looks or which pages a list is cut into.

mod body;
pub use body::plain_text as plain;
mod lookup;
pub mod names;
pub mod sentence;
pub mod target;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::load::Sources;
use crate::model::config::{ARTICLES, Kind};
use crate::model::entity::Page;
use crate::model::statement::{Part, Phrase, Statement, Wanted};
use crate::model::{Article, Config, Entity, Item};
use crate::parse::Document;
use crate::parse::markdown::Resolved;
use crate::parse::yaml::Word;
use crate::path::{Address, SourcePath};
use crate::slug::Slug;
use jiff::Timestamp;
use lookup::Lookup;
use names::Names;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// An entity's identity: the place of its kind in the settings, and its slug.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId {
    pub kind: usize,
    pub slug: Slug,
}

/// What the build is told from outside, beside the files.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstances {
    /// The present.
    pub now: Timestamp,
    /// Whether drafts are published.
    pub drafts: bool,
}

/// A site whose parts know each other.
#[derive(Debug, Clone)]
pub struct Site {
    pub config: Arc<Config>,
    /// Newest first.
    pub articles: Vec<LinkedArticle>,
    pub entities: BTreeMap<EntityId, LinkedEntity>,
    pub pages: Vec<LinkedPage>,
    /// Files beside articles and static files: their address, and where they come from.
    pub files: BTreeMap<Address, SourcePath>,
    /// Old addresses, with the page that each leads to and the place where that is written.
    pub redirects: Vec<Redirect>,
    /// Links whose address is to be looked up among the planned pages.
    pub checks: Vec<Check>,
    /// When something is published or expires next.
    pub next_change: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct LinkedArticle {
    pub article: Arc<Article>,
    pub address: Address,
    pub links: Vec<Resolved>,
    /// The entities that its tags name, by kind, in the order of the tags.
    pub tagged: Vec<EntityId>,
    /// The entities that its text and facts name beyond those.
    pub named: Vec<EntityId>,
    pub authors: Vec<LinkedPart>,
    pub statements: Vec<LinkedStatement>,
    /// The same article in other languages, where there is a page of it.
    pub translations: Vec<(String, Address)>,
    /// The file beside the article that is its picture, or an address.
    pub image: Option<String>,
}

#[derive(Debug, Clone)]
pub struct LinkedEntity {
    pub entity: Arc<Entity>,
    pub address: Address,
    pub links: Vec<Resolved>,
    pub facts: Vec<LinkedFact>,
    pub sources: Vec<EntityId>,
    pub superseded_by: Option<EntityId>,
    /// The entities whose facts name this one: the fact's key, and who.
    pub named_by: Vec<(&'static str, EntityId)>,
    /// The articles that are tagged with it: their places in [`Site::articles`], newest first.
    pub articles: Vec<usize>,
    /// Where it is spoken of, newest articles first, then other pages.
    pub backlinks: Vec<Backlink>,
}

#[derive(Debug, Clone)]
pub struct LinkedPage {
    pub page: Arc<Page>,
    pub address: Address,
    pub links: Vec<Resolved>,
}

/// A fact whose references have been looked up.
#[derive(Debug, Clone)]
pub struct LinkedFact {
    pub key: &'static str,
    pub values: Vec<Vec<LinkedPart>>,
}

#[derive(Debug, Clone)]
pub struct LinkedStatement {
    pub block: &'static str,
    pub values: Vec<(&'static str, Vec<LinkedPart>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LinkedPart {
    pub text: String,
    pub to: Option<EntityId>,
}

/// A sentence that speaks of an entity, and the page it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Backlink {
    pub from: From,
    /// The sentence, cut in three: before the mention, the mention, after it.
    pub sentence: Arc<[String; 3]>,
}

/// A page that speaks of entities.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum From {
    /// Its place in [`Site::articles`].
    Article(usize),
    Entity(EntityId),
    /// Its place in [`Site::pages`].
    Page(usize),
}

#[derive(Debug, Clone)]
pub struct Redirect {
    pub old: Address,
    pub to: Address,
    pub path: SourcePath,
    pub span: Span,
}

/// A link to an address, looked up once all pages are planned.
#[derive(Debug, Clone)]
pub struct Check {
    pub address: Address,
    pub anchor: Option<String>,
    pub path: SourcePath,
    pub span: Span,
}

/// Joins all items to a site.
pub fn link(
    sources: &Sources,
    config: &Arc<Config>,
    items: Vec<Item>,
    circumstances: &Circumstances,
) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut parts = publish(config, items, circumstances, &mut diagnostics);
    add_stubs(config, &mut parts, &mut diagnostics);
    let files = published_files(sources, &parts);
    let redirects = redirects(&parts);

    let lookup = Lookup::new(config, sources, &parts, &files);
    let (mut site, told) = connect(config, &parts, &lookup);
    diagnostics.extend(told);
    site.files = files;
    site.redirects = redirects;
    site.next_change = parts.next_change;
    (site, diagnostics)
}

/// What is published, still apart.
struct Parts {
    /// Newest first, then by slug.
    articles: Vec<Arc<Article>>,
    entities: BTreeMap<EntityId, Arc<Entity>>,
    pages: Vec<Arc<Page>>,
    /// Pages that a reader does not get, and why.
    withheld: HashMap<Address, String>,
    /// The same by file.
    withheld_files: HashMap<SourcePath, String>,
    next_change: Option<Timestamp>,
}

/// The address of an article.
fn article_address(slug: &Slug) -> Address {
    Address::new(format!("/{ARTICLES}/{slug}/"))
}

/// The address of an entity.
pub fn entity_address(kind: &Kind, slug: &Slug) -> Address {
    Address::new(format!("/{}/{slug}/", kind.folder))
}

fn page_address(page: &Page) -> Address {
    Address::new(format!("/{}/", page.path))
}

/// Keeps what is to be seen now, and one of those that would share an address.
fn publish(
    config: &Config,
    items: Vec<Item>,
    circumstances: &Circumstances,
    diagnostics: &mut Vec<Diagnostic>,
) -> Parts {
    let mut parts = Parts {
        articles: Vec::new(),
        entities: BTreeMap::new(),
        pages: Vec::new(),
        withheld: HashMap::new(),
        withheld_files: HashMap::new(),
        next_change: None,
    };
    let mut taken: HashMap<Address, SourcePath> = HashMap::new();
    for item in items {
        let (address, path) = match &item {
            Item::Article(article) => (article_address(&article.slug), Some(&article.document.path)),
            Item::Page(page) => (page_address(page), Some(&page.document.path)),
            Item::Entity(e) => (entity_address(&e.kind, &e.slug), e.document.as_ref().map(|d| &d.path)),
        };
        let Some(path) = path.cloned() else { continue };
        if let Some(first) = taken.get(&address) {
            diagnostics.push(same_address(&address, first, &path, &item));
            continue;
        }
        taken.insert(address.clone(), path.clone());
        let reason = withheld(&item, circumstances, &mut parts.next_change, diagnostics);
        if let Some(reason) = reason {
            // A draft of an entity keeps its name: what is tagged with it gets a page made from tags alone.
            if let Item::Entity(entity) = &item {
                parts.add_entity(config, Entity::stub(&entity.kind, entity.slug.clone(), entity.name.clone()));
            } else {
                parts.withheld.insert(address, reason.clone());
                parts.withheld_files.insert(path, reason);
            }
            continue;
        }
        match item {
            Item::Article(article) => parts.articles.push(Arc::new(article)),
            Item::Page(page) => parts.pages.push(Arc::new(page)),
            Item::Entity(entity) => parts.add_entity(config, entity),
        }
    }
    parts.articles.sort_by(|a, b| b.date.at.cmp(&a.date.at).then_with(|| a.slug.cmp(&b.slug)));
    parts
}

impl Parts {
    fn add_entity(&mut self, config: &Config, entity: Entity) {
        let kind = config.kinds.iter().position(|kind| kind.key == entity.kind.key).unwrap_or(0);
        self.entities.insert(EntityId { kind, slug: entity.slug.clone() }, Arc::new(entity));
    }

    fn names<'a>(&'a self, kinds: &'a [Arc<Kind>]) -> Names<'a> {
        Names::new(kinds, self.entities.iter().map(|(id, entity)| (id.clone(), &**entity)))
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
    next_change: &mut Option<Timestamp>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    if item.is_draft() && !circumstances.drafts {
        return Some("it is a draft".to_owned());
    }
    let Item::Article(article) = item else { return None };
    let now = circumstances.now;
    let mut changes_at = |at: Timestamp| *next_change = Some(next_change.map_or(at, |next| next.min(at)));
    if article.date.at > now {
        changes_at(article.date.at);
        let until = if article.date.timed { article.date.at.to_string() } else { article.date.day.to_string() };
        let span = article.document.front_matter.get("date").map(|node| node.span.clone());
        let message = format!("This article is held back until {until}: its date lies in the future.");
        diagnostics.push(Diagnostic::note(Code::Withheld, &article.document.path, span, message));
        return Some(format!("it is held back until {until}"));
    }
    let expires = article.expires?;
    if expires.at <= now {
        return Some(format!("it expired on {}", expires.day));
    }
    changes_at(expires.at);
    None
}

/// Makes an entity of every tag that has no file.
fn add_stubs(config: &Config, parts: &mut Parts, diagnostics: &mut Vec<Diagnostic>) {
    let mut stubs: BTreeMap<EntityId, Entity> = BTreeMap::new();
    let names = parts.names(&config.kinds);
    let mut consider = |kind: usize, word: &Word, path: &SourcePath| {
        let kind_of = &config.kinds[kind];
        if !kind_of.stubs {
            return;
        }
        let Err(names::Unknown::New { slug: Some(slug) }) = names.find(&word.text, Some(kind)) else { return };
        diagnostics.push(lookup::stub_warning(kind_of, &slug, word, path));
        let id = EntityId { kind, slug: slug.clone() };
        stubs.entry(id).or_insert_with(|| Entity::stub(kind_of, slug, word.text.clone()));
    };
    for article in &parts.articles {
        for (key, words) in &article.tags {
            let Some(kind) = config.kinds.iter().position(|kind| kind.key == *key) else { continue };
            words.iter().for_each(|word| consider(kind, word, &article.document.path));
        }
    }
    for entity in parts.entities.values() {
        let Some(document) = &entity.document else { continue };
        let references = entity.facts.iter().flat_map(|fact| fact.values.iter().flatten());
        for part in references {
            if let Part::Reference(reference) = part
                && let Wanted::Kind(key) = &reference.wanted
                && let Some(kind) = config.kinds.iter().position(|kind| kind.key == *key)
            {
                consider(kind, &reference.word, &document.path);
            }
        }
    }
    for (id, stub) in stubs {
        parts.entities.entry(id).or_insert_with(|| Arc::new(stub));
    }
}

/// Static files, and the files that lie beside an article or another page that has a folder of its own.
fn published_files(sources: &Sources, parts: &Parts) -> BTreeMap<Address, SourcePath> {
    let mut files = BTreeMap::new();
    for (path, _) in sources.in_folder(crate::load::STATIC) {
        files.insert(Address::new(format!("/{}", path.below(crate::load::STATIC).unwrap_or(""))), path.clone());
    }
    let articles = parts.articles.iter().map(|a| (&a.document.path, article_address(&a.slug)));
    let pages = parts.pages.iter().map(|p| (&p.document.path, page_address(p)));
    let entities =
        parts.entities.values().filter_map(|e| Some((&e.document.as_ref()?.path, entity_address(&e.kind, &e.slug))));
    for (path, address) in articles.chain(pages).chain(entities) {
        let Some(folder) = crate::model::bundle(path) else { continue };
        for (file, _) in sources.in_folder(folder) {
            let below = file.below(folder).unwrap_or("");
            let nested = below.rsplit_once('/').is_some_and(|(inner, _)| {
                let index = SourcePath::new(format!("{folder}/{inner}/index.md"));
                sources.files.contains_key(&index)
            });
            if file.extension() != "md" && !nested {
                files.insert(address.join(below), file.clone());
            }
        }
    }
    files
}

fn redirects(parts: &Parts) -> Vec<Redirect> {
    let mut redirects = Vec::new();
    let mut add = |words: &[Word], path: &SourcePath, to: Address| {
        for word in words {
            let (to, path, span) = (to.clone(), path.clone(), word.span.clone());
            redirects.push(Redirect { old: Address::new(&word.text), to, path, span });
        }
    };
    for article in &parts.articles {
        add(&article.redirects, &article.document.path, article_address(&article.slug));
    }
    for entity in parts.entities.values() {
        if let Some(document) = &entity.document {
            add(&entity.redirects, &document.path, entity_address(&entity.kind, &entity.slug));
        }
    }
    for page in &parts.pages {
        add(&page.redirects, &page.document.path, page_address(page));
    }
    redirects
}

/// What one file's links and facts come to.
struct Linked<T> {
    value: T,
    from: From,
    mentions: Vec<body::Mention>,
    checks: Vec<Check>,
    diagnostics: Vec<Diagnostic>,
}

/// Looks up every name and link, each file by itself and on all cores, then turns them round.
fn connect(config: &Arc<Config>, parts: &Parts, lookup: &Lookup<'_>) -> (Site, Vec<Diagnostic>) {
    let articles: Vec<_> =
        parts.articles.par_iter().enumerate().map(|(n, article)| link_article(n, article, lookup)).collect();
    let entities: Vec<_> = parts.entities.par_iter().map(|(id, entity)| link_entity(id, entity, lookup)).collect();
    let pages: Vec<_> = parts.pages.par_iter().enumerate().map(|(n, page)| link_page(n, page, lookup)).collect();

    let mut gathered = Gathered::default();
    let articles: Vec<LinkedArticle> = articles.into_iter().map(|linked| gathered.take(linked)).collect();
    let entities: Vec<(EntityId, LinkedEntity)> = entities.into_iter().map(|linked| gathered.take(linked)).collect();
    let pages: Vec<LinkedPage> = pages.into_iter().map(|linked| gathered.take(linked)).collect();

    let mut site = Site {
        config: config.clone(),
        articles,
        entities: entities.into_iter().collect(),
        pages,
        files: BTreeMap::new(),
        redirects: Vec::new(),
        checks: gathered.checks,
        next_change: None,
    };
    turn_round(&mut site, gathered.mentions);
    (site, gathered.diagnostics)
}

#[derive(Default)]
struct Gathered {
    mentions: Vec<(From, body::Mention)>,
    checks: Vec<Check>,
    diagnostics: Vec<Diagnostic>,
}

impl Gathered {
    fn take<T>(&mut self, linked: Linked<T>) -> T {
        self.mentions.extend(linked.mentions.into_iter().map(|mention| (linked.from.clone(), mention)));
        self.checks.extend(linked.checks);
        self.diagnostics.extend(linked.diagnostics);
        linked.value
    }
}

fn link_article(n: usize, article: &Arc<Article>, lookup: &Lookup<'_>) -> Linked<LinkedArticle> {
    let mut look = lookup.in_file(&article.document.path);
    let tagged = look.tags(&article.tags);
    let address = article_address(&article.slug);
    let mut body = body::link(&article.document, &address, &mut look);
    let statements: Vec<LinkedStatement> = article.statements.iter().map(|s| link_statement(s, &mut look)).collect();
    body.mentions.extend(statements.iter().flat_map(body::mentions_in_statement));
    let named: BTreeSet<EntityId> = body.mentions.iter().map(|mention| mention.of.clone()).collect();
    let value = LinkedArticle {
        named: named.into_iter().filter(|id| !tagged.contains(id)).collect(),
        tagged,
        authors: article.authors.iter().map(|word| look.author(word)).collect(),
        translations: look.translations(&article.translations),
        image: article.image.as_ref().and_then(|word| look.image(word, &article.document.path)),
        statements,
        links: body.resolved,
        address,
        article: article.clone(),
    };
    Linked {
        value,
        from: From::Article(n),
        mentions: body.mentions,
        checks: look.checks,
        diagnostics: look.diagnostics,
    }
}

fn link_entity(id: &EntityId, entity: &Arc<Entity>, lookup: &Lookup<'_>) -> Linked<(EntityId, LinkedEntity)> {
    let address = entity_address(&entity.kind, &entity.slug);
    let mut linked = LinkedEntity {
        entity: entity.clone(),
        address,
        links: Vec::new(),
        facts: Vec::new(),
        sources: Vec::new(),
        superseded_by: None,
        named_by: Vec::new(),
        articles: Vec::new(),
        backlinks: Vec::new(),
    };
    let from = From::Entity(id.clone());
    let Some(document) = &entity.document else {
        return Linked { value: (id.clone(), linked), from, mentions: vec![], checks: vec![], diagnostics: vec![] };
    };
    let mut look = lookup.in_file(&document.path);
    let body = body::link(document, &linked.address, &mut look);
    linked.links = body.resolved;
    for fact in &entity.facts {
        let values = fact.values.iter().map(|phrase| link_phrase(phrase, &mut look)).collect();
        linked.facts.push(LinkedFact { key: fact.key, values });
    }
    linked.sources = look.tags(&[(crate::model::config::SOURCE_KEY.to_owned(), entity.sources.clone())]);
    linked.superseded_by = entity.superseded_by.as_ref().and_then(|word| look.entity(word, Some(id.kind)));
    let mentions = body.mentions.into_iter().filter(|mention| mention.of != *id).collect();
    Linked { value: (id.clone(), linked), from, mentions, checks: look.checks, diagnostics: look.diagnostics }
}

fn link_page(n: usize, page: &Arc<Page>, lookup: &Lookup<'_>) -> Linked<LinkedPage> {
    let mut look = lookup.in_file(&page.document.path);
    let address = page_address(page);
    let body = body::link(&page.document, &address, &mut look);
    let value = LinkedPage { page: page.clone(), address, links: body.resolved };
    Linked { value, from: From::Page(n), mentions: body.mentions, checks: look.checks, diagnostics: look.diagnostics }
}

fn link_statement(statement: &Statement, look: &mut lookup::InFile<'_>) -> LinkedStatement {
    let values = statement.values.iter().map(|(key, phrase)| (*key, link_phrase(phrase, look))).collect();
    LinkedStatement { block: statement.block, values }
}

fn link_phrase(phrase: &Phrase, look: &mut lookup::InFile<'_>) -> Vec<LinkedPart> {
    let part = |part: &Part| match part {
        Part::Text(text) => LinkedPart { text: text.clone(), to: None },
        Part::Reference(reference) => look.reference(reference),
    };
    phrase.iter().map(part).collect()
}

/// Gives every entity what others say of it.
fn turn_round(site: &mut Site, mentions: Vec<(From, body::Mention)>) {
    let mut named_by: Vec<(EntityId, &'static str, EntityId)> = Vec::new();
    for (id, linked) in &site.entities {
        for fact in &linked.facts {
            let parts = fact.values.iter().flatten();
            named_by.extend(parts.filter_map(|part| Some((part.to.clone()?, fact.key, id.clone()))));
        }
    }
    for (of, key, by) in named_by {
        if let Some(linked) = site.entities.get_mut(&of)
            && !linked.named_by.contains(&(key, by.clone()))
        {
            linked.named_by.push((key, by));
        }
    }
    for (n, article) in site.articles.iter().enumerate() {
        for id in &article.tagged {
            if let Some(linked) = site.entities.get_mut(id) {
                linked.articles.push(n);
            }
        }
    }
    for (from, mention) in mentions {
        if let Some(linked) = site.entities.get_mut(&mention.of) {
            linked.backlinks.push(Backlink { from, sentence: mention.sentence });
        }
    }
    for linked in site.entities.values_mut() {
        linked.backlinks.sort_by(|a, b| a.from.cmp(&b.from));
        linked.backlinks.dedup_by(|a, b| a.from == b.from && a.sentence.concat() == b.sentence.concat());
    }
}

impl Site {
    /// The document behind an address, for its anchors.
    pub fn documents(&self) -> impl Iterator<Item = (&Address, &Arc<Document>)> {
        let articles = self.articles.iter().map(|linked| (&linked.address, &linked.article.document));
        let entities = self.entities.values().filter_map(|e| Some((&e.address, e.entity.document.as_ref()?)));
        let pages = self.pages.iter().map(|linked| (&linked.address, &linked.page.document));
        articles.chain(entities).chain(pages)
    }
}
