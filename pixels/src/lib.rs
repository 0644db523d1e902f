//! Pictures become pixels and pixels become pictures: the only place that names the libraries for formats of pictures.
//!
//! A package of its own, so that the encoders are compiled once, and optimized for tests too. Same bytes in, same bytes out, on any
//! machine: one thread works on one picture. Never touches the disk.

mod avif;
mod colours;
mod decode;
mod encode;
mod scale;

pub use colours::Colours;
pub use decode::{Format, decode};

/// A picture as rows of pixels, of three bytes each or, with alpha, of four.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    pub has_alpha: bool,
    pub bytes: Vec<u8>,
    /// What the numbers mean, where that is not sRGB: a profile of the International Color Consortium.
    pub profile: Option<Vec<u8>>,
}

impl Pixels {
    fn channels(&self) -> usize {
        if self.has_alpha { 4 } else { 3 }
    }

    /// The same picture, turned as EXIF says: 1 is not at all, up to 8.
    pub fn turned(self, orientation: u8) -> Pixels {
        if !(2..=8).contains(&orientation) {
            return self;
        }
        let (width, height, channels) = (self.width as usize, self.height as usize, self.channels());
        let is_on_its_side = orientation > 4;
        let (new_width, new_height) = if is_on_its_side { (height, width) } else { (width, height) };
        let mut bytes = Vec::with_capacity(self.bytes.len());
        for y in 0..new_height {
            for x in 0..new_width {
                let (column, row) = match orientation {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                let at = (row * width + column) * channels;
                bytes.extend_from_slice(&self.bytes[at..at + channels]);
            }
        }
        Pixels { width: new_width as u32, height: new_height as u32, bytes, ..self }
    }

    /// The middle of the picture, as large as can be, in a proportion.
    pub fn cropped(&self, width: u32, height: u32) -> Pixels {
        let (own_width, own_height) = (u64::from(self.width), u64::from(self.height));
        let (width, height) = (u64::from(width), u64::from(height));
        let is_wider = own_width * height > own_height * width;
        let (width, height) = match is_wider {
            true => ((own_height * width / height).max(1), own_height),
            false => (own_width, (own_width * height / width).max(1)),
        };
        let (left, top) = ((own_width - width) / 2, (own_height - height) / 2);
        let channels = self.channels() as u64;
        let row = |y: u64| {
            let at = ((top + y) * own_width + left) * channels;
            &self.bytes[at as usize..(at + width * channels) as usize]
        };
        let bytes = (0..height).flat_map(row).copied().collect();
        let profile = self.profile.clone();
        Pixels { width: width as u32, height: height as u32, has_alpha: self.has_alpha, bytes, profile }
    }

    /// The same without alpha, on white.
    pub fn on_white(self) -> Pixels {
        if !self.has_alpha {
            return self;
        }
        let flat = |pixel: &[u8]| {
            let alpha = u32::from(pixel[3]);
            [0, 1, 2].map(|c| ((u32::from(pixel[c]) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
        };
        let bytes = self.bytes.chunks_exact(4).flat_map(flat).collect();
        Pixels { has_alpha: false, bytes, ..self }
    }
}
