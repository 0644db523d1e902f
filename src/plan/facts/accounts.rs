//! What the ledger has on each entity and each article, gathered for their pages.

use super::matrix::statuses;
use super::merged::{StatementIn, merged};
use super::pairs::{self, Pair};
use super::words::Words;
use super::{compare, drawings, due, timelines};
use crate::facts::cell::{newest, newest_as_of};
use crate::facts::dispute;
use crate::facts::known::Subject;
use crate::facts::relation::Relation;
use crate::link::EntityId;
use crate::link::testimony::{LinkedStatement, Says, Testimony};
use crate::model::access::Status;
use crate::model::kind::{BLOC, MODEL, POLICY};
use crate::model::when_in_words::up_to;
use crate::parse::place::Place;
use crate::plan::parts::Linking;
use crate::view::{
    AccountContext, ArticleFacts, CellContext, ChangeContext, EntityLink, MatrixRow, MergedStatement, Prepared,
    RelationContext, StatusGroup,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many changes the home page and an entity's page show.
const CHANGES: usize = 12;

/// Statements of the ledger, by whom they are about.
pub(crate) struct Accounts<'a> {
    pub words: &'a Words<'a>,
    /// All changes in access up to today, newest first.
    pub changes: Vec<Arc<ChangeContext>>,
    of: BTreeMap<&'a EntityId, OnEntity<'a>>,
    /// What is compared with what, where the theme has a template for it.
    pub pairs: Vec<Pair<'a>>,
    /// Which relations nobody disputes, by their place in the ledger.
    undisputed: Vec<bool>,
}

/// A place in a source, and what rests on it; no place stands for the source as a whole.
pub(crate) type Resting = (Option<Place>, Vec<Arc<MergedStatement>>);

/// What there is on an entity: what its page shows, and what may be told of it as plain facts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Account {
    pub shown: Arc<AccountContext>,
    pub ties: Vec<Tie>,
    /// What rests on a source, with the places in it.
    pub rests: Vec<Resting>,
    /// The day on which a source was published, where that is one day.
    pub published: Option<Date>,
}

/// A relation that is told as a fact and that nobody disputes, seen from one end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tie {
    /// `developer-of`
    pub relation: Arc<str>,
    pub is_from: bool,
    pub other: Prepared<EntityLink>,
}

/// What there is on one entity.
#[derive(Default)]
struct OnEntity<'a> {
    cells: Vec<Arc<CellContext>>,
    changes: Vec<Arc<ChangeContext>>,
    effects: Vec<StatementIn<'a>>,
    relations: Vec<usize>,
    claims: Vec<StatementIn<'a>>,
    said: Vec<StatementIn<'a>>,
    events: Vec<usize>,
    due: Vec<usize>,
    rests: Vec<StatementIn<'a>>,
    disputes: BTreeSet<usize>,
    corrections: Vec<usize>,
    pairs: Vec<usize>,
}

impl<'a> Accounts<'a> {
    pub(crate) fn new(words: &'a Words<'a>) -> Self {
        let undisputed = dispute::undisputed(words.ledger);
        let pairs = if words.has_compare { pairs::pairs(words) } else { Vec::new() };
        let mut accounts = Accounts { words, changes: Vec::new(), of: BTreeMap::new(), pairs, undisputed };
        for (n, sides) in accounts.pairs.iter().map(|pair| pair.sides).enumerate().collect::<Vec<_>>() {
            sides.into_iter().for_each(|id| accounts.of(id).pairs.push(n));
        }
        accounts.gather_cells();
        accounts.gather_statements();
        let ledger = words.ledger;
        for (n, relation) in ledger.relations.iter().enumerate() {
            for id in [Some(&relation.from), relation.to.as_ref()].into_iter().flatten() {
                accounts.of(id).relations.push(n);
            }
        }
        for (n, event) in ledger.times.events.iter().enumerate() {
            for id in &event.tags {
                accounts.of(id).events.push(n);
            }
        }
        for (n, due) in ledger.due.iter().enumerate() {
            for id in due.entities.iter().filter(|id| !words.shared.is_source(id)) {
                accounts.of(id).due.push(n);
            }
        }
        for (n, dispute) in ledger.disputes.iter().enumerate() {
            let sources = dispute.positions.iter().flat_map(|position| &position.sources);
            for id in dispute.about.iter().chain(sources) {
                accounts.of(id).disputes.insert(n);
            }
            for (model, bloc) in &dispute.cells {
                accounts.of(model).disputes.insert(n);
                accounts.of(bloc).disputes.insert(n);
            }
        }
        for (n, correction) in ledger.corrections.iter().enumerate() {
            for id in &correction.entities {
                accounts.of(id).corrections.push(n);
            }
        }
        accounts
    }

    fn of(&mut self, id: &'a EntityId) -> &mut OnEntity<'a> {
        self.of.entry(id).or_default()
    }

    fn gather_cells(&mut self) {
        let words = self.words;
        for model in &words.ledger.models {
            for bloc in &words.ledger.columns {
                if let Some(cell) = words.cells.get(&(model.clone(), bloc.clone())) {
                    self.of(model).cells.push(cell.clone());
                    self.of(bloc).cells.push(cell.clone());
                }
            }
        }
        for ((model, bloc), history) in &words.ledger.cells {
            for change in words.changes(model, bloc, history) {
                self.of(model).changes.push(change.clone());
                self.of(bloc).changes.push(change.clone());
                if words.ledger.columns.contains(bloc) {
                    self.changes.push(change);
                }
            }
        }
        newest_first(&mut self.changes);
        self.of.values_mut().for_each(|of| newest_first(&mut of.changes));
    }

    fn gather_statements(&mut self) {
        let words = self.words;
        for testimony in &words.ledger.testimonies {
            for statement in &testimony.statements {
                let stated = (&testimony.article, statement);
                for source in &statement.sources {
                    self.of(source).rests.push(stated);
                }
                match &statement.says {
                    Says::Access(access) => access.by.iter().for_each(|policy| self.of(policy).effects.push(stated)),
                    Says::Claim(claim) => {
                        claim.about.iter().for_each(|id| self.of(id).claims.push(stated));
                        if let Some(id) = claim.by.as_ref().and_then(|by| by.to.as_ref()) {
                            self.of(id).said.push(stated);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn merged(&self, stated: &[StatementIn<'_>]) -> Vec<Arc<MergedStatement>> {
        merged(self.words, stated.iter().copied())
    }

    /// The cells of today that name a policy, by their status.
    fn hit(&self, policy: &EntityId) -> Vec<StatusGroup> {
        statuses(&self.words.named_by(policy, |_| true), self.words.columns.len())
    }

    /// What there is on an entity.
    pub(crate) fn account(&self, id: &EntityId) -> Account {
        let days = self.words.ledger.times.published(id).unwrap_or_default();
        let relations = self.of.get(id).map_or(&[][..], |of| &of.relations);
        let plain = relations.iter().filter(|n| self.undisputed[**n]).map(|n| &self.words.ledger.relations[*n]);
        let tie = |relation: &Arc<Relation>| {
            let is_from = relation.from == *id;
            let other = if is_from { relation.to.as_ref()? } else { &relation.from };
            Some(Tie { relation: relation.relation.name.clone(), is_from, other: self.words.shared.link(other)? })
        };
        Account {
            shown: Arc::new(self.entity(id)),
            ties: plain.filter_map(tie).collect(),
            rests: self.rests(id),
            published: days.earliest.filter(|day| days.latest == Some(*day)),
        }
    }

    fn rests(&self, id: &EntityId) -> Vec<Resting> {
        let mut by_place: BTreeMap<Option<Place>, Vec<StatementIn<'_>>> = BTreeMap::new();
        for stated in self.of.get(id).iter().flat_map(|of| &of.rests) {
            let mut at = stated.1.places.in_source(id).copied().map(Some).peekable();
            if at.peek().is_none() {
                by_place.entry(None).or_default().push(*stated);
            }
            for place in at {
                by_place.entry(place).or_default().push(*stated);
            }
        }
        by_place.into_iter().map(|(place, stated)| (place, self.merged(&stated))).collect()
    }

    /// What the page of an entity shows.
    fn entity(&self, id: &EntityId) -> AccountContext {
        let words = self.words;
        let as_known = words.as_known(&Subject::Entity(id.clone()));
        let Some(of) = self.of.get(id) else { return AccountContext { as_known, ..AccountContext::default() } };
        let key = words.ledger.cards.get(id).map_or("", |card| &card.key);
        let sorted = |wanted: Sort| -> Vec<Arc<RelationContext>> {
            let relations = of.relations.iter().filter(|n| sort(&words.ledger.relations[**n], id, key) == wanted);
            relations.map(|n| words.relations[*n].clone()).collect()
        };
        let made = |(model, _): &(&EntityId, _)| words.maker(model) == Some(id);
        let shown = [&of.effects, &of.claims, &of.said, &of.rests].into_iter().flatten().map(|(article, _)| *article);
        let relations = of.relations.iter().flat_map(|n| &words.ledger.relations[*n].statements);
        let events = of.events.iter().flat_map(|n| &words.ledger.times.events[*n].statements);
        let articles = shown.chain(relations.chain(events).map(|(article, _)| article));
        let true_to = newest_as_of(articles).into_iter().chain(of.cells.iter().filter_map(|cell| cell.true_to));
        let by_itself = |(_, stated): &StatementIn<'_>| of.said.iter().any(|(_, said)| Arc::ptr_eq(said, stated));
        let claims: Vec<StatementIn<'_>> = of.claims.iter().filter(|stated| !by_itself(stated)).copied().collect();
        AccountContext {
            as_of: newest(true_to).map(|days| up_to(self.words.strings(), &days)),
            as_known,
            columns: words.columns.clone(),
            under: policies(words.rows.iter().filter(made).map(|(_, row)| row)),
            rows: words.rows.iter().filter(made).map(|(_, row)| row.clone()).collect(),
            cells: if key == BLOC { by_status(&of.cells) } else { of.cells.clone() },
            history: (key == MODEL).then(|| drawings::history(words, id)).flatten(),
            changes: of.changes.iter().take(CHANGES).cloned().collect(),
            effects: self.merged(&of.effects),
            hit: if key == POLICY { self.hit(id) } else { Vec::new() },
            began: if key == POLICY { words.began(id) } else { Vec::new() },
            answers: sorted(Sort::Answer),
            rivals: sorted(Sort::Rival),
            relations: sorted(Sort::Other),
            claims: self.merged(&claims),
            said: self.merged(&of.said),
            events: of.events.iter().map(|n| words.events[*n].clone()).collect(),
            due: of.due.iter().filter(|_| words.has_due).map(|n| words.due[*n].clone()).collect(),
            calendar: due::calendar_of(words, &words.shared.address(id))
                .filter(|_| !of.due.is_empty())
                .map(|address| words.shared.url(&address)),
            disputes: of.disputes.iter().map(|n| words.disputes[*n].clone()).collect(),
            corrections: of.corrections.iter().map(|n| words.corrections[*n].clone()).collect(),
            instead: words.rows.get(id).and_then(|row| row.instead.clone()),
            compare: of.pairs.iter().filter_map(|n| compare::link(words, &self.pairs[*n], id)).collect(),
            feed: words.shared.access_feed(&words.shared.address(id)).filter(|_| self.has_feed(id, of)),
        }
    }

    /// The changes in access of each model and bloc that has a feed of them, newest first.
    pub(crate) fn feeds(&self) -> Vec<(EntityId, Vec<Arc<ChangeContext>>)> {
        let with_feed = self.of.iter().filter(|(id, of)| self.has_feed(id, of));
        with_feed.map(|(id, of)| ((*id).clone(), of.changes.clone())).collect()
    }

    /// What is to come for each entity that has a part in anything, by its place in the ledger.
    pub(crate) fn due(&self) -> Vec<(EntityId, Vec<usize>)> {
        let with_due = self.of.iter().filter(|(_, of)| !of.due.is_empty());
        with_due.map(|(id, of)| ((*id).clone(), of.due.clone())).collect()
    }

    fn has_feed(&self, id: &EntityId, of: &OnEntity<'_>) -> bool {
        let key = self.words.ledger.cards.get(id).map_or("", |card| &card.key);
        let is_said = |cell: &Arc<CellContext>| cell.layer.is_some() || cell.status == Status::Disputed.word();
        let is_followed = (key == MODEL || key == BLOC) && (of.cells.iter().any(is_said) || !of.changes.is_empty());
        let config = &self.words.shared.config;
        is_followed && config.feed_entities && config.base_url.is_some()
    }

    /// What the page of an article shows; none when the ledger has nothing on it.
    pub(crate) fn article(&self, testimony: &Testimony) -> Option<ArticleFacts> {
        let (address, tagged) = (&testimony.article.address, &testimony.tagged);
        let words = self.words;
        let rows: Vec<_> = tagged.iter().filter_map(|id| words.rows.get(id)).cloned().collect();
        let known = rows.iter().any(|row| row.cells.iter().any(|cell| cell.layer.is_some()));
        let mut disputes = BTreeSet::new();
        let mut events = BTreeSet::new();
        for statement in &testimony.statements {
            disputes.extend(words.dispute_of(address, statement));
            events.extend(words.event_of(address, statement));
        }
        let corrections: Vec<usize> = (0..words.corrections.len())
            .filter(|n| {
                let correction = &words.ledger.corrections[*n];
                correction.article.address == *address || correction.articles.contains(address)
            })
            .collect();
        if testimony.statements.is_empty() && !known && corrections.is_empty() {
            return None;
        }
        let events: Vec<usize> = events.into_iter().collect();
        let in_dispute = |statement: &&Arc<LinkedStatement>| {
            words.dispute_of(address, statement).is_some_and(|n| words.ledger.disputes[n].open)
        };
        let disputed = testimony.statements.iter().filter(in_dispute).map(|statement| &statement.anchor);
        let true_to = newest(rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.true_to));
        Some(ArticleFacts {
            as_of: true_to.or(testimony.article.as_of).map(|days| up_to(self.words.strings(), &days)),
            columns: words.columns.clone(),
            rows: if known { rows } else { Vec::new() },
            timeline: timelines::small_timeline(words, &events),
            events: events.iter().map(|n| words.events[*n].clone()).collect(),
            statements: merged(words, testimony.statements.iter().map(|s| (&testimony.article, s))),
            witnesses: testimony.statements.iter().flat_map(|s| &s.sources).collect::<BTreeSet<_>>().len(),
            disputes: disputes.into_iter().map(|n| words.disputes[n].clone()).collect(),
            disputed: disputed.cloned().collect(),
            corrections: corrections.into_iter().map(|n| words.corrections[n].clone()).collect(),
        })
    }
}

fn newest_first(changes: &mut [Arc<ChangeContext>]) {
    let key = |change: &Arc<ChangeContext>| (change.model.slug.clone(), change.anchor.clone());
    changes.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| key(a).cmp(&key(b))));
}

/// The policies that cells of these rows name, each once.
fn policies<'r>(rows: impl Iterator<Item = &'r Arc<MatrixRow>>) -> Vec<Prepared<EntityLink>> {
    let mut policies: Vec<Prepared<EntityLink>> = Vec::new();
    for policy in rows.flat_map(|row| &row.cells).flat_map(|cell| &cell.by) {
        if !policies.contains(policy) {
            policies.push(policy.clone());
        }
    }
    policies
}

/// What is open first, and what no source says last.
fn by_status(cells: &[Arc<CellContext>]) -> Vec<Arc<CellContext>> {
    let mut sorted = cells.to_vec();
    let unknown = |cell: &CellContext| cell.status == Status::Unknown.word();
    sorted.sort_by_key(|cell| (unknown(cell), Status::WORDS.iter().position(|word| *word == cell.status)));
    sorted
}

/// Where a relation stands on the page of an entity.
#[derive(PartialEq)]
enum Sort {
    Answer,
    Rival,
    Other,
}

fn sort(relation: &Relation, id: &EntityId, key: &str) -> Sort {
    let is_to = relation.to.as_ref() == Some(id);
    match &*relation.relation.name {
        "responds-to" | "complies-with" | "objects-to" | "negotiates-with" | "lifts" | "amends"
            if key == POLICY && is_to =>
        {
            Sort::Answer
        }
        "competes-with" | "positioned-against" | "responds-to" if key == MODEL => Sort::Rival,
        _ => Sort::Other,
    }
}
