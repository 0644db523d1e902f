//! What the ledger needs to know of the entities of a site.

use crate::base::diagnostic::Span;
use crate::base::path::{Address, SourcePath};
use crate::base::table::Table;
use crate::link::{EntityId, LinkedFact, Places};
use crate::model::fact::Audience;
use crate::model::same_as::SameAs;
use crate::model::when::Days;
use std::sync::Arc;

/// What the ledger needs to know of all entities.
pub(crate) type LedgerEntities = Table<EntityId, Arc<LedgerEntity>>;

/// What the ledger needs to know of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LedgerEntity {
    pub name: String,
    pub key: String,
    /// The slug that it had first, which renames do not change.
    pub first_slug: String,
    pub address: Address,
    pub is_source: bool,
    pub type_: Option<String>,
    pub audience: Option<Audience>,
    /// The blocs that its audience names.
    pub expands: Vec<EntityId>,
    pub published: Option<Days>,
    /// Since when a policy is in force, or is to be.
    pub in_force: Option<Days>,
    pub accessed: Option<Days>,
    /// The address of a copy of a source.
    pub archived: Option<String>,
    /// When the address of a source was last seen to work, and since when it no longer does.
    pub checked: Option<Days>,
    pub gone: Option<Days>,
    pub origin: Option<String>,
    /// The family of a model.
    pub family: Option<String>,
    /// Other names, those in other languages too.
    pub aliases: Vec<String>,
    pub superseded_by: Option<EntityId>,
    /// By what identifiers it is known elsewhere.
    pub same_as: Vec<SameAs>,
    /// All that its file states, for the tables of data.
    pub facts: Vec<LinkedFact>,
    /// What its file states of others: `developer`, `issuer`, `legal_basis`.
    pub ties: Vec<(&'static str, EntityId)>,
    /// What that rests on.
    pub sources: Vec<EntityId>,
    /// Where in them it stands.
    pub places: Places,
    /// Its file, and where in it the date of publication stands.
    pub place: Option<(SourcePath, Span)>,
}
