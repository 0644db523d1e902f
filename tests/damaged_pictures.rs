//! Pictures that are damaged in random ways, of every kind: none ends the program, takes long, or becomes more than it may.
//!
//! Each is looked at, cleaned and decoded, as a build does it, by our readers and by the libraries. `cargo test` makes some hundred of
//! each kind; `DAMAGED=600 cargo test --test damaged_pictures` goes on for so many seconds, and `SEED=n` makes one again. A picture that
//! fails is written to the folder of temporary files of the target folder.

mod support;

use fissure::picture::{self, PictureKind};
use fissure_pixels::{Format, Pixels, decode};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use support::pictures::{
    SECRET, animated_png, cmyk, corners, exif, gif, interlaced, jpeg, noise, photograph, png, webp, with_chunk,
};

/// More than any picture here has, and few enough that one of them takes no time.
const MOST: usize = 300_000;
/// The slowest one takes some 20 ms in the slowest profile.
const LONGEST: Duration = Duration::from_secs(10);
const OF_EACH: u64 = 150;

/// Whole pictures by their endings.
fn whole() -> Vec<(&'static str, Vec<u8>)> {
    use ::png::{BitDepth, ColorType};
    let mut with_alpha = corners(40, 30);
    with_alpha.bytes = with_alpha.bytes.chunks(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 90]).collect();
    with_alpha.has_alpha = true;
    let mut profiled = corners(24, 24);
    profiled.profile = Some(vec![7; 200]);
    let deep = png(33, 17, ColorType::Rgb, BitDepth::Sixteen);
    vec![
        ("jpg", jpeg(&corners(48, 40))),
        ("jpg", photograph(&noise(64, 48), 6)),
        ("jpg", photograph(&profiled, 1)),
        ("jpg", cmyk(24, 16)),
        ("png", with_chunk(&deep, b"iCCP", b"x\0\0\x78\x9c\x03\0\0\0\0\x01")),
        ("png", deep),
        ("png", png(50, 20, ColorType::Indexed, BitDepth::One)),
        ("png", png(50, 20, ColorType::Grayscale, BitDepth::Two)),
        ("png", png(20, 20, ColorType::GrayscaleAlpha, BitDepth::Eight)),
        ("png", interlaced(37, 21)),
        ("png", animated_png()),
        ("gif", gif(3)),
        ("webp", webp(&corners(50, 30), false)),
        ("webp", webp(&with_alpha, false)),
        ("webp", webp(&noise(40, 40), true)),
        ("avif", corners(64, 48).avif().unwrap()),
        ("avif", with_alpha.avif().unwrap()),
        ("svg", format!("<?xml version=\"1.0\"?><!-- {SECRET} --><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"6.4cm\" viewBox=\"0 0 640 480\"><g/></svg>").into_bytes()),
        ("jpg", exif(3)),
        ("jpg", progressive(&noise(40, 24))),
        // Made by a browser, since our encoder loses nothing.
        ("webp", include_bytes!("damaged_pictures/lossy.webp").to_vec()),
        ("webp", include_bytes!("damaged_pictures/lossy-alpha.webp").to_vec()),
    ]
}

/// A JPEG that comes in several passes, with marks at which a reader may begin again.
fn progressive(pixels: &Pixels) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 80);
    encoder.set_progressive(true);
    encoder.set_restart_interval(2);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    encoder.encode(&pixels.bytes, pixels.width as u16, pixels.height as u16, jpeg_encoder::ColorType::Rgb).unwrap();
    out
}

/// A file with some of its bytes other ones.
fn damaged(whole: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..random.usize(1..5) {
        if bytes.is_empty() {
            break;
        }
        let at = if random.bool() { random.usize(..bytes.len()) } else { random.usize(..bytes.len().min(80)) };
        let end = (at + random.usize(1..40)).min(bytes.len());
        match random.u8(..9) {
            0 => bytes[at] ^= 1 << random.u8(..8),
            1 => bytes[at] = random.choice([0, 1, 0x7f, 0x80, 0xfe, 0xff, 0xd8, 0xda, 0xc4]).unwrap_or_default(),
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let part = bytes[at..end].to_vec();
                let to = random.usize(..=bytes.len());
                bytes.splice(to..to, part);
            }
            5 => bytes[at..end].fill(random.u8(..)),
            6 => (at..end).for_each(|at| bytes[at] = random.u8(..)),
            // Numbers at their limits, in both orders.
            7 => {
                let number = random
                    .choice([0, 1, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fff0u32])
                    .unwrap_or_default();
                let number = if random.bool() { number.to_be_bytes() } else { number.to_le_bytes() };
                bytes.iter_mut().skip(at).zip(number).for_each(|(byte, new)| *byte = new);
            }
            _ => {
                let other = random.usize(..bytes.len());
                bytes.swap(at, other);
            }
        }
    }
    bytes
}

/// A PNG whose checksums are right again, so that what is damaged is read.
fn checked(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(sum) = bytes.get(at + 4..(at + 8).saturating_add(len)).map(crc32fast::hash) else { break };
        let place = at + 8 + len;
        let Some(old) = bytes.get_mut(place..place + 4) else { break };
        old.copy_from_slice(&sum.to_be_bytes());
        at = place + 4;
    }
    bytes
}

/// What a build does with a file.
fn used(ending: &str, bytes: &[u8]) {
    let looked = picture::look(ending, bytes);
    if let Ok(looked) = &looked {
        let cleaned = picture::without_metadata(looked.kind, bytes);
        assert!(cleaned.len() <= bytes.len() + 64, "cleaning adds nothing");
        assert_eq!(
            picture::look(ending, &cleaned).map(|again| again.kind),
            Ok(looked.kind),
            "what was cleaned can be used"
        );
    }
    let format = match looked.map(|looked| looked.kind) {
        Ok(PictureKind::Png) => Format::Png,
        Ok(PictureKind::WebP) => Format::WebP,
        Ok(PictureKind::Jpeg) => Format::Jpeg,
        Ok(_) => return,
        // Libraries get only what our readers let pass; here they have to bear the rest too.
        Err(_) => match ending {
            "png" => Format::Png,
            "webp" => Format::WebP,
            "jpg" => Format::Jpeg,
            _ => return,
        },
    };
    if let Ok(pixels) = decode(format, bytes, MOST) {
        let (width, height) = (pixels.width as usize, pixels.height as usize);
        assert!(width * height <= MOST, "{width} × {height} pixels");
        assert_eq!(pixels.bytes.len(), width * height * if pixels.has_alpha { 4 } else { 3 });
        let small = pixels.turned(6).cropped(2, 1).scaled(2, 1);
        assert!(small.jpeg(80).is_some());
    }
}

#[test]
fn no_damaged_picture_ends_the_program() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let until = number("DAMAGED").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let pictures = whole();
    let seeds = match (number("SEED"), until) {
        (Some(seed), _) => seed..seed + 1,
        (None, Some(_)) => 0..u64::MAX,
        (None, None) => 0..OF_EACH * pictures.len() as u64,
    };
    let (mut made, mut failed) = (0, Vec::new());
    for seed in seeds {
        if until.is_some_and(|until| Instant::now() > until) {
            break;
        }
        let mut random = fastrand::Rng::with_seed(seed);
        let (ending, whole) = &pictures[(seed % pictures.len() as u64) as usize];
        let bytes = damaged(whole, &mut random);
        let bytes = if *ending == "png" && random.u8(..4) > 0 { checked(bytes) } else { bytes };
        let begin = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| used(ending, &bytes)));
        made += 1;
        if ended.is_err() || begin.elapsed() > LONGEST {
            let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("damaged-{seed}.{ending}"));
            std::fs::write(&path, &bytes).unwrap();
            failed.push(format!("SEED={seed}: {} after {:?}", path.display(), begin.elapsed()));
        }
    }
    assert!(failed.is_empty(), "{} of {made} fail:\n{}", failed.len(), failed.join("\n"));
    println!("{made} damaged pictures");
}
