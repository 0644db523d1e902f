//! Finds the names of entities in plain text: whole words, exact case, the longest first.
//!
//! Knows nothing of pages: which of the names found become links is for `body` to say.

use super::called::{Called, folded, is_weak};
use super::capitals::{Language, Neighbour, Shape, Standing, language, standing};
use super::site::EntityId;
use crate::model::kind::{Kinds, MODEL, SOURCE_KEY};
use crate::table::Table;
use crate::text::fold::{Folded, is_mark};
use aho_corasick::AhoCorasick;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// All names that prose may bear, ready to be looked for all at once.
pub struct ProseNames {
    automaton: AhoCorasick,
    /// In the order of the automaton's patterns.
    names: Vec<ProseName>,
}

/// A name as prose has it.
struct ProseName {
    /// Who bears it, and whether it is weak for them.
    bearers: Vec<(EntityId, bool)>,
    /// The same where the name may be an ordinary word: weak for all.
    weak_bearers: Vec<(EntityId, bool)>,
    shape: Shape,
    /// Whether it is a model's, so that a number after it makes another version of it.
    of_model: bool,
}

impl std::fmt::Debug for ProseNames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} names", self.names.len())
    }
}

/// A name in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<'a> {
    pub range: Range<usize>,
    /// Who bears it, and whether it is weak for them; nobody where it is a part of a longer name.
    pub bearers: &'a [(EntityId, bool)],
}

impl ProseNames {
    pub fn new(kinds: &Kinds, entities: &Table<EntityId, Arc<Called>>) -> Self {
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
        let automaton = AhoCorasick::new(names.keys()).expect("names are far fewer than the automaton can hold");
        let is_model = |(id, _): &(EntityId, bool)| kinds[id.kind].key == MODEL;
        let name = |(written, bearers): (String, Vec<(EntityId, bool)>)| ProseName {
            weak_bearers: bearers.iter().map(|(id, _)| (id.clone(), true)).collect(),
            shape: Shape::of(&written),
            of_model: bearers.iter().any(is_model),
            bearers,
        };
        ProseNames { automaton, names: names.into_iter().map(name).collect() }
    }

    /// The names in the visible text of a block, none within another.
    pub fn find(&self, text: &str) -> Vec<Found<'_>> {
        let folded = Folded::new(text);
        let found = self.whole_words(folded.as_str());
        if found.is_empty() {
            return Vec::new();
        }
        let guess = OnceCell::new();
        let language = || *guess.get_or_init(|| language(folded.as_str()));
        let found = found.iter().enumerate().map(|(n, (range, name))| Found {
            range: folded.original(range),
            bearers: self.bearers(folded.as_str(), &language, &found, n, range, name),
        });
        found.collect()
    }

    /// The longest names at each place of a folded text.
    fn whole_words(&self, text: &str) -> Vec<(Range<usize>, &ProseName)> {
        let mut all: Vec<(Range<usize>, usize)> = self
            .automaton
            .find_overlapping_iter(text)
            .map(|found| (found.range(), found.pattern().as_usize()))
            .filter(|(range, _)| is_whole(text, range))
            .collect();
        all.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut found: Vec<(Range<usize>, &ProseName)> = Vec::new();
        for (range, pattern) in all {
            if found.last().is_none_or(|(last, _)| last.end <= range.start) {
                found.push((range, &self.names[pattern]));
            }
        }
        found
    }

    /// Whom a name among those found in a text may stand for there.
    fn bearers<'a>(
        &'a self,
        text: &str,
        language: &dyn Fn() -> Language,
        found: &[(Range<usize>, &'a ProseName)],
        n: usize,
        at: &Range<usize>,
        name: &'a ProseName,
    ) -> &'a [(EntityId, bool)] {
        // Another version is nobody we know, and no part of its name is somebody either.
        if name.of_model && has_version(&text[at.end..]) {
            return &[];
        }
        let neighbour = |other: Option<&(Range<usize>, &ProseName)>, is_next: &dyn Fn(&Range<usize>) -> bool| {
            let other = other.filter(|(range, _)| is_next(range));
            Neighbour { is_name: other.is_some(), is_model: other.is_some_and(|(_, name)| name.of_model) }
        };
        let before = neighbour(n.checked_sub(1).and_then(|n| found.get(n)), &|range| range.end + 1 == at.start);
        let after = neighbour(found.get(n + 1), &|range| at.end + 1 == range.start);
        match standing(text, at, name.shape, before, after, name.of_model, language) {
            Standing::Whole => &name.bearers,
            Standing::Weak => &name.weak_bearers,
            Standing::Part => &[],
        }
    }
}

/// Names that are looked for to see whether a text has any of them, wherever they begin and end.
pub struct Wanted(AhoCorasick);

impl Wanted {
    /// Nothing when there is no name.
    pub fn new(names: &BTreeSet<String>) -> Option<Wanted> {
        let names = names.iter().map(|name| Folded::new(name).as_str().trim().to_owned());
        let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
        let automaton = || AhoCorasick::new(&names).expect("names are far fewer than the automaton can hold");
        (!names.is_empty()).then(|| Wanted(automaton()))
    }

    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_match(Folded::new(text).as_str())
    }
}

/// Whether a name stands in a text as whole words.
///
/// What a hyphen joins to it makes another word ("non-US", "GPT-5.6-mini"), and so does a full stop before a letter or
/// digit ("Fable 5.1", "sakana.ai"). Scripts that write without spaces have no such edges, but katakana, which spell
/// foreign words, are not cut out of a longer run of them, and Korean joins its particles to the end of a name.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let name = &text[range.clone()];
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let mut back = before.chars().rev();
    let mut on = after.chars();
    let first = name.chars().next().map_or(Script::None, Script::of);
    let last = name.chars().next_back().map_or(Script::None, Script::of);
    let joins_before = match back.next() {
        Some('-' | '.' | '@' | '#' | '_') if first == Script::Spaced => {
            let joined = back.next().is_some_and(|c| Script::of(c) == Script::Spaced);
            joined || before.ends_with(['@', '#', '_'])
        }
        Some(c) => Script::of(c) == first && first.has_edges(),
        None => false,
    };
    let joins_after = match on.next() {
        Some('-' | '.' | '_') if last == Script::Spaced => on.next().is_some_and(|c| Script::of(c) == Script::Spaced),
        Some(c) if is_mark(c) => true,
        Some(c) => Script::of(c) == last && last.has_edges() && last != Script::Korean,
        None => false,
    };
    !joins_before && !joins_after
}

/// Whether a number follows: "Fable 6" is not Fable, even if Fable 5 is called so.
fn has_version(after: &str) -> bool {
    after.strip_prefix(' ').is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
}

/// How a script marks where words end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    /// By spaces: Latin, Greek, Cyrillic, digits and most others.
    Spaced,
    Katakana,
    Korean,
    /// Not at all: Han, hiragana, Thai and their like.
    Unspaced,
    None,
}

impl Script {
    fn of(c: char) -> Script {
        match c {
            '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}' => Script::Katakana,
            '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => Script::Korean,
            '\u{3040}'..='\u{309f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
                Script::Unspaced
            }
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Script::Unspaced,
            _ if c.is_alphanumeric() => Script::Spaced,
            _ => Script::None,
        }
    }

    fn has_edges(self) -> bool {
        matches!(self, Script::Spaced | Script::Katakana | Script::Korean)
    }
}
