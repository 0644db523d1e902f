//! What readers do not see, or do not find, or should not rely on: drafts, articles held back or expired, stubs, pages
//! without a link to them, cells of which nobody has said anything for long.
//!
//! Looks at a linked site and its ledger, as any build gives it. Never works out by itself what is published or who links to whom.

use crate::base::path::{Address, SourcePath};
use crate::facts::Ledger;
use crate::link::{EntityId, Orphan, Site, WithheldReason, orphans};
use clap::ValueEnum;
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFilter {
    /// Files that say draft: true
    Drafts,
    /// Articles held back until their date
    Future,
    /// Articles whose time is over
    Expired,
    /// Entities that are tagged and have no file
    Stubs,
    /// Articles without tags, and pages that no other page leads to
    Orphans,
    /// Cells whose newest article is older than stale_after
    Stale,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ListedItem {
    /// Its file; none for a stub.
    pub path: Option<String>,
    /// Where readers find it, or would.
    pub address: String,
    pub title: String,
    /// The day of an article; for an expired one, the day since when it is gone; for a stale cell, up to when it was true.
    pub when: Option<String>,
}

/// The entries of a list, in the order of their files, then of their addresses.
pub(crate) fn list(what: ListFilter, site: &Site, ledger: &Ledger) -> Vec<ListedItem> {
    let mut entries = match what {
        ListFilter::Drafts => [withheld(site, WithheldReason::Draft), translations(site)].concat(),
        ListFilter::Future => withheld(site, WithheldReason::Future),
        ListFilter::Expired => withheld(site, WithheldReason::Expired),
        ListFilter::Stubs => stubs(site),
        ListFilter::Orphans => orphans(site).iter().map(|page| entry_of(page, site)).collect(),
        ListFilter::Stale => stale(site, ledger),
    };
    entries.sort_by(|a, b| (&a.path, &a.address).cmp(&(&b.path, &b.address)));
    entries
}

fn withheld(site: &Site, reason: WithheldReason) -> Vec<ListedItem> {
    let of_reason = site.withheld.values().filter(|page| page.reason == reason);
    of_reason
        .map(|page| {
            entry(Some(&page.path), &page.address, &page.title, page.when.map(|at| at.text(&site.config.time_zone)))
        })
        .collect()
}

/// Drafts of translations, in whose place the originals stand.
fn translations(site: &Site) -> Vec<ListedItem> {
    let drafts = site.drafts.values().flat_map(|drafts| drafts.iter());
    drafts.map(|draft| entry(Some(&draft.path), &draft.whole_address(), &draft.title, None)).collect()
}

/// Entities without a file. The draft of one has a file, though its page looks the same.
fn stubs(site: &Site) -> Vec<ListedItem> {
    let without_file =
        site.entities.values().map(|entity| &entity.own).filter(|linked| linked.entity.document.is_none());
    let stubs = without_file.filter(|linked| !site.withheld.values().any(|page| page.address == linked.address));
    stubs.map(|linked| entry(None, &linked.address, &linked.entity.name, None)).collect()
}

/// The cells of the matrix that have grown stale, each with the newest article behind it: the one to look at again.
fn stale(site: &Site, ledger: &Ledger) -> Vec<ListedItem> {
    let shown = ledger.models.iter().flat_map(|model| ledger.columns.iter().map(move |bloc| (model, bloc)));
    let entry = |(model, bloc): (&EntityId, &EntityId)| {
        let cell = ledger.cell(model, bloc, ledger.today);
        let newest =
            cell.statements().map(|event| &event.article).max_by_key(|article| (article.known_by(), article.date));
        let article = newest.filter(|_| cell.marks.stale)?;
        let name =
            |id: &EntityId| site.entities.get(id).map_or(id.slug.to_string(), |linked| linked.own.entity.name.clone());
        let title = format!("{} in {}: {}", name(model), name(bloc), cell.status.word());
        Some(self::entry(Some(&article.path), &article.address, &title, Some(article.known_by().to_string())))
    };
    shown.filter_map(entry).collect()
}

fn entry_of(page: &Orphan, site: &Site) -> ListedItem {
    match page {
        Orphan::Article(id) => {
            let linked = &site.articles[id];
            let (path, when) = (&linked.article.document.path, linked.article.date.text(&site.config.time_zone));
            entry(Some(path), &linked.address, &linked.article.title, Some(when))
        }
        Orphan::Entity(id) => {
            let linked = &site.entities[id].own;
            let path = linked.entity.document.as_ref().map(|document| &document.path);
            entry(path, &linked.address, &linked.entity.name, None)
        }
        Orphan::Page(path) => {
            let linked = &site.pages[path];
            entry(Some(&linked.page.document.path), &linked.address, &linked.page.title, None)
        }
    }
}

fn entry(path: Option<&SourcePath>, address: &Address, title: &str, when: Option<String>) -> ListedItem {
    ListedItem { path: path.map(|path| path.to_string()), address: address.to_string(), title: title.to_owned(), when }
}

/// The list for people: file or address, title and time in columns.
pub(crate) fn human(entries: &[ListedItem]) -> String {
    let first = |entry: &ListedItem| entry.path.clone().unwrap_or_else(|| entry.address.clone());
    let widest = |of: &dyn Fn(&ListedItem) -> usize| entries.iter().map(of).max().unwrap_or(0);
    let place = widest(&|entry| first(entry).chars().count());
    let title = widest(&|entry| entry.title.chars().count());
    let line = |entry: &ListedItem| {
        let when = entry.when.as_deref().unwrap_or("");
        format!("{:place$}  {:title$}  {when}", first(entry), entry.title).trim_end().to_owned() + "\n"
    };
    entries.iter().map(line).collect()
}

/// The list for scripts: one JSON object a line.
pub(crate) fn json(entries: &[ListedItem]) -> String {
    let line = |entry: &ListedItem| serde_json::to_string(entry).expect("a struct of texts is always JSON") + "\n";
    entries.iter().map(line).collect()
}
