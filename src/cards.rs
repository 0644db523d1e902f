//! Planned cards become PNGs, on all cores.
//!
//! Last step before the disk. To draw a card takes longer than to render hundreds of pages, so each is drawn once: it is
//! remembered, an earlier run's is taken from the output when it is the same, and a build in a hurry leaves what it does not
//! remember for later. A build with errors does not come here. Knows neither pages nor templates.

use crate::draw::card::{self, Card};
use crate::fonts::Fonts;
use crate::load::Content;
use crate::memo::Memo;
use crate::path::OutputPath;
use crate::plan::{PagePlan, Plan};
use crate::raster::Raster;
use crate::render::Rendered;
use crate::table::{Table, changed};
use std::fmt;
use std::sync::Arc;

/// A card, with what it is set in.
type Planned = (Arc<Card>, Arc<Fonts>);

/// A finished card.
#[derive(Debug, Clone, PartialEq)]
struct Drawn {
    content: Content,
    /// Whether it is an earlier run's.
    is_recalled: bool,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    planned: Memo<OutputPath, Arc<PagePlan>, (), Planned>,
    /// Those that were asked for last, which in a hurry are not those that are planned.
    asked: Table<OutputPath, Planned>,
    drawn: Memo<OutputPath, Planned, (), Drawn>,
    /// The files of the last build, without cards and with them.
    rendered: Table<OutputPath, Content>,
    whole: Table<OutputPath, Content>,
    earlier: Option<Earlier>,
}

/// Looks at a file that an earlier run may have left.
struct Earlier(Box<Look>);
type Look = dyn Fn(&OutputPath) -> Option<Vec<u8>> + Send + Sync;

impl fmt::Debug for Earlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Earlier")
    }
}

impl Memory {
    /// Says how to look at what an earlier run left.
    pub fn recall(&mut self, earlier: impl Fn(&OutputPath) -> Option<Vec<u8>> + Send + Sync + 'static) {
        self.earlier = Some(Earlier(Box::new(earlier)));
    }
}

/// Adds the cards to a site; in a hurry, those of the build before. Says whether they are the planned ones.
pub fn add(plan: &Plan, rendered: &mut Rendered, hurry: bool, memory: &mut Memory) -> bool {
    let planned = memory.planned.answer(&plan.pages, &(), |_, page, ()| match &**page {
        PagePlan::Card(card, fonts) => Some((card.clone(), fonts.clone())),
        _ => None,
    });
    let asked = if hurry { still_there(&memory.asked, &planned) } else { planned.clone() };
    let earlier = memory.earlier.as_ref();
    let drawn = memory.drawn.answer(&asked, &(), |path, (card, fonts), ()| {
        let (svg, raster) = (card::card(card, fonts), Raster::new(fonts));
        let recalled = earlier.and_then(|Earlier(look)| look(path)).filter(|bytes| raster.knows(&svg, bytes));
        let is_recalled = recalled.is_some();
        let content = Content::Memory(Arc::from(recalled.unwrap_or_else(|| raster.png(&svg))));
        Some(Drawn { content, is_recalled })
    });
    let is_new = |path: &&OutputPath| drawn.get(*path).is_some_and(|drawn| !drawn.is_recalled);
    rendered.cards = memory.drawn.fresh.iter().filter(is_new).cloned().collect();
    let is_whole = changed(&asked, &planned).next().is_none();
    memory.asked = asked;
    // Into the table of the last build, so that what both have in common stays the same in memory.
    let others = changed(&memory.rendered, &rendered.files);
    for path in others.chain(memory.drawn.changed.iter().cloned()) {
        match rendered.files.get(&path).or_else(|| drawn.get(&path).map(|drawn| &drawn.content)) {
            Some(content) => drop(memory.whole.insert(path, content.clone())),
            None => drop(memory.whole.remove(&path)),
        }
    }
    memory.rendered = std::mem::replace(&mut rendered.files, memory.whole.clone());
    is_whole
}

/// The cards of the last build that are planned still, if perhaps otherwise.
fn still_there(last: &Table<OutputPath, Planned>, planned: &Table<OutputPath, Planned>) -> Table<OutputPath, Planned> {
    let mut still = last.clone();
    for path in changed(last, planned).filter(|path| !planned.contains_key(path)) {
        still.remove(&path);
    }
    still
}
