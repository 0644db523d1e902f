//! Asks one address of another site whether it works: alone in naming the libraries for HTTP and for addresses.
//!
//! Sends HEAD, then GET where HEAD is answered badly, and reads no body. Follows redirects itself, so that each is paced and
//! leads nowhere but to the web. Never decides what an answer means to a writer.

use super::pace::{Pace, Turn};
use crate::base::trouble::in_words;
use crate::review::answers::{Answer, Verdict, verdict_of};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use std::io::{self, ErrorKind};
use std::time::Duration;
use ureq::http::{Response, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, Error};

pub(super) use url::Url;

/// How long an answer is waited for, in seconds, from the search for the host to the end of the headers.
pub(super) const TIMEOUT_SECS: u64 = 20;
/// How much of that a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a pause is taken because a host asks for one.
const MOST_REST: Duration = Duration::from_secs(60);
const MOST_REDIRECTS: usize = 10;
const MOST_HEADER_BYTES: usize = 64 << 10;
/// As much as is asked for where HEAD does not do. Nothing of it is read.
const RANGE: &str = "bytes=0-1023";

/// What came of an address, after all redirects.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    end: Result<u16, Failure>,
    moved: Option<Url>,
}

/// Why there is no answer.
#[derive(Debug, Clone)]
struct Failure {
    kind: FailureKind,
    why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FailureKind {
    /// No host of this name was found.
    NoHost,
    /// The host cannot be reached, or does not answer in time.
    Unreached,
    /// The connection ended without an answer, or with something else. Another attempt may go better.
    Broken,
    /// What is written is no address, so no host was asked.
    NoAddress,
    /// Its redirects lead nowhere.
    Astray,
}

fn failure(kind: FailureKind, why: impl Into<String>) -> Failure {
    Failure { kind, why: why.into() }
}

impl Reached {
    fn failed(failure: Failure) -> Reached {
        Reached { end: Err(failure), moved: None }
    }

    pub(super) fn kind(&self) -> Option<FailureKind> {
        self.end.as_ref().err().map(|failure| failure.kind)
    }

    /// Whether it is the host that cannot be reached, whatever the address.
    pub(super) fn is_unreached(&self) -> bool {
        matches!(self.kind(), Some(FailureKind::NoHost | FailureKind::Unreached)) || matches!(self.end, Ok(503))
    }

    /// Whether the host was asked too much.
    pub(super) fn is_too_many(&self) -> bool {
        matches!(self.end, Ok(429))
    }

    pub(super) fn answer(self, checked: Date) -> Answer {
        let moved = self.moved.filter(|_| self.end.as_ref().is_ok_and(|status| verdict_of(*status) != Verdict::Dead));
        let (status, failed) = match self.end {
            Ok(status) => (Some(status), None),
            Err(failure) => (None, Some(failure.why)),
        };
        Answer { checked, status, failed, moved: moved.map(String::from) }
    }
}

/// The address as it is asked: blanks and letters that are not ASCII are encoded as browsers do it.
pub(super) fn parse(address: &str) -> Result<Url, Reached> {
    Url::parse(address)
        .map_err(|error| Reached::failed(failure(FailureKind::NoAddress, format!("it is no address ({error})"))))
}

/// The host by which requests are paced.
pub(super) fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Head,
    Get,
}

/// The answer to one request.
#[derive(Debug, Clone)]
struct Reply {
    status: u16,
    location: Option<String>,
    /// Whether the host wants a pause that we take.
    is_rest_taken: bool,
}

pub(super) struct Client<'a> {
    agent: Agent,
    timeout: Duration,
    pace: &'a Pace,
}

impl<'a> Client<'a> {
    pub(super) fn new(timeout: Duration, pace: &'a Pace) -> Client<'a> {
        let agent = Agent::config_builder()
            .timeout_global(Some(timeout))
            .timeout_connect(Some(CONNECT.min(timeout)))
            .tls_config(TlsConfig::builder().root_certs(roots()).build())
            .max_redirects(0)
            .http_status_as_error(false)
            .max_response_header_size(MOST_HEADER_BYTES)
            // A host is left alone for a while after each request, and many close the connection by then.
            .max_idle_connections(0)
            .user_agent(concat!("fissure/", env!("CARGO_PKG_VERSION"), " (checks links)"))
            .accept("*/*")
            .build()
            .new_agent();
        Client { agent, timeout, pace }
    }

    /// Asks an address, and those that it redirects to.
    pub(super) fn ask(&self, first: &Url) -> Reached {
        let (mut at, mut seen, mut moved, mut is_for_good) = (first.clone(), Vec::new(), None, true);
        let end = loop {
            if seen.contains(&at) {
                break Err(failure(FailureKind::Astray, "it redirects in a circle"));
            }
            if seen.len() > MOST_REDIRECTS {
                break Err(failure(FailureKind::Astray, format!("it redirects more than {MOST_REDIRECTS} times")));
            }
            let reply = match self.reply(&at) {
                Ok(reply) => reply,
                Err(failure) => break Err(failure),
            };
            if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
                break Ok(reply.status);
            }
            let Some(to) = reply.location else {
                break Err(failure(FailureKind::Astray, "it redirects nowhere"));
            };
            seen.push(at.clone());
            at = match next(&at, &to) {
                Ok(next) => next,
                Err(failure) => break Err(failure),
            };
            is_for_good &= matches!(reply.status, 301 | 308);
            if is_for_good && at != *first {
                moved = Some(at.clone());
            }
        };
        Reached { end, moved }
    }

    /// The answer of one address: to HEAD, or to GET where many servers answer that better, or to another GET where the first
    /// went wrong.
    fn reply(&self, url: &Url) -> Result<Reply, Failure> {
        let reply = self.once(Method::Head, url);
        if is_sure(&reply) {
            return reply;
        }
        let reply = self.once(Method::Get, url);
        if may_pass(&reply) { self.once(Method::Get, url) } else { reply }
    }

    fn once(&self, method: Method, url: &Url) -> Result<Reply, Failure> {
        let host = host(url);
        let mut turn = self.pace.turn(&host);
        let answer = match method {
            Method::Head => self.agent.head(url.as_str()).call(),
            Method::Get => self.agent.get(url.as_str()).header(header::RANGE, RANGE).call(),
        };
        answer.map(|answer| read(&answer, &mut turn)).map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &Error) -> Failure {
        use FailureKind::{Broken, NoAddress, NoHost, Unreached};
        let no_host = || failure(NoHost, "no host has this name");
        match error {
            Error::HostNotFound => no_host(),
            Error::Io(error) if is_search(error) => no_host(),
            Error::Io(error) => self.of_io(error),
            Error::Timeout(_) => failure(Unreached, format!("no answer within {} s", self.timeout.as_secs())),
            Error::Tls(_) | Error::Rustls(_) => failure(Unreached, insecure(&error.to_string())),
            Error::LargeResponseHeader(..) => failure(Broken, "the headers of its answer do not end"),
            Error::Protocol(_) => failure(Broken, "its answer is not HTTP"),
            Error::BadUri(_) | Error::Http(_) => failure(NoAddress, "it is no address"),
            other => failure(Broken, other.to_string()),
        }
    }

    fn of_io(&self, error: &io::Error) -> Failure {
        use FailureKind::{Broken, NoHost, Unreached};
        match error.kind() {
            ErrorKind::ConnectionRefused => failure(Unreached, "the connection is refused"),
            ErrorKind::TimedOut | ErrorKind::WouldBlock => {
                failure(Unreached, format!("no answer within {} s", self.timeout.as_secs()))
            }
            ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => failure(NoHost, "there is no way to its host"),
            ErrorKind::HostUnreachable => failure(Unreached, "there is no way to its host"),
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => failure(Broken, "the connection ended without an answer"),
            // What the library for TLS reports comes this way.
            ErrorKind::InvalidData => failure(Unreached, insecure(&error.to_string())),
            _ => failure(Broken, in_words(error)),
        }
    }
}

/// The certificates that other programs of this system trust, those of a company's proxy among them; where there are none, as in a
/// small container, those inside the program.
fn roots() -> RootCerts {
    let of_system = rustls_native_certs::load_native_certs().certs;
    match of_system.is_empty() {
        true => RootCerts::WebPki,
        false => of_system.iter().map(|der| Certificate::from_der(der).to_owned()).into(),
    }
}

/// Why a connection is not secure, in words where the library names one of the usual reasons.
fn insecure(error: &str) -> String {
    let known = [
        ("UnknownIssuer", "the issuer of its certificate is not known"),
        ("Expired", "its certificate has expired"),
        ("NotValidYet", "its certificate is not valid yet"),
        ("NotValidForName", "its certificate is that of another host"),
        ("CaUsedAsEndEntity", "its certificate was issued by itself"),
        ("Revoked", "its certificate was revoked"),
    ];
    let why = known.iter().find(|(name, _)| error.contains(name)).map_or(error, |(_, why)| why);
    format!("no secure connection ({why})")
}

/// Whether an error of the system is one of looking a host up, for which it has no kind.
fn is_search(error: &io::Error) -> bool {
    error.to_string().contains("failed to lookup address")
}

/// Whether an answer to HEAD is that of GET too, or the host wants no more requests.
fn is_sure(reply: &Result<Reply, Failure>) -> bool {
    match reply {
        Ok(reply) => reply.status < 400 || (reply.status == 429 && !reply.is_rest_taken),
        Err(failure) => matches!(failure.kind, FailureKind::NoHost | FailureKind::NoAddress) || is_at_once(failure),
    }
}

/// Whether a host was not reached for a reason that no other method changes. One that only takes long may do so at HEAD alone.
fn is_at_once(failure: &Failure) -> bool {
    failure.kind == FailureKind::Unreached && !failure.why.starts_with("no answer")
}

/// Whether an answer may be another one the next time.
fn may_pass(reply: &Result<Reply, Failure>) -> bool {
    match reply {
        Ok(reply) => reply.status >= 500 && !reply.is_rest_taken,
        Err(failure) => failure.kind == FailureKind::Broken,
    }
}

/// What there is to know of an answer, whose body is left where it is. A pause that the host asks for is taken, unless it is long.
fn read(answer: &Response<Body>, turn: &mut Turn<'_>) -> Reply {
    let text = |name| answer.headers().get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let status = answer.status().as_u16();
    let rest = text(header::RETRY_AFTER).and_then(rest).filter(|_| matches!(status, 429 | 503));
    let is_rest_taken = rest.is_some_and(|rest| rest <= MOST_REST);
    if let Some(rest) = rest.filter(|_| is_rest_taken) {
        turn.rest = rest;
    }
    Reply { status, location: text(header::LOCATION).map(str::to_owned), is_rest_taken }
}

/// `Retry-After`, in seconds or as a date.
fn rest(text: &str) -> Option<Duration> {
    let seconds = |text: &str| text.trim().parse().ok().map(Duration::from_secs);
    let until = |text: &str| {
        let until = rfc2822::parse(text.trim()).ok()?.timestamp();
        Some(Duration::try_from(until.duration_since(Timestamp::now())).unwrap_or_default())
    };
    seconds(text).or_else(|| until(text))
}

/// Where a redirect leads, which has to be the web.
fn next(at: &Url, to: &str) -> Result<Url, Failure> {
    let mut next = at
        .join(to)
        .map_err(|_| failure(FailureKind::Astray, format!("it redirects to \"{to}\", which is no address")))?;
    if !matches!(next.scheme(), "http" | "https") {
        return Err(failure(FailureKind::Astray, format!("it redirects to {next}, which is not of the web")));
    }
    // Kept for what is printed, and no part of the question.
    if next.fragment().is_some_and(str::is_empty) {
        next.set_fragment(None);
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_insecure_connection_is_explained_without_the_names_of_a_library() {
        let expected = "no secure connection (its certificate has expired)";
        assert_eq!(insecure("invalid peer certificate: Expired"), expected);
        assert_eq!(insecure("connection reset"), "no secure connection (connection reset)");
    }

    #[test]
    fn a_pause_is_a_number_of_seconds_or_lasts_until_a_time() {
        assert_eq!(rest("120"), Some(Duration::from_secs(120)));
        assert_eq!(rest("Sat, 01 Jan 2000 00:00:00 GMT"), Some(Duration::ZERO));
        let later = Timestamp::now() + Duration::from_secs(3600);
        let pause = rest(&rfc2822::to_string(&later.to_zoned(jiff::tz::TimeZone::UTC)).unwrap()).unwrap();
        assert!((3590..=3600).contains(&pause.as_secs()), "{pause:?}");
        assert_eq!([rest("soon"), rest("-1")], [None, None]);
    }

    #[test]
    fn a_host_is_known_by_one_name_however_it_is_written() {
        let host_of = |address: &str| host(&parse(address).unwrap());
        assert_eq!(host_of("HTTP://EXAMPLE.org:80/a b"), "example.org");
        assert_eq!(host_of("https://bücher.example/ä"), "xn--bcher-kva.example");
        assert_eq!(host_of("http://[0:0::1]:8080/"), "[::1]");
        assert!(parse("http://[::1/").is_err() && parse("https://").is_err());
    }
}
