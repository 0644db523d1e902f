//! Why a site could not be written, in words for whoever runs the build.

use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use crate::base::path::MANIFEST_NAME;

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("{} cannot be the output folder: {reason}", .path.display())]
    Refused { path: PathBuf, reason: Refusal },

    #[error(
        "cannot write {}: something that Fissure did not make is in the way. Move {} out of the output folder, or give the page another address",
        .wanted.display(), .path.display()
    )]
    InTheWay { wanted: PathBuf, path: PathBuf },

    #[error("cannot write both {file} and {below}: the same name would be a file and a folder")]
    FileAndFolder { file: String, below: String },

    #[error("cannot write {path}: Fissure keeps that name for itself")]
    Reserved { path: String },

    #[error(
        "another build is writing to {} and has not finished within {seconds} seconds. Wait for it, or stop it",
        .output.display()
    )]
    Busy { output: PathBuf, seconds: u64 },

    #[error(
        "an interrupted build left {}, and Fissure will not delete {}, which it did not make. Move it away, or delete it if you do not need it",
        .stage.display(), .path.display()
    )]
    Leftover { stage: PathBuf, path: PathBuf },

    #[error("cannot write {}: what was prepared for it is gone", .path.display())]
    Lost { path: PathBuf },

    #[error("cannot read {}: {}", .path.display(), in_words(.error))]
    Read { path: PathBuf, error: io::Error },

    #[error("cannot copy {} to {}: {}", .from.display(), .to.display(), in_words(.error))]
    Copy { from: PathBuf, to: PathBuf, error: io::Error },

    #[error("cannot write {}: {}", .path.display(), in_words(.error))]
    Write { path: PathBuf, error: io::Error },

    #[error("cannot remove {}: {}", .path.display(), in_words(.error))]
    Remove { path: PathBuf, error: io::Error },
}

impl WriteError {
    pub(super) fn lost(path: &Path) -> WriteError {
        WriteError::Lost { path: path.to_owned() }
    }

    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
        move |error| WriteError::Read { path: path.to_owned(), error }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
        move |error| WriteError::Write { path: path.to_owned(), error }
    }

    pub(super) fn remove(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
        move |error| WriteError::Remove { path: path.to_owned(), error }
    }

    /// Whether staging failed for what the place cannot do or does not allow, so that writing in place may still work.
    ///
    /// Only errors of writing count. A file of the site that cannot be read would stop the other way too, half-way.
    pub(super) fn is_inability(&self) -> bool {
        let WriteError::Write { error, .. } = self else { return false };
        let Some(error) = Errno::from_io_error(error) else { return false };
        [
            Errno::XDEV,        // the output is another file system than the folder around it
            Errno::BUSY,        // the output is a mount point
            Errno::INVAL,       // the file system does not know how to exchange,
            Errno::NOSYS,       // nor does the kernel
            Errno::OPNOTSUPP,   // no hard links here,
            Errno::PERM,        // or not to files of somebody else
            Errno::MLINK,       // as many hard links to one file as there can be
            Errno::ACCESS,      // the folder around the output is not ours to write to
            Errno::ROFS,        // or nobody's
            Errno::NAMETOOLONG, // the output's name leaves no room for the staging folder's
        ]
        .contains(&error)
    }
}

/// An error of the system as one would say it, without its number where we have words for it.
fn in_words(error: &io::Error) -> String {
    let words = match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied",
        io::ErrorKind::NotFound => "it does not exist",
        io::ErrorKind::AlreadyExists => "somebody else made it in the meantime",
        io::ErrorKind::StorageFull => "the disk is full",
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        io::ErrorKind::NotADirectory => "a part of the path is a file, not a folder",
        io::ErrorKind::IsADirectory => "it is a folder",
        io::ErrorKind::FileTooLarge => "the disk has no room for a file of this size",
        io::ErrorKind::InvalidFilename => "the name is too long",
        _ => return error.to_string(),
    };
    words.to_owned()
}

/// Why a folder may not be the output.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("it is the root of the file system. Name a folder for the built site alone, such as public")]
    FileSystemRoot,
    #[error("your home folder is in it. Name a folder for the built site alone, such as public")]
    Home,
    #[error("the site itself is in it. Name a folder for the built site alone, such as public")]
    Site,
    #[error("it is one with {}, where the site's own files are. Name a folder for the built site alone, such as public", .0.display())]
    Source(PathBuf),
    #[error("it is a file. Name a folder, or delete the file")]
    File,
    #[error("it is a symbolic link to something that does not exist ({}). Make that folder, or delete the link", .0.display())]
    DanglingLink(PathBuf),
    #[error(
        "there are files in it that Fissure did not make (it has no {MANIFEST_NAME}). Name another folder, or empty this one"
    )]
    NotOurs,
}
