//! Statements and cells that differ from what was recorded, although nothing says so to readers.
//!
//! A fact may be corrected, and a reader who saw the first version must be able to see that: by an entry under `updates` or
//! `corrections` of its article, or by a newer article that says otherwise. Compares a build with the record; changes nothing.

use super::against::{PublishedData, Slugs, silent_changes};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::{Last, Memo};
use crate::base::path::Address;
use crate::facts::Ledger;
use crate::facts::recorded::{Past, PastStatement, StatementForm, about};
use crate::link::testimony::{LinkedStatement, Says};
use crate::link::{ArticleId, EntityId, LinkedArticle, Redirect, Site};
use crate::model::kind::MODEL;
use crate::record::Record;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct ChangedCache {
    changed: Memo<ArticleId, Arc<LinkedArticle>, Arc<Past>, Arc<Vec<Changed>>>,
    /// With which ledger and redirects no cell differed.
    quiet: Last<(Arc<Ledger>, Vec<Redirect>), ()>,
}

/// A statement that is another one than it was, or is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Changed {
    /// When it was recorded as it was.
    day: Date,
    was: Arc<PastStatement>,
    /// What it is now, and where it stands; none where it is gone.
    now: Option<(StatementForm, Span)>,
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
    let past = &ledger.past;
    let changed = memory.changed.answer(&site.articles, past, |_, linked, past| {
        let changed = changed(linked, past);
        (!changed.is_empty()).then(|| Arc::new(changed))
    });
    let all = || changed.iter().flat_map(|(id, changed)| changed.iter().map(|change| (&site.articles[id], change)));
    let unexplained = all().filter(|(linked, change)| !is_explained(change, linked, site, past));
    let mut found: Vec<Diagnostic> = unexplained.map(|(linked, change)| diagnostic(change, linked, site)).collect();

    // A cell may change although no statement did: by the members of an audience, or by an editor's dispute.
    let mut touched: BTreeSet<&EntityId> = all().flat_map(|(_, change)| &change.was.form.about).collect();
    let compared = (ledger.clone(), site.redirects.clone());
    if touched.is_empty() && memory.quiet.answer(&compared).is_some() {
        return found;
    }
    let slugs = Slugs::of(site);
    let cells = |touched: &BTreeSet<&EntityId>| {
        let is_reported = |model: &str| slugs.find(MODEL, model).is_some_and(|id| touched.contains(id));
        silent_changes(&PublishedData::recorded(record, past, &is_reported), site, ledger)
    };
    let mut of_cells = cells(&touched);
    if !of_cells.is_empty() {
        // An article that went is reported by its address.
        touched.extend(stated_by_lost_articles(past, site));
        of_cells = cells(&touched);
    }
    if touched.is_empty() && of_cells.is_empty() {
        memory.quiet.learn(compared, ());
    }
    found.extend(of_cells);
    found
}

/// Whom the recorded statements of articles are about that are there no more.
fn stated_by_lost_articles<'a>(past: &'a Past, site: &Site) -> BTreeSet<&'a EntityId> {
    let there: BTreeSet<&Address> = site.articles.values().map(|linked| &linked.address).collect();
    let lost = past.statements.keys().filter(|page| !there.contains(page));
    lost.flat_map(|page| past.stated(page)).flat_map(|(_, _, was)| &was.form.about).collect()
}

/// The statements of an article that are not as they were recorded.
fn changed(linked: &LinkedArticle, past: &Past) -> Vec<Changed> {
    let mut changed = Vec::new();
    for (anchor, day, was) in past.stated(&linked.address) {
        let now = linked.testimony.statements.iter().find(|statement| statement.anchor == *anchor);
        let Some(now) = now else {
            changed.push(Changed { day, was: was.clone(), now: None });
            continue;
        };
        let is = StatementForm::of(now, &now.sentence, BTreeSet::new());
        if (&is.fields, &is.by) != (&was.form.fields, &was.form.by) {
            changed.push(Changed { day, was: was.clone(), now: Some((is, now.span.clone())) });
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
fn is_explained(change: &Changed, linked: &LinkedArticle, site: &Site, past: &Past) -> bool {
    let says_so = |statement: &Arc<LinkedStatement>| match &statement.says {
        Says::Update(update) => update.date >= change.day,
        Says::Correction(correction) => correction.date >= change.day,
        _ => false,
    };
    if linked.article.retracted || linked.testimony.statements.iter().any(says_so) {
        return true;
    }
    // One of the day of the record that is not recorded came out after it.
    let is_newer = |other: &LinkedArticle| {
        let day = other.article.date.day;
        day > change.day || (day == change.day && !past.statements.contains_key(&other.address))
    };
    let newer = site.articles.values().filter(|other| is_newer(other));
    newer.flat_map(|other| &other.testimony.statements).any(|statement| speaks_of(statement, &change.was.form))
}

/// Whether a statement is about what another was about.
fn speaks_of(statement: &LinkedStatement, was: &StatementForm) -> bool {
    let about = about(&statement.says);
    match &statement.says {
        Says::Correction(_) => was.about.iter().any(|id| about.contains(id)),
        Says::Event(event) => event.id.is_some() && event.id.as_ref() == was.fields.get("id"),
        says => says.block() == was.block && !was.about.is_empty() && was.about.is_subset(&about),
    }
}

fn diagnostic(change: &Changed, linked: &LinkedArticle, site: &Site) -> Diagnostic {
    let (path, day) = (&linked.article.document.path, change.day);
    let name = |id: &EntityId| format!("{}/{}", site.config.kinds[id.kind].key, id.slug);
    let differs = change.now.as_ref().and_then(|(now, _)| {
        let [was, is] = [&change.was.form, now].map(|form| form.all_fields(&name));
        difference(&was, &is)
    });
    let message = match &differs {
        Some((was, is)) => {
            format!("This statement had \"{was}\" when it was recorded on {day}, and now it has \"{is}\".")
        }
        None => {
            let says = &change.was.form.says;
            format!("This article stated \"{says}\" when it was recorded on {day}, and does not state it now.")
        }
    };
    let fields = &linked.article.document.front_matter.fields;
    let block = || Some(fields.iter().find(|(key, _)| key.text == change.was.form.block)?.0.span.clone());
    let span = change.now.as_ref().map(|(_, span)| span.clone());
    let help = "Add an entry under  updates:  or  corrections: , or run  fissure explain E27";
    Diagnostic::warning(Code::SilentChange, path, span.or_else(block), message).help(help)
}
