//! What several pages show: links to entities, summaries of articles, facts. Each is made once and shared.

use super::described::common::named;
use super::frame::{Frame, OfPages};
use super::neighbours::{self, Related, TaggedWith};
use super::newest::Newest;
use crate::base::memo::{Kept, Last, Memo};
use crate::base::path::Address;
use crate::base::reads::{Noting, Reading, Recorded, view};
use crate::base::table::{Rekeyed, Table, Turned};
use crate::base::text::capitalised;
use crate::draw::fonts::Fonts;
use crate::facts::Ledger;
use crate::link::target::path_of;
use crate::link::{
    ArticleId, EntityId, FileId, LinkedArticle, LinkedEntity, LinkedPart, Places, Site, bloc_of, entity_address,
    opening,
};
use crate::model::Config;
use crate::model::at::place_in_words;
use crate::model::kind::{Kind, KindId};
use crate::model::strings::Strings;
use crate::parse::body::{Body, Filling, Heading};
use crate::parse::figure::ShownPicture;
use crate::parse::markdown::is_external;
use crate::parse::passage::{PassageKind, passages};
use crate::parse::place::Place;
use crate::picture::variants;
use crate::record::Record;
use crate::view::assets::{Asset, Assets};
use crate::view::{
    ArticleSummary, Citation, EntityGroup, EntityLink, FactContext, HeadingContext, ImageContext, KindContext,
    MenuContext, PlaceLink, Prepared, PublisherContext, SiteContext, TextLink,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

/// The link to every entity.
pub(crate) type Links = Table<EntityId, Prepared<EntityLink>>;

/// The same with the links to all entities, for work that may show any of them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shared {
    pub frame: Arc<Frame>,
    pub links: Links,
}

impl Deref for Shared {
    type Target = Frame;

    fn deref(&self) -> &Frame {
        &self.frame
    }
}

/// The same for work of which each link that it shows is noted.
pub(crate) struct Shown<'a> {
    pub frame: &'a Frame,
    pub links: Noting<'a, 'a, EntityId, Prepared<EntityLink>>,
}

impl Deref for Shown<'_> {
    type Target = Frame;

    fn deref(&self) -> &Frame {
        self.frame
    }
}

/// What all pages share, along with the links to entities.
pub(crate) trait Linking: Deref<Target = Frame> {
    fn link(&self, id: &EntityId) -> Option<Prepared<EntityLink>>;

    fn links(&self, ids: &[EntityId]) -> Vec<Prepared<EntityLink>> {
        ids.iter().filter_map(|id| self.link(id)).collect()
    }

    /// Sources, each with the places in it.
    fn citations(&self, sources: &[EntityId], places: &Places) -> Vec<Citation> {
        let place = |link: &EntityLink, place: &Place| PlaceLink {
            text: place.short(),
            name: place_in_words(self.strings(), place),
            url: format!("{}#{}", link.url, place.anchor()),
        };
        let citation = |id: &EntityId| {
            let link = self.link(id)?;
            Some(Citation {
                name: link.name.clone(),
                slug: link.slug.clone(),
                url: link.url.clone(),
                short: link.short_name().clone(),
                label: link.label.clone(),
                places: places.in_source(id).map(|of| place(&link, of)).collect(),
            })
        };
        sources.iter().filter_map(citation).collect()
    }

    fn text_links(&self, parts: &[LinkedPart]) -> Vec<TextLink> {
        let link = |part: &LinkedPart| {
            let link = part.to.as_ref().and_then(|id| self.link(id));
            let name = link.as_ref().map(|link| &link.name).filter(|name| ***name == *part.text);
            let text = name.map_or_else(|| part.text.as_str().into(), Arc::clone);
            TextLink { text, url: link.map(|link| link.url.clone()), lang: part.lang.clone() }
        };
        parts.iter().map(link).collect()
    }

    fn fact(&self, key: &str, values: &[Vec<LinkedPart>]) -> FactContext {
        let values = values.iter().map(|parts| self.text_links(parts)).collect();
        FactContext { key: key.to_owned(), label: capitalised(&self.strings().word("fact", key)), values }
    }
}

impl Linking for Shared {
    fn link(&self, id: &EntityId) -> Option<Prepared<EntityLink>> {
        self.links.get(id).cloned()
    }
}

impl Linking for Shown<'_> {
    fn link(&self, id: &EntityId) -> Option<Prepared<EntityLink>> {
        self.links.get(id).cloned()
    }
}

/// Entities sorted into their kinds, sources left out.
pub(crate) fn groups<'b>(shared: &dyn Linking, ids: impl Iterator<Item = &'b EntityId>) -> Vec<EntityGroup> {
    let mut groups: BTreeMap<KindId, Vec<Prepared<EntityLink>>> = BTreeMap::new();
    for id in ids.filter(|id| !shared.is_source(id)) {
        groups.entry(id.kind).or_default().extend(shared.link(id));
    }
    let group = |(kind, entities): (KindId, _)| EntityGroup { kind: shared.kinds[kind.place()].clone(), entities };
    groups.into_iter().map(group).collect()
}

view! {
    /// What the summary of an article reads beyond the article.
    pub(crate) struct SummaryView {
        links: EntityId => Prepared<EntityLink>,
    }
}

pub(crate) struct Parts<'a> {
    pub site: &'a Site,
    pub frame: Arc<Frame>,
    pub shared: Arc<Shared>,
    pub site_context: Arc<SiteContext>,
    pub summaries: Table<ArticleId, Arc<ArticleSummary>>,
    /// The articles that have cards of their own.
    pub newest: Table<ArticleId, ()>,
    pub related: Table<ArticleId, Related>,
    pub appears_with: Table<EntityId, TaggedWith>,
    pub updated: Table<ArticleId, Updated>,
    /// The articles that changed later than on the day of their publication, and those that each entity has to do with.
    late: Table<ArticleId, Date>,
    pub late_of: Table<EntityId, Table<ArticleId, Late>>,
    /// Where what differs from the last build is to be found.
    pub memory: &'a PartsCache,
}

/// The day of the last change of an article: its own, or a correction on which it rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Updated {
    pub day: Date,
    is_late: bool,
}

/// What an article that changed late is to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Late {
    day: Date,
    /// Whether it is tagged with the entity or written by it, rather than names it.
    is_own: bool,
}

/// An article that changed late, as the entities see it that it has to do with.
type LateFor = Arc<Vec<(EntityId, Late)>>;

view! {
    /// What it takes to know whether an article changed late.
    pub(crate) struct UpdatedView {
        updated: ArticleId => Updated,
    }
}

/// The hue of each bloc that has one.
type Hues = Table<EntityId, usize>;
/// The day of the newest correction that affects each article.
type Corrected = Arc<BTreeMap<Address, Date>>;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct PartsCache {
    kinds: Kept<Vec<Prepared<KindContext>>>,
    hues: Memo<EntityId, Arc<LinkedEntity>, (), usize>,
    pub links: Memo<EntityId, Arc<LinkedEntity>, (Arc<Config>, Hues), Prepared<EntityLink>>,
    elsewhere: Rekeyed<EntityId, Arc<LinkedEntity>, EntityId, Address>,
    frame: Kept<Frame>,
    shared: Kept<Shared>,
    pub by_kind: Turned<EntityId, Prepared<EntityLink>, KindId, ()>,
    site: Kept<SiteContext>,
    pub summaries: Recorded<ArticleId, Arc<LinkedArticle>, Arc<Frame>, SummaryView, Arc<ArticleSummary>>,
    pub neighbours: neighbours::NeighboursCache,
    corrected: Last<Arc<Ledger>, Corrected>,
    pub updated: Memo<ArticleId, Arc<LinkedArticle>, Corrected, Updated>,
    late: Memo<ArticleId, Updated, (), Date>,
    late_for: Recorded<ArticleId, Arc<LinkedArticle>, (), UpdatedView, LateFor>,
    late_of: Turned<ArticleId, LateFor, EntityId, Late>,
    newest: Newest,
}

/// Where the card of a page is.
pub(crate) fn card_address(page: &Address) -> Address {
    page.join(CARD)
}

/// What the card of a page is called.
pub(crate) const CARD: &str = "card.png";

/// Where the archive is.
pub(crate) fn archive_address() -> Address {
    Address::new("/articles/")
}

impl<'a> Parts<'a> {
    pub(crate) fn new(
        site: &'a Site,
        record: &Arc<Record>,
        ledger: &Arc<Ledger>,
        assets: &Assets,
        fonts: Option<Arc<Fonts>>,
        memory: &'a mut PartsCache,
    ) -> Self {
        let config = &site.config;
        let kinds =
            memory.kinds.keep(config.kinds.iter().map(|kind| Prepared::new(kind_context(config, kind))).collect());
        let hues = memory.hues.answer(&site.entities, &(), |_, linked, ()| linked.own.entity.hue);
        let links = memory.links.answer(&site.entities, &(config.clone(), hues), |id, linked, (config, hues)| {
            Some(Prepared::new(entity_link(config, hues, id, linked)))
        });
        memory.by_kind.follow(&links, |id, _| vec![(id.kind, ())]);
        let author = site.author.as_ref().map(|author| author.text.clone());
        let elsewhere = memory.elsewhere.follow(&site.entities, |id, linked| {
            let own = &linked.own;
            (own.address != entity_address(&own.entity.kind, &id.slug)).then(|| (id.clone(), own.address.clone()))
        });
        let frame = Frame::new(
            config.clone(),
            author,
            kinds.to_vec(),
            fonts,
            OfPages { early: site.early.clone(), languages: site.languages.clone(), elsewhere },
            record.clone(),
        );
        let frame = memory.frame.keep(frame);
        let shared = memory.shared.keep(Shared { frame: frame.clone(), links });
        let used = memory.by_kind.groups();
        let site_context = memory.site.keep(site_context(&frame, site, assets, &|kind| used.contains_key(&kind)));
        let view = SummaryView { links: shared.links.clone() };
        let summaries = memory.summaries.answer(&site.articles, &frame, view, summary);
        let newest = memory.newest.follow(&summaries, config.cards.as_ref().map_or(0, |cards| cards.articles));
        let (related, appears_with) = neighbours::neighbours(site, &mut memory.neighbours);
        let corrected = memory
            .corrected
            .answer(ledger)
            .unwrap_or_else(|| memory.corrected.learn(ledger.clone(), Arc::new(corrected(ledger))));
        let updated =
            memory.updated.answer(&site.articles, &corrected, |_, linked, corrected| Some(updated(linked, corrected)));
        let late = memory.late.answer(&updated, &(), |_, updated, ()| updated.is_late.then_some(updated.day));
        let view = UpdatedView { updated: updated.clone() };
        let late_for = memory.late_for.answer(&site.articles, &(), view, late_for);
        let late_of = memory.late_of.follow(&late_for, |_, entities| entities.to_vec()).clone();
        Parts {
            site,
            frame,
            shared,
            site_context,
            summaries,
            newest,
            related,
            appears_with,
            updated,
            late,
            late_of,
            memory,
        }
    }

    /// The day of the newest change of all articles.
    pub(crate) fn newest_change(&self) -> Option<Date> {
        let first = self.updated.first_key_value().map(|(_, updated)| updated.day);
        self.late.values().copied().chain(first).max()
    }
}

/// The day of the newest change among the articles that an entity wrote or is tagged in and, if wanted, those that name it.
/// `late` are those that changed late and have to do with it.
///
/// Of what did not change after its publication the newest is the first.
pub(crate) fn last_change(
    linked: &LinkedEntity,
    naming: bool,
    late: Option<&Table<ArticleId, Late>>,
    updated: Noting<'_, '_, ArticleId, Updated>,
) -> Option<Date> {
    let newest = [&linked.articles, &linked.written].into_iter().filter_map(|articles| articles.first_key_value());
    let named = linked.backlinks.first_key_value().and_then(|(id, _)| id.article()).filter(|_| naming);
    let first = newest.map(|(id, ())| id).chain(named).min()?;
    let counts = |(id, late): &(&ArticleId, &Late)| {
        late.is_own || (naming && linked.backlinks.contains_key(&FileId::Article((*id).clone())))
    };
    let late = late.into_iter().flat_map(|late| late.iter()).filter(counts).map(|(_, late)| late.day);
    late.chain(updated.get(first).map(|updated| updated.day)).max()
}

fn late_for(
    id: &ArticleId,
    linked: &Arc<LinkedArticle>,
    (): &(),
    reading: &Reading<'_, UpdatedView>,
) -> Option<LateFor> {
    let updated = reading.updated().get(id).filter(|updated| updated.is_late)?;
    let own: BTreeSet<&EntityId> = linked.tagged.iter().chain(linked.writers()).collect();
    let named: BTreeSet<&EntityId> = linked.named.iter().filter(|id| !own.contains(id)).collect();
    let late = |is_own: bool| move |id: &EntityId| (id.clone(), Late { day: updated.day, is_own });
    Some(Arc::new(own.into_iter().map(late(true)).chain(named.into_iter().map(late(false))).collect()))
}

fn kind_context(config: &Config, kind: &Kind) -> KindContext {
    let url = format!("{}/{}/", config.prefix(), kind.folder);
    KindContext { key: kind.key.clone(), title: kind.title.clone(), plural: kind.plural.clone(), url }
}

fn corrected(ledger: &Ledger) -> BTreeMap<Address, Date> {
    let mut corrected: BTreeMap<Address, Date> = BTreeMap::new();
    for correction in &ledger.corrections {
        for address in &correction.articles {
            let known = corrected.entry(address.clone()).or_insert(correction.correction().date);
            *known = correction.correction().date.max(*known);
        }
    }
    corrected
}

fn updated(linked: &LinkedArticle, corrected: &Corrected) -> Updated {
    let own = linked.article.updated;
    let day = corrected.get(&linked.address).map_or(own, |day| own.max(*day));
    Updated { day, is_late: day > linked.article.date.day }
}

fn summary(
    _: &ArticleId,
    linked: &Arc<LinkedArticle>,
    frame: &Arc<Frame>,
    reading: &Reading<'_, SummaryView>,
) -> Option<Arc<ArticleSummary>> {
    let shown = Shown { frame, links: reading.links() };
    let article = &linked.article;
    let tagged: Vec<EntityId> = linked.tagged.iter().filter(|id| !shown.is_source(id)).cloned().collect();
    Some(Arc::new(ArticleSummary {
        title: article.title.clone(),
        url: shown.url(&linked.address).into(),
        date: article.date.day,
        summary: article.summary.clone().unwrap_or_else(|| opening(&article.document, &linked.filling)).into(),
        form: article.form,
        retracted: article.retracted,
        lead: article.lead,
        lang: article.lang.as_deref().map(Arc::from),
        entities: shown.links(&tagged),
        image: linked.picture.as_ref().and_then(|picture| in_lists(frame, picture)).map(Arc::new),
    }))
}

/// The picture of an article in lists: the smallest that is made of it, in a kind that all browsers show.
fn in_lists(frame: &Frame, shown: &ShownPicture) -> Option<ImageContext> {
    let (own, picture) = shown.file.as_ref()?;
    let smallest = picture.variants().and_then(|variants| variants.plain.first().copied());
    let address = smallest.and_then(|variant| Some(variants::address(own, &variant.width.to_string(), variant.made?)));
    let size = smallest.map(|variant| (variant.width, variant.height)).or(picture.size);
    Some(ImageContext {
        url: format!("{}{}", frame.config.prefix(), address.as_deref().unwrap_or(own)).into(),
        width: size.map(|(width, _)| width as usize),
        height: size.map(|(_, height)| height as usize),
        alt: shown.alt.clone(),
    })
}

/// The articles that an entity wrote, is tagged in or is named in, newest first, each once.
pub(crate) fn articles_about(linked: &LinkedEntity) -> impl Iterator<Item = &ArticleId> {
    let mut lists = [linked.articles.keys().peekable(), linked.written.keys().peekable()];
    let mut naming = linked.backlinks.keys().map_while(FileId::article).peekable();
    std::iter::from_fn(move || {
        let own = lists.iter_mut().filter_map(|list| list.peek().copied());
        let next = own.chain(naming.peek().copied()).min()?;
        for list in &mut lists {
            list.next_if_eq(&next);
        }
        naming.next_if_eq(&next);
        Some(next)
    })
}

/// What texts call a source by: "source A", or a name that says by itself what it is.
pub(crate) fn source_name(strings: &Strings, short: &str) -> String {
    if short.chars().count() <= 3 { strings.fill("source.named", &[("short", short)]) } else { short.to_owned() }
}

fn entity_link(config: &Config, hues: &Hues, id: &EntityId, linked: &LinkedEntity) -> EntityLink {
    let bloc = bloc_of(config, id, linked);
    let entity = &linked.own.entity;
    let name: Arc<str> = entity.name.as_str().into();
    let url: Arc<str> = format!("{}{}", config.prefix(), linked.own.address.encoded()).into();
    let whole = config.base_url.as_ref().map_or(url.clone(), |_| config.whole(&linked.own.address).into());
    // A thing has one name in all languages.
    let lasting = config.root.as_ref().map_or(url.clone(), |_| config.shared_whole(&linked.own.address).into());
    EntityLink {
        ld: named(&linked.own, &lasting, &name),
        in_sentences: entity.in_sentences.as_deref().map_or_else(|| name.clone(), Arc::from),
        name,
        lang: entity.lang.as_deref().map(Arc::from),
        slug: id.slug.as_str().into(),
        lasting: linked.lasting_name(config, id).into(),
        url,
        whole,
        kind: entity.kind.key.clone(),
        type_: entity.type_.clone(),
        hue: bloc.as_ref().and_then(|bloc| hues.get(bloc).copied()),
        bloc: bloc.map(|bloc| bloc.slug.to_string()),
        stub: entity.document.is_none(),
        short: entity.short.clone(),
        label: entity.label(),
    }
}

/// The headings of a body, as readers see them.
pub(crate) fn headings(body: &Body, filling: &Filling) -> Vec<HeadingContext> {
    let heading = |h: &Heading| HeadingContext { level: h.level, id: h.id.clone(), text: h.text.clone() };
    let mut headings: Vec<HeadingContext> = body.headings.iter().map(heading).collect();
    if body.headings.iter().any(|heading| heading.has_names) {
        for passage in passages(body, filling) {
            if let PassageKind::Heading(number) = passage.kind {
                headings[number].text = passage.text.into();
            }
        }
    }
    headings
}

fn site_context(frame: &Frame, site: &Site, assets: &Assets, is_used: &dyn Fn(KindId) -> bool) -> SiteContext {
    let (config, files) = (&frame.config, &site.files);
    let asset = |(name, asset): (&String, &Asset)| (name.clone(), config.shared_url(&asset.address));
    let menu = site.menu.iter().map(|item| {
        let address = &*path_of(&item.url);
        let is_file = || files.by_address.contains_key(&Address::new(address));
        let is_of_data = address.starts_with("/data/") && !address.ends_with('/');
        let prefix = match is_external(&item.url) {
            true => "",
            false if is_of_data || config.named_language(address).is_some() || is_file() => config.shared_prefix(),
            false => config.prefix(),
        };
        let url = format!("{prefix}{}", item.url);
        MenuContext { title: item.title.clone(), url }
    });
    let used = config.kinds.iter().filter(|kind| is_used(kind.id));
    SiteContext {
        title: config.title.clone(),
        tagline: config.tagline.clone(),
        language: config.language.clone(),
        base_url: config.base_url.as_ref().map_or(String::new(), |base| base.as_str().to_owned()),
        origin: config.base_url.as_ref().map_or(String::new(), |base| base.origin().to_owned()),
        root: format!("{}/", config.prefix()),
        files: format!("{}/", config.shared_prefix()),
        assets: assets.files.iter().map(asset).collect(),
        publisher: config.publisher.as_ref().map(|publisher| PublisherContext {
            name: publisher.name.clone(),
            url: publisher.url.clone(),
            logo: publisher.logo.clone(),
        }),
        author: frame.author.clone(),
        licence: config.licence.as_ref().map(|licence| licence.name.clone()),
        licence_url: config.licence.as_ref().and_then(|licence| licence.url.clone()),
        menu: menu.collect(),
        has_typography: config.typography,
        has_search: config.search,
        has_data: config.data,
        languages: match config.languages.is_empty() {
            true => Vec::new(),
            false => config.codes().map(|(code, _)| code.to_owned()).collect(),
        },
        has_editions: config.editions.is_some(),
        kinds: used.map(|kind| frame.kinds[kind.id.place()].clone()).collect(),
    }
}
