//! Who there is: entities with a file, and those that a tag or a draft makes; with what all of them are called.
//!
//! A tag without a file makes an entity of its own, called as the first file has it, and is told.

use super::called::Called;
use super::names::{Names, NamesView, Unknown};
use super::site::{EntityId, FileId, Withheld};
use crate::base::bounds::{STUBS, exceeded};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::{Last, Memo};
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Reading, Recorded};
use crate::base::slug::Slug;
use crate::base::table::{Rekeyed, Table};
use crate::model::entity::address as entity_address;
use crate::model::fact::{Part, Reference, Wanted};
use crate::model::kind::{Kind, KindId};
use crate::model::{Config, Entity, Item};
use crate::parse::yaml::Word;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) type Entities = Table<EntityId, Arc<Entity>>;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct EntitiesCache {
    with_file: Rekeyed<FileId, Item, EntityId, Arc<Entity>>,
    drafts: Stubs,
    tags: Recorded<FileId, Item, Arc<Config>, NamesView, Arc<Vec<NewTag>>>,
    stubs: Stubs,
    joined: [JoinedEntities; 2],
    /// Names of entities that have a file or a draft, and of all.
    names: [NamesCache; 2],
}

/// Entities made of a name alone.
type Stubs = Memo<EntityId, NameOfStub, Arc<Config>, Arc<Entity>>;
/// The name of one, and the address that its draft asks for.
type NameOfStub = (String, Option<Address>);
/// Two tables of entities as one.
type JoinedEntities = Last<[Entities; 2], Entities>;

/// All entities of what is seen, those without a file too, and their names.
pub(crate) fn entities(
    config: &Arc<Config>,
    seen: &Table<FileId, Item>,
    withheld: &Table<SourcePath, Arc<Withheld>>,
    memory: &mut EntitiesCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Entities, NamesView) {
    let with_file = memory.with_file.follow(seen, |id, item| match (id, item) {
        (FileId::Entity(id), Item::Entity(entity)) => Some((id.clone(), entity.clone())),
        _ => None,
    });
    // A draft of an entity keeps its name: what is tagged with it gets a page made from tags alone.
    let drafts = withheld.values().filter_map(|withheld| match &withheld.id {
        FileId::Entity(id) => {
            let usual = entity_address(&config.kinds[id.kind], &id.slug);
            let own = Some(&withheld.address).filter(|address| **address != usual);
            Some((id.clone(), (withheld.title.clone(), own.cloned())))
        }
        _ => None,
    });
    let drafts = made_of_names(config, &drafts.collect(), &mut memory.drafts);
    let [before, after] = &mut memory.joined;
    let entities = joined(with_file, drafts, before);
    let [names_before, names_after] = &mut memory.names;
    let tags = memory.tags.answer(seen, config, names_of(&entities, names_before), new_tags);
    let stubs = made_of_names(config, &stubs(config, seen, &tags, diagnostics), &mut memory.stubs);
    let entities = joined(entities, stubs, after);
    let names = names_of(&entities, names_after);
    (entities, names)
}

fn made_of_names(config: &Arc<Config>, names: &Table<EntityId, NameOfStub>, memory: &mut Stubs) -> Entities {
    let stub = |id: &EntityId, (name, address): &NameOfStub, config: &Arc<Config>| {
        Some(Arc::new(Entity::stub(&config.kinds[id.kind], id.slug.clone(), name.clone(), address.clone())))
    };
    memory.answer(names, config, stub)
}

fn joined(entities: Entities, others: Entities, memory: &mut JoinedEntities) -> Entities {
    if others.is_empty() {
        return entities;
    }
    let question = [entities, others];
    memory.answer(&question).unwrap_or_else(|| {
        let joined = question[0].union(&question[1]);
        memory.learn(question, joined)
    })
}

/// What names are remembered by: what each entity is called, of which its text is no part.
#[derive(Debug, Default)]
struct NamesCache {
    called: Memo<EntityId, Arc<Entity>, (), Arc<Called>>,
    names: Last<Table<EntityId, Arc<Called>>, NamesView>,
}

/// What all of some entities are called.
fn names_of(entities: &Entities, memory: &mut NamesCache) -> NamesView {
    let called = memory.called.answer(entities, &(), |_, entity, ()| Some(Arc::new(Called::new(entity))));
    memory.names.answer(&called).unwrap_or_else(|| memory.names.learn(called.clone(), NamesView::new(called)))
}

/// A word that names nothing yet.
#[derive(Debug, PartialEq, Eq)]
struct NewTag {
    /// The kind that it is a tag of.
    kind: KindId,
    slug: Slug,
    /// How it is written.
    word: Word,
    /// How the one entity that has the word in its name is shown.
    near: Option<String>,
}

/// The entities that tags alone make, each called as the first file has it; tells every such tag.
fn stubs(
    config: &Config,
    seen: &Table<FileId, Item>,
    tags: &Table<FileId, Arc<Vec<NewTag>>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Table<EntityId, NameOfStub> {
    let mut stubs = BTreeMap::new();
    for (file, new) in tags {
        let Some(path) = seen.get(file).map(Item::path) else { continue };
        for new in new.iter() {
            let id = EntityId { kind: new.kind, slug: new.slug.clone() };
            if stubs.len() == STUBS && !stubs.contains_key(&id) {
                let exceeded =
                    exceeded(path, new.word.span.clone(), "This tag is one of too many that have no file", STUBS);
                diagnostics.push(exceeded.help("Give them files, or leave out what no reader looks for."));
                return stubs.into_iter().collect();
            }
            diagnostics.push(stub_warning(&config.kinds[new.kind], new, path));
            stubs.entry(id).or_insert_with(|| (new.word.text.clone(), None));
        }
    }
    stubs.into_iter().collect()
}

/// The tags of an article, and the entities that a file of one refers to, that are not there.
fn new_tags(
    _: &FileId,
    item: &Item,
    config: &Arc<Config>,
    reading: &Reading<'_, NamesView>,
) -> Option<Arc<Vec<NewTag>>> {
    let names = Names::of(&config.kinds, reading);
    let place = |key: &str| names.kind_of_key(key);
    let words: Vec<(KindId, &Word)> = match item {
        Item::Article(article) => {
            let tags = article.tags.iter().filter_map(|(key, words)| Some((place(key)?, words)));
            tags.flat_map(|(kind, words)| words.iter().map(move |word| (kind, word))).collect()
        }
        Item::Entity(entity) => {
            let parts = entity.facts.iter().flat_map(|fact| fact.values.iter().flatten());
            let reference = |part| match part {
                &Part::Reference(Reference { wanted: Wanted::Kind(ref key), ref word }) => Some((place(key)?, word)),
                _ => None,
            };
            parts.filter_map(reference).collect()
        }
        Item::Page(_) => Vec::new(),
    };
    let stub = |(kind, word): (KindId, &Word)| {
        if !config.kinds[kind].stubs || names.lookup(&word.text, Some(kind)).is_ok() {
            return None;
        }
        match names.find(&word.text, Some(kind)) {
            Err(Unknown::New { slug: Some(slug), near }) => {
                Some(NewTag { kind, slug, word: word.clone(), near: near.map(|id| names.shown(&id)) })
            }
            _ => None,
        }
    };
    let new: Vec<NewTag> = words.into_iter().filter_map(stub).collect();
    (!new.is_empty()).then(|| Arc::new(new))
}

/// The warning for a tag that makes a page of its own.
fn stub_warning(kind: &Kind, new: &NewTag, path: &SourcePath) -> Diagnostic {
    let title = kind.one();
    let message = format!("No {title} is called \"{}\", so its page is made from tags alone.", new.word.text);
    let file = format!("content/{}/{}.md", kind.folder, new.slug);
    let help = match &new.near {
        Some(near) => format!("Did you mean {near}? If it is new, say who it is in  {file}"),
        None => format!("Say who it is in  {file}"),
    };
    Diagnostic::warning(Code::UnknownTag, path, new.word.span.clone(), message).help(help)
}
