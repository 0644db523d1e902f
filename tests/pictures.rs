//! A folder of photographs as cameras, phones and programs leave them: what is published of them, byte by byte and pixel by pixel, what
//! is said of those that cannot be, what a second run makes again, and what two at once and a preview do.

mod support;

use fissure_pixels::{Format, Pixels, decode};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::NOW;
use support::pictures::{
    SECRET, animated_png, bomb, cmyk, corners, gif, interlaced, jpeg, noise, photograph, png, webp,
};
use support::program;
use support::running::Running;

const MOST: usize = 100_000_000;

/// What a run of the program came to.
struct Ran {
    is_good: bool,
    said: String,
}

/// A site with pictures next to an article that shows them all.
struct Gallery {
    root: tempfile::TempDir,
}

impl Gallery {
    fn new(pictures: &[(&str, Vec<u8>)]) -> Gallery {
        let gallery = Gallery { root: tempfile::tempdir().unwrap() };
        gallery.write("content/site.yaml", b"title: Gallery\nbase_url: https://example.org/\ncards: false\n");
        let shown: String = pictures.iter().map(|(name, _)| format!("![{name} shown]({name})\n\n")).collect();
        gallery.write(
            "content/articles/all/index.md",
            format!("---\ntitle: All\ndate: 2026-11-20\n---\n\n{shown}").as_bytes(),
        );
        for (name, bytes) in pictures {
            gallery.write(&format!("content/articles/all/{name}"), bytes);
        }
        gallery
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn run(&self, command: &str) -> Ran {
        let (code, said) = program::run(self.root.path(), &[command]);
        Ran { is_good: code == 0, said }
    }

    fn build(&self) -> BTreeMap<String, Vec<u8>> {
        let ran = self.run("build");
        assert!(ran.is_good, "{}", ran.said);
        published(&self.path("public"))
    }

    fn page(&self) -> String {
        fs::read_to_string(self.path("public/articles/all/index.html")).unwrap()
    }
}

fn published(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
    files.map(|entry| (name(entry.path()), fs::read(entry.path()).unwrap())).collect()
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The pixel in the middle of each corner, from the top left on in rows.
fn corners_of(pixels: &Pixels) -> [[u8; 3]; 4] {
    let at = |x: u32, y: u32| {
        let channels = if pixels.has_alpha { 4 } else { 3 };
        let at = ((y * pixels.width + x) * channels) as usize;
        [pixels.bytes[at], pixels.bytes[at + 1], pixels.bytes[at + 2]]
    };
    let (left, right, top, bottom) = (pixels.width / 4, pixels.width * 3 / 4, pixels.height / 4, pixels.height * 3 / 4);
    [at(left, top), at(right, top), at(left, bottom), at(right, bottom)]
}

fn assert_like(shown: [[u8; 3]; 4], wanted: [[u8; 3]; 4], what: &str) {
    let far = shown.iter().flatten().zip(wanted.iter().flatten()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    assert!(far < 24, "{what}: {shown:?} instead of {wanted:?}");
}

#[test]
fn no_metadata_is_published_and_every_picture_stands_the_right_way_up() {
    let sides = corners(600, 400);
    let turned = |orientation: u8| photograph(&sides, orientation);
    let names: Vec<String> = (1..=8).map(|orientation| format!("o{orientation}.jpg")).collect();
    let photographs: Vec<(&str, Vec<u8>)> =
        names.iter().zip(1..=8).map(|(name, o)| (name.as_str(), turned(o))).collect();
    let gallery = Gallery::new(&photographs);
    gallery.write("static/PHONE.JFIF", &turned(8));
    let files = gallery.build();
    assert!(files.contains_key("PHONE.JFIF"), "no text shows it");

    let page = gallery.page();
    for (name, orientation) in names.iter().zip(1..=8u8) {
        let stem = name.trim_end_matches(".jpg");
        // What stands up when it is turned as EXIF says.
        let wanted = sides.clone().turned(orientation);
        let (width, height) = (wanted.width, wanted.height);
        assert!(
            page.contains(&format!("alt=\"{name} shown\" width=\"{width}\" height=\"{height}\"")),
            "{name}: {page}"
        );
        for file in [format!("articles/all/{name}"), format!("articles/all/{stem}-480.jpg")] {
            let Some(bytes) = files.get(&file) else {
                assert!(width <= 533, "{file} in {:?}", files.keys());
                continue;
            };
            let shown = decode(Format::Jpeg, bytes, MOST).unwrap();
            assert_like(corners_of(&shown), corners_of(&wanted), &file);
        }
        let own = decode(Format::Jpeg, &files[&format!("articles/all/{name}")], MOST).unwrap();
        assert_eq!((own.width, own.height), (width, height), "{name}");
        assert!(files.keys().any(|file| file.starts_with(&format!("articles/all/{stem}-")) && file.ends_with(".avif")));
    }
    // Nothing but what the pixels need is left in any file.
    for (path, bytes) in &files {
        assert!(!has(bytes, SECRET.as_bytes()) && !has(bytes, b"Exif\0"), "{path}");
        if path.ends_with(".jpg") {
            assert!(other_segments(bytes).is_empty(), "{path}");
        }
    }
    // One that need not be turned has the very pixels of the original.
    let original = decode(Format::Jpeg, &photographs[0].1, MOST).unwrap();
    assert_eq!(decode(Format::Jpeg, &files["articles/all/o1.jpg"], MOST).unwrap(), original);
}

/// The application segments and comments of a JPEG, but for JFIF.
fn other_segments(bytes: &[u8]) -> Vec<u8> {
    let (mut at, mut found) = (2, Vec::new());
    while bytes[at + 1] != 0xda {
        let marker = bytes[at + 1];
        if matches!(marker, 0xe1..=0xef | 0xfe) {
            found.push(marker);
        }
        at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    }
    found
}

#[test]
fn pictures_of_every_kind_are_cleaned_and_shown_with_their_size() {
    let gray = png(300, 20, ::png::ColorType::Grayscale, ::png::BitDepth::Sixteen);
    let gallery = Gallery::new(&[
        ("deep.png", png(900, 20, ::png::ColorType::Rgb, ::png::BitDepth::Sixteen)),
        ("gray.png", gray),
        ("rows.png", interlaced(64, 31)),
        ("palette.png", png(900, 20, ::png::ColorType::Indexed, ::png::BitDepth::One)),
        ("moving.png", animated_png()),
        ("moving.gif", gif(3)),
        ("still.gif", gif(1)),
        ("moving.webp", webp(&corners(300, 200), true)),
        ("still.webp", webp(&corners(300, 200), false)),
        (
            "drawing.svg",
            b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 480\"/>".to_vec(),
        ),
    ]);
    let files = gallery.build();
    let page = gallery.page();
    for (name, width, height) in [
        ("deep.png", 900, 20),
        ("gray.png", 300, 20),
        ("rows.png", 64, 31),
        ("palette.png", 900, 20),
        ("moving.png", 200, 100),
        ("moving.gif", 2, 1),
        ("moving.webp", 300, 200),
        ("still.webp", 300, 200),
        ("drawing.svg", 640, 480),
    ] {
        let shown = format!("alt=\"{name} shown\" width=\"{width}\" height=\"{height}\"");
        assert!(page.contains(&shown), "{shown} in {page}");
        assert!(!has(&files[&format!("articles/all/{name}")], SECRET.as_bytes()), "{name}");
    }
    let count = |start: &str| files.keys().filter(|path| path.starts_with(&format!("articles/all/{start}"))).count();
    // Itself, 480 and 800 pixels wide as PNG and WebP, and itself as WebP; of what moves or has few colours itself alone.
    assert_eq!((count("deep"), count("palette"), count("moving"), count("still"), count("rows")), (6, 1, 3, 2, 1));
    let deep = decode(Format::Png, &files["articles/all/deep.png"], MOST).unwrap();
    let small = decode(Format::WebP, &files["articles/all/deep-480.webp"], MOST).unwrap();
    assert_eq!((deep.bytes[0], small.bytes[0], small.width, small.height), (0x80, 0x80, 480, 11));
    assert_eq!(png_depth(&files["articles/all/deep.png"]), 16, "the original keeps its depth");
    assert!(has(&files["articles/all/moving.gif"], b"NETSCAPE2.0") && has(&files["articles/all/moving.png"], b"acTL"));
    assert!(files["articles/all/moving.gif"].ends_with(&[0x3b]));
}

fn png_depth(bytes: &[u8]) -> u8 {
    bytes[24]
}

#[test]
fn colours_of_print_become_those_of_screens() {
    let gallery = Gallery::new(&[("print.jpg", cmyk(400, 300))]);
    let ran = gallery.run("build");
    assert!(ran.is_good && ran.said.contains("E66") && ran.said.contains("CMYK"), "{}", ran.said);
    let files = published(&gallery.path("public"));
    let shown = decode(Format::Jpeg, &files["articles/all/print.jpg"], MOST).unwrap();
    let [red, green, blue] = corners_of(&shown)[0];
    assert!(red > 200 && green < 90 && blue < 90, "{red} {green} {blue}");
    assert!(other_segments(&files["articles/all/print.jpg"]).is_empty(), "it is an ordinary JPEG");
}

#[test]
fn what_cannot_be_shown_is_reported_where_it_is_shown_and_nothing_is_written() {
    let photograph = jpeg(&corners(300, 200));
    let mut damaged = png(300, 200, ::png::ColorType::Rgb, ::png::BitDepth::Eight);
    let middle = damaged.len() - 40;
    damaged[middle] ^= 0xff;
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("empty.jpg", Vec::new(), "is empty"),
        ("cut.jpg", photograph[..photograph.len() / 2].to_vec(), "ends too early"),
        ("head.jpg", photograph[..12].to_vec(), "ends too early"),
        ("text.png", b"not a picture at all".to_vec(), "is not a picture"),
        ("really.png", photograph.clone(), "of the kind jpg"),
        ("bomb.png", bomb(20_000, 20_000), "20000 × 20000 pixels"),
        ("phone.heic", b"\0\0\0\x18ftypheic".to_vec(), "browsers do not show"),
        ("damaged.png", damaged, "is damaged"),
        ("short.gif", gif(2)[..40].to_vec(), "ends too early"),
    ];
    for (name, bytes, words) in cases {
        let gallery = Gallery::new(&[(name, bytes)]);
        for command in ["build", "check"] {
            let ran = gallery.run(command);
            assert!(!ran.is_good, "{command} {name}");
            assert!(ran.said.contains("error[E66]") && ran.said.contains(words), "{command} {name}: {}", ran.said);
            assert!(ran.said.contains("index.md:6:1"), "{command} {name}: {}", ran.said);
        }
        assert!(!gallery.path("public").exists(), "{name}");
    }
    // What no text shows is reported at its own file.
    let gallery = Gallery::new(&[]);
    gallery.write("static/cut.jpg", &photograph[..40]);
    let ran = gallery.run("build");
    assert!(!ran.is_good && ran.said.contains("static/cut.jpg"), "{}", ran.said);
}

#[test]
fn a_file_of_thirty_megabytes_is_published_in_sizes_that_readers_need() {
    let photograph = noise(3600, 2700).jpeg(100).unwrap();
    assert!(photograph.len() > 20_000_000, "{}", photograph.len());
    let gallery = Gallery::new(&[("large.jpg", photograph)]);
    let files = gallery.build();
    let sizes: Vec<&str> = files.keys().filter_map(|path| path.strip_prefix("articles/all/large")).collect();
    assert_eq!(sizes, ["-1280.avif", "-1280.jpg", "-480.avif", "-480.jpg", "-800.avif", "-800.jpg", ".jpg"]);
    assert!(gallery.page().contains("src=\"/articles/all/large-1280.jpg\""), "the page loads none of the original");
}

#[test]
fn a_second_run_gives_the_same_bytes_and_makes_only_what_changed() {
    let gallery =
        Gallery::new(&[("a.jpg", photograph(&corners(900, 600), 6)), ("b.png", corners(700, 300).png().unwrap())]);
    let first = gallery.build();
    let shelf = || published(&gallery.path(".fissure/pictures"));
    let kept = shelf();
    assert!(!kept.is_empty() && gallery.path(".fissure/.gitignore").exists());

    // Without the shelf and the output: the same bytes.
    fs::remove_dir_all(gallery.path(".fissure")).unwrap();
    fs::remove_dir_all(gallery.path("public")).unwrap();
    assert_eq!(gallery.build(), first);
    assert_eq!(shelf(), kept);

    // With the shelf alone nothing is encoded: what is on it is taken as it is.
    let times = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let entries: Vec<PathBuf> = kept.keys().map(|name| gallery.path(".fissure/pictures").join(name)).collect();
    let before: Vec<_> = entries.iter().map(|path| times(path)).collect();
    fs::remove_dir_all(gallery.path("public")).unwrap();
    assert_eq!(gallery.build(), first);
    assert_eq!(entries.iter().map(|path| times(path)).collect::<Vec<_>>(), before);

    // An entry that is damaged is made again.
    fs::write(&entries[0], b"damaged").unwrap();
    fs::remove_dir_all(gallery.path("public")).unwrap();
    assert_eq!(gallery.build(), first);
    assert_eq!(shelf(), kept);

    // Another picture: its files are made, the others stay, and what is not needed any more goes.
    gallery.write("content/articles/all/b.png", &corners(700, 301).png().unwrap());
    let second = gallery.build();
    let differs: Vec<&String> = second.keys().filter(|path| first.get(*path) != second.get(*path)).collect();
    assert!(differs.iter().all(|path| !path.starts_with("articles/all/a")), "{differs:?}");
    let now = shelf();
    assert_eq!(now.len(), kept.len());
    assert!(kept.keys().filter(|name| now.contains_key(*name)).count() == 4, "those of a.jpg stay");
}

#[test]
fn what_is_said_next_to_a_picture_stands_below_it() {
    let gallery = Gallery::new(&[("a.jpg", jpeg(&corners(900, 600)))]);
    let note = "alt: A queue\ncaption: The queue on Monday.\ncredit: Ann Lee / Reuters\nlicence: CC-BY-4.0\nsource: https://example.org/1\n";
    gallery.write("content/articles/all/a.jpg.yaml", note.as_bytes());
    let text = "---\ntitle: All\ndate: 2026-11-20\nimage: a.jpg\n---\n\n![](a.jpg)\n\n![Shown](a.jpg \"Another caption\")\n\n![\"\"](a.jpg)\n";
    gallery.write("content/articles/all/index.md", text.as_bytes());
    let ran = gallery.run("build");
    assert!(ran.is_good && !ran.said.contains("warning"), "{}", ran.said);
    let page = gallery.page();
    let credit = "<small><a href=\"https://example.org/1\">Ann Lee / Reuters</a>, \
                  <a href=\"https://creativecommons.org/licenses/by/4.0/\">CC BY 4.0</a></small>";
    assert_eq!(page.matches(&format!("<figcaption>The queue on Monday. {credit}</figcaption>")).count(), 3, "{page}");
    assert!(page.contains(&format!("<figcaption>Another caption {credit}</figcaption>")), "{page}");
    assert_eq!((page.matches("alt=\"A queue\"").count(), page.matches("alt=\"\"").count()), (2, 1), "{page}");
    assert!(
        page.contains("fetchpriority=\"high\"")
            && page.contains("og:image\" content=\"https://example.org/articles/all/a-card.jpg\"")
    );
    let card = fs::read(gallery.path("public/articles/all/a-card.jpg")).unwrap();
    let card = decode(Format::Jpeg, &card, MOST).unwrap();
    assert_eq!((card.width, card.height), (900, 472));
    let feed = fs::read_to_string(gallery.path("public/feed.json")).unwrap();
    assert!(feed.contains("\"image\": \"https://example.org/articles/all/a-card.jpg\""), "{feed}");

    gallery.write("content/articles/all/a.jpg.yaml", b"alt: A queue\ncredits: Ann\n");
    let ran = gallery.run("build");
    assert!(!ran.is_good && ran.said.contains("E07") && ran.said.contains("a.jpg.yaml:2:1"), "{}", ran.said);
}

#[test]
fn two_builds_at_once_publish_the_same_and_keep_each_picture_once() {
    let pictures = || [("a.jpg", photograph(&noise(900, 700), 6)), ("b.png", noise(700, 500).png().unwrap())];
    let alone = Gallery::new(&pictures());
    let wanted = alone.build();
    let kept = published(&alone.path(".fissure/pictures"));

    let gallery = Gallery::new(&pictures());
    let build = |output: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
        command.arg("--root").arg(gallery.root.path()).args(["build", "--now", NOW, "--output"]);
        command.arg(gallery.path(output)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    // Into one folder, where the second waits for the first, and into two.
    for outputs in [["public", "public"], ["one/public", "two/public"]] {
        let _ = fs::remove_dir_all(gallery.path(".fissure"));
        let mut running = outputs.map(build);
        for child in &mut running {
            assert!(child.wait().unwrap().success(), "{outputs:?}");
        }
        for output in outputs {
            assert!(published(&gallery.path(output)) == wanted, "{output} differs from what one build alone publishes");
        }
        // The same entries, whole, and nothing that was left half written.
        assert!(published(&gallery.path(".fissure/pictures")) == kept, "{outputs:?}");
    }
}

#[test]
fn the_preview_shows_a_page_whose_pictures_are_still_being_made() {
    let alone = Gallery::new(&[("large.jpg", jpeg(&noise(2400, 1800)))]);
    let gallery = Gallery::new(&[]);
    let running = Running::start(gallery.root, &["serve", "--port", "0"]);
    let said = running.expect("http://localhost:").pop().unwrap();
    let port: u16 = said.split("localhost:").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
    let get = |path: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let head = answer.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
        (answer.starts_with(b"HTTP/1.1 200"), answer.split_off(head))
    };
    let page = || String::from_utf8(get("/articles/all/").1).unwrap();
    running.until("the article is served", || page().contains("<h1"));

    // A writer pastes a photograph. Its page is there before any of its sizes.
    let folder = running.root().join("content/articles/all");
    fs::copy(alone.path("content/articles/all/large.jpg"), folder.join("large.jpg")).unwrap();
    fs::copy(alone.path("content/articles/all/index.md"), folder.join("index.md")).unwrap();
    running.until("the page shows the picture", || page().contains("large-480.avif"));
    let made = || published(&running.root().join(".fissure/pictures")).len();
    let is_made = running.root().join(".fissure/pictures").exists() && made() >= 7;
    assert!(!is_made, "the page came after its pictures, so that a writer had to wait");

    // Who asks for a size waits until it is made, and gets that of a build.
    let wanted = alone.build();
    for name in ["large-480.avif", "large-1280.jpg", "large.jpg"] {
        let (is_good, bytes) = get(&format!("/articles/all/{name}"));
        assert!(is_good && bytes == wanted[&format!("articles/all/{name}")], "{name}");
    }
    assert!(!get("/articles/all/large-481.avif").0, "what is not planned is not waited for");
    running.until("all of it is kept", || made() == 7);
}
