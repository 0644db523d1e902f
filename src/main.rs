//! Arguments in, exit code out: loads, builds, tells, writes, and with `--watch` does so again and again. The smaller
//! commands are a call of their module each.
//!
//! The only place where a build gets its present from the clock. How a site is built is the library's, see `lib.rs`.

mod progress;
mod tools;

use clap::Parser;
use fissure::cli::{
    self, BuildArgs, CheckArgs, Cli, Command, CommonArgs, Format, InitArgs, ListArgs, ListFormat, NewArgs,
};
use fissure::diagnostic::{self, Code, Diagnostic, Severity};
use fissure::load::{self, Sources};
use fissure::watch::Watch;
use fissure::write::{self, Mode, Output, Written};
use fissure::{Advice, Inputs, Memory, Outcome, build, list, scaffold, theme};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use progress::Progress;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What is remembered between the builds of a watch.
#[derive(Default)]
struct Remembered {
    load: load::Memory,
    build: Memory,
    write: write::Memory,
}

/// What a run comes to; the numbers are a promise to scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Good = 0,
    Problems = 1,
    Trouble = 2,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let end = run(&cli).unwrap_or_else(|trouble| {
        anstream::eprintln!("fissure: {trouble}");
        End::Trouble
    });
    ExitCode::from(end as u8)
}

fn run(cli: &Cli) -> Result<End, String> {
    let root = cli.root.as_path();
    match &cli.command {
        Command::Init(args) => init(args),
        Command::New(args) => new(site(root)?, args),
        Command::Rename(args) => tools::rename(site(root)?, args),
        Command::Build(args) => build_and_write(site(root)?, args),
        Command::Check(args) => check(site(root)?, args),
        Command::List(args) => Ok(print_list(site(root)?, args)),
        Command::Explain(args) => tools::explain(root, args),
        Command::Schema(args) => tools::schema(site(root)?, args),
        Command::Completions(args) => Ok(print(&cli::completions(args.shell))),
        Command::Man => cli::man().map(|page| print(&page)).map_err(|error| error.to_string()),
    }
}

/// The folder of a site, if there is one in it.
fn site(root: &Path) -> Result<&Path, String> {
    if root.join(load::CONTENT).is_dir() {
        return Ok(root);
    }
    let shown = root.display();
    Err(format!(
        "there is no folder {}/ in {shown}. Name the folder of a site with --root, or begin one with: fissure init DIR",
        load::CONTENT
    ))
}

fn init(args: &InitArgs) -> Result<End, String> {
    scaffold::is_free(&args.folder)?;
    let theme = if args.theme { theme::FILES } else { &[] };
    let today = day(args.present.now, &TimeZone::UTC);
    let files = scaffold::site(today, args.base_url.as_ref(), theme);
    scaffold::write(&args.folder, &files)?;
    let shown = args.folder.display();
    anstream::eprintln!("{} files in {shown}. Build them with: fissure --root {shown} build", files.len());
    Ok(End::Good)
}

fn new(root: &Path, args: &NewArgs) -> Result<End, String> {
    let (sources, _) = load::load(root, &[], &mut load::Memory::default());
    let (config, found) = scaffold::settings(&sources);
    if diagnostic::has_errors(&found) {
        tell(root, &sources, &found, Format::Human);
        anstream::eprintln!("{}; nothing was written", count(&found));
        return Ok(End::Problems);
    }
    let what = scaffold::what(&args.kind, &config)?;
    let today = day(args.present.now, &config.time_zone);
    let file = scaffold::file(what, &args.title.join(" "), today, &sources, &config)?;
    let path = root.join(file.0.as_str());
    scaffold::write(root, &[file])?;
    print(format!("{}\n", path.strip_prefix(".").unwrap_or(&path).display()).as_bytes());
    tools::open(&path, args)
}

fn print_list(root: &Path, args: &ListArgs) -> End {
    let common = CommonArgs {
        base_url: None,
        drafts: false,
        present: cli::PresentArgs { now: args.present.now },
        strict: false,
        format: Format::Human,
    };
    let (_, outcome) = build_once(root, &inputs(&common, None), &mut Remembered::default(), &mut Progress::new(true));
    let entries = list::list(args.what, &outcome.site, &outcome.ledger);
    match args.format {
        ListFormat::Human if entries.is_empty() => {
            anstream::eprintln!("nothing to list");
            End::Good
        }
        ListFormat::Human => print(list::human(&entries).as_bytes()),
        ListFormat::Json => print(list::json(&entries).as_bytes()),
    };
    if diagnostic::has_errors(&outcome.diagnostics) {
        let problems = count(&outcome.diagnostics);
        anstream::eprintln!("{problems}, so the list may lack something. They are told by: fissure check");
        return End::Problems;
    }
    End::Good
}

fn explain(code: Option<&str>) -> Result<End, String> {
    let Some(code) = code else {
        let lines = Code::ALL.iter().map(|code| format!("{}  {}\n", code.name(), code.about()));
        return Ok(print(lines.collect::<String>().as_bytes()));
    };
    match Code::ALL.iter().find(|known| known.name().eq_ignore_ascii_case(code)) {
        Some(code) => Ok(print(code.long().as_bytes())),
        None => Err(match nearest_code(code) {
            Some(near) => format!("there is no message \"{code}\". Did you mean {near}?"),
            None => format!("there is no message \"{code}\". All are listed by: fissure explain"),
        }),
    }
}

/// The code of that number, or the next one: `7` and `E7` are E07, and what has no number is none.
fn nearest_code(written: &str) -> Option<&'static str> {
    let number = |text: &str| text.trim_start_matches(['E', 'e']).parse::<u32>().ok();
    let wanted = number(written)?;
    let names = Code::ALL.iter().map(|code| code.name());
    names.min_by_key(|name| number(name).map_or(u32::MAX, |number| number.abs_diff(wanted)))
}

/// Today, for those who say nothing else.
fn day(now: Option<Timestamp>, zone: &TimeZone) -> Date {
    now.unwrap_or_else(Timestamp::now).to_zoned(zone.clone()).date()
}

fn print(bytes: &[u8]) -> End {
    // Nobody is left to be told when the other end of the pipe is gone.
    let _ = std::io::stdout().write_all(bytes);
    End::Good
}

fn check(root: &Path, args: &CheckArgs) -> Result<End, String> {
    let format = args.common.format;
    let mut progress = Progress::new(format != Format::Human);
    let inputs = inputs(&args.common, Some(Advice { max_run: args.max_run }));
    let (sources, mut outcome) = build_once(root, &inputs, &mut Remembered::default(), &mut progress);
    progress.end();
    if let Some(folder) = &args.against {
        tools::hold_against(folder, &mut outcome, args.common.strict)?;
    }
    tell(root, &sources, &outcome.diagnostics, format);
    let pages = outcome.rendered.files.len();
    let problems = count(&outcome.diagnostics);
    say(format, &if problems.is_empty() { format!("{pages} files, no problems") } else { problems });
    Ok(if diagnostic::has_errors(&outcome.diagnostics) { End::Problems } else { End::Good })
}

fn build_and_write(root: &Path, args: &BuildArgs) -> Result<End, String> {
    let folder = args.output.clone().unwrap_or_else(|| root.join("public"));
    let kept = ["content", "templates", "static", "src", "private"].map(|folder| root.join(folder));
    let kept: Vec<&Path> = kept.iter().map(|folder| folder.as_path()).collect();
    let output = Output::check(&folder, root, &kept).map_err(|error| error.to_string())?;
    if args.watch {
        return watch(root, args, &output);
    }
    let started = Instant::now();
    let mode = if args.in_place { Mode::InPlace } else { Mode::Exchange };
    let mut progress = Progress::new(args.common.format != Format::Human);
    let (sources, outcome) = build_once(root, &inputs(&args.common, None), &mut Remembered::default(), &mut progress);
    if diagnostic::has_errors(&outcome.diagnostics) {
        progress.end();
        tell(root, &sources, &outcome.diagnostics, args.common.format);
        let message = format!("{}; nothing was written", count(&outcome.diagnostics));
        say(args.common.format, &message);
        return Ok(End::Problems);
    }
    progress.begin("write");
    let written = write::write(&output, &outcome.rendered.files, mode, &mut write::Memory::default())
        .map_err(|error| error.to_string());
    let times = progress.end();
    tell(root, &sources, &outcome.diagnostics, args.common.format);
    let written = written?;
    let problems = count(&outcome.diagnostics);
    let problems = if problems.is_empty() { problems } else { format!(", {problems}") };
    let message =
        format!("{} in {} ms -> {}{problems}", summary(&written), started.elapsed().as_millis(), folder.display());
    say(args.common.format, &format!("{message}\n{times}"));
    tell_left_over(&written);
    Ok(End::Good)
}

/// Builds whenever something changes or a held-back article is due. The last good site stays while there are errors.
fn watch(root: &Path, args: &BuildArgs, output: &Output) -> Result<End, String> {
    let mut watch = Watch::new(root).map_err(|error| format!("cannot watch {}: {error}", root.display()))?;
    // The first build may replace the whole folder; later ones must not pull it away from under a preview.
    let mut mode = if args.in_place { Mode::InPlace } else { Mode::Exchange };
    let mut memory = Remembered::default();
    loop {
        let started = Instant::now();
        let (sources, outcome) = build_once(root, &inputs(&args.common, None), &mut memory, &mut Progress::new(true));
        tell(root, &sources, &outcome.diagnostics, args.common.format);
        let clock = Zoned::now().strftime("%H:%M:%S");
        let ms = || started.elapsed().as_millis();
        let message = if diagnostic::has_errors(&outcome.diagnostics) {
            format!("{clock} {}; the last good site stays", count(&outcome.diagnostics))
        } else {
            match write::write(output, &outcome.rendered.files, mode, &mut memory.write) {
                Ok(written) => {
                    mode = Mode::InPlace;
                    tell_left_over(&written);
                    format!(
                        "{clock} ok {} ms, {} pages rendered, {}",
                        ms(),
                        outcome.rendered.again.len(),
                        summary(&written)
                    )
                }
                // A full disk or a folder without permission may be mended while we go on.
                Err(error) => format!("{clock} {error}"),
            }
        };
        say(args.common.format, &message);
        let due = outcome.next_change.filter(|_| args.common.present.now.is_none());
        watch.wait(due.map(until));
    }
}

/// How long until an instant, and a little more, so that it has passed for certain.
fn until(instant: Timestamp) -> Duration {
    let left = instant.duration_since(Timestamp::now());
    Duration::try_from(left).unwrap_or_default() + Duration::from_millis(50)
}

/// What a build is told. Advice is for `check`: a build that is repeated all day keeps quiet about it.
fn inputs(args: &CommonArgs, advice: Option<Advice>) -> Inputs {
    Inputs {
        now: args.present.now.unwrap_or_else(Timestamp::now),
        drafts: args.drafts,
        base_url: args.base_url.clone(),
        strict: args.strict,
        advice,
    }
}

fn build_once(root: &Path, inputs: &Inputs, memory: &mut Remembered, progress: &mut Progress) -> (Sources, Outcome) {
    progress.begin("load");
    let (sources, noticed) = load::load(root, theme::FILES, &mut memory.load);
    let outcome = build(&sources, noticed, inputs, &mut memory.build, &mut |step| progress.begin(step));
    (sources, outcome)
}

fn tell(root: &Path, sources: &Sources, diagnostics: &[Diagnostic], format: Format) {
    let root = root.strip_prefix(".").unwrap_or(root).to_string_lossy();
    // Nobody is left to be told when the other end of the pipe is gone.
    for diagnostic in diagnostics {
        let text = sources.text(&diagnostic.path).map(|text| &**text);
        let _ = match format {
            Format::Human => writeln!(anstream::stderr(), "{}\n", diagnostic::human(diagnostic, text)),
            Format::Json => writeln!(std::io::stdout(), "{}", diagnostic::json(diagnostic, text)),
            Format::Github => writeln!(std::io::stdout(), "{}", diagnostic::github(diagnostic, text, &root)),
        };
    }
}

fn say(format: Format, message: &str) {
    if format != Format::Json {
        anstream::eprintln!("{message}");
    }
}

fn tell_left_over(written: &Written) {
    for path in &written.left_over {
        anstream::eprintln!(
            "fissure: {} is not ours and found no place in the new site; move it away.",
            path.display()
        );
    }
}

/// `2 errors, 1 warning`; empty when there is nothing to count. Notes are not counted.
fn count(diagnostics: &[Diagnostic]) -> String {
    let of = |severity, name: &str| {
        let n = diagnostics.iter().filter(|d| d.severity == severity).count();
        (n > 0).then(|| format!("{n} {name}{}", if n == 1 { "" } else { "s" }))
    };
    let counts = [of(Severity::Error, "error"), of(Severity::Warning, "warning")];
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn summary(written: &Written) -> String {
    let Written { created, changed, unchanged, removed, .. } = written;
    let total = created + changed + unchanged;
    if created + changed + removed == 0 {
        return format!("{total} files, none changed");
    }
    format!("{total} files: {created} new, {changed} changed, {unchanged} as before, {removed} removed")
}
