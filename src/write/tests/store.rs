//! Pages that wait in a store: where they are read, and what becomes of them when they are not written.

use super::*;

#[test]
fn a_page_is_read_where_it_is_and_only_as_it_was_wanted() {
    for in_memory in [0, 1000] {
        let place = Place::new();
        place.write(&files("a=old b=old"), Mode::Exchange).unwrap();
        let output = place.check("public").unwrap();
        let pages = Pages::with(&output, in_memory, PATIENCE);
        let mut memory = WriteCache::with(pages.clone());
        let text = |site: &Files, path: &str| match &site[path] {
            Content::Stored(stored) => {
                let bytes = stored.store.read(&OutputPath::new(path).unwrap(), &stored.digest).unwrap();
                String::from_utf8(bytes.to_vec()).unwrap()
            }
            other => panic!("{other:?}"),
        };
        let first = stored(&files("a=new b=old"), &pages);
        assert_eq!((text(&first, "a"), text(&first, "b")), ("new".into(), "old".into()));
        assert_eq!(counts(&write(&output, &first, Mode::InPlace, &mut memory).unwrap()), (0, 1, 1, 0));
        // A build that is not written must not change what a reader of the last one sees.
        let failed = stored(&files("a=broken b=old"), &pages);
        assert_eq!((text(&first, "a"), text(&failed, "a")), ("new".into(), "broken".into()));
        assert_eq!(pages.discard(), in_memory == 0);
        let again = stored(&files("a=newer b=old c=new"), &pages);
        assert_eq!(counts(&write(&output, &again, Mode::InPlace, &mut memory).unwrap()), (1, 1, 1, 0));
        assert_eq!(shown(&place.tree()), "a=newer b=old c=new");
        // What was written and then taken away by somebody cannot be made again from the digest.
        fs::remove_file(place.path("public/c")).unwrap();
        fs::remove_file(place.path("public").join(MANIFEST_NAME)).unwrap();
        fs::remove_file(place.path("public/a")).unwrap();
        fs::remove_file(place.path("public/b")).unwrap();
        let lost = write(&output, &again, Mode::InPlace, &mut memory).unwrap_err();
        assert!(matches!(lost, WriteError::Lost { .. }), "{lost}");
        place.assert_holds_only(&["public"]);
    }
}

#[test]
fn staged_pages_that_a_kill_left_are_cleared() {
    let place = Place::new();
    place.write(&files("a=old"), Mode::Exchange).unwrap();
    let pages = Pages::with(&place.check("public").unwrap(), 0, PATIENCE);
    stored(&files("a=new b/c=new"), &pages);
    assert!(place.path(".public.fissure-stage/b/c").exists());
    // The lock goes with the process.
    pages.clear();
    place.write(&files("a=old d=new"), Mode::Exchange).unwrap();
    assert_eq!(shown(&place.tree()), "a=old d=new");
    place.assert_holds_only(&["public"]);
}

#[test]
fn pages_never_go_into_the_staging_folder_of_another_build() {
    let place = Place::new();
    place.write(&files("a=old"), Mode::Exchange).unwrap();
    let output = place.check("public").unwrap();
    let other = Pages::with(&output, 0, PATIENCE);
    let theirs = stored(&files("a=theirs"), &other);
    let pages = Pages::with(&output, 0, Duration::from_millis(50));
    let mut memory = WriteCache::with(pages.clone());
    let ours = stored(&files("a=ours b=ours"), &pages);
    assert_eq!(shown(&tree(output.stage())), "a=theirs");
    let busy = write(&output, &ours, Mode::Exchange, &mut memory).unwrap_err();
    assert!(matches!(busy, WriteError::Busy { .. }), "{busy}");
    assert!(!pages.discard(), "they wait in memory, so that none is rendered again");
    assert_eq!(shown(&tree(output.stage())), "a=theirs");
    write(&output, &theirs, Mode::Exchange, &mut WriteCache::with(other)).unwrap();
    write(&output, &ours, Mode::Exchange, &mut memory).unwrap();
    assert_eq!(shown(&place.tree()), "a=ours b=ours");
    place.assert_holds_only(&["public"]);
}
