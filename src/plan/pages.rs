//! The pages that readers visit.

use super::facts::Facts;
use super::parts::{Parts, Shared, archive_address, headings, opening};
use super::{Context, Origin, PagePlan, Planned, What};
use crate::context::{
    AccountContext, AppearsWith, ArchivePage, ArticleContext, ArticleFacts, ArticlePage, ArticleSummary,
    BacklinkContext, EntityContext, EntityPage, HomeContext, IndexEntry, IndexPage, NamedBy, NativeName, Pagination,
    PlainPage, RedirectPage, RelatedArticle, TextLink, TranslationLink,
};
use crate::link::{EntityId, LinkedArticle, LinkedEntity, LinkedFile, LinkedItem, LinkedPage, LinkedProfile, Mention};
use crate::memo::{Last, Memo};
use crate::path::{Address, SourcePath};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many entities of a kind the home page names.
const HOME_ENTITIES: usize = 12;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    articles: Memo<Address, ArticleInputs, Arc<PagePlan>>,
    profiles: Memo<EntityId, ProfileInputs, Profile>,
    backlinks: Memo<SourcePath, (Arc<LinkedFile>, Arc<Shared>), Backlinks>,
    entities: Memo<EntityId, EntityInputs, ListPages>,
    archive: Last<(Vec<Arc<ArticleSummary>>, Arc<Shared>), ListPages>,
}

/// What the pages of an entity depend on.
#[derive(Debug, PartialEq)]
struct EntityInputs {
    own: Arc<LinkedProfile>,
    profile: Profile,
    account: Arc<AccountContext>,
    articles: Vec<Arc<ArticleSummary>>,
    backlinks: Vec<Arc<BacklinkContext>>,
    appears_with: Vec<(EntityId, usize)>,
    /// Whether the theme has a template of its own for the kind.
    has_template: bool,
    shared: Arc<Shared>,
}

type ListPages = Arc<Vec<(Address, Arc<PagePlan>)>>;

/// What the page of an article depends on.
type ArticleInputs =
    (Arc<LinkedArticle>, Arc<ArticleSummary>, [Neighbour; 2], Related, Arc<ArticleFacts>, Date, Arc<Shared>);
/// Articles that are about much the same, with the number of tags they share.
type Related = Vec<(Arc<ArticleSummary>, usize)>;
/// The article published before another, or after it.
type Neighbour = Option<Arc<ArticleSummary>>;
/// What the profile of an entity depends on.
type ProfileInputs = (Arc<LinkedProfile>, NamedByKeys, Arc<Shared>);
type NamedByKeys = Vec<(&'static str, EntityId)>;
/// The mentions of one file, in their order.
type Backlinks = Arc<Vec<Arc<BacklinkContext>>>;

/// What the pages of an entity show besides their lists.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Profile {
    context: Arc<EntityContext>,
    /// The first sentence or two of the profile; may be empty.
    opening: Arc<str>,
}

/// Plans everything but redirects, feeds and files.
pub fn add(
    parts: &Parts<'_>,
    facts: &Facts,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut Memory,
) {
    let home = Context::Home(home(parts, facts));
    planned.add(&Address::new("/"), Origin::made("the home page"), PagePlan::page("home.html", home));
    add_articles(parts, facts, planned, memory);
    let question = (parts.summaries.clone(), parts.shared.clone());
    let archive = memory.archive.answer(&question).unwrap_or_else(|| {
        let pages = Arc::new(archive(&question.0, &question.1));
        memory.archive.learn(question, pages)
    });
    for (address, page) in archive.iter() {
        planned.add(address, Origin::made("the archive"), page.clone());
    }
    let profiles = profiles(parts, memory);
    add_entities(parts, facts, planned, has_template, &profiles, memory);
    for kind in 0..parts.shared.kinds.len() {
        if let Some((address, context)) = index(parts, kind, &profiles) {
            let origin = Origin::made(&format!("the index of {}", parts.shared.config.kinds[kind].folder));
            planned.add(&address, origin, PagePlan::page("index.html", Context::Index(context)));
        }
    }
    for linked in parts.site.pages.iter().filter(|linked| linked.dispute.is_none()) {
        let context = Context::Plain(plain_page(parts, linked));
        planned.add(&linked.address, Origin::file(&linked.page.document.path), PagePlan::page("page.html", context));
    }
    let mut page =
        parts.shared.page("404", "Page not found", "There is no page at this address.", &Address::new("/404.html"));
    // It answers for every address that is not there, so it is the page of none.
    page.canonical = String::new();
    let not_found =
        Context::Plain(PlainPage { page, html: String::new(), headings: Vec::new(), extra: serde_json::Value::Null });
    planned.add(
        &Address::new("/404.html"),
        Origin::made("the page for what is not found"),
        PagePlan::page("404.html", not_found),
    );
}

fn add_articles(parts: &Parts<'_>, facts: &Facts, planned: &mut Planned, memory: &mut Memory) {
    let neighbour = |n: Option<usize>| parts.summaries.get(n?).cloned();
    let question = |(n, linked): (usize, &Arc<LinkedArticle>)| {
        let neighbours = [neighbour(Some(n + 1)), neighbour(n.checked_sub(1))];
        let summary = parts.summaries[n].clone();
        let facts = facts.articles.get(&linked.address).cloned().unwrap_or_default();
        (
            linked.address.clone(),
            (linked.clone(), summary, neighbours, related(parts, n), facts, parts.updated[n], parts.shared.clone()),
        )
    };
    let questions = parts.site.articles.iter().enumerate().map(question).collect();
    let pages =
        memory.articles.answer(questions, |_, (linked, summary, neighbours, related, facts, updated, shared)| {
            let context = article(shared, linked, summary, neighbours, related, facts, *updated);
            Arc::new(PagePlan::page("article.html", Context::Article(Box::new(context))))
        });
    for (linked, page) in parts.site.articles.iter().zip(pages) {
        planned.add(&linked.address, Origin::file(&linked.article.document.path), page);
    }
}

fn related(parts: &Parts<'_>, n: usize) -> Related {
    let related = |(other, shared): &(usize, usize)| (parts.summaries[*other].clone(), *shared);
    parts.neighbours.related[n].iter().map(related).collect()
}

/// The profile of each entity, in their order.
fn profiles(parts: &Parts<'_>, memory: &mut Memory) -> Vec<Profile> {
    let question = |(id, linked): (&EntityId, &Arc<LinkedEntity>)| {
        (id.clone(), (linked.own.clone(), linked.named_by.clone(), parts.shared.clone()))
    };
    memory.profiles.answer(parts.site.entities.iter().map(question).collect(), |id, (own, named_by, shared)| Profile {
        context: Arc::new(entity_context(shared, id, own, named_by)),
        opening: own.entity.document.as_ref().map_or(String::new(), |document| opening(document, &own.filling)).into(),
    })
}

fn add_entities(
    parts: &Parts<'_>,
    facts: &Facts,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    profiles: &[Profile],
    memory: &mut Memory,
) {
    let question = |(path, file): &(SourcePath, Arc<LinkedFile>)| (path.clone(), (file.clone(), parts.shared.clone()));
    let backlinks = memory.backlinks.answer(parts.site.linked.iter().map(question).collect(), |_, (file, shared)| {
        Arc::new(backlinks(shared, file))
    });
    let question = |((id, linked), profile): ((&EntityId, &Arc<LinkedEntity>), &Profile)| {
        let summaries = linked.articles.iter().map(|n| parts.summaries[*n].clone());
        let backlinks = linked.backlinks.iter().map(|backlink| backlinks[backlink.file][backlink.mention].clone());
        let inputs = EntityInputs {
            own: linked.own.clone(),
            profile: profile.clone(),
            account: facts.entities.get(id).cloned().unwrap_or_default(),
            articles: summaries.collect(),
            backlinks: backlinks.collect(),
            appears_with: parts.neighbours.appears_with.get(id).cloned().unwrap_or_default(),
            has_template: has_template(&linked.own.entity.kind.template),
            shared: parts.shared.clone(),
        };
        (id.clone(), inputs)
    };
    let questions = parts.site.entities.iter().zip(profiles).map(question).collect();
    let pages = memory.entities.answer(questions, |_, inputs| Arc::new(entity_pages(inputs)));
    for (linked, pages) in parts.site.entities.values().zip(pages) {
        let entity = &linked.own.entity;
        let origin = match &entity.document {
            Some(document) => Origin::file(&document.path),
            None => Origin::of("the page of", entity),
        };
        for (address, page) in pages.iter() {
            planned.add(address, origin.clone(), page.clone());
        }
    }
}

/// Plans a page at each old address that leads to the new one.
pub fn add_redirects(parts: &Parts<'_>, planned: &mut Planned) {
    for redirect in &parts.site.redirects {
        let to = parts.shared.url(&redirect.to);
        let whole = parts.shared.whole(&redirect.to);
        let canonical = if whole.is_empty() { to.clone() } else { whole };
        let context = Context::Redirect(RedirectPage { to, canonical });
        let origin = Origin { what: What::Redirect, path: redirect.path.clone(), span: Some(redirect.span.clone()) };
        // An old address without a slash at its end may have been a page or a file; a page answers to both.
        let is_file = redirect.old.as_str().rsplit('/').next().is_some_and(|name| name.contains('.'));
        let ends = redirect.old.as_str().ends_with('/') || is_file;
        let old = if ends { redirect.old.clone() } else { redirect.old.join("/") };
        planned.add(&old, origin, PagePlan::page("redirect.html", context));
    }
}

fn home(parts: &Parts<'_>, facts: &Facts) -> HomeContext {
    let size = parts.shared.config.page_size;
    // The entities of the newest articles come first: the list is about what is going on.
    let mut shown: Vec<&EntityId> = Vec::new();
    let lately = parts.site.articles.iter().flat_map(|linked| &linked.tagged);
    let mut seen = std::collections::HashSet::new();
    let mut count = vec![0; parts.shared.kinds.len()];
    for id in lately.chain(parts.site.entities.keys()) {
        if count[id.kind] < HOME_ENTITIES && seen.insert(id) {
            count[id.kind] += 1;
            shown.push(id);
        }
    }
    HomeContext {
        page: parts.shared.page("home", &parts.shared.config.title, &parts.shared.config.tagline, &Address::new("/")),
        ledger: facts.home.clone(),
        articles: parts.summaries.iter().take(size).cloned().collect(),
        more: parts.summaries.len() > size,
        archive: parts.shared.url(&archive_address()),
        groups: parts.shared.groups(shown.into_iter()),
    }
}

fn article(
    shared: &Shared,
    linked: &LinkedArticle,
    summary: &ArticleSummary,
    [earlier, later]: &[Neighbour; 2],
    related: &Related,
    facts: &Arc<ArticleFacts>,
    updated: Date,
) -> ArticlePage {
    let neighbour = |summary: &Neighbour| {
        let summary = summary.as_ref()?;
        Some(TextLink { text: summary.title.clone(), url: Some(summary.url.clone()) })
    };
    let mut page = shared.page("article", &summary.title, &summary.summary, &linked.address);
    page.lang = linked.article.lang.clone();
    let article = article_context(shared, linked, &summary.summary, updated);
    ArticlePage {
        page,
        article,
        facts: facts.clone(),
        related: related.iter().map(related_article).collect(),
        earlier: neighbour(earlier),
        later: neighbour(later),
    }
}

fn related_article((other, shared): &(Arc<ArticleSummary>, usize)) -> RelatedArticle {
    let ArticleSummary { title, url, date, lang, .. } = &**other;
    let (title, url, date, lang) = (title.clone(), url.clone(), date.clone(), lang.clone());
    RelatedArticle { title, url, date, lang, shared: *shared }
}

fn article_context(shared: &Shared, linked: &LinkedArticle, summary: &str, updated: Date) -> ArticleContext {
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
        as_of: article.as_of.map(|at| day(at.day)),
        expires: article.expires.map(|at| day(at.day)),
        summary: summary.to_owned(),
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
        groups: shared.groups(linked.tagged.iter().chain(&linked.named)),
        sources: shared.links(&sources),
        extra: article.extra.clone(),
    }
}

/// The pages of a list: its address, and which of its items stand there.
fn paginate(shared: &Shared, first: &Address, total: usize, longest: usize) -> Vec<(Address, Pagination)> {
    let pages = longest.div_ceil(shared.config.page_size).max(1);
    let address = |number: usize| if number == 1 { first.clone() } else { first.join(&format!("page/{number}/")) };
    let page = |number: usize| {
        let newer = (number > 1).then(|| shared.url(&address(number - 1)));
        let older = (number < pages).then(|| shared.url(&address(number + 1)));
        (address(number), Pagination { number, pages, total, newer, older })
    };
    (1..=pages).map(page).collect()
}

/// The items of a list that stand on one of its pages.
fn on_page<'b, T>(shared: &Shared, items: &'b [T], pagination: &Pagination) -> &'b [T] {
    let size = shared.config.page_size;
    let start = ((pagination.number - 1) * size).min(items.len());
    &items[start..(start + size).min(items.len())]
}

fn archive(summaries: &[Arc<ArticleSummary>], shared: &Shared) -> Vec<(Address, Arc<PagePlan>)> {
    let total = summaries.len();
    let pages = paginate(shared, &archive_address(), total, total);
    let page = |(address, pagination): (Address, Pagination)| {
        let title = if pagination.number == 1 {
            "Articles".to_owned()
        } else {
            format!("Articles, page {}", pagination.number)
        };
        let page = shared.page("archive", &title, &format!("All {total} articles, newest first."), &address);
        let articles = on_page(shared, summaries, &pagination).to_vec();
        let context = Context::Archive(ArchivePage { page, articles, pagination });
        (address, Arc::new(PagePlan::page("archive.html", context)))
    };
    pages.into_iter().map(page).collect()
}

fn entity_pages(inputs: &EntityInputs) -> Vec<(Address, Arc<PagePlan>)> {
    let EntityInputs { own, profile, shared, articles, backlinks, .. } = inputs;
    let (entity, address) = (&own.entity, &own.address);
    let template = if inputs.has_template { &entity.kind.template } else { "entity.html" };
    let description = match profile.opening.is_empty() {
        true => format!("{} ({}): what is said of it.", entity.name, entity.kind.title.to_lowercase()),
        false => profile.opening.to_string(),
    };
    let longest = articles.len().max(backlinks.len());
    let pages = paginate(shared, address, articles.len() + backlinks.len(), longest);
    let page = |(address, pagination): (Address, Pagination)| {
        let title = match pagination.number {
            1 => entity.name.clone(),
            number => format!("{}, page {number}", entity.name),
        };
        let mut page = shared.page("entity", &title, &description, &address);
        page.feed = shared.feed_link(&entity.name, &own.address);
        let is_first = pagination.number == 1;
        let context = EntityPage {
            page,
            entity: profile.context.clone(),
            account: if is_first { inputs.account.clone() } else { Arc::default() },
            articles: on_page(shared, articles, &pagination).to_vec(),
            backlinks: on_page(shared, backlinks, &pagination).to_vec(),
            appears_with: if is_first { appears_with(inputs) } else { Vec::new() },
            pagination,
        };
        (address, Arc::new(PagePlan::page(template, Context::Entity(context))))
    };
    pages.into_iter().map(page).collect()
}

fn appears_with(inputs: &EntityInputs) -> Vec<AppearsWith> {
    let link =
        |(other, shared): &(EntityId, usize)| Some(AppearsWith { entity: inputs.shared.link(other)?, shared: *shared });
    inputs.appears_with.iter().filter_map(link).collect()
}

fn entity_context(shared: &Shared, id: &EntityId, own: &LinkedProfile, named_by: &NamedByKeys) -> EntityContext {
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
fn group_by_kind_and_key(shared: &Shared, named_by: &NamedByKeys) -> Vec<NamedBy> {
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

/// The mentions of a file as the pages of those entities show them, in the order of the mentions.
fn backlinks(shared: &Shared, file: &LinkedFile) -> Vec<Arc<BacklinkContext>> {
    let (title, address, date) = match &file.value {
        LinkedItem::Article(linked) => {
            (&linked.article.title, &linked.address, Some(linked.article.date.day.to_string()))
        }
        LinkedItem::Profile(own) => (&own.entity.name, &own.address, None),
        LinkedItem::Page(linked) => (&linked.page.title, &linked.address, None),
    };
    let from = TextLink { text: title.clone(), url: Some(shared.url(address)) };
    let backlink = |mention: &Mention| {
        let [before, name, after] = &*mention.sentence;
        Arc::new(BacklinkContext {
            from: from.clone(),
            date: date.clone(),
            before: before.clone(),
            name: name.clone(),
            after: after.clone(),
        })
    };
    file.mentions.iter().map(backlink).collect()
}

/// The index of a kind, if it has any entity.
fn index(parts: &Parts<'_>, kind: usize, profiles: &[Profile]) -> Option<(Address, IndexPage)> {
    let entities = parts.site.entities.iter().zip(profiles).filter(|((id, _), _)| id.kind == kind);
    let entry = |((id, linked), profile): ((&EntityId, &Arc<LinkedEntity>), &Profile)| IndexEntry {
        entity: parts.shared.links[id].clone(),
        articles: linked.articles.len(),
        last: parts.last_change(linked.articles.iter().copied()),
        summary: profile.opening.to_string(),
    };
    let mut entries: Vec<IndexEntry> = entities.map(entry).collect();
    if entries.is_empty() {
        return None;
    }
    let context = &parts.shared.kinds[kind];
    let address = Address::new(format!("/{}/", parts.shared.config.kinds[kind].folder));
    entries.sort_by_cached_key(|entry| (crate::link::called::folded(&entry.entity.name), entry.entity.slug.clone()));
    let description = format!("{}: {} in all, with what is said of each.", context.plural, entries.len());
    let page = parts.shared.page("index", &context.plural, &description, &address);
    Some((address, IndexPage { page, kind: context.clone(), entries }))
}

fn plain_page(parts: &Parts<'_>, linked: &LinkedPage) -> PlainPage {
    let document = &linked.page.document;
    let description = linked.page.summary.clone().unwrap_or_else(|| opening(document, &linked.filling));
    let mut page = parts.shared.page("page", &linked.page.title, &description, &linked.address);
    page.lang = linked.page.lang.clone();
    PlainPage {
        page,
        html: document.body.html(&linked.filling, parts.shared.config.prefix()),
        headings: headings(document),
        extra: linked.page.extra.clone(),
    }
}
