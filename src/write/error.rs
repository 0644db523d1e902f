//! Why a site could not be written, in words for whoever runs the build.

use std::io;
use std::path::{Path, PathBuf};

use crate::base::path::MANIFEST_NAME;
use crate::base::trouble::in_words;

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

    #[error(
        "cannot write {}: its path is {} bytes long with the folder, and the system allows {MOST_OF_A_PATH}. Give it a shorter address, or build into a folder with a shorter path",
        .path.display(), .path.as_os_str().len()
    )]
    PathTooLong { path: PathBuf },

    #[error(
        "cannot take {} over into the new site: {}. Move it away, make it your own, or write file by file with --in-place",
        .path.display(), in_words(.error)
    )]
    TakeOver { path: PathBuf, error: io::Error },

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

    pub(super) fn take_over(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
        move |error| WriteError::TakeOver { path: path.to_owned(), error }
    }

    pub(super) fn remove(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
        move |error| WriteError::Remove { path: path.to_owned(), error }
    }
}

/// How many bytes a path on the disk may have, by PATH_MAX of Linux, which counts a NUL at the end.
pub(super) const MOST_OF_A_PATH: usize = 4095;

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
