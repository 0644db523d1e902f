//! What every query needs: the file that comes first, and what results show of articles.

use super::IndexedLedger;
use super::shards::{Shard, push_number, push_steps};
use super::texts::other_names;
use crate::base::path::{Address, SourcePath};
use crate::base::table::Table;
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedEntity, LinkedPage, bloc_of, opening};
use crate::model::access::Status;
use crate::model::config::Config;
use crate::model::kind::BLOC;
use crate::model::strings::Strings;
use crate::plan::search::{BLOCK_NAME, NAME, start_address};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All that the index depends on.
#[derive(Debug, PartialEq)]
pub(crate) struct IndexQuestion {
    pub config: Arc<Config>,
    pub articles: Table<ArticleId, Arc<LinkedArticle>>,
    pub entities: Table<EntityId, Arc<LinkedEntity>>,
    pub pages: Table<SourcePath, Arc<LinkedPage>>,
    pub ledger: IndexedLedger,
}

/// How many articles stand in one file of what results show.
const BLOCK: usize = 16;
/// How many names stand in one file of what results show of them.
const NAMES: usize = 64;
/// A summary is cut where it has so many characters.
const SUMMARY: usize = 240;

/// Files by their addresses.
type IndexFiles = BTreeMap<Address, Vec<u8>>;

/// All files but the shards, which `start.json` names.
///
/// `rows` are what results show of the articles, the oldest first; `with_text` says which things are found by their words
/// too, by their place among all entities, plain pages and disputes.
pub(crate) fn files(
    question: &IndexQuestion,
    rows: &[&str],
    with_text: &[usize],
    shards: &[(String, &Shard)],
) -> IndexFiles {
    let IndexQuestion { config, articles, entities, pages, ledger } = question;
    let mut files = IndexFiles::new();
    let blocs: Vec<&EntityId> = entities.keys().filter(|id| is_bloc(config, id)).collect();
    let oldest_first: Vec<(&ArticleId, &Arc<LinkedArticle>)> = articles.iter().rev().collect();
    let about: Vec<String> = about(question).iter().map(|text| json!(text).to_string()).collect();
    let about: Vec<&str> = about.iter().map(String::as_str).collect();
    let (mut names, mut number) = ([String::new(), String::new()], 0);
    for (of, size, rows) in [(0, BLOCK, rows), (1, NAMES, &about)] {
        for block in rows.chunks(size) {
            let text = format!("[{}]", block.join(",\n"));
            let name = &blake3::hash(text.as_bytes()).to_hex()[..BLOCK_NAME];
            names[of].push_str(name);
            files.insert(Address::new(format!("/search/{number}-{name}.json")), text.into_bytes());
            number += 1;
        }
    }
    let (sets, of_articles) = sets(&oldest_first, &blocs);
    let [of_rows, of_about] = names;
    let articles = format!("{of_rows}\n{}\n{of_articles}\n{of_about}\n", json!(sets));
    let name = blake3::hash(articles.as_bytes()).to_hex()[..NAME].to_owned();
    files.insert(Address::new(format!("/search/articles-{name}.txt")), articles.into_bytes());

    let entity = |(id, linked): (&EntityId, &Arc<LinkedEntity>)| {
        let bloc = bloc_of(config, id, linked).and_then(|bloc| blocs.iter().position(|other| **other == bloc));
        let others = other_names(linked);
        let articles = linked.own_articles().len();
        let slips: Vec<&String> = linked.own.entity.sic.iter().map(|word| &word.text).collect();
        json!([linked.own.entity.name, linked.own.address.encoded(), id.kind.place(), bloc, articles, others, slips])
    };
    let strings = &config.strings;
    let page = |title: &str, address: &Address, kind: &str| json!([title, address.encoded(), kind]);
    let plain =
        plain(pages).map(|(_, linked)| page(&linked.page.title, &linked.address, strings.get("search.kind_page")));
    let disputed = ledger
        .disputes
        .iter()
        .map(|dispute| page(&dispute.question, &dispute.address, strings.get("search.kind_dispute")));
    let mut texts = String::new();
    push_steps(&mut texts, with_text.iter().map(|place| *place as u32));
    let start = json!({
        "articles": oldest_first.len(),
        "texts": texts,
        "list": name,
        "block": BLOCK,
        "names": NAMES,
        "cells": cells(question),
        "years": years(&oldest_first),
        "kinds": config.kinds.iter().map(|kind| &kind.title).collect::<Vec<_>>(),
        "blocs": blocs.iter().map(|id| bloc(&entities[*id])).collect::<Vec<_>>(),
        "entities": entities.iter().map(entity).collect::<Vec<_>>(),
        "pages": plain.chain(disputed).collect::<Vec<_>>(),
        "words": shards.iter().map(|(_, shard)| &shard.first).collect::<Vec<_>>(),
        "files": shards.iter().map(|(name, _)| &name[..]).collect::<String>(),
    });
    files.insert(start_address(), start.to_string().into_bytes());
    files
}

/// The matrix: its columns and its models by their places among all entities, the words for statuses, and for each model the
/// number of one for each column. Where a cell's page is follows from the slugs.
fn cells(question: &IndexQuestion) -> Value {
    let IndexQuestion { config, entities, ledger, .. } = question;
    let places: BTreeMap<&EntityId, usize> = entities.keys().zip(0..).collect();
    let mut words: Vec<&str> = Vec::new();
    let mut number = |status: &Status| match words.iter().position(|word| *word == status.word()) {
        Some(number) => number,
        None => {
            words.push(status.word());
            words.len() - 1
        }
    };
    let row = |(model, statuses): &(EntityId, Vec<Status>)| {
        Some(json!([places.get(model)?, statuses.iter().map(&mut number).collect::<Vec<_>>()]))
    };
    let rows: Vec<Value> = ledger.cells.iter().filter_map(row).collect();
    let column = |bloc: &EntityId| Some(json!([places.get(bloc)?, entities.get(bloc)?.own.entity.in_sentences]));
    let columns: Vec<Value> = ledger.columns.iter().filter_map(column).collect();
    let words: Vec<String> = words.iter().map(|word| config.strings.word("access", word)).collect();
    json!({ "columns": columns, "rows": rows, "words": words })
}

/// What results show of all that is no article, in the order of `start.json`: its first sentences, or nothing.
fn about(question: &IndexQuestion) -> Vec<String> {
    let IndexQuestion { entities, pages, ledger, .. } = question;
    let of_entity = |linked: &Arc<LinkedEntity>| {
        let entity = &linked.own.entity;
        let profile = entity.document.as_ref().map(|document| opening(document, &linked.own.filling));
        profile.filter(|text| !text.is_empty()).or_else(|| entity.note.clone())
    };
    let of_page = |linked: &Arc<LinkedPage>| {
        linked.page.summary.clone().unwrap_or_else(|| opening(&linked.page.document, &linked.filling))
    };
    let of_dispute = |dispute: &Arc<crate::facts::Dispute>| Some(of_page(pages.get(&dispute.editors.as_ref()?.path)?));
    let all = entities.values().map(of_entity);
    let all = all.chain(plain(pages).map(|(_, linked)| Some(of_page(linked))));
    all.chain(ledger.disputes.iter().map(of_dispute)).map(|text| cut(text.unwrap_or_default())).collect()
}

/// A text, or as much of it as a result shows.
fn cut(text: String) -> String {
    let end = text.char_indices().nth(SUMMARY).map(|(at, _)| at);
    end.map_or_else(|| text.clone(), |end| format!("{}…", text[..end].trim_end()))
}

/// The pages that are not what an editor wrote on a dispute.
pub(crate) fn plain(
    pages: &Table<SourcePath, Arc<LinkedPage>>,
) -> impl Iterator<Item = (&SourcePath, &Arc<LinkedPage>)> {
    pages.iter().filter(|(_, linked)| linked.dispute.is_none())
}

fn is_bloc(config: &Config, id: &EntityId) -> bool {
    config.kinds[id.kind].key == BLOC
}

/// The name and the hue of a bloc.
fn bloc(linked: &LinkedEntity) -> Value {
    json!([linked.own.entity.name, linked.own.entity.hue])
}

/// What a result shows of an article, as JSON.
pub(crate) fn shown(strings: &Strings, linked: &LinkedArticle, summary: &str) -> String {
    let article = &linked.article;
    let summary = cut(summary.to_owned());
    let note = match article.form.filter(|_| !article.retracted) {
        Some(form) => strings.word("form", form),
        None if article.retracted => strings.get("search.retracted").to_owned(),
        None => String::new(),
    };
    let lang = article.lang.as_deref().unwrap_or("");
    json!([article.title, linked.address.encoded(), article.date.day.to_string(), summary, note, lang]).to_string()
}

/// Each year with its first article.
fn years(oldest_first: &[(&ArticleId, &Arc<LinkedArticle>)]) -> Vec<(i16, usize)> {
    let mut years: Vec<(i16, usize)> = Vec::new();
    for (n, (_, linked)) in oldest_first.iter().enumerate() {
        let year = linked.article.date.day.year();
        if years.last().is_none_or(|(last, _)| *last < year) {
            years.push((year, n));
        }
    }
    years
}

/// The sets of blocs that articles are tagged with, and which of them each has.
fn sets(oldest_first: &[(&ArticleId, &Arc<LinkedArticle>)], blocs: &[&EntityId]) -> (Vec<Vec<usize>>, String) {
    let of = |linked: &LinkedArticle| -> Vec<usize> {
        let tagged: BTreeSet<&EntityId> = linked.tagged.iter().collect();
        blocs.iter().enumerate().filter(|(_, id)| tagged.contains(**id)).map(|(n, _)| n).collect()
    };
    let all: Vec<Vec<usize>> = oldest_first.iter().map(|(_, linked)| of(linked)).collect();
    let sets: BTreeSet<&Vec<usize>> = all.iter().collect();
    let number: BTreeMap<&Vec<usize>, u32> = sets.iter().zip(0..).map(|(set, n)| (*set, n)).collect();
    let mut of_articles = String::new();
    all.iter().for_each(|set| push_number(&mut of_articles, number[set]));
    (sets.into_iter().cloned().collect(), of_articles)
}

/// The writer's summary, or the first sentence or two.
pub(crate) fn summary(linked: &LinkedArticle) -> String {
    linked.article.summary.clone().unwrap_or_else(|| opening(&linked.article.document, &linked.filling))
}
