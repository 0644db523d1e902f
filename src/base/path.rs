//! Three addresses that must not be mixed up: a file of the site, a file of the output, a page's URL.
//!
//! All three are relative to a root and use `/`. An [`OutputPath`] cannot leave that root: the check is made once, when it is
//! built, so that no later step has to think of `..` again. This module never touches the disk.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;
use std::fmt;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

/// A file of the site, relative to its root: `content/articles/closed-door.md`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

/// A file of the built site, relative to the output folder: `models/fugu/index.html`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

/// The address of a page or file within the site, from its root and without the base URL: `/models/fugu/`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(Arc<str>);

impl SourcePath {
    /// Takes a path relative to the site's root, with `/` between its parts.
    pub fn new(path: impl AsRef<str>) -> Self {
        SourcePath(Arc::from(path.as_ref()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below `folder`, if it is in there.
    pub(crate) fn below(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }

    /// The folder it stands in; empty at the root.
    pub(crate) fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(parent, _)| parent)
    }

    pub(crate) fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }

    /// The file name without its last extension.
    pub(crate) fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    pub(crate) fn extension(&self) -> &str {
        self.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

/// Why a text is not the path of an output file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPath {
    #[error("it leads outside the site")]
    Outside,
    #[error("it has a character that no address may have")]
    Character,
    #[error("it is empty")]
    Empty,
    #[error("a part of it is longer than 255 bytes")]
    TooLong,
    #[error("it is longer than {MOST_OF_A_PATH} bytes")]
    TooLongInAll,
}

impl OutputPath {
    /// Checks a path relative to the output folder.
    ///
    /// Fails for whatever could leave the folder or surprise a file system: empty parts, `.` and `..`, back slashes,
    /// control characters, and names that belong to Fissure itself.
    pub fn new(path: &str) -> Result<Self, BadPath> {
        if path.is_empty() {
            return Err(BadPath::Empty);
        }
        if path.len() > MOST_OF_A_PATH {
            return Err(BadPath::TooLongInAll);
        }
        for part in path.split('/') {
            match part {
                "" | "." | ".." => return Err(BadPath::Outside),
                _ if part.len() > 255 => return Err(BadPath::TooLong),
                _ if part.chars().any(|c| c.is_control() || c == '\\') => return Err(BadPath::Character),
                _ if part == MANIFEST_NAME => return Err(BadPath::Character),
                _ => {}
            }
        }
        Ok(OutputPath(Arc::from(path)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: `index.html`.
    pub(crate) fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    pub(crate) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Where the file is, below `folder`.
    pub(crate) fn on_disk(&self, folder: &Path) -> PathBuf {
        self.0.split('/').fold(folder.to_path_buf(), |path, part| path.join(part))
    }

    /// The address that a reader uses: `models/fugu/index.html` is `/models/fugu/`.
    pub fn address(&self) -> Address {
        Address(Arc::from(format!("/{}", self.0.strip_suffix("index.html").unwrap_or(&self.0))))
    }
}

impl std::borrow::Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// How many bytes a path below the output may have. Systems allow 4,096 with all that stands before it, and browsers and hosts
/// rarely less than 2,000.
const MOST_OF_A_PATH: usize = 1000;

/// The list of the files that Fissure wrote, kept in the output folder. No page may take its name.
pub(crate) const MANIFEST_NAME: &str = ".fissure-manifest";

impl Address {
    /// Takes an address that begins with `/`; one that ends with `/` is a page.
    pub(crate) fn new(address: impl AsRef<str>) -> Self {
        debug_assert!(address.as_ref().starts_with('/'));
        Address(Arc::from(address.as_ref()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that a static host answers with. Fails like [`OutputPath::new`].
    pub(crate) fn output_path(&self) -> Result<OutputPath, BadPath> {
        let path = self.0.trim_start_matches('/');
        match path.is_empty() || path.ends_with('/') {
            true => OutputPath::new(&format!("{path}index.html")),
            false => OutputPath::new(path),
        }
    }

    /// The address as links and feeds write it: what is not a plain character of a URL is percent-encoded.
    pub fn encoded(&self) -> String {
        utf8_percent_encode(&self.0, NOT_PLAIN).to_string()
    }

    /// What the addresses of all that belongs to this page begin with: the page itself where it ends with `/`, and
    /// `/2026/closed-door/` for `/2026/closed-door.html`.
    pub(crate) fn folder(&self) -> Cow<'_, str> {
        match self.0.ends_with('/') {
            true => Cow::Borrowed(&self.0),
            false => Cow::Owned(format!("{}/", self.0.strip_suffix(".html").unwrap_or(&self.0))),
        }
    }

    /// Whether a page is there, and no other file.
    pub(crate) fn is_page(&self) -> bool {
        self.0.ends_with('/') || self.0.ends_with(".html")
    }

    /// The last part without a slash or `.html`, which is the slug of what is there unless its file asks for another address.
    pub(crate) fn last_part(&self) -> &str {
        let path = self.0.trim_end_matches('/');
        let name = path.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".html").unwrap_or(name)
    }

    /// The address of something below this page: `/models/fugu/` and `feed.xml` make `/models/fugu/feed.xml`.
    pub(crate) fn join(&self, below: &str) -> Address {
        Address(Arc::from(format!("{}{below}", self.folder())))
    }

    /// Whether an address is that of this page, or of something that belongs to it.
    pub(crate) fn is_above(&self, other: &Address) -> bool {
        self == other || other.0.starts_with(&*self.folder())
    }
}

/// What links and feeds encode: all but letters, digits and `-._~/!$&'()*+,;=:@`.
#[rustfmt::skip]
const NOT_PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b'!').remove(b'$').remove(b'&').remove(b'\'')
    .remove(b'(').remove(b')').remove(b'*').remove(b'+').remove(b',').remove(b';').remove(b'=').remove(b':').remove(b'@');

/// A path below some root as the site writes it, with `/` between its parts on every system; none if it is not UTF-8.
pub(crate) fn with_slashes(below_root: &Path) -> Option<Cow<'_, str>> {
    let text = below_root.to_str()?;
    Some(match MAIN_SEPARATOR {
        '/' => Cow::Borrowed(text),
        // Only there no name can have a back slash in it.
        _ => Cow::Owned(text.replace(MAIN_SEPARATOR, "/")),
    })
}

/// The same to be shown; what is not UTF-8 in it becomes a replacement character.
pub(crate) fn shown_with_slashes(path: &Path) -> Cow<'_, str> {
    with_slashes(path).unwrap_or_else(|| path.to_string_lossy())
}

/// Percent-encoding undone; what does not encode UTF-8 stays as it is.
pub fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Cow::into_owned)
}

/// The host, the port where it is not that of the scheme, and the rest of a web address; none for other addresses.
pub(crate) fn authority(url: &str) -> Option<(&str, Option<u16>, &str)> {
    let (scheme, rest) = url.split_at(url.find("//")?);
    let standard: &[u16] = match scheme.to_ascii_lowercase().as_str() {
        "http:" => &[80],
        "https:" => &[443],
        "" => &[80, 443],
        _ => return None,
    };
    let rest = &rest[2..];
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.parse::<u16>().ok()?)),
        None => (authority, None),
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_host = !host.is_empty() && !host.contains(['@', '\\', ' ']);
    is_host.then_some((host, port.filter(|port| !standard.contains(port)), rest))
}

macro_rules! shown_as_text {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{:?}", &*self.0) }
        }
    )*};
}
shown_as_text!(SourcePath, OutputPath, Address);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_the_disk_is_written_with_slashes() {
        let path: PathBuf = ["models", "fugu", "index.html"].iter().collect();
        assert_eq!(with_slashes(&path).unwrap(), "models/fugu/index.html");
        let of_one_name = Path::new(r"a\b");
        assert_eq!(with_slashes(of_one_name).unwrap().contains('\\'), of_one_name.components().count() == 1);
    }

    #[test]
    fn an_output_path_never_leaves_the_folder() {
        for bad in ["", "../x", "a/../../x", "/etc/passwd", "a//b", "./a", "a\\..\\b", "a/\u{0}", "a/", MANIFEST_NAME] {
            assert!(OutputPath::new(bad).is_err(), "{bad:?} was accepted");
        }
        assert_eq!(OutputPath::new("models/fugu/index.html").unwrap().address().as_str(), "/models/fugu/");
        assert_eq!(Address::new("/").output_path().unwrap().as_str(), "index.html");
        assert_eq!(Address::new("/feed.xml").output_path().unwrap().as_str(), "feed.xml");
    }
}
