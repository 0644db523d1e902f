//! Planned pages become bytes.
//!
//! On all cores. A page is rendered from its plan and the templates alone.

mod blocks;
mod doubled;
mod known;
mod meter;
mod metered;
mod reach;
pub(crate) mod templates;
mod typography;
pub(crate) mod unused;
mod wording;

use crate::base::content::{Content, Keeper};
use crate::base::diagnostic::Diagnostic;
use crate::base::memo::Memo;
use crate::base::path::OutputPath;
use crate::base::reads::{Reading, Recorded, view};
use crate::base::table::Table;
use crate::model::strings::Text;
use crate::plan::{PagePlan, Plan};
use crate::render::templates::{Failure, Reach, Templates};
use crate::view::data;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The finished site: what each file of the output holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    pub files: Table<OutputPath, Content>,
    /// The pages that had to be rendered; the others are remembered from the build before.
    pub again: Vec<OutputPath>,
}

/// What rendering remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct RenderCache {
    pages: Recorded<OutputPath, Arc<PagePlan>, Keeper, TemplatesView, Result<Content, Failure>>,
    files: Memo<OutputPath, Result<Content, Failure>, (), Content>,
    failures: Memo<OutputPath, Result<Content, Failure>, (), Failure>,
}

/// A template, ready to render. It is the same as another when both can reach the same.
#[derive(Debug, Clone)]
struct Ready {
    reach: Arc<Reach>,
    templates: Arc<Templates>,
}

impl PartialEq for Ready {
    fn eq(&self, other: &Ready) -> bool {
        self.reach == other.reach
    }
}

view! {
    /// The templates by their names, and the words of the interface by their keys.
    struct TemplatesView {
        templates: String => Ready,
        words: String => Text,
    }
}

/// Renders all pages of a plan. Each goes where the keeper says as soon as it is finished.
///
/// A mistake in a template is told once, with the first page that met it, however many pages use it.
pub(crate) fn render(
    plan: &Plan,
    templates: &Arc<Templates>,
    keeper: &Keeper,
    memory: &mut RenderCache,
) -> (Rendered, Vec<Diagnostic>) {
    let ready = |(name, reach): (&String, &Arc<Reach>)| {
        (name.clone(), Ready { reach: reach.clone(), templates: templates.clone() })
    };
    let view =
        TemplatesView { templates: templates.reaches().iter().map(ready).collect(), words: templates.words().clone() };
    let pages = memory.pages.answer(&plan.pages, keeper, view, |path, page, keeper, reading| {
        one(path, page, keeper, reading).map_err(|failure| *failure).transpose()
    });
    let files = memory.files.answer(&pages, &(), |_, page, ()| page.as_ref().ok().cloned());
    let failed = memory.failures.answer(&pages, &(), |_, page, ()| page.as_ref().err().cloned());
    let mut failures: BTreeMap<&Failure, Vec<&OutputPath>> = BTreeMap::new();
    for (path, failure) in &failed {
        failures.entry(failure).or_default().push(path);
    }
    let is_page = |path: &&OutputPath| {
        let page = &plan.pages[*path];
        !matches!(**page, PagePlan::File(_) | PagePlan::Made(_)) && !page.is_made_later()
    };
    let again = memory.pages.fresh().filter(is_page).cloned().collect();
    let told = failures.into_iter().map(|(failure, pages)| diagnostic(failure.clone(), &pages)).collect();
    (Rendered { files, again }, told)
}

/// The bytes of a page; nothing for what is made after the build.
fn one(
    path: &OutputPath,
    page: &PagePlan,
    keeper: &Keeper,
    reading: &Reading<'_, TemplatesView>,
) -> Result<Option<Content>, Box<Failure>> {
    match page {
        PagePlan::Card(..) | PagePlan::Index | PagePlan::Download(_) | PagePlan::Picture(..) => Ok(None),
        PagePlan::File(content) | PagePlan::Made(content) => Ok(Some(content.clone())),
        PagePlan::Table(table, format) => Ok(Some(keeper.keep(path, data::text(table, *format).into_bytes()))),
        PagePlan::Package(package, file) => Ok(Some(keeper.keep(path, data::package(package, *file).into_bytes()))),
        PagePlan::Page { template, context } => {
            let all = reading.templates();
            // Any set of templates can report that one is missing.
            let Some(ready) = all.get(template).or_else(|| all.all().values().next()) else { return Ok(None) };
            let (text, words) = wording::noting(|| ready.templates.render(template, context));
            for key in &words {
                let _ = reading.words().get(key);
            }
            let mut text = text?;
            if ["xml", "opml"].contains(&path.extension()) {
                text.retain(is_xml);
            }
            Ok(Some(keeper.keep(path, text.into_bytes())))
        }
    }
}

/// The characters that XML 1.0 allows; a writer may have pasted others.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn diagnostic(failure: Failure, pages: &[&OutputPath]) -> Diagnostic {
    let page = pages.first().map_or(String::new(), |path| path.address().to_string());
    let others = match pages.len() {
        0 | 1 => String::new(),
        2 => " and 1 other page".to_owned(),
        n => format!(" and {} other pages", n - 1),
    };
    let diagnostic = failure.diagnostic();
    let message = format!("{} (While rendering {page}{others}.)", diagnostic.message);
    Diagnostic { message, ..diagnostic }
}
