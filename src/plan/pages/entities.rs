//! The pages of entities and their indexes.

use super::lists::{ListPages, all, numbered, on_page, paginate};
use super::source;
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Reading, Recorded, view};
use crate::base::table::Table;
use crate::link::{ArticleId, EntityId, FileId, LinkedEntity, LinkedPage, LinkedProfile, Sentence, opening};
use crate::model::kind::KindId;
use crate::model::same_as::SameAs;
use crate::plan::cards::has_card;
use crate::plan::cited::cite_as_known;
use crate::plan::described;
use crate::plan::editions::list_address;
use crate::plan::facts::{Account, Facts};
use crate::plan::frame::Frame;
use crate::plan::neighbours::TaggedWith;
use crate::plan::page::{Context, PagePlan};
use crate::plan::parts::{Late, Linking, Parts, Shown, Updated, headings, last_change};
use crate::plan::planned::{Asked, Origin, Owner, Planned};
use crate::record::as_page;
use crate::view::{
    AppearsWith, ArticleSummary, Backlink, EntityContext, EntityLink, EntityPage, Html, HtmlParts, ImageContext,
    IndexEntry, IndexPage, NamedBy, NativeName, Pagination, Prepared, SourcePlace, TextLink,
};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(super) struct EntityPagesCache {
    profiles: Recorded<EntityId, Arc<LinkedEntity>, Arc<Frame>, ProfileView, Arc<Profile>>,
    entities: Recorded<EntityId, Arc<LinkedEntity>, EntityCommon, EntityView, ListPages>,
    entries: Recorded<EntityId, Arc<LinkedEntity>, (), ListedView, Arc<IndexEntry>>,
    indexes: Recorded<KindId, Table<EntityId, ()>, Arc<Frame>, IndexView, Arc<PagePlan>>,
}

/// What the pages of all entities depend on, and for each kind whether the theme has a template of its own for it.
type EntityCommon = (Arc<Frame>, Vec<bool>);

/// What the pages of an entity show besides their lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Profile {
    context: Arc<EntityContext>,
    /// The first sentence or two of the profile; may be empty.
    pub opening: Arc<str>,
}

view! {
    /// What the profile of an entity shows beyond it.
    struct ProfileView {
        links: EntityId => Prepared<EntityLink>,
    }
}

view! {
    /// What the pages of an entity show beyond it: its profile, the titles of articles, the sentences of files.
    struct EntityView {
        links: EntityId => Prepared<EntityLink>,
        profiles: EntityId => Arc<Profile>,
        accounts: EntityId => Arc<Account>,
        summaries: ArticleId => Arc<ArticleSummary>,
        pages: SourcePath => Arc<LinkedPage>,
        appears_with: EntityId => TaggedWith,
        late: EntityId => Table<ArticleId, Late>,
        updated: ArticleId => Updated,
        /// The entities that have editions of their own.
        with_editions: EntityId => (),
    }
}

view! {
    /// What the index of its kind shows of an entity beyond it.
    struct ListedView {
        links: EntityId => Prepared<EntityLink>,
        profiles: EntityId => Arc<Profile>,
        late: EntityId => Table<ArticleId, Late>,
        updated: ArticleId => Updated,
    }
}

view! {
    /// What the index of a kind shows beyond who is in it.
    struct IndexView {
        entries: EntityId => Arc<IndexEntry>,
    }
}

/// What the pages of each entity show besides their lists.
pub(super) fn profiles(parts: &Parts<'_>, memory: &mut EntityPagesCache) -> Table<EntityId, Arc<Profile>> {
    let view = ProfileView { links: parts.shared.links.clone() };
    memory.profiles.answer(&parts.site.entities, &parts.frame, view, profile)
}

fn profile(
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
        opening: document.map_or(String::new(), |document| opening(document, &own.filling)).into(),
    }))
}

/// What pages of entities are made of, beyond the site.
#[derive(Clone, Copy)]
pub(super) struct EntityInputs<'a> {
    pub facts: &'a Facts,
    pub profiles: &'a Table<EntityId, Arc<Profile>>,
    pub with_editions: &'a Table<EntityId, ()>,
}

pub(super) fn add_entities(
    parts: &Parts<'_>,
    inputs: EntityInputs<'_>,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut EntityPagesCache,
) {
    let site = parts.site;
    let view = EntityView {
        links: parts.shared.links.clone(),
        profiles: inputs.profiles.clone(),
        accounts: inputs.facts.entities.clone(),
        with_editions: inputs.with_editions.clone(),
        summaries: parts.summaries.clone(),
        pages: site.pages.clone(),
        appears_with: parts.appears_with.clone(),
        late: parts.late_of.clone(),
        updated: parts.updated.clone(),
    };
    let own_templates = parts.shared.config.kinds.iter().map(|kind| has_template(&kind.template)).collect();
    let common = (parts.frame.clone(), own_templates);
    let pages = memory.entities.answer(&site.entities, &common, view, |id, linked, (frame, own_templates), reading| {
        let shared = &Shown { frame, links: reading.links() };
        let link = shared.link(id)?;
        let account = reading.accounts().get(id).cloned().unwrap_or_default();
        let (cited, backlinks) = source::parted(shared.is_source(id), backlinks(shared, linked, reading));
        let entity = EntityParts {
            linked,
            profile: reading.profiles().get(id)?,
            articles: summaries(reading, &linked.articles),
            written: summaries(reading, &linked.written),
            backlinks,
            places: source::places(shared.strings(), &account.rests, cited),
            account,
            appears_with: reading.appears_with().get(id).map_or(&[], |with| with.as_slice()),
            card: has_card(frame, id).then(|| frame.card(&link.name, &linked.own.address)).flatten(),
            editions: reading
                .with_editions()
                .get(id)
                .map(|()| shared.url(&list_address(shared.frame, Some(id))).into()),
            version: last_change(linked, true, reading.late().get(id), reading.updated()),
            has_template: own_templates[id.kind.place()],
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
fn backlinks(shared: &Shown<'_>, linked: &LinkedEntity, reading: &Reading<'_, EntityView>) -> Vec<Backlink> {
    let mut backlinks = Vec::new();
    for (file, sentences) in &linked.backlinks {
        let Some((from, date)) = speaker(shared, file, reading) else { continue };
        let backlink = |sentence: &Sentence| Backlink { from: from.clone(), date, sentence: sentence.clone() };
        backlinks.extend(sentences.iter().map(backlink));
    }
    backlinks
}

/// The title and address of the page of a file, and the day of an article.
fn speaker(shared: &Shown<'_>, file: &FileId, reading: &Reading<'_, EntityView>) -> Option<(TextLink, Option<Date>)> {
    let (text, url, lang, date) = match file {
        FileId::Article(id) => {
            let summary = reading.summaries().get(id)?;
            (summary.title.clone(), summary.url.clone(), summary.lang.clone(), Some(summary.date))
        }
        FileId::Entity(id) => {
            let link = shared.link(id)?;
            (link.name.clone(), link.url.clone(), link.lang.clone(), None)
        }
        FileId::Page(path) => {
            let linked = reading.pages().get(path)?;
            let lang = linked.page.lang.as_deref().map(Arc::from);
            (linked.page.title.as_str().into(), shared.url(&linked.address).into(), lang, None)
        }
    };
    Some((TextLink { text, url: Some(url), lang }, date))
}

/// Plans the index of each kind that has any entity.
pub(super) fn add_indexes(
    parts: &Parts<'_>,
    planned: &mut Planned,
    profiles: &Table<EntityId, Arc<Profile>>,
    memory: &mut EntityPagesCache,
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
            last,
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
    backlinks: Vec<Backlink>,
    places: Vec<SourcePlace>,
    appears_with: &'a [(EntityId, usize)],
    card: Option<Arc<ImageContext>>,
    /// Where its editions are listed.
    editions: Option<Arc<str>>,
    /// The day of the last change among the articles that it has to do with.
    version: Option<Date>,
    has_template: bool,
    shared: &'a Shown<'a>,
}

fn entity_pages(inputs: &EntityParts<'_>) -> Vec<(Address, Arc<PagePlan>)> {
    let EntityParts { profile, shared, articles, written, backlinks, .. } = inputs;
    let (own, strings) = (&inputs.linked.own, shared.strings());
    let (entity, address) = (&own.entity, &own.address);
    let template = if inputs.has_template { &entity.kind.template } else { "entity.html" };
    let description = match profile.opening.is_empty() {
        true => {
            let key = match (written.is_empty(), articles.is_empty()) {
                (false, false) => "entity.description_written_and_about",
                (false, true) => "entity.description_written",
                _ => "entity.description",
            };
            strings.fill(key, &[("name", &entity.name), ("kind", strings.kind(&entity.kind.key))]).into()
        }
        false => profile.opening.clone(),
    };
    let ld = described::entity(shared, own, &inputs.account);
    let pages = paginate(shared, address, &[articles.len(), written.len(), backlinks.len()]);
    let page = |(address, pagination): (Address, Pagination)| {
        let title = numbered(strings, &profile.context.name, &pagination);
        let description = match pagination.number {
            Some(_) => strings.fill("entity.description_page", &[("title", &title)]).into(),
            None => description.clone(),
        };
        let mut page = shared.page_saying(ld.clone(), "entity", &title, &description, &address);
        if shared.config.feed_entities {
            page.feed = shared.feed_link(&entity.name, &own.address);
        }
        page.image = inputs.card.clone().or(page.image);
        let is_first = pagination.number.is_none();
        if is_first {
            let has_text = own.entity.document.as_ref().is_some_and(|document| !document.body.nodes.is_empty());
            page.version = shared.version(&own.entity.version, &address).filter(|_| has_text);
            let day = inputs.account.shown.as_known.as_ref().and_then(|newest| newest.day.parse().ok());
            let of_name = ("as_known.title", &*entity.name);
            page.cite = cite_as_known(shared, &page, &address, of_name, (inputs.version, day));
        }
        let context = EntityPage {
            page,
            entity: profile.context.clone(),
            account: if is_first { inputs.account.shown.clone() } else { Arc::default() },
            former: if is_first { former(inputs) } else { Vec::new() },
            articles: on_page(shared, articles, &pagination).to_vec(),
            written: on_page(shared, written, &pagination).to_vec(),
            places: if is_first { inputs.places.clone() } else { Vec::new() },
            backlinks: on_page(shared, backlinks, &pagination).to_vec(),
            appears_with: if is_first { appears_with(inputs) } else { Vec::new() },
            editions: inputs.editions.clone().filter(|_| is_first),
            pagination,
        };
        (address, Arc::new(PagePlan::page(template, Context::Entity(context))))
    };
    pages.into_iter().map(page).collect()
}

/// The ids of changes that the page had when it was recorded, and has no more.
fn former(inputs: &EntityParts<'_>) -> Vec<String> {
    let own = &inputs.linked.own;
    let old = own.entity.redirects.iter().map(|word| as_page(&word.text));
    let pages: Vec<Address> = std::iter::once(own.address.clone()).chain(old).collect();
    let changes = &inputs.account.shown.changes;
    inputs.shared.record.former(&pages, &|id| changes.iter().any(|change| change.anchor == id))
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
    let elsewhere = |other: &SameAs| TextLink {
        text: other.label.as_str().into(),
        url: Some(other.url.as_str().into()),
        lang: None,
    };
    let html = document.map_or(Html::default(), |document| Html::new(document, &own.filling, &shared.prefixes));
    let names = |(lang, name): &(String, String)| NativeName { lang: lang.clone(), name: name.clone() };
    Some(EntityContext {
        name: link.name.clone(),
        slug: id.slug.to_string(),
        url: link.url.clone(),
        kind: shared.kinds[id.kind.place()].clone(),
        type_: entity.type_.clone(),
        bloc: link.bloc.clone(),
        hue: link.hue,
        lang: link.lang.clone(),
        short: link.short.clone(),
        stub: document.is_none(),
        aliases: entity.aliases.iter().map(|word| word.text.clone()).collect(),
        names: entity.names.iter().map(names).collect(),
        same_as: entity.same_as.iter().map(elsewhere).collect(),
        note: entity.note.clone(),
        facts: own.facts.iter().map(|fact| shared.fact(fact.key, &fact.values)).collect(),
        original: source::original(shared.strings(), own),
        named_by: group_by_kind_and_key(shared, named_by),
        sources: shared.citations(&own.sources, &own.places),
        superseded_by: own.superseded_by.as_ref().and_then(|id| shared.link(id)),
        text_lang: entity.version.lang().cloned(),
        parts: HtmlParts::of(&html),
        html,
        headings: document.map_or(Vec::new(), |document| headings(&document.body, &own.filling)),
        extra: entity.extra.clone(),
    })
}

/// The entities that name this one, by the field they do it in and by their kind.
fn group_by_kind_and_key(shared: &Shown<'_>, named_by: &[(&'static str, EntityId)]) -> Vec<NamedBy> {
    let mut groups: BTreeMap<(KindId, &str), Vec<_>> = BTreeMap::new();
    for (key, by) in named_by {
        groups.entry((by.kind, *key)).or_default().extend(shared.link(by));
    }
    let group = |((kind, key), entities): ((KindId, &str), _)| NamedBy {
        key: key.to_owned(),
        kind: shared.kinds[kind.place()].clone(),
        entities,
    };
    groups.into_iter().map(group).collect()
}

fn index(frame: &Frame, kind: KindId, mut entries: Vec<Arc<IndexEntry>>) -> IndexPage {
    let context = &frame.kinds[kind.place()];
    let address = Address::new(format!("/{}/", frame.config.kinds[kind].folder));
    let key = |name: &str| frame.config.collation.key(name);
    entries.sort_by_cached_key(|entry| (key(&entry.entity.name), entry.entity.slug.clone()));
    let description = frame.strings().count("index.description", entries.len(), &[("kind", &context.plural)]);
    let page = frame.page("index", &context.plural, &description, &address);
    IndexPage { page, kind: context.clone(), entries }
}
