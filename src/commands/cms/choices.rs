//! The entities that a form offers, by their slugs.

use crate::link::Site;
use crate::model::Config;
use crate::model::fields::{Field, Of};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The words that name each entity, with what a reader of the form sees.
pub(super) struct Choices {
    /// By the key of the kind: the slug, the name, and the slug with its folder.
    entities: BTreeMap<String, Vec<Entity>>,
    /// How many kinds have each slug.
    kinds: BTreeMap<String, usize>,
    config: Arc<Config>,
}

struct Entity {
    slug: String,
    name: String,
    folder: String,
    kind: String,
}

/// One word of a field, and what a form shows for it.
pub(super) struct Choice {
    pub value: String,
    pub label: String,
}

impl Choices {
    pub(super) fn new(site: &Site) -> Choices {
        let mut choices = Choices { entities: BTreeMap::new(), kinds: BTreeMap::new(), config: site.config.clone() };
        for (id, linked) in &site.entities {
            let kind = &site.config.kinds[id.kind];
            *choices.kinds.entry(id.slug.to_string()).or_default() += 1;
            choices.entities.entry(kind.key.clone()).or_default().push(Entity {
                slug: id.slug.to_string(),
                name: linked.own.entity.name.clone(),
                folder: kind.folder.clone(),
                kind: kind.title.clone(),
            });
        }
        choices
    }

    /// The names of relations.
    pub(super) fn relations(&self) -> Vec<&str> {
        self.config.vocabulary.relations.names().collect()
    }

    /// What a field is for, in the words of the site.
    pub(super) fn words(&self, field: &Field<'_>) -> String {
        self.config.strings.with_kinds(field.words)
    }

    /// The entities that a field may name.
    pub(super) fn of(&self, of: Of<'_>) -> Vec<Choice> {
        match of {
            Of::Kind(kind) => {
                let entities = self.entities.get(kind).into_iter().flatten();
                entities.map(|entity| Choice { value: entity.slug.clone(), label: entity.name.clone() }).collect()
            }
            Of::Any | Of::Same => self.entities.values().flatten().map(|entity| self.of_any(entity)).collect(),
        }
    }

    /// Where two kinds have one slug, the folder says which is meant.
    fn of_any(&self, entity: &Entity) -> Choice {
        let is_only = self.kinds.get(&entity.slug).is_none_or(|kinds| *kinds < 2);
        let value = if is_only { entity.slug.clone() } else { format!("{}/{}", entity.folder, entity.slug) };
        Choice { value, label: format!("{} ({})", entity.name, entity.kind.to_lowercase()) }
    }
}
