//! The facts of the pages as tables, with the files that describe them: which there are, at which address.
//!
//! `columns` says what the tables are, `rows`, `cells`, `disputes` and `changes` make their rows. Nothing is formatted here.

mod cells;
mod changes;
mod columns;
mod disputes;
mod rows;

use super::cited::{Cited, cite};
use super::described::common::publisher_name;
use super::facts::words::Words;
use super::frame::Frame;
use super::page::{Context, LedgerPage, PagePlan};
use super::parts::{Parts, Updated};
use crate::base::path::Address;
use crate::base::reads::{Recorded, view};
use crate::link::{ArticleId, LinkedArticle};
use crate::view::data::{
    self, Column, DataFormat, DataHead, DataPackage, DataRow, DataValue, PackageFile, RecordTable, TableSort,
};
use crate::view::{ArticleSummary, DataColumn, DataFile, DataPage, DataTable, TextLink};
pub(crate) use changes::{ChangeRows, ChangeRowsCache, rows as change_rows};
use columns::{ARTICLES, CHANGES, MATRIX, TABLES};
use jiff::civil::Date;
use rows::{article_row, rows};
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// One value for each column of a table.
type Values = Vec<DataValue>;

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

/// The rows of a table.
type Rows = Arc<[Arc<DataRow>]>;

/// All data but the tables of articles and changes: what depends on the ledger alone.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct OfLedger {
    tables: Vec<(&'static str, Rows)>,
    /// Today's cells, and the graph of entities and relations.
    matrix: Arc<Json>,
    graph: Map<String, Json>,
    /// Up to when the newest article was true, for readers and in EDTF.
    as_of: Option<String>,
    as_of_edtf: Option<String>,
    published: Option<String>,
    /// The day of the last change.
    changed: Option<Date>,
    /// The sources, by title and address.
    sources: Vec<(String, String)>,
}

impl OfLedger {
    pub(crate) fn new(words: &Words<'_>) -> OfLedger {
        let row = |values| Arc::new(DataRow::new(values));
        let tables = TABLES.iter().filter(|table| ![ARTICLES, CHANGES].contains(&table.name));
        OfLedger {
            tables: tables.map(|table| (table.name, rows(words, table.name).into_iter().map(row).collect())).collect(),
            matrix: Arc::new(cells::today(words)),
            graph: rows::graph(words),
            as_of: words.newest(),
            as_of_edtf: words.newest_in_edtf(),
            published: words.published(),
            changed: words.changed,
            sources: rows::sources(words),
        }
    }
}

const GRAPH: &str = "graph";
const ABOUT_GRAPH: &str = "data.graph";

/// The tables, and the files that are not tables, with the whole address of each as JSON.
pub(crate) fn files(frame: &Frame) -> [Vec<DataFile>; 2] {
    if !frame.config.data {
        return [Vec::new(), Vec::new()];
    }
    let file = |name: &'static str, about: &'static str| DataFile {
        name,
        about: frame.strings().get(about).to_owned(),
        url: whole_file(frame, &address(name, DataFormat::Json)),
    };
    [TABLES.iter().map(|table| file(table.name, table.about)).collect(), vec![file(GRAPH, ABOUT_GRAPH)]]
}

fn address(table: &str, format: DataFormat) -> Address {
    in_folder(&format!("{table}.{}", format.extension()))
}

fn in_folder(file: &str) -> Address {
    Address::new(format!("{FOLDER}{file}"))
}

/// Where the page of the data and its files are.
const FOLDER: &str = "/data/";
/// All tables as one download, which is packed after the build.
const DOWNLOAD: &str = "tables.zip";

/// The page of the data, the tables in every format, what describes them, and the graph.
pub(crate) fn pages(
    frame: &Frame,
    of_ledger: &OfLedger,
    articles: &ArticleRows,
    changes: &ChangeRows,
) -> Vec<LedgerPage> {
    let package = Arc::new(package(frame, of_ledger, articles, changes));
    let mut pages = Vec::new();
    let file = |address: Address, page: PagePlan| LedgerPage {
        what: format!("the data file {address}"),
        address,
        page: Arc::new(page),
        listed: None,
    };
    for table in &package.tables {
        let page = |format| file(address(table.sort.name, format), PagePlan::Table(table.clone(), format));
        pages.extend(DataFormat::ALL.map(page));
    }
    let described = |of: PackageFile| match of {
        PackageFile::Package => package.clone(),
        PackageFile::Csvw => Arc::new(package.without_rows()),
    };
    pages.extend(PackageFile::ALL.map(|of| file(in_folder(of.name()), PagePlan::Package(described(of), of))));
    pages.push(file(in_folder(DOWNLOAD), PagePlan::Download(package.clone())));
    pages.push(file(address(GRAPH, DataFormat::Json), graph(&package.head, of_ledger)));
    pages.push(page(frame, of_ledger, &package));
    pages
}

/// All tables: those of the ledger, and those of articles and changes.
fn package(frame: &Frame, of_ledger: &OfLedger, articles: &ArticleRows, changes: &ChangeRows) -> DataPackage {
    let head = Arc::new(head(frame, of_ledger, articles));
    let table = |sort: &'static TableSort| {
        let of_ledger_rows = of_ledger.tables.iter().find(|(name, _)| *name == sort.name);
        let rows: Rows = match (of_ledger_rows, sort.name) {
            (Some((_, rows)), _) => rows.clone(),
            (None, CHANGES) => changes.values().rev().flat_map(|rows| rows.iter().cloned()).collect(),
            (None, _) => articles.values().cloned().collect(),
        };
        let more = (sort.name == MATRIX).then(|| ("today", of_ledger.matrix.clone()));
        Arc::new(RecordTable { sort, rows, head: head.clone(), more })
    };
    DataPackage { tables: TABLES.iter().map(table).collect(), head: head.clone() }
}

fn head(frame: &Frame, of_ledger: &OfLedger, articles: &ArticleRows) -> DataHead {
    let config = &frame.config;
    let updated = columns::named(ARTICLES).columns.iter().position(|column| column.name == "updated");
    let day = |row: &Arc<DataRow>| match row.values.get(updated?) {
        Some(DataValue::Text(day)) => day.parse::<Date>().ok(),
        _ => None,
    };
    DataHead {
        title: config.title.clone(),
        tagline: config.tagline.clone(),
        language: config.language.clone(),
        strings: config.strings.clone(),
        publisher: publisher_name(config).clone(),
        licence: config.licence.clone(),
        as_of: of_ledger.as_of_edtf.clone(),
        version: articles.values().filter_map(day).max().map(|day| day.to_string()),
        folder: whole_file(frame, &Address::new(FOLDER)),
        is_whole: config.base_url.is_some(),
        sources: of_ledger.sources.clone(),
    }
}

fn graph(head: &DataHead, of_ledger: &OfLedger) -> PagePlan {
    let mut graph = data::head_of(head, GRAPH);
    graph.extend(of_ledger.graph.clone());
    let bytes = data::pretty(&Json::Object(graph)).into_bytes();
    PagePlan::File(crate::base::content::Content::Memory(bytes.into()))
}

fn page(frame: &Frame, of_ledger: &OfLedger, package: &DataPackage) -> LedgerPage {
    let url = |address: &Address| frame.config.shared_url(address);
    let link =
        |text: &str, address: Address| TextLink { text: text.into(), url: Some(url(&address).into()), lang: None };
    let strings = frame.strings();
    let (title, description) = (strings.get("data.title"), strings.get("data.description"));
    let mut page = frame.page("data", title, description, &Address::new(FOLDER));
    let tables: Vec<DataTable> = package.tables.iter().map(|table| described(frame, table)).collect();
    page.ld = super::described::data(frame, &page, &tables, &package.head, of_ledger.published.as_ref());
    let cited = Cited { version: of_ledger.changed, is_data: true, ..Cited::default() };
    page.cite = cite(frame, &page, &Address::new(FOLDER), cited);
    let context = DataPage {
        page,
        licence: package.head.licence.as_ref().map(|licence| licence.name.clone()),
        as_of: of_ledger.as_of.clone(),
        version: package.head.version.clone(),
        tables,
        download: url(&in_folder(DOWNLOAD)),
        package: PackageFile::ALL.map(|of| link(of.name(), in_folder(of.name()))).into(),
        files: vec![link(frame.strings().get(ABOUT_GRAPH), address(GRAPH, DataFormat::Json))],
    };
    let page = Arc::new(PagePlan::page("data.html", Context::Data(context)));
    let (address, what) = (Address::new(FOLDER), "the page of the data".to_owned());
    LedgerPage { address, what, page, listed: Some(of_ledger.published.clone()) }
}

/// The addresses of the files that describe all tables, and of the download of all.
pub(super) fn downloads(frame: &Frame) -> [(String, &'static str); 3] {
    let whole = |file: &str| whole_file(frame, &in_folder(file));
    [
        (whole(DOWNLOAD), "application/zip"),
        (whole(PackageFile::Package.name()), "application/json"),
        (whole(PackageFile::Csvw.name()), "application/csvm+json"),
    ]
}

fn described(frame: &Frame, table: &RecordTable) -> DataTable {
    let url = |format: DataFormat| frame.config.shared_url(&address(table.sort.name, format));
    let column =
        |column: &Column| DataColumn { name: column.name, about: frame.strings().get(column.about).to_owned() };
    DataTable {
        name: table.sort.name,
        row: table.sort.row,
        title: frame.strings().word("table_titles", table.sort.name),
        about: frame.strings().get(table.sort.about).to_owned(),
        rows: table.rows.len(),
        columns: table.sort.columns.iter().map(column).collect(),
        csv: url(DataFormat::Csv),
        json: url(DataFormat::Json),
        jsonld: url(DataFormat::JsonLd),
    }
}

/// The whole address of a file of the data, which all languages share, or the one within the host where the site does not know its own.
fn whole_file(frame: &Frame, address: &Address) -> String {
    let whole = frame.config.shared_whole(address);
    if whole.is_empty() { frame.config.shared_url(address) } else { whole }
}

/// The whole address of a page, or the one within the host where the site does not know its own.
fn whole(frame: &Frame, address: &Address) -> String {
    let whole = frame.whole(address);
    if whole.is_empty() { frame.url(address) } else { whole }
}
