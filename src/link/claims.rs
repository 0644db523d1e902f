//! Names that two entities claim: nobody could say which of them a reader, or a tag, means.

use super::called::{folded, is_weak};
use super::site::EntityId;
use crate::diagnostic::{Code, Diagnostic, Span, line_and_column};
use crate::load::Sources;
use crate::model::Entity;
use crate::path::SourcePath;
use crate::slug::Slug;
use crate::table::Table;
use std::collections::HashMap;
use std::sync::Arc;

struct Claim<'a> {
    by: &'a EntityId,
    path: &'a SourcePath,
    span: Span,
    is_slug: bool,
}

/// Tells the second claim of each name. Weak names may have several bearers, and so may slugs, by their folders.
pub fn twice(sources: &Sources, entities: &Table<EntityId, Arc<Entity>>) -> Vec<Diagnostic> {
    let mut claimed: HashMap<String, Claim<'_>> = HashMap::new();
    let mut told = Vec::new();
    for (id, entity) in entities {
        let Some(document) = &entity.document else { continue };
        let path = &document.path;
        for (name, span) in strong_names(entity) {
            let is_slug = Slug::from_text(name).as_ref() == Some(&id.slug);
            let claim = Claim { by: id, path, span, is_slug };
            match claimed.get(&folded(name)) {
                None => drop(claimed.insert(folded(name), claim)),
                Some(first) if first.by == id || (first.is_slug && is_slug) => {}
                Some(first) => {
                    let line = |claim: &Claim<'_>| {
                        let text = sources.text(claim.path).map_or("", |text| &**text);
                        format!("{}:{}", claim.path, line_and_column(text, claim.span.start).0)
                    };
                    let message = format!("{} and {} both claim the name \"{name}\".", line(first), line(&claim));
                    let help = "Make it weak in both, or drop one:  weak: ";
                    told.push(
                        Diagnostic::error(Code::ClaimedTwice, path, claim.span, message)
                            .help(format!("{help}[{name}]")),
                    );
                }
            }
        }
    }
    told
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
