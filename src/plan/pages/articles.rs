//! The pages of articles, and the cards that their links to entities open.

use super::Memory;
use super::Profile;
use crate::context::{
    ArticleContext, ArticlePage, ArticleSummary, CardCell, CellContext, HoverCard, ImageContext, RelatedArticle,
    TextLink, TranslationLink,
};
use crate::link::{ArticleId, EntityId, LinkedArticle};
use crate::path::Address;
use crate::plan::described;
use crate::plan::facts::Facts;
use crate::plan::feed;
use crate::plan::parts::{Frame, Parts, Shared, articles_of, headings};
use crate::plan::planned::{Asked, Origin, Owner, Planned};
use crate::plan::{Context, PagePlan};
use crate::table::{Table, changed};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

pub(super) type Cards = Table<EntityId, Arc<HoverCard>>;

/// What links to each entity show of it.
pub(super) fn cards(
    parts: &Parts<'_>,
    facts: &Facts,
    profiles: &Table<EntityId, Arc<Profile>>,
    memory: &mut Memory,
) -> Cards {
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
pub(super) fn add_articles(
    parts: &Parts<'_>,
    facts: &Facts,
    cards: &Cards,
    planned: &mut Planned,
    memory: &mut Memory,
) {
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
    let in_others: BTreeSet<Address> = changed(&memory.translated, &parts.site.translated).collect();
    if !in_others.is_empty() {
        let is_stale = |(_, linked): &(&ArticleId, &Arc<LinkedArticle>)| in_others.contains(&linked.address);
        stale.extend(parts.site.articles.iter().filter(is_stale).map(|(id, _)| id.clone()));
    }
    memory.translated = parts.site.translated.clone();
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
    let languages = parts.site.translated.get(&linked.address).map_or(&[][..], |languages| languages);
    let article = ArticleContext {
        translations: translations(shared, languages.iter().filter(|(_, other)| *other != linked.address)),
        alternates: translations(shared, languages),
        ..article_context(shared, linked, summary, parts.updated[id].day)
    };
    let facts = facts.articles.get(id).cloned().unwrap_or_default();
    let is_listed = |id: &EntityId| linked.tagged.contains(id) || linked.named.contains(id);
    let writers = linked.writers().into_iter().filter(|id| !is_listed(id));
    page.ld = described::article(shared, linked, &page, &article, &facts);
    ArticlePage {
        page,
        article,
        facts,
        cards: linked
            .tagged
            .iter()
            .chain(&linked.named)
            .chain(writers)
            .filter_map(|id| cards.get(id).cloned())
            .collect(),
        related: related.collect(),
        earlier,
        later,
    }
}

fn translations<'b>(frame: &Frame, languages: impl IntoIterator<Item = &'b (String, Address)>) -> Vec<TranslationLink> {
    let link = |(lang, address): &(String, Address)| TranslationLink { lang: lang.clone(), url: frame.url(address) };
    languages.into_iter().map(link).collect()
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
    let sources: Vec<EntityId> =
        linked.tagged.iter().chain(&linked.named).filter(|id| shared.is_source(id)).cloned().collect();
    ArticleContext {
        title: article.title.clone(),
        date: day(article.date.day),
        datetime: feed::instant(&shared.config, article.date.at),
        updated: (updated > article.date.day).then(|| day(updated)),
        modified: feed::last_change(linked, updated, &shared.config),
        as_of: article.as_of.map(|at| day(at.day)),
        expires: article.expires.map(|at| day(at.day)),
        summary: summary.summary.clone(),
        form: article.form.map(str::to_owned),
        authors: shared.text_links(&linked.authors),
        key: article.key.clone(),
        retracted: article.retracted,
        translations: Vec::new(),
        alternates: Vec::new(),
        image: linked.image.as_ref().map(|image| match image.starts_with('/') && !image.starts_with("//") {
            true => format!("{}{image}", shared.config.prefix()),
            false => image.clone(),
        }),
        html: article.document.body.html(&linked.filling, shared.config.prefix()),
        headings: headings(&article.document.body, &linked.filling),
        tags: summary.entities.iter().map(|entity| entity.name.clone()).collect(),
        groups: shared.groups(linked.tagged.iter().chain(&linked.named)),
        sources: shared.links(&sources),
        extra: article.extra.clone(),
    }
}
