//! Writes that follow one another with a memory: they look at what differs, and at everything when in doubt.

use super::*;

/// An output that is written again and again in place, by one who remembers.
struct Desk {
    place: Place,
    output: Output,
    memory: WriteCache,
}

impl Desk {
    fn new(site: &str) -> Self {
        let place = Place::new();
        let output = place.check("public").unwrap();
        let mut desk = Desk { place, output, memory: WriteCache::default() };
        desk.write(site).unwrap();
        desk
    }

    fn write(&mut self, site: &str) -> Result<WriteCounts, WriteError> {
        write(&self.output, &files(site), Mode::InPlace, &mut self.memory)
    }

    fn manifest(&self) -> (u64, String) {
        let path = self.place.path("public").join(MANIFEST_NAME);
        (fs::metadata(&path).unwrap().ino(), fs::read_to_string(path).unwrap())
    }
}

#[test]
fn who_remembers_looks_at_what_differs_and_at_nothing_else() {
    let mut desk = Desk::new("a=1 b/c=2 b/d=3");
    let (inode, manifest) = desk.manifest();
    // Nobody is told of this one, so whoever mends it has looked at everything.
    desk.place.put("public/b/d", "spoilt");
    let written = desk.write("a=1 b/c=22 b/d=3").unwrap();
    assert_eq!(counts(&written), (0, 1, 2, 0));
    assert_eq!(shown(&desk.place.tree()), "a=1 b/ b/c=22 b/d=spoilt");
    assert_eq!(desk.manifest(), (inode, manifest), "the manifest was written anew");

    let written = desk.write("a=1 b/c=22 b/d=3").unwrap();
    assert_eq!(counts(&written), (0, 0, 3, 0));
    let written = desk.write("b/c=22 b/d=3 e/f/g=4").unwrap();
    assert_eq!(counts(&written), (1, 0, 2, 1));
    assert_eq!(shown(&desk.place.tree()), "b/ b/c=22 b/d=spoilt e/ e/f/ e/f/g=4");
    assert_eq!(desk.manifest().1, "fissure-manifest 1\nb/c\nb/d\ne/f/g\n");
    desk.write("b/d=3").unwrap();
    assert_eq!(shown(&desk.place.tree()), "b/ b/d=spoilt");
    desk.memory = WriteCache::default();
    desk.write("b/d=3").unwrap();
    assert_eq!(shown(&desk.place.tree()), "b/ b/d=3", "who remembers nothing looks at everything");
    desk.place.assert_holds_only(&["public"]);
}

#[test]
fn who_remembers_looks_at_everything_when_somebody_else_was_there() {
    let mends = |what: &str, act: &dyn Fn(&Place)| {
        let mut desk = Desk::new("a=1 b/c=2 b/d=3");
        desk.place.put("public/b/d", "spoilt");
        // Whoever it is comes later than the last tick of the clock.
        std::thread::sleep(Duration::from_millis(20));
        act(&desk.place);
        desk.write("a=1 b/c=22 b/d=3 e/f=4").unwrap();
        assert_eq!(shown(&desk.place.tree()), "a=1 b/ b/c=22 b/d=3 e/ e/f=4", "{what}");
        // From then on it remembers again.
        desk.place.put("public/b/d", "spoilt");
        desk.write("a=1 b/c=2 b/d=3").unwrap();
        assert_eq!(shown(&desk.place.tree()), "a=1 b/ b/c=2 b/d=spoilt", "{what}");
    };
    mends("another build", &|place| drop(place.write(&files("a=1 x=2"), Mode::InPlace).unwrap()));
    mends("another exchange", &|place| drop(place.write(&files("a=1 x=2"), Mode::Exchange).unwrap()));
    mends("the output is gone", &|place| fs::remove_dir_all(place.path("public")).unwrap());
    mends("a folder is gone", &|place| fs::remove_dir_all(place.path("public/b")).unwrap());
    mends("a file is gone", &|place| fs::remove_file(place.path("public/b/c")).unwrap());
    mends("the list was looked at in an editor", &|place| {
        let path = place.path("public").join(MANIFEST_NAME);
        fs::write(&path, fs::read(&path).unwrap()).unwrap();
    });
}

#[test]
fn who_remembers_leaves_alone_what_somebody_else_made() {
    let refuses = |what: &str, site: &str, act: &dyn Fn(&Place)| {
        let mut desk = Desk::new("a=1 b/c=2 b/d=3");
        act(&desk.place);
        let before = desk.place.tree();
        let error = desk.write(site).unwrap_err();
        assert!(matches!(error, WriteError::InTheWay { .. }), "{what}: {error}");
        assert_eq!(desk.place.tree(), before, "{what}");
    };
    let link = |to: &str, place: &Place, path: &str| {
        let path = place.path(path);
        fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path)).unwrap();
        symlink(to, path).unwrap();
    };
    refuses("a file", "a=1 b/c=2 b/d=3 new=4", &|place| place.put("public/new", "mine"));
    refuses("a folder", "a=1 b/c=2 b/d=3 new=4", &|place| place.put("public/new/x", "mine"));
    refuses("a file for a folder", "a=1 b/c=2 b/d=3 e/f=4", &|place| place.put("public/e", "mine"));
    refuses("a link", "a=1 b/c=22 b/d=3", &|place| link("d", place, "public/b/c"));
    refuses("a linked folder", "a=1 b/c=22 b/d=3", &|place| {
        place.put("elsewhere/c", "mine");
        place.put("elsewhere/d", "mine");
        link("../elsewhere", place, "public/b");
    });
    refuses("the name of the temporary manifest", "a=1 b/c=2", &|place| {
        place.put("public/.fissure-manifest.new", "mine");
    });

    let mut desk = Desk::new("a=1 b/c=2");
    desk.place.put("public/.fissure-0", "mine");
    desk.place.put("public/b/mine", "mine");
    desk.write("a=11").unwrap();
    assert_eq!(shown(&desk.place.tree()), ".fissure-0=mine a=11 b/ b/mine=mine");
    let error = desk.write("a=11 x=1 x/y=2").unwrap_err();
    assert!(matches!(error, WriteError::FileAndFolder { .. }), "{error}");
    assert_eq!(shown(&desk.place.tree()), ".fissure-0=mine a=11 b/ b/mine=mine");
}

#[test]
fn a_line_of_the_manifest_that_a_kill_cut_short_is_nobodys() {
    for (mode, end) in [(Mode::InPlace, ".fissure-0\nCNAME"), (Mode::Exchange, "CNAME")] {
        let place = Place::new();
        place.write(&files("a=1"), mode).unwrap();
        // It would have been `CNAMES`; the file of that other name is somebody's.
        place.put("public/CNAME", "example.org");
        let path = place.path("public").join(MANIFEST_NAME);
        fs::write(&path, format!("fissure-manifest 1\na\n{end}")).unwrap();
        place.write(&files("a=1"), mode).unwrap();
        assert_eq!(shown(&place.tree()), "CNAME=example.org a=1");
        assert_eq!(fs::read_to_string(path).unwrap(), "fissure-manifest 1\na\n");
    }
}

#[test]
fn who_remembers_comes_to_the_same_as_who_does_not() {
    let mut random = Random(20_261_123);
    for _ in 0..30 {
        let (place, mut desk) = (Place::new(), Desk::new(""));
        place.write(&Files::default(), Mode::InPlace).unwrap();
        for _ in 0..12 {
            let site = random.site();
            // Somebody leaves a file in a folder, if there is one of that name.
            if random.below(4) == 0 {
                for public in [place.path("public"), desk.place.path("public")] {
                    let _ = fs::write(public.join("b/mine"), "mine");
                }
            }
            let theirs = place.write(&site, Mode::InPlace);
            let ours = write(&desk.output, &site, Mode::InPlace, &mut desk.memory);
            match (theirs, ours) {
                (Ok(_), Ok(ours)) => assert_eq!(ours.created + ours.changed + ours.unchanged, site.len()),
                (Err(theirs), Err(ours)) => {
                    assert_eq!(std::mem::discriminant(&theirs), std::mem::discriminant(&ours));
                    break;
                }
                (theirs, ours) => panic!("{theirs:?} and {ours:?}"),
            }
            assert_eq!(place.tree(), desk.place.tree());
            let manifest = fs::read_to_string(place.path("public").join(MANIFEST_NAME)).unwrap();
            assert_eq!(manifest, desk.manifest().1);
        }
        desk.place.assert_holds_only(&["public"]);
    }
}
