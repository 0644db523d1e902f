//! The only writer of the output folder: makes it hold exactly the files of a build.
//!
//! It compares what is wanted with what is there, and when nothing differs it touches
//! nothing. Otherwise it takes one of two ways:
//!
//! - [`Mode::Exchange`] stages the whole new tree beside the old one (unchanged files are hard links, so they keep
//!   inode and time) and exchanges the two in one system call. A reader, or a `kill -9` at any instant, finds the old
//!   site or the new one.
//! - [`Mode::InPlace`] replaces each file that differs, atomically one by one. It is for file systems that cannot
//!   exchange, and for the rebuilds of `--watch`. The next run heals what a killed run left.
//!
//! What is ours is what the manifest lists, see `manifest`. The writer never deletes or overwrites anything else, never
//! follows a symbolic link inside the output, and never writes outside of the output folder and the staging folder next
//! to it. It does not wait for the disk either: the promises above hold for kills, not for power cuts.
//!
//! With a memory of the last write, one in place does without the comparison: what differs between the files of then and
//! now is written, as long as nobody else has built into the output.
//!
//! - `output` decides which folder may be the output;
//! - `compare` finds the changes: what to create, change, remove and keep;
//! - `again` finds them by memory;
//! - `ability` says whether the file system can exchange two folders;
//! - `exchange` and `in_place` carry them out, and `clearing` removes the old tree;
//! - `store` has the finished pages until then, and `shelf` what is kept of pictures for later runs;
//! - `disk` has the few file operations that both need.

mod ability;
mod again;
mod clearing;
mod compare;
mod disk;
mod error;
mod exchange;
mod folders;
mod in_place;
mod manifest;
mod output;
mod shelf;
mod store;
#[cfg(test)]
#[cfg(unix)]
mod tests;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::base::content::Content;
use crate::base::path::OutputPath;
use crate::base::table::Table;

pub use compare::WriteCounts;
pub(crate) use error::WriteError;
use exchange::Exchanged;
pub use output::Output;
use output::{PATIENCE, lock};
pub(crate) use shelf::PictureShelf;
pub(crate) use store::Pages;

/// How a new site takes the place of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// All or nothing; falls back to [`Mode::InPlace`] only where the file system cannot do that at all, and says so.
    Exchange,
    /// File by file, new ones first and deletions last.
    InPlace,
}

/// Makes the output folder hold exactly `files`, besides what is in it and is not ours.
///
/// With the same `memory` from build to build, [`Mode::InPlace`] costs what differs. What somebody else than a build then
/// does to files that do not differ is not seen; without memory everything is.
pub fn write(
    output: &Output,
    files: &Table<OutputPath, Content>,
    mode: Mode,
    memory: &mut WriteCache,
) -> Result<WriteCounts, WriteError> {
    write_within(output, files, mode, PATIENCE, memory)
}

/// What the last write left; nothing after one that failed.
#[derive(Debug, Default)]
pub struct WriteCache {
    left: Option<again::Left>,
    pages: Option<Arc<Pages>>,
}

impl WriteCache {
    /// Remembers nothing yet, and takes finished pages from there.
    pub(crate) fn with(pages: Arc<Pages>) -> WriteCache {
        WriteCache { left: None, pages: Some(pages) }
    }
}

fn write_within(
    output: &Output,
    files: &Table<OutputPath, Content>,
    mode: Mode,
    patience: Duration,
    memory: &mut WriteCache,
) -> Result<WriteCounts, WriteError> {
    let left = memory.left.take().filter(|_| mode == Mode::InPlace);
    let pages = memory.pages.clone().unwrap_or_else(|| Pages::new(output));
    let first_missing = disk::first_missing(output.parent());
    pages.begin_write();
    let written = write_locked(output, files, mode, patience, left.as_ref(), &pages).inspect_err(|_| {
        pages.give_up();
        disk::remove_empty_folders(output.parent(), first_missing);
    });
    pages.end_write();
    let written = written?;
    pages.clear();
    memory.left = again::Left::by(output, files);
    Ok(written)
}

fn write_locked(
    output: &Output,
    files: &Table<OutputPath, Content>,
    mode: Mode,
    patience: Duration,
    left: Option<&again::Left>,
    pages: &Pages,
) -> Result<WriteCounts, WriteError> {
    disk::make_folders(output.parent())?;
    let _lock = match pages.take_lock()? {
        Some(lock) => lock,
        None => {
            let lock = lock(output, patience)?;
            clearing::clear_leftovers(output)?;
            lock
        }
    };
    carry_out(output, files, mode, left, pages)
}

fn carry_out(
    output: &Output,
    files: &Table<OutputPath, Content>,
    mode: Mode,
    left: Option<&again::Left>,
    pages: &Pages,
) -> Result<WriteCounts, WriteError> {
    pages.remove_unwanted(files)?;
    let written = match left.and_then(|left| left.differences(output, files)) {
        Some(differences) => differences.carry_out(output, pages)?,
        None => write_all(output, files, mode, pages)?,
    };
    // After an exchange the old tree was in the staging folder, and is gone but for what Fissure did not make.
    if pages.is_staged() && written.left_over.is_empty() && written.not_cleared.is_none() {
        clearing::clear_leftovers(output)?;
    }
    Ok(written)
}

/// How to look at a file of ours in the output, for those who make it again if it is not there.
///
/// The manifest is read when the first one is asked for.
pub(crate) fn earlier(output: &Output) -> impl Fn(&OutputPath) -> Option<Vec<u8>> + Send + Sync + 'static {
    let (folder, listed) = (output.folder().to_owned(), OnceLock::new());
    move |path| {
        let manifest = || {
            output::read_manifest(&folder).ok().flatten().and_then(|bytes| manifest::parse(&bytes)).unwrap_or_default()
        };
        listed.get_or_init(manifest).get(path).and_then(|path| disk::read(&path.on_disk(&folder)))
    }
}

/// Compares everything that is in the output with what is wanted.
fn write_all(
    output: &Output,
    files: &Table<OutputPath, Content>,
    mode: Mode,
    pages: &Pages,
) -> Result<WriteCounts, WriteError> {
    let survey = compare::Survey::take(output)?;
    let changes = compare::Changes::new(&survey, files, pages)?;
    let mut written = changes.counts();
    if changes.is_idle() {
        return Ok(written);
    }
    changes.refuse_long_paths(output)?;
    // Where nothing is yet there is nothing to replace: the first site comes all at once in either mode.
    if mode == Mode::Exchange || !changes.output_exists() {
        match exchange::write(output, &changes, pages)? {
            Exchanged::Done(cleared) => {
                let not_cleared = cleared.error.map(|error| error.to_string());
                return Ok(WriteCounts { left_over: cleared.strangers, not_cleared, ..written });
            }
            Exchanged::Unable(inability) => written.unable = Some(inability),
        }
    }
    in_place::write(output, &survey, &changes, pages)?;
    Ok(written)
}
