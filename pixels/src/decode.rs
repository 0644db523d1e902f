//! A file as pixels: 8 bits for each colour, red, green and blue, whatever the file has.

use crate::{Colours, Pixels};
use std::io::Cursor;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// A format that can be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
}

/// The pixels of a file with at most so many of them; what is wrong with it otherwise, in the words of a library.
pub fn decode(format: Format, bytes: &[u8], most: usize) -> Result<Pixels, String> {
    match format {
        Format::Jpeg => jpeg(bytes, most),
        Format::Png => png(bytes, most),
        Format::WebP => webp(bytes, most),
    }
}

fn is_too_much(width: usize, height: usize, most: usize) -> Result<(), String> {
    match width.checked_mul(height).is_some_and(|pixels| pixels > 0 && pixels <= most) {
        true => Ok(()),
        false => Err(format!("{width} × {height} pixels")),
    }
}

fn jpeg(bytes: &[u8], most: usize) -> Result<Pixels, String> {
    let side = usize::from(u16::MAX);
    // What is damaged is said, and not shown half.
    let options = DecoderOptions::default().set_max_width(side).set_max_height(side).set_strict_mode(true);
    let options = options.jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| error.to_string())?;
    let (width, height) = decoder.info().map_or((0, 0), |info| (usize::from(info.width), usize::from(info.height)));
    is_too_much(width, height, most)?;
    // A profile of gray or of print says nothing of the colours that these become.
    let profile = decoder.icc_profile().filter(|profile| Colours::of(Some(profile)) != Colours::Srgb);
    let pixels = decoder.decode().map_err(|error| error.to_string())?;
    if pixels.len() != width * height * 3 {
        return Err("it has another number of pixels than it says".to_owned());
    }
    Ok(Pixels { width: width as u32, height: height as u32, has_alpha: false, bytes: pixels, profile })
}

fn png(bytes: &[u8], most: usize) -> Result<Pixels, String> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let (width, height) = (reader.info().width, reader.info().height);
    is_too_much(width as usize, height as usize, most)?;
    let mut buffer = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
    let frame = reader.next_frame(&mut buffer).map_err(|error| error.to_string())?;
    // What follows has checksums too.
    let _ = reader.finish();
    buffer.truncate(frame.buffer_size());
    let is_gray = matches!(frame.color_type, png::ColorType::Grayscale | png::ColorType::GrayscaleAlpha);
    let profile = reader.info().icc_profile.as_ref().map(|profile| profile.to_vec());
    let profile = profile.filter(|profile| !is_gray && Colours::of(Some(profile)) != Colours::Srgb);
    let (bytes, has_alpha) = match frame.color_type {
        png::ColorType::Rgb => (buffer, false),
        png::ColorType::Rgba => (buffer, true),
        png::ColorType::Grayscale => (buffer.iter().flat_map(|gray| [*gray; 3]).collect(), false),
        png::ColorType::GrayscaleAlpha => {
            (buffer.chunks_exact(2).flat_map(|pair| [pair[0], pair[0], pair[0], pair[1]]).collect(), true)
        }
        png::ColorType::Indexed => return Err("its palette cannot be read".to_owned()),
    };
    Ok(Pixels { width, height, has_alpha, bytes, profile })
}

fn webp(bytes: &[u8], most: usize) -> Result<Pixels, String> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    is_too_much(width as usize, height as usize, most)?;
    let mut buffer = vec![0; decoder.output_buffer_size().ok_or("it is too large")?];
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| Colours::of(Some(profile)) != Colours::Srgb);
    let has_alpha = decoder.has_alpha();
    decoder.read_image(&mut buffer).map_err(|error| error.to_string())?;
    Ok(Pixels { width, height, has_alpha, bytes: buffer, profile })
}
