//! The few file operations that both ways of writing need. None of them follows a symbolic link of the output.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::WriteError;
use crate::base::content::Content;
use crate::{load, system};

/// Does `work` on every item, many at once where there are many.
pub(super) fn each<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<(), WriteError> + Sync) -> Result<(), WriteError> {
    match items.len() {
        // To wake the other cores takes longer than a few files.
        0..8 => items.iter().try_for_each(&work),
        _ => items.par_iter().try_for_each(&work),
    }
}

/// Does `work` on every item, many at once, folder by folder, after `make` made the folder and those around it.
///
/// Grouped by folder so that each one is made once, not once per file.
pub(super) fn folder_by_folder<T: Sync>(
    folders: &BTreeMap<PathBuf, Vec<T>>,
    make: impl Fn(&Path) -> Result<(), WriteError> + Sync,
    work: impl Fn(&T) -> Result<(), WriteError> + Sync,
) -> Result<(), WriteError> {
    let mut levels: BTreeMap<usize, Vec<(&PathBuf, &Vec<T>)>> = BTreeMap::new();
    for (folder, items) in folders {
        levels.entry(folder.components().count()).or_default().push((folder, items));
    }
    levels.values().try_for_each(|level| {
        each(level, |(folder, items)| {
            make(folder)?;
            each(items, &work)
        })
    })
}

/// Makes a new file. Its mode is the system's default; its time is now, or the source's if it is a copy of a file.
///
/// A copy takes the time of its source so that [`holds`] can answer without reading both.
pub(super) fn fill(path: &Path, content: &Content) -> Result<(), WriteError> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(WriteError::write(path))?;
    match content {
        Content::Memory(bytes) => file.write_all(bytes).map_err(WriteError::write(path)),
        Content::Stored(_) => Err(WriteError::lost(path)),
        Content::Disk { path: from, .. } => copy_to(from, &mut file, path),
    }
}

/// Makes a new file with the bytes and the time of another one.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), WriteError> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(to).map_err(WriteError::write(to))?;
    copy_to(from, &mut file, to)
}

fn copy_to(from: &Path, file: &mut File, to: &Path) -> Result<(), WriteError> {
    const ATTEMPTS: usize = 5;
    let failed = |error| WriteError::Copy { from: from.to_owned(), to: to.to_owned(), error };
    for _ in 0..ATTEMPTS {
        let mut source = load::open_again(from).map_err(WriteError::read(from))?;
        let before = source.metadata().map_err(WriteError::read(from))?;
        file.rewind().and_then(|()| file.set_len(0)).map_err(failed)?;
        let copied = io::copy(&mut source, file).map_err(failed)?;
        let after = source.metadata().map_err(WriteError::read(from))?;
        // One that changes while it is copied is copied again.
        if load::seal(&before) == load::seal(&after) && copied == before.len() {
            return before.modified().and_then(|modified| file.set_modified(modified)).map_err(failed);
        }
    }
    Err(WriteError::read(from)(io::Error::other("it changes while it is read")))
}

/// Moves a file, to another file system too.
pub(super) fn move_to(from: &Path, to: &Path) -> Result<(), WriteError> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let bytes = fs::read(from).map_err(WriteError::read(from))?;
            fill(to, &Content::Memory(bytes.into()))
        }
        other => other.map_err(WriteError::write(to)),
    }
}

/// The bytes of the plain file at `path`, if there is one that can be read.
pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    fs::symlink_metadata(path).ok().filter(|found| found.is_file())?;
    fs::read(path).ok()
}

/// Whether the plain file at `path` holds exactly `content`.
///
/// An output file that cannot be read counts as different; a source that cannot be read is an error.
pub(super) fn holds(path: &Path, content: &Content) -> Result<bool, WriteError> {
    let opened = system::open_itself(OpenOptions::new().read(true), path);
    let Ok((mut file, found)) = opened.and_then(|file| file.metadata().map(|found| (file, found))) else {
        return Ok(false);
    };
    match content {
        Content::Memory(bytes) => Ok(found.len() == bytes.len() as u64 && holds_bytes(&mut file, bytes)),
        Content::Stored(_) => Ok(false),
        Content::Disk { path: from, .. } => {
            let mut source = load::open_again(from).map_err(WriteError::read(from))?;
            let wanted = source.metadata().map_err(WriteError::read(from))?;
            if found.len() != wanted.len() {
                return Ok(false);
            }
            Ok(is_untouched_copy(&found, &wanted)
                || holds_copy(&mut file, &mut source, wanted.len()).map_err(WriteError::read(from))?)
        }
    }
}

/// Whether the plain file at `path` holds exactly these bytes.
pub(super) fn holds_exactly(path: &Path, bytes: &[u8]) -> bool {
    let opened = system::open_itself(OpenOptions::new().read(true), path);
    opened.is_ok_and(|mut file| {
        let is_as_long = file.metadata().is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
        is_as_long && holds_bytes(&mut file, bytes)
    })
}

/// Whether two files of one size need not be read, because one is our copy of the other and the other was not touched.
///
/// Time and size alone would be fooled by `cp -p`, `rsync -t` and two saves within one tick of the clock. The time of
/// the last change of the inode cannot be set by anyone: when the source's is well before the copy's, then what was
/// copied or compared is what is still there. Two seconds are the coarsest clock of a file system.
fn is_untouched_copy(copy: &fs::Metadata, source: &fs::Metadata) -> bool {
    let (Some((source_changed, _)), Some((copy_changed, _))) = (system::changed(source), system::changed(copy)) else {
        return false;
    };
    copy.modified().ok() == source.modified().ok() && source_changed + 2 < copy_changed
}

fn holds_bytes(file: &mut File, mut wanted: &[u8]) -> bool {
    let mut buffer = [0; 16 * 1024];
    while !wanted.is_empty() {
        let (now, later) = wanted.split_at(wanted.len().min(buffer.len()));
        let read = &mut buffer[..now.len()];
        if file.read_exact(read).is_err() || read != now {
            return false;
        }
        wanted = later;
    }
    true
}

fn holds_copy(file: &mut File, source: &mut File, len: u64) -> io::Result<bool> {
    const STEP: usize = 256 * 1024;
    let (mut read, mut wanted) = (vec![0; STEP], vec![0; STEP]);
    let mut left = len;
    while left > 0 {
        let step = usize::try_from(left).map_or(STEP, |left| left.min(STEP));
        source.read_exact(&mut wanted[..step])?;
        if file.read_exact(&mut read[..step]).is_err() || read[..step] != wanted[..step] {
            return Ok(false);
        }
        left -= step as u64;
    }
    Ok(true)
}

/// Makes a folder, unless there is one already. A symbolic link to a folder is not a folder.
pub(super) fn make_folder(path: &Path) -> Result<(), WriteError> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match look(path)? {
            Some(found) if found.is_dir() => Ok(()),
            _ => Err(WriteError::write(path)(error)),
        },
        other => other.map_err(WriteError::write(path)),
    }
}

/// Makes a folder outside of the output and those around it, following links as everyone does.
pub(super) fn make_folders(path: &Path) -> Result<(), WriteError> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WriteError::read(path)(error)),
        _ => fs::create_dir_all(path).map_err(WriteError::write(path)),
    }
}

/// What is at a path, where a link is a link; nothing if nothing is. That it cannot be looked at is an error.
pub(super) fn look(path: &Path) -> Result<Option<fs::Metadata>, WriteError> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(WriteError::read(path)(error)),
    }
}

/// The outermost folder of a path that is not there.
pub(super) fn first_missing(path: &Path) -> Option<PathBuf> {
    let is_missing = |folder: &&Path| folder.try_exists().is_ok_and(|is_there| !is_there);
    path.ancestors().take_while(is_missing).last().map(Path::to_owned)
}

/// Removes a folder and those around it up to an outer one, as far as there is nothing in them.
pub(super) fn remove_empty_folders(inner: &Path, outermost: Option<PathBuf>) {
    let Some(outermost) = outermost else { return };
    let made = inner.ancestors().take_while(|folder| folder.starts_with(&outermost));
    let _ = made.into_iter().try_for_each(fs::remove_dir);
}

pub(super) fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// Removes a file or link; that it is gone already is as good.
pub(super) fn remove_file(path: &Path) -> Result<(), WriteError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other.map_err(WriteError::remove(path)),
    }
}

/// Removes a folder if it is empty.
pub(super) fn remove_empty_folder(path: &Path) -> Result<(), WriteError> {
    match fs::remove_dir(path) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty) => Ok(()),
        other => other.map_err(WriteError::remove(path)),
    }
}
