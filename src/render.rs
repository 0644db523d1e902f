//! Planned pages become bytes.
//!
//! Sixth step of the pipeline, on all cores. A page is rendered from its plan and the templates alone.

use crate::data;
use crate::diagnostic::{Code, Diagnostic};
use crate::load::Content;
use crate::memo::Memo;
use crate::path::OutputPath;
use crate::plan::{PagePlan, Plan};
use crate::table::Table;
use crate::templates::{Failure, Reach, Templates};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The finished site: what each file of the output holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    pub files: Table<OutputPath, Content>,
    /// The pages that had to be rendered; the others are remembered from the build before.
    pub again: Vec<OutputPath>,
    /// The cards that had to be drawn.
    pub cards: Vec<OutputPath>,
}

/// What rendering remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    pages: Memo<OutputPath, Arc<PagePlan>, (), Result<Content, Failure>>,
    /// What each template could reach the last time.
    reaches: BTreeMap<String, Arc<Reach>>,
    files: Memo<OutputPath, Result<Content, Failure>, (), Content>,
    failures: Memo<OutputPath, Result<Content, Failure>, (), Failure>,
}

/// Renders all pages of a plan.
///
/// A mistake in a template is told once, with the first page that met it, however many pages use it.
pub fn render(plan: &Plan, templates: &Arc<Templates>, memory: &mut Memory) -> (Rendered, Vec<Diagnostic>) {
    let stale = pages_of_other_templates(plan, templates, &memory.reaches);
    memory.reaches = templates.reaches().clone();
    let pages = memory.pages.answer(&plan.pages, &(), stale, |path, page, ()| {
        one(path, page, templates).map_err(|failure| *failure).transpose()
    });
    let files = memory.files.answer(&pages, &(), [], |_, page, ()| page.as_ref().ok().cloned());
    let failed = memory.failures.answer(&pages, &(), [], |_, page, ()| page.as_ref().err().cloned());
    let mut failures: BTreeMap<&Failure, Vec<&OutputPath>> = BTreeMap::new();
    for (path, failure) in &failed {
        failures.entry(failure).or_default().push(path);
    }
    let is_page = |path: &&OutputPath| !matches!(*plan.pages[*path], PagePlan::File(_) | PagePlan::Card(..));
    let again = memory.pages.fresh.iter().filter(is_page).cloned().collect();
    let told = failures.into_iter().map(|(failure, pages)| diagnostic(failure.clone(), &pages)).collect();
    (Rendered { files, again, cards: Vec::new() }, told)
}

/// The pages whose templates are not what they were, or can reach something else.
fn pages_of_other_templates(
    plan: &Plan,
    templates: &Templates,
    before: &BTreeMap<String, Arc<Reach>>,
) -> Vec<OutputPath> {
    let now = templates.reaches();
    if now == before {
        return Vec::new();
    }
    let is_other = |page: &PagePlan| match page {
        PagePlan::Page { template, .. } => now.get(template) != before.get(template),
        PagePlan::File(_) | PagePlan::Table(..) | PagePlan::Card(..) => false,
    };
    plan.pages.iter().filter(|(_, page)| is_other(page)).map(|(path, _)| path.clone()).collect()
}

/// The bytes of a page; none for a card, which `cards` draws.
fn one(path: &OutputPath, page: &PagePlan, templates: &Templates) -> Result<Option<Content>, Box<Failure>> {
    match page {
        PagePlan::Card(..) => Ok(None),
        PagePlan::File(content) => Ok(Some(content.clone())),
        PagePlan::Table(table, format) => Ok(Some(Content::Memory(Arc::from(data::text(table, *format).into_bytes())))),
        PagePlan::Page { template, context } => {
            let mut text = templates.render(template, context)?;
            if ["xml", "opml"].contains(&path.extension()) {
                text.retain(is_xml);
            }
            Ok(Some(Content::Memory(Arc::from(text.into_bytes()))))
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
    let code = Code::Template;
    let diagnostic = failure.diagnostic();
    let message = format!("{} (While rendering {page}{others}.)", diagnostic.message);
    Diagnostic { message, code, ..diagnostic }
}
