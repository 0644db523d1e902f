//! Fissure turns a folder of tagged Markdown into a cross-linked news brief.
//!
//! A build is a pure function from source files to output files, in ten steps. Each step has a type of its own:
//!
//! | step   | from               | to                               | looks at                                  |
//! |--------|--------------------|----------------------------------|-------------------------------------------|
//! | load   | folders            | [`load::Sources`]                | the disk                                  |
//! | parse  | a file             | [`parse::Document`]              | one file                                  |
//! | model  | a document         | [`model::Item`]                  | one document and the settings             |
//! | link   | all items          | [`link::Site`]                   | everything: who names whom                |
//! | facts  | all statements     | [`facts::Ledger`]                | everything: what they come to             |
//! | search | site and ledger    | [`search::Index`]                | everything: which words are where         |
//! | plan   | site and ledger    | [`plan::Plan`]                   | everything: which pages there are         |
//! | render | a page's plan      | [`render::Rendered`]             | one page and the templates                |
//! | cards  | a card's plan      | [`render::Rendered`]             | one card and the fonts                    |
//! | write  | the rendered pages | the output folder                | the disk                                  |
//!
//! [`build`] is the middle eight of them. `build`, `check`, `build --watch` and `serve` all call it; what differs is whether
//! and how often [`write`](write::write) follows, and whether [`serve`] shows the answer. `check` alone asks for advice, for which [`verbatim`] looks at the linked
//! site too. The steps have a [`Memory`], by which a rebuild costs what has changed; it holds answers by the equality of
//! all their inputs, so that it never changes what comes out. A build in a hurry leaves what is slow as it was, and the next
//! one that is not makes up for it. Mistakes travel beside the results as values, so that one
//! run tells all of them, and nothing is written while there is one.

pub mod against;
pub mod assets;
pub mod cards;
pub mod cli;
pub mod context;
pub mod data;
pub mod diagnostic;
pub mod draw;
pub mod explain;
pub mod facts;
pub mod fonts;
pub mod lexicon;
pub mod link;
pub mod list;
pub mod load;
pub mod memo;
pub mod model;
pub mod parse;
pub mod path;
pub mod plan;
pub mod raster;
pub mod reads;
pub mod rename;
pub mod render;
pub mod scaffold;
pub mod schema;
pub mod search;
pub mod serve;
pub mod slug;
pub mod table;
pub mod templates;
pub mod text;
pub mod theme;
pub mod verbatim;
pub mod watch;
pub mod write;

use diagnostic::Diagnostic;
use jiff::Timestamp;
use jiff::civil::Date;
use load::{SourceFile, Sources};
use memo::{Gathered, Kept, Memo};
use model::Item;
use model::config::{self, BaseUrl, Config};
use parse::Document;
use path::{OutputPath, SourcePath};
use render::Rendered;
use std::sync::Arc;

/// What a build is told beside the files. Same sources and same inputs, same bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// The present: what is held back until later, and what has expired.
    pub now: Timestamp,
    /// Whether drafts are published.
    pub drafts: bool,
    /// Stands in for the `base_url` of the settings.
    pub base_url: Option<BaseUrl>,
    /// Whether warnings are errors.
    pub strict: bool,
    /// Whether somebody waits: then what is slow and not remembered is left as the last build left it.
    pub hurry: bool,
    /// What an editor's round asks for; without it the build keeps quiet about that.
    pub advice: Option<Advice>,
}

/// What is told in an editor's round, see [`diagnostic::Code::is_advice`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// How many words in a row an article may share with a source without quoting it.
    pub max_run: usize,
}

impl Default for Advice {
    fn default() -> Self {
        Advice { max_run: verbatim::MAX_RUN }
    }
}

/// What a build gives.
#[derive(Debug)]
pub struct Outcome {
    /// The finished site; incomplete, and not to be written, when there are errors.
    pub rendered: Arc<Rendered>,
    /// Sorted by file and place, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether nothing was left as it was for want of time: without [`Inputs::hurry`] always.
    pub is_whole: bool,
    /// When something is published, expires, or is no longer what it was, next.
    pub next_change: Option<Timestamp>,
    /// The linked site, for those who ask about it rather than read it.
    pub site: link::Site,
    /// What its statements come to.
    pub ledger: Arc<facts::Ledger>,
}

/// What the steps remember from one build to the next. A new one remembers nothing, which changes no byte.
#[derive(Debug, Default)]
pub struct Memory {
    config: Kept<Config>,
    parse: Memo<SourcePath, SourceFile, (), Parsed>,
    parse_told: Gathered<SourcePath, Parsed, Diagnostic>,
    model: Memo<SourcePath, Parsed, Arc<Config>, Meant>,
    model_told: Gathered<SourcePath, Meant, Diagnostic>,
    items: Memo<SourcePath, Meant, (), Item>,
    link: link::LinkCache,
    facts: facts::Memory,
    search: search::Memory,
    plan: plan::Memory,
    templates: templates::Memory,
    render: render::Memory,
    cards: cards::Memory,
}

impl Memory {
    /// Says how to look at a file that an earlier run may have left in the output. What is slow to make is taken from there
    /// if it is what would be made, so that this changes no byte either.
    pub fn recall(&mut self, earlier: impl Fn(&OutputPath) -> Option<Vec<u8>> + Send + Sync + 'static) {
        self.cards.recall(earlier);
    }
}

/// A document, and what is wrong with it.
type Parsed = (Arc<Document>, Told);
/// What it means, if anything.
type Meant = (Option<Item>, Told);

/// The diagnostics of one answer, told again whenever the answer is given again.
type Told = Arc<Vec<Diagnostic>>;

/// Builds a site: all of the pipeline between the disk and the disk.
///
/// `noticed` is what was wrong while loading; it is told with the rest. `begin` hears the name of each step as it
/// begins, so that whoever has a clock can time it; nothing depends on what it does.
pub fn build(
    sources: &Sources,
    noticed: Vec<Diagnostic>,
    inputs: &Inputs,
    memory: &mut Memory,
    begin: &mut dyn FnMut(&'static str),
) -> Outcome {
    let mut diagnostics = noticed;

    let settings = model::config_path();
    let (mut config, found) = config::read(&settings, sources.text(&settings).map(|text| &**text));
    diagnostics.extend(found);
    config.base_url = inputs.base_url.clone().or(config.base_url);
    let config = memory.config.keep(config);

    begin("parse");
    let documents = memory.parse.answer(&sources.files, &(), |path, file, ()| {
        let (document, found) = parse::document(path, markdown(path, file)?);
        Some((document, Arc::new(found)))
    });
    diagnostics.extend(memory.parse_told.of(&documents, |(_, found)| found));

    begin("model");
    let items = memory.model.answer(&documents, &config, |_, (document, _), config| {
        let (item, found) = model::item(document, config);
        Some((item, Arc::new(found)))
    });
    diagnostics.extend(memory.model_told.of(&items, |(_, found)| found));
    let items = memory.items.answer(&items, &(), |_, (item, _), ()| item.clone());

    begin("link");
    let advice = inputs.advice.is_some();
    let circumstances = link::Circumstances { now: inputs.now, drafts: inputs.drafts, advice };
    let (site, found) = link::link(sources, &config, &items, &circumstances, &mut memory.link);
    diagnostics.extend(found);

    begin("facts");
    let today = inputs.now.to_zoned(config.time_zone.clone()).date();
    let (ledger, found) = facts::ledger(&site, today, &mut memory.facts);
    diagnostics.extend(found.iter().cloned());
    diagnostics.extend(facts::tell::with_lines(&ledger, sources, inputs.advice.is_some()));

    if let Some(advice) = &inputs.advice {
        begin("verbatim");
        diagnostics.extend(verbatim::check_site(&site, sources, advice.max_run));
    }

    begin("search");
    let index = search::index(&site, &ledger, sources, inputs.hurry, &mut memory.search);

    begin("plan");
    let (plan, found) = plan::plan(&site, &ledger, &index, sources, &mut memory.plan);
    diagnostics.extend(found);

    begin("render");
    let (templates, found) = templates::compile(sources, &plan.site, &mut memory.templates);
    diagnostics.extend(found.iter().cloned());
    let mut rendered = Rendered::default();
    if found.is_empty() {
        let (pages, found) = render::render(&plan, &templates, &mut memory.render);
        diagnostics.extend(found);
        rendered = pages;
    }

    let diagnostics = diagnostic::settle(diagnostics, inputs.strict);
    begin("cards");
    // Nothing is written of a build with errors, so it draws nothing, and its cards stay remembered for the next one.
    let has_all_cards =
        diagnostic::has_errors(&diagnostics) || cards::add(&plan, &mut rendered, inputs.hurry, &mut memory.cards);
    let midnight = |day: Date| day.to_zoned(config.time_zone.clone()).ok().map(|midnight| midnight.timestamp());
    let days = [ledger.next_change, plan.next_change].map(|day| day.and_then(midnight));
    let next_change = days.into_iter().chain([site.next_change]).flatten().min();
    let is_whole = index.is_whole && has_all_cards;
    Outcome { rendered: Arc::new(rendered), diagnostics, is_whole, next_change, site, ledger }
}

/// The text of a Markdown file of the content.
fn markdown<'a>(path: &SourcePath, file: &'a SourceFile) -> Option<&'a Arc<str>> {
    match file {
        SourceFile::Text(text) if path.extension() == "md" && path.below(load::CONTENT).is_some() => Some(text),
        _ => None,
    }
}
