//! What readers could see first on each day: changes of cells, statements, corrections, disputes, withdrawals.
//!
//! Each change is on one day alone, that on which it was known, whatever it is true of. A pure function of the ledger; which of it
//! is shown, and in which words, is for `plan`.

use super::cell::Cell;
use super::correction::Correction;
use super::history::History;
use super::ledger::{Dispute, Ledger};
use crate::base::path::{Address, SourcePath};
use crate::link::EntityId;
use crate::link::testimony::StatementInArticle;
use crate::link::testimony::{ArticleRef, LinkedStatement, Says};
use crate::model::access::Status;
use crate::model::choice::CorrectionSort;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What could be seen first on one day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct DayOfLedger {
    pub cells: Vec<CellChange>,
    pub disputes: Vec<DisputeChange>,
    pub corrections: Vec<Arc<Correction>>,
    /// Articles that were withdrawn, each with the correction that says so.
    pub withdrawn: Vec<(Arc<ArticleRef>, Arc<LinkedStatement>)>,
    pub statements: Vec<NewStatement>,
    pub updates: Vec<StatementInArticle>,
    /// Sources on which a statement rests for the first time.
    pub sources: BTreeSet<EntityId>,
}

/// A cell of the matrix whose status became another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellChange {
    pub model: EntityId,
    pub bloc: EntityId,
    pub from: Arc<Cell>,
    pub to: Arc<Cell>,
    pub cause: Cause,
    /// The dispute that begins or ends with it.
    pub dispute: Option<DisputeChange>,
}

/// Why a cell changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// Something was published.
    Reported,
    /// An article was withdrawn.
    Withdrawn,
    /// An editor's dispute began or ended.
    Editor,
    /// A day came that a statement had named before.
    DayCame,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DisputeChange {
    pub address: Address,
    pub question: String,
    pub lang: Option<Arc<str>>,
    pub about: Vec<EntityId>,
    /// Whether it begins, or else is over.
    pub begins: bool,
}

/// What is stated, by all who state it on that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewStatement {
    /// One at least.
    pub stated: Vec<StatementInArticle>,
    /// Whether something published before states it too.
    pub is_known: bool,
}

/// Days with what could be seen first on them.
pub(crate) type DaysOfLedger = BTreeMap<Date, DayOfLedger>;

/// What could be seen first on each day up to today.
pub(crate) fn days(ledger: &Ledger) -> DaysOfLedger {
    let mut days = DaysOfLedger::new();
    let folded = cells(ledger, &mut days);
    statements(ledger, &folded, &mut days);
    disputes(ledger, &mut days);
    for correction in &ledger.corrections {
        let said = correction.correction();
        let article = &correction.article;
        if said.sort == CorrectionSort::Retraction && article.withdrawn == Some(said.date) {
            days.entry(said.date).or_default().withdrawn.push((article.clone(), correction.statement.clone()));
        } else {
            days.entry(said.date).or_default().corrections.push(correction.clone());
        }
    }
    days.retain(|day, changes| *day <= ledger.today && *changes != DayOfLedger::default());
    days
}

/// A statement by its place.
type AtPlace = (SourcePath, String);

/// The changes of cells of the matrix. Gives the statements that they report, by the day.
fn cells(ledger: &Ledger, days: &mut DaysOfLedger) -> BTreeSet<AtPlace> {
    let mut disputes: HashMap<&(EntityId, EntityId), Vec<&Dispute>> = HashMap::new();
    for dispute in &ledger.disputes {
        dispute.cells.iter().for_each(|cell| disputes.entry(cell).or_default().push(dispute));
    }
    let columns: HashMap<&EntityId, usize> = ledger.columns.iter().enumerate().map(|(n, bloc)| (bloc, n)).collect();
    let mut folded = BTreeSet::new();
    for (id, history) in ledger.cells.iter().filter(|((_, bloc), _)| columns.contains_key(bloc)) {
        for (day, from, to) in turns(ledger, history) {
            let of_cell = disputes.get(id).into_iter().flatten();
            let dispute = of_cell.filter_map(|dispute| turn_of(dispute, day, &from, &to)).next();
            let is_new = |known: Date| known == day;
            // Of a recorded day it is not known by what it was known.
            let cause = if to.is_recorded() || to.statements().any(|event| is_new(event.statement.known)) {
                Cause::Reported
            } else if from.statements().any(|event| event.article.withdrawn.is_some_and(is_new)) {
                Cause::Withdrawn
            } else if dispute.is_some() {
                Cause::Editor
            } else {
                Cause::DayCame
            };
            let reported = to.statements().filter(|event| is_new(event.statement.known));
            folded.extend(reported.map(|event| (event.article.path.clone(), event.statement.anchor.clone())));
            let (model, bloc) = id.clone();
            let change = CellChange { model, bloc, from, to, cause, dispute };
            days.entry(day).or_default().cells.push(change);
        }
    }
    for of_day in days.values_mut() {
        of_day.cells.sort_by(|a, b| (&a.model, columns[&a.bloc]).cmp(&(&b.model, columns[&b.bloc])));
    }
    folded
}

/// The days up to today on which the status of a cell became another one, as it was known on them.
fn turns(ledger: &Ledger, history: &History) -> Vec<(Date, Arc<Cell>, Arc<Cell>)> {
    let mut turns = Vec::new();
    let mut last = &ledger.unknown;
    for (day, cell) in history.as_known.iter().take_while(|(day, _)| *day <= ledger.today) {
        if cell.status != last.status {
            turns.push((*day, last.clone(), cell.clone()));
        }
        last = cell;
    }
    turns
}

/// A dispute as far as it begins or ends with a change of one of its cells.
fn turn_of(dispute: &Dispute, day: Date, from: &Cell, to: &Cell) -> Option<DisputeChange> {
    let begins = dispute.opened == Some(day) && to.status == Status::Disputed;
    let ends = dispute.closed == Some(day) && from.status == Status::Disputed;
    (begins || ends).then(|| change_of(dispute, begins))
}

fn change_of(dispute: &Dispute, begins: bool) -> DisputeChange {
    DisputeChange {
        address: dispute.address.clone(),
        question: dispute.question.clone(),
        lang: dispute.lang.clone(),
        about: dispute.about.clone(),
        begins,
    }
}

/// The disputes that began or ended on each day and are not reported with a cell.
fn disputes(ledger: &Ledger, days: &mut DaysOfLedger) {
    for dispute in &ledger.disputes {
        // One that was over before it could be seen has a day, and is news as one that is over.
        let opened = dispute.opened.filter(|day| dispute.closed != Some(*day));
        for (day, begins) in [(opened, true), (dispute.closed, false)] {
            let Some(day) = day else { continue };
            let (of_day, change) = (days.entry(day).or_default(), change_of(dispute, begins));
            if !of_day.cells.iter().any(|cell| cell.dispute.as_ref() == Some(&change)) {
                of_day.disputes.push(change);
            }
        }
    }
}

/// By what two statements are one for readers.
#[derive(PartialEq, Eq, Hash)]
enum Gist<'a> {
    Claim(&'a str, &'a str, Option<&'a str>),
    Event(&'a str),
    Words(&'static str, Option<&'static str>, String),
}

fn gist(statement: &LinkedStatement) -> Gist<'_> {
    let words = |status| {
        let parts = statement.sentence.iter().map(|part| part.event.as_deref().unwrap_or(&part.text));
        Gist::Words(statement.says.block(), status, parts.collect())
    };
    match &statement.says {
        Says::Claim(claim) => {
            let id = claim.id.as_deref().unwrap_or_default();
            Gist::Claim(id, &claim.says, claim.by.as_ref().map(|by| by.text.as_str()))
        }
        Says::Event(event) => event.id.as_deref().map_or_else(|| words(None), Gist::Event),
        Says::Relation(relation) => words(Some(relation.status.word())),
        _ => words(None),
    }
}

/// A statement in its article.
type Stated<'a> = (&'a Arc<ArticleRef>, &'a Arc<LinkedStatement>);

/// All statements, those of withdrawn articles too, on the days since which they are known. Those in `folded` are reported with a cell.
fn statements(ledger: &Ledger, folded: &BTreeSet<AtPlace>, days: &mut DaysOfLedger) {
    let mut of_days: BTreeMap<Date, Vec<Stated<'_>>> = BTreeMap::new();
    for testimony in ledger.testimonies.iter().chain(&ledger.withdrawn) {
        for statement in &testimony.statements {
            of_days.entry(statement.known).or_default().push((&testimony.article, statement));
        }
    }
    // Up to which day each is known.
    let mut known: HashMap<Gist<'_>, Date> = HashMap::new();
    let mut sources: BTreeSet<&EntityId> = BTreeSet::new();
    for (day, stated) in of_days {
        let of_day = days.entry(day).or_default();
        let mut places: HashMap<Gist<'_>, usize> = HashMap::new();
        let mut groups: Vec<(bool, NewStatement)> = Vec::new();
        for (article, statement) in &stated {
            of_day.sources.extend(statement.sources.iter().filter(|source| sources.insert(*source)).cloned());
            let in_article = ((*article).clone(), (*statement).clone());
            match &statement.says {
                Says::Correction(_) => {}
                Says::Update(_) => of_day.updates.push(in_article),
                _ => {
                    let key = gist(statement);
                    let is_known = known.get(&key).is_some_and(|last| *last > day);
                    let place = *places.entry(key).or_insert(groups.len());
                    if place == groups.len() {
                        groups.push((false, NewStatement { stated: Vec::new(), is_known }));
                    }
                    let (is_folded, group) = &mut groups[place];
                    *is_folded |= folded.contains(&(article.path.clone(), statement.anchor.clone()));
                    group.stated.push(in_article);
                }
            }
        }
        for (article, statement) in stated {
            let last = known.entry(gist(statement)).or_insert(day);
            *last = article.withdrawn.unwrap_or(Date::MAX).max(*last);
        }
        of_day.statements = groups.into_iter().filter(|(is_folded, _)| !is_folded).map(|(_, group)| group).collect();
    }
}
