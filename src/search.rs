//! The index for readers who search: files that a script in the browser asks for, a few for each query.
//!
//! Made from the linked site, between `facts` and `plan`, for a theme that has a page of search. Nobody who edits waits
//! for it: a build in a hurry leaves it as it was. Knows nothing of pages and of how results look.

use crate::link::{EntityId, LinkedEntity, Site};
use crate::load::{Sources, TEMPLATES};
use crate::memo::Last;
use crate::path::{Address, SourcePath};
use crate::table::Table;
use std::sync::Arc;

/// The template of the page of search; without it there is no index.
pub const TEMPLATE: &str = "search.html";

/// The files of the index by their addresses.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub files: Table<Address, Arc<[u8]>>,
    /// Whether they are those of this site, and not of the one before.
    pub is_whole: bool,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    files: Table<Address, Arc<[u8]>>,
    last: Last<Question, ()>,
}

/// All that the index depends on.
type Question = Table<EntityId, Arc<LinkedEntity>>;

/// Makes the index, or leaves it as it was in a hurry.
pub fn index(site: &Site, sources: &Sources, hurry: bool, memory: &mut Memory) -> Index {
    if !sources.files.contains_key(&SourcePath::new(format!("{TEMPLATES}/{TEMPLATE}"))) {
        *memory = Memory::default();
        return Index { files: Table::default(), is_whole: true };
    }
    let question = site.entities.clone();
    let is_known = memory.last.answer(&question).is_some();
    if !is_known && !hurry {
        memory.files = files(&question);
        memory.last.learn(question, ());
    }
    Index { files: memory.files.clone(), is_whole: is_known || !hurry }
}

fn files(entities: &Question) -> Table<Address, Arc<[u8]>> {
    let entity = |linked: &Arc<LinkedEntity>| (linked.own.entity.name.clone(), linked.own.address.encoded());
    let entities: Vec<(String, String)> = entities.values().map(entity).collect();
    let start = serde_json::json!({ "entities": entities }).to_string();
    Table::unit(Address::new("/search/start.json"), start.into_bytes().into())
}
