//! A look at what was touched comes to what a look at everything comes to, and is no look at everything.
//!
//! Random ones come from seeds that are printed: `SEED=n cargo test --test load` does them again.

#![cfg(unix)]

mod support;

use fastrand::Rng as Random;
use fissure::base::path::SourcePath;
use fissure::load::{self, LoadCache, Look, SourceFile, Sources};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use support::*;

const THEME: &[(&str, &[u8])] =
    &[("templates/page.html", b"of the theme"), ("templates/parts/head.html", b"head"), ("static/a/b.css", b"css")];

fn at<'a>(paths: impl IntoIterator<Item = &'a str>) -> Look {
    Look::Into(paths.into_iter().map(PathBuf::from).collect())
}

/// A site on disk, and what is remembered of it.
struct Site {
    folder: tempfile::TempDir,
    memory: LoadCache,
}

impl Site {
    fn new(files: &[(&str, &str)]) -> Site {
        let site = Site { folder: tempfile::tempdir().unwrap(), memory: LoadCache::default() };
        write_files(site.folder.path(), files);
        site
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn load(&mut self, look: &Look) -> Sources {
        load::load(self.folder.path(), THEME, look, &mut self.memory).0
    }

    fn text(&mut self, look: &Look, path: &str) -> String {
        self.load(look).text(&SourcePath::new(path)).map_or("nothing".to_owned(), ToString::to_string)
    }

    /// Looks at what was touched, and holds it against a look of somebody who remembers nothing.
    fn compare(&mut self, touched: &[String]) {
        let before = self.memory_of_files();
        let look = at(touched.iter().map(String::as_str));
        let (sources, told) = load::load(self.folder.path(), THEME, &look, &mut self.memory);
        let (all, all_told) = load::load(self.folder.path(), THEME, &Look::Everywhere, &mut LoadCache::default());
        assert_eq!(sources, all, "after a look at {touched:?}");
        assert_eq!(told, all_told, "after a look at {touched:?}");
        for (path, file) in &sources.files {
            if let (Some(SourceFile::Text(old)), SourceFile::Text(new)) = (before.files.get(path), file) {
                assert!(old != new || Arc::ptr_eq(old, new), "{path} is as before and was not kept");
            }
        }
    }

    fn memory_of_files(&mut self) -> Sources {
        // With nothing touched nothing is looked at, except while everything is.
        self.load(&Look::nowhere())
    }
}

fn plain_site() -> Site {
    Site::new(&[
        ("content/site.yaml", "title: x\n"),
        ("content/a/one.md", "one"),
        ("content/a/two.md", "two"),
        ("content/b/deep/three.md", "three"),
        ("static/film", "film"),
    ])
}

#[test]
fn what_is_not_touched_is_not_looked_at() {
    let mut site = plain_site();
    site.load(&Look::Everywhere);
    // Nobody is told of this one, so whoever sees it has looked at everything.
    fs::write(site.path("content/secret.md"), "seen").unwrap();
    let secret = "content/secret.md";
    let mut touch = |touched: &[&str], act: &dyn Fn(&Site)| {
        act(&site);
        assert_eq!(site.text(&at(touched.iter().copied()), secret), "nothing", "{touched:?} was everything");
        site.load(&Look::nowhere())
    };
    let has = |sources: &Sources, path: &str| sources.files.contains_key(&SourcePath::new(path));

    let sources = touch(&["content/a/one.md"], &|site| fs::write(site.path("content/a/one.md"), "other").unwrap());
    assert_eq!(&**sources.text(&SourcePath::new("content/a/one.md")).unwrap(), "other");
    let sources = touch(&["content/a/two.md", "content/a/new.md"], &|site| {
        fs::rename(site.path("content/a/two.md"), site.path("content/a/new.md")).unwrap();
    });
    assert!(has(&sources, "content/a/new.md") && !has(&sources, "content/a/two.md"));
    let sources = touch(&["content/c"], &|site| {
        write_files(site.folder.path(), &[("content/c/deep/four.md", "four"), ("content/c/.hidden.md", "")]);
    });
    assert!(has(&sources, "content/c/deep/four.md") && !has(&sources, "content/c/.hidden.md"));
    let sources = touch(&["content/c", "content/d"], &|site| {
        fs::rename(site.path("content/c"), site.path("content/d")).unwrap();
    });
    assert!(has(&sources, "content/d/deep/four.md") && !has(&sources, "content/c/deep/four.md"));
    let sources = touch(&["content/b"], &|site| fs::remove_dir_all(site.path("content/b")).unwrap());
    assert!(!has(&sources, "content/b/deep/three.md"));
    touch(&["content/a/.one.md.swp", "content/a/one.md~", "public/x", "notes.txt", "content/a/never.md"], &|_| {});
}

#[test]
fn the_theme_fills_in_again() {
    let mut site = plain_site();
    site.load(&Look::Everywhere);
    let page = "templates/page.html";
    assert_eq!(site.text(&Look::nowhere(), page), "of the theme");
    write_files(site.folder.path(), &[(page, "own"), ("templates/parts/head.html", "own head")]);
    assert_eq!(site.text(&at(["templates"]), page), "own");
    fs::remove_file(site.path(page)).unwrap();
    assert_eq!(site.text(&at([page]), page), "of the theme");
    fs::remove_dir_all(site.path("templates")).unwrap();
    assert_eq!(site.text(&at(["templates"]), "templates/parts/head.html"), "head");
}

#[test]
fn in_doubt_everything_is_looked_at() {
    let secret = "content/secret.md";
    let sees_all = |site: &mut Site, touched: &[&str], why: &str| {
        fs::write(site.path(secret), why).unwrap();
        assert_eq!(site.text(&at(touched.iter().copied()), secret), why);
    };
    let mut site = plain_site();
    sees_all(&mut site, &[], "nothing is remembered");

    fs::write(site.path("content/a/one.md"), b"\xff").unwrap();
    sees_all(&mut site, &["content/a/one.md"], "a file has a mistake");
    fs::write(site.path("content/a/one.md"), "one").unwrap();
    sees_all(&mut site, &[], "a file had a mistake the last time");

    fs::remove_dir_all(site.path("content/b")).unwrap();
    sees_all(&mut site, &["content/b/deep/three.md"], "the folder of a file is gone");

    symlink(site.path("content/a/one.md"), site.path("content/a/link.md")).unwrap();
    sees_all(&mut site, &["content/a/link.md"], "there is a link now");
    sees_all(&mut site, &[], "there was a link the last time");
    fs::remove_file(site.path("content/a/link.md")).unwrap();
    sees_all(&mut site, &["content/a/link.md"], "the link was there the last time");
    fs::write(site.path(secret), "no doubt is left").unwrap();
    assert_ne!(site.text(&Look::nowhere(), secret), "no doubt is left");
}

const NAMES: &[&str] = &["a", "b", "c.md", "d.md", "e.html", ".f.md", "g.md~"];

fn random_path(random: &mut Random) -> String {
    let folder = ["content", "content", "templates", "static", "private", "fonts"][random.usize(0..6)];
    if random.u8(0..4) == 0 {
        return THEME[random.usize(0..THEME.len())].0.to_owned();
    }
    let names = (0..random.usize(1..4)).map(|_| NAMES[random.usize(0..NAMES.len())]);
    [folder].into_iter().chain(names).collect::<Vec<_>>().join("/")
}

/// The outermost folder that has to be made for a path, or the path: what a watcher tells of it at least.
fn outermost_missing(root: &Path, path: &str) -> String {
    let mut ancestors: Vec<&Path> = Path::new(path).ancestors().collect();
    ancestors.reverse();
    let missing = ancestors.into_iter().find(|ancestor| !root.join(ancestor).exists());
    missing.unwrap_or(Path::new(path)).to_str().unwrap().to_owned()
}

fn write(root: &Path, path: &str, bytes: &[u8]) -> Option<Vec<String>> {
    let touched = outermost_missing(root, path);
    fs::create_dir_all(root.join(path).parent()?).ok()?;
    fs::write(root.join(path), bytes).ok()?;
    Some(vec![touched])
}

fn remove(root: &Path, path: &str) -> Option<Vec<String>> {
    let on_disk = root.join(path);
    match on_disk.is_dir() && !on_disk.is_symlink() {
        true => fs::remove_dir_all(&on_disk).ok()?,
        false => fs::remove_file(&on_disk).ok()?,
    }
    Some(vec![path.to_owned()])
}

/// Does something to the files of a site; gives what was touched, or nothing if it could not be done.
fn act(root: &Path, random: &mut Random) -> Option<Vec<String>> {
    let (path, other) = (random_path(random), random_path(random));
    let text = format!("text {}", random.u8(0..4));
    match random.u8(0..16) {
        0..6 => write(root, &path, text.as_bytes()),
        6..8 => remove(root, &path),
        8 | 9 => {
            let touched = outermost_missing(root, &other);
            fs::create_dir_all(root.join(&other).parent()?).ok()?;
            // A file over a file, or a folder over an empty one, or to a new place.
            match fs::rename(root.join(&path), root.join(&other)) {
                Ok(()) => Some(vec![path, other, touched]),
                Err(_) => Some(vec![touched]),
            }
        }
        10 => {
            // A folder takes the place of another one at once, or of a file.
            let mut touched = remove(root, &path)?;
            touched.extend(write(root, &format!("{path}/c.md"), text.as_bytes())?);
            Some(touched)
        }
        11 => {
            let touched = outermost_missing(root, &path);
            fs::create_dir_all(root.join(&path)).ok()?;
            Some(vec![touched])
        }
        12 if random.u8(0..3) == 0 => {
            let to = [root.join(&other), root.join("elsewhere"), root.join("content")];
            symlink(&to[random.usize(0..3)], root.join(&path)).ok()?;
            Some(vec![path])
        }
        13 => {
            let mode = [0o000, 0o755][random.usize(0..2)];
            fs::set_permissions(root.join(&path), fs::Permissions::from_mode(mode)).ok()?;
            Some(vec![path])
        }
        14 if random.u8(0..4) == 0 => write(root, &path, b"no text \xff"),
        15 if random.u8(0..4) == 0 => {
            // The second look has seals to go by.
            std::thread::sleep(std::time::Duration::from_millis(60));
            write(root, &path, text.as_bytes())
        }
        _ => None,
    }
}

/// Takes away what keeps all looks from being short ones: links and files that cannot be read.
fn mend(root: &Path) -> Vec<String> {
    let mut touched = Vec::new();
    for entry in walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok) {
        let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        let is_bad = || fs::read(entry.path()).is_ok_and(|bytes| String::from_utf8(bytes).is_err());
        if entry.path_is_symlink() || (entry.file_type().is_file() && is_bad()) {
            fs::remove_file(entry.path()).unwrap();
            touched.push(path);
        }
    }
    touched
}

#[test]
fn a_look_at_what_was_touched_is_as_good_as_one_at_everything() {
    const ACTS: usize = 250;
    let seeds: Vec<u64> = match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (0..6).collect(),
    };
    for seed in seeds {
        println!("SEED={seed} cargo test --test load");
        let mut random = Random::with_seed(seed);
        let mut site = plain_site();
        site.load(&Look::Everywhere);
        for _ in 0..ACTS {
            let root = site.folder.path().to_owned();
            let acts = random.usize(1..4);
            let mut touched: Vec<String> = (0..acts).filter_map(|_| act(&root, &mut random)).flatten().collect();
            if random.u8(0..6) == 0 {
                touched.extend(mend(&root));
            }
            touched.extend((random.u8(0..3) == 0).then(|| random_path(&mut random)));
            site.compare(&touched);
        }
    }
}
