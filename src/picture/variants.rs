//! The sizes in which a picture is published next to its own, and where they are.
//!
//! Follows from what the file says of itself alone, so that pages know the addresses before any of these files is made.

use super::{Picture, PictureKind};

/// The widths that are made of a larger picture: a phone, a phone with fine pixels or a column, a column with fine pixels.
const WIDTHS: [u32; 3] = [480, 800, 1280];
/// A picture that is not wider than this is small enough as it is.
const SMALL: u32 = 160;
/// Of a picture that others show when they link to an article.
pub(crate) const CARD: (u32, u32) = (1200, 630);

/// What a file of a picture is made as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MadeAs {
    Jpeg,
    Png,
    WebP,
    Avif,
}

/// The files that are made of a picture, by their widths, and what each is made as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variants {
    /// In what most browsers show, and is smaller.
    pub modern: Vec<Variant>,
    /// In the kind of the picture itself, for all others. The picture itself may be the largest of these.
    pub plain: Vec<Variant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Variant {
    pub width: u32,
    pub height: u32,
    /// Nothing where it is the picture itself.
    pub made: Option<MadeAs>,
}

impl Variants {
    /// The largest in which the picture is shown.
    pub(crate) fn largest(&self) -> Option<Variant> {
        self.modern.last().or(self.plain.last()).copied()
    }
}

impl MadeAs {
    pub(crate) fn ending(self) -> &'static str {
        match self {
            MadeAs::Jpeg => "jpg",
            MadeAs::Png => "png",
            MadeAs::WebP => "webp",
            MadeAs::Avif => "avif",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            MadeAs::Jpeg => "image/jpeg",
            MadeAs::Png => "image/png",
            MadeAs::WebP => "image/webp",
            MadeAs::Avif => "image/avif",
        }
    }
}

impl Picture {
    /// The sizes and kinds in which a text shows a picture; none of one that is shown as it is.
    pub(crate) fn variants(&self) -> Option<Variants> {
        let (width, height) = self.size?;
        if self.is_animated || self.has_palette || width <= SMALL {
            return None;
        }
        let (modern, plain) = match self.kind {
            PictureKind::Jpeg => (self.colours.can_be_named().then_some(MadeAs::Avif), Some(MadeAs::Jpeg)),
            PictureKind::Png => (Some(MadeAs::WebP), Some(MadeAs::Png)),
            PictureKind::WebP if !self.has_alpha => (self.colours.can_be_named().then_some(MadeAs::Avif), None),
            _ => (None, None),
        };
        let largest = WIDTHS[WIDTHS.len() - 1];
        let smaller = WIDTHS.into_iter().filter(|other| other * 10 < width * 9);
        let widths: Vec<u32> = smaller.chain((width < largest * 10 / 9).then_some(width.min(largest))).collect();
        let variant = |width_made: u32, made| {
            let height = (u64::from(height) * u64::from(width_made) + u64::from(width) / 2) / u64::from(width);
            Variant { width: width_made, height: (height as u32).max(1), made }
        };
        let all = |made: MadeAs| widths.iter().map(move |width| variant(*width, Some(made)));
        // In its own kind a picture that is not scaled is the picture itself.
        let own = |made: MadeAs| {
            all(made)
                .map(|variant| if variant.width == width { Variant { made: None, ..variant } } else { variant })
                .collect()
        };
        let variants =
            Variants { modern: modern.map(all).into_iter().flatten().collect(), plain: plain.map_or(Vec::new(), own) };
        (!variants.modern.is_empty() || variants.plain.len() > 1).then_some(variants)
    }

    /// The size of the part that others show when they link to an article with this picture; nothing of one that is too small for
    /// that, or cannot be cut.
    pub(crate) fn card(&self) -> Option<(u32, u32)> {
        let (width, height) = self.size?;
        let can_be_cut =
            matches!(self.kind, PictureKind::Jpeg | PictureKind::Png | PictureKind::WebP) && !self.is_animated;
        if !can_be_cut || width < CARD.0 / 2 || height < CARD.1 / 2 {
            return None;
        }
        // As large as the picture allows, and not larger than it has to be.
        let scale = (f64::from(width) / f64::from(CARD.0)).min(f64::from(height) / f64::from(CARD.1)).min(1.0);
        Some(((f64::from(CARD.0) * scale) as u32, (f64::from(CARD.1) * scale) as u32))
    }
}

/// The address of a file that is made of a picture: `/a/photo.jpg` is `/a/photo-480.avif`, with `-480` for its name.
pub(crate) fn address(of: &str, name: &str, made: MadeAs) -> String {
    let (stem, _) = of.rsplit_once('.').unwrap_or((of, ""));
    format!("{stem}-{name}.{}", made.ending())
}
