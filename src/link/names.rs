//! Which entity a slug, a name or an alias stands for, and what to say when it is none, several, or another kind's.

use super::called::{Called, folded, is_weak};
use super::prose::ProseNames;
use super::site::EntityId;
use crate::model::kind::{Kind, KindId, Kinds};
use crate::model::suggest::typo;
use crate::slug::Slug;
use crate::table::{Table, changed};
use crate::text::ordinary::is_ordinary;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// All names of all entities, without regard to case.
///
/// Two are equal when the same entities bear the same names: the tables for looking them up follow from that.
#[derive(Debug)]
pub struct Names {
    kinds: Kinds,
    entities: Table<EntityId, Arc<Called>>,
    slugs: HashMap<String, Vec<EntityId>>,
    /// Names and aliases.
    names: HashMap<String, Vec<EntityId>>,
    /// Names that are too short or too common to stand for something alone.
    weak: HashMap<String, Vec<EntityId>>,
    /// The same names as prose has them: to the letter.
    pub prose: ProseNames,
    /// Known misspellings of names.
    sic: HashMap<String, Vec<EntityId>>,
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.kinds == other.kinds && self.entities == other.entities
    }
}

impl Eq for Names {}

/// Why a word stands for no entity.
#[derive(Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Nothing is called so, and no name was mistyped. `near` is the one entity that has the word in its name.
    New { slug: Option<Slug>, near: Option<EntityId> },
    /// Nothing is called so, but this is what was probably meant.
    Slip(EntityId),
    /// An editor knows this misspelling, and of what.
    Misspelt(EntityId),
    /// Another kind has it.
    OtherKind(EntityId),
    /// It could be any of these.
    Ambiguous(Vec<EntityId>),
}

impl Names {
    pub fn new(kinds: &Kinds, entities: Table<EntityId, Arc<Called>>) -> Self {
        let (mut slugs, mut names) = (HashMap::new(), HashMap::new());
        let (mut weak, mut sic) = (HashMap::new(), HashMap::new());
        let put = |map: &mut HashMap<String, Vec<EntityId>>, name: &str, id: &EntityId| {
            let ids = map.entry(folded(name)).or_default();
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        };
        for (id, called) in &entities {
            put(&mut slugs, id.slug.as_str(), id);
            let listed: Vec<String> = called.weak.iter().map(|name| folded(name)).collect();
            for name in std::iter::once(&called.name).chain(&called.aliases) {
                let is_weak = listed.contains(&folded(name)) || is_weak(name);
                put(if is_weak { &mut weak } else { &mut names }, name, id);
            }
            for name in &listed {
                put(&mut weak, name, id);
            }
            for name in &called.sic {
                put(&mut sic, name, id);
            }
        }
        let prose = ProseNames::new(kinds, &entities);
        Names { kinds: kinds.clone(), entities, slugs, names, weak, sic, prose }
    }

    pub fn entities(&self) -> &Table<EntityId, Arc<Called>> {
        &self.entities
    }

    pub fn called(&self, id: &EntityId) -> &Called {
        &self.entities[id]
    }

    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// The place of a kind in the settings, by its key.
    pub fn kind_of_key(&self, key: &str) -> Option<KindId> {
        self.kinds.with_key(key).map(|kind| kind.id)
    }

    pub fn kind(&self, id: &EntityId) -> &Kind {
        &self.kinds[id.kind]
    }

    /// The names that looking a word up asks about.
    pub fn asked(word: &str) -> impl Iterator<Item = String> {
        let whole = folded(word);
        // `models/fugu` asks for the slug alone.
        let slug = word.split_once('/').map(|(_, slug)| folded(slug));
        let dashed = [Some(&whole), slug.as_ref()].into_iter().flatten().map(|name| name.replace('.', "-"));
        let dashed: Vec<String> = dashed.collect();
        std::iter::once(whole).chain(slug).chain(dashed)
    }

    /// The names that somebody bears, or no longer bears, since there were others; nothing when kinds differ, which is felt
    /// everywhere.
    pub fn changed_since(&self, old: &Names) -> Option<BTreeSet<String>> {
        if self.kinds != old.kinds {
            return None;
        }
        let mut names = BTreeSet::new();
        for id in changed(&old.entities, &self.entities) {
            names.insert(id.slug.to_string());
            for called in [&old.entities, &self.entities].into_iter().filter_map(|entities| entities.get(&id)) {
                let all = [&called.aliases, &called.weak, &called.sic].into_iter().flatten();
                names.extend(std::iter::once(&called.name).chain(all).cloned());
            }
        }
        Some(names)
    }

    /// Looks a word up among the entities of one kind, or of all, and says what it may have been meant to be.
    pub fn find(&self, word: &str, kind: Option<KindId>) -> Result<EntityId, Unknown> {
        self.lookup(word, kind).map_err(|why| why.unwrap_or_else(|| self.unknown(word, kind)))
    }

    /// The same without a guess, which takes a look at every entity: nothing when the word is not known at all.
    ///
    /// A slug always comes first, then names and aliases. A word with dots is tried as the slug that it was meant to be,
    /// last.
    pub fn lookup(&self, word: &str, kind: Option<KindId>) -> Result<EntityId, Option<Unknown>> {
        let folded = folded(word);
        let of_kind = |ids: Option<&Vec<EntityId>>| -> Vec<EntityId> {
            ids.into_iter().flatten().filter(|id| kind.is_none_or(|kind| id.kind == kind)).cloned().collect()
        };
        if let Some((folder, slug)) = word.split_once('/')
            && let Some(kind) = self.kinds.with_folder(folder).map(|kind| kind.id)
        {
            return self.lookup(slug, Some(kind));
        }
        for found in [of_kind(self.slugs.get(&folded)), of_kind(self.names.get(&folded))] {
            match found.as_slice() {
                [] => {}
                [id] => return Ok(id.clone()),
                _ => return Err(Some(Unknown::Ambiguous(found))),
            }
        }
        let dashed = folded.replace('.', "-");
        if let [id] = of_kind(self.slugs.get(&dashed)).as_slice() {
            return Ok(id.clone());
        }
        if let Some(ids) = self.sic.get(&folded) {
            let id = of_kind(Some(ids)).first().or(ids.first()).cloned();
            return Err(Some(id.map_or(Unknown::New { slug: None, near: None }, Unknown::Misspelt)));
        }
        let weak = of_kind(self.weak.get(&folded));
        if !weak.is_empty() {
            return Err(Some(Unknown::Ambiguous(weak)));
        }
        Err(None)
    }

    /// What a word that is not known was probably meant to be.
    pub fn unknown(&self, word: &str, kind: Option<KindId>) -> Unknown {
        if let Some((folder, slug)) = word.split_once('/')
            && let Some(kind) = self.kinds.with_folder(folder).map(|kind| kind.id)
        {
            return self.unknown(slug, Some(kind));
        }
        let folded = folded(word);
        let elsewhere = self.slugs.get(&folded).or_else(|| self.names.get(&folded)).and_then(|ids| ids.first());
        if let (Some(id), Some(_)) = (elsewhere, kind) {
            return Unknown::OtherKind(id.clone());
        }
        let slug = Slug::from_text(word);
        let Some(written) = slug.as_ref().map(Slug::as_str) else { return Unknown::New { slug, near: None } };
        // Only what has a file of its own is proposed: two typos must not vouch for each other.
        let with_file = || {
            let fits = move |id: &&EntityId| kind.is_none_or(|kind| id.kind == kind);
            self.entities.iter().filter(|(_, called)| called.has_file).map(|(id, _)| id).filter(fits)
        };
        let typos = with_file().filter_map(|id| Some((self.typo_of(id, written)?, id)));
        if let Some((_, id)) = typos.min_by_key(|(edits, _)| *edits) {
            return Unknown::Slip(id.clone());
        }
        // A word of the dictionary that a name has too says nothing: "strategy" is not "content strategy".
        let mut with_part = with_file().filter(|id| !is_ordinary(written) && self.has_part(id, written));
        let near = with_part.next().cloned().filter(|_| with_part.next().is_none());
        Unknown::New { slug, near }
    }

    /// In how many letters a word differs from a name of an entity, if it is probably a typo for it. Short names are like
    /// too many words.
    fn typo_of(&self, id: &EntityId, word: &str) -> Option<usize> {
        let called = self.called(id);
        let names = std::iter::once(&*called.name).chain(called.aliases.iter().map(|name| &**name));
        let names = names.filter_map(Slug::from_text).filter(|slug| slug.as_str().chars().count() > 4);
        let of_names = names.filter_map(|name| typo(word, name.as_str()));
        typo(word, id.slug.as_str()).into_iter().chain(of_names).min()
    }

    /// Whether a word is one whole part of an entity's slug or names: `luna` of `gpt-5-6-luna`, `qihoo` of Qihoo 360.
    ///
    /// A number alone is a part of too many.
    fn has_part(&self, id: &EntityId, word: &str) -> bool {
        let called = self.called(id);
        let mut names = std::iter::once(id.slug.as_str())
            .chain(std::iter::once(&*called.name))
            .chain(called.aliases.iter().map(|name| &**name));
        let is_part = |name: &str| name.split(|c: char| !c.is_alphanumeric()).any(|part| folded(part) == word);
        word.chars().any(char::is_alphabetic) && names.any(is_part)
    }

    /// How a candidate is shown: `"fable-5" (Fable 5, Model)`.
    pub fn shown(&self, id: &EntityId) -> String {
        self.shown_in("", id)
    }

    /// The same with its folder, which tells two slugs apart: `"models/luna" (Luna, Model)`.
    pub fn shown_in(&self, folder: &str, id: &EntityId) -> String {
        let slash = if folder.is_empty() { "" } else { "/" };
        format!("\"{folder}{slash}{}\" ({}, {})", id.slug, self.called(id).name, self.kind(id).title)
    }
}
