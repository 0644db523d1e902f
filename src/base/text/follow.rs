//! What follows a place where a sentence may end: the first word, and whether it begins a sentence.

use super::marks::{from, is_opener};
use super::stop::is_invisible;
use super::words::{Begins, begins};

/// The first character and word after the space, behind whatever opens there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Follow<'a> {
    pub first: Option<char>,
    /// The letters of the first word.
    pub word: &'a str,
    /// What comes after them.
    rest: &'a str,
}

impl<'a> Follow<'a> {
    pub(crate) fn new(text: &'a str, at: usize) -> Follow<'a> {
        let begin = from(text, at)
            .trim_start_matches(|c| is_opener(c) || is_invisible(c) || matches!(c, '\u{a0}' | '\u{202f}'));
        let rest = begin.trim_start_matches(char::is_alphabetic);
        Follow { first: begin.chars().next(), word: &begin[..begin.len() - rest.len()], rest }
    }

    /// Whether it cannot begin a sentence: small letters, unless they are those of a name as "iPhone", and marks
    /// that need something before them.
    pub(crate) fn goes_on(&self) -> bool {
        match self.first {
            None => true,
            Some(c) if c.is_lowercase() => !self.has_inner_capital(),
            Some(c) => matches!(
                c,
                ',' | ';' | ':' | ')' | ']' | '}' | '-' | '–' | '—' | '/' | '&' | '%' | '+' | '=' | '、' | '，'
            ),
        }
    }

    pub(crate) fn has_inner_capital(&self) -> bool {
        self.first.is_some_and(char::is_lowercase) && self.word.contains(char::is_uppercase)
    }

    pub(crate) fn is_digit(&self) -> bool {
        self.first.is_some_and(char::is_numeric)
    }

    /// Whether it is what a number may be: digits, "IV", the letter of a figure.
    pub(crate) fn is_number(&self) -> bool {
        let is_roman = || is_roman(self.word) && self.word != "I";
        let is_letter = || self.word.len() == 1 && !matches!(self.word, "A" | "I");
        self.is_digit() || matches!(self.first, Some('§' | '#')) || is_roman() || is_letter()
    }

    /// Whether a letter of a script without capitals stands here, which proves nothing.
    pub(crate) fn has_no_case(&self) -> bool {
        self.first.is_some_and(|c| c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase())
    }

    /// Whether the word usually begins a sentence, and is no part of a name.
    pub(crate) fn begins(&self, after_initial: bool) -> bool {
        let mut rest = self.rest.chars();
        let is_joined = match rest.next() {
            Some('-' | '.' | '\u{2011}') => rest.next().is_some_and(char::is_alphanumeric),
            Some(c) => c.is_alphanumeric(),
            None => false,
        };
        let before_small = || {
            let rest = self.rest.strip_prefix(['\'', '’']).unwrap_or(self.rest.trim_start());
            rest.starts_with(|c: char| c.is_lowercase() || c.is_numeric())
        };
        !is_joined
            && match begins(self.word) {
                Some(Begins::Surely) => true,
                Some(Begins::NotAfterInitial) => !after_initial,
                Some(Begins::BeforeSmall) => !after_initial && before_small(),
                None => false,
            }
    }

    /// Whether the word surely begins a sentence although no space stands before it.
    pub(crate) fn begins_unspaced(&self) -> bool {
        begins(self.word) == Some(Begins::Surely) && self.rest.starts_with([' ', '\'', '’', ',', '\u{a0}'])
    }
}

/// Whether a word is a number of Roman letters, or looks like one.
pub(crate) fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| b"IVXLC".contains(&byte))
}
