//! One site in one run: builds it, tells what is wrong, writes it, once or again and again.
//!
//! Belongs to `main`, and is the only place where a build gets its present from the clock. `build --watch` and `serve`
//! are one loop, which a preview may listen to: it builds in a hurry, and does the rest in a moment of rest. How a site is
//! built is the library's, see `lib.rs`.

use crate::progress::Progress;
use crate::say::{cells, count, number, say, tell, tell_left_over};
use fissure::cli::{BuildArgs, CommonArgs};
use fissure::diagnostic::{self, Diagnostic};
use fissure::facts::Ledger;
use fissure::link::Site;
use fissure::load::{self, Look, Sources};
use fissure::path::Address;
use fissure::serve::{PORT, Preview};
use fissure::watch::Watch;
use fissure::write::{self, Mode, Output, WriteError, Written};
use fissure::{Advice, Inputs, Memory, Outcome, build, theme};
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

    /// Takes what an earlier run made and left in the output, where making it again would give the same.
    pub fn recall(&mut self, output: &Output) {
        self.build.recall(write::earlier(output));
    }

    /// Builds with what is found where there is to look; the first time everything is looked at.
    pub fn build(&mut self, look: &Look, hurry: bool, progress: &mut Progress) -> (Sources, Outcome) {
        let inputs = Inputs {
            now: self.args.present.now.unwrap_or_else(Timestamp::now),
            drafts: self.args.drafts,
            base_url: self.args.base_url.clone(),
            strict: self.args.strict,
            hurry,
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
///
/// Each build is in a hurry; what it leaves for later is made by another one, once nothing has come for a moment.
pub fn watch(root: &Path, args: &BuildArgs, output: &Output) -> Result<(), String> {
    let mut watching = Watching::begin(root, args, output)?;
    let mut look = Look::Everywhere;
    let mut doubted = false;
    // When the first build began of which no line tells yet, and how many pages there were since.
    let mut untold = None;
    loop {
        let (started, before) = untold.take().unwrap_or_else(|| (Instant::now(), 0));
        let mut progress = Progress::new(true);
        let (sources, outcome) = watching.session.build(&look, !watching.makes_up, &mut progress);
        let pages = before + outcome.rendered.again.len();
        let is_good = !diagnostic::has_errors(&outcome.diagnostics);
        // Half of a rename or checkout has mistakes that the other half mends: what is over already is not told.
        doubted = !is_good && !doubted && watching.watch.has_rung();
        if doubted {
            look = watching.wait(&outcome, None);
            continue;
        }
        watching.show(&sources, &outcome, &mut progress);
        watching.tell(&sources, &outcome);
        if is_good && !outcome.is_whole && !watching.has_written() {
            // What an earlier run made would go with this write, and come again with the next.
            (look, watching.makes_up, untold) = (Look::nowhere(), true, Some((started, pages)));
            continue;
        }
        look = if is_good {
            watching.write(&outcome, started, pages, progress)
        } else {
            watching.say(&format!("{}; the last good site stays", count(&outcome.diagnostics)));
            watching.wait(&outcome, None)
        };
    }
}

/// How long it must be quiet before what was left for later is made.
const BREATH: Duration = Duration::from_secs(1);
/// How long to rest before what could not be written is tried again, at first and at most.
const SHORT_REST: Duration = Duration::from_secs(1);
const LONG_REST: Duration = Duration::from_secs(30);

/// A site that is built again and again, and those who are shown it.
struct Watching<'a> {
    session: Session<'a>,
    args: &'a BuildArgs,
    output: &'a Output,
    watch: Watch,
    preview: Option<Preview>,
    mode: Mode,
    /// What the facts came to when the site was written last.
    before: Option<Arc<Ledger>>,
    /// Whether a build is not in a hurry: it makes what the last one left for later.
    makes_up: bool,
    /// What the last build told.
    told: Vec<Diagnostic>,
    announced: bool,
    opened: bool,
}

impl<'a> Watching<'a> {
    fn begin(root: &'a Path, args: &'a BuildArgs, output: &'a Output) -> Result<Watching<'a>, String> {
        let watch = Watch::new(root, args.watching.poll)
            .map_err(|error| format!("cannot watch {}: {error}", root.display()))?;
        let preview = args.serve.then(|| start_preview(args.watching.port)).transpose()?;
        let mut session = Session::new(root, &args.common, None);
        session.recall(output);
        // The first build may replace the whole folder; later ones must not pull it away from under a server.
        let mode = if args.in_place { Mode::InPlace } else { Mode::Exchange };
        let (before, told) = (None, Vec::new());
        let (makes_up, announced, opened) = (false, false, false);
        Ok(Watching { session, args, output, watch, preview, mode, before, makes_up, told, announced, opened })
    }

    fn has_written(&self) -> bool {
        self.before.is_some()
    }

    /// Tells what is wrong; a build that makes up for the last one has nothing new to tell, as a rule.
    fn tell(&mut self, sources: &Sources, outcome: &Outcome) {
        if !(self.makes_up && self.told == outcome.diagnostics) {
            tell(self.session.root, sources, &outcome.diagnostics, self.args.common.format);
            self.told = outcome.diagnostics.clone();
        }
    }

    /// Before anything is written: who looks should not wait for a disk.
    fn show(&mut self, sources: &Sources, outcome: &Outcome, progress: &mut Progress) {
        let Some(preview) = &self.preview else { return };
        progress.begin("show");
        preview.show(sources, outcome);
        if !std::mem::replace(&mut self.announced, true) {
            announce(preview, self.args.watching.port);
        }
        let is_good = !diagnostic::has_errors(&outcome.diagnostics);
        if self.args.watching.open && is_good && !std::mem::replace(&mut self.opened, true) {
            open(preview, self.session.root, &outcome.site);
        }
    }

    /// Writes a good build, and waits for what comes next.
    ///
    /// A full disk or a folder without permission may be mended while we go on: what cannot be written is tried again
    /// without another save. That it fails again is not said again.
    fn write(&mut self, outcome: &Outcome, started: Instant, pages: usize, progress: Progress) -> Look {
        let Err(error) = self.try_to_write(outcome, started, pages, progress) else { return self.rest(outcome) };
        self.say(&format!("{error}; this is tried again until it works"));
        let mut rest = SHORT_REST;
        loop {
            let look = self.wait(outcome, Some(rest));
            if !look.is_nowhere() || self.is_due(outcome) {
                return look;
            }
            if self.try_to_write(outcome, Instant::now(), pages, Progress::new(true)).is_ok() {
                return self.rest(outcome);
            }
            rest = (rest * 2).min(LONG_REST);
        }
    }

    fn try_to_write(
        &mut self,
        outcome: &Outcome,
        started: Instant,
        pages: usize,
        mut progress: Progress,
    ) -> Result<(), WriteError> {
        progress.begin("write");
        let written = self.session.write(self.output, outcome, self.mode)?;
        let times = progress.end();
        let is_first = !self.has_written();
        self.mode = Mode::InPlace;
        tell_left_over(&written);
        let differences = match self.before.replace(outcome.ledger.clone()) {
            Some(before) if !Arc::ptr_eq(&before, &outcome.ledger) => outcome.ledger.differences(&before),
            _ => Vec::new(),
        };
        let ms = started.elapsed().as_millis();
        let is_quiet = self.makes_up && !is_first && pages == 0 && differences.is_empty();
        if !is_quiet {
            self.say(&format!("ok {ms} ms {}{}", number(pages, "page"), cells(&differences)));
        } else if self.args.watching.timings {
            self.say(&format!("later {ms} ms"));
        }
        if self.args.watching.timings {
            say(self.args.common.format, &times);
        }
        Ok(())
    }

    /// Says what a build came to, with the time of the day.
    fn say(&self, what: &str) {
        say(self.args.common.format, &format!("{} {what}", Zoned::now().strftime("%H:%M:%S")));
    }

    /// Waits for what comes after a good build that was written; if nothing does for a moment, for what it left for later.
    fn rest(&mut self, outcome: &Outcome) -> Look {
        let breath = (!outcome.is_whole).then_some(BREATH);
        let look = self.wait(outcome, breath);
        self.makes_up = breath.is_some() && look.is_nowhere() && !self.is_due(outcome);
        look
    }

    /// Waits until something changes, is due, or the rest is over; says where to look.
    fn wait(&mut self, outcome: &Outcome, rest: Option<Duration>) -> Look {
        self.makes_up = false;
        if let Some(notice) = self.watch.take_notice() {
            anstream::eprintln!("fissure: {notice}");
        }
        let due = self.due(outcome).map(until);
        self.watch.wait(due.into_iter().chain(rest).min())
    }

    fn is_due(&self, outcome: &Outcome) -> bool {
        self.due(outcome).is_some_and(|due| due <= Timestamp::now())
    }

    fn due(&self, outcome: &Outcome) -> Option<Timestamp> {
        outcome.next_change.filter(|_| self.args.common.present.now.is_none())
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
