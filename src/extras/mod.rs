//! What is slow to make: the index for readers who search, social cards, and the data as one download.
//!
//! The second pure function, after [`build`](crate::build). Where these files are is planned there, so that addresses that
//! clash are reported whether or not this is called. A writer who edits does not wait for it. It has no mistakes to report.

pub(crate) mod cards;
mod download;
pub mod raster;
pub(crate) mod search;

use crate::Outcome;
use crate::base::content::{Content, Keeper, Nowhere};
use crate::base::memo::Last;
use crate::base::path::OutputPath;
use crate::base::table::Table;
use crate::facts::Ledger;
use crate::link::{EntityId, Site};
use crate::plan::facts::cell_address;
use crate::plan::{PagePlan, Plan};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The files that are made after a build.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extras {
    pub files: Table<OutputPath, Content>,
    /// The cards that had to be drawn; the others are remembered, or an earlier run's.
    pub drawn: Vec<OutputPath>,
}

impl Extras {
    /// Those of these files that a later build plans too, if perhaps otherwise.
    pub(crate) fn still_planned(&self, outcome: &Outcome) -> Table<OutputPath, Content> {
        let others = outcome.others.iter().map(|other| &other.site);
        let with_index = std::iter::once(&outcome.site).chain(others).filter(|site| has_index(site, &outcome.plan));
        let folders: Vec<&str> = with_index.map(|site| site.config.at.trim_start_matches('/')).collect();
        let is_planned = |path: &OutputPath| match outcome.plan.pages.get(path) {
            Some(page) => page.is_made_later(),
            None => folders.iter().any(|folder| crate::plan::search::is_reserved(path, folder)),
        };
        let mut files = self.files.clone();
        for path in self.files.keys().filter(|path| !is_planned(path)) {
            files.remove(path);
        }
        files
    }
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct ExtrasCache {
    /// For each language, by what its addresses begin with.
    indexes: BTreeMap<String, search::IndexCache>,
    cards: cards::CardsCache,
    downloads: download::DownloadCache,
    keeper: Keeper,
    files: Last<[ExtraFiles; 3], ExtraFiles>,
}

type ExtraFiles = Table<OutputPath, Content>;

impl ExtrasCache {
    /// Remembers nothing yet, and puts finished files where the keeper says.
    pub(crate) fn keeping(keeper: Keeper) -> ExtrasCache {
        ExtrasCache { keeper, ..ExtrasCache::default() }
    }

    /// Makes all files again next time, since some are lost.
    pub(crate) fn forget_files(&mut self) {
        self.indexes.clear();
        self.cards.forget_files();
        self.downloads.forget_files();
    }

    /// Makes a file again when it is planned next time, since the output does not have it until then.
    pub fn forget(&mut self, path: &OutputPath) {
        let of_index = |at: &String| crate::plan::search::is_reserved(path, at.trim_start_matches('/'));
        match self.indexes.keys().find(|at| of_index(at)).cloned() {
            Some(at) => drop(self.indexes.remove(&at)),
            None => {
                self.cards.forget(path);
                self.downloads.forget(path);
            }
        }
    }

    /// Says how to look at a file that an earlier run may have left in the output. It is taken from there if it is what
    /// would be made, so that this changes no byte.
    pub fn recall(&mut self, earlier: impl Fn(&OutputPath) -> Option<Vec<u8>> + Send + Sync + 'static) {
        self.cards.recall(earlier);
    }
}

/// Makes these files for a build without errors. `begin` hears the name of each part as it begins.
pub fn extras(outcome: &Outcome, memory: &mut ExtrasCache, begin: &mut dyn FnMut(&'static str)) -> Extras {
    begin("search");
    let index = indexes(outcome, &memory.keeper, &mut memory.indexes);
    begin("cards");
    let (cards, drawn) = cards::cards(&outcome.plan, &memory.keeper, &mut memory.cards);
    begin("data");
    let downloads = download::downloads(&outcome.plan, &memory.keeper, &mut memory.downloads);
    let question = [index, cards, downloads];
    let files = memory.files.answer(&question).unwrap_or_else(|| {
        let [index, cards, downloads] = &question;
        let files = index.union(cards).union(downloads);
        memory.files.learn(question, files)
    });
    Extras { files, drawn }
}

/// The index for readers who search, in each language that has one.
fn indexes(outcome: &Outcome, keeper: &Keeper, memory: &mut BTreeMap<String, search::IndexCache>) -> ExtraFiles {
    let others = outcome.others.iter().map(|other| (&other.site, &*other.ledger));
    let all = std::iter::once((&outcome.site, &*outcome.ledger)).chain(others);
    let with_index = all.filter(|(site, _)| has_index(site, &outcome.plan));
    let indexes = with_index.map(|(site, ledger)| {
        let cells = cells(site, ledger, &outcome.plan);
        search::index(site, &cells, keeper, memory.entry(site.config.at.clone()).or_default())
    });
    indexes.reduce(|all, index| all.union(&index)).unwrap_or_default()
}

/// The ledger as the index sees it: without cells where no page of one is planned.
fn cells(site: &Site, ledger: &Ledger, plan: &Plan) -> search::IndexedLedger {
    let has_page = |model: &EntityId, bloc: &EntityId| {
        let path = site.config.output_path(&cell_address(model, bloc)).ok();
        path.is_some_and(|path| plan.pages.contains_key(&path))
    };
    let models: BTreeSet<&EntityId> = ledger.cells.keys().map(|(model, _)| model).collect();
    let is_shown = |model: &&EntityId| ledger.columns.first().is_some_and(|bloc| has_page(model, bloc));
    let statuses = |model: &EntityId| {
        let status = |bloc: &EntityId| ledger.cell(model, bloc, ledger.today).status;
        (model.clone(), ledger.columns.iter().map(status).collect())
    };
    search::IndexedLedger {
        disputes: ledger.disputes.clone(),
        columns: ledger.columns.clone(),
        cells: models.into_iter().filter(is_shown).map(statuses).collect(),
    }
}

fn has_index(site: &Site, plan: &Plan) -> bool {
    let start = site.config.output_path(&crate::plan::search::start_address()).ok();
    start.and_then(|path| plan.pages.get(&path)).is_some_and(|page| **page == PagePlan::Index)
}

/// How many files there will be: those of the build, and those that are made here. Draws nothing.
pub fn count(outcome: &Outcome) -> usize {
    let is_one = |page: &&Arc<PagePlan>| matches!(***page, PagePlan::Card(..) | PagePlan::Download(_));
    let planned = outcome.plan.pages.values().filter(is_one).count();
    outcome.rendered.files.len()
        + planned
        + indexes(outcome, &Keeper::of(Arc::new(Nowhere)), &mut BTreeMap::new()).len()
}
