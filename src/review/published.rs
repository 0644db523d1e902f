//! What a build would publish, in the form of the record: pages, sections, statements, cells, disputes and sources.
//!
//! What lists, joins or pictures other pages is left out: pages of lists, comparisons, what is offered instead, the search, cards,
//! and assets, whose names change. Reads a finished build, and writes nothing.

use crate::base::path::Address;
use crate::facts::Ledger;
use crate::facts::cell::Cell;
use crate::facts::knowledge::dispute_then;
use crate::facts::known::Subject;
use crate::facts::recorded::{DisputeThen, with_places, words};
use crate::facts::stated::Stated;
use crate::link::{EntityId, LinkedEntity, Site};
use crate::model::kind::SOURCE_KEY;
use crate::model::when::next_day;
use crate::plan::{CALENDAR, Context, PagePlan, Plan};
use crate::record::{
    CellName, Record, RecordFile, RecordedCell, RecordedDispute, RecordedSource, RecordedStatement, name_of_cell,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A finished build.
#[derive(Clone, Copy)]
pub(crate) struct Built<'a> {
    pub site: &'a Site,
    pub ledger: &'a Ledger,
    pub plan: &'a Plan,
}

/// What is new or other than in a record, as the file of a day says it.
pub(crate) fn since(before: &Record, built: Built<'_>, day: Date) -> RecordFile {
    let Built { site, ledger, plan } = built;
    let addresses = addresses(plan).filter(|address| !before.addresses.contains_key(address)).collect();
    RecordFile {
        day,
        version: version(plan).filter(|version| before.version.as_ref() != Some(version)),
        addresses,
        anchors: anchors(before, site, ledger),
        statements: changes_of_statements(before.last(), built, day),
        cells: changes_of_cells(before, ledger, day),
        disputes: changes_of_disputes(before, built, day),
        sources: changes(&before.sources, sources(site)),
        names: names(site).filter(|(page, name)| before.names.get(page) != Some(name)).collect(),
    }
}

/// The version of the data, where there are any.
fn version(plan: &Plan) -> Option<String> {
    plan.pages.values().find_map(|page| match &**page {
        PagePlan::Package(package, _) => package.head.version.clone(),
        _ => None,
    })
}

/// What is other, and what is not there any more.
fn changes<V: PartialEq + Clone>(
    before: &BTreeMap<Address, V>,
    now: BTreeMap<Address, V>,
) -> BTreeMap<Address, Option<V>> {
    let gone = before.keys().filter(|key| !now.contains_key(*key)).map(|key| (key.clone(), None)).collect::<Vec<_>>();
    let new = now.into_iter().filter(|(key, value)| before.get(key) != Some(value));
    new.map(|(key, value)| (key, Some(value))).chain(gone).collect()
}

/// The addresses that are to stay.
pub(crate) fn addresses(plan: &Plan) -> impl Iterator<Item = Address> {
    let kept = plan.pages.iter().filter(|(path, page)| match &***page {
        PagePlan::Page { context, .. } => {
            stays(context) && !path.as_str().contains("/page/") && path.name() != "404.html"
        }
        PagePlan::Table(..) | PagePlan::Package(..) | PagePlan::Download(_) => true,
        PagePlan::File(_) => !path.as_str().starts_with("assets/"),
        // A calendar of what is due goes when nothing is.
        PagePlan::Made(_) => path.name() != CALENDAR,
        // The picture itself stays at its address.
        PagePlan::Picture(_, n) => *n == 0,
        PagePlan::Card(..) | PagePlan::Index => false,
    });
    kept.map(|(path, _)| path.address())
}

fn stays(context: &Context) -> bool {
    match context {
        Context::Home(_)
        | Context::Article(_)
        | Context::Entity(_)
        | Context::Index(_)
        | Context::Archive(_)
        | Context::Changes(_)
        | Context::Edition(_)
        | Context::Editions(_)
        | Context::Plain(_)
        | Context::Redirect(_)
        | Context::Feed(_)
        | Context::Feeds(_)
        | Context::FeedsPage(_)
        | Context::Matrix(_)
        | Context::Known(_)
        | Context::AsKnown(_)
        | Context::Cell(_)
        | Context::Timeline(_)
        | Context::Due(_)
        | Context::Map(_)
        | Context::Disputes(_)
        | Context::Dispute(_)
        | Context::Corrections(_)
        | Context::Data(_) => true,
        Context::Instead(_)
        | Context::Compare(_)
        | Context::Comparisons(_)
        | Context::Search(_)
        | Context::Sitemap(_)
        | Context::SitemapIndex(_)
        | Context::NewsSitemap(_)
        | Context::Robots(_)
        | Context::Llms(_)
        | Context::Headers(_)
        | Context::Security(_) => false,
    }
}

/// Sections of texts, and the changes that the pages of models have.
fn anchors(before: &Record, site: &Site, ledger: &Ledger) -> BTreeMap<Address, BTreeSet<String>> {
    let mut anchors: BTreeMap<Address, BTreeSet<String>> = BTreeMap::new();
    let mut add = |page: &Address, id: &str| {
        if !before.anchors.get(page).is_some_and(|ids| ids.contains(id)) {
            anchors.entry(page.clone()).or_default().insert(id.to_owned());
        }
    };
    for (page, document) in site.documents() {
        // Notes are numbered anew with each edit.
        let ids = document.body.anchors.ids.iter().filter(|id| !id.starts_with("fn-") && !id.starts_with("fnref-"));
        ids.for_each(|id| add(page, id));
    }
    for ((model, bloc), history) in ledger.cells.iter() {
        let Some(linked) = site.entities.get(model) else { continue };
        let begun = history.changes.iter().filter(|turn| turn.day <= ledger.today);
        begun.for_each(|turn| add(&linked.own.address, &format!("{}-{}", turn.anchor, bloc.slug)));
    }
    anchors
}

/// What became another one on the days after one, up to another: from each of these days on, as it was known on it.
fn new_states<T, R: PartialEq + Clone>(
    states: &[(Date, T)],
    (begin, until): (Option<Date>, Date),
    recorded: impl Fn(&T) -> Option<R>,
) -> Vec<(Date, Option<R>)> {
    let after = begin.map_or(0, |begin| states.partition_point(|(day, _)| *day <= begin));
    let mut last = after.checked_sub(1).and_then(|n| recorded(&states[n].1));
    let mut new = Vec::new();
    for (day, state) in states[after..].iter().filter(|(day, _)| *day <= until) {
        let is = recorded(state);
        if is != last {
            new.push((*day, is.clone()));
            last = is;
        }
    }
    new
}

type ByDay<K, V> = BTreeMap<Date, BTreeMap<K, V>>;

fn changes_of_statements(
    begin: Option<Date>,
    Built { site, ledger, .. }: Built<'_>,
    until: Date,
) -> ByDay<Address, BTreeMap<String, Option<RecordedStatement>>> {
    let mut changed: ByDay<Address, BTreeMap<String, Option<RecordedStatement>>> = BTreeMap::new();
    let name = |id: &EntityId| lasting_name(site, id);
    for statement in ledger.stated.iter().flat_map(|of_article| of_article.iter()) {
        let recorded = |stated: &Stated| stated.form().map(|form| form.recorded(&name));
        for (day, is) in new_states(&statement.states, (begin, until), recorded) {
            let of_page = changed.entry(day).or_default().entry(statement.page.clone()).or_default();
            of_page.insert(statement.anchor.clone(), is);
        }
    }
    changed
}

fn lasting_name(site: &Site, id: &EntityId) -> String {
    site.entities.get(id).map_or_else(|| id.slug.to_string(), |linked| linked.lasting_name(&site.config, id))
}

/// The cells that were known otherwise from day to day since the last record, as they were known on each day itself.
fn changes_of_cells(before: &Record, ledger: &Ledger, until: Date) -> ByDay<CellName, Option<RecordedCell>> {
    let mut changed: ByDay<CellName, Option<RecordedCell>> = BTreeMap::new();
    let begin = before.last();
    let first = begin.map_or(until, next_day);
    let mut named: BTreeSet<CellName> = BTreeSet::new();
    for ((model, bloc), history) in ledger.cells.iter() {
        let name = (model.slug.to_string(), bloc.slug.to_string());
        let last = begin.and_then(|day| history.known_on(day)).and_then(|cell| recorded_cell(cell));
        if last.as_ref() != before.cell(&name) {
            // It was recorded by another slug.
            changed.entry(first).or_default().insert(name.clone(), last);
        }
        for (day, is) in new_states(&history.as_known, (begin, until), |cell| recorded_cell(cell)) {
            changed.entry(day).or_default().insert(name.clone(), is);
        }
        named.insert(name);
    }
    let gone = before.cells.keys().filter(|name| before.cell(name).is_some() && !named.contains(*name));
    gone.for_each(|name| drop(changed.entry(first).or_default().insert(name.clone(), None)));
    changed
}

/// A cell as it is recorded; none when nothing is known of it. That something has become old is no news.
fn recorded_cell(cell: &Cell) -> Option<RecordedCell> {
    let is_known = cell.layer.is_some() || !cell.sources.is_empty();
    is_known.then(|| RecordedCell {
        status: cell.status.word().to_owned(),
        layer: cell.layer.map(|layer| layer.word().to_owned()),
        since: cell.since.filter(|since| since.edtf() != "unknown").map(|since| since.edtf()),
        marks: cell.marks.words().into_iter().filter(|mark| *mark != "stale").map(str::to_owned).collect(),
        by: cell.by.iter().map(|id| id.slug.to_string()).collect(),
        sources: with_places(&cell.sources, &cell.places),
    })
}

/// The disputes that began, ended or became others. Of one that has no days it is recorded as what it was found.
fn changes_of_disputes(
    before: &Record,
    Built { site, ledger, .. }: Built<'_>,
    until: Date,
) -> ByDay<Address, Option<RecordedDispute>> {
    let mut changed: ByDay<Address, Option<RecordedDispute>> = BTreeMap::new();
    let begin = before.last();
    let known = ledger.known.values().filter_map(|of| of.dispute.as_ref());
    for dispute in known {
        let recorded = |then: &Option<Arc<DisputeThen>>| then.as_ref().map(|then| recorded_dispute(then, site));
        for (day, is) in new_states(&dispute.states, (begin, until), recorded) {
            changed.entry(day).or_default().insert(dispute.address.clone(), is);
        }
    }
    let last = before.last_disputes();
    for dispute in &ledger.disputes {
        let is_known = ledger.known.contains_key(&Subject::Dispute(dispute.address.clone()));
        let then = dispute_then(dispute, dispute.open);
        let is = RecordedDispute { undated: true, ..recorded_dispute(&then, site) };
        if !is_known && last.get(&dispute.address) != Some(&is) {
            changed.entry(until).or_default().insert(dispute.address.clone(), Some(is));
        }
    }
    let there: BTreeSet<&Address> = ledger.disputes.iter().map(|dispute| &dispute.address).collect();
    let gone = last.into_iter().filter(|(address, was)| was.undated && !there.contains(address));
    gone.for_each(|(address, _)| drop(changed.entry(until).or_default().insert(address, None)));
    changed
}

fn recorded_dispute(then: &DisputeThen, site: &Site) -> RecordedDispute {
    let about: BTreeSet<String> = then.about.iter().map(|id| lasting_name(site, id)).collect();
    let cell = |(model, bloc): &(EntityId, EntityId)| name_of_cell(&(model.slug.to_string(), bloc.slug.to_string()));
    RecordedDispute {
        question: then.question.clone(),
        open: then.open,
        undated: false,
        about: about.into_iter().collect(),
        cells: then.cells.iter().map(cell).collect(),
        statements: then.statements.iter().map(|(page, anchor)| format!("{page}#{anchor}")).collect(),
    }
}

fn sources(site: &Site) -> BTreeMap<Address, RecordedSource> {
    let sources = site.entities.iter().filter(|(id, _)| site.config.kinds[id.kind].key == SOURCE_KEY);
    let source = |(_, linked): (&EntityId, &Arc<LinkedEntity>)| {
        let entity = &linked.own.entity;
        let url = linked.own.facts.iter().find(|fact| fact.key == "url").and_then(|fact| fact.values.first());
        (linked.own.address.clone(), RecordedSource { title: entity.name.clone(), url: url.map(|parts| words(parts)) })
    };
    sources.map(source).collect()
}

/// What each page is called.
fn names(site: &Site) -> impl Iterator<Item = (Address, String)> {
    let articles = site.articles.values().map(|linked| (linked.address.clone(), linked.article.title.to_string()));
    let entities =
        site.entities.values().map(|linked| (linked.own.address.clone(), linked.own.entity.name.to_string()));
    let pages = site.pages.values().map(|linked| (linked.address.clone(), linked.page.title.to_string()));
    articles.chain(entities).chain(pages)
}
