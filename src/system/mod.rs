//! What differs from system to system: which file is which, who may change it, links, locks, and two names that are exchanged.
//!
//! `unix` is for Linux and macOS, `windows` for Windows; both have the same items, so that no other room asks which system it
//! is. The comments of `unix` say what each item does, those of `windows` what is lost there. `mounts` is of Linux
//! alone: elsewhere nothing is said to be mounted, and devices are compared folder by folder. Knows nothing of sites.
//!
//! | item | Linux | macOS | Windows |
//! |---|---|---|---|
//! | `identity` | device and inode | the same | volume and index, for which the file is opened |
//! | `inode`, `changed` | what a look without opening says | the same | nothing, so files are read where Linux need not |
//! | `exchange` | `renameat2` | `renameatx_np` | not possible: the output is filled file by file |
//! | `move_to_free` | `renameat2` | `renameatx_np` | a look, then a rename |
//! | `open_itself` | fails at a link | the same | the same, by a look at what was opened |
//! | `make_alike`, `open_up` | mode and owner | the same | nothing: permissions are inherited |
//! | `FolderLock` | `flock` on the folder | the same | a file in the folder or next to it, deleted when it is closed |
//! | `mounted_within` | the list of mounts | nothing | nothing |
//! | `most_open_files` | the limit of the process | the same | no limit |

#[cfg(target_os = "linux")]
mod mounts;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as own;
#[cfg(windows)]
use windows as own;

#[cfg(target_os = "linux")]
pub(crate) use mounts::mounted_within;
pub(crate) use own::{
    CAN_EXCHANGE, FolderLock, changed, exchange, has_no_links, identity, inode, is_circle, is_unsupported, make_alike,
    may_not_link, most_open_files, move_to_free, open_itself, open_up, symlink,
};

/// Which file or folder it is: two with the same identity are one. While something lives no other has its identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    device: u64,
    number: u64,
}

/// Whether the system's watcher reports that a file was closed, so that it is whole.
pub(crate) const REPORTS_CLOSED_FILES: bool = cfg!(target_os = "linux");

/// The first place at a folder or in it where something is mounted, if the system says so.
#[cfg(not(target_os = "linux"))]
pub(crate) fn mounted_within(_: &std::path::Path) -> Option<std::path::PathBuf> {
    None
}
