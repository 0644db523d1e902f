//! The only reader of a site: its folders, and the theme that stands in for what a site does not bring.
//!
//! Gives every file its bytes, or its text when it is one that Fissure reads, and says what each picture is. Never follows a
//! link that leads out of the site's folders, and never writes. Whoever knows where the site was touched may say so, and
//! then nothing else is looked at; in any doubt everything is.

mod lines;
mod misplaced;
mod pictures;
mod seal;
pub mod theme;

use crate::base::bounds::{FILE_BYTES, exceeded};
use crate::base::content::{Content, Seal};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::{OutputPath, SourcePath, shown_with_slashes};
use crate::base::table::Table;
use crate::base::trouble::in_words;
use crate::picture::{self, Picture, Unusable};
use crate::system;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};
use walkdir::WalkDir;

pub(crate) use lines::SourceLines;
pub(crate) use pictures::picture_of_note;
use pictures::{data, is_picture};
pub(crate) use seal::seal;

/// The folders of a site, at its root.
pub(crate) const CONTENT: &str = "content";
pub(crate) const TEMPLATES: &str = "templates";
pub(crate) const STATIC: &str = "static";
/// The static files that pages load. Some of them get names that change with what they hold, see [`is_renamed`].
pub(crate) const ASSETS: &str = "static/assets";
/// The endings of these: style sheets, scripts and fonts. Whatever else lies there keeps its address, for writers to link to.
const RENAMED: [&str; 9] = ["css", "js", "mjs", "woff2", "woff", "ttf", "otf", "ttc", "eot"];
/// The full texts of sources, which are read and never published.
pub(crate) const PRIVATE: &str = "private";
/// Fonts that cards are drawn with; they are not published either.
pub(crate) const FONTS: &str = "fonts";
/// What the site published, day by day. `fissure record` writes it.
pub(crate) const RECORDS: &str = "records";

const FOLDERS: [&str; 6] = [CONTENT, TEMPLATES, STATIC, PRIVATE, FONTS, RECORDS];

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
    /// A picture, which is published without its metadata, and what was seen in it.
    Picture(Content, Result<Picture, Unusable>),
}

/// Files from this size on are not held in memory.
const LARGE: u64 = 1 << 20;

impl Sources {
    pub fn text(&self, path: &SourcePath) -> Option<&Arc<str>> {
        match self.files.get(path)? {
            SourceFile::Text(text) => Some(text),
            SourceFile::Data(_) | SourceFile::Picture(..) => None,
        }
    }

    /// The files in one of the site's folders, in the order of their paths.
    pub(crate) fn in_folder(&self, folder: &str) -> impl Iterator<Item = (&SourcePath, &SourceFile)> {
        below(&self.files, folder)
    }
}

/// The files below a folder, in the order of their paths.
fn below<'a>(
    files: &'a Table<SourcePath, SourceFile>,
    folder: &str,
) -> impl Iterator<Item = (&'a SourcePath, &'a SourceFile)> {
    let from = SourcePath::new(format!("{folder}/"));
    let until = format!("{folder}0"); // '0' is the character after '/'
    files.range(from..SourcePath::new(until))
}

/// Where to look for what differs from the last load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    Everywhere,
    /// At these files and into these folders, by their paths below the site's root. They may be gone.
    Into(BTreeSet<PathBuf>),
}

impl Look {
    pub fn nowhere() -> Look {
        Look::Into(BTreeSet::new())
    }

    pub(crate) fn is_nowhere(&self) -> bool {
        *self == Look::nowhere()
    }
}

/// What the last load came to. A memory belongs to one site and one theme.
#[derive(Debug, Default)]
pub struct LoadCache {
    files: Table<SourcePath, SourceFile>,
    /// What the file system said of the site's own files when they were read.
    seals: Table<SourcePath, Seal>,
    /// Whether all that will differ is where the site is touched. Not so before everything was looked at, while there are
    /// mistakes, and behind links, where files change under other paths than their own.
    is_sure: bool,
}

/// The seal of a file whose times make its next change differ from the last one.
fn seal_of(on_disk: &Path) -> Option<Seal> {
    fs::metadata(on_disk).ok().map(|meta| seal(&meta)).filter(seal::is_settled)
}

/// Reads the site at `root`.
///
/// The files of the theme, by their path in a site, fill in for those that it does not have. A file whose seal has not
/// changed is not read again. Whatever is as it was the last time is the same in memory, so that two loads share it.
pub fn load(root: &Path, theme: &[(&str, &[u8])], look: &Look, memory: &mut LoadCache) -> (Sources, Vec<Diagnostic>) {
    let touched = match look {
        Look::Into(touched) if memory.is_sure => places(root, touched),
        _ => None,
    };
    let found = touched.map(|places| LookedAt::at(root, places, memory)).filter(LookedAt::is_sure);
    let found = found.unwrap_or_else(|| LookedAt::everywhere(root, memory));
    memory.is_sure = found.is_sure();
    memory.take_in(&found, theme);
    (Sources { files: memory.files.clone() }, found.diagnostics)
}

/// The touched paths that may be of the site, unless one of them may mean more than the path that it is.
fn places(root: &Path, touched: &BTreeSet<PathBuf>) -> Option<Vec<SourcePath>> {
    let real_root = root.canonicalize().ok()?;
    let ours = touched.iter().filter(|path| is_in_site(path) && !is_left_out(path));
    ours.map(|path| as_place(path).filter(|_| is_plain(root, &real_root, path))).collect()
}

/// Whether a path below the root is one of the site's folders or in one.
fn is_in_site(below_root: &Path) -> bool {
    let first = below_root.components().next();
    first.is_some_and(|first| FOLDERS.iter().any(|folder| first.as_os_str() == *folder))
}

fn as_place(below_root: &Path) -> Option<SourcePath> {
    let name = |part: Component<'_>| match part {
        Component::Normal(name) => name.to_str().map(str::to_owned),
        _ => None,
    };
    let names: Option<Vec<String>> = below_root.components().map(name).collect();
    names.map(|names| SourcePath::new(names.join("/")))
}

/// Whether a file or folder is there under this very path, or gone from a folder that is.
///
/// Not so behind a link, in another spelling that the file system takes for the same, and where a folder above is gone:
/// who watches a folder that moves may tell of what happens in it by its old name.
fn is_plain(root: &Path, real_root: &Path, path: &Path) -> bool {
    let is_itself = |path: &Path| root.join(path).canonicalize().is_ok_and(|real| real == real_root.join(path));
    match fs::symlink_metadata(root.join(path)) {
        Ok(_) => is_itself(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.parent().is_some_and(is_itself),
        Err(_) => false,
    }
}

impl LoadCache {
    /// Makes the files at the places that were looked at what they were found to be, and the theme's where there are none.
    fn take_in(&mut self, found: &LookedAt, theme: &[(&str, &[u8])]) {
        let is_filled_in = |path: &SourcePath| found.covers(path) && !found.files.contains_key(path);
        let theme = theme.iter().map(|(path, bytes)| (SourcePath::new(path), *bytes));
        let theme: BTreeMap<SourcePath, &[u8]> = theme.filter(|(path, _)| is_filled_in(path)).collect();
        for place in &found.places {
            let known = self.files.get_key_value(place).into_iter().chain(below(&self.files, place.as_str()));
            let gone = known.map(|(path, _)| path).filter(|path| !found.files.contains_key(*path));
            for path in gone.cloned().collect::<Vec<_>>() {
                self.seals.remove(&path);
                if !theme.contains_key(&path) {
                    self.files.remove(&path);
                }
            }
        }
        for (path, (seal, file)) in &found.files {
            self.keep(path, file.clone());
            match seal {
                Some(seal) if self.seals.get(path) == Some(seal) => {}
                Some(seal) => drop(self.seals.insert(path.clone(), *seal)),
                None => drop(self.seals.remove(path)),
            }
        }
        for (path, bytes) in &theme {
            self.keep(path, from_theme(path, bytes));
        }
    }

    /// Keeps a file; one that is equal stays the old one.
    fn keep(&mut self, path: &SourcePath, file: SourceFile) {
        if self.files.get(path) != Some(&file) {
            self.files.insert(path.clone(), file);
        }
    }
}

/// What a look found at some places.
struct LookedAt {
    places: Vec<SourcePath>,
    files: BTreeMap<SourcePath, (Option<Seal>, SourceFile)>,
    diagnostics: Vec<Diagnostic>,
    has_links: bool,
}

impl LookedAt {
    fn everywhere(root: &Path, memory: &LoadCache) -> LookedAt {
        let mut found = LookedAt::at(root, FOLDERS.map(SourcePath::new).into(), memory);
        found.diagnostics.extend(misplaced::found(root));
        found
    }

    /// Looks at files and into folders, of which some may be gone.
    fn at(root: &Path, places: Vec<SourcePath>, memory: &LoadCache) -> LookedAt {
        let mut found = LookedAt { places, files: BTreeMap::new(), diagnostics: Vec::new(), has_links: false };
        let mut on_disk = Vec::new();
        for place in found.places.clone() {
            found.walk(root, &place, &mut on_disk);
        }
        let read = |(path, on_disk)| (read_or_remember(&path, on_disk, memory), path);
        let read: Vec<_> = match on_disk.len() {
            // To wake the other cores takes longer than a few files.
            0..8 => on_disk.into_iter().map(read).collect(),
            _ => on_disk.into_par_iter().map(read).collect(),
        };
        for ((seal, file), path) in read {
            match file {
                Ok(file) => drop(found.files.insert(path, (seal, file))),
                Err(diagnostic) => found.diagnostics.push(*diagnostic),
            }
        }
        found
    }

    fn is_sure(&self) -> bool {
        self.diagnostics.is_empty() && !self.has_links
    }

    /// Whether a file is at a place that was looked at, or would be below one.
    fn covers(&self, file: &SourcePath) -> bool {
        self.places.iter().any(|place| file == place || file.below(place.as_str()).is_some())
    }

    fn walk(&mut self, root: &Path, place: &SourcePath, files: &mut Vec<(SourcePath, PathBuf)>) {
        let top = root.join(place.as_str());
        let folder = place.as_str().split('/').next().unwrap_or_default();
        match fs::metadata(&top) {
            Ok(_) => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                self.has_links |= top.is_symlink();
                // A place of an editor's link that leads nowhere is passed over; that of a whole folder is not.
                if place.as_str() == folder && top.is_symlink() {
                    self.diagnostics.push(leads_nowhere(root, &top));
                }
                return;
            }
            // What cannot be looked at may well be there: to take it for gone would take its pages from readers.
            Err(error) => return self.diagnostics.push(unreadable(&shown(root, &top), &error)),
        }
        let mut outside = Vec::new();
        let mut has_links = false;
        let entries = WalkDir::new(&top).follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| {
            if entry.depth() > 0 && is_passed_over(folder, &entry.file_name().to_string_lossy()) {
                return false;
            }
            has_links |= entry.path_is_symlink();
            let leads_out =
                entry.path_is_symlink() && Inside::of(root, folder).is_left_by(entry.path(), entry.depth() == 0);
            if leads_out {
                outside.push(entry.path().to_path_buf());
            }
            !leads_out
        });
        for entry in entries {
            match entry {
                Ok(entry) if folder == PRIVATE && !is_original(entry.path()) => {}
                Ok(entry) if entry.file_type().is_file() => match site_path(root, entry.path()) {
                    Ok(path) => files.push((path, entry.into_path())),
                    Err(diagnostic) => self.diagnostics.push(*diagnostic),
                },
                Ok(_) => {}
                // The lock of Emacs is a link that leads nowhere, which is an error of the walk and was never an entry.
                Err(error)
                    if error.depth() > 0 && error.path().is_some_and(|path| has_passed_over_name(folder, path)) => {}
                Err(error) => self.diagnostics.push(cannot_walk(root, &top, &error)),
            }
        }
        self.has_links |= has_links;
        self.diagnostics.extend(outside.iter().map(|link| leads_out(root, link)));
    }
}

fn cannot_walk(root: &Path, top: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = shown(root, error.path().unwrap_or(top));
    // Links in a circle are a mistake of the site, and not of the disk.
    match error.io_error().filter(|error| !system::is_circle(error)) {
        Some(error) => unreadable(&path, error),
        None => {
            let message = "Cannot read this: this link leads back to itself, or to a folder that it stands in.";
            Diagnostic::error(Code::BadFile, &path, None, message)
        }
    }
}

fn leads_nowhere(root: &Path, link: &Path) -> Diagnostic {
    let to = fs::read_link(link).map(|to| to.display().to_string()).unwrap_or_default();
    let message = format!("This is a link to {to}, which is not there.");
    let help = "Bring it back, as by mounting its disk; or delete the link if the site is to do without.";
    Diagnostic::error(Code::Unreadable, &shown(root, link), None, message).help(help)
}

/// What the system does not let us read.
fn unreadable(path: &SourcePath, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::Unreadable, path, None, format!("Cannot read this: {}.", in_words(error)))
}

fn leads_out(root: &Path, link: &Path) -> Diagnostic {
    let message = "This link leads outside the site's folders, so it is not followed.";
    let help = "Copy the file here instead of linking to it.";
    Diagnostic::error(Code::UnsafePath, &shown(root, link), None, message).help(help)
}

fn shown(root: &Path, on_disk: &Path) -> SourcePath {
    SourcePath::new(shown_with_slashes(on_disk.strip_prefix(root).unwrap_or(on_disk)))
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
                folders: [CONTENT, TEMPLATES, STATIC, FONTS, RECORDS].iter().filter_map(real).collect(),
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
    let shown = shown(root, on_disk);
    let bad = |message: &str| Box::new(Diagnostic::error(Code::BadFile, &shown, None, message).help("Rename it."));
    let path = parts.ok_or_else(|| bad("The name of this file is not UTF-8."))?.join("/");
    match OutputPath::new(&path) {
        Ok(_) => Ok(SourcePath::new(path)),
        Err(reason) => Err(bad(&format!("The name of this file cannot be used: {reason}."))),
    }
}

fn read_or_remember(
    path: &SourcePath,
    on_disk: PathBuf,
    memory: &LoadCache,
) -> (Option<Seal>, Result<SourceFile, Box<Diagnostic>>) {
    // The seal is taken before the file is read: a change meanwhile makes the next seal another one.
    let seal = seal_of(&on_disk);
    match memory.files.get(path) {
        Some(file) if seal.is_some() && memory.seals.get(path) == seal.as_ref() && is_at(file, &on_disk) => {
            (seal, Ok(file.clone()))
        }
        _ => (seal, read(path, &on_disk)),
    }
}

/// Whether a file that is read where it is, is still there: it may have moved, with a link in its place.
fn is_at(file: &SourceFile, on_disk: &Path) -> bool {
    match file {
        SourceFile::Data(Content::Disk { path, .. }) | SourceFile::Picture(Content::Disk { path, .. }, _) => {
            on_disk.canonicalize().is_ok_and(|real| real == *path)
        }
        _ => true,
    }
}

fn read(path: &SourcePath, on_disk: &Path) -> Result<SourceFile, Box<Diagnostic>> {
    let failed = |error: io::Error| Box::new(unreadable(path, &error));
    if !is_text(path) {
        let meta = fs::metadata(on_disk).map_err(failed)?;
        // What is looked into is held, however large.
        if meta.len() >= LARGE && !is_renamed(path) && path.below(FONTS).is_none() {
            let real = on_disk.canonicalize().map_err(failed)?;
            let content = Content::Disk { path: real, seal: seal(&meta) };
            if !is_picture(path) {
                return Ok(SourceFile::Data(content));
            }
            // Looked at once, and not held.
            let looked = match picture::too_large(meta.len()) {
                Some(unusable) => Err(unusable),
                None => picture::look(path.extension(), &read_whole(on_disk).map_err(failed)?),
            };
            return Ok(SourceFile::Picture(content, looked));
        }
        return Ok(data(path, read_whole(on_disk).map_err(failed)?.into()));
    }
    let len = fs::metadata(on_disk).map_err(failed)?.len();
    // A record is no writer's file, and grows with the site.
    if len > FILE_BYTES as u64 && path.below(RECORDS).is_none() {
        let exceeded = exceeded(path, None, &format!("This file has {len} bytes"), FILE_BYTES);
        return Err(Box::new(exceeded.help("Split it into several, or keep a part of it elsewhere.")));
    }
    match String::from_utf8(read_whole(on_disk).map_err(failed)?) {
        Ok(text) => Ok(SourceFile::Text(normalised(&text))),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
            let message = format!("This file is not UTF-8 text: line {line} has a byte that does not belong there.");
            let help = "Save it as UTF-8 in your editor.";
            Err(Box::new(Diagnostic::error(Code::BadFile, path, None, message).help(help)))
        }
    }
}

/// The bytes of a file of the site as it was when it was loaded. Fails if it is another one now.
pub(crate) fn bytes(content: &Content) -> io::Result<Arc<[u8]>> {
    match content {
        Content::Memory(bytes) => Ok(bytes.clone()),
        Content::Disk { path, seal: as_loaded } => {
            let mut file = open_again(path)?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            match seal(&file.metadata()?) == *as_loaded {
                true => Ok(bytes.into()),
                false => Err(io::Error::other("it has changed since it was read")),
            }
        }
        Content::Stored(stored) => Err(io::Error::other(format!("{stored:?} is no file of the site"))),
    }
}

/// Opens a file of the site by its real path; fails if a link has taken its place since, which may lead anywhere.
pub(crate) fn open_again(real: &Path) -> io::Result<fs::File> {
    let file = system::open_itself(fs::File::options().read(true), real)?;
    match real.canonicalize()? == real && file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("a link has taken its place")),
    }
}

/// The bytes of a file as they were at one moment: one that changes while it is read is read again.
fn read_whole(on_disk: &Path) -> io::Result<Vec<u8>> {
    const ATTEMPTS: usize = 5;
    for _ in 0..ATTEMPTS {
        let mut file = fs::File::open(on_disk)?;
        let before = seal(&file.metadata()?);
        let mut bytes = Vec::with_capacity(usize::try_from(before.len).unwrap_or_default());
        file.read_to_end(&mut bytes)?;
        if seal(&file.metadata()?) == before && bytes.len() as u64 == before.len {
            return Ok(bytes);
        }
    }
    Err(io::Error::other("it changes while it is read"))
}

/// A site whose files are at hand, by their paths, with the theme where it has none. Those of other folders are passed over.
pub(crate) fn of_files(files: Vec<(SourcePath, Vec<u8>)>, theme: &[(&str, &[u8])]) -> Sources {
    let own = files.into_iter().filter(|(path, _)| is_of_site(path.as_str())).map(|(path, bytes)| {
        let text = if is_text(&path) { text_of(&bytes) } else { None };
        let file = text.map_or_else(|| data(&path, bytes.into()), SourceFile::Text);
        (path, file)
    });
    let mut all: BTreeMap<SourcePath, SourceFile> = own.collect();
    for (path, bytes) in theme {
        let path = SourcePath::new(path);
        all.entry(path.clone()).or_insert_with(|| from_theme(&path, bytes));
    }
    Sources { files: all.into_iter().collect() }
}

/// Whether a path below the root is that of a file of the site, by its name alone.
pub(crate) fn is_of_site(path: &str) -> bool {
    is_in_site(Path::new(path)) && !is_left_out(Path::new(path))
}

fn from_theme(path: &SourcePath, bytes: &[u8]) -> SourceFile {
    match std::str::from_utf8(bytes) {
        Ok(text) if is_text(path) => SourceFile::Text(Arc::from(text)),
        _ => data(path, Arc::from(bytes)),
    }
}

/// The files that Fissure reads: Markdown and settings in the content, every template, style sheets among the assets, the
/// texts of sources, and the record.
fn is_text(path: &SourcePath) -> bool {
    path.below(TEMPLATES).is_some()
        || (path.below(ASSETS).is_some() && path.extension().eq_ignore_ascii_case("css"))
        || path.below(PRIVATE).is_some()
        || (path.below(RECORDS).is_some() && path.extension() == "json")
        || (path.below(CONTENT).is_some() && matches!(path.extension(), "md" | "yaml" | "yml"))
        || picture_of_note(path).is_some()
}

/// Whether a file is published under a name that changes with what it holds.
pub(crate) fn is_renamed(path: &SourcePath) -> bool {
    path.below(ASSETS).is_some() && RENAMED.iter().any(|ending| path.extension().eq_ignore_ascii_case(ending))
}

/// The text of a file as it is read, if it is UTF-8.
pub(crate) fn text_of(bytes: &[u8]) -> Option<Arc<str>> {
    std::str::from_utf8(bytes).ok().map(normalised)
}

fn normalised(text: &str) -> Arc<str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.contains(['\r', '\0']) {
        true => Arc::from(text.replace("\r\n", "\n").replace('\0', "\u{fffd}")),
        false => Arc::from(text),
    }
}
