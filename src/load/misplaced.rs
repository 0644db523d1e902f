//! What lies at the root of a site and was probably meant to be read: folders with a name like one of ours, and settings in
//! the place where other generators have them.
//!
//! Looks at names alone, and reads nothing.

use super::{CONTENT, FOLDERS};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::SourcePath;
use std::fs;
use std::path::Path;

/// Reports it, as warnings.
pub(super) fn found(root: &Path) -> Vec<Diagnostic> {
    misnamed_folders(root).into_iter().chain(settings(root)).collect()
}

/// The folders at the root whose names lack a letter of one of the site's, have one too many, or two in the wrong order.
fn misnamed_folders(root: &Path) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root).into_iter().flatten().flatten().filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if FOLDERS.contains(&&*name) {
            continue;
        }
        let small = name.to_lowercase();
        let is_meant = |folder: &&&str| match strsim::osa_distance(&small, folder) {
            // Where the file system takes both for one, there is nothing wrong.
            0 => !root.join(folder).exists(),
            1 => small.len() != folder.len() || sorted_letters(&small) == sorted_letters(folder),
            _ => false,
        };
        if let Some(meant) = FOLDERS.iter().find(is_meant) {
            let message = format!("{name}/ is no folder of a site, so nothing in it is read.");
            let warning = Diagnostic::warning(Code::BadFile, &SourcePath::new(&name), None, message);
            found.push(warning.help(format!("Did you mean {meant}/?")));
        }
    }
    found
}

/// The settings next to the folders, where other generators have theirs. With settings in their place it is no matter.
fn settings(root: &Path) -> Option<Diagnostic> {
    let place = format!("{CONTENT}/site.yaml");
    if root.join(&place).exists() {
        return None;
    }
    let mut names = ["site", "config", "_config", "hugo", "zola"]
        .into_iter()
        .flat_map(|stem| ["yaml", "yml", "toml"].map(|ending| format!("{stem}.{ending}")));
    let name = names.find(|name| root.join(name).is_file())?;
    let message = format!("The settings are read from {place}, which is not there.");
    let warning = Diagnostic::warning(Code::BadFile, &SourcePath::new(name), None, message);
    Some(warning.help(format!("If these are the settings of the site, move them to  {place}")))
}

fn sorted_letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}
