//! The system's list of mounts, which Linux has as a file. Never asks about a single folder.

use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// The first place at a folder or in it where something is mounted, if the system says so.
pub(crate) fn mounted_within(folder: &Path) -> Option<PathBuf> {
    let mounts = fs::read("/proc/self/mountinfo").ok()?;
    let places = mounts.split(|byte| *byte == b'\n').filter_map(|line| line.split(|byte| *byte == b' ').nth(4));
    places.map(unescaped).find(|place| place.starts_with(folder))
}

/// A path as the list of mounts writes it: blanks, line breaks and back slashes as three octal digits.
fn unescaped(written: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written;
    while let Some((&first, after)) = rest.split_first() {
        let code = after.first_chunk::<3>().and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 8).ok()).filter(|_| first == b'\\') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[3..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts_are_named_as_they_are_on_the_disk() {
        assert_eq!(unescaped(br"/srv/my\040site/a\134b"), Path::new(r"/srv/my site/a\b"));
        assert_eq!(unescaped(br"/srv/plain\9"), Path::new(r"/srv/plain\9"));
        assert_eq!(mounted_within(Path::new("/proc")), Some(PathBuf::from("/proc")));
        assert!(mounted_within(Path::new("/")).is_some());
    }
}
