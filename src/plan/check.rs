//! Looks every internal link up among the planned pages: nothing dangles.

use super::PagePlan;
use crate::diagnostic::{Code, Diagnostic};
use crate::link::{Check, LinkedFile, Site};
use crate::memo::{Last, Memo};
use crate::model::config_path;
use crate::model::suggest::nearest;
use crate::parse::body::Anchors;
use crate::path::{Address, OutputPath, SourcePath};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    addresses: Last<Question, Arc<Addresses>>,
    files: Memo<SourcePath, Inputs, Arc<Vec<Diagnostic>>>,
}

/// What the dead links of a file depend on.
type Inputs = (Arc<LinkedFile>, Arc<Addresses>);

/// Every page and file there is, and the places within pages that a link may lead to.
///
/// Equal when it was made from an equal question, for which it is only compared by its pointer.
#[derive(Debug)]
struct Addresses {
    pages: BTreeSet<OutputPath>,
    anchors: HashMap<Address, Arc<Anchors>>,
}

impl PartialEq for Addresses {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// All pages, sorted, and the anchors of those that are written in Markdown.
type Question = (Vec<OutputPath>, Vec<(Address, Arc<Anchors>)>);

/// The links that lead nowhere, each at its place.
pub fn links(site: &Site, pages: &BTreeMap<OutputPath, Arc<PagePlan>>, memory: &mut Memory) -> Vec<Diagnostic> {
    let anchors = site.documents().map(|(address, document)| (address.clone(), document.body.anchors.clone()));
    let question: Question = (pages.keys().cloned().collect(), anchors.collect());
    let addresses = memory.addresses.answer(&question).unwrap_or_else(|| {
        let pages = question.0.iter().cloned().collect();
        let addresses = Addresses { pages, anchors: question.1.iter().cloned().collect() };
        memory.addresses.learn(question, Arc::new(addresses))
    });
    let menu = site.config.menu.iter().filter(|item| item.url.starts_with('/')).map(|item| {
        let destination = crate::link::target::split(&item.url);
        let address = Address::new(&destination.path);
        Check { address, anchor: destination.anchor, path: config_path(), span: item.span.clone() }
    });
    let mut dead: Vec<Diagnostic> = menu.filter_map(|check| addresses.dead(&check)).collect();
    let questions = site.linked.iter().map(|(path, file)| (path.clone(), (file.clone(), addresses.clone()))).collect();
    let answers = memory.files.answer(questions, |_, (file, addresses)| {
        Arc::new(file.checks.iter().filter_map(|check| addresses.dead(check)).collect())
    });
    dead.extend(answers.iter().flat_map(|found| found.iter().cloned()));
    dead
}

impl Addresses {
    /// What is wrong with a link, if it leads nowhere.
    fn dead(&self, check: &Check) -> Option<Diagnostic> {
        let Check { address, anchor, path, span } = check;
        if !address.output_path().is_ok_and(|path| self.pages.contains(&path)) {
            let message = format!("{address} leads nowhere.");
            let help = match self.similar(address) {
                Some(near) => format!("Did you mean {near}?"),
                None => "No page has this address.".to_owned(),
            };
            return Some(Diagnostic::error(Code::DeadLink, path, span.clone(), message).help(help));
        }
        let anchor = anchor.as_ref()?;
        let anchors = self.anchors.get(address);
        if anchors.is_some_and(|anchors| anchors.ids.contains(anchor)) {
            return None;
        }
        let message = format!("{address}#{anchor}: the page has no section \"{anchor}\".");
        let help = match anchors.map_or(&[][..], |anchors| &anchors.headings) {
            [] => "The page has no sections to link to.".to_owned(),
            sections => format!("Sections: {}.", sections.join(", ")),
        };
        Some(Diagnostic::error(Code::DeadLink, path, span.clone(), message).help(help))
    }

    /// An address that was probably meant: the same with a slash, or one in the same folder that is spelt alike.
    fn similar(&self, address: &Address) -> Option<Address> {
        let as_page = Address::new(format!("{}/", address.as_str().trim_end_matches('/')));
        if as_page.output_path().is_ok_and(|path| self.pages.contains(&path)) {
            return Some(as_page);
        }
        let trimmed = address.as_str().trim_end_matches('/');
        let (folder, name) = trimmed.rsplit_once('/')?;
        let beside: BTreeMap<String, Address> = self
            .pages
            .iter()
            .map(OutputPath::address)
            .filter_map(|other| {
                let (parent, name) = other.as_str().trim_end_matches('/').rsplit_once('/')?;
                (parent == folder).then(|| (name.to_owned(), other.clone()))
            })
            .collect();
        let near = nearest(name, beside.keys().map(String::as_str))?;
        beside.get(near).cloned()
    }
}
