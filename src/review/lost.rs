//! Pages that were published and have no address any more: a reader's bookmark, or a link from elsewhere, finds nothing.
//!
//! Compares the data files of an older build with the planned pages; looks at no disk and changes nothing.

use super::against::{address_of, rows};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::link::Site;
use crate::plan::Plan;
use crate::plan::recorded::{has_expired, lost_address};
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
        let rows: Vec<PublishedPage> = rows(name, text)?;
        lost.extend(rows.iter().filter_map(|row| {
            let address = address_of(row.url.as_deref()?, site.config.prefix())?;
            let is_there = address.output_path().is_ok_and(|path| plan.pages.contains_key(&path));
            let report =
                || Diagnostic { severity: Severity::Warning, ..lost_address(&address, row.title.as_deref(), site) };
            (!is_there && !has_expired(&address, site)).then(report)
        }));
    }
    Ok(lost)
}
