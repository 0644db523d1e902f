//! What is slow to make: the index for readers who search, social cards, and the data as one download.
//!
//! The second pure function, after [`build`](crate::build). Where these files are is planned there, so that addresses that
//! clash are reported whether or not this is called. A writer who edits does not wait for it. The only mistakes that it has to report are
//! pictures that cannot be decoded.

pub(crate) mod cards;
mod download;
pub(crate) mod pictures;
pub mod raster;
pub(crate) mod search;

use crate::Outcome;
use crate::base::content::{Content, Keeper, Nowhere, Shelf};
use crate::base::diagnostic::Diagnostic;
use crate::base::memo::Last;
use crate::base::path::OutputPath;
use crate::base::table::{self, Table};
use crate::link::EntityId;
use crate::plan::PagePlan;
use crate::plan::facts::cell_address;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The files that are made after a build.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extras {
    pub files: Table<OutputPath, Content>,
    /// What was planned, and whether that was an index, when they were made or held against a build last.
    planned: Table<OutputPath, Arc<PagePlan>>,
    has_index: bool,
    /// The cards that had to be drawn; the others are remembered, or an earlier run's.
    pub drawn: Vec<OutputPath>,
    /// The files of pictures that had to be made.
    pub made: Vec<OutputPath>,
    /// What only making them finds: pictures that cannot be decoded.
    pub diagnostics: Vec<Diagnostic>,
}

impl Extras {
    /// Drops those of these files that a later build does not plan, and gives their paths. Others stay, if the build perhaps plans
    /// them otherwise. Only looks at what differs between the builds.
    pub(crate) fn follow(&mut self, outcome: &Outcome) -> Vec<OutputPath> {
        let had_index = std::mem::replace(&mut self.has_index, has_index(outcome));
        let before = std::mem::replace(&mut self.planned, outcome.plan.pages.clone());
        let is_planned = |path: &OutputPath| match outcome.plan.pages.get(path) {
            Some(page) => page.is_made_later(),
            None => self.has_index && crate::plan::search::is_reserved(path),
        };
        let gone: Vec<OutputPath> = match had_index == self.has_index {
            true => table::changed(&before, &outcome.plan.pages)
                .filter(|path| self.files.contains_key(path) && !is_planned(path))
                .collect(),
            false => self.files.keys().filter(|path| !is_planned(path)).cloned().collect(),
        };
        for path in &gone {
            self.files.remove(path);
        }
        gone
    }
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct ExtrasCache {
    index: search::IndexCache,
    cards: cards::CardsCache,
    downloads: download::DownloadCache,
    pictures: pictures::PicturesCache,
    keeper: Keeper,
    files: Last<[ExtraFiles; 4], ExtraFiles>,
}

type ExtraFiles = Table<OutputPath, Content>;

impl ExtrasCache {
    /// Remembers nothing yet, and puts finished files where the keeper says.
    pub(crate) fn keeping(keeper: Keeper) -> ExtrasCache {
        ExtrasCache { keeper, ..ExtrasCache::default() }
    }

    /// Makes all files again next time, since some are lost.
    pub(crate) fn forget_files(&mut self) {
        self.index = search::IndexCache::default();
        self.cards.forget_files();
        self.downloads.forget_files();
        self.pictures.forget_files();
    }

    /// Makes a file again when it is planned next time, since the output does not have it until then.
    pub fn forget(&mut self, path: &OutputPath) {
        match crate::plan::search::is_reserved(path) {
            true => self.index = search::IndexCache::default(),
            false => {
                self.cards.forget(path);
                self.downloads.forget(path);
                self.pictures.forget(path);
            }
        }
    }

    /// Says how to look at a file that an earlier run may have left in the output. It is taken from there if it is what
    /// would be made, so that this changes no byte.
    pub fn recall(&mut self, earlier: impl Fn(&OutputPath) -> Option<Vec<u8>> + Send + Sync + 'static) {
        self.cards.recall(earlier);
    }

    /// Says where what is made of pictures is kept for later runs. What is there is what would be made, so that this changes no byte.
    pub(crate) fn keep_on(&mut self, shelf: Shelf) {
        self.pictures.keep_on(shelf);
    }

    /// Takes from there what the last build did not need.
    pub(crate) fn sweep(&self) {
        self.pictures.sweep();
    }
}

/// Makes these files for a build without errors. `begin` hears the name of each part as it begins.
pub fn extras(outcome: &Outcome, memory: &mut ExtrasCache, begin: &mut dyn FnMut(&'static str)) -> Extras {
    begin("search");
    let index = index(outcome, &memory.keeper, &mut memory.index);
    begin("cards");
    let (cards, drawn) = cards::cards(&outcome.plan, &memory.keeper, &mut memory.cards);
    begin("data");
    let downloads = download::downloads(&outcome.plan, &memory.keeper, &mut memory.downloads);
    begin("pictures");
    let plan = &outcome.plan;
    let (pictures, made, diagnostics) =
        pictures::pictures(&plan.pages, &outcome.site, &memory.keeper, &mut memory.pictures);
    let question = [index, cards, downloads, pictures];
    let files = memory.files.answer(&question).unwrap_or_else(|| {
        let [index, cards, downloads, pictures] = &question;
        let files = index.union(cards).union(downloads).union(pictures);
        memory.files.learn(question, files)
    });
    let planned = plan.pages.clone();
    Extras { files, planned, has_index: has_index(outcome), drawn, made, diagnostics }
}

/// What is wrong with pictures that only decoding them finds: for who checks a site and makes nothing.
pub(crate) fn undecodable(outcome: &Outcome, shelf: Shelf) -> Vec<Diagnostic> {
    let mut memory = pictures::PicturesCache::default();
    memory.keep_on(shelf);
    pictures::undecodable(&outcome.plan.pages, &outcome.site, &mut memory)
}

/// The index for readers who search, if the site has one.
fn index(outcome: &Outcome, keeper: &Keeper, memory: &mut search::IndexCache) -> ExtraFiles {
    match has_index(outcome) {
        true => search::index(&outcome.site, &cells(outcome), keeper, memory),
        false => ExtraFiles::default(),
    }
}

/// The ledger as the index sees it: without cells where no page of one is planned.
fn cells(outcome: &Outcome) -> search::IndexedLedger {
    let ledger = &outcome.ledger;
    let has_page = |model: &EntityId, bloc: &EntityId| {
        let path = cell_address(model, bloc).output_path().ok();
        path.is_some_and(|path| outcome.plan.pages.contains_key(&path))
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

fn has_index(outcome: &Outcome) -> bool {
    let start = crate::plan::search::start_address().output_path().ok();
    start.and_then(|path| outcome.plan.pages.get(&path)).is_some_and(|page| **page == PagePlan::Index)
}

/// How many files there will be: those of the build, and those that are made here. Draws nothing.
pub fn count(outcome: &Outcome) -> usize {
    let is_one =
        |page: &&Arc<PagePlan>| matches!(***page, PagePlan::Card(..) | PagePlan::Download(_) | PagePlan::Picture(..));
    let planned = outcome.plan.pages.values().filter(is_one).count();
    outcome.rendered.files.len()
        + planned
        + index(outcome, &Keeper::of(Arc::new(Nowhere)), &mut search::IndexCache::default()).len()
}
