//! Compares what is wanted with what is in the output, and decides what to do about each file.
//!
//! Reads the output and changes nothing. All that could stop a write because of what stands in the output is found
//! here, before the first change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;

use super::ability::Inability;
use super::error::{MOST_OF_A_PATH, WriteError};
use super::folders::{as_output_path, folders_around, folders_of};
use super::output::{self, Output};
use super::store::Pages;
use super::{disk, manifest};
use crate::base::content::Content;
use crate::base::path::{MANIFEST_NAME, OutputPath};
use crate::base::table::Table;

/// What stands in the output before a write.
pub(super) struct Survey {
    folder: PathBuf,
    exists: bool,
    manifest: Option<Vec<u8>>,
    listed: BTreeSet<OutputPath>,
    /// The folders that listed files are in.
    folders_of_ours: BTreeSet<PathBuf>,
    found: BTreeMap<PathBuf, DiskEntry>,
    /// A kill left a manifest that was never put in its place.
    has_temporary_manifest: bool,
}

/// What a write did, counted in files of the site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteCounts {
    pub(crate) created: usize,
    pub(crate) changed: usize,
    pub(crate) unchanged: usize,
    pub(crate) removed: usize,
    /// Why the folder was filled file by file, where that was not asked for.
    pub(crate) unable: Option<Inability>,
    /// What somebody else put into the old tree during the exchange and what found no free place in the new one.
    ///
    /// It lies in the staging folder, and the next build refuses to go on until it is moved away.
    pub(crate) left_over: Vec<PathBuf>,
    /// Why the old tree could not be removed; the next build does it.
    pub(crate) not_cleared: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DiskEntry {
    File,
    Folder,
    /// A folder that we may not look into.
    ClosedFolder,
    Link,
    /// A socket, a pipe, a device.
    Special,
}

/// What to do so that the output holds exactly the wanted files, and what is not ours.
pub(super) struct Changes<'a> {
    pub created: Vec<(&'a OutputPath, &'a Content)>,
    pub changed: Vec<(&'a OutputPath, &'a Content)>,
    pub unchanged: Vec<&'a OutputPath>,
    /// Files of ours that are not wanted any more.
    pub removed: Vec<PathBuf>,
    /// Folders of ours that will have nothing in them, inner ones first.
    pub emptied: Vec<PathBuf>,
    /// Everything that somebody else made.
    pub foreign: Vec<(PathBuf, DiskEntry)>,
    /// All folders that the wanted files need.
    pub folders: BTreeSet<PathBuf>,
    pub manifest: String,
    pub manifest_is_there: bool,
    wanted: &'a Table<OutputPath, Content>,
    output_exists: bool,
    is_filled: bool,
    has_litter: bool,
}

impl Survey {
    /// Looks at the output, after making sure that it is still one that we may write to.
    pub(crate) fn take(output: &Output) -> Result<Survey, WriteError> {
        let folder = output.folder();
        if let Some(reason) = output::refuse_what_is_there(folder)? {
            return Err(WriteError::Refused { path: folder.to_owned(), reason });
        }
        let exists = disk::look(folder)?.is_some();
        let manifest = if exists { output::read_manifest(folder)? } else { None };
        let listed = manifest.as_deref().and_then(manifest::parse).unwrap_or_default();
        let mut found: BTreeMap<_, _> = match exists {
            true => list(folder, Path::new(""))?.into_iter().collect(),
            false => BTreeMap::new(),
        };
        found.remove(Path::new(MANIFEST_NAME));

        let temporary = folder.join(manifest::TEMPORARY_NAME);
        let has_temporary_manifest = match found.remove(Path::new(manifest::TEMPORARY_NAME)) {
            None => false,
            Some(DiskEntry::File) if manifest::is_temporary(&temporary) => true,
            Some(_) => return Err(WriteError::InTheWay { wanted: folder.join(MANIFEST_NAME), path: temporary }),
        };
        let folders_of_ours = folders_of(listed.iter());
        let is_closed = |(path, found): &(&PathBuf, &DiskEntry)| {
            **found == DiskEntry::ClosedFolder && folders_of_ours.contains(*path)
        };
        if let Some((path, _)) = found.iter().find(is_closed) {
            return Err(WriteError::read(&folder.join(path))(io::ErrorKind::PermissionDenied.into()));
        }
        let folder = folder.to_owned();
        Ok(Survey { folder, exists, manifest, listed, folders_of_ours, found, has_temporary_manifest })
    }

    /// The files that the manifest lists, whether they are there or not.
    pub(crate) fn listed(&self) -> &BTreeSet<OutputPath> {
        &self.listed
    }

    pub(crate) fn has(&self, path: &Path) -> bool {
        self.found.contains_key(path)
    }

    /// Whether a file of ours stands there. We make plain files only: a link at a listed path is somebody else's.
    fn is_ours(&self, path: &Path, found: DiskEntry) -> bool {
        found == DiskEntry::File && as_output_path(path).is_some_and(|path| self.listed.contains(&path))
    }

    fn below<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = (&'a Path, DiskEntry)> {
        let from_here = self.found.range(folder.to_owned()..).map(|(path, found)| (path.as_path(), *found));
        from_here.skip(1).take_while(move |(path, _)| path.starts_with(folder))
    }
}

impl<'a> Changes<'a> {
    pub(crate) fn new(
        survey: &Survey,
        files: &'a Table<OutputPath, Content>,
        pages: &Pages,
    ) -> Result<Changes<'a>, WriteError> {
        let folders = needed_folders(files)?;
        refuse_obstacles(survey, files, &folders)?;
        let manifest = manifest::format(files.keys());
        let mut changes = Changes {
            created: Vec::new(),
            changed: Vec::new(),
            unchanged: Vec::new(),
            removed: Vec::new(),
            emptied: Vec::new(),
            foreign: Vec::new(),
            manifest_is_there: survey.manifest.as_deref() == Some(manifest.as_bytes()),
            manifest,
            folders,
            wanted: files,
            output_exists: survey.exists,
            is_filled: survey.manifest.is_some(),
            has_litter: survey.has_temporary_manifest,
        };
        changes.compare(survey, pages)?;
        changes.sort_the_rest(survey);
        Ok(changes)
    }

    /// Whether the output is as wanted already.
    pub(crate) fn is_idle(&self) -> bool {
        self.output_exists
            && self.manifest_is_there
            && !self.has_litter
            && self.created.is_empty()
            && self.changed.is_empty()
            && self.removed.is_empty()
            && self.emptied.is_empty()
    }

    pub(crate) fn wants(&self, path: &Path) -> bool {
        as_output_path(path).is_some_and(|path| self.wanted.contains_key(&path))
    }

    /// Whether there is an output that a build has filled before.
    pub(crate) fn is_filled(&self) -> bool {
        self.is_filled
    }

    pub(crate) fn output_exists(&self) -> bool {
        self.output_exists
    }

    pub(crate) fn counts(&self) -> WriteCounts {
        WriteCounts {
            created: self.created.len(),
            changed: self.changed.len(),
            unchanged: self.unchanged.len(),
            removed: self.removed.len(),
            ..WriteCounts::default()
        }
    }

    /// Refuses before anything is written if a file's path on the disk, or that of its temporary file, would be too long.
    pub(crate) fn refuse_long_paths(&self, output: &Output) -> Result<(), WriteError> {
        const FOR_A_TEMPORARY_NAME: usize = 30;
        let longest = self.wanted.keys().max_by_key(|path| path.as_str().len());
        let folder = output.stage().as_os_str().len().max(output.folder().as_os_str().len());
        match longest {
            Some(path) if folder + path.as_str().len() + FOR_A_TEMPORARY_NAME > MOST_OF_A_PATH => {
                Err(WriteError::PathTooLong { path: path.on_disk(output.folder()) })
            }
            _ => Ok(()),
        }
    }

    /// Sorts the wanted files into created, changed and unchanged.
    fn compare(&mut self, survey: &Survey, pages: &Pages) -> Result<(), WriteError> {
        enum Verdict {
            Created,
            Changed,
            Unchanged,
        }
        let files: Vec<_> = self.wanted.iter().collect();
        let judge = |(path, content): &(&'a OutputPath, &'a Content)| {
            let relative = Path::new(path.as_str());
            if survey.found.get(relative) != Some(&DiskEntry::File) {
                return Ok(Verdict::Created);
            }
            let there = survey.folder.join(relative);
            match pages.holds(path, &there, content)? {
                true => Ok(Verdict::Unchanged),
                false if survey.listed.contains(*path) => Ok(Verdict::Changed),
                false => Err(WriteError::InTheWay { wanted: there.clone(), path: there }),
            }
        };
        // Many small files: without a minimum, handing them out costs more than reading them.
        let verdicts: Vec<_> = files.par_iter().with_min_len(16).map(judge).collect();
        for ((path, content), verdict) in files.into_iter().zip(verdicts) {
            // The first error by path, not by time: the same message each time.
            match verdict? {
                Verdict::Created => self.created.push((path, content)),
                Verdict::Changed => self.changed.push((path, content)),
                Verdict::Unchanged => self.unchanged.push(path),
            }
        }
        Ok(())
    }

    /// Sorts what is in the output and not wanted into ours, which goes, and foreign, which stays.
    fn sort_the_rest(&mut self, survey: &Survey) {
        for (path, &found) in &survey.found {
            let is_folder_of_ours = found == DiskEntry::Folder && survey.folders_of_ours.contains(path);
            let is_wanted = found == DiskEntry::File && self.wants(path);
            if is_wanted || self.folders.contains(path) && found == DiskEntry::Folder {
                continue;
            }
            match survey.is_ours(path, found) {
                true => self.removed.push(path.clone()),
                false if is_folder_of_ours => self.emptied.push(path.clone()),
                false => self.foreign.push((path.clone(), found)),
            }
        }
        let kept: BTreeSet<_> = self.foreign.iter().flat_map(|(path, _)| folders_around(path)).collect();
        self.emptied.retain(|folder| !kept.contains(folder.as_path()));
        self.emptied.reverse();
    }
}

/// The folders that the wanted files need. No wanted file may be where a folder has to be.
fn needed_folders(files: &Table<OutputPath, Content>) -> Result<BTreeSet<PathBuf>, WriteError> {
    if let Some(path) = files.keys().find(|path| path.as_str() == manifest::TEMPORARY_NAME) {
        return Err(WriteError::Reserved { path: path.to_string() });
    }
    let folders = folders_of(files.keys());
    match folders.iter().filter_map(|folder| as_output_path(folder)).find(|folder| files.contains_key(folder)) {
        None => Ok(folders),
        Some(file) => {
            let is_below =
                |path: &&OutputPath| folders_around(Path::new(path.as_str())).any(|f| f == Path::new(file.as_str()));
            let below = files.keys().find(is_below).map(ToString::to_string).unwrap_or_default();
            Err(WriteError::FileAndFolder { file: file.to_string(), below })
        }
    }
}

/// Refuses if anything but ours stands where a wanted file or its folders have to be.
///
/// Of foreign plain files, only those where a folder has to be: a file with the wanted bytes is as good as ours.
fn refuse_obstacles(
    survey: &Survey,
    files: &Table<OutputPath, Content>,
    folders: &BTreeSet<PathBuf>,
) -> Result<(), WriteError> {
    let in_the_way = |wanted: &Path, path: &Path| {
        Err(WriteError::InTheWay { wanted: survey.folder.join(wanted), path: survey.folder.join(path) })
    };
    for folder in folders {
        match survey.found.get(folder) {
            None | Some(DiskEntry::Folder) => {}
            Some(&found) if survey.is_ours(folder, found) => {}
            Some(_) => return in_the_way(folder, folder),
        }
    }
    for file in files.keys().map(|file| Path::new(file.as_str())) {
        match survey.found.get(file) {
            None | Some(DiskEntry::File) => {}
            Some(DiskEntry::Folder) if survey.folders_of_ours.contains(file) => {
                let mut below = survey.below(file);
                let foreign = below.find(|(path, found)| match found {
                    DiskEntry::Folder => !survey.folders_of_ours.contains(*path),
                    _ => !survey.is_ours(path, *found),
                });
                if let Some((path, _)) = foreign {
                    return in_the_way(file, path);
                }
            }
            Some(_) => return in_the_way(file, file),
        }
    }
    Ok(())
}

/// Everything below a folder, by its path relative to `root`.
fn list(root: &Path, folder: &Path) -> Result<Vec<(PathBuf, DiskEntry)>, WriteError> {
    let mut found = Vec::new();
    let mut folders = Vec::new();
    let here = root.join(folder);
    let failed = || WriteError::read(&here);
    for entry in fs::read_dir(&here).map_err(failed())? {
        let entry = entry.map_err(failed())?;
        let path = folder.join(entry.file_name());
        let kind = entry.file_type().map_err(failed())?;
        match kind {
            _ if kind.is_dir() => folders.push(path),
            _ if kind.is_file() => found.push((path, DiskEntry::File)),
            _ if kind.is_symlink() => found.push((path, DiskEntry::Link)),
            _ => found.push((path, DiskEntry::Special)),
        }
    }
    let below = folders.into_par_iter().map(|path| match list(root, &path) {
        Ok(mut below) => {
            below.push((path, DiskEntry::Folder));
            Ok(below)
        }
        // Such as `lost+found`, or what a web server keeps for itself.
        Err(WriteError::Read { error, .. }) if error.kind() == io::ErrorKind::PermissionDenied => {
            Ok(vec![(path, DiskEntry::ClosedFolder)])
        }
        Err(error) => Err(error),
    });
    for below in below.collect::<Result<Vec<_>, WriteError>>()? {
        found.extend(below);
    }
    Ok(found)
}
