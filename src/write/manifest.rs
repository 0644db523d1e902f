//! The manifest: the list of the files in the output that are ours, kept in the output itself.
//!
//! A header line, then one output path a line, sorted; during a write, more of them after those. A file that is not listed was made by somebody else: it is kept,
//! and never overwritten. The list may have been edited by anyone, so each line goes through [`OutputPath::new`] again
//! and a line that leads outside is as if it were not there. So is one without an end, which a kill cut short: it may be
//! the name of somebody's file.

use std::collections::BTreeSet;
use std::path::Path;

use crate::base::path::OutputPath;

pub(super) const HEADER: &str = "fissure-manifest 1";

/// Where a manifest is prepared before it replaces the one in the output.
pub(super) const TEMPORARY_NAME: &str = ".fissure-manifest.new";

/// The files that a manifest lists; `None` if the bytes are not a manifest of ours.
pub(super) fn parse(bytes: &[u8]) -> Option<BTreeSet<OutputPath>> {
    let text = String::from_utf8_lossy(bytes);
    let is_ours = text.lines().next() == Some(HEADER);
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    is_ours.then(|| whole.lines().skip(1).filter_map(|line| OutputPath::new(line).ok()).collect())
}

pub(super) fn format<'a>(paths: impl IntoIterator<Item = &'a OutputPath>) -> String {
    format!("{HEADER}\n{}", lines(paths))
}

pub(super) fn lines<'a>(paths: impl IntoIterator<Item = &'a OutputPath>) -> String {
    let mut text = String::new();
    for path in paths {
        text.push_str(path.as_str());
        text.push('\n');
    }
    text
}

/// Whether a kill while we wrote a manifest may have left these bytes.
pub(super) fn is_beginning(bytes: &[u8]) -> bool {
    bytes.starts_with(HEADER.as_bytes()) || HEADER.as_bytes().starts_with(bytes)
}

/// Whether the plain file at `path`, of the temporary name, is what a kill left of a manifest.
pub(super) fn is_temporary(path: &Path) -> bool {
    std::fs::read(path).is_ok_and(|bytes| is_beginning(&bytes))
}
