//! The files of a site as values, and how an edit gets to the disk. Never looks into a file.

use super::{files_below, small_theme, tests_folder};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The site's own files, by their paths below its root.
pub type Tree = BTreeMap<String, Arc<[u8]>>;

const FOLDERS: [&str; 5] = ["content/", "templates/", "static/", "private/", "fonts/"];

/// The files of a site in `tests/sites/`.
pub fn of_site(name: &str) -> Tree {
    let files = files_below(&tests_folder().join("sites").join(name));
    let ours = files.into_iter().filter(|(path, _)| FOLDERS.iter().any(|folder| path.starts_with(folder)));
    ours.map(|(path, bytes)| (path, bytes.into())).collect()
}

/// The small theme as files of the site, with nothing left to the theme of the program: its parts clash with those of the
/// small one, so they are replaced by empty files.
pub fn with_small_theme(tree: Tree) -> Tree {
    let blank = fissure::load::theme::FILES.iter().map(|(path, _)| ((*path).to_owned(), Arc::from([])));
    let small = small_theme().into_iter().map(|(path, bytes)| (path, bytes.into()));
    blank.chain(small).chain(tree).collect()
}

/// The text of a file, if it is there and is one.
pub fn text<'a>(tree: &'a Tree, path: &str) -> Option<&'a str> {
    std::str::from_utf8(tree.get(path)?).ok()
}

/// The paths that are not the same in two trees.
pub fn changed<'a>(before: &'a Tree, after: &'a Tree) -> BTreeSet<&'a String> {
    before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect()
}

/// Makes the files on disk what they are after an edit; gives what was touched.
///
/// Each file changes at once, so that a build sees the old or the new one; a file that only moves is renamed.
pub fn carry(root: &Path, before: &Tree, after: &Tree) -> BTreeSet<PathBuf> {
    let mut changed = changed(before, after);
    let touched = changed.iter().map(PathBuf::from).collect();
    let gone: Vec<&String> = changed.iter().copied().filter(|path| !after.contains_key(*path)).collect();
    for from in gone {
        changed.remove(from);
        let is_new_place = |to: &&&String| !before.contains_key(**to) && after.get(**to) == before.get(from);
        match changed.iter().find(is_new_place).copied() {
            Some(to) => {
                changed.remove(to);
                fs::create_dir_all(root.join(to).parent().unwrap()).unwrap();
                fs::rename(root.join(from), root.join(to)).unwrap();
            }
            None => fs::remove_file(root.join(from)).unwrap(),
        }
    }
    for path in changed {
        let (second, to) = (root.join(format!("{path}~")), root.join(path));
        // A folder that an earlier edit emptied may stand where a file comes, and the other way round.
        let _ = fs::remove_dir_all(&to).or_else(|_| fs::remove_dir(&to));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(&second, &after[path]).unwrap();
        fs::rename(&second, &to).unwrap();
    }
    touched
}
