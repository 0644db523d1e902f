//! One site in one run: builds it, tells what is wrong, writes it, once or again and again.
//!
//! Belongs to `main`, and is the only place where a build gets its present from the clock. `build --watch` and `serve`
//! are one loop, which a preview may listen to. How a site is built is the library's, see `lib.rs`.

use crate::progress::Progress;
use crate::say::{cells, count, number, say, tell, tell_left_over};
use fissure::cli::{BuildArgs, CommonArgs};
use fissure::facts::Ledger;
use fissure::link::Site;
use fissure::load::{self, Look, Sources};
use fissure::path::Address;
use fissure::serve::{PORT, Preview};
use fissure::watch::Watch;
use fissure::write::{self, Mode, Output, WriteError, Written};
use fissure::{Advice, Inputs, Memory, Outcome, build, diagnostic, theme};
use jiff::{Timestamp, Zoned};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A site, what its builds are told, and what is remembered between them.
pub struct Session<'a> {
    root: &'a Path,
    args: &'a CommonArgs,
    advice: Option<Advice>,
    load: load::Memory,
    build: Memory,
    write: write::Memory,
}

impl<'a> Session<'a> {
    /// Advice is for `check`: a build that is repeated all day keeps quiet about it.
    pub fn new(root: &'a Path, args: &'a CommonArgs, advice: Option<Advice>) -> Session<'a> {
        let (load, build, write) = Default::default();
        Session { root, args, advice, load, build, write }
    }

    /// Builds with what is found where there is to look; the first time everything is looked at.
    pub fn build(&mut self, look: &Look, progress: &mut Progress) -> (Sources, Outcome) {
        let inputs = Inputs {
            now: self.args.present.now.unwrap_or_else(Timestamp::now),
            drafts: self.args.drafts,
            base_url: self.args.base_url.clone(),
            strict: self.args.strict,
            advice: self.advice.clone(),
        };
        progress.begin("load");
        let (sources, noticed) = load::load(self.root, theme::FILES, look, &mut self.load);
        let outcome = build(&sources, noticed, &inputs, &mut self.build, &mut |step| progress.begin(step));
        (sources, outcome)
    }

    pub fn write(&mut self, output: &Output, outcome: &Outcome, mode: Mode) -> Result<Written, WriteError> {
        write::write(output, &outcome.rendered.files, mode, &mut self.write)
    }
}

/// Builds whenever something changes or a held-back article is due. The last good site stays while there are errors.
pub fn watch(root: &Path, args: &BuildArgs, output: &Output) -> Result<(), String> {
    let mut watch =
        Watch::new(root, args.watching.poll).map_err(|error| format!("cannot watch {}: {error}", root.display()))?;
    let preview = args.serve.then(|| start_preview(args.watching.port)).transpose()?;
    let mut session = Session::new(root, &args.common, None);
    // The first build may replace the whole folder; later ones must not pull it away from under a server.
    let mut mode = if args.in_place { Mode::InPlace } else { Mode::Exchange };
    let mut before: Option<Arc<Ledger>> = None;
    let (mut announced, mut opened, mut doubted) = (false, false, false);
    let mut look = Look::Everywhere;
    loop {
        let started = Instant::now();
        let (sources, outcome) = session.build(&look, &mut Progress::new(true));
        let is_good = !diagnostic::has_errors(&outcome.diagnostics);
        // Half of a rename or checkout has mistakes that the other half mends: what is over already is not told.
        doubted = !is_good && !doubted && watch.has_rung();
        if doubted {
            look = watch.wait(None);
            continue;
        }
        if let Some(preview) = &preview {
            // Before anything is written: who looks should not wait for a disk.
            preview.show(&sources, &outcome);
            if !std::mem::replace(&mut announced, true) {
                announce(preview, args.watching.port);
            }
            if args.watching.open && is_good && !std::mem::replace(&mut opened, true) {
                open(preview, root, &outcome.site);
            }
        }
        tell(root, &sources, &outcome.diagnostics, args.common.format);
        let result = if is_good {
            session.write(output, &outcome, mode).map(|written| {
                mode = Mode::InPlace;
                tell_left_over(&written);
                let differences = before.as_ref().map_or(Vec::new(), |before| outcome.ledger.differences(before));
                before = Some(outcome.ledger.clone());
                let pages = number(outcome.rendered.again.len(), "page");
                format!("ok {} ms {pages}{}", started.elapsed().as_millis(), cells(&differences))
            })
        } else {
            Ok(format!("{}; the last good site stays", count(&outcome.diagnostics)))
        };
        // A full disk or a folder without permission may be mended while we go on.
        let result = result.unwrap_or_else(|error| format!("{error}; save again when that is mended"));
        say(args.common.format, &format!("{} {result}", Zoned::now().strftime("%H:%M:%S")));
        if let Some(notice) = watch.take_notice() {
            anstream::eprintln!("fissure: {notice}");
        }
        let due = outcome.next_change.filter(|_| args.common.present.now.is_none());
        look = watch.wait(due.map(until));
    }
}

/// How long until an instant, and a little more, so that it has passed for certain.
fn until(instant: Timestamp) -> Duration {
    let left = instant.duration_since(Timestamp::now());
    Duration::try_from(left).unwrap_or_default() + Duration::from_millis(50)
}

fn start_preview(asked: Option<u16>) -> Result<Preview, String> {
    let port = asked.unwrap_or(PORT);
    Preview::start(port).map_err(|error| format!("cannot serve at port {port} or one of the next: {error}"))
}

fn announce(preview: &Preview, asked: Option<u16>) {
    let (asked, home) = (asked.unwrap_or(PORT), preview.url(&Address::new("/")));
    match asked == preview.port() || asked == 0 {
        true => anstream::eprintln!("serving {home}"),
        false => anstream::eprintln!("port {asked} is taken, so {home}"),
    }
}

/// Opens the browser at the article that was edited last, or at the home page of a site that has none.
fn open(preview: &Preview, root: &Path, site: &Site) {
    let edited = |path: &str| std::fs::metadata(root.join(path)).and_then(|meta| meta.modified()).ok();
    let last = site.articles.values().max_by_key(|linked| edited(linked.article.document.path.as_str()));
    let url = preview.url(last.map_or(&Address::new("/"), |linked| &linked.address));
    if let Err(error) = open::that_detached(&url) {
        anstream::eprintln!("fissure: no browser could be opened at {url}: {error}");
    }
}
