//! What the matrix comes to, in a sentence or two for the home page.
//!
//! Counts and nothing else: it weighs no source and gives no reason.

use crate::base::text::capitalised;
use crate::model::access::Status;
use crate::model::strings::Strings;
use crate::view::{CellContext, EntityLink, MatrixRow, Prepared};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// "Of eight models, one is open in Japan and none in the US or China. Two are shut in Japan and China. Sources
/// disagree on two in the US." None when nothing is known of any model.
pub(super) fn finding(strings: &Strings, rows: &[Arc<MatrixRow>], columns: &[Prepared<EntityLink>]) -> Option<String> {
    let is_known = |cell: &Arc<CellContext>| cell.layer.is_some() || cell.status == Status::Disputed.word();
    if !rows.iter().flat_map(|row| &row.cells).any(is_known) {
        return None;
    }
    let [open, banned, withdrawn, disputed] =
        [Status::Open, Status::Banned, Status::Withdrawn, Status::Disputed].map(Status::word);
    let models = number(strings, rows.len());
    let of = |statuses: &[&str]| counted(rows, columns, statuses);
    let first = match parts(strings, &of(&[open]), "finding.open", true) {
        Some(parts) => strings.count("finding.of_models", rows.len(), &[("models", &models), ("parts", &parts)]),
        None => strings.count("finding.none_open", rows.len(), &[("models", &models)]),
    };
    let shut = parts(strings, &of(&[banned, withdrawn]), "finding.shut", false);
    let is_shut = |cell: &&Arc<CellContext>| [banned, withdrawn].contains(&cell.status);
    let mut cells = rows.iter().flat_map(|row| row.cells.iter().take(columns.len())).filter(is_shut);
    let key = match cells.all(|cell| cell.marks.contains(&"inferred")) {
        true => "finding.shut_inferred",
        false => "finding.shut_sentence",
    };
    let shut = shut.map(|parts| capitalised(&strings.fill(key, &[("parts", &parts)])));
    let disputed = parts(strings, &of(&[disputed]), "finding.there", false);
    let disputed = disputed.map(|parts| strings.fill("finding.disputed", &[("parts", &parts)]));
    Some(strings.sentences([Some(first), shut, disputed].into_iter().flatten()))
}

/// Names of columns by a number of models, most first.
type Counted<'a> = BTreeMap<Reverse<usize>, Vec<&'a str>>;

/// The columns by how many models have one of some statuses there, most first.
fn counted<'a>(rows: &[Arc<MatrixRow>], columns: &'a [Prepared<EntityLink>], statuses: &[&str]) -> Counted<'a> {
    let mut counted = Counted::new();
    for (n, bloc) in columns.iter().enumerate() {
        let there = |row: &&Arc<MatrixRow>| row.cells.get(n).is_some_and(|cell| statuses.contains(&cell.status));
        counted.entry(Reverse(rows.iter().filter(there).count())).or_default().push(&bloc.in_sentences);
    }
    counted
}

/// "three are open in Japan, one in China and none in the US"; nothing where there is none anywhere. `first` is the text of
/// the first part, which has the verb.
fn parts(strings: &Strings, counted: &Counted<'_>, first: &str, with_none: bool) -> Option<String> {
    counted.first_key_value().filter(|(Reverse(most), _)| *most > 0)?;
    let part = |(n, (Reverse(count), blocs)): (usize, (&Reverse<usize>, &Vec<&str>))| match count {
        0 => with_none.then(|| strings.fill("finding.none_there", &[("blocs", &strings.list("list.or", blocs))])),
        _ => {
            let key = if n == 0 { first } else { "finding.there" };
            Some(strings.count(key, *count, &[("models", &number(strings, *count)), ("blocs", &strings.and(blocs))]))
        }
    };
    let parts: Vec<String> = counted.iter().enumerate().filter_map(part).collect();
    Some(strings.and_clauses(&parts))
}

/// Small numbers as newspapers write them.
pub(super) fn number(strings: &Strings, count: usize) -> String {
    match count {
        ..=10 => strings.word("number", &count.to_string()),
        _ => count.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocs_with_equal_counts_share_a_part_of_the_sentence() {
        let counted = |counts: &[(usize, &'static [&'static str])]| {
            counts.iter().map(|(count, blocs)| (Reverse(*count), blocs.to_vec())).collect::<BTreeMap<_, _>>()
        };
        let strings = Strings::default();
        let open = |counts| parts(&strings, &counted(counts), "finding.open", true);
        assert_eq!(
            open(&[(1, &["Japan"]), (0, &["the US", "China"])]).as_deref(),
            Some("one is open in Japan and none in the US or China")
        );
        assert_eq!(
            open(&[(3, &["Japan", "China"]), (2, &["the EU"]), (0, &["the US"])]).as_deref(),
            Some("three are open in Japan and China, two in the EU and none in the US")
        );
        assert_eq!(open(&[(12, &["Japan"])]).as_deref(), Some("12 are open in Japan"));
        assert_eq!(open(&[(0, &["Japan", "China"])]), None);
        let shut = parts(&strings, &counted(&[(2, &["Japan"]), (0, &["the US"])]), "finding.shut", false);
        assert_eq!(shut.as_deref(), Some("two are shut in Japan"), "what is not said of a bloc is not counted");
    }
}
