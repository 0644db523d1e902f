//! What holds for any plain text, whoever wrote it: where its sentences end, which spellings are the same word, and which
//! words are ordinary.
//!
//! Below all steps of the pipeline, so that every step may use it. Knows nothing of entities, pages or files.

mod abbreviations;
pub(crate) mod fold;
mod follow;
mod marks;
pub(crate) mod ordinary;
pub(crate) mod quotes;
pub(crate) mod sentence;
mod stop;
pub(crate) mod typed;
pub(crate) mod whole;
mod words;

use std::borrow::Cow;

/// A text without what would command a terminal: control characters, but for line breaks and tabs, are shown by their
/// pictures, and those that turn the direction of a line by a mark.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let is_command = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || turns(c);
    if !text.contains(is_command) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        c if !is_command(c) => c,
        '\0'..='\u{1f}' => char::from_u32('\u{2400}' as u32 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Whether a character turns the direction of all that follows in its line.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text on one line: each run of spaces, line breaks and control characters is one space.
pub(crate) fn on_one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

/// A text with a capital at its beginning.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// A word with "a" or "an" before it, by its first letter.
pub(crate) fn with_article(word: &str) -> String {
    let article = if word.starts_with(|letter: char| "aeiouAEIOU".contains(letter)) { "an" } else { "a" };
    format!("{article} {word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_shown_and_not_obeyed() {
        for (text, shown) in [
            ("plain text, müde, 日本", "plain text, müde, 日本"),
            ("two\nlines\tand a tab", "two\nlines\tand a tab"),
            ("\u{1b}[31mred\u{7}", "␛[31mred␇"),
            ("a\rb\0\u{7f}", "a␍b␀␡"),
            ("\u{9b}31m\u{202e}cba\u{2066}", "\u{fffd}31m\u{fffd}cba\u{fffd}"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn a_text_on_one_line_has_no_control_characters() {
        for (text, line) in [
            ("as it is,  with two spaces", "as it is,  with two spaces"),
            ("a\nb", "a b"),
            (" a \r\n\t b\0c\u{1b}[1m ", "a b c [1m"),
            ("\u{85}", ""),
        ] {
            assert_eq!(on_one_line(text), line);
        }
    }
}
