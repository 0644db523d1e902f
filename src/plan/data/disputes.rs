//! The disputes as data: what each is about, and what each side says.

use super::rows::{day, places, refs, speaker, statement_ref, text, things};
use super::{Values, whole};
use crate::facts::{Dispute, Position};
use crate::link::EntityId;
use crate::plan::facts::words::Words;
use crate::view::data::{DataValue, Ref};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One row for each dispute.
pub(super) fn rows(words: &Words<'_>) -> Vec<Values> {
    words.ledger.disputes.iter().map(|dispute| row(words, dispute)).collect()
}

fn row(words: &Words<'_>, dispute: &Arc<Dispute>) -> Values {
    let shared = words.shared;
    let cell = |(model, bloc): &(EntityId, EntityId)| Ref {
        slug: format!("{}/{}", model.slug, bloc.slug).into(),
        url: whole(shared, &words.cell_address(model, bloc)).into(),
    };
    let sources: BTreeSet<&EntityId> = dispute.positions.iter().flat_map(|position| &position.sources).collect();
    let stated = dispute.statements.iter().map(|(article, statement)| statement_ref(shared, article, statement));
    vec![
        DataValue::Text(dispute.address.last_part().to_owned()),
        DataValue::Text(whole(shared, &dispute.address)),
        DataValue::Text(dispute.question.clone()),
        DataValue::Flag(dispute.open),
        day(dispute.opened),
        day(dispute.closed),
        things(shared, &dispute.about),
        DataValue::Refs(dispute.cells.iter().map(cell).collect()),
        DataValue::Flag(dispute.self_contradiction),
        refs(shared, &sources.into_iter().cloned().collect::<Vec<_>>()),
        DataValue::Refs(stated.collect()),
    ]
}

/// One row for each answer in a dispute.
pub(super) fn positions(words: &Words<'_>) -> Vec<Values> {
    let of = |dispute: &Arc<Dispute>| {
        let numbered = dispute.positions.iter().enumerate();
        numbered.map(|(n, position)| row_of_position(words, dispute, n + 1, position)).collect::<Vec<_>>()
    };
    words.ledger.disputes.iter().flat_map(of).collect()
}

fn row_of_position(words: &Words<'_>, dispute: &Dispute, number: usize, position: &Position) -> Values {
    let (shared, slug) = (words.shared, dispute.address.last_part());
    vec![
        DataValue::Text(format!("{slug}/{number}")),
        DataValue::Ref(Ref { slug: slug.into(), url: whole(shared, &dispute.address).into() }),
        DataValue::Text(position.answer.clone()),
        position.by.as_ref().map_or(DataValue::None, |by| speaker(shared, by)),
        text(position.status.map(str::to_owned)),
        refs(shared, &position.sources),
        places(shared, &position.sources, &position.places),
    ]
}
