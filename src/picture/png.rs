//! PNG: a row of chunks, each with its length and a checksum.

use super::{Picture, PictureKind, Unusable, be_u32};
use std::ops::Range;

const SIGNATURE: usize = 8;

struct Chunk<'a> {
    name: &'a [u8],
    whole: Range<usize>,
    data: &'a [u8],
}

/// The chunks up to the last one. What stands after it is left out.
fn chunks(bytes: &[u8]) -> Result<Vec<Chunk<'_>>, Unusable> {
    let mut chunks = Vec::new();
    let mut at = SIGNATURE;
    loop {
        let len = be_u32(bytes, at).ok_or(Unusable::CutOff)? as usize;
        let end = at.checked_add(12).and_then(|end| end.checked_add(len)).ok_or(Unusable::CutOff)?;
        let whole = bytes.get(at..end).ok_or(Unusable::CutOff)?;
        let (name, data) = (&whole[4..8], &whole[8..8 + len]);
        chunks.push(Chunk { name, whole: at..end, data });
        if name == b"IEND" {
            return Ok(chunks);
        }
        at = end;
    }
}

pub(super) fn look(bytes: &[u8]) -> Result<Picture, Unusable> {
    let chunks = chunks(bytes)?;
    let head = chunks.first().filter(|chunk| chunk.name == b"IHDR" && chunk.data.len() == 13);
    let head = head.ok_or(Unusable::Damaged("it does not say how large it is"))?.data;
    let (width, height) = (be_u32(head, 0).unwrap_or(0), be_u32(head, 4).unwrap_or(0));
    let has = |name: &[u8]| chunks.iter().any(|chunk| chunk.name == name);
    if !has(b"IDAT") {
        return Err(Unusable::Damaged("there are no pixels in it"));
    }
    // Gray, colours, a palette, gray with alpha, colours with alpha.
    let colours = head[9];
    let picture = Picture {
        is_animated: has(b"acTL"),
        has_alpha: matches!(colours, 4 | 6) || has(b"tRNS"),
        has_palette: colours == 3,
        ..Picture::of(PictureKind::Png, width, height)
    };
    Ok(picture.turned(chunks.iter().find(|chunk| chunk.name == b"eXIf").map(|chunk| chunk.data)))
}

/// What pixels and colours need; texts, times and EXIF go, and so does what no browser knows.
const KEPT: [&[u8]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI",
    b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

pub(super) fn cleaned(bytes: &[u8]) -> Vec<u8> {
    let Ok(chunks) = chunks(bytes) else { return Vec::new() };
    let mut out = bytes[..SIGNATURE].to_vec();
    let kept = chunks.iter().filter(|chunk| KEPT.contains(&chunk.name));
    kept.for_each(|chunk| out.extend(&bytes[chunk.whole.clone()]));
    out
}
