//! The writer's tools, end to end: `rename`, `explain` of an address, `new` with its tags, `list stale`,
//! `check --against`.

mod support;

use std::fs;
use std::process::Command;
use support::program::{as_one_text, ok, own_site, pages, run, site};
use support::*;

fn expect(name: &str, actual: &str) {
    expect_text(&tests_folder().join("tools").join(name), actual).unwrap_or_else(|differs| panic!("{differs}"));
}

#[test]
fn a_rename_changes_every_place_and_nothing_else() {
    let folder = site("rename.txt");
    let told = run(folder.path(), &["check"]);
    let said = ok(folder.path(), &["rename", "model", "fugu-1", "fugu-two", "--dry-run"]);
    assert!(said.ends_with("nothing was written\n"), "{said}");
    assert!(as_one_text(folder.path()) == as_one_text(site("rename.txt").path()), "a dry run wrote something");
    let said = ok(folder.path(), &["rename", "model", "fugu-1", "fugu-two"]);
    expect("rename.stdout", &said);
    expect("rename.expected.txt", &as_one_text(folder.path()));
    let (code, after) = run(folder.path(), &["check"]);
    let codes = |said: &str| {
        // The name that a draft writes with a dot is written anew, without one.
        let is_kept = |line: &&str| line.contains("[E") && !line.contains("[E16]");
        said.lines().filter(is_kept).map(|line| line[..12].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((code, codes(&after)), (told.0, codes(&told.1)), "{after}");
}

#[test]
fn every_page_is_as_before_but_for_the_address() {
    for (kind, slug, new) in [
        ("model", "fugu", "fugu-0"),
        ("person", "ren-ito", "ren-ito-0"),
        ("company", "360", "360-0"),
        ("bloc", "us", "us-0"),
    ] {
        let folder = own_site();
        let before = pages(folder.path(), new, slug);
        let content = as_one_text(folder.path());
        ok(folder.path(), &["rename", kind, slug, new]);
        let after = pages(folder.path(), new, slug);
        let changed: Vec<&String> =
            before.iter().filter(|(path, text)| after.get(*path) != Some(text)).map(|(path, _)| path).collect();
        // Its own page says the other name, which is new, and so do lists that show names, such as the table of entities.
        // What describes the tables says how long that one is.
        let of_entities = |path: &str| path.starts_with("data/entities.") || path == "data/datapackage.json";
        let own = |path: &&&String| !path.contains(&format!("/{slug}/")) && !of_entities(path);
        assert_eq!(changed.iter().filter(own).collect::<Vec<_>>(), Vec::<&&String>::new(), "{slug}");
        // And back again: only what is left behind for others remains.
        ok(folder.path(), &["rename", kind, new, slug]);
        let back = as_one_text(folder.path());
        let rest = back.lines().filter(|line| !line.starts_with("aliases: ") && !line.starts_with("redirects: "));
        let was = content.lines().filter(|line| !line.starts_with("aliases: ") && !line.starts_with("redirects: "));
        assert!(rest.eq(was), "{slug} is not back");
    }
}

#[test]
fn a_source_is_renamed_where_its_places_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let article = |slug: &str| {
        format!(
            "---\ntitle: First\ndate: 2026-11-22\nmodel: fugu\nsources: [{slug}, wire]\nclaims:\n  \
             - {{about: fugu, says: It swims., source: [{slug}, wire], at: {{{slug}: ¶3, wire: [p. 3]}}}}\n---\n\
             It swims ([[{slug} ¶3, ¶6]], [[wire ¶3]], [[{slug} ¶4|as it says]]).\n"
        )
    };
    let source = "---\ntitle: The order\nshort: Order\n---\n";
    write_files(
        folder.path(),
        &[
            ("content/site.yaml", "title: Renamed\n"),
            ("content/models/fugu.md", "---\nname: Fugu\nsource: order\nat: {order: ¶4}\n---\n"),
            ("content/sources/order.md", source),
            ("content/sources/wire.md", "---\ntitle: Wire\n---\n"),
            ("content/articles/first.md", &article("order")),
        ],
    );
    ok(folder.path(), &["rename", "sources", "order", "the-ban"]);
    let files = files_below(folder.path());
    let text = |path: &str| String::from_utf8_lossy(&files[path]).into_owned();
    assert_eq!(text("content/articles/first.md"), article("the-ban"));
    assert!(text("content/models/fugu.md").contains("source: the-ban\nat: {the-ban: ¶4}\n"));
}

#[test]
fn what_cannot_be_renamed_is_left_as_it_was() {
    let folder = site("rename.txt");
    let before = files_below(folder.path());
    for (arguments, code, message) in [
        (["model", "fuga-1", "x"], 2, "no model has the slug \"fuga-1\". Did you mean \"fugu-1\"?"),
        (
            ["model", "fugu-1", "Fugu Two"],
            2,
            "\"Fugu Two\" is no slug: small letters, digits and single hyphens. Did you mean \"fugu-two\"?",
        ),
        (["model", "fugu-1", "mythos"], 2, "\"mythos\" is taken by \"models/mythos\" (Mythos, Model)."),
        (["model", "fugu-1", "fugu-1"], 2, "called so already"),
        (["model", "stub", "x"], 2, "the model \"stub\" has no file"),
        (["modell", "fugu-1", "x"], 2, "Did you mean \"model\"?"),
        (["model", "first", "x"], 2, "\"first\". It is the slug of an article: fissure rename article first NEW"),
        // Another kind has that slug, so [[us]] would say too little.
        (["model", "fugu-1", "us"], 1, "nothing was renamed"),
    ] {
        let (end, said) = run(folder.path(), &["rename", arguments[0], arguments[1], arguments[2]]);
        assert_eq!(end, code, "{arguments:?}: {said}");
        assert!(said.contains(message), "{arguments:?}: {said}");
        assert!(before == files_below(folder.path()), "{arguments:?} wrote something");
    }
    write_files(folder.path(), &[("content/articles/bad.md", "---\ntitle: Bad\n---\n")]);
    let (code, said) = run(folder.path(), &["rename", "model", "fugu-1", "fugu-two"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("[E09]") && said.contains("the site has mistakes; nothing was renamed"), "{said}");
}

#[test]
fn an_address_is_explained_by_what_made_its_page() {
    let folder = site("rename.txt");
    let said: String = [
        "/models/fugu-1/",
        "https://example.org/articles/first/#why",
        "disputes/which/index.html",
        "/matrix",
        "/models/stub/",
        "/data/access.csv",
        "/models/fugu-1/chart.txt",
        "content/pages/about.md",
        "/models/fugu-2/",
        "/first/",
        "/articles/second/",
        "/nothing/like/it/",
    ]
    .into_iter()
    .map(|address| format!("$ fissure explain {address}\n{}\n", run(folder.path(), &["explain", address]).1))
    .collect();
    expect("explain.stdout", &said);
    assert_eq!(run(folder.path(), &["explain", "/models/fugu-2/"]).0, 2);
    let folder_in_languages = site("languages.txt");
    let said: String = [
        "/ja/models/fugu/",
        "https://example.org/tw/articles/riyadh/#why",
        "/tw/articles/tokyo",
        "/ja/",
        "/ja/articles/kyoto/",
        "/ja/modles/fugu/",
        "content/models/fugu.ja.md",
        "content/articles/2026-11-20-tokyo.md",
        "./content/articles/riyadh/index.zh-Hant.md",
        "content/articles/riyadh/index.ja.md",
        "content/pages/about.ja.md",
        "/ja/matrix/fugu/japan/",
    ]
    .into_iter()
    .map(|address| {
        format!("$ fissure explain {address}\n{}\n", run(folder_in_languages.path(), &["explain", address]).1)
    })
    .collect();
    expect("explain-languages.stdout", &said);
    // A renamed entity is still found by its old address, which says where it leads.
    ok(folder.path(), &["rename", "model", "fugu-1", "fugu-two"]);
    let said = ok(folder.path(), &["explain", "/models/fugu-1/"]);
    assert!(said.contains("written in    content/models/fugu-two/index.md:4"), "{said}");
    assert!(said.contains("leads to      /models/fugu-two/"), "{said}");
    write_files(folder.path(), &[("templates/model.html", "x"), ("content/articles/bad.md", "---\ntitle: Bad\n---\n")]);
    let (code, said) = run(folder.path(), &["explain", "/models/mythos/"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("templates/model.html\n") && said.contains("may be missing here"), "{said}");
}

#[test]
fn a_new_article_has_the_tags_that_its_title_names() {
    let folder = site("rename.txt");
    let more = [
        ("content/blocs/us.md", "---\nname: US\naliases: [United States]\n---\n"),
        ("content/companies/quiet.md", "---\nname: Quiet\nlink: never\n---\n"),
        ("content/companies/two.md", "---\nname: Twin\nweak: [Twin]\n---\n"),
        ("content/companies/sakana-ai.md", "---\nname: Sakana AI\nnames: {ja: サカナAI}\n---\n"),
    ];
    write_files(folder.path(), &more);
    for (title, tags) in [
        ("Fugu One and Mythos leave Japan", "bloc: japan\nmodel: [fugu-1, mythos]\n"),
        ("The US asks Twin and Quiet", ""),
        ("What サカナAI said to the United States", "bloc: us\ncompany: sakana-ai\n"),
        ("mythos, non-Japan and Mythos 6", ""),
    ] {
        let path = ok(folder.path(), &["new", "article", title]);
        let text = fs::read_to_string(folder.path().join(path.trim())).unwrap();
        let (_, rest) = text.split_once("date: 2026-11-22\ndraft: true\n").unwrap();
        assert_eq!(rest.split_once("# What").unwrap().0, tags, "{title}");
        assert!(!tags.is_empty() || rest.contains("# bloc: []\n"), "{text}");
    }
    let (code, said) = run(folder.path(), &["check"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
#[cfg(unix)]
fn a_new_file_is_opened_where_that_is_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    let folder = site("rename.txt");
    write_files(folder.path(), &[("editor", "#!/bin/sh\necho \"$@\" > opened\n")]);
    let editor = folder.path().join("editor");
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
    let new = |title: &str, option: &[&str], variables: &[(&str, &str)]| {
        let output = Command::new(env!("CARGO_BIN_EXE_fissure"))
            .args(["new", "page", title, "--now", NOW])
            .args(option)
            .current_dir(folder.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let opened = fs::read_to_string(folder.path().join("opened")).unwrap_or_default();
        let _ = fs::remove_file(folder.path().join("opened"));
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), said(&output.stdout), said(&output.stderr), opened)
    };
    let with_option = format!("{} --wait", editor.display());
    let (code, out, _, opened) = new("One", &["--edit"], &[("VISUAL", &with_option), ("EDITOR", "false")]);
    assert_eq!((code, out.as_str()), (0, "content/pages/one.md\n"));
    assert_eq!(opened, "--wait ./content/pages/one.md\n");
    // A pipe is nobody who could write in it.
    let (code, out, _, opened) = new("Two", &[], &[("EDITOR", &with_option)]);
    assert_eq!((code, out.as_str(), opened.as_str()), (0, "content/pages/two.md\n", ""));
    let (code, out, said, _) = new("Three", &["--edit"], &[]);
    assert_eq!((code, out.as_str()), (2, "content/pages/three.md\n"));
    assert!(said.contains("VISUAL or EDITOR"), "{said}");
    assert_eq!(new("Four", &["--edit", "--no-edit"], &[]).0, 2);
}

#[test]
fn cells_that_nobody_has_looked_at_for_long_are_listed() {
    let folder = site("rename.txt");
    let settings = fs::read_to_string(folder.path().join("content/site.yaml")).unwrap();
    write_files(folder.path(), &[("content/site.yaml", &(settings + "\nstale_after: 1\n"))]);
    let stale = "content/articles/first.md  Fugu 1 in US: open     2026-11-20\n\
                 content/articles/first.md  Fugu 1 in Japan: open  2026-11-20\n";
    // In the bloc that a dispute is about, nobody can be sure.
    assert_eq!(
        ok(folder.path(), &["list", "stale"]),
        stale
            .replace("US: open     ", "United States: disputed  ")
            .replace("Japan: open  ", "Japan: open              ")
    );
    let json = ok(folder.path(), &["list", "stale", "--format", "json"]);
    assert!(json.contains("\"address\":\"/articles/first/\"") && json.contains("\"when\":\"2026-11-20\""), "{json}");
}

/// A site of one article, whose front matter goes on with some lines.
fn cell(lines: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let article = format!("---\ntitle: A cell\ndate: 2026-11-01\nsources: a\n{lines}---\nText.\n");
    let files = [
        ("content/site.yaml", "title: T\nbase_url: https://example.org/\n"),
        ("content/blocs/us.md", "---\nname: United States\n---\n"),
        ("content/models/fugu.md", "---\nname: Fugu\n---\n"),
        ("content/sources/a.md", "---\ntitle: The wire\npublished: 2026-10-01\n---\n"),
        ("content/articles/cell.md", &article),
    ];
    write_files(folder.path(), &files);
    folder
}

#[test]
fn what_changes_without_a_word_is_told_and_what_is_news_is_not() {
    let access = |status: &str, rest: &str| {
        format!("access:\n  - {{model: fugu, for: us, status: {status}, by: unknown, since: 2026-10-01{rest}}}\n")
    };
    let old = cell(&access("banned", ""));
    ok(old.path(), &["build", "--output", "old"]);
    let data = old.path().join("old/data");
    let data = data.to_str().unwrap();
    let told = |lines: &str, more: &[(&str, &str)]| {
        let folder = cell(lines);
        write_files(folder.path(), more);
        let (code, said) = run(folder.path(), &["check", "--against", data]);
        assert_eq!(code, 0, "{said}");
        said.contains("[E27]")
    };
    let open = access("open", "");
    let later = "---\ntitle: Later\ndate: 2026-11-10\nsources: a\naccess:\n  - {model: fugu, for: us, status: open, since: 2026-11-05}\n---\n";
    let earlier = later.replace("2026-11-05", "2026-10-15");
    let later_file = |text: &'static str| [("content/articles/later.md", text)];
    assert!(!told(&access("banned", ""), &[]), "nothing changed");
    assert!(told(&open, &[]), "another status for the same day");
    assert!(told("", &[]), "a statement that is gone");
    assert!(!told(&format!("{open}corrections: [{{date: 2026-11-05, was: Banned., now: Open.}}]\n"), &[]));
    assert!(!told(&format!("{open}updates: [{{date: 2026-11-01, what: It opened.}}]\n"), &[]));
    assert!(told(&format!("{open}updates: [{{date: 2026-10-20, what: Before that.}}]\n"), &[]));
    assert!(!told(&access("banned", ", until: 2026-11-05"), &[]), "what ends later is news");
    assert!(!told(&access("banned", ""), &later_file(later)), "what begins later is news");
    assert!(!told("", &[("content/articles/later.md", &earlier)]), "a later article says so in public");
    assert!(!told(&format!("retracted: true\n{open}"), &[]), "a retraction is public");
    // The model may be called otherwise since.
    let renamed = cell(&open);
    ok(renamed.path(), &["rename", "model", "fugu", "fugu-1"]);
    let (_, said) = run(renamed.path(), &["check", "--against", data, "--strict"]);
    let line =
        "error[E27]: This cell was \"banned\" when published on 2026-11-01, and now it is \"open\": fugu-1 in us.";
    assert!(said.contains(line) && said.contains("content/articles/cell.md:6:5"), "{said}");
    // So may an article that takes back what it said.
    let is_reported = |redirects: &str| {
        let gone = cell("updates: [{date: 2026-11-05, what: It opened.}]\nmodel: fugu\n");
        fs::rename(gone.path().join("content/articles/cell.md"), gone.path().join("content/articles/new.md")).unwrap();
        let text = fs::read_to_string(gone.path().join("content/articles/new.md")).unwrap();
        write_files(
            gone.path(),
            &[("content/articles/new.md", &text.replacen("date:", &format!("{redirects}date:"), 1))],
        );
        run(gone.path(), &["check", "--against", data]).1.contains("[E27]")
    };
    assert!(is_reported("") && !is_reported("redirects: [/articles/cell/]\n"), "an article with another slug");
    // The folder above does as well; one without the data is no such folder.
    assert!(run(renamed.path(), &["check", "--against", old.path().join("old").to_str().unwrap()]).1.contains("[E27]"));
    let (code, said) = run(renamed.path(), &["check", "--against", "content"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("cannot read content/matrix.json"), "{said}");
    write_files(renamed.path(), &[("bad/matrix.json", "{}"), ("bad/access.json", "[]")]);
    let (code, said) = run(renamed.path(), &["check", "--against", "bad"]);
    assert!(code == 2 && said.contains("matrix.json is not the data of a build"), "{said}");
}

#[test]
fn an_older_build_is_compared_by_the_addresses_that_the_site_gave_its_pages() {
    let settings = "title: T\nbase_url: https://example.org/sub/\npermalinks: {articles: '/{year}/{slug}.html', models: '/m/{slug}.html'}\n";
    let with = |lines: &str, name: &str| {
        let site = cell(lines);
        write_files(site.path(), &[("content/site.yaml", settings)]);
        let articles = site.path().join("content/articles");
        fs::rename(articles.join("cell.md"), articles.join(name)).unwrap();
        site
    };
    let access = |status: &str| {
        format!("access:\n  - {{model: fugu, for: us, status: {status}, by: unknown, since: 2026-10-01}}\n")
    };
    let old = with(&access("banned"), "cell.md");
    ok(old.path(), &["build", "--output", "old"]);
    assert!(old.path().join("old/2026/cell.html").exists() && old.path().join("old/m/fugu.html").exists());
    let data = old.path().join("old/data");
    let said = |site: &tempfile::TempDir| run(site.path(), &["check", "--against", data.to_str().unwrap()]).1;

    // A renamed model is found by its old address, which ends with .html.
    let renamed = with(&access("open"), "cell.md");
    ok(renamed.path(), &["rename", "model", "fugu", "fugu-1"]);
    let found = said(&renamed);
    assert!(found.contains("[E27]") && found.contains("fugu-1 in us"), "{found}");
    assert!(!found.contains("[E57]"), "{found}");
    // An article that takes back what it said is found by its old address, whatever its slug is now.
    let taken_back = "updates: [{date: 2026-11-05, what: It opened.}]\nmodel: fugu\n";
    let found = said(&with(taken_back, "new.md"));
    assert!(found.contains("[E27]") && found.contains("/2026/cell.html was published"), "{found}");
    let found = said(&with(&format!("redirects: [/2026/cell.html]\n{taken_back}"), "new.md"));
    assert!(!found.contains("[E27]") && !found.contains("[E57]"), "{found}");
    // Another article that has the old slug now is not the one that said so.
    let other = with(&format!("permalink: /2026/cell.html\nslug: other\n{taken_back}"), "new.md");
    write_files(
        other.path(),
        &[(
            "content/articles/cell.md",
            "---\ntitle: New\ndate: 2026-11-02\nmodel: fugu\npermalink: /new/\n---\nText.\n",
        )],
    );
    let found = said(&other);
    assert!(!found.contains("[E27]"), "{found}");
}
