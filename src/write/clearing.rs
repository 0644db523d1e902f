//! Clears the staging folder: of what a kill left, and of the old tree after an exchange.
//!
//! Removes only what Fissure made; files of others are moved into the new tree, or reported.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;

use super::error::WriteError;
use super::folders::{as_output_path, folders_around, folders_of};
use super::output::{self, Output};
use super::{disk, manifest};
use crate::base::path::{MANIFEST_NAME, OutputPath};
use crate::system;

/// Removes what an interrupted build left in the staging folder; refuses if anything there may be somebody's work.
pub(super) fn clear_leftovers(output: &Output) -> Result<(), WriteError> {
    let stage = output.stage();
    let refuse = |path| Err(WriteError::Leftover { stage: stage.to_owned(), path });
    match fs::symlink_metadata(stage) {
        // A name too long to be made was not left by anyone.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidFilename) => return Ok(()),
        Err(error) => return Err(WriteError::read(stage)(error)),
        Ok(found) if !found.is_dir() => return refuse(stage.to_owned()),
        Ok(_) => {}
    }
    match Clearing::of(output).run().or_else(|_| Clearing::of(output).one_by_one().run())?.into_iter().next() {
        Some(stranger) => refuse(stage.join(stranger)),
        None => Ok(()),
    }
}

/// What could not be cleared of the old tree.
#[derive(Debug, Default)]
pub(super) struct Cleared {
    /// What is not ours, and found no free place in the new tree.
    pub strangers: Vec<PathBuf>,
    /// What could not be removed, which the next build tries again.
    pub error: Option<WriteError>,
}

/// Removes the old tree, which is at the staging folder's place now, and rescues what is not ours into the new one.
///
/// The new site is in its place already, so nothing that happens here is an error of the build.
pub(super) fn clear_old_tree(output: &Output) -> Cleared {
    let stage = output.stage();
    if disk::look(stage).is_ok_and(|found| found.is_none()) {
        return Cleared::default();
    }
    let mut strangers = Clearing::of(output).run();
    if let Ok(found) = &strangers
        && !found.is_empty()
    {
        for path in found {
            rescue(output, path);
        }
        strangers = Clearing::of(output).run();
    }
    match strangers.or_else(|_| Clearing::of(output).one_by_one().run()) {
        Ok(found) => Cleared { strangers: found.iter().map(|path| stage.join(path)).collect(), error: None },
        Err(error) => Cleared { strangers: Vec::new(), error: Some(error) },
    }
}

/// Moves what somebody put into the old tree during the exchange to the same place in the new one, if that is free.
fn rescue(output: &Output, path: &Path) {
    let place = output.folder().join(path);
    let is_free = fs::symlink_metadata(&place).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    let mut folders: Vec<_> = folders_around(path).collect();
    folders.reverse();
    let has_folders = || folders.iter().all(|folder| disk::make_folder(&output.folder().join(folder)).is_ok());
    if is_free && has_folders() {
        // If it cannot be moved it is left where it is, and reported.
        let _ = fs::rename(output.stage().join(path), &place);
    }
}

/// Makes a folder one that we can remove something from: the staging folder has the modes of the output, which may be closed
/// to writing. That it fails shows when something is removed.
fn open_up(folder: &Path) {
    let Ok(found) = fs::symlink_metadata(folder) else { return };
    if found.is_dir() {
        let _ = system::open_up(folder, &found);
    }
}

/// Removes what we may from the staging folder: files that its manifest lists, and second names of what is in the
/// output.
struct Clearing<'a> {
    tree: &'a Path,
    twin: &'a Path,
    listed: BTreeSet<OutputPath>,
    folders_of_ours: BTreeSet<PathBuf>,
    has_mark: bool,
    /// Whether folders are cleared by several threads at once.
    at_once: bool,
}

impl<'a> Clearing<'a> {
    fn of(output: &'a Output) -> Self {
        open_up(output.stage());
        let mark = output::read_manifest(output.stage()).unwrap_or_default();
        let listed = mark.as_deref().and_then(manifest::parse).unwrap_or_default();
        Clearing {
            tree: output.stage(),
            twin: output.folder(),
            folders_of_ours: folders_of(listed.iter()),
            listed,
            // A kill during the very first write leaves a part of it, in a folder that has nothing else.
            has_mark: mark.is_some_and(|bytes| manifest::is_beginning(&bytes)),
            at_once: true,
        }
    }

    /// The same for the second time: what was refused once may be granted then, above all to one that has no two files open, where few
    /// may be.
    fn one_by_one(self) -> Self {
        Clearing { at_once: false, ..self }
    }

    /// Answers what may not be removed, by its path in the tree. If there is nothing such, the tree is gone.
    fn run(&self) -> Result<Vec<PathBuf>, WriteError> {
        let strangers = self.clear(Path::new(""))?;
        if strangers.is_empty() {
            if self.has_mark {
                disk::remove_file(&self.tree.join(MANIFEST_NAME))?;
            }
            disk::remove_empty_folder(self.tree)?;
        }
        Ok(strangers)
    }

    fn clear(&self, folder: &Path) -> Result<Vec<PathBuf>, WriteError> {
        let clear = |(name, kind): (OsString, io::Result<fs::FileType>)| {
            let path = folder.join(name);
            let here = self.tree.join(&path);
            let kind = kind.map_err(WriteError::read(&here))?;
            match kind.is_dir() {
                true if self.knows_folder(&path) => {
                    open_up(&here);
                    let strangers = self.clear(&path)?;
                    if strangers.is_empty() {
                        disk::remove_empty_folder(&here)?;
                    }
                    Ok(strangers)
                }
                false if self.has_mark && path == Path::new(MANIFEST_NAME) => Ok(Vec::new()),
                false if self.may_remove(&path, kind.is_file()) => disk::remove_file(&here).map(|()| Vec::new()),
                _ => Ok(vec![path]),
            }
        };
        let entries = entries(&self.tree.join(folder))?;
        // All that can be removed is, before the first error is reported.
        let cleared: Vec<_> = match self.at_once {
            true => entries.into_par_iter().map(clear).collect(),
            false => entries.into_iter().map(clear).collect(),
        };
        cleared.into_iter().collect::<Result<Vec<_>, _>>().map(|found| found.concat())
    }

    fn knows_folder(&self, path: &Path) -> bool {
        self.has_mark && (self.folders_of_ours.contains(path) || disk::is_folder(&self.twin.join(path)))
    }

    fn may_remove(&self, path: &Path, is_file: bool) -> bool {
        let is_listed = || is_file && as_output_path(path).is_some_and(|path| self.listed.contains(&path));
        let is_temporary =
            || path == Path::new(manifest::TEMPORARY_NAME) && manifest::is_temporary(&self.tree.join(path));
        self.has_mark && (is_listed() || self.has_twin(path) || is_file && is_temporary())
    }

    /// Whether nothing is lost with this one, because the output has the same file or an equal link.
    fn has_twin(&self, path: &Path) -> bool {
        let (here, there) = (self.tree.join(path), self.twin.join(path));
        let identity = |path: &Path| system::identity(path, &fs::symlink_metadata(path).ok()?);
        let target = |path| fs::read_link(path).ok();
        let is_same_file = identity(&here).is_some_and(|ours| identity(&there) == Some(ours));
        is_same_file || target(&here).is_some_and(|ours| target(&there) == Some(ours))
    }
}

/// What is in a folder, which is not kept open: a tree is cleared with one open file for each thread.
fn entries(folder: &Path) -> Result<Vec<(OsString, io::Result<fs::FileType>)>, WriteError> {
    let entries = fs::read_dir(folder).map_err(WriteError::read(folder))?;
    let entries = entries.map(|entry| entry.map(|entry| (entry.file_name(), entry.file_type())));
    entries.collect::<io::Result<_>>().map_err(WriteError::read(folder))
}
