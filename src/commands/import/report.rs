//! `import/report.md`: what an import read, mapped and left, and what to do next.
//!
//! Words alone; what is in it is counted elsewhere.

use super::left::{Left, Why};
use std::fmt::Write;

/// How many places of one name are listed.
const PLACES: usize = 100;
/// How many names of one sort are listed.
const NAMES: usize = 2000;

/// What was made of the old site.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Counts {
    pub articles: usize,
    pub drafts: usize,
    pub pages: usize,
    pub entities: usize,
    pub files: usize,
    /// Old addresses that the new site answers, as they are or by a redirect.
    pub kept: usize,
    pub redirects: usize,
    pub addresses: usize,
}

/// The report as a Markdown file. `format` is the old generator, `kinds` has how many entities there are of each.
pub(super) fn written(format: &str, counts: &Counts, kinds: &[(String, usize)], left: &Left) -> String {
    let mut out = format!("# Import from {format}\n\n");
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}");
    };
    line(format!("- articles: {}, drafts among them: {}", counts.articles, counts.drafts));
    line(format!("- pages: {}", counts.pages));
    for (kind, count) in kinds {
        line(format!("- entities of the kind {kind}: {count}"));
    }
    line(format!("- files in `static/`: {}", counts.files));
    line(format!(
        "- old addresses of pages kept: {} of {}; by redirects: {}, the others as they were",
        counts.kept, counts.addresses, counts.redirects
    ));
    line("\n## What to do next\n".to_owned());
    line("1. Read this report. What is listed below needs your eyes; the rest was brought over.".to_owned());
    line(
        "2. Edit a copy of `import/tags.csv`: give tags that are companies, models or policies that `kind`, write `-` for a tag to \
         drop, `auto` under `link` for a name that should become a link in articles. Two rows of one kind and slug become one \
         entity. Then import again into another folder, with `--tags` and the copy."
            .to_owned(),
    );
    line("3. Run `fissure build --lenient`. It reports links that lead nowhere as warnings.".to_owned());
    line("4. When these are fixed, `fissure build` succeeds without `--lenient`.".to_owned());
    for (why, names) in left.iter() {
        let (heading, sentence) = why.in_words();
        line(format!("\n## {heading}\n\n{sentence}\n"));
        line("| what | how often | where |".to_owned());
        line("|---|---|---|".to_owned());
        for (name, places) in names.iter().take(NAMES) {
            line(format!("| {} | {} | {} |", cell(name), places.len(), cell(&shortened(places))));
        }
        if names.len() > NAMES {
            line(format!("\nAnd {} more.", names.len() - NAMES));
        }
    }
    out
}

fn shortened(places: &[String]) -> String {
    let shown = places.iter().take(PLACES).cloned().collect::<Vec<_>>().join(", ");
    match places.len().saturating_sub(PLACES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn cell(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "\\<").replace('*', "\\*").replace('[', "\\[")
}

/// The same in a few lines for the terminal.
pub(super) fn summary(counts: &Counts, left: &Left) -> Vec<String> {
    let mut lines = vec![
        format!(
            "articles: {} (drafts: {}), pages: {}, entities: {}, files: {}",
            counts.articles, counts.drafts, counts.pages, counts.entities, counts.files
        ),
        format!("old addresses kept: {} of {}, by redirects: {}", counts.kept, counts.addresses, counts.redirects),
    ];
    let named = [
        (Why::Unreadable, "files that could not be read"),
        (Why::Private, "private posts that are drafts now"),
        (Why::Address, "old addresses that need a look"),
        (Why::Shortcode, "shortcodes and template tags, left as they were typed"),
        (Why::Link, "links to nothing that was imported"),
        (Why::Field, "fields of front matter, now under extra"),
        (Why::File, "files and folders that were not copied"),
    ];
    lines.extend(
        named
            .into_iter()
            .filter(|(why, _)| left.count(*why) > 0)
            .map(|(why, words)| format!("{words}: {}", left.count(why))),
    );
    lines
}
