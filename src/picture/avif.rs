//! AVIF: boxes within boxes. Only looked at: a file that has metadata is refused, since its parts are found by their places.

use super::{Picture, PictureKind, Unusable, be_u16, be_u32};

pub(super) fn is_avif(bytes: &[u8]) -> bool {
    let is_brand = |brand: &[u8]| brand == b"avif" || brand == b"avis";
    bytes.get(4..8) == Some(b"ftyp") && children(bytes).next().is_some_and(|(_, data)| data.chunks(4).any(is_brand))
}

/// The boxes in these bytes, each with its name and what is in it. One without an end runs to the end of all.
fn children(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (len, name) = (be_u32(bytes, at)? as usize, bytes.get(at + 4..at + 8)?);
        let (head, len) = match len {
            0 => (8, bytes.len() - at),
            1 => (
                16,
                usize::try_from(u64::from(be_u32(bytes, at + 8)?) << 32 | u64::from(be_u32(bytes, at + 12)?)).ok()?,
            ),
            len => (8, len),
        };
        let data = bytes.get(at + head..at.checked_add(len)?)?;
        at += len;
        Some((name, data))
    })
}

fn child<'a>(bytes: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    children(bytes).find(|(other, _)| *other == name).map(|(_, data)| data)
}

pub(super) fn look(bytes: &[u8]) -> Result<Picture, Unusable> {
    let len: usize = top_level(bytes);
    if len < bytes.len() && bytes[len..].iter().any(|byte| *byte != 0) {
        return Err(Unusable::CutOff);
    }
    let unknown = || Unusable::Damaged("it does not say how large it is");
    let meta = child(bytes, b"meta").and_then(|meta| meta.get(4..)).ok_or_else(unknown)?;
    let has_metadata = child(meta, b"iinf").is_some_and(has_metadata);
    if has_metadata || child(bytes, b"moov").is_some_and(|moov| child(moov, b"udta").is_some()) {
        return Err(Unusable::Metadata);
    }
    let properties = child(meta, b"iprp").and_then(|iprp| child(iprp, b"ipco")).ok_or_else(unknown)?;
    let sizes = children(properties).filter(|(name, _)| *name == b"ispe");
    let sizes = sizes.filter_map(|(_, data)| be_u32(data, 4).zip(be_u32(data, 8)));
    // Of a picture that is put together of parts, the whole is the largest.
    let (width, height) = sizes.max_by_key(|(w, h)| u64::from(*w) * u64::from(*h)).ok_or_else(unknown)?;
    let is_turned = child(properties, b"irot").and_then(|turn| turn.first()).is_some_and(|turn| turn & 1 == 1);
    let (width, height) = if is_turned { (height, width) } else { (width, height) };
    let is_animated = bytes.get(8..12) == Some(b"avis");
    Ok(Picture {
        is_animated,
        has_alpha: child(properties, b"auxC").is_some(),
        ..Picture::of(PictureKind::Avif, width, height)
    })
}

/// How many bytes the boxes take.
fn top_level(bytes: &[u8]) -> usize {
    children(bytes).map(|(_, data)| data.as_ptr() as usize + data.len() - bytes.as_ptr() as usize).last().unwrap_or(0)
}

/// Whether one of the items is EXIF or XMP.
fn has_metadata(items: &[u8]) -> bool {
    let entries = match items.first() {
        Some(0) => items.get(6..),
        _ => items.get(8..),
    };
    let is_metadata = |(name, data): (&[u8], &[u8])| {
        let is_wide = data.first().is_some_and(|version| *version == 3);
        let at = if is_wide { 10 } else { 8 };
        name == b"infe" && be_u16(data, 4).is_some() && matches!(data.get(at..at + 4), Some(b"Exif" | b"mime"))
    };
    entries.is_some_and(|entries| children(entries).any(is_metadata))
}
