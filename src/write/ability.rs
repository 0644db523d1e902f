//! Says whether a new tree can be put in the place of the old one at all: a question about the file system, never about the
//! site.
//!
//! Asked of files of our own before anything is staged, of the system, and of its list of mounts. Whatever is refused later is
//! refused because of what the site or its output holds: that is an error, since to write file by file would stop at the same
//! place, half-way.

use std::fs;
use std::path::{Path, PathBuf};

use super::disk;
use super::error::WriteError;
use super::manifest;
use super::output::Output;
use crate::base::path::MANIFEST_NAME;
use crate::system;

/// Why the whole folder cannot be replaced at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Inability {
    #[error("it is a mount point")]
    MountPoint,
    #[error("something is mounted at {} in it", .0.display())]
    MountWithin(PathBuf),
    #[error("this system cannot exchange two folders")]
    NotOnThisSystem,
    #[error("its file system cannot exchange two folders")]
    NoExchange,
    #[error("its file system has no hard links")]
    NoLinks,
}

/// Tries with two names of our own manifest in the staging folder, which changes nothing.
pub(super) fn tried(output: &Output) -> Result<Option<Inability>, WriteError> {
    let mark = output.stage().join(MANIFEST_NAME);
    let second = output.stage().join(manifest::TEMPORARY_NAME);
    let answer = match fs::hard_link(&mark, &second) {
        Ok(()) => match system::exchange(&mark, &second) {
            Ok(()) => None,
            Err(error) if system::is_unsupported(&error) => Some(Inability::NoExchange),
            Err(error) => return Err(WriteError::write(output.folder())(error)),
        },
        Err(error) if system::has_no_links(&error) => Some(Inability::NoLinks),
        Err(error) => return Err(WriteError::write(&second)(error)),
    };
    disk::remove_file(&second)?;
    Ok(answer)
}

/// What is known before anything is tried: what the system cannot do, and what is mounted at the output or in it. An exchange
/// would fail, or carry the mount off with the old tree.
pub(super) fn foreseen(folder: &Path) -> Option<Inability> {
    if !system::CAN_EXCHANGE {
        return Some(Inability::NotOnThisSystem);
    }
    // Where the system does not say, the devices are compared folder by folder.
    let within = system::mounted_within(folder)?;
    Some(if within == folder { Inability::MountPoint } else { Inability::MountWithin(within) })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_mounted_is_foreseen() {
        assert_eq!(foreseen(Path::new("/proc")), Some(Inability::MountPoint));
        assert!(matches!(foreseen(Path::new("/")), Some(Inability::MountPoint | Inability::MountWithin(_))));
    }
}
