//! Whether git is changing files right now: a checkout, merge or pull writes many, one whole file after another.
//!
//! Looks for the lock that git holds meanwhile, and never runs git or reads what it keeps.

use std::fs;
use std::path::{Path, PathBuf};

/// The name of the lock that git holds from before the first file of a checkout is written until after the last.
const LOCK: &str = "index.lock";

/// Where git would hold its lock for the files in `root`: next to the index of the working tree around it, if there is one.
pub(super) fn lock_of(root: &Path) -> Option<PathBuf> {
    let git = root.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists())?;
    // In a linked working tree `.git` is a file that says where the index is (gitrepository-layout).
    let linked = fs::read_to_string(&git).ok();
    let linked = linked.as_deref().and_then(|text| text.trim_end().strip_prefix("gitdir: "));
    Some(linked.map_or_else(|| git.clone(), |folder| git.with_file_name(folder)).join(LOCK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_of_a_working_tree_is_found_from_within() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("tree/site/content")).unwrap();
        fs::create_dir_all(at("linked/site")).unwrap();
        fs::create_dir_all(at("tree/.git/worktrees/linked")).unwrap();
        let linked = at("tree/.git/worktrees/linked");
        fs::write(at("linked/.git"), format!("gitdir: {}\n", linked.display())).unwrap();
        assert_eq!(lock_of(&at("tree")), Some(at("tree/.git/index.lock")));
        assert_eq!(lock_of(&at("tree/site")), Some(at("tree/.git/index.lock")));
        assert_eq!(lock_of(&at("linked/site")), Some(linked.join(LOCK)));
        fs::write(at("linked/.git"), "gitdir: ../tree/.git/worktrees/linked\n").unwrap();
        assert_eq!(lock_of(&at("linked")), Some(at("linked/../tree/.git/worktrees/linked/index.lock")));
    }
}
