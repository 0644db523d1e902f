//! A running `build --watch` while folders and links change places, the clock jumps and calls to the system fail: no change is
//! missed, and what was passing is over by itself.
//!
//! Each case is run under the watcher of the system and with `--poll`. How the clock jumps and calls fail, see
//! `tests/support/world.rs`. Random edits of this sort are in `tests/rebuild/`.

#![cfg(target_os = "linux")]

mod support;

use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use support::running::{Running, article, small_site};
use support::world::World;
use support::*;

/// The watcher of the system, and the program's own look at the files.
const WAYS: [&[&str]; 2] = [&["build", "--watch"], &["build", "--watch", "--poll"]];

/// Long enough for the program to be at rest, mostly; if not, a change comes while it is busy, which must do no harm.
const REST: Duration = Duration::from_millis(300);

/// A site with files in all folders that are watched.
fn site() -> tempfile::TempDir {
    let folder = small_site();
    write_files(
        folder.path(),
        &[
            (
                "content/site.yaml",
                "title: The site\nbase_url: https://example.org/\nsearch: false\ndata: false\ncards: false\n",
            ),
            ("templates/404.html", "0"),
            ("static/note.txt", "0"),
            ("static/deep/deeper/note.txt", "0"),
        ],
    );
    folder
}

fn font() -> Vec<u8> {
    fs::read(tests_folder().join("../src/draw/fonts/ibm-plex-sans-condensed-500.ttf")).unwrap()
}

/// Runs a test in each way, both at once.
fn in_each_way(test: impl Fn(&Running) + Sync) {
    of_each_way(|way| {
        let watched = Running::start(site(), way);
        watched.expect(" ok ");
        test(&watched);
    });
}

fn of_each_way(test: impl Fn(&[&str]) + Sync) {
    std::thread::scope(|scope| {
        for way in WAYS {
            scope.spawn(|| test(way));
        }
    });
}

/// The folders that are moved, each with a file in it and the output that shows its text.
const FOLDERS: [(&str, &str, &str); 5] = [
    ("content", "content/articles/one.md", "articles/one/index.html"),
    ("content/articles", "content/articles/one.md", "articles/one/index.html"),
    ("templates", "templates/404.html", "404.html"),
    ("static", "static/note.txt", "note.txt"),
    ("static/deep", "static/deep/deeper/note.txt", "deep/deeper/note.txt"),
];

/// Saves a text in a file and waits until the output shows it.
fn save(watched: &Running, file: &str, page: &str, text: &str) {
    let whole = if file.ends_with(".md") { article(text) } else { text.to_owned() };
    watched.edit(file, &whole);
    watched.shows(page, text);
}

fn exchange(one: &Path, other: &Path) {
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (path, bytes) in files_below(from) {
        let place = to.join(&path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
    }
}

/// A link takes the place of another or of nothing, at once.
fn link(to: &Path, at: &Path) {
    let new = at.with_extension("new-link");
    symlink(to, &new).unwrap();
    fs::rename(new, at).unwrap();
}

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

#[test]
fn a_large_file_gets_other_bytes_of_the_same_size_and_time() {
    in_each_way(|watched| {
        let file = watched.root().join("static/large.bin");
        let time = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let write = |path: &Path, byte: u8| {
            let mut open = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path).unwrap();
            open.write_all(&vec![byte; 1 << 20]).unwrap();
            open.set_modified(time).unwrap();
        };
        let shows = |byte: u8| {
            let is_so =
                || fs::read(watched.root().join("public/large.bin")).is_ok_and(|bytes| bytes == vec![byte; 1 << 20]);
            watched.until(&format!("large.bin is {byte}"), is_so);
        };
        write(&file, 1);
        shows(1);
        for n in 0..3 {
            sleep(REST);
            write(&file, 10 + n);
            shows(10 + n);
            sleep(REST);
            write(&watched.root().join("new.bin"), 20 + n);
            fs::rename(watched.root().join("new.bin"), &file).unwrap();
            shows(20 + n);
        }
        // Two writes in a row, of which the file system may give both the same times.
        for n in 0..20 {
            write(&file, 100 + n);
            write(&file, 200 + n);
            shows(200 + n);
        }
    });
}

#[test]
fn what_is_due_appears_when_the_clock_jumps_and_goes_when_it_jumps_back() {
    of_each_way(|way| {
        let world = World::new();
        let folder = site();
        let due = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(3);
        write_files(
            folder.path(),
            &[("content/articles/due.md", &format!("---\ntitle: Due\ndate: {due}\nmodel: fugu\n---\nText.\n"))],
        );
        let watched = Running::start_in(&world, folder, way);
        watched.expect(" ok ");
        let page = watched.root().join("public/articles/due/index.html");
        for _ in 0..2 {
            sleep(REST);
            assert!(!page.exists());
            world.set_clock(4 * 3600);
            watched.until("the article is published", || page.exists());
            world.set_clock(0);
            watched.until("the article is held back", || !page.exists());
        }
        // Also while there is a mistake, which is fixed then.
        watched.edit("content/articles/one.md", "---\ntitle: [\n---\n");
        watched.expect("the last good site stays");
        world.set_clock(4 * 3600);
        sleep(REST);
        watched.edit("content/articles/one.md", &article("Fixed"));
        watched.until("the article is published", || page.exists());
    });
}

#[test]
fn standard_error_that_cannot_be_written_stops_nothing() {
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let folder = site();
    let build = |warns: &str| {
        write_files(folder.path(), &[("content/articles/one.md", &article("One").replace("Text.", warns))]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
        command.args(["--root", folder.path().to_str().unwrap(), "build", "--now", NOW]);
        command.stdout(Stdio::from(full())).stderr(Stdio::from(full()));
        command.status().unwrap().code()
    };
    assert_eq!(build("Text."), Some(0));
    assert_eq!(build("See [[nowhere]]."), Some(1));

    of_each_way(|way| {
        let world = World::new();
        world.fail(&format!("write {} pipe:", libc::ENOSPC));
        let watched = Running::start_in(&world, site(), way);
        watched.shows("note.txt", "0");
        save(&watched, "static/note.txt", "note.txt", "while it is full");
        watched.edit("content/articles/one.md", "---\ntitle: [\n---\n");
        sleep(REST);
        save(&watched, "content/articles/one.md", "articles/one/index.html", "Good again");
        sleep(REST);
        assert_eq!(watched.line(Duration::ZERO), None);
        world.fail("");
        watched.edit("static/note.txt", "there is space");
        watched.expect(" ok ");
    });
    of_each_way(|way| {
        let folder = site();
        let mut shell = Command::new("sh");
        let program = env!("CARGO_BIN_EXE_fissure");
        shell.args(["-c", "exec \"$@\" >&- 2>&-", "sh", program, "--root", folder.path().to_str().unwrap()]);
        shell.args(way).args(["--now", NOW]);
        let watched = Running::start_command(folder, shell);
        watched.shows("note.txt", "0");
        save(&watched, "static/note.txt", "note.txt", "without any");
    });
}

/// What fails now and not later: it is said, and over by itself without another save.
#[test]
fn what_was_passing_is_over_by_itself() {
    let failing = [
        ("open", libc::EMFILE, "content/", "oo many open files"),
        ("opendir", libc::EMFILE, "static/new-", "oo many open files"),
        ("read", libc::EIO, "static/note.txt", "nput/output error"),
        ("read", libc::ESTALE, "content/articles", "tale"),
        ("open", libc::EACCES, "templates", "ermission denied"),
        ("write", libc::ENOSPC, "public", "disk is full"),
        ("open", libc::EMFILE, "public", "oo many open files"),
        ("open", libc::EROFS, "public", "ead-only"),
    ];
    of_each_way(|way| {
        let world = World::new();
        let watched = Running::start_in(&world, site(), way);
        watched.expect(" ok ");
        for (n, (call, error, path, words)) in failing.into_iter().enumerate() {
            sleep(REST);
            watched.forget();
            world.fail(&format!("{call} {error} {path}"));
            let text = format!("Number {n}");
            watched.edit("static/note.txt", &text);
            watched.edit("content/articles/one.md", &article(&text));
            watched.edit("templates/404.html", &text);
            watched.edit(&format!("static/new-{n}/note.txt"), &text);
            watched.expect_line(&format!("{call} {error} {path}: {words}"), |line| line.contains(words));
            world.fail("");
            for page in ["note.txt", "articles/one/index.html", "404.html", &format!("new-{n}/note.txt")] {
                watched.shows(page, &text);
            }
            save(&watched, "static/note.txt", "note.txt", &format!("after {n}"));
        }
    });
}

/// The watcher of the system cannot look into a folder that is made while there are too many open files, and nothing says so.
#[test]
fn folders_that_come_while_nothing_can_be_opened_are_watched_afterwards() {
    of_each_way(|way| {
        let watched = Running::start(site(), way);
        watched.expect(" ok ");
        for n in 0..2 {
            sleep(REST);
            watched.forget();
            let usual = limit_files(watched.id(), 3);
            let file = format!("static/new-{n}/deep/deeper/note.txt");
            // All of it at once, so that there is one event.
            watched.edit("elsewhere/deep/deeper/note.txt", "new");
            fs::rename(watched.root().join("elsewhere"), watched.root().join(format!("static/new-{n}"))).unwrap();
            watched.expect("oo many open files");
            limit_files(watched.id(), usual);
            watched.shows(file.strip_prefix("static/").unwrap(), "new");
            sleep(REST);
            save(&watched, &file, file.strip_prefix("static/").unwrap(), "saved later");
        }
    });
}

/// Sets how many files a program may have open; gives how many there were.
fn limit_files(program: u32, number: u64) -> u64 {
    let program = libc::pid_t::try_from(program).unwrap();
    let mut old = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    let get = unsafe { libc::prlimit(program, libc::RLIMIT_NOFILE, std::ptr::null(), &mut old) };
    let new = libc::rlimit { rlim_cur: number, ..old };
    let set = unsafe { libc::prlimit(program, libc::RLIMIT_NOFILE, &new, std::ptr::null_mut()) };
    assert_eq!((get, set), (0, 0), "{}", std::io::Error::last_os_error());
    old.rlim_cur
}

/// The same for one folder that the watcher may not look into when it comes.
#[test]
fn a_folder_that_could_not_be_watched_is_watched_later() {
    let world = World::new();
    let watched = Running::start_in(&world, site(), WAYS[0]);
    watched.expect(" ok ");
    sleep(REST);
    world.fail(&format!("watch {} static/new", libc::EACCES));
    watched.edit("static/new/deep/note.txt", "new");
    watched.shows("new/deep/note.txt", "new");
    world.fail("");
    sleep(REST);
    save(&watched, "static/new/deep/note.txt", "new/deep/note.txt", "saved later");
}

/// More happens than the system remembers while the program is stopped.
#[test]
fn more_events_than_the_system_keeps_are_not_missed() {
    of_each_way(|way| {
        let watched = Running::start(site(), way);
        watched.expect(" ok ");
        sleep(REST);
        let signal = |signal| unsafe { libc::kill(libc::pid_t::try_from(watched.id()).unwrap(), signal) };
        assert_eq!(signal(libc::SIGSTOP), 0);
        let kept =
            fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap().trim().parse::<usize>().unwrap();
        let file = watched.root().join("static/often.txt");
        for _ in 0..=kept / 3 {
            fs::write(&file, "often").unwrap();
            fs::write(watched.root().join("static/note.txt"), "often").unwrap();
        }
        watched.edit("static/new/deep/note.txt", "new");
        assert_eq!(signal(libc::SIGCONT), 0);
        watched.shows("new/deep/note.txt", "new");
        sleep(REST);
        save(&watched, "static/new/deep/note.txt", "new/deep/note.txt", "saved later");
    });
}

#[test]
fn a_watcher_that_fails_ends_in_a_look_at_the_files_and_says_so() {
    let world = World::new();
    world.fail(&format!("watch {} static", libc::ENOSPC));
    let watched = Running::start_in(&world, site(), WAYS[0]);
    let said = watched.expect("as with --poll");
    assert_eq!(said.iter().filter(|line| line.contains("--poll")).count(), 1);
    save(&watched, "static/note.txt", "note.txt", "polled");

    // Later, for a folder that is new.
    world.fail("");
    let watched = Running::start_in(&world, site(), WAYS[0]);
    watched.expect(" ok ");
    sleep(REST);
    world.fail(&format!("watch {} static/new", libc::ENOSPC));
    watched.edit("static/new/note.txt", "new");
    watched.expect("as with --poll");
    watched.shows("new/note.txt", "new");
    save(&watched, "static/new/note.txt", "new/note.txt", "polled");
}
