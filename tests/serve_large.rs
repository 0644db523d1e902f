//! Large files under `serve`: in parts, and the last good bytes when what they are read from is gone, changed, or a link.

#![cfg(unix)]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::thread::sleep;
use std::time::{Duration, Instant};
use support::running::{PATIENCE, Running, small_site};

/// More than is held in memory.
const LEN: usize = (1 << 20) + 10;

struct Served {
    running: Running,
    port: u16,
}

fn served() -> Served {
    let folder = small_site();
    fs::create_dir_all(folder.path().join("static")).unwrap();
    fs::write(folder.path().join("static/large.bin"), vec![b'a'; LEN]).unwrap();
    let running = Running::start(folder, &["serve", "--port", "0"]);
    let said = running.expect("http://localhost:").pop().unwrap();
    let port = said.split("localhost:").nth(1).unwrap().split('/').next().unwrap().trim().parse().unwrap();
    running.expect("ok");
    Served { running, port }
}

impl Served {
    /// The status and the bytes of the large file, or of the part that is asked for.
    fn get(&self, range: &str) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let range = if range.is_empty() { String::new() } else { format!("Range: {range}\r\n") };
        let host = format!("localhost:{}", self.port);
        write!(stream, "GET /large.bin HTTP/1.1\r\nHost: {host}\r\n{range}Connection: close\r\n\r\n").unwrap();
        let mut whole = Vec::new();
        stream.read_to_end(&mut whole).unwrap();
        let end = whole.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&whole[..end]).into_owned();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), whole[end + 4..].to_vec())
    }

    /// The large file stays what it was, for as long as a change would take to be seen.
    fn assert_stays(&self, what: &str) {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(3) {
            let (status, bytes) = self.get("");
            assert!(status == 200 && bytes == vec![b'a'; LEN], "{what}: {status}, {} bytes", bytes.len());
            sleep(Duration::from_millis(100));
        }
    }
}

#[test]
fn a_large_file_comes_whole_or_in_part() {
    let served = served();
    assert_eq!(served.get(""), (200, vec![b'a'; LEN]));
    assert_eq!(served.get("bytes=5-9"), (206, vec![b'a'; 5]));
    assert_eq!(served.get("bytes=-7"), (206, vec![b'a'; 7]));
    assert_eq!(served.get("bytes=9999999-").0, 416);
    assert_eq!(served.get("bytes=0-1,4-5").0, 416);
}

#[test]
fn a_link_in_the_place_of_a_large_file_is_not_followed() {
    let served = served();
    let file = served.running.root().join("static/large.bin");
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), vec![b'x'; LEN]).unwrap();
    fs::remove_file(&file).unwrap();
    symlink(outside.path(), &file).unwrap();
    served.assert_stays("a link leads outside");
}

#[test]
fn the_last_good_large_file_stays_while_its_disk_is_away() {
    let served = served();
    let root = served.running.root().to_owned();
    fs::rename(root.join("static"), root.join("disk")).unwrap();
    symlink(root.join("nothing"), root.join("static")).unwrap();
    served.assert_stays("the disk is away");
    // Elsewhere, and the site cannot be built.
    fs::write(root.join("content/articles/one.md"), "---\ntitle: [\n---\n").unwrap();
    fs::remove_file(root.join("static")).unwrap();
    symlink("disk", root.join("static")).unwrap();
    served.assert_stays("it is elsewhere");
    fs::write(root.join("disk/large.bin"), vec![b'b'; LEN]).unwrap();
    served.assert_stays("it changed, and is not built");
}
