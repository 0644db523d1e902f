//! WebP: a RIFF with chunks.

use super::{Picture, PictureKind, Unusable, le_u16, le_u24, le_u32};
use fissure_pixels::Colours;
use std::ops::Range;

struct Chunk<'a> {
    name: &'a [u8],
    whole: Range<usize>,
    data: &'a [u8],
}

const HEAD: usize = 12;
/// What the first chunk of a longer file says: metadata, and that it moves.
const EXIF: u8 = 1 << 3;
const XMP: u8 = 1 << 2;
const ANIMATION: u8 = 1 << 1;
const ALPHA: u8 = 1 << 4;

fn chunks(bytes: &[u8]) -> Result<Vec<Chunk<'_>>, Unusable> {
    let len = le_u32(bytes, 4).ok_or(Unusable::CutOff)? as usize;
    let bytes = bytes.get(..len.saturating_add(8)).ok_or(Unusable::CutOff)?;
    let mut chunks = Vec::new();
    let mut at = HEAD;
    while at < bytes.len() {
        let len = le_u32(bytes, at + 4).ok_or(Unusable::CutOff)? as usize;
        let data = bytes.get(at + 8..(at + 8).saturating_add(len)).ok_or(Unusable::CutOff)?;
        // The last may lack the byte that makes its length even.
        let end = (at + 8 + len + len % 2).min(bytes.len());
        chunks.push(Chunk { name: &bytes[at..at + 4], whole: at..end, data });
        at = end;
    }
    Ok(chunks)
}

pub(super) fn look(bytes: &[u8]) -> Result<Picture, Unusable> {
    let chunks = chunks(bytes)?;
    let unknown = Unusable::Damaged("it does not say how large it is");
    let first = chunks.first().ok_or(Unusable::CutOff)?;
    let picture = match first.name {
        b"VP8X" => of_canvas(first.data),
        b"VP8 " => of_lossy(first.data),
        b"VP8L" => of_lossless(first.data),
        _ => None,
    };
    let exif = chunks.iter().find(|chunk| chunk.name == b"EXIF").map(|chunk| chunk.data);
    let is_lossless = chunks.iter().any(|chunk| chunk.name == b"VP8L");
    let profile = chunks.iter().find(|chunk| chunk.name == b"ICCP").map(|chunk| chunk.data);
    let colours = Colours::of(profile);
    picture.map(|picture| Picture { has_palette: is_lossless, colours, ..picture.turned(exif) }).ok_or(unknown)
}

fn of_canvas(data: &[u8]) -> Option<Picture> {
    let (width, height) = (le_u24(data, 4)? + 1, le_u24(data, 7)? + 1);
    let flags = data[0];
    let picture = Picture::of(PictureKind::WebP, width, height);
    Some(Picture { is_animated: flags & ANIMATION != 0, has_alpha: flags & ALPHA != 0, ..picture })
}

fn of_lossy(data: &[u8]) -> Option<Picture> {
    let size = |at: usize| Some(u32::from(le_u16(data, at)? & 0x3fff));
    (data.get(3..6)? == [0x9d, 0x01, 0x2a]).then_some(())?;
    Some(Picture::of(PictureKind::WebP, size(6)?, size(8)?))
}

fn of_lossless(data: &[u8]) -> Option<Picture> {
    let bits = le_u32(data, 1).filter(|_| data[0] == 0x2f)?;
    let (width, height) = ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
    Some(Picture { has_alpha: bits >> 28 & 1 != 0, ..Picture::of(PictureKind::WebP, width, height) })
}

pub(super) fn cleaned(bytes: &[u8]) -> Vec<u8> {
    const KEPT: [&[u8]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    let Ok(chunks) = chunks(bytes) else { return Vec::new() };
    let mut out = bytes[..HEAD].to_vec();
    for chunk in chunks.iter().filter(|chunk| KEPT.contains(&chunk.name)) {
        let at = out.len();
        out.extend(&bytes[chunk.whole.clone()]);
        if chunk.name == b"VP8X" {
            out[at + 8] &= !(EXIF | XMP);
        }
        if out.len() % 2 == 1 {
            out.push(0);
        }
    }
    let len = (out.len() - 8) as u32;
    out[4..8].copy_from_slice(&len.to_le_bytes());
    out
}
