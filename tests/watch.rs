//! `build --watch` on a real file system: saves as editors make them, broken and mended files, folders that go and come.

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use support::*;

/// How long a rebuild may take before the test gives up; never a claim about speed.
const PATIENCE: Duration = Duration::from_secs(30);

struct Watched {
    child: Child,
    lines: Receiver<String>,
    folder: tempfile::TempDir,
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn article(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-20\nmodel: fugu\n---\nText.\n")
}

impl Watched {
    fn start() -> Watched {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("content/site.yaml", "title: The site\nbase_url: https://example.org/\n"),
            ("content/articles/one.md", &article("One")),
            ("content/models/fugu.md", "---\nname: Fugu\n---\n"),
        ];
        write_files(folder.path(), &files);
        let mut child = Command::new(env!("CARGO_BIN_EXE_fissure"))
            .args(["--root", folder.path().to_str().unwrap(), "build", "--watch", "--now", NOW])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, lines) = channel();
        let stderr = child.stderr.take().unwrap();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let watched = Watched { child, lines, folder };
        watched.expect("ok");
        watched
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn page(&self, path: &str) -> String {
        fs::read_to_string(self.root().join("public").join(path)).unwrap_or_default()
    }

    /// Waits for a line that holds `part`; gives the lines up to it.
    fn expect(&self, part: &str) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    seen.push(line);
                    if seen.last().unwrap().contains(part) {
                        return seen;
                    }
                }
                Err(_) => panic!("no line with {part:?} came; there were: {seen:#?}"),
            }
        }
    }

    /// Waits until nothing more is said, and gives how many rebuilds there were.
    fn rebuilds(&self) -> usize {
        let mut rebuilds = 0;
        while let Ok(line) = self.lines.recv_timeout(Duration::from_millis(1500)) {
            rebuilds += usize::from(line.contains(" ok "));
        }
        rebuilds
    }
}

#[test]
fn a_save_is_one_rebuild_however_the_editor_saves() {
    let watched = Watched::start();
    let file = watched.root().join("content/articles/one.md");

    fs::write(&file, article("In place")).unwrap();
    watched.expect("ok");
    assert!(watched.page("articles/one/index.html").contains("In place"));

    // vim: the old file becomes the backup, a new one is written, the backup goes.
    let backup = watched.root().join("content/articles/one.md~");
    fs::rename(&file, &backup).unwrap();
    fs::write(&file, article("By backup")).unwrap();
    fs::remove_file(&backup).unwrap();
    watched.expect("ok");
    assert!(watched.page("articles/one/index.html").contains("By backup"));

    // Others write a second file and rename it over the first.
    let second = watched.root().join("content/articles/.one.md.tmp");
    fs::write(&second, article("By rename")).unwrap();
    fs::rename(&second, &file).unwrap();
    watched.expect("ok");
    assert!(watched.page("articles/one/index.html").contains("By rename"));
    assert_eq!(watched.rebuilds(), 0, "something was built without a change");

    // A checkout of many files is one burst.
    for n in 0..200 {
        fs::write(watched.root().join(format!("content/articles/n{n}.md")), article(&format!("N{n}"))).unwrap();
    }
    watched.expect("ok");
    assert!(watched.rebuilds() <= 1, "a burst was built in pieces");
    assert!(watched.page("articles/n199/index.html").contains("N199"));
}

#[test]
fn a_mistake_keeps_the_last_good_site_until_it_is_mended() {
    let watched = Watched::start();
    let before = files_below(&watched.root().join("public"));
    fs::write(watched.root().join("content/articles/one.md"), "---\ntitle: A: b\ndate: 2026-11-20\n---\n").unwrap();
    let said = watched.expect("the last good site stays").join("\n");
    assert!(said.contains("E01") && said.contains("content/articles/one.md:2:9"), "{said}");
    assert!(before == files_below(&watched.root().join("public")));
    fs::write(watched.root().join("content/articles/one.md"), article("Mended")).unwrap();
    watched.expect("ok");
    assert!(watched.page("articles/one/index.html").contains("Mended"));
}

#[test]
fn folders_may_go_and_come_back() {
    let watched = Watched::start();
    let content = watched.root().join("content");
    let away = watched.root().join("elsewhere");

    fs::create_dir_all(content.join("articles/new/deep")).unwrap();
    fs::write(content.join("articles/new/deep/two.md"), article("Two")).unwrap();
    watched.expect("ok");
    fs::write(content.join("articles/new/deep/two.md"), article("Two again")).unwrap();
    watched.expect("ok");
    assert!(watched.page("articles/two/index.html").contains("Two again"));

    fs::remove_dir_all(content.join("articles/new")).unwrap();
    watched.expect("ok");
    assert!(!watched.root().join("public/articles/two").exists());

    // The whole content goes away and another one of the same name comes back.
    fs::rename(&content, &away).unwrap();
    watched.expect("the last good site stays");
    assert!(watched.root().join("public/articles/one/index.html").exists());
    fs::create_dir(&content).unwrap();
    for (path, bytes) in files_below(&away) {
        let path = content.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    watched.expect("ok");
    assert_eq!(watched.rebuilds(), 0);
    fs::write(content.join("articles/one.md"), article("Still seen")).unwrap();
    watched.expect("ok");
    assert!(watched.page("articles/one/index.html").contains("Still seen"));

    // Templates and static files that the site did not have before.
    write_files(watched.root(), &[("templates/404.html", "nothing here"), ("static/new.css", "body {}")]);
    watched.expect("ok");
    watched.rebuilds();
    assert_eq!(watched.page("404.html"), "nothing here");
    assert_eq!(watched.page("new.css"), "body {}");
}

#[test]
fn a_held_back_article_appears_when_its_time_comes() {
    let folder = tempfile::tempdir().unwrap();
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(4);
    let held = format!("---\ntitle: Held\ndate: {soon}\nmodel: fugu\n---\nText.\n");
    let files = [
        ("content/site.yaml", "title: The site\nbase_url: https://example.org/\n"),
        ("content/articles/held.md", &held),
        ("content/models/fugu.md", "---\nname: Fugu\n---\n"),
    ];
    write_files(folder.path(), &files);
    let mut child = Command::new(env!("CARGO_BIN_EXE_fissure"))
        .args(["--root", folder.path().to_str().unwrap(), "build", "--watch"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let page = folder.path().join("public/articles/held/index.html");
    let deadline = Instant::now() + PATIENCE;
    while !page.exists() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
    }
    let appeared = jiff::Timestamp::now();
    let _ = child.kill();
    let _ = child.wait();
    assert!(page.exists(), "the article never appeared");
    assert!(appeared >= soon, "the article appeared before its time");
}
