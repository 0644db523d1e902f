//! What others say of each entity: the site turned round, so that every mention is a backlink.

use super::site::{
    ArticleId, EntityId, FileId, LinkedArticle, LinkedEntity, LinkedFile, LinkedItem, LinkedProfile, Sentence,
    Sentences,
};
use crate::base::reads::{Recorded, view};
use crate::base::table::{Table, Turned};
use crate::model::Entity;
use crate::model::fact::Audience;
use crate::parse::place::Place;
use std::collections::{BTreeMap, BTreeSet};
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
    let mut named: Firsts<Vec<&'static str>> = Firsts::default();
    // An audience names the blocs that it leaves out too.
    let facts = own.facts.iter().filter(|fact| fact.key != "expands" || own.entity.audience == Some(Audience::These));
    for fact in facts {
        for of in fact.values.iter().flatten().filter_map(|part| part.to.as_ref()) {
            let keys = named.of(of);
            if !keys.contains(&fact.key) {
                keys.push(fact.key);
            }
        }
    }
    named.in_order
}

/// The sentences of a file, by whom they speak of. Two mentions in one sentence are one backlink; a picture that leads to
/// an entity is one without a sentence.
pub fn sentences(file: &LinkedFile) -> Vec<(EntityId, Sentences)> {
    let mut of: Firsts<Vec<(&Sentence, BTreeSet<Place>)>> = Firsts::default();
    for mention in &file.mentions {
        let (sentence, sentences) = (&mention.sentence, of.of(&mention.of));
        if sentence.text().is_empty() {
            continue;
        }
        match sentences.last_mut().filter(|(last, _)| last.has_text_of(sentence)) {
            Some((_, places)) => places.extend(sentence.places.iter().copied()),
            None => sentences.push((sentence, sentence.places.iter().copied().collect())),
        }
    }
    let whole = |(sentence, places): (&Sentence, BTreeSet<Place>)| sentence.with_places(places);
    of.in_order.into_iter().map(|(id, sentences)| (id, sentences.into_iter().map(whole).collect())).collect()
}

/// What is known of some entities, in the order in which each came first.
#[derive(Default)]
struct Firsts<T> {
    places: BTreeMap<EntityId, usize>,
    in_order: Vec<(EntityId, T)>,
}

impl<T: Default> Firsts<T> {
    fn of(&mut self, id: &EntityId) -> &mut T {
        let place = *self.places.entry(id.clone()).or_insert_with(|| {
            self.in_order.push((id.clone(), T::default()));
            self.in_order.len() - 1
        });
        &mut self.in_order[place].1
    }
}
