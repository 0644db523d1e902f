//! The headers and redirects that `fissure headers` prints for nginx, Caddy and Apache, asked from these servers themselves.
//!
//! Each serves a new site as its configuration says. `scripts/test` installs the servers; `cargo test` leaves this suite out, and no
//! test skips itself.

#![cfg(unix)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use support::program::{ok, run};
use support::write_files;

/// A server that is stopped when the test ends.
struct Server {
    process: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// What was answered: the status, and the headers by their names in small letters.
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
}

impl Server {
    fn start(mut command: Command, port: u16) -> Server {
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let process = process.unwrap_or_else(|error| panic!("{command:?}: {error}; scripts/test installs it"));
        let mut server = Server { process, port };
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.process.try_wait().unwrap();
            assert!(
                ended.is_none() && begin.elapsed() < Duration::from_secs(30),
                "{command:?} does not answer: {ended:?}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn get(&self, path: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer);
        let mut lines = answer.split("\r\n\r\n").next().unwrap().lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            // A header in two lines says the same as one with both values.
            let add = |known: &mut String| *known = format!("{known}, {value}");
            headers.entry(name.to_ascii_lowercase()).and_modify(add).or_insert(value.to_owned());
        }
        Answer { status, headers }
    }
}

/// Begins a server of a kind on the site in `root`, with what `fissure headers` printed in `headers.conf`.
fn start(kind: &str, root: &Path) -> Server {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (home, site) = (root.join("server"), root.join("public"));
    fs::create_dir_all(&home).unwrap();
    fs::write(home.join("headers.conf"), ok(root, &["headers", "--format", kind])).unwrap();
    let (home_path, site) = (home.display(), site.display());
    let (configuration, mut command) = match kind {
        "nginx" => {
            symlink("/etc/nginx/mime.types", home.join("mime.types")).unwrap();
            let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
            let folders: String = folders.map(|name| format!("{name}_temp_path {home_path}/{name};")).concat();
            let text = format!(
                "pid {home_path}/pid; error_log stderr; daemon off; master_process off;\nevents {{}}\nhttp {{ access_log off; {folders}\n\
                 server {{ listen 127.0.0.1:{port}; root {site}; error_page 404 /404.html; include headers.conf; }} }}\n"
            );
            let mut command = Command::new("nginx");
            command.args(["-e", "stderr", "-c"]).arg(home.join("configuration"));
            (text, command)
        }
        "caddy" => {
            let text = format!(
                "{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n\troot * {site}\n\timport headers.conf\n\
                 \tfile_server\n\thandle_errors {{\n\t\trewrite * /404.html\n\t\tfile_server\n\t}}\n}}\n"
            );
            let mut command = Command::new("caddy");
            command.args(["run", "--adapter", "caddyfile", "--config"]).arg(home.join("configuration"));
            command.env("HOME", &home).env("XDG_DATA_HOME", &home).env("XDG_CONFIG_HOME", &home);
            (text, command)
        }
        _ => {
            let module = |name: &str| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n");
            let modules = ["mpm_event", "authz_core", "alias", "dir", "mime", "headers"].map(module).concat();
            let text = format!(
                "ServerRoot {home_path}\nServerName localhost\nPidFile {home_path}/pid\nDefaultRuntimeDir {home_path}\n\
                 ErrorLog /dev/stderr\nListen 127.0.0.1:{port}\n{modules}User www-data\nGroup www-data\n\
                 TypesConfig /etc/mime.types\nDocumentRoot {site}\nDirectoryIndex index.html\nErrorDocument 404 /404.html\n\
                 Include headers.conf\n"
            );
            let mut command = Command::new("apache2");
            command.arg("-X").arg("-f").arg(home.join("configuration"));
            (text, command)
        }
    };
    fs::write(home.join("configuration"), configuration).unwrap();
    command.env("PATH", format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default()));
    Server::start(command, port)
}

/// A new site, built, that other users may read.
fn new_site(headers: Option<&str>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let root = folder.path().join("site");
    ok(folder.path(), &["init", "site", "--base-url", "https://example.org/"]);
    if let Some(headers) = headers {
        write_files(&root, &[("templates/_headers", headers)]);
    }
    ok(&root, &["build"]);
    folder
}

/// Asks each server for each path, and compares the headers that are named with what `_headers` asks for.
fn ask_each(site: &Path, asked: &[(&str, u16, &[(&str, Option<&str>)])]) {
    for kind in ["nginx", "caddy", "apache"] {
        let server = start(kind, site);
        for (path, status, headers) in asked {
            let answer = server.get(path);
            assert_eq!(answer.status, *status, "{kind} {path}");
            for (name, value) in *headers {
                let is = answer.headers.get(*name).map(String::as_str);
                assert_eq!(is, *value, "{kind} {path} {name}");
            }
        }
        drop(server);
        fs::remove_dir_all(site.join("server")).unwrap();
    }
}

#[test]
fn servers_send_the_headers_of_a_new_site() {
    let folder = new_site(None);
    let site = folder.path().join("site");
    let text = fs::read_to_string(site.join("public/_headers")).unwrap();
    let policy = text.lines().find_map(|line| line.trim().strip_prefix("Content-Security-Policy: ")).unwrap();
    let asset = text.lines().find(|line| line.starts_with("/assets/") && line.ends_with(".css")).unwrap();
    let for_all: &[(&str, Option<&str>)] = &[
        ("content-security-policy", Some(policy)),
        ("x-content-type-options", Some("nosniff")),
        ("referrer-policy", Some("strict-origin")),
        ("cross-origin-opener-policy", Some("same-origin")),
        ("permissions-policy", Some("camera=(), geolocation=(), microphone=(), payment=(), usb=()")),
    ];
    let forever = ("cache-control", Some("public, max-age=31536000, immutable"));
    ask_each(
        &site,
        &[
            ("/", 200, for_all),
            ("/", 200, &[("cache-control", None), ("access-control-allow-origin", None)]),
            ("/models/sample-model/", 200, for_all),
            ("/nowhere/", 404, for_all),
            (asset, 200, for_all),
            (asset, 200, &[forever]),
            (&format!("{asset}?x=1"), 200, &[forever]),
            ("/data/entities.csv", 200, &[("access-control-allow-origin", Some("*"))]),
            ("/data/entities.csv", 200, &[("content-type", Some("text/csv; charset=utf-8"))]),
            ("/data/entities.jsonld", 200, &[("content-type", Some("application/ld+json"))]),
            ("/feeds.opml", 200, &[("content-type", Some("text/x-opml; charset=utf-8"))]),
        ],
    );
}

#[test]
fn servers_read_rules_as_hosts_do() {
    let headers = "/*\n  X-All: a \"quoted\" 100% {value} \\\\ here\n  X-Sum: 1\n  X-Gone: 1\n  X-Once: 1\n\
                   /models/*\n  X-Sum: 2\n  ! X-Gone\n  ! X-Once\n/blocs/*\n  X-Sum: 3\n/models/:name/\n  X-Once: 2\n  X-Sum: 4\n\
                   /data/entities.json\n  X-Json: 1\n/data/articles.json\n  X-Json: 1\n";
    let folder = new_site(Some(headers));
    let all = ("x-all", Some("a \"quoted\" 100% {value} \\\\ here"));
    ask_each(
        &folder.path().join("site"),
        &[
            ("/", 200, &[all, ("x-sum", Some("1")), ("x-gone", Some("1")), ("x-once", Some("1"))]),
            ("/models/sample-model/", 200, &[all, ("x-sum", Some("1, 2, 4")), ("x-gone", None), ("x-once", Some("2"))]),
            ("/models/", 200, &[("x-sum", Some("1, 2")), ("x-once", None)]),
            ("/blocs/nowhere/", 404, &[("x-sum", Some("1, 3"))]),
            ("/blocsx/", 404, &[("x-sum", Some("1"))]),
            ("/data/entities.json", 200, &[("x-json", Some("1"))]),
            ("/data/entitiesxjson", 404, &[("x-json", None)]),
            ("/data/articles.json", 200, &[("x-json", Some("1"))]),
        ],
    );
}

/// Asks each server for each path, and compares where it leads: the status, and the address without its host.
fn follow_each(site: &Path, asked: &[(&str, u16, Option<&str>)]) {
    for kind in ["nginx", "caddy", "apache"] {
        let server = start(kind, site);
        for (path, status, to) in asked {
            let answer = server.get(path);
            let own = format!("http://127.0.0.1:{}", server.port);
            // Percent codes in small letters are the same, and so is a $ with or without one.
            let location = answer.headers.get("location").map(|to| to.trim_start_matches(&own).to_ascii_lowercase());
            let location = location.map(|to| to.replace("%24", "$"));
            assert_eq!((answer.status, location), (*status, to.map(str::to_ascii_lowercase)), "{kind} {path}");
            assert!(
                answer.headers.contains_key("content-security-policy"),
                "{kind} {path} is sent with the headers of the site"
            );
        }
        drop(server);
        fs::remove_dir_all(site.join("server")).unwrap();
    }
}

#[test]
fn servers_redirect_as_the_site_says() {
    let folder = new_site(None);
    let site = folder.path().join("site");
    let page = "---\ntitle: Moved\npermalink: /neu/Übersicht-1.html\nredirects: [/old/, '/a b/', /ä/, /x.html, /no-slash, '/c$1/', '/q\"/', '/d:e*f/']\n---\nText.\n";
    write_files(&site, &[("content/pages/moved.md", page)]);
    ok(&site, &["build"]);
    let to = Some("/neu/%C3%9Cbersicht-1.html");
    follow_each(
        &site,
        &[
            ("/old/", 301, to),
            ("/old", 301, to),
            ("/old/?a=1", 301, Some("/neu/%C3%9Cbersicht-1.html?a=1")),
            ("/a%20b/", 301, to),
            ("/%C3%A4/", 301, to),
            ("/x.html", 301, to),
            ("/no-slash", 301, to),
            ("/no-slash/", 301, to),
            ("/c$1/", 301, to),
            ("/q%22/", 301, to),
            ("/d:e*f/", 301, to),
            ("/Old/", 404, None),
            ("/old/more/", 404, None),
            ("/", 200, None),
            ("/neu/%C3%9Cbersicht-1.html", 200, None),
        ],
    );
}

#[test]
fn servers_read_redirects_of_a_site_as_hosts_do() {
    let own = "# Ours\n/first/ /about/ 301\n/first/ /never/ 301\n/blog/:year/* /articles/:splat?year=:year 302\n\
               /shop/* https://shop.example/:splat 308!\n/price /about/?p=5$1#top 307\n/proxied/* https://other.example/:splat 200\n";
    let folder = new_site(None);
    let site = folder.path().join("site");
    write_files(&site, &[("static/_redirects", own)]);
    ok(&site, &["build"]);
    for kind in ["nginx", "caddy", "apache"] {
        let (code, said) = run(&site, &["headers", "--format", kind]);
        let left = "left out: the redirect  /proxied/* https://other.example/:splat 200  answers with 200, which leads nowhere else";
        assert!(code == 1 && said.contains(left), "{kind} {said}");
    }
    let without = own.lines().filter(|line| !line.starts_with("/proxied")).collect::<Vec<_>>().join("\n");
    write_files(&site, &[("static/_redirects", &without)]);
    ok(&site, &["build"]);
    follow_each(
        &site,
        &[
            ("/first", 301, Some("/about/")),
            ("/blog/2026/a/b/", 302, Some("/articles/a/b/?year=2026")),
            ("/blog/2026/", 302, Some("/articles/?year=2026")),
            ("/blog/", 404, None),
            ("/shop/a%20b", 308, Some("https://shop.example/a%20b")),
            ("/shop/?q=1", 308, Some("https://shop.example/?q=1")),
            ("/price", 307, Some("/about/?p=5$1#top")),
        ],
    );
}

#[test]
fn what_a_server_cannot_say_is_reported() {
    let headers = "/*\n  X-A: 1\n/models/*\n  X-Where: :splat\n  X-Price: 5$\n/data/*\n  Content-Type: text/plain\n\
                   https://other.example/*\n  X-Robots-Tag: noindex\n";
    let folder = new_site(Some(headers));
    let site = folder.path().join("site");
    for (kind, expected) in [
        ("netlify", &[][..]),
        (
            "nginx",
            &[
                "left out: a Content-Type that is not that of one extension",
                "left out: X-Price: 5$, since nginx has no way to write a $",
                "left out: the rule of https://other.example/*, which is for one host",
            ],
        ),
        ("caddy", &["left out: the rule of https://other.example/*, which is for one host"]),
        (
            "apache",
            &[
                "left out: X-Where: :splat, since Apache puts no part of a path into a header",
                "left out: a Content-Type that is not that of one extension",
                "left out: the rule of https://other.example/*, which is for one host",
            ],
        ),
    ] {
        let (code, output) = run(&site, &["headers", "--format", kind]);
        let left: Vec<&str> = output.lines().filter(|line| line.starts_with("left out")).collect();
        assert_eq!((code, left.as_slice()), (i32::from(!expected.is_empty()), expected), "{kind}");
    }
    let server = start_allowing(&site, "caddy");
    assert_eq!(server.get("/models/sample-model/").headers.get("x-where").map(String::as_str), Some("sample-model/"));
    assert_eq!(server.get("/models/").headers.get("x-price").map(String::as_str), Some("5$"));
}

/// The same as `start` where something is left out.
fn start_allowing(site: &Path, kind: &str) -> Server {
    let text = fs::read_to_string(site.join("templates/_headers")).unwrap();
    let own = text.split("https://").next().unwrap().to_owned();
    write_files(site, &[("templates/_headers", &own)]);
    ok(site, &["build"]);
    start(kind, site)
}
