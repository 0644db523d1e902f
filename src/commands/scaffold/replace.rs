//! Writes over files: a rename into a site's own, and what is made anew into a folder for that.
//!
//! All texts of a rename are made and lie on the disk before the first one counts, and each file is exchanged whole, so a
//! reader sees the old text or the new one. Never decides what changes.

use crate::base::path::SourcePath;
use crate::commands::rename::Change;
use crate::commands::rename::splice::apply_as_typed;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A new text that waits beside the file that it is for.
struct WaitingFile {
    at: PathBuf,
    file: PathBuf,
    /// What the file held, to be put back if a later one fails.
    old: Vec<u8>,
}

/// Writes all of a change, or says why and leaves every file as it was.
pub(crate) fn replace(root: &Path, change: &Change) -> Result<(), String> {
    let mut waiting = Vec::new();
    let prepared = change.edits.iter().try_for_each(|(path, edits)| {
        let file = root.join(path.as_str());
        let prepare = || -> io::Result<WaitingFile> {
            // Behind a link the file itself is changed, and the link stays.
            let file = file.canonicalize()?;
            let old = fs::read(&file)?;
            let typed = std::str::from_utf8(&old).map_err(|error| io::Error::other(error.to_string()))?;
            let at = beside(&file);
            let new = apply_as_typed(typed, edits);
            fs::File::create_new(&at)?.write_all(new.as_bytes())?;
            let waits = WaitingFile { at, file, old };
            fs::set_permissions(&waits.at, fs::metadata(&waits.file)?.permissions())?;
            Ok(waits)
        };
        waiting.push(prepare().map_err(|error| failed(path, &error))?);
        Ok(())
    });
    let done = prepared.and_then(|()| exchange(root, &waiting, change));
    if done.is_err() {
        waiting.iter().for_each(|waits| drop(fs::remove_file(&waits.at)));
    }
    done
}

/// Writes files that a command made before and makes anew, in a folder of their own.
pub(crate) fn write_made(folder: &Path, files: &[(String, String)]) -> Result<(), String> {
    let failed = |error: io::Error| format!("cannot write {}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(failed)?;
    files.iter().try_for_each(|(name, text)| fs::write(folder.join(name), text)).map_err(failed)
}

fn exchange(root: &Path, waiting: &[WaitingFile], change: &Change) -> Result<(), String> {
    let mut error = None;
    let mut done = 0;
    for waits in waiting {
        match fs::rename(&waits.at, &waits.file) {
            Ok(()) => done += 1,
            Err(trouble) => {
                error = Some(format!("cannot write {}: {trouble}", waits.file.display()));
                break;
            }
        }
    }
    let mut moved = Vec::new();
    for (old, new) in &change.files {
        if error.is_some() {
            break;
        }
        let (from, to) = (root.join(old.as_str()), root.join(new.as_str()));
        error = match fs::symlink_metadata(&to) {
            Ok(_) => Some(format!("{new} is there already")),
            Err(_) => fs::rename(&from, &to).err().map(|error| failed(old, &error)),
        };
        moved.extend(error.is_none().then_some((from, to)));
    }
    match error {
        None => Ok(()),
        Some(error) => {
            // Best effort: a disk that fails twice leaves what it leaves, and the message says so.
            let back = moved.iter().rev().all(|(from, to)| fs::rename(to, from).is_ok());
            let back = back && waiting[..done].iter().all(|waits| fs::write(&waits.file, &waits.old).is_ok());
            let state = if back { "every file is as it was" } else { "some files are changed" };
            Err(format!("{error}; {state}"))
        }
    }
}

/// A hidden file beside another, which no build reads.
fn beside(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{name}.fissure-{}", std::process::id()))
}

fn failed(path: &SourcePath, error: &io::Error) -> String {
    format!("cannot write {path}: {error}")
}
