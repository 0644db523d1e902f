//! Waits until something in a site's folders changes.
//!
//! Says that something changed, never what: the build looks at everything and works out the rest. Events are only a
//! bell, since editors save in a dozen ways (in place, by rename, through a second file) that no rule covers. Where the
//! system cannot ring it, `poll` does.

mod poll;

use crate::load::{self, CONTENT, STATIC, TEMPLATES};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use std::{fs, io};

/// How long it must be quiet before a burst of events counts as over.
const QUIET: Duration = Duration::from_millis(40);
/// The longest that a burst may keep us waiting.
const PATIENCE: Duration = Duration::from_secs(2);

type Ring = notify::Result<Event>;

pub struct Watch {
    root: PathBuf,
    /// The system's watcher; none when we look at the files ourselves.
    system: Option<RecommendedWatcher>,
    polls: bool,
    bell: Sender<Ring>,
    rings: Receiver<Ring>,
    /// The folders that are watched, with what tells one from another of the same name.
    watched: BTreeMap<PathBuf, Option<Identity>>,
    notice: Option<String>,
    /// Something has changed, and nobody has waited since.
    rung: bool,
}

impl Watch {
    /// Begins to watch the folders of the site at `root`. What changes from now on is not missed.
    ///
    /// With `poll`, or where the system's watcher fails, the files are looked at again and again.
    pub fn new(root: &Path, poll: bool) -> io::Result<Watch> {
        let (bell, rings) = channel();
        let root = root.canonicalize()?;
        let mut watch = Watch {
            root,
            system: None,
            polls: false,
            bell,
            rings,
            watched: BTreeMap::new(),
            notice: None,
            rung: false,
        };
        if poll {
            watch.poll();
            return Ok(watch);
        }
        let system = notify::recommended_watcher(watch.bell.clone()).and_then(|mut system| {
            // The root itself tells when one of the folders is made, renamed or deleted.
            system.watch(&watch.root, RecursiveMode::NonRecursive)?;
            Ok(system)
        });
        watch.begin(system);
        Ok(watch)
    }

    /// Takes the system's watcher into use, or does without.
    fn begin(&mut self, system: notify::Result<RecommendedWatcher>) {
        match system {
            Ok(system) => {
                self.system = Some(system);
                self.renew();
            }
            Err(error) => self.fall_back(&error),
        }
    }

    /// What the writer should know of the watching itself, once.
    pub fn take_notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    /// Whether something has changed since the last wait; then the next one has nothing to wait for.
    pub fn has_rung(&mut self) -> bool {
        while !self.rung
            && let Ok(ring) = self.rings.try_recv()
        {
            self.rung = match ring {
                Ok(event) => self.matters(&event),
                Err(error) => {
                    self.fall_back(&error);
                    true
                }
            };
        }
        self.rung
    }

    /// Blocks until something has changed and it has been quiet for a moment, or until `longest` is over.
    ///
    /// What changed since the last call counts, so a change during a build is followed by another build.
    pub fn wait(&mut self, longest: Option<Duration>) {
        let deadline = longest.map(|longest| Instant::now() + longest);
        while !std::mem::take(&mut self.rung) {
            let ring = match deadline {
                Some(deadline) => self.rings.recv_timeout(deadline.saturating_duration_since(Instant::now())),
                None => self.rings.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match ring {
                Ok(Ok(event)) if !self.matters(&event) => {}
                Ok(Ok(_)) => break,
                Ok(Err(error)) => {
                    self.fall_back(&error);
                    break;
                }
                Err(_) => return,
            }
        }
        let began = Instant::now();
        while began.elapsed() < PATIENCE
            && let Ok(ring) = self.rings.recv_timeout(QUIET)
        {
            if let Err(error) = ring {
                self.fall_back(&error);
            }
        }
        self.renew();
    }

    /// Whether an event is about the site's files. Reading a file makes an event too, and our own output others; and
    /// editors write files of their own beside ours, which are no part of the site.
    fn matters(&self, event: &Event) -> bool {
        let ours = |path: &PathBuf| {
            let Ok(below) = path.strip_prefix(&self.root) else { return false };
            let first = below.components().next();
            first.is_some_and(|first| [CONTENT, TEMPLATES, STATIC].iter().any(|folder| first.as_os_str() == *folder))
                && !load::is_left_out(below)
        };
        !matches!(event.kind, EventKind::Access(_)) && (event.need_rescan() || event.paths.iter().any(ours))
    }

    /// Watches the folders that are there now: one that was deleted and made again is another one.
    fn renew(&mut self) {
        let Some(system) = &mut self.system else { return };
        let mut failure = None;
        for folder in [CONTENT, TEMPLATES, STATIC].map(|folder| self.root.join(folder)) {
            let now = Identity::of(&folder);
            if self.watched.get(&folder) == Some(&now) {
                continue;
            }
            // A folder that is gone has no watch, and one that is not there needs none.
            let _ = system.unwatch(&folder);
            let begun = system.watch(&folder, RecursiveMode::Recursive);
            failure = begun.err().filter(|_| folder.exists()).or(failure);
            self.watched.insert(folder, now);
        }
        if let Some(error) = failure {
            self.fall_back(&error);
        }
    }

    /// Looks at the files from now on. Systems count watches, and other programs may have taken them all.
    fn fall_back(&mut self, error: &notify::Error) {
        if self.polls {
            return;
        }
        self.system = None;
        self.poll();
        let error = error.to_string();
        let error = error.trim_end_matches('.');
        self.notice = Some(format!(
            "the system does not tell of changes ({error}), so the files are looked at again and again, as with --poll"
        ));
    }

    fn poll(&mut self) {
        self.polls = true;
        poll::ring_on_change(&self.root, self.bell.clone());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watcher_that_fails_is_done_without() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(CONTENT)).unwrap();
        let mut watch = Watch::new(folder.path(), false).unwrap();
        watch.system = None;
        watch.begin(Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)));
        assert!(watch.take_notice().unwrap().contains("as with --poll"));
        let began = Instant::now();
        fs::write(folder.path().join("content/one.md"), "one").unwrap();
        watch.wait(Some(Duration::from_secs(30)));
        assert!(began.elapsed() < Duration::from_secs(30), "the change was not seen");
        // It fails once: what else it has to say changes nothing.
        watch.fall_back(&notify::Error::generic("again"));
        assert_eq!(watch.take_notice(), None);
    }
}
