//! The pages that readers visit: home, plain pages and redirects here; `articles`, `entities` and `lists` have the others.

mod articles;
mod entities;
mod lists;
mod source;

use super::cited::{Cited, cite};
use super::facts::Facts;
use super::frame::Frame;
use super::page::{Context, PagePlan};
use super::parts::{Parts, archive_address, groups, headings};
use super::planned::{Asked, Origin, Owner, Planned};
use crate::base::memo::{Last, Memo};
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Reading, Recorded, view};
use crate::base::table::{Rekeyed, Table};
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedEntity, LinkedPage, Redirect, opening};
use crate::view::{ArticleSummary, HomeContext, Html, HtmlParts, Ld, PlainPage, RedirectPage, WeekContext};
use articles::{ArticlePagesCache, add_articles, cards};
pub(super) use articles::{addresses, own_image};
use entities::{EntityInputs, EntityPagesCache, add_entities, add_indexes, profiles};
use lists::{ListPages, all, archive};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many entities of a kind the home page names.
const HOME_ENTITIES: usize = 12;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct PagesCache {
    articles: ArticlePagesCache,
    entities: EntityPagesCache,
    plain: Memo<SourcePath, Arc<LinkedPage>, Arc<Frame>, Arc<PagePlan>>,
    archive: Last<Listed, ListPages>,
    recency: Recorded<EntityId, Arc<LinkedEntity>, (), RecencyView, Recency>,
    recent: Rekeyed<EntityId, Recency, Recent, ()>,
}

/// All articles, newest first.
type Listed = (Table<ArticleId, Arc<ArticleSummary>>, Arc<Frame>);

/// Plans everything but redirects, feeds and files.
pub(crate) fn add(
    parts: &Parts<'_>,
    facts: &Facts,
    week: &Arc<WeekContext>,
    with_editions: &Table<EntityId, ()>,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut PagesCache,
) {
    let profiles = profiles(parts, &mut memory.entities);
    let cards = cards(parts, facts, &profiles, &mut memory.articles);
    add_articles(parts, facts, &cards, planned, &mut memory.articles);
    let question = (parts.summaries.clone(), parts.frame.clone());
    let archive = memory.archive.answer(&question).unwrap_or_else(|| {
        let pages = Arc::new(archive(&question.0, &question.1));
        memory.archive.learn(question, pages)
    });
    planned.ask(Owner::Archive, all(&archive, &Origin::made("the archive")));
    let of_entities = EntityInputs { facts, profiles: &profiles, with_editions };
    add_entities(parts, of_entities, planned, has_template, &mut memory.entities);
    add_indexes(parts, planned, &profiles, &mut memory.entities);
    let home = PagePlan::page("home.html", Context::Home(home(parts, facts, week, memory)));
    planned.ask(Owner::Home, one(Address::new("/"), Origin::made("the home page"), home));
    let plain = memory.plain.answer(&parts.site.pages, &parts.frame, |_, linked, frame| {
        let page = || Arc::new(PagePlan::page("page.html", Context::Plain(plain_page(frame, linked))));
        linked.page.is_plain().then(page)
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
    let (address, strings) = (Address::new("/404.html"), frame.strings());
    let mut page = frame.page("404", strings.get("not_found.title"), strings.get("not_found.description"), &address);
    // It answers for every address that is not there, so it is the page of none.
    page.canonical = Arc::default();
    page.ld = Ld::Null;
    let (html, parts) = Default::default();
    PlainPage { page, html, parts, headings: Vec::new(), extra: serde_json::Value::Null }
}

/// One page, as it is asked for.
pub(crate) fn one(address: Address, origin: Origin, page: PagePlan) -> Vec<Asked> {
    vec![Asked { address, origin, page: Arc::new(page) }]
}

/// Plans a page at each old address that leads to the new one.
pub(crate) fn add_redirects(parts: &Parts<'_>, planned: &mut Planned) {
    let asked = |redirect: &Redirect| {
        // An old address without a slash at its end may have been a page or a file; a page answers to both.
        let is_file = redirect.old.as_str().rsplit('/').next().is_some_and(|name| name.contains('.'));
        let ends = redirect.old.as_str().ends_with('/') || is_file;
        Asked {
            address: if ends { redirect.old.clone() } else { Address::new(format!("{}/", redirect.old)) },
            origin: Origin::redirect(&redirect.path, &redirect.span),
            page: redirect_to(parts, &redirect.to),
        }
    };
    planned.ask(Owner::Redirects, parts.site.redirects.iter().map(asked).collect());
}

/// A page that leads to an address.
pub(crate) fn redirect_to(parts: &Parts<'_>, address: &Address) -> Arc<PagePlan> {
    let (to, whole) = (parts.shared.url(address), parts.shared.whole(address));
    let canonical = if whole.is_empty() { to.clone() } else { whole };
    Arc::new(PagePlan::page("redirect.html", Context::Redirect(RedirectPage { to, canonical })))
}

fn home(parts: &Parts<'_>, facts: &Facts, week: &Arc<WeekContext>, memory: &mut PagesCache) -> HomeContext {
    let size = parts.shared.config.page_size;
    let lately = lately(parts, memory);
    HomeContext {
        page: parts.shared.page("home", &parts.shared.config.title, &parts.shared.config.tagline, &Address::new("/")),
        ledger: facts.whole.home.clone(),
        week: week.clone(),
        articles: leading(parts.summaries.values().take(size).cloned().collect(), &facts.whole.weights),
        more: parts.summaries.len() > size,
        archive: parts.shared.url(&archive_address()),
        groups: groups(&*parts.shared, lately.iter()),
    }
}

/// Articles in the order of the home page: the newest that the editor wants to lead, then day by day, and on one day those
/// first that changed most cells.
fn leading(mut articles: Vec<Arc<ArticleSummary>>, weights: &BTreeMap<Arc<str>, usize>) -> Vec<Arc<ArticleSummary>> {
    let weight = |article: &ArticleSummary| weights.get(&article.url).copied().unwrap_or(0);
    articles.sort_by_key(|article| Reverse((article.date, weight(article))));
    if let Some(lead) = articles.iter().position(|article| article.lead) {
        articles[..=lead].rotate_right(1);
    }
    articles
}

/// How lately an entity was tagged, and its place among the tags of that article, then how lately it wrote; the latest first.
type Recency = (bool, Option<ArticleId>, Option<usize>, bool, Option<ArticleId>);
/// The entities of each kind in that order; without one it comes before all of the kind.
type Recent = (usize, Option<(Recency, EntityId)>);

view! {
    /// What the place of an entity on the home page depends on beyond it.
    struct RecencyView {
        articles: ArticleId => Arc<LinkedArticle>,
    }
}

/// The few entities of each kind that are tagged most lately, then those that wrote most lately: the home page is about what
/// is going on.
fn lately(parts: &Parts<'_>, memory: &mut PagesCache) -> Vec<EntityId> {
    let view = RecencyView { articles: parts.site.articles.clone() };
    let recency = memory.recency.answer(&parts.site.entities, &(), view, recency);
    let recent = memory
        .recent
        .follow(&recency, |id, recency| Some(((id.kind.place(), Some((recency.clone(), id.clone()))), ())));
    let of_kind = |kind: usize| {
        let of_kind = recent.range((kind, None)..(kind + 1, None)).take(HOME_ENTITIES);
        of_kind.filter_map(|((_, place), ())| Some(place.as_ref()?.1.clone())).collect::<Vec<_>>()
    };
    (0..parts.shared.kinds.len()).flat_map(of_kind).collect()
}

fn recency(id: &EntityId, linked: &Arc<LinkedEntity>, (): &(), reading: &Reading<'_, RecencyView>) -> Option<Recency> {
    let [newest, written] =
        [&linked.articles, &linked.written].map(|of| of.first_key_value().map(|(newest, ())| newest));
    let tagged = newest.and_then(|newest| reading.articles().get(newest)).map(|linked| &linked.tagged);
    let at = tagged.and_then(|tagged| tagged.iter().position(|other| other == id));
    Some((newest.is_none(), newest.cloned(), at, written.is_none(), written.cloned()))
}

fn plain_page(frame: &Frame, linked: &LinkedPage) -> PlainPage {
    let document = &linked.page.document;
    let description = linked.page.summary.clone().unwrap_or_else(|| opening(document, &linked.filling));
    let mut page = frame.page("page", &linked.page.title, &description, &linked.address);
    page.lang = linked.page.lang.clone();
    page.version = frame.version(&linked.page.version, &linked.address);
    page.cite = cite(frame, &page, &linked.address, Cited::default());
    let html = Html::new(document, &linked.filling, &frame.prefixes);
    PlainPage {
        page,
        parts: HtmlParts::of(&html),
        html,
        headings: headings(&document.body, &linked.filling),
        extra: linked.page.extra.clone(),
    }
}
