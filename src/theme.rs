//! The default theme: this repository's own templates and static files, inside the binary.
//!
//! A site overrides them file by file. Nothing here reads the disk: the table below is made at compile time, and a
//! test holds it against the folders.

macro_rules! theme {
    ($($path:literal)*) => {
        const FILES: &[(&str, &[u8])] = &[$(($path, include_bytes!(concat!("../", $path)))),*];
    };
}

theme! {}

/// The files of the theme by their path in a site, with their bytes.
pub fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().copied()
}
