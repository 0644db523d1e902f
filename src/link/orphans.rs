//! Pages that a reader does not come upon: no tag, no fact, no sentence and no menu leads to them.

use super::site::{EntityId, LinkedPart, Site};
use super::target::decoded;
use crate::parse::body::Resolved;
use std::collections::HashSet;

/// A page that nothing leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Orphan {
    /// Its place in [`Site::articles`].
    Article(usize),
    Entity(EntityId),
    /// Its place in [`Site::pages`].
    Page(usize),
}

/// The articles without tags, the entities and the plain pages that no other page leads to.
///
/// Lists and feeds do not count, since they have everything.
pub fn orphans(site: &Site) -> Vec<Orphan> {
    let reached = reached(site);
    let is_orphan = |address: &crate::path::Address| !reached.contains(address.as_str());
    let articles = site.articles.iter().enumerate();
    // The pages of its tags lead to an article.
    let articles = articles.filter(|(_, linked)| linked.tagged.is_empty() && is_orphan(&linked.address));
    let entities = site.entities.iter().filter(|(_, linked)| is_orphan(&linked.own.address));
    let pages = site.pages.iter().enumerate().filter(|(_, linked)| is_orphan(&linked.address));
    let articles = articles.map(|(n, _)| Orphan::Article(n));
    let entities = entities.map(|(id, _)| Orphan::Entity(id.clone()));
    articles.chain(entities).chain(pages.map(|(n, _)| Orphan::Page(n))).collect()
}

/// Every address that some other page leads to.
fn reached(site: &Site) -> HashSet<String> {
    let mut reached = HashSet::new();
    let mut add = |from: &str, links: &[Resolved], ids: &mut dyn Iterator<Item = &EntityId>| {
        let links = links.iter().filter_map(|link| match link {
            Resolved::To { address, .. } => Some(decoded(address.split(['#', '?']).next().unwrap_or(""))),
            Resolved::Text { .. } => None,
        });
        let entities = ids.filter_map(|id| site.entities.get(id)).map(|linked| linked.own.address.to_string());
        reached.extend(links.chain(entities).filter(|address| address != from));
    };
    let to = |part: &'_ LinkedPart| part.to.clone();
    for linked in &site.articles {
        let authors: Vec<EntityId> = linked.authors.iter().filter_map(to).collect();
        add(linked.address.as_str(), &linked.links, &mut linked.tagged.iter().chain(&linked.named).chain(&authors));
    }
    for linked in site.entities.values().map(|entity| &entity.own) {
        let facts = linked.facts.iter().flat_map(|fact| fact.values.iter().flatten());
        let facts: Vec<EntityId> = facts.filter_map(to).collect();
        let named = linked.sources.iter().chain(&linked.superseded_by).chain(&facts);
        add(linked.address.as_str(), &linked.links, &mut { named });
    }
    for linked in &site.pages {
        add(linked.address.as_str(), &linked.links, &mut std::iter::empty());
    }
    for linked in &site.articles {
        let translations = linked.translations.iter().map(|(_, address)| address.to_string());
        reached.extend(translations.filter(|address| address != linked.address.as_str()));
    }
    reached.extend(site.config.menu.iter().map(|item| item.url.split(['#', '?']).next().unwrap_or("").to_owned()));
    reached
}
