//! The ledger as pages show it: what articles and entities show of it, and the pages that are made of it alone.
//!
//! A page of the ledger is planned when the theme has a template for it.

mod accounts;
mod drawings;
mod pages;
pub mod words;

use super::parts::{Parts, Shared};
use super::{Origin, PagePlan, Planned, data};
use crate::context::{AccountContext, ArticleFacts, ArticleSummary, ChangeContext, HomeFacts};
use crate::data::Row;
use crate::facts::Ledger;
use crate::link::EntityId;
use crate::link::testimony::Testimony;
use crate::memo::{KeptEach, Last};
use crate::path::Address;
use std::collections::BTreeMap;
use std::sync::Arc;
use words::Words;

/// What pages show of the ledger.
#[derive(Debug, Default)]
pub struct Facts {
    /// What the page of each article shows; none for articles that have nothing to do with it.
    pub articles: BTreeMap<Address, Arc<ArticleFacts>>,
    pub entities: BTreeMap<EntityId, Arc<AccountContext>>,
    pub home: Arc<HomeFacts>,
    /// All changes in access in columns of the matrix, newest first.
    pub changes: Vec<Arc<ChangeContext>>,
    /// The changes in access of each model and bloc, newest first.
    pub changes_of: BTreeMap<EntityId, Vec<Arc<ChangeContext>>>,
    /// The pages that are made of the ledger alone.
    pub pages: Vec<LedgerPage>,
}

/// A page that is made of the ledger alone.
#[derive(Debug, Clone)]
pub struct LedgerPage {
    pub address: Address,
    /// What to call it when another page wants its address.
    pub what: String,
    pub page: Arc<PagePlan>,
    /// Whether readers are sent there by the sitemap, and the day of the last change if they are.
    pub listed: Option<Option<String>>,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    whole: Last<Question, Arc<Facts>>,
    articles: KeptEach<Address, ArticleFacts>,
    entities: KeptEach<EntityId, AccountContext>,
    article_rows: data::Memory,
}

/// All that the pages of the ledger depend on.
#[derive(Debug, PartialEq)]
struct Question {
    ledger: Arc<Ledger>,
    shared: Arc<Shared>,
    retracted: Vec<Arc<ArticleSummary>>,
    /// Which of [`TEMPLATES`] the theme has.
    templates: Vec<bool>,
    /// What editors wrote on disputes.
    editors: Vec<pages::EditorsText>,
    /// What each article states, and what it is tagged with.
    testimonies: Vec<Arc<Testimony>>,
    /// The table of articles.
    articles: Vec<Arc<Row>>,
}

/// The templates of the pages that are made of the ledger alone.
const TEMPLATES: [&str; 8] = [
    "matrix.html",
    "timeline.html",
    "map.html",
    "instead.html",
    "disputes.html",
    "dispute.html",
    "corrections.html",
    "data.html",
];

/// Puts the ledger into the words of pages.
pub fn facts(
    parts: &Parts<'_>,
    ledger: &Arc<Ledger>,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut Memory,
) -> Arc<Facts> {
    let question = Question {
        ledger: ledger.clone(),
        shared: parts.shared.clone(),
        retracted: parts.summaries.iter().filter(|summary| summary.retracted).cloned().collect(),
        templates: TEMPLATES.iter().map(|name| has_template(name)).collect(),
        editors: parts.site.pages.iter().filter_map(|page| pages::EditorsText::of(page, &parts.shared)).collect(),
        testimonies: parts.site.articles.iter().map(|article| article.testimony.clone()).collect(),
        articles: data::article_rows(parts, &mut memory.article_rows),
    };
    if let Some(facts) = memory.whole.answer(&question) {
        return facts;
    }
    let has = |template: &str| TEMPLATES.iter().zip(&question.templates).any(|(name, has)| *name == template && *has);
    let words = Words::new(ledger, &parts.shared, &has);
    let accounts = accounts::Accounts::new(&words);
    let articles = question.testimonies.iter().filter_map(|testimony| accounts.article(testimony));
    let facts = Facts {
        articles: memory.articles.keep(articles.collect()),
        entities: memory.entities.keep(parts.shared.links.keys().map(|id| (id.clone(), accounts.entity(id))).collect()),
        home: Arc::new(accounts.home()),
        changes: accounts.changes.clone(),
        changes_of: parts.shared.links.keys().map(|id| (id.clone(), accounts.changes_of(id).to_vec())).collect(),
        pages: pages::pages(&words, &accounts, &question),
    };
    memory.whole.learn(question, Arc::new(facts))
}

/// Adds the pages that are made of the ledger alone.
pub fn add(facts: &Facts, planned: &mut Planned) {
    for page in &facts.pages {
        planned.add(&page.address, Origin::made(&page.what), page.page.clone());
    }
}
