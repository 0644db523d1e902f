//! What a made-up site has besides articles and entities, so that each can be measured alone: pages in other languages, pictures, or
//! no editions. Changes files as they are written; reads none.

use std::str::FromStr;

/// A column of the bench: `10000`, or `10000:languages`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub articles: usize,
    pub reach: Reach,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// In one language, without pictures, with editions.
    Plain,
    WithoutEditions,
    /// Every page in Japanese and German too, every second article translated into each.
    Languages,
    /// Each article with a picture, all of one content.
    Pictures,
}

const CODES: [&str; 2] = ["ja", "de"];

impl Reach {
    pub fn name(self) -> &'static str {
        match self {
            Reach::Plain => "",
            Reach::WithoutEditions => "no editions",
            Reach::Languages => "3 languages",
            Reach::Pictures => "pictures",
        }
    }

    /// Hands over a file of the site as it is in this reach, and those that belong to it.
    pub fn files(self, path: &str, text: &str, picture: &[u8], mut file: impl FnMut(&str, &[u8])) {
        let stem = path.strip_prefix("content/articles/").and_then(|path| path.strip_suffix(".md"));
        match (self, stem) {
            (Reach::WithoutEditions, _) if path == "content/site.yaml" => {
                file(path, format!("{text}editions: false\n").as_bytes());
            }
            (Reach::Languages, _) if path == "content/site.yaml" => {
                file(path, format!("{text}languages: [{{code: ja}}, {{code: de}}]\n").as_bytes());
            }
            (Reach::Languages, Some(stem)) if stem.len().is_multiple_of(2) => {
                file(path, text.as_bytes());
                for code in CODES {
                    file(&format!("content/articles/{stem}.{code}.md"), translated(text).as_bytes());
                }
            }
            (Reach::Pictures, Some(stem)) => {
                file(path, self.article(path, text).as_bytes());
                let name = stem.rsplit('/').next().unwrap_or(stem);
                file(&format!("content/media/{name}.jpg"), picture);
            }
            _ => file(path, text.as_bytes()),
        }
    }

    /// The text of an article, when it is written again.
    pub fn article(self, path: &str, text: &str) -> String {
        let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).unwrap_or(path);
        match self {
            Reach::Pictures => format!("{text}\n![A made-up view](../../media/{name}.jpg \"Caption.\")\n"),
            _ => text.to_owned(),
        }
    }
}

/// The title and the text of an article, with no field that only an original has.
fn translated(text: &str) -> String {
    let (front, body) = text[4..].split_once("\n---\n").unwrap_or((text, ""));
    let kept: Vec<&str> =
        front.lines().filter(|line| line.starts_with("title:") || line.starts_with("summary:")).collect();
    format!("---\n{}\n---\n{body}", kept.join("\n"))
}

/// A picture of the size that phones and screens need smaller ones of.
pub fn picture() -> Vec<u8> {
    let (width, height) = (1600_u16, 900_u16);
    let pixels: Vec<u8> = (0..u32::from(height))
        .flat_map(|y| (0..u32::from(width)).flat_map(move |x| [(x / 7) as u8, (y / 4) as u8, ((x ^ y) / 8) as u8]))
        .collect();
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).expect("a vector takes all bytes");
    bytes
}

impl FromStr for Asked {
    type Err = ();

    fn from_str(text: &str) -> Result<Asked, ()> {
        let (articles, reach) = text.split_once(':').unwrap_or((text, ""));
        let reach = match reach {
            "" => Reach::Plain,
            "no-editions" => Reach::WithoutEditions,
            "languages" => Reach::Languages,
            "pictures" => Reach::Pictures,
            _ => return Err(()),
        };
        match articles.parse() {
            Ok(articles) if articles > 0 => Ok(Asked { articles, reach }),
            _ => Err(()),
        }
    }
}
