//! Looks every internal link up among the planned pages: nothing dangles.

use super::PagePlan;
use crate::diagnostic::{Code, Diagnostic};
use crate::link::{Check, Site};
use crate::model::config_path;
use crate::model::suggest::nearest;
use crate::path::{Address, OutputPath};
use std::collections::{BTreeMap, HashMap};

type Pages = BTreeMap<OutputPath, PagePlan>;

/// The links that lead nowhere, each at its place.
pub fn links(site: &Site, pages: &Pages) -> Vec<Diagnostic> {
    let anchors: HashMap<&Address, _> = site.documents().collect();
    let mut dead = Vec::new();
    let menu = site.config.menu.iter().filter(|item| item.url.starts_with('/')).map(|item| {
        let destination = crate::link::target::split(&item.url);
        let address = Address::new(&destination.path);
        Check { address, anchor: destination.anchor, path: config_path(), span: item.span.clone() }
    });
    for check in site.checks.iter().cloned().chain(menu) {
        let Check { address, anchor, path, span } = check;
        let found = address.output_path().is_ok_and(|path| pages.contains_key(&path));
        if !found {
            let message = format!("{address} leads nowhere.");
            let help = match similar(&address, pages) {
                Some(near) => format!("Did you mean {near}?"),
                None => "No page has this address.".to_owned(),
            };
            dead.push(Diagnostic::error(Code::DeadLink, &path, span, message).help(help));
        } else if let Some(anchor) = anchor {
            let document = anchors.get(&address);
            if document.is_some_and(|document| document.body.anchors.contains(&anchor)) {
                continue;
            }
            let message = format!("{address}#{anchor}: the page has no section \"{anchor}\".");
            let sections: Vec<&str> =
                document.iter().flat_map(|document| document.body.headings.iter().map(|h| h.id.as_str())).collect();
            let help = match sections.as_slice() {
                [] => "The page has no sections to link to.".to_owned(),
                _ => format!("Sections: {}.", sections.join(", ")),
            };
            dead.push(Diagnostic::error(Code::DeadLink, &path, span, message).help(help));
        }
    }
    dead
}

/// An address that was probably meant: the same with a slash, or one in the same folder that is spelt alike.
fn similar(address: &Address, pages: &Pages) -> Option<Address> {
    let as_page = Address::new(format!("{}/", address.as_str().trim_end_matches('/')));
    if as_page.output_path().is_ok_and(|path| pages.contains_key(&path)) {
        return Some(as_page);
    }
    let trimmed = address.as_str().trim_end_matches('/');
    let (folder, name) = trimmed.rsplit_once('/')?;
    let beside: BTreeMap<String, Address> = pages
        .keys()
        .map(OutputPath::address)
        .filter_map(|other| {
            let (parent, name) = other.as_str().trim_end_matches('/').rsplit_once('/')?;
            (parent == folder).then(|| (name.to_owned(), other.clone()))
        })
        .collect();
    let near = nearest(name, beside.keys().map(String::as_str))?;
    beside.get(near).cloned()
}
