//! The commands on the record of a site: what they print, and when they end badly.
//!
//! Part of the program, not of the library. What is recorded is for `commands::record`.

use super::say::{count, line, print_text, report, status};
use super::tools::inputs;
use crate::Inputs;
use crate::app::cli::{ExitStatus, MessageFormat, Printed, RecordArgs};
use crate::commands::journal;
use crate::commands::record::{self, NewRecord, Unrecorded};
use crate::load::{self, Look, theme};
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
