//! What the sources disagree about: found where two give different values for one statement, or put by an editor.

use super::cell::{AccessEvent, Cell};
use super::contrast::{self, Contrast};
use super::history::History;
use super::ledger::{Dispute, Ledger, Position};
use super::opened::{self, OpenDays};
use super::relation::Relation;
use crate::base::path::Address;
use crate::base::slug::Slug;
use crate::link::target::old_address;
use crate::link::testimony::{LinkedClaim, Says, StatementInArticle};
use crate::link::{EntityId, LinkedDispute, Places};
use crate::model::access::Status;
use crate::model::choice::{ClaimStatus, RelationStatus};
use crate::model::kind::DISPUTES;
use crate::model::relation::Only;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// All disputes: the editor's in the order of their files, then those found, by address.
pub(crate) fn disputes(ledger: &Ledger, editors: &[Arc<LinkedDispute>]) -> Vec<Arc<Dispute>> {
    let mut found = of_cells(ledger);
    found.extend(of_relations(ledger));
    found.extend(of_claims(ledger));
    let mut all: Vec<Dispute> = editors.iter().map(|editors| of_editor(editors, ledger)).collect();
    let mut taken: BTreeSet<Address> = BTreeSet::new();
    for dispute in found {
        match all.iter_mut().find(|put| is_same(put, &dispute)) {
            Some(put) => join(put, dispute),
            None => all.push(dispute),
        }
    }
    opened::of_sources(&mut all, ledger);
    for dispute in &mut all {
        let first = dispute.address.as_str().trim_end_matches('/').to_owned();
        let mut number = 2;
        while !taken.insert(dispute.address.clone()) {
            dispute.address = Address::new(format!("{first}-{number}/"));
            number += 1;
        }
    }
    all.into_iter().map(Arc::new).collect()
}

fn address(words: &str) -> Address {
    let slug = Slug::from_text(words).map_or("dispute".to_owned(), |slug| slug.to_string());
    Address::new(format!("/{DISPUTES}/{slug}/"))
}

fn of_editor(editors: &Arc<LinkedDispute>, ledger: &Ledger) -> Dispute {
    let positions = editors.positions.iter().map(|position| Position {
        answer: position.answer.clone(),
        lang: position.lang.clone(),
        by: None,
        status: None,
        sources: position.sources.clone(),
        places: position.places.clone(),
    });
    let in_cells = |(_, history): (_, &Arc<History>)| {
        let cell = history.on(ledger.today)?;
        Some(cell.statements().map(|event| (event.article.clone(), event.statement.clone())).collect::<Vec<_>>())
    };
    let cells = editors.cells.iter().filter_map(|cell| Some((cell, ledger.cells.get(cell)?)));
    let mut dispute = Dispute {
        address: editors.address.clone(),
        question: editors.question.clone(),
        lang: editors.lang.clone(),
        subject: editors.question.clone(),
        about: editors.about.clone(),
        cells: editors.cells.clone(),
        positions: positions.collect(),
        statements: Vec::new(),
        contrast: None,
        self_contradiction: false,
        open: !editors.settled,
        opened: opened::of_editor(editors, ledger),
        closed: None,
        editors: Some(editors.clone()),
    };
    add_statements(&mut dispute.statements, cells.filter_map(in_cells).flatten());
    // Claims whose id is the name of the file, or was, answer its question, whatever they are about.
    let of_question = |claim: &LinkedClaim| claim.id.as_ref().is_some_and(|id| is_at(editors, &address(id)));
    let claims = claims(ledger).into_iter().filter(|(_, claim)| of_question(claim));
    add_statements(&mut dispute.statements, claims.map(|(statement, _)| statement));
    dispute
}

/// Whether the page of an editor's dispute has an address, or had it before it was renamed.
fn is_at(editors: &LinkedDispute, address: &Address) -> bool {
    editors.address == *address || editors.old.contains(&old_address(address))
}

/// Whether what was found is the question of an editor's dispute.
fn is_same(put: &Dispute, found: &Dispute) -> bool {
    put.editors.as_ref().is_some_and(|editors| {
        is_at(editors, &found.address) || found.cells.iter().any(|cell| put.cells.contains(cell))
    })
}

/// An editor's dispute takes in what was found of the same question; the positions stay the editor's.
fn join(put: &mut Dispute, found: Dispute) {
    if put.positions.is_empty() {
        put.positions = found.positions;
    }
    put.self_contradiction |= found.self_contradiction;
    if put.editors.as_ref().is_none_or(|editors| editors.opened.is_none()) {
        put.opened = opened::earlier(put.opened, found.opened);
    }
    put.cells.extend(found.cells.into_iter().filter(|cell| !put.cells.contains(cell)).collect::<Vec<_>>());
    let mut about: BTreeSet<EntityId> = std::mem::take(&mut put.about).into_iter().collect();
    about.extend(found.about);
    put.about = about.into_iter().collect();
    add_statements(&mut put.statements, found.statements.into_iter());
}

fn add_statements(statements: &mut Vec<StatementInArticle>, more: impl Iterator<Item = StatementInArticle>) {
    for added in more {
        let same = |(article, statement): &StatementInArticle| {
            article.path == added.0.path && statement.anchor == added.1.anchor
        };
        if !statements.iter().any(same) {
            statements.push(added);
        }
    }
}

/// Cells with the same statements that differ.
struct Quarrel<'l> {
    cells: Vec<(EntityId, EntityId)>,
    cell: &'l Cell,
    open: bool,
    days: OpenDays,
}

/// Cells for which sources give different statuses. Cells with the same quarrel are one dispute.
fn of_cells(ledger: &Ledger) -> Vec<Dispute> {
    let mut quarrels: BTreeMap<Vec<(String, String)>, Quarrel<'_>> = BTreeMap::new();
    for (id, history) in &ledger.cells {
        let begun = |from: &Option<Date>| from.is_none_or(|from| from <= ledger.today);
        let last = history.segments.iter().rev().filter(|(from, _)| begun(from)).position(|(_, cell)| differ(cell));
        let Some(back) = last else { continue };
        let now: Vec<_> = history.segments.iter().filter(|(from, _)| begun(from)).collect();
        let at = now.len() - 1 - back;
        let cell = &*now[at].1;
        let key =
            cell.held.iter().map(|event| (event.article.path.to_string(), event.statement.anchor.clone())).collect();
        let over = now.get(at + 1).and_then(|(from, _)| *from);
        let days = opened::of_cell(history, cell, over, ledger.today);
        let quarrel = quarrels.entry(key).or_insert_with(|| Quarrel { cells: Vec::new(), cell, open: back == 0, days });
        quarrel.days.opened = opened::earlier(quarrel.days.opened, days.opened);
        quarrel.cells.push(id.clone());
    }
    quarrels.into_values().map(|quarrel| of_quarrel(ledger, quarrel)).collect()
}

/// Whether the statements of a cell differ by themselves, without an editor's word.
///
/// Those of withdrawn articles are not among them, whatever was known before.
pub(super) fn differ(cell: &Cell) -> bool {
    let standing = cell.held.iter().filter(|event| !event.article.retracted);
    standing.map(|event| event.access().status).collect::<BTreeSet<Status>>().len() > 1
}

fn of_quarrel(ledger: &Ledger, Quarrel { cells, cell, open, days }: Quarrel<'_>) -> Dispute {
    let strings = &ledger.strings;
    let models: BTreeSet<&EntityId> = cells.iter().map(|(model, _)| model).collect();
    let blocs: BTreeSet<&EntityId> = cells.iter().map(|(_, bloc)| bloc).collect();
    let names = |ids: &BTreeSet<&EntityId>| {
        strings.and(&ids.iter().map(|id| ledger.cards.get(*id).map_or("", |card| &card.name)).collect::<Vec<_>>())
    };
    let first = &cells[0];
    let by_status = |status: Status| {
        let events: Vec<&Arc<AccessEvent>> = cell.held.iter().filter(|event| event.access().status == status).collect();
        let sources: BTreeSet<&EntityId> = events.iter().flat_map(|event| &event.statement.sources).collect();
        let places = Places::of_all(events.iter().map(|event| &event.statement.places));
        let sources = sources.into_iter().cloned().collect();
        Position { answer: status.word().to_owned(), lang: None, by: None, status: None, sources, places }
    };
    let statuses: BTreeSet<Status> = cell.held.iter().map(|event| event.access().status).collect();
    Dispute {
        address: address(&format!("{}-in-{}", first.0.slug, first.1.slug)),
        question: strings.fill("dispute.can_be_used", &[("models", &names(&models)), ("blocs", &names(&blocs))]),
        lang: None,
        subject: format!("{} in {}", first.0.slug, first.1.slug),
        about: models.iter().chain(&blocs).map(|id| (*id).clone()).collect(),
        positions: statuses.into_iter().map(by_status).collect(),
        statements: cell.held.iter().map(|event| (event.article.clone(), event.statement.clone())).collect(),
        contrast: Some(Contrast::of_access(strings)),
        self_contradiction: false,
        open,
        opened: days.opened,
        closed: days.closed.filter(|_| !open),
        editors: None,
        cells,
    }
}

/// Relations that are called disputed, and two of which only one can hold.
fn of_relations(ledger: &Ledger) -> Vec<Dispute> {
    let strings = &ledger.strings;
    let name = |id: &Option<EntityId>| {
        let card = id.as_ref().and_then(|id| ledger.cards.get(id));
        card.map_or(strings.get("dispute.something_unknown").to_owned(), |card| card.name.clone())
    };
    let mut disputes = Vec::new();
    for ((subject, relation), contested) in contested(ledger) {
        let sentence = |r: &Relation| {
            let (from, to) = (name(&Some(r.from.clone())), name(&r.to));
            let verb = strings.word("verb", &r.relation.name);
            strings.fill("statement.relation", &[("from", &from), ("verb", &verb), ("to", &to)])
        };
        let ends = contested.iter().flat_map(|r| [Some(r.from.clone()), r.to.clone()]).flatten();
        let mut positions: Vec<Position> = Vec::new();
        for r in &contested {
            let position = Position {
                answer: sentence(r),
                lang: None,
                by: r.by.first().cloned(),
                status: Some(r.status.word()),
                sources: r.sources.clone(),
                places: r.places.clone(),
            };
            add_position(&mut positions, position);
        }
        let sentences: Vec<&str> = positions.iter().map(|position| position.answer.as_str()).collect();
        disputes.push(Dispute {
            address: address(&format!("{}-{relation}", subject.slug)),
            lang: None,
            question: strings
                .fill("dispute.is_it_true", &[("sentences", &sentences.join(strings.get("dispute.or_that")))]),
            subject: format!("{}, {relation}", subject.slug),
            about: ends.collect::<BTreeSet<_>>().into_iter().collect(),
            cells: Vec::new(),
            contrast: Some(Contrast::of_relations(strings, positions.len())),
            positions,
            statements: contested.iter().flat_map(|r| r.statements.clone()).collect(),
            self_contradiction: false,
            open: true,
            opened: opened::of_relations(&contested),
            closed: None,
            editors: None,
        });
    }
    disputes
}

/// Adds an answer, or its sources to those of the same answer of the same status.
fn add_position(positions: &mut Vec<Position>, more: Position) {
    match positions.iter_mut().find(|position| position.answer == more.answer) {
        Some(position) => {
            let all: BTreeSet<&EntityId> = position.sources.iter().chain(&more.sources).collect();
            position.sources = all.into_iter().cloned().collect();
            position.places.join(&more.places);
        }
        None => positions.push(more),
    }
}

/// The relations that are called disputed or cannot all hold, by what they are about and their name.
fn contested(ledger: &Ledger) -> BTreeMap<(EntityId, Arc<str>), Vec<&Arc<Relation>>> {
    let mut groups: BTreeMap<(EntityId, Arc<str>), Vec<&Arc<Relation>>> = BTreeMap::new();
    for relation in &ledger.relations {
        let subject = match (relation.relation.only, &relation.to) {
            (Only::OneFrom, Some(to)) => to.clone(),
            _ => relation.from.clone(),
        };
        groups.entry((subject, relation.relation.name.clone())).or_default().push(relation);
    }
    groups.retain(|_, group| {
        let only_one = group[0].relation.only != Only::Many && !are_told_together(group);
        // Who states as a fact what another disputes takes part.
        let disputed: BTreeSet<_> = group.iter().filter(|r| r.status == RelationStatus::Disputed).map(ends).collect();
        group.retain(|r| (only_one && r.to.is_some()) || disputed.contains(&ends(r)));
        !group.is_empty()
    });
    groups
}

/// For each relation of the ledger whether it may be told as a plain fact: it is told as one, none that could not hold with
/// it is told, no statement of it takes part in a dispute, and no open dispute is about both its ends, whatever of them.
pub(crate) fn undisputed(ledger: &Ledger) -> Vec<bool> {
    let contested: HashSet<*const Relation> = contested(ledger).into_values().flatten().map(Arc::as_ptr).collect();
    let place = |(article, statement): &StatementInArticle| (article.path.clone(), statement.anchor.clone());
    let quarrelled: HashSet<_> =
        ledger.disputes.iter().flat_map(|dispute| dispute.statements.iter().map(place)).collect();
    let is_about = |relation: &Relation| {
        let both = |dispute: &&Arc<Dispute>| {
            dispute.about.contains(&relation.from) && relation.to.as_ref().is_some_and(|to| dispute.about.contains(to))
        };
        ledger.disputes.iter().filter(|dispute| dispute.open).any(|dispute| both(&dispute))
    };
    let is_plain = |relation: &Arc<Relation>| {
        relation.status == RelationStatus::Fact
            && !contested.contains(&Arc::as_ptr(relation))
            && !relation.statements.iter().any(|statement| quarrelled.contains(&place(statement)))
            && !is_about(relation)
    };
    ledger.relations.iter().map(is_plain).collect()
}

type Ends = (EntityId, Option<EntityId>);

fn ends(relation: &&Arc<Relation>) -> Ends {
    (relation.from.clone(), relation.to.clone())
}

/// Whether one statement, or the file of one entity, gives all of these: then they do not contradict each other. What is
/// not known contradicts nothing.
pub(super) fn are_told_together(group: &[&Arc<Relation>]) -> bool {
    let mut known: BTreeMap<Ends, Vec<&Arc<Relation>>> = BTreeMap::new();
    for relation in group.iter().filter(|relation| relation.to.is_some()) {
        known.entry(ends(relation)).or_default().push(relation);
    }
    let mut known = known.into_values();
    let Some(first) = known.next() else { return true };
    let others: Vec<_> = known.collect();
    let says_so = |same: &Vec<&Arc<Relation>>, (article, statement): &StatementInArticle| {
        same.iter().flat_map(|r| &r.statements).any(|(a, s)| a.path == article.path && s.anchor == statement.anchor)
    };
    let of_file = |same: &Vec<&Arc<Relation>>| same.iter().any(|relation| relation.of_file);
    others.is_empty()
        || (of_file(&first) && others.iter().all(of_file))
        || first
            .iter()
            .flat_map(|r| &r.statements)
            .any(|statement| others.iter().all(|other| says_so(other, statement)))
}

/// The claims that may take part in a dispute.
fn claims(ledger: &Ledger) -> Vec<(StatementInArticle, &LinkedClaim)> {
    let statements = ledger.testimonies.iter().flat_map(|testimony| {
        testimony.statements.iter().map(|statement| ((testimony.article.clone(), statement.clone()), statement))
    });
    let claims = statements.filter_map(|(stated, statement)| match &statement.says {
        Says::Claim(claim) if claim.status != ClaimStatus::Withdrawn && claim.id.is_some() => Some((stated, claim)),
        _ => None,
    });
    claims.collect()
}

/// Claims of one id on one subject that say different things, and claims against each other.
fn of_claims(ledger: &Ledger) -> Vec<Dispute> {
    let claims = claims(ledger);
    // Claims of one id answer the same question only of the same subject.
    type DisputeQuestion = (BTreeSet<String>, BTreeSet<EntityId>);
    let mut groups: BTreeMap<DisputeQuestion, Vec<&(StatementInArticle, &LinkedClaim)>> = BTreeMap::new();
    let together = joined_ids(claims.iter().map(|(_, claim)| *claim));
    for claim in &claims {
        let id = claim.1.id.clone().unwrap_or_default();
        let ids = together.iter().find(|ids| ids.contains(&id)).cloned().unwrap_or_else(|| BTreeSet::from([id]));
        let subject = if ids.len() == 1 { claim.1.about.iter().cloned().collect() } else { BTreeSet::new() };
        groups.entry((ids, subject)).or_default().push(claim);
    }
    groups.into_iter().filter_map(|((ids, _), group)| of_claim_group(ledger, &ids, &group, &claims)).collect()
}

/// Ids that are against each other, in groups.
fn joined_ids<'a>(claims: impl Iterator<Item = &'a LinkedClaim>) -> Vec<BTreeSet<String>> {
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for claim in claims {
        let against = claim.against.iter().map(|word| word.text.clone());
        let mut group: BTreeSet<String> = claim.id.iter().cloned().chain(against).collect();
        if group.len() < 2 {
            continue;
        }
        groups.retain(|other| {
            let apart = other.is_disjoint(&group);
            if !apart {
                group.extend(other.iter().cloned());
            }
            apart
        });
        groups.push(group);
    }
    groups
}

fn of_claim_group(
    ledger: &Ledger,
    ids: &BTreeSet<String>,
    group: &[&(StatementInArticle, &LinkedClaim)],
    all: &[(StatementInArticle, &LinkedClaim)],
) -> Option<Dispute> {
    let mut positions: Vec<Position> = Vec::new();
    for ((_, statement), claim) in group {
        let position = Position {
            answer: claim.says.clone(),
            lang: statement.lang.clone(),
            by: claim.by.clone(),
            status: Some(claim.status.word()),
            sources: statement.sources.clone(),
            places: statement.places.clone(),
        };
        add_position(&mut positions, position);
    }
    let voices: BTreeSet<(Option<&str>, &[EntityId])> = positions.iter().map(voice).collect();
    let against = ids.len() > 1;
    // One voice that says the same thing in other words is no quarrel, unless the writer says so.
    if positions.len() < 2 || (voices.len() < 2 && !against) {
        return None;
    }
    let about: BTreeSet<EntityId> = group.iter().flat_map(|(_, claim)| claim.about.iter().cloned()).collect();
    let first_id = ids.first().filter(|id| !id.is_empty())?;
    let speaker = positions[0].by.as_ref().filter(|by| positions.iter().all(|p| p.by.as_ref() == Some(by)));
    let statuses = positions.iter().filter_map(|position| position.status.and_then(ClaimStatus::from_word));
    let contrast = Contrast::of_claims(&ledger.strings, &statuses.collect::<Vec<_>>());
    // In the order in which the writer has them.
    let mut named: Vec<&EntityId> = Vec::new();
    for id in group.iter().flat_map(|(_, claim)| &claim.about) {
        named.extend((!named.contains(&id)).then_some(id));
    }
    let names = named.into_iter().filter_map(|id| ledger.cards.get(id)).map(|card| card.name.as_str());
    // Statements of the same id on a part of the subject belong here too.
    let belongs = |claim: &LinkedClaim| {
        claim.id.as_ref().is_some_and(|id| ids.contains(id)) && claim.about.iter().any(|id| about.contains(id))
    };
    let mut statements: Vec<StatementInArticle> = group.iter().map(|(stated, _)| stated.clone()).collect();
    add_statements(&mut statements, all.iter().filter(|(_, claim)| belongs(claim)).map(|(stated, _)| stated.clone()));
    Some(Dispute {
        address: address(first_id),
        lang: None,
        question: contrast::question(
            &ledger.strings,
            &contrast,
            speaker.map(|by| by.text.as_str()),
            &names.collect::<Vec<_>>(),
        ),
        subject: ledger.strings.and(&ids.iter().collect::<Vec<_>>()),
        cells: Vec::new(),
        statements,
        self_contradiction: speaker.is_some(),
        contrast: Some(contrast),
        about: about.into_iter().collect(),
        open: true,
        opened: opened::of_claims(group, &positions, against),
        closed: None,
        editors: None,
        positions,
    })
}

/// Whose word an answer is: the speaker's, as these sources report it.
pub(super) fn voice(position: &Position) -> (Option<&str>, &[EntityId]) {
    (position.by.as_ref().map(|by| by.text.as_str()), &position.sources)
}
