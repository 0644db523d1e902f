//! Chains of random edits from a seed, each compared with a clean build, in memory and perhaps under a preview.

use crate::served::Served;
use crate::site::{Site, Theme};
use crate::support::built::Compared;
use crate::support::{diff, inputs, small_theme};
use crate::tree::{self, Tree};
use crate::writer::Writer;
use fissure::base::diagnostic::has_errors;
use fissure::load::theme::FILES;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tempfile::TempDir;

/// How many edits follow one another on one site.
const CHAIN: usize = 40;

/// A site that edits begin with.
#[derive(Debug, Clone, Copy)]
pub enum Sort {
    Crosslinks,
    Facts,
    /// The theme of the program, with an index for search.
    Theme,
}

impl Sort {
    /// Its files, and what fills in for those that it does not have. A preview has the theme of the program.
    fn start(self, is_served: bool) -> (Tree, Theme) {
        let of_program = || FILES.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
        let site = match self {
            Sort::Crosslinks | Sort::Theme => tree::of_site("crosslinks"),
            Sort::Facts => tree::of_site("facts"),
        };
        match (self, is_served) {
            (Sort::Theme, _) => (site, of_program()),
            (_, true) => (tree::with_small_theme(site), of_program()),
            (_, false) => (site, small_theme()),
        }
    }
}

/// Makes about so many edits, or those that `SEED` and `EDITS` ask for.
pub fn edits(sorts: &[Sort], number: usize, serve: Option<fn(TempDir) -> Served>) {
    let asked = |name: &str| std::env::var(name).ok().map(|value| value.parse::<usize>().expect("a number"));
    let number = asked("EDITS").unwrap_or(if asked("SEED").is_some() { CHAIN } else { number });
    let first = asked("SEED").unwrap_or(0);
    let mut wrong = Vec::new();
    for seed in first..first + number.div_ceil(CHAIN) {
        let sort = sorts[seed % sorts.len()];
        let served = if serve.is_some() { " under a preview" } else { "" };
        print!("SEED={seed} cargo test --test rebuild    # {sort:?}{served}: ");
        match chain(seed as u64, sort, serve) {
            Ok(good) => println!("{good} of {CHAIN} builds were good"),
            Err(difference) => {
                println!("{difference}");
                wrong.push(difference);
            }
        }
    }
    assert!(wrong.is_empty(), "{} seeds went wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Makes the edits of one seed; gives how many led to a good site, or the first difference.
fn chain(seed: u64, sort: Sort, serve: Option<fn(TempDir) -> Served>) -> Result<usize, String> {
    let mut good = 0;
    let (tree, theme) = sort.start(serve.is_some());
    let folder = tempfile::tempdir().unwrap();
    let (mut site, outcome) = Site::new(folder.path().to_owned(), theme.clone(), &tree);
    // A build under a preview gives no advice, and some of it is errors.
    let advice = inputs().advice.filter(|_| serve.is_none());
    let inputs = fissure::Inputs { advice, ..inputs() };
    let mut writer = Writer::new(seed, tree, theme, inputs, &outcome);
    let (mut preview, _folder) = match serve {
        Some(serve) => (Some(serve(folder)), None),
        None => (None, Some(folder)),
    };
    for edit in 1..=CHAIN {
        let before = writer.tree.clone();
        let what = writer.edit();
        let look = site.carry(&writer.tree);
        let is_anew = preview.as_mut().is_some_and(|preview| preview.follow(&writer.inputs));
        // After several saves in a row, what is late is made once, after the last one.
        let finish = writer.random.u8(0..3) > 0 || preview.is_some();
        let compared = catch_unwind(AssertUnwindSafe(|| site.compare(&look, &writer.inputs, finish)));
        let compared = compared.unwrap_or_else(|_| Err("the build panicked".to_owned())).and_then(|compared| {
            // The folder of private texts is for `check` alone, so the preview does not watch it.
            let changed = tree::changed(&before, &writer.tree);
            let builds = changed.iter().filter(|path| !path.starts_with("private/")).count() + usize::from(is_anew);
            let check = |preview: &mut Served| preview.check(&compared.clean, builds, edit % 5 == 0);
            preview.as_mut().map_or(Ok(()), check).map(|()| compared)
        });
        let Compared { clean, .. } = compared.map_err(|difference| {
            let changes = changes(&before, &writer.tree);
            format!("SEED={seed}, {sort:?}, edit {edit}: {what}\n{difference}\nThe edit:\n{changes}")
        })?;
        let is_good = !has_errors(&clean.diagnostics);
        good += usize::from(is_good);
        writer.learn(&clean, is_good);
    }
    Ok(good)
}

/// What an edit did to the files.
fn changes(before: &Tree, after: &Tree) -> String {
    let text = |tree: &Tree, path: &String| tree::text(tree, path).unwrap_or("(no text)").to_owned();
    let change = |path: &String| format!("{path}\n{}", diff::lines(&text(before, path), &text(after, path)));
    tree::changed(before, after).into_iter().map(change).collect()
}
