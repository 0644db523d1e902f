//! Requests and responses: turns what the state has into HTTP, and adds the reload script to pages on their way out.
//!
//! Only GET and HEAD, and only to those who call us by a name of this machine: a page from elsewhere whose name has come
//! to mean our address must not read a site that is not published yet.

use super::state::{PageNote, Served, State};
use super::{EVENTS, PAGE, SCRIPT, WARNINGS, connections, files, headers};
use crate::base::content::{Content, digest};
use crate::base::path::OutputPath;
use crate::commands::headers::rules::Headers;
use axum::Router;
use axum::body::Body;
use axum::extract::{Query, Request, State as Shared};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch::Receiver;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

/// The library and our scripts as one, without a name that the page could see.
const SCRIPT_TEXT: &str = concat!(
    "(() => {\n",
    include_str!("idiomorph.min.js"),
    "\n",
    include_str!("messages.js"),
    include_str!("reload.js"),
    "})();\n"
);

/// What a browser shows when the first build failed; the messages come over it.
const NO_SITE: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Not built yet</title></head>\n\
    <body>\n<p>There is no good build yet.</p>\n</body>\n</html>\n";

/// How long a client waits for a picture that is being made.
const PATIENCE: Duration = Duration::from_secs(60);

type Seen = Receiver<Arc<State>>;

/// Answers for ever.
pub(crate) async fn run(listeners: Vec<TcpListener>, port: u16, seen: Seen) {
    let app = Router::new()
        .route(SCRIPT, get(script))
        .route(EVENTS, get(events))
        .route(WARNINGS, get(warnings))
        .fallback(file)
        .layer(middleware::from_fn_with_state(port, guard))
        .with_state(seen);
    connections::serve(listeners, app).await;
}

/// Lets through what is meant for us, and says of every answer that it is not to be kept, nor to be read by other sites.
async fn guard(Shared(port): Shared<u16>, request: Request, next: Next) -> Response {
    let mut response = if !is_meant_for_us(&request, port) {
        let words = format!("This preview answers to http://localhost:{port}/ and to no other name.\n");
        (StatusCode::FORBIDDEN, words).into_response()
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")], "This preview can only be read.\n")
            .into_response()
    } else if has_body(request.headers()) {
        (StatusCode::PAYLOAD_TOO_LARGE, "This preview takes nothing but questions.\n").into_response()
    } else {
        next.run(request).await
    };
    let fixed = [("cache-control", "no-store"), ("cross-origin-resource-policy", "same-origin")];
    for (name, value) in fixed {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// Whether one `Host` names us, and so does the request line if it names a host (RFC 9112, 3.2.2).
fn is_meant_for_us(request: &Request, port: u16) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let asked = request.uri().authority().map(|authority| authority.as_str());
    hosts.next().is_none()
        && host.is_some_and(|host| is_ours(host, port))
        && asked.is_none_or(|asked| is_ours(asked, port))
}

fn has_body(headers: &HeaderMap) -> bool {
    let len = headers.get(header::CONTENT_LENGTH).map(|len| len.as_bytes() != b"0");
    len.unwrap_or_default() || headers.contains_key(header::TRANSFER_ENCODING)
}

/// Whether a `Host` is a name of this machine with our port, written as browsers write it: `localhost:+80` is not a host.
fn is_ours(host: &str, port: u16) -> bool {
    let (name, asked) = match host.rsplit_once(':') {
        Some((name, asked)) if !asked.ends_with(']') => (name, asked),
        _ => (host, "80"),
    };
    asked == port.to_string() && ["localhost", "127.0.0.1", "[::1]"].iter().any(|ours| name.eq_ignore_ascii_case(ours))
}

async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT_TEXT).into_response()
}

#[derive(Deserialize)]
struct KnownVersion {
    /// The version of the page that asks.
    #[serde(default)]
    since: u64,
}

/// Tells each build: first all that happened since the version that the browser knows, then what happens.
async fn events(
    Shared(seen): Shared<Seen>,
    Query(known): Query<KnownVersion>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // A browser that was cut off says itself what it heard last.
    let heard = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let mut since = heard.unwrap_or(known.since);
    let news = WatchStream::new(seen).filter(|state| state.version > 0).map(move |state| {
        let news = serde_json::to_string(&state.news(since)).expect("a struct of texts and numbers is always JSON");
        since = state.version;
        Ok(Event::default().id(since.to_string()).retry(Duration::from_millis(500)).data(news))
    });
    Sse::new(news).keep_alive(KeepAlive::default())
}

async fn warnings(Shared(seen): Shared<Seen>) -> Response {
    let state = seen.borrow().clone();
    let list = serde_json::to_string(&state.warnings()).expect("a list of texts and numbers is always JSON");
    ([(header::CONTENT_TYPE, "application/json")], list).into_response()
}

async fn file(Shared(mut seen): Shared<Seen>, request: Request) -> Response {
    // It fails when nothing will be built any more, which is when the program ends.
    let Ok(state) = seen.wait_for(|state| state.version > 0).await.map(|state| state.clone()) else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let asked = request.uri().path();
    let (ours, asked) = asked.strip_prefix(PAGE).map_or(("", asked), |asked| (PAGE, asked));
    // A picture is made when no edit comes, so a request for it waits.
    let state = if state.is_coming(asked) {
        let made = seen.wait_for(|state| !state.is_coming(asked));
        match tokio::time::timeout(PATIENCE, made).await {
            Ok(Ok(state)) => state.clone(),
            _ => state,
        }
    } else {
        state
    };
    let headers = headers::in_preview(state.headers(asked), &format!("http://{host}"));
    let note = || state.note(asked);
    match state.find(asked) {
        Served::File(path, content) => {
            page(StatusCode::OK, &state, (path, content), (request.headers(), headers), note())
        }
        Served::Missing(Some((path, content))) => {
            page(StatusCode::NOT_FOUND, &state, (path, content), (request.headers(), headers), note())
        }
        Served::Missing(None) => {
            with_headers((StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(), headers)
        }
        Served::NoSite => {
            let body = with_script(NO_SITE.as_bytes(), &tag(&state, "", &headers, None));
            (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body)
                .into_response()
        }
        Served::Redirect(to) => {
            let mut to = format!("{ours}{to}");
            if let Some(query) = request.uri().query() {
                to.extend(["?", query]);
            }
            (StatusCode::FOUND, [(header::LOCATION, to)]).into_response()
        }
    }
}

/// Adds what the site's host would send.
fn with_headers(mut answer: Response, headers: Headers) -> Response {
    for (name, value) in headers {
        // A host refuses names and values that HTTP does not have, too.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

fn page(
    status: StatusCode,
    state: &State,
    (path, content): (&OutputPath, &Content),
    (asked, headers): (&HeaderMap, Headers),
    note: Option<PageNote>,
) -> Response {
    let kind = mime_guess::from_ext(path.extension()).first_or_octet_stream();
    let is_text = kind.type_() == mime_guess::mime::TEXT;
    let kind = if is_text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    let answer = match path.extension() {
        "html" | "htm" => files::read(path, content, &state.output).map(|bytes| {
            let body = with_script(&bytes, &tag(state, &state.whole(path), &headers, note));
            (status, Body::from(body)).into_response()
        }),
        _ => files::file(status, (path, content), &state.output, asked),
    };
    match answer {
        Ok(mut answer) => {
            let kind = HeaderValue::try_from(kind).expect("a kind of media is valid in a header");
            answer.headers_mut().insert(header::CONTENT_TYPE, kind);
            with_headers(answer, headers)
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("Cannot read this: {error}.\n")).into_response(),
    }
}

/// The element that loads the script, with what the page is, how new, and under which headers.
fn tag(state: &State, address: &str, headers: &Headers, note: Option<PageNote>) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let headers = u128::from_be_bytes(digest(headers.as_bytes()));
    let (version, address, prefix) = (state.version, escaped(address), escaped(&state.prefix));
    let note = note.map(|note| serde_json::to_string(&note).expect("a struct of texts is always JSON"));
    let note = note.map_or(String::new(), |note| format!(" data-note=\"{}\"", escaped(&note)));
    format!(
        "<script src=\"{SCRIPT}\" data-version=\"{version}\" data-address=\"{address}\" data-prefix=\"{prefix}\" data-headers=\"{headers:x}\"{note} \
         defer></script>"
    )
}

/// A text as the value of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// Puts the element at the end of the body, or of what there is.
fn with_script(page: &[u8], tag: &str) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    let end = page.windows(END.len()).rposition(|part| part.eq_ignore_ascii_case(END)).unwrap_or(page.len());
    [&page[..end], tag.as_bytes(), &page[end..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_ours() {
        for host in ["localhost:4321", "LOCALHOST:4321", "127.0.0.1:4321", "[::1]:4321"] {
            assert!(is_ours(host, 4321), "{host}");
        }
        let others =
            ["localhost", "localhost:4322", "evil.example:4321", "127.0.0.1.evil.example:4321", "[::1]", "", ":4321"];
        for host in others {
            assert!(!is_ours(host, 4321), "{host}");
        }
        assert!(is_ours("localhost", 80) && is_ours("[::1]", 80));
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let with = |page: &str| String::from_utf8(with_script(page.as_bytes(), "S")).unwrap();
        assert_eq!(with("<p></body></p></BODY></html>"), "<p></body></p>S</BODY></html>");
        assert_eq!(with("<p>é"), "<p>éS");
    }
}
