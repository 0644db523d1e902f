//! Fissure turns a folder of tagged Markdown into a cross-linked news brief.
//!
//! A build is a pure function from source files to output files, in seven steps. Each step has a type of its own:
//!
//! | step   | from               | to                               | looks at                                  |
//! |--------|--------------------|----------------------------------|-------------------------------------------|
//! | load   | folders            | [`load::Sources`]                | the disk                                  |
//! | parse  | a file             | [`parse::Document`]              | one file                                  |
//! | model  | a document         | [`model::Item`]                  | one document and the settings             |
//! | link   | all items          | [`link::Site`]                   | everything: who names whom                |
//! | plan   | the site           | [`plan::Plan`]                   | everything: which pages there are         |
//! | render | a page's plan      | [`render::Rendered`]             | one page and the templates                |
//! | write  | the rendered pages | the output folder                | the disk                                  |
//!
//! [`build`] is the middle five of them. `build`, `check` and `build --watch` all call it; what differs is whether and
//! how often [`write`](write::write) follows. Mistakes travel beside the results as values, so that one run tells all
//! of them, and nothing is written while there is one.

pub mod cli;
pub mod context;
pub mod diagnostic;
pub mod link;
pub mod load;
pub mod model;
pub mod parse;
pub mod path;
pub mod plan;
pub mod render;
pub mod slug;
pub mod templates;
pub mod theme;
pub mod watch;
pub mod write;

use diagnostic::Diagnostic;
use jiff::Timestamp;
use load::Sources;
use model::config::{self, BaseUrl};
use rayon::prelude::*;
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
}

/// What a build gives.
#[derive(Debug)]
pub struct Outcome {
    /// The finished site; incomplete, and not to be written, when there are errors.
    pub rendered: Rendered,
    /// Sorted by file and place, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// When something is published or expires next.
    pub next_change: Option<Timestamp>,
}

/// Builds a site: all of the pipeline between the disk and the disk.
///
/// `noticed` is what was wrong while loading; it is told with the rest.
pub fn build(sources: &Sources, noticed: Vec<Diagnostic>, inputs: &Inputs) -> Outcome {
    let mut diagnostics = noticed;
    let mut told = |found: Vec<Diagnostic>| diagnostics.extend(found);

    let settings = model::config_path();
    let (mut config, found) = config::read(&settings, sources.text(&settings).map(|text| &**text));
    told(found);
    config.base_url = inputs.base_url.clone().or(config.base_url);
    let config = Arc::new(config);

    let documents: Vec<_> =
        markdown_files(sources).par_iter().map(|(path, text)| parse::document(path, text)).collect();
    let items: Vec<_> = documents.par_iter().map(|(document, _)| model::item(document, &config)).collect();
    told(documents.into_iter().flat_map(|(_, found)| found).collect());
    let (items, found): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    told(found.into_iter().flatten().collect());

    let circumstances = link::Circumstances { now: inputs.now, drafts: inputs.drafts };
    let (site, found) = link::link(sources, &config, items.into_iter().flatten().collect(), &circumstances);
    told(found);

    let (plan, found) = plan::plan(&site, sources);
    told(found);

    let (mut templates, found) = templates::compile(sources);
    let templates_are_sound = found.is_empty();
    told(found);
    let mut rendered = Rendered::default();
    if templates_are_sound {
        templates.set_site(&plan.site);
        let (pages, found) = render::render(&plan, &templates);
        told(found);
        rendered = pages;
    }
    let diagnostics = diagnostic::settle(diagnostics, inputs.strict);
    Outcome { rendered, diagnostics, next_change: site.next_change }
}

fn markdown_files(sources: &Sources) -> Vec<(&path::SourcePath, &str)> {
    let content = sources.in_folder(load::CONTENT).filter(|(path, _)| path.extension() == "md");
    content.filter_map(|(path, _)| Some((path, &**sources.text(path)?))).collect()
}
