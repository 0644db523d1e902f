//! Arguments in, exit code out: loads, builds, tells, writes, and with `--watch` does so again and again.
//!
//! The only place that asks the clock. How a site is built is the library's, see `lib.rs`.

use clap::Parser;
use fissure::cli::{BuildArgs, CheckArgs, Cli, Command, Format};
use fissure::diagnostic::{self, Diagnostic, Severity};
use fissure::load::{self, Sources};
use fissure::watch::Watch;
use fissure::write::{self, Mode, Output, Written};
use fissure::{Inputs, Memory, Outcome, build, theme};
use jiff::{Timestamp, Zoned};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What is remembered between the builds of a watch.
#[derive(Default)]
struct Remembered {
    load: load::Memory,
    build: Memory,
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
    if !root.join(load::CONTENT).is_dir() {
        let shown = root.display();
        return Err(format!(
            "there is no folder {}/ in {shown}. Name the folder of a site with --root.",
            load::CONTENT
        ));
    }
    match &cli.command {
        Command::Check(args) => Ok(check(root, args)),
        Command::Build(args) => build_and_write(root, args),
    }
}

fn check(root: &Path, args: &CheckArgs) -> End {
    let (sources, outcome) = build_once(root, args, &mut Remembered::default());
    tell(&sources, &outcome.diagnostics, args.format);
    let pages = outcome.rendered.files.len();
    let problems = count(&outcome.diagnostics);
    say(args.format, &if problems.is_empty() { format!("{pages} files, no problems") } else { problems });
    if diagnostic::has_errors(&outcome.diagnostics) { End::Problems } else { End::Good }
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
    let (sources, outcome) = build_once(root, &args.common, &mut Remembered::default());
    tell(&sources, &without_advice(&outcome.diagnostics), args.common.format);
    if diagnostic::has_errors(&outcome.diagnostics) {
        let message = format!("{}; nothing was written", count(&outcome.diagnostics));
        say(args.common.format, &message);
        return Ok(End::Problems);
    }
    let written = write::write(&output, &outcome.rendered.files, mode).map_err(|error| error.to_string())?;
    let problems = count(&outcome.diagnostics);
    let problems = if problems.is_empty() { problems } else { format!(", {problems}") };
    let message =
        format!("{} in {} ms -> {}{problems}", summary(&written), started.elapsed().as_millis(), folder.display());
    say(args.common.format, &message);
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
        let (sources, outcome) = build_once(root, &args.common, &mut memory);
        tell(&sources, &without_advice(&outcome.diagnostics), args.common.format);
        let clock = Zoned::now().strftime("%H:%M:%S");
        let ms = || started.elapsed().as_millis();
        let message = if diagnostic::has_errors(&outcome.diagnostics) {
            format!("{clock} {}; the last good site stays", count(&outcome.diagnostics))
        } else {
            match write::write(output, &outcome.rendered.files, mode) {
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
        let due = outcome.next_change.filter(|_| args.common.now.is_none());
        watch.wait(due.map(until));
    }
}

/// How long until an instant, and a little more, so that it has passed for certain.
fn until(instant: Timestamp) -> Duration {
    let left = instant.duration_since(Timestamp::now());
    Duration::try_from(left).unwrap_or_default() + Duration::from_millis(50)
}

fn build_once(root: &Path, args: &CheckArgs, memory: &mut Remembered) -> (Sources, Outcome) {
    let (sources, noticed) = load::load(root, theme::FILES, &mut memory.load);
    let inputs = Inputs {
        now: args.now.unwrap_or_else(Timestamp::now),
        drafts: args.drafts,
        base_url: args.base_url.clone(),
        strict: args.strict,
    };
    let outcome = build(&sources, noticed, &inputs, &mut memory.build);
    (sources, outcome)
}

/// What `build` tells: all but advice, which belongs into an editor's round with `check`.
fn without_advice(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    diagnostics.iter().filter(|d| !d.code.is_advice()).cloned().collect()
}

fn tell(sources: &Sources, diagnostics: &[Diagnostic], format: Format) {
    // Nobody is left to be told when the other end of the pipe is gone.
    for diagnostic in diagnostics {
        let text = sources.text(&diagnostic.path).map(|text| &**text);
        let _ = match format {
            Format::Human => writeln!(anstream::stderr(), "{}\n", diagnostic::human(diagnostic, text)),
            Format::Json => writeln!(std::io::stdout(), "{}", diagnostic::json(diagnostic, text)),
        };
    }
}

fn say(format: Format, message: &str) {
    if format == Format::Human {
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
