//! Carries the changes out all at once: stages the whole new tree beside the output, then exchanges the two.
//!
//! At every instant the output is the old tree or the new one, whole; what a kill leaves is in the staging folder, and
//! the next run clears it. The staging folder bears the manifest as its mark: it is the first thing made in it and the
//! last one removed. Before the exchange it holds the new tree, after it the old one; clearing is the same for both.
//!
//! A process that has the output as its working folder, or a container that has it mounted, keeps the old tree and sees
//! it vanish. Such places need [`super::Mode::InPlace`].

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::compare::{Changes, DiskEntry, as_output_path, folders_around, folders_of};
use super::error::WriteError;
use super::output::{self, Output};
use super::store::Pages;
use super::{disk, in_place, manifest};
use crate::base::content::Content;
use crate::base::path::{MANIFEST_NAME, OutputPath};

/// Puts the new tree in the place of the old one; answers what of the old one could not be removed.
///
/// On an error the output is as it was, and the staging folder is gone.
pub(super) fn write(output: &Output, changes: &Changes, pages: &Pages) -> Result<Vec<PathBuf>, WriteError> {
    if let Err(error) = stage(output, changes, pages).and_then(|()| put_in_place(output, changes)) {
        // Pages that are staged can still be written in place.
        if !(pages.is_staged() && error.is_inability()) {
            // The first error says more. If this fails too, the next run tries again and says so.
            let _ = clear_leftovers(output);
        }
        return Err(error);
    }
    Ok(clear_old_tree(output))
}

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
    match Clearing::of(output).run()?.into_iter().next() {
        Some(stranger) => refuse(stage.join(stranger)),
        None => Ok(()),
    }
}

/// What the staged tree is made of.
enum StagedPart<'a> {
    New(&'a OutputPath, &'a Content),
    /// The file of the old tree, by a second name.
    Same(PathBuf),
    Link(PathBuf),
}

fn stage(output: &Output, changes: &Changes, pages: &Pages) -> Result<(), WriteError> {
    let (old, new) = (output.folder(), output.stage());
    disk::make_folder(new)?;
    // Pages that are staged have brought a mark, which is there at every instant until this one replaces it.
    match changes.manifest_is_there {
        _ if pages.is_staged() => in_place::write_manifest(new, &changes.manifest)?,
        true => link(old, new, Path::new(MANIFEST_NAME))?,
        false => disk::fill(&new.join(MANIFEST_NAME), &Content::Memory(changes.manifest.as_bytes().into()))?,
    }
    let make = |path: &Path| make_folder_like(&old.join(path), &new.join(path));
    disk::folder_by_folder(&parts(old, changes)?, make, |part| match part {
        StagedPart::New(path, content) => pages.make(path, content, &path.on_disk(new)),
        StagedPart::Same(path) => link(old, new, path),
        StagedPart::Link(path) => {
            let target = fs::read_link(old.join(path)).map_err(WriteError::read(&old.join(path)))?;
            symlink(target, new.join(path)).map_err(WriteError::write(&new.join(path)))
        }
    })
}

/// All that the new tree will hold, by folder.
fn parts<'a>(old: &Path, changes: &Changes<'a>) -> Result<BTreeMap<PathBuf, Vec<StagedPart<'a>>>, WriteError> {
    let mut parts: BTreeMap<PathBuf, Vec<StagedPart>> = BTreeMap::new();
    parts.entry(PathBuf::new()).or_default();
    for folder in &changes.folders {
        parts.entry(folder.clone()).or_default();
    }
    let mut add = |path: &Path, part| {
        parts.entry(path.parent().unwrap_or(Path::new("")).to_owned()).or_default().push(part);
    };
    for &(path, content) in changes.created.iter().chain(&changes.changed) {
        add(Path::new(path.as_str()), StagedPart::New(path, content));
    }
    for path in &changes.unchanged {
        add(Path::new(path.as_str()), StagedPart::Same(PathBuf::from(path.as_str())));
    }
    for (path, found) in &changes.foreign {
        match found {
            DiskEntry::Folder => {}
            DiskEntry::File | DiskEntry::Special => add(path, StagedPart::Same(path.clone())),
            DiskEntry::Link => add(path, StagedPart::Link(path.clone())),
            DiskEntry::ClosedFolder => return Err(WriteError::write(&old.join(path))(Errno::ACCESS.into())),
        }
    }
    for (path, found) in &changes.foreign {
        let folders = folders_around(path).chain((*found == DiskEntry::Folder).then_some(path.as_path()));
        for folder in folders {
            parts.entry(folder.to_owned()).or_default();
        }
    }
    Ok(parts)
}

fn link(old: &Path, new: &Path, path: &Path) -> Result<(), WriteError> {
    let place = new.join(path);
    fs::hard_link(old.join(path), &place).map_err(WriteError::write(&place))
}

/// Makes a folder with the mode and owner of the one that it will replace, if there is one.
fn make_folder_like(old: &Path, new: &Path) -> Result<(), WriteError> {
    disk::make_folder(new)?;
    let (Ok(old), Ok(made)) = (fs::symlink_metadata(old), fs::symlink_metadata(new)) else { return Ok(()) };
    if !old.is_dir() {
        return Ok(());
    }
    if old.dev() != made.dev() {
        // Something is mounted there, and would be left behind.
        return Err(WriteError::write(new)(Errno::XDEV.into()));
    }
    let owner = |data: &Metadata| (data.uid(), data.gid());
    if owner(&old) != owner(&made) {
        chown(new, Some(old.uid()), Some(old.gid())).map_err(WriteError::write(new))?;
    }
    if owner(&old) != owner(&made) || old.mode() != made.mode() {
        let mode = fs::Permissions::from_mode(old.mode() & 0o7777);
        fs::set_permissions(new, mode).map_err(WriteError::write(new))?;
    }
    Ok(())
}

fn put_in_place(output: &Output, changes: &Changes) -> Result<(), WriteError> {
    let (folder, stage) = (output.folder(), output.stage());
    let done = match changes.output_exists() {
        true => renameat_with(CWD, stage, CWD, folder, RenameFlags::EXCHANGE).map_err(io::Error::from),
        // Fails if somebody made a folder there in the meantime, unless it is empty.
        false => fs::rename(stage, folder),
    };
    done.map_err(WriteError::write(folder))
}

/// Removes the old tree, which is at the staging folder's place now, and rescues what is not ours into the new one.
///
/// The new site is in its place already, so nothing that happens here is an error of the build.
pub(super) fn clear_old_tree(output: &Output) -> Vec<PathBuf> {
    let stage = output.stage();
    if !disk::is_folder(stage) {
        return Vec::new();
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
    match strangers {
        Ok(found) => found.iter().map(|path| stage.join(path)).collect(),
        Err(_) => vec![stage.to_owned()],
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

/// Removes what we may from the staging folder: files that its manifest lists, and second names of what is in the
/// output.
struct Clearing<'a> {
    tree: &'a Path,
    twin: &'a Path,
    listed: BTreeSet<OutputPath>,
    folders_of_ours: BTreeSet<PathBuf>,
    has_mark: bool,
}

impl<'a> Clearing<'a> {
    fn of(output: &'a Output) -> Self {
        let mark = output::read_manifest(output.stage());
        let listed = mark.as_deref().and_then(manifest::parse).unwrap_or_default();
        Clearing {
            tree: output.stage(),
            twin: output.folder(),
            folders_of_ours: folders_of(listed.iter()),
            listed,
            // A kill during the very first write leaves a part of it, in a folder that has nothing else.
            has_mark: mark.is_some_and(|bytes| manifest::is_beginning(&bytes)),
        }
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
        let here = self.tree.join(folder);
        let entries = fs::read_dir(&here).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let strangers = entries.map_err(WriteError::read(&here))?.into_par_iter().map(|entry| {
            let path = folder.join(entry.file_name());
            let kind = entry.file_type().map_err(WriteError::read(&entry.path()))?;
            match kind.is_dir() {
                true if self.knows_folder(&path) => {
                    let strangers = self.clear(&path)?;
                    if strangers.is_empty() {
                        disk::remove_empty_folder(&entry.path())?;
                    }
                    Ok(strangers)
                }
                false if self.has_mark && path == Path::new(MANIFEST_NAME) => Ok(Vec::new()),
                false if self.may_remove(&path, kind.is_file()) => {
                    disk::remove_file(&entry.path()).map(|()| Vec::new())
                }
                _ => Ok(vec![path]),
            }
        });
        strangers.collect::<Result<Vec<_>, _>>().map(|found| found.concat())
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
        let inode = |path| fs::symlink_metadata(path).map(|data| (data.dev(), data.ino())).ok();
        let target = |path| fs::read_link(path).ok();
        let is_same_file = inode(&here).is_some_and(|ours| inode(&there) == Some(ours));
        is_same_file || target(&here).is_some_and(|ours| target(&there) == Some(ours))
    }
}
