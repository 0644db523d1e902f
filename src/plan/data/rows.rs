//! The rows of the tables of facts, and what is no table: each statement, entity and source as values in their order.
//!
//! The columns and the files are those of the module above; nothing is formatted here.

use super::Values;
use crate::base::path::Address;
use crate::facts::LedgerEntity;
use crate::facts::relation::Relation;
use crate::link::testimony::{ArticleRef, LinkedAccess, LinkedStatement, LinkedTime, LinkedWhen, Says};
use crate::link::{EntityId, LinkedPart, Places};
use crate::model::when::Days;
use crate::plan::facts::words::Words;
use crate::plan::frame::Frame;
use crate::plan::parts::Linking;
use crate::view::data::{self, DataValue, Ref};
use crate::view::{Citation, EntityLink, Prepared};
use jiff::civil::Date;
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub(super) fn rows(words: &Words<'_>, table: &str) -> Vec<Values> {
    match table {
        "entities" => words.ledger.cards.iter().filter_map(|(id, card)| entity(words, id, card)).collect(),
        "sources" => {
            let sources = words.ledger.cards.iter().filter(|(_, card)| card.is_source);
            sources.filter_map(|(id, card)| source(words, id, card)).collect()
        }
        "relations" => words.ledger.relations.iter().map(|relation| relation_row(words, relation)).collect(),
        _ => {
            let stated = words.ledger.testimonies.iter().flat_map(|testimony| {
                testimony
                    .statements
                    .iter()
                    .filter_map(|statement| statement_row(words, table, &testimony.article, statement))
            });
            stated.collect()
        }
    }
}

fn entity(words: &Words<'_>, id: &EntityId, card: &LedgerEntity) -> Option<Values> {
    let link = words.shared.link(id)?;
    Some(vec![
        DataValue::Text(link.kind.clone()),
        DataValue::Text(link.slug.to_string()),
        DataValue::Text(one(words.shared, id).url.to_string()),
        DataValue::Text(link.name.to_string()),
        text(link.type_.clone()),
        text(link.bloc.clone().filter(|bloc| **bloc != *link.slug)),
        text((!card.aliases.is_empty()).then(|| card.aliases.join("; "))),
        card.superseded_by.as_ref().map_or(DataValue::None, |id| DataValue::Ref(one(words.shared, id))),
        entities_of(words.shared, card, "developer"),
        fact(card, "family"),
        fact(card, "weights"),
        entities_of(words.shared, card, "issuer"),
        fact(card, "instrument"),
        fact(card, "in_force"),
        entities_of(words.shared, card, "legal_basis"),
        fact(card, "countries"),
        DataValue::Flag(link.stub),
        refs(words.shared, &card.sources),
        places(words.shared, &card.sources, &card.places),
    ])
}

fn source(words: &Words<'_>, id: &EntityId, card: &LedgerEntity) -> Option<Values> {
    let link = words.shared.link(id)?;
    let stated = words.ledger.testimonies.iter().flat_map(|testimony| &testimony.statements);
    let days = words.ledger.times.published(id).unwrap_or_default();
    Some(vec![
        DataValue::Text(link.slug.to_string()),
        DataValue::Text(one(words.shared, id).url.to_string()),
        DataValue::Text(link.name.to_string()),
        text(link.type_.clone()),
        original(card),
        fact(card, "publisher"),
        fact(card, "author"),
        text(card.published.map(|days| days.edtf())),
        text(card.accessed.map(|days| days.edtf())),
        card.archived.as_deref().map_or(DataValue::None, outside),
        text(card.checked.map(|days| days.edtf())),
        text(card.gone.map(|days| days.edtf())),
        day(days.earliest),
        day(days.latest),
        text(card.origin.clone()),
        DataValue::Text(stated.filter(|statement| statement.sources.contains(id)).count().to_string()),
    ])
}

/// What the file of an entity states in a field, in words.
fn fact(card: &LedgerEntity, key: &str) -> DataValue {
    let fact = card.facts.iter().find(|fact| fact.key == key);
    let value = |parts: &Vec<LinkedPart>| parts.iter().map(|part| part.text.as_str()).collect::<String>();
    text(fact.map(|fact| fact.values.iter().map(value).collect::<Vec<_>>().join("; ")))
}

/// The entities that it names there.
fn entities_of(frame: &Frame, card: &LedgerEntity, key: &str) -> DataValue {
    let fact = card.facts.iter().filter(|fact| fact.key == key);
    let named: Vec<EntityId> =
        fact.flat_map(|fact| fact.values.iter().flatten()).filter_map(|part| part.to.clone()).collect();
    refs(frame, &named)
}

/// Where a source can be read: the first of its addresses.
fn original(card: &LedgerEntity) -> DataValue {
    let fact = card.facts.iter().find(|fact| fact.key == "url");
    fact.and_then(|fact| fact.values.first()?.first()).map_or(DataValue::None, |part| outside(&part.text))
}

/// An address of another site.
fn outside(url: &str) -> DataValue {
    let url: Arc<str> = url.into();
    DataValue::Ref(Ref { slug: url.clone(), url })
}

fn relation_row(words: &Words<'_>, relation: &Relation) -> Values {
    let articles = relation.statements.iter().map(|(article, _)| article_ref(words.shared, article));
    let mut unique: Vec<Ref> = Vec::new();
    articles.for_each(|article| unique.extend((!unique.contains(&article)).then_some(article)));
    let days = || relation.statements.iter().map(|(article, _)| article.date);
    let of_statements =
        relation.statements.iter().map(|(article, statement)| statement_ref(words.shared, article, statement));
    let mut statements: Vec<Ref> = Vec::new();
    of_statements.for_each(|one| statements.extend((!statements.contains(&one)).then_some(one)));
    vec![
        DataValue::Text(relation_id(words, relation)),
        DataValue::Ref(one(words.shared, &relation.from)),
        DataValue::Text(relation.relation.name.to_owned()),
        relation.to.as_ref().map_or(DataValue::None, |to| DataValue::Ref(one(words.shared, to))),
        DataValue::Text(relation.status.word().to_owned()),
        relation.by.first().map_or(DataValue::None, |by| speaker(words.shared, by)),
        refs(words.shared, &relation.sources),
        places(words.shared, &relation.sources, &relation.places),
        DataValue::Refs(unique),
        DataValue::Refs(statements),
        day(days().min()),
        day(days().max()),
    ]
}

fn statement_row(words: &Words<'_>, table: &str, article: &ArticleRef, statement: &LinkedStatement) -> Option<Values> {
    let shared = words.shared;
    let (sources, places) = (refs(shared, &statement.sources), places(shared, &statement.sources, &statement.places));
    let from = DataValue::Ref(article_ref(shared, article));
    let Ref { slug, url } = statement_ref(shared, article, statement);
    let (id_of_statement, url) = (DataValue::Text(slug.to_string()), DataValue::Text(url.to_string()));
    let published = DataValue::Text(article.date.to_string());
    let known = DataValue::Text(statement.known.to_string());
    let (as_of, note) = (text(article.as_of.map(|days| days.edtf())), text(statement.note.clone()));
    match (&statement.says, table) {
        (Says::Access(access), "access") => {
            let mut row = vec![id_of_statement, url];
            row.extend(access_row(words, access));
            row.extend([sources, places, from, published, known, as_of, note]);
            Some(row)
        }
        (Says::Event(event), "events") => {
            let happened = event.id.as_ref().and_then(|id| words.ledger.times.event(id)).map(|event| event.days);
            let days = happened.or_else(|| Some(words.ledger.times.resolve(event.when.as_ref()?)));
            let days = days.unwrap_or_default();
            let (id, when) = (text(event.id.clone()), said(words, event.when.as_ref()));
            let (what, tags) = (DataValue::Text(event.what.clone()), refs(shared, &event.tags));
            let written = match event.when.as_ref().map(|when| &when.time) {
                Some(LinkedTime::Days(days)) => DataValue::Text(days.edtf()),
                _ => DataValue::None,
            };
            let (earliest, latest) = (day(days.earliest), day(days.latest));
            Some(vec![
                id_of_statement,
                url,
                id,
                what,
                when,
                written,
                earliest,
                latest,
                tags,
                sources,
                places,
                from,
                published,
                known,
                as_of,
                note,
            ])
        }
        (Says::Claim(claim), "claims") => Some(vec![
            id_of_statement,
            url,
            text(claim.id.clone()),
            refs(shared, &claim.about),
            DataValue::Text(claim.says.clone()),
            claim.by.as_ref().map_or(DataValue::None, |by| speaker(shared, by)),
            text(claim.quote.as_ref().map(|quote| quote.text.clone())),
            DataValue::Text(claim.status.word().to_owned()),
            DataValue::Text(claim.against.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")),
            sources,
            places,
            from,
            published,
            known,
            as_of,
            note,
        ]),
        _ => None,
    }
}

fn access_row(words: &Words<'_>, access: &LinkedAccess) -> Values {
    let shared = words.shared;
    let days = |when: Option<&LinkedWhen>| when.map_or(Days::default(), |when| words.ledger.times.resolve(when));
    let (since, until) = (days(access.since.as_ref()), days(access.until.as_ref()));
    vec![
        refs(shared, &access.models),
        refs(shared, &access.whom),
        DataValue::Text(access.status.word().to_owned()),
        DataValue::Text(access.layer.word().to_owned()),
        said(words, access.since.as_ref()),
        day(since.earliest),
        day(since.latest),
        said(words, access.until.as_ref()),
        day(until.earliest),
        day(until.latest),
        refs(shared, &access.by),
        DataValue::Text(access.scope.word().to_owned()),
    ]
}

/// Today's cells, each model in each column.
pub(super) fn matrix(words: &Words<'_>) -> Json {
    let slugs =
        |links: &[Prepared<EntityLink>]| -> Vec<String> { links.iter().map(|link| link.slug.to_string()).collect() };
    let of_sources =
        |sources: &[Citation]| -> Vec<String> { sources.iter().map(|source| source.slug.to_string()).collect() };
    let mut cells = Vec::new();
    for model in &words.ledger.models {
        for bloc in &words.ledger.columns {
            let Some(cell) = words.cells.get(&(model.clone(), bloc.clone())) else { continue };
            let by = slugs(&cell.by);
            let given =
                cell.given.iter().map(|given| json!({ "status": given.status, "sources": of_sources(&given.sources) }));
            let of_today = words.ledger.cell(model, bloc, words.ledger.today);
            cells.push(json!({
                "model": cell.model.slug,
                "bloc": cell.bloc.slug,
                "status": cell.status,
                "layer": cell.layer,
                "since": of_today.since.map(|days| days.edtf()),
                "by": (!by.is_empty()).then(|| by.join(" ")),
                "sources": of_sources(&cell.sources),
                "places": data::json(&places(words.shared, &of_today.sources, &of_today.places)),
                "given": given.collect::<Vec<_>>(),
                "marks": cell.marks,
            }));
        }
    }
    Json::Array(cells)
}

pub(super) fn graph(words: &Words<'_>) -> Json {
    let node = |(id, _): (&EntityId, &Arc<LedgerEntity>)| {
        let link = words.shared.link(id)?;
        let (kind, slug) = (&link.kind, &link.slug);
        Some(
            json!({ "id": format!("{kind}/{slug}"), "kind": kind, "slug": slug, "name": link.name, "bloc": link.bloc, "url": link.url }),
        )
    };
    let name = |id: &EntityId| words.shared.link(id).map(|link| format!("{}/{}", link.kind, link.slug));
    let edge = |relation: &Arc<Relation>| {
        let sources: Vec<String> = relation.sources.iter().map(|id| id.slug.to_string()).collect();
        Some(json!({
            "from": name(&relation.from)?,
            "rel": relation.relation.name,
            "to": name(relation.to.as_ref()?)?,
            "status": relation.status.word(),
            "sources": sources,
            "places": data::json(&places(words.shared, &relation.sources, &relation.places)),
        }))
    };
    let nodes: Vec<Json> = words.ledger.cards.iter().filter_map(node).collect();
    let edges: Vec<Json> = words.ledger.relations.iter().filter_map(edge).collect();
    json!({ "nodes": nodes, "edges": edges })
}

pub(super) fn text(text: Option<String>) -> DataValue {
    text.map_or(DataValue::None, DataValue::Text)
}

fn day(day: Option<Date>) -> DataValue {
    day.map_or(DataValue::None, |day| DataValue::Text(day.to_string()))
}

fn said(words: &Words<'_>, when: Option<&LinkedWhen>) -> DataValue {
    let text = |when: &LinkedWhen| words.with_events(&when.words).into_iter().map(|part| part.text).collect();
    when.map_or(DataValue::None, |when| DataValue::Text(text(when)))
}

fn speaker(frame: &Frame, by: &LinkedPart) -> DataValue {
    by.to.as_ref().map_or_else(|| DataValue::Text(by.text.clone()), |id| DataValue::Ref(one(frame, id)))
}

fn one(frame: &Frame, id: &EntityId) -> Ref {
    Ref { slug: id.slug.as_str().into(), url: whole(frame, &frame.address(id)).into() }
}

pub(super) fn refs(frame: &Frame, ids: &[EntityId]) -> DataValue {
    DataValue::Refs(ids.iter().map(|id| one(frame, id)).collect())
}

/// Where something stands in each source.
fn places(frame: &Frame, sources: &[EntityId], places: &Places) -> DataValue {
    let in_source = |id: &EntityId| {
        let page = whole(frame, &frame.address(id));
        let refs: Vec<Ref> = places
            .in_source(id)
            .map(|place| Ref { slug: place.to_string().into(), url: format!("{page}#{}", place.anchor()).into() })
            .collect();
        (!refs.is_empty()).then(|| (id.slug.as_str().into(), refs))
    };
    DataValue::Places(sources.iter().filter_map(in_source).collect())
}

/// A statement by its id, `tokyo-answers#s-3f9a2c`, and its address.
fn statement_ref(frame: &Frame, article: &ArticleRef, statement: &LinkedStatement) -> Ref {
    let Ref { slug, url } = article_ref(frame, article);
    Ref { slug: format!("{slug}#{}", statement.anchor).into(), url: format!("{url}#{}", statement.anchor).into() }
}

/// A relation by what makes it one: `developer-of:company/acme:model/ant:fact`.
fn relation_id(words: &Words<'_>, relation: &Relation) -> String {
    let name = |id: &EntityId| {
        words.shared.link(id).map_or_else(|| id.slug.to_string(), |link| format!("{}/{}", link.kind, link.slug))
    };
    let to = relation.to.as_ref().map_or_else(|| "unknown".to_owned(), name);
    format!("{}:{}:{to}:{}", relation.relation.name, name(&relation.from), relation.status.word())
}

fn article_ref(frame: &Frame, article: &ArticleRef) -> Ref {
    let slug = article.address.as_str().trim_matches('/').rsplit('/').next().unwrap_or("").into();
    Ref { slug, url: whole(frame, &article.address).into() }
}

/// The whole address, or the one within the host where the site does not know its own.
pub(super) fn whole(frame: &Frame, address: &Address) -> String {
    let whole = frame.whole(address);
    if whole.is_empty() { frame.url(address) } else { whole }
}
