//! Finished pages between render and write, so that a build does not hold them all.
//!
//! A page that the output holds already is only noted. Others wait: a few in memory, and from then on in the staging folder,
//! at their paths in the new tree. A page is read from where it is: memory, staging folder, or output. Decides nothing about
//! the output and changes nothing in it.
//!
//! The staging folder is ours from the first page in it to the end of the write, so the lock is held as long. Its manifest
//! lists each file before the file is there, by which a later run clears what a kill left.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::error::WriteError;
use super::output::{Output, PATIENCE, lock};
use super::{clearing, disk, manifest};
use crate::base::content::{self, Content, Digest, Stored};
use crate::base::path::{MANIFEST_NAME, OutputPath};
use crate::base::table::Table;
use crate::system::FolderLock;

/// With more bytes than this, pages wait on the disk.
const IN_MEMORY: usize = 1 << 20;

/// The finished pages of one output.
pub(crate) struct Pages {
    output: Output,
    /// How many bytes may wait in memory.
    in_memory: usize,
    /// How long to wait for another build before pages are staged.
    patience: Duration,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    pages: BTreeMap<OutputPath, WaitingPage>,
    /// How many bytes of them are in memory.
    bytes: usize,
    stage: Option<OpenStage>,
    /// Whether the staging folder could not be made. Pages wait in memory then: the write meets the same obstacle and names it,
    /// or does without that folder.
    is_kept_in_memory: bool,
    /// Why a page could not be staged: the write fails by it.
    error: Option<WriteError>,
    /// Whether pages are lost, so that nothing of this build can be written.
    is_lost: bool,
    /// Whether the output is being written.
    is_writing: bool,
    /// Whether the program is to end when it has been.
    is_abandoned: bool,
    /// Whether the program is about to end, and what is staged is being removed.
    is_ending: bool,
}

struct WaitingPage {
    digest: Digest,
    place: PagePlace,
}

enum PagePlace {
    Memory(Arc<[u8]>),
    /// In the staging folder.
    Stage,
    /// In the output already.
    Output,
}

/// The staging folder while it is filled.
struct OpenStage {
    /// Open until the write begins: some systems move no folder in which a file is open.
    manifest: Option<File>,
    lock: Option<FolderLock>,
}

/// What to do for a page so that the output has it.
pub(super) enum Pending {
    Memory(Arc<[u8]>),
    Stage,
    /// The output had it when it was finished.
    Nothing,
    /// It does not wait here: it was written before.
    Unknown,
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Pages").field(&self.output).finish()
    }
}

impl Pages {
    pub(crate) fn new(output: &Output) -> Arc<Pages> {
        Pages::with(output, IN_MEMORY, PATIENCE)
    }

    pub(super) fn with(output: &Output, in_memory: usize, patience: Duration) -> Arc<Pages> {
        Arc::new(Pages { output: output.clone(), in_memory, patience, waiting: Mutex::default() })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn pending(&self, path: &OutputPath, digest: &Digest) -> Pending {
        match self.waiting().pages.get(path).filter(|page| page.digest == *digest).map(|page| &page.place) {
            Some(PagePlace::Memory(bytes)) => Pending::Memory(bytes.clone()),
            Some(PagePlace::Stage) => Pending::Stage,
            Some(PagePlace::Output) => Pending::Nothing,
            None => Pending::Unknown,
        }
    }

    /// Whether the plain file at `there`, in the output, holds what is wanted at a path.
    pub(super) fn holds(&self, path: &OutputPath, there: &Path, content: &Content) -> Result<bool, WriteError> {
        let Content::Stored(stored) = content else { return disk::holds(there, content) };
        match self.pending(path, &stored.digest) {
            Pending::Memory(_) | Pending::Stage => Ok(false),
            Pending::Nothing => Ok(true),
            Pending::Unknown => {
                let is_there = disk::read(there).is_some_and(|bytes| content::digest(&bytes) == stored.digest);
                is_there.then_some(true).ok_or_else(|| WriteError::lost(there))
            }
        }
    }

    /// Makes a new file with what is wanted at a path. A staged page is moved, unless it is at its place already.
    pub(super) fn make(&self, path: &OutputPath, content: &Content, at: &Path) -> Result<(), WriteError> {
        let Content::Stored(stored) = content else { return disk::fill(at, content) };
        match self.pending(path, &stored.digest) {
            Pending::Memory(bytes) => disk::fill(at, &Content::Memory(bytes)),
            Pending::Stage => {
                let staged = path.on_disk(self.output.stage());
                if staged == at { Ok(()) } else { disk::move_to(&staged, at) }
            }
            Pending::Nothing | Pending::Unknown => Err(WriteError::lost(at)),
        }
    }

    /// Whether pages are in the staging folder. Then its lock is held too.
    pub(super) fn is_staged(&self) -> bool {
        self.waiting().stage.is_some()
    }

    /// The lock on the output, if it is held for staged pages; or why a page could not be staged. No other page can be staged
    /// then.
    pub(super) fn take_lock(&self) -> Result<Option<Option<FolderLock>>, WriteError> {
        let mut waiting = self.waiting();
        if let Some(error) = waiting.error.take() {
            return Err(error);
        }
        Ok(waiting.stage.as_mut().map(|stage| {
            stage.manifest = None;
            stage.lock.take()
        }))
    }

    /// Removes staged pages that are not wanted after all, since the whole staging folder is put in place.
    pub(super) fn remove_unwanted(&self, files: &Table<OutputPath, Content>) -> Result<(), WriteError> {
        let waiting = self.waiting();
        let is_wanted = |path: &OutputPath, page: &WaitingPage| match files.get(path) {
            Some(Content::Stored(stored)) => stored.digest == page.digest,
            _ => false,
        };
        let staged = waiting.pages.iter().filter(|(_, page)| matches!(page.place, PagePlace::Stage));
        for (path, _) in staged.filter(|(path, page)| !is_wanted(path, page)) {
            let place = path.on_disk(self.output.stage());
            disk::remove_file(&place)?;
            let around = place.ancestors().skip(1).take_while(|folder| *folder != self.output.stage());
            around.into_iter().try_for_each(disk::remove_empty_folder)?;
        }
        Ok(())
    }

    /// From here on to the end of the write the program does not end by an interruption.
    pub(super) fn begin_write(&self) {
        self.waiting().is_writing = true;
    }

    pub(super) fn end_write(&self) {
        self.waiting().is_writing = false;
    }

    /// Removes what is staged, since the program ends. Says whether it may end now; else it must when the write is over.
    ///
    /// After that no page can be put here any more: who tries waits for the end.
    pub(crate) fn abandon(&self) -> bool {
        /// For pages that are being staged at this moment.
        const IN_FLIGHT: Duration = Duration::from_millis(50);
        {
            let mut waiting = self.waiting();
            if waiting.stage.is_none() && !waiting.is_writing {
                return true;
            }
            waiting.is_lost = !waiting.is_writing;
            waiting.is_ending = true;
        }
        std::thread::sleep(IN_FLIGHT);
        let mut waiting = self.waiting();
        if waiting.is_writing {
            waiting.is_abandoned = true;
            waiting.is_ending = false;
            return false;
        }
        // The threads that build are busy, or wait for us.
        if let Ok(own) = rayon::ThreadPoolBuilder::new().num_threads(1).build() {
            // If this fails, the next build clears it and says so.
            let _ = own.install(|| clearing::clear_leftovers(&self.output));
        }
        std::mem::forget(waiting);
        true
    }

    /// Whether the program is to end, now that nothing is being written. Where it is ending already, this waits for that: a write
    /// that found its pages gone has nothing to report then.
    pub(crate) fn is_abandoned(&self) -> bool {
        const PAUSE: Duration = Duration::from_millis(5);
        loop {
            {
                let waiting = self.waiting();
                if !waiting.is_ending {
                    return waiting.is_abandoned;
                }
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Forgets what waits, since it was written or will be made again.
    pub(super) fn clear(&self) {
        self.waiting().forget();
    }

    /// Drops what is staged, if anything is, since it will not be written. Only the build that has the lock may: the staging
    /// folder may be another one's otherwise. Says whether pages are lost, which must be rendered again then.
    pub(crate) fn discard(&self) -> bool {
        let mut waiting = self.waiting();
        if waiting.stage.is_some() {
            // If this fails, the next write tries again and says so.
            let _ = clearing::clear_leftovers(&self.output);
            waiting.is_lost = true;
        }
        let is_lost = waiting.is_lost;
        if is_lost {
            waiting.forget();
        }
        is_lost
    }

    /// The same at the end of a write that failed, while it has the lock. That pages are lost is kept for the next one who asks.
    pub(super) fn give_up(&self) {
        let is_lost = self.discard();
        self.waiting().is_lost = is_lost;
    }

    fn put(&self, path: &OutputPath, digest: Digest, bytes: Vec<u8>) {
        let is_there = disk::holds_exactly(&path.on_disk(self.output.folder()), &bytes);
        let mut waiting = self.waiting();
        if waiting.is_lost {
            return;
        }
        if let Some(WaitingPage { place: PagePlace::Memory(old), .. }) = waiting.pages.remove(path) {
            waiting.bytes -= old.len();
        }
        if is_there {
            waiting.pages.insert(path.clone(), WaitingPage { digest, place: PagePlace::Output });
            return;
        }
        if waiting.stage.is_none() {
            waiting.bytes += bytes.len();
            waiting.pages.insert(path.clone(), WaitingPage { digest, place: PagePlace::Memory(bytes.into()) });
            if waiting.bytes > self.in_memory && !waiting.is_kept_in_memory {
                self.begin_stage(&mut waiting);
            }
            return;
        }
        waiting.pages.insert(path.clone(), WaitingPage { digest, place: PagePlace::Stage });
        let listed = waiting.list(path);
        drop(waiting);
        let staged = listed.and_then(|()| self.stage(path, &bytes));
        if let Err(error) = staged {
            self.waiting().fail(error);
        }
    }

    /// Moves what waits in memory to the staging folder.
    fn begin_stage(&self, waiting: &mut Waiting) {
        match self.open_stage() {
            Ok(stage) => waiting.stage = Some(stage),
            Err(_) => {
                waiting.is_kept_in_memory = true;
                return;
            }
        }
        let in_memory = waiting.pages.iter_mut().filter_map(|(path, page)| match &page.place {
            PagePlace::Memory(bytes) => {
                Some((path.clone(), bytes.clone(), std::mem::replace(&mut page.place, PagePlace::Stage)))
            }
            _ => None,
        });
        let in_memory: Vec<_> = in_memory.collect();
        waiting.bytes = 0;
        let staged =
            in_memory.iter().try_for_each(|(path, bytes, _)| waiting.list(path).and_then(|()| self.stage(path, bytes)));
        if let Err(error) = staged {
            waiting.fail(error);
        }
    }

    fn open_stage(&self) -> Result<OpenStage, WriteError> {
        disk::make_folders(self.output.parent())?;
        let lock = lock(&self.output, self.patience)?;
        clearing::clear_leftovers(&self.output)?;
        let folder = self.output.stage();
        disk::make_folder(folder)?;
        let path = folder.join(MANIFEST_NAME);
        let opened = OpenOptions::new().append(true).create_new(true).open(&path);
        let begun = opened.and_then(|mut file| writeln!(file, "{}", manifest::HEADER).map(|()| file));
        let begun = begun.map_err(WriteError::write(&path)).inspect_err(|_| {
            // The first error says more.
            let _ = clearing::clear_leftovers(&self.output);
        })?;
        Ok(OpenStage { manifest: Some(begun), lock })
    }

    fn stage(&self, path: &OutputPath, bytes: &[u8]) -> Result<(), WriteError> {
        let place = path.on_disk(self.output.stage());
        let write = || File::create(&place).and_then(|mut file| file.write_all(bytes));
        let written = write().or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                std::fs::create_dir_all(place.parent().unwrap_or(Path::new("")))?;
                write()
            }
            _ => Err(error),
        });
        written.map_err(WriteError::write(&place))
    }
}

impl Waiting {
    /// Forgets all pages.
    fn forget(&mut self) {
        let Waiting { is_writing, is_abandoned, is_ending, .. } = *self;
        *self = Waiting { is_writing, is_abandoned, is_ending, ..Waiting::default() };
    }

    /// Notes the first error. From then on no page is taken.
    fn fail(&mut self, error: WriteError) {
        self.error.get_or_insert(error);
        self.is_lost = true;
    }

    /// Lists a file in the manifest of the staging folder.
    fn list(&mut self, path: &OutputPath) -> Result<(), WriteError> {
        let Some(stage) = &mut self.stage else { return Ok(()) };
        let Some(manifest) = &mut stage.manifest else { return Err(WriteError::lost(Path::new(path.as_str()))) };
        let listed = manifest.write_all(format!("{path}\n").as_bytes());
        listed.map_err(WriteError::write(Path::new(MANIFEST_NAME)))
    }
}

impl content::Store for Pages {
    fn put(self: Arc<Self>, path: &OutputPath, bytes: Vec<u8>) -> Content {
        let digest = content::digest(&bytes);
        Pages::put(&self, path, digest, bytes);
        Content::Stored(Stored { digest, store: self })
    }

    fn read(&self, path: &OutputPath, digest: &Digest) -> io::Result<Arc<[u8]>> {
        // It may be moved from one place to the next while it is looked for.
        for _ in 0..3 {
            match self.pending(path, digest) {
                Pending::Memory(bytes) => return Ok(bytes),
                Pending::Stage => {
                    if let Ok(bytes) = std::fs::read(path.on_disk(self.output.stage())) {
                        return Ok(bytes.into());
                    }
                }
                Pending::Nothing | Pending::Unknown => {}
            }
            if let Ok(bytes) = std::fs::read(path.on_disk(self.output.folder())) {
                return Ok(bytes.into());
            }
        }
        std::fs::read(path.on_disk(self.output.folder())).map(Into::into)
    }
}
