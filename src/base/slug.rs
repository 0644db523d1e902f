//! Slugs: the part of an address that names a page, made of small letters, digits and hyphens.

use crate::base::text::fold::{is_apostrophe, is_mark, nfc, plain};
use std::fmt;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The last part of a page's address: `closed-door`, `360`, `gpt-5-6-sol`, `हिन्दी`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

impl Slug {
    /// Takes a text that is a slug already, in whatever form of Unicode; gives none for anything else.
    pub(crate) fn new(text: &str) -> Option<Slug> {
        let text = nfc(text);
        let fits = text.len() <= LONGEST && text.split('-').all(is_part);
        fits.then(|| Slug(Arc::from(&*text)))
    }

    /// Makes a slug of any text; none when the text has no letter and no digit.
    pub(crate) fn from_text(text: &str) -> Option<Slug> {
        Slug::new(&slugify(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// So many bytes at most, so that a file of that name fits into every file system.
const LONGEST: usize = 200;

/// Whether a text is letters and digits with their marks.
fn is_part(part: &str) -> bool {
    let mut before = None;
    part.starts_with(char::is_alphanumeric)
        && part.chars().all(|c| {
            let fits = (c.is_alphanumeric() && !c.is_uppercase()) || is_mark(c) || is_joiner_after(before, c);
            before = Some(c);
            fits
        })
        && !part.ends_with(JOINERS)
}

const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// Whether a joiner says how two letters of an Indic script meet: after the mark that takes a vowel away.
fn is_joiner_after(before: Option<char>, c: char) -> bool {
    const VIRAMA: u8 = 9;
    JOINERS.contains(&c) && before.is_some_and(|before| canonical_combining_class(before) == VIRAMA)
}

/// A text as small letters, digits and hyphens, in Unicode's composed form.
///
/// Latin letters lose their accents; other scripts stay as they are with their marks, since turning 東京 into `dong-jing`
/// would read Japanese as Chinese. Apostrophes and what nobody sees go without a gap: "we'll" is `well`, "l'été" is
/// `lete`. `+` and `#` are spelt out, so that "C++" and "C#" do not meet.
pub fn slugify(text: &str) -> String {
    let mut slug = Slugified::default();
    for c in nfc(text).chars() {
        match c {
            '+' => slug.push_word("plus"),
            '#' => slug.push_word("sharp"),
            _ if is_apostrophe(c) || plain(c).is_none() => {}
            _ if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            _ if is_latin(c) => slug.push_latin(c),
            _ if is_mark(c) => slug.push_mark(c),
            _ if c.is_alphanumeric() => slug.push_small(c),
            _ if is_joiner_after(slug.text.chars().next_back(), c) => slug.text.push(c),
            _ => slug.gap = true,
        }
    }
    slug.finish()
}

/// A slug while it is made.
#[derive(Default)]
struct Slugified {
    text: String,
    /// Whether what comes next is parted from the text by a hyphen.
    gap: bool,
}

impl Slugified {
    fn push(&mut self, c: char) {
        if std::mem::take(&mut self.gap) && !self.text.is_empty() {
            self.text.push('-');
        }
        self.text.push(c);
    }

    fn push_word(&mut self, word: &str) {
        self.gap = true;
        word.chars().for_each(|c| self.push(c));
        self.gap = true;
    }

    /// A Latin letter without its accent; one that has no plain form stays.
    fn push_latin(&mut self, c: char) {
        let plain = deunicode::deunicode_char(c).unwrap_or("").trim();
        match !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            true => plain.chars().for_each(|c| self.push(c.to_ascii_lowercase())),
            false => self.push_small(c),
        }
    }

    /// A mark stays with its letter; the accent of a Latin one goes, like those that are part of a letter.
    fn push_mark(&mut self, c: char) {
        let letter = self.text.chars().next_back().filter(|_| !self.gap);
        if letter.is_some_and(|letter| letter != '-' && !letter.is_ascii() && !is_latin(letter)) {
            self.text.push(c);
        }
    }

    /// A letter or digit of any script. Styled ones such as 𝐀, which have no small form, become plain.
    fn push_small(&mut self, c: char) {
        for small in c.to_lowercase() {
            match small.is_uppercase() {
                true => {
                    small.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).for_each(|c| self.push(c))
                }
                false if is_mark(small) => self.push_mark(small),
                false => self.push(small),
            }
        }
    }

    fn finish(mut self) -> String {
        let mut end = self.text.len().min(LONGEST);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.truncate(end);
        self.text.trim_matches('-').trim_end_matches(JOINERS).to_owned()
    }
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
    fn every_script_keeps_its_letters() {
        for (text, slug) in [
            ("हिन्दी", "हिन्दी"),
            ("ไม่ใช่", "ไม่ใช่"),
            ("カ\u{3099}イト\u{3099}", "ガイド"),
            ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}", "한국"),
            ("தமிழ் மொழி", "தமிழ்-மொழி"),
            ("ශ්\u{200d}රී ලංකා", "ශ්\u{200d}රී-ලංකා"),
            ("עִבְרִית", "עִבְרִית"),
            ("И\u{306}од и е\u{308}лка", "йод-и-ёлка"),
            ("E\u{301}tat q\u{303}", "etat-q"),
            ("Əliyev ƏSAS", "əliyev-əsas"),
            ("𝐁old", "bold"),
            ("Zusammen\u{ad}arbeit", "zusammenarbeit"),
            ("l'été l’été lʼété", "lete-lete-lete"),
            ("\u{301}a \u{93f}ब", "a-ब"),
        ] {
            assert_eq!(slugify(text), nfc(slug), "{text}");
            let decomposed = crate::base::text::fold::nfd(slug);
            assert_eq!(Slug::new(&decomposed).map(|slug| slug.to_string()).as_deref(), Some(&*nfc(slug)), "{slug}");
        }
        let cut = slugify(&"क्\u{200d}".repeat(60));
        assert!(Slug::new(&cut).is_some(), "{cut}");
    }

    #[test]
    fn a_slug_is_never_a_path() {
        for bad in ["", "..", "a/b", "a.b", "A", "a b", "-a", "a--b", "a\u{0}", "\u{301}a", "a\u{200d}b", "a-\u{301}"] {
            assert!(Slug::new(bad).is_none(), "{bad:?}");
        }
    }
}
