//! What a picture file is, by its own bytes: its kind, its size, and what is wrong with it; and the same file without metadata.
//!
//! Reads the heads and walks over the parts of a file. Never decodes a pixel, which is for `extras` to do, and never touches the disk.

mod avif;
mod exif;
mod gif;
mod jpeg;
mod png;
mod svg;
pub(crate) mod variants;
mod webp;

use crate::base::bounds::{PICTURE_BYTES, PICTURE_PIXELS};
use fissure_pixels::Colours;

/// A picture as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub kind: PictureKind,
    /// In pixels, after it is turned the right way up. Nothing for a drawing that does not say.
    pub size: Option<(u32, u32)>,
    /// How it has to be turned, as EXIF counts: 1 for not at all, up to 8.
    pub orientation: u8,
    pub is_animated: bool,
    /// Whether parts of it may be transparent.
    pub has_alpha: bool,
    /// Whether it has few colours, as drawings have.
    pub has_palette: bool,
    /// Whether its colours are those of print.
    pub is_cmyk: bool,
    pub colours: Colours,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PictureKind {
    Jpeg,
    Png,
    Gif,
    WebP,
    Avif,
    Svg,
}

/// Why a picture cannot be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    Empty,
    /// A file of another kind than its ending says; perhaps one that is known, by its ending.
    Other(Option<&'static str>),
    /// A kind that browsers do not show.
    NotForBrowsers,
    CutOff,
    Damaged(&'static str),
    TooManyPixels(u32, u32),
    TooManyBytes(u64),
    /// Metadata that cannot be taken out.
    Metadata,
}

/// The kinds by their endings.
const ENDINGS: [(&str, PictureKind); 10] = [
    ("apng", PictureKind::Png),
    ("avif", PictureKind::Avif),
    ("gif", PictureKind::Gif),
    ("jfif", PictureKind::Jpeg),
    ("jpe", PictureKind::Jpeg),
    ("jpeg", PictureKind::Jpeg),
    ("jpg", PictureKind::Jpeg),
    ("png", PictureKind::Png),
    ("svg", PictureKind::Svg),
    ("webp", PictureKind::WebP),
];

/// Endings of pictures that browsers do not show; most can say where they were taken.
const NOT_FOR_BROWSERS: [&str; 18] = [
    "arw", "bmp", "cr2", "cr3", "dng", "heic", "heif", "hif", "jp2", "jxl", "mpo", "nef", "orf", "psd", "raf", "rw2",
    "tif", "tiff",
];

/// Whether a file is a picture, by its ending.
pub(crate) fn is_picture(ending: &str) -> bool {
    kind(ending).is_some() || NOT_FOR_BROWSERS.iter().any(|other| ending.eq_ignore_ascii_case(other))
}

/// The endings of pictures that can be published.
pub(crate) fn endings() -> impl Iterator<Item = &'static str> {
    ENDINGS.iter().map(|(ending, _)| *ending)
}

fn kind(ending: &str) -> Option<PictureKind> {
    ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, kind)| *kind)
}

/// What a file of this many bytes is wrong with before it is read.
pub(crate) fn too_large(len: u64) -> Option<Unusable> {
    (len > PICTURE_BYTES as u64).then_some(Unusable::TooManyBytes(len))
}

/// Looks at a file with an ending of a picture.
pub fn look(ending: &str, bytes: &[u8]) -> Result<Picture, Unusable> {
    let kind = kind(ending).ok_or(Unusable::NotForBrowsers)?;
    if let Some(unusable) = too_large(bytes.len() as u64) {
        return Err(unusable);
    }
    // A drawing is text, of which there may be none.
    if bytes.is_empty() && kind != PictureKind::Svg {
        return Err(Unusable::Empty);
    }
    let really = recognised(bytes);
    if kind != PictureKind::Svg && really != Some(kind) {
        return Err(Unusable::Other(really.map(PictureKind::ending)));
    }
    let picture = match kind {
        PictureKind::Jpeg => jpeg::look(bytes),
        PictureKind::Png => png::look(bytes),
        PictureKind::Gif => gif::look(bytes),
        PictureKind::WebP => webp::look(bytes),
        PictureKind::Avif => avif::look(bytes),
        PictureKind::Svg => svg::look(bytes),
    }?;
    match picture.size {
        Some((0, _) | (_, 0)) => Err(Unusable::Damaged("it has no size")),
        // Nothing of a drawing is held as pixels.
        Some((width, height))
            if kind != PictureKind::Svg && u64::from(width) * u64::from(height) > PICTURE_PIXELS as u64 =>
        {
            Err(Unusable::TooManyPixels(width, height))
        }
        _ => Ok(picture),
    }
}

/// What a file is by its first bytes, whatever it is called.
fn recognised(bytes: &[u8]) -> Option<PictureKind> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(PictureKind::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(PictureKind::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(PictureKind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(PictureKind::WebP),
        _ => avif::is_avif(bytes).then_some(PictureKind::Avif),
    }
}

/// A file without what it says of where, when and by whom it was made: colour profiles stay, as does every pixel.
///
/// Only for files that [`look`] finds usable. One that has to be turned is not right without that.
pub fn without_metadata(kind: PictureKind, bytes: &[u8]) -> Vec<u8> {
    match kind {
        PictureKind::Jpeg => jpeg::cleaned(bytes),
        PictureKind::Png => png::cleaned(bytes),
        PictureKind::Gif => gif::cleaned(bytes),
        PictureKind::WebP => webp::cleaned(bytes),
        // An AVIF with metadata is refused, and a drawing is text that its maker wrote.
        PictureKind::Avif | PictureKind::Svg => bytes.to_vec(),
    }
}

impl PictureKind {
    pub(crate) fn ending(self) -> &'static str {
        match self {
            PictureKind::Jpeg => "jpg",
            PictureKind::Png => "png",
            PictureKind::Gif => "gif",
            PictureKind::WebP => "webp",
            PictureKind::Avif => "avif",
            PictureKind::Svg => "svg",
        }
    }
}

impl Picture {
    /// A picture of which only this is known.
    fn of(kind: PictureKind, width: u32, height: u32) -> Picture {
        Picture {
            kind,
            size: Some((width, height)),
            orientation: 1,
            is_animated: false,
            has_alpha: false,
            has_palette: false,
            is_cmyk: false,
            colours: Colours::Srgb,
        }
    }

    /// The same, to be turned as EXIF says.
    fn turned(self, exif: Option<&[u8]>) -> Picture {
        let orientation = exif.and_then(exif::orientation).unwrap_or(1);
        let size = self.size.map(|(width, height)| if orientation > 4 { (height, width) } else { (width, height) });
        Picture { orientation, size, ..self }
    }
}

/// Whole numbers within bytes, where they are there.
fn be_u16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn le_u16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn le_u24(bytes: &[u8], at: usize) -> Option<u32> {
    let [a, b, c] = *bytes.get(at..at.checked_add(3)?)? else { return None };
    Some(u32::from_le_bytes([a, b, c, 0]))
}

fn le_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
