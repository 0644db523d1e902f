//! What is not ours: it is never overwritten, followed or deleted, and a folder that could hold it is refused.

use super::*;

#[test]
fn what_others_put_into_the_output_stays() {
    for mode in BOTH {
        let place = Place::new();
        place.write(&files("a/x=1 b/y=2"), mode).unwrap();
        place.put("outside", "precious");
        place.put("public/CNAME", "example.org");
        place.put("public/.well-known/acme/token", "t");
        place.put("public/a/note", "mine");
        fs::create_dir_all(place.path("public/empty/inner")).unwrap();
        symlink("../outside", place.path("public/link")).unwrap();
        symlink("nowhere", place.path("public/b/dangling")).unwrap();
        place.write(&files("z=3"), mode).unwrap();
        assert_eq!(
            shown(&place.tree()),
            ".well-known/ .well-known/acme/ .well-known/acme/token=t CNAME=example.org a/ a/note=mine \
             b/ b/dangling=-> nowhere empty/ empty/inner/ link=-> ../outside z=3"
        );
        assert_eq!(fs::read_to_string(place.path("outside")).unwrap(), "precious");
        place.assert_holds_only(&["outside", "public"]);
    }
}

#[test]
fn a_foreign_file_is_never_overwritten_but_may_be_equal() {
    for mode in BOTH {
        let place = Place::new();
        place.write(&files("a=1"), mode).unwrap();
        place.put("public/robots.txt", "mine");
        let before = stamps(place.root.path());
        let error = place.write(&files("a=2 robots.txt=ours"), mode).unwrap_err();
        assert!(matches!(&error, WriteError::InTheWay { path, .. } if path.ends_with("robots.txt")), "{error}");
        assert_eq!(stamps(place.root.path()), before);

        let written = place.write(&files("a=1 robots.txt=mine"), mode).unwrap();
        assert_eq!(counts(&written), (0, 0, 2, 0));
        assert_eq!(place.write(&files("a=1"), mode).unwrap().removed, 1);
    }
}

#[test]
fn foreign_files_and_folders_in_the_way_are_named() {
    for (foreign, wanted) in [("x", "x/index.html=1"), ("x/y/note", "x/y=1"), ("x/note", "x=1")] {
        for mode in BOTH {
            let place = Place::new();
            place.write(&files("a=1 x/y/z=2"), mode).unwrap();
            place.write(&files("a=1"), mode).unwrap();
            place.put(&format!("public/{foreign}"), "mine");
            let error = place.write(&files(wanted), mode).unwrap_err();
            assert!(matches!(error, WriteError::InTheWay { .. }), "{error}");
            assert_eq!(fs::read_to_string(place.path("public").join(foreign)).unwrap(), "mine");
        }
    }
}

#[test]
fn links_in_the_output_are_never_followed() {
    for mode in BOTH {
        let place = Place::new();
        place.write(&files("images/x=1 y=2"), mode).unwrap();
        place.put("elsewhere/x", "1");
        place.put("elsewhere/y", "precious");
        fs::remove_dir_all(place.path("public/images")).unwrap();
        symlink("../elsewhere", place.path("public/images")).unwrap();
        fs::remove_file(place.path("public/y")).unwrap();
        symlink("../elsewhere/y", place.path("public/y")).unwrap();

        for wanted in ["images/x=1 z=0", "images/x=2", "y=2", "y=precious"] {
            let error = place.write(&files(wanted), mode).unwrap_err();
            assert!(matches!(error, WriteError::InTheWay { .. }), "{error}");
        }
        place.write(&files("z=3"), mode).unwrap();
        assert_eq!(shown(&place.tree()), "images=-> ../elsewhere y=-> ../elsewhere/y z=3");
        assert_eq!(shown(&tree(&place.path("elsewhere"))), "x=1 y=precious");
    }
}

#[test]
fn a_tampered_manifest_harms_nobody() {
    for mode in BOTH {
        let place = Place::new();
        place.write(&files("a=1"), mode).unwrap();
        place.put("precious", "mine");
        place.put("public/note", "mine");
        let absolute = place.path("precious");
        let lines = format!("fissure-manifest 1\n../precious\na\n{}\na/../../precious\n.\n\n\\\n", absolute.display());
        place.put(&format!("public/{MANIFEST_NAME}"), &lines);
        place.write(&files("b=2"), mode).unwrap();
        assert_eq!(fs::read_to_string(absolute).unwrap(), "mine");
        assert_eq!(shown(&place.tree()), "b=2 note=mine");
    }
}

#[test]
fn places_where_work_could_be_lost_are_refused() {
    let place = Place::new();
    for path in ["content/page.md", "templates/t.html", "home/ada/diary", "foreign/file", "plain"] {
        place.put(path, "precious");
    }
    symlink("content", place.path("to-content")).unwrap();
    symlink("nowhere", place.path("to-nowhere")).unwrap();
    let refusal = |output: &str| match place.check(output) {
        Err(WriteError::Refused { reason, .. }) => Some(reason),
        Err(error) => panic!("{output}: {error}"),
        Ok(_) => None,
    };
    let source = |name| Some(Refusal::Source(place.path(name)));

    assert_eq!(refusal("/"), Some(Refusal::FileSystemRoot));
    assert_eq!(refusal("/../.."), Some(Refusal::FileSystemRoot));
    assert_eq!(refusal("/tmp"), Some(Refusal::Site));
    assert_eq!(refusal("."), Some(Refusal::Site));
    assert_eq!(refusal("public/.."), Some(Refusal::Site));
    assert_eq!(refusal(".."), Some(Refusal::Site));
    assert_eq!(refusal("home"), Some(Refusal::Home));
    assert_eq!(refusal("home/ada"), Some(Refusal::Home));
    assert_eq!(refusal("content"), source("content"));
    assert_eq!(refusal("content/public"), source("content"));
    assert_eq!(refusal("to-content/public"), source("content"));
    assert_eq!(refusal("home/../templates"), source("templates"));
    assert_eq!(refusal("to-nowhere"), Some(Refusal::DanglingLink("nowhere".into())));
    assert_eq!(refusal("plain"), Some(Refusal::File));
    assert_eq!(refusal("foreign"), Some(Refusal::NotOurs));
    assert!(place.check("plain/public").is_err_and(|error| error.to_string().contains("not a folder")));

    for fine in ["public", "home/ada/public", "contents", "new/public"] {
        assert_eq!(refusal(fine), None, "{fine}");
    }
}

#[test]
fn a_folder_is_ours_only_by_its_manifest() {
    let place = Place::new();
    place.put(&format!("public/{MANIFEST_NAME}"), "fissure-manifest 2\na\n");
    assert!(place.check("public").is_err());
    place.put("elsewhere", "fissure-manifest 1\n");
    fs::remove_file(place.path("public").join(MANIFEST_NAME)).unwrap();
    symlink("../elsewhere", place.path("public").join(MANIFEST_NAME)).unwrap();
    assert!(place.check("public").is_err());
    fs::remove_file(place.path("public").join(MANIFEST_NAME)).unwrap();
    let output = place.check("public").unwrap();

    // What was fine at the check is looked at again before the write.
    place.put("public/diary", "mine");
    let error = write(&output, &files("a=1"), Mode::Exchange, &mut WriteCache::default()).unwrap_err();
    assert!(matches!(error, WriteError::Refused { reason: Refusal::NotOurs, .. }), "{error}");
    assert_eq!(shown(&place.tree()), "diary=mine");
}

#[test]
fn a_stage_with_somebody_elses_work_is_refused() {
    let place = Place::new();
    let site = files("a=1");
    place.write(&site, Mode::Exchange).unwrap();
    for (mark, file) in [(None, "a"), (Some("fissure-manifest 1\na\n"), "diary"), (Some("something else"), "a")] {
        let stage = place.path(".public.fissure-stage");
        fs::create_dir(&stage).unwrap();
        mark.inspect(|text| fs::write(stage.join(MANIFEST_NAME), text).unwrap());
        fs::write(stage.join(file), "mine").unwrap();
        let error = place.write(&site, Mode::Exchange).unwrap_err();
        assert!(matches!(error, WriteError::Leftover { .. }), "{error}");
        assert_eq!(fs::read_to_string(stage.join(file)).unwrap(), "mine");
        fs::remove_dir_all(stage).unwrap();
    }
}

#[test]
fn what_was_put_into_the_old_tree_during_the_exchange_is_rescued() {
    let place = Place::new();
    place.write(&files("a=1 b/x=2"), Mode::Exchange).unwrap();
    let output = place.check("public").unwrap();
    // As after the exchange: the old tree is at the staging folder's place, with more in it than the changes knew.
    fs::rename(output.folder(), output.stage()).unwrap();
    place.put(".public.fissure-stage/b/note", "mine");
    place.put(".public.fissure-stage/new/empty/note", "mine");
    place.put(".public.fissure-stage/CNAME", "theirs");
    place.put("public/a", "new");
    place.put("public/CNAME", "other");
    let left = clearing::clear_old_tree(&output);
    assert_eq!(left.strangers, [output.stage().join("CNAME")]);
    assert_eq!(shown(&place.tree()), "CNAME=other a=new b/ b/note=mine new/ new/empty/ new/empty/note=mine");
    assert_eq!(shown(&tree(output.stage())), "CNAME=theirs");
}
