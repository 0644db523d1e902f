//! Decides which folder may be the output, refuses those in which a mistyped path would cost somebody's work, and keeps other
//! builds away from it.

use std::fs::TryLockError;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

use super::error::{Refusal, WriteError};
use super::{disk, manifest};
use crate::base::path::MANIFEST_NAME;
use crate::system::FolderLock;

/// A folder that may be filled: its real path, without symbolic links and `..`. It need not exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    folder: PathBuf,
    parent: PathBuf,
    stage: PathBuf,
}

impl Output {
    /// Judges the folder that somebody named as the output.
    ///
    /// `site` is the root of the site, inside of which the output may be, as `public` is. `sources` are the folders
    /// that are read, such as content, templates and static: the output may not be one of them, nor inside, nor around.
    pub fn check(folder: &Path, site: &Path, sources: &[&Path]) -> Result<Output, WriteError> {
        // Services and containers may have no home, or an empty one.
        let home = std::env::home_dir().filter(|home| home.is_absolute());
        Self::check_with_home(folder, site, sources, home.as_deref())
    }

    pub(super) fn check_with_home(
        folder: &Path,
        site: &Path,
        sources: &[&Path],
        home: Option<&Path>,
    ) -> Result<Output, WriteError> {
        let real = resolve(folder)?;
        let refuse = |reason| Err(WriteError::Refused { path: folder.to_owned(), reason });

        let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
            return refuse(Refusal::FileSystemRoot);
        };
        if resolve(site)?.starts_with(&real) {
            return refuse(Refusal::Site);
        }
        for source in sources {
            let inner = resolve(source)?;
            if inner.starts_with(&real) || real.starts_with(&inner) {
                return refuse(Refusal::Source(source.to_path_buf()));
            }
        }
        if let Some(home) = home
            && resolve(home)?.starts_with(&real)
        {
            return refuse(Refusal::Home);
        }
        if let Some(reason) = refuse_what_is_there(&real)? {
            return refuse(reason);
        }

        let mut stage_name = std::ffi::OsString::from(".");
        stage_name.push(name);
        stage_name.push(".fissure-stage");
        Ok(Output { parent: parent.to_owned(), stage: parent.join(stage_name), folder: real })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder beside the output in which a new tree is staged; it exists only during a write.
    pub(crate) fn stage(&self) -> &Path {
        &self.stage
    }

    pub(super) fn parent(&self) -> &Path {
        &self.parent
    }
}

/// Judges what stands at the real path of an output.
///
/// Looked at again under the lock before each write, since the folder may have changed since the check.
pub(super) fn refuse_what_is_there(real: &Path) -> Result<Option<Refusal>, WriteError> {
    match disk::look(real)? {
        None => return Ok(None),
        Some(found) if !found.is_dir() => return Ok(Some(Refusal::File)),
        Some(_) => {}
    }
    if read_manifest(real)?.is_some_and(|bytes| manifest::parse(&bytes).is_some()) {
        return Ok(None);
    }
    for entry in std::fs::read_dir(real).map_err(WriteError::read(real))? {
        if !is_nothing(&entry.map_err(WriteError::read(real))?) {
            return Ok(Some(Refusal::NotOurs));
        }
    }
    Ok(None)
}

/// The bytes of the manifest in a folder, if there is one and it is a plain file. One that is there and cannot be read is an
/// error: without it our own files would be taken for those of others.
pub(super) fn read_manifest(folder: &Path) -> Result<Option<Vec<u8>>, WriteError> {
    let place = folder.join(MANIFEST_NAME);
    match disk::look(&place)?.filter(|found| found.is_file()) {
        Some(_) => std::fs::read(&place).map(Some).map_err(WriteError::read(&place)),
        None => Ok(None),
    }
}

/// Whether a folder with only this in it counts as empty: the mark of a fresh disk, or what a kill left of our first
/// act.
fn is_nothing(entry: &std::fs::DirEntry) -> bool {
    let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
    entry.file_name() == "lost+found"
        || is_file && entry.file_name() == manifest::TEMPORARY_NAME && manifest::is_temporary(&entry.path())
}

/// The real path behind `path`, of which the last parts need not exist.
///
/// Part by part, so that `..` after a symbolic link means the parent of the link's target, as it does for the system.
fn resolve(path: &Path) -> Result<PathBuf, WriteError> {
    let mut real = PathBuf::new();
    for part in std::path::absolute(path).map_err(WriteError::read(path))?.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                real.pop();
            }
            Component::Prefix(_) | Component::RootDir => real.push(part),
            Component::Normal(name) => {
                real.push(name);
                match std::fs::canonicalize(&real) {
                    Ok(target) => real = target,
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(WriteError::read(&real)(error));
                    }
                    Err(_) => {
                        if let Ok(target) = std::fs::read_link(&real) {
                            let reason = Refusal::DanglingLink(target);
                            return Err(WriteError::Refused { path: path.to_owned(), reason });
                        }
                    }
                }
            }
        }
    }
    Ok(real)
}

/// How long a build waits for another one that writes to the same place.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Keeps other builds away from this output until the answer is dropped.
///
/// The lock is on the folder around the output, since the output itself is exchanged and a lock file would be litter. A
/// process that dies gives it back. Where a folder cannot be locked (some network file systems) we go on without.
pub(super) fn lock(output: &Output, patience: Duration) -> Result<Option<FolderLock>, WriteError> {
    let Ok(mut folder) = FolderLock::open(output.parent()) else { return Ok(None) };
    let started = Instant::now();
    loop {
        match folder.try_take() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if started.elapsed() >= patience => {
                return Err(WriteError::Busy { output: output.folder().to_owned(), seconds: patience.as_secs() });
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}
