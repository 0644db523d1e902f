//! The matrix as it was known on a day: a light page for each day on which what was known of it changed.
//!
//! Has a row for each model of which anything was known, so that neither a later article nor a new model changes such a page.

use super::days::Days;
use super::words::{MATRIX, Words, cell_address};
use crate::base::path::Address;
use crate::facts::cell::Cell;
use crate::link::EntityId;
use crate::model::when;
use crate::model::when_in_words::{in_words, since_in_words};
use crate::plan::cited::{Cited, Pinned, cite};
use crate::plan::described;
use crate::plan::page::{Context, LedgerPage, PagePlan};
use crate::plan::parts::Linking;
use crate::view::{Citation, KnownCell, KnownPage, KnownRow, Prepared};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;

pub(super) const KNOWN: &str = "known.html";

/// The page of a day. No day of change and no bloc has this address.
pub(super) fn address(day: Date) -> Address {
    address_below(&Address::new(MATRIX), day)
}

/// What was known on a day of what has a page.
pub(super) fn address_below(page: &Address, day: Date) -> Address {
    page.join(&format!("known-{day}/"))
}

/// Whether the matrix has such pages.
pub(super) fn matrix_as_known(has_template: &dyn Fn(&str) -> bool) -> bool {
    has_template("matrix.html") && has_template(KNOWN)
}

/// The title of the page of a day, as readers see it there.
pub(super) fn heading(words: &Words<'_>, day: Date) -> String {
    words.strings().fill("known.title", &[("day", &in_words(words.strings(), &when::Days::of(day)))])
}

/// The pages of all days, which know the pages of the same days by all that is known now.
pub(super) fn pages(words: &Words<'_>, days: &Days, changed: &Days) -> Vec<LedgerPage> {
    let mut rows = KnownRows { words, cells: HashMap::new(), rows: vec![None; words.ledger.models.len()] };
    let page = |(n, day): (usize, &Date)| {
        let text = day.to_string();
        let said = |key: &str| words.strings().fill(key, &[("day", &text)]);
        let address = address(*day);
        let mut page = words.shared.page("matrix", &said("known.title"), &said("known.description"), &address);
        page.ld = described::matrix(words.shared, &page, &address, Some(&text), false);
        let pinned = Some(Pinned { title: &heading(words, *day), address: &address });
        page.cite = cite(words.shared, &page, &address, Cited { version: Some(*day), pinned, ..Cited::default() });
        let context = KnownPage {
            page,
            day: text.clone(),
            columns: words.columns.clone(),
            rows: rows.on(*day),
            by_now: changed.up_to(*day),
            previous: days.before(n),
            next: days.after(n),
        };
        LedgerPage {
            address,
            what: format!("the matrix as known on {day}"),
            page: Arc::new(PagePlan::page(KNOWN, Context::Known(context))),
            // There is one for each day, and those who search look for the answer of today.
            listed: None,
        }
    };
    days.days.iter().enumerate().map(page).collect()
}

/// The rows on one day after another. What did not change since the day before is shared.
struct KnownRows<'a> {
    words: &'a Words<'a>,
    /// By the places of model and column; with the cell that it was made of.
    cells: HashMap<(usize, usize), (*const Cell, KnownCell)>,
    rows: Vec<Option<Prepared<KnownRow>>>,
}

impl KnownRows<'_> {
    fn on(&mut self, day: Date) -> Vec<Prepared<KnownRow>> {
        let ledger = &self.words.ledger;
        for (m, model) in ledger.models.iter().enumerate() {
            let mut is_other = false;
            for (b, bloc) in ledger.columns.iter().enumerate() {
                let cell = ledger.known_cell(model, bloc, day);
                let same = self.cells.get(&(m, b)).is_some_and(|(known, _)| std::ptr::eq(*known, &**cell));
                if !same {
                    let words = self.words;
                    let known = known_cell(words.shared, words.has_cells, model, bloc, cell);
                    self.cells.insert((m, b), (&**cell, known));
                    is_other |= cell.layer.is_some() || self.rows[m].is_some();
                }
            }
            if is_other && let Some(link) = self.words.shared.link(model) {
                let cells = (0..ledger.columns.len()).map(|b| self.cells[&(m, b)].1.clone()).collect();
                self.rows[m] = Some(Prepared::new(KnownRow { model: link, cells }));
            }
        }
        self.rows.iter().flatten().cloned().collect()
    }
}

/// What was known of a cell, in few words.
pub(super) fn known_cell(
    shared: &impl Linking,
    has_cells: bool,
    model: &EntityId,
    bloc: &EntityId,
    cell: &Cell,
) -> KnownCell {
    let strings = shared.strings();
    let since = cell.since.filter(|since| since.earliest.is_some() || since.latest.is_some());
    let sources = shared.citations(&cell.sources, &cell.places);
    let known = since.map(|since| since_in_words(strings, &since)).into_iter();
    KnownCell {
        status: cell.status.word(),
        word: strings.word("access", cell.status.word()),
        url: has_cells.then(|| shared.url(&cell_address(model, bloc))),
        known: known.chain(sources.iter().map(Citation::text)).collect::<Vec<_>>().join("; "),
    }
}
