//! What is said at the terminal: messages, counts, and one line for each build.
//!
//! Belongs to `main`. Prints and counts; never decides what is wrong.

use crate::Outcome;
use crate::app::cli::{ExitStatus, MessageFormat, Printed};
use crate::app::messages::{self, number};
use crate::base::diagnostic::{self, Diagnostic, Severity};
use crate::base::path::{SourcePath, shown_with_slashes};
use crate::base::text::visible;
use crate::coming::Coming;
use crate::facts::Difference;
use crate::load::{SourceLines, Sources};
use crate::write::{Output, WriteCounts};
use jiff::Timestamp;
use std::io::Write;
use std::path::Path;

/// How many cells of the matrix one line names.
const CELLS: usize = 4;

/// Prints a line on standard error. That it cannot be written, as when its disk is full, is no reason to stop.
pub(crate) fn line(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", visible(text));
}

/// Prints a text for people on standard output.
pub(crate) fn print_text(text: &str) -> ExitStatus {
    print(visible(text).as_bytes())
}

pub(crate) fn print(bytes: &[u8]) -> ExitStatus {
    // Nobody is left to be told when the other end of the pipe is gone.
    let _ = std::io::stdout().write_all(bytes);
    ExitStatus::Good
}

pub(crate) fn report(root: &Path, sources: &Sources, diagnostics: &[Diagnostic], printed: Printed) {
    let root = shown_with_slashes(root.strip_prefix(".").unwrap_or(root));
    // An error means that the other end of the pipe is gone.
    let _ = match printed.format {
        MessageFormat::Human => {
            let messages = messages::human(sources, diagnostics, printed.all);
            let between = if messages.is_empty() { "" } else { "\n" };
            write!(anstream::stderr(), "{messages}{between}{}", messages::summary(diagnostics))
        }
        MessageFormat::Json => {
            let lines = SourceLines::new(sources);
            let line = |d: &Diagnostic| diagnostic::json(d, lines.of(&d.path).as_deref()) + "\n";
            write!(std::io::stdout(), "{}", diagnostics.iter().map(line).collect::<String>())
        }
        MessageFormat::Github => write!(std::io::stdout(), "{}", messages::github(sources, diagnostics, &root)),
    };
}

pub(crate) fn say(format: MessageFormat, message: &str) {
    if format != MessageFormat::Json {
        line(message);
    }
}

/// What there is to know of a write in addition to its counts.
pub(crate) fn report_write(written: &WriteCounts, output: &Output) {
    if let Some(why) = &written.unable {
        let folder = output.folder().display();
        line(&format!(
            "fissure: {folder} was filled file by file, since {why}. --in-place does so without this message"
        ));
    }
    if let Some(error) = &written.not_cleared {
        line(&format!(
            "fissure: the new site is in place, but of the old one is left what the next build removes: {error}"
        ));
    }
    for path in &written.left_over {
        line(&format!("fissure: {} is not ours and found no place in the new site; move it away.", path.display()));
    }
}

/// What a build comes to: files that cannot be read are no problem of the content.
pub(crate) fn status(diagnostics: &[Diagnostic]) -> ExitStatus {
    match diagnostic::has_errors(diagnostics) {
        true if diagnostic::has_unreadable(diagnostics) => ExitStatus::Trouble,
        true => ExitStatus::Problems,
        false => ExitStatus::Good,
    }
}

/// `2 errors, 1 warning`; empty when there is nothing to count. Notes are not counted.
pub(crate) fn count(diagnostics: &[Diagnostic]) -> String {
    let of = |severity, name| {
        let n = diagnostics.iter().filter(|d| d.severity == severity).count();
        (n > 0).then(|| number(n, name))
    };
    let counts = [of(Severity::Error, "error"), of(Severity::Warning, "warning")];
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What the site will be at each moment up to a time, a line each; without a time, at the next one.
pub(crate) fn coming(outcome: &Outcome, until: Option<Timestamp>) -> Vec<String> {
    let files = |paths: &[SourcePath], what: &str| {
        let names = paths.iter().map(SourcePath::as_str).collect::<Vec<_>>().join(", ");
        (!paths.is_empty()).then(|| format!("{what}: {names}"))
    };
    let line = |coming: &Coming| {
        let [new, changed, gone] = coming.files;
        let pages = [(new, "new"), (changed, "changed"), (gone, "removed")];
        let pages = pages.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect::<Vec<_>>();
        let pages = (!pages.is_empty()).then(|| format!("files: {}", pages.join(", ")));
        let errors = (coming.errors > 0).then(|| number(coming.errors, "error"));
        let parts = [files(&coming.out, "published"), files(&coming.expired, "expired"), pages, errors];
        let parts = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
        format!("{}: {parts}", crate::coming::text(&outcome.site, coming.at))
    };
    let is_shown = |(n, coming): &(usize, &Coming)| until.map_or(*n == 0, |until| coming.at <= until);
    let mut lines: Vec<String> =
        outcome.coming.iter().enumerate().filter(is_shown).map(|(_, coming)| line(coming)).collect();
    if let (true, Some(until)) = (lines.is_empty(), until) {
        lines.push(format!("{}: the site is what it is now", crate::coming::text(&outcome.site, until)));
    }
    lines
}

pub(crate) fn summary(written: &WriteCounts) -> String {
    let WriteCounts { created, changed, unchanged, removed, .. } = written;
    let total = created + changed + unchanged;
    if created + changed + removed == 0 {
        return format!("{total} files, none changed");
    }
    format!("{total} files: {created} new, {changed} changed, {unchanged} as before, {removed} removed")
}

/// `  fugu/japan: unknown -> open, ...`: what an edit did to the matrix; empty when it did nothing.
pub(crate) fn cells(differences: &[Difference]) -> String {
    let one = |d: &Difference| format!("{}/{}: {} -> {}", d.model.slug, d.bloc.slug, d.was.word(), d.is.word());
    let mut named: Vec<String> = differences.iter().take(CELLS).map(one).collect();
    if differences.len() > CELLS {
        named.push(format!("and {} more", differences.len() - CELLS));
    }
    if named.is_empty() { String::new() } else { format!("  {}", named.join(", ")) }
}
