//! What a page is made of and who leads to it, read off a linked site and its ledger.
//!
//! Only gathers; how it is shown is for the module above.

use super::Page;
use crate::base::path::{Address, SourcePath};
use crate::link::target::path_of;
use crate::link::testimony::{ArticleRef, LinkedStatement, Says};
use crate::link::{EntityId, LinkedArticle, LinkedEntity, LinkedItem, LinkedPage, Site};
use crate::model::Article;
use crate::model::translation::Version;
use crate::parse::Document;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The parts of the answer, each line with a word for what it is.
#[derive(Default)]
pub(crate) struct Behind {
    pub is: Vec<(&'static str, String)>,
    /// Statements: the file, and the place in it.
    pub rests_on: Vec<(&'static str, SourcePath, usize, String)>,
    pub leads_here: Vec<(&'static str, String)>,
}

pub(super) fn behind(page: &Page<'_>) -> Behind {
    let Page { address, site, ledger } = page;
    let mut behind = Behind::default();
    let entity = site.entities.iter().find(|(_, linked)| linked.own.address == *address);
    if let Some((id, linked)) = entity {
        behind.entity(id, linked, site);
    } else if let Some(linked) = site.articles.values().find(|linked| linked.address == *address) {
        behind.article(linked, site);
    } else if let Some(linked) = site.pages.values().find(|linked| linked.address == *address) {
        behind.page(linked);
    }
    if let Some(dispute) = ledger.disputes.iter().find(|dispute| dispute.address == *address) {
        if dispute.editors.is_none() {
            behind.is.push(("made from", "statements that contradict each other".to_owned()));
        }
        dispute.statements.iter().for_each(|(article, statement)| behind.statement(article, statement));
    }
    behind.links(address, entity.map(|(id, _)| id), site);
    behind
}

impl Behind {
    fn entity(&mut self, id: &EntityId, linked: &LinkedEntity, site: &Site) {
        let kind = &site.config.kinds[id.kind];
        let own = &linked.own;
        self.is.push(("shows", format!("{} ({})", own.entity.name, kind.title)));
        match &own.entity.document {
            Some(document) => {
                self.is.push(("file", document.path.to_string()));
                self.version(document, own.entity.fields.as_ref().unwrap_or(document), &own.entity.version);
            }
            None => {
                self.is.push(("file", format!("none: made from tags alone, see  fissure new {} {}", kind.key, id.slug)))
            }
        }
        self.sources(&own.sources, site);
        for (key, of) in &linked.named_by {
            self.leads_here.push(("fact", format!("{} of {}", key, file_or_address(of, site))));
        }
        let followed = site.entities.iter().filter(|(_, other)| other.own.superseded_by.as_ref() == Some(id));
        self.leads_here.extend(followed.map(|(other, _)| ("after", file_or_address(other, site))));
        for (how, articles) in [("tagged in", &linked.articles), ("wrote", &linked.written)] {
            let listed = articles.keys().map(|id| &site.articles[id].article);
            let line =
                |article: &Arc<Article>| format!("{}  {}, {}", article.document.path, article.title, article.date.day);
            self.leads_here.extend(listed.map(|article| (how, line(article))));
        }
        for article in site.articles.values() {
            for statement in &article.testimony.statements {
                if is_about(statement, id) {
                    self.statement(&article.testimony.article, statement);
                }
            }
        }
    }

    fn article(&mut self, linked: &LinkedArticle, site: &Site) {
        let article = &linked.article;
        self.is.push(("shows", format!("{} ({})", article.title, article.date.day)));
        self.is.push(("file", article.document.path.to_string()));
        self.version(&article.document, &article.fields, &article.version);
        for id in linked.tagged.iter() {
            self.is.push((
                "tag",
                format!("{}: {}  {}", site.config.kinds[id.kind].key, id.slug, file_or_address(id, site)),
            ));
        }
        linked.testimony.statements.iter().for_each(|statement| self.statement(&linked.testimony.article, statement));
    }

    fn page(&mut self, linked: &LinkedPage) {
        self.is.push(("shows", linked.page.title.clone()));
        self.is.push(("file", linked.page.document.path.to_string()));
        self.version(&linked.page.document, &linked.page.fields, &linked.page.version);
    }

    /// What the file is to another one in several languages.
    fn version(&mut self, shown: &Document, original: &Document, version: &Version) {
        if shown.path != original.path {
            self.is.push(("translates", original.path.to_string()));
        }
        match version {
            Version::Theirs => {}
            Version::NotYet(code) => {
                self.is.push(("language", format!("{code}, since there is no text in this language")));
            }
            Version::Older(_) => {
                self.is.push(("language", "older than the original, which changed since".to_owned()));
            }
        }
    }

    fn sources(&mut self, ids: &[EntityId], site: &Site) {
        self.is.extend(ids.iter().map(|id| ("source", file_or_address(id, site))));
    }

    fn statement(&mut self, article: &ArticleRef, statement: &LinkedStatement) {
        let sentence: String = statement.sentence.iter().map(|part| part.text.as_str()).collect();
        let source = |id: &EntityId| {
            let places: Vec<String> = statement.places.in_source(id).map(ToString::to_string).collect();
            format!("{} {}", id.slug, places.join(", ")).trim_end().to_owned()
        };
        let sources: Vec<String> = statement.sources.iter().map(source).collect();
        let sources = if sources.is_empty() { String::new() } else { format!(" ({})", sources.join("; ")) };
        let label = match &statement.says {
            Says::Access(_) => "access",
            Says::Event(_) => "event",
            Says::Relation(_) => "relation",
            Says::Claim(_) => "claim",
            Says::Update(_) => "update",
            Says::Correction(_) => "correction",
        };
        self.rests_on.push((label, article.path.clone(), statement.span.start, format!("{sentence}{sources}")));
    }

    /// Who links to the page in a text, each file once, and the menu.
    fn links(&mut self, address: &Address, id: Option<&EntityId>, site: &Site) {
        let mut from = BTreeSet::new();
        for file in site.linked.values() {
            let in_text = file.checks.iter().any(|check| check.address == *address);
            let in_prose = || match &file.value {
                LinkedItem::Article(linked) => names(&linked.filling.names, address),
                LinkedItem::Profile(linked) => names(&linked.filling.names, address),
                LinkedItem::Page(linked) => names(&linked.filling.names, address),
            };
            let named = || id.is_some_and(|id| file.mentions.iter().any(|mention| mention.of == *id));
            if in_text || in_prose() || named() {
                from.insert(file.value.path().as_str());
            }
        }
        self.leads_here.extend(from.into_iter().map(|path| ("linked from", path.to_owned())));
        let menu = site.menu.iter().filter(|item| path_of(&item.url) == address.as_str());
        self.leads_here.extend(menu.map(|item| ("in the menu", item.title.clone())));
        let old = site.redirects.iter().filter(|redirect| redirect.to == *address);
        self.leads_here.extend(old.map(|redirect| ("redirect", format!("{}{}", site.config.at, redirect.old))));
    }
}

/// Whether a statement names an entity, as its subject, its tag or its source.
fn is_about(statement: &LinkedStatement, id: &EntityId) -> bool {
    let tagged = match &statement.says {
        Says::Event(event) => event.tags.contains(id),
        Says::Correction(correction) => correction.entities().any(|other| other == id),
        _ => false,
    };
    tagged || statement.sources.contains(id) || statement.sentence.iter().any(|part| part.to.as_ref() == Some(id))
}

fn names(found: &[crate::parse::body::FoundName], address: &Address) -> bool {
    found.iter().any(|name| *name.address == *address.encoded())
}

/// The file of an entity; of one that is known from tags alone, the address.
fn file_or_address(id: &EntityId, site: &Site) -> String {
    let Some(linked) = site.entities.get(id) else { return id.slug.to_string() };
    let document = linked.own.entity.document.as_ref();
    let address = || format!("{}{}", site.config.at, linked.own.address);
    document.map_or_else(address, |document| document.path.to_string())
}
