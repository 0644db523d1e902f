//! Pixels as a file of each format that Fissure makes.

use crate::avif::{self, Primaries};
use crate::{Colours, Pixels};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// How hard to look for what repeats: more takes longer and saves little.
const LEVEL: u8 = 6;
/// Of AVIF: what looks as JPEG does at 80. One step of speed more makes files a tenth larger and saves a quarter of the time.
const QUANTIZER: u8 = 100;
const SPEED: u8 = 8;

impl Pixels {
    /// As a JPEG, of a quality up to 100. What is transparent becomes white.
    pub fn jpeg(&self, quality: u8) -> Option<Vec<u8>> {
        let flat = self.flat();
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, quality);
        encoder.set_progressive(true);
        encoder.set_optimized_huffman_tables(true);
        encoder.set_sampling_factor(if quality > 85 { SamplingFactor::F_1_1 } else { SamplingFactor::F_2_2 });
        if let Some(profile) = &self.profile {
            encoder.add_icc_profile(profile).ok()?;
        }
        let (width, height) = (u16::try_from(self.width).ok()?, u16::try_from(self.height).ok()?);
        encoder.encode(&flat, width, height, ColorType::Rgb).ok()?;
        Some(bytes)
    }

    pub fn png(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut info = png::Info::with_size(self.width, self.height);
        info.bit_depth = png::BitDepth::Eight;
        info.color_type = if self.has_alpha { png::ColorType::Rgba } else { png::ColorType::Rgb };
        info.icc_profile = self.profile.as_ref().map(|profile| profile.clone().into());
        let mut encoder = png::Encoder::with_info(&mut bytes, info).ok()?;
        encoder.set_deflate_compression(png::DeflateCompression::Level(LEVEL));
        encoder.set_filter(png::Filter::Adaptive);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&self.bytes).ok()?;
        writer.finish().ok()?;
        Some(bytes)
    }

    /// As a WebP that loses nothing.
    pub fn webp(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = image_webp::WebPEncoder::new(&mut bytes);
        if let Some(profile) = &self.profile {
            encoder.set_icc_profile(profile.clone());
        }
        let colours = if self.has_alpha { image_webp::ColorType::Rgba8 } else { image_webp::ColorType::Rgb8 };
        encoder.encode(&self.bytes, self.width, self.height, colours).ok()?;
        Some(bytes)
    }

    /// As an AVIF; nothing for colours that it cannot name. What is transparent becomes white.
    pub fn avif(&self) -> Option<Vec<u8>> {
        let primaries = match Colours::of(self.profile.as_deref()) {
            Colours::Srgb => Primaries::Srgb,
            Colours::DisplayP3 => Primaries::DisplayP3,
            Colours::Other => return None,
        };
        avif::encode(&self.flat(), self.width as usize, self.height as usize, primaries, QUANTIZER, SPEED)
    }

    fn flat(&self) -> std::borrow::Cow<'_, [u8]> {
        match self.has_alpha {
            true => self.clone().on_white().bytes.into(),
            false => (&self.bytes).into(),
        }
    }
}
