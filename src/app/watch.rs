//! Waits until something in a site's folders changes.
//!
//! Says where something changed, never what: whoever looks there works out the rest. Events are only a bell with a place
//! on it, since editors save in a dozen ways (in place, by rename, through a second file) that no rule covers. Where the
//! system cannot ring it, `poll` does, and where the place is in doubt it is everywhere.

mod folders;
mod git;
mod poll;

use crate::load::{self, Look};
use crate::system;
use folders::Folders;
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Config, EventKind, RecommendedWatcher, Watcher};
use poll::WatchEvent;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How long it must be quiet before a burst of events counts as over.
const QUIET: Duration = Duration::from_millis(40);
/// The same after a pause, when one file has changed, was closed after it was written or moved to its place whole, and git is
/// not about to write more. Where a second one has changed more may follow, and their writer may be kept waiting.
const SETTLED: Duration = Duration::from_millis(3);
/// The same while a file is gone: editors that move a file away before they write it anew must not have it unpublished. And
/// while it is open for writing, where the system says when it is closed: half of a file has mistakes that the whole has not.
const UNFINISHED: Duration = Duration::from_millis(200);
/// The longest that a burst may keep us waiting.
const PATIENCE: Duration = Duration::from_secs(2);
/// With more places than this, a look at everything costs no more.
const MANY: usize = 4000;

pub(crate) struct Watch {
    /// The site's root, as it was given.
    root: PathBuf,
    /// The system's watcher; none when we look at the files ourselves.
    system: Option<RecommendedWatcher>,
    polls: bool,
    bell: Sender<WatchEvent>,
    rings: Receiver<WatchEvent>,
    /// The folders that are watched.
    folders: Folders,
    /// Whether one of them may be watched no longer, or not all that is in it.
    is_doubted: bool,
    notice: Option<String>,
    /// Where something has changed that nobody was told of yet.
    heard: Look,
    /// The places of it where more is to be expected.
    unsettled: BTreeMap<PathBuf, Unsettled>,
    /// The lock that git holds while it writes files of the site, when the site is in a working tree.
    git_lock: Option<PathBuf>,
}

/// Why more is to be expected of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unsettled {
    BeingWritten,
    Gone,
}

impl Watch {
    /// Begins to watch the folders of the site at `root`. What changes from now on is not missed.
    ///
    /// With `poll`, or where the system's watcher fails, the files are looked at again and again.
    pub(crate) fn new(root: &Path, poll: bool) -> io::Result<Watch> {
        let (bell, rings) = channel();
        let mut watch = Watch {
            git_lock: git::lock_of(&root.canonicalize()?),
            root: root.to_owned(),
            system: None,
            polls: false,
            bell,
            rings,
            folders: Folders::of(root),
            is_doubted: false,
            notice: None,
            heard: Look::nowhere(),
            unsettled: BTreeMap::new(),
        };
        if poll {
            watch.poll()?;
            return Ok(watch);
        }
        let config = Config::default().with_follow_symlinks(false);
        watch.begin(RecommendedWatcher::new(watch.bell.clone(), config));
        Ok(watch)
    }

    /// Takes the system's watcher into use, or does without.
    fn begin(&mut self, system: notify::Result<RecommendedWatcher>) {
        match system {
            Ok(system) => {
                self.system = Some(system);
                self.doubt();
                // What is watched from the beginning is looked at after the beginning.
                self.heard = Look::nowhere();
            }
            Err(error) => self.fall_back(&error),
        }
    }

    /// What the writer should know of the watching itself, once.
    pub(crate) fn take_notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    /// Whether something has changed since the last wait; then the next one has nothing to wait for.
    pub(crate) fn has_rung(&mut self) -> bool {
        while let Ok(ring) = self.rings.try_recv() {
            self.hear(ring);
        }
        !self.heard.is_nowhere()
    }

    /// Blocks until something has changed and it has been quiet for a moment, or until `longest` is over; says where.
    ///
    /// What changed since the last call counts, so a change during a build is followed by another build.
    pub(crate) fn wait(&mut self, longest: Option<Duration>) -> Look {
        let deadline = longest.map(|longest| Instant::now() + longest);
        let was_quiet = self.heard.is_nowhere();
        while self.heard.is_nowhere() {
            let ring = match deadline {
                Some(deadline) => self.rings.recv_timeout(deadline.saturating_duration_since(Instant::now())),
                None => self.rings.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match ring {
                Ok(ring) => {
                    self.hear(ring);
                }
                Err(_) => {
                    // A folder can go and come without an event: with its disk, or behind a link.
                    self.renew();
                    return std::mem::replace(&mut self.heard, Look::nowhere());
                }
            }
        }
        self.hear_the_rest(was_quiet);
        self.catch_up();
        self.renew();
        self.has_rung();
        self.unsettled.clear();
        std::mem::replace(&mut self.heard, Look::nowhere())
    }

    /// Hears on until the burst is over. What is not about the site, such as a server that reads what is published, does not
    /// make it longer.
    fn hear_the_rest(&mut self, was_quiet: bool) {
        let longest = Instant::now() + PATIENCE;
        let mut last = Instant::now();
        loop {
            let end = (last + self.pause(was_quiet)).min(longest);
            match self.rings.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(ring) => {
                    if self.hear(ring) {
                        last = Instant::now();
                    }
                }
                Err(_) => return,
            }
        }
    }

    fn pause(&self, was_quiet: bool) -> Duration {
        let says_when_closed = system::REPORTS_CLOSED_FILES && self.system.is_some();
        if self.unsettled.values().any(|&why| why == Unsettled::Gone || says_when_closed) {
            return UNFINISHED;
        }
        let is_one = matches!(&self.heard, Look::Into(places) if places.len() <= 1);
        let is_settled = is_one && self.unsettled.is_empty();
        let is_git_at_work = || self.git_lock.as_ref().is_some_and(|lock| lock.exists());
        if was_quiet && is_settled && !is_git_at_work() { SETTLED } else { QUIET }
    }

    /// Takes in where a ring says that something changed; says whether it is about the site's files.
    ///
    /// Reading a file makes an event too, and our own output others; and editors write files of their own beside ours,
    /// which are no part of the site.
    fn hear(&mut self, ring: WatchEvent) -> bool {
        match ring {
            Ok(event) if event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
                event.paths.iter().fold(false, |is_ours, path| is_ours | self.settle(path))
            }
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => false,
            // What the system left out may have been about a new folder, which is not watched then.
            Ok(event) if event.need_rescan() || event.paths.is_empty() => {
                (self.heard, self.is_doubted) = (Look::Everywhere, true);
                true
            }
            Ok(event) => event.paths.iter().fold(false, |is_ours, path| is_ours | self.hear_of(path, event.kind)),
            Err(error) => {
                self.heard = Look::Everywhere;
                self.fall_back(&error);
                true
            }
        }
    }

    /// A file is whole; says whether it is one that was not.
    fn settle(&mut self, path: &Path) -> bool {
        let below = self.folders.in_site(path);
        below.into_iter().fold(false, |was_open, below| was_open | self.unsettled.remove(&below).is_some())
    }

    fn hear_of(&mut self, path: &Path, kind: EventKind) -> bool {
        // Who moves one of the site's folders away takes its watch along, also if the same one comes back.
        let is_moved =
            !matches!(kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_) | ModifyKind::Data(_)));
        let is_folder = is_moved && self.folders.has(path);
        self.is_doubted |= is_folder;
        let ours: Vec<PathBuf> =
            self.folders.in_site(path).into_iter().filter(|below| !load::is_left_out(below)).collect();
        let is_ours = is_folder || !ours.is_empty();
        ours.into_iter().for_each(|below| self.hear_of_ours(below, kind));
        is_ours
    }

    /// Takes in that something has happened to a file or folder of the site, which is given by its path below the root.
    fn hear_of_ours(&mut self, below: PathBuf, kind: EventKind) {
        let Look::Into(places) = &mut self.heard else { return };
        places.insert(below.clone());
        if places.len() > MANY {
            self.heard = Look::Everywhere;
        }
        match kind {
            EventKind::Modify(ModifyKind::Metadata(_) | ModifyKind::Name(RenameMode::Both))
            | EventKind::Create(CreateKind::Folder) => {}
            EventKind::Modify(ModifyKind::Name(RenameMode::To)) => drop(self.unsettled.remove(&below)),
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
                self.unsettled.insert(below, Unsettled::Gone);
            }
            _ => drop(self.unsettled.insert(below, Unsettled::BeingWritten)),
        }
    }

    /// Waits until the system's watcher has done what follows from the events that it has told.
    ///
    /// It tells of a new folder first and begins to watch it then. It answers when both are done, and only after that a
    /// look into the folder misses nothing: what comes later makes an event of its own.
    fn catch_up(&mut self) {
        if let Some(system) = &mut self.system {
            // What is asked for does not matter, and that it is not to be had is an answer too.
            let _ = system.configure(Config::default());
        }
    }

    /// Watches all folders anew: something was missed, or may have been.
    pub(crate) fn doubt(&mut self) {
        self.is_doubted = true;
        self.renew();
    }

    /// Watches the folders that are there now, all of them anew if one is another one than before.
    fn renew(&mut self) {
        let Some(system) = &mut self.system else { return };
        let now = Folders::of(&self.root);
        if now == self.folders && !self.is_doubted {
            return;
        }
        // While the root is the same one, it is watched without a gap: it says what becomes of its folders.
        let kept = now.root().filter(|_| now.has_root_of(&self.folders));
        for (folder, _) in self.folders.to_watch().into_iter().filter(|(folder, _)| kept != Some(*folder)) {
            // A folder that is gone has no watch.
            let _ = system.unwatch(folder);
        }
        let begun = now.to_watch().into_iter().map(|(folder, mode)| (folder, system.watch(folder, mode)));
        let failures: Vec<_> = begun.filter_map(|(folder, begun)| begun.err().filter(|_| folder.exists())).collect();
        (self.folders, self.is_doubted) = (now, false);
        // What happened in them before is not known.
        self.heard = Look::Everywhere;
        if let Some(error) = failures.first() {
            self.fall_back(error);
        }
    }

    /// Looks at the files from now on. Systems count watches, and other programs may have taken them all.
    fn fall_back(&mut self, error: &notify::Error) {
        if self.polls {
            return;
        }
        self.system = None;
        if let Err(trouble) = self.poll() {
            let words =
                format!("the system does not say what changes ({error}), and gives no thread to look ({trouble})");
            self.notice = Some(format!("{words}, so the site is looked at only when you stop this and begin anew"));
            return;
        }
        let error = error.to_string();
        let error = error.trim_end_matches('.');
        self.notice = Some(format!(
            "the system does not tell of changes ({error}), so the files are looked at again and again, as with --poll"
        ));
    }

    fn poll(&mut self) -> io::Result<()> {
        self.polls = true;
        poll::ring_on_change(&self.root, self.bell.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{CONTENT, STATIC};
    use notify::Event;
    use notify::event::RemoveKind;
    use std::fs;

    /// Waits until what was said in all comes to this; a busy machine may say it in pieces.
    fn hears(watch: &mut Watch, expected: &Look) {
        let began = Instant::now();
        let mut heard = Look::nowhere();
        while heard != *expected {
            assert!(began.elapsed() < Duration::from_secs(30), "heard {heard:?} instead of {expected:?}");
            match (&mut heard, watch.wait(Some(Duration::from_secs(1)))) {
                (Look::Into(heard), Look::Into(more)) => heard.extend(more),
                (heard, _) => *heard = Look::Everywhere,
            }
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn it_is_said_where_something_changed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir(at(CONTENT)).unwrap();
        let mut watch = Watch::new(folder.path(), false).unwrap();
        let mut hears = |places: &[&str]| hears(&mut watch, &Look::Into(places.iter().map(PathBuf::from).collect()));
        hears(&[]);
        fs::write(at("content/.one.md.tmp"), "one").unwrap();
        fs::rename(at("content/.one.md.tmp"), at("content/one.md")).unwrap();
        hears(&["content/one.md"]);
        fs::rename(at("content/one.md"), at("content/two.md")).unwrap();
        hears(&["content/one.md", "content/two.md"]);
        fs::create_dir(at("content/deep")).unwrap();
        hears(&["content/deep"]);
        fs::write(at("content/deep/three.md"), "three").unwrap();
        hears(&["content/deep/three.md"]);
    }

    #[test]
    fn where_is_everywhere_in_doubt() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir(at(CONTENT)).unwrap();
        let mut watch = Watch::new(folder.path(), false).unwrap();
        // A folder of the site that is another one now, and one that there was not before.
        fs::rename(at(CONTENT), at("away")).unwrap();
        fs::create_dir(at(CONTENT)).unwrap();
        hears(&mut watch, &Look::Everywhere);
        fs::create_dir(at(STATIC)).unwrap();
        hears(&mut watch, &Look::Everywhere);
        let root = folder.path().canonicalize().unwrap();
        for n in 0..=MANY {
            watch.hear(Ok(Event::new(EventKind::Any).add_path(root.join(format!("content/{n}")))));
        }
        hears(&mut watch, &Look::Everywhere);
        watch.hear(Ok(Event::new(EventKind::Any)));
        hears(&mut watch, &Look::Everywhere);
    }

    #[test]
    fn a_save_is_not_waited_on_but_a_checkout_is() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(".git")).unwrap();
        let mut watch = Watch::new(folder.path(), true).unwrap();
        let root = folder.path().canonicalize().unwrap();
        let one = root.join("content/one.md");
        watch.hear(Ok(Event::new(EventKind::Any).add_path(one.clone())));
        assert_eq!(watch.pause(true), QUIET, "it is not closed yet");
        watch.hear(Ok(Event::new(EventKind::Access(AccessKind::Close(AccessMode::Write))).add_path(one.clone())));
        assert_eq!(watch.pause(true), SETTLED);
        let two = root.join("content/two.md");
        watch.hear(Ok(Event::new(EventKind::Modify(ModifyKind::Name(RenameMode::To))).add_path(two)));
        assert_eq!(watch.pause(true), QUIET, "a second file has changed, so that a third may");
        watch.heard = Look::Into([PathBuf::from("content/one.md")].into());
        fs::write(folder.path().join(".git/index.lock"), "").unwrap();
        assert_eq!(watch.pause(true), QUIET, "git has more files to write");
        watch.hear(Ok(Event::new(EventKind::Remove(RemoveKind::File)).add_path(one.clone())));
        assert_eq!(watch.pause(true), UNFINISHED, "it may be on its way to come back");
        watch.hear(Ok(Event::new(EventKind::Create(CreateKind::File)).add_path(one)));
        assert_eq!(watch.pause(true), QUIET, "it is back");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_that_is_still_open_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(CONTENT)).unwrap();
        let mut watch = Watch::new(folder.path(), false).unwrap();
        let one = folder.path().canonicalize().unwrap().join("content/one.md");
        let mut pause = |kind| {
            watch.hear(Ok(Event::new(kind).add_path(one.clone())));
            watch.pause(true)
        };
        assert_eq!(pause(EventKind::Create(CreateKind::Folder)), SETTLED);
        assert_eq!(pause(EventKind::Create(CreateKind::File)), UNFINISHED);
        assert_eq!(pause(EventKind::Access(AccessKind::Close(AccessMode::Write))), SETTLED);
    }

    #[test]
    fn what_is_not_about_the_site_makes_a_burst_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(CONTENT)).unwrap();
        let mut watch = Watch::new(folder.path(), true).unwrap();
        let root = folder.path().canonicalize().unwrap();
        let mut counts = |kind, path: &str| watch.hear(Ok(Event::new(kind).add_path(root.join(path))));
        let (read, closed) = (AccessKind::Open(AccessMode::Any), AccessKind::Close(AccessMode::Write));
        assert!(!counts(EventKind::Access(read), "public"), "a server reads");
        assert!(!counts(EventKind::Access(read), "content/one.md"), "a search reads");
        assert!(!counts(EventKind::Any, "public/index.html"), "we write");
        assert!(!counts(EventKind::Create(CreateKind::File), "content/.one.md.swp"), "an editor notes for itself");
        assert!(counts(EventKind::Create(CreateKind::File), "content/one.md"));
        assert!(counts(EventKind::Access(closed), "content/one.md"), "it is whole now");
        assert!(!counts(EventKind::Access(closed), "content/one.md"), "it was whole");
        assert!(counts(EventKind::Remove(RemoveKind::Folder), "content"));
    }

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
        assert_eq!(watch.wait(Some(Duration::from_secs(30))), Look::Everywhere);
        assert!(began.elapsed() < Duration::from_secs(30), "the change was not seen");
        // It fails once: what else it has to say changes nothing.
        watch.fall_back(&notify::Error::generic("again"));
        assert_eq!(watch.take_notice(), None);
    }
}
