//! Waits until something in a site's folders changes.
//!
//! Says that something changed, never what: the build looks at everything and works out the rest. Events are only a
//! bell, since editors save in a dozen ways (in place, by rename, through a second file) that no rule covers.

use crate::load::{CONTENT, STATIC, TEMPLATES};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long it must be quiet before a burst of events counts as over.
const QUIET: Duration = Duration::from_millis(40);
/// The longest that a burst may keep us waiting.
const PATIENCE: Duration = Duration::from_secs(2);

pub struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    /// The folders that are watched, with what tells one from another of the same name.
    watched: BTreeMap<PathBuf, Option<Identity>>,
}

impl Watch {
    /// Begins to watch the folders of the site at `root`. What changes from now on is not missed.
    pub fn new(root: &Path) -> notify::Result<Watch> {
        let (send, events) = channel();
        let watcher = notify::recommended_watcher(send)?;
        let root = root.canonicalize().map_err(notify::Error::io)?;
        let mut watch = Watch { watcher, events, watched: BTreeMap::new(), root };
        // The root itself tells when one of the folders is made, renamed or deleted.
        watch.watcher.watch(&watch.root, RecursiveMode::NonRecursive)?;
        watch.renew();
        Ok(watch)
    }

    /// Blocks until something has changed and it has been quiet for a moment, or until `longest` is over.
    pub fn wait(&mut self, longest: Option<Duration>) {
        let deadline = longest.map(|longest| Instant::now() + longest);
        loop {
            let event = match deadline {
                Some(deadline) => self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())),
                None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match event {
                Ok(event) if !self.matters(&event) => {}
                Ok(_) => break,
                Err(_) => return,
            }
        }
        let began = Instant::now();
        while began.elapsed() < PATIENCE && self.events.recv_timeout(QUIET).is_ok() {}
        self.renew();
    }

    /// Whether an event is about the site's folders. Reading a file makes an event too, and our own output others.
    fn matters(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        let ours = |path: &PathBuf| {
            let first = path.strip_prefix(&self.root).ok().and_then(|below| below.components().next());
            first.is_some_and(|first| [CONTENT, TEMPLATES, STATIC].iter().any(|folder| first.as_os_str() == *folder))
        };
        !matches!(event.kind, EventKind::Access(_)) && (event.need_rescan() || event.paths.iter().any(ours))
    }

    /// Watches the folders that are there now: one that was deleted and made again is another one.
    fn renew(&mut self) {
        for folder in [CONTENT, TEMPLATES, STATIC].map(|folder| self.root.join(folder)) {
            let now = Identity::of(&folder);
            if self.watched.get(&folder) == Some(&now) {
                continue;
            }
            // Neither failure matters: a folder that is gone has no watch, and one that is not there needs none.
            let _ = self.watcher.unwatch(&folder);
            let _ = self.watcher.watch(&folder, RecursiveMode::Recursive);
            self.watched.insert(folder, now);
        }
    }
}

/// What stays the same while a folder lives, and no other has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    #[cfg(unix)]
    fn of(folder: &Path) -> Option<Identity> {
        use std::os::unix::fs::MetadataExt;
        let meta = fs::metadata(folder).ok()?;
        Some(Identity { device: meta.dev(), inode: meta.ino() })
    }

    #[cfg(not(unix))]
    fn of(folder: &Path) -> Option<Identity> {
        let made = fs::metadata(folder).ok()?.created().ok()?;
        let since = made.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(Identity { device: since.as_secs(), inode: u64::from(since.subsec_nanos()) })
    }
}
