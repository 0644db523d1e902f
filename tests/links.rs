//! `check --links` against hosts on this machine that misbehave in every way: what is printed, what is kept in `links.json`, and
//! what each host is asked, how often and how fast.
//!
//! Each host is an address of the loopback network with a port of its own. What is printed is in `tests/links/`, with `PORT_` for the
//! port.

#[path = "links/host.rs"]
mod host;
mod support;

use host::{Host, refused};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use support::program::{ok, run};
use support::{expect_text, tests_folder, write_files};

/// The pause between two requests to a host.
const PACE: Duration = Duration::from_millis(40);

/// A site whose article links to these addresses, a line each.
fn site(addresses: &[String]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let links: String = addresses.iter().map(|address| format!("\n- [x](<{address}>)")).collect();
    let article = format!("---\ntitle: Links\ndate: 2026-11-20\nbloc: us\n---\nThe links:\n{links}\n");
    write_files(
        folder.path(),
        &[
            ("content/site.yaml", "title: S\nbase_url: https://site.example/\n"),
            ("content/blocs/us.md", "---\nname: US\n---\nA bloc.\n"),
            ("content/articles/2026-11-20-links.md", &article),
        ],
    );
    folder
}

fn check(folder: &Path, more: &[&str]) -> (i32, String) {
    let arguments = ["check", "--links", "--pace", "40", "--timeout", "1"];
    run(folder, &[&arguments, more].concat())
}

/// What is printed about links, with one port for all.
fn plain(said: &str, ports: &[u16]) -> String {
    ports.iter().fold(said.to_owned(), |said, port| said.replace(&format!(":{port}"), ":PORT_"))
}

fn kept(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("links.json")).unwrap()).unwrap()
}

#[test]
fn a_host_that_misbehaves_is_reported_as_expected_and_asked_at_a_pace() {
    let host = Host::start(2);
    let paths = [
        "ok",
        "ok#part",
        "missing",
        "gone",
        "refuses",
        "login",
        "legal",
        "range",
        "odd",
        "once",
        "twice",
        "broken-server",
        "get-only",
        "head-lies",
        "moved",
        "moved#part",
        "moved-308",
        "moved-then-found",
        "found",
        "found-then-moved",
        "relative",
        "moved-to-missing",
        "circle-a",
        "far/0",
        "to-file",
        "to-nowhere",
        "to-nothing",
        "endless-body",
        "endless-headers",
        "closes",
        "garbage",
        "huge",
        "bomb",
        "broken-chunks",
        "with blank%20and%2Fcode?a=b c",
        "ünder",
    ];
    let addresses: Vec<String> = paths.iter().map(|path| host.url(path)).collect();
    let site = site(&addresses);
    let (code, said) = check(site.path(), &["--all"]);
    let folder = tests_folder().join("links");
    let printed = expect_text(&folder.join("misbehaves.txt"), &plain(&said, &[host.port]));
    let cache = fs::read_to_string(site.path().join("links.json")).unwrap();
    let cached = expect_text(&folder.join("misbehaves.json.txt"), &plain(&cache, &[host.port]));
    let wrong: Vec<String> = [printed, cached].into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(code, 0);

    let log = host.log();
    for pair in log.windows(2) {
        let pause = pair[1].begun.duration_since(pair[0].begun);
        assert!(pause >= PACE, "{} comes {pause:?} after {}", pair[1].asked, pair[0].asked);
    }
    let methods = |path: &str| {
        let of = log.iter().filter(|request| request.path() == path);
        of.map(|request| request.method()).collect::<Vec<_>>().join(" ")
    };
    for (path, expected) in [
        ("/ok", "HEAD"),
        ("/get-only", "HEAD GET"),
        ("/missing", "HEAD GET"),
        ("/refuses", "HEAD GET"),
        ("/once", "HEAD GET"),
        ("/twice", "HEAD GET GET"),
        ("/broken-server", "HEAD GET GET"),
        ("/closes", "HEAD GET GET"),
        ("/circle-a", "HEAD"),
        ("/with%20blank%20and%2Fcode?a=b%20c", "HEAD"),
        ("/%C3%BCnder", "HEAD"),
    ] {
        let asked = methods(path);
        // What others redirect to is asked for each of them.
        let asked = if path == "/ok" || path == "/missing" { &asked[..expected.len()] } else { &asked };
        assert_eq!(asked, expected, "{path}");
    }
    assert!(log.iter().all(|request| !request.asked.contains('#')), "a host was asked for a fragment");
    let far = log.iter().filter(|request| request.path().starts_with("/far/")).count();
    assert_eq!(far, 11, "redirects that never end");
    let agent = format!("user-agent: fissure/{} (checks links)", env!("CARGO_PKG_VERSION"));
    assert!(log.iter().all(|request| request.head.to_lowercase().contains(&agent)), "{}", log[0].head);
    // What is large is not downloaded: the connection ends when the headers are there.
    assert!(host.most_sent() < 4 << 20, "{} bytes were taken", host.most_sent());
}

#[test]
fn hosts_that_do_not_answer_are_reported_and_no_more_than_three_addresses_of_one_are_tried() {
    let (silent, drip, plain_text) = (Host::start(3), Host::start(4), Host::start(5));
    let closed = refused();
    let addresses = [
        silent.url("silent"),
        drip.url("drip"),
        format!("https://127.0.0.5:{}/ok", plain_text.port),
        format!("http://127.0.0.1:{closed}/"),
        format!("http://127.0.0.6:{closed}/1"),
        format!("http://127.0.0.6:{closed}/2"),
        format!("http://127.0.0.6:{closed}/3"),
        format!("http://127.0.0.6:{closed}/4"),
        "http://nowhere.invalid/".to_owned(),
        "https://bücher.invalid/ä".to_owned(),
        "http://[::1/".to_owned(),
        // Letters of full width are those of ASCII in the name of a host.
        format!("http://ｌｏｃａｌｈｏｓｔ:{closed}/"),
    ];
    let site = site(&addresses);
    let begun = Instant::now();
    let (code, said) = check(site.path(), &["--all", "--strict"]);
    let took = begun.elapsed();
    let ports = [silent.port, drip.port, plain_text.port, closed];
    expect_text(&tests_folder().join("links/no-answer.txt"), &plain(&said, &ports)).unwrap();
    // With --strict, what does not work is an error.
    assert_eq!(code, 1);
    // Several hosts are waited for at a time, and a method that hangs is followed by another.
    assert!(took < Duration::from_secs(8), "{took:?}");
    assert_eq!(silent.log().len(), 2);
}

#[test]
fn a_host_that_asks_for_a_pause_gets_one_and_is_left_alone_where_it_wants_that() {
    let (polite, strict, mute) = (Host::start(2), Host::start(3), Host::start(4));
    let addresses = [
        polite.url("busy"),
        polite.url("ok"),
        strict.url("a-long-pause"),
        strict.url("ok"),
        mute.url("too-many"),
        mute.url("z"),
    ];
    let site = site(&addresses);
    let said = check(site.path(), &[]);
    assert_eq!(said.0, 0, "{}", said.1);
    let summary = "links: 4 addresses asked, 0 known from links.json; 2 do not answer programs, 2 are left for later, since their \
         hosts want a pause";
    assert!(said.1.contains(summary), "{}", said.1);
    let log = polite.log();
    let asked: Vec<&str> = log.iter().map(|request| request.asked.as_str()).collect();
    assert_eq!(asked, ["HEAD /busy", "GET /busy", "HEAD /ok"]);
    assert!(log[1].begun.duration_since(log[0].begun) >= Duration::from_secs(1), "the pause is not taken");
    assert_eq!([strict.log().len(), mute.log().len()], [1, 1]);
    // What was left is asked the next time.
    check(site.path(), &[]);
    assert_eq!(polite.log().len(), 3);
    assert_eq!(strict.log()[1].asked, "HEAD /ok");
}

#[test]
fn another_run_asks_what_is_new_failed_or_old_and_reports_what_is_known() {
    let host = Host::start(2);
    let site = site(&[host.url("ok"), host.url("missing"), host.url("moved"), host.url("refuses")]);
    let first = check(site.path(), &[]).1;
    assert!(first.contains("links: 4 addresses asked, 0 known from links.json; 1 does not work"), "{first}");
    let cache = fs::read(site.path().join("links.json")).unwrap();

    let before = host.log().len();
    let second = check(site.path(), &[]).1;
    let asked: Vec<String> = host.log()[before..].iter().map(|request| request.asked.clone()).collect();
    assert_eq!(asked, ["HEAD /missing", "GET /missing"]);
    // What is known is reported as before.
    assert!(second.contains("note[E62]") && second.contains("warning[E61]"), "{second}");
    assert!(
        second.contains(
            "links: 1 address asked, 3 known from links.json; 1 does not work, 1 has moved, 1 does not answer programs"
        ),
        "{second}"
    );
    assert_eq!(fs::read(site.path().join("links.json")).unwrap(), cache);

    // An address more, and one less.
    let article = site.path().join("content/articles/2026-11-20-links.md");
    let text = fs::read_to_string(&article).unwrap();
    fs::write(&article, text.replace(&host.url("refuses"), &host.url("found"))).unwrap();
    let before = host.log().len();
    check(site.path(), &[]);
    let asked: Vec<String> = host.log()[before..].iter().map(|request| request.asked.clone()).collect();
    assert_eq!(asked, ["HEAD /found", "HEAD /ok", "HEAD /missing", "GET /missing"]);
    let keys: Vec<String> = kept(site.path()).as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, [host.url("found"), host.url("missing"), host.url("moved"), host.url("ok")]);

    // Answers of a while ago are asked for again: those of more than 30 days, or of as many as are said.
    let old = |days: &str| {
        let text = fs::read_to_string(site.path().join("links.json")).unwrap();
        fs::write(site.path().join("links.json"), text.replace("2026-11-22", days)).unwrap();
    };
    for (day, option, asked) in [
        ("2026-10-24", "--links", 1),
        ("2026-10-22", "--links=new", 4),
        ("2026-11-20", "--links=1", 4),
        ("2026-11-22", "--links=1", 1),
        ("2026-11-22", "--links=all", 4),
    ] {
        old(day);
        let said = ok(site.path(), &["check", option, "--pace", "0", "--timeout", "5"]);
        assert!(said.contains(&format!("links: {asked} address")), "{day} {option}: {said}");
        fs::write(
            site.path().join("links.json"),
            fs::read_to_string(site.path().join("links.json")).unwrap().replace(day, "2026-11-22"),
        )
        .unwrap();
    }
    let (code, said) = run(site.path(), &["check", "--links=soon"]);
    assert!(code == 2 && said.contains("write new, all, or a number of days"), "{said}");
    let (code, said) = run(site.path(), &["check", "--pace", "1"]);
    assert!(code == 2 && said.contains("--links"), "{said}");
}

#[test]
fn a_file_of_answers_that_cannot_be_read_stops_the_questions_and_stays() {
    let host = Host::start(2);
    let site = site(&[host.url("ok")]);
    for broken in ["<<<<<<< HEAD\n{}\n", "", "[]", "{\"http://x/\": {}}", "{\"http://x/\": {\"checked\": \"soon\"}}"] {
        fs::write(site.path().join("links.json"), broken).unwrap();
        let (code, said) = check(site.path(), &[]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("fissure: no address was asked, since ./links.json cannot be read ("), "{said}");
        assert!(said.contains("Correct it, or delete it: then every address is asked again"), "{said}");
        assert_eq!(fs::read_to_string(site.path().join("links.json")).unwrap(), broken);
    }
    assert_eq!(host.log().len(), 0);
    fs::remove_file(site.path().join("links.json")).unwrap();
    fs::create_dir(site.path().join("links.json")).unwrap();
    assert_eq!(check(site.path(), &[]).0, 2);
    // An entry of a later version may say more.
    fs::remove_dir(site.path().join("links.json")).unwrap();
    let entry = format!("{{\"{}\": {{\"checked\": \"2026-11-20\", \"status\": 200, \"more\": 1}}}}", host.url("ok"));
    fs::write(site.path().join("links.json"), entry).unwrap();
    assert!(ok(site.path(), &["check", "--links"]).contains("links: 0 addresses asked, 1 known"));
}

#[test]
fn without_a_connection_one_line_says_so_and_nothing_is_kept() {
    let site = site(&["https://one.invalid/".to_owned(), "https://two.invalid/a".to_owned(), "http://[/".to_owned()]);
    let (code, said) = check(site.path(), &[]);
    assert_eq!(code, 2, "{said}");
    let line = "fissure: no host could be found (https://one.invalid/ and 1 more). Is there a connection? links.json stays as it is";
    assert!(said.contains(line) && !said.contains("E61"), "{said}");
    assert!(!site.path().join("links.json").exists());
}

#[test]
fn everything_of_the_published_site_that_is_an_address_is_asked_and_nothing_else() {
    let host = Host::start(2);
    let site = site(&[host.url("in-a-text"), "/blocs/us/".to_owned(), "https://site.example/blocs/us/".to_owned()]);
    let at = |path: &str| host.url(path);
    let files = [
        (
            "content/site.yaml",
            format!(
                "title: S\nbase_url: https://site.example/\npublisher: {{name: P, url: \"{}\"}}\nmenu:\n  - {{title: M, url: \"{}\"}}\n",
                at("publisher"),
                at("menu")
            ),
        ),
        ("content/sources/wire.md", format!("---\ntitle: W\nurl: {}\narchived: {}\n---\n", at("original"), at("copy"))),
        (
            "content/sources/old.md",
            format!("---\ntitle: O\nurl: {}\narchived: {}\ngone: 2026-11-01\n---\n", at("gone-for-long"), at("copy")),
        ),
        (
            "content/articles/2026-11-21-html.md",
            format!(
                "---\ntitle: H\ndate: 2026-11-21\nbloc: us\nsources: [wire, old]\nextra: {{more: [\"{}\"], text: \"{} says so\"}}\n---\nA <a href=\"{}\">link</a>, <{}>, ![p]({}) and {}. `{}`\n",
                at("extra"),
                at("no-address"),
                at("html"),
                at("angle"),
                at("picture"),
                at("bare"),
                at("code")
            ),
        ),
        (
            "content/articles/2026-11-21-draft.md",
            format!("---\ntitle: D\ndate: 2026-11-21\nbloc: us\ndraft: true\n---\n{}\n", at("draft")),
        ),
    ];
    for (path, text) in &files {
        write_files(site.path(), &[(path, text)]);
    }
    let said = ok(site.path(), &["check", "--links", "--pace", "0"]);
    let mut asked: Vec<String> = host.log().iter().map(|request| request.path().to_owned()).collect();
    asked.sort();
    asked.dedup();
    let expected = ["angle", "bare", "copy", "extra", "html", "in-a-text", "menu", "original", "picture", "publisher"]
        .map(|path| format!("/{path}"));
    assert_eq!(asked, expected, "{said}");
}

#[test]
fn programs_get_the_same_as_lines_of_json() {
    let host = Host::start(2);
    let site = site(&[host.url("missing"), host.url("moved#part"), host.url("refuses"), host.url("missing#there")]);
    let (code, said) = check(site.path(), &["--format", "json"]);
    assert_eq!(code, 0);
    let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |n: usize, key: &str| lines[n][key].as_str().unwrap().to_owned();
    assert_eq!(lines.len(), 2, "{said}");
    let (missing, moved) = (host.url("missing"), host.url("moved"));
    assert_eq!([of(0, "code"), of(0, "severity")], ["E61", "warning"]);
    let dead = format!("{missing} does not work: it answers 404, not found. It stands at another place too.");
    assert_eq!(of(0, "message"), dead);
    assert_eq!((lines[0]["line"].as_u64(), lines[0]["column"].as_u64()), (Some(8), Some(3)));
    assert_eq!([of(1, "code"), of(1, "severity")], ["E62", "note"]);
    assert_eq!(of(1, "message"), format!("{moved} has moved for good."));
    assert_eq!(of(1, "help"), format!("Write:  {}", host.url("ok#part")));
    let github = check(site.path(), &["--format", "github"]).1;
    assert!(
        github.contains("::warning file=content/articles/2026-11-20-links.md,line=8,col=3,title=E61::"),
        "{github}"
    );
}

#[test]
fn no_page_depends_on_the_answers() {
    let host = Host::start(2);
    let site = site(&[host.url("missing")]);
    ok(site.path(), &["build"]);
    let built = support::files_below(&site.path().join("public"));
    check(site.path(), &[]);
    ok(site.path(), &["build"]);
    assert!(support::files_below(&site.path().join("public")) == built, "a page has changed");
}
