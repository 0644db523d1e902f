//! Pictures made smaller: each pixel is what Lanczos' filter sees of those that it stands for, first along rows, then along columns.

use crate::Pixels;

/// How far the filter reaches, in pixels of the smaller picture.
const REACH: f64 = 3.0;

/// The pixels that one is made of, from which on, and how much of each.
struct Weights {
    from: usize,
    of: Vec<f32>,
}

impl Pixels {
    /// The same picture with so many pixels.
    pub fn scaled(&self, width: u32, height: u32) -> Pixels {
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        let channels = self.channels();
        // Colours of what is transparent count for nothing.
        let pixels = if self.has_alpha { multiplied(&self.bytes) } else { self.bytes.clone() };
        let rows = along_rows(&pixels, self.width as usize, channels, &weights(self.width as usize, width as usize));
        let mut bytes =
            along_columns(&rows, width as usize * channels, &weights(self.height as usize, height as usize));
        if self.has_alpha {
            divide(&mut bytes);
        }
        Pixels { width, height, has_alpha: self.has_alpha, bytes, profile: self.profile.clone() }
    }
}

fn weights(from: usize, to: usize) -> Vec<Weights> {
    let scale = from as f64 / to as f64;
    let stretch = scale.max(1.0);
    let one = |n: usize| {
        let middle = (n as f64 + 0.5) * scale;
        let first = (middle - REACH * stretch).floor().max(0.0) as usize;
        let last = ((middle + REACH * stretch).ceil() as usize).min(from);
        let raw: Vec<f64> = (first..last).map(|at| lanczos((at as f64 + 0.5 - middle) / stretch)).collect();
        let sum: f64 = raw.iter().sum();
        Weights { from: first, of: raw.into_iter().map(|weight| (weight / sum) as f32).collect() }
    };
    (0..to).map(one).collect()
}

fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (std::f64::consts::PI * x).sin() / (std::f64::consts::PI * x) };
    if x.abs() < REACH { sinc(x) * sinc(x / REACH) } else { 0.0 }
}

fn byte(value: f32) -> u8 {
    (value + 0.5).clamp(0.0, 255.0) as u8
}

fn along_rows(pixels: &[u8], width: usize, channels: usize, weights: &[Weights]) -> Vec<u8> {
    let mut out = Vec::with_capacity(pixels.len() / width.max(1) * weights.len());
    for row in pixels.chunks_exact(width * channels) {
        for Weights { from, of } in weights {
            let mut sum = [0f32; 4];
            for (pixel, weight) in row[from * channels..].chunks_exact(channels).zip(of) {
                for (sum, value) in sum.iter_mut().zip(pixel) {
                    *sum += f32::from(*value) * weight;
                }
            }
            out.extend(sum[..channels].iter().map(|value| byte(*value)));
        }
    }
    out
}

fn along_columns(pixels: &[u8], row: usize, weights: &[Weights]) -> Vec<u8> {
    let mut out = Vec::with_capacity(row * weights.len());
    let mut sums = vec![0f32; row];
    for Weights { from, of } in weights {
        sums.fill(0.0);
        for (values, weight) in pixels[from * row..].chunks_exact(row).zip(of) {
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += f32::from(*value) * weight;
            }
        }
        out.extend(sums.iter().map(|value| byte(*value)));
    }
    out
}

fn multiplied(pixels: &[u8]) -> Vec<u8> {
    let one = |pixel: &[u8]| {
        let alpha = u32::from(pixel[3]);
        let colour = |c: usize| ((u32::from(pixel[c]) * alpha + 127) / 255) as u8;
        [colour(0), colour(1), colour(2), pixel[3]]
    };
    pixels.chunks_exact(4).flat_map(one).collect()
}

fn divide(pixels: &mut [u8]) {
    for pixel in pixels.chunks_exact_mut(4) {
        let alpha = u32::from(pixel[3]).max(1);
        for value in &mut pixel[..3] {
            *value = ((u32::from(*value) * 255 + alpha / 2) / alpha).min(255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(width: u32, height: u32, colour: [u8; 3]) -> Pixels {
        let bytes = colour.repeat((width * height) as usize);
        Pixels { width, height, has_alpha: false, bytes, profile: None }
    }

    #[test]
    fn one_colour_stays_that_colour() {
        let scaled = plain(1000, 37, [200, 10, 90]).scaled(333, 5);
        assert_eq!((scaled.width, scaled.height), (333, 5));
        assert!(scaled.bytes.chunks(3).all(|pixel| pixel == [200, 10, 90]));
    }

    #[test]
    fn halves_stay_halves() {
        let mut pixels = plain(400, 4, [0; 3]);
        for row in pixels.bytes.chunks_exact_mut(1200) {
            row[600..].fill(255);
        }
        let scaled = pixels.scaled(100, 1);
        assert_eq!((scaled.bytes[3 * 10], scaled.bytes[3 * 90]), (0, 255));
    }

    #[test]
    fn what_is_transparent_gives_no_colour() {
        let bytes = [[255, 0, 0, 0], [0, 0, 255, 255]].concat().repeat(8);
        let pixels = Pixels { width: 16, height: 1, has_alpha: true, bytes, profile: None };
        let scaled = pixels.scaled(8, 1);
        assert!(scaled.bytes.chunks(4).all(|pixel| pixel[0] == 0 && pixel[2] == 255), "{:?}", scaled.bytes);
    }
}
