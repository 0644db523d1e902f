//! The ledger: what may be said of a model, a bloc and a day, on whose word, and what the sources disagree about.
//!
//! Comes between `link` and `plan`: from the statements of all articles to cells, days, relations, disputes and corrections.
//! A pure function of those statements; it never looks at the prose of an article and decides nothing about pages. What
//! it remembers, it remembers by equality, each cell by itself.

mod access;
mod calendar;
pub mod cell;
pub(crate) mod changes;
mod contrast;
pub(crate) mod correction;
pub(crate) mod dispute;
pub(crate) mod due;
mod entity;
pub mod history;
pub(crate) mod knowledge;
pub(crate) mod known;
mod ledger;
pub(crate) mod network;
mod opened;
mod parties;
pub(crate) mod recorded;
pub(crate) mod relation;
pub(crate) mod stated;
mod stories;
pub(crate) mod tell;
mod through_time;
pub(crate) mod times;

use crate::base::diagnostic::Diagnostic;
use crate::base::memo::{Kept, KeptEach, Last, Memo};
use crate::base::path::SourcePath;
use crate::base::table::Table;
use crate::link::testimony::{LinkedAccess, Testimony};
use crate::link::{
    ArticleId, EntityId, LinkedArticle, LinkedDispute, LinkedEntity, LinkedPage, LinkedProfile, Places, Redirect, Site,
};
use crate::model::Config;
use crate::model::fact::Audience;
use crate::model::kind::{BLOC, Kind, MODEL, SOURCE_KEY};
use crate::model::relation::Relations;
use crate::model::strings::Strings;
use crate::model::when::next_day;
use crate::record::Record;
use cell::{AccessEvent, Cell, CellInputs, Width};
use entity::LedgerEntities;
pub(crate) use entity::LedgerEntity;
use history::History;
use jiff::civil::Date;
use known::{KnownOf, Subject};
pub use ledger::Ledger;
pub(crate) use ledger::{CellHistories, Difference, Dispute, Position};
use parties::CellDispute;
use recorded::Past;
use stated::StatedCache;
use std::collections::BTreeMap;
use std::sync::Arc;
use stories::StoriesCache;
use times::Times;

/// What the ledger remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct LedgerCache {
    cards: Memo<EntityId, Arc<LinkedEntity>, Arc<Config>, Arc<LedgerEntity>>,
    stating: Memo<ArticleId, Arc<LinkedArticle>, (), Arc<Testimony>>,
    disputes: Memo<SourcePath, Arc<LinkedPage>, (), Arc<LinkedDispute>>,
    recorded: Last<RecordedQuestion, Arc<Past>>,
    past: Kept<Past>,
    whole: Last<LedgerQuestion, Answer>,
    access: KeptEach<(SourcePath, String), AccessEvent>,
    origins: Kept<BTreeMap<EntityId, String>>,
    cells: Memo<(EntityId, EntityId), Arc<CellInputs>, (), Arc<History>>,
    stated: StatedCache,
    known: KeptEach<Subject, KnownOf>,
    stories: StoriesCache,
}

/// All that the ledger depends on.
type LedgerQuestion =
    (Table<ArticleId, Arc<Testimony>>, Table<SourcePath, Arc<LinkedDispute>>, LedgerEntities, Settings);
/// What is made of the record depends on this.
type RecordedQuestion = (Arc<Record>, LedgerEntities, Vec<Redirect>, Date);
type Answer = (Arc<Ledger>, Arc<Vec<Diagnostic>>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Settings {
    relations: Arc<Relations>,
    /// The kind of what columns are.
    blocs: Arc<Kind>,
    columns: Vec<crate::parse::yaml::Word>,
    stale_after: Option<i32>,
    strings: Arc<Strings>,
    today: Date,
    past: Arc<Past>,
}

/// Adds up what all articles state. `today` is the day of the site; what is recorded of the days before stays.
pub(crate) fn ledger(
    site: &Site,
    record: &Arc<Record>,
    today: Date,
    memory: &mut LedgerCache,
) -> (Arc<Ledger>, Arc<Vec<Diagnostic>>) {
    let cards = memory
        .cards
        .answer(&site.entities, &site.config, |id, linked, config| Some(Arc::new(card(config, id, &linked.own))));
    let stating = memory.stating.answer(&site.articles, &(), |_, article, ()| {
        Some(&article.testimony).filter(|testimony| !testimony.statements.is_empty()).cloned()
    });
    let disputes = memory.disputes.answer(&site.pages, &(), |_, page, ()| page.dispute.clone());
    let asked = (record.clone(), cards.clone(), site.redirects.clone(), today);
    let past = memory.recorded.answer(&asked).unwrap_or_else(|| {
        let past = memory.past.keep(Past::new(record, &cards, &site.redirects, today));
        memory.recorded.learn(asked, past)
    });
    let settings = Settings {
        past,
        columns: site.config.columns.clone(),
        stale_after: site.config.stale_after,
        relations: site.config.vocabulary.relations.clone(),
        blocs: site.config.kinds.with_key(BLOC).expect("the standard kinds are always there").clone(),
        strings: site.config.strings.clone(),
        today,
    };
    let question: LedgerQuestion = (stating, disputes, cards, settings);
    if let Some(answer) = memory.whole.answer(&question) {
        return answer;
    }
    let answer = add_up(&question, memory);
    memory.whole.learn(question, answer)
}

fn card(config: &Config, id: &EntityId, own: &LinkedProfile) -> LedgerEntity {
    let entity = &own.entity;
    let named = |key: &str| {
        let fact = own.facts.iter().find(|fact| fact.key == key);
        fact.into_iter().flat_map(|fact| fact.values.iter().flatten()).filter_map(|part| part.to.clone())
    };
    let family = own.facts.iter().find(|fact| fact.key == "family").and_then(|fact| fact.values.first());
    let aliases = entity.aliases.iter().map(|alias| alias.text.clone());
    let other_names = entity.names.iter().map(|(_, name)| name.clone());
    let ties = ["developer", "issuer", "legal_basis"];
    let key = &config.kinds[id.kind].key;
    LedgerEntity {
        name: entity.name.clone(),
        key: key.clone(),
        first_slug: entity.first_slug.to_string(),
        address: own.address.clone(),
        is_source: key == SOURCE_KEY,
        type_: entity.type_.clone(),
        audience: entity.audience,
        expands: named("expands").collect(),
        published: entity.published,
        in_force: entity.in_force,
        accessed: entity.accessed,
        archived: entity.archived.clone(),
        checked: entity.checked,
        gone: entity.gone,
        origin: entity.origin.clone(),
        family: family.map(|parts| parts.iter().map(|part| part.text.as_str()).collect()),
        aliases: aliases.chain(other_names).collect(),
        superseded_by: own.superseded_by.clone(),
        same_as: entity.same_as.clone(),
        facts: own.facts.clone(),
        ties: ties.into_iter().flat_map(|key| named(key).map(move |id| (key, id))).collect(),
        sources: own.sources.clone(),
        places: own.places.clone(),
        place: entity.fields.as_ref().map(|document| {
            let span = document.front_matter.get("published").map_or(0..0, |node| node.span.clone());
            (document.path.clone(), span)
        }),
    }
}

fn add_up(question: &LedgerQuestion, memory: &mut LedgerCache) -> Answer {
    let (all, editors, cards, settings) = question;
    let testimonies = all;
    let all: Vec<Arc<Testimony>> = all.values().cloned().collect();
    let editors: Vec<Arc<LinkedDispute>> = editors.values().cloned().collect();
    let stating: Vec<Arc<Testimony>> = all.iter().filter(|t| !t.article.retracted).cloned().collect();
    let times = Arc::new(times::times(&settings.strings, &stating, cards));
    let of_kind = |key: &'static str| cards.iter().filter(move |(_, card)| card.key == key);
    let mut diagnostics = Vec::new();
    let columns = columns(cards, settings, &mut diagnostics);
    let withdrawn: Vec<_> = all.iter().filter(|t| t.article.withdrawn.is_some()).cloned().collect();
    let cells = cells([&stating, &withdrawn], &editors, question, &times, memory);
    let relations = relation::relations(&stating, cards, &settings.relations);
    let corrections = correction::corrections(&all, cards);
    let stated = stated::stated(testimonies, &corrections, &settings.past, &mut memory.stated);
    let mut ledger = Ledger {
        today: settings.today,
        past: settings.past.clone(),
        strings: settings.strings.clone(),
        models: of_kind(MODEL).map(|(id, _)| id.clone()).collect(),
        columns,
        next_change: next_change(&all, &cells, settings.today),
        cells,
        disputes: Vec::new(),
        due: Vec::new(),
        corrections,
        testimonies: stating,
        withdrawn,
        stated,
        known: Table::default(),
        relations,
        times,
        cards: cards.clone(),
        unknown: Arc::new(Cell::unknown()),
    };
    ledger.disputes = dispute::disputes(&ledger, &editors);
    ledger.due = due::due(&ledger);
    ledger.known = memory.known.keep(knowledge::known(&ledger)).into_iter().collect();
    if ledger.next_change.is_none_or(|day| day > next_day(ledger.today)) && is_unrecorded(&ledger) {
        ledger.next_change = Some(next_day(ledger.today));
    }
    diagnostics.extend(tell::mistakes(&ledger));
    (Arc::new(ledger), Arc::new(diagnostics))
}

/// The blocs that are columns: those that the settings name, or all.
fn columns(cards: &LedgerEntities, settings: &Settings, diagnostics: &mut Vec<Diagnostic>) -> Vec<EntityId> {
    let blocs = || cards.iter().filter(|(_, card)| card.key == BLOC);
    if settings.columns.is_empty() {
        return blocs().filter(|(_, card)| is_place(card)).map(|(id, _)| id.clone()).collect();
    }
    let mut columns = Vec::new();
    for word in &settings.columns {
        match blocs().find(|(id, _)| id.slug.as_str() == word.text) {
            Some((id, card)) if is_place(card) => columns.push(id.clone()),
            found => diagnostics.push(tell::no_column(
                word,
                &settings.blocs,
                found.is_some(),
                blocs().map(|(id, _)| id.slug.as_str()),
            )),
        }
    }
    columns
}

/// Every cell of which something is said, through time. Withdrawn articles come second.
fn cells(
    [stating, withdrawn]: [&[Arc<Testimony>]; 2],
    editors: &[Arc<LinkedDispute>],
    (_, _, cards, settings): &LedgerQuestion,
    times: &Times,
    memory: &mut LedgerCache,
) -> CellHistories {
    let stories = stories::stories([stating, withdrawn], cards, &settings.strings, &mut memory.stories);
    let mut events = BTreeMap::new();
    for testimony in stating.iter().chain(withdrawn) {
        for statement in &testimony.statements {
            if let Some(event) = AccessEvent::new(&testimony.article, statement, times, &stories) {
                events.insert((testimony.article.path.clone(), statement.anchor.clone()), event);
            }
        }
    }
    let events = memory.access.keep(events);
    let origin = |(id, card): (&EntityId, &Arc<LedgerEntity>)| Some((id.clone(), card.origin.clone()?));
    let origins = memory.origins.keep(cards.iter().filter_map(origin).collect());
    let mut inputs: BTreeMap<(EntityId, EntityId), CellInputs> = BTreeMap::new();
    let blank = || CellInputs { stale_after: settings.stale_after, origins: origins.clone(), ..CellInputs::default() };
    for event in events.values() {
        for (bloc, width) in aims(event.access(), cards) {
            for model in &event.access().models {
                let cell = inputs.entry((model.clone(), bloc.clone())).or_insert_with(blank);
                let events = if event.article.retracted { &mut cell.withdrawn } else { &mut cell.events };
                events.push((event.clone(), width));
            }
        }
    }
    // Of one that was settled on an unknown day nothing can be said of what was known before.
    for dispute in editors.iter().filter(|dispute| !dispute.settled || dispute.settled_on.is_some()) {
        for cell in &dispute.cells {
            inputs.entry(cell.clone()).or_insert_with(blank).disputes.push(CellDispute {
                parties: dispute.positions.iter().flat_map(|position| position.sources.iter().cloned()).collect(),
                places: Places::of_all(dispute.positions.iter().map(|position| &position.places)),
                opened: dispute.opened,
                settled: dispute.settled_on,
            });
        }
    }
    for cell in settings.past.cells.keys() {
        inputs.entry(cell.clone()).or_insert_with(blank);
    }
    inputs.iter_mut().for_each(|(cell, inputs)| inputs.recorded = settings.past.of_cell(cell));
    let inputs = inputs.into_iter().map(|(cell, inputs)| (cell, Arc::new(inputs))).collect();
    memory.cells.answer(&inputs, &(), |_, inputs, ()| Some(Arc::new(History::new(inputs))))
}

/// The blocs that a statement aims at, each with how widely it does.
fn aims(access: &LinkedAccess, cards: &LedgerEntities) -> BTreeMap<EntityId, Width> {
    let blocs = || cards.iter().filter(|(_, card)| card.key == BLOC && is_place(card)).map(|(id, _)| id);
    let mut aims: BTreeMap<EntityId, Width> = BTreeMap::new();
    let mut aim = |bloc: &EntityId, width: Width| {
        let known = aims.entry(bloc.clone()).or_insert(width);
        *known = width.min(*known);
    };
    for whom in &access.whom {
        let Some(card) = cards.get(whom) else { continue };
        match card.audience {
            Some(Audience::Everyone) => blocs().for_each(|bloc| aim(bloc, Width::Everyone)),
            Some(Audience::AllBut) => {
                blocs().filter(|bloc| !card.expands.contains(bloc)).for_each(|bloc| aim(bloc, Width::Audience));
            }
            Some(Audience::These) => card.expands.iter().for_each(|bloc| aim(bloc, Width::Audience)),
            None if is_place(card) => aim(whom, Width::Bloc),
            // An audience whose members nobody names, or a region: it fills no cell.
            None => {}
        }
    }
    aims
}

/// Whether this is a bloc, and neither an audience nor a region.
fn is_place(card: &LedgerEntity) -> bool {
    card.audience.is_none() && card.type_.as_deref().is_none_or(|type_| type_ == "bloc")
}

/// The first day on which a cell is another one, or something is known that an article adds tomorrow.
fn next_change(all: &[Arc<Testimony>], cells: &CellHistories, today: Date) -> Option<Date> {
    let known = all.iter().flat_map(|testimony| &testimony.statements).map(|statement| statement.known);
    let known = known.filter(|day| *day > today);
    let begin = |history: &Arc<History>| {
        let segments = history.segments.iter().filter_map(|(from, _)| *from);
        let changes = history.changes.iter().map(|turn| turn.day);
        segments.chain(changes).filter(|day| *day > today).min()
    };
    cells.values().filter_map(begin).chain(known).min()
}

/// Whether something is otherwise than it was recorded, and not published yet: it is known since today, whichever day that is.
fn is_unrecorded(ledger: &Ledger) -> bool {
    let of_statements = ledger.stated.iter().flat_map(|of_article| of_article.iter()).any(|of| of.is_unrecorded);
    let disputes = ledger.known.values().filter_map(|of| of.dispute.as_ref());
    of_statements
        || ledger.cells.values().any(|history| history.is_unrecorded)
        || disputes.into_iter().any(|dispute| dispute.is_unrecorded)
}
