//! The pages of entities and their indexes.

use super::lists::{numbered, on_page, paginate};
use super::{Backlinks, Memory, Profile, Spoken, all};
use crate::context::{
    AppearsWith, ArticleSummary, BacklinkContext, EntityContext, EntityLink, EntityPage, ImageContext, IndexEntry,
    IndexPage, NamedBy, NativeName, Pagination, TextLink,
};
use crate::link::{
    ArticleId, EntityId, FileId, LinkedEntity, LinkedFile, LinkedItem, LinkedProfile, Sentence, opening,
};
use crate::path::Address;
use crate::plan::cards::has_card;
use crate::plan::described;
use crate::plan::facts::{Account, Facts};
use crate::plan::neighbours::TaggedWith;
use crate::plan::parts::{Frame, Late, Linking, Parts, Shown, Updated, headings, last_change};
use crate::plan::planned::{Asked, Origin, Owner, Planned};
use crate::plan::{Context, PagePlan};
use crate::reads::{Reading, view};
use crate::table::Table;
use std::collections::BTreeMap;
use std::sync::Arc;

view! {
    /// What the profile of an entity shows beyond it.
    pub(super) struct ProfileView {
        links: EntityId => Arc<EntityLink>,
    }
}

view! {
    /// What the pages of an entity show beyond it: its profile, the titles of articles, the sentences of files.
    pub(super) struct EntityView {
        links: EntityId => Arc<EntityLink>,
        profiles: EntityId => Arc<Profile>,
        accounts: EntityId => Arc<Account>,
        summaries: ArticleId => Arc<ArticleSummary>,
        backlinks: EntityId => Table<FileId, Backlinks>,
        appears_with: EntityId => TaggedWith,
    }
}

view! {
    /// What the index of its kind shows of an entity beyond it.
    pub(super) struct ListedView {
        links: EntityId => Arc<EntityLink>,
        profiles: EntityId => Arc<Profile>,
        late: EntityId => Table<ArticleId, Late>,
        updated: ArticleId => Updated,
    }
}

view! {
    /// What the index of a kind shows beyond who is in it.
    pub(super) struct IndexView {
        entries: EntityId => Arc<IndexEntry>,
    }
}

pub(super) fn profile(
    id: &EntityId,
    linked: &Arc<LinkedEntity>,
    frame: &Arc<Frame>,
    reading: &Reading<'_, ProfileView>,
) -> Option<Arc<Profile>> {
    let own = &linked.own;
    let shared = Shown { frame, links: reading.links() };
    let document = own.entity.document.as_ref();
    Some(Arc::new(Profile {
        context: Arc::new(entity_context(&shared, id, own, &linked.named_by)?),
        opening: document.map_or(String::new(), |document| opening(document, &own.filling)),
    }))
}

pub(super) fn add_entities(
    parts: &Parts<'_>,
    facts: &Facts,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    profiles: &Table<EntityId, Arc<Profile>>,
    memory: &mut Memory,
) {
    let site = parts.site;
    let spoken = memory.spoken.answer(&site.linked, &parts.frame, |_, file, frame| {
        Some(Arc::new(spoken(frame, file))).filter(|spoken| !spoken.is_empty())
    });
    let backlinks = memory.backlinks.follow(&spoken, |_, spoken| spoken.to_vec()).clone();
    let view = EntityView {
        links: parts.shared.links.clone(),
        profiles: profiles.clone(),
        accounts: facts.entities.clone(),
        summaries: parts.summaries.clone(),
        backlinks,
        appears_with: parts.appears_with.clone(),
    };
    let own_templates = parts.shared.config.kinds.iter().map(|kind| has_template(&kind.template)).collect();
    let common = (parts.frame.clone(), own_templates);
    let pages = memory.entities.answer(&site.entities, &common, view, |id, linked, (frame, own_templates), reading| {
        let shared = &Shown { frame, links: reading.links() };
        let entity = EntityParts {
            linked,
            profile: reading.profiles().get(id)?,
            account: reading.accounts().get(id).cloned().unwrap_or_default(),
            articles: summaries(reading, &linked.articles),
            written: summaries(reading, &linked.written),
            backlinks: of_all_files(reading.backlinks().get(id)),
            appears_with: reading.appears_with().get(id).map_or(&[], |with| with.as_slice()),
            card: has_card(frame, id).then(|| frame.card(&linked.own.entity.name, &linked.own.address)).flatten(),
            has_template: own_templates[id.kind],
            shared,
        };
        Some(Arc::new(entity_pages(&entity)))
    });
    for id in memory.entities.touched() {
        let asked = pages.get(id).map_or(Vec::new(), |pages| {
            let entity = &site.entities[id].own.entity;
            let origin = match &entity.document {
                Some(document) => Origin::file(&document.path),
                None => Origin::of("the page of", entity),
            };
            all(pages, &origin)
        });
        planned.ask(Owner::Entity(id.clone()), asked);
    }
}

fn summaries(reading: &Reading<'_, EntityView>, articles: &Table<ArticleId, ()>) -> Vec<Arc<ArticleSummary>> {
    articles.keys().filter_map(|id| reading.summaries().get(id).cloned()).collect()
}

/// Articles first, newest first, then entities, then plain pages.
fn of_all_files(backlinks: Option<&Table<FileId, Backlinks>>) -> Vec<Arc<BacklinkContext>> {
    backlinks.into_iter().flat_map(|of_files| of_files.values()).flat_map(|of_file| of_file.iter()).cloned().collect()
}

/// Plans the index of each kind that has any entity.
pub(super) fn add_indexes(
    parts: &Parts<'_>,
    planned: &mut Planned,
    profiles: &Table<EntityId, Arc<Profile>>,
    memory: &mut Memory,
) {
    let view = ListedView {
        links: parts.shared.links.clone(),
        profiles: profiles.clone(),
        late: parts.late_of.clone(),
        updated: parts.updated.clone(),
    };
    let entries = memory.entries.answer(&parts.site.entities, &(), view, |id, linked, (), reading| {
        let last = last_change(linked, false, reading.late().get(id), reading.updated());
        Some(Arc::new(IndexEntry {
            entity: reading.links().get(id)?.clone(),
            articles: linked.own_articles().len(),
            last: last.map(|day| day.to_string()),
            summary: reading.profiles().get(id)?.opening.clone(),
        }))
    });
    let view = IndexView { entries };
    let indexes =
        memory.indexes.answer(parts.memory.by_kind.groups(), &parts.frame, view, |kind, ids, frame, reading| {
            let entries = ids.keys().filter_map(|id| reading.entries().get(id).cloned()).collect();
            Some(Arc::new(PagePlan::page("index.html", Context::Index(index(frame, *kind, entries)))))
        });
    for kind in memory.indexes.touched() {
        let folder = || &parts.shared.config.kinds[*kind].folder;
        let asked = |page: &Arc<PagePlan>| Asked {
            address: Address::new(format!("/{}/", folder())),
            origin: Origin::made(&format!("the index of {}", folder())),
            page: page.clone(),
        };
        planned.ask(Owner::Index(*kind), indexes.get(kind).map(asked).into_iter().collect());
    }
}

/// All that the pages of an entity are made of.
struct EntityParts<'a> {
    linked: &'a LinkedEntity,
    profile: &'a Profile,
    account: Arc<Account>,
    articles: Vec<Arc<ArticleSummary>>,
    written: Vec<Arc<ArticleSummary>>,
    backlinks: Vec<Arc<BacklinkContext>>,
    appears_with: &'a [(EntityId, usize)],
    card: Option<ImageContext>,
    has_template: bool,
    shared: &'a Shown<'a>,
}

fn entity_pages(inputs: &EntityParts<'_>) -> Vec<(Address, Arc<PagePlan>)> {
    let EntityParts { profile, shared, articles, written, backlinks, .. } = inputs;
    let own = &inputs.linked.own;
    let (entity, address) = (&own.entity, &own.address);
    let template = if inputs.has_template { &entity.kind.template } else { "entity.html" };
    let description = match profile.opening.is_empty() {
        true if !written.is_empty() && !articles.is_empty() => format!("Articles by and about {}.", entity.name),
        true if !written.is_empty() => format!("Articles by {}.", entity.name),
        true => format!("{} ({}): what is said of it.", entity.name, entity.kind.title.to_lowercase()),
        false => profile.opening.clone(),
    };
    let ld = described::entity(shared, own, &inputs.account);
    let pages = paginate(shared, address, &[articles.len(), written.len(), backlinks.len()]);
    let page = |(address, pagination): (Address, Pagination)| {
        let title = numbered(&entity.name, &pagination);
        let description = match pagination.number {
            Some(_) => format!("{title}, counted from the oldest: articles, and where it is spoken of."),
            None => description.clone(),
        };
        let mut page = shared.page_saying(ld.clone(), "entity", &title, &description, &address);
        page.feed = shared.feed_link(&entity.name, &own.address);
        page.image = inputs.card.clone().or(page.image);
        let is_first = pagination.number.is_none();
        let context = EntityPage {
            page,
            entity: profile.context.clone(),
            account: if is_first { inputs.account.shown.clone() } else { Arc::default() },
            articles: on_page(shared, articles, &pagination).to_vec(),
            written: on_page(shared, written, &pagination).to_vec(),
            backlinks: on_page(shared, backlinks, &pagination).to_vec(),
            appears_with: if is_first { appears_with(inputs) } else { Vec::new() },
            pagination,
        };
        (address, Arc::new(PagePlan::page(template, Context::Entity(context))))
    };
    pages.into_iter().map(page).collect()
}

fn appears_with(inputs: &EntityParts<'_>) -> Vec<AppearsWith> {
    let link =
        |(other, shared): &(EntityId, usize)| Some(AppearsWith { entity: inputs.shared.link(other)?, shared: *shared });
    inputs.appears_with.iter().filter_map(link).collect()
}

fn entity_context(
    shared: &Shown<'_>,
    id: &EntityId,
    own: &LinkedProfile,
    named_by: &[(&'static str, EntityId)],
) -> Option<EntityContext> {
    let entity = &own.entity;
    let document = entity.document.as_ref();
    let link = shared.link(id)?;
    let names = |(lang, name): &(String, String)| NativeName { lang: lang.clone(), name: name.clone() };
    Some(EntityContext {
        name: entity.name.clone(),
        slug: id.slug.to_string(),
        url: link.url.clone(),
        kind: shared.kinds[id.kind].clone(),
        type_: entity.type_.clone(),
        bloc: link.bloc.clone(),
        hue: link.hue,
        stub: document.is_none(),
        aliases: entity.aliases.iter().map(|word| word.text.clone()).collect(),
        names: entity.names.iter().map(names).collect(),
        note: entity.note.clone(),
        facts: own.facts.iter().map(|fact| shared.fact(fact.key, &fact.values)).collect(),
        named_by: group_by_kind_and_key(shared, named_by),
        sources: shared.links(&own.sources),
        superseded_by: own.superseded_by.as_ref().and_then(|id| shared.link(id)),
        html: document.map_or(String::new(), |document| document.body.html(&own.filling, shared.config.prefix())),
        headings: document.map_or(Vec::new(), |document| headings(&document.body, &own.filling)),
        extra: entity.extra.clone(),
    })
}

/// The entities that name this one, by the field they do it in and by their kind.
fn group_by_kind_and_key(shared: &Shown<'_>, named_by: &[(&'static str, EntityId)]) -> Vec<NamedBy> {
    let mut groups: BTreeMap<(usize, &str), Vec<_>> = BTreeMap::new();
    for (key, by) in named_by {
        groups.entry((by.kind, *key)).or_default().extend(shared.link(by));
    }
    let group = |((kind, key), entities): ((usize, &str), _)| NamedBy {
        key: key.to_owned(),
        kind: shared.kinds[kind].clone(),
        entities,
    };
    groups.into_iter().map(group).collect()
}

fn spoken(frame: &Frame, file: &LinkedFile) -> Spoken {
    let (title, address, date) = match &file.value {
        LinkedItem::Article(linked) => {
            (&linked.article.title, &linked.address, Some(linked.article.date.day.to_string()))
        }
        LinkedItem::Profile(own) => (&own.entity.name, &own.address, None),
        LinkedItem::Page(linked) => (&linked.page.title, &linked.address, None),
    };
    let from = TextLink { text: title.clone(), url: Some(frame.url(address)) };
    let backlink = |sentence: &Sentence| {
        let [before, name, after] = &**sentence;
        Arc::new(BacklinkContext {
            from: from.clone(),
            date: date.clone(),
            before: before.clone(),
            name: name.clone(),
            after: after.clone(),
        })
    };
    let sentences = crate::link::sentences(file).into_iter();
    sentences.map(|(id, sentences)| (id, Arc::new(sentences.iter().map(backlink).collect()))).collect()
}

fn index(frame: &Frame, kind: usize, mut entries: Vec<Arc<IndexEntry>>) -> IndexPage {
    let context = &frame.kinds[kind];
    let address = Address::new(format!("/{}/", frame.config.kinds[kind].folder));
    entries.sort_by_cached_key(|entry| (crate::link::called::folded(&entry.entity.name), entry.entity.slug.clone()));
    let description = format!("{}: {} in all, with what is said of each.", context.plural, entries.len());
    let page = frame.page("index", &context.plural, &description, &address);
    IndexPage { page, kind: context.clone(), entries }
}
