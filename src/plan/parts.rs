//! What several pages show: links to entities, summaries of articles, facts. Each is made once and shared.

use super::neighbours::{self, Neighbours};
use crate::context::{
    ArticleSummary, EntityGroup, EntityLink, FactContext, FeedLink, HeadingContext, KindContext, MenuContext,
    PageContext, PublisherContext, SiteContext, TextLink,
};
use crate::facts::Ledger;
use crate::link::{EntityId, LinkedArticle, LinkedEntity, LinkedPart, Site, entity_address, sentence};
use crate::memo::{Kept, KeptEach, Memo};
use crate::model::Config;
use crate::model::kind::{Kind, SOURCE_KEY};
use crate::parse::Document;
use crate::parse::body::{BlockKind, Filling};
use crate::path::Address;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The link to every entity.
pub type Links = BTreeMap<EntityId, Arc<EntityLink>>;

/// What all pages share: whatever is worked out from this and an article or entity alone can be remembered.
#[derive(Debug, PartialEq, Eq)]
pub struct Shared {
    pub config: Arc<Config>,
    /// One for each of the settings' kinds, by its place there.
    pub kinds: Vec<Arc<KindContext>>,
    pub links: Links,
}

pub struct Parts<'a> {
    pub site: &'a Site,
    pub shared: Arc<Shared>,
    pub site_context: Arc<SiteContext>,
    /// One for each article, by its place in the site.
    pub summaries: Vec<Arc<ArticleSummary>>,
    pub neighbours: Arc<Neighbours>,
    /// The day of the last change of each article, by its place in the site: its own, or a correction on which it rests.
    pub updated: Vec<Date>,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    kinds: KeptEach<usize, KindContext>,
    links: KeptEach<EntityId, EntityLink>,
    shared: Kept<Shared>,
    site: Kept<SiteContext>,
    summaries: Memo<Address, (Arc<LinkedArticle>, Arc<Shared>), Arc<ArticleSummary>>,
    neighbours: neighbours::Memory,
}

/// Where the archive is.
pub fn archive_address() -> Address {
    Address::new("/articles/")
}

impl<'a> Parts<'a> {
    pub fn new(site: &'a Site, ledger: &Ledger, memory: &mut Memory) -> Self {
        let config = site.config.clone();
        let kind = |(n, kind): (usize, &Arc<Kind>)| {
            let url = format!("{}/{}/", config.prefix(), kind.folder);
            let (key, title, plural) = (kind.key.clone(), kind.title.clone(), kind.plural.clone());
            (n, KindContext { key, title, plural, url })
        };
        let kinds = memory.kinds.keep(config.kinds.iter().enumerate().map(kind).collect());
        let links = site.entities.iter().map(|(id, linked)| (id.clone(), entity_link(site, id, linked))).collect();
        let links = memory.links.keep(links);
        let shared = memory.shared.keep(Shared { config, kinds: kinds.into_values().collect(), links });
        let site_context = memory.site.keep(site_context(site, &shared.kinds));
        let question = |article: &Arc<LinkedArticle>| (article.address.clone(), (article.clone(), shared.clone()));
        let summaries =
            memory.summaries.answer(site.articles.iter().map(question).collect(), |_, (article, shared)| {
                Arc::new(shared.summary(article))
            });
        let neighbours = neighbours::neighbours(site, |id| shared.is_source(id), &mut memory.neighbours);
        let updated = updated(site, ledger);
        Parts { site, shared, site_context, summaries, neighbours, updated }
    }

    /// The day of the newest change among articles.
    pub fn last_change(&self, articles: impl Iterator<Item = usize>) -> Option<String> {
        articles.map(|n| self.updated[n]).max().map(|day| day.to_string())
    }
}

fn updated(site: &Site, ledger: &Ledger) -> Vec<Date> {
    let mut corrected: BTreeMap<&Address, Date> = BTreeMap::new();
    for correction in &ledger.corrections {
        for address in &correction.articles {
            let known = corrected.entry(address).or_insert(correction.correction().date);
            *known = correction.correction().date.max(*known);
        }
    }
    let last = |article: &Arc<LinkedArticle>| {
        let corrected = corrected.get(&article.address).copied();
        corrected.map_or(article.article.updated, |day| day.max(article.article.updated))
    };
    site.articles.iter().map(last).collect()
}

impl Shared {
    /// An address as links within the site have it.
    pub fn url(&self, address: &Address) -> String {
        format!("{}{}", self.config.prefix(), address.encoded())
    }

    /// The whole address, or an empty text when the site does not know its own.
    pub fn whole(&self, address: &Address) -> String {
        self.config.base_url.as_ref().map_or(String::new(), |base| format!("{}{}", base.as_str(), address.encoded()))
    }

    pub fn page(&self, type_: &'static str, title: &str, description: &str, address: &Address) -> PageContext {
        PageContext {
            type_,
            title: title.to_owned(),
            description: description.to_owned(),
            url: self.url(address),
            canonical: self.whole(address),
            lang: None,
            feed: self.feed_link(&self.config.title, &Address::new("/")),
        }
    }

    pub fn feed_link(&self, title: &str, page: &Address) -> Option<FeedLink> {
        let url = self.url(&page.join("feed.xml"));
        self.config.base_url.is_some().then(|| FeedLink { title: title.to_owned(), url })
    }

    /// The feed of changes in access that belongs to a page.
    pub fn access_feed(&self, page: &Address) -> Option<FeedLink> {
        let url = self.url(&page.join("access.xml"));
        self.config.base_url.is_some().then(|| FeedLink { title: "Changes in access".to_owned(), url })
    }

    /// The page of an entity.
    pub fn address(&self, id: &EntityId) -> Address {
        entity_address(&self.config.kinds[id.kind], &id.slug)
    }

    pub fn link(&self, id: &EntityId) -> Option<Arc<EntityLink>> {
        self.links.get(id).cloned()
    }

    pub fn links(&self, ids: &[EntityId]) -> Vec<Arc<EntityLink>> {
        ids.iter().filter_map(|id| self.link(id)).collect()
    }

    pub fn is_source(&self, id: &EntityId) -> bool {
        self.config.kinds[id.kind].key == SOURCE_KEY
    }

    /// Entities sorted into their kinds, sources left out.
    pub fn groups<'b>(&self, ids: impl Iterator<Item = &'b EntityId>) -> Vec<EntityGroup> {
        let mut groups: BTreeMap<usize, Vec<Arc<EntityLink>>> = BTreeMap::new();
        for id in ids.filter(|id| !self.is_source(id)) {
            groups.entry(id.kind).or_default().extend(self.link(id));
        }
        let group = |(kind, entities): (usize, _)| EntityGroup { kind: self.kinds[kind].clone(), entities };
        groups.into_iter().map(group).collect()
    }

    fn summary(&self, linked: &LinkedArticle) -> ArticleSummary {
        let article = &linked.article;
        let tagged: Vec<EntityId> = linked.tagged.iter().filter(|id| !self.is_source(id)).cloned().collect();
        ArticleSummary {
            title: article.title.clone(),
            url: self.url(&linked.address),
            date: article.date.day.to_string(),
            summary: article.summary.clone().unwrap_or_else(|| opening(&article.document, &linked.filling)),
            form: article.form.map(str::to_owned),
            retracted: article.retracted,
            lang: article.lang.clone(),
            entities: self.links(&tagged),
        }
    }

    pub fn text_links(&self, parts: &[LinkedPart]) -> Vec<TextLink> {
        let link = |part: &LinkedPart| {
            let to = part.to.as_ref();
            let url = to.map(|id| self.url(&entity_address(&self.config.kinds[id.kind], &id.slug)));
            TextLink { text: part.text.clone(), url }
        };
        parts.iter().map(link).collect()
    }

    pub fn fact(&self, key: &str, values: &[Vec<LinkedPart>]) -> FactContext {
        let values = values.iter().map(|parts| self.text_links(parts)).collect();
        FactContext { key: key.to_owned(), label: label(key), values }
    }
}

/// The articles that are tagged with an entity or name it, newest first, each once.
pub fn articles_about<'a>(site: &'a Site, linked: &'a LinkedEntity) -> impl Iterator<Item = usize> + 'a {
    let naming = linked.backlinks.iter().map(|backlink| backlink.file).filter(|file| *file < site.articles.len());
    let (mut tagged, mut naming) = (linked.articles.iter().copied().peekable(), naming.peekable());
    let mut last = None;
    std::iter::from_fn(move || {
        loop {
            let next = match (tagged.peek(), naming.peek()) {
                (Some(a), Some(b)) if a <= b => tagged.next(),
                (Some(_), None) => tagged.next(),
                _ => naming.next(),
            };
            if next.is_none() || next != last {
                last = next;
                return next;
            }
        }
    })
}

fn entity_link(site: &Site, id: &EntityId, linked: &LinkedEntity) -> EntityLink {
    let (bloc, hue) = bloc(site, id, linked);
    let entity = &linked.own.entity;
    EntityLink {
        name: entity.name.clone(),
        slug: id.slug.to_string(),
        url: format!("{}{}", site.config.prefix(), linked.own.address.encoded()),
        kind: entity.kind.key.clone(),
        type_: entity.type_.clone(),
        bloc,
        hue,
        stub: entity.document.is_none(),
    }
}

/// The bloc of an entity, which is itself if it is one, with its hue.
fn bloc(site: &Site, id: &EntityId, linked: &LinkedEntity) -> (Option<String>, Option<usize>) {
    let is_bloc = |id: &EntityId| site.config.kinds[id.kind].key == "bloc";
    let stated = linked.own.facts.iter().find(|fact| fact.key == "bloc");
    let of = stated.and_then(|fact| fact.values.iter().flatten().find_map(|part| part.to.clone()));
    match if is_bloc(id) { Some(id.clone()) } else { of } {
        Some(bloc) => {
            let hue = site.entities.get(&bloc).and_then(|linked| linked.own.entity.hue);
            (Some(bloc.slug.to_string()), hue)
        }
        None => (None, None),
    }
}

/// `legal_basis` is `Legal basis`.
fn label(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// The first sentence or two of a body, with the names of what it links to.
pub fn opening(document: &Document, filling: &Filling) -> String {
    let first = document.body.blocks.iter().position(|block| block.kind == BlockKind::Paragraph);
    let text = first.map(|block| crate::link::plain_text(&document.body, block, filling));
    text.map_or(String::new(), |text| sentence::opening(text.trim()).to_owned())
}

pub fn headings(document: &Document) -> Vec<HeadingContext> {
    let heading =
        |h: &crate::parse::body::Heading| HeadingContext { level: h.level, id: h.id.clone(), text: h.text.clone() };
    document.body.headings.iter().map(heading).collect()
}

fn site_context(site: &Site, kinds: &[Arc<KindContext>]) -> SiteContext {
    let config = &*site.config;
    let used: BTreeSet<usize> = site.entities.keys().map(|id| id.kind).collect();
    let menu = config.menu.iter().map(|item| {
        let url = if item.url.starts_with('/') { format!("{}{}", config.prefix(), item.url) } else { item.url.clone() };
        MenuContext { title: item.title.clone(), url }
    });
    SiteContext {
        title: config.title.clone(),
        tagline: config.tagline.clone(),
        language: config.language.clone(),
        base_url: config.base_url.as_ref().map_or(String::new(), |base| base.as_str().to_owned()),
        root: format!("{}/", config.prefix()),
        publisher: config.publisher.as_ref().map(|publisher| PublisherContext {
            name: publisher.name.clone(),
            url: publisher.url.clone(),
            logo: publisher.logo.clone(),
        }),
        author: config.author.clone(),
        licence: config.licence.clone(),
        menu: menu.collect(),
        kinds: kinds.iter().enumerate().filter(|(n, _)| used.contains(n)).map(|(_, kind)| kind.clone()).collect(),
    }
}
