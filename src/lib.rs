//! Fissure turns a folder of tagged Markdown into a cross-linked news brief.
//!
//! A build is a pure function from source files to output files, in steps that have a type of their own each:
//!
//! | step   | from               | to                               | looks at                                  |
//! |--------|--------------------|----------------------------------|-------------------------------------------|
//! | load   | folders            | [`load::Sources`]                | the disk                                  |
//! | parse  | a file             | [`parse::Document`]              | one file                                  |
//! | model  | a document         | [`model::Item`]                  | one document and the settings             |
//! | versions | all items        | the same                         | the words of each in one language         |
//! | link   | all items          | [`link::Site`]                   | everything: who names whom                |
//! | facts  | all statements     | [`facts::Ledger`]                | everything: what they come to             |
//! | plan   | site and ledger    | [`plan::Plan`]                   | everything: which pages there are         |
//! | render | a page's plan      | [`render::Rendered`]             | one page and the templates                |
//! | extras | a finished build   | [`extras::Extras`]               | the index for search, and social cards    |
//! | write  | the rendered pages | the output folder                | the disk                                  |
//!
//! [`build`] is the steps from `parse` to `render`. `build`, `check`, `build --watch` and `serve` all call it; what differs is
//! whether and how often [`write`](write::write) follows, and whether [`serve`](app::serve) shows the answer. `check` alone asks for advice,
//! for which [`verbatim`](review::verbatim) looks at the linked site too. What is slow is a second pure function, [`extras`](extras::extras),
//! for which a writer who edits need not wait. What the site once published (`record`) is an input like its files, and stays. The
//! A site in several languages is built in each by the same steps, from `model` on, and `languages` makes one site of them. The
//! steps have a [`Memory`], by which a rebuild costs what has changed; it remembers answers by the equality of all their inputs, so
//! that it never changes what comes out. Mistakes are values next to the results, so that one run reports all of them, and
//! nothing is written while one of them is an error.

#![warn(unreachable_pub, clippy::disallowed_methods, clippy::iter_over_hash_type, clippy::unwrap_used)]

#[expect(clippy::disallowed_methods, reason = "reads the clock and the environment, and watches the disk")]
pub mod app;
pub mod base;
mod causes;
pub mod coming;
pub mod commands;
pub mod draw;
pub mod extras;
pub mod facts;
mod languages;
pub mod link;
#[expect(clippy::disallowed_methods, reason = "reads the site from the disk")]
pub mod load;
pub mod model;
pub mod parse;
pub mod picture;
pub mod plan;
mod record;
mod render;
pub mod review;
#[expect(clippy::disallowed_methods, reason = "what `load` and `write` do with files, where systems differ")]
mod system;
mod versions;
mod view;
#[expect(clippy::disallowed_methods, reason = "writes the output to the disk")]
pub mod write;

use base::content::Keeper;
use base::diagnostic::{self, Diagnostic, Severity, Tolerance};
use base::memo::Kept;
use coming::{Coming, Moment, News};
use jiff::Timestamp;
use link::{Circumstances, ExpiredShown};
use load::Sources;
use model::config::{self, BaseUrl, Config};
use model::{Items, strings};
use plan::Plan;
use render::Rendered;
use std::collections::BTreeMap;
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
    /// How severe messages are in the end.
    pub tolerance: Tolerance,
    /// What an editor's round asks for; without it the build keeps quiet about that.
    pub advice: Option<Advice>,
}

impl Inputs {
    fn circumstances(&self) -> Circumstances {
        Circumstances {
            now: self.now,
            drafts: self.drafts,
            expired: ExpiredShown::Nothing,
            advice: self.advice.is_some(),
        }
    }
}

/// What is told in an editor's round, see [`diagnostic::Code::is_advice`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// How many words in a row an article may share with a source without quoting it.
    pub(crate) max_run: usize,
}

impl Default for Advice {
    fn default() -> Self {
        Advice { max_run: review::verbatim::MAX_RUN }
    }
}

/// What a build gives.
#[derive(Debug)]
pub struct Outcome {
    /// The pages, but for those that [`extras`](extras::extras) makes; incomplete, and not to be written, when there are errors.
    pub rendered: Rendered,
    /// What they were made from, and where all files are.
    pub plan: Plan,
    /// Sorted by file and place, each once. Those of what is held back are among them.
    pub diagnostics: Vec<Diagnostic>,
    /// When something is published, expires, or is no longer what it was, next.
    pub next_change: Option<Timestamp>,
    /// What each coming moment changes at which something comes out or expires.
    pub coming: Vec<Coming>,
    /// The linked site, for those who ask about it rather than read it.
    pub site: link::Site,
    /// What its statements come to.
    pub ledger: Arc<facts::Ledger>,
    /// The same in the other languages of the site.
    pub(crate) others: Vec<OtherOutcome>,
}

/// What a build gives in another language of the site. Its pages are among those of the [`Outcome`].
#[derive(Debug)]
pub(crate) struct OtherOutcome {
    pub site: link::Site,
    pub ledger: Arc<facts::Ledger>,
}

impl Outcome {
    /// The site in each of its languages, its own first.
    pub fn sites(&self) -> impl Iterator<Item = &link::Site> {
        self.in_languages().map(|(site, _)| site)
    }

    /// The same with what the statements come to.
    pub(crate) fn in_languages(&self) -> impl Iterator<Item = (&link::Site, &facts::Ledger)> {
        let others = self.others.iter().map(|other| (&other.site, &*other.ledger));
        std::iter::once((&self.site, &*self.ledger)).chain(others)
    }
}

/// What the steps remember from one build to the next. A new one remembers nothing, which changes no byte.
#[derive(Debug, Default)]
pub struct Memory {
    strings: strings::StringsCache,
    config: Kept<Config>,
    record: record::RecordCache,
    parse: parse::ParseCache,
    languages: languages::ReadCache,
    present: AllSteps,
    coming: coming::ComingCache,
    /// Of what is held back: it goes from moment to moment within a build.
    later: AllSteps,
}

/// What the steps from `versions` to `render` remember, for each language, and what joins the languages.
#[derive(Debug, Default)]
struct AllSteps {
    steps: BTreeMap<String, Steps>,
    joined: languages::JoinedCache,
    keeper: Keeper,
    /// Whether no other build follows: what a step remembers goes as soon as it is over.
    ends: bool,
}

/// What the steps remember for one language.
#[derive(Debug, Default)]
struct Steps {
    record: record::InLanguageCache,
    versions: versions::VersionsCache,
    link: link::LinkCache,
    facts: facts::LedgerCache,
    changed: review::changed::ChangedCache,
    plan: plan::PlanCache,
    templates: render::templates::TemplatesCache,
    render: render::RenderCache,
}

impl Memory {
    /// Remembers nothing yet, and puts finished pages where the keeper says.
    pub(crate) fn keeping(keeper: Keeper) -> Memory {
        Memory { present: AllSteps { keeper, ..AllSteps::default() }, ..Memory::default() }
    }

    /// For a build that no other follows.
    pub(crate) fn of_one_build(keeper: Keeper) -> Memory {
        Memory { present: AllSteps { keeper, ends: true, ..AllSteps::default() }, ..Memory::default() }
    }

    /// Renders all pages again next time, since some that were finished are lost.
    pub(crate) fn forget_pages(&mut self) {
        self.present.steps.values_mut().for_each(|steps| steps.render = render::RenderCache::default());
    }
}

/// Builds a site: all of the pipeline between the disk and the disk, and once more for what is held back.
///
/// `noticed` is what was wrong while loading; it is reported with the rest. `begin` hears the name of each step as it
/// begins, so that a caller who has a clock can time it; nothing depends on what it does.
pub fn build(
    sources: &Sources,
    noticed: Vec<Diagnostic>,
    inputs: &Inputs,
    memory: &mut Memory,
    begin: &mut dyn FnMut(&'static str),
) -> Outcome {
    let mut diagnostics = noticed;
    let (config, found) = config::of_site(sources, inputs.base_url.as_ref(), &mut memory.strings);
    let config = memory.config.keep(config);
    diagnostics.extend(found);

    let (record, found) = record::read(sources, &mut memory.record);
    diagnostics.extend(found.iter().cloned());

    begin("parse");
    let (documents, found) = parse::documents(sources, &mut memory.parse);
    diagnostics.extend(found);

    begin("model");
    let (languages, found) = languages::read(sources, &documents, &config, &mut memory.strings, &mut memory.languages);
    diagnostics.extend(found);
    if memory.present.ends {
        (memory.parse, memory.languages) = Default::default();
    }

    let present = inputs.circumstances();
    let written = Written { sources, languages: &languages, record: &record, advice: inputs.advice.as_ref() };
    let Built { rendered, plan, diagnostics: found, next_change, site, ledger, others } =
        written.at(&present, &mut memory.present, begin);
    diagnostics.extend(found);

    // What is held back, as if it were out.
    let builds = memory.coming.builds(&languages[0].items, &present);
    let mut coming = Vec::new();
    if builds.is_empty() {
        memory.later = AllSteps::default();
    } else {
        begin("later");
        if memory.later.keeper == Keeper::default() {
            memory.later.keeper = memory.present.keeper.forgetting();
        }
        let mut news = News::since(&diagnostics);
        let mut moment = Moment { site: site.clone(), files: rendered.files.clone() };
        for later in &builds {
            let built = written.at(&later.circumstances, &mut memory.later, &mut |_| {});
            let found = news.of(later, &site, built.diagnostics);
            let errors = found.iter().filter(|d| d.severity == Severity::Error).count();
            diagnostics.extend(found);
            let next = Moment { site: built.site, files: built.rendered.files };
            coming.extend(coming::change(later, &moment, &next, errors));
            moment = next;
        }
    }
    causes::trace(&mut diagnostics, sources, &config);
    let diagnostics = diagnostic::settle(diagnostics, inputs.tolerance);
    Outcome { rendered, plan, diagnostics, next_change, coming, site, ledger, others }
}

/// The items of a site in each of its languages, from which it is built as it is at one moment.
struct Written<'a> {
    sources: &'a Sources,
    /// That of the site is the first.
    languages: &'a [InLanguage],
    record: &'a Arc<record::Record>,
    advice: Option<&'a Advice>,
}

/// What the files mean, read with the settings and words of one language.
struct InLanguage {
    config: Arc<Config>,
    items: Items,
}

/// A site at one moment, in one language or in all.
struct Built {
    rendered: Rendered,
    plan: Plan,
    diagnostics: Vec<Diagnostic>,
    next_change: Option<Timestamp>,
    site: link::Site,
    ledger: Arc<facts::Ledger>,
    others: Vec<OtherOutcome>,
}

impl Written<'_> {
    /// The steps from `versions` to `render`, in each language.
    fn at(&self, circumstances: &Circumstances, memory: &mut AllSteps, begin: &mut dyn FnMut(&'static str)) -> Built {
        let AllSteps { steps, joined, keeper, ends } = memory;
        let mut built = Vec::new();
        for (n, language) in self.languages.iter().enumerate() {
            let steps = steps.entry(language.config.at.clone()).or_default();
            match n {
                0 => built.push(self.in_language(language, circumstances, steps, (keeper, *ends), begin)),
                _ => built.push(self.in_language(language, circumstances, steps, (keeper, *ends), &mut |_| {})),
            }
            if n == 0 && self.languages.len() > 1 {
                begin("languages");
            }
        }
        steps.retain(|at, _| self.languages.iter().any(|language| language.config.at == *at));
        languages::join(built, joined)
    }

    /// The same in one language. `keeper` says where finished pages go, and whether no other build follows.
    fn in_language(
        &self,
        language: &InLanguage,
        circumstances: &Circumstances,
        memory: &mut Steps,
        (keeper, ends): (&Keeper, bool),
        begin: &mut dyn FnMut(&'static str),
    ) -> Built {
        let Written { sources, advice, .. } = self;
        let config = &language.config;
        let record = &record::in_language(self.record, config, &mut memory.record);
        begin("link");
        let (versions, mut diagnostics) =
            versions::in_language(&language.items, config, circumstances.drafts, &mut memory.versions);
        let (site, found) = link::link(sources, config, versions, circumstances, &mut memory.link);
        diagnostics.extend(found);
        if ends {
            memory.link = Default::default();
        }

        begin("facts");
        let (ledger, found) = facts::ledger(&site, record, config.day(circumstances.now), &mut memory.facts);
        diagnostics.extend(found.iter().cloned());
        diagnostics.extend(facts::tell::with_lines(&ledger, sources, advice.is_some()));

        if config.is_whole_site() {
            diagnostics.extend(review::changed::unexplained(record, &site, &ledger, &mut memory.changed));
        }
        // A quotation has other words in another language.
        if let Some(advice) = advice.filter(|_| config.is_whole_site()) {
            begin("verbatim");
            diagnostics.extend(review::verbatim::gather::check_site(&site, sources, advice.max_run));
        }

        begin("plan");
        let (plan, found) = plan::plan(&site, record, &ledger, sources, &mut memory.plan);
        diagnostics.extend(found);
        if ends {
            (memory.facts, memory.plan) = Default::default();
        }

        begin("render");
        let (templates, found) =
            render::templates::compile(sources, &plan.site, &config.strings, &mut memory.templates);
        diagnostics.extend(found.iter().cloned());
        diagnostics.extend(render::unused::unused(sources, config));
        let render = || render::render(&plan, &templates, keeper, &mut memory.render);
        let (rendered, found) = (!diagnostic::has_errors(&found)).then(render).unwrap_or_default();
        diagnostics.extend(found);

        let days = [ledger.next_change, plan.next_change].into_iter().flatten();
        let next_change = days.filter_map(|day| config.midnight(day)).chain(site.next_change).min();
        Built { rendered, plan, diagnostics, next_change, site, ledger, others: Vec::new() }
    }
}
