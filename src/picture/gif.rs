//! GIF: blocks, each a row of pieces of up to 255 bytes.

use super::{Picture, PictureKind, Unusable, le_u16};
use std::ops::Range;

/// A part of a file after its head, and whether it is a picture or says how to show one.
struct Block {
    whole: Range<usize>,
    is_picture: bool,
    is_kept: bool,
}

fn head(bytes: &[u8]) -> Option<usize> {
    let flags = *bytes.get(10)?;
    Some(13 + table(flags))
}

/// How many bytes a table of colours has.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Where a row of pieces ends that begins here.
fn pieces(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            len => at += 1 + usize::from(len),
        }
    }
}

fn blocks(bytes: &[u8]) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    let mut at = head(bytes)?;
    loop {
        let end = match *bytes.get(at)? {
            0x3b => return Some(blocks),
            0x2c => pieces(bytes, at + 11 + table(*bytes.get(at + 9)?))?,
            0x21 => pieces(bytes, at + 2)?,
            _ => return None,
        };
        let is_picture = bytes[at] == 0x2c;
        // How long each is shown, and how often all are.
        let is_loop = || bytes[at + 1] == 0xff && bytes.get(at + 3..at + 14) == Some(b"NETSCAPE2.0".as_slice());
        let is_kept = is_picture || bytes[at + 1] == 0xf9 || is_loop();
        blocks.push(Block { whole: at..end, is_picture, is_kept });
        at = end;
    }
}

pub(super) fn look(bytes: &[u8]) -> Result<Picture, Unusable> {
    let (width, height) = le_u16(bytes, 6).zip(le_u16(bytes, 8)).ok_or(Unusable::CutOff)?;
    let blocks = blocks(bytes).ok_or(Unusable::CutOff)?;
    let pictures = blocks.iter().filter(|block| block.is_picture).count();
    if pictures == 0 {
        return Err(Unusable::Damaged("there are no pixels in it"));
    }
    let picture = Picture::of(PictureKind::Gif, width.into(), height.into());
    Ok(Picture { is_animated: pictures > 1, has_alpha: true, has_palette: true, ..picture })
}

/// Without comments, texts and what programs put there.
pub(super) fn cleaned(bytes: &[u8]) -> Vec<u8> {
    let (Some(head), Some(blocks)) = (head(bytes), blocks(bytes)) else { return Vec::new() };
    let mut out = bytes[..head].to_vec();
    blocks.iter().filter(|block| block.is_kept).for_each(|block| out.extend(&bytes[block.whole.clone()]));
    out.push(0x3b);
    out
}
