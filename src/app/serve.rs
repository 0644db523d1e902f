//! The preview: shows the last good build in a browser, and tells the browser what the next one changed.
//!
//! Stands behind the pipeline, as `write` does, and knows nothing of how a site is built. It answers from memory, so that
//! a page can be seen before it is on the disk; the reload script is added on the way out and is in no file. It listens on
//! loopback alone, answers to no other name, and changes nothing on anybody's word.
//!
//! - `state` is what there is to show after a build: pure, made anew by each build from the one before;
//! - `gone` is what became of pages that went;
//! - `headers` is what a host would send with it, by the site's own `_headers`;
//! - `connections` takes so many at once, and each for so long;
//! - `answer` turns a request and a state into a response, and `files` a file into bytes, whole or in part;
//! - `reload.js` is the script in the browser, and `messages.js` what it shows there; `idiomorph.min.js` (version 0.8.0, 0BSD, see `idiomorph.LICENSE`) is the
//!   only file from elsewhere: it changes a page into another one and leaves alone what is equal.

mod answer;
mod connections;
mod files;
mod gone;
mod headers;
mod state;

use crate::Outcome;
use crate::base::content::Content;
use crate::base::diagnostic;
use crate::base::path::{Address, OutputPath};
use crate::base::table::Table;
use crate::commands::headers::HEADERS;
use crate::commands::headers::rules::HeaderRules;
use crate::load::{SourceLines, Sources};
use crate::model::config::BaseUrl;
use gone::FilePages;
use state::{Built, Problem, State, Warnings};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;
use std::{io, thread};
use tokio::sync::watch;

/// Addresses of our own; a site that publishes something there does not see it in the preview.
const OURS: &str = "/_fissure/";
const SCRIPT: &str = "/_fissure/reload.js";
const EVENTS: &str = "/_fissure/events";
const WARNINGS: &str = "/_fissure/warnings";
/// Before the address of a page: the page as it is at that address, for the script of a page whose policy lets it ask nothing
/// but us.
const PAGE: &str = "/_fissure/page";

/// The port that is tried first when nobody asks for one.
pub(crate) const PORT: u16 = 4321;
/// How many ports after that one are tried.
const OTHERS: u16 = 20;

/// A preview that runs until the program ends.
pub(crate) struct Preview {
    port: u16,
    state: watch::Sender<Arc<State>>,
}

impl Preview {
    /// Begins to listen at `asked`, or at the next free port; any free one for 0. Requests wait for the first build. `output` is
    /// where good sites are written.
    pub(crate) fn start(asked: u16, output: &Path) -> io::Result<Preview> {
        let (port, listeners) = listen(asked)?;
        // Versions begin with the clock, so that those of a preview are higher than those of the one before it.
        let began = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
        let (state, seen) = watch::channel(Arc::new(State::new(began.try_into().unwrap_or_default(), output)));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().spawn(move || runtime.block_on(answer::run(listeners, port, seen)))?;
        Ok(Preview { port, state })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Shows the files that a build came to, or what is wrong over the last good ones.
    pub(crate) fn show(&self, sources: &Sources, outcome: &Outcome, files: &Table<OutputPath, Content>) {
        let prefix = outcome.site.config.prefix();
        let before = self.state.borrow().clone();
        let warnings = Warnings::among(&outcome.diagnostics, sources);
        let next = if diagnostic::has_errors(&outcome.diagnostics) {
            let errors = outcome.diagnostics.iter().filter(|d| d.severity == diagnostic::Severity::Error);
            let lines = SourceLines::new(sources);
            before.after_mistake(errors.map(|error| Problem::new(error, &lines)).collect(), prefix)
        } else {
            let config = &outcome.site.config;
            before.after_build(Built {
                files: files.clone(),
                planned: outcome.plan.pages.clone(),
                prefix: prefix.to_owned(),
                headers: rules(&before, files),
                origin: config.base_url.as_ref().map_or("", BaseUrl::origin).to_owned(),
                pages: FilePages::of(&outcome.site, sources),
            })
        };
        self.state.send_replace(Arc::new(next.with_warnings(warnings)));
    }

    /// Where a page of the site is seen.
    pub(crate) fn url(&self, address: &Address) -> String {
        format!("http://localhost:{}{}{}", self.port, self.state.borrow().prefix, address.encoded())
    }
}

/// The rules of the `_headers` among the files of a build; the old ones where that file is the same.
fn rules(before: &State, files: &Table<OutputPath, Content>) -> Arc<HeaderRules> {
    let Some((path, content)) = files.get_key_value(HEADERS) else { return Arc::default() };
    if before.file(HEADERS) == Some(content) {
        return before.headers.clone();
    }
    // A disk that fails here fails for pages too, which report it.
    let text = files::read(path, content, &before.output).unwrap_or_default();
    Arc::new(HeaderRules::read(&String::from_utf8_lossy(&text)))
}

/// Takes a port of both kinds of loopback, since browsers mean either by `localhost`.
fn listen(asked: u16) -> io::Result<(u16, Vec<TcpListener>)> {
    let last = if asked == 0 { 0 } else { asked.saturating_add(OTHERS) };
    let mut taken = None;
    for port in asked..=last {
        match listen_at(port) {
            Ok(listening) => return Ok(listening),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(taken.expect("at least one port was tried, and a failure of another kind has returned"))
}

fn listen_at(port: u16) -> io::Result<(u16, Vec<TcpListener>)> {
    let first = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
        Ok(second) => listeners.push(second),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
        // A machine without the newer kind.
        Err(_) => {}
    }
    for listener in &listeners {
        listener.set_nonblocking(true)?;
    }
    Ok((port, listeners))
}
