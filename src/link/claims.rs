//! Names that two entities claim: nobody could say which of them a reader, or a tag, means.

use super::called::{folded, is_weak};
use super::site::EntityId;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::Last;
use crate::base::path::SourcePath;
use crate::base::slug::Slug;
use crate::base::table::Table;
use crate::load::{SourceLines, Sources};
use crate::model::Entity;
use std::collections::HashMap;
use std::sync::Arc;

struct NameClaim<'a> {
    by: &'a EntityId,
    path: &'a SourcePath,
    span: Span,
    is_slug: bool,
}

/// A name that is claimed a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TwiceClaimed {
    name: String,
    first: (SourcePath, Span),
    second: (SourcePath, Span),
}

/// What this remembers between builds.
pub(crate) type ClaimsCache = Last<Table<EntityId, Arc<Entity>>, Arc<Vec<TwiceClaimed>>>;

/// Reports each name that is claimed a second time, with the lines on which the claims stand.
pub(crate) fn report(
    entities: &Table<EntityId, Arc<Entity>>,
    sources: &Sources,
    memory: &mut ClaimsCache,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let claims = memory.answer(entities).unwrap_or_else(|| memory.learn(entities.clone(), Arc::new(twice(entities))));
    let lines = SourceLines::new(sources);
    diagnostics.extend(claims.iter().map(|twice| twice.diagnostic(&lines)));
}

/// The second claim of each name. Weak names may have several bearers, and so may slugs, by their folders.
fn twice(entities: &Table<EntityId, Arc<Entity>>) -> Vec<TwiceClaimed> {
    let mut claimed: HashMap<String, NameClaim<'_>> = HashMap::new();
    let mut twice = Vec::new();
    for (id, entity) in entities {
        let Some(document) = &entity.document else { continue };
        let path = &document.path;
        for (name, span) in strong_names(entity) {
            let is_slug = Slug::from_text(name).as_ref() == Some(&id.slug);
            let claim = NameClaim { by: id, path, span, is_slug };
            match claimed.get(&folded(name)) {
                None => drop(claimed.insert(folded(name), claim)),
                Some(first) if first.by == id || (first.is_slug && is_slug) => {}
                Some(first) => twice.push(TwiceClaimed {
                    name: name.to_owned(),
                    first: (first.path.clone(), first.span.clone()),
                    second: (claim.path.clone(), claim.span),
                }),
            }
        }
    }
    twice
}

impl TwiceClaimed {
    /// Says it with the lines on which the two stand.
    fn diagnostic(&self, lines: &SourceLines<'_>) -> Diagnostic {
        let TwiceClaimed { name, first, second } = self;
        let line = |(path, span): &(SourcePath, Span)| format!("{path}:{}", lines.line(path, span.start));
        let message = format!("{} and {} both claim the name \"{name}\".", line(first), line(second));
        Diagnostic::error(Code::ClaimedTwice, &second.0, second.1.clone(), message)
            .help(format!("Make it weak in both, or drop one:  weak: [{name}]"))
    }
}

/// The names by which an entity can be called without more, with their places.
fn strong_names(entity: &Entity) -> impl Iterator<Item = (&str, Span)> {
    let place = |field: &str| {
        let node = entity.document.as_ref().and_then(|document| document.front_matter.get(field));
        node.map_or(0..0, |node| node.span.clone())
    };
    let weak: Vec<String> = entity.weak.iter().map(|word| folded(&word.text)).collect();
    let name = std::iter::once((entity.name.as_str(), place(entity.kind.name_field)));
    let aliases = entity.aliases.iter().map(|word| (word.text.as_str(), word.span.clone()));
    let foreign = entity.names.iter().map(move |(_, name)| (name.as_str(), place("names")));
    name.chain(aliases).chain(foreign).filter(move |(name, _)| !is_weak(name) && !weak.contains(&folded(name)))
}
