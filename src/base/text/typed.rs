//! A text as it is typed in a search: small letters, without what keyboards do not make. `search.js` does the same to a query.
//!
//! Takes more for the same than `fold` does, by which names are compared.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Small letters without accents, in the forms that keyboards make.
pub(crate) fn as_typed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains('^') {
        return match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(text.to_ascii_lowercase()),
            false => Cow::Borrowed(text),
        };
    }
    let decomposed: String = raised(text).nfkd().collect();
    let bare: String = decomposed.to_lowercase().chars().filter(|c| !is_accent(*c)).collect();
    let mut folded = String::with_capacity(bare.len());
    for c in bare.nfc() {
        match c {
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ς' => folded.push('σ'),
            c => folded.push(c),
        }
    }
    Cow::Owned(folded)
}

/// A text without what is not seen, with one sort of apostrophe, and with powers as they are typed.
fn raised(text: &str) -> String {
    let seen: Vec<char> = text.chars().filter(|c| !is_unseen(*c)).map(apostrophe).collect();
    let mut raised = String::with_capacity(text.len());
    for (at, c) in seen.iter().enumerate() {
        let before = at.checked_sub(1).map_or(' ', |before| seen[before]);
        let is_power = |c: &char| matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹');
        match c {
            '^' if before.is_alphabetic() && seen.get(at + 1).is_some_and(char::is_ascii_digit) => {}
            c if before.is_ascii_digit() && is_power(c) => raised.extend(['^', *c]),
            c => raised.push(*c),
        }
    }
    raised
}

fn apostrophe(c: char) -> char {
    match c {
        '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | '′' | '´' | 'ꞌ' => '\'',
        c => c,
    }
}

/// Whether a character takes no place of its own (Unicode's `Default_Ignorable_Code_Point`), or is the sign of a mark.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' | '™' | '℠')
}

/// Whether a mark may be left out when a word is typed: accents, and the vowel signs of Hebrew and Arabic.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}'
        | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}
