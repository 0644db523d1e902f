//! SVG: a text whose first element says how large it is, or at least in what proportion.

use super::{Picture, PictureKind, Unusable};

pub(super) fn look(bytes: &[u8]) -> Result<Picture, Unusable> {
    // One that is packed, or in another coding, is shown by browsers all the same.
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let picture = Picture { size: None, has_alpha: true, ..Picture::of(PictureKind::Svg, 1, 1) };
    Ok(Picture { size: size(&text), ..picture })
}

/// How far to look for the first element, after comments and definitions.
const HEAD: usize = 64 << 10;

fn size(text: &str) -> Option<(u32, u32)> {
    let start = text
        .match_indices("<svg")
        .map(|(at, _)| &text[at + 4..])
        .find(|rest| rest.starts_with([' ', '\t', '\r', '\n', '>']))?;
    let tag = &start[..start.find('>')?];
    let pixels = |name: &str| attribute(tag, name).and_then(length);
    if let (Some(width), Some(height)) = (pixels("width"), pixels("height")) {
        return Some((width, height));
    }
    let numbers: Vec<f64> = attribute(tag, "viewBox")?
        .split([' ', ',', '\t', '\r', '\n'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [_, _, width, height] = numbers[..] else { return None };
    whole(width).zip(whole(height))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let begins = rest[..at].ends_with([' ', '\t', '\r', '\n']);
        rest = &rest[at + name.len()..];
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start).filter(|_| begins) else { continue };
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        return value[1..].split(quote).next();
    }
}

/// A length in pixels; nothing in other units, which say nothing of a screen.
fn length(value: &str) -> Option<u32> {
    whole(value.trim().trim_end_matches("px").parse().ok()?)
}

fn whole(value: f64) -> Option<u32> {
    (1.0..=100_000.0).contains(&value).then(|| value.round() as u32)
}
