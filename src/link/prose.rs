//! Names of entities in plain text: whole words, exact case, the longest first, and whom each may stand for there.
//!
//! Knows nothing of pages: which of the names found become links is for `body` to say.

use super::called::{Called, folded, is_weak};
use super::capitals::{Language, NameStanding, Neighbour, Shape, language, standing};
use super::site::EntityId;
use crate::base::table::Table;
use crate::base::text::fold::Folded;
use crate::model::kind::{Kinds, MODEL, SOURCE_KEY};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A name as prose has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ProseName {
    /// Who bears it, and whether it is weak for them.
    bearers: Vec<(EntityId, bool)>,
    /// The same where the name may be an ordinary word: weak for all.
    weak_bearers: Vec<(EntityId, bool)>,
    shape: Shape,
    /// Whether it is a model's, so that a number after it makes another version of it.
    of_model: bool,
}

/// A name in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ProseMatch<'a> {
    pub range: Range<usize>,
    /// Who bears it, and whether it is weak for them; nobody where it is a part of a longer name.
    pub bearers: &'a [(EntityId, bool)],
}

/// All names that prose may have, as they are looked for.
pub(crate) fn names(kinds: &Kinds, entities: &Table<EntityId, Arc<Called>>) -> Table<String, Arc<ProseName>> {
    let mut names: BTreeMap<String, Vec<(EntityId, bool)>> = BTreeMap::new();
    // Sources are cited, not spoken of: their names would be found in every "A".
    for (id, called) in entities.iter().filter(|(id, _)| kinds[id.kind].key != SOURCE_KEY) {
        // What a tag calls a stub may be a slug, which is a word like any other.
        if !called.has_file && called.name == folded(&called.name) {
            continue;
        }
        let listed: Vec<String> = called.weak.iter().map(|name| folded(name)).collect();
        for name in std::iter::once(&called.name).chain(&called.aliases).chain(&called.weak) {
            let written = Folded::new(name).as_str().trim().to_owned();
            if written.is_empty() {
                continue;
            }
            let weak = listed.contains(&folded(name)) || is_weak(name);
            let bearers = names.entry(written).or_default();
            // What no name of its kind links hides shorter names that lie in it, and nothing else.
            if !kinds[id.kind].link_never && !bearers.iter().any(|(other, _)| other == id) {
                bearers.push((id.clone(), weak));
            }
        }
    }
    let is_model = |(id, _): &(EntityId, bool)| kinds[id.kind].key == MODEL;
    let name = |(written, bearers): (String, Vec<(EntityId, bool)>)| {
        let name = ProseName {
            weak_bearers: bearers.iter().map(|(id, _)| (id.clone(), true)).collect(),
            shape: Shape::of(&written),
            of_model: bearers.iter().any(is_model),
            bearers,
        };
        (written, Arc::new(name))
    };
    names.into_iter().map(name).collect()
}

/// The names in the visible text of a block, none within another. `search` gives those that stand in a folded text.
pub(crate) fn find<'a>(
    text: &str,
    search: impl FnOnce(&str) -> Vec<(Range<usize>, &'a Arc<ProseName>)>,
) -> Vec<ProseMatch<'a>> {
    let folded = Folded::new(text);
    let found = search(folded.as_str());
    if found.is_empty() {
        return Vec::new();
    }
    let guess = OnceCell::new();
    let language = || *guess.get_or_init(|| language(folded.as_str()));
    let bearers = |n| bearers(folded.as_str(), &language, &found, n);
    (0..found.len()).map(|n| ProseMatch { range: folded.original(&found[n].0), bearers: bearers(n) }).collect()
}

/// Whom one of the names found in a text may stand for there.
fn bearers<'a>(
    text: &str,
    language: &dyn Fn() -> Language,
    found: &[(Range<usize>, &'a Arc<ProseName>)],
    n: usize,
) -> &'a [(EntityId, bool)] {
    let (at, name) = &found[n];
    // Another version is nobody we know, and no part of its name is somebody either.
    if name.of_model && has_version(&text[at.end..]) {
        return &[];
    }
    let neighbour = |other: Option<&(Range<usize>, &Arc<ProseName>)>, is_next: &dyn Fn(&Range<usize>) -> bool| {
        let other = other.filter(|(range, _)| is_next(range));
        Neighbour { is_name: other.is_some(), is_model: other.is_some_and(|(_, name)| name.of_model) }
    };
    let before = neighbour(n.checked_sub(1).and_then(|n| found.get(n)), &|range| range.end + 1 == at.start);
    let after = neighbour(found.get(n + 1), &|range| at.end + 1 == range.start);
    match standing(text, at, name.shape, before, after, name.of_model, language) {
        NameStanding::Whole => &name.bearers,
        NameStanding::Weak => &name.weak_bearers,
        NameStanding::Part => &[],
    }
}

/// Whether a number follows: "Fable 6" is not Fable, even if Fable 5 is called so.
fn has_version(after: &str) -> bool {
    after.strip_prefix(' ').is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
}
