//! Corrections, and what rested on the mistake: the pages that have to say so.

use super::entity::LedgerEntities;
use crate::base::path::Address;
use crate::link::EntityId;
use crate::link::testimony::{ArticleRef, LinkedCorrection, LinkedStatement, Says, Testimony};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Correction {
    pub article: Arc<ArticleRef>,
    pub statement: Arc<LinkedStatement>,
    /// The entities that the corrected statements are about.
    pub entities: Vec<EntityId>,
    /// Other articles that state what is corrected.
    pub articles: Vec<Address>,
}

impl Correction {
    pub(crate) fn correction(&self) -> &LinkedCorrection {
        match &self.statement.says {
            Says::Correction(correction) => correction,
            _ => unreachable!("corrections are made of correction statements alone"),
        }
    }
}

/// All corrections, newest first, those of retracted articles among them.
pub(crate) fn corrections(all: &[Arc<Testimony>], cards: &LedgerEntities) -> Vec<Arc<Correction>> {
    let mut corrections = Vec::new();
    for testimony in all {
        for statement in &testimony.statements {
            let Says::Correction(correction) = &statement.says else { continue };
            let mut entities: BTreeSet<EntityId> =
                correction.entities().filter(|id| cards.contains_key(*id)).cloned().collect();
            let mut articles = BTreeSet::new();
            for other in all {
                for stated in other.statements.iter().filter(|stated| is_affected(stated, correction)) {
                    entities.extend(stated.sentence.iter().filter_map(|part| part.to.clone()));
                    entities.extend(about(stated));
                    articles.insert(other.article.address.clone());
                }
            }
            articles.remove(&testimony.article.address);
            // A source is not what we got wrong.
            entities.retain(|id| cards.get(id).is_some_and(|card| !card.is_source));
            corrections.push(Arc::new(Correction {
                article: testimony.article.clone(),
                statement: statement.clone(),
                entities: entities.into_iter().collect(),
                articles: articles.into_iter().collect(),
            }));
        }
    }
    corrections.sort_by(|a, b| {
        let key =
            |c: &Correction| (std::cmp::Reverse(c.correction().date), c.article.path.clone(), c.statement.span.start);
        key(a).cmp(&key(b))
    });
    corrections
}

/// Whether a statement has one of the ids that a correction affects, or builds on it.
fn is_affected(statement: &LinkedStatement, correction: &LinkedCorrection) -> bool {
    let affects = |id: &str| correction.affects.iter().any(|affected| affected.word.text == id);
    match &statement.says {
        Says::Claim(claim) => {
            claim.id.as_deref().is_some_and(affects) || claim.against.iter().any(|word| affects(&word.text))
        }
        Says::Event(event) => event.id.as_deref().is_some_and(affects),
        _ => false,
    }
}

/// The entities that a claim or an event is about.
pub(super) fn about(statement: &LinkedStatement) -> Vec<EntityId> {
    match &statement.says {
        Says::Claim(claim) => claim.about.clone(),
        Says::Event(event) => event.tags.clone(),
        _ => Vec::new(),
    }
}
