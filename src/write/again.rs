//! Writes what differs from what the last write left, without a look at the rest of the output.
//!
//! The way of rebuilds, which otherwise would cost as much as the site is large. It is taken while there is evidence that
//! no build has written to the output since: its folder and its manifest are the ones that we left. What to do then
//! follows from the files of that time and those of now, and only the places of files that differ are looked at. If
//! something else is at one of them than was left there, nothing has been touched yet, and `compare` looks at everything.
//!
//! The manifest has one line for each file of the site, so it is not written anew for every edit: what may become ours is
//! appended, and taken away again when the same files as before are there.

use std::collections::BTreeSet;
use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, Write};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::compare::WriteCounts;
use super::error::WriteError;
use super::folders::{as_output_path, folders_around};
use super::in_place::{self, Work};
use super::manifest;
use super::output::Output;
use super::store::Pages;
use crate::base::content::Content;
use crate::base::path::{MANIFEST_NAME, OutputPath};
use crate::base::table::{DiffItem, Table};
use crate::system::{self, Identity};

type WantedFiles = Table<OutputPath, Content>;

/// What a write left, with the evidence that it is still there.
#[derive(Debug)]
pub(super) struct Left {
    files: WantedFiles,
    evidence: Evidence,
}

/// What stays the same until somebody builds into the output: every build that changes it writes the manifest, or puts
/// another folder in its place.
#[derive(Debug, PartialEq, Eq)]
struct Evidence {
    /// Without its times, which change with every file that is put there.
    folder: Identity,
    manifest: Identity,
    modified: Option<SystemTime>,
    changed: Option<(i64, i64)>,
    len: u64,
}

impl Evidence {
    fn of(output: &Output) -> Option<Evidence> {
        let (folder, manifest) = (output.folder(), output.folder().join(MANIFEST_NAME));
        let of_folder = fs::symlink_metadata(folder).ok().filter(Metadata::is_dir)?;
        let of_manifest = fs::symlink_metadata(&manifest).ok().filter(Metadata::is_file)?;
        Some(Evidence {
            folder: system::identity(folder, &of_folder)?,
            manifest: system::identity(&manifest, &of_manifest)?,
            modified: of_manifest.modified().ok(),
            changed: system::changed(&of_manifest),
            len: of_manifest.len(),
        })
    }
}

/// What differs from what was left.
pub(super) struct OutputDifferences<'a> {
    files: &'a WantedFiles,
    created: Vec<(&'a OutputPath, &'a Content)>,
    changed: Vec<(&'a OutputPath, &'a Content)>,
    removed: Vec<PathBuf>,
    /// Folders that none of the files needs any more, inner ones first.
    emptied: Vec<PathBuf>,
    manifest_len: u64,
}

impl Left {
    /// What there is after a good write of these files.
    pub(crate) fn by(output: &Output, files: &WantedFiles) -> Option<Left> {
        Evidence::of(output).map(|evidence| Left { files: files.clone(), evidence })
    }

    /// What to do so that the output holds these files instead; nothing if there is doubt about what it holds.
    pub(crate) fn differences<'a>(&'a self, output: &Output, files: &'a WantedFiles) -> Option<OutputDifferences<'a>> {
        if Evidence::of(output).as_ref() != Some(&self.evidence) {
            return None;
        }
        let (created, changed) = (Vec::new(), Vec::new());
        let (removed, emptied, manifest_len) = (Vec::new(), Vec::new(), self.evidence.len);
        let mut differences = OutputDifferences { files, created, changed, removed, emptied, manifest_len };
        let mut places = CheckedPlaces { folder: output.folder(), left: &self.files, files, folders: BTreeSet::new() };
        for item in self.files.diff(files) {
            let is_as_left = match item {
                DiffItem::Add(path, content) => {
                    differences.created.push((path, content));
                    places.is_free(path)
                }
                DiffItem::Update { new: (path, content), .. } => {
                    differences.changed.push((path, content));
                    places.has_file(path)
                }
                DiffItem::Remove(path, _) => {
                    differences.removed.push(PathBuf::from(path.as_str()));
                    places.has_file(path)
                }
            };
            if !is_as_left {
                return None;
            }
        }
        let is_ready = differences.is_nothing() || is_absent(&output.folder().join(manifest::TEMPORARY_NAME));
        differences.find_emptied();
        is_ready.then_some(differences)
    }
}

/// Looks at the places of files, each folder once.
struct CheckedPlaces<'a> {
    folder: &'a Path,
    left: &'a WantedFiles,
    files: &'a WantedFiles,
    /// Those that were looked at and are as they were left.
    folders: BTreeSet<PathBuf>,
}

impl CheckedPlaces<'_> {
    /// Whether a file can be made there, where none was.
    fn is_free(&mut self, path: &OutputPath) -> bool {
        let is_file = |folder: &Path| as_output_path(folder).is_some_and(|folder| self.files.contains_key(&folder));
        path.as_str() != manifest::TEMPORARY_NAME
            && !folders_around(Path::new(path.as_str())).any(is_file)
            && self.has_folders(path)
            && is_absent(&path.on_disk(self.folder))
    }

    /// Whether the file that was left there still is a file.
    fn has_file(&mut self, path: &OutputPath) -> bool {
        let is_file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
        self.has_folders(path) && is_file(&path.on_disk(self.folder))
    }

    /// Whether the folders around a file are there, or were never needed before.
    fn has_folders(&mut self, path: &OutputPath) -> bool {
        for around in folders_around(Path::new(path.as_str())) {
            // Where one is as it was left, so are those around it.
            if self.folders.contains(around) {
                break;
            }
            let on_disk = self.folder.join(around);
            let is_as_left = match fs::symlink_metadata(&on_disk) {
                Ok(found) => found.is_dir(),
                Err(_) => is_absent(&on_disk) && !has_below(self.left, around),
            };
            if !is_as_left {
                return false;
            }
            self.folders.insert(around.to_owned());
        }
        true
    }
}

fn is_absent(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn has_below(files: &WantedFiles, folder: &Path) -> bool {
    let Some(folder) = folder.to_str().map(|folder| format!("{folder}/")) else { return false };
    let mut from_here = files.range::<str>((Bound::Included(folder.as_str()), Bound::Unbounded));
    from_here.next().is_some_and(|(path, _)| path.as_str().starts_with(&folder))
}

impl OutputDifferences<'_> {
    fn is_nothing(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    fn find_emptied(&mut self) {
        let around = self.removed.iter().flat_map(|path| folders_around(path));
        let emptied: BTreeSet<&Path> = around.filter(|folder| !has_below(self.files, folder)).collect();
        self.emptied = emptied.into_iter().rev().map(Path::to_owned).collect();
    }

    fn counts(&self) -> WriteCounts {
        let (created, changed, removed) = (self.created.len(), self.changed.len(), self.removed.len());
        let unchanged = self.files.len() - created - changed;
        WriteCounts { created, changed, unchanged, removed, ..WriteCounts::default() }
    }

    pub(crate) fn carry_out(&self, output: &Output, pages: &Pages) -> Result<WriteCounts, WriteError> {
        if self.is_nothing() {
            return Ok(self.counts());
        }
        let folder = output.folder();
        let is_there = |name: &OutputPath| fs::symlink_metadata(name.on_disk(folder)).is_ok();
        let is_taken = |name: &OutputPath| self.files.contains_key(name) || is_there(name);
        let work = Work::new(&self.created, &self.changed, is_taken).removing(&self.removed, &self.emptied);
        append_to_manifest(folder, self.manifest_len, &manifest::lines(work.may_become_ours()))?;
        work.run(folder, pages)?;
        match self.created.is_empty() && self.removed.is_empty() {
            true => shorten_manifest(folder, self.manifest_len)?,
            false => in_place::write_manifest(folder, &manifest::format(self.files.keys()))?,
        }
        Ok(self.counts())
    }
}

/// Adds lines to the manifest. A line that a kill cut short is none, see [`manifest::parse`].
fn append_to_manifest(folder: &Path, len: u64, lines: &str) -> Result<(), WriteError> {
    let path = folder.join(MANIFEST_NAME);
    let opened = system::open_itself(OpenOptions::new().append(true), &path);
    let appended = opened.and_then(|mut file| file.write_all(lines.as_bytes())).map_err(WriteError::write(&path));
    if appended.is_err() {
        // On a full disk a part may be there. If it stays there, the next run will write another manifest.
        let _ = shorten_manifest(folder, len);
    }
    appended
}

fn shorten_manifest(folder: &Path, len: u64) -> Result<(), WriteError> {
    let path = folder.join(MANIFEST_NAME);
    let opened = system::open_itself(OpenOptions::new().write(true), &path);
    opened.and_then(|file| file.set_len(len)).map_err(WriteError::write(&path))
}
