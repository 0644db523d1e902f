//! What the file next to a picture says of it: `photo.jpg.yaml`.
//!
//! One file at a time; which picture it is of is its name.

use super::fields::PICTURE;
use super::licence::Licence;
use super::reader::Fields;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::SourcePath;
use crate::parse::front_matter;

/// What is said of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PictureNote {
    pub alt: Option<String>,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub licence: Option<Licence>,
    pub source: Option<String>,
}

/// Reads such a file. Always gives a note, however broken the file is.
pub(crate) fn note(path: &SourcePath, text: &str) -> (PictureNote, Vec<Diagnostic>) {
    let (front_matter, mut diagnostics) = front_matter::read_fields(path, text, 0..text.len());
    let mut fields = Fields::new(path, &front_matter, PICTURE);
    let note = PictureNote {
        alt: fields.text("alt"),
        caption: fields.text("caption"),
        credit: fields.text("credit"),
        licence: fields.text("licence").map(|line| Licence::of_line(&line)),
        source: fields.address("source").map(|word| word.text),
    };
    diagnostics.append(&mut fields.diagnostics);
    (note, diagnostics)
}
