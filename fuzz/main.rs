//! Whatever a writer writes and a client sends, a build ends with messages, and the preview gives away nothing.
//!
//! A target is a file of rules in `targets/`, from which a seed makes an input, and a folder in `corpus/` with inputs that were
//! faults or might become some, each named for what it is. `cargo test` replays what is kept, and makes some new ones.
//!
//! ```sh
//! cargo test --test fuzz edtf                                           # one target
//! FUZZ_SECONDS=1200 FUZZ_FROM=1000 cargo test --test fuzz edtf -- --nocapture    # new inputs for so long, from that seed on
//! FUZZ_SEED=12 cargo test --test fuzz edtf                              # the input of one seed
//! FUZZ_FILE=path cargo test --test fuzz edtf                            # one that was kept or printed
//! ```
//!
//! - `grammar` makes texts from rules, `input` is a site with edits as one text;
//! - `driver` replays, makes, watches, and makes smaller what fails;
//! - `sites` builds the inputs of all targets but `http`, which sends its own to a running `serve`.

mod driver;
mod grammar;
mod http;
mod input;
mod sites;
#[path = "../tests/support/mod.rs"]
mod support;

#[test]
fn front_matter() {
    sites::fuzz("front-matter", 12, include_str!("targets/front-matter.rules"));
}

#[test]
fn edtf() {
    sites::fuzz("edtf", 12, include_str!("targets/edtf.rules"));
}

#[test]
fn bodies() {
    sites::fuzz("bodies", 12, include_str!("targets/bodies.rules"));
}

#[test]
fn settings() {
    sites::fuzz("settings", 12, include_str!("targets/settings.rules"));
}

#[test]
fn disputes() {
    sites::fuzz("disputes", 12, include_str!("targets/disputes.rules"));
}

#[test]
fn templates() {
    sites::fuzz("templates", 12, include_str!("targets/templates.rules"));
}

#[test]
fn http() {
    http::fuzz(1000, include_str!("targets/http.rules"));
}
