//! The facts of the pages as tables: which there are, what their columns mean, and one row for each statement.

mod changes;
mod rows;

use super::cited::{Cited, cite};
use super::facts::words::Words;
use super::frame::Frame;
use super::page::{Context, LedgerPage, PagePlan};
use super::parts::{Parts, Updated};
use crate::base::path::Address;
use crate::base::reads::{Recorded, view};
use crate::link::{ArticleId, EntityId, LinkedArticle};
use crate::view::data::{self, Column, DataFormat, DataRow, DataValue, RecordTable, Ref};
use crate::view::{ArticleSummary, DataColumn, DataFile, DataPage, DataTable, TextLink};
pub(crate) use changes::{ChangeRows, ChangeRowsCache, rows as change_rows};
use jiff::civil::Date;
use rows::{graph, matrix, refs, rows, text, whole};
use serde_json::Value as Json;
use std::sync::Arc;

const fn column(name: &'static str, about: &'static str) -> Column {
    Column { name, about }
}

const SOURCES: Column = column("sources", "the sources that say so");
const PLACES: Column = column("places", "where in these sources");
const ARTICLE: Column = column("article", "the article that states it");
const PUBLISHED: Column = column("published", "when that article was published");
const AS_OF: Column = column("as_of", "up to when that article was true, in EDTF; empty when it does not say so");
const EARLIEST: Column =
    column("earliest", "the first day on which it can have happened; empty when nothing bounds it");
const LATEST: Column = column("latest", "the last day on which it can have happened; empty when nothing bounds it");
const STATEMENT: Column = column("statement", "the id of the statement, which stays as long as what it states");
const URL: Column = column("url", "where it stands");
const KNOWN_SINCE: Column =
    column("known_since", "since when it is known: its article was published then, or it was added");
const NOTE: Column = column("note", "what the editor adds");

const ENTITIES: &[Column] = &[
    column("kind", "the kind"),
    column("slug", "the slug, which is unique within its kind"),
    column("url", "the page"),
    column("name", "the name, as it is written"),
    column("type", "the type"),
    column("bloc", "the bloc, where one is stated"),
    column("aliases", "other names, those in other languages too"),
    column("superseded_by", "what took its place"),
    column("developer", "who makes the model"),
    column("family", "the family of the model"),
    column("weights", "whether anyone can download the weights of the model"),
    column("issuer", "who issued the policy"),
    column("instrument", "in which form the policy was issued"),
    column("in_force", "since when the policy is in force, as it is said"),
    column("legal_basis", "the policies that the policy rests on in law"),
    column("countries", "the countries of the bloc"),
    column("stub", "whether it is known from tags alone"),
    column("sources", "what its facts rest on"),
    PLACES,
];

const ARTICLES: &[Column] = &[
    column("url", "the page"),
    column("title", "the title"),
    column("date", "when it was published"),
    column("form", "the form"),
    column("retracted", "whether it was withdrawn"),
    column("tags", "the entities that it is about"),
    column("sources", "the sources that it lists"),
    column("updated", "the day of its last update or correction, or of publication"),
    column("as_of", "up to when it was true, in EDTF; empty when it does not say so"),
];

const ACCESS: &[Column] = &[
    STATEMENT,
    URL,
    column("model", "the models"),
    column("for", "the blocs and audiences"),
    column("status", "what they can do"),
    column("layer", "effect: what users can do; rule: what a policy says"),
    column("since", "since when, as it is said"),
    EARLIEST,
    LATEST,
    column("until", "until when, as it is said"),
    column("until_earliest", "the first possible day of the end"),
    column("until_latest", "the last possible day of the end"),
    column("by", "the policy"),
    column("scope", "stated, unstated or inferred"),
    SOURCES,
    PLACES,
    ARTICLE,
    PUBLISHED,
    KNOWN_SINCE,
    AS_OF,
    NOTE,
];

const EVENTS: &[Column] = &[
    STATEMENT,
    URL,
    column("id", "statements with one id are about one event"),
    column("what", "what happened"),
    column("when", "when, as it is said"),
    column("edtf", "the same in EDTF, with its marks of doubt; empty when it is counted from something"),
    EARLIEST,
    LATEST,
    column("tags", "the entities that it is about"),
    SOURCES,
    PLACES,
    ARTICLE,
    PUBLISHED,
    KNOWN_SINCE,
    AS_OF,
    NOTE,
];

const RELATIONS: &[Column] = &[
    column("id", "the id of the row, made of what it says"),
    column("from", "the first entity"),
    column("rel", "the relation"),
    column("to", "the second entity; empty when it is unknown"),
    column("status", "fact, claim, interpretation or disputed"),
    column("by", "who says so, for a claim"),
    SOURCES,
    PLACES,
    column("articles", "the articles that state it; empty when the file of an entity does"),
    column("statements", "the statements in them"),
    column("first_published", "when the first of them was published"),
    column("last_published", "when the last of them was published"),
];

const CLAIMS: &[Column] = &[
    STATEMENT,
    URL,
    column("id", "what it is about, as a word"),
    column("about", "the entities that it is about"),
    column("says", "what is claimed"),
    column("by", "who says so"),
    column("quote", "the words, verbatim"),
    column("status", "how far it is to be trusted"),
    column("against", "the ids of claims that it contradicts"),
    SOURCES,
    PLACES,
    ARTICLE,
    PUBLISHED,
    KNOWN_SINCE,
    AS_OF,
    NOTE,
];

const SOURCES_TABLE: &[Column] = &[
    column("slug", "the slug"),
    column("url", "the page"),
    column("title", "the title"),
    column("type", "the type"),
    column("original", "where it can be read"),
    column("publisher", "who published it"),
    column("author", "who wrote it"),
    column("published", "when it was published, in EDTF, as its file says"),
    column("accessed", "when we read it, in EDTF"),
    column("archived", "where a copy can be read"),
    column("checked", "when the original was last seen to work, in EDTF"),
    column("gone", "since when it no longer works, in EDTF"),
    EARLIEST,
    LATEST,
    column("origin", "what it repeats; sources of one origin are one witness"),
    column("statements", "how many statements rest on it"),
];

const CHANGES: &[Column] = &[
    column("id", "the id of the change on the page of its month"),
    URL,
    column("day", "the day on which readers could first see it"),
    column("kind", "what sort of change it is: cell, access, event, relation, claim, dispute-opened and others"),
    column("about", "the entities that it is about"),
    column("text", "the change in a sentence"),
    column("was", "of a cell, the status before"),
    column("now", "of a cell, the status from then on"),
    SOURCES,
    column("statements", "the statements that report it"),
];

/// The name of each table, what a row of it is, and what it holds.
const ABOUT: [(&str, &str, &str, &[Column]); 8] = [
    ("entities", "Entity", "Every bloc, model, company, policy and whatever else has a page.", ENTITIES),
    ("articles", "Article", "Every article.", ARTICLES),
    ("access", "AccessStatement", "Who can use what: one row for each statement.", ACCESS),
    ("events", "EventStatement", "What happened when: one row for each statement.", EVENTS),
    (
        "relations",
        "RelationStatement",
        "Who is related to whom: one row for each pair and each way in which sources have it.",
        RELATIONS,
    ),
    ("claims", "Claim", "Who says what: one row for each claim.", CLAIMS),
    ("sources", "Source", "Where the statements come from.", SOURCES_TABLE),
    ("changes", "Change", "What changed on each day: one row for each change.", CHANGES),
];

/// One value for each column of a table.
type Values = Vec<DataValue>;

/// One row of the table of articles.
fn article_row(frame: &Frame, linked: &LinkedArticle, summary: &ArticleSummary, updated: Date) -> Values {
    let article = &linked.article;
    let sources: Vec<EntityId> = linked.tagged.iter().filter(|id| frame.is_source(id)).cloned().collect();
    let tags = summary.entities.iter().map(|link| Ref { slug: link.slug.clone(), url: link.whole.clone() }).collect();
    vec![
        DataValue::Text(whole(frame, &linked.address)),
        DataValue::Text(summary.title.to_string()),
        DataValue::Text(summary.date.to_string()),
        text(summary.form.map(str::to_owned)),
        DataValue::Flag(article.retracted),
        DataValue::Refs(tags),
        refs(frame, &sources),
        DataValue::Text(updated.to_string()),
        text(article.as_of.map(|days| days.edtf())),
    ]
}

/// What the rows of articles are remembered by.
pub(crate) type DataCache = Recorded<ArticleId, Arc<LinkedArticle>, Arc<Frame>, RowView, Arc<DataRow>>;

view! {
    /// What the row of an article shows beyond the article.
    pub(crate) struct RowView {
        summaries: ArticleId => Arc<ArticleSummary>,
        updated: ArticleId => Updated,
    }
}

/// The rows of the table of articles.
pub(crate) fn article_rows(parts: &Parts<'_>, memory: &mut DataCache) -> ArticleRows {
    let view = RowView { summaries: parts.summaries.clone(), updated: parts.updated.clone() };
    memory.answer(&parts.site.articles, &parts.frame, view, |id, linked, frame, reading| {
        let (summary, updated) = (reading.summaries().get(id)?, reading.updated().get(id)?);
        Some(Arc::new(DataRow::new(article_row(frame, linked, summary, updated.day))))
    })
}

/// The rows of the table of articles, by the articles.
pub(crate) type ArticleRows = crate::base::table::Table<ArticleId, Arc<DataRow>>;

/// All data but the table of articles: what depends on the ledger alone.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct OfLedger {
    tables: Vec<Arc<RecordTable>>,
    /// What is no table: the address, what it is, and its bytes.
    files: Vec<(Address, &'static str, Arc<[u8]>)>,
    as_of: Option<String>,
    published: Option<String>,
    /// The day of the last change.
    changed: Option<Date>,
}

impl OfLedger {
    pub(crate) fn new(words: &Words<'_>) -> OfLedger {
        let of_ledger = ABOUT.iter().filter(|(name, ..)| ![ARTICLES_TABLE, CHANGES_TABLE].contains(name));
        let table = |(name, ..): &(&str, _, _, _)| {
            Arc::new(table(
                words.shared,
                name,
                rows(words, name).into_iter().map(|row| Arc::new(DataRow::new(row))).collect(),
            ))
        };
        let file = |(name, about, json): (&str, &'static str, Json)| {
            (address(name, DataFormat::Json), about, Arc::from(data::pretty(&json).into_bytes()))
        };
        let files =
            FILES.into_iter().zip([matrix(words), graph(words)]).map(|((name, about), json)| (name, about, json));
        OfLedger {
            tables: of_ledger.map(table).collect(),
            files: files.map(file).collect(),
            as_of: words.newest(),
            published: words.published(),
            changed: words.changed,
        }
    }
}

const ARTICLES_TABLE: &str = "articles";
const CHANGES_TABLE: &str = "changes";

/// The files that are no tables.
const FILES: [(&str, &str); 2] =
    [("matrix", "The matrix as it is now"), ("graph", "Entities and their relations as a graph")];

/// The tables, and the files that are not tables, with the whole address of each as JSON.
pub(crate) fn files(frame: &Frame) -> [Vec<DataFile>; 2] {
    if !frame.config.data {
        return [Vec::new(), Vec::new()];
    }
    let file = |name: &'static str, about: &'static str| DataFile {
        name,
        about,
        url: whole(frame, &address(name, DataFormat::Json)),
    };
    [
        ABOUT.iter().map(|(name, _, about, _)| file(name, about)).collect(),
        FILES.map(|(name, about)| file(name, about)).into(),
    ]
}

fn table(frame: &Frame, name: &str, rows: Vec<Arc<DataRow>>) -> RecordTable {
    let (name, row, _, columns) = about(name);
    let url = whole(frame, &address(name, DataFormat::JsonLd));
    RecordTable { name, row, columns, rows, licence: frame.config.licence.clone(), vocabulary: vocabulary(frame), url }
}

fn about(name: &str) -> (&'static str, &'static str, &'static str, &'static [Column]) {
    *ABOUT.iter().find(|(other, ..)| *other == name).expect("only tables that there are are asked for")
}

fn address(table: &str, format: DataFormat) -> Address {
    Address::new(format!("/data/{table}.{}", format.extension()))
}

/// The page of the data, the tables in every format, and the files that are no tables.
pub(crate) fn pages(
    frame: &Frame,
    of_ledger: &OfLedger,
    articles: &ArticleRows,
    changes: &ChangeRows,
) -> Vec<LedgerPage> {
    let mut pages = Vec::new();
    let file = |address: &Address, page: PagePlan| LedgerPage {
        address: address.clone(),
        what: format!("the data file {address}"),
        page: Arc::new(page),
        listed: None,
    };
    let of_articles = Arc::new(table(frame, ARTICLES_TABLE, articles.values().cloned().collect()));
    let rows = changes.values().rev().flat_map(|rows| rows.iter().cloned());
    let of_changes = Arc::new(table(frame, CHANGES_TABLE, rows.collect()));
    let others = || [&of_articles, &of_changes].into_iter();
    let tables =
        ABOUT.iter().filter_map(|(name, ..)| of_ledger.tables.iter().chain(others()).find(|table| table.name == *name));
    let tables: Vec<&Arc<RecordTable>> = tables.collect();
    for table in &tables {
        let page = |format: DataFormat| file(&address(table.name, format), PagePlan::Table((*table).clone(), format));
        pages.extend(DataFormat::ALL.map(page));
    }
    let bytes = |bytes: &Arc<[u8]>| PagePlan::File(crate::base::content::Content::Memory(bytes.clone()));
    pages.extend(of_ledger.files.iter().map(|(address, _, of)| file(address, bytes(of))));
    let link = |(address, about, _): &(Address, &'static str, _)| TextLink {
        text: (*about).into(),
        url: Some(frame.url(address).into()),
    };
    let strings = frame.strings();
    let (title, description) = (strings.get("data.title"), strings.get("data.description"));
    let mut page = frame.page("data", title, description, &Address::new("/data/"));
    let described_tables: Vec<DataTable> = tables.iter().map(|table| described(frame, table)).collect();
    page.ld = super::described::data(frame, &page, &described_tables, of_ledger.published.as_ref());
    let cited = Cited { version: of_ledger.changed, is_data: true, ..Cited::default() };
    page.cite = cite(frame, &page, &Address::new("/data/"), cited);
    let context = DataPage {
        page,
        licence: frame.config.licence.clone(),
        as_of: of_ledger.as_of.clone(),
        tables: described_tables,
        files: of_ledger.files.iter().map(link).collect(),
    };
    let page = Arc::new(PagePlan::page("data.html", Context::Data(context)));
    let (address, what) = (Address::new("/data/"), "the page of the data".to_owned());
    pages.push(LedgerPage { address, what, page, listed: Some(of_ledger.published.clone()) });
    pages
}

fn described(frame: &Frame, table: &RecordTable) -> DataTable {
    let url = |format: DataFormat| frame.url(&address(table.name, format));
    let column = |column: &Column| DataColumn { name: column.name, about: column.about };
    DataTable {
        name: table.name,
        about: about(table.name).2,
        rows: table.rows.len(),
        columns: table.columns.iter().map(column).collect(),
        csv: url(DataFormat::Csv),
        json: url(DataFormat::Json),
        jsonld: url(DataFormat::JsonLd),
    }
}

fn vocabulary(frame: &Frame) -> String {
    match &frame.config.base_url {
        Some(base) => format!("{}/data/#", base.as_str()),
        None => "urn:fissure:".to_owned(),
    }
}
