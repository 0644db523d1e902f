//! What the path of a file says: the name that its slug is made of, its language, its folder, and where the settings are.

use super::config::Config;
use super::reader::Fields;
use crate::base::diagnostic::Code;
use crate::base::path::SourcePath;
use crate::base::slug::Slug;
use crate::load::CONTENT;

/// Where the settings are.
pub(crate) fn config_path() -> SourcePath {
    SourcePath::new(format!("{CONTENT}/site.yaml"))
}

/// The path of a file of the content without its ending and its language, and the language: `tokyo.ja.md` is in Japanese where
/// the site has pages in Japanese. Without one it is in the language of the site.
pub(crate) fn version<'p>(path: &'p SourcePath, config: &Config) -> (&'p str, Option<&'p str>) {
    let whole = path.as_str().strip_suffix(".md").unwrap_or(path.as_str());
    let is_of_site = |code: &str| config.codes().any(|(known, _)| known.eq_ignore_ascii_case(code));
    match path.stem().rsplit_once('.') {
        Some((name, code)) if !name.is_empty() && is_of_site(code) => {
            (&whole[..whole.len() - code.len() - 1], Some(code))
        }
        _ => (whole, None),
    }
}

/// The name that a slug is made of: the file's without its language, or its folder's where the file is `index.md`.
pub(crate) fn stem<'p>(path: &'p SourcePath, config: &Config) -> &'p str {
    let (whole, _) = version(path, config);
    let (folder, name) = whole.rsplit_once('/').unwrap_or(("", whole));
    match name {
        "index" => folder.rsplit('/').next().unwrap_or(""),
        name => name,
    }
}

/// The folder of an article that has other files next to it: `content/articles/closed-door` for its `index.md` or `index.ja.md`.
pub(crate) fn bundle<'p>(path: &'p SourcePath, config: &Config) -> Option<&'p str> {
    let folder = path.parent();
    (is_index(path, config) && is_bundle(folder)).then_some(folder)
}

/// Whether a folder is one within that of a sort of file, so that its index is a page of its own.
pub(crate) fn is_bundle(folder: &str) -> bool {
    folder.matches('/').count() >= 2
}

/// Whether a file is the page of its folder, in whatever language.
pub(crate) fn is_index(path: &SourcePath, config: &Config) -> bool {
    path.extension() == "md" && version(path, config).0.rsplit('/').next() == Some("index")
}

/// A path with another name before its language and its ending: `tokyo.ja.md` becomes `kyoto.ja.md`.
pub(crate) fn with_name(path: &SourcePath, name: &str, config: &Config) -> SourcePath {
    let (whole, _) = version(path, config);
    SourcePath::new(format!("{}/{name}{}", path.parent(), &path.as_str()[whole.len()..]))
}

/// The slug of a file; tells a name that none can be made of.
pub(crate) fn slug_of_file(fields: &mut Fields<'_>, stem: &str) -> Slug {
    Slug::from_text(stem).unwrap_or_else(|| {
        let message = format!("No address can be made of the file name \"{stem}\".");
        fields.error(Code::BadValue, 0..0, message, "Rename the file, with letters or digits.");
        Slug::from_text("unnamed").expect("letters make a slug")
    })
}
