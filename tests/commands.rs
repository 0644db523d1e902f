//! The commands beside `build` and `check`, end to end: `init`, `new`, `list`, `explain`, `completions`, `man`.

mod support;

use fissure::base::diagnostic::{Code, has_errors};
use fissure::review::against::{PublishedData, silent_changes};
use fissure::review::answers::{self, Answers};
use fissure::review::lost::lost_addresses;
use fissure::review::outside;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use support::*;

/// Runs the program in a folder, with nothing on the PATH but itself.
fn fissure(folder: &Path, arguments: &[&str]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_fissure"));
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", program.parent().unwrap())
        .output()
        .unwrap()
}

/// Runs it at the present of the tests; gives the exit code, and both outputs as one text.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let options_end = arguments.iter().position(|argument| *argument == "--").unwrap_or(arguments.len());
    let (options, words) = arguments.split_at(options_end);
    let output = fissure(folder, &[options, &["--now", NOW], words].concat());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
}

fn ok(folder: &Path, arguments: &[&str]) -> String {
    let (code, said) = run(folder, arguments);
    assert_eq!(code, 0, "{arguments:?} says:\n{said}");
    said
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

/// A new site, with its samples, in an empty folder.
fn new_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    ok(folder.path(), &["init", ".", "--base-url", "https://example.org"]);
    folder
}

fn names() -> Vec<String> {
    use clap::CommandFactory;
    fissure::app::cli::Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

#[test]
fn from_nothing_to_a_built_site_with_the_binary_alone() {
    let folder = tempfile::tempdir().unwrap();
    ok(folder.path(), &["init", "x"]);
    let site = folder.path().join("x");
    let path = "content/articles/2026-11-22-first.md";
    assert_eq!(ok(&site, &["new", "article", "First"]), format!("{path}\n"));
    // Nothing is published that its writer has not finished.
    ok(&site, &["build"]);
    assert!(!site.join("public/articles/first/index.html").exists());
    let text = fs::read_to_string(site.join(path)).unwrap();
    fs::write(site.join(path), text.replace("draft: true\n", "")).unwrap();
    let said = ok(&site, &["build"]);
    // The text and the address at which it will be published are what no program can know before.
    let codes: Vec<&str> = said.lines().filter_map(|line| line.split_once('[')?.1.get(..3)).collect();
    assert_eq!(codes, ["E55", "E45"], "{said}");
    for page in ["index.html", "articles/first/index.html", "models/sample-model/index.html", "favicon.svg"] {
        assert!(site.join("public").join(page).exists(), "{page} is missing");
    }
}

#[test]
fn a_new_site_is_strictly_sound_and_nothing_in_it_is_lost() {
    let site = new_site();
    let said = ok(site.path(), &["build", "--strict"]);
    assert!(!said.contains("[E"), "{said}");
    for what in ["drafts", "future", "expired", "stubs", "orphans"] {
        assert_eq!(ok(site.path(), &["list", what]), "nothing to list\n");
    }
    let article = read(site.path(), "content/articles/2026-11-22-how-an-article-is-made.md");
    assert!(article.contains("date: 2026-11-22"), "{article}");
}

#[test]
fn the_theme_is_written_on_request_and_makes_the_same_site() {
    let folder = tempfile::tempdir().unwrap();
    ok(folder.path(), &["init", "plain"]);
    ok(folder.path(), &["init", "themed", "--theme"]);
    assert!(!folder.path().join("plain/templates").exists());
    for (path, bytes) in fissure::load::theme::FILES {
        assert_eq!(fs::read(folder.path().join("themed").join(path)).unwrap(), *bytes, "{path}");
    }
    ok(folder.path(), &["build", "--root", "plain"]);
    ok(folder.path(), &["build", "--root", "themed"]);
    assert!(
        files_below(&folder.path().join("plain/public")) == files_below(&folder.path().join("themed/public")),
        "the theme that is written differs from the one inside"
    );
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), &[("mine/.hidden", "years of work"), ("file", "text")]);
    let before = files_below(folder.path());
    for taken in ["mine", ".", "file", "file/below"] {
        let (code, said) = run(folder.path(), &["init", taken, "--theme"]);
        assert_eq!(code, 2, "{taken}: {said}");
        assert!(before == files_below(folder.path()), "{taken} was written to");
    }
    let (_, said) = run(folder.path(), &["init", "mine"]);
    assert!(said.contains("mine is not empty; nothing was written"), "{said}");
}

#[test]
fn a_new_file_can_be_built_whatever_its_title() {
    let site = new_site();
    let settings = read(site.path(), "content/site.yaml")
        + "\nkinds: [{key: person, folder: people, title: Person, plural: People}]\n";
    write_files(site.path(), &[("content/site.yaml", &settings)]);
    for (kind, title, path) in [
        ("article", "Export ban: what it covers", "content/articles/2026-11-22-export-ban-what-it-covers.md"),
        ("article", "\"Fugu\" isn't [alone] # yet", "content/articles/2026-11-22-fugu-isnt-alone-sharp-yet.md"),
        ("article", "東京\n answers", "content/articles/2026-11-22-東京-answers.md"),
        ("article", "2026-11-20 in short", "content/articles/2026-11-22-2026-11-20-in-short.md"),
        ("model", "GPT-5.6 Sol", "content/models/gpt-5-6-sol.md"),
        ("company", "360", "content/companies/360.md"),
        ("policy", "null", "content/policies/null.md"),
        ("bloc", "- dash -", "content/blocs/dash.md"),
        ("person", "Ren Ito", "content/people/ren-ito.md"),
        ("people", "Another", "content/people/another.md"),
        ("sources", "Wire: a report", "content/sources/wire-a-report.md"),
        ("source", "A source's \"title\"", "content/sources/a-sources-title.md"),
        ("page", "Help", "content/pages/help.md"),
    ] {
        assert_eq!(ok(site.path(), &["new", kind, "--", title]), format!("{path}\n"));
        // A site with every hint taken up must be sound too, so that no hint is a wrong field.
        let text = read(site.path(), path);
        let hints = text.lines().filter(|line| line.starts_with("# ") && !line.contains(". ")).count();
        assert!(kind == "page" || hints >= 2, "{path} has no hints:\n{text}");
        let published = text.replace("draft: true\n", "");
        write_files(site.path(), &[(path, &published)]);
        let taken_up = published.replace("# ", "");
        let lines = taken_up.lines().filter(|line| !line.starts_with("What ")).collect::<Vec<_>>().join("\n");
        if !title.contains('#') {
            write_files(site.path(), &[(path, &lines)]);
        }
    }
    // Words need no quotation marks in the shell.
    assert_eq!(ok(site.path(), &["new", "model", "Two", "Words"]), "content/models/two-words.md\n");
    let (sources, outcome) = build_with(site.path(), fissure::load::theme::FILES, &inputs());
    assert!(!has_errors(&outcome.diagnostics), "{}", reported(&sources, &outcome.diagnostics));
    let titles: Vec<&str> = outcome.site.articles.values().map(|linked| &*linked.article.title).collect();
    for title in ["Export ban: what it covers", "\"Fugu\" isn't [alone] # yet", "東京 answers", "2026-11-20 in short"]
    {
        assert!(titles.contains(&title), "{title} is missing among {titles:?}");
    }
}

#[test]
fn today_is_the_day_of_the_site() {
    let site = new_site();
    let settings = read(site.path(), "content/site.yaml").replace("time_zone: UTC", "time_zone: Asia/Tokyo");
    write_files(site.path(), &[("content/site.yaml", &settings)]);
    let said = fissure(site.path(), &["new", "article", "Late", "--now", "2026-11-22T16:00:00Z"]);
    assert_eq!(String::from_utf8_lossy(&said.stdout), "content/articles/2026-11-23-late.md\n");
    assert!(read(site.path(), "content/articles/2026-11-23-late.md").contains("date: 2026-11-23"));
}

#[test]
fn new_never_writes_over_a_file_and_says_why_it_refuses() {
    let site = new_site();
    ok(site.path(), &["new", "article", "First"]);
    write_files(site.path(), &[("content/articles/first-of-all/index.md", "---\ntitle: F\ndate: 2026-11-20\n---\n")]);
    let before = files_below(site.path());
    for (arguments, reason) in [
        (&["new", "article", "First!"][..], "content/articles/2026-11-22-first.md has this address already"),
        (&["new", "article", "First", "of", "all"], "content/articles/first-of-all/index.md has this address already"),
        (&["new", "model", "sample model"], "content/models/sample-model.md has this address already"),
        (&["new", "article", "…"], "no address can be made of \"…\""),
        (&["new", "modle", "Fugu"], "there is no kind \"modle\". Did you mean \"model\"?"),
        (&["new", "planet", "Fugu"], "There are: article, page, edition, bloc, model, company, policy, sources."),
        (&["new", "edition", "2026-w5"], "the number has two digits. Write it like  2026-w05"),
        (&["new", "model"], "<TITLE>"),
        (&["--root", "public", "new", "model", "X"], "there is no folder content/ in public"),
    ] {
        let (code, said) = run(site.path(), arguments);
        assert_eq!(code, 2, "{arguments:?}: {said}");
        assert!(said.contains(reason), "{arguments:?}: {said}");
        assert!(before == files_below(site.path()), "{arguments:?} wrote something");
    }
    // Settings that cannot be read may lack the kind that is meant.
    write_files(site.path(), &[("content/site.yaml", "title: A: b\n")]);
    let (code, said) = run(site.path(), &["new", "model", "Fugu"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("[E01]") && said.contains("nothing was written"), "{said}");
}

#[test]
fn lists_have_what_readers_do_not_see_or_do_not_find() {
    let site = tempfile::tempdir().unwrap();
    let files = [
        (
            "content/site.yaml",
            "title: The site\nbase_url: https://example.org/\nmenu: [{title: Menu, url: /in-menu/}]\n",
        ),
        ("content/articles/draft.md", "---\ntitle: A draft\ndate: 2026-11-20\ndraft: true\n---\n"),
        ("content/articles/gone.md", "---\ntitle: Gone\ndate: 2026-11-01\nexpires: 2026-11-20\n---\n"),
        ("content/articles/later.md", "---\ntitle: Later\ndate: 2026-12-01\n---\nText.\n"),
        ("content/articles/hour.md", "---\ntitle: In an hour\ndate: 2026-11-22T13:00:00Z\n---\n"),
        ("content/articles/lonely.md", "---\ntitle: Lonely\ndate: 2026-11-02\n---\n[[lonely]] loves [[quiet]].\n"),
        ("content/articles/linked.md", "---\ntitle: Linked\ndate: 2026-11-02\n---\n"),
        ("content/articles/tagged.md", "---\ntitle: T\ndate: 2026-11-02\nmodel: fugu\n---\n[to](linked.md)\n"),
        ("content/blocs/secret.md", "---\nname: Secret\ndraft: true\n---\n"),
        ("content/models/fugu.md", "---\nname: Fugu\ndeveloper: sakana-ai\nbloc: japan\n---\n[[fugu]]\n"),
        ("content/models/alone.md", "---\nname: Alone\n---\nSee [[alone]].\n"),
        ("content/models/quiet.md", "---\nname: Quiet\n---\n"),
        ("content/companies/sakana-ai.md", "---\nname: Sakana AI\n---\n"),
        ("content/pages/in-menu.md", "---\ntitle: In the menu\n---\n"),
        ("content/pages/not-in-menu.md", "---\ntitle: Not in the menu\n---\n"),
        ("content/pages/draft.md", "---\ntitle: A page\ndraft: true\n---\n"),
    ];
    write_files(site.path(), &files);
    let expected = [
        (
            "drafts",
            "content/articles/draft.md  A draft  2026-11-20\n\
             content/blocs/secret.md    Secret\n\
             content/pages/draft.md     A page\n",
        ),
        (
            "future",
            "content/articles/hour.md   In an hour  2026-11-22T13:00:00Z\n\
             content/articles/later.md  Later       2026-12-01\n",
        ),
        ("expired", "content/articles/gone.md  Gone  2026-11-20\n"),
        ("stubs", "/blocs/japan/  japan\n"),
        (
            "orphans",
            "/blocs/secret/                Secret\n\
             content/articles/lonely.md    Lonely           2026-11-02\n\
             content/models/alone.md       Alone\n\
             content/pages/not-in-menu.md  Not in the menu\n",
        ),
    ];
    for (what, list) in expected {
        let output = fissure(site.path(), &["list", what, "--now", NOW]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), list, "{what}");
        let output = fissure(site.path(), &["list", what, "--format", "json", "--now", NOW]);
        let lines = String::from_utf8(output.stdout).unwrap();
        assert_eq!(lines.lines().count(), list.lines().count(), "{what}");
        for line in lines.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(line["address"].as_str().unwrap().starts_with('/') && line["title"].is_string(), "{line}");
        }
    }
    assert_eq!(run(site.path(), &["list", "everything"]).0, 2);
    // What stands in a file with a mistake may be missing, which is told.
    write_files(site.path(), &[("content/articles/bad.md", "---\ntitle: Bad\n---\n")]);
    let (code, said) = run(site.path(), &["list", "drafts"]);
    assert_eq!(code, 1);
    assert!(said.contains("A draft") && said.contains("so the list may lack something"), "{said}");
}

#[test]
fn the_next_change_is_when_another_site_would_be_published() {
    let site = tempfile::tempdir().unwrap();
    let settings = |more: &str| format!("title: The site\nsearch: false\ncards: false\n{more}");
    write_files(
        site.path(),
        &[
            ("content/site.yaml", &settings("")),
            ("content/articles/old.md", "---\ntitle: Old\ndate: 2026-11-01\nmodel: fugu\n---\nText.\n"),
            ("content/models/fugu.md", "---\nname: Fugu\n---\n"),
            ("content/blocs/japan.md", "---\nname: Japan\n---\n"),
            ("content/sources/a.md", "---\ntitle: A\n---\n"),
        ],
    );
    let next = |now: &str| {
        let output = fissure(site.path(), &["next", "--now", now]);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    assert_eq!(next(NOW), (0, String::new(), "nothing in the site changes by itself\n".to_owned()));
    // A statement of which the end has not come, and one whose days change no word.
    let stated = "---\ntitle: Open\ndate: 2026-11-02\nmodel: fugu\nsources: a\naccess:\n  \
                  - {for: japan, status: open, since: 2026-11-02, until: 2026-12-03}\n---\nText.\n";
    write_files(site.path(), &[("content/articles/stated.md", stated)]);
    let (code, at, why) = next(NOW);
    assert_eq!((code, &*at), (0, "2026-12-04T00:00:00+00:00\n"), "{why}");
    assert!(why.contains("changed"), "{why}");
    // An article that comes out before, in the time of the site, and expires.
    let later = "---\ntitle: Later\ndate: 2026-11-23T08:00:00+09:00\nexpires: 2026-11-24\n---\nText.\n";
    let zone = settings("time_zone: Asia/Tokyo\n");
    write_files(site.path(), &[("content/articles/later.md", later), ("content/site.yaml", &zone)]);
    let (_, at, why) = next(NOW);
    assert_eq!(at, "2026-11-23T08:00:00+09:00\n");
    assert!(why.contains("files are new then"), "{why}");
    assert_eq!(next("2026-11-23T09:00:00+09:00").1, "2026-11-24T00:00:00+09:00\n");
    assert_eq!(next("2026-11-25").1, "2026-12-04T00:00:00+09:00\n");
    // What would stop the site then is said, and what stops it now.
    write_files(site.path(), &[("content/articles/later.md", &later.replace("Text.", "[[who-is-not-there]]"))]);
    assert_eq!(next(NOW).0, 1);
    write_files(site.path(), &[("content/articles/old.md", "---\ntitle: Old\n---\n")]);
    let (code, at, said) = next(NOW);
    assert_eq!((code, &*at), (1, ""));
    assert!(said.contains("so it is not known when the site changes"), "{said}");
}

#[test]
fn every_mistake_is_an_annotation_on_request() {
    let folder = tempfile::tempdir().unwrap();
    ok(folder.path(), &["init", "site", "--base-url", "https://example.org"]);
    write_files(
        folder.path(),
        &[
            ("site/content/articles/a.md", "---\ntitle: A\ndate: 2026-11-20\nblocs: us\n---\nText.\n"),
            ("site/content/articles/b.md", "---\ntitle: B\ndate: 2026-12-01\n---\nText.\n"),
        ],
    );
    let output = fissure(folder.path(), &["check", "--root", "./site", "--format", "github", "--now", NOW]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines[0],
        "::error file=site/content/articles/a.md,line=4,col=1,title=E07::There is no field \"blocs\".%0A\
         Did you mean \"bloc\"?"
    );
    assert!(lines[1].starts_with("::notice file=site/content/articles/b.md,line=3,col=7,title=E44::"), "{said}");
}

#[test]
fn every_message_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let print = |arguments: &[&str]| String::from_utf8(fissure(folder.path(), arguments).stdout).unwrap();
    let all = print(&["explain"]);
    for code in Code::ALL {
        let (name, about) = (code.name(), code.about());
        assert!(all.contains(&format!("{name}  {about}\n")), "{name} is not listed:\n{all}");
        let long = print(&["explain", name]);
        assert_eq!(long, code.long());
        assert!(long.starts_with(&format!("# {name}: {about}\n\n")), "{long}");
        let lines = long.lines().count();
        assert!((7..=18).contains(&lines), "{name} has {lines} lines");
    }
    assert_eq!(print(&["explain", "e07"]), Code::UnknownField.long());
    for (code, near) in [("E7", "Did you mean E07?"), ("E99", "Did you mean E68?"), ("title", "fissure explain")] {
        let output = fissure(folder.path(), &["explain", code]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(near), "{said}");
    }
    let files = files_below(&tests_folder().join("../docs/content/pages/messages"));
    assert_eq!(files.len(), Code::ALL.len(), "docs/content/pages/messages has a file of no code");
}

/// The example of each explanation is put into the site of the tests of messages.
#[test]
fn every_example_of_an_explanation_makes_its_mistake() {
    for code in Code::ALL {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in files_below(&tests_folder().join("diagnostics/site")) {
            write_files(folder.path(), &[(&path, std::str::from_utf8(&bytes).unwrap())]);
        }
        let long = code.long();
        let (before, example) = long.split_once(":\n\n    ").unwrap();
        let path = before.rsplit(' ').next().unwrap();
        let (first, rest) = example.split_once('\n').unwrap();
        let rest = rest.lines().map_while(|line| line.strip_prefix("    "));
        let text: Vec<&str> = std::iter::once(first).chain(rest).collect();
        match text[0].split_once(" -> ").filter(|_| *code == Code::Unreadable) {
            Some((link, to)) => std::os::unix::fs::symlink(to, folder.path().join(link)).unwrap(),
            None => write_files(folder.path(), &[(path, &text.join("\n"))]),
        }
        let (sources, mut outcome) = build(folder.path(), &inputs());
        if *code == Code::SilentChange {
            let (matrix, access) = (
                r#"[{"model": "fable-5", "bloc": "us", "status": "banned"}]"#,
                r#"[{"model": ["fable-5"], "article": "first", "as_of": "2026-11-20"}]"#,
            );
            let published = PublishedData::read(matrix, access, None).unwrap();
            outcome.diagnostics.extend(silent_changes(&published, &outcome.site, &outcome.ledger));
        }
        if *code == Code::LostAddress {
            let table = r#"[{"url": "https://site.example/articles/closed-door/", "title": "A closed door"}]"#;
            let lost = lost_addresses(&[("articles.json", table.to_owned())], &outcome.plan, &outcome.site).unwrap();
            outcome.diagnostics.extend(lost);
        }
        if matches!(code, Code::DeadAddress | Code::MovedAddress) {
            let answer = match code {
                Code::DeadAddress => r#""status": 404"#,
                _ => r#""status": 200, "moved": "https://news.example/new""#,
            };
            let answers = format!("{{\"https://news.example/old\": {{\"checked\": \"2026-11-22\", {answer}}}}}");
            let outside = outside::addresses(outcome.sites(), &sources);
            outcome.diagnostics.extend(answers::mistakes(&outside, &Answers::read(&answers).unwrap()));
        }
        let codes: Vec<&str> = outcome.diagnostics.iter().map(|d| d.code.name()).collect();
        let told = reported(&sources, &outcome.diagnostics);
        assert!(codes.contains(&code.name()), "{} is not told by its example {path}, but:\n{told}", code.name());
    }
}

#[test]
fn completions_and_the_manual_page_have_every_command_and_option() {
    use clap::CommandFactory;
    let folder = tempfile::tempdir().unwrap();
    let print = |arguments: &[&str]| {
        let output = fissure(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = print(&["completions", shell]);
        for name in names() {
            assert!(script.contains(&name), "{shell} does not complete {name}");
        }
    }
    assert_eq!(run(folder.path(), &["completions", "dos"]).0, 2);
    let page = print(&["man"]).replace('\\', "");
    for command in fissure::app::cli::Cli::command().get_subcommands() {
        let heading = format!(".SH \"FISSURE {}\"", command.get_name().to_uppercase());
        let (_, part) = page.split_once(&heading).unwrap_or_else(|| panic!("{heading} is missing:\n{page}"));
        let part = part.split(".SH ").next().unwrap();
        for option in command.get_arguments().filter_map(|argument| argument.get_long()) {
            assert!(part.contains(&format!("--{option}")), "{heading} lacks --{option}");
        }
    }
    assert!(page.contains(".SH \"EXIT STATUS\""), "{page}");
}

#[test]
fn every_command_is_in_the_reference() {
    let reference = include_str!("../docs/content/pages/reference/commands.md");
    for name in names() {
        assert!(reference.contains(&format!("`fissure {name}")), "the page of commands lacks fissure {name}");
    }
}

#[test]
fn a_build_ends_with_what_it_did_and_how_long_each_part_took() {
    let site = new_site();
    let said = ok(site.path(), &["build"]);
    let times = said.lines().last().unwrap();
    for step in ["load ", "parse ", "model ", "link ", "plan ", "render ", "write "] {
        assert!(times.contains(step), "{said}");
    }
    // Nothing moves and nothing is coloured where no terminal is.
    assert!(!said.contains('\u{1b}') && !said.contains('\r'), "{said:?}");
}

#[test]
fn a_site_may_have_new_articles_published_at_once() {
    let site = new_site();
    let settings = site.path().join("content/site.yaml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{text}\nnew_drafts: false\n")).unwrap();
    let path = ok(site.path(), &["new", "article", "At once"]);
    assert!(!fs::read_to_string(site.path().join(path.trim())).unwrap().contains("draft"));
}
