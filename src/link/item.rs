//! What each file comes to once its words and links are looked up.
//!
//! Looks at one file at a time, and at the rest of the site only through [`InFile`].

use super::known::Known;
use super::lookup::{InFile, LookupSettings};
use super::site::{
    EntityId, FileId, LinkedArticle, LinkedFact, LinkedFile, LinkedItem, LinkedPage, LinkedPart, LinkedProfile,
    Mention, Places, Sentence,
};
use super::{body, dispute, testimony};
use crate::base::reads::Reading;
use crate::model::fact::{Part, Phrase};
use crate::model::kind::SOURCE_KEY;
use crate::model::{Article, Entity, Item, Page};
use crate::parse::Document;
use crate::parse::place::Place;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Looks up all that one file says.
pub(crate) fn link(
    _: &FileId,
    item: &Item,
    common: &LookupSettings,
    known: &Reading<'_, Known>,
) -> Option<Arc<LinkedFile>> {
    let look = InFile::new(common, known, &item.fields().path);
    let linked = match item {
        Item::Article(article) => article_file(article, look),
        Item::Entity(entity) => entity_file(entity, look),
        Item::Page(page) => page_file(page, look),
    };
    Some(Arc::new(linked))
}

fn article_file<'a>(article: &'a Arc<Article>, mut look: InFile<'a>) -> LinkedFile {
    let tagged: Arc<[EntityId]> = tags(article, &mut look).into();
    let address = article.address.clone();
    look.read_from(&article.document.path);
    let context = body::BodyContext { page: &address, own: None, tagged: &tagged, link_never: article.link_never };
    look.in_language(article.lang.as_deref());
    let mut body = body::link(&article.document, &context, &mut look);
    let untagged = |mentions: &[Mention]| -> Vec<EntityId> {
        let named: BTreeSet<&EntityId> = mentions.iter().map(|mention| &mention.of).collect();
        named.into_iter().filter(|id| !tagged.contains(id)).cloned().collect()
    };
    // What a fact names is no sign of a forgotten tag.
    look.note_untagged(body.named.iter().filter(|(id, _)| !tagged.contains(id)));
    look.read_from(&article.stating.path);
    let testimony = testimony::link(article, &address, &tagged, &mut look);
    look.read_from(&article.fields.path);
    body.mentions.extend(testimony.statements.iter().flat_map(|statement| testimony::mentions(statement, &look)));
    let named = untagged(&body.mentions).into();
    let authors = match article.authors.as_slice() {
        // What is wrong with it is reported once, in the settings.
        [] => look.common.author.iter().map(|word| look.known_author(word)).collect(),
        authors => authors.iter().map(|word| look.author(word)).collect(),
    };
    let translations = look.translations(&article.translations);
    let with_image = if states(&article.document, "image") { &article.document } else { &article.fields };
    look.read_from(&with_image.path);
    let image = article.image.as_ref().and_then(|word| look.image(word, &article.document.path));
    let linked = LinkedArticle {
        named,
        tagged,
        authors,
        translations,
        picture: article.image.as_ref().zip(image.as_ref()).and_then(|(word, image)| look.own_picture(word, image)),
        image,
        testimony: Arc::new(testimony),
        filling: body.filling,
        address,
        article: article.clone(),
    };
    let value = LinkedItem::Article(Arc::new(linked));
    linked_file(value, body.mentions, look)
}

/// The entities that an article is tagged with. Its sources stand with its facts, where the original states none of either.
fn tags<'a>(article: &'a Article, look: &mut InFile<'a>) -> Vec<EntityId> {
    let is_moved = states(&article.stating, SOURCE_KEY) && !states(&article.fields, SOURCE_KEY);
    let (with_facts, own): (Vec<_>, Vec<_>) =
        article.tags.iter().cloned().partition(|(key, _)| is_moved && key == SOURCE_KEY);
    let mut tags = look.tags(&own);
    look.read_from(&article.stating.path);
    tags.extend(look.tags(&with_facts));
    tags
}

fn states(document: &Document, field: &str) -> bool {
    document.front_matter.get(field).is_some()
}

fn linked_file(value: LinkedItem, mentions: Vec<Mention>, look: InFile<'_>) -> LinkedFile {
    let (mentions, checks, pictures) = (mentions.into(), look.checks.into(), look.pictures.into());
    LinkedFile { value, mentions, pictures, checks, diagnostics: look.diagnostics }
}

fn entity_file<'a>(entity: &'a Arc<Entity>, mut look: InFile<'a>) -> LinkedFile {
    let document = entity.document.as_ref().expect("entities without a file are not looked up");
    let mut linked = LinkedProfile::bare(entity);
    let id = look.id(&entity.kind, &entity.slug);
    for fact in &entity.facts {
        let mut values: Vec<Vec<LinkedPart>> = fact.values.iter().map(|phrase| parts(phrase, &mut look)).collect();
        if fact.key == "url" {
            values.iter_mut().flatten().for_each(|part| part.text = look.web_address(&part.text));
        }
        linked.facts.push(LinkedFact { key: fact.key, values });
    }
    let tied: Vec<EntityId> =
        linked.facts.iter().flat_map(|fact| fact.values.iter().flatten()).filter_map(|part| part.to.clone()).collect();
    let context = body::BodyContext { page: &linked.address, own: Some(&id), tagged: &tied, link_never: false };
    look.read_from(&document.path);
    look.in_language(entity.version.lang().map(|lang| &**lang));
    let body = body::link(document, &context, &mut look);
    look.read_from(&entity.fields.as_ref().unwrap_or(document).path);
    linked.filling = body.filling;
    linked.sources = look.tags(&[(SOURCE_KEY.to_owned(), entity.sources.clone())]);
    linked.places = look.places(&entity.at, &linked.sources);
    linked.superseded_by = entity.superseded_by.as_ref().and_then(|word| look.entity(word, Some(id.kind)));
    // What a page says of itself is no backlink; a place in the source that it is of is one, since that has to be there.
    let is_of_other = |mention: &Mention| mention.of != id || !mention.sentence.places.is_empty();
    let mut mentions: Vec<Mention> = body.mentions.into_iter().filter(is_of_other).collect();
    let of_facts =
        linked.sources.iter().filter_map(|source| facts_in(entity, source, &linked.places, &mentions, &look));
    mentions.extend(of_facts.collect::<Vec<_>>());
    let value = LinkedItem::Profile(Arc::new(linked));
    linked_file(value, mentions, look)
}

/// The facts of an entity where they stand in a source, as a sentence that speaks of that source; nothing where sentences of
/// its text refer to the same places.
fn facts_in(
    entity: &Entity,
    source: &EntityId,
    places: &Places,
    mentions: &[Mention],
    look: &InFile<'_>,
) -> Option<Mention> {
    let is_said = |place: &Place| mentions.iter().any(|m| m.of == *source && m.sentence.places.contains(place));
    let here: Arc<[Place]> = places.in_source(source).filter(|place| !is_said(place)).copied().collect();
    if here.is_empty() {
        return None;
    }
    let (before, name) = (format!("Facts on {} (", entity.name), look.cited(source, places));
    let range = before.len()..before.len() + name.len();
    Some(Mention { of: source.clone(), sentence: Sentence::new(format!("{before}{name})").into(), range, here) })
}

fn page_file<'a>(page: &'a Arc<Page>, mut look: InFile<'a>) -> LinkedFile {
    let address = page.address.clone();
    let context = body::BodyContext { page: &address, own: None, tagged: &[], link_never: false };
    look.read_from(&page.document.path);
    look.in_language(page.lang.as_deref());
    let mut body = body::link(&page.document, &context, &mut look);
    look.read_from(&page.fields.path);
    let dispute = page.dispute.as_ref().map(|dispute| Arc::new(dispute::link(page, dispute, &address, &mut look)));
    body.mentions.extend(dispute.iter().flat_map(|dispute| dispute::mentions(dispute, &look)));
    let value = LinkedItem::Page(Arc::new(LinkedPage { page: page.clone(), address, filling: body.filling, dispute }));
    linked_file(value, body.mentions, look)
}

fn parts(phrase: &Phrase, look: &mut InFile<'_>) -> Vec<LinkedPart> {
    let part = |part: &Part| match part {
        Part::Text(text) => LinkedPart::text(text.clone()),
        Part::Reference(reference) => look.reference(reference),
    };
    phrase.iter().map(part).collect()
}
