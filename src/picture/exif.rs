//! The one thing that is read of EXIF: how a picture has to be turned.

/// The orientation in a block of EXIF, from its byte order on: 1 to 8.
pub(super) fn orientation(exif: &[u8]) -> Option<u8> {
    const ORIENTATION: u16 = 0x0112;
    const SHORT: u16 = 3;
    let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    let is_little = match exif.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| if is_little { super::le_u16(exif, at) } else { super::be_u16(exif, at) };
    let long = |at: usize| if is_little { super::le_u32(exif, at) } else { super::be_u32(exif, at) };
    let directory = long(4)? as usize;
    let entries = usize::from(short(directory)?);
    (0..entries).find_map(|n| {
        let entry = directory.checked_add(2 + n * 12)?;
        let is_it = short(entry)? == ORIENTATION && short(entry + 2)? == SHORT;
        let value = if is_it { short(entry + 8)? } else { 0 };
        (1..=8).contains(&value).then_some(value as u8)
    })
}
