//! Style sheets as they are published: with those that they import in them.
//!
//! An import of a sheet that is elsewhere stays one. Browsers read imports before all rules alone, so where rules have been put
//! before it, it goes to the head of the published sheet; its rules then come before those of the site. A mistake in one
//! sheet is reported and does not reach into another. What custom properties a sheet needs is not looked at here.

use super::css::{self, Found, Mistake, Read, Reference};
use super::import::Import;
use super::{Asset, AssetFiles, source, text};
use crate::base::bounds::{FILE_BYTES, IMPORTS, exceeded};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::load::ASSETS;
use crate::model::suggest::nearest;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The style sheets while they are put together.
pub(super) struct Sheets<'a> {
    files: &'a AssetFiles,
    prefix: &'a str,
    /// What is not a style sheet, with its address.
    others: &'a BTreeMap<String, Asset>,
    /// Those that have been put together or taken in.
    done: BTreeSet<String>,
    pub diagnostics: Vec<Diagnostic>,
    head: Head,
    /// What was found in each sheet, which several may take in.
    read: BTreeMap<&'a str, Rc<Read<'a>>>,
    /// How many sheets the one that is being put together has taken in, and their bytes.
    taken: (usize, usize),
    /// Whether that was too much already.
    is_full: bool,
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
        let (done, diagnostics) = (BTreeSet::new(), Vec::new());
        let (read, taken) = (BTreeMap::new(), (0, 0));
        Sheets { files, prefix, others, done, diagnostics, head: Head::default(), read, taken, is_full: false }
    }

    /// The style sheets that no other takes in, as pages load them.
    pub(super) fn all(&mut self) -> Vec<(String, String)> {
        let texts: Vec<(&String, &str)> =
            self.files.iter().filter_map(|(name, file)| Some((name, text(file)?))).collect();
        let mut imports: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, text) in &texts {
            let import = |found: &Found<'a>| match found {
                Found::Reference(Reference { target, import: Some(_), .. }) => below(name, target),
                _ => None,
            };
            let of_it = self.read(name, text).found.iter().filter_map(import).filter(|file| file != *name).collect();
            imports.insert(name, of_it);
        }
        let imported: BTreeSet<&str> = imports.values().flatten().map(String::as_str).collect();
        let (inner, outer): (Vec<_>, Vec<_>) =
            texts.into_iter().partition(|(name, _)| imported.contains(name.as_str()));
        let mut open: Vec<&str> = outer.iter().map(|(name, _)| name.as_str()).collect();
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        while let Some(name) = open.pop() {
            if reached.insert(name) {
                open.extend(imports.get(name).into_iter().flatten().map(String::as_str));
            }
        }
        let all = outer.iter().map(|(name, text)| ((*name).clone(), self.published(name, text))).collect();
        // Those that import each other in a round are taken in by none; what is wrong with them is reported.
        for (name, text) in inner.iter().filter(|(name, _)| !reached.contains(name.as_str())) {
            if !self.done.contains(*name) {
                self.published(name, text);
            }
        }
        all
    }

    /// What was found in a style sheet, which is read once.
    fn read(&mut self, name: &'a str, text: &'a str) -> Rc<Read<'a>> {
        if let Some(read) = self.read.get(name) {
            return read.clone();
        }
        let read = Rc::new(css::read(text));
        self.diagnostics.extend(read.mistakes.iter().map(|(at, mistake)| diagnostic(name, at, *mistake)));
        self.read.insert(name, read.clone());
        read
    }

    /// A style sheet as a page loads it.
    fn published(&mut self, name: &'a str, text: &'a str) -> String {
        self.head = Head::default();
        (self.taken, self.is_full) = ((0, text.len()), false);
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
        let read = self.read(name, text);
        self.done.insert(name.to_owned());
        let mut whole = String::with_capacity(text.len());
        let mut at = 0;
        for found in &read.found {
            let (all, replaced) = match found {
                Found::Omitted(all) => (all.clone(), Some(String::new())),
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
    fn replaced(&mut self, reference: &Reference<'a>, within: &mut Within<'a>) -> Option<String> {
        let Reference { target, target_at, import, .. } = reference;
        match (below(name(within), target), import) {
            (Some(file), Some(import)) => self.imported(&file, target_at, import, within),
            (Some(file), None) => self.url(&file, target_at, within),
            (None, Some(import)) => self.elsewhere(import, target_at, within),
            (None, None) => None,
        }
    }

    fn imported(&mut self, file: &str, at: &Span, import: &Import<'a>, within: &mut Within<'a>) -> Option<String> {
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
        if !self.has_room(text.len(), name(within), at) {
            return None;
        }
        within.push((file, Some(import.clone())));
        self.head.layers.extend(layer(within));
        let text = self.whole(text, within);
        let (_, import) = within.pop()?;
        self.head.is_over = true;
        import.map(|import| import.around(&text))
    }

    /// Whether a sheet more may be taken in; says so where it may not. What follows the first one too many is not taken in.
    fn has_room(&mut self, bytes: usize, name: &str, at: &Span) -> bool {
        self.taken = (self.taken.0 + 1, self.taken.1 + bytes);
        let found = match self.taken {
            (sheets, _) if sheets > IMPORTS => {
                Some(("The number of sheets that are taken in up to here is", sheets, IMPORTS))
            }
            (_, bytes) if bytes > FILE_BYTES => {
                Some(("The bytes of what is taken in up to here are", bytes, FILE_BYTES))
            }
            _ => None,
        };
        let Some((what, has, most)) = found else { return true };
        if std::mem::replace(&mut self.is_full, true) {
            return false;
        }
        let exceeded = exceeded(&source(name), at.clone(), &format!("{what} {has}"), most);
        self.diagnostics.push(exceeded.help("Import each sheet once: what imports it twice needs it once."));
        false
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
