//! The pages of articles, and the cards that their links to entities open.

use super::entities::Profile;
use crate::base::path::Address;
use crate::base::reads::{Reading, Recorded, view};
use crate::base::table::Table;
use crate::link::{ArticleId, EntityId, Languages, LinkedArticle, LinkedEntity};
use crate::model::kind::MODEL;
use crate::model::when_in_words::up_to;
use crate::parse::body::{Body, Element, Filling, IN_TEXT, Node};
use crate::picture::variants::{self, MadeAs};
use crate::plan::cited::{Cited, cite};
use crate::plan::facts::{Account, Facts};
use crate::plan::frame::Frame;
use crate::plan::neighbours::Related;
use crate::plan::page::{Context, PagePlan};
use crate::plan::parts::{Linking, Parts, Shown, Updated, groups, headings};
use crate::plan::planned::{Asked, Origin, Owner, Planned};
use crate::plan::{described, feed};
use crate::record::as_page;
use crate::view::{
    ArticleContext, ArticleFacts, ArticlePage, ArticleSummary, CardCell, CellContext, EntityLink, HoverCard, Html,
    HtmlParts, ImageContext, Ld, Prepared, RelatedArticle, TextLink, TranslationLink,
};
use jiff::civil::Date;
use std::sync::Arc;

type HoverCards = Table<EntityId, Prepared<HoverCard>>;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(super) struct ArticlePagesCache {
    articles: Recorded<ArticleId, Arc<LinkedArticle>, Arc<Frame>, ArticleView, Arc<PagePlan>>,
    cards: Recorded<EntityId, Arc<LinkedEntity>, Arc<Frame>, HoverView, Prepared<HoverCard>>,
}

/// What links to each entity show of it.
pub(super) fn cards(
    parts: &Parts<'_>,
    facts: &Facts,
    profiles: &Table<EntityId, Arc<Profile>>,
    memory: &mut ArticlePagesCache,
) -> HoverCards {
    let view =
        HoverView { links: parts.shared.links.clone(), profiles: profiles.clone(), accounts: facts.entities.clone() };
    memory.cards.answer(&parts.site.entities, &parts.frame, view, |id, _, frame, reading| {
        if frame.is_source(id) || !frame.config.hover_cards {
            return None;
        }
        let is_model = frame.config.kinds[id.kind].key == MODEL;
        let account = if is_model { reading.accounts().get(id) } else { None };
        let cells = account.map_or(&[][..], |account| &account.shown.cells);
        let is_known = cells.iter().any(|cell| cell.layer.is_some());
        let cell = |cell: &Arc<CellContext>| CardCell { bloc: cell.bloc.name.clone(), status: cell.status };
        Some(Prepared::new(HoverCard {
            entity: reading.links().get(id)?.clone(),
            kind: frame.kinds[id.kind.place()].title.clone(),
            opening: reading.profiles().get(id)?.opening.clone(),
            cells: cells.iter().filter(|_| is_known).map(cell).collect(),
        }))
    })
}

view! {
    /// What the card of an entity shows beyond it.
    struct HoverView {
        links: EntityId => Prepared<EntityLink>,
        profiles: EntityId => Arc<Profile>,
        accounts: EntityId => Arc<Account>,
    }
}

view! {
    /// What the page of an article shows beyond the article: those before and after it, related ones, and what there is on
    /// its entities.
    struct ArticleView {
        summaries: ArticleId => Arc<ArticleSummary>,
        related: ArticleId => Related,
        updated: ArticleId => Updated,
        newest: ArticleId => (),
        facts: ArticleId => Arc<ArticleFacts>,
        translated: Address => Languages,
        links: EntityId => Prepared<EntityLink>,
        cards: EntityId => Prepared<HoverCard>,
    }
}

pub(super) fn add_articles(
    parts: &Parts<'_>,
    facts: &Facts,
    cards: &HoverCards,
    planned: &mut Planned,
    memory: &mut ArticlePagesCache,
) {
    let view = ArticleView {
        summaries: parts.summaries.clone(),
        related: parts.related.clone(),
        updated: parts.updated.clone(),
        newest: parts.newest.clone(),
        facts: facts.articles.clone(),
        translated: parts.site.translated.clone(),
        links: parts.shared.links.clone(),
        cards: cards.clone(),
    };
    let pages = memory.articles.answer(&parts.site.articles, &parts.frame, view, |id, linked, frame, reading| {
        let context = article(id, linked, frame, reading)?;
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

fn article(
    id: &ArticleId,
    linked: &LinkedArticle,
    frame: &Frame,
    reading: &Reading<'_, ArticleView>,
) -> Option<ArticlePage> {
    let shared = &Shown { frame, links: reading.links() };
    let summaries = reading.summaries();
    let summary = summaries.get(id)?;
    let link = |(_, summary): (&ArticleId, &Arc<ArticleSummary>)| TextLink {
        text: summary.title.clone(),
        url: Some(summary.url.clone()),
        lang: summary.lang.clone(),
    };
    // Newest first: what was before stands after it.
    let [earlier, later] = [summaries.after(id), summaries.before(id)].map(|beside| beside.map(link));
    let related = reading.related().get(id).into_iter().flat_map(|related| related.iter());
    let related = related.filter_map(|(other, shared)| Some(related_article(summaries.get(other)?, *shared)));
    let mut page = shared.page_saying(Ld::Null, "article", &summary.title, &summary.summary, &linked.address);
    page.lang = linked.article.lang.clone();
    page.version = shared.version(&linked.article.version, &linked.address);
    let own = reading.newest().get(id).and_then(|()| shared.card(&summary.title, &linked.address));
    page.image = own_image(shared, linked, &summary.title).or(own).or(page.image);
    let languages = reading.translated().get(&linked.address).map_or(&[][..], |languages| languages);
    let article = ArticleContext {
        translations: translations(shared, languages.iter().filter(|(_, other)| *other != linked.address)),
        alternates: translations(shared, languages),
        ..article_context(shared, linked, summary, reading.updated().get(id)?.day)
    };
    let facts = reading.facts().get(id).cloned().unwrap_or_default();
    let is_listed = |id: &EntityId| linked.tagged.contains(id) || linked.named.contains(id);
    let writers = linked.writers().into_iter().filter(|id| !is_listed(id));
    page.ld = described::article(shared, linked, &page, &article, &facts);
    let authors = article.authors.iter().map(|author| author.text.clone()).collect();
    let version = Some(article.updated.unwrap_or(article.date));
    let cited = Cited { authors, published: Some(article.date), version, ..Cited::default() };
    page.cite = cite(shared, &page, &linked.address, cited);
    let shown = linked.tagged.iter().chain(&linked.named).chain(writers);
    let pages = addresses(linked);
    let is_there = |id: &str| linked.testimony.statements.iter().any(|statement| statement.anchor == id);
    Some(ArticlePage {
        page,
        article,
        facts,
        former: frame.record.former(&pages, &is_there),
        cards: shown.filter_map(|id| reading.cards().get(id).cloned()).collect(),
        related: related.collect(),
        earlier,
        later,
    })
}

/// The address of an article, and those that it had.
pub(in crate::plan) fn addresses(linked: &LinkedArticle) -> Vec<Address> {
    let old = linked.article.redirects.iter().map(|word| as_page(&word.text));
    std::iter::once(linked.address.clone()).chain(old).collect()
}

fn translations<'b>(frame: &Frame, languages: impl IntoIterator<Item = &'b (String, Address)>) -> Vec<TranslationLink> {
    let link = |(lang, address): &(String, Address)| TranslationLink { lang: lang.clone(), url: frame.url(address) };
    languages.into_iter().map(link).collect()
}

fn has_figures(filling: &Filling) -> bool {
    filling.pictures.iter().any(|picture| picture.is_figure)
}

fn has_wide_tables(body: &Body) -> bool {
    body.nodes.iter().any(|node| matches!(node, Node::Open(Element::Table(columns)) if *columns > IN_TEXT))
}

/// By what picture an article is known elsewhere, if it has one: the part of it that others show, or all of it.
pub(in crate::plan) fn own_image(frame: &Frame, linked: &LinkedArticle, title: &Arc<str>) -> Option<Arc<ImageContext>> {
    let image = linked.image.as_ref()?;
    let shown = linked.picture.as_ref();
    let alt = shown.map(|shown| &shown.alt).filter(|alt| !alt.is_empty()).unwrap_or(title).clone();
    let file = shown.and_then(|shown| shown.file.as_ref());
    let card = file.and_then(|(own, picture)| Some((variants::address(own, "card", MadeAs::Jpeg), picture.card()?)));
    let (address, size) = match (card, file) {
        (Some((address, size)), _) => (address, Some(size)),
        (None, Some((own, picture))) => (own.to_string(), picture.size),
        (None, None) => (image.clone(), None),
    };
    let [width, height] = [size.map(|(width, _)| width as usize), size.map(|(_, height)| height as usize)];
    Some(Arc::new(ImageContext { url: frame.config.whole_of_site(&address).into(), width, height, alt }))
}

fn related_article(other: &ArticleSummary, shared: usize) -> RelatedArticle {
    let ArticleSummary { title, url, date, lang, .. } = other;
    let (title, url, lang) = (title.clone(), url.clone(), lang.clone());
    RelatedArticle { title, url, date: *date, lang, shared }
}

fn article_context(
    shared: &Shown<'_>,
    linked: &LinkedArticle,
    summary: &ArticleSummary,
    updated: Date,
) -> ArticleContext {
    let article = &linked.article;
    let sources: Vec<EntityId> =
        linked.tagged.iter().chain(&linked.named).filter(|id| shared.is_source(id)).cloned().collect();
    let html = Html::new(&article.document, &linked.filling, &shared.prefixes);
    let [datetime, modified] = feed::instants(linked, updated, &shared.config);
    ArticleContext {
        title: summary.title.clone(),
        date: article.date.day,
        datetime,
        updated: (updated > article.date.day).then_some(updated),
        modified,
        as_of: article.as_of.map(|days| up_to(shared.strings(), &days)),
        expires: article.expires.map(|at| at.day),
        summary: summary.summary.clone(),
        standfirst: article.summary.is_some().then(|| summary.summary.clone()),
        form: article.form,
        authors: shared.text_links(&linked.authors),
        key: article.key.clone(),
        retracted: article.retracted,
        translations: Vec::new(),
        alternates: Vec::new(),
        image: linked.image.as_ref().map(|image| match image.starts_with('/') && !image.starts_with("//") {
            true => format!("{}{image}", shared.config.shared_prefix()),
            false => image.clone(),
        }),
        figure: linked.picture.as_ref().map(|picture| Html::ready(picture.figure(shared.config.shared_prefix()))),
        has_figures: linked.picture.is_some() || has_figures(&linked.filling),
        has_wide_tables: has_wide_tables(&article.document.body),
        parts: HtmlParts::of(&html),
        html,
        headings: headings(&article.document.body, &linked.filling),
        tags: summary.entities.iter().map(|entity| entity.name.clone()).collect(),
        groups: groups(shared, linked.tagged.iter().chain(&linked.named)),
        sources: shared.links(&sources),
        extra: article.extra.clone(),
    }
}
