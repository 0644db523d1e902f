//! One site in one run: builds it, tells what is wrong, writes it, once or again and again.
//!
//! Belongs to `main`, and is the only place where a build gets its present from the clock. `build --watch` and `serve`
//! are one loop, which a preview may listen to: it builds, and makes what is slow once it is quiet. How a site is built is the
//! library's, see `lib.rs`.

use crate::app::cli::{BuildArgs, CommonArgs};
use crate::app::interrupt;
use crate::app::messages::number;
use crate::app::progress::Progress;
use crate::app::say::{cells, count, line, report, report_write, say};
use crate::app::serve::{PORT, Preview};
use crate::app::watch::Watch;
use crate::base::content::{Content, Keeper, Nowhere, Shelf};
use crate::base::diagnostic::{self, Diagnostic};
use crate::base::path::{Address, OutputPath};
use crate::base::table::{self, Joined, Table};
use crate::extras::{self, Extras};
use crate::facts::Ledger;
use crate::link::Site;
use crate::load::{self, Look, PRIVATE, Sources, theme};
use crate::write::{self, Mode, Output, Pages, WriteCounts, WriteError};
use crate::{Advice, Inputs, Memory, Outcome, build};
use jiff::{Timestamp, Zoned};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A site, what its builds are told, and what is remembered between them.
pub(crate) struct Session<'a> {
    root: &'a Path,
    args: &'a CommonArgs,
    advice: Option<Advice>,
    load: load::LoadCache,
    build: Memory,
    extras: extras::ExtrasCache,
    /// What was slow to make, as it was made last.
    made: Extras,
    files: Joined<OutputPath, Content>,
    write: write::WriteCache,
    /// Where finished pages go, if they are to be written.
    pages: Option<Arc<Pages>>,
    /// Whether finished pages of the last build are lost, so that only another build can be written.
    is_lost: bool,
    /// The present of the last build.
    built_at: Timestamp,
}

impl<'a> Session<'a> {
    /// A session that writes nothing. Advice is for `check`: a build that is repeated all day keeps quiet about it.
    pub(crate) fn new(root: &'a Path, args: &'a CommonArgs, advice: Option<Advice>) -> Session<'a> {
        let (load, extras, made, files, write) = Default::default();
        let build = Memory::of_one_build(Keeper::of(Arc::new(Nowhere)));
        let (pages, is_lost, built_at) = (None, false, Timestamp::MIN);
        Session { root, args, advice, load, build, extras, made, files, write, pages, is_lost, built_at }
    }

    /// A session that writes to an output, once or again and again. What is slow to make is taken from there, where an earlier
    /// run left the same.
    pub(crate) fn writing(root: &'a Path, args: &'a CommonArgs, output: &Output, is_repeated: bool) -> Session<'a> {
        let pages = Pages::new(output);
        interrupt::end_cleanly(&pages);
        let keeper = Keeper::of(pages.clone());
        let mut extras = extras::ExtrasCache::keeping(keeper.clone());
        extras.recall(write::earlier(output));
        extras.keep_on(shelf(root, true));
        let build = if is_repeated { Memory::keeping(keeper) } else { Memory::of_one_build(keeper) };
        let write = write::WriteCache::with(pages.clone());
        Session { build, extras, write, pages: Some(pages), ..Session::new(root, args, None) }
    }

    /// Drops what is staged but will not be written. The next build renders it again.
    pub(crate) fn discard(&mut self) {
        if self.pages.as_ref().is_some_and(|pages| pages.discard()) {
            self.forget_pages();
        }
    }

    fn forget_pages(&mut self) {
        self.build.forget_pages();
        self.extras.forget_files();
        self.is_lost = true;
    }

    /// Builds with what is found where there is to look; the first time everything is looked at.
    pub(crate) fn build(&mut self, look: &Look, progress: &mut Progress) -> (Sources, Outcome) {
        let inputs = Inputs {
            now: self.args.present.now.unwrap_or_else(Timestamp::now),
            drafts: self.args.drafts,
            base_url: self.args.base_url.clone(),
            tolerance: self.args.tolerance.tolerance(),
            advice: self.advice.clone(),
        };
        (self.is_lost, self.built_at) = (false, inputs.now);
        progress.begin("load");
        let (sources, noticed) = load::load(self.root, theme::FILES, look, &mut self.load);
        let outcome = build(&sources, noticed, &inputs, &mut self.build, &mut |step| progress.begin(step));
        (sources, outcome)
    }

    /// Makes what is slow, for a build without errors. Gives what only that finds wrong.
    pub(crate) fn make_extras(&mut self, outcome: &Outcome, progress: &mut Progress) -> Vec<Diagnostic> {
        self.made = extras::extras(outcome, &mut self.extras, &mut |part| progress.begin(part));
        self.made.diagnostics.clone()
    }

    /// Takes away what earlier builds kept and this one did not need.
    pub(crate) fn sweep(&self) {
        self.extras.sweep();
    }

    /// All files of a build, with what is slow as it was made last.
    pub(crate) fn files(&mut self, outcome: &Outcome) -> Table<OutputPath, Content> {
        let gone = self.made.follow(outcome);
        gone.iter().for_each(|path| self.extras.forget(path));
        self.files.follow(&outcome.rendered.files, &self.made.files)
    }

    pub(crate) fn write(&mut self, output: &Output, outcome: &Outcome, mode: Mode) -> Result<WriteCounts, WriteError> {
        let files = self.files(outcome);
        let written = write::write(output, &files, mode, &mut self.write);
        self.pages.as_deref().into_iter().for_each(interrupt::end_if_interrupted);
        written.inspect_err(|error| {
            if matches!(error, WriteError::Lost { .. }) {
                self.forget_pages();
            }
            self.discard();
        })
    }
}

/// Where what is made of pictures is kept from run to run.
pub(crate) fn shelf(root: &Path, may_write: bool) -> Shelf {
    Shelf::of(Arc::new(write::PictureShelf::new(root, may_write)))
}

/// Builds whenever something changes or a held-back article is due. The last good site stays while there are errors.
///
/// What is slow is reused from the build before, and made once nothing has come for a moment.
pub(crate) fn watch(root: &Path, args: &BuildArgs, output: &Output) -> Result<(), String> {
    let mut watching = Watching::begin(root, args, output)?;
    let mut look = Look::Everywhere;
    let mut doubted = false;
    let mut pause = SHORT_REST;
    loop {
        let started = Instant::now();
        let is_unasked = std::mem::take(&mut watching.is_unasked);
        let mut progress = Progress::new(true);
        let (sources, outcome) = watching.session.build(&look, &mut progress);
        let is_good = !diagnostic::has_errors(&outcome.diagnostics);
        // Half of a rename or checkout has mistakes that the other half fixes: what is over already is not reported.
        doubted = !is_good && !doubted && watching.watch.has_rung();
        if doubted {
            watching.session.discard();
            look = watching.wait(&outcome, None);
            continue;
        }
        let is_news = watching.reported.is_news(&sources, &outcome);
        if is_unasked {
            watching.learn(is_news, started.elapsed());
        }
        if is_news || !is_unasked {
            watching.show(&sources, &outcome, &mut progress);
        }
        if is_news {
            report(root, &sources, &outcome.diagnostics, args.common.printed());
        }
        look = if is_good && is_unasked && !is_news {
            watching.rest(&outcome)
        } else if is_good {
            let made = Made { started, pages: is_news.then_some(outcome.rendered.again.len()), progress };
            let published = watching.publish(&sources, &outcome, made);
            published.unwrap_or_else(|look| watching.begin_anew(look))
        } else {
            watching.session.discard();
            if is_news {
                watching.say(&format!("{}; the last good site stays", count(&outcome.diagnostics)));
            }
            // What cannot be read now may be read later, and no event says so.
            let is_passing = diagnostic::has_unreadable(&outcome.diagnostics);
            pause = if is_passing && !is_news { (pause * 2).min(LONG_REST) } else { SHORT_REST };
            if is_passing { watching.wait_for_the_disk(&outcome, pause) } else { watching.rest(&outcome) }
        };
    }
}

/// How long it must be quiet before what is slow is made.
const BREATH: Duration = Duration::from_secs(1);
/// The longest that is waited without a look at the clock, which jumps when the machine has slept, and at the site's folders,
/// of which one may have gone without an event, as with its disk.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// How long nothing must have come before a look is taken all the same: at least, as a multiple of what one takes, since a large
/// site must not keep a core busy, and at most.
const UNASKED: Duration = Duration::from_secs(10);
const UNASKED_SHARE: u32 = 100;
const UNASKED_MOST: Duration = Duration::from_secs(60);
/// How long to rest before what could not be written is tried again, at first and at most.
const SHORT_REST: Duration = Duration::from_secs(1);
const LONG_REST: Duration = Duration::from_secs(30);

/// A site that is built again and again, and the browsers that it is shown in.
struct Watching<'a> {
    session: Session<'a>,
    args: &'a BuildArgs,
    output: &'a Output,
    watch: Watch,
    preview: Option<Preview>,
    mode: Mode,
    /// What the facts came to when the site was written last.
    before: Option<Arc<Ledger>>,
    /// The address of the home page that was announced last.
    announced: Option<String>,
    opened: bool,
    reported: Reported,
    /// How long to wait for a change before a look is taken all the same.
    patience: Duration,
    /// Whether the next look is such a one.
    is_unasked: bool,
}

/// What was reported last.
///
/// A file can change and be the same: editors set its permissions after they wrote it, and save what was not edited. There
/// is nothing to report then.
#[derive(Default)]
struct Reported(Option<(Sources, Vec<Diagnostic>)>);

impl Reported {
    /// Whether a build differs from the one before, in what it read, in what is wrong, or, as on a later day, in its pages.
    ///
    /// Private texts are read along with the rest and are for `check` alone.
    fn is_news(&mut self, sources: &Sources, outcome: &Outcome) -> bool {
        let before = self.0.replace((sources.clone(), outcome.diagnostics.clone()));
        let is_same = before.is_some_and(|(read, found)| {
            let mut changed = table::changed(&read.files, &sources.files);
            found == outcome.diagnostics && changed.all(|path| path.below(PRIVATE).is_some())
        });
        !is_same || !outcome.rendered.again.is_empty()
    }
}

/// What is written: since when it was made, and how many pages were rendered for it. None is said of what is slow, and of
/// what is the same as before.
struct Made {
    started: Instant,
    pages: Option<usize>,
    progress: Progress,
}

impl<'a> Watching<'a> {
    fn begin(root: &'a Path, args: &'a BuildArgs, output: &'a Output) -> Result<Watching<'a>, String> {
        let watch = Watch::new(root, args.watching.poll)
            .map_err(|error| format!("cannot watch {}: {error}", root.display()))?;
        let preview = args.serve.then(|| start_preview(args.watching.port, output)).transpose()?;
        let session = Session::writing(root, &args.common, output, true);
        // The first build may replace the whole folder; later ones must not pull it away from under a server.
        let mode = if args.in_place { Mode::InPlace } else { Mode::Exchange };
        Ok(Watching {
            session,
            args,
            output,
            watch,
            preview,
            mode,
            before: None,
            announced: None,
            opened: false,
            reported: Reported::default(),
            patience: UNASKED,
            is_unasked: false,
        })
    }

    /// What was not written is not known to have been built, so the next build is reported.
    fn begin_anew(&mut self, look: Look) -> Look {
        self.reported = Reported::default();
        look
    }

    /// Before anything is written: a reader should not wait for a disk.
    fn show(&mut self, sources: &Sources, outcome: &Outcome, progress: &mut Progress) {
        let Some(preview) = &self.preview else { return };
        progress.begin("show");
        let is_good = !diagnostic::has_errors(&outcome.diagnostics);
        let files = if is_good { self.session.files(outcome) } else { Table::default() };
        preview.show(sources, outcome, &files);
        let home = preview.url(&Address::new("/"));
        match self.announced.replace(home.clone()) {
            None => announce(preview.port(), &home, self.args.watching.port),
            // With another `base_url` it is served below another path.
            Some(before) if before != home => line(&format!("now serving {home}")),
            Some(_) => {}
        }
        if self.args.watching.open && is_good && !std::mem::replace(&mut self.opened, true) {
            open(preview, self.session.root, &outcome.site);
        }
    }

    /// Writes a good build, then makes what is slow and writes that, and waits for what comes next. Says where to look; as an
    /// error if that came before all was written.
    fn publish(&mut self, sources: &Sources, outcome: &Outcome, mut made: Made) -> Result<Look, Look> {
        let is_first = self.before.is_none();
        // What an earlier run made would go with this write, and come again with the next.
        if is_first && !self.make_extras(sources, outcome, &mut made.progress) {
            self.session.discard();
            return Ok(self.rest(outcome));
        }
        self.write(outcome, made)?;
        if is_first {
            // This one sorts what the first build noted, so that the first edit need not wait for it.
            self.session.build(&Look::nowhere(), &mut Progress::new(true));
        } else {
            let look = self.wait(outcome, Some(BREATH));
            if !look.is_nowhere() || self.is_due(outcome) {
                return Ok(look);
            }
            let (started, mut progress) = (Instant::now(), Progress::new(true));
            if !self.make_extras(sources, outcome, &mut progress) {
                return Ok(self.rest(outcome));
            }
            self.write(outcome, Made { started, pages: None, progress })?;
        }
        Ok(self.rest(outcome))
    }

    /// Makes what is slow and shows it. Whether nothing is wrong with it.
    fn make_extras(&mut self, sources: &Sources, outcome: &Outcome, progress: &mut Progress) -> bool {
        let found = self.session.make_extras(outcome, progress);
        self.show(sources, outcome, progress);
        if !found.is_empty() {
            report(self.session.root, sources, &found, self.args.common.printed());
            self.say(&format!("{}; the last good site stays", count(&found)));
        }
        found.is_empty()
    }

    /// Writes until it works, or something comes; says where to look then.
    ///
    /// A full disk or a folder without permission may be fixed while we go on: what cannot be written is tried again
    /// without another save. That it fails again is not said again.
    fn write(&mut self, outcome: &Outcome, made: Made) -> Result<(), Look> {
        let (pages, mut rest) = (made.pages, SHORT_REST);
        let Err(error) = self.try_to_write(outcome, made) else { return Ok(()) };
        self.say(&format!("{error}; this is tried again until it works"));
        loop {
            let look = self.wait(outcome, Some(rest));
            if !look.is_nowhere() || self.is_due(outcome) || self.session.is_lost {
                return Err(look);
            }
            let made = Made { started: Instant::now(), pages, progress: Progress::new(true) };
            if self.try_to_write(outcome, made).is_ok() {
                return Ok(());
            }
            rest = (rest * 2).min(LONG_REST);
        }
    }

    fn try_to_write(&mut self, outcome: &Outcome, made: Made) -> Result<(), WriteError> {
        let Made { started, pages, mut progress } = made;
        progress.begin("write");
        let written = self.session.write(self.output, outcome, self.mode)?;
        let times = progress.end();
        self.mode = Mode::InPlace;
        report_write(&written, self.output);
        let differences = match self.before.replace(outcome.ledger.clone()) {
            Some(before) if !Arc::ptr_eq(&before, &outcome.ledger) => outcome.ledger.differences(&before),
            _ => Vec::new(),
        };
        let ms = started.elapsed().as_millis();
        match pages {
            Some(pages) => self.say(&format!("ok {ms} ms {}{}", number(pages, "page"), cells(&differences))),
            None if self.args.watching.timings => self.say(&format!("later {ms} ms")),
            None => {}
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

    /// Waits until something changes, is due, or the rest is over; says where to look.
    fn wait(&mut self, outcome: &Outcome, rest: Option<Duration>) -> Look {
        if let Some(notice) = self.watch.take_notice() {
            line(&format!("fissure: {notice}"));
        }
        let began = Instant::now();
        loop {
            let left = rest.map(|rest| rest.saturating_sub(began.elapsed()));
            let due = self.due(outcome).map(until);
            let longest = due.into_iter().chain(left).chain([HEARTBEAT]).min();
            let look = self.watch.wait(longest);
            let is_over = rest.is_some_and(|rest| began.elapsed() >= rest);
            if !look.is_nowhere() || self.is_due(outcome) || is_over {
                return look;
            }
        }
    }

    /// Waits until something comes. If nothing does, there is a look everywhere all the same, for what neither the system nor
    /// `watch` noticed: a disk that was mounted deep within the site, a folder that could not be watched when it was made.
    fn rest(&mut self, outcome: &Outcome) -> Look {
        let look = self.wait(outcome, Some(self.patience));
        self.is_unasked = look.is_nowhere() && !self.is_due(outcome);
        if self.is_unasked { Look::Everywhere } else { look }
    }

    /// Takes in what a look came to that no change had asked for, and how long it took.
    fn learn(&mut self, is_news: bool, took: Duration) {
        match is_news {
            true => self.watch.doubt(),
            // A build with changes takes longer than a look.
            false => self.patience = (took * UNASKED_SHARE).clamp(UNASKED, UNASKED_MOST),
        }
    }

    /// Waits until what could not be read may be read again.
    fn wait_for_the_disk(&mut self, outcome: &Outcome, pause: Duration) -> Look {
        let look = self.wait(outcome, Some(pause));
        // What could not be read could perhaps not be watched.
        self.watch.doubt();
        look
    }

    /// Whether another build is due by the clock: something comes out or expires, or the clock was set back, so that what is out
    /// may not be.
    fn is_due(&self, outcome: &Outcome) -> bool {
        let now = Timestamp::now();
        let is_set_back = self.args.common.present.now.is_none() && now < self.session.built_at;
        is_set_back || self.due(outcome).is_some_and(|due| due <= now)
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

fn start_preview(asked: Option<u16>, output: &Output) -> Result<Preview, String> {
    let port = asked.unwrap_or(PORT);
    Preview::start(port, output.folder())
        .map_err(|error| format!("cannot serve at port {port} or one of the next: {error}"))
}

fn announce(port: u16, home: &str, asked: Option<u16>) {
    let asked = asked.unwrap_or(PORT);
    match asked == port || asked == 0 {
        true => line(&format!("serving {home}")),
        false => line(&format!("port {asked} is taken, so {home}")),
    }
}

/// Opens the browser at the article that was edited last, or at the home page of a site that has none.
fn open(preview: &Preview, root: &Path, site: &Site) {
    let edited = |path: &str| std::fs::metadata(root.join(path)).and_then(|meta| meta.modified()).ok();
    let last = site.articles.values().max_by_key(|linked| edited(linked.article.document.path.as_str()));
    let url = preview.url(last.map_or(&Address::new("/"), |linked| &linked.address));
    if let Err(error) = open::that_detached(&url) {
        line(&format!("fissure: no browser could be opened at {url}: {error}"));
    }
}
