//! Statements put together, so that each is read once: claims of one id, an event of one id, and all that say the same words;
//! and relations that differ in their object alone.
//!
//! Each keeps its own sources, status and words; nothing is chosen between them.

use super::words::Words;
use crate::base::text::capitalised;
use crate::link::testimony::{ArticleRef, LinkedStatement, Says};
use crate::model::strings::{Piece, Strings, pieces};
use crate::view::{MergedStatement, RelationContext, RelationParts, StatementContext, TextLink};
use std::collections::HashMap;
use std::sync::Arc;

/// A statement and the article that it stands in.
pub(super) type StatementIn<'a> = (&'a Arc<ArticleRef>, &'a Arc<LinkedStatement>);

/// What makes two statements one.
#[derive(PartialEq, Eq, Hash)]
enum Same<'a> {
    Claim(&'a str),
    Event(&'a str),
    Words(&'static str, String),
}

/// Statements in the order in which the first of each comes.
pub(super) fn merged<'a>(
    words: &Words<'_>,
    stated: impl IntoIterator<Item = StatementIn<'a>>,
) -> Vec<Arc<MergedStatement>> {
    let mut places: HashMap<Same<'a>, usize> = HashMap::new();
    let mut all: Vec<Vec<Arc<StatementContext>>> = Vec::new();
    for (article, statement) in stated {
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

/// Relations of one beginning, in the order in which the first of each comes: "A makes B" and "A makes C" as one.
pub(super) fn merged_relations<'r>(
    strings: &Strings,
    relations: impl IntoIterator<Item = &'r Arc<RelationContext>>,
) -> Vec<Arc<RelationContext>> {
    let mut all: Vec<Arc<RelationContext>> = Vec::new();
    for relation in relations {
        match all.iter_mut().find(|known| is_alike(known, relation)) {
            Some(known) => add_object(strings, Arc::make_mut(known), relation),
            None => all.push(relation.clone()),
        }
    }
    all
}

/// Whether the same articles and sources say the same of two objects, in the same way and with the same note.
fn is_alike(relation: &RelationContext, other: &RelationContext) -> bool {
    let said = |relation: &RelationContext| {
        let place =
            |url: &Option<Arc<str>>| url.as_ref().map(|url| url.split('#').next().unwrap_or_default().to_owned());
        let note =
            |s: &Arc<StatementContext>| (place(&s.article.url), s.note.clone(), s.check.clone(), s.sources.clone());
        relation.statements.iter().map(note).collect::<Vec<_>>()
    };
    let way = |r: &RelationContext| (r.relation.clone(), r.status, r.by.clone(), r.sources.clone(), r.dispute.clone());
    let begins = |relation: &RelationContext| (relation.parts.from.clone(), relation.parts.verb.clone());
    begins(relation) == begins(other) && way(relation) == way(other) && said(relation) == said(other)
}

/// "A makes B" and "A makes C" as "A makes B and C".
fn add_object(strings: &Strings, relation: &mut RelationContext, other: &RelationContext) {
    relation.parts.to.extend(other.parts.to.iter().cloned());
    relation.sentence = relation.parts.sentence(strings);
}

impl RelationParts {
    /// The whole as a sentence without a full stop, in the order of the language.
    pub(super) fn sentence(&self, strings: &Strings) -> Vec<TextLink> {
        self.filled(strings.get("statement.relation"), strings)
    }

    /// The same on the page of who it begins with.
    pub(super) fn on_its_own(&self, strings: &Strings) -> Vec<TextLink> {
        let mut sentence = self.filled(strings.get("statement.own_relation"), strings);
        if let Some(first) = sentence.first_mut().filter(|first| first.url.is_none()) {
            first.text = capitalised(first.text.trim_start()).into();
        }
        sentence
    }

    fn filled(&self, pattern: &str, strings: &Strings) -> Vec<TextLink> {
        let mut sentence: Vec<TextLink> = Vec::new();
        let text = |text: &str| TextLink { text: text.into(), url: None, lang: None };
        for piece in pieces(pattern) {
            match piece {
                Piece::Text(words) => add(&mut sentence, [text(words)]),
                Piece::Hole("from") => add(&mut sentence, self.from.iter().cloned()),
                Piece::Hole("verb") => add(&mut sentence, [text(&self.verb)]),
                Piece::Hole(_) => {
                    for (n, object) in self.to.iter().enumerate() {
                        let is_last = n + 1 == self.to.len();
                        let between = if is_last { strings.last_link() } else { strings.get("list.between") };
                        add(&mut sentence, (n > 0).then(|| text(between)));
                        add(&mut sentence, object.iter().cloned());
                    }
                }
            }
        }
        sentence
    }
}

/// Texts that meet are one.
fn add(sentence: &mut Vec<TextLink>, more: impl IntoIterator<Item = TextLink>) {
    for piece in more {
        match sentence.last_mut() {
            Some(last) if last.url.is_none() && piece.url.is_none() => {
                last.text = format!("{}{}", last.text, piece.text).into();
            }
            _ => sentence.push(piece),
        }
    }
}
