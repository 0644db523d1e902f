//! Which pages a build made, and whether two programs made the same.

use std::collections::BTreeSet;
use std::fs::read_to_string;
use std::io;
use std::path::Path;

/// Pages of Fissure that no setting turns off.
const FISSURE_ALONE: [&str; 6] = [
    "404.html",
    "corrections/index.html",
    "disputes/index.html",
    "map/index.html",
    "matrix/index.html",
    "timeline/index.html",
];

#[derive(Default)]
pub struct Pages {
    /// All but the following, by their files.
    single: BTreeSet<String>,
    /// How many pages go on with a list that does not fit on one. They differ, since each program cuts its lists in its own
    /// way.
    pub further: usize,
    /// How many articles the feed has.
    entries: usize,
}

impl Pages {
    pub fn of(output: &Path) -> io::Result<Pages> {
        let mut pages = Pages::default();
        for file in walkdir::WalkDir::new(output) {
            let file = file?;
            let name = file.path().strip_prefix(output).unwrap_or(file.path()).to_string_lossy();
            if !name.ends_with(".html") {
                continue;
            }
            if name.starts_with("page/") || name.contains("/page/") {
                pages.further += 1;
            } else {
                pages.single.insert(name.into_owned());
            }
        }
        pages.entries = read_to_string(output.join("feed.xml"))?.matches("<entry>").count();
        read_to_string(output.join("sitemap.xml"))?;
        Ok(pages)
    }

    pub fn all(&self) -> usize {
        self.single.len() + self.further
    }

    /// Whether another program made the same pages as Fissure; says in words what differs.
    pub fn check(&self, other: &Pages) -> Result<(), String> {
        let ours: BTreeSet<&str> = self.single.iter().map(String::as_str).collect();
        let theirs: BTreeSet<&str> = other.single.iter().map(String::as_str).chain(FISSURE_ALONE).collect();
        let differ: Vec<&&str> = ours.symmetric_difference(&theirs).collect();
        match differ.first() {
            Some(first) => Err(format!("{} pages differ from Fissure's, {first} among them", differ.len())),
            None if self.entries != other.entries => Err(format!("{} entries in the feed", other.entries)),
            None => Ok(()),
        }
    }
}
