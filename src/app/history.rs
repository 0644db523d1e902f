//! The commands on the record of a site: what they print, and when they end badly.
//!
//! Part of the program, not of the library. What is recorded is for `commands::record`.

use super::revision;
use super::say::{count, line, print_text, report, status};
use super::tools::inputs;
use crate::app::cli::{DiffArgs, DiffFormat, ExitStatus, MessageFormat, Printed, RecordArgs};
use crate::base::diagnostic::has_errors;
use crate::commands::journal;
use crate::commands::record::{self, NewRecord, Unrecorded, published};
use crate::load::{self, Look, RECORDS, Sources, theme};
use crate::record::Record;
use crate::review::difference::{self, difference};
use crate::view::data::pretty;
use crate::{Inputs, Memory, build};
use jiff::civil::Date;
use std::path::Path;

/// Writes the record of today. That nothing is new is no mistake.
pub(crate) fn record(root: &Path, args: &RecordArgs) -> Result<ExitStatus, String> {
    let (sources, noticed) = load::load(root, theme::FILES, &Look::Everywhere, &mut load::LoadCache::default());
    let inputs = Inputs { base_url: args.base_url.clone(), advice: None, ..inputs(&args.present) };
    match record::record(&sources, noticed, &inputs) {
        Ok(NewRecord { text, .. }) if args.dry_run => Ok(print_text(&text)),
        Ok(NewRecord { path, text, counts }) => {
            let step = journal::put(root, path.as_str(), text);
            journal::carry_out(root, &[step]).map_err(|undone| undone.to_string())?;
            line(&format!("{path}: {}", counts.join(", ")));
            Ok(ExitStatus::Good)
        }
        Err(Unrecorded::Nothing(last)) => {
            line(&format!("nothing is new since the record of {last}"));
            Ok(ExitStatus::Good)
        }
        Err(Unrecorded::Wrong(message)) => Err(message),
        Err(Unrecorded::Errors(outcome)) => {
            report(root, &sources, &outcome.diagnostics, Printed { format: MessageFormat::Human, all: false });
            line(&format!("{}; nothing was recorded", count(&outcome.diagnostics)));
            Ok(status(&outcome.diagnostics))
        }
    }
}

/// Prints what the site as it is would change; nothing where nothing would.
pub(crate) fn diff(root: &Path, args: &DiffArgs) -> Result<ExitStatus, String> {
    let (sources, noticed) = load::load(root, theme::FILES, &Look::Everywhere, &mut load::LoadCache::default());
    let inputs = Inputs { base_url: args.base_url.clone(), advice: None, ..inputs(&args.present) };
    let old = state(root, args.old.as_deref(), &sources, &inputs)?;
    let outcome = build(&sources, noticed, &inputs, &mut Memory::default(), &mut |_| {});
    let difference = difference(&old, &published(&outcome, &inputs));
    let text = match args.format {
        DiffFormat::Human => difference::human(&difference),
        DiffFormat::Markdown => difference::markdown(&difference),
        DiffFormat::Json if difference.is_empty() => String::new(),
        DiffFormat::Json => pretty(&difference::json(&difference)),
    };
    let end = print_text(&text);
    if has_errors(&outcome.diagnostics) {
        let problems = count(&outcome.diagnostics);
        line(&format!("{problems}, so nothing of this would be published. fissure check reports them"));
        return Ok(ExitStatus::Problems);
    }
    Ok(end)
}

/// The state to compare with: what is recorded, another site, or this one as it was in a revision of git.
fn state(root: &Path, old: Option<&str>, sources: &Sources, inputs: &Inputs) -> Result<Record, String> {
    let Some(old) = old else {
        let record = Record::up_to(sources, Date::MAX);
        let nothing =
            || "nothing is recorded yet. Run  fissure record , or name a folder or a revision of git".to_owned();
        return record.last().map(|_| record).ok_or_else(nothing);
    };
    if let Some(day) = day_of_record(old) {
        let record = Record::up_to(sources, day);
        let missing = || format!("there is no record of {day} in {RECORDS}/");
        return record.last().filter(|last| *last == day).map(|_| record).ok_or_else(missing);
    }
    let folder = Path::new(old);
    let sources = match folder.join(load::CONTENT).is_dir() {
        true => load::load(folder, theme::FILES, &Look::Everywhere, &mut load::LoadCache::default()).0,
        false if folder.is_dir() => return Err(format!("there is no folder {}/ in {old}", load::CONTENT)),
        false => revision::sources(root, old)?,
    };
    Ok(published(&build(&sources, Vec::new(), inputs, &mut Memory::default(), &mut |_| {}), inputs))
}

/// The day of a file of the record, by its path or its name.
fn day_of_record(old: &str) -> Option<Date> {
    let name = Path::new(old).file_name()?.to_str()?;
    name.strip_suffix(".json").unwrap_or(name).parse().ok()
}
