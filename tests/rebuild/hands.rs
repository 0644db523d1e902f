//! Carries an edit to the disk as people and programs do: file by file, in pieces, by folders and links that change places.
//!
//! Decides how, never what: after each edit the site has the files of the tree. Nothing is built here.

use crate::fields::{Random, pick};
use crate::tree::{self, Tree};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// The folders that may change places.
const TOPS: [&str; 3] = ["content", "static", "templates"];
/// A file that is published and not held in memory.
pub const LARGE: &str = "static/large.bin";
const LARGE_SIZE: usize = (1 << 20) + 1;

pub struct Hands {
    root: PathBuf,
    random: Random,
    /// How many folders were made next to those of the site.
    made: usize,
}

/// How an edit got to the disk.
pub struct Carried {
    pub what: String,
    /// Whether the site may have been seen in a state between the old and the new one.
    pub had_between: bool,
}

impl Hands {
    pub fn new(root: PathBuf, seed: u64) -> Hands {
        Hands { root, random: Random::with_seed(seed ^ 0x9e37_79b9), made: 0 }
    }

    /// Gives a tree a large file, of the same size as any other one; or takes it away.
    pub fn edit_large(&mut self, tree: &mut Tree) -> bool {
        match self.random.u8(0..24) {
            0..3 => {
                let mut bytes = vec![self.random.u8(..); LARGE_SIZE];
                bytes[0] = 0xff;
                drop(tree.insert(LARGE.to_owned(), bytes.into()));
                true
            }
            3 => tree.remove(LARGE).is_some(),
            _ => false,
        }
    }

    /// Makes the files what they are after an edit.
    pub fn carry(&mut self, before: &Tree, after: &Tree) -> Carried {
        let mut between = false;
        let mut what = Vec::new();
        if self.random.u8(0..4) == 0 {
            what.push(self.move_about());
            between = true;
        }
        let mut now = before.clone();
        // In two steps: some of the files first.
        if self.random.u8(0..4) == 0 {
            let (half, random) = (tree::changed(before, after), &mut self.random);
            for path in half.into_iter().filter(|_| random.bool()) {
                match after.get(path) {
                    Some(file) => drop(now.insert(path.clone(), file.clone())),
                    None => drop(now.remove(path)),
                }
            }
            between = true;
            what.push(self.step(before, &now));
            self.pause();
        }
        between |= tree::changed(&now, after).len() > 1;
        let how = self.step(&now, after);
        between |= how.contains("pieces") || how.contains("deleted");
        what.push(how);
        if self.random.u8(0..6) == 0 {
            what.push(self.move_about());
            between = true;
        }
        what.retain(|what| !what.is_empty());
        Carried { what: what.join(", "), had_between: between }
    }

    fn step(&mut self, before: &Tree, after: &Tree) -> String {
        let top = (*pick(&mut self.random, &TOPS)).to_owned();
        let how = self.random.u8(0..12);
        match how {
            0..5 => {
                self.file_by_file(before, after);
                return String::new();
            }
            5 | 6 => {
                self.in_pieces(before, after);
                return "in pieces".to_owned();
            }
            _ => {}
        }
        // One folder as a whole, and then the rest.
        let in_top = |path: &String| path.starts_with(&format!("{top}/"));
        let mut whole = before.clone();
        whole.retain(|path, _| !in_top(path));
        whole.extend(after.iter().filter(|(path, _)| in_top(path)).map(|(path, file)| (path.clone(), file.clone())));
        let new = self.aside();
        self.fill(&new, &top, &whole);
        let there = self.root.join(&top);
        let words = match how {
            7 | 8 => {
                if there.exists() {
                    exchange(&new, &there)
                } else {
                    fs::rename(&new, &there).unwrap()
                }
                "exchanged"
            }
            9 | 10 => {
                let link = self.aside();
                // With its whole path, or from the folder in which it stands.
                let to = if self.random.bool() { new } else { PathBuf::from(new.file_name().unwrap()) };
                symlink(to, &link).unwrap();
                let is_folder = there.is_dir() && !there.is_symlink();
                if is_folder {
                    exchange(&link, &there)
                } else {
                    fs::rename(link, &there).unwrap()
                }
                "now a link"
            }
            _ => {
                let _ = if there.is_symlink() { fs::remove_file(&there) } else { fs::remove_dir_all(&there) };
                self.pause();
                fs::rename(&new, &there).unwrap();
                "deleted and made again"
            }
        };
        self.file_by_file(&whole, after);
        format!("{top} {words}")
    }

    /// What a folder of the site is to hold, in another one.
    fn fill(&self, folder: &Path, top: &str, tree: &Tree) {
        fs::create_dir_all(folder).unwrap();
        for (path, file) in tree {
            let Some(below) = path.strip_prefix(top).and_then(|below| below.strip_prefix('/')) else { continue };
            let path = folder.join(below);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, file).unwrap();
            date(&path, file);
        }
    }

    /// The place for another folder or link.
    fn aside(&mut self) -> PathBuf {
        self.made += 1;
        self.root.join(format!("other-{}", self.made))
    }

    fn file_by_file(&mut self, before: &Tree, after: &Tree) {
        let large = after.get(LARGE).filter(|file| before.get(LARGE) != Some(file)).cloned();
        let mut rest = after.clone();
        if let Some(file) = large {
            self.write_large(&file);
            rest.insert(LARGE.to_owned(), file.clone());
            let mut before = before.clone();
            before.insert(LARGE.to_owned(), file);
            tree::carry(&self.root, &before, &rest);
        } else {
            tree::carry(&self.root, before, &rest);
        }
    }

    /// Its time is always the same.
    fn write_large(&mut self, file: &Arc<[u8]>) {
        let path = self.root.join(LARGE);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let in_place = path.exists() && self.random.bool();
        let to = if in_place { path.clone() } else { self.aside() };
        let mut open = fs::OpenOptions::new().write(true).create(true).truncate(false).open(&to).unwrap();
        open.write_all(file).unwrap();
        drop(open);
        date(&to, file);
        if !in_place {
            fs::rename(to, path).unwrap();
        }
    }

    /// In place, so that a look may find the half of a file.
    fn in_pieces(&mut self, before: &Tree, after: &Tree) {
        let mut now = before.clone();
        for path in tree::changed(before, after) {
            let (Some(file), on_disk) = (after.get(path), self.root.join(path)) else { continue };
            if file.len() < 2 || file.len() >= LARGE_SIZE || !on_disk.is_file() {
                continue;
            }
            let half = self.random.usize(0..file.len());
            let mut open = fs::File::create(&on_disk).unwrap();
            open.write_all(&file[..half]).unwrap();
            self.pause();
            open.write_all(&file[half..]).unwrap();
            now.insert(path.clone(), file.clone());
        }
        self.file_by_file(&now, after);
    }

    /// Moves things so that in the end all is as it was.
    fn move_about(&mut self) -> String {
        let folders = self.folders();
        let folder = pick(&mut self.random, &folders).clone();
        let (there, away) = (self.root.join(&folder), self.aside());
        let words = match self.random.u8(0..4) {
            0 | 1 => {
                fs::rename(&there, &away).unwrap();
                fs::rename(&away, &there).unwrap();
                "away and back"
            }
            2 => {
                fs::rename(&there, &away).unwrap();
                self.pause();
                fs::rename(&away, &there).unwrap();
                "away and later back"
            }
            _ => {
                let of_site = all_below(&there);
                fs::create_dir_all(&away).unwrap();
                for (path, file) in &of_site {
                    fs::create_dir_all(away.join(path).parent().unwrap()).unwrap();
                    fs::write(away.join(path), file).unwrap();
                    date(&away.join(path), file);
                }
                exchange(&there, &away);
                "exchanged for its copy"
            }
        };
        format!("{folder} {words}")
    }

    /// The folders of the site, those deep within too.
    fn folders(&self) -> Vec<String> {
        let mut folders = Vec::new();
        for top in TOPS.map(|top| self.root.join(top)) {
            let entries = walkdir::WalkDir::new(top).follow_links(true).into_iter().filter_map(Result::ok);
            let paths = entries.filter(|entry| entry.file_type().is_dir()).map(walkdir::DirEntry::into_path);
            folders.extend(paths.map(|path| path.strip_prefix(&self.root).unwrap().to_str().unwrap().to_owned()));
        }
        folders
    }

    /// Takes away what a link in the place of a folder leads to; gives how to bring it back.
    pub fn take_disk(&mut self) -> Option<[PathBuf; 2]> {
        let links: Vec<PathBuf> =
            TOPS.map(|top| self.root.join(top)).into_iter().filter(|top| top.is_symlink()).collect();
        if links.is_empty() || self.random.u8(0..3) > 0 {
            return None;
        }
        let disk = pick(&mut self.random, &links).canonicalize().unwrap();
        let away = self.aside();
        fs::rename(&disk, &away).unwrap();
        Some([away, disk])
    }

    fn pause(&mut self) {
        if self.random.bool() {
            sleep(Duration::from_millis(self.random.u64(0..120)));
        }
    }
}

/// A large file has a time that does not say when it was written.
fn date(path: &Path, file: &[u8]) {
    if file.len() >= LARGE_SIZE {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    }
}

fn all_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).follow_links(true).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let read = |entry: walkdir::DirEntry| {
        (entry.path().strip_prefix(folder).unwrap().to_owned(), fs::read(entry.path()).unwrap())
    };
    files.map(read).collect()
}

/// Two folders or links change places at once.
fn exchange(one: &Path, other: &Path) {
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).unwrap();
}
