//! `build --watch` on a real file system: saves as editors make them, broken and mended files, folders that go and come.

mod support;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::running::{PATIENCE, Running, article, small_site};
use support::*;

fn watched(more: &[&str]) -> Running {
    let watched = Running::start(small_site(), &[&["build", "--watch"], more].concat());
    watched.expect("ok");
    watched
}

#[test]
fn a_save_is_one_rebuild_however_the_editor_saves() {
    let watched = watched(&[]);
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
fn without_the_system_the_files_are_looked_at() {
    let watched = watched(&["--poll"]);
    // Saves of one second and one length, which a look at whole seconds would take for one.
    for title in ["A", "B", "C"] {
        watched.edit("content/articles/one.md", &article(title));
        watched.expect("ok");
        assert!(watched.page("articles/one/index.html").contains(&format!("<h1>{title}</h1>")));
    }
    fs::remove_file(watched.root().join("content/articles/one.md")).unwrap();
    watched.expect("ok");
    assert!(!watched.root().join("public/articles/one").exists());
    assert_eq!(watched.rebuilds(), 0, "something was built without a change");
}

#[test]
fn what_changes_during_a_build_is_built_after_it() {
    let watched = watched(&[]);
    for n in 0..400 {
        watched.edit(&format!("content/articles/n{n}.md"), &article(&format!("N{n}")));
    }
    watched.expect("ok");
    watched.rebuilds();
    // A template change renders all pages anew; the edits fall into that build and between builds.
    watched.edit("templates/404.html", "one");
    for n in 0..60 {
        watched.edit("content/articles/one.md", &article(&format!("Edit {n}")));
        std::thread::sleep(Duration::from_millis(25 + n % 3 * 20));
    }
    watched.rebuilds();
    assert!(watched.page("articles/one/index.html").contains("Edit 59"), "the last edit was never built");
}

#[test]
fn a_line_tells_what_an_edit_did_to_the_matrix() {
    let watched = watched(&[]);
    watched.edit("content/blocs/japan.md", "---\nname: Japan\n---\n");
    watched.edit("content/sources/a.md", "---\ntitle: A\n---\n");
    watched.expect("ok");
    let access = "access:\n  - {for: japan, status: open, since: 2026-11-01, source: a}\n";
    let stating = article("One").replace("model: fugu\n", &format!("model: fugu\nsources: a\n{access}"));
    watched.edit("content/articles/one.md", &stating);
    let said = watched.expect("fugu/japan").pop().unwrap();
    assert!(said.contains(" ok ") && said.ends_with(" pages  fugu/japan: unknown -> open"), "{said}");
}

#[test]
fn timings_are_told_to_those_who_ask() {
    let watched = watched(&["--timings"]);
    watched.edit("content/articles/one.md", &article("Two"));
    watched.expect(" ok ");
    let times = watched.line(PATIENCE).unwrap();
    let steps: Vec<&str> = times.split(", ").map(|step| step.split(' ').next().unwrap()).collect();
    assert_eq!(steps, ["load", "parse", "model", "link", "facts", "plan", "render", "write"], "{times}");
    assert!(times.starts_with("load ") && times.ends_with(" ms"), "{times}");
}

#[test]
fn a_mistake_keeps_the_last_good_site_until_it_is_mended() {
    let watched = watched(&[]);
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
    let watched = watched(&[]);
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
fn nothing_is_missed_in_folders_that_are_made_and_moved() {
    let watched = watched(&[]);
    let articles = watched.root().join("content/articles");
    let mut expected = Vec::new();
    for n in 0..60 {
        // A new folder is watched a moment after it is there: what is written meanwhile makes no event of its own.
        let (old, new) = (articles.join(format!("old-{n}")), articles.join(format!("new-{n}")));
        fs::create_dir_all(old.join("deep/deeper")).unwrap();
        fs::write(old.join(format!("deep/deeper/in-{n}.md")), article(&format!("In {n}"))).unwrap();
        std::thread::sleep(Duration::from_millis(n % 7 * 15));
        fs::rename(&old, &new).unwrap();
        fs::write(new.join(format!("deep/deeper/in-{n}.md")), article(&format!("Moved {n}"))).unwrap();
        fs::write(new.join(format!("deep/late-{n}.md")), article(&format!("Late {n}"))).unwrap();
        expected.push((format!("articles/in-{n}/index.html"), format!("<h1>Moved {n}</h1>")));
        expected.push((format!("articles/late-{n}/index.html"), format!("<h1>Late {n}</h1>")));
    }
    watched.rebuilds();
    for (page, heading) in expected {
        assert!(watched.page(&page).contains(&heading), "{page} is missing, or is an older one");
    }
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

#[test]
fn what_is_slow_comes_when_nothing_else_does_and_without_a_word() {
    let watched = watched(&["--timings"]);
    let index = || watched.page("search/start.json");
    assert!(index().contains("Fugu"), "the first write has everything");
    watched.edit("content/models/new.md", "---\nname: Newcomer\n---\n");
    watched.expect(" ok ");
    assert!(watched.page("models/new/index.html").contains("Newcomer") && !index().contains("Newcomer"));
    let said = watched.expect(" later ");
    assert!(index().contains("Newcomer"), "{said:#?}");
    assert_eq!(watched.rebuilds(), 0, "it was told of again");
}

/// What goes from the output is made again when it comes back, however soon.
#[test]
fn search_and_cards_may_be_turned_off_and_on() {
    let watched = watched(&[]);
    let settings = fs::read_to_string(watched.root().join("content/site.yaml")).unwrap_or_default();
    let late = ["search/start.json", "articles/one/card.png"];
    let has = |late: &str| watched.root().join("public").join(late).exists();
    let comes = |wanted: bool| {
        let began = Instant::now();
        while late.iter().any(|late| has(late) != wanted) {
            assert!(began.elapsed() < PATIENCE, "{late:?}: {wanted}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    comes(true);
    for _ in 0..2 {
        watched.edit("content/site.yaml", &format!("{settings}\nsearch: false\ncards: false\n"));
        watched.expect("ok");
        comes(false);
        watched.edit("content/site.yaml", &settings);
        let said = watched.expect("ok");
        assert!(!said.iter().any(|line| line.contains("cannot write")), "{said:#?}");
        comes(true);
    }
}
