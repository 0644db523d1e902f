//! JPEG: segments up to the first scan, and the pixels after it.

use super::{Picture, PictureKind, Unusable, be_u16};
use fissure_pixels::Colours;
use std::ops::Range;

/// A segment before the first scan: its marker, all of it, and what it holds.
struct Segment {
    marker: u8,
    whole: Range<usize>,
    data: Range<usize>,
}

const START_OF_SCAN: u8 = 0xda;
const END: [u8; 2] = [0xff, 0xd9];
const EXIF: &[u8] = b"Exif\0";
const PROFILE: &[u8] = b"ICC_PROFILE\0";

/// All segments up to the first scan, the head of the scan too.
fn segments(bytes: &[u8]) -> Result<Vec<Segment>, Unusable> {
    let mut segments = Vec::new();
    let mut at = 2;
    loop {
        if bytes.get(at).ok_or(Unusable::CutOff)? != &0xff {
            return Err(Unusable::Damaged("something stands between its parts that does not belong there"));
        }
        let marker = *bytes.get(at + 1).ok_or(Unusable::CutOff)?;
        match marker {
            // Bytes that fill up.
            0xff => {
                at += 1;
                continue;
            }
            // Markers without data.
            0x01 | 0xd0..=0xd8 => {
                segments.push(Segment { marker, whole: at..at + 2, data: at + 2..at + 2 });
                at += 2;
                continue;
            }
            0xd9 => return Err(Unusable::CutOff),
            _ => {}
        }
        let len = usize::from(be_u16(bytes, at + 2).ok_or(Unusable::CutOff)?);
        if len < 2 {
            return Err(Unusable::Damaged("a part of it has no length"));
        }
        let end = at + 2 + len;
        if end > bytes.len() {
            return Err(Unusable::CutOff);
        }
        segments.push(Segment { marker, whole: at..end, data: at + 4..end });
        if marker == START_OF_SCAN {
            return Ok(segments);
        }
        at = end;
    }
}

pub(super) fn look(bytes: &[u8]) -> Result<Picture, Unusable> {
    let segments = segments(bytes)?;
    let is_frame =
        |segment: &&Segment| matches!(segment.marker, 0xc0..=0xcf) && !matches!(segment.marker, 0xc4 | 0xc8 | 0xcc);
    let frame = segments.iter().find(is_frame).ok_or(Unusable::Damaged("it does not say how large it is"))?;
    if !matches!(frame.marker, 0xc0..=0xc2) {
        return Err(Unusable::Damaged("it is of a sort of JPEG that no browser shows"));
    }
    let head = &bytes[frame.data.clone()];
    let (Some(height), Some(width), Some(components)) = (be_u16(head, 1), be_u16(head, 3), head.get(5)) else {
        return Err(Unusable::CutOff);
    };
    if head.first() != Some(&8) {
        return Err(Unusable::Damaged("it has 12 bits for each colour, which no browser shows"));
    }
    // What cameras put after the end may have ends of its own.
    let scan = segments.last().map_or(0, |segment| segment.whole.end);
    if !bytes[scan..].windows(2).any(|pair| pair == END) {
        return Err(Unusable::CutOff);
    }
    let exif = segments.iter().find(|segment| segment.marker == 0xe1 && bytes[segment.data.clone()].starts_with(EXIF));
    let picture = Picture::of(PictureKind::Jpeg, width.into(), height.into());
    // A profile of many bytes stands in several segments, in order.
    let profile: Vec<u8> = segments
        .iter()
        .filter_map(|segment| {
            bytes[segment.data.clone()].strip_prefix(PROFILE).filter(|_| segment.marker == 0xe2)?.get(2..)
        })
        .flatten()
        .copied()
        .collect();
    let colours = Colours::of(Some(&profile));
    let picture = Picture { is_cmyk: *components == 4, colours, ..picture };
    Ok(picture.turned(exif.map(|segment| &bytes[segment.data.clone()])))
}

/// Without comments and application data, but for the colour profile, JFIF without its thumbnail, and Adobe's, which says what the
/// colours are. What stands after the picture goes too: phones put films and second pictures there.
pub(super) fn cleaned(bytes: &[u8]) -> Vec<u8> {
    let Ok(segments) = segments(bytes) else { return Vec::new() };
    let mut out = bytes[..2].to_vec();
    for segment in &segments {
        let data = &bytes[segment.data.clone()];
        match segment.marker {
            0xe0 if data.starts_with(b"JFIF\0") && data.len() >= 14 => {
                out.extend([0xff, 0xe0, 0, 16]);
                out.extend(&data[..12]);
                out.extend([0, 0]);
            }
            0xe2 if data.starts_with(PROFILE) => out.extend(&bytes[segment.whole.clone()]),
            0xee if data.starts_with(b"Adobe") => out.extend(&bytes[segment.whole.clone()]),
            0xe0..=0xef | 0xfe => {}
            _ => out.extend(&bytes[segment.whole.clone()]),
        }
    }
    let scan = segments.last().map_or(bytes.len(), |segment| segment.whole.end);
    after_scan(bytes, scan, &mut out);
    out
}

/// What follows the head of the first scan, to the end of the picture: other scans of a progressive one, and tables between them.
fn after_scan(bytes: &[u8], scan: usize, out: &mut Vec<u8>) {
    let mut at = scan;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == 0xff) {
        out.extend(&bytes[at..at + found]);
        at += found;
        let Some(marker) = bytes.get(at + 1) else { break };
        match marker {
            0xd9 => return out.extend(END),
            // A byte of the picture, a mark within a scan, or a byte that fills up.
            0x00 | 0x01 | 0xd0..=0xd8 => {
                out.extend(&bytes[at..at + 2]);
                at += 2;
            }
            0xff => {
                out.push(0xff);
                at += 1;
            }
            _ => {
                let Some(len) = be_u16(bytes, at + 2) else { break };
                let end = at + 2 + usize::from(len.max(2));
                let Some(whole) = bytes.get(at..end) else { break };
                if !matches!(marker, 0xe0..=0xef | 0xfe) {
                    out.extend(whole);
                }
                at = end;
            }
        }
    }
    out.extend(END);
}
