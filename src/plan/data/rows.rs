//! The rows of the tables of facts: each statement, entity and source as values in the order of their columns.
//!
//! The columns are those of `columns`, and cells and disputes have files of their own; nothing is formatted here.

use super::columns::{DISPUTES, ENTITIES, MATRIX, POSITIONS, RELATIONS, SOURCES};
use super::{Values, cells, disputes, whole};
use crate::facts::LedgerEntity;
use crate::facts::relation::Relation;
use crate::link::testimony::{ArticleRef, LinkedAccess, LinkedCheck, LinkedStatement, LinkedTime, LinkedWhen, Says};
use crate::link::{EntityId, LinkedArticle, LinkedPart, Places};
use crate::model::when::Days;
use crate::plan::facts::words::Words;
use crate::plan::frame::Frame;
use crate::plan::parts::Linking;
use crate::view::data::{self, DataValue, Ref};
use crate::view::{ArticleSummary, EntityLink, Prepared};
use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

pub(super) fn rows(words: &Words<'_>, table: &str) -> Vec<Values> {
    match table {
        ENTITIES => words.ledger.cards.iter().filter_map(|(id, card)| entity(words, id, card)).collect(),
        SOURCES => {
            let sources = words.ledger.cards.iter().filter(|(_, card)| card.is_source);
            let counts = statements_by_source(words);
            sources.filter_map(|(id, card)| source(words, id, card, counts.get(id).copied().unwrap_or(0))).collect()
        }
        MATRIX => cells::rows(words),
        DISPUTES => disputes::rows(words),
        POSITIONS => disputes::positions(words),
        RELATIONS => words.ledger.relations.iter().map(|relation| relation_row(words, relation)).collect(),
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
    let thing = thing(words.shared, id);
    Some(vec![
        DataValue::Text(thing.slug.to_string()),
        DataValue::Text(link.kind.clone()),
        DataValue::Text(link.slug.to_string()),
        DataValue::Text(thing.url.to_string()),
        DataValue::Text(link.name.to_string()),
        text(link.type_.clone()),
        text(link.bloc.clone().filter(|bloc| **bloc != *link.slug)),
        texts(card.aliases.clone()),
        texts(card.same_as.iter().map(|other| other.url.clone()).collect()),
        card.superseded_by.as_ref().map_or(DataValue::None, |id| DataValue::Ref(self::thing(words.shared, id))),
        things(words.shared, &named(card, "developer")),
        facts(card, "family"),
        fact(card, "weights"),
        things(words.shared, &named(card, "issuer")),
        facts(card, "instrument"),
        edtf(card.in_force),
        refs(words.shared, &named(card, "legal_basis")),
        facts(card, "countries"),
        DataValue::Flag(link.stub),
        refs(words.shared, &card.sources),
        places(words.shared, &card.sources, &card.places),
    ])
}

/// One row of the table of articles.
pub(super) fn article_row(frame: &Frame, linked: &LinkedArticle, summary: &ArticleSummary, updated: Date) -> Values {
    let article = &linked.article;
    let sources: Vec<EntityId> = linked.tagged.iter().filter(|id| frame.is_source(id)).cloned().collect();
    let tag = |link: &Prepared<EntityLink>| Ref {
        slug: format!("{}/{}", link.kind, link.slug).into(),
        url: link.whole.clone(),
    };
    vec![
        DataValue::Text(linked.article.slug.to_string()),
        DataValue::Text(whole(frame, &linked.address)),
        DataValue::Text(summary.title.to_string()),
        DataValue::Text(summary.date.to_string()),
        text(summary.form.map(str::to_owned)),
        DataValue::Flag(article.retracted),
        DataValue::Refs(summary.entities.iter().map(tag).collect()),
        refs(frame, &sources),
        DataValue::Text(updated.to_string()),
        edtf(article.as_of),
    ]
}

/// How many statements rest on each source.
fn statements_by_source<'w>(words: &Words<'w>) -> HashMap<&'w EntityId, usize> {
    let mut counts: HashMap<&EntityId, usize> = HashMap::new();
    for statement in words.ledger.testimonies.iter().flat_map(|testimony| &testimony.statements) {
        // A source that a statement names twice says it once.
        for id in statement.sources.iter().collect::<BTreeSet<_>>() {
            *counts.entry(id).or_default() += 1;
        }
    }
    counts
}

fn source(words: &Words<'_>, id: &EntityId, card: &LedgerEntity, statements: usize) -> Option<Values> {
    let link = words.shared.link(id)?;
    let days = words.ledger.times.published(id).unwrap_or_default();
    Some(vec![
        DataValue::Text(link.slug.to_string()),
        DataValue::Text(one(words.shared, id).url.to_string()),
        DataValue::Text(link.name.to_string()),
        text(link.type_.clone()),
        text(original(words.shared, card)),
        fact(card, "publisher"),
        fact(card, "author"),
        edtf(card.published),
        edtf(card.accessed),
        text(card.archived.clone()),
        edtf(card.checked),
        edtf(card.gone),
        day(days.earliest),
        day(days.latest),
        text(card.origin.clone()),
        DataValue::Number(statements),
    ])
}

/// The sources by title and address: where they can be read, or their pages.
pub(super) fn sources(words: &Words<'_>) -> Vec<(String, String)> {
    let sources = words.ledger.cards.iter().filter(|(_, card)| card.is_source);
    let of = |(id, card): (&EntityId, &Arc<LedgerEntity>)| {
        let link = words.shared.link(id)?;
        let page = || one(words.shared, id).url.to_string();
        Some((link.name.to_string(), original(words.shared, card).unwrap_or_else(page)))
    };
    sources.filter_map(of).collect()
}

/// What the file of an entity states in a field, in words.
fn fact(card: &LedgerEntity, key: &str) -> DataValue {
    let fact = card.facts.iter().find(|fact| fact.key == key);
    let value = |parts: &Vec<LinkedPart>| parts.iter().map(|part| part.text.as_str()).collect::<String>();
    text(fact.map(|fact| fact.values.iter().map(value).collect::<Vec<_>>().join("; ")))
}

/// The same as a list of texts.
fn facts(card: &LedgerEntity, key: &str) -> DataValue {
    let facts = card.facts.iter().filter(|fact| fact.key == key).flat_map(|fact| &fact.values);
    texts(facts.map(|parts| parts.iter().map(|part| part.text.as_str()).collect()).collect())
}

/// The entities that it names there.
fn named(card: &LedgerEntity, key: &str) -> Vec<EntityId> {
    let fact = card.facts.iter().filter(|fact| fact.key == key);
    fact.flat_map(|fact| fact.values.iter().flatten()).filter_map(|part| part.to.clone()).collect()
}

/// Where a source can be read: the first of its addresses.
fn original(frame: &Frame, card: &LedgerEntity) -> Option<String> {
    let fact = card.facts.iter().find(|fact| fact.key == "url")?;
    let url = frame.config.whole_of_site(&fact.values.first()?.first()?.text);
    (url.starts_with("https://") || url.starts_with("http://") || url.starts_with('/')).then_some(url)
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
    let checks = || relation.statements.iter().map(|(_, statement)| statement.check.as_ref());
    let checkers = checked_by(checks().flatten());
    let checked =
        checks().map(|check| Some(check?.day)).collect::<Option<Vec<Date>>>().and_then(|days| days.into_iter().max());
    vec![
        DataValue::Text(relation_id(words, relation)),
        DataValue::Ref(thing(words.shared, &relation.from)),
        DataValue::Text(relation.relation.name.to_string()),
        relation.to.as_ref().map_or(DataValue::None, |to| DataValue::Ref(thing(words.shared, to))),
        DataValue::Text(relation.status.word().to_owned()),
        relation.by.first().map_or(DataValue::None, |by| speaker(words.shared, by)),
        refs(words.shared, &relation.sources),
        places(words.shared, &relation.sources, &relation.places),
        DataValue::Refs(unique),
        DataValue::Refs(statements),
        day(days().min()),
        day(days().max()),
        checkers,
        day(checked),
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
    let (as_of, note) = (edtf(article.as_of), text(statement.note.clone()));
    let (checkers, checked) =
        (checked_by(statement.check.iter()), day(statement.check.as_ref().map(|check| check.day)));
    match (&statement.says, table) {
        (Says::Access(access), "access") => {
            let mut row = vec![id_of_statement, url];
            row.extend(access_row(words, access));
            row.extend([sources, places, from, published, known, as_of, checkers, checked, note]);
            Some(row)
        }
        (Says::Event(event), "events") => {
            let happened = event.id.as_ref().and_then(|id| words.ledger.times.event(id)).map(|event| event.days);
            let days = happened.or_else(|| Some(words.ledger.times.resolve(event.when.as_ref()?)));
            let days = days.unwrap_or_default();
            let (id, when) = (text(event.id.clone()), said(words, event.when.as_ref()));
            let (what, tags) = (DataValue::Text(event.what.clone()), things(shared, &event.tags));
            let written = match event.when.as_ref().map(|when| &when.time) {
                Some(LinkedTime::Days(days)) => edtf(Some(*days)),
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
                checkers,
                checked,
                note,
            ])
        }
        (Says::Claim(claim), "claims") => Some(vec![
            id_of_statement,
            url,
            text(claim.id.clone()),
            things(shared, &claim.about),
            DataValue::Text(claim.says.clone()),
            claim.by.as_ref().map_or(DataValue::None, |by| speaker(shared, by)),
            text(claim.quote.as_ref().map(|quote| quote.text.clone())),
            DataValue::Text(claim.status.word().to_owned()),
            texts(claim.against.iter().map(|word| word.text.clone()).collect()),
            sources,
            places,
            from,
            published,
            known,
            as_of,
            checkers,
            checked,
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

/// Entities and their relations.
pub(super) fn graph(words: &Words<'_>) -> Map<String, Json> {
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
            "rel": &*relation.relation.name,
            "to": name(relation.to.as_ref()?)?,
            "status": relation.status.word(),
            "sources": sources,
            "places": data::json(&places(words.shared, &relation.sources, &relation.places)),
        }))
    };
    let nodes: Vec<Json> = words.ledger.cards.iter().filter_map(node).collect();
    let edges: Vec<Json> = words.ledger.relations.iter().filter_map(edge).collect();
    Map::from_iter([("nodes".to_owned(), Json::Array(nodes)), ("edges".to_owned(), Json::Array(edges))])
}

/// Who checked statements, each once.
fn checked_by<'c>(checks: impl Iterator<Item = &'c LinkedCheck>) -> DataValue {
    let mut names: Vec<String> = Vec::new();
    for part in checks.flat_map(|check| &check.by) {
        names.extend((!names.contains(&part.text)).then(|| part.text.clone()));
    }
    texts(names)
}

pub(super) fn text(text: Option<String>) -> DataValue {
    text.map_or(DataValue::None, DataValue::Text)
}

pub(super) fn day(day: Option<Date>) -> DataValue {
    day.map_or(DataValue::None, |day| DataValue::Text(day.to_string()))
}

/// Several texts.
fn texts(texts: Vec<String>) -> DataValue {
    DataValue::Texts(texts)
}

/// Days in EDTF; nothing where nothing bounds them.
pub(super) fn edtf(days: Option<Days>) -> DataValue {
    text(days.filter(|days| days.earliest.or(days.latest).is_some()).map(|days| days.edtf()))
}

fn said(words: &Words<'_>, when: Option<&LinkedWhen>) -> DataValue {
    let text = |when: &LinkedWhen| words.with_events(&when.words).into_iter().map(|part| part.text).collect();
    when.map_or(DataValue::None, |when| DataValue::Text(text(when)))
}

pub(super) fn speaker(frame: &Frame, by: &LinkedPart) -> DataValue {
    by.to.as_ref().map_or_else(|| DataValue::Text(by.text.clone()), |id| DataValue::Ref(thing(frame, id)))
}

/// An entity by its slug, where its kind is known.
pub(super) fn one(frame: &Frame, id: &EntityId) -> Ref {
    Ref { slug: id.slug.as_str().into(), url: whole(frame, &frame.address(id)).into() }
}

/// An entity by its id, `company/acme`, where it can be of any kind.
fn thing(frame: &Frame, id: &EntityId) -> Ref {
    let slug = format!("{}/{}", frame.config.kinds[id.kind].key, id.slug).into();
    Ref { slug, url: whole(frame, &frame.address(id)).into() }
}

pub(super) fn refs(frame: &Frame, ids: &[EntityId]) -> DataValue {
    DataValue::Refs(ids.iter().map(|id| one(frame, id)).collect())
}

pub(super) fn things(frame: &Frame, ids: &[EntityId]) -> DataValue {
    DataValue::Refs(ids.iter().map(|id| thing(frame, id)).collect())
}

/// Where something stands in each source.
pub(super) fn places(frame: &Frame, sources: &[EntityId], places: &Places) -> DataValue {
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
pub(super) fn statement_ref(frame: &Frame, article: &ArticleRef, statement: &LinkedStatement) -> Ref {
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
    Ref { slug: article.slug.as_str().into(), url: whole(frame, &article.address).into() }
}
