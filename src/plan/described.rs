//! What a page says, as JSON-LD in the words of schema.org, for programs that read it without our templates.
//!
//! A thing is named by the address of its page, as in the data files. Of what the ledger has, only relations that are told
//! as facts and that nobody disputes become properties; who can use what is never one, since it is always on somebody's
//! word. A site that does not know its address says nothing: its names would be nobody's.

pub(crate) mod common;

use super::data::downloads;
use super::facts::{Account, Tie};
use super::frame::Frame;
use super::parts::Linking;
use crate::base::path::Address;
use crate::base::text::quotes::curled;
use crate::link::{EntityId, LinkedArticle, LinkedPart, LinkedProfile};
use crate::model::article::usual_address;
use crate::parse::markdown::is_of_web;
use crate::view::data::DataHead;
use crate::view::{ArticleContext, ArticleFacts, CorrectionContext, DataTable, Ld, LdField, PageContext, ld};
use common::{graph, has_instrument, node, publisher_name, sort};
use jiff::civil::Date;
use std::sync::Arc;

/// The JSON-LD of an article's page.
pub(crate) fn article(
    shared: &dyn Linking,
    linked: &LinkedArticle,
    page: &PageContext,
    article: &ArticleContext,
    facts: &ArticleFacts,
) -> Ld {
    let things = |ids: &[EntityId]| -> Ld {
        let others = ids.iter().filter(|id| !shared.is_source(id)).filter_map(|id| shared.link(id));
        others.map(|link| link.ld.clone()).collect()
    };
    let own = |correction: &&Arc<CorrectionContext>| {
        correction.article.url.as_ref().is_some_and(|url| url.split('#').next() == Some(&page.url))
    };
    let translation = |other: &crate::view::TranslationLink| ld!("@type": "CreativeWork", "@id": shared.whole_url(&other.url), "inLanguage": &other.lang);
    let others = page.languages.iter().filter(|other| *other.whole != *page.canonical);
    let others = others.map(|other| ld!("@type": "CreativeWork", "@id": &other.whole, "inLanguage": &other.lang));
    let lang = page.lang.as_ref().unwrap_or(&shared.config.language);
    let fields = [
        ("@type", Ld::from(of_form(article.form))),
        ("@id", Ld::from(&page.canonical)),
        ("mainEntityOfPage", Ld::from(&page.canonical)),
        // The headline as the page prints it, letter by letter.
        (
            "headline",
            Ld::from(if shared.config.typography { curled(&article.title) } else { article.title.to_string() }),
        ),
        ("datePublished", Ld::from(&article.datetime)),
        ("dateModified", Ld::from(&article.modified)),
        ("expires", Ld::from(article.expires.map(|day| day.to_string()))),
        ("creativeWorkStatus", Ld::from(article.retracted.then_some("Retracted"))),
        ("inLanguage", Ld::from(lang)),
        ("image", Ld::from(page.image.as_ref().map(|image| &image.url))),
        ("author", authors(shared, linked)),
        ("publisher", Ld::from(&shared.described.publisher)),
        ("isPartOf", Ld::from(&shared.described.part_of)),
        ("about", things(&linked.tagged)),
        ("mentions", things(&linked.named)),
        ("citation", article.sources.iter().map(|source| source.ld.clone()).collect()),
        ("correction", facts.corrections.iter().filter(own).map(|own| correction(shared, own)).collect()),
        ("workTranslation", article.translations.iter().map(translation).chain(others).collect()),
    ];
    let fields: Vec<LdField> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let listed = usual_address(linked.article.slug.as_str());
    let trail = shared.described.trail_from(&listed, &shared.config, &article.title, &linked.address);
    graph(&shared.config, [fields.into(), trail])
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
fn authors(frame: &Frame, linked: &LinkedArticle) -> Ld {
    let publisher = &frame.described.publisher;
    let author = |author: &LinkedPart| match &author.to {
        Some(id) => {
            let kind = &frame.config.kinds[id.kind].key;
            node(sort(kind, None, false), frame.config.shared_whole(&frame.address(id)).into(), &author.text).into()
        }
        None if author.text == *publisher_name(&frame.config) => publisher.clone(),
        None => ld!("@type": "Person", "name": &author.text),
    };
    match linked.authors.as_slice() {
        [] => vec![publisher.clone()].into(),
        known => known.iter().map(author).collect(),
    }
}

fn correction(frame: &Frame, correction: &CorrectionContext) -> Ld {
    let was = correction.was.as_ref().map(|was| frame.strings().fill("correction.was", &[("was", was)]));
    let now = correction.now.as_ref().map(|now| frame.strings().fill("correction.now", &[("now", now)]));
    let text: Vec<String> = [was, now, correction.note.clone()].into_iter().flatten().collect();
    ld!(
        "@type": "CorrectionComment",
        "@id": correction.article.url.as_ref().map(|url| frame.whole_url(url)),
        "datePublished": &correction.date,
        "text": if text.is_empty() { correction.sort.to_owned() } else { text.join(" / ") },
    )
}

/// The JSON-LD of an entity's pages, the later ones of its lists among them.
pub(crate) fn entity(frame: &Frame, own: &LinkedProfile, account: &Account) -> Ld {
    let entity = &own.entity;
    let sort = sort(&entity.kind.key, entity.type_.as_deref(), has_instrument(own));
    // A thing has one name in all languages.
    let mut thing = node(sort, frame.config.shared_whole(&own.address).into(), &entity.name);
    let native = entity.names.iter().map(|(_, name)| name);
    let others: Vec<Ld> = entity.aliases.iter().map(|word| &word.text).chain(native).map(Ld::from).collect();
    if !others.is_empty() {
        thing.push(("alternateName", others.into()));
    }
    let said = |key: &str| {
        let fact = own.facts.iter().find(|fact| fact.key == key)?;
        Some(text_of(&fact.values)).filter(|text| text != "unknown")
    };
    // Of several addresses the first: a list of them is no address.
    let urls = own.facts.iter().filter(|fact| fact.key == "url").flat_map(|fact| fact.values.first());
    let elsewhere = urls.map(|url| text_of(std::slice::from_ref(url))).find(|url| is_of_web(url));
    if !entity.same_as.is_empty() {
        thing.push(("sameAs", entity.same_as.iter().map(|other| Ld::from(&other.url)).collect()));
    }
    thing.push(("url", elsewhere.unwrap_or_else(|| frame.whole(&own.address)).into()));
    thing.extend(entity.archived.as_ref().map(|copy| ("archivedAt", copy.into())));
    for (key, of) in [("publisher", "Organization"), ("author", "Person")] {
        thing.extend(said(key).map(|name| (key, ld!("@type": of, "name": name))));
    }
    thing.extend(account.published.map(|day: Date| ("datePublished", day.to_string().into())));
    for name in account.ties.iter().filter_map(|tie| property(sort, tie)) {
        if thing.iter().all(|(key, _)| *key != name) {
            let of_property = account.ties.iter().filter(|tie| property(sort, tie) == Some(name));
            thing.push((name, of_property.map(|tie| tie.other.ld.clone()).collect()));
        }
    }
    let listed = Address::new(format!("/{}/{}/", entity.kind.folder, entity.slug));
    let trail = frame.described.trail_from(&listed, &frame.config, &Arc::from(entity.name.as_str()), &own.address);
    graph(&frame.config, [thing.into(), trail])
}

/// Under which name a relation becomes a property of one of its ends.
fn property(sort: &str, tie: &Tie) -> Option<&'static str> {
    match (sort, &*tie.relation, tie.is_from) {
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
pub(crate) fn data(
    frame: &Frame,
    page: &PageContext,
    tables: &[DataTable],
    head: &DataHead,
    modified: Option<&String>,
) -> Ld {
    let file = |whole: String, format: &'static str| ld!("@type": "DataDownload", "encodingFormat": format, "contentUrl": whole);
    let table = |table: &DataTable| {
        let files =
            [(&table.csv, "text/csv"), (&table.json, "application/json"), (&table.jsonld, "application/ld+json")];
        let files: Ld = files.into_iter().map(|(url, format)| file(frame.whole_url(url), format)).collect();
        let name = format!("{}: {}", frame.config.title, table.name);
        dataset(frame, frame.whole_url(&table.jsonld).into(), &name, &table.about, [("distribution", files)])
    };
    let tables: Ld = tables.iter().map(table).collect();
    let name = format!("{}: {}", frame.config.title, page.title);
    let downloads: Ld = downloads(frame).into_iter().map(|(whole, format)| file(whole, format)).collect();
    let more = [
        ("version", head.version.as_ref().into()),
        ("dateModified", modified.into()),
        ("distribution", downloads),
        ("hasPart", tables),
    ];
    let whole = dataset(frame, Ld::from(&page.canonical), &name, &page.description, more);
    graph(&frame.config, [whole, frame.described.trail(&frame.config, &page.title, &Address::new("/data/"))])
}

/// The JSON-LD of a page of the matrix, whose cells of today are among the data.
pub(crate) fn matrix(frame: &Frame, page: &PageContext, address: &Address, day: Option<&String>, current: bool) -> Ld {
    let file = frame.config.shared_whole(&Address::new("/data/matrix.json"));
    let download = ld!("@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": file);
    let download = (current && frame.config.data).then(|| vec![download]);
    let more = [("temporalCoverage", day.into()), ("distribution", download.into())];
    let whole = dataset(frame, Ld::from(&page.canonical), &page.title, &page.description, more);
    graph(&frame.config, [whole, frame.described.trail(&frame.config, &page.title, address)])
}

fn dataset<const N: usize>(frame: &Frame, id: Ld, name: &str, about: &str, more: [LdField; N]) -> Ld {
    let mut set = node("Dataset", id, name.to_owned());
    // Search engines take no description of less than 50 characters.
    let about = format!("{about} {}: {}", frame.config.title, frame.config.tagline);
    set.push(("description", about.trim_end_matches([':', ' ']).to_owned().into()));
    set.push(("creator", Ld::from(&frame.described.publisher)));
    let licence = frame.config.licence.as_ref();
    let licence = licence.map(|licence| match &licence.url {
        Some(url) => Ld::from(url),
        None => ld!("@type": "CreativeWork", "name": &licence.name),
    });
    set.extend(licence.map(|licence| ("license", licence)));
    set.push(("isAccessibleForFree", true.into()));
    set.extend(more.into_iter().filter(|(_, value)| *value != Ld::Null));
    set.into()
}
