//! The pages that readers visit.

use super::parts::{Parts, archive_address, headings, opening};
use super::{Context, Origin, PagePlan, Planned};
use crate::context::{
    ArchivePage, ArticleContext, ArticlePage, BacklinkContext, EntityContext, EntityPage, HomeContext, IndexEntry,
    IndexPage, NamedBy, NativeName, Pagination, PlainPage, RedirectPage, StatementContext, TextLink, TranslationLink,
};
use crate::link::{Backlink, EntityId, From, LinkedArticle, LinkedEntity, LinkedPage, LinkedStatement};
use crate::path::Address;
use rayon::prelude::*;

/// How many entities of a kind the home page names.
const HOME_ENTITIES: usize = 12;

/// Plans everything but redirects, feeds and files.
pub fn add(parts: &Parts<'_>, planned: &mut Planned, has_template: &(dyn Fn(&str) -> bool + Sync)) {
    let home = Context::Home(home(parts));
    planned.add(&Address::new("/"), Origin::made("the home page"), PagePlan::page("home.html", home));
    let articles: Vec<ArticlePage> =
        (0..parts.site.articles.len()).into_par_iter().map(|n| article(parts, n)).collect();
    for (linked, context) in parts.site.articles.iter().zip(articles) {
        let origin = Origin::file(&linked.article.document.path);
        planned.add(&linked.address, origin, PagePlan::page("article.html", Context::Article(context)));
    }
    for (address, context) in archive(parts) {
        planned.add(&address, Origin::made("the archive"), PagePlan::page("archive.html", Context::Archive(context)));
    }
    let entities: Vec<_> = parts.site.entities.par_iter().map(|(id, linked)| entity_pages(parts, id, linked)).collect();
    for (linked, pages) in parts.site.entities.values().zip(entities) {
        let kind = &linked.entity.kind;
        let template = if has_template(&kind.template) { &kind.template } else { "entity.html" };
        let origin = match &linked.entity.document {
            Some(document) => Origin::file(&document.path),
            None => Origin::made(&format!("the page of \"{}\"", linked.entity.name)),
        };
        for (address, context) in pages {
            planned.add(&address, origin.clone(), PagePlan::page(template, Context::Entity(context)));
        }
    }
    for kind in 0..parts.kinds.len() {
        if let Some((address, context)) = index(parts, kind) {
            let origin = Origin::made(&format!("the index of {}", parts.config.kinds[kind].folder));
            planned.add(&address, origin, PagePlan::page("index.html", Context::Index(context)));
        }
    }
    for linked in &parts.site.pages {
        let context = Context::Plain(plain_page(parts, linked));
        planned.add(&linked.address, Origin::file(&linked.page.document.path), PagePlan::page("page.html", context));
    }
    let mut page = parts.page("404", "Page not found", "There is no page at this address.", &Address::new("/404.html"));
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

/// Plans a page at each old address that leads to the new one.
pub fn add_redirects(parts: &Parts<'_>, planned: &mut Planned) {
    for redirect in &parts.site.redirects {
        let to = parts.url(&redirect.to);
        let whole = parts.whole(&redirect.to);
        let canonical = if whole.is_empty() { to.clone() } else { whole };
        let context = Context::Redirect(RedirectPage { to, canonical });
        let what = format!("a redirect of {}", redirect.path.as_str());
        let origin = Origin { what, path: redirect.path.clone(), span: Some(redirect.span.clone()) };
        // An old address without a slash at its end may have been a page or a file; a page answers to both.
        let is_file = redirect.old.as_str().rsplit('/').next().is_some_and(|name| name.contains('.'));
        let ends = redirect.old.as_str().ends_with('/') || is_file;
        let old = if ends { redirect.old.clone() } else { redirect.old.join("/") };
        planned.add(&old, origin, PagePlan::page("redirect.html", context));
    }
}

fn home(parts: &Parts<'_>) -> HomeContext {
    let size = parts.config.page_size;
    // The entities of the newest articles come first: the list is about what is going on.
    let mut shown: Vec<&EntityId> = Vec::new();
    let lately = parts.site.articles.iter().flat_map(|linked| &linked.tagged);
    let mut seen = std::collections::HashSet::new();
    let mut count = vec![0; parts.kinds.len()];
    for id in lately.chain(parts.site.entities.keys()) {
        if count[id.kind] < HOME_ENTITIES && seen.insert(id) {
            count[id.kind] += 1;
            shown.push(id);
        }
    }
    HomeContext {
        page: parts.page("home", &parts.config.title, &parts.config.tagline, &Address::new("/")),
        articles: parts.summaries.iter().take(size).cloned().collect(),
        more: parts.summaries.len() > size,
        archive: parts.url(&archive_address()),
        groups: parts.groups(shown.into_iter()),
    }
}

fn article(parts: &Parts<'_>, n: usize) -> ArticlePage {
    let linked = &parts.site.articles[n];
    let summary = &parts.summaries[n];
    let neighbour = |n: Option<usize>| {
        let summary = parts.summaries.get(n?)?;
        Some(TextLink { text: summary.title.clone(), url: Some(summary.url.clone()) })
    };
    let mut page = parts.page("article", &summary.title, &summary.summary, &linked.address);
    page.lang = linked.article.lang.clone();
    ArticlePage {
        page,
        article: article_context(parts, linked, &summary.summary),
        earlier: neighbour(Some(n + 1)),
        later: neighbour(n.checked_sub(1)),
    }
}

fn article_context(parts: &Parts<'_>, linked: &LinkedArticle, summary: &str) -> ArticleContext {
    let article = &linked.article;
    let day = |day: jiff::civil::Date| day.to_string();
    let mut authors = parts.text_links(&linked.authors);
    if authors.is_empty() {
        authors.extend(parts.config.author.iter().map(|name| TextLink { text: name.clone(), url: None }));
    }
    let sources: Vec<EntityId> =
        linked.tagged.iter().chain(&linked.named).filter(|id| parts.is_source(id)).cloned().collect();
    ArticleContext {
        title: article.title.clone(),
        date: day(article.date.day),
        datetime: super::feed::instant(parts, article.date.at),
        updated: (article.updated > article.date.day).then(|| day(article.updated)),
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
            .map(|(lang, address)| TranslationLink { lang: lang.clone(), url: parts.url(address) })
            .collect(),
        image: linked.image.as_ref().map(|image| match image.starts_with('/') && !image.starts_with("//") {
            true => format!("{}{image}", parts.config.prefix()),
            false => image.clone(),
        }),
        html: article.document.body.html(&linked.links, parts.config.prefix()),
        headings: headings(&article.document),
        groups: parts.groups(linked.tagged.iter().chain(&linked.named)),
        sources: parts.links(&sources),
        statements: linked.statements.iter().map(|statement| statement_context(parts, statement)).collect(),
        extra: article.extra.clone(),
    }
}

fn statement_context(parts: &Parts<'_>, statement: &LinkedStatement) -> StatementContext {
    let fact = |(key, phrase): &(&str, Vec<_>)| parts.fact(key, std::slice::from_ref(phrase));
    StatementContext { block: statement.block.to_owned(), facts: statement.values.iter().map(fact).collect() }
}

/// The pages of a list: its address, and which of its items stand there.
fn paginate(parts: &Parts<'_>, first: &Address, total: usize, longest: usize) -> Vec<(Address, Pagination)> {
    let pages = longest.div_ceil(parts.config.page_size).max(1);
    let address = |number: usize| if number == 1 { first.clone() } else { first.join(&format!("page/{number}/")) };
    let page = |number: usize| {
        let newer = (number > 1).then(|| parts.url(&address(number - 1)));
        let older = (number < pages).then(|| parts.url(&address(number + 1)));
        (address(number), Pagination { number, pages, total, newer, older })
    };
    (1..=pages).map(page).collect()
}

/// The items of a list that stand on one of its pages.
fn on_page<'b, T>(parts: &Parts<'_>, items: &'b [T], pagination: &Pagination) -> &'b [T] {
    let size = parts.config.page_size;
    let start = ((pagination.number - 1) * size).min(items.len());
    &items[start..(start + size).min(items.len())]
}

fn archive(parts: &Parts<'_>) -> Vec<(Address, ArchivePage)> {
    let total = parts.summaries.len();
    let pages = paginate(parts, &archive_address(), total, total);
    let page = |(address, pagination): (Address, Pagination)| {
        let title = if pagination.number == 1 {
            "Articles".to_owned()
        } else {
            format!("Articles, page {}", pagination.number)
        };
        let page = parts.page("archive", &title, &format!("All {total} articles, newest first."), &address);
        let articles = on_page(parts, &parts.summaries, &pagination).to_vec();
        (address, ArchivePage { page, articles, pagination })
    };
    pages.into_iter().map(page).collect()
}

fn entity_pages(parts: &Parts<'_>, id: &EntityId, linked: &LinkedEntity) -> Vec<(Address, EntityPage)> {
    let longest = linked.articles.len().max(linked.backlinks.len());
    let entity = &linked.entity;
    let profile = entity.document.as_ref().map_or(String::new(), |document| opening(document, &linked.links));
    let description = match profile.is_empty() {
        true => format!("{} ({}): what is said of it.", entity.name, entity.kind.title.to_lowercase()),
        false => profile,
    };
    let context = entity_context(parts, id, linked);
    let pages = paginate(parts, &linked.address, linked.articles.len() + linked.backlinks.len(), longest);
    let page = |(address, pagination): (Address, Pagination)| {
        let title = if pagination.number == 1 {
            entity.name.clone()
        } else {
            format!("{}, page {}", entity.name, pagination.number)
        };
        let mut page = parts.page("entity", &title, &description, &address);
        page.feed = parts.feed_link(&entity.name, &linked.address);
        let articles =
            on_page(parts, &linked.articles, &pagination).iter().map(|n| parts.summaries[*n].clone()).collect();
        let backlinks = on_page(parts, &linked.backlinks, &pagination).iter().map(|b| backlink(parts, b)).collect();
        (address, EntityPage { page, entity: context.clone(), articles, backlinks, pagination })
    };
    pages.into_iter().map(page).collect()
}

fn entity_context(parts: &Parts<'_>, id: &EntityId, linked: &LinkedEntity) -> EntityContext {
    let entity = &linked.entity;
    let (bloc, hue) = parts.bloc(id, linked);
    let document = entity.document.as_ref();
    let names = |(lang, name): &(String, String)| NativeName { lang: lang.clone(), name: name.clone() };
    EntityContext {
        name: entity.name.clone(),
        slug: id.slug.to_string(),
        url: parts.url(&linked.address),
        kind: parts.kinds[id.kind].clone(),
        type_: entity.type_.clone(),
        bloc,
        hue,
        stub: document.is_none(),
        aliases: entity.aliases.iter().map(|word| word.text.clone()).collect(),
        names: entity.names.iter().map(names).collect(),
        note: entity.note.clone(),
        facts: linked.facts.iter().map(|fact| parts.fact(fact.key, &fact.values)).collect(),
        named_by: named_by(parts, linked),
        sources: parts.links(&linked.sources),
        superseded_by: linked.superseded_by.as_ref().and_then(|id| parts.link(id)),
        html: document.map_or(String::new(), |document| document.body.html(&linked.links, parts.config.prefix())),
        headings: document.map_or(Vec::new(), |document| headings(document)),
        extra: entity.extra.clone(),
    }
}

/// The entities that name this one, by the field they do it in and by their kind.
fn named_by(parts: &Parts<'_>, linked: &LinkedEntity) -> Vec<NamedBy> {
    let mut groups: std::collections::BTreeMap<(usize, &str), Vec<_>> = std::collections::BTreeMap::new();
    for (key, by) in &linked.named_by {
        groups.entry((by.kind, *key)).or_default().extend(parts.link(by));
    }
    let group = |((kind, key), entities): ((usize, &str), _)| NamedBy {
        key: key.to_owned(),
        kind: parts.kinds[kind].clone(),
        entities,
    };
    groups.into_iter().map(group).collect()
}

fn backlink(parts: &Parts<'_>, backlink: &Backlink) -> BacklinkContext {
    let (title, address, date) = match &backlink.from {
        From::Article(n) => {
            let linked = &parts.site.articles[*n];
            (linked.article.title.clone(), linked.address.clone(), Some(linked.article.date.day.to_string()))
        }
        From::Entity(id) => {
            let linked = &parts.site.entities[id];
            (linked.entity.name.clone(), linked.address.clone(), None)
        }
        From::Page(n) => {
            let linked = &parts.site.pages[*n];
            (linked.page.title.clone(), linked.address.clone(), None)
        }
    };
    let [before, name, after] = &*backlink.sentence;
    BacklinkContext {
        from: TextLink { text: title, url: Some(parts.url(&address)) },
        date,
        before: before.clone(),
        name: name.clone(),
        after: after.clone(),
    }
}

/// The index of a kind, if it has any entity.
fn index(parts: &Parts<'_>, kind: usize) -> Option<(Address, IndexPage)> {
    let entities: Vec<_> = parts.site.entities.iter().filter(|(id, _)| id.kind == kind).collect();
    if entities.is_empty() {
        return None;
    }
    let context = &parts.kinds[kind];
    let address = Address::new(format!("/{}/", parts.config.kinds[kind].folder));
    let entry = |(id, linked): &(&EntityId, &LinkedEntity)| IndexEntry {
        entity: parts.links[*id].clone(),
        articles: linked.articles.len(),
        last: parts.last_change(linked.articles.iter().copied()),
        summary: linked.entity.document.as_ref().map_or(String::new(), |document| opening(document, &linked.links)),
    };
    let mut entries: Vec<IndexEntry> = entities.iter().map(entry).collect();
    entries.sort_by_cached_key(|entry| (crate::link::names::folded(&entry.entity.name), entry.entity.slug.clone()));
    let description = format!("{}: {} in all, with what is said of each.", context.plural, entries.len());
    let page = parts.page("index", &context.plural, &description, &address);
    Some((address, IndexPage { page, kind: context.clone(), entries }))
}

fn plain_page(parts: &Parts<'_>, linked: &LinkedPage) -> PlainPage {
    let document = &linked.page.document;
    let description = linked.page.summary.clone().unwrap_or_else(|| opening(document, &linked.links));
    let mut page = parts.page("page", &linked.page.title, &description, &linked.address);
    page.lang = linked.page.lang.clone();
    PlainPage {
        page,
        html: document.body.html(&linked.links, parts.config.prefix()),
        headings: headings(document),
        extra: linked.page.extra.clone(),
    }
}
