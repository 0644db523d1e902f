//! The pages that are made of the ledger alone: matrix, timeline, map, disputes, corrections, data.

use super::accounts::Accounts;
use super::cells::cells;
use super::days::Days;
use super::instead;
use super::matrix::{change_lines, groups, statuses};
use super::question::{EditorsText, FactsQuestion};
use super::words::{MATRIX, Words, matrix_address};
use super::{compare, due, known, map, timelines};
use crate::base::path::{Address, SourcePath};
use crate::base::table::Table;
use crate::facts::Dispute;
use crate::facts::cell::{Cell, newest, newest_as_of};
use crate::facts::known::Subject;
use crate::model::when;
use crate::model::when_in_words::{in_words, up_to};
use crate::plan::cited::{Cited, Pinned, cite, cite_as_known};
use crate::plan::described;
use crate::plan::page::{Context, LedgerPage, PagePlan};
use crate::plan::parts::Linking;
use crate::view::{
    CellContext, Cite, CorrectionsPage, DisputePage, DisputeStep, DisputesPage, EntityLink, Html, HtmlParts,
    InsteadPage, MapPage, MatrixPage, MatrixRow, PageContext, Prepared, TextLink, TimelinePage,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Plans all pages for which the theme has a template.
pub(crate) fn pages(words: &Words<'_>, accounts: &Accounts<'_>, question: &FactsQuestion) -> Vec<LedgerPage> {
    let FactsQuestion { retracted, editors, .. } = question;
    let retracted = retracted.values().cloned().collect();
    let mut pages = LedgerPages { words, pages: Vec::new() };
    if question.has("matrix.html") {
        pages.matrices(accounts, question.has(known::KNOWN));
        pages.pages.extend(cells(words, accounts, question));
    }
    if question.has("timeline.html") {
        pages.timeline();
    }
    if question.has(due::DUE) {
        pages.pages.extend(due::pages(words, &accounts.due()));
    }
    if question.has("map.html") {
        pages.map();
    }
    if question.has("instead.html") {
        pages.instead();
    }
    if question.has("compare.html") {
        pages.pages.extend(compare::pages(accounts, question));
    }
    if question.has("disputes.html") {
        pages.list_of_disputes();
    }
    if question.has("dispute.html") {
        pages.disputes(editors);
    }
    if question.has("corrections.html") {
        let page = words.page("corrections", "corrections", &Address::new("/corrections/"));
        let context = CorrectionsPage { page, corrections: words.corrections.clone(), retracted };
        pages.add("/corrections/", "the page of corrections", "corrections.html", Context::Corrections(context));
    }
    pages.pages
}

/// The matrix of one column. No model has a slug that hides it: a cell has one part more.
fn matrix_of_bloc(slug: &str) -> Address {
    Address::new(format!("{MATRIX}in-{slug}/"))
}

/// Which matrix a page shows: the newest, with the day of the last change, or that of a day.
#[derive(Debug, Clone, Copy)]
enum Shown {
    Today(Option<Date>),
    On(Date),
}

struct LedgerPages<'a> {
    words: &'a Words<'a>,
    pages: Vec<LedgerPage>,
}

impl LedgerPages<'_> {
    fn add(&mut self, address: &str, what: &str, template: &str, context: Context) {
        let page = Arc::new(PagePlan::page(template, context));
        let listed = Some(self.words.published());
        self.pages.push(LedgerPage { address: Address::new(address), what: what.to_owned(), page, listed });
    }

    /// The matrix of today, one for each day on which it changed, and one for each on which what was known of it did.
    fn matrices(&mut self, accounts: &Accounts<'_>, has_known: bool) {
        let words = self.words;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        accounts.changes.iter().for_each(|change| *counts.entry(change.day.clone()).or_default() += 1);
        let changes = |day: Date| counts.get(&day.to_string()).copied().unwrap_or(0);
        let changed = Days::new(words, words.ledger.days_of_change(), matrix_address, changes);
        let known = if has_known { words.ledger.days_of_knowledge() } else { Vec::new() };
        let known = Days::new(words, known, known::address, |_| 0);
        let mut rows = MatrixRows::new(words);
        for (n, day) in changed.days.iter().enumerate() {
            let page = self.matrix(Shown::On(*day), rows.on(*day), accounts, &changed);
            let (previous, next, as_known) = (changed.before(n), changed.after(n), known.up_to(*day));
            let mut context = MatrixPage { previous, next, as_known, ..page };
            context.page.cite = self.cited(&context.page, Shown::On(*day), &matrix_address(*day), known.days.last());
            let context = Context::Matrix(context);
            self.add(matrix_address(*day).as_str(), &format!("the matrix of {day}"), "matrix.html", context);
        }
        let rows: Vec<Arc<MatrixRow>> = words.rows.values().cloned().collect();
        let page = self.matrix(Shown::Today(changed.days.last().copied()), rows, accounts, &changed);
        let previous = changed.days.len().checked_sub(1).and_then(|n| changed.before(n));
        let as_known = known.links.last().cloned();
        let mut context = MatrixPage { previous, as_known, ..page };
        context.page.cite = self.cited(&context.page, Shown::Today(None), &Address::new(MATRIX), known.days.last());
        self.add(MATRIX, "the matrix", "matrix.html", Context::Matrix(context));
        self.pages.extend(known::pages(words, &known, &changed));
        self.matrices_of_blocs(known.days.last());
    }

    /// How a page of the matrix is cited: that of a day as itself, and one of today as the page of what was known on the last
    /// day on which that changed, if there is one.
    fn cited(&self, page: &PageContext, shown: Shown, own: &Address, known: Option<&Date>) -> Option<Arc<Cite>> {
        let words = self.words;
        let heading = |day: Date| {
            let day = in_words(words.strings(), &when::Days::of(day));
            words.strings().fill("matrix.title_on", &[("day", &day)])
        };
        let pinned = match (shown, known) {
            (Shown::On(day), _) => Some((heading(day), own.clone())),
            (Shown::Today(_), Some(day)) => Some((known::heading(words, *day), known::address(*day))),
            (Shown::Today(_), None) => None,
        };
        let pinned = pinned.as_ref().map(|(title, address)| Pinned { title, address });
        let version = known.copied().or(words.changed);
        cite(words.shared, page, own, Cited { version, pinned, ..Cited::default() })
    }

    /// The matrix of today limited to one column, for each.
    fn matrices_of_blocs(&mut self, known: Option<&Date>) {
        let words = self.words;
        for (n, bloc) in words.columns.iter().enumerate() {
            let of_bloc = |row: &Arc<MatrixRow>| {
                Arc::new(MatrixRow { cells: row.cells.get(n).cloned().into_iter().collect(), ..MatrixRow::clone(row) })
            };
            let rows: Vec<Arc<MatrixRow>> = words.rows.values().map(of_bloc).collect();
            let address = matrix_of_bloc(&bloc.slug);
            let of_bloc = [("bloc", &*bloc.in_sentences)];
            let title = words.strings().fill("matrix.title_in", &of_bloc);
            let description = words.strings().fill("matrix.description_in", &of_bloc);
            let mut page = words.shared.page("matrix", &title, &description, &address);
            page.cite = self.cited(&page, Shown::Today(None), &address, known);
            let context = MatrixPage {
                page,
                current: true,
                as_known: None,
                as_of: true_to(words, &rows),
                bloc: Some(bloc.clone()),
                columns: vec![bloc.clone()],
                groups: groups(&rows, &words.shared.config.collation),
                statuses: Vec::new(),
                of_blocs: self.of_blocs(),
                compare: None,
                changes: Vec::new(),
                previous: None,
                next: None,
                days: Arc::default(),
                day: None,
            };
            let what = format!("the matrix of {}", bloc.slug);
            self.add(address.as_str(), &what, "matrix.html", Context::Matrix(context));
        }
    }

    fn of_blocs(&self) -> Vec<TextLink> {
        let link = |bloc: &Prepared<EntityLink>| TextLink {
            text: bloc.name.clone(),
            url: Some(self.words.shared.url(&matrix_of_bloc(&bloc.slug)).into()),
            lang: None,
        };
        self.words.columns.iter().map(link).collect()
    }

    fn matrix(&self, shown: Shown, rows: Vec<Arc<MatrixRow>>, accounts: &Accounts<'_>, days: &Days) -> MatrixPage {
        let words = self.words;
        let (address, day, name) = match shown {
            Shown::Today(day) => (Address::new(MATRIX), day, ""),
            Shown::On(day) => (matrix_address(day), Some(day), "_on"),
        };
        let current = matches!(shown, Shown::Today(_));
        let text = day.map(|day| day.to_string());
        let said = |key: &str| {
            let key = format!("matrix.{key}{name}");
            words.strings().fill(&key, &[("day", text.as_deref().unwrap_or(""))])
        };
        let mut page = words.shared.page("matrix", &said("title"), &said("description"), &address);
        page.ld = described::matrix(words.shared, &page, &address, text.as_ref(), current);
        let changed = accounts.changes.iter().filter(|change| Some(&change.day) == text.as_ref());
        MatrixPage {
            page,
            current,
            as_known: None,
            as_of: true_to(words, &rows),
            bloc: None,
            columns: words.columns.clone(),
            groups: groups(&rows, &words.shared.config.collation),
            statuses: statuses(&rows, words.columns.len()),
            of_blocs: self.of_blocs(),
            compare: compare::index(words, &accounts.pairs),
            changes: change_lines(changed, &words.columns),
            previous: None,
            next: None,
            days: days.newest_first.clone(),
            day: text,
        }
    }

    fn timeline(&mut self) {
        let words = self.words;
        let page = words.page("timeline", "timeline", &Address::new("/timeline/"));
        let context = TimelinePage { page, as_of: words.newest(), parts: timelines::timelines(words) };
        self.add("/timeline/", "the timeline", "timeline.html", Context::Timeline(context));
    }

    fn map(&mut self) {
        let words = self.words;
        let page = words.page("map", "map", &Address::new("/map/"));
        let (finding, drawings) = map::map(words);
        let context = MapPage { page, as_of: words.newest(), finding, drawings, groups: map::sentences(words) };
        self.add("/map/", "the map of the split", "map.html", Context::Map(context));
    }

    /// For each model that is shut somewhere, what is named in its place, where anything is.
    fn instead(&mut self) {
        let words = self.words;
        for (model, row) in words.rows.iter().filter(|(_, row)| row.instead.is_some()) {
            let of_model = [("model", &*row.model.name)];
            let title = words.strings().fill("instead.title", &of_model);
            let description = words.strings().fill("instead.description", &of_model);
            let address = words.instead_address(model);
            let (places, unveiled) = instead::places(words, model, row);
            let context = InsteadPage {
                page: words.shared.page("instead", &title, &description, &address),
                as_of: true_to(words, std::slice::from_ref(row)),
                row: row.clone(),
                places,
                unveiled,
            };
            let what = format!("the page of what is offered instead of \"{}\"", row.model.name);
            self.add(address.as_str(), &what, "instead.html", Context::Instead(context));
        }
    }

    fn list_of_disputes(&mut self) {
        let words = self.words;
        let (open, settled) = words.disputes.iter().cloned().partition(|dispute| dispute.open);
        let page = words.page("disputes", "disputes", &Address::new("/disputes/"));
        let context = DisputesPage { page, as_of: words.newest(), open, settled };
        self.add("/disputes/", "the list of disputes", "disputes.html", Context::Disputes(context));
    }

    fn disputes(&mut self, editors: &Table<SourcePath, Arc<EditorsText>>) {
        let texts: HashMap<&Address, &EditorsText> = editors.values().map(|text| (&text.address, &**text)).collect();
        for n in 0..self.words.disputes.len() {
            let dispute = &self.words.ledger.disputes[n];
            let context = self.dispute(n, texts.get(&dispute.address).copied());
            let what = format!("the dispute \"{}\"", dispute.subject);
            self.add(dispute.address.as_str(), &what, "dispute.html", Context::Dispute(Box::new(context)));
        }
    }

    fn dispute(&self, n: usize, text: Option<&EditorsText>) -> DisputePage {
        let words = self.words;
        let dispute = &words.ledger.disputes[n];
        let editors = dispute.editors.as_ref();
        let description = match text.filter(|text| !text.description.is_empty()) {
            Some(text) => text.description.clone(),
            None => words.strings().fill("dispute.description", &[("question", &dispute.question)]),
        };
        let settled_by = editors.and_then(|editors| editors.settled_by.clone());
        let mut page = words.shared.page("dispute", &dispute.question, &description, &dispute.address);
        let stated = dispute.statements.iter().map(|(article, _)| article.date);
        let version = stated.chain(dispute.closed).max();
        let as_known = words.as_known(&Subject::Dispute(dispute.address.clone()));
        let day = as_known.as_ref().and_then(|newest| newest.day.parse().ok());
        let of_question = ("as_known.title_of_question", &*dispute.question);
        page.cite = cite_as_known(words.shared, &page, &dispute.address, of_question, (version, day));
        DisputePage {
            page,
            as_of: newest_as_of(dispute.statements.iter().map(|(article, _)| article))
                .map(|days| up_to(words.strings(), &days)),
            as_known,
            dispute: words.disputes[n].clone(),
            cells: dispute.cells.iter().filter_map(|cell| words.cells.get(cell).cloned()).collect(),
            reading: editors.and_then(|editors| editors.reading.clone()),
            reading_lang: editors.and_then(|editors| editors.reading_lang.clone()),
            would_settle: editors.and_then(|editors| editors.would_settle.clone()),
            would_settle_lang: editors.and_then(|editors| editors.would_settle_lang.clone()),
            settled_by: settled_by.and_then(|by| words.shared.text_links(&[by]).pop()),
            statements: dispute.statements.iter().map(|(article, s)| words.stated(article, s)).collect(),
            history: self.steps(dispute),
            parts: text.map_or(HtmlParts::default(), |text| HtmlParts::of(&text.html)),
            html: text.map_or(Html::default(), |text| text.html.clone()),
            headings: text.map_or(Vec::new(), |text| text.headings.clone()),
        }
    }

    /// When each side was first reported, when that became a dispute, and when it was over.
    fn steps(&self, dispute: &Dispute) -> Vec<DisputeStep> {
        let strings = self.words.strings();
        let mut articles: Vec<_> = dispute.statements.iter().map(|(article, _)| article).collect();
        articles.sort_by_key(|article| (article.date, &article.path));
        articles.dedup();
        let step = |article: &&Arc<crate::link::testimony::ArticleRef>| {
            let stated = dispute.statements.iter().filter(|(a, _)| a.path == article.path).count();
            let what = strings.count("dispute.statements", stated, &[]);
            DisputeStep { date: article.date.to_string(), what, article: Some(self.words.article(article, "")) }
        };
        let over = if dispute.editors.is_some() { "dispute.over" } else { "dispute.superseded" };
        let days = [(dispute.opened, "dispute.began"), (dispute.closed, over)];
        let of_day = |(day, key): (Option<Date>, &str)| {
            Some(DisputeStep { date: day?.to_string(), what: strings.get(key).to_owned(), article: None })
        };
        let mut steps: Vec<DisputeStep> =
            articles.iter().map(step).chain(days.into_iter().filter_map(of_day)).collect();
        steps.sort_by(|a, b| a.date.cmp(&b.date));
        steps
    }
}

/// Up to when the newest article behind some rows was true.
fn true_to(words: &Words<'_>, rows: &[Arc<MatrixRow>]) -> Option<String> {
    newest(rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.true_to))
        .map(|days| up_to(words.strings(), &days))
}

/// The rows of the matrix on one day after another. What did not change since the day before is shared.
struct MatrixRows<'a> {
    words: &'a Words<'a>,
    cells: HashMap<(usize, usize), (*const Cell, Arc<CellContext>)>,
    rows: Vec<Option<Arc<MatrixRow>>>,
}

impl<'a> MatrixRows<'a> {
    fn new(words: &'a Words<'a>) -> Self {
        MatrixRows { words, cells: HashMap::new(), rows: vec![None; words.ledger.models.len()] }
    }

    fn on(&mut self, day: Date) -> Vec<Arc<MatrixRow>> {
        let words = self.words;
        for (m, model) in words.ledger.models.iter().enumerate() {
            let mut changed = self.rows[m].is_none();
            for (b, bloc) in words.ledger.columns.iter().enumerate() {
                let cell = words.ledger.cell(model, bloc, day);
                let same = self.cells.get(&(m, b)).is_some_and(|(known, _)| std::ptr::eq(*known, &**cell));
                if !same && let Some(context) = words.cell(model, bloc, cell) {
                    self.cells.insert((m, b), (&**cell, Arc::new(context)));
                    changed = true;
                }
            }
            if changed {
                let cells = (0..words.ledger.columns.len()).filter_map(|b| Some(self.cells.get(&(m, b))?.1.clone()));
                self.rows[m] = words.row_of(model, cells.collect()).map(Arc::new);
            }
        }
        self.rows.iter().flatten().cloned().collect()
    }
}
