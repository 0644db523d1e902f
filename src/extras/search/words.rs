//! A text as the words by which it is found: folded, and cut where `search.js` cuts a query.
//!
//! Both follow the same few rules. A word is a run of letters and digits; a number may have points in it (`4.10`), and an `s`
//! after an apostrophe is none (`Japan's`). Scripts that do not put spaces between words are cut into pairs of characters,
//! and the last character of a run stands alone too, so that every character begins something. There is no stemming:
//! whoever types is shown what begins with what is typed.
//!
//! What is not seen, such as a soft hyphen, parts no word. A raised digit after a digit is a power (`10²⁵` is `10^25`), and
//! after a letter a plain digit (`km²` is `km2`).

use unicode_normalization::char::is_combining_mark;

/// Longer runs are no words that anybody would type.
const LONGEST: usize = 64;

/// Hands over each word of a text that was folded, in order.
pub(crate) fn words<'a>(folded: &'a str, word: &mut impl FnMut(&'a str)) {
    let mut rest = folded;
    while let Some(start) = rest.find(begins_word) {
        rest = &rest[start..];
        let run = run(rest);
        rest = &rest[run.len()..];
        cut(run, word);
    }
}

fn begins_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() }
}

/// Marks, such as the signs that join letters in Indian scripts, belong to the letter before them.
fn is_of_word(c: char) -> bool {
    begins_word(c) || !c.is_ascii() && is_combining_mark(c)
}

/// The run that a text begins with: letters and digits, with what may stand between two of them.
fn run(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut before = 'a';
    for (at, c) in text.char_indices() {
        if is_of_word(c) {
            before = c;
            continue;
        }
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        let joins = match c {
            '.' | '^' => before.is_ascii_digit() && after.is_ascii_digit(),
            '\'' => {
                (before.is_alphabetic() || is_combining_mark(before)) && text[at + 1..].starts_with(char::is_alphabetic)
            }
            _ => false,
        };
        if !joins {
            return &text[..at];
        }
    }
    text
}

/// Cuts a run where a script without spaces begins or ends.
fn cut<'a>(run: &'a str, word: &mut impl FnMut(&'a str)) {
    if run.is_ascii() {
        return plain(run, word);
    }
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let dense = is_dense(first);
        let end = rest.find(|c: char| is_dense(c) != dense).unwrap_or(rest.len());
        match dense {
            true => pairs(&rest[..end], word),
            false => plain(&rest[..end], word),
        }
        rest = &rest[end..];
    }
}

/// Words of a script with spaces, which an apostrophe may part.
fn plain<'a>(run: &'a str, word: &mut impl FnMut(&'a str)) {
    let mut parts = run.split('\'').filter(|part| !part.is_empty());
    let Some(first) = parts.next() else { return };
    for part in std::iter::once(first).chain(parts.filter(|part| *part != "s")) {
        let end = part.char_indices().nth(LONGEST).map_or(part.len(), |(at, _)| at);
        word(&part[..end]);
    }
}

fn pairs<'a>(run: &'a str, word: &mut impl FnMut(&'a str)) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
    for (n, start) in starts.iter().enumerate() {
        let end = starts.get(n + 2).copied().unwrap_or(run.len());
        word(&run[*start..end]);
    }
}

/// Whether a character is of a script that writes words without spaces: Han and kana, Thai and Lao, Burmese, Khmer.
fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::typed::as_typed;

    /// The cases stand in a file, since `search.js` is held to them too.
    #[test]
    fn texts_are_cut_into_the_words_by_which_they_are_found() {
        let cases = include_str!("../../../tests/web/lib/words.txt");
        assert!(cases.lines().count() > 20);
        for case in cases.lines() {
            let (text, expected) = case.split_once(" => ").unwrap();
            // What cannot be seen is written as in JSON.
            let text: String = serde_json::from_str(&format!("\"{text}\"")).unwrap();
            let folded = as_typed(&text);
            let mut found = Vec::new();
            words(&folded, &mut |word| found.push(word));
            assert_eq!(found.join(" "), expected, "{text:?}");
        }
    }
}
