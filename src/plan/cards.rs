//! Which pages have a card of their own, and what these show.
//!
//! Cards have addresses that never change, so that a card that is drawn anew changes no page. They are planned only for a
//! site that knows its address, since who shows them wants whole addresses.

use super::facts::{Account, Facts};
use super::frame::Frame;
use super::page::PagePlan;
use super::parts::{Late, Parts, Shared, Shown, Updated, card_address, last_change, source_name};
use super::planned::{Asked, Origin, Owner, Planned};
use crate::base::content::Content;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::Last;
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Reading, Recorded, view};
use crate::base::table::Table;
use crate::base::text::capitalised;
use crate::draw::card::{Card, Chip, DrawnCell};
use crate::draw::fonts::{Face, FontFile, Fonts};
use crate::facts::Ledger;
use crate::link::testimony::{LinkedAccess, Says};
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedEntity};
use crate::load::{FONTS, SourceFile, Sources};
use crate::model::access::{Layer, Status};
use crate::model::choice::Scope;
use crate::model::kind::{BLOC, MODEL};
use crate::model::strings::Strings;
use crate::model::suggest::nearest;
use crate::model::when::Days;
use crate::model::when_in_words::in_words;
use crate::model::{Config, config_path};
use crate::parse::yaml::Word;
use crate::view::{ArticleFacts, ArticleSummary, CellContext, EntityLink, Prepared};
use jiff::civil::Date;
use std::sync::Arc;

/// The fonts that the settings name, and the files of these names.
type Named = (Vec<Word>, Vec<Option<SourceFile>>);

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct CardPlansCache {
    fonts: Last<Named, (Arc<Fonts>, Arc<Vec<Diagnostic>>)>,
    articles: Recorded<ArticleId, Arc<LinkedArticle>, Arc<Frame>, CardView, Arc<PagePlan>>,
    entities: Recorded<EntityId, Arc<LinkedEntity>, Arc<Frame>, EntityCardView, Arc<PagePlan>>,
}

view! {
    /// What the card of an entity shows beyond it.
    struct EntityCardView {
        links: EntityId => Prepared<EntityLink>,
        accounts: EntityId => Arc<Account>,
        late: EntityId => Table<ArticleId, Late>,
        updated: ArticleId => Updated,
    }
}

view! {
    /// What the card of an article shows beyond the article.
    struct CardView {
        newest: ArticleId => (),
        summaries: ArticleId => Arc<ArticleSummary>,
        links: EntityId => Prepared<EntityLink>,
        facts: ArticleId => Arc<ArticleFacts>,
    }
}

/// Whether entities like this one have cards of their own.
pub(crate) fn has_card(frame: &Frame, id: &EntityId) -> bool {
    frame.config.cards.as_ref().is_some_and(|cards| cards.entities) && !frame.is_source(id)
}

/// What cards are set in, if there are any, and what is wrong with the fonts that the settings name.
pub(crate) fn fonts(
    config: &Config,
    sources: &Sources,
    memory: &mut CardPlansCache,
) -> (Option<Arc<Fonts>>, Vec<Diagnostic>) {
    let Some(cards) = &config.cards else { return (None, Vec::new()) };
    let file = |word: &Word| sources.files.get(&SourcePath::new(&word.text)).cloned();
    let question = (cards.fonts.clone(), cards.fonts.iter().map(file).collect());
    let (fonts, told) = memory.fonts.answer(&question).unwrap_or_else(|| {
        let answer = read(&question, sources);
        memory.fonts.learn(question, answer)
    });
    (config.base_url.is_some().then_some(fonts), told.to_vec())
}

fn read((words, files): &Named, sources: &Sources) -> (Arc<Fonts>, Arc<Vec<Diagnostic>>) {
    let (mut own, mut told) = (Vec::new(), Vec::new());
    for (word, file) in words.iter().zip(files) {
        match file {
            Some(SourceFile::Data(Content::Memory(bytes))) if word.text.starts_with(&format!("{FONTS}/")) => {
                match FontFile::new(bytes.clone()) {
                    Some(font) => own.push(font),
                    None => told.push(no_font(word)),
                }
            }
            _ => told.push(no_file(word, sources)),
        }
    }
    (Arc::new(Fonts::new(own)), Arc::new(told))
}

fn no_file(word: &Word, sources: &Sources) -> Diagnostic {
    let message = format!("There is no font {}.", word.text);
    let error = Diagnostic::error(Code::DeadLink, &config_path(), word.span.clone(), message);
    let there: Vec<&str> = sources.in_folder(FONTS).map(|(path, _)| path.as_str()).collect();
    match nearest(&word.text, there.iter().copied()) {
        Some(near) => error.help(format!("Did you mean {near}?")),
        None => error.help(format!("Put it into the folder {FONTS}/ of the site:  fonts: [{FONTS}/NotoSansJP.ttf]")),
    }
}

fn no_font(word: &Word) -> Diagnostic {
    let message = format!("{} is no font that cards can be drawn with.", word.text);
    Diagnostic::error(Code::BadValue, &config_path(), word.span.clone(), message)
        .help("Use a TrueType or OpenType font: .ttf, .otf or .ttc. WOFF is for browsers.")
}

/// Plans all cards.
pub(crate) fn add(
    parts: &Parts<'_>,
    facts: &Facts,
    ledger: &Ledger,
    planned: &mut Planned,
    memory: &mut CardPlansCache,
) {
    let shared = &*parts.shared;
    let site = of_site(shared, ledger);
    let asked = asked(shared, site, &Address::new("/"), || Origin::made("the card of the site"));
    planned.ask(Owner::SiteCard, asked);
    add_articles(parts, facts, planned, memory);
    add_entities(parts, facts, planned, memory);
}

/// The card of a page as it is asked for; nothing when there are no cards, or its title cannot be set.
fn asked(frame: &Frame, card: Card, page: &Address, origin: impl Fn() -> Origin) -> Vec<Asked> {
    let plan = plan(frame, card).map(Arc::new);
    let asked = |page_plan| Asked { address: card_address(page), origin: origin(), page: page_plan };
    plan.map(asked).into_iter().collect()
}

fn plan(frame: &Frame, card: Card) -> Option<PagePlan> {
    let fonts = frame.fonts.as_ref()?;
    fonts.settable(Face::Titles, &card.title)?;
    Some(PagePlan::Card(Arc::new(card), fonts.clone()))
}

fn of_site(shared: &Shared, ledger: &Ledger) -> Card {
    let config = &shared.config;
    let columns = ledger.columns.iter().filter_map(|bloc| shared.links.get(bloc));
    let also = Some(config.tagline.clone()).filter(|tagline| !tagline.is_empty());
    Card {
        title: config.title.clone(),
        also: also.into_iter().collect(),
        chips: columns.map(|link| chip(link)).collect(),
        ..Card::default()
    }
}

fn chip(link: &EntityLink) -> Chip {
    Chip { name: link.name.to_string(), hue: link.hue }
}

/// A card names those whom its article is about.
fn add_articles(parts: &Parts<'_>, facts: &Facts, planned: &mut Planned, memory: &mut CardPlansCache) {
    let view = CardView {
        newest: parts.newest.clone(),
        summaries: parts.summaries.clone(),
        links: parts.shared.links.clone(),
        facts: facts.articles.clone(),
    };
    let cards = memory.articles.answer(&parts.site.articles, &parts.frame, view, |id, linked, frame, reading| {
        reading.newest().get(id)?;
        let shown = Shown { frame, links: reading.links() };
        let card = of_article(&shown, linked, reading.summaries().get(id)?, reading.facts().get(id));
        plan(frame, card).map(Arc::new)
    });
    for id in memory.articles.touched() {
        let asked = |page: &Arc<PagePlan>| {
            let linked = &parts.site.articles[id];
            let origin = Origin::file(&linked.article.document.path);
            Asked { address: card_address(&linked.address), origin, page: page.clone() }
        };
        planned.ask(Owner::ArticleCard(id.clone()), cards.get(id).map(asked).into_iter().collect());
    }
}

fn of_article(
    shared: &Shown<'_>,
    linked: &LinkedArticle,
    summary: &ArticleSummary,
    facts: Option<&Arc<ArticleFacts>>,
) -> Card {
    let article = &linked.article;
    let states = states(shared, linked, facts);
    // Those of a bloc first, since there is not room for all.
    let mut chips: Vec<Chip> = summary.entities.iter().map(|link| chip(link)).collect();
    chips.sort_by_key(|chip| chip.hue.is_none());
    let retracted = article.retracted.then(|| shared.strings().get("article.retracted").to_owned());
    let form = article.form.map(|form| capitalised(&shared.strings().word("form", form)));
    Card {
        site: shared.config.title.clone(),
        kicker: joined(
            retracted.into_iter().chain(form).chain([in_words(shared.strings(), &Days::of(article.date.day))]),
        ),
        title: article.title.to_string(),
        states,
        chips,
        ..Card::default()
    }
}

/// What an article states on access, each with its status, what is to be said against it, and on whose word it is.
///
/// What two sources say alike is said once, with both.
fn states(shared: &Shown<'_>, linked: &LinkedArticle, facts: Option<&Arc<ArticleFacts>>) -> Vec<(Status, String)> {
    let strings = shared.strings();
    let mut states: Vec<(Status, String, Vec<String>)> = Vec::new();
    for statement in &linked.testimony.statements {
        let Says::Access(access) = &statement.says else { continue };
        let disputed = facts.is_some_and(|facts| facts.disputed.contains(&statement.anchor));
        let status = if disputed { Status::Disputed } else { access.status };
        let text = state(shared, access, disputed);
        let sources = statement
            .sources
            .iter()
            .filter_map(|id| shared.links.get(id))
            .map(|link| source_name(strings, link.short_name()));
        match states.iter_mut().find(|(of, known, _)| (*of, known.as_str()) == (status, text.as_str())) {
            Some((_, _, known)) => known.extend(sources.filter(|name| !known.contains(name)).collect::<Vec<_>>()),
            None => states.push((status, text, sources.collect())),
        }
    }
    let with_sources = |(status, text, sources): (Status, String, Vec<String>)| {
        let text = if sources.is_empty() { text } else { strings.with_more(&text, &strings.listed(&sources)) };
        (status, text)
    };
    states.into_iter().map(with_sources).collect()
}

/// Who can use what, in short: the page says since when. What is to be said against it stands first, where it is not cut.
fn state(shared: &Shown<'_>, access: &LinkedAccess, disputed: bool) -> String {
    let strings = shared.strings();
    let names = |ids: &[EntityId]| {
        let names = ids.iter().filter_map(|id| shared.links.get(id)).map(|link| &*link.name);
        strings.listed(&names.collect::<Vec<_>>())
    };
    let inferred = access.scope == Scope::Inferred;
    let doubts =
        [(disputed, strings.word("access", "disputed")), (inferred, strings.get("confidence.inferred").into())];
    let doubts: Vec<String> = doubts.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect();
    let status = strings.word("access", access.status.word());
    let holes = [("models", &*names(&access.models)), ("status", &status), ("whom", &names(&access.whom))];
    let mut state = strings.fill("statement.access", &holes);
    if access.layer == Layer::Rule {
        state = strings.fill("statement.by_rule", &[("sentence", &state)]);
    }
    if doubts.is_empty() {
        state
    } else {
        let doubts = capitalised(&doubts.join(strings.get("list.between")));
        format!("{doubts}{}{state}", strings.get("list.colon"))
    }
}

/// The card of a model shows who can use it, those of others how many articles are about them.
fn add_entities(parts: &Parts<'_>, facts: &Facts, planned: &mut Planned, memory: &mut CardPlansCache) {
    let view = EntityCardView {
        links: parts.shared.links.clone(),
        accounts: facts.entities.clone(),
        late: parts.late_of.clone(),
        updated: parts.updated.clone(),
    };
    let cards = memory.entities.answer(&parts.site.entities, &parts.frame, view, |id, linked, frame, reading| {
        if !has_card(frame, id) {
            return None;
        }
        plan(frame, of_entity(id, linked, frame, reading)?).map(Arc::new)
    });
    for id in memory.entities.touched() {
        let asked = |page: &Arc<PagePlan>| {
            let own = &parts.site.entities[id].own;
            let origin = match &own.entity.document {
                Some(document) => Origin::file(&document.path),
                None => Origin::of("the card of", &own.entity),
            };
            Asked { address: card_address(&own.address), origin, page: page.clone() }
        };
        planned.ask(Owner::EntityCard(id.clone()), cards.get(id).map(asked).into_iter().collect());
    }
}

fn of_entity(
    id: &EntityId,
    linked: &LinkedEntity,
    frame: &Frame,
    reading: &Reading<'_, EntityCardView>,
) -> Option<Card> {
    let (entity, strings) = (&linked.own.entity, frame.strings());
    let bloc = linked.own.facts.iter().find(|fact| fact.key == BLOC);
    let bloc = bloc.and_then(|fact| fact.values.iter().flatten().find(|part| part.to.is_some()));
    let hue = reading.links().get(id)?.hue;
    // A bloc's own name is its title.
    let name = bloc.map_or(String::new(), |part| part.text.clone());
    let type_ = entity.type_.iter().filter(|type_| **type_ != entity.kind.key).map(|type_| strings.word("type", type_));
    let account = if entity.kind.key == MODEL { reading.accounts().get(id) } else { None };
    let cells = account.map_or(Vec::new(), |account| cells(strings, account));
    let count = || count(strings, linked, last_change(linked, false, reading.late().get(id), reading.updated()));
    Some(Card {
        site: frame.config.title.clone(),
        kicker: joined([entity.kind.title.clone()].into_iter().chain(type_)),
        bloc: (bloc.is_some() || hue.is_some()).then_some(Chip { name, hue }),
        title: entity.name.clone(),
        also: entity.names.iter().map(|(_, name)| name.clone()).collect(),
        note: if cells.is_empty() { count() } else { String::new() },
        cells,
        ..Card::default()
    })
}

/// The access to a model in each column of the matrix today; nothing when none is known.
fn cells(strings: &Strings, account: &Account) -> Vec<DrawnCell> {
    let cells = &account.shown.cells;
    let is_known = cells.iter().any(|cell| cell.layer.is_some());
    let cell = |cell: &Arc<CellContext>| {
        let possible = cell.marks.contains(&"possible");
        let inferred = cell.marks.contains(&"inferred").then(|| strings.get("confidence.inferred").to_owned());
        let known = inferred.into_iter().chain(cell.sources.iter().map(|source| source_name(strings, &source.short)));
        let known = strings.listed(&known.collect::<Vec<_>>());
        Some(DrawnCell { bloc: chip(&cell.bloc), status: Status::from_word(cell.status)?, possible, known })
    };
    cells.iter().filter(|_| is_known).filter_map(cell).collect()
}

fn count(strings: &Strings, linked: &LinkedEntity, last: Option<Date>) -> String {
    let articles = match linked.own_articles().len() {
        0 => return String::new(),
        n => strings.count("card.articles", n, &[]),
    };
    match last {
        Some(day) => {
            let day = in_words(strings, &Days::of(day));
            strings.fill("card.last_change", &[("articles", &articles), ("day", &day)])
        }
        None => articles,
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" · ")
}
