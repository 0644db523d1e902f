//! What a build would publish, in the form of the record: pages, sections, statements, cells, disputes and sources.
//!
//! What lists, joins or pictures other pages is left out: pages of lists, comparisons, what is offered instead, the search, cards,
//! and assets, whose names change. Reads a finished build, and writes nothing.

use crate::base::path::Address;
use crate::facts::cell::{Cell, History};
use crate::facts::{Dispute, Ledger};
use crate::link::testimony::{ArticleRef, LinkedStatement, LinkedTime, LinkedWhen, Says};
use crate::link::{EntityId, LinkedEntity, LinkedPart, Places, Site};
use crate::model::kind::SOURCE_KEY;
use crate::model::when::next_day;
use crate::plan::{CALENDAR, Context, PagePlan, Plan};
use crate::record::{CellName, Record, RecordFile, RecordedCell, RecordedDispute, RecordedSource, RecordedStatement};
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
        addresses,
        anchors: anchors(before, site, ledger),
        statements: changes_of_statements(before, site),
        cells: changes_of_cells(before, ledger, day),
        disputes: changes(&before.disputes, disputes(ledger)),
        sources: changes(&before.sources, sources(site)),
        names: names(site).filter(|(page, name)| before.names.get(page) != Some(name)).collect(),
    }
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
            stays(context) && !path.as_str().contains("/page/") && path.as_str() != "404.html"
        }
        PagePlan::Table(..) | PagePlan::Package(..) | PagePlan::Download(_) => true,
        // A calendar of what is due goes when nothing is.
        PagePlan::File(_) => !path.as_str().starts_with("assets/") && path.name() != CALENDAR,
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

fn changes_of_statements(
    before: &Record,
    site: &Site,
) -> BTreeMap<Address, BTreeMap<String, Option<RecordedStatement>>> {
    let mut changed: BTreeMap<Address, BTreeMap<String, Option<RecordedStatement>>> = BTreeMap::new();
    let mut now: BTreeMap<&Address, BTreeSet<&str>> = BTreeMap::new();
    let name = |id: &EntityId| {
        site.entities.get(id).map_or_else(|| id.slug.to_string(), |linked| linked.lasting_name(&site.config, id))
    };
    for linked in site.articles.values() {
        let page = &linked.address;
        let was: BTreeMap<&str, &RecordedStatement> =
            before.stated(page).map(|(anchor, _, statement)| (anchor.as_str(), statement)).collect();
        let article = &linked.testimony.article;
        // Of an article that was withdrawn on no known day nothing was ever known.
        let is_known = |statement: &LinkedStatement| {
            let is_note = matches!(statement.says, Says::Update(_) | Says::Correction(_));
            is_note || !article.retracted || article.withdrawn.is_some()
        };
        for statement in linked.testimony.statements.iter().filter(|statement| is_known(statement)) {
            now.entry(page).or_default().insert(&statement.anchor);
            let is = recorded(statement, article, &name);
            if was.get(statement.anchor.as_str()).is_none_or(|was| **was != is) {
                changed.entry(page.clone()).or_default().insert(statement.anchor.clone(), Some(is));
            }
        }
    }
    for page in before.statements.keys() {
        let is_gone = |anchor: &str| !now.get(page).is_some_and(|now| now.contains(anchor));
        let gone = before.stated(page).map(|(anchor, ..)| anchor).filter(|anchor| is_gone(anchor));
        let gone: Vec<_> = gone.map(|anchor| (anchor.clone(), None)).collect();
        if !gone.is_empty() {
            changed.entry(page.clone()).or_default().extend(gone);
        }
    }
    changed
}

/// A statement as it is recorded.
fn recorded(
    statement: &LinkedStatement,
    article: &ArticleRef,
    name: &dyn Fn(&EntityId) -> String,
) -> RecordedStatement {
    let about: BTreeSet<String> = about(&statement.says).into_iter().map(name).collect();
    RecordedStatement {
        block: statement.says.block().to_owned(),
        says: words(&statement.sentence),
        known: statement.known,
        withdrawn: statement.withdrawn(article),
        about: about.into_iter().collect(),
        fields: fields(&statement.says, name),
        sources: with_places(&statement.sources, &statement.places),
    }
}

fn words(parts: &[LinkedPart]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

/// Whom a statement is about: what another one must be about to speak of the same.
pub(crate) fn about(says: &Says) -> Vec<&EntityId> {
    match says {
        Says::Access(access) => access.models.iter().chain(&access.whom).collect(),
        Says::Event(event) => event.tags.iter().collect(),
        Says::Relation(relation) => relation.from.iter().chain(&relation.to).collect(),
        Says::Claim(claim) => claim.about.iter().collect(),
        Says::Correction(correction) => correction.entities().collect(),
        Says::Update(_) => Vec::new(),
    }
}

/// What the entry of a statement says, by the names of its fields. `name` gives those of entities.
pub(crate) fn fields(says: &Says, name: &dyn Fn(&EntityId) -> String) -> BTreeMap<String, String> {
    let names = |ids: &[EntityId]| ids.iter().map(name).collect::<Vec<_>>().join(" ");
    let time = |when: &Option<LinkedWhen>| when.as_ref().map_or(String::new(), time);
    let speaker = |by: &Option<LinkedPart>| {
        by.as_ref().map_or(String::new(), |by| by.to.as_ref().map_or_else(|| by.text.clone(), name))
    };
    let fields = match says {
        Says::Access(access) => vec![
            ("status", access.status.word().to_owned()),
            ("layer", access.layer.word().to_owned()),
            ("since", time(&access.since)),
            ("until", time(&access.until)),
            ("by", names(&access.by)),
            ("scope", access.scope.word().to_owned()),
        ],
        Says::Event(event) => vec![
            ("id", event.id.clone().unwrap_or_default()),
            ("what", event.what.clone()),
            ("when", time(&event.when)),
        ],
        Says::Relation(relation) => vec![
            ("rel", relation.relation.name.to_owned()),
            ("status", relation.status.word().to_owned()),
            ("by", speaker(&relation.by)),
        ],
        Says::Claim(claim) => vec![
            ("id", claim.id.clone().unwrap_or_default()),
            ("says", claim.says.clone()),
            ("quote", claim.quote.as_ref().map_or(String::new(), |quote| quote.text.clone())),
            ("status", claim.status.word().to_owned()),
            ("by", speaker(&claim.by)),
        ],
        Says::Update(_) => Vec::new(),
        Says::Correction(correction) => {
            vec![("type", correction.sort.word().to_owned()), ("severity", correction.severity.word().to_owned())]
        }
    };
    let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
    given.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Days in EDTF; a distance in the words of its sentence.
fn time(when: &LinkedWhen) -> String {
    match &when.time {
        LinkedTime::Days(days) => days.edtf(),
        LinkedTime::Distance { .. } => words(&when.words),
    }
}

/// The cells that were known otherwise from day to day since the last record, as they were known on each day itself.
fn changes_of_cells(
    before: &Record,
    ledger: &Ledger,
    until: Date,
) -> BTreeMap<Date, BTreeMap<CellName, Option<RecordedCell>>> {
    let mut changed: BTreeMap<Date, BTreeMap<CellName, Option<RecordedCell>>> = BTreeMap::new();
    let begin = before.last();
    let first = begin.map_or(until, next_day);
    let mut named: BTreeSet<CellName> = BTreeSet::new();
    for ((model, bloc), history) in ledger.cells.iter() {
        let name = (model.slug.to_string(), bloc.slug.to_string());
        let mut last = begin.and_then(|day| history.known_on(day)).and_then(|cell| recorded_cell(cell));
        if last.as_ref() != before.cell(&name) {
            // It was recorded by another slug.
            changed.entry(first).or_default().insert(name.clone(), last.clone());
        }
        for (day, cell) in new_states(history, begin, until) {
            let is = recorded_cell(cell);
            if is != last {
                changed.entry(day).or_default().insert(name.clone(), is.clone());
                last = is;
            }
        }
        named.insert(name);
    }
    let gone = before.cells.keys().filter(|name| before.cell(name).is_some() && !named.contains(*name));
    gone.for_each(|name| drop(changed.entry(first).or_default().insert(name.clone(), None)));
    changed
}

fn new_states(history: &History, begin: Option<Date>, until: Date) -> impl Iterator<Item = (Date, &Cell)> {
    let new = history.as_known.iter().filter(move |(day, _)| begin.is_none_or(|begin| *day > begin) && *day <= until);
    new.map(|(day, cell)| (*day, &**cell))
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

/// `a ¶4, ¶6`
fn with_places(sources: &[EntityId], places: &Places) -> Vec<String> {
    let source = |id: &EntityId| {
        let at: Vec<String> = places.in_source(id).map(ToString::to_string).collect();
        if at.is_empty() { id.slug.to_string() } else { format!("{} {}", id.slug, at.join(", ")) }
    };
    sources.iter().map(source).collect()
}

fn disputes(ledger: &Ledger) -> BTreeMap<Address, RecordedDispute> {
    let dispute = |dispute: &Arc<Dispute>| {
        (dispute.address.clone(), RecordedDispute { question: dispute.question.clone(), open: dispute.open })
    };
    ledger.disputes.iter().map(dispute).collect()
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
