//! What several pages show: links to entities, summaries of articles, facts. Each is made once and shared.

use crate::context::{
    ArticleSummary, EntityGroup, EntityLink, FactContext, FeedLink, HeadingContext, KindContext, MenuContext,
    PageContext, PublisherContext, SiteContext, TextLink,
};
use crate::link::{EntityId, LinkedArticle, LinkedEntity, LinkedPart, Site, entity_address, sentence};
use crate::model::Config;
use crate::model::kind::SOURCE_KEY;
use crate::parse::Document;
use crate::parse::body::{BlockKind, Resolved};
use crate::path::Address;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub struct Parts<'a> {
    pub site: &'a Site,
    pub config: &'a Config,
    pub site_context: Arc<SiteContext>,
    /// One for each of the settings' kinds, by its place there.
    pub kinds: Vec<Arc<KindContext>>,
    pub links: BTreeMap<EntityId, Arc<EntityLink>>,
    /// One for each article, by its place in the site.
    pub summaries: Vec<Arc<ArticleSummary>>,
}

/// Where the archive is.
pub fn archive_address() -> Address {
    Address::new("/articles/")
}

impl<'a> Parts<'a> {
    pub fn new(site: &'a Site) -> Self {
        let config = &*site.config;
        let kinds: Vec<Arc<KindContext>> = config
            .kinds
            .iter()
            .map(|kind| {
                let url = format!("{}/{}/", config.prefix(), kind.folder);
                let (key, title, plural) = (kind.key.clone(), kind.title.clone(), kind.plural.clone());
                Arc::new(KindContext { key, title, plural, url })
            })
            .collect();
        let site_context = Arc::new(site_context(site, &kinds));
        let mut parts = Parts { site, config, site_context, kinds, links: BTreeMap::new(), summaries: Vec::new() };
        parts.links =
            site.entities.iter().map(|(id, linked)| (id.clone(), Arc::new(parts.entity_link(id, linked)))).collect();
        parts.summaries = site.articles.iter().map(|linked| Arc::new(parts.summary(linked))).collect();
        parts
    }

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

    fn entity_link(&self, id: &EntityId, linked: &LinkedEntity) -> EntityLink {
        let (bloc, hue) = self.bloc(id, linked);
        let entity = &linked.entity;
        EntityLink {
            name: entity.name.clone(),
            slug: id.slug.to_string(),
            url: self.url(&linked.address),
            kind: entity.kind.key.clone(),
            type_: entity.type_.clone(),
            bloc,
            hue,
            stub: entity.document.is_none(),
        }
    }

    /// The bloc of an entity, which is itself if it is one, with its hue.
    pub fn bloc(&self, id: &EntityId, linked: &LinkedEntity) -> (Option<String>, Option<usize>) {
        let is_bloc = |id: &EntityId| self.config.kinds[id.kind].key == "bloc";
        let stated = linked.facts.iter().find(|fact| fact.key == "bloc");
        let of = stated.and_then(|fact| fact.values.iter().flatten().find_map(|part| part.to.clone()));
        match if is_bloc(id) { Some(id.clone()) } else { of } {
            Some(bloc) => {
                let hue = self.site.entities.get(&bloc).and_then(|linked| linked.entity.hue);
                (Some(bloc.slug.to_string()), hue)
            }
            None => (None, None),
        }
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
            summary: article.summary.clone().unwrap_or_else(|| opening(&article.document, &linked.links)),
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

    /// The articles that are tagged with an entity or name it, newest first, each once.
    pub fn articles_about(&self, linked: &LinkedEntity) -> BTreeSet<usize> {
        let mentions = linked.backlinks.iter().filter_map(|backlink| match backlink.from {
            crate::link::From::Article(n) => Some(n),
            _ => None,
        });
        linked.articles.iter().copied().chain(mentions).collect()
    }

    /// The day of the newest change among articles.
    pub fn last_change(&self, articles: impl Iterator<Item = usize>) -> Option<String> {
        articles.map(|n| self.site.articles[n].article.updated).max().map(|day| day.to_string())
    }
}

/// `legal_basis` is `Legal basis`.
fn label(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// The first sentence or two of a body, with the names of what it links to.
pub fn opening(document: &Document, resolved: &[Resolved]) -> String {
    let first = document.body.blocks.iter().position(|block| block.kind == BlockKind::Paragraph);
    let text = first.map(|block| crate::link::plain_text(&document.body, block, resolved));
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
