//! Pictures that tests make for themselves: of every kind, with metadata, turned, damaged, and far too large.

use fissure_pixels::Pixels;
use std::io::Write;

/// What must never be published: it stands in every piece of metadata that is made here.
pub const SECRET: &str = "48.2082N 16.3738E by Ann Secret";

/// A picture with a corner of each colour: red, green, blue, and white, the first at the top left.
pub fn corners(width: u32, height: u32) -> Pixels {
    let colour = |x: u32, y: u32| match (x < width / 2, y < height / 2) {
        (true, true) => [200, 30, 30],
        (false, true) => [30, 160, 30],
        (true, false) => [30, 30, 200],
        (false, false) => [240, 240, 240],
    };
    let bytes = (0..height).flat_map(|y| (0..width).flat_map(move |x| colour(x, y))).collect();
    Pixels { width, height, has_alpha: false, bytes, profile: None }
}

/// Pixels of which nothing repeats, so that a file of them is large.
pub fn noise(width: u32, height: u32) -> Pixels {
    let mut random = fastrand::Rng::with_seed(7);
    let bytes = (0..width as usize * height as usize * 3).map(|_| random.u8(..)).collect();
    Pixels { width, height, has_alpha: false, bytes, profile: None }
}

pub fn jpeg(pixels: &Pixels) -> Vec<u8> {
    pixels.jpeg(92).unwrap()
}

/// A JPEG with EXIF (an orientation and a place), XMP, IPTC, a comment, and what a phone puts behind the picture.
pub fn photograph(pixels: &Pixels, orientation: u8) -> Vec<u8> {
    let plain = jpeg(pixels);
    let mut out = plain[..2].to_vec();
    let segment = |out: &mut Vec<u8>, marker: u8, data: &[u8]| {
        out.extend([0xff, marker]);
        out.extend(((data.len() + 2) as u16).to_be_bytes());
        out.extend(data);
    };
    segment(&mut out, 0xe1, &[b"Exif\0\0", exif(orientation).as_slice()].concat());
    segment(&mut out, 0xe1, format!("http://ns.adobe.com/xap/1.0/\0<x>{SECRET}</x>").as_bytes());
    segment(&mut out, 0xed, format!("Photoshop 3.0\0{SECRET}").as_bytes());
    segment(&mut out, 0xe2, format!("MPF\0{SECRET}").as_bytes());
    segment(&mut out, 0xfe, SECRET.as_bytes());
    out.extend(&plain[2..]);
    out.extend(SECRET.as_bytes());
    out.extend([0xff, 0xd9]);
    out
}

/// EXIF with an orientation and a position.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut out = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    out.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    out.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    out.extend([0; 4]);
    out.extend([0, 1, 0, 1, 0, 2]);
    out.extend((SECRET.len() as u32).to_be_bytes());
    out.extend(SECRET.as_bytes());
    out
}

/// A JPEG with the four colours of print, as Adobe writes them.
pub fn cmyk(width: u16, height: u16) -> Vec<u8> {
    // Half of the red taken away, so the rest is that of red.
    let pixels = [0, 200, 200, 20].repeat(usize::from(width) * usize::from(height));
    let mut out = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut out, 95);
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Cmyk).unwrap();
    out
}

/// A PNG with texts and EXIF next to its pixels.
pub fn png(width: u32, height: u32, colour: png::ColorType, depth: png::BitDepth) -> Vec<u8> {
    let mut info = png::Info::with_size(width, height);
    (info.color_type, info.bit_depth) = (colour, depth);
    if colour == png::ColorType::Indexed {
        info.palette = Some([[200, 30, 30], [30, 160, 30]].concat().into());
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::with_info(&mut out, info).unwrap();
    encoder.add_text_chunk("Author".to_owned(), SECRET.to_owned()).unwrap();
    encoder.add_itxt_chunk("Place".to_owned(), SECRET.to_owned()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    let row = (width as usize * colour.samples() * depth as usize).div_ceil(8);
    let sample = if colour == png::ColorType::Indexed { 0 } else { 0x80 };
    writer.write_image_data(&vec![sample; row * height as usize]).unwrap();
    writer.finish().unwrap();
    with_chunk(&out, b"eXIf", &exif(1))
}

/// A PNG whose rows come in seven passes, with alpha and a text.
pub fn interlaced(width: u32, height: u32) -> Vec<u8> {
    const PASSES: [(u32, u32, u32, u32); 7] =
        [(0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2)];
    let count = |all: u32, first: u32, step: u32| (all + step - 1).saturating_sub(first) / step;
    let mut rows = Vec::new();
    for (x, dx, y, dy) in PASSES {
        let columns = count(width, x, dx) as usize;
        for _ in 0..if columns == 0 { 0 } else { count(height, y, dy) } {
            rows.push(0);
            rows.extend([0x80; 4].repeat(columns));
        }
    }
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes()[..], &[8, 6, 0, 0, 1]].concat();
    let text = format!("Author\0{SECRET}");
    let parts =
        [chunk(b"IHDR", &head), chunk(b"tEXt", text.as_bytes()), chunk(b"IDAT", &packed(&rows)), chunk(b"IEND", &[])];
    [SIGNATURE.to_vec(), parts.concat()].concat()
}

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// Puts a chunk behind the head of a PNG.
pub fn with_chunk(png: &[u8], name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let head = 8 + 25;
    let mut out = png[..head].to_vec();
    out.extend(chunk(name, data));
    out.extend(&png[head..]);
    out
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [name.as_slice(), data].concat();
    [&(data.len() as u32).to_be_bytes(), named.as_slice(), &crc32fast::hash(&named).to_be_bytes()].concat()
}

/// A PNG that says it has so many pixels, in few bytes.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes()[..], &[8, 2, 0, 0, 0]].concat();
    let pixels = packed(&vec![0; 1 << 20]);
    let parts = [chunk(b"IHDR", &head), chunk(b"IDAT", &pixels), chunk(b"IEND", &[])];
    [SIGNATURE.to_vec(), parts.concat()].concat()
}

/// A PNG that moves.
pub fn animated_png() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 200, 100);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    encoder.add_text_chunk("Author".to_owned(), SECRET.to_owned()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    for value in [0, 200] {
        writer.write_image_data(&vec![value; 200 * 100 * 3]).unwrap();
    }
    writer.finish().unwrap();
    out
}

/// A GIF of so many pictures, with a comment.
pub fn gif(pictures: usize) -> Vec<u8> {
    let mut out = b"GIF89a\x02\0\x01\0\x80\0\0\xc8\x1e\x1e\x1e\xa0\x1e".to_vec();
    out.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0");
    out.extend([0x21, 0xfe, SECRET.len() as u8]);
    out.extend(SECRET.as_bytes());
    out.push(0);
    for _ in 0..pictures {
        out.extend(b"\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x02\0\x01\0\0\x02\x02\x44\x0a\0");
    }
    out.push(0x3b);
    out
}

/// A WebP with EXIF and XMP; with `is_animated` it says that it moves.
pub fn webp(pixels: &Pixels, is_animated: bool) -> Vec<u8> {
    let plain = pixels.webp().unwrap();
    let chunk = |name: &[u8], data: &[u8]| {
        let mut out = [name, &(data.len() as u32).to_le_bytes(), data].concat();
        out.extend(vec![0; data.len() % 2]);
        out
    };
    let mut flags = vec![0x0c | if is_animated { 0x02 } else { 0 }, 0, 0, 0];
    flags.extend(&(pixels.width - 1).to_le_bytes()[..3]);
    flags.extend(&(pixels.height - 1).to_le_bytes()[..3]);
    let mut data = [b"WEBP".to_vec(), chunk(b"VP8X", &flags), plain[12..].to_vec()].concat();
    data.extend(chunk(b"EXIF", &exif(1)));
    data.extend(chunk(b"XMP ", SECRET.as_bytes()));
    [b"RIFF".as_slice(), &(data.len() as u32).to_le_bytes(), &data].concat()
}
