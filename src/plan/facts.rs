//! The ledger as pages show it: what articles and entities show of it, and the pages that are made of it alone.
//!
//! A page of the ledger is planned when the theme has a template for it.

mod accounts;
mod drawings;
mod pages;
mod words;

use super::parts::Parts;
use super::{PagePlan, Planned};
use crate::context::{AccountContext, ArticleFacts, ArticleSummary, HomeFacts};
use crate::facts::Ledger;
use crate::link::EntityId;
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
}

/// All that the pages of the ledger depend on.
type Question = (Arc<Ledger>, Arc<super::parts::Shared>, Vec<Arc<ArticleSummary>>, Vec<bool>, Vec<pages::EditorsText>);

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
    let templates = TEMPLATES.iter().map(|name| has_template(name)).collect();
    let retracted = parts.summaries.iter().filter(|summary| summary.retracted).cloned().collect();
    let editors = parts.site.pages.iter().filter_map(|page| pages::EditorsText::of(page, &parts.shared)).collect();
    let question: Question = (ledger.clone(), parts.shared.clone(), retracted, templates, editors);
    if let Some(facts) = memory.whole.answer(&question) {
        return facts;
    }
    let words = Words::new(ledger, &parts.shared);
    let accounts = accounts::Accounts::new(&words);
    let tagged = parts.site.articles.iter().map(|article| (&article.address, &article.testimony, &article.tagged));
    let facts = Facts {
        articles: memory.articles.keep(tagged.filter_map(|(a, t, ids)| accounts.article(a, t, ids)).collect()),
        entities: memory.entities.keep(parts.shared.links.keys().map(|id| (id.clone(), accounts.entity(id))).collect()),
        home: Arc::new(accounts.home()),
        pages: pages::pages(&words, &accounts, &question),
    };
    memory.whole.learn(question, Arc::new(facts))
}
