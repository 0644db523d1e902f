//! What the site once published: the files in `records/`, added up.
//!
//! Each file of `records/` was written on the day in its name by `fissure record`, and says what had changed since the one before.
//! Here they are read and added up; what follows from them is for the steps after. Never writes, and never looks at what the site is now.

mod file;

use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::Last;
use crate::base::path::{Address, SourcePath};
use crate::load::{RECORDS, Sources};
use crate::model::Config;
use crate::parse::place::{Place, cited};
pub(crate) use file::{
    RecordFile, RecordedCell, RecordedDispute, RecordedSource, RecordedStatement, cell_name, name_of_cell,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The slugs of a model and of a bloc.
pub(crate) type CellName = (String, String);

/// Since a day, what a cell was.
pub(crate) type CellState = (Date, Option<RecordedCell>);

/// A statement from a day on, as it was known on that day itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatementState {
    pub since: Date,
    /// The day of the file that says so.
    pub recorded: Date,
    /// None where it was there no more, or withdrawn.
    pub statement: Option<Arc<RecordedStatement>>,
}

/// Since a day, what a dispute was.
pub(crate) type DisputeState = (Date, Option<Arc<RecordedDispute>>);

/// All that was recorded, as of the last of the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Record {
    /// The days of the files, oldest first.
    pub days: Vec<Date>,
    /// That of the data that were published last.
    pub version: Option<String>,
    /// Each address that was ever published, with the day since which it is recorded.
    pub addresses: BTreeMap<Address, Date>,
    /// The places within these pages: sections, and statements that are there no more.
    pub anchors: BTreeMap<Address, BTreeSet<String>>,
    /// The statements that were ever recorded, by page and anchor, each from its first state to its last.
    pub statements: BTreeMap<Address, BTreeMap<String, Vec<StatementState>>>,
    /// Each cell from day to day, as it was known on that day itself; none where nothing was.
    pub cells: BTreeMap<CellName, Vec<CellState>>,
    /// Each dispute from day to day, in the same way.
    pub disputes: BTreeMap<Address, Vec<DisputeState>>,
    pub sources: BTreeMap<Address, RecordedSource>,
    /// What each entity was called last, by its page.
    pub names: BTreeMap<Address, String>,
}

/// What reading the record remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct RecordCache {
    read: Last<Vec<(SourcePath, Arc<str>)>, Answer>,
}

type Answer = (Arc<Record>, Arc<Vec<Diagnostic>>);

/// What the record in one language remembers between builds.
pub(crate) type InLanguageCache = Last<(Arc<Record>, Vec<String>), Arc<Record>>;

/// The record as the pages in the language of these settings see it.
pub(crate) fn in_language(record: &Arc<Record>, config: &Config, memory: &mut InLanguageCache) -> Arc<Record> {
    if config.languages.is_empty() {
        return record.clone();
    }
    let all = config.languages.iter().map(|language| format!("/{}", language.folder));
    let question = (record.clone(), all.collect());
    memory.answer(&question).unwrap_or_else(|| {
        let answer = Arc::new(record.in_language(&config.at, &question.1));
        memory.learn(question, answer)
    })
}

/// Reads all files of the record. One that cannot be read is reported and left out.
pub(crate) fn read(sources: &Sources, memory: &mut RecordCache) -> Answer {
    let files = sources.in_folder(RECORDS).filter_map(|(path, _)| Some((path.clone(), sources.text(path)?.clone())));
    let files: Vec<_> = files.collect();
    memory.read.answer(&files).unwrap_or_else(|| {
        let (record, found) = add_up(&files);
        memory.read.learn(files, (Arc::new(record), Arc::new(found)))
    })
}

/// The path of the file of a day.
pub(crate) fn path_of(day: Date) -> SourcePath {
    SourcePath::new(format!("{RECORDS}/{day}.json"))
}

fn add_up(files: &[(SourcePath, Arc<str>)]) -> (Record, Vec<Diagnostic>) {
    let (mut record, mut found) = (Record::default(), Vec::new());
    for (path, text) in files {
        match RecordFile::read(text) {
            Ok(file) if path_of(file.day) == *path => record.take_in(file),
            Ok(file) => found.push(
                bad(path, None, format!("This is the record of {}.", file.day))
                    .help(format!("Give it the name that it had:  {}", path_of(file.day))),
            ),
            Err((span, why)) => found.push(
                bad(path, span, format!("This file is not a record: {why}."))
                    .help("Take it from the version control of the site as it was, rather than repair it by hand."),
            ),
        }
    }
    (record, found)
}

fn bad(path: &SourcePath, span: Option<Span>, message: String) -> Diagnostic {
    Diagnostic::error(Code::BadRecord, path, span, message)
}

impl Record {
    /// What one file alone says.
    pub(crate) fn of(file: RecordFile) -> Record {
        let mut record = Record::default();
        record.take_in(file);
        record
    }

    /// The record up to a day, of the files whose days come no later. Broken files are left out.
    pub(crate) fn up_to(sources: &Sources, day: Date) -> Record {
        let mut record = Record::default();
        for (path, _) in sources.in_folder(RECORDS) {
            let file = sources.text(path).and_then(|text| RecordFile::read(text).ok());
            if let Some(file) = file.filter(|file| file.day <= day && path_of(file.day) == *path) {
                record.take_in(file);
            }
        }
        record
    }

    /// Files come in the order of their days.
    fn take_in(&mut self, file: RecordFile) {
        let RecordFile { day, version, addresses, anchors, statements, cells, disputes, sources, names } = file;
        self.days.push(day);
        self.version = version.or(self.version.take());
        for address in addresses {
            self.addresses.entry(address).or_insert(day);
        }
        anchors.into_iter().for_each(|(page, ids)| self.anchors.entry(page).or_default().extend(ids));
        for (since, page, of_page) in statements
            .into_iter()
            .flat_map(|(since, of_day)| of_day.into_iter().map(move |(page, of_page)| (since, page, of_page)))
        {
            for (anchor, statement) in of_page {
                if statement.is_none() {
                    self.anchors.entry(page.clone()).or_default().insert(anchor.clone());
                }
                let states = self.statements.entry(page.clone()).or_default().entry(anchor).or_default();
                states.push(StatementState { since, recorded: day, statement: statement.map(Arc::new) });
            }
        }
        for (on, of_day) in cells {
            of_day.into_iter().for_each(|(cell, was)| self.cells.entry(cell).or_default().push((on, was)));
        }
        for (on, of_day) in disputes {
            let states = of_day.into_iter().map(|(address, was)| (address, (on, was.map(Arc::new))));
            states.for_each(|(address, state)| self.disputes.entry(address).or_default().push(state));
        }
        merge(&mut self.sources, sources);
        self.names.extend(names);
    }

    /// The record as the pages of one language see it: with the addresses of its own pages, which begin with `at`, and of those in the
    /// language of the site, which all languages have. `others` is what the addresses of all other languages begin with.
    pub(crate) fn in_language(&self, at: &str, others: &[String]) -> Record {
        let begins = |address: &Address, begin: &str| {
            address.as_str().strip_prefix(begin).is_some_and(|rest| rest.starts_with('/'))
        };
        let is_others = |address: &Address| others.iter().any(|other| begins(address, other));
        let of_site = self.addresses.iter().filter(|(address, _)| !is_others(address));
        let mut addresses: BTreeMap<Address, Date> = of_site.map(|(address, day)| (address.clone(), *day)).collect();
        for (address, day) in self.addresses.iter().filter(|(address, _)| !at.is_empty() && begins(address, at)) {
            addresses.entry(Address::new(&address.as_str()[at.len()..])).or_insert(*day);
        }
        Record { addresses, ..self.clone() }
    }

    /// The statements of a page as they were at the end of the record, each with the day since which it was recorded so.
    pub(crate) fn stated(&self, page: &Address) -> impl Iterator<Item = (&String, Date, &RecordedStatement)> {
        let of_page = self.statements.get(page).into_iter().flatten();
        of_page.filter_map(|(anchor, states)| {
            let last = states.last()?;
            Some((anchor, last.recorded, last.statement.as_deref()?))
        })
    }

    /// The disputes as they were at the end of the record.
    pub(crate) fn last_disputes(&self) -> BTreeMap<Address, RecordedDispute> {
        let last = self.disputes.iter().filter_map(|(address, states)| Some((address, states.last()?.1.as_deref()?)));
        last.map(|(address, dispute)| (address.clone(), dispute.clone())).collect()
    }

    /// The day of the last file.
    pub(crate) fn last(&self) -> Option<Date> {
        self.days.last().copied()
    }

    /// What a cell was at the end of the record.
    pub(crate) fn cell(&self, cell: &CellName) -> Option<&RecordedCell> {
        self.cells.get(cell)?.last()?.1.as_ref()
    }

    /// The days that had pages of their own below a page: `/matrix/known-2026-11-22/`.
    pub(crate) fn days_of_pages<'a>(&'a self, begin: &'a str) -> impl Iterator<Item = Date> + 'a {
        let from = self.addresses.range(Address::new(begin)..).map(|(address, _)| address.as_str());
        let below = from.map_while(move |address| address.strip_prefix(begin));
        below.filter_map(|day| day.strip_suffix('/')?.parse().ok())
    }
}

/// The slug of a recorded source, and the places in it: `a ¶4, ¶6`.
pub(crate) fn source(text: &str) -> (&str, Vec<Place>) {
    match cited(text) {
        Some((slug, Ok(places))) => (slug, places),
        _ => (text, Vec::new()),
    }
}

/// Puts in what is new or other, and takes out what went.
fn merge<K: Ord, V>(all: &mut BTreeMap<K, V>, changes: BTreeMap<K, Option<V>>) {
    for (key, value) in changes {
        match value {
            Some(value) => drop(all.insert(key, value)),
            None => drop(all.remove(&key)),
        }
    }
}

impl Record {
    /// Anchors of statements that some pages had when they were recorded, and that are not there any more. The pages are those of
    /// one file: its own and its old ones.
    pub(crate) fn former(&self, pages: &[Address], is_there: &dyn Fn(&str) -> bool) -> Vec<String> {
        let recorded = pages.iter().flat_map(|page| {
            let gone = self.anchors.get(page).into_iter().flatten().map(String::as_str);
            let last = self.statements.get(page).into_iter().flat_map(|of_page| of_page.keys().map(String::as_str));
            gone.filter(|id| id.starts_with(STATEMENT)).chain(last)
        });
        let gone: BTreeSet<&str> = recorded.filter(|id| !is_there(id)).collect();
        gone.into_iter().map(str::to_owned).collect()
    }

    /// Of the addresses that a page had, the one that was recorded first.
    pub(crate) fn first_address<'a>(&self, pages: &'a [Address]) -> Option<&'a Address> {
        let recorded = pages.iter().filter_map(|page| Some((self.addresses.get(page)?, page)));
        recorded.min_by_key(|(day, _)| **day).map(|(_, page)| page)
    }
}

/// How the anchors of statements begin, and those of the changes that they make.
const STATEMENT: &str = "s-";

/// An old address as the page has it that was there: with a slash at its end, unless it is that of a file.
pub(crate) fn as_page(old: &str) -> Address {
    let old = old.strip_suffix("index.html").unwrap_or(old);
    let is_file = old.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match is_file || old.ends_with('/') {
        true => Address::new(old),
        false => Address::new(format!("{old}/")),
    }
}
