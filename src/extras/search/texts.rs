//! What is found by its words, all seen alike: an article, the profile of an entity, a plain page, what an editor wrote on a
//! dispute.
//!
//! The only part of the index that looks into bodies. It weighs nothing, and cuts nothing into words.

use crate::link::{LinkedArticle, LinkedEntity, LinkedPage, texts};
use crate::parse::Document;
use crate::parse::body::Filling;
use std::collections::BTreeSet;

/// The texts of one page that readers see.
#[derive(Debug)]
pub(crate) struct IndexedText {
    pub title: String,
    /// The names of what it is about, and its own other names.
    pub names: Vec<String>,
    pub summary: String,
    pub body: String,
}

/// `names` are those of what the article is tagged with.
pub(crate) fn of_article(linked: &LinkedArticle, summary: &str, names: Vec<String>) -> IndexedText {
    let article = &linked.article;
    let body = body(&article.document, &linked.filling);
    IndexedText { title: article.title.to_string(), names, summary: summary.to_owned(), body }
}

/// What is written on an entity, if anything is: without that it is found by its names alone.
pub(crate) fn of_profile(linked: &LinkedEntity) -> Option<IndexedText> {
    let entity = &linked.own.entity;
    let body = entity.document.as_ref().map_or(String::new(), |document| body(document, &linked.own.filling));
    let summary = entity.note.clone().unwrap_or_default();
    let text = IndexedText { title: entity.name.clone(), names: other_names(linked), summary, body };
    text.says_more().then_some(text)
}

pub(crate) fn of_page(linked: &LinkedPage) -> Option<IndexedText> {
    let page = &linked.page;
    let body = body(&page.document, &linked.filling);
    let summary = page.summary.clone().unwrap_or_default();
    let text = match &linked.dispute {
        Some(dispute) => {
            let editors = [Some(summary), dispute.reading.clone(), dispute.would_settle.clone()];
            let answers = dispute.positions.iter().map(|position| position.answer.clone()).collect();
            let summary = editors.into_iter().flatten().collect::<Vec<_>>().join("\n");
            IndexedText { title: dispute.question.clone(), names: answers, summary, body }
        }
        None => IndexedText { title: page.title.clone(), names: Vec::new(), summary, body },
    };
    text.says_more().then_some(text)
}

impl IndexedText {
    /// Whether there is more than what `start.json` has.
    fn says_more(&self) -> bool {
        !self.body.trim().is_empty() || !self.summary.trim().is_empty()
    }
}

/// A body as a reader sees it.
fn body(document: &Document, filling: &Filling) -> String {
    texts(&document.body, filling).join("\n")
}

/// All that an entity is called besides its name, in other languages too.
pub(crate) fn other_names(linked: &LinkedEntity) -> Vec<String> {
    let entity = &linked.own.entity;
    let words = entity.aliases.iter().chain(&entity.weak).map(|word| &word.text);
    let names: Vec<&String> = words.chain(entity.names.iter().map(|(_, name)| name)).collect();
    let mut seen = BTreeSet::from([&entity.name]);
    names.into_iter().filter(|name| seen.insert(name)).cloned().collect()
}
