//! An entity or a dispute as it was known on a day: a light page for each day on which what was known of it changed.
//!
//! Shows what had been published by then, so that no later article changes such a page. Has neither the profile of the entity nor
//! what an editor wrote on the dispute: files have no days.

use super::known::{address_below, known_cell, matrix_as_known};
use super::words::MATRIX;
use crate::base::path::Address;
use crate::base::reads::{Reading, Recorded, view};
use crate::base::table::Table;
use crate::facts::Ledger;
use crate::facts::cell::Cell;
use crate::facts::knowledge::BLOCKS;
use crate::facts::known::{CellThen, KnownDay, KnownDispute, KnownOf, Subject};
use crate::facts::recorded::StatementForm;
use crate::facts::stated::{KnownStatement as KnownInTime, Stated};
use crate::link::EntityId;
use crate::link::testimony::Says;
use crate::model::choice::{ClaimStatus, RelationStatus};
use crate::model::when::Days;
use crate::model::when_in_words::in_words;
use crate::plan::cited::{Cited, cite};
use crate::plan::frame::Frame;
use crate::plan::page::{Context, PagePlan};
use crate::plan::parts::{Linking, Parts, Shown};
use crate::plan::planned::{Asked, Origin, Owner, Planned};
use crate::view::{AsKnownPage, DayLink, EntityLink, KnownBlock, KnownPlace, KnownStatement, Prepared, TextLink};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

/// The template of these pages.
pub(crate) const AS_KNOWN: &str = "as-known.html";

/// So many cells, and so many statements of each sort, a page shows: those that changed or came last. Without a bound the pages of
/// an entity would grow with the square of what is said of it.
const SHOWN: usize = 10;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct AsKnownCache {
    pages: Recorded<Subject, Arc<KnownOf>, Arc<AsKnownCommon>, AsKnownView, Arc<Vec<Asked>>>,
}

/// What all these pages depend on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AsKnownCommon {
    frame: Arc<Frame>,
    /// Whether cells, the matrix as known and disputes have pages.
    has_cells: bool,
    has_matrix: bool,
    has_disputes: bool,
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
    ledger: &Ledger,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut AsKnownCache,
) {
    let common = Arc::new(AsKnownCommon {
        frame: parts.frame.clone(),
        has_cells: has_template("cell.html") && has_template("matrix.html"),
        has_matrix: matrix_as_known(has_template),
        has_disputes: has_template("dispute.html"),
    });
    let view = AsKnownView { links: parts.shared.links.clone() };
    let known = if has_template(AS_KNOWN) { ledger.known.clone() } else { Table::default() };
    let pages = memory.pages.answer(&known, &common, view, |subject, known, common, reading| {
        Some(Arc::new(pages(subject, known, common, reading)))
    });
    for subject in memory.pages.touched() {
        let asked = pages.get(subject).map_or(Vec::new(), |pages| pages.to_vec());
        planned.ask(Owner::Known(subject.clone()), asked);
    }
}

fn pages(
    subject: &Subject,
    known: &Arc<KnownOf>,
    common: &AsKnownCommon,
    reading: &Reading<'_, AsKnownView>,
) -> Vec<Asked> {
    let shared = Shown { frame: &common.frame, links: reading.links() };
    let address = address(&common.frame, subject);
    let dispute = known.dispute.as_ref().and_then(|dispute| dispute.last());
    let head = match (subject, dispute) {
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
    let links = known.days.iter().map(|known| Arc::new(link(&common.frame, &address, known.day))).collect();
    let (cells, stated) = (HashMap::new(), HashMap::new());
    let mut of = PagesOf { address, head, links, known, common, shared, cells, stated };
    (0..known.days.len()).map(|n| of.asked(n)).collect()
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
    links: Vec<Arc<DayLink>>,
    known: &'a KnownOf,
    common: &'a AsKnownCommon,
    shared: Shown<'a>,
    /// What several of the pages show, by where what it is made of lies in memory.
    cells: HashMap<*const Cell, Prepared<KnownPlace>>,
    stated: HashMap<*const Stated, Prepared<KnownStatement>>,
}

impl PagesOf<'_> {
    fn asked(&mut self, n: usize) -> Asked {
        let KnownDay { day, .. } = self.known.days[n];
        let what = format!("\"{}\" as known on {day}", self.head.name);
        let page = PagePlan::page(AS_KNOWN, Context::AsKnown(Box::new(self.context(n))));
        Asked { address: address_below(&self.address, day), origin: Origin::made(&what), page: Arc::new(page) }
    }

    fn context(&mut self, n: usize) -> AsKnownPage {
        let KnownDay { day, matrix } = self.known.days[n];
        let text = day.to_string();
        let strings = self.shared.strings();
        let in_words = in_words(strings, &Days::of(day));
        let said = |key: &str| strings.fill(key, &[("name", &*self.head.name), ("day", &in_words)]);
        let address = address_below(&self.address, day);
        let title = said(if self.known.dispute.is_some() { "as_known.title_of_question" } else { "as_known.title" });
        let mut page = self.shared.page("as-known", &title, &said("as_known.description"), &address);
        page.cite = cite(&self.common.frame, &page, &address, Cited { version: Some(day), ..Cited::default() });
        let is_open = |dispute: &Arc<KnownDispute>| dispute.on(day).is_some_and(|then| then.open);
        let state = self.known.dispute.as_ref().map(|dispute| if is_open(dispute) { "open" } else { "settled" });
        let disputes = self.known.disputes_on(day).map(|(address, then)| TextLink {
            text: then.question.as_str().into(),
            url: self.common.has_disputes.then(|| self.shared.url(address).into()),
            lang: None,
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
        let mut newest: Vec<usize> = (0..all.len()).collect();
        // Of those that changed on one day the same are shown whatever models are renamed to.
        let name = |id: &EntityId| self.shared.links.get(id).map(|link| link.lasting.clone());
        newest.sort_by_cached_key(|n| (Reverse(all[*n].changed), name(all[*n].model), name(all[*n].bloc)));
        newest.truncate(SHOWN);
        newest.sort_unstable();
        let shown: Vec<_> = newest.iter().filter_map(|n| self.cell(&all[*n])).collect();
        (shown, all.len() - newest.len())
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
        let all = self.known.statements_on(day);
        let names = BLOCKS.into_iter().chain(self.known.dispute.is_some().then_some("access"));
        let block = |block: &'static str| {
            let of_block: Vec<_> = all.iter().filter(|(_, stated)| stated.block() == block).collect();
            let shown = of_block.iter().take(SHOWN);
            let statements: Vec<_> = shown.filter_map(|(statement, stated)| self.stated(statement, stated)).collect();
            let more = of_block.len().saturating_sub(SHOWN);
            (!statements.is_empty()).then_some(KnownBlock { block, statements, more })
        };
        names.filter_map(block).collect()
    }

    fn stated(&mut self, statement: &KnownInTime, stated: &Stated) -> Option<Prepared<KnownStatement>> {
        let at: *const Stated = stated;
        if let Some(made) = self.stated.get(&at) {
            return Some(made.clone());
        }
        let shared = &self.shared;
        let url = format!("{}#{}", shared.url(&statement.page), statement.anchor);
        let made = match stated {
            Stated::Nothing => return None,
            Stated::Now(now) => {
                let (article, of) = &now.of;
                KnownStatement {
                    sentence: shared.text_links(now.sentence()),
                    status: standing(&of.says),
                    sources: shared.citations(&of.sources, &of.places),
                    article: article.title.clone(),
                    url,
                    known: of.known,
                }
            }
            Stated::Recorded(past) => KnownStatement {
                sentence: vec![TextLink { text: past.form.says.as_str().into(), url: None, lang: None }],
                status: recorded_standing(&past.form),
                sources: shared.citations(&past.form.sources, &past.form.places),
                article: statement.title.clone().unwrap_or_else(|| {
                    self.common.frame.record.names.get(&statement.page).map_or("", String::as_str).into()
                }),
                url,
                known: past.form.known,
            },
        };
        let made = Prepared::new(made);
        self.stated.insert(at, made.clone());
        Some(made)
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

/// The same of one that was recorded.
fn recorded_standing(form: &StatementForm) -> Option<&'static str> {
    let word = form.fields.get("status")?;
    match form.block.as_str() {
        "relations" => RelationStatus::from_word(word).map(RelationStatus::word),
        "claims" => ClaimStatus::from_word(word).map(ClaimStatus::word),
        _ => None,
    }
}
