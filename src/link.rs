//! All files together: tags and links find their entities, and every entity learns who speaks of it.
//!
//! Fourth step of the pipeline, the first that sees the whole site. It decides what is published, who is who, and
//! where each link leads; it never decides how a page looks or which pages a list is cut into.

mod blocked;
mod body;
pub mod called;
mod capitals;
mod claims;
mod dispute;
mod files;
mod lookup;
pub mod names;
mod orphans;
pub mod places;
mod prose;
mod publish;
mod site;
mod stubs;
pub mod target;
pub mod testimony;
mod translated;
mod turned;

use crate::diagnostic::Diagnostic;
use crate::load::Sources;
use crate::memo::{Gathered, Last, Memo};
use crate::model::config::BaseUrl;
pub use crate::model::entity::address as entity_address;
use crate::model::fact::{Part, Phrase};
use crate::model::kind::{Kinds, SOURCE_KEY};
use crate::model::policy::Policy;
use crate::model::{Article, Config, Entity, Item, Page, config_path};
use crate::parse::Document;
use crate::parse::body::Filling;
use crate::parse::passage::passages;
use crate::parse::yaml::Word;
use crate::path::{Address, SourcePath};
use crate::table::{Rekeyed, Table};
pub use body::{opening, texts};
use lookup::InFile;
use names::Names;
pub use orphans::{Orphan, orphans};
use places::Question;
use publish::Parts;
use rayon::prelude::*;
pub use site::*;
use std::collections::BTreeSet;
use std::sync::Arc;
pub use translated::Languages;
pub use turned::sentences;

/// What the lookup of every file depends on: the kinds, where the site is published, and the author of the settings.
type Common = (Kinds, Option<BaseUrl>, Option<Word>, Option<Policy>);
/// The old addresses of a file, and what is wrong with them.
type Old = (Arc<Vec<Redirect>>, Arc<Vec<Diagnostic>>);

/// What `link` remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    parts: publish::Memory,
    entities: stubs::Memory,
    homes: Rekeyed<FileId, Item, SourcePath, Address>,
    published: files::Memory,
    claims: Last<Table<EntityId, Arc<Entity>>, Arc<Vec<claims::Twice>>>,
    old: Memo<FileId, Item, (), Arc<Old>>,
    old_told: Gathered<FileId, Arc<Old>, Diagnostic>,
    redirects: Memo<FileId, Arc<Old>, (), Arc<Vec<Redirect>>>,
    places: places::Memory,
    names: Option<Arc<Names>>,
    files: Memo<FileId, Item, Common, Arc<LinkedFile>>,
    told: Memo<FileId, Arc<LinkedFile>, bool, Arc<Vec<Diagnostic>>>,
    articles: Rekeyed<FileId, Arc<LinkedFile>, ArticleId, Arc<LinkedArticle>>,
    pages: Rekeyed<FileId, Arc<LinkedFile>, SourcePath, Arc<LinkedPage>>,
    turned: turned::Memory,
    translated: translated::Memory,
}

/// Joins all items to a site.
pub fn link(
    sources: &Sources,
    config: &Arc<Config>,
    items: &Table<SourcePath, Item>,
    circumstances: &Circumstances,
    memory: &mut Memory,
) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let parts = publish::publish(config, items, circumstances, &mut memory.parts, &mut diagnostics);
    let Parts { seen, withheld, .. } = &parts;
    let (entities, names) = stubs::entities(config, seen, withheld, &mut memory.entities, &mut diagnostics);
    let homes = memory.homes.follow(seen, |_, item| Some((item.path().clone(), item.address().clone())));
    let files = files::files(sources, &homes, &mut memory.published, &mut diagnostics);
    let claims = memory
        .claims
        .answer(&entities)
        .unwrap_or_else(|| memory.claims.learn(entities.clone(), Arc::new(claims::twice(&entities))));
    diagnostics.extend(claims.iter().map(|twice| twice.diagnostic(sources)));
    let old = memory.old.answer(seen, &(), [], |_, item, ()| {
        let (redirects, told) = publish::redirects(item);
        let old = || Arc::new((Arc::new(redirects), Arc::new(told)));
        item.has_redirects().then(old)
    });
    diagnostics.extend(memory.old_told.of(&old, |old| &old.1));
    let redirects = memory.redirects.answer(&old, &(), [], |_, old, ()| Some(old.0.clone()));

    let (places, mut questions) = memory.places.places(&parts, &homes, &files, &redirects);
    let renamed = memory.names.replace(names.clone()).and_then(|old| names.changed_since(&old)).unwrap_or_default();
    questions.extend(renamed.iter().map(|name| Question::Name(called::folded(name))));
    questions.extend((!renamed.is_empty()).then_some(Question::Guess));
    let mut again = memory.places.who_asked(&questions);
    again.extend(speaking_of(&renamed, seen));
    // With headers of its own a site keeps another policy, which we do not know.
    let policy = (!files.by_address.contains_key(&Address::new("/_headers"))).then(|| config.policy.clone());
    let common = (config.kinds.clone(), config.base_url.clone(), config.author.clone(), policy);
    let linked = memory.files.answer(seen, &common, again, |_, item, (_, base_url, author, policy)| {
        let look = |path| InFile::new(&names, &places, base_url.as_ref(), policy.as_ref(), path);
        Some(Arc::new(link_item(item, author.as_ref(), look)))
    });
    memory.places.learn(&linked);
    let told = memory.told.answer(&linked, &circumstances.advice, [], |_, file, advice| {
        let told = file.diagnostics.iter().filter(|d| *advice || !d.code.is_advice());
        Some(Arc::new(told.cloned().collect::<Vec<_>>())).filter(|told| !told.is_empty())
    });
    diagnostics.extend(told.values().flat_map(|told| told.iter().cloned()));
    let articles = memory.articles.follow(&linked, |id, file| match (id, &file.value) {
        (FileId::Article(id), LinkedItem::Article(article)) => Some((id.clone(), article.clone())),
        _ => None,
    });
    let pages = memory.pages.follow(&linked, |id, file| match (id, &file.value) {
        (FileId::Page(path), LinkedItem::Page(page)) => Some((path.clone(), page.clone())),
        _ => None,
    });
    let settings = config_path();
    let mut in_settings = InFile::new(&names, &places, config.base_url.as_ref(), None, &settings);
    let site = Site {
        config: config.clone(),
        author: config.author.as_ref().map(|word| in_settings.author(word)),
        menu: config.menu.iter().map(|item| in_settings.menu_item(item)).collect(),
        entities: turned::entities(&entities, &linked, &articles, &mut memory.turned),
        translated: translated::translated(&articles, &config.language, &mut memory.translated),
        articles,
        pages,
        files,
        redirects: redirects.values().flat_map(|redirects| redirects.iter().cloned()).collect(),
        withheld: parts.withheld,
        linked,
        next_change: parts.next_change,
    };
    if circumstances.advice {
        diagnostics.extend(orphans::notes(&site));
    }
    (site, diagnostics)
}

/// The files in whose prose one of some names stands, whatever it stands for there.
fn speaking_of(names: &BTreeSet<String>, seen: &Table<FileId, Item>) -> Vec<FileId> {
    let Some(wanted) = prose::Wanted::new(names) else { return Vec::new() };
    let files: Vec<(&FileId, &Item)> = seen.iter().collect();
    let has = |(_, item): &&(&FileId, &Item)| {
        passages(&item.document().body, &Filling::default()).iter().any(|passage| wanted.is_in(&passage.text))
    };
    files.par_iter().filter(has).map(|(id, _)| (*id).clone()).collect()
}

fn link_item<'a>(item: &'a Item, author: Option<&Word>, look: impl Fn(&'a SourcePath) -> InFile<'a>) -> LinkedFile {
    match item {
        Item::Article(article) => link_article(article, author, look(&article.document.path)),
        Item::Entity(entity) => {
            let document = entity.document.as_ref().expect("entities without a file are not looked up");
            link_entity(entity, document, look(&document.path))
        }
        Item::Page(page) => link_page(page, look(&page.document.path)),
    }
}

fn link_article(article: &Arc<Article>, by_default: Option<&Word>, mut look: InFile<'_>) -> LinkedFile {
    let tagged: Arc<[EntityId]> = look.tags(&article.tags).into();
    let address = article.address.clone();
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
    let named = untagged(&body.mentions).into();
    let authors =
        if article.authors.is_empty() { by_default.map(std::slice::from_ref) } else { Some(&*article.authors) };
    let linked = LinkedArticle {
        named,
        tagged,
        authors: authors.unwrap_or_default().iter().map(|word| look.author(word)).collect(),
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
    let mut asked = look.places.asked;
    asked.sort_unstable();
    asked.dedup();
    let (checks, asked) = (look.checks.into(), asked.into());
    LinkedFile { value, mentions: mentions.into(), checks, diagnostics: look.diagnostics, asked }
}

fn profile(entity: &Arc<Entity>) -> LinkedProfile {
    LinkedProfile {
        entity: entity.clone(),
        address: entity.address.clone(),
        filling: Arc::default(),
        facts: Vec::new(),
        sources: Vec::new(),
        superseded_by: None,
    }
}

fn link_entity(entity: &Arc<Entity>, document: &Document, mut look: InFile<'_>) -> LinkedFile {
    let mut linked = profile(entity);
    let id = look.id(&entity.kind, &entity.slug);
    for fact in &entity.facts {
        let mut values: Vec<Vec<LinkedPart>> =
            fact.values.iter().map(|phrase| link_phrase(phrase, &mut look)).collect();
        if fact.key == "url" {
            values.iter_mut().flatten().for_each(|part| part.text = look.web_address(&part.text));
        }
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
    let address = page.address.clone();
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
