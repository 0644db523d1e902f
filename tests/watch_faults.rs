//! A running `build --watch` while files keep their times, the clock jumps and calls to the system fail: no change is missed, and
//! what was passing is over by itself.
//!
//! Each case is run under the watcher of the system and with `--poll`. How the clock jumps and calls fail, see
//! `tests/support/world.rs`.

#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use support::running::{Running, article};
use support::watched::*;
use support::world::World;
use support::*;

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
