//! Which entity a slug, a name or an alias stands for, and what it was probably meant to be when it is none, several, or
//! another kind's.
//!
//! Gives data; what a writer reads of it is for `unresolved` to say.

use super::called::{Called, folded, is_weak};
use super::guess::Guesses;
use super::site::EntityId;
use crate::base::path::Address;
use crate::base::reads::{Noting, Reading, view};
use crate::base::slug::Slug;
use crate::base::table::Table;
use crate::base::text::ordinary::is_ordinary;
use crate::model::kind::{Kind, KindId, Kinds};
use crate::model::suggest::near_miss;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

view! {
    /// All names of all entities.
    pub(crate) struct NamesView {
        called: EntityId => Arc<Called>,
        /// Who bears a name, by the form in which names are compared.
        bearers: String => Bearers,
        /// Whom a word that is no name may have been meant for.
        guesses: () => Arc<Guesses>,
    }
}

/// The entities that bear a name, by each use that they have for it, in the order of the entities.
pub(crate) type Bearers = Arc<Vec<(NameUse, EntityId)>>;

/// What a name is to the entity that bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameUse {
    Slug,
    /// A name or an alias.
    Name,
    /// A name that is too short or too common to stand for something alone.
    Weak,
    /// A known misspelling.
    Sic,
}

impl NamesView {
    pub(crate) fn new(called: Table<EntityId, Arc<Called>>) -> NamesView {
        let mut bearers: BTreeMap<String, Vec<(NameUse, EntityId)>> = BTreeMap::new();
        // Entity by entity, so that what one has of a name stands at the end.
        let mut put = |name: String, of: NameUse, id: &EntityId| {
            let bearers = bearers.entry(name).or_default();
            let mut of_it = bearers.iter().rev().take_while(|(_, bearer)| bearer == id);
            if !of_it.any(|(other, _)| *other == of) {
                bearers.push((of, id.clone()));
            }
        };
        for (id, called) in &called {
            put(folded(id.slug.as_str()), NameUse::Slug, id);
            let listed: BTreeSet<String> = called.weak.iter().map(|name| folded(name)).collect();
            for name in std::iter::once(&called.name).chain(&called.aliases) {
                let folded = folded(name);
                let is_weak = listed.contains(&folded) || is_weak(name);
                put(folded, if is_weak { NameUse::Weak } else { NameUse::Name }, id);
            }
            listed.into_iter().for_each(|name| put(name, NameUse::Weak, id));
            called.sic.iter().for_each(|name| put(folded(name), NameUse::Sic, id));
        }
        let bearers = bearers.into_iter().map(|(name, of)| (name, Arc::new(of))).collect();
        let guesses = [((), Arc::new(Guesses::new(called.clone())))].into_iter().collect();
        NamesView { called, bearers, guesses }
    }
}

/// All names as they are read, without regard to case.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    kinds: &'a Kinds,
    called: Noting<'a, 'a, EntityId, Arc<Called>>,
    bearers: Noting<'a, 'a, String, Bearers>,
    guesses: Noting<'a, 'a, (), Arc<Guesses>>,
}

/// Why a word stands for no entity.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// Nothing is called so, and no name was mistyped. `near` is the one entity that has the word in its name.
    New { slug: Option<Slug>, near: Option<EntityId> },
    /// Nothing is called so, but this is what was probably meant.
    Typo(EntityId),
    /// An editor knows this misspelling, and of what.
    Misspelt(EntityId),
    /// Another kind has it.
    OtherKind(EntityId),
    /// It could be any of these.
    Ambiguous(Vec<EntityId>),
    /// Several names in one text.
    Several(Vec<String>),
}

impl<'a> Names<'a> {
    pub(crate) fn new(
        kinds: &'a Kinds,
        called: Noting<'a, 'a, EntityId, Arc<Called>>,
        bearers: Noting<'a, 'a, String, Bearers>,
        guesses: Noting<'a, 'a, (), Arc<Guesses>>,
    ) -> Names<'a> {
        Names { kinds, called, bearers, guesses }
    }

    pub(crate) fn of(kinds: &'a Kinds, reading: &'a Reading<'a, NamesView>) -> Names<'a> {
        Names::new(kinds, reading.called(), reading.bearers(), reading.guesses())
    }

    pub(crate) fn kinds(&self) -> &'a Kinds {
        self.kinds
    }

    /// The place of a kind in the settings, by its key.
    pub(crate) fn kind_of_key(&self, key: &str) -> Option<KindId> {
        self.kinds.with_key(key).map(|kind| kind.id)
    }

    pub(crate) fn kind(&self, id: &EntityId) -> &'a Kind {
        &self.kinds[id.kind]
    }

    /// All entities: what is made of them may change with any name.
    pub(crate) fn entities(&self) -> &'a Table<EntityId, Arc<Called>> {
        self.called.all()
    }

    /// Where the page of an entity is.
    pub(crate) fn page(&self, id: &EntityId) -> &'a Address {
        &self.called(id).page
    }

    pub(crate) fn called(&self, id: &EntityId) -> &'a Called {
        self.called.get(id).expect("an entity that bears a name, or has a page, is called something")
    }

    /// All that bear a name, in the form in which names are compared.
    fn bearers(&self, name: &String) -> &'a [(NameUse, EntityId)] {
        self.bearers.get(name).map_or(&[], |bearers| bearers)
    }

    /// A word with the folder of a kind before it, taken apart: `models/fugu`.
    fn in_folder<'w>(&self, word: &'w str) -> Option<(KindId, &'w str)> {
        let (folder, slug) = word.split_once('/')?;
        Some((self.kinds.with_folder(folder)?.id, slug))
    }

    /// Looks a word up among the entities of one kind, or of all, and says what it may have been meant to be.
    pub(crate) fn find(&self, word: &str, kind: Option<KindId>) -> Result<EntityId, Unknown> {
        self.lookup(word, kind).map_err(|why| why.unwrap_or_else(|| self.unknown(word, kind)))
    }

    /// The same without a guess, which takes a look at every entity: nothing when the word is not known at all.
    ///
    /// A slug always comes first, then names and aliases. A word with dots is tried as the slug that it was meant to be,
    /// last.
    pub(crate) fn lookup(&self, word: &str, kind: Option<KindId>) -> Result<EntityId, Option<Unknown>> {
        if let Some((kind, slug)) = self.in_folder(word) {
            return self.lookup(slug, Some(kind));
        }
        let folded = folded(word);
        let bearers = self.bearers(&folded);
        for of in [NameUse::Slug, NameUse::Name] {
            match with_use(bearers, of, kind).as_slice() {
                [] => {}
                [id] => return Ok((*id).clone()),
                found => return Err(Some(ambiguous(found))),
            }
        }
        if folded.contains('.')
            && let [id] = with_use(self.bearers(&folded.replace('.', "-")), NameUse::Slug, kind).as_slice()
        {
            return Ok((*id).clone());
        }
        let mut misspelt = [kind, None].into_iter().flat_map(|kind| with_use(bearers, NameUse::Sic, kind));
        if let Some(id) = misspelt.next() {
            return Err(Some(Unknown::Misspelt(id.clone())));
        }
        let weak = with_use(bearers, NameUse::Weak, kind);
        Err((!weak.is_empty()).then(|| ambiguous(&weak)))
    }

    /// What a word that is not known was probably meant to be.
    pub(crate) fn unknown(&self, word: &str, kind: Option<KindId>) -> Unknown {
        if let Some((kind, slug)) = self.in_folder(word) {
            return self.unknown(slug, Some(kind));
        }
        let folded = folded(word);
        let bearers = self.bearers(&folded);
        let mut elsewhere = [NameUse::Slug, NameUse::Name].into_iter().flat_map(|of| with_use(bearers, of, None));
        if let (Some(id), Some(_)) = (elsewhere.next(), kind) {
            return Unknown::OtherKind(id.clone());
        }
        let parts = parts_of_list(word);
        let mut known = parts.iter().map(|part| self.lookup(part, kind).is_ok());
        // A bar may also stand after a folder: `tools/lithos` where the folder is `models`.
        let is_list = if word.contains('/') { known.all(|is_known| is_known) } else { known.any(|is_known| is_known) };
        if is_list && !parts.is_empty() {
            return Unknown::Several(owned(&parts));
        }
        // A sign too many, and names that are parted by spaces alone.
        let bare = word.trim_matches(|c: char| matches!(c, ',' | ';') || c.is_whitespace());
        if bare != word
            && let Ok(id) = self.lookup(bare, kind)
        {
            return Unknown::Typo(id);
        }
        let words: Vec<&str> = word.split_whitespace().collect();
        if words.len() > 1 && words.iter().all(|word| self.is_slug(word, kind)) {
            return Unknown::Several(owned(&words));
        }
        let slug = Slug::from_text(word);
        if is_web_address(word) {
            return Unknown::New { slug, near: self.guesses().and_then(|guesses| guesses.read_at(word).pop_first()) };
        }
        if let Some(Ok(id)) = word.rsplit_once('/').map(|(_, last)| self.lookup(last, kind)) {
            return Unknown::New { slug, near: Some(id) };
        }
        let Some(written) = slug.as_ref().map(Slug::as_str) else { return Unknown::New { slug, near: None } };
        let Some(guesses) = self.guesses() else { return Unknown::New { slug, near: None } };
        // Only what has a file of its own is proposed: two typos must not vouch for each other.
        let fits = |id: &EntityId| kind.is_none_or(|kind| id.kind == kind);
        let typos = guesses.typos(written).into_iter().filter(|(id, _)| fits(id));
        if let Some((id, _)) = typos.min_by_key(|(_, edits)| *edits) {
            return Unknown::Typo(id);
        }
        // A word of the dictionary that a name has too says nothing: "strategy" is not "content strategy". A number alone is
        // a part of too many.
        let says_much = !is_ordinary(written) && written.chars().any(char::is_alphabetic);
        let with_part = || guesses.with_part(written).into_iter().filter(fits);
        let misses = || guesses.near_misses(written).into_iter().filter(fits);
        let near = says_much.then(with_part).and_then(only);
        let near = near.or_else(|| only(misses().filter(|id| near_miss(written, id.slug.as_str()))));
        Unknown::New { slug, near }
    }

    fn guesses(&self) -> Option<&'a Guesses> {
        self.guesses.get(&()).map(|guesses| &**guesses)
    }

    fn is_slug(&self, word: &str, kind: Option<KindId>) -> bool {
        with_use(self.bearers(&folded(word)), NameUse::Slug, kind).len() == 1
    }

    /// The one entity of a kind whose facts refer to another entity.
    pub(crate) fn only_owner(&self, of: &EntityId, kind: KindId) -> Option<EntityId> {
        let refers = |called: &Called| called.refers_to.iter().any(|word| self.lookup(word, None).as_ref() == Ok(of));
        let mut owners = self.entities().iter().filter(|(id, called)| id.kind == kind && refers(called));
        owners.next().map(|(id, _)| id.clone()).filter(|_| owners.next().is_none())
    }

    /// How a candidate is shown: `"fable-5" (Fable 5, Model)`.
    pub(crate) fn shown(&self, id: &EntityId) -> String {
        format!("\"{}\" ({}, {})", id.slug, self.called(id).name, self.kind(id).title)
    }

    /// The same with its folder, by which two equal slugs can be known: `"models/luna" (Luna, Model)`.
    pub(crate) fn shown_in_folder(&self, id: &EntityId) -> String {
        let kind = self.kind(id);
        format!("\"{}/{}\" ({}, {})", kind.folder, id.slug, self.called(id).name, kind.title)
    }
}

/// Whether a word is an address of the web, where a name is wanted.
pub(super) fn is_web_address(word: &str) -> bool {
    let host = word.split('/').next().unwrap_or("");
    word.contains("://") || word.starts_with("www.") || (host.len() < word.len() && host.contains('.'))
}

/// The entities of a kind, or of all, that have a use for a name.
fn with_use(bearers: &[(NameUse, EntityId)], of: NameUse, kind: Option<KindId>) -> Vec<&EntityId> {
    let fits = |id: &EntityId| kind.is_none_or(|kind| id.kind == kind);
    bearers.iter().filter(|(other, id)| *other == of && fits(id)).map(|(_, id)| id).collect()
}

fn ambiguous(ids: &[&EntityId]) -> Unknown {
    Unknown::Ambiguous(ids.iter().map(|id| (*id).clone()).collect())
}

/// The one of several that there is, if there is one alone.
fn only<T>(mut of: impl Iterator<Item = T>) -> Option<T> {
    let first = of.next();
    first.filter(|_| of.next().is_none())
}

/// What stands between commas and the like in one text, if there are several parts: `eu, us`, `eu and us`.
pub(super) fn parts_of_list(text: &str) -> Vec<&str> {
    let words = text.split([',', ';', '/']).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" & "));
    let parts: Vec<&str> = words.map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 { parts } else { Vec::new() }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A list to paste.
pub(super) fn as_list(parts: &[impl AsRef<str>]) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    format!("[{}]", parts.join(", "))
}
