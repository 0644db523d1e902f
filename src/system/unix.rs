//! What Linux and macOS have in common. With `tests/faults.rs` in mind: every call goes through the C library.
//!
//! Alone in naming rustix.

use super::Identity;
use rustix::fs::{CWD, OFlags, RenameFlags, renameat_with};
use rustix::io::Errno;
use rustix::process::{Resource, getrlimit};
use std::fs::{self, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::Path;

pub(crate) use std::os::unix::fs::symlink;

/// Whether the system can exchange two names. Of a file system that cannot, [`exchange`] says so.
pub(crate) const CAN_EXCHANGE: bool = true;

/// What says that a file or folder is the same one as another. `found` is what the file system says of it.
pub(crate) fn identity(_: &Path, found: &Metadata) -> Option<Identity> {
    Some(Identity { device: found.dev(), number: found.ino() })
}

/// Device and inode, as far as they are known without opening the file.
pub(crate) fn inode(found: &Metadata) -> Option<(u64, u64)> {
    Some((found.dev(), found.ino()))
}

/// When anything about a file was changed last, in seconds and nanoseconds. No program can set it.
pub(crate) fn changed(found: &Metadata) -> Option<(i64, i64)> {
    Some((found.ctime(), found.ctime_nsec()))
}

/// Opens what is at a path itself; fails if that is a symbolic link.
pub(crate) fn open_itself(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path)
}

/// Exchanges two names in one step.
pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Gives something another name, at which nothing is; fails with `AlreadyExists` if something is.
pub(crate) fn move_to_free(from: &Path, to: &Path) -> io::Result<()> {
    Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
}

/// Whether [`exchange`] or [`move_to_free`] failed because the file system cannot do that at all.
pub(crate) fn is_unsupported(error: &io::Error) -> bool {
    is_of(error, &[Errno::INVAL, Errno::NOSYS, Errno::OPNOTSUPP, Errno::NOTSUP])
}

/// Whether a second name was refused because the file system has none. PERM is what Linux answers there.
pub(crate) fn has_no_links(error: &io::Error) -> bool {
    is_of(error, &[Errno::PERM, Errno::OPNOTSUPP, Errno::NOTSUP, Errno::NOSYS])
}

/// Whether a second name was refused to this file: another user owns it, or it has all the names that it can have.
pub(crate) fn may_not_link(error: &io::Error) -> bool {
    is_of(error, &[Errno::PERM, Errno::MLINK])
}

/// Whether symbolic links lead in a circle.
pub(crate) fn is_circle(error: &io::Error) -> bool {
    is_of(error, &[Errno::LOOP])
}

fn is_of(error: &io::Error, kinds: &[Errno]) -> bool {
    Errno::from_io_error(error).is_some_and(|error| kinds.contains(&error))
}

/// Gives a new folder the mode and owner of the one that it will replace; fails with `CrossesDevices` if that is on another
/// device, where something is mounted that [`super::mounted_within`] did not know, and would be carried off.
pub(crate) fn make_alike(new: &Path, made: &Metadata, was: &Metadata) -> io::Result<()> {
    if was.dev() != made.dev() {
        return Err(io::ErrorKind::CrossesDevices.into());
    }
    let owner = |data: &Metadata| (data.uid(), data.gid());
    if owner(was) != owner(made) {
        chown(new, Some(was.uid()), Some(was.gid()))?;
    }
    if owner(was) != owner(made) || was.mode() != made.mode() {
        fs::set_permissions(new, Permissions::from_mode(was.mode() & 0o7777))?;
    }
    Ok(())
}

/// Lets the owner of a folder change what is in it.
pub(crate) fn open_up(folder: &Path, found: &Metadata) -> io::Result<()> {
    const ALL_TO_THE_OWNER: u32 = 0o700;
    match found.mode() & ALL_TO_THE_OWNER {
        ALL_TO_THE_OWNER => Ok(()),
        _ => fs::set_permissions(folder, Permissions::from_mode(found.mode() & 0o7777 | ALL_TO_THE_OWNER)),
    }
}

/// How many files the process may have open, if there is a limit.
pub(crate) fn most_open_files() -> Option<u64> {
    getrlimit(Resource::Nofile).current
}

/// A lock on a folder, which a process that dies gives back. It leaves nothing in the folder.
#[derive(Debug)]
pub(crate) struct FolderLock {
    folder: File,
}

impl FolderLock {
    /// Opens the folder; nothing is locked yet.
    pub(crate) fn open(folder: &Path) -> io::Result<FolderLock> {
        File::open(folder).map(|folder| FolderLock { folder })
    }

    /// The same for a folder that will be removed while it is locked.
    pub(crate) fn open_to_remove(folder: &Path) -> io::Result<FolderLock> {
        FolderLock::open(folder)
    }

    /// Takes the lock, until it is dropped. Some network file systems have no locks, which is an error.
    pub(crate) fn try_take(&mut self) -> Result<(), TryLockError> {
        self.folder.try_lock()
    }

    /// Whether the folder at this path is the one that was opened: the one who had the lock before may have removed that, and
    /// another one made a new one.
    pub(crate) fn is_on(&self, folder: &Path) -> bool {
        let identity = |found: io::Result<Metadata>| found.ok().and_then(|found| identity(folder, &found));
        identity(self.folder.metadata()) == identity(fs::symlink_metadata(folder))
    }
}
