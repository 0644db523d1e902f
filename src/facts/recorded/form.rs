//! A statement in the form in which it is recorded: what readers saw of it, and what its entry says.
//!
//! The same form is made of a recorded statement and of one that is stated now, so that the two can be compared. Knows no day but
//! that since which a statement is known.

use super::names::Names;
use crate::link::testimony::{LinkedStatement, LinkedTime, LinkedWhen, Says};
use crate::link::{EntityId, LinkedPart, Places};
use crate::record::RecordedStatement;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A recorded statement, under the names of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PastStatement {
    pub form: StatementForm,
    /// As the file of the record has it.
    pub recorded: Arc<RecordedStatement>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatementForm {
    /// The field of the article that it stands in: `access`.
    pub block: String,
    /// The sentence that readers see.
    pub says: String,
    pub known: Date,
    pub about: BTreeSet<EntityId>,
    /// What its entry says beyond what its anchor is made of, by the names of the fields.
    pub fields: BTreeMap<String, String>,
    /// Who says it, or by which policies it is so.
    pub by: Vec<Named>,
    pub sources: Vec<EntityId>,
    pub places: Places,
}

/// An entity, or a name that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    Entity(EntityId),
    Text(String),
}

/// The field that has names in it.
const BY: &str = "by";

impl PastStatement {
    pub(super) fn new(recorded: &Arc<RecordedStatement>, names: &Names<'_>) -> PastStatement {
        let (sources, places) = names.sources(&recorded.sources);
        let fields = recorded.fields.iter().filter(|(key, _)| *key != BY);
        let by = recorded.fields.get(BY).map_or(Vec::new(), |by| {
            let entities: Option<Vec<Named>> = by.split(' ').map(|name| names.named(name).map(Named::Entity)).collect();
            entities.unwrap_or_else(|| vec![Named::Text(by.clone())])
        });
        let form = StatementForm {
            block: recorded.block.clone(),
            says: recorded.says.clone(),
            known: recorded.known,
            about: recorded.about.iter().filter_map(|name| names.named(name)).collect(),
            fields: fields.map(|(key, value)| (key.clone(), value.clone())).collect(),
            by,
            sources,
            places,
        };
        PastStatement { form, recorded: recorded.clone() }
    }
}

impl StatementForm {
    /// That of a statement of today, with its sentence. `about` are the entities whose pages have it.
    pub(crate) fn of(statement: &LinkedStatement, sentence: &[LinkedPart], about: BTreeSet<EntityId>) -> StatementForm {
        StatementForm {
            block: statement.says.block().to_owned(),
            says: words(sentence),
            known: statement.known,
            about,
            fields: fields(&statement.says),
            by: by(&statement.says),
            sources: statement.sources.clone(),
            places: statement.places.clone(),
        }
    }

    /// As a file of the record has it. `name` gives the lasting names of entities.
    pub(crate) fn recorded(&self, name: &dyn Fn(&EntityId) -> String) -> RecordedStatement {
        let about: BTreeSet<String> = self.about.iter().map(name).collect();
        RecordedStatement {
            block: self.block.clone(),
            says: self.says.clone(),
            known: self.known,
            about: about.into_iter().collect(),
            fields: self.all_fields(name),
            sources: with_places(&self.sources, &self.places),
        }
    }

    /// What its entry says, by the names of the fields, names among it.
    pub(crate) fn all_fields(&self, name: &dyn Fn(&EntityId) -> String) -> BTreeMap<String, String> {
        let named = |by: &Named| match by {
            Named::Entity(id) => name(id),
            Named::Text(text) => text.clone(),
        };
        let by: Vec<String> = self.by.iter().map(named).collect();
        let by = (!by.is_empty()).then(|| (BY.to_owned(), by.join(" ")));
        self.fields.clone().into_iter().chain(by).collect()
    }

    /// The entities whose pages have it.
    pub(crate) fn subjects(&self) -> BTreeSet<EntityId> {
        let speakers = self.by.iter().filter(|_| has_speaker(&self.block));
        with_speakers(self.about.clone(), speakers)
    }

    /// Whether it states the same as another, whatever the entities are called. A note on a change is its own words.
    pub(crate) fn means_same(&self, other: &StatementForm) -> bool {
        let of_words = |form: &StatementForm| matches!(form.block.as_str(), "updates" | "corrections");
        let words = |form: &StatementForm| of_words(form).then(|| form.says.clone());
        let means = |form: &StatementForm| StatementForm { says: words(form).unwrap_or_default(), ..form.clone() };
        means(self) == means(other)
    }
}

/// Whom a statement is about: what another one must be about to speak of the same.
pub(crate) fn about(says: &Says) -> BTreeSet<EntityId> {
    let all: Vec<&EntityId> = match says {
        Says::Access(access) => access.models.iter().chain(&access.whom).collect(),
        Says::Event(event) => event.tags.iter().collect(),
        Says::Relation(relation) => relation.from.iter().chain(&relation.to).collect(),
        Says::Claim(claim) => claim.about.iter().collect(),
        Says::Correction(correction) => correction.entities().collect(),
        Says::Update(_) => Vec::new(),
    };
    all.into_iter().cloned().collect()
}

/// The entities whose pages have a statement that is no correction.
pub(crate) fn subjects(says: &Says) -> BTreeSet<EntityId> {
    let speakers = if has_speaker(says.block()) { by(says) } else { Vec::new() };
    with_speakers(about(says), speakers.iter())
}

fn has_speaker(block: &str) -> bool {
    matches!(block, "relations" | "claims")
}

fn with_speakers<'a>(about: BTreeSet<EntityId>, speakers: impl Iterator<Item = &'a Named>) -> BTreeSet<EntityId> {
    let named = speakers.filter_map(|by| match by {
        Named::Entity(id) => Some(id.clone()),
        Named::Text(_) => None,
    });
    about.into_iter().chain(named).collect()
}

fn by(says: &Says) -> Vec<Named> {
    let speaker = |by: &Option<LinkedPart>| {
        let named = by.iter().map(|by| by.to.clone().map_or_else(|| Named::Text(by.text.clone()), Named::Entity));
        named.filter(|by| *by != Named::Text(String::new())).collect()
    };
    match says {
        Says::Access(access) => access.by.iter().cloned().map(Named::Entity).collect(),
        Says::Relation(relation) => speaker(&relation.by),
        Says::Claim(claim) => speaker(&claim.by),
        Says::Event(_) | Says::Correction(_) | Says::Update(_) => Vec::new(),
    }
}

/// What the entry of a statement says, by the names of its fields, but for names of entities.
fn fields(says: &Says) -> BTreeMap<String, String> {
    let time = |when: &Option<LinkedWhen>| when.as_ref().map_or(String::new(), time);
    let fields = match says {
        Says::Access(access) => vec![
            ("status", access.status.word().to_owned()),
            ("layer", access.layer.word().to_owned()),
            ("since", time(&access.since)),
            ("until", time(&access.until)),
            ("scope", access.scope.word().to_owned()),
        ],
        Says::Event(event) => vec![
            ("id", event.id.clone().unwrap_or_default()),
            ("what", event.what.clone()),
            ("when", time(&event.when)),
        ],
        Says::Relation(relation) => {
            vec![("rel", relation.relation.name.to_string()), ("status", relation.status.word().to_owned())]
        }
        Says::Claim(claim) => vec![
            ("id", claim.id.clone().unwrap_or_default()),
            ("says", claim.says.clone()),
            ("quote", claim.quote.as_ref().map_or(String::new(), |quote| quote.text.clone())),
            ("status", claim.status.word().to_owned()),
        ],
        Says::Update(_) => Vec::new(),
        Says::Correction(correction) => {
            vec![("type", correction.sort.word().to_owned()), ("severity", correction.severity.word().to_owned())]
        }
    };
    let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
    given.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Days in EDTF; a distance in the words of its sentence.
fn time(when: &LinkedWhen) -> String {
    match &when.time {
        LinkedTime::Days(days) => days.edtf(),
        LinkedTime::Distance { .. } => words(&when.words),
    }
}

/// The text of a sentence.
pub(crate) fn words(parts: &[LinkedPart]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

/// `a ¶4, ¶6`
pub(crate) fn with_places(sources: &[EntityId], places: &Places) -> Vec<String> {
    let source = |id: &EntityId| {
        let at: Vec<String> = places.in_source(id).map(ToString::to_string).collect();
        if at.is_empty() { id.slug.to_string() } else { format!("{} {}", id.slug, at.join(", ")) }
    };
    sources.iter().map(source).collect()
}
