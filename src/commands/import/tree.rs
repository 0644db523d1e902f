//! The old site on the disk: which files it has, and their texts. The only part of `import` that reads.
//!
//! Follows no link of the file system, and gives nothing above its bounds.

use super::left::{Left, Why};
use crate::base::bounds::FILE_BYTES;
use crate::base::trouble::in_words;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The files of an old site.
const FILES: usize = 500_000;
/// The bytes of an export, which is read as a whole.
const EXPORT_BYTES: u64 = 1 << 30;
/// Folders that no site publishes.
const PASSED_OVER: [&str; 9] =
    [".git", ".github", ".hg", ".svn", "node_modules", ".bundle", ".sass-cache", ".jekyll-cache", ".trash"];

/// The files below a folder, by their paths with `/`.
#[derive(Debug)]
pub(super) struct Tree {
    /// What the folder is called.
    pub name: Option<String>,
    files: BTreeMap<String, PathBuf>,
}

impl Tree {
    pub(super) fn read(root: &Path, left: &mut Left) -> Result<Tree, String> {
        let mut files = BTreeMap::new();
        let is_wanted = |entry: &walkdir::DirEntry| {
            entry.depth() == 0
                || !entry.file_type().is_dir()
                || !PASSED_OVER.iter().any(|name| entry.file_name() == *name)
        };
        // A link that the user names is followed; links in the folder are not.
        let root =
            root.canonicalize().map_err(|error| format!("cannot read {}: {}", root.display(), in_words(&error)))?;
        for entry in WalkDir::new(&root).follow_links(false).sort_by_file_name().into_iter().filter_entry(is_wanted) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let place =
                        error.path().unwrap_or(&root).strip_prefix(&root).unwrap_or(&root).display().to_string();
                    let why = error.io_error().map_or_else(|| "it cannot be read".to_owned(), in_words);
                    left.note(Why::Unreadable, why, place);
                    continue;
                }
            };
            let below = entry.path().strip_prefix(&root).unwrap_or(entry.path());
            let Some(path) = below.to_str() else {
                left.note(Why::File, "its name is not UTF-8", below.display().to_string());
                continue;
            };
            if entry.path_is_symlink() {
                left.note(Why::File, "it is a link of the file system, which is not followed", path);
            } else if entry.file_type().is_file() {
                files.insert(path.to_owned(), entry.path().to_owned());
            }
            if files.len() > FILES {
                return Err(format!("{} has more than {FILES} files; name the folder of one site.", root.display()));
            }
        }
        let name = root.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        Ok(Tree { name, files })
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The files in a folder and below it, by their whole paths.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let start = format!("{folder}/");
        self.files
            .range(start.clone()..)
            .map(|(path, _)| path.as_str())
            .take_while(move |path| path.starts_with(&start))
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Where a file is on the disk.
    pub(super) fn on_disk(&self, path: &str) -> Option<&PathBuf> {
        self.files.get(path)
    }

    /// The text of a file; none, with a note of why, where it cannot be read as one.
    pub(super) fn text(&self, path: &str, left: &mut Left) -> Option<String> {
        let on_disk = self.files.get(path)?;
        match read_text(on_disk, FILE_BYTES as u64) {
            Ok(text) => Some(text),
            Err(why) => {
                left.note(Why::Unreadable, why, path);
                None
            }
        }
    }
}

/// Refuses a new site within the old one, where the next import would read it.
pub(super) fn apart(from: &Path, into: &Path) -> Result<(), String> {
    let real = |path: &Path| path.canonicalize().ok();
    let around = into.ancestors().find_map(|folder| match folder.as_os_str().is_empty() {
        true => real(Path::new(".")),
        false => real(folder),
    });
    let (Some(from), Some(around)) = (real(from), around) else { return Ok(()) };
    match from.is_dir() && around.starts_with(&from) {
        true => Err(format!("{} is within the old site. Name a folder outside it.", into.display())),
        false => Ok(()),
    }
}

/// The text of an export.
pub(super) fn export(path: &Path) -> Result<String, String> {
    read_text(path, EXPORT_BYTES).map_err(|why| format!("cannot read {}: {why}", path.display()))
}

/// The text of a table that the user names.
pub(super) fn table(path: &Path) -> Result<String, String> {
    read_text(path, 64 << 20).map_err(|why| format!("cannot read {}: {why}", path.display()))
}

/// A text without a byte order mark, with `\n` at the end of each line, and without control characters.
fn read_text(path: &Path, most: u64) -> Result<String, String> {
    let found = fs::metadata(path).map_err(|error| in_words(&error))?;
    if !found.is_file() {
        return Err("it is not a file".to_owned());
    }
    if found.len() > most {
        return Err(format!("it is larger than {most} bytes"));
    }
    let bytes = fs::read(path).map_err(|error| in_words(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
    Ok(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect())
}
