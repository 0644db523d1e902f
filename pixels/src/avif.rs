//! Pixels become an AVIF: the one module that names the AV1 encoder and the library for the container.
//!
//! Same pixels and same quality, same bytes, on any machine: one thread encodes one picture. Colours are kept as they are and only
//! named, so nothing here knows of profiles. Never touches the disk.

use avif_serialize::Aviffy;
use avif_serialize::constants::{ColorPrimaries, MatrixCoefficients, TransferCharacteristics};
use rav1e::color::{self, ChromaSampling, PixelRange};
use rav1e::config::SpeedSettings;
use rav1e::prelude::{Config, Context, EncoderConfig, EncoderStatus};

/// What the numbers of a pixel mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Primaries {
    Srgb,
    DisplayP3,
}

/// Encodes a picture of `width` × `height` pixels of three bytes each: red, green and blue.
///
/// `quantizer` goes from 0, which is the best, to 255; `speed` from 0 to 10, which is the fastest. Nothing where the sizes do not fit
/// together, or the encoder refuses.
pub(crate) fn encode(
    rgb: &[u8],
    width: usize,
    height: usize,
    primaries: Primaries,
    quantizer: u8,
    speed: u8,
) -> Option<Vec<u8>> {
    if width == 0 || height == 0 || rgb.len() != width.checked_mul(height)?.checked_mul(3)? {
        return None;
    }
    let config = Config::new().with_encoder_config(settings(width, height, primaries, quantizer, speed));
    let mut context: Context<u8> = config.new_context().ok()?;
    let mut frame = context.new_frame();
    let planes = planes(rgb, width, height);
    for (plane, (bytes, stride)) in frame.planes.iter_mut().zip(&planes) {
        plane.copy_from_raw_u8(bytes, *stride, 1);
    }
    context.send_frame(frame).ok()?;
    context.flush();
    let data = loop {
        match context.receive_packet() {
            Ok(packet) => break packet.data,
            Err(EncoderStatus::Encoded) => {}
            Err(_) => return None,
        }
    };
    let mut container = Aviffy::new();
    container
        .set_matrix_coefficients(MatrixCoefficients::Bt601)
        .set_transfer_characteristics(TransferCharacteristics::Srgb)
        .set_color_primaries(match primaries {
            Primaries::Srgb => ColorPrimaries::Bt709,
            Primaries::DisplayP3 => ColorPrimaries::DisplayP3,
        })
        .set_full_color_range(true)
        .set_chroma_subsampling((true, true))
        .set_seq_profile(0);
    Some(container.to_vec(&data, None, width as u32, height as u32, 8))
}

fn settings(width: usize, height: usize, primaries: Primaries, quantizer: u8, speed: u8) -> EncoderConfig {
    EncoderConfig {
        width,
        height,
        bit_depth: 8,
        chroma_sampling: ChromaSampling::Cs420,
        pixel_range: PixelRange::Full,
        color_description: Some(color::ColorDescription {
            color_primaries: match primaries {
                Primaries::Srgb => color::ColorPrimaries::BT709,
                Primaries::DisplayP3 => color::ColorPrimaries::SMPTE432,
            },
            transfer_characteristics: color::TransferCharacteristics::SRGB,
            matrix_coefficients: color::MatrixCoefficients::BT601,
        }),
        still_picture: true,
        min_key_frame_interval: 0,
        max_key_frame_interval: 0,
        quantizer: usize::from(quantizer),
        min_quantizer: quantizer,
        speed_settings: SpeedSettings::from_preset(speed),
        ..EncoderConfig::default()
    }
}

/// Luma, and both kinds of chroma at half the width and height, each with the bytes of a row. BT.601 over the full range, as in JPEG.
fn planes(rgb: &[u8], width: usize, height: usize) -> [(Vec<u8>, usize); 3] {
    let pixel = |x: usize, y: usize| {
        let at = (y * width + x) * 3;
        [rgb[at], rgb[at + 1], rgb[at + 2]].map(f32::from)
    };
    let luma = |[red, green, blue]: [f32; 3]| 0.299 * red + 0.587 * green + 0.114 * blue;
    let byte = |value: f32| value.round().clamp(0.0, 255.0) as u8;
    let y = rgb.chunks_exact(3).map(|p| byte(luma([p[0], p[1], p[2]].map(f32::from)))).collect();
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    let mut chroma = [Vec::with_capacity(half_width * half_height), Vec::with_capacity(half_width * half_height)];
    for row in 0..half_height {
        for column in 0..half_width {
            let (left, top) = (column * 2, row * 2);
            let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
            let around = [(left, top), (right, top), (left, bottom), (right, bottom)].map(|(x, y)| pixel(x, y));
            let mean = [0, 1, 2].map(|c| around.iter().map(|pixel| pixel[c]).sum::<f32>() / 4.0);
            let luma = luma(mean);
            chroma[0].push(byte((mean[2] - luma) / 1.772 + 128.0));
            chroma[1].push(byte((mean[0] - luma) / 1.402 + 128.0));
        }
    }
    let [blue, red] = chroma;
    [(y, width), (blue, half_width), (red, half_width)]
}
