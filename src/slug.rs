//! Slugs: the part of an address that names a page, made of small letters, digits and hyphens.

use std::fmt;
use std::sync::Arc;

/// The last part of a page's address: `closed-door`, `360`, `gpt-5-6-sol`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

impl Slug {
    /// Takes a text that is a slug already; gives none for anything else.
    pub fn new(text: &str) -> Option<Slug> {
        let hyphens_join = !text.is_empty() && text.split('-').all(|part| !part.is_empty());
        let plain = text.chars().all(|c| c == '-' || (c.is_alphanumeric() && !c.is_uppercase()));
        (hyphens_join && plain && text.len() <= 200).then(|| Slug(Arc::from(text)))
    }

    /// Makes a slug of any text; none when the text has no letter and no digit.
    pub fn from_text(text: &str) -> Option<Slug> {
        Slug::new(&slugify(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text as small letters, digits and hyphens.
///
/// Latin letters lose their accents; other scripts stay as they are, since turning 東京 into `dong-jing` would read
/// Japanese as Chinese. `+` and `#` are spelt out, so that "C++" and "C#" do not meet.
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |part: &str, gap: &mut bool| {
        if *gap && !slug.is_empty() {
            slug.push('-');
        }
        *gap = false;
        slug.push_str(part);
    };
    for c in text.chars() {
        match c {
            '+' => {
                gap = true;
                push("plus", &mut gap);
                gap = true;
            }
            '#' => {
                gap = true;
                push("sharp", &mut gap);
                gap = true;
            }
            '\'' | '’' | '\u{300}'..='\u{36f}' => {}
            _ if c.is_ascii_alphanumeric() => push(c.to_ascii_lowercase().encode_utf8(&mut [0; 4]), &mut gap),
            _ if is_latin(c) => {
                let plain = deunicode::deunicode_char(c).unwrap_or("").to_ascii_lowercase();
                push(plain.trim(), &mut gap);
            }
            _ if c.is_alphanumeric() => {
                for small in c.to_lowercase() {
                    push(small.encode_utf8(&mut [0; 4]), &mut gap);
                }
            }
            _ => gap = true,
        }
    }
    let mut end = slug.len().min(200);
    while !slug.is_char_boundary(end) {
        end -= 1;
    }
    slug.truncate(end);
    slug.trim_matches('-').to_owned()
}

/// Letters of the Latin script beyond ASCII.
fn is_latin(c: char) -> bool {
    c.is_alphabetic() && matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_slugs_that_stay_apart() {
        let slugs =
            ["GPT-5.6 Sol", "C++", "C#", "C", "Économie d’État", "東京 AI", "  --a__b  ", "Sakana's move", "360", "…"];
        let expected = [
            "gpt-5-6-sol",
            "c-plus-plus",
            "c-sharp",
            "c",
            "economie-detat",
            "東京-ai",
            "a-b",
            "sakanas-move",
            "360",
            "",
        ];
        assert_eq!(slugs.map(slugify), expected);
        for slug in expected.iter().filter(|slug| !slug.is_empty()) {
            assert_eq!(Slug::new(slug).unwrap().as_str(), *slug);
        }
    }

    #[test]
    fn a_slug_is_never_a_path() {
        for bad in ["", "..", "a/b", "a.b", "A", "a b", "-a", "a--b", "a\u{0}"] {
            assert!(Slug::new(bad).is_none(), "{bad:?}");
        }
    }
}
