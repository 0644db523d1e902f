//! The ledger as pages show it: what articles and entities show of it, and the pages that are made of it alone.
//!
//! A page of the ledger is planned when the theme has a template for it.

mod accounts;
pub(crate) mod as_known;
mod cells;
mod compare;
mod days;
mod drawings;
mod due;
mod finding;
mod home;
mod instead;
mod known;
mod map;
mod matrix;
mod merged;
mod pages;
mod pairs;
mod question;
mod timelines;
pub(crate) mod words;

use super::data;
use super::frame::Frame;
use super::page::LedgerPage;
use super::parts::Parts;
use super::planned::{Asked, Origin};
use crate::base::memo::{Kept, Last, Memo};
use crate::base::path::{Address, SourcePath};
use crate::base::table::Table;
use crate::facts::Ledger;
use crate::facts::due::next_change;
use crate::link::testimony::Testimony;
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedPage};
use crate::view::{ArticleFacts, ArticleSummary, ChangeContext, ChangeDay, EntityLink, HomeFacts, MatrixRow, Prepared};
use accounts::Accounts;
pub(crate) use accounts::{Account, Resting, Tie};
use jiff::civil::Date;
use question::{DATA, EditorsText, FactsQuestion, TEMPLATES};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};
use words::Words;
pub(crate) use words::cell_address;

/// What pages show of the ledger.
pub(crate) struct Facts {
    /// What depends on the ledger alone.
    pub whole: Arc<Whole>,
    /// What the page of each article shows; none for articles that have nothing to do with it.
    pub articles: Table<ArticleId, Arc<ArticleFacts>>,
    pub entities: Table<EntityId, Arc<Account>>,
    /// The pages of data, the table of articles among them.
    pub data: Arc<Vec<LedgerPage>>,
}

/// What depends on the ledger alone.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Whole {
    pub home: Arc<HomeFacts>,
    /// All changes in access in columns of the matrix, newest first.
    pub changes: Vec<Arc<ChangeContext>>,
    /// How many cells of the matrix each article changed, by its address.
    pub weights: BTreeMap<Arc<str>, usize>,
    /// The changes in access of each model and bloc that has a feed of them, newest first.
    pub feeds: Vec<(EntityId, Vec<Arc<ChangeContext>>)>,
    /// The pages that are made of the ledger alone.
    pub pages: Vec<LedgerPage>,
    /// The first day on which something that is due today is not any more.
    pub next_due: Option<Date>,
    /// Its data, where the theme has a page for them.
    data: Option<data::OfLedger>,
    /// The models of which something is known, and the articles that corrections are about.
    known: BTreeSet<EntityId>,
    corrected: BTreeSet<Address>,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct FactsCache {
    retracted: Memo<ArticleId, Arc<ArticleSummary>, (), Arc<ArticleSummary>>,
    editors: Memo<SourcePath, Arc<LinkedPage>, Arc<Frame>, Arc<EditorsText>>,
    whole: Last<Arc<FactsQuestion>, Arc<Whole>>,
    entities: Memo<EntityId, Prepared<EntityLink>, Arc<FactsQuestion>, Arc<Account>>,
    testimonies: Memo<ArticleId, Arc<LinkedArticle>, (), Arc<Testimony>>,
    articles: Memo<ArticleId, Arc<Testimony>, Arc<FactsQuestion>, Arc<ArticleFacts>>,
    article_rows: data::DataCache,
    change_rows: data::ChangeRowsCache,
    data: Last<(Arc<FactsQuestion>, data::ArticleRows, data::ChangeRows), Arc<Vec<LedgerPage>>>,
    question: Kept<FactsQuestion>,
}

/// Puts the ledger into the words of pages.
pub(crate) fn facts(
    parts: &Parts<'_>,
    ledger: &Arc<Ledger>,
    changes: &Table<Date, Arc<ChangeDay>>,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut FactsCache,
) -> Facts {
    let retracted = memory
        .retracted
        .answer(&parts.summaries, &(), |_, summary, ()| Some(summary).filter(|summary| summary.retracted).cloned());
    let editors = memory
        .editors
        .answer(&parts.site.pages, &parts.frame, |_, page, frame| EditorsText::of(page, frame).map(Arc::new));
    let question = memory.question.keep(FactsQuestion {
        ledger: ledger.clone(),
        shared: parts.shared.clone(),
        retracted,
        templates: TEMPLATES
            .iter()
            .map(|name| has_template(name) && (*name != DATA || parts.frame.config.data))
            .collect(),
        editors,
    });
    // Putting the whole ledger into words is for those who ask; most edits leave nothing to ask.
    let words = OnceLock::new();
    let words = || words.get_or_init(|| Words::new(&question.ledger, &question.shared, &|name| question.has(name)));
    let accounts = OnceLock::new();
    let accounts = || accounts.get_or_init(|| Accounts::new(words()));

    let whole = memory.whole.answer(&question).unwrap_or_else(|| {
        let mut whole = whole(words(), accounts(), &question);
        if let Some(last) = memory.whole.last() {
            keep_same(&mut whole.pages, &last.pages);
        }
        memory.whole.learn(question.clone(), Arc::new(whole))
    });
    let entities =
        memory.entities.answer(&parts.shared.links, &question, |id, _, _| Some(Arc::new(accounts().account(id))));
    let testimonies =
        memory.testimonies.answer(&parts.site.articles, &(), |_, article, ()| Some(article.testimony.clone()));
    let articles = memory.articles.answer(&testimonies, &question, |_, testimony, _| {
        whole.may_concern(testimony).then(|| accounts().article(testimony).map(Arc::new))?
    });
    let rows = match whole.data {
        Some(_) => data::article_rows(parts, &mut memory.article_rows),
        None => data::ArticleRows::default(),
    };
    let change_rows = match whole.data {
        Some(_) => data::change_rows(changes, &parts.frame, &mut memory.change_rows),
        None => data::ChangeRows::default(),
    };
    let asked = (question, rows, change_rows);
    let data = memory.data.answer(&asked).unwrap_or_else(|| {
        let of_ledger = whole.data.iter();
        let pages = of_ledger.flat_map(|of_ledger| data::pages(&parts.frame, of_ledger, &asked.1, &asked.2)).collect();
        memory.data.learn(asked, Arc::new(pages))
    });
    Facts { whole, articles, entities, data }
}

fn whole(words: &Words<'_>, accounts: &Accounts<'_>, question: &FactsQuestion) -> Whole {
    let is_known = |row: &MatrixRow| row.cells.iter().any(|cell| cell.layer.is_some());
    let known = words.rows.iter().filter(|(_, row)| is_known(row)).map(|(model, _)| model.clone());
    let corrections = words.ledger.corrections.iter();
    let corrected = corrections.flat_map(|c| c.articles.iter().chain([&c.article.address])).cloned();
    Whole {
        home: Arc::new(home::home(accounts)),
        changes: accounts.changes.clone(),
        weights: weights(&accounts.changes),
        feeds: accounts.feeds(),
        pages: pages::pages(words, accounts, question),
        next_due: words.has_due.then(|| next_change(&words.ledger.due)).flatten(),
        data: question.has(DATA).then(|| data::OfLedger::new(words)),
        known: known.collect(),
        corrected: corrected.collect(),
    }
}

/// Takes pages that are the same as before from before, so that later comparisons end at once.
fn keep_same(pages: &mut [LedgerPage], before: &[LedgerPage]) {
    let by_address: HashMap<&Address, &LedgerPage> = before.iter().map(|page| (&page.address, page)).collect();
    for page in pages {
        let same = by_address.get(&page.address).filter(|before| before.page == page.page);
        if let Some(before) = same {
            page.page = before.page.clone();
        }
    }
}

/// How many of these changes each article made.
fn weights(changes: &[Arc<ChangeContext>]) -> BTreeMap<Arc<str>, usize> {
    let mut weights = BTreeMap::new();
    for url in changes.iter().filter_map(|change| change.article.as_ref()?.url.as_ref()) {
        *weights.entry(url.clone()).or_default() += 1;
    }
    weights
}

impl Whole {
    /// Whether there may be something to show on the page of an article.
    fn may_concern(&self, testimony: &Testimony) -> bool {
        !testimony.statements.is_empty()
            || testimony.tagged.iter().any(|id| self.known.contains(id))
            || self.corrected.contains(&testimony.article.address)
    }
}

/// The pages of the ledger, as they are asked for.
pub(crate) fn asked(pages: &[LedgerPage]) -> Vec<Asked> {
    let asked = |page: &LedgerPage| Asked {
        address: page.address.clone(),
        origin: Origin::made(&page.what),
        page: page.page.clone(),
    };
    pages.iter().map(asked).collect()
}
