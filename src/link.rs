//! All files together: tags and links find their entities, and every entity learns who speaks of it.
//!
//! Fourth step of the pipeline, the first that sees the whole site. It decides what is published, who is who, and
//! where each link leads; it never decides how a page looks or which pages a list is cut into.

mod body;
mod lookup;
pub mod names;
mod publish;
pub mod sentence;
mod site;
pub mod target;

use crate::diagnostic::Diagnostic;
use crate::load::Sources;
use crate::model::kind::SOURCE_KEY;
use crate::model::statement::{Part, Phrase, Statement};
use crate::model::{Article, Config, Entity, Item, Page};
pub use body::plain_text;
use lookup::{InFile, Lookup};
pub use publish::entity_address;
use publish::{Parts, article_address, page_address};
use rayon::prelude::*;
pub use site::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Joins all items to a site.
pub fn link(
    sources: &Sources,
    config: &Arc<Config>,
    items: Vec<Item>,
    circumstances: &Circumstances,
) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut parts = publish::publish(config, items, circumstances, &mut diagnostics);
    publish::add_stubs(config, &mut parts, &mut diagnostics);
    let (files, unused) = publish::files(sources, &parts);
    diagnostics.extend(unused);
    let redirects = publish::redirects(&parts);

    let lookup = Lookup::new(config, sources, &parts, &files);
    let (mut site, told) = connect(config, &parts, &lookup);
    diagnostics.extend(told);
    site.files = files;
    site.redirects = redirects;
    site.next_change = parts.next_change;
    (site, diagnostics)
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
    linked.sources = look.tags(&[(SOURCE_KEY.to_owned(), entity.sources.clone())]);
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

fn link_statement(statement: &Statement, look: &mut InFile<'_>) -> LinkedStatement {
    let values = statement.values.iter().map(|(key, phrase)| (*key, link_phrase(phrase, look))).collect();
    LinkedStatement { block: statement.block, values }
}

fn link_phrase(phrase: &Phrase, look: &mut InFile<'_>) -> Vec<LinkedPart> {
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
