//! Looks at the files again and again, where the system cannot tell of changes.
//!
//! Compares what the file system says of every file and opens none. `notify` has a watcher of this sort too, but it
//! counts times in whole seconds and forward only, so that the second of two quick saves would never be seen.

use crate::load::{self, CONTENT, FONTS, RECORDS, STATIC, TEMPLATES};
use crate::system;
use notify::event::Flag;
use notify::{Event, EventKind};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};
use std::{io, thread};
use walkdir::WalkDir;

/// That something has changed, and where.
pub(super) type WatchEvent = notify::Result<Event>;

/// How long to rest between two looks.
const INTERVAL: Duration = Duration::from_millis(200);

/// Rings whenever the folders of the site at `root` are not as they were, until nobody listens.
pub(super) fn ring_on_change(root: &Path, bell: Sender<WatchEvent>) -> io::Result<()> {
    let root = root.to_owned();
    let mut before = state(&root);
    let looks = move || {
        let mut rest = INTERVAL;
        loop {
            thread::sleep(rest);
            let began = Instant::now();
            let now = state(&root);
            // A large site must not keep a core busy.
            rest = INTERVAL.max(began.elapsed() * 5);
            if now != before && bell.send(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan))).is_err() {
                return;
            }
            before = now;
        }
    };
    thread::Builder::new().spawn(looks).map(drop)
}

/// A number that differs, but for one chance in very many, when a file has come, gone, moved or been saved.
fn state(root: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for folder in [CONTENT, TEMPLATES, STATIC, FONTS, RECORDS] {
        let ours = |path: &Path| !path.strip_prefix(root).is_ok_and(load::is_left_out);
        let walk = WalkDir::new(root.join(folder)).follow_links(true).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| ours(entry.path())).flatten() {
            entry.path().hash(&mut hasher);
            let Ok(meta) = entry.metadata() else { continue };
            if meta.is_dir() {
                // A folder's times change with every file in it, also with those that are passed over.
                continue;
            }
            (meta.is_file().then_some(meta.len()), meta.modified().ok()).hash(&mut hasher);
            (system::inode(&meta), system::changed(&meta)).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::SystemTime;

    #[test]
    fn every_sort_of_change_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let file = root.join("content/deep/one.md");
        let mut before = state(root);
        let mut look = |what: &str| {
            let now = state(root);
            assert_ne!(before, now, "not seen: {what}");
            before = now;
        };
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        look("a new folder");
        fs::write(&file, "one").unwrap();
        look("a new file");
        fs::write(&file, "other").unwrap();
        look("another length");
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        fs::File::options().write(true).open(&file).unwrap().set_modified(old).unwrap();
        look("an older time");
        fs::rename(&file, file.with_file_name("two.md")).unwrap();
        look("another name");
        fs::remove_file(file.with_file_name("two.md")).unwrap();
        look("a file that goes");
        fs::write(file.with_file_name(".two.md.swp"), "two").unwrap();
        assert_eq!(before, state(root), "a file that is no part of the site was seen");
    }
}
