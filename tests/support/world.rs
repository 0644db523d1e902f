//! The world of a running program, as tests change it: the time of the day, and calls that fail for a while.
//!
//! The program is run with `tests/faults/world.c` loaded before the C library, compiled here. Nothing outside it is changed.

use super::tests_folder;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A C file of `tests/faults/` as a library to be loaded before the C library, compiled once.
pub fn layer(name: &str, made: &'static OnceLock<PathBuf>) -> &'static Path {
    made.get_or_init(|| {
        // Another run of tests may load the one that is there.
        let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.so", std::process::id()));
        let source = tests_folder().join(format!("faults/{name}.c"));
        let mut cc = Command::new("cc");
        let compiled = cc.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&made).arg(source).arg("-ldl").status();
        assert!(compiled.is_ok_and(|status| status.success()), "cc cannot compile tests/faults/{name}.c");
        let kept = made.with_file_name(format!("{name}.so"));
        fs::rename(&made, &kept).unwrap();
        kept
    })
}

pub struct World {
    folder: tempfile::TempDir,
}

impl World {
    /// One in which nothing fails, at the time of this machine.
    pub fn new() -> World {
        World { folder: tempfile::tempdir().unwrap() }
    }

    /// Has a command run in this world.
    pub fn hold(&self, command: &mut Command) {
        static LAYER: OnceLock<PathBuf> = OnceLock::new();
        command.env("LD_PRELOAD", layer("world", &LAYER)).env("WORLD", self.folder.path());
    }

    /// Sets the wall clock ahead by so many seconds, or back.
    pub fn set_clock(&self, ahead: i64) {
        self.change("clock", &ahead.to_string());
    }

    /// From now on these calls fail: a line for each, of its name, the number of the error and a part of the path.
    pub fn fail(&self, calls: &str) {
        self.change("failing", calls);
    }

    /// At once, so that the program reads the old text or the new one.
    fn change(&self, name: &str, text: &str) {
        let [new, there] = ["new", name].map(|name| self.folder.path().join(name));
        fs::write(&new, text).unwrap();
        fs::rename(new, there).unwrap();
    }
}
