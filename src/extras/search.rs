//! The index for readers who search: files that a script in the browser asks for, a few for each query.
//!
//! Made from the linked site after a build, for a site whose plan has it. Knows nothing of pages and of how results look.
//!
//! - `/search/start.json` comes first: all names, and where the rest is;
//! - `/search/articles-*.txt` says which blocs each article is about, and where to find what results show of it, and of all else;
//! - `/search/<n>-*.json` is that, for a few articles, or for some names;
//! - `/search/*.txt` are the words of all texts, from one word to another.
//!
//! The texts are numbered: first profiles of entities and pages that have one, then the articles from the oldest, so that a new
//! article leaves the numbers of all others alone. All files but the first have names that change with what they hold: whoever
//! has an old `start.json` never mixes two builds.
//!
//! `texts` is what all of them look like, `words` cuts a text into words, `terms` weighs them, `shards` turns them round, `start`
//! is all else.

mod shards;
mod start;
mod terms;
mod texts;
mod words;

use crate::base::content::{Content, Keeper};
use crate::base::memo::{Last, Memo};
use crate::base::path::{Address, OutputPath, SourcePath};
use crate::base::reads::{Recorded, view};
use crate::base::table::Table;
use crate::facts::Dispute;
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedEntity, LinkedPage, Site};
use crate::model::access::Status;
use crate::model::strings::Strings;
use crate::plan::search::NAME;
use start::{IndexQuestion, summary};
use std::collections::BTreeSet;
use std::sync::Arc;
use terms::Terms;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct IndexCache {
    names: Memo<EntityId, Arc<LinkedEntity>, (), Arc<str>>,
    articles: Recorded<ArticleId, Arc<LinkedArticle>, Arc<Strings>, IndexEntryView, Arc<IndexedArticle>>,
    profiles: Memo<EntityId, Arc<LinkedEntity>, (), Arc<Terms>>,
    pages: Memo<SourcePath, Arc<LinkedPage>, (), Arc<Terms>>,
    last: Last<IndexQuestion, Table<OutputPath, Content>>,
}

view! {
    /// An article is found by the names of what it is tagged with.
    struct IndexEntryView {
        names: EntityId => Arc<str>,
    }
}

/// What the index has of one article.
#[derive(Debug, PartialEq)]
struct IndexedArticle {
    terms: Terms,
    /// What a result shows, as JSON.
    shown: String,
}

/// What the index has of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct IndexedLedger {
    pub disputes: Vec<Arc<Dispute>>,
    pub columns: Vec<EntityId>,
    /// The status of each model in each column today, where cells have pages.
    pub cells: Vec<(EntityId, Vec<Status>)>,
}

/// The files of the index.
pub(crate) fn index(
    site: &Site,
    ledger: &IndexedLedger,
    keeper: &Keeper,
    memory: &mut IndexCache,
) -> Table<OutputPath, Content> {
    let question = IndexQuestion {
        config: site.config.clone(),
        articles: site.articles.clone(),
        entities: site.entities.clone(),
        pages: site.pages.clone(),
        ledger: ledger.clone(),
    };
    memory.last.answer(&question).unwrap_or_else(|| {
        let files = files(&question, keeper, memory);
        memory.last.learn(question, files)
    })
}

fn files(question: &IndexQuestion, keeper: &Keeper, memory: &mut IndexCache) -> Table<OutputPath, Content> {
    let IndexQuestion { config, articles, entities, pages, ledger } = question;
    let name = |_: &EntityId, linked: &Arc<LinkedEntity>, (): &()| Some(Arc::from(&*linked.own.entity.name));
    let names = memory.names.answer(entities, &(), name);
    let entries =
        memory.articles.answer(articles, &config.strings, IndexEntryView { names }, |_, linked, strings, reading| {
            let names = linked.tagged.iter().filter_map(|id| reading.names().get(id)).map(|name| name.to_string());
            let summary = summary(linked);
            let text = texts::of_article(linked, &summary, names.collect());
            Some(Arc::new(IndexedArticle { terms: Terms::of(&text), shown: start::shown(strings, linked, &summary) }))
        });
    let terms = |text: texts::IndexedText| Arc::new(Terms::of(&text));
    let profiles = memory.profiles.answer(entities, &(), |_, linked, ()| texts::of_profile(linked).map(terms));
    let pages_terms = memory.pages.answer(pages, &(), |_, linked, ()| texts::of_page(linked).map(terms));

    // In the order of `start.json`.
    let of_dispute = |dispute: &Arc<Dispute>| pages_terms.get(&dispute.editors.as_ref()?.path);
    let things = entities.keys().map(|id| profiles.get(id));
    let things = things.chain(start::plain(pages).map(|(path, _)| pages_terms.get(path)));
    let things = things.chain(ledger.disputes.iter().map(of_dispute)).enumerate();
    let (with_text, mut all): (Vec<usize>, Vec<&Terms>) = things.filter_map(|(n, terms)| Some((n, &**terms?))).unzip();
    let oldest_first: Vec<&IndexedArticle> = entries.values().rev().map(|entry| &**entry).collect();
    all.extend(oldest_first.iter().map(|entry| &entry.terms));
    let shards = shards::shards(&all);
    let shown: Vec<&str> = oldest_first.iter().map(|entry| &*entry.shown).collect();
    let mut taken = BTreeSet::new();
    let named = shards.iter().map(|shard| {
        let hash = blake3::hash(shard.text.as_bytes()).to_hex();
        // Of two that begin alike one is found by what follows.
        let names = (0..).map(|from| hash[from..from + NAME].to_owned());
        let name = names.into_iter().find(|name| taken.insert(name.clone())).expect("a name is free");
        (name, shard)
    });
    let named: Vec<(String, &shards::Shard)> = named.collect();
    let mut files = start::files(question, &shown, &with_text, &named);
    for (name, shard) in named {
        files.insert(Address::new(format!("/search/{name}.txt")), shard.text.as_bytes().to_vec());
    }
    let file = |(address, bytes): (Address, Vec<u8>)| {
        let path = config.output_path(&address).ok()?;
        let content = keeper.keep(&path, bytes);
        Some((path, content))
    };
    files.into_iter().filter_map(file).collect()
}
