//! Gives `fissure --version` and the workflows of `init --ci` the commit that the program is made of.
//!
//! Only in optimized builds: others would be compiled anew after each commit. Without git, and outside a checkout, there is no
//! commit. Reads nothing else and writes nothing.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let is_optimized = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let (commit, day) = is_optimized.then(commit).flatten().unwrap_or_default();
    let made_of = commit.get(..12).map_or(String::new(), |short| format!(" ({short} {day})"));
    println!("cargo::rustc-env=FISSURE_VERSION={version}{made_of}");
    println!("cargo::rustc-env=FISSURE_COMMIT={commit}");
}

/// The commit of the checkout in full, and its day.
fn commit() -> Option<(String, String)> {
    // Of another repository around an unpacked package nothing is to be said.
    if !Path::new(".git").exists() {
        return None;
    }
    for file in [".git/HEAD", ".git/logs/HEAD"] {
        if Path::new(file).exists() {
            println!("cargo::rerun-if-changed={file}");
        }
    }
    let log = ["log", "-1", "--format=%H %cs"];
    let output = Command::new("git").args(log).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (hash, day) = text.trim().split_once(' ')?;
    Some((hash.to_owned(), day.to_owned()))
}
