//! An entity or a dispute as it was known on a day: a light page for each day on which what was known of it changed.
//!
//! Shows what had been published by then, so that no later article changes such a page. Has neither the profile of the entity nor
//! what an editor wrote on the dispute: files have no days.

mod then;

use super::known::{address_below, known_cell, matrix_as_known};
use super::words::MATRIX;
use crate::base::memo::Last;
use crate::base::path::Address;
use crate::base::reads::{Reading, Recorded, view};
use crate::facts::Ledger;
use crate::facts::cell::Cell;
use crate::facts::known::{CellThen, KnownDay, KnownOf, Subject};
use crate::link::testimony::{LinkedStatement, Says, StatementInArticle};
use crate::link::{EntityId, LinkedPart};
use crate::model::when::Days;
use crate::model::when_in_words::in_words;
use crate::plan::cited::{Cited, cite};
use crate::plan::frame::Frame;
use crate::plan::page::{Context, PagePlan};
use crate::plan::parts::{Linking, Parts, Shown};
use crate::plan::planned::{Asked, Origin, Owner, Planned};
use crate::record::Record;
use crate::view::{AsKnownPage, DayLink, EntityLink, KnownBlock, KnownPlace, KnownStatement, Prepared, TextLink};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use then::{Gone, StatementName, Then};

/// The template of these pages.
pub(crate) const AS_KNOWN: &str = "as-known.html";

/// So many cells, and so many statements of each sort, a page shows: those that changed or came last. Without a bound the pages of
/// an entity would grow with the square of what is said of it.
const SHOWN: usize = 10;

/// The sorts of statements, in the order of the page.
const BLOCKS: [&str; 4] = ["relations", "events", "claims", "corrections"];

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct AsKnownCache {
    gone: Last<(Arc<Ledger>, Arc<AsKnownCommon>), Arc<Gone>>,
    owners: Last<Arc<Record>, Arc<BTreeSet<Address>>>,
    pages: Recorded<Subject, KnownThrough, Arc<AsKnownCommon>, AsKnownView, Arc<Vec<Asked>>>,
}

impl AsKnownCache {
    /// What was recorded and is stated no more.
    fn gone(&mut self, ledger: &Arc<Ledger>, common: &Arc<AsKnownCommon>) -> Arc<Gone> {
        let question = (ledger.clone(), common.clone());
        self.gone.answer(&question).unwrap_or_else(|| {
            let gone = Arc::new(then::gone(&common.frame.record, ledger, &common.old));
            self.gone.learn(question, gone)
        })
    }
}

/// What was known of one, the days that have pages, and what was recorded of it and is stated no more.
type KnownThrough = (Arc<KnownOf>, Vec<KnownDay>, Vec<StatementName>);

/// What all these pages depend on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AsKnownCommon {
    frame: Arc<Frame>,
    /// Whether cells, the matrix as known and disputes have pages.
    has_cells: bool,
    has_matrix: bool,
    has_disputes: bool,
    /// The last day that is recorded and over: up to then pages say what was recorded.
    recorded: Option<Date>,
    /// The old pages of articles, by their own.
    old: BTreeMap<Address, Vec<Address>>,
}

view! {
    /// The names on these pages.
    pub(crate) struct AsKnownView {
        links: EntityId => Prepared<EntityLink>,
    }
}

/// The newest of the pages of an entity or a dispute.
pub(super) fn newest(frame: &Frame, ledger: &Ledger, subject: &Subject) -> Option<DayLink> {
    let day = ledger.known.get(subject)?.days.last()?.day;
    Some(link(frame, &address(frame, subject), day))
}

fn address(frame: &Frame, subject: &Subject) -> Address {
    match subject {
        Subject::Entity(id) => frame.address(id),
        Subject::Dispute(address) => address.clone(),
    }
}

fn link(frame: &Frame, of: &Address, day: Date) -> DayLink {
    DayLink { day: day.to_string(), url: frame.url(&address_below(of, day)), changes: 0 }
}

/// Plans the pages of all entities and disputes, if the theme has a template for them.
pub(crate) fn add(
    parts: &Parts<'_>,
    (ledger, record): (&Arc<Ledger>, &Arc<Record>),
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut AsKnownCache,
) {
    let common = Arc::new(AsKnownCommon {
        frame: parts.frame.clone(),
        has_cells: has_template("cell.html") && has_template("matrix.html"),
        has_matrix: matrix_as_known(has_template),
        has_disputes: has_template("dispute.html"),
        recorded: ledger.recorded_until,
        old: then::old_pages(&parts.site.redirects),
    });
    let gone = memory.gone(ledger, &common);
    let view = AsKnownView { links: parts.shared.links.clone() };
    let matrix = ledger.days_of_knowledge();
    let through = |(subject, known): (&Subject, &Arc<KnownOf>)| {
        // A page that was published stays, also where its day is none of change any more.
        let begin = format!("{}known-", address(&parts.frame, subject));
        let recorded: Vec<Date> = record.days_of_pages(&begin).filter(|day| *day <= ledger.today).collect();
        // Where such pages are recorded, a day that is over has one if it had one then.
        let is_as_recorded = |day: Date| {
            recorded.is_empty() || recorded.contains(&day) || common.recorded.is_none_or(|until| day > until)
        };
        let mut days = known.days_with(recorded.iter().copied(), &matrix);
        days.retain(|known| is_as_recorded(known.day));
        let gone = match subject {
            Subject::Entity(id) => {
                names(parts, id).iter().filter_map(|name| gone.get(name)).flatten().cloned().collect()
            }
            Subject::Dispute(_) => Vec::new(),
        };
        (!days.is_empty()).then(|| (subject.clone(), (known.clone(), days, gone)))
    };
    let owners = memory.owners.answer(record).unwrap_or_else(|| {
        let pages = record.addresses.keys().filter_map(|address| address.as_str().split_once("known-"));
        let owners = pages.map(|(owner, _)| Address::new(owner)).collect();
        memory.owners.learn(record.clone(), Arc::new(owners))
    });
    let nothing = forgotten(parts, ledger, &owners);
    let known = ledger.known.iter().chain(&nothing).filter(|_| has_template(AS_KNOWN)).filter_map(through).collect();
    let pages = memory.pages.answer(&known, &common, view, |subject, known, common, reading| {
        Some(Arc::new(pages(subject, known, common, reading)))
    });
    for subject in memory.pages.touched() {
        let asked = pages.get(subject).map_or(Vec::new(), |pages| pages.to_vec());
        planned.ask(Owner::Known(subject.clone()), asked);
    }
}

/// Entities of which nothing is known any more, and once was. `owners` are those whose pages of days are recorded.
fn forgotten(parts: &Parts<'_>, ledger: &Ledger, owners: &BTreeSet<Address>) -> BTreeMap<Subject, Arc<KnownOf>> {
    let once =
        parts.shared.links.iter().filter(|(id, _)| !owners.is_empty() && owners.contains(&parts.frame.address(id)));
    let subjects = once.map(|(id, _)| Subject::Entity(id.clone()));
    subjects.filter(|subject| !ledger.known.contains_key(subject)).map(|subject| (subject, Arc::default())).collect()
}

/// The names by which an entity may be recorded: its lasting one, and those of slugs that it had.
fn names(parts: &Parts<'_>, id: &EntityId) -> BTreeSet<String> {
    let Some(linked) = parts.site.entities.get(id) else { return BTreeSet::new() };
    let key = &parts.site.config.kinds[id.kind].key;
    let old = linked.own.entity.redirects.iter().filter_map(|word| word.text.trim_end_matches('/').rsplit('/').next());
    let old = old.map(|slug| format!("{key}/{slug}"));
    old.chain([linked.lasting_name(&parts.site.config, id)]).collect()
}

fn pages(
    subject: &Subject,
    (known, days, gone): &KnownThrough,
    common: &AsKnownCommon,
    reading: &Reading<'_, AsKnownView>,
) -> Vec<Asked> {
    let shared = Shown { frame: &common.frame, links: reading.links() };
    let address = address(&common.frame, subject);
    let head = match (subject, &known.dispute) {
        (Subject::Entity(id), _) => shared.link(id).map(|link| Head {
            name: link.name.clone(),
            sort: shared.kinds[id.kind.place()].title.clone(),
            index: shared.kinds[id.kind.place()].url.clone(),
        }),
        (Subject::Dispute(_), Some(dispute)) if common.has_disputes => Some(Head {
            name: dispute.question.as_str().into(),
            sort: shared.strings().get("dispute.label").to_owned(),
            index: shared.url(&Address::new("/disputes/")),
        }),
        _ => None,
    };
    let Some(head) = head else { return Vec::new() };
    let links = days.iter().map(|known| Arc::new(link(&common.frame, &address, known.day))).collect();
    let (cells, stated) = (HashMap::new(), HashMap::new());
    let mut of = PagesOf { address, head, days, links, known, gone, common, shared, cells, stated };
    (0..days.len()).map(|n| of.asked(n)).collect()
}

/// What all pages of one subject say of it.
struct Head {
    name: Arc<str>,
    /// The kind of the entity, and the list of all of that kind.
    sort: String,
    index: String,
}

struct PagesOf<'a> {
    address: Address,
    head: Head,
    days: &'a [KnownDay],
    links: Vec<Arc<DayLink>>,
    known: &'a KnownOf,
    gone: &'a [StatementName],
    common: &'a AsKnownCommon,
    shared: Shown<'a>,
    /// What several of the pages show, by where what it is made of lies in memory.
    cells: HashMap<*const Cell, Prepared<KnownPlace>>,
    stated: HashMap<*const LinkedStatement, Prepared<KnownStatement>>,
}

impl PagesOf<'_> {
    fn asked(&mut self, n: usize) -> Asked {
        let KnownDay { day, .. } = self.days[n];
        let what = format!("\"{}\" as known on {day}", self.head.name);
        let page = PagePlan::page(AS_KNOWN, Context::AsKnown(Box::new(self.context(n))));
        Asked { address: address_below(&self.address, day), origin: Origin::made(&what), page: Arc::new(page) }
    }

    fn context(&mut self, n: usize) -> AsKnownPage {
        let KnownDay { day, matrix } = self.days[n];
        let text = day.to_string();
        let strings = self.shared.strings();
        let in_words = in_words(strings, &Days::of(day));
        let said = |key: &str| strings.fill(key, &[("name", &*self.head.name), ("day", &in_words)]);
        let address = address_below(&self.address, day);
        let title = said(if self.known.dispute.is_some() { "as_known.title_of_question" } else { "as_known.title" });
        let mut page = self.shared.page("as-known", &title, &said("as_known.description"), &address);
        page.cite = cite(&self.common.frame, &page, &address, Cited { version: Some(day), ..Cited::default() });
        let state = self.known.dispute.as_ref().map(|of| if of.is_open_on(day) { "open" } else { "settled" });
        let disputes = self.known.disputes_on(day).map(|dispute| TextLink {
            text: dispute.question.as_str().into(),
            url: self.common.has_disputes.then(|| self.shared.url(&dispute.address).into()),
        });
        let disputes = disputes.collect();
        let (cells, more_cells) = self.cells(day);
        AsKnownPage {
            page,
            day: text,
            name: self.head.name.clone(),
            url: self.shared.url(&self.address),
            sort: self.head.sort.clone(),
            index: self.head.index.clone(),
            state,
            cells,
            more_cells,
            matrix: matrix
                .filter(|_| self.common.has_matrix)
                .map(|day| Arc::new(link(&self.common.frame, &Address::new(MATRIX), day))),
            blocks: self.blocks(day),
            disputes,
            previous: n.checked_sub(1).map(|n| self.links[n].clone()),
            next: self.links.get(n + 1).cloned(),
        }
    }

    /// The cells that changed last, in their order, and how many more there are.
    fn cells(&mut self, day: Date) -> (Vec<Prepared<KnownPlace>>, usize) {
        let all: Vec<CellThen<'_>> = self.known.cells_on(day).collect();
        let shown = newest_of(&all, |then| then.changed);
        (shown.iter().filter_map(|then| self.cell(then)).collect(), all.len() - shown.len())
    }

    fn cell(&mut self, then: &CellThen<'_>) -> Option<Prepared<KnownPlace>> {
        let at = Arc::as_ptr(then.cell);
        if let Some(made) = self.cells.get(&at) {
            return Some(made.clone());
        }
        let made = Prepared::new(KnownPlace {
            model: self.shared.link(then.model)?,
            bloc: self.shared.link(then.bloc)?,
            cell: known_cell(&self.shared, self.common.has_cells, then.model, then.bloc, then.cell),
        });
        self.cells.insert(at, made.clone());
        Some(made)
    }

    fn blocks(&mut self, day: Date) -> Vec<KnownBlock> {
        let known = self.known;
        let common = self.common;
        let all = then::statements(known, self.gone, &common.frame.record, common, day);
        let names = BLOCKS.into_iter().chain(known.dispute.is_some().then_some("access"));
        let block = |name: &'static str| {
            let of_block: Vec<&Then<'_>> = all.iter().filter(|then| then.block() == name).collect();
            let mut shown = newest_of(&of_block, |then| then.known());
            shown.sort_by_key(|then| Reverse(then.known()));
            let more = of_block.len() - shown.len();
            let statements: Vec<_> = shown.into_iter().map(|then| self.then(then, day)).collect();
            (!statements.is_empty()).then_some(KnownBlock { block: name, statements, more })
        };
        names.filter_map(block).collect()
    }

    fn then(&mut self, then: &Then<'_>, day: Date) -> Prepared<KnownStatement> {
        match then {
            Then::Now(stated) => self.stated(stated, day),
            Then::Recorded { page, anchor, statement } => {
                let (sources, places) = then::sources(&self.shared, &statement.sources);
                let title = self.common.frame.record.names.get(*page);
                Prepared::new(KnownStatement {
                    sentence: vec![TextLink { text: statement.says.as_str().into(), url: None }],
                    status: then::standing(statement),
                    sources: self.shared.citations(&sources, &places),
                    article: title.map_or("", String::as_str).into(),
                    url: format!("{}#{anchor}", self.shared.url(page)),
                    known: statement.known,
                })
            }
        }
    }

    fn stated(&mut self, (article, statement): &StatementInArticle, day: Date) -> Prepared<KnownStatement> {
        let at = Arc::as_ptr(statement);
        if let Some(made) = self.stated.get(&at) {
            return made.clone();
        }
        let event = |part: &LinkedPart| {
            let what = part.event.as_ref().and_then(|id| self.known.event_on(id, day));
            what.map_or_else(|| part.clone(), |what| LinkedPart { text: format!("“{what}”"), ..part.clone() })
        };
        let sentence: Vec<LinkedPart> = statement.sentence.iter().map(event).collect();
        let made = Prepared::new(KnownStatement {
            sentence: self.shared.text_links(&sentence),
            status: standing(&statement.says),
            sources: self.shared.citations(&statement.sources, &statement.places),
            article: article.title.clone(),
            url: format!("{}#{}", self.shared.url(&article.address), statement.anchor),
            known: statement.known,
        });
        // What an event is called may depend on the day.
        if statement.sentence.iter().all(|part| part.event.is_none()) {
            self.stated.insert(at, made.clone());
        }
        made
    }
}

/// How a relation or a claim is to be taken.
fn standing(says: &Says) -> Option<&'static str> {
    match says {
        Says::Relation(relation) => Some(relation.status.word()),
        Says::Claim(claim) => Some(claim.status.word()),
        _ => None,
    }
}

/// Those that came last, in the order in which they stand.
fn newest_of<T: Copy>(all: &[T], day: impl Fn(&T) -> Date) -> Vec<T> {
    let mut newest: Vec<usize> = (0..all.len()).collect();
    newest.sort_by_key(|n| Reverse(day(&all[*n])));
    newest.truncate(SHOWN);
    newest.sort_unstable();
    newest.into_iter().map(|n| all[n]).collect()
}
