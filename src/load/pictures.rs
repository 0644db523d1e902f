//! Which files of a site are pictures, which say more of one, and what is seen in them.

use super::{CONTENT, STATIC, SourceFile};
use crate::base::content::Content;
use crate::base::path::SourcePath;
use crate::picture;
use std::sync::Arc;

/// A file that is not read as text, with its bytes.
pub(super) fn data(path: &SourcePath, bytes: Arc<[u8]>) -> SourceFile {
    if !is_picture(path) {
        return SourceFile::Data(Content::Memory(bytes));
    }
    let looked = picture::look(path.extension(), &bytes);
    SourceFile::Picture(Content::Memory(bytes), looked)
}

/// Whether a file is a picture that may be published.
pub(super) fn is_picture(path: &SourcePath) -> bool {
    picture::is_picture(path.extension()) && (path.below(CONTENT).is_some() || path.below(STATIC).is_some())
}

/// The picture that a file says more of: `photo.jpg.yaml` is of `photo.jpg`.
pub(crate) fn picture_of_note(path: &SourcePath) -> Option<SourcePath> {
    let picture = SourcePath::new(path.as_str().strip_suffix(".yaml").or(path.as_str().strip_suffix(".yml"))?);
    is_picture(&picture).then_some(picture)
}
