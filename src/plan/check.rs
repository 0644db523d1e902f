//! Looks every internal link up among the planned pages: nothing dangles.

use super::parts::CARD;
use super::planned::Planned;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::Last;
use crate::base::path::{Address, OutputPath, SourcePath};
use crate::base::reads::{Reading, Recorded, view};
use crate::base::table::{Rekeyed, Table};
use crate::link::target::old_address;
use crate::link::{Check, FileId, LinkedFile, LinkedItem, Redirect, Site};
use crate::load::{STATIC, is_renamed};
use crate::model::config_path;
use crate::model::suggest::nearest;
use crate::parse::body::Anchors;
use crate::parse::markdown::is_external;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct ChecksCache {
    anchors: Rekeyed<FileId, Arc<LinkedFile>, Address, Arc<Anchors>>,
    there: Table<OutputPath, ()>,
    moved: Last<Vec<Redirect>, Table<Address, Address>>,
    dead: Recorded<FileId, Arc<LinkedFile>, (), CheckView, Arc<Vec<Diagnostic>>>,
}

view! {
    /// Where a link may lead.
    struct CheckView {
        there: OutputPath => (),
        anchors: Address => Arc<Anchors>,
        moved: Address => Address,
    }
}

/// The links that lead nowhere, each at its place.
pub(crate) fn links(site: &Site, planned: &Planned, memory: &mut ChecksCache) -> Vec<Diagnostic> {
    let anchors = memory.anchors.follow(&site.linked, |_, file| anchors(&file.value));
    for path in planned.moved() {
        match planned.pages().contains_key(path) {
            true => drop(memory.there.insert(path.clone(), ())),
            false => drop(memory.there.remove(path)),
        }
    }
    let moved = memory
        .moved
        .answer(&site.redirects)
        .unwrap_or_else(|| memory.moved.learn(site.redirects.clone(), moved(&site.redirects)));
    let view = CheckView { there: memory.there.clone(), anchors, moved };
    let reported = memory.dead.answer(&site.linked, &(), view.clone(), |_, file, (), reading| {
        let dead: Vec<Diagnostic> = file.checks.iter().filter_map(|check| dead(check, reading)).collect();
        (!dead.is_empty()).then(|| Arc::new(dead))
    });
    let menu = site.menu.iter().filter(|item| !is_external(&item.url)).map(|item| {
        let destination = crate::link::target::split(&item.url);
        // All languages have the same pages.
        let below = site.config.named_language(&destination.path).map_or(&*destination.path, |(_, below)| below);
        let address = Address::new(below);
        Check { address, anchor: destination.anchor, path: config_path(), span: item.span.clone(), is_whole: false }
    });
    let reading = Reading::new(&view);
    let menu: Vec<Diagnostic> = menu.filter_map(|check| dead(&check, &reading)).collect();
    reported.values().flat_map(|dead| dead.iter().cloned()).chain(menu).collect()
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

/// Where each old address leads.
fn moved(redirects: &[Redirect]) -> Table<Address, Address> {
    // Of two with the same old address the first counts.
    redirects.iter().rev().map(|redirect| (old_address(&redirect.old), redirect.to.clone())).collect()
}

/// The host that a link without `https://` probably names: `example.org`.
fn host(address: &Address) -> Option<&str> {
    const ENDINGS: [&str; 14] =
        ["ai", "cn", "com", "de", "edu", "eu", "gov", "info", "int", "io", "jp", "net", "org", "uk"];
    let mut parts = address.as_str().split('/');
    parts.rfind(|part| part.rsplit_once('.').is_some_and(|(name, end)| !name.is_empty() && ENDINGS.contains(&end)))
}

/// Where to put a file that is not there: next to the page that wants it, or among the static files.
fn where_files_lie(address: &Address, path: &SourcePath) -> String {
    // A file next to a page has the address of the page before its own.
    let is_next_to_page = address.as_str().matches('/').count() > 2;
    match (is_next_to_page, path.file_name()) {
        (false, _) => format!("There is no such file: put it at  {STATIC}{address}"),
        (true, "index.md") => "There is no such file: put it next to this one.".to_owned(),
        (true, _) => {
            let folder = path.as_str().trim_end_matches(".md");
            format!("There is no such file. Files lie next to an index.md: make this  {folder}/index.md")
        }
    }
}

/// Whether an address is one of a file rather than of a page.
fn is_of_file(address: &Address) -> bool {
    SourcePath::new(address.as_str()).extension().chars().any(char::is_alphabetic)
}

/// What is wrong with a link, if it leads nowhere.
fn dead(check: &Check, reading: &Reading<'_, CheckView>) -> Option<Diagnostic> {
    let Check { address, anchor, path, span, is_whole } = check;
    if !is_there(address, reading) {
        let message = format!("{address} leads nowhere.");
        if *is_whole {
            let message = format!("No page of this site has the address {address}.");
            let help = "The link stays as it is, in case your host has more than this site.";
            return Some(Diagnostic::warning(Code::DeadLink, path, span.clone(), message).help(help));
        }
        let similar =
            similar(address, reading).map(|near| reading.moved().get(&old_address(&near)).cloned().unwrap_or(near));
        let help = match similar {
            _ if let Some(host) = address.as_str().find("/www.") => {
                format!("For another site, write:  https://{}", &address.as_str()[host + 1..])
            }
            Some(near) => format!("Did you mean {near}?"),
            None if let Some(host) = host(address) => format!("For another site, write:  https://{host}"),
            None if is_of_asset(address) => {
                "Style sheets, scripts and fonts in static/assets/ get other names. To link to one, move it to static/."
                    .to_owned()
            }
            None if is_of_file(address) => where_files_lie(address, path),
            None => "No page has this address.".to_owned(),
        };
        return Some(Diagnostic::error(Code::DeadLink, path, span.clone(), message).help(help));
    }
    let anchor = anchor.as_ref()?;
    let anchors = reading.anchors().get(address);
    if anchors.is_some_and(|anchors| anchors.ids.binary_search_by(|id| (**id).cmp(anchor)).is_ok()) {
        return None;
    }
    let message = format!("{address}#{anchor}: the page has no section \"{anchor}\".");
    let help = match anchors.map_or(&[][..], |anchors| &anchors.headings) {
        [] => "The page has no sections to link to.".to_owned(),
        sections => format!("Sections: {}.", sections.join(", ")),
    };
    Some(Diagnostic::error(Code::DeadLink, path, span.clone(), message).help(help))
}

fn is_there(address: &Address, reading: &Reading<'_, CheckView>) -> bool {
    address.output_path().is_ok_and(|path| reading.there().get(&path).is_some())
}

/// An address that was probably meant: the same with a slash or `.html`, or one in the same folder that is spelt alike.
fn similar(address: &Address, reading: &Reading<'_, CheckView>) -> Option<Address> {
    let trimmed = address.as_str().trim_end_matches('/');
    let without = trimmed.strip_suffix(".html").unwrap_or(trimmed);
    let as_page = [format!("{without}/"), format!("{without}.html")].map(Address::new);
    if let Some(page) = as_page.into_iter().find(|page| is_there(page, reading)) {
        return Some(page);
    }
    let (folder, name) = trimmed.rsplit_once('/')?;
    let in_folder: BTreeMap<String, Address> = reading
        .there()
        .all()
        .keys()
        .map(OutputPath::address)
        .filter_map(|other| {
            let (parent, name) = other.as_str().trim_end_matches('/').rsplit_once('/')?;
            // Of its own picture for other sites a writer knows nothing.
            let is_meant = parent == folder && name != CARD;
            is_meant.then(|| (name.to_owned(), other.clone()))
        })
        .collect();
    let near = nearest(name, in_folder.keys().map(String::as_str))?;
    in_folder.get(near).cloned()
}
