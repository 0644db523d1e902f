//! The writer against a real folder: what it does to files of ours, and what it never does to files of others.

mod again;
mod foreign;
mod store;

use super::error::Refusal;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::*;
use crate::base::content::Keeper;
use crate::base::path::MANIFEST_NAME;
use crate::base::table::Table;
use crate::load::seal;

type Files = Table<OutputPath, Content>;

const BOTH: [Mode; 2] = [Mode::Exchange, Mode::InPlace];

/// A site's root in a folder of its own, with `public` as its output.
struct Place {
    root: TempDir,
}

impl Place {
    fn new() -> Self {
        Place { root: TempDir::new().unwrap() }
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.root.path().join(relative)
    }

    fn check(&self, output: &str) -> Result<Output, WriteError> {
        let (content, theme) = (self.path("content"), self.path("templates"));
        Output::check_with_home(&self.path(output), self.root.path(), &[&content, &theme], Some(&self.path("home/ada")))
    }

    fn write(&self, files: &Files, mode: Mode) -> Result<WriteCounts, WriteError> {
        write(&self.check("public")?, files, mode, &mut WriteCache::default())
    }

    /// The same with all files from a store.
    fn write_stored(&self, files: &Files, mode: Mode, in_memory: usize) -> Result<WriteCounts, WriteError> {
        let output = self.check("public")?;
        let pages = Pages::with(&output, in_memory, PATIENCE);
        write(&output, &stored(files, &pages), mode, &mut WriteCache::with(pages))
    }

    fn put(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn tree(&self) -> BTreeMap<String, String> {
        tree(&self.path("public"))
    }

    /// Nothing but `names` is in the root: neither stage nor lock.
    fn assert_holds_only(&self, names: &[&str]) {
        let mut found: Vec<_> =
            fs::read_dir(self.root.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        found.sort();
        assert_eq!(found, names);
    }
}

/// Written as `path=text`, parted by blanks.
fn files(list: &str) -> Files {
    let parse = |pair: &str| {
        let (path, text) = pair.split_once('=').unwrap();
        (OutputPath::new(path).unwrap(), Content::Memory(text.as_bytes().into()))
    };
    list.split_whitespace().map(parse).collect()
}

/// A file of the site that stays on the disk.
fn large(path: &Path) -> Content {
    Content::Disk { path: path.to_owned(), seal: seal(&fs::metadata(path).unwrap()) }
}

/// The same files as pages in a store.
fn stored(files: &Files, pages: &Arc<Pages>) -> Files {
    let keeper = Keeper::of(pages.clone());
    let put = |(path, content): (&OutputPath, &Content)| match content {
        Content::Memory(bytes) => (path.clone(), keeper.keep(path, bytes.to_vec())),
        other => (path.clone(), other.clone()),
    };
    files.iter().map(put).collect()
}

/// Everything in a folder but the manifest: files with their text, links with their target, folders with a slash.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    fn visit(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            let data = fs::symlink_metadata(&path).unwrap();
            if data.is_symlink() {
                found.insert(name, format!("-> {}", fs::read_link(&path).unwrap().display()));
            } else if data.is_dir() {
                found.insert(format!("{name}/"), String::new());
                visit(root, &path, found);
            } else if name != MANIFEST_NAME {
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    if folder.exists() {
        visit(folder, folder, &mut found);
    }
    found
}

fn shown(tree: &BTreeMap<String, String>) -> String {
    let show = |(name, text): (&String, &String)| match name.ends_with('/') {
        true => name.clone(),
        false => format!("{name}={text}"),
    };
    tree.iter().map(show).collect::<Vec<_>>().join(" ")
}

/// Inode, time of writing and of change, by path: equal stamps mean an untouched tree.
fn stamps(folder: &Path) -> BTreeMap<PathBuf, (u64, i64, i64, i64, i64)> {
    let mut found = BTreeMap::new();
    let mut to_visit = vec![folder.to_owned()];
    while let Some(path) = to_visit.pop() {
        let data = fs::symlink_metadata(&path).unwrap();
        found.insert(path.clone(), (data.ino(), data.mtime(), data.mtime_nsec(), data.ctime(), data.ctime_nsec()));
        if data.is_dir() {
            to_visit.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    found
}

fn inode_and_time(path: &Path) -> (u64, SystemTime) {
    let data = fs::metadata(path).unwrap();
    (data.ino(), data.modified().unwrap())
}

fn counts(written: &WriteCounts) -> (usize, usize, usize, usize) {
    (written.created, written.changed, written.unchanged, written.removed)
}

#[test]
fn a_fresh_output_holds_the_files_and_the_manifest_and_nothing_is_left_beside_it() {
    for mode in BOTH {
        let place = Place::new();
        let written = place.write(&files("index.html=home models/fugu/index.html=fugu"), mode).unwrap();
        assert_eq!((counts(&written), written.unable), ((2, 0, 0, 0), None));
        assert_eq!(shown(&place.tree()), "index.html=home models/ models/fugu/ models/fugu/index.html=fugu");
        let manifest = fs::read_to_string(place.path("public").join(MANIFEST_NAME)).unwrap();
        assert_eq!(manifest, "fissure-manifest 1\nindex.html\nmodels/fugu/index.html\n");
        place.assert_holds_only(&["public"]);
    }
}

#[test]
fn folders_around_the_output_are_made() {
    let place = Place::new();
    write(&place.check("out/of/public").unwrap(), &files("a=1"), Mode::Exchange, &mut WriteCache::default()).unwrap();
    assert_eq!(shown(&tree(&place.path("out/of/public"))), "a=1");
}

#[test]
fn an_equal_rebuild_touches_nothing() {
    for mode in BOTH {
        let place = Place::new();
        let site = files("index.html=home models/fugu/index.html=fugu");
        place.write(&site, mode).unwrap();
        place.put("public/CNAME", "example.org");
        let before = stamps(place.root.path());
        let written = place.write(&site, mode).unwrap();
        assert_eq!(counts(&written), (0, 0, 2, 0));
        assert_eq!(stamps(place.root.path()), before);
    }
}

#[test]
fn one_changed_file_keeps_inode_and_time_of_the_others() {
    for mode in BOTH {
        let place = Place::new();
        place.write(&files("a/x=1 a/y=2 z=3"), mode).unwrap();
        place.put("public/CNAME", "example.org");
        let kept = ["a/y", "z", "CNAME", MANIFEST_NAME].map(|name| place.path("public").join(name));
        let kept = if mode == Mode::InPlace { &kept[..3] } else { &kept[..] };
        let before: Vec<_> = kept.iter().map(|path| inode_and_time(path)).collect();
        let written = place.write(&files("a/x=one a/y=2 z=3"), mode).unwrap();
        assert_eq!(counts(&written), (0, 1, 2, 0));
        assert_eq!(kept.iter().map(|path| inode_and_time(path)).collect::<Vec<_>>(), before);
        assert_eq!(shown(&place.tree()), "CNAME=example.org a/ a/x=one a/y=2 z=3");
        assert_eq!(fs::metadata(place.path("public/z")).unwrap().nlink(), 1);
    }
}

#[test]
fn what_is_not_wanted_any_more_goes_with_its_folders() {
    for mode in BOTH {
        let place = Place::new();
        place.write(&files("a/b/c/x=1 a/y=2 z=3"), mode).unwrap();
        let written = place.write(&files("z=3"), mode).unwrap();
        assert_eq!(counts(&written), (0, 0, 1, 2));
        assert_eq!(shown(&place.tree()), "z=3");
        place.assert_holds_only(&["public"]);
    }
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    for mode in BOTH {
        let place = Place::new();
        for list in ["a=1 b/c/d=2", "a/b/c=1 b=2", "a=1 b/c=3", "a/b=1 b/c/d=2"] {
            place.write(&files(list), mode).unwrap();
            let mut left = place.tree();
            left.retain(|name, _| !name.ends_with('/'));
            assert_eq!(shown(&left), list);
        }
        place.assert_holds_only(&["public"]);
    }
}

#[test]
fn a_name_cannot_be_a_file_and_a_folder() {
    let error = Place::new().write(&files("a=1 a/b/c=2"), Mode::Exchange).unwrap_err();
    assert_eq!(error.to_string(), "cannot write both a and a/b/c: the same name would be a file and a folder");
}

#[test]
fn an_output_behind_a_link_is_the_folder_it_leads_to() {
    for mode in BOTH {
        let place = Place::new();
        fs::create_dir_all(place.path("disk/www")).unwrap();
        symlink("disk/www", place.path("public")).unwrap();
        place.write(&files("a=1"), mode).unwrap();
        place.write(&files("a=2 b=3"), mode).unwrap();
        assert!(fs::symlink_metadata(place.path("public")).unwrap().is_symlink());
        assert_eq!(shown(&tree(&place.path("disk/www"))), "a=2 b=3");
        place.assert_holds_only(&["disk", "public"]);
    }
}

#[test]
fn large_files_are_copied_from_the_site_with_their_time() {
    for mode in BOTH {
        let place = Place::new();
        let long_ago = SystemTime::UNIX_EPOCH + Duration::new(1_700_000_000, 123_456_000);
        let put = |text: &str| {
            place.put("static/film", text);
            fs::File::open(place.path("static/film")).unwrap().set_modified(long_ago).unwrap();
        };
        put("pictures");
        let film = large(&place.path("static/film"));
        let site = Files::from_iter([(OutputPath::new("film").unwrap(), film)]);
        place.write(&site, mode).unwrap();
        assert_eq!(fs::metadata(place.path("public/film")).unwrap().modified().unwrap(), long_ago);
        assert_eq!(place.write(&site, mode).unwrap().unchanged, 1);

        // As with `cp -p`: another film of the same size and time.
        put("PICTURES");
        assert_eq!(place.write(&site, mode).unwrap().changed, 1);
        assert_eq!(shown(&place.tree()), "film=PICTURES");

        fs::remove_file(place.path("static/film")).unwrap();
        let error = place.write(&site, mode).unwrap_err();
        assert!(error.to_string().ends_with("static/film: it is not there, or a link to it leads nowhere"), "{error}");
        assert_eq!(shown(&place.tree()), "film=PICTURES");
    }
}

#[test]
fn a_missing_source_leaves_the_old_site_untouched() {
    let place = Place::new();
    place.write(&files("a=1"), Mode::Exchange).unwrap();
    let before = stamps(&place.path("public"));
    let mut site = files("a=2 b=3");
    place.put("static/film", "pictures");
    let film = large(&place.path("static/film"));
    fs::remove_file(place.path("static/film")).unwrap();
    fs::remove_dir(place.path("static")).unwrap();
    site.insert(OutputPath::new("film").unwrap(), film);
    place.write(&site, Mode::Exchange).unwrap_err();
    assert_eq!(stamps(&place.path("public")).into_keys().count(), before.len());
    assert_eq!(shown(&place.tree()), "a=1");
    place.assert_holds_only(&["public"]);
}

#[test]
fn the_new_folder_has_the_mode_of_the_old_one() {
    let place = Place::new();
    place.write(&files("a/x=1"), Mode::Exchange).unwrap();
    let set = |name: &str, mode| fs::set_permissions(place.path(name), fs::Permissions::from_mode(mode)).unwrap();
    set("public", 0o2750);
    set("public/a", 0o711);
    assert!(place.write(&files("a/x=2"), Mode::Exchange).unwrap().unable.is_none());
    assert_eq!(fs::metadata(place.path("public")).unwrap().mode() & 0o7777, 0o2750);
    assert_eq!(fs::metadata(place.path("public/a")).unwrap().mode() & 0o7777, 0o711);
}

#[test]
fn an_interrupted_stage_is_cleared_by_the_next_run() {
    for mode in BOTH {
        let place = Place::new();
        let site = files("a/x=1 b=2");
        place.write(&site, mode).unwrap();
        place.put("public/CNAME", "example.org");
        let stage = ".public.fissure-stage";
        fs::create_dir(place.path(stage)).unwrap();
        place.write(&site, mode).unwrap();
        place.put(&format!("{stage}/{MANIFEST_NAME}"), "fissure-ma");
        place.write(&site, mode).unwrap();
        // Half-way before the exchange: new files, and second names of old ones.
        place.put(&format!("{stage}/{MANIFEST_NAME}"), "fissure-manifest 1\na/x\nc/d/e\n");
        place.put(&format!("{stage}/c/d/e"), "half");
        place.put(&format!("{stage}/a/x"), "new");
        fs::hard_link(place.path("public/CNAME"), place.path(stage).join("CNAME")).unwrap();
        place.write(&site, mode).unwrap();
        assert_eq!(shown(&place.tree()), "CNAME=example.org a/ a/x=1 b=2");
        place.assert_holds_only(&["public"]);
    }
}

#[test]
fn a_killed_write_in_place_is_healed_in_either_mode() {
    for mode in BOTH {
        let place = Place::new();
        place.write(&files("a/x=1 b=2 old/gone=3"), Mode::InPlace).unwrap();
        // Killed after the first manifest: a temporary file, a new file, a change, and a deletion.
        place.put(
            &format!("public/{MANIFEST_NAME}"),
            "fissure-manifest 1\na/.fissure-0\na/x\nb\nc/new\nold/gone\n.fissure-1\n",
        );
        place.put("public/a/.fissure-0", "ha");
        place.put("public/.fissure-7", "not listed, so not ours");
        place.put("public/c/new", "half of an older try");
        place.put("public/.fissure-manifest.new", "fissure-manif");
        fs::remove_file(place.path("public/old/gone")).unwrap();

        place.write(&files("a/x=11 b=2 c/new=4"), mode).unwrap();
        assert_eq!(shown(&place.tree()), ".fissure-7=not listed, so not ours a/ a/x=11 b=2 c/ c/new=4");
        let manifest = fs::read_to_string(place.path("public").join(MANIFEST_NAME)).unwrap();
        assert_eq!(manifest, "fissure-manifest 1\na/x\nb\nc/new\n");
        place.assert_holds_only(&["public"]);
    }
}

#[test]
fn a_write_in_place_killed_at_its_very_start_is_healed() {
    let place = Place::new();
    place.put("public/.fissure-manifest.new", "fissure");
    fs::create_dir(place.path("public/lost+found")).unwrap();
    place.write(&files("a=1"), Mode::InPlace).unwrap();
    assert_eq!(shown(&place.tree()), "a=1 lost+found/");
}

#[test]
fn the_name_of_the_temporary_manifest_is_reserved() {
    let place = Place::new();
    let error = place.write(&files(".fissure-manifest.new=1"), Mode::InPlace).unwrap_err();
    assert!(matches!(error, WriteError::Reserved { .. }), "{error}");
    place.write(&files("a=1"), Mode::InPlace).unwrap();
    place.put("public/.fissure-manifest.new", "mine");
    assert!(matches!(place.write(&files("a=2"), Mode::InPlace), Err(WriteError::InTheWay { .. })));
}

#[test]
fn two_builds_take_turns() {
    let place = Place::new();
    let output = place.check("public").unwrap();
    let held = lock(&output, PATIENCE).unwrap();
    let error =
        write_within(&output, &files("a=1"), Mode::Exchange, Duration::from_millis(50), &mut WriteCache::default())
            .unwrap_err();
    assert!(error.to_string().starts_with("another build is writing to "), "{error}");
    drop(held);
    std::thread::scope(|scope| {
        for n in 0..4 {
            let (place, output) = (&place, &output);
            scope.spawn(move || {
                for _ in 0..10 {
                    write(output, &files(&format!("a={n} only-{n}/x=1")), BOTH[n % 2], &mut WriteCache::default())
                        .unwrap();
                }
                assert!(place.path("public/a").exists());
            });
        }
    });
    assert_eq!(place.tree().len(), 3);
    place.assert_holds_only(&["public"]);
}

#[test]
fn both_modes_come_to_the_same_from_any_tree_to_any_other() {
    let mut random = Random(20_261_122);
    // By the mode, and how many bytes of pages wait in memory, where they come from a store.
    let ways =
        [Mode::Exchange, Mode::InPlace].map(|mode| [None, Some(0), Some(4), Some(1000)].map(|store| (mode, store)));
    let ways = ways.concat();
    for _ in 0..40 {
        let places: Vec<Place> = ways.iter().map(|_| Place::new()).collect();
        for round in 0..6 {
            let site = random.site();
            if round == 3 {
                places.iter().for_each(|place| fs::write(place.path("public/CNAME"), "example.org").unwrap());
            }
            let write = |(place, (mode, store)): (&Place, &(Mode, Option<usize>))| match store {
                Some(in_memory) => place.write_stored(&site, *mode, *in_memory),
                None => place.write(&site, *mode),
            };
            let written: Vec<_> = places.iter().zip(&ways).map(|each| counts(&write(each).unwrap())).collect();
            let is_ours = |(name, _): &(&String, &String)| !name.ends_with('/') && *name != "CNAME";
            let tree = places[0].tree();
            let held: Vec<_> = tree.iter().filter(is_ours).map(|(name, _)| name.clone()).collect();
            assert_eq!(held, site.keys().map(ToString::to_string).collect::<Vec<_>>());
            let manifest = |place: &Place| fs::read(place.path("public").join(MANIFEST_NAME)).unwrap();
            for ((place, way), counts) in places.iter().zip(&ways).zip(&written) {
                assert_eq!((counts, place.tree()), (&written[0], tree.clone()), "{way:?}");
                assert_eq!(manifest(place), manifest(&places[0]), "{way:?}");
            }
        }
        places.iter().for_each(|place| place.assert_holds_only(&["public"]));
    }
}

/// Xorshift: the same trees in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// Few names, so that files and folders often change places.
    fn site(&mut self) -> Files {
        let mut site = Files::default();
        for _ in 0..self.below(12) {
            let depth = 1 + self.below(3);
            let path: Vec<_> = (0..depth).map(|_| ["a", "b", "c.html", "d"][self.below(4) as usize]).collect();
            let path = path.join("/");
            let clashes = |other: &OutputPath| {
                let (one, other) = (Path::new(&path), Path::new(other.as_str()));
                one != other && (one.starts_with(other) || other.starts_with(one))
            };
            if !site.keys().any(clashes) {
                let text = ["one", "two", ""][self.below(3) as usize];
                site.insert(OutputPath::new(&path).unwrap(), Content::Memory(text.as_bytes().into()));
            }
        }
        site
    }
}
