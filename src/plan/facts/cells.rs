//! The pages of single cells of the matrix: one to read, one for a frame of another site, and a drawing.
//!
//! All three say what the matrix says of the cell, and nothing else.

use super::accounts::Accounts;
use super::instead;
use super::matrix::is_same_cell;
use super::question::FactsQuestion;
use super::words::Words;
use crate::base::content::Content;
use crate::base::path::Address;
use crate::draw::{self, DrawnCell};
use crate::link::EntityId;
use crate::model::access::Status;
use crate::plan::cited::{Cited, cite};
use crate::plan::page::{Context, LedgerPage, PagePlan};
use crate::view::{CellContext, CellPage, ChangeContext, MatrixRow};
use std::collections::HashMap;
use std::sync::Arc;

/// Plans the pages of all cells of the columns, if the theme has a template for them.
pub(super) fn cells(words: &Words<'_>, accounts: &Accounts<'_>, question: &FactsQuestion) -> Vec<LedgerPage> {
    if !question.has("cell.html") {
        return Vec::new();
    }
    let mut changes: HashMap<(&str, &str), Vec<Arc<ChangeContext>>> = HashMap::new();
    for change in &accounts.changes {
        changes.entry((&change.model.slug, &change.bloc.slug)).or_default().push(change.clone());
    }
    let has_embed = question.has("embed.html");
    let mut pages = Vec::new();
    for (model, row) in &words.rows {
        for (bloc, cell) in words.ledger.columns.iter().zip(&row.cells) {
            let own = changes.remove(&(model.slug.as_str(), bloc.slug.as_str())).unwrap_or_default();
            let planned = CellPages { words, model, bloc, row, cell, has_embed };
            pages.extend(planned.pages(own));
        }
    }
    pages
}

struct CellPages<'a> {
    words: &'a Words<'a>,
    model: &'a EntityId,
    bloc: &'a EntityId,
    row: &'a MatrixRow,
    cell: &'a Arc<CellContext>,
    has_embed: bool,
}

impl CellPages<'_> {
    fn pages(&self, changes: Vec<Arc<ChangeContext>>) -> Vec<LedgerPage> {
        let what = format!("the cell of {} in {}", self.model.slug, self.bloc.slug);
        let page = |address: Address, what: String, page: PagePlan, listed| LedgerPage {
            address,
            what,
            page: Arc::new(page),
            listed,
        };
        let own = self.words.cell_address(self.model, self.bloc);
        let newest = self.cell.statements.iter().map(|statement| statement.date).max();
        let mut context = self.context(&own, changes.clone());
        let cited = Cited { version: newest, ..Cited::default() };
        context.page.cite = cite(self.words.shared, &context.page, &own, cited);
        let read = PagePlan::page("cell.html", Context::Cell(Box::new(context)));
        let listed = Some(newest.map(|day| day.to_string()));
        let mut pages = vec![page(own, what.clone(), read, listed)];
        if self.has_embed {
            let address = self.embed_address("/");
            // Readers are sent to the page itself.
            let mut context = self.context(&address, Vec::new());
            context.page.canonical = self.words.shared.whole(&self.words.cell_address(self.model, self.bloc)).into();
            let framed = PagePlan::page("embed.html", Context::Cell(Box::new(context)));
            pages.push(page(address, format!("{what} for a frame"), framed, None));
            let drawing = PagePlan::Made(Content::Memory(self.drawing().into_bytes().into()));
            pages.push(page(self.embed_address(".svg"), format!("the drawing of {what}"), drawing, None));
        }
        pages
    }

    fn embed_address(&self, end: &str) -> Address {
        Address::new(format!("/embed/{}/{}{end}", self.model.slug, self.bloc.slug))
    }

    fn context(&self, address: &Address, changes: Vec<Arc<ChangeContext>>) -> CellPage {
        let (words, cell, row) = (self.words, self.cell, self.row);
        let shared = words.shared;
        let of_cell = [("model", &*cell.model.name), ("bloc", &*cell.bloc.in_sentences)];
        let title = words.strings().fill("cell.title", &of_cell);
        let description = match cell.status {
            "unknown" => words.strings().fill("cell.description_unknown", &of_cell),
            _ => words.strings().fill("cell.description", &of_cell),
        };
        let elsewhere = row.cells.iter().filter(|other| other.bloc.slug != cell.bloc.slug).cloned();
        let family = words.rows.values().filter(|other| row.family.is_some() && other.family == row.family);
        let family = family.filter_map(|other| other.cells.iter().find(|other| other.bloc.slug == cell.bloc.slug));
        let same = family.filter(|other| other.model.slug != cell.model.slug && is_same_cell(cell, other));
        CellPage {
            page: shared.page("cell", &title, &description, address),
            cell: cell.clone(),
            maker: row.maker.clone(),
            elsewhere: elsewhere.collect(),
            same: same.cloned().collect(),
            changes,
            offers: instead::offers(words, self.model, cell),
            instead: row.instead.clone(),
            embed: self.has_embed.then(|| shared.url_anywhere(&self.embed_address("/"))),
            svg: self.has_embed.then(|| shared.url_anywhere(&self.embed_address(".svg"))),
        }
    }

    fn drawing(&self) -> String {
        let (cell, strings) = (self.cell, self.words.strings());
        draw::cell(&DrawnCell {
            title: strings.fill("cell.title", &[("model", &cell.model.name), ("bloc", &cell.bloc.in_sentences)]),
            status: Status::from_word(cell.status).unwrap_or(Status::Unknown),
            word: strings.word("access", cell.status),
            known: cell.confidence.clone(),
            site: self.words.shared.config.title.clone(),
        })
    }
}
