//! What a page says, as JSON-LD in the words of schema.org, for programs that read it without our templates.
//!
//! A thing is named by the address of its page, as in the data files. Of what the ledger has, only relations that are told
//! as facts and that nobody disputes become properties; who can use what is never one, since it is always on somebody's
//! word. A site that does not know its address says nothing: its names would be nobody's.

use super::facts::{Account, Tie};
use super::parts::{Frame, Linking};
use crate::context::{ArticleContext, ArticleFacts, CorrectionContext, DataTable, EntityLink, PageContext};
use crate::link::{EntityId, LinkedArticle, LinkedPart, LinkedProfile};
use crate::model::kind::{BLOC, COMPANY, MODEL, POLICY, SOURCE_KEY};
use crate::path::Address;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// The JSON-LD of most pages: which sort of page it is, and the way to it from the home page.
pub fn page(frame: &Frame, type_: &str, title: &str, address: &Address) -> Arc<Json> {
    let sort = match type_ {
        "home" => return graph(frame, [website(frame)]),
        "archive" | "index" | "disputes" | "corrections" => "CollectionPage",
        _ => "WebPage",
    };
    let node = json!({ "@type": sort, "@id": frame.whole(address), "name": title, "isPartOf": part_of(frame) });
    graph(frame, [node, trail(frame, title, address)])
}

/// The parts of a page's JSON-LD put together.
fn graph<const N: usize>(frame: &Frame, nodes: [Json; N]) -> Arc<Json> {
    match frame.config.base_url {
        Some(_) => Arc::new(json!({ "@context": "https://schema.org", "@graph": nodes.as_slice() })),
        None => Arc::default(),
    }
}

fn website(frame: &Frame) -> Json {
    let config = &frame.config;
    let target = format!("{}?q={{search_term_string}}", frame.whole(&Address::new("/search/")));
    let search = json!({ "@type": "SearchAction", "target": { "@type": "EntryPoint", "urlTemplate": target } });
    let mut site = node("WebSite", format!("{}#website", frame.whole(&Address::new("/"))), &config.title);
    site.insert("url".to_owned(), json!(frame.whole(&Address::new("/"))));
    if !config.tagline.is_empty() {
        site.insert("description".to_owned(), json!(config.tagline));
    }
    site.insert("inLanguage".to_owned(), json!(config.language));
    site.insert("publisher".to_owned(), publisher(frame));
    if config.search {
        site.insert("potentialAction".to_owned(), search);
    }
    Json::Object(site)
}

fn part_of(frame: &Frame) -> Json {
    let home = frame.whole(&Address::new("/"));
    json!({ "@type": "WebSite", "@id": format!("{home}#website"), "name": frame.config.title, "url": home })
}

fn publisher(frame: &Frame) -> Json {
    let known = frame.config.publisher.as_ref();
    let name = known.map_or(&frame.config.title, |publisher| &publisher.name);
    let home = frame.whole(&Address::new("/"));
    let mut publisher = node("Organization", format!("{home}#publisher"), name);
    let url = known.and_then(|publisher| publisher.url.clone()).unwrap_or(home);
    publisher.insert("url".to_owned(), json!(url));
    let logo = known.and_then(|publisher| publisher.logo.as_deref());
    publisher.extend(logo.map(|logo| ("logo".to_owned(), json!(frame.whole_of_site(logo)))));
    Json::Object(publisher)
}

fn node(type_: &str, id: String, name: &str) -> Map<String, Json> {
    let fields = [("@type", json!(type_)), ("@id", json!(id)), ("name", json!(name))];
    fields.map(|(key, value)| (key.to_owned(), value)).into_iter().collect()
}

/// The way from the home page to a page, through the list that it is in.
fn trail(frame: &Frame, title: &str, address: &Address) -> Json {
    let of_kind = frame.config.kinds.iter().map(|kind| (format!("/{}/", kind.folder), kind.plural.clone()));
    let ours = [("/articles/", "Articles"), ("/disputes/", "Disputes"), ("/matrix/", "Who can use what")];
    let ours = ours.map(|(folder, name)| (folder.to_owned(), name.to_owned()));
    let is_in = |folder: &str| address.as_str().starts_with(folder) && address.as_str() != folder;
    let list = of_kind.chain(ours).find(|(folder, _)| is_in(folder));
    let home = ("/".to_owned(), frame.config.title.clone());
    let steps = [Some(home), list, Some((address.as_str().to_owned(), title.to_owned()))];
    let item = |(n, (address, name)): (usize, (String, String))| json!({ "@type": "ListItem", "position": n + 1, "name": name, "item": frame.whole(&Address::new(address)) });
    let items: Vec<Json> = steps.into_iter().flatten().enumerate().map(item).collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

/// Which sort of thing an entity is.
fn sort(kind: &str, type_: Option<&str>) -> &'static str {
    match (kind, type_) {
        (MODEL, _) => "SoftwareApplication",
        // What a company asks of its users, or an authority of a company, is no law.
        (POLICY, Some("company-policy" | "request")) | (SOURCE_KEY, _) => "CreativeWork",
        (POLICY, _) => "Legislation",
        (COMPANY | "institution", Some("government")) => "GovernmentOrganization",
        (COMPANY | "institution", _) => "Organization",
        ("person", _) => "Person",
        (BLOC, Some("audience")) => "Audience",
        (BLOC, _) => "Place",
        _ => "Thing",
    }
}

/// An entity as others name it.
fn named(frame: &Frame, link: &EntityLink) -> Json {
    Json::Object(node(sort(&link.kind, link.type_.as_deref()), frame.whole_url(&link.url), &link.name))
}

/// The JSON-LD of an article's page.
pub fn article(
    shared: &dyn Linking,
    linked: &LinkedArticle,
    page: &PageContext,
    article: &ArticleContext,
    facts: &ArticleFacts,
) -> Arc<Json> {
    let things = |ids: &[EntityId]| -> Vec<Json> {
        let others = ids.iter().filter(|id| !shared.is_source(id)).filter_map(|id| shared.link(id));
        others.map(|link| named(shared, &link)).collect()
    };
    let own = |correction: &&Arc<CorrectionContext>| {
        correction.article.url.as_ref().is_some_and(|url| url.split('#').next() == Some(&page.url))
    };
    let translation = |other: &crate::context::TranslationLink| json!({ "@type": "CreativeWork", "@id": shared.whole_url(&other.url), "inLanguage": other.lang });
    let lang = page.lang.as_ref().unwrap_or(&shared.config.language);
    let fields = [
        ("@type", json!(of_form(article.form.as_deref()))),
        ("@id", json!(page.canonical)),
        ("mainEntityOfPage", json!(page.canonical)),
        ("headline", json!(article.title)),
        ("datePublished", json!(article.datetime)),
        ("dateModified", json!(article.modified)),
        ("expires", json!(article.expires)),
        ("creativeWorkStatus", json!(article.retracted.then_some("Retracted"))),
        ("inLanguage", json!(lang)),
        ("image", json!(page.image.as_ref().map(|image| &image.url))),
        ("author", Json::Array(authors(shared, linked))),
        ("publisher", publisher(shared)),
        ("isPartOf", part_of(shared)),
        ("about", Json::Array(things(&linked.tagged))),
        ("mentions", Json::Array(things(&linked.named))),
        ("citation", article.sources.iter().map(|source| named(shared, source)).collect()),
        ("correction", facts.corrections.iter().filter(own).map(|own| correction(shared, own)).collect()),
        ("workTranslation", article.translations.iter().map(translation).collect()),
    ];
    let is_empty = |value: &Json| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    let fields = fields.into_iter().filter(|(_, value)| !is_empty(value));
    let article_node: Map<String, Json> = fields.map(|(key, value)| (key.to_owned(), value)).collect();
    graph(shared, [Json::Object(article_node), trail(shared, &article.title, &linked.address)])
}

fn of_form(form: Option<&str>) -> &'static str {
    match form {
        Some("brief") => "ReportageNewsArticle",
        Some("analysis") => "AnalysisNewsArticle",
        Some("opinion") => "OpinionNewsArticle",
        Some("explainer") => "BackgroundNewsArticle",
        _ => "NewsArticle",
    }
}

/// The authors of an article; where neither it nor the settings name one, the publisher.
fn authors(frame: &Frame, linked: &LinkedArticle) -> Vec<Json> {
    let publisher = publisher(frame);
    let author = |author: &LinkedPart| match &author.to {
        Some(id) => {
            let kind = &frame.config.kinds[id.kind].key;
            Json::Object(node(sort(kind, None), frame.whole(&frame.address(id)), &author.text))
        }
        None if json!(author.text) == publisher["name"] => publisher.clone(),
        None => json!({ "@type": "Person", "name": author.text }),
    };
    match linked.authors.as_slice() {
        [] => vec![publisher],
        known => known.iter().map(author).collect(),
    }
}

fn correction(frame: &Frame, correction: &CorrectionContext) -> Json {
    let was = correction.was.as_ref().map(|was| format!("We wrote: {was}"));
    let now = correction.now.as_ref().map(|now| format!("It should have been: {now}"));
    let text: Vec<String> = [was, now, correction.note.clone()].into_iter().flatten().collect();
    json!({
        "@type": "CorrectionComment",
        "@id": correction.article.url.as_ref().map(|url| frame.whole_url(url)),
        "datePublished": correction.date,
        "text": if text.is_empty() { correction.sort.to_owned() } else { text.join(" / ") },
    })
}

/// The JSON-LD of an entity's pages, the later ones of its lists among them.
pub fn entity(frame: &Frame, own: &LinkedProfile, account: &Account) -> Arc<Json> {
    let entity = &own.entity;
    let sort = sort(&entity.kind.key, entity.type_.as_deref());
    let mut thing = node(sort, frame.whole(&own.address), &entity.name);
    let mut add = |key: &str, value: Json| drop(thing.insert(key.to_owned(), value));
    let native = entity.names.iter().map(|(_, name)| name);
    let others: Vec<&String> = entity.aliases.iter().map(|word| &word.text).chain(native).collect();
    if !others.is_empty() {
        add("alternateName", json!(others));
    }
    let said = |key: &str| {
        let fact = own.facts.iter().find(|fact| fact.key == key)?;
        Some(text_of(&fact.values)).filter(|text| text != "unknown")
    };
    let elsewhere = said("url").filter(|url| url.starts_with("http"));
    add("url", json!(elsewhere.unwrap_or_else(|| frame.whole(&own.address))));
    for (key, of) in [("publisher", "Organization"), ("author", "Person")] {
        if let Some(name) = said(key) {
            add(key, json!({ "@type": of, "name": name }));
        }
    }
    if let Some(day) = account.published {
        add("datePublished", json!(day.to_string()));
    }
    let mut properties: Vec<&'static str> = account.ties.iter().filter_map(|tie| property(sort, tie)).collect();
    properties.dedup();
    for name in properties {
        let of_property = account.ties.iter().filter(|tie| property(sort, tie) == Some(name));
        add(name, of_property.map(|tie| named(frame, &tie.other)).collect());
    }
    graph(frame, [Json::Object(thing), trail(frame, &entity.name, &own.address)])
}

/// Under which name a relation becomes a property of one of its ends.
fn property(sort: &str, tie: &Tie) -> Option<&'static str> {
    match (sort, tie.relation, tie.is_from) {
        ("SoftwareApplication", "developer-of", false) => Some("creator"),
        ("Legislation", "issues", false) => Some("legislationPassedBy"),
        ("CreativeWork", "issues", false) => Some("creator"),
        ("Legislation" | "CreativeWork", "legal-basis", true) => Some("isBasedOn"),
        ("Legislation", "amends", true) => Some("legislationChanges"),
        ("Organization" | "GovernmentOrganization", "founder-of", false) => Some("founder"),
        ("Organization" | "GovernmentOrganization", "based-in", true) => Some("location"),
        ("Person", "works-at", true) => Some("worksFor"),
        _ => None,
    }
}

fn text_of(values: &[Vec<LinkedPart>]) -> String {
    let texts = values.iter().map(|parts| parts.iter().map(|part| part.text.as_str()).collect::<String>());
    texts.collect::<Vec<_>>().join(", ")
}

/// The JSON-LD of the page of the data: a set of sets, each under the name that it has in its own file.
pub fn data(frame: &Frame, page: &PageContext, tables: &[DataTable], as_of: Option<&str>) -> Arc<Json> {
    let file = |url: &str, format: &str| json!({ "@type": "DataDownload", "encodingFormat": format, "contentUrl": frame.whole_url(url) });
    let table = |table: &DataTable| {
        let files =
            [(&table.csv, "text/csv"), (&table.json, "application/json"), (&table.jsonld, "application/ld+json")];
        let files: Vec<Json> = files.into_iter().map(|(url, format)| file(url, format)).collect();
        let name = format!("{}: {}", frame.config.title, table.name);
        dataset(frame, &frame.whole_url(&table.jsonld), &name, table.about, [("distribution", json!(files))])
    };
    let tables: Vec<Json> = tables.iter().map(table).collect();
    let name = format!("{}: {}", frame.config.title, page.title);
    let more = [("dateModified", json!(as_of)), ("hasPart", json!(tables))];
    let whole = dataset(frame, &page.canonical, &name, &page.description, more);
    graph(frame, [whole, trail(frame, &page.title, &Address::new("/data/"))])
}

/// The JSON-LD of a page of the matrix, whose cells of today are among the data.
pub fn matrix(frame: &Frame, page: &PageContext, address: &Address, day: Option<&str>, current: bool) -> Arc<Json> {
    let file = frame.whole(&Address::new("/data/matrix.json"));
    let download = json!([{ "@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": file }]);
    let has_file = current && frame.config.data;
    let more = [("temporalCoverage", json!(day)), ("distribution", if has_file { download } else { Json::Null })];
    let whole = dataset(frame, &page.canonical, &page.title, &page.description, more);
    graph(frame, [whole, trail(frame, &page.title, address)])
}

fn dataset<const N: usize>(frame: &Frame, id: &str, name: &str, about: &str, more: [(&str, Json); N]) -> Json {
    let mut set = node("Dataset", id.to_owned(), name);
    let mut add = |key: &str, value: Json| drop(set.insert(key.to_owned(), value));
    // Search engines take no description of less than 50 characters.
    add(
        "description",
        json!(format!("{about} {}: {}", frame.config.title, frame.config.tagline).trim_end_matches([':', ' '])),
    );
    add("creator", publisher(frame));
    if let Some(licence) = &frame.config.licence {
        add("license", json!({ "@type": "CreativeWork", "name": licence }));
    }
    add("isAccessibleForFree", json!(true));
    more.into_iter().filter(|(_, value)| !value.is_null()).for_each(|(key, value)| add(key, value));
    Json::Object(set)
}
