//! A running `build --watch` while folders and links change places: no change is missed.
//!
//! Each case is run under the watcher of the system and with `--poll`. Random edits of this sort are in `tests/rebuild/`.

#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;
use support::running::{Running, article};
use support::watched::*;
use support::*;

#[test]
fn folders_that_are_moved_away_and_back_are_still_watched() {
    in_each_way(|watched| {
        let root = watched.root();
        let away = root.join("elsewhere");
        for (n, (folder, file, page)) in FOLDERS.iter().enumerate() {
            let folder = root.join(folder);
            fs::rename(&folder, &away).unwrap();
            fs::rename(&away, &folder).unwrap();
            save(watched, file, page, &format!("At once {n}"));
            sleep(REST);
            fs::rename(&folder, &away).unwrap();
            fs::rename(&away, &folder).unwrap();
            sleep(REST);
            save(watched, file, page, &format!("Later {n}"));
            fs::rename(&folder, &away).unwrap();
            sleep(REST);
            fs::rename(&away, &folder).unwrap();
            save(watched, file, page, &format!("Back {n}"));
        }
    });
}

#[test]
fn folders_that_are_deleted_and_made_again_are_still_watched() {
    in_each_way(|watched| {
        let root = watched.root();
        for (n, (folder, file, page)) in FOLDERS.iter().enumerate() {
            let folder = root.join(folder);
            for rest in [Duration::ZERO, REST] {
                let files = files_below(&folder);
                // The file system gives the new folder the inode of the old one.
                fs::remove_dir_all(&folder).unwrap();
                fs::create_dir(&folder).unwrap();
                for (path, bytes) in files {
                    fs::create_dir_all(folder.join(&path).parent().unwrap()).unwrap();
                    fs::write(folder.join(path), bytes).unwrap();
                }
                sleep(rest);
                save(watched, file, page, &format!("Anew {n} {rest:?}"));
            }
        }
    });
}

#[test]
fn fonts_that_are_moved_away_and_back_are_still_watched() {
    of_each_way(|way| {
        let folder = site();
        let settings = "title: The site\nbase_url: https://example.org/\ncards: {fonts: [fonts/own.ttf]}\n";
        write_files(folder.path(), &[("content/site.yaml", settings), ("fonts/own.ttf", "")]);
        fs::write(folder.path().join("fonts/own.ttf"), font()).unwrap();
        let watched = Running::start(folder, way);
        watched.expect(" ok ");
        let [fonts, away] = ["fonts", "elsewhere"].map(|folder| watched.root().join(folder));
        for _ in 0..2 {
            fs::rename(&fonts, &away).unwrap();
            fs::rename(&away, &fonts).unwrap();
            sleep(REST);
            watched.forget();
            fs::write(fonts.join("own.ttf"), "text").unwrap();
            watched.expect("is no font");
            fs::write(fonts.join("own.ttf"), font()).unwrap();
            watched.expect(" ok ");
        }
    });
}

#[test]
fn folders_that_are_exchanged_are_seen_and_still_watched() {
    in_each_way(|watched| {
        let root = watched.root();
        for (n, (folder, file, page)) in FOLDERS.iter().enumerate() {
            let (folder, other) = (root.join(folder), root.join("elsewhere"));
            copy(&folder, &other);
            let inside = root.join(file).strip_prefix(&folder).unwrap().to_owned();
            let text = |text: &str| if file.ends_with(".md") { article(text) } else { text.to_owned() };
            fs::write(other.join(&inside), text(&format!("Other {n}"))).unwrap();
            exchange(&folder, &other);
            watched.shows(page, &format!("Other {n}"));
            save(watched, file, page, &format!("Saved {n}"));
            sleep(REST);
            exchange(&folder, &other);
            exchange(&folder, &other);
            exchange(&folder, &other);
            sleep(REST);
            save(watched, file, page, &format!("Exchanged {n}"));
            fs::remove_dir_all(other).unwrap();
        }
    });
}

#[test]
fn two_folders_of_the_site_change_places() {
    in_each_way(|watched| {
        let root = watched.root();
        for folder in ["static/left", "static/right"] {
            watched.edit(&format!("{folder}/sub/a.txt"), folder);
        }
        watched.shows("right/sub/a.txt", "static/right");
        sleep(REST);
        for n in 0..3 {
            exchange(&root.join("static/left"), &root.join("static/right"));
            let [left, right] =
                if n % 2 == 0 { ["static/right", "static/left"] } else { ["static/left", "static/right"] };
            watched.shows("left/sub/a.txt", left);
            watched.shows("right/sub/a.txt", right);
            save(watched, "static/left/sub/b.txt", "left/sub/b.txt", &format!("left {n}"));
            save(watched, "static/right/sub/b.txt", "right/sub/b.txt", &format!("right {n}"));
        }
    });
}

/// The site's root itself, and the folder around it.
#[test]
fn the_root_is_moved_away_and_back_or_exchanged() {
    of_each_way(|way| {
        let around = tempfile::tempdir().unwrap();
        let root = around.path().join("around/site");
        copy(site().path(), &root);
        let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
        let out = around.path().join("out");
        command.args(["--root", root.to_str().unwrap()]).args(way).args([
            "--now",
            NOW,
            "--output",
            out.to_str().unwrap(),
        ]);
        let watched = Running::start_command(around, command);
        let shows = |text: &str| {
            let has = || fs::read_to_string(out.join("note.txt")).unwrap_or_default() == text;
            watched.until(&format!("note.txt is {text:?}"), has);
        };
        shows("0");
        for (n, moved) in [root.as_path(), root.parent().unwrap()].into_iter().enumerate() {
            let other = watched.root().join("other");
            fs::rename(moved, &other).unwrap();
            fs::rename(&other, moved).unwrap();
            sleep(REST);
            fs::write(root.join("static/note.txt"), format!("back {n}")).unwrap();
            shows(&format!("back {n}"));

            copy(moved, &other);
            exchange(moved, &other);
            fs::write(root.join("static/note.txt"), format!("other {n}")).unwrap();
            shows(&format!("other {n}"));
            sleep(REST);
            // What is watched is the other root, in which folders come and go.
            fs::rename(root.join("static"), root.join("away")).unwrap();
            fs::rename(root.join("away"), root.join("static")).unwrap();
            sleep(REST);
            fs::write(root.join("static/note.txt"), format!("again {n}")).unwrap();
            shows(&format!("again {n}"));
            fs::remove_dir_all(other).unwrap();
        }
    });
}

#[test]
fn a_folder_becomes_a_link_to_another_and_the_link_leads_elsewhere() {
    in_each_way(|watched| {
        let root = watched.root();
        for (n, (folder, file, page)) in FOLDERS.iter().filter(|(folder, ..)| !folder.contains('/')).enumerate() {
            let folder = root.join(folder);
            let inside = root.join(file).strip_prefix(&folder).unwrap().to_owned();
            let text = |text: &str| if file.ends_with(".md") { article(text) } else { text.to_owned() };
            let targets: Vec<PathBuf> = (0..2).map(|target| root.join(format!("target-{n}-{target}"))).collect();
            for (m, target) in targets.iter().enumerate() {
                copy(&folder, target);
                fs::write(target.join(&inside), text(&format!("Target {n} {m}"))).unwrap();
            }
            fs::rename(&folder, root.join(format!("old-{n}"))).unwrap();
            link(&targets[0], &folder);
            watched.shows(page, &format!("Target {n} 0"));
            save(watched, file, page, &format!("Linked {n}"));
            link(&targets[1], &folder);
            watched.shows(page, &format!("Target {n} 1"));
            sleep(REST);
            fs::write(targets[1].join(&inside), text(&format!("Behind {n}"))).unwrap();
            watched.shows(page, &format!("Behind {n}"));
            // The folder behind the link goes: the last good site stays, and it is said why.
            let gone = root.join("gone");
            watched.forget();
            fs::rename(&targets[1], &gone).unwrap();
            let said = watched.expect("the last good site stays").join("\n");
            assert!(said.contains("E59"), "{said}");
            assert!(watched.page(page).contains(&format!("Behind {n}")));
            fs::rename(&gone, &targets[1]).unwrap();
            watched.expect(" ok ");
            sleep(REST);
            save(watched, file, page, &format!("Here {n}"));
            fs::rename(&targets[1], &gone).unwrap();
            fs::rename(&gone, &targets[1]).unwrap();
            sleep(REST);
            save(watched, file, page, &format!("Still {n}"));
            // The folder that it was before takes its place again.
            fs::remove_file(&folder).unwrap();
            fs::rename(root.join(format!("old-{n}")), &folder).unwrap();
            save(watched, file, page, &format!("Folder {n}"));
        }
    });
}

/// A link that leads to a link, as of a release that is switched.
#[test]
fn a_link_on_the_way_to_a_folder_leads_elsewhere() {
    in_each_way(|watched| {
        let root = watched.root();
        let at = |name: &str| root.join(name);
        for release in ["one", "two"] {
            write_files(root, &[(&format!("releases/{release}/static/note.txt"), release)]);
        }
        link(&at("releases/one"), &at("current"));
        fs::remove_dir_all(at("static")).unwrap();
        symlink(at("current/static"), at("static")).unwrap();
        watched.shows("note.txt", "one");
        sleep(REST);
        link(&at("releases/two"), &at("current"));
        watched.shows("note.txt", "two");
        save(watched, "releases/two/static/note.txt", "note.txt", "two again");
    });
}

/// The same folder by two names.
#[test]
fn links_within_the_site_come_and_go() {
    of_each_way(|way| {
        let folder = site();
        symlink("deep", folder.path().join("static/alias")).unwrap();
        let index = article("Bundle");
        write_files(
            folder.path(),
            &[("content/articles/b/index.md", &index), ("content/articles/b/files/a/b.txt", "0")],
        );
        let watched = Running::start(folder, way);
        let at = |name: &str| watched.root().join(name);
        let shows_each = |text: &str, pages: &[&str]| pages.iter().for_each(|page| watched.shows(page, text));
        let real = "static/deep/deeper/note.txt";
        shows_each("0", &["alias/deeper/note.txt"]);
        watched.edit(real, "by its name");
        shows_each("by its name", &["deep/deeper/note.txt", "alias/deeper/note.txt"]);
        watched.edit("static/alias/deeper/note.txt", "by the link");
        shows_each("by the link", &["deep/deeper/note.txt", "alias/deeper/note.txt"]);
        sleep(REST);
        fs::remove_file(at("static/alias")).unwrap();
        watched.until("the link is gone", || !at("public/alias").exists());
        sleep(REST);
        watched.edit(real, "without the link");
        shows_each("without the link", &["deep/deeper/note.txt"]);

        // A whole folder that is a part of another one.
        fs::rename(at("static"), at("old")).unwrap();
        symlink("content/articles/b/files", at("static")).unwrap();
        shows_each("0", &["a/b.txt"]);
        sleep(REST);
        watched.edit("content/articles/b/files/a/b.txt", "behind static");
        shows_each("behind static", &["a/b.txt", "articles/b/files/a/b.txt"]);
        sleep(REST);
        fs::remove_file(at("static")).unwrap();
        fs::rename(at("old"), at("static")).unwrap();
        shows_each("without the link", &["deep/deeper/note.txt"]);
        sleep(REST);
        watched.edit("content/articles/b/files/a/b.txt", "in content alone");
        shows_each("in content alone", &["articles/b/files/a/b.txt"]);
    });
}
