//! The bytes of a file as a response: whole, or the part that was asked for, and of a large one a piece at a time.
//!
//! A large file of the site is read from where it is, while it is as it was built; else from the output, where the last good site
//! has it. Never follows a link that has taken its place.

use crate::base::content::{Content, Seal};
use crate::base::path::OutputPath;
use crate::load;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// How much of a large file is in memory for each client.
const PIECE: usize = 64 * 1024;

/// The bytes of a file, all at once. `output` is the folder in which the last good site is.
pub(crate) fn read(path: &OutputPath, content: &Content, output: &Path) -> io::Result<Arc<[u8]>> {
    match content {
        Content::Memory(bytes) => Ok(bytes.clone()),
        Content::Disk { path: place, seal } => {
            let mut bytes = Vec::new();
            large(path, (place, seal), output)?.read_to_end(&mut bytes)?;
            Ok(bytes.into())
        }
        Content::Stored(stored) => stored.store.read(path, &stored.digest),
    }
}

/// A large file that was found at a place with a seal.
fn large(path: &OutputPath, (place, seal): (&Path, &Seal), output: &Path) -> io::Result<File> {
    let as_built = || {
        let file = load::open_again(place)?;
        match load::seal(&file.metadata()?) == *seal {
            true => Ok(file),
            false => Err(io::Error::other("it has changed since it was built")),
        }
    };
    as_built().or_else(|error: io::Error| {
        let written = output.canonicalize().and_then(|output| load::open_again(&path.on_disk(&output)));
        let is_it = |file: &File| file.metadata().is_ok_and(|meta| meta.len() == seal.len);
        written.ok().filter(is_it).ok_or(error)
    })
}

/// What a client asks for of a file.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    All,
    Part(Range<u64>),
    /// Nothing that the file has, or several parts.
    Refused(&'static str),
}

/// Answers with a file as it is, which has a kind already.
pub(crate) fn file(
    status: StatusCode,
    (path, content): (&OutputPath, &Content),
    output: &Path,
    asked: &HeaderMap,
) -> io::Result<Response> {
    let body: OpenBody = match content {
        Content::Disk { path: place, seal } => {
            let file = large(path, (place, seal), output)?;
            OpenBody { len: file.metadata()?.len(), source: Source::Disk(file) }
        }
        other => {
            let bytes = read(path, other, output)?;
            OpenBody { len: bytes.len() as u64, source: Source::Memory(bytes) }
        }
    };
    let len = body.len;
    let of = |value: String| HeaderValue::try_from(value).expect("numbers are valid in a header");
    let mut response = match if status == StatusCode::OK { part(asked, len) } else { Asked::All } {
        Asked::All => (status, [(header::CONTENT_LENGTH, of(len.to_string()))], body.part(0..len)?).into_response(),
        Asked::Part(part) => {
            let range = format!("bytes {}-{}/{len}", part.start, part.end - 1);
            let headers =
                [(header::CONTENT_RANGE, of(range)), (header::CONTENT_LENGTH, of((part.end - part.start).to_string()))];
            (StatusCode::PARTIAL_CONTENT, headers, body.part(part)?).into_response()
        }
        Asked::Refused(why) => {
            (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, of(format!("bytes */{len}")))], why)
                .into_response()
        }
    };
    response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    Ok(response)
}

/// Reads `Range` by RFC 9110, 14.2: one that is not written as there is as if it were not there.
fn part(asked: &HeaderMap, len: u64) -> Asked {
    let mut ranges = asked.get_all(header::RANGE).iter();
    let Some(range) = ranges.next().and_then(|range| range.to_str().ok()?.strip_prefix("bytes=")) else {
        return Asked::All;
    };
    if range.contains(',') || ranges.next().is_some() {
        return Asked::Refused("This preview sends one part of a file at a time.\n");
    }
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().unwrap_or(u64::MAX));
    let (from, to) = range.trim().split_once('-').unwrap_or(("x", ""));
    let part = match (from, number(from), to, number(to)) {
        ("", _, "", _) | (_, None, ..) | (.., None) => return Asked::All,
        // The last so many bytes.
        ("", _, _, Some(last)) => len.saturating_sub(last)..if last == 0 { 0 } else { len },
        (_, Some(from), "", _) => from..len,
        (_, Some(from), _, Some(to)) if from <= to => from..to.saturating_add(1).min(len),
        _ => return Asked::All,
    };
    match part.start < part.end {
        true => Asked::Part(part),
        false => Asked::Refused("The file has no such part.\n"),
    }
}

struct OpenBody {
    len: u64,
    source: Source,
}

enum Source {
    Memory(Arc<[u8]>),
    Disk(File),
}

impl OpenBody {
    fn part(self, part: Range<u64>) -> io::Result<Body> {
        match self.source {
            Source::Memory(bytes) => {
                let within = |at: u64| usize::try_from(at).unwrap_or(bytes.len()).min(bytes.len());
                Ok(Body::from(Bytes::copy_from_slice(&bytes[within(part.start)..within(part.end)])))
            }
            Source::Disk(mut file) => {
                file.seek(SeekFrom::Start(part.start))?;
                let rest = (file, part.end - part.start);
                Ok(Body::from_stream(tokio_stream::iter(Pieces { rest: Some(rest) })))
            }
        }
    }
}

/// A file piece by piece. One that has become shorter ends with an error, by which the client sees that it lacks something.
struct Pieces {
    rest: Option<(File, u64)>,
}

impl Iterator for Pieces {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        let (mut file, left) = self.rest.take().filter(|(_, left)| *left > 0)?;
        let mut piece = vec![0; usize::try_from(left).map_or(PIECE, |left| left.min(PIECE))];
        if let Err(error) = file.read_exact(&mut piece) {
            return Some(Err(error));
        }
        self.rest = Some((file, left - piece.len() as u64));
        Some(Ok(piece.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_of_a_file_can_be_asked_for() {
        let part = |range: &str| {
            let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_str(range).unwrap())]);
            match part(&headers, 10) {
                Asked::All => "all".to_owned(),
                Asked::Part(part) => format!("{}..{}", part.start, part.end),
                Asked::Refused(_) => "refused".to_owned(),
            }
        };
        let cases = [
            ("bytes=0-3", "0..4"),
            ("bytes=4-", "4..10"),
            ("bytes=-3", "7..10"),
            ("bytes=-30", "0..10"),
            ("bytes=9-99999999999999999999", "9..10"),
            ("bytes=10-", "refused"),
            ("bytes=-0", "refused"),
            ("bytes=0-1,3-4", "refused"),
            ("bytes=3-1", "all"),
            ("bytes=-", "all"),
            ("bytes=+1-2", "all"),
            ("bytes=a-b", "all"),
            ("bytes=5", "all"),
            ("items=0-3", "all"),
        ];
        for (range, expected) in cases {
            assert_eq!(part(range), expected, "{range}");
        }
    }
}
