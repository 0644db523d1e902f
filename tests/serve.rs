//! `serve` as a browser meets it: addresses, headers, refusals, and the stream of what changed. What the script makes of
//! it in a browser is in `tests/web/serve.test.js`.

mod support;

use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use support::running::{PATIENCE, Running, article, small_site};
use support::*;

const SCRIPT: &str = "<script src=\"/_fissure/reload.js\"";

struct Served {
    running: Running,
    /// What comes before every path: `localhost:4321`.
    host: String,
    /// The address that was announced.
    url: String,
}

fn serve(folder: tempfile::TempDir, arguments: &[&str]) -> Served {
    serve_running(Running::start(folder, arguments))
}

fn serve_running(running: Running) -> Served {
    let said = running.expect("http://localhost:").pop().unwrap();
    served_at(running, &said)
}

fn served_at(running: Running, said: &str) -> Served {
    let url = said[said.find("http://").unwrap()..].to_owned();
    let host = url.split('/').nth(2).unwrap().to_owned();
    Served { running, host, url }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

impl Served {
    fn port(&self) -> u16 {
        self.host.rsplit(':').next().unwrap().parse().unwrap()
    }

    fn ask(&self, method: &str, path: &str, host: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        BufReader::new(stream)
    }

    fn answer(&self, method: &str, path: &str, host: &str) -> Answer {
        let mut whole = Vec::new();
        self.ask(method, path, host).read_to_end(&mut whole).unwrap();
        let whole = String::from_utf8_lossy(&whole);
        let (head, body) = whole.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.answer("GET", path, &self.host)
    }

    fn events(&self, since: u64) -> Events {
        Events(self.ask("GET", &format!("/_fissure/events?since={since}"), &self.host))
    }

    /// The version that a page says it is.
    fn version(&self) -> u64 {
        let page = self.get("/").body;
        page.split("data-version=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    }
}

/// Waits until something is so.
fn eventually(is_so: impl Fn() -> bool) {
    let deadline = std::time::Instant::now() + PATIENCE;
    while !is_so() {
        assert!(std::time::Instant::now() < deadline, "it never was so");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// The stream of what changed.
struct Events(BufReader<TcpStream>);

impl Events {
    fn next(&mut self) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream has ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }
}

#[test]
fn pages_come_as_from_a_static_host() {
    let folder = small_site();
    write_files(
        folder.path(),
        &[("static/a.css", "body {}"), ("static/b.unheard", "?"), ("static/fonts/a.woff2", "?")],
    );
    let served = serve(folder, &["serve", "--port", "0"]);
    served.running.expect("ok");

    let home = served.get("/");
    assert_eq!((home.status, home.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(home.header("cache-control"), Some("no-store"));
    assert!(served.get("/articles/one/").body.contains("<h1>One</h1>"));
    let folder = served.get("/articles/one?x=1");
    assert_eq!((folder.status, folder.header("location")), (302, Some("/articles/one/?x=1")));
    let missing = served.get("/articles/two/");
    assert_eq!((missing.status, missing.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert!(missing.body.contains("data-address=\"/404.html\""), "{}", missing.body);
    for path in ["/../content/site.yaml", "/%2e%2e/content/site.yaml", "/.fissure-manifest", "//etc/passwd"] {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
    let types = [
        ("/a.css", "text/css; charset=utf-8"),
        ("/feed.xml", "text/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
        ("/fonts/a.woff2", "font/woff2"),
        ("/b.unheard", "application/octet-stream"),
        ("/_fissure/reload.js", "text/javascript; charset=utf-8"),
    ];
    for (path, expected) in types {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(expected)), "{path}");
    }
    let head = served.answer("HEAD", "/", &served.host);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), home.header("content-length"));
}

#[test]
fn the_script_is_in_pages_on_their_way_and_in_no_file() {
    let served = serve(small_site(), &["build", "--watch", "--serve", "--port", "0"]);
    served.running.expect("ok");
    let files = files_below(&served.running.root().join("public"));
    assert!(files.len() > 10);
    for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with('.')) {
        let file = String::from_utf8_lossy(bytes);
        assert!(!file.contains("_fissure"), "{path} has the script");
        let answer = served.get(&format!("/{path}")).body;
        let plain = match answer.find(SCRIPT) {
            Some(at) => answer[..at].to_owned() + answer[at..].split_once("</script>").unwrap().1,
            None => answer.clone(),
        };
        assert_eq!(answer != plain, path.ends_with(".html"), "{path}");
        assert_eq!(plain, file, "{path} comes with other bytes than the file has");
    }
}

#[test]
fn a_site_below_a_path_is_served_there() {
    let served = serve(small_site(), &["serve", "--port", "0", "--base-url", "https://example.org/sub/"]);
    assert!(served.url.ends_with("/sub/"), "{}", served.url);
    let root = served.get("/");
    assert_eq!((root.status, root.header("location")), (302, Some("/sub/")));
    assert!(served.get("/sub/").body.contains("href=\"/sub/articles/one/\""));
    assert_eq!(served.get("/sub/articles/one").header("location"), Some("/sub/articles/one/"));
    assert_eq!(served.get("/articles/one/").status, 404);
    // `_headers` names paths as the host has them.
    let policy = |path: &str| served.get(path).header("content-security-policy").map(str::to_owned);
    assert!(policy("/sub/").is_some() && policy("/sub/nothing/").is_some());
    assert_eq!(policy("/elsewhere/"), None);
}

#[test]
fn an_answer_has_the_headers_of_the_sites_own_host() {
    let served = serve(small_site(), &["serve", "--port", "0"]);
    served.running.expect("ok");
    let policy = served
        .running
        .page("_headers")
        .lines()
        .find_map(|line| line.trim().strip_prefix("Content-Security-Policy: ").map(str::to_owned));
    for path in ["/", "/articles/one/", "/nothing/", "/robots.txt"] {
        let answer = served.get(path);
        assert_eq!(answer.header("content-security-policy"), policy.as_deref(), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
    let style = served.get("/articles/one/").body;
    let style = style.split("href=\"").find(|part| part.starts_with("/assets/style.")).unwrap();
    assert_eq!(served.get(style.split('"').next().unwrap()).header("cache-control"), Some("no-store"));
    // Other sites must not read what is not published yet.
    assert_eq!(served.get("/data/matrix.json").header("access-control-allow-origin"), None);

    // A host's file of the site's own takes the place of ours.
    let mut events = served.events(served.version());
    events.next();
    let own =
        "/*\n  Content-Security-Policy: default-src 'none'\n  X-Own: a\n/articles/:name/\n  X-Own: :name\n  ! X-Gone\n";
    served.running.edit("static/_headers", own);
    assert!(events.next()["changed"].as_array().unwrap().contains(&"/_headers".into()));
    let answer = served.get("/articles/one/");
    assert_eq!(answer.header("x-own"), Some("a, one"));
    assert_eq!(answer.header("x-content-type-options"), None);
    let here = format!("http://{}/_fissure", served.host);
    let policy = format!("default-src 'none'; script-src {here}/reload.js; connect-src {here}/");
    assert_eq!(answer.header("content-security-policy"), Some(&*policy));
    assert_eq!(served.get("/_fissure/page/articles/one/").body, answer.body);
    let folder = served.get("/_fissure/page/articles/one");
    assert_eq!(folder.header("location"), Some("/_fissure/page/articles/one/"));
}

#[test]
fn the_site_is_followed_to_another_base_url() {
    let served = serve(small_site(), &["serve", "--port", "0"]);
    served.running.expect("ok");
    let mut events = served.events(served.version());
    assert_eq!(events.next()["prefix"], "");
    served.running.edit("content/site.yaml", "title: The site\nbase_url: https://example.org/brief/\n");
    let news = events.next();
    assert_eq!((&news["prefix"], &news["all"]), (&"/brief".into(), &true.into()));
    served.running.expect(&format!("now serving http://{}/brief/", served.host));
    let old = served.get("/articles/one/?a=1");
    assert_eq!((old.status, old.header("location")), (302, Some("/brief/articles/one/?a=1")));
    assert_eq!(served.get("/brief/articles/one/").status, 200);
    assert_eq!(served.get("/articles/two/").status, 404);
}

#[test]
fn warnings_are_counted_and_listed() {
    let served = serve(small_site(), &["serve", "--port", "0"]);
    served.running.expect("ok");
    let mut events = served.events(served.version());
    assert_eq!(events.next()["warnings"], 0);
    served.running.edit("content/articles/one.md", &article("One").replace("Text.", "<p style=\"a\">Text.</p>"));
    assert_eq!(events.next()["warnings"], 1);
    let list: Value = serde_json::from_str(&served.get("/_fissure/warnings").body).unwrap();
    let warning = &list[0];
    assert_eq!((&warning["code"], &warning["severity"]), (&"E51".into(), &"warning".into()));
    assert_eq!((&warning["path"], &warning["line"]), (&"content/articles/one.md".into(), &6.into()));
    assert!(warning["help"].as_str().unwrap().contains("inline_styles"));
}

#[test]
fn an_address_whose_page_went_says_why() {
    let served = serve(small_site(), &["serve", "--port", "0"]);
    served.running.expect("ok");
    let note = |path: &str| {
        let page = served.get(path).body;
        page.split("data-note=\"").nth(1).map(|rest| rest.split('"').next().unwrap().replace("&quot;", "\""))
    };
    assert_eq!(note("/articles/one/"), None);
    served.running.edit("content/articles/one.md", &article("One").replace("title:", "draft: true\ntitle:"));
    let draft = "{\"words\":\"This page is a draft now: content/articles/one.md\",\"to\":null}";
    eventually(|| note("/articles/one/").as_deref() == Some(draft));
    assert_eq!(served.get("/articles/one/").status, 404);
    served.running.edit("content/articles/one.md", &article("One").replace("title:", "slug: two\ntitle:"));
    let moved = "{\"words\":\"This page has moved to\",\"to\":\"/articles/two/\"}";
    eventually(|| note("/articles/one/").as_deref() == Some(moved));
    assert_eq!(note("/never/"), None);
}

#[test]
fn only_readers_of_this_machine_are_answered() {
    let served = serve(small_site(), &["serve", "--port", "0"]);
    let port = served.port();
    for host in [format!("127.0.0.1:{port}"), format!("[::1]:{port}"), format!("LOCALHOST:{port}")] {
        assert_eq!(served.answer("GET", "/", &host).status, 200, "{host}");
    }
    for host in ["evil.example", "localhost", "localhost:1", &format!("evil.example:{port}")] {
        for path in ["/", "/_fissure/events", "/_fissure/reload.js"] {
            let answer = served.answer("GET", path, host);
            assert_eq!(answer.status, 403, "{host}{path}");
            assert!(!answer.body.contains("The site"));
        }
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        assert_eq!(served.answer(method, "/", &served.host).status, 405, "{method}");
    }
}

#[test]
fn a_taken_port_is_told_and_the_next_one_used() {
    let first = serve(small_site(), &["serve", "--port", "0"]);
    let taken = first.port().to_string();
    let second = Running::start(small_site(), &["serve", "--port", &taken]);
    let said = second.expect("http://localhost:").pop().unwrap();
    assert!(said.starts_with(&format!("port {taken} is taken, so http://localhost:")), "{said}");
    let second = served_at(second, &said);
    assert_ne!(first.port(), second.port());
    assert_eq!(second.get("/").status, 200);

    // The other loopback of the same number counts too, where there is one.
    if let Ok(other) = TcpListener::bind("[::1]:0") {
        let taken = other.local_addr().unwrap().port().to_string();
        let third = Running::start(small_site(), &["serve", "--port", &taken]);
        third.expect(&format!("port {taken} is taken, so "));
    }
}

#[test]
fn an_edit_is_told_with_the_pages_that_it_changed() {
    let served = serve(small_site(), &["serve", "--port", "0"]);
    served.running.expect("ok");
    let version = served.version();
    let mut events = served.events(version);
    let first = events.next();
    assert_eq!(
        (&first["version"], &first["changed"], &first["all"]),
        (&version.into(), &Value::Array(vec![]), &false.into())
    );

    served.running.edit("content/articles/one.md", &article("Two"));
    let told = events.next();
    let changed: Vec<&str> = told["changed"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
    assert!(changed.contains(&"/articles/one/") && changed.contains(&"/models/fugu/"), "{changed:?}");
    assert!(!changed.contains(&"/style.css"));
    assert!(served.get("/articles/one/").body.contains("<h1>Two</h1>"));

    served.running.edit("static/style.css", "body {}");
    assert_eq!(events.next()["changed"], serde_json::json!(["/style.css"]));

    // Who comes late hears all of it at once, and who comes from another preview that everything may be new.
    let late = served.events(version).next();
    let changed = late["changed"].as_array().unwrap();
    assert!(changed.contains(&"/style.css".into()) && changed.contains(&"/articles/one/".into()));
    assert_eq!(served.events(0).next()["all"], true);
}

#[test]
fn a_mistake_is_told_over_the_last_good_page() {
    let served = serve(small_site(), &["serve", "--port", "0"]);
    served.running.expect("ok");
    let mut events = served.events(served.version());
    assert_eq!(events.next()["problems"], serde_json::json!([]));

    served.running.edit("content/articles/one.md", "---\ntitle: <b>A: b\ndate: 2026-11-20\n---\n");
    let told = events.next();
    let problem = &told["problems"][0];
    assert_eq!((&problem["path"], &problem["line"]), (&"content/articles/one.md".into(), &2.into()));
    assert_eq!((&problem["code"], &problem["severity"]), (&"E01".into(), &"error".into()));
    let excerpt: String = problem["excerpt"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
    assert_eq!(excerpt, "title: <b>A: b");
    assert!(served.get("/articles/one/").body.contains("<h1>One</h1>"));
    assert_eq!(served.events(u64::MAX).next()["problems"], told["problems"], "who comes late is told too");

    served.running.edit("content/articles/one.md", &article("Mended"));
    assert_eq!(events.next()["problems"], serde_json::json!([]));
    assert!(served.get("/articles/one/").body.contains("<h1>Mended</h1>"));
}

#[test]
fn a_site_that_was_broken_from_the_start_appears_when_it_is_mended() {
    let folder = small_site();
    write_files(folder.path(), &[("content/articles/one.md", "---\ntitle: A: b\n---\n")]);
    let served = serve(folder, &["serve", "--port", "0"]);
    let page = served.get("/");
    assert!(page.status == 503 && page.body.contains(SCRIPT), "{}", page.body);
    let mut events = served.events(served.version());
    assert_eq!(events.next()["problems"][0]["code"], "E01");
    served.running.edit("content/articles/one.md", &article("Mended"));
    let told = events.next();
    assert_eq!((&told["all"], &told["problems"]), (&true.into(), &serde_json::json!([])));
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn the_browser_is_opened_at_the_article_edited_last() {
    let folder = small_site();
    write_files(folder.path(), &[("content/articles/two.md", &article("Two"))]);
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    let one = fs::File::options().write(true).open(folder.path().join("content/articles/one.md")).unwrap();
    one.set_modified(later).unwrap();
    // What stands for the browser, found before any other.
    let programs = folder.path().join("programs");
    fs::create_dir(&programs).unwrap();
    let opened = folder.path().join("opened");
    let script = format!("#!/bin/sh\necho \"$@\" > '{0}.new' && mv '{0}.new' '{0}'\n", opened.display());
    for name in ["xdg-open", "gio", "gnome-open", "kde-open", "wslview", "open"] {
        use std::os::unix::fs::PermissionsExt;
        fs::write(programs.join(name), &script).unwrap();
        fs::set_permissions(programs.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let root = folder.path().to_str().unwrap().to_owned();
    command.args(["--root", &root, "serve", "--port", "0", "--open", "--now", NOW]).env("PATH", path);
    let served = serve_running(Running::start_command(folder, command));
    let deadline = std::time::Instant::now() + PATIENCE;
    while !opened.exists() && std::time::Instant::now() < deadline {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let url = fs::read_to_string(opened).expect("no browser was opened");
    assert!(url.trim_end().ends_with(&format!("http://{}/articles/one/", served.host)), "{url}");
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    let folder = small_site();
    let root = folder.path().to_str().unwrap();
    let said = |arguments: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_fissure")).args(["--root", root, "build"]).args(arguments).output();
        let run = run.unwrap();
        (run.status.code(), String::from_utf8(run.stderr).unwrap())
    };
    for (arguments, part) in [
        (&["--serve"][..], "--watch"),
        (&["--poll"], "--poll needs --watch"),
        (&["--timings"], "--timings needs --watch"),
        (&["--watch", "--port", "1"], "--port needs --watch --serve"),
        (&["--watch", "--open"], "--open needs --watch --serve"),
    ] {
        let (code, stderr) = said(arguments);
        assert!(code == Some(2) && stderr.contains(part), "{arguments:?}: {stderr}");
    }
}
