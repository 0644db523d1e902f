//! The only reader of a site: its folders, and the theme that stands in for what a site does not bring.
//!
//! Gives every file its bytes, or its text when it is one that Fissure reads. Never looks into a file, never follows a
//! link that leads out of the site's folders, and never writes.

use crate::diagnostic::{Code, Diagnostic};
use crate::path::{OutputPath, SourcePath};
use crate::table::Table;
use rayon::prelude::*;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use walkdir::WalkDir;

/// The folders of a site, at its root.
pub const CONTENT: &str = "content";
pub const TEMPLATES: &str = "templates";
pub const STATIC: &str = "static";
/// The full texts of sources, which are read and never published.
pub const PRIVATE: &str = "private";

/// Every file of a site, by its path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    pub files: Table<SourcePath, SourceFile>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceFile {
    /// A file that Fissure reads: UTF-8 without a byte order mark, with `\n` at the end of each line and no NUL.
    Text(Arc<str>),
    /// A file that is published as it is.
    Data(Content),
}

/// What a published file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Memory(Arc<[u8]>),
    /// A large file that stays where it is until it is copied. Equal when its size and time are.
    Disk {
        path: PathBuf,
        len: u64,
        modified: Option<SystemTime>,
    },
}

/// Files from this size on are not held in memory.
const LARGE: u64 = 1 << 20;

impl Sources {
    pub fn text(&self, path: &SourcePath) -> Option<&Arc<str>> {
        match self.files.get(path)? {
            SourceFile::Text(text) => Some(text),
            SourceFile::Data(_) => None,
        }
    }

    /// The files in one of the site's folders, in the order of their paths.
    pub fn in_folder(&self, folder: &str) -> impl Iterator<Item = (&SourcePath, &SourceFile)> {
        let from = SourcePath::new(format!("{folder}/"));
        let until = format!("{folder}0"); // '0' is the character after '/'
        self.files.range(from..SourcePath::new(until))
    }
}

/// The files that were read before, with what the file system said of them then.
#[derive(Debug, Default)]
pub struct Memory {
    known: Known,
}

/// What the file system says of a file: as long as it stays the same, the file does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    len: u64,
    modified: SystemTime,
    /// When anything about the file was changed last; it cannot be set by hand.
    changed: (i64, i64),
    inode: u64,
}

impl Seal {
    /// The seal of a file that has been quiet long enough for its times to tell the next change from the last one.
    ///
    /// File systems count time in ticks: two writes within one tick leave the same times.
    #[cfg(unix)]
    pub fn of(on_disk: &Path) -> Option<Seal> {
        use std::os::unix::fs::MetadataExt;
        const TICK: Duration = Duration::from_millis(50);
        let meta = fs::metadata(on_disk).ok()?;
        let modified = meta.modified().ok()?;
        let changed = (meta.ctime(), meta.ctime_nsec());
        let since_epoch = Duration::new(u64::try_from(changed.0).ok()?, u32::try_from(changed.1).ok()?);
        let quiet = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH + since_epoch).ok()?;
        (quiet > TICK).then_some(Seal { len: meta.len(), modified, changed, inode: meta.ino() })
    }

    #[cfg(not(unix))]
    pub fn of(_: &Path) -> Option<Seal> {
        None
    }
}

/// Reads the site at `root`.
///
/// The files of the theme, by their path in a site, fill in for those that it does not have. A file whose seal has not
/// changed is not read again.
pub fn load(root: &Path, theme: &[(&str, &[u8])], memory: &mut Memory) -> (Sources, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut found = Vec::new();
    for folder in [CONTENT, TEMPLATES, STATIC, PRIVATE] {
        walk(root, folder, &mut found, &mut diagnostics);
    }
    let known = std::mem::take(&mut memory.known);
    let read: Vec<_> =
        found.par_iter().map(|(path, on_disk)| (path, read_or_remember(path, on_disk, &known))).collect();
    let mut sources = Sources::default();
    for (path, bytes) in theme {
        sources.files.insert(SourcePath::new(path), from_theme(path, bytes));
    }
    for (path, (seal, file)) in read {
        match file {
            Ok(file) => {
                memory.known.extend(seal.map(|seal| (path.clone(), (seal, file.clone()))));
                sources.files.insert(path.clone(), file);
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    (sources, diagnostics)
}

fn walk(root: &Path, folder: &str, found: &mut Vec<(SourcePath, PathBuf)>, diagnostics: &mut Vec<Diagnostic>) {
    let top = root.join(folder);
    if !top.exists() {
        return;
    }
    let inside = Inside::of(root, folder);
    let mut outside = Vec::new();
    let entries = WalkDir::new(&top).follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| {
        if entry.depth() > 0 && is_passed_over(folder, &entry.file_name().to_string_lossy()) {
            return false;
        }
        let leads_out = entry.path_is_symlink() && inside.is_left_by(entry.path(), entry.depth() == 0);
        if leads_out {
            outside.push(entry.path().to_path_buf());
        }
        !leads_out
    });
    for entry in entries {
        match entry {
            Ok(entry) if folder == PRIVATE && !is_original(entry.path()) => {}
            Ok(entry) if entry.file_type().is_file() => match site_path(root, entry.path()) {
                Ok(path) => found.push((path, entry.into_path())),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            },
            Ok(_) => {}
            // The lock of Emacs is a link that leads nowhere, which is an error of the walk and was never an entry.
            Err(error) if error.depth() > 0 && error.path().is_some_and(|path| has_passed_over_name(folder, path)) => {}
            Err(error) => {
                let path = error.path().unwrap_or(&top);
                let path = SourcePath::new(path.strip_prefix(root).unwrap_or(path).to_string_lossy());
                let reason = match error.loop_ancestor() {
                    Some(_) => "this link leads back to a folder that it stands in".to_owned(),
                    None => error.io_error().map_or_else(|| error.to_string(), plain_words),
                };
                diagnostics.push(Diagnostic::error(Code::BadFile, &path, None, format!("Cannot read this: {reason}.")));
            }
        }
    }
    for path in outside {
        let path = SourcePath::new(path.strip_prefix(root).unwrap_or(&path).to_string_lossy());
        let message = "This link leads outside the site's folders, so it is not followed.";
        let help = "Copy the file here instead of linking to it.";
        diagnostics.push(Diagnostic::error(Code::UnsafePath, &path, None, message).help(help));
    }
}

/// The folders that a link may lead to. What is private may be linked from nowhere, or it would be published.
struct Inside {
    folders: Vec<PathBuf>,
    private: Option<PathBuf>,
}

impl Inside {
    fn of(root: &Path, folder: &str) -> Inside {
        let real = |folder: &&str| root.join(folder).canonicalize().ok();
        match folder {
            PRIVATE => Inside { folders: real(&PRIVATE).into_iter().collect(), private: None },
            _ => Inside {
                folders: [CONTENT, TEMPLATES, STATIC].iter().filter_map(real).collect(),
                private: real(&PRIVATE),
            },
        }
    }

    /// Whether a link leads out; one in the place of a whole folder may, but not to what is private.
    fn is_left_by(&self, link: &Path, whole: bool) -> bool {
        let Ok(real) = link.canonicalize() else { return false };
        let private = self.private.as_ref().is_some_and(|p| real.starts_with(p) || (whole && p.starts_with(&real)));
        private || (!whole && !self.folders.iter().any(|folder| real.starts_with(folder)))
    }
}

/// Whether a file in `private/` is the text of a source; notes and scans of other kinds may lie there too.
fn is_original(on_disk: &Path) -> bool {
    on_disk.extension().is_some_and(|extension| extension == "txt" || extension == "md")
}

/// Whether a file at this path below the root is no part of the site, because of its name or a folder's.
pub(crate) fn is_left_out(below_root: &Path) -> bool {
    let mut parts = below_root.components().map(|part| part.as_os_str().to_string_lossy());
    let Some(folder) = parts.next() else { return false };
    parts.any(|name| is_passed_over(&folder, &name))
}

fn has_passed_over_name(folder: &str, path: &Path) -> bool {
    path.file_name().is_some_and(|name| is_passed_over(folder, &name.to_string_lossy()))
}

/// Files that editors and systems leave behind, and hidden ones, are no part of a site; `.well-known` in static is.
fn is_passed_over(folder: &str, name: &str) -> bool {
    let is_hidden = name.starts_with('.');
    // What an editor hides is passed over in static too, where hidden files are published.
    let hidden_by_editor = is_hidden
        && ([".swp", ".swo", ".swn", ".swx", ".swpx", ".kate-swp"].iter().any(|end| name.ends_with(end))
            || [".#", ".~lock.", ".goutputstream-"].iter().any(|start| name.starts_with(start)));
    let left_behind = name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || ["___jb_tmp___", "___jb_old___", ".vsctmp"].iter().any(|end| name.ends_with(end))
        // vim tries with this whether it may make files in a folder.
        || name == "4913"
        || is_made_up(name)
        || matches!(name, ".DS_Store" | ".git" | "Thumbs.db");
    left_behind || hidden_by_editor || (folder != STATIC && is_hidden)
}

/// Whether a name is one that a system makes up for a file that takes the place of another at once: `sedA1b2C3` of
/// `sed -i`, `one.md.A1b2C3` of editors that use Qt.
fn is_made_up(name: &str) -> bool {
    let six = |end: &str| end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_no_word = |end: &str| end.bytes().any(|byte| !byte.is_ascii_lowercase());
    let of_sed = name.strip_prefix("sed").is_some_and(|end| six(end) && is_no_word(end));
    let of_qt = name.rsplit_once('.').is_some_and(|(file, end)| {
        six(end) && [".md", ".yaml", ".html"].iter().any(|extension| file.ends_with(extension))
    });
    of_sed || of_qt
}

fn site_path(root: &Path, on_disk: &Path) -> Result<SourcePath, Box<Diagnostic>> {
    let relative = on_disk.strip_prefix(root).unwrap_or(on_disk);
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    let shown = SourcePath::new(relative.to_string_lossy());
    let bad = |message: &str| Box::new(Diagnostic::error(Code::BadFile, &shown, None, message).help("Rename it."));
    let path = parts.ok_or_else(|| bad("The name of this file is not UTF-8."))?.join("/");
    match OutputPath::new(&path) {
        Ok(_) => Ok(SourcePath::new(path)),
        Err(reason) => Err(bad(&format!("The name of this file cannot be used: {reason}."))),
    }
}

type Known = HashMap<SourcePath, (Seal, SourceFile)>;

fn read_or_remember(
    path: &SourcePath,
    on_disk: &Path,
    known: &Known,
) -> (Option<Seal>, Result<SourceFile, Box<Diagnostic>>) {
    // The seal is taken before the file is read: a change meanwhile makes the next seal another one.
    let seal = Seal::of(on_disk);
    match (known.get(path), &seal) {
        (Some((old, file)), Some(now)) if old == now => (seal, Ok(file.clone())),
        _ => (seal, read(path, on_disk)),
    }
}

fn read(path: &SourcePath, on_disk: &Path) -> Result<SourceFile, Box<Diagnostic>> {
    let failed = |error: std::io::Error| {
        Box::new(Diagnostic::error(Code::BadFile, path, None, format!("Cannot read this: {}.", plain_words(&error))))
    };
    if !is_text(path) {
        let meta = fs::metadata(on_disk).map_err(failed)?;
        if meta.len() >= LARGE {
            let (len, modified) = (meta.len(), meta.modified().ok());
            return Ok(SourceFile::Data(Content::Disk { path: on_disk.to_path_buf(), len, modified }));
        }
        return Ok(SourceFile::Data(Content::Memory(fs::read(on_disk).map_err(failed)?.into())));
    }
    match String::from_utf8(fs::read(on_disk).map_err(failed)?) {
        Ok(text) => Ok(SourceFile::Text(normalised(text))),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
            let message = format!("This file is not UTF-8 text: line {line} has a byte that does not belong there.");
            let help = "Save it as UTF-8 in your editor.";
            Err(Box::new(Diagnostic::error(Code::BadFile, path, None, message).help(help)))
        }
    }
}

fn from_theme(path: &str, bytes: &[u8]) -> SourceFile {
    match std::str::from_utf8(bytes) {
        Ok(text) if is_text(&SourcePath::new(path)) => SourceFile::Text(Arc::from(text)),
        _ => SourceFile::Data(Content::Memory(Arc::from(bytes))),
    }
}

/// The files that Fissure reads: Markdown and settings in the content, every template, and the texts of sources.
fn is_text(path: &SourcePath) -> bool {
    path.below(TEMPLATES).is_some()
        || path.below(PRIVATE).is_some()
        || (path.below(CONTENT).is_some() && matches!(path.extension(), "md" | "yaml" | "yml"))
}

fn normalised(text: String) -> Arc<str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    match text.contains(['\r', '\0']) {
        true => Arc::from(text.replace("\r\n", "\n").replace('\0', "\u{fffd}")),
        false => Arc::from(text),
    }
}

fn plain_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::NotFound => "it is not there, or a link to it leads nowhere".to_owned(),
        _ => error.to_string(),
    }
}
