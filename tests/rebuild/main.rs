//! Memory changes no byte: after every edit a build that remembers equals one that does not.
//!
//! - `script` makes the edits in the `.txt` files of this folder, each on a fresh site, and compares which pages were
//!   rendered again with the lines next to the edit, so that a rebuild costs what it shows.
//! - `random` has a `writer` make up edits, with `fields` from the schemas of the program and the words in `values.txt`.
//!   They are built in this process, and under a running `fissure serve`, whose pages and output must be those of a clean
//!   build. Under `build --watch` they come to the disk by all means, see `hands`, and the clock jumps.
//!
//! `SEED=n cargo test --test rebuild` makes the random edits of one seed again; `EDITS=10000 SEED=n` makes so many, with the
//! seeds from that one on.

mod fields;
mod hands;
mod pages;
mod random;
mod script;
mod served;
#[path = "../support/mod.rs"]
mod support;
mod text;
mod writer;

use random::Sort::{Crosslinks, Facts, Theme};
use served::Way::{Poll, Serve, ServeInWorld, Watch};
use support::{site, tree};

#[test]
fn edits_of_pages_render_what_shows_them() {
    script::run("crosslinks", 80);
}

#[test]
fn edits_of_translations_render_what_shows_them() {
    script::run("languages", 15);
}

#[test]
fn edits_of_facts_render_what_shows_them() {
    script::run("facts", 30);
}

#[test]
fn edits_of_what_changed_render_the_months_that_show_it() {
    script::run("changes", 12);
}

#[test]
fn edits_of_editions_render_those_that_show_it() {
    script::run("editions", 12);
}

#[test]
fn edits_of_files_of_the_theme_render_what_uses_them() {
    script::run("files", 20);
}

#[test]
fn random_edits_in_memory_change_what_they_change_in_a_clean_build() {
    random::edits(&[Crosslinks, Facts, Crosslinks, Facts, Crosslinks, Theme], 240, &[]);
}

#[test]
fn random_edits_under_a_preview_change_what_they_change_in_a_clean_build() {
    random::edits(&[Crosslinks, Facts], 80, &[Serve]);
}

/// Folders and links change places, files are written in pieces, disks go and come back, and the clock jumps.
#[test]
#[cfg(target_os = "linux")]
fn random_edits_by_all_means_under_a_watch_change_what_they_change_in_a_clean_build() {
    random::edits(&[Crosslinks, Facts], 60, &[Watch, Poll, ServeInWorld]);
}
