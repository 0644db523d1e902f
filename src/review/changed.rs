//! Statements and cells that differ from what was recorded, although nothing says so to readers.
//!
//! A fact may be corrected, and a reader who saw the first version must be able to see that: by an entry under `updates` or
//! `corrections` of its article, or by a newer article that says otherwise. Compares a build with the record; changes nothing.

use super::against::{PublishedData, Slugs, silent_changes};
use super::published::{about, fields};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::{Last, Memo};
use crate::base::path::Address;
use crate::base::reads::{Reading, Recorded, view};
use crate::facts::Ledger;
use crate::link::testimony::{LinkedStatement, Says};
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedEntity, Redirect, Site};
use crate::model::Config;
use crate::model::kind::MODEL;
use crate::plan::addresses;
use crate::record::{Record, RecordedStatement};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct ChangedCache {
    names: Memo<EntityId, Arc<LinkedEntity>, Arc<Config>, Arc<str>>,
    changed: Recorded<ArticleId, Arc<LinkedArticle>, Arc<Record>, NamesView, Arc<Vec<Changed>>>,
    /// With which record, ledger and redirects no cell differed.
    quiet: Last<Compared, ()>,
}

type Compared = (Arc<Record>, Arc<Ledger>, Vec<Redirect>);

view! {
    /// What entities are called in the record.
    struct NamesView {
        names: EntityId => Arc<str>,
    }
}

/// A statement that is another one than it was, or is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Changed {
    /// When it was recorded as it was.
    day: Date,
    was: RecordedStatement,
    /// The first field that is other, as it was and as it is; none where the statement is gone.
    differs: Option<(String, String)>,
    span: Option<Span>,
}

/// What was changed without a note for readers.
pub(crate) fn unexplained(
    record: &Arc<Record>,
    site: &Site,
    ledger: &Arc<Ledger>,
    memory: &mut ChangedCache,
) -> Vec<Diagnostic> {
    if record.days.is_empty() {
        return Vec::new();
    }
    let names = memory
        .names
        .answer(&site.entities, &site.config, |id, linked, config| Some(linked.lasting_name(config, id).into()));
    let view = NamesView { names: names.clone() };
    let changed = memory.changed.answer(&site.articles, record, view, |_, linked, record, reading| {
        let changed = changed(linked, record, reading);
        (!changed.is_empty()).then(|| Arc::new(changed))
    });
    let name = |id: &EntityId| names.get(id).map_or_else(String::new, |name| name.to_string());
    let all = || changed.iter().flat_map(|(id, changed)| changed.iter().map(|change| (&site.articles[id], change)));
    let unexplained = all().filter(|(linked, change)| !is_explained(change, linked, site, &name));
    let mut found: Vec<Diagnostic> = unexplained.map(|(linked, change)| diagnostic(change, linked)).collect();

    // A cell may change although no statement did: by the members of an audience, or by an editor's dispute.
    let mut touched: BTreeSet<&str> = all().flat_map(|(_, change)| &change.was.about).map(String::as_str).collect();
    let compared = (record.clone(), ledger.clone(), site.redirects.clone());
    if touched.is_empty() && memory.quiet.answer(&compared).is_some() {
        return found;
    }
    let slugs = Slugs::of(site);
    let cells = |touched: &BTreeSet<&str>| {
        let is_reported = |model: &str| slugs.find(MODEL, model).is_some_and(|id| touched.contains(name(id).as_str()));
        silent_changes(&PublishedData::recorded(record, &is_reported), site, ledger)
    };
    let mut of_cells = cells(&touched);
    if !of_cells.is_empty() {
        // An article that went is reported by its address.
        touched.extend(stated_by_lost_articles(record, site));
        of_cells = cells(&touched);
    }
    if touched.is_empty() && of_cells.is_empty() {
        memory.quiet.learn(compared, ());
    }
    found.extend(of_cells);
    found
}

/// Whom the recorded statements of articles are about that are there no more.
fn stated_by_lost_articles<'a>(record: &'a Record, site: &Site) -> BTreeSet<&'a str> {
    let there: BTreeSet<Address> = site.articles.values().flat_map(|linked| addresses(linked)).collect();
    let lost = record.statements.keys().filter(|page| !there.contains(*page));
    let stated = lost.flat_map(|page| record.stated(page)).flat_map(|(_, _, statement)| &statement.about);
    stated.map(String::as_str).collect()
}

/// The statements of an article that are not as they were recorded.
fn changed(linked: &LinkedArticle, record: &Record, reading: &Reading<'_, NamesView>) -> Vec<Changed> {
    let name = |id: &EntityId| reading.names().get(id).map_or_else(String::new, |name| name.to_string());
    let pages = addresses(linked);
    let mut changed = Vec::new();
    for (anchor, day, was) in pages.iter().flat_map(|page| record.stated(page)) {
        let now = linked.testimony.statements.iter().find(|statement| statement.anchor == *anchor);
        let Some(now) = now else {
            changed.push(Changed { day, was: was.clone(), differs: None, span: None });
            continue;
        };
        if let Some(differs) = difference(&was.fields, &fields(&now.says, &name)) {
            changed.push(Changed { day, was: was.clone(), differs: Some(differs), span: Some(now.span.clone()) });
        }
    }
    changed
}

/// The first field that says something else, as it was and as it is.
fn difference(was: &BTreeMap<String, String>, is: &BTreeMap<String, String>) -> Option<(String, String)> {
    let keys: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let key = keys.into_iter().find(|key| was.get(*key) != is.get(*key))?;
    let shown = |of: &BTreeMap<String, String>| match of.get(key) {
        Some(value) => format!("{key}: {value}"),
        None => format!("no \"{key}\""),
    };
    Some((shown(was), shown(is)))
}

/// Whether readers can see it: the article was withdrawn, says since then what it changed, or a newer one speaks of the same.
///
/// An entry of the day of the record counts: which of the two came first is not known.
fn is_explained(change: &Changed, linked: &LinkedArticle, site: &Site, name: &dyn Fn(&EntityId) -> String) -> bool {
    let says_so = |statement: &Arc<LinkedStatement>| match &statement.says {
        Says::Update(update) => update.date >= change.day,
        Says::Correction(correction) => correction.date >= change.day,
        _ => false,
    };
    if linked.article.retracted || linked.testimony.statements.iter().any(says_so) {
        return true;
    }
    let newer = site.articles.values().filter(|other| other.article.date.day > change.day);
    newer.flat_map(|other| &other.testimony.statements).any(|statement| speaks_of(statement, change, name))
}

/// Whether a statement is about what another was about.
fn speaks_of(statement: &LinkedStatement, change: &Changed, name: &dyn Fn(&EntityId) -> String) -> bool {
    let about: BTreeSet<String> = about(&statement.says).into_iter().map(name).collect();
    let was = || change.was.about.iter();
    match &statement.says {
        Says::Correction(_) => was().any(|name| about.contains(name)),
        Says::Event(event) => event.id.is_some() && event.id.as_ref() == change.was.fields.get("id"),
        says => says.block() == change.was.block && was().len() > 0 && was().all(|name| about.contains(name)),
    }
}

fn diagnostic(change: &Changed, linked: &LinkedArticle) -> Diagnostic {
    let (path, day) = (&linked.article.document.path, change.day);
    let message = match &change.differs {
        Some((was, is)) => {
            format!("This statement had \"{was}\" when it was recorded on {day}, and now it has \"{is}\".")
        }
        None => {
            let says = &change.was.says;
            format!("This article stated \"{says}\" when it was recorded on {day}, and does not state it now.")
        }
    };
    let fields = &linked.article.document.front_matter.fields;
    let block = || Some(fields.iter().find(|(key, _)| key.text == change.was.block)?.0.span.clone());
    let help = "Add an entry under  updates:  or  corrections: , or run  fissure explain E27";
    Diagnostic::warning(Code::SilentChange, path, change.span.clone().or_else(block), message).help(help)
}
