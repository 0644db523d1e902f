//! What others say of each entity: the site turned round, so that every mention is a backlink.

use super::profile;
use super::site::{
    ArticleId, EntityId, FileId, LinkedArticle, LinkedEntity, LinkedFile, LinkedItem, LinkedProfile, Sentence,
    Sentences,
};
use crate::memo::Memo;
use crate::model::Entity;
use crate::model::fact::Audience;
use crate::table::{Table, Turned};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    profiles: Memo<EntityId, Arc<Entity>, (), Arc<LinkedProfile>>,
    /// By which of its facts an entity names another.
    named: Turned<EntityId, Arc<LinkedProfile>, EntityId, Vec<&'static str>>,
    tagged: Turned<ArticleId, Arc<LinkedArticle>, EntityId, ()>,
    written: Turned<ArticleId, Arc<LinkedArticle>, EntityId, ()>,
    mentioned: Turned<FileId, Arc<LinkedFile>, EntityId, Sentences>,
    entities: Memo<EntityId, Arc<LinkedProfile>, (), Arc<LinkedEntity>>,
}

/// All entities, each with what others say of it. `again` are the files that were looked up anew.
pub fn entities(
    entities: &Table<EntityId, Arc<Entity>>,
    linked: &Table<FileId, Arc<LinkedFile>>,
    articles: &Table<ArticleId, Arc<LinkedArticle>>,
    again: &BTreeSet<FileId>,
    memory: &mut Memory,
) -> Table<EntityId, Arc<LinkedEntity>> {
    let again = again.iter().filter_map(|id| match id {
        FileId::Entity(id) => Some(id.clone()),
        _ => None,
    });
    let profiles = memory.profiles.answer(entities, &(), again, |id, entity, ()| {
        match linked.get(&FileId::Entity(id.clone())).map(|file| &file.value) {
            Some(LinkedItem::Profile(own)) if entity.document.is_some() => Some(own.clone()),
            _ => Some(Arc::new(profile(entity))),
        }
    });
    memory.named.follow(&profiles, |_, own| names(own));
    memory.tagged.follow(articles, |_, article| article.tagged.iter().map(|id| (id.clone(), ())).collect());
    memory.written.follow(articles, |_, article| article.writers().into_iter().map(|id| (id.clone(), ())).collect());
    memory.mentioned.follow(linked, |_, file| sentences(file));
    let Memory { named, tagged, written, mentioned, .. } = memory;
    let again: BTreeSet<&EntityId> =
        [&named.changed, &tagged.changed, &written.changed, &mentioned.changed].into_iter().flatten().collect();
    memory.entities.answer(&profiles, &(), again.into_iter().cloned(), |id, own, ()| {
        let named_by = named.groups().get(id).into_iter().flatten();
        Some(Arc::new(LinkedEntity {
            own: own.clone(),
            named_by: named_by.flat_map(|(by, keys)| keys.iter().map(|key| (*key, by.clone()))).collect(),
            articles: tagged.groups().get(id).cloned().unwrap_or_default(),
            written: written.groups().get(id).cloned().unwrap_or_default(),
            backlinks: mentioned.groups().get(id).cloned().unwrap_or_default(),
        }))
    })
}

/// The entities that the facts of one name, each with the facts' keys.
fn names(own: &LinkedProfile) -> Vec<(EntityId, Vec<&'static str>)> {
    let mut named: Vec<(EntityId, Vec<&'static str>)> = Vec::new();
    // An audience names the blocs that it leaves out too.
    let facts = own.facts.iter().filter(|fact| fact.key != "expands" || own.entity.audience == Some(Audience::These));
    for fact in facts {
        for of in fact.values.iter().flatten().filter_map(|part| part.to.as_ref()) {
            match named.iter_mut().find(|(id, _)| id == of) {
                Some((_, keys)) if keys.contains(&fact.key) => {}
                Some((_, keys)) => keys.push(fact.key),
                None => named.push((of.clone(), vec![fact.key])),
            }
        }
    }
    named
}

/// The sentences of a file, by whom they speak of. Two mentions in one sentence are one backlink; a picture that leads to
/// an entity is one without a sentence.
pub fn sentences(file: &LinkedFile) -> Vec<(EntityId, Sentences)> {
    let mut of: Vec<(&EntityId, Vec<Sentence>)> = Vec::new();
    for mention in &file.mentions {
        let place = of.iter().position(|(id, _)| **id == mention.of).unwrap_or_else(|| {
            of.push((&mention.of, Vec::new()));
            of.len() - 1
        });
        let (sentence, sentences) = (&mention.sentence, &mut of[place].1);
        let is_same = |last: &Sentence| last.concat() == sentence.concat();
        if sentence.iter().any(|part| !part.is_empty()) && !sentences.last().is_some_and(is_same) {
            sentences.push(sentence.clone());
        }
    }
    of.into_iter().map(|(id, sentences)| (id.clone(), Arc::new(sentences))).collect()
}
