//! Where the folders of a site really are, and how each is known from another one that takes its place.
//!
//! A folder of the site may be a link, also to a part of another one. Each is watched where it really is, and links within are
//! not followed, so that no folder is watched by two names: the system takes those for one, and ends both at once. What such
//! a link leads to is in one of the site's folders, or it is refused. Asks the file system, and never watches.

use crate::load::{CONTENT, FONTS, RECORDS, STATIC, TEMPLATES};
use crate::system::{self, Identity};
use notify::RecursiveMode;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders in which changes are changes of the site.
const WATCHED: [&str; 5] = [CONTENT, TEMPLATES, STATIC, FONTS, RECORDS];

/// The site's root and those of its folders that are there, at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folders {
    root: Option<RealFolder>,
    tops: Vec<(&'static str, RealFolder)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct RealFolder {
    path: PathBuf,
    identity: Identity,
}

impl Folders {
    pub(super) fn of(root: &Path) -> Folders {
        let top = |name| Some((name, RealFolder::of(&root.join(name))?));
        Folders { root: RealFolder::of(root), tops: WATCHED.into_iter().filter_map(top).collect() }
    }

    pub(super) fn root(&self) -> Option<&Path> {
        self.root.as_ref().map(|root| root.path.as_path())
    }

    pub(super) fn has_root_of(&self, other: &Folders) -> bool {
        self.root == other.root
    }

    /// What there is to watch: the root, which says when one of the folders is made, moved or deleted, and each folder with
    /// all that is in it, but for one that is in another.
    pub(super) fn to_watch(&self) -> Vec<(&Path, RecursiveMode)> {
        let tops: BTreeSet<&Path> = self.tops.iter().map(|(_, top)| top.path.as_path()).collect();
        let is_within = |path: &&Path| path.ancestors().skip(1).any(|around| tops.contains(around));
        let tops = tops.iter().filter(|path| !is_within(path)).map(|path| (*path, RecursiveMode::Recursive));
        self.root().map(|root| (root, RecursiveMode::NonRecursive)).into_iter().chain(tops).collect()
    }

    /// Whether a path is that of the root or of one of the folders, by its place in the site or where it really is.
    pub(super) fn has(&self, path: &Path) -> bool {
        let is_top = |(_, top): &(_, RealFolder)| top.path == path;
        let is_place = |root: &Path| path == root || WATCHED.iter().any(|name| path == root.join(name));
        self.tops.iter().any(is_top) || self.root().is_some_and(is_place)
    }

    /// The paths below the root by which the site has what is at a path. Several, where one folder is a part of another.
    pub(super) fn in_site(&self, path: &Path) -> BTreeSet<PathBuf> {
        let place = self.root().and_then(|root| path.strip_prefix(root).ok());
        let is_ours = |below: &&Path| WATCHED.iter().any(|name| below.starts_with(name));
        let in_top = |(name, top): &(&str, RealFolder)| Some(within(name, path.strip_prefix(&top.path).ok()?));
        place.filter(is_ours).map(Path::to_owned).into_iter().chain(self.tops.iter().filter_map(in_top)).collect()
    }
}

fn within(folder: &str, below: &Path) -> PathBuf {
    // To join nothing would leave a separator at the end.
    if below.as_os_str().is_empty() { PathBuf::from(folder) } else { Path::new(folder).join(below) }
}

impl RealFolder {
    fn of(folder: &Path) -> Option<RealFolder> {
        let path = folder.canonicalize().ok()?;
        Some(RealFolder { identity: system::identity(&path, &fs::metadata(&path).ok()?)?, path })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_folder_within_another_is_watched_once_and_known_by_both_names() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let at = |path: &str| root.join(path);
        fs::create_dir_all(at("content/files")).unwrap();
        fs::create_dir_all(at("elsewhere")).unwrap();
        symlink("content/files", at(STATIC)).unwrap();
        symlink("elsewhere", at(FONTS)).unwrap();
        symlink("nowhere", at(TEMPLATES)).unwrap();
        let folders = Folders::of(&root);
        let watched: Vec<PathBuf> = folders.to_watch().into_iter().map(|(path, _)| path.to_owned()).collect();
        assert_eq!(watched, [root.clone(), at("content"), at("elsewhere")]);
        let in_site = |path: &str| folders.in_site(&at(path)).into_iter().collect::<Vec<_>>();
        assert_eq!(in_site("content/files/a.txt"), [Path::new("content/files/a.txt"), Path::new("static/a.txt")]);
        assert_eq!(in_site("content/files"), [Path::new("content/files"), Path::new("static")]);
        assert_eq!(in_site("elsewhere/a.ttf"), [Path::new("fonts/a.ttf")]);
        assert_eq!(in_site("public/a.txt"), [] as [&Path; 0]);
        for path in ["", "content", "static", "content/files", "elsewhere", "templates", "fonts"] {
            assert!(folders.has(&at(path)) || path.is_empty() && folders.has(&root), "{path}");
        }
        assert!(!folders.has(&at("content/other")) && !folders.has(&at("public")));
    }
}
