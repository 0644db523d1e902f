//! Chains of random edits from a seed, each compared with a clean build, in memory and perhaps under a running program.

use crate::hands::Hands;
use crate::served::{Served, Way};
use crate::site::{Site, Theme};
use crate::support::built::Compared;
use crate::support::{diff, inputs, small_theme};
use crate::tree::{self, Tree};
use crate::writer::Writer;
use fissure::base::diagnostic::has_errors;
use fissure::load::Look;
use fissure::load::theme::FILES;
use std::panic::{AssertUnwindSafe, catch_unwind};

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
///
/// They are built in memory, and by a running program in one of these ways, if there are any.
pub fn edits(sorts: &[Sort], number: usize, ways: &[Way]) {
    let asked = |name: &str| std::env::var(name).ok().map(|value| value.parse::<usize>().expect("a number"));
    let is_usual = asked("EDITS").or(asked("SEED")).is_none();
    // In a usual run each way gets a shorter chain.
    let in_chain = CHAIN.min(if is_usual { number / ways.len().max(1) } else { CHAIN });
    let number = asked("EDITS").unwrap_or(if asked("SEED").is_some() { CHAIN } else { number });
    let first = asked("SEED").unwrap_or(0);
    let mut wrong = Vec::new();
    for seed in first..first + number.div_ceil(in_chain) {
        let sort = sorts[seed % sorts.len()];
        let way = ways.get(seed % ways.len().max(1)).copied();
        print!("SEED={seed} cargo test --test rebuild    # {sort:?}, {way:?}: ");
        match chain(seed as u64, sort, way, in_chain) {
            Ok(done) => println!("{done}"),
            Err(difference) => {
                println!("{difference}");
                wrong.push(difference);
            }
        }
    }
    assert!(wrong.is_empty(), "{} seeds went wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Makes the edits of one seed; says how many led to a good site, or gives the first difference.
fn chain(seed: u64, sort: Sort, way: Option<Way>, edits: usize) -> Result<String, String> {
    let (tree, theme) = sort.start(way.is_some());
    let folder = tempfile::tempdir().unwrap();
    let (site, outcome) = Site::new(folder.path().to_owned(), theme.clone(), &tree);
    // A running program gives no advice, and some of it is errors.
    let advice = inputs().advice.filter(|_| way.is_none());
    let inputs = fissure::Inputs { advice, ..inputs() };
    let writer = Writer::new(seed, tree, theme, inputs, &outcome);
    let hands = way.filter(|way| way.is_in_world()).map(|_| Hands::new(folder.path().to_owned(), seed));
    let (served, _folder) = match way {
        Some(way) => (Some(Served::start(folder, way)), None),
        None => (None, Some(folder)),
    };
    let mut chain = Chain { site, writer, hands, served };
    let mut good = 0;
    for edit in 1..=edits {
        let before = chain.writer.tree.clone();
        let mut what = String::new();
        good += usize::from(chain.edit(edit, &mut what).map_err(|difference| {
            let changes = changes(&before, &chain.writer.tree);
            format!("SEED={seed}, {sort:?}, {way:?}, edit {edit}: {what}\n{difference}\nThe edit:\n{changes}")
        })?);
    }
    let compared = chain.served.map(|served| format!(", {} sites compared", served.compared));
    Ok(format!("{good} of {edits} builds were good{}", compared.unwrap_or_default()))
}

/// One site, who edits it, and what it is built by.
struct Chain {
    site: Site,
    writer: Writer,
    hands: Option<Hands>,
    served: Option<Served>,
}

impl Chain {
    /// Makes an edit and compares; says in `what` what was done, and whether the site is good.
    fn edit(&mut self, edit: usize, what: &mut String) -> Result<bool, String> {
        let before = self.writer.tree.clone();
        what.push_str(&self.writer.edit());
        let (look, had_between) = self.carry(what);
        let is_anew = self.served.as_mut().is_some_and(|served| served.follow(&self.writer.inputs));
        // After several saves in a row, what is late is made once, after the last one.
        let finish = self.writer.random.u8(0..3) > 0 || self.served.is_some();
        let compared = catch_unwind(AssertUnwindSafe(|| self.site.compare(&look, &self.writer.inputs, finish)));
        let Compared { clean, .. } = compared.unwrap_or_else(|_| Err("the build panicked".to_owned()))?;
        // The folder of private texts is for `check` alone, so a running program does not watch it.
        let changed = tree::changed(&before, &self.writer.tree);
        let changes = changed.iter().filter(|path| !path.starts_with("private/")).count();
        let builds = changes + usize::from(is_anew) + 2 * usize::from(had_between);
        let (is_good, with_late) = (!has_errors(&clean.diagnostics), edit.is_multiple_of(5));
        if let Some(served) = &mut self.served {
            served.check(&clean, self.site.is_other, builds, with_late)?;
            if let Some(disk) = self.hands.as_mut().filter(|_| is_good).and_then(Hands::take_disk) {
                what.push_str("; a disk away and back");
                served.check_kept()?;
                std::fs::rename(&disk[0], &disk[1]).unwrap();
                served.wait_for_the_disk();
                served.check(&clean, false, 1, with_late)?;
            }
        }
        self.writer.learn(&clean, is_good);
        Ok(is_good)
    }

    /// Brings an edit to the disk; gives where to look, and whether there was something between the old and the new site.
    fn carry(&mut self, what: &mut String) -> (Look, bool) {
        let Some(hands) = &mut self.hands else { return (self.site.carry(&self.writer.tree), false) };
        if hands.edit_large(&mut self.writer.tree) {
            what.push_str("; the large file is another");
        }
        let carried = hands.carry(&self.site.tree, &self.writer.tree);
        self.site.tree = self.writer.tree.clone();
        what.push_str(&format!("; {}", carried.what));
        (Look::Everywhere, carried.had_between)
    }
}

/// What an edit did to the files.
fn changes(before: &Tree, after: &Tree) -> String {
    let text = |tree: &Tree, path: &String| tree::text(tree, path).unwrap_or("(no text)").to_owned();
    let change = |path: &String| format!("{path}\n{}", diff::lines(&text(before, path), &text(after, path)));
    tree::changed(before, after).into_iter().map(change).collect()
}
