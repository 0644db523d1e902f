//! Carries the changes out all at once: stages the whole new tree beside the output, then exchanges the two.
//!
//! At every instant the output is the old tree or the new one, whole; what a kill leaves is in the staging folder, and
//! the next run clears it. The staging folder bears the manifest as its mark: it is the first thing made in it and the
//! last one removed. Before the exchange it holds the new tree, after it the old one; clearing is the same for both.
//!
//! A process that has the output as its working folder, or a container that has it mounted, keeps the old tree and sees
//! it vanish. Such places need [`super::Mode::InPlace`].

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ability::{self, Inability};
use super::clearing::{Cleared, clear_leftovers, clear_old_tree};
use super::compare::{Changes, DiskEntry};
use super::error::WriteError;
use super::folders::folders_around;
use super::output::Output;
use super::store::Pages;
use super::{disk, in_place};
use crate::base::content::Content;
use crate::base::path::{MANIFEST_NAME, OutputPath};
use crate::system;

/// What came of it.
pub(super) enum Exchanged {
    /// The new tree is in place.
    Done(Cleared),
    /// The file system cannot do it. What was staged before is still there, and nothing else.
    Unable(Inability),
}

/// Puts the new tree in the place of the old one, or where none is.
///
/// On an error the output is as it was, and the staging folder is gone.
pub(super) fn write(output: &Output, changes: &Changes, pages: &Pages) -> Result<Exchanged, WriteError> {
    match try_to_write(output, changes, pages) {
        Ok(None) => Ok(Exchanged::Done(clear_old_tree(output))),
        Ok(Some(inability)) => {
            // Pages that are staged are written in place from there.
            if !pages.is_staged() {
                clear_leftovers(output)?;
            }
            Ok(Exchanged::Unable(inability))
        }
        Err(error) => {
            // The first error says more. If this fails too, the next run tries again and says so.
            let _ = clear_leftovers(output);
            Err(error)
        }
    }
}

fn try_to_write(output: &Output, changes: &Changes, pages: &Pages) -> Result<Option<Inability>, WriteError> {
    // The first tree needs no exchange: it gets its name.
    let is_first = !changes.output_exists();
    if let Some(inability) = ability::foreseen(output.folder()).filter(|_| !is_first) {
        return Ok(Some(inability));
    }
    begin_stage(output, changes, pages)?;
    if let Some(inability) = if is_first { None } else { ability::tried(output)? } {
        return Ok(Some(inability));
    }
    let is_another_disk = |error: &io::Error| error.kind() == io::ErrorKind::CrossesDevices;
    match stage(output, changes, pages) {
        // Part of a disk, such as a subvolume, which is no mount.
        Err(WriteError::TakeOver { path, error }) if is_another_disk(&error) => {
            return Ok(Some(Inability::MountWithin(path)));
        }
        staged => staged?,
    }
    match put_in_place(output, changes) {
        // As of a folder that comes from a lower layer, in a container.
        Err(WriteError::Write { error, .. }) if is_another_disk(&error) => Ok(Some(Inability::NoExchange)),
        done => done.map(|()| None),
    }
}

/// What the staged tree is made of.
enum StagedPart<'a> {
    New(&'a OutputPath, &'a Content),
    /// The file of the old tree, by a second name.
    Same(&'a OutputPath),
    /// The same of a file that is not ours.
    Foreign(&'a Path),
    Link(&'a Path),
}

/// Makes the staging folder and its mark.
fn begin_stage(output: &Output, changes: &Changes, pages: &Pages) -> Result<(), WriteError> {
    let new = output.stage();
    disk::make_folder(new)?;
    // Pages that are staged have brought a mark, which is there at every instant until this one replaces it.
    match changes.manifest_is_there {
        _ if pages.is_staged() => in_place::write_manifest(new, &changes.manifest),
        true => keep(&output.folder().join(MANIFEST_NAME), &new.join(MANIFEST_NAME)),
        false => disk::fill(&new.join(MANIFEST_NAME), &Content::Memory(changes.manifest.as_bytes().into())),
    }
}

fn stage(output: &Output, changes: &Changes, pages: &Pages) -> Result<(), WriteError> {
    let (old, new) = (output.folder(), output.stage());
    let make = |path: &Path| make_folder_like(&old.join(path), &new.join(path));
    disk::folder_by_folder(&parts(old, changes)?, make, |part| match part {
        StagedPart::New(path, content) => pages.make(path, content, &path.on_disk(new)),
        StagedPart::Same(path) => keep(&path.on_disk(old), &path.on_disk(new)),
        StagedPart::Foreign(path) => {
            fs::hard_link(old.join(path), new.join(path)).map_err(WriteError::take_over(&old.join(path)))
        }
        StagedPart::Link(path) => {
            let target = fs::read_link(old.join(path)).map_err(WriteError::read(&old.join(path)))?;
            system::symlink(target, new.join(path)).map_err(WriteError::write(&new.join(path)))
        }
    })
}

/// All that the new tree will hold, by folder.
fn parts<'a>(old: &Path, changes: &'a Changes<'a>) -> Result<BTreeMap<PathBuf, Vec<StagedPart<'a>>>, WriteError> {
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
        add(Path::new(path.as_str()), StagedPart::Same(path));
    }
    for (path, found) in &changes.foreign {
        match found {
            DiskEntry::Folder => {}
            DiskEntry::File | DiskEntry::Special => add(path, StagedPart::Foreign(path)),
            DiskEntry::Link => add(path, StagedPart::Link(path)),
            DiskEntry::ClosedFolder => {
                return Err(WriteError::take_over(&old.join(path))(io::ErrorKind::PermissionDenied.into()));
            }
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

/// Gives a file of ours a second name; or copies it, where another user owns it or it has all the names that it can have.
fn keep(old: &Path, new: &Path) -> Result<(), WriteError> {
    match fs::hard_link(old, new) {
        Err(error) if system::may_not_link(&error) => disk::copy(old, new),
        other => other.map_err(WriteError::write(new)),
    }
}

/// Makes a folder with the mode and owner of the one that it will replace, if there is one.
fn make_folder_like(old: &Path, new: &Path) -> Result<(), WriteError> {
    disk::make_folder(new)?;
    let (Ok(was), Ok(made)) = (fs::symlink_metadata(old), fs::symlink_metadata(new)) else { return Ok(()) };
    match was.is_dir() {
        true => system::make_alike(new, &made, &was).map_err(WriteError::take_over(old)),
        false => Ok(()),
    }
}

fn put_in_place(output: &Output, changes: &Changes) -> Result<(), WriteError> {
    let (folder, stage) = (output.folder(), output.stage());
    let done = match changes.output_exists() {
        true => system::exchange(stage, folder),
        // Fails if somebody made a folder there in the meantime, unless it is empty.
        false => fs::rename(stage, folder),
    };
    done.map_err(WriteError::write(folder))
}
