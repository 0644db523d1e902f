//! What is slow to make and stays the same, kept for later runs in a folder of the site: `.fissure/pictures/`.
//!
//! Each entry is a file of its own, named by a hash of all that it was made of, and begins with a hash of the rest. One that is damaged is
//! as if it were not there. Files come by renaming, so that a build that ends early leaves none half written, and two builds at a time
//! write the same. A folder that cannot be written is no mistake: then it is made again the next time.

use crate::base::content::{ShelfKey, Shelve};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The folder for what Fissure keeps, at the root of a site.
const FOLDER: &str = ".fissure";
const PICTURES: &str = "pictures";
/// Says to git that none of it belongs to the site.
const IGNORE: (&str, &str) = (".gitignore", "# Made by Fissure, and made again where it is missing.\n*\n");
/// The ending of a file that is being written.
const UNFINISHED: &str = "part";

/// The shelf of a site.
#[derive(Debug)]
pub(crate) struct PictureShelf {
    root: PathBuf,
    may_write: bool,
    /// Keeps files apart that are written at the same time.
    count: AtomicU64,
}

impl PictureShelf {
    pub(crate) fn new(root: &Path, may_write: bool) -> PictureShelf {
        PictureShelf { root: root.join(FOLDER), may_write, count: AtomicU64::new(0) }
    }

    fn folder(&self) -> PathBuf {
        self.root.join(PICTURES)
    }

    fn file(&self, key: &ShelfKey) -> PathBuf {
        self.folder().join(blake3::Hash::from_bytes(*key).to_hex().as_str())
    }

    fn write(&self, key: &ShelfKey, bytes: &[u8]) -> std::io::Result<()> {
        fs::create_dir_all(self.folder())?;
        let ignore = self.root.join(IGNORE.0);
        if !ignore.exists() {
            fs::write(ignore, IGNORE.1)?;
        }
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.folder().join(format!("{}-{number}.{UNFINISHED}", std::process::id()));
        let written = fs::File::create(&unfinished).and_then(|mut file| {
            file.write_all(blake3::hash(bytes).as_bytes())?;
            file.write_all(bytes)
        });
        let written = written.and_then(|()| fs::rename(&unfinished, self.file(key)));
        if written.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        written
    }
}

impl Shelve for PictureShelf {
    fn get(&self, key: &ShelfKey) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.file(key)).ok()?;
        let hash: [u8; 32] = bytes.get(..32)?.try_into().ok()?;
        bytes.drain(..32);
        (blake3::hash(&bytes) == hash).then_some(bytes)
    }

    fn put(&self, key: &ShelfKey, bytes: &[u8]) {
        if self.may_write {
            let _ = self.write(key, bytes);
        }
    }

    fn keep_only(&self, keys: &BTreeSet<ShelfKey>) {
        let Ok(entries) = fs::read_dir(self.folder()) else { return };
        if !self.may_write {
            return;
        }
        let kept: BTreeSet<String> =
            keys.iter().map(|key| blake3::Hash::from_bytes(*key).to_hex().to_string()).collect();
        // What another build is writing now is younger than this one.
        let is_left_over = |path: &Path| {
            let age = fs::metadata(path).and_then(|meta| meta.modified()).ok().and_then(|time| time.elapsed().ok());
            path.extension().is_some_and(|ending| ending == UNFINISHED) && age.is_some_and(|age| age.as_secs() > 3600)
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let is_entry = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
            if (is_entry && !kept.contains(&name)) || is_left_over(&path) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_or_of_no_use_is_not_kept() {
        let root = tempfile::tempdir().unwrap();
        let shelf = PictureShelf::new(root.path(), true);
        let (one, other) = ([1; 32], [2; 32]);
        shelf.put(&one, b"pixels");
        shelf.put(&other, b"");
        assert_eq!((shelf.get(&one), shelf.get(&other)), (Some(b"pixels".to_vec()), Some(Vec::new())));
        assert_eq!(fs::read_to_string(root.path().join(".fissure/.gitignore")).unwrap(), IGNORE.1);

        let mut bytes = fs::read(shelf.file(&one)).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(shelf.file(&one), &bytes).unwrap();
        assert_eq!(shelf.get(&one), None);
        fs::write(shelf.file(&one), b"short").unwrap();
        assert_eq!(shelf.get(&one), None);

        shelf.keep_only(&BTreeSet::from([one]));
        assert_eq!(shelf.get(&other), None);
        assert!(!shelf.file(&other).exists() && shelf.file(&one).exists());
        PictureShelf::new(root.path(), false).put(&other, b"x");
        assert!(!shelf.file(&other).exists());
    }

    #[test]
    fn a_folder_that_cannot_be_made_stops_nothing() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(FOLDER), "a file").unwrap();
        let shelf = PictureShelf::new(root.path(), true);
        shelf.put(&[1; 32], b"pixels");
        assert_eq!(shelf.get(&[1; 32]), None);
        shelf.keep_only(&BTreeSet::new());
    }
}
