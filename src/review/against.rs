//! What a site said when it was last published, held against what it says of the same day now.
//!
//! A fact may be corrected, and a reader who saw the first version must be able to see that. Compares the ledger with
//! the data files of an older build; looks at no disk and changes nothing. What is news is left alone: a cell that
//! changed since that day, or because of an article that came out since.

use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::{Address, SourcePath, decoded};
use crate::facts::Ledger;
use crate::facts::cell::Cell;
use crate::facts::recorded::Past;
use crate::link::target::{old_address, without_anchor};
use crate::link::testimony::{ArticleRef, LinkedStatement, Says, Testimony};
use crate::link::{EntityId, Site};
use crate::model::access::Status;
use crate::model::article::usual_address;
use crate::model::config_path;
use crate::model::kind::{BLOC, MODEL};
use crate::record::Record;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The data files of an older build, as far as they matter here.
#[derive(Debug)]
pub struct PublishedData {
    cells: Vec<PublishedCell>,
    access: Vec<PublishedAccess>,
    /// The articles that stated something then, at their addresses of now.
    articles: Articles,
    /// The newest day that the files speak of: none of them can be older.
    day: Date,
}

/// Which articles were published.
#[derive(Debug)]
enum Articles {
    /// Those of the rows of access.
    OfAccess,
    /// Those of a record.
    Recorded(BTreeSet<Address>),
}

#[derive(Debug, Deserialize)]
struct PublishedCell {
    model: String,
    bloc: String,
    status: String,
}

#[derive(Debug, Deserialize)]
struct PublishedAccess {
    model: Vec<String>,
    article: String,
    /// The whole address of the statement; empty where the site did not know its own.
    url: Option<String>,
    /// The page that the statement stood on, where that is known without the address of the site.
    #[serde(skip)]
    page: Option<Address>,
    /// When its article was published, and up to when it was true; older builds have only the second, as a day.
    published: Option<String>,
    as_of: Option<String>,
}

/// A row of the table of articles; older builds may have none.
#[derive(Debug, Deserialize)]
struct PublishedArticle {
    /// As builds called it before.
    #[serde(alias = "latest")]
    updated: String,
}

impl PublishedData {
    /// Reads `matrix.json`, `access.json` and, where it is there, `articles.json`; says in words which of them is none.
    pub fn read(matrix: &str, access: &str, articles: Option<&str>) -> Result<PublishedData, String> {
        let cells: Vec<PublishedCell> = rows("matrix.json", matrix)?;
        let access: Vec<PublishedAccess> = rows("access.json", access)?;
        let articles: Vec<PublishedArticle> = articles.map_or(Ok(Vec::new()), |text| rows("articles.json", text))?;
        let days = access
            .iter()
            .flat_map(|row| row.published.iter().chain(&row.as_of))
            .chain(articles.iter().map(|row| &row.updated));
        let day = days.filter_map(|day| day.parse().ok()).max().unwrap_or(Date::MIN);
        Ok(PublishedData { cells, access, articles: Articles::OfAccess, day })
    }

    /// What was recorded, without the cells of models of which something is reported already.
    pub(super) fn recorded(record: &Record, past: &Past, is_reported: &dyn Fn(&str) -> bool) -> PublishedData {
        let cells = record.cells.keys().filter(|(model, _)| !is_reported(model)).filter_map(|name| {
            let (model, bloc) = name.clone();
            Some(PublishedCell { model, bloc, status: record.cell(name)?.status.clone() })
        });
        let model = |name: &String| Some(name.strip_prefix(MODEL)?.strip_prefix('/')?.to_owned());
        let access = record.statements.keys().flat_map(|page| {
            let of_page = record.stated(page).filter(|(_, _, statement)| statement.block == "access");
            of_page.map(move |(_, _, statement)| PublishedAccess {
                model: statement.about.iter().filter_map(model).collect(),
                article: page.last_part().to_owned(),
                url: None,
                page: Some(page.clone()),
                published: None,
                as_of: None,
            })
        });
        PublishedData {
            cells: cells.collect(),
            access: access.collect(),
            articles: Articles::Recorded(past.statements.keys().cloned().collect()),
            day: record.last().unwrap_or(Date::MIN),
        }
    }

    /// Whether an article came out since.
    fn is_newer(&self, article: &ArticleRef) -> bool {
        article.date > self.day
            || match &self.articles {
                Articles::OfAccess => false,
                Articles::Recorded(recorded) => article.date == self.day && !recorded.contains(&article.address),
            }
    }

    /// The addresses, now, of the articles that stated something of a model.
    fn articles_on<'a>(&'a self, model: &'a str, site: &'a Site) -> impl Iterator<Item = Address> + 'a {
        let rows = self.access.iter().filter(move |row| row.model.iter().any(|slug| slug == model));
        rows.map(move |row| {
            let of_url = || address_of(row.url.as_deref()?, site.config.prefix());
            let then = row.page.clone().or_else(of_url).unwrap_or_else(|| usual_address(&row.article));
            if site.articles.values().any(|linked| linked.address == then) {
                return then;
            }
            let old = old_address(&then);
            if let Some(redirect) = site.redirects.iter().find(|redirect| old_address(&redirect.old) == old) {
                return redirect.to.clone();
            }
            let named = site.articles.iter().find(|(id, _)| id.slug.as_str() == row.article);
            named.map_or(then, |(_, linked)| linked.address.clone())
        })
    }
}

/// A file of data as far as it matters here: its rows, and of the matrix also the cells of the day of the build.
#[derive(Debug, Deserialize)]
struct PublishedTable<T> {
    today: Option<Vec<T>>,
    rows: Vec<T>,
}

/// The rows of a table, which older builds have without a head.
pub(super) fn rows<'t, T: Deserialize<'t>>(name: &str, text: &'t str) -> Result<Vec<T>, String> {
    match text.trim_start().starts_with('[') {
        true => json(name, text),
        false => json(name, text).map(|table: PublishedTable<T>| table.today.unwrap_or(table.rows)),
    }
}

/// The address of a page within the site, by its whole one.
pub(super) fn address_of(url: &str, prefix: &str) -> Option<Address> {
    let (_, rest) = without_anchor(url).split_once("://")?;
    let path = decoded(&rest[rest.find('/')?..]);
    Some(Address::new(path.strip_prefix(prefix).filter(|path| path.starts_with('/')).unwrap_or(&path)))
}

fn json<'t, T: Deserialize<'t>>(name: &str, text: &'t str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("{name} is not the data of a build: {error}"))
}

/// A change of one cell that nobody told.
struct Silent<'a> {
    cell: String,
    was: &'a str,
    is: Status,
    path: SourcePath,
    span: Option<Span>,
}

/// The cells that were published with another status, for a day for which the site says something else today.
pub fn silent_changes(published: &PublishedData, site: &Site, ledger: &Ledger) -> Vec<Diagnostic> {
    let slugs = Slugs::of(site);
    let silent = published.cells.iter().filter_map(|was| silent(was, published, &slugs, site, ledger));
    // One statement may fill many cells, and is told once.
    type Place<'a> = (SourcePath, usize, &'a str, &'a str);
    let mut told: BTreeMap<Place<'_>, (Silent<'_>, Vec<String>)> = BTreeMap::new();
    for change in silent {
        let at = change.span.as_ref().map_or(0, |span| span.start);
        let key = (change.path.clone(), at, change.was, change.is.word());
        let cell = change.cell.clone();
        told.entry(key).or_insert_with(|| (change, Vec::new())).1.push(cell);
    }
    let tell = |(change, cells): (Silent<'_>, Vec<String>)| {
        let (was, day, is) = (change.was, published.day, change.is.word());
        let (one, now) = match cells.len() {
            1 => ("This cell was", "it is"),
            _ => ("These cells were", "they are"),
        };
        let message = format!("{one} \"{was}\" when published on {day}, and now {now} \"{is}\": {}.", cells.join(", "));
        let help = "Add an entry under  updates:  or  corrections: , or run  fissure explain E27";
        Diagnostic::warning(Code::SilentChange, &change.path, change.span, message).help(help)
    };
    told.into_values().map(tell).collect()
}

fn silent<'a>(
    was: &'a PublishedCell,
    published: &PublishedData,
    slugs: &Slugs<'_>,
    site: &Site,
    ledger: &Ledger,
) -> Option<Silent<'a>> {
    let (model, bloc) = (slugs.find(MODEL, &was.model)?, slugs.find(BLOC, &was.bloc)?);
    // What the site says today of the day of publication: whatever began later is news.
    let cell = ledger.cell(model, bloc, published.day);
    let is_news = cell.statements().any(|event| published.is_newer(&event.article));
    if cell.status.word() == was.status || was.status == Status::Unknown.word() || is_news {
        return None;
    }
    if is_told(model, was, published, site, ledger) {
        return None;
    }
    let (path, span) = place(cell, was, published, site);
    let cell_name = format!("{} in {}", model.slug, bloc.slug);
    Some(Silent { cell: cell_name, was: &was.status, is: cell.status, path, span })
}

/// Who bears a slug now, or bore it when it was published: a rename leaves the old one as a redirect.
pub(super) struct Slugs<'a> {
    of_kind: BTreeMap<(&'a str, String), &'a EntityId>,
}

impl<'a> Slugs<'a> {
    pub(super) fn of(site: &'a Site) -> Slugs<'a> {
        let key = |id: &EntityId| site.config.kinds[id.kind].key.as_str();
        let by_address: BTreeMap<_, _> = site.entities.iter().map(|(id, linked)| (&linked.own.address, id)).collect();
        let mut of_kind = BTreeMap::new();
        for redirect in &site.redirects {
            if let Some(id) = by_address.get(&redirect.to) {
                of_kind.insert((key(id), redirect.old.last_part().to_owned()), *id);
            }
        }
        of_kind.extend(site.entities.keys().map(|id| ((key(id), id.slug.to_string()), id)));
        Slugs { of_kind }
    }

    pub(super) fn find(&self, key: &'a str, slug: &str) -> Option<&'a EntityId> {
        self.of_kind.get(&(key, slug.to_owned())).copied()
    }
}

/// Whether an article on the model says since then what it changed, or was withdrawn.
///
/// An entry of the day of publication counts: nobody knows which of the two came first.
fn is_told(model: &EntityId, was: &PublishedCell, published: &PublishedData, site: &Site, ledger: &Ledger) -> bool {
    let then: Vec<Address> = published.articles_on(&was.model, site).collect();
    let mut withdrawn = site.articles.values().filter(|linked| linked.article.retracted);
    if withdrawn.any(|linked| then.contains(&linked.address)) {
        return true;
    }
    let is_on = |testimony: &Testimony| {
        then.contains(&testimony.article.address)
            || testimony.statements.iter().any(|statement| is_about(statement, model))
    };
    ledger.testimonies.iter().filter(|testimony| is_on(testimony)).any(|testimony| {
        testimony.statements.iter().any(|statement| match &statement.says {
            Says::Update(update) => update.date >= published.day,
            Says::Correction(correction) => correction.date >= published.day,
            _ => false,
        })
    })
}

fn is_about(statement: &LinkedStatement, model: &EntityId) -> bool {
    match &statement.says {
        Says::Access(access) => access.models.contains(model),
        Says::Correction(correction) => correction.entities().any(|id| id == model),
        _ => false,
    }
}

/// The statement that the cell rests on now; where there is none any more, the article that said so.
fn place(cell: &Cell, was: &PublishedCell, published: &PublishedData, site: &Site) -> (SourcePath, Option<Span>) {
    if let Some(event) = cell.held.first() {
        return (event.article.path.clone(), Some(event.statement.span.clone()));
    }
    let article = published.articles_on(&was.model, site).find_map(|address| {
        let linked = site.articles.values().find(|linked| linked.address == address)?;
        let document = &linked.article.document;
        let fields = &document.front_matter.fields;
        let key = fields.iter().find(|(key, _)| key.text == "access").or(fields.first());
        Some((document.path.clone(), key.map(|(key, _)| key.span.clone())))
    });
    article.unwrap_or_else(|| (config_path(), None))
}
