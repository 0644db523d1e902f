//! A picture of the site as HTML: its sizes and kinds, its own size so that nothing moves when it comes, and what stands below it.
//!
//! Knows addresses and texts alone; which files there are follows from what the picture says of itself.

use crate::picture::variants::{Variant, address};
use crate::picture::{Picture, variants};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use std::sync::Arc;

/// A picture as a text shows it, with what the file next to it says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShownPicture {
    /// The node of the body that it is.
    pub node: usize,
    /// What it shows, for those who do not see it. Empty for one that only decorates.
    pub alt: Arc<str>,
    pub caption: Arc<str>,
    pub credit: Option<Arc<Credit>>,
    /// Whether it stands alone in its paragraph and has something below it.
    pub is_figure: bool,
    /// When browsers should load it.
    pub loading: Loading,
    /// Its address and what its file is, of a picture of the site that can be shown.
    pub file: Option<(Arc<str>, Picture)>,
}

/// Who made a picture, and how it may be used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credit {
    pub text: String,
    /// The name of the licence, and where it is.
    pub licence: Option<(String, Option<String>)>,
    pub source: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Loading {
    /// When readers come near it.
    #[default]
    Lazy,
    /// With the page.
    Eager,
    /// Before all other pictures.
    First,
}

/// How wide the theme shows a wide figure: on a wide screen at most the whole page, then its column, and a narrow screen without the margins.
const WIDE: &str = "(min-width: 60rem) 66rem, (min-width: 40rem) 36rem, calc(100vw - 2rem)";
/// The same of any other picture, which is never wider than the column.
const COLUMN: &str = "(min-width: 60rem) 44rem, (min-width: 40rem) 36rem, calc(100vw - 2rem)";

impl ShownPicture {
    /// The whole figure, with what stands below. `prefix` stands before each address.
    pub(crate) fn figure(&self, prefix: &str) -> String {
        let mut out = String::from(self.opening());
        self.picture(prefix, "", None, &mut out);
        self.below(&mut out);
        out.push_str("</figure>\n");
        out
    }

    /// The tag that opens the figure.
    pub(super) fn opening(&self) -> &'static str {
        if self.is_wide() { "<figure class=\"picture wide\">" } else { "<figure class=\"picture\">" }
    }

    /// Whether it is a figure that may be as wide as the page, where one that is higher than 3/4 of that would not fit on a screen.
    fn is_wide(&self) -> bool {
        let size = self.file.as_ref().and_then(|(_, picture)| picture.size);
        self.is_figure && size.is_some_and(|(width, height)| u64::from(width) * 3 >= u64::from(height) * 4)
    }

    /// The picture itself. `size` is the width that the writer gave, and perhaps the height.
    pub(super) fn picture(&self, prefix: &str, title: &str, size: Option<(u16, Option<u16>)>, out: &mut String) {
        let Some((own, picture)) = &self.file else { return };
        let variants = picture.variants();
        let column = if self.is_wide() { WIDE } else { COLUMN };
        let sizes = size.map_or_else(|| column.to_owned(), |(width, _)| format!("{width}px"));
        let set = |variants: &[Variant]| srcset(prefix, own, variants);
        let modern = variants.as_ref().and_then(|variants| Some((variants.modern.first()?.made?, &variants.modern)));
        if let Some((made, modern)) = modern {
            let set = set(modern);
            out.push_str(&format!(
                "<picture><source type=\"{}\" srcset=\"{set}\" sizes=\"{sizes}\">",
                made.media_type()
            ));
        }
        let plain = variants.as_ref().map_or(&[][..], |variants| &variants.plain);
        // For those that know no sizes, and for who saves it: the largest.
        let source = plain.last().map_or_else(|| own.to_string(), |variant| file(own, variant));
        out.push_str("<img src=\"");
        let _ = escape_href(&mut *out, prefix);
        let _ = escape_href(&mut *out, &source);
        out.push('"');
        if plain.len() > 1 {
            out.push_str(&format!(" srcset=\"{}\" sizes=\"{sizes}\"", set(plain)));
        }
        for (name, value) in [("alt", &*self.alt), ("title", title)] {
            if name == "alt" || !value.is_empty() {
                out.push_str(&format!(" {name}=\""));
                let _ = escape_html(&mut *out, value);
                out.push('"');
            }
        }
        if let Some((width, height)) = shown_size(picture, size) {
            out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        out.push_str(match self.loading {
            Loading::Lazy => " loading=\"lazy\" decoding=\"async\">",
            Loading::Eager => " decoding=\"async\">",
            Loading::First => " fetchpriority=\"high\">",
        });
        if modern.is_some() {
            out.push_str("</picture>");
        }
    }

    /// What a browser loads of the picture where the window is so many pixels wide, each of them one of the screen: the largest variant
    /// where none is large enough. Nothing of a picture that has none.
    pub(crate) fn loaded_at(&self, window: u32) -> Option<Variant> {
        let (_, picture) = self.file.as_ref()?;
        let variants = picture.variants()?;
        let of_kind = if variants.modern.is_empty() { &variants.plain } else { &variants.modern };
        let shown = match window {
            960.. if self.is_wide() => 1056,
            960.. => 704,
            640.. => 576,
            _ => window.saturating_sub(32),
        };
        of_kind.iter().find(|variant| variant.width >= shown).or(of_kind.last()).copied()
    }

    /// What stands below a figure.
    pub(super) fn below(&self, out: &mut String) {
        if self.caption.is_empty() && self.credit.is_none() {
            return;
        }
        out.push_str("<figcaption>");
        let _ = escape_html_body_text(&mut *out, &self.caption);
        if let Some(credit) = &self.credit {
            out.push_str(if self.caption.is_empty() { "<small>" } else { " <small>" });
            credit.write(out);
            out.push_str("</small>");
        }
        out.push_str("</figcaption>");
    }
}

impl Credit {
    /// As plain text: "Ann Lee / Reuters, CC BY 4.0".
    pub(crate) fn line(&self) -> String {
        let licence = self.licence.as_ref().map(|(name, _)| name.as_str());
        [Some(self.text.as_str()), licence]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn write(&self, out: &mut String) {
        let source = self.source.as_deref();
        let text = if self.text.is_empty() { source.unwrap_or("") } else { &self.text };
        let licence = self.licence.as_ref().map(|(name, url)| (name.as_str(), url.as_deref()));
        let parts = [Some((text, source)), licence].into_iter().flatten().filter(|(text, _)| !text.is_empty());
        for (n, (text, url)) in parts.enumerate() {
            out.push_str(if n == 0 { "" } else { ", " });
            if let Some(url) = url {
                out.push_str("<a href=\"");
                let _ = escape_href(&mut *out, url);
                out.push_str("\">");
            }
            let _ = escape_html_body_text(&mut *out, text);
            out.push_str(if url.is_some() { "</a>" } else { "" });
        }
    }
}

/// The address of a variant of a picture.
fn file(own: &str, variant: &Variant) -> String {
    variant.made.map_or_else(|| own.to_owned(), |made| address(own, &variant.width.to_string(), made))
}

fn srcset(prefix: &str, own: &str, variants: &[Variant]) -> String {
    let mut out = String::new();
    for (n, variant) in variants.iter().enumerate() {
        out.push_str(if n == 0 { "" } else { ", " });
        let _ = escape_href(&mut out, prefix);
        // A comma ends an address there.
        let _ = escape_href(&mut out, &file(own, variant).replace(',', "%2C"));
        out.push_str(&format!(" {}w", variant.width));
    }
    out
}

/// The size that a picture is shown with at most: what the writer gave, the other side in proportion.
fn shown_size(picture: &Picture, given: Option<(u16, Option<u16>)>) -> Option<(u32, u32)> {
    let (width, height) = picture.size?;
    Some(match given {
        Some((given, Some(other))) => (given.into(), other.into()),
        Some((given, None)) => {
            let other = (u64::from(height) * u64::from(given) + u64::from(width) / 2) / u64::from(width);
            (given.into(), (other as u32).max(1))
        }
        None => match picture.variants().as_ref().and_then(variants::Variants::largest) {
            Some(largest) => (largest.width, largest.height),
            None => (width, height),
        },
    })
}
