//! A host on this machine that answers each path in its own bad way, and notes what it is asked.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, Clone)]
pub struct Request {
    pub begun: Instant,
    /// `HEAD /path`
    pub asked: String,
    pub head: String,
}

impl Request {
    pub fn method(&self) -> &str {
        self.asked.split(' ').next().unwrap()
    }

    pub fn path(&self) -> &str {
        self.asked.split(' ').nth(1).unwrap()
    }
}

pub struct Host {
    number: u8,
    pub port: u16,
    log: Arc<Mutex<Vec<Request>>>,
    sent: Arc<AtomicUsize>,
}

impl Host {
    /// Listens at 127.0.0.`number`.
    pub fn start(number: u8) -> Host {
        let listener = TcpListener::bind((Ipv4Addr::new(127, 0, 0, number), 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let host = Host { number, port, log: Arc::default(), sent: Arc::default() };
        let (log, sent) = (host.log.clone(), host.sent.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (log, sent) = (log.clone(), sent.clone());
                thread::spawn(move || {
                    // A client that goes away is what half of these answers wait for.
                    let _ = answer(stream.unwrap(), &log, &sent);
                });
            }
        });
        host
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.{}:{}/{path}", self.number, self.port)
    }

    pub fn log(&self) -> Vec<Request> {
        self.log.lock().unwrap().clone()
    }

    /// The most bytes that one answer could send.
    pub fn most_sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }
}

/// A port at which nothing listens.
pub fn refused() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn answer(mut stream: TcpStream, log: &Mutex<Vec<Request>>, sent: &AtomicUsize) -> std::io::Result<()> {
    let begun = Instant::now();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte)? == 0 || head.len() > 1 << 16 {
            return Ok(());
        }
        head.push(byte[0]);
        // A handshake of TLS is no request.
        if head[0] == 0x16 {
            return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let asked = head.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let n = {
        let mut log = log.lock().unwrap();
        log.push(Request { begun, asked: asked.clone(), head });
        log.iter().filter(|request| request.path() == asked.split(' ').nth(1).unwrap()).count()
    };
    let (method, path) = asked.split_once(' ').unwrap();
    let is_get = method == "GET";
    let own = stream.local_addr()?;
    let mut say = |text: &str| stream.write_all(text.as_bytes());
    let status = |line: &str| format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n");
    let to = |line: &str, place: &str| format!("HTTP/1.1 {line}\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n");
    match (path, is_get) {
        ("/missing", _) => say(&status("404 Not Found")),
        ("/gone", _) => say(&status("410 Gone")),
        ("/refuses", _) => say(&status("403 Forbidden")),
        ("/login", _) => say(&status("401 Unauthorized")),
        ("/legal", _) => say(&status("451 Unavailable For Legal Reasons")),
        ("/odd", _) => say(&status("999 Request Denied")),
        ("/range", false) => say(&status("405 Method Not Allowed")),
        ("/range", true) => say(&status("416 Range Not Satisfiable")),
        ("/once", false) => say(&status("500 Internal Server Error")),
        ("/twice", _) if n < 3 => say(&status("503 Service Unavailable")),
        ("/broken-server", _) => say(&status("500 Internal Server Error")),
        ("/get-only", false) => say(&status("405 Method Not Allowed")),
        ("/head-lies", false) => say(&status("404 Not Found")),
        ("/moved", _) => say(&to("301 Moved Permanently", "/ok")),
        ("/moved-308", _) => say(&to("308 Permanent Redirect", &format!("//{own}/a/../ok?new#top"))),
        ("/moved-then-found", _) => say(&to("301 Moved Permanently", "found")),
        ("/found-then-moved", _) => say(&to("302 Found", "moved")),
        ("/found", _) => say(&to("302 Found", "/ok")),
        ("/relative", _) => say(&to("307 Temporary Redirect", "?page=2")),
        ("/moved-to-missing", _) => say(&to("301 Moved Permanently", "/missing")),
        ("/circle-a", _) => say(&to("302 Found", "/circle-b")),
        ("/circle-b", _) => say(&to("301 Moved Permanently", "/circle-a")),
        ("/to-file", _) => say(&to("301 Moved Permanently", "file:///etc/passwd")),
        ("/to-nowhere", _) => say(&status("301 Moved Permanently")),
        ("/to-nothing", _) => say(&to("302 Found", "http://")),
        ("/busy", false) => say("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"),
        ("/a-long-pause", _) => {
            say("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 86400\r\nContent-Length: 0\r\n\r\n")
        }
        ("/too-many", _) => say(&status("429 Too Many Requests")),
        ("/closes", _) => Ok(()),
        ("/garbage", _) => say("220 mail.example ESMTP\r\n\r\n"),
        ("/silent", _) => stream.read(&mut [0]).map(drop),
        ("/drip", _) => drip(&mut stream),
        ("/endless-headers", _) => endless(&mut stream, sent, "HTTP/1.1 200 OK\r\n", "X-More: and more\r\n"),
        // All of these are fine to HEAD, so they refuse it.
        ("/endless-body" | "/huge" | "/bomb" | "/broken-chunks", false) => say(&status("501 Not Implemented")),
        ("/endless-body", true) => {
            endless(&mut stream, sent, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nmore.\r\n")
        }
        ("/huge", true) => {
            endless(&mut stream, sent, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n", "more.")
        }
        ("/bomb", true) => {
            endless(&mut stream, sent, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\u{1f}", "\0\0\0\0\0\0\0\0")
        }
        ("/broken-chunks", true) => say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nhalf"),
        (path, _) if path.starts_with("/far/") => {
            let n: usize = path["/far/".len()..].parse().unwrap();
            say(&to("301 Moved Permanently", &format!("{}", n + 1)))
        }
        _ => say(&status("200 OK")),
    }
}

/// An answer of which a byte comes now and then.
fn drip(stream: &mut TcpStream) -> std::io::Result<()> {
    for byte in
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-More: and more, and more, and more, and more, and more\r\n\r\n"
    {
        stream.write_all(&[*byte])?;
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// An answer that goes on until the client has had enough.
fn endless(stream: &mut TcpStream, sent: &AtomicUsize, first: &str, more: &str) -> std::io::Result<()> {
    stream.write_all(first.as_bytes())?;
    let more = more.repeat(1000);
    let mut total = 0;
    loop {
        stream.write_all(more.as_bytes())?;
        total += more.len();
        sent.fetch_max(total, Ordering::SeqCst);
    }
}
