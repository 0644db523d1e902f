//! All files together: tags and links find their entities, and every entity learns who speaks of it.
//!
//! Fourth step of the pipeline, the first that sees the whole site. It decides what is published, who is who, and
//! where each link leads; it never decides how a page looks or which pages a list is cut into.

mod body;
pub mod called;
mod claims;
mod dispute;
mod lookup;
pub mod names;
mod orphans;
pub mod places;
mod prose;
mod publish;
pub mod sentence;
mod site;
pub mod target;
pub mod testimony;

use crate::diagnostic::Diagnostic;
use crate::load::Sources;
use crate::memo::{Kept, KeptEach, Memo};
use crate::model::fact::{Audience, Part, Phrase};
use crate::model::kind::SOURCE_KEY;
use crate::model::{Article, Config, Entity, Item, Page};
use crate::parse::Document;
use crate::parse::body::Filling;
use crate::path::SourcePath;
pub use body::plain_text;
use lookup::InFile;
use names::Names;
pub use orphans::{Orphan, orphans};
use places::Places;
use publish::Parts;
pub use publish::{article_address, entity_address, page_address};
pub use site::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What `link` remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    names: Kept<Names>,
    places: Kept<Places>,
    files: Files,
    stubs: KeptEach<EntityId, LinkedProfile>,
    entities: KeptEach<EntityId, LinkedEntity>,
}

/// What the links of a file come to, beside what it asks about places.
type Files = Memo<SourcePath, (Item, Arc<Names>), Arc<LinkedFile>>;

/// Joins all items to a site.
pub fn link(
    sources: &Sources,
    config: &Arc<Config>,
    items: Vec<Item>,
    circumstances: &Circumstances,
    memory: &mut Memory,
) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut parts = publish::publish(config, items, circumstances, &mut diagnostics);
    publish::add_stubs(config, &mut parts, &mut diagnostics);
    let (files, unused) = publish::files(sources, &parts);
    diagnostics.extend(unused);
    diagnostics.extend(claims::twice(sources, &parts));
    let redirects = publish::redirects(&parts);

    let names = memory.names.keep(parts.names(&config.kinds));
    let before = memory.places.last();
    let places = memory.places.keep(Places::new(sources, &parts, &files));
    let same_places = before.is_some_and(|before| Arc::ptr_eq(&before, &places));
    let linked = look_up(&parts, &names, &places, same_places, &mut memory.files);
    let told = linked.iter().flat_map(|(_, file)| &file.diagnostics);
    diagnostics.extend(told.filter(|d| circumstances.advice || !d.code.is_advice()).cloned());
    let mut site = Site {
        config: config.clone(),
        articles: Vec::new(),
        entities: BTreeMap::new(),
        pages: Vec::new(),
        files,
        redirects,
        withheld: parts.withheld_list.clone(),
        linked: Vec::new(),
        next_change: parts.next_change,
    };
    let stubs = memory.stubs.keep(stubs(&parts));
    let entities = turn_round(&mut site, &linked, stubs);
    site.entities = memory.entities.keep(entities);
    site.linked = linked;
    if circumstances.advice {
        diagnostics.extend(orphans::notes(&site));
    }
    (site, diagnostics)
}

/// Looks up every name and link, each file by itself: articles first, then entities, then plain pages.
fn look_up(
    parts: &Parts,
    names: &Arc<Names>,
    places: &Places,
    same_places: bool,
    memory: &mut Files,
) -> Vec<(SourcePath, Arc<LinkedFile>)> {
    let articles = parts.articles.iter().map(|article| (&article.document.path, Item::Article(article.clone())));
    let with_file = parts.entities.values().filter_map(|entity| Some((entity, &entity.document.as_ref()?.path)));
    let entities = with_file.map(|(entity, path)| (path, Item::Entity(entity.clone())));
    let pages = parts.pages.iter().map(|page| (&page.document.path, Item::Page(page.clone())));
    let question = |(path, item): (&SourcePath, Item)| (path.clone(), (item, names.clone()));
    let questions: Vec<_> = articles.chain(entities).chain(pages).map(question).collect();
    let paths: Vec<SourcePath> = questions.iter().map(|(path, _)| path.clone()).collect();
    let still = |file: &Arc<LinkedFile>| same_places || file.asked.iter().all(|asked| places.still(asked));
    let answers = memory.answer_while(questions, still, |_, (item, names)| Arc::new(link_item(item, names, places)));
    paths.into_iter().zip(answers).collect()
}

fn link_item(item: &Item, names: &Names, places: &Places) -> LinkedFile {
    let look = |path| InFile::new(names, places, path);
    match item {
        Item::Article(article) => link_article(article, look(&article.document.path)),
        Item::Entity(entity) => {
            let document = entity.document.as_ref().expect("entities without a file are not looked up");
            link_entity(entity, document, look(&document.path))
        }
        Item::Page(page) => link_page(page, look(&page.document.path)),
    }
}

fn link_article(article: &Arc<Article>, mut look: InFile<'_>) -> LinkedFile {
    let tagged = look.tags(&article.tags);
    let address = article_address(&article.slug);
    let context = body::Context { page: &address, own: None, tagged: &tagged, link_never: article.link_never };
    let mut body = body::link(&article.document, &context, &mut look);
    let untagged = |mentions: &[Mention]| -> Vec<EntityId> {
        let named: BTreeSet<&EntityId> = mentions.iter().map(|mention| &mention.of).collect();
        named.into_iter().filter(|id| !tagged.contains(id)).cloned().collect()
    };
    // What a fact names is no sign of a forgotten tag.
    look.note_untagged(&untagged(&body.mentions));
    let testimony = testimony::link(article, &address, &tagged, &mut look);
    body.mentions.extend(testimony.statements.iter().flat_map(|statement| testimony::mentions(statement, &look)));
    let named = untagged(&body.mentions);
    let linked = LinkedArticle {
        named,
        tagged,
        authors: article.authors.iter().map(|word| look.author(word)).collect(),
        translations: look.translations(&article.translations),
        image: article.image.as_ref().and_then(|word| look.image(word, &article.document.path)),
        testimony: Arc::new(testimony),
        filling: body.filling,
        address,
        article: article.clone(),
    };
    let value = LinkedItem::Article(Arc::new(linked));
    linked_file(value, body.mentions, look)
}

fn linked_file(value: LinkedItem, mentions: Vec<Mention>, look: InFile<'_>) -> LinkedFile {
    LinkedFile { value, mentions, checks: look.checks, diagnostics: look.diagnostics, asked: look.places.asked }
}

fn profile(entity: &Arc<Entity>) -> LinkedProfile {
    LinkedProfile {
        entity: entity.clone(),
        address: entity_address(&entity.kind, &entity.slug),
        filling: Filling::default(),
        facts: Vec::new(),
        sources: Vec::new(),
        superseded_by: None,
    }
}

fn stubs(parts: &Parts) -> BTreeMap<EntityId, LinkedProfile> {
    let without_file = parts.entities.iter().filter(|(_, entity)| entity.document.is_none());
    without_file.map(|(id, entity)| (id.clone(), profile(entity))).collect()
}

fn link_entity(entity: &Arc<Entity>, document: &Document, mut look: InFile<'_>) -> LinkedFile {
    let mut linked = profile(entity);
    let id = look.id(&entity.kind, &entity.slug);
    for fact in &entity.facts {
        let values = fact.values.iter().map(|phrase| link_phrase(phrase, &mut look)).collect();
        linked.facts.push(LinkedFact { key: fact.key, values });
    }
    let tied: Vec<EntityId> =
        linked.facts.iter().flat_map(|fact| fact.values.iter().flatten()).filter_map(|part| part.to.clone()).collect();
    let context = body::Context { page: &linked.address, own: Some(&id), tagged: &tied, link_never: false };
    let body = body::link(document, &context, &mut look);
    linked.filling = body.filling;
    linked.sources = look.tags(&[(SOURCE_KEY.to_owned(), entity.sources.clone())]);
    linked.superseded_by = entity.superseded_by.as_ref().and_then(|word| look.entity(word, Some(id.kind)));
    // What a page says of itself is no backlink.
    let mentions = body.mentions.into_iter().filter(|mention| mention.of != id).collect();
    let value = LinkedItem::Profile(Arc::new(linked));
    linked_file(value, mentions, look)
}

fn link_page(page: &Arc<Page>, mut look: InFile<'_>) -> LinkedFile {
    let address = page_address(page);
    let context = body::Context { page: &address, own: None, tagged: &[], link_never: false };
    let mut body = body::link(&page.document, &context, &mut look);
    let dispute = page.dispute.as_ref().map(|dispute| Arc::new(dispute::link(page, dispute, &address, &mut look)));
    body.mentions.extend(dispute.iter().flat_map(|dispute| dispute::mentions(dispute, &look)));
    let value = LinkedItem::Page(Arc::new(LinkedPage { page: page.clone(), address, filling: body.filling, dispute }));
    linked_file(value, body.mentions, look)
}

fn link_phrase(phrase: &Phrase, look: &mut InFile<'_>) -> Vec<LinkedPart> {
    let part = |part: &Part| match part {
        Part::Text(text) => LinkedPart { text: text.clone(), to: None },
        Part::Reference(reference) => look.reference(reference),
    };
    phrase.iter().map(part).collect()
}

/// Puts the files into the site, and gives every entity what others say of it.
fn turn_round(
    site: &mut Site,
    files: &[(SourcePath, Arc<LinkedFile>)],
    stubs: BTreeMap<EntityId, Arc<LinkedProfile>>,
) -> BTreeMap<EntityId, LinkedEntity> {
    let kinds = &site.config.kinds;
    let id_of = |profile: &LinkedProfile| {
        let kind = kinds.iter().position(|kind| *kind == profile.entity.kind).unwrap_or(0);
        EntityId { kind, slug: profile.entity.slug.clone() }
    };
    let profiles = files.iter().filter_map(|(_, file)| match &file.value {
        LinkedItem::Profile(own) => Some((id_of(own), own.clone())),
        _ => None,
    });
    let empty = |own| LinkedEntity { own, named_by: Vec::new(), articles: Vec::new(), backlinks: Vec::new() };
    let entities: BTreeMap<EntityId, Arc<LinkedProfile>> = profiles.chain(stubs).collect();
    let mut turned: HashMap<EntityId, LinkedEntity> =
        entities.iter().map(|(id, own)| (id.clone(), empty(own.clone()))).collect();

    for (id, own) in &entities {
        // An audience names the blocs that it leaves out too.
        for fact in
            own.facts.iter().filter(|fact| fact.key != "expands" || own.entity.audience == Some(Audience::These))
        {
            for of in fact.values.iter().flatten().filter_map(|part| part.to.as_ref()) {
                if let Some(entity) = turned.get_mut(of)
                    && !entity.named_by.contains(&(fact.key, id.clone()))
                {
                    entity.named_by.push((fact.key, id.clone()));
                }
            }
        }
    }
    for (n, (_, file)) in files.iter().enumerate() {
        match &file.value {
            LinkedItem::Article(article) => {
                for id in &article.tagged {
                    if let Some(entity) = turned.get_mut(id) {
                        entity.articles.push(n);
                    }
                }
                site.articles.push(article.clone());
            }
            LinkedItem::Profile(_) => {}
            LinkedItem::Page(page) => site.pages.push(page.clone()),
        }
        for (mention, Mention { of, sentence }) in file.mentions.iter().enumerate() {
            if let Some(entity) = turned.get_mut(of) {
                // Two mentions in one sentence are one backlink.
                let same = |last: &Backlink| last.file == n && last.sentence.concat() == sentence.concat();
                if !entity.backlinks.last().is_some_and(same) {
                    entity.backlinks.push(Backlink { file: n, mention, sentence: sentence.clone() });
                }
            }
        }
    }
    entities.into_keys().filter_map(|id| turned.remove(&id).map(|entity| (id, entity))).collect()
}
