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
}

/// What rendering remembers between builds.
pub type Memory = Memo<OutputPath, (Arc<PagePlan>, Arc<Reach>), Result<Content, Failure>>;

/// Renders all pages of a plan.
///
/// A mistake in a template is told once, with the first page that met it, however many pages use it.
pub fn render(plan: &Plan, templates: &Arc<Templates>, memory: &mut Memory) -> (Rendered, Vec<Diagnostic>) {
    let question = |(path, page): (&OutputPath, &Arc<PagePlan>)| {
        let reach = match &**page {
            PagePlan::Page { template, .. } => templates.reach(template),
            PagePlan::File(_) | PagePlan::Table(..) => Arc::default(),
        };
        (path.clone(), (page.clone(), reach))
    };
    let answers = memory.answer(plan.pages.iter().map(question).collect(), |path, (page, _)| {
        one(path, page, templates).map_err(|failure| *failure)
    });
    let mut rendered = Rendered::default();
    let mut failures: BTreeMap<Failure, Vec<&OutputPath>> = BTreeMap::new();
    for (path, result) in plan.pages.keys().zip(answers) {
        match result {
            Ok(content) => drop(rendered.files.insert(path.clone(), content)),
            Err(failure) => failures.entry(failure).or_default().push(path),
        }
    }
    let is_page = |path: &&OutputPath| !matches!(*plan.pages[*path], PagePlan::File(_));
    rendered.again = memory.fresh.iter().filter(is_page).cloned().collect();
    (rendered, failures.into_iter().map(|(failure, pages)| diagnostic(failure, &pages)).collect())
}

fn one(path: &OutputPath, page: &PagePlan, templates: &Templates) -> Result<Content, Box<Failure>> {
    match page {
        PagePlan::File(content) => Ok(content.clone()),
        PagePlan::Table(table, format) => Ok(Content::Memory(Arc::from(data::text(table, *format).into_bytes()))),
        PagePlan::Page { template, context } => {
            let mut text = templates.render(template, context)?;
            if path.extension() == "xml" {
                text.retain(is_xml);
            }
            Ok(Content::Memory(Arc::from(text.into_bytes())))
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
