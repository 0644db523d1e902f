//! Style sheets as they are published: with those that they import in them.
//!
//! An import of a sheet that is elsewhere stays one. Browsers read imports before all rules alone, so where rules have been put
//! before it, it goes to the head of the published sheet; its rules then come before those of the site. A mistake in one
//! sheet is reported and does not reach into another. What custom properties a sheet needs is not looked at here.

use super::css::{self, Found, Mistake, Reference};
use super::import::Import;
use super::{Asset, AssetFiles, source, text};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::load::ASSETS;
use crate::model::suggest::nearest;
use std::collections::{BTreeMap, BTreeSet};

/// The style sheets while they are put together.
pub(super) struct Sheets<'a> {
    files: &'a AssetFiles,
    prefix: &'a str,
    /// What is not a style sheet, with its address.
    others: &'a BTreeMap<String, Asset>,
    /// Those that another one has taken in.
    pub imported: BTreeSet<String>,
    pub diagnostics: Vec<Diagnostic>,
    head: Head,
}

/// What goes to the head of the sheet that is being put together.
#[derive(Default)]
struct Head {
    /// Whether the sheet has something before which an import must come.
    is_over: bool,
    /// Imports, and before each the layers that come before it.
    statements: Vec<String>,
    /// The layers since the last import.
    layers: Vec<String>,
}

/// The sheets that the current one stands in and itself, each with the import that takes it in.
type Within<'a> = Vec<(&'a str, Option<Import<'a>>)>;

impl<'a> Sheets<'a> {
    pub(super) fn new(files: &'a AssetFiles, prefix: &'a str, others: &'a BTreeMap<String, Asset>) -> Sheets<'a> {
        let (imported, diagnostics) = (BTreeSet::new(), Vec::new());
        Sheets { files, prefix, others, imported, diagnostics, head: Head::default() }
    }

    /// A style sheet as a page loads it.
    pub(super) fn published(&mut self, name: &'a str, text: &'a str) -> String {
        self.head = Head::default();
        let mut whole = self.whole(text, &mut vec![(name, None)]);
        let statements = std::mem::take(&mut self.head.statements);
        if !statements.is_empty() {
            whole.insert_str(css::head_end(&whole), &statements.concat());
        }
        whole
    }

    /// A style sheet with all that it imports.
    fn whole(&mut self, text: &'a str, within: &mut Within<'a>) -> String {
        let name = name(within);
        let read = css::read(text);
        self.diagnostics.extend(read.mistakes.iter().map(|(at, mistake)| diagnostic(name, at, *mistake)));
        let mut whole = String::with_capacity(text.len());
        let mut at = 0;
        for found in read.found {
            let (all, replaced) = match found {
                Found::Omitted(all) => (all, Some(String::new())),
                Found::Reference(reference) => (reference.all.clone(), self.replaced(reference, within)),
            };
            if let Some(replaced) = replaced {
                whole.push_str(&text[at..all.start]);
                whole.push_str(&replaced);
                at = all.end;
            }
        }
        whole.push_str(&text[at..]);
        whole.push_str(&read.lacks);
        whole
    }

    /// What stands for a reference in the published style sheet; none where it may stay as it is.
    fn replaced(&mut self, reference: Reference<'a>, within: &mut Within<'a>) -> Option<String> {
        let Reference { target, target_at, import, .. } = reference;
        match (below(name(within), target), import) {
            (Some(file), Some(import)) => self.imported(&file, &target_at, import, within),
            (Some(file), None) => self.url(&file, &target_at, within),
            (None, Some(import)) => self.elsewhere(&import, &target_at, within),
            (None, None) => None,
        }
    }

    fn imported(&mut self, file: &str, at: &Span, import: Import<'a>, within: &mut Within<'a>) -> Option<String> {
        let Some((file, text)) = self.files.get_key_value(file).and_then(|(file, found)| Some((file, text(found)?)))
        else {
            self.report_missing(name(within), file, at);
            return None;
        };
        if within.iter().any(|(name, _)| name == file) {
            let message = "This style sheet imports itself.";
            self.diagnostics.push(Diagnostic::error(Code::DeadLink, &source(name(within)), at.clone(), message));
            return None;
        }
        self.imported.insert(file.clone());
        within.push((file, Some(import)));
        self.head.layers.extend(layer(within));
        let text = self.whole(text, within);
        let (_, import) = within.pop()?;
        self.head.is_over = true;
        import.map(|import| import.around(&text))
    }

    /// An import of a sheet that no file of the site is.
    fn elsewhere(&mut self, import: &Import<'a>, at: &Span, within: &Within<'a>) -> Option<String> {
        if within.len() == 1 && !self.head.is_over {
            return None;
        }
        let around: Vec<&Import<'_>> = within.iter().filter_map(|(_, import)| import.as_ref()).collect();
        let Some(statement) = import.at_head(&around) else {
            let message = "This style sheet of another site cannot be loaded: its import goes to the head of the published \
                           sheet, and the conditions of the imports around it cannot be joined with its own.";
            let help = "Import it in static/assets/custom.css, or copy it into static/assets/.";
            self.diagnostics
                .push(Diagnostic::warning(Code::Style, &source(name(within)), at.clone(), message).help(help));
            return Some(String::new());
        };
        let layers = self.head.layers.drain(..).map(|layer| format!("@layer {layer};"));
        self.head.statements.extend(layers.chain([statement]));
        Some(String::new())
    }

    fn url(&mut self, file: &str, at: &Span, within: &Within<'a>) -> Option<String> {
        let Some(asset) = self.others.get(file) else {
            self.report_missing(name(within), file, at);
            return None;
        };
        Some(format!("url(\"{}{}\")", self.prefix, asset.address.encoded()))
    }

    fn report_missing(&mut self, name: &str, missing: &str, at: &Span) {
        let message = format!("There is no file {ASSETS}/{missing}.");
        let error = Diagnostic::error(Code::DeadLink, &source(name), at.clone(), message);
        let near = nearest(missing, self.files.keys().map(String::as_str));
        self.diagnostics.push(match near {
            Some(near) => error.help(format!("Did you mean {near}?")),
            None => error.help("Paths begin at the style sheet's own folder."),
        });
    }
}

/// The sheet that is being read.
fn name<'a>(within: &Within<'a>) -> &'a str {
    within.last().map_or("", |(name, _)| name)
}

/// The layer that the current sheet is in, if it is so in all browsers.
fn layer(within: &Within<'_>) -> Option<String> {
    let imports = within.iter().filter_map(|(_, import)| import.as_ref());
    let names: Option<Vec<&str>> = imports.map(Import::sure_layer).collect();
    let named = names?.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(".");
    (!named.is_empty()).then_some(named)
}

fn diagnostic(name: &str, at: &Span, mistake: Mistake) -> Diagnostic {
    let (message, help) = match mistake {
        Mistake::LateImport => (
            "Browsers ignore an @import after a rule.",
            "Move it to the head of the file, where only @layer may precede it.",
        ),
        Mistake::Unclosed => ("This is not closed.", "Browsers take all that follows in this file for a part of it."),
        Mistake::ClosesNothing => ("This bracket closes nothing.", "Delete it, or add the one that it closes."),
        Mistake::InNoRule => (
            "This custom property is outside all rules, so browsers ignore it and the next rule.",
            "Put it into a rule:  :root { --name: value; }",
        ),
    };
    Diagnostic::warning(Code::Style, &source(name), at.clone(), message).help(help)
}

/// The file that a style sheet means, by its path below the folder; none for what is elsewhere.
fn below(sheet: &str, target: &str) -> Option<String> {
    let is_elsewhere = target.is_empty() || target.starts_with(['/', '#']) || target.contains(':');
    let folders = sheet.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folders.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split(['?', '#']).next().unwrap_or("").split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    (!is_elsewhere).then(|| parts.join("/"))
}
