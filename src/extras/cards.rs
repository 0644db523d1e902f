//! PlannedCard cards become PNGs, on all cores.
//!
//! To draw a card takes longer than to render hundreds of pages, so each is drawn once: it is remembered, and an earlier
//! run's is taken from the output when it is the same. Knows neither pages nor templates.

use crate::base::content::{Content, Keeper};
use crate::base::memo::Memo;
use crate::base::path::OutputPath;
use crate::base::table::Table;
use crate::draw::card::{self, Card};
use crate::draw::fonts::Fonts;
use crate::extras::raster::Raster;
use crate::plan::{PagePlan, Plan};
use std::fmt;
use std::sync::Arc;

/// A card, with what it is set in.
type PlannedCard = (Arc<Card>, Arc<Fonts>);

/// A finished card.
#[derive(Debug, Clone, PartialEq)]
struct Drawn {
    content: Content,
    /// Whether it is an earlier run's.
    is_recalled: bool,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct CardsCache {
    planned: Memo<OutputPath, Arc<PagePlan>, (), PlannedCard>,
    drawn: Memo<OutputPath, PlannedCard, Keeper, Drawn>,
    files: Memo<OutputPath, Drawn, (), Content>,
    earlier: Option<Earlier>,
}

/// Looks at a file that an earlier run may have left.
struct Earlier(Box<EarlierLook>);
type EarlierLook = dyn Fn(&OutputPath) -> Option<Vec<u8>> + Send + Sync;

impl fmt::Debug for Earlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Earlier")
    }
}

impl CardsCache {
    /// Says how to look at what an earlier run left.
    pub(crate) fn recall(&mut self, earlier: impl Fn(&OutputPath) -> Option<Vec<u8>> + Send + Sync + 'static) {
        self.earlier = Some(Earlier(Box::new(earlier)));
    }

    /// Draws or takes all cards again next time.
    pub(crate) fn forget_files(&mut self) {
        self.drawn = Memo::default();
    }

    /// The same for one.
    pub(crate) fn forget(&mut self, path: &OutputPath) {
        self.drawn.forget(path);
    }
}

/// All cards of a plan, and which of them had to be drawn.
pub(crate) fn cards(
    plan: &Plan,
    keeper: &Keeper,
    memory: &mut CardsCache,
) -> (Table<OutputPath, Content>, Vec<OutputPath>) {
    let planned = memory.planned.answer(&plan.pages, &(), |_, page, ()| match &**page {
        PagePlan::Card(card, fonts) => Some((card.clone(), fonts.clone())),
        _ => None,
    });
    let earlier = memory.earlier.as_ref();
    let drawn = memory.drawn.answer(&planned, keeper, |path, (card, fonts), keeper| {
        let (svg, raster) = (card::card(card, fonts), Raster::new(fonts));
        let recalled = earlier.and_then(|Earlier(look)| look(path)).filter(|bytes| raster.knows(&svg, bytes));
        let is_recalled = recalled.is_some();
        let content = keeper.keep(path, recalled.unwrap_or_else(|| raster.png(&svg)));
        Some(Drawn { content, is_recalled })
    });
    let is_new = |path: &&OutputPath| drawn.get(*path).is_some_and(|drawn| !drawn.is_recalled);
    let new = memory.drawn.fresh().filter(is_new).cloned().collect();
    let files = memory.files.answer(&drawn, &(), |_, drawn, ()| Some(drawn.content.clone()));
    (files, new)
}
