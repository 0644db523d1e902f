//! Paths of files in the output, and the folders around these.

use crate::base::path::{OutputPath, with_slashes};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folder that a file of the output is in, relative to the output.
pub(super) fn parent_of(path: &OutputPath) -> &Path {
    Path::new(path.as_str()).parent().unwrap_or(Path::new(""))
}

/// All folders that the files are in.
pub(super) fn folders_of<'a>(files: impl Iterator<Item = &'a OutputPath>) -> BTreeSet<PathBuf> {
    let mut folders = BTreeSet::new();
    for path in files {
        // Where one is known, so are those around it: most files share theirs with the one before.
        let new = folders_around(Path::new(path.as_str())).take_while(|folder| !folders.contains(*folder));
        let new: Vec<_> = new.map(Path::to_owned).collect();
        folders.extend(new);
    }
    folders
}

/// The folders that a relative path is in, inner ones first, without the root of it all.
pub(super) fn folders_around(path: &Path) -> impl Iterator<Item = &Path> {
    path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty())
}

pub(super) fn as_output_path(path: &Path) -> Option<OutputPath> {
    with_slashes(path).and_then(|path| OutputPath::new(&path).ok())
}
