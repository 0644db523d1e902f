//! A card as SVG becomes a PNG, and a PNG that an earlier run made is known again.
//!
//! The only module that names the libraries for SVG and PNG. Same text and same fonts, same bytes, on any machine: there
//! is no font but those that are given, and one thread draws one card. Never touches the disk.
//!
//! The last chunk of each PNG is a mark: a hash of all that it was drawn from and of all bytes before it. So a file is
//! ours, undamaged and drawn from this very text exactly when its mark is the one that we would give it.

use crate::draw::fonts::{Face, FontFile, Fonts};
use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, ID, Source};
use resvg::usvg::{FontFamily, FontResolver, Options, Tree};
use std::collections::HashMap;
use std::sync::Arc;

/// To be raised when the same text gives another picture; a test below says when that is.
const VERSION: &str = "fissure card 1";

/// How hard to look for what repeats: more takes longer and saves little.
const LEVEL: u8 = 6;

/// The length, the type, the keyword, a hash in hexadecimal and the checksum of the chunk that has the mark.
const MARK_LEN: usize = 4 + 4 + KEYWORD.len() + 64 + 4;
const KEYWORD: &[u8] = b"Fissure\0";
/// The last chunk, which is empty.
const END: [u8; 12] = [0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82];

/// Draws with the fonts of a site.
pub struct Raster<'a> {
    fonts: &'a Fonts,
    database: Arc<Database>,
    /// The first face of each file.
    ids: Vec<Option<ID>>,
}

impl<'a> Raster<'a> {
    pub fn new(fonts: &'a Fonts) -> Raster<'a> {
        let mut database = Database::new();
        let source = |file: &FontFile| Source::Binary(Arc::new(file.bytes.clone()));
        let load = |file: &FontFile| database.load_font_source(source(file)).first().copied();
        let ids = fonts.files().iter().map(load).collect();
        Raster { fonts, database: Arc::new(database), ids }
    }

    /// What tells a card of this text from others.
    pub(crate) fn key(&self, svg: &str) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(VERSION.as_bytes()).update(self.fonts.hash().as_bytes()).update(svg.as_bytes());
        hasher.finalize()
    }

    /// Draws a text of ours.
    pub(crate) fn png(&self, svg: &str) -> Vec<u8> {
        let pixels = self.pixels(svg);
        let mut bytes = encode(&pixels);
        bytes.truncate(bytes.len() - END.len());
        let mark = mark(&self.key(svg), &bytes);
        bytes.extend(mark);
        bytes.extend(END);
        bytes
    }

    /// Whether these bytes are what [`Raster::png`] gives for a text.
    pub fn knows(&self, svg: &str, bytes: &[u8]) -> bool {
        let Some(drawn) = bytes.len().checked_sub(MARK_LEN + END.len()).map(|at| bytes.split_at(at)) else {
            return false;
        };
        let (drawn, rest) = drawn;
        rest[MARK_LEN..] == END && rest[..MARK_LEN] == mark(&self.key(svg), drawn)[..]
    }

    fn pixels(&self, svg: &str) -> Pixmap {
        let (ids, fonts) = (&self.ids, self.fonts);
        let id = move |place: usize| ids.get(place).copied().flatten();
        let options = Options {
            fontdb: self.database.clone(),
            font_resolver: FontResolver {
                select_font: Box::new(move |font, _| {
                    let is_title = matches!(font.families().first(), Some(FontFamily::Serif));
                    id(Fonts::place(if is_title { Face::Titles } else { Face::Labels }))
                }),
                select_fallback: Box::new(move |c, used, _| {
                    let is_title = used.first().copied() == id(Fonts::place(Face::Titles));
                    let face = if is_title { Face::Titles } else { Face::Labels };
                    fonts.file_with(face, c).and_then(id).filter(|id| !used.contains(id))
                }),
            },
            ..Options::default()
        };
        let tree = Tree::from_str(svg, &options).expect("drawings are written by us, with all texts escaped");
        let size = tree.size().to_int_size();
        let mut pixels = Pixmap::new(size.width(), size.height()).expect("a card has a size");
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        pixels
    }
}

/// The PNG of a picture without holes: with a palette when it has few colours, which is exact and a third in size.
fn encode(pixels: &Pixmap) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_deflate_compression(DeflateCompression::Level(LEVEL));
    let data = match indexed(pixels.data()) {
        Some((palette, places)) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette);
            encoder.set_filter(Filter::NoFilter);
            places
        }
        None => {
            encoder.set_color(ColorType::Rgb);
            encoder.set_filter(Filter::Up);
            pixels.data().chunks_exact(4).flat_map(|pixel| &pixel[..3]).copied().collect()
        }
    };
    let mut writer = encoder.write_header().expect("memory takes all that is written");
    writer.write_image_data(&data).expect("there is a byte for each pixel");
    writer.finish().expect("memory takes all that is written");
    bytes
}

/// The colours of a picture in the order in which they come, and the place of each pixel's among them; nothing when there
/// are too many.
fn indexed(pixels: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut palette, mut places) = (Vec::new(), Vec::with_capacity(pixels.len() / 4));
    let mut known: HashMap<&[u8], u8> = HashMap::new();
    let mut last: (&[u8], u8) = (&[], 0);
    for pixel in pixels.chunks_exact(4) {
        // Most pixels are like the one before.
        if pixel != last.0 {
            let place = match known.get(pixel) {
                Some(place) => *place,
                None => {
                    let place = u8::try_from(known.len()).ok()?;
                    known.insert(pixel, place);
                    palette.extend(&pixel[..3]);
                    place
                }
            };
            last = (pixel, place);
        }
        places.push(last.1);
    }
    Some((palette, places))
}

/// The chunk that says what a picture was drawn from.
fn mark(key: &blake3::Hash, drawn: &[u8]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key.as_bytes()).update(drawn);
    let text = hasher.finalize().to_hex();
    let data = [b"tEXt", KEYWORD, text.as_bytes()].concat();
    let len = (KEYWORD.len() + text.len()) as u32;
    [&len.to_be_bytes(), &data[..], &crc32fast::hash(&data).to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::card::{Card, Chip, card};

    fn svg(title: &str) -> String {
        let chip = Chip { name: "Japan".to_owned(), hue: Some(3) };
        card(&Card { title: title.to_owned(), chips: vec![chip], ..Card::default() }, &Fonts::new([]))
    }

    #[test]
    fn what_earlier_versions_drew_is_drawn_the_same() {
        let fonts = Fonts::new([]);
        let hash = blake3::hash(&Raster::new(&fonts).png(&svg("Tokyo answers"))).to_hex();
        // When this is another one, a card that an earlier version left is no longer what we would draw: raise VERSION.
        assert_eq!(&hash[..16], "92c1d3234f916878");
    }

    #[test]
    fn only_what_was_drawn_from_the_same_is_known() {
        let fonts = Fonts::new([]);
        let raster = Raster::new(&fonts);
        let png = raster.png(&svg("A"));
        assert!(raster.knows(&svg("A"), &png));
        assert!(!raster.knows(&svg("B"), &png));
        let others = Fonts::new(FontFile::new(fonts.files()[0].bytes.clone()));
        assert!(!Raster::new(&others).knows(&svg("A"), &png));
        for at in [0, 30, png.len() / 2, png.len() - 40, png.len() - 1] {
            let mut damaged = png.clone();
            damaged[at] ^= 1;
            assert!(!raster.knows(&svg("A"), &damaged), "{at}");
        }
        assert!(!raster.knows(&svg("A"), &png[..png.len() - 1]) && !raster.knows(&svg("A"), &[]));
    }

    #[test]
    fn a_mark_moved_to_another_picture_is_not_believed() {
        let fonts = Fonts::new([]);
        let raster = Raster::new(&fonts);
        let [own, other] = ["A", "B"].map(|title| raster.png(&svg(title)));
        let tail = MARK_LEN + END.len();
        let forged = [&other[..other.len() - tail], &own[own.len() - tail..]].concat();
        assert!(!raster.knows(&svg("A"), &forged));
    }

    #[test]
    fn a_picture_of_many_colours_keeps_them() {
        let mut pixels = Pixmap::new(64, 64).unwrap();
        for (n, pixel) in pixels.data_mut().chunks_exact_mut(4).enumerate() {
            pixel.copy_from_slice(&[n as u8, (n >> 8) as u8, 7, 255]);
        }
        let mut reader = png::Decoder::new(std::io::Cursor::new(encode(&pixels))).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        let wanted: Vec<u8> = pixels.data().chunks_exact(4).flat_map(|pixel| pixel[..3].to_vec()).collect();
        assert_eq!(bytes, wanted);
    }
}
