//! Carries the changes out all at once: stages the whole new tree beside the output, then exchanges the two.
//!
//! At every instant the output is the old tree or the new one, whole; what a kill leaves is in the staging folder, and
//! the next run clears it. The staging folder bears the manifest as its mark: it is the first thing made in it and the
//! last one removed. Before the exchange it holds the new tree, after it the old one; clearing is the same for both.
//!
//! A process that has the output as its working folder, or a container that has it mounted, keeps the old tree and sees
//! it vanish. Such places need [`super::Mode::InPlace`].

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::clearing::{clear_leftovers, clear_old_tree};
use super::compare::{Changes, DiskEntry};
use super::error::WriteError;
use super::folders::folders_around;
use super::output::Output;
use super::store::Pages;
use super::{disk, in_place};
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
