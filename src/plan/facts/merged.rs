//! Statements put together, so that each is read once: claims of one id, an event of one id, and all that say the same words.
//!
//! Each keeps its own sources, status and words; nothing is chosen between them.

use super::words::Words;
use crate::link::testimony::{ArticleRef, LinkedStatement, Says};
use crate::view::{MergedStatement, StatementContext};
use std::collections::HashMap;
use std::sync::Arc;

/// A statement and the article that it stands in.
pub(super) type Told<'a> = (&'a Arc<ArticleRef>, &'a Arc<LinkedStatement>);

/// What makes two statements one.
#[derive(PartialEq, Eq, Hash)]
enum Same<'a> {
    Claim(&'a str),
    Event(&'a str),
    Words(&'static str, String),
}

/// Statements in the order in which the first of each comes.
pub(super) fn merged<'a>(words: &Words<'_>, told: impl IntoIterator<Item = Told<'a>>) -> Vec<Arc<MergedStatement>> {
    let mut places: HashMap<Same<'a>, usize> = HashMap::new();
    let mut all: Vec<Vec<Arc<StatementContext>>> = Vec::new();
    for (article, statement) in told {
        let place = *places.entry(same(statement)).or_insert(all.len());
        if place == all.len() {
            all.push(Vec::new());
        }
        all[place].push(words.stated(article, statement));
    }
    all.into_iter().map(one).collect()
}

fn same(statement: &LinkedStatement) -> Same<'_> {
    match &statement.says {
        Says::Claim(claim) if claim.id.is_some() => Same::Claim(claim.id.as_deref().unwrap_or_default()),
        Says::Event(event) if event.id.is_some() => Same::Event(event.id.as_deref().unwrap_or_default()),
        says => Same::Words(
            says.block(),
            statement.sentence.iter().map(|part| part.event.as_deref().unwrap_or(&part.text)).collect(),
        ),
    }
}

fn one(statements: Vec<Arc<StatementContext>>) -> Arc<MergedStatement> {
    let alike = statements.windows(2).all(|pair| pair[0].sentence == pair[1].sentence);
    Arc::new(MergedStatement { block: statements[0].block, alike, statements })
}
