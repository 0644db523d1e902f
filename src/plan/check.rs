//! Looks every internal link up among the planned pages: nothing dangles.

use super::PagePlan;
use super::planned::Planned;
use crate::diagnostic::{Code, Diagnostic};
use crate::link::target::old_address;
use crate::link::{Check, FileId, LinkedFile, LinkedItem, Redirect, Site};
use crate::load::{STATIC, is_renamed};
use crate::memo::Memo;
use crate::model::config_path;
use crate::model::suggest::nearest;
use crate::parse::body::Anchors;
use crate::parse::markdown::is_external;
use crate::path::{Address, OutputPath, SourcePath};
use crate::table::{Rekeyed, Table, Turned, changed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    anchors: Rekeyed<FileId, Arc<LinkedFile>, Address, Arc<Anchors>>,
    last_anchors: Table<Address, Arc<Anchors>>,
    /// By which files each path is linked to.
    linked_by: Turned<FileId, Arc<LinkedFile>, OutputPath, ()>,
    dead: Memo<FileId, Arc<LinkedFile>, (), Arc<Vec<Diagnostic>>>,
    told: Table<FileId, Arc<Vec<Diagnostic>>>,
}

/// Every page and file there is, and the places within pages that a link may lead to.
struct Addresses<'a> {
    pages: &'a Table<OutputPath, Arc<PagePlan>>,
    anchors: &'a Table<Address, Arc<Anchors>>,
    redirects: &'a [Redirect],
}

/// The links that lead nowhere, each at its place. A file is looked at again when a page that it links to has come or
/// gone, or has other places within, and when it has a dead link, since what is proposed depends on all pages.
pub fn links(site: &Site, planned: &Planned, memory: &mut Memory) -> Vec<Diagnostic> {
    let anchors = memory.anchors.follow(&site.linked, |_, file| anchors(&file.value));
    memory.linked_by.follow(&site.linked, |_, file| {
        let paths: BTreeSet<OutputPath> =
            file.checks.iter().filter_map(|check| check.address.output_path().ok()).collect();
        paths.into_iter().map(|path| (path, ())).collect()
    });
    let edited: Vec<OutputPath> =
        changed(&memory.last_anchors, &anchors).filter_map(|address| address.output_path().ok()).collect();
    let linked_by = &memory.linked_by;
    let stale = planned.moved().iter().chain(&edited).flat_map(|path| linked_by.of(path)).chain(memory.told.keys());
    let addresses = Addresses { pages: planned.pages(), anchors: &anchors, redirects: &site.redirects };
    let dead = memory.dead.answer(&site.linked, &(), stale.cloned().collect::<Vec<_>>(), |_, file, ()| {
        let dead: Vec<Diagnostic> = file.checks.iter().filter_map(|check| addresses.dead(check)).collect();
        (!dead.is_empty()).then(|| Arc::new(dead))
    });
    let menu = site.menu.iter().filter(|item| !is_external(&item.url)).map(|item| {
        let destination = crate::link::target::split(&item.url);
        let address = Address::new(&destination.path);
        Check { address, anchor: destination.anchor, path: config_path(), span: item.span.clone(), is_whole: false }
    });
    let menu: Vec<Diagnostic> = menu.filter_map(|check| addresses.dead(&check)).collect();
    memory.last_anchors = anchors;
    memory.told = dead;
    memory.told.values().flat_map(|dead| dead.iter().cloned()).chain(menu).collect()
}

/// The places within the page of a file.
fn anchors(item: &LinkedItem) -> Option<(Address, Arc<Anchors>)> {
    let (address, document) = match item {
        LinkedItem::Article(linked) => (&linked.address, &linked.article.document),
        LinkedItem::Profile(own) => (&own.address, own.entity.document.as_ref()?),
        LinkedItem::Page(linked) => (&linked.address, &linked.page.document),
    };
    Some((address.clone(), document.body.anchors.clone()))
}

/// Whether an address is that of a static file whose name changes, as it would be without that.
fn is_of_asset(address: &Address) -> bool {
    is_renamed(&SourcePath::new(format!("{STATIC}{address}")))
}

impl Addresses<'_> {
    /// What is wrong with a link, if it leads nowhere.
    fn dead(&self, check: &Check) -> Option<Diagnostic> {
        let Check { address, anchor, path, span, is_whole } = check;
        if !address.output_path().is_ok_and(|path| self.pages.contains_key(&path)) {
            let message = format!("{address} leads nowhere.");
            if *is_whole {
                let message = format!("No page of this site has the address {address}.");
                let help = "The link stays as it is, in case your host has more than this site.";
                return Some(Diagnostic::warning(Code::DeadLink, path, span.clone(), message).help(help));
            }
            let similar = self.similar(address).map(|near| self.now(near));
            let help = match similar {
                Some(near) => format!("Did you mean {near}?"),
                None if is_of_asset(address) => {
                    "Style sheets, scripts and fonts in static/assets/ get other names. To link to one, move it to static/."
                        .to_owned()
                }
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

    /// Where a page is whose address may be an old one.
    fn now(&self, address: Address) -> Address {
        let redirect = self.redirects.iter().find(|redirect| old_address(&redirect.old) == old_address(&address));
        redirect.map_or(address, |redirect| redirect.to.clone())
    }

    /// An address that was probably meant: the same with a slash, or one in the same folder that is spelt alike.
    fn similar(&self, address: &Address) -> Option<Address> {
        let as_page = Address::new(format!("{}/", address.as_str().trim_end_matches('/')));
        if as_page.output_path().is_ok_and(|path| self.pages.contains_key(&path)) {
            return Some(as_page);
        }
        let trimmed = address.as_str().trim_end_matches('/');
        let (folder, name) = trimmed.rsplit_once('/')?;
        let beside: BTreeMap<String, Address> = self
            .pages
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
}
