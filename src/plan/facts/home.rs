//! What the home page shows of the ledger: the finding, the matrix or the part of it that changed last, open
//! disputes, and what no source says. The changes of a week are those of `plan::changes`.

use super::accounts::Accounts;
use super::finding::finding;
use super::matrix::{groups, status_group, statuses};
use super::words::{MATRIX, Words};
use crate::base::path::Address;
use crate::model::access::Status;
use crate::view::{ChangeContext, HomeFacts, MatrixRow, StatusCount};
use std::sync::Arc;

/// How many models the home page shows of a matrix that has more.
const ROWS: usize = 12;

pub(super) fn home(accounts: &Accounts<'_>) -> HomeFacts {
    let words = accounts.words;
    let all: Vec<Arc<MatrixRow>> = words.rows.values().cloned().collect();
    let shown = if all.len() <= ROWS { all.clone() } else { changed_last(words, &accounts.changes) };
    let has_facts = !words.ledger.cells.is_empty();
    let matrix = (has_facts && words.has_matrix).then(|| words.shared.url(&Address::new(MATRIX)));
    let counts = statuses(&all, words.columns.len()).into_iter().map(|group| StatusCount {
        status: group.status,
        models: group.models,
        url: matrix.as_ref().map(|url| format!("{url}#{}", group.status)),
    });
    let open = words.disputes.iter().filter(|dispute| dispute.open);
    HomeFacts {
        as_of: words.newest(),
        finding: words.shared.config.finding.clone().or_else(|| finding(words.strings(), &all, &words.columns)),
        columns: words.columns.clone(),
        models: all.len(),
        whole: shown.len() == all.len(),
        counts: counts.filter(|_| has_facts).collect(),
        unknown: if has_facts {
            status_group(Status::Unknown.word(), &shown, words.columns.len()).lines
        } else {
            Vec::new()
        },
        groups: if has_facts { groups(&shown, &words.shared.config.collation) } else { Vec::new() },
        disputes: open.cloned().collect(),
        matrix,
        feed: words.shared.access_feed(&Address::new("/")).filter(|_| has_facts),
    }
}

/// The rows of the models whose access changed last, then of others of which something is known.
fn changed_last(words: &Words<'_>, changes: &[Arc<ChangeContext>]) -> Vec<Arc<MatrixRow>> {
    let mut changed: Vec<&str> = Vec::new();
    for change in changes {
        if !changed.contains(&&*change.model.slug) {
            changed.push(&change.model.slug);
        }
    }
    let place = |row: &MatrixRow| changed.iter().position(|slug| *slug == &*row.model.slug).unwrap_or(usize::MAX);
    let is_known = |row: &&Arc<MatrixRow>| row.cells.iter().any(|cell| cell.layer.is_some());
    let mut rows: Vec<Arc<MatrixRow>> = words.rows.values().filter(is_known).cloned().collect();
    rows.sort_by_cached_key(|row| place(row));
    rows.truncate(ROWS);
    rows
}
