//! Texts as they are compared: the words of one, and its characters with all that typography changes taken out.
//!
//! Never judges: what is a quotation and what is a copy is for its neighbours to say.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word of a text.
///
/// Words end at hyphens and full stops too, so that `gpt-5-6-sol` and "GPT-5.6 Sol" are the same ones; each character of
/// Han and kana, which are written without spaces, is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ComparedWord {
    /// Its place in the text.
    pub range: Range<usize>,
    /// What is compared: small letters, without apostrophes.
    pub form: String,
    /// How much it counts in half words: a word that stands by itself 2, what a hyphen joins to it nothing, a character
    /// of Han or kana 1.
    pub halves: usize,
}

/// The words of a text.
pub(crate) fn words(text: &str) -> Vec<ComparedWord> {
    let mut reader = WordReader { words: Vec::with_capacity(text.len() / 6), open: false, joined: false };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        reader.read(at, c, next);
    }
    reader.words
}

/// How many words a text has, each character of Han or kana being half a one.
pub(crate) fn count(words: &[ComparedWord]) -> usize {
    words.iter().map(|word| word.halves).sum::<usize>().div_ceil(2)
}

struct WordReader {
    words: Vec<ComparedWord>,
    /// Whether the next letter belongs to the last word.
    open: bool,
    /// Whether nothing that ends a word has been read since, so that the next one is a part of it.
    joined: bool,
}

impl WordReader {
    fn read(&mut self, at: usize, c: char, next: Option<char>) {
        if is_invisible(c) {
        } else if is_unspaced(c) {
            self.begin(at, 1);
            self.add(at, c);
            (self.open, self.joined) = (false, false);
        } else if is_combining_mark(c) {
            // An accent that is a character of its own; there is none where nothing stands before it.
            if self.words.last().is_some_and(|word| word.range.end == at) {
                self.add(at, c);
            }
        } else if c.is_alphanumeric() {
            if !self.open {
                self.begin(at, if self.joined { 0 } else { 2 });
            }
            self.add(at, c);
            (self.open, self.joined) = (true, true);
        } else if !self.is_within(c, next) {
            self.open = false;
            self.joined &= matches!(c, '-' | '\u{2010}' | '\u{2011}' | '/' | '.' | ',' | ':' | '_' | '\'' | '’');
        }
    }

    fn begin(&mut self, at: usize, halves: usize) {
        self.words.push(ComparedWord { range: at..at, form: String::new(), halves });
    }

    fn add(&mut self, at: usize, c: char) {
        let Some(word) = self.words.last_mut() else { return };
        word.range.end = at + c.len_utf8();
        match c.is_ascii() {
            true => word.form.push(c.to_ascii_lowercase()),
            false => word.form.extend(std::iter::once(c).nfkd().flat_map(char::to_lowercase)),
        }
    }

    /// Whether a mark is part of the word that it follows: the apostrophe of "Sakana's", the full stops of "U.S."
    fn is_within(&self, c: char, next: Option<char>) -> bool {
        let before = self.words.last().filter(|_| self.open);
        let goes_on = next.is_some_and(char::is_alphabetic);
        before.is_some_and(|word| match c {
            '\'' | '’' | '\u{2bc}' => goes_on,
            '.' => goes_on && word.range.len() == 2 * word.form.len() - 1 && word.form.chars().all(char::is_alphabetic),
            _ => false,
        })
    }
}

/// The characters of a text without what typography changes: every quotation mark is `'`, every dash and hyphen `-`
/// without space around it, an ellipsis `...`; spaces are single, and there is none beside Han and kana.
///
/// A comma or full stop before a closing mark stands behind it, as it does in half of the world.
#[derive(Debug, Default)]
pub(crate) struct PlainText {
    pub text: String,
    space: bool,
    wide: bool,
}

impl PlainText {
    pub(crate) fn of(text: &str) -> String {
        let mut plain = PlainText::default();
        plain.add(text);
        plain.text
    }

    pub(crate) fn add(&mut self, text: &str) {
        text.chars().for_each(|c| self.push(c));
    }

    fn push(&mut self, c: char) {
        match c {
            c if is_invisible(c) => {}
            c if c.is_whitespace() || c.is_control() => self.space = true,
            c if is_quotation_mark(c) => self.quotation_mark(),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2e3a}' | '\u{2e3b}' => {
                self.text.push('-');
                self.space = false;
            }
            '\u{22ef}' => self.letters("...".chars(), false),
            c if c.is_ascii() => self.letters(std::iter::once(c), false),
            c => self.letters(std::iter::once(c).nfkd(), is_wide(c)),
        }
    }

    fn letters(&mut self, letters: impl Iterator<Item = char>, wide: bool) {
        self.end_space(wide);
        self.text.extend(letters);
        self.wide = wide;
    }

    fn quotation_mark(&mut self) {
        self.end_space(false);
        match self.text.pop() {
            Some(before @ (',' | '.')) if !self.text.ends_with('.') => self.text.extend(['\'', before]),
            before => self.text.extend(before.into_iter().chain(['\''])),
        }
        self.wide = false;
    }

    fn end_space(&mut self, wide: bool) {
        let shown = self.space && !wide && !self.wide && !self.text.is_empty() && !self.text.ends_with('-');
        self.text.extend(shown.then_some(' '));
        self.space = false;
    }
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›' | '\u{2bc}' | '\u{2032}')
        || matches!(c, '\u{2033}' | '「' | '」' | '『' | '』' | '\u{ff02}' | '\u{ff07}')
}

/// Soft hyphens and joiners, which nobody sees.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Han and kana, which stand without spaces; each of their characters is counted.
pub(crate) fn is_unspaced(c: char) -> bool {
    let in_blocks = matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}')
        || matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}')
        || matches!(c, '\u{20000}'..='\u{3ffff}');
    in_blocks && c.is_alphanumeric()
}

/// The same with the punctuation that goes with them.
fn is_wide(c: char) -> bool {
    is_unspaced(c) || matches!(c, '\u{3001}'..='\u{303f}' | '\u{30fb}' | '\u{ff01}'..='\u{ff65}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.form).collect()
    }

    #[test]
    fn slugs_and_names_have_the_same_words() {
        assert_eq!(forms("GPT-5.6 Sol"), forms("gpt-5-6-sol"));
        assert_eq!(forms("The U.S. firm’s end.So D. Ha"), ["the", "us", "firms", "end", "so", "d", "ha"]);
        assert_eq!(count(&words("A state-of-the-art run, 3.5 times — twice")), 6);
    }

    #[test]
    fn two_characters_without_spaces_count_as_a_word() {
        assert_eq!(forms("Fuguは東京へ。"), ["fugu", "は", "東", "京", "へ"]);
        assert_eq!(count(&words("東京の夜")), 2);
    }

    #[test]
    fn places_are_bytes_of_the_text() {
        let text = "«Año» U.S. x";
        let cut: Vec<&str> = words(text).into_iter().map(|word| &text[word.range]).collect();
        assert_eq!(cut, ["Año", "U.S", "x"]);
    }

    #[test]
    fn what_typography_changes_is_taken_out() {
        assert_eq!(PlainText::of(" “It’s\u{a0}here—now,”  he\nsaid… "), "'It's here-now', he said...");
        assert_eq!(PlainText::of("\"It's here - now\", he said..."), "'It's here-now', he said...");
        assert_eq!(PlainText::of("東京 の\n夜。 Fugu は"), PlainText::of("東京の夜。Fuguは"));
    }
}
