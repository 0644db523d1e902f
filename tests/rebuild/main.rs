//! Memory changes no byte: after every edit a build that remembers equals one that does not.
//!
//! - `script` makes the edits in the `.txt` files of this folder, each on a fresh site, and compares which pages were
//!   rendered again with the lines next to the edit, so that a rebuild costs what it shows.
//! - `random` has a `writer` make up edits, with `fields` from the schemas of the program and the words in `values.txt`.
//!   They are built in this process, and under a running `fissure serve`, whose pages and output must be those of a clean
//!   build.
//!
//! `SEED=n cargo test --test rebuild` makes the random edits of one seed again; `EDITS=10000 SEED=n` makes so many, with the
//! seeds from that one on.

mod fields;
mod pages;
mod random;
mod script;
mod served;
#[path = "../support/mod.rs"]
mod support;
mod text;
mod writer;

use random::Sort::{Crosslinks, Facts, Theme};
use support::{site, tree};

#[test]
fn edits_of_pages_render_what_shows_them() {
    script::run("crosslinks", 80);
}

#[test]
fn edits_of_facts_render_what_shows_them() {
    script::run("facts", 30);
}

#[test]
fn edits_of_files_of_the_theme_render_what_uses_them() {
    script::run("files", 20);
}

#[test]
fn random_edits_in_memory_change_what_they_change_in_a_clean_build() {
    random::edits(&[Crosslinks, Facts, Crosslinks, Facts, Crosslinks, Theme], 240, None);
}

#[test]
fn random_edits_under_a_preview_change_what_they_change_in_a_clean_build() {
    random::edits(&[Crosslinks, Facts], 80, Some(served::Served::start));
}
