//! What the matrix comes to, in a sentence or two for the home page.
//!
//! Counts and nothing else: it weighs no source and gives no reason.

use crate::base::text::{capitalised, listed};
use crate::model::access::Status;
use crate::view::{CellContext, EntityLink, MatrixRow, Prepared};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// "Of eight models, one is open in Japan and none in the US or China. Two are shut in Japan and China. Sources
/// disagree on two in the US." None when nothing is known of any model.
pub(super) fn finding(rows: &[Arc<MatrixRow>], columns: &[Prepared<EntityLink>]) -> Option<String> {
    let is_known = |cell: &Arc<CellContext>| cell.layer.is_some() || cell.status == Status::Disputed.word();
    if !rows.iter().flat_map(|row| &row.cells).any(is_known) {
        return None;
    }
    let [open, banned, withdrawn, disputed] =
        [Status::Open, Status::Banned, Status::Withdrawn, Status::Disputed].map(Status::word);
    let noun = if rows.len() == 1 { "model" } else { "models" };
    let of = |statuses: &[&str]| counted(rows, columns, statuses);
    let first = match sentence(&of(&[open]), "open", true) {
        Some(sentence) => format!("Of {} {noun}, {sentence}.", number(rows.len())),
        None => format!("Of {} {noun}, none is known to be open.", number(rows.len())),
    };
    let shut = sentence(&of(&[banned, withdrawn]), "shut", false).map(|shut| capitalised(&format!("{shut}.")));
    let disputed = parts(&of(&[disputed]), false).map(|parts| format!("Sources disagree on {parts}."));
    Some([Some(first), shut, disputed].into_iter().flatten().collect::<Vec<_>>().join(" "))
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

/// "three are open in Japan, one in China and none in the US"; nothing where there is none anywhere.
fn sentence(counted: &Counted<'_>, what: &str, with_none: bool) -> Option<String> {
    let (Reverse(most), _) = counted.first_key_value()?;
    let verb = if *most == 1 { "is" } else { "are" };
    let parts = parts(counted, with_none)?;
    let (count, rest) = parts.split_once(' ')?;
    Some(format!("{count} {verb} {what} {rest}"))
}

/// "three in Japan, one in China and none in the US"; nothing where there is none anywhere.
fn parts(counted: &Counted<'_>, with_none: bool) -> Option<String> {
    counted.first_key_value().filter(|(Reverse(most), _)| *most > 0)?;
    let part = |(Reverse(count), blocs): (&Reverse<usize>, &Vec<&str>)| match count {
        0 => with_none.then(|| format!("none in {}", listed(blocs, "or"))),
        _ => Some(format!("{} in {}", number(*count), listed(blocs, "and"))),
    };
    let parts: Vec<String> = counted.iter().filter_map(part).collect();
    Some(listed(&parts.iter().map(String::as_str).collect::<Vec<_>>(), "and"))
}

/// Small numbers as newspapers write them.
pub(super) fn number(count: usize) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    words.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocs_with_equal_counts_share_a_part_of_the_sentence() {
        let counted = |counts: &[(usize, &'static [&'static str])]| {
            counts.iter().map(|(count, blocs)| (Reverse(*count), blocs.to_vec())).collect::<BTreeMap<_, _>>()
        };
        let open = |counts| sentence(&counted(counts), "open", true);
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
        let shut = sentence(&counted(&[(2, &["Japan"]), (0, &["the US"])]), "shut", false);
        assert_eq!(shut.as_deref(), Some("two are shut in Japan"), "what is not said of a bloc is not counted");
    }
}
