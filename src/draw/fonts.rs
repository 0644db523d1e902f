//! The faces that cards are set in: which letters they have, and how wide a text is in them.
//!
//! Two faces with all Latin letters are part of the program (SIL Open Font License, whose texts are in
//! `static/assets/fonts/`; `scripts/fonts` makes them); a site may bring others for its own scripts. Never the fonts of a
//! system, or the same site would look different elsewhere. Draws nothing, see `raster`.

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::collections::HashMap;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

const TITLES: &[u8] = include_bytes!("fonts/newsreader-600.ttf");
const LABELS: &[u8] = include_bytes!("fonts/ibm-plex-sans-condensed-500.ttf");

/// What a text is set in, as long as the face has its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Titles,
    Labels,
}

/// Our faces, and those of a site after them.
#[derive(Debug)]
pub struct Fonts {
    files: Vec<FontFile>,
    hash: blake3::Hash,
}

#[derive(Debug)]
pub(crate) struct FontFile {
    pub bytes: Arc<[u8]>,
    /// How wide each of its characters is at size 1.
    advances: HashMap<char, f32>,
}

impl PartialEq for Fonts {
    fn eq(&self, other: &Fonts) -> bool {
        self.hash == other.hash
    }
}

impl Eq for Fonts {}

impl FontFile {
    /// TrueType or OpenType, as it is or the first of a collection; nothing when it is neither.
    pub(crate) fn new(bytes: Arc<[u8]>) -> Option<FontFile> {
        let font = FontRef::from_index(&bytes, 0).ok()?;
        let glyphs = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        let advance = |(code, glyph)| Some((char::from_u32(code)?, glyphs.advance_width(glyph)?));
        let advances: HashMap<char, f32> = font.charmap().mappings().filter_map(advance).collect();
        (!advances.is_empty()).then_some(FontFile { bytes, advances })
    }
}

impl Fonts {
    pub(crate) fn new(own: impl IntoIterator<Item = FontFile>) -> Fonts {
        let ours = [TITLES, LABELS].map(|bytes| FontFile::new(Arc::from(bytes)).expect("our own files are fonts"));
        let files: Vec<FontFile> = ours.into_iter().chain(own).collect();
        let mut hasher = blake3::Hasher::new();
        for file in &files {
            hasher.update(blake3::hash(&file.bytes).as_bytes());
        }
        Fonts { hash: hasher.finalize(), files }
    }

    /// What tells these fonts from others.
    pub(crate) fn hash(&self) -> &blake3::Hash {
        &self.hash
    }

    pub(crate) fn files(&self) -> &[FontFile] {
        &self.files
    }

    /// The place of a face among the files.
    pub(crate) fn place(face: Face) -> usize {
        match face {
            Face::Titles => 0,
            Face::Labels => 1,
        }
    }

    /// The file that a character is set with: the face's own if it has it, or the first of the others.
    pub(crate) fn file_with(&self, face: Face, c: char) -> Option<usize> {
        let others = (0..self.files.len()).filter(|place| *place != Fonts::place(face));
        [Fonts::place(face)].into_iter().chain(others).find(|place| self.files[*place].advances.contains_key(&c))
    }

    /// A text as it can be set: without signs that no face has; nothing when a letter is missing, since a word with a
    /// gap is another word.
    pub(crate) fn settable(&self, face: Face, text: &str) -> Option<String> {
        let has = |c: char| c.is_whitespace() || self.file_with(face, c).is_some();
        let text: String = text.nfc().filter(|c| c.is_alphanumeric() || has(*c)).collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty() && text.chars().all(has)).then_some(text)
    }

    /// How wide a character is at size 1. Pairs of letters come a little closer than that.
    pub(crate) fn advance(&self, face: Face, c: char) -> f64 {
        let advance = self.file_with(face, c).and_then(|place| self.files[place].advances.get(&c));
        // What no face has is set as a box, about as wide as the widest letters.
        f64::from(advance.copied().unwrap_or(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_faces_have_latin_letters_and_what_stands_between_them() {
        let fonts = Fonts::new([]);
        for face in [Face::Titles, Face::Labels] {
            let text = "Žižek, Łódź & “Ærø” – 360° ‘naïve’… € · × Ő";
            assert_eq!(fonts.settable(face, text).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_cannot_be_set_is_left_out_if_it_is_no_letter() {
        let fonts = Fonts::new([]);
        assert_eq!(fonts.settable(Face::Titles, "🚀 It flies 🎉").as_deref(), Some("It flies"));
        assert_eq!(fonts.settable(Face::Titles, "大 model"), None);
        assert_eq!(fonts.settable(Face::Titles, "🚀"), None);
    }

    #[test]
    fn letters_are_as_wide_as_the_font_says() {
        let fonts = Fonts::new([]);
        let widths = ['i', 'm'].map(|c| (fonts.advance(Face::Labels, c) * 1000.0).round());
        assert_eq!(widths, [244.0, 796.0]);
    }

    #[test]
    fn other_files_are_no_fonts() {
        for bytes in [b"wOF2....".as_slice(), b"", &TITLES[..200]] {
            assert!(FontFile::new(Arc::from(bytes)).is_none());
        }
    }
}
