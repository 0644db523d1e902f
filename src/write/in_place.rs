//! Carries the changes out file by file: each one is replaced atomically, the site as a whole is not.
//!
//! Order, so that a reader finds no link to a page that is not there yet: what is new, what changed, what goes. Before
//! the first change the manifest lists all that is or may become ours, even the temporary files; so whatever a kill
//! leaves, the next run knows it for ours and finishes the work.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::compare::{Changes, Survey};
use super::error::WriteError;
use super::folders::{folders_around, parent_of};
use super::output::Output;
use super::store::Pages;
use super::{disk, manifest};
use crate::base::content::Content;
use crate::base::path::{MANIFEST_NAME, OutputPath, with_slashes};

/// A file to be written beside its place, then moved there.
struct Job<'a> {
    path: &'a OutputPath,
    temporary: OutputPath,
    content: &'a Content,
}

pub(super) fn write(output: &Output, survey: &Survey, changes: &Changes, pages: &Pages) -> Result<(), WriteError> {
    let folder = output.folder();
    let is_taken = |name: &OutputPath| {
        let name = Path::new(name.as_str());
        survey.has(name) || changes.wants(name)
    };
    let work = Work::new(&changes.created, &changes.changed, is_taken).removing_in_order(changes);

    let done = write_manifest(folder, &manifest_of_all(survey, changes, &work))
        .and_then(|()| work.run(folder, pages))
        .and_then(|()| write_manifest(folder, &changes.manifest));
    if done.is_err() && !changes.is_filled() {
        // Half of a first site is worse than none.
        work.undo(folder, changes);
    }
    done
}

/// Lists what was ours, what will be, and what is for a moment.
fn manifest_of_all(survey: &Survey, changes: &Changes, work: &Work) -> String {
    let mut all: BTreeSet<&OutputPath> = survey.listed().iter().collect();
    all.extend(&changes.unchanged);
    all.extend(work.may_become_ours());
    manifest::format(all)
}

/// What there is to do, file by file. The manifest has to list all that may become ours before it is run.
pub(super) struct Work<'a> {
    created: Vec<Job<'a>>,
    changed: Vec<Job<'a>>,
    /// What has to go before anything can be written.
    first: Removal<'a>,
    last: Removal<'a>,
}

impl<'a> Work<'a> {
    /// `is_taken` says which names beside the files are somebody's.
    pub(crate) fn new(
        created: &[(&'a OutputPath, &'a Content)],
        changed: &[(&'a OutputPath, &'a Content)],
        is_taken: impl Fn(&OutputPath) -> bool,
    ) -> Self {
        let mut names = TemporaryNames { is_taken, next: 0 };
        let mut jobs = |files: &[(&'a OutputPath, &'a Content)]| {
            files.iter().map(|&(path, content)| Job { path, temporary: names.beside(path), content }).collect()
        };
        let (created, changed) = (jobs(created), jobs(changed));
        Work { created, changed, first: Removal::default(), last: Removal::default() }
    }

    /// Removes these too, of which nothing is in the way of the others; inner folders first.
    pub(crate) fn removing(self, files: &'a [PathBuf], folders: &'a [PathBuf]) -> Self {
        let paths = |paths: &'a [PathBuf]| paths.iter().map(PathBuf::as_path).collect();
        Work { last: Removal { files: paths(files), folders: paths(folders) }, ..self }
    }

    fn removing_in_order(self, changes: &'a Changes) -> Self {
        let (first, last) = Removal::first_and_last(changes);
        Work { first, last, ..self }
    }

    pub(crate) fn may_become_ours(&self) -> impl Iterator<Item = &OutputPath> {
        self.created.iter().chain(&self.changed).flat_map(|job| [job.path, &job.temporary])
    }

    pub(crate) fn run(&self, folder: &Path, pages: &Pages) -> Result<(), WriteError> {
        self.first.run(folder)?;
        create(folder, &self.created, pages)?;
        disk::each(&self.changed, |job| job.run(folder, pages))?;
        self.last.run(folder)
    }
}

impl Work<'_> {
    /// Removes all that a first write made of its files. What cannot be removed is listed, and the next run does it.
    fn undo(&self, folder: &Path, changes: &Changes) {
        let places = self.created.iter().flat_map(|job| [job.path, &job.temporary]).map(|path| path.on_disk(folder));
        let is_left = |place: PathBuf| disk::remove_file(&place).is_err();
        let left = places.filter(|place| place.exists()).filter_map(|place| is_left(place).then_some(())).count();
        changes.folders.iter().rev().for_each(|inner| drop(disk::remove_empty_folder(&folder.join(inner))));
        if left == 0 {
            let _ = disk::remove_file(&folder.join(manifest::TEMPORARY_NAME));
            let _ = disk::remove_file(&folder.join(MANIFEST_NAME));
        }
    }
}

/// Files and folders to remove, by their paths in the output; inner folders first.
#[derive(Default)]
struct Removal<'a> {
    files: Vec<&'a Path>,
    folders: Vec<&'a Path>,
}

impl<'a> Removal<'a> {
    /// Parts what has to go before anything can be written from what goes last.
    ///
    /// In the way are files where folders have to be, and folders where files have to be. All are ours, says the changes.
    fn first_and_last(changes: &'a Changes) -> (Self, Self) {
        let created: BTreeSet<&Path> = changes.created.iter().map(|(path, _)| Path::new(path.as_str())).collect();
        let is_in_the_way = |path: &&Path| {
            changes.folders.contains(*path)
                || created.contains(path)
                || folders_around(path).any(|around| created.contains(around))
        };
        let (first_files, last_files) = changes.removed.iter().map(PathBuf::as_path).partition(is_in_the_way);
        let (first_folders, last_folders) = changes.emptied.iter().map(PathBuf::as_path).partition(is_in_the_way);
        (Removal { files: first_files, folders: first_folders }, Removal { files: last_files, folders: last_folders })
    }

    fn run(&self, folder: &Path) -> Result<(), WriteError> {
        disk::each(&self.files, |path| disk::remove_file(&folder.join(path)))?;
        // One after the other, since the inner ones have to go first.
        self.folders.iter().try_for_each(|path| disk::remove_empty_folder(&folder.join(path)))
    }
}

fn create(folder: &Path, jobs: &[Job], pages: &Pages) -> Result<(), WriteError> {
    let mut by_folder: BTreeMap<PathBuf, Vec<&Job>> = BTreeMap::new();
    for job in jobs {
        for around in folders_around(Path::new(job.path.as_str())) {
            by_folder.entry(around.to_owned()).or_default();
        }
        by_folder.entry(parent_of(job.path).to_owned()).or_default().push(job);
    }
    disk::folder_by_folder(&by_folder, |path| disk::make_folder(&folder.join(path)), |job| job.run(folder, pages))
}

pub(super) fn write_manifest(folder: &Path, text: &str) -> Result<(), WriteError> {
    let temporary = folder.join(manifest::TEMPORARY_NAME);
    disk::remove_file(&temporary)?;
    disk::fill(&temporary, &Content::Memory(text.as_bytes().into()))?;
    let place = folder.join(MANIFEST_NAME);
    fs::rename(&temporary, &place).map_err(WriteError::write(&place))
}

impl Job<'_> {
    fn run(&self, folder: &Path, pages: &Pages) -> Result<(), WriteError> {
        let (temporary, place) = (self.temporary.on_disk(folder), self.path.on_disk(folder));
        if matches!(self.content, Content::Stored(_)) && pages.holds(self.path, &place, self.content)? {
            return Ok(());
        }
        let done = pages
            .make(self.path, self.content, &temporary)
            .and_then(|()| fs::rename(&temporary, &place).map_err(WriteError::write(&place)));
        if done.is_err() {
            // On a full disk this makes room. If it fails, the next run will do it.
            let _ = disk::remove_file(&temporary);
        }
        done
    }
}

/// Gives out names beside the wanted files that nobody has.
struct TemporaryNames<F> {
    is_taken: F,
    next: usize,
}

impl<F: Fn(&OutputPath) -> bool> TemporaryNames<F> {
    fn beside(&mut self, path: &OutputPath) -> OutputPath {
        loop {
            let name = parent_of(path).join(format!(".fissure-{}", self.next));
            self.next += 1;
            let name = with_slashes(&name).expect("a text and a text joined are a text");
            let name = OutputPath::new(&name).expect("a plain name next to a valid path is a valid path");
            if !(self.is_taken)(&name) {
                return name;
            }
        }
    }
}
