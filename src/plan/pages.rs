//! The pages that readers visit.

use super::cards::has_card;
use super::described;
use super::facts::{Account, Facts};
use super::neighbours::TaggedWith;
use super::parts::{Frame, Parts, Shared, archive_address, articles_of, headings};
use super::planned::{Asked, Origin, Owner, Planned};
use super::{Context, PagePlan};
use crate::context::{
    AppearsWith, ArchivePage, ArticleContext, ArticlePage, ArticleSummary, BacklinkContext, CardCell, CellContext,
    EntityContext, EntityPage, HomeContext, HoverCard, ImageContext, IndexEntry, IndexPage, NamedBy, NativeName,
    Pagination, PlainPage, RedirectPage, RelatedArticle, TextLink, TranslationLink,
};
use crate::link::{
    ArticleId, EntityId, FileId, LinkedArticle, LinkedEntity, LinkedFile, LinkedItem, LinkedPage, LinkedProfile,
    Redirect, Sentence, opening,
};
use crate::memo::{Last, Memo};
use crate::path::{Address, SourcePath};
use crate::table::{Table, Turned};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// How many entities of a kind the home page names.
const HOME_ENTITIES: usize = 12;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    articles: Memo<ArticleId, Arc<LinkedArticle>, Arc<Frame>, Arc<PagePlan>>,
    profiles: Memo<EntityId, Arc<LinkedEntity>, Arc<Frame>, Arc<Profile>>,
    cards: Memo<EntityId, Arc<LinkedEntity>, Arc<Frame>, Arc<HoverCard>>,
    spoken: Memo<FileId, Arc<LinkedFile>, Arc<Frame>, Arc<Spoken>>,
    backlinks: Turned<FileId, Arc<Spoken>, EntityId, Backlinks>,
    /// Whose profile has links to whom, and who is shown with whom.
    referring: Turned<EntityId, Arc<LinkedEntity>, EntityId, ()>,
    company: Turned<EntityId, TaggedWith, EntityId, ()>,
    entities: Memo<EntityId, Arc<LinkedEntity>, EntityCommon, ListPages>,
    entries: Memo<EntityId, Arc<LinkedEntity>, Arc<Frame>, Arc<IndexEntry>>,
    indexes: Memo<usize, Table<EntityId, ()>, Arc<Frame>, Arc<PagePlan>>,
    plain: Memo<SourcePath, Arc<LinkedPage>, Arc<Frame>, Arc<PagePlan>>,
    archive: Last<Listed, ListPages>,
    lately: Last<Table<EntityId, Arc<LinkedEntity>>, Arc<Vec<EntityId>>>,
}

/// What the pages of all entities depend on, and for each kind whether the theme has a template of its own for it.
type EntityCommon = (Arc<Frame>, Vec<bool>);
/// All articles, newest first.
type Listed = (Table<ArticleId, Arc<ArticleSummary>>, Arc<Frame>);
type ListPages = Arc<Vec<(Address, Arc<PagePlan>)>>;

/// What the pages of an entity show besides their lists.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Profile {
    context: Arc<EntityContext>,
    /// The first sentence or two of the profile; may be empty.
    opening: String,
}

/// The sentences of one file that speak of one entity, as its page shows them.
type Backlinks = Arc<Vec<Arc<BacklinkContext>>>;
/// The sentences of one file, by the entities that they speak of.
type Spoken = Vec<(EntityId, Backlinks)>;

/// Plans everything but redirects, feeds and files.
pub fn add(
    parts: &Parts<'_>,
    facts: &Facts,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut Memory,
) {
    let stale = profiles_with_other_links(parts, memory);
    let profiles = memory.profiles.answer(&parts.site.entities, &parts.frame, stale, |id, linked, _| {
        Some(Arc::new(profile(&parts.shared, id, linked)))
    });
    let cards = cards(parts, facts, &profiles, memory);
    add_articles(parts, facts, &cards, planned, memory);
    let question = (parts.summaries.clone(), parts.frame.clone());
    let archive = memory.archive.answer(&question).unwrap_or_else(|| {
        let pages = Arc::new(archive(&question.0, &question.1));
        memory.archive.learn(question, pages)
    });
    planned.ask(Owner::Archive, all(&archive, &Origin::made("the archive")));
    add_entities(parts, facts, planned, has_template, &profiles, memory);
    add_indexes(parts, planned, &profiles, memory);
    let home = PagePlan::page("home.html", Context::Home(home(parts, facts, memory)));
    planned.ask(Owner::Home, one(Address::new("/"), Origin::made("the home page"), home));
    let plain = memory.plain.answer(&parts.site.pages, &parts.frame, [], |_, linked, frame| {
        let page = || Arc::new(PagePlan::page("page.html", Context::Plain(plain_page(frame, linked))));
        linked.dispute.is_none().then(page)
    });
    for path in memory.plain.touched() {
        let asked = |page: &Arc<PagePlan>| Asked {
            address: parts.site.pages[path].address.clone(),
            origin: Origin::file(path),
            page: page.clone(),
        };
        planned.ask(Owner::Plain(path.clone()), plain.get(path).map(asked).into_iter().collect());
    }
    let not_found = PagePlan::page("404.html", Context::Plain(not_found(&parts.frame)));
    let origin = Origin::made("the page for what is not found");
    planned.ask(Owner::NotFound, one(Address::new("/404.html"), origin, not_found));
}

fn not_found(frame: &Frame) -> PlainPage {
    let address = Address::new("/404.html");
    let mut page = frame.page("404", "Page not found", "There is no page at this address.", &address);
    // It answers for every address that is not there, so it is the page of none.
    page.canonical = String::new();
    page.ld = Arc::default();
    PlainPage { page, html: String::new(), headings: Vec::new(), extra: serde_json::Value::Null }
}

/// One page, as it is asked for.
pub fn one(address: Address, origin: Origin, page: PagePlan) -> Vec<Asked> {
    vec![Asked { address, origin, page: Arc::new(page) }]
}

fn all(pages: &[(Address, Arc<PagePlan>)], origin: &Origin) -> Vec<Asked> {
    let asked = |(address, page): &(Address, Arc<PagePlan>)| Asked {
        address: address.clone(),
        origin: origin.clone(),
        page: page.clone(),
    };
    pages.iter().map(asked).collect()
}

type Cards = Table<EntityId, Arc<HoverCard>>;

/// What links to each entity show of it.
fn cards(parts: &Parts<'_>, facts: &Facts, profiles: &Table<EntityId, Arc<Profile>>, memory: &mut Memory) -> Cards {
    let stale: Vec<EntityId> = [&parts.memory.links.changed, &memory.profiles.changed, facts.changed_entities]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    memory.cards.answer(&parts.site.entities, &parts.frame, stale, |id, _, frame| {
        let account = facts.entities.get(id).filter(|_| frame.config.kinds[id.kind].key == "model");
        let cells = account.map_or(&[][..], |account| &account.shown.cells);
        let is_known = cells.iter().any(|cell| cell.layer.is_some());
        let cell = |cell: &Arc<CellContext>| CardCell { bloc: cell.bloc.name.clone(), status: cell.status };
        (!frame.is_source(id)).then(|| {
            Arc::new(HoverCard {
                entity: parts.shared.links[id].clone(),
                kind: frame.kinds[id.kind].title.clone(),
                opening: profiles[id].opening.clone(),
                cells: cells.iter().filter(|_| is_known).map(cell).collect(),
            })
        })
    })
}

/// The page of an article shows the articles before and after it, related ones, and what there is on its entities: when
/// one of them is called otherwise, it is planned again.
fn add_articles(parts: &Parts<'_>, facts: &Facts, cards: &Cards, planned: &mut Planned, memory: &mut Memory) {
    let changes = parts.memory;
    let mut stale: BTreeSet<ArticleId> = BTreeSet::new();
    for id in &changes.summaries.changed {
        let beside = neighbours(&parts.summaries, id);
        stale.extend(beside.into_iter().flatten().map(|(beside, _)| beside.clone()));
        stale.extend(changes.neighbours.shown_by.of(id).cloned());
        stale.insert(id.clone());
    }
    stale.extend(changes.updated.changed.iter().chain(&changes.neighbours.related.changed).cloned());
    stale.extend(facts.changed_articles.iter().chain(&parts.with_other_links).chain(&changes.newest.moved).cloned());
    stale.extend(articles_of(parts.site, &memory.cards.changed));
    let pages = memory.articles.answer(&parts.site.articles, &parts.frame, stale, |id, linked, _| {
        let context = article(parts, facts, cards, id, linked);
        Some(Arc::new(PagePlan::page("article.html", Context::Article(Box::new(context)))))
    });
    for id in memory.articles.touched() {
        let asked = |page: &Arc<PagePlan>| {
            let linked = &parts.site.articles[id];
            let origin = Origin::file(&linked.article.document.path);
            Asked { address: linked.address.clone(), origin, page: page.clone() }
        };
        planned.ask(Owner::Article(id.clone()), pages.get(id).map(asked).into_iter().collect());
    }
}

/// The article published before one, and the one after it.
fn neighbours<'b, V>(articles: &'b Table<ArticleId, V>, id: &ArticleId) -> [Option<(&'b ArticleId, &'b V)>; 2] {
    // Newest first: what was before stands after it.
    let earlier = articles.range::<_, ArticleId>((Bound::Excluded(id), Bound::Unbounded)).next();
    let later = articles.range::<_, ArticleId>((Bound::Unbounded, Bound::Excluded(id))).next_back();
    [earlier, later]
}

/// The entities whose profiles show a link that is not what it was: their own, or one to an entity that names them, that they
/// rest on, or that follows them.
fn profiles_with_other_links(parts: &Parts<'_>, memory: &mut Memory) -> BTreeSet<EntityId> {
    memory.referring.follow(&parts.site.entities, |_, linked| {
        let named_by = linked.named_by.iter().map(|(_, id)| id);
        let shown: BTreeSet<&EntityId> = named_by.chain(&linked.own.sources).chain(&linked.own.superseded_by).collect();
        shown.into_iter().map(|id| (id.clone(), ())).collect()
    });
    let others = &parts.memory.links.changed;
    let referring = others.iter().flat_map(|id| memory.referring.of(id));
    referring.chain(others).cloned().collect()
}

fn profile(shared: &Shared, id: &EntityId, linked: &LinkedEntity) -> Profile {
    let own = &linked.own;
    let document = own.entity.document.as_ref();
    Profile {
        context: Arc::new(entity_context(shared, id, own, &linked.named_by)),
        opening: document.map_or(String::new(), |document| opening(document, &own.filling)),
    }
}

/// The pages of an entity show the titles of articles and the sentences of files: when one of these changes, they are
/// planned again.
fn add_entities(
    parts: &Parts<'_>,
    facts: &Facts,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    profiles: &Table<EntityId, Arc<Profile>>,
    memory: &mut Memory,
) {
    let site = parts.site;
    let spoken = memory.spoken.answer(&site.linked, &parts.frame, [], |_, file, frame| {
        Some(Arc::new(spoken(frame, file))).filter(|spoken| !spoken.is_empty())
    });
    let backlinks = memory.backlinks.follow(&spoken, |_, spoken| spoken.to_vec()).clone();
    let changes = parts.memory;
    let mut stale = parts.entities_of(&changes.summaries.changed);
    stale.extend(memory.backlinks.changed.iter().cloned());
    stale.extend(memory.profiles.changed.iter().chain(&changes.neighbours.appears_with.changed).cloned());
    stale.extend(facts.changed_entities.iter().cloned());
    // A page shows the links to those that appear with its entity.
    memory.company.follow(&parts.appears_with, |_, with| with.iter().map(|(id, _)| (id.clone(), ())).collect());
    stale.extend(changes.links.changed.iter().flat_map(|id| memory.company.of(id)).cloned());
    let own_templates = parts.shared.config.kinds.iter().map(|kind| has_template(&kind.template)).collect();
    let common = (parts.frame.clone(), own_templates);
    let pages = memory.entities.answer(&site.entities, &common, stale, |id, linked, (_, own_templates)| {
        let entity = EntityParts {
            linked,
            profile: &profiles[id],
            account: facts.entities.get(id).cloned().unwrap_or_default(),
            articles: linked.articles.keys().filter_map(|id| parts.summaries.get(id).cloned()).collect(),
            backlinks: of_all_files(backlinks.get(id)),
            appears_with: parts.appears_with.get(id).map_or(&[], |with| with.as_slice()),
            card: has_card(&parts.shared, id)
                .then(|| parts.shared.card(&linked.own.entity.name, &linked.own.address))
                .flatten(),
            has_template: own_templates[id.kind],
            shared: &parts.shared,
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

/// Articles first, newest first, then entities, then plain pages.
fn of_all_files(backlinks: Option<&Table<FileId, Backlinks>>) -> Vec<Arc<BacklinkContext>> {
    backlinks.into_iter().flat_map(|of_files| of_files.values()).flat_map(|of_file| of_file.iter()).cloned().collect()
}

/// Plans the index of each kind that has any entity.
fn add_indexes(
    parts: &Parts<'_>,
    planned: &mut Planned,
    profiles: &Table<EntityId, Arc<Profile>>,
    memory: &mut Memory,
) {
    let changes = parts.memory;
    let mut stale = parts.entities_of(&changes.updated.changed);
    stale.extend(memory.profiles.changed.iter().chain(&changes.links.changed).cloned());
    let entries = memory.entries.answer(&parts.site.entities, &parts.frame, stale, |id, linked, _| {
        Some(Arc::new(IndexEntry {
            entity: parts.shared.links[id].clone(),
            articles: linked.articles.len(),
            last: parts.last_change(linked, false).map(|day| day.to_string()),
            summary: profiles[id].opening.clone(),
        }))
    });
    let stale: BTreeSet<usize> = memory.entries.changed.iter().map(|id| id.kind).collect();
    let indexes = memory.indexes.answer(changes.by_kind.groups(), &parts.frame, stale, |kind, ids, frame| {
        let entries = ids.keys().filter_map(|id| entries.get(id).cloned()).collect();
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

/// Plans a page at each old address that leads to the new one.
pub fn add_redirects(parts: &Parts<'_>, planned: &mut Planned) {
    let asked = |redirect: &Redirect| {
        let to = parts.shared.url(&redirect.to);
        let whole = parts.shared.whole(&redirect.to);
        let canonical = if whole.is_empty() { to.clone() } else { whole };
        let context = Context::Redirect(RedirectPage { to, canonical });
        // An old address without a slash at its end may have been a page or a file; a page answers to both.
        let is_file = redirect.old.as_str().rsplit('/').next().is_some_and(|name| name.contains('.'));
        let ends = redirect.old.as_str().ends_with('/') || is_file;
        Asked {
            address: if ends { redirect.old.clone() } else { redirect.old.join("/") },
            origin: Origin::redirect(&redirect.path, &redirect.span),
            page: Arc::new(PagePlan::page("redirect.html", context)),
        }
    };
    planned.ask(Owner::Redirects, parts.site.redirects.iter().map(asked).collect());
}

fn home(parts: &Parts<'_>, facts: &Facts, memory: &mut Memory) -> HomeContext {
    let size = parts.shared.config.page_size;
    let entities = &parts.site.entities;
    let lately = memory.lately.answer(entities).unwrap_or_else(|| {
        let lately = Arc::new(lately(parts));
        memory.lately.learn(entities.clone(), lately)
    });
    HomeContext {
        page: parts.shared.page("home", &parts.shared.config.title, &parts.shared.config.tagline, &Address::new("/")),
        ledger: facts.whole.home.clone(),
        articles: parts.summaries.values().take(size).cloned().collect(),
        more: parts.summaries.len() > size,
        archive: parts.shared.url(&archive_address()),
        groups: parts.shared.groups(lately.iter()),
    }
}

/// The few entities of each kind that are tagged most lately: the home page is about what is going on.
fn lately(parts: &Parts<'_>) -> Vec<EntityId> {
    let place = |id: &EntityId| {
        let newest = parts.site.entities[id].articles.get_min().map(|(newest, ())| newest);
        let tagged = newest.and_then(|newest| parts.site.articles.get(newest)).map(|linked| &linked.tagged);
        (newest.is_none(), newest.cloned(), tagged.and_then(|tagged| tagged.iter().position(|other| other == id)))
    };
    let of_kind = |kind: usize| {
        let mut of_kind: Vec<&EntityId> = parts.of_kind(kind).collect();
        of_kind.sort_by_cached_key(|id| place(id));
        of_kind.into_iter().take(HOME_ENTITIES).cloned()
    };
    (0..parts.shared.kinds.len()).flat_map(of_kind).collect()
}

fn article(parts: &Parts<'_>, facts: &Facts, cards: &Cards, id: &ArticleId, linked: &LinkedArticle) -> ArticlePage {
    let shared = &*parts.shared;
    let summary = &parts.summaries[id];
    let link = |(_, summary): (&ArticleId, &Arc<ArticleSummary>)| TextLink {
        text: summary.title.clone(),
        url: Some(summary.url.clone()),
    };
    let [earlier, later] = neighbours(&parts.summaries, id).map(|beside| beside.map(link));
    let related = parts.related.get(id).into_iter().flat_map(|related| related.iter());
    let related = related.filter_map(|(other, shared)| Some(related_article(parts.summaries.get(other)?, *shared)));
    let mut page = shared.page_saying(Arc::default(), "article", &summary.title, &summary.summary, &linked.address);
    page.lang = linked.article.lang.clone();
    let own = parts.memory.newest.has(id).then(|| shared.card(&summary.title, &linked.address)).flatten();
    page.image = linked.image.as_ref().map(|image| own_image(shared, image, &summary.title)).or(own).or(page.image);
    let article = article_context(shared, linked, summary, parts.updated[id].day);
    let facts = facts.articles.get(id).cloned().unwrap_or_default();
    page.ld = described::article(shared, linked, &page, &article, &facts);
    ArticlePage {
        page,
        article,
        facts,
        cards: linked.tagged.iter().chain(&linked.named).filter_map(|id| cards.get(id).cloned()).collect(),
        related: related.collect(),
        earlier,
        later,
    }
}

fn own_image(frame: &Frame, image: &str, title: &str) -> ImageContext {
    ImageContext { url: frame.whole_of_site(image), width: None, height: None, alt: title.to_owned() }
}

fn related_article(other: &ArticleSummary, shared: usize) -> RelatedArticle {
    let ArticleSummary { title, url, date, lang, .. } = other;
    let (title, url, date, lang) = (title.clone(), url.clone(), date.clone(), lang.clone());
    RelatedArticle { title, url, date, lang, shared }
}

fn article_context(shared: &Shared, linked: &LinkedArticle, summary: &ArticleSummary, updated: Date) -> ArticleContext {
    let article = &linked.article;
    let day = |day: jiff::civil::Date| day.to_string();
    let mut authors = shared.text_links(&linked.authors);
    if authors.is_empty() {
        authors.extend(shared.config.author.iter().map(|name| TextLink { text: name.clone(), url: None }));
    }
    let sources: Vec<EntityId> =
        linked.tagged.iter().chain(&linked.named).filter(|id| shared.is_source(id)).cloned().collect();
    ArticleContext {
        title: article.title.clone(),
        date: day(article.date.day),
        datetime: super::feed::instant(&shared.config, article.date.at),
        updated: (updated > article.date.day).then(|| day(updated)),
        modified: super::feed::last_change(linked, updated, &shared.config),
        as_of: article.as_of.map(|at| day(at.day)),
        expires: article.expires.map(|at| day(at.day)),
        summary: summary.summary.clone(),
        form: article.form.map(str::to_owned),
        authors,
        key: article.key.clone(),
        retracted: article.retracted,
        translations: linked
            .translations
            .iter()
            .map(|(lang, address)| TranslationLink { lang: lang.clone(), url: shared.url(address) })
            .collect(),
        image: linked.image.as_ref().map(|image| match image.starts_with('/') && !image.starts_with("//") {
            true => format!("{}{image}", shared.config.prefix()),
            false => image.clone(),
        }),
        html: article.document.body.html(&linked.filling, shared.config.prefix()),
        headings: headings(&article.document),
        tags: summary.entities.iter().map(|entity| entity.name.clone()).collect(),
        groups: shared.groups(linked.tagged.iter().chain(&linked.named)),
        sources: shared.links(&sources),
        extra: article.extra.clone(),
    }
}

/// How many lasting pages a list has: full ones, filled from its oldest item on. The rest, which is at least half a page
/// and less than one and a half, stands on the first page; so an item more changes that one, and leaves the others alone.
fn lasting(size: usize, items: usize) -> usize {
    items.saturating_sub(size.div_ceil(2)) / size
}

/// The pages of lists that run side by side, the newest first: the address of each, and where it stands.
fn paginate(frame: &Frame, first: &Address, lists: &[usize]) -> Vec<(Address, Pagination)> {
    let pages = lists.iter().map(|items| lasting(frame.config.page_size, *items)).max().unwrap_or(0);
    let address = |number: usize| if number > pages { first.clone() } else { first.join(&format!("page/{number}/")) };
    let page = |number: usize| {
        let is_first = number > pages;
        let pagination = Pagination {
            number: (!is_first).then_some(number),
            total: is_first.then(|| lists.iter().sum()),
            newer: (!is_first).then(|| frame.url(&address(number + 1))),
            older: (number > 1).then(|| frame.url(&address(number - 1))),
        };
        (address(number), pagination)
    };
    (1..=pages + 1).rev().map(page).collect()
}

/// The items of a list that stand on one of its pages.
fn on_page<'b, T>(frame: &Frame, items: &'b [T], pagination: &Pagination) -> &'b [T] {
    let size = frame.config.page_size;
    let lasting = lasting(size, items.len());
    match pagination.number {
        None => &items[..items.len() - lasting * size],
        Some(number) if number > lasting => &[],
        Some(number) => &items[items.len() - number * size..][..size],
    }
}

/// A title with the number of its page, if that is one of the lasting ones.
fn numbered(title: &str, pagination: &Pagination) -> String {
    pagination.number.map_or_else(|| title.to_owned(), |number| format!("{title}, page {number}"))
}

fn archive(summaries: &Table<ArticleId, Arc<ArticleSummary>>, frame: &Frame) -> Vec<(Address, Arc<PagePlan>)> {
    let summaries: Vec<Arc<ArticleSummary>> = summaries.values().cloned().collect();
    let ld = described::page(frame, "archive", "Articles", &archive_address());
    let page = |(address, pagination): (Address, Pagination)| {
        let description = match pagination.total {
            Some(total) => format!("All {total} articles, newest first."),
            None => format!("{}, newest first.", numbered("Articles", &pagination)),
        };
        let page = frame.page_saying(ld.clone(), "archive", &numbered("Articles", &pagination), &description, &address);
        let articles = on_page(frame, &summaries, &pagination).to_vec();
        let context = Context::Archive(ArchivePage { page, articles, pagination });
        (address, Arc::new(PagePlan::page("archive.html", context)))
    };
    paginate(frame, &archive_address(), &[summaries.len()]).into_iter().map(page).collect()
}

/// All that the pages of an entity are made of.
struct EntityParts<'a> {
    linked: &'a LinkedEntity,
    profile: &'a Profile,
    account: Arc<Account>,
    articles: Vec<Arc<ArticleSummary>>,
    backlinks: Vec<Arc<BacklinkContext>>,
    appears_with: &'a [(EntityId, usize)],
    card: Option<ImageContext>,
    has_template: bool,
    shared: &'a Shared,
}

fn entity_pages(inputs: &EntityParts<'_>) -> Vec<(Address, Arc<PagePlan>)> {
    let EntityParts { profile, shared, articles, backlinks, .. } = inputs;
    let own = &inputs.linked.own;
    let (entity, address) = (&own.entity, &own.address);
    let template = if inputs.has_template { &entity.kind.template } else { "entity.html" };
    let description = match profile.opening.is_empty() {
        true => format!("{} ({}): what is said of it.", entity.name, entity.kind.title.to_lowercase()),
        false => profile.opening.clone(),
    };
    let ld = described::entity(shared, own, &inputs.account);
    let pages = paginate(shared, address, &[articles.len(), backlinks.len()]);
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
    shared: &Shared,
    id: &EntityId,
    own: &LinkedProfile,
    named_by: &[(&'static str, EntityId)],
) -> EntityContext {
    let entity = &own.entity;
    let document = entity.document.as_ref();
    let link = &shared.links[id];
    let names = |(lang, name): &(String, String)| NativeName { lang: lang.clone(), name: name.clone() };
    EntityContext {
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
        headings: document.map_or(Vec::new(), |document| headings(document)),
        extra: entity.extra.clone(),
    }
}

/// The entities that name this one, by the field they do it in and by their kind.
fn group_by_kind_and_key(shared: &Shared, named_by: &[(&'static str, EntityId)]) -> Vec<NamedBy> {
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

fn plain_page(frame: &Frame, linked: &LinkedPage) -> PlainPage {
    let document = &linked.page.document;
    let description = linked.page.summary.clone().unwrap_or_else(|| opening(document, &linked.filling));
    let mut page = frame.page("page", &linked.page.title, &description, &linked.address);
    page.lang = linked.page.lang.clone();
    PlainPage {
        page,
        html: document.body.html(&linked.filling, frame.config.prefix()),
        headings: headings(document),
        extra: linked.page.extra.clone(),
    }
}
