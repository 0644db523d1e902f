//! Arguments in, exit code out: one small function for each command.
//!
//! Builds are a `session`'s, which is where they get their present from the clock; how a site is built is the library's,
//! see `lib.rs`.

pub mod cli;
mod cms;
mod history;
mod import;
mod interrupt;
mod links;
mod lsp;
pub mod messages;
mod progress;
mod revision;
mod say;
pub(crate) mod serve;
mod session;
mod tools;
pub(crate) mod watch;

use crate::base::diagnostic;
use crate::commands::scaffold;
use crate::load::{Look, theme};
use crate::model::config;
use crate::review::list;
use crate::write::{Mode, Output};
use crate::{Advice, extras, load};
use clap::Parser;
use cli::{
    BuildArgs, CheckArgs, Cli, Command, CommonArgs, ExitStatus, InitArgs, ListArgs, ListFormat, MessageFormat, NewArgs,
    Printed, ToleranceArgs,
};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use progress::Progress;
use say::{count, line, print, print_text, report, report_write, say, status, summary};
use session::Session;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use tools::site;

/// The stack of each thread that builds: templates may stand deep in each other, within their bounds.
const STACK_BYTES: usize = 16 << 20;

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // Begun here, since a system that gives no more threads is no reason to panic in the middle of a build.
    if let Err(error) = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build_global() {
        line(&format!("fissure: the system gives no more threads ({error}). Close other programs, or raise the limit"));
        return ExitCode::from(ExitStatus::Trouble as u8);
    }
    let end = run(cli).unwrap_or_else(|trouble| {
        line(&format!("fissure: {trouble}"));
        ExitStatus::Trouble
    });
    ExitCode::from(end as u8)
}

fn run(cli: Cli) -> Result<ExitStatus, String> {
    let root = cli.root.as_path();
    match cli.command {
        Command::Init(args) => init(&args),
        Command::Import(args) => Ok(import::import(root, &args)),
        Command::New(args) => new(site(root)?, &args),
        Command::Rename(args) => tools::rename(site(root)?, &args),
        Command::Build(args) => build_and_write(site(root)?, &args),
        Command::Serve(args) => build_and_write(site(root)?, &args.into()),
        Command::Check(args) => check(site(root)?, &args),
        Command::Next(args) => Ok(tools::next(site(root)?, &args)),
        Command::Record(args) => history::record(site(root)?, &args),
        Command::Diff(args) => history::diff(site(root)?, &args),
        Command::Headers(args) => tools::headers(site(root)?, &args),
        Command::Edition(args) => tools::edition(site(root)?, &args),
        Command::List(args) => Ok(print_list(site(root)?, &args)),
        Command::Explain(args) => tools::explain(root, &args),
        Command::Schema(args) => tools::schema(site(root)?, &args),
        Command::Lsp(args) => lsp::run(site(root)?, &args.present).map(|()| ExitStatus::Good),
        Command::Completions(args) => Ok(print(&cli::completions(args.shell))),
        Command::Man => cli::man().map(|page| print(&page)).map_err(|error| error.to_string()),
    }
}

fn init(args: &InitArgs) -> Result<ExitStatus, String> {
    let of_host = tools::files_of_host(args)?;
    let shown = args.folder.display();
    if !of_host.is_empty() && scaffold::is_site(&args.folder) {
        let paths: Vec<String> = of_host.iter().map(|(path, _)| path.to_string()).collect();
        scaffold::write(&args.folder, of_host)?;
        line(&format!("{} in {shown}", paths.join(", ")));
        return Ok(ExitStatus::Good);
    }
    scaffold::is_free(&args.folder)?;
    let theme = if args.theme { theme::FILES } else { &[] };
    let today = day(args.present.now, &TimeZone::UTC);
    let mut files = scaffold::site(today, args.base_url.as_ref(), theme);
    files.extend(of_host);
    let n = files.len();
    scaffold::write(&args.folder, files)?;
    line(&format!("{n} files in {shown}. Look at the site with: fissure --root {shown} serve --open"));
    Ok(ExitStatus::Good)
}

fn new(root: &Path, args: &NewArgs) -> Result<ExitStatus, String> {
    let (sources, _) = load::load(root, &[], &Look::Everywhere, &mut load::LoadCache::default());
    let (config, found) = config::settings(&sources);
    if diagnostic::has_errors(&found) {
        report(root, &sources, &found, Printed { format: MessageFormat::Human, all: false });
        line(&format!("{}; nothing was written", count(&found)));
        return Ok(status(&found));
    }
    let what = scaffold::what(&args.kind, &config)?;
    let today = day(args.present.now, &config.time_zone);
    let file = scaffold::file(what, &args.title.join(" "), today, &sources, &config)?;
    let path = root.join(file.0.as_str());
    scaffold::write(root, vec![file])?;
    print(format!("{}\n", path.strip_prefix(".").unwrap_or(&path).display()).as_bytes());
    tools::open(&path, args)
}

fn print_list(root: &Path, args: &ListArgs) -> ExitStatus {
    let common = CommonArgs {
        base_url: None,
        drafts: false,
        present: cli::PresentArgs { now: args.present.now },
        tolerance: ToleranceArgs { strict: false, lenient: false },
        all: false,
        format: MessageFormat::Human,
    };
    let (_, outcome) = Session::new(root, &common, None).build(&Look::Everywhere, &mut Progress::new(true));
    let entries = list::list(args.what, &outcome.site, &outcome.ledger);
    match args.format {
        ListFormat::Human if entries.is_empty() => {
            line("nothing to list");
            ExitStatus::Good
        }
        ListFormat::Human => print_text(&list::human(&entries)),
        ListFormat::Json => print(list::json(&entries).as_bytes()),
    };
    if diagnostic::has_errors(&outcome.diagnostics) {
        let problems = count(&outcome.diagnostics);
        line(&format!("{problems}, so the list may lack something. fissure check reports them"));
        return ExitStatus::Problems;
    }
    ExitStatus::Good
}

/// Today, for those who say nothing else.
fn day(now: Option<Timestamp>, zone: &TimeZone) -> Date {
    now.unwrap_or_else(Timestamp::now).to_zoned(zone.clone()).date()
}

fn check(root: &Path, args: &CheckArgs) -> Result<ExitStatus, String> {
    let format = args.common.format;
    let mut progress = Progress::new(format != MessageFormat::Human);
    let advice = Some(Advice { max_run: args.max_run });
    let (sources, mut outcome) = Session::new(root, &args.common, advice).build(&Look::Everywhere, &mut progress);
    if !diagnostic::has_errors(&outcome.diagnostics) {
        progress.begin("pictures");
        outcome.diagnostics.extend(extras::undecodable(&outcome, session::shelf(root, false)));
    }
    let asked = args.links.map(|age| links::check(root, args, age, &sources, &mut outcome, &mut progress));
    progress.end();
    if let Some(folder) = &args.against {
        tools::hold_against(folder, &mut outcome, args.common.tolerance.tolerance())?;
    }
    if let Some(revision) = &args.changed {
        let changed = revision::changed(root, revision)?;
        outcome.diagnostics.retain(|found| !found.code.is_advice() || changed.contains(&found.path));
    }
    report(root, &sources, &outcome.diagnostics, args.common.printed());
    let problems = count(&outcome.diagnostics);
    for line in say::coming(&outcome, args.at) {
        say(format, &line);
    }
    if let Some(asked) = &asked {
        // Trouble is no result of a check, and is printed where results are for programs too.
        if asked.is_trouble { line(&asked.summary) } else { say(format, &asked.summary) }
    }
    say(
        format,
        &if problems.is_empty() { format!("{} files, no problems", extras::count(&outcome)) } else { problems },
    );
    if asked.is_some_and(|asked| asked.is_trouble) {
        return Ok(ExitStatus::Trouble);
    }
    Ok(status(&outcome.diagnostics))
}

fn build_and_write(root: &Path, args: &BuildArgs) -> Result<ExitStatus, String> {
    args.refuse_idle_options()?;
    let folder = args.output.clone().unwrap_or_else(|| root.join("public"));
    let kept = ["content", "templates", "static", "src", "private", "fonts", "records"].map(|folder| root.join(folder));
    let kept: Vec<&Path> = kept.iter().map(|folder| folder.as_path()).collect();
    let output = Output::check(&folder, root, &kept).map_err(|error| error.to_string())?;
    if args.watch {
        return session::watch(root, args, &output).map(|()| ExitStatus::Good);
    }
    let started = Instant::now();
    let mode = if args.in_place { Mode::InPlace } else { Mode::Exchange };
    let mut progress = Progress::new(args.common.format != MessageFormat::Human);
    let mut session = Session::writing(root, &args.common, &output, false);
    let (sources, mut outcome) = session.build(&Look::Everywhere, &mut progress);
    if diagnostic::has_errors(&outcome.diagnostics) {
        progress.end();
        session.discard();
        report(root, &sources, &outcome.diagnostics, args.common.printed());
        let message = format!("{}; nothing was written", count(&outcome.diagnostics));
        say(args.common.format, &message);
        return Ok(status(&outcome.diagnostics));
    }
    let found = session.make_extras(&outcome, &mut progress);
    if !found.is_empty() {
        progress.end();
        session.discard();
        outcome.diagnostics.extend(found);
        report(root, &sources, &outcome.diagnostics, args.common.printed());
        say(args.common.format, &format!("{}; nothing was written", count(&outcome.diagnostics)));
        return Ok(status(&outcome.diagnostics));
    }
    progress.begin("write");
    let written = session.write(&output, &outcome, mode).map_err(|error| error.to_string());
    session.sweep();
    let times = progress.end();
    report(root, &sources, &outcome.diagnostics, args.common.printed());
    let written = written?;
    let problems = count(&outcome.diagnostics);
    let problems = if problems.is_empty() { problems } else { format!(", {problems}") };
    let message =
        format!("{} in {} ms -> {}{problems}", summary(&written), started.elapsed().as_millis(), folder.display());
    say(args.common.format, &format!("{message}\n{times}"));
    report_write(&written, &output);
    // The program ends here, and its memory with it. To free each value of a large site first takes a tenth of the time.
    std::mem::forget((session, sources, outcome));
    Ok(ExitStatus::Good)
}
