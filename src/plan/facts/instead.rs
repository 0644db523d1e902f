//! What is named in the place of a model: who offers what where it is shut, and what was only unveiled.
//!
//! An offer is on the word of those who set one model against another; whether it can be had is what its cell says.

use super::words::{Words, is_shut};
use crate::facts::Ledger;
use crate::link::EntityId;
use crate::model::access::Status;
use crate::view::{CellContext, InsteadPlace, MatrixRow, OfferContext, RelationContext};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The blocs in which a model is shut, each with what can be had there in its place, and the models of which no source says
/// that they can be had in any of these.
pub(super) fn places(words: &Words<'_>, model: &EntityId, row: &MatrixRow) -> (Vec<InsteadPlace>, Vec<OfferContext>) {
    let rivals = rivals(words, model);
    let closed = row.cells.iter().filter(|cell| is_closed(cell));
    let offer = |rival: &EntityId, cell: Option<&Arc<CellContext>>| OfferContext {
        row: words.rows[rival].clone(),
        cell: cell.cloned(),
        relations: rivals[rival].clone(),
    };
    let place = |closed: &Arc<CellContext>| InsteadPlace {
        cell: closed.clone(),
        offers: rivals
            .keys()
            .filter_map(|rival| Some(offer(rival, Some(had_in(&words.rows[*rival], closed)?))))
            .collect(),
    };
    let places: Vec<InsteadPlace> = closed.map(place).collect();
    let is_offered = |rival: &EntityId| {
        let slug = &words.rows[rival].model.slug;
        places.iter().flat_map(|place| &place.offers).any(|offer| offer.row.model.slug == *slug)
    };
    let unveiled = rivals.keys().filter(|rival| !is_offered(rival)).map(|rival| offer(rival, None)).collect();
    (places, unveiled)
}

/// What can be had in a bloc in the place of a model, if that is shut there.
pub(super) fn offers(words: &Words<'_>, model: &EntityId, cell: &CellContext) -> Vec<OfferContext> {
    if !is_closed(cell) {
        return Vec::new();
    }
    let offer = |(rival, relations): (&EntityId, Vec<Arc<RelationContext>>)| {
        let row = words.rows[rival].clone();
        let cell = Some(had_in(&row, cell)?.clone());
        Some(OfferContext { row, cell, relations })
    };
    rivals(words, model).into_iter().filter_map(offer).collect()
}

fn is_closed(cell: &CellContext) -> bool {
    Status::from_word(cell.status).is_some_and(is_shut)
}

/// The cell of a model in the bloc of another one's, if the model can be had there.
fn had_in<'a>(row: &'a MatrixRow, closed: &CellContext) -> Option<&'a Arc<CellContext>> {
    let can_be_had = [Status::Open, Status::VettedOnly, Status::Restricted].map(Status::word);
    row.cells.iter().find(|cell| cell.bloc.slug == closed.bloc.slug && can_be_had.contains(&cell.status))
}

/// Models that are set against a model or against its maker, or that answer a policy that shuts it, with who says so.
pub(super) fn rivals<'w>(words: &'w Words<'_>, model: &EntityId) -> BTreeMap<&'w EntityId, Vec<Arc<RelationContext>>> {
    let maker = words.maker(model);
    let shut_by = |policy: &EntityId| {
        let cells = words.ledger.columns.iter().map(|bloc| words.ledger.cell(model, bloc, words.ledger.today));
        cells.flat_map(|cell| cell.statements()).any(|event| event.access().by.contains(policy))
    };
    let mut rivals: BTreeMap<&EntityId, Vec<Arc<RelationContext>>> = BTreeMap::new();
    for (relation, context) in words.rivalries.iter().map(|n| (&words.ledger.relations[*n], &words.relations[*n])) {
        let Some(to) = &relation.to else { continue };
        let rival = match &*relation.relation.name {
            "positioned-against" if to == model || Some(to) == maker => Some(&relation.from),
            "competes-with" if to == model => Some(&relation.from),
            "competes-with" if relation.from == *model => Some(to),
            "responds-to" if shut_by(to) => Some(&relation.from),
            _ => None,
        };
        if let Some(rival) = rival.filter(|rival| *rival != model && words.ledger.models.contains(rival)) {
            rivals.entry(rival).or_default().push(context.clone());
        }
    }
    rivals
}

/// The relations by which a model can be named in the place of another, by their place in the ledger.
pub(super) fn rivalries(ledger: &Ledger) -> Vec<usize> {
    let is = |n: &usize| {
        ["positioned-against", "competes-with", "responds-to"].contains(&&*ledger.relations[*n].relation.name)
    };
    (0..ledger.relations.len()).filter(is).collect()
}
