//! Says whether a new tree can be put in the place of the old one at all: a question about the file system, never about the
//! site.
//!
//! Asked of files of our own before anything is staged, and of the system's list of mounts. Whatever is refused later is
//! refused because of what the site or its output holds: that is an error, since to write file by file would stop at the same
//! place, half-way.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::disk;
use super::error::WriteError;
use super::manifest;
use super::output::Output;
use crate::base::path::MANIFEST_NAME;

/// Why the whole folder cannot be replaced at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Inability {
    #[error("it is a mount point")]
    MountPoint,
    #[error("something is mounted at {} in it", .0.display())]
    MountWithin(PathBuf),
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
        Ok(()) => match renameat_with(CWD, &mark, CWD, &second, RenameFlags::EXCHANGE) {
            Ok(()) => None,
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Some(Inability::NoExchange),
            Err(error) => return Err(WriteError::write(output.folder())(error.into())),
        },
        // PERM is what Linux answers where there are no hard links.
        Err(error) if is_of(&error, &[Errno::PERM, Errno::OPNOTSUPP, Errno::NOSYS]) => Some(Inability::NoLinks),
        Err(error) => return Err(WriteError::write(&second)(error)),
    };
    disk::remove_file(&second)?;
    Ok(answer)
}

pub(super) fn is_of(error: &io::Error, kinds: &[Errno]) -> bool {
    Errno::from_io_error(error).is_some_and(|error| kinds.contains(&error))
}

/// What is mounted at the output or in it. An exchange would fail, or carry the mount off with the old tree.
pub(super) fn mounted(folder: &Path) -> Option<Inability> {
    // Where the system does not say, the devices are compared folder by folder.
    let mounts = fs::read("/proc/self/mountinfo").ok()?;
    let places = mounts.split(|byte| *byte == b'\n').filter_map(|line| line.split(|byte| *byte == b' ').nth(4));
    let within = places.map(unescaped).find(|place| place.starts_with(folder))?;
    Some(if within == folder { Inability::MountPoint } else { Inability::MountWithin(within) })
}

/// A path as the list of mounts writes it: blanks, line breaks and back slashes as three octal digits.
fn unescaped(written: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written;
    while let Some((&first, after)) = rest.split_first() {
        let code = after.first_chunk::<3>().and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 8).ok()).filter(|_| first == b'\\') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[3..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts_are_named_as_they_are_on_the_disk() {
        assert_eq!(unescaped(br"/srv/my\040site/a\134b"), Path::new(r"/srv/my site/a\b"));
        assert_eq!(unescaped(br"/srv/plain\9"), Path::new(r"/srv/plain\9"));
        assert_eq!(mounted(Path::new("/proc")), Some(Inability::MountPoint));
        assert!(matches!(mounted(Path::new("/")), Some(Inability::MountPoint | Inability::MountWithin(_))));
    }
}
