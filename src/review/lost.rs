//! Pages that were published and have no address any more: a reader's bookmark, or a link from elsewhere, finds nothing.
//!
//! Compares the data files of an older build with the planned pages; looks at no disk and changes nothing.

use super::against::json;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::{Address, SourcePath, decoded};
use crate::link::{Site, WithheldReason};
use crate::model::config_path;
use crate::plan::Plan;
use serde::Deserialize;

/// A row of the tables of articles, entities and sources.
#[derive(Debug, Deserialize)]
struct PublishedPage {
    url: Option<String>,
    #[serde(alias = "name")]
    title: Option<String>,
}

/// The addresses of an older build that no page and no redirect has now. `tables` are its data files, by name.
///
/// Fails, in words, at a text that is no such table.
pub fn lost_addresses(tables: &[(&str, String)], plan: &Plan, site: &Site) -> Result<Vec<Diagnostic>, String> {
    let mut lost = Vec::new();
    for (name, text) in tables {
        let rows: Vec<PublishedPage> = json(name, text)?;
        lost.extend(rows.iter().filter_map(|row| {
            let address = address(row.url.as_deref()?, site.config.prefix())?;
            let is_there = address.output_path().is_ok_and(|path| plan.pages.contains_key(&path));
            (!is_there && !has_expired(&address, site)).then(|| diagnostic(&address, row.title.as_deref(), site))
        }));
    }
    Ok(lost)
}

/// The address of a page within the site, by its whole one.
fn address(url: &str, prefix: &str) -> Option<Address> {
    let (_, rest) = url.split_once("://")?;
    let path = decoded(&rest[rest.find('/')?..]);
    Some(Address::new(path.strip_prefix(prefix).filter(|path| path.starts_with('/')).unwrap_or(&path)))
}

/// What has expired went on purpose.
fn has_expired(address: &Address, site: &Site) -> bool {
    site.withheld.values().any(|withheld| withheld.address == *address && withheld.reason == WithheldReason::Expired)
}

fn diagnostic(address: &Address, title: Option<&str>, site: &Site) -> Diagnostic {
    let warn = |path: &SourcePath, message: String| Diagnostic::warning(Code::LostAddress, path, None, message);
    if let Some((path, withheld)) = site.withheld.iter().find(|(_, withheld)| withheld.address == *address) {
        let message = format!("{address} was published, and is not any more: {}.", withheld.why);
        return warn(path, message).help("Retract it instead, so that readers find out:  retracted: true");
    }
    let message = format!("{address} was published, and no page has this address now.");
    let redirect = format!("redirects: [{address}]");
    match title.and_then(|title| moved(title, site)) {
        Some(path) => warn(path, message).help(format!("If this page took its place, add:  {redirect}")),
        None => warn(&config_path(), message)
            .help(format!("Put the file back, or add to the page that takes its place:  {redirect}")),
    }
}

/// The file of the page that has a title now.
fn moved<'a>(title: &str, site: &'a Site) -> Option<&'a SourcePath> {
    let articles = site.articles.values().map(|linked| (&*linked.article.title, &linked.article.document.path));
    let entities = site.entities.values().filter_map(|linked| {
        let entity = &linked.own.entity;
        Some((&*entity.name, &entity.document.as_ref()?.path))
    });
    articles.chain(entities).find(|(other, _)| *other == title).map(|(_, path)| path)
}
