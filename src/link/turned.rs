//! What others say of each entity: the site turned round, so that every mention is a backlink.

use super::site::{
    ArticleId, EntityId, FileId, LinkedArticle, LinkedEntity, LinkedFile, LinkedItem, LinkedProfile, Sentence,
    Sentences,
};
use crate::base::reads::{Recorded, view};
use crate::base::table::{Table, Turned};
use crate::model::Entity;
use crate::model::fact::Audience;
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct TurnedCache {
    profiles: Recorded<EntityId, Arc<Entity>, (), TurnedProfileView, Arc<LinkedProfile>>,
    /// By which of its facts an entity names another.
    named: Turned<EntityId, Arc<LinkedProfile>, EntityId, Vec<&'static str>>,
    tagged: Turned<ArticleId, Arc<LinkedArticle>, EntityId, ()>,
    written: Turned<ArticleId, Arc<LinkedArticle>, EntityId, ()>,
    mentioned: Turned<FileId, Arc<LinkedFile>, EntityId, Sentences>,
    entities: Recorded<EntityId, Arc<LinkedProfile>, (), OthersView, Arc<LinkedEntity>>,
}

view! {
    /// The profile of an entity is what its file comes to, once its links are looked up.
    struct TurnedProfileView {
        linked: FileId => Arc<LinkedFile>,
    }
}

view! {
    /// What others say of an entity.
    struct OthersView {
        named: EntityId => Table<EntityId, Vec<&'static str>>,
        tagged: EntityId => Table<ArticleId, ()>,
        written: EntityId => Table<ArticleId, ()>,
        mentioned: EntityId => Table<FileId, Sentences>,
    }
}

/// All entities, each with what others say of it.
pub(crate) fn entities(
    entities: &Table<EntityId, Arc<Entity>>,
    linked: &Table<FileId, Arc<LinkedFile>>,
    articles: &Table<ArticleId, Arc<LinkedArticle>>,
    memory: &mut TurnedCache,
) -> Table<EntityId, Arc<LinkedEntity>> {
    let view = TurnedProfileView { linked: linked.clone() };
    let profiles = memory.profiles.answer(entities, &(), view, |id, entity, (), reading| {
        let file = reading.linked().get(&FileId::Entity(id.clone()));
        match file.map(|file| &file.value) {
            Some(LinkedItem::Profile(own)) if entity.document.is_some() => Some(own.clone()),
            _ => Some(Arc::new(LinkedProfile::bare(entity))),
        }
    });
    let tags = |_: &ArticleId, article: &Arc<LinkedArticle>| article.tagged.iter().map(|id| (id.clone(), ())).collect();
    let writers = |_: &ArticleId, article: &Arc<LinkedArticle>| {
        article.writers().into_iter().map(|id| (id.clone(), ())).collect()
    };
    let view = OthersView {
        named: memory.named.follow(&profiles, |_, own| names(own)).clone(),
        tagged: memory.tagged.follow(articles, tags).clone(),
        written: memory.written.follow(articles, writers).clone(),
        mentioned: memory.mentioned.follow(linked, |_, file| sentences(file)).clone(),
    };
    memory.entities.answer(&profiles, &(), view, |id, own, (), reading| {
        let named_by = reading.named().get(id).into_iter().flatten();
        Some(Arc::new(LinkedEntity {
            own: own.clone(),
            named_by: named_by.flat_map(|(by, keys)| keys.iter().map(|key| (*key, by.clone()))).collect(),
            articles: reading.tagged().get(id).cloned().unwrap_or_default(),
            written: reading.written().get(id).cloned().unwrap_or_default(),
            backlinks: reading.mentioned().get(id).cloned().unwrap_or_default(),
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
        if sentence.text().is_empty() {
            continue;
        }
        match sentences.last_mut().filter(|last| last.text() == sentence.text()) {
            Some(last) => last.add_places(&sentence.places),
            None => sentences.push(sentence.clone()),
        }
    }
    of.into_iter().map(|(id, sentences)| (id.clone(), sentences.into())).collect()
}
