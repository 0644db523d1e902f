//! Pages that a reader does not come upon: no tag, no fact, no sentence and no menu leads to them.

use super::site::{ArticleId, EntityId, FileId, LinkedEntity, LinkedItem, Site};
use super::target::{path_of, without_anchor};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::{SourcePath, decoded};
use crate::parse::Document;
use crate::parse::body::Resolved;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::HashSet;

/// A page that nothing leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Orphan {
    Article(ArticleId),
    Entity(EntityId),
    Page(SourcePath),
}

/// The articles without tags and without an author who has a page, the entities and the plain pages that no other page leads to.
///
/// Lists and feeds do not count, since they have everything.
pub(crate) fn orphans(site: &Site) -> Vec<Orphan> {
    // The pages of its tags lead to an article, and those of its authors.
    let articles = site.articles.iter().filter(|(_, linked)| linked.tagged.is_empty() && linked.writers().is_empty());
    let articles = articles.map(|(id, linked)| (Orphan::Article(id.clone()), linked.address.as_str()));
    let entities = site.entities.iter().filter(|(id, linked)| is_unspoken(id, linked));
    let entities = entities.map(|(id, linked)| (Orphan::Entity(id.clone()), linked.own.address.as_str()));
    // The list of disputes, and the pages of what they are about, lead to disputes, and the list of editions to these.
    let pages = site.pages.iter().filter(|(_, linked)| linked.page.is_plain());
    let pages = pages.map(|(path, linked)| (Orphan::Page(path.clone()), linked.address.as_str()));
    let mut perhaps: Vec<(Orphan, &str)> = articles.chain(entities).chain(pages).collect();
    let in_menu: HashSet<String> = site.menu.iter().map(|item| path_of(&item.url)).collect();
    perhaps.retain(|(_, address)| !in_menu.contains(*address));

    let reached = reached(site, &perhaps.iter().map(|(_, address)| *address).collect());
    perhaps.into_iter().filter(|(_, address)| !reached.contains(*address)).map(|(orphan, _)| orphan).collect()
}

fn is_unspoken(id: &EntityId, linked: &LinkedEntity) -> bool {
    let has_articles = !linked.articles.is_empty() || !linked.written.is_empty();
    let is_own = |file: &FileId| matches!(file, FileId::Entity(own) if own == id);
    !has_articles && linked.backlinks.keys().all(is_own) && linked.named_by.is_empty()
}

/// Which of some addresses another page leads to, by whatever else than a tag, a fact or a sentence.
fn reached(site: &Site, wanted: &HashSet<&str>) -> HashSet<String> {
    if wanted.is_empty() {
        return HashSet::new();
    }
    let files = site.linked.values().collect::<Vec<_>>().into_par_iter().flat_map_iter(|file| {
        let (own, links, ids) = match &file.value {
            LinkedItem::Article(linked) => (&linked.address, &linked.filling.links, Vec::new()),
            LinkedItem::Profile(linked) => {
                (&linked.address, &linked.filling.links, linked.sources.iter().chain(&linked.superseded_by).collect())
            }
            LinkedItem::Page(linked) => (&linked.address, &linked.filling.links, Vec::new()),
        };
        let translations = match &file.value {
            LinkedItem::Article(linked) => linked.translations.as_slice(),
            _ => &[],
        };
        let entities = ids.into_iter().filter_map(|id| Some(Cow::from(site.entities.get(id)?.own.address.as_str())));
        let translations = translations.iter().map(|(_, address)| Cow::from(address.as_str()));
        let links = links.iter().filter_map(|link| match link {
            Resolved::To { address, .. } if address.contains('%') => Some(Cow::from(decoded(without_anchor(address)))),
            Resolved::To { address, .. } => Some(Cow::from(without_anchor(address))),
            Resolved::Cited { places, .. } => places.first().map(|cited| Cow::from(without_anchor(&cited.address))),
            Resolved::Text { .. } | Resolved::Away => None,
        });
        let found = links.chain(entities).chain(translations);
        found.filter(|to| **to != *own.as_str() && wanted.contains(&**to)).map(Cow::into_owned).collect::<Vec<_>>()
    });
    files.collect()
}

/// A note for each of them that has a file.
pub(crate) fn notes(site: &Site) -> Vec<Diagnostic> {
    let note = |document: &Document, field: &str, message: String, help: &str| {
        let span = document.front_matter.get(field).map(|node| node.span.clone());
        Diagnostic::note(Code::Orphan, &document.path, span, message).help(help)
    };
    let told = orphans(site).into_iter().filter_map(|orphan| match orphan {
        Orphan::Article(id) => {
            let message = "This article has no tag, so no page but the lists of articles leads to it.".to_owned();
            Some(note(
                &site.articles[&id].article.fields,
                "title",
                message,
                &site.config.strings.with_kinds("Add the {kind.bloc}, {kind.model} or {kind.company} it is about."),
            ))
        }
        Orphan::Entity(id) => {
            let entity = &site.entities[&id].own.entity;
            let message = format!("No article is tagged with this {} or speaks of it.", entity.kind.one());
            let help = format!("Tag an article:  {}: {}", entity.kind.key, entity.slug);
            Some(note(entity.fields.as_ref()?, entity.kind.name_field, message, &help))
        }
        Orphan::Page(path) => {
            let page = &site.pages[&path].page;
            let help = format!("Link to it, or add to the menu in site.yaml:  {{title: …, url: {}}}", page.address);
            Some(note(&page.fields, "title", "No page and no menu leads to this page.".to_owned(), &help))
        }
    });
    told.collect()
}
