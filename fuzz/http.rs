//! The target of the preview: raw bytes over TCP to a running `serve`.
//!
//! Whatever is sent, every connection ends, no request to another name is answered with a page, nothing outside of the site
//! is sent, and the preview goes on. Kept inputs have escapes for bytes, see `grammar`; their line breaks mean nothing.

use crate::driver::{self, Target};
use crate::grammar::{Grammar, Maker, escape, unescape};
use crate::support::running::{PATIENCE, Running};
use crate::support::write_files;
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// What stands in files that are not published.
const SECRET: &str = "the secret of the desk";
/// What every page has.
const TITLE: &str = "The title of the site";
/// How long to wait for an answer before the connection is closed from our side.
const QUIET: Duration = Duration::from_millis(40);

pub fn fuzz(inputs: u64, rules: &str) {
    let grammar = Grammar::read(&[include_str!("targets/common.rules"), rules]);
    let make = |seed| make(&grammar, seed);
    let served = Served::start();
    driver::run(Target { name: "http", inputs, make: &make, check: &mut |text| served.check(text) });
}

/// The bytes of a seed; of some a few are changed.
fn make(grammar: &Grammar, seed: u64) -> Vec<u8> {
    let mut maker = Maker::new(grammar, fastrand::Rng::with_seed(seed));
    let mut bytes = maker.make("files");
    if maker.random.u8(0..4) == 0 {
        for _ in 0..maker.random.usize(1..4) {
            let at = maker.random.usize(0..=bytes.len());
            let end = (at + maker.random.usize(0..6)).min(bytes.len());
            match maker.random.u8(0..4) {
                0 => drop(bytes.drain(at..end)),
                1 => drop(bytes.splice(at..at, maker.make("piece"))),
                2 => bytes.truncate(at),
                _ => drop(bytes.splice(at..end, [maker.random.u8(..)])),
            }
        }
    }
    escape(&bytes).into_bytes()
}

struct Served {
    running: Running,
    port: u16,
}

impl Served {
    fn start() -> Served {
        let folder = tempfile::tempdir().unwrap();
        let site = format!("title: {TITLE}\nbase_url: https://example.org/\n");
        write_files(
            folder.path(),
            &[
                ("content/site.yaml", &site),
                (
                    "content/articles/one.md",
                    "---\ntitle: One\ndate: 2026-11-20\nmodel: fugu\nredirects: /old/\n---\nText.\n",
                ),
                (
                    "content/articles/two.md",
                    &format!("---\ntitle: Two\ndate: 2026-11-20\ndraft: true\n---\n{SECRET}.\n"),
                ),
                ("content/models/fugu.md", "---\nname: Fugu\n---\n"),
                ("static/with space.txt", "text"),
                ("static/東.txt", "text"),
                (
                    "static/_headers",
                    "/*\n  X-A: 1\n  Content-Security-Policy: default-src 'none'\n/:a/*\n  X-B: :a :splat\n",
                ),
                ("private/secret.txt", SECRET),
                ("secret.txt", SECRET),
                (".git/config", SECRET),
            ],
        );
        fs::write(folder.path().join("static/big.bin"), vec![b'x'; 3 << 20]).unwrap();
        let running = Running::start(folder, &["serve", "--port", "0"]);
        let said = running.expect("http://localhost:").pop().unwrap();
        let (_, after) = said.split_once("http://localhost:").unwrap();
        let port = after.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap();
        let served = Served { running, port };
        let (host, patience) = (format!("localhost:{port}"), Instant::now() + PATIENCE);
        while served.answer(format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes()).is_err()
        {
            assert!(Instant::now() < patience, "the preview never answers");
        }
        served
    }

    fn check(&self, text: &[u8]) -> Result<(), String> {
        let lines = String::from_utf8_lossy(text).replace('\n', "");
        let last = "GET /articles/one/ HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n";
        let sent = [unescape(&lines), last.as_bytes().to_vec()].concat();
        let sent = replaced(&sent, b"{port}", self.port.to_string().as_bytes());
        let answer = self.answer(&sent)?;
        let (good, allowed) = (good(&answer), allowed(&sent, self.port));
        let shown = || String::from_utf8_lossy(&answer[..answer.len().min(2000)]).into_owned();
        if find(&answer, SECRET.as_bytes()).is_some() {
            return Err(format!("it sends what is not published\n{}", shown()));
        }
        if good > allowed {
            return Err(format!("it answers requests to other names: {good} of {allowed}\n{}", shown()));
        }
        while let Some(line) = self.running.line(Duration::ZERO) {
            if line.contains("panicked") {
                return Err(format!("the preview panics: {line}"));
            }
        }
        Ok(())
    }

    /// All that comes back until the connection ends.
    fn answer(&self, sent: &[u8]) -> Result<Vec<u8>, String> {
        let mut stream =
            TcpStream::connect(("127.0.0.1", self.port)).map_err(|error| format!("no connection: {error}"))?;
        let mut other = stream.try_clone().unwrap();
        let bytes = sent.to_vec();
        // In a thread of its own, since the preview may wait until its answer is read. It may stop to listen at any time.
        let sender = std::thread::spawn(move || drop(other.write_all(&bytes)));
        let mut answer = Vec::new();
        let mut buffer = vec![0; 1 << 16];
        let deadline = Instant::now() + PATIENCE;
        stream.set_read_timeout(Some(QUIET)).unwrap();
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => answer.extend(&buffer[..n]),
                // Messages in a stream go on for ever.
                Err(error) if is_quiet(&error) && find(&answer, b"text/event-stream").is_some() => break,
                Err(error) if is_quiet(&error) && Instant::now() < deadline => drop(stream.shutdown(Shutdown::Write)),
                Err(error) if is_quiet(&error) => return Err("the connection never ends".to_owned()),
                // A server that refuses what is still on its way may say so.
                Err(_) => break,
            }
        }
        drop(stream.shutdown(Shutdown::Both));
        drop(stream);
        sender.join().unwrap();
        Ok(answer)
    }
}

fn is_quiet(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

/// How many answers have something of the site.
fn good(answer: &[u8]) -> usize {
    let statuses = [b"HTTP/1.1 200 ".as_slice(), b"HTTP/1.0 200 ", b"HTTP/1.1 206 ", b"HTTP/1.0 206 "];
    let times = statuses.iter().map(|status| answer.windows(status.len()).filter(|part| part == status).count()).sum();
    // Any page at all is one.
    if times == 0 { usize::from(find(answer, TITLE.as_bytes()).is_some()) } else { times }
}

/// How many requests there may be in what was sent that are for the preview: blocks of lines with one `Host`, a name of ours.
fn allowed(sent: &[u8], port: u16) -> usize {
    let text = String::from_utf8_lossy(sent).replace("\r\n", "\n");
    text.split("\n\n").filter(|block| is_for_us(block.trim_start_matches('\n'), port)).count()
}

fn is_for_us(block: &str, port: u16) -> bool {
    let is_ours = |name: &str| {
        let known = ["localhost", "127.0.0.1", "[::1]"];
        name.rsplit_once(':').is_some_and(|(name, asked)| {
            asked == port.to_string() && known.iter().any(|ours| name.eq_ignore_ascii_case(ours))
        })
    };
    let mut lines = block.lines();
    let target =
        lines.next().and_then(|line| line.split([' ', '\t']).filter(|word| !word.is_empty()).nth(1)).unwrap_or("");
    let authority = match target.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', '?']) => rest.split(['/', '?', '#']).next(),
        _ if target.starts_with(['/', '*']) => None,
        _ => Some(target),
    };
    let hosts: Vec<&str> = lines
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("host"))
        .map(|(_, host)| host.trim_matches([' ', '\t', '\r']))
        .collect();
    hosts.len() == 1 && is_ours(hosts[0]) && authority.is_none_or(is_ours)
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

fn replaced(text: &[u8], part: &[u8], with: &[u8]) -> Vec<u8> {
    let mut rest = text;
    let mut all = Vec::new();
    while let Some(at) = find(rest, part) {
        all.extend(&rest[..at]);
        all.extend(with);
        rest = &rest[at + part.len()..];
    }
    all.extend(rest);
    all
}
