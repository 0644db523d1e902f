//! The same for Windows, with what the standard library has; what is lost there is said at each item.
//!
//! Alone in naming winapi-util. CI compiles this and builds one site with it; no test runs there.

use super::Identity;
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Windows cannot exchange two names. A kill while the output is filled leaves a part of the new site, which the next build
/// completes.
pub(crate) const CAN_EXCHANGE: bool = false;

// Of CreateFileW.
const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;
const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
const READ_WRITE_DELETE: u32 = 0xC001_0000;
// Of GetLastError.
const ERROR_SHARING_VIOLATION: i32 = 32;
const ERROR_CANT_RESOLVE_FILENAME: i32 = 1921;

/// The serial number of the volume and the index of the file, which Windows says of an open file alone. None for one that
/// cannot be opened.
pub(crate) fn identity(path: &Path, _: &Metadata) -> Option<Identity> {
    // To read nothing is enough. Without these flags no folder can be opened, and a link would be followed.
    let flags = FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT;
    let file = OpenOptions::new().access_mode(0).custom_flags(flags).open(path).ok()?;
    let found = winapi_util::file::information(&file).ok()?;
    Some(Identity { device: found.volume_serial_number(), number: found.file_index() })
}

/// None: a file that takes the place of another with the same size and time is taken for that one, where it is too large to be
/// read again.
pub(crate) fn inode(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// None: all files of a site are read again by each look, and large files of the output are compared by their bytes.
pub(crate) fn changed(_: &Metadata) -> Option<(i64, i64)> {
    None
}

/// As elsewhere. What was opened is looked at, since the system opens the link itself.
pub(crate) fn open_itself(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.custom_flags(FILE_FLAG_OPEN_REPARSE_POINT).open(path)?;
    match file.metadata()?.is_symlink() {
        false => Ok(file),
        true => Err(io::Error::other("it is a link")),
    }
}

/// Always fails, see [`is_unsupported`].
pub(crate) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// In two steps: what another program puts there between them is replaced.
pub(crate) fn move_to_free(from: &Path, to: &Path) -> io::Result<()> {
    match fs::symlink_metadata(to) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    }
}

pub(crate) fn is_unsupported(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported
}

pub(crate) fn has_no_links(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

pub(crate) fn may_not_link(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::TooManyLinks)
}

pub(crate) fn is_circle(error: &io::Error) -> bool {
    error.raw_os_error() == Some(ERROR_CANT_RESOLVE_FILENAME)
}

/// Does nothing: a folder inherits its permissions from the one around it, and those that were set by hand are lost when the
/// output is made anew.
pub(crate) fn make_alike(_: &Path, _: &Metadata, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Does nothing: what may be done in a folder does not depend on a mode.
pub(crate) fn open_up(_: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// A link to a file or to a folder are two things here. Most users may make neither.
pub(crate) fn symlink(target: impl AsRef<Path>, link: impl AsRef<Path>) -> io::Result<()> {
    use std::os::windows::fs::{symlink_dir, symlink_file};
    let (target, link) = (target.as_ref(), link.as_ref());
    match link.parent().is_some_and(|folder| folder.join(target).is_dir()) {
        true => symlink_dir(target, link),
        false => symlink_file(target, link),
    }
}

/// None: memory is the limit.
pub(crate) fn most_open_files() -> Option<u64> {
    None
}

/// A lock on a folder. Windows locks files alone, so a hidden file is there meanwhile, which the system deletes when it is
/// closed, also by a kill.
#[derive(Debug)]
pub(crate) struct FolderLock {
    file: PathBuf,
    held: Option<File>,
}

impl FolderLock {
    /// The file will be in the folder.
    pub(crate) fn open(folder: &Path) -> io::Result<FolderLock> {
        FolderLock::with_file(folder, folder.join(".fissure-lock"))
    }

    /// The file will be next to the folder, since no folder can be removed in which a file is open.
    pub(crate) fn open_to_remove(folder: &Path) -> io::Result<FolderLock> {
        let mut name = folder.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        FolderLock::with_file(folder, folder.with_file_name(name))
    }

    fn with_file(folder: &Path, file: PathBuf) -> io::Result<FolderLock> {
        match fs::metadata(folder)?.is_dir() {
            true => Ok(FolderLock { file, held: None }),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub(crate) fn try_take(&mut self) -> Result<(), TryLockError> {
        // A program that has it open shares nothing.
        let mut options = OpenOptions::new();
        options.write(true).create(true).access_mode(READ_WRITE_DELETE).share_mode(0);
        match options.custom_flags(FILE_FLAG_DELETE_ON_CLOSE).open(&self.file) {
            Ok(file) => {
                self.held = Some(file);
                Ok(())
            }
            Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => Err(TryLockError::WouldBlock),
            Err(error) => Err(TryLockError::Error(error)),
        }
    }

    /// Whether there is a folder at this path. One that was made anew is locked by the same file.
    pub(crate) fn is_on(&self, folder: &Path) -> bool {
        fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir())
    }
}
