//! What the path of a file says: the name that its slug is made of, its folder, and where the settings are.

use super::reader::Fields;
use crate::base::diagnostic::Code;
use crate::base::path::SourcePath;
use crate::base::slug::Slug;
use crate::load::CONTENT;

/// Where the settings are.
pub(crate) fn config_path() -> SourcePath {
    SourcePath::new(format!("{CONTENT}/site.yaml"))
}

/// The name that a slug is made of: the file's, or its folder's where the file is `index.md`.
pub(crate) fn stem(path: &SourcePath) -> &str {
    match path.stem() {
        "index" => path.parent().rsplit('/').next().unwrap_or(""),
        stem => stem,
    }
}

/// The folder of an article that has other files next to it: `content/articles/closed-door` for its `index.md`.
pub(crate) fn bundle(path: &SourcePath) -> Option<&str> {
    let folder = path.parent();
    (path.file_name() == "index.md" && folder.matches('/').count() >= 2).then_some(folder)
}

/// The slug of a file; tells a name that none can be made of.
pub(crate) fn slug_of_file(fields: &mut Fields<'_>, stem: &str) -> Slug {
    Slug::from_text(stem).unwrap_or_else(|| {
        let message = format!("No address can be made of the file name \"{stem}\".");
        fields.error(Code::BadValue, 0..0, message, "Rename the file, with letters or digits.");
        Slug::from_text("unnamed").expect("letters make a slug")
    })
}
