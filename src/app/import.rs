//! `fissure import` at the terminal: arguments into a request, and what came of it in a few lines.
//!
//! Part of the program. What is imported, and how, is for `commands::import`.

use super::cli::{ExitStatus, ImportArgs, ImportFormat};
use super::day;
use super::say::line;
use crate::commands::import::{self, Format, Request};
use jiff::tz::TimeZone;
use std::path::Path;

pub(super) fn import(root: &Path, args: &ImportArgs) -> ExitStatus {
    let into = args.into.as_deref().unwrap_or(root);
    let request = Request {
        format: match args.format {
            ImportFormat::Hugo => Format::Hugo,
            ImportFormat::Jekyll => Format::Jekyll,
            ImportFormat::Wordpress => Format::Wordpress,
            ImportFormat::Ghost => Format::Ghost,
            ImportFormat::Obsidian => Format::Obsidian,
        },
        from: &args.from,
        into,
        tags: args.tags.as_deref(),
        uploads: args.uploads.as_deref(),
        today: day(args.present.now, &TimeZone::UTC),
    };
    match import::import(&request) {
        Ok(summary) => {
            summary.iter().for_each(|text| line(text));
            let shown = into.display();
            line(&format!("read {shown}/import/report.md, then: fissure --root {shown} build --lenient"));
            ExitStatus::Good
        }
        Err(wrong) => {
            wrong.iter().for_each(|text| line(&format!("fissure: {text}")));
            line("nothing was written");
            ExitStatus::Trouble
        }
    }
}
